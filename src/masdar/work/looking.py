"""A site's address, or a source as its file describes it, in; what the site offers and says, asked politely, out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import unquote

from masdar.collect.addresses import absolute_url, origin_of
from masdar.collect.answers import Answer, Refusal
from masdar.collect.channels import preview_address
from masdar.collect.discover import FoundLink, common_listings, find_links, find_listings, kind_of, site_anchors
from masdar.collect.fetch import Fetcher
from masdar.collect.guess import Note, guess_notes, guess_source
from masdar.collect.habits import Sample, expected_per_day, sample_of
from masdar.collect.pace import Robots
from masdar.collect.shapes import Shape, article_patterns, learn_shapes
from masdar.collect.signals import page_signals
from masdar.errors import CannotFetch
from masdar.model import Listing, Page, Signal, Source

PACE_S = 1.0  # between two questions to a site: somebody waits, and this happens once
PATIENCE_S = 120.0  # for one answer: longer than the scheduler's, as a crawl-delay of a minute is no reason to give up
LOOKING_S = 60.0  # for all questions but the first: where a crawl-delay is long, few are asked
MOST_LISTINGS = 4  # feeds and sitemaps looked into: what they hold shows the site's addresses and how much it publishes
MOST_SECTIONS = 6  # section pages, where there is neither feed nor sitemap
MOST_SAMPLES = 2  # articles
_PARTS = 3  # of an index of sitemaps, the newest parts that are tried
_PASSING = ("busy", "server-error", "timeout", "truncated", "no-connection", "not-yet", "robots-wait", "bad-answer")
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
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Dead:
    """A listing that is named but gives nothing, and why."""

    listing: Listing
    why: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a site offers. `source` with the listings that are alive, the learned shapes and the expected number.

    `notes` say where values come from, those of listings under their address. `delay_s` and `closed` are what its
    robots.txt says: the least time between two requests, and listings that we may not ask for. `signals` hold for the
    whole host, `page_signals` for the pages looked at.
    """

    source: Source
    notes: tuple[Note, ...] = ()
    delay_s: float = 0.0
    closed: tuple[Listing, ...] = ()
    dead: tuple[Dead, ...] = ()
    shapes: tuple[Shape, ...] = ()
    samples: tuple[Sample, ...] = ()
    signals: tuple[Signal, ...] = ()
    page_signals: tuple[Signal, ...] = ()


@dataclass(slots=True)
class _Look:
    """A look in progress: `left` questions may still be asked; `links` are what each feed or sitemap holds."""

    fetcher: Fetcher
    tell: Tell
    source: Source
    home: Page
    robots: Robots
    left: int
    links: dict[str, tuple[FoundLink, ...]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    dead: list[Dead] = field(default_factory=list)

    def ask(self, url: str, what: str) -> Answer:
        self.left -= 1
        self.tell(f"{what} {unquote(url)}")
        return _ask(self.fetcher, url)

    def note(self, key: str, text: str, *, is_sure: bool) -> None:
        self.notes.append(Note(key, text, is_sure))

    def is_closed(self, url: str) -> bool:
        return origin_of(url) == origin_of(self.home.url) and not self.robots.allows(url)


def look_at(fetcher: Fetcher, url: str, tell: Tell) -> Finding:
    """What the site at an address offers. The address may be that of a feed or sitemap: the home page is then the root
    of its site; or that of a public Telegram channel, or of a post of it. CannotFetch when nothing can be said."""
    preview = preview_address(url)
    tell(f"front page {preview or url}")
    page = asked(fetcher, preview or url)
    kind = kind_of(page)
    if preview is not None and kind != "channel":
        raise CannotFetch(f"{url}: {_NO_PREVIEW}")
    if kind is None:
        raise CannotFetch(f"{url}: what is there is no web page and no feed; give the address of the site's front page")
    if kind in ("page", "channel"):
        return _explored(fetcher, page, guess_source(page), tell)
    home = asked(fetcher, absolute_url("/", page.url) or page.url)
    return _explored(fetcher, home, guess_source(home, (Listing(page.url, kind),)), tell)


def look_again(fetcher: Fetcher, source: Source, tell: Tell) -> Finding:
    """What the site of a known source offers today, its known listings first. CannotFetch when it does not answer."""
    tell(f"front page {source.home}")
    return _explored(fetcher, asked(fetcher, source.home), source, tell)


def asked(fetcher: Fetcher, url: str) -> Page:
    """The page at an address given by hand; CannotFetch says why there is none."""
    answer = _ask(fetcher, url)
    if isinstance(answer, Refusal):
        why = _WHY.get(answer.reason) or f"{answer.reason} {answer.detail}".rstrip()
        raise CannotFetch(f"{url}: {why}", answer.reason)
    status = answer.status if isinstance(answer, Page) else 304
    if not isinstance(answer, Page) or status != 200:
        raise CannotFetch(f"{url}: the server answered {status}; check the address in a browser", f"http-{status}")
    return answer


def _ask(fetcher: Fetcher, url: str) -> Answer:
    return fetcher.fetch(url, pace_s=PACE_S, patience_s=PATIENCE_S)


def _explored(fetcher: Fetcher, home: Page, source: Source, tell: Tell) -> Finding:
    """Listings, then the shapes of articles, then two articles; robots.txt and the signals of it all."""
    known = fetcher.robots(home.url)
    robots = known if isinstance(known, Robots) else Robots("")
    look = _Look(fetcher, tell, source, home, robots, max(1, int(LOOKING_S / max(1.0, robots.delay_s))))
    offered = tuple({each.url: each for each in (*source.listings, *find_listings(home))}.values())
    closed = tuple(each for each in offered if look.is_closed(each.url))
    if kind_of(home) == "channel":  # its preview is all there is
        return Finding(replace(source, listings=offered), guess_notes(home, source), robots.delay_s)
    lists = _lists(look, [each for each in offered if each.kind != "page" and each not in closed])
    pages = [each for each in offered if each.kind == "page" and each not in closed]
    seen = {home.url: home} | ({} if look.links else _sections(look, pages))
    named = [link.url for links in look.links.values() for link in links]
    shapes = learn_shapes([site_anchors(page) for page in seen.values()], named)
    source = replace(source, articles=source.articles or article_patterns(shapes))
    per_day = max((expected_per_day(_dates(links)) or 0.0 for links in look.links.values()), default=0.0)
    samples = _samples(look, source)
    return Finding(
        source=replace(
            source, listings=(*lists, *_fruitful(look, pages, seen, source)), per_day=source.per_day or per_day or None
        ),
        notes=(*guess_notes(home, source), *_learning_notes(shapes, bool(named), per_day), *look.notes),
        delay_s=robots.delay_s,
        closed=closed,
        dead=tuple(look.dead),
        shapes=shapes,
        samples=tuple(sample_of(page, source) for page in samples),
        signals=tuple(dict.fromkeys((*robots.signals, *fetcher.tdmrep(home.url, PACE_S)))),
        page_signals=tuple(dict.fromkeys(signal for page in (home, *samples) for signal in page_signals(page))),
    )


# ---------------------------------------------------------------- feeds and sitemaps


def _lists(look: _Look, named: Sequence[Listing]) -> list[Listing]:
    """The feeds and sitemaps that are alive; when none that is named holds news, the first that robots.txt names or
    that lies at a usual place and does."""
    alive: list[Listing] = []
    for listing in named:
        if len(look.links) >= MOST_LISTINGS or look.left <= 0:
            look.note(listing.url, "named by the page; not looked into", is_sure=False)
            alive.append(listing)
        elif (kept := _kept(look, listing)) is not None:
            alive.append(kept)
    tried = {each.url for each in named}
    in_robots = [Listing(url, "sitemap") for url in look.robots.sitemaps]
    if look.links:  # a feed shows the last few: one sitemap beside it, best one of news, shows what slipped by
        candidates = sorted(in_robots, key=lambda each: "news" not in each.url.lower())[:1]
    else:
        candidates = [*in_robots, *common_listings(look.home.url)]
    fresh = (each for each in candidates if each.url not in tried and not look.is_closed(each.url))
    alive += filter(None, [_first(look, fresh)])
    return alive


def _kept(look: _Look, listing: Listing) -> Listing | None:
    """A named listing as what it turns out to be; None when there is nothing and waiting would not help."""
    found = _read(look, listing)
    if isinstance(found, Listing):
        look.note(found.url, _holds(look.links.get(found.url, ())), is_sure=found.url in look.links)
        return found
    if found in _PASSING:
        look.note(listing.url, f"named, but it did not answer now: {found}", is_sure=False)
        return listing
    look.dead.append(Dead(listing, found))
    return None


def _first(look: _Look, candidates: Iterator[Listing]) -> Listing | None:
    """The first of the candidates that holds news of the source."""
    kept_back = min(look.left // 2, MOST_SECTIONS + MOST_SAMPLES)  # where pauses are long, pages tell more than guesses
    for candidate in candidates:
        if look.left <= kept_back:
            look.note("listings", "not all usual places were tried: the site asks for long pauses", is_sure=False)
            return None
        found = _read(look, candidate)
        if isinstance(found, Listing) and found.url in look.links:
            look.note(found.url, f"not named by the page; {_holds(look.links[found.url])}", is_sure=True)
            return found
    return None


def _read(look: _Look, listing: Listing) -> Listing | str:
    """The listing as what it turns out to be, its links remembered; or why it gives nothing. Of an index of sitemaps
    the newest parts are read."""
    answer = look.ask(listing.url, listing.kind)
    if not isinstance(answer, Page) or answer.status != 200:
        return _trouble(answer)
    kind = kind_of(answer)
    if kind not in ("feed", "sitemap"):
        return "no feed and no sitemap is there"
    links = find_links(answer, kind, look.source)
    parts = () if links else find_listings(answer)[:_PARTS]
    for part in parts:
        page = look.ask(part.url, "part") if look.left > 0 and part.url != listing.url else None
        links = find_links(page, "sitemap", look.source) if isinstance(page, Page) and page.status == 200 else ()
        if links:
            break
    if links:
        look.links[listing.url] = links
    return Listing(listing.url, kind)


def _trouble(answer: Answer) -> str:
    if isinstance(answer, Refusal):
        return answer.reason
    return f"the server answered {answer.status if isinstance(answer, Page) else 304}"


def _holds(links: Sequence[FoundLink]) -> str:
    newest = max(_dates(links), default=None)
    return (
        f"{len(links)} links" + (f", the newest of {newest:%Y-%m-%d %H:%M} UTC" if newest else "")
        if links
        else "empty now"
    )


def _dates(links: Sequence[FoundLink]) -> list[datetime]:
    return [link.dated.astimezone(UTC) for link in links if link.dated is not None]


# ---------------------------------------------------------------- pages


def _sections(look: _Look, pages: Sequence[Listing]) -> dict[str, Page]:
    """Some section pages, to learn from."""
    found: dict[str, Page] = {}
    for listing in [each for each in pages if each.url != look.home.url][:MOST_SECTIONS]:
        answer = look.ask(listing.url, "section") if look.left > 0 else None
        if isinstance(answer, Page) and kind_of(answer) == "page":
            found[listing.url] = answer
        elif answer is not None and _trouble(answer) not in _PASSING:
            look.dead.append(Dead(listing, _trouble(answer)))
    return found


def _fruitful(look: _Look, pages: Sequence[Listing], seen: Mapping[str, Page], source: Source) -> list[Listing]:
    """The pages that list articles, as far as they were looked at; the home page in any case."""
    gone = {dead.listing.url for dead in look.dead}
    kept: list[Listing] = []
    for listing in pages:
        page = seen.get(listing.url)
        links = find_links(page, "page", source) if page is not None else ()
        if page is not None:
            look.note(listing.url, f"{len(links)} articles", is_sure=bool(links))
        if listing.url == look.home.url or (listing.url not in gone and (page is None or links)):
            kept.append(listing)
    return kept


def _samples(look: _Look, source: Source) -> list[Page]:
    """Two articles: the newest of the first feed or sitemap, else of the front page."""
    links = next(iter(look.links.values()), ()) or find_links(look.home, "page", source)
    pages: list[Page] = []
    for link in [each for each in links if not look.is_closed(each.url)][:MOST_SAMPLES]:
        answer = look.ask(link.url, "article") if look.left > -MOST_SAMPLES else None
        if isinstance(answer, Page) and answer.status == 200:
            pages.append(answer)
    return pages


def _learning_notes(shapes: Sequence[Shape], is_named: bool, per_day: float) -> Iterator[Note]:
    taken = [shape for shape in shapes if shape.is_article]
    how = "as its feeds and lists show them" if is_named else "learned from its front page and sections"
    rows = [
        f"{shape.pattern}: {shape.links} links, {shape.headlines} with headlines, such as {unquote(shape.examples[-1])}"
        for shape in taken
        if shape.examples
    ]
    none = "no shape could be learned: the general rules decide which links are articles"
    yield Note(
        "articles", "\n".join([f"shapes of its articles' addresses, {how}", *rows]) if taken else none, bool(taken)
    )
    told = f"as the dates of its lists say: about {per_day:g} a day"
    yield Note("per_day", told if per_day else "not known: its lists state no dates", per_day > 0)
