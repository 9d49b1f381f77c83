"""A WARC file of article pages and its sites.json → Masdar and trafilatura interleaved, as prediction lines to score.

    python bench/reading.py SITE.warc.gz SITES.json --out masdar.jsonl --peer-out trafilatura.jsonl [--sample 300]

Each page is read by both in turn, so that both meet the same machine load; the table gives milliseconds a page and
what was rejected.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from fastwarc.warc import ArchiveIterator, WarcRecordType

from masdar.model import Moment, Page, Reading, Rejected, Source, SourceId
from masdar.read import read_page

ZONE = "Asia/Riyadh"


@dataclass(frozen=True, slots=True)
class Timed:
    """A reader's answer (None: no article) and the CPU seconds it took."""

    answer: dict[str, object] | None
    seconds: float
    why: str = ""


def read_warc(path: Path) -> Iterator[Page]:
    with path.open("rb") as file:
        for record in ArchiveIterator(file, record_types=WarcRecordType.response, parse_http=True, auto_decode="all"):
            if record.http_headers is None:
                continue
            yield Page(
                url=record.headers.get("WARC-Target-URI") or "",
                fetched_at=datetime.fromisoformat((record.headers.get("WARC-Date") or "").replace("Z", "+00:00")),
                status=record.http_headers.status_code or 0,
                headers=tuple((name.lower(), value) for name, value in record.http_headers),
                body=record.reader.read(),
            )


def read_sources(path: Path) -> dict[str, Source]:
    sites = json.loads(path.read_text("utf-8"))["sites"]
    return {
        host: Source(
            id=SourceId(site["outlet"]),
            name=site["name"],
            home=site["home"],
            hosts=(host,),
            zone=ZONE,
            aliases=(site["full_name"],),
        )
        for host, site in sites.items()
    }


def written(moment: Moment | None) -> str | None:
    """RFC 3339, or only the day when the page states no time."""
    if moment is None:
        return None
    local = moment.instant.astimezone(ZoneInfo(ZONE))
    return local.isoformat() if moment.precision in ("second", "minute", "hour") else local.date().isoformat()


def by_masdar(page: Page, source: Source | None) -> Timed:
    start = time.process_time()
    reading = read_page(page, source)
    seconds = time.process_time() - start
    if isinstance(reading, Rejected):
        return Timed(None, seconds, reading.reason)
    return Timed(prediction(page, reading), seconds)


def prediction(page: Page, reading: Reading) -> dict[str, object]:
    article = reading.article
    named = [credit for credit in reading.credits if credit.kind == "text_from" and credit.canonical_name != "وكالات"]
    return {
        "url": page.url,
        "title": article.title,
        "text": article.text,
        "published": written(article.published),
        "byline": article.byline,
        "section": article.section,
        "canonical": article.canonical or article.url,
        "credit": (named[0].canonical_name or named[0].name) if named else None,
        "fetched": page.fetched_at.isoformat(),
    }


def by_trafilatura(page: Page, source: Source | None) -> Timed:
    """The library's own best settings on Arabic pages: precision, no deduplication across pages."""
    import trafilatura

    del source
    start = time.process_time()
    document = trafilatura.bare_extraction(
        page.body,
        url=page.url,
        favor_precision=True,
        deduplicate=False,
        include_comments=False,
        with_metadata=True,
    )
    seconds = time.process_time() - start
    if document is None or isinstance(document, dict):
        return Timed(None, seconds, "nothing")
    answer = {"url": page.url, "title": document.title, "text": document.text, "published": document.date}
    section = next(iter(document.categories or ()), None)
    more = {"byline": document.author, "section": section, "canonical": document.url}
    return Timed({**answer, **more, "fetched": page.fetched_at.isoformat()}, seconds)


Reader = Callable[[Page, Source | None], Timed]


def main() -> None:
    arguments = parse_arguments()
    pages = [page for page in read_warc(arguments.warc) if page.status == 200]
    if arguments.sample:
        pages = random.Random(arguments.seed).sample(pages, min(arguments.sample, len(pages)))
    sources = read_sources(arguments.sites)
    readers: dict[str, tuple[Reader, Path | None]] = {
        "masdar": (by_masdar, arguments.out),
        "trafilatura": (by_trafilatura, arguments.peer_out),
    }
    if arguments.peer_out is None:
        del readers["trafilatura"]
    results: dict[str, list[Timed]] = defaultdict(list)
    for page in pages:
        for name, (reader, _) in readers.items():
            results[name].append(reader(page, sources.get(urlsplit(page.url).hostname or "")))
    for name, (_, out) in readers.items():
        report(name, results[name], out)


def report(name: str, results: list[Timed], out: Path | None) -> None:
    answers = [timed.answer for timed in results if timed.answer is not None]
    if out is not None:
        out.write_text("".join(json.dumps(answer, ensure_ascii=False) + "\n" for answer in answers), "utf-8")
    spent = [timed.seconds for timed in results if timed.answer is not None]
    rejected = Counter(timed.why for timed in results if timed.answer is None)
    mean = 1000 * sum(spent) / max(1, len(spent))
    print(f"{name:12} {len(results)} pages, {len(answers)} articles, {mean:.1f} ms each, rejected: {dict(rejected)}")


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("warc", type=Path)
    parser.add_argument("sites", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--peer-out", type=Path)
    parser.add_argument("--sample", type=int, default=0, help="so many pages, drawn at random; 0: all")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
