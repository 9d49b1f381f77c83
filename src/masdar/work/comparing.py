"""A story's articles in; what each of its reports made of the base, kept true to them, out.

Part of the transaction in which the story's chain is drawn; doing it again changes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Collection

from masdar.errors import StoreOutage
from masdar.model import ArticleId, BaseKind, FiledArticle
from masdar.relate.candidates import standing_bands, standing_shingles
from masdar.relate.comparing import choose_base, compare_with_base
from masdar.relate.fingerprint import fingerprint
from masdar.relate.wording import Shingle
from masdar.store import Connection, articles, comparisons, part_of, relations
from masdar.work.quoting import Told

MOST_COMPARED = 200
"""Reports of one story that are compared, the earliest: at about 12 ms each (docs/how-to/compare-reports.md) a new
base costs 2.5 s."""

log = logging.getLogger("masdar.work")


def keep_comparisons(db: Connection, told: Told, new: Collection[ArticleId]) -> None:
    """Compare the `new` articles of the story with its base; all of them when the base is another, or itself new.
    A story that breaks us keeps the comparisons it has."""
    try:
        with part_of(db):
            _keep(db, told, new)
    except StoreOutage:
        raise
    except Exception:  # like a chain that cannot be drawn: one odd story must not stop the relating of all others
        log.exception("the reports of story %d could not be compared", told.story)


def _keep(db: Connection, told: Told, new: Collection[ArticleId]) -> None:
    ids = {article.id for article in told.articles}
    pages = comparisons.issuers_pages(db, told.story)
    filed = (*told.articles, *articles.filed(db, [id for id in pages if id not in ids]))
    chosen = choose_base(filed, pages) if len(filed) > 1 else None
    if chosen is None:
        comparisons.keep_only(db, ids, None)
        return
    base, kind = chosen
    held = comparisons.keep_only(db, ids, base.id)
    if held and _is_called_otherwise(db, min(held), kind):
        held = comparisons.keep_only(db, ids, None)
    reports = sorted((each for each in told.articles if each.id != base.id), key=lambda each: (each.earliest, each.id))
    due = [each for each in reports[:MOST_COMPARED] if base.id in new or each.id in new or each.id not in held]
    if len(reports) > MOST_COMPARED:
        log.info("story %d: %d of %d reports are compared, the earliest", told.story, MOST_COMPARED, len(reports))
    own = _standing(db, base) if due else frozenset()
    for report in due:
        found = compare_with_base(report, base, kind, standing=own | _standing(db, report))
        if found is not None:
            comparisons.save_comparison(db, found)
        elif report.id in held:
            comparisons.drop(db, [(report.id, base.id)])


def _is_called_otherwise(db: Connection, report: ArticleId, kind: BaseKind) -> bool:
    """The earliest text may turn out to be the issuer's page, when a report of its words comes, or no longer to be."""
    known = comparisons.get_comparison(db, report)
    return known is not None and known.base_is != kind


def _standing(db: Connection, article: FiledArticle) -> frozenset[Shingle]:
    """Boilerplate of the article's source, as far as its bands show it."""
    bands = fingerprint(article.reading.article.text).bands
    standing = standing_bands(relations.band_holders(db, article.id), len(bands))
    return standing_shingles(article.reading.article, bands, standing)
