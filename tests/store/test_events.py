"""What became of articles: gone, moved, back; the record is the same in whatever order pages come and are read."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from masdar.model import ArticleId, Event, Hop, Page, PageId, Rejected, SourceId
from masdar.store import Connection, articles, events, export, exported, pages, relations, stories
from masdar.store.records import ArticleRecord

from .samples import NOW, PLACE, at, file, keep, reading

SITE = "https://nahr.example"
OLD, MIDDLE, NEW, HOME = f"{SITE}/news/old", f"{SITE}/news/middle", f"{SITE}/news/new", f"{SITE}/"
TEXT = ("افتتح الوزير جسر الوادي صباح اليوم.", "وقال إن العمل استغرق عامين.", "وحضر الافتتاح أهل الحي.")
OTHER = ("هطلت أمطار غزيرة على الساحل.", "وأغلقت المدارس أبوابها يوماً.")


def answer(url: str, minutes: float, status: int = 200, body: str = "", by: tuple[str, int] | None = None) -> Page:
    """A page of that address; `by`: the address that was asked for, and the status that led on from there."""
    headers = (("content-type", "text/html"),)
    hops = (Hop(by[0], by[1]),) if by else ()
    return Page(url, at(minutes), status, headers, (body or str(minutes)).encode(), by[0] if by else None, hops)


def redirect(url: str, to: str, minutes: float, status: int = 301) -> Page:
    """A redirect as archives hold it: by itself."""
    return Page(url, at(minutes), status, (("location", to),), str(minutes).encode())


def show(db: Connection, shown: Page, text: Sequence[str] = TEXT, canonical: str | None = None) -> ArticleId:
    read = reading(shown.url, paragraphs=tuple(text), canonical=canonical)
    return file(db, shown, read).article


def refuse(db: Connection, shown: Page, reason: str = "http-status") -> PageId:
    record = keep(db, shown)
    pages.reject_page(db, record.id, Rejected(reason), "r1")
    return record.id


def told(db: Connection, id: ArticleId) -> list[tuple[str, int, str | None]]:
    return [(event.kind, event.status, event.url) for event in events.events_of(db, [id]).get(id, ())]


def record_of(db: Connection, id: ArticleId) -> ArticleRecord:
    found = articles.get_article(db, id)
    assert found is not None
    return found


# ---------------------------------------------------------------- gone and back


@pytest.mark.parametrize("status", [404, 410, 451])
def test_an_article_whose_address_answers_so_is_gone_and_keeps_its_text(db: Connection, status: int) -> None:
    id = show(db, answer(OLD, 0))
    page = refuse(db, answer(OLD, 60, status))
    record = record_of(db, id)
    assert record.events == (Event("gone", at(60), page, status),)
    assert (record.reading.article.paragraphs, len(record.versions)) == (TEXT, 1)


@pytest.mark.parametrize(("status", "reason"), [(500, "http-status"), (403, "http-status"), (200, "not-an-article")])
def test_an_answer_that_says_nothing_for_certain_is_no_event(db: Connection, status: int, reason: str) -> None:
    id = show(db, answer(OLD, 0))
    refuse(db, answer(OLD, 60, status), reason)
    assert told(db, id) == []


def test_an_article_that_answers_again_is_back(db: Connection) -> None:
    id = show(db, answer(OLD, 0))
    refuse(db, answer(OLD, 60, 404))
    show(db, answer(OLD, 120))
    assert told(db, id) == [("gone", 404, None), ("back", 200, None)]


def test_the_same_answer_again_is_no_event_and_another_is(db: Connection) -> None:
    id = show(db, answer(OLD, 0))
    for minutes, status in ((1, 404), (2, 404), (3, 410), (4, 410)):
        refuse(db, answer(OLD, minutes, status))
    assert told(db, id) == [("gone", 404, None), ("gone", 410, None)]


def test_what_answered_before_the_article_did_is_no_event(db: Connection) -> None:
    refuse(db, answer(OLD, 0, 404))
    assert told(db, show(db, answer(OLD, 60))) == []


def test_a_copy_of_the_page_that_goes_does_not_take_the_article_along(db: Connection) -> None:
    id = show(db, answer(OLD, 0))
    amp = f"{OLD}/amp"
    assert show(db, answer(amp, 1), canonical=OLD) == id
    refuse(db, answer(amp, 2, 404))
    assert told(db, id) == []
    refuse(db, answer(OLD, 3, 404))
    assert told(db, id) == [("gone", 404, None)]


def test_an_article_that_only_answered_elsewhere_than_its_canonical_address_can_go(db: Connection) -> None:
    fed = f"{OLD}?from=feed"
    id = show(db, answer(fed, 0), canonical=OLD)
    refuse(db, answer(fed, 1, 410))
    assert told(db, id) == [("gone", 410, None)]


@pytest.mark.parametrize(
    ("status", "to", "reason", "expected"),
    [
        (301, HOME, "not-an-article", [("gone", 301, HOME)]),
        (302, HOME, "not-an-article", [("gone", 302, HOME)]),
        (302, f"{SITE}/sport", "not-an-article", [("gone", 302, f"{SITE}/sport")]),
        (301, f"{SITE}/missing", "no-text", [("gone", 301, f"{SITE}/missing")]),
        # A wall that asks for consent or a password is as empty, and is passing.
        (302, f"{SITE}/login", "no-text", []),
        (301, f"{SITE}/old.pdf", "not-html", []),
    ],
)
def test_an_address_that_leads_away_from_any_article_is_gone(
    db: Connection, status: int, to: str, reason: str, expected: list[tuple[str, int, str | None]]
) -> None:
    id = show(db, answer(OLD, 0))
    refuse(db, answer(to, 60, by=(OLD, status)), reason)
    assert told(db, id) == expected


def test_every_article_led_to_one_and_the_same_page_is_gone(db: Connection) -> None:
    missing = f"{SITE}/missing"
    first, second = show(db, answer(OLD, 0)), show(db, answer(NEW, 0, body="x"), OTHER)
    refuse(db, answer(missing, 60, body="same", by=(OLD, 301)), "no-text")
    refuse(db, answer(missing, 61, body="same", by=(NEW, 301)), "no-text")
    assert told(db, first) == told(db, second) == [("gone", 301, missing)]
    again = answer(missing, 62, body="same", by=(OLD, 301))
    assert pages.add_page(db, again, SourceId("nahr"), PLACE) is None


# ---------------------------------------------------------------- moved


def test_an_article_that_moved_is_one_article_with_its_history(db: Connection) -> None:
    id = show(db, answer(OLD, 0))
    moved = show(db, answer(NEW, 60, by=(OLD, 301)), (*TEXT, "وأضاف أن الجسر مجاني."))
    record = record_of(db, id)
    assert moved == id
    assert [(event.kind, event.status, event.url) for event in record.events] == [("moved", 301, NEW)]
    assert (len(record.versions), record.card.url, record.card.first_seen) == (2, NEW, NOW)
    assert articles.article_by_url(db, OLD) == articles.article_by_url(db, NEW) == id


def test_a_new_address_that_was_found_first_is_joined_when_the_old_one_leads_there(db: Connection) -> None:
    id = show(db, answer(OLD, 0))
    other = show(db, answer(NEW, 30))
    relations.save_bands(db, other, (1, 2))
    stories.found_story(db, other, NOW)
    assert other != id, "nothing says yet that they are one"
    assert show(db, answer(NEW, 60, by=(OLD, 301))) == id
    assert articles.get_article(db, other) is None
    assert told(db, id) == [("moved", 301, NEW)]
    assert [version.seen_at for version in record_of(db, id).versions] == [NOW]


def test_a_page_that_names_another_address_as_its_own_than_before_is_the_same_article(db: Connection) -> None:
    id = show(db, answer(OLD, 0))
    assert show(db, answer(OLD, 60), canonical=NEW) == id
    assert told(db, id) == []
    assert show(db, answer(NEW, 90, by=(OLD, 301))) == id
    assert told(db, id) == [("moved", 301, NEW)]


def test_reading_a_moved_articles_pages_again_changes_nothing(db: Connection) -> None:
    records = [keep(db, answer(OLD, 0)), keep(db, answer(NEW, 60, by=(OLD, 301))), keep(db, answer(OLD, 90, 404))]
    for reader in ("r1", "r2", "r3"):
        for record in records[:2]:
            filing = articles.save_reading(db, record, reading(record.url, paragraphs=TEXT), reader)
        pages.reject_page(db, records[2].id, Rejected("http-status", "404"), reader)
        assert filing.article == 1
        assert told(db, filing.article) == [("moved", 301, NEW)], "a redirect that is switched off is no deletion"
        assert len(record_of(db, filing.article).versions) == 1


def test_an_address_that_leads_to_another_article_does_not_join_them(db: Connection) -> None:
    id = show(db, answer(OLD, 0))
    other = show(db, answer(NEW, 60, by=(OLD, 302)), OTHER)
    assert other != id
    assert told(db, id) == [("moved", 302, NEW)]
    assert told(db, other) == []


def test_articles_that_one_address_led_to_on_different_days_stay_apart(db: Connection) -> None:
    latest = f"{SITE}/weather/latest"
    one = show(db, answer(f"{SITE}/weather/14", 0, by=(latest, 302)))
    other = show(db, answer(f"{SITE}/weather/15", 60, by=(latest, 302)))
    assert one != other
    assert told(db, one) == told(db, other) == []


def test_tracking_parts_of_an_address_are_no_move(db: Connection) -> None:
    fed = f"{OLD}?utm_source=feed"
    id = show(db, answer(fed, 0), canonical=OLD)
    assert show(db, answer(OLD, 60, by=(fed, 301)), canonical=OLD) == id
    assert told(db, id) == []


def test_redirects_that_an_archive_holds_by_themselves_are_followed(db: Connection) -> None:
    id = show(db, answer(OLD, 0))
    refuse(db, redirect(OLD, "/news/middle", 60))
    assert told(db, id) == [("moved", 301, MIDDLE)]
    refuse(db, redirect(MIDDLE, NEW, 61))
    assert show(db, answer(NEW, 62)) == id
    assert told(db, id) == [("moved", 301, NEW)]


def test_a_redirect_to_the_front_page_by_itself_is_a_deletion(db: Connection) -> None:
    id = show(db, answer(OLD, 0))
    refuse(db, redirect(OLD, "/", 60, 302))
    assert told(db, id) == [("gone", 302, HOME)]


def test_a_redirect_to_the_same_address_is_none(db: Connection) -> None:
    id = show(db, answer(OLD, 0))
    refuse(db, redirect(OLD, OLD.replace("https://", "http://www.") + "/", 60))
    assert told(db, id) == []


# ---------------------------------------------------------------- the record


def test_an_article_taken_back_takes_its_events_along(db: Connection) -> None:
    record = keep(db, answer(OLD, 0))
    id = articles.save_reading(db, record, reading(OLD), "r1").article
    refuse(db, answer(OLD, 60, 404))
    pages.reject_page(db, record.id, Rejected("not-an-article"), "r2")
    assert articles.get_article(db, id) is None
    assert told(db, id) == []
    again = articles.save_reading(db, record, reading(OLD), "r3").article
    assert told(db, again) == [("gone", 404, None)]


def test_an_event_noted_twice_is_one(db: Connection) -> None:
    id = show(db, answer(OLD, 0))
    page = keep(db, answer(OLD, 1, 404)).id
    for status in (404, 410, 410):
        events.note_event(db, id, Event("gone", at(1), page, status))
    assert told(db, id) == [("gone", 410, None)]


# What can come for an article: address, status, who led there by which status (of a redirect by itself: where it
# leads), and which text it shows.
Came = tuple[str, int, tuple[str, int] | None, "str | None"]
ANSWERS: tuple[Came, ...] = (
    (OLD, 200, None, "a"),
    (OLD, 200, None, "b"),
    (OLD, 404, None, None),
    (OLD, 500, None, None),
    (HOME, 200, (OLD, 302), None),
    (NEW, 200, (OLD, 301), "a"),
    (NEW, 200, None, "b"),
    (NEW, 410, None, None),
    (NEW, 200, (OLD, 301), "other"),
    (MIDDLE, 200, (OLD, 308), "c"),
    (OLD, 301, (NEW, 301), None),
    (OLD, 301, (MIDDLE, 301), None),
    (MIDDLE, 302, (NEW, 302), None),
)
TEXTS = {"a": TEXT, "b": (*TEXT[:2], "وتأجل افتتاح الطريق."), "c": (*TEXT, "وأضاف سطراً."), "other": OTHER}


def outcome(db: Connection, order: Sequence[tuple[int, Came]]) -> Sequence[object]:
    """Every article there is in the end: its versions and events, by their instants. Leaves the database as it was."""
    undone = db.begin_nested()
    for minutes, (url, status, by, text) in order:
        is_led = status in (301, 302) and by
        shown = redirect(url, by[0], minutes, status) if is_led and by else answer(url, minutes, status, by=by)
        if text is not None:
            show(db, shown, TEXTS[text])
        else:
            refuse(db, shown, "http-status" if status != 200 else "not-an-article")
    records = [record_of(db, card.id) for card in articles.recent_articles(db, 9)]
    undone.rollback()
    return sorted(
        (
            [(each.seen_at.isoformat(), each.title, each.paragraphs) for each in record.versions],
            [(each.at.isoformat(), each.kind, each.status, each.url or "") for each in record.events],
        )
        for record in records
    )


@pytest.mark.slow
@given(
    came=st.lists(st.sampled_from(ANSWERS), min_size=2, max_size=6).flatmap(
        lambda came: st.permutations(list(enumerate(came)))
    )
)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_states_and_events_do_not_depend_on_the_order_in_which_pages_come(
    db: Connection, came: list[tuple[int, Came]]
) -> None:
    assert outcome(db, came) == outcome(db, sorted(came))


def test_an_exported_article_says_what_became_of_it(db: Connection) -> None:
    id = show(db, answer(OLD, 0))
    page = refuse(db, answer(HOME, 60, by=(OLD, 302)), "not-an-article")
    (written,) = export.iter_articles(db)
    assert written.id == id
    assert written.events == (exported.ExportedEvent("gone", "2026-11-14T09:00:00Z", 302, HOME, page),)


def test_a_card_says_since_when_the_article_is_gone_until_it_is_back(db: Connection) -> None:
    id = show(db, answer(OLD, 0))
    for minutes, status in ((10, 404), (20, 410)):
        refuse(db, answer(OLD, minutes, status))
    assert record_of(db, id).card.gone_at == at(10)
    show(db, answer(OLD, 30))
    assert record_of(db, id).card.gone_at is None
