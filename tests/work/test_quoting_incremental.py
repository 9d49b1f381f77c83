"""The ledger kept step by step is the ledger made from all there is: whatever came, changed or went, in any order."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from keeping import keep_page
from sqlalchemy import text

from masdar.app import open_desk
from masdar.config import Config
from masdar.model import Page, Source, SourceId
from masdar.store import articles, quotations, statements, takedown
from masdar.store.sources import save_source
from masdar.work import quoting
from masdar.work.desk import Desk
from masdar.work.reading import read_pages
from masdar.work.relating import relate_articles

AT = datetime(2026, 11, 14, 6, tzinfo=UTC)
WORDS = (
    "لن نغلق الجسر القديم قبل أن تنتهي أعمال الصيانة كلها في الربيع المقبل",
    "لن نغلق الجسر القديم قبل أن تنتهي أعمال الصيانة كلها في الصيف المقبل",
    "أعمال الصيانة كلها في الربيع المقبل",
    "سنعيد طلاء السور الحجري بألوانه الأولى كما كانت قبل مئة عام",
)
SPEAKERS = ("وزارة الجسور", "وزير الجسور راكان الهيلدار", "مديرة المعهد هدى الصالح")
EVENTS = (
    ("الوزارة تعد بإبقاء الجسر القديم مفتوحاً", "عقدت وزارة الجسور مؤتمراً صحفياً في مقرها صباح السبت."),
    ("طلاب الفنون يرسمون السور الحجري", "بدأ طلاب معهد الفنون برسم السور الحجري قرب المدرسة هذا الأسبوع."),
)
ENDS = ("وحضر عدد من سكان الضفتين وأصحاب المتاجر.", "ويستمر العمل أسبوعين بإشراف ثلاثة من المدرسين.")

# Which site, the number of its page, event, words, speaker; no words: the page is taken down.
Step = tuple[int, int, int, int | None, int]
STEPS = st.lists(
    st.tuples(
        st.integers(0, 3), st.integers(1, 2), st.integers(0, 1), st.none() | st.integers(0, 3), st.integers(0, 2)
    ),
    min_size=2,
    max_size=9,
)


def _sources() -> tuple[Source, ...]:
    kinds = {"jusur": "official"}
    names = {"jusur": "وزارة الجسور", "sahl": "صحيفة السهل", "nahr": "صحيفة النهر", "tall": "صحيفة التل"}
    return tuple(
        Source(
            SourceId(id), name, f"http://{id}.example/", (f"{id}.example",),
            kind="official" if id in kinds else "outlet", zone="Asia/Damascus",
        )
        for id, name in names.items()
    )  # fmt: skip


SOURCES = _sources()


def _do(desk: Desk, step: Step, minute: int) -> None:
    site, number, event, said, speaker = step
    source = SOURCES[site]
    url = f"http://{source.id}.example/{number}"
    if said is None:
        with desk.store.writing() as db:
            takedown.take_down_address(db, url, "asked", AT)
            takedown.lift(db, "address", f"{source.id}.example/{number}", AT)
        return
    title, opening = EVENTS[event]
    words = WORDS[said] if site == 0 else f"وقالت {SPEAKERS[speaker]}: «{WORDS[said]}»"
    body = "".join(f"<p>{paragraph}</p>" for paragraph in (opening, f"{words}.", ENDS[event]))
    markup = f"<html lang=ar><title>{title}</title><body><h1>{title}</h1>{body}</body>".encode()
    headers = (("content-type", "text/html; charset=utf-8"),)
    keep_page(desk, Page(url, AT + timedelta(minutes=minute), 200, headers, markup), source)


def _state(desk: Desk) -> tuple[object, ...]:
    """Which versions are one quotation, each version's check; who reports which statement."""
    with desk.store.reading() as db:
        ids = [card.id for card in articles.recent_articles(db, 100)]
        held = quotations.quoted_by(db, ids)
        groups: dict[int | None, set[quotations.Place]] = {}
        for each in held:
            groups.setdefault(each.quotation, set()).add(each.place)
        told = [statements.get_statement(db, number) for number in range(1, 40)]
        reports = {
            tuple((report.article, report.statements) for report, _ in each.reports) + ((each.located,),)
            for each in told
            if each is not None
        }
        checks = {each.place: (each.quoted.words, each.checked) for each in held}
        return {frozenset(group) for group in groups.values()}, checks, reports, None in groups


def _run(steps: Sequence[Step], batch: int) -> tuple[object, object]:
    with (
        tempfile.TemporaryDirectory() as folder,
        open_desk(Config(data=Path(folder)), clock=lambda: AT) as desk,
    ):
        with desk.store.writing() as db:
            for source in SOURCES:
                save_source(db, source, AT)
        for minute, step in enumerate(steps):
            _do(desk, step, minute)
            if minute % batch == 0:
                read_pages(desk)
                relate_articles(desk)
        read_pages(desk)
        relate_articles(desk)
        kept = _state(desk)
        for _ in range(2):  # a quotation over two stories: checked last with the pages of the second
            with desk.store.writing() as db:
                db.execute(text("UPDATE articles SET related = FALSE"))
            relate_articles(desk)
        return kept, _state(desk)


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(STEPS, st.integers(1, 3))
# The issuer's page comes in another story than the report.
@example([(1, 1, 1, 3, 0), (0, 1, 0, 3, 0)], 1)
# Reports of two stories stand in two places of one page; a copy that is less sure of its speaker comes last.
@example([(2, 2, 0, 0, 1), (1, 2, 1, 2, 1), (0, 1, 1, 1, 1)], 1)
@example([(2, 1, 0, 3, 0), (0, 1, 1, 3, 2), (1, 1, 1, 3, 2)], 3)
# The page has other words than it had.
@example([(1, 1, 0, 3, 0), (0, 2, 1, 3, 2), (0, 2, 0, 0, 1)], 1)
# A report of two says something else now: the page stays that of the other one.
@example([(0, 1, 1, 0, 2), (1, 1, 0, 0, 0), (3, 2, 1, 1, 2), (1, 1, 0, 3, 1), (0, 1, 0, 0, 2), (3, 1, 0, 0, 1)], 1)
def test_step_by_step_and_all_at_once_come_to_the_same(steps: list[Step], batch: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quoting.log, "exception", _broke)
        kept, anew = _run(steps, batch)
    assert kept == anew


def _broke(message: str, *values: object) -> None:
    """A ledger that was not kept at all comes to the same each time."""
    raise AssertionError(message % values)
