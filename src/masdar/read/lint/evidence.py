"""In: a rule, words of the page and where they were read. Out: the evidence of a finding."""

from __future__ import annotations

from masdar.model import Article, Credit, Evidence, Span
from masdar.read.lint.page import Sentence

METHOD = 2  # of all rules; raised when what one of them finds changes


def evidence_of(rule: str, quote: str, field: str, context: str = "") -> Evidence:
    """The quoted words, cut out of the context where they stand in it."""
    start = context.find(quote) if context and quote else -1
    span = Span(0, start, start + len(quote)) if start >= 0 else None
    return Evidence("fault", field, quote, f"lint.{rule}@{METHOD}", 1.0, span, context if span else "")


def in_sentence(rule: str, sentence: Sentence) -> Evidence:
    return evidence_of(rule, sentence.text, "attribution", sentence.block)


def line_of(credit: Credit, article: Article) -> str:
    """The whole line that the credit stands in: of the article, or of the page beside it."""
    span = credit.evidence.span
    if credit.evidence.field == "text" and span is not None and span.paragraph < len(article.paragraphs):
        return article.paragraphs[span.paragraph]
    return credit.evidence.context


def in_credit(rule: str, credit: Credit, quote: str) -> Evidence:
    """The quoted words where the credit stands; the credit's own evidence when they are not there."""
    context = credit.evidence.context or credit.evidence.quote
    if quote and quote in context and credit.evidence.field != "text":
        return evidence_of(rule, quote, credit.evidence.field, context)
    return credit.evidence
