"""Two filed articles in; out: does one carry the other's text, in which passages, and which of them had it first?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from masdar.model import FiledArticle, Reprint, SharedPassage
from masdar.relate.passages import Run, find_runs
from masdar.relate.wording import SHINGLE_WORDS, Shingle, Wording, quoted_words, shingle_set, shingles, wording_of
from masdar.text.fold import fold

LEAST_CONTAINMENT = 0.4
"""Share of the shorter text's shingles that makes a reprint (goal in issue 5: pairs from 40 % on, P and R .99)."""

OWN_PART = 0.5
"""So much of that share must be reached among the shingles that touch no direct quotation: a copy may quote at length,
but two reports of one speech share only what was said."""

LEAST_PART, LEAST_LONG_PART, LONG_PART_WORDS = 0.25, 0.18, 40
"""Least share for a reworked text: the second one when its passages hold at least so many words. On the development
labels (28,680 pairs, bench/relate.py families) no independent pair reaches either."""

LEAST_SHINGLES = 16
"""Shorter texts (twenty words) are headlines and flashes, in which independent reports come out alike."""

_FROM_CREDIT, _FROM_AGENCY, _FROM_PUBLISHED, _FROM_SEEN = 0.95, 0.85, 0.75, 0.5
"""How far each ground for the direction is trusted. Ours alone ("seen") only says in which order we looked."""

_CONTRADICTED = 0.7
"""Factor when the stated times say the opposite of the ground that decided."""

_REWORKED = 0.8
"""Factor for a text that shares less than `LEAST_CONTAINMENT`: it may rest on a third text that we never saw."""

DirectionFrom = Literal["credit", "agency", "published", "seen"]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Shares (0..1) of the shorter text's shingles that the other text has too.

    `containment` counts all, `own` only those that touch no direct quotation; `size` is the shorter text's shingles.
    """

    containment: float
    own: float
    size: int

    def reaches(self, least: float) -> bool:
        """At least that share, and half of it outside quotations, of a text long enough to tell."""
        return self.size >= LEAST_SHINGLES and self.containment >= least and self.own >= OWN_PART * least


def compare(a: FiledArticle, b: FiledArticle, *, parts: bool = False) -> Reprint | None:
    """Does one of the two derive from the other? The order of the arguments does not matter.

    Words shared only inside direct quotations make no reprint. Two addresses of one source may be a reprint.
    With `parts` reworked texts count too: those that share less than `LEAST_CONTAINMENT`, but more than reports
    written independently do; their confidence is lower.
    """
    if a.id == b.id:
        return None
    overlap = measure_overlap(a, b)
    if not overlap.reaches(LEAST_LONG_PART if parts else LEAST_CONTAINMENT):
        return None
    newer, older, direction_from, confidence = _who_derives(a, b)
    here, there = wording_of(newer.reading.article), wording_of(older.reading.article)
    runs = find_runs(here.words, there.words)
    long_part = sum(run.length for run in runs) >= LONG_PART_WORDS
    if not runs or not (long_part or overlap.reaches(LEAST_PART)):
        return None
    passages = _passages(runs, here, there)
    return Reprint(
        article=newer.id,
        of=older.id,
        containment=round(overlap.containment, 4),
        passages=passages,
        direction_from=direction_from,
        confidence=round(confidence * (1.0 if overlap.containment >= LEAST_CONTAINMENT else _REWORKED), 3),
        dropped=_untouched(there, {passage.there.paragraph for passage in passages}),
        added=_untouched(here, {passage.here.paragraph for passage in passages}),
    )


# ---------------------------------------------------------------- how much is shared


def measure_overlap(a: FiledArticle, b: FiledArticle) -> Overlap:
    """Symmetric. Of texts of equal length the one with the smaller number counts as the shorter."""
    shorter, longer = sorted((a, b), key=lambda item: (len(wording_of(item.reading.article).words), item.id))
    short = wording_of(shorter.reading.article)
    mine, others = shingle_set(shorter.reading.article.paragraphs), shingle_set(longer.reading.article.paragraphs)
    quoted = quoted_words(short, shorter.reading.statements)
    own = mine
    if any(quoted):
        found = enumerate(shingles(short.words))
        own = frozenset(shingle for start, shingle in found if not any(quoted[start : start + SHINGLE_WORDS]))
    return Overlap(_share(mine, others), _share(own, others), len(mine))


def _share(part: frozenset[Shingle], whole: frozenset[Shingle]) -> float:
    return len(part & whole) / len(part) if part else 0.0


def _passages(runs: Sequence[Run], here: Wording, there: Wording) -> tuple[SharedPassage, ...]:
    return tuple(
        SharedPassage(here.span(at, at + length), there.span(from_, from_ + length))
        for run in runs
        for at, from_, length in _split_at_paragraphs(run, here, there)
    )


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


def _untouched(wording: Wording, touched: set[int]) -> tuple[int, ...]:
    """Paragraphs with words of which no passage takes any."""
    return tuple(sorted({place.paragraph for place in wording.places} - touched))


# ---------------------------------------------------------------- who had it first


def _who_derives(a: FiledArticle, b: FiledArticle) -> tuple[FiledArticle, FiledArticle, DirectionFrom, float]:
    """(the deriving one, the one it derives from, on what ground, how sure)."""
    first_by_clock, clock, by_clock = _by_clock(a, b)
    first, ground, trust = first_by_clock, clock, by_clock
    by_credit, by_kind = _by_credit(a, b), _by_kind(a, b)
    if by_credit is not None:
        first, ground, trust = by_credit, "credit", _FROM_CREDIT
    elif by_kind is not None:
        first, ground, trust = by_kind, "agency", _FROM_AGENCY
    if clock == "published" and first is not first_by_clock:
        trust *= _CONTRADICTED
    return (b if first is a else a), first, ground, trust


def _by_credit(a: FiledArticle, b: FiledArticle) -> FiledArticle | None:
    """The one whose name stands in the other's credit for its words, if only one of them credits the other."""
    a_credits_b, b_credits_a = _credits(a, b), _credits(b, a)
    if a_credits_b == b_credits_a:
        return None
    return b if a_credits_b else a


def _credits(article: FiledArticle, other: FiledArticle) -> bool:
    if article.source.id == other.source.id:
        return False
    names = {_plain(name) for name in (other.source.name, *other.source.aliases)} - {""}
    return any(
        credit.kind == "text_from"
        and (
            _plain(credit.name) in names
            or (credit.canonical_name is not None and _plain(credit.canonical_name) in names)
        )
        for credit in article.reading.credits
    )


def _plain(name: str) -> str:
    return " ".join(fold(name).split())


def _by_kind(a: FiledArticle, b: FiledArticle) -> FiledArticle | None:
    """The text of an agency or of an official body is written to be copied."""
    a_issues, b_issues = (item.source.kind in ("agency", "official") for item in (a, b))
    if a_issues == b_issues:
        return None
    return a if a_issues else b


def _by_clock(a: FiledArticle, b: FiledArticle) -> tuple[FiledArticle, DirectionFrom, float]:
    """The earlier one by stated times when both state one to the hour or better, else the one we saw first."""
    if a.earliest != b.earliest and _states_time(a) and _states_time(b):
        return (a if a.earliest < b.earliest else b), "published", _FROM_PUBLISHED
    first = min(a, b, key=lambda item: (item.first_seen, item.id))
    return first, "seen", _FROM_SEEN


def _states_time(article: FiledArticle) -> bool:
    """Does `earliest` rest on the page's own statement?"""
    published = article.reading.article.published
    return (
        published is not None
        and published.precision in ("second", "minute", "hour")
        and published.instant <= article.first_seen
    )
