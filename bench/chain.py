"""How fast reprints are looked for, and what that costs as the archive grows. Nothing in, figures out.

  python bench/chain.py speed [FILE.jsonl.gz …]    fingerprints a second beside a plain baseline, in turns in one run;
                                         of generated texts, or of the "content" of the files' rows
  python bench/chain.py growth [N …]     CPU milliseconds an article with N articles in the archive (10,000 and 100,000)
                                         on a SQLite database in a temporary folder, which has to be filled first

The articles looked up are whole texts; of the archive behind them only what candidates are found by is there: rows of
articles and of bands, as many bands each as the texts have, four of them its source's boilerplate, a tenth copies.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import mean, median

import numpy as np
from sqlalchemy import Connection, func, insert, select, text

from masdar.model import Article, ArticleId, FiledArticle, Reading, Source, SourceId
from masdar.relate.candidates import nearest, standing_bands, standing_shingles
from masdar.relate.fingerprint import fingerprint
from masdar.relate.wording import SHINGLE_WORDS
from masdar.store import Store, open_store
from masdar.store.relations import Holders, band_holders, save_bands
from masdar.store.sources import save_source
from masdar.store.tables import articles, bands
from masdar.work.relating import BATCH, CANDIDATES
from relate import read_day, write_text

START = datetime(2026, 1, 1, tzinfo=UTC)
A_DAY, SOURCES, STANDING, PROBES = 2000, 20, 4, 2 * BATCH
ROWS_AT_ONCE = 200_000


def write_paragraphs(chance: random.Random, closing: str = "") -> tuple[str, ...]:
    """A report of two hundred words, and its source's closing paragraph."""
    return (*(write_text(chance, 50) for _ in range(4)), *([closing] if closing else []))


# ---------------------------------------------------------------- speed


def plain(words: str) -> set[int]:
    """The least that any look at shingles takes: words at blanks, nothing folded, Python's own hash."""
    found = words.split()
    return {hash(tuple(found[start : start + SHINGLE_WORDS])) for start in range(len(found) - SHINGLE_WORDS + 1)}


def measure_speed(paths: list[str]) -> None:
    chance = random.Random(1)
    texts = [str(row["content"] or "") for path in paths for row in read_day(path)]
    texts = texts or ["\n".join(write_paragraphs(chance)) for _ in range(1000)]
    count = len(texts)
    print(f"{count} texts of some {sum(len(each.split()) for each in texts) // count} words")
    ways: dict[str, Callable[[str], object]] = {"fingerprint": fingerprint, "plain": plain}
    spent: defaultdict[str, list[float]] = defaultdict(list)
    for _ in range(9):
        for name, way in ways.items():
            begun = time.process_time()
            for each in texts:
                way(each)
            spent[name].append(time.process_time() - begun)
    for name, seconds in spent.items():
        print(f"{name:12} {count / median(seconds):6.0f} texts/s (best {count / min(seconds):.0f})")
    ratio = median(one / other for one, other in zip(spent["fingerprint"], spent["plain"], strict=True))
    print(f"a fingerprint takes {ratio:.2f} times the plain baseline")


# ---------------------------------------------------------------- an archive


def fill(store: Store, size: int, each: int, closings: list[tuple[int, ...]]) -> None:
    """`size` articles with `each` bands, of which those of their source's closing."""
    with store.writing() as db:
        for number in range(SOURCES):
            save_source(db, Source(SourceId(f"s{number}"), f"s{number}", f"http://s{number}.example/", ()), START)
        for start in range(0, size, ROWS_AT_ONCE):
            rows = [_row(number) for number in range(start + 1, min(start + ROWS_AT_ONCE, size) + 1)]
            db.execute(insert(articles), rows)
        db.execute(text("DROP INDEX bands_article"))
        for portion in _band_rows(size, each, closings):
            db.connection.cursor().executemany("INSERT OR IGNORE INTO bands (band, article_id) VALUES (?, ?)", portion)
        db.execute(text("CREATE INDEX bands_article ON bands (article_id)"))


def _row(number: int) -> dict[str, object]:
    seen = START + timedelta(days=number / A_DAY)
    row = {"key": f"k{number}", "url": f"http://s.example/{number}", "title": "عنوان", "excerpt": "", "related": True}
    return row | {"id": number, "source_id": _source(number), "direction": "rtl", "first_seen": seen, "versions": 1}


def _source(number: int) -> SourceId:
    return SourceId(f"s{number % SOURCES}")


def _band_rows(size: int, each: int, closings: list[tuple[int, ...]]) -> Iterator[list[tuple[int, int]]]:
    """In the order of the key, so that a million articles are written in minutes."""
    chance = np.random.default_rng(1)
    table = chance.integers(-(2**63), 2**63, size=(size, each), dtype=np.int64)
    for number in range(SOURCES):
        table[(number - 1) % SOURCES :: SOURCES, :STANDING] = closings[number][:STANDING]
    copies = np.flatnonzero(chance.random(size) < 0.1)
    copies = copies[copies > A_DAY]
    table[copies, each // 2 :] = table[copies - chance.integers(1, A_DAY, size=len(copies)), each // 2 :]
    flat, numbers = table.ravel(), np.repeat(np.arange(1, size + 1), each)
    order = np.argsort(flat, kind="stable")
    for start in range(0, len(order), ROWS_AT_ONCE):
        part = order[start : start + ROWS_AT_ONCE]
        yield list(zip(flat[part].tolist(), numbers[part].tolist(), strict=True))


# ---------------------------------------------------------------- growth


def measure_growth(sizes: list[int]) -> None:
    chance = random.Random(2)
    closings = [write_text(chance, 40) for _ in range(SOURCES)]
    standing = [fingerprint(closing).bands for closing in closings]
    reports = [write_paragraphs(chance, closings[number % SOURCES]) for number in range(1, PROBES + 1)]
    each = round(mean(len(fingerprint("\n".join(report)).bands) for report in reports))
    print(f"{PROBES} articles of some 240 words and {each} bands, {BATCH} at once; ms of CPU each")
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder, open_store(f"sqlite:///{folder}/news.db") as store:
            begun = time.monotonic()
            fill(store, size, each, standing)
            filled = time.monotonic() - begun
            spent = _ask(store, size, reports)
            megabytes = Path(folder, "news.db").stat().st_size >> 20
        candidates = sum(spent[name] for name in ("fingerprint", "ask", "nearest"))
        told = "  ".join(f"{name} {found:.2f}" for name, found in spent.items())
        print(
            f"archive {size:9,}: {told}; {1000 / candidates:.0f} articles/s from text to candidates, "
            f"{1000 / (candidates + spent['save']):.0f} with saving; {megabytes:,} MB, filled in {filled:.0f} s",
            flush=True,
        )


def _ask(store: Store, size: int, reports: list[tuple[str, ...]]) -> dict[str, float]:
    """Milliseconds per article of each step of relating up to its candidates. In brackets, what is not part of it: the
    store asked for one article at a time, and by the plain question, without a limit for bands that very many have."""
    clock = Clock()
    first = size - size % SOURCES + SOURCES + 1
    told = [_filed(first + number, report) for number, report in enumerate(reports)]
    with store.writing() as db:
        db.execute(insert(articles), [_row(article.id) for article in told])
    for start in range(0, len(told), BATCH):
        batch = told[start : start + BATCH]
        with clock.measure("fingerprint"):
            prints = [fingerprint(article.reading.article.text).bands for article in batch]
        with store.reading() as db, clock.measure("ask"):
            holders = Holders(db, {band for found in prints for band in found})
        for article, found in zip(batch, prints, strict=True):
            with store.writing() as db:
                _look(db, clock, holders, article, found)
    return {name: 1000 * seconds / len(told) for name, seconds in clock.spent.items()}


def _look(db: Connection, clock: Clock, holders: Holders, article: FiledArticle, found: tuple[int, ...]) -> None:
    with clock.measure("save"):
        save_bands(db, article.id, found)
    with clock.measure("nearest"):
        near = holders.of(db, article, found)
        standing = standing_bands(near, len(found))
        nearest(near, standing, CANDIDATES)
    with clock.measure("[boilerplate]"):
        standing_shingles(article.reading.article, found, standing)
    with clock.measure("[ask one by one]"):
        band_holders(db, article.id)
    with clock.measure("[ask without limit]"):
        _ask_without_limit(db, article.id, found)


class Clock:
    """Seconds of CPU by what they were spent on."""

    def __init__(self) -> None:
        self.spent: defaultdict[str, float] = defaultdict(float)

    @contextmanager
    def measure(self, name: str) -> Iterator[None]:
        begun = time.process_time()
        yield
        self.spent[name] += time.process_time() - begun


def _filed(number: int, report: tuple[str, ...]) -> FiledArticle:
    article = Article(f"http://s.example/{number}", "عنوان", report, "rtl")
    source = Source(_source(number), _source(number), f"http://{_source(number)}.example/", ())
    return FiledArticle(ArticleId(number), source, START + timedelta(days=number / A_DAY), Reading(article))


def _ask_without_limit(db: Connection, number: int, found: tuple[int, ...]) -> None:
    """The plain question: all that share a band, those with most first."""
    query = select(bands.c.article_id).where(bands.c.band.in_(found), bands.c.article_id != number)
    most = query.group_by(bands.c.article_id).order_by(func.count().desc(), bands.c.article_id.desc()).limit(CANDIDATES)
    db.execute(most).all()


def main(arguments: list[str]) -> None:
    match arguments:
        case ["speed", *paths]:
            measure_speed(paths)
        case ["growth", *sizes]:
            measure_growth([int(size) for size in sizes] or [10_000, 100_000])
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
