"""A place where two texts differ, and the names in them, in; what kind of change it is and how much it weighs, out.

docs/how-to/find-silent-edits.md says in plain words what each kind means.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from babel import Locale

from masdar.model import Change, ChangeKind, Facet, Grade
from masdar.text.fold import digits, fold, unmarked
from masdar.text.tokens import words
from masdar.text.word_changes import Difference, Token

TITLE = -1
LONG = 8
"""So many words that go without others in their place are a sentence that was removed, not a wording."""

FORMS: frozenset[ChangeKind] = frozenset({"digits", "letters", "diacritics", "punctuation", "spacing"})
"""Kinds after which the text still says the same, letter for letter as a reader of Arabic hears it."""
_SUBSTANTIAL: frozenset[Facet] = frozenset({"headline", "number", "date", "quotation", "name", "denial", "removed"})
_MINOR: frozenset[Facet] = frozenset({"typo", "form"})
_FACETS: tuple[Facet, ...] = (
    "headline", "number", "quotation", "name", "date", "denial", "removed", "added", "moved", "words", "typo", "form",
)  # fmt: skip

_LEAST_TYPO = 5
"""In shorter words a letter more often makes another word (حرب, حزب) than a slip."""
_TWINS = ("بتثني", "جحخ", "دذ", "رز", "سش", "صض", "طظ", "عغ", "فق", "ضظ", "سص", "تط", "ذز", "هح", "كق")
"""Letters that differ by dots, or lie beside each other on the keyboard or in the mouth."""
_QUOTATION = re.compile(r"«[^«»]*»|“[^“”]*”|„[^„“]*“|\"[^\"]*\"|”[^“”]*“")
_JOINED = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "لل", "ولل")


@dataclass(frozen=True, slots=True)
class Stretches:
    """Where names and quotations stand in one paragraph, as characters."""

    names: tuple[tuple[int, int], ...]
    quotations: tuple[tuple[int, int], ...]


def stretches(text: str, names: Collection[str]) -> Stretches:
    """`names`: those known from elsewhere; countries are known anyway."""
    quoted = tuple((found.start() + 1, found.end() - 1) for found in _QUOTATION.finditer(text))
    return Stretches(_names_in(text, frozenset(names)), quoted)


def kind_of(difference: Difference, before: Stretches, after: Stretches) -> ChangeKind:
    """The weightiest thing that changed in that place."""
    old = [token for token in difference.old if not token.is_mark]
    new = [token for token in difference.new if not token.is_mark]
    if not old and not new:
        marks = (*difference.old, *difference.new)
        return "punctuation" if any(unmarked(token.text) for token in marks) else "spacing"
    if [*map(_spelling, old)] == [*map(_spelling, new)]:
        return _form(old, new)
    if "".join(map(_spelling, old)) == "".join(map(_spelling, new)):
        return "typo"  # two words run into one, or a name in two (عبد الرحمن)
    if not new and len(old) >= LONG:
        return "removed"
    if not old and len(new) >= LONG:
        return "added"
    return _telling(old, new) or _named(difference, before, after) or _wording(old, new)


def _spelling(token: Token) -> str:
    """Foreign names end either way (سوريا, سورية)."""
    return token.key[:-2] + "يه" if token.key.endswith("يا") and len(token.key) > _LEAST_TYPO - 1 else token.key


def _form(old: Sequence[Token], new: Sequence[Token]) -> ChangeKind:
    before, after = [token.text for token in old], [token.text for token in new]
    if before == after:
        return "punctuation"
    if any(a.number and unmarked(a.text) != unmarked(b.text) for a, b in zip(old, new, strict=True)):
        return "digits"
    return "diacritics" if [*map(unmarked, before)] == [*map(unmarked, after)] else "letters"


def _telling(old: Sequence[Token], new: Sequence[Token]) -> ChangeKind | None:
    """What the words themselves tell: another number, another day, a "not" that came or went."""
    if (before := values(old)) != (after := values(new)):
        return "number"
    if before and after and len(old) == len(new) == len(before):
        return "digits"
    for kind, listed in (("date", _telling_words().dates), ("denial", _telling_words().denials)):
        if [key for key in map(_bare, old) if key in listed] != [key for key in map(_bare, new) if key in listed]:
            return "date" if kind == "date" else "denial"
    return None


def values(tokens: Iterable[Token]) -> tuple[str, ...]:
    """The numbers that the tokens state."""
    return tuple(token.number for token in tokens if token.number)


def _bare(token: Token) -> str:
    """The word without an "and" before it."""
    key = token.key
    listed = _telling_words()
    return key if key[:1] not in ("و", "ف") or key in listed.dates or key in listed.denials else key[1:]


def _named(difference: Difference, before: Stretches, after: Stretches) -> ChangeKind | None:
    telling = _telling_words()
    if _meet(before.names, difference.start, difference.end) or _meet(
        after.names, difference.new_start, difference.new_end
    ):
        return "name"
    if not difference.old or not difference.new or not difference.ahead:
        return None
    last = difference.ahead[-1].key
    is_named = last in telling.ranks or last in telling.kin
    return "name" if is_named and not {token.key for token in difference.new} & telling.dates else None


def _meet(stretches: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    return any(first < end and start < last for first, last in stretches)


def is_quoted(difference: Difference, before: Stretches, after: Stretches) -> bool:
    """Whether the place lies inside a quotation of either text."""
    return _inside(before.quotations, difference.start, difference.end) or _inside(
        after.quotations, difference.new_start, difference.new_end
    )


def _inside(stretches: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    """An empty place is inside when words stand on both sides of it."""
    return any(first < end and start < last for first, last in stretches)


def _wording(old: Sequence[Token], new: Sequence[Token]) -> ChangeKind:
    if len(old) == len(new) == 1 and not old[0].number and not new[0].number:
        return "typo" if _is_slip(old[0].key, new[0].key) else "words"
    if "".join(token.key for token in old) == "".join(token.key for token in new):
        return "typo"  # a blank was forgotten, or one too many was set
    return "words"


def _is_slip(before: str, after: str) -> bool:
    """One letter too many, too few, twice, out of turn, or taken for its twin. Beginning and ending carry grammar and
    sense (they, she, not one but two): a slip is inside the word."""
    if min(len(before), len(after)) < _LEAST_TYPO or before[:1] != after[:1] or before[-1:] != after[-1:]:
        return False
    start = next(
        (at for at, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(map(len, (before, after)))
    )
    if len(before) == len(after):
        a, b = before[start : start + 2], after[start : start + 2]
        is_turned = a == b[::-1] and before[start + 2 :] == after[start + 2 :]
        is_twin = before[start + 1 :] == after[start + 1 :] and any(a[0] in each and b[0] in each for each in _TWINS)
        return is_turned or is_twin
    longer, shorter = sorted((before, after), key=len, reverse=True)
    return longer[start + 1 :] == shorter[start:]


def is_of_date(token: Token) -> bool:
    """The name of a day or month, or part of one («تشرين»)."""
    return _bare(token) in _telling_words().dates


def is_denial(token: Token) -> bool:
    """A "not", or a verb of denying."""
    return _bare(token) in _telling_words().denials


# ---------------------------------------------------------------- weighing


def facets(changes: Iterable[Change]) -> tuple[Facet, ...]:
    """What the changes are about, the weightiest first. Moved words count once more as nothing."""
    found: set[Facet] = set()
    for change in changes:
        own: Facet = "form" if change.kind in FORMS else change.kind  # type: ignore[assignment]
        found.add(own)
        span = change.new or change.old
        if own not in _MINOR and span is not None and span.paragraph == TITLE:
            found.add("headline")
        if own != "form" and change.quoted:
            found.add("quotation")
    return tuple(facet for facet in _FACETS if facet in found)


def grade(changes: Iterable[Change]) -> Grade:
    """Substantial: headline, numbers, days, quotations, names, denials or removed text. Minor: form and slips only."""
    found = set(facets(changes))
    if found & _SUBSTANTIAL:
        return "substantial"
    return "minor" if found <= _MINOR else "ordinary"


# ---------------------------------------------------------------- words


@dataclass(frozen=True, slots=True)
class _Telling:
    dates: frozenset[str]
    denials: frozenset[str]
    ranks: frozenset[str]
    kin: frozenset[str]


@cache
def _telling_words() -> _Telling:
    held = tomllib.loads(files("masdar.text").joinpath("data/telling_words.toml").read_text(encoding="utf-8"))
    sets = {name: frozenset(fold(word, loose=True) for word in held[name]["words"].split()) for name in held}
    return _Telling(sets["dates"], sets["denials"], sets["ranks"], sets["kin"])


def _names_in(text: str, names: frozenset[str]) -> tuple[tuple[int, int], ...]:
    known = (_countries(), _by_first(names))
    held = words(text)
    keys = [fold(word.text, loose=True) for word in held]
    found = []
    for at, key in enumerate(keys):
        for beginning in _JOINED:
            if not key.startswith(beginning):
                continue
            for index in known:
                for name in index.get(key[len(beginning) :], ()):
                    if tuple(keys[at + 1 : at + len(name)]) == name[1:]:
                        found.append((held[at].start, held[at + len(name) - 1].end))
    return tuple(found)


@lru_cache(maxsize=8)
def _by_first(names: frozenset[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    index: dict[str, tuple[tuple[str, ...], ...]] = {}
    for name in names:
        for part in re.split("[،,]", name):
            keys = tuple(fold(word.text, loose=True) for word in words(part))
            if keys and (len(keys) > 1 or len(keys[0]) > 2):
                index[keys[0]] = (*index.get(keys[0], ()), keys)
    return index


@cache
def _countries() -> dict[str, tuple[tuple[str, ...], ...]]:
    listed = (
        name for language in ("ar", "en") for code, name in Locale(language).territories.items() if code.isalpha()
    )
    return _by_first.__wrapped__(frozenset(digits(name) for name in listed))
