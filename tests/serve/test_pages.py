"""What the site answers: pages in both languages, validators, safety, and nothing that a policy forbids."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from sqlalchemy import text as sql
from starlette.testclient import TestClient

from masdar.model import Page, RecordPlace, Rejected, SourceId
from masdar.serve import SiteSettings, site
from masdar.store import Store, articles, following, open_store, pages, sources

from .invented import HISTORY, MARFA, NOW, POWER, file, fill, outlet, reading

PATHS = ["/", "/story/1", "/story/2", *(f"/article/{n}" for n in range(1, 9)), "/sources", "/source/mursal", "/search"]
PATHS += ["/search?q=البوابات", "/about", "/status", "/settings", "/?section=محليات", "/?before=3"]


class Links(HTMLParser):
    """The anchors, links and languages of a page; complains about tags that do not close."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.hrefs: list[str] = []
        self.html: dict[str, str | None] = {}
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if tag == "html":
            self.html = held
        if held.get("id"):
            assert held["id"] not in self.ids, f"two things are called {held['id']}"
            self.ids.add(str(held["id"]))
        if tag == "a":
            self.hrefs.append(str(held.get("href")))
        if tag not in ("meta", "link", "input", "br", "path", "rect", "circle", "polygon"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("p", "li", "path", "rect", "circle", "polygon"):
            while self.open and self.open[-1] in ("p", "li") and tag != self.open[-1]:
                self.open.pop()
            assert self.open.pop() == tag
        elif tag in self.open:
            self.open.reverse()
            self.open.remove(tag)
            self.open.reverse()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("prefix", "language", "direction"), [("", "ar", "rtl"), ("/en", "en", "ltr")])
def test_every_page_answers_in_both_languages(
    client: TestClient, path: str, prefix: str, language: str, direction: str
) -> None:
    answer = client.get(prefix + path)
    assert answer.status_code == 200, answer.text[-300:]
    page = Links(answer.text)
    assert page.html == {"lang": language, "dir": direction}
    assert {href[1:] for href in page.hrefs if href.startswith("#")} <= page.ids
    other = "/en" + path if language == "ar" else path
    assert client.get(next(h for h in page.hrefs if h.startswith("/") and _same(h, other))).status_code == 200


def _same(href: str, path: str) -> bool:
    from urllib.parse import unquote

    return unquote(href) == path


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/", "/story/1", "/article/3", "/source/difaf", "/search?q=سد"])
def test_no_link_inside_the_site_is_dead(client: TestClient, path: str) -> None:
    for href in sorted({h.split("#")[0] for h in Links(client.get(path).text).hrefs}):
        if href.startswith("/"):
            assert client.get(href).status_code == 200, href


def test_links_from_the_chain_reach_the_evidence(client: TestClient) -> None:
    hrefs = [h for h in Links(client.get("/story/1").text).hrefs if h.startswith("/article/") and "#" in h]
    assert len(hrefs) >= 10
    for href in hrefs:
        path, anchor = href.split("#")
        assert anchor in Links(client.get(path).text).ids, href


def test_strict_headers_everywhere(client: TestClient) -> None:
    for path in ("/", "/nothing", "/static/site.css", "/feed.atom", "/robots.txt"):
        headers = client.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"


def test_nothing_from_elsewhere_and_no_script_or_style_inside(client: TestClient) -> None:
    for path in PATHS:
        text = client.get(path).text
        assert not re.search(r"<script(?! type=\"application/ld\+json\")", text)
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=", text)
        assert not re.search(r"(?:src|<link[^>]+stylesheet[^>]+href)=\"https?:", text)


def test_an_unchanged_page_is_not_sent_again(client: TestClient) -> None:
    for path in ("/", "/story/1", "/feed.json"):
        tag = client.get(path).headers["etag"]
        again = client.get(path, headers={"If-None-Match": f'"x", {tag}'})
        assert (again.status_code, again.content) == (304, b"")
        assert client.get(path, headers={"If-None-Match": 'W/"other"'}).status_code == 200


def test_the_tag_changes_with_content_language_and_taste(settings: SiteSettings) -> None:
    with open_store("sqlite://") as store:
        client = TestClient(site(store, settings, lambda: NOW))
        first = client.get("/").headers["etag"]
        assert client.get("/en/").headers["etag"] != first
        assert client.get("/", headers={"Cookie": "masdar=arab.gulf"}).headers["etag"] != first
        with store.writing() as db:
            sources.save_source(db, MARFA, NOW)
        assert client.get("/").headers["etag"] != first


def test_head_has_the_headers_and_no_body(client: TestClient) -> None:
    plain = {"Accept-Encoding": "identity"}
    head, got = client.head("/story/1", headers=plain), client.get("/story/1", headers=plain)
    assert head.content == b""
    assert head.headers["etag"] == got.headers["etag"]
    assert head.headers["content-length"] == str(len(got.content))


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/nothing", 404),
        ("/story/999", 404),
        ("/story/99999999999999999999999", 404),
        ("/story/١", 404),
        ("/article/-1", 404),
        ("/article/1/feed.atom", 404),
        ("/source/%00", 404),
        ("/source/..%2f..%2fetc", 404),
        ("/static/../settings.py", 404),
        ("/?before=x", 400),
        ("/source/difaf?before=%F0%9F%98%80", 400),
        ("/search?q=a&page=1e9", 400),
    ],
)
def test_faults_have_pages_of_their_own(client: TestClient, path: str, code: int) -> None:
    answer = client.get(path)
    assert answer.status_code == code
    if not path.startswith("/static"):
        assert Links(answer.text).html == {"lang": "ar", "dir": "rtl"}


def test_an_english_fault_is_in_english(client: TestClient) -> None:
    assert Links(client.get("/en/nothing").text).html["lang"] == "en"
    assert client.get("/en").headers["location"] == "/en/"


def test_our_own_fault_is_a_page_too(settings: SiteSettings) -> None:
    store = open_store("sqlite://")
    client = TestClient(site(store, settings, lambda: NOW), raise_server_exceptions=False)
    store.close()
    answer = client.get("/")
    assert answer.status_code == 500
    assert "خلل عندنا" in answer.text
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize("query", ["", "«", "a" * 5000, "%00", "%ff%fe", "'; DROP TABLE", "<script>x</script>", "٠"])
def test_any_query_is_searched(client: TestClient, query: str) -> None:
    answer = client.get(f"/search?q={query}")
    assert answer.status_code == 200
    assert "<script>x" not in answer.text


def test_search_finds_folded_words_and_marks_them(client: TestClient) -> None:
    text = client.get("/search?q=البوابه").text
    assert "<mark>" in text
    assert "«<bdi>البوابه</bdi>»" in text


def test_an_empty_archive_has_a_front_page(settings: SiteSettings) -> None:
    with open_store("sqlite://") as store:
        client = TestClient(site(store, settings, lambda: NOW))
        for path in ("/", "/sources", "/search?q=x", "/status", "/feed.atom", "/feed.rss", "/feed.json"):
            assert client.get(path).status_code == 200


def test_the_display_policy_holds_on_every_page(client: TestClient) -> None:
    """The excerpt of 60 words ends before these paragraphs; the headline-only outlet shows no text at all."""
    marfa = client.get("/article/4").text
    assert POWER not in marfa
    assert HISTORY not in client.get("/article/3").text
    assert "نعرض أول 60 كلمةً" in marfa
    sahil = client.get("/article/6").text
    for path in ("/article/6", "/", "/feed.json", "/search?q=الثلاثاء"):
        assert "قالت إذاعة الوادي إن" not in client.get(path).text, path
    assert "نعرض عنوانها وحده" in sahil
    story = client.get("/story/1").text
    assert "نُشر أولاً على موقع صحيفة الضفاف" in story
    assert "قالت إذاعة الوادي" not in story


def test_attribution_is_built_from_fields(client: TestClient) -> None:
    """The seed page's fault: the slot for the title held the outlet's name."""
    text = re.sub(r"<[^>]+>", "", client.get("/article/5").text)
    assert "هذه المادة بعنوان «بوابات «العالية» تُفتح فجراً… والمزارعون يسابقون الماء». الناشر: بوابة الرصيف" in text
    assert "ولا تذكر صفحة المادة موعداً نطمئن إليه" in text
    assert "تقول الصفحة إن نصّها منقول عن صحيفة الضفاف." in text
    assert "يشترك مع مادة صحيفة الضفاف السابقة لها في 97% من أقصر النصّين" in text


def test_a_silent_edit_is_shown_word_by_word(client: TestClient) -> None:
    text = client.get("/article/4").text
    assert "</span>مئتي<span" in text
    assert "</span>ثلاثمئة<span" in text
    assert "عُدّلت بلا إشارة بعد نشرها" in client.get("/story/1").text


def test_settings_change_digits_and_months_but_no_quotation(client: TestClient) -> None:
    saved = client.post("/settings", data={"digits": "arab", "months": "gulf", "x": "y"})
    assert saved.status_code == 303
    assert "HttpOnly" in saved.headers["set-cookie"]
    text = client.get("/article/3").text
    assert "١٥ نوفمبر ٢٠٢٦" in text
    assert "<bdi>15 تشرين الثاني 2026</bdi>" in text
    assert client.post("/settings", content=b"x" * 5000).status_code == 400
    assert client.get("/", headers={"Cookie": "masdar=<script>"}).status_code == 200


def test_only_the_settings_can_be_posted_to(client: TestClient) -> None:
    assert client.post("/").status_code == 405


def test_pages_are_light(client: TestClient) -> None:
    for number in range(1, 30):
        assert len(client.get(f"/article/{number}").content) < 50_000
    assert len(client.get("/").content) < 50_000


def test_hostile_text_stays_text(settings: SiteSettings) -> None:
    """Titles, names and addresses come from other people's pages."""
    evil = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)> {{ 7*7 }} \u202e"
    source = outlet("evil", evil, policy="full")
    with open_store("sqlite://") as store:
        _file_evil(store, evil, source.id)
        client = TestClient(site(store, settings, lambda: NOW))
        for path in ("/article/1", "/source/evil", "/search?q=script", "/sources", "/"):
            text = client.get(path).text
            assert "<script>alert" not in text
            assert "<img" not in text
            assert "7*7" in text
            assert 'href="javascript:' not in text


def _file_evil(store: Store, evil: str, id: str) -> None:
    with store.writing() as db:
        source = outlet(id, evil, policy="full")
        sources.save_source(db, source, NOW)
        each = reading("https://evil.example/1", evil, (evil, evil * 2), NOW, byline=evil, section=evil[:40])
        article = file(db, source, each, NOW)
        assert articles.get_article(db, article) is not None


def test_pages_and_the_style_sheet_travel_compressed_and_fonts_as_they_are(client: TestClient) -> None:
    for path in ("/", "/static/site.css", "/feed.json"):
        answer = client.get(path, headers={"Accept-Encoding": "gzip"})
        assert answer.headers["content-encoding"] == "gzip"
        assert int(answer.headers["content-length"]) < len(answer.content) / 3
    font = client.get("/static/fonts/vazirmatn-arabic-wght-normal.woff2", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in font.headers


def test_the_list_of_sources_comes_in_pages_and_marks_what_is_paused(settings: SiteSettings) -> None:
    with open_store("sqlite://") as store:
        with store.writing() as db:
            for number in range(101):
                sources.save_source(db, outlet(f"nahr-{number}", f"النهر {number:03}"), NOW)
            following.pause(db, SourceId("nahr-100"), "asked", NOW)
        client = TestClient(site(store, settings, lambda: NOW))
        first, second = (client.get("/en/sources", params={"page": page}).text for page in (1, 2))
        beyond = client.get("/en/sources?page=3")
    assert first.count("<li><h2>") == 100
    assert "paused since" not in first
    assert 'rel="next"' in first
    assert second.count("<li><h2>") == 1
    assert "paused since" in second
    assert 'rel="prev"' in second
    assert beyond.status_code == 404


def test_the_status_page_tells_why_pages_were_no_articles(settings: SiteSettings) -> None:
    with open_store("sqlite://") as store:
        with store.writing() as db:
            sources.save_source(db, MARFA, NOW)
            for number, reason in enumerate(("not-html", "never-heard-of")):
                page = Page(f"https://marfa.example/{number}", NOW, 200, (), b"x")
                id = pages.add_page(db, page, MARFA.id, RecordPlace("a.warc.gz", number, 1))
                assert id is not None
                pages.reject_page(db, id, Rejected(reason), "test@1")
        text = TestClient(site(store, settings, lambda: NOW)).get("/en/status").text
    assert re.search(r"a picture, a file or a feed <bdi[^>]*>not-html</bdi>", text)
    assert re.search(r"<td><bdi[^>]*>never-heard-of</bdi></td><td>1</td>", text)


def test_an_instance_may_speak_english_first(archive: Store) -> None:
    client = TestClient(site(archive, SiteSettings(default_language="en"), lambda: NOW))
    assert Links(client.get("/").text).html["lang"] == "en"
    assert Links(client.get("/ar/story/1").text).html["lang"] == "ar"
    assert client.get("/en/").status_code == 404


def test_a_reported_statement_is_told_in_the_outlets_words_outside_quotation_marks(client: TestClient) -> None:
    text = client.get("/story/1").text
    words = "أن منسوب سد العالية بلغ الحدّ الذي تُفتح عنده البوابات"
    assert f'<p class="reported" dir="rtl">{words}</p>' in text
    assert f'<blockquote dir="auto"><p>«{words}' not in text


def test_arabic_in_an_english_drawing_is_anchored_at_its_own_start(client: TestClient) -> None:
    drawn = client.get("/en/story/1").text.split('class="legend"')[0]
    for words in ("وزارة المياه", "منصة «موج»"):
        assert re.search(rf'<text class="stop-[a-z]+"[^>]* direction="rtl" text-anchor="end">{words}</text>', drawn)
    assert re.search(r'<text class="stop-time" y="\d+">15 November 2026', drawn)
    assert 'text-anchor="end"' not in re.sub(r'<text[^>]*direction="ltr"[^>]*>', "", client.get("/story/1").text)


@pytest.mark.parametrize(
    ("column", "words"),
    [("verified", "its certificate does not hold"), ("kept", "was kept in the archive for its time")],
)
def test_an_article_says_what_is_wrong_with_its_evidence(settings: SiteSettings, column: str, words: str) -> None:
    with open_store("sqlite://") as store:
        fill(store)
        client = TestClient(site(store, settings, lambda: NOW))
        assert words not in client.get("/en/article/3").text
        with store.writing() as db:
            db.execute(sql(f"UPDATE pages SET {column} = 0"))
        assert words in client.get("/en/article/3").text
