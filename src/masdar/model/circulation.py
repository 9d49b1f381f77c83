"""Words in circulation: what articles print in quotation marks, how each version of it stands up, who reports what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from masdar.model.evidence import Evidence, Span
from masdar.model.ids import ArticleId

Verdict = Literal["exact", "spelling only", "words differ", "translated", "no other source"]


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words that an article prints in quotation marks: number `place` of them in the article, part of its statement
    number `statement` (both from 0). `span` cuts `words` out of the article's paragraphs. `at` is the article's
    earliest instant, `said_at` when the words were said, if the text dates them. `language` may be unknown.
    """

    article: ArticleId
    place: int
    statement: int
    words: str
    span: Span
    speaker: str | None
    medium: str | None
    language: str | None
    at: datetime
    evidence: Evidence
    said_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WordCheck:
    """What a word-for-word check of quoted words against another text found.

    `against` is the article that holds the other text (None: there is none), `is_primary`: it is the issuer's own
    page; `passage` is where the words stand there (None in a translation). `differs` are the words (characters of the
    quotation) that the other text has not, or those spelt otherwise there when that is all; what the other text has in
    their place shows when the two are set side by side.
    """

    verdict: Verdict
    method: str
    confidence: float
    against: ArticleId | None = None
    is_primary: bool = False
    passage: Span | None = None
    differs: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportedBy:
    """All that an article reports of one primary statement. `statements` are the numbers of the article's statements
    that belong to it; `direct`: it quotes word for word; `located`: where its words stand on the issuer's page."""

    article: ArticleId
    statements: tuple[int, ...]
    speaker: str
    media: tuple[str, ...]
    direct: bool
    evidence: Evidence
    said_at: datetime | None = None
    located: Located | None = None


@dataclass(frozen=True, slots=True)
class Located:
    """The issuer's own page on which the words of a primary statement stand, where (None: in its title, or it is only
    known as what the reports translate), and how we know it."""

    article: ArticleId
    method: str
    confidence: float
    passage: Span | None = None
