"""The passages of two texts in; out: which of them answer each other, in whatever order and words they come.

Two passages answer each other by the words they share, rare ones above all. A word counts by the consonants of its
stem, so that noun, verb and plural of one root are one (تجربة، تجارب). The thresholds come from 182 sentences of real
reports, labelled by hand before anything was computed (docs/how-to/compare-reports.md has the figures).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import zip_longest
from math import log, sqrt

from masdar.text.tokens import stems
from masdar.text.word_changes import Token

TOLD, TOLD_BY_RARE = 0.45, 0.33
"""Closeness from which a passage is told in the other text; the lesser will do when two rare words say so too."""

UNTOLD = 0.2
"""Closeness below which it is not, unless two rare words of it stand in one passage there, and then not for certain.
Between the two it may be told, in other words."""

_RARE, _LEAST_RARE = 3, 2
"""A word that stands in no more passages of the two texts together is rare; two in one passage are no chance."""

_WHOLE = 0.5
"""Closeness is the share of a passage's weight found in two neighbouring passages, plus so much of the share found
anywhere in the other text."""

_RARITY = 2.0
"""Power of the inverse frequency: what the whole story repeats ties no two of its sentences."""

_OWN, _LEAST_OWN = 0.3, 0.2
"""A passage that would answer what another answers already must bring words of its own: of those, where they weigh so
much of it, so much must be found there."""

_LEAST_COMMON, _ALIKE = 3, 0.4
"""Two passages answer each other by so many words, or being alike so much on both sides: short ones have fewer."""

_LEAST_NEAR, _THIRD = 4, 0.35
"""So many words in common, two rare ones, a number, or so much of the passage's own words may tell it in other words;
fewer are a name or a turn of phrase."""

_SAID = 0.85
"""Nor does a passage tell it that has so much of the common words from those it answers already, unless three of them
are rare. Of 39 labelled sentences that were called unclear these rules take out 15 of the 26 that were left out, and
none of the 13 that were told in other words."""

_ALL_SAID = 0.9
"""A passage that has so much from those it answers tells nothing else. Of the 138 sentences that an aggregator cut out
of the texts it copied (webbox-dev) 27 were called unclear for their likeness to one that it kept (a second plane)."""

_MOST_PAIRS = 4000
"""A word that makes more pairs of passages than this says nothing about any of them."""

_WEAK = frozenset("اويةهئت")
_LOOSE_BEGINNINGS = frozenset("متيان")
_ROOT, _LONG = 3, 4
_SERVANT, _THE = frozenset(("عبد", "وعبد", "لعبد", "بعبد")), "ال"

_NUMBER, _ORDINAL, _HUNDRED = "#", ".", "#100"

_THERE, _HERE = 0, 1  # the base's side and the report's

Terms = frozenset[str]


@dataclass(slots=True)
class Group:
    """Passages of the base and of the report, by number, that answer each other."""

    there: set[int] = field(default_factory=set)
    here: set[int] = field(default_factory=set)

    def of(self, side: int) -> set[int]:
        return self.here if side == _HERE else self.there


@dataclass(frozen=True, slots=True)
class Answers:
    """`groups`: each passage is in one at most. `near_there` names, for a passage of the base that none answers for
    certain, the likeliest one of the report; `near_here` the other way round."""

    groups: tuple[Group, ...]
    near_there: Mapping[int, int]
    near_here: Mapping[int, int]


def terms_of(tokens: Iterable[Token]) -> Terms:
    """What a passage is compared by: its numbers and the roots of its telling words."""
    words = [token for token in tokens if not token.is_mark]
    return frozenset(term for token, text in zip(words, _joined(words), strict=True) for term in _terms(token, text))


def _terms(token: Token, text: str) -> tuple[str, ...]:
    return (token.key,) if token.number else roots(text)


def _joined(words: Sequence[Token]) -> Iterator[str]:
    """The words as they are written, names in two words (عبد الرحمن) as in one."""
    is_begun = False
    for token, behind in zip_longest(words, words[1:]):
        is_name = token.text in _SERVANT and behind is not None and behind.text.startswith(_THE)
        yield "" if is_begun else token.text + (behind.text if is_name else "")
        is_begun = is_name


@lru_cache(maxsize=65_536)
def roots(word: str) -> tuple[str, ...]:
    """The consonants of its stem, so that singular and plural are one (زورق، زوارق); none of a stop word."""
    return tuple(map(_root, stems(word)))


def _root(stem: str) -> str:
    if stem.isascii():
        return stem
    shorter = stem[1:] if len(stem) > _LONG and stem[0] in _LOOSE_BEGINNINGS else stem
    root = "".join(letter for letter in shorter if letter not in _WEAK)
    return root if len(root) >= _ROOT else stem


def find_answers(there: Sequence[Terms], here: Sequence[Terms]) -> Answers:
    """`there` are the passages of the base, `here` those of the report."""
    return _Pairing(there, here).answers()


class _Pairing:
    """Both sides are treated alike: what is indexed by side comes first for the base, then for the report."""

    def __init__(self, there: Sequence[Terms], here: Sequence[Terms]) -> None:
        self._passages = (there, here)
        self._places = (_places(there), _places(here))
        held = Counter(term for passage in (*there, *here) for term in passage)
        size = len(there) + len(here)
        self._weights: dict[str, float] = {term: log(1 + size / number) ** _RARITY for term, number in held.items()}
        self._shared = self._overlaps()
        self._told = tuple(self._closeness(side) for side in (_THERE, _HERE))
        self._groups: tuple[dict[int, Group], dict[int, Group]] = ({}, {})

    def answers(self) -> Answers:
        told = [
            {own for own, found in self._told[side].items() if self._is_told(found, self._most_rare(side, own))}
            for side in (_THERE, _HERE)
        ]
        for base, report in self._edges(told[_THERE], told[_HERE]):
            self._join(base, report)
        for side in (_THERE, _HERE):
            for own in sorted(told[side] - self._groups[side].keys()):
                self._attach(side, own)
        groups = {id(group): group for held in self._groups for group in held.values()}
        near = [
            {own: best for own, found in self._told[side].items() if (best := self._near(side, own, found)) is not None}
            for side in (_THERE, _HERE)
        ]
        in_order = sorted(groups.values(), key=lambda group: (min(group.there), min(group.here)))
        return Answers(tuple(in_order), near[_THERE], near[_HERE])

    # ------------------------------------------------------------ how close

    def _weight(self, terms: Terms) -> float:
        return sum(self._weights[term] for term in terms)

    def _overlaps(self) -> tuple[dict[int, dict[int, float]], dict[int, dict[int, float]]]:
        """For each passage those of the other side that share words with it, and how much these weigh."""
        found: tuple[defaultdict[int, dict[int, float]], ...] = (defaultdict(dict), defaultdict(dict))
        for term, bases in self._places[_THERE].items():
            reports = self._places[_HERE].get(term, [])
            if len(bases) * len(reports) <= _MOST_PAIRS:
                for base in bases:
                    for report in reports:
                        weight = found[_THERE][base].get(report, 0.0) + self._weights[term]
                        found[_THERE][base][report] = found[_HERE][report][base] = weight
        return found[_THERE], found[_HERE]

    def _closeness(self, side: int) -> dict[int, float]:
        """For each passage that shares a word with the other text, how much of it is told there (0 .. 1.5)."""
        return {own: self._close(side, own) for own in self._shared[side]}

    def _close(self, side: int, own: int) -> float:
        terms, others = self._passages[side][own], self._passages[1 - side]
        anywhere = self._weight(frozenset(term for term in terms if term in self._places[1 - side]))
        best = 0.0
        for number in self._nearest(side, own, 3):
            pairs = [
                others[number] | others[beside] for beside in (number - 1, number + 1) if 0 <= beside < len(others)
            ]
            best = max(best, *(self._weight(terms & each) for each in (others[number], *pairs)))
        return (best + _WHOLE * anywhere) / self._weight(terms)

    def _nearest(self, side: int, own: int, most: int) -> list[int]:
        found = self._shared[side][own]
        return sorted(found, key=lambda number: (-found[number], number))[:most]

    @staticmethod
    def _is_told(close: float, rare: int) -> bool:
        return close >= (TOLD_BY_RARE if rare >= _LEAST_RARE else TOLD)

    def _most_rare(self, side: int, own: int) -> int:
        """The most rare words that the passage has in common with one of the nearest."""
        return max((self._rare(side, own, other) for other in self._nearest(side, own, 3)), default=0)

    def _common(self, side: int, own: int, other: int) -> Terms:
        return self._passages[side][own] & self._passages[1 - side][other]

    def _rare(self, side: int, own: int, other: int) -> int:
        """The rare words that the two have in common."""
        common = self._common(side, own, other)
        return sum(sum(len(places[term]) for places in self._places) <= _RARE for term in common)

    # ------------------------------------------------------------ who answers whom

    def _edges(self, told_there: set[int], told_here: set[int]) -> Iterator[tuple[int, int]]:
        """Pairs of which one is told in the other, the most alike first; among equals those in the same order."""
        found = []
        sizes = len(self._passages[_THERE]), len(self._passages[_HERE])
        for base, others in self._shared[_THERE].items():
            for report, shared in others.items():
                cover = shared / self._weight(self._passages[_THERE][base])
                back = shared / self._weight(self._passages[_HERE][report])
                rare = self._rare(_THERE, base, report)
                is_told = base in told_there and self._is_told(cover + _WHOLE * cover, rare)
                is_told |= report in told_here and self._is_told(back + _WHOLE * back, rare)
                if is_told and self._can_answer(base, report):
                    out_of_turn = abs(base / sizes[0] - report / sizes[1])
                    found.append((-round(sqrt(cover * back), 6), out_of_turn, base, report))
        for _, _, base, report in sorted(found):
            yield base, report

    def _can_answer(self, base: int, report: int) -> bool:
        """Have the two enough in common, and is neither nearly all about what the other text does not tell?"""
        if self._told[_THERE][base] < UNTOLD or self._told[_HERE][report] < UNTOLD:
            return False
        there, here = self._passages[_THERE][base], self._passages[_HERE][report]
        common = there & here
        least = _ALIKE * max(self._weight(there), self._weight(here))
        return len(common) >= _LEAST_COMMON or self._weight(common) >= least

    def _join(self, base: int, report: int) -> None:
        """Two free passages make a group; a free one joins where one passage of the other side stays alone."""
        free = [side for side, own in ((_THERE, base), (_HERE, report)) if own not in self._groups[side]]
        if len(free) == 2:
            self._put(Group(), base, report)
        elif free:
            side = free[0]
            own, other = (base, report) if side == _THERE else (report, base)
            group = self._groups[1 - side][other]
            if len(group.of(1 - side)) == 1 and self._brings(side, own, other, group):
                self._put(group, base, report)

    def _attach(self, side: int, own: int) -> None:
        """What is told must not be said to be left out, whatever group it makes larger."""
        for other in self._nearest(side, own, 2):
            base, report = (own, other) if side == _THERE else (other, own)
            group = self._groups[1 - side].get(other)
            if self._can_answer(base, report) and (group is None or self._brings(side, own, other, group)):
                self._put(group or Group(), base, report)
                return

    def _put(self, group: Group, base: int, report: int) -> None:
        group.there.add(base)
        group.here.add(report)
        self._groups[_THERE][base] = self._groups[_HERE][report] = group

    def _brings(self, side: int, own: int, other: int, group: Group) -> bool:
        """Is the passage told by the other, besides those of its side that the other tells already?"""
        terms = self._passages[side][own]
        alone = terms - self._terms_of(side, group)
        weight = self._weight(alone)
        if weight < _OWN * self._weight(terms):
            return True
        return self._weight(alone & self._passages[1 - side][other]) >= _LEAST_OWN * weight

    def _terms_of(self, side: int, group: Group) -> Terms:
        return frozenset[str]().union(*(self._passages[side][number] for number in group.of(side)))

    # ------------------------------------------------------------ perhaps

    def _near(self, side: int, own: int, close: float) -> int | None:
        """The passage that may tell this one, which none tells for certain."""
        if own in self._groups[side]:
            return None
        nearest = [other for other in self._nearest(side, own, 2) if self._has_more(side, own, other)]
        rare = {other: self._rare(side, own, other) for other in nearest}
        best = max(rare, key=lambda other: rare[other], default=None)
        if best is None or close >= TOLD:
            return best
        if rare[best] < _LEAST_RARE and (close < UNTOLD or rare[best] == 0):
            return None
        left = [other for other in nearest if self._may_tell(side, own, other, rare[other])]
        return max(left, key=lambda other: rare[other], default=None)

    def _has_more(self, side: int, own: int, other: int) -> bool:
        """Has the other all of the passage, or something that is not in those which it answers already?"""
        group, terms = self._groups[1 - side].get(other), self._passages[1 - side][other]
        if group is None or self._passages[side][own] <= terms:
            return True
        return self._weight(terms & self._terms_of(side, group)) < _ALL_SAID * self._weight(terms)

    def _may_tell(self, side: int, own: int, other: int, rare: int) -> bool:
        """Do the two share more than a name, and something that the other does not have from those it answers?"""
        common = self._common(side, own, other)
        least = min(_LEAST_NEAR, _THIRD * len(self._passages[side][own]))
        if len(common) < least and rare < _LEAST_RARE and not any(map(_is_figure, common)):
            return False
        group = self._groups[1 - side].get(other)
        if group is None or rare > _LEAST_RARE:
            return True
        return self._weight(common & self._terms_of(side, group)) < _SAID * self._weight(common)


def _is_figure(term: str) -> bool:
    """Is it the key of a number (`text.word_changes`) that says something: no "first", no "hundred" of a per cent?"""
    return term.startswith(_NUMBER) and not term.endswith(_ORDINAL) and term != _HUNDRED


def _places(passages: Sequence[Terms]) -> dict[str, list[int]]:
    """The numbers of the passages in which each term stands."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for number, passage in enumerate(passages):
        for term in passage:
            found[term].append(number)
    return dict(found)
