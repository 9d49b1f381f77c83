"""How much of a text may be shown, given the source's policy and what the publisher says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.model import Policy, Signal
from masdar.store import Connection, articles, pages, schedule, sources
from masdar.store.display import Display, display_of

from .samples import NOW, PLACE, page, reading, source

POLICIES: tuple[Policy, ...] = ("full", "excerpt", "headline")


def said(*names: str) -> tuple[Signal, ...]:
    """Signals as "name" or "name=value"."""
    return tuple(Signal(*name.partition("=")[::2], "header:x-robots-tag") for name in names)


@pytest.mark.parametrize(
    ("policy", "names", "shown"),
    [
        ("full", (), Display("full")),
        ("full", ("nosnippet",), Display("headline")),
        ("full", ("noindex",), Display("headline")),
        ("full", ("search=no",), Display("headline")),
        ("full", ("search=yes",), Display("full")),
        ("full", ("noarchive",), Display("excerpt")),
        ("full", ("nocache",), Display("excerpt")),
        ("headline", ("noarchive",), Display("headline")),
        ("full", ("max-snippet=160",), Display("excerpt", 160)),
        ("excerpt", ("max-snippet=160", "max-snippet=50"), Display("excerpt", 50)),
        ("full", ("max-snippet=0",), Display("headline")),
        ("full", ("max-snippet=-1",), Display("full")),
        ("full", ("max-snippet=many",), Display("full")),
        ("full", ("max-snippet=50", "nosnippet"), Display("headline")),
        ("full", ("noai", "noimageai", "tdm-reservation=1", "ai-train=no", "ai-input=no", "nofollow"), Display("full")),
    ],
)
def test_the_least_of_what_is_allowed_counts(policy: Policy, names: tuple[str, ...], shown: Display) -> None:
    assert display_of(policy, said(*names)) == shown


SIGNALS = st.builds(
    Signal,
    st.sampled_from(["noindex", "nosnippet", "noarchive", "max-snippet", "noai", "search", "?"]),
    st.sampled_from(["", "no", "yes", "0", "50", "-1", "١٢", "9" * 40]),
    st.just("meta:robots"),
)


@given(st.sampled_from(POLICIES), st.lists(SIGNALS, max_size=6), SIGNALS)
def test_one_more_signal_never_shows_more(policy: Policy, signals: list[Signal], more: Signal) -> None:
    before, after = display_of(policy, signals), display_of(policy, [*signals, more])
    assert POLICIES.index(after.policy) >= POLICIES.index(before.policy) >= POLICIES.index(policy)
    if before.policy == after.policy == "excerpt" and before.most_chars is not None:
        assert after.most_chars is not None
        assert after.most_chars <= before.most_chars


def test_an_article_says_what_its_last_page_and_its_host_say(db: Connection) -> None:
    sources.save_source(db, source(), NOW)
    for minutes, names in ((0, ("nosnippet",)), (5, ("noarchive",))):
        shown = page(minutes=minutes, body=str(minutes))
        id = pages.add_page(db, shown, source().id, PLACE, said(*names))
        assert id is not None
        record = pages.get_page(db, id)
        assert record is not None
        article = articles.save_reading(db, record, reading(), "r1").article
    schedule.save_host_signals(db, "nahr.example", [Signal("ai-train", "no", "robots.txt")])
    found = articles.get_article(db, article)
    assert found is not None
    assert [signal.name for signal in found.card.signals] == ["noarchive", "ai-train"]
    assert found.card.policy == "excerpt"


def test_what_is_said_in_headers_alone_counts_from_the_next_look_on(db: Connection) -> None:
    sources.save_source(db, source(), NOW)
    id = pages.add_page(db, page(), source().id, PLACE)
    assert id is not None
    record = pages.get_page(db, id)
    assert record is not None
    article = articles.save_reading(db, record, reading(), "r1").article
    assert pages.add_page(db, page(minutes=30), source().id, PLACE, said("noarchive")) is None
    assert pages.add_page(db, page(minutes=10), source().id, PLACE, said("nosnippet")) is None  # an older look, late
    found = articles.get_article(db, article)
    assert found is not None
    assert [signal.name for signal in found.card.signals] == ["noarchive"]
