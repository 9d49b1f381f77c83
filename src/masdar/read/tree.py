"""A page's text → a parsed tree, and the tree's visible text as blocks in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby

from lxml import etree, html

from masdar.read.phrases import key
from masdar.read.plain import clean

Element = etree._Element

# Elements that begin a line of their own in every browser's style sheet (HTML Standard, section 15.3).
_BLOCK_NAMES = (
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol option p pre search section "
    "summary table tbody td tfoot th thead tr ul"
)
BLOCKS = frozenset(_BLOCK_NAMES.split())
_UNSEEN_NAMES = (
    "head script style template noscript iframe object embed svg math canvas audio video map select textarea "
    "datalist button input"
)
UNSEEN = frozenset(_UNSEEN_NAMES.split())
# Of these, the ones that hold no paragraph by the standard: one that does was never closed, and the page is inside it.
LEAKY = frozenset(("button", "svg", "math", "canvas", "map", "select", "datalist"))
HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
# Where line breaks of the markup are shown (CSS Text, section 3).
_KEPT_LINES = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.I)
_NO_MARKUP = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Parsers compare each attribute of an element with all the others: a hundred thousand take minutes. As HTML counts
# them (13.2.5.32 to 13.2.5.40 of its standard): ">" ends no tag inside quotes, "/" parts attributes like a space does.
_ATTRIBUTE = r"""[\s/]*+[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+"""
_IS_CROWDED = re.compile(rf"<[a-zA-Z][^\s/>]*+(?:{_ATTRIBUTE}){{1000}}")
_CROWDED_TAG = re.compile(rf"<([a-zA-Z][\w:-]{{0,40}})[^\s/>]*+(?:{_ATTRIBUTE}){{1000,}}+[^>]*>?")
# Of an element's text, as much as any rule about one line looks at.
_MOST_UNDER = 10_000
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.I)
_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff]")
_LETTERS = re.compile(r"[^\W\d_]")
# So many short lines one after the other are verses. A report's sentences outweigh any list in it.
_LEAST_VERSES = 6
# Lines of running text, and letters of each, that tell a page's script.
_ENOUGH_LINES, _ENOUGH_LETTERS = 200, 60
_NAMING = ("class", "id", "itemprop", "rel", "role")
_NAMELESS: frozenset[str] = frozenset()
_NAME_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text inside a block that stands in one inline element."""

    text: str
    element: Element


@dataclass(frozen=True, eq=False)
class Block:
    """A line or paragraph as a browser shows it. `linked`: how many of its characters are link text.

    `element` is the innermost block element around it, `order` its number on the page.
    """

    element: Element
    pieces: tuple[Piece, ...]
    text: str
    linked: int
    order: int

    @cached_property
    def words(self) -> int:
        return len(self.text.split())

    @cached_property
    def around(self) -> tuple[Element, ...]:
        """The block's element and each one around it, inside out."""
        return tuple(above(self.element))

    @cached_property
    def has_arabic(self) -> bool:
        """Whether any letter is Arabic script."""
        return _ARABIC.search(self.text) is not None

    @cached_property
    def key(self) -> str:
        """The text folded for comparison (see phrases.key)."""
        return key(self.text)

    @property
    def link_share(self) -> float:
        return min(1.0, self.linked / len(self.text)) if self.text else 0.0

    @cached_property
    def is_prose(self) -> bool:
        """Enough running words to be a sentence of a report, most of them no links."""
        return self.words >= 8 and self.link_share < 0.5


# https://html.spec.whatwg.org/#metadata-content
_OF_HEAD = frozenset({"base", "link", "meta", "noscript", "script", "style", "template", "title"})


def grow(text: str) -> Element | None:
    """Any text → its tree, or None when it holds no element. Elements nested deeper than 256 are cut by libxml2."""
    text = tame(_NO_MARKUP.sub("", _XML_DECLARATION.sub("", text)))
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    _move_out_of_head(root)
    return root


def _move_out_of_head(root: Element) -> None:
    """Where a page leaves out its <body> tag (as HTML allows), libxml2 keeps <article>, <main> … in <head>."""
    head = root.find("head")
    if head is None or root.find("body") is not None:
        return
    stray = next((number for number, child in enumerate(head) if child.tag not in _OF_HEAD), None)
    if stray is not None:
        body = etree.SubElement(root, "body")
        body.extend(list(head)[stray:])


def is_crowded(markup: str) -> bool:
    """Does a tag hold more than a thousand attributes?"""
    return bool(_IS_CROWDED.search(markup))


def tame(markup: str) -> str:
    """The markup without the attributes of crowded tags."""
    return _CROWDED_TAG.sub(r"<\1>", markup) if is_crowded(markup) else markup


def read_blocks(root: Element) -> tuple[Block, ...]:
    """The page's visible blocks in order."""
    body = root.find(".//body")
    builder = _Builder(root if body is None else body)
    return tuple(builder.blocks)


class _Builder:
    """Walks a tree once and cuts its text where a browser would break the line."""

    def __init__(self, top: Element) -> None:
        self.blocks: list[Block] = []
        self._around: list[Element] = [top]
        self._pieces: list[Piece] = []
        self._raw: list[str] = []
        self._linked = 0
        self._links = 0
        self._is_linked_throughout = True
        self._kept_lines: list[Element] = []
        self._walk(top)

    def _walk(self, top: Element) -> None:
        walk = etree.iterwalk(top, events=("start", "end"))
        for event, element in walk:
            if event == "start":
                if _is_unseen(element):
                    walk.skip_subtree()
                else:
                    self._enter(element)
            else:
                self._leave(element, top)
        self._flush()

    def _enter(self, element: Element) -> None:
        tag = element.tag
        if tag in BLOCKS:
            self._flush()
            self._around.append(element)
        elif tag == "br":
            self._flush()
        elif tag == "a":
            self._links += 1
        if tag == "pre" or ((style := element.get("style")) and _KEPT_LINES.search(style)):
            self._kept_lines.append(element)
        if text := element.text:
            self._add(text, element)

    def _leave(self, element: Element, top: Element) -> None:
        if element is self._around[-1] and element.tag in BLOCKS and len(self._around) > 1:
            self._flush()
            self._around.pop()
        elif element.tag == "a" and self._links:
            self._links -= 1
        if self._kept_lines and element is self._kept_lines[-1]:
            self._kept_lines.pop()
        tail = element.tail
        if tail and element is not top:
            parent = element.getparent()
            self._add(tail, element if parent is None else parent)

    def _add(self, text: str, element: Element) -> None:
        if self._kept_lines and "\n" in text:
            for line in text.splitlines():
                self._add(line, element)
                self._flush()
            return
        if text.isspace():
            if self._raw:
                self._raw.append(" ")
            return
        self._raw.append(text)
        if piece := clean(text):
            self._pieces.append(Piece(piece, element))
            if self._links:
                self._linked += len(piece)
            elif _LETTERS.search(piece):
                self._is_linked_throughout = False

    def _flush(self) -> None:
        if self._pieces:
            text = clean("".join(self._raw))
            # Strokes and stars between links make a menu no text.
            linked = len(text) if self._linked and self._is_linked_throughout else self._linked
            self.blocks.append(Block(self._around[-1], tuple(self._pieces), text, linked, len(self.blocks)))
        if self._raw:
            self._pieces, self._raw, self._linked, self._is_linked_throughout = [], [], 0, True


def _is_unseen(element: Element) -> bool:
    if element.tag in ("html", "body"):
        return False
    if element.tag in UNSEEN or not isinstance(element.tag, str):
        return element.tag not in LEAKY or element.find(".//p") is None
    style = element.get("style")
    if element.get("hidden") is not None or (style and HIDDEN_STYLE.search(style)):
        # What holds the page's main part is hidden only until a script has run.
        return element.find(".//main") is None and element.find(".//h1") is None
    return False


def running(blocks: Sequence[Block]) -> list[Block]:
    """The running text: sentences, or the short lines of a poem where they outweigh the sentences."""
    prose = [block for block in blocks if block.is_prose]
    verses = [block for run in _runs(blocks) if len(run) >= _LEAST_VERSES for block in run]
    return prose if _words(prose) >= _words(verses) else verses


def _words(blocks: Sequence[Block]) -> int:
    return sum(block.words for block in blocks)


def _runs(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Neighbours built alike in one element, without links, of more than a word each."""
    plain = (block for block in blocks if block.words > 1 and not block.linked)
    for _, run in groupby(plain, key=lambda block: (block.element.getparent(), build_of(block.element))):
        yield list(run)


def is_arabic(blocks: Sequence[Block]) -> bool:
    """Whether most letters of the running text (of all lines, where none runs) are Arabic script."""
    running = [block for block in blocks if block.is_prose] or blocks
    text = " ".join(block.text[:_ENOUGH_LETTERS] for block in running[:_ENOUGH_LINES])
    return 2 * len(_ARABIC.findall(text)) >= len(_LETTERS.findall(text))


def above(element: Element) -> Iterator[Element]:
    """The element itself and then each one around it, inside out."""
    step: Element | None = element
    while step is not None:
        yield step
        step = step.getparent()


def text_under(element: Element) -> str:
    """The text inside an element, one line; of very long text the beginning."""
    texts: list[str] = []
    room = _MOST_UNDER
    for text in element.itertext():
        texts.append(str(text)[:room])
        room -= len(text) + 10  # thousands of empty lines are too much too
        if room <= 0:
            break
    return clean("".join(texts))


def names(element: Element) -> frozenset[str]:
    """The words of an element's class, id, role and itemprop: "postAuthor-name" → post, author, name."""
    said = [text for attribute in _NAMING if (text := element.get(attribute))]
    return _words_of(" ".join(said)[:1000]) if said else _NAMELESS


@lru_cache(maxsize=4096)
def _words_of(joined: str) -> frozenset[str]:
    return frozenset(part.lower() for part in _NAME_PARTS.findall(joined))


def build_of(element: Element) -> tuple[str, str]:
    """Tag and class: what pages of one design build alike."""
    return str(element.tag), element.get("class", "")
