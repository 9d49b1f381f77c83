"""A fetched home page and the listings found on it in, a first guess at its source file out. Pure."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from selectolax.lexbor import LexborHTMLParser

from masdar.collect.addresses import absolute_url, home_hosts, host_of
from masdar.collect.channels import guess_channel
from masdar.model import Listing, Page, Source, SourceId, SourceKind
from masdar.read.decode import decode

_TITLE_BREAKS = re.compile(r"\s+[|\-–—:»«•·]+\s+|\s*\|\s*|:\s+")
_NOT_ID = re.compile(r"[^a-z0-9]+")
_ARABIC = re.compile("[\u0621-\u064a]")
_LATIN = re.compile("[A-Za-z]")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_REGION = re.compile(r"[A-Za-z]{2,3}[-_]([A-Za-z]{2})")
_SPACE = re.compile(r"\s+")
# Words of a <title> that name the page, not the publisher.
_FRONT_WORDS = frozenset({"home", "homepage", "home page", "main", "الرئيسية", "الصفحة الرئيسية", "الرئيسيه"})
# "news agency", "agency"
_AGENCY = re.compile(r"(^|\s)(وكالة|news agency)(\s|$)", re.IGNORECASE)
# Host labels that say nothing of who the publisher is.
_DULL_LABELS = frozenset({"www", "com", "org", "net", "gov", "edu", "co", "info", "news", "ar", "arabic", "m"})
_OFFICIAL = re.compile(r"(^|\.)(gov|gob|mil|govt)(\.[a-z]{2})?$")


def guess_source(home: Page, listings: tuple[Listing, ...] = ()) -> Source:
    """What the home page says of its publisher. To be looked at by a person: `zone` is the country's by the host's
    domain and None for .com and the like; `kind` goes by the name ("agency") and the domain ("official")."""
    channel = guess_channel(home)
    if channel is not None:
        return channel
    tree = LexborHTMLParser(decode(home.body, home.header("content-type")).text)
    return _guess(tree, home.url, _declared_name(tree) or _title_name(tree), listings)


@dataclass(frozen=True, slots=True)
class Note:
    """Where the value of one key of a source comes from. `is_sure` False: a person should look at it."""

    key: str
    text: str
    is_sure: bool


def guess_notes(home: Page, source: Source) -> tuple[Note, ...]:
    """Where each value of `guess_source` comes from, and what it could not tell."""
    tree = LexborHTMLParser(decode(home.body, home.header("content-type")).text)
    domain = host_of(home.url).rsplit(":", 1)[0].rsplit(".", 1)[-1]
    named = ("the page names it so", True) if _declared_name(tree) else ("from the page's title", False)
    region = _declared_country(tree)
    unknown = f"not known: .{domain} is no country's" + (f"; the page declares the region {region!r}" if region else "")
    zone = ("the clock of the capital; the pages may print another", False)
    return (
        Note("name", *(named if source.name != host_of(home.url) else ("not found: its host", False))),
        Note("kind", *_kind_note(source)),
        Note("language", *_language_note(tree, source.language)),
        Note("country", *((f"from the domain .{domain}", True) if source.country else (unknown, False))),
        Note("zone", *(zone if source.zone else ("not known: times on its pages will have no zone", False))),
    )


def _kind_note(source: Source) -> tuple[str, bool]:
    if source.kind == "outlet":
        return "outlet unless you know better: outlet, agency, official, aggregator, channel", False
    return ("its name says so", True) if source.kind == "agency" else ("its domain says so", True)


def _language_note(tree: LexborHTMLParser, language: str) -> tuple[str, bool]:
    declared = _declared_language(tree)
    if declared == language:
        return "the page declares it, and its letters agree", True
    return (
        f"from the letters of the page, {f'which declares {declared!r}' if declared else 'which declares none'}",
        False,
    )


def guess_source_of(page: Page) -> Source:
    """A source for the host, or the channel, of any page, as archives hold them: only a home page's <title> names the
    publisher."""
    home = absolute_url("/", page.url) or page.url
    if page.url == home:
        return guess_source(page)
    channel = guess_channel(page)
    if channel is not None:
        return channel
    tree = LexborHTMLParser(decode(page.body, page.header("content-type")).text)
    return _guess(tree, home, _declared_name(tree), ())


def _guess(tree: LexborHTMLParser, home: str, name: str, listings: tuple[Listing, ...]) -> Source:
    return source_at(home, name, _language(tree), listings)


def source_at(home: str, name: str, language: str, listings: tuple[Listing, ...]) -> Source:
    """A source of which only the home address and perhaps its name are known: its host tells id, country and zone."""
    host = host_of(home)
    country = _country(host)
    return Source(
        id=SourceId(_id(host)),
        name=name or host,
        home=home,
        hosts=home_hosts(home),
        kind=_kind(name, host),
        language=language,
        country=country,
        zone=_countries()["zones"].get(country or ""),
        listings=listings,
    )


def _kind(name: str, host: str) -> SourceKind:
    if _AGENCY.search(name):
        return "agency"
    return "official" if _OFFICIAL.search(host.rsplit(":", 1)[0]) else "outlet"


def country_zones(country: str) -> tuple[str, ...]:
    """The tz database zones of a country as far as we know it, the capital's first; () when we do not."""
    first, others = _countries()["zones"].get(country), _countries()["other_zones"].get(country, "")
    return (first, *others.split()) if first else ()


def _declared_name(tree: LexborHTMLParser) -> str:
    for selector in ('meta[property="og:site_name"]', 'meta[name="application-name"]'):
        node = tree.css_first(selector)
        name = _clean((node.attributes.get("content") or "") if node is not None else "")
        if name:
            return name[:100]
    return ""


def _title_name(tree: LexborHTMLParser) -> str:
    node = tree.css_first("head > title, title")
    parts = [_clean(part) for part in _TITLE_BREAKS.split(node.text() if node is not None else "")]
    named = [part for part in parts if part and part.lower() not in _FRONT_WORDS]
    return min(named, key=len)[:100] if named else ""


def _language(tree: LexborHTMLParser) -> str:
    """The script of the visible text; <html lang> decides between languages of one script."""
    declared = _declared_language(tree)
    text = tree.body.text(separator=" ") if tree.body is not None else ""
    arabic, latin = len(_ARABIC.findall(text)), len(_LATIN.findall(text))
    if arabic > latin:
        return declared if declared in ("ar", "fa", "ur", "ku", "ckb", "ps") else "ar"
    if latin > 4 * arabic and declared == "ar":
        return "en"  # templates left in Arabic around text that is not
    return declared or ("en" if latin else "ar")


def _declared_language(tree: LexborHTMLParser) -> str:
    root = tree.root
    declared = ((root.attributes.get("lang") or "") if root is not None else "").lower().split("-")[0].split("_")[0]
    return declared if _LANGUAGE.fullmatch(declared) else ""


def _declared_country(tree: LexborHTMLParser) -> str | None:
    """The region of og:locale ("ar_SY") or <html lang="ar-SY">: a hint, as many themes come with one."""
    node, root = tree.css_first('meta[property="og:locale"]'), tree.root
    declared = [
        (node.attributes.get("content") or "") if node is not None else "",
        (root.attributes.get("lang") or "") if root is not None else "",
    ]
    regions = (found[1].lower() for text in declared if (found := _REGION.fullmatch(text.strip())))
    return next((region for region in regions if region in _countries()["zones"]), None)


def _id(host: str) -> str:
    """www.al-example.com.sa → "al-example", sport.example.org → "sport-example"."""
    labels = host.rsplit(":", 1)[0].lower().split(".")
    telling = [label for label in labels[:-1] if label not in _DULL_LABELS] or labels
    return _NOT_ID.sub("-", "-".join(telling)).strip("-")[:64].rstrip("-") or "source"


def _country(host: str) -> str | None:
    domain = host.rsplit(":", 1)[0].rsplit(".", 1)[-1]
    code = _countries()["domains"].get(domain, domain)
    return code if code in _countries()["zones"] else None


def _clean(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


@cache
def _countries() -> dict[str, dict[str, str]]:
    text = resources.files("masdar.collect").joinpath("data/countries.toml").read_text("utf-8")
    return tomllib.loads(text)
