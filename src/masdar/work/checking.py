"""Source files in; what is wrong with them as their sites answer today, and the files with what was found, out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from masdar.collect.checks import Checked, Fault
from masdar.collect.fetch import Fetcher
from masdar.collect.shapes import article_patterns
from masdar.collect.sources import line_of, listings_text, parse_source, set_key
from masdar.errors import BadSourceFile, CannotFetch
from masdar.model import Source
from masdar.work.looking import Finding, look_again

AT_ONCE = 8  # sites looked at side by side; each is asked by one, in its turn
_UNCHECKED = re.compile(r"# *Unchecked\b.*\n?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Looked:
    """What a file's site answers today. `finding` None: nothing, for the reason in `faults`."""

    checked: Checked
    finding: Finding | None
    faults: tuple[Fault, ...]


def look_at_all(fetcher: Fetcher, checked: Sequence[Checked], tell: Callable[[str, str], None]) -> Iterator[Looked]:
    """Each file's site, several side by side. `tell` is told the source's id and what is asked."""
    pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="masdar-look")
    try:
        yield from pool.map(lambda each: _looked(fetcher, each, lambda line: tell(each.source.id, line)), checked)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _looked(fetcher: Fetcher, checked: Checked, tell: Callable[[str], None]) -> Looked:
    try:
        finding = look_again(fetcher, checked.source, tell)
    except CannotFetch as trouble:
        return Looked(checked, None, (_fault(checked, "home", str(trouble)),))
    return Looked(checked, finding, tuple(drift(checked, finding)))


def drift(checked: Checked, finding: Finding) -> Iterator[Fault]:
    """Where the file and the site differ. Faults are what keeps news from being collected, the rest are doubts."""
    source, found = checked.source, finding.source
    stated = {listing.url: listing for listing in source.listings}
    for dead in finding.dead:
        if dead.listing.url in stated:
            yield _fault(checked, "listings", f"nothing is there ({dead.why}): {dead.listing.url}")
    for listing in finding.closed:
        if listing.url in stated:
            yield _fault(checked, "listings", f"robots.txt closes it to us: {listing.url}")
    kinds = {listing.url: listing.kind for listing in found.listings}
    for listing in source.listings:
        if kinds.get(listing.url, listing.kind) != listing.kind:
            yield _fault(checked, "listings", f"it is a {kinds[listing.url]}, no {listing.kind}: {listing.url}")
    if not found.listings:
        yield _fault(checked, "listings", "no listing was found: nothing would be collected")
    shapes = article_patterns(finding.shapes)
    if source.articles and shapes and not set(source.articles) & set(shapes):
        yield _fault(checked, "articles", f"its articles' addresses have other shapes now: {', '.join(shapes)}", True)
    new = [listing.url for listing in found.listings if listing.url not in stated and listing.kind != "page"]
    if new and stated:
        yield _fault(checked, "listings", f"it also offers {', '.join(new)}", True)
    if _UNCHECKED.search(checked.text) is not None:
        yield _fault(
            checked, "", "it is marked unchecked: --write puts in what was found and takes the mark away", True
        )


def _fault(checked: Checked, key: str, message: str, is_doubt: bool = False) -> Fault:
    return Fault(checked.path, line_of(checked.text, key) or 0 if key else 0, message, is_doubt)


def with_found(looked: Looked) -> str:
    """The file's text with the listings, shapes and number found put in where the file says nothing of them; its own
    lines and comments stay, but for the mark "# Unchecked"."""
    checked, finding = looked.checked, looked.finding
    if finding is None:
        return checked.text
    source, found = checked.source, finding.source
    text = _UNCHECKED.sub("", checked.text, count=1)
    if not source.articles and found.articles:
        text = set_key(text, "articles", found.articles)
    if source.per_day is None and found.per_day is not None:
        text = set_key(text, "per_day", found.per_day)
    stated = {listing.url for listing in source.listings}
    new = tuple(listing for listing in found.listings if listing.url not in stated)
    text = text.rstrip("\n") + "\n" + listings_text(new)
    _must_be(parse_source(text, source.id, str(checked.path)), source, checked)
    return text


def _must_be(written: Source, before: Source, checked: Checked) -> None:
    """A file whose layout we do not understand is left alone."""
    kept = (written.name, written.home, written.hosts, written.kind, written.zone, written.policy)
    if kept != (before.name, before.home, before.hosts, before.kind, before.zone, before.policy):
        raise BadSourceFile(f"{checked.path}: what was found cannot be put in without changing it; add it by hand")
