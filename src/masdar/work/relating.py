"""Relating, a step at a time: new articles in; reprints, stories and chains in the store out."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

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
from masdar.work.quoting import Told, keep_ledger, told_now

BATCH = 200  # articles related between two drawings of the touched stories' chains
CANDIDATES = 40  # near texts compared in full with one article, those with most shared bands first
LEAST_OF_ONE_SOURCE = 0.8  # a source's own texts share standing paragraphs: from here on it is the same report again
COPIES_OF_COPIES = 3  # an aggregator copies a daily that copies an agency
WINDOW = timedelta(hours=72)  # a story takes no new articles after so long without one
AHEAD = timedelta(hours=72)  # old articles related again: the open stories are read once for so many hours of them
END = datetime.max.replace(tzinfo=UTC)
AGAIN = "related again"  # what came of an article that has a story: a new version, or we were stopped in between
GONE = "no longer held"  # taken down, or found to be another article, since its batch was read

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
        due = _of_few_days(sorted(due, key=_age))
        batch = _batch(desk, due)
        touched: dict[StoryId, list[_Related]] = {}
        for article in due:
            related = _relate_or_quarantine(desk, batch, article)
            if related.story is not None:
                touched.setdefault(related.story, []).append(related)
            tally.add(related.outcome)
            tell("relate", tally.total, total)
        for story, new in touched.items():
            _draw_chain(desk, story, new)
    return tally


def _age(article: FiledArticle) -> tuple[datetime, datetime, ArticleId]:
    """What was seen at one time is related in the order it was published in, not in that of the answers."""
    return (article.first_seen, article.earliest, article.id)


def _of_few_days(due: Sequence[FiledArticle]) -> tuple[FiledArticle, ...]:
    """Those first seen within days of the first one: they share its open stories."""
    return tuple(article for article in due if article.first_seen - due[0].first_seen <= WINDOW)


@dataclass(frozen=True, slots=True)
class _Batch:
    """Articles related one after the other: the open stories, the bands of each article, and who else has them."""

    index: OpenStories
    bands: Mapping[ArticleId, tuple[int, ...]]
    holders: relations.Holders


@dataclass(frozen=True, slots=True)
class _Related:
    """An article as it was related, the story it is in (None: it is held no more), and what came of it."""

    article: FiledArticle
    story: StoryId | None
    outcome: str


def _batch(desk: Desk, due: Sequence[FiledArticle]) -> _Batch:
    index = _index(desk, due)
    bands = {article.id: found for article in due if (found := _bands(article)) is not None}
    with desk.store.reading() as db:
        return _Batch(index, bands, relations.Holders(db, {band for found in bands.values() for band in found}))


def _bands(article: FiledArticle) -> tuple[int, ...] | None:
    """None for a text that breaks us: it does so again when its turn comes, and stops no other."""
    try:
        return fingerprint(article.reading.article.text).bands
    except Exception:
        log.debug("article %d breaks its fingerprint", article.id, exc_info=True)
        return None


def _relate_or_quarantine(desk: Desk, batch: _Batch, due: FiledArticle) -> _Related:
    """An article that relating breaks on must not stop the others: it gets a story of its own, and no relations."""
    try:
        with desk.store.writing() as db:
            return _relate_as_it_is_now(db, batch, due)
    except Exception as broken:
        batch.index.forget(due.id)  # it may be remembered, and was not kept
        batch.holders.distrust()
        if isinstance(broken, StoreOutage):
            raise
        log.exception("article %d could not be related: %s", due.id, due.reading.article.url)
        with desk.store.writing() as db:
            relations.clear_relations(db, due.id)
            return _Related(due, stories.found_story(db, due.id, due.first_seen), "relating broke")


def _relate_as_it_is_now(db: Connection, batch: _Batch, due: FiledArticle) -> _Related:
    """The batch was read before: somebody else may have taken the article down since, or read another text."""
    (article,) = articles.filed(db, [due.id]) or (None,)
    if article is None:
        batch.index.forget(due.id)
        return _Related(due, None, GONE)
    return _Related(article, *_relate_one(db, batch, article, is_as_read=article == due))


def _index(desk: Desk, due: Sequence[FiledArticle]) -> OpenStories:
    """The desk's open stories; read from the store when this process has none yet, or not those of the articles'
    days. Not all since then: when old articles are related again, that is the whole archive."""
    since, until = due[0].first_seen - WINDOW, due[-1].first_seen + WINDOW
    index = desk.index
    if index is None or since < index.since or until > index.until:
        index = desk.index = _read_index(desk, since, until + AHEAD)
    index.forget_before(since)
    return index


def _read_index(desk: Desk, since: datetime, until: datetime) -> OpenStories:
    with desk.store.reading() as db:
        last = stories.last_seen(db)
        is_all = last is None or last <= until  # what comes from now on is remembered as it is related
        index = OpenStories(since, END if is_all else until)
        for story, ids in stories.open_stories(db, since, until):
            for article in articles.filed(db, ids):
                _remember(index, story, article)
    return index


def _remember(index: OpenStories, story: StoryId, article: FiledArticle) -> None:
    """One whose text breaks us was set aside when it was related: nothing joins it."""
    try:
        index.add(story, article)
    except Exception:
        index.forget(article.id)
        log.exception("article %d is not among the open stories: %s", article.id, article.reading.article.url)


def _relate_one(db: Connection, batch: _Batch, article: FiledArticle, is_as_read: bool) -> tuple[StoryId, str]:
    """Save the article's fingerprint, its reprints, its translations and its story; the story, and what came of it."""
    own = stories.stories_of(db, [article.id]).get(article.id)
    fellows = _fellows(db, article.id, own)
    relations.clear_relations(db, article.id)
    known = batch.bands.get(article.id) if is_as_read else None
    bands = known if known is not None else fingerprint(article.reading.article.text).bands
    relations.save_bands(db, article.id, bands)
    holders = batch.holders.of(db, article, bands)
    standing = standing_bands(holders, len(bands))
    boilerplate = standing_shingles(article.reading.article, bands, standing)
    near = articles.filed(db, list(dict.fromkeys((*nearest(holders, standing, CANDIDATES), *fellows))))
    copies = [(found, other) for other in near if (found := compare(article, other, parts=True, standing=boilerplate))]
    for reprint, _ in copies:
        relations.save_reprint(db, reprint)
    copied = [pair for pair in copies if _is_same_report(article, *pair)]
    abroad = batch.index.languages.counterparts(article)
    is_copy = any(reprint.article == article.id and reprint.kind == "copy" for reprint, _ in copied)
    # What translates a copy translates its original, and that is said there.
    told = (
        () if is_copy else _keep_translations(db, batch.index, article, [*(each.article for each in abroad), *fellows])
    )
    story, outcome = (own, AGAIN) if own is not None else _place(db, batch.index, article, copied, told, abroad)
    batch.index.add(story, article)
    return story, outcome


def _fellows(db: Connection, article: ArticleId, story: StoryId | None) -> Sequence[ArticleId]:
    """Whom an article that has a story is compared with besides its candidates: with all that were related to it. Of a
    new text that is forgotten: then with its whole story."""
    if story is None:
        return ()
    known = relations.relatives(db, article)
    return sorted(known) if known is not None else [id for id in stories.articles_of(db, story) if id != article]


def _is_same_report(article: FiledArticle, reprint: Reprint, other: FiledArticle) -> bool:
    return article.source.id != other.source.id or reprint.containment >= LEAST_OF_ONE_SOURCE


def _keep_translations(
    db: Connection, index: OpenStories, article: FiledArticle, abroad: Sequence[ArticleId]
) -> tuple[ArticleId, ...]:
    """Which reports in other languages tell the article's text, or it theirs, is kept; their ids."""
    others = articles.filed(db, _originals(db, abroad))
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


def _draw_chain(desk: Desk, story: StoryId, related: Sequence[_Related]) -> None:
    """Only now the `related` articles of the story are: should we be stopped before, they are related again; so are
    those that are otherwise by now."""
    new, is_again = [each.article.id for each in related], any(each.outcome == AGAIN for each in related)
    with desk.store.writing() as db:
        told = told_now(db, story)
        chain = _chain_of(db, told)
        if chain is not None:
            stories.save_chain(db, story, chain, desk.clock())
            far = keep_ledger(db, told, chain, desk.clock(), None if is_again else new)
            for one in (told, *far):
                keep_comparisons(db, one, new)
        as_now = {article.id: article for article in told.articles}
        for each in related:
            if as_now.get(each.article.id) == each.article:
                articles.mark_related(db, each.article.id)


def _chain_of(db: Connection, told: Told) -> Chain | None:
    """None for a story that breaks the drawing: it keeps the chain it has."""
    translated = translations.translations_of(db, [article.id for article in told.articles])
    try:
        return build_chain(told.articles, told.reprints, translated)
    except Exception:
        log.exception("the chain of story %d could not be drawn", told.story)
        return None
