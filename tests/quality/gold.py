"""The values of this folder: a rendered page, and what a careful editor reads on it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

# Zero-width and bidirectional controls, soft hyphen, byte order mark: on the page, but not to be seen.
HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")


def clean(text: str | None) -> str:
    """The text as it is compared: NFC, one blank between words, nothing hidden."""
    return re.sub(r"\s+", " ", HIDDEN.sub("", unicodedata.normalize("NFC", text or ""))).strip()


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of the article as printed, and what it is (a `masdar.model.PartKind`)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Gold:
    """What the page states; None or empty where it states nothing.

    `published` is the start of the stated minute or day in UTC. `byline` is the printed name or names,
    `byline_also` the same with the words around it («كتب: …»), which is as right. `either` are lines that may stand in
    the body or not (standfirst, embedded post); `never` are all other texts of the page: furniture.
    """

    title: str
    body: tuple[Line, ...]
    published: datetime | None
    precision: str
    modified: datetime | None
    section: str | None
    byline: str | None
    byline_also: tuple[str, ...]
    authors: tuple[str, ...]
    canonical: str | None
    site_name: str | None
    language: str
    tags: tuple[str, ...]
    image: str | None
    text_from: tuple[str, ...]
    facts_from: tuple[str, ...]
    either: tuple[str, ...]
    never: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.body)


@dataclass(frozen=True, slots=True)
class SitePage:
    """A page as its server would send it. `id` is "site/number"."""

    id: str
    url: str
    data: bytes
    fetched_at: datetime
    zone: str
    gold: Gold
