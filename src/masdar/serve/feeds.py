"""In: stories or articles. Out: Atom, RSS and JSON feeds whose entries name outlet, language and direction."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.etree import ElementTree as ET

from masdar.model import Direction
from masdar.serve.marking import clip
from masdar.serve.policy import EXCERPT_WORDS
from masdar.serve.view import View
from masdar.store.records import ArticleCard, StoryCard

ATOM = "http://www.w3.org/2005/Atom"
XHTML = "http://www.w3.org/1999/xhtml"
DC = "http://purl.org/dc/elements/1.1/"
# XML 1.0 has no way to write these characters.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One item. `url` is its page here, `original` the outlet's own page, `credits` the outlets behind it, `lines` what
    else is told of it, a paragraph each."""

    url: str
    original: str
    title: str
    summary: str
    language: str | None
    direction: Direction
    published: datetime
    updated: datetime
    outlet: str
    outlet_home: str
    credits: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """`path` is the page it belongs to, `own_path` its own address, both without language prefix."""

    title: str
    path: str
    own_path: str
    updated: datetime
    entries: tuple[Entry, ...]


def entry_of_article(card: ArticleCard, view: View) -> Entry:
    published = card.published.instant if card.published else card.first_seen
    return Entry(
        url=view.absolute(f"/article/{card.id}"),
        original=card.url,
        title=card.title,
        summary=clip(card.teaser, EXCERPT_WORDS),
        language=card.language,
        direction=card.direction,
        published=published,
        updated=card.first_seen,
        outlet=card.source.name,
        outlet_home=card.source.home,
        credits=(card.source.name,),
    )


def entry_of_story(card: StoryCard, view: View) -> Entry:
    lead = entry_of_article(card.lead, view)
    return Entry(
        url=view.absolute(f"/story/{card.id}"),
        original=lead.original,
        title=card.title,
        summary=lead.summary,
        language=lead.language,
        direction=card.direction,
        published=card.first_seen,
        updated=card.last_seen,
        outlet=lead.outlet,
        outlet_home=lead.outlet_home,
        credits=tuple(source.name for source in card.sources),
    )


def feed_of(title: str, path: str, own_path: str, entries: Iterable[Entry], view: View) -> Feed:
    held = tuple(entries)
    updated = max((entry.updated for entry in held), default=view.now)
    return Feed(title, path, own_path, updated, held)


# ---------------------------------------------------------------- Atom (RFC 4287)


def atom(feed: Feed, view: View) -> bytes:
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": view.language})
    _put(root, "title", feed.title)
    _put(root, "id", view.absolute(feed.path))
    _put(root, "updated", feed.updated.isoformat())
    ET.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": view.absolute(feed.path)})
    ET.SubElement(root, "link", {"rel": "self", "href": view.absolute(feed.own_path)})
    _put(root, "generator", "Masdar")
    for entry in feed.entries:
        _atom_entry(root, entry)
    return _written(root)


def _atom_entry(root: ET.Element, entry: Entry) -> None:
    item = ET.SubElement(root, "entry", {"xml:lang": entry.language} if entry.language else {})
    _put(item, "title", entry.title)
    _put(item, "id", entry.url)
    _put(item, "published", entry.published.isoformat())
    _put(item, "updated", entry.updated.isoformat())
    ET.SubElement(item, "link", {"rel": "alternate", "type": "text/html", "href": entry.url})
    ET.SubElement(item, "link", {"rel": "via", "href": _clean(entry.original)})
    _put(ET.SubElement(item, "author"), "name", entry.outlet)
    for name in entry.credits:
        if name != entry.outlet:
            _put(ET.SubElement(item, "contributor"), "name", name)
    source = ET.SubElement(item, "source")
    _put(source, "title", entry.outlet)
    _put(source, "id", entry.outlet_home)
    ET.SubElement(source, "link", {"href": _clean(entry.outlet_home)})
    content = ET.SubElement(item, "summary", {"type": "xhtml"})
    box = ET.SubElement(content, "div", {"xmlns": XHTML, "dir": entry.direction})
    if entry.summary:
        _put(box, "p", entry.summary)
    for line in entry.lines:
        _put(box, "p", line)
    _put(box, "p", _credit_line(entry))


def _credit_line(entry: Entry) -> str:
    """The outlets as their own names say; a list needs no words of either language."""
    return "— " + " · ".join(entry.credits or (entry.outlet,))


# ---------------------------------------------------------------- RSS 2.0


def rss(feed: Feed, view: View) -> bytes:
    root = ET.Element("rss", {"version": "2.0", "xmlns:dc": DC})
    channel = ET.SubElement(root, "channel")
    _put(channel, "title", feed.title)
    _put(channel, "link", view.absolute(feed.path))
    _put(channel, "description", str(view.say("site.tagline")))
    _put(channel, "language", view.language)
    _put(channel, "lastBuildDate", format_datetime(feed.updated))
    for entry in feed.entries:
        item = ET.SubElement(channel, "item")
        _put(item, "title", entry.title)
        _put(item, "link", entry.url)
        ET.SubElement(item, "guid", {"isPermaLink": "true"}).text = entry.url
        _put(item, "pubDate", format_datetime(entry.published))
        _put(item, "description", _html(entry))
        _put(item, "dc:creator", entry.outlet)
        _put(item, "dc:source", entry.original)
        if entry.language:
            _put(item, "dc:language", entry.language)
    return _written(root)


def _html(entry: Entry) -> str:
    box = ET.Element("div", {"dir": entry.direction, **({"lang": entry.language} if entry.language else {})})
    if entry.summary:
        _put(box, "p", entry.summary)
    for line in entry.lines:
        _put(box, "p", line)
    _put(box, "p", _credit_line(entry))
    return ET.tostring(box, encoding="unicode")


# ---------------------------------------------------------------- JSON Feed 1.1


def json_feed(feed: Feed, view: View) -> bytes:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": view.absolute(feed.path),
        "feed_url": view.absolute(feed.own_path),
        "language": view.language,
        "items": [_json_item(entry) for entry in feed.entries],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _json_item(entry: Entry) -> dict[str, object]:
    item: dict[str, object] = {
        "id": entry.url,
        "url": entry.url,
        "external_url": entry.original,
        "title": entry.title,
        "content_html": _html(entry),
        "summary": entry.summary or None,
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "language": entry.language,
        "authors": [{"name": entry.outlet, "url": entry.outlet_home}],
        # JSON Feed's own way for extensions: an object whose name starts with "_".
        "_masdar": {"direction": entry.direction, "credits": list(entry.credits)},
    }
    return {name: value for name, value in item.items() if value is not None}


# ---------------------------------------------------------------- writing


def _put(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _clean(text)


def _clean(text: str) -> str:
    return _UNWRITABLE.sub("\ufffd", text)


def _written(root: ET.Element) -> bytes:
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written
