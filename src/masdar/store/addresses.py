"""Web address in, the key under which equal addresses meet out; and the host name of an address."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import quote, urlsplit

_ESCAPE = re.compile("%[0-9a-fA-F]{2}")
# Everything RFC 3986 lets stand unescaped in a path or query, and "%" itself, so that escapes stay what they are.
_KEPT = "%/:=&?~+!$,;'@()*[]-._"
# PostgreSQL indexes at most 2,704 bytes of a text; longer keys end in a digest instead.
_LONGEST_KEY = 1024


def host_of(url: str) -> str:
    """The host name in lower case, with the port when one is written that is not the scheme's own; "" if none."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    own_port = {"http": 80, "https": 443}.get(parts.scheme)
    return f"{host}:{port}" if port is not None and port != own_port else host


def bare_host(host: str) -> str:
    """The host without a leading "www.": publishers answer on both and print either."""
    return host.lower().removeprefix("www.")


def address_key(url: str) -> str:
    """Equal for addresses that differ in scheme, "www.", fragment, closing slash or percent-escapes only."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return _digest(url)
    tail = parts.path.rstrip("/") + (f"?{parts.query}" if parts.query else "")
    escaped = quote(tail, safe=_KEPT, errors="replace")
    key = bare_host(host_of(url.strip())) + _ESCAPE.sub(lambda found: found.group().upper(), escaped)
    return key if len(key) <= _LONGEST_KEY else key[: _LONGEST_KEY - 65] + "#" + _digest(key)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def is_front_page(url: str) -> bool:
    """Whether the address names a site's front page: no path and no query."""
    return "/" not in address_key(url) and "?" not in address_key(url)
