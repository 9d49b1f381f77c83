"""In: an article. Out: what became of it since we first saw it, the newest first: its versions and its events."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Literal

from masdar.model import Event, Facet, Grade, Notice, Version
from masdar.serve import worddiff
from masdar.serve.policy import words_allowed
from masdar.serve.worddiff import Edit
from masdar.store.records import ArticleCard, ArticleRecord
from masdar.text.addresses import address_key
from masdar.text.change_kinds import facets, grade
from masdar.text.corrections import notice_of

# Page weight: the last versions and events, the changed places of each version and the words of one stretch.
MOST_VERSIONS, MOST_EVENTS, MOST_EDITS, EDIT_WORDS = 8, 12, 8, 40

# "gone": nothing is there; "led": the address leads to what is no article; "left": it leads to another article.
Manner = Literal["gone", "led", "moved", "left", "back"]


@dataclass(frozen=True, slots=True)
class Revised:
    """A version with the first edits that led to it from `since`, the one before (None for the first); `more` counts
    the rest. `about` is what all of them changed and `notice` where the text says so."""

    version: Version
    edits: tuple[Edit, ...] = ()
    more: int = 0
    since: Version | None = None
    about: tuple[Facet, ...] = ()
    grade: Grade = "minor"
    notice: Notice | None = None

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
    first = [Revised(versions[0])] if versions else []
    later = [told_of(record.card, a, b, MOST_EDITS, EDIT_WORDS) for a, b in list(pairwise(versions))[-MOST_VERSIONS:]]
    return tuple(first + later)


def told_of(card: ArticleCard, old: Version, new: Version, edits: int, words: int) -> Revised:
    """How the newer version came from the older one, told in as many places and words as the source's policy allows:
    of a source that shows its headlines only, the headline."""
    most = words_allowed(card)
    found = _revised_by(old, new, words if most is None else min(most, words) or words, edits)
    if card.policy != "headline":
        return found
    shown = tuple(each for each in found.edits if each.kind == "title")
    return replace(found, edits=shown, more=found.more + len(found.edits) - len(shown))


def _revised_by(old: Version, new: Version, most: int, edits: int) -> Revised:
    found = worddiff.edits(old, new)
    shown = tuple(worddiff.clipped(each, most) for each in found[:edits])
    changes = [change for edit in found for change in edit.changes]
    about = facets(changes)
    return Revised(new, shown, len(found) - len(shown), old, about, grade(changes), notice_of(old, new))
