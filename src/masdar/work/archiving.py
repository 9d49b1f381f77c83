"""The archive and its rows in: is each page's record as the row says; and pages asked for, for other programs, out."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from masdar.collect.warc import Archive
from masdar.collect.warc.groups import RECORD_CAP, Group, read_groups
from masdar.collect.warc.records import Record, read_record
from masdar.collect.warc.wacz import Kept, write_wacz, write_warc
from masdar.errors import BadArchive, BadConfig, NotFound
from masdar.model import Page
from masdar.store import codec, places, sources
from masdar.store.places import PlacedPage, Wanted
from masdar.work.desk import Desk, Progress, silent
from masdar.work.retention import leftovers


@dataclass(frozen=True, slots=True)
class Fault:
    """A page whose record is not as its row says, and in what."""

    page: PlacedPage
    what: str


@dataclass(frozen=True, slots=True)
class Damage:
    """A stretch of a file that no record can be read from. `is_tail`: at the end of the newest file, and no fault: a
    record is being written, or a crash cut it short before it was acknowledged."""

    file: str
    offset: int
    end: int
    is_tail: bool


@dataclass(frozen=True, slots=True)
class Report:
    """What a look through the archive found. `loose`: records that no row refers to, by type (a revisit that says that
    a page was unchanged, a second copy). `leftovers`: files of an interrupted `prune`, which the next one removes."""

    pages: int
    files: int
    bytes: int
    faults: tuple[Fault, ...]
    damage: tuple[Damage, ...]
    loose: Mapping[str, int]
    leftovers: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """Every page's record is there, and every file can be read."""
        return not self.faults and all(each.is_tail for each in self.damage)


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written, and the pages that could not be: their address and why."""

    pages: int
    bytes: int
    missing: tuple[tuple[str, str], ...]


# ---------------------------------------------------------------- verifying


def verify_archive(desk: Desk, since: datetime | None = None, tell: Progress = silent) -> Report:
    """Look through every file, and at the record of every page in it (`since`: files with pages fetched since then).

    It changes nothing, and works beside a collector: what comes meanwhile is left for the next time.
    """
    with desk.store.reading() as db:
        used = places.files_in_use(db, since)
    there = desk.archive.files()
    sizes = {file: (desk.archive.folder / file).stat().st_size for file in there if since is None or file in used}
    newest = next((file for file in reversed(there) if file.startswith("pages-")), "")
    seen, size, done = _Seen(), sum(sizes.values()), 0
    for file in sorted({*sizes, *used}):
        for end in _look_through(desk, file, file == newest, seen):
            tell("verify", done + end, size)
        done += sizes.get(file, 0)
    faults = tuple(fault for fault in seen.faults if _still(desk, fault))
    left = leftovers(desk.store, desk.archive)
    return Report(seen.pages, len(sizes), size, faults, tuple(seen.damage), dict(seen.loose), left)


@dataclass(slots=True)
class _Seen:
    """What was found so far."""

    pages: int = 0
    faults: list[Fault] = field(default_factory=list)
    damage: list[Damage] = field(default_factory=list)
    loose: Counter[str] = field(default_factory=Counter)


def _look_through(desk: Desk, file: str, is_newest: bool, seen: _Seen) -> Iterator[int]:
    """Every record of a file, each with its row when one refers to it. Yields how far it came."""
    with desk.store.reading() as db:
        rows = {page.place.offset: page for page in places.pages_in(db, file)}
    seen.pages += len(rows)
    path = desk.archive.folder / file
    size = path.stat().st_size if path.exists() else 0
    for group in read_groups(path) if size else ():
        page = rows.pop(group.offset, None)
        if group.kind == "damaged":
            seen.damage.append(Damage(file, group.offset, group.end, is_newest and group.end >= size))
        if page is not None:
            what = _what_differs(desk.archive, page, group)
            seen.faults += [] if what is None else [Fault(page, what)]
        elif group.kind not in ("damaged", "warcinfo", "metadata"):
            seen.loose[group.kind] += 1
        yield group.end
    why = "no record begins there" if size else "the file is missing"
    seen.faults += [Fault(page, why) for page in rows.values()]


def _what_differs(archive: Archive, row: PlacedPage, group: Group | None = None) -> str | None:
    """In what a page's record differs from its row; None: in nothing. `group`: the record, when it was read already."""
    if group is not None and group.end - group.offset != row.place.length:
        return f"its record is {group.end - group.offset} bytes long, not {row.place.length}"
    try:
        page = _page_of(archive, row, group)
    except BadArchive as trouble:
        return str(trouble)
    if codec.storable(page.url) != row.url:
        return f"its record is of another address: {page.url}"
    if page.fetched_at != row.fetched_at:
        return f"its record is of another time: {page.fetched_at.isoformat()}"
    return None if hashlib.sha256(page.body).hexdigest() == row.digest else "its record has another body"


def _page_of(archive: Archive, row: PlacedPage, group: Group | None) -> Page:
    record = None if group is None else group.record
    if not isinstance(record, Record) or record.fields.get("warc-type") != "response":
        return archive.load(row.place)
    page = read_record(record.fields, record.block, RECORD_CAP)
    if not isinstance(page, Page):
        raise BadArchive("its record holds no page" if page is None else f"its record cannot be read: {page.detail}")
    return page


def _still(desk: Desk, fault: Fault) -> bool:
    """Whether it is a fault: the record may have been moved or dropped while we looked."""
    with desk.store.reading() as db:
        row = places.page_at(db, fault.page.id)
    return row is not None and (row.place == fault.page.place or _what_differs(desk.archive, row) is not None)


# ---------------------------------------------------------------- exporting


def export_archive(desk: Desk, out: Path, wanted: Wanted, title: str, tell: Progress = silent) -> Exported:
    """Write the pages asked for to a file: `.warc.gz`, or `.wacz`, which holds the same with an index and a list.

    The file is there when it is whole, readable by its owner only: it holds others' texts in full.
    """
    if not out.name.endswith((".warc.gz", ".wacz")):
        raise BadConfig(f"{out}: end the name in .warc.gz or .wacz, to say what it shall be")
    with desk.store.reading() as db:
        if wanted.source is not None and sources.get_source(db, wanted.source) is None:
            raise NotFound(f"no source has the id {wanted.source!r}; `masdar source list` names all")
    part, missing, number = out.with_name(f"{out.name}.part"), list[tuple[str, str]](), 0
    now = desk.clock()
    try:
        with _private(part) as file, desk.store.reading() as db:
            total = places.count_wanted(db, wanted)
            kept = _kept(desk.archive, places.wanted_pages(db, wanted), missing)
            is_wacz = out.name.endswith(".wacz")
            written = write_wacz(kept, file, title, now) if is_wacz else write_warc(kept, file, out.name, now)
            for number, _ in enumerate(written, 1):
                tell("export", number, total)
            file.flush()
            os.fsync(file.fileno())
        size = part.stat().st_size
        part.replace(out)
    except OSError as trouble:
        raise BadConfig(f"{out} cannot be written: {trouble.strerror}. Check the folder and its room.") from trouble
    finally:
        part.unlink(missing_ok=True)
    return Exported(number, size, tuple(missing))


def _private(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b")


def _kept(
    archive: Archive, rows: Iterable[tuple[PlacedPage, str | None]], missing: list[tuple[str, str]]
) -> Iterator[Kept]:
    for row, title in rows:
        try:
            yield Kept(archive.load(row.place), title, f"page {row.id}")
        except BadArchive as trouble:
            missing.append((row.url, str(trouble)))
