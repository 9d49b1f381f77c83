"""In: the articles of a story. Out: its primary statements: what a speaker said once, with all who report it."""

from __future__ import annotations

import functools
import tomllib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from itertools import pairwise

from masdar.model import Evidence, FiledArticle, Statement
from masdar.text.fold import fold
from masdar.text.tokens import search_terms

# More boxes than this cannot be read in a drawing; the best supported stay.
MOST_STATEMENTS = 6
# Two reports of the same words share this part of the shorter one's word triples (exact quotations share all of it,
# reworded reports of the same announcement about half; unrelated sentences of one speaker nearly none).
_SAME_WORDS = 0.5
# The issuer's own page holds a statement when it has this part of its triples.
_PUBLISHED = 0.6
_LEAST_WORDS = 3  # fewer words are said by anybody
_COMMON = 40  # a triple that so many statements share tells nothing
_MOST_QUOTES = 3
Triples = frozenset[tuple[str, ...]]
_LONG_QUOTE = 6  # words: enough to be told from chance on an issuer's page


@dataclass(frozen=True, slots=True)
class Report:
    """One article's report of a statement: the words as the article has them, and the evidence of the first.

    `direct`: they stand in quotation marks there. Reported words are the reporter's and are no quotation.
    """

    article: FiledArticle
    speaker: str
    medium: str | None
    at: datetime | None
    words: tuple[str, ...]
    evidence: Evidence
    direct: bool
    triples: Triples


@dataclass(frozen=True, slots=True)
class Primary:
    """A primary statement: all reports of it, and the issuer's own article when that is in the story."""

    reports: tuple[Report, ...]
    published: FiledArticle | None = None

    @property
    def speaker(self) -> str:
        """The fullest name any report gives."""
        return max((report.speaker for report in self.reports), key=lambda name: (len(name.split()), name))

    @property
    def medium(self) -> str | None:
        """The medium most reports print; the first of them when equal."""
        counted = Counter(report.medium for report in self.reports if report.medium)
        return counted.most_common(1)[0][0] if counted else None

    @property
    def quotes(self) -> tuple[str, ...]:
        """The quoted words as printed, each once; none when nobody quotes it word for word."""
        quoted = (word for report in self.reports if report.direct for word in report.words)
        return tuple(dict.fromkeys(quoted))[:_MOST_QUOTES]

    @property
    def at(self) -> datetime | None:
        """When it was said, if a report dates it."""
        return min((report.at for report in self.reports if report.at), default=None)


@functools.cache
def word_list(name: str) -> frozenset[str]:
    """One list of data/chain.toml, folded."""
    text = resources.files("masdar.relate").joinpath("data", "chain.toml").read_text(encoding="utf-8")
    return frozenset(fold(word) for word in tomllib.loads(text)[name])


def primary_statements(articles: tuple[FiledArticle, ...]) -> tuple[Primary, ...]:
    """The statements of a story worth drawing, best supported first (at most MOST_STATEMENTS)."""
    reports = tuple(report for article in articles for report in _reports(article))
    groups = _merged(reports)
    official = [(article, _text_triples(article)) for article in articles if article.source.kind == "official"]
    found = [primary for group in groups if (primary := _primary(group, official)) is not None]
    found.sort(key=_support)
    return tuple(found[:MOST_STATEMENTS])


def _support(primary: Primary) -> tuple[bool, int, bool, int, str, str]:
    sources = len({report.article.source.id for report in primary.reports})
    direct = any(report.direct for report in primary.reports)
    length = max(sum(map(len, report.words)) for report in primary.reports)
    return (primary.published is None, -sources, not direct, -length, primary.speaker, primary.reports[0].words[0])


# ---------------------------------------------------------------- within one article


def _reports(article: FiledArticle) -> list[Report]:
    """The article's statements that matter, those of one speaker in one medium together."""
    together: dict[tuple[str, str], list[Statement]] = {}
    media: dict[str, str] = {}
    for statement in article.reading.statements:
        speaker = statement.resolved_speaker or statement.speaker
        if speaker is None or not _matters(statement, speaker):
            continue
        medium = statement.medium or media.get(speaker, "")
        media[speaker] = medium
        together.setdefault((speaker, fold(medium)), []).append(statement)
    return [_report(article, speaker, said) for (speaker, _), said in together.items()]


def _matters(statement: Statement, speaker: str) -> bool:
    if len(search_terms(" ".join(statement.words)).split()) < _LEAST_WORDS:
        return False
    return statement.kind == "direct" or statement.medium is not None or _is_official(speaker)


def _is_official(speaker: str) -> bool:
    officials = word_list("officials")
    return any(word.removeprefix("ال") in officials for word in search_terms(speaker).split())


def _report(article: FiledArticle, speaker: str, said: list[Statement]) -> Report:
    direct = [statement for statement in said if statement.kind == "direct"]
    first = (direct or said)[0]
    return Report(
        article=article,
        speaker=speaker,
        medium=next((statement.medium for statement in said if statement.medium), None),
        at=next((statement.said_at.instant for statement in said if statement.said_at), None),
        words=tuple(word for statement in (direct or said) for word in statement.words),
        evidence=first.evidence,
        direct=bool(direct),
        triples=frozenset(triple for statement in said for word in statement.words for triple in triples(word)),
    )


def triples(text: str) -> tuple[tuple[str, ...], ...]:
    """Each three neighbouring folded words; all of them when there are fewer."""
    terms = search_terms(text).split()
    return tuple(tuple(terms[i : i + 3]) for i in range(max(1, len(terms) - 2))) if terms else ()


# ---------------------------------------------------------------- across articles


def _merged(reports: tuple[Report, ...]) -> list[list[Report]]:
    """Reports of the same words by the same speaker, put together."""
    leader = list(range(len(reports)))

    def find(number: int) -> int:
        while leader[number] != number:
            leader[number] = leader[leader[number]]
            number = leader[number]
        return number

    for one, other in _alike(reports):
        leader[max(find(one), find(other))] = min(find(one), find(other))
    groups: dict[int, list[Report]] = {}
    for number, report in enumerate(reports):
        groups.setdefault(find(number), []).append(report)
    return list(groups.values())


def _alike(reports: tuple[Report, ...]) -> list[tuple[int, int]]:
    holders: dict[tuple[str, ...], list[int]] = {}
    for number, report in enumerate(reports):
        for triple in report.triples:
            holders.setdefault(triple, []).append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in holders.values():
        if 1 < len(numbers) <= _COMMON:
            shared.update((one, other) for i, one in enumerate(numbers) for other in numbers[i + 1 :])
        elif numbers:
            shared.update(pairwise(numbers))  # a chain of neighbours joins them as well
    return [pair for pair, count in shared.items() if _is_same(reports[pair[0]], reports[pair[1]], count)]


def _is_same(one: Report, other: Report, shared: int) -> bool:
    shorter = min(len(one.triples), len(other.triples))
    return shared >= _SAME_WORDS * shorter and is_same_speaker(one.speaker, other.speaker)


def is_same_speaker(one: str, other: str) -> bool:
    """Do two printed names go together: all words of the shorter in the longer, or most of them?"""
    a, b = _name_words(one), _name_words(other)
    return bool(a and b) and len(a & b) >= 0.5 * min(len(a), len(b))


def _name_words(name: str) -> frozenset[str]:
    return frozenset(
        word.removeprefix("وال").removeprefix("ال") for word in search_terms(name).split() if len(word) > 1
    )


def _primary(group: list[Report], official: list[tuple[FiledArticle, Triples]]) -> Primary | None:
    """The group as one statement. The issuer's own page is where it is published, not a report of it."""
    published = next((article for article, held in official if _holds(article, held, group)), None)
    if published is None:
        return Primary(tuple(group))
    reports = tuple(report for report in group if report.article.id != published.id)
    return Primary(reports, published) if reports else None


def _holds(article: FiledArticle, held: Triples, group: list[Report]) -> bool:
    """Does the issuer's article hold the words of the group, or is it the only one that has them?"""
    if all(report.article.id == article.id for report in group):
        return True
    return any(_is_held(report, held) for report in group if report.article.id != article.id)


def _is_held(report: Report, held: Triples) -> bool:
    enough = any(len(quote.split()) >= _LONG_QUOTE for quote in report.words)
    return enough and len(report.triples & held) >= _PUBLISHED * len(report.triples)


def _text_triples(article: FiledArticle) -> Triples:
    return frozenset(triple for text in article.reading.article.paragraphs for triple in triples(text))
