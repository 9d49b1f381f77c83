"""An address as somebody types it in; the article or page of ours that it means, or what is like it, out."""

from __future__ import annotations

import re
import sys
from typing import NoReturn
from urllib.parse import urlsplit

import typer

from masdar.cli.showing import say
from masdar.model import ArticleId
from masdar.store import Connection, articles
from masdar.text.addresses import host_of

# A page of our own site: which noun, and its number.
_OWN = re.compile(r"(?:/(?:ar|en))?/?(article|story|statement)/([0-9]{1,18})(?:/.*)?")
_LOCAL = frozenset(("localhost", "127.0.0.1", "::1"))
MOST_NEAR = 5  # addresses to choose from: one screen's corner


def as_typed(url: str) -> str:
    """The address as text that can be looked up: a shell passes any bytes on."""
    return url.replace("\0", "").encode("utf-8", "replace").decode().strip()


def article_at(db: Connection, url: str, site: str) -> ArticleId | None:
    """The article held under this address: its publisher's, or that of our page of it."""
    article = articles.article_by_url(db, url)
    if article is None and (own := own_page(url, site)) is not None and own[0] == "article":
        article = ArticleId(own[1])
    return article if article is not None and articles.filed(db, [article]) else None


def own_page(url: str, site: str) -> tuple[str, int] | None:
    """What a page of our own site is about: at the site's address, on this machine, or as a path alone."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    is_ours = not parts.netloc or host_of(url) == host_of(site) or parts.hostname in _LOCAL
    match = _OWN.fullmatch(parts.path) if is_ours else None
    return (match[1], int(match[2])) if match else None


def tell_near(db: Connection, url: str, *, as_json: bool) -> NoReturn:
    """That nothing is held there, what is held that is like it, and an end with status 1."""
    near = articles.near_addresses(db, url, MOST_NEAR) if url else ()
    if as_json:
        print("null", file=sys.stdout)
    if not url:
        say("No address was given: write that of an article, such as https://news.example.org/article/17.")
    elif near:
        say(f"No article is stored under {url}. Held are, the most alike first:")
        for each in near:
            say(f"  {each}")
    else:
        say(f"No article is stored under {url}: collect its source, or import an archive that holds it.")
    raise typer.Exit(1)
