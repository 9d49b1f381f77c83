"""In: the articles of a story. Out: its primary statements: a speaker's words, with all who report them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import pairwise

from masdar.model import ArticleId, Evidence, FiledArticle, Source, Statement
from masdar.relate.chain.ancestry import number_bits
from masdar.relate.chain.speakers import go_together, group_names, speaks_for, terms_of, word_list
from masdar.text.addresses import address_key

# More boxes than this cannot be read in a drawing; the best supported stay.
MOST_STATEMENTS = 6
# Two reports of the same words share this part of the shorter one's word triples (exact quotations share all of it,
# reworded reports of the same announcement about half; unrelated sentences of one speaker nearly none).
_SAME_WORDS = 0.5
# The issuer's own page holds words when it has this part of their triples.
_PUBLISHED = 0.6
_LEAST_WORDS = 3  # fewer words are said by anybody
_COMMON = 40  # a triple that so many statements share tells nothing
_MOST_QUOTES = 12  # one speaker of a long report; more are the text itself
_MOST_MEDIA = 3
ISSUERS = ("official", "channel")  # their own pages and posts are what they say
Terms = tuple[str, ...]
Triples = frozenset[Terms]
_LONG_QUOTE = 6  # words: enough to be told from chance on an issuer's page


@dataclass(frozen=True, slots=True)
class Report:
    """All that one article reports of one speaker: the words as the article has them, and the evidence of the first.

    `direct`: they stand in quotation marks there. Reported words are the reporter's and are no quotation.
    `statements`: the numbers of the article's statements that are part of it.
    """

    article: FiledArticle
    speaker: str
    media: tuple[str, ...]
    at: datetime | None
    words: tuple[str, ...]
    evidence: Evidence
    direct: bool
    triples: Triples
    statements: tuple[int, ...] = ()

    @property
    def medium(self) -> str | None:
        """The first medium printed there."""
        return self.media[0] if self.media else None


@dataclass(frozen=True, slots=True)
class Primary:
    """One speaker's words in a story: all reports of them (one an article), and the issuer's own article if held."""

    reports: tuple[Report, ...]
    published: FiledArticle | None = None

    @property
    def speaker(self) -> str:
        """The fullest name any report gives."""
        return max((report.speaker for report in self.reports), key=lambda name: (len(name.split()), name))

    @property
    def media(self) -> tuple[str, ...]:
        """The media the reports print, most printed first, each once."""
        counted = Counter(medium for report in self.reports for medium in report.media)
        shown: dict[str, str] = {}
        for medium, _ in counted.most_common():
            shown.setdefault(terms_of(medium), medium)
        return tuple(shown.values())[:_MOST_MEDIA]

    @property
    def quotes(self) -> tuple[str, ...]:
        """The quoted words as printed, each once; none when nobody quotes it word for word."""
        quoted: dict[str, str] = {}
        for report in self.reports:
            for word in report.words if report.direct else ():
                quoted.setdefault(terms_of(word), word)
        return tuple(quoted.values())[:_MOST_QUOTES]

    @property
    def at(self) -> datetime | None:
        """When it was said, if a report dates it."""
        return min((report.at for report in self.reports if report.at), default=None)


def is_public(media: tuple[str, ...], sources: tuple[Source, ...]) -> bool:
    """Was it said where all can hear it (a platform, a statement, a press conference), and not to one outlet?"""
    names = {frozenset(terms_of(name).split()) for of in sources for name in (of.name, *of.aliases)}
    return any(_is_public(frozenset(terms_of(medium).split()), names) for medium in media)


def _is_public(medium: frozenset[str], outlets: set[frozenset[str]]) -> bool:
    if not medium & word_list("public") or medium & word_list("outlet"):
        return False
    return not any(name and name <= medium for name in outlets)


def primary_statements(articles: tuple[FiledArticle, ...], above: Mapping[ArticleId, int]) -> tuple[Primary, ...]:
    """The statements of a story worth drawing: the first MOST_STATEMENTS of `all_statements`."""
    return all_statements(articles, above)[:MOST_STATEMENTS]


def all_statements(articles: tuple[FiledArticle, ...], above: Mapping[ArticleId, int]) -> tuple[Primary, ...]:
    """The statements of a story, one a speaker, best supported first.

    `above`: for each article those it copies, as bits by their place in `articles`; a copy does not support what its
    original carries already.
    """
    bits = number_bits(article.id for article in articles)
    issued = [(article, bits[article.id]) for article in articles if article.source.kind in ISSUERS]
    issued.sort(key=lambda each: each[0].id)
    outlets = _outlet_names(articles)
    reports = tuple(
        report
        for article in articles
        for report in _reports(article, _issuers(article, above[article.id], issued), outlets)
    )
    numbers = {article.id: number for number, article in enumerate(articles)}
    places = [(numbers[report.article.id], report.speaker) for report in reports]
    texts = [article.reading.article.text for article in articles]
    groups = group_names(places, texts, _alike(reports))
    pages = [(article, _page_triples(article)) for article in articles if article.source.kind in ISSUERS]
    found = [_primary([reports[number] for number in group], pages) for group in groups]
    found.sort(key=lambda primary: _support(primary, bits, above))
    return tuple(found)


def _support(
    primary: Primary, bits: Mapping[ArticleId, int], above: Mapping[ArticleId, int]
) -> tuple[bool, int, bool, int, str, tuple[str, ...]]:
    carriers = sum(bits[report.article.id] for report in primary.reports)  # one report an article
    own = [report for report in primary.reports if not carriers & above[report.article.id]]
    kept = own or list(primary.reports)
    sources = len({report.article.source.id for report in kept})
    direct = any(report.direct for report in kept)
    length = max(sum(map(len, report.words)) for report in kept)
    return (primary.published is None, -sources, not direct, -length, primary.speaker, kept[0].words)


# ---------------------------------------------------------------- within one article


def _reports(article: FiledArticle, issuers: list[Source], outlets: frozenset[Terms]) -> list[Report]:
    """The article's statements that matter, those of one speaker together.

    What a source says on its own page is no report of a statement, neither there nor in a copy of that page
    (`issuers`: the sources of both); what an outlet of the story says is a credit.
    """
    together: dict[str, list[tuple[int, Statement]]] = {}
    for number, statement in enumerate(article.reading.statements):
        speaker = statement.resolved_speaker or statement.speaker
        if speaker is not None:
            together.setdefault(speaker, []).append((number, statement))
    return [
        _report(article, speaker, said)
        for speaker, all_said in together.items()
        if (said := _that_matter(all_said, speaker))
        and not any(speaks_for(speaker, issuer) for issuer in issuers)
        and not _is_outlet(speaker, outlets)
    ]


def _issuers(article: FiledArticle, above: int, issued: Sequence[tuple[FiledArticle, int]]) -> list[Source]:
    """The article's source, and the public bodies whose pages it copies (of those `issued`, each with its bit)."""
    copied = {page.source.id: page.source for page, bit in issued if above & bit}
    return list({article.source.id: article.source, **copied}.values())


def _outlet_names(articles: tuple[FiledArticle, ...]) -> frozenset[Terms]:
    outlets = {article.source.id: article.source for article in articles if article.source.kind not in ISSUERS}
    names = (name for outlet in outlets.values() for name in (outlet.name, *outlet.aliases))
    return frozenset(terms for name in names if (terms := tuple(terms_of(name).split())))


def _is_outlet(speaker: str, outlets: frozenset[Terms]) -> bool:
    """An outlet's name alone, or after the noun for its kind (صحيفة, وكالة أنباء)?"""
    words = tuple(terms_of(speaker).split())
    kinds = word_list("kinds")
    before = next((i for i, word in enumerate(words) if word not in kinds), len(words) - 1)
    return any(words[i:] in outlets for i in range(before + 1))


def _that_matter(said: list[tuple[int, Statement]], speaker: str) -> list[tuple[int, Statement]]:
    """Quotations, and what is said in a medium or for a public body, of some length."""
    official = _is_official(speaker)
    return [
        (number, statement)
        for number, statement in said
        if len(terms_of(" ".join(statement.words)).split()) >= _LEAST_WORDS
        and (statement.kind == "direct" or statement.medium is not None or official)
    ]


def _is_official(speaker: str) -> bool:
    officials = word_list("officials")
    return any(word.removeprefix("ال") in officials for word in terms_of(speaker).split())


def _report(article: FiledArticle, speaker: str, numbered: list[tuple[int, Statement]]) -> Report:
    said = [statement for _, statement in numbered]
    direct = [statement for statement in said if statement.kind == "direct"]
    first = (direct or said)[0]
    return Report(
        article=article,
        speaker=speaker,
        media=tuple(dict.fromkeys(statement.medium for statement in (*direct, *said) if statement.medium)),
        at=next((statement.said_at.instant for statement in said if statement.said_at), None),
        words=tuple(word for statement in (direct or said) for word in statement.words),
        evidence=first.evidence,
        direct=bool(direct),
        triples=frozenset(triple for statement in said for word in statement.words for triple in triples(word)),
        statements=tuple(number for number, _ in numbered),
    )


@lru_cache(maxsize=4096)  # the reports of a story are looked at again with each that joins
def triples(text: str) -> tuple[tuple[str, ...], ...]:
    """Each three neighbouring folded words; all of them when there are fewer."""
    terms = terms_of(text).split()
    return tuple(tuple(terms[i : i + 3]) for i in range(max(1, len(terms) - 2))) if terms else ()


# ---------------------------------------------------------------- across articles


def _alike(reports: tuple[Report, ...]) -> list[tuple[int, int]]:
    """Reports of the same words whose speakers' names can be the same."""
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
    return shared >= _SAME_WORDS * shorter and go_together(one.speaker, other.speaker)


def _primary(group: list[Report], pages: list[tuple[FiledArticle, Triples]]) -> Primary:
    """The group as one statement, and the page of its issuer that holds some of its words."""
    cited = frozenset(key for report in group for key in cited_addresses(report.article)) if pages else frozenset()
    published = next((article for article, held in pages if _is_published(article, held, group, cited)), None)
    by_article: dict[ArticleId, list[Report]] = {}
    for report in group:
        by_article.setdefault(report.article.id, []).append(report)
    return Primary(tuple(_joined(reports) for reports in by_article.values()), published)


def _joined(reports: list[Report]) -> Report:
    """What one article reports of a speaker under several names."""
    if len(reports) == 1:
        return reports[0]
    kept = [report for report in reports if report.direct] or reports
    return Report(
        article=kept[0].article,
        speaker=max((report.speaker for report in reports), key=lambda name: (len(name.split()), name)),
        media=tuple(dict.fromkeys(medium for report in (*kept, *reports) for medium in report.media)),
        at=min((report.at for report in reports if report.at), default=None),
        words=tuple(word for report in kept for word in report.words),
        evidence=kept[0].evidence,
        direct=kept[0].direct,
        triples=frozenset().union(*(report.triples for report in reports)),
        statements=tuple(sorted(number for report in reports for number in report.statements)),
    )


def cited_addresses(article: FiledArticle) -> Iterator[str]:
    """Keys of the addresses that the article links to, shows a post of, or credits."""
    shown = article.reading.article
    urls = (
        (link.url for link in shown.links),
        (post.url for post in shown.embeds),
        (c.url for c in article.reading.credits),
    )
    return (address_key(url) for each in urls for url in each if url)


def _is_published(article: FiledArticle, held: Triples, group: list[Report], cited: frozenset[str]) -> bool:
    """Is it an issuer's page for the reports' speakers, and does it hold some of the words?"""
    if not is_issuers_page(article, [report.speaker for report in group], cited):
        return False
    return any(_is_held(words, held) for report in group for words in report.words)


def is_issuers_page(page: FiledArticle, speakers: Iterable[str], cited: Collection[str]) -> bool:
    """Is it a public body's or a channel's page: the speaker's own, or one (a post) whose address a report cites?"""
    if page.source.kind not in ISSUERS:
        return False
    own = page.reading.article
    is_cited = any(address_key(url) in cited for url in (own.url, own.canonical) if url)
    return is_cited or any(speaks_for(speaker, page.source) for speaker in speakers)


def _is_held(words: str, held: Triples) -> bool:
    mine = frozenset(triples(words))
    return len(terms_of(words).split()) >= _LONG_QUOTE and len(mine & held) >= _PUBLISHED * len(mine)


def _page_triples(article: FiledArticle) -> Triples:
    shown = article.reading.article
    return frozenset(triple for text in (shown.title, *shown.paragraphs) for triple in triples(text))
