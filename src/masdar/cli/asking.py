"""Commands that answer: extract, search, export."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal, NoReturn

import typer

from masdar import app as wiring
from masdar.cli import files
from masdar.cli.learning import load_templates
from masdar.cli.options import Data, Json, Out, Proxy, Site, asked_of, settings, site_of
from masdar.cli.reading_lines import lines_of
from masdar.cli.showing import no_article, print_json, say
from masdar.model import Rejected
from masdar.read import read_page
from masdar.serve.edges import iter_edges
from masdar.store import Connection, export, exported, search, spreadsheet

Where = Annotated[
    str, typer.Argument(metavar="FILE|URL", help="A saved page (-: standard input), or an address to fetch.")
]
Learned = Annotated[
    Path | None, typer.Option("--template", help="What `masdar template learn` wrote about the page's site.")
]
Address = Annotated[str | None, typer.Option("--url", help="The address the saved file came from.")]

Records = Callable[[Connection], Iterator[exported.Exported]]


def extract(
    where: Where, url: Address = None, template: Learned = None, proxy: Proxy = None, as_json: Json = False
) -> None:
    """Read one page and print what it says: title, date, people, credits, statements, posts, pictures, text.

    Exit status 1 when the page is no article. Example:

        masdar extract page.html --json
    """
    page = wiring.page_from(where, url, settings(proxy=proxy))
    reading = read_page(page, templates=load_templates(template) if template else ())
    if isinstance(reading, Rejected):
        _tell_rejection(where, reading, as_json)
    if as_json:
        print_json(asdict(reading))
        return
    for line in lines_of(reading):
        print(line)


def _tell_rejection(where: str, rejected: Rejected, as_json: bool) -> NoReturn:
    if as_json:
        print_json({"rejected": rejected.reason, "detail": rejected.detail})
    say(no_article(where, rejected))
    raise typer.Exit(1)


def search_words(
    words: Annotated[list[str], typer.Argument(help="Words; quotation marks force the exact phrase.")],
    data: Data = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000)] = 20,
    as_json: Json = False,
) -> None:
    """Search the articles, in any Arabic spelling. Exit status 1 when nothing is found.

    Example:

        masdar search الارهاب
    """
    with wiring.open_desk(asked_of(data)) as desk, desk.store.reading() as db:
        hits = search.search(db, " ".join(words), limit)
    if as_json:
        print_json([{"id": h.card.id, "url": h.card.url, "title": h.card.title, "snippet": h.snippet} for h in hits])
    else:
        for hit in hits:
            print(f"{hit.card.title}\n  {hit.card.source.name} · {hit.card.url}\n  {hit.snippet}\n")
    if not hits:
        say("Nothing found.")
        raise typer.Exit(1)


def _exports(site: str) -> Mapping[str, tuple[type[exported.Exported], Records]]:
    return {
        "articles": (exported.ExportedArticle, export.iter_articles),
        "stories": (exported.ExportedStory, export.iter_stories),
        "statements": (exported.ExportedStatement, export.iter_statements),
        "chains": (exported.ExportedEdge, lambda db: iter_edges(db, site)),
    }


def export_nouns(
    what: Annotated[Literal["articles", "stories", "statements", "chains"], typer.Argument()],
    form: Annotated[Literal["jsonl", "csv", "parquet"], typer.Option("--format")] = "jsonl",
    out: Out = None,
    site: Site = None,
    data: Data = None,
) -> None:
    """Write all articles, stories, statements or links of chains for other programs.

    Example:

        masdar export articles --format parquet --out articles.parquet
    """
    config = settings(data)
    kind, records = _exports(site_of(config, site))[what]
    with ExitStack() as open_now:
        desk = open_now.enter_context(wiring.open_desk(config))
        db = open_now.enter_context(desk.store.reading())
        file = open_now.enter_context(files.opened(out)) if out else sys.stdout.buffer
        if form == "jsonl":
            files.write_jsonl(records(db), file)
        elif form == "csv":
            spreadsheet.write_csv(kind, records(db), file)
        else:
            files.write_parquet(kind, records(db), file)


def add_to(app: typer.Typer) -> None:
    """Register this module's commands."""
    app.command("extract")(extract)
    app.command("search")(search_words)
    app.command("export")(export_nouns)
