"""In: an article or a story. Out: schema.org JSON-LD, safe inside a <script type="application/ld+json"> block."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from masdar.model import ArticleId, Credit, Statement
from masdar.serve.copies import Copies, is_copy
from masdar.serve.credited import credits_of
from masdar.serve.marking import clip
from masdar.serve.view import View, machine_time
from masdar.store.records import ArticleRecord, StoryRecord

Value = str | int | None | Sequence["Value"] | Mapping[str, "Value"]
# HTML's own rule for script blocks: "<" must not start a tag or comment there. The two line separators are legal in
# JSON and were not in JavaScript before ES2019.
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}

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
    others: dict[ArticleId, ArticleRecord],
    view: View,
    copies: Copies = None,
) -> Value:
    """A NewsArticle; `isBasedOn` what its text comes from, `citation` what it cites and whom it quotes. `copies` are
    those on its story's chain (None: no chain yet)."""
    article, card = record.reading.article, record.card
    own = [r for r in record.reprints if r.article == card.id and r.of in others]
    own = [r for r in own if is_copy(r, copies)]
    reprints = [r.of for r in sorted(own, key=lambda r: -r.containment)[:MOST_BASES]]
    credits = credits_of(record.reading)
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": view.settings.base_url + f"/article/{card.id}",
        "url": article.canonical or card.url,
        "headline": card.title,
        "inLanguage": card.language,
        "articleSection": card.section,
        "datePublished": machine_time(article.published) if article.published else None,
        "dateModified": machine_time(article.modified) if article.modified else None,
        "author": {"@type": "Person", "name": article.byline} if article.byline else None,
        "publisher": {"@type": "NewsMediaOrganization", "name": card.source.name, "url": card.source.home},
        "isBasedOn": [_reference(others[id], view) for id in reprints]
        + [_named(credit) for credit in credits if credit.kind == "text_from"],
        "citation": [_named(credit) for credit in credits if credit.kind == "facts_from"]
        + [_quoted(s) for s in _direct(record)[:MOST_QUOTED]],
    }


def _direct(record: ArticleRecord) -> list[Statement]:
    may_quote = record.card.policy != "headline"
    return [each for each in record.reading.statements if each.kind == "direct" and may_quote]


def _reference(record: ArticleRecord, view: View) -> Value:
    return {
        "@type": "NewsArticle",
        "@id": view.settings.base_url + f"/article/{record.card.id}",
        "url": record.card.url,
        "headline": record.card.title,
        "publisher": {"@type": "NewsMediaOrganization", "name": record.card.source.name},
    }


def _named(credit: Credit) -> Value:
    publisher = {"@type": "Organization", "name": credit.canonical_name or credit.name}
    return {"@type": "CreativeWork", "name": credit.title, "url": credit.url, "publisher": publisher}


def _quoted(statement: Statement) -> Value:
    speaker = statement.resolved_speaker or statement.speaker
    return {
        "@type": "Quotation",
        "text": " … ".join(statement.words),
        "spokenByCharacter": {"@type": "Thing", "name": speaker} if speaker else None,
    }


def story_data(story: StoryRecord, shown: Sequence[ArticleRecord], view: View) -> Value:
    """A collection of the articles shown; what more is known of each stands on its own page."""
    return {
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "@id": view.settings.base_url + f"/story/{story.card.id}",
        "name": story.card.title,
        "inLanguage": story.card.lead.language,
        "hasPart": [_part(record, story, view) for record in shown],
    }


def _part(record: ArticleRecord, story: StoryRecord, view: View) -> Value:
    """`isBasedOn`: what it copies on the chain, which holds no copy of a copy."""
    page = view.settings.base_url + "/article/"
    ends = {node.key: node.article for node in story.chain.nodes}
    own = (link for link in story.chain.links if link.kind == "reprint" and link.article == record.card.id)
    return {
        "@type": "NewsArticle",
        "@id": f"{page}{record.card.id}",
        "headline": clip(record.card.title, HEADLINE_WORDS),
        "isBasedOn": [f"{page}{id}" for id in (ends.get(link.older) for link in own) if id is not None][:MOST_BASES],
    }
