"""In: a story with its articles. Out: its statements, and what each report copied, dropped, added and edited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from masdar.model import ArticleId, ChainLink, ChainNode, Moment, Reprint
from masdar.serve.chain_view import told_statements
from masdar.serve.copies import Copies, copies_on, is_copy, pairs_on
from masdar.serve.gap_view import anchor_of
from masdar.serve.marking import clip
from masdar.serve.phrases import first_date
from masdar.serve.policy import may_show, words_allowed
from masdar.store.quotations import QuotedVersion
from masdar.store.records import ArticleCard, ArticleRecord, StoryRecord

# Quotations or retellings of all statements on a story page, and the words of one; the rest is on the articles' pages.
MOST_QUOTATIONS, QUOTATION_WORDS = 16, 32
# Articles on one page of a story, the origins named for each, and paragraphs dropped or added quoted on the page.
REPORTS, MOST_ORIGINS, MOST_TEXTS, TEXT_WORDS = 16, 2, 24, 18


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words inside quotation marks, and the articles in whose text they stand word for word."""

    words: str
    carriers: tuple[ArticleCard, ...]


@dataclass(frozen=True, slots=True)
class Retelling:
    """The statement in an article's own wording, cut as its source's policy allows (None: not)."""

    words: str | None
    teller: ArticleCard


@dataclass(frozen=True, slots=True)
class Declared:
    """A primary statement. `date`: when it was said, in the words of a report; `published`: when its issuer's page says
    that it appeared. `otherwise`: articles that rest on it without any of its exact words; `more` counts the quotations
    that are not shown."""

    node: ChainNode
    anchor: str
    quotations: tuple[Quotation, ...]
    retellings: tuple[Retelling, ...]
    otherwise: tuple[ArticleCard, ...]
    more: int
    date: str | None
    published: Moment | None


@dataclass(frozen=True, slots=True)
class Taken:
    """What a report has from an earlier article. `is_copy`: so the chain says, else both may copy a third; `is_update`:
    the earlier one is its own outlet's, on the same event. The first
    texts `dropped` from the nearest one and `added` to it are cut as their source's policy allows (None: not)."""

    reprint: Reprint
    of: ArticleCard
    dropped: tuple[str | None, ...]
    added: tuple[str | None, ...]
    is_copy: bool
    is_update: bool


Manner = Literal["silent", "openly", "form"]


@dataclass(frozen=True, slots=True)
class Report:
    """One article of the story. `edited`: how, if it was; `more` counts the earlier articles that it shares text with
    beside those in `taken`."""

    record: ArticleRecord
    taken: tuple[Taken, ...]
    edited: Manner | None
    more: int


def statements_of(story: StoryRecord) -> tuple[Declared, ...]:
    """The first statements on the chain, in its order."""
    resting: dict[str, list[ChainLink]] = {}
    for link in story.chain.links:
        resting.setdefault(link.older, []).append(link)
    shown = told_statements(story.chain)
    each = MOST_QUOTATIONS // max(len(shown), 1)
    return tuple(_declared(node, story, resting.get(node.key, []), each) for node in shown)


def quotations_of(story: StoryRecord, quoted: Iterable[QuotedVersion]) -> dict[str, int]:
    """For words quoted on the page, as they are cut there, the number of the quotation that they are a version of."""
    here = {record.card.id for record in story.articles}
    known = (each for each in quoted if each.quotation is not None and each.quoted.article in here)
    return {clip(each.quoted.words, QUOTATION_WORDS): each.quotation or 0 for each in known}


def _declared(node: ChainNode, story: StoryRecord, resting: list[ChainLink], most: int) -> Declared:
    quotes = (words for words in node.quotes if may_show(words, story.articles))
    quotations = tuple(Quotation(words, _carriers(words, story)) for words in quotes)
    carrying = {card.id for quotation in quotations for card in quotation.carriers}
    records = {record.card.id: record for record in story.articles}
    ids = dict.fromkeys(link.article for link in resting if link.article in records and link.article not in carrying)
    told = (_retelling(link, records[link.article]) for link in resting if link.article in ids)
    retellings = tuple(each for each in told if each is not None)
    tellers = {each.teller.id for each in retellings}
    otherwise = tuple(records[id].card for id in ids if id not in tellers)
    shown = tuple(replace(each, words=clip(each.words, QUOTATION_WORDS)) for each in quotations[:most])
    more = len(quotations) - len(shown)
    date = None if node.at else first_date(resting, story.articles)
    published = _published(node, story, records)
    return Declared(node, anchor_of(node.key), shown, retellings[:most], otherwise, more, date, published)


def _published(node: ChainNode, story: StoryRecord, records: Mapping[ArticleId, ArticleRecord]) -> Moment | None:
    """When the issuer's own page, if we hold one, says that it was published."""
    pages = (link.article for link in story.chain.links if link.newer == node.key and link.kind == "published_as")
    return next((records[id].card.published for id in pages if id in records), None)


def _retelling(link: ChainLink, record: ArticleRecord) -> Retelling | None:
    """What the article says was said, where the link's evidence is one of its statements."""
    found = next((each for each in record.reading.statements if each.evidence == link.evidence), None)
    if found is None or not found.words:
        return None
    most = words_allowed(record.card)
    most = QUOTATION_WORDS if most is None else most
    return Retelling(clip(" … ".join(found.words), most) if most else None, record.card)


def _carriers(words: str, story: StoryRecord) -> tuple[ArticleCard, ...]:
    """The word-for-word check: the very same characters inside one paragraph."""
    return tuple(r.card for r in story.articles if any(words in text for text in r.reading.article.paragraphs))


def reports_of(story: StoryRecord, page: int = 1) -> tuple[Report, ...]:
    """One page of the articles in the order given, each with its nearest origins inside this story."""
    records = {record.card.id: record for record in story.articles}
    shown = story.articles[(page - 1) * REPORTS : page * REPORTS]
    copies = copies_on(story.chain)
    origins = {record.card.id: _origins(record, copies, records) for record in shown}
    texts = _texts_each([found[0] for found in origins.values() if found])
    updates = pairs_on(story.chain, "updates")
    return tuple(_report(record, origins[record.card.id], records, texts, copies, updates) for record in shown)


def _texts_each(nearest: list[Reprint]) -> tuple[int, int]:
    """How many paragraphs dropped and added to quote for each; with little room, what was dropped comes first."""
    dropped, added = sum(bool(r.dropped) for r in nearest), sum(bool(r.added) for r in nearest)
    each = min(MOST_TEXTS // max(dropped + added, 1), MOST_TEXTS // 8)
    return (each, each) if each else (1, 0)


def _origins(record: ArticleRecord, copies: Copies, records: Mapping[ArticleId, object]) -> list[Reprint]:
    """Its reprints of others here: those on the chain first, then those it shares most with; none that is no copy and
    by the times that both state the later one."""
    own = [r for r in record.reprints if r.article == record.card.id and r.of in records]
    own = [r for r in own if is_copy(r, copies) or "published" not in r.against]
    return sorted(own, key=lambda r: (not is_copy(r, copies), -r.containment, r.of))


def _report(
    record: ArticleRecord,
    origins: list[Reprint],
    records: dict[ArticleId, ArticleRecord],
    texts: tuple[int, int],
    copies: Copies,
    updates: frozenset[tuple[ArticleId, ArticleId]],
) -> Report:
    near = enumerate(origins[:MOST_ORIGINS])
    taken = tuple(
        replace(
            _taken(each, record, records[each.of], (0, 0) if number else texts, is_copy(each, copies)),
            is_update=(each.article, each.of) in updates,
        )
        for number, each in near
    )
    return Report(record, taken, _manner(record), len(origins) - len(taken))


def _manner(record: ArticleRecord) -> Manner | None:
    """How its edits are told: one that the text does not announce outweighs those that it does."""
    if any(edit.is_silent for edit in record.edits):
        return "silent"
    if not record.edits:
        return None
    return "openly" if any(edit.notice for edit in record.edits) else "form"


def _taken(reprint: Reprint, record: ArticleRecord, of: ArticleRecord, texts: tuple[int, int], copy: bool) -> Taken:
    """Only a copy drops something from its original, or adds to it."""
    texts = texts if copy else (0, 0)
    dropped, added = reprint.dropped[: texts[0]], reprint.added[: texts[1]]
    return Taken(reprint, of.card, _texts(of, dropped), _texts(record, added), copy, False)


def _texts(record: ArticleRecord, numbers: tuple[int, ...]) -> tuple[str | None, ...]:
    paragraphs = record.reading.article.paragraphs
    most = words_allowed(record.card)
    most = TEXT_WORDS if most is None else min(most, TEXT_WORDS)
    texts = [paragraphs[number] for number in numbers if 0 <= number < len(paragraphs)]
    return tuple(clip(text, most) if most else None for text in texts)
