"""A file of our archive in, the records of each page together out; and the same file without some pages."""

from __future__ import annotations

import gzip
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from masdar import __version__
from masdar.collect.warc.records import Record, is_part, read_date
from masdar.collect.warc.scan import RecordAt, read_records
from masdar.collect.warc.writing import info_record, moved_record
from masdar.errors import BadArchive
from masdar.model import Rejected

SOFTWARE = f"Masdar/{__version__}"
LEVEL = 6  # zlib's default: level 9 costs twice the time for 1-2 % on HTML
RECORD_CAP = 256 * 1024 * 1024  # no page we wrote is larger; a wrong place must not fill the memory
_COPY_BYTES = 1024 * 1024
_FROM = "rewritten-from"

Moved = dict[tuple[str, int], int]  # file and offset where a record lay before, and its offset now


@dataclass(frozen=True, slots=True)
class Group:
    """The records of one page: redirects and request from `start` on, the response or revisit at `offset`.

    `record` is the last one; None: a crash cut the group short; Rejected: a damaged stretch of the file.
    """

    start: int
    offset: int
    end: int
    record: Record | Rejected | None

    @property
    def kind(self) -> str:
        """Its record's type as WARC names it; "damaged", "unfinished"."""
        if isinstance(self.record, Record):
            return self.record.fields.get("warc-type", "")
        return "unfinished" if self.record is None else "damaged"


def read_groups(path: Path) -> Iterator[Group]:
    """All records of a file in groups. Raises BadArchive when it cannot be opened."""
    parts: list[RecordAt] = []
    for found in read_records(path, cap=RECORD_CAP):
        if isinstance(found.record, Record) and is_part(found.record.fields):
            if parts and _page_id(parts[0]) != _page_id(found):
                yield _unfinished(parts)
                parts = []
            parts.append(found)
            continue
        if parts and not _belong(parts, found):
            yield _unfinished(parts)
            parts = []
        yield Group(parts[0].offset if parts else found.offset, found.offset, found.next_offset, found.record)
        parts = []
    if parts:
        yield _unfinished(parts)


def _belong(parts: list[RecordAt], found: RecordAt) -> bool:
    return isinstance(found.record, Record) and found.record.fields.get("warc-record-id") == _page_id(parts[0])


def _page_id(part: RecordAt) -> str | None:
    return part.record.fields.get("warc-concurrent-to") if isinstance(part.record, Record) else None


def _unfinished(parts: list[RecordAt]) -> Group:
    return Group(parts[0].offset, parts[-1].offset, parts[-1].next_offset, None)


# ---------------------------------------------------------------- a file without some pages


def write_without(path: Path, drop: Collection[int], new: Path) -> Mapping[int, tuple[int, int]]:
    """Copy a file but for the groups whose record begins at one of those offsets.

    Answers where each kept record lies now: old offset to (offset, length). Empty: nothing is left, no file is made.
    What a crash left unfinished is not copied; a damaged stretch is, as it is, unless something in it is to be dropped.
    """
    kept = [group for group in read_groups(path) if not _is_left_out(group, drop)]
    if not kept:
        return {}
    moved, place = Moved(), 0
    for group in kept:
        moved[path.name, group.offset] = place + group.offset - group.start
        place += group.end - group.start
    now = {group.offset: moved[path.name, group.offset] for group in kept}
    before = {key: now[offset] for key, offset in read_moved(path).items() if offset in now}
    head = _head(new, path, kept, before | moved)
    part = new.with_name(f"{new.name}.part")
    with path.open("rb") as old, part.open("wb") as out:
        out.write(head)
        for group in kept:
            _copy(old, group, out)
        out.flush()
        os.fsync(out.fileno())
    part.replace(new)
    sync_folder(new.parent)
    return {group.offset: (len(head) + now[group.offset], group.end - group.offset) for group in kept}


def read_moved(path: Path) -> Moved:
    """Where the records of a rewritten file lay before, in all files that led to it; empty for other files."""
    records = read_records(path)
    first, second = next(records, None), next(records, None)
    if first is None or second is None or _said(first, _FROM) is None or not isinstance(second.record, Record):
        return {}
    moved = Moved()
    for line in second.record.block.decode("utf-8", "replace").splitlines():
        try:
            file, before, now = line.split(" ")
            moved[file, int(before)] = second.next_offset + int(now)
        except ValueError as error:
            raise BadArchive(f"{path}: the list of moved records is damaged. Restore it from a backup.") from error
    return moved


def rewritten_from(path: Path) -> str | None:
    """The file that this one took the place of; None for one that took none's."""
    first = next(read_records(path), None)
    return None if first is None else _said(first, _FROM)


def sync_folder(folder: Path) -> None:
    """Force the folder's list of files onto the disk: a new file outlives a power cut only with it."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _is_left_out(group: Group, drop: Collection[int]) -> bool:
    if group.kind == "damaged":
        return any(group.offset <= offset < group.end for offset in drop)
    return group.kind in ("unfinished", "warcinfo", "metadata") or group.offset in drop


def _head(new: Path, old: Path, kept: list[Group], moved: Moved) -> bytes:
    dates = (read_date(g.record.fields.get("warc-date", "")) for g in kept if isinstance(g.record, Record))
    at = next((date for date in dates if date is not None), None)
    if at is None:
        raise BadArchive(f"{old}: no record in it can be read. Restore it from a backup.")
    lines = "".join(f"{file} {before} {now}\n" for (file, before), now in moved.items())
    info = info_record(new.name, SOFTWARE, at, {_FROM: old.name})
    return b"".join(gzip.compress(each, LEVEL, mtime=0) for each in (info, moved_record(new.name, at, lines.encode())))


def _said(info: RecordAt, name: str) -> str | None:
    """What a file's first record says under that name."""
    if not isinstance(info.record, Record) or info.record.fields.get("warc-type") != "warcinfo":
        return None
    lines = info.record.block.decode("utf-8", "replace").splitlines()
    return next((line.partition(": ")[2] for line in lines if line.startswith(f"{name}: ")), None)


def _copy(old: BinaryIO, group: Group, out: BinaryIO) -> None:
    old.seek(group.start)
    left = group.end - group.start
    while left > 0:
        data = old.read(min(left, _COPY_BYTES))
        if not data:
            raise BadArchive(f"{old.name}: the file became shorter while it was copied.")
        out.write(data)
        left -= len(data)
