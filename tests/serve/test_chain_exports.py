"""A story's chain as other programs get it: PROV, schema.org, CSV, JSON; whole, stable, and cut as policies say."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prov.model import ProvDerivation, ProvDocument
from starlette.testclient import TestClient

from masdar.model import Chain, ChainLink, ChainNode, Clash, Evidence, Gap, LinkKind, StoryId, Why
from masdar.serve import SiteSettings, linked_data, provenance, site
from masdar.serve.chain_words import allowed_chain
from masdar.serve.edges import edges
from masdar.serve.told_chain import ToldChain, part_below
from masdar.store import Store, open_store, stories
from masdar.store.exported import ExportedEdge
from masdar.store.records import StoryRecord
from masdar.store.spreadsheet import write_csv

from .invented import NOW, QUOTE_MINISTRY, QUOTE_OFFICIAL, RADIO_LINE, fill

ROUTES = ("prov.json", "prov.provn", "chain.jsonld", "chain.json", "chain.csv")
SITE = "https://news.example"
FORMS: tuple[provenance.Form, ...] = ("json", "provn", "jsonld")
ALL_KINDS: tuple[LinkKind, ...] = tuple(provenance.TYPES)


@pytest.fixture(scope="module")
def dam(archive: Store) -> StoryRecord:
    with archive.reading() as db:
        story = stories.get_story(db, StoryId(1))
    assert story is not None
    return story


def told(
    story: StoryRecord, chain: Chain | None = None, numbers: dict[str, tuple[int, ...]] | None = None
) -> ToldChain:
    return ToldChain(story, chain or story.chain, SITE, numbers or {})


def read_csv(text: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))


def graph(story: ToldChain) -> dict[str, Any]:
    found = json.loads(linked_data.as_document(linked_data.chain_data(story)))
    return {each["@id"]: each for each in found["@graph"]}


def derivations(document: ProvDocument) -> list[tuple[str, str, set[str]]]:
    return [
        (
            str(record.get_attribute("prov:generatedEntity").copy().pop()),
            str(record.get_attribute("prov:usedEntity").copy().pop()),
            {str(each) for each in record.get_asserted_types()},
        )
        for record in document.get_records(ProvDerivation)
    ]


# ---------------------------------------------------------------- PROV


@pytest.mark.parametrize("form", FORMS)
def test_prov_reads_back_to_an_equal_document(dam: StoryRecord, form: provenance.Form) -> None:
    text = provenance.written(told(dam), form)
    assert ProvDocument.deserialize(content=text, format=form) == provenance.provenance(told(dam))


def test_every_link_of_the_chain_is_a_derivation(dam: StoryRecord) -> None:
    story = told(dam)
    found = derivations(provenance.provenance(story))
    wanted = [(f"site:{story.paths[link.newer]}", f"site:{story.paths[link.older]}") for link in dam.chain.links]
    assert sorted((newer, older) for newer, older, _ in found) == sorted(wanted)


def test_each_kind_of_link_is_the_derivation_that_fits_it(dam: StoryRecord) -> None:
    links = tuple(replace(dam.chain.links[0], kind=kind) for kind in ALL_KINDS)
    document = provenance.provenance(told(dam, replace(dam.chain, links=links)))
    found = {str(r.identifier).partition("#")[2].split("-")[0]: r for r in document.get_records(ProvDerivation)}
    types = {kind: {str(each) for each in found[kind].get_asserted_types()} for kind in ALL_KINDS}
    assert types == {
        "reprint": {"prov:Quotation"},
        "republished_from": {"prov:Quotation"},
        "translates": set(),
        "updates": {"prov:Revision"},
        "facts_from": set(),
        "rests_on": {"prov:PrimarySource"},
        "published_as": {"prov:PrimarySource"},
    }


def test_a_quoting_report_is_a_quotation_as_well(dam: StoryRecord) -> None:
    link = next(link for link in dam.chain.links if link.kind == "rests_on")
    why = Why("statement.quotes", "رائف السنبلي")
    document = provenance.provenance(told(dam, replace(dam.chain, links=(replace(link, why=why),))))
    assert derivations(document)[0][2] == {"prov:PrimarySource", "prov:Quotation"}


def test_only_a_stated_instant_is_a_generation(dam: StoryRecord) -> None:
    data = json.loads(provenance.written(told(dam), "json"))
    generated = {each["prov:entity"]: each["prov:time"] for each in data["wasGeneratedBy"].values()}
    assert generated["site:article/1"] == "2026-11-15T06:00:00+00:00"
    assert "site:article/5" not in generated  # the page states no time; when we saw it is a fact of ours
    assert data["entity"]["site:article/5"]["masdar:firstSeen"] == "2026-11-15T10:08:00+00:00"


def test_agents_are_what_is_known_of_them(dam: StoryRecord) -> None:
    data = json.loads(provenance.written(told(dam), "json"))
    labels = {agent["prov:label"]: agent.get("prov:type", {}).get("$") for agent in data["agent"].values()}
    assert labels["وكالة مرسال"] == "prov:Organization"
    assert labels["إذاعة الوادي"] == "prov:Organization"
    assert labels["رائف السنبلي"] is None
    assert len(labels) == len(data["agent"])  # the ministry is one agent, as a source and as a speaker


def test_arabic_stays_arabic_and_identifiers_are_addresses(dam: StoryRecord) -> None:
    text = provenance.written(told(dam), "json")
    assert QUOTE_OFFICIAL in text
    document = ProvDocument.deserialize(content=text, format="json")
    for record in document.get_records():
        if record.identifier is not None and str(record.identifier).startswith("site:"):
            assert record.identifier.uri.isascii()
            assert record.identifier.uri.startswith(f"{SITE}/")


def test_a_statement_in_the_ledger_keeps_its_address_when_the_chain_is_drawn_anew(dam: StoryRecord) -> None:
    numbers = {"statement:1": (9,), "statement:2": (4, 9)}
    assert told(dam, numbers=numbers).page("statement:1") == f"{SITE}/statement/9"
    assert told(dam, numbers=numbers).page("statement:2") == f"{SITE}/statement/4"
    assert told(dam, numbers={**numbers, "statement:2": (9,)}).page("statement:2") == f"{SITE}/story/1#statement-2"


def with_doubts(dam: StoryRecord) -> Chain:
    radio = next(node.key for node in dam.chain.nodes if node.kind == "outlet")
    evidence = Evidence("statement", "text", RADIO_LINE, "statements@1", 0.9)
    ids = {str(record.card.source.id): record.card.id for record in dam.articles}
    clash = Clash(
        "circle", ("article:3", "article:5"), "they rest on one another", Why("circle"), ((ids["sahil"], evidence),)
    )
    return replace(dam.chain, clashes=(clash,), gaps=(Gap(radio, (ids["sahil"],)),))


def test_clashes_and_gaps_are_in_it(dam: StoryRecord) -> None:
    data = json.loads(provenance.written(told(dam, with_doubts(dam)), "json"))
    clash = data["entity"]["site:story/1#clash-circle-article-3-article-5"]
    assert {each["$"] for each in clash["masdar:concerns"]} == {"site:article/3", "site:article/5"}
    (gap,) = [each for each in data["entity"].values() if each.get("masdar:gap")]
    assert (gap["prov:label"], gap["masdar:citedBy"]["$"]) == ("إذاعة الوادي", "site:article/6")


# ---------------------------------------------------------------- schema.org


def test_the_graph_says_what_each_text_is_based_on_and_cites(dam: StoryRecord) -> None:
    found = graph(told(dam))
    assert found[f"{SITE}/article/5"]["isBasedOn"] == [{"@id": f"{SITE}/article/3"}]
    assert found[f"{SITE}/article/7"]["citation"] == [{"@id": f"{SITE}/article/2"}]
    statement = found[f"{SITE}/story/1#statement-1"]
    assert statement["isPartOf"] == [{"@id": f"{SITE}/article/1"}]
    assert statement["hasPart"][0]["text"] == QUOTE_MINISTRY
    assert statement["hasPart"][0]["spokenByCharacter"]["name"] == "وزارة المياه"
    assert {"@id": f"{SITE}/story/1#statement-1"} in found[f"{SITE}/article/2"]["citation"]


def test_every_address_that_the_graph_refers_to_is_in_it(dam: StoryRecord) -> None:
    found = graph(told(dam))

    def referred(value: object) -> Iterator[str]:
        if isinstance(value, dict):
            if set(value) == {"@id"}:
                yield value["@id"]
            for each in value.values():
                yield from referred(each)
        elif isinstance(value, list):
            for each in value:
                yield from referred(each)

    assert set(referred(list(found.values()))) <= set(found)


def test_a_translation_is_based_on_its_work(dam: StoryRecord) -> None:
    link = replace(next(each for each in dam.chain.links if each.kind == "reprint"), kind="translates")
    newer = graph(told(dam, replace(dam.chain, links=(link,))))[f"{SITE}/article/3"]
    assert newer["isBasedOn"] == newer["translationOfWork"] == [{"@id": f"{SITE}/article/2"}]


def test_an_article_page_and_the_graph_say_the_same(client: TestClient, dam: StoryRecord) -> None:
    found = graph(told(dam))
    for record in dam.articles:
        page = client.get(f"/article/{record.card.id}").text
        data = json.loads(page.split('<script type="application/ld+json">')[1].split("</script>")[0])
        based = [each["@id"] for each in data.get("isBasedOn", [])]
        assert based == [each["@id"] for each in found[data["@id"]].get("isBasedOn", [])]
        cited = {each["@id"] for each in data.get("citation", []) if "@id" in each}
        assert cited <= {each["@id"] for each in found[data["@id"]].get("citation", [])}


# ---------------------------------------------------------------- rows


def test_a_row_names_both_ends_and_where_the_evidence_stands(dam: StoryRecord) -> None:
    row = next(edge for edge in edges(told(dam)) if edge.newer == "article:7")
    assert (row.link, row.older_label, row.older_page) == ("facts_from", "وكالة مرسال", f"{SITE}/article/2")
    paragraphs = next(r for r in dam.articles if r.card.id == row.evidence_article).reading.article.paragraphs
    assert row.paragraph is not None
    assert paragraphs[row.paragraph][row.start : row.end] == row.quote


def test_a_cell_that_a_spreadsheet_would_calculate_is_text(dam: StoryRecord) -> None:
    link = replace(dam.chain.links[0], reason='=HYPERLINK("https://evil.example")', method="@sum")
    out = io.BytesIO()
    write_csv(ExportedEdge, edges(told(dam, replace(dam.chain, links=(link,)))), out)
    (row,) = read_csv(out.getvalue())
    assert row["reason"].startswith("'=")
    assert row["method"] == "'@sum"
    assert list(row) == list(ExportedEdge.__dataclass_fields__)


# ---------------------------------------------------------------- part and whole


def test_the_part_below_takes_its_nodes_from_any_iterable(dam: StoryRecord) -> None:
    keys = [node.key for node in dam.chain.nodes if node.kind == "article"]
    assert part_below(dam.chain, iter(keys)) == part_below(dam.chain, keys)


def test_the_part_below_an_article_is_all_that_it_rests_on(dam: StoryRecord) -> None:
    part = part_below(dam.chain, ["article:5"])
    keys = {node.key for node in part.nodes}
    assert keys == {"article:5", "article:3", "article:2", "statement:1", "statement:2", "article:1"}
    assert set(part.roots) == {"article:1", "statement:2"}
    assert all(link.newer in keys and link.older in keys for link in part.links)


# ---------------------------------------------------------------- on the site


@pytest.mark.parametrize("name", ROUTES)
def test_a_chain_is_there_with_its_validator_or_is_not_found(client: TestClient, name: str) -> None:
    answer = client.get(f"/story/1/{name}")
    assert answer.status_code == 200
    again = client.get(f"/story/1/{name}", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"/story/999/{name}").status_code == 404
    assert client.get(f"/story/x/{name}").status_code == 404
    assert client.get(f"/en/story/1/{name}").content == answer.content


def test_the_chains_are_what_they_are_called(client: TestClient, dam: StoryRecord) -> None:
    types = {name: client.get(f"/story/1/{name}").headers["content-type"] for name in ROUTES}
    assert types == {
        "prov.json": "application/json",
        "prov.provn": "text/provenance-notation; charset=utf-8",
        "chain.jsonld": "application/ld+json",
        "chain.json": "application/json",
        "chain.csv": "text/csv; charset=utf-8",
    }
    assert ProvDocument.deserialize(content=client.get("/story/1/prov.json").text, format="json").get_records()
    assert len(read_csv(client.get("/story/1/chain.csv").content)) == len(dam.chain.links)
    assert len(client.get("/story/1/chain.json").json()["links"]) == len(dam.chain.links)


@pytest.mark.parametrize("name", ROUTES)
def test_words_of_a_source_that_allows_its_headline_only_are_in_no_public_export(client: TestClient, name: str) -> None:
    text = client.get(f"/story/1/{name}").text
    assert "ساحل برس" in text
    assert "قالت إذاعة الوادي" not in text
    assert QUOTE_OFFICIAL in text  # the agency allows all


def test_an_excerpt_is_no_longer_than_on_the_pages(dam: StoryRecord) -> None:
    difaf = next(record for record in dam.articles if record.card.source.id == "difaf")
    words = " ".join(f"كلمة{number}" for number in range(50))
    evidence = Evidence("statement", "text", words, "statements@1", 0.9, context="قبلها " + words)
    why = Why("statement.reports", "الوزير", words=words)
    link = ChainLink("article:3", "statement:1", "rests_on", f"it: {words}", "m@1", 0.9, difaf.card.id, evidence, why)
    (cut,) = allowed_chain(replace(dam, chain=replace(dam.chain, links=(link,)))).links
    assert cut.evidence is not None
    assert cut.why is not None
    assert cut.why.words == cut.evidence.quote
    assert len(cut.evidence.quote.split()) == 30
    assert cut.evidence.context == ""
    assert words not in cut.reason


def test_quotations_that_only_a_headline_source_carries_are_left_out(dam: StoryRecord) -> None:
    nodes = (*dam.chain.nodes, ChainNode("statement:3", "statement", "إذاعة الوادي", quotes=(RADIO_LINE,)))
    cut = allowed_chain(replace(dam, chain=replace(dam.chain, nodes=nodes)))
    assert next(node for node in cut.nodes if node.key == "statement:3").quotes == ()


def test_what_the_owner_exports_is_not_cut(dam: StoryRecord) -> None:
    assert any(edge.quote == "قالت إذاعة الوادي" for edge in edges(told(dam)))


def test_a_story_without_a_chain_has_an_empty_one() -> None:
    with open_store("sqlite://") as store:
        fill(store)
        with store.writing() as db:
            stories.forget_chain(db, StoryId(1))
        client = TestClient(site(store, SiteSettings(base_url=SITE), lambda: NOW))
        assert client.get("/story/1/chain.json").json()["links"] == []
        assert read_csv(client.get("/story/1/chain.csv").content) == []
        assert ProvDocument.deserialize(content=client.get("/story/1/prov.json").text, format="json").get_records()


def test_a_statement_on_its_issuers_page_is_the_issuers_and_the_speakers(dam: StoryRecord) -> None:
    nodes = tuple(replace(node, label="الناطق") if node.key == "statement:1" else node for node in dam.chain.nodes)
    data = json.loads(provenance.written(told(dam, replace(dam.chain, nodes=nodes)), "json"))
    of = {each["prov:agent"] for each in data["wasAttributedTo"].values() if "statement-1" in each["prov:entity"]}
    assert {data["agent"][agent]["prov:label"] for agent in of} == {"وزارة المياه", "الناطق"}


def test_the_words_of_a_clash_are_cut_as_well(dam: StoryRecord) -> None:
    why = Why("speaker", words="قالت إذاعة الوادي")
    reason = f"the same words are given to different speakers («{why.words}»)"
    (cut,) = allowed_chain(
        replace(dam, chain=replace(dam.chain, clashes=(Clash("speaker", ("article:6",), reason, why),)))
    ).clashes
    assert (cut.why.words, cut.reason) == (None, "the same words are given to different speakers")


# What the store holds: no surrogates, no NUL (`store.codec`).
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=TEXTS, words=TEXTS, language=TEXTS, share=st.floats(0, 1))
def test_any_words_come_back_from_every_form(
    dam: StoryRecord, name: str, words: str, language: str, share: float
) -> None:
    outlet = ChainNode(f"outlet:{name}", "outlet", name)
    speech = ChainNode("statement:1", "statement", name, medium=words or None, quotes=(words,))
    evidence, why = Evidence("credit", "text", words, "m@1", share), Why("credit.text", name, words=words, share=share)
    first = dam.articles[0]
    links = tuple(
        ChainLink(f"article:{first.card.id}", node.key, "facts_from", words, "m@1", share, first.card.id, evidence, why)
        for node in (outlet, speech)
    )
    nodes = (dam.chain.nodes[2], outlet, speech)
    card = replace(first.card, language=language)
    story = replace(
        dam,
        articles=(replace(first, card=card),),
        chain=Chain(nodes, links, (outlet.key,), (), (Gap(outlet.key, (first.card.id,)),)),
    )
    document = provenance.provenance(told(story))
    for form in FORMS:
        assert ProvDocument.deserialize(content=provenance.written(told(story), form), format=form) == document
    assert set(graph(told(story))) >= {told(story).page(outlet.key)}
    out = io.BytesIO()
    write_csv(ExportedEdge, edges(told(story)), out)
    rows = list(csv.DictReader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline="")))
    assert [row["quote"].removeprefix("'") for row in rows] == [words.removeprefix("'")] * 2
