"""The commands that say whom to follow, as a user types them, on a local newspaper."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from commanding import Masdar as Typed
from masdar.collect.sources import read_source_file
from masdar.work import looking
from newspaper import Newspaper

pytestmark = pytest.mark.slow

Masdar = Callable[..., tuple[int, str, str]]
HEADLINE = "افتتاح مكتبة جديدة في حي النهر"


@pytest.fixture
def masdar(masdar: Typed, monkeypatch: pytest.MonkeyPatch) -> Masdar:
    """Run one command in an empty folder: exit status, standard output, error output."""
    monkeypatch.setenv("MASDAR_ALLOW_HOSTS", "*.localhost")
    monkeypatch.setattr(looking, "PACE_S", 0.0)

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        done = masdar(*arguments)
        return done.status, done.out, done.err

    return run


@pytest.fixture
def paper() -> Iterator[Newspaper]:
    """A paper with neither feed nor sitemap."""
    with Newspaper() as newspaper:
        cards = "".join(f'<div class=c><a href="/Q{n}Xy{n}Z">{HEADLINE} {n}</a></div>' for n in range(6))
        page = f"<!doctype html><html lang=ar><title>جريدة الورق</title><body>{cards}"
        newspaper.pages["/"] = ("text/html; charset=utf-8", page)
        yield newspaper


def test_a_look_without_following_leaves_nothing_behind(masdar: Masdar, paper: Newspaper, tmp_path: Path) -> None:
    status, out, err = masdar("source", "add", paper.url("/"), "--dry-run", "--json")
    assert status == 0
    (found,) = json.loads(out)
    assert found["articles"] == ["/{id}"]
    assert found["found"]["shapes"][0]["headlines"] == 6
    assert {"delay_s", "closed", "dead", "notes", "samples", "signals", "page_signals"} <= set(found["found"])
    assert "asking: front page" in err
    assert "articles /{id}: 6 links, 6 headlines" in err
    assert list(tmp_path.iterdir()) == []


def test_what_is_found_is_written_once_and_can_be_edited_and_added(masdar: Masdar, paper: Newspaper) -> None:
    assert masdar("source", "add", paper.url("/"))[0] == 0
    (file,) = Path("masdar-data/sources").glob("*.toml")
    assert "# Check: from the page's title" in file.read_text("utf-8")
    status, _, err = masdar("source", "add", paper.url("/"))
    assert (status, err.splitlines()[-1].count("--force")) == (2, 1)
    file.write_text(file.read_text("utf-8").replace("جريدة الورق", "ورق"), "utf-8")
    assert masdar("source", "add", file)[0] == 0
    assert "ورق" in json.loads(masdar("source", "list", "--json")[1])[0]["name"]
    assert masdar("source", "add", paper.url("/"), "--out", "x.toml")[0] == 0
    assert read_source_file(Path("x.toml")).name == "جريدة الورق"


def test_a_check_names_file_and_line_and_its_status_tells(masdar: Masdar, paper: Newspaper) -> None:
    Path("a.toml").write_text(f'# Unchecked\nname = "ورق"\nhome = "{paper.url("/")}"\n', "utf-8")
    Path("b.toml").write_text('name = "Paper"\nhome = "https://b.example/"\n', "utf-8")
    status, out, _ = masdar("source", "check", ".")
    assert (status, out) == (1, "b.toml:1: the name 'Paper' has no Arabic letter: give it as its ar pages do\n")
    assert masdar("source", "check", "a.toml")[0] == 0
    assert masdar("source", "check", "a.toml", "--write")[0] == 2
    status, out, _ = masdar("source", "check", "a.toml", "--online", "--write", "--json")
    assert (status, json.loads(out)["written"]) == (0, ["a.toml"])
    assert read_source_file(Path("a.toml")).articles == ("/{id}",)
    assert "Unchecked" not in Path("a.toml").read_text("utf-8")


def test_a_list_of_feeds_goes_in_and_out(masdar: Masdar) -> None:
    Path("feeds.opml").write_text(
        '<opml><body><outline text="ورق" xmlUrl="https://paper.example/rss"/>\n'
        '<outline text="n" xmlUrl="x"/></body></opml>',
        "utf-8",
    )
    status, _, err = masdar("source", "import", "feeds.opml")
    assert (status, err) == (0, "1 added\n  line 2: n: no web address: 'x'\n")
    assert masdar("source", "export", "--out", "out.opml")[0] == 0
    status, out, _ = masdar("source", "import", "out.opml", "--data", "other", "--json")
    assert [source["home"] for source in json.loads(out)["added"]] == ["https://paper.example/"]
    Path("none.opml").write_text("<html>", "utf-8")
    assert masdar("source", "import", "none.opml")[0] == 1


def test_a_file_that_is_there_is_noticed_before_the_site_is_asked(
    masdar: Masdar, paper: Newspaper, tmp_path: Path
) -> None:
    (tmp_path / "mine.toml").write_text("# mine", "utf-8")
    status, _, err = masdar("source", "add", paper.url("/"), "--out", "mine.toml")
    assert status == 2
    assert "--force" in err
    assert paper.log == []


def test_an_address_without_its_scheme_is_told_what_to_do(masdar: Masdar) -> None:
    status, _, err = masdar("source", "add", "paper.example")
    assert status == 2
    assert "https://" in err


def test_the_list_says_how_each_stands_and_those_followed_no_more_are_not_given_away(
    masdar: Masdar, tmp_path: Path
) -> None:
    for id in ("asked", "resting", "left"):
        home = f"https://{id}.a-publisher-with-a-very-long-name.example/"
        listing = f'[[listings]]\nurl = "{home}feed.xml"\nkind = "feed"\n'
        (tmp_path / f"{id}.toml").write_text(f'name = "{id}"\nhome = "{home}"\n{listing}', "utf-8")
        assert masdar("source", "add", f"{id}.toml")[0] == 0
    masdar("source", "pause", "resting")
    masdar("source", "remove", "left", "--yes")
    _, out, _ = masdar("source", "list", "--json")
    assert {row["id"]: row["state"] for row in json.loads(out)} == {
        "asked": "new", "resting": "paused", "left": "not followed",
    }  # fmt: skip
    _, table, _ = masdar("source", "list")
    assert "https://resting.a-publisher-with-a-very-long-name.example/" in table
    _, feeds, _ = masdar("source", "export")
    assert "https://resting." in feeds
    assert "https://left." not in feeds
    _, shown, _ = masdar("source", "show", "left")
    assert "not followed" in shown
