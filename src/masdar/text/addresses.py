"""Web address in, the key under which equal addresses meet out; its host, and the parts of a site that it lies in."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urlsplit

_ESCAPE = re.compile("%[0-9a-fA-F]{2}")
# Everything RFC 3986 lets stand unescaped in a path or query, and "%" itself, so that escapes stay what they are.
_KEPT = "%/:=&?~+!$,;'@()*[]-._"
# PostgreSQL indexes at most 2,704 bytes of a text; longer keys end in a digest instead.
_LONGEST_KEY = 1024
# No source file names a deeper part of a shared host ("t.me/name", "sites.example.org/people/name").
_DEEPEST = 4
# One service under three names; its addresses are case-blind (https://core.telegram.org/api/links).
_TELEGRAM = frozenset(("t.me", "telegram.me", "telegram.dog"))
_CHANNEL = re.compile(r"/(?:s/)?(?P<name>[a-z][a-z0-9_]{3,31})(?:/(?P<post>\d{1,18}))?/?", re.IGNORECASE | re.ASCII)
# First parts of its other links, as that page lists them: they name no channel.
_NO_CHANNEL_NAMES = (
    "addemoji addlist addstickers addtheme boost confirmphone contact giftcode invoice joinchat login message "
    "proxy setlanguage share socks stargift"
)
_NO_CHANNELS = frozenset(_NO_CHANNEL_NAMES.split())


@dataclass(frozen=True, slots=True)
class ChannelAddress:
    """A Telegram channel (its name in small letters), or one post of it, whichever way its address is written."""

    name: str
    post: int | None = None


def host_of(url: str) -> str:
    """The host name in lower case, with the port when one is written that is not the scheme's own; "" if none."""
    parts = _split(url)
    return _host(parts) if parts else ""


def bare_host(host: str) -> str:
    """The host without a leading "www.": publishers answer on both and print either."""
    return host.lower().removeprefix("www.")


def address_key(url: str) -> str:
    """Equal for addresses that differ in scheme, "www.", fragment, closing slash or percent-escapes only, and for all
    addresses of one Telegram post (t.me/Name/12, t.me/s/name/12, telegram.me/name/12?embed=1)."""
    parts = _split(url.strip())
    if parts is None:
        return _digest(url)
    channel = _channel(parts)
    if channel is not None and channel.post is not None:
        return f"t.me/{channel.name}/{channel.post}"
    tail = parts.path.rstrip("/") + (f"?{parts.query}" if parts.query else "")
    escaped = quote(tail, safe=_KEPT, errors="replace")
    key = bare_host(_host(parts)) + _ESCAPE.sub(lambda found: found.group().upper(), escaped)
    return key if len(key) <= _LONGEST_KEY else key[: _LONGEST_KEY - 65] + "#" + _digest(key)


def is_front_page(url: str) -> bool:
    """Whether the address names a site's front page: no path and no query."""
    return "/" not in address_key(url) and "?" not in address_key(url)


def channel_of(url: str) -> ChannelAddress | None:
    """The Telegram channel, and its post, that an address leads to; None for any other address."""
    parts = _split(url.strip())
    return _channel(parts) if parts else None


def parts_of(url: str) -> tuple[str, ...]:
    """What the address may belong to, the narrowest first: its host with the first parts of its path, then its host
    alone. As `Source.hosts` are written, without "www."; () for what is no address."""
    parts = _split(url.strip())
    if parts is None or not _host(parts):
        return ()
    channel = _channel(parts)
    if channel is not None:
        return (f"t.me/{channel.name}", "t.me")
    host, found = bare_host(_host(parts)), ""
    steps = [step for step in parts.path.split("/")[: _DEEPEST + 1] if step]
    longer = [found := f"{found}/{step}" for step in steps]
    return (*(host + path for path in reversed(longer)), host)


def part_key(host: str) -> str:
    """One of `Source.hosts` as `parts_of` writes it: "www.Nahr.example" → "nahr.example", "t.me/Name" → "t.me/name"."""
    bare = bare_host(host.partition("/")[0]) + "/" + host.partition("/")[2]
    channel = channel_of(f"https://{bare}") if "/" in host else None
    return f"t.me/{channel.name}" if channel else bare.rstrip("/")


def lies_in(url: str, hosts: Iterable[str]) -> bool:
    """Whether the address belongs to one of those hosts, or parts of a host, as `Source.hosts` names them."""
    own = {part_key(host) for host in hosts}
    return any(part in own for part in parts_of(url))


def _channel(parts: SplitResult) -> ChannelAddress | None:
    if bare_host(parts.hostname or "") not in _TELEGRAM:
        return None
    found = _CHANNEL.fullmatch(parts.path)
    if found is None or found["name"].lower() in _NO_CHANNELS:
        return None
    return ChannelAddress(found["name"].lower(), int(found["post"]) if found["post"] else None)


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for a port that is none
    except ValueError:
        return None
    return parts


def _host(parts: SplitResult) -> str:
    host, port = (parts.hostname or "").rstrip("."), parts.port
    own_port = {"http": 80, "https": 443}.get(parts.scheme)
    return f"{host}:{port}" if port is not None and port != own_port else host


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
