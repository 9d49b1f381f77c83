"""Which lines of a page are its report: pages of invented outlets, each with one habit that misleads."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from masdar.read.body import Body, find_body
from masdar.read.tree import Block, grow, read_blocks

PLACES = ["المرفأ", "السوق", "المدرسة", "الحديقة", "الجسر", "المكتبة", "المسرح", "الملعب"]
SENTENCES = [
    f"وقالت البلدية إن أعمال الترميم في {place} تنتهي قبل نهاية الشهر المقبل، وإن كلفتها لم تتجاوز المقرر."
    for place in PLACES
]
REPORT = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
ENGLISH = [f"The council said that the works at the {n}th gate would end before next month." for n in range(4, 12)]
TEXT = "".join(f"<p>{sentence}</p>" for sentence in ENGLISH)


def body_of(markup: str) -> tuple[Body, list[str]]:
    root = grow(f"<body>{markup}</body>")
    assert root is not None
    blocks = read_blocks(root)
    body = find_body(blocks, next(headlines(blocks), None))
    return body, [block.text for block in body.kept]


def headlines(blocks: tuple[Block, ...]) -> Iterator[Block]:
    return (block for block in blocks if block.element.tag == "h1")


@pytest.mark.parametrize(
    "box",
    [
        "<div class='author-card'><p>نورة السالم صحفية من مدينة الواحة تكتب في شؤون البلديات منذ سنوات.</p></div>",
        "<form><p>املأ هذه الخانات كلها كي نعرف رأيك في الموقع الجديد وفي أخباره كل يوم.</p></form>",
        "<ul><li><a href='/1'>افتتاح الجسر الجديد في الواحة</a></li><li><a href='/2'>سباق القوارب يعود</a></li></ul>",
        "<div class='related-posts'><p>سباق القوارب يعود إلى الواحة بعد عشرين عاماً من الغياب الطويل.</p></div>",
        "<div><h3>اقرأ أيضاً</h3><div><p>سباق القوارب يعود إلى الواحة بعد عشرين عاماً من الغياب الطويل.</p></div></div>",
    ],
)
def test_a_box_inside_or_under_an_arabic_report_is_no_text(box: str) -> None:
    half = len(SENTENCES) // 2
    parts = [f"<p>{sentence}</p>" for sentence in SENTENCES]
    inside = "".join(parts[:half]) + box + "".join(parts[half:])
    for page in (f"<h1>ترميم المدينة</h1><div>{inside}</div>", f"<h1>ترميم المدينة</h1><div>{REPORT}</div>{box}"):
        assert body_of(page)[1] == SENTENCES


@pytest.mark.parametrize(
    ("markup", "line"),
    [
        (
            "<figure><table><tr><th>Gate</th><th>Cost</th></tr><tr><td>East</td><td>125</td></tr></table></figure>",
            "125",
        ),
        ("<figure><blockquote><p>We shall be ready in time, said the mayor.</p></blockquote></figure>", "We shall be"),
        (
            "<div id='menu-for-the-guests'><h2>Menu for the guests</h2><p>Soup and bread for all who come.</p></div>",
            "Soup",
        ),
        ("<ul><li><a href='/e'>East gate</a></li><li><a href='/w'>West gate</a></li></ul>", "East gate"),
        ("<p><a href='/plan'>The plan of all the works was shown to the council in May.</a></p>", "The plan"),
    ],
)
def test_what_stands_between_the_paragraphs_of_an_english_text_belongs_to_it(markup: str, line: str) -> None:
    _, kept = body_of(f"<h1>The gates</h1><div>{TEXT}{markup}{TEXT.replace('works', 'costs')}</div>")
    assert [text for text in kept if text.startswith(line)]


def test_a_page_built_of_widgets_keeps_its_text() -> None:
    parts = "".join(f"<div class='widget'><div class='widget-content'><p>{text}</p></div></div>" for text in SENTENCES)
    assert body_of(f"<h1>ترميم المدينة</h1><main>{parts}</main>")[1] == SENTENCES


def test_a_label_heads_what_is_below_it_and_not_what_is_above() -> None:
    teaser = "<div><h3>بوابة الشرق</h3><p>" + SENTENCES[0] + "</p><p><a href='/1'>المزيد</a></p></div>"
    _, kept = body_of(f"<h1>ترميم المدينة</h1><div>{REPORT}{teaser.replace('المرفأ', 'الحمام')}</div>")
    assert any("الحمام" in text for text in kept)


def test_a_paragraph_printed_again_elsewhere_is_text_once() -> None:
    phone = f"<div class='phone'>{REPORT}</div>"
    assert body_of(f"<h1>ترميم المدينة</h1><main><div class='desk'>{REPORT}</div>{phone}</main>")[1] == SENTENCES


def test_the_element_named_for_the_article_is_preferred_to_what_surrounds_it() -> None:
    below = "".join(f"<section><p>{text.replace('الترميم', 'الطلاء')}</p></section>" for text in SENTENCES[:5])
    page = f"<main><h1>ترميم المدينة</h1><div class='article-body'>{REPORT}</div><div>{below}</div></main>"
    assert body_of(page)[1] == SENTENCES


def test_a_text_cut_by_a_picture_begins_above_it() -> None:
    first, rest = SENTENCES[:1], SENTENCES[1:]
    halves = ["".join(f"<p>{text}</p>" for text in half) for half in (first, rest)]
    text = f"<div class='t'>{halves[0]}</div><img src='a.jpg'><div class='t'>{halves[1]}</div>"
    assert body_of(f"<h1>ترميم المدينة</h1><div>{text}</div>")[1] == SENTENCES


def test_a_list_is_part_of_a_text_and_not_its_place() -> None:
    items = "".join(f"<li>{text}</li>" for text in SENTENCES[1:])
    assert body_of(f"<h1>ترميم المدينة</h1><div><p>{SENTENCES[0]}</p><ol>{items}</ol></div>")[1] == SENTENCES


def test_what_stands_above_the_headline_is_text_where_it_is_built_as_the_text_is() -> None:
    page = f"<div><p>{SENTENCES[0]}</p><p>{SENTENCES[1]}</p><h1>ترميم المدينة</h1>{REPORT}</div>"
    _, kept = body_of(page.replace(REPORT, "".join(f"<p>{text}</p>" for text in SENTENCES[2:])))
    assert kept == SENTENCES


def test_a_second_report_beneath_is_not_read_with_the_first() -> None:
    card = "<article class='item'><h1>{title}</h1><div>{text}</div></article>"
    second = REPORT.replace("الترميم", "الطلاء")
    page = card.format(title="ترميم المدينة", text=REPORT) + card.format(title="طلاء المدينة", text=second)
    assert body_of(page)[1] == SENTENCES


def test_the_first_paragraph_may_stand_in_a_box_of_its_own() -> None:
    rest = "".join(f"<p>{text}</p>" for text in SENTENCES[1:])
    intro = f"<div class='intro'><p>{SENTENCES[0]}</p></div>"
    assert body_of(f"<h1>ترميم المدينة</h1><div>{intro}<div class='full'>{rest}</div></div>")[1] == SENTENCES


def test_a_poem_of_short_lines_is_found() -> None:
    verses = [f"يا {place} يا دار الكرام" for place in PLACES]
    poem = "".join(f"<p>{verse}</p>" for verse in verses)
    page = f"<h1>قصيدة المدينة</h1><div><p>الواحة</p><div class='text'>{poem}</div><h3>مواضيع متعلقة</h3></div>"
    assert body_of(page)[1] == verses


def test_words_lifted_out_of_the_text_are_read_once() -> None:
    quote = f"<blockquote class='pull-quote'>{SENTENCES[2].removesuffix('.')[20:]}</blockquote>"
    parts = [f"<p>{sentence}</p>" for sentence in SENTENCES]
    assert body_of(f"<h1>ترميم المدينة</h1><div>{''.join(parts[:5])}{quote}{''.join(parts[5:])}</div>")[1] == SENTENCES


@pytest.mark.parametrize(
    "line",
    [
        "<p>بقلم: نورة السالم</p>",
        "<p>ن.س / ع.ر</p>",
        "<p>نشر بتاريخ 25 فبراير 2026</p>",
        "<p>شارك الخبر مع أصدقائك <a href='#'>فيس بوك</a></p>",
        "<p>كلمات البحث: <a href='/t/1'>القمح</a> ، <a href='/t/2'>الزراعة</a></p>",
        "<div><img src='a.jpg'><span>عامل يستريح في ظل البوابة الشرقية قبل الظهر</span></div>",
        "<div class='nl'><b>اشترك في نشرتنا البريدية</b><p>ملخص أهم الأخبار يصلك كل مساء إلى بريدك.</p><input></div>",
        "<p><b>مواضيع أخرى في هذا العدد</b></p><p><a href='/1'>افتتاح الجسر الجديد في الواحة</a></p>",
        "<div><a href='/a'>سياسة</a> | <a href='/b'>اقتصاد</a> | <a href='/c'>رياضة</a></div>",
    ],
)
def test_a_line_that_tells_who_asks_or_points_is_no_text(line: str) -> None:
    assert body_of(f"<h1>ترميم المدينة</h1><div>{REPORT}{line}</div>")[1] == SENTENCES


def test_a_feed_without_links_is_told_by_its_clocks() -> None:
    feed = "".join(
        f"<div><b>افتتاح الجسر {n} في الواحة اليوم بحضور أهلها</b> <i>قبل {n} ساعات</i></div>" for n in (4, 5, 6)
    )
    assert body_of(f"<h1>ترميم المدينة</h1><main><div>{REPORT}</div><div>{feed}</div></main>")[1] == SENTENCES


def test_line_breaks_that_the_page_shows_part_paragraphs() -> None:
    lines = "\n\n".join(SENTENCES)
    for text in (f"<div style='white-space: pre-line'>{lines}</div>", f"<pre>{lines}</pre>"):
        assert body_of(f"<h1>ترميم المدينة</h1><main>{text}</main>")[1] == SENTENCES


def test_lines_over_and_under_the_headline_are_no_text() -> None:
    over = "<h4>في جلسة طويلة استمرت ساعات وحضرها عدد كبير من أهل المدينة</h4>"
    page = f"<main>{over}<h1>ترميم المدينة</h1><h4>البلدية تعد بالانتهاء قبل نهاية الشهر.</h4>{REPORT}</main>"
    assert body_of(page)[1] == SENTENCES


def test_a_line_that_repeats_its_pictures_words_is_a_caption() -> None:
    caption = "<p><img src='a.jpg' alt='صورة من المكان'></p><p><strong>صورة من المكان</strong></p>"
    parts = [f"<p>{sentence}</p>" for sentence in SENTENCES]
    page = f"<h1>ترميم المدينة</h1><div>{''.join(parts[:5])}{caption}{''.join(parts[5:])}</div>"
    assert body_of(page)[1] == SENTENCES


def test_the_lead_of_an_english_report_stands_in_its_header() -> None:
    header = "<header><h1>The gates</h1><p>All gates of the old town will soon be open to everyone again.</p></header>"
    _, kept = body_of(f"<article>{header}<div class='body'>{TEXT}</div></article>")
    assert kept[0].startswith("All gates")
    assert kept[1:] == ENGLISH


def test_paragraphs_beside_a_pay_wall_belong_to_the_paragraphs_behind_it() -> None:
    free, paid = ["".join(f"<p>{text}</p>" for text in part) for part in (SENTENCES[:2], SENTENCES[2:])]
    page = f"<h1>ترميم المدينة</h1><div class='text'>{free}<div class='wall'>{paid}</div></div>"
    assert body_of(page)[1] == SENTENCES
