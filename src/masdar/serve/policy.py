"""In: an article and its source's display policy. Out: how much of its words we may show, already cut."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from masdar.model import Article, Policy
from masdar.serve.marking import Mark, Piece, cut, end_of_words
from masdar.store.records import ArticleCard, ArticleRecord

# An excerpt is about what a search engine or a link preview shows.
EXCERPT_WORDS = 60
# A passage or a piece of evidence quotes no more than this under "excerpt".
QUOTE_WORDS = 30
# A printed Arabic word with its blank, about: "max-snippet" counts characters.
WORD_CHARS = 6


@dataclass(frozen=True, slots=True)
class Shown:
    """The paragraphs to print, in pieces; `hidden` counts the paragraphs (or rests of one) that are not shown."""

    paragraphs: tuple[tuple[Piece, ...], ...]
    hidden: int


def shown(article: Article, policy: Policy, marks: Mapping[int, list[Mark]], most_chars: int | None = None) -> Shown:
    """Full: all. Excerpt: the first words, whole paragraphs as far as they go, and no more characters than `most_chars`
    in all. Headline: nothing."""
    if policy == "headline":
        return Shown((), len(article.paragraphs))
    if policy == "full":
        return Shown(tuple(cut(text, marks.get(i, ())) for i, text in enumerate(article.paragraphs)), 0)
    kept: list[tuple[Piece, ...]] = []
    left, room = EXCERPT_WORDS, most_chars
    for i, text in enumerate(article.paragraphs):
        end = end_of_words(text, left)
        if room is not None and end > room:
            end, left = _whole_words(text, room), 0
        clipped = end < len(text.rstrip())
        inside = [mark for mark in marks.get(i, ()) if mark.start < end]
        pieces = cut(text[:end], [Mark(m.start, min(m.end, end), m.key) for m in inside])
        kept.append((*pieces, Piece("…")) if clipped else pieces)
        left -= len(text[:end].split())
        room = None if room is None else room - end
        if left <= 0:
            return Shown(tuple(kept), len(article.paragraphs) - i - (0 if clipped else 1))
    return Shown(tuple(kept), 0)


def _whole_words(text: str, most: int) -> int:
    """The end of the last word that ends within so many characters."""
    return len(text[: most + 1].rpartition(" ")[0])


def words_allowed(card: ArticleCard) -> int | None:
    """How many words of a passage may be quoted beside another (None: all)."""
    if card.policy != "excerpt":
        return {"full": None, "headline": 0}[card.policy]
    most = card.display.most_chars
    return QUOTE_WORDS if most is None else min(QUOTE_WORDS, most // WORD_CHARS)


def may_show(words: str, records: Iterable[ArticleRecord]) -> bool:
    """A quotation is hidden when only sources that allow no more than their headline carry it."""
    policies = [r.card.policy for r in records if any(words in text for text in r.reading.article.paragraphs)]
    return not policies or any(policy != "headline" for policy in policies)
