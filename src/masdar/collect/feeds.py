"""The text of an RSS, RDF, Atom or JSON feed, or of a sitemap, in; its entries out: addresses and titles. Pure.

Feeds are often broken XML (bare "&", HTML entities, cut off in the middle): what can be read is read. A document that
declares entities is not read at all: no feed needs them, and they are how small files unfold into gigabytes.
Why no library: docs/decisions/0002-dependencies.md, "Feeds".
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import reduce
from urllib.parse import urljoin

from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from masdar.collect.coding import gunzip
from masdar.read.decode import decode

UNPACKED_CAP = 50 * 1024 * 1024  # sitemaps.org: a sitemap has at most 50 MB and 50,000 addresses
MOST_ENTRIES = 50_000
_XML_ENCODING = re.compile(rb"""^[\s\xef\xbb\xbf]*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]+)""")
_ROOT_REACH = 16_384  # characters of declarations, comments and servers' warnings before the root element
_ROOT = re.compile(r"<(?:[\w.-]+:)?(?:rss|RDF|feed|channel|urlset|sitemapindex)[\s>]")
_NO_FEED = re.compile(r"<html|<!doctype html|<!entity", re.IGNORECASE)
# An "&" that begins no name of XML's; a number or one of HTML's names behind it stands for a character, which may be
# none that XML or Python can hold (&#xD800; makes lxml raise UnicodeDecodeError).
_AMPERSAND = re.compile(
    r"&(?!(?:lt|gt|amp|quot|apos);)(?:(?:#\d{1,8}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)?"
)
# Markup inside titles that nobody escaped: an unclosed <br> would swallow the rest of its entry.
_STRAY_MARKUP = re.compile(
    r"<(/?(?:a|b|br|div|em|font|hr|i|img|li|p|small|span|strong|sub|sup|u|ul)(?=[\s/>])[^<>]*)>", re.IGNORECASE
)
_CDATA = "<![CDATA["
# In what only looks like CDATA (inside an attribute) such a number would be resolved after all: see `_AMPERSAND`.
_LONE_SURROGATE = re.compile(r"&#(?:[xX]0*[dD][89a-fA-F][0-9a-fA-F]{2}|0*5(?:529[6-9]|5[3-9]\d\d|6\d{3}|7[0-3]\d\d));")
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPACE = re.compile(r"\s+")
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_ISO_DATE = re.compile(
    r"(?:19|20)\d\d-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)? ?(?:Z|[+-]\d\d:?\d\d))?", re.ASCII
)
_RFC_DATE = re.compile(r"(?:[A-Za-z]{3,9},? +)?\d{1,2} +[A-Za-z]{3,9} +(?:19|20)\d\d +\d{1,2}:\d\d", re.ASCII)
# RSS, Dublin Core, Atom 1.0 and 0.3: published before changed, as an old report is no news when a word in it changes.
_DATES = ("pubDate", "published", "date", "issued", "updated", "modified")
_NEWS = ("title", "publication_date")  # inside Google's <news:news>
_MEDIA = "{http://search.yahoo.com/mrss/}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its address made absolute, its title as plain text, a sitemap's <lastmod> as written ("" when absent).
    `dated`: when it was published, else changed, where that is stated plainly (`plain_date`)."""

    url: str
    title: str
    modified: str = ""
    dated: datetime | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """What an XML or JSON listing holds: `kind` "feed", "sitemap" or "index" (a sitemap of sitemaps)."""

    kind: str
    entries: tuple[Entry, ...]


def read_document(body: bytes, content_type: str | None, url: str) -> Document | None:
    """The listing in these bytes (packed ones are unpacked), None when they are no feed and no sitemap."""
    text = listing_text(body, content_type).lstrip("\ufeff \t\r\n")
    if text.startswith("{"):
        return _read_json(text, url)
    return _read_xml(text, url) or _read_lines(text)


def listing_text(body: bytes, content_type: str | None) -> str:
    """The characters of a feed: the XML declaration counts as a charset when the HTTP header names none."""
    if body.startswith(b"\x1f\x8b"):
        body, content_type = gunzip(body, UNPACKED_CAP), None
    declared = _XML_ENCODING.match(body[:512])
    if declared is not None and "charset" not in (content_type or "").lower():
        content_type = f"application/xml; charset={declared[1].decode('ascii', 'replace')}"
    return decode(body, content_type).text


def _read_xml(text: str, url: str) -> Document | None:
    root = _grow(text)
    name = _local(root) if root is not None else ""
    if root is None:
        return None
    if name in ("sitemapindex", "urlset"):
        kind, part = ("index", "sitemap") if name == "sitemapindex" else ("sitemap", "url")
        nodes = [node for node in root.iterchildren(etree.Element) if _local(node) == part]
        return Document(kind, tuple(_sitemap_entry(node, url) for node in nodes[:MOST_ENTRIES]))
    nodes = [node for node in root.iter(etree.Element) if _local(node) in ("item", "entry")]
    return Document("feed", tuple(_feed_entry(node, url) for node in nodes[:MOST_ENTRIES]))


def _grow(text: str) -> etree._Element | None:
    """The tree of XML as found in the wild. What stands before its root element is left out, declarations too."""
    start = _ROOT.search(text, 0, _ROOT_REACH)
    if start is None or _NO_FEED.search(text, 0, start.start()):
        return None
    first, *others = NO_XML.sub("", text[start.start() :]).split(_CDATA)
    pieces = [_mend(first)]
    for other in others:
        inside, _, outside = other.partition("]]>")
        pieces.append(f"{_CDATA}{_LONE_SURROGATE.sub('', inside)}]]>{_mend(outside)}")
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, encoding="utf-8")
    try:
        return etree.fromstring("".join(pieces).encode("utf-8"), parser)
    except etree.XMLSyntaxError:
        return None


def _mend(text: str) -> str:
    """HTML's inline elements and "&" that begins nothing escaped, HTML's names for characters resolved."""
    return mend_ampersands(_STRAY_MARKUP.sub(r"&lt;\1&gt;", text))


def mend_ampersands(text: str) -> str:
    """HTML's names for characters resolved, every other "&" that begins nothing escaped: XML then reads it."""
    return _AMPERSAND.sub(lambda found: html.escape(html.unescape(found[0]), quote=False), text)


def _feed_entry(node: etree._Element, url: str) -> Entry:
    children = [child for child in node.iterchildren(etree.Element) if not str(child.tag).startswith(_MEDIA)]
    titles = (_text(child) for child in children if _local(child) == "title")
    dates = {_local(child): _text(child) for child in reversed(children) if _local(child) in _DATES}
    dated = next(filter(None, (plain_date(dates.get(name, "")) for name in _DATES)), None)
    return Entry(_entry_url(node, children, url), plain_text(next(filter(None, titles), "")), dated=dated)


def _entry_url(node: etree._Element, children: list[etree._Element], url: str) -> str:
    """RSS <link>, Atom <link rel="alternate"> (RFC 4287 4.2.7.2: no rel means alternate), a guid that is a permalink,
    or the rdf:about."""
    found: list[tuple[int, str, etree._Element]] = []  # rank, address, where it stands
    for child in children:
        name, text, href = _local(child), _text(child), child.get("href")
        if name == "link" and href and (child.get("rel") or "alternate").strip() == "alternate":
            found.append((0 if "html" in (child.get("type") or "html") else 1, href, child))
        elif name in ("link", "origLink") and text:
            found.append((0, text, child))
        elif name in ("guid", "id") and text.startswith("http") and child.get("isPermaLink") != "false":
            found.append((2, text, child))
    found.append((3, node.get(_ABOUT) or "", node))
    _, href, place = min(found, key=lambda candidate: candidate[0])
    bases = [base for around in (place, *place.iterancestors()) if (base := around.get(_BASE))]
    return _joined(reduce(_joined, reversed(bases), url), href)  # XML Base, section 3: each relative to the one around


def _sitemap_entry(node: etree._Element, url: str) -> Entry:
    """The title is that of Google's news sitemaps, deeper inside."""
    own = {_local(part): _text(part) for part in node.iterchildren(etree.Element)}
    inner = {_local(part): _text(part) for part in node.iter(etree.Element) if _local(part) in _NEWS}
    modified, title = own.get("lastmod", ""), plain_text(inner.get("title", ""))
    dated = plain_date(inner.get("publication_date", "")) or plain_date(modified)
    return Entry(_joined(url, own.get("loc", "")), title, modified, dated)


def _read_json(text: str, url: str) -> Document | None:
    """JSON Feed 1.1 (jsonfeed.org)."""
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError):
        return None
    items = feed.get("items") if "jsonfeed" in str(feed.get("version")) else None
    if not isinstance(items, list):
        return None
    return Document("feed", tuple(_json_entry(item, url) for item in items[:MOST_ENTRIES] if isinstance(item, dict)))


def _json_entry(item: dict[str, object], url: str) -> Entry:
    dates = (plain_date(str(item.get(name) or "")) for name in ("date_published", "date_modified"))
    dated = next(filter(None, dates), None)
    return Entry(_joined(url, str(item.get("url") or "")), plain_text(str(item.get("title") or "")), dated=dated)


def _read_lines(text: str) -> Document | None:
    """sitemaps.org: a sitemap may be a text file of one address a line, and nothing else."""
    lines = text.split()
    if not lines or not all(line.startswith(("http://", "https://")) for line in lines):
        return None
    return Document("sitemap", tuple(Entry(line, "") for line in lines[:MOST_ENTRIES]))


def plain_text(text: str) -> str:
    """Titles hold markup and characters escaped twice: what a reader would see, on one line."""
    if "<" in text or "&" in text:
        root = LexborHTMLParser(f"<body>{text}").body
        text = root.text(deep=True) if root is not None else text
    return _SPACE.sub(" ", text).strip()


def plain_date(text: str) -> datetime | None:
    """An ISO 8601 (W3C) or RFC 822 date that says which clock it means; a day alone is its midnight UTC. None for
    anything else: a date without zone, in words, or impossible."""
    text = text.strip()
    if _ISO_DATE.fullmatch(text):
        try:
            moment = datetime.fromisoformat(text.replace(" ", "T", int("T" not in text)).replace(" ", ""))
        except ValueError:
            return None
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        stated = parsedate_to_datetime(text) if _RFC_DATE.match(text) else None
        return stated if stated is not None and stated.utcoffset() is not None else None
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _joined(base: str, href: str) -> str:
    try:
        return urljoin(base, href.strip()) if href.strip() else ""
    except ValueError:
        return ""


def _text(element: etree._Element) -> str:
    return _SPACE.sub(" ", "".join(str(text) for text in element.itertext(with_tail=False))).strip()


def _local(element: etree._Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1].rsplit(":", 1)[-1]
