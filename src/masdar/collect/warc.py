"""Pages in, WARC files on disk out, and back: the archive of every page as it came, one gzip member a record."""

from __future__ import annotations

import gzip
import os
import re
import zlib
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from masdar import __version__
from masdar.collect.records import info_record, page_record, read_fields, read_record
from masdar.collect.warc_scan import PageAt, is_whole_member, last_whole_end, read_pages
from masdar.errors import BadArchive
from masdar.model import Page, RecordPlace

__all__ = ["Archive", "PageAt", "read_pages"]

FILE_BYTES = 256 * 1024 * 1024  # a file is closed after this: quick to copy, to check, to read in parallel
_SOFTWARE = f"Masdar/{__version__}"
_NAME = re.compile(r"pages-(\d{6,})\.warc\.gz")
_LEVEL = 6  # zlib's default: level 9 costs twice the time for 1-2 % on HTML
_RECORD_CAP = 256 * 1024 * 1024  # no page we wrote is larger; a wrong place must not fill the memory


class Archive:
    """A folder of WARC files. Any number may read it; one process at a time may append.

    The first append of an `Archive` repairs the newest file: a record that a crash cut short is cut off (its page was
    never acknowledged). Opening one to read changes nothing.
    """

    def __init__(self, folder: Path, file_bytes: int = FILE_BYTES) -> None:
        self._folder = folder
        self._file_bytes = file_bytes
        self._serial = 0
        self._file: BinaryIO | None = None

    def append(self, page: Page) -> RecordPlace:
        """Write the page's record and hand it to the operating system before returning."""
        file = self._writable(page.fetched_at)
        offset = file.tell()
        name = self._name()
        member = gzip.compress(page_record(page, f"{name}:{offset}"), _LEVEL, mtime=0)
        self._write(file, member)
        return RecordPlace(name, offset, len(member))

    def load(self, place: RecordPlace) -> Page:
        """The page of a record. Raises BadArchive when it is not there as described."""
        path = self._folder / place.file
        if _NAME.fullmatch(place.file) is None:
            raise BadArchive(f"{place.file!r} is no file name of this archive")
        try:
            with path.open("rb") as file:
                file.seek(place.offset)
                data = _unpack(file.read(place.length))
        except (OSError, zlib.error, ValueError) as error:
            raise BadArchive(f"{path} at byte {place.offset}: {error}. Restore the file from a backup.") from error
        head, _, block = data.partition(b"\r\n\r\n")
        page = read_record(read_fields(head) or {}, block.removesuffix(b"\r\n\r\n"), _RECORD_CAP)
        if not isinstance(page, Page):
            raise BadArchive(f"{path} at byte {place.offset}: no page there. Restore the file from a backup.")
        return page

    def sync(self) -> None:
        """Force what was appended onto the disk itself, so that it outlives a power cut."""
        if self._file is not None:
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Let go of the file. The archive may be used again."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _writable(self, now: datetime) -> BinaryIO:
        if self._file is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._serial = max(self._serials(), default=1)
            self._open(now)
        file = self._file
        if file is not None and file.tell() >= self._file_bytes:
            self.close()
            self._serial += 1
            self._open(now)
        assert self._file is not None
        return self._file

    def _open(self, now: datetime) -> None:
        path = self._folder / self._name()
        path.touch()
        file = self._file = path.open("r+b", buffering=0)
        file.truncate(last_whole_end(file))
        if file.seek(0, os.SEEK_END) == 0:
            self._write(file, gzip.compress(info_record(path.name, _SOFTWARE, now), _LEVEL, mtime=0))

    def _write(self, file: BinaryIO, member: bytes) -> None:
        """All of it or nothing: a full disk must not leave half a record before the next one."""
        start = file.tell()
        try:
            left = memoryview(member)
            while left:
                left = left[file.write(left) :]
        except BaseException:
            file.seek(start)
            file.truncate(start)
            raise

    def _serials(self) -> list[int]:
        return [int(found[1]) for path in self._folder.iterdir() if (found := _NAME.fullmatch(path.name))]

    def _name(self) -> str:
        return f"pages-{self._serial:06d}.warc.gz"


def _unpack(member: bytes) -> bytes:
    if not is_whole_member(member):
        raise ValueError("the record is damaged")
    return zlib.decompressobj(31).decompress(member, _RECORD_CAP)
