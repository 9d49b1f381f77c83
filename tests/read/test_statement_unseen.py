"""Classes found in a third reading of unseen articles: whom a verb means, what marks only name. All invented."""

from __future__ import annotations

import pytest

from masdar.model import Statement
from masdar.read.statements import find_statements


def last(*paragraphs: str) -> Statement:
    return find_statements(paragraphs)[-1]


@pytest.mark.parametrize(
    ("paragraphs", "speaker"),
    [
        pytest.param(
            ("وقال مدير الميناء إن الجسر سليم، لكن بلدية نوران أكدت أنه متصدع، وقالت إنه «في حال خطرة».",),
            "بلدية نوران",
            id="a main clause after «but» hands over the word",
        ),
        pytest.param(
            ("أعلنت هند العابد الخطة. وقالت العابد إن اللجنة تقبل، حيث قالت دول عدة إنه سليم، وأضافت أن الباب مفتوح.",),
            "هند العابد",
            id="one who speaks after حيث does not take it over",
        ),
        pytest.param(
            ("وقال الديوان إن الأمر قيد النظر.", "وندد العابد بالهجوم وقال إن الجسر سيبنى."),
            "العابد",
            id="who condemned goes on to speak",
        ),
        pytest.param(
            ("وبحسب مصدر حضر اللقاء فإن العابد قال إن «الجسر للجميع».", "وأضاف أن «الباب مفتوح أمام الناس»."),
            "العابد",
            id="the source only relays",
        ),
        pytest.param(
            ("أوضح سالم العابد أن الجسر سليم.", "وتابع المسؤول الإداري السهلاني نفسه: «لا داعي للقلق اليوم»."),
            "سالم العابد",
            id="a description of several words",
        ),
        pytest.param(
            ("العابد يزور الجسر", "زار عبد الإله العابد، الأمين العام لحزب النهر، الجسر.", "وقال العابد إنه سليم."),
            "عبد الإله العابد، الأمين العام لحزب النهر",
            id="the lead has the whole name, the headline has not",
        ),
        pytest.param(
            ("وفيما أكدت البلدية أن الطريق سالك، أبدى عدد من سكان الحي استياءهم، مشيرين إلى أن الحفر كثيرة.",),
            "عدد من سكان الحي",
            id="a plural participle means the people of its sentence",
        ),
        pytest.param(
            ("وقالت مصادر في نوران إن خلافا نشب، حيث يقول عمال الميناء إنهم متعبون ويتهمون حراس الميناء بالإهمال.",),
            "عمال الميناء",
            id="a plural verb has its subject before it",
        ),
        pytest.param(
            ("وتطرق البيان الصادر عن بلدية نوران من الربوة قبل أيام، والذي أكد أن «لا إغلاق للجسر»، إلى المواقف.",),
            "البيان الصادر عن بلدية نوران من الربوة",
            id="after a comma the relative goes back to the document",
        ),
        pytest.param(
            ("وقال قسطنطين الزيدان، والد الطفلة: «الجسر هدية حلوة».",),
            "قسطنطين الزيدان، والد الطفلة",
            id="a name may end like a plural",
        ),
        pytest.param(
            ("أكد العابد الخبر.", "وأضاف للشبكة الإعلامية أن الجسر سليم."), "العابد", id="the outlet it was said to",
        ),
    ],
)  # fmt: skip
def test_whom_the_verb_means(paragraphs: tuple[str, ...], speaker: str) -> None:
    assert last(*paragraphs).resolved_speaker == speaker


@pytest.mark.parametrize(
    ("text", "speaker", "words"),
    [
        ("وسقط الجدار ليلا، على حد قول شهود عيان.", "شهود عيان", "وسقط الجدار ليلا"),
        (
            "وحسب تقدير عدد من المهندسين فإن الجسر يحتمل مئة عام.",
            "عدد من المهندسين",
            "فإن الجسر يحتمل مئة عام",
        ),
        (
            "واختلف الطرفان على الأجور، وبحسب المعلومات المتوافرة، فإن الخلاف قديم.",
            "المعلومات المتوافرة",
            "فإن الخلاف قديم",
        ),
        ("وأوضح بلاغ توصلت به المنارة أن الجسر سليم.", "بلاغ", "أن الجسر سليم"),
        ("وقال شاهد عيان يدعى نادر الزيدان إن الجدار سقط ليلا.", "شاهد عيان يدعى نادر الزيدان", "إن الجدار سقط ليلا"),
        ('طلاب "المعهد" يطالبون وزير الجسور بحل قضيتهم', 'طلاب "المعهد"', "بحل قضيتهم"),
        ("أعلنت «نوران تل» و«ربوة» عن مواكبتهما للمصرف الأول.", "«نوران تل» و«ربوة»", "عن مواكبتهما للمصرف الأول"),
        (
            "وقالت البلدية في بيان أعلنت فيه بدء الترميم «إننا نعلن بدء العمل على الجسر».",
            "البلدية",
            "إننا نعلن بدء العمل على الجسر",
        ),
    ],
)  # fmt: skip
def test_speaker_and_words(text: str, speaker: str, words: str) -> None:
    statement = last(text)
    assert (statement.speaker, statement.words) == (speaker, (words,))


def test_a_second_saying_after_before() -> None:
    """قبل أن يضيف happened, and is no wish."""
    first, second = find_statements(("وأكد العابد أن «الجسر سليم تماما»، قبل أن يضيف أن «الباب مفتوح للجميع».",))
    assert (first.words, second.words) == (("الجسر سليم تماما",), ("الباب مفتوح للجميع",))


@pytest.mark.parametrize(
    "text",
    [
        "ونشرت الصور عام 2013، وذُكر أنّها من الجسر.",
        "وأُعلن أن الجسر مغلق.",
        "ومر رجل يدعى نادر الزيدان.",
        "وأبلغ السكان الشرطة بأمر الجدار.",
    ],
)
def test_nobody_says_it(text: str) -> None:
    assert find_statements((text,)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "وقالت مصادر في الميناء إن الوحدات أطلقت صواريخ من «منظومة رعد» السهلانية ليلا.",
        "وأوضحت البلدية أن الطريق يمر عبر ما يعرف ب«الممر الجنوبي» قرب الجسر.",
        "وأوضح بلاغ أن الشراكة بين «رتاج» و«ربوة» مع «أمانة بنك» تتعلق بالجسر.",
        "وأعلنت الشركة عن مواكبتها للمصرف الأول، «أمانة بنك»، في برنامجه.",
    ],
)
def test_marks_that_only_name(text: str) -> None:
    assert [statement.kind for statement in find_statements((text,))] == ["reported"]
