"""In: an article, a story or its chain. Out: schema.org JSON-LD, alone or safe inside a <script> block.

One way of saying for all of them: `RELATIONS`, and a statement is a work whose quotations are its parts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from markupsafe import Markup

from masdar.model import ArticleId, Chain, ChainNode, Credit, LinkKind, Source, Statement
from masdar.serve.credited import credits_of
from masdar.serve.gap_view import anchor_of
from masdar.serve.marking import clip
from masdar.serve.told_chain import ToldChain, place_on
from masdar.serve.view import View, machine_time
from masdar.store.records import ArticleCard, ArticleRecord, StoryRecord

Value = str | int | None | Sequence["Value"] | Mapping[str, "Value"]
# HTML's own rule for script blocks: "<" must not start a tag or comment there. The two line separators are legal in
# JSON and were not in JavaScript before ES2019.
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}

CONTEXT = "https://schema.org"
# What the newer one says of the older one. A translation says it in two ways.
RELATIONS: Mapping[LinkKind, tuple[str, ...]] = MappingProxyType(
    {
        "reprint": ("isBasedOn",),
        "republished_from": ("isBasedOn",),
        "translates": ("isBasedOn", "translationOfWork"),
        "updates": ("isBasedOn",),
        "facts_from": ("citation",),
        "rests_on": ("citation",),
        "published_as": ("isPartOf",),
    }
)
# A list names its parts; longer headlines and the other bases stand on their own pages.
HEADLINE_WORDS, MOST_BASES = 12, 3
# Quotations repeated for machines; all of them are in the text of the page.
MOST_QUOTED = 6


def as_script(value: Value) -> Markup:
    """JSON that no text in it can break out of."""
    return Markup(json.dumps(_without_none(value), ensure_ascii=False).translate(_ESCAPES))


def _without_none(value: Value) -> Value:
    if isinstance(value, Mapping):
        return {name: _without_none(inner) for name, inner in value.items() if inner not in (None, [], "")}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_without_none(inner) for inner in value]
    return value


def article_data(
    record: ArticleRecord,
    others: Mapping[ArticleId, ArticleRecord],
    view: View,
    chain: Chain | None = None,
    ledger: Mapping[int, int] = MappingProxyType({}),
) -> Value:
    """A NewsArticle; `isBasedOn` what its text comes from, `citation` what it cites and whom it quotes: as its story's
    chain has it, and while there is none, as its own text has it. `ledger`: the numbers of its statements there."""
    article, card = record.reading.article, record.card
    related = _by_chain(record, others, view, chain) if chain and chain.nodes else _by_text(record, others, view)
    cited = [*related.pop("citation", []), *_statements(record, ledger, view)]
    return {
        "@context": CONTEXT,
        **_article(card, record, view.settings.base_url),
        "url": article.canonical or card.url,
        "articleSection": card.section,
        "dateModified": machine_time(article.modified) if article.modified else None,
        "publisher": {"@type": _publisher_type(card.source), "name": card.source.name, "url": card.source.home},
        **related,
        "citation": cited,
    }


def _article(card: ArticleCard, record: ArticleRecord, site: str) -> dict[str, Value]:
    published, byline = record.reading.article.published, record.reading.article.byline
    return {
        "@type": "NewsArticle",
        "@id": f"{site}/article/{card.id}",
        "url": card.url,
        "headline": card.title,
        "inLanguage": card.language,
        "datePublished": machine_time(published) if published else None,
        "author": {"@type": "Person", "name": byline} if byline else None,
    }


def _publisher_type(source: Source) -> str:
    return "NewsMediaOrganization" if source.kind in ("outlet", "agency", "aggregator") else "Organization"


Related = dict[str, list[Value]]


def _by_chain(record: ArticleRecord, others: Mapping[ArticleId, ArticleRecord], view: View, chain: Chain) -> Related:
    """What its story's chain has of it. Statements are told apart: with the words that this article has of them."""
    nodes = {node.key: node for node in chain.nodes}
    credits = {credit.evidence: credit for credit in record.reading.credits}
    found: Related = {}
    for link in chain.links:
        newer, older = nodes.get(link.newer), nodes.get(link.older)
        if newer is None or older is None or newer.article != record.card.id or link.kind == "rests_on":
            continue
        credit = credits.get(link.evidence) if link.evidence else None
        said = _unseen(older, credit, record, view) if older.kind == "outlet" else _stop(older, others, view)
        for name in RELATIONS[link.kind]:
            listed = found.setdefault(name, [])
            if said not in listed:
                listed.append(said)
    return found


def _unseen(node: ChainNode, credit: Credit | None, record: ArticleRecord, view: View) -> Value:
    """The work of an outlet of which we hold nothing, under the name that it has in the chain's own graph."""
    work: dict[str, Value] = {"@type": "CreativeWork", "publisher": _organization(node.label)}
    named = _named(credit) if credit else work
    story = record.card.story
    return {**named, "@id": f"{view.settings.base_url}/{place_on(story, anchor_of(node.key))}" if story else None}


def _stop(node: ChainNode, others: Mapping[ArticleId, ArticleRecord], view: View) -> Value:
    held = others.get(node.article) if node.article is not None else None
    if held is not None:
        return _reference(held, view)
    page = f"{view.settings.base_url}/article/{node.article}"
    return {"@type": "NewsArticle", "@id": page, "publisher": _organization(node.label)}


def _organization(name: str) -> dict[str, Value]:
    return {"@type": "Organization", "name": name}


def _by_text(record: ArticleRecord, others: Mapping[ArticleId, ArticleRecord], view: View) -> Related:
    """Before its story has a chain: the texts it shares words with, and its credits."""
    own = [r for r in record.reprints if r.article == record.card.id and r.of in others]
    reprints = [r.of for r in sorted(own, key=lambda r: -r.containment)[:MOST_BASES]]
    credits = credits_of(record.reading)
    return {
        "isBasedOn": [_reference(others[id], view) for id in reprints]
        + [_named(credit) for credit in credits if credit.kind == "text_from"],
        "citation": [_named(credit) for credit in credits if credit.kind == "facts_from"],
    }


def _statements(record: ArticleRecord, ledger: Mapping[int, int], view: View) -> list[Value]:
    """The statements that the article reports, each with its quotations; quotations of no statement last."""
    said: dict[int, list[Statement]] = {}
    alone: list[Statement] = []
    for number, statement in enumerate(record.reading.statements):
        if number in ledger:
            said.setdefault(ledger[number], []).append(statement)
        elif _may_quote(record, statement):
            alone.append(statement)
    left, found = MOST_QUOTED, list[Value]()
    for id, statements in said.items():
        quoted = [each for each in statements if _may_quote(record, each)][:left]
        left -= len(quoted)
        speaker = statements[0].resolved_speaker or statements[0].speaker
        found.append(_work(f"{view.settings.base_url}/statement/{id}", speaker, map(_quoted, quoted)))
    return found + [_quoted(each) for each in alone[:left]]


def _may_quote(record: ArticleRecord, statement: Statement) -> bool:
    return statement.kind == "direct" and record.card.policy != "headline"


def _reference(record: ArticleRecord, view: View) -> Value:
    return {
        "@type": "NewsArticle",
        "@id": view.settings.base_url + f"/article/{record.card.id}",
        "url": record.card.url,
        "headline": record.card.title,
        "publisher": {"@type": _publisher_type(record.card.source), "name": record.card.source.name},
    }


def _named(credit: Credit) -> dict[str, Value]:
    publisher = _organization(credit.canonical_name or credit.name)
    return {"@type": "CreativeWork", "name": credit.title, "url": credit.url, "publisher": publisher}


def _work(id: str, speaker: str | None, quotations: Iterable[Value]) -> dict[str, Value]:
    """A statement: what somebody said, the work of the one who said it."""
    creator = {"@type": "Thing", "name": speaker} if speaker else None
    return {"@type": "CreativeWork", "@id": id, "creator": creator, "hasPart": list(quotations)}


def _quoted(statement: Statement) -> Value:
    return _quotation(" … ".join(statement.words), statement.resolved_speaker or statement.speaker)


def _quotation(words: str, speaker: str | None) -> Value:
    return {
        "@type": "Quotation",
        "text": words,
        "spokenByCharacter": {"@type": "Thing", "name": speaker} if speaker else None,
    }


def story_data(story: StoryRecord, shown: Sequence[ArticleRecord], view: View) -> Value:
    """A collection of the articles shown; what more is known of each stands on its own page."""
    return {
        "@context": CONTEXT,
        "@type": "CollectionPage",
        "@id": view.settings.base_url + f"/story/{story.card.id}",
        "name": story.card.title,
        "inLanguage": story.card.lead.language,
        "hasPart": [_part(record, story, view) for record in shown],
    }


def _part(record: ArticleRecord, story: StoryRecord, view: View) -> Value:
    """`isBasedOn`: the articles that its text comes from on the chain, which holds no copy of a copy."""
    page = view.settings.base_url + "/article/"
    ends = {node.key: node.article for node in story.chain.nodes}
    own = (link for link in story.chain.links if ends.get(link.newer) == record.card.id)
    older = dict.fromkeys(ends.get(link.older) for link in own if "isBasedOn" in RELATIONS[link.kind])
    return {
        "@type": "NewsArticle",
        "@id": f"{page}{record.card.id}",
        "headline": clip(record.card.title, HEADLINE_WORDS),
        "isBasedOn": [f"{page}{id}" for id in older if id is not None][:MOST_BASES],
    }


# ---------------------------------------------------------------- a whole chain


def chain_data(told: ToldChain) -> Value:
    """A graph: the story, its articles, the statements, the works of outlets that are named and not held, and of each
    what it has from which other."""
    works: dict[str, dict[str, Value]] = {node.key: _chain_node(node, told) for node in told.chain.nodes}
    related: dict[str, Related] = {key: {} for key in works}
    for link in told.links:
        for name in RELATIONS[link.kind]:
            listed = related[link.newer].setdefault(name, [])
            older: Value = {"@id": told.page(link.older)}
            if older not in listed:
                listed.append(older)
    card = told.story.card
    story: Value = {
        "@type": "CollectionPage",
        "@id": f"{told.site}/story/{card.id}",
        "name": card.title,
        "inLanguage": card.lead.language,
        "hasPart": [{"@id": told.page(node.key)} for node in told.chain.nodes if node.kind == "article"],
    }
    graph: list[Value] = [story, *_publishers(told), *({**works[key], **related[key]} for key in works)]
    return {"@context": CONTEXT, "@graph": graph}


def _publishers(told: ToldChain) -> list[Value]:
    held = (told.record(node.key) for node in told.chain.nodes)
    sources = {record.card.source.id: record.card.source for record in held if record is not None}
    return [
        {"@type": _publisher_type(each), "@id": f"{told.site}/source/{id}", "name": each.name, "url": each.home}
        for id, each in sources.items()
    ]


def _chain_node(node: ChainNode, told: ToldChain) -> dict[str, Value]:
    record, page = told.record(node.key), told.page(node.key)
    if record is not None:
        publisher = {"@id": f"{told.site}/source/{record.card.source.id}"}
        return {**_article(record.card, record, told.site), "publisher": publisher}
    if node.kind == "statement":
        moment = told.published(node.key)
        parts = (_quotation(quote, node.label or None) for quote in node.quotes)
        made = {"url": told.url(node.key), "dateCreated": machine_time(moment) if moment else None}
        return {**_work(page, node.label or None, parts), **made}
    kind = "NewsArticle" if node.kind == "article" else "CreativeWork"
    return {"@type": kind, "@id": page, "publisher": _organization(node.label)}


def as_document(value: Value) -> str:
    """JSON text of its own."""
    return json.dumps(_without_none(value), ensure_ascii=False, indent=1) + "\n"
