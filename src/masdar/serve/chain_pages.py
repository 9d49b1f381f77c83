"""In: the number of a story and the archive. Out: its chain as PROV, schema.org, CSV or JSON; None if there is none."""

from __future__ import annotations

import io
from dataclasses import replace

from masdar.model import StoryId
from masdar.serve import edges, linked_data, provenance
from masdar.serve.chain_words import allowed_chain
from masdar.serve.desk import Desk
from masdar.serve.pages import Ask
from masdar.serve.told_chain import ToldChain
from masdar.serve.view import View
from masdar.store import Connection, statements, stories
from masdar.store.exported import ExportedEdge
from masdar.store.spreadsheet import write_csv


def prov_json(desk: Desk, db: Connection, _: View, ask: Ask) -> str | None:
    told = _told(desk, db, ask)
    return provenance.written(told, "json") if told else None


def prov_n(desk: Desk, db: Connection, _: View, ask: Ask) -> str | None:
    told = _told(desk, db, ask)
    return provenance.written(told, "provn") if told else None


def json_ld(desk: Desk, db: Connection, _: View, ask: Ask) -> str | None:
    told = _told(desk, db, ask)
    return linked_data.as_document(linked_data.chain_data(told)) if told else None


def json(desk: Desk, db: Connection, _: View, ask: Ask) -> str | None:
    told = _told(desk, db, ask)
    return edges.as_json(told) if told else None


def csv(desk: Desk, db: Connection, _: View, ask: Ask) -> bytes | None:
    told = _told(desk, db, ask)
    if told is None:
        return None
    out = io.BytesIO()
    write_csv(ExportedEdge, edges.edges(told), out)
    return out.getvalue()


def _told(desk: Desk, db: Connection, ask: Ask) -> ToldChain | None:
    """The story's chain with no more words than everybody may see. Addresses are the same in both languages."""
    story = stories.get_story(db, StoryId(ask.id)) if ask.id is not None else None
    if story is None:
        return None
    cut = replace(story, chain=allowed_chain(story))
    return ToldChain(cut, cut.chain, desk.settings.base_url, statements.numbers_on_chain(db, story.card.id))
