"""Where our choice of the body misses much, trafilatura's is taken, on our blocks and under our rules of wording."""

from __future__ import annotations

from datetime import UTC, datetime

from masdar.model import Page, Reading
from masdar.read import read_page
from masdar.read.tree import grow, is_arabic, read_blocks

STEP = (
    "<div class='step'><h3><a href='/s/{n}'>Step {n} of the repair</a></h3>"
    "<p>First, workers closed the old gate number {n} "
    "and pumped the water out of the basin, which took them most of the night.</p></div>"
)
ENGLISH = "<title>How the gate was repaired</title><body><h1>How the gate was repaired</h1><article>{steps}</article>"
ARABIC = "<title>كيف أصلحت البوابة القديمة</title><body><h1>كيف أصلحت البوابة القديمة</h1>{text}"
SENTENCE = (
    "<p>وقال رئيس البلدية إن العمال أغلقوا البوابة القديمة وضخوا الماء من الحوض طوال الليل، وإنهم انتهوا صباحاً.</p>"
)


def read(body: str) -> Reading:
    headers = (("content-type", "text/html; charset=utf-8"),)
    reading = read_page(Page("https://x.example/n/1", datetime(2026, 11, 3, tzinfo=UTC), 200, headers, body.encode()))
    assert isinstance(reading, Reading)
    return reading


def method(reading: Reading) -> str:
    return next(evidence.method for evidence in reading.evidence if evidence.about == "text")


def test_an_english_text_that_looks_like_cards_is_read_whole() -> None:
    reading = read(ENGLISH.format(steps="".join(STEP.format(n=number) for number in range(1, 7))))
    assert method(reading) == "body.trafilatura@1"
    assert [text for text in reading.article.paragraphs if "closed the old gate number 4" in text]


def test_what_our_rules_of_wording_leave_out_stays_out() -> None:
    prompt = "<p>اشترك في نشرتنا البريدية لتصلك آخر الأخبار كل صباح</p>"
    steps = "".join(STEP.format(n=number) for number in range(1, 4))
    reading = read(ENGLISH.format(steps=steps + prompt + steps))
    assert method(reading) == "body.trafilatura@1"
    assert not [text for text in reading.article.paragraphs if "اشترك" in text]


def test_our_own_choice_stands_on_arabic_pages_and_where_theirs_adds_little() -> None:
    assert method(read(ARABIC.format(text=SENTENCE * 4))) == "body@2"
    plain = "<p>Workers closed the old gate and pumped the water out of the basin during the night.</p>"
    assert method(read(ENGLISH.format(steps=plain * 4))) == "body@2"


def test_the_second_opinion_remembers_no_other_page() -> None:
    page = ENGLISH.format(steps="".join(STEP.format(n=number) for number in range(1, 7)))
    assert [read(page).article.paragraphs for _ in range(4)].count(read(page).article.paragraphs) == 4


def test_a_page_is_arabic_by_its_running_text_not_by_its_menu() -> None:
    root = grow("<body><a href='/a'>Home</a> <a href='/b'>Contact us</a>" + SENTENCE)
    assert root is not None
    assert is_arabic(read_blocks(root))


def test_a_text_inside_an_element_that_was_never_closed_is_seen() -> None:
    for opening in ("<button class='menu'>", "<div hidden><main>", "<div style='visibility:hidden'><main>"):
        body = ARABIC.replace("<h1>", opening + "<h1>")
        assert len(read(body.format(text=SENTENCE * 4)).article.paragraphs) == 4
