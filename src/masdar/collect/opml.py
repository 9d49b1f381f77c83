"""A list of feeds (OPML 1.0 to 2.0, opml.org/spec2.opml) in, sources out, and back; what cannot be, by line. Pure.

Feed readers differ: folders are nested outlines, attributes change case (xmlUrl, xmlurl), one feed stands in several
folders, some wrap each feed in an outline of its own. Declarations before the root are not read: no entity unfolds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime
from itertools import takewhile

from lxml import etree

from masdar.collect.addresses import absolute_url, host_of
from masdar.collect.feeds import NO_XML, listing_text, mend_ampersands, plain_text
from masdar.collect.guess import source_at
from masdar.collect.links import listing_words
from masdar.collect.sources import parse_source, source_text
from masdar.errors import BadSourceFile
from masdar.model import Listing, Source
from masdar.text.addresses import bare_host, channel_of

MOST_OUTLINES = 50_000  # ten times the largest lists that readers accept
_MOST_FAULTS = 20  # of broken XML: one missing quotation mark is told many times
_NAMESPACE = "https://masdar.example/opml"  # only a name; OPML 2.0 lets other attributes stand in a namespace
_FILE = f"{{{_NAMESPACE}}}source"
_ROOT = re.compile(r"<opml[\s>]", re.IGNORECASE)
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_].*)?")
_FEED_SCHEME = re.compile(r"^feed:(//)?", re.IGNORECASE)  # feed://host/path, feed:https://host/path
_EDGES = " -–—|:»«•·/,،()[]"


@dataclass(frozen=True, slots=True)
class Refused:
    """An outline that became no source: its line in the file (0: the file as a whole), its name, and why."""

    line: int
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Opml:
    """What a file holds. Several feeds of one host are one source."""

    sources: tuple[Source, ...]
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class _Feed:
    """One outline that names a feed."""

    line: int
    url: str
    home: str
    name: str
    language: str
    file: str


def read_opml(body: bytes) -> Opml:
    """The sources of an OPML file. Never raises: of a broken file, what can be read is read."""
    refused: list[Refused] = []
    feeds: dict[str, _Feed] = {}
    for node in _outlines(listing_text(body, None), refused):
        found = _feed(node)
        if isinstance(found, Refused):
            refused.append(found)
        elif found is not None and (first := feeds.setdefault(found.url or found.home, found)) is not found:
            refused.append(Refused(found.line, found.name, f"the same feed stands in line {first.line}: {found.url}"))
    groups: dict[str, list[_Feed]] = {}
    for feed in feeds.values():
        groups.setdefault(_owner(feed.home), []).append(feed)
    return Opml(tuple(_source(group) for group in groups.values()), tuple(refused))


def write_opml(sources: Iterable[Source], title: str, now: datetime) -> bytes:
    """The sources as OPML 2.0. Each feed is an outline; the first outline of a source also carries its source file in
    an attribute of our own, without its policy and TLS exception: those are for each installation to decide."""
    root = etree.Element("opml", {"version": "2.0"}, nsmap={"masdar": _NAMESPACE})
    head, body = etree.SubElement(root, "head"), etree.SubElement(root, "body")
    etree.SubElement(head, "title").text = NO_XML.sub("", title)
    etree.SubElement(head, "dateCreated").text = format_datetime(now)
    for source in sources:
        shared = replace(source, policy="excerpt", verify_tls=True)
        own = {_FILE: json.dumps([source.id, source_text(shared)], ensure_ascii=False)}
        feeds = [listing.url for listing in source.listings if listing.kind == "feed"]
        for url in feeds or [""]:
            _append(body, source, url, own)
            own = {}
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)


def _append(body: etree._Element, source: Source, url: str, own: dict[str, str]) -> None:
    """A source without a feed is a link: feed readers pass it over."""
    name = NO_XML.sub("", source.name)
    address = {"type": "rss", "xmlUrl": url, "htmlUrl": source.home} if url else {"type": "link", "url": source.home}
    texts = {"text": name, "title": name, **address, "language": source.language, **own}
    etree.SubElement(body, "outline", {key: NO_XML.sub("", value) for key, value in texts.items()})


# ---------------------------------------------------------------- outlines


def _outlines(text: str, refused: list[Refused]) -> Iterator[etree._Element]:
    start = _ROOT.search(text)
    if start is None:
        refused.append(Refused(0, "", "no <opml> is in it: export the list as OPML from your reader"))
        return
    lines = text.count("\n", 0, start.start())  # what stands before the root goes, its line breaks stay
    whole = "\n" * lines + mend_ampersands(NO_XML.sub("", text[start.start() :]))
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, encoding="utf-8")
    try:
        root = etree.fromstring(whole.encode("utf-8"), parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        refused.append(Refused(0, "", "it is no XML: export the list again"))
        return
    broken = {fault.line: fault.message for fault in parser.error_log if "Namespace" not in fault.message}
    refused += [Refused(line, "", f"broken XML: {message}") for line, message in sorted(broken.items())[:_MOST_FAULTS]]
    for number, node in enumerate(node for node in root.iter(etree.Element) if str(node.tag).lower() == "outline"):
        if number == MOST_OUTLINES:
            refused.append(Refused(_line(node), "", f"more than {MOST_OUTLINES} outlines: the rest is left out"))
            return
        yield node


def _feed(node: etree._Element) -> _Feed | Refused | None:
    """The feed that an outline names, why there is none, or None for a folder."""
    own = {str(key).lower(): str(value).strip() for key, value in node.attrib.items() if not str(key).startswith("{")}
    line, file = _line(node), str(node.get(_FILE) or "")
    name = plain_text(own.get("title") or own.get("text") or "")[:100]
    if own.get("iscomment", "").lower() == "true":
        return Refused(line, name, "it is switched off (isComment)")
    kind, xml_url = own.get("type", "rss").lower(), own.get("xmlurl") or own.get("feedurl") or ""
    if not xml_url and file and own.get("url"):
        return _addressed(_Feed(line, "", own["url"], name, "", file), own["url"])
    if not xml_url:
        is_folder = len(node) > 0 or not (own.get("htmlurl") or own.get("url"))
        return None if is_folder else Refused(line, name, "it names no feed (xmlUrl): masdar source add its address")
    if kind not in ("rss", "atom", "rss1", "rss2", "rdf", "feed", "include", ""):
        return Refused(line, name, f"its type is {own['type']!r}, no feed: {xml_url}")
    url = absolute_url(_FEED_SCHEME.sub(lambda found: "http://" if found[1] else "", xml_url), "")
    if url is None:
        return Refused(line, name, f"no web address: {xml_url[:200]!r}")
    language = _LANGUAGE.fullmatch(own.get("language", ""))
    home = own.get("htmlurl") or ""
    return _addressed(_Feed(line, url, home, name, language[1].lower() if language else "", file), url)


def _line(node: etree._Element) -> int:
    return node.sourceline if isinstance(node.sourceline, int) else 0


def _addressed(feed: _Feed, url: str) -> _Feed | Refused:
    """With the front page of its site: what htmlUrl says, when that is on a host of its own, else the feed's host."""
    page = absolute_url(feed.home, url) if feed.home else None
    site = page if page is not None and not _is_shared(page) else absolute_url("/", url)
    if site is None or _is_shared(site):
        return Refused(feed.line, feed.name, f"{host_of(url)} serves many publishers, and its page names none: {url}")
    return replace(feed, home=site)


def _is_shared(url: str) -> bool:
    return channel_of(url) is None and bare_host(host_of(url)) in listing_words().shared_hosts


def _owner(home: str) -> str:
    channel = channel_of(home)
    return f"t.me/{channel.name}" if channel else bare_host(host_of(home))


# ---------------------------------------------------------------- sources


def _source(feeds: Sequence[_Feed]) -> Source:
    """One source of all feeds of one host."""
    listings = tuple(Listing(feed.url, "feed") for feed in feeds if feed.url)
    stated = next(filter(None, (_stated(feed.file) for feed in feeds)), None)
    if stated is not None:
        known = {listing.url for listing in stated.listings}
        return replace(stated, listings=(*stated.listings, *(each for each in listings if each.url not in known)))
    homes = sorted((feed.home for feed in feeds), key=len)
    language = next((feed.language for feed in feeds if feed.language), "ar")
    return source_at(absolute_url("/", homes[0]) or homes[0], _name([feed.name for feed in feeds]), language, listings)


def _stated(file: str) -> Source | None:
    """The source file that `write_opml` left; what has become unreadable is as if it were not there."""
    try:
        id, text = json.loads(file) if file else ("", "")
        source = parse_source(str(text), str(id))
    except (ValueError, TypeError, RecursionError, BadSourceFile):
        return None
    return replace(source, policy="excerpt", verify_tls=True)


def _name(names: Sequence[str]) -> str:
    """What all names begin with ("الورق - رياضة", "الورق - اقتصاد"), else the shortest; "" when there is none."""
    named = [name for name in names if name]
    words = [name.split() for name in named]
    same = takewhile(lambda column: len(set(column)) == 1, zip(*words, strict=False))
    shared = " ".join(column[0] for column in same).strip(_EDGES)
    return shared or min(named, key=len, default="").strip(_EDGES)
