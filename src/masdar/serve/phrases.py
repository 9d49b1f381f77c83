"""In: a statement and the paragraphs it stands in. Out: when it was said as the text has it, if whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from masdar.model import ChainLink, Statement
from masdar.store.records import ArticleRecord
from masdar.text.fold import digits, fold

# A phrase that ends in a day's number or in one of these words goes on in the text: "Sunday the 15th", of what month?
_OPEN_END = re.compile(r"(?:^|\s)(?:\d{1,2}|الموافق|المصادف|من|في|شهر|عام|سنه|يوم|of|on|the|in)\s*$|[-/.,،–(]\s*$")
# What follows a date that was cut: a letter or digit, or the next part of a date in numbers.
_GOES_ON = re.compile(r"\w|\s*[-/–.]\s*\d")


def date_as_printed(statement: Statement, paragraphs: Sequence[str]) -> str | None:
    """The date phrase, unless it was cut in the middle: then it would be read as another date."""
    phrase = (statement.date_phrase or "").strip()
    if not phrase or _OPEN_END.search(digits(fold(phrase))):
        return None
    text = paragraphs[span.paragraph] if (span := statement.evidence.span) and span.paragraph < len(paragraphs) else ""
    at = text.find(phrase)
    return None if at >= 0 and _GOES_ON.match(digits(text[at + len(phrase) :])) else phrase


def first_date(links: Iterable[ChainLink], records: Iterable[ArticleRecord]) -> str | None:
    """The first whole date phrase among the reports that these links of a chain stand for."""
    evidence = {link.evidence for link in links if link.evidence}
    told = ((each, record) for record in records for each in record.reading.statements if each.evidence in evidence)
    dates = (date_as_printed(each, record.reading.article.paragraphs) for each, record in told)
    return next((date for date in dates if date), None)
