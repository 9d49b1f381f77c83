"""What edits an article went through: each place where two of its versions differ, and whether its text says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from masdar.model.evidence import Span
from masdar.model.ids import ArticleId, PageId

ChangeKind = Literal[
    "number", "date", "name", "denial", "words", "typo", "removed", "added", "moved",
    "digits", "letters", "diacritics", "punctuation", "spacing",
]  # fmt: skip
Grade = Literal["substantial", "ordinary", "minor"]
Facet = Literal[
    "headline", "number", "quotation", "name", "date", "denial", "removed", "added", "moved", "words", "typo", "form",
]  # fmt: skip
NoticeKind = Literal["correction", "update"]


@dataclass(frozen=True, slots=True)
class Change:
    """One place where two versions of an article differ: the words `before` became `after`.

    `old` cuts `before` out of the older version, `new` cuts `after` out of the newer one; paragraph -1 is the title.
    None: a whole paragraph came or went, and the other version has no place for it. `quoted`: inside a quotation of
    either. `moved`: where the same words stand in the other version (they went from here, or came from there).
    `numbers` are the values before and after, of the kinds "number" and "digits".
    """

    kind: ChangeKind
    before: str
    after: str
    old: Span | None
    new: Span | None
    quoted: bool = False
    moved: Span | None = None
    numbers: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())


@dataclass(frozen=True, slots=True)
class Notice:
    """The newer text says that it was changed. `span` cuts the telling `words` out of it (paragraph -1: the title)."""

    kind: NoticeKind
    words: str
    span: Span


@dataclass(frozen=True, slots=True)
class Edited:
    """An edit of an article in a list: its state first shown by page `page` took the place of the one first shown by
    `since`, seen `at`. `about`: what changed, the weightiest first. `notice`: what its text announces, if it does."""

    article: ArticleId
    page: PageId
    since: PageId
    at: datetime
    grade: Grade
    about: tuple[Facet, ...]
    notice: NoticeKind | None

    @property
    def is_silent(self) -> bool:
        """More than spelling changed, and the text does not say so."""
        return self.notice is None and self.grade != "minor"
