"""A number of synthetic articles in, a table of how fast the store keeps and finds them out.

    python bench/database.py [--articles 10000] [--database sqlite:///bench.db]

The database must be new. Words are drawn from an invented vocabulary, the frequent ones often (Zipf), as in any text.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import accumulate

from masdar.model import Article, Moment, Page, Reading, RecordPlace, Source, SourceId
from masdar.store import (
    Connection,
    Store,
    articles,
    export,
    open_store,
    pages,
    relations,
    schedule,
    search,
    sources,
    status,
    stories,
)
from masdar.store.records import NewLink

NOW = datetime(2026, 11, 14, 8, tzinfo=UTC)
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
OUTLETS = 40
BATCH = 50


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--database", default="sqlite://")
    asked = parser.parse_args()
    with open_store(asked.database) as store:
        _measure(store, asked.articles)


def _measure(store: Store, count: int) -> None:
    chance = random.Random(7)
    words = ["".join(chance.choices(LETTERS, k=chance.randint(2, 7))) for _ in range(30_000)]
    weights = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))
    with store.writing() as db:
        for number in range(OUTLETS):
            host = f"o{number}.example"
            sources.save_source(db, Source(SourceId(f"o{number}"), host, f"https://{host}/", (host,)), NOW)
    readings = [_reading(number, chance, words, weights) for number in range(count)]
    _rate("pages kept", count, lambda: _in_batches(store, readings, _keep_pages))
    _rate("readings saved (new)", count, lambda: _read_all(store, readings, "r1"))
    _rate("readings saved (same text, newer reader)", count, lambda: _read_all(store, readings, "r2"))
    _rate("articles related (16 bands, a story each 5)", count, lambda: _relate_all(store, count, chance))
    _rate("articles exported", count, lambda: _export_all(store))
    _rate("links added", 100_000, lambda: _add_links(store))
    _latencies(store, chance, words, weights)
    with store.reading() as db:
        held = status.totals(db)
    print(f"database: {held.database_bytes / 1e6:.0f} MB, {held.database_bytes / count / 1e3:.1f} kB an article")


def _reading(number: int, chance: random.Random, words: list[str], weights: list[float]) -> Reading:
    url = f"https://o{number % OUTLETS}.example/news/{number}"
    text = chance.choices(words, cum_weights=weights, k=300)
    paragraphs = tuple(" ".join(text[at : at + 50]) + "." for at in range(0, 300, 50))
    published = Moment(NOW + timedelta(minutes=number), "minute", "Asia/Damascus", "source", "gregorian", "اليوم")
    return Reading(
        Article(url, " ".join(chance.choices(words, cum_weights=weights, k=8)), paragraphs, "rtl", published=published)
    )


def _in_batches(store: Store, readings: list[Reading], save: Callable[[Connection, Reading, int], None]) -> None:
    for start in range(0, len(readings), BATCH):
        with store.writing() as db:
            for number, reading in enumerate(readings[start : start + BATCH], start):
                save(db, reading, number)


def _keep_pages(db: Connection, reading: Reading, number: int) -> None:
    fetched = NOW + timedelta(seconds=number)
    page = Page(reading.article.url, fetched, 200, (("content-type", "text/html"),), str(number).encode())
    pages.add_page(db, page, SourceId(f"o{number % OUTLETS}"), RecordPlace("a.warc.gz", number * 9000, 9000))


def _read_all(store: Store, readings: list[Reading], reader: str) -> None:
    by_url = {reading.article.url: reading for reading in readings}
    while True:
        with store.writing() as db:
            due = pages.due_pages(db, reader, BATCH)
            for page in due:
                articles.save_reading(db, page, by_url[page.url], reader)
        if not due:
            return


def _relate_all(store: Store, count: int, chance: random.Random) -> None:
    story = None
    done = 0
    while done < count:
        with store.writing() as db:
            for filed in articles.unrelated(db, BATCH):
                bands = [chance.randrange(-(2**63), 2**63) for _ in range(16)]
                relations.save_bands(db, filed.id, bands)
                relations.band_holders(db, filed.id)
                if story is None or done % 5 == 0:
                    story = stories.found_story(db, filed.id, NOW)
                else:
                    stories.join_story(db, story, filed.id, "same-event", 0.5, NOW)
                articles.mark_related(db, filed.id)
                done += 1


def _export_all(store: Store) -> None:
    with store.reading() as db:
        for exported in export.iter_articles(db):
            export.as_json(exported)


def _add_links(store: Store) -> None:
    with store.writing() as db:
        for outlet in range(OUTLETS):
            found = [NewLink(f"https://o{outlet}.example/old/{number}") for number in range(100_000 // OUTLETS)]
            schedule.add_links(db, SourceId(f"o{outlet}"), found, NOW)


def _latencies(store: Store, chance: random.Random, words: list[str], weights: list[float]) -> None:
    queries = [" ".join(chance.choices(words, cum_weights=weights, k=2)) for _ in range(100)]
    with store.reading() as db:
        ids = [card.id for card in articles.recent_articles(db, 1000)]
        front = [card.id for card in stories.front(db, 100)]
        _times("search, 2 words, 20 hits", [partial(search.search, db, query, 20) for query in queries])
        _times("count of hits", [partial(search.count_hits, db, query) for query in queries])
        _times("front page of 40 stories", [lambda: stories.front(db, 40)] * 20)
        _times("recent page of 40 articles", [lambda: articles.recent_articles(db, 40)] * 20)
        _times("one story", [partial(stories.get_story, db, id) for id in front])
        _times("one article", [partial(articles.get_article, db, id) for id in ids[:200]])
        _times(
            "article by address",
            [partial(articles.article_by_url, db, f"http://o1.example/news/{n}/") for n in range(200)],
        )
        _times("due links, 100,000 waiting", [lambda: schedule.due_links(db, NOW, 50)] * 5)
        _times("due listings", [lambda: schedule.due_listings(db, NOW, 50)] * 20)
        _times("next due", [lambda: schedule.next_due_at(db)] * 5)
        _times("due pages, none", [lambda: pages.due_pages(db, "r2", 50)] * 20)
        _times("all sources", [lambda: sources.all_sources(db)] * 5)
        _times("totals", [lambda: status.totals(db)] * 5)


def _rate(what: str, count: int, do: Callable[[], None]) -> None:
    start, start_cpu = time.perf_counter(), time.process_time()
    do()
    wall, cpu = time.perf_counter() - start, time.process_time() - start_cpu
    print(f"{what}: {count / wall:,.0f} a second ({wall:.1f} s, of them {cpu:.1f} s CPU)", flush=True)


def _times(what: str, asks: list[Callable[[], object]]) -> None:
    taken = []
    for ask in asks:
        start = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - start) * 1000)
    taken.sort()
    print(f"{what}: p50 {statistics.median(taken):.1f} ms, p95 {taken[int(len(taken) * 0.95)]:.1f} ms", flush=True)


if __name__ == "__main__":
    main()
