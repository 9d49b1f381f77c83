"""Lists, feeds and comparisons of edits: what changed in words, whether it is announced, under every display policy."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from xml.etree import ElementTree as ET

import pytest
from starlette.testclient import TestClient

from masdar.model import Policy, Source, SourceId
from masdar.serve import SiteSettings, site
from masdar.store import Store, open_store, sources

from .invented import MORNING, NOW, file, reading

pytestmark = pytest.mark.slow

PAPER = Source(SourceId("tall"), "جريدة التل", "https://tall.example/", ("tall.example",), policy="full")
OTHER = Source(SourceId("wadi"), "أخبار الوادي", "https://wadi.example/", ("wadi.example",), policy="full")
LINES = (
    "أغلق سوق الصوان 12 متجراً في المدينة القديمة أمس.",
    "وقال رئيس السوق: «سنعود غداً إلى العمل كما كنا».",
    "وكان المجلس المحلي قد وعد التجار بتعويض قبل نهاية الشهر.",
)
EDITED = (LINES[0].replace("12", "خمسة عشر"), LINES[1].replace("غداً", "قريباً"))
NOTICE = "تصحيح: ورد في نسخة سابقة من هذا الخبر عدد آخر."
ATOM = "{http://www.w3.org/2005/Atom}"


def come(store: Store, hours: float, *lines: str, source: Source = PAPER, title: str = "سوق الصوان يغلق") -> None:
    with store.writing() as db:
        sources.save_source(db, source, NOW)
        file(db, source, reading(f"{source.home}news/7", title, lines, None), MORNING + timedelta(hours=hours))


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("sqlite://") as opened:
        come(opened, 0, *LINES)
        come(opened, 2, *EDITED)
        come(opened, 3, *EDITED, NOTICE)
        come(opened, 0, *LINES, source=OTHER)
        come(opened, 4, LINES[0].replace(".", ""), *LINES[1:], source=OTHER)
        yield opened


def get(store: Store, path: str) -> str:
    answer = TestClient(site(store, SiteSettings(base_url="https://news.example"), lambda: NOW)).get(path)
    assert answer.status_code == 200, path
    return answer.text


def words(store: Store, path: str) -> str:
    html = re.sub(r"(?s)<(script|style).*?</\1>", "", get(store, path))
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_the_list_tells_silent_edits_and_what_changed(store: Store) -> None:
    told = words(store, "/edits")
    assert "تعديل جوهري بلا إعلان تغيّر: أعداد، كلام مقتبس، يوم أو موعد، كلام حُذف." in told
    assert "كان 12 فصار 15" in told
    assert "[حُذف: 12 انتهى المحذوف]" in told
    assert "[أُضيف: خمسة عشر انتهى المضاف]" in told
    assert NOTICE not in told
    assert "أخبار الوادي" not in told, "a full stop is no edit to speak of"


def test_all_edits_are_a_step_away(store: Store) -> None:
    told = words(store, "/en/edits?all=1")
    assert "correction announced" in told
    assert f"«{NOTICE}»" in told
    assert "edit of form Changed: spelling and marks." in told
    assert "أخبار الوادي" not in words(store, "/edits?all=1&source=tall")
    assert "لم نرَ تعديلاً هنا بعد" in words(store, "/edits?source=wadi")


def test_the_timeline_tells_each_edit_and_leads_to_the_comparison(store: Store) -> None:
    text = get(store, "/article/1")
    told = words(store, "/article/1")
    assert told.index("أُعلن التصحيح") < told.index("بلا إعلان"), "the newest first"
    for href in re.findall(r'href="(/article/1/versions[^"]*)"', text):
        assert "قبل" in words(store, unescape(href))


def test_versions_are_compared_from_the_older_to_the_newer(store: Store) -> None:
    for query in ("from=1&to=2", "from=2&to=1", "old=1&new=2", "old=2&new=1&view=side"):
        told = words(store, f"/article/1/versions?{query}")
        assert "من النسخة 1 إلى النسخة 2" in told
        assert "كان 12 فصار 15" in told
    assert "من النسخة 2 إلى النسخة 3" in words(store, "/article/1/versions")
    assert "لا فرق في العنوان ولا في النص" in words(store, "/article/1/versions?from=1&to=1")


@pytest.mark.parametrize(
    "path",
    ["/article/1/versions?from=9", "/article/9/versions", "/article/1/versions?old=99", "/edits?source=x",
     "/source/x/edits.atom", "/source/x/edits.json"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(store: Store, path: str) -> None:
    assert TestClient(site(store, SiteSettings(), lambda: NOW)).get(path).status_code == 404


def test_a_change_is_read_out_as_what_it_is(store: Store) -> None:
    text = get(store, "/article/1/versions?from=1&to=2")
    for tag in ("ins", "del"):
        held = re.findall(f"<{tag}>(.*?)</{tag}>", text)
        assert held
        assert all(each.count('class="unseen"') == 2 for each in held)


def test_the_feed_tells_the_edit_in_words_and_leads_to_it(store: Store) -> None:
    client = TestClient(site(store, SiteSettings(base_url="https://news.example"), lambda: NOW))
    for path in ("/edits.atom", "/source/tall/edits.atom"):
        answer = client.get(path)
        assert answer.headers["content-type"].startswith("application/atom+xml")
        root = ET.fromstring(answer.content)
        (entry,) = root.findall(f"{ATOM}entry")
        link = "https://news.example/article/1/versions?old=1&new=2"
        assert entry.findtext(f"{ATOM}id") == link
        assert entry.findtext(f"{ATOM}title") == "سوق الصوان يغلق — تغيّر: أعداد، كلام مقتبس، يوم أو موعد، كلام حُذف"
        summary = "".join(entry.find(f"{ATOM}summary").itertext())  # type: ignore[union-attr]
        for part in ("لا يقول النص إنه عُدّل.", "كان: «أغلق سوق الصوان 12", "وصار: «أغلق سوق الصوان خمسة عشر", LINES[2]):
            assert part in summary
    assert ET.fromstring(client.get("/source/wadi/edits.atom").content).findall(f"{ATOM}entry") == []
    (item,) = json.loads(client.get("/en/source/tall/edits.json").content)["items"]
    assert item["url"] == "https://news.example/en/article/1/versions?old=1&new=2"
    assert "was: “أغلق سوق الصوان 12" in item["content_html"]


@pytest.mark.parametrize(("policy", "shown"), [("full", True), ("excerpt", True), ("headline", False)])
def test_no_more_is_shown_than_the_policy_allows(policy: Policy, shown: bool) -> None:
    long = " ".join(f"كلمة{number}" for number in range(80))
    with open_store("sqlite://") as store:
        source = replace(PAPER, policy=policy)
        come(store, 0, *LINES, long, source=source)
        come(store, 2, *EDITED, source=source, title="سوق الصوان يفتح")
        for path in (
            "/edits",
            "/edits.atom",
            "/edits.json",
            "/article/1",
            "/article/1/versions",
            "/article/1/versions?view=side",
        ):
            text = get(store, path)
            assert ("خمسة عشر" in text) == shown, path
            assert "يفتح" in text
            assert ("كلمة70" in text) == (policy == "full" and "versions" in path), path


def test_lists_go_on_page_by_page() -> None:
    with open_store("sqlite://") as store:
        for number in range(23):
            source = replace(
                PAPER, id=SourceId(f"s{number}"), home=f"https://s{number}.example/", hosts=(f"s{number}.example",)
            )
            come(store, number, *LINES, source=source)
            come(store, number + 1, *EDITED, source=source)
        first = get(store, "/edits")
        (older,) = re.findall(r'rel="next" href="([^"]+)"', first)
        seen = [re.findall(r'<h2><a href="/article/(\d+)/', text) for text in (first, get(store, unescape(older)))]
        assert [len(each) for each in seen] == [20, 3]
        assert len({*seen[0], *seen[1]}) == 23
