"""Data files of the sample newsroom → sites, reports, and the state of a report at an instant.

Everything here is invented: outlets, people, places, events. The Arabic stands in data/, none of it in code.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import cast

from masdar.model import Policy, SourceKind

# What tomllib gives: tables of strings, numbers, instants, lists and tables. It becomes our types in this module only.
Table = dict[str, object]


@dataclass(frozen=True, slots=True)
class Section:
    """A department of a site: `key` is the newsroom's word for it, `label` what the site prints."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Site:
    """One invented outlet and the habits of its web server.

    Paths may hold {number}, {slug}, {section}, {year}, {month}, {day}, {language}. `validators`: which of "etag" and
    "modified" its answers carry. `full_feed`: whether its feed holds whole texts or only their beginning.
    """

    id: str
    name: str
    kind: SourceKind
    policy: Policy
    encoding: str
    dates: str
    article_path: str
    section_path: str
    robots: str
    sections: tuple[Section, ...]
    aliases: tuple[str, ...] = ()
    slogan: str = ""
    feed_path: str | None = None
    feed_kind: str = "rss"
    full_feed: bool = False
    validators: tuple[str, ...] = ()

    @property
    def host(self) -> str:
        """Its host name: every name under localhost is this machine (RFC 6761, section 6.3)."""
        return f"{self.id}.localhost"

    def label(self, section: str) -> str:
        """The printed name of a section. KeyError when the site has no such section."""
        return {each.key: each.label for each in self.sections}[section]


@dataclass(frozen=True, slots=True)
class Edit:
    """What happens to a report at an instant. `notice` None: silently. `remove` counts paragraphs from 1."""

    at: datetime
    title: str | None = None
    replace: tuple[tuple[str, str], ...] = ()
    remove: tuple[int, ...] = ()
    notice: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One report of one site, in the state it has at some instant (as loaded: when it appears).

    `credit` is a line that the site prints around the text (byline slot), not a paragraph. `copy_of` is the report
    whose words it holds, `origin` the report that an aggregator's attribution sentence links to, `claims_title` what
    that sentence gives as the original's title. `changed_at` is the last edit, `notice` a printed correction.
    From `gone_at` on the site has it no more; from `moved_at` on its path is `moved_to`, and the old one leads there.
    """

    id: str
    site: str
    story: str
    number: int
    at: datetime
    section: str
    title: str
    paragraphs: tuple[str, ...]
    summary: str = ""
    byline: str = ""
    credit: str = ""
    caption: str = ""
    slug: str = ""
    path: str = ""
    language: str = "ar"
    tags: tuple[str, ...] = ()
    copy_of: str = ""
    origin: str = ""
    claims_title: str = ""
    claims_outlet: str = ""
    edits: tuple[Edit, ...] = ()
    changed_at: datetime | None = None
    notice: str = ""
    gone_at: datetime | None = None
    moved_at: datetime | None = None
    moved_to: str = ""

    @property
    def direction(self) -> str:
        return "ltr" if self.language == "en" else "rtl"


@dataclass(frozen=True, slots=True)
class Words:
    """The Arabic that dates are printed with: see data/calendar.toml."""

    months: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    phrases: Mapping[str, str] = field(default_factory=dict)


def report_at(report: Report, now: datetime) -> Report | None:
    """The report as it stands at `now`: None before it appears and after it is gone, with every edit up to then."""
    if now < report.at or (report.gone_at and report.gone_at <= now):
        return None
    if report.moved_at and report.moved_at <= now:
        report = replace(report, path=report.moved_to)
    for edit in report.edits:
        if edit.at <= now:
            report = _edited(report, edit)
    return report


def _edited(report: Report, edit: Edit) -> Report:
    kept = tuple(text for number, text in enumerate(report.paragraphs, 1) if number not in edit.remove)
    return replace(
        report,
        title=edit.title or report.title,
        paragraphs=_exchanged(kept, edit.replace),
        changed_at=edit.at,
        notice=edit.notice or report.notice,
    )


def _exchanged(paragraphs: Iterable[str], pairs: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    done = tuple(paragraphs)
    for before, after in pairs:
        if not any(before in text for text in done):
            raise ValueError(f"sample newsroom: no paragraph holds {before!r}; mend the data file")
        done = tuple(text.replace(before, after) for text in done)
    return done


@cache
def load_sites() -> tuple[Site, ...]:
    """The seven sites, in the order of data/sites.toml."""
    return tuple(_site(table) for table in _tables(_load("sites.toml"), "site"))


@cache
def load_reports() -> tuple[Report, ...]:
    """Every report of every story file, by time of appearance; copies already hold the words they copy."""
    folder = files("masdar.demo").joinpath("data/stories")
    names = sorted(each.name for each in folder.iterdir() if each.name.endswith(".toml"))
    found: dict[str, Report] = {}
    for name in names:
        for table in _tables(_load(f"stories/{name}"), "report"):
            report = _report(table, story=name.removesuffix(".toml"), earlier=found)
            found[report.id] = report
    return tuple(sorted(found.values(), key=lambda each: (each.at, each.id)))


@cache
def load_words() -> Words:
    table = _load("calendar.toml")
    months = cast("dict[str, list[str]]", table["months"])
    return Words(
        months={name: tuple(each) for name, each in months.items()},
        phrases=cast("dict[str, str]", table["phrases"]),
    )


def _load(name: str) -> Table:
    return tomllib.loads(files("masdar.demo").joinpath("data").joinpath(name).read_text(encoding="utf-8"))


def _tables(table: Table, key: str) -> list[Table]:
    return cast("list[Table]", table[key])


def _site(table: Table) -> Site:
    fields = {**table, "sections": tuple(Section(key, label) for key, label in _pairs(table["sections"]))}
    for key in ("aliases", "validators"):
        fields[key] = tuple(cast("list[str]", table.get(key, [])))
    return Site(**fields)  # type: ignore[arg-type]


def _report(table: Table, story: str, earlier: Mapping[str, Report]) -> Report:
    fields = dict(table)
    drop, exchange = fields.pop("drop", []), fields.pop("replace", [])
    text, copied = str(fields.pop("text", "")), str(table.get("copy_of", ""))
    own = tuple(" ".join(each.split()) for each in text.strip().split("\n\n") if each)
    source = earlier[copied].paragraphs if copied else ()
    kept = (each for i, each in enumerate(source, 1) if i not in cast("list[int]", drop))
    fields["paragraphs"] = _exchanged(kept, _lists(exchange)) + own
    fields |= {name: _instant(table[name]) for name in ("at", "gone_at", "moved_at") if name in table}
    fields["tags"] = tuple(cast("list[str]", table.get("tags", [])))
    fields["edits"] = tuple(_edit(each) for each in cast("list[Table]", fields.pop("edit", [])))
    return Report(story=story, **fields)  # type: ignore[arg-type]


def _edit(table: Table) -> Edit:
    fields = dict(table)
    fields["at"] = _instant(table["at"])
    fields["replace"] = _lists(table.get("replace", []))
    fields["remove"] = tuple(cast("list[int]", table.get("remove", [])))
    return Edit(**fields)  # type: ignore[arg-type]


def _pairs(table: object) -> tuple[tuple[str, str], ...]:
    return tuple(cast("dict[str, str]", table).items())


def _lists(table: object) -> tuple[tuple[str, str], ...]:
    return tuple((before, after) for before, after in cast("list[tuple[str, str]]", table))


def _instant(value: object) -> datetime:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValueError(f"sample newsroom: {value!r} is not an instant with its zone; mend the data file")
    return value
