"""Records of a WARC file in, their lines of an index in; the index that replay tools look addresses up in (CDXJ) out.

Keys as the tools of the Internet Archive and Webrecorder make them: SURT, the host's names from the last to the first.
The index is a sorted file of lines in gzip blocks, with a list of the blocks (ZipNum): a tool fetches one block.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote_from_bytes, unquote_to_bytes, urlsplit

BLOCK_LINES = 1024  # as py-wacz makes them
_UNESCAPED = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"  # all of ASCII that prints, but "%" and "#"
_WWW = re.compile(r"\Awww\d*\.")
_OWN_PORT = {"http": 80, "https": 443}
# Sessions of readers, which the tools' keys leave out.
_SESSION = re.compile(
    r"(?:jsessionid=[0-9a-z]{32}|phpsessid=[0-9a-z]{32}|sid=[0-9a-z]{32}|aspsessionid[a-z]{8}=[a-z]{24})(?:&|$)"
)


@dataclass(frozen=True, slots=True)
class Indexed:
    """Where a record lies, for the index. `digest`: of its payload, as the record names it."""

    url: str
    at: datetime
    mime: str | None
    status: int
    digest: str
    offset: int
    length: int


def surt(url: str) -> str:
    """The key of an address: "org,example,news)/a?b=1". Equal for addresses a server hardly ever tells apart."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return _escaped(url).lower()
    if parts.scheme not in _OWN_PORT or not host:
        return _escaped(url).lower()
    names = _ascii(host).replace("..", ".").strip(".")
    key = ",".join(reversed(_WWW.sub("", names, count=1).split(".")))
    if port is not None and port != _OWN_PORT[parts.scheme]:
        key += f":{port}"
    query = "&".join(
        sorted(_SESSION.sub("", _escaped(parts.query).lower()).split("&"), key=lambda arg: arg.split("=", 1))
    )
    return f"{key}){_path(parts.path)}" + (f"?{query}" if query else "")


def index_line(record: Indexed, file: str) -> str:
    """The record's line in the index."""
    said = {"url": record.url, "mime": record.mime, "status": str(record.status), "digest": record.digest,
            "length": str(record.length), "offset": str(record.offset), "filename": file}  # fmt: skip
    told = {name: value for name, value in said.items() if value is not None}
    return f"{surt(record.url)} {timestamp(record.at)} {json.dumps(told)}\n"


def timestamp(at: datetime) -> str:
    """Fourteen digits, UTC."""
    return at.astimezone(UTC).strftime("%Y%m%d%H%M%S")


def packed_index(lines: Sequence[str], file: str) -> tuple[bytes, bytes]:
    """The lines, sorted, as the index file of that name (gzip) and the list of its blocks."""
    ordered = sorted(lines)
    blocks, places = list[bytes](), [f"!meta 0 {json.dumps({'format': 'cdxj-gzip-1.0', 'filename': file})}\n"]
    offset = 0
    for start in range(0, len(ordered), BLOCK_LINES):
        block = gzip.compress("".join(ordered[start : start + BLOCK_LINES]).encode(), mtime=0)
        place = {"offset": offset, "length": len(block), "digest": f"sha256:{hashlib.sha256(block).hexdigest()}"}
        places.append(f"{ordered[start].partition(' {')[0]} {json.dumps(place)}\n")
        blocks.append(block)
        offset += len(block)
    return b"".join(blocks), "".join(places).encode()


def _ascii(host: str) -> str:
    with suppress(UnicodeError):  # no host name at all: it gets a key as any text does
        host = host.encode("idna").decode("ascii")
    return _escaped(host).lower()


def _path(path: str) -> str:
    kept: list[str] = []
    for part in _escaped(path).lower().split("/"):
        if part == "..":
            kept = kept[:-1]
        elif part not in ("", "."):
            kept.append(part)
    return "/" + "/".join(kept)


def _escaped(text: str) -> str:
    """Escapes undone as often as there are any, then made once: one spelling for all."""
    data = text.encode("utf-8", "surrogatepass")
    while (bare := unquote_to_bytes(data)) != data:
        data = bare
    return quote_from_bytes(data, safe=_UNESCAPED)
