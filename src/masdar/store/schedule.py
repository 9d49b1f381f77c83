"""When to ask whom: listings and links in, those that are due at an instant out, and what is known of hosts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, func, select, union_all, update

from masdar.model import ArticleId, Listing, PageId, Signal, Source, SourceId
from masdar.store import dialect, takedown, turns
from masdar.store.records import DueLink, DueListing, NewLink
from masdar.store.tables import hosts, links, listings, pages, sources
from masdar.text.addresses import address_key, host_of

# How often a listing is asked until its own history says better (design figure: 10,000 feeds each 15 minutes).
FIRST_EVERY_S = 900.0
# Links of one source that wait to be fetched: at a pace of 5 seconds, six days' work; two full sitemaps.
MOST_WAITING = 100_000
# The longest that anything is put off (`collect.pace`): a listing that fails a day, and a wish of its host (a week); a
# look at an article 30 days and the tenth that scatters them, and the same wish.
WAIT_LONGEST = timedelta(days=8)
LISTING_LONGEST = timedelta(days=9)
LINK_LONGEST = timedelta(days=42)
# How long a driver is willing to hold a batch for a host's next turn: what lies further off is not in it.
PATIENCE_S = 20.0

# Built once: the driver does these for every answer, and building a statement costs more than executing it.
_ANSWERED = update(listings).where(listings.c.id == bindparam("listing")).values(failures=0)
_FAILED = update(listings).where(listings.c.id == bindparam("listing")).values(failures=listings.c.failures + 1)
_FETCHED = update(links).where(links.c.id == bindparam("link")).values(tries=links.c.tries + 1)
_HOST_ANSWERS = update(hosts).where(hosts.c.host == bindparam("name"), hosts.c.failures > 0).values(failures=0)
_HOST_FAILS = (
    update(hosts)
    .where(hosts.c.host == bindparam("name"))
    .values(failures=hosts.c.failures + 1)
    .returning(hosts.c.failures)
)
_KNOWN = union_all(
    *(
        select(column).where(column.in_(bindparam("keys", expanding=True)))
        for column in (links.c.key, pages.c.key, pages.c.requested_key)
    )
)


# ---------------------------------------------------------------- listings


def save_listings(db: Connection, source: Source, now: datetime) -> None:
    """From now on its listings are asked, and no others of it but their parts. Known ones keep their schedule."""
    kinds = {listing.url: listing.kind for listing in source.listings}
    own = and_(listings.c.source_id == source.id, listings.c.parent_id.is_(None))
    gone = [row.id for row in db.execute(select(listings.c.id, listings.c.url).where(own)) if row.url not in kinds]
    _rest(db, source.id, gone)
    for url, kind in kinds.items():
        at = and_(listings.c.source_id == source.id, listings.c.url == url)
        if not db.execute(update(listings).where(at).values(active=True, kind=kind, parent_id=None)).rowcount:
            db.execute(listings.insert().values(_new_listing(source.id, Listing(url, kind), now)))


def save_parts(db: Connection, listing_id: int, parts: Sequence[Listing], now: datetime) -> None:
    """Those are the parts of a listing that is an index: asked like listings as long as it is and names them.

    An address that the source file names, or another index in use, stays whose it is.
    """
    index = db.execute(select(listings).where(listings.c.id == listing_id, listings.c.active)).first()
    if index is None:
        return
    named = {part.url: part for part in parts}
    known: set[str] = set()
    mine: list[int] = []
    for urls in dialect.portions(named):
        for row in db.execute(
            select(listings).where(listings.c.source_id == index.source_id, listings.c.url.in_(urls))
        ):
            known.add(row.url)
            if row.parent_id == listing_id or not row.active:
                mine.append(row.id)
    for ids in dialect.portions(mine):
        db.execute(update(listings).where(listings.c.id.in_(ids)).values(active=True, parent_id=listing_id))
    had = and_(listings.c.source_id == index.source_id, listings.c.active, listings.c.parent_id == listing_id)
    _rest(db, index.source_id, set(db.execute(select(listings.c.id).where(had)).scalars()) - set(mine))
    rows = [_new_listing(index.source_id, part, now, listing_id) for url, part in named.items() if url not in known]
    dialect.insert_new(db, listings, rows)


def _new_listing(source_id: str, listing: Listing, now: datetime, parent: int | None = None) -> dict[str, object]:
    return {
        "source_id": source_id,
        "url": listing.url,
        "kind": listing.kind,
        "host": host_of(listing.url),
        "active": True,
        "next_at": now,
        "every_s": FIRST_EVERY_S,
        "parent_id": parent,
    }


def _rest(db: Connection, source_id: str, ids: Collection[int]) -> None:
    """Those listings and all their parts are not asked any more. Should one come back, it is asked for its whole."""
    forgotten = {"active": False, "etag": None, "last_modified": None, "digest": None}
    layer = set(ids)
    while layer:
        parts: set[int] = set()
        for some in dialect.portions(layer):
            db.execute(update(listings).where(listings.c.id.in_(some)).values(**forgotten))
            below = and_(listings.c.source_id == source_id, listings.c.active, listings.c.parent_id.in_(some))
            parts.update(db.execute(select(listings.c.id).where(below)).scalars())
        layer = parts


def finish_listing(
    db: Connection,
    id: int,
    *,
    now: datetime,
    next_at: datetime,
    every_s: float,
    outcome: str,
    ok: bool,
    etag: str | None = None,
    last_modified: str | None = None,
    digest: str | None = None,
    moved_to: str | None = None,
    ended: bool = False,
) -> None:
    """Note how asking the listing went and when to ask it next.

    An answer that is not `ok` counts as a failure and leaves what the last good one said: its validators and its
    `digest`. `moved_to` is where the listing is from now on (301, 308); `ended`: it is not asked again.
    """
    row = {"listing": id, "asked_at": now, "next_at": next_at, "every_s": every_s, "outcome": outcome}
    good = {"ok_at": now, "etag": etag, "last_modified": last_modified, "digest": digest}
    db.execute(*((_ANSWERED, row | good) if ok else (_FAILED, row)))
    if moved_to is not None:
        _move_listing(db, id, moved_to)
    if ended:
        _rest(db, _source_of_listing(db, id), [id])


def _move_listing(db: Connection, id: int, url: str) -> None:
    """The listing has that address from now on; when another of its source has it already, that one goes on alone."""
    source_id = _source_of_listing(db, id)
    there = db.execute(select(listings.c.id).where(listings.c.source_id == source_id, listings.c.url == url)).scalar()
    if there is None:
        db.execute(update(listings).where(listings.c.id == id).values(url=url, host=host_of(url)))
    elif there != id:
        _rest(db, source_id, [id])
        db.execute(update(listings).where(listings.c.id == there).values(active=True))


def _source_of_listing(db: Connection, id: int) -> str:
    found: str = db.execute(select(listings.c.source_id).where(listings.c.id == id)).scalar_one()
    return found


def due_listings(db: Connection, now: datetime, limit: int, patience_s: float = PATIENCE_S) -> tuple[DueListing, ...]:
    """Listings to ask now, the longest overdue first; of each host at most as many as it has time for in `patience_s`.

    None of a paused or removed source, of a host that told us to wait or whose crawl-delay will not be over by then.
    """
    number = func.row_number().over(partition_by=listings.c.host, order_by=(listings.c.next_at, listings.c.id)) - 1
    due = (
        select(
            listings.c.id,
            listings.c.next_at,
            (number * sources.c.pace_s).label("paced_s"),
            (number * func.coalesce(hosts.c.delay_s, 0.0)).label("delayed_s"),
        )
        .join(sources)
        .outerjoin(hosts, hosts.c.host == listings.c.host)
        .where(listings.c.active, listings.c.next_at <= now)
        .where(turns.is_followed(), turns.is_free(now, timedelta(seconds=patience_s)))
        .subquery()
    )
    first = (
        select(due.c.id)
        .where(due.c.paced_s <= patience_s, due.c.delayed_s <= patience_s)
        .order_by(due.c.next_at, due.c.id)
        .limit(limit)
    )
    query = (
        select(listings, sources.c.document, hosts.c.asked_at.label("host_asked_at"), hosts.c.delay_s)
        .join(sources)
        .outerjoin(hosts, hosts.c.host == listings.c.host)
        .where(listings.c.id.in_(first))
        .order_by(listings.c.next_at, listings.c.id)
    )
    return tuple(_due_listing(row) for row in db.execute(query))


def _due_listing(row: Row[Any]) -> DueListing:
    return DueListing(
        row.id,
        row.url,
        row.kind,
        row.document,
        row.etag,
        row.last_modified,
        row.every_s,
        row.digest,
        row.failures,
        row.host_asked_at,
        row.delay_s or 0.0,
        row.parent_id,
    )


# ---------------------------------------------------------------- links


def add_links(db: Connection, source_id: SourceId, found: Iterable[NewLink], now: datetime) -> int:
    """Make those addresses due that we neither know as links nor hold a page of; how many they were.

    What was taken down is not added. A source of which very many were never fetched gets no more until some were: a
    page that shows other addresses each time would fill the disk with them.
    """
    by_key: dict[str, NewLink] = {}
    for link in found:
        by_key.setdefault(address_key(link.url), link)
    known = {key for keys in dialect.portions(by_key) for key in _known(db, keys)}
    fresh = [key for key in by_key if key not in known]
    new = fresh[: max(0, MOST_WAITING - _waiting(db, source_id))] if fresh else []
    for keys in dialect.portions(reversed(new)):  # of one time, the highest number comes first (`turns.py`)
        dialect.insert_new(db, links, [_new_link(source_id, key, by_key[key], now) for key in keys])
    turns.add_turns(db, source_id, {host_of(by_key[key].url) for key in new})
    return len(new)


def _waiting(db: Connection, source_id: str) -> int:
    """How many of the source's links were never fetched and are to be, as far as it matters."""
    waits = and_(links.c.source_id == source_id, links.c.next_at.is_not(None), links.c.article_id.is_(None))
    some = select(links.c.id).where(waits).limit(MOST_WAITING).subquery()
    return db.execute(select(func.count()).select_from(some)).scalar_one()


def _new_link(source_id: str, key: str, link: NewLink, now: datetime) -> dict[str, object]:
    return {
        "key": key,
        "source_id": source_id,
        "url": link.url,
        "host": host_of(link.url),
        "found_at": now,
        "next_at": now,
        "tries": 0,
        "rank": turns.OLD if link.is_old else turns.FRESH,
    }


def _known(db: Connection, keys: list[str]) -> set[str]:
    return set(db.execute(_KNOWN, {"keys": keys}).scalars()) | takedown.removed_keys(db, keys)


def due_links(db: Connection, now: datetime, limit: int, patience_s: float = PATIENCE_S) -> tuple[DueLink, ...]:
    """Addresses to fetch now: fresh links, then articles to look at again, then old links.

    Sources take turns (`turns.py`), so that one with 100,000 links does not keep the others waiting; of each host come
    at most as many as it has time for in `patience_s`. Of one source the newest find comes first, and links found at
    one time in the order they were listed. None of a paused or removed source, of a host that told us to wait or whose
    crawl-delay will not be over by then.
    """
    picked = turns.pick_links(db, now, limit, timedelta(seconds=patience_s))
    found: dict[int, DueLink] = {}
    for ids in dialect.portions(picked):
        query = (
            select(links, sources.c.document, hosts.c.asked_at.label("host_asked_at"), hosts.c.delay_s)
            .join(sources, sources.c.id == links.c.source_id)
            .outerjoin(hosts, hosts.c.host == links.c.host)
            .where(links.c.id.in_(ids))
        )
        found |= {row.id: _due_link(row) for row in db.execute(query)}
    return tuple(found[id] for id in picked)


def _due_link(row: Row[Any]) -> DueLink:
    return DueLink(
        row.id,
        row.url,
        row.document,
        row.article_id,
        row.etag,
        row.last_modified,
        row.tries,
        row.found_at,
        row.host_asked_at,
        row.delay_s or 0.0,
    )


def finish_link(
    db: Connection,
    id: int,
    *,
    outcome: str,
    next_at: datetime | None,
    etag: str | None,
    last_modified: str | None,
    moved_to: str | None = None,
) -> None:
    """Note how fetching went and when to look again (None: never).

    `moved_to` is where the address is from now on (301, 308); when another link leads there, that one goes on alone.
    """
    turns.end_turn(db, id)
    row = {"link": id, "outcome": outcome, "next_at": next_at, "etag": etag, "last_modified": last_modified}
    if moved_to is not None:
        row |= _moved_link(db, id, moved_to)
    db.execute(_FETCHED, row)


def _moved_link(db: Connection, id: int, url: str) -> dict[str, object]:
    """What becomes of a link that is at that address now."""
    key, host = address_key(url), host_of(url)
    if db.execute(select(links.c.id).where(links.c.key == key, links.c.id != id)).first() is not None:
        return {"next_at": None}
    turns.add_turns(db, db.execute(select(links.c.source_id).where(links.c.id == id)).scalar_one(), {host})
    return {"url": url, "key": key, "host": host}


def tie_links(db: Connection, page: PageId, key: str, article: ArticleId) -> None:
    """The links to that address key and to that page lead to the article: from now on they are looks at it."""
    shown = db.execute(select(pages.c.key, pages.c.requested_key).where(pages.c.id == page)).one()
    keys = {key, shown.key, shown.requested_key or key}
    db.execute(update(links).where(links.c.key.in_(keys)).values(article_id=article, rank=turns.LOOK))


# ---------------------------------------------------------------- hosts and the clock


def note_asked(db: Connection, host: str, at: datetime, delay_s: float, pace_s: float = 0.0) -> None:
    """The host was asked then; `delay_s` is the crawl-delay it wants, as known now. It outlives the program.

    Until that, and the source's pace, are over, the host is not free (`due_links`).
    """
    free_at = at + timedelta(seconds=max(delay_s, pace_s))
    dialect.upsert(db, hosts, ["host"], host=host.lower(), asked_at=at, delay_s=delay_s, free_at=free_at)


def note_host_failing(db: Connection, host: str, is_failing: bool) -> int:
    """Count an answer of the host that was a failure, or that it answers again; how many failures in a row it had."""
    if not is_failing:
        db.execute(_HOST_ANSWERS, {"name": host.lower()})
        return 0
    found: int | None = db.execute(_HOST_FAILS, {"name": host.lower()}).scalar()
    return found or 0


def save_host_signals(db: Connection, host: str, signals: Sequence[Signal]) -> None:
    """What the host says about the use of all its pages (robots.txt, tdmrep.json), in the place of what it said."""
    dialect.upsert(db, hosts, ["host"], host=host.lower(), signals=tuple(signals))


def host_signals(db: Connection, host: str) -> tuple[Signal, ...]:
    """What the host said last about the use of all its pages."""
    found: tuple[Signal, ...] | None = db.execute(select(hosts.c.signals).where(hosts.c.host == host.lower())).scalar()
    return found or ()


def set_host_wait(db: Connection, host: str, until: datetime, reason: str) -> None:
    """Ask the host nothing until then. It outlives the program."""
    dialect.upsert(db, hosts, ["host"], host=host.lower(), wait_until=until, wait_reason=reason)


def mend_clock(db: Connection, now: datetime) -> int:
    """What a clock that ran ahead put off further than anything ever is, is due now; how much that was."""
    listing, link, wait = (now + longest for longest in (LISTING_LONGEST, LINK_LONGEST, WAIT_LONGEST))
    found = db.execute(update(listings).where(listings.c.active, listings.c.next_at > listing).values(next_at=now))
    more = db.execute(update(links).where(links.c.next_at > link).values(next_at=now))
    db.execute(update(hosts).where(hosts.c.wait_until > wait).values(wait_until=None))
    db.execute(update(hosts).where(hosts.c.free_at > wait).values(free_at=None, asked_at=None))
    return found.rowcount + more.rowcount


def next_due_at(db: Connection) -> datetime | None:
    """The earliest instant at which a listing or link may be asked; None when none ever is.

    Waits and crawl-delays of hosts count; what belongs to a paused or removed source does not.
    """
    first = (turns.earliest(db, listings, listings.c.active), turns.earliest(db, links, links.c.next_at.is_not(None)))
    return min((at for at in first if at is not None), default=None)
