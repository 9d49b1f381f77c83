"""A page that was read in; articles that it shows to be one at two addresses joined, events of all it concerns out."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, or_, select

from masdar.model import Article, ArticleId, PageId
from masdar.store import cards, events, versions
from masdar.store.tables import articles, pages

# The part of the shorter text that the longer one has, paragraph by paragraph: a move, an edit on the way included.
_ALIKE = 0.5


def follow(db: Connection, page: PageId) -> None:
    """Join what the page shows to be one article, and bring the events of all articles it concerns up to date."""
    for id in events.concerned(db, page):
        keys = events.keys_of(db, id)  # none when the article was joined with one before it
        while keys and (other := _same_elsewhere(db, id, keys)) is not None:
            id, lost = min(id, other), max(id, other)
            versions.merge_articles(db, id, lost)
            keys = events.keys_of(db, id)
        if keys:
            events.refresh_events(db, id, keys)


def _same_elsewhere(db: Connection, id: ArticleId, own: Collection[str]) -> ArticleId | None:
    """Another article that is this one under another address."""
    return next((each for each in _neighbours(db, id, own) if _are_alike(db, id, each)), None)


def _neighbours(db: Connection, id: ArticleId, own: Collection[str]) -> list[ArticleId]:
    """Other articles of the source at an address of this one, or at one that leads to it or that it leads to.

    That one address led to both is not enough: "/latest" leads to another article every day.
    """
    asked = select(pages.c.requested_key).where(pages.c.article_id == id, pages.c.requested_key.is_not(None))
    led = events.led_to_from(db, own) | events.leading_to(db, own)
    near = {*own, *led, *db.execute(asked.distinct()).scalars()}
    here = or_(pages.c.key.in_(near), pages.c.article_key.in_(near), pages.c.requested_key.in_(own))
    found = set(db.execute(select(pages.c.article_id).where(here, pages.c.article_id != id)).scalars())
    if not found:
        return []
    # Asked for by itself: with the source in the query above, SQLite walks through all pages of the source.
    source = select(articles.c.source_id).where(articles.c.id == id).scalar_subquery()
    own_source = select(articles.c.id).where(articles.c.id.in_(found), articles.c.source_id == source)
    return [ArticleId(each) for each in db.execute(own_source.order_by(articles.c.id)).scalars()]


def _are_alike(db: Connection, one: ArticleId, other: ArticleId) -> bool:
    """Whether some text that the one had is one that the other had."""
    states = cards.states_of(db, [one, other])
    return any(is_like(a.reading.article, b.reading.article) for a in states[one] for b in states[other])


def is_like(one: Article, other: Article) -> bool:
    """Whether at least half of the shorter text stands in the longer, whole paragraphs counted by their length."""
    shorter, longer = sorted((one.paragraphs, other.paragraphs), key=lambda text: sum(map(len, text)))
    shared = sum(len(paragraph) for paragraph in shorter if paragraph in set(longer))
    return shared > 0 and shared >= _ALIKE * sum(map(len, shorter))
