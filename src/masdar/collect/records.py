"""WARC records (ISO 28500, WARC/1.1) in, pages out, and back: the bytes of single records. Pure.

A page's body has its codings removed. So that a record stays true and the page can be had back word for word, the
headers that spoke of the coded body (content-encoding, transfer-encoding, content-length) are written with the
prefix that web archives use for replaced headers, and one true content-length is written last.
"""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
from datetime import UTC, datetime
from http import HTTPStatus

from masdar.collect.coding import CodingError, TooLarge, decode_all
from masdar.model import Page, Rejected

_ORIGINAL = "x-archive-orig-"
_BODY_HEADERS = ("content-encoding", "transfer-encoding", "content-length")
_REQUESTED = "Masdar-Requested-URI"  # WARC/1.1 section 4 allows named fields of one's own
_OURS = "Masdar-Record"  # the version of how we write records; others' records lack it
_LINE_BREAKS = re.compile(r"[\r\n\x00]+")
_STATUS_LINE = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})")
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_NAMESPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")  # RFC 4122 appendix C, for URLs

Fields = dict[str, str]  # the named fields of a WARC record, names in lower case


def page_record(page: Page, salt: str) -> bytes:
    """A whole response record. `salt` tells records of equal pages apart (their place in the archive)."""
    block = _http_head(page) + page.body
    fields = [
        ("WARC-Type", "response"),
        ("WARC-Record-ID", record_id(f"{salt} {page.url} {page.fetched_at.isoformat()}")),
        ("WARC-Date", _warc_date(page.fetched_at)),
        ("WARC-Target-URI", page.url),
        ("WARC-Payload-Digest", _digest(page.body)),
        ("WARC-Block-Digest", _digest(block)),
        ("Content-Type", "application/http; msgtype=response"),
        (_OURS, "1"),
    ]
    if page.requested_url is not None:
        fields.insert(4, (_REQUESTED, page.requested_url))
    return record(fields, block)


def info_record(file: str, software: str, at: datetime) -> bytes:
    """The record that begins a file: what wrote it, when."""
    block = f"software: {software}\r\nformat: WARC File Format 1.1\r\n".encode()
    fields = [
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", record_id(f"{file} {at.isoformat()}")),
        ("WARC-Date", _warc_date(at)),
        ("WARC-Filename", file),
        ("Content-Type", "application/warc-fields"),
    ]
    return record(fields, block)


def record(fields: list[tuple[str, str]], block: bytes) -> bytes:
    """Named fields and a block as a record; Content-Length is added."""
    lines = [f"{name}: {_LINE_BREAKS.sub(' ', value)}\r\n" for name, value in fields]
    head = "".join(["WARC/1.1\r\n", *lines, f"Content-Length: {len(block)}\r\n\r\n"])
    return head.encode("utf-8", "surrogateescape") + block + b"\r\n\r\n"


def record_id(seed: str) -> str:
    """A record's identifier, the same for the same seed."""
    return f"<urn:uuid:{uuid.uuid5(_NAMESPACE, seed.encode('utf-8', 'replace').decode('utf-8'))}>"


def read_record(fields: Fields, block: bytes, cap: int) -> Page | Rejected | None:
    """The page in a record; None for records that hold none (request, warcinfo, metadata, revisit …)."""
    kind, url = fields.get("warc-type", ""), fields.get("warc-target-uri", "").strip("<>")
    if kind not in ("response", "resource") or url.lower().startswith("dns:"):
        return None
    fetched_at = read_date(fields.get("warc-date", ""))
    if not url or fetched_at is None:
        return Rejected("bad-record", f"{fields.get('warc-record-id', 'a record')} has no address or no date")
    requested_url = fields.get(_REQUESTED.lower())
    if kind == "resource" or not fields.get("content-type", "application/http").startswith("application/http"):
        headers = (("content-type", fields.get("content-type", "application/octet-stream")),)
        return Page(url, fetched_at, 200, headers, block, requested_url)
    return _read_response(url, fetched_at, block, cap, requested_url, _OURS.lower() in fields)


def read_fields(head: bytes) -> Fields | None:
    """The named fields of a record's head (its lines without the blank one). None when it is no WARC record."""
    version, _, rest = head.partition(b"\n")
    if not version.startswith(b"WARC/"):
        return None
    fields: Fields = {}
    for name, value in _header_lines(rest):
        fields.setdefault(name, value)
    return fields


def read_date(text: str) -> datetime | None:
    """A WARC-Date: an RFC 3339 instant in UTC, whole seconds or finer."""
    try:
        at = datetime.fromisoformat(text.strip())
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _read_response(
    url: str, at: datetime, block: bytes, cap: int, requested_url: str | None, is_ours: bool
) -> Page | Rejected:
    head, body = split_head(block)
    status = _STATUS_LINE.match(head)
    if status is None:
        return Rejected("bad-record", f"{url}: no HTTP status line")
    headers = tuple(_header_lines(head.partition(b"\n")[2]))
    if is_ours:
        headers = tuple((name.removeprefix(_ORIGINAL), value) for name, value in headers[:-1])
        return Page(url, at, int(status[1]), headers, body, requested_url)
    found = dict(reversed(headers))
    if "chunked" in found.get("transfer-encoding", "").lower():
        body = dechunked(body)
    try:
        body = _decoded(body, found.get("content-encoding"), cap)
    except TooLarge:
        return Rejected("too-large", f"{url}: more than {cap} bytes when unpacked")
    except CodingError as error:
        return Rejected("bad-coding", f"{url}: {error}")
    return Page(url, at, int(status[1]), headers, body, requested_url)


def split_head(block: bytes) -> tuple[bytes, bytes]:
    """An HTTP message as its head and its body; line ends may be bare, as old crawlers wrote them."""
    ends = [(at, len(mark)) for mark in (b"\r\n\r\n", b"\n\n") if (at := block.find(mark)) >= 0]
    if not ends:
        return block, b""
    at, length = min(ends)
    return block[:at], block[at + length :]


def dechunked(body: bytes) -> bytes:
    """Chunked transfer coding removed. Archives often keep the header of a body that is plain: such stays as it is."""
    pieces: list[bytes] = []
    place = 0
    while (size := _CHUNK_SIZE.match(body, place)) is not None:
        length = int(size[1], 16)
        if length == 0:
            return b"".join(pieces)
        pieces.append(body[size.end() : size.end() + length])
        place = size.end() + length
        place += 2 if body[place : place + 2] == b"\r\n" else int(body[place : place + 1] == b"\n")
    return b"".join(pieces) if pieces and place >= len(body) else body


def _decoded(body: bytes, content_encoding: str | None, cap: int) -> bytes:
    """A body that lacks the signature of the coding its header names was unpacked by the archiver."""
    coding = (content_encoding or "").strip().lower()
    if coding in ("gzip", "x-gzip") and not body.startswith(b"\x1f\x8b"):
        coding = ""
    try:
        return decode_all(body, coding, cap)
    except CodingError:
        if body.lstrip()[:1] in (b"<", b"{"):
            return body
        raise


def _http_head(page: Page) -> bytes:
    try:
        phrase = HTTPStatus(page.status).phrase
    except ValueError:
        phrase = ""
    lines = [f"HTTP/1.1 {page.status:03d} {phrase}\r\n"]
    for name, value in page.headers:
        shown = _ORIGINAL + name if name in _BODY_HEADERS or name.startswith(_ORIGINAL) else name
        lines.append(f"{shown}: {_LINE_BREAKS.sub(' ', value)}\r\n")
    lines.append(f"content-length: {len(page.body)}\r\n\r\n")
    return "".join(lines).encode("utf-8", "surrogateescape")


def _header_lines(lines: bytes) -> list[tuple[str, str]]:
    """Header lines as (name in lower case, value); a line that begins with a blank goes on with the one before."""
    headers: list[tuple[str, str]] = []
    for raw in lines.split(b"\n"):
        line = raw.rstrip(b"\r").decode("utf-8", "surrogateescape")
        if line[:1] in (" ", "\t") and headers:
            headers[-1] = (headers[-1][0], f"{headers[-1][1]} {line.strip()}".strip())
        elif ":" in line:
            name, _, value = line.partition(":")
            headers.append((name.strip(" \t").lower(), value.strip(" \t")))
    return headers


def _warc_date(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds" if at.microsecond else "seconds").replace("+00:00", "Z")


def _digest(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode("ascii")
