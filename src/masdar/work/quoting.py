"""A story's articles and chain in; the quotations and primary statements of the ledger, kept true to them, out.

Part of the transaction in which the story's chain is drawn; doing it again changes nothing. Quotations reach over
stories: what the articles quote is grouped with all that shares words with it, wherever it stands.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from masdar.errors import StoreOutage
from masdar.model import ArticleId, Chain, Evidence, FiledArticle, Located, ReportedBy, Reprint, StoryId
from masdar.relate.chain.ancestry import number_bits, originals
from masdar.relate.chain.statements import ISSUERS, Primary, Report, all_statements, cited_addresses
from masdar.relate.quotations import bands, group_quotations, page_bands, quoted_in
from masdar.relate.word_checks import Circle, Known, check_quotation, holds, locate, locate_report
from masdar.store import Connection, articles, part_of, quotations, relations, statements, stories
from masdar.store.quotations import Place, QuotedVersion

# Issuers' pages of other stories looked into for one story's quotations: the newest that share words with them.
MOST_PAGES = 40
# Versions grouped in one go; of a wave larger than that the rest is left as it was grouped before.
MOST_VERSIONS = 3000

log = logging.getLogger("masdar.work")

# Where the words of an article's statement (its number) stand on an issuer's page.
Found = dict[tuple[ArticleId, int], Located]


@dataclass(frozen=True, slots=True)
class Told:
    """A story as its chain was drawn from it: its articles, who derives from whom among them and beyond."""

    story: StoryId
    articles: tuple[FiledArticle, ...]
    reprints: tuple[Reprint, ...]


def told_now(db: Connection, story: StoryId) -> Told:
    """The story as it is kept."""
    ids = stories.articles_of(db, story)
    return Told(story, articles.filed(db, ids), relations.reprints_of(db, ids))


def keep_ledger(
    db: Connection, told: Told, chain: Chain, now: datetime, joined: Collection[ArticleId] | None = None
) -> tuple[Told, ...]:
    """Bring the ledger up to what the story's articles say now. One that breaks us keeps the entries it has.

    `joined`: only these articles are new since it was kept, nothing else changed. None: all is looked at again.
    The other stories of which statements stand on another issuer's page by that, or on none any more.
    """
    try:
        with part_of(db):
            return _keep(db, told, chain, now, joined)
    except StoreOutage:
        raise
    except Exception:  # like a chain that cannot be drawn: one odd story must not stop the relating of all others
        log.exception("the quotations of story %d could not be kept", told.story)
        return ()


def _keep(
    db: Connection, told: Told, chain: Chain, now: datetime, joined: Collection[ArticleId] | None
) -> tuple[Told, ...]:
    left = quotations.left_undone(db, [article.id for article in told.articles])
    due = tuple(each for each in told.articles if joined is None or each.id in joined or each.id in left)
    touched = _keep_quoted(db, due)
    is_more = joined is not None and not left and not touched
    moved = _group(db, told, due, touched, now, is_more=is_more)
    _keep_statements(db, told, chain, now)
    others = set(stories.stories_of(db, sorted(moved)).values()) - {told.story}
    far = tuple(told_now(db, story) for story in sorted(others))
    for each in far:
        _keep_statements(db, each, stories.chain_of(db, each.story), now)
    return far


def _keep_statements(db: Connection, told: Told, chain: Chain, now: datetime) -> None:
    """The primary statements of a story whose quotations are compared: what it says of them, and no more."""
    quoted = quotations.quoted_by(db, [article.id for article in told.articles])
    located = {(each.quoted.article, each.quoted.statement): there for each in quoted if (there := _located(each))}
    ordered = tuple(sorted(told.articles, key=lambda each: (each.earliest, each.id)))
    bits = number_bits(article.id for article in ordered)
    above = originals(bits, ((each.article, each.of) for each in told.reprints if each.kind == "copy"))
    primaries = all_statements(ordered, above)
    nodes = _nodes(chain)
    kept = [part for primary in primaries for part in _kept(primary, located, nodes)]
    statements.save_statements(db, told.story, kept, now)


# ---------------------------------------------------------------- quotations


def _concerned(told: Told, due: Sequence[FiledArticle]) -> frozenset[ArticleId]:
    """Whose quotations may come out otherwise by these articles: their own and their relatives'; all, by an issuer's
    page."""
    ids = {article.id for article in due}
    if any(article.source.kind in ISSUERS for article in due):
        return frozenset(article.id for article in told.articles)
    near = {id for each in told.reprints if ids & {each.article, each.of} for id in (each.article, each.of)}
    return frozenset(ids | near)


def _keep_quoted(db: Connection, due: Sequence[FiledArticle]) -> set[int]:
    """Save what each article quotes; the quotations that it was part of, or whose words stood on it, until now."""
    held = quotations.quoted_by(db, [article.id for article in due])
    pages = [article.id for article in due if article.source.kind in ISSUERS]
    touched = {each.quotation for each in (*held, *quotations.found_on(db, pages))}
    for article in due:
        quoted = quoted_in(article)
        if quotations.replace_quoted(db, article.id, quoted):
            for each in quoted:
                quotations.save_bands(db, article.id, each.place, bands(each.words))
        if article.source.kind in ISSUERS:
            quotations.save_bands(db, article.id, None, page_bands(article))
    return {id for id in touched if id is not None}


def _group(
    db: Connection, told: Told, due: Sequence[FiledArticle], touched: set[int], now: datetime, *, is_more: bool
) -> set[ArticleId]:
    """Put together what is one quotation, near and far, and compare its versions; whose words stand on another
    issuer's page than before, or on none now. `is_more`: the `due` articles have come, and nothing has changed or
    gone."""
    near = _near(db, told, _concerned(told, due))
    ids = touched | {each.quotation for each in near if each.quotation is not None}
    held = {each.place: each for each in (*quotations.versions_of(db, ids), *near)}
    versions = list(held.values())[:MOST_VERSIONS]
    groups = [
        [held[each.article, each.place] for each in group] for group in group_quotations(v.quoted for v in versions)
    ]
    quotations.save_groups(db, groups, now)
    quotations.drop_empty(db, ids)
    circle = _circle(db, told, versions)
    known = _known(held.values(), circle, due) if is_more else {}
    moved: set[ArticleId] = set()
    for group in groups:
        for place, check in check_quotation([each.quoted for each in group], circle, known).items():
            if held[place].checked != check:
                quotations.save_check(db, place, check)
                if _located(held[place]) != locate(check):
                    moved.add(place[0])
    return moved


def _located(version: QuotedVersion) -> Located | None:
    return locate(version.checked) if version.checked is not None else None


def _known(held: Collection[QuotedVersion], circle: Circle, due: Sequence[FiledArticle]) -> dict[Place, Known]:
    """The verdicts that the `due` articles, which have come, can only change by their own words."""
    versions: dict[int | None, set[Place]] = {}
    for each in held:
        versions.setdefault(each.quotation, set()).add(each.place)
    before = {id: frozenset(places) for id, places in versions.items()}
    come = {article.id for article in due}
    return {
        each.place: Known(each.checked, before[each.quotation])
        for each in held
        if each.quotation is not None and each.checked and holds(each.quoted, each.checked, circle, come)
    }


def _near(db: Connection, told: Told, concerned: frozenset[ArticleId]) -> tuple[QuotedVersion, ...]:
    """The quoted words of the articles concerned, and what shares words with these, or with the issuers' pages among
    them: of this story and of others."""
    own = quotations.quoted_by(db, [article.id for article in told.articles])
    wanted = {band for each in own if each.quoted.article in concerned for band in bands(each.quoted.words)}
    pages = (each for each in told.articles if each.id in concerned and each.source.kind in ISSUERS)
    wanted |= {band for page in pages for band in page_bands(page)}
    far = quotations.at_places(db, sorted(place for place in quotations.sharing_words(db, wanted) if place[1] >= 0))
    here = (each for each in own if each.quoted.article in concerned or not wanted.isdisjoint(bands(each.quoted.words)))
    return (*far, *here)


def _circle(db: Connection, told: Told, versions: Sequence[QuotedVersion]) -> Circle:
    """The issuers' pages that may hold the words, the addresses that the articles cite, and who copies whom."""
    ids = {each.quoted.article for each in versions}
    pages = _pages(db, told.articles, versions)
    by_id = {each.id: each for each in told.articles}
    far = sorted(ids - by_id.keys())
    known = ((each.article, each.of) for each in told.reprints)
    copies = {pair for pair in known if not ids.isdisjoint(pair)} | relations.derivations(db, far)
    quoting = (*(by_id[id] for id in ids & by_id.keys()), *articles.filed(db, far)) if pages else ()
    return Circle(pages, {each.id: frozenset(cited_addresses(each)) for each in quoting}, frozenset(copies))


def _pages(
    db: Connection, filed: Sequence[FiledArticle], versions: Sequence[QuotedVersion]
) -> tuple[FiledArticle, ...]:
    here = [each for each in filed if each.source.kind in ISSUERS]
    wanted = {band for words in {each.quoted.words for each in versions} for band in bands(words)}
    more = {id for id, place in quotations.sharing_words(db, wanted) if place < 0}
    more |= {found.article for each in versions if (found := _located(each)) is not None}
    more -= {each.id for each in here}
    return (*here, *articles.filed(db, sorted(more, reverse=True)[:MOST_PAGES]))


# ---------------------------------------------------------------- primary statements


def _nodes(chain: Chain) -> dict[tuple[ArticleId, Evidence | None], str]:
    """The chain's statements, by who reports them in which words. Not by their order: the chain leaves out what a
    translation has from its original."""
    return {(link.article, link.evidence): link.older for link in chain.links if link.kind == "rests_on"}


def _kept(
    primary: Primary, located: Found, nodes: Mapping[tuple[ArticleId, Evidence | None], str]
) -> list[statements.Kept]:
    """The statement by the issuer's pages its words stand on: two statements of a ministry in one story are two."""
    pages = {
        found.article
        for report in primary.reports
        for number in report.statements
        if (found := located.get((report.article.id, number))) is not None
    }
    usual = primary.published.id if primary.published else min(pages) if len(pages) == 1 else None
    parts: dict[ArticleId | None, list[ReportedBy]] = {}
    for report in primary.reports:
        split: dict[ArticleId | None, list[int]] = {}
        for number in report.statements:
            page = located.get((report.article.id, number))
            split.setdefault(page.article if page else usual, []).append(number)
        for id, numbers in split.items():
            here = [found for number in numbers if (found := located.get((report.article.id, number)))]
            if primary.published is not None and primary.published.id == id and id not in pages:
                here.append(locate_report(report.words, primary.speaker, primary.published))
            parts.setdefault(id, []).append(_reported(report, numbers, statements.surest(here)))
    reported = ((report.article.id, report.evidence) for report in primary.reports)
    shown = next((nodes[each] for each in reported if each in nodes), None)
    return [statements.Kept(tuple(each), shown) for each in parts.values()]


def _reported(report: Report, numbers: Sequence[int], located: Located | None) -> ReportedBy:
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
        located=located,
    )
