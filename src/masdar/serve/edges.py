"""In: a chain with the address of each node. Out: one flat row a link, and the whole chain as one JSON object."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date

from masdar.model import ChainLink
from masdar.serve.told_chain import PLACES, ToldChain
from masdar.store import Connection, export, statements
from masdar.store.exported import ExportedEdge


def edges(told: ToldChain) -> Iterator[ExportedEdge]:
    """The links in the chain's own order."""
    return (_edge(link, told) for link in told.links)


def iter_edges(db: Connection, site: str) -> Iterator[ExportedEdge]:
    """The links of every story's chain, by story. Nothing is cut: this is for the owner of the archive."""
    for story in export.iter_records(db):
        yield from edges(ToldChain(story, story.chain, site, statements.numbers_on_chain(db, story.card.id)))


def _edge(link: ChainLink, told: ToldChain) -> ExportedEdge:
    newer, older, evidence = told.nodes[link.newer], told.nodes[link.older], link.evidence
    record = told.records.get(link.article)
    span = evidence.span if evidence else None
    return ExportedEdge(
        story=told.story.card.id,
        newer=newer.key,
        newer_kind=newer.kind,
        newer_label=newer.label,
        newer_url=told.url(newer.key),
        newer_page=told.page(newer.key),
        older=older.key,
        older_kind=older.kind,
        older_label=older.label,
        older_url=told.url(older.key),
        older_page=told.page(older.key),
        link=link.kind,
        method=link.method,
        confidence=round(link.confidence, PLACES),
        why=link.why.code if link.why else None,
        share=round(link.why.share, PLACES) if link.why and link.why.share is not None else None,
        reason=link.reason,
        evidence_article=link.article,
        evidence_url=record.card.url if record else None,
        evidence_field=evidence.field if evidence else None,
        paragraph=span.paragraph if span else None,
        start=span.start if span else None,
        end=span.end if span else None,
        quote=(evidence.quote or None) if evidence else None,
    )


def as_json(told: ToldChain) -> str:
    """The chain as it is kept, with the addresses of its nodes."""
    card, chain = told.story.card, asdict(told.chain)
    for node in chain["nodes"]:
        node |= {"page": told.page(node["key"]), "url": told.url(node["key"])}
    story = {"id": card.id, "title": card.title, "page": f"{told.site}/story/{card.id}"}
    return json.dumps({"story": story, **chain}, ensure_ascii=False, indent=1, default=_instant) + "\n"


def _instant(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
