"""The commands as a user types them, on the data of the worked-through sample newsroom."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet
import pytest

from commanding import Masdar
from masdar.app import Demo
from masdar.model import Source
from masdar.store import articles
from masdar.store.exported import ExportedArticle

pytestmark = pytest.mark.slow

PAGES = Path(__file__).parents[1] / "pages"


def source_named(demo: Demo, id: str) -> Source:
    return next(source for source in demo.sources if source.id == id)


def address_of(demo: Demo, title: str) -> str:
    with demo.desk.store.reading() as db:
        return next(card.url for card in articles.recent_articles(db, 100) if title in card.title)


def test_source_list_names_every_site_with_its_articles(masdar: Masdar, worked_demo: Demo) -> None:
    listed = json.loads(masdar("source", "list", "--data", worked_demo.folder, "--json").out)
    assert {row["id"] for row in listed} == {source.id for source in worked_demo.sources}
    assert all(row["articles"] > 0 for row in listed)


@pytest.mark.parametrize("typed", ["الاقليمي", "الإقليمي", "إقليمى"])
def test_search_finds_a_word_in_any_spelling(masdar: Masdar, worked_demo: Demo, typed: str) -> None:
    done = masdar("search", typed, "خليج", "--data", worked_demo.folder, "--json")
    assert done.status == 0
    assert any("خليج نوران" in hit["title"] + hit["snippet"] for hit in json.loads(done.out))


def test_search_that_finds_nothing_says_so_with_its_status(masdar: Masdar, worked_demo: Demo) -> None:
    assert masdar("search", "زرافات", "--data", worked_demo.folder).status == 1


def test_trace_leads_from_the_aggregator_to_the_ministry(masdar: Masdar, worked_demo: Demo) -> None:
    with worked_demo.desk.store.reading() as db:
        cards = articles.recent_articles(db, 100, source=source_named(worked_demo, "hasad").id)
    url = next(card.url for card in cards if "خليج نوران" in card.title)
    done = masdar("trace", url, "--data", worked_demo.folder)
    assert done.status == 0
    order = [done.out.find(name) for name in ("حصاد تيماران", "دنوار اليوم", "تيمانا", "وزارة البيئة")]
    assert -1 not in order
    assert order == sorted(order)


def test_trace_of_an_unknown_address_says_what_to_do(masdar: Masdar, worked_demo: Demo) -> None:
    done = masdar("trace", "https://nowhere.example/1", "--data", worked_demo.folder)
    assert done.status == 1
    assert done.err.startswith("No article is stored under https://nowhere.example/1")
    assert len(done.err.strip().splitlines()) == 1


@pytest.mark.parametrize("asked", [["trace", "/story/1"], ["compare", "/article/1"], ["edits"], ["search", "سد"]])
def test_a_data_folder_that_is_not_there_is_neither_searched_nor_made(
    masdar: Masdar, tmp_path: Path, asked: list[str]
) -> None:
    done = masdar(*asked, "--data", tmp_path / "mistyped")
    assert done.status == 2
    assert "no data folder is there" in done.err
    assert not (tmp_path / "mistyped").exists()


def test_edits_tell_what_changed_and_whether_the_text_says_so(masdar: Masdar, worked_demo: Demo) -> None:
    done = masdar("edits", "--data", worked_demo.folder, "--json")
    silent, announced = json.loads(done.out)
    assert (silent["source"], silent["silent"], silent["grade"]) == ("nuran", True, "substantial")
    assert [each["numbers"] for each in silent["changes"] if each["kind"] == "number"] == [[["300"], ["180"]]]
    assert (announced["source"], announced["notice"]) == ("denwar", "correction")
    told = masdar("edits", "--data", worked_demo.folder).out
    assert "number: 300 → 180\n" in told
    assert len(told.strip().split("\n\n")) == 2, "an empty line between two edits"
    assert told == told.strip() + "\n"


def test_edits_that_are_not_there_end_with_status_one(masdar: Masdar, worked_demo: Demo) -> None:
    assert masdar("edits", "denwar", "--silent", "--data", worked_demo.folder).status == 1
    assert masdar("edits", "--since", "2030-01-01", "--data", worked_demo.folder).status == 1
    unknown = masdar("edits", "nobody", "--data", worked_demo.folder)
    assert unknown.status == 2
    assert "masdar source list" in unknown.err


def test_export_holds_every_field_of_the_contract_and_every_article(masdar: Masdar, worked_demo: Demo) -> None:
    done = masdar("export", "articles", "--data", worked_demo.folder)
    rows = [json.loads(line) for line in done.out.splitlines()]
    contract = (
        "id url canonical source title text paragraphs published published_precision published_printed first_seen "
        "fetched modified byline section language direction image credits reprint_of story versions served_at evidence "
        "authors tags topics parts links embeds pictures title_place places events policy signals"
    )
    assert all(list(row) == contract.split() for row in rows)
    with worked_demo.desk.store.reading() as db:
        assert {row["id"] for row in rows} == {card.id for card in articles.recent_articles(db, 1000)}
    for row in rows:
        for credit in row["credits"]:
            if credit["field"] == "text":
                assert row["text"][credit["start"] : credit["end"]] == credit["name"]


@pytest.mark.parametrize("what", ["articles", "stories", "statements", "chains"])
def test_the_three_formats_hold_the_same_records(masdar: Masdar, worked_demo: Demo, what: str, tmp_path: Path) -> None:
    lines = masdar("export", what, "--data", worked_demo.folder).out.splitlines()
    table = masdar("export", what, "--format", "csv", "--data", worked_demo.folder).out
    masdar("export", what, "--format", "parquet", "--out", tmp_path / "x.parquet", "--data", worked_demo.folder)
    parquet = pyarrow.parquet.read_table(tmp_path / "x.parquet").to_pylist()
    assert lines
    assert parquet == [json.loads(line) for line in lines]
    assert len(list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"))))) == len(lines)


def test_an_empty_export_to_parquet_still_has_its_columns(masdar: Masdar, tmp_path: Path) -> None:
    masdar("export", "articles", "--format", "parquet", "--out", tmp_path / "x.parquet")
    schema = pyarrow.parquet.read_schema(tmp_path / "x.parquet")
    assert schema.names == list(ExportedArticle.__dataclass_fields__)


def test_extract_prints_a_saved_page_as_json(masdar: Masdar) -> None:
    page = sorted(PAGES.glob("*/*.html"))[0]
    done = masdar("extract", page, "--json")
    assert done.status == 0
    assert json.loads(done.out)["article"]["title"]


FORMS = """<html><head><title>الجسر القديم يفتح للمشاة</title></head><body><h1>الجسر القديم يفتح للمشاة</h1><main>
<p>قالت بلدية المرفأ إن الجسر القديم يفتح صباح الأحد أمام المشاة بعد ترميم دام سنة كاملة وكلّف كثيراً.</p>
<figure><img src="/bridge.jpg"><figcaption>الجسر بعد ترميمه. تصوير: ليان القصيبة</figcaption></figure>
<h2>المواعيد</h2><ul><li>يفتح الجسر للمشاة من السادسة صباحاً حتى منتصف الليل كل يوم.</li></ul>
<ol><li>تعبر الحافلات من الجسر الجديد وحده حتى نهاية الشتاء المقبل.</li></ol>
<blockquote><p>هذا الجسر لأهل المدينة قبل غيرهم، ومن عبره مشياً عرف لماذا رمّمناه حجراً حجراً.</p></blockquote>
<iframe src="https://t.me/marfanews/512?embed=1"></iframe>
<p>وأضافت البلدية في بيانها أن العربات تعبر من الجسر الجديد حتى نهاية الشتاء، وتقف الحافلات عند الساحة.</p>
</main></body></html>"""


def test_extract_shows_the_form_of_the_text(masdar: Masdar, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(FORMS, encoding="utf-8")
    lines = masdar("extract", tmp_path / "page.html", "--url", "https://marfa.example/1").out.splitlines()
    assert "## المواعيد" in lines
    assert "embed: Telegram · @marfanews · https://t.me/marfanews/512" in lines
    assert "picture: الجسر بعد ترميمه. · ليان القصيبة · https://marfa.example/bridge.jpg" in lines
    begun = {line.split(" ")[0] for line in lines}
    assert {"-", "1.", ">"} <= begun
    read = json.loads(masdar("extract", tmp_path / "page.html", "--json").out)["article"]
    assert [part["kind"] for part in read["parts"]] == [
        *("paragraph", "heading", "item", "item", "quotation", "paragraph"),
    ]
    place = read["places"][0]
    assert FORMS[place["start"] : place["end"]] == read["paragraphs"][0]


def test_extract_of_what_is_no_article_ends_with_status_1(masdar: Masdar, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>مرحبا</p>", encoding="utf-8")
    done = masdar("extract", tmp_path / "page.html")
    assert done.status == 1
    assert "not read as an article" in done.err


def test_extract_of_a_missing_file_ends_with_status_2_and_one_line(masdar: Masdar) -> None:
    done = masdar("extract", "no-such-page.html")
    assert done.status == 2
    assert done.err.strip().splitlines() == [done.err.strip()]


def test_lint_finds_the_false_attribution_of_the_aggregator(masdar: Masdar, worked_demo: Demo, tmp_path: Path) -> None:
    with worked_demo.desk.store.reading() as db:
        cards = articles.recent_articles(db, 100, source=source_named(worked_demo, "hasad").id)
        record = articles.get_article(db, next(card.id for card in cards if "خليج نوران" in card.title))
    assert record is not None
    saved = tmp_path / "saved.html"
    saved.write_bytes(worked_demo.desk.archive.load(record.page.place).body)
    done = masdar("lint", saved, "--json")
    assert done.status == 1
    (told,) = json.loads(done.out)
    assert "title-names-outlet" in {finding["rule"] for finding in told["findings"]}


def test_an_imported_archive_gives_the_same_articles_and_twice_is_once(
    masdar: Masdar, worked_demo: Demo, tmp_path: Path
) -> None:
    archives = sorted((worked_demo.folder / "pages").glob("*.warc.gz"))
    first = masdar("archive", "import", *archives, "--data", tmp_path / "copy")
    assert first.status == 0
    once = masdar("export", "articles", "--data", tmp_path / "copy").out
    assert masdar("archive", "import", *archives, "--data", tmp_path / "copy").status == 0
    assert masdar("export", "articles", "--data", tmp_path / "copy").out == once
    live = masdar("export", "articles", "--data", worked_demo.folder).out
    titles = [{json.loads(line)["title"] for line in out.splitlines()} for out in (live, once)]
    assert titles[0] == titles[1]


def test_doctor_names_what_needs_attention(masdar: Masdar) -> None:
    done = masdar("doctor", "--json")
    assert done.status == 1
    assert any(trouble.startswith("no sources") for trouble in json.loads(done.out)["troubles"])


def test_a_bad_setting_is_one_plain_line(masdar: Masdar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASDAR_PORT", "eighty")
    done = masdar("doctor")
    assert done.status == 2
    assert done.err == "masdar: MASDAR_PORT is 'eighty': give a number from 0 to 65535\n"


def test_output_into_a_closed_pipe_is_no_error(worked_demo: Demo) -> None:
    script = Path(sys.executable).with_name("masdar")
    command = f'"{script}" export articles --data "{worked_demo.folder}" | head -n 1'
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False)
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


def test_what_saved_pages_of_a_site_teach_reads_the_next_one(masdar: Masdar, tmp_path: Path) -> None:
    for number in range(1, 6):
        title = f"سوق رقم {number} يفتح أبوابه"
        text = (
            f"أعلنت بلدية الحي رقم {number} عن افتتاح سوق جديد يضم {number * 7} متجرا صغيرا بعد أعمال دامت عاما كاملا."
        )
        more = f"وقال المهندس المشرف على السوق {number} إن العمل سيبدأ صباح الغد، وإن الإيجار مجاني في الشهر الأول منه."
        body = f'<title>{title}</title><h1>{title}</h1><div class="entry"><p>{text}</p><p>{more}</p></div>'
        (tmp_path / f"{number}.html").write_text(f'<html lang="ar"><meta charset="utf-8">{body}</html>', "utf-8")
    taught = masdar("template", "learn", *(f"{number}.html" for number in range(1, 5)), "-o", "site.json")
    assert taught.status == 0
    assert "div.entry" in taught.out
    read = masdar("extract", "5.html", "--template", "site.json", "--json")
    assert json.loads(read.out)["template"] == json.loads((tmp_path / "site.json").read_text("utf-8"))[0]["name"]
    too_few = masdar("template", "learn", "1.html", "2.html", "-o", "few.json")
    assert too_few.status == 1
    assert not (tmp_path / "few.json").exists()
    assert masdar("extract", "5.html", "--template", "1.html").status == 2
    assert masdar("template", "show", "nobody").status == 2
