"""A byline or a signature as printed → the names of the people in it.

Places, roles, photographers, agencies, desks and the outlet itself stand in bylines too; none of them is an author.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from masdar.read.outlets import NameBook
from masdar.read.phrases import key, phrases
from masdar.read.plain import clean

_FILE = "bylines.toml"
# What parts people, places and roles in a byline: "الرياض: فلان، فلان - تصوير: فلان", "فلان (جدة)", "A and B".
_PARTS = re.compile(
    r"[|/\\\n؛;•·–—,،:()\[\]+…]|\s*ـ+\s+|\s+ـ+\s*|\s[-\u2010\u2011]+\s*|\s*[-\u2010\u2011]+\s|(?<=[\u0621-\u064a])-(?=[\u0621-\u064a])"
    r"|\s+(?:and|und|et|ve|with|mit|avec|&|from|in|aus|من|مع|في)\s+",
    re.I,
)
_QUOTED = re.compile(r"[\"«»“”@\d٠-٩<>{}=#!?؟]|\w\.\w{2,}\b|https?:")
_ARABIC = re.compile("[\u0621-\u064a]")
_TITLE = re.compile(r"(?:[^\W\d_]{1,2}\s?\.\s?)+|(?:Prof|Dr|Mr|Mrs|Ms|Dipl|Ing)\.?\s", re.I)
_LEAST_WORDS, _MOST_WORDS = 2, 6
_MOST_SIGNED = 12
_AFTER_ROLE = re.compile(r"^[\s:/–-]+")
# "إعداد: فلان — نشر يوم 2026-11-03": what follows a dash and has a figure is the date.
_DATED = re.compile(r"\s[—–|-]\s(?=[^—–|]*\d)")
_SENTENCE_END = re.compile(r"[.؟?!…؛]\W*$")


def people(byline: str, own: frozenset[str] = frozenset(), book: NameBook | None = None) -> Iterator[str]:
    """The names of people in a byline, in order."""
    others = False
    for part in map(clean, _PARTS.split(byline)):
        role, rest = _role(part)
        others = role == "no_authors" if role else others
        for name in _split_and(rest) if rest and not others else ():
            if _is_person(name) and not _is_outlet(name, own, book):
                yield name


def _role(part: str) -> tuple[str, str]:
    """Which list the first words of a part are in, and what follows them."""
    words = part.split()
    for count in (3, 2, 1):
        for name in ("no_authors", "roles", "openings"):
            if len(words) >= count and key(" ".join(words[:count])) in phrases(name, _FILE):
                return name, " ".join(words[count:])
    return "", part


def _split_and(part: str) -> Iterator[str]:
    """ "فلان الفلاني وعلان العلاني": و before a word of its own, with a full name on either side."""
    words = part.split()
    for place in range(_LEAST_WORDS, len(words)):
        left, right = words[:place], words[place:]
        if right[0] == "و":
            right = right[1:]
        elif len(right[0]) > 3 and right[0].startswith("و") and not _is_name_in_waw(right[0]):
            right = [right[0][1:], *right[1:]]
        else:
            continue
        if len(right) >= _LEAST_WORDS:
            yield " ".join(left)
            yield from _split_and(" ".join(right))
            return
    yield part


def _is_name_in_waw(word: str) -> bool:
    return key(word) in phrases("names_in_waw", _FILE)


def _is_person(name: str) -> bool:
    bare = _TITLE.sub("", name)
    words = bare.split()
    folded = key(bare).split()
    if not folded or not _LEAST_WORDS <= len(words) <= _MOST_WORDS or _QUOTED.search(bare):
        return False
    if (
        folded[0] in phrases("place_heads", _FILE)
        or key(bare) in phrases("places", _FILE)
        or set(folded) & phrases("no_people", _FILE)
    ):
        return False
    if _ARABIC.search(bare):
        return not folded[0].startswith("ال") or folded[0] in phrases("titles", _FILE)
    return all(_is_capital(word) or word.lower().strip(".'’") in phrases("particles", _FILE) for word in words)


def _is_capital(word: str) -> bool:
    return word[0].isupper() or not word[0].isascii() or word[0] in "'’"


def _is_outlet(name: str, own: frozenset[str], book: NameBook | None) -> bool:
    folded = key(name)
    return folded in own or (book is not None and book.canonical(name) is not None)


def signed(line: str) -> str | None:
    """What stands after the role in a line that is a signature and nothing else ("حوار: فلان الفلاني"), or None."""
    words = line.split()
    if not 2 <= len(words) <= _MOST_SIGNED or _SENTENCE_END.search(line):
        return None
    first = _PARTS.split(line.strip("*• "), maxsplit=1)[0]
    role, rest = _role(clean(first))
    if role not in ("roles", "openings") or not any(people(line)):
        return None
    after = rest if rest else line.strip("*• ")[len(first) :]
    return clean(_DATED.split(_AFTER_ROLE.sub("", line[line.index(after) :]))[0]).rstrip(" :–-")


def is_name(line: str) -> bool:
    """Whether a line is a person's name and nothing else."""
    return list(people(line)) == [clean(line)]
