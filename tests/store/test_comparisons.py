"""Comparisons come back as they were kept, one base at a time, and go with what is taken down."""

from __future__ import annotations

from masdar.model import ArticleId, ComparedPassage, Comparison, Located, PassageChange, ReportedBy, Span
from masdar.store import Connection, comparisons, statements, stories
from masdar.store.statements import Kept

from .samples import NOW, article
from .test_statements import EVIDENCE


def comparison(report: ArticleId, base: ArticleId) -> Comparison:
    span = Span(0, 0, 9)
    change = PassageChange("number", (Span(0, 0, 2),), (Span(0, 0, 3),))
    rows = (
        ComparedPassage("changed", (span,), (span, Span(1, 2, 5)), (change,)),
        ComparedPassage("unclear", (Span(1, 0, 4),), near=Span(2, 0, 4)),
    )
    return Comparison(report, base, "primary", rows, 0.5)


def test_what_was_kept_comes_back(db: Connection) -> None:
    base, one, other = (article(db, number) for number in (1, 2, 3))
    for report in (other, one):
        comparisons.save_comparison(db, comparison(report, base))
    assert comparisons.get_comparison(db, one) == comparison(one, base)
    assert comparisons.comparisons_of(db, [one, other, base]) == (comparison(one, base), comparison(other, base))
    assert comparisons.compared(db, [base, other, one]) == (one, other)
    assert comparisons.is_base(db, base)
    assert not comparisons.is_base(db, one)


def test_the_last_word_counts(db: Connection) -> None:
    base, one = article(db, 1), article(db, 2)
    comparisons.save_comparison(db, comparison(one, base))
    said = Comparison(one, base, "earliest", (), 0.0)
    comparisons.save_comparison(db, said)
    assert comparisons.get_comparison(db, one) == said


def test_another_base_drops_what_was_measured_by_the_one_before(db: Connection) -> None:
    old, new, one, stranger = (article(db, number) for number in (1, 2, 3, 4))
    for report in (one, stranger):
        comparisons.save_comparison(db, comparison(report, old))
    assert comparisons.keep_only(db, [old, new, one], new) == frozenset()
    assert comparisons.get_comparison(db, one) is None
    assert comparisons.get_comparison(db, stranger) is not None
    assert comparisons.keep_only(db, [stranger], old) == {stranger}
    comparisons.keep_only(db, [stranger], None)
    assert comparisons.get_comparison(db, stranger) is None


def test_one_comparison_can_be_dropped(db: Connection) -> None:
    base, one = article(db, 1), article(db, 2)
    comparisons.save_comparison(db, comparison(one, base))
    comparisons.drop(db, [(one, base)])
    assert comparisons.compared(db, [one]) == ()


def test_the_issuers_pages_of_a_story_are_counted_by_report(db: Connection) -> None:
    page, one, other = (article(db, number) for number in (1, 2, 3))
    story = stories.found_story(db, one, NOW)
    located = Located(page, "test@1", 0.9, None)
    reports = tuple(ReportedBy(id, (0,), "الوزارة", (), True, EVIDENCE, located=located) for id in (one, other))
    statements.save_statements(db, story, [Kept(reports, None)], NOW)
    assert comparisons.issuers_pages(db, story) == {page: 2}
