"""New publishers: an address, a source file or a list of feeds in; stored sources, and their files to edit, out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from masdar.collect.addresses import host_of
from masdar.collect.opml import Opml, Refused
from masdar.collect.sources import read_source_file, source_text, states_policy
from masdar.errors import BadSourceFile, CannotFetch, StoreError
from masdar.model import Source, SourceId
from masdar.store import Connection, following, schedule
from masdar.store.sources import save_source, source_for
from masdar.work.desk import Desk
from masdar.work.looking import Finding, Tell, look_again, look_at


@dataclass(frozen=True, slots=True)
class Added:
    """A source now followed. `finding` is what was found when its site was asked (None: it was not). `before`: how it
    stood when it was followed already."""

    source: Source
    finding: Finding | None = None
    before: following.Standing | None = None


def silent(_line: str) -> None:
    """Progress for nobody."""


def add_file(desk: Desk, path: Path, tell: Tell = silent) -> Added:
    """Follow the publisher that a source file describes. When it names no listing, its home page is asked for some."""
    source, says_policy = read_source_file(path), states_policy(path)
    if source.listings or desk.fetcher is None:
        return save(desk, source, says_policy=says_policy)
    found = look_again(desk.fetcher, source, tell)
    return save(desk, found.source, found, says_policy=says_policy)


def look(desk: Desk, url: str, tell: Tell = silent) -> Finding:
    """What the site at an address offers; nothing is saved."""
    if desk.fetcher is None:
        raise CannotFetch(f"{url}: this command does not fetch")
    return look_at(desk.fetcher, url, tell)


def save(desk: Desk, source: Source, finding: Finding | None = None, *, says_policy: bool = False) -> Added:
    """A policy that `masdar source policy` set holds until a file says otherwise; so does a pause."""
    with desk.store.writing() as db:
        before = following.standing_of(db, source.id)
        policy = source.policy if before is None or says_policy else before.source.policy
        source = replace(source, policy=policy)
        save_source(db, source, desk.clock())
        if finding is not None:
            host = host_of(source.home)
            schedule.note_asked(db, host, desk.clock(), finding.delay_s, source.pace_s)  # a driver beside us waits
            schedule.save_host_signals(db, host, finding.signals)
    return Added(source, finding, before)


def commented(finding: Finding) -> str:
    """The source file of what was found: each value with a comment that says where it comes from; "Check:" begins
    what a person should look at."""
    notes: dict[str, str] = {}
    for note in finding.notes:
        text = note.text if note.is_sure else f"Check: {note.text}"
        notes[note.key] = "\n".join(filter(None, (notes.get(note.key), text)))
    left_out = [f"# Closed to us by robots.txt: {listing.url}" for listing in finding.closed]
    left_out += [f"# Named by the page, but nothing is there ({dead.why}): {dead.listing.url}" for dead in finding.dead]
    said = [
        f"# It says: {signal.name} {signal.value} ({signal.where})".replace("  ", " ") for signal in finding.signals
    ]
    if finding.delay_s:
        said.append(f"# Its robots.txt asks for {finding.delay_s:g} s between requests; that is kept to in any case.")
    head = ["# Written by `masdar source add`. Edit it, then: masdar source add THIS-FILE", *said, *left_out, ""]
    return "\n".join(head) + source_text(finding.source, notes)


def write_file(path: Path, text: str, *, force: bool) -> None:
    """Write a source file; one that is there already is somebody's work, and stays unless forced."""
    if not force:
        refuse_file(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as trouble:
        raise BadSourceFile(f"{path} cannot be written: {trouble.strerror}; choose another place with --out") from None


def refuse_file(path: Path) -> None:
    """BadSourceFile when there is a file already."""
    if path.exists():
        raise BadSourceFile(
            f"{path} is there already: edit it and run `masdar source add {path}`, or write it anew with --force"
        )


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a list of feeds: sources `added`, those `joined` (followed already: new feeds were added to
    them), those `known` (nothing was new), and what could not be, with its line and reason."""

    added: tuple[Source, ...]
    joined: tuple[Source, ...]
    known: tuple[Source, ...]
    refused: tuple[Refused, ...]


def add_opml(desk: Desk, opml: Opml) -> Imported:
    """Follow the publishers of an OPML file; nothing is asked of the net. Their home pages are asked at the next
    collecting, as every listing is."""
    added: list[Source] = []
    joined: list[Source] = []
    known: list[Source] = []
    refused = list(opml.refused)
    for source in opml.sources:
        try:
            with desk.store.writing() as db:
                before = _followed(db, source)
                merged = _joined(before, source) if before is not None else _named_anew(db, source)
                if merged != before:
                    save_source(db, merged, desk.clock())
        except StoreError as trouble:  # it was taken down, or one of its hosts belongs to another
            refused.append(Refused(0, source.name, str(trouble)))
            continue
        (added if before is None else known if merged == before else joined).append(merged)
    return Imported(tuple(added), tuple(joined), tuple(known), tuple(refused))


def _followed(db: Connection, source: Source) -> Source | None:
    """The source that has one of its hosts already."""
    found = (source_for(db, f"https://{host}/") for host in source.hosts)
    return next((each for each in found if each is not None), None)


def _joined(before: Source, source: Source) -> Source:
    listings = {each.url: each for each in (*before.listings, *source.listings)}
    return replace(before, listings=tuple(listings.values()))


def _named_anew(db: Connection, source: Source) -> Source:
    """Under another id when its own is taken: two hosts may lead to one ("news.example", "news.example.net")."""
    ids = (source.id, *(SourceId(f"{source.id[:60]}-{number}") for number in range(2, 1000)))
    free = next(id for id in ids if following.standing_of(db, id) is None)
    return replace(source, id=free)
