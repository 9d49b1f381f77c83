"""A page's tree → what it declares of itself: JSON-LD, OpenGraph and other meta, microdata, links, breadcrumb, tags."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

from masdar.read.addresses import LONGEST_ADDRESS, may_be_picture, names_page
from masdar.read.jsonld import LinkedData, read_linked_data
from masdar.read.phrases import key
from masdar.read.plain import clean
from masdar.read.sitename import shown_names, title_ends
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
_TAGS = ("article:tag", "og:article:tag", "parsely-tags", "sailthru.tags", "news_keywords", "keywords")
_IMAGES = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src")
_SITES = ("og:site_name", "application-name", "apple-mobile-web-app-title")
# Where a page may say whose it is.
_CLAIMS = ("publisher", "copyright", "author", "dc.publisher", "owner", "dcterms.publisher")
_HOME_WORDS = frozenset(map(key, ("الرئيسية", "الصفحة الرئيسية", "الرئيسة", "البداية", "الأولى", "home", "accueil")))
_CRUMBS = frozenset(("breadcrumb", "breadcrumbs", "crumb", "crumbs", "breadcrums"))
_CRUMB_BOXES = frozenset(("ol", "ul", "div", "nav", "p", "span", "td", "section"))
# "category-politics" (WordPress writes a report's categories into its classes), "section_sport".
_CLASSED = re.compile(r"(?:^|\s)(?:category|section|channel|rubric)[-_]([^\s]{2,80})")
# WordPress marks its categories as tags too; their address or box says what they are.
_CATEGORY = re.compile(r"/category/|[?&]cat=|category|\bcat-links\b")
_MAX_TEXT = 1_000
# Longer lists are no tags of one report; no page needs more of a kind.
_MOST = 60


@dataclass(frozen=True, slots=True)
class Declared:
    """One fact as the page states it: `field` names the place ("meta:og:title"), `text` is what stands there."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """Candidates for each fact, most trustworthy place first; deciding is left to the readers of each fact.

    `authors`: single names (or lists of them in one text) of whoever is said to be an author. `tags`: as declared, a
    list's parts apart. `class_words`: sections as the classes of body or article have them ("politics").
    """

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
    authors: tuple[Declared, ...] = ()
    tags: tuple[Declared, ...] = ()
    class_words: tuple[str, ...] = ()


@dataclass(slots=True)
class _Collected:
    """What one walk over the tree finds: texts by the name of their place, in page order."""

    metas: dict[str, list[str]] = field(default_factory=dict)
    items: dict[str, list[str]] = field(default_factory=dict)
    links: dict[str, list[str]] = field(default_factory=dict)
    anchors: dict[str, list[str]] = field(default_factory=dict)
    scripts: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)
    crumbs: Element | None = None


def read_metadata(root: Element, page_url: str) -> Metadata:
    found = _collect(root)
    linked = read_linked_data(found.scripts, page_url)
    meta = {name: texts[0] for name, texts in found.metas.items()}
    titles = _titles(found, linked, meta)
    return Metadata(
        titles=titles,
        published=(
            *_of_linked(linked, "datePublished"),
            *_of_meta(meta, _PUBLISHED),
            *_of_items(found.items, "datepublished"),
        ),
        modified=(
            *_of_linked(linked, "dateModified"),
            *_of_meta(meta, _MODIFIED),
            *_of_items(found.items, "datemodified"),
        ),
        bylines=(*_of_linked(linked, "author"), *_of_linked(linked, "creator"), *_of_meta(meta, _AUTHORS)),
        sections=_sections(found, linked, meta),
        site_names=_site_names(root, meta, linked, titles, page_url),
        images=_images(found, linked, meta, page_url),
        canonicals=_canonicals(found, linked, meta, page_url),
        crumbs=linked.crumbs or _visible_crumbs(found.crumbs),
        is_report=linked.is_report or meta.get("og:type", "").lower() == "article" or "articlebody" in found.items,
        is_listing=linked.is_listing and not linked.is_report,
        linked=linked,
        authors=_authors(found, linked),
        tags=_tags(found, linked),
        class_words=tuple(dict.fromkeys(found.classes)),
    )


# ---------------------------------------------------------------- one walk


def _collect(root: Element) -> _Collected:
    found = _Collected()
    for element in root.iter("*"):
        reader = _BY_TAG.get(str(element.tag))
        if reader is not None:
            reader(found, element)
        if (name := element.get("itemprop")) and element.tag != "meta":
            _item(found, element, name)
        if found.crumbs is None and element.tag in _CRUMB_BOXES and _says_crumb(element):
            found.crumbs = element
    return found


def _meta(found: _Collected, element: Element) -> None:
    """Name or property in lower case → its contents."""
    text = clean((element.get("content") or "")[: 4 * _MAX_TEXT])[:_MAX_TEXT]
    for attribute in ("property", "name", "itemprop", "http-equiv") if text else ():
        if name := (element.get(attribute) or "").strip().lower():
            _put(found.metas, name, text)


def _link(found: _Collected, element: Element) -> None:
    for rel in (element.get("rel") or "").lower().split():
        if href := clean(element.get("href") or "")[:4_000]:
            _put(found.links, rel, href)


def _anchor(found: _Collected, element: Element) -> None:
    rels = (element.get("rel") or "").lower().split()
    kind = next((rel for rel in ("category", "tag", "author") if rel in rels), None)
    if kind == "tag" and _CATEGORY.search(f"{element.get('href')} {_box_class(element)}"):
        kind = "category"
    if kind and (text := text_under(element)[:_MAX_TEXT]):
        _put(found.anchors, kind, text)


def _box_class(element: Element) -> str | None:
    parent = element.getparent()
    return parent.get("class") if parent is not None else None


def _script(found: _Collected, element: Element) -> None:
    if "ld+json" in (element.get("type") or "").lower() and element.text:
        found.scripts.append(element.text)


def _title(found: _Collected, element: Element) -> None:
    if not found.titles and (text := text_under(element)[:_MAX_TEXT]):
        found.titles.append(text)


def _classed(found: _Collected, element: Element) -> None:
    found.classes += [unquote(word) for word in _CLASSED.findall((element.get("class") or "")[:_MAX_TEXT])][:_MOST]


def _item(found: _Collected, element: Element, name: str) -> None:
    """itemprop in lower case → its values (content, datetime, address or the visible text)."""
    address = element.get("src") or element.get("href") if name == "image" else None
    text = element.get("content") or element.get("datetime") or address or text_under(element)
    if text := clean(text)[:_MAX_TEXT]:
        _put(found.items, name.strip().lower(), text)


def _put(table: dict[str, list[str]], name: str, text: str) -> None:
    texts = table.setdefault(name, [])
    if len(texts) < _MOST:
        texts.append(text)


def _says_crumb(element: Element) -> bool:
    return "rumb" in f"{element.get('class')} {element.get('id')} {element.get('itemprop')}" and bool(
        _CRUMBS & names(element)
    )


_BY_TAG: Mapping[str, Callable[[_Collected, Element], None]] = {
    "meta": _meta,
    "link": _link,
    "a": _anchor,
    "script": _script,
    "title": _title,
    "body": _classed,
    "article": _classed,
}


# ---------------------------------------------------------------- candidates for each fact


def _titles(found: _Collected, linked: LinkedData, meta: Mapping[str, str]) -> tuple[Declared, ...]:
    return (
        *_of_meta(meta, _TITLES[:2]),
        *_of_linked(linked, "headline"),
        *_of_items(found.items, "headline"),
        *_of_meta(meta, _TITLES[2:]),
        *(Declared("html:title", text) for text in found.titles),
    )


def _sections(found: _Collected, linked: LinkedData, meta: Mapping[str, str]) -> tuple[Declared, ...]:
    return (
        *_of_linked(linked, "articleSection"),
        *_of_meta(meta, _SECTIONS),
        *_of_items(found.items, "articlesection", "genre"),
        *(Declared("rel:category", text) for text in found.anchors.get("category", ())),
    )


def _authors(found: _Collected, linked: LinkedData) -> tuple[Declared, ...]:
    return (
        *(Declared("jsonld:author", name) for name in linked.authors),
        *(Declared("rel:author", name) for name in found.anchors.get("author", ())),
        *_of_items(found.items, "author", "creator"),
        *(Declared(f"meta:{name}", text) for name in _AUTHORS for text in found.metas.get(name, ())),
    )


def _tags(found: _Collected, linked: LinkedData) -> tuple[Declared, ...]:
    lists = (
        *(Declared("rel:tag", text) for text in found.anchors.get("tag", ())),
        *(Declared("meta:" + name, text) for name in _TAGS[:2] for text in found.metas.get(name, ())),
        *_of_linked(linked, "keywords"),
        *_of_items(found.items, "keywords"),
        *(Declared("meta:" + name, text) for name in _TAGS[2:] for text in found.metas.get(name, ())),
    )
    return tuple(Declared(fact.field, part) for fact in lists for part in _list_parts(fact))[: 5 * _MOST]


def _list_parts(fact: Declared) -> Iterator[str]:
    """The parts of a list of keywords; a link is one tag, whatever stands in it."""
    parts = [fact.text] if fact.field in ("rel:tag", "meta:article:tag") else re.split(r"[,،؛;|]|\s\s+", fact.text)
    yield from filter(None, map(clean, parts))


def _of_meta(meta: Mapping[str, str], wanted: tuple[str, ...]) -> Iterator[Declared]:
    return (Declared(f"meta:{name}", meta[name]) for name in wanted if name in meta)


def _of_linked(linked: LinkedData, *wanted: str) -> Iterator[Declared]:
    return (Declared(f"jsonld:{name}", text[:_MAX_TEXT]) for name in wanted for text in linked.values.get(name, ()))


def _of_items(items: Mapping[str, list[str]], *wanted: str) -> Iterator[Declared]:
    return (Declared(f"itemprop:{name}", text) for name in wanted for text in items.get(name, ()))


def _canonicals(found: _Collected, linked: LinkedData, meta: Mapping[str, str], page_url: str) -> tuple[Declared, ...]:
    stated = [
        *(Declared("link:canonical", href) for href in found.links.get("canonical", ())),
        *_of_meta(meta, ("og:url",)),
        *_of_linked(linked, "mainEntityOfPage", "url"),
    ]
    return tuple(fact for fact in _addresses(stated, page_url) if names_page(fact.text, page_url))


def _images(found: _Collected, linked: LinkedData, meta: Mapping[str, str], page_url: str) -> tuple[Declared, ...]:
    stated = [
        *_of_meta(meta, _IMAGES),
        *_of_linked(linked, "image"),
        *_of_items(found.items, "image"),
        *(Declared("link:image_src", href) for href in found.links.get("image_src", ())),
    ]
    return tuple(fact for fact in _addresses(stated, page_url) if may_be_picture(fact.text))


def _site_names(
    root: Element, meta: Mapping[str, str], linked: LinkedData, titles: tuple[Declared, ...], page_url: str
) -> tuple[Declared, ...]:
    ends = {key(part) for fact in titles for part in title_ends(fact.text)}
    shown = {key(fact.text) for fact in titles if fact.field != "html:title"} - ends
    stated = (*_of_meta(meta, _SITES), *(Declared("jsonld:publisher", name) for name in linked.sites))
    fit = tuple(fact for fact in stated if key(fact.text) not in shown and not fact.text.startswith("http"))
    if fit:
        return fit
    declared = [fact.text for fact in titles if fact.field != "html:title"]
    page_title = next((fact.text for fact in titles if fact.field == "html:title"), None)
    claims = [meta[name] for name in _CLAIMS if name in meta]
    return tuple(Declared(*name) for name in shown_names(root, page_url, declared, page_title, claims))


def _addresses(found: Iterable[Declared], page_url: str) -> Iterator[Declared]:
    """Made absolute and written as URIs; what is no web address is left out."""
    for fact in found:
        if address := web_address(fact.text, page_url):
            yield Declared(fact.field, address)


def web_address(text: str, page_url: str) -> str | None:
    """An absolute http(s) URI for an address as written on a page (IRIs get percent-encoded), or None."""
    if len(text) > LONGEST_ADDRESS:
        return None
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


def _visible_crumbs(box: Element | None) -> tuple[str, ...]:
    """The parts of the element that calls itself a breadcrumb."""
    texts = [clean(str(text)) for text in box.itertext()] if box is not None else []
    return tuple(text for text in texts if key(text))[:12]


def is_home_word(text: str) -> bool:
    return key(text) in _HOME_WORDS
