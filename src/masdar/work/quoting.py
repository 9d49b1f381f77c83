"""A story's articles and chain in; the quotations and primary statements of the ledger, kept true to them, out.

Part of the transaction in which the story's chain is drawn; doing it again changes nothing. Quotations reach over
stories: what the articles quote is grouped with all that shares words with it, wherever it stands.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime

from masdar.model import ArticleId, Chain, FiledArticle, Located, ReportedBy, StoryId, WordCheck
from masdar.relate.chain.statements import ISSUERS, Primary, Report, all_statements, cited_addresses
from masdar.relate.quotations import bands, group_quotations, page_bands, quoted_in
from masdar.relate.word_checks import Circle, check_quotation, locate, locate_report
from masdar.store import Connection, articles, quotations, relations, statements, stories
from masdar.store.quotations import QuotedVersion

# Issuers' pages of other stories looked into for one story's quotations: the newest that share words with them.
MOST_PAGES = 40
# Versions grouped in one go; of a wave larger than that the rest is left as it was grouped before.
MOST_VERSIONS = 3000

log = logging.getLogger("masdar.work")

# Where the words of an article's statement (its number) stand on an issuer's page.
Found = dict[tuple[ArticleId, int], Located]


def keep_ledger(db: Connection, story: StoryId, chain: Chain, now: datetime) -> None:
    """Bring the ledger up to what the story's articles say now. One that breaks us keeps the entries it has."""
    try:
        with db.begin_nested():
            _keep(db, story, chain, now)
    except Exception:  # like a chain that cannot be drawn: one odd story must not stop the relating of all others
        log.exception("the quotations of story %d could not be kept", story)


def _keep(db: Connection, story: StoryId, chain: Chain, now: datetime) -> None:
    ids = stories.articles_of(db, story)
    filed, reprints = articles.filed(db, ids), relations.reprints_of(db, ids)
    touched = _keep_quoted(db, filed)
    located = _group(db, filed, touched, now)
    own = {article.id for article in filed}  # a copy may derive from an article of another story
    above = _above(
        (each.article, each.of) for each in reprints if each.kind == "copy" and own >= {each.article, each.of}
    )
    found = all_statements(tuple(sorted(filed, key=lambda each: (each.earliest, each.id))), above)
    drawn = {node.key for node in chain.nodes if node.kind == "statement"}
    nodes = (f"statement:{number}" for number in range(1, len(found) + 1))
    kept = [part for primary, node in zip(found, nodes, strict=True) for part in _kept(primary, node, located, drawn)]
    statements.save_statements(db, story, kept, now)


# ---------------------------------------------------------------- quotations


def _keep_quoted(db: Connection, filed: Sequence[FiledArticle]) -> set[int]:
    """Save what each article quotes; the quotations that it was part of until now."""
    touched = {each.quotation for each in quotations.quoted_by(db, [article.id for article in filed])}
    for article in filed:
        quoted = quoted_in(article)
        if quotations.replace_quoted(db, article.id, quoted):
            for each in quoted:
                quotations.save_bands(db, article.id, each.place, bands(each.words))
        if article.source.kind in ISSUERS:
            quotations.save_bands(db, article.id, None, page_bands(article))
    return {id for id in touched if id is not None}


def _group(db: Connection, filed: Sequence[FiledArticle], touched: set[int], now: datetime) -> Found:
    """Put together what is one quotation, near and far, and compare its versions; what stands on issuers' pages."""
    own = quotations.quoted_by(db, [article.id for article in filed])
    near = _near(db, filed, own)
    ids = touched | {each.quotation for each in (*own, *near) if each.quotation is not None}
    held = {each.place: each for each in (*quotations.versions_of(db, ids), *own, *near)}
    versions = list(held.values())[:MOST_VERSIONS]
    groups = [
        [held[each.article, each.place] for each in group] for group in group_quotations(v.quoted for v in versions)
    ]
    quotations.save_groups(db, groups, now)
    quotations.drop_empty(db, ids)
    circle = _circle(db, filed, versions)
    checks: dict[quotations.Place, WordCheck] = {}
    for group in groups:
        checks |= check_quotation([each.quoted for each in group], circle)
    for place, check in checks.items():
        if held[place].checked != check:
            quotations.save_check(db, place, check)
    known = ((held[place].quoted, locate(check)) for place, check in checks.items())
    return {(quoted.article, quoted.statement): found for quoted, found in known if found is not None}


def _near(db: Connection, filed: Sequence[FiledArticle], own: Sequence[QuotedVersion]) -> tuple[QuotedVersion, ...]:
    """Quoted words of other articles that share words with what these quote, or with the issuers' pages among them."""
    wanted = {band for each in own for band in bands(each.quoted.words)}
    wanted |= {band for article in filed if article.source.kind in ISSUERS for band in page_bands(article)}
    return quotations.at_places(db, sorted(place for place in quotations.sharing_words(db, wanted) if place[1] >= 0))


def _circle(db: Connection, filed: Sequence[FiledArticle], versions: Sequence[QuotedVersion]) -> Circle:
    """The issuers' pages that may hold the words, the addresses that the articles cite, and who copies whom."""
    ids = sorted({each.quoted.article for each in versions})
    by_id = {
        each.id: each for each in (*filed, *articles.filed(db, [id for id in ids if id not in {a.id for a in filed}]))
    }
    cited = {id: frozenset(cited_addresses(by_id[id])) for id in ids if id in by_id}
    pages = _pages(db, filed, versions)
    copies = _above((each.article, each.of) for each in relations.reprints_of(db, ids))
    return Circle(pages, cited, frozenset((copy, of) for copy, originals in copies.items() for of in originals))


def _pages(
    db: Connection, filed: Sequence[FiledArticle], versions: Sequence[QuotedVersion]
) -> tuple[FiledArticle, ...]:
    here = [each for each in filed if each.source.kind in ISSUERS]
    wanted = {band for words in {each.quoted.words for each in versions} for band in bands(words)}
    more = {id for id, place in quotations.sharing_words(db, wanted) if place < 0} - {each.id for each in here}
    return (*here, *articles.filed(db, sorted(more, reverse=True)[:MOST_PAGES]))


def _above(pairs: Iterable[tuple[ArticleId, ArticleId]]) -> dict[ArticleId, frozenset[ArticleId]]:
    """For each copy all that it derives from, near and far."""
    direct: dict[ArticleId, set[ArticleId]] = {}
    for copy, of in pairs:
        direct.setdefault(copy, set()).add(of)
    found: dict[ArticleId, frozenset[ArticleId]] = {}
    for copy in direct:
        waiting, seen = list(direct[copy]), set[ArticleId]()
        while waiting:
            of = waiting.pop()
            if of not in seen and of != copy:
                seen.add(of)
                waiting.extend(direct.get(of, ()))
        found[copy] = frozenset(seen)
    return found


# ---------------------------------------------------------------- primary statements


def _kept(primary: Primary, node: str, located: Found, drawn: set[str]) -> list[statements.Kept]:
    """The statement by the issuer's pages its words stand on: two statements of a ministry in one story are two."""
    pages = {
        found.article: found
        for report in primary.reports
        for number in report.statements
        if (found := located.get((report.article.id, number))) is not None
    }
    if primary.published is not None and primary.published.id not in pages:
        words = [text for report in primary.reports for text in report.words]
        pages[primary.published.id] = locate_report(words, primary.speaker, primary.published)
    usual = primary.published.id if primary.published else min(pages) if len(pages) == 1 else None
    parts: dict[ArticleId | None, list[ReportedBy]] = {}
    for report in primary.reports:
        split: dict[ArticleId | None, list[int]] = {}
        for number in report.statements:
            page = located.get((report.article.id, number))
            split.setdefault(page.article if page else usual, []).append(number)
        for id, numbers in split.items():
            parts.setdefault(id, []).append(_reported(report, numbers))
    shown = node if node in drawn else None
    return [statements.Kept(tuple(each), pages[id] if id is not None else None, shown) for id, each in parts.items()]


def _reported(report: Report, numbers: Sequence[int]) -> ReportedBy:
    said = [report.article.reading.statements[number] for number in numbers]
    direct = [each for each in said if each.kind == "direct"]
    first = (direct or said)[0]
    return ReportedBy(
        article=report.article.id,
        statements=tuple(numbers),
        speaker=report.speaker,
        media=tuple(dict.fromkeys(each.medium for each in (*direct, *said) if each.medium)),
        direct=bool(direct),
        evidence=first.evidence,
        said_at=min((each.said_at.instant for each in said if each.said_at), default=None),
    )
