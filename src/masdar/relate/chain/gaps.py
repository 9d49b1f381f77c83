"""In: the nodes of a chain and who names them. Out: the gaps: what is named as a source and could not be located.

- an outlet that a page names and of which we hold nothing here («وكالات» names nobody, a platform published nothing, a
  supplement that names its own paper cites itself);
- a statement made in public, or reported by two articles on their own (as `roots` counts it), whose issuer's page we do
  not hold. Words given to one outlet are located: its article is where they stand, and where several report them from
  an outlet of which we hold nothing, that outlet is the gap.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from masdar.model import ArticleId, ChainLink, ChainNode, Gap
from masdar.relate.chain.names import house_of
from masdar.relate.chain.roots import told_to_all
from masdar.relate.chain.speakers import word_list
from masdar.text.tokens import search_terms


def find_gaps(
    nodes: Sequence[ChainNode],
    links: Sequence[ChainLink],
    named: Sequence[ChainLink],
    public: frozenset[str],
    generic: Collection[str],
) -> tuple[Gap, ...]:
    """In the order of `nodes`. `links`: as drawn; `named`: also those that were left out, since copies name it too."""
    houses = {node.article: house_of(node.label) for node in nodes if node.article is not None}
    labels = {node.key: house_of(node.label) for node in nodes if node.kind == "outlet"}
    cited_by: dict[str, set[ArticleId]] = {}
    for link in named:
        if not (link.older in labels and labels[link.older] <= houses[link.article]):
            cited_by.setdefault(link.older, set()).add(link.article)
    located = {link.newer for link in links if link.kind == "published_as"}
    missing = told_to_all(nodes, links, public) - located - (_given(nodes, named) - public)
    missing |= {node.key for node in nodes if _is_outlet(node) and node.key not in generic}
    found = (Gap(node.key, tuple(sorted(cited_by.get(node.key, ())))) for node in nodes if node.key in missing)
    return tuple(gap for gap in found if gap.cited_by)


def _given(nodes: Sequence[ChainNode], named: Sequence[ChainLink]) -> set[str]:
    """Keys of the statements whose medium is one of the outlets (مقابلة مع رويترز): a held one, or, by a part of any
    name that pages print, one that is not."""
    outlets = {node.key: node.label for node in nodes if _is_outlet(node)}
    printed = [link.why.name for link in named if link.older in outlets and link.why is not None]
    words = frozenset[str]().union(*(house_of(name) for name in (*outlets.values(), *printed) if name))
    held = {house_of(node.label) for node in nodes if node.kind == "article"}
    media = {node.key: house_of(node.medium or "") for node in nodes if node.kind == "statement"}
    return {key for key, medium in media.items() if words & medium or any(house <= medium for house in held if house)}


def _is_outlet(node: ChainNode) -> bool:
    return node.kind == "outlet" and search_terms(node.label) not in word_list("platforms")
