"""A stretch of markup → its visible text, a line for each block, and where each character of it stands.

The text is what `tree` and `plain.clean` make of the same markup, so that a paragraph can be looked up in it.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from html.entities import html5

from masdar.model import Place
from masdar.read.plain import NO_TEXT
from masdar.read.tree import BLOCKS, HIDDEN_STYLE, LEAKY, UNSEEN

_NONE = NO_TEXT.pattern[1:-1]
_TOKEN = re.compile(
    rf"(?P<run>[^<&\s{_NONE}]+(?: [^<&\s{_NONE}]+)*)"
    r"|(?P<space>\s+)"
    rf"|(?P<nothing>[{_NONE}]+|<!--.*?(?:-->|\Z)|<[!?][^>]*>)"
    r"|<(?P<close>/?)(?P<name>[a-zA-Z][^\s/>]*)(?P<attributes>(?:[^<>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')|=)*+)>"
    r"|(?P<entity>&(?:#[0-9]{1,9}|#[xX][0-9a-fA-F]{1,8}|[A-Za-z][A-Za-z0-9]{1,31});?)"
    r"|(?P<stray>.)",
    re.S,
)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_HIDDEN = re.compile(r"(?:^|\s)hidden(?=[\s=/]|$)", re.I)
_STYLE = re.compile(r"\sstyle\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>]+)", re.I)
# HTML Standard, "void elements": of the unseen ones, these hold nothing.
_VOID = frozenset(("input", "embed"))
# Elements whose content is text for browsers with scripts, whatever it looks like, or nothing at all.
_RAW = frozenset(("script", "style", "textarea", "iframe", "noscript", "template"))
_MAIN = re.compile(r"<(?:main|h1)\b", re.I)
_PARAGRAPH = re.compile(r"<p\b", re.I)
# A paragraph ends where another block begins or ends (HTML Standard, "optional tags").
_AFTER_P = re.compile(rf"<(?:(/p\s*>)|/?(?:{'|'.join(sorted(BLOCKS))})\b)", re.I)
# Each unseen element is looked through for its end; of those that have none, or are seen after all, only so many.
_MOST_VAIN = 50


@dataclass(slots=True)
class Unrolled:
    """`text`: lines that begin and end with a line break. Runs of it: from character `firsts[k]` on it stands at
    `offsets[k]` and after; each character covers `widths[k]` characters of markup (1: as it is printed)."""

    text: str = "\n"
    firsts: list[int] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    widths: list[int] = field(default_factory=list)

    def offset(self, number: int) -> int:
        """Where character `number` of the text stands in the markup."""
        run = bisect_right(self.firsts, number) - 1
        return self.offsets[run] + (number - self.firsts[run] if self.widths[run] == 1 else 0)

    def place(self, first: int, last: int) -> Place:
        """The markup of characters `first` to `last` (inclusive)."""
        run = bisect_right(self.firsts, last) - 1
        return Place(self.offset(first), self.offset(last) + self.widths[run])

    def find(self, line: str, start: int, end: int, backward: bool) -> int:
        """Where a text stands: as a whole line where there is one; -1 when nowhere."""
        search = self.text.rfind if backward else self.text.find
        whole = search(f"\n{line}\n", max(start - 1, 0), end + 1)
        return whole + 1 if whole >= 0 else search(line, start, end)


def unroll(markup: str, start: int = 0, end: int | None = None, hidden: bool = False) -> Unrolled:
    """Reads on from `start`, which should be no place inside a tag. `hidden`: also what is hidden, for pages whose
    elements are not closed where they should be."""
    writer = _Writer(markup, start, len(markup) if end is None else end, hidden)
    writer.read()
    return writer.done()


class _Writer:
    """Walks the tokens once and writes down text and places."""

    def __init__(self, markup: str, start: int, end: int, hidden: bool) -> None:
        self._markup, self._here, self._end, self._hidden = markup, start, end, hidden
        self._texts = ["\n"]
        self._length = 1
        self._last = "\n"
        self._made = Unrolled()
        self._vain = 0

    def read(self) -> None:
        while self._here < self._end:
            token = _TOKEN.match(self._markup, self._here, self._end)
            if token is None:
                return
            at, self._here = self._here, token.end()
            kind = token.lastgroup
            if kind == "run":
                self._add(token.group(), at, 1)
            elif kind == "space":
                self._space(at, self._here - at)
            elif kind == "attributes":
                self._tag(token)
            elif kind == "entity":
                self._entity(token.group(), at)
            elif kind == "stray":
                self._add(token.group(), at, 1)

    def done(self) -> Unrolled:
        self._break()
        made = self._made
        made.text = "".join(self._texts)
        made.firsts.append(self._length)
        made.offsets.append(self._end)
        made.widths.append(0)
        return made if unicodedata.is_normalized("NFC", made.text) else _composed(made)

    def _add(self, text: str, at: int, width: int) -> None:
        made = self._made
        made.firsts.append(self._length)
        made.offsets.append(at)
        made.widths.append(width)
        self._texts.append(text)
        self._length += len(text)
        self._last = text[-1]

    def _space(self, at: int, width: int) -> None:
        if self._last not in " \n":
            self._add(" ", at, width)

    def _break(self) -> None:
        if self._last == " ":
            self._texts.pop()
            self._length -= 1
            for column in (self._made.firsts, self._made.offsets, self._made.widths):
                column.pop()
        if self._texts[-1] != "\n":
            self._add("\n", self._here, 0)

    def _entity(self, written: str, at: int) -> None:
        said = unescape(written)
        if not written.endswith(";") and said != written and written[1] != "#":
            name = next(name for size in range(len(written), 1, -1) if (name := written[1:size]) in html5)
            self._here = at + 1 + len(name)
            said = html5[name]
        for character in NO_TEXT.sub("", said):
            if character.isspace():
                self._space(at, self._here - at)
            elif said == written:
                self._add(written, at, 1)
                return
            else:
                self._add(character, at, self._here - at)

    def _tag(self, token: re.Match[str]) -> None:
        name, attributes = token["name"].lower(), token["attributes"]
        if name in BLOCKS or (name == "br" and not token["close"]):
            self._break()
        if token["close"] or name in _VOID or self._vain >= _MOST_VAIN:
            return
        if name in _RAW or (not self._hidden and (name in UNSEEN or _is_hidden(attributes))):
            self._pass_unseen(name)

    def _pass_unseen(self, name: str) -> None:
        """Goes behind an element that no reader sees (see `tree`)."""
        after = behind(self._markup, name, self._here, self._end)
        told = _PARAGRAPH if name in LEAKY else None if name in UNSEEN else _MAIN
        if after is None or (told and told.search(self._markup, self._here, after)):
            self._vain += 1
        else:
            self._here = after


def _is_hidden(attributes: str) -> bool:
    style = _STYLE.search(attributes) if "style" in attributes else None
    if style and HIDDEN_STYLE.search(style.group(1)):
        return True
    return "hidden" in attributes and bool(_HIDDEN.search(_QUOTED.sub("", attributes)))


def behind(markup: str, name: str, start: int, end: int) -> int | None:
    """Where an element ends whose content begins at `start`; None when it is not closed before `end`."""
    if name == "p" and (after := _AFTER_P.search(markup, start, end)):
        return after.end() if after.group(1) else after.start()
    tags = re.compile(rf"<(/?){re.escape(name)}(?=[\s/>])[^>]*>?", re.I)
    depth = 1
    for tag in tags.finditer(markup, start, end):
        if not tag.group(1):
            depth += 0 if name in _RAW or tag.group().endswith("/>") else 1
        elif depth == 1:
            return tag.end()
        else:
            depth -= 1
    return None


def _composed(written: Unrolled) -> Unrolled:
    """The same in NFC: a sequence that composes (or is put in order) stands where its first character stood."""
    made = Unrolled(unicodedata.normalize("NFC", written.text))
    here, shift = 1, 0  # the line break before all lines stands nowhere
    for first, last, text in _changed(written.text):
        _copy(written, made, here, first, shift)
        place = written.place(first, last)
        for number in range(len(text)):
            made.firsts.append(first + shift + number)
            made.offsets.append(place.start)
            made.widths.append(place.end - place.start)
        here, shift = last + 1, shift + len(text) - (last + 1 - first)
    _copy(written, made, here, len(written.text), shift)
    return made


def _copy(written: Unrolled, made: Unrolled, start: int, end: int, shift: int) -> None:
    """The runs over characters `start` to `end` (exclusive), moved by `shift`."""
    if start >= end:
        return
    run = bisect_right(written.firsts, start) - 1
    made.firsts.append(start + shift)
    made.offsets.append(written.offset(start))
    made.widths.append(written.widths[run])
    for number in range(run + 1, bisect_right(written.firsts, end - 1)):
        made.firsts.append(written.firsts[number] + shift)
        made.offsets.append(written.offsets[number])
        made.widths.append(written.widths[number])


def _changed(text: str) -> Iterator[tuple[int, int, str]]:
    """First and last character of each stretch that NFC writes otherwise, and how."""
    start = 0
    for line in text.split("\n"):
        if not unicodedata.is_normalized("NFC", line):
            for first, last, composed in _sequences(line):
                if composed != line[first : last + 1]:
                    yield start + first, start + last, composed
        start += len(line) + 1


def _sequences(line: str) -> list[tuple[int, int, str]]:
    """First and last character of each stretch that normalises by itself, and its NFC."""
    found: list[tuple[int, int, str]] = []
    for number, character in enumerate(line):
        if found:
            first, _, composed = found[-1]
            joined = unicodedata.normalize("NFC", composed + character)
            if unicodedata.combining(character) or joined != composed + unicodedata.normalize("NFC", character):
                found[-1] = first, number, unicodedata.normalize("NFC", line[first : number + 1])
                continue
        found.append((number, number, unicodedata.normalize("NFC", character)))
    return found
