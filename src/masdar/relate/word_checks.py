"""In: the versions of a quotation, issuers' pages, who copies whom. Out: a word-for-word verdict on each version.

Nothing is judged but words: against the issuer's own page where it is held, else against the other versions. A copy is
checked against what it copies; that a text agrees with its own copies says nothing and does not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from masdar.model import ArticleId, FiledArticle, Located, Quoted, Span, WordCheck
from masdar.relate.chain.speakers import speaks_for
from masdar.relate.chain.statements import ISSUERS, is_issuers_page
from masdar.relate.quotations import has_same_words
from masdar.text.verbatim import Alignment, compare, find, keys

_PRIMARY = "quotation.primary@1"
_VERSIONS = "quotation.versions@1"
_COPIED = "quotation.copied@1"
_LANGUAGE = "quotation.language@1"
_ISSUER = "statement.issuer@1"
# The page is the speaker's own, or one that a report of the words links to.
_SURE, _CITED = 0.95, 0.85
# Somebody who speaks for a body is quoted in another language than its page of that day has: very likely from it.
_TRANSLATED = 0.7
_SAME_DAYS = timedelta(days=3)
# The issuer's page holds a quotation when it has so much of it. Two words may be altered in any, half in none.
_HELD = 0.6
_ORDER = ("exact", "spelling only", "words differ")


@dataclass(frozen=True, slots=True)
class Circle:
    """What surrounds the versions of a quotation. `pages`: issuers' pages that may hold it; `cited`: for each article
    the address keys it cites; `copies`: the pairs (copy, original), near and far."""

    pages: tuple[FiledArticle, ...] = ()
    cited: Mapping[ArticleId, frozenset[str]] | None = None
    copies: frozenset[tuple[ArticleId, ArticleId]] = frozenset()


Place = tuple[ArticleId, int]


def check_quotation(versions: Sequence[Quoted], circle: Circle) -> dict[Place, WordCheck]:
    """The verdict on each version, by article and place."""
    wordings: dict[str, list[Quoted]] = {}
    for each in sorted(versions, key=lambda each: (each.at, each.article, each.place)):
        wordings.setdefault(each.words, []).append(each)
    pages = [page for page in circle.pages if _is_primary(page, versions, wordings, circle)]
    hits = {words: [(hit, page) for page in pages if (hit := _found_on(page, words))] for words in wordings}
    return {(each.article, each.place): _check(each, wordings, hits[each.words], circle) for each in versions}


def _is_primary(page: FiledArticle, versions: Sequence[Quoted], wordings: Iterable[str], circle: Circle) -> bool:
    """Is it the page of a speaker of the words, or cited by an article that has them, and does it hold them?"""
    speakers = [each.speaker for each in versions if each.speaker is not None]
    cited = frozenset(key for each in versions for key in (circle.cited or {}).get(each.article, ()))
    return is_issuers_page(page, speakers, cited) and any(_found_on(page, words) for words in wordings)


def _check(
    version: Quoted, wordings: Mapping[str, Sequence[Quoted]], found: Sequence[tuple[Hit, FiledArticle]], circle: Circle
) -> WordCheck:
    if found:
        hit, page = min(found, key=lambda pair: (_rank(pair[0][0]), pair[1].earliest, pair[1].id))
        return _against_page(version, hit, page)
    return _translation(version, circle) or _against_versions(version, wordings, circle)


# ---------------------------------------------------------------- against the issuer's page


Hit = tuple[Alignment, Span | None]


def _found_on(page: FiledArticle, words: str) -> Hit | None:
    """Where the words stand on the page (no span: in its title), if enough of them do."""
    shown = page.reading.article
    for text, in_title in ((shown.text, False), (shown.title, True)):
        found = find(words, text)
        if found is not None and found.matched >= max(_HELD * len(keys(words)), 3):
            return found, None if in_title else _place(shown.paragraphs, *found.there)
    return None


def _place(paragraphs: Sequence[str], start: int, end: int) -> Span:
    """Characters of the joined text as a span of the paragraph in which they begin."""
    for number, paragraph in enumerate(paragraphs):
        if start <= len(paragraph):
            return Span(number, start, min(end, len(paragraph)))
        start, end = start - len(paragraph) - 1, end - len(paragraph) - 1
    return Span(max(len(paragraphs) - 1, 0), 0, 0)


def _against_page(version: Quoted, hit: Hit, page: FiledArticle) -> WordCheck:
    found, passage = hit
    sure = _SURE if version.speaker is not None and speaks_for(version.speaker, page.source) else _CITED
    return WordCheck(found.likeness, _PRIMARY, sure, page.id, True, passage, _spans(found))


def locate(check: WordCheck) -> Located | None:
    """The issuer's page that a check found, as a state of the primary statement."""
    if not check.is_primary or check.against is None:
        return None
    return Located(check.against, check.method, check.confidence, check.passage)


def locate_report(words: Sequence[str], speaker: str, page: FiledArticle) -> Located:
    """The issuer's page as that of a report which is known to rest on it: where its words come nearest."""
    hits = (hit for text in words if (hit := _found_on(page, text)) is not None)
    best = min(hits, key=lambda hit: -hit[0].matched, default=None)
    sure = _SURE if speaks_for(speaker, page.source) else _CITED
    return Located(page.id, _ISSUER, sure, best[1] if best else None)


def _translation(version: Quoted, circle: Circle) -> WordCheck | None:
    """Quoted in another language than the page of the body that the speaker speaks for, of the same days."""
    own = _language(version.language)
    for page in sorted(circle.pages, key=lambda page: (abs(page.earliest - version.at), page.id)):
        theirs = _language(page.reading.article.language)
        if page.source.kind not in ISSUERS or None in (own, theirs) or own == theirs:
            continue
        is_near = abs(page.earliest - version.at) <= _SAME_DAYS
        if is_near and version.speaker is not None and speaks_for(version.speaker, page.source):
            return WordCheck("translated", _LANGUAGE, _TRANSLATED, page.id, True)
    return None


def _language(code: str | None) -> str | None:
    return code.lower().replace("_", "-").partition("-")[0] if code else None


# ---------------------------------------------------------------- against the other versions


def _against_versions(version: Quoted, wordings: Mapping[str, Sequence[Quoted]], circle: Circle) -> WordCheck:
    """`wordings`: the versions by their words, earliest first; how many say the same costs little."""
    found: list[tuple[tuple[object, ...], Alignment, Quoted]] = []
    for words, versions in wordings.items():
        alignment = compare(version.words, words)
        if alignment is None or not has_same_words(version.words, words, alignment):
            continue
        other, is_above = _first(version, versions, circle)
        if other is not None:
            rank = (_rank(alignment), is_above, other.at, other.article, other.place)
            found.append((rank, alignment, other))
    if not found:
        return WordCheck("no other source", _VERSIONS, 1.0)
    _, alignment, other = min(found, key=lambda each: each[0])
    method = _COPIED if (version.article, other.article) in circle.copies else _VERSIONS
    span = Span(other.span.paragraph, other.span.start + alignment.there[0], other.span.start + alignment.there[1])
    return WordCheck(alignment.likeness, method, 1.0, other.article, False, span, _spans(alignment))


def _first(version: Quoted, versions: Sequence[Quoted], circle: Circle) -> tuple[Quoted | None, bool]:
    """The earliest that is no relative of the version, else the earliest that it derives from (True)."""
    families = _families(circle.copies)
    own, above = families.get(version.article, version.article), None
    for other in versions:
        if other.article != version.article and families.get(other.article, other.article) != own:
            return other, False
        if above is None and (version.article, other.article) in circle.copies and other.article != version.article:
            above = other
    return above, above is not None


@lru_cache(maxsize=8)  # the quotations of a story are checked one after the other
def _families(copies: frozenset[tuple[ArticleId, ArticleId]]) -> Mapping[ArticleId, ArticleId]:
    """For each article tied to others by copying, up or down, near or far, one that stands for them all."""
    near: dict[ArticleId, set[ArticleId]] = {}
    for one, other in copies:
        near.setdefault(one, set()).add(other)
        near.setdefault(other, set()).add(one)
    found: dict[ArticleId, ArticleId] = {}
    for article in near:
        waiting = [] if article in found else [article]
        while waiting:
            here = waiting.pop()
            if here not in found:
                found[here] = article
                waiting.extend(near[here])
    return found


def _rank(found: Alignment) -> tuple[int, int]:
    return (_ORDER.index(found.likeness), -found.matched)


def _spans(found: Alignment) -> tuple[Span, ...]:
    """The words that differ; where none does, those that are spelt otherwise."""
    return tuple(Span(0, start, end) for start, end in found.differs_here or found.spelled_here)
