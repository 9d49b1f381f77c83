"""In: a reading. Out: the credits that a page names: each once, and no platform among them."""

from __future__ import annotations

from masdar.model import Credit, Reading
from masdar.text.tokens import search_terms


def credits_of(reading: Reading) -> tuple[Credit, ...]:
    """Of equal credits the one that says most; none for facts whose name stands inside the medium of a statement
    (منصة «موج»): that is where something was said, not who reported it."""
    media = {search_terms(each.medium) for each in reading.statements if each.medium}
    named: dict[tuple[str, str], Credit] = {}
    for credit in reading.credits:
        if credit.kind == "facts_from" and _is_medium(credit, media):
            continue
        key = (credit.kind, search_terms(credit.canonical_name or credit.name) or credit.name)
        if key not in named or _told(credit) > _told(named[key]):
            named[key] = credit
    return tuple(named.values())


def _is_medium(credit: Credit, media: set[str]) -> bool:
    """A medium that is the name and no more is an outlet that somebody spoke to: no platform."""
    names = {search_terms(name) for name in (credit.name, credit.canonical_name or "")} - {""}
    return any(f" {name} " in f" {medium} " and name != medium for name in names for medium in media)


def _told(credit: Credit) -> int:
    return sum(part is not None for part in (credit.url, credit.title, credit.fetched))
