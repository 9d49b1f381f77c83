"""In: a page. Out: its visible sentences and where its links lead, for the linter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from masdar.model import Page
from masdar.read.decode import decode
from masdar.read.metadata import web_address
from masdar.read.tree import Block, Element, grow, read_blocks

# Sentences about the source are short; a longer one is running text.
_LONGEST_SENTENCE = 400
_MOST_SENTENCES = 5000


@dataclass(frozen=True, slots=True)
class Sentence:
    """A visible sentence, and the block of text it stands in."""

    text: str
    block: str


@dataclass(frozen=True, slots=True)
class PageText:
    """Its sentences in order, the hosts that it links, the addresses linked in each block of text, the markup."""

    sentences: tuple[Sentence, ...]
    hosts: frozenset[str]
    links: tuple[tuple[str, tuple[str, ...]], ...] = ()
    markup: str = ""

    def links_in(self, block: str) -> tuple[str, ...]:
        """The addresses that a block of this text links to."""
        return next((links for text, links in self.links if text == block), ()) if block else ()

    def links_to(self, host: str) -> bool:
        """Does any link lead to that host or to one under it?"""
        return any(linked == host or linked.endswith("." + host) for linked in self.hosts)


def read_page_text(page: Page) -> PageText:
    """Never fails: a page that is no markup has no sentences."""
    markup = decode(page.body, page.header("content-type")).text
    root = grow(markup)
    if root is None:
        return PageText((), frozenset(), markup=markup)
    blocks = read_blocks(root)
    cut = (Sentence(text, block.text) for block in blocks for text in _cut(block.text))
    sentences = [sentence for sentence in cut if len(sentence.text) <= _LONGEST_SENTENCE]
    links = tuple((block.text, linked) for block in blocks if block.linked and (linked := _links(block, page.url)))
    return PageText(tuple(sentences[:_MOST_SENTENCES]), frozenset(_hosts(root)), links, markup)


def _links(block: Block, url: str) -> tuple[str, ...]:
    hrefs = (link.get("href") or "" for link in block.element.iter("a"))
    return tuple(address for href in hrefs if (address := web_address(href, url)))


@cache
def _stop() -> re.Pattern[str]:
    return re.compile(r"(?<=[^.\s][.!؟?])\s+")


def _cut(text: str) -> list[str]:
    return [part.strip() for part in _stop().split(text) if part.strip()]


def _hosts(root: Element) -> set[str]:
    found = set()
    for element in root.iter("a", "iframe", "blockquote"):
        for name in ("href", "src", "cite"):
            host = _host(element.get(name) or "")
            if host:
                found.add(host)
    return found


def _host(address: str) -> str:
    try:
        return (urlsplit(address.strip()).hostname or "").removeprefix("www.")
    except ValueError:  # an address that is none: [::1
        return ""
