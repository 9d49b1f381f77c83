"""In: the articles of a story, earliest first. Out: where the same quoted words are given to different people.

Only what cannot be one person is told: both speakers are named in full beside the words, the names share nothing, and
neither text names the other's speaker at all. A copy carries its original's error, which is told once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from masdar.model import ArticleId, Clash, Evidence, FiledArticle, Span, Statement, Why
from masdar.relate.chain.names import SOUNDS
from masdar.relate.chain.reasons import in_english
from masdar.relate.chain.speakers import go_together, is_nameless, name_words, terms_of, word_list
from masdar.text.verbatim import compare, keys

_LEAST_WORDS = 8
"""Prayers and sayings that anybody quotes have up to seven words."""

_MOST_SPEAKERS = 3
"""Words that more people say are a formula (a verse, a pledge) and nobody's."""

_LONGEST = 120  # characters of the words inside the reason: one line


@dataclass(frozen=True, slots=True)
class _Quoted:
    """Words that an article puts into somebody's mouth. `person`: the folded words of the personal name."""

    article: FiledArticle
    statement: Statement
    words: str
    span: Span
    speaker: str
    person: frozenset[str]


def contested_words(articles: Sequence[FiledArticle]) -> Iterator[Clash]:
    """One clash for each two people; of those who give the words to one of them the first in `articles` stands."""
    told: set[frozenset[str]] = set()
    for one, other in _pairs([each for article in articles for each in _quoted_in(article)]):
        people = frozenset((" ".join(sorted(one.person)), " ".join(sorted(other.person))))
        if people not in told and _is_contested(one, other):
            told.add(people)
            yield _clash(*sorted((one, other), key=lambda each: each.article.id))


def _quoted_in(article: FiledArticle) -> Iterator[_Quoted]:
    for statement in article.reading.statements:
        person = _person(statement.speaker or "") if statement.kind == "direct" else frozenset()
        for span, said in zip(statement.content, statement.words, strict=False):
            if person and len(keys(said)) >= _LEAST_WORDS:
                yield _Quoted(article, statement, said, span, statement.speaker or "", person)


def _pairs(quoted: Sequence[_Quoted]) -> Iterator[tuple[_Quoted, _Quoted]]:
    """Those of different names that share a run of words, each name once for the same words."""
    holders: dict[tuple[str, ...], dict[frozenset[str], _Quoted]] = {}
    for each in quoted:
        terms = keys(each.words)
        for run in zip(*(terms[start:] for start in range(_LEAST_WORDS)), strict=False):
            holders.setdefault(run, {}).setdefault(each.person, each)
    met: set[tuple[int, int]] = set()
    for found in holders.values():
        alike = list(found.values()) if 1 < len(found) <= _MOST_SPEAKERS else []
        for i, one in enumerate(alike):
            for other in alike[i + 1 :]:
                if (id(one), id(other)) not in met:
                    met.add((id(one), id(other)))
                    yield one, other


def _is_contested(one: _Quoted, other: _Quoted) -> bool:
    if one.article.id == other.article.id or _can_be_one(one, other):
        return False
    found = compare(one.words, other.words)
    if found is None or found.likeness == "words differ":
        return False
    return not _names(one.article, other.person) and not _names(other.article, one.person)


# ---------------------------------------------------------------- names


@lru_cache(maxsize=4096)
def _person(speaker: str) -> frozenset[str]:
    """The words of a speaker's name from a given name on; none when it names an office, a body or nobody."""
    folded = terms_of(speaker).split()
    if is_nameless(speaker) or any(_bare(term) in _bare_list("institutions") for term in folded):
        return frozenset()
    given = word_list("given_names")
    at = next((number for number, term in enumerate(folded) if term in given), None)
    person = name_words(" ".join(folded[at:])) if at is not None else ()
    return frozenset(person) if len(person) > 1 else frozenset()


def _bare(term: str) -> str:
    return term.removeprefix("ال")


def _bare_list(name: str) -> frozenset[str]:
    return frozenset(_bare(word) for word in word_list(name))


def _can_be_one(one: _Quoted, other: _Quoted) -> bool:
    return go_together(one.speaker, other.speaker) or bool(_sounds(one.person) & _sounds(other.person))


def _sounds(person: frozenset[str]) -> frozenset[str]:
    return frozenset(sound for word in person if len(sound := word.translate(SOUNDS)) > 1)


def _names(article: FiledArticle, person: frozenset[str]) -> bool:
    """Does the article name this person anywhere, by half of the name?"""
    shown = article.reading.article
    terms = {_bare(term) for text in (shown.title, *shown.paragraphs) for term in terms_of(text).split()}
    return 2 * len(person & (terms | {term.removeprefix("و") for term in terms})) >= len(person)


def _clash(one: _Quoted, other: _Quoted) -> Clash:
    said = min(one.words, other.words, key=lambda each: (len(each), each))
    why = Why("speaker", words=said if len(said) <= _LONGEST else said[: _LONGEST - 1] + "…")
    keys_of = tuple(f"article:{each.article.id}" for each in (one, other))
    evidence = tuple(pair for each in (one, other) for pair in _evidence(each))
    return Clash("speaker", keys_of, in_english(why), why, evidence)


def _evidence(quoted: _Quoted) -> Iterator[tuple[ArticleId, Evidence]]:
    """The words, and where the text names their speaker."""
    said = Evidence("clash", "text", quoted.words, "chain.speaker@1", quoted.statement.evidence.confidence, quoted.span)
    yield quoted.article.id, said
    yield quoted.article.id, quoted.statement.evidence
