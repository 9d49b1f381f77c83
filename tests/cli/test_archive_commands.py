"""The commands about the archive, as they are typed: what they print and how they end."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from masdar.cli import build
from masdar.collect.warc import Archive
from masdar.model import Page

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Types a command on a data folder with one page that was imported."""
    with Archive(tmp_path / "crawl") as archive:
        page = Page("http://sahl.example/1", datetime(2026, 11, 14, tzinfo=UTC), 200, (), b"<p>no article")
        crawl = tmp_path / "crawl" / archive.append(page).file

    def typed(*words: str) -> Result:
        return CliRunner().invoke(build(), ["archive", *words, "--data", str(tmp_path / "data")])

    assert typed("import", str(crawl)).exit_code == 0
    return typed


def test_an_archive_is_sound_until_a_file_is_damaged(run: Run, tmp_path: Path) -> None:
    sound = run("verify")
    assert sound.exit_code == 0
    assert "as it came" in sound.stderr
    path = next((tmp_path / "data" / "pages").glob("*.gz"))
    path.write_bytes(path.read_bytes()[:-9])
    damaged = run("verify", "--json")
    assert damaged.exit_code == 1
    said = json.loads(damaged.stdout)
    assert (said["sound"], said["pages"], len(said["faults"])) == (False, 1, 1)


def test_what_is_exported_is_counted_and_nothing_is_no(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out.wacz"
    done = run("export", str(out), "--url", "http://sahl.example/1", "--json")
    assert json.loads(done.stdout) == {
        "file": str(out), "pages": 1, "bytes": out.stat().st_size, "missing": [],
    }  # fmt: skip
    unknown = run("export", str(out), "--source", "nobody")
    assert unknown.exit_code != 0
    assert "no source has the id 'nobody'" in str(unknown.exception)
    assert run("export", str(out), "--until", "2026-11-14").exit_code == 1
    assert "is no date" in run("export", str(out), "--since", "soon").stderr


def test_old_pages_go_when_told_to_and_only_then(run: Run) -> None:
    assert json.loads(run("prune", "--json").stdout)["pages"] == 0
    assert json.loads(run("prune", "--rejected-after", "0d", "--dry-run", "--json").stdout)["pages"] == 1
    assert json.loads(run("prune", "--rejected-after", "0d", "--json").stdout)["pages"] == 1
    assert run("verify").exit_code == 0
    assert "30d" in run("prune", "--pages-after", "long").stderr
