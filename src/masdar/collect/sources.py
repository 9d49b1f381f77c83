"""Source files (TOML, one publisher each) in, `Source` out, and back; or a home page in, a first guess at one out.

# sources/sa/example.toml: the file's name without ".toml" is the source's id
name = "صحيفة المثال"                         # required: as the publisher prints it
home = "https://www.example.sa/"              # required: where its site begins
hosts = ["www.example.sa", "example.sa"]      # whose pages are its own; default: home's host, with and without www.
                                              # a part of a shared host: "t.me/name"
kind = "outlet"                               # outlet (default), agency, official, aggregator, channel
language = "ar"                               # ISO 639 code, default "ar"
country = "sa"                                # ISO 3166-1 code
zone = "Asia/Riyadh"                          # tz database name: the clock its pages print
policy = "excerpt"                            # what we may show: full, excerpt (default), headline
pace_s = 5.0                                  # seconds between two requests to a host, default 5
aliases = ["المثال"]                          # other printed names, for credits
articles = ["/news/{n}/{slug}"]               # shapes of its articles' addresses, as `masdar source add` learns them
per_day = 40.0                                # new articles expected a day; default: as its own history says
verify_tls = true                             # false: a certificate that does not hold is accepted, and told on pages
[[listings]]                                  # where it lists its news; none: to be discovered
url = "https://www.example.sa/rss"
kind = "feed"                                 # feed, sitemap, page, channel
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args
from zoneinfo import available_timezones

from masdar.collect.addresses import absolute_url, home_hosts, host_of
from masdar.collect.guess import guess_source
from masdar.errors import BadSourceFile
from masdar.model import Listing, ListingKind, Policy, Source, SourceId, SourceKind

__all__ = ["guess_source", "parse_source", "read_source_file", "source_text"]

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_COUNTRY = re.compile(r"[a-z]{2}")
_PATH = re.compile(r"[^\s/?#]+(/[^\s/?#]+)*")
_KEY_LINE = re.compile(r"\s*([A-Za-z0-9_-]+)\s*=")
_LEAST_PACE_S = 0.0
_MOST_PACE_S = 3600.0  # an hour between requests: more is a pause, not a pace
_MOST_PER_DAY = 20_000.0  # the largest agencies file some thousand items a day
_KEYS = tuple(field.name for field in fields(Source) if field.name != "id")
_TOP_KEYS = tuple(key for key in _KEYS if key != "listings")


class _Fault(Exception):
    """One thing wrong with a value: the key and what is wrong, for people."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


def read_source_file(path: Path) -> Source:
    """The source a file describes. Raises BadSourceFile with the file, the line and what to do."""
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise BadSourceFile(
            f"{path}: {error.strerror}; give a source file, or an address that begins with https://"
        ) from error
    except UnicodeDecodeError as error:
        raise BadSourceFile(f"{path}: not UTF-8 text (byte {error.start}). Save it as UTF-8.") from error
    return parse_source(text, path.stem, str(path))


def states_policy(path: Path) -> bool:
    """Whether a source file that can be read says itself how much of its text may be shown."""
    return "policy" in tomllib.loads(path.read_text("utf-8-sig"))


def parse_source(text: str, id: str, where: str = "source file") -> Source:
    """`read_source_file` of a text. `where` begins the messages."""
    try:
        table: dict[str, object] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadSourceFile(f"{where}: {error}. Texts stand in double quotes, lists in [brackets].") from error
    try:
        return _checked(table, id)
    except _Fault as fault:
        line = line_of(text, fault.key)
        raise BadSourceFile(f"{where}{f':{line}' if line else ''}: {fault}") from None


def source_text(source: Source, notes: Mapping[str, str] | None = None) -> str:
    """The source as a file's text. Reading it under the name `<id>.toml` gives the same source.

    `notes` are comments that stand above a key, or above the listing of that address: where a value comes from, what is
    uncertain. A key that has a note but no value is written as a comment, to be filled in.
    """
    said = dict(notes or {})
    default = Source(source.id, source.name, source.home, home_hosts(source.home))
    lines: list[str] = []
    for key in _TOP_KEYS:
        value = getattr(source, key)
        lines += _as_comment(said.get(key))
        if value != getattr(default, key) or key in ("name", "home", "hosts"):
            lines.append(f"{key} = {_shown(value)}")
        elif key in said:
            lines.append(f"{key} = {_shown(value)}" if value is not None else f"# {key} =")
    return "\n".join(lines) + "\n" + listings_text(source.listings, said)


def listings_text(listings: Sequence[Listing], notes: Mapping[str, str] | None = None) -> str:
    """Listings as the end of a source file, each after its note."""
    lines: list[str] = []
    for listing in listings:
        lines += ["", *_as_comment((notes or {}).get(listing.url)), "[[listings]]"]
        lines += [f"url = {_quote(listing.url)}", f"kind = {_quote(listing.kind)}"]
    return "".join(f"{line}\n" for line in lines)


def set_key(text: str, key: str, value: object) -> str:
    """A source file's text with a line for a key that it does not have, before its listings."""
    lines = text.splitlines(keepends=True)
    first = next((place for place, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
    while first and (not lines[first - 1].strip() or (first < len(lines) and lines[first - 1].startswith("#"))):
        first -= 1  # a comment above the first listing is that listing's
    if first and not lines[first - 1].endswith("\n"):
        lines[first - 1] += "\n"
    return "".join([*lines[:first], f"{key} = {_shown(value)}\n", *lines[first:]])


def _as_comment(note: str | None) -> list[str]:
    """One line each of a comment; control characters are not TOML's."""
    return [f"# {''.join(char if char.isprintable() else ' ' for char in line)}" for line in (note or "").splitlines()]


def _checked(table: dict[str, object], id: str) -> Source:
    if _ID.fullmatch(id) is None:
        raise _Fault("", f"the file's name {id!r} is the source's id: use small Latin letters, digits, - and _.")
    _only(table, _KEYS)
    home = _url("home", _text(table, "home"))
    return Source(
        id=SourceId(id),
        name=_text(table, "name"),
        home=home,
        hosts=_hosts(table, home),
        kind=_choice(table, "kind", get_args(SourceKind), "outlet"),
        language=_matching(table, "language", _LANGUAGE, 'a language code such as "ar"') or "ar",
        country=_matching(table, "country", _COUNTRY, 'a country code of two small letters such as "sy"'),
        zone=_zone(table),
        listings=_listings(table),
        policy=_choice(table, "policy", get_args(Policy), "excerpt"),
        pace_s=_pace(table),
        aliases=_texts(table, "aliases"),
        articles=_shapes(table),
        per_day=_per_day(table),
        verify_tls=_is_so(table, "verify_tls", True),
    )


def _only(table: dict[str, object], known: tuple[str, ...]) -> None:
    for key in table:
        if key not in known:
            raise _Fault(key, f"unknown key {key!r}. Known keys: {', '.join(known)}.")


def _text(table: dict[str, object], key: str, default: str | None = None) -> str:
    value = table.get(key, default)
    if value is None:
        raise _Fault("", f"{key!r} is missing.")
    if not isinstance(value, str) or not value.strip():
        raise _Fault(key, f"{key!r} must be a text in double quotes, not {value!r}.")
    return value


def _texts(table: dict[str, object], key: str) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(text, str) and text.strip() for text in value):
        raise _Fault(key, f'{key!r} must be a list of texts such as ["one", "two"].')
    return tuple(value)


def _choice(table: dict[str, object], key: str, choices: Any, default: str) -> Any:
    """`choices` and the answer are of one Literal type, which no signature can say."""
    value = _text(table, key, default)
    if value not in choices:
        raise _Fault(key, f"{key!r} is {value!r}: choose one of {', '.join(choices)}.")
    return value


def _matching(table: dict[str, object], key: str, pattern: re.Pattern[str], what: str) -> str | None:
    if key not in table:
        return None
    value = _text(table, key)
    if pattern.fullmatch(value) is None:
        raise _Fault(key, f"{key!r} is {value!r}: it must be {what}.")
    return value


def _zone(table: dict[str, object]) -> str | None:
    if "zone" not in table:
        return None
    value = _text(table, "zone")
    if value not in available_timezones():
        raise _Fault("zone", f'no time zone is called {value!r}: use a tz database name such as "Asia/Damascus".')
    return value


def _pace(table: dict[str, object]) -> float:
    value = table.get("pace_s", 5.0)
    if isinstance(value, bool) or not isinstance(value, int | float) or not _LEAST_PACE_S <= value <= _MOST_PACE_S:
        raise _Fault("pace_s", f"'pace_s' is {value!r}: a number of seconds from 0 to {_MOST_PACE_S:.0f}.")
    return float(value)


def _shapes(table: dict[str, object]) -> tuple[str, ...]:
    shapes = _texts(table, "articles")
    for shape in shapes:
        if not shape.startswith("/"):
            raise _Fault("articles", f"'articles' holds {shape!r}: the path of an address, such as \"/news/{{n}}\".")
    return shapes


def _per_day(table: dict[str, object]) -> float | None:
    value = table.get("per_day")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= _MOST_PER_DAY:
        raise _Fault("per_day", f"'per_day' is {value!r}: a number of articles above 0, at most {_MOST_PER_DAY:.0f}.")
    return float(value)


def _is_so(table: dict[str, object], key: str, default: bool) -> bool:
    value = table.get(key, default)
    if not isinstance(value, bool):
        raise _Fault(key, f"{key!r} is {value!r}: true or false, without quotation marks.")
    return value


def _url(key: str, value: str) -> str:
    if absolute_url(value, "") is None:
        raise _Fault(key, f"{key!r} is {value!r}: an address must begin with https:// or http:// and name a host.")
    return value


def _hosts(table: dict[str, object], home: str) -> tuple[str, ...]:
    if "hosts" not in table:
        return home_hosts(home)
    hosts = _texts(table, "hosts")
    for part in hosts:
        host, _, path = part.partition("/")
        is_host = host in (host_of(f"http://{host}"), host_of(f"https://{host}"))
        if not is_host or ("/" in part and _PATH.fullmatch(path) is None):
            allowed = "a host name in small letters, as news.example.org, or a part of one, as t.me/name"
            raise _Fault("hosts", f"'hosts' holds {part!r}: only {allowed}.")
    return hosts


def _listings(table: dict[str, object]) -> tuple[Listing, ...]:
    value = table.get("listings", [])
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise _Fault("listings", "'listings' must be tables, each begun by a line [[listings]].")
    found: list[Listing] = []
    for item in value:
        _only(item, ("url", "kind"))
        found.append(Listing(_url("url", _text(item, "url")), _choice(item, "kind", get_args(ListingKind), "feed")))
    return tuple(found)


def line_of(text: str, key: str) -> int | None:
    """The number of the line of a source file that sets the key (the first, when several do)."""
    for number, line in enumerate(text.splitlines(), 1):
        found = _KEY_LINE.match(line)
        if (found is not None and found[1] == key) or line.strip() in (f"[{key}]", f"[[{key}]]"):
            return number
    return None


def _quote(text: str) -> str:
    """A TOML basic string: JSON's escapes are TOML's, but DEL must be escaped too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return f"[{', '.join(_quote(text) for text in value)}]"
    return _quote(value) if isinstance(value, str) else repr(value)
