"""What several rooms share: the sample newsroom, worked through once, a browser, and how many examples laws try."""

from __future__ import annotations

import gc
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser
from sqlalchemy import Engine

from browsing import chromium
from commanding import Done, Masdar
from masdar import app as wiring
from masdar import cli
from masdar.app import Demo
from masdar.store import database, open_store

BRING_UP_TO_DATE = database._bring_up_to_date

# No deadline: an example that is slow once, on a busy machine, is no fault. One commit gets one answer: `make test`
# tries the same examples each time, `make search` goes on to new ones.
settings.register_profile("all", deadline=None, derandomize=True)
settings.register_profile("quick", settings.get_profile("all"), max_examples=25)  # where a law asks for no number
settings.register_profile("search", deadline=None, max_examples=2000)
settings.load_profile("all")


def pytest_collection_finish() -> None:
    """Some thousands of collected tests live to the end: each full collection of garbage need not walk over them."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def tables_at_hand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A new SQLite database starts as a copy of one that was brought up to this release: to do that takes longer than
    most tests."""
    ready = tmp_path_factory.mktemp("ready") / "news.db"
    open_store(f"sqlite:///{ready}").close()

    def copy(engine: Engine) -> None:
        path = Path(str(engine.url.database))
        if engine.dialect.name == "sqlite" and not path.exists():
            shutil.copyfile(ready, path)
        BRING_UP_TO_DATE(engine)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "_bring_up_to_date", copy)
        yield


@pytest.fixture
def tables_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """New databases are brought up to this release step by step, as users' are."""
    monkeypatch.setattr(database, "_bring_up_to_date", BRING_UP_TO_DATE)


@pytest.fixture(scope="session")
def worked_demo() -> Iterator[Demo]:
    """The demo's desk after its three simulated days (some seconds of work, on any free port)."""
    with wiring.open_demo(0) as demo:
        wiring.work_through(demo)
        yield demo


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def masdar(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> Masdar:
    """Run one command in this process, in an empty folder, as the `masdar` script does."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str | Path) -> Done:
        monkeypatch.setattr(sys, "argv", ["masdar", *map(str, arguments)])
        status = 0
        try:
            cli.main()
        except SystemExit as end:
            status = int(end.code or 0)
        sys.stdout.flush()
        captured = capfdbinary.readouterr()
        return Done(status, captured.out.decode("utf-8"), captured.err.decode("utf-8"))

    return run
