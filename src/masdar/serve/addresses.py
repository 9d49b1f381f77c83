"""In: a web address as it is asked for. Out: it as people read it: letters instead of %D8%A7, the middle left out."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote, unquote_to_bytes

# About two lines of a side column; the whole address is in the link.
LONGEST = 76
# What has a meaning of its own in an address, or would make one look like something else, stays escaped.
KEPT = frozenset(" %<>\"'`{}|\\^/?#[]@!$&()*+,;=:")


def printed(url: str, longest: int = LONGEST) -> str:
    """For display only: the same address, readable. Escapes that are no UTF-8 letters stay as they are, and what cannot
    be seen (controls, marks that turn the direction) is escaped."""
    return clip_middle("".join(_seen(part) for part in _parts(url)), longest)


def _parts(url: str) -> list[str]:
    """The address cut into runs of escapes (%D8%A7…) and what stands between them."""
    parts: list[str] = []
    place = 0
    while place < len(url):
        end = place
        while url[end : end + 1] == "%" and _is_hex(url[end + 1 : end + 3]):
            end += 3
        if end == place:
            end = url.find("%", place + 1)
            end = len(url) if end < 0 else end
        parts.append(url[place:end])
        place = end
    return parts


def _is_hex(two: str) -> bool:
    return len(two) == 2 and two.isascii() and all(character in "0123456789abcdefABCDEF" for character in two)


def _seen(part: str) -> str:
    """One run, decoded where it is UTF-8 that can be seen."""
    if not (part.startswith("%") and _is_hex(part[1:3])):
        return "".join(_visible(character) for character in part)
    try:
        text = unquote_to_bytes(part).decode("utf-8")
    except UnicodeDecodeError:
        return part
    return "".join(quote(c, safe="") if c in KEPT else _visible(c) for c in text)


def _visible(character: str) -> str:
    hidden = unicodedata.category(character)[0] in "CZ"
    return quote(character, safe="", errors="replace") if hidden else character


def clip_middle(text: str, longest: int) -> str:
    """At most so many characters; the beginning tells the host, the end the page."""
    if len(text) <= longest:
        return text
    start = longest * 3 // 5
    return f"{text[:start]}…{text[start + 1 - longest :]}"
