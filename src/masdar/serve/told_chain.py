"""In: a story, its chain (whole, or cut) and where the site stands. Out: the chain with an address for each node.

What every export of a chain is written from: `provenance` (PROV), `linked_data` (schema.org), `edges` (CSV, JSON).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import quote, unquote

from masdar.model import ArticleId, Chain, ChainLink, ChainNode, Moment, StoryId
from masdar.serve.gap_view import anchor_of
from masdar.store.records import ArticleRecord, StoryRecord

# Of a confidence or a share: what comes after is noise of the arithmetic.
PLACES = 4
# Times stated as precisely as this, on a known clock, are instants.
_INSTANTS = ("second", "minute", "hour")


@dataclass(frozen=True)
class ToldChain:
    """`site` is the address of our site without a slash at its end, `numbers` of statements in the ledger by node."""

    story: StoryRecord
    chain: Chain
    site: str
    numbers: Mapping[str, tuple[int, ...]]

    @cached_property
    def nodes(self) -> dict[str, ChainNode]:
        return {node.key: node for node in self.chain.nodes}

    @cached_property
    def records(self) -> dict[ArticleId, ArticleRecord]:
        return {record.card.id: record for record in self.story.articles}

    @cached_property
    def links(self) -> tuple[ChainLink, ...]:
        """The links between nodes that are there."""
        return tuple(link for link in self.chain.links if link.newer in self.nodes and link.older in self.nodes)

    @cached_property
    def paths(self) -> dict[str, str]:
        """The path of each node on our site, after the first slash. An article's and a statement's own page stay where
        they are; what has no page of its own has a place on the story's."""
        taken: set[int] = set()
        found: dict[str, str] = {}
        for node in self.chain.nodes:
            number = next((id for id in self.numbers.get(node.key, ()) if id not in taken), None)
            if node.article is not None:
                found[node.key] = f"article/{node.article}"
            elif number is not None:
                taken.add(number)
                found[node.key] = f"statement/{number}"
            else:
                found[node.key] = self.place(anchor_of(node.key))
        return found

    def place(self, name: str) -> str:
        """The path of a named place on the story's page."""
        return place_on(self.story.card.id, name)

    def name(self, key: str) -> str:
        """The last part of that path as one word: "article-17"."""
        return unquote(self.paths[key].rpartition("#")[2]).replace("/", "-")

    def page(self, key: str) -> str:
        """The address of a node on our site."""
        return f"{self.site}/{self.paths[key]}"

    def record(self, key: str) -> ArticleRecord | None:
        article = self.nodes[key].article
        return self.records.get(article) if article is not None else None

    def url(self, key: str) -> str | None:
        """Where the thing itself stands: an article's address at its publisher, a statement's on its issuer's page."""
        own = self.record(key)
        if own is None:
            pages = (link.older for link in self.links if link.newer == key and link.kind == "published_as")
            own = next((record for page in pages if (record := self.record(page)) is not None), None)
        return own.card.url if own is not None else None

    def published(self, key: str) -> Moment | None:
        """When the article says that it was published, or when a report says that the statement was made."""
        node, own = self.nodes[key], self.record(key)
        if own is not None:
            return own.reading.article.published
        tellers = {link.article for link in self.links if link.older == key}
        said = (each.said_at for id in tellers if id in self.records for each in self.records[id].reading.statements)
        return next((moment for moment in said if moment is not None and moment.instant == node.at), None)


def place_on(story: StoryId, name: str) -> str:
    """The path of a named place on a story's page."""
    return f"story/{story}#{quote(name.replace(' ', '-'), safe='')}"


def is_instant(moment: Moment) -> bool:
    """Does it state a point in time, and not only a day or a clock nobody knows?"""
    return moment.zone is not None and moment.precision in _INSTANTS


def part_below(chain: Chain, keys: Iterable[str]) -> Chain:
    """Those nodes and all that they rest on, near or far."""
    older: dict[str, list[str]] = defaultdict(list)
    for link in chain.links:
        older[link.newer].append(link.older)
    kept: set[str] = set()
    waiting = list({node.key for node in chain.nodes}.intersection(keys))
    while waiting:
        key = waiting.pop()
        if key not in kept:
            kept.add(key)
            waiting.extend(older[key])
    return replace(
        chain,
        nodes=tuple(node for node in chain.nodes if node.key in kept),
        links=tuple(link for link in chain.links if link.newer in kept),
        roots=tuple(root for root in chain.roots if root in kept),
        clashes=tuple(clash for clash in chain.clashes if kept.issuperset(clash.keys)),
        gaps=tuple(gap for gap in chain.gaps if gap.key in kept),
    )
