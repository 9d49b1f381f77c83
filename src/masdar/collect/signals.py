"""Headers, HTML, robots.txt and tdmrep.json in, what the publisher says about the use of its pages out. Pure.

These are wishes, recorded word for word beside the page; what follows from them is decided elsewhere. Whether a page
may be asked for at all is robots.txt's to say (`pace.read_robots`). What cannot be understood says nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import quote, unquote_to_bytes

from selectolax.lexbor import LexborHTMLParser

from masdar.model import Page, Signal
from masdar.read.decode import decode

OUR_NAME = "masdar"  # what publishers call us in robots.txt, X-Robots-Tag and <meta name>
MOST_SIGNALS = 40  # of one place: the rules there are, twice over; more is garbage
MOST_VALUE_CHARS = 500
_META_REACH = 512 * 1024  # bytes of a page looked at for <meta>: past the heads with the longest inline styles
_MAYBE_META = re.compile(rb"name\s{0,9}=\s{0,9}[\"']?\s{0,9}(robots|tdm-|" + OUR_NAME.encode() + rb")", re.IGNORECASE)
# Rules that restrict, of https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag and MDN's
# X-Robots-Tag page; noai and noimageai are DeviantArt's (2022), nocache Bing's. What permits ("all") says nothing new.
_RULES_WITH_VALUE = ("max-snippet", "max-image-preview", "max-video-preview", "unavailable_after")
_RULES = (
    "noindex", "nofollow", "noarchive", "nocache", "nosnippet", "noimageindex", "notranslate", "noai", "noimageai",
    *_RULES_WITH_VALUE,
)  # fmt: skip
_SHORT = {"none": ("noindex", "nofollow")}
_DAY_COMMA = re.compile(r"\b((?:sun|mon|tue|wed|thu|fri|sat)[a-z]{0,6}),", re.IGNORECASE)  # the date's own comma
_TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")
_CONTENT_SIGNAL = re.compile(r"([a-z][a-z0-9-]{0,39})\s*=\s*(yes|no)(?![a-z0-9-])", re.IGNORECASE)
_AGENT = re.compile(r"[a-z_-]+|\*")  # RFC 9309 2.2.1; what follows ("/1.0") is not part of the name
_UNRESERVED = re.compile(r"%(2[DdEe]|3[0-9]|4[1-9A-Fa-f]|5[0-9AaFf]|6[1-9A-Fa-f]|7[0-9AaEe])")
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")


def page_signals(page: Page, agent: str = OUR_NAME) -> tuple[Signal, ...]:
    """What the page's headers (X-Robots-Tag, TDM-*, Content-Signal) and <meta> elements say to everyone or to us.

    A header or element that repeats counts each time. Of TDMRep the page goes before tdmrep.json (its 2.4).
    """
    found = [
        *_tag_signals([value for name, value in page.headers if name == "x-robots-tag"], agent),
        *_tdm_signals(page.header("tdm-reservation"), page.header("tdm-policy"), "header:{}"),
    ]
    for name, value in page.headers:
        if name == "content-signal":
            found += _content_signals(value, "header:content-signal")
    return _once([*found, *_meta_signals(page, agent)])


def robots_signals(text: str, agent: str = OUR_NAME) -> tuple[Signal, ...]:
    """The Content-Signal lines (contentsignals.org) of a robots.txt that are for us: those of the groups for our name
    or, if these have none, of the groups for all. Lines before any group are taken to be for all."""
    name = _agent_name(agent)
    ours: list[Signal] = []
    everyones: list[Signal] = []
    group, open_group = {"*"}, False
    for field, value in _robots_lines(text):
        if field == "user-agent":
            group = group if open_group else set()
            group.add(_agent_name(value))
            open_group = True
            continue
        open_group = open_group and field == "sitemap"  # a sitemap line may stand anywhere (RFC 9309 2.2.4)
        if field == "content-signal":
            ours += _content_signals(value, "robots.txt") if name in group else ()
            everyones += _content_signals(value, "robots.txt") if "*" in group else ()
    return _once(ours or everyones)


def tdmrep_signals(body: bytes, path: str) -> tuple[Signal, ...]:
    """What a /.well-known/tdmrep.json says of a path ("/news/1?page=2"). TDMRep (W3C CG report 2024), section "TDM File
    on the Origin Server": an array of rules. The longest location that matches counts, as in robots.txt; of two as
    long, the first."""
    try:
        rules = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return ()
    best: tuple[int, object, object] = (0, None, None)
    path = _spelled(path)
    for rule in rules if isinstance(rules, list) else ():
        location = rule.get("location") if isinstance(rule, dict) else None
        if isinstance(location, str) and len(location) > best[0] and _matches(location, path):
            best = (len(location), rule.get("tdm-reservation"), rule.get("tdm-policy"))
    return tuple(_tdm_signals(best[1], best[2], "tdmrep.json"))


# ---------------------------------------------------------------- robots rules


def _tag_signals(values: list[str], agent: str) -> Iterator[Signal]:
    """X-Robots-Tag: "noindex, googlebot: nofollow, nosnippet": rules after a name are for the robot of that name."""
    for value in values:
        addressee = "*"
        for part in _parts(value):
            head, colon, rest = part.strip().partition(":")
            if colon and _TOKEN.fullmatch(head.strip()) and head.strip().lower() not in _RULES_WITH_VALUE:
                addressee, part = _agent_name(head), rest
            if addressee in ("*", _agent_name(agent)):
                yield from _rule_signals(part, "header:x-robots-tag")


def _parts(value: str) -> list[str]:
    return _DAY_COMMA.sub(r"\1", value).split(",")[:MOST_SIGNALS]


def _rule_signals(part: str, where: str) -> Iterator[Signal]:
    """The signals of one rule: "noindex", "max-snippet: 20", "none"."""
    head, _, value = part.strip().partition(":")
    head = head.strip().lower()
    for name in _SHORT.get(head, (head,)):
        if name in _RULES:
            yield Signal(name, value.strip()[:MOST_VALUE_CHARS] if name in _RULES_WITH_VALUE else "", where)


def _content_signals(value: str, where: str) -> list[Signal]:
    pairs = _CONTENT_SIGNAL.findall(value[: 20 * MOST_VALUE_CHARS])
    return [Signal(name.lower(), says.lower(), where) for name, says in pairs]


def _robots_lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        field, colon, value = line.split("#", 1)[0].partition(":")
        if colon:
            yield field.strip().lower(), value.strip()


def _agent_name(text: str) -> str:
    found = _AGENT.match(text.strip().lower())
    return found.group() if found else ""


# ---------------------------------------------------------------- meta elements


def _meta_signals(page: Page, agent: str) -> Iterator[Signal]:
    head = page.body[:_META_REACH]
    if not _MAYBE_META.search(head.replace(b"\x00", b"")):  # most pages have none: spare them the parsing
        return
    tree = LexborHTMLParser(decode(head, page.header("content-type")).text)
    tdm: dict[str, str] = {}
    for node in tree.css("meta[name][content]"):
        name, content = ((node.attributes.get(key) or "").strip() for key in ("name", "content"))
        name = name.lower()
        if name in ("robots", _agent_name(agent)):
            for part in _parts(content):
                yield from _rule_signals(part, f"meta:{name}")
        elif name in ("tdm-reservation", "tdm-policy"):
            tdm.setdefault(name, content)
    yield from _tdm_signals(tdm.get("tdm-reservation"), tdm.get("tdm-policy"), "meta:{}")


# ---------------------------------------------------------------- TDMRep


def _tdm_signals(reservation: object, policy: object, where: str) -> Iterator[Signal]:
    """`where` may hold a place for the property's name. Another value than 0 and 1 is as good as none; a policy is
    looked at only beside a reservation (TDMRep, "tdm-reservation" and "tdm-policy")."""
    said = str(reservation).strip() if isinstance(reservation, int | float | str) else ""
    value = {"1": "1", "0": "0", "1.0": "1", "0.0": "0", "True": "1", "False": "0"}.get(said)
    if value is None:
        return
    yield Signal("tdm-reservation", value, where.format("tdm-reservation"))
    if value == "1" and isinstance(policy, str) and policy.strip():
        yield Signal("tdm-policy", policy.strip()[:MOST_VALUE_CHARS], where.format("tdm-policy"))


def _matches(pattern: str, path: str) -> bool:
    """robots.txt's way of matching (RFC 9309 2.2.3): from the beginning, "*" for anything, "$" for the end. `path` is
    in our one spelling."""
    ends = pattern.endswith("$")
    first, *others = (_spelled(piece) for piece in pattern.removesuffix("$").split("*"))
    if not path.startswith(first):
        return False
    at = len(first)
    for number, piece in enumerate(others, start=1):
        is_last = number == len(others)
        found = max(at, len(path) - len(piece)) if ends and is_last else path.find(piece, at)
        if found < 0 or not path.startswith(piece, found):
            return False
        at = found + len(piece)
    return not ends or at == len(path)


def _spelled(text: str) -> str:
    """One spelling: letters beyond ASCII, "$" and "*" quoted, what need not be quoted plain, escapes in capitals."""
    plain = _UNRESERVED.sub(lambda found: unquote_to_bytes(found.group()).decode("ascii"), text)
    quoted = quote(plain, safe="!#%&'()+,/:;=?@[]~-._", errors="replace")
    return _ESCAPE.sub(lambda found: found.group().upper(), quoted)


def _once(signals: list[Signal]) -> tuple[Signal, ...]:
    return tuple(dict.fromkeys(signals))[:MOST_SIGNALS]
