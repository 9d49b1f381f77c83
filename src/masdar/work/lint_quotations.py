"""A page as an article in; its quotations that have other words in every version that the archive holds out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from masdar.model import ArticleId, Evidence, FiledArticle, Finding, Quoted, Span, WordCheck
from masdar.read.lint.rules import found
from masdar.relate.quotations import bands, is_same_quotation, quoted_in
from masdar.relate.reprints import compare
from masdar.relate.word_checks import Circle, check_quotation
from masdar.store import Connection, articles, quotations
from masdar.text.addresses import address_key

# Fewer words are quoted in passing, and an altered one of them tells little.
LEAST_WORDS = 6
_PAGE = -1  # the place of an issuer's whole page among the versions (see store.quotations)


def altered_quotations(db: Connection, mine: FiledArticle, own: ArticleId | None) -> Iterator[Finding]:
    """`own`: the number under which the page itself is held, if it is; it is no witness of itself."""
    for quoted in quoted_in(mine):
        if len(quoted.words.split()) >= LEAST_WORDS:
            yield from _check(db, mine, quoted, own)


def _check(db: Connection, mine: FiledArticle, quoted: Quoted, own: ArticleId | None) -> Iterator[Finding]:
    places = [place for place in quotations.sharing_words(db, bands(quoted.words)) if place[0] != own]
    versions = [held.quoted for held in quotations.at_places(db, [p for p in places if p[1] != _PAGE])]
    alike = [each for each in versions if is_same_quotation(quoted, each)]
    near = articles.filed(db, sorted({place[0] for place in places if place[1] == _PAGE} | {v.article for v in alike}))
    by_id = {article.id: article for article in near}
    copies = frozenset((mine.id, other.id) for other in near if compare(mine, other) is not None)
    circle = Circle(pages=near, cited={mine.id: _cited(mine)}, copies=copies)
    check = check_quotation([quoted, *alike], circle)[quoted.article, quoted.place]
    other = by_id.get(check.against) if check.against is not None else None
    if check.verdict == "words differ" and check.differs and other is not None:
        yield _altered(quoted, check, other)


def _cited(article: FiledArticle) -> frozenset[str]:
    shown = article.reading.article
    urls = (*(link.url for link in shown.links), *(post.url for post in shown.embeds if post.url))
    return frozenset(address_key(url) for url in urls)


def _altered(quoted: Quoted, check: WordCheck, other: FiledArticle) -> Finding:
    """On the first of the words that differ."""
    rule, differs = "quotation-altered", check.differs[0]
    span = Span(quoted.span.paragraph, quoted.span.start + differs.start, quoted.span.start + differs.end)
    words = quoted.words[differs.start : differs.end]
    return found(
        rule,
        None if check.is_primary else "warning",
        Evidence("fault", "text", words, f"lint.{rule}@1", check.confidence, span),
        "primary" if check.is_primary else "",
        quote=quoted.words,
        other=_passage(check.passage, other.reading.article.paragraphs),
        outlet=other.source.name,
        address=other.reading.article.url,
    )


def _passage(span: Span | None, paragraphs: Sequence[str]) -> str:
    return paragraphs[span.paragraph][span.start : span.end] if span and span.paragraph < len(paragraphs) else "…"
