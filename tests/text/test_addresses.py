"""One address written in several ways; what an address belongs to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.text.addresses import ChannelAddress, address_key, channel_of, lies_in, part_key, parts_of

POST = [
    "https://t.me/Nahr_News/123",
    "https://t.me/nahr_news/123/",
    "http://www.t.me/Nahr_News/123?embed=1&mode=tme",
    "https://t.me/s/Nahr_News/123",
    "https://telegram.me/nahr_news/123?single#top",
    "https://telegram.dog/s/NAHR_NEWS/123",
]


@pytest.mark.parametrize("url", POST)
def test_a_post_has_one_key_however_its_address_is_written(url: str) -> None:
    assert address_key(url) == "t.me/nahr_news/123"
    assert channel_of(url) == ChannelAddress("nahr_news", 123)


@pytest.mark.parametrize(
    "url",
    [
        "https://t.me/joinchat/AbCdEf",
        "https://t.me/+AbCdEfGh",
        "https://t.me/c/1234567/12",
        "https://t.me/share/url?url=https://nahr.example/",
        "https://nahr.example/s/nahr_news/123",
        "https://not-t.me/nahr_news/123",
        "https://t.me/",
        "https://t.me:99999/nahr_news",
    ],
)
def test_other_addresses_are_no_channels(url: str) -> None:
    assert channel_of(url) is None


def test_two_posts_and_the_channel_itself_have_keys_of_their_own() -> None:
    keys = {address_key(f"https://t.me/{rest}") for rest in ("nahr_news", "nahr_news/1", "nahr_news/12", "other_one/1")}
    assert len(keys) == 4


@pytest.mark.parametrize(
    ("url", "hosts", "is_inside"),
    [
        ("https://www.nahr.example/n/1", ("nahr.example",), True),
        ("https://nahr.example/n/1", ("www.nahr.example",), True),
        ("https://nahr.example:8080/n/1", ("nahr.example",), False),
        ("https://sport.nahr.example/n/1", ("nahr.example",), False),
        ("https://pages.example/nahr/n/1", ("pages.example/nahr",), True),
        ("https://pages.example/nahrain/n/1", ("pages.example/nahr",), False),
        ("https://pages.example/", ("pages.example/nahr",), False),
        ("https://t.me/s/Nahr_News?before=7", ("t.me/nahr_news",), True),
        ("https://telegram.me/Nahr_News/7?embed=1", ("t.me/Nahr_News",), True),
        ("https://t.me/nahr_news_live/7", ("t.me/nahr_news",), False),
        ("not an address", ("nahr.example",), False),
    ],
)
def test_an_address_lies_in_a_host_or_a_part_of_one(url: str, hosts: tuple[str, ...], is_inside: bool) -> None:
    assert lies_in(url, hosts) is is_inside


def test_the_narrowest_part_comes_first() -> None:
    assert parts_of("https://www.Nahr.example/a/n") == ("nahr.example/a/n", "nahr.example/a", "nahr.example")
    assert parts_of("https://telegram.me/s/Nahr_News/7") == ("t.me/nahr_news", "t.me")


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("WWW.Nahr.example", "nahr.example"),
        ("pages.example/nahr/", "pages.example/nahr"),
        ("t.me/s/Nahr_News", "t.me/nahr_news"),
        ("nahr.example:8080", "nahr.example:8080"),
    ],
)
def test_hosts_of_source_files_are_compared_in_one_form(written: str, key: str) -> None:
    assert part_key(written) == key


@given(st.text())
def test_no_text_breaks_them(text: str) -> None:
    for url in (text, f"https://t.me/{text}", f"https://{text}/x"):
        address_key(url)
        channel_of(url)
        assert all("\n" not in part for part in parts_of(url)[-1:])
        lies_in(url, (text,))
    assert part_key(part_key(text)) == part_key(text) or "/" in text


@given(st.from_regex(r"[a-z][a-z0-9.-]{0,20}(:[1-9][0-9]{1,3})?(/[a-z0-9]{1,9}){0,3}", fullmatch=True))
def test_an_address_lies_in_each_of_its_parts(rest: str) -> None:
    for part in parts_of(f"https://{rest}"):
        assert lies_in(f"https://{rest}", (part,))
