"""A page's bytes and its Content-Type header → its text, the encoding that was right, and how that was known."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.I)
_META_CHARSET = re.compile(rb"<meta[^>]{0,400}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
# Browsers look for <meta charset> in the first 1024 bytes; Arabic sites put it later behind long titles.
_META_REACH = 16_384
# https://encoding.spec.whatwg.org/#names-and-labels: these labels mean windows-1252.
_WESTERN = {"cp1252", "iso8859-1", "ascii", "latin-1"}
# A page cut in the middle of a letter, or with one broken advertisement, is still UTF-8.
_BROKEN_SHARE = 0.01
_ARABIC = re.compile("[\u0621-\u064a]")
_HIGH_RUN = re.compile("[\x80-\U0010ffff]+")
_MOJIBAKE_HINT = re.compile("[ØÙ][\x80-\xff\u0152-\u2122]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """`encoding` is a Python codec name; `how`: "bom", "header", "meta", "valid" (it decodes as UTF-8), "guess",
    "mislabelled" (declared UTF-8 and is not), "unmixed" (UTF-8 that had been read as windows-1252, mended)."""

    text: str
    encoding: str
    how: str


def decode(body: bytes, content_type: str | None) -> Decoded:
    """Never fails: what no encoding explains becomes U+FFFD."""
    for bom, name in _BOMS:
        if body.startswith(bom):
            return Decoded(body[len(bom) :].decode(name, "replace"), name, "bom")
    decoded = _as_utf8(body) or _as_declared(body, content_type) or _as_guessed(body)
    return _unmixed(decoded) or decoded


def _as_utf8(body: bytes) -> Decoded | None:
    """Text of another encoding is valid UTF-8 by accident only when it is nearly all ASCII."""
    try:
        return Decoded(body.decode("utf-8"), "utf-8", "valid")
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
    high = sum(1 for character in text if character > "\x7f")
    if text.count("\ufffd") <= max(2, high * _BROKEN_SHARE):
        return Decoded(text, "utf-8", "valid")
    return None


def _as_declared(body: bytes, content_type: str | None) -> Decoded | None:
    """The header wins over the page's own word, except where servers send Western by default."""
    header = _codec(_first(_HEADER_CHARSET, content_type or ""))
    meta = _codec(_first_bytes(_META_CHARSET, body[:_META_REACH]))
    named = [(header, "header"), (meta, "meta")]
    if header in _WESTERN and meta:
        named.reverse()
    for name, how in named:
        if name in (None, "utf-8") or (name in _WESTERN and _looks_arabic(body)):
            continue
        return Decoded(body.decode(str(name), "replace"), str(name), how)
    if "utf-8" in (header, meta) and _looks_arabic(body):
        return Decoded(body.decode("cp1256", "replace"), "cp1256", "mislabelled")
    return None


def _as_guessed(body: bytes) -> Decoded:
    name = "cp1256" if _looks_arabic(body) else "cp1252"
    return Decoded(body.decode(name, "replace"), name, "guess")


def _looks_arabic(body: bytes) -> bool:
    """Read as windows-1256, most letters beyond ASCII are Arabic letters (read rightly or not at all)."""
    high = bytes(byte for byte in body if byte > 0x7F)
    letters = len(_ARABIC.findall(high.decode("cp1256", "replace")))
    return letters > 0.8 * len(high) if high else False


def _codec(label: str | None) -> str | None:
    """Python's name of an encoding label; None for what it does not know or what is no text encoding."""
    try:
        info = codecs.lookup((label or "").strip())
        b"a".decode(info.name)
    except (LookupError, ValueError, UnicodeError):
        return None
    return info.name


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return match.group(1) if match else None


def _first_bytes(pattern: re.Pattern[bytes], data: bytes) -> str | None:
    match = pattern.search(data)
    return match.group(1).decode("ascii", "replace") if match else None


def _unmixed(decoded: Decoded) -> Decoded | None:
    """UTF-8 that somebody read as windows-1252 and saved again, put right: only when nearly every run fits."""
    if len(_MOJIBAKE_HINT.findall(decoded.text)) < 20:
        return None
    runs = _HIGH_RUN.findall(decoded.text)
    mended = {run: fixed for run in set(runs) if (fixed := _mend(run))}
    good = sum(len(run) for run in runs if run in mended)
    arabic = sum(len(_ARABIC.findall(mended[run])) for run in runs if run in mended)
    if good < 0.95 * sum(map(len, runs)) or arabic < 0.25 * good:
        return None
    text = _HIGH_RUN.sub(lambda match: mended.get(match.group(), match.group()), decoded.text)
    return Decoded(text, decoded.encoding, "unmixed")


def _mend(run: str) -> str | None:
    try:
        return b"".join(_western_byte(character) for character in run).decode("utf-8")
    except UnicodeError:
        return None


def _western_byte(character: str) -> bytes:
    """windows-1252 as the web has it: the five bytes it leaves open stand for themselves."""
    return bytes([ord(character)]) if character <= "\x9f" else character.encode("cp1252")
