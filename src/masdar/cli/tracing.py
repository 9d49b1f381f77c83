"""The command trace: an address in; the chain of sources below it out, as a tree or for other programs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from types import MappingProxyType
from typing import Annotated, BinaryIO, Literal

import typer

from masdar import app as wiring
from masdar.cli import files
from masdar.cli.options import Data, Json, Out, Site, asked_of, site_of
from masdar.cli.showing import one_line, say
from masdar.cli.typed_addresses import article_at, as_typed, own_page, tell_near
from masdar.model import Chain, StoryId
from masdar.relate.chain import as_lines
from masdar.serve import edges, linked_data, provenance
from masdar.serve.told_chain import ToldChain, part_below
from masdar.store import Connection, spreadsheet, statements, stories
from masdar.store.exported import ExportedEdge

Form = Literal["tree", "json", "prov", "provn", "jsonld", "csv"]
Found = tuple[StoryId, str | None]


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
    config = asked_of(data)
    base = site_of(config, site)
    url = as_typed(url)
    with ExitStack() as open_now:
        desk = open_now.enter_context(wiring.open_desk(config))
        db = open_now.enter_context(desk.store.reading())
        found = _find(db, url, base)
        told = _told(db, found, base, whole) if found else None
        if found is None or told is None:
            tell_near(db, url, as_json=as_json)
        file = open_now.enter_context(files.opened(out)) if out else sys.stdout.buffer
        _WRITE["json" if as_json else form](told, file)


def _find(db: Connection, url: str, site: str) -> Found | None:
    """The story, and the node of the article when it is one."""
    article = article_at(db, url, site)
    if article is None:
        noun, number = own_page(url, site) or ("", 0)
        if noun == "statement" and (statement := statements.get_statement(db, number)) is not None:
            return statement.story, None
        return (StoryId(number), None) if noun == "story" else None
    story = stories.stories_of(db, [article]).get(article)
    if story is None:
        say(f"{url} is held, but not related to other articles yet: let `masdar run` go on.")
        raise typer.Exit(1)
    return story, f"article:{article}"


def _told(db: Connection, found: Found, site: str, whole: bool) -> ToldChain | None:
    story, key = found
    record = stories.get_story(db, story)
    if record is None:
        return None
    chain = record.chain if whole or key is None else part_below(record.chain, [key])
    return ToldChain(record, chain, site, statements.numbers_on_chain(db, story))


# ---------------------------------------------------------------- forms


def tree_lines(chain: Chain, notes: Mapping[str, tuple[str, ...]] = MappingProxyType({})) -> tuple[str, ...]:
    """A tree from each node that nothing rests on; of a circle that is its own top, from its first node. What two of
    them rest on is told once. `notes`: what to say of a node, by its key."""
    below = {link.older for link in chain.links if link.older != link.newer}
    tops = [node.key for node in chain.nodes if node.key not in below]
    reached = {node.key for node in part_below(chain, tops).nodes}
    for node in chain.nodes:
        if node.key not in reached:
            tops.append(node.key)
            reached |= {each.key for each in part_below(chain, [node.key]).nodes}
    return as_lines(chain, *tops, notes=notes)


def write_tree(chain: Chain, notes: Mapping[str, tuple[str, ...]] = MappingProxyType({})) -> str:
    """The tree as text, a line for each of its lines."""
    return "".join(f"{one_line(line)}\n" for line in tree_lines(chain, notes))


def _notes(told: ToldChain) -> dict[str, tuple[str, ...]]:
    """Of each article its headline and address: an outlet may have several, and a reader wants to open them."""
    cards = (record.card for record in told.story.articles)
    return {f"article:{card.id}": (card.title, card.url) for card in cards}


def _write_text(make: Callable[[ToldChain], str]) -> Callable[[ToldChain, BinaryIO], None]:
    def write(told: ToldChain, out: BinaryIO) -> None:
        out.write(make(told).encode())

    return write


def _write_csv(told: ToldChain, out: BinaryIO) -> None:
    spreadsheet.write_csv(ExportedEdge, edges.edges(told), out)


_WRITE: Mapping[Form, Callable[[ToldChain, BinaryIO], None]] = MappingProxyType(
    {
        "tree": _write_text(lambda told: write_tree(told.chain, _notes(told))),
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
