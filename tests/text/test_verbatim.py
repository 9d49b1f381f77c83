"""Word for word: what counts as the same words, as another spelling, as other words, and where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.text.verbatim import Alignment, compare, find, keys

STATEMENT = (
    "تؤكد البلدية أن الجسر القديم ملك لأهل المدينة كلهم، ولن يُهدم منه حجر قبل أن ينتهي المهندسون من فحصه. "
    "وسنفتح 3 ممرات للمشاة في الأسبوع المقبل إن شاء الله."
)


def cut(text: str, ranges: tuple[tuple[int, int], ...]) -> list[str]:
    return [text[start:end] for start, end in ranges]


@pytest.mark.parametrize(
    ("quoted", "likeness", "mine", "theirs"),
    [
        ("الجسر القديم ملك لأهل المدينة كلهم", "exact", [], []),
        ("الجسر القديم ملك لأهل المدينة كلهم، ولن يُهدم منه حجر", "exact", [], []),
        ("الجسر القديم ملك لأهل المدينة … قبل أن ينتهي المهندسون", "exact", [], []),
        ("الجسر القديم ملك لاهل المدينه كلهم", "spelling only", [], []),
        ("ولن يهدم منه حجر", "spelling only", [], []),
        ("وسنفتح ٣ ممرات للمشاة", "spelling only", [], []),
        ("وسنفتح 3ممرات للمشاة", "exact", [], []),
        ("ملك لأهلالمدينة كلهم", "spelling only", [], []),
        ("وسنفتح 4 ممرات للمشاة", "words differ", ["4"], ["3"]),
        ("الجسر القديم ملك لأهل القرية كلهم", "words differ", ["القرية"], ["المدينة"]),
        ("الجسر القديم ملك لأهل كلهم", "words differ", [], ["المدينة"]),
        ("الجسر القديم ملك وحيد لأهل المدينة كلهم", "words differ", ["وحيد"], []),
        ("هذا الجسر القديم ملك لأهل المدينة", "words differ", ["هذا"], ["أن"]),
        ("ولن يُهدم منه حجر أبداً", "words differ", ["أبداً"], ["قبل"]),
    ],
)
def test_a_quotation_stands_in_its_text_or_not(quoted: str, likeness: str, mine: list[str], theirs: list[str]) -> None:
    found = find(quoted, STATEMENT)
    assert found is not None
    assert (found.likeness, cut(quoted, found.differs_here), cut(STATEMENT, found.differs_there)) == (
        likeness, mine, theirs,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("لن يهدم منه حجر", "لن يهدم منه حجر", "exact"),
        ("لن يهدم منه حجر", "ولأهل المدينة نقول لن يهدم منه حجر قبل الفحص", "exact"),
        ("ملك لأهل المدينة كلهم ولن يهدم", "كلهم ولن يهدم منه حجر", "exact"),
        ("لن يهدم منه حجر اليوم", "لن يهدم منه حجر غداً", "words differ"),
        ("الجسر ملك لأهل المدينة", "الجسر ملك لاهل المدينة", "spelling only"),
        ("ما زال الجسر مفتوحاً", "مازال الجسر مفتوحاً", "spelling only"),
        ("البحر هادئ هذا المساء", "البحر هادىء هذا المساء", "spelling only"),
        ("نمشي على الجسر القديم", "نمشي علي الجسر القديم", "spelling only"),
    ],
)
def test_a_longer_quotation_of_the_same_words_is_no_difference(one: str, other: str, likeness: str) -> None:
    found = compare(one, other)
    assert found is not None
    assert found.likeness == likeness


def test_texts_without_a_common_word_are_not_compared() -> None:
    assert compare("سماء زرقاء", "بحر هادئ") is None
    assert find("", STATEMENT) is None


def test_a_common_word_far_away_is_no_part_of_the_quotation() -> None:
    text = (
        "لن يهدم منه حجر واحد. " + "وزار الوفد بعدها السوق والحديقة والمكتبة والمدرسة والمتحف والقلعة. " + "في المدينة"
    )
    found = find("لن يهدم منه حجر في", text)
    assert found is not None
    assert text[slice(*found.there)] == "لن يهدم منه حجر واحد"


said = st.lists(
    st.sampled_from(
        ["الجسر", "القديم", "القديمة", "لن", "يُهدم", "يهدم", "حجر", "…", "أهل", "اهل", "المدينة", "في", "3", "٣"]
    ),
    max_size=12,
).map(" ".join)


@given(said, said)
def test_the_verdict_is_the_same_from_both_sides(one: str, other: str) -> None:
    here, there = compare(one, other), compare(other, one)
    assert (here is None) == (there is None)
    if here is not None and there is not None:
        assert here.likeness == there.likeness
        assert here.turned().turned() == here


def letters(text: str) -> str:
    """Folded words without the blanks between them."""
    return "".join(keys(text)).replace("ى", "ي")


@given(said, said)
def test_only_spelt_otherwise_means_equal_folded_words(one: str, other: str) -> None:
    found = compare(one, other)
    if found is not None and found.likeness == "spelling only" and "…" not in one + other:
        assert letters(one[slice(*found.here)]) == letters(other[slice(*found.there)])
    assert _is_exact(found, one, other)


def _is_exact(found: Alignment | None, one: str, other: str) -> bool:
    if found is None or found.likeness != "exact" or "…" in one + other:
        return True
    return one[slice(*found.here)].split() == other[slice(*found.there)].split()


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_compared(one: str, other: str) -> None:
    for found in (compare(one, other), find(one, other)):
        if found is not None:
            for start, end in (found.here, *found.differs_here, *found.spelled_here):
                assert 0 <= start < end <= len(one)
            for start, end in (found.there, *found.differs_there, *found.spelled_there):
                assert 0 <= start < end <= len(other)


@given(said)
def test_a_text_is_exact_with_itself(text: str) -> None:
    found = compare(text, text)
    assert found is None or found.likeness == "exact"
