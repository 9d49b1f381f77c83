"""New publishers: an address or a source file in, a stored source out. An address is asked what it offers first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from masdar.collect.addresses import absolute_url, origin_of
from masdar.collect.answers import Answer, Refusal
from masdar.collect.channels import preview_address
from masdar.collect.discover import common_listings, find_links, find_listings, kind_of
from masdar.collect.fetch import Fetcher
from masdar.collect.pace import Robots
from masdar.collect.sources import guess_source, read_source_file, states_policy
from masdar.errors import CannotFetch
from masdar.model import Listing, Page, Source
from masdar.store import following
from masdar.store.sources import save_source
from masdar.work.desk import Desk

PACE_S = 1.0  # between two questions to a site: somebody waits, and this happens once
PATIENCE_S = 120.0  # for one answer: longer than the scheduler's, as a crawl-delay of a minute is no reason to give up
TRYING_S = 60.0  # for all tries at the usual places: where a crawl-delay is long, few are tried
_PARTS = 3  # of an index of sitemaps, the newest parts that are tried
_NO_PREVIEW = (
    "Telegram shows no public preview under this name: it is a group's or a person's, or nobody's, or its channel is "
    "private or hides its preview; only public channels can be followed"
)
_WHY = {
    "robots": "its robots.txt closes this address to us; only the publisher can change that",
    "robots-wait": "its robots.txt cannot be read just now, so nothing may be asked; try again later",
    "bad-address": "this is no web address; it must begin with https:// or http:// and name a host",
    "bad-scheme": "this is no web address; it must begin with https:// or http:// and name a host",
    "private-address": "its host has a private address; if it is yours, set MASDAR_ALLOW_HOSTS to its name",
    "no-connection": "no server answers there; check the address, and the proxy if you set one",
    "timeout": "the server did not answer in time; try again later",
    "wrong-type": "a file is there, no web page; give the address of the site's front page",
}


@dataclass(frozen=True, slots=True)
class Added:
    """A source now followed. `delay_s` and `closed` are what its robots.txt says to us: the least time between two
    requests, and listings that we may not ask for (left out of the source). `delay_s` None: it was not asked. `before`:
    how it stood when it was followed already."""

    source: Source
    delay_s: float | None = None
    closed: tuple[Listing, ...] = ()
    before: following.Standing | None = None


def add_file(desk: Desk, path: Path) -> Added:
    """Follow the publisher that a source file describes. When it names no listing, its home page is asked for some."""
    source, says_policy = read_source_file(path), states_policy(path)
    if source.listings or desk.fetcher is None:
        return _save(desk, Added(source), says_policy)
    return _save(desk, _explored(desk.fetcher, asked(desk.fetcher, source.home), source), says_policy)


def add_address(desk: Desk, url: str) -> Added:
    """Follow the publisher at an address: its home page tells its name, language and listings. The address may be
    that of a feed or sitemap: the home page is then the root of its site; or that of a public Telegram channel, or of
    a post of it: its preview is then what is followed."""
    if desk.fetcher is None:
        raise CannotFetch(f"{url}: this command does not fetch")
    preview = preview_address(url)
    page = asked(desk.fetcher, preview or url)
    kind = kind_of(page)
    if preview is not None and kind != "channel":
        raise CannotFetch(f"{url}: {_NO_PREVIEW}")
    if kind is None:
        raise CannotFetch(f"{url}: what is there is no web page and no feed; give the address of the site's front page")
    if kind in ("page", "channel"):
        return _save(desk, _explored(desk.fetcher, page, guess_source(page)))
    home = asked(desk.fetcher, absolute_url("/", page.url) or page.url)
    return _save(desk, _explored(desk.fetcher, home, guess_source(home, (Listing(page.url, kind),))))


def asked(fetcher: Fetcher, url: str) -> Page:
    """The page at an address given by hand; CannotFetch says why there is none."""
    answer = _ask(fetcher, url)
    if isinstance(answer, Refusal):
        raise CannotFetch(f"{url}: {_WHY.get(answer.reason) or f'{answer.reason} {answer.detail}'.rstrip()}")
    status = answer.status if isinstance(answer, Page) else 304
    if not isinstance(answer, Page) or status != 200:
        raise CannotFetch(f"{url}: the server answered {status}; check the address in a browser")
    return answer


def _ask(fetcher: Fetcher, url: str) -> Answer:
    return fetcher.fetch(url, pace_s=PACE_S, patience_s=PATIENCE_S)


def _explored(fetcher: Fetcher, home: Page, source: Source) -> Added:
    """The source with the listings that its home page names; if no feed or sitemap is among them, with the first that
    answers of those that robots.txt names and those at the usual places."""
    known = fetcher.robots(home.url)
    robots = known if isinstance(known, Robots) else Robots("")
    found = (*source.listings, *find_listings(home))
    if all(listing.kind == "page" for listing in found):
        named = (Listing(url, "sitemap") for url in robots.sitemaps)
        tries = int(TRYING_S / max(1.0, robots.delay_s)) or 1
        candidates = (*named, *common_listings(home.url))[:tries]
        first = next(filter(None, (_tried(fetcher, listing, source) for listing in candidates)), None)
        found = (first, *found) if first is not None else found
    closed = tuple(each for each in found if origin_of(each.url) == origin_of(home.url) and not robots.allows(each.url))
    kept = tuple({each.url: each for each in found if each not in closed}.values())
    return Added(replace(source, listings=kept), robots.delay_s, closed)


def _tried(fetcher: Fetcher, listing: Listing, source: Source) -> Listing | None:
    """The listing, as what it turns out to be, when it lists news of the source; of an index, the first part to."""
    page = _ask(fetcher, listing.url)
    kind = kind_of(page) if isinstance(page, Page) else None
    if not isinstance(page, Page) or kind not in ("feed", "sitemap"):
        return None
    if find_links(page, kind, source):
        return Listing(listing.url, kind)
    answers = ((part, _ask(fetcher, part.url)) for part in find_listings(page)[:_PARTS])
    return next((part for part, answer in answers if isinstance(answer, Page) and _lists(answer, source)), None)


def _lists(page: Page, source: Source) -> bool:
    return kind_of(page) == "sitemap" and bool(find_links(page, "sitemap", source))


def _save(desk: Desk, added: Added, says_policy: bool = False) -> Added:
    """A policy that `masdar source policy` set holds until a file says otherwise; so does a pause."""
    with desk.store.writing() as db:
        before = following.standing_of(db, added.source.id)
        policy = added.source.policy if before is None or says_policy else before.source.policy
        source = replace(added.source, policy=policy)
        save_source(db, source, desk.clock())
    return replace(added, source=source, before=before)
