"""In: comparisons and the two articles of each. Out: their passages side by side, words marked, cut as policies say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from masdar.model import Article, ComparedPassage, Comparison, DriftKind, PassageChange, PassageVerdict, Reprint, Span
from masdar.serve.ledger_view import Words
from masdar.serve.marking import Mark, Piece, clip, cut
from masdar.serve.policy import QUOTE_WORDS, words_allowed
from masdar.store.records import ArticleCard, ArticleRecord
from masdar.text.change_kinds import FORMS, kind_of, stretches
from masdar.text.direction import direction_of
from masdar.text.word_changes import differences

# Page weight: words of one passage, passages and numbers that an overview lists.
PASSAGE_WORDS, MOST_PASSAGES, MOST_NUMBERS, NUMBER_WORDS = 70, 40, 4, 6
# Of a source that allows an excerpt: words of what is the same (to find the place), and of all passages together.
SAME_WORDS, ALLOWED_IN_ALL = 8, 5 * QUOTE_WORDS
# As they are counted, the weightiest first.
VERDICTS: tuple[PassageVerdict, ...] = ("left out", "changed", "reworded", "unclear", "added", "same")
_FACTS: tuple[DriftKind, ...] = ("name", "date", "denial")
# What a number counts: the word or the sign behind it.
_COUNTED = re.compile(r"\s*[%٪]|[^\S\n]+[^\W\d_][^\s.,،؛:()«»\"“”]*")

Numbers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One compared passage. A side is empty where nothing answers, and has a None where its words may not be shown.
    `near` is what may answer an unclear one; `numbers` the changed ones, before and after."""

    verdict: str
    there: tuple[Words | None, ...]
    here: tuple[Words | None, ...]
    near: Words | None = None
    numbers: Numbers = ()
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A report in figures. `counts` leaves out what does not occur; `reprint` is set when it derives from the base (or
    the base from it)."""

    card: ArticleCard
    comparison: Comparison
    counts: tuple[tuple[str, int], ...]
    numbers: Numbers
    more_numbers: int
    reprint: Reprint | None

    @property
    def is_retitled(self) -> bool:
        return self.reprint is not None and self.reprint.is_retitled


@dataclass(frozen=True, slots=True)
class BaseRow:
    """A passage of the base with the verdict on each report ("" where it was not compared with this text), and whether
    it has another number there."""

    words: Words | None
    verdicts: tuple[str, ...]
    is_number: tuple[bool, ...]


def key_of(verdict: PassageVerdict) -> str:
    """The name of its words in the locale and of its style."""
    return verdict.replace(" ", "_")


# ---------------------------------------------------------------- words, as far as they may be shown


class Excerpt:
    """Cuts passages out of one article, until its source's policy allows no more."""

    def __init__(self, record: ArticleRecord) -> None:
        self._article: Article = record.reading.article
        self._most = words_allowed(record.card)
        self._left = ALLOWED_IN_ALL

    def words(self, span: Span, marks: Sequence[tuple[Span, str]] = (), *, tells: bool = True) -> Words | None:
        """None: hidden. `tells` False: the passage only shows where we are in the text."""
        text = self._cut(span)
        if not text or self._most == 0 or self._left <= 0:
            return None
        most = PASSAGE_WORDS
        if self._most is not None:
            most = min(self._most if tells else SAME_WORDS, self._left)
        shown = clip(text, most)
        if self._most is not None:
            self._left -= len(shown.split())
        end = len(text) if shown == text else len(shown) - 1
        inside = [
            Mark(max(mark.start - span.start, 0), min(mark.end - span.start, end), key)
            for mark, key in marks
            if mark.paragraph == span.paragraph and mark.start < span.end and mark.end > span.start
        ]
        pieces = cut(text[:end], inside)
        return Words((*pieces, Piece("…")) if shown != text else pieces, direction_of(text))

    def number(self, spans: Sequence[Span]) -> str:
        """A number with what it counts, as it stands; empty when hidden."""
        return "" if self._most == 0 else clip(" ".join(map(self._with_noun, spans)), NUMBER_WORDS)

    def _with_noun(self, span: Span) -> str:
        told = self._cut(span)
        if not told[-1:].isdecimal():
            return told
        behind = _COUNTED.match(self._article.paragraphs[span.paragraph], span.end)
        return told + behind.group() if behind else told

    def _cut(self, span: Span) -> str:
        """Empty when the article has another text by now."""
        paragraphs = self._article.paragraphs
        return paragraphs[span.paragraph][span.start : span.end] if 0 <= span.paragraph < len(paragraphs) else ""


# ---------------------------------------------------------------- one report beside the base


def rows(comparison: Comparison, base: ArticleRecord, report: ArticleRecord) -> tuple[Row, ...]:
    """All passages in their order."""
    there, here = Excerpt(base), Excerpt(report)
    return tuple(_row(passage, there, here) for passage in comparison.passages)


def _row(passage: ComparedPassage, there: Excerpt, here: Excerpt) -> Row:
    tells = passage.verdict not in ("same", "aside")
    gone = [(span, "differs") for change in passage.changes for span in change.there]
    come = [(span, "differs") for change in passage.changes for span in change.here]
    near = None
    if passage.near is not None:
        near = (here if passage.there else there).words(passage.near)
    return Row(
        key_of(passage.verdict),
        tuple(there.words(span, gone, tells=tells) for span in passage.there),
        tuple(here.words(span, come, tells=tells) for span in passage.here),
        near,
        _numbers(passage.changes, there, here),
        tuple(dict.fromkeys(change.what for change in passage.changes if change.what not in ("words", "number"))),
    )


def _numbers(changes: Sequence[PassageChange], there: Excerpt, here: Excerpt) -> Numbers:
    told = ((there.number(each.there), here.number(each.here)) for each in changes if each.what == "number")
    return tuple((before, after) for before, after in told if before and after)


def titles(base: ArticleRecord, report: ArticleRecord) -> tuple[Words, Words]:
    """The two headlines, what differs marked. Headlines are shown under any policy."""
    before, after = base.card.title, report.card.title
    marked = stretches(before, ()), stretches(after, ())
    found = [each for each in differences(before, after) if kind_of(each, *marked) not in FORMS]
    return (
        Words(cut(before, [Mark(each.start, each.end, "differs") for each in found]), base.card.direction),
        Words(cut(after, [Mark(each.new_start, each.new_end, "differs") for each in found]), report.card.direction),
    )


def told(comparison: Comparison, base: ArticleRecord, report: ArticleRecord) -> Told:
    """What the report made of the base, in figures."""
    there, here = Excerpt(base), Excerpt(report)
    changes = comparison.changes("number")
    counts = ((key_of(verdict), comparison.count(verdict)) for verdict in VERDICTS)
    pair = {base.card.id, report.card.id}
    return Told(
        report.card,
        comparison,
        tuple((key, number) for key, number in counts if number),
        _numbers(changes[:MOST_NUMBERS], there, here),
        len(changes[MOST_NUMBERS:]),
        next((each for each in report.reprints if {each.article, each.of} == pair), None),
    )


# ---------------------------------------------------------------- all reports


def weight(comparison: Comparison) -> tuple[int, int, int]:
    """What an editor looks for first: other numbers, then other names, days and denials, then what was left out."""
    facts = sum(len(comparison.changes(what)) for what in _FACTS)
    return len(comparison.changes("number")), facts, comparison.count("left out")


def matrix(comparisons: Sequence[Comparison], base: ArticleRecord) -> tuple[tuple[BaseRow, ...], int]:
    """A row for each passage of the base, and how many of them are not listed. Asides are no rows."""
    if not comparisons:
        return (), 0
    found = [_by_place(each) for each in comparisons]
    places = sorted({place for each in found for place, (_, told) in each.items() if told.verdict != "aside"})
    excerpt = Excerpt(base)
    listed = []
    for place in places[:MOST_PASSAGES]:
        held = [each.get(place) for each in found]
        verdicts = tuple(key_of(each[1].verdict) if each else "" for each in held)
        is_number = tuple(each is not None and any(x.what == "number" for x in each[1].changes) for each in held)
        span = next(each[0] for each in held if each)
        listed.append(BaseRow(excerpt.words(span, tells=set(verdicts) != {"same"}), verdicts, is_number))
    return tuple(listed), len(places[MOST_PASSAGES:])


def _by_place(comparison: Comparison) -> Mapping[tuple[int, int], tuple[Span, ComparedPassage]]:
    return {(span.paragraph, span.start): (span, each) for each in comparison.passages for span in each.there}
