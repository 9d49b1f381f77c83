"""An element of a page → the post of another platform that it shows, if it shows one.

Platforms hand out a blockquote with a script, an iframe, or an element of their own; sites delay them with attributes
of their own, or leave nothing but the address. What tells a post is its address (data/platforms.toml), wherever the
element holds it.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from urllib.parse import parse_qsl, unquote, urlsplit

from lxml import etree

from masdar.model import Embed
from masdar.read.plain import clean
from masdar.read.tree import Element, text_under

FRAMES = frozenset(("iframe", "amp-iframe"))
LINES = frozenset(("p", "div", "figure"))
QUOTES = frozenset(("blockquote", "div", "section", "figure", "article"))
# Class names by which the platforms' own code calls its quotations.
_CALLED = re.compile(
    r"\b(?:twitter-(?:tweet|video)|instagram-media|tiktok-embed|text-post-media|bluesky-embed|fb-(?:post|video)"
    r"|reddit-(?:embed|card)|mastodon-embed|truthsocial-embed)\b"
)
_TOLD_BY = ("cite", "data-href", "data-instgrm-permalink", "data-text-post-permalink", "data-url", "data-bluesky-uri")
_BLUESKY = re.compile(r"at://(?P<did>did:[\w.:-]+)/app\.bsky\.feed\.post/(?P<id>\w+)")
# "— Name (@handle)", as X, Bluesky and others print it, and "A post shared by Name (@handle)" of Instagram.
_SIGNED = re.compile(r"[—–―]\s*(?P<name>[^—–―]{0,100}?\(\s*@[\w.]+\s*\))")
_SHARED = re.compile(r"(?:shared by|بواسطة|partagée? par|compartida (?:por|de))\s+(?P<name>.{0,100}?\(\s*@[\w.]+\s*\))")
_HANDLED = frozenset(("X", "Telegram", "Instagram", "TikTok", "Threads", "Truth Social", "Mastodon"))
_MOST_TEXT, _MOST_NAME, _MOST_ADDRESS = 2_000, 120, 2_000


@dataclass(frozen=True, slots=True)
class Post:
    """What an address says of the post it leads to."""

    platform: str
    url: str
    id: str
    user: str | None


@dataclass(frozen=True, slots=True)
class _Platforms:
    posts: tuple[tuple[str, re.Pattern[str], str], ...]
    elements: dict[str, tuple[tuple[str, str], ...]]


@functools.cache
def _platforms() -> _Platforms:
    data = tomllib.loads(files("masdar.read.data").joinpath("platforms.toml").read_text("utf-8"))
    elements: dict[str, list[tuple[str, str]]] = {}
    for each in data["element"]:
        elements.setdefault(each["tag"], []).append((each["attribute"], each["url"]))
    return _Platforms(
        tuple((each["platform"], re.compile(each["pattern"]), each["url"]) for each in data["post"]),
        {tag: tuple(held) for tag, held in elements.items()},
    )


def element_names() -> frozenset[str]:
    """The elements of platforms' own making."""
    return frozenset(_platforms().elements)


@functools.lru_cache(maxsize=1024)
def post_at(address: str, inner: bool = True) -> Post | None:
    """The post that an address leads to; `inner`: or that it names in its query (a player's, a plugin's address)."""
    text = address.strip()
    if len(text) > _MOST_ADDRESS or "." not in text:
        return None
    if told := _BLUESKY.match(text):
        text = f"https://bsky.app/profile/{told['did']}/post/{told['id']}"
    try:
        parts = urlsplit("https:" + text if text.startswith("//") else text)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https"):
        return None
    bare = parts.netloc.lower().removeprefix("www.") + unquote(parts.path) + (f"?{parts.query}" if parts.query else "")
    for platform, pattern, url in _platforms().posts:
        if found := pattern.match(bare):
            held = {name: value or "" for name, value in found.groupdict().items()}
            user = held.get("user", "")
            named = user not in ("", "i") and not user.isdigit()
            return Post(platform, url.format(**held), held["id"], user if named else None)
    values = (value for _, value in parse_qsl(parts.query)) if inner else ()
    return next((post for value in values if "/" in value and (post := post_at(value, inner=False))), None)


def read_embed(element: Element) -> tuple[Post, Embed] | None:
    """`after` is left at -1: where it stands is the caller's to know."""
    tag = element.tag
    if tag in LINES and (not len(element) or (len(element) == 1 and element[0].tag == "a")):
        found = _read_lone_address(element)
        if found or tag == "p":
            return found
    if tag in FRAMES:
        post = next(filter(None, map(post_at, _addresses(element))), None)
        return (post, Embed(post.platform, post.url, -1, _handle(post))) if post else None
    for attribute, url in _platforms().elements.get(str(tag), ()):
        if (value := element.get(attribute)) and (post := post_at(url.format(value))):
            return post, Embed(post.platform, post.url, -1, _handle(post), _text(element))
    if tag == "blockquote" or (tag in QUOTES and _CALLED.search(element.get("class", ""))):
        post = _quoted(element)
        return (post, Embed(post.platform, post.url, -1, _author(element, post), _text(element))) if post else None
    return None


def _read_lone_address(line: Element) -> tuple[Post, Embed] | None:
    """A line that holds nothing but the address of a post (the page's script was to show it)."""
    text = (line.text or "").strip()
    if len(line):
        link = line[0]
        words = (link.text or "").strip()
        address = link.get("href", "") if "/" in words and not (text or (link.tail or "").strip()) else ""
    else:
        words = address = text if text.startswith("http") else ""
    post = post_at(address, inner=False) if address and " " not in words else None
    return (post, Embed(post.platform, post.url, -1, _handle(post))) if post else None


def _addresses(element: Element) -> Iterator[str]:
    """The addresses in a frame's attributes: a delayed one stands in an attribute of the site's choice."""
    values = map(str, element.attrib.values())
    found = [value for value in values if value.startswith(("http://", "https://", "//"))]
    return iter(sorted(found, key=lambda value: value != element.get("src")))


def _quoted(element: Element) -> Post | None:
    """The post that a quotation quotes. One that no platform's class marks must end in the link to the post."""
    told = (element.get(name, "") for name in _TOLD_BY)
    links = [link for link in element.iter("a") if link.get("href")]
    if _CALLED.search(element.get("class", "")):
        addresses = [*told, *(link.get("href", "") for link in reversed(links))]
        return next((post for address in addresses if address and (post := post_at(address))), None)
    if not links or (post := post_at(links[-1].get("href", ""), inner=False)) is None:
        return None
    return post if text_under(element).endswith(text_under(links[-1]) or "\0") else None


def _text(element: Element) -> str | None:
    """Its paragraphs, but those that are one link and the line that signs it."""
    lines = []
    for paragraph in element.iter("p"):
        links = sum(len(text_under(link)) for link in paragraph.iter("a"))
        line = _line(paragraph)
        if line and links < len(line) and not _SHARED.search(line):
            lines.append(line)
    return " ".join(lines)[:_MOST_TEXT] or None


def _line(element: Element) -> str:
    """Its text, a space for each line break."""
    texts: list[str] = []
    for event, step in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            texts.append(" " if step.tag == "br" else step.text or "")
        elif step is not element:
            texts.append(step.tail or "")
    return clean("".join(texts))


def _author(element: Element, post: Post) -> str | None:
    whole = text_under(element)
    for pattern in (_SHARED, _SIGNED):
        signed = [found["name"] for found in pattern.finditer(whole)]
        if signed:
            return clean(signed[-1])
    for link in element.iter("a"):
        name = text_under(link)
        inside = any(step.tag == "p" for step in link.iterancestors() if element in step.iterancestors())
        if name and len(name) <= _MOST_NAME and not inside and post_at(link.get("href", "")) is None:
            return name
    return _handle(post)


def _handle(post: Post) -> str | None:
    """The name in the post's own address."""
    return f"@{post.user}" if post.user and post.platform in _HANDLED else post.user
