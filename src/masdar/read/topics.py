"""A section's printed label (or its word in the address) → codes of IPTC Media Topics, with the evidence for each.

A label that names a place, a kind of text or a rubric of the outlet's own has no code.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from urllib.parse import unquote, urlsplit

from masdar.model import Evidence
from masdar.read.heading import Printed
from masdar.read.phrases import key

METHOD = "topics@1"
_JOINTS = re.compile(r"\s*[/،,&+|–-]\s*|\s+(?:و|and|et|und|ve|y|û)\s+")
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class _Table:
    """`labels`: folded label without ال → code; `words`: word of an address → code."""

    labels: Mapping[str, str]
    words: Mapping[str, str]
    beside: frozenset[str]
    never: frozenset[str]


def topics_of(section: Printed | None, page_url: str) -> tuple[Printed, ...]:
    """By the printed label; where it says nothing, by the address."""
    if section is not None and (codes := codes_of(section.text)):
        return tuple(_coded(code, section.evidence.field, section.text, 0.9) for code in codes)
    word = next(((word, code) for word in _address_words(page_url) if (code := _table().words.get(word))), None)
    return (_coded(word[1], "url", word[0], 0.7),) if word else ()


def codes_of(label: str) -> tuple[str, ...]:
    """Codes for a label of one or several topics ("ثقافة وفنون"), none when a part of it cannot be told."""
    table = _table()
    folded = _bare(label)
    if folded in table.never or len(folded.split()) > _MOST_WORDS:
        return ()
    if code := _code(folded):
        return (code,)
    codes = [_code(part) for part in _split(label)]
    return tuple(dict.fromkeys(code for code in codes if code)) if all(codes) else ()


def _code(folded: str) -> str | None:
    """The code of one label, itself or less the words that change nothing beside it."""
    table = _table()
    if folded in table.labels:
        return table.labels[folded]
    words = folded.split()
    left = [word for word in words if word not in table.beside]
    if left and left != words and " ".join(left) in table.labels:
        return table.labels[" ".join(left)]
    # A head with an adjective: "كرة سعودية", "أسواق محلية".
    plain = len(words) == 2 and words[1].endswith(("يه", "ي")) and words[1] not in table.labels
    return table.labels.get(words[0]) if plain else None


def _split(label: str) -> Iterator[str]:
    """The parts of a label that joins several: at signs, and at a و written together with its word."""
    for part in _JOINTS.split(label):
        words = key(part).split()
        start = 0
        for place in range(1, len(words)):
            if words[place].startswith("و") and len(words[place]) > 3:
                yield _bare(" ".join(words[start:place]))
                words[place] = words[place][1:]
                start = place
        if words:
            yield _bare(" ".join(words[start:]))


def _bare(label: str) -> str:
    """Folded, each word without ال."""
    return " ".join(word.removeprefix("ال") if len(word) > 4 else word for word in key(label).split())


def _address_words(page_url: str) -> Iterator[str]:
    """The folders of an address, from the page upwards (its last step is the report's own)."""
    try:
        path = urlsplit(page_url).path
    except ValueError:
        return
    yield from (unquote(step).lower() for step in reversed(path.split("/")[:-1]) if step)


def _coded(code: str, field: str, quote: str, confidence: float) -> Printed:
    return Printed(code, Evidence("topic", field, quote, METHOD, confidence))


@functools.cache
def _table() -> _Table:
    data = tomllib.loads(files("masdar.read.data").joinpath("topics.toml").read_text("utf-8"))
    return _Table(
        {_bare(label): topic["code"] for topic in data["topic"] for label in topic["labels"]},
        {word: topic["code"] for topic in data["topic"] for word in topic["words"]},
        frozenset(_bare(word) for word in data["beside"]),
        frozenset(_bare(label) for label in data["never"]),
    )
