"""Commands that answer: extract, search, trace, export."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, BinaryIO, Literal, NoReturn

import typer

from masdar import app as wiring
from masdar.cli import files
from masdar.cli.learning import load_templates
from masdar.cli.options import Data, Json, Proxy, settings
from masdar.cli.reading_lines import lines_of
from masdar.cli.showing import print_json, say
from masdar.errors import BadConfig
from masdar.model import Rejected
from masdar.read import read_page
from masdar.relate.chain import as_lines
from masdar.store import Connection, articles, export, exported, search, spreadsheet, stories

Where = Annotated[str, typer.Argument(metavar="FILE|URL", help="A saved page, or an address to fetch.")]
Learned = Annotated[
    Path | None, typer.Option("--template", help="What `masdar template learn` wrote about the page's site.")
]
Address = Annotated[str | None, typer.Option("--url", help="The address the saved file came from.")]

_EXPORTS: Mapping[str, tuple[type[exported.Exported], Callable[[Connection], Iterator[exported.Exported]]]] = {
    "articles": (exported.ExportedArticle, export.iter_articles),
    "stories": (exported.ExportedStory, export.iter_stories),
    "statements": (exported.ExportedStatement, export.iter_statements),
}


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
    say(f"{where}: not read as an article: {rejected.reason} {rejected.detail}".rstrip())
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
    with wiring.open_desk(settings(data)) as desk, desk.store.reading() as db:
        hits = search.search(db, " ".join(words), limit)
    if as_json:
        print_json([{"id": h.card.id, "url": h.card.url, "title": h.card.title, "snippet": h.snippet} for h in hits])
    else:
        for hit in hits:
            print(f"{hit.card.title}\n  {hit.card.source.name} · {hit.card.url}\n  {hit.snippet}\n")
    if not hits:
        say("Nothing found.")
        raise typer.Exit(1)


def trace(
    url: Annotated[str, typer.Argument(metavar="URL", help="The address of an article we hold.")],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Print the chain of sources of an article, newest first, down to its roots.

    Example:

        masdar trace https://news.example.org/article/17
    """
    with wiring.open_desk(settings(data)) as desk, desk.store.reading() as db:
        article = articles.article_by_url(db, url)
        story = stories.stories_of(db, [article]).get(article) if article is not None else None
        record = stories.get_story(db, story) if story is not None else None
    if article is None or record is None:
        if as_json:
            print_json(None)
        say(f"No article is stored under {url}: collect its source, or import an archive that holds it.")
        raise typer.Exit(1)
    if as_json:
        print_json(asdict(record.chain))
        return
    for line in as_lines(record.chain, f"article:{article}"):
        print(line)


def export_nouns(
    what: Annotated[Literal["articles", "stories", "statements"], typer.Argument()],
    form: Annotated[Literal["jsonl", "csv", "parquet"], typer.Option("--format")] = "jsonl",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="File to write. [default: standard output]")] = None,
    data: Data = None,
) -> None:
    """Write all articles, stories or statements for other programs.

    Example:

        masdar export articles --format parquet --out articles.parquet
    """
    kind, records = _EXPORTS[what]
    with ExitStack() as open_now:
        desk = open_now.enter_context(wiring.open_desk(settings(data)))
        db = open_now.enter_context(desk.store.reading())
        file = open_now.enter_context(_opened(out)) if out else sys.stdout.buffer
        if form == "jsonl":
            files.write_jsonl(records(db), file)
        elif form == "csv":
            spreadsheet.write_csv(kind, records(db), file)
        else:
            files.write_parquet(kind, records(db), file)


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("wb")
    except OSError as trouble:
        raise BadConfig(f"{path} cannot be written: {trouble.strerror}; choose another file with --out") from None


def add_to(app: typer.Typer) -> None:
    """Register this module's commands."""
    app.command("extract")(extract)
    app.command("search")(search_words)
    app.command("trace")(trace)
    app.command("export")(export_nouns)
