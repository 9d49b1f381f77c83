"""The records that other tools read: names, offsets, dates, and nothing invented."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime

import pytest

from masdar.model import (
    Article,
    ArticleId,
    Calendar,
    Clash,
    Credit,
    Embed,
    Evidence,
    Gap,
    Moment,
    Part,
    Picture,
    Place,
    Precision,
    Reading,
    Reprint,
    Span,
    Statement,
    TextLink,
    Why,
)
from masdar.store import Connection, articles, export, exported, relations, stories

from .samples import NOW, PLACE, article, at, file, keep, page
from .test_relations import CHAIN

ARTICLE_FIELDS = (
    "id url canonical source title text paragraphs published published_precision published_printed first_seen fetched "
    "modified byline section language direction image credits reprint_of story versions served_at evidence "
    "authors tags topics parts links embeds pictures title_place places events policy signals"
)


def _moment(instant: str, precision: Precision, zone: str | None, calendar: Calendar = "gregorian") -> Moment:
    return Moment(datetime.fromisoformat(instant), precision, zone, "source" if zone else "none", calendar, "كما طبع")


def _export(db: Connection, **facts: object) -> exported.ExportedArticle:
    read = Article("https://nahr.example/1", "عنوان", ("نص.",), "rtl")
    changed = dataclasses.replace(read, **facts)  # type: ignore[arg-type]
    file(db, page(), Reading(changed))
    (exported,) = export.iter_articles(db)
    return exported


def test_a_time_without_a_zone_states_its_day_only(db: Connection) -> None:
    exported = _export(db, published=_moment("2026-11-14T08:05:00+00:00", "minute", None))
    assert (exported.published, exported.published_precision) == ("2026-11-14", "day")


def test_absent_facts_are_null_and_every_field_is_there(db: Connection) -> None:
    exported = export.as_json(_export(db))
    assert list(exported) == ARTICLE_FIELDS.split()
    absent = {name for name, value in exported.items() if value is None}
    absent_here = "canonical published published_precision published_printed modified byline section language image"
    assert absent == {*absent_here.split(), "reprint_of", "story", "title_place"}
    assert json.loads(json.dumps(exported))["first_seen"] == "2026-11-14T08:00:00Z"
    assert exported["served_at"] == "2026-11-14T08:00:00Z"


def test_the_form_of_a_text_is_exported_with_offsets_in_it(db: Connection) -> None:
    exported = _export(
        db,
        paragraphs=("خلفية", "قال الوزير إن الجسر مفتوح."),
        parts=(Part("heading", 2), Part()),
        links=(TextLink(Span(1, 4, 10), "https://bridge.example/"),),
        embeds=(Embed("X", "https://x.com/a/status/1", 0, "@a"),),
        pictures=(Picture("https://nahr.example/1.jpg", -1, "الجسر", "ليان"),),
        title_place=Place(40, 45),
        places=(Place(60, 65), None),
    )
    (link,) = exported.links
    assert (exported.text[link.start : link.end], link.url) == ("الوزير", "https://bridge.example/")
    assert [part.kind for part in exported.parts] == ["heading", "paragraph"]
    assert (exported.embeds[0].author, exported.pictures[0].credit) == ("@a", "ليان")
    assert exported.title_place is not None
    assert [place and place.start for place in (exported.title_place, *exported.places)] == [40, 60, None]


@pytest.mark.parametrize(
    ("moment", "printed"),
    [
        (_moment("2026-11-14T08:05:00+00:00", "minute", "Asia/Damascus"), "2026-11-14T11:05:00+03:00"),
        (_moment("2026-11-14T08:05:00+00:00", "hour", "-03:30"), "2026-11-14T04:35:00-03:30"),
        (_moment("2026-11-13T21:00:00+00:00", "day", "Asia/Damascus"), "2026-11-14"),
        (_moment("2026-11-01T00:00:00+00:00", "month", None, "hijri"), "2026-11-01"),
        (_moment("2026-11-14T08:05:00+00:00", "minute", "Nowhere/City"), "2026-11-14T08:05:00Z"),
    ],
)
def test_a_date_is_exported_as_precisely_as_it_is_stated(db: Connection, moment: Moment, printed: str) -> None:
    exported = _export(db, published=moment, modified=moment)
    assert (exported.published, exported.modified) == (printed, printed)
    assert (exported.published_precision, exported.published_printed) == (moment.precision, "كما طبع")


def test_offsets_cut_the_same_words_out_of_the_text(db: Connection) -> None:
    paragraphs = ("افتتح الجسر.", "نقلا عن وكالة الوادي قال الوزير: «شكرا لكم».")
    name = Span(1, paragraphs[1].index("وكالة"), paragraphs[1].index(" قال"))
    words = Span(1, paragraphs[1].index("شكرا"), paragraphs[1].index("»"))
    spoken = Evidence("statement", "text", "شكرا لكم", "statements@1", 0.9, words)
    read = Reading(
        Article("https://nahr.example/1", "عنوان", paragraphs, "rtl"),
        (
            Credit("text_from", "وكالة الوادي", Evidence("credit", "text", "وكالة الوادي", "m@1", 1.0, name), "الوادي"),
            Credit(
                "facts_from", "الوادي", Evidence("credit", "byline", "الوادي", "m@1", 1.0, Span(0, 2, 8), "خ/الوادي")
            ),
            Credit("facts_from", "النهر", Evidence("credit", "url", "النهر", "m@1")),
        ),
        (Statement("direct", (words,), ("شكرا لكم",), spoken, speaker="الوزير"),),
        (Evidence("title", "title", "عنوان", "metadata@1"),),
    )
    id = file(db, page(), read).article
    (exported,) = export.iter_articles(db)
    text, other, nowhere = exported.credits
    assert exported.text[slice(text.start, text.end)] == "وكالة الوادي"
    assert (other.field, other.start, other.end) == ("byline", 2, 8)
    assert (nowhere.start, nowhere.end) == (None, None)
    assert (exported.evidence.file, exported.evidence.offset) == (PLACE.file, PLACE.offset)
    assert [fact.about for fact in exported.evidence.facts] == ["title"]
    (statement,) = export.iter_statements(db)
    assert (statement.article, statement.speaker, statement.cue) == (id, "الوزير", None)
    assert [exported.text[start:end] for start, end in statement.spans] == ["شكرا لكم"]
    json.dumps(export.as_json(statement))


def test_an_article_names_its_story_original_and_last_page(db: Connection) -> None:
    one, two = article(db, 1), article(db, 2)
    relations.save_reprint(db, Reprint(two, one, 0.9, (), "seen", 0.8))
    story = stories.found_story(db, one, NOW)
    changed = page("https://nahr.example/2", 30, "changed")
    articles.save_reading(
        db, keep(db, changed), Reading(Article("https://nahr.example/2", "معدل", ("نص.",), "rtl")), "r1"
    )
    first, second = export.iter_articles(db)
    assert (first.story, first.reprint_of, first.versions) == (story, None, 1)
    assert (second.story, second.reprint_of, second.versions) == (None, None, 2), "the text it shared is gone"
    assert second.fetched == at(30).astimezone(UTC).isoformat().replace("+00:00", "Z")
    relations.save_reprint(db, Reprint(two, one, 0.9, (), "seen", 0.8))
    assert list(export.iter_articles(db))[1].reprint_of == one


def test_a_story_is_exported_with_its_chain(db: Connection) -> None:
    one, two = article(db, 2), article(db, 1, source_id="wadi")
    story = stories.found_story(db, one, NOW)
    stories.join_story(db, story, two, "same-event", 0.5, NOW)
    (exported,) = export.iter_stories(db)
    assert (exported.articles, exported.sources, exported.roots) == ((two, one), ("wadi", "nahr"), None)
    shown = Evidence("published", "text", "أمس", "m@1")
    clash = Clash("time", ("article:1",), "it states an earlier time", Why("time"), ((ArticleId(1), shown),))
    gap = Gap("outlet:وكالة", (ArticleId(1),))
    stories.save_chain(db, story, dataclasses.replace(CHAIN, clashes=(clash,), gaps=(gap,)), NOW)
    (exported,) = export.iter_stories(db)
    assert exported.roots == CHAIN.roots
    assert [node.key for node in exported.nodes] == [node.key for node in CHAIN.nodes]
    assert [(clash.kind, clash.why, clash.articles) for clash in exported.clashes] == [("time", "time", (1,))]
    assert [(gap.key, gap.cited_by) for gap in exported.gaps] == [("outlet:وكالة", (1,))]
    assert [(link.newer, link.older, link.quote) for link in exported.links] == [("article:1", "outlet:وكالة", "q")]
    json.dumps(export.as_json(exported))


@pytest.mark.slow
def test_every_article_is_exported_once_in_order(db: Connection) -> None:
    ids = [article(db, number) for number in range(export._AT_ONCE + 5)]
    assert [exported.id for exported in export.iter_articles(db)] == ids
