"""Two versions of an article in; out: where the newer one says that it was corrected or updated, if it does."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Literal

from masdar.model import Notice, Span, Version
from masdar.text.fold import fold
from masdar.text.tokens import Word, words

_Kind = Literal["correction", "update"]
_KINDS: tuple[_Kind, ...] = ("correction", "update")
_TITLE = -1
_CLOSING = re.compile(r"\s*(?:[:\uff1a)\]}»|]|[-–—ـ](?=\s)|…|$)")
"""What parts a label from what it announces; a bare word that goes on is an ordinary one (تحديث المنظومة)."""
_OPENING = re.compile(r"[\s(\[{«*•\-–—|]*")
_IN_BRACKETS = re.compile(r"\s*[)\]}|]")
_QUOTED = re.compile('«[^»]*»|“[^”]*”|"[^"]*"')
_LONGEST_NOTICE = 300
"""Characters of a paragraph that are quoted as the notice: a sentence or two."""


@dataclass(frozen=True, slots=True)
class _Phrases:
    """Folded words of each phrase by its first one, the longest first."""

    labels: dict[str, tuple[tuple[tuple[str, ...], _Kind], ...]]
    sentences: dict[str, tuple[tuple[tuple[str, ...], _Kind], ...]]


def notice_of(old: Version, new: Version) -> Notice | None:
    """The first notice of the newer version that the older one has not, corrections before updates.

    None: the edit is silent. A notice that stood there before announces nothing of what changed since.
    """
    before = {notice.words for notice in _notices(old)}
    fresh = [notice for notice in _notices(new) if notice.words not in before]
    return min(fresh, key=lambda notice: _KINDS.index(notice.kind), default=None)


def _notices(version: Version) -> Iterator[Notice]:
    texts = ((_TITLE, version.title), *enumerate(version.paragraphs))
    for number, text in texts:
        found = _notice_in(text, in_title=number == _TITLE)
        if found is not None:
            kind, start, end = found
            if not _IN_BRACKETS.match(text, end):
                end = max(end, _sentence_end(text, end))
            yield Notice(kind, text[start:end], Span(number, start, end))


def _notice_in(text: str, *, in_title: bool) -> tuple[_Kind, int, int] | None:
    held = words(text)
    if not held:
        return None
    keys = [fold(word.text, loose=True) for word in held]
    return _label(text, held, keys, in_title=in_title) or _sentence(text, held, keys)


def _label(text: str, held: Sequence[Word], keys: Sequence[str], *, in_title: bool) -> tuple[_Kind, int, int] | None:
    """At the head; in a title also in brackets at its end."""
    heads = [0] if _OPENING.fullmatch(text, 0, held[0].start) else []
    if in_title:
        heads += [at for at in range(1, len(held)) if text[: held[at].start].rstrip()[-1:] in ("(", "[", "|", "-", "–")]
    for at in heads:
        for phrase, kind in _phrases().labels.get(keys[at], ()):
            last = at + len(phrase) - 1
            if tuple(keys[at : last + 1]) == phrase and _CLOSING.match(text, held[last].end):
                return kind, held[at].start, held[last].end
    return None


def _sentence(text: str, held: Sequence[Word], keys: Sequence[str]) -> tuple[_Kind, int, int] | None:
    """Outside quotation marks: a club that is quoted to apologise corrects no report."""
    quoted = [found.span() for found in _QUOTED.finditer(text)]
    for at, key in enumerate(keys):
        listed = _phrases().sentences
        for phrase, kind in (*listed.get(key, ()), *listed.get(key.removeprefix("و"), ())):
            is_said = tuple(keys[at + 1 : at + len(phrase)]) == phrase[1:]
            if is_said and not any(start < held[at].start < end for start, end in quoted):
                return kind, held[at].start, held[at + len(phrase) - 1].end
    return None


def _sentence_end(text: str, end: int) -> int:
    """The notice with what it says: to the end of its paragraph, when that is short."""
    return len(text) if len(text) - end <= _LONGEST_NOTICE else end


@cache
def _phrases() -> _Phrases:
    held = tomllib.loads(files("masdar.text").joinpath("data/corrections.toml").read_text(encoding="utf-8"))
    slots = {name: listed.split("|") for name, listed in held["slots"].items()}
    return _Phrases(_indexed(held["labels"], slots), _indexed(held["sentences"], slots))


def _indexed(
    listed: dict[str, list[str]], slots: dict[str, list[str]]
) -> dict[str, tuple[tuple[tuple[str, ...], _Kind], ...]]:
    index: dict[str, set[tuple[tuple[str, ...], _Kind]]] = {}
    for kind in _KINDS:
        for pattern in listed[kind]:
            for phrase in _filled(pattern, slots):
                keys = tuple(fold(word.text, loose=True) for word in words(phrase))
                index.setdefault(keys[0], set()).add((keys, kind))
    return {first: tuple(sorted(held, key=lambda each: (-len(each[0]), each))) for first, held in index.items()}


def _filled(pattern: str, slots: dict[str, list[str]]) -> Iterator[str]:
    names = re.findall(r"\{(\w+)\}", pattern)
    for chosen in product(*(slots[name] for name in names)):
        yield re.sub(r"\{\w+\}", "{}", pattern).format(*chosen)
