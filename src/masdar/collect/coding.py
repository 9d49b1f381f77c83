"""Bytes under a Content-Encoding in, the bytes themselves out, never more than a given number of them. Pure."""

from __future__ import annotations

import zlib
from importlib import import_module
from typing import Any, Protocol

_STEP = 65_536  # bytes asked of a decoder at a time: bounds what one malicious block can unfold to
# HTML unfolds to 5 to 10 times its size, uniform sitemaps to 40; made to explode, deflate gives 1,032 times.
MOST_RATIO = 100
RATIO_FREE_BYTES = 1024 * 1024  # so much is harmless at any ratio, and small repetitive pages exist


class CodingError(Exception):
    """The body is not what its Content-Encoding says, or uses one we do not know."""


class TooLarge(Exception):
    """The decoded body passes the cap, or unfolds as only a bomb does."""


class Decoder(Protocol):
    """Takes pieces, gives back what they decode to; `finish` complains when the end is missing."""

    def feed(self, data: bytes) -> bytes: ...

    def finish(self) -> None: ...


def accepted_codings() -> str:
    """For the Accept-Encoding header."""
    return "gzip, deflate" if _brotli() is None else "gzip, deflate, br"


def decoder_for(content_encoding: str | None, cap: int, ratio: int | None = None) -> Decoder:
    """A decoder for the header's value. More than one coding in a row is refused: no honest server does it. `ratio`
    (MOST_RATIO for what strangers send) refuses bombs before they reach the cap."""
    meter = _Meter(cap, ratio)
    names = [name.strip().lower() for name in (content_encoding or "").split(",") if name.strip()]
    names = [name for name in names if name != "identity"]
    if not names:
        return _Plain(meter)
    if len(names) > 1:
        raise CodingError(f"{len(names)} codings on top of each other")
    if names[0] in ("gzip", "x-gzip", "deflate"):
        return _Zlib(names[0], meter)
    if names[0] == "br" and _brotli() is not None:
        return _Brotli(meter)
    raise CodingError(f"unknown coding {names[0]!r}")


def decode_all(data: bytes, content_encoding: str | None, cap: int) -> bytes:
    """The whole body at once. Raises CodingError or TooLarge."""
    decoder = decoder_for(content_encoding, cap)
    decoded = decoder.feed(data)
    decoder.finish()
    return decoded


def gunzip(data: bytes, cap: int) -> bytes:
    """All members of a gzip file, up to `cap` bytes; what follows a broken place is left out."""
    decoder = _Zlib("gzip", _Meter(cap))
    try:
        return decoder.feed(data)
    except (CodingError, TooLarge):
        return bytes(decoder.kept)


class _Meter:
    """Counts what goes into a decoder and what comes out; raises TooLarge when that is too much."""

    def __init__(self, cap: int, ratio: int | None = None) -> None:
        self._cap = cap
        self._ratio = ratio
        self._in = 0
        self._out = 0

    def took(self, size: int) -> None:
        self._in += size

    def gave(self, size: int) -> None:
        self._out += size
        if self._ratio is not None and self._out > max(RATIO_FREE_BYTES, self._ratio * self._in):
            raise TooLarge(f"a bomb: {self._in} bytes unfold to {self._out} and more")
        if self._out > self._cap:
            raise TooLarge(f"more than {self._cap} bytes")


class _Plain:
    def __init__(self, meter: _Meter) -> None:
        self._meter = meter

    def feed(self, data: bytes) -> bytes:
        self._meter.took(len(data))
        self._meter.gave(len(data))
        return data

    def finish(self) -> None:
        pass


class _Zlib:
    """gzip (several members in a row, too) and deflate (with or without its zlib header: RFC 9110 8.4.1.2)."""

    def __init__(self, name: str, meter: _Meter) -> None:
        self._gzip = name != "deflate"
        self._wbits = 31 if self._gzip else 15
        self._inner = zlib.decompressobj(self._wbits)
        self._meter = meter
        self._begun = False
        self.kept = bytearray()

    def feed(self, data: bytes) -> bytes:
        self.kept = bytearray()
        self._meter.took(len(data))
        more = bool(data)
        while more:
            if self._inner.eof:
                if not self._gzip or not data.startswith(b"\x1f"):
                    break  # trailing bytes after the end, as some servers send
                self._inner = zlib.decompressobj(self._wbits)
            piece = self._step(data)
            self.kept += piece
            self._meter.gave(len(piece))
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
    def __init__(self, meter: _Meter) -> None:
        module = _brotli()
        self._error = module.error
        self._inner = module.Decompressor()
        self._meter = meter

    def feed(self, data: bytes) -> bytes:
        decoded = bytearray()
        self._meter.took(len(data))
        try:
            piece = self._inner.process(data, output_buffer_limit=_STEP)
            while piece or not self._inner.can_accept_more_data():
                decoded += piece
                self._meter.gave(len(piece))
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
