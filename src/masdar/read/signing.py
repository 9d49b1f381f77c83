"""A report's byline, first and last lines, source lines → the media that sign it: their words, not only their facts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from masdar.read.citing import is_cue, plain_end
from masdar.read.outlets import Found, NameBook, folded_word, folded_words, line_of
from masdar.read.phrases import key, phrases
from masdar.text.tokens import Word, words

_FILE = "credits.toml"
_QUOTES = "\"«»“”„'‘’"
_BYLINE_CUT = re.compile(r"[-–—ـ،,:/|+()]|\s{2,}")
_SOURCE_LINE = re.compile(
    r"(?:^|[.:؟!…()\[\]»\"|*\-–—]\s*)"
    r"((?:ال)?مصدر(?: الخبر| الأصلي| الاصلي| المادة| المقال)?|(?:ال)?مصادر|[Ss]ource|SOURCE)\s*[:/|]\s*"
)
_TAKEN_FROM = re.compile(
    r"[\W_]*(?:نقل[اً]+|منقول[ةه]?|بتصرف|ترجم[ةه]|مترجم[ةه]?|مقتبس[ةه]?)(?:\s+\w+)?\s+(?:عن|من)\s*:?\s+"
    r"|[*\W]*خدم[ةه]\s+"
)
_SOURCE_LABEL = re.compile(r"(?<!\w)(?:(?:ال)?مصدر(?: الخبر)?|[Ss]ource)\s*:\s*\w")
# "المصدر رويترز", without a colon: only a known name is one here.
_SOURCE_WORD = re.compile(r"(?:^|[.؟!…()\n]\s*)(?:ال)مصدر\s+(?=\w)")
# "هذا المقال مترجم عن موقع X" anywhere in a text.
_THIS_FROM = re.compile(
    r"هذ[اه]\s+(?:ال)?(?:موضوع|مقال|مقال[ةه]|تقرير|خبر|نص|ماد[ةه]|حوار|تحقيق|قص[ةه])\s+(?:\w+\s+){0,3}?"
    r"(?:مترجم|منقول|مأخوذ|مقتبس|معرب|نقل[اً]+)[ةه]?\s+(?:\w+\s+)?(?:عن|من)\s+"
)
# "عن رويترز" as a line of its own.
_FROM = re.compile(r"^\W*(?:عن|via)\s*:?\s+(?=\S+(?:\s+\S+){0,3}\W*$)")
_NAME_END = re.compile(r"[|\n.،؛+()\[\]!?؟,]|\s[-–—/]\s|\s{2,}|[\"«»“”„](?=\s|$)")
# "دمشق (رويترز) -", "القاهرة - أ ف ب:" at the head of the first paragraph, "(رويترز)" at the foot of the last.
_OPENING = re.compile(r"^[^.؟!]{0,70}?(?:[-–—:]{1,2}|\))\s")
# "دنوار-تيمانا أعلنت …": an agency right behind the dash of a dateline.
_DASHED = re.compile(r"^\W*[^\W\d_]+(?:\s[^\W\d_]+){0,3}\s?[-–—/]\s?")
# "… - وكالات قررت": the word stands behind a dash nowhere else, also where an extractor glued the headline before it.
_AGENCIES = re.compile(r"^[^\n]{0,600}?[-–—/:]\s*((?:ال)?وكالات)(?=\s+(?!الأنباء|الانباء|أنباء)|\s*$)")
# "دنوار 3-11-2026 (وكالة الساحل) –": in this place even an unknown name is the agency's.
_SIGNED = re.compile(r"^[^()\n.؟!]{2,60}\(([^()\d]{2,30})\)\s*[-–—]{1,2}\s")
_BRACKETS = re.compile(r"[(\[]([^()\[\]]{2,60})[)\]]")
# What a signature in brackets stands behind: a sentence's end, a dash, an editor's initials ("ش.ع/أ.ح").
_SENTENCE_DONE = re.compile(r"(?:[.؟?!…»\"”:]|[-–—]|(?<!\w)[^\W\d_]\.?)\s*$")
# A last line so short, with no full stop, is a picture's caption; its bracket signs the picture.
_CAPTION_WORDS = 15
_SHORT_LINE_WORDS, _PLACE_WORDS = 8, 2
# So many letters must a name have to be told from the word that an extractor glued to it ("رويترزانتهى").
_GLUED_LETTERS = 6
# No two words glued together are longer.
_LONGEST_WORD = 60
# A sentence's end before a bracket is looked for in so many characters.
_END_REACH = 20
# An unknown name in a source line has at most so many words; a longer line is running text.
_NAME_WORDS = 4
# How far names are looked for in a source line, and a line of media before a text ("X / أ ف ب"), in characters.
_LINE_CHARS, _HEAD_CHARS = 120, 400
# What joins two sources of one line: "X + وكالة Y", "X، Y".
_AND_MORE = re.compile(r"[\"»”)]?\s*(?:[+،,/&]|\s[-–—]\s)\s*(?=\w|[\"«“])")
_BETWEEN_MEDIA = re.compile(r"\s*[-–—/|+،,&]\s*")


@dataclass(frozen=True, slots=True)
class Signature:
    """Where a signing name stands in its text, by which rule, how sure."""

    start: int
    end: int
    method: str
    confidence: float


def in_byline(text: str, book: NameBook) -> Iterator[Signature]:
    """Agencies and outlets among the parts of a byline. A city's or a common word's name counts only in quotes."""
    for found in book.find(line_of(text)):
        weak_fits = found.outlet.weak and _may_sign(text, found)
        if found.outlet.kind != "platform" and not found.clitic and (not found.outlet.weak or weak_fits):
            yield Signature(found.start, found.end, "byline", 0.95)


def in_paragraph(text: str, book: NameBook, is_first: bool, is_last: bool) -> Iterator[Signature]:
    """Signatures in a paragraph; some stand only in a report's first or last."""
    yield from in_source_line(text, book, is_first or is_last)
    if is_first:
        yield from _in_dateline(text, book)
    if is_first or is_last:
        yield from _in_short_line(text, book)
    yield from _in_brackets(text, book, is_last)
    if is_first:
        yield from _in_row_of_media(text[:_HEAD_CHARS], book)


def in_source_line(text: str, book: NameBook, at_edge: bool) -> Iterator[Signature]:
    """ "المصدر: X" or "هذا المقال مترجم عن X" anywhere, "نقلاً عن X" as the opening of a report's first or last line."""
    told = "مصدر" in text or "مصادر" in text or "ource" in text or "OURCE" in text
    for match in _SOURCE_LINE.finditer(text) if told else ():
        yield from _named_after(text, book, match.end(), "source-line")
    for match in _SOURCE_WORD.finditer(text) if told else ():
        for found in _in_a_row(book.find(line_of(text[match.end() : match.end() + _LINE_CHARS]))):
            if not (found.outlet.weak or found.clitic) and found.outlet.kind != "platform":
                yield Signature(match.end() + found.start, match.end() + found.end, "source-line", 0.85)
    for match in _THIS_FROM.finditer(text) if "هذ" in text else ():
        yield from _named_after(text, book, match.end(), "taken-from")
    opening = (_TAKEN_FROM.match(text) or _FROM.match(text)) if at_edge else None
    if opening:
        yield from _named_after(text, book, opening.end(), "taken-from")


def source_line(text: str) -> str | None:
    """The part of a line outside the report's text that tells its source ("12:40 | المصدر: X"), if it does."""
    match = _SOURCE_LABEL.search(text) if len(text) <= _LINE_CHARS else None
    return text[match.start() :] if match else None


# ---------------------------------------------------------------- bylines


def _may_sign(line: str, found: Found) -> bool:
    """A weak name is a part of the byline by itself, and no place: an agency's, quoted, after a head ("صحيفة …"), of
    several words, or a followed source's that is the whole byline."""
    before, after = _part_around(line, found)
    if after or not set(before) <= phrases("heads", _FILE) | phrases("fillers", _FILE):
        return False
    whole = found.outlet.followed and line.strip(_QUOTES + " ") == line[found.start : found.end]
    several = found.outlet.followed and found.last - found.first > 1
    return bool(before) or several or whole or found.outlet.kind == "agency" or _is_quoted(line, found.start, found.end)


def _part_around(line: str, found: Found) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The folded words before and after the name in its part of the byline."""
    start = max((cut.end() for cut in _BYLINE_CUT.finditer(line, 0, found.start)), default=0)
    end = next((cut.start() for cut in _BYLINE_CUT.finditer(line, found.end)), len(line))
    return folded_words(line[start : found.start]), folded_words(line[found.end : end])


def _is_quoted(text: str, start: int, end: int) -> bool:
    return text[:start].rstrip()[-1:] in tuple(_QUOTES) and text[end:].lstrip()[:1] in tuple(_QUOTES)


# ---------------------------------------------------------------- source lines


def _named_after(text: str, book: NameBook, start: int, method: str) -> Iterator[Signature]:
    """The known names that open the rest of the line, or the unknown one that stands there; of a short line, all."""
    known = _in_a_row(book.find(line_of(text[start : start + _LINE_CHARS])))
    for found in known:
        yield Signature(start + found.start, start + found.end, method, 0.9)
    end = start + known[-1].end if known else start
    unknown = None if known else _unknown_after(text, book, start)
    if unknown:
        end = unknown[1]
        yield Signature(*unknown, method, 0.7)
    more = _AND_MORE.match(text, end)
    if more and (known or unknown) and len(text[end:].split()) <= _SHORT_LINE_WORDS:
        yield from _named_after(text, book, more.end(), method)


def _unknown_after(text: str, book: NameBook, start: int) -> tuple[int, int] | None:
    while start < len(text) and text[start] in _QUOTES + " ":
        start += 1
    text = text[: start + _LINE_CHARS]
    cut = _NAME_END.search(text, start)
    tokens = words(text[start : cut.start() if cut else len(text)])
    if not tokens:
        return None
    glued = _glued(text[start + tokens[0].start : start + tokens[0].end], book)
    if glued:
        return start + tokens[0].start, start + tokens[0].start + glued
    furniture = phrases("line_furniture", _FILE)
    stop = next((place for place, token in enumerate(tokens) if key(token.text) in furniture), len(tokens))
    if not stop or key(tokens[0].text) in phrases("no_credits", _FILE) | phrases("tools"):
        return None
    tokens = tokens[:stop]
    headed = stop > 1 and key(tokens[0].text) in phrases("heads", _FILE)
    skip = 1 if headed and key(tokens[1].text) not in phrases("fillers", _FILE) else 0
    end = min(stop, plain_end(line_of(text[start:]), skip))
    last = tokens[max(end, stop if _is_one_name(tokens, skip, stop) else 0) - 1]
    return start + tokens[skip].start, start + last.end


def _is_one_name(tokens: Sequence[Word], first: int, stop: int) -> bool:
    """So few words, and of one script, are a name as a whole."""
    scripts = {token.text[0].isascii() for token in tokens[first:stop] if not token.text.isdecimal()}
    return stop - first <= _NAME_WORDS and len(scripts) == 1


def _glued(word: str, book: NameBook) -> int | None:
    """How many letters of a word are a known name to which an extractor glued the next word."""
    for letters in range(min(len(word), _LONGEST_WORD) - 1, _GLUED_LETTERS - 1, -1):
        found = book.find(line_of(word[:letters]))
        if found and not found[0].outlet.weak and found[0].start == 0 and found[0].end == letters:
            return letters
    return None


def _in_a_row(names: Sequence[Found]) -> list[Found]:
    """The names that open a source line, one right after the other: what comes later is another sentence."""
    row: list[Found] = []
    for found in names:
        if found.first > (row[-1].last if row else 1):
            break
        row.append(found)
    return row


# ---------------------------------------------------------------- first and last lines


def _in_dateline(text: str, book: NameBook) -> Iterator[Signature]:
    opening = _OPENING.match(text)
    if opening and not _says_something(opening.group()):
        known = [_as_dateline(found) for found in in_byline(opening.group(), book)]
        signed = None if known else _SIGNED.match(text)
        yield from known
        if signed:
            yield Signature(*signed.span(1), "dateline", 0.8)
    dashed = _DASHED.match(text)
    if dashed and not _says_something(dashed.group()):
        for found in book.find(line_of(text[dashed.end() : dashed.end() + 60]))[:1]:
            if found.first == 0 and found.outlet.kind == "agency" and not found.outlet.weak and not found.clitic:
                yield Signature(dashed.end() + found.start, dashed.end() + found.end, "dateline", 0.85)
    agencies = _AGENCIES.match(text)
    if agencies:
        yield Signature(*agencies.span(1), "dateline", 0.8)


def _in_row_of_media(head: str, book: NameBook) -> Iterator[Signature]:
    """ "X نيوز / أ ف ب": what stands behind a medium and a dash at the head of a text. The first may be the site."""
    names = [found for found in book.find(line_of(head)) if not (found.outlet.weak or found.clitic)]
    for one, other in pairwise(names):
        if one.outlet.canonical == other.outlet.canonical or other.outlet.kind == "platform":
            continue
        if _BETWEEN_MEDIA.fullmatch(head[one.end : other.start]):
            yield Signature(other.start, other.end, "dateline", 0.8)


def _in_short_line(text: str, book: NameBook) -> Iterator[Signature]:
    """ "دنوار – تيمانا", "رويترز" as a line of its own."""
    if len(text) > 80 or len(text.split()) > _SHORT_LINE_WORDS or _says_something(text):
        return
    for found in book.find(line_of(text)):
        alone = not any(_part_around(text, found)) and not found.clitic
        # "دنوار (رويترز)" is a dateline, "مشهد من دنوار (رويترز)" a caption.
        captioned = text[: found.start].rstrip().endswith("(") and len(text[: found.start].split()) > _PLACE_WORDS + 1
        if alone and not captioned and found.outlet.kind in ("agency", "generic"):
            yield Signature(found.start, found.end, "dateline", 0.85)


def _in_brackets(text: str, book: NameBook, is_last: bool) -> Iterator[Signature]:
    """ "(رويترز، أ ف ب)" behind a sentence; at the foot of the report also behind none."""
    few = len(text.split()) <= _CAPTION_WORDS
    for match in _BRACKETS.finditer(text):
        at_foot = is_last and not re.search(r"\w", text[match.end() :])
        opens = match.start() < 2 and _is_over(text[match.end() :])
        done = _SENTENCE_DONE.search(text, max(0, match.start() - _END_REACH), match.start())
        if not (opens or done or (at_foot and not few)):
            continue
        names = list(in_byline(match.group(1), book))
        if at_foot or _are_all(match.group(1), names):
            yield from (
                Signature(match.start(1) + name.start, match.start(1) + name.end, "signature", 0.9) for name in names
            )


def _is_over(rest: str) -> bool:
    """Whether the text has ended: nothing follows, or the site's furniture that an extractor glued to it."""
    following = words(rest[:_LINE_CHARS])
    return not following or key(following[0].text) in phrases("line_furniture", _FILE)


def _are_all(text: str, names: Sequence[Signature]) -> bool:
    """Whether the text holds nothing but the names, and abbreviations beside them ("ي ب د")."""
    left = text
    for name in reversed(names):
        left = left[: name.start] + left[name.end :]
    rest = map(folded_word, re.findall(r"\w+", left))
    return bool(names) and all(len(word) == 1 or word in phrases("heads", _FILE) for word in rest)


def _as_dateline(found: Signature) -> Signature:
    return Signature(found.start, found.end, "dateline", 0.9)


def _says_something(opening: str) -> bool:
    """A verb makes it a sentence ("وقال الوزير لرويترز: …"), no dateline."""
    return any(is_cue(word) for word in folded_words(opening))
