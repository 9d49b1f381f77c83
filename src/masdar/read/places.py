"""A page's markup, a title and paragraphs → where each of them, and each of their characters, stands in the markup.

Offsets count characters of the page's decoded text (`decode.Decoded.text`). Offset `n` is byte
`len(text[:n].encode(encoding))` of the page (after its byte order mark), where decoding replaced nothing and mended
nothing (`how` is not "unmixed").

A paragraph that is printed as it is stored is found by a plain search. Paragraphs follow one another, so the longest is
found first and each other beside its neighbour; what is printed with tags, entities or line breaks inside is looked up
in the stretch between its neighbours, unrolled.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from masdar.model import Place
from masdar.read.unrolled import Unrolled, behind, unroll

# Shorter lines may stand in a page twice, or inside another line: they are looked up line by line.
_TELLING = 40
# Between two paragraphs of a report there is seldom more markup than this; where there is, wider stretches are tried.
_REACH = 12_000
_MOST_PIVOTS, _MOST_HITS, _MOST_LINES = 4, 20, 200
# Text inside these is nobody's to read.
_EDGE = re.compile(
    r"<(?:(/?)(?:script|style|noscript|template|textarea|iframe|select|title|xmp|svg)\b|!--)", re.IGNORECASE
)
_HEAD_TITLE = re.compile(r"<title\b[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_META = re.compile(r"<meta\b[^>]{0,2000}?\scontent\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d|#[xX][\da-fA-F]|[A-Za-z])")
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


@dataclass(frozen=True, slots=True)
class Places:
    """None: printed nowhere word for word."""

    title: Place | None
    paragraphs: tuple[Place | None, ...]


def locate(markup: str, title: str, paragraphs: Sequence[str], title_tag: str = "h1") -> Places:
    """`paragraphs` as on the page, in its order; `title_tag`: the kind of element that shows the title, if any does."""
    search = _Search(markup)
    found = search.paragraphs(paragraphs)
    first = next((place.start for place in found if place), None)
    return Places(_title_place(search, title, title_tag, first), tuple(found))


def characters(markup: str, place: Place, text: str) -> tuple[int, ...]:
    """Where each character of `text` stands: the offset of the character, or of the entity, the sequence of combining
    characters or the run of white space that it came from. ValueError when the place holds another text."""
    if markup[place.start : place.end] == text and "<" not in text and not _ENTITY.search(text):
        return tuple(range(place.start, place.end))
    for hidden in (False, True):
        unrolled = unroll(markup, place.start, place.end, hidden)
        first = unrolled.find(text, 0, len(unrolled.text), backward=False)
        if first >= 0:
            return tuple(unrolled.offset(first + number) for number in range(len(text)))
    raise ValueError(f"{text[:40]!r} does not stand at {place.start}..{place.end}")


class _Search:
    """Looks texts up in one page's markup."""

    def __init__(self, markup: str) -> None:
        self.markup = markup
        # Of the characters from `_known` up to `_edge` it is known whether they are read.
        self._known, self._edge, self._seen = 0, 0, True

    def paragraphs(self, texts: Sequence[str]) -> list[Place | None]:
        found: list[Place | None] = [None] * len(texts)
        pivot = self._pivot(texts, found)
        if pivot is not None:
            self._printed_as_stored(texts, found, pivot)
            for first, last in list(_gaps(found)):
                self._fill(texts, found, first, last)
        if all(found):
            return found
        for hidden in (False, True):
            lines = _in_order(unroll(self.markup, hidden=hidden), texts)
            found = lines if lines.count(None) < found.count(None) else found
            if all(found):
                break
        return found

    def _pivot(self, texts: Sequence[str], found: list[Place | None]) -> int | None:
        """The number of a long text that was found, and stands once only: of copies one may be hidden."""
        for number in sorted(range(len(texts)), key=lambda number: -len(texts[number]))[:_MOST_PIVOTS]:
            text = texts[number]
            place = self.exact(text, 0, len(self.markup)) if len(text) >= _TELLING else None
            if place and not self.exact(text, place.end, len(self.markup)):
                found[number] = place
                return number
        return None

    def _printed_as_stored(self, texts: Sequence[str], found: list[Place | None], pivot: int) -> None:
        """The telling ones, from the pivot outwards."""
        here = found[pivot]
        if here is None:
            return
        end, start = here.end, here.start
        for number in range(pivot + 1, len(texts)):
            if len(texts[number]) >= _TELLING:
                found[number] = place = self.exact(texts[number], end, end + _REACH + len(texts[number]))
                end = place.end if place else end
        for number in range(pivot - 1, -1, -1):
            if len(texts[number]) >= _TELLING:
                low = max(0, start - _REACH - len(texts[number]))
                found[number] = place = self.exact(texts[number], low, start, backward=True)
                start = place.start if place else start

    def exact(self, text: str, start: int, end: int, backward: bool = False) -> Place | None:
        """The first (last) place where the text is printed as it is stored, from tag to tag."""
        if "<" in text or _ENTITY.search(text):
            return None
        for _ in range(_MOST_HITS):
            at = self.markup.rfind(text, start, end) if backward else self.markup.find(text, start, end)
            if at < 0:
                return None
            if self._stands(at, at + len(text)) and self.is_read(at):
                return Place(at, at + len(text))
            start, end = (start, at + len(text) - 1) if backward else (at + 1, end)
        return None

    def _stands(self, start: int, end: int) -> bool:
        before = self.markup[max(0, start - 200) : start].rstrip()
        after = self.markup[end : end + 200].lstrip()
        veiled = "hidden" in before or "display" in before  # perhaps: reading line by line tells for certain
        return before.endswith(">") and after.startswith("<") and not veiled

    def is_read(self, at: int) -> bool:
        """Whether what stands there is neither in a script or the like nor in a comment."""
        if not self._known <= at < self._edge:
            low = self._known
            edge = _EDGE.search(self.markup, at, low) if at < low else _EDGE.search(self.markup, at)
            if edge is None and at < low:
                self._known = at
            else:
                self._known, self._edge = at, edge.start() if edge else len(self.markup)
                comment = self.markup.find("-->", at, self._edge) >= 0  # its end, and its beginning is not there
                self._seen = not comment and not (edge and edge.group(1))
        return self._seen

    def _fill(self, texts: Sequence[str], found: list[Place | None], first: int, last: int) -> None:
        """Looks texts `first` to `last` up between their neighbours: beside the next one, or after the last one."""
        before = found[first - 1] if first else None
        after = found[last + 1] if last + 1 < len(found) else None
        low, high = before.end if before else 0, after.start if after else len(self.markup)
        wanted = texts[first : last + 1]
        reach = _REACH + 2 * sum(map(len, wanted))
        start = low if before else self._tag_start(max(low, high - reach))
        end = high if after else min(high, low + reach)
        found[first : last + 1] = _look_up(unroll(self.markup, start, end), wanted, backward=after is not None)

    def _tag_start(self, at: int) -> int:
        """The next place that is not inside a tag."""
        return max(0, self.markup.find("<", at)) if at else 0


def _gaps(found: Sequence[Place | None]) -> Iterator[tuple[int, int]]:
    """First and last number of each run of texts that are not found yet."""
    first = None
    for number, place in enumerate((*found, Place(0, 0))):
        if place is None:
            first = number if first is None else first
        elif first is not None:
            yield first, number - 1
            first = None


def _look_up(unrolled: Unrolled, texts: Sequence[str], backward: bool) -> list[Place | None]:
    """Each text after (backward: before) the one that was looked up before it."""
    places: list[Place | None] = []
    low, high = 1, len(unrolled.text) - 1
    for text in reversed(texts) if backward else texts:
        at = unrolled.find(text, low, high, backward) if text else -1
        places.append(unrolled.place(at, at + len(text) - 1) if at >= 0 else None)
        if at >= 0:
            low, high = (low, at) if backward else (at + len(text), high)
    return places[::-1] if backward else places


def _in_order(unrolled: Unrolled, texts: Sequence[str]) -> list[Place | None]:
    """Places for as many of the texts as stand one after the other; of several, the one nearest to the next text."""
    lines = [_lines(unrolled.text, text) for text in texts]
    chosen = _longest_chain(lines)
    for number in range(len(texts) - 2, -1, -1):
        here, after = chosen[number], next((at for at in chosen[number + 1 :] if at is not None), None)
        if here is not None and after is not None:
            nearer = unrolled.text.rfind(f"\n{texts[number]}\n", here, after) + 1
            chosen[number] = max(here, nearer)
    # What stands out of order (a page's script or style sheet shows it elsewhere) is taken where it stands first.
    starts = [at if at is not None or not held else held[-1] for at, held in zip(chosen, lines, strict=True)]
    return [
        None if at is None else unrolled.place(at, at + len(text) - 1) for at, text in zip(starts, texts, strict=True)
    ]


def _lines(text: str, line: str) -> list[int]:
    """Where a line stands (at most so many times), last first."""
    found: list[int] = []
    at = text.find(f"\n{line}\n") if line else -1
    while at >= 0 and len(found) < _MOST_LINES:
        found.append(at + 1)
        at = text.find(f"\n{line}\n", at + 1)
    return found[::-1]


def _longest_chain(candidates: Sequence[Sequence[int]]) -> list[int | None]:
    """One candidate of each list, or none, so that they rise and are as many as can be (patience sorting)."""
    tails: list[int] = []
    piles: list[tuple[int, int, int]] = []  # number of the text, candidate, index of the one before it
    tops: list[int] = []
    for number, places in enumerate(candidates):
        for at in places:
            pile = bisect_left(tails, at)
            piles.append((number, at, tops[pile - 1] if pile else -1))
            tails[pile : pile + 1] = [at]
            tops[pile : pile + 1] = [len(piles) - 1]
    chosen: list[int | None] = [None] * len(candidates)
    step = tops[-1] if tops else -1
    while step >= 0:
        number, at, step = piles[step]
        chosen[number] = at
    return chosen


# ---------------------------------------------------------------- title


def _title_place(search: _Search, title: str, tag: str, text: int | None) -> Place | None:
    """In a heading of that kind, else the line nearest above the text, else any line, else in the page's head."""
    if not title:
        return None
    if tag in _HEADINGS and (place := _in_heading(search, title, tag, text)):
        return place
    high = len(search.markup) if text is None else text
    return (
        search.exact(title, 0, high, backward=True)
        or _in_lines(search.markup, title, high)
        or _in_head(search.markup, title)
    )


def _in_heading(search: _Search, title: str, tag: str, text: int | None) -> Place | None:
    """The last such heading above the text, or the first below it."""
    border = len(search.markup) if text is None else text
    above = list(_headings(search, title, tag, 0, border))
    return above[-1] if above else next(_headings(search, title, tag, border, len(search.markup)), None)


def _headings(search: _Search, title: str, tag: str, start: int, end: int) -> Iterator[Place]:
    """The title in each heading of that kind that holds it."""
    for opening in re.compile(rf"<{tag}\b[^>]*>", re.IGNORECASE).finditer(search.markup, start, end):
        after = behind(search.markup, tag, opening.end(), min(len(search.markup), opening.end() + _REACH))
        if after is not None and search.is_read(opening.start()):
            unrolled = unroll(search.markup, opening.end(), after)
            at = unrolled.find(title, 0, len(unrolled.text), backward=False)
            if at >= 0:
                yield unrolled.place(at, at + len(title) - 1)


def _in_lines(markup: str, title: str, high: int) -> Place | None:
    for unrolled, backward in ((unroll(markup, 0, high), True), (unroll(markup, high), False)):
        at = unrolled.find(title, 0, len(unrolled.text), backward)
        if at >= 0:
            return unrolled.place(at, at + len(title) - 1)
    return None


def _in_head(markup: str, title: str) -> Place | None:
    for pattern in (_HEAD_TITLE, _META):
        for declared in pattern.finditer(markup):
            group = declared.lastindex or 0
            unrolled = unroll(markup, *declared.span(group))
            at = unrolled.find(title, 0, len(unrolled.text), backward=False)
            if at >= 0:
                return unrolled.place(at, at + len(title) - 1)
    return None
