"""A page's blocks → for each one that is no part of the report, why: the rules that tell furniture from text.

Rules, in order; the first that fits names the reason:
  box        stands in an element whose tag, class or id says navigation, comments, sharing, related, …
  comments   stands after a line such as "التعليقات" that follows most of the page's prose
  label      is, or stands in the box under, a heading such as "اقرأ أيضا"
  card       stands in one of several like-built neighbours that each hold a link: a list of other reports
  pointer    opens with "اقرأ أيضا", "للمزيد" … and is mostly link or short
  links      is mostly link text
  prompt     asks the reader to subscribe, follow, vote, allow cookies
  disclaimer says who is not answerable, or that rights are reserved
  attribution tells where the text was taken from (kept for the credits)
  stamp      says who made the report or when (the heading and the dates are read there)
  tools      names nothing but share buttons and page tools
  template   a line that the site's other pages repeat (read.templates)
An element that holds more than two fifths of the page's prose is never a box: the report is in it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Literal

from masdar.read.phrases import key, matches, openings, pattern, phrases
from masdar.read.tree import Block, Element, above, names, running, text_under

Reason = Literal[
    "template",
    "box",
    "comments",
    "label",
    "card",
    "pointer",
    "links",
    "prompt",
    "disclaimer",
    "attribution",
    "tools",
    "stamp",
]

# Shares and lengths below were set on invented pages and looked at on real ones; the goldens hold them in place.
_MAIN_SHARE = 0.4
_BOX_TAGS = frozenset(("nav", "footer", "aside", "figcaption", "figure", "caption", "menu", "dialog", "form", "legend"))
_CARD_TAGS = frozenset(("div", "li", "article", "a", "tr", "td", "section", "dd", "dt", "table"))
_CARD_WORDS = 60
# What a name of page builders ("widget") may take of the page's prose and still be furniture.
_BUILDER_SHARE = 0.2
# A box under a label, or about the author, holds at most this share of the page's prose.
_LABELLED_SHARE = 0.25
# Comments can outweigh a short report, but hardly ten times.
_LOST_SHARE = 0.9
_MOST_LINKS = 50
_LABEL_WORDS = 6
_STOP = re.compile(r"[.؟?!]$")
# "Read more" as a link ends a teaser; as a heading, or no link, it heads a box.
_LINKED = 0.8
_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
# Old layouts put pages into tables of two columns, text and sidebar.
_COLUMNS = 3
_SHORT_WORDS = 25
_PROMPT_WORDS = 40
_STAMP_WORDS = 12
_TOOLS_WORDS = 16
# A prompt's field or button stands at most so deep in the prompt's box.
_FIELD_STEPS = 5
_CAPTION_WORDS, _CAPTION_STEPS = 30, 3
_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"[.؟?!…:»\"”]\W*$")


def find_furniture(blocks: Sequence[Block], repeated: frozenset[str] = frozenset()) -> dict[int, Reason]:
    """Block number → reason, for the blocks that are furniture. `repeated`: lines that the site repeats."""
    prose = _prose_under(blocks)
    found: dict[int, Reason] = {}
    for rule in (_cards, _labels, _boxes, _captions, _authors, _asking, _comments):
        for order, reason in rule(blocks, prose):
            found.setdefault(order, reason)
    for block in blocks:
        said = None if block.order in found else reason_of_words(block)
        if said:
            found[block.order] = said
        elif block.text in repeated:
            found.setdefault(block.order, "template")
    return found


def _prose_under(blocks: Sequence[Block]) -> Counter[Element]:
    """Words of running text under each element."""
    prose: Counter[Element] = Counter()
    for block in running(blocks):
        for element in block.around:
            prose[element] += block.words
    return prose


def _boxes(blocks: Sequence[Block], prose: Counter[Element]) -> Iterable[tuple[int, Reason]]:
    """By tag and by name. A name that would take much of the page names no furniture here: page builders call all
    a widget."""
    total = max(prose.values(), default=0)
    marks: dict[Element, str | None] = {}
    found = {block.order: mark for block in blocks if (mark := _box_around(block.element, prose, total, marks))}
    taken: Counter[str] = Counter()
    for block in blocks:
        if block.is_prose and block.order in found:
            taken[found[block.order]] += block.words
    builders = {mark for mark, words in taken.items() if words > _most_taken(mark) * total}
    return [(order, "box") for order, mark in sorted(found.items()) if mark not in builders]


def _most_taken(mark: str) -> float:
    return _BUILDER_SHARE if mark in phrases("builder_boxes") else _LOST_SHARE


def _box_around(element: Element, prose: Counter[Element], total: int, marks: dict[Element, str | None]) -> str | None:
    """The tag or name by which an element around is furniture. `marks` keeps what was found on the way."""
    climbed: list[Element] = []
    answer: str | None = None
    for step in above(element):
        if step in marks:
            answer = marks[step]
            break
        if prose[step] > _MAIN_SHARE * total:
            break
        climbed.append(step)
        answer = _box_mark(step)
        if answer is not None:
            break
    marks.update(dict.fromkeys(climbed, answer))
    return answer


def _box_mark(element: Element) -> str | None:
    if element.tag in _BOX_TAGS and not (element.tag == "figure" and _holds_text(element)):
        return f"<{element.tag}>"
    mark = min(names(element) & phrases("boxes"), default=None)
    return None if mark is None or _is_anchor(element) else mark


def _holds_text(figure: Element) -> bool:
    """A table or a quotation is text, though a page may set it as a figure."""
    return next(figure.iter("table", "blockquote", "pre"), None) is not None


def _is_anchor(element: Element) -> bool:
    """Its id repeats the heading in it, for links to jump to: "#menu-for-guests" names no menu."""
    mark = _WORD.findall((element.get("id") or "").replace("_", " ").lower())
    heading = next(element.iter("h2", "h3", "h4"), None)
    return len(mark) > 1 and heading is not None and set(mark) <= set(_WORD.findall(text_under(heading).lower()))


def _captions(blocks: Sequence[Block], _prose: Counter[Element]) -> Iterable[tuple[int, Reason]]:
    """A line that shares a box with a picture and nothing else, or repeats its words, and is no full sentence."""
    alone = Counter(step for block in blocks for step in block.around[:_CAPTION_STEPS])
    for block in blocks:
        if block.words <= _CAPTION_WORDS and not _SENTENCE_END.search(block.text):
            boxes = (step for step in block.around[:_CAPTION_STEPS] if alone[step] == 1 and len(step))
            if any(next(step.iter("img"), None) is not None for step in boxes) or _is_alternative(block):
                yield block.order, "box"


def _is_alternative(block: Block) -> bool:
    """The words by which the picture right above it describes itself."""
    before = block.element.getprevious()
    pictures = before.iter("img") if before is not None else ()
    return any(key(picture.get("alt") or "") == block.key for picture in pictures)


def _authors(blocks: Sequence[Block], prose: Counter[Element]) -> Iterable[tuple[int, Reason]]:
    """Who wrote it, in sentences. (The author's name alone is no box: it is the byline.)"""
    limit = _LABELLED_SHARE * max(prose.values(), default=0)
    boxes = {step for step, words in prose.items() if words <= limit and names(step) & phrases("author_boxes")}
    return ((block.order, "box") for block in blocks if block.is_prose and not boxes.isdisjoint(block.around))


def _asking(blocks: Sequence[Block], prose: Counter[Element]) -> Iterable[tuple[int, Reason]]:
    """The box around a prompt that has a field or a button: what else it says belongs to the prompt."""
    limit = _LABELLED_SHARE * max(prose.values(), default=0)
    top = blocks[0].around[-1] if blocks else None
    fields = top.iter("input", "button", "textarea") if top is not None else ()
    near = {step for field in fields for step in islice(above(field), _FIELD_STEPS) if prose[step] <= limit}
    boxes: set[Element] = set()
    for block in blocks:
        asked = near.intersection(block.around[:3]) if block.words <= _SHORT_WORDS else None
        if asked and _matches("prompts", block):
            boxes |= asked
    return ((block.order, "prompt") for block in blocks if boxes and not boxes.isdisjoint(block.around))


def _cards(blocks: Sequence[Block], _prose: Counter[Element]) -> Iterable[tuple[int, Reason]]:
    """Like-built neighbours with a link each. A paragraph with a link inside its sentence is no card."""
    under: dict[Element, list[Block]] = defaultdict(list)
    for block in blocks:
        for element in block.around:
            if element.tag in _CARD_TAGS:
                under[element].append(block)
    groups: dict[tuple[Element | None, str, str], list[Element]] = defaultdict(list)
    for element in under:
        groups[element.getparent(), str(element.tag), element.get("class", "")].append(element)
    for members in groups.values():
        cards = [member for member in members if _is_card(member, under[member])] if len(members) > 1 else []
        if len(cards) >= 2 and len(cards) >= 0.75 * len(members) and not is_cell(members[0]):
            for member in members:
                yield from ((block.order, "card") for block in under[member])


def is_cell(element: Element) -> bool:
    """Part of a table that is data, not a layout: heading cells, or rows of three and more, and no table in it."""
    table = next((step for step in above(element) if step.tag == "table"), None)
    if table is None or len(list(islice(table.iter("table"), 2))) > 1:
        return False
    if next(table.iter("th", "thead"), None) is not None:
        return True
    rows = [len(row) for row in table.iter("tr")]
    return len(rows) > 1 and min(rows) >= _COLUMNS


def _is_card(element: Element, blocks: Sequence[Block]) -> bool:
    if sum(block.words for block in blocks) > _CARD_WORDS:
        return False
    if blocks and pattern("clocks").search(blocks[-1].key):
        return True
    if not any(block.link_share > 0.6 for block in blocks) and element.find(".//a//img") is None:
        return False
    return any(_leads_away(link) for link in element.iter("a"))


def _leads_away(link: Element) -> bool:
    href = (link.get("href") or "").strip()
    return bool(href) and not href.startswith(("#", "javascript:", "mailto:"))


def _labels(blocks: Sequence[Block], prose: Counter[Element]) -> Iterable[tuple[int, Reason]]:
    labels = [block for block in blocks if _is_label(block, blocks[block.order + 1 : block.order + 2])]
    limit = _LABELLED_SHARE * max(prose.values(), default=0)
    main = {step for block in blocks if block.element.tag == "h1" for step in block.around}
    heads = [label for label in labels if label.link_share < _LINKED or label.element.tag in _HEADINGS]
    boxes = {_box_under(blocks, label, prose, limit, main) for label in heads}
    found = {block.order for block in blocks if boxes and not boxes.isdisjoint(block.around)}
    for label in labels:
        found.add(label.order)
        found.update(_run_after(blocks, label.order))
    return [(order, "label") for order in sorted(found)]


def _is_label(block: Block, below: Sequence[Block]) -> bool:
    """A label as it is listed, or with more words where links follow: "مواضيع أخرى في هذا العدد"."""
    if block.words <= _LABEL_WORDS and block.key in phrases("labels"):
        return True
    if block.words > _LABEL_WORDS or _STOP.search(block.text):
        return False
    leads = all(link.link_share > _LINKED for link in below) and block.link_share < _LINKED
    return leads and bool(below) and openings("labels").match(block.key) is not None


def _box_under(
    blocks: Sequence[Block], label: Block, prose: Counter[Element], limit: float, main: set[Element]
) -> Element | None:
    """The widest element that a label heads: little of the page's prose in it, none of it above the label, no h1."""
    before = next((block for block in reversed(blocks[: label.order]) if prose[block.element]), None)
    stop = main | (set(before.around) if before is not None else set())
    box = None
    for element in label.around:
        if prose[element] > limit or element.tag in ("body", "html", "main") or element in stop:
            return box
        box = element
    return box


def _run_after(blocks: Sequence[Block], order: int) -> Iterator[int]:
    """The links right under a label, up to the first line that is none or heads another box."""
    for block in blocks[order + 1 : order + 1 + _MOST_LINKS]:
        if block.link_share < 0.6 or block.key in phrases("labels"):
            return
        yield block.order


def _comments(blocks: Sequence[Block], prose: Counter[Element]) -> Iterable[tuple[int, Reason]]:
    total, seen = max(prose.values(), default=0), 0
    for block in blocks:
        if block.words <= 6 and seen > 0.3 * total and _is_comment_label(block):
            yield from ((later.order, "comments") for later in blocks[block.order :])
            return
        seen += block.words if block.is_prose else 0


def _is_comment_label(block: Block) -> bool:
    words = re.sub(r"\d+", "", block.key)
    return key(words) in phrases("comment_labels")


def reason_of_words(block: Block) -> Reason | None:
    """What a line is by its words alone."""
    if block.link_share > 0.75 and (block.words < _PROMPT_WORDS or block.link_share > 0.9):
        return "attribution" if _matches("attributions", block) else "links"
    if _is_tools(block) and not is_cell(block.element):
        return "tools"
    if block.words > 2 * _PROMPT_WORDS:
        return None
    for name, reason in _WORD_RULES:
        if _matches(name, block):
            return reason
    if block.words <= _PROMPT_WORDS and _matches("prompts", block):
        return "prompt"
    if block.words <= _STAMP_WORDS and _matches("stamps", block):
        return "stamp"
    short = block.words <= _SHORT_WORDS and not _SENTENCE_END.search(block.text)
    if (block.link_share > 0.3 or short) and openings("starts").match(block.key):
        return "pointer"
    return None


_WORD_RULES: tuple[tuple[str, Reason], ...] = (("disclaimers", "disclaimer"), ("attributions", "attribution"))


def _matches(name: str, block: Block) -> bool:
    return matches(name, block.key, has_arabic=block.has_arabic)


def _is_tools(block: Block) -> bool:
    if block.words > _TOOLS_WORDS:
        return False
    words, tools = _WORD.findall(block.key), phrases("tools")
    return bool(words) and all(word in tools or word.isdecimal() for word in words)
