"""The anchors of two texts in; out: which of them are the same, and how much that tells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log

from masdar.relate.translating.anchors import TERM, Anchor
from masdar.relate.translating.spelling import Spelling, arabic_spellings, latin_spellings, plain_latin, sound_alike

_BY_KIND = {"d": 1.0, "p": 1.0, "u": 1.0, "l": 0.9}
_BY_TERM = {"names": 0.6, "words": 0.5, "months": 0.15, "common": 0.1}
_BY_CONSONANTS = {2: 0.3, 3: 0.7}
_BY_SIZE = ((2, 0.15), (12, 0.4), (31, 0.7))
_VAGUE, _YEAR = 0.3, 0.6
"""How much an anchor tells before it is known how rare it is: a name of four consonants or a number over 31 all (1), a
word of the list half. Set by reason, not fitted."""

_LEAST_ARTICLES = 1000
"""As `relate.stories`: a smaller index weighs as if it held so many."""


@dataclass(frozen=True, slots=True)
class Rarity:
    """How many articles have each key. Without any, every key is as rare as the other."""

    holders: Mapping[str, int] = field(default_factory=dict)
    articles: int = 0

    def weight(self, key: str) -> float:
        """0..1: what the kind of the key tells, less the more articles have it."""
        articles = max(self.articles, _LEAST_ARTICLES)
        having = self.holders.get(key, 0)
        return _told_by_kind(key) * log(1 + articles / (1 + having)) / log(1 + articles)


def _told_by_kind(key: str) -> float:
    kind, _, value = key.partition(":")
    if kind.startswith(TERM):
        return _BY_TERM[kind.removeprefix(TERM)]
    if kind == "s":
        return _BY_CONSONANTS.get(len(value), 1.0)
    if kind == "n":
        return _told_by_number(value)
    return _BY_KIND[kind]


def _told_by_number(value: str) -> float:
    if value.endswith((".", "+")):
        return _VAGUE
    if not value.isdigit():
        return 1.0
    size = int(value)
    if 1900 <= size <= 2100:
        return _YEAR
    return next((weight for most, weight in _BY_SIZE if size <= most), 1.0)


@dataclass(frozen=True, slots=True)
class Shared:
    """The first place here and there of one `key`."""

    key: str
    weight: float
    here: Anchor
    there: Anchor


def find_shared(here: Sequence[Anchor], there: Sequence[Anchor], rarity: Rarity) -> tuple[Shared, ...]:
    """What both texts have, each key once and each anchor `here` under its heaviest key, in the order of `here`."""
    places: defaultdict[str, list[Anchor]] = defaultdict(list)
    for anchor in there:
        for key in anchor.keys:
            places[key].append(anchor)
    found: dict[str, Shared] = {}
    for anchor in here:
        shared = [
            Shared(key, rarity.weight(key), anchor, same)
            for key in anchor.keys
            if (same := next((other for other in places.get(key, ()) if is_same(key, anchor, other)), None))
        ]
        if shared:
            best = max(shared, key=lambda each: each.weight)
            found.setdefault(best.key, best)
    return tuple(found.values())


def is_same(key: str, one: Anchor, other: Anchor) -> bool:
    """Do two anchors that share the key mean the same? Two names of one skeleton may differ in their vowels."""
    if not key.startswith("s:"):
        return True
    if one.kind == "name" and other.kind == "name" and one.is_sure and other.is_sure:
        return plain_latin(one.printed)[:2] == plain_latin(other.printed)[:2]
    arabic, latin = (one, other) if _is_arabic(one) else (other, one)
    if _is_arabic(latin) or not _is_arabic(arabic):
        return False
    skeleton = key[2:]
    return any(
        sound_alike(here, there)
        for here in _of(arabic_spellings(arabic.printed), skeleton)
        for there in _of(latin_spellings(latin.printed), skeleton)
    )


def _of(spellings: Iterable[Spelling], skeleton: str) -> list[Spelling]:
    return [each for each in spellings if each.skeleton == skeleton]


def _is_arabic(anchor: Anchor) -> bool:
    return not anchor.printed[:1].isascii() and anchor.printed[:1] >= "\u0600"


def coverage(own: Sequence[Anchor], shared: Iterable[Shared], rarity: Rarity) -> float:
    """The share (0..1), by weight, of a text's anchors that are among the shared ones. What may be no anchor counts
    only when it is shared."""
    common = {each.key: each.weight for each in shared}
    total = had = 0.0
    seen: set[tuple[str, ...]] = set()
    for anchor in own:
        if anchor.keys in seen:
            continue
        seen.add(anchor.keys)
        known = max((common[key] for key in anchor.keys if key in common), default=None)
        if known is not None:
            had, total = had + known, total + known
        elif anchor.is_sure:
            total += max(rarity.weight(key) for key in anchor.keys)
    return had / total if total else 0.0
