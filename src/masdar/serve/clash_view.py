"""In: a story's chain. Out: what in it cannot all be true, each as a sentence with the words that show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from masdar.model import ArticleId, Clash, Evidence
from masdar.serve.drawing import Stop
from masdar.serve.marking import clip
from masdar.serve.policy import words_allowed
from masdar.serve.proofs import proofs_of
from masdar.serve.reasons import isolated
from masdar.serve.view import View
from masdar.store.records import ArticleCard, ArticleRecord, StoryRecord

# Clashes on a story page (the rest is counted), the articles that show each, and the words quoted of one.
MOST_CLASHES, MOST_SHOWN, SHOWN_WORDS = 5, 3, 18


@dataclass(frozen=True, slots=True)
class Shown:
    """What was found in an article: its words as its display policy allows (else none), and where its page has them."""

    card: ArticleCard
    quote: str
    href: str


@dataclass(frozen=True, slots=True)
class Disputed:
    """A clash as a reader sees it; `words` are what it is about, when an article that may be quoted has them."""

    clash: Clash
    sentence: Markup
    words: str
    shown: tuple[Shown, ...]


def clashes_of(story: StoryRecord, stops: Mapping[str, Stop], view: View) -> tuple[Disputed, ...]:
    records = {record.card.id: record for record in story.articles}
    return tuple(_disputed(clash, records, stops, view) for clash in story.chain.clashes[:MOST_CLASHES])


def _disputed(
    clash: Clash, records: Mapping[ArticleId, ArticleRecord], stops: Mapping[str, Stop], view: View
) -> Disputed:
    found = {id: evidence for id, evidence in reversed(clash.evidence) if id in records}
    shown = tuple(_shown(records[id], found[id], view) for id in list(reversed(found))[:MOST_SHOWN])
    words = clash.why.words or ""
    quoted = clip(words, SHOWN_WORDS) if _is_quotable(words, records.values()) else ""
    return Disputed(clash, _sentence(clash, stops, view), quoted, shown)


def _sentence(clash: Clash, stops: Mapping[str, Stop], view: View) -> Markup:
    """By code and, for a code that the locale file does not have, in general words."""
    names = [_named(stops[key]) for key in clash.keys if key in stops]
    if clash.kind == "circle":
        return view.say("clash.circle", names=Markup(view.say("clash.next")).join([*names, *names[:1]]))
    parts: dict[str, object] = {"names": Markup(view.say("clash.comma")).join(names)}
    if len(names) > 1:
        parts |= {"newer": names[0], "older": names[1]}
    if clash.why.name:
        parts["name"] = isolated(clash.why.name)
    try:
        return view.say("clash." + clash.why.code, **parts)
    except KeyError:
        return view.say("clash.unnamed", **parts)


def _named(stop: Stop) -> Markup:
    name = isolated(stop.name)
    return Markup('<a href="{}">{}</a>').format(stop.href, name) if stop.href else name


def _shown(record: ArticleRecord, evidence: Evidence, view: View) -> Shown:
    anchor = proofs_of(record.reading).anchor_of(evidence) or "evidence"
    return Shown(record.card, quote_of(evidence, record), view.url(f"/article/{record.card.id}") + f"#{anchor}")


def quote_of(evidence: Evidence, record: ArticleRecord) -> str:
    """The words of a piece of evidence, as many as the article's display policy lets us repeat."""
    most = words_allowed(record.card)
    most = SHOWN_WORDS if most is None else min(most, SHOWN_WORDS)
    return clip(evidence.quote, most) if most else ""


def _is_quotable(words: str, records: Iterable[ArticleRecord]) -> bool:
    """Do they stand in an article of which more than the headline may be shown?"""
    return bool(words) and any(
        words in text
        for record in records
        if record.card.policy != "headline"
        for text in record.reading.article.paragraphs
    )
