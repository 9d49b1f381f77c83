"""In: a story with its articles. Out: its statements, and what each report copied, dropped, added and edited."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from masdar.model import ArticleId, ChainLink, ChainNode, Reprint
from masdar.serve import worddiff
from masdar.serve.chain_view import anchor_of
from masdar.serve.marking import clip
from masdar.serve.policy import may_show, words_allowed
from masdar.store.records import ArticleCard, ArticleRecord, StoryRecord


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words inside quotation marks, and the articles in whose text they stand word for word."""

    words: str
    carriers: tuple[ArticleCard, ...]


@dataclass(frozen=True, slots=True)
class Retelling:
    """The statement in an article's own wording, cut as its source's policy allows (None: not at all)."""

    words: str | None
    teller: ArticleCard


@dataclass(frozen=True, slots=True)
class Declared:
    """A primary statement. `otherwise`: articles that rest on it without any of its exact words."""

    node: ChainNode
    anchor: str
    quotations: tuple[Quotation, ...]
    retellings: tuple[Retelling, ...]
    otherwise: tuple[ArticleCard, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a report has from an earlier article. Texts are cut as their source's policy allows (None: not at all)."""

    reprint: Reprint
    of: ArticleCard
    dropped: tuple[str | None, ...]
    added: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """One article of the story. `edits` counts the changed places over all its versions."""

    record: ArticleRecord
    taken: tuple[Taken, ...]
    edits: int


def statements_of(story: StoryRecord) -> tuple[Declared, ...]:
    """The statements on the chain, in its order."""
    resting: dict[str, list[ChainLink]] = {}
    for link in story.chain.links:
        resting.setdefault(link.older, []).append(link)
    nodes = [node for node in story.chain.nodes if node.kind == "statement"]
    return tuple(_declared(node, story, resting.get(node.key, [])) for node in nodes)


def _declared(node: ChainNode, story: StoryRecord, resting: list[ChainLink]) -> Declared:
    quotes = (words for words in node.quotes if may_show(words, story.articles))
    quotations = tuple(Quotation(words, _carriers(words, story)) for words in quotes)
    carrying = {card.id for quotation in quotations for card in quotation.carriers}
    records = {record.card.id: record for record in story.articles}
    ids = dict.fromkeys(link.article for link in resting if link.article in records and link.article not in carrying)
    told = (_retelling(link, records[link.article]) for link in resting if link.article in ids)
    retellings = tuple(each for each in told if each is not None)
    tellers = {each.teller.id for each in retellings}
    otherwise = tuple(records[id].card for id in ids if id not in tellers)
    return Declared(node, anchor_of(node.key), quotations, retellings, otherwise)


def _retelling(link: ChainLink, record: ArticleRecord) -> Retelling | None:
    """What the article says was said, where the link's evidence is one of its statements."""
    found = next((each for each in record.reading.statements if each.evidence == link.evidence), None)
    if found is None or not found.words:
        return None
    most = words_allowed(record.card.source.policy)
    words = " … ".join(found.words)
    return Retelling(words if most is None else clip(words, most) if most else None, record.card)


def _carriers(words: str, story: StoryRecord) -> tuple[ArticleCard, ...]:
    """The word-for-word check: the very same characters inside one paragraph."""
    return tuple(r.card for r in story.articles if any(words in text for text in r.reading.article.paragraphs))


def reports_of(story: StoryRecord) -> tuple[Report, ...]:
    """The articles in the order given, each with its origins inside this story."""
    records = {record.card.id: record for record in story.articles}
    return tuple(_report(record, records) for record in story.articles)


def _report(record: ArticleRecord, records: dict[ArticleId, ArticleRecord]) -> Report:
    own = [r for r in record.reprints if r.article == record.card.id and r.of in records]
    versions = sorted(record.versions, key=lambda version: version.number)
    edits = sum(len(worddiff.edits(a, b)) for a, b in pairwise(versions))
    return Report(record, tuple(_taken(reprint, record, records[reprint.of]) for reprint in own), edits)


def _taken(reprint: Reprint, record: ArticleRecord, of: ArticleRecord) -> Taken:
    return Taken(reprint, of.card, _texts(of, reprint.dropped), _texts(record, reprint.added))


def _texts(record: ArticleRecord, numbers: tuple[int, ...]) -> tuple[str | None, ...]:
    paragraphs = record.reading.article.paragraphs
    most = words_allowed(record.card.source.policy)
    texts = [paragraphs[number] for number in numbers if 0 <= number < len(paragraphs)]
    return tuple(text if most is None else clip(text, most) if most else None for text in texts)
