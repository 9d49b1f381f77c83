"""A paragraph falls into passages small enough to lay side by side, and no word is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.text.sentences import LONG, sentences
from masdar.text.tokens import word_spans, word_texts


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("وصل القطار. وغادر الركاب.", ["وصل القطار.", "وغادر الركاب."]),
        ("هل وصل القطار؟ نعم!", ["هل وصل القطار؟", "نعم!"]),
        ("وصل القطار.وغادر الركاب", ["وصل القطار.", "وغادر الركاب"]),  # the blank is forgotten
        ("بلغ السعر 2.5 دينار", ["بلغ السعر 2.5 دينار"]),
        ("قال د. سالم المرجان ذلك", ["قال د. سالم المرجان ذلك"]),
        ("قال: «لن نعود.» ثم مضى.", ["قال: «لن نعود.»", "ثم مضى."]),
        ("وصل... ثم غادر", ["وصل...", "ثم غادر"]),
        ("…", []),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, parts: list[str]) -> None:
    assert cut(text) == parts


def test_a_long_sentence_is_cut_where_a_clause_begins_but_not_in_brackets() -> None:
    first = "افتتحت بلدية السهل الأزرق صباح أمس سوقاً جديدة للخضار والفاكهة في حي الرمان القديم"
    second = "وتضم السوق متاجر ومواقف (للسيارات، والدراجات، والعربات) وساحة مغطاة يلجأ إليها الباعة في أيام المطر"
    third = "مشيرة إلى أن الإيجار يبقى على حاله ثلاث سنوات كاملة حتى يعتاد الزبائن المكان"
    assert len(word_texts(f"{first} {second} {third}")) > LONG
    assert cut(f"{first}، {second}، {third}.") == [f"{first}،", f"{second}،", f"{third}."]


@given(st.text(alphabet='ابتو دهـ.،؟!«»"()1٢ \nab…', max_size=400))
def test_every_word_is_in_one_sentence_and_they_go_in_order(text: str) -> None:
    found = sentences(text)
    inside = [text[start:end] for start, end in found]
    assert sum(len(word_spans(part)) for part in inside) == len(word_spans(text))
    assert all(part == part.strip() and word_spans(part) for part in inside)
    assert [place for span in found for place in span] == sorted(place for span in found for place in span)
