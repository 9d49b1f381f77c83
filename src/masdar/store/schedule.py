"""When to ask whom: listings and links in, those that are due at an instant out, and hosts that asked us to wait."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, case, func, select, update

from masdar.model import ArticleId, PageId, Source, SourceId
from masdar.store import dialect
from masdar.store.addresses import address_key, host_of
from masdar.store.records import DueLink, DueListing
from masdar.store.tables import hosts, links, listings, pages, sources

# 15 minutes: how often a listing is asked until its own history says better (engines.md's reckoning for feeds).
FIRST_EVERY_S = 900.0


# ---------------------------------------------------------------- listings


def save_listings(db: Connection, source: Source, now: datetime) -> None:
    """The source's listings are asked from now on, and no others of it. Known ones keep their schedule."""
    db.execute(update(listings).where(listings.c.source_id == source.id).values(active=False))
    for listing in source.listings:
        at = and_(listings.c.source_id == source.id, listings.c.url == listing.url)
        known = db.execute(update(listings).where(at).values(active=True, kind=listing.kind)).rowcount
        if not known:
            row = {"source_id": source.id, "url": listing.url, "kind": listing.kind, "host": host_of(listing.url)}
            db.execute(listings.insert().values(**row, active=True, next_at=now, every_s=FIRST_EVERY_S))


def due_listings(db: Connection, now: datetime, limit: int) -> tuple[DueListing, ...]:
    """Listings to ask now, the longest overdue first; none of a host that told us to wait."""
    query = (
        select(listings, sources.c.document)
        .join(sources)
        .where(listings.c.active, listings.c.next_at <= now, ~_waiting(listings.c.host, now))
        .order_by(listings.c.next_at, listings.c.id)
        .limit(limit)
    )
    return tuple(
        DueListing(row.id, row.url, row.kind, row.document, row.etag, row.last_modified, row.every_s)
        for row in db.execute(query)
    )


def finish_listing(
    db: Connection,
    id: int,
    *,
    next_at: datetime,
    every_s: float,
    etag: str | None,
    last_modified: str | None,
    outcome: str,
) -> None:
    """Note how asking the listing went and when to ask it next."""
    row = {"next_at": next_at, "every_s": every_s, "etag": etag, "last_modified": last_modified, "outcome": outcome}
    db.execute(update(listings).where(listings.c.id == id).values(**row))


# ---------------------------------------------------------------- links


def add_links(db: Connection, source_id: SourceId, urls: Iterable[str], now: datetime) -> int:
    """Make those addresses due that we neither know as links nor hold a page of; how many they were."""
    by_key: dict[str, str] = {}
    for url in urls:
        by_key.setdefault(address_key(url), url)
    new = 0
    for keys in dialect.portions(by_key):
        known = _known(db, keys)
        rows: list[dict[str, object]] = [
            {
                "key": key,
                "source_id": source_id,
                "url": by_key[key],
                "host": host_of(by_key[key]),
                "found_at": now,
                "next_at": now,
                "tries": 0,
            }
            for key in keys
            if key not in known
        ]
        dialect.insert_new(db, links, rows)
        new += len(rows)
    return new


def _known(db: Connection, keys: list[str]) -> set[str]:
    found: set[str] = set()
    for column in (links.c.key, pages.c.key, pages.c.requested_key):
        found.update(db.execute(select(column).where(column.in_(keys))).scalars())
    return found


def due_links(db: Connection, now: datetime, limit: int) -> tuple[DueLink, ...]:
    """Addresses to fetch now: new links before articles due for another look, newest finds first.

    Sources take turns, so that one with ten thousand links does not keep the others waiting. Links found at one
    time come in the order they were listed; none of a host that told us to wait.
    """
    is_look = case((links.c.article_id.is_(None), 0), else_=1)
    newest = case((links.c.article_id.is_(None), links.c.found_at), else_=None).desc()
    order = (newest, links.c.next_at, links.c.id)
    turn = func.row_number().over(partition_by=(links.c.source_id, is_look), order_by=order)
    due = (
        select(links.c.id, is_look.label("look"), turn.label("turn"))
        .where(links.c.next_at <= now, ~_waiting(links.c.host, now))
        .subquery()
    )
    query = (
        select(links, sources.c.document)
        .join(due, due.c.id == links.c.id)
        .join(sources, sources.c.id == links.c.source_id)
        .order_by(due.c.look, due.c.turn, *order)
        .limit(limit)
    )
    return tuple(
        DueLink(row.id, row.url, row.document, row.article_id, row.etag, row.last_modified, row.tries, row.found_at)
        for row in db.execute(query)
    )


def finish_link(
    db: Connection,
    id: int,
    *,
    outcome: str,
    next_at: datetime | None,
    etag: str | None,
    last_modified: str | None,
) -> None:
    """Note how fetching went and when to look again (None: never)."""
    row = {"outcome": outcome, "next_at": next_at, "etag": etag, "last_modified": last_modified}
    db.execute(update(links).where(links.c.id == id).values(**row, tries=links.c.tries + 1))


def tie_links(db: Connection, page: PageId, key: str, article: ArticleId) -> None:
    """The links to that address key and to that page lead to the article: from now on they are looks at it."""
    shown = db.execute(select(pages.c.key, pages.c.requested_key).where(pages.c.id == page)).one()
    keys = {key, shown.key, shown.requested_key or key}
    db.execute(update(links).where(links.c.key.in_(keys)).values(article_id=article))


# ---------------------------------------------------------------- hosts and the clock


def host_wait(db: Connection, host: str) -> datetime | None:
    """Until when the host told us to wait, as last noted (it may be over)."""
    found: datetime | None = db.execute(select(hosts.c.wait_until).where(hosts.c.host == host.lower())).scalar()
    return found


def set_host_wait(db: Connection, host: str, until: datetime, reason: str) -> None:
    """Ask the host nothing until then. It outlives the program."""
    dialect.upsert(db, hosts, ["host"], host=host.lower(), wait_until=until, wait_reason=reason)


def next_due_at(db: Connection) -> datetime | None:
    """The earliest instant at which a listing or link is due, waiting hosts counted; None when nothing ever is."""
    listing = _first(db, listings.c.next_at, listings.c.host, listings.c.active)
    link = _first(db, links.c.next_at, links.c.host, links.c.next_at.is_not(None))
    return min((at for at in (listing, link) if at is not None), default=None)


def _first(
    db: Connection, next_at: ColumnElement[datetime], host: ColumnElement[str], holds: ColumnElement[bool]
) -> datetime | None:
    """The least of (next_at, or the end of its host's wait if that is later)."""
    later = and_(hosts.c.host == host, hosts.c.wait_until > next_at)
    free = select(func.min(next_at)).where(holds, ~select(hosts.c.host).where(later).exists())
    held = select(func.min(hosts.c.wait_until)).where(holds, later)
    found = (db.execute(query).scalar() for query in (free, held))
    return min((at for at in found if at is not None), default=None)


def _waiting(host: ColumnElement[str], now: datetime) -> ColumnElement[bool]:
    return host.in_(select(hosts.c.host).where(hosts.c.wait_until > now))
