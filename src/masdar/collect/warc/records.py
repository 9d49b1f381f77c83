"""Bytes of single WARC records (ISO 28500, WARC/1.1) in, pages out. Pure. `writing` is the other way.

A page of ours can be had back word for word: what the standard parts of a record cannot say (redirects, headers that
HTTP could not carry) stands in a named field of our own, as JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from masdar.collect.coding import CodingError, TooLarge, decode_all
from masdar.model import Hop, Page, RecordPlace, Rejected

ORIGINAL = "x-archive-orig-"  # the prefix that web archives give to headers which no longer fit the body
# Named fields of our own, as WARC/1.1 section 4 allows.
REQUESTED = "Masdar-Requested-URI"
OURS = "Masdar-Record"  # the version of how we write records; others' records lack it
PART = "Masdar-Part"  # "hop" or "request": the record belongs to the page after it and is no page of its own
UNSAID = "Masdar-Page"  # JSON: fields of the page that the rest of the record cannot say
TLS = "Masdar-TLS"  # "unverified": the server's certificate did not hold
HELD_AT = "Masdar-Refers-To-Place"  # file, offset, length of the record that a revisit refers to
_FIRST_YEAR, _LAST_YEAR = 1990, 2999  # the web's first; and far from where no day can be counted on any more
_STATUS_LINE = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})")
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")

Fields = dict[str, str]  # the named fields of a WARC record, names in lower case
Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Record:
    """Any record: its named fields, and its block as stored."""

    fields: Fields
    block: bytes


@dataclass(frozen=True, slots=True)
class Revisit:
    """A record of ours that says: the body is that of another record. `answer` has no body of its own."""

    answer: Page
    held: RecordPlace
    payload: str


def read_record(fields: Fields, block: bytes, cap: int) -> Page | Rejected | None:
    """The page in a record; None for records that hold none (request, warcinfo, metadata, revisit …)."""
    kind, url = fields.get("warc-type", ""), fields.get("warc-target-uri", "").strip("<>")
    if kind not in ("response", "resource") or url.lower().startswith("dns:") or is_part(fields):
        return None
    fetched_at = read_date(fields.get("warc-date", ""))
    if not url or fetched_at is None:
        return Rejected("bad-record", f"{fields.get('warc-record-id', 'a record')} has no address or no date")
    requested_url = fields.get(REQUESTED.lower())
    if OURS.lower() in fields:
        return _read_ours(fields, block)
    if kind == "resource" or not fields.get("content-type", "application/http").startswith("application/http"):
        headers = (("content-type", fields.get("content-type", "application/octet-stream")),)
        return Page(url, fetched_at, 200, headers, block, requested_url)
    return _read_response(Page(url, fetched_at, 200, (), block, ip=fields.get("warc-ip-address")), cap)


def is_part(fields: Fields) -> bool:
    """Is it a record of ours that belongs to the page after it (a redirect on the way, our request)?"""
    return PART.lower() in fields


def read_revisit(record: Record) -> Revisit | None:
    """A revisit that we wrote; None for every other record. Raises ValueError where it is not as we write them."""
    if record.fields.get("warc-type") != "revisit" or HELD_AT.lower() not in record.fields:
        return None
    answer = _read_ours(record.fields, record.block)
    file, offset, length = record.fields[HELD_AT.lower()].split(" ")
    if isinstance(answer, Rejected):
        raise ValueError(answer.detail)
    held = RecordPlace(file, int(offset), int(length))
    return Revisit(answer, held, record.fields.get("warc-payload-digest", ""))


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
    """A WARC-Date: an RFC 3339 instant in UTC, whole seconds or finer. None for one that no crawler's clock showed."""
    try:
        at = datetime.fromisoformat(text.strip())
        at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at if _FIRST_YEAR <= at.year <= _LAST_YEAR else None


def _read_response(page: Page, cap: int) -> Page | Rejected:
    """A response as any crawler writes it: `page` with the whole HTTP message as its body in, codings removed."""
    head, body = split_head(page.body)
    status = _STATUS_LINE.match(head)
    if status is None:
        return Rejected("bad-record", f"{page.url}: no HTTP status line")
    headers = tuple(_header_lines(head.partition(b"\n")[2]))
    found = dict(reversed(headers))
    if "chunked" in found.get("transfer-encoding", "").lower():
        body = dechunked(body)
    try:
        body = _decoded(body, found.get("content-encoding"), cap)
    except TooLarge:
        return Rejected("too-large", f"{page.url}: more than {cap} bytes when unpacked")
    except CodingError as error:
        return Rejected("bad-coding", f"{page.url}: {error}")
    return replace(page, status=int(status[1]), headers=headers, body=body)


# ---------------------------------------------------------------- our own


def _read_ours(fields: Fields, block: bytes) -> Page | Rejected:
    plain = said_page(fields, block)
    if isinstance(plain, Rejected) or UNSAID.lower() not in fields:
        return plain
    try:
        return _with_unsaid(plain, json.loads(fields[UNSAID.lower()]))
    except (ValueError, TypeError, RecursionError):
        return Rejected("bad-record", f"{plain.url}: the field {UNSAID} cannot be understood")


def said_page(fields: Fields, block: bytes) -> Page | Rejected:
    """What the standard parts of a record of ours say of its page."""
    head, body = split_head(block)
    status, at = _STATUS_LINE.match(head), read_date(fields.get("warc-date", ""))
    if status is None or at is None:
        return Rejected("bad-record", "a record of ours has no date or no HTTP status line")
    headers = tuple(_header_lines(head.partition(b"\n")[2]))[:-1]  # the last is ours: the body's true length
    return Page(
        fields.get("warc-target-uri", ""),
        at,
        int(status[1]),
        tuple((name.removeprefix(ORIGINAL), value) for name, value in headers),
        body,
        fields.get(REQUESTED.lower()),
        ip=fields.get("warc-ip-address"),
        verified=fields.get(TLS.lower()) != "unverified",
    )


def unsaid(page: Page, said: Page) -> str | None:
    """What `said`, a page read from the standard parts of its record, lacks of the page: JSON, None for nothing."""
    names = ("url", "status", "headers", "requested_url", "hops", "asked", "ip", "verified")
    told: dict[str, object] = {n: getattr(page, n) for n in names if getattr(page, n) != getattr(said, n)}
    if "hops" in told:
        told["hops"] = [(hop.url, hop.status, hop.headers) for hop in page.hops]
    return json.dumps(told, separators=(",", ":")) if told else None


def _with_unsaid(said: Page, told: object) -> Page:
    if not isinstance(told, dict):
        raise TypeError(told)
    return replace(
        said,
        url=_text(told.get("url", said.url)),
        status=int(told.get("status", said.status)),
        headers=_pairs(told.get("headers", said.headers)),
        requested_url=_text_or_none(told.get("requested_url", said.requested_url)),
        hops=tuple(Hop(_text(url), int(status), _pairs(headers)) for url, status, headers in told.get("hops", ())),
        asked=_pairs(told.get("asked", ())),
        ip=_text_or_none(told.get("ip", said.ip)),
        verified=bool(told.get("verified", said.verified)),
    )


def _pairs(value: Iterable[tuple[object, object]]) -> Headers:
    return tuple((_text(name), _text(text)) for name, text in value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _text_or_none(value: object) -> str | None:
    return None if value is None else _text(value)


# ---------------------------------------------------------------- HTTP


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
