"""Commands about the archive of pages: archive import, archive verify, archive export, archive prune."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from masdar import app as wiring
from masdar.cli.options import Data, Json, instant, settings
from masdar.cli.showing import print_json, print_tally, progress_bars, say
from masdar.config import read_span
from masdar.model import SourceId
from masdar.store.places import Wanted
from masdar.work.archiving import Report, export_archive, verify_archive
from masdar.work.importing import import_archive
from masdar.work.retention import Keep, Pruned, prune

MOST_SHOWN = 50  # faults listed for people; --json has them all


def _span(text: str) -> timedelta:
    """A number of days, weeks, months or years."""
    span = read_span(text)
    if span is None:
        raise typer.BadParameter(f"{text!r} is no length of time: write 30d, 8w, 6m or 2y")
    return span


Since = Annotated[
    datetime | None, typer.Option("--since", parser=instant, metavar="DATE", help="Pages fetched from then on.")
]


def archive_import(
    files: Annotated[list[Path], typer.Argument(metavar="FILES.warc.gz...", exists=True, dir_okay=False)],
    data: Data = None,
) -> None:
    """Read web archives: their pages are kept, read and related. Stop and start again as you like: it goes on.

    Pages of hosts that no source names get a source of their own. Add your sources first if you have files for them.
    Example:

        masdar archive import crawl-*.warc.gz
    """
    with wiring.open_desk(settings(data)) as desk, progress_bars() as tell:
        tally = import_archive(desk, files, tell)
    if not tally.total:
        say("Nothing new: the files hold no records, or all of them were imported before.")
    print_tally(tally)


def archive_verify(since: Since = None, data: Data = None, as_json: Json = False) -> None:
    """Check every page against its record in the archive, and every file for damage.

    Changes nothing and may run beside `masdar run`. Exit status 1 when a page's record is missing or not as it should
    be. With --since only the files with pages fetched from then on are looked through.

    Example:

        masdar archive verify --since 2026-11-01
    """
    with wiring.open_desk(settings(data)) as desk, progress_bars() as tell:
        report = verify_archive(desk, since, tell)
    if as_json:
        print_json(_report_json(report))
    else:
        _tell_report(report)
    if not report.is_sound:
        raise typer.Exit(1)


def archive_export(
    out: Annotated[Path, typer.Argument(metavar="OUT.warc.gz|OUT.wacz", help="The file to write.")],
    source: Annotated[str | None, typer.Option("--source", metavar="ID", help="Pages of that source.")] = None,
    since: Since = None,
    until: Annotated[
        datetime | None, typer.Option("--until", parser=instant, metavar="DATE", help="Pages fetched before then.")
    ] = None,
    url: Annotated[str | None, typer.Option("--url", help="Pages of that address, asked for or led to.")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Write pages as they came to a WARC or WACZ file, which other tools replay (ReplayWeb.page, pywb).

    Such a file is evidence: it holds others' texts in full, whatever their display policy. It is readable by you only.
    Exit status 1 when nothing was found, or a page's record could not be read.

    Example:

        masdar archive export evidence.wacz --url https://news.example.org/report
    """
    wanted = Wanted(None if source is None else SourceId(source), since, until, url)
    config = settings(data)
    with wiring.open_desk(config) as desk, progress_bars() as tell:
        done = export_archive(desk, out, wanted, f"{config.title}: {out.stem}", tell)
    if as_json:
        missing = [{"url": where, "why": why} for where, why in done.missing]
        print_json({"file": str(out), "pages": done.pages, "bytes": done.bytes, "missing": missing})
    else:
        say(f"{done.pages} pages written to {out} ({_size(done.bytes)})" if done.pages else "No such page is kept.")
        for where, why in done.missing[:MOST_SHOWN]:
            say(f"  left out: {where}: {why}")
    if not done.pages or done.missing:
        raise typer.Exit(1)


def archive_prune(
    rejected: Annotated[
        timedelta | None,
        typer.Option(
            "--rejected-after",
            parser=_span,
            metavar="TIME",
            help="Drop rejected pages not met for so long (30d, 8w, 6m, 2y). [default: $MASDAR_KEEP_REJECTED, or keep]",
        ),
    ] = None,
    pages: Annotated[
        timedelta | None,
        typer.Option(
            "--pages-after",
            parser=_span,
            metavar="TIME",
            help="Drop all pages not met for so long. [default: $MASDAR_KEEP_PAGES, or keep]",
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be dropped.")] = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Drop the records of old pages from the archive. What was read from them stays; they can't be read again.

    Stop `masdar run` first. Pages that nobody has read yet are never dropped.

    Example:

        masdar archive prune --rejected-after 30d --dry-run
    """
    config = settings(data)
    keep = Keep(config.keep_rejected if rejected is None else rejected, config.keep_pages if pages is None else pages)
    if keep == Keep():
        say("Everything is kept: say what may go with --rejected-after or --pages-after.")
    with wiring.open_desk(config) as desk, progress_bars() as tell:
        done = prune(desk, keep, tell, dry_run=dry_run)
    if as_json:
        print_json(_pruned_json(done))
    else:
        _tell_pruned(done, dry_run)


def _tell_report(report: Report) -> None:
    say(f"{report.pages} pages checked in {report.files} files ({_size(report.bytes)})")
    for fault in report.faults[:MOST_SHOWN]:
        page = fault.page
        say(f"  page {page.id} {page.url} ({page.place.file} at byte {page.place.offset}): {fault.what}")
    if len(report.faults) > MOST_SHOWN:
        say(f"  and {len(report.faults) - MOST_SHOWN} more: --json lists them all")
    for stretch in report.damage:
        what = "is unfinished; the next page written cuts it off" if stretch.is_tail else "is damaged"
        say(f"  {stretch.file}: from byte {stretch.offset} to {stretch.end} it {what}")
    for kind, number in sorted(report.loose.items()):
        say(f"  {number} {kind} records that no page refers to (no fault)")
    for file in report.leftovers:
        say(f"  {file} was left over by a crash: masdar archive prune removes it")
    if report.is_sound:
        say("Every page's record is there, as it came.")
    else:
        say(f"{len(report.faults)} pages are not as they should be: restore the files named above from a backup.")


def _report_json(report: Report) -> dict[str, object]:
    faults = [
        {"page": f.page.id, "url": f.page.url, "file": f.page.place.file, "offset": f.page.place.offset, "what": f.what}
        for f in report.faults
    ]
    damage = [{"file": d.file, "offset": d.offset, "end": d.end, "is_tail": d.is_tail} for d in report.damage]
    return {
        "sound": report.is_sound, "pages": report.pages, "files": report.files, "bytes": report.bytes,
        "faults": faults, "damage": damage, "loose": dict(report.loose), "leftovers": list(report.leftovers),
    }  # fmt: skip


def _tell_pruned(done: Pruned, dry_run: bool) -> None:
    verb = "would be dropped" if dry_run else "dropped"
    say(f"{done.pages} pages {verb}: {_size(done.bytes)} in {done.files} files")
    for file in done.leftovers:
        say(f"  {file}, left over by a crash, {'would be removed' if dry_run else 'was removed'}")
    for file in done.damaged:
        say(f"  {file} is damaged and was left alone: masdar archive verify says more")


def _pruned_json(done: Pruned) -> dict[str, object]:
    return {
        "pages": done.pages, "files": done.files, "bytes": done.bytes,
        "damaged": list(done.damaged), "leftovers": list(done.leftovers),
    }  # fmt: skip


def _size(bytes: int) -> str:
    return f"{bytes / 1e6:.1f} MB" if bytes >= 1e6 else f"{bytes / 1e3:.1f} kB"


def add_to(app: typer.Typer) -> None:
    """Register this module's commands."""
    archive = typer.Typer(help="The archive of pages as they came (WARC).", no_args_is_help=True)
    archive.command("import")(archive_import)
    archive.command("verify")(archive_verify)
    archive.command("export")(archive_export)
    archive.command("prune")(archive_prune)
    app.add_typer(archive, name="archive")
