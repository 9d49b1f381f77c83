"""In: a story's chain and articles. Out: it as a reader sees it: stops, arrows, pictures, a nested list."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup

from masdar.model import ArticleId, Chain, ChainLink, ChainNode, LinkKind, Reprint
from masdar.serve.clash_view import Disputed, clashes_of, quote_of
from masdar.serve.drawing import Arrow, Drawing, LineKind, Stop, across, down
from masdar.serve.gap_view import MOST_GAPS, Missing, anchor_of, gaps_of, kin_anchor
from masdar.serve.policy import may_show
from masdar.serve.proofs import Proofs, proofs_of
from masdar.serve.reasons import line_kind, told
from masdar.serve.view import View
from masdar.store.records import ArticleRecord, StoryRecord
from masdar.text.direction import direction_of

Ends = tuple[str, str]

# More boxes than this make a picture nobody reads (seen at 24: three screens high, the lines a cable).
MOST_STOPS, MOST_ARROWS = 12, 18
# So many boxes are still drawn whole (seen at 15); of a larger chain the above, so that its page stays light.
WHOLE, WHOLE_ARROWS = 16, 24
# Ties in the written list, how many quotations of evidence and how many reasons (page weight); the rest are on the
# article pages.
MOST_TIES, MOST_QUOTED, MOST_TOLD = 20, 10, 26
# Stops tied to nothing, in the written list; all articles stand below it anyway.
MOST_ALONE = 8
# Deeper nesting than this does not fit a phone; ties below it are listed flat.
DEEPEST = 12
# What one stop has from another, the most telling kind first.
_KINDS: tuple[LinkKind, ...] = (
    *("published_as", "rests_on", "reprint", "translates", "updates", "republished_from", "facts_from"),
)
# Statements told in full on a story page; the rest is on the articles' pages.
MOST_STATEMENTS = 8


@dataclass(frozen=True, slots=True)
class Ground:
    """A link with its evidence; `proof_href` leads to the evidence on file, `why` tells the reason (None: not told)."""

    link: ChainLink
    kind: LineKind
    why: Markup | None
    share: str
    quote: str
    proof_href: str


@dataclass(frozen=True, slots=True)
class Tie:
    """All that one stop has from another, the most telling first. `anchor` is its place in the list."""

    anchor: str
    newer: str
    older: str
    grounds: tuple[Ground, ...]


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
    """`left_out` counts the stops that are not drawn, `unlisted` the ties and `alone` the untied stops that are not in
    the list. `others` are ties that no origin leads to. `missing`: what was not found; `clashes`: what does not
    agree."""

    wide: Drawing
    narrow: Drawing
    origins: tuple[Branch, ...]
    others: tuple[tuple[Stop, Stop, Tie], ...]
    left_out: int
    unlisted: int
    alone: int
    stops: Mapping[str, Stop]
    missing: tuple[Missing, ...]
    clashes: tuple[Disputed, ...]


def chain_view(story: StoryRecord, view: View) -> ChainView:
    chain = story.chain
    pairs = _pairs(chain)
    drawn = most_telling(chain, list(pairs))
    records = {record.card.id: record for record in story.articles}
    missing = gaps_of(story, view)
    stops = {node.key: _stop(node, records, chain, view) for node in chain.nodes}
    stops.update({key: replace(stops[key], more=text) for key, text in _more(pairs, drawn, view).items()})
    stops.update(_with_gaps(stops, missing))
    ties = _ties(_listed(pairs, drawn), pairs, records, story, view)
    arrows = tuple(_arrow(tie, stops, view) for tie in _drawn_ties(ties, drawn))
    boxes = tuple(stop for key, stop in stops.items() if key in drawn)
    grown = _Tree(chain, stops, ties)
    origins, alone = _origins(chain, pairs, grown)
    others = tuple((stops[tie.newer], stops[tie.older], tie) for tie in ties if tie.anchor not in grown.used)
    wide, narrow = (draw(boxes, arrows, view.direction) for draw in (across, down))
    clashes = clashes_of(story, stops, view)
    counts = len(stops) - len(boxes), len(pairs) - len(ties), alone
    return ChainView(wide, narrow, origins, others, *counts, stops, missing, clashes)


def _with_gaps(stops: Mapping[str, Stop], missing: tuple[Missing, ...]) -> dict[str, Stop]:
    """The stops that were not found say so; an outlet's leads to its place in the list of gaps."""
    found = {}
    for place, each in enumerate(missing):
        stop = replace(stops[each.node.key], gap=str(each.words), more="")
        if each.node.kind == "outlet":
            listed = f"#{each.anchor}" if place < MOST_GAPS else None
            stop = replace(stop, time="", href=stop.href or listed)
        found[stop.key] = stop
    return found


def _drawn_ties(ties: list[Tie], drawn: set[str]) -> list[Tie]:
    """The ties between drawn stops, as many as stay legible: each stop's first, then its second …"""
    between = [tie for tie in ties if tie.newer in drawn and tie.older in drawn]
    seen: Counter[str] = Counter()
    turns: dict[str, int] = {}
    for tie in between:
        turns[tie.anchor] = seen[tie.newer]
        seen[tie.newer] += 1
    most = MOST_ARROWS if len(drawn) <= MOST_STOPS else WHOLE_ARROWS
    kept = {tie.anchor for tie in sorted(between, key=lambda tie: turns[tie.anchor])[:most]}
    return [tie for tie in between if tie.anchor in kept]


def _pairs(chain: Chain) -> dict[Ends, list[ChainLink]]:
    """The links between each two stops (newer, older), the most telling kind first."""
    keys = {node.key for node in chain.nodes}
    found: dict[Ends, list[ChainLink]] = defaultdict(list)
    for link in chain.links:
        if link.newer in keys and link.older in keys:
            found[link.newer, link.older].append(link)
    return {ends: sorted(links, key=lambda link: _KINDS.index(link.kind)) for ends, links in found.items()}


def _more(pairs: Iterable[Ends], drawn: set[str], view: View) -> dict[str, str]:
    """What a drawn stop says of those that rest on it and are not drawn."""
    hidden = Counter(older for newer, older in pairs if older in drawn and newer not in drawn)
    return {key: str(view.count("counts.more_resting", number)) for key, number in hidden.items()}


def _listed(pairs: Mapping[Ends, object], drawn: set[str]) -> list[Ends]:
    """The ties to write out, in their order: those that are drawn, then those that touch a drawn stop, then others."""
    place = {ends: number for number, ends in enumerate(pairs)}
    telling = sorted(pairs, key=lambda ends: (-sum(key in drawn for key in ends), place[ends]))
    return sorted(telling[:MOST_TIES], key=lambda ends: place[ends])


def _ties(
    listed: list[Ends],
    pairs: Mapping[Ends, list[ChainLink]],
    records: dict[ArticleId, ArticleRecord],
    story: StoryRecord,
    view: View,
) -> list[Tie]:
    ties = []
    quoted, told_more = 0, MOST_TOLD - len(listed)
    proofs = {id: proofs_of(record.reading) for id, record in records.items()}
    for number, (newer, older) in enumerate(listed, 1):
        grounds = tuple(_ground(link, records, proofs, story, view) for link in pairs[newer, older])
        if quoted >= MOST_QUOTED:
            grounds = tuple(replace(ground, quote="") for ground in grounds)
        quoted += sum(bool(ground.quote) for ground in grounds)
        further = grounds[1:] if told_more > 0 else tuple(replace(ground, why=None) for ground in grounds[1:])
        grounds, told_more = grounds[:1] + further, told_more - len(further)
        ties.append(Tie(f"tie-{number}", newer, older, grounds))
    return ties


def _origins(chain: Chain, pairs: Mapping[Ends, object], grown: _Tree) -> tuple[tuple[Branch, ...], int]:
    """The tops of the written list: what rests on nothing, then roots not reached so far, then stops tied to nothing
    (and how many of these are left out)."""
    resting, tied = {newer for newer, _ in pairs}, {key for ends in pairs for key in ends}
    tops = [node.key for node in chain.nodes if node.key in tied and grown.newer[node.key] and node.key not in resting]
    branches = [grown.branch(key, None) for key in tops]
    later = [key for key in chain.roots if grown.newer[key]]
    branches += [grown.branch(key, None) for key in later if key not in grown.unfolded]
    alone = [node.key for node in chain.nodes if node.key not in tied]
    branches += [grown.branch(key, None) for key in alone[:MOST_ALONE]]
    return tuple(branches), len(alone[MOST_ALONE:])


def _stop(node: ChainNode, records: dict[ArticleId, ArticleRecord], chain: Chain, view: View) -> Stop:
    record = records.get(node.article) if node.article is not None else None
    time = view.at_text(node.at) if node.at else ""
    href = view.url(f"/article/{node.article}") if node.article is not None else None
    name, words, note, direction = node.label, "", "", view.direction
    if record is not None:
        name, words, direction = record.card.source.name, record.card.title, record.card.direction
        stated = record.card.published
        if node.at and (stated is None or stated.instant != node.at):
            time = view.seen_at_text(node.at)
    elif node.kind == "statement":
        name = node.label or str(view.say("story.unknown_speaker"))
        quotes = [quote for quote in node.quotes if may_show(quote, records.values())]
        words = f"«{quotes[0]}»" if quotes else ""
        direction = direction_of(words)
        href = f"#{anchor_of(node.key)}" if node in told_statements(chain) else None
        note = node.medium or ("" if words else str(view.say("article.reported")))
    elif node.kind == "outlet":
        time = time or str(view.say("story.not_held"))
        href = view.url(f"/source/{node.source}") if node.source else None
    return Stop(node.key, node.kind, name, time, words, direction, href, node.key in chain.roots, note)


def told_statements(chain: Chain) -> list[ChainNode]:
    """The statements that a story page tells in full."""
    return [node for node in chain.nodes if node.kind == "statement"][:MOST_STATEMENTS]


def _ground(
    link: ChainLink,
    records: dict[ArticleId, ArticleRecord],
    proofs: dict[ArticleId, Proofs],
    story: StoryRecord,
    view: View,
) -> Ground:
    record = records.get(link.article)
    reprint = _reprint_of(link, story)
    page = view.url(f"/article/{link.article}")
    anchor = proofs[record.card.id].anchor_of(link.evidence) if record else None
    if anchor is None:
        older = next((node for node in story.chain.nodes if node.key == link.older), None)
        is_kin = older is not None and link.kind in ("translates", "updates")
        anchor = f"reprint-{reprint.of}" if reprint else kin_anchor(older) if older and is_kin else "evidence"
    share = view.share(reprint.containment) if reprint else ""
    # The shared passages of a reprint stand beside each other on the article's page.
    is_quoted = link.evidence is not None and link.evidence.about != "reprint" and link.kind != "reprint"
    quote = quote_of(link.evidence, record) if link.evidence and record and is_quoted else ""
    return Ground(link, line_kind(link), told(link.why, view), share, quote, f"{page}#{anchor}")


def _reprint_of(link: ChainLink, story: StoryRecord) -> Reprint | None:
    """The reprint that a link of such a kind stands for."""
    ends = {node.key: node.article for node in story.chain.nodes}
    if link.kind not in ("reprint", "updates"):
        return None
    for record in story.articles:
        for reprint in record.reprints:
            if reprint.article == ends[link.newer] and reprint.of == ends[link.older]:
                return reprint
    return None


def _arrow(tie: Tie, stops: dict[str, Stop], view: View) -> Arrow:
    """One arrow for all that one stop has from another; a copy that credits its original has a tick at its share."""
    kinds = [ground.kind for ground in tie.grounds]
    share = next((ground.share for ground in tie.grounds if ground.share), "")
    newer, older = stops[tie.newer], stops[tie.older]
    says = " · ".join(str(view.say("links." + kind)) for kind in kinds)
    # Names keep to themselves (first strong isolate): a title is plain text.
    sentence = f"\u2068{newer.name}\u2069 — {says}: \u2068{older.name}\u2069 {share}".strip()
    label = f"≈ {share}" if share and kinds[0] == "reworked" else share
    label = f"{label} ✓" if share and "republished_from" in kinds else label
    return Arrow(newer.key, older.key, kinds[0], label, sentence, f"#{tie.anchor}")


def most_telling(chain: Chain, pairs: list[Ends]) -> set[str]:
    """The stops to draw: the first article and its way down to an origin, origins that others rest on, then step by
    step what rests on a drawn stop, first by a kind of link that is not drawn yet, then the most linked and the
    earliest; so that nothing drawn looks like an origin that is none."""
    place = {node.key: number for number, node in enumerate(chain.nodes)}
    if len(place) <= WHOLE:
        return set(place)
    degree = Counter(key for ends in pairs for key in ends)
    older: dict[str, set[str]] = defaultdict(set)
    for newer, below in pairs:
        older[newer].add(below)
    order = sorted(place, key=lambda key: (-degree[key], place[key]))
    origins = [key for key in order if degree[key] and (key in chain.roots or not older[key])]
    articles = [node.key for node in chain.nodes if node.kind == "article"]
    way = articles[:1]
    while way and len(way) < MOST_STOPS // 3 and (down := [key for key in order if key in older[way[-1]] - {*way}]):
        way.append(down[0])
    drawn = {*way, *origins[: MOST_STOPS // 2 - 1]}
    while len(drawn) < MOST_STOPS:
        waiting = [key for key in order if key not in drawn]
        shown = {link.kind for link in chain.links if link.newer in drawn and link.older in drawn}
        fresh = {link.newer for link in chain.links if link.older in drawn and link.kind not in shown}
        follower = next((key for key in waiting if key in fresh), None)
        follower = follower or next((key for key in waiting if older[key] & drawn), None)
        origin = next((key for key in waiting if key in origins), None)
        drawn.add(follower or origin or waiting[0])
    return drawn


class _Tree:
    """Grows the nested list; each tie is used once, each stop unfolded once."""

    def __init__(self, chain: Chain, stops: dict[str, Stop], ties: list[Tie]) -> None:
        self.nodes = {node.key: node for node in chain.nodes}
        self.stops = stops
        self.used: set[str] = set()
        self.unfolded: set[str] = set()
        self.newer: dict[str, list[Tie]] = defaultdict(list)
        for tie in ties:
            self.newer[tie.older].append(tie)

    def branch(self, key: str, tie: Tie | None, depth: int = 0) -> Branch:
        again = key in self.unfolded
        self.unfolded.add(key)
        branches: list[Branch] = []
        for child in () if again or depth == DEEPEST else self.newer[key]:
            if child.anchor not in self.used:
                self.used.add(child.anchor)
                branches.append(self.branch(child.newer, child, depth + 1))
        return Branch(self.stops[key], self.nodes[key], tie, again, tuple(branches))
