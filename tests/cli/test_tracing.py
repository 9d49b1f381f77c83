"""`masdar trace` and `masdar export chains` on the worked-through sample newsroom: whatever form, the same chain."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pyarrow.parquet
import pytest
from prov.model import ProvDerivation, ProvDocument

from commanding import Masdar
from masdar.app import Demo
from masdar.cli.tracing import tree_lines
from masdar.model import ArticleId, Chain, ChainLink, ChainNode, SourceId
from masdar.store import articles, stories
from masdar.store.exported import ExportedEdge

pytestmark = pytest.mark.slow


@pytest.fixture
def republished(worked_demo: Demo) -> tuple[str, int]:
    """An aggregator's article: its address and number."""
    with worked_demo.desk.store.reading() as db:
        cards = articles.recent_articles(db, 100, source=SourceId("hasad"))
    return next((card.url, card.id) for card in cards if "خليج نوران" in card.title)


def held(demo: Demo, id: int) -> Chain:
    with demo.desk.store.reading() as db:
        story = stories.stories_of(db, [ArticleId(id)])[ArticleId(id)]
        return stories.chain_of(db, story)


def test_the_forms_hold_the_same_links(masdar: Masdar, worked_demo: Demo, republished: tuple[str, int]) -> None:
    def traced(form: str, *more: str) -> str:
        return masdar("trace", republished[0], "--format", form, *more, "--data", worked_demo.folder).out

    for more in ((), ("--story",)):
        links = json.loads(traced("json", *more))["links"]
        assert links
        rows = list(csv.DictReader(io.StringIO(traced("csv", *more).removeprefix("\ufeff"))))
        prov = ProvDocument.deserialize(content=traced("prov", *more), format="json")
        assert prov == ProvDocument.deserialize(content=traced("provn", *more), format="provn")
        assert [(row["newer"], row["older"], row["link"]) for row in rows] == [
            (link["newer"], link["older"], link["kind"]) for link in links
        ]
        assert len(list(prov.get_records(ProvDerivation))) == len(links)
        assert len(json.loads(traced("jsonld", *more))["@graph"]) > len({row["newer"] for row in rows})
    assert len(links) == len(held(worked_demo, republished[1]).links)


def test_an_article_is_traced_without_what_others_made_of_it(
    masdar: Masdar, worked_demo: Demo, republished: tuple[str, int]
) -> None:
    part = json.loads(masdar("trace", republished[0], "--json", "--data", worked_demo.folder).out)
    whole = held(worked_demo, republished[1])
    assert 1 < len(part["nodes"]) < len(whole.nodes)
    assert {link["newer"] for link in part["links"]} <= {node["key"] for node in part["nodes"]}
    assert all(node["page"].startswith("http://127.0.0.1:") for node in part["nodes"])


@pytest.mark.parametrize("own", ["http://127.0.0.1:8800/article/{}", "/article/{}", "article/{}", "/en/article/{}"])
def test_the_address_of_our_own_page_is_understood(
    masdar: Masdar, worked_demo: Demo, republished: tuple[str, int], own: str
) -> None:
    url, id = republished
    wanted = masdar("trace", url, "--data", worked_demo.folder).out
    assert masdar("trace", own.format(id), "--data", worked_demo.folder).out == wanted


def test_our_site_under_its_own_name_is_said_with_site(
    masdar: Masdar, worked_demo: Demo, republished: tuple[str, int]
) -> None:
    own = f"https://news.example/article/{republished[1]}"
    assert masdar("trace", own, "--data", worked_demo.folder).status == 1
    done = masdar("trace", own, "--site", "https://news.example/", "--json", "--data", worked_demo.folder)
    assert own in {node["page"] for node in json.loads(done.out)["nodes"]}
    assert masdar("trace", own, "--site", "news.example", "--data", worked_demo.folder).status == 2


def test_pages_of_a_story_and_a_statement_lead_to_the_whole_story(masdar: Masdar, worked_demo: Demo) -> None:
    tree = masdar("trace", "/story/1", "--data", worked_demo.folder)
    assert tree.status == 0
    assert tree.out.count("goes back to") == 1, "told once, for the whole story"
    nodes = json.loads(masdar("trace", "/story/1", "--json", "--data", worked_demo.folder).out)["nodes"]
    statement = next(node["page"] for node in nodes if node["kind"] == "statement")
    assert masdar("trace", statement, "--data", worked_demo.folder).out == tree.out


def test_the_tree_gives_the_headline_and_the_address_of_each_article(
    masdar: Masdar, worked_demo: Demo, republished: tuple[str, int]
) -> None:
    """Once, below the article, also where it is named again."""
    lines = [line.strip() for line in masdar("trace", republished[0], "--data", worked_demo.folder).out.splitlines()]
    assert lines[2] == republished[0]
    assert "خليج نوران" in lines[1]
    addresses = [line for line in lines if line.startswith("http://")]
    assert len(addresses) == len(set(addresses)) > 1


def test_no_address_is_asked_for(masdar: Masdar, worked_demo: Demo) -> None:
    assert "No address was given" in masdar("trace", " ", "--data", worked_demo.folder).err


def test_an_address_half_remembered_is_answered_with_like_ones(
    masdar: Masdar, worked_demo: Demo, republished: tuple[str, int]
) -> None:
    done = masdar("trace", republished[0] + "0", "--data", worked_demo.folder)
    assert done.status == 1
    lines = done.err.strip().splitlines()
    assert lines[0].startswith(f"No article is stored under {republished[0]}0.")
    assert republished[0] in [line.strip() for line in lines[1:3]]
    assert masdar("trace", "/article/99999", "--json", "--data", worked_demo.folder).out == "null\n"


@pytest.mark.parametrize("wrong", ["\udcff", "http://[", "http://\udcff/", "https://a.example:x/"])
def test_no_words_make_trace_fail(masdar: Masdar, worked_demo: Demo, wrong: str) -> None:
    assert masdar("trace", wrong, "--data", worked_demo.folder).status == 1


def test_what_is_written_to_a_file_is_what_would_be_printed(
    masdar: Masdar, worked_demo: Demo, republished: tuple[str, int], tmp_path: Path
) -> None:
    printed = masdar("trace", republished[0], "--format", "prov", "--data", worked_demo.folder).out
    masdar("trace", republished[0], "--format", "prov", "--out", tmp_path / "x", "--data", worked_demo.folder)
    assert (tmp_path / "x").read_text("utf-8") == printed
    assert "خليج نوران" in printed
    nowhere = masdar("trace", republished[0], "--out", tmp_path / "no" / "x", "--data", worked_demo.folder)
    assert nowhere.status == 2
    assert "--out" in nowhere.err


def test_all_links_of_all_stories_are_exported_in_three_formats(
    masdar: Masdar, worked_demo: Demo, tmp_path: Path
) -> None:
    rows = [json.loads(line) for line in masdar("export", "chains", "--data", worked_demo.folder).out.splitlines()]
    assert [list(row) for row in rows] == [list(ExportedEdge.__dataclass_fields__)] * len(rows)
    stories_told = [json.loads(x) for x in masdar("export", "stories", "--data", worked_demo.folder).out.splitlines()]
    assert len(rows) == sum(len(story["links"]) for story in stories_told)
    table = masdar("export", "chains", "--format", "csv", "--data", worked_demo.folder).out
    assert len(list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"))))) == len(rows)
    masdar("export", "chains", "--format", "parquet", "-o", tmp_path / "x.parquet", "--data", worked_demo.folder)
    assert pyarrow.parquet.read_table(tmp_path / "x.parquet").to_pylist() == rows


def test_the_evidence_of_an_exported_link_stands_where_it_says(masdar: Masdar, worked_demo: Demo) -> None:
    rows = [json.loads(line) for line in masdar("export", "chains", "--data", worked_demo.folder).out.splitlines()]
    texts = {
        row["id"]: row["paragraphs"]
        for line in masdar("export", "articles", "--data", worked_demo.folder).out.splitlines()
        if (row := json.loads(line))
    }
    shown = [row for row in rows if row["evidence_field"] == "text" and row["paragraph"] is not None]
    assert shown
    for row in shown:
        assert texts[row["evidence_article"]][row["paragraph"]][row["start"] : row["end"]] == row["quote"]


def test_the_tree_of_a_story_tells_every_node_circles_too() -> None:
    nodes = tuple(ChainNode(f"article:{n}", "article", f"صحيفة {n}") for n in (1, 2, 3, 4))
    ends = (("1", "2"), ("2", "1"), ("3", "4"))
    links = tuple(
        ChainLink(f"article:{newer}", f"article:{older}", "facts_from", "the page cites it", "m@1", 0.9, ArticleId(1))
        for newer, older in ends
    )
    told = "\n".join(tree_lines(Chain(nodes, links, ("article:4",))))
    assert all(node.label in told for node in nodes)
