"""Text as it stands in markup or JSON → the text we store: NFC, one line, nothing that is no text."""

from __future__ import annotations

import re
import unicodedata

# Controls, lone surrogates and non-characters say nothing; bidi marks and joiners do, and stay.
NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\ufeff\u00ad]")
_SPACES = re.compile(r"\s+")


def clean(text: str) -> str:
    """One line of storable text: white space runs (no-break spaces too) become one space, as a browser shows them."""
    return unicodedata.normalize("NFC", _SPACES.sub(" ", NO_TEXT.sub("", text))).strip()


def clip(text: str, limit: int) -> str:
    """At most `limit` characters: evidence quotes need no novels."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
