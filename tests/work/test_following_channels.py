"""Telegram channels from address to article: two of them share a host, each keeps its own posts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from masdar.app import SimulatedClock
from masdar.collect.fetch import Fetcher
from masdar.collect.warc import Archive
from masdar.errors import CannotFetch
from masdar.model import Page
from masdar.store import open_store
from masdar.store.articles import get_article, recent_articles
from masdar.store.sources import save_source, source_for
from masdar.work import looking
from masdar.work.desk import Desk
from masdar.work.loop import one_pass
from masdar.work.sourcing import look, save
from newspaper import Newspaper
from telegram_pages import Post, channel_page, missing_post, plain_page, post_page

START = datetime(2026, 11, 3, 12, tzinfo=UTC)
HTML = "text/html; charset=utf-8"
QUOTE = "لن نُغلق الجسر مرة أخرى قبل نهاية الشتاء"
TEXT = f"<b>فتح جسر الضفاف</b><br><br>وقال وزير الجسور سالم العابد: «{QUOTE}»."
JISR, ATLASI = "jisr_ministry", "atlasi_news"


@pytest.fixture
def paper() -> Iterator[Newspaper]:
    with Newspaper() as newspaper:
        publish(newspaper, Post(7, TEXT))
        publish(newspaper, Post(3, "خبر الأطلسي عن المرفأ القديم في المدينة", channel=ATLASI, title="الأطلسي"))
        yield newspaper


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(looking, "PACE_S", 0.0)
    clock = SimulatedClock(START)
    with (
        open_store(f"sqlite:///{tmp_path / 'masdar.sqlite'}") as store,
        Archive(tmp_path / "pages") as archive,
        Fetcher("Masdar/test", clock, ("*.localhost",), patience_s=0.5) as fetcher,
    ):
        yield Desk(store, archive, clock, fetcher)


def publish(paper: Newspaper, *posts: Post) -> None:
    """The channel's preview shows these posts, each of which can be read alone."""
    name, title = posts[0].channel, posts[0].title
    paper.pages[f"/s/{name}"] = (HTML, channel_page(name, title, posts).decode())
    for post in posts:
        paper.pages[f"/{name}/{post.number}?embed=1&mode=tme"] = (HTML, post_page(post).decode())


def follow(desk: Desk, paper: Newspaper, *names: str) -> None:
    for name in names:
        source = save(desk, look(desk, paper.url(f"/s/{name}", "t.localhost")).source).source
        with desk.store.writing() as db:
            save_source(db, replace(source, pace_s=0.0), desk.clock())


def later(desk: Desk, **by: float) -> None:
    assert isinstance(desk.clock, SimulatedClock)
    desk.clock.at += timedelta(**by)


def titles(desk: Desk) -> dict[str, str]:
    with desk.store.reading() as db:
        return {card.title: card.source.id for card in recent_articles(db, 9)}


@pytest.mark.slow
def test_channels_of_one_host_are_two_sources_with_their_own_posts(desk: Desk, paper: Newspaper) -> None:
    follow(desk, paper, JISR, ATLASI)
    one_pass(desk)
    assert titles(desk) == {
        "فتح جسر الضفاف": "tg-jisr_ministry",
        "خبر الأطلسي عن المرفأ القديم في المدينة": "tg-atlasi_news",
    }
    with desk.store.reading() as db:
        found = source_for(db, paper.url(f"/{ATLASI}/99", "t.localhost"))
        assert found is not None
        assert found.name == "الأطلسي"
        assert source_for(db, paper.url("/somebody_else/1", "t.localhost")) is None


def test_a_new_post_is_found_and_an_edited_one_is_a_version(desk: Desk, paper: Newspaper) -> None:
    follow(desk, paper, JISR)
    one_pass(desk)
    publish(paper, Post(7, TEXT.replace("الشتاء", "الربيع")), Post(8, "عاد السير على الجسر القديم صباح اليوم"))
    later(desk, hours=2)
    one_pass(desk)
    assert len(titles(desk)) == 2
    with desk.store.reading() as db:
        (edited,) = [card for card in recent_articles(db, 9) if card.title == "فتح جسر الضفاف"]
        record = get_article(db, edited.id)
    assert edited.versions == 2
    assert record is not None
    assert "الربيع" in record.reading.article.text


def test_a_name_without_preview_is_not_followed_and_the_reason_is_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = desk.clock()
    plain = Page("https://t.me/jisr_group", at, 200, (("content-type", HTML),), plain_page("jisr_group", "مجموعة"))
    seen: list[str] = []

    def lead_elsewhere(_: object, url: str) -> Page:
        seen.append(url)
        return plain

    monkeypatch.setattr(looking, "asked", lead_elsewhere)
    with pytest.raises(CannotFetch, match="no public preview"):
        look(desk, "https://t.me/Jisr_Group")
    assert seen == ["https://t.me/s/jisr_group"]


def test_a_preview_that_is_switched_off_counts_as_a_failure_with_its_reason(desk: Desk, paper: Newspaper) -> None:
    follow(desk, paper, JISR)
    paper.pages[f"/s/{JISR}"] = (HTML, plain_page(JISR, "وزارة الجسور").decode())
    assert one_pass(desk).counts["listing: no-preview"] == 1


def test_a_channel_that_robots_txt_closes_is_not_followed(desk: Desk, paper: Newspaper) -> None:
    paper.robots["t.localhost"] = (200, b"User-agent: *\nDisallow: /s/\n")
    with pytest.raises(CannotFetch, match=r"robots\.txt"):
        follow(desk, paper, JISR)
    assert paper.asked("t.localhost") == ["/robots.txt"]


def test_a_post_that_is_gone_is_no_article(desk: Desk, paper: Newspaper) -> None:
    follow(desk, paper, JISR)
    paper.pages[f"/{JISR}/7?embed=1&mode=tme"] = (HTML, missing_post().decode())
    assert one_pass(desk).counts["rejected: gone"] == 1
