"""Links of several listing pages of one site in, the shapes of its articles' addresses out, with the evidence. Pure.

A shape is an address with what varies taken out: "/news/{n}/{slug}". Nobody says which links lead to articles, so the
links' own behaviour does: articles are many, their texts are headlines, they stand outside menus, and they do not
stand on every page. Where a feed or sitemap names articles, their shapes count as known.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

from masdar.collect.links import HEADLINE_WORDS, Anchor, has_article_shape, is_front, is_service, looks_like_section

LEAST_LINKS = 3  # different addresses of one shape: two are a coincidence ("/about/1", "/about/2")
LEAST_SECTION_LINKS = 6  # where the general rules see lists ("/tag/{slug}"), chance must be further off
HEADLINE_SHARE = 0.5  # of a shape's links; headlines of three words and picture links without text make up the rest
LIKELY_SHARE = 0.35  # where the general rules see articles already: some sites link a word above each headline too
SURE_SHARE = 0.8  # for shapes that the general rules take for lists
MOST_AGAINST = 0.34  # of a shape's links may stand in menus, or with a short text on every page
EVERY_PAGE = 0.8  # of the pages looked at (three or more): what stands on them is furniture
MOST_SHAPES = 24  # of one source; a site with more has addresses without a shape
SHOWN_EXAMPLES = 3
_WORD, _PATH = "{word}", "{path}"  # gaps
_VARIABLE = re.compile(r"\{(?:y|m|d|date|n|id|slug)\}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DATE = re.compile(r"(?:19|20)\d\d[-_]?(?:0[1-9]|1[0-2])[-_]?(?:0[1-9]|[12]\d|3[01])")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_HEX = re.compile(r"(?=.*\d)(?=.*[a-f])[0-9a-f]{8,}")
_TOKEN = re.compile(r"[A-Za-z0-9]{5,}")
_MIXED = re.compile(r"(?=.*[a-z]\d+[a-z]+\d)[a-z0-9]{8,}")  # c4gx9p2l0k1o
_CAMEL = re.compile(r"[A-Z]?[a-z]{3,}(?:[A-Z][a-z]+|[A-Z]+)*\d*|[A-Z]+\d*|[A-Z][a-z]+(?:[A-Z][a-z]{2,})+\d*")
_CODE = re.compile(r"[A-Za-z]{1,4}\d{1,4}")
_BREAK = re.compile(r"[-_\s+.,،]+")
_DIGITS = re.compile(r"\d+")
_ENDING = re.compile(r"\.[A-Za-z]{2,5}$")
_LONG_NUMBER = 4  # digits beside a slug that are the article's number; fewer belong to its words ("top-10-cities")
_SLUG_WORDS = 3  # "saudi-arabia" is a section


@dataclass(frozen=True, slots=True)
class Shape:
    """How the links of one shape behave on the pages looked at: counts of different addresses.

    `named`: those that a feed or sitemap names. `place`: the container that most of them stand in.
    `reason`: why they are no articles, "" when they are.
    """

    pattern: str
    links: int
    headlines: int
    in_menus: int
    on_every_page: int
    named: int
    place: str
    examples: tuple[str, ...]
    reason: str

    @property
    def is_article(self) -> bool:
        """Do its links lead to articles?"""
        return not self.reason


@dataclass(frozen=True, slots=True)
class _Link:
    """One address with what its anchors on all pages show. `is_named`: a feed or sitemap names it."""

    url: str
    text: str
    in_menu: bool
    place: str
    pages: int
    is_named: bool

    @property
    def is_headline(self) -> bool:
        """The address of an article counts in a menu too: lists of what is read most are often made as one."""
        return len(self.text.split()) >= HEADLINE_WORDS and (not self.in_menu or has_article_shape(self.url))


@lru_cache(maxsize=50_000)  # a listing page repeats its menu: the shapes of some thousand addresses at a time
def shape_of(url: str) -> str:
    """The shape of an address, host left out: {y}, {m}, {d} parts of a date, {date} a whole one, {n} a number, {id} an
    opaque token, {slug} three words or more joined by hyphens. What else stands there stays, in small letters. "" when
    the address is none."""
    try:
        parts = urlsplit(url)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return ""
    kinds: list[str] = []
    for segment in parts.path.split("/")[1:]:
        kinds.append(_kind(segment, kinds))
    query = "&".join(f"{_plain(name)}={_kind(value, [])}" for name, value in sorted(pairs))
    return f"/{'/'.join(kinds)}{'?' if query else ''}{query}".lower()


def fits(url: str, patterns: Sequence[str]) -> bool:
    """Has the address one of these shapes? {word} is any one word, {path} one or more sections; where a number, token
    or day tells addresses apart, a {slug} may be short. A pattern with such a gap takes no address that itself says
    that it is a list ("/tag/…")."""
    shape = shape_of(url)
    if shape in patterns:
        return True
    return any(_as_expression(pattern).fullmatch(shape) for pattern in patterns) and not looks_like_section(url)


def learn_shapes(pages: Sequence[Sequence[Anchor]], named: Collection[str] = ()) -> tuple[Shape, ...]:
    """The shapes of the links on listing pages of one site (its own links only, each page's as `anchors_of` gives
    them), those of articles first and then by number. `named`: addresses that its feeds or sitemaps give."""
    groups: dict[str, list[_Link]] = defaultdict(list)
    for link in _links(pages, frozenset(named)):
        groups[shape_of(link.url)].append(link)
    groups = _widened(groups, len(pages))
    shapes = [_judged(pattern, links, len(pages)) for pattern, links in groups.items()]
    return tuple(sorted(shapes, key=lambda shape: (not shape.is_article, -shape.links, shape.pattern)))


def article_patterns(shapes: Sequence[Shape]) -> tuple[str, ...]:
    """The patterns for `Source.articles`, the most frequent first."""
    return tuple(shape.pattern for shape in shapes if shape.is_article)[:MOST_SHAPES]


# ---------------------------------------------------------------- addresses


def _kind(segment: str, before: Sequence[str]) -> str:
    """What one segment of a path is, after those before it."""
    text = _plain(segment)
    if text.isascii() and text.isdigit():
        if _DATE.fullmatch(text):
            return "{date}"
        if _YEAR.fullmatch(text):
            return "{y}"
        is_dated = bool(before) and before[-1] in ("{y}", "{m}") and len(text) <= 2
        return ("{m}" if before[-1] == "{y}" else "{d}") if is_dated else "{n}"
    ending = _ENDING.search(text)
    end = ending.group() if ending and "_" not in ending.group() else ""
    return _stem_kind(text[: len(text) - len(end)], bool(before) and before[-1] in ("{date}", "{d}")) + end


def _stem_kind(stem: str, is_dated: bool) -> str:
    """`is_dated`: a day stands before it, so that a code such as "ln20" tells one report of that day."""
    if _DATE.fullmatch(stem):
        return "{date}"
    if _is_token(stem) or (is_dated and _CODE.fullmatch(stem)):
        return "{id}"
    words = [word for word in _BREAK.split(stem) if word]
    if len(words) >= _SLUG_WORDS:
        return _slug_kind(words)
    return _DIGITS.sub("{n}", stem)


def _slug_kind(words: list[str]) -> str:
    """A slug, with the article's number before or behind it; `words` holds three or more."""
    first, last = (word.isascii() and word.isdigit() and len(word) >= _LONG_NUMBER for word in (words[0], words[-1]))
    if all(word.isdigit() for word in words):
        return "{n}"
    return "{n}-{slug}" if first else "{slug}-{n}" if last else "{slug}"


def _is_token(text: str) -> bool:
    """vM1aCd, 64f0c2d9e1: letters that make no word. "AboutUs" and "page2" do."""
    if _UUID.fullmatch(text) or _HEX.fullmatch(text) or _MIXED.fullmatch(text):
        return True
    return text != text.lower() and _TOKEN.fullmatch(text) is not None and not _CAMEL.fullmatch(text)


def _plain(segment: str) -> str:
    """Percent signs resolved; braces, which shapes use themselves, are written as parentheses."""
    return unquote(segment).replace("{", "(").replace("}", ")")


def _is_telling(segment: str) -> bool:
    """Does it tell one article from others by itself?"""
    return any(f"{{{kind}}}" in segment for kind in ("n", "id", "date", "y"))


@lru_cache(maxsize=1000)
def _as_expression(pattern: str) -> re.Pattern[str]:
    gaps = {_WORD: r"[^/?{}]+", _PATH: r"(?:[^/?{}]+|\{slug\})(?:/(?:[^/?{}]+|\{slug\}))*"}
    if _is_telling(pattern):
        gaps["{slug}"] = "[^/?]+"
    parts = re.split(r"(\{[a-z]+\})", pattern)
    return re.compile("".join(gaps.get(part) or re.escape(part) for part in parts))


def _is_word(segment: str) -> bool:
    return segment != "" and "{" not in segment


# ---------------------------------------------------------------- behaviour


def _links(pages: Sequence[Sequence[Anchor]], named: frozenset[str]) -> list[_Link]:
    """Each address once. What leads to the front page, a log-in or a picture is left out."""
    found: dict[str, list[Anchor]] = {url: [] for url in sorted(named)}
    for page in pages:
        for anchor in page:
            found.setdefault(anchor.url, []).append(anchor)
    links: list[_Link] = []
    for url, anchors in found.items():
        if shape_of(url) and not (is_front(url) or is_service(url)):
            longest = max(anchors, key=lambda anchor: len(anchor.text), default=Anchor(url, "", False))
            in_menu = bool(anchors) and all(anchor.in_menu for anchor in anchors)
            links.append(_Link(url, longest.text, in_menu, longest.place, len(anchors), url in named))
    return links


def _widened(groups: Mapping[str, list[_Link]], pages: int) -> dict[str, list[_Link]]:
    """Shapes that differ in their sections only ("/sport/{n}", "/culture/film/{n}") put together ("/{path}/{n}"), when
    together they are articles and none of them behaves as a menu."""
    verdicts = {pattern: _judged(pattern, links, pages) for pattern, links in groups.items()}
    wide: dict[tuple[int, str], list[str]] = defaultdict(list)
    for pattern, links in groups.items():
        if _VARIABLE.search(pattern) and not _are_lists(links):
            for candidate in _wider(pattern):
                wide[candidate].append(pattern)
    result = dict(groups)
    for (_, pattern), parts in sorted(wide.items(), key=lambda item: (item[0][0], -len(item[1]), item[0])):
        left = [part for part in parts if part in result]
        together = [link for part in left for link in result[part]]
        is_safe = not any(verdicts[part].reason in ("in-menus", "short-texts") for part in left)
        if len(left) >= 2 and is_safe and _judged(pattern, together, pages).is_article:
            result = {key: links for key, links in result.items() if key not in left} | {pattern: together}
    return result


def _wider(pattern: str) -> Iterator[tuple[int, str]]:
    """The pattern with gaps for its sections, the narrowest first: all sections but the last, all, any single word."""
    path, mark, query = pattern.partition("?")
    segments = path.split("/")[1:]
    telling = next((place for place, segment in enumerate(segments) if _is_telling(segment)), len(segments) - 1)
    if telling > 1:
        yield 0, f"/{_PATH}/{'/'.join(segments[telling - 1 :])}{mark}{query}"
    if telling > 0:
        yield 1, f"/{_PATH}/{'/'.join(segments[telling:])}{mark}{query}"
    for place, segment in enumerate(segments):
        if _is_word(segment):
            yield 2, f"/{'/'.join([*segments[:place], _WORD, *segments[place + 1 :]])}{mark}{query}"


def _judged(pattern: str, links: Sequence[_Link], pages: int) -> Shape:
    shown = [link for link in links if link.pages]
    every = {link.url for link in shown if pages >= 3 and link.pages >= EVERY_PAGE * pages}
    examples = sorted((link.url for link in links if not link.in_menu), key=len)
    return Shape(
        pattern=pattern,
        links=len(links),
        headlines=sum(link.is_headline for link in shown),
        in_menus=sum(link.in_menu for link in shown),
        on_every_page=len(every),
        named=sum(link.is_named for link in links),
        place=max(places, key=places.__getitem__) if (places := Counter(link.place for link in shown)) else "",
        examples=tuple(examples[-SHOWN_EXAMPLES:]),
        reason=_reason(pattern, links, [link for link in shown if link.in_menu or link.url in every]),
    )


def _reason(pattern: str, links: Sequence[_Link], furniture: Sequence[_Link]) -> str:
    """Why links that behave so do not lead to articles, "" when they do."""
    if not _VARIABLE.search(pattern):
        return "one-page"
    is_list = _are_lists(links)
    if len(links) < (LEAST_SECTION_LINKS if is_list else LEAST_LINKS):
        return "too-few"
    shown = sum(link.pages > 0 for link in links)
    if sum(not link.is_headline for link in furniture) > shown * MOST_AGAINST:
        return "in-menus"
    is_likely = sum(has_article_shape(link.url) for link in links) > len(links) / 2
    share = SURE_SHARE if is_list else LIKELY_SHARE if is_likely else HEADLINE_SHARE
    articles = sum(link.is_headline or link.is_named for link in links)
    return "" if articles >= max(LEAST_LINKS, share * shown) else "short-texts"


def _are_lists(links: Sequence[_Link]) -> bool:
    return sum(looks_like_section(link.url) for link in links) > len(links) / 2
