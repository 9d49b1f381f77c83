"""Lists of feeds as readers write them, broken ones too; what is written comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from masdar.collect.opml import read_opml, write_opml
from masdar.model import Listing, Source, SourceId

NOW = datetime(2026, 11, 14, tzinfo=UTC)


def opml(body: str, start: str = '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">') -> bytes:
    return f"{start}<head><title>x</title></head><body>{body}</body></opml>".encode()


# The shapes that readers export: folders, a folder for each feed, attributes of their own, small letters.
READERS = {
    "folders": """<outline text="Press" title="Press"><outline type="rss" text="ورق" title="ورق"
        xmlUrl="https://paper.example/rss" htmlUrl="https://paper.example/"/></outline>""",
    "a folder for each feed": """<outline title="ورق"><outline type="rss" version="RSS" title="ورق" text="ورق"
        fz:quickMode="true" xmlUrl="https://paper.example/rss" htmlUrl="https://paper.example/"/></outline>""",
    "small letters": '<outline text="ورق" type="RSS" xmlurl="https://paper.example/rss"/>',
    "attributes without a namespace": """<outline text="ورق" type="rss" xmlUrl="https://paper.example/rss"
        frss:priority="main" htmlUrl="https://paper.example/" category="a/b,c"/>""",
    "text with markup and names for characters": """<outline text="&lt;b&gt;ورق&lt;/b&gt;&nbsp;" type="atom"
        xmlUrl="https://paper.example/rss?a=1&b=2" />""",
    "feed scheme": '<outline text="ورق" xmlUrl="feed://paper.example/rss"/>',
}


@pytest.mark.parametrize("body", READERS.values(), ids=READERS.keys())
def test_lists_are_read_as_readers_write_them(body: str) -> None:
    found = read_opml(opml(body))
    assert [source.name for source in found.sources] == ["ورق"]
    source = found.sources[0]
    assert source.hosts == ("paper.example", "www.paper.example")
    assert source.listings[0].url.split("://")[1].startswith("paper.example/rss")
    assert source.home.split("://")[1] == "paper.example/"


def test_several_feeds_of_one_host_are_one_source_under_the_name_they_share() -> None:
    feed = '<outline text="الورق - {0}" xmlUrl="https://{1}paper.example/{0}" language="{2}"/>'
    found = read_opml(opml(feed.format("sport", "", "ar-SY") + feed.format("news", "www.", "en")))
    assert [(source.name, source.language, len(source.listings)) for source in found.sources] == [("الورق", "ar", 2)]


def test_a_feed_that_another_host_serves_belongs_to_the_page_it_names() -> None:
    feed = '<outline text="ورق" xmlUrl="https://feeds.feedburner.com/x" htmlUrl="https://paper.example/ar/"/>'
    assert read_opml(opml(feed)).sources[0].home == "https://paper.example/"


@pytest.mark.parametrize(
    ("outline", "reason"),
    [
        ('<outline text="n" xmlUrl="ftp://x/rss"/>', "no web address: 'ftp://x/rss'"),
        ('<outline text="n" type="rss"  htmlUrl="https://x.example/"/>', "it names no feed"),
        ('<outline text="n" type="HTML+XPath" xmlUrl="https://x.example/"/>', "its type is 'HTML+XPath', no feed"),
        ('<outline text="n" isComment="true" xmlUrl="https://x.example/"/>', "switched off"),
        ('<outline text="n" xmlUrl="https://www.youtube.com/feeds/videos.xml?id=3"/>', "serves many publishers"),
        ('<outline text="n" xmlUrl="https://a.example/rss"/>', "the same feed stands in line 3"),
    ],
)
def test_what_becomes_no_source_is_told_with_its_line(outline: str, reason: str) -> None:
    found = read_opml(opml(f'\n<outline text="a" xmlUrl="https://a.example/rss"/>\n{outline}\n'))
    assert [source.name for source in found.sources] == ["a"]
    assert [(refused.line, refused.name) for refused in found.refused] == [(4, "n")]
    assert reason in found.refused[0].reason


def test_of_a_broken_file_what_can_be_read_is_read() -> None:
    outlines = "\n".join(f'<outline text="ورق {n}" xmlUrl="https://{n}.example/rss"/>' for n in range(6))
    cut = opml(outlines)[:-120]
    missing = opml(outlines.replace("https://3.example/rss", 'https://3.example/rss" "', 1))
    for body in (cut, missing, opml(outlines).replace(b"</head>", b"")):
        found = read_opml(body)
        assert len(found.sources) >= 3
        assert any("broken XML" in refused.reason for refused in found.refused)
    for body in (b"", b"<rss/>", b"\xff\xfe", b"<opml", "نص".encode()):
        assert read_opml(body).sources == ()
        assert read_opml(body).refused


def test_entities_do_not_unfold() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    start = f'<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY e0 "x"><!ENTITY f SYSTEM "file:///etc/hostname">{levels}]><opml>'
    found = read_opml(opml('<outline text="&e9;&f;" xmlUrl="https://a.example/&e9;"/>', start))
    assert all(len(source.name) < 50 and "/etc" not in source.name for source in found.sources)


names = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn")), min_size=1, max_size=20).filter(
    lambda name: bool(name.strip())
)
kinds = st.sampled_from(["feed", "sitemap", "page"])


def a_source(number: int, name: str, listings: list[str]) -> Source:
    home = f"https://paper{number}.example/"
    own = tuple(Listing(f"{home}{place}", kind) for place, kind in enumerate(listings))  # type: ignore[arg-type]
    hosts = (f"paper{number}.example", f"www.paper{number}.example")
    return Source(SourceId(f"p{number}"), name, home, hosts, "agency", "en", "sy", "Asia/Damascus", own, pace_s=9.0)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(names, st.lists(kinds, max_size=3)), max_size=4), st.booleans())
def test_what_is_written_comes_back(papers: list[tuple[str, list[str]]], is_accepting: bool) -> None:
    sources = tuple(a_source(number, *paper) for number, paper in enumerate(papers))
    given_up = tuple(replace(source, policy="full", verify_tls=not is_accepting) for source in sources)
    found = read_opml(write_opml(given_up, "قائمة", NOW))
    assert found.sources == sources  # what a site may show, and whose certificate is accepted, is not for others
    assert found.refused == ()


def test_a_reader_that_keeps_only_what_it_knows_loses_no_feed() -> None:
    source = a_source(1, "ورق", ["feed", "feed"])
    text = write_opml((source,), "x", NOW).decode()
    bare = text[: text.index("masdar:source")] + "/>" + text[text.index("<outline", text.index("masdar:source")) :]
    found = read_opml(bare.encode())
    assert [(each.name, len(each.listings)) for each in found.sources] == [("ورق", 2)]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([b"<opml>", b"<outline ", b"xmlUrl='http://a.b/'", b"/>", b">", b"&x;", b"</outline>"])
       | st.binary(max_size=9), max_size=12).map(b"".join))  # fmt: skip
def test_no_bytes_crash_the_reader(body: bytes) -> None:
    read_opml(body)
    read_opml(b"<opml><body>" + body)
