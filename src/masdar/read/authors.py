"""A byline as printed and what is declared of authors → the single people, each with where the name stands.

Places, roles, photographers, agencies, desks and the outlet itself stand in bylines too; none of them is an author.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from masdar.model import Evidence
from masdar.read.heading import Printed
from masdar.read.metadata import Metadata
from masdar.read.outlets import NameBook
from masdar.read.phrases import key, phrases
from masdar.read.plain import clean, clip

METHOD = "authors@1"
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
_LEAST_WORDS, _MOST_WORDS, _MOST_PEOPLE = 2, 6, 20
# A signature inside the text: a short line among so many first or last ones, a role before the name.
_EDGE_LINES, _MAX_LINE_WORDS = 3, 12
_SIGNED = re.compile(r"^[\s*•-]*(?P<role>[^\s:/-]+(?:\s[^\s:/-]+)?)\s*[:/–-]+\s*(?P<names>.+)$")


def find_authors(
    byline: Printed | None, metadata: Metadata, text: Sequence[str], own: frozenset[str], book: NameBook
) -> tuple[Printed, ...]:
    """From the printed byline and a signature inside the text; a declared list that holds all of these tells it whole.
    Where nobody is printed, the first declared place that names people."""
    shown = _named([*([byline] if byline else []), *_signatures(text)], own, book)
    facts = (Printed(fact.text, Evidence("author", fact.field, fact.text, METHOD, 0.85)) for fact in metadata.authors)
    declared = [_named(group, own, book) for _, group in groupby(facts, key=lambda fact: fact.evidence.field)]
    keys = {key(author.text) for author in shown}
    whole = next((found for found in declared if found and keys <= {key(author.text) for author in found}), shown)
    return tuple(whole[:_MOST_PEOPLE])


def _named(stated: Iterable[Printed], own: frozenset[str], book: NameBook) -> list[Printed]:
    found: dict[str, Printed] = {}
    for fact in stated:
        for name in people(fact.text, own, book):
            entry = fact.evidence
            evidence = Evidence("author", entry.field, clip(name, 300), METHOD, entry.confidence, context=fact.text)
            found.setdefault(key(name), Printed(name, evidence))
    return list(found.values())


def _signatures(text: Sequence[str]) -> Iterator[Printed]:
    """ "حوار: فلان" as a line of its own at either end of the text."""
    for line in (*text[:_EDGE_LINES], *text[_EDGE_LINES:][-_EDGE_LINES:]):
        match = _SIGNED.match(line) if len(line.split()) <= _MAX_LINE_WORDS else None
        if match and key(match["role"]) in phrases("roles", _FILE) | phrases("openings", _FILE):
            yield Printed(line, Evidence("author", "text", line, METHOD, 0.8))


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
    if not _LEAST_WORDS <= len(words) <= _MOST_WORDS or _QUOTED.search(bare):
        return False
    if key(bare) in phrases("places", _FILE) or set(folded) & phrases("no_people", _FILE):
        return False
    if _ARABIC.search(bare):
        return not folded[0].startswith("ال") or folded[0] in phrases("titles", _FILE)
    return all(_is_capital(word) or word.lower().strip(".'’") in phrases("particles", _FILE) for word in words)


def _is_capital(word: str) -> bool:
    return word[0].isupper() or not word[0].isascii() or word[0] in "'’"


def _is_outlet(name: str, own: frozenset[str], book: NameBook | None) -> bool:
    folded = key(name)
    return folded in own or (book is not None and book.canonical(name) is not None)
