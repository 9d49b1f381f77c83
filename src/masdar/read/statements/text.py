"""In: paragraphs. Out: for each paragraph its tokens, its sentences and its quoted fragments, as positions."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from dataclasses import dataclass, replace

from masdar.read.statements.words import cues
from masdar.text.fold import fold

MARKS = frozenset('«»“”„"‘’\u2033\u2039\u203a\uff02')  # every sign that opens or closes a quotation in Arabic news
_OPENING = frozenset("«“„‘\u2039")
_PLAIN = frozenset('"\u2033\uff02')
_TURNED = frozenset("“”„‘’")  # often printed the wrong way round, so a space on both sides says nothing
_STOPS = frozenset(".!?؟")
_BEFORE_OPENING = frozenset(' \t\u00a0\u200f\u200e([{،,:؛-–—/"«“')
_AFTER_CLOSING = frozenset(' \t\u00a0\u200f\u200e)]}،,:؛.!?؟…-–—/"»”')
ALI = "عـلي"  # the form of the name, where على is spelled otherwise; folding makes the two one
# بـ"…"، و"…": letters that are written onto the word after them
_CLITICS = frozenset("بلوفكـ")
# An unclosed mark with fewer words after it is a slip of the pen, not a quotation.
_LEAST_UNCLOSED = 4
# A quotation may run over so many paragraphs that bear no mark.
_LONGEST_UNMARKED = 4
_LONGEST_CUE = 3  # «وأضاف الوزير أن»


@dataclass(frozen=True, slots=True)
class Fragment:
    """What stands between two quotation marks: characters `start` to `end`, the marks left out.

    `runs_on`: no closing mark in this paragraph, and the next one goes on with it. `goes_on`: it continues one.
    """

    start: int
    end: int
    words: int = 0
    runs_on: bool = False
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph: tokens (folded `forms` with their `starts` and `ends`), fragments, and token ranges of sentences.

    `inside[i]` is the number of the fragment that token i stands in, or -1. Marks themselves stand in none.
    """

    number: int
    text: str
    forms: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    fragments: tuple[Fragment, ...]
    inside: tuple[int, ...]
    sentences: tuple[tuple[int, int], ...]

    def raw(self, first: int, after: int) -> str:
        """The text of tokens `first` to `after` (exclusive), as printed."""
        return self.text[self.starts[first] : self.ends[after - 1]] if first < after else ""

    def token_at(self, position: int) -> int:
        """The first token that starts at `position` or later."""
        return bisect_left(self.starts, position)

    def fragment_from(self, position: int) -> int:
        """The number of the first fragment that starts at `position` or later."""
        return bisect_left(self.fragments, position, key=lambda fragment: fragment.start)


@functools.cache
def _token() -> re.Pattern[str]:
    marks = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u200c\u200d"  # vowel signs and joiners stay inside a word
    return re.compile(rf"[\w{marks}]+(?:[.,٫٬:/-][\d٠-٩۰-۹]+)*|[^\w\s\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def lines_of(paragraphs: tuple[str, ...]) -> tuple[Line, ...]:
    """The paragraphs taken apart. A quotation that is not closed runs on when the next paragraph goes on with it."""
    lines: list[Line] = []
    carry = False
    has_on = any(" على " in text for text in paragraphs)  # who writes على so means a man by علي
    for number, text in enumerate(paragraphs):
        fragments = _fragments(text, carry)
        carry = bool(fragments) and fragments[-1].runs_on and _goes_on(paragraphs, number + 1)
        if fragments and fragments[-1].runs_on and not carry:
            fragments = fragments[:-1] + _cut_short(text, fragments[-1])
        lines.append(_line(number, text, fragments, has_on))
    return tuple(lines)


def _line(number: int, text: str, fragments: tuple[Fragment, ...], has_on: bool) -> Line:
    found = list(_token().finditer(text))
    raws = [match.group() for match in found]
    starts = tuple(match.start() for match in found)
    ends = tuple(match.end() for match in found)
    fragments, inside = _inside(raws, starts, fragments)
    sentences = _sentences(text, raws, ends, inside)
    forms = _folded(raws)
    if has_on and "علي" in raws:
        forms = tuple([ALI if raw == "علي" else form for form, raw in zip(forms, raws, strict=True)])
    return Line(number, text, forms, starts, ends, fragments, inside, sentences)


def _folded(raws: list[str]) -> tuple[str, ...]:
    """Never empty: of what folds to nothing (a lone tatweel, marks without a letter) the token stays."""
    together = fold("\n".join(raws)).split("\n")  # one call for all: folding keeps line breaks
    forms = together if len(together) == len(raws) else [fold(raw) for raw in raws]
    return tuple([form or raw for form, raw in zip(forms, raws, strict=True)])


def _inside(
    raws: list[str], starts: tuple[int, ...], fragments: tuple[Fragment, ...]
) -> tuple[tuple[Fragment, ...], tuple[int, ...]]:
    """Which fragment each token stands in; the fragments come back with their words counted."""
    inside = [-1] * len(raws)
    counted = []
    for number, fragment in enumerate(fragments):
        first, after = bisect_left(starts, fragment.start), bisect_left(starts, fragment.end)
        words = 0
        for index in range(first, after):
            inside[index] = number
            words += raws[index][0].isalnum()
        counted.append(replace(fragment, words=words))
    return tuple(counted), tuple(inside)


# ---------------------------------------------------------------- quotation marks


def _fragments(text: str, carry: bool) -> tuple[Fragment, ...]:
    """The outermost quotations of a paragraph, in order. With `carry` the paragraph begins inside one."""
    pairs, unclosed, first = _pairs(text, carry)
    pairs.sort()
    top: list[Fragment] = []
    end = -1
    for start, close in pairs:
        if start >= end:
            top.append(Fragment(start, close, goes_on=carry and start == first))
            end = close
    for start in unclosed[:1]:
        top = _with_unclosed(text, top, start, carry and start == first)
    return tuple(fragment for fragment in top if text[fragment.start : fragment.end].strip())


def _pairs(text: str, carry: bool) -> tuple[list[tuple[int, int]], list[int], int]:
    """Opening and closing marks matched; then the marks never closed; then where a carried quotation begins."""
    open_at: list[int] = []
    pairs: list[tuple[int, int]] = []
    first, skip = -1, -1
    if carry:
        skip = _leading_mark(text)
        first = skip + 1
        open_at.append(first)
    for match in _mark().finditer(text):
        index = match.start()
        role = _role(text, index, bool(open_at)) if index != skip else ""
        if role == "open":
            open_at.append(index + 1)
        elif role == "close" and open_at:
            pairs.append((open_at.pop(), index))
    return pairs, open_at, first


@functools.cache
def _mark() -> re.Pattern[str]:
    return re.compile("[" + "".join(sorted(MARKS)) + "]")


def _leading_mark(text: str) -> int:
    """Where an opening mark stands that begins the paragraph again, or -1."""
    start = len(text) - len(text.lstrip())
    return start if text[start : start + 1] in MARKS else -1


def _role(text: str, index: int, is_open: bool) -> str:
    mark = text[index]
    before, after = text[index - 1 : index] or " ", text[index + 1 : index + 2] or " "
    gap_before = before in _BEFORE_OPENING or (before in _CLITICS and _is_clitic(text, index - 1))
    gap_after = after in _AFTER_CLOSING
    if mark in "‘’" and not gap_before and not gap_after:
        return ""  # an apostrophe
    if gap_before != gap_after:
        return "open" if gap_before else "close"
    if mark in _PLAIN or (gap_before and mark in _TURNED):
        return "close" if is_open else "open"
    return "open" if mark in _OPENING else "close"


def _is_clitic(text: str, index: int) -> bool:
    """Is the letter at `index` a word of its own (بـ"…") and not the end of one?"""
    if text[index] == "ـ":
        index -= 1
    if index <= 0 or not text[index - 1].isalpha():
        return True
    return text[index - 1] in "وف" and text[max(index - 2, 0) : index - 1] in " "  # وبـ"…"


def _with_unclosed(text: str, top: list[Fragment], start: int, goes_on: bool) -> list[Fragment]:
    """The fragments when the mark before `start` is never closed.

    With nothing quoted after it, it runs on (to the next paragraph or the sentence end). With one quotation after it
    that ends the sentence, that one's closing mark closes both. Else the mark is dropped.
    """
    later = [fragment for fragment in top if fragment.start > start]
    earlier = [fragment for fragment in top if fragment.end < start]
    if not later:
        return [*earlier, Fragment(start, len(text.rstrip()), runs_on=True, goes_on=goes_on)]
    cut = _before_cue(text, start, later[0].start - 1)
    if cut > start:
        return [*earlier, Fragment(start, cut, goes_on=goes_on), *later]
    rest = text[later[0].end + 1 :].lstrip()
    if len(later) == 1 and (not rest or rest[0] in _STOPS) and not _has_stop(text, start, later[0].start):
        return [*earlier, Fragment(start, later[0].end, goes_on=goes_on)]
    short = _cut_short(text[: later[0].start - 1], Fragment(start, later[0].start - 1))
    if _has_stop(text, start, later[0].start):
        return [*earlier, *short, *later]
    return top


def _before_cue(text: str, start: int, end: int) -> int:
    """Where a quotation that was never closed ends before the cue of the next one («… ، مضيفا أن «), else -1."""
    words = list(_word().finditer(text, start, end))[-_LONGEST_CUE:]
    if len(words) < _LONGEST_CUE:
        return -1
    for word in words:
        cue = cues().get(fold(word.group()))
        if cue is not None and (cue.linked or cue.form == "participle"):
            return len(text[: word.start()].rstrip(" ،,"))
    return -1


@functools.cache
def _word() -> re.Pattern[str]:
    return re.compile(r"\w+")


def _has_stop(text: str, start: int, end: int) -> bool:
    return _stop().search(text, start, end) is not None


@functools.cache
def _stop() -> re.Pattern[str]:
    return re.compile(r"[.!?؟](?=\s|$)")


def _cut_short(text: str, fragment: Fragment) -> tuple[Fragment, ...]:
    """A quotation that nobody closed ends with its sentence; a very short one is none."""
    stop = _stop().search(text, fragment.start)
    end = stop.end() if stop else len(text.rstrip())
    if len(text[fragment.start : end].split()) < _LEAST_UNCLOSED:
        return ()
    return (Fragment(fragment.start, end, goes_on=fragment.goes_on),)


def _goes_on(paragraphs: tuple[str, ...], number: int) -> bool:
    """Do the paragraphs from `number` on go on with a quotation left open?

    By a mark at the start of the first, or by a closing mark before any other, at most a few paragraphs on.
    """
    after = paragraphs[number : number + _LONGEST_UNMARKED]
    if after and _leading_mark(after[0]) >= 0:
        return True
    for text in after:
        first = _mark().search(text)
        if first is not None:
            return _role(text, first.start(), True) == "close"
    return False


# ---------------------------------------------------------------- sentences


def _sentences(
    text: str, raws: list[str], ends: tuple[int, ...], inside: tuple[int, ...]
) -> tuple[tuple[int, int], ...]:
    found = []
    first = 0
    for index in range(len(raws)):
        if _ends_sentence(text, raws, index, ends[index], inside):
            found.append((first, index + 1))
            first = index + 1
    if first < len(raws):
        found.append((first, len(raws)))
    return tuple(found)


def _ends_sentence(text: str, raws: list[str], index: int, end: int, inside: tuple[int, ...]) -> bool:
    raw = raws[index]
    if raw in MARKS and index and inside[index] < 0 and inside[index - 1] >= 0:
        # «… .» ends the sentence unless a comma leads on
        return raws[index - 1] in _STOPS and text[end : end + 2].strip()[:1] not in ("،", ",", ")")
    if raw not in _STOPS or inside[index] >= 0 or text[end : end + 1] not in ("", " ", "\u00a0", "\t", "\r", "\n", '"'):
        return False
    if raw != "." or not index:
        return True
    is_initial = len(raws[index - 1]) == 1 and raws[index - 1].isalpha()  # د. فلان
    return not is_initial and raws[index - 1] != "."
