"""The lines around a headline → the byline as printed, and the lines in which section, byline and date may stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from masdar.model import Evidence
from masdar.read.furniture import Reason
from masdar.read.headline import Headline
from masdar.read.metadata import Metadata, is_home_word
from masdar.read.people import people
from masdar.read.phrases import key, openings, pattern, phrases
from masdar.read.plain import clean, clip
from masdar.read.tree import Block, Element, Piece, above, names, text_under

METHOD = "heading@1"
_BYLINE_MARKS = "author authors byline by writer creator createdby reporter journalist vcard fn who correspondent kateb"
_BYLINE_NAMES = frozenset(_BYLINE_MARKS.split())
_NOT_NAMES = frozenset(
    ("date", "time", "title", "share", "comment", "comments", "tags", "image", "social", "avatar", "role", "job", "bio")
    + ("position", "about", "description", "desc", "excerpt", "count", "follow")
)
# How far before the headline its date, section or byline may stand (blocks), and how far after the text.
_REACH_BEFORE, _REACH_AFTER = 6, 4
# Of more lines between headline and text those nearest to either.
_REACH_BETWEEN = 40
URLISH = re.compile(r"^(?:https?:|www\.|@)|[/\\]{2}")
_MAX_BYLINE_WORDS, _MAX_BYLINE_CHARS = 14, 200
# A text that holds a whole headline (characters) is no byline.
_LONG_LINE = 25
_MAX_LABEL_WORDS = 5
_HEADINGS = frozenset(("h1", "h2", "h3"))
# A menu: so many links, in a box so many elements above each, so near in the page's order.
_MENU_LINKS, _MENU_DEPTH, _MENU_REACH = 4, 5, 8
# "أ. ف. ب", "د . طارق": initials and titles; "جدة، أبها: فلان، فلان": several places and people.
_WORDS = re.compile(r"\w+")
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
    """The blocks in which a page prints what belongs to its headline: just before, between headline and text, after.

    `touching`: the line right above the headline, whatever it is, if it is none of a list.
    """

    before: tuple[Block, ...]
    between: tuple[Block, ...]
    after: tuple[Block, ...]
    touching: Block | None = None

    @property
    def near(self) -> tuple[Block, ...]:
        return self.between + tuple(reversed(self.before))


def find_zone(blocks: Sequence[Block], headline: Headline, kept: Sequence[Block], reasons: dict[int, Reason]) -> Zone:
    first, last = (kept[0].order, kept[-1].order) if kept else (len(blocks), len(blocks))
    title = headline.block.order if headline.block is not None else max(0, first - 4)
    short = [block for block in blocks if block.words <= 40]
    place = headline.block.element if headline.block is not None else None
    usable = [block for block in short if reasons.get(block.order) not in _SKIPPED]
    labelled = {
        block.order for block in _before_label(short, title, first) if reasons.get(block.order) in ("label", "card")
    }
    shown = labelled | {block.order for block in usable}
    between = tuple(block for block in short if title < block.order < first and block.order in shown)
    upper = next((block for block in reversed(short) if block.order < title), None)
    return Zone(
        before=tuple(
            block
            for block in [block for block in usable if block.order < title][-_REACH_BEFORE:]
            if not is_listed(block, blocks, place)
        ),
        between=between if len(between) <= 2 * _REACH_BETWEEN else between[:_REACH_BETWEEN] + between[-_REACH_BETWEEN:],
        after=tuple(block for block in usable if block.order > last)[:_REACH_AFTER],
        touching=upper if upper is not None and not is_listed(upper, blocks, place) else None,
    )


def _before_label(blocks: Sequence[Block], title: int, first: int) -> Iterator[Block]:
    """Short lines between headline and text up to the first label ("شارك"): the box it heads begins there."""
    for block in blocks:
        if title < block.order < first:
            if block.key in phrases("labels"):
                return
            is_other_report = block.link_share > 0.6 and block.words > _MAX_LABEL_WORDS
            if block.words <= _MAX_BYLINE_WORDS and not is_other_report:
                yield block


def is_listed(block: Block, blocks: Sequence[Block], headline: Element | None = None) -> bool:
    """One of four or more short links that share a box without the headline: an entry of a menu."""
    near = [other for other in blocks if abs(other.order - block.order) <= _MENU_REACH and _is_short_link(other)]
    paths = [set(islice(above(other.element), _MENU_DEPTH)) for other in near]
    around = set(above(headline)) if headline is not None else set()
    boxes = [step for step in islice(above(block.element), 1, _MENU_DEPTH) if step not in around]
    return any(sum(box in path for path in paths) >= _MENU_LINKS for box in boxes)


def _is_short_link(block: Block) -> bool:
    return block.link_share > 0.6 and block.words <= _MAX_LABEL_WORDS


def is_menu(block: Block, menu: frozenset[str]) -> bool:
    return sum(key(piece.text) in menu for piece in block.pieces) >= 3


def find_byline(
    zone: Zone, metadata: Metadata, strange: frozenset[str], own: frozenset[str], undated: Callable[[str], str]
) -> Printed | None:
    """Marked, then declared, then bare, then what the site declares of itself. `strange` are keys of texts that are no
    byline (headline, section, menu); `undated` takes dates out of a text."""
    found = _marked_byline(zone, strange, undated)
    if found is not None:
        return found
    declared = [(fact, _stripped(fact.text)) for fact in metadata.bylines]
    fit = [(fact, text) for fact, text in declared if _may_be_byline(text, strange) and not _names_nobody(text)]
    for fact, text in fit:
        if key(text) not in own:
            return printed("byline", fact.field, text, 0.8)
    bare = _bare_byline(zone, strange, undated)
    return bare or next((printed("byline", fact.field, text, 0.6) for fact, text in fit), None)


def _names_nobody(text: str) -> bool:
    """A user name of the site's software, a lone "by", words that stood around a date."""
    words = _WORDS.findall(key(text))
    lone = ("no_bylines", "openings", "roles", "no_authors", "sources")
    return any(" ".join(words) in phrases(name, "bylines.toml") for name in lone) or set(words) <= phrases(
        "around_dates", "bylines.toml"
    )


def _marked_byline(zone: Zone, strange: frozenset[str], undated: Callable[[str], str]) -> Printed | None:
    blocks = zone.between + zone.before[::-1] + zone.after
    parents = [(block, parent) for block in blocks if (parent := block.element.getparent()) is not None]
    inner = [(block, element) for block in blocks for element in _elements(block)]
    for block, element in inner + parents:
        marks = names(element)
        if marks & _BYLINE_NAMES and not marks & _NOT_NAMES and not _tells_source(block.key):
            text = _stripped(undated(_spaced(element)))
            if _may_be_byline(text, strange) and _sounds_like_byline(text):
                return printed("byline", f"html:{element.tag}", text, 0.9)
    return None


def _tells_source(folded: str) -> bool:
    """ "المصدر: …": where the text is from, which the credits read."""
    return bool(openings("sources", "bylines.toml").match(folded))


def _spaced(element: Element) -> str:
    """All text inside; runs that only the style sheet keeps apart get a comma (links) or a space between them."""
    whole = ""
    was_link = False
    for run, is_link in _runs(element):
        glued = not whole.endswith(" و") and whole[-1:].isalpha() and run[:1].isalpha() and len(clean(run)) > 1
        whole += ("، " if is_link and was_link else " ") * glued + run
        was_link = is_link if clean(run) else was_link
    return clean(whole)


def _runs(element: Element, is_link: bool = False) -> Iterator[tuple[str, bool]]:
    """The texts inside, in order, and whether each is a link's."""
    linked = is_link or element.tag == "a"
    if element.text and isinstance(element.tag, str):
        yield element.text, linked
    for child in element:
        yield from _runs(child, linked)
        if child.tail:
            yield child.tail, linked


def _bare_byline(zone: Zone, strange: frozenset[str], undated: Callable[[str], str]) -> Printed | None:
    """A short line, or run beside a date, between headline and text that is nothing else we know."""
    for block in zone.between + zone.before[-2:][::-1]:
        whole = undated(block.text)
        if is_tools(block) or _tells_source(block.key):
            continue
        if block in zone.before and (block.element.tag in _HEADINGS or not any(people(whole))):
            continue
        if _is_caption(block) or is_menu(block, strange) or block.text.endswith(":"):
            continue
        texts = [whole] if whole == block.text else [undated(piece.text) for piece in _before_source(block)]
        for text in map(_stripped, texts):
            if _may_be_byline(text, strange) and _sounds_like_byline(text) and block.link_share < 0.9:
                return printed("byline", f"html:{block.element.tag}", text, 0.6)
    return None


def _before_source(block: Block) -> Iterator[Piece]:
    return takewhile(lambda piece: not _tells_source(key(piece.text)), block.pieces)


def is_tools(block: Block) -> bool:
    """Buttons side by side: each run is one of a tool's words ("حفظ", "شارك")."""
    return all(set(key(piece.text).split()) <= phrases("tools") for piece in block.pieces)


def _sounds_like_byline(text: str) -> bool:
    """Two to eight words without digits or sentence marks, none of them a tool's."""
    words = key(text).split()
    text = _INITIALS.sub("", text)
    if not 1 <= len(words) <= (_MAX_BYLINE_WORDS if _LISTED.search(text) else 8) or re.search(r"[\d٠-٩.؟?!؛…]", text):
        return False
    return not (_names_nobody(text) or set(words) & phrases("counters") or set(words) <= phrases("tools"))


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
    """The inline elements of a block, inside out, and the block's own element."""
    seen: set[Element] = set()
    for piece in block.pieces:
        for step in above(piece.element):
            if step in seen:
                break
            seen.add(step)
            yield step
            if step is block.element:
                break


def _stripped(text: str) -> str:
    """Without "بواسطة", "بقلم:" and the like before the name."""
    words = text.split()
    for count in (2, 1):
        if key(" ".join(words[:count])) in phrases("openings", "bylines.toml"):
            text = " ".join(words[count:])
            break
    return clean(text.lstrip(" :-–|/").rstrip(" |-–:،/"))


def _may_be_byline(text: str, strange: frozenset[str]) -> bool:
    if len(text) > _MAX_BYLINE_CHARS:
        return False
    folded = key(text)
    words = len(text.split())
    if not folded or words > _MAX_BYLINE_WORDS or folded in strange or URLISH.search(text):
        return False
    if any(len(line) > _LONG_LINE and line in folded for line in strange):
        return False
    parts = re.split(r"[|:»\u203a>/]", text)
    if any(is_home_word(part) for part in parts) or (len(parts) > 1 and key(parts[-1]) in strange):
        return False
    return not folded.isdecimal() and not pattern("prompts").search(folded) and not openings("starts").match(folded)


def printed(about: str, field: str, text: str, confidence: float) -> Printed:
    return Printed(text, Evidence(about, field, clip(text, 300), METHOD, confidence))
