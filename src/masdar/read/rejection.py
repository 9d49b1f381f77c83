"""A page → why it is no report, or None: the fixed reason words that runs are counted by.

too-big, http-status, not-html, empty, no-markup, not-an-article (a home page, a section, a list), no-text,
gone (200, but the page says that what it showed is no longer there)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from masdar.model import Page, Rejected
from masdar.read.body import Body
from masdar.read.metadata import Metadata
from masdar.read.tree import Block, above

# The largest report page seen in a year of Common Crawl News is under 4 MB; ten leave room and bound the time.
MAX_BYTES = 10_000_000
# The largest of a thousand pages looked at has 8,500 tags, opening and closing; each costs reading some microseconds.
MAX_TAGS = 60_000
# A page of more blocks is a listing of some kind or an attack.
MAX_BLOCKS = 10_000
# Elements around all blocks, counted for each block: rules climb from every block, and libxml2 lets 256 levels stand.
MAX_LEVELS = 400_000
# A novel has half a million characters; no report comes near.
MAX_CHARS = 500_000
_HTML_TYPES = re.compile(r"html|^text/plain\b|^$", re.I)
_LOOKS_HTML = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|div|p|table|article|meta|title)\b", re.I)
_LOOKS_XML = re.compile(
    rb"^\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:rss|feed|urlset|sitemapindex|rdf:RDF|svg)\b", re.I | re.S
)
# A shorter text is a report only when the page says that it is one.
_LEAST_WORDS, _LEAST_DECLARED = 25, 6


def reject_unread(page: Page) -> Rejected | None:
    """What can be told before parsing."""
    if page.status != 200:
        return Rejected("http-status", str(page.status))
    if not page.body.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        return Rejected("empty")
    if len(page.body) > MAX_BYTES:
        return Rejected("too-big", f"{len(page.body)} bytes, at most {MAX_BYTES} are read")
    tags = page.body.count(b"<")
    if tags > MAX_TAGS:
        return Rejected("too-big", f"{tags} tags, at most {MAX_TAGS} are read")
    kind = (page.header("content-type") or "").split(";")[0].strip()
    start = page.body[:4_096].replace(b"\x00", b"")  # UTF-16
    if (
        _LOOKS_XML.match(start)
        or not _HTML_TYPES.search(kind)
        or (not _LOOKS_HTML.search(start) and "html" not in kind)
    ):
        return Rejected("not-html", kind)
    return None


def reject_lines(blocks: Sequence[Block]) -> Rejected | None:
    """What the page's lines show by their mere size."""
    if len(blocks) > MAX_BLOCKS:
        return Rejected("too-big", f"{len(blocks)} lines, at most {MAX_BLOCKS} are read")
    if sum(len(block.text) for block in blocks) > MAX_CHARS:
        return Rejected("too-big", f"more than {MAX_CHARS} characters of text")
    levels = sum(1 for block in blocks for _ in above(block.element)) if len(blocks) > MAX_LEVELS / 256 else 0
    if levels > MAX_LEVELS:
        return Rejected("too-big", f"{len(blocks)} lines, {levels // len(blocks)} levels deep")
    return None


def reject_read(page: Page, blocks: Sequence[Block], metadata: Metadata, body: Body, words: int) -> Rejected | None:
    """What the parsed page shows. `words`: of the text that was found."""
    if not blocks:
        return Rejected("empty", "no visible text")
    if _is_home(page.url) or (metadata.is_listing and words < 150):
        return Rejected("not-an-article", "home page" if _is_home(page.url) else "declares itself a list")
    cards = sum(1 for reason in body.reasons.values() if reason == "card")
    if words < (_LEAST_DECLARED if metadata.is_report else _LEAST_WORDS):
        listing = cards > len(blocks) / 3
        return Rejected(
            "not-an-article" if listing or not words else "no-text",
            f"{words} words of text, {cards} of {len(blocks)} lines in cards",
        )
    return None


def _is_home(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return (
        parts.path.rstrip("/").lower() in ("", "/index.html", "/index.php", "/home", "/ar", "/en") and not parts.query
    )
