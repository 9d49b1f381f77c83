"""The public preview of a channel lists its own posts; what it says of itself makes a source."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.collect.channels import guess_channel, is_preview, posts_of, preview_address
from masdar.collect.discover import find_links, find_listings, kind_of
from masdar.collect.guess import guess_source, guess_source_of
from masdar.collect.sources import parse_source, source_text
from masdar.model import Listing, Page, Source, SourceId
from telegram_pages import Post, channel_page, missing_post, plain_page, post_page

PREVIEW = "https://t.me/s/Jisr_Ministry"
TEXT = "أعلن وزير الجسور سالم العابد اليوم فتح جسر الضفاف أمام السير بعد أعمال صيانة دامت شهرين."
JISR = Source(SourceId("jisr"), "وزارة الجسور", PREVIEW, ("t.me/jisr_ministry",), kind="channel")
FORWARD = '<a class="tgme_widget_message_forwarded_from_name" href="https://t.me/atlasi_news/40">الأطلسي</a>'
REPLY = (
    '<a class="tgme_widget_message_reply" href="https://t.me/atlasi_news/39">'
    '<div class="tgme_widget_message_text js-message_reply_text">سؤال عن الجسر</div></a>'
)
POSTS = (
    Post(1, "Channel created", kind="service_message"),
    Post(5, TEXT, at="2026-11-01T08:00:00+03:00"),
    Post(6, "", inside='<a class="tgme_widget_message_photo_wrap"></a>'),
    Post(7, f"{TEXT}<br>انظر https://t.me/atlasi_news/40", forwarded=FORWARD, inside=REPLY, at="not a time"),
)


def page(body: bytes, url: str = PREVIEW) -> Page:
    return Page(url, datetime(2026, 11, 3, 12, tzinfo=UTC), 200, (("content-type", "text/html; charset=utf-8"),), body)


def preview(*posts: Post, url: str = PREVIEW, about: str = "") -> Page:
    return page(channel_page("Jisr_Ministry", "وزارة الجسور 🌉", posts, about), url)


def address(number: int) -> str:
    return f"https://t.me/jisr_ministry/{number}?embed=1&mode=tme"


def test_a_preview_lists_the_posts_that_can_be_read_the_newest_first() -> None:
    newest, oldest = posts_of(preview(*POSTS))
    assert (newest.url, oldest.url) == (address(7), address(5))
    assert newest.title.startswith("أعلن وزير الجسور")
    assert oldest.at == datetime(2026, 11, 1, 5, tzinfo=UTC)
    assert newest.at is None


def test_posts_of_other_channels_are_not_its_own() -> None:
    strange = Post(9, TEXT, channel="atlasi_news")
    assert [post.url for post in posts_of(preview(strange, *POSTS))] == [address(7), address(5)]


def test_a_listing_of_kind_channel_links_to_posts() -> None:
    links = find_links(preview(*POSTS), "channel", JISR)
    assert [link.url for link in links] == [address(7), address(5)]
    assert find_links(preview(*POSTS), "page", JISR) == links


def test_a_preview_of_another_channel_than_the_sources_gives_nothing() -> None:
    other = Source(SourceId("o"), "أخرى", "https://t.me/s/other_one", ("t.me/other_one",))
    assert find_links(preview(*POSTS), "channel", other) == ()


def test_where_there_is_no_preview_nothing_is_a_post() -> None:
    plain = page(plain_page("Jisr_Ministry", "وزارة الجسور"), "https://t.me/Jisr_Ministry")
    assert not is_preview(plain)
    assert find_links(plain, "channel", JISR) == ()
    assert kind_of(preview(*POSTS)) == "channel"
    assert kind_of(plain) == "page"


def test_a_channel_without_posts_has_a_preview() -> None:
    empty = preview()
    assert is_preview(empty)
    assert posts_of(empty) == ()


def test_the_source_of_a_channel_is_guessed_from_its_preview() -> None:
    found = guess_source(preview(*POSTS))
    assert found.id == "tg-jisr_ministry"
    assert found.name == "وزارة الجسور 🌉"
    assert (found.kind, found.language, found.hosts) == ("channel", "ar", ("t.me/jisr_ministry",))
    assert found.listings == (Listing("https://t.me/s/jisr_ministry", "channel"),)
    assert find_listings(preview(*POSTS)) == found.listings
    assert parse_source(source_text(found), found.id) == found


def test_the_language_is_that_of_the_posts() -> None:
    english = Post(3, "The minister of bridges opened the old bridge over the river to all traffic this morning.")
    assert guess_source(preview(english)).language == "en"


def test_a_post_in_an_archive_tells_its_channel() -> None:
    found = guess_source_of(page(post_page(POSTS[1]), address(5)))
    assert (found.id, found.name, found.hosts) == ("tg-jisr_ministry", "وزارة الجسور", ("t.me/jisr_ministry",))


def test_a_copy_on_another_host_belongs_to_that_host() -> None:
    mirror = preview(*POSTS, url="http://mirror.example:8080/s/Jisr_Ministry")
    found = guess_source(mirror)
    assert found.hosts == ("mirror.example:8080/jisr_ministry",)
    links = find_links(mirror, "channel", found)
    assert links[0].url == "http://mirror.example:8080/jisr_ministry/7?embed=1&mode=tme"


def test_a_plain_page_in_an_archive_is_its_channels_and_no_listing() -> None:
    found = guess_source_of(page(plain_page("Jisr_Ministry", "وزارة الجسور"), "https://t.me/Jisr_Ministry"))
    assert (found.hosts, found.name, found.listings) == (("t.me/jisr_ministry",), "وزارة الجسور", ())


def test_pages_that_are_no_channels_tell_none() -> None:
    assert guess_channel(page(missing_post(), "https://nahr.example/x")) is None
    assert guess_channel(page(b"<html><p>text", "https://nahr.example/x")) is None


@pytest.mark.parametrize(
    "url",
    ["https://t.me/Jisr_Ministry", "t.me/jisr_ministry", "http://telegram.me/s/jisr_ministry/7?embed=1", PREVIEW],
)
def test_every_address_of_a_channel_leads_to_its_preview(url: str) -> None:
    url = url if "://" in url else f"https://{url}"
    assert preview_address(url) == "https://t.me/s/jisr_ministry"
    assert preview_address("https://nahr.example/s/name_x") is None


def test_a_source_file_may_name_a_part_of_a_host() -> None:
    found = parse_source('name = "x"\nhome = "https://t.me/s/Jisr_Ministry"\n', "jisr")
    assert found.hosts == ("t.me/jisr_ministry",)
    shared = parse_source('name = "x"\nhome = "https://pages.example/nahr/"\nhosts = ["pages.example/nahr"]', "nahr")
    assert shared.hosts == ("pages.example/nahr",)


@given(st.binary(max_size=300))
def test_no_bytes_break_it(noise: bytes) -> None:
    found = page(
        b"<body class=x>tgme_channel_history tgme_widget_message" + noise + channel_page("a", "b", POSTS)[:900]
    )
    posts_of(found)
    guess_channel(found)
