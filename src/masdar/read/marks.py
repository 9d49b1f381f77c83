"""A line of running text and a place in it in; whether marks open, close or part the words there, out."""

from __future__ import annotations

from masdar.read.outlets import Found, Line

# Marks that open and close words, single or double, printed in any way.
OPEN, CLOSE = "\"«“„'‘", "\"»”'’"
# The longest names of media have so many words.
MOST_NAME_WORDS = 5


def gap(line: Line, place: int) -> str:
    """What stands between the word before and this one."""
    return line.text[line.spans[place - 1][1] : line.spans[place][0]]


def breaks(line: Line, place: int) -> bool:
    """No name goes on over what stands before this word."""
    return gap(line, place).strip() not in ("", "-", ".", "'", "’")


def quoted_end(line: Line, start: int) -> int | None:
    """Where the name in marks that open before `start` ends, if soon."""
    if not opens_quote(line, start):
        return None
    closing = CLOSE + ")"
    for end in range(start + 1, min(len(line.folded), start + MOST_NAME_WORDS) + 1):
        if end > start + 1 and breaks(line, end - 1):
            return None
        after = line.text[line.spans[end - 1][1] : line.spans[end - 1][1] + 3].lstrip()[:1]
        if after and after in closing:
            return end
    return None


def opens_quote(line: Line, place: int) -> bool:
    """A mark, or a bracket, opens right before the word."""
    start = line.spans[place][0]
    before = line.text[max(0, start - 3) : start].rstrip()[-1:]
    return bool(before) and before in OPEN + "("


def is_quoted(line: Line, found: Found) -> bool:
    """The name stands in marks."""
    before = line.text[max(0, found.start - 3) : found.start].rstrip()[-1:]
    after = line.text[found.end : found.end + 3].lstrip()[:1]
    return bool(before and after) and before in OPEN and after in CLOSE
