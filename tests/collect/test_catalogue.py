"""The starter catalogue: every file parses, no two claim the same, and their names are those that the reader knows."""

from __future__ import annotations

import tomllib
from collections import Counter
from importlib import resources
from pathlib import Path

import pytest

from masdar.collect.addresses import absolute_url
from masdar.collect.sources import read_source_file
from masdar.model import Source
from masdar.read.followed import book_of
from masdar.read.outlets import folded_words, listed_names
from masdar.text.addresses import lies_in, part_key

FILES = sorted((Path(__file__).parents[2] / "sources").glob("*/*.toml"))
SOURCES = {path: read_source_file(path) for path in FILES}
ZONES: dict[str, str] = tomllib.loads(
    resources.files("masdar.collect").joinpath("data/countries.toml").read_text("utf-8")
)["zones"]
ARAB = (
    "sy",
    "lb",
    "jo",
    "ps",
    "iq",
    "sa",
    "ae",
    "qa",
    "kw",
    "bh",
    "om",
    "ye",
    "eg",
    "sd",
    "ly",
    "tn",
    "dz",
    "ma",
    "mr",
)
by_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def twice(values: list[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def test_no_two_files_claim_the_same() -> None:
    sources = SOURCES.values()
    assert twice([source.id for source in sources]) == []
    assert twice([part for source in sources for part in {part_key(host) for host in source.hosts}]) == []
    assert twice([source.name for source in sources]) == []


def test_every_arab_country_with_media_of_its_own_has_some() -> None:
    assert len(FILES) >= 40
    assert [country for country in ARAB if sum(source.country == country for source in SOURCES.values()) < 2] == []


@by_file
def test_a_file_says_that_nobody_has_checked_it_and_leaves_listings_to_discovery(path: Path) -> None:
    is_unchecked = path.read_text("utf-8").startswith("# Unchecked: written from general knowledge, never fetched.")
    assert is_unchecked is (SOURCES[path].listings == ())


@by_file
def test_its_folder_zone_and_home_fit(path: Path) -> None:
    source = SOURCES[path]
    assert source.country == path.parent.name
    assert source.zone in (ZONES[path.parent.name], None)  # None: who prints another clock than his country's
    assert source.home.startswith("https://")
    assert absolute_url(source.home, "") is not None
    assert lies_in(source.home, source.hosts)
    assert source.aliases


@by_file
def test_its_names_are_those_of_one_medium_for_the_reader(path: Path) -> None:
    source, listed = SOURCES[path], dict(listed_names())
    outlets = (listed.get(folded_words(name)) for name in (source.name, *source.aliases))
    known = {outlet.canonical for outlet in outlets if outlet is not None and outlet.kind in ("agency", "outlet")}
    assert len(known - {source.name}) <= 1


def test_a_credit_by_a_listed_name_finds_the_source() -> None:
    book = book_of(tuple(SOURCES.values()))
    lost = [name for source in SOURCES.values() for name in own_names(source) if book.canonical(name) != source.name]
    assert lost == []


def own_names(source: Source) -> tuple[str, ...]:
    return (source.name, *source.aliases)
