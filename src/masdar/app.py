"""Wiring: a Config in; a desk with store, archive, fetcher and clock out, and a web server. Owns the clock."""

from __future__ import annotations

import errno
import socket
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import uvicorn

from masdar.collect.fetch import Fetcher
from masdar.collect.warc import Archive
from masdar.config import Config
from masdar.demo.newsroom import END, TICKS, load_newsroom, sources
from masdar.demo.server import serve as serve_newsroom
from masdar.errors import BadConfig, NotFound
from masdar.model import LintReport, Page, Source, Tongue
from masdar.read.lint.rules import rules
from masdar.serve import Linter, SiteSettings, site
from masdar.store import Store, open_store
from masdar.store.places import last_place
from masdar.store.sources import save_source
from masdar.work.apart import apart
from masdar.work.collecting import PATIENCE_S
from masdar.work.desk import Clock, Desk, Progress, Tally, silent
from masdar.work.linting import check_page
from masdar.work.looking import asked
from masdar.work.loop import one_pass, run_until
from masdar.work.retention import Keep

LINT_S = 25.0  # for one page that a reader gives the linter: the largest take 3 on a machine of 2026, slow hosts 20
PASTED = "https://pasted.invalid/page"  # RFC 2606: no host of the web is called so
PORT_TRIES = 20  # neighbouring ports tried when the wanted one is taken and may be changed


def now() -> datetime:
    """The one place where the time is read."""
    return datetime.now(UTC)


@contextmanager
def open_desk(config: Config, *, clock: Clock = now, fetching: bool = False) -> Iterator[Desk]:
    """The store and archive of the data folder (made when missing), with a fetcher when it is to collect."""
    try:
        config.data.mkdir(parents=True, exist_ok=True)
    except OSError as trouble:
        raise BadConfig(
            f"the data folder {config.data} cannot be made: {trouble.strerror}; choose another with --data"
        ) from None
    with ExitStack() as opened:
        store = opened.enter_context(open_store(config.database_url))
        with store.reading() as db:
            whole = last_place(db)
        archive = opened.enter_context(Archive(config.archive, whole=whole))
        fetcher = opened.enter_context(_fetcher(config, clock, PATIENCE_S)) if fetching else None
        yield Desk(store, archive, clock, fetcher)


def _fetcher(config: Config, clock: Clock, patience_s: float) -> Fetcher:
    return Fetcher(config.user_agent, clock, allow_hosts=config.allow_hosts, proxy=config.proxy, patience_s=patience_s)


def page_from(where: str, url: str | None, config: Config) -> Page:
    """A saved page (said to be from `url`; its time is the file's; "-": the standard input), or that at an address."""
    if "://" in where:
        with Fetcher(config.user_agent, now, allow_hosts=config.allow_hosts, proxy=config.proxy) as fetcher:
            return asked(fetcher, where)
    if where == "-":
        return Page(url or PASTED, now(), 200, (), sys.stdin.buffer.read())
    path = Path(where)
    try:
        body, saved_at = path.read_bytes(), datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError as trouble:
        raise NotFound(
            f"{where}: {trouble.strerror}; give a saved page or an address that begins with https://"
        ) from None
    return Page(url or path.resolve().as_uri(), saved_at, 200, (), body)


def listen(host: str, port: int, *, tries: int = 1) -> socket.socket:
    """A socket bound to the first free port of `tries` from `port` on (0: any)."""
    for offset in range(tries):
        bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((host, port + offset))
        except OSError as trouble:
            bound.close()
            if trouble.errno != errno.EADDRINUSE:
                raise BadConfig(
                    f"cannot listen on {host}:{port}: {trouble.strerror}; choose another with --port"
                ) from None
            continue
        return bound
    raise BadConfig(f"port {port} is taken by another program: choose another with --port")


def address_of(bound: socket.socket) -> str:
    """The web address a bound socket answers at."""
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def serve_site(
    store: Store, bound: socket.socket, settings: SiteSettings, clock: Clock, linter: Linter | None = None
) -> None:
    """Serve the web site until Ctrl-C or a termination signal."""
    pages = site(store, settings, clock, linter)
    web = uvicorn.Config(pages, log_level="warning", access_log=False, server_header=False)
    with suppress(KeyboardInterrupt):  # uvicorn has closed down in order and then raises the signal again
        uvicorn.Server(web).run(sockets=[bound])


def linter_for(config: Config, *, compares: bool = False) -> Linter | None:
    """What the site may check for its readers, as the operator allows: each check in a process of its own.

    `compares`: also with the articles that the database of `config` holds."""
    held = config.database_url if compares else None
    if config.lint == "off":
        return None

    def check_markup(markup: str, address: str, language: Tongue) -> LintReport:
        return apart(lint_markup, (markup, address, language, held), LINT_S)

    def check_address(address: str, language: Tongue) -> LintReport:
        return apart(lint_address, (address, language, config, held), LINT_S)

    return Linter(
        lambda language: tuple(rules(language).values()),
        check_markup,
        check_address if config.lint == "fetch" else None,
        compares,
    )


def lint_markup(markup: str, address: str, language: Tongue, held: str | None = None) -> LintReport:
    """Pasted markup, said to be from that address ("": nobody says)."""
    as_utf8 = (("content-type", "text/html; charset=utf-8"),)
    page = Page(address or PASTED, now(), 200, as_utf8, markup.encode("utf-8", "replace"))
    return _compared(page, address, language, held)


def lint_address(address: str, language: Tongue, config: Config, held: str | None = None) -> LintReport:
    """The page at an address, asked for as politely and as guardedly as any other."""
    return _compared(page_from(address, None, config), address, language, held)


def _compared(page: Page, where: str, language: Tongue, held: str | None) -> LintReport:
    """The report on a page, beside what the database at that address holds."""
    if held is None:
        return check_page(page, where, now(), language)
    with open_store(held) as store, store.reading() as db:
        return check_page(page, where, now(), language, db)


@dataclass(slots=True)
class SimulatedClock:
    """A clock that stands still until it is set."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at


@dataclass(frozen=True, slots=True)
class Demo:
    """The sample newsroom in progress: its sites as sources, a desk in a temporary folder, the clock they share."""

    folder: Path
    desk: Desk
    clock: SimulatedClock
    sources: tuple[Source, ...]


@contextmanager
def open_demo(newsroom_port: int) -> Iterator[Demo]:
    """Serve the sample newsroom on loopback, with a desk that follows its sites and has not looked yet."""
    clock = SimulatedClock(TICKS[0])
    with (
        tempfile.TemporaryDirectory(prefix="masdar-demo-") as folder,
        serve_newsroom(load_newsroom(), clock, port=newsroom_port) as served,
    ):
        config = Config(data=Path(folder), allow_hosts=("*.localhost",), contact="http://localhost/")
        with open_desk(config, clock=clock, fetching=True) as desk:
            followed = sources(served.port)
            with desk.store.writing() as db:
                for source in followed:
                    save_source(db, source, clock())
            yield Demo(config.data, desk, clock, followed)


def work_through(demo: Demo, tell: Progress = silent) -> Tally:
    """Let Masdar look at the newsroom at each of its instants, as it would over three days."""
    tally = Tally()
    for number, instant in enumerate(TICKS, 1):
        demo.clock.at = instant
        tally.merge(one_pass(demo.desk))
        tell("demo", number, len(TICKS))
    demo.clock.at = END
    return tally


def serve_demo(demo: Demo, bound: socket.socket) -> None:
    """Serve what the demo's desk holds until Ctrl-C, under a banner that says the data are samples."""
    serve_site(
        demo.desk.store,
        bound,
        SiteSettings(title="مصدر", base_url=address_of(bound).rstrip("/"), demo=True),
        demo.clock,
        linter_for(Config(data=demo.folder), compares=True),
    )


def run(config: Config, bound: socket.socket, report: Callable[[Tally], None], ready: Callable[[], None]) -> None:
    """Collect, read and relate in a thread, serve in this one, until told to stop. `ready` is told before serving."""
    settings = SiteSettings(
        title=config.title,
        base_url=address_of(bound).rstrip("/"),
        contact=config.contact or "",
        zone=config.zone,
        collecting=True,
        metrics=config.metrics,
        archive=config.archive,
    )
    with open_desk(config, fetching=True) as desk, desk.store.alone():
        desk.archive.hold()
        ready()
        keep = Keep(config.keep_rejected, config.keep_pages)
        worker = threading.Thread(target=run_until, args=(desk, report, keep), name="masdar-work")
        worker.start()
        try:
            serve_site(desk.store, bound, settings, now, linter_for(config, compares=True))
        finally:
            desk.stop.set()
            worker.join()
