"""In: a phrase of a page. Out: what the linter's word lists (data/lint.toml) say of it."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from masdar.read.outlets import Kind, line_of, listed_book
from masdar.read.phrases import pattern, phrases
from masdar.text.fold import fold
from masdar.text.tokens import search_terms

_FILE = "lint.toml"


def says(what: str, sentence: str) -> bool:
    """Does the sentence match one of the patterns listed under `what` ("first", "disclaimers")?"""
    return pattern(what, _FILE).search(fold(sentence, loose=True)) is not None


def name_words(name: str) -> frozenset[str]:
    """The words of an outlet's name without the noun for its kind (قناة، موقع) and the article."""
    kinds = phrases("kinds", _FILE)
    bare = (term.removeprefix("ال") if len(term) > 4 else term for term in search_terms(name).split())
    return frozenset(term for term in bare if term not in kinds)


def medium_kind(name: str) -> Kind | None:
    """What kind of medium the listed names say this one is: an agency, an outlet, or none in particular."""
    if says("agencies", name) and len(search_terms(name).split()) > 1:  # "وكالات" alone names nobody
        return "agency"
    named = listed_book().find(line_of(name))
    return named[0].outlet.kind if named else None


@cache
def _platforms() -> dict[str, tuple[str, ...]]:
    data = tomllib.loads(files("masdar.read.data").joinpath(_FILE).read_text("utf-8"))
    return {fold(name): tuple(hosts) for name, hosts in data["platforms"].items()}


def platform_hosts(medium: str) -> tuple[str, ...]:
    """The hosts of the platform that a printed medium names; none when it names no platform."""
    known = _platforms()
    return next((known[term] for term in search_terms(medium).split() if term in known), ())
