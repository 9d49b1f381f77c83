"""The reports of a story in; out: the text they are measured by, and what a report kept, changed, left out and added.

docs/how-to/compare-reports.md says in plain words what each verdict means and how often it is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from masdar.model import (
    Article,
    ArticleId,
    BaseKind,
    ComparedPassage,
    Comparison,
    FiledArticle,
    PassageChange,
    PassageVerdict,
    Span,
)
from masdar.relate.answering import Answers, Group, find_answers, terms_of
from masdar.relate.counted import counted, recounted, told
from masdar.relate.passage_changes import Passage, compare_words
from masdar.relate.wording import Shingle, folded_words, shingles
from masdar.text.sentences import sentences
from masdar.text.tokens import word_texts
from masdar.text.word_changes import tokens
from masdar.text.zones import clock_of

LEAST_BASE_WORDS = 30
"""A shorter text is a flash: every report of the event would have "added" all it says."""

MOSTLY = 0.5
"""Share of the shorter side's words that the other has too: from here on a passage is changed, below it is told in
other words. Of 52 labelled sentences with changed words 49 lie above, of 27 told in other words 23 below."""

_SHORT_LINE = 6
"""A paragraph of no more words that ends without a full stop is a dateline, a sub-heading or a line of tags."""

_CREDIT = 0.6
"""A passage of which the words of a credit are so much says nothing else."""

_SENTENCE_END = re.compile(r"[.؟?!…][»”\"')\]]*\s*$")
_NO_SHINGLES: frozenset[Shingle] = frozenset()


# ---------------------------------------------------------------- the base


def choose_base(
    members: Sequence[FiledArticle], pages: Mapping[ArticleId, int]
) -> tuple[FiledArticle, BaseKind] | None:
    """What a story's reports are measured by: the issuer's own page that most of them report, else the earliest text
    that we saw and that is longer than a flash. `pages`: how many reports rest on a statement that stands on an
    issuer's page; a page need not be of the story, but must be among the members. None: a story without text."""
    told = [each for each in members if _size(each) > 0]
    issued = [each for each in told if each.id in pages]
    if issued:
        return max(issued, key=lambda each: (pages[each.id], -each.earliest.timestamp(), -each.id)), "primary"
    long = [each for each in told if _size(each) >= LEAST_BASE_WORDS] or told
    return (min(long, key=lambda each: (each.earliest, each.id)), "earliest") if long else None


def _size(article: FiledArticle) -> int:
    return sum(len(word_texts(text)) for text in article.reading.article.paragraphs)


def is_comparable(article: Article, base: Article) -> bool:
    """Two languages share no words: what such a report leaves out cannot be told by them."""
    own, theirs = (_language(each) for each in (article, base))
    return article.direction == base.direction and (own is None or theirs is None or own == theirs)


def _language(article: Article) -> str | None:
    return article.language.lower().replace("_", "-").partition("-")[0] if article.language else None


# ---------------------------------------------------------------- the comparison


def compare_with_base(
    article: FiledArticle,
    base: FiledArticle,
    base_is: BaseKind = "earliest",
    *,
    standing: frozenset[Shingle] = _NO_SHINGLES,
) -> Comparison | None:
    """Passage by passage. None when the two are one article, or not in one language. `standing`: boilerplate of the two
    sources, which counts neither as added nor as left out."""
    if article.id == base.id or not is_comparable(article.reading.article, base.reading.article):
        return None
    return _Comparing(article, base, standing).comparison(base_is)


def passages_of(article: Article) -> tuple[Passage, ...]:
    """The sentence-sized parts of a text, in order."""
    return _passages(article.paragraphs)


@lru_cache(maxsize=4)  # many reports of a story are compared with one base
def _passages(paragraphs: tuple[str, ...]) -> tuple[Passage, ...]:
    return tuple(
        Passage(Span(number, start, end), text[start:end], tuple(tokens(text[start:end])))
        for number, text in enumerate(paragraphs)
        for start, end in sentences(text)
    )


class _Comparing:
    def __init__(self, article: FiledArticle, base: FiledArticle, standing: frozenset[Shingle]) -> None:
        self._article, self._base, self._standing = article, base, standing
        self._there, self._here = passages_of(base.reading.article), passages_of(article.reading.article)
        self._names = _names(article) | _names(base)
        self._days = _day_of(base), _day_of(article)
        self._counts = tuple({each.span: counted(each) for each in side} for side in (self._there, self._here))
        self._told = tuple(told(each for held in side.values() for each in held) for side in self._counts)
        self._kept = 0

    def comparison(self, base_is: BaseKind) -> Comparison:
        terms = [[terms_of(passage.tokens) for passage in side] for side in (self._there, self._here)]
        rows = tuple(self._in_order(find_answers(*terms)))
        size = sum(not token.is_mark for passage in self._there for token in passage.tokens)
        kept = round(self._kept / size, 4) if size else 0.0
        return Comparison(self._article.id, self._base.id, base_is, rows, kept)

    def _in_order(self, answers: Answers) -> Iterator[ComparedPassage]:
        """In the base's order; what the report alone has comes right after what it follows in the report."""
        grouped = {number: group for group in answers.groups for number in group.here}
        behind: dict[int, list[int]] = {}
        anchor = -1  # the first passage of the base in the row last passed; -1: before all
        for number in range(len(self._here)):
            if number in grouped:
                anchor = min(grouped[number].there)
            else:
                behind.setdefault(anchor, []).append(number)
        yield from (self._alone_here(each, answers) for each in behind.get(-1, ()))
        first = {min(group.there): group for group in answers.groups}
        inside = {number for group in answers.groups for number in group.there}
        for number in range(len(self._there)):
            if number in first:
                yield self._answered(first[number])
                yield from (self._alone_here(each, answers) for each in behind.get(number, ()))
            elif number not in inside:
                yield self._alone_there(number, answers)

    # ------------------------------------------------------------ one row

    def _answered(self, group: Group) -> ComparedPassage:
        there = [self._there[number] for number in sorted(group.there)]
        here = [self._here[number] for number in sorted(group.here)]
        words = compare_words(there, here, self._names, self._days)
        self._kept += words.common
        verdict: PassageVerdict = "changed" if words.overlap >= MOSTLY else "reworded"
        changes = words.changes
        if not changes:
            verdict = "same"
        else:
            own = self._recounted(there, here)
            placed = changes if verdict == "changed" else [each for each in words.numbers if not self._is_doubted(each)]
            changes = _with_counts(placed, own)
        return ComparedPassage(verdict, tuple(each.span for each in there), tuple(each.span for each in here), changes)

    def _recounted(self, there: Sequence[Passage], here: Sequence[Passage]) -> list[PassageChange]:
        """What the two count alike and tell another number of, wherever it stands."""
        ours, theirs = (
            [each for passage in side for each in counts[passage.span]]
            for side, counts in zip((there, here), self._counts, strict=True)
        )
        pairs = recounted(ours, theirs, *self._told)
        return [PassageChange("number", (before.span,), (after.span,)) for before, after in pairs]

    def _is_doubted(self, change: PassageChange) -> bool:
        """Both numbers count the same: then it is for the counts to say that one became the other."""
        what = [
            {each.what for held in counts.values() for each in held if any(_common(each.span, span) for span in spans)}
            for counts, spans in zip(self._counts, (change.there, change.here), strict=True)
        ]
        return bool(what[0] & what[1])

    def _alone_there(self, number: int, answers: Answers) -> ComparedPassage:
        passage, near = self._there[number], answers.near_there.get(number)
        if self._is_aside(passage, self._base):
            return ComparedPassage("aside", there=(passage.span,))
        if near is not None:
            return ComparedPassage("unclear", there=(passage.span,), near=self._here[near].span)
        return ComparedPassage("left out", there=(passage.span,))

    def _alone_here(self, number: int, answers: Answers) -> ComparedPassage:
        passage, near = self._here[number], answers.near_here.get(number)
        if self._is_aside(passage, self._article):
            return ComparedPassage("aside", here=(passage.span,))
        if near is not None:
            return ComparedPassage("unclear", here=(passage.span,), near=self._there[near].span)
        return ComparedPassage("added", here=(passage.span,))

    # ------------------------------------------------------------ what is not counted

    def _is_aside(self, passage: Passage, article: FiledArticle) -> bool:
        return _is_short_line(passage, article) or _is_credit(passage, article) or self._is_standing(passage)

    def _is_standing(self, passage: Passage) -> bool:
        found = shingles(folded_words(passage.text)) if self._standing else []
        return bool(found) and self._standing.issuperset(found)


def _with_counts(changes: Sequence[PassageChange], counts: Sequence[PassageChange]) -> tuple[PassageChange, ...]:
    """Numbers paired by what they count, beside those paired by place: where the two disagree the place is wrong."""
    found: list[PassageChange] = []
    new = list(counts)
    for change in changes:
        met = [each for each in counts if change.what == "number" and _meets(change, each)]
        if any(_meets(change, each, both=True) for each in met):
            new = [each for each in new if each not in met]
        elif met:
            change = replace(change, what="words")
        found.append(change)
    return tuple(sorted((*found, *new), key=lambda each: (not each.there, [_place(span) for span in each.there])))


def _meets(one: PassageChange, other: PassageChange, *, both: bool = False) -> bool:
    met = [
        any(_common(span, held) for span in mine for held in theirs)
        for mine, theirs in ((one.there, other.there), (one.here, other.here))
    ]
    return all(met) if both else any(met)


def _place(span: Span) -> tuple[int, int]:
    return span.paragraph, span.start


def _is_short_line(passage: Passage, article: FiledArticle) -> bool:
    text = article.reading.article.paragraphs[passage.span.paragraph]
    is_whole = passage.text.strip() == text.strip()
    return is_whole and len(word_texts(text)) <= _SHORT_LINE and not _SENTENCE_END.search(text)


def _is_credit(passage: Passage, article: FiledArticle) -> bool:
    size = passage.span.end - passage.span.start
    return any(_common(credit.evidence.span, passage.span) >= _CREDIT * size for credit in article.reading.credits)


def _common(one: Span | None, other: Span) -> int:
    if one is None or one.paragraph != other.paragraph:
        return 0
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def _day_of(article: FiledArticle) -> date | None:
    """The day that the page states, by its own clock."""
    stated = article.reading.article.published
    if stated is None or stated.precision not in ("second", "minute", "hour", "day"):
        return None
    return stated.instant.astimezone(clock_of(stated.zone)).date()


def _names(article: FiledArticle) -> frozenset[str]:
    """Of those whom the text lets speak, and of outlets that it credits."""
    reading = article.reading
    said = (name for each in reading.statements for name in (each.speaker, each.resolved_speaker, each.via))
    credited: Iterable[str | None] = (credit.name for credit in reading.credits)
    return frozenset(name for name in (*said, *credited) if name)
