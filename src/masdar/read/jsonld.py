"""The JSON-LD scripts of a page → the facts a report's node states, however loosely the JSON is written."""

from __future__ import annotations

import html
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from masdar.read.plain import clean

# schema.org types that stand for a report: https://schema.org/Article and what derives from it.
_REPORT_TYPE_NAMES = (
    "Article NewsArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle BackgroundNewsArticle "
    "ReviewNewsArticle AskPublicNewsArticle LiveBlogPosting BlogPosting SocialMediaPosting TechArticle Report "
    "ScholarlyArticle AdvertiserContentArticle SatiricalArticle VideoObject"
)
_REPORT_TYPES = frozenset(_REPORT_TYPE_NAMES.split())
_LISTING_TYPES = frozenset(("CollectionPage", "ItemList", "SearchResultsPage", "ProfilePage"))
_COMMENT_MARKS = re.compile(
    r"^\s*(?:<!--|/\*\s*<!\[CDATA\[\s*\*/|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|/\*\s*\]\]>\s*\*/|//\s*\]\]>|\]\]>)\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_RAW_CONTROLS = re.compile("[\x00-\x1f]")
# "R&uuml;ckbau", "&quot;": JSON needs no HTML entities, and many sites write them.
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-fA-F]{1,5}|[a-zA-Z]{2,8});")
_STRINGS = re.compile(r'"(headline|datePublished|dateModified|articleSection)"\s*:\s*"((?:[^"\\\n]|\\.){1,500})"')
# Deeper or longer than any page needs; what is beyond is not looked at.
_MAX_CHARS = 2_000_000
_MAX_NODES = 2_000
# schema.org/Organization and its kinds that publish news: whoever has one of these types is no single person.
_ORGANIZATIONS = frozenset(
    ("Organization", "NewsMediaOrganization", "Corporation", "Brand", "WebSite", "GovernmentOrganization")
)


@dataclass(frozen=True, slots=True)
class LinkedData:
    """The report node's properties as the page writes them (property name → texts in order).

    `authors`: names of its authors that are not said to be organizations. `sites`: names of its publisher and of the
    page's WebSite node.
    """

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_report: bool = False
    is_listing: bool = False
    crumbs: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()

    def first(self, name: str) -> str | None:
        return next(iter(self.values.get(name, ())), None)


Node = dict[str, object]


def read_linked_data(scripts: Iterable[str], page_url: str) -> LinkedData:
    """`scripts`: the texts of the page's ld+json scripts."""
    parsed = [(text, _parse(text)) for text in (script[:_MAX_CHARS] for script in scripts)]
    nodes = [node for _, value in parsed for node in _nodes(value)]
    named = {str(node["@id"]): node for node in reversed(nodes) if "@id" in node and ("name" in node or "url" in node)}
    reports = [node for node in nodes if _types(node) & _REPORT_TYPES]
    reports.sort(key=lambda node: (_types(node) <= {"VideoObject"}, not _is_about(node, page_url)))
    report = reports[0] if reports else {}
    return LinkedData(
        _values(report, named) if reports else _salvage([text for text, value in parsed if value is None]),
        bool(reports),
        _is_listing(nodes),
        _crumbs(nodes),
        _distinct(_persons(report.get("author") or report.get("creator"), named)),
        _distinct([*_texts(report.get("publisher"), named), *_site_names(nodes)]),
    )


def _is_about(node: Node, page_url: str) -> bool:
    """The node names this page's address, or none: a page's list of other reports may hold nodes of theirs."""
    stated = [text for name in ("url", "mainEntityOfPage", "@id") for text in _texts(node.get(name), {})]
    return not stated or any(_path(text) == _path(page_url) for text in stated)


def _path(address: str) -> str:
    try:
        return unquote(urlsplit(address).path).rstrip("/")
    except ValueError:
        return address


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(_plain, texts))))


def _plain(text: str) -> str:
    return clean(html.unescape(text) if _ENTITY.search(text) else text)


def _site_names(nodes: list[Node]) -> Iterator[str]:
    for node in nodes:
        if _types(node) & {"WebSite", "NewsMediaOrganization"} and isinstance(node.get("name"), str):
            yield str(node["name"])


def _persons(value: object, named: Mapping[str, Node], depth: int = 0) -> Iterator[str]:
    """Names in an author property: plain, objects, references to nodes elsewhere, lists of these."""
    if isinstance(value, list) and depth < 4:
        for item in value[:50]:
            yield from _persons(item, named, depth + 1)
    elif isinstance(value, dict):
        node = value if "name" in value else named.get(str(value.get("@id")), value)
        if not _types(node) & _ORGANIZATIONS:
            yield from (text for text in _texts(node.get("name"), {}) if not text.startswith("http"))
    elif isinstance(value, str):
        yield str(named[value].get("name") or "") if value in named else "" if value.startswith("http") else value


def _parse(text: str) -> object:
    """The JSON value, also when it is wrapped in comments, has raw line breaks in strings or trailing commas."""
    text = _COMMENT_MARKS.sub("", text).strip()
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", _RAW_CONTROLS.sub(" ", text))):
        try:
            value: object = json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
        return value
    return None


def _nodes(value: object) -> list[Node]:
    """Every object inside, outermost first, through @graph and lists."""
    found: list[Node] = []
    waiting = deque([value])
    while waiting and len(found) < _MAX_NODES:
        item = waiting.popleft()
        if isinstance(item, list):
            waiting.extend(item[:_MAX_NODES])
        elif isinstance(item, dict):
            found.append(item)
            waiting.extend(inner for inner in item.values() if isinstance(inner, dict | list))
    return found


def _types(node: Node) -> set[str]:
    return {text.rsplit("/", 1)[-1] for text in _texts(node.get("@type"), {})}


def _values(node: Node, named: Mapping[str, Node]) -> dict[str, tuple[str, ...]]:
    wanted = (
        "headline",
        "name",
        "alternativeHeadline",
        "datePublished",
        "dateModified",
        "articleSection",
        "url",
        "mainEntityOfPage",
        "inLanguage",
        "image",
        "author",
        "creator",
        "publisher",
        "articleBody",
        "genre",
        "keywords",
    )
    found = {name: tuple(filter(None, map(_plain, _texts(node.get(name), named)))) for name in wanted}
    return {name: texts for name, texts in found.items() if texts}


def _texts(value: object, named: Mapping[str, Node], depth: int = 0) -> Iterator[str]:
    """The texts that a property states: itself, its name, its address, each of a list; `named` are nodes by @id."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and depth < 4:
        for item in value[:50]:
            yield from _texts(item, named, depth + 1)
    elif isinstance(value, dict) and depth < 4:
        node = value if {"name", "url"} & value.keys() else named.get(str(value.get("@id")), value)
        for name in ("name", "@id", "url", "contentUrl") if node is value else ("name", "url", "contentUrl", "@id"):
            if isinstance(node.get(name), str | list):
                yield from _texts(node[name], named, depth + 1)
                return


def _is_listing(nodes: list[Node]) -> bool:
    return any(_types(node) & _LISTING_TYPES for node in nodes[:20])


def _crumbs(nodes: list[Node]) -> tuple[str, ...]:
    """The names of the first BreadcrumbList, first to last."""
    for node in nodes:
        items = node.get("itemListElement")
        if "BreadcrumbList" in _types(node) and isinstance(items, list):
            return tuple(clean(name) for item in items[:20] if isinstance(item, dict) for name in _crumb_name(item))
    return ()


def _crumb_name(item: Node) -> Iterator[str]:
    inner = item.get("item")
    name = item.get("name") or (inner.get("name") if isinstance(inner, dict) else None)
    if isinstance(name, str):
        yield name


def _salvage(broken: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """From scripts that no repair makes JSON: the few plain strings that pattern matching can take safely."""
    found: dict[str, tuple[str, ...]] = {}
    for script in broken:
        for name, text in _STRINGS.findall(script):
            found.setdefault(name, (_plain(text.replace('\\"', '"')),))
    return found
