"""In: the number of a quotation or of a primary statement, and the archive. Out: its page as HTML, or None."""

from __future__ import annotations

from dataclasses import dataclass

from masdar.model import ArticleId, ReportedBy
from masdar.serve.desk import Desk
from masdar.serve.ledger_view import QuotationView, Words, passage_words, quotation_view, verdict_of
from masdar.serve.marking import clip
from masdar.serve.pages import Ask
from masdar.serve.policy import words_allowed
from masdar.serve.view import View
from masdar.store import Connection, cards, quotations, statements, stories
from masdar.store.quotations import QuotedVersion
from masdar.store.records import ArticleRecord
from masdar.store.statements import StatementRecord

# Page weight: articles of a wave whose texts are loaded for one page, reports listed, quotations listed, words of each.
MOST_ARTICLES, MOST_REPORTS, MOST_QUOTATIONS, REPORT_WORDS = 120, 40, 16, 32


@dataclass(frozen=True, slots=True)
class Line:
    """Words of a report: quoted ones with their verdict and the number of their quotation, others as the outlet tells
    them (cut as its policy allows; None: hidden)."""

    words: str | None
    direct: bool
    verdict: str = ""
    quotation: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One report of a statement."""

    report: ReportedBy
    record: ArticleRecord
    lines: tuple[Line, ...]


def quotation(desk: Desk, db: Connection, view: View, ask: Ask) -> str | None:
    versions = quotations.get_quotation(db, ask.id) if ask.id is not None else ()
    shown = _view(db, versions)
    if shown is None:
        return None
    own = {number for id in _articles(versions[:MOST_ARTICLES]) for number in _numbers(db, id, versions)}
    return desk.render(
        "quotation.html",
        view,
        shown=shown,
        statements=[record for id in sorted(own)[:4] if (record := statements.get_statement(db, id)) is not None],
        verdict_of=verdict_of,
    )


def _numbers(db: Connection, id: ArticleId, versions: tuple[QuotedVersion, ...]) -> set[int]:
    known = statements.numbers_in_article(db, id)
    mine = {each.quoted.statement for each in versions if each.quoted.article == id}
    return {known[number] for number in mine if number in known}


def _view(db: Connection, versions: tuple[QuotedVersion, ...]) -> QuotationView | None:
    some = versions[:MOST_ARTICLES]
    others = dict.fromkeys(each.checked.against for each in some if each.checked and each.checked.against is not None)
    ids = list(dict.fromkeys([*_articles(some), *(id for id in others if id is not None)]))
    records = {record.card.id: record for record in cards.article_records(db, ids)}
    return quotation_view(some, records)


def _articles(versions: tuple[QuotedVersion, ...]) -> list[ArticleId]:
    return list(dict.fromkeys(each.quoted.article for each in versions))


def statement(desk: Desk, db: Connection, view: View, ask: Ask) -> str | None:
    record = statements.get_statement(db, ask.id) if ask.id is not None else None
    if record is None:
        return None
    quoted = {
        (each.quoted.article, each.quoted.statement, each.quoted.words): each
        for each in quotations.quoted_by(db, [found.card.id for _, found in record.reports])
    }
    told = [_told(report, found, quoted) for report, found in record.reports]
    return desk.render(
        "statement.html",
        view,
        record=record,
        states={state.name: state for state in record.states},
        passage=_passage(record),
        told=told[:MOST_REPORTS],
        more=len(told[MOST_REPORTS:]),
        quotations=_quotations(told),
        sources=len({each.record.card.source.id for each in told}),
        story=next(iter(stories.story_cards(db, [record.story])), None),
    )


Quoted = dict[tuple[ArticleId, int, str], QuotedVersion]


def _told(report: ReportedBy, record: ArticleRecord, quoted: Quoted) -> Told:
    lines: list[Line] = []
    most = words_allowed(record.card)
    for number in report.statements:
        if number >= len(record.reading.statements):
            continue  # the page was read anew since
        said = record.reading.statements[number]
        for words in said.words:
            version = quoted.get((record.card.id, number, words))
            limit = REPORT_WORDS if most is None or said.kind == "direct" else most
            lines.append(
                Line(
                    words=None if most == 0 else clip(words, limit),
                    direct=said.kind == "direct",
                    verdict=verdict_of(version.checked) if version else "",
                    quotation=version.quotation if version else None,
                )
            )
    return Told(report, record, tuple(lines))


def _passage(record: StatementRecord) -> Words | None:
    if record.primary is None or record.located is None:
        return None
    return passage_words(record.primary, record.located.passage)


def _quotations(told: list[Told]) -> list[tuple[int, str, int]]:
    """The quotations of the statement: number, the fullest wording that may be shown, how many reports have it."""
    found: dict[int, list[str]] = {}
    for each in told:
        for line in each.lines:
            if line.quotation is not None:
                found.setdefault(line.quotation, []).append(line.words or "")
    listed = [(id, max(words, key=len), len(words)) for id, words in found.items()]
    return sorted(listed, key=lambda each: (-each[2], each[0]))[:MOST_QUOTATIONS]
