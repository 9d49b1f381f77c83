"""Which article tells another's text in another language, kept and forgotten."""

from __future__ import annotations

from masdar.model import ArticleId, SharedPassage, Span, Translation
from masdar.store import Connection, relations, translations

from .samples import article


def _translation(article: ArticleId, of: ArticleId, confidence: float = 0.7) -> Translation:
    pairs = (SharedPassage(Span(0, 0, 9), Span(1, 0, 11)),)
    return Translation(article, of, pairs, (("Tirzan", "تيرزان"), ("43", "٤٣")), "published", confidence, ("credit",))


def test_a_translation_comes_back_as_it_was_saved(db: Connection) -> None:
    one, two, three = (article(db, number) for number in (1, 2, 3))
    translations.save_translation(db, _translation(two, one))
    assert translations.translations_of(db, [one]) == (_translation(two, one),)
    assert translations.translations_of(db, [two, one]) == (_translation(two, one),)
    assert translations.translations_of(db, [three]) == ()


def test_saved_again_or_turned_round_the_last_word_counts(db: Connection) -> None:
    one, two = (article(db, number) for number in (1, 2))
    translations.save_translation(db, _translation(two, one))
    translations.save_translation(db, _translation(two, one, 0.9))
    assert [each.confidence for each in translations.translations_of(db, [one])] == [0.9]
    translations.save_translation(db, _translation(one, two))
    assert translations.translations_of(db, [one]) == (_translation(one, two),)


def test_an_article_with_another_text_has_no_translations(db: Connection) -> None:
    one, two, three = (article(db, number) for number in (1, 2, 3))
    translations.save_translation(db, _translation(two, one))
    translations.save_translation(db, _translation(three, one))
    relations.clear_relations(db, two)
    assert translations.translations_of(db, [one]) == (_translation(three, one),)
    relations.clear_relations(db, one)
    assert translations.translations_of(db, [three]) == ()
