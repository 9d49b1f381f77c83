"""Commands about how a site prints its reports: template learn, template show, template forget."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from masdar import app as wiring
from masdar.cli.options import Data, Json, settings
from masdar.cli.showing import print_json, print_table, say
from masdar.errors import BadConfig, NotFound, StoreError
from masdar.model import SourceId, Template
from masdar.read import learn_templates
from masdar.store import codec
from masdar.store.designs import forget_designs, get_designs
from masdar.store.sources import get_source

Followed = Annotated[str, typer.Argument(metavar="SOURCE", help="The id of a followed source: masdar source list")]

_ALL = tuple[Template, ...]


def template_learn(
    pages: Annotated[
        list[Path], typer.Argument(metavar="PAGE...", help="Saved report pages of one site, three or more.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="Where to write what was learned, as JSON.")],
    url: Annotated[str, typer.Option("--url", help="The address of the site.")] = "https://site.invalid/",
) -> None:
    """Learn from saved pages of one site where it prints its reports, for `masdar extract --template`.

    Followed sources are learned by themselves, as their pages come. Exit status 1 when the pages teach nothing.

    Example:

        masdar template learn saved/*.html --url https://news.example.org -o news.json
        masdar extract another.html --template news.json
    """
    config = settings()
    site = url.rstrip("/")
    learned = learn_templates([wiring.page_from(str(path), f"{site}/{path.name}", config) for path in pages])
    if not learned:
        say("Nothing learned: three report pages of one design are needed, each with a text of its own.")
        raise typer.Exit(1)
    out.write_text(codec.dumps(_ALL, learned), "utf-8")
    _show(learned)


def load_templates(path: Path) -> tuple[Template, ...]:
    """What `template learn` wrote."""
    try:
        return codec.loads(_ALL, path.read_text("utf-8"))
    except OSError as trouble:
        raise NotFound(f"{path}: {trouble.strerror}; make it with: masdar template learn PAGES -o {path}") from None
    except (StoreError, ValueError):
        raise BadConfig(f"{path} is no file of templates: make it with masdar template learn PAGES -o {path}") from None


def template_show(source: Followed, data: Data = None, as_json: Json = False) -> None:
    """Show what was learned of a source's pages. Exit status 1 when nothing was yet.

    Example:

        masdar template show almanar --json
    """
    with wiring.open_desk(settings(data)) as desk, desk.store.reading() as db:
        _followed(get_source(db, SourceId(source)), source)
        learned = get_designs(db, SourceId(source))
    if as_json:
        print_json(asdict(learned))
    elif learned.templates:
        _show(learned.templates)
    if not learned.templates:
        say(f"Nothing learned yet: {len(learned.waiting)} of {learned.lesson} pages wait for the first lesson.")
        raise typer.Exit(1)


def template_forget(source: Followed, data: Data = None) -> None:
    """Forget what was learned of a source: its next pages are read by the general rules, and teach anew.

    Example:

        masdar template forget almanar
    """
    with wiring.open_desk(settings(data)) as desk, desk.store.writing() as db:
        _followed(get_source(db, SourceId(source)), source)
        forget_designs(db, SourceId(source))
    say(f"{source}: forgotten.")


def _followed(found: object, id: str) -> None:
    if found is None:
        raise NotFound(f"no source {id} is followed; see: masdar source list")


def _show(templates: tuple[Template, ...]) -> None:
    rows = [
        (
            each.name,
            str(len(each.pages)),
            each.title,
            each.body,
            str(len(each.drop)),
            str(len(each.texts)),
            "its parts" if each.parts else each.root,
        )
        for each in templates
    ]
    print_table(("template", "pages", "headline", "text", "left out", "repeated lines", "reads"), rows)


def add_to(app: typer.Typer) -> None:
    template = typer.Typer(help="How a site prints its reports: learned from its pages.", no_args_is_help=True)
    template.command("learn")(template_learn)
    template.command("show")(template_show)
    template.command("forget")(template_forget)
    app.add_typer(template, name="template")
