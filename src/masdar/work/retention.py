"""How long pages are kept in; the archive's files without the records of older ones out, each page's outcome kept.

A file is rewritten in an order that a crash cannot harm: the new file is on the disk, then one transaction moves the
rows to it, then the old file goes. What a crash leaves over is found and removed the next time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from masdar.collect.warc import Archive
from masdar.collect.warc.groups import RECORD_CAP, Group, read_groups, rewritten_from
from masdar.collect.warc.records import read_date, read_record
from masdar.errors import BadArchive
from masdar.model import Page, RecordPlace, Rejected
from masdar.store import Store, places, takedown
from masdar.store.places import Old, PlacedPage
from masdar.work.desk import Desk, Progress, silent

# A standing policy rewrites a file when so much of it may go, not every day for a page or two.
WORTH = 0.1


@dataclass(frozen=True, slots=True)
class Keep:
    """How long after they were last met the records of pages are kept: of rejected pages, of all. None: for ever."""

    rejected: timedelta | None = None
    pages: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was dropped (or would be). `damaged`: files left alone, as what is in them cannot be told for certain.
    `leftovers`: files that a crash had left over."""

    pages: int = 0
    files: int = 0
    bytes: int = 0
    damaged: tuple[str, ...] = ()
    leftovers: tuple[str, ...] = ()


def prune(desk: Desk, keep: Keep, tell: Progress = silent, *, dry_run: bool = False, worth: float = 0.0) -> Pruned:
    """Drop the records of pages that are to be kept no longer; those that nobody has read yet stay.

    `worth`: files of which a smaller share may go are left alone this time. `dry_run`: only say what would go.
    """
    old = _old(keep, desk.clock())
    done = Pruned(leftovers=leftovers(desk.store, desk.archive))
    if not dry_run:
        for file in done.leftovers:
            desk.archive.remove(file)
    files = [file for file in desk.archive.files() if file not in done.leftovers]
    for number, file in enumerate(files, 1):
        if desk.stop.is_set():
            break
        done = _prune_file(desk, file, old, done, worth, dry_run)
        tell("prune", number, len(files))
    return done


def drop_records(desk: Desk, file: str, drop: Collection[int]) -> int:
    """Drop the pages whose records begin at those offsets of a file. Pages that refer to one of them for their body,
    and are not dropped themselves, get a record of their own before. How many pages are not kept any more."""
    rescued = _rescue(desk, file, drop)
    freed = {page.place.offset for page, _ in rescued if page.place.file == file}
    moved = desk.archive.rewrite(file, {*drop, *freed})
    with desk.store.writing() as db:
        for page, place in rescued:
            places.place_page(db, page, place)
        gone = places.move_pages(db, file, moved)
    desk.archive.remove(file)
    return gone


def leftovers(store: Store, archive: Archive) -> tuple[str, ...]:
    """The files that a crash left over while one was rewritten: of the old and the new, the one no page refers to."""
    with store.reading() as db:
        used = places.files_in_use(db)
    files = archive.files()
    found = list(archive.unfinished_files())
    for file in files:
        before = rewritten_from(archive.folder / file) if file.startswith("kept-") else None
        if before in files:
            found.append(file if before in used else before)
    return tuple(found)


# ---------------------------------------------------------------- deciding


def _old(keep: Keep, now: datetime) -> Old:
    return Old(*(None if after is None else now - after for after in (keep.rejected, keep.pages)))


def to_drop(groups: Iterable[Group], used: Collection[int], old: Collection[int], before: datetime | None) -> set[int]:
    """Of a file's groups, the offsets of those to drop: the old pages, and what no page refers to from before then."""
    loose = (g for g in groups if g.offset not in used and g.kind in ("response", "revisit"))
    return {*old, *(group.offset for group in loose if before is not None and _is_before(group, before))}


def _is_before(group: Group, instant: datetime) -> bool:
    if group.record is None or isinstance(group.record, Rejected):
        return False
    date = read_date(group.record.fields.get("warc-date", ""))
    return date is not None and date < instant


# ---------------------------------------------------------------- doing


def _prune_file(desk: Desk, file: str, old: Old, done: Pruned, worth: float, dry_run: bool) -> Pruned:
    with desk.store.reading() as db:
        used = {page.place.offset for page in places.pages_in(db, file)}
        offsets = places.old_offsets(db, file, old) | takedown.records_to_drop(db).get(file, frozenset())
    if not offsets and (used or old.pages is None):
        return done
    groups = [_light(group) for group in read_groups(desk.archive.folder / file)]
    if any(group.kind == "damaged" for group in groups):
        return Pruned(done.pages, done.files, done.bytes, (*done.damaged, file), done.leftovers)
    drop = to_drop(groups, used, offsets, old.pages)
    bytes = sum(group.end - group.start for group in groups if group.offset in drop)
    if not drop or bytes < worth * groups[-1].end:
        return done
    gone = len(used & drop) if dry_run else drop_records(desk, file, drop)
    return Pruned(done.pages + gone, done.files + 1, done.bytes + bytes, done.damaged, done.leftovers)


def _rescue(desk: Desk, file: str, drop: Collection[int]) -> list[tuple[PlacedPage, RecordPlace]]:
    """The pages that refer to a record to be dropped, with the place of a record of their own."""
    digests = set[str]()
    for group in read_groups(desk.archive.folder / file):
        if group.offset in drop and not isinstance(group.record, Rejected) and group.record is not None:
            page = read_record(group.record.fields, group.record.block, RECORD_CAP)
            if isinstance(page, Page):
                digests.add(hashlib.sha256(page.body).hexdigest())
    with desk.store.reading() as db:
        others = [page for page in places.same_bytes(db, digests) if not _is_dropped(page.place, file, drop)]
    refer = [page for page in others if _is_dropped(_payload_place(desk.archive, page), file, drop)]
    rescued = [(page, desk.archive.append(desk.archive.load(page.place))) for page in refer]
    desk.archive.sync()
    return rescued


def _payload_place(archive: Archive, page: PlacedPage) -> RecordPlace:
    try:
        return archive.payload_place(page.place)
    except BadArchive:  # `masdar archive verify` tells of it
        return page.place


def _is_dropped(place: RecordPlace, file: str, drop: Collection[int]) -> bool:
    return place.file == file and place.offset in drop


def _light(group: Group) -> Group:
    """The group without the body of its page: a whole file of groups then fits into the memory."""
    record = group.record
    light = type(record)(record.fields, b"") if record is not None and not isinstance(record, Rejected) else record
    return Group(group.start, group.offset, group.end, light)
