"""Pages in, WARC files on disk out, and back: the archive of every page as it came, one gzip member a record."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import zlib
from collections.abc import Collection, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from masdar.collect.answers import NotModified
from masdar.collect.warc.groups import LEVEL, RECORD_CAP, SOFTWARE, Moved, read_moved, sync_folder, write_without
from masdar.collect.warc.records import Headers, Record, Revisit, read_fields, read_record, read_revisit
from masdar.collect.warc.scan import PageAt, is_whole_member, last_whole_end, member_end, read_pages
from masdar.collect.warc.writing import BODY_HEADERS, digest, info_record, page_records, revisit_records
from masdar.errors import BadArchive
from masdar.model import Page, RecordPlace

__all__ = ["Archive", "PageAt", "read_pages"]

FILE_BYTES = 256 * 1024 * 1024  # a file is closed after this: quick to copy, to check, to read in parallel
# "pages" are appended to, "kept" are what was left of another file when some of its pages were dropped. One count.
LEAST_FREE_BYTES = 256 * 1024 * 1024  # what may be fetched at once (32 pages of 8 MiB) must fit
_NAME = re.compile(r"(pages|kept)-(\d{6,})\.warc\.gz")
_LOCK = "lock"


class Archive:
    """A folder of WARC files. Any number may read it; one `Archive` at a time may append or rewrite.

    The first append of an `Archive` repairs the newest file: a record that a crash cut short is cut off (its page was
    never acknowledged). `whole` is the place of a record that was acknowledged, the last one best: only what stands
    after it is looked through then. Opening one to read changes nothing.
    """

    def __init__(self, folder: Path, file_bytes: int = FILE_BYTES, whole: RecordPlace | None = None) -> None:
        self.folder = folder
        self._file_bytes = file_bytes
        self._whole = whole
        self._serial = 0
        self._file: BinaryIO | None = None
        self._held: ExitStack | None = None
        self._moved: dict[str, Moved] = {}

    def hold(self) -> None:
        """Keep others from appending until `close`, as the first append does; BadArchive when another process is at it.
        The system lets go when this process ends, however it ends."""
        if self._held is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            held = ExitStack()
            try:
                _hold_file(held, self.folder / _LOCK)
            except BaseException:
                held.close()
                raise
            self._held = held

    def check_room(self) -> None:
        """Raises BadArchive when the disk is nearly full."""
        free = shutil.disk_usage(self.folder).free
        if free < LEAST_FREE_BYTES:
            raise BadArchive(f"only {free // 10**6} MB are left on the disk of {self.folder}: make room")

    def append(self, page: Page) -> RecordPlace:
        """Write the page's records and hand them to the operating system before returning: the place of the response.

        Raises BadArchive when another process is appending.
        """
        file = self._writable(page.fetched_at)
        return self._append(file, page_records(page, f"{self._name()}:{file.tell()}"))

    def append_unchanged(self, answer: Page | NotModified, held: RecordPlace) -> RecordPlace:
        """Write that the answer's body is that of the record at `held`, without writing the body again.

        The place leads to a page with the answer's own address, time and headers and the held body. A page whose body
        is not the held one, or when that cannot be read, is appended in full. Raises BadArchive when nothing can be
        read at `held` and the answer brought no body itself.
        """
        try:
            record = self._record(held := self.payload_place(held))
            body = self._page(record, held).body
        except BadArchive:
            if isinstance(answer, Page):
                return self.append(answer)
            raise
        if isinstance(answer, Page) and answer.body != body:
            return self.append(answer)
        page = answer if isinstance(answer, Page) else _not_modified(answer, body)
        file = self._writable(page.fetched_at)
        salt, modified = f"{self._name()}:{file.tell()}", isinstance(answer, Page)
        return self._append(file, revisit_records(page, record, held, salt, modified=modified))

    def load(self, place: RecordPlace) -> Page:
        """The page of a record. Raises BadArchive when it is not there as described.

        A page that the server called unchanged (304) has the held page's status, and its headers but for those that
        came anew (RFC 9111 section 3.2).
        """
        record = self._record(place)
        revisit = self._revisit(record, place)
        if revisit is None:
            return self._page(record, place)
        held = self._page(self._record(revisit.held), revisit.held)
        if digest(held.body) != revisit.payload:
            raise self._bad(place, "it refers to a page with another body")
        if revisit.answer.status != 304:
            return replace(revisit.answer, body=held.body)
        headers = _freshened(held.headers, revisit.answer.headers)
        return replace(revisit.answer, status=held.status, headers=headers, body=held.body)

    def payload_place(self, place: RecordPlace) -> RecordPlace:
        """Where the body of that record's page lies: the place that a revisit refers to, else the place itself."""
        revisit = self._revisit(self._record(place), place)
        return self._whereabouts(place if revisit is None else revisit.held)

    def files(self) -> tuple[str, ...]:
        """The names of the archive's files, oldest first."""
        found = [path.name for path in self.folder.glob("*.warc.gz") if _NAME.fullmatch(path.name)]
        return tuple(sorted(found, key=lambda name: (_serial(name), name)))

    def unfinished_files(self) -> tuple[str, ...]:
        """The names of files that a crash left while they were written, by `rewrite`."""
        return tuple(sorted(path.name for path in self.folder.glob("*.warc.gz.part")))

    def rewrite(self, file: str, drop: Collection[int]) -> Mapping[int, RecordPlace]:
        """Copy a file, but for the pages whose records begin at those offsets, to a new one that is on the disk when
        this returns. Answers where each kept record lies now, by its old offset. The old file stays: `remove` it when
        nothing refers to it any more. Revisits that refer to a moved record find it.
        """
        self.hold()
        self._let_go_of_file()
        path = self._path(file)
        new = self.folder / f"kept-{self._newest() + 1:06d}.warc.gz"
        try:
            places = write_without(path, drop, new)
        except OSError as error:
            raise BadArchive(f"{path} cannot be rewritten: {error}. Make room, or check its permissions.") from error
        return {before: RecordPlace(new.name, *place) for before, place in places.items()}

    def remove(self, file: str) -> None:
        """Remove a file that was rewritten, or that nothing refers to."""
        self.hold()
        self._let_go_of_file()
        whole = self._path(file.removesuffix(".part"))
        whole.with_name(file).unlink(missing_ok=True)
        sync_folder(self.folder)

    def sync(self) -> None:
        """Force what was appended onto the disk itself, so that it outlives a power cut."""
        if self._file is not None:
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Let go of the file, and let another process append. The archive may be used again."""
        self._let_go_of_file()
        if self._held is not None:
            self._held.close()
            self._held = None

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ------------------------------------------------------------ reading

    def _record(self, place: RecordPlace) -> Record:
        found = self._whereabouts(place)
        path = self._path(found.file)
        try:
            with path.open("rb") as file:
                file.seek(found.offset)
                data = _unpack(file.read(max(found.length, 0)))
        except (OSError, zlib.error, ValueError, OverflowError) as error:
            raise self._bad(place, str(error)) from error
        head, _, block = data.partition(b"\r\n\r\n")
        return Record(read_fields(head) or {}, block.removesuffix(b"\r\n\r\n"))

    def _page(self, record: Record, place: RecordPlace) -> Page:
        page = read_record(record.fields, record.block, RECORD_CAP)
        if not isinstance(page, Page):
            raise self._bad(place, "no page there")
        return page

    def _revisit(self, record: Record, place: RecordPlace) -> Revisit | None:
        try:
            return read_revisit(record)
        except ValueError as error:
            raise self._bad(place, str(error)) from error

    def _whereabouts(self, place: RecordPlace) -> RecordPlace:
        """The place itself, or where its record lies since its file was rewritten."""
        if _NAME.fullmatch(place.file) is None or (self.folder / place.file).exists():
            return place
        for file in reversed(self.files()):
            if file.startswith("kept-"):
                moved = self._moved.get(file)
                if moved is None:
                    moved = self._moved[file] = read_moved(self.folder / file)
                if (place.file, place.offset) in moved:
                    return replace(place, file=file, offset=moved[place.file, place.offset])
        return place

    def _path(self, file: str) -> Path:
        if _NAME.fullmatch(file) is None:
            raise BadArchive(f"{file!r} is no file name of this archive")
        return self.folder / file

    def _bad(self, place: RecordPlace, why: str) -> BadArchive:
        where = f"{self.folder / place.file} at byte {place.offset}"
        return BadArchive(f"{where}: {why}. Restore the file from a backup.")

    # ------------------------------------------------------------ appending

    def _append(self, file: BinaryIO, records: tuple[bytes, ...]) -> RecordPlace:
        """All records of a page in one write: the place of the last."""
        members = [gzip.compress(record, LEVEL, mtime=0) for record in records]
        start = file.tell()
        _write(file, b"".join(members))
        length = len(members[-1])
        return RecordPlace(self._name(), start + sum(map(len, members)) - length, length)

    def _writable(self, now: datetime) -> BinaryIO:
        if self._file is None:
            self.hold()
            self._serial = self._newest(1)
            if self._is_closed():
                self._serial += 1
            self._open(now)
        file = self._file
        if file is not None and file.tell() >= self._file_bytes:
            self._let_go_of_file()
            self._serial += 1
            self._open(now)
        assert self._file is not None
        return self._file

    def _is_closed(self) -> bool:
        """Whether the newest file is not to be appended to: it was rewritten, or what was acknowledged is not in it, as
        the folder was copied at another moment than the database. What is appended must not come to stand where rows
        say that other pages are."""
        if (self.folder / f"kept-{self._serial:06d}.warc.gz").exists():
            return True
        place = self._whole
        if place is None or _NAME.fullmatch(place.file) is None or _serial(place.file) < self._serial:
            return False
        path = self.folder / self._name()
        self._serial = _serial(place.file)
        return place.file != path.name or not path.exists() or path.stat().st_size < place.offset + place.length

    def _open(self, now: datetime) -> None:
        path = self.folder / self._name()
        path.touch()
        file = self._file = path.open("r+b", buffering=0)
        file.truncate(last_whole_end(file, self._whole_end(file)))
        if file.seek(0, os.SEEK_END) == 0:
            _write(file, gzip.compress(info_record(path.name, SOFTWARE, now, {}), LEVEL, mtime=0))
            sync_folder(self.folder)

    def _whole_end(self, file: BinaryIO) -> int:
        """The end of the record that is known to be whole, if it is in this file and is; else 0."""
        place = self._whole
        if place is None or place.file != self._name() or place.offset < 0:
            return 0
        end = place.offset + place.length
        return end if member_end(file, place.offset) == end else 0

    def _let_go_of_file(self) -> None:
        if self._file is not None:
            self.sync()
            self._file.close()
            self._file = None

    def _newest(self, default: int = 0) -> int:
        return max(map(_serial, self.files()), default=default)

    def _name(self) -> str:
        return f"pages-{self._serial:06d}.warc.gz"


def _serial(name: str) -> int:
    return int(name.removesuffix(".warc.gz").rpartition("-")[2])


def _hold_file(held: ExitStack, path: Path) -> None:
    import fcntl

    file = held.enter_context(path.open("a+"))
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.seek(0)
        raise BadArchive(
            f"process {file.read().strip() or '?'} is writing to the archive {path.parent}: "
            "wait for it, or stop it (masdar run, or masdar archive import or prune), then try again"
        ) from error
    file.truncate(0)
    file.write(f"{os.getpid()}\n")
    file.flush()


def _write(file: BinaryIO, members: bytes) -> None:
    """All of it or nothing: a full disk must not leave half a record before the next one."""
    start = file.tell()
    try:
        left = memoryview(members)
        while left:
            left = left[file.write(left) :]
    except BaseException:
        file.seek(start)
        file.truncate(start)
        raise


def _not_modified(answer: NotModified, body: bytes) -> Page:
    if answer.fetched_at is None:
        raise BadArchive(f"{answer.url}: an answer without its time cannot be kept")
    return Page(
        answer.url, answer.fetched_at, 304, answer.headers, body, answer.requested_url,
        answer.hops, answer.asked, answer.ip, answer.verified,
    )  # fmt: skip


def _freshened(held: Headers, came: Headers) -> Headers:
    new = tuple(header for header in came if header[0] not in BODY_HEADERS)
    names = {name for name, _ in new}
    return tuple(header for header in held if header[0] not in names) + new


def _unpack(member: bytes) -> bytes:
    if not is_whole_member(member):
        raise ValueError("the record is damaged")
    return zlib.decompressobj(31).decompress(member, RECORD_CAP)
