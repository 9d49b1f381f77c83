"""In: whom pages credit for their texts, and whose copies these are. Out: where the two cannot both be true.

What a copy says of its origin is believed as long as it can be: the outlet whose words it has may have had them from
there without saying so (an agency's text in a paper), or be of the same house. Where the outlet that it names has the
text, too, but not all that the copy has of it, the rest is from elsewhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from masdar.model import ArticleId, ChainLink, Clash, Credit, Evidence, FiledArticle, Reprint, Span, Why
from masdar.relate.chain.names import house_of, is_generic, is_one_house, is_own, name_key, names_of
from masdar.relate.chain.reasons import in_english
from masdar.relate.chain.speakers import word_list
from masdar.text.tokens import search_terms, word_spans

_Name = frozenset[str]

_LEAST_WORDS = 12
"""So many of a copy's words, in passages it shares with another outlet, are missing where it says it has them from. Of
72 rightly credited copies of texts that several outlets have (webbox-dev) none misses more than six: passages end at
other words."""

_LEAST_ITEMS = 2  # of a round-up
_SURE = 0.8  # the words are the original's; whether the outlet named had them once, nobody can tell


@dataclass(frozen=True, slots=True)
class Copies:
    """The articles of a story by number, the `reprint` links drawn among them, and every copy of which we know."""

    articles: Mapping[ArticleId, FiledArticle]
    links: Sequence[ChainLink]
    reprints: Sequence[Reprint]


def wrong_origins(copies: Copies) -> Iterator[Clash]:
    """A copy that names another origin than the outlet whose words it has. Its own copies say it no second time."""
    families, derived = _families(copies), _derived(copies)
    distinct = {id(family): family for family in families.values()}
    naming = {key: _Naming([copies.articles[each] for each in family]) for key, family in distinct.items()}
    drawn, places = dict[ArticleId, list[ChainLink]](), _places(copies.reprints)
    for link in copies.links:
        drawn.setdefault(link.article, []).extend([link] if link.kind == "reprint" else [])
    for page in copies.articles.values():
        named = [credit for credit in page.reading.credits if _names_an_origin(page, credit)]
        originals = derived.get(page.id, {})
        if not named or not originals:
            continue
        own, cited = naming[id(families[page.id])].of(named)
        made = {each for each in own | cited if each == page.id or page.id in derived.get(each, {})}
        if own - made and not cited - made:
            yield from _partly_wrong(page, named, own - made, originals, places.get(page.id, {}), copies)
        elif not cited - made:
            for link in drawn.get(page.id, ()):
                if (original := _article(link.older)) in originals:
                    yield from _wrong(page, named, copies.articles[original], link.evidence)


def _wrong(
    page: FiledArticle, named: Sequence[Credit], original: FiledArticle, shared: Evidence | None
) -> Iterator[Clash]:
    told = [each for each in _signing(named, shared) if _contradicts(each, original)]
    for credit in {name_key(each.name): each for each in told}.values():
        why, evidence = Why("origin", credit.name), [(page.id, credit.evidence)]
        evidence += [(page.id, shared)] if shared else []
        keys = (f"article:{page.id}", f"article:{original.id}")
        yield Clash("origin", keys, in_english(why), why, tuple(evidence))


def _signing(named: Sequence[Credit], shared: Evidence | None) -> Sequence[Credit]:
    """Whom the page names for the passage: the items of a round-up are signed one by one."""
    spans = [each.evidence.span for each in named if each.evidence.span is not None and each.evidence.field == "text"]
    places = sorted({span.paragraph for span in spans})
    if len(places) < _LEAST_ITEMS or len(spans) < len(named) or shared is None or shared.span is None:
        return named
    before = [place for place in places if place <= shared.span.paragraph]
    return [each for each in named if each.evidence.span and before and each.evidence.span.paragraph == before[-1]]


def _article(key: str) -> ArticleId:
    return ArticleId(int(key.partition(":")[2]))


def _derived(copies: Copies) -> dict[ArticleId, dict[ArticleId, Reprint]]:
    """For each copy those that it was made from, where the direction is known by more than our own first sight."""
    found: dict[ArticleId, dict[ArticleId, Reprint]] = {}
    for reprint in copies.reprints:
        if reprint.kind == "copy" and reprint.direction_from != "seen" and not reprint.against:
            found.setdefault(reprint.article, {})[reprint.of] = reprint
    return found


def _families(copies: Copies) -> dict[ArticleId, set[ArticleId]]:
    """For each article all that share its text, whoever copied whom, near or far."""
    family = {id: {id} for id in copies.articles}
    for reprint in copies.reprints:
        one, other = family.get(reprint.article), family.get(reprint.of)
        if one is not None and other is not None and one is not other:
            one |= other
            for id in other:
                family[id] = one
    return family


def _names_an_origin(page: FiledArticle, credit: Credit) -> bool:
    return credit.kind == "text_from" and not is_generic(credit) and not is_own(page.source, credit)


class _Naming:
    """Whose the texts of a family are, and whom they credit."""

    def __init__(self, family: Sequence[FiledArticle]) -> None:
        self._own: dict[_Name, set[ArticleId]] = {}
        self._cited: dict[_Name, set[ArticleId]] = {}
        for article in family:
            credited = (name for credit in article.reading.credits for name in _names(credit))
            for names, found in ((names_of(article.source), self._own), (credited, self._cited)):
                for name in names:
                    found.setdefault(house_of(name), set()).add(article.id)

    def of(self, named: Sequence[Credit]) -> tuple[set[ArticleId], set[ArticleId]]:
        """The pages of those whom these credits name, or of their house; and the pages that name them, too."""
        mine = [house_of(name) for credit in named for name in _names(credit)]
        own, cited = (
            {id for name, ids in found.items() if any(is_one_house(name, each) for each in mine) for id in ids}
            for found in (self._own, self._cited)
        )
        return own, cited - own


# ---------------------------------------------------------------- the rest of a text


def _partly_wrong(
    page: FiledArticle,
    named: Sequence[Credit],
    own: Set[ArticleId],
    originals: Collection[ArticleId],
    places: Mapping[ArticleId, Sequence[Span]],
    copies: Copies,
) -> Iterator[Clash]:
    """The outlet that the page names has its text, too; an original has all that the page has from there, and more.

    An agency has more texts than we hold, a page that was changed since had another, and what was not compared we do
    not know. `places`: where in the page words of each other article stand.
    """
    if any(map(_is_agency, named)) or any(copies.articles[id].reading.article.modified for id in own):
        return
    theirs = [span for id in own for span in places.get(id, ())]
    if not own <= places.keys() or _size(_runs(page, without=theirs)) < _LEAST_WORDS:
        return
    others = [id for id in originals if id not in own and copies.articles[id].source.kind != "aggregator"]
    rest = {id: _runs(page, places[id], without=theirs) for id in others}
    most = max(rest, key=lambda id: _size(rest[id]), default=None)
    if most is None or _size(rest[most]) < _LEAST_WORDS:
        return
    if _size(_runs(page, theirs, without=places[most])) < _LEAST_WORDS:
        yield from _wrong(page, named, copies.articles[most], _cut(page, max(rest[most], key=len)))


def _cut(page: FiledArticle, run: Sequence[Span]) -> Evidence:
    span = Span(run[0].paragraph, run[0].start, run[-1].end)
    quote = page.reading.article.paragraphs[span.paragraph][span.start : span.end]
    return Evidence("clash", "text", quote, "chain.origin@2", _SURE, span)


def _places(reprints: Sequence[Reprint]) -> dict[ArticleId, dict[ArticleId, list[Span]]]:
    """For each article where in it words of each other one stand."""
    found: dict[ArticleId, dict[ArticleId, list[Span]]] = {}
    for each in reprints:
        found.setdefault(each.article, {})[each.of] = [passage.here for passage in each.passages]
        found.setdefault(each.of, {})[each.article] = [passage.there for passage in each.passages]
    return found


def _runs(page: FiledArticle, spans: Sequence[Span] | None = None, *, without: Sequence[Span]) -> list[list[Span]]:
    """The page's words in those spans (anywhere, if None) and outside the others, in stretches of neighbours."""
    runs: list[list[Span]] = []
    for number, text in enumerate(page.reading.article.paragraphs):
        runs.append([])
        for start, end in word_spans(text):
            if (spans is None or _is_in(number, start, spans)) and not _is_in(number, start, without):
                runs[-1].append(Span(number, start, end))
            elif runs[-1]:
                runs.append([])
    return [run for run in runs if run]


def _is_in(paragraph: int, at: int, spans: Sequence[Span]) -> bool:
    return any(span.paragraph == paragraph and span.start <= at < span.end for span in spans)


def _size(runs: Sequence[Sequence[Span]]) -> int:
    return sum(map(len, runs))


def _names(credit: Credit) -> tuple[str, ...]:
    return tuple(name for name in (credit.name, credit.canonical_name) if name)


def _contradicts(credit: Credit, original: FiledArticle) -> bool:
    """Nobody else's text stands in an outlet that does not say so; but an agency's does, in papers and in round-ups of
    other agencies: only a public body's own text, or one that another agency signs, is surely none of its."""
    if original.source.kind == "aggregator":
        return False
    if not _is_agency(credit) or original.source.kind == "official":
        return True
    return any(_names_an_origin(original, signed) and _is_agency(signed) for signed in original.reading.credits)


def _is_agency(credit: Credit) -> bool:
    agencies = word_list("agencies")
    if any(search_terms(name) in agencies for name in _names(credit)):
        return True
    return any(term in word_list("agency_words") for name in _names(credit) for term in search_terms(name).split())
