"""The commands. Arguments in, text or JSON out; exit status 0 done, 1 the answer is no, 2 it could not be done."""

from __future__ import annotations

import signal
import sys
from typing import Annotated

import typer

from masdar import __version__
from masdar.errors import MasdarError


def build() -> typer.Typer:
    """The command tree, put together when the program starts."""
    from masdar.cli import (
        archiving,
        asking,
        collecting,
        comparing,
        doctoring,
        editing,
        learning,
        linting,
        rights,
        serving,
        tracing,
    )

    app = typer.Typer(
        name="masdar",
        help="Masdar (مصدر): an Arabic-first news aggregator in which every report carries its chain of sources.",
        epilog="Exit status: 0 done, 1 the answer is no (nothing found, faults found), 2 it could not be done.",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode="markdown",
        pretty_exceptions_enable=False,
    )

    @app.callback()
    def options(
        version: Annotated[
            bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Print the version and end.")
        ] = False,
    ) -> None:
        pass

    serving.add_to(app)
    collecting.add_to(app)
    archiving.add_to(app)
    asking.add_to(app)
    tracing.add_to(app)
    comparing.add_to(app)
    linting.add_to(app)
    editing.add_to(app)
    doctoring.add_to(app)
    learning.add_to(app)
    rights.add_to(app)
    return app


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _say_version(wanted: bool) -> None:
    if wanted:
        print(f"masdar {__version__}")
        raise typer.Exit


def main() -> None:
    """Run one command. An expected trouble is one plain line on the error output, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    # To be told to end, or to lose the terminal, is as Ctrl-C: everything is closed and nothing is left behind.
    signal.signal(signal.SIGTERM, _interrupt)
    if hasattr(signal, "SIGHUP"):  # Windows has none
        signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))
    try:
        build()()
    except MasdarError as trouble:
        print(f"masdar: {trouble}", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:  # the reader of our output went away (| head): nothing is wrong
        sys.stderr.close()
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)
