"""In: the articles of one story and the reprints among them. Out: the chain: who rests on whom, down to the roots.

Rules only, no clock: the same articles always give the same chain. Every link says why it is there.
"""

from __future__ import annotations

from datetime import datetime

from masdar.model import (
    Article,
    ArticleId,
    Chain,
    ChainLink,
    ChainNode,
    Credit,
    Evidence,
    FiledArticle,
    LinkKind,
    Reprint,
    Source,
    Span,
    Statement,
)
from masdar.relate.chain.links import direct_reprints
from masdar.relate.chain.outline import as_lines, layers
from masdar.relate.chain.roots import roots_of
from masdar.relate.chain.speakers import word_list
from masdar.relate.chain.statements import Primary, is_public, primary_statements
from masdar.text.addresses import address_key
from masdar.text.fold import fold
from masdar.text.tokens import search_terms

__all__ = ["as_lines", "build_chain", "layers"]

_DIRECTIONS = {
    "credit": "the copy credits it",
    "agency": "it is an agency's text",
    "dateline": "an agency signs it",
    "published": "it states an earlier time",
    "seen": "we saw it earlier",
}
# A reworded report rests on a statement less surely than one that quotes it.
_REPORTED = 0.85
_PUBLISHED = 0.9
_LONGEST_NAME = 80  # characters of text in which an outlet's name is looked for
_LIST = "، "  # between the media of one speaker
_LONGEST_REASON = 120  # characters of reported words inside a reason: one line of a drawing's caption


def build_chain(articles: tuple[FiledArticle, ...], reprints: tuple[Reprint, ...]) -> Chain:
    """The chain of one story. Reprints of articles that are not in `articles` are left out.

    Links that follow from others are dropped (a copy of a copy of A is not drawn as a copy of A; a credit that the
    copied article carries already stays there). Circles are kept. What a root is: see `chain.roots`.
    """
    ordered = tuple(sorted(articles, key=lambda article: (article.earliest, article.id)))
    direct = direct_reprints(ordered, reprints)
    building = _Building(ordered, direct)
    for article in ordered:
        for credit in article.reading.credits:
            building.add_credit(article, credit)
        for statement in article.reading.statements:
            building.add_citation(article, statement)
    for number, primary in enumerate(primary_statements(ordered, building.copied()), start=1):
        building.add_statement(f"statement:{number}", primary)
    return building.chain()


class _Building:
    """A chain being put together."""

    def __init__(self, articles: tuple[FiledArticle, ...], reprints: tuple[Reprint, ...]) -> None:
        self._articles = articles
        self._nodes = {_key(article.id): _article_node(article) for article in articles}
        self._links: dict[tuple[str, str, LinkKind], ChainLink] = {}
        self._by_name = _by_name(articles)
        self._by_url = _by_url(articles)
        self._originals: dict[str, list[str]] = {}
        self._sources = tuple({article.source.id: article.source for article in articles}.values())
        self._printed = tuple(
            (name, tuple(search_terms(name).split())) for source in self._sources for name in _names(source)
        )
        self._public: set[str] = set()
        self._generic: set[str] = set()
        by_id = {article.id: article for article in articles}
        for reprint in reprints:
            if reprint.kind == "copy":  # what is only reworked has its own words of credits and statements
                self._originals.setdefault(_key(reprint.article), []).append(_key(reprint.of))
            self._add(_reprint_link(reprint, by_id[reprint.article]))

    def add_credit(self, article: FiledArticle, credit: Credit) -> None:
        """Link the article to whom it credits: an article of the story if we hold one, else the outlet by name."""
        if _is_own(article.source, credit) or _is_medium(article, credit):
            return
        held = self._held(article, credit)
        if held is None and _is_generic(credit) and _key(article.id) in self._originals:
            return  # «وكالات» over a text whose original we hold says nothing more
        older = _key(held.id) if held is not None else self._outlet(credit)
        if older is None or older == _key(article.id):
            return
        kind: LinkKind = "republished_from" if credit.kind == "text_from" else "facts_from"
        claim = "the page says that its text is from" if credit.kind == "text_from" else "the page cites"
        reason = f"{claim} {credit.name}"
        method, sure = "chain.credit@1", credit.evidence.confidence
        self._add(ChainLink(_key(article.id), older, kind, reason, method, sure, article.id, credit.evidence))

    def add_citation(self, article: FiledArticle, statement: Statement) -> None:
        """Link the article to another of the story whose outlet it lets speak («وذكرت صحيفة س أن») or relay."""
        names = [name for name in (statement.speaker, statement.via) if name]
        held = next((found for name in names if (found := self._speaking(article, statement, name)) is not None), None)
        if held is None or held.source.kind in ("official", "channel"):
            return  # whom a public body's page belongs to is the statement's business
        newer, older = _key(article.id), _key(held.id)
        if any((newer, older, kind) in self._links for kind in ("facts_from", "republished_from", "reprint")):
            return
        reason, sure = f"the page cites {held.source.name}", statement.evidence.confidence
        self._add(ChainLink(newer, older, "facts_from", reason, "chain.cited@1", sure, article.id, statement.evidence))

    def _speaking(self, article: FiledArticle, statement: Statement, name: str) -> FiledArticle | None:
        whole = self._printed_name(article, statement.evidence.span, name) or name
        held = self._of_name(article, [whole])
        return held if held is not None and held.source.id != article.source.id else None

    def add_statement(self, key: str, primary: Primary) -> None:
        """A node for a primary statement, linked from all who report it and to its issuer's own page."""
        published, media = primary.published, primary.media
        medium = _LIST.join(media) or None
        self._nodes[key] = ChainNode(
            key, "statement", primary.speaker, at=primary.at, medium=medium, quotes=primary.quotes
        )
        if is_public(media, self._sources):
            self._public.add(key)
        for report in primary.reports:
            how = "quotes" if report.direct else "reports"
            reason = f"the text {how} {report.speaker}" + (f", {report.medium}" if report.medium else "")
            reason += "" if report.direct else f": {_clipped(report.words[0])}"
            sure = report.evidence.confidence * (1 if report.direct else _REPORTED)
            newer = _key(report.article.id)
            self._add(
                ChainLink(newer, key, "rests_on", reason, "chain.statement@1", sure, report.article.id, report.evidence)
            )
        if published is not None:
            reason = f"the words stand on a page of {published.source.name}"
            self._add(
                ChainLink(key, _key(published.id), "published_as", reason, "chain.issuer@1", _PUBLISHED, published.id)
            )

    def chain(self) -> Chain:
        """The finished chain, without what follows from other links."""
        links = [link for link in self._links.values() if not self._is_carried(link)]
        resting = {link.newer for link in links}
        used = resting | {link.older for link in links}
        nodes = tuple(node for node in self._nodes.values() if node.kind == "article" or node.key in used)
        links.sort(key=lambda link: (link.newer, link.kind, link.older))
        return Chain(
            nodes, tuple(links), roots_of(nodes, tuple(links), frozenset(self._public), frozenset(self._generic))
        )

    def copied(self) -> dict[ArticleId, frozenset[ArticleId]]:
        """For each article those it copies, near or far."""
        ids = {_key(article.id): article.id for article in self._articles}
        return {id: frozenset(ids[above] for above in self._above(key)) for key, id in ids.items()}

    # ------------------------------------------------------------ parts

    def _add(self, link: ChainLink) -> None:
        place = (link.newer, link.older, link.kind)
        if place not in self._links or link.confidence > self._links[place].confidence:
            self._links[place] = link

    def _is_carried(self, link: ChainLink) -> bool:
        """Does the article that this one copies carry the same credit or statement already?"""
        if link.kind in ("reprint", "published_as"):
            return False
        return any(
            (original, link.older, kind) in self._links
            for original in self._above(link.newer)
            for kind in ("republished_from", "facts_from", "rests_on")
        )

    def _above(self, key: str) -> set[str]:
        """All that the article copies, near or far. In a circle nobody is the original: then nothing."""
        found: set[str] = set()
        waiting = list(self._originals.get(key, ()))
        while waiting:
            original = waiting.pop()
            if original == key:
                return set()
            if original not in found:
                found.add(original)
                waiting.extend(self._originals.get(original, ()))
        return found

    def _held(self, article: FiledArticle, credit: Credit) -> FiledArticle | None:
        """The article of this story that the credit means: by address, else the credited source's, else none."""
        if credit.url is not None and (found := self._by_url.get(address_key(credit.url))) is not None:
            return found
        whole = self._printed_name(article, credit.evidence.span, credit.name) if credit.evidence.span else None
        return self._of_name(article, [name for name in (credit.canonical_name, whole, credit.name) if name])

    def _printed_name(self, article: FiledArticle, span: Span | None, name: str) -> str | None:
        """The name of a source of the story that the text goes on to print (صحيفة دنوار | اليوم)."""
        paragraphs = article.reading.article.paragraphs
        if span is None or not 0 <= span.paragraph < len(paragraphs):
            return None
        at = paragraphs[span.paragraph].find(name, span.start)
        if at < 0:
            return None
        printed = search_terms(paragraphs[span.paragraph][at : at + _LONGEST_NAME]).split()
        least, first = len(_name_key(name).split()), range(len(search_terms(name).split()))
        for full, terms in self._printed:
            if len(terms) >= least and any(tuple(printed[i : i + len(terms)]) == terms for i in first):
                return full
        return None

    def _of_name(self, article: FiledArticle, names: list[str]) -> FiledArticle | None:
        held = next((self._by_name[_name_key(name)] for name in names if _name_key(name) in self._by_name), [])
        others = [other for other in held if other.id != article.id]
        copied = self._originals.get(_key(article.id), ())

        def rank(other: FiledArticle) -> tuple[bool, bool, datetime, ArticleId]:
            return (_key(other.id) not in copied, other.earliest > article.earliest, other.earliest, other.id)

        return min(others, key=rank, default=None)

    def _outlet(self, credit: Credit) -> str | None:
        label = credit.canonical_name or credit.name
        name = _name_key(label)
        if not name:
            return None
        key = f"outlet:{name}"
        self._nodes.setdefault(key, ChainNode(key, "outlet", label))
        if _is_generic(credit):
            self._generic.add(key)
        return key


def _clipped(words: str) -> str:
    return words if len(words) <= _LONGEST_REASON else words[: _LONGEST_REASON - 1] + "…"


def _key(article: ArticleId) -> str:
    return f"article:{article}"


def _article_node(article: FiledArticle) -> ChainNode:
    source = article.source
    return ChainNode(
        _key(article.id), "article", source.name, at=article.earliest, article=article.id, source=source.id
    )


def _reprint_link(reprint: Reprint, article: FiledArticle) -> ChainLink:
    share = round(100 * reprint.containment)
    reason = f"{share}% of the shorter text stands in both, and {_DIRECTIONS[reprint.direction_from]}"
    longest = max(reprint.passages, key=lambda passage: passage.here.end - passage.here.start, default=None)
    evidence = None
    paragraphs = article.reading.article.paragraphs
    if longest is not None and 0 <= longest.here.paragraph < len(paragraphs):
        span = longest.here
        quote = paragraphs[span.paragraph][span.start : span.end]
        evidence = Evidence("reprint", "text", quote, "chain.reprint@1", reprint.confidence, span)
    newer, older = _key(reprint.article), _key(reprint.of)
    return ChainLink(newer, older, "reprint", reason, "chain.reprint@1", reprint.confidence, reprint.article, evidence)


# ---------------------------------------------------------------- names


def _names(source: Source) -> tuple[str, ...]:
    return (source.name, *source.aliases)


def _name_key(name: str) -> str:
    """A name for comparing: folded, without the noun for its kind (قناة, وكالة) and the article."""
    terms = search_terms(name).split()
    kinds = word_list("kinds")
    kept = [term for term in terms if term not in kinds] or terms
    return " ".join(term.removeprefix("ال") if len(term) > 4 else term for term in kept) or fold(name).strip()


def _by_name(articles: tuple[FiledArticle, ...]) -> dict[str, list[FiledArticle]]:
    found: dict[str, list[FiledArticle]] = {}
    for article in articles:
        for key in {_name_key(name) for name in _names(article.source)}:
            found.setdefault(key, []).append(article)
    return found


def _by_url(articles: tuple[FiledArticle, ...]) -> dict[str, FiledArticle]:
    def addresses(article: Article) -> tuple[str, ...]:
        return tuple(address_key(url) for url in (article.url, article.canonical) if url)

    return {url: article for article in reversed(articles) for url in addresses(article.reading.article)}


def _is_medium(article: FiledArticle, credit: Credit) -> bool:
    """Is what the page cites only the place of a statement (a platform)? The statement's node says so already."""
    if credit.kind != "facts_from":
        return False
    cited = set(_name_key(credit.canonical_name or credit.name).split()) or {""}
    printed = set(_name_key(credit.name).split()) or {""}
    media = [set(_name_key(said.medium).split()) for said in article.reading.statements if said.medium]
    return any(cited <= medium or printed <= medium for medium in media)


def _is_generic(credit: Credit) -> bool:
    """Does the credit name nobody in particular (وكالات، مواقع التواصل)?"""
    terms = search_terms(credit.canonical_name or credit.name).split()
    generic = word_list("generic")
    return all(term in generic or term.removeprefix("و") in generic or len(term) == 1 for term in terms)


def _is_own(source: Source, credit: Credit) -> bool:
    """Does the page credit its own publisher?"""
    own = {_name_key(name) for name in _names(source)}
    return any(_name_key(name) in own for name in (credit.name, credit.canonical_name) if name)
