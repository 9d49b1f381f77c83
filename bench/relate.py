"""How fast relating is and how well it agrees with hand labels. Files in, figures or predictions out.

  python bench/relate.py pairs FILE.jsonl.gz …           candidates and reprints against brute force, articles a second
  python bench/relate.py stories  < RECORDS > PREDICTIONS    one JSON object a line: {"id": …, "group": …}
  python bench/relate.py families [--parts] < RECORDS > PREDICTIONS    {"id": …, "family": …}; single link over
                                                          reprints, with --parts over reworked texts too
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
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from masdar.model import Article, ArticleId, FiledArticle, Reading, Reprint, Source, SourceId, SourceKind, StoryId
from masdar.relate.fingerprint import fingerprint
from masdar.relate.reprints import LEAST_CONTAINMENT, LEAST_SHINGLES, compare
from masdar.relate.stories import StoryIndex
from masdar.relate.wording import Shingle, shingles, wording_of

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


class Candidates:
    """What the store does with its table of bands, in memory."""

    def __init__(self) -> None:
        self._articles: defaultdict[int, list[int]] = defaultdict(list)

    def ask_and_add(self, number: int, bands: tuple[int, ...]) -> set[int]:
        found: set[int] = set()
        for band in bands:
            found.update(self._articles[band])
            self._articles[band].append(number)
        return found


def find_reprints(articles: list[FiledArticle], *, parts: bool = False) -> dict[Pair, Reprint]:
    candidates, found = Candidates(), {}
    for number, article in enumerate(articles):
        for other in sorted(candidates.ask_and_add(number, fingerprint(article.reading.article.text).bands)):
            reprint = compare(articles[other], article, parts=parts)
            if reprint:
                found[other, number] = reprint
    return found


# ---------------------------------------------------------------- predictions for a scorer


def predict_stories() -> None:
    records = read_records(sys.stdin)
    index, started = StoryIndex(), 0
    reprints = find_reprints([article for _, article in records])
    copies: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
    for (earlier, later), reprint in reprints.items():
        copies[later].append((-reprint.containment, earlier))
    for number, (key, article) in enumerate(records):
        match = index.match(article, [ArticleId(other) for _, other in sorted(copies[number])])
        story = match.story if match else StoryId(started)
        started += match is None
        index.add(story, article)
        print(json.dumps({"id": key, "group": story}))


def predict_families(*, parts: bool) -> None:
    records = read_records(sys.stdin)
    family = list(range(len(records)))

    def head(number: int) -> int:
        while family[number] != number:
            number = family[number]
        return number

    for earlier, later in find_reprints([article for _, article in records], parts=parts):
        family[head(later)] = head(earlier)
    for number, (key, _) in enumerate(records):
        print(json.dumps({"id": key, "family": head(number)}))


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
    index = Candidates()
    asked: set[Pair] = set()
    for number, found in enumerate(prints):
        asked.update((other, number) for other in index.ask_and_add(number, found.bands))
    looked_up = time.process_time()
    reprints = {
        pair for pair in sorted(asked, key=lambda pair: pair[1]) if compare(articles[pair[0]], articles[pair[1]])
    }
    compared = time.process_time()
    truth = contained_pairs(articles)
    bands = sum(len(found.bands) for found in prints)
    print(f"articles {len(articles)}  bands an article {bands / len(articles):.1f}")
    print(f"fingerprint {len(articles) / (printed - start):.0f} articles/s")
    print(f"candidates {len(articles) / (looked_up - printed):.0f} articles/s, {len(asked) / len(articles):.1f} each")
    print(f"compare {len(asked) / (compared - looked_up):.0f} pairs/s")
    print(f"all in all {len(articles) / (compared - start):.0f} articles/s")
    print(f"pairs with containment >= {LEAST_CONTAINMENT}: {len(truth)}")
    print(f"candidates: recall {len(truth & asked) / len(truth):.4f}")
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
        Candidates(),
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


def _file_next(number: int, chance: random.Random, index: StoryIndex, candidates: Candidates, start: datetime) -> int:
    seen = start + timedelta(days=number / 2000)
    article = file_article(number, f"s{number % 20}", write_text(chance, 8), write_text(chance), seen)
    candidates.ask_and_add(number, fingerprint(article.reading.article.text).bands)
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
            predict_families(parts=False)
        case ["families", "--parts"]:
            predict_families(parts=True)
        case ["scale", *sizes]:
            measure_scale([int(size) for size in sizes] or [1_000, 10_000])
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
