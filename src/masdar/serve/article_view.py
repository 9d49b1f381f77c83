"""In: an article and those it shares text with. Out: what its page prints: marked text, passages, edits, evidence."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from masdar.model import ArticleId, Credit, Reprint, SharedPassage, Span, Statement, Version
from masdar.serve import policy, worddiff
from masdar.serve.marking import Mark, clip
from masdar.serve.policy import Shown, words_allowed
from masdar.serve.proofs import Proofs, proofs_of
from masdar.store.records import ArticleRecord

# Beside each other on the page; the rest is counted (page weight).
MOST_PASSAGES = 6
# Fewer words than this show nothing.
SHORTEST_PASSAGE = 8


@dataclass(frozen=True, slots=True)
class Said:
    """A statement with its anchor, the anchor of its evidence, and its words as the display policy allows."""

    statement: Statement
    anchor: str
    proof: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Credited:
    """A credit with the anchor of its evidence."""

    credit: Credit
    proof: str


@dataclass(frozen=True, slots=True)
class Pair:
    """The same passage in this article (`here`) and in the other (`there`)."""

    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Shared:
    """A reprint as seen from this article. `is_later`: this article is the reprint. `passages` counts all of them."""

    reprint: Reprint
    other: ArticleRecord
    is_later: bool
    pairs: tuple[Pair, ...]
    passages: int


@dataclass(frozen=True, slots=True)
class Revised:
    """A version with the edits that led to it from the one before (none for the first)."""

    version: Version
    edits: tuple[worddiff.Edit, ...]


@dataclass(frozen=True, slots=True)
class ArticleView:
    record: ArticleRecord
    shown: Shown
    proofs: Proofs
    credits: tuple[Credited, ...]
    said: tuple[Said, ...]
    shared: tuple[Shared, ...]
    revised: tuple[Revised, ...]

    @property
    def changed(self) -> Version | None:
        """The newest version, when there is more than one."""
        return self.revised[-1].version if len(self.revised) > 1 else None


def article_view(record: ArticleRecord, others: dict[ArticleId, ArticleRecord]) -> ArticleView:
    """`others` are the articles at the other ends of its reprints, as far as they exist."""
    reading, allowed = record.reading, record.card.source.policy
    proofs = proofs_of(reading)
    said = tuple(_said(number, record, proofs) for number in range(len(reading.statements)))
    credits = tuple(Credited(c, proof) for c, proof in zip(reading.credits, proofs.credits, strict=True))
    shared = tuple(
        _shared(reprint, record, others[other])
        for reprint in record.reprints
        if (other := reprint.of if reprint.article == record.card.id else reprint.article) in others
    )
    marks = _marks(reading.statements)
    return ArticleView(
        record, policy.shown(reading.article, allowed, marks), proofs, credits, said, shared, _revised(record)
    )


def _marks(statements: tuple[Statement, ...]) -> dict[int, list[Mark]]:
    marks: dict[int, list[Mark]] = {}
    for number, statement in enumerate(statements, 1):
        for span in statement.content:
            marks.setdefault(span.paragraph, []).append(Mark(span.start, span.end, f"statement-{number}"))
    return marks


def _said(number: int, record: ArticleRecord, proofs: Proofs) -> Said:
    """Direct speech may be quoted under any policy but "headline"; reported speech is the outlet's own wording."""
    statement = record.reading.statements[number]
    most = words_allowed(record.card.source.policy)
    if most is None or (most and statement.kind == "direct"):
        words = statement.words
    else:
        words = tuple(clip(text, most) for text in statement.words) if most else ()
    return Said(statement, f"statement-{number + 1}", proofs.statements[number], words)


def _shared(reprint: Reprint, record: ArticleRecord, other: ArticleRecord) -> Shared:
    is_later = reprint.article == record.card.id
    most = min(
        (m for r in (record, other) if (m := words_allowed(r.card.source.policy)) is not None),
        default=None,
    )
    pairs: list[Pair] = []
    left = most
    for passage in reprint.passages[:MOST_PASSAGES]:
        if left is not None and left < SHORTEST_PASSAGE:
            break
        here, there = _ends(passage, is_later)
        texts = cut_out(record, here), cut_out(other, there)
        pairs.append(Pair(*(text if left is None else clip(text, left) for text in texts)))
        left = None if left is None else left - len(texts[0].split())
    return Shared(reprint, other, is_later, tuple(pairs), len(reprint.passages))


def _ends(passage: SharedPassage, is_later: bool) -> tuple[Span, Span]:
    return (passage.here, passage.there) if is_later else (passage.there, passage.here)


def cut_out(record: ArticleRecord, span: Span) -> str:
    """The words a span stands for; empty when it lies outside the text."""
    paragraphs = record.reading.article.paragraphs
    return paragraphs[span.paragraph][span.start : span.end] if 0 <= span.paragraph < len(paragraphs) else ""


def _revised(record: ArticleRecord) -> tuple[Revised, ...]:
    versions = sorted(record.versions, key=lambda version: version.number)
    first = [Revised(versions[0], ())] if versions else []
    later = [Revised(b, worddiff.edits(a, b)) for a, b in pairwise(versions)]
    return tuple(first + later)
