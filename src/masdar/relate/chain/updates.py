"""In: the articles of a story. Out: which are later reports of one outlet on what it reported before, and what says so.

Two texts of one outlet that share passages are found as reprints; here are those whose page says it: by a link to the
earlier report, by words («كنا قد نشرنا») beside a link of its own, or by a mark (تحديث) over words that both have.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from masdar.model import ArticleId, Evidence, FiledArticle, Span, TextLink, Why
from masdar.relate.chain.names import Held, names_of
from masdar.relate.chain.speakers import word_list
from masdar.relate.chain.statements import triples
from masdar.relate.subject import read_subject
from masdar.text.addresses import bare_host, host_of
from masdar.text.fold import fold
from masdar.text.tokens import search_terms, words

_LINKED, _TOLD, _MARKED = 0.9, 0.6, 0.7
"""Confidence: the page's own link; words and a link that leads to none of the story; a mark and common words."""

_LEAST_STEMS = 4
"""Stems that headline and beginning of two reports share beyond chance: two for each place or person, twice."""

_MOST_BEFORE = 10
"""Earlier reports that are compared; an outlet goes on with one of its last."""

_WITHIN = 5  # words between «كانت» and «نشرت»: the outlet's name, its kind, a day
_LONGEST_MARK = 40  # characters inside the brackets of «(تحديث بتفاصيل جديدة)»
_NUMBER = re.compile(r"^[\s\d]+")  # تحديث 2:
_BEFORE, _AFTER = frozenset("([|:-–—"), frozenset(")]|:-–—")
_OPENING, _CLOSING = frozenset("(["), frozenset(")]")


@dataclass(frozen=True, slots=True)
class Update:
    """`article` goes on with the report `of`, of the same outlet."""

    article: FiledArticle
    of: FiledArticle
    why: Why
    evidence: Evidence


def find_updates(
    articles: Sequence[FiledArticle], held: Held, shared: Collection[tuple[ArticleId, ArticleId]]
) -> Iterator[Update]:
    """`articles`: earliest first; `held`: the same, by address; `shared`: pairs (later, earlier) of common text."""
    earlier: dict[str, list[FiledArticle]] = {}
    for article in articles:
        before = earlier.setdefault(article.source.id, [])
        if before:
            found = {update.of.id: update for update in _of_one(article, before, held)}
            yield from (update for id, update in found.items() if (article.id, id) not in shared)
        before.append(article)


def _of_one(article: FiledArticle, before: list[FiledArticle], held: Held) -> Iterator[Update]:
    """The surer ones last."""
    mark, known = _mark(article), {each.id for each in before}
    links = [(link, text, held.at(link.url)) for link in article.reading.article.links if (text := _cut(article, link))]
    loose = [(link, text) for link, text, of in links if of is None and _says_so(article, link)]
    alike = _last_alike(article, before) if mark is not None or loose else None
    if alike is not None and mark is not None:
        yield Update(article, alike, Why("updates.marked", words=mark.quote), mark)
    if alike is not None and loose:
        yield _linked(article, alike, *loose[0], _TOLD)
    for link, text, of in links:
        if of is not None and of.id in known:
            yield _linked(article, of, link, text, _LINKED)


def _last_alike(article: FiledArticle, before: list[FiledArticle]) -> FiledArticle | None:
    return next((each for each in before[: -_MOST_BEFORE - 1 : -1] if _shares(article, each)), None)


def _linked(article: FiledArticle, of: FiledArticle, link: TextLink, text: str, confidence: float) -> Update:
    evidence = Evidence("update", "text", text, "chain.updates@1", confidence, link.span)
    return Update(article, of, Why("updates.linked", words=text), evidence)


def _cut(article: FiledArticle, link: TextLink) -> str:
    """The linked words; none where the text has no such place."""
    paragraphs, span = article.reading.article.paragraphs, link.span
    return paragraphs[span.paragraph][span.start : span.end] if 0 <= span.paragraph < len(paragraphs) else ""


# ---------------------------------------------------------------- what both have


def _shares(one: FiledArticle, other: FiledArticle) -> bool:
    """Do both quote the same words, or do headline and beginning share what they are about?"""
    if _quoted(one) & _quoted(other):
        return True
    return len(_about(one) & _about(other)) >= _LEAST_STEMS


def _about(article: FiledArticle) -> frozenset[str]:
    return frozenset(read_subject(article.reading.article).stems)


def _quoted(article: FiledArticle) -> frozenset[tuple[str, ...]]:
    said = (words for statement in article.reading.statements for words in statement.words)
    return frozenset(triple for each in said for triple in triples(each) if len(triple) == 3)


# ---------------------------------------------------------------- words that say so


def _says_so(article: FiledArticle, link: TextLink) -> bool:
    """Does the link lead into the outlet's own site, from a paragraph that says «كنا قد نشرنا»?"""
    hosts = {bare_host(host) for host in (*article.source.hosts, host_of(article.reading.article.url))}
    if bare_host(host_of(link.url)) not in hosts:
        return False
    terms = tuple(_bare(term) for term in search_terms(article.reading.article.paragraphs[link.span.paragraph]).split())
    return _has_phrase(terms) or _tells_of_itself(terms, article)


def _bare(term: str) -> str:
    return term[1:] if term.startswith("و") and len(term) > 3 else term


def _has_phrase(terms: tuple[str, ...]) -> bool:
    text = f" {' '.join(terms)} "
    return any(f" {phrase} " in text for phrase in word_list("published_before"))


def _tells_of_itself(terms: tuple[str, ...], article: FiledArticle) -> bool:
    """كانت «الصحيفة» نشرت: the past, then the outlet's name or kind, then the verb."""
    own = {term for name in names_of(article.source) for term in search_terms(name).split()} | word_list("this_outlet")
    for at, term in enumerate(terms):
        near = terms[at + 1 : at + 2 + _WITHIN]
        verb = next((i for i, word in enumerate(near) if word in word_list("published_verbs")), 0)
        if term in word_list("had") and own & set(near[:verb]):
            return True
    return False


def _mark(article: FiledArticle) -> Evidence | None:
    """The mark of an update in the headline, or at the beginning of the text."""
    shown = article.reading.article
    texts = [("title", shown.title, word_list("update_marks") | word_list("update_headlines"))]
    texts += [("text", shown.paragraphs[0], word_list("update_marks"))] if shown.paragraphs else []
    for field, text, marks in texts:
        if found := _find_mark(text, marks, len(text) if field == "title" else _LONGEST_MARK):
            span, context = Span(0, *found), "" if field == "text" else text
            return Evidence("update", field, text[slice(*found)], "chain.updates@1", _MARKED, span, context)
    return None


@lru_cache(maxsize=4096)  # the reports of a story are looked at again with each that joins
def _find_mark(text: str, marks: frozenset[str], within: int) -> tuple[int, int] | None:
    """Such a word set apart in so many characters: in brackets, or between the beginning or a sign and a sign or the
    end (not both ends)."""
    for word in words(text[:within]):
        if fold(word.text) not in marks:
            continue
        before, after = text[: word.start].rstrip(), _NUMBER.sub("", text[word.end :])
        if before[-1:] in _OPENING and before and _CLOSING & set(after[:_LONGEST_MARK]):
            return word.start, word.end
        is_apart = (not before or before[-1] in _BEFORE) and (not after or after[0] in _AFTER)
        if is_apart and (before or after):
            return word.start, word.end
    return None
