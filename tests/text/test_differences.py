"""What changed between two states of an article, by paragraph and by word."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.model import Change, PageId, Version
from masdar.text.differences import Piece, changes, word_diff

NOON = datetime(2026, 11, 14, 12, tzinfo=UTC)

LEAD = "قال وزير المياه في ريحانة إن السد سيفتح يوم الأحد"
MORE = "وأضاف أن كلفة الأعمال بلغت تسعة ملايين دينار"
LAST = "ويقع السد شمال مدينة الزهراء"


def version(*paragraphs: str, title: str = "عنوان", number: int = 1) -> Version:
    return Version(number, PageId(number), NOON, title, paragraphs)


CASES: list[tuple[str, Version, Version, tuple[Change, ...]]] = [
    ("nothing", version(LEAD, MORE), version(LEAD, MORE), ()),
    ("white space", version(LEAD, MORE), version(f" {LEAD.replace(' ', '  ')}", f"{MORE}\u00a0", title=" عنوان"), ()),
    ("title", version(LEAD), version(LEAD, title="عنوان آخر"), (Change("title", "عنوان", "عنوان آخر"),)),
    ("removed", version(LEAD, MORE, LAST), version(LEAD, LAST), (Change("removed", MORE, None, 1),)),
    ("added", version(LEAD, LAST), version(LEAD, MORE, LAST), (Change("added", None, MORE, 1),)),
    (
        "changed",
        version(LEAD, MORE),
        version(LEAD, MORE.replace("تسعة", "سبعة")),
        (Change("changed", MORE, MORE.replace("تسعة", "سبعة"), 1),),
    ),
    (
        "changed behind an added one",
        version(LEAD, MORE, LAST),
        version(LEAD, "فقرة جديدة تماما", MORE.replace("تسعة", "سبعة"), LAST),
        (Change("added", None, "فقرة جديدة تماما", 1), Change("changed", MORE, MORE.replace("تسعة", "سبعة"), 2)),
    ),
    (
        "replaced by something else",
        version(LEAD, MORE),
        version(LEAD, LAST),
        (Change("removed", MORE, None, 1), Change("added", None, LAST, 1)),
    ),
    (
        "a spelling",
        version("السد القديم"),
        version("السدّ القديم"),
        (Change("changed", "السد القديم", "السدّ القديم", 0),),
    ),
]


@pytest.mark.parametrize(("old", "new", "expected"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_changes(old: Version, new: Version, expected: tuple[Change, ...]) -> None:
    assert changes(old, new) == expected


def test_a_number_that_changed_is_shown_alone() -> None:
    assert word_diff("أصيب 12 شخصا في الحادث.", "أصيب 15 شخصا في الحادث.") == (
        Piece("same", "أصيب "),
        Piece("removed", "12 "),
        Piece("added", "15 "),
        Piece("same", "شخصا في الحادث."),
    )


def test_spelling_is_not_folded_and_words_are_not_cut() -> None:
    kinds = [(piece.kind, piece.text) for piece in word_diff("كان مُحَمَّد هنا", "كان محمد هنا")]
    assert kinds == [("same", "كان "), ("removed", "مُحَمَّد "), ("added", "محمد "), ("same", "هنا")]


def test_a_mark_that_changed_is_shown_alone() -> None:
    assert [piece.text for piece in word_diff("انتهى الأمر.", "انتهى الأمر؟") if piece.kind != "same"] == [".", "؟"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ا " * 50_000, "ا " * 49_999 + "ب"),
        ("ا ب " * 25_000, "ب ا " * 25_000 + "ج"),
        (" ".join(random.Random(1).choices("ab", k=50_000)), " ".join(random.Random(2).choices("ab", k=50_000))),
        (" ".join(map(str, range(50_000))), " ".join(map(str, range(50_000, 0, -1)))),
    ],
    ids=["one word", "two words", "chance", "reversed"],
)
def test_long_texts_do_not_hang(before: str, after: str) -> None:
    begun = time.process_time()
    word_diff(before, after)
    assert time.process_time() - begun < 5


TEXT = st.one_of(st.text(max_size=200), st.lists(st.sampled_from("اب ج.١\n"), max_size=80).map("".join))


def solid(text: str) -> str:
    return "".join(text.split())


@given(TEXT, TEXT)
def test_pieces_give_both_texts_back(before: str, after: str) -> None:
    pieces = word_diff(before, after)
    assert solid("".join(p.text for p in pieces if p.kind != "added")) == solid(before)
    assert "".join(p.text for p in pieces if p.kind != "removed") == after


@given(TEXT)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert all(piece.kind == "same" for piece in word_diff(text, text))
    assert changes(version(text), version(text)) == ()


PARAGRAPHS = st.lists(st.sampled_from([LEAD, MORE, LAST, MORE.replace("تسعة", "سبعة"), "", " "]), max_size=8)


@given(PARAGRAPHS, PARAGRAPHS)
def test_every_paragraph_is_kept_or_named(before: list[str], after: list[str]) -> None:
    found = changes(version(*before), version(*after))
    kept_before = len([p for p in before if p.strip()]) - sum(bool((c.before or "").strip()) for c in found)
    kept_after = len([p for p in after if p.strip()]) - sum(bool((c.after or "").strip()) for c in found)
    assert kept_before == kept_after >= 0
    for change in found:
        numbered = before if change.kind == "removed" else after
        assert change.paragraph is not None
        assert numbered[change.paragraph] in (change.before, change.after)
