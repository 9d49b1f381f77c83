"""Pages of one site → what they repeat: the lines that are furniture there, whatever they look like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from masdar.model import Page
from masdar.read.decode import decode
from masdar.read.rejection import reject_unread
from masdar.read.tree import Block, grow, read_blocks

# A line is the site's own when three pages print it, and a tenth of those looked at: two may share a report.
_LEAST_PAGES, _LEAST_SHARE = 3, 0.1
# Longer lines are paragraphs: a report printed under several addresses must not vanish.
_MOST_WORDS = 60


@dataclass(frozen=True, slots=True)
class Template:
    """`texts`: keys of lines that stand on several pages of the site. `pages`: how many pages taught it."""

    texts: frozenset[str] = frozenset()
    pages: int = 0


def learn(pages: Sequence[Page]) -> Template:
    """From article pages of one site, each with a text of its own. Fewer than three teach nothing."""
    seen: Counter[str] = Counter()
    read = 0
    for page in pages:
        lines = _lines(page)
        read += bool(lines)
        seen.update(lines)
    enough = max(_LEAST_PAGES, _LEAST_SHARE * read)
    return Template(frozenset(line for line, times in seen.items() if times >= enough), read)


def _lines(page: Page) -> frozenset[str]:
    """The page's lines by key, each once; none for what is no page of text."""
    if reject_unread(page) is not None:
        return frozenset()
    root = grow(decode(page.body, page.header("content-type")).text)
    blocks: Sequence[Block] = read_blocks(root) if root is not None else ()
    return frozenset(block.key for block in blocks if block.key and block.words <= _MOST_WORDS)
