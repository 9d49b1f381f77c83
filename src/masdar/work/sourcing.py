"""New publishers: an address or a source file in, a stored source out. An address is asked what it offers first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from masdar.collect.answers import Refusal
from masdar.collect.discover import find_links, find_listings, listings_to_try
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
    """What the home page names; else the first feed at one of the usual places; else the home page itself."""
    named = find_listings(home)
    if named:
        return named
    for listing in listings_to_try(home):
        answer = fetcher.fetch(listing.url)
        if (
            isinstance(answer, Page)
            and answer.status == 200
            and find_links(answer, listing.kind, guess_source(home, ()))
        ):
            return (listing,)
    return (Listing(home.url, "page"),)


def _save(desk: Desk, source: Source) -> Source:
    with desk.store.writing() as db:
        save_source(db, source, desk.clock())
    return source
