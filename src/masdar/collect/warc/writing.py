"""Pages in, the bytes of their WARC records (ISO 28500, WARC/1.1) out. Pure. `records` is the other way.

A page's body has its codings removed. So that a record stays true, the headers that spoke of the coded body
(content-encoding, transfer-encoding, content-length) are written with the prefix that web archives use for replaced
headers, and one true content-length is written last.
"""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus

from masdar.collect.warc.records import (
    HELD_AT,
    ORIGINAL,
    OURS,
    PART,
    REQUESTED,
    TLS,
    UNSAID,
    Headers,
    Record,
    read_fields,
    said_page,
    unsaid,
)
from masdar.model import Hop, Page, RecordPlace, Rejected

VERSION = "2"  # of how we write records: 1 had neither requests nor redirects
BODY_HEADERS = ("content-encoding", "transfer-encoding", "content-length")
_LINE_BREAKS = re.compile(r"[\r\n\x00]+")
_TARGET = re.compile(r"[^:/?#]*://[^/?#]*([^#]*)")  # what of an address a server is asked for (RFC 9112 section 3.2.1)
_NAMESPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")  # RFC 4122 appendix C, for URLs
_RESPONSE = ("Content-Type", "application/http; msgtype=response")
_REQUEST = ("Content-Type", "application/http; msgtype=request")
# WARC/1.1 section 6.7.2 and 6.7.3
_SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

_Named = list[tuple[str, str]]


def page_records(page: Page, salt: str) -> tuple[bytes, ...]:
    """The page's records in order: redirects on the way, our request (when known), and last the response.

    `salt` tells records of equal pages apart (their place in the archive).
    """
    return (*_parts(page, salt), _response(page, salt))


def revisit_records(answer: Page, held: Record, place: RecordPlace, salt: str, *, modified: bool) -> tuple[bytes, ...]:
    """As `page_records`, with a revisit of the record `held` at `place` for the response. `answer` has the held body,
    which is not written; `modified` False: the server itself said that nothing changed (304)."""
    said = held.fields
    refers = [
        ("WARC-Profile", _SAME_PAYLOAD if modified else _NOT_MODIFIED),
        ("WARC-Refers-To", said.get("warc-record-id", "")),
        ("WARC-Refers-To-Target-URI", said.get("warc-target-uri", "")),
        ("WARC-Refers-To-Date", said.get("warc-date", "")),
        ("WARC-Payload-Digest", digest(answer.body)),
        (HELD_AT, f"{place.file} {place.offset} {place.length}"),
    ]
    head = _http_head(answer.status, answer.headers, len(answer.body))
    fields = [*_fields("revisit", answer, salt), *refers, ("WARC-Block-Digest", digest(head)), _RESPONSE]
    return (*_parts(answer, salt), _exact(answer, fields, head, b""))


def info_record(file: str, software: str, at: datetime, more: Mapping[str, str]) -> bytes:
    """The record that begins a file: what wrote it, when, and `more` to know of it."""
    said = {"software": software, "format": "WARC File Format 1.1", **more}
    block = "".join(f"{name}: {value}\r\n" for name, value in said.items()).encode()
    fields = [
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", record_id(f"{file} {at.isoformat()}")),
        ("WARC-Date", _warc_date(at)),
        ("WARC-Filename", file),
        ("Content-Type", "application/warc-fields"),
    ]
    return record(fields, block)


def moved_record(file: str, at: datetime, lines: bytes) -> bytes:
    """The record of a rewritten file that says where its records lay before: file, offset, and how far after this
    record each begins now, a line each."""
    fields = [
        ("WARC-Type", "metadata"),
        ("WARC-Record-ID", record_id(f"{file} {at.isoformat()} moved")),
        ("WARC-Date", _warc_date(at)),
        ("Content-Type", "text/plain; charset=utf-8"),
    ]
    return record(fields, lines)


def record(fields: _Named, block: bytes) -> bytes:
    """Named fields and a block as a record; Content-Length is added."""
    lines = [f"{name}: {_in_line(value)}\r\n" for name, value in fields]
    return _bytes("".join(["WARC/1.1\r\n", *lines, f"Content-Length: {len(block)}\r\n\r\n"])) + block + b"\r\n\r\n"


def record_id(seed: str) -> str:
    """A record's identifier, the same for the same seed."""
    return f"<urn:uuid:{uuid.uuid5(_NAMESPACE, seed.encode('utf-8', 'replace').decode('utf-8'))}>"


def digest(data: bytes) -> str:
    """As WARC files commonly name content: SHA-1 in base 32."""
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode("ascii")


# ---------------------------------------------------------------- the records of a page


def _response(page: Page, salt: str) -> bytes:
    head = _http_head(page.status, page.headers, len(page.body))
    digests = [("WARC-Payload-Digest", digest(page.body)), ("WARC-Block-Digest", digest(head + page.body))]
    return _exact(page, [*_fields("response", page, salt), *digests, _RESPONSE], head, page.body)


def _fields(kind: str, page: Page, salt: str) -> _Named:
    fields = [
        ("WARC-Type", kind),
        ("WARC-Record-ID", _id(page, salt)),
        ("WARC-Date", _warc_date(page.fetched_at)),
        ("WARC-Target-URI", page.url),
        (OURS, VERSION),
    ]
    if page.asked:
        fields.append(("WARC-Concurrent-To", record_id(f"{salt} request")))
    if page.ip is not None:
        fields.append(("WARC-IP-Address", page.ip))
    if page.requested_url is not None:
        fields.append((REQUESTED, page.requested_url))
    if not page.verified:
        fields.append((TLS, "unverified"))
    return fields


def _exact(page: Page, fields: _Named, head: bytes, body: bytes) -> bytes:
    """The record, with a field of our own for what it would not give back."""
    said = said_page(read_fields(record(fields, b"").partition(b"\r\n\r\n")[0]) or {}, head)
    if isinstance(said, Rejected):
        raise ValueError(f"{page.url!r} with status {page.status} makes no record: {said.detail}")
    rest = unsaid(page, said)
    return record([*fields, (UNSAID, rest)] if rest else fields, head + body)


def _parts(page: Page, salt: str) -> tuple[bytes, ...]:
    """The redirects, so that replay tools get from the address asked for to the page; and our request."""
    hops = [_hop(page, hop, number, salt) for number, hop in enumerate(page.hops)]
    return (*hops, _request(page, salt)) if page.asked else tuple(hops)


def _hop(page: Page, hop: Hop, number: int, salt: str) -> bytes:
    block = _http_head(hop.status, hop.headers, 0)
    fields = _part("response", "hop", page, hop.url, record_id(f"{salt} hop {number}"), salt)
    # What a redirect says in its body is not kept.
    digests = [("WARC-Payload-Digest", digest(b"")), ("WARC-Block-Digest", digest(block))]
    return record([*fields, ("WARC-Truncated", "unspecified"), *digests, _RESPONSE], block)


def _request(page: Page, salt: str) -> bytes:
    found = _TARGET.match(page.url)
    target = found[1] if found else ""
    slash = "" if target.startswith("/") else "/"
    lines = [f"GET {slash}{_in_line(target)} HTTP/1.1\r\n", *(_header_line(name, value) for name, value in page.asked)]
    block = _bytes("".join([*lines, "\r\n"]))
    fields = _part("request", "request", page, page.url, record_id(f"{salt} request"), salt)
    return record([*fields, ("WARC-Block-Digest", digest(block)), _REQUEST], block)


def _part(kind: str, part: str, page: Page, url: str, id: str, salt: str) -> _Named:
    return [
        ("WARC-Type", kind),
        ("WARC-Record-ID", id),
        ("WARC-Date", _warc_date(page.fetched_at)),
        ("WARC-Target-URI", url),
        ("WARC-Concurrent-To", _id(page, salt)),
        (OURS, VERSION),
        (PART, part),
    ]


def _id(page: Page, salt: str) -> str:
    return record_id(f"{salt} {page.url} {page.fetched_at.isoformat()}")


# ---------------------------------------------------------------- lines


def _http_head(status: int, headers: Headers, length: int) -> bytes:
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = ""
    lines = [f"HTTP/1.1 {status:03d} {phrase}\r\n"]
    for name, value in headers:
        shown = ORIGINAL + name if name in BODY_HEADERS or name.startswith(ORIGINAL) else name
        lines.append(_header_line(shown, value))
    lines.append(f"content-length: {length}\r\n\r\n")
    return _bytes("".join(lines))


def _header_line(name: str, value: str) -> str:
    return f"{_in_line(name)}: {_in_line(value)}\r\n"


def _in_line(text: str) -> str:
    return _LINE_BREAKS.sub(" ", text)


def _bytes(text: str) -> bytes:
    """UTF-8; bytes that were none come back as they were; what is no text at all becomes a question mark."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def _warc_date(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds" if at.microsecond else "seconds").replace("+00:00", "Z")
