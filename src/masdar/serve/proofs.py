"""In: a reading. Out: its evidence as a numbered list with anchors, so that every derived fact can link to its own."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from masdar.model import Evidence, Reading
from masdar.serve.marking import Mark, Piece, clip, cut

# Words kept of a quotation in the evidence list; a third as many on each side of it.
CONTEXT_WORDS = 24


@dataclass(frozen=True, slots=True)
class Proof:
    """One piece of evidence and its anchor ("evidence-published"). `pieces`: its context with the quotation marked."""

    anchor: str
    evidence: Evidence
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Proofs:
    """All evidence of one article; the anchors of its credits and statements stand in their order."""

    all: tuple[Proof, ...]
    credits: tuple[str, ...]
    statements: tuple[str, ...]

    @property
    def groups(self) -> tuple[tuple[str, tuple[Proof, ...]], ...]:
        """By fact, in the order in which the facts come."""
        held: dict[str, list[Proof]] = {}
        for proof in self.all:
            held.setdefault(proof.evidence.about, []).append(proof)
        return tuple((about, tuple(proofs)) for about, proofs in held.items())

    def anchor(self, about: str) -> str | None:
        """The anchor of the first evidence for a fact, or None when nothing is on file for it."""
        return next((proof.anchor for proof in self.all if proof.evidence.about == about), None)

    def anchor_of(self, evidence: Evidence | None) -> str | None:
        """The anchor of exactly this piece of evidence."""
        return next((proof.anchor for proof in self.all if proof.evidence == evidence), None)


def proofs_of(reading: Reading) -> Proofs:
    """Facts first, then credits, then statements; the same evidence is listed once."""
    ordered: dict[Evidence, str] = {}
    seen: Counter[str] = Counter()

    def file(evidence: Evidence, about: str) -> str:
        if evidence not in ordered:
            seen[about] += 1
            ordered[evidence] = f"evidence-{about}" if seen[about] == 1 else f"evidence-{about}-{seen[about]}"
        return ordered[evidence]

    for evidence in reading.evidence:
        if evidence not in {c.evidence for c in reading.credits} | {s.evidence for s in reading.statements}:
            file(evidence, evidence.about.replace(" ", "-"))
    credits = tuple(file(credit.evidence, "credit") for credit in reading.credits)
    statements = tuple(file(statement.evidence, "statement") for statement in reading.statements)
    proofs = tuple(Proof(anchor, evidence, _pieces(evidence, reading)) for evidence, anchor in ordered.items())
    return Proofs(proofs, credits, statements)


def _pieces(evidence: Evidence, reading: Reading) -> tuple[Piece, ...]:
    """The quotation inside its sentence where its place is known, else the quotation alone."""
    span = evidence.span
    paragraphs = reading.article.paragraphs
    in_text = evidence.field == "text" and span is not None and span.paragraph < len(paragraphs)
    context = paragraphs[span.paragraph] if in_text and span is not None else evidence.context
    if span is None or context[span.start : span.end] != evidence.quote:
        return (Piece(clip(evidence.quote, CONTEXT_WORDS), ("quote",)),)
    before, after = context[: span.start], context[span.end :]
    near = before.split(" ")[-CONTEXT_WORDS // 3 :]
    left = ("…" if len(" ".join(near)) < len(before) else "") + " ".join(near)
    right = clip(after, CONTEXT_WORDS // 3) if after.strip() else after
    quote = clip(evidence.quote, CONTEXT_WORDS)
    return cut(left + quote + right, [Mark(len(left), len(left) + len(quote), "quote")])
