"""Pages with gold in; Masdar (by general rules, by learned templates) and trafilatura side by side out: one table.

    python bench/reading.py box FOLDER                 site.warc.gz, sites.json, gold.jsonl.gz (Arabic sites, all facts)
    python bench/reading.py wcxb FOLDER [--sample 200]  dev/html/*.html.gz, dev/ground-truth/*.json (body only)

Every page is read by each reader in turn, so that all meet the same machine load; times are CPU seconds, given as a
ratio to trafilatura's. All but "whole", which adds credits and statements, are title, text, dates and metadata.
Templates are learned as it goes: six pages of a site, then the next ones, as `masdar run` does. Of wcxb's sites there
is one page each: its template is learned from the page itself, for the time it takes to read by it. `--misses N` lists
the worst pages, `--out FILE` writes Masdar's answers by template for a scorer of the box.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import mean
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from fastwarc.warc import ArchiveIterator, WarcRecordType

from masdar.model import Article, Moment, Page, Rejected, Source, SourceId, Template
from masdar.read import read_page
from masdar.read.article import extract, survey_page
from masdar.read.sheet import Reader
from masdar.read.survey import Survey
from masdar.read.templates.learning import learn
from masdar.work.reading import FIRST_LESSON

ZONE = "Asia/Riyadh"
_WORD = re.compile(r"\w+")
_NOW = datetime(2026, 11, 1, tzinfo=UTC)
FACTS = ("title", "section", "byline", "published")


@dataclass(frozen=True, slots=True)
class Gold:
    """What a page says. `facts` are those the page shows."""

    text: str | None
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """One page to read."""

    page: Page
    source: Source | None
    gold: Gold


@dataclass(slots=True)
class Score:
    """What one reader did on all pages."""

    f1: list[float] = field(default_factory=list)
    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    misses: list[tuple[float, str, str]] = field(default_factory=list)


Answer = tuple[str, dict[str, str | None]]
Read = Callable[[Case, tuple[Template, ...]], Answer | None]


# ---------------------------------------------------------------- readers


def by_template(case: Case, templates: tuple[Template, ...]) -> Answer | None:
    found = survey_page(case.page, Reader(case.source), templates)
    return answer(extract(found).article) if isinstance(found, Survey) else None


def by_rules(case: Case, _templates: tuple[Template, ...]) -> Answer | None:
    return by_template(case, ())


def whole(case: Case, templates: tuple[Template, ...]) -> Answer | None:
    """With credits and statements."""
    reading = read_page(case.page, case.source, templates)
    return None if isinstance(reading, Rejected) else answer(reading.article)


def answer(article: Article) -> Answer:
    facts = {"title": article.title, "section": article.section, "byline": article.byline}
    return article.text, facts | {"published": written(article.published)}


def by_trafilatura(case: Case, _templates: tuple[Template, ...]) -> Answer | None:
    """As the library is used: its defaults, with metadata, no comments."""
    import trafilatura

    document = trafilatura.bare_extraction(
        case.page.body.decode("utf-8", "replace"), url=case.page.url, include_comments=False, with_metadata=True
    )
    if document is None or isinstance(document, dict):
        return None
    section = next(iter(document.categories or ()), None)
    facts = {"title": document.title, "section": section, "byline": document.author, "published": document.date}
    return document.text or "", facts


READERS: dict[str, Read] = {
    "trafilatura": by_trafilatura,
    "masdar, by rules": by_rules,
    "masdar, by template": by_template,
    "masdar, whole": whole,
}


class Learner:
    """Reads page after page, learning each site from those that no template fitted; or (`alone`) each from itself."""

    def __init__(self, alone: bool) -> None:
        self.alone = alone
        self.templates: dict[str, tuple[Template, ...]] = defaultdict(tuple)
        self.waiting: dict[str, list[Page]] = defaultdict(list)
        self.fitted = 0

    def known(self, case: Case) -> tuple[Template, ...]:
        if self.alone and case.page.url not in self.templates:
            self.templates[case.page.url] = learn([case.page], least=1)
        return self.templates[case.page.url if self.alone else host_of(case)]

    def note(self, case: Case) -> None:
        """Not timed: what the page teaches."""
        host, found = host_of(case), survey_page(case.page, Reader(case.source), self.known(case))
        fitted = isinstance(found, Survey) and found.sheet.template is not None
        self.fitted += fitted
        if fitted or self.alone or not isinstance(found, Survey):
            return
        self.waiting[host].append(case.page)
        if len(self.waiting[host]) >= FIRST_LESSON:
            self.templates[host] = learn(self.waiting[host], case.source) + self.templates[host]
            self.waiting[host] = []


def host_of(case: Case) -> str:
    return urlsplit(case.page.url).hostname or ""


# ---------------------------------------------------------------- scores


def word_f1(gold: str, text: str) -> float:
    ours, theirs = Counter(_WORD.findall(text.lower())), Counter(_WORD.findall(gold.lower()))
    both = sum((ours & theirs).values())
    return 2 * both / (sum(ours.values()) + sum(theirs.values())) if both else 0.0


def written(moment: Moment | None) -> str | None:
    """RFC 3339, or only the day when the page states no time."""
    if moment is None:
        return None
    local = moment.instant.astimezone(ZoneInfo(ZONE))
    return local.isoformat() if moment.precision in ("second", "minute", "hour") else local.date().isoformat()


def agrees(fact: str, gold: str, said: str | None) -> bool:
    if said is None:
        return False
    if fact == "published":
        return said[:10] == gold[:10] if len(said) <= 10 else abs(stamp(said) - stamp(gold)) <= timedelta(minutes=1)
    return " ".join(said.split()) == " ".join(gold.split())


def stamp(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(ZONE))


def note(score: Score, case: Case, said: Answer | None, seconds: float) -> None:
    score.seconds.append(seconds)
    text, facts = said or ("", {})
    if case.gold.text is not None:
        f1 = word_f1(case.gold.text, text)
        score.f1.append(f1)
        score.misses.append((f1, case.page.url, "" if said else "no article"))
    for fact, gold in case.gold.facts.items():
        score.asked[fact] += 1
        score.right[fact] += agrees(fact, gold, facts.get(fact))


def compare(cases: Iterable[Case], learner: Learner, out: Path | None) -> dict[str, Score]:
    scores = defaultdict[str, Score](Score)
    lines: list[str] = []
    for case in cases:
        templates = learner.known(case)
        for name, read in READERS.items():
            start = time.process_time()
            said = read(case, templates)
            note(scores[name], case, said, time.process_time() - start)
            if name == "masdar, by template" and said:
                lines.append(json.dumps(line_of(case, said), ensure_ascii=False))
        learner.note(case)
    if out is not None:
        out.write_text("".join(line + "\n" for line in lines), "utf-8")
    return scores


def line_of(case: Case, said: Answer) -> dict[str, str | None]:
    return {"url": case.page.url, "text": said[0], **said[1], "fetched": case.page.fetched_at.isoformat()}


def show(scores: dict[str, Score], learner: Learner, misses: int) -> None:
    peer = sum(scores["trafilatura"].seconds)
    facts = [fact for fact in FACTS if scores["trafilatura"].asked[fact]]
    print("| reader | pages | body F1 | under .9 | " + "".join(f"{fact} | " for fact in facts) + "time |")
    print("|---" * (5 + len(facts)) + "|")
    for name, score in scores.items():
        body = f"{mean(score.f1):.3f} | {sum(f1 < 0.9 for f1 in score.f1)}" if score.f1 else "– | –"
        shares = "".join(f"{score.right[fact] / score.asked[fact]:.3f} | " for fact in facts)
        print(f"| {name} | {len(score.seconds)} | {body} | {shares}{sum(score.seconds) / peer:.3f} |")
    designs = sum(map(len, learner.templates.values()))
    print(f"{learner.fitted} pages fitted one of {designs} learned templates; trafilatura: 1.000 = "
          f"{1000 * peer / max(1, len(scores['trafilatura'].seconds)):.1f} ms a page")  # fmt: skip
    for f1, url, why in sorted(scores["masdar, by template"].misses)[:misses]:
        print(f"  {f1:.3f} {url} {why}")


# ---------------------------------------------------------------- pages


def box_cases(folder: Path) -> Iterator[Case]:
    sources, gold = read_sources(folder / "sites.json"), read_gold(folder / "gold.jsonl.gz")
    with (folder / "site.warc.gz").open("rb") as file:
        for record in ArchiveIterator(file, record_types=WarcRecordType.response, parse_http=True, auto_decode="all"):
            url = record.headers.get("WARC-Target-URI") or ""
            if record.http_headers is None or record.http_headers.status_code != 200 or url not in gold:
                continue
            fetched = datetime.fromisoformat((record.headers.get("WARC-Date") or "").replace("Z", "+00:00"))
            headers = tuple((name.lower(), value) for name, value in record.http_headers)
            page = Page(url, fetched, 200, headers, record.reader.read())
            yield Case(page, sources.get(urlsplit(url).hostname or ""), gold[url])


def read_gold(path: Path) -> dict[str, Gold]:
    """Pages that were changed or taken away later are left out: their gold depends on the hour."""
    found: dict[str, Gold] = {}
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            if not row["revisions"]:
                facts = {fact: row[fact] for fact in FACTS if row[fact] and not (fact == "section" and row["derived"])}
                found[row["url"]] = Gold("\n".join(row["paragraphs"]), facts)
    return found


def read_sources(path: Path) -> dict[str, Source]:
    sites = json.loads(path.read_text("utf-8"))["sites"]
    return {
        host: Source(
            SourceId(site["outlet"]), site["name"], site["home"], (host,), zone=ZONE, aliases=(site["full_name"],)
        )
        for host, site in sites.items()
    }


def wcxb_cases(folder: Path) -> Iterator[Case]:
    for path in sorted((folder / "dev" / "ground-truth").glob("*.json")):
        row = json.loads(path.read_text("utf-8"))
        kind = (row.get("_internal") or {}).get("page_type")
        kind = kind.get("primary", "article") if isinstance(kind, dict) else kind or "article"
        saved = folder / "dev" / "html" / f"{path.stem}.html.gz"
        if kind == "article" and saved.exists():
            page = Page(row.get("url") or "https://page.invalid/", _NOW, 200, (), gzip.decompress(saved.read_bytes()))
            yield Case(page, None, Gold(row["ground_truth"].get("main_content") or ""))


KINDS = {"box": box_cases, "wcxb": wcxb_cases}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("kind", choices=KINDS)
    options.add_argument("folder", type=Path)
    options.add_argument("--sample", type=int, default=0, help="so many pages, drawn at random; 0: all")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--misses", type=int, default=0)
    options.add_argument("--out", type=Path)
    chosen = options.parse_args()
    cases = list(KINDS[chosen.kind](chosen.folder))
    if chosen.sample:
        kept = set(random.Random(chosen.seed).sample(range(len(cases)), min(chosen.sample, len(cases))))
        cases = [case for number, case in enumerate(cases) if number in kept]
    learner = Learner(alone=chosen.kind == "wcxb")
    scores = compare(cases, learner, chosen.out)
    show(scores, learner, chosen.misses)


if __name__ == "__main__":
    main()
