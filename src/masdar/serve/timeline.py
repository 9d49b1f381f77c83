"""In: an article. Out: what became of it since we first saw it, the newest first: its versions and its events."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Literal

from masdar.model import Event, Version
from masdar.serve import worddiff
from masdar.serve.marking import clip
from masdar.serve.policy import words_allowed
from masdar.serve.worddiff import Edit
from masdar.store.records import ArticleRecord
from masdar.text.addresses import address_key

# Page weight: the last versions and events, the changed places of each version and the words of one stretch.
MOST_VERSIONS, MOST_EVENTS, MOST_EDITS, EDIT_WORDS = 8, 12, 8, 40

# "gone": nothing is there; "led": the address leads to what is no article; "left": it leads to another article.
Manner = Literal["gone", "led", "moved", "left", "back"]


@dataclass(frozen=True, slots=True)
class Revised:
    """A version with the first edits that led to it from the one before (none for the first); `more` counts
    the rest."""

    version: Version
    edits: tuple[Edit, ...]
    more: int = 0

    @property
    def at(self) -> datetime:
        return self.version.seen_at


@dataclass(frozen=True, slots=True)
class Happened:
    """An event, and how to tell it."""

    event: Event
    manner: Manner

    @property
    def at(self) -> datetime:
        return self.event.at


def timeline(record: ArticleRecord) -> tuple[Revised | Happened, ...]:
    """The first version, the last ones and the last events."""
    last = record.events[-MOST_EVENTS:]
    happened = (Happened(event, _manner(event, event is last[-1], record)) for event in last)
    told: list[Revised | Happened] = [*_revised(record), *happened]
    return tuple(sorted(told, key=lambda each: each.at, reverse=True))


def _manner(event: Event, is_last: bool, record: ArticleRecord) -> Manner:
    """A redirect that was not followed by the article's own page under the new address has left it."""
    if event.kind == "gone":
        return "led" if event.url else "gone"
    if event.kind == "moved" and is_last and address_key(event.url or "") != address_key(record.page.url):
        return "left"
    return event.kind


def _revised(record: ArticleRecord) -> tuple[Revised, ...]:
    versions = sorted(record.versions, key=lambda version: version.number)
    first = [Revised(versions[0], ())] if versions else []
    later = [_edited(b, worddiff.edits(a, b), record) for a, b in list(pairwise(versions))[-MOST_VERSIONS:]]
    return tuple(first + later)


def _edited(version: Version, edits: tuple[Edit, ...], record: ArticleRecord) -> Revised:
    most = min(words_allowed(record.card) or EDIT_WORDS, EDIT_WORDS)
    shown = [
        replace(each, stretches=tuple(replace(part, text=clip(part.text, most)) for part in each.stretches))
        for each in edits[:MOST_EDITS]
    ]
    return Revised(version, tuple(shown), len(edits) - len(shown))
