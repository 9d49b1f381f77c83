"""Addresses that a page states for itself or for its picture → whether they can be what they are said to be."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from masdar.read.tree import Element, above, names

# A page's other forms: the last part of its address, or a query's name ("…/amp/", "?print=1").
_OTHER_FORMS = frozenset(("amp", "print", "mobile", "m", "html", "index.html", "index.php", "single", "all"))
_IDENTIFIER = re.compile(r"\d{4,}")
# A slug has several words or is long; "politics" and "2026" are none.
_SLUG = re.compile(r"[^-_]+(?:[-_][^-_]+){2,}|.{25,}")
# Words in the file names of pictures that a site shows for every report.
_NO_PICTURE = re.compile(
    r"(?<![a-z])(?:site-?|main-?|fb-?|og-?)?(?:logo|logos|placeholder|default|no[-_]?(?:image|photo|img|pic)|blank|spacer"
    r"|avatar|gravatar|sprite|favicon|pixel|transparent|dummy|loading|lazy|apple-touch-icon|1x1)(?![a-z])",
    re.I,
)
_SMALLEST_PX = 120
# Servers refuse longer ones, and joining millions of "../" takes seconds.
LONGEST_ADDRESS = 8_000
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:$|\?)", re.I)
_NO_BOXES = frozenset(("related", "sidebar", "author", "writer", "comments", "logo", "ad", "ads", "social", "share"))


def names_page(address: str, page_url: str) -> bool:
    """Whether an address may be this page's own: not the home page, nor a section above it."""
    try:
        there, here = urlsplit(address), urlsplit(page_url)
    except ValueError:
        return False
    path, own = _steps(there.path), _steps(here.path)
    if not path and not there.query:
        return not own and not here.query
    if there.netloc != here.netloc or path != own[: len(path)]:
        return True
    lost = [step for step in own[len(path) :] if step.lower() not in _OTHER_FORMS]
    return not any(_SLUG.search(step) for step in lost) or bool(_IDENTIFIER.search("/".join(path[-1:]) + there.query))


def _steps(path: str) -> list[str]:
    return [step for step in unquote(path).split("/") if step]


def may_be_picture(address: str) -> bool:
    """Whether it looks like a report's picture and not like the site's logo or a stand-in."""
    try:
        path = unquote(urlsplit(address).path)
    except ValueError:
        return False
    file = path.rstrip("/").rpartition("/")[2]
    return bool(file) and not _NO_PICTURE.search(file) and not file.lower().endswith((".svg", ".ico"))


def first_picture(root: Element, start: Element, end: Element | None) -> str | None:
    """The first picture between two elements that is big enough and in no menu, header or box of other reports."""
    passed = False
    for element in root.iter("*"):
        passed = passed or element is start
        if element is end:
            return None
        if passed and element.tag == "img" and not any(_is_aside(step) for step in above(element)):
            source = element.get("data-src") or element.get("src") or ""
            if source and may_be_picture(source) and not source.startswith("data:") and not _is_small(element):
                return source
    return None


def _is_aside(element: Element) -> bool:
    """A link, unless to the picture itself; what is not the report's own."""
    if element.tag == "a":
        href = element.get("href") or ""
        return bool(href) and not href.startswith("#") and not _PICTURE_FILE.search(href)
    if element.tag in ("nav", "aside", "footer"):
        return True
    return element.tag not in ("html", "body") and bool(names(element) & _NO_BOXES)


def _is_small(image: Element) -> bool:
    sizes = (image.get("width") or "", image.get("height") or "")
    return any(size.isdecimal() and int(size[:6]) < _SMALLEST_PX for size in sizes)
