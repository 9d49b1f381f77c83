"""In: a request about edits and a connection to the archive. Out: lists and feeds of edits, two versions compared."""

from __future__ import annotations

from collections.abc import Callable

from masdar.model import ArticleId, PageId, SourceId, Version
from masdar.serve import feeds
from masdar.serve.desk import Desk
from masdar.serve.edit_view import Listed, about_words, lines_of, listed, notice_words
from masdar.serve.feeds import Entry, Feed, feed_of
from masdar.serve.pages import Ask
from masdar.serve.timeline import told_of
from masdar.serve.view import View
from masdar.store import Connection, articles, edits, sources

# A page of a list, and what readers keep of a feed between two visits.
PAGE_EDITS, FEED_EDITS = 20, 40
# Comparing whole versions: places, and words of one stretch when the source allows its full text.
MOST_COMPARED, COMPARED_WORDS = 80, 600
INLINE, SIDE = "inline", "side"


def all_edits(desk: Desk, db: Connection, view: View, ask: Ask) -> str | None:
    """Silent edits, the last seen first; `all` also those that are announced or change only spelling."""
    chosen, everything = ask.words("source"), bool(ask.words("all"))
    source = sources.get_source(db, SourceId(chosen)) if chosen else None
    if chosen and source is None:
        return None
    before = ask.number("before")
    place = edits.place_of(db, PageId(before)) if before is not None else None
    found = edits.recent_edits(
        db, PAGE_EDITS + 1, source=source.id if source else None, before=place, silent=not everything
    )
    return desk.render(
        "edits.html",
        view,
        source=source,
        everything=everything,
        listed=listed(db, found[:PAGE_EDITS]),
        older=found[PAGE_EDITS - 1].page if len(found) > PAGE_EDITS else None,
        first_page=before is None,
        about_words=about_words,
        notice_words=notice_words,
    )


def comparison(desk: Desk, db: Connection, view: View, ask: Ask) -> str | None:
    """Two versions beside each other: by page (`old`, `new`: for good), by number (`from`, `to`), or the last two."""
    record = articles.get_article(db, ArticleId(ask.id)) if ask.id is not None else None
    if record is None or len(record.versions) < 2:
        return None
    old = _chosen(record.versions, ask.number("old"), ask.number("from"), record.versions[-2])
    new = _chosen(record.versions, ask.number("new"), ask.number("to"), record.versions[-1])
    if old is None or new is None:
        return None
    old, new = sorted((old, new), key=lambda version: version.number)
    return desk.render(
        "versions.html",
        view,
        card=record.card,
        record=record,
        old=old,
        new=new,
        told=told_of(record.card, old, new, MOST_COMPARED, COMPARED_WORDS),
        layout=SIDE if ask.words("view") == SIDE else INLINE,
        about_words=about_words,
        notice_words=notice_words,
    )


def _chosen(versions: tuple[Version, ...], page: int | None, number: int | None, default: Version) -> Version | None:
    if page is None and number is None:
        return default
    return next((each for each in versions if each.page == page or (page is None and each.number == number)), None)


# ---------------------------------------------------------------- feeds


def _feed(desk: Desk, db: Connection, view: View, source: str | None, form: str) -> Feed | None:
    card = sources.get_source(db, SourceId(source)) if source is not None else None
    if source is not None and card is None:
        return None
    found = listed(db, edits.recent_edits(db, FEED_EDITS, source=card.id if card else None))
    name = card.name if card else desk.settings.title
    own = f"/source/{card.id}/edits.{form}" if card else f"/edits.{form}"
    path = f"/edits?source={card.id}" if card else "/edits"
    title = str(view.say("edits.feed_title", name=name))
    return feed_of(title, path, own, (_entry(each, view) for each in found), view)


def _entry(each: Listed, view: View) -> Entry:
    card = each.card
    return Entry(
        url=view.absolute(each.path),
        original=card.url,
        title=str(view.say("edits.entry_title", what=about_words(each.revised.about, view), title=card.title)),
        summary="",
        language=None,
        direction=view.direction,
        published=each.edited.at,
        updated=each.edited.at,
        outlet=card.source.name,
        outlet_home=card.source.home,
        credits=(card.source.name,),
        lines=tuple(lines_of(each, view)),
    )


def _of(
    form: str, *, of_source: bool, write: Callable[[Feed, View], bytes]
) -> Callable[[Desk, Connection, View, Ask], bytes | None]:
    def answer(desk: Desk, db: Connection, view: View, ask: Ask) -> bytes | None:
        feed = _feed(desk, db, view, ask.name if of_source else None, form)
        return write(feed, view) if feed is not None else None

    return answer


edits_atom = _of("atom", of_source=False, write=feeds.atom)
edits_json = _of("json", of_source=False, write=feeds.json_feed)
source_atom = _of("atom", of_source=True, write=feeds.atom)
source_json = _of("json", of_source=True, write=feeds.json_feed)
