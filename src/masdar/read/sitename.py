"""A page that declares no site name → the name it shows: in its titles, on its logo, in its copyright line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urljoin, urlsplit

from masdar.read.addresses import LONGEST_ADDRESS
from masdar.read.phrases import key, phrases
from masdar.read.plain import clean
from masdar.read.tree import Element, text_under

# A separator of a page's title: a bar, a dash between spaces, a colon …
SEPARATORS = re.compile(r"\s+[|–—•»«\u203a\u2039·:/-]{1,3}\s+|\s*[|»\u203a]{1,2}\s*|\s*::\s*|:\s+")
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright|جميع الحقوق محفوظة|كافة الحقوق محفوظة|حقوق النشر محفوظة|الحقوق محفوظة)[\s©:،,.-]*"
    r"(?:\d{4}\s*(?:[-–]\s*\d{4})?)?[\s©:،,.-]*(?:لـ\s*|لدى\s+|by\s+)?[\"«“]?(?P<name>[^\W\d_][^|.©\n\d\"»”]{2,60})",
    re.I,
)
# The root, its usual files, and the root of one language ("/ar/").
_HOME = re.compile(r"/?(?:(?:[a-z]{2}/?)?(?:(?:index|default|home)(?:\.\w{3,5})?/?)?)", re.I)
_MOST_WORDS = 7
# How much of a page's end may hold its copyright line (elements).
_FOOTER = 120


def is_home(address: str, page_url: str) -> bool:
    """Whether a link's address is the page's site's home page."""
    if len(address) > LONGEST_ADDRESS:
        return False
    try:
        there, here = urlsplit(urljoin(page_url, address or "#")), urlsplit(page_url)
    except ValueError:
        return False
    return there.netloc == here.netloc and bool(_HOME.fullmatch(there.path)) and not there.query and bool(address)


def shown_names(
    root: Element, page_url: str, titles: Sequence[str], page_title: str | None, claims: Iterable[str]
) -> Iterator[tuple[str, str]]:
    """Field and name, the surest first. `titles`: declared without <title>, which is `page_title`; `claims`: what
    the page says of its author, publisher, copyright."""
    homes = list(_home_names(root, page_url))
    known = [folded for folded in map(key, (*homes, *claims)) if folded]
    for field, title in (("html:title", page_title), *(("title", title) for title in titles)):
        for part in title_ends(title or ""):
            if any(key(part) == name or f" {key(part)} " in f" {name} " for name in known):
                yield field, part
    if page_title:
        yield from (("html:title", part) for title in titles for part in left_over(page_title, title))
    yield from (("html:img", name) for name in homes)
    yield from (("html:copyright", name) for name in _copyright(root))


def title_ends(title: str) -> list[str]:
    """The last and the first part of a title of several parts, where they are short enough for a name."""
    parts = [part for part in map(clean, SEPARATORS.split(title)) if part]
    ends = (parts[-1], parts[0]) if len(parts) > 1 else ()
    return [part for part in ends if len(part.split()) <= _MOST_WORDS]


def left_over(page_title: str, title: str) -> Iterator[str]:
    """What <title> has besides the headline: its outermost part."""
    at = key(page_title).find(key(title)) if len(title.split()) >= 3 else -1
    if at < 0 or key(title) == key(page_title):
        return
    parts = [part for part in map(clean, SEPARATORS.split(page_title)) if part]
    outer = parts[-1] if at == 0 else parts[0]
    if len(outer.split()) <= _MOST_WORDS and key(outer) not in key(title):
        yield outer


def _home_names(root: Element, page_url: str) -> Iterator[str]:
    for link in root.iter("a"):
        if is_home(link.get("href") or "", page_url):
            texts = [text_under(link), link.get("title") or ""]
            texts += [image.get("alt") or "" for image in link.iter("img")]
            yield from (clean(text) for text in texts if _may_be_name(text))


def _may_be_name(text: str) -> bool:
    folded = key(text)
    return bool(folded) and len(folded.split()) <= _MOST_WORDS and folded not in phrases("no_sites", "bylines.toml")


def _copyright(root: Element) -> Iterator[str]:
    texts = [clean(str(text)) for text in root.itertext()][-_FOOTER:]
    for match in _COPYRIGHT.finditer("\n".join(texts)):
        name = clean(re.split(r"\s[-–—]\s|,|،", match["name"])[0])
        if name.startswith("ل") and key(name[1:].split()[0]) in phrases("publishers", "bylines.toml"):
            name = name[1:]
        if _may_be_name(name):
            yield name
