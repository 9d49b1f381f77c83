"""In: the site's settings, a reader's language and taste, and now. Out: words, numbers, times, addresses to print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location
from markupsafe import Markup

from masdar.model import Direction, Moment, Source
from masdar.serve import wording
from masdar.serve.settings import Language, SiteSettings, Taste, style_of
from masdar.text.printing import Style, digits_in, print_day, print_instant, print_moment
from masdar.text.zones import clock_of

# Printing is relative within a day of `now`; from this far it is always absolute.
FAR = timedelta(days=400)
# Clocks that are no city's: the CLDR has no place for them.
PLACELESS = frozenset({"UTC", "GMT", "UCT", "Zulu", "Universal", "Greenwich"})
_PRECISION_FORMATS = {"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m", "year": "%Y"}


@dataclass(frozen=True, slots=True)
class View:
    """One reader looking at one address. `path` has no language prefix; `query` is what stood behind the "?"."""

    settings: SiteSettings
    language: Language
    taste: Taste
    now: datetime
    path: str = "/"
    query: tuple[tuple[str, str], ...] = ()

    @property
    def direction(self) -> Direction:
        return "rtl" if self.language == "ar" else "ltr"

    @property
    def other_language(self) -> Language:
        return "en" if self.language == "ar" else "ar"

    @property
    def style(self) -> Style:
        return style_of(self.taste, self.language, self.settings.zone)

    # -- words and numbers

    def say(self, key: str, **parts: object) -> Markup:
        return wording.say(self.language, key, **parts)

    def count(self, key: str, number: int) -> Markup:
        return wording.count(self.language, key, number, self.number(number))

    def number(self, number: int) -> str:
        return digits_in(str(number), self.style)

    def share(self, part: float) -> str:
        """0..1 as a whole percentage; only what is whole prints as 100."""
        percent = 100 if part >= 1 else min(round(part * 100), 99)
        return digits_in(str(percent), self.style) + ("٪" if self.style.digits == "arab" else "%")

    # -- times

    def ago(self, instant: datetime) -> Markup:
        """Relative up to a day (lists)."""
        return self._time(instant.astimezone(self._zone()).isoformat("T", "seconds"), self.ago_text(instant))

    def ago_text(self, instant: datetime) -> str:
        return print_instant(instant, self.style, self.now)

    def seen(self, instant: datetime, what: str = "article") -> Markup:
        """Relative up to a day, saying that it is our sight and no stated time; absolute when pointed at."""
        ago = self.ago_text(instant)
        printed = ago if abs(instant - self.now) < timedelta(days=1) else self.say("times.on", time=ago)
        gloss = f"{self.say('times.gloss_' + what)}: {self.at_text(instant)}"
        machine = instant.astimezone(self._zone()).isoformat("T", "seconds")
        told = Markup('<time datetime="{}" title="{}">{}</time>').format(machine, gloss, printed)
        return self.say("times.seen_" + what, time=told)

    def seen_at_text(self, instant: datetime) -> str:
        """Absolute, saying that it is our sight."""
        return str(self.say("times.seen_article", time=self.say("times.on", time=self.at_text(instant))))

    def zone_name(self, zone: str | None = None) -> str:
        """The city of a clock in the reader's language (the site's own clock when none is named)."""
        name = zone or self.settings.zone
        if name in PLACELESS or name.startswith("Etc/"):
            return name.removeprefix("Etc/")
        try:
            return get_timezone_location(name, locale=self.language, return_city=True)
        except LookupError:
            return name

    def at(self, instant: datetime) -> Markup:
        """Always absolute (records)."""
        return self._time(instant.astimezone(self._zone()).isoformat("T", "seconds"), self.at_text(instant))

    def at_text(self, instant: datetime) -> str:
        return print_instant(instant, self.style, instant + FAR)

    def day(self, day: date) -> Markup:
        return self._time(day.isoformat(), print_day(day, self.style))

    def moment(self, moment: Moment) -> Markup:
        """Absolute, and as precise as its page states it."""
        printed = print_moment(moment, self.style, moment.instant + FAR)
        return self._time(machine_time(moment), printed)

    def _zone(self) -> tzinfo:
        return ZoneInfo(self.settings.zone)

    @staticmethod
    def _time(machine: str, printed: str) -> Markup:
        return Markup('<time datetime="{}">{}</time>').format(machine, printed)

    # -- addresses

    def url(self, path: str, **query: str | int | None) -> str:
        """A path of this site in the reader's language."""
        return prefix_of(self.language, self.settings) + path + query_text(query)

    def absolute(self, path: str) -> str:
        return self.settings.base_url + self.url(path)

    @property
    def switch_url(self) -> str:
        """This page in the other language."""
        return prefix_of(self.other_language, self.settings) + self.path + query_text(dict(self.query))

    def absolute_in(self, language: Language) -> str:
        return self.settings.base_url + prefix_of(language, self.settings) + self.path + query_text(dict(self.query))

    def outlet(self, source: Source) -> Markup:
        """A source's name, linked and isolated from the direction of what stands around it."""
        lang = Markup("") if source.language == self.language else Markup(' lang="{}"').format(source.language)
        href = self.url(f"/source/{quote(source.id, safe='')}")
        return Markup('<a class="outlet" href="{}"><bdi{}>{}</bdi></a>').format(href, lang, source.name)


def prefix_of(language: Language, settings: SiteSettings) -> str:
    """The default language lives at the root, the other one under its name."""
    return "" if language == settings.default_language else f"/{language}"


def query_text(query: dict[str, str] | dict[str, str | int | None]) -> str:
    held = {name: value for name, value in query.items() if value not in (None, "")}
    return f"?{urlencode(held)}" if held else ""


def machine_time(moment: Moment) -> str:
    """For <time datetime>: no more precise than the moment; without an offset when nobody stated the zone."""
    local = moment.instant.astimezone(clock_of(moment.zone))
    if moment.precision in _PRECISION_FORMATS:
        return local.strftime(_PRECISION_FORMATS[moment.precision])
    if moment.zone_from == "none":
        return local.replace(tzinfo=None).isoformat("T", "minutes")
    return local.isoformat("T", "seconds")
