"""What was taken down in; an archive and a database whose files hold nothing of it any more out."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from masdar.collect.warc.groups import Group, read_groups
from masdar.collect.warc.records import REQUESTED, Record
from masdar.store import designs, places, takedown
from masdar.text.addresses import address_key
from masdar.work.desk import Desk, Progress, Tally, silent
from masdar.work.retention import drop_records, leftovers

_AT_ONCE = 500  # addresses asked for in one question to the store


def purge(desk: Desk, tell: Progress = silent) -> Tally:
    """Drop the records of everything that was taken down, and wipe what the database deleted. Safe to repeat.

    Nothing to do costs one question. Otherwise the whole archive is looked through: records that no row knows (the
    same page seen again, one that a crash left) must go too. Raises BadArchive while another process appends.
    """
    with desk.store.reading() as db:
        stones, named = takedown.unpurged(db), takedown.records_to_drop(db)
    tally = Tally()
    if not stones:
        return tally
    desk.index = None  # the open stories' texts; made anew from what is left
    for file in leftovers(desk.store, desk.archive):
        desk.archive.remove(file)
    files = desk.archive.files()
    for number, file in enumerate(files, 1):
        if desk.stop.is_set():  # all of it is looked through the next time
            return tally
        drop = _to_drop(desk, file, named.get(file, frozenset()))
        if drop:
            drop_records(desk, file, drop)
            tally.add("record: removed", len(drop))
        tell("remove", number, len(files))
    with desk.store.writing() as db:
        for source in {stone.source for stone in stones if stone.source}:  # a pass that began before may have saved it
            designs.forget_designs(db, source)
    desk.store.wipe_deleted()
    with desk.store.writing() as db:
        takedown.note_purged(db, [stone.id for stone in stones], desk.clock())
    tally.add("removal", len(stones))
    return tally


def _to_drop(desk: Desk, file: str, named: Collection[int]) -> set[int]:
    """The offsets of the records in that file that must go: those `named`, and those that no row knows."""
    with desk.store.reading() as db:
        known = {page.place.offset for page in places.pages_in(db, file)}
    found, loose = set[int](), dict[int, set[str]]()
    for group in read_groups(desk.archive.folder / file):
        if group.offset in named:
            found.add(group.offset)
        elif group.offset not in known:
            loose[group.offset] = _keys_of(group)
        if len(loose) >= _AT_ONCE:
            found |= _removed(desk, loose)
            loose = {}
    return found | _removed(desk, loose)


def _keys_of(group: Group) -> set[str]:
    """Keys of the address that a record says it is from, and of the one that was asked for."""
    if not isinstance(group.record, Record):
        return set()
    said = group.record.fields
    urls = (said.get("warc-target-uri", "").strip("<>"), said.get(REQUESTED.lower(), ""))
    return {address_key(url) for url in urls if url}


def _removed(desk: Desk, loose: Mapping[int, set[str]]) -> set[int]:
    """Those of the records without a row that are of an address which was taken down."""
    with desk.store.reading() as db:
        gone = takedown.removed_keys(db, {key for keys in loose.values() for key in keys})
    return {offset for offset, keys in loose.items() if not gone.isdisjoint(keys)}
