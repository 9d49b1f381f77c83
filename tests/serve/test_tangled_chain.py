"""A story page tells why each link is there, what was not found and what does not agree, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from masdar.model import ChainLink, LinkKind, Why
from masdar.relate.chain.reasons import SENTENCES
from masdar.serve import SiteSettings, site, wording
from masdar.serve.clash_view import walk_round
from masdar.serve.reasons import told
from masdar.serve.settings import LANGUAGES, Language, Taste
from masdar.serve.view import View
from masdar.store import open_store

from .invented import NOW
from .tangled import HIDDEN, OTHER_SPEAKER, SAID, fill_tangled_story
from .test_pages import Links


@pytest.fixture(scope="module")
def tangled() -> Iterator[TestClient]:
    with open_store("sqlite://") as store:
        with store.writing() as db:
            fill_tangled_story(db)
        yield TestClient(site(store, SiteSettings(), lambda: NOW))


def view_in(language: Language) -> View:
    return View(SiteSettings(), language, Taste(), NOW)


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text))


def part(text: str, heading: str) -> str:
    """A section of the page by the id of its heading, without tags."""
    return plain(text.split(f'id="{heading}"')[1].split("</section>")[0])


def test_in_the_tree_a_label_does_not_point_to_the_name_behind_it(tangled: TestClient) -> None:
    """What a report rests on stands above it: "facts from" before the report's own name would say the opposite."""
    tree = part(tangled.get("/en/story/1").text, "heading-written")
    assert "Facts from here المرفأ اليوم" in tree
    assert "Reports this statement وكالة مرسال" in tree
    assert "Reports the statement of" not in tree


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_every_code_of_a_reason_has_its_sentence(code: str, language: Language) -> None:
    clashes = ("circle", "origin", "speaker", "time")
    group = "clash" if code in clashes or code.startswith("direction.") else "why"
    assert f"{group}.{code}" in wording.entries(language)
    if group == "why":
        sentence = told(Why(code, "رويترز", share=0.4), view_in(language))
        assert sentence is not None
        assert "{" not in sentence


@pytest.mark.parametrize("why", [None, Why("of.tomorrow", "x"), Why("reprint.seen")])
def test_a_reason_without_words_is_told_by_nothing(why: Why | None) -> None:
    assert told(why, view_in("ar")) is None


def test_a_name_inside_a_reason_is_escaped_and_keeps_its_direction() -> None:
    assert "<bdi>&lt;b&gt;</bdi>" in str(told(Why("credit.text", "<b>"), view_in("ar")))


def test_reasons_are_told_in_the_language_of_the_page(tangled: TestClient) -> None:
    arabic, english = (part(tangled.get(path).text, "heading-written") for path in ("/story/1", "/en/story/1"))
    assert "41% من أقصر النصّين" in arabic
    assert "تذكر الصفحة إذاعة الوادي مصدراً لوقائعها." in arabic
    assert "ينقل النص كلام رئيس البلدية رائف السنبلي بلفظه (مؤتمر صحفي)." in arabic
    assert "share 41% of the shorter one" in english
    for page in (arabic, english):
        assert "a reason in English" not in page
        assert "of.tomorrow" not in page


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/story/1", ("صياغة معدّلة", "ترجمة", "تحديث لمادة سابقة")),
        ("/en/story/1", ("Reworked", "Translation", "Update of an earlier article")),
    ],
)
def test_new_kinds_have_a_name_and_a_line_of_their_own(tangled: TestClient, path: str, names: tuple[str, ...]) -> None:
    text = tangled.get(path).text
    drawn, legend = text.split('id="wide"')[1].split("</svg>")[0], text.split('class="legend"')[1].split("</dl>")[0]
    for kind, name in zip(("reworked", "translates", "updates"), names, strict=True):
        assert f'class="tie tie-{kind}"' in drawn
        assert f"— {name}: " in drawn
        assert f"tie-{kind}" in legend
        assert name in part(text, "heading-written")
    assert "≈ 41%" in drawn
    assert drawn.count('class="tie tie-reprint"') == 2


def test_what_was_not_found_is_counted_and_named_with_those_that_cite_it(tangled: TestClient) -> None:
    text = tangled.get("/story/1").text
    gaps = part(text, "heading-gaps")
    assert "إذاعة الوادي: مصدر استشهدت به مادتان، ولم نجده.ورد ذكره عند: المرفأ اليوم، ساحل برس" in gaps
    assert "رئيس البلدية رائف السنبلي: تصريح نقلته مادتان، ولم نجد أصله" in gaps
    drawn = text.split('id="wide"')[1].split("</svg>")[0]
    assert re.search(r'class="stop stop-outlet stop-root stop-gap" href="#outlet-', drawn)
    assert "مصدر استشهدت به" in plain(drawn)
    assert "cited by 2 articles, not located" in part(tangled.get("/en/story/1").text, "heading-gaps")


def test_what_does_not_agree_is_told_with_its_evidence(tangled: TestClient) -> None:
    text = part(tangled.get("/story/1").text, "heading-clashes")
    assert "بوابة الرصيف ← المرفأ اليوم ← بوابة الرصيف" in text
    assert "تنسب مادة بوابة الرصيف نصّها إلى شبكة الأفق، ولفظه لفظ مادة صحيفة الضفاف." in text
    assert f"كلام واحد منسوب إلى قائلين مختلفين في مادة وكالة مرسال ومادة ساحل برس: {SAID}" in text.replace("«", "")
    assert f"القائل في مادة ساحل برس: {OTHER_SPEAKER}" in text
    assert "غير أن الثانية أسبق في موعد النشر" in text
    assert "الموعد المعلن في مادة وكالة مرسال: 15 تشرين الثاني 2026" in text
    english = part(tangled.get("/en/story/1").text, "heading-clashes")
    assert "بوابة الرصيف → المرفأ اليوم → بوابة الرصيف" in english


def test_a_source_of_headlines_is_not_quoted_by_reasons_and_clashes(tangled: TestClient) -> None:
    """What the headline-only outlet says of another speaker is named; its text, and words that only it has, are not."""
    for path in ("/story/1", "/en/story/1", "/article/6"):
        assert HIDDEN not in tangled.get(path).text
    assert part(tangled.get("/story/1").text, "heading-clashes").count(SAID) == 1


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/story/1", "/en/story/1"])
def test_every_link_of_the_page_leads_somewhere(tangled: TestClient, path: str) -> None:
    page = Links(tangled.get(path).text)
    assert {href[1:] for href in page.hrefs if href.startswith("#")} <= page.ids
    for href in sorted(h for h in page.hrefs if "/article/" in h and "#" in h):
        address, anchor = href.split("#")
        assert anchor in Links(tangled.get(address).text).ids, href


def test_a_story_without_gaps_and_clashes_has_no_such_parts(client: TestClient) -> None:
    text = client.get("/story/1").text
    assert "heading-gaps" not in text
    assert "heading-clashes" not in text


def link(newer: str, older: str, kind: LinkKind = "facts_from") -> ChainLink:
    return ChainLink(newer, older, kind, "", "", 0.9, 1)  # type: ignore[arg-type]


def test_a_circle_is_walked_in_the_order_in_which_it_rests() -> None:
    links = [link("a", "c"), link("c", "b"), link("b", "a"), link("c", "d"), link("d", "a")]
    assert walk_round(["a", "b", "c", "d"], links) in (("a", "c", "b", "a"), ("a", "c", "d", "a"))
    assert walk_round(["a", "b"], links[1:]) == ()
    assert walk_round([], []) == ()


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/article/2", "هذه المادة ترجمة لمادة وكالة مرسال"),
        ("/article/1", "تُرجمت هذه المادة عند Delta Herald"),
        ("/article/4", "هذه المادة تحديث لمادة سابقة عند صحيفة الضفاف"),
        ("/article/3", "لهذه المادة تحديث لاحق عند صحيفة الضفاف"),
        ("/article/3", "هذه المادة تعيد صياغة مادة وكالة مرسال"),
        ("/article/1", "أُعيدت صياغة هذه المادة عند صحيفة الضفاف"),
        ("/en/article/2", "This article translates one by وكالة مرسال"),
        ("/story/1", "أعادت صياغة وكالة مرسال، وبقي 41% من أقصر النصّين مشتركاً"),
        ("/story/1", "هذه المادة ترجمة لمادة وكالة مرسال"),
        ("/story/1", "هذه المادة تحديث لمادة سابقة عند صحيفة الضفاف"),
    ],
)
def test_an_article_says_what_it_is_to_others(tangled: TestClient, path: str, sentence: str) -> None:
    assert sentence in plain(tangled.get(path).text)


@pytest.mark.parametrize("path", ["/story/1", "/en/story/1", "/article/3", "/en/article/3"])
def test_the_chain_is_offered_to_other_programs(tangled: TestClient, path: str) -> None:
    hrefs = [h for h in Links(tangled.get(path).text).hrefs if re.search(r"/story/1/(prov|chain)\.", h)]
    assert len(hrefs) == 3
    for href in hrefs:
        assert tangled.get(href).status_code == 200, href
