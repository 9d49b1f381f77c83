"""Which links are fetched next: every source's links at every host in, the numbers of those whose turn it is out.

What is scarce is a host's time: it is asked one thing at a time, and not faster than its pace. So a turn is had by a
source's links at one host, the one that had none for longest comes first, and nobody gets more of a host's time than
there is. Among the links of one turn, fresh ones come before looks at articles, and those before old ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Subquery,
    Table,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    update,
)

from masdar.store import dialect
from masdar.store.tables import hosts, links, sources, tombstones, turns

_FEW = 500  # how many rows `earliest` looks at before it counts all: about a millisecond's work

RANKS = FRESH, LOOK, OLD = 0, 1, 2  # `links.rank`

# What became due last comes first (as a rule, what was found last), but looks come in the order they are due.
_LAST = (links.c.next_at.desc(), links.c.id.desc())
_ORDER = {FRESH: _LAST, LOOK: (links.c.next_at, links.c.id), OLD: _LAST}


# Built once: the driver does it for every answer, and building a statement costs more than executing it.
_HAD = select(links.c.source_id, links.c.host).where(links.c.id == bindparam("link")).subquery()
_END_TURN = (
    update(turns)
    .where(turns.c.source_id == _HAD.c.source_id, turns.c.host == _HAD.c.host)
    .values(last=select(func.max(turns.c.last) + 1).scalar_subquery())
)


@dataclass(frozen=True, slots=True)
class Turn:
    """A source's links at one host, with what that host has time for: `seats` requests."""

    id: int
    host: str
    seats: int


def add_turns(db: Connection, source_id: str, at: Iterable[str]) -> None:
    """The source has links at those hosts. What never had a turn comes first."""
    dialect.insert_new(db, turns, [{"source_id": source_id, "host": host} for host in at])


def end_turn(db: Connection, link_id: int) -> None:
    """A link was asked for: the others of its source at its host wait until all the rest had a turn."""
    db.execute(_END_TURN, {"link": link_id})


def pick_links(db: Connection, now: datetime, limit: int, patience: timedelta) -> list[int]:
    """Numbers of at most `limit` due links in the order to ask; of no host more than it has time for in `patience`."""
    picked: list[int] = []
    taken: Counter[str] = Counter()
    for rank in RANKS:
        if len(picked) < limit:
            picked += _pick(db, _open_turns(db, rank, now, limit, patience), rank, now, limit - len(picked), taken)
    return picked


def _open_turns(db: Connection, rank: int, now: datetime, limit: int, patience: timedelta) -> list[Turn]:
    """Those that may be asked and have a due link of that rank, the one whose last turn is longest ago first."""
    query = (
        select(turns.c.id, turns.c.host, sources.c.pace_s, hosts.c.delay_s)
        .join(sources, sources.c.id == turns.c.source_id)
        .outerjoin(hosts, hosts.c.host == turns.c.host)
        .where(is_followed(), is_free(now, patience), _due(rank, now).exists())
        .order_by(turns.c.last, turns.c.id)
    )
    return [
        Turn(row.id, row.host, _seats(max(row.pace_s, row.delay_s or 0.0), patience, limit))
        for row in db.execute(query)
    ]


def _seats(pace_s: float, patience: timedelta, limit: int) -> int:
    """How often a host that is asked every `pace_s` seconds can be asked in that time."""
    most = patience.total_seconds() / pace_s if pace_s > 0 else limit
    return 1 + int(min(most, limit))


def _pick(
    db: Connection, open_turns: list[Turn], rank: int, now: datetime, room: int, taken: Counter[str]
) -> list[int]:
    ready = _admit(open_turns, room, taken)
    most = max((turn.seats for turn in ready), default=0)
    depth = min(ceil(room / max(len(ready), 1)), most)
    held: dict[int, list[int]] = {}
    asked = ready
    while asked:
        held |= _first_links(db, asked, rank, now, depth)
        if depth >= most or sum(map(len, held.values())) >= room:
            break
        asked = [turn for turn in asked if len(held.get(turn.id, ())) == depth]
        depth = min(depth * 4, most)
    return _deal(ready, held, room, taken)


def _admit(open_turns: list[Turn], room: int, taken: Counter[str]) -> list[Turn]:
    """Those of the turns, in order, that get at least one link."""
    ready: list[Turn] = []
    guests = taken.copy()
    for turn in open_turns:
        if len(ready) < room and guests[turn.host] < turn.seats:
            guests[turn.host] += 1
            ready.append(turn)
    return ready


def _deal(ready: Sequence[Turn], held: Mapping[int, Sequence[int]], room: int, taken: Counter[str]) -> list[int]:
    """One link of each turn, then a second one of each, as long as there is room and its host has time."""
    picked: list[int] = []
    depth = max(map(len, held.values()), default=0)
    for number in range(depth):
        for turn in ready:
            mine = held.get(turn.id, ())
            if number < len(mine) and len(picked) < room and taken[turn.host] < turn.seats:
                taken[turn.host] += 1
                picked.append(mine[number])
    return picked


def _first_links(db: Connection, asked: Sequence[Turn], rank: int, now: datetime, depth: int) -> dict[int, list[int]]:
    """The first due links of each of those turns, at most `depth`, by the turn's number."""
    first = _due(rank, now).order_by(*_ORDER[rank]).limit(depth)
    found: dict[int, list[int]] = {}
    for ids in dialect.portions(turn.id for turn in asked):
        query = dialect.with_first(db, turns, first, links).where(turns.c.id.in_(ids))
        for turn, link in db.execute(query.order_by(turns.c.id, *_ORDER[rank])):
            found.setdefault(turn, []).append(link)
    return found


def _due(rank: int, now: datetime) -> Select[int]:
    """The due links of that rank of one turn (of the statement around)."""
    mine = and_(links.c.source_id == turns.c.source_id, links.c.host == turns.c.host, links.c.rank == rank)
    return select(links.c.id).where(mine, links.c.next_at <= now).correlate(turns)


def earliest(db: Connection, table: Table, holds: ColumnElement[bool]) -> datetime | None:
    """When the first of those links or listings may be asked, waits of their hosts counted; None for never.

    As a rule one of the first rows tells: nothing behind them is due earlier. Only where none of those may be asked
    before the next ones are due, all count.
    """
    rows = select(table.c.next_at, table.c.host, table.c.source_id).where(holds)
    few = rows.order_by(table.c.next_at).limit(_FEW).subquery()
    count, last = db.execute(select(func.count(), func.max(few.c.next_at))).one()
    first = _first_free(db, few)
    if count < _FEW or (first is not None and first <= last):
        return first
    first_of_each = select(func.min(table.c.next_at).label("next_at"), table.c.host, table.c.source_id)
    return _first_free(db, first_of_each.where(holds).group_by(table.c.source_id, table.c.host).subquery())


def _first_free(db: Connection, due: Subquery) -> datetime | None:
    query = select(func.min(askable_at(due.c.next_at))).select_from(due).join(sources, sources.c.id == due.c.source_id)
    found: datetime | None = db.execute(
        query.outerjoin(hosts, hosts.c.host == due.c.host).where(is_followed())
    ).scalar()
    return found


def askable_at(next_at: ColumnElement[datetime]) -> ColumnElement[datetime]:
    """When what is due at `next_at` may be asked: not before its host (if its row was joined) is free again."""
    after_wait = case((hosts.c.wait_until > next_at, hosts.c.wait_until), else_=next_at)
    return case((hosts.c.free_at > after_wait, hosts.c.free_at), else_=after_wait)


def is_followed() -> ColumnElement[bool]:
    """Whether the source is neither paused nor taken down."""
    removed = and_(tombstones.c.kind == "source", tombstones.c.key == sources.c.id, tombstones.c.lifted_at.is_(None))
    return and_(sources.c.paused_at.is_(None), ~select(tombstones.c.id).where(removed).exists())


def is_free(now: datetime, patience: timedelta) -> ColumnElement[bool]:
    """Whether the host (if its row was joined) did not tell us to wait, and its turn comes within `patience`."""
    may = or_(hosts.c.wait_until.is_(None), hosts.c.wait_until <= now)
    return and_(may, or_(hosts.c.free_at.is_(None), hosts.c.free_at <= now + patience))
