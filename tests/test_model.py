"""When an article counts as the earlier one: what its page states for certain, else our own first sight."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from masdar.model import Article, ArticleId, FiledArticle, Moment, Reading, Source, SourceId

SEEN = datetime(2026, 11, 14, 12, tzinfo=UTC)
STATED = Moment(SEEN - timedelta(hours=2), "minute", "Asia/Damascus", "source", "gregorian", "كما طبع")


def filed(published: Moment | None) -> FiledArticle:
    source = Source(SourceId("sahl"), "السهل", "http://sahl.example/", ("sahl.example",))
    article = Article("http://sahl.example/1", "عنوان", ("نص",), "rtl", published=published)
    return FiledArticle(ArticleId(1), source, SEEN, Reading(article))


@pytest.mark.parametrize(
    ("published", "earliest"),
    [
        (STATED, STATED.instant),
        (None, SEEN),
        (replace(STATED, precision="day"), SEEN),
        (replace(STATED, zone=None, zone_from="none"), SEEN),
        (replace(STATED, instant=SEEN + timedelta(hours=1)), SEEN),
    ],
    ids=["stated to the minute", "not stated", "only the day", "without a zone", "later than we saw it"],
)
def test_earliest_believes_only_what_is_certain(published: Moment | None, earliest: datetime) -> None:
    assert filed(published).earliest == earliest
