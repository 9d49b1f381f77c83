"""Takedown and the commands that say how a source is followed, as a user types them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from commanding import Masdar
from masdar.app import open_desk
from masdar.config import Config
from masdar.model import Listing, Page, Source, SourceId
from masdar.store import following, pages, takedown
from masdar.store.sources import save_source
from masdar.work.desk import Desk
from masdar.work.reading import read_pages
from masdar.work.relating import relate_articles

pytestmark = pytest.mark.slow

AT = datetime(2026, 11, 14, 6, tzinfo=UTC)
URL = "http://sahl.example/1"
FEED = Listing("http://sahl.example/rss", "feed")
PAPER = Source(SourceId("sahl"), "صحيفة السهل", "http://sahl.example/", ("sahl.example",), listings=(FEED,))
FILE = 'name = "صحيفة السهل"\nhome = "http://sahl.example/"\n[[listings]]\nurl = "http://sahl.example/rss"\n'


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def masdar(masdar: Masdar, data: Path) -> Masdar:
    """Run one command in this process on the data folder."""
    return lambda *arguments: masdar(*arguments, "--data", data)


@pytest.fixture(autouse=True)
def desk(data: Path) -> Iterator[Desk]:
    lines = "".join(
        f"<p>قال رئيس بلدية السهل في حي {place} إن الحديقة الجديدة ستفتح أبوابها للناس صباح الغد بعد عام من العمل.</p>"
        for place in ("الزيتون", "الرمان", "التين", "الليمون")
    )
    body = f"<html lang=ar><title>افتتاح الحديقة الجديدة</title><body><h1>افتتاح الحديقة الجديدة</h1>{lines}</body>"
    page = Page(URL, AT, 200, (("content-type", "text/html; charset=utf-8"),), body.encode())
    with open_desk(Config(data=data), clock=lambda: AT) as opened:
        with opened.store.writing() as db:
            save_source(db, PAPER, AT)
        place = opened.archive.append(page)
        with opened.store.writing() as db:
            pages.add_page(db, page, PAPER.id, place)
        read_pages(opened)
        relate_articles(opened)
        opened.archive.close()
        yield opened


def standing(desk: Desk) -> following.Standing:
    with desk.store.reading() as db:
        return following.known(db, PAPER.id)


def test_a_takedown_shows_what_goes_and_does_it(masdar: Masdar, desk: Desk) -> None:
    done = masdar("takedown", URL, "--reason", "at the publisher's request", "--yes")
    assert done.status == 0
    assert "1 article, 1 page" in done.err
    assert "افتتاح الحديقة الجديدة" in done.err
    with desk.store.reading() as db:
        (stone,) = takedown.all_tombstones(db)
    assert stone.reason == "at the publisher's request"
    assert stone.purged_at is not None


def test_without_a_terminal_and_yes_nothing_is_done(
    masdar: Masdar, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    done = masdar("takedown", URL, "--reason", "asked")
    assert done.status == 2
    assert "--yes" in done.err
    with desk.store.reading() as db:
        assert takedown.all_tombstones(db) == ()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["takedown", URL, "--yes"], "--reason"),
        (["takedown"], "--list"),
        (["takedown", "nobody", "--reason", "x", "--yes"], "source list"),
        (["takedown", "--lift", URL], "not taken down"),
        (["source", "show", "nobody"], "source list"),
        (["source", "pause", "nobody"], "source list"),
        (["source", "policy", "sahl", "everything"], "full, excerpt or headline"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(masdar: Masdar, arguments: list[str], says: str) -> None:
    done = masdar(*arguments)
    assert done.status == 2
    assert says in done.err
    assert "Traceback" not in done.err


def test_what_was_taken_down_is_listed_and_can_be_lifted(masdar: Masdar) -> None:
    masdar("takedown", "sahl.example/1", "--reason", "asked", "--yes")
    (row,) = json.loads(masdar("takedown", "--list", "--json").out)
    assert (row["key"], row["reason"], row["lifted_at"]) == ("sahl.example/1", "asked", None)
    assert masdar("takedown", "--lift", URL).status == 0
    assert "lifted" in masdar("takedown", "--list").out


def test_while_a_driver_is_at_work_the_archive_is_left_to_it(masdar: Masdar, desk: Desk) -> None:
    with desk.store.alone():
        done = masdar("takedown", URL, "--reason", "asked", "--yes")
    assert done.status == 0
    assert "next pass of masdar run" in done.err
    assert "stop it first" not in done.err
    with desk.store.reading() as db:
        assert len(takedown.unpurged(db)) == 1


def test_a_source_taken_down_cannot_be_added_again(masdar: Masdar, tmp_path: Path) -> None:
    assert masdar("takedown", "sahl", "--reason", "asked", "--yes").status == 0
    for name in ("sahl.toml", "other.toml"):
        (tmp_path / name).write_text(FILE, "utf-8")
        done = masdar("source", "add", tmp_path / name)
        assert done.status == 2
        assert "takedown --lift sahl" in done.err
    assert masdar("source", "resume", "sahl").status == 2


def test_a_pause_outlives_the_file_being_added_again(masdar: Masdar, desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "sahl.toml").write_text(FILE, "utf-8")
    masdar("source", "pause", "sahl", "--reason", "their server is ill")
    done = masdar("source", "add", tmp_path / "sahl.toml")
    assert "still paused" in done.err
    assert standing(desk).paused_why == "their server is ill"
    assert masdar("source", "resume", "sahl").status == 0
    assert standing(desk).paused_at is None


def test_a_policy_set_by_hand_holds_until_a_file_says_another(masdar: Masdar, desk: Desk, tmp_path: Path) -> None:
    masdar("source", "policy", "sahl", "headline")
    (tmp_path / "sahl.toml").write_text(FILE, "utf-8")
    masdar("source", "add", tmp_path / "sahl.toml")
    assert standing(desk).source.policy == "headline"
    (tmp_path / "sahl.toml").write_text('policy = "full"\n' + FILE, "utf-8")
    done = masdar("source", "add", tmp_path / "sahl.toml")
    assert "policy: full, as the file says (it was headline)" in done.err
    assert standing(desk).source.policy == "full"


def test_show_tells_all_that_is_known(masdar: Masdar) -> None:
    masdar("source", "pause", "sahl", "--reason", "their server is ill")
    shown = masdar("source", "show", "sahl").out
    assert "their server is ill" in shown
    assert FEED.url in shown
    known = json.loads(masdar("source", "show", "sahl", "--json").out)
    assert known["source"]["policy"] == "excerpt"
    assert known["state"] == "paused"


def test_a_source_that_is_removed_keeps_its_articles_and_is_asked_no_more(masdar: Masdar, desk: Desk) -> None:
    assert masdar("source", "remove", "sahl", "--yes").status == 0
    with desk.store.reading() as db:
        assert following.hosts_of(db, PAPER.id) == ()
        assert pages.counts_by_outcome(db) == {"article": 1}
    assert standing(desk).source.listings == ()
