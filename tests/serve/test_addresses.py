"""Addresses are shown as people read them, and nothing hides in them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from masdar.serve import SiteSettings, site
from masdar.serve.addresses import printed
from masdar.store import open_store, sources

from .invented import NOW, file, outlet, reading

BASE = "https://difaf.example/"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (BASE + "%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/%D8%B3%D8%AF-12", BASE + "أخبار/سد-12"),
        (BASE + "أخبار", BASE + "أخبار"),
        (BASE + "a%20b%2Fc%3Fd%25", BASE + "a%20b%2Fc%3Fd%25"),
        (BASE + "%C7%CE%C8%C7%D1", BASE + "%C7%CE%C8%C7%D1"),
        (BASE + "%E2%80%AEgpj.exe", BASE + "%E2%80%AEgpj.exe"),
        (BASE + "\u202egpj.exe", BASE + "%E2%80%AEgpj.exe"),
        (BASE + "100%", BASE + "100%"),
        (BASE + "%D8", BASE + "%D8"),
    ],
)
def test_letters_are_shown_and_what_cannot_be_seen_is_not(url: str, shown: str) -> None:
    assert printed(url) == shown


def test_a_long_address_loses_its_middle() -> None:
    shown = printed(BASE + "%D8%A3" * 300 + "/end", 60)
    assert len(shown) == 60
    assert shown.startswith(BASE)
    assert shown.endswith("/end")
    assert "…" in shown


@given(st.text(max_size=60), st.integers(10, 80))
def test_no_address_prints_what_cannot_be_seen(url: str, longest: int) -> None:
    shown = printed(url, longest)
    assert len(shown) <= longest
    assert all(unicodedata.category(character)[0] not in "CZ" for character in shown)
    assert printed(printed(url, 9999), 9999) == printed(url, 9999)


def test_the_site_prints_letters_and_links_what_the_server_knows() -> None:
    coded = "%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1-%D8%B3%D8%AF"
    source = outlet("sadd", "صحيفة السد", policy="full")
    with open_store("sqlite://") as store:
        with store.writing() as db:
            sources.save_source(db, source, NOW)
            file(db, source, reading(source.home + coded, "عنوان", ("نص " * 40,), NOW), NOW)
        text = TestClient(site(store, SiteSettings(), lambda: NOW)).get("/article/1").text
    assert f'href="{source.home}{coded}"' in text
    assert f">{source.home}أخبار-سد</a>" in text
    assert f">{source.home}{coded}<" not in text
