"""A byline as printed and what is declared of authors → the single people, each with where the name stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from masdar.model import Evidence
from masdar.read.heading import Printed
from masdar.read.metadata import Metadata
from masdar.read.outlets import NameBook, folded_words
from masdar.read.people import people, signed
from masdar.read.phrases import key
from masdar.read.plain import clip

METHOD = "authors@1"
_MOST_PEOPLE = 20
# A signature stands among so many first or last lines of the text.
_EDGE_LINES = 3
# "فلان الفلاني – تل الورد": beside a dash, a colon or brackets stands a place.
_PLACED = re.compile(r"[-–—ـ:()]")
_PROSE_WORDS = 9


def find_authors(
    byline: Printed | None, metadata: Metadata, text: Sequence[str], own: frozenset[str], book: NameBook
) -> tuple[Printed, ...]:
    """From the printed byline and a signature inside the text; a declared list that holds all of these tells it whole.
    Where nobody is printed, the first declared place that names people."""
    printed = _named([*([byline] if byline else []), *_signatures(text)], own, book)
    shown = [author for author in printed if not _is_place(author, text)]
    facts = (Printed(fact.text, Evidence("author", fact.field, fact.text, METHOD, 0.85)) for fact in metadata.authors)
    declared = [_named(group, own, book) for _, group in groupby(facts, key=lambda fact: fact.evidence.field)]
    keys = {key(author.text) for author in shown}
    whole = next((found for found in declared if found and keys <= {key(author.text) for author in found}), shown)
    return tuple(whole[:_MOST_PEOPLE])


def _named(stated: Iterable[Printed], own: frozenset[str], book: NameBook) -> list[Printed]:
    found: dict[str, Printed] = {}
    for fact in stated:
        for name in people(fact.text, own, book):
            entry = fact.evidence
            evidence = Evidence("author", entry.field, clip(name, 300), METHOD, entry.confidence, context=fact.text)
            found.setdefault(key(name), Printed(name, evidence))
    return list(found.values())


def _signatures(text: Sequence[str]) -> Iterator[Printed]:
    """ "حوار: فلان" as a line of its own at either end of the text."""
    for line in (*text[:_EDGE_LINES], *text[_EDGE_LINES:][-_EDGE_LINES:]):
        if names := signed(line):
            yield Printed(names, Evidence("author", "text", line, METHOD, 0.8))


def _is_place(author: Printed, text: Sequence[str]) -> bool:
    """What stands apart in the byline and is named again in the report is where it was written."""
    if not _PLACED.search(author.evidence.context):
        return False
    name = _spaced(author.text)
    return any(name in _spaced(line) for line in text if len(line.split()) >= _PROSE_WORDS and not signed(line))


def _spaced(text: str) -> str:
    """Its folded words, with a space around each."""
    return f" {' '.join(folded_words(text))} "
