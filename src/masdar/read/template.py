"""Pages of one site → what they repeat: the texts and places that are furniture there, whatever they look like."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Template:
    """`texts`: keys of lines that stand on several pages of the site. `pages`: how many pages taught it."""

    texts: frozenset[str] = frozenset()
    pages: int = 0
