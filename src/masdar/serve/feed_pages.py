"""In: a request for a feed and a connection to the archive. Out: the feed as bytes, or None if there is none."""

from __future__ import annotations

from masdar.model import SourceId, StoryId
from masdar.serve import feeds
from masdar.serve.desk import Desk
from masdar.serve.feeds import Feed, entry_of_article, entry_of_story, feed_of
from masdar.serve.pages import Ask
from masdar.serve.view import View
from masdar.store import Connection, articles, sources, stories

# What readers keep of a feed between two visits; more only costs the weak line.
ENTRIES = 40


def _front(desk: Desk, db: Connection, view: View, own_path: str) -> Feed:
    cards = stories.front(db, ENTRIES)
    return feed_of(desk.settings.title, "/", own_path, (entry_of_story(card, view) for card in cards), view)


def front_atom(desk: Desk, db: Connection, view: View, _: Ask) -> bytes | None:
    return feeds.atom(_front(desk, db, view, "/feed.atom"), view)


def front_rss(desk: Desk, db: Connection, view: View, _: Ask) -> bytes | None:
    return feeds.rss(_front(desk, db, view, "/feed.rss"), view)


def front_json(desk: Desk, db: Connection, view: View, _: Ask) -> bytes | None:
    return feeds.json_feed(_front(desk, db, view, "/feed.json"), view)


def story_atom(desk: Desk, db: Connection, view: View, ask: Ask) -> bytes | None:
    record = stories.get_story(db, StoryId(ask.id)) if ask.id is not None else None
    if record is None:
        return None
    newest = sorted(record.articles, key=lambda article: article.card.first_seen, reverse=True)[:ENTRIES]
    entries = (entry_of_article(article.card, view) for article in newest)
    path = f"/story/{record.card.id}"
    return feeds.atom(
        feed_of(f"{record.card.title} — {desk.settings.title}", path, f"{path}/feed.atom", entries, view), view
    )


def source_atom(desk: Desk, db: Connection, view: View, ask: Ask) -> bytes | None:
    card = sources.source_card(db, SourceId(ask.name))
    if card is None:
        return None
    listed = articles.recent_articles(db, ENTRIES, source=card.source.id)
    path = f"/source/{card.source.id}"
    title = f"{card.source.name} — {desk.settings.title}"
    return feeds.atom(
        feed_of(title, path, f"{path}/feed.atom", (entry_of_article(c, view) for c in listed), view), view
    )
