"""Source files in, what is wrong with them out, as far as they show it themselves. Pure but for reading the files."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from masdar.collect.guess import country_zones
from masdar.collect.sources import line_of, read_source_file
from masdar.errors import BadSourceFile
from masdar.model import Source
from masdar.text.addresses import lies_in, part_key

_FOLDER = re.compile(r"[a-z]{2}")  # the catalogue's folders are country codes


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a file. `is_doubt`: it may be right, and does not fail the check. `line` 0: the whole file."""

    path: Path
    line: int
    message: str
    is_doubt: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """A source file that can be read, with its text, and what is wrong with it."""

    path: Path
    text: str
    source: Source


def files_of(places: Iterable[Path]) -> tuple[Path, ...]:
    """The source files among these files and folders, each once."""
    found = (file for place in places for file in (sorted(place.rglob("*.toml")) if place.is_dir() else (place,)))
    return tuple(dict.fromkeys(found))


def check_files(paths: Sequence[Path]) -> tuple[tuple[Checked, ...], tuple[Fault, ...]]:
    """The files that can be read, and all faults: each file's own, then those between files."""
    checked: list[Checked] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            checked.append(Checked(path, path.read_text("utf-8-sig"), read_source_file(path)))
        except (BadSourceFile, OSError, UnicodeDecodeError) as trouble:
            told = re.sub(rf"^{re.escape(str(path))}(?::(\d+))?: ", "", str(trouble))
            line = re.match(rf"{re.escape(str(path))}:(\d+): ", str(trouble))
            faults.append(Fault(path, int(line[1]) if line else 0, told))
    faults += [fault for each in checked for fault in check_source(each)]
    return tuple(checked), (*faults, *_shared(checked))


def check_source(checked: Checked) -> tuple[Fault, ...]:
    """What is wrong with one file by itself."""
    source = checked.source
    found = [*_about_place(checked), *_about_language(source)]
    if not lies_in(source.home, source.hosts):
        found.append(("home", f"the home page {source.home} is on none of its hosts: {', '.join(source.hosts)}", False))
    for listing in source.listings:
        if not lies_in(listing.url, source.hosts):
            is_feed = listing.kind == "feed"  # services that serve feeds for others are common
            found.append(("listings", f"the {listing.kind} {listing.url} is on none of its hosts", is_feed))
    if source.kind == "channel" and not any("/" in host for host in source.hosts):
        found.append(("kind", 'a channel\'s hosts are a part of a shared host, as "t.me/name"', False))
    return tuple(Fault(checked.path, line_of(checked.text, key) or 0, text, doubt) for key, text, doubt in found)


def _about_place(checked: Checked) -> list[tuple[str, str, bool]]:
    source, folder = checked.source, checked.path.resolve().parent.name
    found: list[tuple[str, str, bool]] = []
    zones = country_zones(source.country or "")
    if source.zone and zones and source.zone not in zones and not _has_comment(checked.text, "zone"):
        known = " or ".join(zones)
        why = "if it is right, say why in a comment on that line"
        found.append(("zone", f"{source.zone} is no clock of country {source.country!r} ({known}); {why}", False))
    if source.country and source.zone is None:
        found.append(("country", "no 'zone': times on its pages will have no zone", True))
    if source.country and _FOLDER.fullmatch(folder) and folder != source.country:
        found.append(("country", f"country {source.country!r} lies in the folder {folder!r}", False))
    return found


def _about_language(source: Source) -> list[tuple[str, str, bool]]:
    script = _scripts().get(source.language.split("-")[0])
    if script is None:
        return [("language", f"language {source.language!r} is none that we know: is it an ISO 639 code?", True)]
    if re.search(_letters()[script], source.name) is None:
        return [
            (
                "name",
                f"the name {source.name!r} has no {script} letter: give it as its {source.language} pages do",
                False,
            )
        ]
    return []


def _has_comment(text: str, key: str) -> bool:
    line = line_of(text, key)
    return line is not None and "#" in text.splitlines()[line - 1]


def _shared(checked: Sequence[Checked]) -> list[Fault]:
    """One id, or one host, in two files."""
    faults: list[Fault] = []
    ids: dict[str, Path] = {}
    hosts: dict[str, Path] = {}
    for each in checked:
        first = ids.setdefault(each.source.id, each.path)
        if first != each.path:
            faults.append(
                Fault(each.path, 0, f"the id {each.source.id!r} is that of {first} too: name the file otherwise")
            )
        for host in dict.fromkeys(map(part_key, each.source.hosts)):
            first = hosts.setdefault(host, each.path)
            if first != each.path:
                faults.append(Fault(each.path, line_of(each.text, "hosts") or 0, f"the host {host} is in {first} too"))
    return faults


def _scripts() -> dict[str, str]:
    return {code: script for script, codes in _languages()["languages"].items() for code in str(codes).split()}


def _letters() -> dict[str, str]:
    return {script: f"[{letters}]" for script, letters in _languages()["letters"].items()}


@cache
def _languages() -> dict[str, dict[str, str]]:
    text = resources.files("masdar.collect").joinpath("data/languages.toml").read_text("utf-8")
    return tomllib.loads(text)
