"""The command that looks after a copy of Masdar: doctor."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from masdar import app as wiring
from masdar.cli.options import Data, Json, settings
from masdar.cli.showing import count_of, print_json, print_table
from masdar.config import Config
from masdar.errors import NotFound
from masdar.model import SourceId
from masdar.store import status
from masdar.store.health import source_health
from masdar.store.status import Backlog, Totals
from masdar.store.troubles import SourceHealth

LATE = timedelta(hours=1)  # as for /healthz: listings are asked every 15 minutes or less often
LOW_BYTES = 1_000_000_000  # some days of a few hundred sources
PILED_UP = 10_000  # unread pages: an hour's work for one core
SHOWN = 20  # sources in trouble listed for people; --json has all
LAST_DAYS = 14


@dataclass(frozen=True, slots=True)
class Checkup:
    """What the doctor saw of the whole copy. `is_driven`: a driver is at work (None: cannot be told here)."""

    config: Config
    now: datetime
    totals: Totals
    backlog: Backlog
    sources: tuple[SourceHealth, ...]
    faults: tuple[str, ...]
    is_driven: bool | None
    archive_bytes: int
    free_bytes: int


def doctor(
    source: Annotated[str | None, typer.Argument(metavar="[SOURCE]", help="Id of one source, for its details.")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Say how this copy of Masdar is doing, or one of its sources. Exit status 1 when something needs attention.

    Example:

        masdar doctor
        masdar doctor al-nahr --json
    """
    config = settings(data)
    is_troubled = _one(config, SourceId(source), as_json) if source else _all(config, as_json)
    if is_troubled:
        raise typer.Exit(1)


# ---------------------------------------------------------------- the whole copy


def _all(config: Config, as_json: bool) -> bool:
    seen = _look(config)
    troubles = (*_of_the_copy(seen), *_of_sources(seen.sources))
    if as_json:
        print_json(_as_json(seen, troubles))
    else:
        _tell(seen, troubles)
    return bool(troubles)


def _look(config: Config) -> Checkup:
    now = wiring.now()
    with wiring.open_desk(config) as desk, desk.store.reading() as db:
        return Checkup(
            config,
            now,
            totals=status.totals(db),
            backlog=status.backlog(db, now),
            sources=source_health(db, now),
            faults=status.faults(db),
            is_driven=desk.store.is_driven(),
            archive_bytes=status.folder_bytes(config.archive),
            free_bytes=shutil.disk_usage(config.data).free,
        )


def _of_the_copy(seen: Checkup) -> Iterator[str]:
    """What is wrong beyond single sources, each with what to do about it, the worst first."""
    totals, since, unanswered = seen.totals, seen.backlog.behind_since, seen.backlog.unanswered_since
    if seen.faults:
        yield f"the database is damaged ({seen.faults[0]}): stop masdar run, and restore your last copy of the file"
    if unanswered and seen.now - unanswered > LATE:
        yield f"no listing has answered since {_time(unanswered)}, of no source: is this machine's network up?"
    if seen.free_bytes < LOW_BYTES:
        yield f"only {_size(seen.free_bytes)} left on the disk of {seen.config.data}: make room, or move the folder"
    if not totals.sources:
        yield "no sources: masdar source add https://…"
    if since and seen.now - since > LATE:
        yield f"collecting is behind since {_time(since)}: {_what_drives(seen.is_driven)}"
    if totals.unread and (seen.is_driven is False or totals.unread > PILED_UP):
        yield f"{totals.unread} pages are not read yet: masdar run reads them"
    if totals.unrelated and seen.is_driven is False:
        yield f"{totals.unrelated} articles are not related yet: masdar run relates them"


def _what_drives(is_driven: bool | None) -> str:
    if is_driven is None:
        return "is masdar run at work?"
    return "masdar run is at work and does not keep up: see its log" if is_driven else "start masdar run"


def _of_sources(sources: tuple[SourceHealth, ...]) -> Iterator[str]:
    """A line for each trouble, those of the worst sources first."""
    failing = [each for each in sources if each.state == "failing"]
    others = [each for each in sources if each.state == "attention"]
    for health in (*failing, *others):
        for trouble in health.troubles:
            since = f" since {_time(trouble.since)}" if trouble.since else ""
            detail = f" ({trouble.detail})" if trouble.detail else ""
            yield f"{health.source.id}: {trouble.code}{since}{detail}: {trouble.advice}"


def _tell(seen: Checkup, troubles: tuple[str, ...]) -> None:
    for trouble in troubles[:SHOWN]:
        print(f"! {trouble}")
    if len(troubles) > SHOWN:
        print(f"! and {len(troubles) - SHOWN} more: masdar doctor --json has them all")
    if seen.config.contact is None:
        print("Hint: set MASDAR_CONTACT to a web page or mail address, so that publishers can reach you.")
    if seen.totals.sources and seen.is_driven is False:
        print("Hint: nothing collects now: start masdar run.")
    if not troubles:
        print("All is well.")
    print()
    print_table(("", ""), list(_rows(seen)))


def _rows(seen: Checkup) -> Iterator[tuple[str, str]]:
    totals, backlog = seen.totals, seen.backlog
    states = [each.state for each in seen.sources]
    yield "data", f"{seen.config.data} ({_size(seen.free_bytes)} free)"
    yield "database", f"{seen.config.database_url} ({_size(totals.database_bytes)})"
    yield "archive", _size(seen.archive_bytes)
    yield "driver", {True: "at work", False: "none", None: "cannot be told"}[seen.is_driven]
    yield "sources", ", ".join(f"{states.count(state)} {state}" for state in dict.fromkeys(sorted(states))) or "0"
    yield "due", f"{backlog.listings} listings, {backlog.links} links, {backlog.old_links} links to old news"
    yield "hosts left alone", str(backlog.waiting)
    yield "pages", f"{totals.pages} ({totals.unread} unread)"
    yield "articles", f"{totals.articles} ({totals.versions} versions, {totals.unrelated} unrelated)"
    yield "stories", str(totals.stories)
    yield "reprints", str(totals.reprints)
    for reason, count in totals.rejected:
        yield f"rejected: {reason}", str(count)


def _as_json(seen: Checkup, troubles: tuple[str, ...]) -> dict[str, object]:
    return {
        "data": str(seen.config.data),
        "database": seen.config.database_url,
        **asdict(seen.totals),
        "archive_bytes": seen.archive_bytes,
        "free_bytes": seen.free_bytes,
        "is_driven": seen.is_driven,
        "faults": seen.faults,
        "backlog": asdict(seen.backlog),
        "troubles": troubles,
        "health": [_health_json(each) for each in seen.sources],
    }


# ---------------------------------------------------------------- one source


def _one(config: Config, id: SourceId, as_json: bool) -> bool:
    with wiring.open_desk(config) as desk, desk.store.reading() as db:
        found = source_health(db, wiring.now(), id)
    if not found:
        raise NotFound(f"no source {id!r} is followed: masdar source list names them")
    (health,) = found
    if as_json:
        print_json(_health_json(health))
    else:
        _tell_source(health)
    return bool(health.troubles)


def _tell_source(health: SourceHealth) -> None:
    for line in _of_sources((health,)):
        print(f"! {line}")
    print_table(("", ""), list(_source_rows(health)))
    for listing in health.listings:
        answered = f", answered {_time(listing.ok_at)}" if listing.ok_at else ""
        end = "" if listing.active else ", not asked any more"
        last = f"{listing.outcome or 'never asked'}, {count_of(listing.failures, 'failure')} in a row{answered}{end}"
        print(f"{listing.kind:<8} {listing.url}: {last}")
    if health.days:
        print_table(("day (UTC)", "new"), [(day.isoformat(), str(count)) for day, count in health.days[-LAST_DAYS:]])


def _source_rows(health: SourceHealth) -> Iterator[tuple[str, str]]:
    yield "source", f"{health.source.id} ({health.source.name})"
    yield "state", health.state
    if health.paused_at:
        yield "paused", f"{_time(health.paused_at)} {health.paused_why}"
    if health.removed_at:
        yield "removed", _time(health.removed_at)
    yield "last answer", _time(health.ok_at) if health.ok_at else "never"
    yield "last new article", _time(health.new_at) if health.new_at else "never"
    yield "expected a day", "not known yet" if health.per_day is None else f"{health.per_day:.2g}"
    if health.wait_until:
        yield "waiting", f"until {_time(health.wait_until)} ({health.wait_why})"
    for name, answers in (("two days", health.recent), ("week", health.week)):
        told = ", ".join(f"{count} {reason}" for reason, count in answers.failures)
        yield f"failures, {name}", f"{told or 'none'} (of {answers.total})"


def _health_json(health: SourceHealth) -> dict[str, object]:
    return {
        "source": health.source.id,
        "name": health.source.name,
        "state": health.state,
        "troubles": [asdict(trouble) | {"advice": trouble.advice} for trouble in health.troubles],
        "ok_at": health.ok_at,
        "new_at": health.new_at,
        "per_day": health.per_day,
        "days": [{"day": day.isoformat(), "new": count} for day, count in health.days],
        "failures_recent": dict(health.recent.failures),
        "failures_week": dict(health.week.failures),
        "wait_until": health.wait_until,
        "wait_why": health.wait_why,
        "due_since": health.due_since,
        "paused_at": health.paused_at,
        "paused_why": health.paused_why,
        "removed_at": health.removed_at,
        "listings": [asdict(listing) for listing in health.listings],
    }


def _size(bytes: int) -> str:
    return f"{bytes / 1e9:.1f} GB" if bytes >= 1e9 else f"{bytes / 1e6:.1f} MB"


def _time(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def add_to(app: typer.Typer) -> None:
    """Register this module's command."""
    app.command("doctor")(doctor)
