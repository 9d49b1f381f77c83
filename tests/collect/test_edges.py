"""Addresses, codings and the address guard: the small rules the rest stands on."""

from __future__ import annotations

import contextlib
import gzip
import zlib

import brotli  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.collect.addresses import absolute_url, host_of, same_site_hosts, tidy_url
from masdar.collect.coding import MOST_RATIO, CodingError, TooLarge, decode_all, decoder_for, gunzip
from masdar.collect.sniff import is_wrong_type

BASE = "https://www.paper.example/a/b.html"


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("c.html", "https://www.paper.example/a/c.html"),
        ("//X.example:443/%7Ea#top", "https://x.example/%7Ea"),
        (
            "/خبر جديد?q=نهر",
            "https://www.paper.example/%D8%AE%D8%A8%D8%B1%20%D8%AC%D8%AF%D9%8A%D8%AF?q=%D9%86%D9%87%D8%B1",
        ),
        ("/a?id=7&utm_source=x&FBCLID=y", "https://www.paper.example/a?id=7"),
        ("/a?utm_source=x", "https://www.paper.example/a"),
        ("http://user:pw@paper.example/", "http://paper.example/"),
        ("https://جريدة.example/", "https://xn--ogbfjh9j.example/"),
        ("/100%", "https://www.paper.example/100%25"),
        ("javascript:alert(1)", None),
        ("http://[bad/", None),
        ("http://a b.example/", None),
        ("http:///nohost", None),
        ("/" + "x" * 3000, None),
    ],
)
def test_an_address_has_one_spelling(href: str, expected: str | None) -> None:
    assert tidy_url(href, BASE) == expected


@pytest.mark.slow
@given(st.text(max_size=60))
def test_tidying_twice_is_tidying_once_and_nothing_crashes(href: str) -> None:
    url = tidy_url(href, BASE)
    if url is not None:
        assert tidy_url(url, BASE) == url
        assert url.isascii()
        assert host_of(url) != ""
    assert absolute_url(href, BASE) is None or absolute_url(href, BASE).startswith("http")  # type: ignore[union-attr]


def test_hosts_of_one_site() -> None:
    assert same_site_hosts("www.a.example") == ("www.a.example", "a.example")
    assert same_site_hosts("a.example:81") == ("a.example:81", "www.a.example:81")
    assert same_site_hosts("127.0.0.1:81") == ("127.0.0.1:81",)


@given(st.binary(max_size=5000))
def test_every_coding_is_undone(body: bytes) -> None:
    coded = {
        "gzip": gzip.compress(body),
        "deflate": zlib.compress(body),
        "br": brotli.compress(body),
        "identity": body,
        "x-gzip": gzip.compress(body[:100]) + gzip.compress(body[100:]),
    }
    for name, data in coded.items():
        assert decode_all(data, name, 5000) == body


def test_deflate_without_its_header_is_undone_too() -> None:
    raw = zlib.compressobj(wbits=-15)
    assert decode_all(raw.compress(b"news " * 99) + raw.flush(), " Deflate", 5000) == b"news " * 99


@pytest.mark.parametrize("name", ["gzip", "deflate", "br"])
def test_a_bomb_stops_at_the_cap_and_a_cut_body_is_an_error(name: str) -> None:
    pack = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}[name]
    packed = pack(bytes(5_000_000))
    with pytest.raises(TooLarge):
        decode_all(packed, name, 1_000_000)
    with pytest.raises(CodingError):
        decode_all(pack(bytes(range(256)) * 40)[:-6], name, 1_000_000)
    assert decode_all(packed, name, 5_000_000) == bytes(5_000_000)
    with pytest.raises(TooLarge, match="bomb"):
        decoder_for(name, 5_000_000, MOST_RATIO).feed(packed)


def test_uniform_pages_are_no_bombs() -> None:
    sitemap = b"".join(b"<url><loc>https://paper.example/news/%d</loc></url>" % number for number in range(50_000))
    assert decoder_for("gzip", 8_000_000, MOST_RATIO).feed(gzip.compress(sitemap)) == sitemap
    small = b"<br>" * 200_000
    assert decoder_for("gzip", 8_000_000, MOST_RATIO).feed(gzip.compress(small)) == small


@given(st.binary(max_size=200), st.sampled_from(["gzip", "deflate", "br", "zstd", "gzip, gzip"]))
def test_bytes_that_are_not_what_they_claim_are_an_error_of_ours(body: bytes, name: str) -> None:
    with contextlib.suppress(CodingError, TooLarge):
        assert len(decode_all(body, name, 10_000)) <= 10_000
    assert len(gunzip(body, 10_000)) <= 10_000 + 65_536


@pytest.mark.parametrize(
    ("declared", "head", "wrong"),
    [
        ("text/html", b"<html>", False),
        ("application/octet-stream", b"<?xml version='1.0'?><rss>", False),
        ("application/octet-stream", b"<html>", True),
        ("image/jpeg", b"\xff\xd8\xff\xe0", True),
        ("text/html", b"%PDF-1.7", True),
        ("text/html", b"PK\x03\x04....", True),
        ("", "نص عربي".encode("windows-1256"), False),
        ("text/html", "<p>x".encode("utf-16"), False),
        ("application/gzip", gzip.compress(b"<urlset>", mtime=0), False),
        ("application/gzip", gzip.compress(b"MZ\x00\x01", mtime=0), True),
        ("text/plain", b"", False),
    ],
)
def test_what_is_no_text_is_told_by_its_bytes(declared: str, head: bytes, wrong: bool) -> None:
    assert is_wrong_type(declared, "https://paper.example/x", head) is wrong
