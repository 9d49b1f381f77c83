"""A web behind a proxy in (an HTTP proxy that serves recorded sites), how well we find and fetch its news out.

    python bench/collect.py --sites sites.json --proxy http://127.0.0.1:8899 [--gold gold.jsonl.gz] [--seconds 90]
    python bench/collect.py --warc site.warc.gz

sites.json names the hosts with their home pages; gold.jsonl.gz the articles that are there. Every page fetched is
appended to an archive in a temporary folder and read back.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from masdar.collect.addresses import tidy_url
from masdar.collect.answers import NotModified, Refusal, Request
from masdar.collect.discover import common_listings, find_links, find_listings, kind_of
from masdar.collect.fetch import Fetcher
from masdar.collect.pace import Robots
from masdar.collect.sources import guess_source
from masdar.collect.warc import Archive, read_pages
from masdar.model import Listing, Page, Source

AGENT = "Masdar-bench/0.1 (+https://masdar.example/contact)"
MOST_TRIES = 4


@dataclass
class Found:
    """What is known of one host by the end."""

    source: Source
    listings: dict[str, Listing] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)  # url → "" or how fetching it ended
    by_listing: Counter[str] = field(default_factory=Counter)


def main() -> None:
    options = _options()
    if options.warc:
        read_archive(options.warc)
    else:
        crawl(options)


def crawl(options: argparse.Namespace) -> None:
    begun = time.monotonic()
    reasons: Counter[str] = Counter()
    with (
        tempfile.TemporaryDirectory() as folder,
        Archive(Path(folder)) as archive,
        Fetcher(AGENT, lambda: datetime.now(UTC), proxy=options.proxy, timeout_s=options.timeout) as fetcher,
    ):
        sites = json.loads(options.sites.read_text("utf-8"))["sites"]
        found = find(fetcher, [site["home"] for site in sites.values()], options.pace, reasons)
        listed_s = time.monotonic() - begun
        fetch_links(fetcher, archive, found, options.pace, begun + options.seconds, reasons)
        report(found, _gold(options.gold), reasons)
        print(f"listings {listed_s:.1f} s, all {time.monotonic() - begun:.1f} s, {_memory_mb()} MB")
        again(fetcher, Path(folder), options.pace)


def find(fetcher: Fetcher, homes: list[str], pace_s: float, reasons: Counter[str]) -> list[Found]:
    """Each host's source and listings, then the links on them; hosts side by side."""
    hosts: list[Found] = []
    for home in _ask(fetcher, homes, pace_s, reasons).values():
        found = Found(guess_source(home))
        robots = fetcher.robots(home.url)
        sitemaps = robots.sitemaps if isinstance(robots, Robots) else ()
        for listing in (*find_listings(home), *(Listing(url, "sitemap") for url in sitemaps)):
            found.listings[listing.url] = listing
        hosts.append(found)
    without = [found for found in hosts if all(listing.kind == "page" for listing in found.listings.values())]
    tries = {listing.url: found for found in without for listing in common_listings(found.source.home)}
    for url, page in _ask(fetcher, list(tries), pace_s, Counter()).items():
        kind = kind_of(page)
        if kind in ("feed", "sitemap"):
            tries[url].listings[url] = Listing(url, kind)
    owners = {url: found for found in hosts for url in found.listings}
    for url, page in _ask(fetcher, list(owners), pace_s, reasons).items():
        found = owners[url]
        links = find_links(page, found.listings[url].kind, found.source)
        found.by_listing[found.listings[url].kind] += len(links)
        found.links.update(dict.fromkeys((link.url for link in links), ""))
    return hosts


def fetch_links(
    fetcher: Fetcher, archive: Archive, hosts: list[Found], pace_s: float, until: float, reasons: Counter[str]
) -> None:
    """Every link found, again after failures, until time is over."""
    share_s = (until - time.monotonic()) / MOST_TRIES  # a slow host must not keep the others from their second try
    for turn in range(MOST_TRIES):
        ends = until - share_s * (MOST_TRIES - 1 - turn)
        open_links = {url: found for found in hosts for url, end in found.links.items() if end in ("", "again")}
        for asked in fetcher.fetch_all(Request(url, pace_s=pace_s) for url in open_links):
            request, answer = asked.request, asked.answer
            found = open_links[request.url]
            if isinstance(answer, Page):
                archive.append(answer)
                found.links[request.url] = str(answer.status)
                reasons[f"page {answer.status}"] += 1
            elif isinstance(answer, Refusal):
                gone = answer.reason in ("robots", "wrong-type", "private-address", "bad-address", "redirects")
                found.links[request.url] = answer.reason if gone else "again"
                reasons[answer.reason] += 1
            if time.monotonic() > ends:
                break


def again(fetcher: Fetcher, folder: Path, pace_s: float) -> None:
    """What was archived is read back, and a share of it asked for again with its validators."""
    begun = time.monotonic()
    pages = [found.page for path in sorted(folder.glob("*.warc.gz")) for found in read_pages(path)]
    print(f"archive: {len(pages)} pages read back in {time.monotonic() - begun:.2f} s")
    requests = [
        Request(page.url, page.header("etag"), page.header("last-modified"), pace_s)
        for page in pages
        if isinstance(page, Page) and (page.header("etag") or page.header("last-modified"))
    ][:60]
    kinds = Counter(type(asked.answer).__name__ for asked in fetcher.fetch_all(requests))
    print(f"second pass with validators: {kinds[NotModified.__name__]} of {len(requests)} not modified")


def read_archive(path: Path) -> None:
    begun = time.monotonic()
    counts: Counter[str] = Counter()
    for found in read_pages(path):
        counts[f"status {found.page.status}" if isinstance(found.page, Page) else found.page.reason] += 1
    print(f"{sum(counts.values())} records in {time.monotonic() - begun:.2f} s, {_memory_mb()} MB: {dict(counts)}")


def report(hosts: list[Found], gold: dict[str, str], reasons: Counter[str]) -> None:
    print(f"{'host':28} feeds maps pages  links   got  gold found  fetched")
    for found in hosts:
        kinds = Counter(listing.kind for listing in found.listings.values())
        host = found.source.hosts[0]
        names = {url: name for url, name in gold.items() if url.split("/")[2] in found.source.hosts}
        wanted = set(names.values())
        seen = {names[url] for url in found.links if url in names}
        got = {names[url] for url, end in found.links.items() if url in names and end == "200"}
        count = sum(1 for end in found.links.values() if end.isdigit())
        print(
            f"{host:28} {kinds['feed']:5} {kinds['sitemap']:4} {kinds['page']:5} {len(found.links):6} {count:5} "
            f"{len(wanted):5} {len(seen):5} {len(got):8}"
        )
    print(dict(reasons))


def _ask(fetcher: Fetcher, urls: list[str], pace_s: float, reasons: Counter[str]) -> dict[str, Page]:
    """The pages among the answers, failures asked for again."""
    pages: dict[str, Page] = {}
    for _ in range(MOST_TRIES):
        missing = [url for url in urls if url not in pages]
        urls = []
        for asked in fetcher.fetch_all(Request(url, pace_s=pace_s) for url in missing):
            request, answer = asked.request, asked.answer
            if isinstance(answer, Page) and answer.status == 200:
                pages[request.url] = answer
            elif isinstance(answer, Refusal):
                reasons[f"listing {answer.reason}"] += 1
                if answer.reason not in ("robots", "robots-wait", "wrong-type"):
                    urls.append(request.url)
    return pages


def _gold(path: Path | None) -> dict[str, str]:
    """Every address of an article that robots.txt allows → its canonical address."""
    if path is None:
        return {}
    names: dict[str, str] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            if article["robots_allowed"]:
                for url in (article["url"], article["canonical"], *article["aliases"]):
                    names[tidy_url(url, url) or url] = article["canonical"]
    return names


def _memory_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sites", type=Path)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--proxy", default="http://127.0.0.1:8899")
    parser.add_argument("--pace", type=float, default=0.02, help="seconds between requests to one host")
    parser.add_argument("--timeout", type=float, default=10.0)
    parser.add_argument("--seconds", type=float, default=90.0)
    parser.add_argument("--warc", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
