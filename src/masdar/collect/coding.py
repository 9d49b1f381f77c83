"""Bytes under a Content-Encoding in, the bytes themselves out, never more than a given number of them. Pure."""

from __future__ import annotations

import zlib
from importlib import import_module
from typing import Any, Protocol

_STEP = 65_536  # bytes asked of a decoder at a time: bounds what one malicious block can unfold to


class CodingError(Exception):
    """The body is not what its Content-Encoding says, or uses one we do not know."""


class TooLarge(Exception):
    """The decoded body passes the cap."""


class Decoder(Protocol):
    """Takes pieces, gives back what they decode to; `finish` complains when the end is missing."""

    def feed(self, data: bytes) -> bytes: ...

    def finish(self) -> None: ...


def accepted_codings() -> str:
    """For the Accept-Encoding header."""
    return "gzip, deflate" if _brotli() is None else "gzip, deflate, br"


def decoder_for(content_encoding: str | None, cap: int) -> Decoder:
    """A decoder for the header's value. More than one coding in a row is refused: no honest server does it."""
    names = [name.strip().lower() for name in (content_encoding or "").split(",") if name.strip()]
    names = [name for name in names if name != "identity"]
    if not names:
        return _Plain(cap)
    if len(names) > 1:
        raise CodingError(f"{len(names)} codings on top of each other")
    if names[0] in ("gzip", "x-gzip", "deflate"):
        return _Zlib(names[0], cap)
    if names[0] == "br" and _brotli() is not None:
        return _Brotli(cap)
    raise CodingError(f"unknown coding {names[0]!r}")


def decode_all(data: bytes, content_encoding: str | None, cap: int) -> bytes:
    """The whole body at once. Raises CodingError or TooLarge."""
    decoder = decoder_for(content_encoding, cap)
    decoded = decoder.feed(data)
    decoder.finish()
    return decoded


def gunzip(data: bytes, cap: int) -> bytes:
    """All members of a gzip file, up to `cap` bytes; what follows a broken place is left out."""
    decoder = _Zlib("gzip", cap)
    try:
        return decoder.feed(data)
    except (CodingError, TooLarge):
        return bytes(decoder.kept)


class _Plain:
    def __init__(self, cap: int) -> None:
        self._left = cap

    def feed(self, data: bytes) -> bytes:
        self._left -= len(data)
        if self._left < 0:
            raise TooLarge
        return data

    def finish(self) -> None:
        pass


class _Zlib:
    """gzip (several members in a row, too) and deflate (with or without its zlib header: RFC 9110 8.4.1.2)."""

    def __init__(self, name: str, cap: int) -> None:
        self._gzip = name != "deflate"
        self._wbits = 31 if self._gzip else 15
        self._inner = zlib.decompressobj(self._wbits)
        self._left = cap
        self._begun = False
        self.kept = bytearray()

    def feed(self, data: bytes) -> bytes:
        self.kept = bytearray()
        more = bool(data)
        while more:
            if self._inner.eof:
                if not self._gzip or not data.startswith(b"\x1f"):
                    break  # trailing bytes after the end, as some servers send
                self._inner = zlib.decompressobj(self._wbits)
            piece = self._step(data)
            self.kept += piece
            self._left -= len(piece)
            if self._left < 0:
                raise TooLarge
            data = self._inner.unconsumed_tail or self._inner.unused_data
            more = bool(data) or len(piece) == _STEP  # a full step may leave output inside the decoder
        return bytes(self.kept)

    def finish(self) -> None:
        if self._begun and not self._inner.eof:
            raise CodingError("the compressed body breaks off")

    def _step(self, data: bytes) -> bytes:
        try:
            piece = self._inner.decompress(data, _STEP)
        except zlib.error as error:
            if self._begun or self._gzip:
                raise CodingError(str(error)) from error
            self._inner, self._wbits = zlib.decompressobj(-15), -15
            self._begun = True
            return self._step(data)
        self._begun = True
        return piece


class _Brotli:
    def __init__(self, cap: int) -> None:
        module = _brotli()
        self._error = module.error
        self._inner = module.Decompressor()
        self._left = cap

    def feed(self, data: bytes) -> bytes:
        decoded = bytearray()
        try:
            piece = self._inner.process(data, output_buffer_limit=_STEP)
            while piece or not self._inner.can_accept_more_data():
                decoded += piece
                self._left -= len(piece)
                if self._left < 0:
                    raise TooLarge
                piece = self._inner.process(b"", output_buffer_limit=_STEP)
        except self._error as error:
            raise CodingError(str(error)) from error
        return bytes(decoded)

    def finish(self) -> None:
        if not self._inner.is_finished():
            raise CodingError("the compressed body breaks off")


def _brotli() -> Any:
    """The brotli package when it is installed (it comes with trafilatura), else None. It has no types."""
    try:
        module = import_module("brotli")
    except ImportError:
        return None
    return module if hasattr(module, "Decompressor") else None
