"""A page's blocks and declared titles → its headline as printed, and where it stands.

A visible line that agrees with a declared title wins: declared titles carry the site's name, old wordings, cuts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from masdar.model import Evidence
from masdar.read.masthead import below_masthead, is_masthead
from masdar.read.metadata import Metadata
from masdar.read.phrases import key
from masdar.read.plain import clean, clip
from masdar.read.sitename import SEPARATORS, is_home
from masdar.read.tree import Block, Element, above, names

METHOD = "headline@1"
# Words by which an element calls itself a section's name.
SECTION_NAMES = frozenset(
    ("section", "sec", "category", "categories", "cat", "cats", "kicker", "kick", "rubric", "topic", "department")
    + ("channel", "terms", "taxonomy", "genre")
)
# … and the line above a headline that is no part of it.
KICKER_NAMES = frozenset(
    ("overline", "dachzeile", "eyebrow", "supertitle", "surtitle", "surtitre", "pretitle", "topline", "roofline")
    + ("overtitle", "uptitle", "prehead", "preheading", "shoulder")
)
_WORDS = re.compile(r"\w+")
_MAX_WORDS = 45
_HEADING = {"h1": 0.35, "h2": 0.2, "h3": 0.1}
_MAX_LABEL_WORDS = 3
# A part of a declared title with so few words is no headline, unless it is so much of the title.
_LEAST_SHARE = 0.2
_JOINTS = " :|/–—•»\u203a·،-"
# A byline, a date, a caption, buttons: so many lines may stand between a headline and its text.
_SOON = 12
_TITLE_NAMES = frozenset(("title", "headline", "heading"))


@dataclass(frozen=True, slots=True)
class Headline:
    """`block` is None when no visible line carries it. `label`: a section's name in the same line before it."""

    text: str
    block: Block | None
    evidence: Evidence
    label: str | None = None


def own_names(blocks: Sequence[Block], metadata: Metadata, page_url: str, known: Sequence[str]) -> frozenset[str]:
    """Keys of the names that the site gives itself: known ones, declared ones, the texts that link to its home page."""
    found = [*known, *(fact.text for fact in metadata.site_names)]
    for block in blocks[:40]:
        for piece in block.pieces:
            link = next((step for step in above(piece.element) if step.tag == "a"), None)
            if link is not None and is_home(link.get("href") or "", page_url) and len(piece.text.split()) <= 10:
                found.append(piece.text)
    return frozenset(filter(None, map(key, found)))


def find_headline(blocks: Sequence[Block], metadata: Metadata, own: frozenset[str]) -> Headline | None:
    wanted = _wanted(metadata, own)
    ranked = [(_score(block, wanted, own), -block.order, block) for block in blocks if block.words <= _MAX_WORDS]
    best = max(ranked, default=None, key=lambda item: item[:2])
    if best is not None and best[0] >= 0.5:
        return _visible(below_masthead(best[2], blocks, metadata, own), min(1.0, best[0]), wanted)
    lone = _lone_heading(blocks, own)
    if lone and (not wanted or (lone.words > _MAX_LABEL_WORDS and not is_masthead(lone))):
        return _visible(lone, 0.5, wanted)
    for fact in metadata.titles:
        if text := without_site_name(fact.text, own):
            return Headline(text, None, Evidence("title", fact.field, clip(fact.text, 300), METHOD, 0.6))
    return None


def _visible(block: Block, score: float, wanted: dict[str, float]) -> Headline:
    field = f"html:{block.element.tag}"
    text, label = _without_label(block, wanted)
    text = text.lstrip(":|، ") if text[:1] in ":|،" else text
    return Headline(text, block, Evidence("title", field, clip(text, 300), METHOD, round(score, 2)), label)


def _without_label(block: Block, wanted: dict[str, float]) -> tuple[str, str | None]:
    """Headline and section, where the section's name stands in the same line, in an element of its own."""
    rest = _after_label(block)
    if rest is None or block.key in wanted:
        return block.text, None
    first = block.pieces[0]
    marked = names(first.element) & SECTION_NAMES or any(step.tag == "a" for step in _inside(first.element, block))
    if names(first.element) & KICKER_NAMES:
        return rest, None
    return (rest, first.text) if key(rest) in wanted or marked else (block.text, None)


def _after_label(block: Block) -> str | None:
    """What follows a first run of a few words that stands in an inline element of its own."""
    if len(block.pieces) < 2 or block.pieces[0].element in (block.element, block.pieces[1].element):
        return None
    label = block.pieces[0].text
    rest = block.text[len(label) :].lstrip(_JOINTS) if block.text.startswith(label) else ""
    return rest if len(label.split()) <= _MAX_LABEL_WORDS and len(rest.split()) > len(label.split()) else None


def _inside(element: Element, block: Block) -> Iterator[Element]:
    return takewhile(lambda step: step is not block.element, above(element))


def _lone_heading(blocks: Sequence[Block], own: frozenset[str]) -> Block | None:
    """The one largest heading of a page that declares no title, when running text follows it soon."""
    headings = [block for block in blocks if block.element.tag in ("h1", "h2") and block.key not in own]
    largest = min((str(block.element.tag) for block in headings), default="")
    lone = [block for block in headings if block.element.tag == largest]
    if len(lone) != 1 or not 2 <= lone[0].words <= _MAX_WORDS:
        return None
    return lone[0] if any(block.is_prose for block in blocks[lone[0].order + 1 :][:_SOON]) else None


def _wanted(metadata: Metadata, own: frozenset[str]) -> dict[str, float]:
    """Key of a text that would be the headline → how sure (0..1)."""
    wanted: dict[str, float] = {}
    for fact in metadata.titles:
        whole = len(key(fact.text)) or 1
        for text in _variants(fact.text):
            folded = key(text)
            share = len(folded) / whole
            if folded and folded not in own and (share > _LEAST_SHARE or len(folded.split()) > _MAX_LABEL_WORDS):
                sure = 0.95 if share == 1 and fact.field != "html:title" else 0.6 + 0.3 * share
                wanted[folded] = max(sure, wanted.get(folded, 0.0))
    return wanted


def _variants(title: str) -> Iterator[str]:
    """The title whole, and without its first or last parts."""
    yield title
    cuts = list(SEPARATORS.finditer(title))
    for cut in cuts[:6] + cuts[-6:]:
        yield title[: cut.start()]
        yield title[cut.end() :]


def _score(block: Block, wanted: dict[str, float], own: frozenset[str]) -> float:
    folded = block.key
    if not folded or folded in own:
        return 0.0
    rest = _after_label(block)
    agrees = (
        wanted.get(folded)
        or (wanted.get(key(rest)) if rest else None)
        or max((_overlap(folded, text, sure) for text, sure in wanted.items()), default=0.0)
    )
    if agrees < 0.4 and not (block.element.tag == "h1" and block.words >= 3):
        return 0.0
    return agrees + _prominence(block) - (0.5 if block.link_share > 0.6 else 0.0)


def _overlap(block: str, title: str, sure: float) -> float:
    """Words in common, for headlines that were shortened or changed: dice coefficient, 0 below two thirds."""
    if abs(len(block) - len(title)) > 0.6 * max(len(block), len(title)):
        return 0.0
    ours, theirs = _word_set(block), _word_set(title)
    dice = 2 * len(ours & theirs) / ((len(ours) + len(theirs)) or 1)
    return sure * dice * 0.8 if dice > 0.66 else 0.0


@lru_cache(maxsize=1024)
def _word_set(folded: str) -> frozenset[str]:
    return frozenset(_WORDS.findall(folded))


def _prominence(block: Block) -> float:
    tag = block.element.tag
    if tag in _HEADING:
        return _HEADING[tag]
    marked = names(block.element) | (names(block.pieces[0].element) if block.pieces else frozenset())
    if block.element.get("role") == "heading":
        return 0.3
    return 0.15 if marked & _TITLE_NAMES else 0.0


def without_site_name(title: str, own: frozenset[str]) -> str:
    """A declared title without a first or last part that is the site's name (or, past a bar, a short last part)."""
    for cut in reversed(list(SEPARATORS.finditer(title))):
        if _is_own(title[cut.end() :], own):
            title = _without_section(title[: cut.start()], cut.group().strip())
    for cut in SEPARATORS.finditer(title):
        if _is_own(title[: cut.start()], own):
            title = title[cut.end() :]
            break
    head, bar, tail = title.rpartition("|")
    if bar and len(tail.split()) <= 4 <= len(head.split()):
        title = head
    return "" if key(title) in own else clean(title)


def _without_section(title: str, separator: str) -> str:
    """ "headline » section" where the site's name stood behind the same mark."""
    head, mark, section = title.rpartition(f" {separator} ") if separator else ("", "", "")
    return head if mark and len(section.split()) <= _MAX_LABEL_WORDS < len(head.split()) else title


def _is_own(part: str, own: frozenset[str]) -> bool:
    folded = key(part)
    return folded in own or any(len(name) > 3 and len(folded.split()) <= 6 and name in folded for name in own)
