"""Commands that say whom to follow: source add, list, check, import, export."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from masdar import app as wiring
from masdar.cli import rights
from masdar.cli.options import Data, Json, Proxy, settings
from masdar.cli.showing import print_json, print_table, say
from masdar.cli.source_lines import fault_line, finding_json, finding_lines, imported_lines, source_json
from masdar.collect.checks import Checked, check_files, files_of
from masdar.collect.fetch import Fetcher
from masdar.collect.opml import read_opml, write_opml
from masdar.collect.sources import read_source_file
from masdar.config import Config
from masdar.errors import BadSourceFile
from masdar.store.health import source_health
from masdar.store.sources import all_sources
from masdar.work.checking import Looked, look_at_all, with_found
from masdar.work.looking import look_again, look_at
from masdar.work.sourcing import add_file, add_opml, commented, look, refuse_file, save, write_file

Files = Annotated[list[Path], typer.Argument(metavar="FILES|FOLDERS...", exists=True, help="Source files.")]
Write = Annotated[bool, typer.Option("--write", help="Put what was found into the files; needs --online.")]


def source_add(
    what: Annotated[list[str], typer.Argument(metavar="URL|FILE...", help="A site's address, or a source file.")],
    data: Data = None,
    proxy: Proxy = None,
    out: Annotated[Path | None, typer.Option("--out", help="Where to write the source file.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write the file anew when it is there already.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what is found; write and follow nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Follow a publisher: by address (its feeds and lists are found) or by source file.

    What is found of an address is shown, with what a person should look at, and written to a source file to edit:
    `sources/ID.toml` in the data folder. Example:

        masdar source add https://news.example.org --dry-run
        masdar source add https://news.example.org
        masdar source add sources/*/*.toml
    """
    if out is not None and len(what) > 1:
        raise BadSourceFile("--out is for one address: add them one by one")
    shown = _found(what, settings(data, proxy)) if dry_run else _added(what, settings(data, proxy), out, force)
    if as_json:
        print_json(list(shown))
    else:
        for _ in shown:
            pass


def _found(what: list[str], config: Config) -> Iterator[dict[str, object]]:
    """Each site's finding, shown and not kept."""
    with _fetcher(config) as fetcher:
        for item in what:
            found = (
                look_at(fetcher, item, _ask)
                if "://" in item
                else look_again(fetcher, read_source_file(Path(item)), _ask)
            )
            _say_all(finding_lines(found))
            say("  nothing was written or followed: leave --dry-run out for that")
            yield finding_json(found)


def _added(what: list[str], config: Config, out: Path | None, force: bool) -> Iterator[dict[str, object]]:
    """Each source followed; one given by its address with a file to edit."""
    with wiring.open_desk(config, fetching=True) as desk:
        for item in what:
            if "://" not in item:
                new = add_file(desk, Path(item), _ask)
                _say_all(finding_lines(new.finding) if new.finding else [f"{new.source.id}: {new.source.name}"])
                rights.tell_standing(new.source, new.before)
                yield finding_json(new.finding) if new.finding else source_json(new.source)
                continue
            if out is not None and not force:
                refuse_file(out)
            found = look(desk, item, _ask)
            path = out or config.data / "sources" / f"{found.source.id}.toml"
            write_file(path, commented(found), force=force)
            new = save(desk, found.source, found)
            _say_all(finding_lines(found))
            rights.tell_standing(new.source, new.before)
            say(f"  written to {path}: look at the lines with ?, edit it, then: masdar source add {path}")
            yield finding_json(found) | {"file": str(path)}


def source_check(
    files: Files,
    online: Annotated[bool, typer.Option("--online", help="Ask the sites too: what they offer today.")] = False,
    write: Write = False,
    proxy: Proxy = None,
    as_json: Json = False,
) -> None:
    """Check source files: each by itself, against each other, and with --online against what the sites offer today.

    Exit status 1 when there are faults; what is printed with "perhaps" is none. Example:

        masdar source check sources
        masdar source check sources/sy --online --write
    """
    if write and not online:
        raise BadSourceFile("--write puts in what the sites offer: give --online too")
    checked, faults = check_files(files_of(files))
    looked = list(_looked(checked, settings(None, proxy))) if online else []
    faults = (*faults, *(fault for each in looked for fault in each.faults))
    written = [each.checked.path for each in looked if write and _wrote(each)]
    if as_json:
        rows = [asdict(fault) | {"path": str(fault.path)} for fault in faults]
        found = [finding_json(each.finding) for each in looked if each.finding is not None]
        print_json({"files": len(checked), "faults": rows, "found": found, "written": [str(path) for path in written]})
    else:
        for fault in faults:
            print(fault_line(fault))
        wrong = sum(not fault.is_doubt for fault in faults)
        say(f"{len(files_of(files))} files, {wrong} faults" + (f", {len(written)} files written" if write else ""))
    if any(not fault.is_doubt for fault in faults):
        raise typer.Exit(1)


def _looked(checked: Sequence[Checked], config: Config) -> Iterator[Looked]:
    with _fetcher(config) as fetcher:
        looking = look_at_all(fetcher, checked, lambda id, line: say(f"  {id}: {line}"))
        for number, looked in enumerate(looking, 1):
            say(f"{number}/{len(checked)} {looked.checked.source.id}")
            yield looked


def _wrote(looked: Looked) -> bool:
    text = with_found(looked)
    if text == looked.checked.text:
        return False
    write_file(looked.checked.path, text, force=True)
    return True


def source_import(
    file: Annotated[Path, typer.Argument(metavar="FILE.opml", exists=True, dir_okay=False, help="A list of feeds.")],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Follow the publishers of an OPML file, as every feed reader exports it. Nothing is asked of the net now.

    Several feeds of one host become one source; what cannot be followed is listed with its line. Exit status 1 when
    nothing could. Example:

        masdar source import feeds.opml
    """
    with wiring.open_desk(settings(data)) as desk:
        done = add_opml(desk, read_opml(file.read_bytes()))
    if as_json:
        rows = {key: [source_json(source) for source in getattr(done, key)] for key in ("added", "joined", "known")}
        print_json(rows | {"refused": [asdict(refused) for refused in done.refused]})
    else:
        _say_all(imported_lines(done))
    if not (done.added or done.joined or done.known):
        raise typer.Exit(1)


def source_export(
    out: Annotated[Path | None, typer.Option("--out", help="The file to write; without it, standard output.")] = None,
    data: Data = None,
) -> None:
    """The sources that are followed as OPML 2.0, for a feed reader or another Masdar.

    Example:

        masdar source export --out feeds.opml
    """
    with wiring.open_desk(settings(data)) as desk, desk.store.reading() as db:
        # Neither those that were removed or taken down, nor those that an archive brought.
        wanted = [each.source for each in source_health(db, wiring.now()) if each.state != "removed"]
        text = write_opml([source for source in wanted if source.listings], "Masdar", wiring.now())
    if out is None:
        print(text.decode("utf-8"), end="")
    else:
        write_file(out, text.decode("utf-8"), force=True)
        say(f"written to {out}")


@contextmanager
def _fetcher(config: Config) -> Iterator[Fetcher]:
    """A fetcher without a desk: what only looks needs no data folder."""
    with Fetcher(config.user_agent, wiring.now, allow_hosts=config.allow_hosts, proxy=config.proxy) as fetcher:
        yield fetcher


def _ask(line: str) -> None:
    say(f"  asking: {line}")


def _say_all(lines: Iterable[str]) -> None:
    for line in lines:
        say(line)


def source_list(data: Data = None, as_json: Json = False) -> None:
    """List the sources, with how each is doing and what we hold of it.

    Example:

        masdar source list --json
    """
    with wiring.open_desk(settings(data)) as desk, desk.store.reading() as db:
        cards = all_sources(db)
        states = {each.source.id: each.state for each in source_health(db, wiring.now())}
    told = [states[card.source.id] if card.source.listings else "not followed" for card in cards]
    if as_json:
        counts: list[dict[str, object]] = [
            {"state": state, "articles": card.articles, "pages": card.pages, "rejected": card.rejected}
            for card, state in zip(cards, told, strict=True)
        ]
        print_json([source_json(card.source) | count for card, count in zip(cards, counts, strict=True)])
    elif not cards:
        say("No sources yet. Add one: masdar source add https://…")
    else:
        rows = [
            (card.source.id, card.source.name, card.source.home, state, str(card.articles), str(card.rejected))
            for card, state in zip(cards, told, strict=True)
        ]
        print_table(("id", "name", "home", "state", "articles", "rejected"), rows)


def add_to(app: typer.Typer) -> None:
    """Register this module's commands."""
    sources = typer.Typer(help="The publishers that are followed.", no_args_is_help=True)
    sources.command("add")(source_add)
    sources.command("list")(source_list)
    sources.command("check")(source_check)
    sources.command("import")(source_import)
    sources.command("export")(source_export)
    rights.add_to_sources(sources)
    app.add_typer(sources, name="source")
