"""In: names of speakers as articles print them. Out: which name the same speaker, and who speaks for which source."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Sequence
from importlib import resources

from masdar.model import Source
from masdar.text.fold import fold
from masdar.text.tokens import search_terms, word_texts

# «مسؤول أمني رفيع» is nobody; with more words, or a comma, a name stands there as well.
_LONGEST_NAMELESS = 3
# A name so common that it is in more names than this is compared with none of them.
_MOST_CANDIDATES = 200

Place = tuple[int, str]  # number of the article, name as printed


@functools.cache
def word_list(name: str) -> frozenset[str]:
    """One list of data/chain.toml, folded."""
    return frozenset(fold(word) for word in _data()[name])


@functools.cache
def _data() -> dict[str, list[str]]:
    text = resources.files("masdar.relate").joinpath("data", "chain.toml").read_text(encoding="utf-8")
    return {name: list(words) for name, words in tomllib.loads(text).items()}


@functools.cache
def _bodies() -> dict[str, str]:
    """Folded office → folded body it speaks for: وزيره → وزاره."""
    pairs = (entry.split() for entry in _data()["bodies"])
    return {fold(office): fold(body) for office, body in pairs}


def terms_of(text: str) -> str:
    """As `search_terms`, which it asks once for each word: the reports of one story use the same ones."""
    return " ".join(filter(None, map(_term_of, word_texts(text))))


@functools.lru_cache(maxsize=65536)
def _term_of(word: str) -> str:
    return search_terms(word)


@functools.lru_cache(maxsize=4096)
def name_words(name: str) -> tuple[str, ...]:
    """The folded words of a name in their order, without articles, particles and single letters."""
    skipped = word_list("particles")
    terms = (_bare(term) for term in search_terms(name).split())
    return tuple(term for term in terms if len(term) > 1 and term not in skipped)


def _bare(term: str) -> str:
    if term.startswith("وال") and len(term) > 5:
        return term[3:]
    return term[2:] if term.startswith("ال") and len(term) > 4 else term


def is_nameless(name: str) -> bool:
    """Does it name nobody (مصادر مطلعة، شهود)? Two such speakers are the same only when their words are."""
    words = name_words(name)
    return bool(words) and words[0] in word_list("nameless") and len(words) <= _LONGEST_NAMELESS and "،" not in name


# ---------------------------------------------------------------- one speaker under several names


def go_together(one: str, other: str) -> bool:
    """Could two names of one statement's speaker be the same: all words of the shorter in the longer, or half?"""
    a, b = set(name_words(one)), set(name_words(other))
    return bool(a and b) and len(a & b) >= 0.5 * min(len(a), len(b))


def is_short_for(short: str, full: str) -> bool:
    """Is `short` the name `full` with words left out (الوزير، راكان الهيلدار of وزير الشؤون البحرية، راكان الهيلدار)?

    An office stands first in both: the minister is not short for his deputy.
    """
    few, many = name_words(short), name_words(full)
    if not few or not set(few) <= set(many):
        return False
    return few[0] not in word_list("officials") or few[0] == many[0]


def group_names(places: Sequence[Place], texts: Sequence[str], same: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Numbers of `places` that name one speaker, together. `texts`: the articles' words; `same`: known pairs.

    Names go together when equal, when one is short for the other and for no other speaker, and when an article sets
    them side by side («وزيرة النقل، هند السلواري»). Names of nobody are left alone.
    """
    sets = _Sets(len(places))
    for one, other in same:
        sets.join(one, other)
    named = [number for number, (_, name) in enumerate(places) if name_words(name) and not is_nameless(name)]
    first: dict[tuple[str, ...], int] = {}
    for number in named:
        words = name_words(places[number][1])
        if not _is_bare_office(words):
            sets.join(first.setdefault(words, number), number)
    _join_neighbours(places, texts, named, sets)
    _join_short_forms(places, named, sets)
    return sets.groups()


def _is_bare_office(words: tuple[str, ...]) -> bool:
    """الوزير alone: in two articles two ministers, unless the story has only one."""
    return len(words) == 1 and words[0] in word_list("officials")


def _join_neighbours(places: Sequence[Place], texts: Sequence[str], named: list[int], sets: _Sets) -> None:
    inside: dict[int, list[int]] = {}
    for number in named:
        inside.setdefault(places[number][0], []).append(number)
    for article, numbers in inside.items():
        if len(numbers) < 2:
            continue
        offices = [number for number in numbers if _starts_with_office(places[number][1])]
        if not offices:
            continue
        text = f" {terms_of(texts[article])} "
        names = {number: search_terms(places[number][1]) for number in numbers}
        for one in offices:
            for other in numbers:
                if one != other and f" {names[one]} {names[other]} " in text:
                    sets.join(one, other)


def _starts_with_office(name: str) -> bool:
    return name_words(name)[0] in _bodies()


def _join_short_forms(places: Sequence[Place], named: list[int], sets: _Sets) -> None:
    holders: dict[str, list[int]] = {}
    for number in named:
        for word in set(name_words(places[number][1])):
            holders.setdefault(word, []).append(number)
    for number in sorted(named, key=lambda each: (-len(name_words(places[each][1])), each)):
        article, name = places[number]
        words = name_words(name)
        near = min((holders[word] for word in words), key=len)
        if len(near) > _MOST_CANDIDATES:
            continue
        fuller = [x for x in near if len(name_words(places[x][1])) > len(words) and is_short_for(name, places[x][1])]
        here = [x for x in fuller if places[x][0] == article]
        candidates = {sets.find(x) for x in here or fuller}
        if len(candidates) == 1:
            sets.join(candidates.pop(), number)


class _Sets:
    """Numbers put together pair by pair."""

    def __init__(self, size: int) -> None:
        self._leader = list(range(size))

    def find(self, number: int) -> int:
        while self._leader[number] != number:
            self._leader[number] = self._leader[self._leader[number]]
            number = self._leader[number]
        return number

    def join(self, one: int, other: int) -> None:
        a, b = self.find(one), self.find(other)
        self._leader[max(a, b)] = min(a, b)

    def groups(self) -> list[list[int]]:
        found: dict[int, list[int]] = {}
        for number in range(len(self._leader)):
            found.setdefault(self.find(number), []).append(number)
        return list(found.values())


# ---------------------------------------------------------------- speakers and sources


def speaks_for(speaker: str, source: Source) -> bool:
    """Is the source this speaker, or the body whose office the speaker holds (وزير الجسور: وزارة الجسور)?"""
    words = _as_body(name_words(speaker.split("،", 1)[0])) or _as_body(name_words(speaker))
    whole = set(_as_body(name_words(speaker)))
    return bool(words) and any(_matches(words, whole, name) for name in (source.name, *source.aliases))


def _matches(words: tuple[str, ...], whole: set[str], name: str) -> bool:
    core, place = _core(name)
    if not core or _is_foreign(words, core, place):
        return False
    own = set(core) | set(place)
    return set(core) <= whole or (whole <= own and words[0] == core[0])


@functools.lru_cache(maxsize=4096)
def _core(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A body's name, and where it is: وزارة البيئة | جمهورية تيماران."""
    body, _, place = name.partition(" في ")
    return _as_body(name_words(body)), name_words(place)


def _is_foreign(words: tuple[str, ...], core: tuple[str, ...], place: tuple[str, ...]) -> bool:
    """Does the speaker's name hold another country's adjective than that of the source's place?"""
    more = [word for word in words if word not in core and word.endswith(("ي", "يه"))]
    return bool(place) and any(not any(word.startswith(where[:4]) for where in place) for word in more)


def _as_body(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_bodies().get(word, word) for word in words)
