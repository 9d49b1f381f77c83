"""Collecting, measured on a small web in a box behind a loopback proxy, with faults on demand.

    python bench/collect.py live BOX --serve SERVE.py [--faults] [--only HOST … | --skip HOST …] [--step-h 1] [--at-end]
    python bench/collect.py traps BOX --serve SERVE.py
    python bench/collect.py kill BOX --serve SERVE.py [--times 20]

`live`: every site is added by its home page alone (`masdar source add`), then collected by the steps of `masdar run`
while the box's clock, and ours with it, is moved on; what was found, fetched and asked is held against the box's gold
and its log. `--faults`: 5 % errors, resets and truncated answers, 2 % drips, 429 above 20 requests a second.
`traps`: one address for each trick that a server can play; what came of it, and the memory it took.
`kill`: `masdar run` in a process of its own, killed (SIGKILL) at random moments, started again; then what was
acknowledged is looked for. BOX holds site.warc.gz, gold.jsonl.gz and sites.json; SERVE.py serves it.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import ProxyHandler, build_opener

from sqlalchemy import func, select

from masdar.app import SimulatedClock, open_desk
from masdar.cli.showing import print_tally, say
from masdar.collect.fetch import Fetcher
from masdar.config import Config
from masdar.errors import MasdarError
from masdar.model import Page, Source
from masdar.store import open_store, status, tables
from masdar.store.articles import article_by_url
from masdar.store.pages import due_pages
from masdar.store.sources import save_source
from masdar.work.collecting import PATIENCE_S
from masdar.work.desk import Desk, Tally
from masdar.work.loop import one_pass
from masdar.work.sourcing import look, save

FAULTS = ("--error-rate=.05", "--fault=reset=.05", "--fault=truncate=.05", "--fault=drip=.02", "--rate=20")
TRAPS = (
    "truncate", "reset", "drip", "infinite", "loop", "wrong-type", "bomb", "ssrf-loopback", "ssrf-metadata",
    "ssrf-file", "long-redirect", "huge-header", "no-length", "bad-charset", "empty", "429", "error",
)  # fmt: skip
MASDAR = Path(sys.executable).with_name("masdar")
TIMEOUT_S = 5.0  # a drip costs as long
SLOW_S = 0.3  # for kills: the crawl outlasts most of its processes
PACE_S = 0.02  # by address; what a site's own robots.txt asks for is kept as it is


# ---------------------------------------------------------------- the box


@dataclass(frozen=True, slots=True)
class Box:
    """A served box: its proxy's address, its request log, its span."""

    folder: Path
    proxy: str
    log: Path
    start: datetime
    end: datetime
    sites: dict[str, Any]

    def set_clock(self, at: datetime) -> None:
        opener = build_opener(ProxyHandler({"http": self.proxy}))
        opener.open(f"http://webbox.control/now?set={quote(at.isoformat())}", timeout=10).read()

    def requests(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines()]

    def gold(self) -> Iterator[dict[str, Any]]:
        with gzip.open(self.folder / "gold.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)


@contextmanager
def served(folder: Path, server: Path, *options: str) -> Iterator[Box]:
    """The box behind its proxy on a free port of loopback, its clock at the box's start."""
    span = json.loads((folder / "sites.json").read_text("utf-8"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="masdar-box-") as place:
        log = Path(place) / "requests.jsonl"
        command = [sys.executable, str(server), str(folder / "site.warc.gz"), "--port", str(port), "--log", str(log)]
        running = subprocess.Popen([*command, "--now", span["start"], *options], stdout=subprocess.DEVNULL)
        begin, end = (datetime.fromisoformat(span[name]) for name in ("start", "end"))
        box = Box(folder, f"http://127.0.0.1:{port}", log, begin, end, span["sites"])
        try:
            _wait_for(port)
            yield box
        finally:
            running.terminate()
            running.wait()


def _wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the box does not answer")


@contextmanager
def desk_for(box: Box, folder: Path, clock: SimulatedClock) -> Iterator[Desk]:
    config = Config(data=folder, proxy=box.proxy, contact="http://bench.example/", allow_hosts=("127.0.0.1",))
    with open_desk(config, clock=clock) as desk:
        fetcher = Fetcher(
            config.user_agent, clock, allow_hosts=config.allow_hosts, proxy=box.proxy, timeout_s=TIMEOUT_S,
            patience_s=PATIENCE_S,
        )  # fmt: skip
        with fetcher:
            desk.fetcher = fetcher
            yield desk


# ---------------------------------------------------------------- live


def live(options: argparse.Namespace) -> None:
    faults = FAULTS if options.faults else ()
    hosts = set(options.only)
    with (
        tempfile.TemporaryDirectory(prefix="masdar-live-") as folder,
        served(options.box, options.serve, *faults) as box,
    ):
        hosts = (hosts or set(box.sites)) - set(options.skip)
        clock = SimulatedClock(box.end if options.at_end else box.start + timedelta(hours=6))
        box.set_clock(clock.at)
        begun = time.monotonic()
        with desk_for(box, Path(folder), clock) as desk:
            followed = follow(desk, box, sorted(hosts))
            say(f"added {len(followed)} of {len(hosts)} sites in {time.monotonic() - begun:.0f} s")
            print_tally(collect(desk, box, clock, timedelta(hours=options.step_h)))
            say(f"{time.monotonic() - begun:.0f} s, {_memory_mb()} MB")
            report_found(desk, box, followed)
        report_asked(box, list(followed))


def follow(desk: Desk, box: Box, hosts: list[str], pace_s: float = PACE_S) -> dict[str, Source]:
    """Every site by its home page. One that does not let us in now is tried again, as a user would."""
    followed: dict[str, Source] = {}

    def add(host: str) -> None:
        for _ in range(4):
            try:
                followed[host] = save(desk, look(desk, box.sites[host]["home"]).source).source
            except MasdarError as trouble:
                say(f"  {host}: {trouble}")
                if "robots.txt" in str(trouble):
                    return
            else:
                return

    with ThreadPoolExecutor(len(hosts)) as threads:
        list(threads.map(add, hosts))
    with desk.store.writing() as db:
        for host, source in sorted(followed.items()):
            followed[host] = replace(source, pace_s=pace_s)
            save_source(db, followed[host], desk.clock())
            kinds = Counter(listing.kind for listing in source.listings)
            say(f"  {host}: {dict(kinds)}, shapes {', '.join(source.articles) or '-'}")
    return followed


def collect(desk: Desk, box: Box, clock: SimulatedClock, step: timedelta) -> Tally:
    """Pass after pass while the clock moves on by steps; at the end until what failed had its tries."""
    tally = Tally()
    while clock.at < box.end + timedelta(hours=12):
        at = min(clock.at, box.end)
        box.set_clock(at)
        tally.merge(one_pass(desk))
        if clock.at.hour == 0:
            say(f"  {clock.at.isoformat()}: {tally.counts['page']} pages")
        clock.at += step
    return tally


def report_found(desk: Desk, box: Box, followed: dict[str, Source]) -> None:
    """Of the gold's articles that robots.txt allows and that were not taken down: how many we hold, by site."""
    wanted, found = Counter[str](), Counter[str]()
    with desk.store.reading() as db:
        for article in box.gold():
            is_gone = any(each["kind"] == "takedown" for each in article["revisions"])
            if article["host"] in followed and article["robots_allowed"] and not is_gone:
                wanted[article["host"]] += 1
                names = (article["url"], article["canonical"], *article["aliases"])
                found[article["host"]] += any(article_by_url(db, url) is not None for url in names)
    for host in sorted(wanted):
        has = "".join(word[0] for word in ("feed", "sitemap") if box.sites[host][word]) or "-"
        print(f"{host:28} {has:3} {found[host]:4} of {wanted[host]:4}  {found[host] / wanted[host]:.3f}")
    print(f"{'all':32} {found.total():4} of {wanted.total():4}  {found.total() / max(1, wanted.total()):.4f}")


def report_asked(box: Box, followed: list[str], pace_s: float = PACE_S) -> None:
    """What the box's log says: the least gap by host, disallowed addresses, conditional requests, answers."""
    last, gaps, seen = dict[str, float](), defaultdict[str, list[float]](list), set[tuple[str, str]]()
    repeats = conditional = violations = 0
    requests = box.requests()
    for each in requests:
        host, path = each["host"], each["path"]
        if each["fault"] != "drip":  # logged when the box is done dripping, long after the reader has left
            gaps[host] += [each["wall"] - last[host]] if host in last else []
            last[host] = each["wall"]
        kind, _, closed = box.sites.get(host, {}).get("robots", "").partition(":")
        is_page = path != "/robots.txt"
        violations += is_page and (kind == "503" or (kind == "disallow" and path.startswith(closed)))
        repeats += is_page and (host, path) in seen
        conditional += is_page and (host, path) in seen and each["conditional"]
        if each["status"] in (200, 304) and not each["fault"]:
            seen.add((host, path))
    statuses = Counter(each["status"] for each in requests)
    print(f"requests {len(requests)}, by status {dict(statuses)}, faults {dict(Counter(r['fault'] for r in requests))}")
    print(f"asked again {repeats}, conditional {conditional / max(1, repeats):.4f}, robots violations {violations}")
    for host in sorted(followed):
        delay = float(box.sites[host]["robots"].removeprefix("delay:")) if "delay" in box.sites[host]["robots"] else 0.0
        least = min(gaps[host], default=0.0)
        too_fast = sum(gap < max(delay, pace_s) - 0.002 for gap in gaps[host])  # the log has milliseconds
        print(f"  {host:28} least gap {least:.3f} s, asked to wait {max(delay, pace_s):g} s, sooner: {too_fast}")


# ---------------------------------------------------------------- traps


def traps(options: argparse.Namespace) -> None:
    before = _memory_mb()
    with served(options.box, options.serve) as box:
        fetcher = Fetcher("Masdar/bench", lambda: datetime.now(UTC), proxy=box.proxy, timeout_s=TIMEOUT_S)
        with fetcher:
            for trap in TRAPS:
                answer = fetcher.fetch(f"http://traps.example/{trap}", pace_s=0.0, patience_s=60.0)
                word = (
                    f"page, {len(answer.body)} bytes" if isinstance(answer, Page) else getattr(answer, "reason", "304")
                )
                print(f"{trap:14} {word:18} {getattr(answer, 'detail', '')[:80]}")
    print(f"memory: {before} MB before, at most {_memory_mb()} MB")


# ---------------------------------------------------------------- kill


def kill(options: argparse.Namespace) -> None:
    chance = random.Random(options.seed)
    folder = Path(tempfile.mkdtemp(prefix="masdar-kill-"))
    with served(options.box, options.serve) as box:
        box.set_clock(box.end)
        with desk_for(box, folder, SimulatedClock(datetime.now(UTC))) as desk:
            hosts = [host for host, site in box.sites.items() if "plain" in site["robots"]]
            follow(desk, box, hosts, SLOW_S)
        lost, held = 0, dict[str, str]()
        lives = list[float]()
        for number in range(options.times):
            running = _run(box, folder)
            lives.append(chance.uniform(2.0, 5.0))
            time.sleep(lives[-1])
            running.kill()
            running.wait()
            now_held = _acknowledged(folder)
            lost += sum(now_held.get(key) != digest for key, digest in held.items())
            held = now_held
            say(f"  killed {number + 1}: {len(held)} pages acknowledged, {lost} lost")
        _finish(box, folder)
        print(f"killed {options.times} times (alive {statistics.mean(lives):.1f} s each): acknowledged and lost {lost}")
        subprocess.run([MASDAR, "archive", "verify", "--data", folder], check=False)
        _doubled(folder)
        report_asked(box, hosts, SLOW_S)
    shutil.rmtree(folder)


def _run(box: Box, folder: Path) -> subprocess.Popen[bytes]:
    command = [str(MASDAR), "run", "--data", str(folder), "--port", "0", "--proxy", box.proxy]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _acknowledged(folder: Path) -> dict[str, str]:
    """What the store says it holds: each page, by its address and time, with its digest."""
    with open_store(f"sqlite:///{folder / 'masdar.sqlite'}") as store, store.reading() as db:
        return {f"{page.url} {page.fetched_at}": page.digest for page in due_pages(db, "nobody", 1_000_000)}


def _finish(box: Box, folder: Path) -> None:
    """Let it run undisturbed until nothing is due, for at most five minutes."""
    running = _run(box, folder)
    for _ in range(300):
        time.sleep(1)
        with open_store(f"sqlite:///{folder / 'masdar.sqlite'}") as store, store.reading() as db:
            totals = status.totals(db)
        if not totals.unread and totals.oldest_due and totals.oldest_due > datetime.now(UTC):
            break
    running.terminate()
    running.wait()


def _doubled(folder: Path) -> None:
    """Pages that came by the same way with the same bytes: the same page twice."""
    page = tables.pages.c
    same = select(func.count()).select_from(tables.pages).group_by(page.key, page.requested_key, page.digest)
    with open_store(f"sqlite:///{folder / 'masdar.sqlite'}") as store, store.reading() as db:
        counts = tuple(db.execute(same).scalars())
    print(f"pages held {sum(counts)}, the same page twice: {sum(count > 1 for count in counts)}")


def _memory_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("what", choices=("live", "traps", "kill"))
    options.add_argument("box", type=Path)
    options.add_argument("--serve", type=Path, required=True)
    options.add_argument("--faults", action="store_true")
    options.add_argument("--only", nargs="*", default=[])
    options.add_argument("--skip", nargs="*", default=[], help="hosts left out: a crawl-delay is real time")
    options.add_argument("--step-h", type=float, default=1.0)
    options.add_argument("--at-end", action="store_true", help="look at the box as it is in the end, once")
    options.add_argument("--times", type=int, default=20)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    {"live": live, "traps": traps, "kill": kill}[chosen.what](chosen)


if __name__ == "__main__":
    main()
