"""In: a story's chain. Out: what in it cannot all be true, each as a sentence with the words that show it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from masdar.model import ArticleId, Chain, ChainLink, Clash, Evidence, Moment
from masdar.serve.drawing import Stop
from masdar.serve.marking import clip
from masdar.serve.policy import words_allowed
from masdar.serve.proofs import proofs_of
from masdar.serve.reasons import isolated
from masdar.serve.view import View
from masdar.store.records import ArticleCard, ArticleRecord, StoryRecord

# Clashes on a story page (the rest is counted), the articles that show each, and the words quoted of one.
MOST_CLASHES, MOST_SHOWN, SHOWN_WORDS = 5, 3, 18
# What a page states about itself: told whatever its display policy is.
_STATED = frozenset({"published"})


@dataclass(frozen=True, slots=True)
class Shown:
    """What was found in an article: the time that it states, or its words as its display policy allows (else none) and
    whom it lets say them; and where its page has that."""

    card: ArticleCard
    time: Moment | None
    quote: str
    speaker: str
    href: str


@dataclass(frozen=True, slots=True)
class Disputed:
    """A clash as a reader sees it; `words` are what it is about, when an article that may be quoted has them."""

    clash: Clash
    sentence: Markup
    words: str
    shown: tuple[Shown, ...]


def clashes_of(story: StoryRecord, stops: Mapping[str, Stop], view: View) -> tuple[Disputed, ...]:
    """The first clashes of a story's chain."""
    records = {record.card.id: record for record in story.articles}
    return tuple(_disputed(clash, story.chain, records, stops, view) for clash in story.chain.clashes[:MOST_CLASHES])


def _disputed(
    clash: Clash, chain: Chain, records: Mapping[ArticleId, ArticleRecord], stops: Mapping[str, Stop], view: View
) -> Disputed:
    found: dict[ArticleId, list[Evidence]] = {}
    for id, evidence in clash.evidence:
        found.setdefault(id, []).append(evidence)
    held = [(records[id], evidence) for id, evidence in found.items() if id in records]
    shown = tuple(_shown(record, evidence, view) for record, evidence in held[:MOST_SHOWN])
    quoted = _quotable((clash.why.words or "").removesuffix("…"), records.values())
    return Disputed(clash, _sentence(clash, chain, stops, view), quoted, shown)


def _sentence(clash: Clash, chain: Chain, stops: Mapping[str, Stop], view: View) -> Markup:
    """By code and, for a code that the locale file does not have, in general words."""
    keys = [key for key in clash.keys if key in stops]
    if clash.kind == "circle" and (walk := walk_round(keys, chain.links)):
        names = [_named(stops[key]) for key in walk]
        return view.say("clash.circle", names=Markup(view.say("clash.next")).join(names))
    names = [_named(stops[key]) for key in keys]
    parts: dict[str, object] = {"names": Markup(view.say("clash.comma")).join(names)}
    if len(names) > 1:
        parts |= {"newer": names[0], "older": names[-1]}
    if clash.why.name:
        parts["name"] = isolated(clash.why.name)
    try:
        return view.say("clash." + clash.why.code, **parts)
    except KeyError:
        return view.say("clash.unnamed", **parts)


def walk_round(keys: Sequence[str], links: Iterable[ChainLink]) -> tuple[str, ...]:
    """The shortest way from the first of these nodes, each resting on the next, back to itself; empty when none is."""
    below: dict[str, list[str]] = {key: [] for key in keys}
    for link in links:
        if link.newer in below and link.older in below:
            below[link.newer].append(link.older)
    ways: deque[tuple[str, ...]] = deque([(key,) for key in keys[:1]])
    seen: set[str] = set()
    while ways:
        way = ways.popleft()
        for key in below[way[-1]]:
            if key == way[0]:
                return (*way, key)
            if key not in seen:
                seen.add(key)
                ways.append((*way, key))
    return ()


def _named(stop: Stop) -> Markup:
    name = isolated(stop.name)
    return Markup('<a href="{}">{}</a>').format(stop.href, name) if stop.href else name


def _shown(record: ArticleRecord, found: Sequence[Evidence], view: View) -> Shown:
    """A stated time comes before words: it is what a clash of times is about. A shared passage is not repeated."""
    first = min(found, key=lambda each: each.about not in _STATED)
    time = record.card.published if first.about in _STATED else None
    quote = "" if time or first.about == "reprint" else quote_of(first, record)
    proofs = proofs_of(record.reading)
    anchor = next((anchor for each in (first, *found) if (anchor := proofs.anchor_of(each))), "evidence")
    said = (each for each in record.reading.statements if each.evidence in found)
    speaker = next((each.speaker for each in said if each.speaker), "")
    return Shown(record.card, time, quote, speaker, view.url(f"/article/{record.card.id}") + f"#{anchor}")


def quote_of(evidence: Evidence, record: ArticleRecord) -> str:
    """The words of a piece of evidence, as many as the article's display policy lets us repeat; a time is no text."""
    most = words_allowed(record.card)
    most = SHOWN_WORDS if most is None or evidence.about in _STATED else min(most, SHOWN_WORDS)
    return clip(evidence.quote, most) if most else ""


def _quotable(words: str, records: Iterable[ArticleRecord]) -> str:
    """As much of them as an article that has them lets us repeat."""
    having = [record for record in records if any(words in text for text in record.reading.article.paragraphs)]
    allowed = [words_allowed(record.card) for record in having]
    most = max((SHOWN_WORDS if each is None else min(each, SHOWN_WORDS) for each in allowed), default=0)
    return clip(words, most) if words and most else ""
