"""How fast reprints are looked for, and what that costs as the archive grows. Nothing in, figures out.

  python bench/chain.py speed [FILE.jsonl.gz …]    fingerprints a second beside a plain baseline, in turns in one run;
                                         of generated texts, or of the "content" of the files' rows
  python bench/chain.py growth [N …] [FILE.jsonl.gz …]     CPU milliseconds an article with N articles in the archive
                                         (10,000 and 100,000; a million takes some minutes and 2 GB), on a SQLite
                                         database in a temporary folder, which has to be filled first; of generated
                                         texts that end in their source's closing, or of texts of the files as they are
  python bench/chain.py quotations [N …]   milliseconds a lookup with N quotations in the ledger (10,000 and 100,000);
                                         then quotations grouped and checked a second, beside a plain comparison of
                                         the same pairs, in turns in one run
  python bench/chain.py story [N …]      milliseconds that keeping the ledger takes for one more report of a story of N
                                         (30, 100 and 300) reports, half of them with the same words

The articles looked up are whole texts; of the archive behind them only what candidates are found by is there: rows of
articles and of bands, as many bands each as the texts have, four of them its source's boilerplate, a tenth copies.
"""

from __future__ import annotations

import random
import sqlite3
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from difflib import SequenceMatcher
from pathlib import Path
from statistics import mean, median
from typing import Any
from unittest import mock

import numpy as np
from sqlalchemy import Connection, func, insert, select

from masdar.app import open_desk
from masdar.config import Config
from masdar.model import Article, ArticleId, Evidence, FiledArticle, Page, Quoted, Reading, Source, SourceId, Span
from masdar.relate.candidates import nearest, standing_bands, standing_shingles
from masdar.relate.fingerprint import fingerprint
from masdar.relate.quotations import bands as quoted_bands
from masdar.relate.quotations import group_quotations
from masdar.relate.word_checks import Circle, check_quotation
from masdar.relate.wording import SHINGLE_WORDS
from masdar.store import Store, ledger_tables, open_store, pages, quotations
from masdar.store.relations import Holders, band_holders, save_bands
from masdar.store.sources import save_source
from masdar.store.stories import open_stories
from masdar.store.tables import articles, bands
from masdar.text.verbatim import compare as align
from masdar.work.desk import Desk
from masdar.work.quoting import keep_ledger
from masdar.work.reading import read_pages
from masdar.work.relating import BATCH, CANDIDATES, relate_articles
from relate import read_day, write_text, write_word

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


def fill(path: Path, size: int, each: int, closings: list[tuple[int, ...]]) -> None:
    """`size` articles with `each` bands, of which those of their source's closing. Past the store: a million articles
    in one transaction of its own kind, which a crash may spoil, takes a fifth of the time."""
    with open_store(f"sqlite:///{path}") as store, store.writing() as db:
        for number in range(SOURCES):
            save_source(db, Source(SourceId(f"s{number}"), f"s{number}", f"http://s{number}.example/", ()), START)
        for start in range(0, size, ROWS_AT_ONCE):
            rows = [_row(number) for number in range(start + 1, min(start + ROWS_AT_ONCE, size) + 1)]
            db.execute(insert(articles), rows)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for setting in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -500000"):
            db.execute(f"PRAGMA {setting}")
        db.execute("DROP INDEX bands_article")
        db.execute("BEGIN")
        for portion in _band_rows(size, each, closings):
            db.executemany("INSERT OR IGNORE INTO bands (band, article_id) VALUES (?, ?)", portion)
        db.execute("COMMIT")
        db.execute("CREATE INDEX bands_article ON bands (article_id)")


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


def measure_growth(sizes: list[int], paths: list[str]) -> None:
    chance = random.Random(2)
    closings = [write_text(chance, 40) for _ in range(SOURCES)]
    standing = [fingerprint(each).bands for each in closings]
    reports = [write_paragraphs(chance, closings[number % SOURCES]) for number in range(1, PROBES + 1)]
    rows = [str(row["content"] or "") for path in paths for row in read_day(path)]
    texts = [tuple(filter(str.strip, row.split("\n"))) for row in rows]
    reports = texts[-PROBES:] or reports
    for report in texts[:-PROBES]:  # what has been running for a while has seen the words of a day
        fingerprint("\n".join(report))
    each = round(mean(len(fingerprint("\n".join(report)).bands) for report in reports))
    words = round(mean(len(" ".join(report).split()) for report in reports))
    print(f"{len(reports)} articles of some {words} words and {each} bands, {BATCH} at once; ms of CPU each")
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            begun, path = time.monotonic(), Path(folder, "news.db")
            fill(path, size, each, standing)
            filled = time.monotonic() - begun
            with open_store(f"sqlite:///{path}") as store:
                spent = _ask(store, size, reports)
            megabytes = path.stat().st_size >> 20
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


# ---------------------------------------------------------------- quotations


def measure_quotations(sizes: list[int]) -> None:
    chance = random.Random(3)
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder, open_store(f"sqlite:///{folder}/news.db") as store:
            told = [_quoted(number, _rare_words(chance)) for number in range(1, size + 1)]
            _fill_ledger(store, told)
            clock = Clock()
            for each in chance.sample(told, PROBES):
                with store.reading() as db, clock.measure("lookup"):
                    quotations.at_places(db, sorted(quotations.sharing_words(db, quoted_bands(each.words))))
            for each in chance.sample(told, PROBES):
                with store.reading() as db, clock.measure("page"):
                    quotations.get_quotation(db, each.article)
            shown = "  ".join(f"{name} {1000 * spent / PROBES:.2f}" for name, spent in clock.spent.items())
            print(f"{size:9,} quotations: {shown} ms of CPU", flush=True)
    _measure_words(chance)


def _rare_words(chance: random.Random) -> str:
    return " ".join(write_word(chance.randrange(50_000)) for _ in range(20))


def _quoted(number: int, words: str) -> Quoted:
    span = Span(0, 0, len(words))
    evidence = Evidence("statement", "text", words, "bench@1", 0.9, span)
    at = START + timedelta(days=number / A_DAY)
    return Quoted(ArticleId(number), 0, 0, words, span, f"المتحدث {number % 50}", None, "ar", at, evidence)


def _fill_ledger(store: Store, told: list[Quoted]) -> None:
    with store.writing() as db:
        for number in range(SOURCES):
            save_source(db, Source(SourceId(f"s{number}"), f"s{number}", f"http://s{number}.example/", ()), START)
        db.execute(insert(articles), [_row(each.article) for each in told])
        db.execute(insert(ledger_tables.quotations), [{"id": each.article, "changed_at": START} for each in told])
        rows = [{"article_id": each.article, "place": 0, "quotation_id": each.article, "quoted": each} for each in told]
        db.execute(insert(ledger_tables.quotation_versions), rows)
        found = (
            {"band": band, "article_id": each.article, "place": 0} for each in told for band in quoted_bands(each.words)
        )
        db.execute(insert(ledger_tables.quotation_bands), list(found))


def _measure_words(chance: random.Random) -> None:
    """A hundred quotations, each in five reports with a word or none changed."""
    told: list[Quoted] = []
    for _ in range(100):
        words = _rare_words(chance).split()  # common ones would make one quotation of them all
        for _ in range(5):
            words[chance.randrange(20)] = write_word(chance.randrange(50_000))
            told.append(_quoted(len(told) + 1, " ".join(words)))
    clock, rounds = Clock(), 5
    for _ in range(rounds):
        for forget in (align.cache_clear, quoted_bands.cache_clear):
            forget()
        with clock.measure("group"):
            groups = group_quotations(told)
        align.cache_clear()
        with clock.measure("check"):
            for group in groups:
                check_quotation(group, Circle())
        with clock.measure("plain"):
            for group in groups:
                for one in group:
                    for other in group:
                        SequenceMatcher(None, one.words.split(), other.words.split(), False).get_matching_blocks()
    for name, spent in clock.spent.items():
        print(f"{name:6} {rounds * len(told) / spent:6.0f} quotations/s")
    print(f"a check takes {clock.spent['check'] / clock.spent['plain']:.2f} times the plain comparison of all pairs")


# ---------------------------------------------------------------- one story


def measure_story(sizes: list[int]) -> None:
    """The last ten reports come one by one, as they do in `masdar run`."""
    words = "لن نغلق الجسر القديم قبل أن تنتهي أعمال الصيانة كلها في الربيع المقبل"
    for size in sizes:
        chance, clock = random.Random(4), Clock()
        with tempfile.TemporaryDirectory() as folder, open_desk(Config(data=Path(folder))) as desk:
            for number in range(size):
                said = words if number % 2 else write_text(chance, 15)
                _publish(desk, number, f"وقالت وزارة الجسور في بيان: «{said}».", write_text(chance, 60))
                if number >= size - 10:
                    read_pages(desk)
                    _relate(desk, clock)
                elif number == size - 11:
                    read_pages(desk)
                    relate_articles(desk)
            with desk.store.reading() as db:
                most = max(len(ids) for _, ids in open_stories(db, START, START + timedelta(days=9)))
        told = "  ".join(f"{name} {1000 * spent / 10:.1f}" for name, spent in clock.spent.items())
        print(f"story of {most} reports: {told} ms of CPU for one more", flush=True)


def _publish(desk: Desk, number: int, said: str, more: str) -> None:
    source = Source(_source(number), f"صحيفة {number % SOURCES}", f"http://{_source(number)}.example/", ())
    title = "الوزارة تعد بإبقاء الجسر القديم مفتوحا طوال الصيانة"
    shown = ("عقدت وزارة الجسور مؤتمرا صحفيا في مقرها صباح السبت لشرح أعمال صيانة الجسر القديم للسكان.", said, more)
    body = "".join(f"<p>{paragraph}</p>" for paragraph in shown)
    markup = f"<html lang=ar><title>{title}</title><body><h1>{title}</h1>{body}</body>".encode()
    at = START + timedelta(minutes=number)
    page = Page(f"{source.home}{number}", at, 200, (("content-type", "text/html; charset=utf-8"),), markup)
    with desk.store.writing() as db:
        save_source(db, source, START)
        pages.add_page(db, page, source.id, desk.archive.append(page))


def _relate(desk: Desk, clock: Clock) -> None:
    """Relating, with the ledger's part of it measured."""

    def measured(*arguments: Any) -> Any:
        with clock.measure("ledger"):
            return keep_ledger(*arguments)

    with mock.patch("masdar.work.relating.keep_ledger", measured), clock.measure("relating in all"):
        relate_articles(desk)


def main(arguments: list[str]) -> None:
    match arguments:
        case ["speed", *paths]:
            measure_speed(paths)
        case ["growth", *rest]:
            sizes = [int(each) for each in rest if each.isdecimal()]
            measure_growth(sizes or [10_000, 100_000], [each for each in rest if not each.isdecimal()])
        case ["quotations", *sizes]:
            measure_quotations([int(size) for size in sizes] or [10_000, 100_000])
        case ["story", *sizes]:
            measure_story([int(size) for size in sizes] or [30, 100, 300])
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
