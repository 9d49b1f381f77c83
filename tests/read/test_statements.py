"""Who is reported to have said what, in invented sentences: one for each way of saying, and for each trap."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from masdar.model import Span, Statement
from masdar.read.statements import find_statements

FETCHED = datetime(2026, 11, 15, 12, 0, tzinfo=UTC)


def one(*paragraphs: str) -> Statement:
    (statement,) = find_statements(paragraphs)
    return statement


def direct(*paragraphs: str) -> list[tuple[str, ...]]:
    return [statement.words for statement in find_statements(paragraphs) if statement.kind == "direct"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('وقال سالم العابد: "الجسر آمن اليوم".', ("الجسر آمن اليوم",)),
        ("وقال سالم العابد: «الجسر آمن اليوم».", ("الجسر آمن اليوم",)),
        ("وقال سالم العابد: “الجسر آمن اليوم”.", ("الجسر آمن اليوم",)),
        ("وقال سالم العابد: ”الجسر آمن اليوم“.", ("الجسر آمن اليوم",)),
        ("وقال سالم العابد: ‘الجسر آمن اليوم’.", ("الجسر آمن اليوم",)),
        ('وقال سالم العابد : " الجسر آمن اليوم " .', ("الجسر آمن اليوم",)),
        ('وأكدت البلدية أن "الجسر آمن اليوم".', ("الجسر آمن اليوم",)),
        ('وقال العابد إن الجسر "آمن تماما" وإن الطريق "سالك منذ الفجر".', ("آمن تماما", "سالك منذ الفجر")),
        ('واتهم العابد المقاول بـ"الإهمال المتعمد في الصيانة".', ("الإهمال المتعمد في الصيانة",)),
        ('"الجسر آمن اليوم ولا خوف عليه"، قال سالم العابد.', ("الجسر آمن اليوم ولا خوف عليه",)),
        ('وقال العابد: «قالوا لنا "انتظروا قليلا" فانتظرنا».', ('قالوا لنا "انتظروا قليلا" فانتظرنا',)),
        ('وقال العابد: "قالوا لنا "انتظروا قليلا" فانتظرنا يومين".', ('قالوا لنا "انتظروا قليلا" فانتظرنا يومين',)),
        ('وقال العابد: "الجسر آمن. عودوا إلى بيوتكم. سنراكم غدا".', ("الجسر آمن. عودوا إلى بيوتكم. سنراكم غدا",)),
    ],
)
def test_a_quotation_is_cut_word_for_word(text: str, words: tuple[str, ...]) -> None:
    assert direct(text) == [words]


def test_a_quotation_over_paragraphs_with_a_mark_at_each() -> None:
    text = ("وقالت المديرة هدى: «بدأنا العمل في الربيع وكان صعبا.", "«ثم جاء الصيف وانتهينا منه».", "وانصرف الحضور.")
    assert direct(*text) == [("بدأنا العمل في الربيع وكان صعبا.", "ثم جاء الصيف وانتهينا منه")]


def test_a_quotation_that_the_next_paragraph_takes_up_again() -> None:
    text = ("وقالت المديرة هدى: «بدأنا العمل في الربيع وكان صعبا».", "«ثم جاء الصيف وانتهينا منه». وانصرف الحضور.")
    assert direct(*text) == [("بدأنا العمل في الربيع وكان صعبا", "ثم جاء الصيف وانتهينا منه")]


def test_a_mark_never_closed_ends_with_its_sentence() -> None:
    assert direct('وأضاف سالم "الجسر آمن اليوم والطريق سالك. وانصرف الحضور بعد ذلك.') == [
        ("الجسر آمن اليوم والطريق سالك.",)
    ]


def test_a_stray_mark_inside_does_not_cut_the_quotation() -> None:
    assert direct('وقالت هدى إن الشركة "لا بد أن تعلم أن المواد التي "تبيعها في السوق تالفة تماما".') == [
        ('لا بد أن تعلم أن المواد التي "تبيعها في السوق تالفة تماما',)
    ]


@pytest.mark.parametrize(
    "text",
    [
        'وأعلن وزير الجسور سالم العابد بدء عملية "النسر الأبيض" في الشمال.',
        "ونشرت صحيفة «أخبار الوادي» صورا من الموقع.",
        'وقال العابد إن فريق "النجم الأزرق" فاز بالمباراة.',
        'وقال العابد إن الوضع "آمن" في المدينة.',
        'وكتب على الجدار عبارة "أهلا بالزوار الكرام" بخط كبير.',
        'وقال العابد إن برنامج "Harbour Watch" توقف.',
    ],
)
def test_names_terms_and_single_words_in_marks_are_no_quotations(text: str) -> None:
    assert direct(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "وقع الاتفاق بين وزارة الجسور والبلدية أن تبدأ الصيانة غدا.",
        "ولم يقل الوزير إن الجسر مغلق.",
        "يذكر أن الجسر بني قبل أربعين عاما.",
        "وسجل اللاعب نادر الهدف الأول ثم أضاف الهدف الثاني.",
        "وسيقام العرض غدا وفق ما هو محدد سلفا.",
        "يريد سالم أن يقول إن الجسر آمن.",
        "ومر القطار عبر المدينة قبل أن يصل إلى المحطة.",
        "وتبين أن الجسر مغلق.",
        "ووجه الإعصار ضربة قوية إلى السوق بعد أن توقف الإنتاج.",
        "وكان في الصف طالبا علم يدرسان أن الأرض تدور.",
    ],
)
def test_look_alikes_are_no_statements(text: str) -> None:
    assert find_statements((text,)) == ()


@pytest.mark.parametrize(
    ("text", "speaker", "words"),
    [
        ("وقال سالم العابد إن الجسر آمن.", "سالم العابد", "إن الجسر آمن"),
        (
            "وأعلن وزير الجسور، سالم العابد، الخميس، أن الجسر آمن.",
            "وزير الجسور، سالم العابد",
            "أن الجسر آمن",
        ),
        ("وأشار مدير المرفأ نادر حمدان إلى أن السفن عادت.", "مدير المرفأ نادر حمدان", "إلى أن السفن عادت"),
        ("وشددت الوزارة على أهمية الصيانة.", "الوزارة", "على أهمية الصيانة"),
        ("وهدد اتحاد السائقين بالإضراب يوم الأحد.", "اتحاد السائقين", "بالإضراب يوم الأحد"),
        ("ودعت البلدية السكان إلى البقاء في البيوت.", "البلدية", "إلى البقاء في البيوت"),
        ("مصادر مطلعة قالت إن الجسر آمن.", "مصادر مطلعة", "إن الجسر آمن"),
        ("لكن وزارة الجسور أكدت أن الطريق سالك.", "وزارة الجسور", "أن الطريق سالك"),
        ("وسيغلق الجسر أسبوعا، بحسب وزارة الجسور.", "وزارة الجسور", "وسيغلق الجسر أسبوعا"),
        ("وسيغلق الجسر أسبوعا، وفقا لوزارة الجسور.", "وزارة الجسور", "وسيغلق الجسر أسبوعا"),
        ("وسيغلق الجسر أسبوعا، بحسب ما ذكرته صحيفة الربوة.", "صحيفة الربوة", "وسيغلق الجسر أسبوعا"),
        ("وبحسب وزارة الجسور، يغلق الجسر أسبوعا.", "وزارة الجسور", "يغلق الجسر أسبوعا"),
        ("وجاء في التقرير أن الجسر قديم.", "التقرير", "أن الجسر قديم"),
        ("وقالت هدى: نحن لا نخاف من الشتاء.", "هدى", "نحن لا نخاف من الشتاء"),
    ],
)
def test_reported_speech(text: str, speaker: str, words: str) -> None:
    statement = one(text)
    assert (statement.kind, statement.speaker, statement.words) == ("reported", speaker, (words,))


def test_each_cue_of_a_sentence_gives_a_statement_and_its_own_clause() -> None:
    found = find_statements(("وقال سالم العابد إن الجسر آمن، مؤكدا أن الطريق سالك، ومضيفا أن السفن عادت.",))
    assert [(item.cue, item.words[0]) for item in found] == [
        ("وقال", "إن الجسر آمن"),
        ("مؤكدا", "أن الطريق سالك"),
        ("ومضيفا", "أن السفن عادت"),
    ]
    assert {item.resolved_speaker for item in found} == {"سالم العابد"}


def test_the_reporters_voice_after_a_comma_is_not_part_of_the_words() -> None:
    assert one("وقال سالم العابد إن الجسر آمن، وذلك بعد أعمال دامت شهرا.").words == ("إن الجسر آمن",)


def test_a_saying_verb_that_only_introduces_the_same_words_gives_no_second_statement() -> None:
    statement = one('وصرح سالم العابد عبر منصة "إكس" قائلاً: "الجسر آمن اليوم".')
    assert (statement.cue, statement.speaker, statement.medium) == ("وصرح", "سالم العابد", 'منصة "إكس"')


def test_nothing_is_found_inside_a_quotation() -> None:
    assert direct('وقالت هدى: "أكدت الوزارة أن الجسر آمن".') == [("أكدت الوزارة أن الجسر آمن",)]


def test_an_agency_that_relays_is_not_the_speaker() -> None:
    statement = one("ونقلت وكالة أنباء الوادي عن مصدر أمني أن الجسر آمن.")
    assert (statement.speaker, statement.via) == ("مصدر أمني", "وكالة أنباء الوادي")


def test_an_agency_that_relays_after_the_words_is_noted_with_them() -> None:
    statement = one('وقال العميد نادر حمدان إن "الطريق سالك منذ الفجر"، حسبما نقلت عنه وكالة أنباء الوادي.')
    assert (statement.speaker, statement.via) == ("العميد نادر حمدان", "وكالة أنباء الوادي")


# ---------------------------------------------------------------- whom the verb means


def test_a_dropped_subject_goes_back_to_the_last_speaker() -> None:
    found = find_statements(("وأعلن وزير الجسور سالم العابد أن الجسر آمن.", 'وأضاف: "الطريق سالك منذ الفجر".'))
    assert (found[1].speaker, found[1].resolved_speaker) == (None, "وزير الجسور سالم العابد")


def test_a_dropped_subject_agrees_with_its_verb() -> None:
    found = find_statements(
        (
            "وقالت النائبة هدى الصالح إن الجسر قديم.",
            "ورد وزير الجسور سالم العابد بأن الجسر آمن، وقال سالم العابد إن الطريق سالك.",
            "وأضافت أن الصيانة تأخرت.",
        )
    )
    assert found[-1].resolved_speaker == "النائبة هدى الصالح"


def test_a_short_name_is_resolved_to_the_fullest_one() -> None:
    found = find_statements(("وأعلن وزير الجسور سالم العابد أن الجسر آمن.", "وقال العابد إن الطريق سالك."))
    assert (found[1].speaker, found[1].resolved_speaker) == ("العابد", "وزير الجسور سالم العابد")


def test_an_office_alone_is_resolved_to_the_body_named_before() -> None:
    found = find_statements(("وقالت وزارة الجسور إن الجسر آمن.", "وأكدت الوزارة أن الطريق سالك."))
    assert found[1].resolved_speaker == "وزارة الجسور"


def test_a_body_that_was_named_without_speaking_gives_the_full_name() -> None:
    found = find_statements(("قدمت وزارة الجسور والمعابر تعازيها للعائلات.", "وأكدت الوزارة أن العمل مستمر."))
    assert [(item.speaker, item.resolved_speaker) for item in found] == [("الوزارة", "وزارة الجسور والمعابر")]


def test_an_office_of_which_two_were_named_is_not_guessed() -> None:
    found = find_statements(("التقى وزير الجسور وزير المرافئ في الميناء.", "وقال الوزير إن العمل مستمر."))
    assert [item.resolved_speaker for item in found] == ["الوزير"]


def test_a_family_name_goes_back_to_the_first_mention_with_its_office() -> None:
    found = find_statements(
        ("حضر نادر حمدان، مدير المرفأ الشمالي، حفل الافتتاح.", "وقال حمدان ردا على سؤال: «عادت السفن كلها أمس».")
    )
    assert [item.resolved_speaker for item in found] == ["نادر حمدان، مدير المرفأ الشمالي"]


def test_the_source_goes_back_to_the_described_source() -> None:
    found = find_statements(
        (
            "وكشف مصدر في إدارة المرفأ أن السفن عادت.",
            "وقال مدير المرفأ نادر حمدان إن العمل بدأ.",
            "وأوضح المصدر أن العدد عشرون.",
        )
    )
    assert found[2].resolved_speaker == "مصدر في إدارة المرفأ"


def test_a_participle_speaks_for_the_subject_of_its_sentence() -> None:
    assert one("وجددت البلدية التزامها بالخطة، مؤكدة أن العمل مستمر.").resolved_speaker == "البلدية"


@pytest.mark.parametrize(
    "text",
    [
        "وحث جميع الأطراف في الوادي على العودة إلى الحوار.",
        "وأكد ضرورة الإسراع في الصيانة قبل الشتاء.",
        "وبشأن الجسر القديم، أكد أن العمل مستمر.",
    ],
)
def test_what_is_asked_for_is_not_taken_for_the_speaker(text: str) -> None:
    found = find_statements(("وقال وزير الجسور سالم العابد إن الجسر آمن.", text))
    assert [item.resolved_speaker for item in found] == ["وزير الجسور سالم العابد"] * 2


def test_one_who_speaks_inside_the_words_of_another_does_not_take_over() -> None:
    found = find_statements(("وقالت صحيفة الربوة إن قراصنة أعلنوا أنهم دخلوا الموقع.", "وأضافت أن الموقع توقف."))
    assert found[-1].resolved_speaker == "صحيفة الربوة"


# ---------------------------------------------------------------- medium and date


@pytest.mark.parametrize(
    ("text", "medium"),
    [
        ('وأكدت الوزارة، في بيان نشرته على منصة "إكس"، أن الجسر آمن.', 'منصة "إكس"'),
        ("وكتب سالم، في حسابه عبر منصة إكس: «الجسر آمن اليوم».", "منصة إكس"),
        ("وقالت الوزارة في بيان إن الجسر آمن.", "بيان"),
        ("وقال الوزير في مؤتمر صحفي: «الجسر آمن اليوم».", "مؤتمر صحفي"),
        ("وأكدت المحامية هدى أمام محكمة العدل الكبرى أن الجسر آمن.", "محكمة العدل الكبرى"),
        ('وقال سالم لـ"أخبار الوادي" إن الجسر آمن.', "أخبار الوادي"),
        ("وقال سالم لقناة المرسى إن الجسر آمن.", "قناة المرسى"),
        ("وقال سالم في حوار مع صحيفة الربوة إن الجسر آمن.", "حوار مع صحيفة الربوة"),
        ("وقال سالم إن الجسر آمن.", None),
    ],
)
def test_medium(text: str, medium: str | None) -> None:
    statement = one(text)
    assert statement.medium == medium
    assert statement.speaker in ("الوزارة", "الوزير", "سالم", "المحامية هدى")


def test_the_date_beside_the_verb_is_when_it_was_said() -> None:
    (statement,) = find_statements(("وقالت الوزارة أمس إن الجسر يفتح غدا.",), FETCHED, "Asia/Damascus")
    assert statement.date_phrase == "أمس"
    assert statement.said_at is not None
    assert statement.said_at.instant == datetime(2026, 11, 13, 21, 0, tzinfo=UTC)
    assert statement.said_at.precision == "day"


# ---------------------------------------------------------------- laws

_PIECES = st.sampled_from(
    ["قال", "وأضاف", "سالم", "الوزير", "أن", "إن", ":", "،", ".", '"', "«", "»", "“", "”", "بحسب", "نقلت", "عن", "في"]
    + [
        "بيان",
        "مؤكدا",
        "على",
        "حد",
        "قوله",
        "كلمة",
        "لـ",
        "منصة",
        "إكس",
        "التي",
        "قائلا",
        "جاء",
        "فيه",
        "دعا",
        "إلى",
        " ",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(_PIECES, max_size=30).map(" ".join), max_size=4).map(tuple))
@example(('قال " :', '"'))  # marks around nothing but a colon
def test_spans_cut_the_words_and_quotations_are_never_claimed_twice(paragraphs: tuple[str, ...]) -> None:
    taken: set[Span] = set()
    for statement in find_statements(paragraphs):
        cut = tuple(paragraphs[span.paragraph][span.start : span.end] for span in statement.content)
        assert cut == statement.words
        assert all(word and word == word.strip() for word in cut)
        evidence = statement.evidence
        assert evidence.span is not None
        assert paragraphs[evidence.span.paragraph][evidence.span.start : evidence.span.end] == evidence.quote
        assert evidence.quote.startswith(statement.cue)
        if statement.kind == "direct":
            assert not taken & set(statement.content)
            taken |= set(statement.content)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=4).map(tuple))
def test_no_text_breaks_it(paragraphs: tuple[str, ...]) -> None:
    find_statements(paragraphs)


@pytest.mark.parametrize(
    "piece", ['"', '" ', "« كلمة ", "كلمة» ", 'قال "كذا وكذا" ', "، مؤكدا أن ", "بحسب ", "نقلت عن "]
)
def test_hostile_repetition_ends_soon(piece: str) -> None:
    find_statements((piece * 3000,))
