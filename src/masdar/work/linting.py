"""A page at hand in, what the linter says of it out: its own faults, and those that only show beside what we hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from masdar.model import (
    Article,
    ArticleId,
    Evidence,
    Fault,
    FiledArticle,
    Finding,
    LintReport,
    Page,
    Reading,
    Rejected,
    Reprint,
    Source,
    SourceId,
    Tongue,
)
from masdar.read import read_page
from masdar.read.decode import decode
from masdar.read.lint import in_order, lint
from masdar.read.lint.page import read_page_text
from masdar.read.lint.places import Finder, spot_of
from masdar.read.lint.rules import found, in_language, rules
from masdar.relate.fingerprint import fingerprint
from masdar.relate.reprints import compare
from masdar.store import Connection, articles, sources
from masdar.store.nearby import near_text
from masdar.text.addresses import address_key, bare_host, host_of
from masdar.text.fold import fold
from masdar.work.lint_quotations import altered_quotations

# Near texts compared in full with one page, those with most shared bands first (as in relating).
CANDIDATES = 40
# A number that no stored article has: those begin with 1.
UNFILED = ArticleId(0)
# Shown around evidence that stands in a longer text: two or three lines on a screen.
_AROUND = 160


def check_page(
    page: Page, where: str, now: datetime, language: Tongue = "en", db: Connection | None = None
) -> LintReport:
    """The report on one page, worded in that language. With a connection it is compared with what that archive holds.

    `where` is how the reader of the report knows the page: a file's path, an address."""
    reading = read_page(page, outlets=sources.followed(db) if db is not None else ())
    if isinstance(reading, Rejected):
        return LintReport(where, page.url, rejected=reading, compared=db is not None)
    markup = decode(page.body, page.header("content-type")).text
    findings = lint(page, reading, now)
    if db is not None:
        finder = Finder(markup, reading.article)
        findings = in_order((*findings, *(finder.placed(each) for each in held_findings(db, page, reading))))
    faults = tuple(_shown(in_language(finding, language), reading.article, markup, language) for finding in findings)
    return LintReport(where, page.url, reading.article.title, faults, compared=db is not None)


def _shown(finding: Finding, article: Article, markup: str, language: Tongue) -> Fault:
    text, marks = _passage(finding.evidence, article) if finding.evidence else ("", ())
    spot = spot_of(markup, finding.place) if finding.place else None
    return Fault(finding, rules(language)[finding.rule], spot, text, marks)


def _passage(evidence: Evidence, article: Article) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text around the evidence and the characters of it in there."""
    span = evidence.span
    whole = article.paragraphs[span.paragraph] if span and evidence.field == "text" else evidence.context
    if span is None or not whole:
        return evidence.quote, ((0, len(evidence.quote)),)
    first, last = _cut(whole, span.start, span.end)
    lead, tail = "…" if first else "", "…" if last < len(whole) else ""
    shift = len(lead) - first
    return lead + whole[first:last] + tail, ((span.start + shift, span.end + shift),)


def _cut(text: str, start: int, end: int) -> tuple[int, int]:
    """From a space before the evidence to one after it."""
    first = text.rfind(" ", 0, max(start - _AROUND, 0)) + 1 if start > _AROUND else 0
    after = text.find(" ", end + _AROUND)
    return first, after if after >= 0 else len(text)


# ---------------------------------------------------------------- beside what we hold


def held_findings(db: Connection, page: Page, reading: Reading) -> Iterator[Finding]:
    """Faults that only show beside the articles of the archive."""
    own = articles.article_by_url(db, page.url) or articles.article_by_url(db, reading.article.canonical or page.url)
    mine = _as_filed(db, page, reading, own)
    linked = frozenset(address_key(url) for _, urls in read_page_text(page).links for url in urls)
    yield from _credit_stripped(db, mine, linked)
    yield from altered_quotations(db, mine, own)


def _as_filed(db: Connection, page: Page, reading: Reading, held: ArticleId | None) -> FiledArticle:
    """The page as an article that is not in the archive; first seen when we first saw it if we hold it."""
    article = reading.article
    address = article.canonical or page.url
    seen = articles.filed(db, [held]) if held is not None else ()
    source = seen[0].source if seen else sources.source_for(db, address) or _stranger(article, address)
    return FiledArticle(UNFILED, source, seen[0].first_seen if seen else page.fetched_at, reading)


def _stranger(article: Article, address: str) -> Source:
    host = host_of(address)
    return Source(SourceId(f"lint:{host}"), article.site_name or host, address, hosts=(host,) if host else ())


def _credit_stripped(db: Connection, mine: FiledArticle, linked: frozenset[str]) -> Iterator[Finding]:
    """A text that another source had earlier, of which the page names nobody; the one it shares most with. `linked`:
    the keys of all addresses that the page links to."""
    if any(credit.kind == "text_from" for credit in mine.reading.credits):
        return
    near = near_text(db, fingerprint(mine.reading.article.text).bands, CANDIDATES)
    taken = [
        (reprint, other)
        for other in articles.filed(db, near)
        if not _is_same_site(mine, other)
        and (reprint := compare(mine, other)) is not None
        and reprint.article == UNFILED
        and address_key(other.reading.article.url) not in linked
        and not _points_to(mine, other)
    ]
    if taken:
        yield _stripped(mine, *max(taken, key=lambda pair: _likely(mine, *pair)))


def _likely(mine: FiledArticle, reprint: Reprint, other: FiledArticle) -> tuple[bool, float, bool, float]:
    """How likely that is the text's source: earlier by more than our own sight, most of the text, no copy itself."""
    is_copy = any(credit.kind == "text_from" for credit in other.reading.credits)
    share = _covered(mine, reprint)
    return reprint.direction_from != "seen", round(share, 1), not is_copy, share


def _stripped(mine: FiledArticle, reprint: Reprint, other: FiledArticle) -> Finding:
    agency = next((credit.name for credit in other.reading.credits if credit.kind == "text_from"), "")
    case = "agency" if agency else "order" if reprint.direction_from == "seen" else ""
    span = reprint.passages[0].here
    quote = mine.reading.article.paragraphs[span.paragraph][span.start : span.end]
    return found(
        "credit-stripped",
        "warning" if case == "order" else None,
        Evidence("fault", "text", quote, "lint.credit-stripped@1", reprint.confidence, span),
        case,
        share=f"{round(100 * _covered(mine, reprint))}%",
        title=other.reading.article.title,
        outlet=other.source.name,
        address=other.reading.article.url,
        agency=agency,
        ground=f"@by_{reprint.direction_from}",
    )


def _covered(mine: FiledArticle, reprint: Reprint) -> float:
    """The share of the page's text that its common passages with the other make up."""
    shared = sum(passage.here.end - passage.here.start for passage in reprint.passages)
    return min(1.0, shared / max(1, sum(map(len, mine.reading.article.paragraphs))))


def _is_same_site(mine: FiledArticle, other: FiledArticle) -> bool:
    """The same source, or a page of it whose address nobody gave: a saved file names its site only in its text."""
    theirs = {_plain(name) for name in (other.source.name, *other.source.aliases)}
    hosts = {bare_host(host) for host in (*other.source.hosts, host_of(other.reading.article.url)) if host}
    mine_at = {bare_host(host_of(url)) for url in (mine.reading.article.url, mine.reading.article.canonical) if url}
    site = mine.reading.article.site_name
    return mine.source.id == other.source.id or bool(mine_at & hosts) or (site is not None and _plain(site) in theirs)


def _points_to(mine: FiledArticle, other: FiledArticle) -> bool:
    """Does the text cite the other's source, or link to its site?"""
    article, source = mine.reading.article, other.source
    names = {_plain(name) for name in (source.name, *source.aliases)}
    credited = (name for credit in mine.reading.credits for name in (credit.name, credit.canonical_name) if name)
    if any(_plain(name) in names for name in credited):
        return True
    hosts = {bare_host(host_of(url)) for url in (other.reading.article.url, source.home)}
    linked = {link.url for link in article.links} | {post.url for post in article.embeds if post.url}
    return any(bare_host(host_of(url)) in hosts for url in linked)


def _plain(name: str) -> str:
    return " ".join(fold(name).split())
