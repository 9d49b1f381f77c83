"""In: a story's chain and articles. Out: it as a reader sees it: stops, arrows, pictures, a nested list."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from masdar.model import ArticleId, Chain, ChainLink, ChainNode, Reprint
from masdar.serve.drawing import Arrow, Drawing, Stop, across, down
from masdar.serve.marking import clip
from masdar.serve.policy import QUOTE_WORDS, may_show
from masdar.serve.proofs import proofs_of
from masdar.serve.view import View
from masdar.store.records import ArticleRecord, StoryRecord
from masdar.text.direction import direction_of

# More boxes than this make a picture nobody reads; the list below the picture holds them all.
MOST_STOPS = 24
# Deeper nesting than this does not fit a phone; ties below it are listed flat.
DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Tie:
    """A link with its evidence. `anchor` is its place in the list; `proof_href` leads to the evidence on file."""

    anchor: str
    link: ChainLink
    share: str
    quote: str
    proof_href: str


@dataclass(frozen=True, slots=True)
class Branch:
    """A stop in the nested list, with the tie that leads to it and what rests on it. `again`: printed in full above."""

    stop: Stop
    node: ChainNode
    tie: Tie | None
    again: bool
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class ChainView:
    """`left_out` counts the stops that are only in the list. `others` are ties that no root leads to."""

    wide: Drawing
    narrow: Drawing
    roots: tuple[Branch, ...]
    others: tuple[tuple[Stop, Stop, Tie], ...]
    left_out: int


def chain_view(story: StoryRecord, view: View) -> ChainView:
    chain = story.chain
    records = {record.card.id: record for record in story.articles}
    stops = {node.key: _stop(node, records, chain, view) for node in chain.nodes}
    links = [link for link in chain.links if link.newer in stops and link.older in stops]
    ties = [_tie(number, link, records, story, view) for number, link in enumerate(links, 1)]
    drawn = _most_telling(chain, links)
    arrows = tuple(_arrow(tie, stops, view) for tie in ties if tie.link.newer in drawn and tie.link.older in drawn)
    boxes = tuple(stop for key, stop in stops.items() if key in drawn)
    grown = _Tree(chain, stops, ties)
    roots = tuple(grown.branch(key, None) for key in chain.roots if key in stops)
    others = tuple((stops[t.link.newer], stops[t.link.older], t) for t in ties if t.anchor not in grown.used)
    wide, narrow = (draw(boxes, arrows, view.direction) for draw in (across, down))
    return ChainView(wide, narrow, roots, others, len(stops) - len(boxes))


def _stop(node: ChainNode, records: dict[ArticleId, ArticleRecord], chain: Chain, view: View) -> Stop:
    record = records.get(node.article) if node.article is not None else None
    time = view.at_text(node.at) if node.at else ""
    href = view.url(f"/article/{node.article}") if node.article is not None else None
    name, words, note, direction = node.label, "", "", view.direction
    if record is not None:
        name, words, direction = record.card.source.name, record.card.title, record.card.direction
    elif node.kind == "statement":
        name = node.label or str(view.say("story.unknown_speaker"))
        quotes = [quote for quote in node.quotes if may_show(quote, records.values())]
        words = f"«{quotes[0]}»" if quotes else ""
        direction, href = direction_of(words), f"#{anchor_of(node.key)}"
        note = node.medium or ("" if words else str(view.say("article.reported")))
    elif node.kind == "outlet":
        time = time or str(view.say("story.not_held"))
        href = view.url(f"/source/{node.source}") if node.source else None
    return Stop(node.key, node.kind, name, time, words, direction, href, node.key in chain.roots, note)


def anchor_of(key: str) -> str:
    """The anchor on the story page of a node that is no article."""
    return key.replace(":", "-").replace(" ", "-")


def _tie(number: int, link: ChainLink, records: dict[ArticleId, ArticleRecord], story: StoryRecord, view: View) -> Tie:
    record = records.get(link.article)
    reprint = _reprint_of(link, story)
    page = view.url(f"/article/{link.article}")
    anchor = proofs_of(record.reading).anchor_of(link.evidence) if record else None
    if anchor is None:
        anchor = f"reprint-{reprint.of}" if reprint else "evidence"
    share = view.share(reprint.containment) if reprint else ""
    may_quote = record is not None and record.card.source.policy != "headline"
    quote = clip(link.evidence.quote, QUOTE_WORDS) if link.evidence and may_quote else ""
    return Tie(f"tie-{number}", link, share, quote, f"{page}#{anchor}")


def _reprint_of(link: ChainLink, story: StoryRecord) -> Reprint | None:
    """The reprint that a link of that kind stands for."""
    ends = {node.key: node.article for node in story.chain.nodes}
    if link.kind != "reprint":
        return None
    for record in story.articles:
        for reprint in record.reprints:
            if reprint.article == ends[link.newer] and reprint.of == ends[link.older]:
                return reprint
    return None


def _arrow(tie: Tie, stops: dict[str, Stop], view: View) -> Arrow:
    kind = tie.link.kind
    newer, older = stops[tie.link.newer], stops[tie.link.older]
    sentence = f"{newer.name} — {view.say('links.' + kind)} {older.name} {tie.share}".strip()
    return Arrow(newer.key, older.key, kind, tie.share, sentence, f"#{tie.anchor}")


def _most_telling(chain: Chain, links: list[ChainLink]) -> set[str]:
    """The stops to draw: roots and those with most links first, the earliest first among equals."""
    degree: dict[str, int] = defaultdict(int)
    for link in links:
        degree[link.newer] += 1
        degree[link.older] += 2
    place = {node.key: number for number, node in enumerate(chain.nodes)}
    keys = sorted(place, key=lambda key: (key not in chain.roots, -degree[key], place[key]))
    return set(keys[:MOST_STOPS])


class _Tree:
    """Grows the nested list; each tie is used once, each stop unfolded once."""

    def __init__(self, chain: Chain, stops: dict[str, Stop], ties: list[Tie]) -> None:
        self.nodes = {node.key: node for node in chain.nodes}
        self.stops = stops
        self.used: set[str] = set()
        self.unfolded: set[str] = set()
        self.newer: dict[str, list[Tie]] = defaultdict(list)
        for tie in ties:
            self.newer[tie.link.older].append(tie)

    def branch(self, key: str, tie: Tie | None, depth: int = 0) -> Branch:
        again = key in self.unfolded
        self.unfolded.add(key)
        branches: list[Branch] = []
        for child in () if again or depth == DEEPEST else self.newer[key]:
            if child.anchor not in self.used:
                self.used.add(child.anchor)
                branches.append(self.branch(child.link.newer, child, depth + 1))
        return Branch(self.stops[key], self.nodes[key], tie, again, tuple(branches))
