"""The doctor names what needs attention, the worst first, and what to do; it is content with what is well."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from masdar import cli
from masdar.cli import doctoring
from masdar.model import Listing, Source, SourceId
from masdar.store import Connection, health, open_store, sources
from masdar.store.tables import listings

pytestmark = pytest.mark.slow

Doctor = Callable[..., tuple[int, str, str]]


@pytest.fixture
def doctor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Doctor:
    """Run `masdar doctor` on the folder; its exit status, results and complaints."""
    monkeypatch.setenv("MASDAR_DATA", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(doctoring, "LOW_BYTES", 0)  # whatever disk the tests run on

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["masdar", "doctor", *arguments])
        status = 0
        try:
            cli.main()
        except SystemExit as end:
            status = int(end.code or 0)
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def follow(db: Connection, id: str, **listing: object) -> None:
    """A source with four weeks of news behind it."""
    now = datetime.now(UTC)
    at = Listing(f"https://{id}.example/feed", "feed")
    sources.save_source(
        db, Source(SourceId(id), f"صحيفة {id}", f"https://{id}.example/", (f"{id}.example",), listings=(at,)), now
    )
    for back in range(28):
        health.count(db, SourceId(id), now - timedelta(days=back), "listing", "ok", 40)
        health.count(db, SourceId(id), now - timedelta(days=back), "article", "new", 9)
    row = {"ok_at": now, "asked_at": now, "next_at": now + timedelta(hours=1), "outcome": "ok"} | listing
    db.execute(update(listings).where(listings.c.source_id == id).values(**row))


def test_a_copy_without_sources_is_told_to_add_some(doctor: Doctor) -> None:
    status, out, _ = doctor()
    assert status == 1
    assert out.startswith("! no sources: masdar source add https://…\n")


def test_a_copy_that_is_well_is_called_so(doctor: Doctor, tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/masdar.sqlite") as store, store.writing() as db:
        follow(db, "nahr")
    status, out, _ = doctor()
    assert (status, "All is well." in out, "1 well" in out) == (0, True, True)


def test_the_worst_comes_first_with_what_to_do(doctor: Doctor, tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/masdar.sqlite") as store, store.writing() as db:
        follow(db, "bahr", next_at=datetime.now(UTC) - timedelta(hours=3))
        follow(db, "nahr", failures=9, outcome="server-error")
    status, out, _ = doctor()
    lines = [line for line in out.splitlines() if line.startswith("!")]
    assert status == 1
    assert lines[0].startswith("! collecting is behind since")
    assert lines[0].endswith("start masdar run")
    assert lines[1].startswith("! nahr: failing since")
    assert "(https://nahr.example/feed (server-error)): no listing answers" in lines[1]
    assert lines[2].startswith("! bahr: behind since")


def test_that_nothing_answers_comes_before_what_follows_from_it(doctor: Doctor, tmp_path: Path) -> None:
    ago = datetime.now(UTC) - timedelta(hours=2)
    with open_store(f"sqlite:///{tmp_path}/masdar.sqlite") as store, store.writing() as db:
        for number in range(3):
            follow(db, f"outlet-{number}", failures=5, outcome="no-connection", ok_at=ago, next_at=ago)
    status, out, _ = doctor()
    assert status == 1
    assert out.startswith("! no listing has answered since ")
    assert "is this machine's network up?" in out.splitlines()[0]
    assert json.loads(doctor("--json")[1])["backlog"]["unanswered_since"] == ago.isoformat()


def test_many_troubles_are_not_all_printed(doctor: Doctor, tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/masdar.sqlite") as store, store.writing() as db:
        for number in range(23):
            follow(db, f"outlet-{number}", failures=9)
    _, out, _ = doctor()
    assert "! and 3 more: masdar doctor --json has them all" in out
    told = json.loads(doctor("--json")[1])
    assert len(told["troubles"]) == 23
    assert {each["state"] for each in told["health"]} == {"failing"}


def test_a_driver_at_work_is_noticed(doctor: Doctor, tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/masdar.sqlite") as store:
        assert json.loads(doctor("--json")[1])["is_driven"] is False
        with store.alone():
            assert json.loads(doctor("--json")[1])["is_driven"] is True
        assert json.loads(doctor("--json")[1])["is_driven"] is False


def test_a_damaged_database_is_told(doctor: Doctor, tmp_path: Path) -> None:
    path = tmp_path / "masdar.sqlite"
    with open_store(f"sqlite:///{path}") as store, store.writing() as db:
        follow(db, "nahr")
        root = db.exec_driver_sql("SELECT rootpage FROM sqlite_master WHERE name = 'bands_article'").scalar_one()
    with path.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xff" * 16)
    status, out, _ = doctor()
    assert status == 1
    assert out.startswith("! the database is damaged")


def test_one_source_in_detail(doctor: Doctor, tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/masdar.sqlite") as store, store.writing() as db:
        follow(db, "nahr", failures=6, outcome="timeout")
        health.count(db, SourceId("nahr"), datetime.now(UTC), "listing", "timeout", 6)
    status, out, _ = doctor("nahr")
    assert status == 1
    assert "feed     https://nahr.example/feed: timeout, 6 failures in a row, answered" in out
    assert "6 timeout (of 86)" in out
    assert f"{datetime.now(UTC).date()}" in out
    assert json.loads(doctor("nahr", "--json")[1])["per_day"] == 9


def test_an_unknown_source_is_one_plain_line(doctor: Doctor) -> None:
    status, out, err = doctor("nobody")
    assert (status, out) == (2, "")
    assert err == "masdar: no source 'nobody' is followed: masdar source list names them\n"
