"""New publishers: an address or a source file in, a stored source out. An address is asked what it offers first."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from pathlib import Path

from masdar.collect.answers import Answer, Refusal
from masdar.collect.discover import common_listings, find_links, find_listings, kind_of
from masdar.collect.fetch import Fetcher
from masdar.collect.sources import guess_source, read_source_file
from masdar.errors import CannotFetch
from masdar.model import Listing, Page, Source
from masdar.store.sources import save_source
from masdar.work.desk import Desk


def add_file(desk: Desk, path: Path) -> Source:
    """Follow the publisher that a source file describes. When it names no listing, its home page is asked for some."""
    source = read_source_file(path)
    if not source.listings and desk.fetcher is not None:
        source = replace(source, listings=_listings(desk.fetcher, asked(desk.fetcher, source.home)))
    return _save(desk, source)


def add_address(desk: Desk, url: str) -> Source:
    """Follow the publisher at an address: its home page tells its name, language and listings."""
    if desk.fetcher is None:
        raise CannotFetch(f"{url}: this command does not fetch")
    home = asked(desk.fetcher, url)
    return _save(desk, guess_source(home, _listings(desk.fetcher, home)))


def asked(fetcher: Fetcher, url: str) -> Page:
    """The page at an address given by hand; CannotFetch says why there is none."""
    answer = fetcher.fetch(url)
    if isinstance(answer, Page) and answer.status == 200:
        return answer
    if isinstance(answer, Page):
        raise CannotFetch(f"{url}: the server answered {answer.status}; check the address in a browser")
    if isinstance(answer, Refusal):
        raise CannotFetch(f"{url}: {answer.reason} {answer.detail}".rstrip())
    raise CannotFetch(f"{url}: not modified")


def _listings(fetcher: Fetcher, home: Page) -> tuple[Listing, ...]:
    """What the home page names; without a feed or sitemap there, the first that answers at one of the usual places."""
    named = find_listings(home)
    if any(listing.kind != "page" for listing in named):
        return named
    source = guess_source(home, named)
    usual = (listing for listing in common_listings(home.url) if _is_listing(fetcher.fetch(listing.url), source))
    return (*islice(usual, 1), *named)


def _is_listing(answer: Answer, source: Source) -> bool:
    return (
        isinstance(answer, Page) and kind_of(answer) in ("feed", "sitemap") and bool(find_links(answer, "feed", source))
    )


def _save(desk: Desk, source: Source) -> Source:
    with desk.store.writing() as db:
        save_source(db, source, desk.clock())
    return source
