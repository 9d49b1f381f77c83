"""Articles, credits, statements and copies of an invented story, for the tests of its chain."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from masdar.model import (
    Article,
    ArticleId,
    Chain,
    Credit,
    CreditKind,
    Evidence,
    FiledArticle,
    Moment,
    Reading,
    Reprint,
    SharedPassage,
    Source,
    SourceId,
    SourceKind,
    Span,
    Statement,
    StatementKind,
)

START = datetime(2026, 11, 14, 6, 0, tzinfo=UTC)
QUOTE = "لن نغلق الجسر قبل أن تنتهي أعمال الصيانة كلها في الربيع المقبل"
OTHER = "سنفتح ثلاث مدارس جديدة في الضواحي الشرقية قبل نهاية العام الدراسي"


def source(name: str, kind: SourceKind = "outlet", aliases: tuple[str, ...] = ()) -> Source:
    return Source(SourceId(name), name, f"https://{abs(hash(name))}.example/", (), kind=kind, aliases=aliases)


def credit(name: str, kind: CreditKind = "text_from", url: str | None = None, canonical: str | None = None) -> Credit:
    return Credit(kind, name, Evidence("credit", "attribution", name, "test@1", 0.9), canonical, url)


def said(
    words: str, speaker: str = "وزير الجسور سالم العابد", medium: str | None = None, kind: StatementKind = "direct"
) -> Statement:
    evidence = Evidence("statement", "text", "قال", "test@1", 0.9, Span(0, 0, 3))
    return Statement(kind, (Span(0, 0, len(words)),), (words,), evidence, "قال", speaker, speaker, medium)


def filed(
    number: int,
    of: Source,
    *,
    credits: tuple[Credit, ...] = (),
    statements: tuple[Statement, ...] = (),
    text: str = "نص الخبر كما نشر",
    url: str | None = None,
) -> FiledArticle:
    article = Article(url or f"https://a.example/{number}", "عنوان", (text,), "rtl")
    reading = Reading(article, credits, statements)
    return FiledArticle(ArticleId(number), of, START + timedelta(minutes=number), reading)


def stated(article: FiledArticle, at: datetime, modified: datetime | None = None) -> FiledArticle:
    """The article with a time of publication to the minute, in its own clock."""
    printed = Moment(at, "minute", "Asia/Damascus", "text", "gregorian", "اليوم")
    changed = replace(printed, instant=modified) if modified else None
    shown = replace(article.reading.article, published=printed, modified=changed)
    evidence = Evidence("published", "html:time", "اليوم", "test@1")
    return replace(article, reading=replace(article.reading, article=shown, evidence=(evidence,)))


def copy(of: int, article: int, *, shared: int = 10, why: str = "seen", containment: float = 0.9) -> Reprint:
    passage = SharedPassage(Span(0, 0, shared), Span(0, 0, shared))
    return Reprint(ArticleId(article), ArticleId(of), containment, (passage,), why, 0.9)  # type: ignore[arg-type]


def edges(chain: Chain) -> set[tuple[str, str, str]]:
    return {(link.newer, link.kind, link.older) for link in chain.links}


AGENCY = source("وكالة أنباء الوادي", "agency", ("و أ و",))
DAILY = source("يوميات الميناء")
GAZETTE = source("جريدة الربوة")
HERALD = source("منادي السهل")
MINISTRY = source("وزارة الجسور", "official")
