"""Pages in; a WARC file that any tool replays, or a WACZ file (the same with index, list of pages and digests), out.

WACZ 1.1.1: https://specs.webrecorder.net/wacz/1.1.1/
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from typing import BinaryIO, Protocol

from masdar.collect.warc.cdxj import Indexed, index_line, packed_index
from masdar.collect.warc.groups import LEVEL, SOFTWARE
from masdar.collect.warc.writing import digest, info_record, page_records
from masdar.model import Page

# An entry of a ZIP file that may pass 2 GiB needs a longer header, which ReplayWeb.page 2.4 cannot read: before that,
# another one is begun.
WARC_BYTES = 1 << 30
_INDEX = "index.cdx.gz"
_ZIP_FROM = datetime(1980, 1, 1, tzinfo=UTC)  # no earlier date can stand in a ZIP file


@dataclass(frozen=True, slots=True)
class Kept:
    """A page to write, with its title when it has one. `name` tells it from equal pages."""

    page: Page
    title: str | None
    name: str


@dataclass(frozen=True, slots=True)
class _File:
    """A file inside a WACZ, as its list of contents names it."""

    path: str
    bytes: int
    sha256: str


class _Out(Protocol):
    def write(self, data: bytes, /) -> int | None: ...


def write_warc(pages: Iterable[Kept], out: _Out, file: str, at: datetime) -> Iterator[tuple[Kept, list[Indexed]]]:
    """Write each page in full, with its redirects and our request, gzip member by member. Yields what was written, so
    that it can be counted and indexed: nothing is written unless somebody asks for the next."""
    place = _member(out, info_record(file, SOFTWARE, at, {}))
    for kept in pages:
        page, indexed = kept.page, list[Indexed]()
        *parts, response = page_records(page, kept.name)
        for number, record in enumerate(parts):
            length = _member(out, record)
            if number < len(page.hops):
                hop = page.hops[number]
                mime = _mime(next((value for name, value in hop.headers if name == "content-type"), None))
                indexed.append(Indexed(hop.url, page.fetched_at, mime, hop.status, digest(b""), place, length))
            place += length
        length, mime = _member(out, response), _mime(page.header("content-type"))
        indexed.append(Indexed(page.url, page.fetched_at, mime, page.status, digest(page.body), place, length))
        place += length
        yield kept, indexed


def write_wacz(
    pages: Iterable[Kept], out: BinaryIO, title: str, at: datetime, warc_bytes: int = WARC_BYTES
) -> Iterator[Kept]:
    """Write the pages as a WACZ file made at that instant. Yields each page written; done when all were asked for."""
    book = _Book([], [_line({"format": "json-pages-1.0", "id": "pages", "title": "All pages"})])
    files, rest = list[_File](), iter(pages)
    with zipfile.ZipFile(out, "w") as zip:
        page = next(rest, None)
        while page is not None or not files:
            name = f"pages-{len(files) + 1:03d}.warc.gz"
            with zip.open(_info(f"archive/{name}", at), "w") as inner:
                warc = _Counted(inner)
                for kept, indexed in write_warc(chain(() if page is None else (page,), rest), warc, name, at):
                    book.enter(kept, indexed, name)
                    yield kept
                    if warc.bytes >= warc_bytes:
                        break
            files.append(_File(f"archive/{name}", warc.bytes, warc.sha256.hexdigest()))
            page = next(rest, None)
        files += book.add_to(zip, at)
        package = _package(files, title, at)
        digest_of = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(package).hexdigest()}"}
        _add(zip, "datapackage.json", package, at)
        _add(zip, "datapackage-digest.json", json.dumps(digest_of, indent=2).encode(), at)


@dataclass(frozen=True, slots=True)
class _Book:
    """The lines of the index and of the list of pages."""

    index: list[str]
    pages: list[bytes]

    def enter(self, kept: Kept, records: list[Indexed], file: str) -> None:
        self.index.extend(index_line(record, file) for record in records)
        if kept.page.status == 200:
            self.pages.append(_page_line(kept))

    def add_to(self, zip: zipfile.ZipFile, at: datetime) -> tuple[_File, ...]:
        index, blocks = packed_index(self.index, _INDEX)
        return (
            _add(zip, f"indexes/{_INDEX}", index, at),
            _add(zip, "indexes/index.idx", blocks, at),
            _add(zip, "pages/pages.jsonl", b"".join(self.pages), at),
        )


class _Counted:
    """What is written through it, counted and digested."""

    def __init__(self, out: _Out) -> None:
        self._out = out
        self.bytes = 0
        self.sha256 = hashlib.sha256()

    def write(self, data: bytes, /) -> int:
        self._out.write(data)
        self.bytes += len(data)
        self.sha256.update(data)
        return len(data)


def _member(out: _Out, record: bytes) -> int:
    member = gzip.compress(record, LEVEL, mtime=0)
    out.write(member)
    return len(member)


def _mime(content_type: str | None) -> str | None:
    return (content_type or "").partition(";")[0].strip() or None


def _page_line(kept: Kept) -> bytes:
    page = kept.page
    said = {"id": hashlib.sha256(f"{kept.name} {page.url}".encode("utf-8", "replace")).hexdigest()[:20]}
    at = page.fetched_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return _line(said | {"url": page.url, "ts": at, "title": kept.title or page.url})


def _line(said: dict[str, str]) -> bytes:
    return json.dumps(said).encode() + b"\n"


def _package(files: list[_File], title: str, at: datetime) -> bytes:
    resources = [
        {"name": file.path.rpartition("/")[2], "path": file.path, "hash": f"sha256:{file.sha256}", "bytes": file.bytes}
        for file in files
    ]
    created = at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    said = {"profile": "data-package", "wacz_version": "1.1.1", "title": title, "software": SOFTWARE}
    return json.dumps(said | {"created": created, "resources": resources}, ensure_ascii=False, indent=2).encode()


def _add(zip: zipfile.ZipFile, path: str, data: bytes, at: datetime) -> _File:
    info = _info(path, at)
    if not path.endswith(".gz"):
        info.compress_type = zipfile.ZIP_DEFLATED
    zip.writestr(info, data)
    return _File(path, len(data), hashlib.sha256(data).hexdigest())


def _info(path: str, at: datetime) -> zipfile.ZipInfo:
    """Stored, not packed again, so that a tool can read a part (WACZ section "Zip Compression")."""
    moment = max(at.astimezone(UTC), _ZIP_FROM)
    info = zipfile.ZipInfo(path, (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second))
    info.external_attr = 0o600 << 16
    return info
