"""A listing page in, the links to articles it holds out; a home page in, the listings it names out. Pure."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import datetime

from selectolax.lexbor import LexborHTMLParser

from masdar.collect.addresses import absolute_url, host_of, same_site_hosts, tidy_url
from masdar.collect.channels import is_preview, posts_of, preview_address
from masdar.collect.feeds import Document, read_document
from masdar.collect.links import (
    HEADLINE_WORDS,
    Anchor,
    anchors_of,
    base_of,
    has_article_shape,
    is_service,
    listing_words,
    looks_like_article,
    looks_like_section,
    words_of,
)
from masdar.collect.shapes import fits
from masdar.model import Listing, ListingKind, Page, Source
from masdar.read.decode import decode
from masdar.text.addresses import lies_in

MOST_SECTIONS = 24  # section pages taken from a home page; larger menus repeat themselves
MOST_CHILD_SITEMAPS = 12  # of an index, the newest: older ones are an archive, not news
_SECTION_WORDS = 4  # a menu entry has no more
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")


@dataclass(frozen=True, slots=True)
class FoundLink:
    """A link that a listing shows. `title` is as printed there, "" when absent; `dated` when the listing says."""

    url: str
    title: str
    dated: datetime | None = None


def find_links(page: Page, kind: ListingKind, source: Source) -> tuple[FoundLink, ...]:
    """The articles that a listing links to: the source's own hosts only, each address once, in the listing's order.

    `kind` is what the listing is believed to be; what the bytes are decides, so a feed that has become a page (or
    the other way round) is still read. Sitemap indexes hold no articles: see `find_listings`.
    """
    document = read_document(page.body, page.header("content-type"), page.url)
    if document is not None:
        return () if document.kind == "index" else _entry_links(document, source)
    if kind == "channel" or is_preview(page):
        return _channel_links(page, source)
    return _page_links(page, source) if kind == "page" or kind_of(page) == "page" else ()


def find_listings(home: Page) -> tuple[Listing, ...]:
    """Where a site lists its news, the best first: the feeds that the page names, sitemaps, the page itself, and the
    sections in its menu. Of a sitemap index: its newest parts."""
    document = read_document(home.body, home.header("content-type"), home.url)
    if document is not None:
        return _child_sitemaps(document) if document.kind == "index" else ()
    if is_preview(home):
        return (Listing(preview_address(home.url) or home.url, "channel"),)
    tree = LexborHTMLParser(decode(home.body, home.header("content-type")).text)
    own = same_site_hosts(host_of(home.url))
    anchors = [anchor for anchor in anchors_of(tree, home.url) if host_of(anchor.url) in own]
    found = [
        *_linked_feeds(tree, home.url),
        *(listing for anchor in anchors if (listing := _as_listing(anchor)) is not None),
        Listing(home.url, "page"),
        *(Listing(anchor.url, "page") for anchor in _sections(anchors, home.url)),
    ]
    return tuple({listing.url: listing for listing in reversed(found)}.values())[::-1]


def common_listings(home_url: str) -> tuple[Listing, ...]:
    """Addresses where sites of all kinds keep feeds and sitemaps: to be tried, in this order, when nothing is named."""
    words = listing_words()
    feeds: list[tuple[str, ListingKind]] = [(path, "feed") for path in words.feed_paths]
    sitemaps: list[tuple[str, ListingKind]] = [(path, "sitemap") for path in words.sitemap_paths]
    turns = itertools.zip_longest(
        feeds[0::2], feeds[1::2], sitemaps
    )  # two feeds, a sitemap: not all can be tried always
    found = [(absolute_url(each[0], home_url), each[1]) for turn in turns for each in turn if each is not None]
    return tuple(Listing(url, kind) for url, kind in found if url is not None)


def kind_of(page: Page) -> ListingKind | None:
    """What a fetched address turned out to be: "feed", "sitemap", "channel", "page"; None when it can be no listing."""
    if page.status != 200:
        return None
    document = read_document(page.body, page.header("content-type"), page.url)
    if document is not None:
        return "feed" if document.kind == "feed" else "sitemap"
    if is_preview(page):
        return "channel"
    start = page.body[:2048].lower()
    return "page" if b"<html" in start or b"<!doctype html" in start or b"<body" in start else None


def _entry_links(document: Document, source: Source) -> tuple[FoundLink, ...]:
    found: dict[str, FoundLink] = {}
    for entry in document.entries:
        url = tidy_url(entry.url, source.home) if entry.url else None
        if url is None or not _is_own(url, source) or is_service(url):
            continue
        if document.kind == "sitemap" and not (entry.title or has_article_shape(url)) and looks_like_section(url):
            continue
        found.setdefault(url, FoundLink(url, entry.title, entry.dated))
    return tuple(found.values())


def _channel_links(page: Page, source: Source) -> tuple[FoundLink, ...]:
    return tuple(FoundLink(post.url, post.title, post.at) for post in posts_of(page) if _is_own(post.url, source))


def _page_links(page: Page, source: Source) -> tuple[FoundLink, ...]:
    tree = LexborHTMLParser(decode(page.body, page.header("content-type")).text)
    own = [each for each in anchors_of(tree, page.url) if each.url != page.url and _is_own(each.url, source)]
    articles = _by_shape(own, source.articles) if source.articles else filter(looks_like_article, own)
    return tuple(FoundLink(anchor.url, anchor.text) for anchor in articles)


def _by_shape(anchors: list[Anchor], patterns: tuple[str, ...]) -> list[Anchor]:
    """The links with a learned shape, and those of which the general rules are sure: so nothing is lost when a site
    begins to use another shape. In doubt, a link counts when it stands where headlines of learned shapes stand."""
    learned = {anchor.url for anchor in anchors if fits(anchor.url, patterns) and not is_service(anchor.url)}
    places = {
        anchor.place for anchor in anchors if anchor.url in learned and _is_headline(anchor) and not anchor.in_menu
    }

    def is_article(anchor: Anchor) -> bool:
        is_told = not anchor.in_menu and (anchor.place in places or has_article_shape(anchor.url))
        if anchor.url in learned:
            return is_told or _is_headline(anchor)
        return is_told and looks_like_article(anchor)

    return [anchor for anchor in anchors if is_article(anchor)]


def _is_headline(anchor: Anchor) -> bool:
    return len(anchor.text.split()) >= HEADLINE_WORDS


def site_anchors(page: Page) -> tuple[Anchor, ...]:
    """The links of an HTML page to its own site, itself left out: what `shapes.learn_shapes` learns from."""
    tree = LexborHTMLParser(decode(page.body, page.header("content-type")).text)
    own = same_site_hosts(host_of(page.url))
    return tuple(each for each in anchors_of(tree, page.url) if host_of(each.url) in own and each.url != page.url)


def _is_own(url: str, source: Source) -> bool:
    return lies_in(url, source.hosts)


def _linked_feeds(tree: LexborHTMLParser, page_url: str) -> list[Listing]:
    """<link rel="alternate"> of a feed type, comment feeds left out."""
    base = base_of(tree, page_url)
    found: list[Listing] = []
    for node in tree.css("link[rel][href]"):
        kind = (node.attributes.get("type") or "").split(";")[0].strip().lower()
        url = absolute_url(node.attributes.get("href") or "", base)
        is_alternate = "alternate" in (node.attributes.get("rel") or "").lower().split()
        if is_alternate and kind in _FEED_TYPES and url is not None and "comments" not in words_of(url):
            found.append(Listing(url, "feed"))
    return found


def _as_listing(anchor: Anchor) -> Listing | None:
    """A link whose address says that it leads to a feed or a sitemap file."""
    lists, words = listing_words(), words_of(anchor.url)
    if "comments" in words:
        return None
    if words & lists.sitemap_words and anchor.url.split("?")[0].endswith((".xml", ".gz", ".txt")):
        return Listing(anchor.url, "sitemap")
    return Listing(anchor.url, "feed") if words & lists.feed_words else None


def _sections(anchors: list[Anchor], home_url: str) -> list[Anchor]:
    """Menu entries and other short links to lists, those that surely are lists first."""
    lists = [
        anchor
        for anchor in anchors
        if anchor.url != home_url
        and 0 < len(anchor.text.split()) <= _SECTION_WORDS
        and not is_service(anchor.url)
        and (looks_like_section(anchor.url) or not (has_article_shape(anchor.url) or looks_like_article(anchor)))
        and _as_listing(anchor) is None
        and absolute_url("/", anchor.url) != anchor.url
    ]
    lists.sort(key=lambda anchor: not (anchor.in_menu or looks_like_section(anchor.url)))
    return lists[:MOST_SECTIONS]


def _child_sitemaps(index: Document) -> tuple[Listing, ...]:
    """News sitemaps and the latest parts first. ISO dates sort as text; parts without a date come last."""
    entries = sorted(index.entries, key=lambda entry: ("news" in entry.url.lower(), entry.modified), reverse=True)
    urls = [url for entry in entries if (url := absolute_url(entry.url, entry.url)) is not None]
    return tuple(Listing(url, "sitemap") for url in dict.fromkeys(urls))[:MOST_CHILD_SITEMAPS]
