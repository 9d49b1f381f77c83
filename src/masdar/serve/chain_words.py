"""In: a story with its chain. Out: the chain with no more of anybody's words than its source's display policy allows.

What a machine fetches from the site holds what a reader of the site sees; the owner's own exports are not cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from masdar.model import ArticleId, Chain, ChainLink, ChainNode, Clash, Evidence, Why
from masdar.serve.marking import clip
from masdar.serve.policy import words_allowed
from masdar.store.records import ArticleRecord, StoryRecord

Records = Mapping[ArticleId, ArticleRecord]
# So many letters of a reported text are enough to find it inside a reason that repeats it.
_BEGINNING = 24


def allowed_chain(story: StoryRecord) -> Chain:
    """The story's chain as everybody may see it. Kinds, places, methods and confidence are all there."""
    chain, records = story.chain, {record.card.id: record for record in story.articles}
    ends = {node.key: node.article for node in chain.nodes}
    return replace(
        chain,
        nodes=tuple(_node(node, chain, records) for node in chain.nodes),
        links=tuple(_link(link, ends, records) for link in chain.links),
        clashes=tuple(_clash(clash, records) for clash in chain.clashes),
    )


def _node(node: ChainNode, chain: Chain, records: Records) -> ChainNode:
    if not node.quotes:
        return node
    tellers = [link.article for link in chain.links if link.older == node.key]
    cut = (_cut(quote, _quotable(quote, tellers, records)) for quote in node.quotes)
    return replace(node, quotes=tuple(quote for quote in cut if quote))


def _quotable(words: str, tellers: Iterable[ArticleId], records: Records) -> int | None:
    """What the most generous of the articles allows in whose text the words stand; if they stand in none (a page was
    read anew since), what the strictest of the tellers allows."""
    carriers = [r for r in records.values() if any(words in text for text in r.reading.article.paragraphs)]
    if carriers:
        allowed = [words_allowed(record.card) for record in carriers]
        return None if None in allowed else max(most for most in allowed if most is not None)
    return _least(tellers, records)


def _least(ids: Iterable[ArticleId | None], records: Records) -> int | None:
    """How many words all of the articles allow (None: all of them). One that is not there allows none."""
    allowed = [words_allowed(records[id].card) if id in records else 0 for id in ids if id is not None]
    known = [most for most in allowed if most is not None]
    return min(known) if known else None


def _link(link: ChainLink, ends: Mapping[str, ArticleId | None], records: Records) -> ChainLink:
    # The words of a reprint are the older article's too.
    holders = [link.article, ends.get(link.older)] if link.kind == "reprint" else [link.article]
    most = _least(holders, records)
    if most is None:
        return link
    said = (link.why.words if link.why else None, link.evidence.quote if link.evidence else None)
    return replace(
        link,
        reason=_reason(link.reason, said, most),
        why=_why(link.why, most),
        evidence=_evidence(link.evidence, most),
    )


def _clash(clash: Clash, records: Records) -> Clash:
    most = _least([id for id, _ in clash.evidence], records)
    if clash.why.words and not clash.evidence:
        most = _quotable(clash.why.words, records, records)
    if most is None:
        return clash
    return replace(
        clash,
        reason=_reason(clash.reason, (clash.why.words, *(found.quote for _, found in clash.evidence)), most),
        why=_why(clash.why, most) or clash.why,
        evidence=tuple((id, _evidence(found, _least([id], records)) or found) for id, found in clash.evidence),
    )


def _evidence(evidence: Evidence | None, most: int | None) -> Evidence | None:
    """Where the words stand is no secret; what stands around them is not told."""
    if evidence is None or most is None:
        return evidence
    return replace(evidence, quote=_cut(evidence.quote, most), context="")


def _why(why: Why | None, most: int) -> Why | None:
    return replace(why, words=_cut(why.words, most) or None) if why and why.words else why


def _reason(reason: str, said: Iterable[str | None], most: int) -> str:
    """A reason ends with the words that it repeats, if it repeats any."""
    places = [reason.find(words[:_BEGINNING]) for words in said if words]
    start = min((place for place in places if place >= 0), default=len(reason))
    return (reason[:start] + _cut(reason[start:], most)).rstrip(" :«(")


def _cut(words: str, most: int | None) -> str:
    return words if most is None else clip(words, most) if most else ""
