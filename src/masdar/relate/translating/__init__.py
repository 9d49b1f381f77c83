"""Two filed articles in two languages in; out: does one tell in its language what the other tells, and where?

Nothing is translated: what stays the same whatever the language is compared (`anchors.py`), by paragraphs that answer
each other in order (`alignment.py`). Two reports of one event share names; a translation nearly everything, in order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from masdar.model import Article, FiledArticle, SharedPassage, Span, Translation
from masdar.relate.direction import who_derives
from masdar.relate.translating.alignment import AlignedPair, Side, align, side_of
from masdar.relate.translating.anchors import anchors, language_of
from masdar.relate.translating.events import LEAST_SCORE, event_likeness
from masdar.relate.translating.shared import Rarity, coverage

WINDOW = timedelta(hours=72)
"""Articles further apart are never compared, as in `relate.stories`."""

LEAST_LIKENESS = 0.66
"""Share of the anchors that aligned paragraphs have in common (mean of both texts) times the share of the shorter text
that is aligned. The middle between the lowest translation (0.74) and the highest other text (0.58) of the development
half of tests/relate/languages."""

LEAST_OF_ONE_SOURCE = 0.55
"""An outlet's own edition in another language is often cut and rearranged, seldom a report made anew. By reason: all
texts of tests/relate/languages have two outlets."""

LEAST_SHARED, LEAST_SHARED_AT_ONCE = 8, 12
"""Different anchors that both texts have, small change left out: two short texts can agree in five. More when all stand
in one pair, whose order tells nothing."""

_SMALL_CHANGE = 0.3
"""Anchors of less weight (`shared.Rarity`) are no evidence: days of the week, the number two."""

_SURE_LIKENESS = 0.8
"""From here on only the direction is in doubt."""

LENGTHS = {"ar": 1.0, "en": 1.37, "fr": 1.5}
"""Characters that tell what one Arabic character tells. Mean over the development half: 1/0.73 and 1/0.67."""

_EVERY_KEY_IS_RARE = Rarity()


def compare_languages(a: FiledArticle, b: FiledArticle, rarity: Rarity = _EVERY_KEY_IS_RARE) -> Translation | None:
    """Is one of them a translation of the other, whole or without some paragraphs? The order does not matter.

    None for two articles in one language, or in one that is not among `terms.LANGUAGES`.
    """
    one, other = (language_of(item.reading.article) for item in (a, b))
    if one is None or other is None or one == other or abs(a.earliest - b.earliest) > WINDOW:
        return None
    if _event_likeness(a, b, rarity) < LEAST_SCORE:
        return None
    direction = who_derives(a, b)
    newer, older = direction.newer, direction.older
    here, there = (_side(item.reading.article) for item in (newer, older))
    pairs = align(here, there, _ratio(newer, older), rarity)
    likeness = _likeness(pairs, here, there, rarity)
    shared = {each.key: each for pair in pairs for each in pair.shared if each.weight >= _SMALL_CHANGE}
    least = LEAST_OF_ONE_SOURCE if a.source.id == b.source.id else LEAST_LIKENESS
    if likeness < least or len(shared) < (LEAST_SHARED if len(pairs) > 1 else LEAST_SHARED_AT_ONCE):
        return None
    return Translation(
        article=newer.id,
        of=older.id,
        pairs=tuple(_passages(pairs, newer.reading.article, older.reading.article)),
        anchors=tuple(dict.fromkeys((each.here.printed, each.there.printed) for each in shared.values())),
        direction_from=direction.ground,
        confidence=round(direction.confidence * min(likeness / _SURE_LIKENESS, 1.0), 3),
        against=direction.against,
    )


def _event_likeness(a: FiledArticle, b: FiledArticle, rarity: Rarity) -> float:
    own, other = anchors(a.reading.article), anchors(b.reading.article)
    return event_likeness(own, other, rarity)


def _side(article: Article) -> Side:
    return side_of(article.paragraphs, anchors(article))


def _ratio(newer: FiledArticle, older: FiledArticle) -> float:
    here, there = (LENGTHS[language_of(item.reading.article) or "ar"] for item in (newer, older))
    return there / here


def _likeness(pairs: Sequence[AlignedPair], here: Side, there: Side, rarity: Rarity) -> float:
    shared = [each for pair in pairs for each in pair.shared]
    mine = [anchor for pair in pairs for anchor in here.inside(pair.here)]
    other = [anchor for pair in pairs for anchor in there.inside(pair.there)]
    common = (coverage(mine, shared, rarity) + coverage(other, shared, rarity)) / 2
    aligned = max(
        _share(here, [number for pair in pairs for number in pair.here]),
        _share(there, [number for pair in pairs for number in pair.there]),
    )
    return common * aligned


def _share(side: Side, paragraphs: Sequence[int]) -> float:
    return sum(side.lengths[number] for number in paragraphs) / max(sum(side.lengths), 1)


def _passages(pairs: Sequence[AlignedPair], newer: Article, older: Article) -> Iterator[SharedPassage]:
    for pair in pairs:
        for here in pair.here:
            for there in pair.there:
                yield SharedPassage(
                    Span(here, 0, len(newer.paragraphs[here])), Span(there, 0, len(older.paragraphs[there]))
                )
