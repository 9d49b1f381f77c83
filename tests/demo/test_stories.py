"""The sample newsroom's texts against data/expected.toml: what was written is what the expectations say."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from datetime import timedelta
from importlib.resources import files
from typing import Any

import pytest

from masdar.demo.newsroom import END
from masdar.demo.reports import Report, load_reports, load_sites, report_at

from .asking import REPORTS, SITES, page, words_of

EXPECTED: dict[str, list[dict[str, Any]]] = tomllib.loads(
    files("masdar.demo").joinpath("data/expected.toml").read_text(encoding="utf-8")
)

MOMENT = timedelta(seconds=1)


def runs(report: Report, length: int = 8) -> set[tuple[str, ...]]:
    """Every run of `length` words of a report's text."""
    words = re.findall(r"\w+", " ".join(report.paragraphs))
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}


def test_there_are_eight_stories_and_about_forty_reports() -> None:
    stories = {report.story for report in load_reports()}
    assert len(stories - {"single"}) == 8
    assert 38 <= len(load_reports()) <= 50
    covered = [{each.site for each in load_reports() if each.story == story} for story in stories - {"single"}]
    assert sum(len(sites) >= 5 for sites in covered) >= 2
    assert min(map(len, covered)) >= 2


def test_the_expected_copies_are_all_copies_there_are() -> None:
    expected = {(each["copy"], each["original"]) for each in EXPECTED["copy"]}
    expected |= {(each["report"], each["of"]) for each in EXPECTED["update"]}
    assert expected == {(each.id, each.copy_of) for each in load_reports() if each.copy_of}


@pytest.mark.parametrize("expected", EXPECTED["copy"], ids=lambda each: each["copy"])
def test_a_copy_holds_the_words_and_lacks_the_dropped_paragraphs(expected: dict[str, Any]) -> None:
    copy, original = REPORTS[expected["copy"]], REPORTS[expected["original"]]
    dropped = expected.get("dropped", [])
    assert len(copy.paragraphs) == len(original.paragraphs) - len(dropped)
    assert not any(original.paragraphs[number - 1] in copy.paragraphs for number in dropped)
    assert len(runs(copy) & runs(original)) > 0.9 * len(runs(copy))


@pytest.mark.parametrize("expected", EXPECTED["update"], ids=lambda each: each["report"])
def test_an_update_is_its_own_outlets_report_with_something_added(expected: dict[str, Any]) -> None:
    update, earlier = REPORTS[expected["report"]], REPORTS[expected["of"]]
    assert (update.site, update.story) == (earlier.site, earlier.story)
    assert update.at > earlier.at
    assert len(update.paragraphs) == len(earlier.paragraphs) + expected["added"]


@pytest.mark.parametrize("expected", EXPECTED["copy"], ids=lambda each: each["copy"])
def test_a_copy_prints_its_credit_or_does_not_name_its_original(expected: dict[str, Any]) -> None:
    text = words_of(page(REPORTS[expected["copy"]]))
    if expected["credited"]:
        assert expected["printed"] in text
    else:
        assert not any(name in text for name in SITES["timana"].aliases)


def test_what_is_no_copy_shares_no_long_run_of_words() -> None:
    own = [each for each in load_reports() if not each.copy_of]
    for number, report in enumerate(own):
        for other in own[:number]:
            if {report.site, other.site} != {"timana", "wizara"}:
                assert not runs(report, 9) & runs(other, 9), (report.id, other.id)


def test_headlines_of_one_story_differ_unless_republished() -> None:
    titles = [(each.story, each.title) for each in load_reports() if not each.origin]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("expected", EXPECTED["translation"], ids=lambda each: each["report"])
def test_a_translation_names_the_same_in_another_language(expected: dict[str, Any]) -> None:
    translation, original = REPORTS[expected["report"]], REPORTS[expected["of"]]
    assert translation.language != original.language
    for here, there in expected["names"]:
        assert here in " ".join(translation.paragraphs)
        assert there in " ".join(original.paragraphs)


@pytest.mark.parametrize("expected", EXPECTED["cites"], ids=lambda each: each["report"])
def test_a_citation_stands_in_the_text(expected: dict[str, Any]) -> None:
    assert any(expected["printed"] in text for text in REPORTS[expected["report"]].paragraphs)
    assert any(name in expected["printed"] for name in SITES[expected["outlet"]].aliases)


@pytest.mark.parametrize("expected", EXPECTED["statement"], ids=lambda each: each["words"][:20])
def test_a_statement_is_quoted_word_for_word(expected: dict[str, Any]) -> None:
    for name in expected["reports"]:
        assert any(f'"{expected["words"]}"' in text for text in REPORTS[name].paragraphs), name
    if "published_as" in expected:
        assert any(expected["words"] in text for text in REPORTS[expected["published_as"]].paragraphs)


def test_the_silent_edit_changes_the_page_and_says_nothing() -> None:
    expected = next(each for each in EXPECTED["change"] if not each["announced"])
    report = REPORTS[expected["report"]]
    before, after = (words_of(page(report, at)) for at in (report.at, END))
    for gone in (*expected["before"], *expected["removed"]):
        assert gone in before
        assert gone not in after
    assert all(come in after and come not in before for come in expected["after"])
    assert "تصحيح" not in after
    assert "2026-11-15T17:40" not in page(report)


def test_the_announced_correction_says_so() -> None:
    expected = next(each for each in EXPECTED["change"] if each["announced"])
    report = REPORTS[expected["report"]]
    before, after = (words_of(page(report, at)) for at in (report.at, END))
    assert "تصحيح:" in after
    assert "تصحيح:" not in before
    assert expected["before"][0] in before
    assert expected["after"][0] in after
    assert '"dateModified": "2026-11-14T15:00:00+03:00"' in page(report)


def test_the_expected_changes_are_all_changes_there_are() -> None:
    assert {each["report"] for each in EXPECTED["change"]} == {each.id for each in load_reports() if each.edits}


def test_the_false_attribution_names_the_outlet_where_a_title_belongs() -> None:
    (expected,) = EXPECTED["false_attribution"]
    markup = page(REPORTS[expected["report"]])
    text = words_of(markup)
    assert (
        f'هذا الخبر بعنوان "{expected["stated_title"]}" نشر أولاً على موقع {expected["stated_outlet"]}'
        f" وتم جلبه من مصدره الأصلي بتاريخ {expected['stated_fetched']}." in text
    )
    assert "لا يتحمل موقعنا مضمونه" in text
    assert expected["stated_title"] in SITES["denwar"].aliases
    assert 'href="http://denwar.localhost:8870/2026/11/15/' in markup
    assert 'rel="nofollow"' in markup
    assert REPORTS[expected["really_first"]].at < REPORTS[expected["links_to"]].at


def test_other_attributions_state_the_title_of_their_original() -> None:
    wrong = {each["report"] for each in EXPECTED["false_attribution"]}
    for report in load_reports():
        if report.origin and report.id not in wrong:
            assert report.claims_title == REPORTS[report.origin].title


@pytest.mark.parametrize("report", load_reports(), ids=lambda each: each.id)
def test_texts_are_clean(report: Report) -> None:
    shown = report_at(report, report.gone_at - MOMENT if report.gone_at else END)
    assert shown is not None
    for text in (shown.title, shown.summary, shown.byline, shown.caption, *shown.tags, *shown.paragraphs):
        assert text == unicodedata.normalize("NFC", " ".join(text.split()))
        assert text.count('"') % 2 == 0
        assert text.count("«") == text.count("»")
        assert not re.search(r"[\u200b-\u200f\u202a-\u202e\ufb50-\ufdff\ufe70-\ufeff]|\u0640(?!«)", text)
        if report.language == "ar":
            assert not re.search(r"[A-Za-z\u06a9\u06cc\u06c0-\u06d3\u06f0-\u06f9,;?]", text)
            assert not re.search(r"\s[،.؛:؟!]|[،؛][^\s»\"]", text)
    assert all(text[-1] in '.".»' for text in shown.paragraphs)


def test_no_two_sites_share_a_name() -> None:
    names = [name for site in load_sites() for name in (site.name, *site.aliases)]
    assert len(names) == len(set(names))


def test_undated_pages_print_no_date_but_that_of_fetching() -> None:
    for name in EXPECTED["undated"][0]["reports"]:
        text = words_of(page(REPORTS[name]))
        assert len(re.findall("تشرين الثاني ٢٠٢٦", text)) == 1
