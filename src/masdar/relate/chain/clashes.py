"""In: a story's articles and the links drawn among them. Out: what cannot all be true of them.

Found, kept and shown; nothing is decided by it. Whatever has an everyday explanation is left out: a reader who is
warned for nothing stops reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from masdar.model import (
    ArticleId,
    ChainLink,
    ChainNode,
    Clash,
    ClashKind,
    DirectionFrom,
    Evidence,
    FiledArticle,
    Moment,
    Reprint,
    Translation,
    Why,
)
from masdar.relate.chain.ancestry import number_bits, reach
from masdar.relate.chain.attributions import contested_words
from masdar.relate.chain.names import address_keys
from masdar.relate.chain.origins import Copies, wrong_origins
from masdar.relate.chain.reasons import in_english
from masdar.relate.chain.statements import cited_addresses

_CLOCKS_APART = timedelta(hours=4)
"""A page that prints its clock with the wrong zone is off by as much (from Casablanca to Muscat: UTC to UTC+4), and an
agency's subscribers print its text up to some hours before its own site shows it."""

_CLAIMS = ("republished_from", "facts_from")
_MOST_EVIDENCE = 8  # of a circle; more is not read


_Against = dict[tuple[ArticleId, ArticleId], tuple[DirectionFrom, ...]]


def find_clashes(
    articles: Sequence[FiledArticle],
    nodes: Sequence[ChainNode],
    links: Sequence[ChainLink],
    reprints: Sequence[Reprint],
    translations: Sequence[Translation],
) -> tuple[Clash, ...]:
    """`articles` earliest first, `links` as drawn, `reprints` and `translations` all of which we know."""
    by_id = {article.id: article for article in articles}
    derived: _Against = {(each.article, each.of): each.against for each in reprints}
    derived |= {(each.article, each.of): each.against for each in translations}
    return (
        *_circles(nodes, [link for link in links if _is_of_one_text(link, by_id, derived)]),
        *_directions(links, by_id, derived),
        *wrong_origins(Copies(by_id, links, reprints)),
        *contested_words(articles),
        *_times(links, by_id),
    )


def _clash(
    kind: ClashKind, why: Why, keys: Iterable[str], evidence: Iterable[tuple[ArticleId, Evidence | None]]
) -> Clash:
    found = tuple((article, each) for article, each in evidence if each is not None)
    return Clash(kind, tuple(keys), in_english(why), why, found)


# ---------------------------------------------------------------- circles


def _circles(nodes: Sequence[ChainNode], links: Sequence[ChainLink]) -> Iterator[Clash]:
    """Those in which a page names another of them. Where no page does, only our grounds tell the order of copies in two
    ways, as they do of one agency's text in several papers: nobody says what cannot be."""
    bits = number_bits(node.key for node in nodes)
    above = reach(bits, ((link.newer, link.older) for link in links))
    done: set[str] = set()
    for key in bits:
        if key not in done and above[key] & bits[key]:
            circle = {other: None for other in bits if above[key] & bits[other] and above[other] & bits[key]}
            done |= circle.keys()
            inside = [link for link in links if link.newer in circle and link.older in circle]
            inside.sort(key=lambda link: link.kind not in _CLAIMS)  # what the pages say comes first
            evidence = [(link.article, link.evidence) for link in inside]
            if any(map(_is_named, inside)):
                yield _clash("circle", Why("circle"), circle, evidence[:_MOST_EVIDENCE])


def _is_named(link: ChainLink) -> bool:
    """Does the page itself name the other as its source?"""
    return link.kind in _CLAIMS or (link.why is not None and link.why.code.endswith(".credit"))


def _is_of_one_text(link: ChainLink, articles: Mapping[ArticleId, FiledArticle], derived: _Against) -> bool:
    """Is the link from text to text? A name alone may mean another report of that outlet, unless the two share words;
    and an issuer's page may print words again that a paper had first."""
    newer, older = _article_of(link.newer, articles), _article_of(link.older, articles)
    if newer is None or older is None:
        return False
    pairs = ((newer.id, older.id), (older.id, newer.id))
    return link.kind not in _CLAIMS or _cites(newer, older) or any(pair in derived for pair in pairs)


# ---------------------------------------------------------------- directions


def _directions(
    links: Sequence[ChainLink], articles: Mapping[ArticleId, FiledArticle], derived: _Against
) -> Iterator[Clash]:
    """Grounds that say the opposite of a link between two articles.

    A dateline says nothing here: it names an agency, from which the other text may be as well.
    """
    for link in links:
        newer, older = _article_of(link.newer, articles), _article_of(link.older, articles)
        if newer is None or older is None:
            continue
        against = derived.get((newer.id, older.id), ()) if link.kind in ("reprint", "translates") else ()
        is_timed = "published" in against or (link.kind in _CLAIMS and _cites(newer, older))
        is_later = is_timed and _is_before(newer, _stated(older))
        if is_later or "agency" in against:
            times = [(each.id, _evidence_of_time(each)) for each in (newer, older)] if is_later else []
            why = Why("direction.published" if is_later else "direction.agency")
            yield _clash("direction", why, (link.newer, link.older), [(newer.id, link.evidence), *times])


def _cites(page: FiledArticle, other: FiledArticle) -> bool:
    """Does the page give the other's address (a name alone may mean another report of that outlet)?"""
    return not set(address_keys(other)).isdisjoint(cited_addresses(page))


# ---------------------------------------------------------------- times


def _times(links: Sequence[ChainLink], articles: Mapping[ArticleId, FiledArticle]) -> Iterator[Clash]:
    """Pages that state an earlier time than that of the words they report, or of the issuer's page they cite."""
    pages = {link.newer: _article_of(link.older, articles) for link in links if link.kind == "published_as"}
    for link in links:
        page, issued = articles[link.article], pages.get(link.older)
        if link.kind != "rests_on":
            continue
        if issued is not None and _cites(page, issued) and _is_before(page, _stated(issued)):
            keys, times = [link.newer, link.older, f"article:{issued.id}"], [(issued.id, _evidence_of_time(issued))]
        elif _is_before(page, _said_at(page, link)):
            keys, times = [link.newer, link.older], []
        else:
            continue
        yield _clash("time", Why("time"), keys, [(page.id, _evidence_of_time(page)), (page.id, link.evidence), *times])


def _said_at(page: FiledArticle, link: ChainLink) -> datetime | None:
    """When the words were said, if the page tells it to the minute."""
    moments = (each.said_at for each in page.reading.statements if each.evidence == link.evidence)
    return next((moment.instant for moment in moments if moment and _is_exact(moment)), None)


def _is_exact(moment: Moment) -> bool:
    return moment.zone is not None and moment.precision in ("second", "minute")


def _article_of(key: str, articles: Mapping[ArticleId, FiledArticle]) -> FiledArticle | None:
    kind, _, number = key.partition(":")
    return articles.get(ArticleId(int(number))) if kind == "article" else None


def _is_before(page: FiledArticle, then: datetime | None) -> bool:
    """Does the page state a time before that one by more than clocks are apart, and no later change?"""
    stated, changed = _stated(page), page.reading.article.modified
    if stated is None or then is None or (changed is not None and changed.instant >= then):
        return False
    return stated < then - _CLOCKS_APART


def _stated(article: FiledArticle) -> datetime | None:
    """The page's own time of publication, if it gives one to the minute with its zone that can be believed."""
    published = article.reading.article.published
    if published is None or not _is_exact(published) or published.instant > article.first_seen:
        return None
    return published.instant


def _evidence_of_time(article: FiledArticle) -> Evidence | None:
    return next((each for each in article.reading.evidence if each.about == "published"), None)
