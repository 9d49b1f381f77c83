"""The direction of a text is that of its words."""

from __future__ import annotations

import pytest

from masdar.text.direction import direction_of


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("افتتاح جسر المرفأ", "rtl"),
        ("Bridge opens in the harbour", "ltr"),
        ("شركة Nawras تطلق Sail 17", "rtl"),
        ("The paper «المرفأ» reports on the bridge", "ltr"),
        ("تفاصيل أكثر https://example.org/a/very/long/path @harbour_news #bridge", "rtl"),
        ("2026 + 12%", "rtl"),
        ("", "rtl"),
    ],
)
def test_direction_is_the_share_of_words(text: str, direction: str) -> None:
    assert direction_of(text) == direction
