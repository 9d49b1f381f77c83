"""The JSON-LD scripts of a page → the facts a report's node states, however loosely the JSON is written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from masdar.read.plain import clean
from masdar.read.tree import Element

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
_STRINGS = re.compile(r'"(headline|datePublished|dateModified|articleSection)"\s*:\s*"((?:[^"\\\n]|\\.){1,500})"')
# Deeper or longer than any page needs; what is beyond is not looked at.
_MAX_CHARS = 2_000_000
_MAX_NODES = 2_000


@dataclass(frozen=True, slots=True)
class LinkedData:
    """The first report node's properties as the page writes them (property name → texts in order)."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_report: bool = False
    is_listing: bool = False
    crumbs: tuple[str, ...] = ()

    def first(self, name: str) -> str | None:
        return next(iter(self.values.get(name, ())), None)


def read_linked_data(root: Element) -> LinkedData:
    nodes = [node for script in _scripts(root) for node in _nodes(_parse(script))]
    reports = [node for node in nodes if _types(node) & _REPORT_TYPES]
    reports.sort(key=lambda node: _types(node) <= {"VideoObject"})
    values = _values(reports[0]) if reports else _salvage(root)
    return LinkedData(values, bool(reports), _is_listing(nodes), _crumbs(nodes))


def _scripts(root: Element) -> Iterator[str]:
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            yield script.text[:_MAX_CHARS]


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


def _nodes(value: object) -> list[dict[str, object]]:
    """Every object inside, outermost first, through @graph and lists."""
    found: list[dict[str, object]] = []
    waiting = [value]
    while waiting and len(found) < _MAX_NODES:
        item = waiting.pop(0)
        if isinstance(item, list):
            waiting.extend(item[:_MAX_NODES])
        elif isinstance(item, dict):
            found.append(item)
            waiting.extend(inner for inner in item.values() if isinstance(inner, dict | list))
    return found


def _types(node: dict[str, object]) -> set[str]:
    return {text.rsplit("/", 1)[-1] for text in _texts(node.get("@type"))}


def _values(node: dict[str, object]) -> dict[str, tuple[str, ...]]:
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
    )
    found = {name: tuple(clean(text) for text in _texts(node.get(name)) if clean(text)) for name in wanted}
    return {name: texts for name, texts in found.items() if texts}


def _texts(value: object, depth: int = 0) -> Iterator[str]:
    """The texts that a property states: itself, its name, its address, each of a list."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and depth < 4:
        for item in value[:50]:
            yield from _texts(item, depth + 1)
    elif isinstance(value, dict) and depth < 4:
        for name in ("name", "@id", "url", "contentUrl"):
            if isinstance(value.get(name), str | list):
                yield from _texts(value[name], depth + 1)
                return


def _is_listing(nodes: list[dict[str, object]]) -> bool:
    return any(_types(node) & _LISTING_TYPES for node in nodes[:20])


def _crumbs(nodes: list[dict[str, object]]) -> tuple[str, ...]:
    """The names of the first BreadcrumbList, first to last."""
    for node in nodes:
        items = node.get("itemListElement")
        if "BreadcrumbList" in _types(node) and isinstance(items, list):
            return tuple(clean(name) for item in items[:20] if isinstance(item, dict) for name in _crumb_name(item))
    return ()


def _crumb_name(item: dict[str, object]) -> Iterator[str]:
    inner = item.get("item")
    name = item.get("name") or (inner.get("name") if isinstance(inner, dict) else None)
    if isinstance(name, str):
        yield name


def _salvage(root: Element) -> dict[str, tuple[str, ...]]:
    """From scripts that no repair makes JSON: the few plain strings that pattern matching can take safely."""
    found: dict[str, tuple[str, ...]] = {}
    for script in _scripts(root):
        if _parse(script) is None:
            for name, text in _STRINGS.findall(script):
                found.setdefault(name, (clean(text.replace('\\"', '"')),))
    return found
