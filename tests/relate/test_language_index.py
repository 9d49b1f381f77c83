"""Which open story a report in another language belongs to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from foreign_reports import NOON, Half, file_report, load_half

from masdar.model import ArticleId, StoryId
from masdar.relate.translating.index import LanguageIndex


def _index(half: Half = "development") -> LanguageIndex:
    index = LanguageIndex()
    for place, report in enumerate(load_half(half)[0]):
        index.add(StoryId(place), report)
    return index


def _joined(half: Half, relation: str) -> tuple[int, int, int]:
    """Texts of that relation, those that join the story of the event they are listed under, and any other story."""
    index, total, own, another = _index(half), 0, 0, 0
    for told in load_half(half)[1]:
        if told.relation == relation:
            found = index.counterparts(told.article, limit=1)
            total += 1
            own += any(each.story == told.event for each in found)
            another += any(each.story != told.event for each in found)
    return total, own, another


# The held-out half was not looked at while thresholds were chosen.
@pytest.mark.parametrize(
    ("half", "relation", "least", "most"),
    [
        ("development", "translation", 12, 12),
        ("development", "same", 11, 12),
        ("development", "other", 0, 1),
        ("heldout", "translation", 12, 12),
        ("heldout", "same", 6, 12),
        ("heldout", "other", 0, 1),
    ],
)
def test_reports_of_an_event_join_its_story_and_few_others_do(half: Half, relation: str, least: int, most: int) -> None:
    total, own, another = _joined(half, relation)
    assert total == 12
    assert least <= own <= most
    assert another == 0


def test_an_arabic_report_finds_the_foreign_one_and_says_why() -> None:
    arabic, foreign = load_half("development")
    index = LanguageIndex()
    index.add(StoryId(7), foreign[0].article)
    (found,) = index.counterparts(arabic[0])
    assert (found.article, found.story) == (foreign[0].article.id, StoryId(7))
    assert "البرغوتلي" in found.why


def test_reports_in_one_language_are_left_to_the_story_index() -> None:
    arabic, _ = load_half("development")
    assert _index().counterparts(arabic[0]) == ()


def test_what_is_added_again_has_its_new_story_only() -> None:
    arabic, foreign = load_half("development")
    index = _index()
    assert index.counterparts(foreign[0].article)[0].story == 0
    index.add(StoryId(50), arabic[0])
    assert index.counterparts(foreign[0].article)[0].story == 50
    assert len(index) == len(arabic)


def test_old_reports_are_forgotten() -> None:
    _, foreign = load_half("development")
    index = _index()
    assert index.counterparts(foreign[0].article)
    index.forget_before(NOON + timedelta(hours=1))
    assert len(index) == 0
    assert index.counterparts(foreign[0].article) == ()


def test_a_report_of_an_unknown_language_is_no_counterpart() -> None:
    index = _index()
    index.add(StoryId(60), file_report(99, "Bir haber", language="tr"))
    assert ArticleId(99) not in [each.article for each in index.counterparts(load_half("development")[1][0].article)]


def test_brands_and_one_common_word_are_no_event() -> None:
    index = LanguageIndex()
    index.add(StoryId(1), file_report(1, "تصدر تطبيقا Salunet وVardipay التحميلات في كل متجر", title="تطبيقات الأسبوع"))
    shopping = file_report(2, "How to open a shop with Salunet and Vardipay.", title="Shop better", language="en")
    assert index.counterparts(shopping) == ()


def test_two_reports_of_a_kind_that_name_nobody_in_common_are_two_events() -> None:
    index = LanguageIndex()
    index.add(StoryId(1), file_report(1, "أخمد رجال الإطفاء حريقاً في غابة قرب القرية صباحاً", title="حريق في غابة"))
    fire = file_report(
        2, "Firefighters put out a fire in a forest near the village.", title="Forest fire", language="en"
    )
    assert index.counterparts(fire) == ()
