"""A local datetime -> the ways that Arab, Kurdish, Persian, French and English sites print it.

Written apart from `masdar.text.printing` on purpose: the reader must not be measured with its own tables.
"""

from __future__ import annotations

from datetime import UTC, datetime

from hijridate import Gregorian

MONTHS = {
    "levant": "كانون الثاني|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|تشرين الأول|تشرين الثاني|كانون الأول",
    "gulf": "يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر",
    "algeria": "جانفي|فيفري|مارس|أفريل|ماي|جوان|جويلية|أوت|سبتمبر|أكتوبر|نوفمبر|ديسمبر",
    "morocco": "يناير|فبراير|مارس|أبريل|ماي|يونيو|يوليوز|غشت|شتنبر|أكتوبر|نونبر|دجنبر",
    "french": "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre",
    "english": "January|February|March|April|May|June|July|August|September|October|November|December",
    "hijri": "محرم|صفر|ربيع الأول|ربيع الآخر|جمادى الأولى|جمادى الآخرة|رجب|شعبان|رمضان|شوال|ذو القعدة|ذو الحجة",
    "jalali": "فروردین|اردیبهشت|خرداد|تیر|مرداد|شهریور|مهر|آبان|آذر|دی|بهمن|اسفند",
}
WEEKDAYS = {
    "ar": "الاثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|الأحد",
    "fr": "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche",
    "fa": "دوشنبه|سه‌شنبه|چهارشنبه|پنجشنبه|جمعه|شنبه|یکشنبه",
}
# Day of the Gregorian year on which Nowruz falls in the years used here (20 or 21 March).
NOWRUZ = {2025: 80, 2026: 80}


def month(at: datetime, family: str) -> str:
    return MONTHS[family].split("|")[at.month - 1]


def day(at: datetime, family: str) -> str:
    """`4 آذار 2026`."""
    return f"{at.day} {month(at, family)} {at.year}"


def pair(at: datetime) -> str:
    """`4 آذار/مارس 2026`."""
    return f"{at.day} {month(at, 'levant')}/{month(at, 'gulf')} {at.year}"


def weekday(at: datetime, lang: str = "ar") -> str:
    return WEEKDAYS[lang].split("|")[at.weekday()]


def clock(at: datetime, before: str = "", after: str = "") -> str:
    """`11:20`, or on the twelve-hour clock with the two words given."""
    if not before:
        return f"{at:%H:%M}"
    return f"{at.hour % 12 or 12}:{at:%M} {after if at.hour >= 12 else before}"


def indic(text: object) -> str:
    return str(text).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))


def persian(text: object) -> str:
    return str(text).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))


def hijri(at: datetime) -> str:
    """`15 رمضان 1447` (Umm al-Qura)."""
    date = Gregorian(at.year, at.month, at.day).to_hijri()
    return f"{date.day} {MONTHS['hijri'].split('|')[date.month - 1]} {date.year}"


def jalali(at: datetime) -> str:
    """`13 اسفند 1404`: the first six months have 31 days, the next five 30."""
    since = at.timetuple().tm_yday - NOWRUZ[at.year]
    year = at.year - 621
    if since < 0:
        year, since = year - 1, since + (366 if (at.year - 1) % 4 == 0 else 365)
    number, rest = divmod(since, 31) if since < 186 else divmod(since - 186, 30)
    return f"{rest + 1} {MONTHS['jalali'].split('|')[number + (0 if since < 186 else 6)]} {year}"


def iso_utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


FILTERS = {
    "month": month, "day": day, "pair": pair, "weekday": weekday, "clock": clock, "indic": indic,
    "persian": persian, "hijri": hijri, "jalali": jalali, "utc": iso_utc,
}  # fmt: skip
