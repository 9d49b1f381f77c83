"""In: articles, copies, credits and statements, one by one. Out: the chain's nodes and links, each with its reason."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from masdar.model import (
    ArticleId,
    Chain,
    ChainLink,
    ChainNode,
    Credit,
    Evidence,
    FiledArticle,
    LinkKind,
    Reprint,
    SharedPassage,
    Statement,
    Translation,
    Why,
)
from masdar.relate.chain.ancestry import number_bits, originals
from masdar.relate.chain.clashes import find_clashes
from masdar.relate.chain.gaps import find_gaps
from masdar.relate.chain.links import is_update
from masdar.relate.chain.names import Held, is_generic, is_medium, is_own, name_key, sound_of
from masdar.relate.chain.reasons import in_english
from masdar.relate.chain.roots import roots_of
from masdar.relate.chain.statements import Primary, Report, is_public
from masdar.relate.chain.updates import find_updates

# A reworked report rests on a statement less surely than one that quotes it.
_REPORTED = 0.85
_PUBLISHED = 0.9
_CARRIED = ("republished_from", "facts_from", "rests_on")  # what a copy has with the words it copies
_LIST = "، "  # between the media of one speaker
_LONGEST_REASON = 120  # characters of reported words inside a reason: one line of a drawing's caption


class Building:
    """A chain being put together."""

    def __init__(
        self,
        articles: tuple[FiledArticle, ...],
        reprints: tuple[Reprint, ...],
        translations: tuple[Translation, ...],
    ) -> None:
        """`articles`: earliest first. `reprints`, `translations`: those to be drawn."""
        self._articles = articles
        self._translations = translations
        self._nodes = {key_of(article.id): _article_node(article) for article in articles}
        self._links: dict[tuple[str, str, LinkKind], ChainLink] = {}
        self._originals: dict[ArticleId, list[ArticleId]] = {}
        self._sources = tuple({article.source.id: article.source for article in articles}.values())
        self._outlets: dict[str, str] = {}  # keys by how the names sound
        self._public: set[str] = set()
        self._generic: set[str] = set()
        by_id = {article.id: article for article in articles}
        for reprint in reprints:
            if reprint.kind == "copy":  # what is only reworked has its own words of credits and statements
                self._originals.setdefault(reprint.article, []).append(reprint.of)
            self._add(_reprint_link(reprint, by_id[reprint.article], is_update(reprint, by_id)))
        for translation in translations:
            self._originals.setdefault(translation.article, []).append(translation.of)
            self._add(_translation_link(translation, by_id[translation.article]))
        self._held = Held(articles, self._originals)
        pairs = ((copy, of) for copy, near in self._originals.items() for of in near)
        self._bits = number_bits(article.id for article in articles)
        self._above = originals(self._bits, pairs)

    def add_updates(self, shared: Collection[tuple[ArticleId, ArticleId]]) -> None:
        """Link the later reports of an outlet to its earlier one. `shared`: pairs (later, earlier) of common text."""
        for update in find_updates(self._articles, self._held, shared):
            older, evidence = key_of(update.of.id), update.evidence
            self._add(_link(update.article, older, "updates", update.why, evidence.method, evidence))

    def add_credit(self, article: FiledArticle, credit: Credit) -> None:
        """Link the article to whom it credits: an article of the story if we hold one, else the outlet by name."""
        if is_own(article.source, credit) or is_medium(article, credit):
            return
        held = self._held.meant_by(article, credit)
        if held is None and is_generic(credit) and article.id in self._originals:
            return  # «وكالات» over a text whose original we hold says nothing more
        older = key_of(held.id) if held is not None else self._outlet(credit)
        if older is None or older == key_of(article.id):
            return
        kind: LinkKind = "republished_from" if credit.kind == "text_from" else "facts_from"
        why = Why("credit.text" if credit.kind == "text_from" else "credit.facts", credit.name)
        self._add(_link(article, older, kind, why, "chain.credit@1", credit.evidence))

    def add_citation(self, article: FiledArticle, statement: Statement) -> None:
        """Link the article to another of the story whose outlet it lets speak («وذكرت صحيفة س أن») or relay."""
        held = self._held.speaking_in(article, statement)
        if held is None or held.source.kind in ("official", "channel"):
            return  # whom a public body's page belongs to is the statement's business
        newer, older = key_of(article.id), key_of(held.id)
        if any((newer, older, kind) in self._links for kind in ("facts_from", "republished_from", "reprint")):
            return
        self._add(
            _link(article, older, "facts_from", Why("cited", held.source.name), "chain.cited@1", statement.evidence)
        )

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
            sure = report.evidence.confidence * (1 if report.direct else _REPORTED)
            why, method = _why_reported(report), "chain.statement@1"
            self._add(_link(report.article, key, "rests_on", why, method, report.evidence, sure))
        if published is not None:
            why = Why("issuer.page", published.source.name)
            older = key_of(published.id)
            self._add(
                ChainLink(
                    key, older, "published_as", in_english(why), "chain.issuer@1", _PUBLISHED, published.id, why=why
                )
            )

    def chain(self, reprints: Sequence[Reprint], translations: Sequence[Translation]) -> Chain:
        """The finished chain, without what follows from other links; with what clashes and what is missing.

        `reprints`, `translations`: all of which we know, drawn or not."""
        holders = self._holders()
        drawn = (link for link in self._links.values() if not self._is_carried(link, holders))
        links = tuple(sorted(drawn, key=lambda link: (link.newer, link.kind, link.older)))
        used = {key for link in links for key in (link.newer, link.older)}
        nodes = tuple(node for node in self._nodes.values() if node.kind == "article" or node.key in used)
        public, generic = frozenset(self._public), frozenset(self._generic)
        return Chain(
            nodes,
            links,
            roots_of(nodes, links, public, generic),
            find_clashes(self._articles, nodes, links, reprints, translations),
            find_gaps(nodes, links, tuple(self._links.values()), public, generic),
        )

    def own_words(self) -> tuple[FiledArticle, ...]:
        """The articles, translations without the statements that are their original's in another language."""
        taken: dict[ArticleId, set[int]] = {}
        for translation in self._translations:
            paragraphs = {pair.here.paragraph for pair in translation.pairs}
            taken.setdefault(translation.article, set()).update(paragraphs)
        return tuple(_without(article, taken.get(article.id, set())) for article in self._articles)

    def copied(self) -> Mapping[ArticleId, int]:
        """For each article those it copies, near or far, as bits by their order."""
        return self._above

    # ------------------------------------------------------------ parts

    def _add(self, link: ChainLink) -> None:
        place = (link.newer, link.older, link.kind)
        if place not in self._links or link.confidence > self._links[place].confidence:
            self._links[place] = link

    def _holders(self) -> dict[str, int]:
        """For each node the articles that carry it as a credit or statement, as bits."""
        found: dict[str, int] = {}
        for link in self._links.values():
            if link.kind in _CARRIED:
                found[link.older] = found.get(link.older, 0) | self._bits[link.article]
        return found

    def _is_carried(self, link: ChainLink, holders: Mapping[str, int]) -> bool:
        """Does an article that this one copies carry the same credit or statement already?"""
        return link.kind in _CARRIED and bool(self._above[link.article] & holders[link.older])

    def _outlet(self, credit: Credit) -> str | None:
        label = credit.canonical_name or credit.name
        name = name_key(label)
        if not name:
            return None
        key = self._outlets.setdefault(sound_of(label), f"outlet:{name}")
        self._nodes.setdefault(key, ChainNode(key, "outlet", label))
        if is_generic(credit):
            self._generic.add(key)
        return key


def key_of(article: ArticleId) -> str:
    """The key of an article's node."""
    return f"article:{article}"


def _article_node(article: FiledArticle) -> ChainNode:
    source = article.source
    return ChainNode(
        key_of(article.id), "article", source.name, at=article.earliest, article=article.id, source=source.id
    )


def _link(
    article: FiledArticle,
    older: str,
    kind: LinkKind,
    why: Why,
    method: str,
    evidence: Evidence | None,
    confidence: float | None = None,
) -> ChainLink:
    """A link of the article; as sure as its evidence, unless told otherwise."""
    sure = confidence if confidence is not None else evidence.confidence if evidence is not None else 0.0
    return ChainLink(key_of(article.id), older, kind, in_english(why), method, sure, article.id, evidence, why)


_HOW = {"copy": "reprint", "reworked": "reworked"}


def _reprint_link(reprint: Reprint, article: FiledArticle, is_own: bool) -> ChainLink:
    """Two texts of one outlet are no reprint: it goes on with its own."""
    method, sure = "chain.reprint@1", reprint.confidence
    evidence = _longest(article, reprint.passages, "reprint", method, sure)
    if is_own:
        why = Why("updates.text", share=reprint.containment)
        return _link(article, key_of(reprint.of), "updates", why, method, evidence, sure)
    why = Why(f"{_HOW[reprint.kind]}.{reprint.direction_from}", share=reprint.containment)
    return _link(article, key_of(reprint.of), "reprint", why, method, evidence, sure)


def _translation_link(translation: Translation, article: FiledArticle) -> ChainLink:
    method, sure = "chain.translation@1", translation.confidence
    evidence = _longest(article, translation.pairs, "translation", method, sure)
    why = Why(f"translates.{translation.direction_from}")
    return _link(article, key_of(translation.of), "translates", why, method, evidence, sure)


def _without(article: FiledArticle, paragraphs: Collection[int]) -> FiledArticle:
    """The article without what it says to be said in these paragraphs."""
    if not paragraphs:
        return article
    said = article.reading.statements
    kept = tuple(each for each in said if not {span.paragraph for span in each.content} <= set(paragraphs))
    return replace(article, reading=replace(article.reading, statements=kept))


def _longest(
    article: FiledArticle, passages: tuple[SharedPassage, ...], about: str, method: str, confidence: float
) -> Evidence | None:
    """The longest of the passages, as it stands in the article."""
    longest = max(passages, key=lambda passage: passage.here.end - passage.here.start, default=None)
    paragraphs = article.reading.article.paragraphs
    if longest is None or not 0 <= longest.here.paragraph < len(paragraphs):
        return None
    span = longest.here
    quote = paragraphs[span.paragraph][span.start : span.end]
    return Evidence(about, "text", quote, method, confidence, span)


def _why_reported(report: Report) -> Why:
    if report.direct:
        return Why("statement.quotes", report.speaker, report.medium)
    return Why("statement.reports", report.speaker, report.medium, _clipped(report.words[0]))


def _clipped(words: str) -> str:
    return words if len(words) <= _LONGEST_REASON else words[: _LONGEST_REASON - 1] + "…"
