"""Results -> figures, a table by site, and what differs on a page, in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import masdar
from masdar.model import Page, Reading, Source, SourceId
from masdar.read import learn_templates

from .editions import read_site, site_names
from .gold import SitePage
from .measure import FACTS, Result, measure


@dataclass(frozen=True, slots=True)
class Figures:
    """`facts` are the shares of pages on which the fact is right, among the pages where it is asked."""

    pages: int
    f1: float
    worst: float
    leaking: float
    facts: dict[str, float]


def read_alone(page: SitePage) -> Reading:
    """The reader on a page of a site it knows nothing of."""
    return masdar.read_html(page.data, page.url, page.fetched_at, page.zone)


def all_pages() -> list[SitePage]:
    return [page for name in site_names() for page in read_site(name)]


def measure_all(read: Callable[[SitePage], Reading] = read_alone) -> list[Result]:
    return [measure(page, read) for page in all_pages()]


def measure_learned() -> list[Result]:
    """The last page of each site, read with what the site's other pages taught."""
    return [measure_taught(pages[-1], pages) for pages in map(read_site, site_names())]


def measure_taught(page: SitePage, of_site: tuple[SitePage, ...]) -> Result:
    source = Source(SourceId(""), "", page.url, (), zone=page.zone)
    others = [Page(other.url, other.fetched_at, 200, (), other.data) for other in of_site if other is not page]
    templates = learn_templates(others, source)
    return measure(page, lambda it: masdar.read_html(it.data, it.url, it.fetched_at, it.zone, templates))


def summarise(results: list[Result]) -> Figures:
    scores = [result.f1 for result in results]
    facts = {}
    for fact in FACTS:
        asked = [result.checks[fact].right for result in results if fact in result.checks]
        facts[fact] = sum(asked) / len(asked) if asked else 1.0
    leaking = sum(bool(result.leaks) for result in results)
    return Figures(len(results), sum(scores) / len(scores), min(scores), leaking / len(results), facts)


def draw(results: list[Result]) -> str:
    """One row a site: body F1 (mean, worst), pages with a leak, and for each fact the pages that have it wrong."""
    head = f"{'site':12}{'pages':>6}{'F1':>7}{'worst':>7}{'leak':>5}" + "".join(f"{fact[:8]:>9}" for fact in FACTS)
    rows = [head]
    for site in sorted({result.site for result in results}):
        rows.append(draw_row(site, [result for result in results if result.site == site]))
    whole = summarise(results)
    shares = "".join(f"{whole.facts[fact]:>9.3f}" for fact in FACTS)
    rows.append(f"{'all':12}{whole.pages:>6}{whole.f1:>7.3f}{whole.worst:>7.3f}{whole.leaking:>5.2f}{shares}")
    return "\n".join(rows)


def draw_row(site: str, results: list[Result]) -> str:
    figures = summarise(results)
    wrong = [sum(not r.checks[fact].right for r in results if fact in r.checks) for fact in FACTS]
    leaks = sum(bool(result.leaks) for result in results) or ""
    cells = "".join(f"{count or '':>9}" for count in wrong)
    return f"{site:12}{figures.pages:>6}{figures.f1:>7.3f}{figures.worst:>7.3f}{leaks:>5}{cells}"


def tell(result: Result, floor: float = 0.985) -> list[str]:
    """What differs on one page, a line each."""
    lines = [f"refused: {result.refusal}"] if result.refusal else []
    if result.f1 < floor:
        lines.append(f"body: F1 {result.f1:.3f}")
        lines += tell_body(result)
    lines += [f"leak: {line[:110]}" for line in result.leaks]
    for fact, check in result.checks.items():
        if not check.right:
            lines.append(f"{fact}: expected {check.expected!r}, got {check.got!r}")
    return [f"{result.page.id}  {line}" for line in lines]


def tell_body(result: Result) -> list[str]:
    """Paragraphs that are missing and such that should not be there."""
    mine = {line.text for line in result.page.gold.body}
    got = set(result.reading.article.paragraphs if result.reading else ())
    missing = [line.text for line in result.page.gold.body if line.text not in got]
    extra = [text for text in (result.reading.article.paragraphs if result.reading else ()) if text not in mine]
    return [f"  missing: {text[:90]}" for text in missing[:4]] + [f"  extra: {text[:110]}" for text in extra[:6]]
