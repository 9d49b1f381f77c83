"""What was taken down in; an archive and a database whose files hold nothing of it any more out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from masdar.collect.records import REQUESTED, Record, read_revisit
from masdar.collect.warc_groups import Group, read_groups, rewritten_from
from masdar.model import RecordPlace, SourceId
from masdar.store import designs, pages, takedown
from masdar.text.addresses import address_key
from masdar.work.desk import Desk, Progress, Tally, silent

_AT_ONCE = 500  # addresses asked for in one question to the store

Drop = dict[str, set[int]]  # offsets of the records that must go, by file


def purge(desk: Desk, tell: Progress = silent) -> Tally:
    """Drop the records of everything that was taken down, and wipe what the database deleted. Safe to repeat.

    Nothing to do costs one question. Otherwise the whole archive is looked through: records that no row knows (the
    same page seen again, one that a crash left) must go too. Raises BadArchive while another process appends.
    """
    with desk.store.reading() as db:
        stones = takedown.unpurged(db)
    tally = Tally()
    if not stones:
        return tally
    desk.index = None  # the open stories' texts; made anew from what is left
    _finish_rewrites(desk)
    drop, leaning = _found(desk, tell)
    for place in leaning:
        _stand_alone(desk, place)
        drop[place.file].add(place.offset)
    for file, offsets in drop.items():
        _rewrite(desk, file, offsets)
        tally.add("record: removed", len(offsets))
    with desk.store.writing() as db:
        for source in {stone.source for stone in stones if stone.source}:  # a pass that began before may have saved it
            designs.forget_designs(db, SourceId(source))
    desk.store.wipe_deleted()
    with desk.store.writing() as db:
        takedown.note_purged(db, [stone.id for stone in stones], desk.clock())
    tally.add("removal", len(stones))
    return tally


# ---------------------------------------------------------------- finding the records


def _found(desk: Desk, tell: Progress) -> tuple[Drop, list[RecordPlace]]:
    """What must go, and the records of other pages that refer to the body of one that goes."""
    with desk.store.reading() as db:
        named = takedown.records_to_drop(db)
    files = desk.archive.files()
    drop: Drop = defaultdict(set)
    revisits: list[RecordPlace] = []
    for number, file in enumerate(files, 1):
        found, again = _in_file(desk, file, named.get(file, frozenset()))
        if found:
            drop[file] |= found
        revisits += again
        tell("remove", number, len(files))
    gone = {(file, offset) for file, offsets in drop.items() for offset in offsets}
    rest = [place for place in revisits if gone and (place.file, place.offset) not in gone]
    return drop, [place for place in rest if _rests_on(desk, place, gone)]


def _in_file(desk: Desk, file: str, named: frozenset[int]) -> tuple[set[int], list[RecordPlace]]:
    """The offsets of records that must go, and the places of the revisits that the file holds."""
    found, revisits, unknown = set[int](), list[RecordPlace](), dict[int, set[str]]()
    with desk.store.reading() as db:
        rows = pages.offsets_in(db, file)
    for group in read_groups(desk.archive.folder / file):
        if group.offset in named:
            found.add(group.offset)
            continue
        if isinstance(group.record, Record) and group.kind == "revisit" and read_revisit(group.record):
            revisits.append(RecordPlace(file, group.offset, group.end - group.offset))
        if group.offset not in rows:
            unknown[group.offset] = _keys_of(group)
        if len(unknown) >= _AT_ONCE:
            found |= _removed(desk, unknown)
            unknown = {}
    return found | _removed(desk, unknown), revisits


def _keys_of(group: Group) -> set[str]:
    """Keys of the address that a record says it is from, and of the one that was asked for."""
    if not isinstance(group.record, Record):
        return set()
    said = group.record.fields
    urls = (said.get("warc-target-uri", "").strip("<>"), said.get(REQUESTED.lower(), ""))
    return {address_key(url) for url in urls if url}


def _removed(desk: Desk, unknown: Mapping[int, set[str]]) -> set[int]:
    """Those of the records without a row that are of an address which was taken down."""
    with desk.store.reading() as db:
        gone = takedown.removed_keys(db, {key for keys in unknown.values() for key in keys})
    return {offset for offset, keys in unknown.items() if not gone.isdisjoint(keys)}


def _rests_on(desk: Desk, place: RecordPlace, gone: set[tuple[str, int]]) -> bool:
    held = desk.archive.payload_place(place)
    return (held.file, held.offset) in gone


# ---------------------------------------------------------------- rewriting


def _stand_alone(desk: Desk, place: RecordPlace) -> None:
    """A page that stays gets a record with a body of its own, in place of a reference to one that goes."""
    with desk.store.reading() as db:
        is_known = place.offset in pages.offsets_in(db, place.file)
    if not is_known:
        return
    new = desk.archive.append(desk.archive.load(place))
    desk.archive.sync()
    with desk.store.writing() as db:
        pages.relocate(db, place.file, {place.offset: new})


def _rewrite(desk: Desk, file: str, drop: set[int]) -> None:
    places = desk.archive.rewrite(file, drop)
    with desk.store.writing() as db:
        pages.relocate(db, file, places)
    desk.archive.remove(file)


def _finish_rewrites(desk: Desk) -> None:
    """Of a file and the one that takes its place, which both exist after a crash, the one that rows name stays."""
    for new, old in _half_done(desk):
        with desk.store.reading() as db:
            is_moved = bool(pages.offsets_in(db, new))
        desk.archive.remove(old if is_moved else new)


def _half_done(desk: Desk) -> Iterator[tuple[str, str]]:
    files = desk.archive.files()
    for new in files:
        old = rewritten_from(desk.archive.folder / new)
        if old is not None and old in files:
            yield new, old
