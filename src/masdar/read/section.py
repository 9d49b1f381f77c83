"""The lines around a headline, the menu, the address and what is declared → the section as the page names it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from masdar.read.addresses import LONGEST_ADDRESS
from masdar.read.heading import URLISH, Printed, Zone, is_marked_byline, is_menu, printed
from masdar.read.headline import SECTION_NAMES, Headline
from masdar.read.metadata import Metadata, is_home_word
from masdar.read.phrases import key, phrases
from masdar.read.plain import clean
from masdar.read.tree import Block, Element, above, names, text_under

_ARABIC = re.compile("[\u0621-\u064a]")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}|\d{4}|\d:\d")
_MAX_WORDS, _MAX_LINK_WORDS = 5, 4
_STEP = re.compile(r"\s*[>»\u203a«\u2039/→|\\]+\s*")
# Query names under which sites number their sections ("?CategoryID=6").
_NUMBERED = re.compile(r"cat|sec|channel|topic", re.I)
# How a menu marks the section one is in.
_ACTIVE = frozenset(("active", "current", "selected", "on", "chosen"))
_HEAD_WORDS = frozenset(("section", "sections", "category", "categories", "cat", "channel", "topics", "topic", "tag"))


@dataclass(frozen=True, slots=True)
class MenuLink:
    """A short link of the page: its words, its address, and whether the page marks it as the place one is at."""

    label: str
    address: str
    is_active: bool = False


def find_section(
    zone: Zone,
    metadata: Metadata,
    headline: Headline,
    menu: frozenset[str],
    own: frozenset[str],
    links: Sequence[MenuLink] = (),
    page_url: str = "",
) -> Printed | None:
    """The first candidate that says something: "أخبار" gives way to any other. In order: the page's own path, a label
    in the headline's line, a menu word repeated at the headline, the menu's link to an address above the page's, what
    is declared, what is marked, the menu's active entry, the classes of the page."""
    title = key(headline.text)
    spare: Printed | None = None
    for found in _candidates(zone, metadata, headline, menu, own, links, page_url):
        if _may_be_section(found.text, title, own):
            if key(found.text) not in phrases("general", "sections.toml"):
                return found
            spare = spare or found
    return _titled_section(headline, menu) or spare


def _candidates(
    zone: Zone,
    metadata: Metadata,
    headline: Headline,
    menu: frozenset[str],
    own: frozenset[str],
    links: Sequence[MenuLink],
    page_url: str,
) -> Iterator[Printed]:
    yield from (printed("section", "breadcrumb", text, 0.95) for text in reversed(metadata.crumbs))
    yield from _unmarked_path(zone, own)
    if headline.label and headline.block is not None:
        yield printed("section", f"html:{headline.block.element.tag}", headline.label, 0.9)
    yield from _labelled(zone)
    yield from _repeated(zone, menu)
    yield from (printed("section", "url", link.label, 0.85) for link in _links_above(links, page_url))
    yield from (printed("section", fact.field, fact.text, 0.85) for fact in metadata.sections)
    yield from _marked(zone)
    active = [link for link in links if link.is_active]
    yield from (printed("section", "html:a", link.label, 0.7) for link in active[:1])
    yield from (printed("section", "html:class", link.label, 0.7) for link in _of_classes(metadata, links))


def _unmarked_path(zone: Zone, own: frozenset[str]) -> Iterator[Printed]:
    """ "الرئيسية » محليات » …": a path that begins at the home page, in a line that does not say what it is."""
    for block in (*((zone.touching,) if zone.touching else ()), *zone.near):
        steps = [part for part in _STEP.split(block.text) if part]
        if len(steps) > 1 and (is_home_word(steps[0]) or key(steps[0]) in own):
            yield from (printed("section", "breadcrumb", step, 0.9) for step in reversed(steps[1:]))


def _labelled(zone: Zone) -> Iterator[Printed]:
    """The line after a line that says only "التصنيف" or the like."""
    for label, block in pairwise((*zone.before, *zone.between)):
        if label.key in phrases("section_labels", "sections.toml"):
            yield printed("section", f"html:{block.element.tag}", block.text, 0.9)


def _repeated(zone: Zone, menu: frozenset[str]) -> Iterator[Printed]:
    """Menu words at the headline."""
    if zone.touching is not None and zone.touching.key in menu:
        yield printed("section", f"html:{zone.touching.element.tag}", zone.touching.text, 0.9)
    for block in zone.near + zone.after:
        for text in _parts(block) if not (is_menu(block, menu) or is_marked_byline(block)) else ():
            if key(text) in menu:
                yield printed("section", f"html:{block.element.tag}", text, 0.9)


def _marked(zone: Zone) -> Iterator[Printed]:
    for block in zone.near:
        for element in {id(piece.element): piece.element for piece in block.pieces}.values():
            if names(element) & SECTION_NAMES:
                yield printed("section", f"html:{element.tag}", text_under(element), 0.7)


def _titled_section(headline: Headline, menu: frozenset[str]) -> Printed | None:
    """Agencies print "رياضي / …": a menu word before a stroke at the start of the headline."""
    head, stroke, _ = headline.text.partition(" / ")
    return printed("section", "title", clean(head), 0.8) if stroke and key(head) in menu else None


def _may_be_section(text: str, title: str, own: frozenset[str]) -> bool:
    folded = key(text)
    if not folded or len(text.split()) > _MAX_WORDS or _DATE.search(folded) or URLISH.search(text):
        return False
    if (
        folded.isdecimal()
        or folded in phrases("never", "sections.toml")
        or bool(_ARABIC.search(folded)) != bool(_ARABIC.search(title))
    ):
        return False
    return folded != title and folded not in own and not is_home_word(text) and not title.startswith(folded + " ")


# ---------------------------------------------------------------- menu


def menu_words(blocks: Sequence[Block], headline: Headline) -> frozenset[str]:
    """Keys of the short link texts above the headline: the site's menu."""
    end = headline.block.order if headline.block is not None else min(len(blocks), 60)
    found: set[str] = set()
    for block in blocks[:end]:
        for piece in block.pieces if not is_marked_byline(block) else ():
            linked = any(step.tag == "a" or step.get("role") == "link" for step in above(piece.element))
            if linked and len(piece.text.split()) <= _MAX_LINK_WORDS and not is_home_word(piece.text):
                found.add(key(piece.text))
    return frozenset(found - {""})


def menu_links(blocks: Sequence[Block], page_url: str) -> tuple[MenuLink, ...]:
    """The page's short links to its own site, each address once, under the words it has first."""
    found: dict[str, MenuLink] = {}
    for block in blocks:
        for piece in block.pieces if block.linked else ():
            link = next((step for step in above(piece.element) if step.tag == "a"), None)
            if link is None or len(piece.text.split()) > _MAX_LINK_WORDS or is_home_word(piece.text):
                continue
            address = _address(link, page_url)
            if address and address not in found and not piece.text.isdecimal():
                found[address] = MenuLink(piece.text, address, _is_active(link))
    return tuple(found.values())


def _address(link: Element, page_url: str) -> str | None:
    href = link.get("href") or ""
    if not href or len(href) > LONGEST_ADDRESS or href.startswith(("#", "javascript:", "mailto:")):
        return None
    try:
        address = urljoin(page_url, href)
        there, here = urlsplit(address), urlsplit(page_url)
    except ValueError:
        return None
    same = there.netloc.removeprefix("www.") == here.netloc.removeprefix("www.")
    return address if same and (there.path.strip("/") or there.query) else None


def _is_active(link: Element) -> bool:
    """By the names of the link or its list item, or aria-current, among other links of a menu."""
    item = link.getparent()
    steps = (link, item) if item is not None and item.tag == "li" else (link,)
    return any(step.get("aria-current") is not None or names(step) & _ACTIVE for step in steps)


def _links_above(links: Sequence[MenuLink], page_url: str) -> list[MenuLink]:
    """Links whose address stands above the page's, the nearest first: the folder it is in, the same section number."""
    ranked = [(depth, link) for link in links if (depth := _depth_above(link.address, page_url))]
    return [link for _, link in sorted(ranked, key=lambda pair: -pair[0])]


def _depth_above(address: str, page_url: str) -> int:
    """How many steps of the page's path the address shares, 0 where it is not above it."""
    try:
        there, here = urlsplit(address), urlsplit(page_url)
    except ValueError:
        return 0
    path, own = _steps(there.path), _steps(here.path)
    numbered = {pair for pair in parse_qsl(there.query) if _NUMBERED.search(pair[0])}
    if numbered and numbered <= set(parse_qsl(here.query)):
        return 1
    if there.query or not path or path == own:
        return 0
    if path == own[: len(path)]:
        return len(path) + 1
    # "/category/politics/" is the menu's address of what stands under "/politics/".
    tail = path[-1]
    named = len(path) <= 3 and (len(path) == 1 or path[-2] in _HEAD_WORDS)
    return 1 if named and tail in own[:-1] and not tail.isdecimal() else 0


def _steps(path: str) -> list[str]:
    steps = [step.lower() for step in unquote(path).split("/") if step]
    return [step for step in steps if step not in ("index.html", "index.php", "index.aspx", "default.aspx")]


def _of_classes(metadata: Metadata, links: Iterable[MenuLink]) -> Iterator[MenuLink]:
    """Menu links whose address ends in a word of the page's classes ("category-politics")."""
    by_tail = {steps[-1]: link for link in links if (steps := _steps(urlsplit(link.address).path))}
    for word in metadata.class_words:
        if word.lower() in by_tail:
            yield by_tail[word.lower()]


def _parts(block: Block) -> Iterator[str]:
    """The texts a block may print side by side: whole, each inline run, each part between separators."""
    yield block.text
    for piece in block.pieces:
        yield piece.text
        yield from (part for part in re.split(r"\s*[|:»\u203a،•]\s*", piece.text) if part)
    ends = block.text.split()
    yield from (" ".join(ends[-count:]) for count in (3, 2, 1) if 3 < len(ends) <= 25)
