"""Reports of a site at an instant → its HTML pages and feeds as text, from the templates of that site's folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import cache
from urllib.parse import quote

import jinja2

from masdar.demo.dates import local, print_date
from masdar.demo.reports import Report, Section, Site

# How much of a list is shown beside an article: what such boxes hold on real sites.
BESIDE = 5


@dataclass(frozen=True, slots=True)
class Item:
    """A report as its site presents it. `date` is printed in the site's manner; `url` is absolute, percent-encoded."""

    report: Report
    path: str
    url: str
    date: str
    iso: str
    mail_date: str
    changed_iso: str
    section: str
    section_path: str
    picture: str


@dataclass(frozen=True, slots=True)
class Newsstand:
    """One site at one instant: all that a template needs besides the page's own report."""

    site: Site
    home: str
    now: datetime
    items: tuple[Item, ...]

    @property
    def sections(self) -> tuple[tuple[Section, str], ...]:
        return tuple((each, section_path(self.site, each.key)) for each in self.site.sections)

    @property
    def latest_change(self) -> datetime | None:
        return max((each.report.changed_at or each.report.at for each in self.items), default=None)


@dataclass(frozen=True, slots=True)
class Attribution:
    """What an aggregator says of where it took a report from."""

    title: str
    outlet: str
    url: str
    fetched: str


def article_path(site: Site, report: Report) -> str:
    """The path (with query) of a report's page, not percent-encoded."""
    at = local(report.at)
    return report.path or site.article_path.format(
        number=report.number,
        slug=report.slug,
        section=report.section,
        language=report.language,
        year=at.year,
        month=f"{at.month:02d}",
        day=f"{at.day:02d}",
    )


def section_path(site: Site, section: str) -> str:
    return site.section_path.format(section=section)


def home_url(site: Site, port: int) -> str:
    return f"http://{site.host}:{port}/"


def present(site: Site, report: Report, now: datetime, port: int) -> Item:
    """The report with addresses and dates as this site prints them at `now`."""
    path = quote(article_path(site, report), safe="/?=&")
    home = home_url(site, port)
    return Item(
        report=report,
        path=path,
        url=home.rstrip("/") + path,
        date=print_date(report.at, "english_date" if report.language == "en" else site.dates, now),
        iso=local(report.at).isoformat(),
        mail_date=format_datetime(local(report.at)),
        changed_iso=local(report.changed_at if report.notice and report.changed_at else report.at).isoformat(),
        section=site.label(report.section),
        section_path=section_path(site, report.section),
        picture=f"{home}media/{report.number}.svg",
    )


def render_list(stand: Newsstand, section: Section | None) -> str:
    """The home page, or the page of one section."""
    items = tuple(each for each in stand.items if section is None or each.report.section == section.key)
    template = templates().get_template(f"{stand.site.id}/list.html")
    return template.render(stand=stand, site=stand.site, section=section, items=items)


def render_article(stand: Newsstand, item: Item, attribution: Attribution | None) -> str:
    report = item.report
    others = tuple(
        each for each in stand.items if each.report.language == report.language and each.report.id != report.id
    )
    near = sorted(others, key=lambda each: each.report.section != report.section)
    return (
        templates()
        .get_template(f"{stand.site.id}/article.html")
        .render(
            stand=stand,
            site=stand.site,
            item=item,
            report=report,
            attribution=attribution,
            latest=others[:BESIDE],
            related=near[:BESIDE],
        )
    )


def render_feed(stand: Newsstand, items: Sequence[Item], address: str) -> str:
    site = stand.site
    template = templates().get_template(f"feeds/{site.feed_kind}.xml")
    return template.render(stand=stand, site=site, items=items, address=address, changed=stand.latest_change)


def render_missing(stand: Newsstand) -> str:
    return templates().get_template("missing.html").render(stand=stand, site=stand.site)


def render_picture(report: Report) -> str:
    return templates().get_template("picture.svg").render(report=report)


@cache
def templates() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("masdar.demo"),
        autoescape=jinja2.select_autoescape(("html", "xml", "svg")),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    made.filters["printed"] = lambda at, habit: print_date(at, habit, at)
    made.filters["brief"] = _brief
    made.filters["local_iso"] = lambda at: local(at).isoformat()
    return made


def _brief(text: str, length: int) -> str:
    """The first words of a text, at most `length` characters, and an ellipsis when something is missing."""
    if len(text) <= length:
        return text
    return text[:length].rsplit(" ", 1)[0].rstrip(" .,:\u060c\u061b") + "\u2026"
