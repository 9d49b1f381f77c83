"""One post of a Telegram channel is read like a report: its own words, time, signature, whom it credits and quotes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.model import Evidence, Page, Reading, Rejected, Source, SourceId
from masdar.read import read_page
from reading_laws import check_reading
from telegram_pages import Post, channel_page, missing_post, post_page

ASKED = datetime(2026, 11, 3, 12, tzinfo=UTC)
ADDRESS = "https://t.me/jisr_ministry/7?embed=1&mode=tme"
HEADLINE = "وزير الجسور يعلن فتح جسر الضفاف"
LEAD = "أعلن وزير الجسور سالم العابد اليوم فتح جسر الضفاف أمام السير بعد أعمال صيانة دامت شهرين."
QUOTE = "لن نُغلق الجسر مرة أخرى قبل نهاية الشتاء"
TEXT = f"<b>{HEADLINE}</b><br/><br/>{LEAD}<br/><br/>وقال العابد: «{QUOTE}»."
CHANNEL = Source(SourceId("jisr-ministry"), "وزارة الجسور", "https://t.me/s/jisr_ministry", ("t.me/jisr_ministry",))
MORE = "t.me/atlasi_news"
FOLLOWED = (
    CHANNEL,
    Source(SourceId("timana"), "وكالة تيمانا", "https://timana.example/", ("timana.example",), kind="agency"),
    Source(SourceId("atlasi"), "الأطلسي", "https://t.me/s/atlasi_news", (MORE,), kind="channel"),
)


def page(body: bytes, url: str = ADDRESS) -> Page:
    return Page(url, ASKED, 200, (("content-type", "text/html; charset=utf-8"),), body)


def read(post: Post, url: str = ADDRESS) -> Reading:
    found = page(post_page(post), url)
    reading = read_page(found, CHANNEL, outlets=FOLLOWED)
    assert isinstance(reading, Reading), reading
    check_reading(reading, found)
    return reading


def refused(body: bytes, url: str = ADDRESS) -> str:
    reading = read_page(page(body, url), CHANNEL)
    assert isinstance(reading, Rejected)
    return reading.reason


def evidence(reading: Reading, about: str) -> Evidence:
    return next(each for each in reading.evidence if each.about == about)


def test_a_bold_first_line_is_the_title_and_the_other_lines_the_text() -> None:
    article = read(Post(7, TEXT)).article
    assert article.title == HEADLINE
    assert article.paragraphs == (LEAD, f"وقال العابد: «{QUOTE}».")
    assert (article.direction, article.language) == ("rtl", "ar")
    assert article.site_name == "وزارة الجسور"
    assert article.canonical == "https://t.me/jisr_ministry/7"


def test_the_evidence_says_that_the_title_is_the_first_line() -> None:
    proof = evidence(read(Post(7, TEXT)), "title")
    assert (proof.field, proof.quote, proof.method) == ("post:first-line", HEADLINE, "telegram@1")


@pytest.mark.parametrize(
    ("text", "title", "paragraphs"),
    [
        (LEAD, LEAD, (LEAD,)),
        (f"{LEAD}<br>وأضاف أن السير عاد.", LEAD, (LEAD, "وأضاف أن السير عاد.")),
        ("فتح الجسر<br>عاد السير إليه صباح اليوم.", "فتح الجسر", ("عاد السير إليه صباح اليوم.",)),
        ("#عاجل<br>فتح جسر الضفاف<br>عاد السير.", "فتح جسر الضفاف", ("#عاجل", "عاد السير.")),
        ("فتح جسر الضفاف<br>#الضفاف", "فتح جسر الضفاف", ("فتح جسر الضفاف", "#الضفاف")),
        (f"{LEAD} {LEAD} {LEAD}", LEAD, (f"{LEAD} {LEAD} {LEAD}",)),
    ],
)
def test_a_title_is_never_invented(text: str, title: str, paragraphs: tuple[str, ...]) -> None:
    article = read(Post(7, text)).article
    assert (article.title, article.paragraphs) == (title, paragraphs)


def test_a_sentence_without_end_gives_its_first_words() -> None:
    text = "قالت الوزارة إن العمل في الجسر، " + "وهو من أقدم جسور المدينة " * 20
    title = read(Post(7, text)).article.title
    assert title == "قالت الوزارة إن العمل في الجسر" or text.startswith(title)
    assert len(title) <= 200


def test_its_time_is_the_one_of_its_own_stamp() -> None:
    reading = read(Post(7, TEXT, inside='<time class="message_video_duration">0:29</time>'))
    assert reading.article.published is not None
    assert reading.article.published.instant == datetime(2026, 11, 3, 9, 15, tzinfo=UTC)
    assert evidence(reading, "published").quote == "2026-11-03T09:15:00+00:00"


def test_a_time_after_our_request_is_refused() -> None:
    reading = read(Post(7, TEXT, at="2026-11-04T09:15:00+00:00"))
    assert reading.article.published is None
    assert evidence(reading, "published_refused").method == "telegram@1.future"


def test_a_signature_is_the_byline() -> None:
    article = read(Post(7, TEXT, author="هدى الصالح")).article
    assert (article.byline, article.authors) == ("هدى الصالح", ("هدى الصالح",))


def test_a_forwarded_post_has_its_text_from_the_other_channel() -> None:
    name = (
        '<a class="tgme_widget_message_forwarded_from_name" href="https://t.me/atlasi_news/40"><span>الأطلسي</span></a>'
    )
    reading = read(Post(7, TEXT, forwarded=name))
    credit = reading.credits[0]
    assert (credit.kind, credit.name, credit.canonical_name) == ("text_from", "الأطلسي", "الأطلسي")
    assert credit.url == "https://t.me/atlasi_news/40"
    assert credit.evidence.context == "Forwarded from الأطلسي"


def test_who_hides_behind_a_forward_is_named_as_printed() -> None:
    name = '<span class="tgme_widget_message_forwarded_from_name">ناشر لا يظهر</span>'
    (credit,) = read(Post(7, TEXT, forwarded=name)).credits
    assert (credit.name, credit.url) == ("ناشر لا يظهر", None)


def test_a_channel_does_not_credit_itself() -> None:
    name = '<a class="tgme_widget_message_forwarded_from_name" href="https://t.me/jisr_ministry/1">وزارة الجسور</a>'
    assert read(Post(7, TEXT, forwarded=name)).credits == ()


def test_quotations_and_agencies_are_found_as_on_any_page() -> None:
    reading = read(Post(7, f"{TEXT}<br><br>المصدر: وكالة تيمانا"))
    (statement,) = [each for each in reading.statements if each.kind == "direct"]
    assert statement.words == (QUOTE,)
    assert [credit.canonical_name for credit in reading.credits] == ["وكالة تيمانا"]


def test_a_statement_of_today_was_made_on_the_day_of_the_post() -> None:
    reading = read(
        Post(7, f"{HEADLINE}<br>قال وزير الجسور سالم العابد أمس: «{QUOTE}».", at="2026-10-20T09:15:00+00:00")
    )
    assert [said.said_at and said.said_at.instant.date().isoformat() for said in reading.statements] == ["2026-10-19"]


def test_the_post_it_answers_is_shown_and_is_not_its_text() -> None:
    reply = (
        '<a class="tgme_widget_message_reply" href="https://t.me/atlasi_news/39">'
        '<div class="tgme_widget_message_author">'
        '<span class="tgme_widget_message_author_name">الأطلسي</span></div>'
        '<div class="tgme_widget_message_text js-message_reply_text">سؤال عن الجسر</div></a>'
    )
    reading = read(Post(7, TEXT, inside=reply))
    (embed,) = reading.article.embeds
    assert (embed.platform, embed.url, embed.author, embed.text) == (
        "Telegram",
        "https://t.me/atlasi_news/39",
        "الأطلسي",
        "سؤال عن الجسر",
    )
    assert "سؤال" not in reading.article.text
    assert [(credit.kind, credit.name) for credit in reading.credits] == [("facts_from", "الأطلسي")]


def test_links_to_a_followed_channel_credit_it_and_no_other_channel() -> None:
    text = f'{LEAD}<br><a href="https://t.me/atlasi_news/41">هنا</a> و<a href="https://t.me/other_one/1">هناك</a> كلام.'
    reading = read(Post(7, text))
    assert [(credit.name, credit.canonical_name) for credit in reading.credits] == [("هنا", "الأطلسي")]
    assert [link.url for link in reading.article.links] == ["https://t.me/atlasi_news/41", "https://t.me/other_one/1"]


def test_hashtags_are_tags_and_no_links() -> None:
    article = read(Post(7, f'{TEXT}<br><a href="?q=%23%D8%AC">#جسر_الضفاف</a> <a href="?q=%23x">#bridge</a>')).article
    assert article.tags == ("جسر_الضفاف", "bridge")
    assert article.links == ()


def test_pictures_are_its_own_and_not_those_of_the_linked_page() -> None:
    photo = (
        '<a class="tgme_widget_message_photo_wrap 5" href="https://t.me/jisr_ministry/7" '
        "style=\"width:800px;background-image:url('https://cdn.telegram.example/file/bridge.jpg')\"></a>"
    )
    preview = (
        '<a class="tgme_widget_message_link_preview" href="https://jisr.example/n/1"><i class="link_preview_image" '
        "style=\"background-image:url('https://cdn.telegram.example/file/other.jpg')\"></i>"
        '<div class="link_preview_site_name accent_color">الجسر</div>'
        '<div class="link_preview_title">عنوان آخر</div></a>'
    )
    article = read(Post(7, TEXT, inside=photo, below=preview)).article
    assert [picture.url for picture in article.pictures] == ["https://cdn.telegram.example/file/bridge.jpg"]
    assert article.image == "https://cdn.telegram.example/file/bridge.jpg"
    assert "عنوان آخر" not in article.text


def test_a_post_without_text_is_refused_and_says_what_it_holds() -> None:
    photo = '<a class="tgme_widget_message_photo_wrap" style="background-image:url(\'https://x.example/1.jpg\')"></a>'
    reading = read_page(page(post_page(Post(7, inside=photo))))
    assert reading == Rejected("no-text", "a post of photo without text")
    assert refused(post_page(Post(7, "#عاجل"))) == "no-text"


def test_what_is_no_post_is_refused() -> None:
    assert refused(missing_post()) == "gone"
    assert refused(post_page(Post(1, "Channel created", kind="service_message"))) == "not-an-article"
    posts = (Post(7, TEXT), Post(8, LEAD))
    assert (
        refused(channel_page("jisr_ministry", "وزارة الجسور", posts), "https://t.me/s/jisr_ministry")
        == "not-an-article"
    )


def test_of_several_posts_the_addressed_one_is_read() -> None:
    listing = channel_page("jisr_ministry", "وزارة الجسور", (Post(6, "خبر آخر"), Post(7, TEXT)))
    reading = read_page(page(listing, "https://t.me/s/Jisr_Ministry/7"), CHANNEL)
    assert isinstance(reading, Reading)
    assert reading.article.title == HEADLINE


def test_a_copy_on_another_host_is_read_too() -> None:
    assert read(Post(7, TEXT), "https://archive.example/web/2026/jisr7").article.title == HEADLINE


def test_a_report_that_quotes_such_markup_is_no_post() -> None:
    report = f"<html><body class=news><h1>{HEADLINE}</h1><p>{LEAD}</p><p>{LEAD}</p><!-- widget_frame_base -->"
    reading = read_page(page(report.encode() + Post(7, TEXT).markup.encode(), "https://nahr.example/n/1"))
    assert isinstance(reading, Reading)
    assert evidence(reading, "title").field == "html:h1"


@given(
    st.text(max_size=60),
    st.sampled_from(["", "<b>", "<blockquote>", "<pre>", "</div>", "<a href='?q=%23x' onclick='x'>", "<tg-emoji>"]),
    st.text(max_size=20),
)
def test_no_post_breaks_the_reader(text: str, tag: str, name: str) -> None:
    post = replace(Post(7, f"{tag}{text}<br>{LEAD}"), author=name, at=name, forwarded=f"<i class=x>{name}</i>")
    found = page(post_page(post).replace(b"\xed", b""))
    check_reading(read_page(found, CHANNEL, outlets=FOLLOWED), found)
