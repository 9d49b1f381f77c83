"""Passages that answer each other in; out: which of their words are the same and how the others differ, as spans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from masdar.model import DriftKind, PassageChange, Span
from masdar.text.alignment import align
from masdar.text.change_kinds import FORMS, Stretches, kind_of, stretches
from masdar.text.tokens import stems, word_texts
from masdar.text.word_changes import Difference, Token, differences

LEAST_MOVED = 4
"""So many words in a row that stand in another order are the same words: a quotation before its speaker or after."""

_TIGHT = 3
"""Words on either side of a change that still puts one number in the place of another in a sentence told anew."""

_TOLD_SO: dict[str, DriftKind] = {"number": "number", "name": "name", "date": "date", "denial": "denial"}
_PERCENT = frozenset(("%", "٪"))
_HUNDRED = (["100"], ["%"])


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


def compare_words(there: Sequence[Passage], here: Sequence[Passage], names: Collection[str]) -> PassageWords:
    """`names`: of people and outlets that reading found in the two texts."""
    base, report = _Joined(there), _Joined(here)
    found = [each for each in differences(base.text, report.text) if _words(each.old) or _words(each.new)]
    marked = (stretches(base.text, names), stretches(report.text, names))
    telling = [(each, kind) for each in found if (kind := _kind(each, *marked)) is not None]
    moved = _moved([each for each, _ in telling])
    changes = tuple(
        change for each, kind in telling if (change := _change(each, kind, base, report, moved)) is not None
    )
    lost = sum(len(_kept(each.old, moved.there)) for each, _ in telling)
    sizes = base.size, report.size
    common = max(0, min(sizes[0] - lost, *sizes))
    numbers = tuple(each for each in changes if each.what == "number" and _is_tight(each, base, report))
    return PassageWords(*sizes, common, changes, numbers)


class _Joined:
    """Passages one after the other as one text, with the way back."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.text = " ".join(passage.text for passage in passages)
        self.size = sum(len(_words(passage.tokens)) for passage in passages)
        self._starts: list[tuple[int, Passage]] = []
        at = 0
        for passage in passages:
            self._starts.append((at, passage))
            at += len(passage.text) + 1

    def cut(self, span: Span) -> str:
        """The characters of a span of one of the passages."""
        for _, passage in self._starts:
            inside = passage.span.start <= span.start and span.end <= passage.span.end
            if inside and passage.span.paragraph == span.paragraph:
                return passage.text[span.start - passage.span.start : span.end - passage.span.start]
        return ""

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


def _kind(difference: Difference, there: Stretches, here: Stretches) -> DriftKind | None:
    """None: the two say the same, letter for letter (spelling, digits or words, «في المائة» or a sign)."""
    kind = kind_of(difference, there, here)
    if kind in FORMS or kind == "typo" or _is_percent(difference):
        return None
    told = _TOLD_SO.get(kind, "words")
    if told in ("number", "name", "date") and not (_words(difference.old) and _words(difference.new)):
        return "words"
    return told


def _is_percent(difference: Difference) -> bool:
    """A percent sign on one side, its words on the other, and no other number."""
    sides = (difference.old, difference.new)
    has_sign = [any(token.text in _PERCENT for token in side) for side in sides]
    numbers = [[token.number for token in side if token.number] for side in sides]
    words = [token for side in sides for token in side if not token.is_mark and not token.number]
    spelled = numbers[0] if has_sign[1] else numbers[1]
    return has_sign[0] != has_sign[1] and spelled in _HUNDRED and sum(map(len, numbers)) == 1 and len(words) <= 1


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


def _change(
    difference: Difference, kind: DriftKind, base: _Joined, report: _Joined, moved: _Moved
) -> PassageChange | None:
    old, new = _kept(difference.old, moved.there), _kept(difference.new, moved.here)
    if not old and not new:
        return None
    if (kind == "number" and not _is_other_number(old, new)) or (kind == "name" and _roots(old) == _roots(new)):
        kind = "words"
    return PassageChange(
        kind,
        tuple(span for run in _runs(old, difference.old) for span in base.spans(run)),
        tuple(span for run in _runs(new, difference.new) for span in report.spans(run)),
    )


def _is_tight(change: PassageChange, base: _Joined, report: _Joined) -> bool:
    """Few words around the number went with it: in a sentence told anew two numbers are else paired by chance."""
    sides = ((base, change.there), (report, change.here))
    return all(sum(len(word_texts(side.cut(span))) for span in spans) <= _TIGHT for side, spans in sides)


def _is_other_number(old: Sequence[Token], new: Sequence[Token]) -> bool:
    """Does each side state a number that the other side does not?"""
    there, here = Counter(t.number for t in old if t.number), Counter(t.number for t in new if t.number)
    return bool(there - here) and bool(here - there)


def _roots(tokens: Sequence[Token]) -> list[str]:
    return sorted(term for token in tokens for term in stems(token.text))


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
