"""A page at hand is read without knowing when it was fetched."""

from __future__ import annotations

from pathlib import Path

from masdar.read.html import read_html

PAGES = Path(__file__).parent.parent / "pages"


def test_a_page_at_hand_needs_no_request_time() -> None:
    reading = read_html((PAGES / "majma/republished.html").read_bytes(), "https://majma.example/n/5")
    assert reading.article.title == "افتتاح مكتبة تل الزيتون"
    assert [credit.name for credit in reading.credits] == ["جريدة الجسر", "الضفاف"]


def test_a_distance_from_an_unknown_now_is_no_date() -> None:
    page = (PAGES / "nabd/app.html").read_bytes().replace(b'datetime="2026-11-03T10:15:00+03:00"', b"")
    assert read_html(page, "https://nabd.example/aB3x").article.published is None
