"""The tags that a page prints under its report or declares → as printed, in order, each once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice

from masdar.model import Evidence
from masdar.read.heading import Printed
from masdar.read.headline import Headline
from masdar.read.metadata import Declared, Metadata
from masdar.read.phrases import key, openings, phrases
from masdar.read.plain import clean, clip
from masdar.read.tree import Block, Element, above, names

METHOD = "tags@1"
_FILE = "sections.toml"
_TAG_NAMES = frozenset(("tags", "taglist", "hashtags", "tag", "keywords", "keyword", "etiket", "etiketler"))
_NO_TAG_NAMES = frozenset(("cloud", "sidebar", "widget", "nav", "menu", "trending", "popular", "footer"))
# "Kirche 3922": how many reports a tag has. Ids, addresses and "category: news" are for machines.
_COUNT = re.compile(r"\s\(?\d{1,6}\)?$")
_TAG_ADDRESS = re.compile(r"/(?:tags?|hashtags?|keywords?)/|[?&](?:tag|keyword)=", re.I)
_NO_TAG = re.compile(r"^_|[0-9a-f]{8}-[0-9a-f]{4}-|:\s|\w\.(?:com|net|org|tv|news)\b|^https?:|^\d+$|[<>{}=]")
_MOST_TAGS, _MOST_WORDS, _DEPTH = 40, 8, 4
# Keywords that a site repeats on every page: of a report's own, more than every fourth has a word in it.
_WEAK = ("jsonld:keywords", "itemprop:keywords", "meta:keywords", "meta:news_keywords")
_LEAST_MET = 0.25


def find_tags(
    blocks: Sequence[Block], metadata: Metadata, headline: Headline, text: Sequence[str], own: frozenset[str]
) -> tuple[Printed, ...]:
    """The first place that names any: links marked as tags, a visible list of tags, then what is declared."""
    title = key(headline.text)
    met = _words(title, *map(key, text))
    shown = [Declared("html:tags", tag) for tag in _visible(blocks, headline)]
    strange = own | phrases("general", _FILE) | {title}
    lists = [
        tags
        for field, group in groupby((*shown, *metadata.tags), key=lambda fact: fact.field)
        if (tags := _fit(group, strange)) and (field not in _WEAK or _is_of_report(tags, met))
    ]
    return tuple(next((other for other in lists[1:] if _tells_more(other, lists[0])), lists[0])) if lists else ()


def _tells_more(other: Sequence[Printed], first: Sequence[Printed]) -> bool:
    """More tags, and all the words of the first list (which may hold only some, or all run together)."""
    ours, theirs = (_words(*(key(tag.text) for tag in tags)) for tags in (first, other))
    return len(other) > len(first) and ours <= theirs


def _fit(stated: Iterable[Declared], strange: frozenset[str]) -> list[Printed]:
    found: dict[str, Printed] = {}
    facts = list(stated)
    counted = len(facts) > 1 and all(_COUNT.search(fact.text) for fact in facts)
    for fact in facts:
        text = clean(_COUNT.sub("", fact.text) if counted else fact.text).lstrip("#").replace("_", " ").strip()
        folded = key(text)
        if folded and folded not in strange and not _NO_TAG.search(fact.text) and len(text.split()) <= _MOST_WORDS:
            found.setdefault(folded, Printed(text, Evidence("tag", fact.field, clip(text, 200), METHOD, 0.9)))
    return list(islice(found.values(), _MOST_TAGS))


def _is_of_report(tags: Sequence[Printed], met: frozenset[str]) -> bool:
    return len(tags) < 3 or sum(bool(_words(key(tag.text)) & met) for tag in tags) > _LEAST_MET * len(tags)


def _words(*folded: str) -> frozenset[str]:
    """The words of folded texts, without the article that Arabic writes together with them."""
    return frozenset(word.removeprefix("ال") for text in folded for word in text.split() if len(word) > 2)


def _visible(blocks: Sequence[Block], headline: Headline) -> Iterator[str]:
    """The links of the first list below the headline that is labelled, or named, as tags."""
    start = headline.block.order if headline.block is not None else 0
    box: Element | None = None
    for block in blocks[start + 1 :]:
        if box is None:
            box = _box_of(block)
        elif box not in set(islice(above(block.element), _DEPTH)) or block.link_share < 0.5:
            return
        if box is not None:
            yield from (text for text in _linked(block) if not text.endswith(":") and key(text) not in _heads())


def _is_aside(element: Element) -> bool:
    """In a menu, a sidebar, or a footer that is not the report's own."""
    steps = [str(step.tag) for step in above(element)]
    return bool({"nav", "aside"} & set(steps)) or ("footer" in steps and "article" not in steps)


def _heads() -> frozenset[str]:
    return phrases("tag_labels", _FILE) | phrases("tag_heads", _FILE)


def _box_of(block: Block) -> Element | None:
    """The element that holds a list of tags which begins with this line: by its label or by its name."""
    if _is_aside(block.element):
        return None
    if block.key in phrases("tag_labels", _FILE):
        return block.element.getparent()
    if block.linked and openings("tag_labels", _FILE).match(block.key):
        return block.element
    if block.link_share > 0.5 and all(_is_tag_link(piece.element, piece.text) for piece in block.pieces):
        return block.element.getparent() if len(block.pieces) == 1 else block.element
    for element in islice(above(block.element), _DEPTH):
        marked = names(element)
        if marked & _TAG_NAMES and not marked & _NO_TAG_NAMES and block.link_share > 0.5:
            return element
    return None


def _is_tag_link(element: Element, text: str) -> bool:
    link = next(_links(element), None)
    return link is not None and (text.startswith("#") or bool(_TAG_ADDRESS.search(link.get("href") or "")))


def _linked(block: Block) -> Iterator[str]:
    for link, pieces in groupby(block.pieces, key=lambda piece: next(_links(piece.element), None)):
        if link is not None:
            yield clean(" ".join(piece.text for piece in pieces))


def _links(element: Element) -> Iterator[Element]:
    return (step for step in above(element) if step.tag == "a")
