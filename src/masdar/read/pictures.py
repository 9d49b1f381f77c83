"""An image element of a page → the picture: its address, caption, credit; None for what is no picture of a report."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator
from html import unescape
from importlib.resources import files
from urllib.parse import urlsplit

from masdar.model import Picture
from masdar.read.metadata import web_address
from masdar.read.plain import clean
from masdar.read.tree import Element, above, names, text_under

IMAGES = frozenset(("img", "amp-img"))
# Smaller than a thumbnail (WordPress' default is 150): an icon, a face, a counter.
_LEAST_PIXELS = 90
_MOST_CAPTION, _MOST_CLIMBED = 1_000, 5
_NUMBER = re.compile(r"\s*(\d+)")
_FILE_WORDS = re.compile(r"[a-z]+|\d+x\d+")
_STEM_WORDS = re.compile(r"[^\W_]+")
_CANDIDATE = re.compile(r"\s*([^\s,][^\s]*[^\s,])(?:\s+([\d.]+)[wx])?\s*(?:,|$)")
_IS_IMAGE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)$", re.I)
# "(Agency)" at the end of a caption; "© Agency"; "Name / Agency" after a label.
_IN_BRACKETS = re.compile(r"^(?P<caption>.*\S)\s*[(\[](?P<credit>[^()\[\]]{2,60})[)\]]\s*\.?$")
_BEHIND_DASH = re.compile(r"^(?P<caption>.*\S)\s+[-–—|]\s+(?P<credit>[^()\[\]–—|]{2,60})\.?$")
_COPYRIGHT = re.compile(
    r"^(?P<caption>.*?)[\s(\[|/–-]*(?:©|\(c\)|&copy;|Copyright)\s*(?P<credit>[^()\[\]]{2,100}?)[)\]]?$", re.I
)
_INITIALS = re.compile(r"[A-Z]{2,5}|(?:[\u0621-\u064a](?:\s|\.|\s?\.\s?)){1,3}[\u0621-\u064a]\.?")
_ENDS = (".", "!", "?", "؟", "»", "”", '"')
_EMPTY_BRACKETS = re.compile(r"[(\[]\s*[)\]]")
_MOST_CREDIT_WORDS = 8


@functools.cache
def _words(name: str) -> frozenset[str]:
    data = tomllib.loads(files("masdar.read.data").joinpath("pictures.toml").read_text("utf-8"))
    return frozenset(word.lower() for word in data[name])


@functools.cache
def _labelled() -> re.Pattern[str]:
    """A caption that ends in a label and a name, or opens with one."""
    labels = "|".join(re.escape(word) for word in sorted(_words("credit_words"), key=len, reverse=True))
    openings = "|".join(re.escape(word) for word in sorted(_words("credit_openings"), key=len, reverse=True))
    return re.compile(
        rf"^(?P<caption>.*?)(?<!\w)[(\[|]?\s*(?:(?:{labels})\s*[:\uff1a/]\s*|(?:{openings})\s+)(?P<credit>[^:()\[\]]{{2,100}}?(?:\([^()]{{2,40}}\))?)[)\]]?\s*\.?$",
        re.I,
    )


def read_picture(image: Element, page_url: str) -> Picture | None:
    """`after` is left at -1: where it stands is the caller's to know."""
    if _is_small(image) or _calls_itself(image):
        return None
    url = next(filter(None, (web_address(address, page_url) for address in _addresses(image))), None)
    if url is None or _is_decoration(url) or _leads_elsewhere(image, url, page_url):
        return None
    caption, credit = _caption(image)
    alternative = clean(unescape(image.get("alt", "")))[:_MOST_CAPTION] or None
    return Picture(url, -1, caption, credit, alternative)


def is_boxed(image: Element, top: Element) -> bool:
    """Whether it stands in a box of other things inside `top`."""
    for step in above(image):
        if step is top:
            return False
        if step.tag in ("nav", "footer", "aside", "form", "li") or names(step) & _words("boxes"):
            return True
    return False


def stands_alone(image: Element, top: Element) -> bool:
    """Whether nothing that leads to another page stands in the same child of `top`: behind a text, reports have few
    pictures, and lists of other reports many."""
    child = image
    for step in image.iterancestors():
        if step is top:
            break
        child = step
    return next(child.iter("a"), None) is None


def _is_small(image: Element) -> bool:
    for side in ("width", "height"):
        size = _NUMBER.match(image.get(side, ""))
        if size and int(size.group(1)) < _LEAST_PIXELS and "%" not in image.get(side, ""):
            return True
    return False


def _calls_itself(image: Element) -> bool:
    return bool(_words("no_pictures") & names(image))


def _is_decoration(url: str) -> bool:
    """A drawing, a part of the site's design, or a file that says so."""
    path = urlsplit(url).path.lower()
    folders = frozenset(path.split("/")[:-1])
    words = _file_words(url)
    stem = frozenset(_STEM_WORDS.findall(path.rsplit("/", 1)[-1].rsplit(".", 1)[0]))
    named = bool(stem) and stem <= _words("tools")
    return path.endswith(".svg") or named or bool(_words("no_pictures") & (words | folders))


def _file_words(address: str) -> frozenset[str]:
    """None in what is no address at all ("http://[0")."""
    try:
        path = urlsplit(address).path
    except ValueError:
        return frozenset()
    return frozenset(_FILE_WORDS.findall(path.rsplit("/", 1)[-1].lower()))


def _addresses(image: Element) -> Iterator[str]:
    """Candidates, best first: where a delayed address is given, `src` is a stand-in."""
    delayed = [
        str(value)
        for name, value in ((str(name), value) for name, value in image.attrib.items())
        if name.startswith("data-") and ("src" in name or "orig" in name or "lazy" in name or name == "data-image")
    ]
    single = [value for value in delayed if " " not in value.strip()]
    sets = [value for value in delayed if " " in value.strip()]
    if (picture := next(image.iterancestors("picture"), None)) is not None:
        sets += [source.get("srcset") or source.get("data-srcset") or "" for source in picture.iter("source")]
    src = image.get("src", "")
    candidates = [*single, src, *(_largest(value) for value in (image.get("srcset", ""), *sets))]
    return (
        address
        for address in candidates
        if address and not address.startswith(("data:", "about:")) and not _words("stand_ins") & _file_words(address)
    )


def _largest(candidates: str) -> str:
    """Of a srcset the widest."""
    found = [(float(size or 1), address) for address, size in _CANDIDATE.findall(candidates[:8_000])]
    return max(found, default=(0.0, ""))[1]


def _leads_elsewhere(image: Element, url: str, page_url: str) -> bool:
    """Whether it is the face of a link to another page (the picture itself, larger, is none)."""
    link = next((step for step in above(image) if step.tag == "a"), None)
    target = web_address(link.get("href", ""), page_url) if link is not None else None
    if target is None or target in (url, page_url):
        return False
    path = urlsplit(target).path
    return not (_IS_IMAGE.search(path) or path.rsplit("/", 1)[-1] == urlsplit(url).path.rsplit("/", 1)[-1])


# ---------------------------------------------------------------- captions


def _caption(image: Element) -> tuple[str | None, str | None]:
    shown = _caption_element(image)
    if shown is None:
        return None, None
    text = text_under(shown)[:_MOST_CAPTION]
    if names(shown) & _words("credits") and not names(shown) & _words("captions"):
        return None, _bare(text)
    marked = next((step for step in shown.iterdescendants() if names(step) & _words("credits")), None)
    if marked is not None and (said := text_under(marked)) and said in text:
        rest = clean(_EMPTY_BRACKETS.sub(" ", text.replace(said, " ", 1))).strip(" |/–-")
        return rest or None, _bare(said)
    said = _set_apart(shown)
    return (text.removesuffix(said), said) if said else split_credit(text)


def _set_apart(caption: Element) -> str:
    """The words of its last child, where they follow a finished sentence without a space: set apart by style alone."""
    last = caption[-1] if len(caption) else None
    if last is None or (last.tail or "").strip():
        return ""
    before = last.getprevious()
    text = (caption.text if before is None else before.tail or text_under(before)) or ""
    said = text_under(last)
    return said if text.endswith(_ENDS) and said and len(said.split()) <= _MOST_CREDIT_WORDS else ""


def _caption_element(image: Element) -> Element | None:
    """The caption in the smallest element around the image that has one and no other image."""
    for step in list(above(image))[1:_MOST_CLIMBED]:
        if step.tag in ("body", "article", "main") or sum(1 for _ in step.iter(*IMAGES)) > 2:
            return None
        inner = next((inner for inner in step.iterdescendants() if _is_caption(inner, image)), None)
        if inner is not None:
            return inner
        if step.tag == "figure":
            return None
    return None


def _is_caption(element: Element, image: Element) -> bool:
    if not isinstance(element.tag, str) or element is image:
        return False
    called = element.tag == "figcaption" or bool(names(element) & _words("captions"))
    return called and image not in element.iterdescendants() and bool(text_under(element))


def split_credit(text: str) -> tuple[str | None, str | None]:
    """A caption → what it says, and whose picture it is, where it says that."""
    for pattern in (_labelled(), _COPYRIGHT, _IN_BRACKETS, _BEHIND_DASH):
        found = pattern.match(text)
        if found and pattern in (_IN_BRACKETS, _BEHIND_DASH) and not _names_agency(found["credit"]):
            continue
        if found and len(found["credit"].split()) <= _MOST_CREDIT_WORDS:
            return found["caption"].strip(" (|/–-[،,") or None, found["credit"].strip(" .،,") or None
    return text or None, None


def _names_agency(words: str) -> bool:
    """Brackets hold much else ("left", "archive"): a credit in them is a known name, or initials."""
    parts = [part.strip().lower() for part in re.split(r"[/،,|-]", words)]
    known = any(part in _words("agencies") or _words("agency_words") & set(part.split()) for part in parts)
    return known or bool(_INITIALS.fullmatch(words.strip()))


def _bare(credit: str) -> str:
    """A credit without its label."""
    credit = credit[1:-1].strip() if credit[:1] in "([" and credit[-1:] in ")]" else credit
    found = _labelled().match(credit) or _COPYRIGHT.match(credit)
    return found["credit"].strip() if found and not found["caption"].strip() else credit
