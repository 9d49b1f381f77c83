"""A site file in sites/ -> its rendered pages, each with its gold.

A site file is a Jinja template whose first comment holds the site's facts in TOML (README.md says which).
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import lxml.html
from jinja2 import Environment, StrictUndefined

from .gold import Gold, Line, SitePage, clean
from .printing import FILTERS
from .stories import Story, read_phrases, read_stories

SITES = Path(__file__).parent / "sites"


@dataclass(frozen=True, slots=True)
class Edition:
    """One story on one site: what the template prints from (called `p` there)."""

    n: int
    story: Story
    url: str
    path: str
    at: datetime
    updated: datetime | None
    crawl: datetime
    by: str
    authors: tuple[str, ...]
    section: str
    image: str
    credit: str


@dataclass(slots=True)
class Marks:
    """What the template says about its own lines while it prints them."""

    either: list[str] = field(default_factory=list)
    lead_in: str = ""
    byline_also: list[str] = field(default_factory=list)

    def print_either(self, text: str) -> str:
        self.either.append(text)
        return text

    def print_lead_in(self, text: str) -> str:
        self.lead_in = text
        return text

    def print_byline(self, text: str) -> str:
        self.byline_also.append(text)
        return text


@cache
def environment() -> Environment:
    environment = Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters.update(FILTERS)
    return environment


def site_names() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in SITES.glob("*.html")))


def read_facts(source: str) -> dict[str, Any]:
    return tomllib.loads(source.removeprefix("{#").split("#}", 1)[0])


@cache
def read_site(name: str) -> tuple[SitePage, ...]:
    source = (SITES / f"{name}.html").read_text(encoding="utf-8")
    facts = read_facts(source)
    template = environment().from_string(source)
    pages = []
    for n, row in enumerate(facts["pages"], 1):
        edition = edit(facts, n, row)
        marks = Marks()
        html = template.render(context(facts, edition, marks))
        data = html.encode(facts.get("encoding", "utf-8"), "xmlcharrefreplace")
        gold = read_gold(facts, edition, marks, html)
        pages.append(SitePage(f"{name}/{n}", edition.url, data, edition.crawl, facts["zone"], gold))
    return tuple(pages)


def edit(facts: dict[str, Any], n: int, row: dict[str, Any]) -> Edition:
    story = read_stories()[row["story"]]
    zone = ZoneInfo(facts["zone"])
    at = datetime.fromisoformat(row["at"]).replace(tzinfo=zone)
    updated = datetime.fromisoformat(row["updated"]).replace(tzinfo=zone) if "updated" in row else None
    by = row.get("by", story.author)
    number = 48210 + 37 * n
    path = facts["path"].format(section=story.section, at=at, n=number, slug=story.id)
    sections = {**read_phrases()[story.lang].sections, **facts.get("sections", {})}
    return Edition(
        n=n,
        story=story,
        url=f"https://{facts['host']}{path}",
        path=path,
        at=at,
        updated=updated,
        crawl=(at + timedelta(hours=facts.get("fetched_after_h", 6), minutes=17)).astimezone(UTC),
        by=by,
        authors=() if row.get("desk") or not by else tuple(re.split(r" و(?=[ء-ي])| and |، ", by)),
        section=sections[story.section],
        image=f"https://{facts.get('media', facts['host'])}/uploads/{at:%Y/%m}/{story.id}-{number}.jpg",
        credit=row.get("credit", ""),
    )


def context(facts: dict[str, Any], edition: Edition, marks: Marks) -> dict[str, object]:
    phrases = read_phrases()[edition.story.lang]
    sections = {**phrases.sections, **facts.get("sections", {})}
    return {
        "site": facts,
        "p": edition,
        "s": edition.story,
        "menu": list(sections.items()),
        "more": lambda count, shift=0: other_news(facts, edition, count, shift),
        "comments": [(phrases.names[i % len(phrases.names)], text) for i, text in enumerate(phrases.comments)],
        "either": marks.print_either,
        "lead_in": marks.print_lead_in,
        "byline": marks.print_byline,
    }


def other_news(facts: dict[str, Any], edition: Edition, count: int, shift: int) -> list[dict[str, Any]]:
    """Other headlines of the site, different from page to page: its other stories first, then small news."""
    here = edition.story
    stories = [s for s in read_stories().values() if s.lang == here.lang and s.id != here.id]
    small = read_phrases()[here.lang].headlines
    sections = list({**read_phrases()[here.lang].sections, **facts.get("sections", {})}.values())
    news = []
    for i in range(count):
        turn = edition.n * 3 + shift + i
        story = stories[turn % len(stories)]
        title = story.title if i % 2 else small[turn % len(small)]
        at = edition.at - timedelta(hours=7 * i + 3, minutes=11 * i)
        path = facts["path"].format(section=story.section, at=at, n=47000 + turn * 13, slug=story.id)
        news.append({"title": title, "url": path, "at": at, "section": sections[turn % len(sections)], "story": story})
    return news


def read_gold(facts: dict[str, Any], edition: Edition, marks: Marks, html: str) -> Gold:
    """`shows` in the site's facts says which facts its pages state."""
    story, shows = edition.story, set(facts["shows"])
    body = story.body
    if marks.lead_in:
        body = (Line(body[0].kind, marks.lead_in + body[0].text), *body[1:])
    precision = facts.get("precision", "minute")
    day = edition.at.replace(hour=0, minute=0)
    published = {"minute": edition.at, "hour": edition.at, "day": day, "none": None}[precision]
    return Gold(
        title=story.title,
        body=body,
        published=published.astimezone(UTC) if published else None,
        precision=precision,
        modified=edition.updated.astimezone(UTC) if edition.updated and "modified" in shows else None,
        section=edition.section if "section" in shows else None,
        byline=edition.by or None if "byline" in shows else None,
        byline_also=tuple(marks.byline_also),
        authors=edition.authors if "byline" in shows else (),
        canonical=edition.url if "canonical" in shows else None,
        site_name=facts["name"] if "site" in shows else None,
        language=story.lang,
        tags=story.tags if "tags" in shows else (),
        image=edition.image if "image" in shows else None,
        text_from=tuple(name for name in edition.credit.split("، ") if name and name not in facts["name"]),
        facts_from=story.facts,
        either=tuple(marks.either),
        never=furniture(html, [line.text for line in body], marks),
    )


def furniture(html: str, body: list[str], marks: Marks) -> tuple[str, ...]:
    """Every text of the page that is neither body nor may be."""
    root = lxml.html.fromstring(html)
    wanted = clean(" ".join((*body, *marks.either)))
    printed = root.xpath("//body//text()[not(ancestor::script or ancestor::style)]")
    assert isinstance(printed, list)
    texts = (clean(str(text)) for text in printed)
    return tuple(dict.fromkeys(text for text in texts if re.search(r"\w.*\w", text) and text not in wanted))
