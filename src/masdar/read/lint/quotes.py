"""In: a reading. Out: the quotations of its text for which nobody is named.

Only what is plain counts: a reader of the sentence, the one before and the one after meets no verb of saying or the
like. Where one stands there, somebody is named for the words even if our rules did not find out who.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from masdar.model import Evidence, Finding, Reading, Span
from masdar.read.lint.evidence import METHOD
from masdar.read.lint.rules import found
from masdar.read.phrases import phrases
from masdar.read.statements.openings import is_name
from masdar.read.statements.text import Fragment, Line, lines_of
from masdar.read.statements.words import cues
from masdar.text.fold import fold

_RULE = "quotation-without-speaker"
# Shorter words in marks are names and terms more often than quotations.
_LEAST_WORDS = 7
# The verbs of saying are Arabic.
_READ = (None, "ar")
_NEAR = 4  # words before the marks among which a noun for a title stands: "في كتابه الأخير عن السدود «…»"
# Letters and the article that are written onto a word, the longest first: بالأغنية، للبرنامج، وقال.
_CLITICS = ("وبال", "ولل", "وال", "بال", "لل", "كال", "ال", "و", "ف", "ب", "ل", "ك")


def quotation_faults(reading: Reading) -> Iterator[Finding]:
    if reading.article.language not in _READ:
        return
    claimed = _claimed(reading)
    lines = lines_of(reading.article.paragraphs)
    for line in lines:
        for number, fragment in enumerate(line.fragments if _pairs_off(line.text) else ()):
            ranges = claimed.get(line.number, [])
            if _is_quotation(line, number) and not _overlaps(ranges, fragment) and _is_bare(lines, line, fragment):
                quote = line.text[fragment.start : fragment.end]
                span = Span(line.number, fragment.start, fragment.end)
                evidence = Evidence("fault", "text", quote, f"lint.{_RULE}@{METHOD}", 0.8, span)
                yield found(_RULE, None, evidence, quote=quote.strip())


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
    """Long enough, closed in its paragraph, no title."""
    fragment = line.fragments[number]
    whole = not fragment.runs_on and not fragment.goes_on
    return whole and fragment.words >= _LEAST_WORDS and not is_name(line, number) and not _is_titled(line, fragment)


def _pairs_off(text: str) -> bool:
    """Whether the paragraph's marks do: else what lies between two of them may be what is not quoted."""
    plain = text.count('"') + text.count("\uff02")
    return plain % 2 == 0 and text.count("«") == text.count("»") and text.count("“") == text.count("”")


def _is_titled(line: Line, fragment: Fragment) -> bool:
    at = line.token_at(fragment.start)
    return _meets(line.forms[max(0, at - _NEAR - 1) : at], "namers")


def _is_bare(lines: Sequence[Line], line: Line, fragment: Fragment) -> bool:
    """Nothing around the quotation brings in somebody's words."""
    return not any(_brings(forms) for forms in _around(lines, line, fragment))


def _around(lines: Sequence[Line], line: Line, fragment: Fragment) -> Iterator[tuple[str, ...]]:
    """The quotation's sentence and its neighbours; of a quotation that opens its paragraph also the line before."""
    at = line.token_at(fragment.start)
    here = min(bisect_right(line.sentences, at, key=lambda sentence: sentence[1]), len(line.sentences) - 1)
    for first, after in line.sentences[max(0, here - 1) : here + 2]:
        yield line.forms[first:after]
    if fragment.start <= 2 and line.number > 0:
        yield lines[line.number - 1].forms


def _brings(forms: Sequence[str]) -> bool:
    table = cues()
    return any(form in table or form[1:] in table for form in forms) or _meets(forms, "bringers")


def _meets(forms: Sequence[str], name: str) -> bool:
    listed = phrases(name, "lint.toml")
    folded = (fold(form, loose=True) for form in forms)
    return any(form in listed or any(form.removeprefix(letters) in listed for letters in _CLITICS) for form in folded)
