"""In: a page and what was read from it. Out: the faults in how it tells its sources, with what to do about each.

Faults of attribution only: nothing here says whether the report is true.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from masdar.model import Credit, Evidence, Finding, Moment, Page, Reading, Span, Statement
from masdar.read.lint_links import link_faults
from masdar.read.lint_page import PageText, Sentence, read_page_text
from masdar.read.lint_quotes import orphan_quotations
from masdar.read.lint_words import name_words, platform_hosts, says
from masdar.text.tokens import search_terms

# Clocks differ by up to 14 hours from UTC (tz database: Pacific/Kiritimati), so a zoneless time may be that far ahead.
_WIDEST_ZONE = timedelta(hours=14)
_CLOCK_DRIFT = timedelta(minutes=10)  # servers and newsrooms whose clocks run a little ahead
# A title and a headline with fewer of the title's words in common are not the same title.
_SAME_TITLE = 0.5
# Outlets have shorter names than a headline that is taken for one.
_TITLE_WORDS = 3
# How long a moment of each precision lasts.
_LASTS = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=31),
    "year": timedelta(days=366),
}
_RANK = {"error": 0, "warning": 1, "note": 2}


def lint(page: Page, reading: Reading, now: datetime) -> tuple[Finding, ...]:
    """Findings, gravest first. `now` (aware) is what "in the future" means.

    Rules: title-names-outlet, outlet-holds-title, title-differs, first-published-unsupported, credit-without-link,
    link-to-home-page, link-to-self, source-not-linked, disclaimer-instead-of-source, date-missing, date-without-zone,
    date-in-future, fetched-before-published, quotation-without-speaker, mixed-digits.
    """
    text = read_page_text(page)
    found = [
        *_titles(reading),
        *_first_published(reading, text),
        *link_faults(page, reading, text),
        *_posts_not_linked(reading, text),
        *_disclaimers(reading, text),
        *_dates(reading, now),
        *_quotations(reading),
        *_digits(reading),
    ]
    return tuple(sorted(found, key=lambda finding: _RANK[finding.severity]))


def _evidence(rule: str, quote: str, field: str, context: str = "") -> Evidence:
    start = context.find(quote) if context else -1
    span = Span(0, start, start + len(quote)) if start >= 0 else None
    return Evidence("fault", field, quote, f"lint.{rule}@1", 1.0, span, context if span else "")


def _in_sentence(rule: str, sentence: Sentence) -> Evidence:
    return _evidence(rule, sentence.text, "attribution", sentence.block)


def _in_credit(rule: str, credit: Credit, quote: str) -> Evidence:
    """The quoted words where the credit stands; the credit's own evidence when they are not there."""
    context = credit.evidence.context or credit.evidence.quote
    if quote and quote in context:
        return _evidence(rule, quote, credit.evidence.field, context)
    return credit.evidence


# ---------------------------------------------------------------- titles


def _titles(reading: Reading) -> list[Finding]:
    titled = [fault for credit in reading.credits if credit.title and (fault := _title(reading, credit, credit.title))]
    return titled + [fault for credit in reading.credits if (fault := _outlet_slot(reading, credit))]


def _outlet_slot(reading: Reading, credit: Credit) -> Finding | None:
    """The headline stands where the outlet's name belongs."""
    long = len(search_terms(credit.name).split()) >= _TITLE_WORDS
    if not long or credit.canonical_name or _share(credit.name, reading.article.title) < _SAME_TITLE:
        return None
    rule = "outlet-holds-title"
    return Finding(
        rule,
        "error",
        f"The page names «{credit.name}» as the outlet, but that is the report's headline.",
        "Put the outlet's name in the outlet's place, and the report's title in the title's.",
        _in_credit(rule, credit, credit.name),
    )


def _title(reading: Reading, credit: Credit, title: str) -> Finding | None:
    headline = reading.article.title
    shared = _share(title, headline)
    if shared >= _SAME_TITLE:
        return None
    evidence = _in_credit("title-names-outlet", credit, title)
    if _names_outlet(title, credit, reading.article.site_name):
        return Finding(
            "title-names-outlet",
            "error",
            f"The page gives «{title}» as the title of the report, but that names the outlet ({credit.name}); "
            f"the headline is «{headline}».",
            f"Put the report's own title («{headline}») in the title's place, and the outlet's name in the outlet's.",
            evidence,
        )
    return Finding(
        "title-differs",
        "warning",
        f"The page says that the report is titled «{title}», but its headline is «{headline}».",
        "Give the title under which the original appeared, and say so where you changed it.",
        evidence,
    )


def _share(title: str, headline: str) -> float:
    """The share of the title's words that the headline has."""
    words, others = search_terms(title).split(), frozenset(search_terms(headline).split())
    return sum(word in others for word in words) / len(words) if words else 1.0


def _names_outlet(title: str, credit: Credit, site_name: str | None) -> bool:
    in_title = name_words(title)
    names = [name for name in (credit.name, credit.canonical_name, site_name) if name]
    known = [name_words(name) for name in names]
    return any(words and (words <= in_title or in_title <= words) for words in known) or not in_title


# ---------------------------------------------------------------- sources


def _first_published(reading: Reading, text: PageText) -> list[Finding]:
    rule = "first-published-unsupported"
    older = _primary_media(reading.statements)
    found = []
    for sentence in text.sentences:
        if not says("first", sentence.text):
            continue
        message = f"«{sentence.text}» claims a first publication, and nothing on the page shows it."
        if older:
            message += f" The report itself rests on older words: {'; '.join(older)}."
        fix = "Say when you saw it there («first seen by us at …»), link the original, and name the older statements."
        found.append(Finding(rule, "error" if older else "warning", message, fix, _in_sentence(rule, sentence)))
    return found


def _primary_media(statements: tuple[Statement, ...]) -> list[str]:
    """Who said something where, for statements that the text itself places in a medium."""
    said = (
        f"{statement.resolved_speaker}, {statement.medium}"
        for statement in statements
        if statement.medium and statement.resolved_speaker
    )
    return list(dict.fromkeys(said))


def _posts_not_linked(reading: Reading, text: PageText) -> list[Finding]:
    rule = "source-not-linked"
    found: dict[tuple[str, str], Finding] = {}
    for statement in reading.statements:
        hosts = platform_hosts(statement.medium or "")
        speaker = statement.resolved_speaker or statement.speaker or "the speaker"
        if not hosts or any(text.links_to(host) for host in hosts):
            continue
        found.setdefault(
            (speaker, statement.medium or ""),
            Finding(
                rule,
                "warning",
                f"The text reports a post of {speaker} ({statement.medium}), but does not link it.",
                f"Link the post itself, or an archived copy of it (a page on {' or '.join(hosts)}).",
                statement.evidence,
            ),
        )
    return list(found.values())


def _disclaimers(reading: Reading, text: PageText) -> list[Finding]:
    rule = "disclaimer-instead-of-source"
    is_taken = any(credit.kind == "text_from" for credit in reading.credits)
    return [
        Finding(
            rule,
            "warning" if is_taken else "note",
            f"«{sentence.text}» disclaims the content instead of saying what was done with it.",
            "Say what you did: full text, excerpt or summary, what you changed, and where the original stands.",
            _in_sentence(rule, sentence),
        )
        for sentence in text.sentences
        if says("disclaimers", sentence.text)
    ]


# ---------------------------------------------------------------- dates


def _dates(reading: Reading, now: datetime) -> list[Finding]:
    article = reading.article
    found = []
    named = [("publication", article.published, None), ("change", article.modified, None)]
    named += [("fetch", credit.fetched, credit) for credit in reading.credits]  # type: ignore[misc]
    for what, moment, credit in named:
        if moment is not None:
            evidence = _date_evidence(reading, what, moment, credit)
            found += [*_zone(what, moment, evidence), *_future(what, moment, evidence, now)]
    found += [fault for credit in reading.credits if (fault := _too_early(reading, credit))]
    if article.published is None:
        message = "The page states no publication date that can be read."
        fix = "Print the date and time with its zone, and in JSON-LD as datePublished (2026-11-14T09:30:00+03:00)."
        found.append(Finding("date-missing", "warning", message, fix))
    return found


def _too_early(reading: Reading, credit: Credit) -> Finding | None:
    """Nobody fetches a report before it is published; clocks without a zone are given the widest doubt."""
    fetched, published = credit.fetched, reading.article.published
    if fetched is None or published is None:
        return None
    slack = timedelta(0) if "none" not in (fetched.zone_from, published.zone_from) else _WIDEST_ZONE
    if fetched.instant + _LASTS[fetched.precision] + slack > published.instant:
        return None
    rule = "fetched-before-published"
    return Finding(
        rule,
        "error",
        f"The text is said to be fetched on «{fetched.printed}», before it was published («{published.printed}»).",
        "Correct the date that is wrong, and print both with their zones.",
        _in_credit(rule, credit, fetched.printed),
    )


def _date_evidence(reading: Reading, what: str, moment: Moment, credit: Credit | None) -> Evidence | None:
    if credit is not None:
        return _in_credit("date-without-zone", credit, moment.printed)
    about = "published" if what == "publication" else "modified"
    return next((item for item in reading.evidence if item.about == about), None)


def _zone(what: str, moment: Moment, evidence: Evidence | None) -> list[Finding]:
    if moment.zone_from == "text":
        return []
    has_clock = moment.precision in ("second", "minute", "hour")
    lack = "no time zone" if has_clock else "neither a time nor a time zone"
    if has_clock and moment.zone_from == "source":
        severity = "note"
    else:
        severity = "warning" if has_clock or what == "fetch" else "note"
    message = f"The {what} date «{moment.printed}» has {lack}."
    fix = "Print the time with its zone, and mark it up as <time datetime=…> with the offset."
    return [Finding("date-without-zone", severity, message, fix, evidence)]  # type: ignore[arg-type]


def _future(what: str, moment: Moment, evidence: Evidence | None, now: datetime) -> list[Finding]:
    slack = _CLOCK_DRIFT if moment.zone_from != "none" else _WIDEST_ZONE
    if moment.instant <= now + slack:
        return []
    message = f"The {what} date «{moment.printed}» lies in the future."
    return [Finding("date-in-future", "error", message, "Correct the date, or its zone.", evidence)]


# ---------------------------------------------------------------- words


def _quotations(reading: Reading) -> list[Finding]:
    rule = "quotation-without-speaker"
    fix = "Name who said it, where and when, next to the quotation."
    unnamed = [
        Finding(
            rule,
            "warning",
            f"The page quotes «{statement.words[0]}» and does not say whose words they are.",
            fix,
            statement.evidence,
        )
        for statement in reading.statements
        if statement.kind == "direct" and statement.resolved_speaker is None
    ]
    orphans = [
        Finding(rule, "warning", f"Nobody is named for the quotation «{quote}».", fix, evidence)
        for quote, evidence in orphan_quotations(reading, rule)
    ]
    return unnamed + orphans


def _digits(reading: Reading) -> list[Finding]:
    """The attribution prints two kinds of digits, or other ones than the report."""
    body = _digit_kinds("".join(reading.article.paragraphs))
    for credit in reading.credits:
        context = credit.evidence.context
        kinds = _digit_kinds(context)
        mixed = len(kinds) > 1
        if credit.evidence.field == "attribution" and (mixed or (len(body) == 1 and len(kinds) == 1 and kinds != body)):
            message = (
                f"«{context}» prints {'two kinds of digits' if mixed else 'other digits than the report below it'}."
            )
            return [Finding("mixed-digits", "note", message, "Use one style of digits on a page.", credit.evidence)]
    return []


def _digit_kinds(text: str) -> frozenset[str]:
    return frozenset("latin" if character.isascii() else "arabic" for character in text if character.isdecimal())
