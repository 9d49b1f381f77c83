"""In: a chain. Out: the same in layers for a drawing; as an indented tree of text lines, with its gaps and clashes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from masdar.model import Chain, ChainLink, ChainNode

_ROLES = {
    "reprint": "reprint of",
    "translates": "translation of",
    "updates": "update of",
    "republished_from": "says its words are from",
    "facts_from": "cites",
    "rests_on": "rests on the statement of",
    "published_as": "published by its issuer at",
}
# A tree of more lines is no longer read; the rest is counted.
_MOST_LINES = 500
# Gaps, and contradictions with so much evidence each, below the tree.
_MOST_BELOW, _MOST_EVIDENCE = 20, 4
_MOST_QUOTES = 4  # of one statement: what many outlets print has a wording for each
_LONGEST_QUOTE = 120  # characters: a line


def layers(chain: Chain) -> tuple[tuple[str, ...], ...]:
    """Node keys by layer, roots first: every node stands after all that it rests on.

    Within a circle the earliest node comes first. The order inside a layer is the order of `chain.nodes`.
    """
    order = {node.key: number for number, node in enumerate(chain.nodes)}
    older: dict[str, set[str]] = {node.key: set() for node in chain.nodes}
    newer: dict[str, set[str]] = {node.key: set() for node in chain.nodes}
    for link in chain.links:
        if link.newer != link.older and link.newer in order and link.older in order:
            older[link.newer].add(link.older)
            newer[link.older].add(link.newer)
    depth = _depths(order, older, newer)
    found: dict[int, list[str]] = {}
    for key in sorted(order, key=order.__getitem__):
        found.setdefault(depth[key], []).append(key)
    return tuple(tuple(found[level]) for level in sorted(found))


def _depths(order: dict[str, int], older: dict[str, set[str]], newer: dict[str, set[str]]) -> dict[str, int]:
    waiting = {key: len(below) for key, below in older.items()}
    ready = [key for key in sorted(order, key=order.__getitem__) if waiting[key] == 0]
    left = iter(sorted(order, key=order.__getitem__))
    depth: dict[str, int] = {}
    while len(depth) < len(order):
        if not ready:  # only circles are left: break them at their earliest node
            ready.append(next(key for key in left if key not in depth))
        key = ready.pop(0)
        if key in depth:
            continue
        depth[key] = 1 + max((depth[below] for below in older[key] if below in depth), default=-1)
        for above in sorted(newer[key], key=order.__getitem__):
            waiting[above] -= 1
            if waiting[above] == 0 and above not in depth:
                ready.append(above)
    return depth


# A node, its indentation, and the links that led to it.
_Step = tuple[str, str, tuple[ChainLink, ...]]


def as_lines(chain: Chain, *keys: str, notes: Mapping[str, Sequence[str]] = MappingProxyType({})) -> tuple[str, ...]:
    """What the nodes `keys` rest on, each as an indented tree, with the roots they reach at the end, then what of all
    that could not be located, and what contradicts what.

    A node told before is named and not told again; several links to one node are told together. `notes`: lines to put
    below a node, by its key. No lines when the chain has no such node.
    """
    nodes = {node.key: node for node in chain.nodes}
    below = _below(chain, nodes)
    lines: list[str] = []
    told: dict[str, None] = {}
    waiting: list[_Step] = [(key, "", ()) for key in reversed(keys) if key in nodes]
    while waiting and len(lines) < _MOST_LINES:
        at, indent, links = waiting.pop()
        again = at in told
        line, *below_it = _node_lines(nodes[at], indent, links, again, at in chain.roots)
        lines.append(line)
        lines.extend(f"{indent}    {note}" for note in notes.get(at, ()) if not again)
        lines.extend(below_it)
        if not again:
            told[at] = None
            waiting.extend((older, indent + "  ", found) for older, found in reversed(below.get(at, {}).items()))
    if waiting:
        lines.append(f"… and {len(waiting)} more")
    else:
        lines.extend(_root_lines([nodes[each] for each in told if each in chain.roots], keys))
    return (*lines, *_gap_lines(chain, nodes, told), *_clash_lines(chain, nodes, told))


def _gap_lines(chain: Chain, nodes: Mapping[str, ChainNode], told: Collection[str]) -> Iterator[str]:
    found = [gap for gap in chain.gaps if gap.key in told]
    if found:
        yield "gaps:"
    for gap in found[:_MOST_BELOW]:
        yield f"  {_named(nodes[gap.key])}: cited by {len(gap.cited_by)}, not located"
    yield from _rest(found)


def _clash_lines(chain: Chain, nodes: Mapping[str, ChainNode], told: Collection[str]) -> Iterator[str]:
    """Each with the nodes it is about and what was found there."""
    found = [clash for clash in chain.clashes if any(key in told for key in clash.keys)]
    if found:
        yield "contradictions:"
    for clash in found[:_MOST_BELOW]:
        about = "; ".join(_named(nodes[key]) for key in clash.keys if key in nodes)
        yield f"  {clash.kind}: {clash.reason}: {about}"
        for article, evidence in clash.evidence[:_MOST_EVIDENCE]:
            label = nodes[f"article:{article}"].label if f"article:{article}" in nodes else f"article {article}"
            yield f"    {label}: «{_clipped(evidence.quote)}»"
    yield from _rest(found)


def _rest(found: Sequence[object]) -> Iterator[str]:
    if len(found) > _MOST_BELOW:
        yield f"  … and {len(found) - _MOST_BELOW} more"


def _named(node: ChainNode) -> str:
    return f"{node.label} [{', '.join([node.kind, *([_minute(node.at)] if node.at else [])])}]"


def _clipped(words: str) -> str:
    return words if len(words) <= _LONGEST_QUOTE else words[: _LONGEST_QUOTE - 1] + "…"


def _below(chain: Chain, nodes: dict[str, ChainNode]) -> dict[str, dict[str, tuple[ChainLink, ...]]]:
    """For each node what it rests on, and by which links; what its words come from first."""
    order = list(_ROLES)
    found: dict[str, dict[str, tuple[ChainLink, ...]]] = {}
    for link in sorted(chain.links, key=lambda each: order.index(each.kind)):
        if link.older in nodes:
            older = found.setdefault(link.newer, {})
            older[link.older] = (*older.get(link.older, ()), link)
    return found


def _root_lines(roots: list[ChainNode], keys: Sequence[str]) -> tuple[str, ...]:
    """Where all of it goes back to; nothing is said of a node that is its own only root."""
    if not roots or [root.key for root in roots] == [*keys]:
        return ()
    names = "; ".join(f"{root.label} [{root.kind}]" for root in roots)
    return (f"goes back to {len(roots)} root{'s' if len(roots) > 1 else ''}: {names}",)


def _node_lines(node: ChainNode, indent: str, links: tuple[ChainLink, ...], again: bool, is_root: bool) -> list[str]:
    role = ", ".join(_ROLES[link.kind] for link in links)
    marks = [node.kind, *([node.medium] if node.medium else []), *([_minute(node.at)] if node.at else [])]
    marks += ["root"] if is_root else []
    line = f"{indent}{role}{': ' if role else ''}{node.label} [{', '.join(marks)}]"
    if again:
        return [line + " (told above)"]
    reasons = [f"{indent}    because {link.reason} (confidence {link.confidence:.2f})" for link in links]
    quotes = [f"{indent}    «{quote}»" for quote in node.quotes[:_MOST_QUOTES]]
    more = len(node.quotes) - len(quotes)
    return [line, *reasons, *quotes, *([f"{indent}    … and {more} more wordings"] if more else [])]


def _minute(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M UTC")
