"""A page that was read in; articles that it shows to be one at two addresses joined, events of all it concerns out."""

from __future__ import annotations

from sqlalchemy import Connection, or_, select

from masdar.model import Article, ArticleId, PageId
from masdar.store import cards, events, versions
from masdar.store.tables import articles, pages

# The part of the shorter text that the longer one has, paragraph by paragraph: a move, an edit on the way included.
_ALIKE = 0.5


def follow(db: Connection, page: PageId) -> None:
    """Join what the page shows to be one article, and bring the events of all articles it concerns up to date."""
    for id in events.concerned(db, page):
        if db.execute(select(articles.c.id).where(articles.c.id == id)).scalar() is not None:
            events.refresh_events(db, _joined(db, id))


def _joined(db: Connection, id: ArticleId) -> ArticleId:
    """The article with all that are the same under another address; its number is the lowest of them."""
    while (other := next((each for each in _neighbours(db, id) if _are_alike(db, id, each)), None)) is not None:
        id, lost = min(id, other), max(id, other)
        versions.merge_articles(db, id, lost)
    return id


def _neighbours(db: Connection, id: ArticleId) -> list[ArticleId]:
    """Other articles of the source at an address of this one, or at one that leads to it or that it leads to.

    That one address led to both is not enough: "/latest" leads to another article every day.
    """
    own = set(events.keys_of(db, id))
    mine = pages.c.article_id == id
    asked = {key for key in db.execute(select(pages.c.requested_key).where(mine).distinct()).scalars() if key}
    near = own | asked | events.led_to_from(db, own) | events.leading_to(db, own)
    here = or_(pages.c.key.in_(near), pages.c.article_key.in_(near), pages.c.requested_key.in_(own))
    source = select(articles.c.source_id).where(articles.c.id == id).scalar_subquery()
    query = select(pages.c.article_id).where(here, pages.c.article_id != id, pages.c.source_id == source)
    return [ArticleId(each) for each in db.execute(query.distinct().order_by(pages.c.article_id)).scalars()]


def _are_alike(db: Connection, one: ArticleId, other: ArticleId) -> bool:
    """Whether some text that the one had is one that the other had."""
    states = cards.states_of(db, [one, other])
    return any(is_like(a.reading.article, b.reading.article) for a in states[one] for b in states[other])


def is_like(one: Article, other: Article) -> bool:
    """Whether at least half of the shorter text stands in the longer, whole paragraphs counted by their length."""
    shorter, longer = sorted((one.paragraphs, other.paragraphs), key=lambda text: sum(map(len, text)))
    shared = sum(len(paragraph) for paragraph in shorter if paragraph in set(longer))
    return shared > 0 and shared >= _ALIKE * sum(map(len, shorter))
