"""What pages showed of an article in, its states over time out, and the article's row kept true to the last of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import Connection, delete, func, select, update

from masdar.model import Article, ArticleId, PageId, Reading
from masdar.store import cards, comparisons, dialect, edits, events, quotations, relations, search, statements, stories
from masdar.store.records import PageRecord
from masdar.store.tables import articles, links, pages, versions
from masdar.store.tables import edits as edit_table
from masdar.store.tables import events as event_table

# Characters: what a card shows of a text; the display policy may show less.
_EXCERPT = 300
# PostgreSQL indexes at most 2,704 bytes of a text; a longer label is no section's name anyway.
_LONGEST_SECTION = 200


# When a page was fetched, and its number.
Sighting: TypeAlias = tuple[datetime, PageId]


@dataclass(frozen=True, slots=True)
class State:
    """A text that an article had: first shown by `page`; `reading` was made from `read_page`, the last to show it."""

    page: PageId
    seen_at: datetime
    read_page: PageId
    read_at: datetime
    reading: Reading


def with_page(
    states: Sequence[State], page: PageRecord, reading: Reading, seen: Sequence[Sighting] = ()
) -> tuple[State, ...]:
    """The states when that page reads so. Pages may come in any order, and again with another reading.

    `seen`: all pages that show the article, as far as they were read. A state keeps the first and the last of its
    own only; they say where it goes on when another text turns out to lie between.
    """
    own = State(page.id, page.fetched_at, page.id, page.fetched_at, reading)
    return _collapsed([*_split(without_page(states, page.id, seen), own, seen), own])


def without_page(states: Sequence[State], id: PageId, seen: Sequence[Sighting] = ()) -> tuple[State, ...]:
    """The states when nothing was read from that page; a text that another page shows too stays."""
    found: list[State] = []
    for state in states:
        if state.page != id:
            is_last = state.read_page == id
            found.append(replace(state, read_page=state.page, read_at=state.seen_at) if is_last else state)
        elif state.read_page != id:
            found.append(_from(state, (state.seen_at, id), seen))
    return _collapsed(found)


def _split(states: Sequence[State], own: State, seen: Sequence[Sighting]) -> list[State]:
    """A text shown both before and after `own`, which is another text, was there twice."""
    found: list[State] = []
    for state in states:
        is_between = (state.seen_at, state.page) < (own.seen_at, own.page) < (state.read_at, state.read_page)
        if is_between and not has_same_text(state.reading, own.reading):
            found += [_until(state, (own.seen_at, own.page), seen), _from(state, (own.seen_at, own.page), seen)]
        else:
            found.append(state)
    return found


def _until(state: State, end: Sighting, seen: Sequence[Sighting]) -> State:
    """The part of the state before that page: no page in between showed another text, or the state would end there."""
    first = (state.seen_at, state.page)
    at, page = max((each for each in seen if first < each < end), default=first)
    return replace(state, read_page=page, read_at=at)


def _from(state: State, since: Sighting, seen: Sequence[Sighting]) -> State:
    """The part of the state after that page: from the next that shows it on."""
    last = (state.read_at, state.read_page)
    at, page = min((each for each in seen if since < each < last), default=last)
    return replace(state, page=page, seen_at=at)


def _collapsed(states: Sequence[State]) -> tuple[State, ...]:
    """In order of time, neighbours with one text as one."""
    found: list[State] = []
    for state in sorted(states, key=lambda state: (state.seen_at, state.page)):
        if found and has_same_text(found[-1].reading, state.reading):
            found[-1] = _merged(found[-1], state)
        else:
            found.append(state)
    return tuple(found)


def _merged(first: State, second: State) -> State:
    """Two neighbours with one text: seen since the first, with what the page read last says about it."""
    last = max(first, second, key=lambda state: (state.read_at, state.read_page))
    return State(first.page, first.seen_at, last.read_page, last.read_at, last.reading)


def has_same_text(one: Reading, other: Reading) -> bool:
    """Whether the two readings have the same title and paragraphs."""
    return (one.article.title, one.article.paragraphs) == (other.article.title, other.article.paragraphs)


# ---------------------------------------------------------------- filing


def file_page(db: Connection, id: ArticleId, page: PageRecord, reading: Reading) -> bool:
    """Add what the page shows to the states of an article that has some; whether that made one more of them."""
    before = _states(db, id)
    after = with_page(before, page, reading, _seen(db, id))
    _save_states(db, id, before, after)
    _refresh(db, id, before[-1].reading, after)
    return len(after) > len(before)


def file_first_page(db: Connection, key: str, page: PageRecord, reading: Reading) -> ArticleId:
    """A new article under that address key, with the page as its only state."""
    row = card_values(reading.article) | {"source_id": page.source, "key": key, "first_seen": page.fetched_at}
    query = articles.insert().returning(articles.c.id)
    id = ArticleId(db.execute(query, row | {"versions": 1, "related": False}).scalar_one())
    _save_states(db, id, (), with_page((), page, reading))
    search.index_article(db, id, reading.article)
    return id


def withdraw_page(db: Connection, id: PageId, article: ArticleId) -> None:
    """Take back what was read from the page for that article; an article that no page shows is gone."""
    db.execute(update(pages).where(pages.c.id == id).values(article_id=None))
    states = _states(db, article)
    after = without_page(states, id, _seen(db, article))
    if after:
        _save_states(db, article, states, after)
        _refresh(db, article, states[-1].reading, after)
        events.refresh_events(db, article)
    else:
        _forget_article(db, article)


def merge_articles(db: Connection, kept: ArticleId, lost: ArticleId) -> None:
    """Make two articles one, which has the number `kept`, the pages of both and the texts of both."""
    before, others = _states(db, kept), _states(db, lost)
    for table in (pages, links):
        db.execute(update(table).where(table.c.article_id == lost).values(article_id=kept))
    _forget_article(db, lost)
    states, seen = before, _seen(db, kept)
    for state in others:
        for id in dict.fromkeys((state.page, state.read_page)):
            row = db.execute(select(pages).where(pages.c.id == id)).one()
            states = with_page(states, cards.page_record(row), state.reading, seen)
    _save_states(db, kept, before, states)
    _refresh(db, kept, before[-1].reading, states)


def _seen(db: Connection, id: ArticleId) -> list[Sighting]:
    query = select(pages.c.fetched_at, pages.c.id).where(pages.c.article_id == id)
    return [(row.fetched_at, row.id) for row in db.execute(query.order_by(pages.c.fetched_at, pages.c.id))]


def _states(db: Connection, id: ArticleId) -> tuple[State, ...]:
    rows = cards.states_of(db, [id]).get(id, [])
    return tuple(State(row.page_id, row.seen_at, row.read_page_id, row.read_at, row.reading) for row in rows)


def _save_states(db: Connection, id: ArticleId, before: Sequence[State], after: Sequence[State]) -> None:
    for state in before:
        if state not in after:
            gone = (versions.c.article_id == id) & (versions.c.page_id == state.page)
            db.execute(delete(versions).where(gone))
    rows = [_row(state) | {"article_id": id} for state in after if state not in before]
    if rows:
        db.execute(versions.insert(), rows)
    edits.refresh_edits(db, id, {state.page for state in after if state not in before})


def _row(state: State) -> dict[str, object]:
    return {
        "page_id": state.page,
        "read_page_id": state.read_page,
        "seen_at": state.seen_at,
        "read_at": state.read_at,
        "reading": state.reading,
    }


def _refresh(db: Connection, id: ArticleId, shown: Reading, states: Sequence[State]) -> None:
    """Bring row, search index, relations and story of the article up to date. `shown`: its reading until now."""
    reading = states[-1].reading
    first = db.execute(select(func.min(pages.c.fetched_at)).where(pages.c.article_id == id)).scalar()
    first_seen = min(first or states[0].seen_at, states[0].seen_at)
    row = card_values(reading.article) | {"first_seen": first_seen, "versions": len(states)}
    known_since = db.execute(select(articles.c.first_seen).where(articles.c.id == id)).scalar_one()
    if (reading, first_seen) != (shown, known_since):
        row["related"] = False
    db.execute(update(articles).where(articles.c.id == id).values(**row))
    if not has_same_text(reading, shown):
        dialect.forget_words(db, id)
        search.index_article(db, id, reading.article)
        relations.clear_relations(db, id)
        comparisons.clear_comparisons(db, id)
    story = stories.stories_of(db, [id]).get(id)
    if story is not None:
        stories.refresh_story(db, story)


def _forget_article(db: Connection, id: ArticleId) -> None:
    dialect.forget_words(db, id)
    relations.clear_relations(db, id)
    comparisons.clear_comparisons(db, id)
    quotations.forget_quoted(db, [id])
    statements.forget_reports(db, [id])
    stories.leave_story(db, id)
    db.execute(update(links).where(links.c.article_id == id).values(article_id=None))
    db.execute(update(pages).where(pages.c.article_id == id).values(article_id=None))
    db.execute(delete(versions).where(versions.c.article_id == id))
    db.execute(delete(event_table).where(event_table.c.article_id == id))
    db.execute(delete(edit_table).where(edit_table.c.article_id == id))
    db.execute(delete(articles).where(articles.c.id == id))


def card_values(article: Article) -> dict[str, object]:
    """The columns that lists of articles show."""
    return {
        "url": article.url,
        "title": article.title,
        "excerpt": _excerpt(article),
        "direction": article.direction,
        "language": article.language,
        "section": article.section[:_LONGEST_SECTION] if article.section else None,
        "image": article.image,
        "published": article.published,
        "published_at": article.published.instant if article.published else None,
    }


def _excerpt(article: Article) -> str:
    """The beginning of the text, cut between words."""
    text = " ".join(article.paragraphs)
    if len(text) <= _EXCERPT:
        return text
    space = text.rfind(" ", 0, _EXCERPT)
    return text[: space if space > 0 else _EXCERPT].rstrip(" ،,؛;:") + "…"
