"""Classes of statements that were missed in articles never seen before, each in an invented sentence."""

from __future__ import annotations

import pytest

from masdar.model import Statement
from masdar.read.statements import find_statements


def one(*paragraphs: str) -> Statement:
    (statement,) = find_statements(paragraphs)
    return statement


def last(*paragraphs: str) -> Statement:
    return find_statements(paragraphs)[-1]


# ---------------------------------------------------------------- cues


@pytest.mark.parametrize(
    ("text", "speaker", "words"),
    [
        ("وأبرزت البلدية أن الجسر آمن.", "البلدية", "أن الجسر آمن"),
        ("وأهابت البلدية بالسكان الابتعاد عن الجسر.", "البلدية", "بالسكان الابتعاد عن الجسر"),
        ("وحضت البلدية السكان على الابتعاد عن الجسر.", "البلدية", "على الابتعاد عن الجسر"),
        ("ويصر السكان على أن الجسر خطر.", "السكان", "على أن الجسر خطر"),
        ("وأفادت البلدية بسقوط جدارين من الجسر.", "البلدية", "بسقوط جدارين من الجسر"),
        ("وكشفت وزارة الجسور، أمس، خطة لترميم الجسر.", "وزارة الجسور", "خطة لترميم الجسر"),
        ("ودعا المدير السكان لأخذ الحيطة قرب الجسر.", "المدير", "لأخذ الحيطة قرب الجسر"),
        ("وزاد العابد أن الجسر آمن.", "العابد", "أن الجسر آمن"),
        ("واكتفى العابد بالقول إن الجسر آمن.", None, "إن الجسر آمن"),
        ("واتهمتها نقابة السائقين بالإهمال.", "نقابة السائقين", "بالإهمال"),
        ("وجاء في مقدمة التقرير أن الجسر آمن.", "مقدمة التقرير", "أن الجسر آمن"),
        ("وورد ضمن البلاغ أن الجسر آمن.", "البلاغ", "أن الجسر آمن"),
        ("الجسر آمن منذ مطلع العام، كما أعلنت وزارة الجسور أمس.", "وزارة الجسور", "الجسر آمن منذ مطلع العام"),
    ],
)
def test_a_cue(text: str, speaker: str | None, words: str) -> None:
    statement = one(text)
    assert (statement.speaker, statement.words) == (speaker, (words,))


@pytest.mark.parametrize(
    "text",
    [
        "يتوقع ارتفاع درجات الحرارة غدا على الساحل.",
        "ويبلغ طول الجسر كيلومترين بحسب المخططات المنشورة.",
        "ووصلت الطالبة إلى مدينة نوران، ومن أبرز ما شاهدته أن الجسر مضاء.",
        "ولا صحة لما ذكر في الصحف بأن الجسر مغلق.",
        "وأعلن عنها في حفل صغير قرب الجسر.",
        "ويقدم المقاول تعهدًا خطيا بعدم التأخير.",
        "وشهد الجسر إجراءات أمنية مشددة على جانبيه.",
        "وتجري المباراة وفق التقويم الجديد للاتحاد.",
        "وكتب سالم مذكرة من أجل الجسر.",
    ],
)
def test_what_only_looks_like_a_cue(text: str) -> None:
    assert find_statements((text,)) == ()


def test_after_an_a_word_spelled_like_a_verb_is_a_noun() -> None:
    statement = one("وقال العابد إن تعهد البلدية بترميم الجسر باطل.")
    assert statement.words == ("إن تعهد البلدية بترميم الجسر باطل",)


def test_a_verb_that_speaks_only_in_marks() -> None:
    assert one("وانتقد العابد «البطء الشديد في ترميم الجسر».").words == ("البطء الشديد في ترميم الجسر",)
    assert find_statements(("وانتقد العابد البطء الشديد في ترميم الجسر.",)) == ()


def test_the_party_expresses_and_is_no_preposition() -> None:
    assert one("وعبر حزب النخيل عن «أحر التعازي لأهل القرية».").speaker == "حزب النخيل"
    assert find_statements(("ونشر حزب النخيل صورا عبر منصة المرسى.",)) == ()


# ---------------------------------------------------------------- speakers


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("سالم العابد، رئيس بلدية نوران، قال إن الجسر آمن.", "سالم العابد، رئيس بلدية نوران"),
        ("سالم العابد، رئيس بلدية نوران، أكد، في كلمة له بالمناسبة، أن الجسر آمن.", "سالم العابد، رئيس بلدية نوران"),
        ("وأكد العابد، في رسالته لأهل القرية، أن الجسر آمن.", "العابد"),
        ("وقال العابد الذي كان يرد على أسئلة الصحفيين إن الجسر آمن.", "العابد"),
        ("وكانت وزارة الجسور أعلنت مطلع الشهر أن الجسر آمن.", "وزارة الجسور"),
        ("من جهته، كان وزير الجسور شدد على أن الجسر آمن.", "وزير الجسور"),
        ("وأضاف العابد، بحسب ما نقلت وكالة المرسى، أن الجسر آمن.", "العابد"),
        ('وأعلن "لواء النخيل" المعارض عن فتح الجسر.', '"لواء النخيل" المعارض'),
        ("وطالب المتحدث الإعلامي للدفاع المدني في نوران، هاني السهل، السكان بالحذر.", None),
        ("ووفقا للوكالة، سيفتح الجسر غدا.", "الوكالة"),
        ("وقال بان كي تون إن الجسر آمن.", "بان كي تون"),
        ("رئيس بلدية نوران يطالب المقاول بترميم الجسر", "رئيس بلدية نوران"),
    ],
)
def test_a_speaker(text: str, speaker: str | None) -> None:
    statement = one(text)
    if speaker is not None:
        assert statement.speaker == speaker
    else:
        assert statement.speaker is not None
        assert statement.speaker.startswith("المتحدث الإعلامي للدفاع المدني")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("وأشار في موضوع آخر إلى أن الجسر آمن.", "إلى أن الجسر آمن"),
        ("وأضاف لـ(المنارة) أن الجسر آمن.", "أن الجسر آمن"),
        ("وقال عقب اجتماع مشترك مع وزراء دول مجلس الجسور إن الجسر آمن.", "إن الجسر آمن"),
        ("وأضاف لصحفيين في العاصمة نوران أن الجسر آمن.", "أن الجسر آمن"),
        ("وأخبر المحكمة أن الجسر آمن.", "أن الجسر آمن"),
        ("واتهمت الجيش بإغلاق الجسر.", "بإغلاق الجسر"),
        ("وطالبت مقاتلين آخرين بإخلاء الجسر.", "بإخلاء الجسر"),
        ("وأعلن رفضه إغلاق الجسر.", "رفضه إغلاق الجسر"),
        ("وأعلن الحرب على البطء في نوران.", "الحرب على البطء في نوران"),
    ],
)
def test_no_speaker_is_made_of_what_is_none(text: str, words: str) -> None:
    statement = one(text)
    assert (statement.speaker, statement.words) == (None, (words,))


def test_a_name_goes_back_to_its_title_and_given_names() -> None:
    statement = last("استقبل معالي وزير الجسور الأستاذ سالم بن هاني العابد وفدا.", "وأكد العابد أن الجسر آمن.")
    assert statement.resolved_speaker == "معالي وزير الجسور الأستاذ سالم بن هاني العابد"
    statement = last("استقبل وزير الجسور سالم العابد، أمس، وفدا.", "وقال معاليه إن الجسر آمن.")
    assert statement.resolved_speaker == "وزير الجسور سالم العابد"


def test_a_name_in_marks_is_the_same_name() -> None:
    statement = last("وقال مدير الجسور سالم العابد إن الجسر آمن.", 'وأكد "العابد" أن الطريق سالك.')
    assert statement.resolved_speaker == "مدير الجسور سالم العابد"


def test_a_description_without_a_name_is_the_last_person() -> None:
    for text in ("وأورد المسؤول الحكومي أن الطريق سالك.", "وأورد المتحدث ذاته أن الطريق سالك."):
        found = last("وقال سالم العابد، الناطق باسم الجسور، إن الجسر آمن.", text)
        assert found.resolved_speaker == "سالم العابد، الناطق باسم الجسور"


def test_a_state_has_no_given_name() -> None:
    statement = last("استضافة الكويت للبطولة مؤكدة.", "وتعهدت الكويت بترميم الجسر.")
    assert statement.resolved_speaker == "الكويت"


def test_who_acted_in_the_sentence_before_speaks_in_the_next() -> None:
    found = find_statements(("وقال هاني السهل إن الجسر آمن. وزار وزير الجسور المصنع أمس. وقال إن الطريق سالك.",))
    assert found[-1].resolved_speaker == "وزير الجسور"
    found = find_statements(("رحب الأمين العام للاتحاد بالخطة.", "وأكد في بيان أن الجسر آمن."))
    assert found[-1].resolved_speaker == "الأمين العام للاتحاد"


def test_who_acted_in_the_same_sentence_speaks_after_it() -> None:
    statement = one('وفي المقابل، استهل والد الضحية حديثه بالشكر، وقال "نشكر كل من ساعدنا".')
    assert statement.resolved_speaker == "والد الضحية"


def test_the_byline_before_a_colon_is_no_speaker() -> None:
    statement = one("هاني السهل- المنارة- نوران: يعاني أهالي القرية منذ شهور، مشيرين إلى أن الجسر تالف.")
    assert statement.resolved_speaker == "أهالي القرية"


# ---------------------------------------------------------------- marks


@pytest.mark.parametrize(
    "text",
    [
        "وأكد العابد أن «إعلان النخيل» فتح الطريق.",
        "وقال العابد إن قائد «لواء النخيل» زار الجسر.",
        "وقال العابد إن المدن الكبرى «الربوة والمرسى» آمنة.",
        "وقال العابد إن الفتى «18 عاما» عبر الجسر.",
        "وقال العابد إن مؤشرات قطاعات “النقل” بنسبة الربع، و”التعدين” و”شركات البناء الحديث” ارتفعت.",
        "وقال العابد إن القصف طال قرى «نوران، الربوة، تل السرو، المرسى» قرب الجسر.",
        "وقال العابد في ندوة بعنوان «مستقبل الجسور القديمة في المدن التي نسيها الناس» إن الجسر آمن.",
        "وقال العابد إن روايته «الجسر والنهر» صدرت أمس.",
        "وتواصل «أخبار الوادي» نشر صور الجسر.",
    ],
)
def test_names_and_terms_in_marks(text: str) -> None:
    assert all(statement.kind == "reported" for statement in find_statements((text,)))


@pytest.mark.parametrize(
    ("paragraphs", "words"),
    [
        (('وأضاف البيان " الجسر آمن تماما اليوم ".',), ("الجسر آمن تماما اليوم",)),
        (("ويرى أنه ” لا خوف على الجسر اليوم “.",), ("لا خوف على الجسر اليوم",)),
        (("لا يعدو الترميم “خطوة صغيرة أولى “، بحسب العابد.",), ("خطوة صغيرة أولى",)),
        (("وقال العابد إن “الجسر آمن تماما″.",), ("الجسر آمن تماما",)),
        (
            ("وقال العابد: «الجسر آمن.", "والطريق سالك منذ الفجر.", "عودوا إلى بيوتكم».", "وانتهى اللقاء."),
            ("الجسر آمن.", "والطريق سالك منذ الفجر.", "عودوا إلى بيوتكم"),
        ),
        (("«الجسر آمن تماما اليوم»، أفادت بلدية نوران.",), ("الجسر آمن تماما اليوم",)),
        (('وتلك "ليست جسورا آمنة"، وفقا لمدير الجسور.',), ("ليست جسورا آمنة",)),
        (("وهذا يعكس، بحسب العابد، «المستوى الذي وصل إليه الترميم».",), ("المستوى الذي وصل إليه الترميم",)),
        (("وقال العابد، بحسب وكالة المرسى، «لا خوف على الجسر اليوم».",), ("لا خوف على الجسر اليوم",)),
    ],
)
def test_marks_that_open_and_close_in_odd_ways(paragraphs: tuple[str, ...], words: tuple[str, ...]) -> None:
    assert [statement.words for statement in find_statements(paragraphs)] == [words]


def test_a_mark_never_closed_ends_before_the_next_cue() -> None:
    found = find_statements(('وقال العابد إن الأعمال "تأتي في وقتها المناسب، مضيفا أن "الجسر آمن تماما".',))
    assert [statement.words for statement in found] == [("تأتي في وقتها المناسب",), ("الجسر آمن تماما",)]


def test_a_name_and_a_colon_before_another_statement() -> None:
    found = find_statements(('العابد: "ماضون في ترميم الجسر" وقال العابد في بيانه "سنفتح الطريق غدا".',))
    assert [statement.words for statement in found] == [("ماضون في ترميم الجسر",), ("سنفتح الطريق غدا",)]


def test_a_headline_with_a_name_that_speaks_in_the_text() -> None:
    found = find_statements(("العابد: الجسر آمن", "وقال مدير الجسور سالم العابد إن الجسر آمن."))
    assert [statement.cue for statement in found] == [":", "وقال"]
    assert found[0].resolved_speaker == "مدير الجسور سالم العابد"
    assert len(find_statements(("تحديث: الجسر آمن", "وقال مدير الجسور سالم العابد إن الجسر آمن."))) == 1


# ---------------------------------------------------------------- medium


@pytest.mark.parametrize(
    ("text", "medium"),
    [
        ("وشدد العابد خلال الاجتماع على ترميم الجسر.", "الاجتماع"),
        ("وأكد العابد لـ(المنارة) أن الجسر آمن.", "المنارة"),
        ("وأكد العابد في بيان صحفي اليوم، أهمية ترميم الجسر.", "بيان صحفي"),
        ("وقال العابد في كلمته أمام الجلسة الافتتاحية المنعقدة بالمرسى إن الجسر آمن.", "كلمته"),
        ("وكتب العابد، عبر «المرسى»، «الجسر آمن تماما اليوم».", None),
    ],
)
def test_where_it_was_said(text: str, medium: str | None) -> None:
    assert one(text).medium == medium


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", ["كما أعلن، ", "وقال معاليه إن. ", "وزار سالم المصنع. وقال إن الجسر آمن. ", "«الشرق» و"]
)
def test_many_of_a_kind_take_no_longer_each(piece: str) -> None:
    find_statements((piece * 3000,))
