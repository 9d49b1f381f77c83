"""In: a reading. Out: the quotations of its text that no statement claims."""

from __future__ import annotations

from bisect import bisect_left

from masdar.model import Evidence, Reading, Span
from masdar.read.statements_openings import is_name
from masdar.read.statements_text import Fragment, Line, lines_of

# Shorter words in marks are names and terms more often than quotations.
_LEAST_WORDS = 7


def orphan_quotations(reading: Reading, rule: str) -> list[tuple[str, Evidence]]:
    """Long quotations in the text that have no speaker, each with its evidence."""
    claimed = _claimed(reading)
    return [
        _orphan(line, fragment, rule)
        for line in lines_of(reading.article.paragraphs)
        for number, fragment in enumerate(line.fragments)
        if _is_quotation(line, number) and not _overlaps(claimed.get(line.number, []), fragment)
    ]


def _claimed(reading: Reading) -> dict[int, list[tuple[int, int]]]:
    """By paragraph, the characters that statements hold, as ordered ranges that do not touch."""
    found: dict[int, list[tuple[int, int]]] = {}
    spans = (span for statement in reading.statements for span in statement.content)
    for span in sorted(spans, key=lambda span: (span.paragraph, span.start)):
        ranges = found.setdefault(span.paragraph, [])
        if ranges and span.start <= ranges[-1][1]:
            ranges[-1] = (ranges[-1][0], max(ranges[-1][1], span.end))
        else:
            ranges.append((span.start, span.end))
    return found


def _overlaps(ranges: list[tuple[int, int]], fragment: Fragment) -> bool:
    before = bisect_left(ranges, (fragment.end, 0)) - 1
    return before >= 0 and ranges[before][1] > fragment.start


def _is_quotation(line: Line, number: int) -> bool:
    return line.fragments[number].words >= _LEAST_WORDS and not is_name(line, number)


def _orphan(line: Line, fragment: Fragment, rule: str) -> tuple[str, Evidence]:
    quote = line.text[fragment.start : fragment.end]
    span = Span(line.number, fragment.start, fragment.end)
    return quote, Evidence("fault", "text", quote, f"lint.{rule}@1", 0.8, span)
