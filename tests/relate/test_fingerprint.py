"""A fingerprint finds every text with a common passage, and is the same everywhere."""

from __future__ import annotations

import random
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from masdar.relate.fingerprint import WINDOW, _window_minima, fingerprint
from masdar.relate.wording import SHINGLE_WORDS


def invent_words(count: int, seed: int) -> list[str]:
    chance = random.Random(seed)
    return ["".join(chance.choices("ابتجدرسعفقكلمنوي", k=6)) for _ in range(count)]


def test_an_excerpt_inside_a_long_text_shares_a_band() -> None:
    excerpt = invent_words(SHINGLE_WORDS + WINDOW - 1, seed=1)
    for seed in range(2, 30):
        around = invent_words(600, seed)
        merged = around[: seed * 10] + excerpt + around[seed * 10 :]
        assert set(fingerprint(" ".join(excerpt)).bands) & set(fingerprint(" ".join(merged)).bands)


def test_reordered_paragraphs_share_most_bands() -> None:
    paragraphs = [" ".join(invent_words(40, seed)) for seed in range(5)]
    one, other = fingerprint("\n".join(paragraphs)), fingerprint("\n".join(paragraphs[::-1]))
    assert len(set(one.bands) & set(other.bands)) > 0.6 * len(one.bands)


def test_unrelated_texts_share_no_band() -> None:
    one, other = fingerprint(" ".join(invent_words(500, 1))), fingerprint(" ".join(invent_words(500, 2)))
    assert not set(one.bands) & set(other.bands)


def test_spelling_that_folding_levels_does_not_matter() -> None:
    printed = "أعلنت وزارةُ المياه في مدينة ريحانة إنهاء أعمال الصيانة خلال ٢٤ ساعة"
    plain = "اعلنت وزاره المياه في مدينه ريحانه انهاء اعمال الصيانه خلال 24 ساعه"
    assert fingerprint(printed) == fingerprint(plain)


def test_bands_are_few_distinct_and_fit_a_signed_column() -> None:
    found = fingerprint(" ".join(invent_words(1100, 3)))
    assert found.size == 1100 - SHINGLE_WORDS + 1
    assert 100 < len(found.bands) < 300
    assert list(found.bands) == sorted(set(found.bands))
    assert all(-(2**63) <= band < 2**63 for band in found.bands)
    assert min(found.bands) < 0 < max(found.bands)


def test_a_headline_has_no_band() -> None:
    assert fingerprint("أربع كلمات لا تكفي").bands == ()


def test_another_process_computes_the_same() -> None:
    text = "افتتح مجلس بلدة الزهراء حديقة عامة جديدة قرب النهر صباح الأحد"
    code = f"from masdar.relate.fingerprint import fingerprint; print(fingerprint({text!r}).bands)"
    answers = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert answers == {str(fingerprint(text).bands)}


def test_the_stored_numbers_have_not_changed() -> None:
    """Rows in archives were written with these: when this fails, fingerprints must be computed anew by a migration."""
    assert fingerprint("واحد اثنان ثلاثة أربعة خمسة").bands == (-8615959192253419714,)


@given(st.text(max_size=400))
def test_no_text_is_too_odd(text: str) -> None:
    found = fingerprint(text)
    assert len(found.bands) <= max(found.size, 0)
    assert bool(found.bands) == bool(found.size)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=40), st.integers(1, 15))
def test_window_minima_are_the_least_of_every_window(hashes: list[int], window: int) -> None:
    width = min(window, len(hashes))
    expected = {min(hashes[start : start + width]) for start in range(len(hashes) - width + 1)}
    assert _window_minima(hashes, window) == expected
