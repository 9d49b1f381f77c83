"""How fast reports are compared with their base, and what is found. JSON lines in, figures out.

  python bench/compare.py [--field NAME] [--labels FILE.tsv] [--most N] FILE.jsonl[.gz] …

The rows of a file are articles (`content`, or the field named, is the text; `url` names it). Each is compared with the
articles of the other rows that share the most rare runs of four words with it, at most three, until `--most` (400)
pairs are found. Printed: comparisons a second beside a plain baseline (`difflib.SequenceMatcher` on the words of the
two texts, no passages), in turns in one run, with their ratio; verdicts and kinds of changes over all the pairs.

Labels are lines of tabs: report's url, base's url, "there" or "here", a piece of the passage (enough to find it in the
text), and the verdict that is right: same, changed, reworded, "left out", added, unclear, aside, or "told" for any of
the first three; a number that changed is a line with the verdict `number` and "12>21" as the piece. Printed for each
verdict: right, found, expected, precision and recall. Lines that begin with # are left out.

  python bench/compare.py --cuts GOLD.jsonl[.gz]

The rows are articles with `url`, `paragraphs` and, where one is a copy, `text_from` with the `url` of its original. Of
copies that lack one paragraph of their original at most: the verdicts on the sentences that were cut and on those kept.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path
from typing import Any

from masdar.model import Article, ArticleId, Comparison, FiledArticle, Reading, Source, SourceId, Span
from masdar.relate.comparing import compare_with_base
from masdar.relate.wording import folded_words
from masdar.text.numbers import numbers

MOST_HOLDERS, LEAST_SHARED, BASES, TURNS = 6, 4, 3, 20
SLACK = 5  # characters by which a copy that only cuts may differ from what it keeps
TOLD = ("same", "changed", "reworded")
"""Verdicts that a label "told" covers."""


@dataclass(frozen=True, slots=True)
class Label:
    """A verdict by hand on the passage with these words, of the base ("there") or the report ("here")."""

    report: str
    base: str
    side: str
    piece: str
    verdict: str


def main() -> None:
    """Find the pairs, time them, count, and hold them to the labels."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("files", nargs="*", type=Path)
    asked.add_argument("--field", default="content")
    asked.add_argument("--labels", type=Path)
    asked.add_argument("--most", type=int, default=400)
    asked.add_argument("--cuts", type=Path)
    given = asked.parse_args()
    if given.cuts:
        count_cuts(given.cuts)
        return
    held = [article for path in given.files for article in read(path, given.field)]
    pairs = list(near_pairs(held))[: given.most]
    if not pairs:
        raise SystemExit(f"{len(held)} articles, and no two of them share enough words to be compared")
    print(f"{len(held)} articles, {len(pairs)} pairs")
    found = timed(pairs)
    verdicts = Counter(each.verdict for made in found for each in made.passages)
    changes = Counter(change.what for made in found for each in made.passages for change in each.changes)
    print("verdicts: ", ", ".join(f"{number} {name}" for name, number in verdicts.most_common()))
    print("changes:  ", ", ".join(f"{number} {name}" for name, number in changes.most_common()))
    if given.labels:
        score(held, labels(given.labels))


# ---------------------------------------------------------------- articles


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Each line of a file, packed or not."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def read(path: Path, field: str) -> Iterator[FiledArticle]:
    """The rows of a file with a text; a number of its own for each."""
    for number, row in enumerate(rows(path), 1):
        if str(row.get(field, "")).strip():
            yield file(hash((path.name, number)) & 0x7FFFFFFF, row.get("url", f"{path.name}:{number}"), row[field])


def file(number: int, url: str, text: str) -> FiledArticle:
    """As an article that reading found only the paragraphs of."""
    paragraphs = tuple(line for line in text.split("\n") if line.strip())
    article = Article(url=url, title="", paragraphs=paragraphs, direction="rtl")
    source = Source(SourceId("bench"), "bench", "https://bench.example/", ())
    return FiledArticle(ArticleId(number), source, datetime(2026, 1, 1, tzinfo=UTC), Reading(article))


def near_pairs(held: Sequence[FiledArticle]) -> Iterator[tuple[FiledArticle, FiledArticle]]:
    """Report and base: rows that share rare runs of four words."""
    holders: defaultdict[tuple[str, ...], set[int]] = defaultdict(set)
    for at, article in enumerate(held):
        words = folded_words(article.reading.article.text)
        for run in zip(words, words[1:], words[2:], words[3:], strict=False):
            holders[run].add(at)
    shared: Counter[tuple[int, int]] = Counter()
    for places in holders.values():
        if 2 <= len(places) <= MOST_HOLDERS:
            shared.update((one, other) for one in places for other in places if one < other)
    taken: Counter[int] = Counter()
    for (base, report), number in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        if number >= LEAST_SHARED and taken[report] < BASES:
            taken[report] += 1
            yield held[report], held[base]


# ---------------------------------------------------------------- speed


def timed(pairs: Sequence[tuple[FiledArticle, FiledArticle]]) -> list[Comparison]:
    """What was found; comparing and the baseline take turns, so that both meet the same machine."""
    ours = plain = 0.0
    found: list[Comparison] = []
    edges = sorted({*range(0, len(pairs), max(1, len(pairs) // TURNS)), len(pairs)})
    for start, end in pairwise(edges):
        began = time.perf_counter()
        found += [made for report, base in pairs[start:end] if (made := compare_with_base(report, base)) is not None]
        ours += time.perf_counter() - began
        began = time.perf_counter()
        for report, base in pairs[start:end]:
            before, after = (each.reading.article.text.split() for each in (base, report))
            SequenceMatcher(None, before, after).get_opcodes()
        plain += time.perf_counter() - began
    speeds = len(pairs) / ours, len(pairs) / plain
    print(f"{speeds[0]:.0f} comparisons/s; difflib on the words {speeds[1]:.0f}/s; ratio {speeds[0] / speeds[1]:.3f}")
    return found


# ---------------------------------------------------------------- cuts


def count_cuts(path: Path) -> None:
    """Verdicts on what copies are known to have cut from their originals, and on what they kept."""
    by_url = {row["url"]: row for row in rows(path)}
    counted, copies = Counter[tuple[str, str]](), 0
    for row in by_url.values():
        original = by_url.get((row.get("text_from") or {}).get("url"))
        if original is None:
            continue
        whole = " ".join(" ".join(row["paragraphs"]).split())
        there = [" ".join(each.split()) for each in original["paragraphs"] if each.strip()]
        lacking = {number for number, each in enumerate(there) if each not in whole}
        kept = sum(len(each) + 1 for number, each in enumerate(there) if number not in lacking)
        if len(lacking) > 1 or abs(kept - len(whole)) > SLACK:  # of another version, or rewritten
            continue
        copies += 1
        made = compare_with_base(file(2, row["url"], whole), file(1, original["url"], "\n".join(there)))
        passages = made.passages if made else ()
        counted.update(
            ("cut" if span.paragraph in lacking else "kept", each.verdict) for each in passages for span in each.there
        )
    print(f"{copies} copies")
    for (what, verdict), number in sorted(counted.items()):
        print(f"{what:<5} {verdict:<10} {number}")


# ---------------------------------------------------------------- labels


def labels(path: Path) -> list[Label]:
    """A label for each line of five fields."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#")
    return [Label(*row) for row in rows]


def score(held: Sequence[FiledArticle], given: Sequence[Label]) -> None:
    """Passages that no label names are not counted; numbers of a labelled pair all are."""
    by_url = {each.reading.article.url: each for each in held}
    right, found, expected = Counter[str](), Counter[str](), Counter[str]()
    for report, base in sorted({(each.report, each.base) for each in given}):
        if report not in by_url or base not in by_url:
            raise SystemExit(f"labels name an article that no file has: {report if report not in by_url else base}")
        made = compare_with_base(by_url[report], by_url[base])
        own = [each for each in given if (each.report, each.base) == (report, base)]
        for label in own:
            if made is not None and label.verdict != "number":
                verdict = verdict_on(made, by_url[base] if label.side == "there" else by_url[report], label)
                verdict = "told" if label.verdict == "told" and verdict in TOLD else verdict
                expected[label.verdict] += 1
                found[verdict] += 1
                right[verdict] += verdict == label.verdict
        wanted = {each.piece for each in own if each.verdict == "number"}
        told = changed_numbers(made, by_url[report], by_url[base]) if made else set()
        expected["number"] += len(wanted)
        found["number"] += len(told)
        right["number"] += len(wanted & told)
    for name in sorted(expected | found):
        precision, recall = (right[name] / of[name] if of[name] else 0.0 for of in (found, expected))
        print(f"{name:<10} {right[name]} right, {found[name]} found, {expected[name]} expected: "
              f"precision {precision:.2f}, recall {recall:.2f}")  # fmt: skip


def verdict_on(made: Comparison, article: FiledArticle, label: Label) -> str:
    """Of the passage with the label's words; "" where no passage has them."""
    for each in made.passages:
        for span in each.there if label.side == "there" else each.here:
            if label.piece in cut(article, span):
                return each.verdict
    return ""


def changed_numbers(made: Comparison, report: FiledArticle, base: FiledArticle) -> set[str]:
    """As "12>21"."""
    return {
        ">".join(
            "+".join(number.value for span in spans for number in numbers(cut(article, span)))
            for spans, article in ((change.there, base), (change.here, report))
        )
        for change in made.changes("number")
    }


def cut(article: FiledArticle, span: Span) -> str:
    """The words there."""
    return article.reading.article.paragraphs[span.paragraph][span.start : span.end]


if __name__ == "__main__":
    main()
