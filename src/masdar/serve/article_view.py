"""In: an article and those it shares text with. Out: what its page prints: marked text, passages, edits, evidence."""

from __future__ import annotations

from dataclasses import dataclass, replace

from markupsafe import Markup

from masdar.model import (
    ArticleId,
    Chain,
    ChainNode,
    Credit,
    Reprint,
    SharedPassage,
    Span,
    Statement,
    Translation,
    Version,
)
from masdar.serve import policy
from masdar.serve.copies import copies_on, is_copy, pairs_on
from masdar.serve.credited import credits_of
from masdar.serve.gap_view import kin_anchor
from masdar.serve.marking import Mark, clip
from masdar.serve.phrases import date_as_printed
from masdar.serve.policy import Shown, words_allowed
from masdar.serve.proofs import Proofs, proofs_of
from masdar.serve.reasons import told
from masdar.serve.text_view import Shape, link_marks, text_view
from masdar.serve.timeline import Happened, Revised, timeline
from masdar.serve.view import View
from masdar.store.records import ArticleRecord

# Page weight: articles whose passages stand beside each other, passages of each and their words; articles named below
# them. The rest is counted.
MOST_COMPARED, MOST_PASSAGES, PASSAGE_WORDS = 4, 4, 45
MOST_NAMED = 60
# Translations and updates of one article, named at its head.
MOST_KIN = 6
# Names and numbers told of a translation.
MOST_SAME = 8
# What is said of the later and of the earlier article of such a pair.
_KIN = {
    "translates": ("article.translates", "article.translated"),
    "updates": ("article.updates", "article.updated"),
}
# Fewer words than this show nothing.
SHORTEST_PASSAGE = 8


@dataclass(frozen=True, slots=True)
class Said:
    """A statement with its anchor, the anchor of its evidence, its words as the display policy allows, and when it was
    said as the text has it."""

    statement: Statement
    anchor: str
    proof: str
    words: tuple[str, ...]
    date: str | None


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
    """A reprint as seen from this article. `is_later`: this article is the later one. `is_copy`: it stands on the
    story's chain; else both may copy a third. `pairs`: the first passages, cut as policy allows (none where it is only
    named); `passages` counts all of them."""

    reprint: Reprint
    other: ArticleRecord
    is_later: bool
    pairs: tuple[Pair, ...]
    passages: int
    is_copy: bool = True
    is_update: bool = False


@dataclass(frozen=True, slots=True)
class Kin:
    """An article that this one translates or updates, or that does so with this one (not `is_later`). `says`: the
    sentence's key; `why`: how we know (None: not told); `same`: names and numbers of a translation, here and there."""

    says: str
    node: ChainNode
    why: Markup | None
    is_later: bool
    same: tuple[tuple[str, str], ...] = ()

    @property
    def anchor(self) -> str:
        return kin_anchor(self.node)


@dataclass(frozen=True, slots=True)
class ArticleView:
    record: ArticleRecord
    shown: Shown
    text: tuple[Shape, ...]
    proofs: Proofs
    credits: tuple[Credited, ...]
    said: tuple[Said, ...]
    shared: tuple[Shared, ...]
    timeline: tuple[Revised | Happened, ...]

    @property
    def changed(self) -> Version | None:
        """The newest version, when there is more than one."""
        return self.record.versions[-1] if len(self.record.versions) > 1 else None


def article_view(
    record: ArticleRecord, others: dict[ArticleId, ArticleRecord], chain: Chain | None = None
) -> ArticleView:
    """`others` are the articles at the other ends of its reprints, as far as they exist; `chain` its story's."""
    reading, allowed = record.reading, record.card.policy
    proofs = proofs_of(reading)
    said = tuple(_said(number, record, proofs) for number in range(len(reading.statements)))
    credits = tuple(Credited(c, proofs.credits[reading.credits.index(c)]) for c in credits_of(reading))
    copies, updates = copies_on(chain), pairs_on(chain, "updates")
    near = [(r, other) for r in record.reprints if (other := _other(r, record)) in others]
    near.sort(key=lambda pair: (pair[0].article != record.card.id, -pair[0].containment, pair[1]))
    near.sort(key=lambda pair: not is_copy(pair[0], copies))
    shared = tuple(
        replace(
            _shared(reprint, record, others[other], MOST_PASSAGES if place < MOST_COMPARED else 0),
            is_copy=is_copy(reprint, copies),
            is_update=(reprint.article, reprint.of) in updates,
        )
        for place, (reprint, other) in enumerate(near)
    )
    marks = _marks(reading.statements, link_marks(reading.article, allowed))
    printed = policy.shown(reading.article, allowed, marks, record.card.display.most_chars)
    text = text_view(reading.article, printed, allowed)
    return ArticleView(record, printed, text, proofs, credits, said, shared, timeline(record))


def kin_of(
    id: ArticleId, chain: Chain | None, view: View, translations: tuple[Translation, ...] = ()
) -> tuple[Kin, ...]:
    """What the story's chain says of it beside reprints and credits: translations and updates, its own first."""
    same = {each.of: each.anchors for each in translations if each.article == id}
    same |= {each.article: tuple((b, a) for a, b in each.anchors) for each in translations if each.of == id}
    nodes = {node.key: node for node in chain.nodes} if chain else {}
    own = next((key for key, node in nodes.items() if node.article == id), None)
    links = [link for link in chain.links if link.kind in _KIN] if chain else []
    mine = [
        (link, nodes[link.older], _KIN[link.kind][0]) for link in links if link.newer == own and link.older in nodes
    ]
    mine += [
        (link, nodes[link.newer], _KIN[link.kind][1]) for link in links if link.older == own and link.newer in nodes
    ]
    return tuple(
        Kin(says, node, told(link.why, view), link.newer == own, _few(same.get(node.article or ArticleId(0), ())))
        for link, node, says in mine[:MOST_KIN]
    )


def _few(same: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """As they stand, each once."""
    return tuple(dict.fromkeys(same))[:MOST_SAME]


def _marks(statements: tuple[Statement, ...], marks: dict[int, list[Mark]]) -> dict[int, list[Mark]]:
    """`marks` with those of the statements."""
    for number, statement in enumerate(statements, 1):
        for span in statement.content:
            marks.setdefault(span.paragraph, []).append(Mark(span.start, span.end, f"statement-{number}"))
    return marks


def _said(number: int, record: ArticleRecord, proofs: Proofs) -> Said:
    """Direct speech may be quoted under any policy but "headline"; reported speech is the outlet's own wording."""
    statement = record.reading.statements[number]
    most = words_allowed(record.card)
    if most is None or (most and statement.kind == "direct"):
        words = statement.words
    else:
        words = tuple(clip(text, most) for text in statement.words) if most else ()
    date = date_as_printed(statement, record.reading.article.paragraphs)
    return Said(statement, f"statement-{number + 1}", proofs.statements[number], words, date)


def _other(reprint: Reprint, record: ArticleRecord) -> ArticleId:
    return reprint.of if reprint.article == record.card.id else reprint.article


def _shared(reprint: Reprint, record: ArticleRecord, other: ArticleRecord, passages: int) -> Shared:
    is_later = reprint.article == record.card.id
    most = min(
        (m for r in (record, other) if (m := words_allowed(r.card)) is not None),
        default=None,
    )
    pairs: list[Pair] = []
    left = most
    for passage in reprint.passages[:passages]:
        if left is not None and left < SHORTEST_PASSAGE:
            break
        here, there = _ends(passage, is_later)
        texts = cut_out(record, here), cut_out(other, there)
        pairs.append(Pair(*(clip(text, PASSAGE_WORDS if left is None else left) for text in texts)))
        left = None if left is None else left - len(texts[0].split())
    return Shared(reprint, other, is_later, tuple(pairs), len(reprint.passages))


def _ends(passage: SharedPassage, is_later: bool) -> tuple[Span, Span]:
    return (passage.here, passage.there) if is_later else (passage.there, passage.here)


def cut_out(record: ArticleRecord, span: Span) -> str:
    """The words a span stands for; empty when it lies outside the text."""
    paragraphs = record.reading.article.paragraphs
    return paragraphs[span.paragraph][span.start : span.end] if 0 <= span.paragraph < len(paragraphs) else ""
