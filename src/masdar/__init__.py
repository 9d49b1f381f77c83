"""Masdar reads Arabic news pages and says where each report came from.

Importing this package does nothing and takes a moment; the four functions below load their room when first used.

    >>> import masdar
    >>> masdar.fold("الإِرهـــاب")
    'الارهاب'
    >>> masdar.parse_date("٢٠ كانون الأول ٢٠٢٥", None, "Asia/Damascus").instant.isoformat()
    '2025-12-19T21:00:00+00:00'
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from masdar.model import Credit, Moment, Reading, Template

__all__ = ["find_credits", "fold", "parse_date", "read_html"]
__version__ = "0.1.0"


def read_html(
    data: bytes | str,
    url: str,
    fetched_at: datetime | None = None,
    zone: str | None = None,
    templates: Sequence[Template] = (),
) -> Reading:
    """Read one news page: title, paragraphs, date, credits, statements, each with its evidence.

    `data` is the page as served. `fetched_at` (aware) is needed for relative dates («قبل ساعتين»); `zone` is the tz
    name of the clock the page prints, for dates that name none. `templates` are what other pages of the site taught
    (`masdar.read.learn_templates`).

    Raises `masdar.errors.NotAnArticle` with the reason when the page holds no article.

    >>> paragraph = "<p>افتتحت بلدية المدينة مكتبتها العامة الجديدة يوم الأحد بحضور مئات القراء من أحيائها.</p>"
    >>> page = "<title>افتتاح المكتبة</title><body><h1>افتتاح المكتبة</h1>" + paragraph * 4
    >>> masdar.read_html(page, "https://example.org/1").article.title
    'افتتاح المكتبة'
    """
    from masdar.read.html import read_html as read

    return read(data, url, fetched_at, zone, templates)


def parse_date(text: str, fetched_at: datetime | None, zone: str | None) -> Moment | None:
    """The moment an Arabic (or English) date text states, or None when it states none for certain.

    Month names of every Arab country, all digits, Hijri, pairs («كانون الأول / ديسمبر»), times, relative dates.

    >>> masdar.parse_date("20 كانون الأول / ديسمبر 2025 10:35 مساءً", None, "Asia/Damascus").instant.isoformat()
    '2025-12-20T19:35:00+00:00'
    >>> masdar.parse_date("20 كانون الأول / نوفمبر 2025", None, None) is None  # the two months disagree
    True
    """
    from masdar.read.dates import parse_date as parse

    return parse(text, fetched_at, zone)


def find_credits(
    text: str, *, byline: str | None = None, dateline: str | None = None, own_names: tuple[str, ...] = ()
) -> tuple[Credit, ...]:
    """Who the text says its words (`text_from`) or facts (`facts_from`) come from, with the place of each name.

    `own_names` are names of the outlet itself, which are no credit.

    >>> [(c.kind, c.name) for c in masdar.find_credits("ذكرت وكالة رويترز أن المفاوضات بدأت.")]
    [('facts_from', 'رويترز')]
    """
    from masdar.read.credits import find_credits as find

    return find(text, byline=byline, dateline=dateline, own_names=own_names)


def fold(text: str) -> str:
    """The form in which Arabic texts are compared: hamza seats, tashkīl, tatweel, digits and look-alikes made one.

    >>> masdar.fold("مُحَمَّدٌ") == masdar.fold("محمد")
    True
    """
    from masdar.text.fold import fold as fold_text

    return fold_text(text)
