"""How the sources are doing, as people and machines are told: /health, a source's page, /healthz, /metrics."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from httpx2 import Response
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import update
from starlette.testclient import TestClient

from masdar.model import Listing, Source, SourceId
from masdar.serve import SiteSettings, site
from masdar.serve.watch import ROWS
from masdar.store import Connection, Store, health, open_store, schedule, sources
from masdar.store.tables import listings
from masdar.store.tables import sources as source_table

from .invented import NOW

pytestmark = pytest.mark.slow

LOCAL = ("127.0.0.1", 50000)
MANY = 130


def follow(db: Connection, number: int, *, failing: bool = False) -> SourceId:
    """A source with four weeks of news behind it, which answers or has stopped to."""
    id = SourceId(f"outlet-{number:03}")
    host = f"{id}.example"
    listing = Listing(f"https://{host}/feed.xml", "feed")
    sources.save_source(db, Source(id, f"صحيفة الوادي {number}", f"https://{host}/", (host,), listings=(listing,)), NOW)
    for back in range(28):
        health.count(db, id, NOW - timedelta(days=back), "listing", "ok", 50)
        health.count(db, id, NOW - timedelta(days=back), "article", "new", 12)
        health.count(db, id, NOW - timedelta(days=back), "page", "timeout", 3)
    row = {
        "ok_at": NOW - timedelta(minutes=3),
        "asked_at": NOW,
        "next_at": NOW + timedelta(minutes=12),
        "outcome": "ok",
    }
    if failing:
        row |= {"ok_at": NOW - timedelta(hours=9), "failures": 7, "outcome": "server-error"}
    db.execute(update(listings).where(listings.c.source_id == id).values(**row))
    return id


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("sqlite://") as opened:
        yield opened


def ask(store: Store, path: str, *, collecting: bool = False, archive: Path | None = None) -> Response:
    chosen = SiteSettings(collecting=collecting, archive=archive)
    return TestClient(site(store, chosen, lambda: NOW), client=LOCAL, raise_server_exceptions=False).get(path)


@pytest.mark.parametrize(("path", "word", "trouble"), [
    ("/health", "متعطّل", "لا يجيب أي عنوان نقرأ منه أخباره"),
    ("/en/health", "failing", "nothing we read its news from answers"),
])  # fmt: skip
def test_what_needs_a_look_stands_first_with_a_word(store: Store, path: str, word: str, trouble: str) -> None:
    with store.writing() as db:
        follow(db, 1)
        follow(db, 2, failing=True)
    text = ask(store, path).text
    assert text.index("الوادي 2") < text.index("الوادي 1")
    row = text[text.index("الوادي 2") : text.index("الوادي 1")]
    assert f'<span aria-hidden="true">✕</span> {word}' in row
    assert trouble in row
    assert "<caption" in text
    assert text.count('scope="row"') == 2
    assert text.count('scope="col"') == 6


def test_a_hundred_sources_are_a_light_page_and_the_rest_lies_behind_a_link(store: Store) -> None:
    with store.writing() as db:
        for number in range(MANY):
            follow(db, number, failing=number % 3 == 0)
    first = ask(store, "/health")
    assert len(first.content) < 50_000
    assert first.text.count('scope="row"') == ROWS == 100
    assert 'href="/health?page=2"' in first.text
    assert ask(store, "/health?page=2").text.count('scope="row"') == MANY - ROWS
    assert ask(store, "/health?page=3").status_code == 404
    assert ask(store, "/health?page=x").status_code == 400


def test_an_archive_without_sources_says_so(store: Store) -> None:
    assert "لا مصادر بعد." in ask(store, "/health").text
    assert ask(store, "/en/health").status_code == 200


def test_a_source_tells_its_last_days_and_failures(store: Store) -> None:
    with store.writing() as db:
        id = follow(db, 1, failing=True)
    text = ask(store, f"/en/source/{id}").text
    assert "failing" in text
    assert "21: the server took too long" in text
    assert '<time datetime="2026-11-15">15 November 2026</time></th><td>12</td>' in text


@pytest.mark.parametrize("path", ["/status", "/sources"])
def test_the_page_is_found(store: Store, path: str) -> None:
    assert 'href="/health"' in ask(store, path).text


# ---------------------------------------------------------------- /healthz


def test_all_is_well_while_nothing_is_overdue(store: Store) -> None:
    with store.writing() as db:
        follow(db, 1)
    answer = ask(store, "/healthz", collecting=True)
    assert (answer.status_code, answer.json()) == (
        200,
        {"status": "ok", "collecting": True, "behind_s": 0.0, "unanswered_s": 0.0},
    )
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(("collecting", "code"), [(True, 503), (False, 200)])
def test_being_behind_matters_where_a_driver_is_expected(store: Store, collecting: bool, code: int) -> None:
    with store.writing() as db:
        follow(db, 1)
        db.execute(update(listings).values(next_at=NOW - timedelta(hours=2)))
    answer = ask(store, "/healthz", collecting=collecting)
    assert (answer.status_code, answer.json()["behind_s"]) == (code, 7200.0)


@pytest.mark.parametrize(
    ("minutes", "collecting", "code", "word"),
    [(61, True, 503, "degraded"), (59, True, 200, "ok"), (61, False, 200, "ok")],
)
def test_where_every_listing_fails_a_driver_is_not_well(
    store: Store, minutes: int, collecting: bool, code: int, word: str
) -> None:
    with store.writing() as db:
        ok_at = NOW - timedelta(minutes=minutes)
        for number in range(4):
            follow(db, number)
        db.execute(update(listings).values(ok_at=ok_at, failures=2, outcome="no-connection"))
    answer = ask(store, "/healthz", collecting=collecting)
    assert (answer.status_code, answer.json()["status"]) == (code, word)
    assert answer.json()["unanswered_s"] == minutes * 60
    assert measured(store)["masdar_unanswered_seconds"] == minutes * 60


@pytest.mark.parametrize(("path", "words"), [("/health", "تركناه يستريح"), ("/en/health", "we let it rest")])
def test_a_rest_of_ours_is_not_called_the_hosts_wish(store: Store, path: str, words: str) -> None:
    with store.writing() as db:
        id = follow(db, 1)
        schedule.set_host_wait(db, f"{id}.example", NOW + timedelta(hours=3), "failing")
    text = ask(store, path).text
    assert words in text
    assert 'until <time datetime="2026-11-15T21:40' in text or 'حتى <time datetime="2026-11-15T21:40' in text


def test_paused_sources_and_waiting_hosts_are_not_behind(store: Store) -> None:
    with store.writing() as db:
        paused, waiting = follow(db, 1), follow(db, 2)
        db.execute(update(listings).values(next_at=NOW - timedelta(hours=2)))
        db.execute(update(source_table).where(source_table.c.id == paused).values(paused_at=NOW))
        schedule.set_host_wait(db, f"{waiting}.example", NOW + timedelta(minutes=9), "busy")
    assert ask(store, "/healthz", collecting=True).status_code == 200


def test_a_store_that_does_not_answer_is_told(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/news.db") as store:
        with store.writing() as db:
            db.exec_driver_sql("ALTER TABLE listings RENAME TO nowhere")
        answer = ask(store, "/healthz")
    assert (answer.status_code, answer.json()["status"]) == (503, "no-store")


# ---------------------------------------------------------------- /metrics


def measured(store: Store, archive: Path | None = None) -> dict[str, float]:
    answer = ask(store, "/metrics", archive=archive)
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    families = list(text_string_to_metric_families(answer.text))
    assert all(family.documentation for family in families)
    return {
        sample.name + "".join(f"[{value}]" for value in sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


def test_the_metrics_are_what_the_store_holds(store: Store, tmp_path: Path) -> None:
    with store.writing() as db:
        follow(db, 1)
        follow(db, 2, failing=True)
        schedule.set_host_wait(db, "slow.example", NOW + timedelta(minutes=9), "busy")
        db.execute(update(listings).values(next_at=NOW - timedelta(seconds=90)))
    (tmp_path / "2026-11.warc.gz").write_bytes(bytes(1234))
    found = measured(store, archive=tmp_path)
    assert found["masdar_sources[failing]"] == found["masdar_sources[well]"] == 1
    assert found["masdar_sources[paused]"] == 0
    assert found["masdar_outcomes_total[ok][listing]"] == 100
    assert found["masdar_outcomes_total[timeout][page]"] == 6
    assert found["masdar_outcomes_total[new][article]"] == 24
    assert found["masdar_behind_seconds"] == 90
    assert found["masdar_due_listings"] == 2
    assert found["masdar_waiting_hosts"] == 1
    assert found["masdar_archive_bytes"] == 1234
    assert found["masdar_database_bytes"] > 0
    assert {"masdar_pages", "masdar_articles", "masdar_stories", "masdar_unread_pages"} <= set(found)
    assert "masdar_due_links[old]" in found


def test_an_empty_store_has_metrics_too(store: Store) -> None:
    found = measured(store)
    assert (found["masdar_articles"], found["masdar_outcomes_total[new][article]"]) == (0, 0)


@pytest.mark.parametrize(
    ("come_from", "header", "metrics", "code"),
    [
        ("127.0.0.1", "", "local", 200),
        ("::1", "", "local", 200),
        ("192.0.2.7", "", "local", 404),
        ("192.0.2.7", "", "open", 200),
        ("127.0.0.1", "x-forwarded-for", "local", 404),
        ("127.0.0.1", "via", "local", 404),
        ("testclient", "", "local", 404),
    ],
)
def test_metrics_are_for_this_machine_unless_opened(
    store: Store, come_from: str, header: str, metrics: str, code: int
) -> None:
    settings = replace(SiteSettings(), metrics=metrics)  # type: ignore[arg-type]
    client = TestClient(site(store, settings, lambda: NOW), client=(come_from, 1))
    headers = {header: "192.0.2.7"} if header else {}
    assert client.get("/metrics", headers=headers).status_code == code
