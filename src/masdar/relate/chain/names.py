"""In: names of outlets as pages print them. Out: whom they mean: an article of the story, nobody, the page itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import lru_cache

from masdar.model import ArticleId, Credit, FiledArticle, Source, Span, Statement
from masdar.relate.chain.speakers import terms_of, word_list
from masdar.text.addresses import address_key
from masdar.text.fold import fold
from masdar.text.tokens import search_terms

_Terms = tuple[str, ...]
SOUNDS = str.maketrans("جغقڨڤپطصثظضذ", "ككككفبتسسززز", "اويىهةءأإآؤئ.")
"""Letters by which papers write one foreign name in two ways (هيغسيث، هيجسيث)."""
_LEAST_SOUND = 6  # consonants; words of one language that differ by a vowel have fewer in common (بلد، بلاد)
_LONGEST_NAME = 80  # characters of text in which an outlet's name is looked for


def names_of(source: Source) -> tuple[str, ...]:
    return (source.name, *source.aliases)


@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """A name for comparing: folded, without the noun for its kind (قناة, وكالة) and the article."""
    terms = search_terms(name).split()
    kinds = word_list("kinds")
    kept = [term for term in terms if term not in kinds] or terms
    return " ".join(term.removeprefix("ال") if len(term) > 4 else term for term in kept) or fold(name).strip()


def house_of(name: str) -> frozenset[str]:
    """The words of a name, by which an outlet and its supplement are known for one house."""
    return frozenset(name_key(name).split())


def is_one_house(one: frozenset[str], other: frozenset[str]) -> bool:
    """Is one name part of the other (الميناء, الميناء الرياضي)?"""
    return bool(one and other) and (one <= other or other <= one)


def sound_of(name: str) -> str:
    """A foreign name as it sounds, whatever letters it is written in (تلغراف، تلجراف); a short one as it is written."""
    written = name_key(name)
    sound = "".join(written.translate(SOUNDS).split())
    return sound if len(sound) >= _LEAST_SOUND else written


def address_keys(article: FiledArticle) -> tuple[str, ...]:
    """The article's own addresses, as they are compared."""
    shown = article.reading.article
    return tuple(address_key(url) for url in (shown.url, shown.canonical) if url)


def is_medium(article: FiledArticle, credit: Credit) -> bool:
    """Is what the page cites only the place of a statement (a platform)? The statement's node says so already."""
    if credit.kind != "facts_from":
        return False
    cited = set(name_key(credit.canonical_name or credit.name).split()) or {""}
    printed = set(name_key(credit.name).split()) or {""}
    media = [set(name_key(said.medium).split()) for said in article.reading.statements if said.medium]
    return any(cited <= medium or printed <= medium for medium in media)


def is_generic(credit: Credit) -> bool:
    """Does the credit name nobody in particular (وكالات، مواقع التواصل)? Letters alone are an agency's (أ ف ب)."""
    terms = search_terms(credit.canonical_name or credit.name).split()
    words, generic = [term for term in terms if len(term) > 1], word_list("generic")
    return all(term in generic or term.removeprefix("و") in generic for term in words) and (bool(words) or not terms)


def is_own(source: Source, credit: Credit) -> bool:
    """Does the page credit its own publisher?"""
    own = {name_key(name) for name in names_of(source)}
    return any(name_key(name) in own for name in (credit.name, credit.canonical_name) if name)


class Held:
    """The articles of a story, found by who published them and where. `copied`: for each article those it copies."""

    def __init__(self, articles: tuple[FiledArticle, ...], copied: Mapping[ArticleId, Collection[ArticleId]]) -> None:
        self._copied = copied
        self._by_name = _by_name(articles)
        self._by_url = _by_url(articles)
        sources = {article.source.id: article.source for article in articles}.values()
        self._printed: dict[str, list[tuple[int, str, _Terms]]] = {}  # by the first word; the order of the sources
        for order, name in enumerate(name for each in sources for name in names_of(each)):
            terms = tuple(terms_of(name).split())
            self._printed.setdefault(terms[0] if terms else "", []).append((order, name, terms))

    def meant_by(self, article: FiledArticle, credit: Credit) -> FiledArticle | None:
        """The article of this story that the credit means: by address, else the credited source's, else none."""
        if credit.url is not None and (found := self._by_url.get(address_key(credit.url))) is not None:
            return found
        whole = self._printed_name(article, credit.evidence.span, credit.name) if credit.evidence.span else None
        return self._of_name(article, [name for name in (credit.canonical_name, whole, credit.name) if name])

    def speaking_in(self, article: FiledArticle, statement: Statement) -> FiledArticle | None:
        """Another source's article, where the statement lets that source speak or relay («وذكرت صحيفة س أن»)."""
        for name in (statement.speaker, statement.via):
            whole = self._printed_name(article, statement.evidence.span, name) if name else None
            held = self._of_name(article, [whole or name]) if name else None
            if held is not None and held.source.id != article.source.id:
                return held
        return None

    def at(self, url: str) -> FiledArticle | None:
        """The article at that address."""
        return self._by_url.get(address_key(url))

    def _printed_name(self, article: FiledArticle, span: Span | None, name: str) -> str | None:
        """The name of a source of the story that the text goes on to print (صحيفة دنوار | اليوم)."""
        paragraphs = article.reading.article.paragraphs
        if span is None or not 0 <= span.paragraph < len(paragraphs):
            return None
        at = paragraphs[span.paragraph].find(name, span.start)
        if at < 0:
            return None
        printed = tuple(terms_of(paragraphs[span.paragraph][at : at + _LONGEST_NAME]).split())
        least, first = len(name_key(name).split()), min(len(terms_of(name).split()), len(printed))
        found = (
            (order, full)
            for i in range(first)
            for order, full, terms in self._printed.get(printed[i], ())
            if len(terms) >= least and printed[i : i + len(terms)] == terms
        )
        return min(found, default=(0, None))[1]

    def _of_name(self, article: FiledArticle, names: list[str]) -> FiledArticle | None:
        held = next((self._by_name[name_key(name)] for name in names if name_key(name) in self._by_name), [])
        others = [other for other in held if other.id != article.id]
        copied = self._copied.get(article.id, ())

        def rank(other: FiledArticle) -> tuple[bool, bool, datetime, ArticleId]:
            return (other.id not in copied, other.earliest > article.earliest, other.earliest, other.id)

        return min(others, key=rank, default=None)


def _by_name(articles: tuple[FiledArticle, ...]) -> dict[str, list[FiledArticle]]:
    found: dict[str, list[FiledArticle]] = {}
    for article in articles:
        for key in {name_key(name) for name in names_of(article.source)}:
            found.setdefault(key, []).append(article)
    return found


def _by_url(articles: tuple[FiledArticle, ...]) -> dict[str, FiledArticle]:
    return {key: article for article in reversed(articles) for key in address_keys(article)}
