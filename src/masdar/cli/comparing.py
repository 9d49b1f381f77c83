"""The command that compares: the address of a report in; what it kept, changed, left out and added, as text or JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Annotated

import typer

from masdar import app as wiring
from masdar.cli.options import Data, Json, asked_of, site_of
from masdar.cli.showing import one_line, print_json, say
from masdar.cli.typed_addresses import article_at, as_typed, tell_near
from masdar.model import ArticleId, ComparedPassage, Comparison, FiledArticle, PassageVerdict, Span
from masdar.relate.comparing import compare_with_base
from masdar.store import Connection, articles, comparisons, stories

Report = Annotated[str, typer.Argument(metavar="URL", help="The address of an article we hold, or of our page of it.")]
With = Annotated[
    str | None,
    typer.Option("--with", metavar="URL", help="Compare it with this article instead of the base of its story."),
]

_SIGNS: dict[PassageVerdict, str] = {
    "same": "=", "changed": "≠", "reworded": "≈", "left out": "✕", "added": "+", "unclear": "?", "aside": "·",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison with its two articles."""

    comparison: Comparison
    report: FiledArticle
    base: FiledArticle


def compare(url: Report, beside: With = None, data: Data = None, as_json: Json = False) -> None:
    """Print what a report kept of the text its story is measured by, what it changed, left out and added.

    That text is the issuer's own page of a statement, or else the earliest text of the story that we saw. Exit status 1
    when an article is not held, has nothing to be compared with, or the two are in different languages. Example:

        masdar compare https://news.example.org/article/17 --with https://ministry.example.org/statements/4
    """
    config = asked_of(data)
    with wiring.open_desk(config) as desk, desk.store.reading() as db:
        site = site_of(config, None)
        report = _held(db, url, site, as_json)
        found = _compared(db, report, _held(db, beside, site, as_json) if beside else None)
    if isinstance(found, str):
        say(f"{url}: {found}")
        raise typer.Exit(1)
    if as_json:
        print_json(_as_json(found))
        return
    for line in _lines(found):
        print(one_line(line))


def _held(db: Connection, url: str, site: str, as_json: bool) -> FiledArticle:
    id = article_at(db, as_typed(url), site)
    if id is None:
        tell_near(db, as_typed(url), as_json=as_json)
    return articles.filed(db, [id])[0]


def _compared(db: Connection, report: FiledArticle, beside: FiledArticle | None) -> Compared | str:
    """Or why there is nothing to say."""
    if beside is not None:
        made = compare_with_base(report, beside)
        return Compared(made, report, beside) if made else "the two are one article, or in different languages"
    kept = comparisons.get_comparison(db, report.id)
    base = articles.filed(db, [kept.base]) if kept else ()
    if kept is None or not base:
        return _why_nothing(db, report.id)
    return Compared(kept, report, base[0])


def _why_nothing(db: Connection, report: ArticleId) -> str:
    """Why an article has no comparison, and what to do."""
    if comparisons.is_base(db, report):
        return "it is what the reports of its story are measured by: compare one of them, or say --with URL"
    story = stories.stories_of(db, [report]).get(report)
    if story is None or len(stories.articles_of(db, story)) == 1:
        return "it was compared with nothing: no other report of its story is held; say --with URL to name a text"
    return (
        "it was compared with nothing: it is in another language than the base of its story, or one of the later "
        "reports of a large story; say --with URL to name a text"
    )


# ---------------------------------------------------------------- told


def _lines(found: Compared) -> Iterator[str]:
    comparison = found.comparison
    what = "the issuer's own page" if comparison.base_is == "primary" else "the earliest text we saw"
    yield f"report  {found.report.reading.article.title}  ({found.report.source.name})"
    yield f"base    {found.base.reading.article.title}  ({found.base.source.name}; {what})"
    counts = ((verdict, comparison.count(verdict)) for verdict in _SIGNS)
    told = ", ".join(f"{number} {verdict}" for verdict, number in counts if number)
    yield f"kept    {comparison.kept:.0%} of the base's words: {told}"
    for change in comparison.changes("number"):
        yield f"number  {_words(found.base, change.there)} → {_words(found.report, change.here)}"
    yield "        (- as the base has it, + as the report has it)"
    for passage in comparison.passages:
        yield ""
        yield f"{_SIGNS[passage.verdict]} {passage.verdict}"
        yield from (f"  - {_cut(found.base, span)}" for span in passage.there)
        if passage.verdict != "same":
            yield from (f"  + {_cut(found.report, span)}" for span in passage.here)
        for change in passage.changes:
            before, after = _words(found.base, change.there), _words(found.report, change.here)
            yield f"      {change.what}: {before or '—'} → {after or '—'}"
        if passage.near is not None:
            yield f"  nearest: {_cut(found.report if passage.there else found.base, passage.near)}"


def _cut(article: FiledArticle, span: Span) -> str:
    paragraphs = article.reading.article.paragraphs
    return paragraphs[span.paragraph][span.start : span.end] if span.paragraph < len(paragraphs) else ""


def _words(article: FiledArticle, spans: tuple[Span, ...]) -> str:
    return " … ".join(_cut(article, span) for span in spans)


def _as_json(found: Compared) -> object:
    """The comparison with its words, as docs/how-to/compare-reports.md lists the fields."""
    comparison = found.comparison
    return {
        "article": {"id": found.report.id, "url": found.report.reading.article.url},
        "base": {"id": found.base.id, "url": found.base.reading.article.url, "is": comparison.base_is},
        "kept": comparison.kept,
        "passages": [_passage_as_json(found, passage) for passage in comparison.passages],
    }


def _passage_as_json(found: Compared, passage: ComparedPassage) -> object:
    changes = [
        asdict(change)
        | {
            "base_words": [_cut(found.base, span) for span in change.there],
            "report_words": [_cut(found.report, span) for span in change.here],
        }
        for change in passage.changes
    ]
    return asdict(passage) | {
        "changes": changes,
        "base_words": [_cut(found.base, span) for span in passage.there],
        "report_words": [_cut(found.report, span) for span in passage.here],
    }


def add_to(app: typer.Typer) -> None:
    app.command()(compare)
