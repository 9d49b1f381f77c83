"""The blocks of a report and the tree they stand in → what each paragraph is, its links, posts and pictures among them.

Groups count from 1 among their own kind: lists, tables, quotations. The group of a "post" line is the number of the
embedded post it belongs to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from lxml import etree

from masdar.model import Embed, Part, PartKind, Picture, Span, TextLink
from masdar.read.embeds import FRAMES, LINES, QUOTES, Post, element_names, read_embed
from masdar.read.metadata import web_address
from masdar.read.pictures import IMAGES, is_boxed, read_picture, stands_alone
from masdar.read.plain import clean
from masdar.read.tree import Block, Element, above, names, text_under

# No report shows more; a page that does is no report, or means harm.
MOST_LINKS, MOST_EMBEDS, MOST_PICTURES = 200, 50, 100
_LISTS = frozenset(("ul", "ol", "dl"))
_ITEMS = frozenset(("li", "dt", "dd"))
_LEVELS = frozenset("123456")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_QUOTES = frozenset(("pullquote", "blockquote"))
# A picture, headline and lead of another report have no more words.
_CARD_WORDS = 60
# A table in which one cell holds this share of many words is a page's scaffold, not data.
_SCAFFOLD_SHARE, _SCAFFOLD_WORDS = 0.5, 120


@dataclass(frozen=True, slots=True)
class Layout:
    """As the fields of the same names in `model.Article`."""

    parts: tuple[Part, ...]
    links: tuple[TextLink, ...]
    embeds: tuple[Embed, ...]
    pictures: tuple[Picture, ...]


def lay_out(blocks: Sequence[Block], headline: Element | None, page_url: str, cards: Iterable[Block] = ()) -> Layout:
    """`blocks`: one for each paragraph, in the page's order; `headline`: the element that shows the title; `cards`: the
    lines of boxes about other reports, whose pictures are not this one's."""
    if not blocks:
        return Layout((), (), (), ())
    media = _Media(blocks, headline, page_url, cards)
    media.collect()
    parts = _Parts(blocks, media.holders).parts()
    return Layout(
        parts if any(part.kind != "paragraph" for part in parts) else (),
        tuple(_links(blocks, page_url)),
        tuple(media.embeds),
        tuple(media.pictures),
    )


# ---------------------------------------------------------------- parts


class _Parts:
    """Says of each block what it is, by the elements around it; looks at each element once."""

    def __init__(self, blocks: Sequence[Block], posts: dict[Element, int]) -> None:
        self._blocks, self._posts = blocks, posts
        self._numbers: dict[tuple[str, Element], int] = {}
        self._counted: Counter[str] = Counter()
        self._tables: dict[Element, bool] = {}
        self._tellers: dict[Element, Element | None] = {}

    def parts(self) -> tuple[Part, ...]:
        plain = Part()
        tellers = (self._teller(block.element) for block in self._blocks)
        return tuple(plain if teller is None else self._part(teller) for teller in tellers)

    @cached_property
    def _words(self) -> Counter[Element]:
        words: Counter[Element] = Counter()
        for block in self._blocks:
            for element in above(block.element):
                words[element] += block.words
        return words

    def _teller(self, element: Element) -> Element | None:
        """The innermost element around that makes its lines more than paragraphs."""
        climbed: list[Element] = []
        found = None
        for step in above(element):
            if step in self._tellers:
                found = self._tellers[step]
                break
            climbed.append(step)
            if self._tells(step):
                found = step
                break
        self._tellers.update(dict.fromkeys(climbed, found))
        return found

    def _tells(self, element: Element) -> bool:
        tag = str(element.tag)
        if tag in _HEADINGS or element in self._posts:
            return True
        if tag in ("td", "th"):
            table = next(element.iterancestors("table"), None)
            return table is not None and self._holds_data(table)
        if tag in _ITEMS:
            return self._is_small(element) and next(element.iterancestors(*_LISTS), None) is not None
        return self._quotes(element) or element.get("role") == "heading"

    def _is_small(self, element: Element) -> bool:
        """Not what holds most of the report."""
        words = self._words[element]
        return words < _SCAFFOLD_WORDS or words <= _SCAFFOLD_SHARE * sum(block.words for block in self._blocks)

    def _part(self, teller: Element) -> Part:
        tag = str(teller.tag)
        if teller in self._posts:
            return Part("post", group=self._posts[teller])
        if tag in ("td", "th"):
            return self._cell(teller)
        if tag in _ITEMS:
            return self._item(teller)
        if self._quotes(teller):
            return self._quotation(teller)
        level = teller.get("aria-level", "2")
        return Part("heading", _HEADINGS.get(tag) or (int(level) if level in _LEVELS else 2))

    def _item(self, item: Element) -> Part:
        lists = list(item.iterancestors(*_LISTS))
        number = 1 + sum(1 for _ in item.itersiblings("li", preceding=True)) if lists[0].tag == "ol" else 0
        return Part("item", len(lists), self._group("item", lists[-1]), number)

    def _quotes(self, element: Element) -> bool:
        called = element.tag in QUOTES and "quote" in element.get("class", "") and bool(names(element) & _QUOTES)
        return (element.tag == "blockquote" or called) and self._is_small(element)

    def _quotation(self, element: Element) -> Part:
        quoting = [step for step in above(element) if self._quotes(step)]
        depth = max(1, sum(step.tag == "blockquote" for step in quoting))
        return Part("quotation", depth, self._group("quotation", quoting[-1]))

    def _cell(self, cell: Element) -> Part:
        table, row = next(cell.iterancestors("table")), next(cell.iterancestors("tr"), None)
        number = next((place for place, each in enumerate(table.iter("tr"), 1) if each is row), 0)
        column = 1 + sum(_width(each) for each in cell.itersiblings("td", "th", preceding=True))
        return Part("cell", int(cell.tag == "th"), self._group("cell", table), number, column)

    def _holds_data(self, table: Element) -> bool:
        """Rows and columns of short texts; not a page built in a table."""
        if table not in self._tables:
            cells = [cell for cell in table.iter("td", "th") if self._words[cell]]
            largest = max((self._words[cell] for cell in cells), default=0)
            self._tables[table] = (
                table.get("role") not in ("presentation", "none")
                and next(table.iterdescendants("table"), None) is None
                and sum(1 for row in table.iter("tr") if len(row) > 1) > 1
                and (largest <= _SCAFFOLD_SHARE * self._words[table] or self._words[table] < _SCAFFOLD_WORDS)
            )
        return self._tables[table]

    def _group(self, kind: PartKind, element: Element) -> int:
        if (kind, element) not in self._numbers:
            self._counted[kind] += 1
            self._numbers[kind, element] = self._counted[kind]
        return self._numbers[kind, element]


def _width(cell: Element) -> int:
    span = cell.get("colspan", "1").strip()
    return int(span) if span.isascii() and span.isdigit() and 0 < int(span) < 100 else 1


# ---------------------------------------------------------------- links


def _links(blocks: Sequence[Block], page_url: str) -> Iterator[TextLink]:
    left = MOST_LINKS
    for number, block in enumerate(blocks):
        if block.linked:
            for link, start, end in _linked_words(block):
                href = link.get("href", "").strip()
                address = None if href.startswith("#") else web_address(href, page_url)
                if address and left:
                    left -= 1
                    yield TextLink(Span(number, start, end), address)


def _linked_words(block: Block) -> list[tuple[Element, int, int]]:
    """Each link of a block with the characters that it covers. The pieces of a block follow each other in its text."""
    found: list[tuple[Element, int, int]] = []
    here = 0
    for piece in block.pieces:
        start = here + (block.text[here : here + 1] == " ")
        if not block.text.startswith(piece.text, start):
            return found  # letters composed across two elements: the rest cannot be told for certain
        here = start + len(piece.text)
        link = next((step for step in above(piece.element) if step.tag == "a" and step.get("href")), None)
        if link is None:
            continue
        if found and found[-1][0] is link:
            found[-1] = link, found[-1][1], here
        else:
            found.append((link, start, here))
    return found


# ---------------------------------------------------------------- posts and pictures


class _Media:
    """Collects what stands among the paragraphs, in the page's order. `holders`: element → number of its post."""

    def __init__(
        self, blocks: Sequence[Block], headline: Element | None, page_url: str, cards: Iterable[Block]
    ) -> None:
        self.embeds: list[Embed] = []
        self.pictures: list[Picture] = []
        self.holders: dict[Element, int] = {}
        self._seen: dict[tuple[str, str], int] = {}
        self._shown: set[str] = set()
        self._page_url, self._headline = page_url, headline
        self._blocks = blocks
        self._numbers: dict[Element, list[int]] = {}
        for number, block in enumerate(blocks):
            self._numbers.setdefault(block.element, []).append(number)
        self._inner = _common(block.element for block in blocks)
        self._outer = _common((self._inner, headline)) if headline is not None else self._inner
        shown = [*(block.element for block in blocks), *(() if headline is None else (headline,))]
        text = {step for element in shown for step in above(element)}
        self._cards = {step for block in cards for step in above(block.element)} - text

    def collect(self) -> None:
        """Between the headline and the text, in the text, and behind it in the element that holds it."""
        wanted = FRAMES | IMAGES | QUOTES | LINES | element_names()
        own = {
            str(element.tag) for element in (*self._numbers, self._outer if self._headline is None else self._headline)
        }
        started, after, last = self._headline in (None, self._outer), -1, len(self._blocks) - 1
        for element in self._outer.iter(*wanted, *own):
            if after == last and not self._is_inside(element):
                break
            started = started or element is self._headline
            if started and element.tag in wanted:
                self._take(element, after, last)
            if element in self._numbers:
                after = max(after, self._numbers[element][0])

    def _take(self, element: Element, after: int, last: int) -> None:
        if element.tag in IMAGES:
            picture = self._picture(element)
            if picture and ((at := self._after(element, after)) < last or stands_alone(element, self._inner)):
                self._shown.add(picture.url)
                self.pictures.append(replace(picture, after=at))
            return
        found = read_embed(element)
        if found is None:
            return
        at = self._after(element, after)
        # Between two paragraphs nothing but the report stands; before and behind them, boxes of other things may.
        if not -1 < at < last and is_boxed(element, self._outer):
            return
        post, embed = found
        if number := self._seen.get((post.platform, post.id)):
            self._fill(number, embed)
        elif len(self.embeds) < MOST_EMBEDS:
            self._keep(post, replace(embed, after=at))
        self.holders.setdefault(element, self._seen.get((post.platform, post.id), 0))

    def _keep(self, post: Post, embed: Embed) -> None:
        self.embeds.append(embed)
        self._seen[post.platform, post.id] = len(self.embeds)

    def _fill(self, number: int, again: Embed) -> None:
        """A post may stand twice: as its author's words, and as the frame that shows it."""
        known = self.embeds[number - 1]
        text = known.text or again.text
        author = again.author if again.text and not known.text else known.author or again.author
        self.embeds[number - 1] = replace(known, author=author, text=text)

    def _picture(self, image: Element) -> Picture | None:
        if len(self.pictures) >= MOST_PICTURES or any(step in self.holders for step in above(image)):
            return None
        picture = read_picture(image, self._page_url)
        if picture is None or picture.url in self._shown or is_boxed(image, self._outer):
            return None
        card = next((step for step in above(image) if step in self._cards), None)
        return None if card is not None and len(text_under(card).split()) <= _CARD_WORDS else picture

    def _after(self, element: Element, after: int) -> int:
        """The last paragraph whose text begins before the element (it may stand inside one, or among several lines)."""
        holder = next((step for step in element.iterancestors() if step in self._numbers), None)
        if holder is None:
            return after
        numbers = self._numbers[holder]
        begun = _begun(holder, element, [self._blocks[number] for number in numbers])
        return numbers[begun - 1] if begun else numbers[0] - 1

    def _is_inside(self, element: Element) -> bool:
        return any(step is self._inner for step in above(element))


def _begun(holder: Element, element: Element, blocks: Sequence[Block]) -> int:
    """How many of the lines in `holder` begin before `element`."""
    begun = 0
    for event, step in etree.iterwalk(holder, events=("start", "end")):
        if step is element:
            return begun
        text = step.text if event == "start" else step.tail if step is not holder else None
        if begun < len(blocks) and text and clean(text) == blocks[begun].pieces[0].text:
            begun += 1
    return begun


def _common(elements: Iterable[Element]) -> Element:
    """The smallest element around them all; around a lone paragraph, the element that holds it."""
    first, *others = elements
    heights = {step: height for height, step in enumerate(above(first))}
    height = 0
    for element in others:
        met = next((step for step in above(element) if step in heights), None)
        height = max(height, heights[met] if met is not None else len(heights) - 1)
    shared = list(heights)[height]
    parent = shared.getparent()
    return shared if parent is None or shared.tag not in ("p", *_HEADINGS) else parent
