"""Addresses in, tidy absolute addresses out: one spelling for one page, and the hosts they belong to. Pure."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

from masdar.text.addresses import channel_of

MAX_URL_CHARS = 2048  # longer ones are refused by servers in practice (Apache's line limit is 8 KiB, proxies less)
_DEFAULT_PORTS = {"http": 80, "https": 443}
# RFC 3986 unreserved and reserved characters, and "%" because what is quoted already stays as it is.
_KEPT = "!#$%&'()*+,/:;=?@[]~-._"
_SPACE = re.compile(r"[\s\x00-\x1f\x7f]+")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def absolute_url(href: str, base: str) -> str | None:
    """`href` as a page at `base` means it: absolute, http or https, host in lower case and ASCII, path quoted,
    without fragment or user name. None for anything else (mailto:, javascript:, broken, too long)."""
    try:
        joined = urljoin(base, _SPACE.sub(" ", href).strip().replace(" ", "%20"))
        parts = urlsplit(joined)
        netloc = _netloc(parts)
    except (ValueError, UnicodeError):
        return None
    if parts.scheme not in _DEFAULT_PORTS or netloc is None:
        return None
    url = urlunsplit((parts.scheme, netloc, _quoted(parts.path) or "/", _quoted(parts.query), ""))
    return url if len(url) <= MAX_URL_CHARS else None


def tidy_url(href: str, base: str) -> str | None:
    """`absolute_url` without the parameters that only count clicks (data/tracking_parameters.txt)."""
    url = absolute_url(href, base)
    if url is None or "?" not in url:
        return url
    parts = urlsplit(url)
    kept = [pair for pair in parts.query.split("&") if pair and not _is_tracking(pair.split("=", 1)[0])]
    return urlunsplit(parts._replace(query="&".join(kept)))


def host_of(url: str) -> str:
    """The host name in lower case, with its port when that is not the scheme's default. "" when there is none."""
    try:
        return _netloc(urlsplit(url)) or ""
    except (ValueError, UnicodeError):
        return ""


def origin_of(url: str) -> str:
    """Scheme and host: "https://example.org". What one robots.txt speaks for."""
    return f"{url.split(':', 1)[0].lower()}://{host_of(url)}"


def same_site_hosts(host: str) -> tuple[str, ...]:
    """The host itself, then its twin with or without "www."."""
    bare = host.removeprefix("www.")
    name = bare.rsplit(":", 1)[0]
    if name == "localhost" or name.replace(".", "").isdigit() or name.startswith("["):
        return (host,)
    return (host, bare if host != bare else f"www.{bare}")


def home_hosts(home: str) -> tuple[str, ...]:
    """What belongs to a source with that home, if its file does not say: its host, or its part of a shared host."""
    channel = channel_of(home)
    return (f"t.me/{channel.name}",) if channel else same_site_hosts(host_of(home))


def _netloc(parts: SplitResult) -> str | None:
    name = parts.hostname
    if not name:
        return None
    if not name.isascii():
        name = name.encode("idna").decode("ascii")
    if any(char in name for char in " %<>\"'\\^`{|}"):
        return None
    shown = f"[{name}]" if ":" in name else name.rstrip(".")
    port = parts.port
    return shown if port is None or port == _DEFAULT_PORTS.get(parts.scheme) else f"{shown}:{port}"


def _quoted(text: str) -> str:
    return quote(_STRAY_PERCENT.sub("%25", text), safe=_KEPT, errors="replace")


def _is_tracking(name: str) -> bool:
    lowered = name.lower()
    return any(lowered.startswith(rule[:-1]) if rule.endswith("*") else lowered == rule for rule in _tracking_rules())


@cache
def _tracking_rules() -> tuple[str, ...]:
    text = resources.files("masdar.collect").joinpath("data/tracking_parameters.txt").read_text("utf-8")
    return tuple(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))
