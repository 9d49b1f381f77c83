"""Passages that answer each other in; out: which of their words are the same and how the others differ, as spans."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from masdar.model import DriftKind, PassageChange, Span
from masdar.relate.days import is_day, names_another_day, numbers_another_day
from masdar.relate.spelling import is_denied_on_one_side, is_epithet, is_one_sound, is_other_name, spelled
from masdar.text.alignment import align
from masdar.text.change_kinds import FORMS, is_of_date, kind_of, stretches
from masdar.text.tokens import stems
from masdar.text.word_changes import Difference, Token, differences

LEAST_MOVED = 4
"""So many words in a row that stand in another order are the same words: a quotation before its speaker or after."""

_TIGHT = 3
"""Words on either side of a change that still puts one number in the place of another in a sentence told anew."""

_ROUND, _LEAST_ROUND = Decimal("0.03"), 1000
"""What lies no farther apart is one number, rounded (1.949 and 1.9 million); small ones are counted, not rounded."""

_THOUSANDS = frozenset(Decimal(1000) ** power for power in (-3, -2, -1, 1, 2, 3))
"""3.462 is three thousand to one writer, three and a half to the other: such a ratio is a matter of notation."""

YEARS = range(1300, 2100)
"""Of the two calendars."""

_FEW = 100
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_FULL_DATE = re.compile(r"\d+\s*/\s*\d+\s*/\s*\d+")
_HOUR_DIGITS = 4

_TOLD_SO: dict[str, DriftKind] = {"number": "number", "name": "name", "date": "date", "denial": "denial"}
_IN = "في"
_AND = "و"  # written as one word with the next
_PERCENT = frozenset(("%", "٪"))
_HUNDRED = ("100", "%")  # «في المئة», «بالمئة»


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of a text: where it stands, and its characters."""

    span: Span
    text: str
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class PassageWords:
    """`words_there`, `words_here`: how many words each side has, `common` how many of these are in both.
    `numbers`: of the changes those that put another number into a place that is clear."""

    words_there: int
    words_here: int
    common: int
    changes: tuple[PassageChange, ...]
    numbers: tuple[PassageChange, ...]

    @property
    def overlap(self) -> float:
        """Share of the shorter side that the other has too."""
        shorter = min(self.words_there, self.words_here)
        return self.common / shorter if shorter else 0.0


def compare_words(
    there: Sequence[Passage],
    here: Sequence[Passage],
    names: Collection[str],
    published: tuple[date | None, date | None] = (None, None),
) -> PassageWords:
    """`names`: of people and outlets that reading found in the two texts; `published`: the days that the two state."""
    sides = _Sides(_Joined(there), _Joined(here), names, published)
    found = [each for each in differences(sides.base.text, sides.report.text) if _words(each.old) or _words(each.new)]
    telling = [(each, kind) for each in found if (kind := sides.kind(each)) is not None]
    moved = _moved([each for each, _ in telling])
    changed = [(each, change) for each, kind in telling if (change := sides.change(each, kind, moved)) is not None]
    lost = sum(len(_kept(each.old, moved.there)) for each, _ in telling)
    sizes = sides.base.size, sides.report.size
    common = max(0, min(sizes[0] - lost, *sizes))
    numbers = tuple(change for each, change in changed if change.what == "number" and sides.is_in_place(each))
    return PassageWords(*sizes, common, tuple(change for _, change in changed), numbers)


class _Joined:
    """Passages one after the other as one text, with the way back."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.text = " ".join(passage.text for passage in passages)
        self.size = sum(len(_words(passage.tokens)) for passage in passages)
        self._starts: list[tuple[int, Passage]] = []
        self._words: list[Token] = []
        at = 0
        for passage in passages:
            self._starts.append((at, passage))
            self._words += [
                replace(token, start=token.start + at, end=token.end + at) for token in _words(passage.tokens)
            ]
            at += len(passage.text) + 1

    def around(self, start: int, end: int) -> tuple[Token | None, Token | None]:
        """The words right before and right behind these characters."""
        before = [token for token in self._words if token.end <= start]
        behind = [token for token in self._words if token.start >= end]
        return before[-1] if before else None, behind[0] if behind else None

    def has(self, words: Sequence[Token]) -> bool:
        """Do all of them stand somewhere here (in a list, others come in their place)?"""
        return {word.key for word in words} <= {token.key for token in self._words}

    def has_full_date(self, start: int, end: int) -> bool:
        """Do these characters lie in a date of three numbers?"""
        return any(found.start() < end and start < found.end() for found in _FULL_DATE.finditer(self.text))

    def spans(self, tokens: Sequence[Token]) -> tuple[Span, ...]:
        """Where the words stand, a span for each passage and stretch of neighbours."""
        found = []
        for at, passage in self._starts:
            inside = [token for token in tokens if at <= token.start < at + len(passage.text)]
            if inside:
                end = min(inside[-1].end, at + len(passage.text))
                shift = passage.span.start - at
                found.append(Span(passage.span.paragraph, inside[0].start + shift, end + shift))
        return tuple(found)


def _words(tokens: Sequence[Token]) -> list[Token]:
    return [token for token in tokens if not token.is_mark]


class _Sides:
    """The two texts of a group, with the names in them."""

    def __init__(
        self, base: _Joined, report: _Joined, names: Collection[str], published: tuple[date | None, date | None]
    ) -> None:
        self.base, self.report, self._published = base, report, published
        self._marked = stretches(base.text, names), stretches(report.text, names)

    def kind(self, difference: Difference) -> DriftKind | None:
        """None: the two say the same (spelling, digits or words, «في المائة» or a sign, «أمس» of the next day)."""
        kind = kind_of(difference, *self._marked)
        if kind in FORMS or kind == "typo" or _is_percent(difference) or self._opens_percent(difference):
            return None
        told = _TOLD_SO.get(kind, "words")
        old, new = _words(difference.old), _words(difference.new)
        if spelled(old) == spelled(new) or (told == "name" and is_one_sound(old, new)):
            return None
        if told == "denial":
            return "denial" if max(len(old), len(new)) <= _TIGHT + 1 and is_denied_on_one_side(old, new) else "words"
        if not (old and new):
            return "words"
        if told == "name":
            return "name" if self._is_name_on_both_sides(difference) and is_other_name(old, new) else "words"
        if told == "number" and self._is_date(difference):
            is_another = numbers_another_day(old, new)
            return "date" if is_another else "words" if is_another is None else None
        return self._day(old, new) if told == "date" else told

    def _day(self, old: Sequence[Token], new: Sequence[Token]) -> DriftKind | None:
        is_another = names_another_day(old, new, self._published)
        if is_another and max(len(old), len(new)) <= _TIGHT + 1:
            return "date"
        is_only_day = max(len(old), len(new)) <= _TIGHT and all(map(is_day, (*old, *new)))
        return None if is_another is False and is_only_day else "words"

    def _opens_percent(self, difference: Difference) -> bool:
        """The one word by which «في المئة» is longer than «بالمئة»."""
        found = [token.text for token in _words((*difference.old, *difference.new))]
        behind = self.base.around(difference.start, difference.end)[1]
        return found == [_IN] and behind is not None and behind.number in _HUNDRED

    def change(self, difference: Difference, kind: DriftKind, moved: _Moved) -> PassageChange | None:
        old, new = _kept(difference.old, moved.there), _kept(difference.new, moved.here)
        if not old and not new:
            return None
        if (kind == "number" and not (_is_tight(old, new) and _is_other_number(old, new))) or (
            kind == "name" and (self.report.has(old) or self.base.has(new))
        ):
            kind = "words"
        return PassageChange(
            kind,
            tuple(span for run in _runs(old, difference.old) for span in self.base.spans(run)),
            tuple(span for run in _runs(new, difference.new) for span in self.report.spans(run)),
        )

    def is_in_place(self, difference: Difference) -> bool:
        """Few words went with the number, and the one before or behind it is the same: in a sentence told anew two
        numbers are else paired by chance."""
        if max(len(_words(difference.old)), len(_words(difference.new))) > _TIGHT:
            return False
        pairs = zip(self._around(difference)[0], self._around(difference)[1], strict=True)
        return any(one and other and _roots([one]) == _roots([other]) != [] for one, other in pairs)

    def _around(self, difference: Difference) -> tuple[tuple[Token | None, ...], tuple[Token | None, ...]]:
        there = self.base.around(difference.start, difference.end)
        return there, self.report.around(difference.new_start, difference.new_end)

    def _is_date(self, difference: Difference) -> bool:
        near = [token for side in self._around(difference) for token in side if token is not None]
        places = (
            (self.base, difference.start, difference.end),
            (self.report, difference.new_start, difference.new_end),
        )
        if all(side.has_full_date(start, end) for side, start, end in places):
            return True
        return any(is_of_date(token) for token in (*difference.old, *difference.new, *near))

    def _is_name_on_both_sides(self, difference: Difference) -> bool:
        """Or on neither: then it stands behind a rank («العميد فلان») in both."""
        places = ((difference.start, difference.end), (difference.new_start, difference.new_end))
        met = [
            any(first < end and start < last for first, last in side.names)
            for side, (start, end) in zip(self._marked, places, strict=True)
        ]
        old, new = _words(difference.old), _words(difference.new)
        return met[0] == met[1] and bool(old and new) and (met[0] or not is_epithet(old, new))


def _is_percent(difference: Difference) -> bool:
    """Per cent on both sides, once as a sign and once in words, or in other words."""
    return all(map(_says_percent, (difference.old, difference.new)))


def _says_percent(tokens: Sequence[Token]) -> bool:
    has_percent = any(token.text in _PERCENT or token.number in _HUNDRED for token in tokens)
    return has_percent and sum(not token.is_mark and token.number not in _HUNDRED for token in tokens) <= 1


# ---------------------------------------------------------------- words in another order


@dataclass(slots=True)
class _Moved:
    """Characters at which words begin that the other side has in another place."""

    there: set[int] = field(default_factory=set)
    here: set[int] = field(default_factory=set)


def _moved(found: Sequence[Difference]) -> _Moved:
    gone = [token for each in found for token in _words(each.old)]
    come = [token for each in found for token in _words(each.new)]
    moved = _Moved()
    while gone and come:
        blocks = [
            block
            for block in align([token.key for token in gone], [token.key for token in come])
            if block.same and block.end - block.start >= LEAST_MOVED
        ]
        if not blocks:
            break
        for block in blocks:
            moved.there.update(token.start for token in gone[block.start : block.end])
            moved.here.update(token.start for token in come[block.new_start : block.new_end])
        gone = [token for token in gone if token.start not in moved.there]
        come = [token for token in come if token.start not in moved.here]
    return moved


def _kept(tokens: Sequence[Token], moved: Collection[int]) -> list[Token]:
    return [token for token in _words(tokens) if token.start not in moved]


def _is_tight(old: Sequence[Token], new: Sequence[Token]) -> bool:
    """As many numbers on both sides, with few words beside them: else it is by chance that they meet."""
    counts = [sum(bool(token.number) for token in side) for side in (old, new)]
    return counts[0] == counts[1] and max(len(old), len(new)) <= _TIGHT + 1


def _is_other_number(old: Sequence[Token], new: Sequence[Token]) -> bool:
    """Does each side state a number that the other side does not?"""
    there, here = Counter(t.number for t in old if t.number), Counter(t.number for t in new if t.number)
    gone, come = there - here, here - there
    if not gone or not come or _is_same_hour(old, new):
        return False
    if len(gone) > 1 or len(come) > 1:
        return True
    (before,), (after,) = gone, come
    if not (_PLAIN.fullmatch(before) and _PLAIN.fullmatch(after)):
        return bool(_PLAIN.fullmatch(before)) == bool(_PLAIN.fullmatch(after))  # "the third" is another "second", no 3
    values = sorted((Decimal(before), Decimal(after)))
    is_year_and_count = values[0] < _FEW and values[1] in YEARS
    return not is_year_and_count and is_another(*values)


def _is_same_hour(old: Sequence[Token], new: Sequence[Token]) -> bool:
    """18.02, 18:02 and 1802."""
    before, after = ("".join(filter(str.isdigit, "".join(t.text for t in side if t.number))) for side in (old, new))
    return len(before) == _HOUR_DIGITS and before == after


def is_another(one: Decimal, other: Decimal) -> bool:
    """Not the same number, rounded, nor with another mark for the thousands."""
    less, more = sorted((abs(one), abs(other)))
    if less == more:
        return False
    if less == 0:
        return True
    is_countable = more < _LEAST_ROUND and one == one.to_integral_value() and other == other.to_integral_value()
    is_round = not is_countable and (more - less) / more <= _ROUND and _is_rounded(one, other)
    return not is_round and more / less not in _THOUSANDS


def _is_rounded(one: Decimal, other: Decimal) -> bool:
    """Is the one with fewer digits near the other, to its last digit?"""
    short, long = sorted((one.normalize(), other.normalize()), key=lambda each: len(each.as_tuple().digits))
    exponent = short.as_tuple().exponent
    return isinstance(exponent, int) and abs(short - long) < Decimal(1).scaleb(exponent)


def _roots(tokens: Sequence[Token]) -> list[str]:
    return sorted(term.removeprefix(_AND) for token in tokens for term in stems(token.text))


def _runs(kept: Sequence[Token], among: Sequence[Token]) -> Iterator[list[Token]]:
    """The kept tokens in stretches that nothing which was moved interrupts."""
    wanted = {token.start for token in kept}
    run: list[Token] = []
    for token in among:
        if token.start in wanted:
            run.append(token)
        elif not token.is_mark and run:
            yield run
            run = []
    if run:
        yield run
