"""Two quotations in, or a quotation and the text it is from; out: their common words, and those that differ."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from masdar.text.fold import fold
from masdar.text.tokens import search_terms, words

Likeness = Literal["exact", "spelling only", "words differ"]
Range = tuple[int, int]
Block = tuple[int, int, int]  # so many equal words: from here, from there, how many

# A mark that words are left out: an ellipsis, or dots, bare or in brackets.
_CUT = re.compile(r"…|\.{2,}")
_HAMZA = re.compile("يء$")
# A quotation of n words is looked for in n words and so many more around its longest run: a reporter who leaves words
# out without a mark leaves out a sentence or two.
_AROUND = 40
# A lone common word (في, من) so many times farther off than it is long is found there by chance.
_FAR = 8
_LONG = 1000  # characters: no quotation, but a page


@dataclass(frozen=True, slots=True)
class Term:
    """A word at `text[start:end]`. `key` is its folded form; `after_cut`: an ellipsis stands between it and the word
    before."""

    written: str
    key: str
    start: int
    end: int
    after_cut: bool


@dataclass(frozen=True, slots=True)
class Alignment:
    """How the words of one text stand in another. `matched` words have the same folded form in both, `run` of them at
    a stretch. Character ranges: `here` and `there` hold the aligned words; `differs_*` words that are not in the other,
    `spelled_*` words that are only spelt otherwise there."""

    likeness: Likeness
    matched: int
    run: int
    here: Range
    there: Range
    differs_here: tuple[Range, ...] = ()
    differs_there: tuple[Range, ...] = ()
    spelled_here: tuple[Range, ...] = ()
    spelled_there: tuple[Range, ...] = ()

    def turned(self) -> Alignment:
        """The same seen from the other text."""
        return Alignment(
            self.likeness,
            self.matched,
            self.run,
            self.there,
            self.here,
            self.differs_there,
            self.differs_here,
            self.spelled_there,
            self.spelled_here,
        )


def terms(text: str) -> tuple[Term, ...]:
    """The words of a text as they are compared: marks, spelling habits and digits' shapes do not count in `key`."""
    return _of_page(text) if len(text) > _LONG else _of_quotation(text)


@lru_cache(maxsize=2048)  # a wave of reports quotes the same sentences again and again
def _of_quotation(text: str) -> tuple[Term, ...]:
    return tuple(_terms(text))


@lru_cache(maxsize=32)  # an official page is compared with each quotation of it
def _of_page(text: str) -> tuple[Term, ...]:
    return tuple(_terms(text))


def _terms(text: str) -> Iterator[Term]:
    last = 0
    is_first = True
    for word in words(text):
        for key in search_terms(word.text).split():
            # A final ى that keeps two words apart (على, علي) stays; where a hamza sits (هادئ, هادىء) is a habit.
            kept = key if key.endswith("ى") else _HAMZA.sub("ي", fold(key, loose=True))
            cut = not is_first and _CUT.search(text, last, word.start) is not None
            yield Term(unicodedata.normalize("NFC", word.text), kept, word.start, word.end, cut)
            is_first, last = False, word.end


def keys(text: str) -> tuple[str, ...]:
    """The folded words alone."""
    return tuple(term.key for term in terms(text))


@lru_cache(maxsize=16_384)  # of a wave of reports most have one of a few wordings; half a KB each
def compare(one: str, other: str) -> Alignment | None:
    """Two quotations, either of which may hold more at its ends (a fragment): words that only one of them has before
    or after the other's are no difference. None: no word in common. Turned round it says the same."""
    if (len(one), one) > (len(other), other):
        found = _align(terms(other), terms(one), whole=False)
        return found.turned() if found else None
    return _align(terms(one), terms(other), whole=False)


def find(quoted: str, text: str) -> Alignment | None:
    """A quotation in the text it is said to be from: each of its words must stand there. None: no word in common."""
    return _align(terms(quoted), terms(text), whole=True)


# ---------------------------------------------------------------- alignment


def _align(one: Sequence[Term], other: Sequence[Term], *, whole: bool) -> Alignment | None:
    mine, theirs = [term.key for term in one], [term.key for term in other]
    seed = SequenceMatcher(None, mine, theirs, autojunk=False).find_longest_match()
    if not seed.size:
        return None
    first, last = _window(one, len(other), seed.a, seed.b)
    matcher = SequenceMatcher(None, mine, theirs[first:last], autojunk=False)
    blocks = [(a, first + b, size) for a, b, size in matcher.get_matching_blocks() if size]
    has_cuts = any(term.after_cut for term in (*one, *other[first:last]))
    return _alignment(one, other, blocks if has_cuts else _near(blocks), whole)


def _window(one: Sequence[Term], size: int, here: int, there: int) -> tuple[int, int]:
    """The part of a long text in which the quotation can stand, by its longest run; all of it where the quotation
    leaves words out by an ellipsis."""
    if any(term.after_cut for term in one):
        return 0, size
    slack = len(one) + _AROUND
    return max(0, there - here - slack), min(size, there + len(one) - here + slack)


def _near(blocks: list[Block]) -> list[Block]:
    """Without the blocks at both ends that lie too far off for their size."""
    kept = list(blocks)
    while len(kept) > 1 and _is_far(kept[-2], kept[-1], kept[-1][2]):
        kept.pop()
    while len(kept) > 1 and _is_far(kept[0], kept[1], kept[0][2]):
        kept.pop(0)
    return kept


def _is_far(before: Block, after: Block, size: int) -> bool:
    gap = max(after[0] - before[0] - before[2], after[1] - before[1] - before[2])
    return gap > _FAR * size


def _alignment(one: Sequence[Term], other: Sequence[Term], blocks: list[Block], whole: bool) -> Alignment:
    found = list(_gaps(one, other, blocks, whole))
    gaps = [gap for gap in found if not _is_spelling(one, other, gap)]
    respelled = [(_range(one, a, b), _range(other, c, d)) for a, b, c, d in found if (a, b, c, d) not in gaps]
    same = [(one[a + i], other[b + i]) for a, b, size in blocks for i in range(size)]
    spelled = [((x.start, x.end), (y.start, y.end)) for x, y in same if x.written != y.written]
    spelled = sorted(spelled + respelled)
    stretches = [*found, *((a, a + size, b, b + size) for a, b, size in blocks)]
    return Alignment(
        "words differ" if gaps else "spelling only" if spelled else "exact",
        len(same),
        max(size for _, _, size in blocks),
        _range(one, min(each[0] for each in stretches), max(each[1] for each in stretches)),
        _range(other, min(each[2] for each in stretches), max(each[3] for each in stretches)),
        tuple(_range(one, a, b) for a, b, _, _ in gaps if a < b),
        tuple(_range(other, c, d) for _, _, c, d in gaps if c < d),
        tuple(here for here, _ in spelled),
        tuple(sorted(there for _, there in spelled)),
    )


def _is_spelling(one: Sequence[Term], other: Sequence[Term], gap: tuple[int, int, int, int]) -> bool:
    """The same letters with another blank between them (ما زال, مازال), or على with the dots of علي?"""
    a, b, c, d = gap
    return a < b and c < d and _letters(one[a:b]) == _letters(other[c:d])


def _letters(some: Sequence[Term]) -> str:
    return "".join(term.key for term in some).replace("ى", "ي")


def _gaps(
    one: Sequence[Term], other: Sequence[Term], blocks: list[Block], whole: bool
) -> Iterator[tuple[int, int, int, int]]:
    """Stretches of words (here from, to, there from, to) that are not the same, but for what a marked cut leaves out.

    At the ends: words that one side alone goes on with are a longer quotation and no difference; when `other` is the
    whole text it always goes on, and `one` never may.
    """
    a, b, _ = blocks[0]
    if a and (whole or b):
        yield 0, a, max(0, b - a) if whole else 0, b
    for (a, b, size), (c, d, _) in pairwise(blocks):
        gap = (a + size, c, b + size, d)
        if not _is_cut(one, other, *gap):
            yield gap
    a, b, size = blocks[-1]
    left, right = len(one) - a - size, len(other) - b - size
    if left and (whole or right):
        yield a + size, len(one), b + size, b + size + (min(left, right) if whole else right)


def _is_cut(one: Sequence[Term], other: Sequence[Term], a: int, b: int, c: int, d: int) -> bool:
    """Does an ellipsis stand where words of the other are missing?"""
    return (a == b and one[b].after_cut) or (c == d and other[d].after_cut)


def _range(of: Sequence[Term], start: int, end: int) -> Range:
    """The characters of some words."""
    return of[start].start, of[end - 1].end
