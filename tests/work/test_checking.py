"""Source files against their sites: what differs is told, and what was found is put into the file as it is laid out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from masdar.collect.checks import Checked, check_files, files_of
from masdar.collect.fetch import Fetcher
from masdar.collect.sources import parse_source
from masdar.work import looking
from masdar.work.checking import Looked, look_at_all, with_found
from newspaper import Newspaper

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 14, 9, 0, tzinfo=UTC)
HTML = "text/html; charset=utf-8"
LINK = '<link rel="alternate" type="application/rss+xml" href="/news.rss">'


@pytest.fixture
def paper(monkeypatch: pytest.MonkeyPatch) -> Iterator[Newspaper]:
    monkeypatch.setattr(looking, "PACE_S", 0.0)
    with Newspaper() as newspaper:
        newspaper.pages["/"] = (HTML, f"<!doctype html><html lang=ar><head>{LINK}</head><body>أخبار المدينة</body>")
        items = "".join(f"<item><title>خبر</title><link>{newspaper.url(f'/news/{n}')}</link></item>" for n in range(5))
        newspaper.pages["/news.rss"] = ("application/xml", f"<rss><channel>{items}</channel></rss>")
        yield newspaper


def look(folder: Path, *texts: str) -> list[Looked]:
    for number, text in enumerate(texts):
        (folder / f"paper{number}.toml").write_text(text, "utf-8")
    checked, faults = check_files(files_of([folder]))
    assert faults == ()
    with Fetcher("Masdar/test", lambda: NOW, ("*.localhost",), patience_s=0.1) as fetcher:
        return list(look_at_all(fetcher, checked, lambda _id, _line: None))


def test_what_was_found_is_put_in_and_the_files_own_lines_stay(paper: Newspaper, tmp_path: Path) -> None:
    own = f'name = "ورق"  # as printed\nhome = "{paper.url("/")}"\n# a reason\naliases = ["الورق"]\n'
    (looked,) = look(tmp_path, f"# Unchecked: from memory.\n{own}")
    text = with_found(looked)
    assert text.startswith(own)
    source = parse_source(text, "paper0")
    assert source.articles == ("/news/{n}",)
    assert [listing.url for listing in source.listings] == [paper.url("/news.rss"), paper.url("/")]
    assert with_found(Looked(Checked(Path("x"), text, source), looked.finding, ())) == text


def test_what_a_file_says_itself_is_not_replaced(paper: Newspaper, tmp_path: Path) -> None:
    listing = f'# the old one\n[[listings]]\nurl = "{paper.url("/news.rss")}"\nkind = "feed"\n'
    (looked,) = look(tmp_path, f'name = "ورق"\nhome = "{paper.url("/")}"\nper_day = 3.0\n\n{listing}')
    text = with_found(looked)
    assert f'per_day = 3.0\narticles = ["/news/{{n}}"]\n\n{listing}' in text
    assert text.count("[[listings]]") == 2


def test_where_file_and_site_differ_is_told(paper: Newspaper, tmp_path: Path) -> None:
    gone = f'[[listings]]\nurl = "{paper.url("/gone")}"\nkind = "feed"\n'
    (looked,) = look(tmp_path, f'name = "ورق"\nhome = "{paper.url("/")}"\narticles = ["/story/{{id}}"]\n{gone}')
    assert [(fault.line, fault.message, fault.is_doubt) for fault in looked.faults] == [
        (4, f"nothing is there (the server answered 410): {paper.url('/gone')}", False),
        (3, "its articles' addresses have other shapes now: /news/{n}", True),
        (4, f"it also offers {paper.url('/news.rss')}", True),
    ]


def test_sites_are_looked_at_side_by_side_and_one_that_is_silent_hides_no_other(
    paper: Newspaper, tmp_path: Path
) -> None:
    homes = [f"http://p{number}.localhost:{paper.port}/" for number in range(3)]
    looked = look(tmp_path, *(f'name = "ورق"\nhome = "{home}"\n' for home in (*homes, "http://none.localhost:9/")))
    assert [each.finding is not None for each in looked] == [True, True, True, False]
    assert "no server answers there" in looked[3].faults[0].message
    assert max(paper.most_at_once.values()) == 1
