"""Which texts tell another's in another language, and which only report its event."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from foreign_reports import NOON, Half, Told, file_report, load_half
from hypothesis import given
from hypothesis import strategies as st

from masdar.model import Article, FiledArticle
from masdar.relate.translating import WINDOW, compare_languages
from masdar.relate.translating.anchors import anchors, read_anchors
from masdar.relate.translating.spelling import arabic_spellings, latin_spellings, sound_alike


@pytest.mark.parametrize(
    ("arabic", "latin"),
    [
        ("تيرزان", "Tirzan"),
        ("وتيرزان", "Tirzan"),
        ("الودغيري", "Alwadghiri"),
        ("الودغيري", "Wadghiri"),
        ("شلفوح", "Chalfouh"),
        ("شلفوح", "Shalfuh"),
        ("القيسراوي", "Kaysarawi"),
        ("نجوى", "Najwa"),
        ("لمياء", "Lamia"),
        ("ثامر", "Thamer"),
        ("غسان", "Ghassan"),
        ("كارتني", "Cartney"),
        ("دنوار", "Denwar"),
        ("حازم", "Hazem"),
        ("بوشكارا", "Bouchkara"),
    ],
)
def test_a_name_is_the_same_in_both_alphabets(arabic: str, latin: str) -> None:
    assert _alike(arabic, latin)


@pytest.mark.parametrize(
    ("arabic", "latin"),
    [("دينار", "Denwar"), ("لبن", "Lubayna"), ("كتاب", "Katib"), ("سوريا", "Sarra")],
)
def test_words_of_the_same_consonants_differ_by_their_long_vowels(arabic: str, latin: str) -> None:
    assert not _alike(arabic, latin)


def _alike(arabic: str, latin: str) -> bool:
    return any(sound_alike(one, other) for one in arabic_spellings(arabic) for other in latin_spellings(latin))


@pytest.mark.parametrize(
    ("arabic", "other", "language", "key"),
    [
        ("بلغ العدد ثلاثة وأربعين", "The number reached forty-three", "en", "n:43"),
        ("نحو 52 ألف طالب", "quelque 52 000 étudiants", "fr", "n:52000"),
        ("21 ألف هكتار", "21,000 hectares", "en", "n:21000"),
        ("18.2 مليار درهم", "18,2 milliards de dirhams", "fr", "n:18200000000"),
        ("مئة وأربعون قارباً", "Cent quarante bateaux", "fr", "n:140"),
        ("تسعة وتسعون", "quatre-vingt-dix-neuf", "fr", "n:99"),
        ("ارتفع 22 في المئة", "up 22 per cent", "en", "p:22"),
        ("ارتفع 22 بالمئة", "en hausse de 22 %", "fr", "p:22"),
        ("يوم 15 تشرين الثاني", "on Nov. 15", "en", "d:11-15"),
        ("في 8 غشت", "on 8 August", "en", "d:8-8"),
        ("في 1 يوليو", "le 1er juillet", "fr", "d:7-1"),
        ("على http://www.sal.example/a", "at sal.example/a, see https://sal.example/a.", "en", "u:sal.example/a"),
        ("وسم #Salun", "the hashtag #salun", "en", "u:#salun"),
        ("شركة Veltrak", "the firm Veltrak", "en", "l:veltrak"),
        ("وزارة الصحة", "the health ministry", "en", "t.words:"),
        ("الأمم المتحدة", "the UN envoy", "en", "t.names:"),
    ],
)
def test_an_anchor_is_the_same_in_two_languages(arabic: str, other: str, language: str, key: str) -> None:
    assert language in ("en", "fr")
    keys = [
        {key for anchor in read_anchors("", [text], code) for key in anchor.keys}  # type: ignore[arg-type]
        for text, code in ((arabic, "ar"), (other, language))
    ]
    assert any(each.startswith(key) for each in keys[0] & keys[1])


@pytest.mark.parametrize(
    ("text", "key"), [("they told us so", "t.names:"), ("He may go", "t.months:"), ("who said", "t.names:")]
)
def test_a_small_word_is_no_acronym_and_no_month(text: str, key: str) -> None:
    assert not any(each.startswith(key) for anchor in read_anchors("", [text], "en") for each in anchor.keys)


@given(st.text(max_size=200), st.sampled_from(["ar", "en", "fr"]))
def test_an_anchor_is_printed_where_it_says(text: str, language: str) -> None:
    article = Article("http://paper.example/", text, (text,), "rtl", language=language)
    for anchor in anchors(article):
        assert text[anchor.span.start : anchor.span.end] == anchor.printed
        assert anchor.printed


# ---------------------------------------------------------------- translation, or the same event


def _told(half: Half, relation: str) -> list[tuple[FiledArticle, Told]]:
    arabic, foreign = load_half(half)
    return [(arabic[told.event], told) for told in foreign if told.relation == relation]


@pytest.mark.parametrize("half", ["development", "heldout"])
def test_every_translation_is_found(half: Half) -> None:
    found = [compare_languages(original, told.article) for original, told in _told(half, "translation")]
    assert all(found)


@pytest.mark.parametrize("half", ["development", "heldout"])
def test_a_report_of_the_event_or_on_the_same_people_is_no_translation(half: Half) -> None:
    pairs = [*_told(half, "same"), *_told(half, "other")]
    assert not [told.article.reading.article.title for one, told in pairs if compare_languages(one, told.article)]


def test_no_text_is_a_translation_of_a_report_on_another_event() -> None:
    arabic, foreign = load_half("development")
    assert not any(
        compare_languages(report, told.article)
        for told in foreign
        for place, report in enumerate(arabic)
        if place != told.event
    )


def _pair() -> tuple[FiledArticle, FiledArticle]:
    original, told = _told("development", "translation")[0]
    return original, told.article


def test_the_paragraphs_of_a_translation_answer_each_other_in_order() -> None:
    original, translation = _pair()
    found = compare_languages(original, translation)
    assert found is not None
    assert (found.article, found.of) == (translation.id, original.id)
    assert [(pair.here.paragraph, pair.there.paragraph) for pair in found.pairs] == [(n, n) for n in range(4)]
    lengths = [len(paragraph) for paragraph in translation.reading.article.paragraphs]
    assert [pair.here.end for pair in found.pairs] == lengths


def test_the_anchors_are_as_printed_here_and_there() -> None:
    original, translation = _pair()
    found = compare_languages(original, translation)
    assert found is not None
    assert ("Barghutli", "البرغوتلي") in found.anchors
    assert ("340 million", "340 مليون") in found.anchors
    texts = translation.reading.article.text, original.reading.article.text
    assert all(here in texts[0] and there in texts[1] for here, there in found.anchors)


def test_a_translation_that_leaves_paragraphs_out_is_one() -> None:
    original, translation = _pair()
    paragraphs = translation.reading.article.paragraphs
    cut = _with(translation, (paragraphs[0], paragraphs[1], paragraphs[3]))
    found = compare_languages(original, cut)
    assert found is not None
    assert [(pair.here.paragraph, pair.there.paragraph) for pair in found.pairs] == [(0, 0), (1, 1), (2, 3)]


def test_a_translation_that_joins_paragraphs_is_one() -> None:
    original, translation = _pair()
    one, two, *rest = translation.reading.article.paragraphs
    found = compare_languages(original, _with(translation, (f"{one} {two}", *rest)))
    assert found is not None
    assert [(pair.here.paragraph, pair.there.paragraph) for pair in found.pairs][:2] == [(0, 0), (0, 1)]


def test_the_order_of_asking_does_not_matter() -> None:
    original, translation = _pair()
    assert compare_languages(original, translation) == compare_languages(translation, original)


def test_an_agency_has_its_text_first_whatever_the_times_say() -> None:
    original, translation = _pair()
    agency = replace(translation, source=replace(translation.source, kind="agency"))
    found = compare_languages(original, agency)
    assert found is not None
    assert (found.of, found.direction_from, found.against) == (agency.id, "agency", ("published",))


def test_the_earlier_one_is_the_original() -> None:
    original, translation = _pair()
    found = compare_languages(original, translation)
    assert found is not None
    assert (found.direction_from, found.against) == ("published", ())
    assert found.confidence == 0.75


@pytest.mark.parametrize("language", ["ar", "tr", None])
def test_one_language_or_an_unknown_one_is_not_compared(language: str | None) -> None:
    original, translation = _pair()
    article = replace(translation.reading.article, language=language)
    assert compare_languages(original, _filed(translation, article)) is None


def test_articles_days_apart_are_not_compared() -> None:
    original, translation = _pair()
    late = replace(translation.reading.article, published=None)
    later = replace(_filed(translation, late), first_seen=NOON + WINDOW + timedelta(hours=1))
    assert compare_languages(original, later) is None


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_can_be_compared(one: str, other: str) -> None:
    compare_languages(file_report(1, one, title=other), file_report(2, other, title=one, language="en"))


def _with(article: FiledArticle, paragraphs: tuple[str, ...]) -> FiledArticle:
    return _filed(article, replace(article.reading.article, paragraphs=paragraphs))


def _filed(article: FiledArticle, changed: Article) -> FiledArticle:
    return replace(article, reading=replace(article.reading, article=changed))
