"""The command that lists what was edited after it was published: edits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer

from masdar import app as wiring
from masdar.cli.options import Data, Json, asked_of, instant
from masdar.cli.showing import one_line, print_json, say
from masdar.errors import NotFound
from masdar.model import Change, Edited, SourceId, Version
from masdar.store import Connection, cards, sources
from masdar.store import edits as filed
from masdar.store.records import ArticleCard
from masdar.text.differences import changes

Of = Annotated[str | None, typer.Argument(metavar="SOURCE", help="A source's id; all sources without it.")]
Since = Annotated[datetime | None, typer.Option("--since", parser=instant, metavar="DATE", help="Seen from then on.")]
Silent = Annotated[bool, typer.Option("--silent", help="Only edits that the text does not announce.")]
Limit = Annotated[int, typer.Option("--limit", min=1, max=1000)]


def edits(
    source: Of = None,
    since: Since = None,
    silent: Silent = False,
    limit: Limit = 50,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """List articles that were edited after they were published, the last seen first, and what changed in them.

    Exit status 1 when there are none. Example:

        masdar edits --silent --since 2026-11-01
    """
    with wiring.open_desk(asked_of(data)) as desk, desk.store.reading() as db:
        told = _edits(db, source, since, silent, limit)
    if as_json:
        print_json([_as_json(*each) for each in told])
    elif told:
        print("\n\n".join("\n".join(map(one_line, _lines(*each))) for each in told))
    if not told:
        say("No edits found.")
        raise typer.Exit(1)


def _edits(
    db: Connection, source: str | None, since: datetime | None, silent: bool, limit: int
) -> list[tuple[Edited, ArticleCard, Version, Version]]:
    if source is not None and sources.get_source(db, SourceId(source)) is None:
        raise NotFound(f"no source has the id {source!r}; `masdar source list` names all")
    found = filed.recent_edits(db, limit, source=SourceId(source) if source else None, since=since, silent=silent)
    known = {card.id: card for card in cards.article_cards(db, list(dict.fromkeys(each.article for each in found)))}
    versions = filed.versions_of(db, found)
    return [
        (each, known[each.article], versions[each.article, each.since], versions[each.article, each.page])
        for each in found
    ]


def _lines(edited: Edited, card: ArticleCard, old: Version, new: Version) -> Iterator[str]:
    notice = f"{edited.notice} announced" if edited.notice else "not announced"
    yield f"{edited.at:%Y-%m-%d %H:%M} UTC · {card.source.name} · {card.title}"
    yield f"  {card.url}"
    yield f"  {edited.grade}, {notice}: {', '.join(edited.about)}"
    for change in changes(old, new):
        if change.kind not in ("spacing", "punctuation", "diacritics"):
            yield f"    {change.kind}: {_place(change)}"


def _place(change: Change) -> str:
    """The words before and after; of numbers in words, what they come to."""
    before, after = change.before.strip(), change.after.strip()
    values = tuple("+".join(side) for side in change.numbers)
    note = f" ({values[0] or '—'} → {values[1] or '—'})" if any(values) and values != (before, after) else ""
    return f"{before or '—'} → {after or '—'}{note}"


def _as_json(edited: Edited, card: ArticleCard, old: Version, new: Version) -> dict[str, object]:
    return {
        "article": edited.article,
        "url": card.url,
        "source": card.source.id,
        "title": card.title,
        "at": edited.at,
        "old": {"version": old.number, "page": old.page, "seen_at": old.seen_at},
        "new": {"version": new.number, "page": new.page, "seen_at": new.seen_at},
        "grade": edited.grade,
        "about": edited.about,
        "notice": edited.notice,
        "silent": edited.is_silent,
        "changes": [asdict(change) for change in changes(old, new)],
    }


def add_to(app: typer.Typer) -> None:
    """Register this module's commands."""
    app.command("edits")(edits)
