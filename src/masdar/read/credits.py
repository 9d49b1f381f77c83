"""A report's text, byline, dateline and attribution lines → the credits the page itself gives to others.

Read before cleaning, because the lines that scrapers delete are the evidence. `text_from`: the words are theirs
(byline, dateline, source line, republication sentence). `facts_from`: they are cited for a fact, a quotation, an
interview. The outlet's own name is no credit, nor is a reporter or a city.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from masdar.model import Credit, CreditKind, Evidence, Source, Span
from masdar.read.citing import cited
from masdar.read.followed import book_of
from masdar.read.outlets import Found, NameBook, folded_word, folded_words
from masdar.read.phrases import key, phrases
from masdar.read.republished import read_republication
from masdar.text.tokens import words

METHOD = "credits@1"
_FILE = "credits.toml"
_QUOTES = "\"«»“”„'‘’"
_BYLINE_CUT = re.compile(r"[-–—ـ،,:/|+()]|\s{2,}")
_SOURCE_LINE = re.compile(
    r"(?:^|[.؟!…)\]»\"|]\s*)((?:ال)?مصدر(?: الخبر| الأصلي| الاصلي| المادة)?|المصادر|[Ss]ource)\s*:\s*"
)
_TAKEN_FROM = re.compile(r"(?:نقل[اً]+|منقول)\s+(?:عن|من)\s*:?\s+")
_NAME_END = re.compile(r"[|\n.،؛+()\[\]!?؟]|\s[-–—/]\s|\s{2,}")
# "دمشق (رويترز) -", "القاهرة - أ ف ب:" at the head of the first paragraph, "(رويترز)" at the foot of the last.
_OPENING = re.compile(r"^[^.؟!]{0,70}?(?:[-–—:]{1,2}|\))\s")
# "دنوار 3-11-2026 (وكالة الساحل) –": in this place even an unknown name is the agency's.
_SIGNED = re.compile(r"^[^()\n.؟!]{2,60}\(([^()\d]{2,30})\)\s*[-–—]{1,2}\s")
_CLOSING = re.compile(r"[(\[]([^()\[\]]{2,40})[)\]]\W*$")


@dataclass(frozen=True, slots=True)
class Place:
    """A text in which credits are looked for: `field` as in Evidence; `paragraph` 0 but for the report's text."""

    field: str
    text: str
    book: NameBook
    paragraph: int = 0

    def names_in(self, start: int, end: int) -> list[Found]:
        """Known names between two offsets, with their places there."""
        text = self.text[start:end]
        tokens = words(text)
        return self.book.find(text, tokens, [folded_word(token.text) for token in tokens])


def find_credits(
    text: str,
    *,
    byline: str | None = None,
    dateline: str | None = None,
    attribution: Sequence[str] = (),
    own_names: Iterable[str] = (),
    outlets: tuple[Source, ...] = (),
    fetched_at: datetime | None = None,
    zone: str | None = None,
) -> tuple[Credit, ...]:
    """Credits in the order byline, dateline, attribution, text. `text`: paragraphs, a line each.

    `own_names` are names of the outlet itself; `outlets` are the followed sources: their names count like those of the
    alias file, and `canonical_name` is then the source's. Offsets (`evidence.span`) count in the paragraph, or in the
    field's whole text (`evidence.context`).
    """
    book = book_of(outlets)
    own = frozenset(name for own in own_names for name in (own, key(own), book.canonical(own)) if name)
    found: list[Credit] = []
    for field, line in (("byline", byline), ("dateline", dateline)):
        found += _of_byline(Place(field, line, book)) if line else ()
    for sentence in attribution:
        found += _of_attribution(Place("attribution", sentence, book), fetched_at, zone)
    paragraphs = text.split("\n")
    for number, paragraph in enumerate(paragraphs):
        place = Place("text", paragraph, book, number)
        edge = number in (0, len(paragraphs) - 1)
        found += [
            *_of_source_lines(place, edge),
            *_of_edges(place, number == 0, number == len(paragraphs) - 1),
            *_of_text(place),
        ]
    return tuple(_distinct(credit for credit in found if not _is_own(credit, own)))


def _of_byline(place: Place) -> Iterator[Credit]:
    """Agencies and outlets among the parts of a byline. A city's or a common word's name counts only in quotes."""
    for found in place.names_in(0, len(place.text)):
        weak_fits = found.outlet.weak and _may_sign(place.text, found)
        if found.outlet.kind != "platform" and not found.clitic and (not found.outlet.weak or weak_fits):
            yield _credit("text_from", place, found.start, found.end, "byline", 0.95)


def _may_sign(line: str, found: Found) -> bool:
    """A weak name is a part of the byline by itself, and no place: an agency's, quoted, after a head ("صحيفة …"), of
    several words, or a followed source's that is the whole byline."""
    start = max((cut.end() for cut in _BYLINE_CUT.finditer(line, 0, found.start)), default=0)
    end = next((cut.start() for cut in _BYLINE_CUT.finditer(line, found.end)), len(line))
    before = folded_words(line[start : found.start])
    if folded_words(line[found.end : end]) or not set(before) <= phrases("heads", _FILE) | phrases("fillers", _FILE):
        return False
    whole = found.outlet.followed and line.strip(_QUOTES + " ") == line[found.start : found.end]
    several = found.outlet.followed and found.last - found.first > 1
    return bool(before) or several or whole or found.outlet.kind == "agency" or _is_quoted(line, found.start, found.end)


def _is_quoted(text: str, start: int, end: int) -> bool:
    return text[:start].rstrip()[-1:] in tuple(_QUOTES) and text[end:].lstrip()[:1] in tuple(_QUOTES)


def _of_attribution(place: Place, fetched_at: datetime | None, zone: str | None) -> Iterator[Credit]:
    republication = read_republication(place.text, fetched_at, zone)
    if republication is not None:
        start, end = republication.name
        credit = _credit("text_from", place, start, end, "republication", 0.95)
        yield Credit(
            credit.kind, credit.name, credit.evidence, credit.canonical_name,
            title=republication.title, fetched=republication.fetched,
        )  # fmt: skip
    else:
        yield from _of_source_lines(place, True)


def _of_source_lines(place: Place, at_edge: bool) -> Iterator[Credit]:
    """ "المصدر: X" anywhere, "نقلاً عن X" as the opening of a report's first or last line."""
    for match in _SOURCE_LINE.finditer(place.text):
        yield from _named_after(place, match.end(), "source-line")
    opening = _TAKEN_FROM.match(place.text) if at_edge else None
    if opening:
        yield from _named_after(place, opening.end(), "taken-from")


def _named_after(place: Place, start: int, method: str) -> Iterator[Credit]:
    """The known names that open the rest of the line, or the unknown one that stands there."""
    known = _in_a_row(place.names_in(start, len(place.text)))
    cut = _NAME_END.search(place.text, start)
    tokens = words(place.text[start : cut.start() if cut else len(place.text)])
    for found in known:
        yield _credit("text_from", place, start + found.start, start + found.end, method, 0.9)
    if not known and tokens and key(tokens[0].text) not in phrases("no_credits", _FILE) | phrases("tools"):
        skip = 1 if len(tokens) > 1 and key(tokens[0].text) in phrases("heads", _FILE) else 0
        last = tokens[-1] if len(tokens) - skip <= 4 else tokens[min(skip + 1, len(tokens) - 1)]
        yield _credit("text_from", place, start + tokens[skip].start, start + last.end, method, 0.7)


def _in_a_row(names: Sequence[Found]) -> list[Found]:
    """The names that open a source line, one right after the other: what comes later is another sentence."""
    row: list[Found] = []
    for found in names:
        if found.first > (row[-1].last if row else 1):
            break
        row.append(found)
    return row


def _of_edges(place: Place, is_first: bool, is_last: bool) -> Iterator[Credit]:
    """Names in an inline dateline and in brackets at the very end."""
    opening = _OPENING.match(place.text) if is_first else None
    if opening and not _says_something(opening.group()):
        head = Place(place.field, place.text[: opening.end()], place.book, place.paragraph)
        known = [_moved(credit, place) for credit in _of_byline(head)]
        signed = None if known else _SIGNED.match(place.text)
        yield from known
        if signed:
            yield _credit("text_from", place, *signed.span(1), "dateline", 0.8)
    closing = _CLOSING.search(place.text) if is_last else None
    if closing:
        inner = Place(place.field, closing.group(1), place.book, place.paragraph)
        yield from (_moved(credit, place, closing.start(1)) for credit in _of_byline(inner))


def _says_something(opening: str) -> bool:
    """A verb makes it a sentence ("وقال الوزير لرويترز: …"), no dateline."""
    verbs = phrases("verbs_after", _FILE)
    return any(word in verbs or word.removeprefix("و") in verbs for word in folded_words(opening))


def _moved(credit: Credit, place: Place, by: int = 0) -> Credit:
    span = credit.evidence.span
    return credit if span is None else _credit("text_from", place, span.start + by, span.end + by, "dateline", 0.9)


def _of_text(place: Place) -> Iterator[Credit]:
    for start, end, confidence in cited(place.text, place.book):
        yield _credit("facts_from", place, start, end, "cited", confidence)


def _credit(kind: CreditKind, place: Place, start: int, end: int, method: str, confidence: float) -> Credit:
    name = place.text[start:end]
    context = "" if place.field == "text" else place.text
    span = Span(place.paragraph, start, end)
    evidence = Evidence("credit", place.field, name, f"credits.{method}@1", confidence, span, context)
    return Credit(kind, name, evidence, place.book.canonical(name))


def _is_own(credit: Credit, own: frozenset[str]) -> bool:
    names = {key(credit.name), credit.canonical_name or key(credit.name)}
    if names & own:
        return True
    bare = folded_words(credit.name)
    return any(bare == folded_words(name) for name in own if name)


def _distinct(credits: Iterable[Credit]) -> Iterator[Credit]:
    """One credit per place: a name at a dateline is not also one cited in the text, nor part of a longer name."""
    taken: dict[tuple[str, int], list[Span]] = {}
    for credit in credits:
        span = credit.evidence.span or Span(0, 0, 0)
        at = taken.setdefault((credit.evidence.field + credit.evidence.context, span.paragraph), [])
        if not any(span.start < other.end and other.start < span.end for other in at):
            at.append(span)
            yield credit
