"""An HTML page in, the links on it that look like news, and those that look like lists, out. Pure.

A link is judged by the shape of its address (a date, a long number, a long slug) and by the length of its text:
headlines are sentences, menu entries are words.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from urllib.parse import parse_qsl, unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from masdar.collect.addresses import absolute_url, tidy_url

MOST_LINKS = 5000  # of one page: a front page has some hundreds; more is a trap or a dump
HEADLINE_WORDS = 4  # from this many words on, a text is a headline rather than a menu entry
_LONG_SLUG = 4  # words joined by hyphens
_PLACE_DEPTH = 4  # the link, its headline, its card, the list of cards
_MENUS = "nav, [role=navigation], [class*=menu i], [id*=menu i], [class*=navbar i], [class*=tabs i], footer"
_HEADLINES = "h1, h2, h3, h4, [class*=title i], [class*=headline i]"

_DATE = re.compile(r"(?<!\d)(?:19|20)\d\d[/_-]?(?:0[1-9]|1[0-2])(?:[/_-]?[0-3]\d)?(?!\d)|(?<!\d)(?:19|20)\d\d/\d{1,2}/")
_NUMBER = re.compile(r"\d{4,}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SLUG_SPLIT = re.compile(r"[-_\s]+")
_WORD = re.compile(r"[^\W_]+")
_SPACE = re.compile(r"\s+")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link of a page: where to (absolute, tidy), its text, whether it stands in a menu, and its place: the tags and
    classes of the elements around it ("main/div.list/h3.title"), equal for the cards of one list."""

    url: str
    text: str
    in_menu: bool
    place: str = ""


@dataclass(frozen=True, slots=True)
class ListingWords:
    """data/listing_words.toml."""

    feed_paths: tuple[str, ...]
    sitemap_paths: tuple[str, ...]
    feed_words: frozenset[str]
    sitemap_words: frozenset[str]
    section_words: frozenset[str]
    last_section_words: frozenset[str]
    service_words: frozenset[str]
    section_parameters: frozenset[str]
    file_endings: frozenset[str]
    shared_hosts: frozenset[str]


@cache
def listing_words() -> ListingWords:
    """The word lists, read once."""
    text = resources.files("masdar.collect").joinpath("data/listing_words.toml").read_text("utf-8")
    words: dict[str, list[str]] = tomllib.loads(text)
    return ListingWords(
        feed_paths=tuple(words["feed_paths"]),
        sitemap_paths=tuple(words["sitemap_paths"]),
        feed_words=frozenset(words["feed_words"]),
        sitemap_words=frozenset(words["sitemap_words"]),
        section_words=frozenset(words["section_words"]),
        last_section_words=frozenset(words["last_section_words"]),
        service_words=frozenset(words["service_words"]),
        section_parameters=frozenset(words["section_parameters"]),
        file_endings=frozenset(words["file_endings"]),
        shared_hosts=frozenset(words["shared_hosts"]),
    )


def anchors_of(tree: LexborHTMLParser, page_url: str) -> tuple[Anchor, ...]:
    """Every address linked from the page, once: with its longest text, `in_menu` when it stands in one anywhere."""
    base = base_of(tree, page_url)
    menus = {node.mem_id for menu in tree.css(_MENUS) for node in menu.css("a[href]")}
    found: dict[str, Anchor] = {}
    for node in tree.css("a[href]")[:MOST_LINKS]:
        url = tidy_url(node.attributes.get("href") or "", base)
        if url is None:
            continue
        anchor = Anchor(url, _text_of(node), node.mem_id in menus, _place_of(node))
        known = found.get(url)
        if known is not None:
            longest = max(known, anchor, key=lambda each: len(each.text))
            anchor = replace(longest, in_menu=anchor.in_menu or known.in_menu)
        found[url] = anchor
    return tuple(found.values())


def base_of(tree: LexborHTMLParser, page_url: str) -> str:
    """What relative links of the page are relative to: its <base href>, else its own address."""
    base = tree.css_first("base[href]")
    return absolute_url(base.attributes.get("href") or "", page_url) or page_url if base is not None else page_url


def looks_like_article(anchor: Anchor) -> bool:
    """Would this link lead to a piece of news?"""
    if is_front(anchor.url) or is_service(anchor.url) or looks_like_section(anchor.url):
        return False
    words = len(anchor.text.split())
    if has_article_shape(anchor.url):
        return words != 1 or not anchor.in_menu
    return words >= HEADLINE_WORDS and not anchor.in_menu


def looks_like_section(url: str) -> bool:
    """Does the address itself say that it is a list: /tag/…, /category/…, ?cat=3, Section.aspx?ID=1?"""
    words = listing_words()
    segments, parameters = _parts(url)
    stems = [segment.rsplit(".", 1)[0] for segment in segments]
    if not words.section_words.isdisjoint(stems):
        return True
    if stems and stems[-1] in words.last_section_words and not parameters:
        return True
    return any(name in words.section_parameters for name, _ in parameters)


def is_service(url: str) -> bool:
    """Is it a log-in, a picture, a share button … rather than anything to read?"""
    words = listing_words()
    segments, _ = _parts(url)
    if any(segment.rsplit(".", 1)[0] in words.service_words for segment in segments):
        return True
    return bool(segments) and "." in segments[-1] and segments[-1].rsplit(".", 1)[1] in words.file_endings


def has_article_shape(url: str) -> bool:
    """A date, a number of four digits that is no year, or a slug of four words stands in the address."""
    parts = urlsplit(url)
    path = unquote(parts.path)
    if _DATE.search(path) or any(not _YEAR.fullmatch(number) for number in _NUMBER.findall(path)):
        return True
    last = path.rstrip("/").rsplit("/", 1)[-1]
    if sum(1 for word in _SLUG_SPLIT.split(last) if word) >= _LONG_SLUG:
        return True
    _, parameters = _parts(url)
    return any(_is_number_parameter(name, value) for name, value in parameters)


def _is_number_parameter(name: str, value: str) -> bool:
    """?p=123, ?ArticleID=4567, ?id=98: a short number counts only under a name that means "piece of news"."""
    if not value.isdigit():
        return False
    return len(value) >= 4 or (len(value) >= 2 and name in ("p", "newsid", "articleid", "id", "storyid"))


def words_of(url: str) -> frozenset[str]:
    """The words of an address's path and query, in lower case."""
    parts = urlsplit(url)
    return frozenset(word.lower() for word in _WORD.findall(unquote(f"{parts.path} {parts.query}")))


def _text_of(node: LexborNode) -> str:
    """The headline inside a card that is one link as a whole, else all of its text, else its tooltip."""
    headline = node.css_first(_HEADLINES)
    text = _SPACE.sub(" ", headline.text(deep=True)).strip() if headline is not None else ""
    text = text or _SPACE.sub(" ", node.text(deep=True)).strip()
    if text:
        return text
    return _SPACE.sub(" ", (node.attributes.get("title") or node.attributes.get("aria-label") or "")).strip()


def _place_of(node: LexborNode) -> str:
    """Numbers in class names are left out: they count the cards."""
    names: list[str] = []
    around: LexborNode | None = node
    while around is not None and around.tag not in ("body", "html", "-undef") and len(names) < _PLACE_DEPTH:
        names.append(".".join([around.tag or "", *_DIGITS.sub("", around.attributes.get("class") or "").split()[:1]]))
        around = around.parent
    return "/".join(reversed(names))


def is_front(url: str) -> bool:
    """Is it the front page of its site?"""
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def _parts(url: str) -> tuple[list[str], list[tuple[str, str]]]:
    """The path's segments and the query's pairs (names in lower case), percent signs resolved."""
    parts = urlsplit(url)
    segments = [unquote(segment).lower() for segment in parts.path.split("/") if segment]
    return segments, [(name.lower(), value) for name, value in parse_qsl(parts.query, keep_blank_values=True)]
