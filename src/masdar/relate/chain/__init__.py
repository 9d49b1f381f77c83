"""In: the articles of one story and the reprints among them. Out: the chain: who rests on whom, down to the roots.

Rules only, no clock: the same articles always give the same chain. Every link says why it is there.
"""

from __future__ import annotations

from masdar.model import Chain, FiledArticle, Reprint, Translation
from masdar.relate.chain.building import Building
from masdar.relate.chain.links import direct_reprints, direct_translations
from masdar.relate.chain.outline import as_lines, layers
from masdar.relate.chain.reasons import in_english
from masdar.relate.chain.statements import primary_statements

__all__ = ["as_lines", "build_chain", "in_english", "layers"]


def build_chain(
    articles: tuple[FiledArticle, ...], reprints: tuple[Reprint, ...], translations: tuple[Translation, ...] = ()
) -> Chain:
    """The chain of one story. Reprints and translations of articles that are not in `articles` are left out.

    Links that follow from others are dropped (a copy of a copy of A is not drawn as a copy of A; a credit that the
    copied article carries already stays there). Circles are kept. What a root is: see `chain.roots`.
    """
    ordered = tuple(sorted(articles, key=lambda article: (article.earliest, article.id)))
    held = {article.id for article in ordered}
    copies = tuple(each for each in reprints if each.article in held and each.of in held)
    translated = tuple(each for each in translations if each.article in held and each.of in held)
    building = Building(ordered, direct_reprints(ordered, copies), direct_translations(translated, copies))
    building.add_updates({(reprint.article, reprint.of) for reprint in copies})
    for article in ordered:
        for credit in article.reading.credits:
            building.add_credit(article, credit)
        for statement in article.reading.statements:
            building.add_citation(article, statement)
    for number, primary in enumerate(primary_statements(building.own_words(), building.copied()), start=1):
        building.add_statement(f"statement:{number}", primary)
    return building.chain(copies, translated)
