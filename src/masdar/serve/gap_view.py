"""In: a story's chain. Out: what its articles name as their source and we did not find, with those that name it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from masdar.model import ArticleId, ChainNode, Gap
from masdar.serve.view import View
from masdar.store.records import ArticleCard, StoryRecord

# Gaps listed on a story page; the rest is counted.
MOST_GAPS = 8


@dataclass(frozen=True, slots=True)
class Missing:
    """A gap as a reader sees it. `words`: by how many it is named, and that we did not find it."""

    node: ChainNode
    anchor: str
    words: Markup
    citing: tuple[ArticleCard, ...]


def anchor_of(key: str) -> str:
    """The anchor on the story page of a node that is no article."""
    return key.replace(":", "-").replace(" ", "-")


def kin_anchor(node: ChainNode) -> str:
    """The anchor on an article's page of an article that it translates or updates, or that does so with it."""
    return f"kin-{node.article}"


def gaps_of(story: StoryRecord, view: View) -> tuple[Missing, ...]:
    """What most articles name comes first; an outlet before a statement, of which we have the words at least."""
    nodes = {node.key: node for node in story.chain.nodes}
    cards = {record.card.id: record.card for record in story.articles}
    found = [_missing(gap, nodes[gap.key], cards, view) for gap in story.chain.gaps if gap.key in nodes]
    return tuple(sorted(found, key=lambda each: (each.node.kind != "outlet", -len(each.citing))))


def _missing(gap: Gap, node: ChainNode, cards: Mapping[ArticleId, ArticleCard], view: View) -> Missing:
    citing = tuple(cards[id] for id in dict.fromkeys(gap.cited_by) if id in cards)
    what = "counts.unlocated_words" if node.kind == "statement" else "counts.unlocated"
    return Missing(node, anchor_of(node.key), view.count(what, len(citing)), citing)
