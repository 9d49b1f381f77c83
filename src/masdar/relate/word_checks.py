"""In: the versions of a quotation, issuers' pages, who copies whom. Out: a word-for-word verdict on each version.

Nothing is judged but words: against the issuer's own page where it is held, else against the other versions. A copy is
checked against what it copies; that a text agrees with its own copies says nothing and does not count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from types import MappingProxyType

from masdar.model import ArticleId, FiledArticle, Located, Quoted, Span, WordCheck
from masdar.relate.chain.ancestry import number_bits, reach
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
    the address keys it cites; `copies`: the pairs (copy, original) as they were compared: what is near."""

    pages: tuple[FiledArticle, ...] = ()
    cited: Mapping[ArticleId, frozenset[str]] | None = None
    copies: frozenset[tuple[ArticleId, ArticleId]] = frozenset()


Place = tuple[ArticleId, int]


@dataclass(frozen=True, slots=True)
class Known:
    """The verdict on a version as it was compared with `versions`; by now others may have come to these."""

    check: WordCheck
    versions: frozenset[Place]


def holds(version: Quoted, check: WordCheck, circle: Circle, come: Collection[ArticleId]) -> bool:
    """Is the verdict still the best of what the version was compared with, since these articles came and none went? As
    long as it is by no relative, and none of them is an original of it: then it may have come to others by them."""
    kin, article = kinship(circle.copies), version.article
    if any(kin.derives(article, each) for each in come):
        return False
    return check.against is None or kin.derives(article, check.against) or not kin.is_one(article, check.against)


def check_quotation(
    versions: Sequence[Quoted], circle: Circle, known: Mapping[Place, Known] = MappingProxyType({})
) -> dict[Place, WordCheck]:
    """The verdict on each version, by article and place.

    `known`: verdicts that hold but for what has come since; compared with that alone they come to the same, for less.
    """
    group = _Group(versions, kinship(circle.copies))
    pages = [page for page in circle.pages if _is_primary(page, versions, group.wordings, circle)]
    hits = {words: [(hit, page) for page in pages if (hit := _found_on(page, words))] for words in group.wordings}
    return {
        (each.article, each.place): _check(each, group, hits[each.words], circle, known.get((each.article, each.place)))
        for each in versions
    }


def _is_primary(page: FiledArticle, versions: Sequence[Quoted], wordings: Iterable[str], circle: Circle) -> bool:
    """Is it the page of a speaker of the words, or cited by an article that has them, and does it hold them?"""
    speakers = [each.speaker for each in versions if each.speaker is not None]
    cited = frozenset(key for each in versions for key in (circle.cited or {}).get(each.article, ()))
    return is_issuers_page(page, speakers, cited) and any(_found_on(page, words) for words in wordings)


def _check(
    version: Quoted,
    group: _Group,
    found: Sequence[tuple[Hit, FiledArticle]],
    circle: Circle,
    known: Known | None,
) -> WordCheck:
    if found:
        hit, page = min(found, key=lambda pair: (_rank(pair[0][0]), pair[1].earliest, pair[1].id))
        return _against_page(version, hit, page)
    return _translation(version, circle) or _against_versions(version, group, known)


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


class _Group:
    """The versions of a quotation by their words, earliest first, and who of them are relatives."""

    def __init__(self, versions: Sequence[Quoted], kin: Kin) -> None:
        self.kin = kin
        self.wordings: dict[str, list[Quoted]] = {}
        self._of_article: dict[ArticleId, dict[str, None]] = {}
        for each in sorted(versions, key=lambda each: (each.at, each.article, each.place)):
            self.wordings.setdefault(each.words, []).append(each)
            self._of_article.setdefault(each.article, {})[each.words] = None
        self._heads = {words: self._strangers(found) for words, found in self.wordings.items()}
        self._come: dict[frozenset[Place], Collection[str]] = {}

    def _strangers(self, versions: Sequence[Quoted]) -> tuple[Quoted, ...]:
        """The first, and the first that is no relative of that one: one of them is no relative of whomever."""
        family = self.kin.family_of(versions[0].article)
        other = next((each for each in versions if self.kin.family_of(each.article) != family), None)
        return (versions[0], other) if other is not None else (versions[0],)

    def first(self, version: Quoted, words: str) -> tuple[Quoted | None, bool]:
        """Of those with these words the earliest that is no relative of the version, else the earliest that it derives
        from (True)."""
        own, above = self.kin.family_of(version.article), self.kin.above.get(version.article, 0)
        for other in self._heads[words]:
            if self.kin.family_of(other.article) != own:
                return other, False
        if not above:
            return None, False
        derived = (each for each in self.wordings[words] if above & self.kin.bits.get(each.article, 0))
        found = next((each for each in derived if each.article != version.article), None)
        return found, found is not None

    def worth_comparing(self, known: Known | None) -> Iterable[str]:
        """All words, unless the verdict is known: then those it is by, and what has come since."""
        if known is None or known.check.is_primary:
            return self.wordings
        against = self._of_article.get(known.check.against, {}) if known.check.against is not None else {}
        return {*against, *self._come_since(known.versions)}

    def _come_since(self, before: frozenset[Place]) -> Collection[str]:
        """The words of the versions beside these; of all, when one of these is no part of the group any more."""
        if before not in self._come:
            places = {(each.article, each.place): each.words for found in self.wordings.values() for each in found}
            come = {words for place, words in places.items() if place not in before}
            self._come[before] = come if before <= places.keys() else self.wordings
        return self._come[before]


def _against_versions(version: Quoted, group: _Group, known: Known | None) -> WordCheck:
    found: list[tuple[tuple[object, ...], Alignment, Quoted]] = []
    for words in group.worth_comparing(known):
        alignment = compare(version.words, words)
        if alignment is None or not has_same_words(version.words, words, alignment):
            continue
        other, is_above = group.first(version, words)
        if other is not None:
            rank = (_rank(alignment), is_above, other.at, other.article, other.place)
            found.append((rank, alignment, other))
    if not found:
        return WordCheck("no other source", _VERSIONS, 1.0)
    _, alignment, other = min(found, key=lambda each: each[0])
    method = _COPIED if group.kin.derives(version.article, other.article) else _VERSIONS
    span = Span(other.span.paragraph, other.span.start + alignment.there[0], other.span.start + alignment.there[1])
    return WordCheck(alignment.likeness, method, 1.0, other.article, False, span, _spans(alignment))


@dataclass(frozen=True, slots=True)
class Kin:
    """Who derives from whom, near or far (`above`, as a mask of `bits`), and for each article tied to others by
    copying, up or down, one that stands for them all (`family`)."""

    bits: Mapping[ArticleId, int]
    above: Mapping[ArticleId, int]
    family: Mapping[ArticleId, ArticleId]

    def family_of(self, article: ArticleId) -> ArticleId:
        """The article itself when it has no relatives."""
        return self.family.get(article, article)

    def is_one(self, one: ArticleId, other: ArticleId) -> bool:
        """Are they of one family?"""
        return self.family_of(one) == self.family_of(other)

    def derives(self, one: ArticleId, other: ArticleId) -> bool:
        return bool(self.above.get(one, 0) & self.bits.get(other, 0))


@lru_cache(maxsize=8)  # the quotations of a story are checked one after the other
def kinship(copies: frozenset[tuple[ArticleId, ArticleId]]) -> Kin:
    """Who are relatives by these pairs (copy, original)."""
    bits = number_bits(sorted({article for pair in copies for article in pair}))
    return Kin(bits, reach(bits, copies), _families(copies))


def _families(copies: Iterable[tuple[ArticleId, ArticleId]]) -> dict[ArticleId, ArticleId]:
    near: dict[ArticleId, list[ArticleId]] = {}
    for one, other in copies:
        near.setdefault(one, []).append(other)
        near.setdefault(other, []).append(one)
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
