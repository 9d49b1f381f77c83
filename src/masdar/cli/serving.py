"""Commands that show Masdar at work: demo, run."""

from __future__ import annotations

import logging
import webbrowser
from typing import Annotated

import typer

from masdar import app as wiring
from masdar.cli.options import Data, Proxy, settings
from masdar.cli.showing import progress_bars, say
from masdar.config import PORT, Log
from masdar.work.desk import Tally
from masdar.work.journal import Lines

DEMO_PORT = 8870  # of the sample newsroom's sites; the next free one is taken when it is busy

Port = Annotated[
    int | None,
    typer.Option("--port", min=0, max=65535, help=f"Port of the web site. [default: {PORT}, or the next free one]"),
]
Open = Annotated[bool, typer.Option("--open", help="Open the site in the browser when it is ready.")]


def demo(port: Port = None, open_browser: Open = False) -> None:
    """Show Masdar at work on a sample newsroom: offline, in seconds, keeping nothing.

    Seven invented sites are served on this machine; Masdar collects, reads and relates three days of their news and
    serves the result. Example:

        masdar demo --open
    """
    bound = wiring.listen("127.0.0.1", PORT if port is None else port, tries=wiring.PORT_TRIES if port is None else 1)
    say("Masdar works through three days of a sample newsroom (seven invented sites on this machine):")
    with wiring.open_demo(DEMO_PORT) as newsroom:
        with progress_bars() as tell:
            tally = wiring.work_through(newsroom, tell)
        counts = tally.counts
        say(f"{counts['article']} articles read, {counts['story']} stories found, {counts['version']} edits seen.")
        _announce(wiring.address_of(bound), open_browser)
        wiring.serve_demo(newsroom, bound)


def run(
    data: Data = None,
    port: Port = None,
    host: Annotated[
        str | None, typer.Option("--host", help="Address the web site listens on. [default: 127.0.0.1]")
    ] = None,
    proxy: Proxy = None,
    open_browser: Open = False,
    log: Annotated[
        Log | None, typer.Option("--log", help="How to log fetches, one line each. [default: text, or $MASDAR_LOG]")
    ] = None,
) -> None:
    """Collect, read, relate and serve your own sources, until Ctrl-C.

    One process, one SQLite file. Add sources first (masdar source add). Example:

        masdar run --port 8080 --log json
    """
    config = settings(data, proxy)
    _set_up_log(log or config.log)
    wanted = config.port if port is None else port
    bound = wiring.listen(host or config.host, wanted, tries=wiring.PORT_TRIES if port is None else 1)
    if config.contact is None:
        say("Set MASDAR_CONTACT to a web page or mail address, so that publishers can reach you.")
    wiring.run(config, bound, _report, lambda: _announce(wiring.address_of(bound), open_browser))


def _set_up_log(form: Log) -> None:
    """Lines on the error output; "quiet" leaves the fetches out, not what a pass did or what went wrong."""
    handler = logging.StreamHandler()
    handler.setFormatter(Lines("json" if form == "json" else "text"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger("masdar").setLevel(logging.INFO)
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # a second opinion of ours; it mutters about every page
    logging.getLogger("masdar.fetch").setLevel(logging.WARNING if form == "quiet" else logging.INFO)


def _announce(address: str, open_browser: bool) -> None:
    print(f"\n  مصدر · Masdar is ready:  {address}\n  Ctrl-C ends it.\n", flush=True)
    if open_browser:
        webbrowser.open(address)


def _report(tally: Tally) -> None:
    logging.getLogger("masdar").info("%s", ", ".join(f"{n} {outcome}" for outcome, n in tally.counts.most_common()))


def add_to(app: typer.Typer) -> None:
    """Register this module's commands."""
    app.command()(demo)
    app.command()(run)
