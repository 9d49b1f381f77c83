"""A page and what the reader made of it -> how far the two agree, fact by fact."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from masdar.errors import NotAnArticle
from masdar.model import Moment, Reading

from .gold import Gold, SitePage, clean

FACTS = (
    "title", "published", "modified", "section", "byline", "authors", "canonical", "site_name", "language", "tags",
    "image", "text_from", "facts_from", "kinds", "lines",
)  # fmt: skip
# A text shorter than this many letters leaks only when it is a paragraph of its own: «سياسة» is also a word of reports.
SHORT_LETTERS = 12
# "ku" is the macrolanguage of Sorani in ISO 639-3, and what its sites declare.
LANGUAGES = {"ar": ("ar",), "fr": ("fr",), "en": ("en",), "fa": ("fa",), "ckb": ("ckb", "ku")}


@dataclass(frozen=True, slots=True)
class Check:
    """One fact of one page: what an editor reads, what the reader read."""

    expected: str
    got: str
    right: bool


@dataclass(frozen=True, slots=True)
class Result:
    page: SitePage
    reading: Reading | None
    refusal: str
    f1: float
    leaks: tuple[str, ...]
    checks: dict[str, Check]

    @property
    def site(self) -> str:
        return self.page.id.split("/")[0]


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", clean(text).lower()))


def word_f1(got: str, gold: Gold) -> float:
    """F1 of the two bags of words; lines that may stand in the body or not are taken out where they are found."""
    for line in map(clean, gold.either):
        got = got.replace(line, " ", 1)
    mine, theirs = words(got), words(gold.text)
    common = sum((mine & theirs).values())
    return 2 * common / (sum(mine.values()) + sum(theirs.values())) if common else 0.0


def find_leaks(paragraphs: tuple[str, ...], gold: Gold) -> tuple[str, ...]:
    """Texts of the page's furniture that stand in the body; a passage of the body printed once more is one."""
    got, own = "\n".join(paragraphs), {clean(line.text) for line in gold.body}
    found = []
    for line in map(clean, gold.never):
        if len(line) < SHORT_LETTERS:
            leaked = line in paragraphs and line not in own
        else:
            leaked = line in got
        if leaked:
            found.append(line)
    once_more = [text for text, count in Counter(paragraphs).items() if count > 1 and len(text) > SHORT_LETTERS]
    return (*found, *once_more)


def measure(page: SitePage, read: Callable[[SitePage], Reading]) -> Result:
    try:
        reading = read(page)
    except NotAnArticle as refusal:
        return Result(page, None, str(refusal), 0.0, (), {fact: Check("", "refused", False) for fact in asked(page)})
    paragraphs = tuple(map(clean, reading.article.paragraphs))
    return Result(
        page=page,
        reading=reading,
        refusal="",
        f1=word_f1("\n".join(paragraphs), page.gold),
        leaks=find_leaks(paragraphs, page.gold),
        checks=check(page, reading),
    )


def asked(page: SitePage) -> tuple[str, ...]:
    silent = {"image": not page.gold.image, "facts_from": not page.gold.facts_from}
    return tuple(fact for fact in FACTS if not silent.get(fact))


def check(page: SitePage, reading: Reading) -> dict[str, Check]:
    gold, article = page.gold, reading.article
    bylines = {clean(gold.byline), *map(clean, gold.byline_also)}
    tags = tuple(tag.lstrip("#") for tag in article.tags)
    found = {
        "title": equal(gold.title, article.title),
        "published": same_moment(gold, page.zone, article.published),
        "modified": same_modified(gold, article.published, article.modified),
        "section": equal(gold.section, article.section),
        "byline": Check(clean(gold.byline), clean(article.byline), clean(article.byline) in bylines),
        "authors": same_set(gold.authors, article.authors),
        "canonical": equal(gold.canonical, article.canonical),
        "site_name": equal(gold.site_name, article.site_name),
        "language": Check(gold.language, str(article.language), article.language in LANGUAGES[gold.language]),
        "tags": same_set(gold.tags, tags),
        "text_from": same_set(map(agency, gold.text_from), map(agency, credited(reading, "text_from"))),
        "kinds": same_kinds(gold, reading),
        "lines": same_lines(gold, reading),
    }
    found["image"] = equal(gold.image, article.image)
    names = {agency(name) for name in (*credited(reading, "facts_from"), *credited(reading, "text_from"))}
    missing = {agency(name) for name in gold.facts_from} - names
    found["facts_from"] = Check(str(gold.facts_from), str(sorted(names)), not missing)
    return {fact: found[fact] for fact in asked(page)}


def equal(expected: str | None, got: str | None) -> Check:
    return Check(clean(expected), clean(got), clean(expected) == clean(got))


def same_set(expected: Iterable[str], got: Iterable[str]) -> Check:
    mine, theirs = sorted(map(clean, expected)), sorted(map(clean, got))
    return Check(", ".join(mine), ", ".join(theirs), mine == theirs)


def agency(name: str) -> str:
    """«وكالة رويترز» and «رويترز» name one agency."""
    kinds = r"^(وكالة|موقع|قناة) "
    return re.sub(kinds, "", clean(name)).strip("«»\"' ")


def credited(reading: Reading, kind: str) -> set[str]:
    return {credit.name for credit in reading.credits if credit.kind == kind}


def same_moment(gold: Gold, zone: str, got: Moment | None) -> Check:
    expected = f"{gold.published} {gold.precision}" if gold.published else ""
    printed = f"{got.instant} {got.precision}" if got else ""
    if got is None or gold.published is None:
        return Check(expected, printed, got is None and gold.published is None)
    if gold.precision == "day":
        clock = ZoneInfo(zone)
        same_day = gold.published.astimezone(clock).date() == got.instant.astimezone(clock).date()
        return Check(expected, printed, same_day and got.precision == "day")
    near = timedelta(hours=1) if gold.precision == "hour" else timedelta(minutes=1)
    fine = {"hour": ("hour", "minute"), "minute": ("minute", "second")}[gold.precision]
    return Check(expected, printed, abs(got.instant - gold.published) < near and got.precision in fine)


def same_modified(gold: Gold, published: Moment | None, got: Moment | None) -> Check:
    """A change at the minute of publication, or none, is the same thing said."""
    if gold.modified is None:
        silent = got is None or (published is not None and got.instant == published.instant)
        return Check("", str(got.instant) if got else "", silent)
    right = got is not None and abs(got.instant - gold.modified) < timedelta(minutes=1)
    return Check(str(gold.modified), str(got.instant) if got else "", right)


def same_kinds(gold: Gold, reading: Reading) -> Check:
    """Headings, items, quotations and cells that the reader has as paragraphs of the same text: of the same kind?"""
    article = reading.article
    kinds = [part.kind for part in article.parts] or ["paragraph"] * len(article.paragraphs)
    got = dict(zip(map(clean, article.paragraphs), kinds, strict=True))
    wrong = [line for line in gold.body if got.get(clean(line.text), line.kind) != line.kind]
    return Check(
        ", ".join(f"{line.kind}: {line.text[:40]}" for line in wrong),
        ", ".join(got[clean(line.text)] for line in wrong),
        not wrong,
    )


def same_lines(gold: Gold, reading: Reading) -> Check:
    """Is every paragraph of the article a paragraph of its own, letter for letter, and in its order?"""
    mine = [clean(line.text) for line in gold.body]
    got = [text for text in map(clean, reading.article.paragraphs) if text in set(mine)]
    missing = [text[:60] for text in mine if text not in set(got)]
    return Check(" / ".join(missing[:3]), "" if missing else "other order", mine == got)
