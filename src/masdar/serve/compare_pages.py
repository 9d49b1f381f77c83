"""In: a story's number, and of one report its own, with the archive. Out: what reports made of the base, as pages."""

from __future__ import annotations

from masdar.model import ArticleId, Comparison, StoryId
from masdar.serve import compare_view
from masdar.serve.desk import Desk
from masdar.serve.pages import Ask
from masdar.serve.view import View
from masdar.store import Connection, cards, comparisons, stories
from masdar.store.records import ArticleRecord

# Page weight: reports beside each other in the overview (columns), passages of one report on a page.
REPORTS, ROWS = 6, 40


def overview(desk: Desk, db: Connection, view: View, ask: Ask) -> str | None:
    """All reports of a story against its base, some at a time."""
    story = next(iter(stories.story_cards(db, [StoryId(ask.id)])), None) if ask.id is not None else None
    if story is None:
        return None
    members = stories.articles_of(db, story.id)
    compared = comparisons.compared(db, members)
    page = max(ask.number("page", 1) or 1, 1)
    if (page - 1) * REPORTS >= max(len(compared), 1):
        return None
    in_order = sorted(comparisons.comparisons_of(db, compared), key=compare_view.weight, reverse=True)
    found = in_order[(page - 1) * REPORTS : page * REPORTS]
    base, records = _records(db, found)
    if found and base is None:
        return None
    shown = [each for each in found if each.article in records]
    listed, more = compare_view.matrix(shown, base) if base else ((), 0)
    return desk.render(
        "compare.html",
        view,
        story=story,
        base=base,
        base_is=shown[0].base_is if shown else "earliest",
        told=[compare_view.told(each, base, records[each.article]) for each in shown] if base else [],
        rows=listed,
        more=more,
        apart=len(members) - len(compared) - (1 if base and base.card.id in members else 0),
        compared=len(compared),
        page=page,
        pages=-(-len(compared) // REPORTS),
    )


def report(desk: Desk, db: Connection, view: View, ask: Ask) -> str | None:
    """One report side by side with the base."""
    number = Ask(ask.beside, ask.query).id
    if ask.id is None or number is None:
        return None
    known = stories.stories_of(db, [ArticleId(number)]).get(ArticleId(number))
    found = comparisons.get_comparison(db, ArticleId(number)) if known == ask.id else None
    if found is None:
        return None
    base, records = _records(db, [found])
    record = records.get(found.article)
    page = max(ask.number("page", 1) or 1, 1)
    if base is None or record is None or (page - 1) * ROWS >= max(len(found.passages), 1):
        return None
    return desk.render(
        "compare_report.html",
        view,
        story=next(iter(stories.story_cards(db, [StoryId(ask.id)])), None),
        base=base,
        record=record,
        told=compare_view.told(found, base, record),
        titles=compare_view.titles(base, record),
        rows=compare_view.rows(found, base, record)[(page - 1) * ROWS : page * ROWS],
        page=page,
        pages=-(-len(found.passages) // ROWS),
    )


def _records(
    db: Connection, found: list[Comparison] | tuple[Comparison, ...]
) -> tuple[ArticleRecord | None, dict[ArticleId, ArticleRecord]]:
    """The base and the reports. Two comparisons of a story have one base, but for a moment while it changes."""
    ids = dict.fromkeys(id for each in found for id in (each.base, each.article))
    records = {record.card.id: record for record in cards.article_records(db, list(ids))}
    return (records.get(found[0].base) if found else None), records
