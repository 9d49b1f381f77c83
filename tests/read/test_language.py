"""The language of a text, by its letters and, where they do not tell, by its words."""

from __future__ import annotations

import pytest

from masdar.read import language
from masdar.read.language import find_language

ARABIC = "اجتمع مجلس البلدية أمس لبحث مشروع الجسر الجديد بعد تأخر دام عامين كاملين في المدينة"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (ARABIC, "ar"),
        ("شو صار اليوم بالسوق؟ الناس عم تحكي عن الغلا والبنزين والكهربا يلي ما عم تجي", "ar"),
        ("هر هفته کتابخانه‌ای کوچک به مدرسه‌های عشایری می‌رود و کتاب‌های تازه می‌برد", "fa"),
        ("دانیشتوانی گوندەکە گەڕانەوە بۆ ماڵەکانیان و کارەکانیان دەستی پێکردەوە", "ku"),
        ("ملک میں مہنگائی پر قابو پانے کے لیے نئے اقدامات کیے جا رہے ہیں", "ur"),
        ("Le conseil municipal s'est réuni hier pour examiner le projet du nouveau pont", "fr"),
        ("The council met yesterday to discuss the project of the new bridge over the river", "en"),
        ("Belediye meclisi dün yeni köprü projesini görüşmek üzere toplandı ve karar aldı", "tr"),
        ("قصير", None),
    ],
)
def test_language(text: str, code: str | None) -> None:
    assert find_language(text) == code


def test_what_is_declared_decides_only_for_too_little_text() -> None:
    assert find_language(ARABIC, "en-US") == "ar"
    assert find_language("قصير", "ar_SY") == "ar"
    assert find_language("قصير", "<b>") is None


def test_plain_arabic_needs_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_identify", lambda _: "??")
    assert find_language(ARABIC) == "ar"
