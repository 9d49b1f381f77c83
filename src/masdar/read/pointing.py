"""Addresses and posts that an article points at → whose they are."""

from __future__ import annotations

import functools
import re
from urllib.parse import unquote, urlsplit

from masdar.model import Embed, Source
from masdar.text.addresses import part_key, parts_of

# The first part of a post's address is the account, but for these: "x.com/i/status", "facebook.com/watch".
_NO_ACCOUNTS_WORDS = (
    "i s c p reel reels share status statuses watch video videos posts embed intent plugins shorts permalink.php "
    "story.php photo photo.php groups events hashtag search live"
)
_NO_ACCOUNTS = frozenset(_NO_ACCOUNTS_WORDS.split())
_ACCOUNT = re.compile(r"@?([\w.\-]{2,50})$")
# A YouTube or embedded player's address names the film, not the account.
_ACCOUNT_HOSTS = ("x.com", "twitter.com", "t.me", "telegram.me", "facebook.com", "instagram.com", "tiktok.com")


def embed_author(embed: Embed) -> str | None:
    """Who posted: as the post prints it, else the account in its address."""
    if embed.author and embed.author.strip():
        return embed.author.strip()
    return _account(embed.url) if embed.url else None


def _account(url: str) -> str | None:
    parts = _split(url)
    if parts is None or not _is_host(parts[0], _ACCOUNT_HOSTS):
        return None
    first = next((part for part in parts[1].split("/") if part), "")
    match = _ACCOUNT.match(unquote(first))
    return match.group(1) if match and match.group(1).lower() not in _NO_ACCOUNTS else None


@functools.lru_cache(maxsize=8)
def owners_of(outlets: tuple[Source, ...]) -> dict[str, str]:
    """The names of the followed sources by their hosts and parts of hosts."""
    return {part_key(host): source.name for source in reversed(outlets) for host in source.hosts}


def host_owner(url: str, owners: dict[str, str]) -> str | None:
    """The name of the followed source on whose host the address lies: the narrowest part; subdomains count."""
    parts = parts_of(url)
    labels = parts[-1].split(".") if parts else []
    above = (".".join(labels[number:]) for number in range(1, len(labels)))
    return next((owners[part] for part in (*parts, *above) if part in owners), None)


def _split(url: str) -> tuple[str, str] | None:
    """Host (with a port when printed) and path; None for what is no address."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    host = parts.netloc.rpartition("@")[2].lower()
    return (host.removeprefix("www."), parts.path) if host else None


def _is_host(host: str, hosts: tuple[str, ...]) -> bool:
    return any(host == known.removeprefix("www.") or host.endswith("." + known) for known in hosts)
