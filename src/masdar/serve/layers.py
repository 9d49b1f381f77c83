"""In: the nodes and links of a chain, by key. Out: layers from roots to copies, ordered to cross little."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

Pair = tuple[str, str]
# Sweeps of the barycentre rule (Sugiyama, Tagawa, Toda 1981); a chain of this size settles within four.
SWEEPS = 4


def ranks(keys: Sequence[str], pairs: Iterable[Pair]) -> dict[str, int]:
    """Layer of each key: 0 rests on nothing, else one more than the highest it rests on.

    `pairs` are (newer, older). Links that would close a circle do not count.
    """
    older: dict[str, list[str]] = defaultdict(list)
    for newer, below in pairs:
        older[newer].append(below)
    known: dict[str, int] = {}
    for key in keys:
        _rank(key, older, known)
    return {key: known[key] for key in keys}


def _rank(start: str, older: dict[str, list[str]], known: dict[str, int]) -> None:
    """Depth-first without recursion: a chain may be as deep as it is long."""
    path: list[str] = [start]
    open_keys = {start}
    while path:
        key = path[-1]
        waiting = [k for k in older[key] if k not in known and k not in open_keys]
        if waiting:
            path.append(waiting[0])
            open_keys.add(waiting[0])
            continue
        known.setdefault(key, 1 + max((known[k] for k in older[key] if k in known), default=-1))
        open_keys.discard(path.pop())


def ordered(keys: Sequence[str], rank: dict[str, int], pairs: Iterable[Pair]) -> list[list[str]]:
    """Each layer's keys, ordered by the mean place of their neighbours."""
    layers: list[list[str]] = [[] for _ in range(max(rank.values(), default=-1) + 1)]
    for key in keys:
        layers[rank[key]].append(key)
    near: dict[str, list[str]] = defaultdict(list)
    for newer, older in pairs:
        near[newer].append(older)
        near[older].append(newer)
    for sweep in range(SWEEPS):
        sequence = range(len(layers)) if sweep % 2 == 0 else range(len(layers) - 1, -1, -1)
        for number in sequence:
            place = {key: i - len(layer) / 2 for layer in layers for i, key in enumerate(layer)}
            layers[number].sort(key=lambda k: sum(place[n] for n in near[k]) / len(near[k]) if near[k] else place[k])
    return layers


def through(keys: Sequence[str], rank: dict[str, int], pairs: Sequence[Pair]) -> tuple[list[str], list[list[str]]]:
    """For each pair the keys it runs through, older first, with a stand-in key for each layer it skips.

    Returns all keys with the stand-ins (which start with "via:"), and the routes in the order of `pairs`.
    """
    all_keys = list(keys)
    routes: list[list[str]] = []
    for number, (newer, older) in enumerate(pairs):
        stops = [f"via:{number}:{layer}" for layer in range(rank[older] + 1, rank[newer])]
        rank.update(zip(stops, range(rank[older] + 1, rank[newer]), strict=True))
        all_keys += stops
        routes.append([older, *stops, newer])
    return all_keys, routes


def families(keys: Sequence[str], pairs: Iterable[Pair]) -> list[str]:
    """One order for all: nothing before what it rests on, a root right before the first that rests on it."""
    older: dict[str, list[str]] = defaultdict(list)
    for newer, below in pairs:
        older[newer].append(below)
    found: dict[str, None] = {}
    for key in [*(key for key in keys if older[key]), *keys]:
        path, open_keys = [key], {key}
        while path:
            waiting = [k for k in older[path[-1]] if k not in found and k not in open_keys]
            if waiting:
                path.append(waiting[0])
                open_keys.add(waiting[0])
            else:
                found.setdefault(path.pop())
    return list(found)


def drawn_close(rank: dict[str, int], pairs: Iterable[Pair]) -> dict[str, int]:
    """The same layers, with each root moved up beside the first that rests on it: short lines are easy to follow."""
    links = list(pairs)
    resting = {newer for newer, _ in links}
    moved = dict(rank)
    for key in rank:
        above = [rank[newer] for newer, older in links if older == key]
        if key not in resting and above:
            moved[key] = max(rank[key], min(above) - 1)
    return moved
