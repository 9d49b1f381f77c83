"""In: nothing. Out: an invented report that holds one of each: heading, list, quotation, table, link, post, picture."""

from __future__ import annotations

from dataclasses import replace

from masdar.model import ArticleId, Embed, Part, Picture, Reading, Source, TextLink
from masdar.store import Connection

from .invented import MORNING, file, reading, said, span_of

QUOTED = "الماء الذي نوفّره في الشتاء هو خبز الصيف، ومن أضاعه أضاع موسمه"
CARD = "بدأنا صباح اليوم قراءة العدّادات في سهل النخيل، ونشكر المزارعين على تعاونهم"
LINES = (
    "أعلنت هيئة الري في السرحان خطة توزيع الماء للموسم المقبل، ونشرت جدولها كاملاً على موقعها يوم الأحد.",
    "ما الذي يتغيّر",
    "حصة كل قرية بحسب مساحتها المزروعة",
    "الكروم والزيتون",
    "القمح والشعير",
    "عدّادات جديدة على 24 مضخة من طراز Delta-Flow 300",
    QUOTED,
    "سليم الحارث، رئيس الهيئة",
    "الحصص بآلاف الأمتار المكعبة",
    *("القرية", "الحصة", "الموعد", "الجرّة", "12.5", "Monday 06:00", "سهل النخيل", "8", "الثلاثاء"),
    "Water is shared by the land it feeds, the authority said in a statement to the Delta Herald.",
    "يبدأ التوزيع في مطلع كانون الأول، وتُراجَع الحصص كل شهر بحسب منسوب سد العالية.",
    CARD,
    "خطوات التسجيل",
    "املأ الاستمارة",
    "سلّمها إلى مكتب القرية",
)
PARTS = (
    *(Part(), Part("heading", 2)),
    *(Part("item", 1, 1), Part("item", 2, 1), Part("item", 2, 1), Part("item", 1, 1)),
    *(Part("quotation", 1, 1), Part("quotation", 1, 1), Part("heading", 3)),
    *(Part("cell", 1, 1, 1, 1), Part("cell", 1, 1, 1, 2), Part("cell", 1, 1, 1, 3)),
    *(Part("cell", 0, 1, 2, 1), Part("cell", 0, 1, 2, 2), Part("cell", 0, 1, 2, 3)),
    *(Part("cell", 0, 1, 3, 1), Part("cell", 0, 1, 3, 2), Part("cell", 0, 1, 3, 3)),
    *(Part(), Part(), Part("post", group=1), Part("heading", 2), Part("item", 1, 2, 1), Part("item", 1, 2, 2)),
)
EMBEDS = (
    Embed("X", "https://x.com/sarhan_water/status/1850000000000000001", 19, "هيئة الري (@sarhan_water)", CARD),
    Embed("YouTube", "https://www.youtube.com/watch?v=AbC_12-xyz9", 7),
    Embed("Telegram", "https://t.me/sarhanwater/512", 23, "@sarhanwater", "تُفتح المكاتب من الثامنة صباحاً حتى الثانية."),
)
PICTURES = (
    Picture("https://mursal.example/media/lead.jpg", -1, "قناة الري الرئيسة عند قرية الجرّة", "ليان القصيبة"),
    Picture("https://mursal.example/media/meter.jpg", 5, None, None, "A new Delta-Flow meter"),
)


def every_form(source: Source, number: int = 1) -> Reading:
    url = f"{source.home}forms/{number}"
    title = "خطة لتوزيع ماء السرحان على القرى بحسب المساحة"
    plain = reading(url, title, LINES, MORNING, statements=(said(LINES, QUOTED, "سليم الحارث", "قال"),))
    links = (
        TextLink(span_of(LINES, "هيئة الري في السرحان"), "https://sarhan-water.example/"),
        TextLink(span_of(LINES, "وفّره في الشتاء"), "https://sarhan-water.example/speech"),
        TextLink(span_of(LINES, "الجرّة"), "javascript:alert(1)"),
    )
    article = replace(plain.article, parts=PARTS, links=links, embeds=EMBEDS, pictures=PICTURES)
    return replace(plain, article=article)


def file_every_form(db: Connection, source: Source, number: int = 1) -> ArticleId:
    return file(db, source, every_form(source, number), MORNING)
