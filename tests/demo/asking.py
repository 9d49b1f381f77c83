"""In: a report or a site of the sample newsroom. Out: what is served for it at an instant."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote, urljoin

import fastfeedparser
from selectolax.lexbor import LexborHTMLParser

from masdar.demo.newsroom import END, Answer, load_newsroom
from masdar.demo.pages import article_path
from masdar.demo.reports import Report, Site, load_reports, load_sites

PORT = 8870
SITES = {site.id: site for site in load_sites()}
REPORTS = {report.id: report for report in load_reports()}
# Those that are at one address from the beginning to the end.
STAYING = {id: report for id, report in REPORTS.items() if not (report.gone_at or report.moved_at)}


def address(report: Report) -> str:
    return quote(article_path(SITES[report.site], report), safe="/?=&")


def ask(site: Site, path: str, now: datetime = END, **headers: str) -> Answer:
    asked = {name.replace("_", "-"): value for name, value in headers.items()}
    return load_newsroom().respond(f"{site.host}:{PORT}", path, now, PORT, asked)


def page(report: Report, now: datetime = END) -> str:
    site = SITES[report.site]
    return ask(site, address(report), now).body.decode(site.encoding)


def words_of(markup: str) -> str:
    """All text of a page, spaces made one."""
    root = LexborHTMLParser(markup).root
    return " ".join(root.text(separator=" ").split()) if root else ""


def values(markup: str, *attributes: str) -> list[str]:
    """What stands in these attributes anywhere in a page, in order."""
    found = (
        (node.attributes.get(name) or "") for name in attributes for node in LexborHTMLParser(markup).css(f"[{name}]")
    )
    return [each for each in found if each and not each.startswith("#")]


def listed(site: Site, now: datetime) -> list[str]:
    """The article addresses that the site's listing for readers of feeds (or its home page) holds, in order."""
    body = ask(site, site.feed_path or "/", now).body
    if site.feed_path:
        return (
            [str(entry["link"]) for entry in fastfeedparser.parse(body)["entries"]]
            if b"<item" in body or b"<entry" in body
            else []
        )
    home = f"http://{site.host}:{PORT}/"
    return [urljoin(home, link) for link in values(body.decode(site.encoding), "href")]
