"""Masdar reads Arabic news pages and says where each report came from.

Importing this package does nothing and takes a moment; the five functions below load their room when first used.

    >>> import masdar
    >>> masdar.fold("الإِرهـــاب")
    'الارهاب'
    >>> masdar.parse_date("٢٠ كانون الأول ٢٠٢٥", zone="Asia/Damascus").instant.isoformat()
    '2025-12-19T21:00:00+00:00'
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from masdar.model import Credit, Moment, Reading, Rejected, Template

__all__ = ["find_credits", "fold", "parse_date", "read_html", "read_moment"]
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


def parse_date(text: str, fetched_at: datetime | None = None, zone: str | None = None) -> Moment | None:
    """The moment an Arabic (or English, French) date line states, or None when it states none for certain.

    Month names of every Arab country, all digits, Hijri, pairs («كانون الأول / ديسمبر»), times, distances. `fetched_at`
    (aware) is what «قبل ساعتين» and a day without a year are reckoned from; `zone` (a tz name) is the clock of times
    that name none. `read_moment` says why a line was refused.

    >>> masdar.parse_date("20 كانون الأول / ديسمبر 2025 10:35 مساءً", zone="Asia/Damascus").instant.isoformat()
    '2025-12-20T19:35:00+00:00'
    >>> moment = masdar.parse_date("السبت ٢٩ جمادى الآخرة ١٤٤٧ هـ")
    >>> moment.instant.date().isoformat(), moment.precision, moment.calendar
    ('2025-12-20', 'day', 'hijri')
    >>> masdar.parse_date("20 كانون الأول / نوفمبر 2025") is None  # the two months disagree
    True
    """
    from masdar.read.dates import parse_date as parse

    return parse(text, fetched_at, zone)


def read_moment(text: str, fetched_at: datetime | None = None, zone: str | None = None) -> Moment | Rejected:
    """`parse_date` with the reason of a refusal (docs/how-to/read-dates-on-a-page.md lists them).

    >>> moment = masdar.read_moment("20/12/2025 20:35 بتوقيت القاهرة", zone="Asia/Riyadh")
    >>> moment.instant.isoformat(), moment.zone, moment.zone_from
    ('2025-12-20T18:35:00+00:00', 'Africa/Cairo', 'text')
    >>> masdar.read_moment("الأحد 20 كانون الأول 2025")  # it was a Saturday
    Rejected(reason='wrong-weekday', detail='2025-12-20')
    """
    from masdar.read.dates import read_moment as read

    return read(text, fetched_at, zone)


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
