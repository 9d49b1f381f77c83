"""Pages of one site → what its designs have in common: a template each, proved on the pages that taught it.

Each page is read by the general rules. Pages whose text stands in the same kind of place are of one design. Of each
design we keep: the smallest element that holds headline, text, byline, date and section on all its pages; what in it
never was any of these; the lines that several pages repeat. The template is then tried on the same pages, and kept
only when it reads them as the general rules did (less the repeated lines).
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from masdar.model import Article, Page, Source, Template
from masdar.read.article import extract, survey_page
from masdar.read.reader import READER
from masdar.read.sheet import Reader
from masdar.read.survey import Survey
from masdar.read.templates.build import build
from masdar.read.templates.drops import find_drops
from masdar.read.templates.fit import stated
from masdar.read.templates.parts import Part, find_parts
from masdar.read.templates.selectors import find_selector, simple
from masdar.read.templates.taught import Taught, path_around
from masdar.read.tree import Element, above

# A line is the site's own when three pages print it, and a tenth of those looked at: two may share a report.
LEAST_PAGES, _LEAST_SHARE = 3, 0.1
# Longer lines are paragraphs: a report printed under several addresses must not vanish.
_MOST_WORDS = 60
# So many parents of the smallest common element are tried when it has no selector of its own or fails the proof.
_MOST_ROOTS = 5
_MOST_NAMES = 400
# Pages of the proof that must come out the same.
_PROVED = 0.9
W = TypeVar("W", str, tuple[str, str])


def learn(
    pages: Sequence[Page],
    source: Source | None = None,
    outlets: tuple[Source, ...] = (),
    least: int = LEAST_PAGES,
) -> tuple[Template, ...]:
    """From article pages of one site, each with a text of its own; the design most pages have comes first.

    Fewer than `least` pages of a design teach nothing; fewer than three never show what the site repeats.
    Pages that are no reports are passed over.
    """
    by = Reader(source, outlets)
    designs: dict[tuple[str, ...], list[Taught]] = defaultdict(list)
    for one in _distinct(survey_page(page, by) for page in pages):
        designs[_design(one)].append(one)
    ranked = sorted((members for members in designs.values() if len(members) >= least), key=len, reverse=True)
    learned = (_learn_design(members, by) for members in ranked)
    return tuple(template for template in learned if template is not None)


def _distinct(surveys: Iterable[object]) -> Iterator[Taught]:
    """Reports only, and of those that share a headline or a first paragraph only one."""
    seen: set[str] = set()
    for found in surveys:
        if isinstance(found, Survey) and found.headline.block and found.edges.text and found.body.container is not None:
            marks = {found.headline.block.key, found.edges.text[0].key}
            if seen.isdisjoint(marks):
                yield Taught(found, found.headline.block.element, found.body.container)
            seen |= marks


def _design(one: Taught) -> tuple[str, ...]:
    """Where text and headline stand: the tags down to them."""
    return tuple("/".join(str(step.tag) for step in above(place)) for place in (one.body, one.title))


def _learn_design(members: Sequence[Taught], by: Reader) -> Template | None:
    """The narrowest cut that passes the proof: single parts, else the smallest root, else one around it."""
    title, body = simple(one.title for one in members), simple(one.body for one in members)
    if title is None or body is None:
        return None
    blank = _blank(members, (str(title), str(body)))
    for level, roots in enumerate(_roots(members)):
        selector = find_selector(roots) if level < _MOST_ROOTS else None
        for parts, drop in _cuts(members, roots) if selector else ():
            template = replace(blank, root=selector or "", parts=parts, drop=drop)
            if _is_proved(template, members, by):
                return template
    return None


def _cuts(members: Sequence[Taught], roots: Sequence[Element]) -> Iterator[tuple[tuple[Part, ...], tuple[str, ...]]]:
    drop = find_drops(members, roots)
    if parts := find_parts(members, roots):
        yield parts, drop
    yield (), drop
    yield (), ()


def _blank(members: Sequence[Taught], places: tuple[str, str]) -> Template:
    """All of the template but where to cut."""
    pages = tuple(sorted(one.found.sheet.page.url for one in members))
    return Template(
        name=hashlib.sha256("\n".join((*places, *pages)).encode("utf-8", "replace")).hexdigest()[:8],
        reader=READER,
        pages=pages,
        root="",
        drop=(),
        parts=(),
        title=places[0],
        body=places[1],
        texts=_repeated(members),
        own=_shared(members, lambda found: found.sheet.own),
        menu=_shared(members, lambda found: found.menu),
        site_name=_only(one.article.site_name for one in members),
        links=_shared(members, lambda found: {(link.label, link.address) for link in found.links}),
        builds=tuple(sorted({build(block) for one in members for block in one.found.edges.text})),
        plain=_plain(members),
        facts=tuple(sorted(set.intersection(*(set(stated(one.found)) for one in members)))),
    )


def _plain(members: Sequence[Taught]) -> tuple[str, ...]:
    """Kinds of elements that hold text on most pages, and inside the text's element nothing else on any."""
    seen: Counter[str] = Counter()
    other: set[str] = set()
    for one in members:
        text = {block.order for block in one.found.edges.text}
        inside = [block for block in one.found.sheet.blocks if one.body in above(block.element)]
        seen.update({build(block) for block in inside if block.order in text})
        other |= {build(block) for block in inside if block.order not in text}
    return tuple(sorted(kind for kind, pages in seen.items() if 2 * pages >= len(members) and kind not in other))


def _repeated(members: Sequence[Taught]) -> tuple[str, ...]:
    """Lines that several pages print; none that a page was read by: headlines, datelines, sections, clocks."""
    seen: Counter[str] = Counter()
    for one in members:
        seen.update({block.text for block in one.found.sheet.blocks if block.key and block.words <= _MOST_WORDS})
    telling = frozenset[str]().union(*(one.telling for one in members))
    enough = max(LEAST_PAGES, _LEAST_SHARE * len(members))
    return tuple(sorted(line for line, times in seen.items() if times >= enough and line not in telling))


def _shared(members: Sequence[Taught], of: Callable[[Survey], Collection[W]]) -> tuple[W, ...]:
    """What at least half of the pages have."""
    counted = Counter(word for one in members for word in of(one.found))
    return tuple(sorted(word for word, pages in counted.items() if 2 * pages >= len(members)))[:_MOST_NAMES]


def _only(names: Iterable[str | None]) -> str | None:
    """What all of them are, if they are the same."""
    found = set(names)
    return found.pop() if len(found) == 1 else None


# ---------------------------------------------------------------- the smallest element that holds it all


def _roots(members: Sequence[Taught]) -> Iterator[tuple[Element, ...]]:
    """One element a page, all with the same tags down to them, the smallest first."""
    paths = [path_around(one.used) for one in members]
    for depth in range(min(map(len, paths)), 1, -1):
        ring = tuple(path[depth - 1] for path in paths)
        if len({tuple(str(step.tag) for step in path[:depth]) for path in paths}) == 1:
            yield ring


# ---------------------------------------------------------------- the proof


def _is_proved(template: Template, members: Sequence[Taught], by: Reader) -> bool:
    same = sum(_reads_the_same(template, one, by) for one in members)
    return same >= _PROVED * len(members)


def _reads_the_same(template: Template, one: Taught, by: Reader) -> bool:
    again = survey_page(one.found.sheet.page, by, (template,))
    if not isinstance(again, Survey) or again.sheet.template is None:
        return False
    texts = set(template.texts)
    expected = tuple(block.text for block in one.found.edges.text if block.text not in texts)
    before, after = one.article, extract(again).article
    if expected != before.paragraphs:  # repeated lines are gone: what counts paragraphs is another count now
        before, after = _uncounted(before), _uncounted(after)
    return again.paragraphs == expected and before == after


def _uncounted(article: Article) -> Article:
    return replace(article, paragraphs=(), parts=(), links=(), embeds=(), pictures=(), places=(), language=None)
