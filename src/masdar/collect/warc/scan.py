"""Any WARC file in (gzip or plain, whole or damaged), its pages one after the other out, with where each one stands.

A damaged stretch costs the records in it and no more: it is reported as `Rejected("corrupt")`, and reading goes on
at the next gzip member (plain files: the next version line) that begins a WARC record.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, TypeVar

from masdar.collect.warc.records import Fields, Record, read_fields, read_record
from masdar.errors import BadArchive
from masdar.model import Page, Rejected

RECORD_CAP = 32 * 1024 * 1024  # of one record's block as stored, and of a page's body: pages are far smaller
_HEAD_CAP = 1024 * 1024  # of a record's named fields: ours may hold the headers of twenty redirects
_MAGIC = b"\x1f\x8b\x08"
_VERSION = b"WARC/1."
_PIECE = 64 * 1024
_TAIL_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class PageAt:
    """A page, or why a stretch of the file gave none. Reading may be taken up again at `next_offset`."""

    page: Page | Rejected
    offset: int
    next_offset: int


@dataclass(frozen=True, slots=True)
class RecordAt:
    """Any record, or why a stretch of the file gave none. Offsets as in `PageAt`."""

    record: Record | Rejected
    offset: int
    next_offset: int


T = TypeVar("T")
_Read = Callable[[Fields, bytes, int], T | Rejected | None]  # fields, block and cap in; None: passed over
_At = tuple[T | Rejected, int, int]  # what was read, its offset, the offset after


class _Damaged(Exception):
    """The bytes are no WARC (any more): reason and detail."""


def read_pages(path: Path, start: int = 0, cap: int = RECORD_CAP) -> Iterator[PageAt]:
    """The pages of a WARC file from byte `start` (0 or a `next_offset`).

    Responses of every status and type are pages; request, warcinfo, metadata and revisit records are passed over.
    When a gzip member holds several records, all have its offset, and all but the last lead back to it.
    Raises BadArchive when the file cannot be opened or is no WARC file at all.
    """
    for page, offset, next_offset in _read_file(path, start, cap, read_record):
        yield PageAt(page, offset, next_offset)


def read_records(path: Path, start: int = 0, cap: int = RECORD_CAP) -> Iterator[RecordAt]:
    """As `read_pages`, but every record of every type, its block as stored."""
    for record, offset, next_offset in _read_file(path, start, cap, _any_record):
        yield RecordAt(record, offset, next_offset)


def _any_record(fields: Fields, block: bytes, _cap: int) -> Record:
    return Record(fields, block)


def _read_file(path: Path, start: int, cap: int, read: _Read[T]) -> Iterator[_At[T]]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise BadArchive(f"{path}: {error.strerror}. Check the path and its permissions.") from error
    with file:
        first = file.read(len(_VERSION))
        if first.startswith(_MAGIC[:2]):
            yield from _read_members(file, start, cap, read)
        elif first.startswith(b"WARC/"):
            yield from _read_plain(file, start, cap, read)
        elif first:
            raise BadArchive(f"{path} is neither a .warc nor a .warc.gz file.")


class _Source(Protocol):
    """Where a reader gets its bytes: the next piece, b"" at the end. Raises _Damaged."""

    def piece(self) -> bytes: ...


class _Reader:
    """Lines and blocks out of pieces. `taken` counts the bytes given out or passed over."""

    def __init__(self, source: _Source) -> None:
        self._source = source
        self._buffer = b""
        self._place = 0
        self.taken = 0

    def is_over(self) -> bool:
        """Is there nothing left but line ends? Passes over them."""
        while self._place < len(self._buffer) or self._fill():
            rest = len(self._buffer[self._place :].lstrip(b"\r\n"))
            self._take(len(self._buffer) - self._place - rest)
            if rest:
                return False
        return True

    def line(self) -> bytes:
        """To the next line end, with it."""
        while (at := self._buffer.find(b"\n", self._place)) < 0:
            if len(self._buffer) - self._place > _HEAD_CAP:
                raise _Damaged("a record's head has no end")
            if not self._fill():
                return self._take(len(self._buffer) - self._place)
        return self._take(at + 1 - self._place)

    def block(self, length: int) -> bytes:
        """So many bytes."""
        parts: list[bytes] = []
        while length > 0:
            if self._place == len(self._buffer) and not self._fill():
                raise _Damaged("the record breaks off")
            part = self._take(min(length, len(self._buffer) - self._place))
            length -= len(part)
            parts.append(part)
        return b"".join(parts)

    def pass_over(self, length: int) -> None:
        """So many bytes, kept nowhere."""
        while length > 0:
            length -= len(self.block(min(length, _PIECE)))

    def _take(self, length: int) -> bytes:
        part = self._buffer[self._place : self._place + length]
        self._place += length
        self.taken += length
        return part

    def _fill(self) -> bool:
        piece = self._source.piece()
        self._buffer = self._buffer[self._place :] + piece
        self._place = 0
        return bool(piece)


# ---------------------------------------------------------------- gzip


class _Member:
    """The bytes inside one gzip member. `end` is its first byte after, known once it is read through."""

    def __init__(self, file: BinaryIO, offset: int) -> None:
        file.seek(offset)
        self._file = file
        self._inner = zlib.decompressobj(31)

    @property
    def end(self) -> int:
        return self._file.tell() - len(self._inner.unused_data)

    def piece(self) -> bytes:
        while not self._inner.eof:
            data = self._inner.unconsumed_tail or self._file.read(_PIECE)
            try:
                piece = self._inner.decompress(data, _PIECE)
            except zlib.error as error:
                raise _Damaged(str(error)) from error
            if piece:
                return piece
            if not data:
                raise _Damaged("the file breaks off")
        return b""


def _read_members(file: BinaryIO, offset: int, cap: int, read: _Read[T]) -> Iterator[_At[T]]:
    size = file.seek(0, os.SEEK_END)
    while offset < size:
        member = _Member(file, offset)
        found: list[T | Rejected] = []
        try:
            for item in _records(_Reader(member), cap, read):
                for earlier in found:
                    yield earlier, offset, offset
                found = [item]
            after = member.end
        except _Damaged as damage:
            after = _next_member(file, offset + 1, size)
            for earlier in found:
                yield earlier, offset, offset
            found = [Rejected("corrupt", f"bytes {offset} to {after}: {damage}")]
        for last in found:
            yield last, offset, after
        offset = after


def _next_member(file: BinaryIO, offset: int, size: int) -> int:
    """The next place where a gzip member begins whose content begins as a WARC record; the file's size if none."""
    while offset < size:
        file.seek(offset)
        window = file.read(_TAIL_PIECE)
        at = window.find(_MAGIC)
        while at >= 0:
            file.seek(offset + at)
            if _begins_record(file.read(1024)):
                return offset + at
            at = window.find(_MAGIC, at + 1)
        if len(window) < _TAIL_PIECE:
            return size
        offset += len(window) - len(_MAGIC) + 1
    return size


def _begins_record(data: bytes) -> bool:
    try:
        return zlib.decompressobj(31).decompress(data, len(_VERSION)).startswith(b"WARC/")
    except zlib.error:
        return False


# ---------------------------------------------------------------- plain


class _Plain:
    """The bytes of a plain file from a place on."""

    def __init__(self, file: BinaryIO, offset: int) -> None:
        file.seek(offset)
        self._file = file

    def piece(self) -> bytes:
        return self._file.read(_PIECE)


def _read_plain(file: BinaryIO, offset: int, cap: int, read: _Read[T]) -> Iterator[_At[T]]:
    size = file.seek(0, os.SEEK_END)
    while offset < size:
        reader, start = _Reader(_Plain(file, offset)), offset
        try:
            is_over = reader.is_over()
            while not is_over:
                offset = start + reader.taken
                item = _read_one(reader, cap, read)
                is_over = reader.is_over()
                if item is not None:
                    yield item, offset, start + reader.taken
            return
        except _Damaged as damage:
            after = _next_version(file, offset + 1, size)
            yield Rejected("corrupt", f"bytes {offset} to {after}: {damage}"), offset, after
            offset = after


def _next_version(file: BinaryIO, offset: int, size: int) -> int:
    mark = b"\n" + _VERSION
    while offset < size:
        file.seek(offset)
        window = file.read(_TAIL_PIECE)
        at = window.find(mark)
        if at >= 0:
            return offset + at + 1
        if len(window) < _TAIL_PIECE:
            return size
        offset += len(window) - len(mark) + 1
    return size


# ---------------------------------------------------------------- records


def _records(reader: _Reader, cap: int, read: _Read[T]) -> Iterator[T | Rejected]:
    """What a gzip member holds: commonly one record, but a whole file packed at once is one member too."""
    while not reader.is_over():
        item = _read_one(reader, cap, read)
        if item is not None:
            yield item


def _read_one(reader: _Reader, cap: int, read: _Read[T]) -> T | Rejected | None:
    """One record, read through to its end. Raises _Damaged where no record is or it breaks off."""
    fields = read_fields(_read_head(reader))
    if fields is None:
        raise _Damaged("no WARC record begins here")
    length = _length(fields)
    if length > cap:
        reader.pass_over(length)
        return Rejected("too-large", f"{fields.get('warc-target-uri', '')}: {length} bytes")
    return read(fields, reader.block(length), cap)


def _read_head(reader: _Reader) -> bytes:
    """The lines up to the blank one."""
    lines: list[bytes] = []
    taken = 0
    while taken < _HEAD_CAP:
        line = reader.line()
        if line in (b"", b"\n", b"\r\n"):
            return b"".join(lines)
        lines.append(line)
        taken += len(line)
    raise _Damaged("a record's head has no end")


def _length(fields: Fields) -> int:
    text = fields.get("content-length", "")
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise _Damaged(f"a record's length is {text!r}")
    return int(text)


# ---------------------------------------------------------------- repair


def is_whole_member(data: bytes) -> bool:
    """Is this one gzip member, to its last byte?"""
    inner = zlib.decompressobj(31)
    try:
        while data and not inner.eof:
            inner.decompress(data, _TAIL_PIECE)
            data = inner.unconsumed_tail
    except zlib.error:
        return False
    return inner.eof and not inner.unused_data


def last_whole_end(file: BinaryIO, start: int = 0) -> int:
    """Where the last whole record of a .warc.gz file ends, if `start` is the end of a record (0: of none).

    Every record from there on is unpacked. Searching from the end would be quicker and wrong: a page's body may hold
    what looks like a record of its own.
    """
    size = file.seek(0, os.SEEK_END)
    end = offset = start
    while offset < size:
        after = member_end(file, offset)
        if after is None:
            offset = _next_member(file, offset + 1, size)
        else:
            end = offset = after
    return end


def member_end(file: BinaryIO, offset: int) -> int | None:
    """Where the record's gzip member that begins at `offset` ends; None when none does or it is cut short."""
    file.seek(offset)
    if not _begins_record(file.read(1024)):
        return None
    member = _Member(file, offset)
    try:
        while member.piece():
            pass
    except _Damaged:
        return None
    return member.end
