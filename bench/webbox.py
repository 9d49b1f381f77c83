"""A box of sites (WARC file, sites.json) in; Masdar's export and the box's own scores out.

The box's archive, as `masdar archive import` reads it:

    python bench/webbox.py BOX --score SCORER.py

The box live behind its proxy, by the steps of `masdar run`: the clock of the box, and ours with it, is moved on six
hours at a time, from its start to its end:

    python bench/webbox.py BOX --score SCORER.py --proxy http://127.0.0.1:8899

BOX holds site.warc.gz and sites.json (outlet, name, home, feed, sitemap and sections by host). SCORER.py takes BOX and
--pred FILE. --data FOLDER keeps the data.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import ProxyHandler, build_opener

from masdar.app import SimulatedClock, now, open_desk
from masdar.cli.showing import print_tally, progress_bars, say
from masdar.config import Config
from masdar.model import Listing, Source, SourceId
from masdar.store.export import as_json, iter_articles
from masdar.store.sources import save_source
from masdar.work.desk import Desk, Tally
from masdar.work.importing import import_archive
from masdar.work.loop import one_pass

ZONE = "Asia/Riyadh"


def sources_of(box: Path) -> Iterator[Source]:
    """A source for each site of the box, as somebody who knows the sites would describe them."""
    for host, site in json.loads((box / "sites.json").read_text(encoding="utf-8"))["sites"].items():
        listings = [Listing(site["feed"], "feed")] if site["feed"] else []
        listings += [Listing(site["sitemap"], "sitemap")] if site["sitemap"] else []
        listings += [Listing(url, "page") for url in (site["home"], *site["sections"].values())]
        yield Source(
            SourceId(host.replace(":", "-")), site["name"], site["home"], (host,), zone=ZONE, pace_s=0.0,
            kind="agency" if site["outlet"] == "was" else "aggregator" if site["outlet"] == "republisher" else "outlet",
            listings=tuple(listings), aliases=(site["full_name"],),
        )  # fmt: skip


def live(desk: Desk, clock: SimulatedClock, end: datetime, proxy: str) -> Tally:
    """A pass at each of the box's snapshots, six virtual hours apart, and one at its end."""
    tally, control, at = Tally(), build_opener(ProxyHandler({"http": proxy})), clock.at
    while at < end:
        clock.at = at = min(at + timedelta(hours=6), end)
        control.open(f"http://webbox.control/now?set={quote(at.isoformat())}", timeout=10).read()
        tally.merge(one_pass(desk))
        say(f"{at.isoformat()}: {tally.counts['page']} pages")
    return tally


def prediction(row: dict[str, Any]) -> dict[str, Any]:
    """A line as the scorer wants it: the one origin credited, and the server's clock."""
    credits = [c for c in row["credits"] if c["kind"] == "text_from"]
    names = [credit["canonical_name"] or credit["name"] for credit in credits]
    return row | {"credit": names[0] if names else None, "fetched": row["served_at"] or row["fetched"]}


def main() -> None:
    """Run one of the two ways and score it."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("box", type=Path)
    options.add_argument("--score", type=Path, required=True)
    options.add_argument("--data", type=Path)
    options.add_argument("--proxy")
    options.add_argument("--skip", nargs="*", default=[], help="hosts left out: a crawl-delay is real time")
    chosen = options.parse_args()
    folder = chosen.data or Path(tempfile.mkdtemp(prefix="masdar-webbox-"))
    config = Config(data=folder, proxy=chosen.proxy, contact="bench", allow_hosts=("127.0.0.1",))
    started = time.monotonic()
    span = json.loads((chosen.box / "sites.json").read_text(encoding="utf-8"))
    clock = SimulatedClock(datetime.fromisoformat(span["start"]) if chosen.proxy else now())
    with open_desk(config, clock=clock, fetching=chosen.proxy is not None) as desk:
        with desk.store.writing() as db:
            for source in sources_of(chosen.box):
                if source.hosts[0] not in chosen.skip:
                    save_source(db, source, desk.clock())
        if chosen.proxy:
            tally = live(desk, clock, datetime.fromisoformat(span["end"]), chosen.proxy)
        else:
            with progress_bars() as tell:
                tally = import_archive(desk, [chosen.box / "site.warc.gz"], tell)
        print_tally(tally)
        say(f"{time.monotonic() - started:.0f} s")
        with desk.store.reading() as db, (folder / "pred.jsonl").open("w", encoding="utf-8") as out:
            for article in iter_articles(db):
                out.write(json.dumps(prediction(as_json(article)), ensure_ascii=False) + "\n")
    subprocess.run([sys.executable, chosen.score, chosen.box, "--pred", folder / "pred.jsonl"], check=True)
    if not chosen.data:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
