"""In: the nodes and links of a chain. Out: its roots: the nodes at which what the story tells began.

A root is where independent origin lies, as far as we hold the texts:

- an article that rests on nothing here, or only on what is no root itself (a statement made to it alone, «وكالات»);
- a statement that is `public` (a post, a communiqué, a press conference), or that two articles report of which neither
  derives from the other. A statement made to one outlet is that outlet's own work: it is drawn, and its article is
  the root;
- an outlet that is named and of which we hold nothing, unless only copies name it for words whose original we hold;
- of articles that rest on each other in a circle, and on nothing else, the earliest.

What rests on a root is none: no article that cites another of the story, no statement found on its issuer's page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from masdar.model import ChainLink, ChainNode
from masdar.relate.chain.ancestry import number_bits, reach


def roots_of(
    nodes: tuple[ChainNode, ...], links: tuple[ChainLink, ...], public: frozenset[str], generic: frozenset[str]
) -> tuple[str, ...]:
    """Keys of the roots, in the order of `nodes`. `public`: keys of public statements, `generic`: of nobody's credits.

    A chain with an article has a root, and a copy of an article adds none.
    """
    dead = _dead_ends(nodes, links, public, generic)
    living = tuple(node for node in nodes if node.key not in dead)
    bits = number_bits(node.key for node in living)
    above = reach(bits, ((link.newer, link.older) for link in links))
    found: list[str] = []
    closed = 0
    for node in living:
        circle = above[node.key]
        if not circle:
            found.append(node.key)
        elif circle & bits[node.key] and not circle & closed and _is_bottom(circle, living, above):
            closed |= circle
            found.append(node.key)
    return tuple(found)


def _is_bottom(circle: int, living: tuple[ChainNode, ...], above: Mapping[str, int]) -> bool:
    """Do all of the circle lead to one another and to nothing else?"""
    number = 0
    while circle >> number:
        if circle >> number & 1 and above[living[number].key] != circle:
            return False
        number += 1
    return True


def _dead_ends(
    nodes: tuple[ChainNode, ...], links: tuple[ChainLink, ...], public: frozenset[str], generic: frozenset[str]
) -> set[str]:
    """Nodes at which the chain ends without an origin of its own."""
    going_on = {link.newer for link in links} | told_to_all(nodes, links, public)
    copies = {link.newer for link in links if link.kind in ("reprint", "translates") or _is_own_text(link)}
    named = {link.older for link in links if link.kind != "republished_from" or link.newer not in copies}
    dead = {node.key for node in nodes if node.kind == "statement" and node.key not in going_on}
    outlets = [node.key for node in nodes if node.kind == "outlet"]
    return dead | {key for key in outlets if key in generic or key not in named}


def told_to_all(nodes: Sequence[ChainNode], links: Sequence[ChainLink], public: frozenset[str]) -> set[str]:
    """Keys of the statements that were made in public, or that two articles report of which neither derives from the
    other."""
    articles = number_bits(node.key for node in nodes if node.kind == "article")
    above = reach(articles, ((link.newer, link.older) for link in links))
    holders: dict[str, set[str]] = {node.key: set() for node in nodes if node.kind == "statement"}
    for link in links:
        if link.older in holders and link.newer in articles:
            holders[link.older].add(link.newer)
    return {key for key, found in holders.items() if key in public or _are_two(found, articles, above)}


def _is_own_text(link: ChainLink) -> bool:
    """Does an outlet print its own earlier text again?"""
    return link.why is not None and link.why.code == "updates.text"


def _are_two(holders: Iterable[str], bits: Mapping[str, int], above: Mapping[str, int]) -> bool:
    """Do two of the articles derive from none of the others? Those of a circle count as one: the first."""
    held = sum(bits[each] for each in holders)
    first = (one for one in holders if not _derives(one, held, bits, above))
    return next(first, None) is not None and next(first, None) is not None


def _derives(one: str, held: int, bits: Mapping[str, int], above: Mapping[str, int]) -> bool:
    """Is one of the `held` above this one, and earlier or no part of a circle with it?"""
    found = above[one] & held & ~bits[one]
    if found & (bits[one] - 1):
        return True
    return any(found & bit and not above[other] & bits[one] for other, bit in bits.items()) if found else False
