"""What was found of sources in, lines for people and values for JSON out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from urllib.parse import unquote

from masdar.collect.checks import Fault
from masdar.collect.shapes import Shape
from masdar.model import Signal, Source
from masdar.work.looking import Finding
from masdar.work.sourcing import Imported

_SHAPES_SHOWN = 6  # of those that were not taken: the largest; a menu of fifty sections needs no fifty lines
_FAULTS_SHOWN = 30


def finding_lines(finding: Finding) -> Iterator[str]:
    """Who it is, what was found, what robots.txt and the opt-outs say; "?" begins what a person should look at."""
    source = finding.source
    notes = {note.key: note for note in finding.notes}
    yield f"{source.id}: {source.name} — {source.home}"
    for key in ("name", "kind", "language", "country", "zone", "per_day"):
        if (note := notes.get(key)) is not None:
            value = getattr(source, key)
            yield f"{_mark(note.is_sure)} {key} {value if value is not None else '-'} ({note.text})"
    for listing in source.listings:
        said = notes.get(listing.url)
        told = f" ({said.text})" if said else ""
        yield f"{_mark(said is None or said.is_sure)} {listing.kind} {listing.url}{told}"
    if (note := notes.get("listings")) is not None:
        yield f"  ? {note.text}"
    yield from (f"  nothing is there ({dead.why}): {dead.listing.url}" for dead in finding.dead)
    yield from (f"  left out, as robots.txt closes it to us: {listing.url}" for listing in finding.closed)
    if not source.listings:
        yield "  ? no listing found: nothing will be collected; name one in a source file"
    yield from _shape_lines(finding.shapes)
    yield from _page_lines(finding)
    pause = f"asks for {finding.delay_s:g} s between requests" if finding.delay_s else "lets us in, asks for no delay"
    yield f"  robots.txt {pause}"
    yield from _signal_lines("the site says", finding.signals)
    yield from _signal_lines("pages say", finding.page_signals)


def _mark(is_sure: bool) -> str:
    return "   " if is_sure else "  ?"


def _shape_lines(shapes: Sequence[Shape]) -> Iterator[str]:
    taken = [shape for shape in shapes if shape.is_article]
    if shapes and not taken:
        yield "  ? no shape of articles' addresses could be learned: the general rules decide"
    for shape in taken:
        named = f", {shape.named} named by a feed or sitemap" if shape.named else ""
        where = f", in {shape.place}" if shape.place else ""
        yield f"    articles {shape.pattern}: {shape.links} links, {shape.headlines} headlines{named}{where}"
        yield from (f"      {unquote(url)}" for url in shape.examples)
    left = sorted((shape for shape in shapes if not shape.is_article), key=lambda shape: -shape.links)
    for shape in [shape for shape in left if shape.links > 1][:_SHAPES_SHOWN]:
        yield f"    not taken {shape.pattern}: {shape.links} links, {shape.headlines} headlines ({shape.reason})"


def _page_lines(finding: Finding) -> Iterator[str]:
    for sample in finding.samples:
        yield f"    article {unquote(sample.url)}"
        yield f"      {sample.title}" if sample.title else f"    ? not read as an article: {sample.reason}"
        yield f"      dated by {sample.dated}" if sample.dated else "    ? no date was found on it"
        if sample.amp:
            yield f"      has an AMP twin: {sample.amp}"
        if sample.canonical in ("other", "elsewhere"):
            whose = "another address of the site" if sample.canonical == "other" else "an address of another site"
            yield f"      its canonical address is {whose}"


def _signal_lines(whose: str, signals: Sequence[Signal]) -> Iterator[str]:
    for signal in signals:
        yield f"  {whose}: {signal.name} {signal.value}".rstrip() + f" ({signal.where})"


def source_json(source: Source) -> dict[str, object]:
    """A source for programs."""
    listings = [{"kind": listing.kind, "url": listing.url} for listing in source.listings]
    return {
        "id": source.id, "name": source.name, "home": source.home, "kind": source.kind, "language": source.language,
        "zone": source.zone, "policy": source.policy, "pace_s": source.pace_s, "listings": listings,
    }  # fmt: skip


def finding_json(finding: Finding) -> dict[str, object]:
    """All that was found, for programs."""
    source = finding.source
    more = {"country": source.country, "hosts": source.hosts, "articles": source.articles, "per_day": source.per_day}
    found = {key: value for key, value in asdict(finding).items() if key != "source"}
    return source_json(source) | more | {"found": found}


def fault_line(fault: Fault) -> str:
    """As compilers print it: "sources/sy/x.toml:3: …"."""
    where = f"{fault.path}:{fault.line}" if fault.line else str(fault.path)
    return f"{where}: {'perhaps: ' if fault.is_doubt else ''}{fault.message}"


def imported_lines(done: Imported) -> Iterator[str]:
    """What became of a list of feeds, then what could not be, by line."""
    counts = (len(done.added), "added"), (len(done.joined), "got new feeds"), (len(done.known), "followed already")
    yield ", ".join(f"{count} {what}" for count, what in counts if count) or "no source was found in it"
    for refused in done.refused[:_FAULTS_SHOWN]:
        name = f"{refused.name}: " if refused.name else ""
        yield f"  line {refused.line}: {name}{refused.reason}" if refused.line else f"  {name}{refused.reason}"
    if len(done.refused) > _FAULTS_SHOWN:
        yield f"  and {len(done.refused) - _FAULTS_SHOWN} more (--json shows all)"
