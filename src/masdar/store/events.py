"""What became of an article at its addresses: the pages that came for them in, events out, kept beside its versions.

`happenings` is pure: the same looks give the same events in whatever order they came.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Column, ColumnElement, Connection, Row, delete, or_, select, union

from masdar.model import ArticleId, Event, PageId
from masdar.store import dialect
from masdar.store.tables import articles, events, pages
from masdar.text.addresses import is_front_page

# RFC 9110, 15.5.5 and 15.5.11; RFC 7725: taken away for legal reasons.
GONE = (404, 410, 451)
# RFC 9110, 15.4.2 and 15.4.9: the address itself has changed, for good.
FOR_GOOD = (301, 308)
# Redirects that an archive holds one by one are followed so far; our own fetcher follows no more either.
MOST_HOPS = 5

# What came for an address of the article: itself, another article, a page without one (a home page, a section), a page
# without text, nothing that says anything, or a redirect to where we never were.
Shows = Literal["itself", "another", "no-article", "no-text", "nothing", "unknown"]


@dataclass(frozen=True, slots=True)
class Look:
    """A page that came for one of an article's addresses. `asked`: the key of that address. `key` and `url`: where the
    page came from, or where it leads. `home`: the key that the article is filed under by it. `led_by`: the status that
    led there."""

    page: PageId
    at: datetime
    asked: str
    key: str
    url: str
    status: int
    shows: Shows
    home: str | None = None
    led_by: int | None = None


@dataclass(slots=True)
class _Course:
    """How the article stands while its looks pass by. `home` is the key it is filed under now, `homes` are all it ever
    had; `alive` are those of its addresses that answer with it."""

    home: str | None = None
    homes: set[str] = field(default_factory=set)
    alive: set[str] = field(default_factory=set)
    is_away: bool = False
    found: list[Event] = field(default_factory=list)

    def note(self, event: Event) -> None:
        """The same answer once more is no event."""
        last = self.found[-1] if self.found else None
        if last is None or (last.kind, last.status, last.url) != (event.kind, event.status, event.url):
            self.found.append(event)


def happenings(looks: Iterable[Look]) -> tuple[Event, ...]:
    """The events in order of time. What came before the article was first seen is none."""
    course = _Course()
    for look in sorted(looks, key=lambda look: (look.at, look.page)):
        if look.shows == "itself":
            _came(course, look)
        elif course.home is not None:
            _went(course, look)
    return tuple(course.found)


def _came(course: _Course, look: Look) -> None:
    """The article: where it was, there once more, or where an address leads that it was filed under."""
    home = look.home or look.key
    if look.asked in course.homes and look.asked not in (home, look.key):
        course.note(Event("moved", look.at, look.page, look.led_by or look.status, look.url))
    elif course.is_away:
        course.note(Event("back", look.at, look.page, look.status))
    course.home, course.is_away = home, False
    course.homes.add(home)
    course.alive.discard(look.asked)
    course.alive.add(look.key)


def _went(course: _Course, look: Look) -> None:
    """Something else came. It counts at the address that the article is filed under, or where no other answers."""
    event = _departure(look)
    if event is None:
        return
    course.alive.discard(look.asked)
    if look.asked == course.home or not course.alive:
        course.note(event)
        course.is_away = True


def _departure(look: Look) -> Event | None:
    """What the answer says of the article; None when it says nothing for certain.

    A page that is no article any more under its own address is none: a new design that the reader does not understand
    would delete a whole newspaper (docs/decisions/0007-what-counts-as-deleted.md).
    """
    if look.status in GONE:
        return Event("gone", look.at, look.page, look.status)
    if look.key == look.asked:
        return None
    status = look.led_by or look.status
    if look.shows == "no-article" or (look.shows == "no-text" and status in FOR_GOOD) or is_front_page(look.url):
        return Event("gone", look.at, look.page, status, look.url)
    return Event("moved", look.at, look.page, status, look.url) if look.shows in ("another", "unknown") else None


def gone_since(happened: Sequence[Event]) -> datetime | None:
    """Since when the article is gone, when the last of its events says that it is."""
    since = None
    for event in reversed(happened):
        if event.kind != "gone":
            break
        since = event.at
    return since


# ---------------------------------------------------------------- asking


def events_of(db: Connection, ids: Iterable[ArticleId]) -> Mapping[ArticleId, tuple[Event, ...]]:
    """The events of each of the articles that has some, in order of time."""
    found: dict[ArticleId, list[Event]] = defaultdict(list)
    for portion in dialect.portions(ids):
        query = select(events).where(events.c.article_id.in_(portion)).order_by(events.c.at, events.c.page_id)
        for row in db.execute(query):
            found[row.article_id].append(Event(row.kind, row.at, row.page_id, row.status, row.url))
    return {id: tuple(each) for id, each in found.items()}


def keys_of(db: Connection, id: ArticleId) -> dict[str, str]:
    """The address keys of the article: those its pages came from, with the key that each was filed under last, and
    those it was filed under."""
    query = (
        select(articles.c.key.label("filed"), pages.c.key, pages.c.article_key)
        .outerjoin(pages, pages.c.article_id == articles.c.id)
        .where(articles.c.id == id)
        .order_by(pages.c.fetched_at, pages.c.id)
    )
    rows = db.execute(query).all()
    found = {row.key: row.article_key or row.filed for row in rows if row.key}
    return {key: key for key in (*(row.filed for row in rows), *found.values())} | found


def concerned(db: Connection, page: PageId) -> tuple[ArticleId, ...]:
    """The articles for which that page may say something: it came from, was asked by or leads to an address of theirs,
    or a redirect of theirs leads to it."""
    row = db.execute(select(pages).where(pages.c.id == page)).one()
    keys = {key for key in (row.key, row.requested_key, row.led_key) if key}
    keys |= leading_to(db, keys)
    shown = select(pages.c.article_id).where(or_(pages.c.key.in_(keys), pages.c.article_key.in_(keys)))
    filed = select(articles.c.id).where(articles.c.key.in_(keys))
    found = db.execute(union(shown.where(pages.c.article_id.is_not(None)), filed)).scalars()
    return tuple(ArticleId(id) for id in sorted(found))


def leading_to(db: Connection, keys: Iterable[str]) -> set[str]:
    """The addresses from which redirects that are held as pages lead to one of those."""
    return _along(db, keys, pages.c.led_key, pages.c.key)


def led_to_from(db: Connection, keys: Iterable[str]) -> set[str]:
    """The addresses to which redirects that are held as pages lead from one of those."""
    return _along(db, keys, pages.c.key, pages.c.led_key)


def _along(db: Connection, keys: Iterable[str], start: Column[str], end: Column[str]) -> set[str]:
    found: set[str] = set()
    reached = set(keys)
    for _ in range(MOST_HOPS):
        reached = set(db.execute(select(end).where(start.in_(reached), pages.c.led_key.is_not(None))).scalars()) - found
        if not reached:
            break
        found |= reached
    return found


# ---------------------------------------------------------------- noting


def note_event(db: Connection, article: ArticleId, event: Event) -> None:
    """Keep what that page says of the article; a page says one thing, so noting it again changes nothing."""
    row = {"kind": event.kind, "at": event.at, "status": event.status, "url": event.url}
    dialect.upsert(db, events, ["article_id", "page_id"], article_id=article, page_id=event.page, **row)


def refresh_events(db: Connection, article: ArticleId, keys: Mapping[str, str] | None = None) -> None:
    """Bring the article's events up to what its pages say now. `keys`: its addresses, when they are at hand."""
    before = events_of(db, [article]).get(article, ())
    after = happenings(_looks(db, article, keys or keys_of(db, article)))
    kept = {event.page for event in after}
    for event in before:
        if event.page not in kept:
            at = (events.c.article_id == article) & (events.c.page_id == event.page)
            db.execute(delete(events).where(at))
    for event in after:
        if event not in before:
            note_event(db, article, event)


def _looks(db: Connection, id: ArticleId, keys: Mapping[str, str]) -> Iterator[Look]:
    for row in _pages_at(db, keys):
        asked = row.requested_key if row.requested_key in keys else row.key
        if row.led_key is not None:
            yield _led(db, row, asked, keys)
        elif row.article_id == id:
            yield _look(row, asked, "itself", home=row.article_key or keys[row.key])
        elif row.article_id is None or row.key not in keys:
            yield _look(row, asked, _shows(row))


def _pages_at(db: Connection, keys: Mapping[str, str]) -> Sequence[Row[Any]]:
    """The pages that were read and came from, or were asked by, one of those addresses."""
    found: dict[int, Row[Any]] = {}
    for portion in dialect.portions(keys):
        at: ColumnElement[bool] = or_(pages.c.key.in_(portion), pages.c.requested_key.in_(portion))
        found |= {row.id: row for row in db.execute(select(pages).where(at, pages.c.outcome.is_not(None)))}
    return tuple(found.values())


def _look(row: Row[Any], asked: str, shows: Shows, home: str | None = None) -> Look:
    return Look(row.id, row.fetched_at, asked, row.key, row.url, row.status, shows, home, row.led_by)


def _led(db: Connection, row: Row[Any], asked: str, keys: Mapping[str, str]) -> Look:
    """A redirect that an archive holds by itself: what it leads to, over others too, is a page we hold or not."""
    key, url, there = row.led_key, row.led_to, None
    for _ in range(MOST_HOPS):
        newest = select(pages).where(pages.c.key == key, pages.c.outcome.is_not(None))
        there = db.execute(newest.order_by(pages.c.fetched_at.desc(), pages.c.id.desc()).limit(1)).first()
        if key in keys or there is None or there.led_key is None:
            break
        key, url = there.led_key, there.led_to
    shows: Shows = "itself" if key in keys else "unknown" if there is None else _shows(there)
    return Look(row.id, row.fetched_at, asked, key, url, row.status, shows, keys.get(key))


def _shows(row: Row[Any]) -> Shows:
    if row.outcome == "article":
        return "another"
    if row.outcome == "not-an-article" or row.status in GONE:
        return "no-article"
    return "no-text" if row.outcome == "no-text" else "nothing"
