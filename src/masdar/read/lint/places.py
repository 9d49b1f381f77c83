"""In: a page's markup and findings. Out: where the evidence of each stands in it, as a place and as line and column."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from urllib.parse import urlsplit

from masdar.model import Article, Evidence, Finding, Place, Spot
from masdar.read.places import characters, locate

# Lines looked for with all that may stand inside them (tags, entities); a page with more faults is one big fault.
_MOST_LINES = 60


class Finder:
    """Looks evidence up in one page's markup."""

    def __init__(self, markup: str, article: Article) -> None:
        self._markup, self._article = markup, article
        self._known: dict[str, Place | None] = {}

    def placed(self, finding: Finding) -> Finding:
        """The finding with its place, or as it was when the evidence is printed nowhere word for word."""
        return finding if finding.evidence is None else replace(finding, place=self._place(finding.evidence))

    def _place(self, evidence: Evidence) -> Place | None:
        article, span = self._article, evidence.span
        if evidence.field == "text" and span is not None:
            held = article.places[span.paragraph] if span.paragraph < len(article.places) else None
            return self._inside(held, article.paragraphs[span.paragraph], span.start, span.end)
        if span is not None and evidence.context:
            return self._inside(self._line(evidence.context), evidence.context, span.start, span.end)
        if evidence.field == "link:href":
            return self._printed(evidence.quote) or self._printed(_path(evidence.quote))
        return self._printed(evidence.quote) or self._line(evidence.quote)

    def _line(self, text: str) -> Place | None:
        """Where a visible line stands; looked up once."""
        if text not in self._known and len(self._known) >= _MOST_LINES:
            return self._printed(text)
        if text not in self._known:
            found = locate(self._markup, "", (text,)).paragraphs if text else (None,)
            self._known[text] = found[0]
        return self._known[text]

    def _inside(self, place: Place | None, text: str, start: int, end: int) -> Place | None:
        """Characters `start` to `end` of a text that stands at a place."""
        if place is None or not start < end <= len(text):
            return self._printed(text[start:end])
        try:
            at = characters(self._markup, place, text)
        except ValueError:
            return self._printed(text[start:end])
        return Place(at[start], at[end] if end < len(text) else place.end)

    def _printed(self, quote: str) -> Place | None:
        """The first place where the words, or an attribute's value, are printed as they are."""
        for form in (quote, escape(quote, quote=False)) if quote else ():
            at = self._markup.find(form)
            if at >= 0:
                return Place(at, at + len(form))
        return None


def _path(address: str) -> str:
    """The part of an address that a page of the same site links by; empty for the site's front, which is everywhere."""
    parts = urlsplit(address)
    return parts._replace(scheme="", netloc="").geturl() if parts.path.strip("/") else ""


def spot_of(markup: str, place: Place) -> Spot:
    """Lines end with a line feed; columns count characters (Unicode code points), from 1."""
    line, column = _count(markup, place.start)
    end_line, end_column = _count(markup, place.end)
    return Spot(line, column, end_line, end_column)


def _count(markup: str, at: int) -> tuple[int, int]:
    return markup.count("\n", 0, at) + 1, at - (markup.rfind("\n", 0, at) + 1) + 1
