"""In: a connection to the store and now. Out: what the copy holds and does, as Prometheus reads it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time
from pathlib import Path

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from masdar import __version__
from masdar.store import Connection, status
from masdar.store.status import Backlog, Totals
from masdar.store.troubles import SourceHealth

# Told on a day without any, too: an alarm about what does not come needs a number, and nought is one.
ALWAYS = (("listing", "ok"), ("page", "page"), ("article", "new"))


class _Filled(Collector):
    """Metrics that were made already: a registry of our own for one answer, and nothing kept between two."""

    def __init__(self, metrics: Iterable[Metric]) -> None:
        self.metrics = tuple(metrics)

    def collect(self) -> Iterator[Metric]:
        return iter(self.metrics)


def metrics_text(db: Connection, health: tuple[SourceHealth, ...], archive: Path | None, now: datetime) -> bytes:
    """The whole page (text format 0.0.4)."""
    totals, backlog = status.totals(db), status.backlog(db, now)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(
        _Filled(
            [
                *_held(totals),
                *_sizes(totals, archive),
                *_waiting(totals, backlog, now),
                _sources(health),
                _outcomes(status.outcomes_today(db, now), now),
                _build(),
            ]
        )
    )
    return generate_latest(registry)


def _gauge(name: str, help: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"masdar_{name}", help, value=value)


def _held(totals: Totals) -> Iterator[Metric]:
    yield _gauge("pages", "Pages held.", totals.pages)
    yield _gauge("articles", "Articles held.", totals.articles)
    yield _gauge("versions", "Versions of articles held.", totals.versions)
    yield _gauge("stories", "Stories held.", totals.stories)
    yield _gauge("reprints", "Reprints found.", totals.reprints)
    rejected = GaugeMetricFamily("masdar_rejected_pages", "Pages that are no article, by reason.", labels=["reason"])
    for reason, number in totals.rejected:
        rejected.add_metric([reason], number)
    yield rejected


def _sizes(totals: Totals, archive: Path | None) -> Iterator[Metric]:
    yield _gauge("database_bytes", "Size of the database.", totals.database_bytes)
    if archive is not None:
        yield _gauge("archive_bytes", "Size of the archive of pages.", status.folder_bytes(archive))


def _waiting(totals: Totals, backlog: Backlog, now: datetime) -> Iterator[Metric]:
    yield _gauge("unread_pages", "Pages waiting to be read.", totals.unread)
    yield _gauge("unrelated_articles", "Articles waiting to be related.", totals.unrelated)
    yield _gauge("due_listings", "Listings due to be asked.", backlog.listings)
    links = GaugeMetricFamily("masdar_due_links", "Links due to be fetched: to news, to old news.", labels=["age"])
    links.add_metric(["new"], backlog.links)
    links.add_metric(["old"], backlog.old_links)
    yield links
    yield _gauge("waiting_hosts", "Hosts that are left alone for some time.", backlog.waiting)
    behind_s = (now - backlog.behind_since).total_seconds() if backlog.behind_since else 0.0
    yield _gauge("behind_seconds", "How long a listing could have been asked and was not.", behind_s)
    unanswered_s = (now - backlog.unanswered_since).total_seconds() if backlog.unanswered_since else 0.0
    yield _gauge("unanswered_seconds", "How long no listing of any source has answered, though asked.", unanswered_s)


def _sources(health: tuple[SourceHealth, ...]) -> Metric:
    states = Counter[str](each.state for each in health)
    family = GaugeMetricFamily("masdar_sources", "Sources followed, by how they are doing.", labels=["state"])
    for state in ("well", "new", "attention", "failing", "paused", "removed"):
        family.add_metric([state], states[state])
    return family


def _outcomes(counts: Iterable[tuple[str, str, int]], now: datetime) -> Metric:
    """A counter that starts anew at midnight (UTC): old days are dropped one day, which must not look like a reset."""
    midnight = datetime.combine(now.astimezone(UTC).date(), time(), UTC).timestamp()
    help = "Answers to what was asked (listing, page) and articles read, by outcome, since midnight UTC."
    family = CounterMetricFamily("masdar_outcomes", help, labels=["what", "outcome"])
    found = dict.fromkeys(ALWAYS, 0) | {(what, outcome): number for what, outcome, number in counts}
    for key, number in found.items():
        family.add_metric(key, number, created=midnight)
    return family


def _build() -> Metric:
    family = GaugeMetricFamily("masdar_build_info", "The program that answers.", labels=["version"])
    family.add_metric([__version__], 1)
    return family
