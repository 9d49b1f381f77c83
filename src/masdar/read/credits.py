"""A report's text, byline, dateline, attribution lines, posts, links → the credits the page itself gives to others.

Read before cleaning, because the lines that scrapers delete are the evidence. `text_from`: the words are theirs
(byline, dateline, source line, republication sentence). `facts_from`: they are cited for a fact, a quotation, an
interview, or their post is shown. The outlet's own name is no credit, nor is a reporter, a city or a picture's credit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from masdar.model import Credit, CreditKind, Embed, Evidence, Source, Span, TextLink
from masdar.read.citing import cited
from masdar.read.followed import book_of
from masdar.read.outlets import NameBook, folded_words
from masdar.read.phrases import key, phrases
from masdar.read.pointing import embed_author, host_owner, owners_of
from masdar.read.republished import read_republication
from masdar.read.signing import Signature, in_byline, in_paragraph, in_source_line

METHOD = "credits@2"
# "جميع الحقوق محفوظة لموقع X", "X 2018 جميع الحقوق محفوظة": the publisher, so no credit.
_RIGHTS = re.compile(r"جميع\s+(?:ال)?حقوق|حقوق\s+النشر|الحقوق\s+محفوظ|[Cc]opyright|©")
# A sentence of republication left in the text stands in one of so many paragraphs at either end.
_EDGE = 2
# How far from those words the publisher's name is looked for, in characters.
_RIGHTS_BEFORE, _RIGHTS_AFTER = 45, 60
# "صحيفة " before "الجزيرة": the word tells which of two media of one name is meant.
_LAST_WORD = re.compile(r"(?<!\w)(\w{3,12} )[«“\"(]?\s?\Z")
_LAST_REACH = 20
_YEAR = re.compile(r"(?:19|20)\d\d\s*$")
_NOT_THERE = re.compile(r"[():.،|»\n]")


@dataclass(frozen=True, slots=True)
class Place:
    """A text in which credits are looked for: `field` as in Evidence; `paragraph` 0 but for the report's text."""

    field: str
    text: str
    book: NameBook
    paragraph: int = 0


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
    embeds: Sequence[Embed] = (),
    links: Sequence[TextLink] = (),
) -> tuple[Credit, ...]:
    """Credits in the order byline, dateline, attribution, text, posts. `text`: paragraphs, a line each.

    `own_names` are names of the outlet itself; `outlets` are the followed sources: their names count like those of the
    alias file, and `canonical_name` is then the source's. Offsets (`evidence.span`) count in the paragraph, or in the
    field's whole text (`evidence.context`). `embeds` and `links` are the article's: a post shown credits its account
    (field "embed"), a link on a credited name gives the credit its address.
    """
    book = book_of(outlets)
    own = frozenset(name for own in own_names for name in (own, key(own), book.canonical(own)) if name)
    publisher = _publisher(text)
    paragraphs = text.split("\n")
    found: list[Credit] = []
    for field, line in (("byline", byline), ("dateline", dateline)):
        place = Place(field, line or "", book)
        found += [_signed(place, signature) for signature in in_byline(place.text, book)]
    for sentence in attribution:
        found += _of_attribution(Place("attribution", sentence, book), fetched_at, zone)
    for number, paragraph in enumerate(paragraphs):
        place = Place("text", paragraph, book, number)
        if number < _EDGE or number >= len(paragraphs) - _EDGE:
            found += _of_republication(place, fetched_at, zone, strict=True)
        found += _of_paragraph(place, number == 0, number == len(paragraphs) - 1)
    found = [_linked(credit, links) for credit in found]
    found += _of_links(links, found, paragraphs, outlets)
    found += [credit for embed in embeds if (credit := _of_embed(embed, book))]
    return tuple(_distinct(credit for credit in found if not _is_own(credit, own, publisher)))


def _of_paragraph(place: Place, is_first: bool, is_last: bool) -> Iterator[Credit]:
    for signature in in_paragraph(place.text, place.book, is_first, is_last):
        yield _signed(place, signature)
    for start, end, confidence in cited(place.text, place.book):
        yield _credit("facts_from", place, start, end, "cited", confidence)


def _of_attribution(place: Place, fetched_at: datetime | None, zone: str | None) -> Iterator[Credit]:
    republished = list(_of_republication(place, fetched_at, zone, strict=False))
    signed = (_signed(place, signature) for signature in in_source_line(place.text, place.book, True))
    yield from republished or signed


def _of_republication(place: Place, fetched_at: datetime | None, zone: str | None, *, strict: bool) -> Iterator[Credit]:
    republication = read_republication(place.text, fetched_at, zone, strict=strict)
    if republication is not None:
        credit = _credit("text_from", place, *republication.name, "republication", 0.95)
        yield replace(credit, title=republication.title, fetched=republication.fetched, url=republication.url)


# ---------------------------------------------------------------- posts and links


def _of_embed(embed: Embed, book: NameBook) -> Credit | None:
    """The account whose post the article shows; None when neither the post nor its address tells it."""
    name = embed_author(embed)
    if name is None:
        return None
    context = "\n".join(part for part in (embed.author, embed.text, embed.url) if part)
    start = context.find(name)
    evidence = Evidence(
        "credit", "embed", name, "credits.embed@1", 0.8, Span(0, start, start + len(name)), context=context
    )
    return Credit("facts_from", name, evidence, book.canonical(name), embed.url)


def _linked(credit: Credit, links: Sequence[TextLink]) -> Credit:
    """The credit with the address that its name links to."""
    span = credit.evidence.span
    if credit.evidence.field != "text" or span is None or credit.url:
        return credit
    for link in links:
        same = link.span.paragraph == span.paragraph
        if same and link.span.start < span.end and span.start < link.span.end:
            return replace(credit, url=link.url)
    return credit


def _of_links(
    links: Sequence[TextLink], found: Sequence[Credit], paragraphs: Sequence[str], outlets: tuple[Source, ...]
) -> Iterator[Credit]:
    """Words of the text that link to a followed source which the same paragraph does not credit by name."""
    owners = owners_of(outlets) if links else {}
    for link in links:
        owner = host_owner(link.url, owners)
        number = link.span.paragraph
        if owner is None or number >= len(paragraphs):
            continue
        near = (credit for credit in found if credit.evidence.field == "text" and credit.evidence.span)
        if any(credit.canonical_name == owner and credit.evidence.span.paragraph == number for credit in near):  # type: ignore[union-attr]
            continue
        name = paragraphs[number][link.span.start : link.span.end]
        evidence = Evidence("credit", "text", name, "credits.link@1", 0.6, link.span)
        yield Credit("facts_from", name, evidence, owner, link.url)


# ---------------------------------------------------------------- credits


def _signed(place: Place, signature: Signature) -> Credit:
    return _credit("text_from", place, signature.start, signature.end, signature.method, signature.confidence)


def _credit(kind: CreditKind, place: Place, start: int, end: int, method: str, confidence: float) -> Credit:
    name = place.text[start:end]
    context = "" if place.field == "text" else place.text
    span = Span(place.paragraph, start, end)
    evidence = Evidence("credit", place.field, name, f"credits.{method}@2", confidence, span, context)
    head = _LAST_WORD.search(place.text, max(0, start - _LAST_REACH), start)
    canonical = _canonical(head[1] + name, place.book) if head else None
    return Credit(kind, name, evidence, canonical or _canonical(name, place.book))


def _canonical(name: str, book: NameBook) -> str | None:
    """The book's name; "لإخبارية" is what "للإخبارية" leaves of its article."""
    return book.canonical(name) or (book.canonical("ا" + name) if name.startswith("ل") else None)


def _publisher(text: str) -> tuple[str, ...]:
    """The folded words of the text's own lines of copyright, where an extractor left them in."""
    found: list[str] = []
    for match in _RIGHTS.finditer(text):
        start, end = match.span()
        before, after = text[max(0, start - _RIGHTS_BEFORE) : start], text[end : end + _RIGHTS_AFTER].partition("\n")[0]
        before = _NOT_THERE.split(before)[-1] if _YEAR.search(before) else ""
        found += [*folded_words(before), "", *folded_words(after), ""]
    return tuple(found)


def _is_own(credit: Credit, own: frozenset[str], publisher: tuple[str, ...]) -> bool:
    names = {key(credit.name), credit.canonical_name or key(credit.name)}
    if names & own:
        return True
    bare = _without_head(folded_words(credit.name))
    return any(bare == _without_head(folded_words(name)) for name in own) or _stands_in(bare, publisher)


def _without_head(name: tuple[str, ...]) -> tuple[str, ...]:
    """ "قناة X" and "X" are one site's names."""
    return name[1:] if len(name) > 1 and name[0] in phrases("heads", "credits.toml") else name


def _stands_in(name: tuple[str, ...], publisher: tuple[str, ...]) -> bool:
    """Whether the publisher's words hold the name, "لـ" before it or not."""
    return any(
        publisher[at].removeprefix("ل") == name[0].removeprefix("ا" if publisher[at].startswith("لل") else "ل")
        and publisher[at + 1 : at + len(name)] == name[1:]
        for at in range(len(publisher) - len(name) + 1)
        if name
    )


def _distinct(credits: Iterable[Credit]) -> Iterator[Credit]:
    """One credit per place: a name at a dateline is not also one cited in the text, nor part of a longer name."""
    taken: dict[tuple[str, int], set[int]] = {}
    for credit in credits:
        span = credit.evidence.span or Span(0, 0, 0)
        at = taken.setdefault((credit.evidence.field + credit.evidence.context, span.paragraph), set())
        if at.isdisjoint(range(span.start, span.end)):
            at.update(range(span.start, span.end))
            yield credit
