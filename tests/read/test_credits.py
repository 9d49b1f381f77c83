"""Who is credited, with which kind, and who is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.model import Embed, Source, SourceId, Span, TextLink
from masdar.read.credits import find_credits
from masdar.read.outlets import canonical_name

TEXT = "text_from"
FACTS = "facts_from"


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("الرياض - واس", ["واس"]),
        ("واس (جدة)", ["واس"]),
        ("لندن: أ ف ب", ["أ ف ب"]),
        ("باريس: «رويترز»", ["رويترز"]),
        ("أ ف ب، رويترز", ["أ ف ب", "رويترز"]),
        ("القاهرة - الوكالات", ["الوكالات"]),
        ('"الفرنسية"', ["الفرنسية"]),
        ("أحمد محمد - الرياض", []),
        ("سامر اليوسف – المدينة المنورة", []),
        ("متابعات", []),
        ("نبض- أبها", []),
        ("رويترز + أ ف ب", ["رويترز", "أ ف ب"]),
        ("سلمى العابد – رويترز", ["رويترز"]),
        ("فارس العابد – دنوار", []),
        ("وفا العابد", []),
        ("عواصم - (د ب أ)", ["د ب أ"]),
        ("القاهرة: «الشرق الأوسط»", ["الشرق الأوسط"]),
    ],
)
def test_bylines_credit_agencies_not_people_or_cities(byline: str, names: list[str]) -> None:
    credits = find_credits("نص الخبر هنا.", byline=byline)
    assert [(credit.name, credit.kind) for credit in credits] == [(name, TEXT) for name in names]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ونقلت وكالة رويترز عن مصدر أن السوق أغلق.", [("رويترز", FACTS)]),
        ("وقال الوزير لوكالة الأناضول إن العمل مستمر.", [("الأناضول", FACTS)]),
        ('وذكرت صحيفة "الضفاف" أن العمل مستمر.', [("الضفاف", FACTS)]),
        ("بحسب صحيفة هآرتس فإن العمل مستمر.", [("هآرتس", FACTS)]),
        ("وأظهر مسح لـ«رويترز» أن الأسعار ارتفعت.", [("رويترز", FACTS)]),
        ('وكتب الوزير على حسابه في "تويتر" أن العمل مستمر.', [("تويتر", FACTS)]),
        ("أطلقت شركة تويتر خدمة جديدة لمستخدميها.", []),
        ("وصلت فرق الإنقاذ إلى موقع الحادث بعد ساعة.", []),
        # what somebody says names no source of the page
        ("وأوضح المدير أمس أن محطة «ريحانة» ستعمل بالرياح.", []),
        ('وقال المدير: "محطة "ريحانة" ستعمل بالرياح".', []),
        ('وقال المدير "تبدأ فرقنا عملها "اليوم" في الضواحي".', []),
        ('وقالت مصادر "مطلعة" لوكالة رويترز إن العمل مستمر.', [("رويترز", FACTS)]),
        ('وذكرت إذاعة "المرسى" وصحيفة "الضفاف" أن العمل مستمر.', [("المرسى", FACTS), ("الضفاف", FACTS)]),
        ("ذكرت وسائل إعلام محلية أن الطريق أغلق.", []),
        ("عاد الوزير إلى الرياض مساء اليوم.", []),
        ("القاهرة (رويترز) - قال الوزير إن العمل مستمر.", [("رويترز", TEXT)]),
        ("دنوار 3-11-2026 (وكالة الساحل) – قال الوزير إن العمل مستمر.", [("وكالة الساحل", TEXT)]),
        ("قال الوزير إن العمل مستمر. (أ ف ب)", [("أ ف ب", TEXT)]),
        ("انتهى العمل. المصدر: وكالات", [("وكالات", TEXT)]),
        ("انتهى العمل.\nالمصدر : جريدة الضفاف", [("الضفاف", TEXT)]),
        # how a text is signed
        ("دنوار-سانا أكد مصدر أن الطريق مفتوح.", [("سانا", TEXT)]),
        ("دنوار – سانا\nأكد مصدر أن الطريق مفتوح.", [("سانا", TEXT)]),
        ("مرسى نيوز - وكالات قررت البلدية فتح الطريق.", [("وكالات", TEXT)]),
        ("فتح الطريق. ش.ع/أ.ح (د ب أ، رويترز) مواضيع أخرى", [("د ب أ", TEXT), ("رويترز", TEXT)]),
        ("فتح الطريق. (المصدر: أ ف ب)", [("أ ف ب", TEXT)]),
        ("فتح الطريق.\nالمصدر رويترز", [("رويترز", TEXT)]),
        ("فتح الطريق. المصدر: رويترزانتهى", [("رويترز", TEXT)]),
        ("فتح الطريق. المصدر: الضفاف رابط مختصر", [("الضفاف", TEXT)]),
        ("فتح الطريق. المصدر: رابط مختصر", []),
        ("فتح الطريق. المصدر: وزارة الجسور", []),
        ("فتح الطريق.\nهذا المقال مترجم عن موقع Marsa Today", [("Marsa Today", TEXT)]),
        ("نقلاً عن صحيفة الضفاف\nفتح الطريق.", [("الضفاف", TEXT)]),
        ("فتح الطريق.\n* خدمة «نيويورك تايمز»", [("نيويورك تايمز", TEXT)]),
        ("فتح الطريق.\nعن رويترز", [("رويترز", TEXT)]),
        # how a medium is cited
        ("وفق ما أفادت به قناة «الجزيرة» أمس.", [("الجزيرة", FACTS)]),
        ("وكتبت صحيفة ديلي مرسى أن العمل مستمر.", [("ديلي مرسى", FACTS)]),
        ('وذكرت قناة خبر "مرسى تورك" أن العمل مستمر.', [("مرسى تورك", FACTS)]),
        ("في حديث لقناة العربية قال إن العمل مستمر.", [("العربية", FACTS)]),
        ('وفي تصريح خاص لـ"الضفاف" قال إن العمل مستمر.', [("الضفاف", FACTS)]),
        ('وقالت صحيفتا «لوموند» و"الغارديان" إن العمل مستمر.', [("لوموند", FACTS), ("الغارديان", FACTS)]),
        ("وكانت مجلة «الضفاف» قد نقلت الخبر.", [("الضفاف", FACTS)]),
        ("في مقاله المنشور بصحيفة «الضفاف اليوم» أمس.", [("الضفاف اليوم", FACTS)]),
        ("وأعلنت وكالة الأنباء السعودية أن العمل مستمر.", [("وكالة الأنباء السعودية", FACTS)]),
        ("وقدّم اعتذاره عبر حسابه على تويتر.", [("تويتر", FACTS)]),
        # no credit
        ("وفقا لما أعلنته وكالة ناسا فإن العمل مستمر.", []),
        ("وذكرت وكالة الطاقة الدولية أن الطلب ارتفع.", []),
        ("وقالت وكالة الأونروا إن المدارس مغلقة.", []),
        ("أعلنت قناة المرسى إغلاق مكاتبها.", []),
        ("وقال رئيس تحرير صحيفة الضفاف إن العمل مستمر.", []),
        ("اخترق مجهولون حسابه على تويتر.", []),
        ("وصل الوزير إلى دنوار أمس (رويترز)", []),
        ("عادت الحياة إلى الشرق وقال الناس إن الوطن بخير.", []),
        ("توسعت شركة الأهرام وقالت إن أرباحها ارتفعت.", []),
        ("مشهد من دنوار (أ ف ب)\nفتحت البلدية الطريق.\nانتهى العمل.", []),
        ("نُشر هذا البيان كذلك على الحساب الرسمي للوزارة في منصة «منبر».", []),
        ("بحسب ما نشره موقع «رصيف» على صفحته في منصة «منبر».", [("رصيف", FACTS)]),
    ],
)
def test_running_text_cites_for_facts_and_signs_for_text(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(credit.name, credit.kind) for credit in find_credits(text)] == expected


def test_ones_own_name_is_no_credit() -> None:
    assert (
        find_credits('قال الوزير لـ"عكاظ" إن العمل مستمر.', byline="عكاظ (جدة)", own_names=["صحيفة عكاظ", "عكاظ"]) == ()
    )


def test_a_republication_sentence_gives_its_slots() -> None:
    sentence = 'هذا الخبر بعنوان "سوق جديد" نشر أولاً على موقع جريدة الضفاف '
    sentence += "وتم جلبه من مصدره الأصلي بتاريخ ٣ آذار ٢٠٢٦."
    (credit,) = find_credits("نص.", attribution=[sentence], zone="Asia/Damascus")
    assert (credit.name, credit.title) == ("جريدة الضفاف", "سوق جديد")
    assert credit.fetched is not None
    assert (credit.fetched.precision, credit.fetched.instant.isoformat()) == ("day", "2026-03-02T21:00:00+00:00")


@pytest.mark.parametrize(
    ("printed", "canonical"),
    [
        ("و ا س", "واس"),
        ("SPA", "واس"),
        ("وكالة الأنباء السعودية", "واس"),
        ("أ.ف.ب", "أ ف ب"),
        ("وكالة رويترز", "رويترز"),
        ("عين اليوم", None),
        ("صحيفة الضفاف", None),
    ],
)
def test_one_name_for_all_that_an_agency_is_printed_under(printed: str, canonical: str | None) -> None:
    assert canonical_name(printed) == canonical


def test_the_publisher_in_the_copyright_line_is_no_source() -> None:
    text = "فتح الطريق، بحسب «الضفاف». المصدر: الضفاف جميع الحقوق محفوظة لموقع الضفاف 2026"
    assert find_credits(text) == ()


def test_a_post_shown_in_the_article_credits_its_account() -> None:
    embeds = (
        Embed("X", "https://x.com/bridges_ministry/status/17", 0),
        Embed("Telegram", "https://t.me/s/marsa/5", 0, author="قناة المرسى", text="فتح الطريق."),
        Embed("YouTube", "https://www.youtube.com/embed/abc", 0),
    )
    found = find_credits("نص.", embeds=embeds)
    assert [(credit.name, credit.kind, credit.evidence.field, credit.url) for credit in found] == [
        ("bridges_ministry", FACTS, "embed", "https://x.com/bridges_ministry/status/17"),
        ("قناة المرسى", FACTS, "embed", "https://t.me/s/marsa/5"),
    ]


def test_a_link_gives_its_address_to_the_name_it_stands_on() -> None:
    text = "ذكرت رويترز أن الطريق مفتوح."
    link = TextLink(Span(0, 5, 11), "https://reuters.example/1")
    (credit,) = find_credits(text, links=[link])
    assert (credit.name, credit.url) == ("رويترز", "https://reuters.example/1")


def test_words_that_link_to_a_followed_source_cite_it() -> None:
    marsa = Source(SourceId("marsa"), "قناة المرسى", "https://marsa.example/", ("marsa.example",))
    text = "وكان الطريق قد أغلق أمس كما جاء في تقرير سابق."
    link = TextLink(Span(0, 35, 45), "https://www.marsa.example/9")
    (credit,) = find_credits(text, links=[link], outlets=(marsa,))
    assert (credit.kind, credit.canonical_name, credit.url) == (FACTS, "قناة المرسى", "https://www.marsa.example/9")
    assert find_credits(text, links=[link], outlets=(marsa,), own_names=["قناة المرسى"]) == ()


def test_a_sentence_of_republication_left_in_the_text_gives_its_slots() -> None:
    (credit,) = find_credits("فتح الطريق.\nThe post A new bridge appeared first on Marsa Today.")
    assert (credit.kind, credit.name, credit.title) == (TEXT, "Marsa Today", "A new bridge")


PIECES = [
    *'وكالة صحيفة\n«»"()[]-–/.,،:',
    "لـ",
    "رويترز",
    "أ ف ب",
    "المصدر:",
    "نقلا عن",
    "قال",
    "Source: ",
    "جميع الحقوق",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_every_offset_cuts_its_name(text: str) -> None:
    paragraphs = text.split("\n")
    for credit in find_credits(text):
        span = credit.evidence.span
        assert span is not None
        assert paragraphs[span.paragraph][span.start : span.end] == credit.name == credit.evidence.quote
