"""What holds for the reading of any bytes whatever: checked by the tests of the reader and by bench/fuzz.py."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from masdar.model import Article, Credit, Evidence, Page, Reading, Rejected, Span, Statement
from masdar.read.decode import decode
from masdar.read.lint import lint
from masdar.read.places import characters
from masdar.store.codec import dumps, loads

ASKED = datetime(2026, 11, 3, 12, tzinfo=UTC)
_NO_LINE = re.compile("[\n\r\x00\x0b\x0c\x1c-\x1e\x85\u2028\u2029\ud800-\udfff]")


def page_of(body: bytes, content_type: str = "text/html", status: int = 200) -> Page:
    return Page("https://x.example/n/1", ASKED, status, (("content-type", content_type),), body)


def check_reading(reading: Reading | Rejected, page: Page) -> None:
    """Texts are storable lines, spans and places cut what they say, the linter and the codec take it."""
    if isinstance(reading, Rejected):
        assert reading.reason
        return
    for text in texts_of(reading):
        check_line(text)
    check_credits(reading.credits, reading.article.paragraphs)
    check_statements(reading.statements, reading.article.paragraphs)
    check_article(reading.article, page)
    for finding in lint(page, reading, ASKED + timedelta(days=1)):
        check_evidence(finding.evidence, reading.article.paragraphs)
    assert loads(Reading, dumps(Reading, reading)) == reading


def texts_of(reading: Reading) -> Iterator[str]:
    """All that is shown to readers."""
    article = reading.article
    yield from (article.title, *article.paragraphs, *article.authors, *article.tags)
    yield from (text for text in (article.byline, article.section, article.site_name, article.language) if text)
    yield from (credit.name for credit in reading.credits)
    yield from (text for picture in article.pictures for text in (picture.caption, picture.credit) if text)


def check_line(text: str) -> None:
    assert text
    assert text == text.strip()
    assert not _NO_LINE.search(text), ascii(text)
    assert unicodedata.is_normalized("NFC", text), ascii(text)


def check_article(article: Article, page: Page) -> None:
    assert not article.parts or len(article.parts) == len(article.paragraphs)
    assert not article.places or len(article.places) == len(article.paragraphs)
    for link in article.links:
        assert cut(link.span, article.paragraphs)
        assert link.url.startswith(("http://", "https://")), ascii(link.url)
    for after in (*(post.after for post in article.embeds), *(picture.after for picture in article.pictures)):
        assert -1 <= after < len(article.paragraphs)
    places = ((article.title, article.title_place), *zip(article.paragraphs, article.places, strict=False))
    if any(place for _, place in places):
        markup = decode(page.body, page.header("content-type")).text
        for text, place in places:
            assert place is None or len(characters(markup, place, text)) == len(text)


def check_credits(credits: Sequence[Credit], paragraphs: Sequence[str]) -> None:
    for credit in credits:
        assert credit.evidence.span is not None
        assert cut(credit.evidence.span, _field(credit.evidence, paragraphs)) == credit.name


def check_statements(statements: Sequence[Statement], paragraphs: Sequence[str]) -> None:
    for statement in statements:
        assert tuple(cut(span, paragraphs) for span in statement.content) == statement.words
        check_evidence(statement.evidence, paragraphs)


def check_evidence(evidence: Evidence | None, paragraphs: Sequence[str]) -> None:
    if evidence is not None and evidence.span is not None:
        assert cut(evidence.span, _field(evidence, paragraphs))


def cut(span: Span, paragraphs: Sequence[str]) -> str:
    assert 0 <= span.start < span.end <= len(paragraphs[span.paragraph])
    return paragraphs[span.paragraph][span.start : span.end]


def _field(evidence: Evidence, paragraphs: Sequence[str]) -> Sequence[str]:
    assert evidence.span is not None
    return paragraphs if evidence.field == "text" else [evidence.context] * (evidence.span.paragraph + 1)
