"""A page's tree → what it declares about itself: JSON-LD, OpenGraph and other meta, microdata, links, breadcrumb."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from masdar.read.jsonld import LinkedData, read_linked_data
from masdar.read.phrases import key
from masdar.read.plain import clean
from masdar.read.tree import Element, names, text_under

_TITLES = ("og:title", "twitter:title", "dc.title", "title", "sailthru.title", "parsely-title")
_PUBLISHED = (
    "article:published_time",
    "og:published_time",
    "article:published",
    "publishdate",
    "pubdate",
    "publish-date",
    "publish_date",
    "date",
    "dc.date",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "dcterms.issued",
    "sailthru.date",
    "parsely-pub-date",
    "cxenseparse:recs:publishtime",
    "datepublished",
    "article.published",
    "published_time",
    "article:post_date",
    "bt:pubdate",
    "originalpublicationdate",
    "release_date",
)
_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "og:modified_time",
    "dcterms.modified",
    "last-modified",
    "datemodified",
    "article:updated_time",
    "lastmod",
    "revised",
)
_AUTHORS = (
    "article:author",
    "author",
    "dc.creator",
    "dc.creator.name",
    "parsely-author",
    "sailthru.author",
    "byl",
    "twitter:creator",
    "og:article:author",
)
_SECTIONS = ("article:section", "section", "parsely-section", "category", "articlesection", "dc.subject.category")
_IMAGES = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src")
_HOME_WORDS = frozenset(map(key, ("الرئيسية", "الصفحة الرئيسية", "الرئيسة", "البداية", "الأولى", "home", "accueil")))
_MAX_TEXT = 1_000


@dataclass(frozen=True, slots=True)
class Declared:
    """One fact as the page states it: `field` names the place ("meta:og:title"), `text` is what stands there."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """Candidates for each fact, most trustworthy place first; deciding is left to the readers of each fact."""

    titles: tuple[Declared, ...]
    published: tuple[Declared, ...]
    modified: tuple[Declared, ...]
    bylines: tuple[Declared, ...]
    sections: tuple[Declared, ...]
    site_names: tuple[Declared, ...]
    images: tuple[Declared, ...]
    canonicals: tuple[Declared, ...]
    crumbs: tuple[str, ...]
    is_report: bool
    is_listing: bool
    linked: LinkedData


def read_metadata(root: Element, page_url: str) -> Metadata:
    linked, meta = read_linked_data(root), _metas(root)
    items = _microdata(root)
    crumbs = linked.crumbs or _visible_crumbs(root)
    og_type = meta.get("og:type", "").lower()
    return Metadata(
        titles=(
            *_of_meta(meta, _TITLES[:2]),
            *_of_linked(linked, "headline"),
            *_of_items(items, "headline"),
            *_of_meta(meta, _TITLES[2:]),
            *_head_title(root),
        ),
        published=(
            *_of_linked(linked, "datePublished"),
            *_of_meta(meta, _PUBLISHED),
            *_of_items(items, "datepublished"),
        ),
        modified=(
            *_of_linked(linked, "dateModified"),
            *_of_meta(meta, _MODIFIED),
            *_of_items(items, "datemodified"),
        ),
        bylines=(
            *_of_linked(linked, "author"),
            *_of_linked(linked, "creator"),
            *_of_meta(meta, _AUTHORS),
        ),
        sections=(
            *_of_linked(linked, "articleSection"),
            *_of_meta(meta, _SECTIONS),
            *_of_items(items, "articlesection", "genre"),
        ),
        site_names=(
            *_of_meta(meta, ("og:site_name", "application-name")),
            *_of_linked(linked, "publisher"),
        ),
        images=tuple(_addresses([*_of_meta(meta, _IMAGES), *_of_linked(linked, "image")], page_url)),
        canonicals=tuple(
            _addresses(
                [*_canonical_links(root), *_of_meta(meta, ("og:url",)), *_of_linked(linked, "mainEntityOfPage", "url")],
                page_url,
            )
        ),
        crumbs=crumbs,
        is_report=linked.is_report or og_type == "article" or bool(items.get("articlebody")),
        is_listing=linked.is_listing and not linked.is_report,
        linked=linked,
    )


def _metas(root: Element) -> Mapping[str, str]:
    """Name or property in lower case → content; the first of each name that says something."""
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        text = clean((meta.get("content") or "")[: 4 * _MAX_TEXT])[:_MAX_TEXT]
        if not text:
            continue
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if name := (meta.get(attribute) or "").strip().lower():
                found.setdefault(name, text)
    return found


def _of_meta(meta: Mapping[str, str], wanted: tuple[str, ...]) -> Iterator[Declared]:
    return (Declared(f"meta:{name}", meta[name]) for name in wanted if name in meta)


def _of_linked(linked: LinkedData, *wanted: str) -> Iterator[Declared]:
    return (Declared(f"jsonld:{name}", text[:_MAX_TEXT]) for name in wanted for text in linked.values.get(name, ()))


def _of_items(items: Mapping[str, list[str]], *wanted: str) -> Iterator[Declared]:
    return (Declared(f"itemprop:{name}", text) for name in wanted for text in items.get(name, ()))


def _microdata(root: Element) -> Mapping[str, list[str]]:
    """itemprop in lower case → its values in order (content, datetime or the visible text)."""
    found: dict[str, list[str]] = {}
    for element in root.iter():
        name = element.get("itemprop") if isinstance(element.tag, str) else None
        if name and element.tag != "meta":
            text = element.get("content") or element.get("datetime") or text_under(element)
            if text := clean(text)[:_MAX_TEXT]:
                found.setdefault(name.lower(), []).append(text)
    return found


def _head_title(root: Element) -> Iterator[Declared]:
    title = root.find(".//title")
    if title is not None and (text := text_under(title)[:_MAX_TEXT]):
        yield Declared("html:title", text)


def _canonical_links(root: Element) -> Iterator[Declared]:
    for link in root.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and link.get("href"):
            yield Declared("link:canonical", clean(link.get("href", ""))[:4_000])


def _addresses(found: list[Declared], page_url: str) -> Iterator[Declared]:
    """Made absolute and written as URIs; what is no web address is left out."""
    for fact in found:
        if address := web_address(fact.text, page_url):
            yield Declared(fact.field, address)


def web_address(text: str, page_url: str) -> str | None:
    """An absolute http(s) URI for an address as written on a page (IRIs get percent-encoded), or None."""
    try:
        parts = urlsplit(urljoin(page_url, text.strip()))
        host = parts.hostname or ""
        if parts.scheme not in ("http", "https") or not host:
            return None
        netloc = parts.netloc if host.isascii() else parts.netloc.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return None
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return urlunsplit((parts.scheme, netloc, path, query, ""))


def _visible_crumbs(root: Element) -> tuple[str, ...]:
    """The parts of the first element that calls itself a breadcrumb."""
    for element in root.iter("ol", "ul", "div", "nav", "p", "span", "td", "section"):
        if {"breadcrumb", "breadcrumbs", "crumb", "crumbs", "breadcrums"} & names(element):
            texts = [clean(str(text)) for text in element.itertext()]
            return tuple(text for text in texts if key(text))[:12]
    return ()


def is_home_word(text: str) -> bool:
    return key(text) in _HOME_WORDS
