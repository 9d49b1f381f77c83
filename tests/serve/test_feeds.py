"""Feeds are well formed, name the outlet of every entry, and carry language and direction."""

from __future__ import annotations

import json
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree as ET

from starlette.testclient import TestClient

from masdar.serve import feeds
from masdar.serve.feeds import Entry, feed_of
from masdar.serve.linked_data import as_script
from masdar.serve.settings import SiteSettings, Taste
from masdar.serve.view import View

from .invented import NOW

ATOM = "{http://www.w3.org/2005/Atom}"
XHTML = "{http://www.w3.org/1999/xhtml}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
DC = "{http://purl.org/dc/elements/1.1/}"


def test_atom_entries_name_outlet_language_and_direction(client: TestClient) -> None:
    for path in ("/feed.atom", "/story/1/feed.atom", "/source/difaf/feed.atom", "/en/feed.atom"):
        answer = client.get(path)
        assert answer.headers["content-type"].startswith("application/atom+xml")
        root = ET.fromstring(answer.content)
        assert root.tag == f"{ATOM}feed"
        assert root.findtext(f"{ATOM}id", "").startswith("https://news.example/")
        entries = root.findall(f"{ATOM}entry")
        assert entries
        for entry in entries:
            assert entry.get(LANG) in ("ar", "en")
            assert entry.findtext(f"{ATOM}author/{ATOM}name")
            assert entry.findtext(f"{ATOM}source/{ATOM}title")
            assert entry.find(f"{ATOM}summary/{XHTML}div").attrib["dir"] in ("rtl", "ltr")  # type: ignore[union-attr]
            assert [link.get("rel") for link in entry.findall(f"{ATOM}link")] == ["alternate", "via"]


def test_rss_has_dates_language_and_creator(client: TestClient) -> None:
    channel = ET.fromstring(client.get("/feed.rss").content).find("channel")
    assert channel is not None
    assert channel.findtext("language") == "ar"
    for item in channel.findall("item"):
        assert parsedate_to_datetime(item.findtext("pubDate", "")).tzinfo is not None
        assert item.findtext(f"{DC}creator")
        assert 'dir="' in item.findtext("description", "")


def test_json_feed_says_direction_and_credits(client: TestClient) -> None:
    feed = json.loads(client.get("/feed.json").content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    story = next(item for item in feed["items"] if item["url"].endswith("/story/1"))
    assert story["_masdar"]["direction"] == "rtl"
    assert story["_masdar"]["credits"][:3] == ["وزارة المياه", "وكالة مرسال", "صحيفة الضفاف"]
    assert len(story["_masdar"]["credits"]) == 7


def test_no_text_breaks_a_feed() -> None:
    view = View(SiteSettings(), "ar", Taste(), NOW)
    bad = "\x00\x0b<b>&]]>\ud800\uffff"
    entry = Entry("u", bad, bad, bad, None, "rtl", NOW, NOW, bad, bad, (bad,))
    feed = feed_of(bad, "/", "/feed.atom", [entry], view)
    assert "<b>&]]>" in ET.fromstring(feeds.atom(feed, view)).findtext(f"{ATOM}title", "")
    assert ET.fromstring(feeds.rss(feed, view)).tag == "rss"
    assert json.loads(feeds.json_feed(feed, view))["items"]


def test_linked_data_names_origin_and_citations(client: TestClient) -> None:
    def data(path: str) -> dict[str, object]:
        text = client.get(path).text
        found = json.loads(text.split('<script type="application/ld+json">')[1].split("</script>")[0])
        assert isinstance(found, dict)
        return found

    rasif = data("/article/5")
    assert rasif["@type"] == "NewsArticle"
    assert "datePublished" not in rasif
    based = rasif["isBasedOn"]
    assert isinstance(based, list)
    assert based[0]["@id"] == "https://news.example/article/3"
    agency = data("/article/2")["citation"]
    assert isinstance(agency, list)
    assert agency[0]["spokenByCharacter"]["name"] == "وكيل الوزارة رائف السنبلي"
    parts = data("/story/1")["hasPart"]
    assert isinstance(parts, list)
    assert len(parts) == 7


def test_linked_data_cannot_close_its_block() -> None:
    text = as_script({"x": "</script><!--\u2028&"})
    assert "<" not in text
    assert json.loads(str(text)) == {"x": "</script><!--\u2028&"}
