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

from collections.abc import Iterable, Sequence

from masdar.model import ChainLink, ChainNode


def roots_of(
    nodes: tuple[ChainNode, ...], links: tuple[ChainLink, ...], public: frozenset[str], generic: frozenset[str]
) -> tuple[str, ...]:
    """Keys of the roots, in the order of `nodes`. `public`: keys of public statements, `generic`: of nobody's credits.

    A chain with an article has a root, and a copy of an article adds none.
    """
    dead = _dead_ends(nodes, links, public, generic)
    living = tuple(node for node in nodes if node.key not in dead)
    bits = {node.key: 1 << number for number, node in enumerate(living)}
    above = reach(bits, ((link.newer, link.older) for link in links if link.older in bits and link.newer in bits))
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


def reach(bits: dict[str, int], pairs: Iterable[tuple[str, str]]) -> dict[str, int]:
    """For each key, as a mask of `bits`, all that its (newer, older) pairs lead to, near or far."""
    above = dict.fromkeys(bits, 0)
    ordered = sorted(set(pairs), key=lambda pair: (bits[pair[0]], bits[pair[1]]))
    changed = True
    while changed:  # circles settle too, since masks only grow
        changed = False
        for newer, older in ordered:
            grown = above[newer] | bits[older] | above[older]
            changed = changed or grown != above[newer]
            above[newer] = grown
    return above


def _is_bottom(circle: int, living: tuple[ChainNode, ...], above: dict[str, int]) -> bool:
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
    dead = {node.key for node in nodes if node.kind == "statement" and node.key not in going_on}
    for node in nodes:
        if node.kind == "outlet":
            claims = [link for link in links if link.older == node.key]
            named = any(link.kind != "republished_from" or link.newer not in copies for link in claims)
            dead.update({node.key} if node.key in generic or not named else ())
    return dead


def told_to_all(nodes: Sequence[ChainNode], links: Sequence[ChainLink], public: frozenset[str]) -> set[str]:
    """Keys of the statements that were made in public, or that two articles report of which neither derives from the
    other."""
    articles = {node.key: 1 << number for number, node in enumerate(nodes) if node.kind == "article"}
    above = reach(articles, ((x.newer, x.older) for x in links if x.newer in articles and x.older in articles))
    holders: dict[str, set[str]] = {node.key: set() for node in nodes if node.kind == "statement"}
    for link in links:
        if link.older in holders and link.newer in articles:
            holders[link.older].add(link.newer)
    return {key for key, found in holders.items() if key in public or _independent(sorted(found), articles, above) > 1}


def _is_own_text(link: ChainLink) -> bool:
    """Does an outlet print its own earlier text again?"""
    return link.why is not None and link.why.code == "updates.text"


def _independent(holders: list[str], bits: dict[str, int], above: dict[str, int]) -> int:
    """How many of the articles derive from none of the others; those of a circle count as one."""
    return sum(
        not any(
            above[one] & bits[other] and (not above[other] & bits[one] or bits[other] < bits[one])
            for other in holders
            if other != one
        )
        for one in holders
    )
