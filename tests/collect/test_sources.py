"""Source files: what they say, what is wrong with them, and a first guess at one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from masdar.collect.checks import check_files, files_of
from masdar.collect.sources import guess_source, parse_source, read_source_file, source_text
from masdar.errors import BadSourceFile
from masdar.model import Listing, Page, Source, SourceId

GOOD = 'name = "جريدة الورق"\nhome = "https://www.paper.example/"\n'
CATALOGUE = Path(__file__).parents[2] / "sources"

names = st.text(min_size=1, max_size=20).filter(lambda text: bool(text.strip()))
urls = st.from_regex(r"https?://[a-z]{1,8}\.example/[a-z0-9/]{0,10}", fullmatch=True)
sources = st.builds(
    Source,
    id=st.from_regex(r"[a-z0-9][a-z0-9_-]{0,20}", fullmatch=True).map(SourceId),
    name=names,
    home=urls,
    hosts=st.lists(st.from_regex(r"[a-z]{1,8}\.example(:8080)?", fullmatch=True), max_size=3).map(tuple),
    kind=st.sampled_from(["outlet", "agency", "official", "aggregator", "channel"]),
    language=st.sampled_from(["ar", "en", "ckb"]),
    country=st.none() | st.sampled_from(["sy", "eg"]),
    zone=st.none() | st.sampled_from(["Asia/Damascus", "Africa/Cairo"]),
    listings=st.lists(st.builds(Listing, urls, st.sampled_from(["feed", "sitemap", "page"])), max_size=3).map(tuple),
    policy=st.sampled_from(["full", "excerpt", "headline"]),
    pace_s=st.floats(0, 3600),
    aliases=st.lists(names, max_size=3).map(tuple),
    articles=st.lists(st.sampled_from(["/{n}", "/خبر/{slug}", "/?p={n}"]), max_size=2).map(tuple),
    per_day=st.none() | st.floats(0.01, 20_000),
    verify_tls=st.booleans(),
)


@settings(max_examples=50)
@given(sources)
def test_a_source_written_and_read_is_the_same(source: Source) -> None:
    assert parse_source(source_text(source), source.id) == source


@settings(max_examples=50)
@given(sources, st.dictionaries(st.sampled_from(["name", "home", "zone", "per_day", "articles"]), st.text(max_size=9)))
def test_notes_are_comments_and_change_nothing(source: Source, notes: dict[str, str]) -> None:
    notes |= {listing.url: "a line\nand another" for listing in source.listings}
    assert parse_source(source_text(source, notes), source.id) == source


def test_a_note_stands_above_its_key_and_a_value_that_is_missing_can_be_filled_in() -> None:
    source = parse_source(GOOD, "paper")
    lines = source_text(source, {"name": "from og:site_name", "zone": "not known"}).splitlines()
    assert lines[:2] == ["# from og:site_name", 'name = "جريدة الورق"']
    assert lines[-2:] == ["# not known", "# zone ="]


def test_what_a_file_leaves_out_has_its_default(tmp_path: Path) -> None:
    path = tmp_path / "paper.toml"
    path.write_text(GOOD, "utf-8")
    hosts = ("www.paper.example", "paper.example")
    assert read_source_file(path) == Source(SourceId("paper"), "جريدة الورق", "https://www.paper.example/", hosts)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('nam = "x"', r"paper\.toml:3: unknown key 'nam'\. Known keys: name, home"),
        ('zone = "Asia/Nowhere"', r"paper\.toml:3: no time zone is called 'Asia/Nowhere'"),
        ('kind = "blog"', r"paper\.toml:3: 'kind' is 'blog': choose one of outlet, agency"),
        ("pace_s = -1", r"paper\.toml:3: 'pace_s' is -1"),
        ("pace_s = true", r"paper\.toml:3: 'pace_s' is True"),
        ('country = "Syria"', r"paper\.toml:3: 'country' is 'Syria'"),
        ('hosts = ["https://x.example/"]', r"paper\.toml:3: 'hosts' holds"),
        ("aliases = [1]", r"paper\.toml:3: 'aliases' must be a list of texts"),
        ('[[listings]]\nurl = "rss"', r"paper\.toml:4: 'url' is 'rss': an address must begin"),
        ('articles = ["news"]', r"paper\.toml:3: 'articles' holds 'news'"),
        ("per_day = 0", r"paper\.toml:3: 'per_day' is 0: a number of articles above 0"),
        ('verify_tls = "no"', r"paper\.toml:3: 'verify_tls' is 'no': true or false"),
        ("listings = 3", r"paper\.toml:3: 'listings' must be tables"),
        ("policy", r"paper\.toml: .*line 3"),
    ],
)
def test_faults_are_named_with_their_line(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "paper.toml"
    path.write_text(GOOD + line + "\n", "utf-8")
    with pytest.raises(BadSourceFile, match=message):
        read_source_file(path)


def test_missing_and_unreadable_files_are_one_plain_line(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"name = '\xff'")
    for name, message in (("none.toml", "No such file"), ("a.toml", "Save it as UTF-8")):
        with pytest.raises(BadSourceFile, match=message):
            read_source_file(tmp_path / name)
    with pytest.raises(BadSourceFile, match="'name' is missing"):
        parse_source('home = "https://a.example"', "a")


@given(st.text(max_size=60))
def test_no_text_crashes_the_reader(text: str) -> None:
    try:
        parse_source(GOOD + text, "paper")
    except BadSourceFile:
        return


def a_home(html: str, url: str) -> Page:
    return Page(url, datetime(2026, 11, 14, tzinfo=UTC), 200, (), html.encode())


def test_a_source_is_guessed_from_its_home_page() -> None:
    html = "<html lang=ar><title>الرئيسية | صحيفة الورق</title><body>أخبار المدينة والنهر والجسر"
    source = guess_source(a_home(html, "https://www.al-waraq.com.sy/"), (Listing("https://x.example/rss", "feed"),))
    assert (source.id, source.name, source.language) == ("al-waraq", "صحيفة الورق", "ar")
    assert (source.country, source.zone) == ("sy", "Asia/Damascus")
    assert source.hosts == ("www.al-waraq.com.sy", "al-waraq.com.sy")
    assert parse_source(source_text(source), source.id) == source


def test_a_guess_states_nothing_that_the_page_does_not_show() -> None:
    html = '<html lang="ar-SA"><meta property="og:site_name" content="River Agency"><body>Only English words here'
    source = guess_source(a_home(html, "https://news.river.example/"))
    assert (source.name, source.language, source.country, source.zone) == ("River Agency", "en", None, None)
    ministry = guess_source(a_home("<title>وزارة الأنهار</title>", "https://rivers.gov.sa/"))
    assert (ministry.kind, ministry.zone) == ("official", "Asia/Riyadh")


@given(st.binary(max_size=200))
def test_no_home_page_crashes_the_guess(body: bytes) -> None:
    page = Page("http://127.0.0.1:8000/", datetime(2026, 11, 14, tzinfo=UTC), 200, (), body)
    source = guess_source(page)
    assert parse_source(source_text(source), source.id) == source


def test_the_catalogue_holds_no_faults() -> None:
    checked, faults = check_files(files_of([CATALOGUE]))
    assert [f"{fault.path}: {fault.message}" for fault in faults if not fault.is_doubt] == []
    assert all(each.source.country == each.path.parent.name for each in checked)


def check(folder: Path, **files: str) -> list[tuple[str, int, str, bool]]:
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    _, faults = check_files(files_of([folder]))
    return [(fault.path.stem, fault.line, fault.message, fault.is_doubt) for fault in faults]


@pytest.mark.parametrize(
    ("line", "message", "is_doubt"),
    [
        ('country = "sy"\nzone = "Asia/Damascus"', None, False),
        ('country = "sy"\nzone = "Europe/Paris"', "Europe/Paris is no clock of country 'sy' (Asia/Damascus)", False),
        ('country = "sy"\nzone = "Europe/Paris" # it is made in Paris', None, False),
        ('language = "en"', "the name 'جريدة الورق' has no Latin letter", False),
        ('language = "xx"', "language 'xx' is none that we know", True),
        ('hosts = ["other.example"]', "the home page https://www.paper.example/ is on none of its hosts", False),
        ('[[listings]]\nurl = "https://x.example/"\nkind = "page"', "the page https://x.example/ is on none", False),
        ('[[listings]]\nurl = "https://x.example/"\nkind = "feed"', "the feed https://x.example/ is on none", True),
        ('kind = "channel"', "a channel's hosts are a part of a shared host", False),
        ("zone = 3", "'zone' must be a text", False),
    ],
)
def test_a_file_is_checked_by_itself(tmp_path: Path, line: str, message: str | None, is_doubt: bool) -> None:
    found = check(tmp_path, paper=GOOD + line)
    assert len(found) == (message is not None)
    assert all(message and message in told and doubt is is_doubt for _, _, told, doubt in found)


def test_files_are_checked_against_each_other(tmp_path: Path) -> None:
    found = check(tmp_path, sy__paper=GOOD, eg__paper=GOOD.replace("www.paper", "x"), sy__river=GOOD)
    assert sorted((stem, " ".join(told.split()[:4]), doubt) for stem, _, told, doubt in found) == [
        ("paper", "the id 'paper' is", False),
        ("river", "the host paper.example is", False),
    ]
