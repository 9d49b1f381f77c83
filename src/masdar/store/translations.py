"""Which article tells another's text in another language: translations in and out."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, or_, select

from masdar.model import ArticleId, Translation
from masdar.store import dialect
from masdar.store.tables import translations


def save_translation(db: Connection, translation: Translation) -> None:
    """Keep which text tells the other's; of two articles only one can be the other's translation, the last word
    counts."""
    turned = (translations.c.article_id == translation.of) & (translations.c.of_id == translation.article)
    db.execute(delete(translations).where(turned))
    row = {"article_id": translation.article, "of_id": translation.of, "document": translation}
    dialect.upsert(db, translations, ["article_id", "of_id"], **row)


def translations_of(db: Connection, ids: Iterable[ArticleId]) -> tuple[Translation, ...]:
    """Those in which one of these articles is the translation or the original, each once."""
    found: dict[tuple[ArticleId, ArticleId], Translation] = {}
    for portion in dialect.portions(ids):
        either = or_(translations.c.article_id.in_(portion), translations.c.of_id.in_(portion))
        for translation in db.execute(select(translations.c.document).where(either)).scalars():
            found[translation.article, translation.of] = translation
    return tuple(found[pair] for pair in sorted(found))


def clear_translations(db: Connection, article: ArticleId) -> None:
    """Forget what the article translates and what translates it: its text is no longer the one it was found in."""
    either = or_(translations.c.article_id == article, translations.c.of_id == article)
    db.execute(delete(translations).where(either))
