"""From the sample sites to stories with chains: what a person wrote into the newsroom is what Masdar finds in it."""

from __future__ import annotations

import tomllib
from collections import Counter
from importlib.resources import files
from typing import Any

import pytest

from masdar.app import Demo
from masdar.demo.newsroom import load_newsroom
from masdar.demo.pages import present
from masdar.model import ArticleId, Chain, Span
from masdar.read.lint import lint
from masdar.store import articles, comparisons, quotations, statements, stories
from masdar.store.records import ArticleRecord
from masdar.text.fold import fold

pytestmark = pytest.mark.slow

EXPECTED: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (files("masdar.demo") / "data" / "expected.toml").read_text(encoding="utf-8")
)
NEWSROOM = load_newsroom()


class Found:
    """What the worked demo holds, by the ids that the newsroom's files give its reports."""

    def __init__(self, demo: Demo) -> None:
        self.demo = demo
        self.port = int(next(iter(demo.sources)).home.rsplit(":", 1)[1].strip("/"))

    def id(self, report: str) -> ArticleId | None:
        written = next(each for each in NEWSROOM.reports if each.id == report)
        site = next(each for each in NEWSROOM.sites if each.id == written.site)
        url = present(site, written, self.demo.clock(), self.port).url
        with self.demo.desk.store.reading() as db:
            return articles.article_by_url(db, url)

    def record(self, report: str) -> ArticleRecord:
        id = self.id(report)
        assert id is not None, f"{report} was not collected and read"
        with self.demo.desk.store.reading() as db:
            record = articles.get_article(db, id)
        assert record is not None
        return record

    def chain(self, report: str) -> Chain:
        story = self.record(report).card.story
        assert story is not None
        with self.demo.desk.store.reading() as db:
            record = stories.get_story(db, story)
        assert record is not None
        return record.chain


@pytest.fixture(scope="module")
def found(worked_demo: Demo) -> Found:
    return Found(worked_demo)


def labels(rows: list[dict[str, Any]], key: str) -> list[str]:
    return [str(row[key]) for row in rows]


UNDATED = {report for row in EXPECTED["undated"] for report in row["reports"]}
REPORTS = [each for each in NEWSROOM.reports if each.id not in labels(EXPECTED["forbidden"], "report")]


@pytest.mark.parametrize("report", REPORTS, ids=lambda each: each.id)
def test_every_report_is_read_word_for_word(found: Found, report: Any) -> None:
    record = found.record(report.id)
    first = record.versions[0]
    assert first.title == report.title
    assert " ".join(first.paragraphs).split() == " ".join(report.paragraphs).split()


@pytest.mark.parametrize("report", REPORTS, ids=lambda each: each.id)
def test_no_report_gets_a_date_that_is_not_its_own(found: Found, report: Any) -> None:
    published = found.record(report.id).reading.article.published
    assert (published is None) == (report.id in UNDATED)
    if published is None:
        return
    assert published.instant.astimezone(report.at.tzinfo).date() == report.at.date()
    if published.precision in ("second", "minute"):
        assert abs((published.instant - report.at).total_seconds()) < 3600


@pytest.mark.parametrize("row", EXPECTED["copy"], ids=labels(EXPECTED["copy"], "copy"))
def test_a_copy_is_found_with_what_it_dropped(found: Found, row: dict[str, Any]) -> None:
    copy, original = found.record(row["copy"]), found.record(row["original"])
    reprint = next((each for each in copy.reprints if each.of == original.card.id), None)
    assert reprint is not None
    assert reprint.article == copy.card.id
    assert set(row.get("dropped", [])) <= {paragraph + 1 for paragraph in reprint.dropped}
    assert copy.card.story == original.card.story


CREDITED = [row for row in EXPECTED["copy"] if row["credited"]]


@pytest.mark.parametrize("row", CREDITED, ids=labels(CREDITED, "copy"))
def test_a_credit_is_read_where_the_page_prints_it(found: Found, row: dict[str, Any]) -> None:
    credits = found.record(row["copy"]).reading.credits
    names = {fold(name) for c in credits if c.kind == "text_from" for name in (c.name, c.canonical_name or "")}
    assert any(fold(row["names"]) in name for name in names), names


@pytest.mark.parametrize("row", EXPECTED["cites"], ids=labels(EXPECTED["cites"], "report"))
def test_a_citation_is_read_as_such(found: Found, row: dict[str, Any]) -> None:
    names = [each.name for each in found.record(row["report"]).reading.credits if each.kind == "facts_from"]
    assert any(name and name in row["printed"] for name in names), names


@pytest.mark.parametrize("row", EXPECTED["statement"], ids=labels(EXPECTED["statement"], "words"))
def test_a_primary_statement_is_quoted_word_for_word_with_its_medium(found: Found, row: dict[str, Any]) -> None:
    for report in row["reports"]:
        statements = found.record(report).reading.statements
        said = [each for each in statements if row["words"] in each.words]
        assert said, f"{report}: {[each.words for each in statements]}"
        if row["medium"]:
            assert fold(row["medium"]) in fold(said[0].medium or ""), report
        else:
            assert said[0].medium is None, f"{report}: no medium is printed beside these words"


@pytest.mark.parametrize("row", EXPECTED["wording"], ids=labels(EXPECTED["wording"], "report"))
def test_quoted_words_are_checked_word_for_word(found: Found, row: dict[str, Any]) -> None:
    id, against = found.id(row["report"]), found.id(row["against"]) if "against" in row else None
    assert id is not None
    with found.demo.desk.store.reading() as db:
        (version,) = (each for each in quotations.quoted_by(db, [id]) if each.quoted.words == row["words"])
    check = version.checked
    assert check is not None
    assert (check.verdict, check.against) == (row["verdict"], against)
    assert [row["words"][span.start : span.end] for span in check.differs] == row.get("differs", [])


def test_the_ministrys_statement_is_located_and_archived_the_officials_only_cited(found: Found) -> None:
    with found.demo.desk.store.reading() as db:
        story = found.record("timana-gulf").card.story
        assert story is not None
        numbers = [number for ids in statements.numbers_on_chain(db, story).values() for number in ids]
        records = [record for number in numbers if (record := statements.get_statement(db, number)) is not None]
    states = {record.issuer: [state.name for state in record.states] for record in records}
    assert states["وزارة البيئة والموارد المائية"] == ["cited", "located", "archived"]
    assert states["وزير الشؤون البحرية البرساني، راكان الهيلدار"] == ["cited"]


@pytest.mark.parametrize("row", EXPECTED["statement"], ids=labels(EXPECTED["statement"], "words"))
def test_the_chain_reaches_the_statement(found: Found, row: dict[str, Any]) -> None:
    chain = found.chain(row["reports"][0])
    node = next((each for each in chain.nodes if each.kind == "statement" and row["words"] in each.quotes), None)
    assert node is not None
    if "published_as" in row:
        own_page = f"article:{found.id(row['published_as'])}"
        assert any(x.newer == node.key and x.older == own_page and x.kind == "published_as" for x in chain.links)


@pytest.mark.parametrize("row", EXPECTED["change"], ids=labels(EXPECTED["change"], "report"))
def test_an_edit_is_seen_as_a_new_version(found: Found, row: dict[str, Any]) -> None:
    record = found.record(row["report"])
    first, last = ("\n".join(version.paragraphs) for version in (record.versions[0], record.versions[-1]))
    assert len(record.versions) == 2
    assert all(words in first and words not in last for words in (*row["before"], *row.get("removed", ())))
    assert all(words in last and words not in first for words in row["after"])


@pytest.mark.parametrize("row", EXPECTED["event"], ids=labels(EXPECTED["event"], "report"))
def test_what_becomes_of_a_report_is_noted_and_its_text_is_kept(found: Found, row: dict[str, Any]) -> None:
    record = found.record(row["report"])
    (event,) = record.events
    assert (event.kind, event.status) == (row["kind"], row["status"])
    assert len(record.versions) == 1
    with found.demo.desk.store.reading() as db:
        cards = articles.recent_articles(db, 100)
    assert [card.id for card in cards if card.title == record.card.title] == [record.card.id], "one article, not two"


@pytest.mark.parametrize("row", EXPECTED["false_attribution"], ids=labels(EXPECTED["false_attribution"], "report"))
def test_the_linter_catches_the_false_attribution(found: Found, row: dict[str, Any]) -> None:
    record = found.record(row["report"])
    page = found.demo.desk.archive.load(record.page.place)
    rules = {finding.rule for finding in lint(page, record.reading, found.demo.clock())}
    assert row["fault"] in rules
    credit = next(each for each in record.reading.credits if each.title)
    assert credit.title == row["stated_title"]
    assert credit.url == found.record(row["links_to"]).card.url
    assert credit.fetched is not None
    assert credit.fetched.printed == row["stated_fetched"]


@pytest.mark.parametrize("row", EXPECTED["false_attribution"], ids=labels(EXPECTED["false_attribution"], "report"))
def test_the_chain_says_who_was_really_first(found: Found, row: dict[str, Any]) -> None:
    chain = found.chain(row["report"])
    at, older = f"article:{found.id(row['report'])}", []
    for _ in chain.nodes:
        links = [x for x in chain.links if x.newer == at and x.kind in ("reprint", "republished_from")]
        if not links:
            break
        at = links[0].older
        older.append(at)
    assert f"article:{found.id(row['really_first'])}" in older


@pytest.mark.parametrize("row", EXPECTED["translation"], ids=labels(EXPECTED["translation"], "report"))
def test_a_report_in_another_language_is_brought_to_its_original(found: Found, row: dict[str, Any]) -> None:
    told, original = (f"article:{found.id(row[name])}" for name in ("report", "of"))
    links = [x for x in found.chain(row["of"]).links if x.kind == "translates"]
    assert [(link.newer, link.older) for link in links] == [(told, original)]


@pytest.mark.parametrize("row", EXPECTED["update"], ids=labels(EXPECTED["update"], "report"))
def test_an_outlets_later_report_updates_its_own(found: Found, row: dict[str, Any]) -> None:
    later, earlier = (f"article:{found.id(row[name])}" for name in ("report", "of"))
    links = [x for x in found.chain(row["of"]).links if (x.newer, x.older) == (later, earlier)]
    assert [link.kind for link in links] == ["updates"]


@pytest.mark.parametrize("row", EXPECTED["clash"], ids=labels(EXPECTED["clash"], "report"))
def test_a_contradiction_is_kept_beside_the_links_it_is_about(found: Found, row: dict[str, Any]) -> None:
    chain, id = found.chain(row["report"]), found.id(row["report"])
    (clash,) = (each for each in chain.clashes if f"article:{id}" in each.keys)
    sources = {node.key: node.source for node in chain.nodes}
    assert clash.kind == row["kind"]
    assert [sources[key] for key in clash.keys] == [found.record(row["report"]).card.source.id, row["really"]]
    assert row["names"] in str(clash.why.name)
    assert {"reprint", "republished_from"} <= {x.kind for x in chain.links if x.newer == f"article:{id}"}


def test_the_contradictions_of_the_sample_newsroom_are_those_that_were_written_into_it(found: Found) -> None:
    chains = {report.story: found.chain(report.id) for report in REPORTS if report.story != "single"}
    assert sum(len(chain.clashes) for chain in chains.values()) == len(EXPECTED["clash"])


@pytest.mark.parametrize("row", EXPECTED["gap"], ids=labels(EXPECTED["gap"], "label"))
def test_what_is_cited_and_not_found_is_a_gap(found: Found, row: dict[str, Any]) -> None:
    chain = found.chain(row["report"])
    nodes = {node.key: node for node in chain.nodes}
    missing = {(nodes[gap.key].kind, nodes[gap.key].label): gap for gap in chain.gaps}
    (gap,) = (gap for (kind, label), gap in missing.items() if kind == row["kind"] and row["label"] in label)
    assert found.id(row["report"]) in gap.cited_by


def cut(paragraphs: tuple[str, ...], spans: tuple[Span, ...]) -> str:
    return " ".join(paragraphs[span.paragraph][span.start : span.end] for span in spans)


@pytest.mark.parametrize("row", EXPECTED["measured"], ids=labels(EXPECTED["measured"], "report"))
def test_a_report_is_measured_by_the_issuers_page(found: Found, row: dict[str, Any]) -> None:
    id, base = found.id(row["report"]), found.record(row["against"])
    assert id is not None
    with found.demo.desk.store.reading() as db:
        comparison = comparisons.get_comparison(db, id)
    assert comparison is not None
    assert (comparison.base, comparison.base_is) == (base.card.id, "primary")
    ours, theirs = found.record(row["report"]).reading.article.paragraphs, base.reading.article.paragraphs
    numbers = [[cut(theirs, each.there), cut(ours, each.here)] for each in comparison.changes("number")]
    assert numbers == row["numbers"]


@pytest.mark.parametrize("row", EXPECTED["roots"], ids=labels(EXPECTED["roots"], "event"))
def test_many_reports_go_back_to_few_roots(found: Found, row: dict[str, Any]) -> None:
    report = next(each for each in REPORTS if each.story == row["event"])
    chain = found.chain(report.id)
    labels = [node.label for node in chain.nodes if node.key in chain.roots]
    assert len(labels) == row["count"]
    assert all(any(name in label for label in labels) for name in row["names"]), labels


@pytest.mark.parametrize("row", EXPECTED["forbidden"], ids=labels(EXPECTED["forbidden"], "report"))
def test_what_robots_txt_forbids_is_not_fetched(found: Found, row: dict[str, Any]) -> None:
    assert found.id(row["report"]) is None


def test_reports_of_two_events_are_never_one_story(found: Found) -> None:
    events: dict[Any, set[str]] = {}
    for report in REPORTS:
        if report.story != "single":
            events.setdefault(found.record(report.id).card.story, set()).add(report.story)
    assert not {story: names for story, names in events.items() if len(names) > 1}


def test_nearly_all_reports_of_an_event_are_in_its_story(found: Found) -> None:
    groups: dict[str, Counter[Any]] = {}
    for report in REPORTS:
        if report.story != "single":
            groups.setdefault(report.story, Counter())[found.record(report.id).card.story] += 1
    together = sum(max(group.values()) for group in groups.values())
    assert together / sum(group.total() for group in groups.values()) >= 0.9
