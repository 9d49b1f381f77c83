"""In: a page and its credits. Out: the faults of the links that should lead to the originals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from masdar.model import Article, Credit, Evidence, Finding, Page, Reading
from masdar.read.lint.evidence import METHOD, line_of
from masdar.read.lint.page import PageText
from masdar.read.lint.rules import found
from masdar.read.lint.words import medium_kind, name_words, says
from masdar.text.fold import fold

# A text's own source stands in its last lines: the four in the middle of 3,775 pages were those of figures.
_LAST_LINES = 3
_MOST_NAMES = 20  # compared with each other; pages name two or three
# Paths that are a site's front, not a report: "/", "/ar", "/index.php".
_NAME_PARTS = re.compile(r"[()\[\]|–—]|\s[-:/]\s")
_FRONTS = frozenset(("", "ar", "en", "fr", "home", "index.html", "index.htm", "index.php", "default.aspx"))


def link_faults(page: Page, reading: Reading, text: PageText) -> Iterator[Finding]:
    """For each text said to be another's: a link to a front page, to the page's own site, or none at all."""
    own = host_of(page.url)
    for credit in _each_once(reading.credits):
        if credit.kind != "text_from" or is_own(credit, reading.article, own) or _is_of_part(credit, reading.article):
            continue
        addresses = [credit.url] if credit.url else list(text.links_in(line_of(credit, reading.article)))
        abroad = [address for address in addresses if host_of(address) not in ("", own)]
        if not abroad and addresses:
            yield _to_self(credit, addresses[0])
        elif not abroad:
            yield _missing(credit)
        elif all(is_front(address) for address in abroad):
            yield _to_home(credit, abroad[0])


def _each_once(credits: Sequence[Credit]) -> list[Credit]:
    """Without those whose name is only a part of another's: «تيمانا» beside «وكالة الأنباء (تيمانا)»."""
    names = [name_words(credit.name) for credit in credits if credit.kind == "text_from"][:_MOST_NAMES]
    return [credit for credit in credits if not _is_part(name_words(credit.name), names)]


def _is_part(name: frozenset[str], names: Sequence[frozenset[str]]) -> bool:
    return any(name < other for other in names) if name else False


def is_own(credit: Credit, article: Article, host: str) -> bool:
    """Whether it names the page's own outlet: the site's name or the part of it in brackets or behind a dash («(سهلا)»,
    as agencies sign), a label of its host ("CNN" on arabic.cnn.com), or the host itself beside the name."""
    names = {_plain(name) for name in (credit.name, credit.canonical_name) if name}
    site = article.site_name or ""
    labels = {*host.split("."), host, _plain(site), *map(_plain, _NAME_PARTS.split(site))} - {""}
    return bool(names & labels) or (bool(host) and host in (credit.evidence.context or credit.evidence.quote))


def _is_of_part(credit: Credit, article: Article) -> bool:
    """It credits a picture, or a figure in the middle of the text ("Source: Office of Statistics")."""
    evidence = credit.evidence
    inside = evidence.field == "text" and evidence.span is not None
    amid = inside and evidence.span is not None and evidence.span.paragraph < len(article.paragraphs) - _LAST_LINES
    return says("pictures", credit.name) or (amid and ".source-line@" in evidence.method)


def _plain(name: str) -> str:
    return " ".join(fold(name).split())


def host_of(address: str) -> str:
    """The host an address names, without "www."; empty for what is no address of another page."""
    try:
        return (urlsplit(address.strip()).hostname or "").removeprefix("www.")
    except ValueError:  # an address that is none: [::1
        return ""


def is_front(address: str) -> bool:
    """Whether an address leads to a site's front page."""
    parts = urlsplit(address.strip())
    return parts.path.strip("/").lower() in _FRONTS and not parts.query


def _missing(credit: Credit) -> Finding:
    """An agency's text often has no public page: its credit without a link is a note. "Agencies" names nobody."""
    kind = medium_kind(credit.name)
    if kind == "generic":
        return found("credit-unnamed", None, credit.evidence, outlet=credit.name)
    return found("credit-without-link", "note" if kind == "agency" else None, credit.evidence, outlet=credit.name)


def _to_home(credit: Credit, address: str) -> Finding:
    rule = "link-to-home-page"
    return found(rule, None, _of_link(credit, rule, address), outlet=credit.name, address=address)


def _to_self(credit: Credit, address: str) -> Finding:
    rule = "link-to-self"
    return found(rule, None, _of_link(credit, rule, address), outlet=credit.name, address=address)


def _of_link(credit: Credit, rule: str, address: str) -> Evidence:
    return Evidence("fault", "link:href", address, f"lint.{rule}@{METHOD}", 1.0, context=credit.evidence.context)
