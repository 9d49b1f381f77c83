"""The store in, one plain record after the other out, for files that other tools read. Memory stays bounded.

The shape is a promise to those tools: fields may be added, never renamed. What is not known is None.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from sqlalchemy import Column, Connection, select

from masdar.model import ArticleId, Chain, Credit, Evidence, Moment, Precision, Reading, Statement, StoryId
from masdar.store import cards, stories
from masdar.store.codec import Json
from masdar.store.exported import (
    Exported,
    ExportedArticle,
    ExportedClash,
    ExportedCredit,
    ExportedEvent,
    ExportedEvidence,
    ExportedFact,
    ExportedGap,
    ExportedLink,
    ExportedNode,
    ExportedSignal,
    ExportedStatement,
    ExportedStory,
)
from masdar.store.exported_text import (
    exported_embeds,
    exported_links,
    exported_parts,
    exported_pictures,
    exported_place,
    in_text,
)
from masdar.store.records import ArticleRecord, StoryRecord
from masdar.store.tables import articles
from masdar.store.tables import stories as story_table
from masdar.text.zones import clock_of

# Records in memory at once: some megabytes.
_AT_ONCE = 100


def as_json(exported: Exported) -> dict[str, Json]:
    """The record as a JSON object, every field present."""
    return asdict(exported)


def iter_articles(db: Connection) -> Iterator[ExportedArticle]:
    """Every article as it is now, by number."""
    for record in _records(db):
        yield _exported_article(record)


def iter_stories(db: Connection) -> Iterator[ExportedStory]:
    """Every story, by number."""
    return map(_exported_story, iter_records(db))


def iter_records(db: Connection) -> Iterator[StoryRecord]:
    """Every story as it is kept, by number."""
    for ids in _portions(db, story_table.c.id):
        found = (stories.get_story(db, StoryId(id)) for id in ids)
        yield from (record for record in found if record is not None)


def iter_statements(db: Connection) -> Iterator[ExportedStatement]:
    """Every statement of every article as it is now, by article and place."""
    for record in _records(db):
        for statement in record.reading.statements:
            yield _exported_statement(record, statement)


def _records(db: Connection) -> Iterator[ArticleRecord]:
    for ids in _portions(db, articles.c.id):
        yield from cards.article_records(db, [ArticleId(id) for id in ids])


def _portions(db: Connection, number: Column[int]) -> Iterator[Sequence[int]]:
    last = 0
    while ids := db.execute(select(number).where(number > last).order_by(number).limit(_AT_ONCE)).scalars().all():
        yield ids
        last = ids[-1]


# ---------------------------------------------------------------- records


def _exported_article(record: ArticleRecord) -> ExportedArticle:
    article, card, page = record.reading.article, record.card, record.page
    return ExportedArticle(
        id=card.id,
        url=article.url,
        canonical=article.canonical,
        source=card.source.id,
        title=article.title,
        text=article.text,
        paragraphs=article.paragraphs,
        published=_moment(article.published),
        published_precision=_precision(article.published),
        published_printed=article.published.printed if article.published else None,
        first_seen=_instant(card.first_seen),
        fetched=_instant(page.fetched_at),
        modified=_moment(article.modified),
        byline=article.byline,
        section=article.section,
        language=article.language,
        direction=article.direction,
        image=article.image,
        credits=tuple(_exported_credit(credit, article.paragraphs) for credit in record.reading.credits),
        reprint_of=card.reprint_of,
        story=card.story,
        versions=card.versions,
        served_at=_instant(page.served_at) if page.served_at else None,
        evidence=_exported_evidence(record),
        authors=article.authors,
        tags=article.tags,
        topics=article.topics,
        parts=exported_parts(article),
        links=exported_links(article),
        embeds=exported_embeds(article),
        pictures=exported_pictures(article),
        title_place=exported_place(article.title_place),
        places=tuple(map(exported_place, article.places)),
        events=tuple(ExportedEvent(e.kind, _instant(e.at), e.status, e.url, e.page) for e in record.events),
        policy=card.policy,
        signals=tuple(ExportedSignal(signal.name, signal.value, signal.where) for signal in card.signals),
    )


def _exported_credit(credit: Credit, paragraphs: tuple[str, ...]) -> ExportedCredit:
    start, end = _place(credit.evidence, paragraphs)
    return ExportedCredit(credit.kind, credit.name, credit.canonical_name, credit.evidence.field, start, end)


def _exported_evidence(record: ArticleRecord) -> ExportedEvidence:
    page, reading = record.page, record.reading
    facts = tuple(_exported_fact(evidence, reading) for evidence in reading.evidence)
    return ExportedEvidence(page.id, page.place.file, page.place.offset, page.place.length, page.digest, facts)


def _exported_fact(evidence: Evidence, reading: Reading) -> ExportedFact:
    start, end = _place(evidence, reading.article.paragraphs)
    quote, method = evidence.quote, evidence.method
    return ExportedFact(evidence.about, evidence.field, quote, method, evidence.confidence, start, end)


def _place(evidence: Evidence, paragraphs: tuple[str, ...]) -> tuple[int | None, int | None]:
    if evidence.span is None:
        return None, None
    if evidence.field == "text":
        return in_text(evidence.span, paragraphs)
    return evidence.span.start, evidence.span.end


def _exported_story(record: StoryRecord) -> ExportedStory:
    card, chain = record.card, record.chain
    return ExportedStory(
        id=card.id,
        title=card.title,
        direction=card.direction,
        first_seen=_instant(card.first_seen),
        last_seen=_instant(card.last_seen),
        articles=tuple(article.card.id for article in record.articles),
        sources=tuple(source.id for source in card.sources),
        roots=None if card.roots is None else chain.roots,
        nodes=_exported_nodes(chain),
        links=_exported_links(chain),
        clashes=_exported_clashes(chain),
        gaps=tuple(ExportedGap(gap.key, tuple(gap.cited_by)) for gap in chain.gaps),
    )


def _exported_nodes(chain: Chain) -> tuple[ExportedNode, ...]:
    return tuple(
        ExportedNode(node.key, node.kind, node.label, _instant(node.at) if node.at else None, node.article, node.source)
        for node in chain.nodes
    )


def _exported_links(chain: Chain) -> tuple[ExportedLink, ...]:
    return tuple(
        ExportedLink(
            newer=link.newer,
            older=link.older,
            kind=link.kind,
            reason=link.reason,
            method=link.method,
            confidence=link.confidence,
            article=link.article,
            quote=link.evidence.quote if link.evidence else None,
            why=link.why.code if link.why else None,
            share=link.why.share if link.why else None,
        )
        for link in chain.links
    )


def _exported_clashes(chain: Chain) -> tuple[ExportedClash, ...]:
    return tuple(
        ExportedClash(each.kind, each.keys, each.why.code, each.reason, tuple(id for id, _ in each.evidence))
        for each in chain.clashes
    )


def _exported_statement(record: ArticleRecord, statement: Statement) -> ExportedStatement:
    paragraphs = record.reading.article.paragraphs
    return ExportedStatement(
        article=record.card.id,
        url=record.card.url,
        source=record.card.source.id,
        story=record.card.story,
        kind=statement.kind,
        words=statement.words,
        spans=tuple(in_text(span, paragraphs) for span in statement.content),
        speaker=statement.speaker,
        resolved_speaker=statement.resolved_speaker,
        cue=statement.cue or None,
        medium=statement.medium,
        via=statement.via,
        date_phrase=statement.date_phrase,
        said_at=_moment(statement.said_at),
        said_at_precision=_precision(statement.said_at),
        method=statement.evidence.method,
        confidence=statement.evidence.confidence,
    )


# ---------------------------------------------------------------- instants


def _instant(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _moment(moment: Moment | None) -> str | None:
    """RFC 3339: a date-time on the clock it was printed in, or a full-date when no more than the day is certain."""
    if moment is None:
        return None
    printed = moment.instant.astimezone(clock_of(moment.zone))
    if _precision(moment) in ("second", "minute", "hour"):
        return printed.isoformat().replace("+00:00", "Z")
    return printed.date().isoformat()


def _precision(moment: Moment | None) -> Precision | None:
    """A time printed without a zone, of a source whose zone is not known, states its day only."""
    if moment is None:
        return None
    return "day" if moment.zone is None and moment.precision in ("second", "minute", "hour") else moment.precision
