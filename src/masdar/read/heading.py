"""The lines around a headline → section and byline as printed, and the lines that hold nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from masdar.model import Evidence
from masdar.read.furniture import Reason
from masdar.read.headline import SECTION_NAMES, Headline
from masdar.read.metadata import Metadata, is_home_word
from masdar.read.phrases import key, openings, pattern, phrases
from masdar.read.plain import clean, clip
from masdar.read.tree import Block, Element, above, names, text_under

METHOD = "heading@1"
_BYLINE_MARKS = "author authors byline by writer creator createdby reporter journalist vcard fn who correspondent kateb"
_BYLINE_NAMES = frozenset(_BYLINE_MARKS.split())
_NOT_NAMES = frozenset(("date", "time", "title", "share", "comment", "comments", "tags", "image", "social", "avatar"))
# How far before the headline its date, section or byline may stand (blocks), and how far after the text.
_REACH_BEFORE, _REACH_AFTER = 6, 4
_URLISH = re.compile(r"^(?:https?:|www\.|@)|[/\\]{2}")
_ARABIC = re.compile("[\u0621-\u064a]")
_MAX_BYLINE_WORDS = 14
# "أ. ف. ب", "د . طارق": initials and titles; "جدة، أبها: فلان، فلان": several places and people.
_INITIALS = re.compile(r"(?<!\w)\w\s?\.")
_LISTED = re.compile(r"[،:/-]")
_SKIPPED: frozenset[Reason] = frozenset(("card", "label", "comments", "prompt", "pointer", "disclaimer", "attribution"))


@dataclass(frozen=True, slots=True)
class Printed:
    """A fact as printed near the headline (or declared), and its evidence."""

    text: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Zone:
    """The blocks in which a page prints what belongs to its headline: just before, between headline and text, after."""

    before: tuple[Block, ...]
    between: tuple[Block, ...]
    after: tuple[Block, ...]

    @property
    def near(self) -> tuple[Block, ...]:
        return self.between + tuple(reversed(self.before))


def find_zone(blocks: Sequence[Block], headline: Headline, kept: Sequence[Block], reasons: dict[int, Reason]) -> Zone:
    first, last = (kept[0].order, kept[-1].order) if kept else (len(blocks), len(blocks))
    title = headline.block.order if headline.block is not None else max(0, first - 4)
    usable = [block for block in blocks if reasons.get(block.order) not in _SKIPPED and block.words <= 40]
    return Zone(
        before=tuple(block for block in usable if block.order < title)[-_REACH_BEFORE:],
        between=tuple(block for block in usable if title < block.order < first),
        after=tuple(block for block in usable if block.order > last)[:_REACH_AFTER],
    )


# ---------------------------------------------------------------- section


def find_section(
    zone: Zone, metadata: Metadata, headline: Headline, menu: frozenset[str], own: frozenset[str]
) -> Printed | None:
    """What the page's own path says, then a menu word repeated at the headline, then what is declared, then marked."""
    title = key(headline.text)
    for text in reversed(metadata.crumbs):
        if _may_be_section(text, title, own):
            return _printed("section", "breadcrumb", text, 0.95)
    if headline.label and headline.block is not None and _may_be_section(headline.label, title, own):
        return _printed("section", f"html:{headline.block.element.tag}", headline.label, 0.9)
    for block in zone.near + zone.after:
        for text in _parts(block) if not _is_menu(block, menu) else ():
            if key(text) in menu and _may_be_section(text, title, own):
                return _printed("section", f"html:{block.element.tag}", text, 0.9)
    for fact in metadata.sections:
        if _may_be_section(fact.text, title, own):
            return _printed("section", fact.field, fact.text, 0.85)
    return _marked_section(zone, title, own) or _titled_section(headline, menu)


def _marked_section(zone: Zone, title: str, own: frozenset[str]) -> Printed | None:
    for block in zone.near:
        for element in {id(piece.element): piece.element for piece in block.pieces}.values():
            text = text_under(element)
            if names(element) & SECTION_NAMES and _may_be_section(text, title, own):
                return _printed("section", f"html:{element.tag}", text, 0.7)
    return None


def _titled_section(headline: Headline, menu: frozenset[str]) -> Printed | None:
    """Agencies print "رياضي / …": a menu word before a stroke at the start of the headline."""
    head, stroke, _ = headline.text.partition(" / ")
    return _printed("section", "title", clean(head), 0.8) if stroke and key(head) in menu else None


def _may_be_section(text: str, title: str, own: frozenset[str]) -> bool:
    folded = key(text)
    if not folded or len(text.split()) > 5 or folded.isdecimal() or _URLISH.search(text):
        return False
    if bool(_ARABIC.search(folded)) != bool(_ARABIC.search(title)):
        return False
    return folded != title and folded not in own and not is_home_word(text) and not title.startswith(folded + " ")


def menu_words(blocks: Sequence[Block], headline: Headline) -> frozenset[str]:
    """Keys of the short link texts above the headline: the site's menu."""
    end = headline.block.order if headline.block is not None else min(len(blocks), 60)
    found: set[str] = set()
    for block in blocks[:end]:
        for piece in block.pieces:
            linked = any(step.tag == "a" for step in above(piece.element))
            if linked and len(piece.text.split()) <= 4 and not is_home_word(piece.text):
                found.add(key(piece.text))
    return frozenset(found - {""})


def _parts(block: Block) -> Iterator[str]:
    """The texts a block may print side by side: whole, each inline run, each part between separators."""
    yield block.text
    for piece in block.pieces:
        yield piece.text
        yield from (part for part in re.split(r"\s*[|:»\u203a،•]\s*", piece.text) if part)
    ends = block.text.split()
    yield from (" ".join(ends[-count:]) for count in (3, 2, 1) if 3 < len(ends) <= 25)


def _is_menu(block: Block, menu: frozenset[str]) -> bool:
    return sum(key(piece.text) in menu for piece in block.pieces) >= 3


# ---------------------------------------------------------------- byline


def find_byline(
    zone: Zone, metadata: Metadata, strange: frozenset[str], own: frozenset[str], undated: Callable[[str], str]
) -> Printed | None:
    """Marked, then declared, then bare. `strange` are keys of texts that are no byline (headline, section, menu);
    `undated` takes dates out of a text."""
    found = _marked_byline(zone, strange, undated)
    if found is not None:
        return found
    for fact in metadata.bylines:
        text = _stripped(fact.text)
        if _may_be_byline(text, strange) and key(text) not in own | phrases("no_bylines", "bylines.toml"):
            return _printed("byline", fact.field, text, 0.8)
    return _bare_byline(zone, strange, undated)


def _marked_byline(zone: Zone, strange: frozenset[str], undated: Callable[[str], str]) -> Printed | None:
    for block in zone.between + zone.before[::-1] + zone.after:
        for element in _elements(block):
            marks = names(element)
            if marks & _BYLINE_NAMES and not marks & _NOT_NAMES:
                text = _stripped(undated(text_under(element)))
                if _may_be_byline(text, strange) and _sounds_like_byline(text):
                    return _printed("byline", f"html:{element.tag}", text, 0.9)
    return None


def _bare_byline(zone: Zone, strange: frozenset[str], undated: Callable[[str], str]) -> Printed | None:
    """A short line, or run beside a date, between headline and text that is nothing else we know."""
    for block in zone.between + zone.before[-2:][::-1]:
        whole = undated(block.text)
        if _is_caption(block) or _is_menu(block, strange):
            continue
        texts = [whole] if whole == block.text else [undated(piece.text) for piece in block.pieces]
        for text in map(_stripped, texts):
            if _may_be_byline(text, strange) and _sounds_like_byline(text) and block.link_share < 0.9:
                return _printed("byline", f"html:{block.element.tag}", text, 0.6)
    return None


def _sounds_like_byline(text: str) -> bool:
    """Two to eight words without digits or sentence marks, none of them a tool's."""
    words = key(text).split()
    text = _INITIALS.sub("", text)
    if not 1 <= len(words) <= (_MAX_BYLINE_WORDS if _LISTED.search(text) else 8) or re.search(r"[\d٠-٩.؟?!؛…]", text):
        return False
    return not (set(words) & phrases("counters") or set(words) <= phrases("tools"))


def _is_caption(block: Block) -> bool:
    """A short line that shares a small box with a picture."""
    for step, element in enumerate(above(block.element)):
        if element.tag in ("figcaption", "figure") or names(element) & {"caption", "captions", "cap"}:
            return True
        if step > 4 or len(text_under(element).split()) > 12 or element.tag in ("body", "main", "article"):
            return False
        if element.find(".//img") is not None:
            return True
    return False


def is_marked_byline(block: Block) -> bool:
    """A short line whose element, or one in it, calls itself the author's."""
    marked = any(names(element) & _BYLINE_NAMES - _NOT_NAMES for element in (block.element, block.pieces[0].element))
    return marked and block.words <= _MAX_BYLINE_WORDS and _sounds_like_byline(block.text)


def _elements(block: Block) -> Iterator[Element]:
    """The inline elements of a block, inside out, and the block's own element and parent."""
    seen: set[Element] = set()
    for piece in block.pieces:
        for step in above(piece.element):
            if step in seen:
                break
            seen.add(step)
            yield step
            if step is block.element:
                break
    parent = block.element.getparent()
    if parent is not None and parent not in seen:
        yield parent


def _stripped(text: str) -> str:
    """Without "بواسطة", "بقلم:" and the like before the name."""
    words = text.split()
    for count in (2, 1):
        if key(" ".join(words[:count])) in phrases("openings", "bylines.toml"):
            text = " ".join(words[count:])
            break
    return clean(text.lstrip(" :-–|/").rstrip(" |-–:،/"))


def _may_be_byline(text: str, strange: frozenset[str]) -> bool:
    folded = key(text)
    words = len(text.split())
    if not folded or words > _MAX_BYLINE_WORDS or folded in strange or _URLISH.search(text):
        return False
    parts = re.split(r"[|:»\u203a>/]", text)
    if any(is_home_word(part) for part in parts) or (len(parts) > 1 and key(parts[-1]) in strange):
        return False
    return not folded.isdecimal() and not pattern("prompts").search(folded) and not openings("starts").match(folded)


def _printed(about: str, field: str, text: str, confidence: float) -> Printed:
    return Printed(text, Evidence(about, field, clip(text, 300), METHOD, confidence))
