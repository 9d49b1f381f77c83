"""Laws of cutting, clipping and comparing words: nothing is lost, nothing is added."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from masdar.model import Article, PageId, Version
from masdar.serve import policy
from masdar.serve.marking import Mark, clip, cut
from masdar.serve.worddiff import Stretch, edits

TEXTS = st.text(st.sampled_from("ابتثج دهوي«» ab1\n"), max_size=120)
MARKS = st.lists(st.builds(Mark, st.integers(-5, 130), st.integers(-5, 130), st.sampled_from(["a", "b", "c"])))


@given(TEXTS, MARKS)
def test_pieces_joined_are_the_text(text: str, marks: list[Mark]) -> None:
    assert "".join(piece.text for piece in cut(text, marks)) == text


@given(TEXTS, MARKS)
def test_a_piece_has_a_key_exactly_where_the_mark_lies(text: str, marks: list[Mark]) -> None:
    at = 0
    for piece in cut(text, marks):
        for place in range(at, at + len(piece.text)):
            assert set(piece.keys) == {mark.key for mark in marks if mark.start <= place < mark.end}
        at += len(piece.text)


@given(TEXTS, st.integers(0, 12))
def test_a_clipped_text_is_the_beginning_word_for_word(text: str, words: int) -> None:
    clipped = clip(text, words)
    assert clipped == text or text.startswith(clipped.removesuffix("…"))
    assert len(clipped.removesuffix("…").split()) <= max(words, 0)


def test_an_excerpt_stops_after_its_words_and_counts_the_rest() -> None:
    paragraphs = tuple(" ".join([f"كلمة{i}"] * 25) for i in range(5))
    shown = policy.shown(Article("u", "t", paragraphs, "rtl"), "excerpt", {2: [Mark(0, 9999, "statement-1")]})
    words = "".join(piece.text for pieces in shown.paragraphs for piece in pieces).replace("…", "").split()
    assert len(" ".join(words).split()) <= policy.EXCERPT_WORDS
    assert len(shown.paragraphs) == 3
    assert shown.hidden == 3
    assert not policy.shown(Article("u", "t", paragraphs, "rtl"), "headline", {}).paragraphs
    assert policy.shown(Article("u", "t", paragraphs, "rtl"), "full", {}).hidden == 0


LINES = st.lists(st.sampled_from(["السد", "مفتوح", "اليوم", "غداً", "قال"]), max_size=14).map(" ".join)


@given(LINES, LINES)
def test_a_comparison_tells_both_texts(old: str, new: str) -> None:
    """Without the unchanged words left out, the stretches spell both versions."""
    found = edits(_version(1, title=old), _version(2, title=new))
    parts = found[0].stretches if found else (Stretch("same", new),)
    if any(part.kind == "gap" for part in parts):
        return
    before = " ".join("".join(part.text + " " for part in parts if part.kind in ("same", "gone")).split())
    after = " ".join("".join(part.text + " " for part in parts if part.kind in ("same", "new")).split())
    assert (before, after) == (old, new)


def _version(number: int, *paragraphs: str, title: str = "عنوان") -> Version:
    return Version(number, PageId(number), datetime(2026, 11, 15, tzinfo=UTC), title, paragraphs)


def test_edits_say_where_and_what() -> None:
    old = _version(1, "فقرة أولى", "مسافة مئتي متر", "فقرة تُحذف")
    new = _version(2, "فقرة أولى", "مسافة ثلاثمئة متر", title="عنوان آخر")
    found = [(edit.kind, edit.paragraph) for edit in edits(old, new)]
    assert found == [("title", 0), ("changed", 2), ("removed", 3)]
    assert [part.text.strip() for part in edits(old, new)[1].stretches if part.kind == "new"] == ["ثلاثمئة"]
    assert edits(old, old) == ()
