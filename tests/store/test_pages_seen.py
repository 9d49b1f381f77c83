"""How often and when the same bytes were met again, whatever the zone of the caller's clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from masdar.model import Page, RecordPlace, Source, SourceId
from masdar.store import Connection, pages, sources

FIRST = Page("http://sahl.example/1", datetime(2026, 11, 14, 8, tzinfo=UTC), 200, (), b"<p>same")
PLACE = RecordPlace("pages-000001.warc.gz", 0, 100)


def test_a_sighting_by_a_clock_of_another_zone_is_kept_as_the_same_instant(db: Connection) -> None:
    source = Source(SourceId("sahl"), "السهل", "http://sahl.example/", ("sahl.example",))
    sources.save_source(db, source, FIRST.fetched_at)
    pages.add_page(db, FIRST, source.id, PLACE)
    again = datetime(2026, 11, 14, 12, tzinfo=timezone(timedelta(hours=3)))
    assert pages.add_page(db, replace(FIRST, fetched_at=again), source.id, PLACE) is None
    card = sources.source_card(db, source.id)
    assert card is not None
    assert card.last_fetched_at == again
