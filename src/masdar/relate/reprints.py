"""Two filed articles in; out: does one carry the other's text, in which passages, and how did it rework them?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from masdar.model import Article, FiledArticle, Reprint, SharedPassage
from masdar.relate.direction import who_derives
from masdar.relate.passages import Run, find_runs
from masdar.relate.rewording import find_rewording
from masdar.relate.wording import (
    SHINGLE_WORDS,
    Shingle,
    Wording,
    folded_words,
    quoted_words,
    shingle_set,
    shingles,
    wording_of,
)

LEAST_CONTAINMENT = 0.4
"""Share of the shorter text's shingles that makes a reprint (goal in issue 5: pairs from 40 % on, P and R .99)."""

OWN_PART = 0.5
"""So much of that share must be reached among the shingles that touch no direct quotation: a copy may quote at length,
but two reports of one speech share only what was said."""

LEAST_PART, LEAST_PART_WORDS, LEAST_LONG_PART, LONG_PART_WORDS = 0.25, 20, 0.18, 40
"""Least share for a reworked text, and words in its passages: two sentences, since a title, a prayer or an honour
alone is stock; the second pair for longer passages. On the development labels (28,680 pairs, bench/relate.py families)
no independent pair reaches either."""

LEAST_SHINGLES = 16
"""Shorter texts (twenty words) are headlines and flashes, in which independent reports come out alike."""

_REWORKED = 0.8
"""Factor for a text that shares less than `LEAST_CONTAINMENT`: it may rest on a third text that we never saw."""

_NOTHING: frozenset[Shingle] = frozenset()


@dataclass(frozen=True, slots=True)
class Overlap:
    """Shares (0..1) of the shorter text's shingles that the other text has too.

    `containment` counts all, `own` only those that touch no direct quotation; `size` is the shorter text's shingles.
    """

    containment: float
    own: float
    size: int

    @property
    def makes_copy(self) -> bool:
        """`LEAST_CONTAINMENT`, and half of it outside quotations, of a text long enough to tell."""
        is_told = self.size >= LEAST_SHINGLES and self.own >= OWN_PART * LEAST_CONTAINMENT
        return is_told and self.containment >= LEAST_CONTAINMENT

    def makes_reworked(self, words: int) -> bool:
        """`words` are in shared passages. What is quoted counts for nothing here: two reports of a speech share it."""
        least = LEAST_LONG_PART if words >= LONG_PART_WORDS else LEAST_PART
        is_told = self.size >= LEAST_SHINGLES and words >= LEAST_PART_WORDS
        return is_told and min(self.containment, self.own) >= least


def compare(
    a: FiledArticle, b: FiledArticle, *, parts: bool = False, standing: frozenset[Shingle] = _NOTHING
) -> Reprint | None:
    """Does one of the two derive from the other? The order of the arguments does not matter.

    Words shared only inside direct quotations make no reprint, nor do the `standing` shingles: boilerplate of a source.
    Two addresses of one source may be a reprint.
    With `parts` reworked texts count too: those that share less than `LEAST_CONTAINMENT`, but more than reports
    written independently do; their confidence is lower.
    """
    if a.id == b.id:
        return None
    overlap = measure_overlap(a, b, standing)
    if not overlap.makes_copy and not (parts and overlap.makes_reworked(LONG_PART_WORDS)):
        return None
    direction = who_derives(a, b)
    newer, older = direction.newer, direction.older
    here, there = wording_of(newer.reading.article), wording_of(older.reading.article)
    runs = find_runs(here.words, there.words)
    passages = tuple(_passages(runs, here, there, standing))
    is_copy = overlap.makes_copy
    if not passages or not (is_copy or overlap.makes_reworked(_counted(runs, here, standing))):
        return None
    reworded = find_rewording(newer, older, here, there, runs)
    return Reprint(
        article=newer.id,
        of=older.id,
        containment=round(overlap.containment, 4),
        passages=passages,
        direction_from=direction.ground,
        confidence=round(direction.confidence * (1.0 if is_copy else _REWORKED), 3),
        dropped=reworded.dropped,
        added=reworded.added,
        kind="copy" if is_copy else "reworked",
        cut=reworded.cut,
        inserted=reworded.inserted,
        changed=reworded.changed,
        is_retitled=_is_retitled(newer.reading.article, older.reading.article),
        against=direction.against,
    )


def _is_retitled(newer: Article, older: Article) -> bool:
    now, then = folded_words(newer.title), folded_words(older.title)
    return bool(now and then) and now != then


# ---------------------------------------------------------------- how much is shared


def measure_overlap(a: FiledArticle, b: FiledArticle, standing: frozenset[Shingle] = _NOTHING) -> Overlap:
    """Symmetric. Of texts of equal length the one with the smaller number counts as the shorter.

    A shingle that either text has in a direct quotation is not the text's own.
    """
    sets = {item.id: _counted_shingles(item, standing) for item in (a, b)}
    shorter, longer = sorted((a, b), key=lambda item: (len(sets[item.id]), item.id))
    mine = sets[shorter.id]
    shared = mine & sets[longer.id]
    quoted = _quoted(shorter) | _quoted(longer)
    own, shared_own = (mine - quoted, shared - quoted) if quoted else (mine, shared)
    return Overlap(_share(shared, mine), _share(shared_own, own), len(mine))


def _counted_shingles(article: FiledArticle, standing: frozenset[Shingle]) -> frozenset[Shingle]:
    found = shingle_set(article.reading.article.paragraphs)
    return found - standing if standing else found


def _quoted(article: FiledArticle) -> frozenset[Shingle]:
    """The shingles that the text has only with words of a direct quotation."""
    wording = wording_of(article.reading.article)
    quoted = quoted_words(wording, article.reading.statements)
    if not any(quoted):
        return _NOTHING
    found = list(enumerate(shingles(wording.words)))
    plain = {shingle for start, shingle in found if not any(quoted[start : start + SHINGLE_WORDS])}
    return frozenset(shingle for _, shingle in found if shingle not in plain)


def _share(part: frozenset[Shingle], whole: frozenset[Shingle]) -> float:
    return len(part) / len(whole) if whole else 0.0


# ---------------------------------------------------------------- where it stands


def _passages(
    runs: Sequence[Run], here: Wording, there: Wording, standing: frozenset[Shingle]
) -> Iterator[SharedPassage]:
    for run in runs:
        for at, from_, length in _split_at_paragraphs(run, here, there):
            if not _is_standing(here.words[at : at + length], standing):
                yield SharedPassage(here.span(at, at + length), there.span(from_, from_ + length))


def _counted(runs: Sequence[Run], here: Wording, standing: frozenset[Shingle]) -> int:
    """How many words the runs have that are no standing ones."""
    return sum(run.length for run in runs if not _is_standing(here.words[run.here : run.here + run.length], standing))


def _is_standing(words: Sequence[str], standing: frozenset[Shingle]) -> bool:
    found = shingles(words) if standing else []
    return bool(found) and standing.issuperset(found)


def _split_at_paragraphs(run: Run, here: Wording, there: Wording) -> list[tuple[int, int, int]]:
    """The parts of a run that lie in one paragraph of either text: (word here, word there, length)."""
    parts: list[tuple[int, int, int]] = []
    start = 0
    for step in range(1, run.length + 1):
        if step == run.length or (
            here.places[run.here + step].paragraph != here.places[run.here + start].paragraph
            or there.places[run.there + step].paragraph != there.places[run.there + start].paragraph
        ):
            parts.append((run.here + start, run.there + start, step - start))
            start = step
    return parts
