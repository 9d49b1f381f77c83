"""Relating, a step at a time: new articles in; reprints, stories and chains in the store out."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from masdar.errors import StoreOutage
from masdar.model import ArticleId, Chain, FiledArticle, Reprint, StoryId
from masdar.relate.candidates import nearest, standing_bands, standing_shingles
from masdar.relate.chain import build_chain
from masdar.relate.families import main_part
from masdar.relate.fingerprint import fingerprint
from masdar.relate.reprints import compare
from masdar.relate.translating import compare_languages
from masdar.relate.translating.index import Counterpart
from masdar.store import Connection, articles, relations, stories, translations
from masdar.work.comparing import keep_comparisons
from masdar.work.desk import Desk, OpenStories, Progress, Tally, silent
from masdar.work.quoting import Told, keep_ledger

BATCH = 200  # articles related between two drawings of the touched stories' chains
CANDIDATES = 40  # near texts compared in full with one article, those with most shared bands first
LEAST_OF_ONE_SOURCE = 0.8  # a source's own texts share standing paragraphs: from here on it is the same report again
COPIES_OF_COPIES = 3  # an aggregator copies a daily that copies an agency
WINDOW = timedelta(hours=72)  # a story takes no new articles after so long without one
AGAIN = "related again"  # what came of an article that has a story: a new version, or we were stopped in between

log = logging.getLogger("masdar.work")


def relate_articles(desk: Desk, tell: Progress = silent, most: int | None = None) -> Tally:
    """Relate every article that is not yet related, first seen first, at most so many; then draw the touched stories'
    chains anew."""
    tally = Tally()
    with desk.store.reading() as db:
        total = articles.count_unrelated(db)
    while (most is None or tally.total < most) and not desk.stop.is_set():
        with desk.store.reading() as db:
            due = articles.unrelated(db, BATCH)
        if not due:
            break
        _index(desk, due[0])
        batch = _batch(desk, due)
        touched: dict[StoryId, dict[ArticleId, str]] = {}
        for article in due:
            story, outcome = _relate_or_quarantine(desk, batch, article)
            touched.setdefault(story, {})[article.id] = outcome
            tally.add(outcome)
            tell("relate", tally.total, total)
        for story, new in touched.items():
            _draw_chain(desk, story, tuple(new), AGAIN in new.values())
    return tally


@dataclass(frozen=True, slots=True)
class _Batch:
    """Articles related one after the other: the bands of each, and who else has them."""

    bands: Mapping[ArticleId, tuple[int, ...]]
    holders: relations.Holders


def _batch(desk: Desk, due: Sequence[FiledArticle]) -> _Batch:
    bands = {article.id: found for article in due if (found := _bands(article)) is not None}
    with desk.store.reading() as db:
        return _Batch(bands, relations.Holders(db, {band for found in bands.values() for band in found}))


def _bands(article: FiledArticle) -> tuple[int, ...] | None:
    """None for a text that breaks us: it does so again when its turn comes, and stops no other."""
    try:
        return fingerprint(article.reading.article.text).bands
    except Exception:
        return None


def _relate_or_quarantine(desk: Desk, batch: _Batch, article: FiledArticle) -> tuple[StoryId, str]:
    """An article that relating breaks on must not stop the others: it gets a story of its own."""
    index = desk.index if desk.index is not None else _index(desk, article)
    try:
        with desk.store.writing() as db:
            return _relate_one(db, index, batch, article)
    except StoreOutage:
        raise
    except Exception:
        log.exception("article %d could not be related: %s", article.id, article.reading.article.url)
        desk.index = None  # it may remember what was not kept
        batch.holders.distrust()
        with desk.store.writing() as db:
            return stories.found_story(db, article.id, article.first_seen), "relating broke"


def _index(desk: Desk, first: FiledArticle) -> OpenStories:
    """The desk's open stories; read from the store when this process has none yet."""
    if desk.index is None:
        desk.index = OpenStories()
        with desk.store.reading() as db:
            for story, ids in stories.open_stories(db, first.first_seen - WINDOW):
                for article in articles.filed(db, ids):
                    desk.index.add(story, article)
    desk.index.forget_before(first.first_seen - WINDOW)
    return desk.index


def _relate_one(db: Connection, index: OpenStories, batch: _Batch, article: FiledArticle) -> tuple[StoryId, str]:
    """Save the article's fingerprint, its reprints, its translations and its story; the story, and what came of it."""
    relations.clear_relations(db, article.id)
    bands = batch.bands[article.id] if article.id in batch.bands else fingerprint(article.reading.article.text).bands
    relations.save_bands(db, article.id, bands)
    holders = batch.holders.of(db, article, bands)
    standing = standing_bands(holders, len(bands))
    boilerplate = standing_shingles(article.reading.article, bands, standing)
    near = articles.filed(db, nearest(holders, standing, CANDIDATES))
    copies = [(found, other) for other in near if (found := compare(article, other, parts=True, standing=boilerplate))]
    for reprint, _ in copies:
        relations.save_reprint(db, reprint)
    copied = [pair for pair in copies if _is_same_report(article, *pair)]
    abroad = index.languages.counterparts(article)
    is_copy = any(reprint.article == article.id and reprint.kind == "copy" for reprint, _ in copied)
    # What translates a copy translates its original, and that is said there.
    told = () if is_copy else _keep_translations(db, index, article, abroad)
    story, outcome = _place(db, index, article, copied, told, abroad)
    index.add(story, article)
    return story, outcome


def _is_same_report(article: FiledArticle, reprint: Reprint, other: FiledArticle) -> bool:
    return article.source.id != other.source.id or reprint.containment >= LEAST_OF_ONE_SOURCE


def _keep_translations(
    db: Connection, index: OpenStories, article: FiledArticle, abroad: Sequence[Counterpart]
) -> tuple[ArticleId, ...]:
    """Which reports in other languages tell the article's text, or it theirs, is kept; their ids."""
    others = articles.filed(db, _originals(db, [each.article for each in abroad]))
    rarity = index.languages.rarity
    found = [(told, other) for other in others if (told := compare_languages(article, other, rarity))]
    for translation, _ in found:
        translations.save_translation(db, translation)
    return tuple(other.id for _, other in found)


def _originals(db: Connection, ids: Sequence[ArticleId]) -> tuple[ArticleId, ...]:
    """The articles, in place of each copy what it was copied from."""
    found = list(ids)
    for _ in range(COPIES_OF_COPIES if found else 0):
        nearest = relations.nearest_originals(db, found)
        found = list(dict.fromkeys(nearest.get(id, id) for id in found))
    return tuple(found)


def _place(
    db: Connection,
    index: OpenStories,
    article: FiledArticle,
    copies: list[tuple[Reprint, FiledArticle]],
    told: Sequence[ArticleId],
    abroad: Sequence[Counterpart],
) -> tuple[StoryId, str]:
    """The story of its nearest copy, of a merged report that of its main part; else that of its translation; else the
    one whose words match; else that of a report in another language; else a story of its own."""
    known = stories.stories_of(db, [article.id])
    if article.id in known:  # a new version of an article that has its story
        return known[article.id], AGAIN
    carried = main_part(article.id, [reprint for reprint, _ in copies])
    copied = [(reprint, other) for reprint, other in copies if reprint.kind == "copy"]
    for reprint, other in sorted(copied, key=lambda pair: (pair[1].id not in carried, -pair[0].containment)):
        story = stories.stories_of(db, [other.id]).get(other.id)
        if story is not None:
            stories.join_story(db, story, article.id, "reprint", reprint.containment, article.first_seen)
            return story, "reprint"
    match = index.words.match(article)
    translated = stories.stories_of(db, told).values() if told else ()
    ways = (
        *((story, "translation", (), 1.0) for story in translated),
        *((each.story, "joined", each.why, each.score) for each in (match, *abroad) if each),
    )
    for story, outcome, why, score in ways:
        # Another process may have taken a story down that this one's index still remembers.
        if stories.articles_of(db, story):
            stories.join_story(db, story, article.id, ", ".join(why) or outcome, score, article.first_seen)
            return story, outcome
    return stories.found_story(db, article.id, article.first_seen), "story"


def _draw_chain(desk: Desk, story: StoryId, new: Sequence[ArticleId], is_again: bool) -> None:
    """Only now the `new` articles of the story are related: should we be stopped before, they are related again."""
    with desk.store.writing() as db:
        ids = stories.articles_of(db, story)
        told = Told(story, articles.filed(db, ids), relations.reprints_of(db, ids))
        chain = _chain_of(db, told)
        if chain is not None:
            stories.save_chain(db, story, chain, desk.clock())
            keep_ledger(db, told, chain, desk.clock(), None if is_again else new)
            keep_comparisons(db, story, new)
        for id in new:
            articles.mark_related(db, id)


def _chain_of(db: Connection, told: Told) -> Chain | None:
    """None for a story that breaks the drawing: it keeps the chain it has."""
    translated = translations.translations_of(db, [article.id for article in told.articles])
    try:
        return build_chain(told.articles, told.reprints, translated)
    except Exception:
        log.exception("the chain of story %d could not be drawn", told.story)
        return None
