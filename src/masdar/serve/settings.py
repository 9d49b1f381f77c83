"""In: what the operator and the reader chose. Out: frozen settings, and a printing style for one view."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from masdar.text.printing import Style

Language = Literal["ar", "en"]
Digits = Literal["latn", "arab"]
Months = Literal["levant", "gulf", "maghreb"]
Metrics = Literal["local", "open"]

LANGUAGES: tuple[Language, ...] = get_args(Language)
COOKIE = "masdar"


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """What one instance says about itself.

    `base_url` has no slash at its end. `contact` is an e-mail or web address for takedown requests.
    `zone` is the clock that pages print in; Damascus shares UTC+3 all year with Amman, Baghdad, Kuwait and Riyadh.
    `collecting`: a driver is expected to be at work, so /healthz minds when collecting is behind. `metrics` says who
    may read /metrics: "local" this machine only, "open" everybody. `archive` is the folder of pages, for its size.
    """

    title: str = "مصدر"
    base_url: str = "http://127.0.0.1:8000"
    demo: bool = False
    contact: str = ""
    default_language: Language = "ar"
    zone: str = "Asia/Damascus"
    collecting: bool = False
    metrics: Metrics = "local"
    archive: Path | None = None


@dataclass(frozen=True, slots=True)
class Taste:
    """How a reader wants numbers and months printed."""

    digits: Digits = "latn"
    months: Months = "levant"

    @property
    def cookie(self) -> str:
        return f"{self.digits}.{self.months}"


def taste_from(cookie: str) -> Taste:
    """The taste a cookie holds; anything unknown in it falls back to the default."""
    digits, _, months = cookie.partition(".")
    return Taste(
        digits="arab" if digits == "arab" else "latn",
        months="gulf" if months == "gulf" else "maghreb" if months == "maghreb" else "levant",
    )


def style_of(taste: Taste, language: Language, zone: str) -> Style:
    """English pages print English months and Latin digits whatever the taste."""
    if language == "en":
        return Style(months="en", digits="latn", zone=zone, language="en")
    return Style(months=taste.months, digits=taste.digits, zone=zone, language="ar")
