"""The text of an RSS, RDF, Atom or JSON feed, or of a sitemap, in; its entries as printed out. Pure.

Dates stay the words that stand there: which day 01/10/2024 is, `masdar.read.dates` decides, nobody else. Feeds are
often broken XML (bare "&", HTML entities, cut off in the middle): what can be read is read. A document that declares
entities is not read at all: no feed needs them, and they are how small files unfold into gigabytes.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from urllib.parse import urljoin

from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from masdar.collect.coding import gunzip
from masdar.read.decode import decode

UNPACKED_CAP = 50 * 1024 * 1024  # sitemaps.org: a sitemap has at most 50 MB and 50,000 addresses
MOST_ENTRIES = 50_000
_XML_ENCODING = re.compile(rb"""^[\s\xef\xbb\xbf]*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]+)""")
_DECLARATION = re.compile(r"^\s*(?:<\?xml[^>]*\?>\s*)+")
_ENTITY_DECLARATION = re.compile(r"<!ENTITY", re.IGNORECASE)
_NAMED_ENTITY = re.compile(r"&(?!(?:lt|gt|amp|quot|apos);)([A-Za-z][A-Za-z0-9]{1,31});")
_BARE_AMPERSAND = re.compile(r"&(?!#\d{1,8};|#[xX][0-9A-Fa-f]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)")
# Markup inside titles that nobody escaped: an unclosed <br> would swallow the rest of its entry.
_STRAY_MARKUP = re.compile(
    r"<(/?(?:a|b|br|div|em|font|hr|i|img|p|small|span|strong|sub|sup|u)(?=[\s/>])[^<>]*)>", re.IGNORECASE
)
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPACE = re.compile(r"\s+")
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_MEDIA = "{http://search.yahoo.com/mrss/}"
_DATE_NAMES = ("pubDate", "published", "date", "issued", "created", "updated", "modified")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its address made absolute, its title as plain text, its date word for word ("" when absent)."""

    url: str
    title: str
    printed_date: str


@dataclass(frozen=True, slots=True)
class Document:
    """What an XML or JSON listing holds: `kind` "feed", "sitemap" or "index" (a sitemap of sitemaps)."""

    kind: str
    entries: tuple[Entry, ...]


def read_document(body: bytes, content_type: str | None, url: str) -> Document | None:
    """The listing in these bytes (packed ones are unpacked), None when they are no feed and no sitemap."""
    text = listing_text(body, content_type)
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start == "{":
        return _read_json(text, url)
    if start == "<":
        return _read_xml(text, url)
    return _read_lines(text)


def listing_text(body: bytes, content_type: str | None) -> str:
    """The characters of a feed: the XML declaration counts as a charset when the HTTP header names none."""
    if body.startswith(b"\x1f\x8b"):
        body, content_type = gunzip(body, UNPACKED_CAP), None
    declared = _XML_ENCODING.match(body[:512])
    if declared is not None and "charset" not in (content_type or "").lower():
        content_type = f"application/xml; charset={declared[1].decode('ascii', 'replace')}"
    return decode(body, content_type).text


def _read_xml(text: str, url: str) -> Document | None:
    if _ENTITY_DECLARATION.search(text):
        return None
    root = _grow(text)
    if root is None:
        return None
    name = _local(root)
    if name == "sitemapindex":
        return Document("index", _sitemap_entries(root, "sitemap", url))
    if name == "urlset":
        return Document("sitemap", _sitemap_entries(root, "url", url))
    if name in ("rss", "RDF", "feed", "channel"):
        nodes = [node for node in root.iter(etree.Element) if _local(node) in ("item", "entry")]
        return Document("feed", tuple(_feed_entry(node, url) for node in nodes[:MOST_ENTRIES]))
    return None


def _grow(text: str) -> etree._Element | None:
    """The tree of XML as found in the wild."""
    parts = _CDATA.split(_NO_XML.sub("", _DECLARATION.sub("", text.lstrip("\ufeff"))))
    mended = "".join(part if part.startswith("<![CDATA[") else _mend(part) for part in parts)
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, encoding="utf-8"
    )
    try:
        return etree.fromstring(mended.encode("utf-8"), parser)
    except etree.XMLSyntaxError:
        return None


def _mend(text: str) -> str:
    """HTML's names for characters resolved, "&" that begins nothing and HTML's inline elements escaped."""
    text = _STRAY_MARKUP.sub(r"&lt;\1&gt;", text)
    named = _NAMED_ENTITY.sub(lambda found: html.unescape(found[0]).replace("&", "&amp;"), text)
    return _BARE_AMPERSAND.sub("&amp;", named)


def _feed_entry(node: etree._Element, url: str) -> Entry:
    children = [child for child in node.iterchildren(etree.Element) if not _tag(child).startswith(_MEDIA)]
    titles = [_text(child) for child in children if _local(child) == "title"]
    dates = {_local(child): _text(child) for child in reversed(children) if _local(child) in _DATE_NAMES}
    return Entry(
        url=_entry_url(node, children, url),
        title=plain_text(next((title for title in titles if title), "")),
        printed_date=next((dates[name] for name in _DATE_NAMES if dates.get(name)), ""),
    )


def _entry_url(node: etree._Element, children: list[etree._Element], url: str) -> str:
    """RSS <link>, Atom <link rel="alternate">, a guid that is a permalink, or the rdf:about."""
    candidates: list[tuple[int, str, etree._Element]] = []
    for child in children:
        name, text = _local(child), _text(child)
        if name == "link" and child.get("href"):
            rank = {"alternate": 0, "": 0}.get((child.get("rel") or "").strip(), 9)
            rank += 1 if "html" not in (child.get("type") or "html") else 0
            candidates.append((rank, child.get("href") or "", child))
        elif name in ("link", "origLink") and text:
            candidates.append((0, text, child))
        elif name in ("guid", "id") and text.startswith("http") and child.get("isPermaLink") != "false":
            candidates.append((5, text, child))
    if node.get(_ABOUT):
        candidates.append((6, node.get(_ABOUT) or "", node))
    if not candidates:
        return ""
    rank, href, element = min(candidates, key=lambda candidate: candidate[0])
    return _joined(_base(element, url), href) if rank < 9 else ""


def _sitemap_entries(root: etree._Element, name: str, url: str) -> tuple[Entry, ...]:
    entries: list[Entry] = []
    for node in root.iterchildren(etree.Element):
        if _local(node) != name or len(entries) >= MOST_ENTRIES:
            continue
        found = {_local(part): _text(part) for part in reversed(list(node.iter(etree.Element)))}
        own = {_local(part): _text(part) for part in node.iterchildren(etree.Element)}
        date = found.get("publication_date") or own.get("lastmod", "")
        entries.append(Entry(_joined(url, own.get("loc", "")), plain_text(found.get("title", "")), date))
    return tuple(entries)


def _read_json(text: str, url: str) -> Document | None:
    """JSON Feed 1.1 (jsonfeed.org)."""
    try:
        feed = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return None
    items = feed.get("items") if isinstance(feed, dict) and "jsonfeed" in str(feed.get("version")) else None
    if not isinstance(items, list):
        return None
    entries = []
    for item in items[:MOST_ENTRIES]:
        if isinstance(item, dict):
            values = {name: value for name, value in item.items() if isinstance(value, str)}
            date = values.get("date_published") or values.get("date_modified", "")
            entries.append(Entry(_joined(url, values.get("url", "")), plain_text(values.get("title", "")), date))
    return Document("feed", tuple(entries))


def _read_lines(text: str) -> Document | None:
    """sitemaps.org: a sitemap may be a text file of one address a line, and nothing else."""
    lines = [line.strip() for line in text.lstrip("\ufeff").splitlines() if line.strip()]
    if not lines or not all(line.startswith(("http://", "https://")) for line in lines):
        return None
    return Document("sitemap", tuple(Entry(line, "", "") for line in lines[:MOST_ENTRIES]))


def plain_text(text: str) -> str:
    """Titles hold markup and characters escaped twice: what a reader would see, on one line."""
    if "<" in text or "&" in text:
        root = LexborHTMLParser(f"<body>{text}").body
        text = root.text(deep=True) if root is not None else text
    return _SPACE.sub(" ", text).strip()


def _joined(base: str, href: str) -> str:
    try:
        return urljoin(base, href.strip()) if href.strip() else ""
    except ValueError:
        return ""


def _base(element: etree._Element, url: str) -> str:
    """The xml:base in force, each one relative to the one around it (XML Base, section 3)."""
    for base in reversed([base for node in (element, *element.iterancestors()) if (base := node.get(_BASE))]):
        url = _joined(url, base) or url
    return url


def _text(element: etree._Element) -> str:
    return _SPACE.sub(" ", "".join(str(text) for text in element.itertext(with_tail=False))).strip()


def _tag(element: etree._Element) -> str:
    return element.tag if isinstance(element.tag, str) else ""


def _local(element: etree._Element) -> str:
    return _tag(element).rsplit("}", 1)[-1].rsplit(":", 1)[-1]
