"""The followed sources → a book of names in which they stand beside the agencies and outlets of the alias file."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from masdar.model import Source, SourceKind
from masdar.read.outlets import Kind, NameBook, Outlet, folded_words, listed_book, listed_names
from masdar.read.phrases import phrases
from masdar.text.tokens import stop_words

_FILE = "credits.toml"
_KINDS: dict[SourceKind, Kind] = {
    "agency": "agency",
    "outlet": "outlet",
    "aggregator": "outlet",
    "channel": "outlet",
    "official": "official",
}
_BRACKETS = re.compile(r"^(?P<outside>[^()]+?)\s*\((?P<inside>[^()]+)\)\s*$")
_ARABIC = re.compile("[\u0621-\u064a]")
# A lone Arabic word so short is usually a common word too (معا، درج، سبق); agencies choose short names more often.
_SHORT, _SHORT_AGENCY = 5, 4


@functools.lru_cache(maxsize=8)
def book_of(sources: tuple[Source, ...]) -> NameBook:
    """Built once for each set of sources; the last few are remembered.

    A source that the alias file knows gives its own name to all the names the file has of it.
    """
    if not sources:
        return listed_book()
    listed = dict(listed_names())
    known: dict[tuple[str, ...], Outlet] = dict(listed)
    owners: dict[tuple[str, ...], set[str]] = {}
    for source in sources:
        kind = _KINDS[source.kind]
        for parts, canonical in _listed_as(source):
            known[parts] = Outlet(canonical, listed[parts].kind, listed[parts].weak, not listed[parts].weak)
        for parts in _names_of(source):
            owners.setdefault(parts, set()).add(source.name)
            weak = listed[parts].weak if parts in listed else _is_weak(parts, kind)
            owner = source.name if len(owners[parts]) == 1 else None
            known[parts] = Outlet(owner, kind, weak, parts not in listed or not weak)
    return NameBook(known.items())


def _listed_as(source: Source) -> Iterator[tuple[tuple[str, ...], str]]:
    """The names that the alias file has of this source, with the source's own name for each."""
    listed = dict(listed_names())
    names = [folded_words(name) for name in (source.name, *source.aliases)]
    same = {
        listed[parts].canonical for parts in names if parts in listed and listed[parts].kind in ("agency", "outlet")
    }
    for parts, outlet in listed.items():
        if outlet.canonical in same and outlet.kind in ("agency", "outlet"):
            yield parts, source.name


def _names_of(source: Source) -> list[tuple[str, ...]]:
    """Name and aliases; of a name in two forms ("وكالة الأنباء التيمارانية (تيمانا)") each; all also without head."""
    found: dict[tuple[str, ...], None] = {}
    for name in (source.name, *source.aliases):
        split = _BRACKETS.match(name)
        forms = [name, split["outside"]] if split else [name]
        # Behind the name of a paper stands its country ("الوطن (السعودية)"), behind an agency's its short name.
        if split and source.kind == "agency" and not split["inside"].strip().startswith("ال"):
            forms.append(split["inside"])
        for form in forms:
            parts = folded_words(form)
            found.update(dict.fromkeys(names for names in (parts, _without_head(parts)) if names))
    return list(found)


def _without_head(parts: tuple[str, ...]) -> tuple[str, ...]:
    """ "صحيفة دنوار اليوم" → "دنوار اليوم"; empty where what is left is no name ("وكالة الأنباء …")."""
    rest = parts[1:] if parts and parts[0] in phrases("heads", _FILE) else ()
    if not rest or rest[0] in phrases("fillers", _FILE) | phrases("no_names", _FILE) or rest[0].endswith("يه"):
        return ()
    return rest


def _is_weak(parts: tuple[str, ...], kind: Kind) -> bool:
    """Whether the name is likely to stand in a report and mean something else."""
    if len(parts) > 1 and parts[0] in phrases("heads", _FILE):
        return False
    if parts[-1] in phrases("ambiguous_ends", _FILE) or all(part.startswith("ال") for part in parts):
        return True
    if len(parts) > 1 or not _ARABIC.search(parts[0]):
        return len(parts[0]) < 2 or parts[0].isdecimal()
    common = (
        phrases("heads", _FILE)
        | phrases("no_names", _FILE)
        | phrases("verbs", _FILE)
        | phrases("occasions", _FILE)
        | stop_words()
    )
    return len(parts[0]) < (_SHORT_AGENCY if kind == "agency" else _SHORT) or parts[0] in common
