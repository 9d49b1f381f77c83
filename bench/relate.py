"""How fast relating is and how well it agrees with hand labels. Files in, figures or predictions out.

  python bench/relate.py pairs FILE.jsonl.gz …           candidates and reprints against brute force, articles a second
  python bench/relate.py stories  < RECORDS > PREDICTIONS    one JSON object a line: {"id": …, "group": …}
  python bench/relate.py families [--copies] < RECORDS > PREDICTIONS    {"id": …, "family": …}; as the pipeline links
                                                          them, with --copies by single link over copies only
  python bench/relate.py scale [N …]                      cost of an article as the archive grows, on generated texts

RECORDS are JSON lines with id, source, title, text, and published (RFC 822) or a day in the id; FILEs are JSON lines
with source, title, content and date_extracted.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import sys
import time
from collections import Counter, defaultdict, deque
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from masdar.model import (
    Article,
    ArticleId,
    BandHolders,
    FiledArticle,
    Reading,
    Reprint,
    Source,
    SourceId,
    SourceKind,
    StoryId,
)
from masdar.relate.candidates import nearest, standing_bands, standing_shingles
from masdar.relate.families import families, main_part
from masdar.relate.fingerprint import fingerprint
from masdar.relate.reprints import LEAST_CONTAINMENT, LEAST_SHINGLES, compare
from masdar.relate.stories import StoryIndex
from masdar.relate.wording import Shingle, shingles, wording_of
from masdar.store.relations import MOST_HOLDERS
from masdar.work.relating import CANDIDATES

Pair = tuple[int, int]


def file_article(number: int, source: str, title: str, text: str, seen: datetime) -> FiledArticle:
    paragraphs = tuple(line.strip() for line in text.split("\n") if line.strip())
    article = Article(f"http://{source}.example/{number}", title, paragraphs, "rtl")
    kind: SourceKind = "agency" if source == "was" else "outlet"
    return FiledArticle(
        ArticleId(number),
        Source(SourceId(source), source, "", (), kind=kind),
        seen,
        Reading(article),
    )


def read_records(lines: Iterable[str]) -> list[tuple[str, FiledArticle]]:
    """In order of time."""
    records: list[tuple[datetime, str, dict[str, Any]]] = []
    for record in map(json.loads, lines):
        if record.get("published"):
            seen = parsedate_to_datetime(record["published"])
        else:
            day = re.search(r"\d{4}-\d\d-\d\d", record["id"])
            seen = datetime.fromisoformat(day.group() if day else "2000-01-01").replace(tzinfo=UTC)
        records.append((seen, record["id"], record))
    records.sort(key=lambda item: item[0])
    return [
        (key, file_article(number, record["source"], record.get("title") or "", record["text"] or "", seen))
        for number, (seen, key, record) in enumerate(records)
    ]


class Bands:
    """What the store does with its table of bands, in memory (`store.relations.band_holders`)."""

    def __init__(self) -> None:
        self._articles: defaultdict[int, deque[ArticleId]] = defaultdict(lambda: deque(maxlen=MOST_HOLDERS))
        self._origins: dict[ArticleId, tuple[SourceId, datetime]] = {}

    def ask_and_add(self, article: FiledArticle, bands: tuple[int, ...]) -> BandHolders:
        found = {band: list(self._articles[band]) for band in bands}
        self._origins[article.id] = (article.source.id, article.first_seen)
        for band in bands:
            self._articles[band].append(article.id)
        return BandHolders(found, self._origins)


def find_reprints(articles: list[FiledArticle], *, parts: bool = True) -> dict[Pair, Reprint]:
    """As `work.relating` finds them, the articles coming in the order given."""
    table = Bands()
    found: dict[Pair, Reprint] = {}
    for number, article in enumerate(articles):
        bands = fingerprint(article.reading.article.text).bands
        holders = table.ask_and_add(article, bands)
        standing = standing_bands(holders, len(bands))
        boilerplate = standing_shingles(article.reading.article, bands, standing)
        for other in sorted(nearest(holders, standing, CANDIDATES)):
            reprint = compare(articles[other], article, parts=parts, standing=boilerplate)
            if reprint:
                found[other, number] = reprint
    return found


# ---------------------------------------------------------------- predictions for a scorer


def predict_stories() -> None:
    records = read_records(sys.stdin)
    index, started = StoryIndex(), 0
    reprints = find_reprints([article for _, article in records])
    shared: defaultdict[int, list[Reprint]] = defaultdict(list)
    copies: defaultdict[int, list[tuple[bool, float, int]]] = defaultdict(list)
    for (_, later), reprint in reprints.items():
        shared[later].append(reprint)
    for (earlier, later), reprint in reprints.items():
        if reprint.kind == "copy":
            carried = main_part(ArticleId(later), shared[later])
            copies[later].append((earlier not in carried, -reprint.containment, earlier))
    for number, (key, article) in enumerate(records):
        match = index.match(article, [ArticleId(other) for _, _, other in sorted(copies[number])])
        story = match.story if match else StoryId(started)
        started += match is None
        index.add(story, article)
        print(json.dumps({"id": key, "group": story}))


def predict_families(*, only_copies: bool) -> None:
    records = read_records(sys.stdin)
    reprints = find_reprints([article for _, article in records], parts=not only_copies)
    found = single_link(reprints) if only_copies else families(reprints.values())
    for number, (key, _) in enumerate(records):
        print(json.dumps({"id": key, "family": found.get(ArticleId(number), number)}))


def single_link(pairs: Iterable[Pair]) -> dict[ArticleId, ArticleId]:
    family: dict[int, int] = {}

    def head(number: int) -> int:
        while family.setdefault(number, number) != number:
            number = family[number]
        return number

    for earlier, later in pairs:
        family[head(later)] = head(earlier)
    return {ArticleId(number): ArticleId(head(number)) for number in family}


# ---------------------------------------------------------------- against brute force


def read_day(path: str) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def contained_pairs(articles: list[FiledArticle]) -> set[Pair]:
    """Every pair with at least `LEAST_CONTAINMENT`, by comparing all with all."""
    sets = [set(shingles(wording_of(article.reading.article).words)) for article in articles]
    holders: defaultdict[Shingle, list[int]] = defaultdict(list)
    for number, found in enumerate(sets):
        for shingle in found:
            holders[shingle].append(number)
    common: Counter[Pair] = Counter()
    for numbers in holders.values():
        common.update((first, second) for at, second in enumerate(numbers) for first in numbers[:at])
    shorter = {pair: min(len(sets[pair[0]]), len(sets[pair[1]])) for pair in common}
    return {
        pair
        for pair, count in common.items()
        if shorter[pair] >= LEAST_SHINGLES and count >= LEAST_CONTAINMENT * shorter[pair]
    }


def measure_pairs(paths: list[str]) -> None:
    rows = [row for path in paths for row in read_day(path)]
    articles = [
        file_article(
            number,
            row["source"],
            row["title"] or "",
            row["content"] or "",
            datetime.fromisoformat(row["date_extracted"]).replace(tzinfo=UTC),
        )
        for number, row in enumerate(rows)
    ]
    start = time.process_time()
    prints = [fingerprint(article.reading.article.text) for article in articles]
    printed = time.process_time()
    table = Bands()
    asked: list[Pair] = []
    boilerplate: dict[int, frozenset[Shingle]] = {}
    for number, (article, found) in enumerate(zip(articles, prints, strict=True)):
        holders = table.ask_and_add(article, found.bands)
        standing = standing_bands(holders, len(found.bands))
        boilerplate[number] = standing_shingles(article.reading.article, found.bands, standing)
        asked.extend((other, number) for other in nearest(holders, standing, CANDIDATES))
    looked_up = time.process_time()
    reprints = {pair for pair in asked if compare(articles[pair[0]], articles[pair[1]], standing=boilerplate[pair[1]])}
    compared = time.process_time()
    truth = contained_pairs(articles)
    bands = sum(len(found.bands) for found in prints)
    print(f"articles {len(articles)}  bands an article {bands / len(articles):.1f}")
    print(f"fingerprint {len(articles) / (printed - start):.0f} articles/s")
    print(f"candidates {len(articles) / (looked_up - printed):.0f} articles/s, {len(asked) / len(articles):.1f} each")
    print(f"compare {len(asked) / (compared - looked_up):.0f} pairs/s")
    print(f"all in all {len(articles) / (compared - start):.0f} articles/s")
    print(f"pairs with containment >= {LEAST_CONTAINMENT}: {len(truth)}")
    print(f"candidates: recall {len(truth & set(asked)) / len(truth):.4f}")
    print(f"articles with boilerplate: {sum(map(bool, boilerplate.values()))}")
    right = len(truth & reprints)
    print(f"reprints: precision {right / len(reprints):.4f}, recall {right / len(truth):.4f}")


# ---------------------------------------------------------------- growth


LETTERS = "بتجحدرسشصطعفقكلمنهي"


def write_text(chance: random.Random, words: int = 200) -> str:
    """Words of letters by Zipf's law out of some 100,000."""
    return " ".join(write_word(min(int(chance.paretovariate(0.8)), 100_000)) for _ in range(words))


def write_word(number: int) -> str:
    """Four letters or more, another word for each number."""
    number += 6859
    letters = ""
    while number:
        number, rest = divmod(number, len(LETTERS))
        letters += LETTERS[rest]
    return letters


def measure_scale(sizes: list[int]) -> None:
    """Seconds for the next 200 articles, at 2,000 articles a day, with an archive of each size behind them."""
    chance, index, candidates, start = (
        random.Random(1),
        StoryIndex(),
        Bands(),
        datetime(2026, 1, 1, tzinfo=UTC),
    )
    number = 0
    for size in sorted(sizes):
        while number < size:
            number = _file_next(number, chance, index, candidates, start)
        begun = time.process_time()
        while number < size + 200:
            number = _file_next(number, chance, index, candidates, start)
        print(
            f"archive {size}: {(time.process_time() - begun) / 200 * 1000:.2f} ms an article, open window {len(index)}"
        )


def _file_next(number: int, chance: random.Random, index: StoryIndex, candidates: Bands, start: datetime) -> int:
    seen = start + timedelta(days=number / 2000)
    article = file_article(number, f"s{number % 20}", write_text(chance, 8), write_text(chance), seen)
    candidates.ask_and_add(article, fingerprint(article.reading.article.text).bands)
    match = index.match(article)
    index.add(match.story if match else StoryId(number), article)
    index.forget_before(seen - timedelta(hours=72))
    return number + 1


def main(arguments: list[str]) -> None:
    match arguments:
        case ["pairs", *paths] if paths:
            measure_pairs(paths)
        case ["stories"]:
            predict_stories()
        case ["families"]:
            predict_families(only_copies=False)
        case ["families", "--copies"]:
            predict_families(only_copies=True)
        case ["scale", *sizes]:
            measure_scale([int(size) for size in sizes] or [1_000, 10_000])
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
