"""Two wordings and their shared runs in; out: what the later text cut, inserted and changed, and what it left whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, pairwise

from masdar.model import Article, ChangedWords, FiledArticle, Span
from masdar.relate.passages import Run
from masdar.relate.subject import is_place
from masdar.relate.wording import Wording, folded_words
from masdar.text.numbers import numbers

_WIDEST_GAP = 60
"""Words between two runs, in either text, that are still compared one by one: longer ones are other sentences."""

_MOST_CHANGED = 12
"""Words on either side of a change; a longer stretch is told as cut and inserted."""

_SMALL_GAP = 8
"""In a gap wider than this a single equal word is chance («في»), no sign of the same sentence."""

_SAME, _CHANGED = 1, 2


@dataclass(frozen=True, slots=True)
class Rewording:
    """As the fields of `model.Reprint`."""

    dropped: tuple[int, ...]
    added: tuple[int, ...]
    cut: tuple[Span, ...]
    inserted: tuple[Span, ...]
    changed: tuple[ChangedWords, ...]


@dataclass(frozen=True, slots=True)
class _Pair:
    """Words `start` to `end` of the later text stand where `old_start` to `old_end` stand in the earlier one."""

    start: int
    end: int
    old_start: int
    old_end: int

    @property
    def sizes(self) -> tuple[int, int]:
        return self.end - self.start, self.old_end - self.old_start


def find_rewording(
    newer: FiledArticle, older: FiledArticle, here: Wording, there: Wording, runs: Sequence[Run]
) -> Rewording:
    """`runs` are the shared runs of the two wordings, no word in two of them, in the order of `here`."""
    mine, theirs = bytearray(len(here.words)), bytearray(len(there.words))
    for run in runs:
        _mark(mine, theirs, _Pair(run.here, run.here + run.length, run.there, run.there + run.length), _SAME)
    changed: list[_Pair] = []
    for gap in _gaps(runs, len(here.words), len(there.words)):
        for pair, is_same in _align(here.words, there.words, gap):
            if is_same:
                _mark(mine, theirs, pair, _SAME)
            elif (
                max(pair.sizes) <= _MOST_CHANGED
                and here.is_one(pair.start, pair.end)
                and there.is_one(pair.old_start, pair.old_end)
            ):
                _mark(mine, theirs, pair, _CHANGED)
                changed.append(pair)
    names = _names(newer) | _names(older)
    dropped, cut = _missing(there, theirs)
    added, inserted = _missing(here, mine)
    return Rewording(
        dropped,
        added,
        cut,
        inserted,
        tuple(_changed(newer.reading.article, older.reading.article, here, there, pair, names) for pair in changed),
    )


def _mark(mine: bytearray, theirs: bytearray, pair: _Pair, value: int) -> None:
    size, old_size = pair.sizes
    mine[pair.start : pair.end] = bytes([value]) * size
    theirs[pair.old_start : pair.old_end] = bytes([value]) * old_size


# ---------------------------------------------------------------- between the passages


def _gaps(runs: Sequence[Run], size: int, old_size: int) -> Iterator[_Pair]:
    """The stretches between runs that follow each other in both texts, those before the first and after the last."""
    rank = {run: number for number, run in enumerate(sorted(runs, key=lambda run: run.there))}
    borders = [(-1, Run(0, 0, 0)), *((rank[run], run) for run in runs), (len(runs), Run(size, old_size, 0))]
    for (number, run), (following, after) in pairwise(borders):
        gap = _Pair(run.here + run.length, after.here, run.there + run.length, after.there)
        if following == number + 1 and min(gap.sizes) > 0 and max(gap.sizes) <= _WIDEST_GAP:
            yield gap


def _align(words: Sequence[str], old: Sequence[str], gap: _Pair) -> Iterator[tuple[_Pair, bool]]:
    """(pair, is it the same?) in order; what stands on one side only is left out."""
    matcher = SequenceMatcher(None, words[gap.start : gap.end], old[gap.old_start : gap.old_end], autojunk=False)
    least = 1 if max(gap.sizes) <= _SMALL_GAP else 2
    at, old_at = gap.start, gap.old_start
    for block in matcher.get_matching_blocks():
        if block.size and block.size < least:
            continue
        start, old_start = gap.start + block.a, gap.old_start + block.b
        if at < start and old_at < old_start:
            yield _Pair(at, start, old_at, old_start), False
        at, old_at = start + block.size, old_start + block.size
        if block.size:
            yield _Pair(start, at, old_start, old_at), True


def _missing(wording: Wording, marks: bytearray) -> tuple[tuple[int, ...], tuple[Span, ...]]:
    """Paragraphs of which the other text has nothing, and the stretches missing from the others."""
    whole: list[int] = []
    parts: list[Span] = []
    for paragraph, group in groupby(range(len(marks)), key=lambda word: wording.places[word].paragraph):
        inside = list(group)
        if not any(marks[word] for word in inside):
            whole.append(paragraph)
            continue
        for mark, stretch in groupby(inside, key=lambda word: marks[word]):
            if not mark:
                at = list(stretch)
                parts.append(wording.span(at[0], at[-1] + 1))
    return tuple(whole), tuple(parts)


# ---------------------------------------------------------------- what kind of change


def _changed(
    newer: Article, older: Article, here: Wording, there: Wording, pair: _Pair, names: frozenset[str]
) -> ChangedWords:
    now, then = here.span(pair.start, pair.end), there.span(pair.old_start, pair.old_end)
    one_sided = set(here.words[pair.start : pair.end]) ^ set(there.words[pair.old_start : pair.old_end])
    if _values(newer, now) != _values(older, then):
        return ChangedWords(now, then, "number")
    if any(word in names or is_place(word) for word in one_sided):
        return ChangedWords(now, then, "name")
    return ChangedWords(now, then)


def _values(article: Article, span: Span) -> list[str]:
    return sorted(number.value for number in numbers(article.paragraphs[span.paragraph][span.start : span.end]))


def _names(article: FiledArticle) -> frozenset[str]:
    """Folded words of the names that reading found: whom the text lets speak and whom it credits."""
    reading = article.reading
    speakers = (name for said in reading.statements for name in (said.speaker, said.resolved_speaker, said.via))
    credited = (credit.name for credit in reading.credits)
    return frozenset(word for name in (*speakers, *credited) if name for word in folded_words(name))
