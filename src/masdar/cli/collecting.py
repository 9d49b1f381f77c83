"""Commands that bring pages in: source add, source list, archive import."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from masdar import app as wiring
from masdar.cli.options import Data, Json, Proxy, settings
from masdar.cli.showing import print_json, print_table, print_tally, progress_bars, say
from masdar.model import Source
from masdar.store.sources import all_sources
from masdar.work.importing import import_archive
from masdar.work.sourcing import Added, add_address, add_file


def source_add(
    what: Annotated[list[str], typer.Argument(metavar="URL|FILE...", help="A site's address, or a source file.")],
    data: Data = None,
    proxy: Proxy = None,
    as_json: Json = False,
) -> None:
    """Follow a publisher: by address (its feeds and lists are found) or by source file.

    Example:

        masdar source add https://news.example.org
        masdar source add sources/*/*.toml
    """
    added: list[Source] = []
    with wiring.open_desk(settings(data, proxy), fetching=True) as desk:
        for item in what:
            if "://" in item:
                say(f"Looking for what {item} offers, politely: up to a minute …")
            new = add_address(desk, item) if "://" in item else add_file(desk, Path(item))
            added.append(new.source)
            if not as_json:
                _tell(new)
    if as_json:
        print_json([_source_json(source) for source in added])


def source_list(data: Data = None, as_json: Json = False) -> None:
    """List the sources that are followed, with what we hold of each.

    Example:

        masdar source list --json
    """
    with wiring.open_desk(settings(data)) as desk, desk.store.reading() as db:
        cards = all_sources(db)
    if as_json:
        counts = [{"articles": card.articles, "pages": card.pages, "rejected": card.rejected} for card in cards]
        print_json([_source_json(card.source) | count for card, count in zip(cards, counts, strict=True)])
    elif not cards:
        say("No sources yet. Add one: masdar source add https://…")
    else:
        rows = [(c.source.id, c.source.name, c.source.home, str(c.articles), str(c.rejected)) for c in cards]
        print_table(("id", "name", "home", "articles", "rejected"), rows)


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


def _tell(new: Added) -> None:
    """One line each: who it is, what was found, what robots.txt says to us."""
    say(f"{new.source.id}: {new.source.name} — {new.source.home}")
    for listing in new.source.listings:
        say(f"  {listing.kind} {listing.url}")
    for listing in new.closed:
        say(f"  left out, as robots.txt closes it to us: {listing.url}")
    if not new.source.listings:
        say("  no listing found: nothing will be collected; name one in a source file")
    if new.delay_s is not None:
        pause = f"asks for {new.delay_s:g} s between requests" if new.delay_s else "lets us in and asks for no delay"
        say(f"  robots.txt {pause}")


def _source_json(source: Source) -> dict[str, object]:
    listings = [{"kind": listing.kind, "url": listing.url} for listing in source.listings]
    return {
        "id": source.id, "name": source.name, "home": source.home, "kind": source.kind, "language": source.language,
        "zone": source.zone, "policy": source.policy, "pace_s": source.pace_s, "listings": listings,
    }  # fmt: skip


def add_to(app: typer.Typer) -> None:
    """Register this module's commands."""
    sources = typer.Typer(help="The publishers that are followed.", no_args_is_help=True)
    sources.command("add")(source_add)
    sources.command("list")(source_list)
    app.add_typer(sources, name="source")
    archive = typer.Typer(help="Web archives (WARC).", no_args_is_help=True)
    archive.command("import")(archive_import)
    app.add_typer(archive, name="archive")
