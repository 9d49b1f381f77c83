"""masdar lint as a user and a pipeline type it: text, JSON, SARIF, folders, exit status."""

from __future__ import annotations

import functools
import io
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest

from commanding import Masdar
from masdar.cli.sarif import artifact_uri
from masdar.read.lint.rules import rules

TITLE = "وزارة الجسور تغلق المعبر الشمالي أسبوعا"
TEXT = "أعلنت وزارة الجسور أن المعبر الشمالي سيغلق أمام المركبات الثقيلة حتى تنتهي أعمال الصيانة التي بدأت فيه. " * 2
DATE = '<time datetime="2020-11-14T12:30:00+03:00">2020-11-14 12:30 +03:00</time>'
SWAPPED = 'هذا الخبر بعنوان "قناة المرسى" نشر أولا على موقع قناة المرسى وتم جلبه من مصدره الأصلي.'
UNDATED = f"<html lang=ar><title>{TITLE}</title><h1>{TITLE}</h1>\n<p>{TEXT}</p><p>{TEXT}</p></html>"
GOOD = UNDATED.replace("</h1>", f"</h1>{DATE}")
BAD = GOOD.replace("</h1>", f"</h1>\n<p>{SWAPPED}</p>")


@pytest.fixture
def lint(masdar: Masdar, tmp_path: Path) -> Masdar:
    for name, markup in {"good.html": GOOD, "bad.html": BAD, "undated.html": UNDATED, "front.htm": "<p>x"}.items():
        (tmp_path / "site" / "أخبار").mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / "أخبار" / name).write_text("<!doctype html><meta charset=utf-8>" + markup, "utf-8")
    (tmp_path / "site" / "notes.txt").write_text("no page", "utf-8")

    return functools.partial(masdar, "lint")


def test_a_good_page_ends_with_status_0(lint: Masdar) -> None:
    done = lint("site/أخبار/good.html")
    assert (done.status, done.out) == (0, "site/أخبار/good.html: no faults found\n")


def test_a_fault_is_told_with_line_and_column_as_editors_want_it(lint: Masdar) -> None:
    done = lint("site/أخبار/bad.html")
    assert done.status == 1
    assert done.out.splitlines()[0].startswith("site/أخبار/bad.html:2:22: error: title-names-outlet: ")
    assert done.out.splitlines()[1].startswith("    fix: ")


def test_the_messages_are_told_in_arabic(lint: Masdar) -> None:
    assert "عنوان الخبر" in lint("site/أخبار/bad.html", "--language", "ar").out


@pytest.mark.parametrize(("fail_on", "status"), [("error", 0), ("warning", 1), ("note", 1)])
def test_what_fails_is_the_users_choice(lint: Masdar, fail_on: str, status: int) -> None:
    assert lint("site/أخبار/undated.html", "--fail-on", fail_on).status == status


def test_a_folder_is_searched_and_what_is_no_article_in_it_fails_nothing(lint: Masdar) -> None:
    done = lint("site", "--json")
    assert [Path(page["page"]).name for page in done.json] == ["bad.html", "front.htm", "good.html", "undated.html"]
    assert [bool(page["rejected"]) for page in done.json] == [False, True, False, False]
    assert done.status == 1
    (Path("site") / "أخبار" / "bad.html").unlink()
    assert lint("site").status == 0


def test_a_named_page_that_is_no_article_fails(lint: Masdar) -> None:
    done = lint("site/أخبار/front.htm")
    assert done.status == 1
    assert "not read as an article" in done.err


def test_why_a_page_is_no_article_is_told_in_the_language_asked_for(lint: Masdar) -> None:
    assert "a section or a list (not-an-article: " in lint("site/أخبار/front.htm").err
    assert "قسم أو قائمة (not-an-article: " in lint("site/أخبار/front.htm", "--language", "ar").err


def test_a_page_may_come_in_by_the_standard_input(lint: Masdar, monkeypatch: pytest.MonkeyPatch) -> None:
    markup = "<!doctype html><meta charset=utf-8>" + BAD
    for arguments in (["-"], ["-", "--url", "https://harbour.example/1"]):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(markup.encode())))
        done = lint(*arguments)
        assert done.status == 1
        assert done.out.startswith("-:2:22: error: title-names-outlet: ")


def test_one_form_of_the_report_is_asked_for(lint: Masdar) -> None:
    done = lint("site", "--json", "--sarif")
    assert (done.status, done.out) == (2, "")


def test_json_tells_where_a_finding_stands(lint: Masdar) -> None:
    (page,) = lint("site/أخبار/bad.html", "--json").json
    finding = page["findings"][0]
    assert (finding["rule"], finding["line"], finding["column"]) == ("title-names-outlet", 2, 22)
    assert finding["quote"] == "قناة المرسى"
    assert finding["end_column"] - finding["column"] == len(finding["quote"])


@pytest.mark.parametrize("arguments", [["gone.html"], ["site/notes.txt/x"], ["--url", "http://a.example/", "site"]])
def test_what_cannot_be_done_ends_with_status_2(lint: Masdar, arguments: list[str]) -> None:
    done = lint(*arguments)
    assert done.status == 2
    assert len(done.err.splitlines()) == 1


def test_a_data_folder_that_is_not_there_is_not_made(lint: Masdar) -> None:
    assert lint("site", "--data", "nowhere").status == 2
    assert not Path("nowhere").exists()


def test_of_several_pages_one_that_cannot_be_got_is_told_and_the_others_are_checked(lint: Masdar) -> None:
    done = lint("gone.html", "site/أخبار/bad.html")
    assert done.status == 2
    assert "gone.html: not checked: No such file" in done.err
    assert "title-names-outlet" in done.out
    assert done.err.splitlines()[-1].startswith("1 page checked, 1 could not be got: ")
    (run,) = lint("gone.html", "site/أخبار/bad.html", "--sarif").json["runs"]
    assert run["invocations"][0]["executionSuccessful"] is False
    assert [told["level"] for told in run["invocations"][0]["toolExecutionNotifications"]] == ["error"]
    assert run["results"]


def test_files_and_folders_are_checked_together_in_a_stable_order_each_page_once(lint: Masdar) -> None:
    first = lint("site/أخبار/undated.html", "site", "--json").json
    assert [Path(page["page"]).name for page in first] == ["undated.html", "bad.html", "front.htm", "good.html"]
    assert lint("site/أخبار/undated.html", "site", "--json").json == first


# ---------------------------------------------------------------- SARIF 2.1.0


def test_the_sarif_log_has_what_the_standard_demands(lint: Masdar) -> None:
    log = lint("site", "--sarif", "--docs", "https://news.example/en/lint").json
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("/sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert [rule["id"] for rule in driver["rules"]] == list(rules())
    assert all(rule["helpUri"] == f"https://news.example/en/lint#{rule['id']}" for rule in driver["rules"])
    assert all(rule["defaultConfiguration"]["level"] in ("error", "warning", "note") for rule in driver["rules"])
    assert run["results"]
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]
        (place,) = (each["physicalLocation"] for each in result["locations"])
        artifact = place["artifactLocation"]
        assert run["artifacts"][artifact["index"]]["location"]["uri"] == artifact["uri"]
        assert artifact["uri"].isascii()
        assert Path(unquote(artifact["uri"])).is_file()
    (told,) = run["invocations"][0]["toolExecutionNotifications"]
    assert "front.htm" in told["message"]["text"]
    assert driver["informationUri"] == "https://news.example/en/lint"


def test_what_is_of_the_whole_page_has_a_region_too(lint: Masdar) -> None:
    # Code hosts show no result that has none (the validator of Microsoft's multitool: SARIF2017).
    (run,) = lint("site/أخبار/undated.html", "--sarif").json["runs"]
    (result,) = run["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1}


# The properties that the schema of SARIF 2.1.0 (errata 01) has for the objects we write: it allows no others.
ALLOWED = {
    "log": {"$schema", "version", "runs"},
    "run": {"tool", "language", "columnKind", "invocations", "artifacts", "results"},
    "driver": {"name", "version", "rules", "informationUri", "semanticVersion"},
    "rule": {"id", "shortDescription", "fullDescription", "help", "helpUri", "defaultConfiguration"},
    "invocation": {"executionSuccessful", "toolExecutionNotifications"},
    "notification": {"level", "message", "locations"},
    "result": {"ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints"},
    "region": {"startLine", "startColumn", "endLine", "endColumn", "snippet"},
}


def test_the_sarif_log_has_nothing_that_the_schema_does_not_allow(lint: Masdar) -> None:
    log = lint("site", "--sarif", "--language", "ar").json
    (run,) = log["runs"]
    driver, invocation = run["tool"]["driver"], run["invocations"][0]
    found = {
        "log": [log],
        "run": [run],
        "driver": [driver],
        "rule": driver["rules"],
        "invocation": [invocation],
        "notification": invocation["toolExecutionNotifications"],
        "result": run["results"],
        "region": [r["locations"][0]["physicalLocation"]["region"] for r in run["results"]],
    }
    for name, objects in found.items():
        assert objects
        for each in objects:
            assert each.keys() <= ALLOWED[name], name
    assert run["language"] == "ar"
    assert all(min(place[key] for key in place if key != "snippet") >= 1 for place in found["region"])


def test_a_region_of_the_log_cuts_the_words_out_of_the_file(lint: Masdar) -> None:
    (run,) = lint("site/أخبار/bad.html", "--sarif").json["runs"]
    result = next(each for each in run["results"] if each["ruleId"] == "title-names-outlet")
    place = result["locations"][0]["physicalLocation"]
    region, lines = place["region"], Path(unquote(place["artifactLocation"]["uri"])).read_text("utf-8").splitlines()
    assert region["startLine"] == region["endLine"]
    cut = lines[region["startLine"] - 1][region["startColumn"] - 1 : region["endColumn"] - 1]
    assert cut == region["snippet"]["text"] == "قناة المرسى"


def test_a_fault_keeps_its_fingerprint_when_it_moves(lint: Masdar) -> None:
    def prints() -> set[str]:
        (run,) = lint("site/أخبار/bad.html", "--sarif").json["runs"]
        return {each["partialFingerprints"]["evidence/v1"] for each in run["results"]}

    before = prints()
    file = Path("site/أخبار/bad.html")
    file.write_text(file.read_text("utf-8").replace("<h1>", "\n\n<h1>"), "utf-8")
    assert prints() == before


def test_without_an_address_of_the_docs_no_help_is_linked(lint: Masdar) -> None:
    (run,) = lint("site/أخبار/good.html", "--sarif").json["runs"]
    assert not any("helpUri" in rule for rule in run["tool"]["driver"]["rules"])
    assert all(rule["help"]["text"] for rule in run["tool"]["driver"]["rules"])


@pytest.mark.parametrize(
    ("where", "uri"),
    [
        ("https://a.example/news/1?x=2#y", "https://a.example/news/1?x=2#y"),
        ("https://a.example/أخبار", "https://a.example/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1"),
        ("a b/c.html", "a%20b/c.html"),
        ("./x/../page.html", "page.html"),
    ],
)
def test_pages_are_named_as_addresses(where: str, uri: str) -> None:
    assert artifact_uri(where) == uri
