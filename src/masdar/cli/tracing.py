"""The command trace: an address in; the chain of sources below it out, as a tree or for other programs."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from types import MappingProxyType
from typing import Annotated, BinaryIO, Literal, NoReturn
from urllib.parse import urlsplit

import typer

from masdar import app as wiring
from masdar.cli import files
from masdar.cli.options import Data, Json, Out, Site, settings, site_of
from masdar.cli.showing import one_line, say
from masdar.model import ArticleId, Chain, StoryId
from masdar.relate.chain import as_lines
from masdar.serve import edges, linked_data, provenance
from masdar.serve.told_chain import ToldChain, part_below
from masdar.store import Connection, articles, spreadsheet, statements, stories
from masdar.store.exported import ExportedEdge
from masdar.text.addresses import host_of

Form = Literal["tree", "json", "prov", "provn", "jsonld", "csv"]
Found = tuple[StoryId, str | None]

# A page of our own site: which noun, and its number.
_OWN = re.compile(r"(?:/(?:ar|en))?/?(article|story|statement)/([0-9]{1,18})(?:/.*)?")
_LOCAL = frozenset(("localhost", "127.0.0.1", "::1"))
MOST_NEAR = 5  # addresses to choose from: one screen's corner


def trace(
    url: Annotated[str, typer.Argument(metavar="URL", help="The address of an article we hold, or of our page of it.")],
    form: Annotated[
        Form,
        typer.Option("--format", help="A tree; JSON; PROV as JSON or PROV-N; schema.org JSON-LD; CSV, a line a link."),
    ] = "tree",
    out: Out = None,
    whole: Annotated[
        bool, typer.Option("--story", help="The whole story, not only what the article rests on.")
    ] = False,
    site: Site = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Print the chain of sources of an article, down to its roots. `--json` is `--format json`.

    Exit status 1 when no such article is held. Example:

        masdar trace https://news.example.org/article/17 --format prov --out chain.prov.json
    """
    config = settings(data)
    base = site_of(config, site)
    url = url.replace("\0", "").encode("utf-8", "replace").decode()  # a shell passes any bytes on
    with ExitStack() as open_now:
        desk = open_now.enter_context(wiring.open_desk(config))
        db = open_now.enter_context(desk.store.reading())
        found = _find(db, url, base)
        told = _told(db, found, base, whole) if found else None
        if found is None or told is None:
            _tell_near(url, articles.near_addresses(db, url, MOST_NEAR), sys.stdout if as_json else None)
        file = open_now.enter_context(files.opened(out)) if out else sys.stdout.buffer
        _WRITE["json" if as_json else form](told, file)


def _find(db: Connection, url: str, site: str) -> Found | None:
    """The story, and the node of the article when it is one."""
    article = articles.article_by_url(db, url)
    if article is None and (own := _own_page(url, site)) is not None:
        noun, number = own
        if noun == "story":
            return StoryId(number), None
        if noun == "statement":
            statement = statements.get_statement(db, number)
            return (statement.story, None) if statement else None
        article = ArticleId(number)
    if article is None or not articles.filed(db, [article]):
        return None
    story = stories.stories_of(db, [article]).get(article)
    if story is None:
        say(f"{url} is held, but not related to other articles yet: let `masdar run` go on.")
        raise typer.Exit(1)
    return story, f"article:{article}"


def _own_page(url: str, site: str) -> tuple[str, int] | None:
    """What a page of our own site is about: at the site's address, on this machine, or as a path alone."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    is_ours = not parts.netloc or host_of(url) == host_of(site) or parts.hostname in _LOCAL
    match = _OWN.fullmatch(parts.path) if is_ours else None
    return (match[1], int(match[2])) if match else None


def _told(db: Connection, found: Found, site: str, whole: bool) -> ToldChain | None:
    story, key = found
    record = stories.get_story(db, story)
    if record is None:
        return None
    chain = record.chain if whole or key is None else part_below(record.chain, [key])
    return ToldChain(record, chain, site, statements.numbers_on_chain(db, story))


def _tell_near(url: str, near: tuple[str, ...], empty: object) -> NoReturn:
    if empty is not None:
        print("null")
    if near:
        say(f"No article is stored under {url}. Held are, the most alike first:")
        for each in near:
            say(f"  {each}")
    else:
        say(f"No article is stored under {url}: collect its source, or import an archive that holds it.")
    raise typer.Exit(1)


# ---------------------------------------------------------------- forms


def tree_lines(chain: Chain) -> tuple[str, ...]:
    """A tree from each node that nothing rests on; of a circle that is its own top, from its first node. What two of
    them rest on is told once."""
    below = {link.older for link in chain.links if link.older != link.newer}
    tops = [node.key for node in chain.nodes if node.key not in below]
    reached = {node.key for node in part_below(chain, tops).nodes}
    for node in chain.nodes:
        if node.key not in reached:
            tops.append(node.key)
            reached |= {each.key for each in part_below(chain, [node.key]).nodes}
    return as_lines(chain, *tops)


def write_tree(chain: Chain) -> str:
    """The tree as text, a line for each of its lines."""
    return "".join(f"{one_line(line)}\n" for line in tree_lines(chain))


def _write_text(make: Callable[[ToldChain], str]) -> Callable[[ToldChain, BinaryIO], None]:
    def write(told: ToldChain, out: BinaryIO) -> None:
        out.write(make(told).encode())

    return write


def _write_csv(told: ToldChain, out: BinaryIO) -> None:
    spreadsheet.write_csv(ExportedEdge, edges.edges(told), out)


_WRITE: Mapping[Form, Callable[[ToldChain, BinaryIO], None]] = MappingProxyType(
    {
        "tree": _write_text(lambda told: write_tree(told.chain)),
        "json": _write_text(edges.as_json),
        "prov": _write_text(lambda told: provenance.written(told, "json")),
        "provn": _write_text(lambda told: provenance.written(told, "provn")),
        "jsonld": _write_text(lambda told: linked_data.as_document(linked_data.chain_data(told))),
        "csv": _write_csv,
    }
)


def add_to(app: typer.Typer) -> None:
    """Register this module's commands."""
    app.command("trace")(trace)
