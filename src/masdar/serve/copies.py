"""In: a story's chain. Out: which of the texts that share words are copies of each other, and which only siblings."""

from __future__ import annotations

from masdar.model import ArticleId, Chain, LinkKind, Reprint

# The pairs (article, of) that a chain draws as copies; None while there is no chain.
Copies = frozenset[tuple[ArticleId, ArticleId]] | None


def copies_on(chain: Chain | None) -> Copies:
    """The copies that a chain draws."""
    if chain is None or not chain.nodes:
        return None
    return pairs_on(chain, "reprint")


def pairs_on(chain: Chain | None, kind: LinkKind) -> frozenset[tuple[ArticleId, ArticleId]]:
    """The articles (newer, older) that links of that kind tie."""
    if chain is None:
        return frozenset()
    ends = {node.key: node.article for node in chain.nodes}
    pairs = ((ends.get(each.newer), ends.get(each.older)) for each in chain.links if each.kind == kind)
    return frozenset((newer, older) for newer, older in pairs if newer is not None and older is not None)


def is_copy(reprint: Reprint, copies: Copies) -> bool:
    """Two copies of one original share text and copy neither from the other. Without a chain, the two texts are all
    that is known."""
    return copies is None or (reprint.article, reprint.of) in copies
