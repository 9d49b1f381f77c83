"""In: the versions of a quotation with their articles. Out: each wording beside what it was checked against, marked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from masdar.model import ArticleId, Span, WordCheck
from masdar.serve.marking import Mark, Piece, clip, cut, end_of_words
from masdar.serve.policy import QUOTE_WORDS, words_allowed
from masdar.store.quotations import QuotedVersion
from masdar.store.records import ArticleCard, ArticleRecord
from masdar.text.direction import direction_of
from masdar.text.verbatim import Alignment, compare, find

# Page weight: wordings set side by side, the words of one; of an issuer's text so many words around the passage.
MOST_WORDINGS, WORDING_WORDS, AROUND = 24, 120, 12
# The name of a page: its first words.
TITLE_WORDS = 24


@dataclass(frozen=True, slots=True)
class Words:
    """Text to print, its differing stretches marked ("differs", "spelled", "passage"), and which way it runs."""

    pieces: tuple[Piece, ...]
    direction: str


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording of the quotation. `words` None: no source that has it lets its text be shown. `other` is the text it
    was checked against, where that is held, may be shown and is not just the same; `beside` whose text it is."""

    words: Words | None
    check: WordCheck | None
    other: Words | None
    beside: ArticleCard | None
    carriers: tuple[ArticleCard, ...]
    speakers: tuple[str, ...]
    anchors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuotationView:
    """`title`: the quotation's fullest wording that may be shown. `primary`: the issuer's own page, `passage` the words
    there with a little around them; `more` counts the wordings that are not listed."""

    title: str
    speaker: str | None
    wordings: tuple[Wording, ...]
    verdicts: tuple[tuple[str, int], ...]
    articles: int
    sources: int
    primary: ArticleRecord | None
    passage: Words | None
    more: int


Records = Mapping[ArticleId, ArticleRecord]


def quotation_view(versions: Sequence[QuotedVersion], records: Records) -> QuotationView | None:
    """`records`: the articles of the versions and those they were checked against. None: none of them is held."""
    held = [each for each in versions if each.quoted.article in records]
    if not held:
        return None
    groups: dict[tuple[object, ...], list[QuotedVersion]] = {}
    for each in held:
        groups.setdefault((each.quoted.words, _kind(each.checked)), []).append(each)
    wordings = [_wording(group, records) for group in groups.values()]
    carriers = [records[each.quoted.article].card for each in held]
    page = _primary(held, records)
    names = Counter(each.quoted.speaker for each in held if each.quoted.speaker)
    return QuotationView(
        title=_title(held, records),
        speaker=max(names, key=lambda name: (len(name.split()), names[name], name), default=None),
        wordings=tuple(wordings[:MOST_WORDINGS]),
        verdicts=tuple(Counter(verdict_of(each.checked) for each in held).most_common()),
        articles=len({card.id for card in carriers}),
        sources=len({card.source.id for card in carriers}),
        primary=page,
        passage=_passage(held, page) if page else None,
        more=len(wordings[MOST_WORDINGS:]),
    )


def verdict_of(check: WordCheck | None) -> str:
    """The key of its words in the locale."""
    return check.verdict.replace(" ", "_") if check else "unchecked"


def _kind(check: WordCheck | None) -> tuple[object, ...]:
    return (check.verdict, check.against) if check else ()


def _title(held: Sequence[QuotedVersion], records: Records) -> str:
    shown = [each.quoted.words for each in held if _may_quote(records[each.quoted.article])]
    counted = Counter(shown)
    return clip(max(counted, key=lambda words: (counted[words], len(words), words), default=""), TITLE_WORDS)


def _may_quote(record: ArticleRecord) -> bool:
    """Direct speech may be quoted under any policy but "headline"."""
    return words_allowed(record.card) != 0


def _wording(group: Sequence[QuotedVersion], records: Records) -> Wording:
    first = next((each for each in group if _may_quote(records[each.quoted.article])), None)
    check = group[0].checked
    beside = records.get(check.against) if check and check.against is not None else None
    found = _found(first or group[0], check, beside)
    return Wording(
        words=_mine(first, found) if first else None,
        check=check,
        other=_theirs(check, beside, found) if check and beside and check.verdict != "exact" and first else None,
        beside=beside.card if beside else None,
        carriers=tuple({each.quoted.article: records[each.quoted.article].card for each in group}.values()),
        speakers=tuple(dict.fromkeys(each.quoted.speaker for each in group if each.quoted.speaker)),
        anchors=tuple(f"/article/{each.quoted.article}#statement-{each.quoted.statement + 1}" for each in group),
    )


def _text(check: WordCheck, beside: ArticleRecord) -> str:
    """What the words were checked against; empty when the page has another text by now."""
    paragraphs = beside.reading.article.paragraphs
    if check.passage is None:
        return beside.reading.article.title if check.is_primary else ""
    if not 0 <= check.passage.paragraph < len(paragraphs):
        return ""
    paragraph = paragraphs[check.passage.paragraph]
    return paragraph if check.is_primary else paragraph[check.passage.start : check.passage.end]


def _found(version: QuotedVersion, check: WordCheck | None, beside: ArticleRecord | None) -> Alignment | None:
    if check is None or beside is None or check.verdict == "translated":
        return None
    text = _text(check, beside)
    return find(version.quoted.words, text) if check.is_primary else compare(version.quoted.words, text)


def _mine(version: QuotedVersion, found: Alignment | None) -> Words:
    text = version.quoted.words
    if found is None:
        marks = [Mark(span.start, span.end, "differs") for span in (version.checked.differs if version.checked else ())]
    else:
        marks = _marks(found.differs_here, found.spelled_here)
    return _words(text, marks)


def _theirs(check: WordCheck, beside: ArticleRecord, found: Alignment | None) -> Words | None:
    most = words_allowed(beside.card)
    if found is None or most == 0:
        return None
    text, marks = _text(check, beside), _marks(found.differs_there, found.spelled_there)
    start, end = found.there
    moved = [Mark(mark.start - start, mark.end - start, mark.key) for mark in marks]
    return _words(text[start:end], moved, most if check.is_primary else None)


def _marks(differs: Sequence[tuple[int, int]], spelled: Sequence[tuple[int, int]]) -> list[Mark]:
    return [Mark(*each, "differs") for each in differs] + [Mark(*each, "spelled") for each in spelled]


def _words(text: str, marks: Sequence[Mark], most: int | None = None) -> Words:
    shown = clip(text, WORDING_WORDS if most is None else min(most, WORDING_WORDS))
    end = len(shown) - 1 if shown != text else len(text)
    pieces = cut(text[:end], [Mark(mark.start, min(mark.end, end), mark.key) for mark in marks])
    return Words((*pieces, Piece("…")) if shown != text else pieces, direction_of(text))


# ---------------------------------------------------------------- the issuer's page


def _primary(held: Sequence[QuotedVersion], records: Records) -> ArticleRecord | None:
    checks = (each.checked for each in held if each.checked is not None and each.checked.is_primary)
    pages = Counter(check.against for check in checks if check.against is not None)
    return next((records[id] for id, _ in pages.most_common() if id in records), None)


def _passage(held: Sequence[QuotedVersion], page: ArticleRecord) -> Words | None:
    """The longest of the passages on the issuer's page, and some words on both sides of it."""
    spans = [
        each.checked.passage
        for each in held
        if each.checked and each.checked.against == page.card.id and each.checked.passage is not None
    ]
    longest = max(spans, key=lambda span: span.end - span.start, default=None)
    return passage_words(page, longest)


def passage_words(page: ArticleRecord, span: Span | None) -> Words | None:
    """A passage of a page with a little around it, as its source's policy allows."""
    most, paragraphs = words_allowed(page.card), page.reading.article.paragraphs
    if span is None or most == 0 or not 0 <= span.paragraph < len(paragraphs) or span.start >= span.end:
        return None
    text = paragraphs[span.paragraph]
    passage, before, after = text[span.start : span.end], text[: span.start], text[span.end :]
    around = AROUND if most is None else max(0, min(AROUND, (QUOTE_WORDS - len(passage.split())) // 2))
    head, tail = _last_words(before, around), after[: end_of_words(after, around)]
    head = head if head == before else f"… {head}"
    tail = tail if tail.rstrip() == after.rstrip() else f"{tail} …"
    inside = clip(passage, WORDING_WORDS if most is None else most)
    return Words((Piece(head), Piece(inside, ("passage",)), Piece(tail)), direction_of(text))


def _last_words(text: str, words: int) -> str:
    """The last so many words of a text, with the blanks behind them."""
    starts = [found.start() for found in re.finditer(r"\S+", text)]
    return text if len(starts) <= words else text[starts[-words] :] if words else ""
