"""What a reader types in, articles that have it out, with the hits marked in the text as published."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from sqlalchemy import Connection

from masdar.model import Article, ArticleId, SourceId
from masdar.store import cards, dialect
from masdar.store.codec import storable
from masdar.store.dialect import Clause, IndexedWords
from masdar.store.records import SearchHit
from masdar.text import tokens

# PostgreSQL counts word positions up to 16,383: the words of a report of some 100 kB. Both databases stop there.
_LONGEST_TEXT = 16_000
# No word of any language has as many letters; what does is an encoded blob. PostgreSQL stops at 2,046 bytes.
_LONGEST_WORD = 100
# More words than anyone types, fewer than make a query slow.
_MOST_CLAUSES = 24
# Characters: three lines on a phone.
_SNIPPET = 240
_LEAD_IN = 60

_PIECE = re.compile('["“”„«]([^"“”„«»]+)["”“»]|([^\\s"“”„«»]+)')


def search(
    db: Connection, query: str, limit: int, offset: int = 0, source: SourceId | None = None
) -> tuple[SearchHit, ...]:
    """Articles that have all the words of the query, as written or with the same stem; as written ranks higher.

    Words between quotation marks (" or «») must stand together as written. Any text is a query; one without words
    finds nothing.
    """
    clauses = _clauses(query)
    if not clauses or limit < 1:
        return ()
    ids = [ArticleId(id) for id in dialect.matching(db, clauses, limit, _within(offset), _known(source))]
    readings = {id: rows[-1].reading for id, rows in cards.states_of(db, ids).items()}
    hits = []
    for card in cards.article_cards(db, ids):
        snippet, marks = snippet_of(readings[card.id].article, clauses)
        hits.append(SearchHit(card, snippet, marks))
    return tuple(hits)


def count_hits(db: Connection, query: str, source: SourceId | None = None) -> int:
    """How many articles `search` would find in all."""
    clauses = _clauses(query)
    return dialect.count_matching(db, clauses, _known(source)) if clauses else 0


def _within(offset: int) -> int:
    return min(max(offset, 0), 2**31)  # both databases count hits that far


def _known(source: SourceId | None) -> str | None:
    return None if source is None else storable(source)


def index_article(db: Connection, id: ArticleId, article: Article) -> None:
    """Make an article that is not in the index findable by its title and paragraphs."""
    title, title_stems = _levels(article.title)
    body, body_stems = _levels(article.text)
    dialect.index_words(db, id, IndexedWords(title, body, title_stems, body_stems))


def _levels(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    pairs = tuple(islice(_pairs(text), _LONGEST_TEXT))
    return tuple(word for word, _ in pairs), tuple(stem for _, stem in pairs)


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """The folded words of a text, each with its stem."""
    for word in tokens.words(text):
        if len(word.text) <= _LONGEST_WORD:
            yield from _pairs_of(word.text)


@lru_cache(maxsize=65_536)  # about the different words of a few thousand reports, some 15 MB
def _pairs_of(word: str) -> tuple[tuple[str, str], ...]:
    terms, stems = tokens.search_terms(word).split(), tokens.search_stems(word).split()
    return tuple((term, stem) for term, stem in zip(terms, stems, strict=True) if len(term) <= _LONGEST_WORD)


# ---------------------------------------------------------------- the query


def _clauses(query: str) -> tuple[Clause, ...]:
    """A clause for each quoted phrase and each word; words that say nothing are left out unless they are all."""
    clauses: list[Clause] = []
    for piece in _PIECE.finditer(query.replace("\x00", " ")):
        pairs = tuple(_pairs(piece.group()))
        words, stems = tuple(word for word, _ in pairs), tuple(stem for _, stem in pairs)
        if words:
            clauses.append(Clause(words, () if piece.group(1) else stems))
    telling = [clause for clause in clauses if not clause.stems or not tokens.stop_words().issuperset(clause.words)]
    return tuple(dict.fromkeys(telling or clauses))[:_MOST_CLAUSES]


# ---------------------------------------------------------------- the snippet


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    clause: int


def snippet_of(article: Article, clauses: Sequence[Clause]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The passage that shows most of the clauses, as published, and the character ranges of the hits in it."""
    best, best_hits, most = (article.paragraphs or (article.title,))[0], list[_Hit](), 0
    for paragraph in article.paragraphs:
        hits = _hits(paragraph, clauses)
        kinds = len({hit.clause for hit in hits})
        if kinds > most:
            best, best_hits, most = paragraph, hits, kinds
        if most == len(clauses):
            break
    start, end = _window(best, best_hits)
    marks = tuple((hit.start - start, hit.end - start) for hit in best_hits if start <= hit.start and hit.end <= end)
    return best[start:end], marks


def _hits(text: str, clauses: Sequence[Clause]) -> list[_Hit]:
    """Where the clauses stand in the text; a hit covers whole words, and no two cover the same."""
    spots = [(word.start, word.end, term, stem) for word in tokens.words(text) for term, stem in _pairs(word.text)]
    terms, stems = [spot[2] for spot in spots], [spot[3] for spot in spots]
    found: list[_Hit] = []
    at = 0
    while at < len(spots):
        width, clause = _clause_at(at, terms, stems, clauses)
        if width:
            found.append(_Hit(spots[at][0], spots[at + width - 1][1], clause))
        at += width or 1
    return found


def _clause_at(at: int, terms: list[str], stems: list[str], clauses: Sequence[Clause]) -> tuple[int, int]:
    """How many words from there on are a hit (0: none), and of which clause."""
    for number, clause in enumerate(clauses):
        width = len(clause.words)
        same_words = tuple(terms[at : at + width]) == clause.words
        if same_words or (clause.stems and tuple(stems[at : at + width]) == clause.stems):
            return width, number
    return 0, 0


def _window(text: str, hits: Sequence[_Hit]) -> tuple[int, int]:
    """From a little before the first hit, about a snippet long, cut between words."""
    start = 0
    if hits and len(text) > _SNIPPET and hits[0].end > _SNIPPET - _LEAD_IN:
        start = text.find(" ", max(0, hits[0].start - _LEAD_IN), hits[0].start) + 1 or hits[0].start
    end = start + _SNIPPET
    if end >= len(text):
        return start, len(text)
    space = text.rfind(" ", start, end)
    return start, space if space > start else end
