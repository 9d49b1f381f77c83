"""In: whom pages credit for their texts, and whose copies these are. Out: where the two cannot both be true.

What a copy says of its origin is believed as long as it can be: the outlet whose words it has may have had them from
there without saying so (an agency's text in a paper), or be of the same house.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from masdar.model import ArticleId, ChainLink, Clash, Credit, Evidence, FiledArticle, Reprint, Why
from masdar.relate.chain.names import is_generic, is_own, name_key, names_of
from masdar.relate.chain.reasons import in_english
from masdar.relate.chain.speakers import word_list
from masdar.text.tokens import search_terms

_Name = frozenset[str]


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
    naming = {key: _naming([copies.articles[each] for each in family]) for key, family in distinct.items()}
    for link in copies.links:
        if link.kind != "reprint":
            continue
        page, original = copies.articles[link.article], ArticleId(int(link.older.partition(":")[2]))
        if (page.id, original) not in derived:
            continue
        named = [credit for credit in page.reading.credits if _names_an_origin(page, credit)]
        if not named or _is_explained(named, page, naming[id(families[page.id])], derived):
            continue
        told = {name_key(each.name): each for each in named if _contradicts(each, copies.articles[original])}
        yield from (_clash(page, credit, link) for credit in told.values())


def _derived(copies: Copies) -> set[tuple[ArticleId, ArticleId]]:
    """Pairs (copy, original) whose direction is known by more than our own first sight."""
    return {
        (reprint.article, reprint.of)
        for reprint in copies.reprints
        if reprint.kind == "copy" and reprint.direction_from != "seen" and not reprint.against
    }


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


def _naming(family: Sequence[FiledArticle]) -> dict[_Name, set[ArticleId]]:
    """Whose the texts of a family are, or say that they are: the words of each name, and the articles."""
    found: dict[_Name, set[ArticleId]] = {}
    for article in family:
        cited = (name for credit in article.reading.credits for name in _names(credit))
        for name in (*names_of(article.source), *cited):
            found.setdefault(_words_of(name), set()).add(article.id)
    return found


def _is_explained(
    named: Sequence[Credit],
    page: FiledArticle,
    naming: Mapping[_Name, set[ArticleId]],
    derived: Collection[tuple[ArticleId, ArticleId]],
) -> bool:
    """Has the outlet that the page names the text too, or does a page that is not made from this one name it?"""
    mine = [_words_of(name) for credit in named for name in _names(credit)]
    return any(
        id != page.id and (id, page.id) not in derived
        for name, holders in naming.items()
        if any(_is_one_house(name, each) for each in mine)
        for id in holders
    )


def _is_one_house(one: _Name, other: _Name) -> bool:
    """Is one name part of the other (الميناء, الميناء الرياضي)?"""
    return bool(one and other) and (one <= other or other <= one)


def _words_of(name: str) -> _Name:
    return frozenset(name_key(name).split())


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


def _clash(page: FiledArticle, credit: Credit, link: ChainLink) -> Clash:
    why = Why("origin", credit.name)
    evidence: list[tuple[ArticleId, Evidence]] = [(page.id, credit.evidence)]
    evidence += [(page.id, link.evidence)] if link.evidence else []
    keys = (link.newer, link.older)
    return Clash("origin", keys, in_english(why), why, tuple(evidence))
