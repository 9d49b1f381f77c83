"""In: a reading. Out: titles and outlets that stand in each other's place."""

from __future__ import annotations

from collections.abc import Iterator

from masdar.model import Credit, Finding, Reading
from masdar.read.lint.evidence import in_credit
from masdar.read.lint.rules import found
from masdar.read.lint.words import medium_kind, name_words
from masdar.text.tokens import search_terms

# A title and a headline with fewer of the title's words in common are not the same title.
_SAME_TITLE = 0.5
# Outlets have shorter names than a headline that is taken for one, and headlines are longer than a word or two.
_TITLE_WORDS = 3


def title_faults(reading: Reading) -> Iterator[Finding]:
    for credit in reading.credits:
        if credit.title and (fault := _title(reading, credit, credit.title)):
            yield fault
        if fault := _outlet_slot(reading, credit):
            yield fault


def _outlet_slot(reading: Reading, credit: Credit) -> Finding | None:
    """The headline stands where the outlet's name belongs."""
    long = len(search_terms(credit.name).split()) >= _TITLE_WORDS
    if not long or credit.canonical_name or _share(credit.name, reading.article.title) < _SAME_TITLE:
        return None
    return found("outlet-holds-title", None, in_credit("outlet-holds-title", credit, credit.name), outlet=credit.name)


def _title(reading: Reading, credit: Credit, title: str) -> Finding | None:
    headline = reading.article.title
    if _share(title, headline) >= _SAME_TITLE:
        return None
    swapped = _names_outlet(title, credit, reading.article.site_name)
    if not swapped and len(search_terms(title).split()) < _TITLE_WORDS:
        return None
    rule = "title-names-outlet" if swapped else "title-differs"
    evidence = in_credit("title-names-outlet", credit, title)
    return found(rule, None, evidence, title=title, headline=headline, outlet=credit.name)


def _share(title: str, headline: str) -> float:
    """The share of the title's words that the headline has."""
    words, others = search_terms(title).split(), frozenset(search_terms(headline).split())
    return sum(word in others for word in words) / len(words) if words else 1.0


def _names_outlet(title: str, credit: Credit, site_name: str | None) -> bool:
    in_title = name_words(title)
    names = [name for name in (credit.name, credit.canonical_name, site_name) if name]
    known = [name_words(name) for name in names]
    alike = any(words and (words <= in_title or in_title <= words) for words in known)
    return alike or _is_medium(title, in_title)


def _is_medium(title: str, bare: frozenset[str]) -> bool:
    """Little more than a noun for a medium or a listed name of one: no headline is that short."""
    words = search_terms(title).split()
    return not bare or (len(words) <= _TITLE_WORDS and (len(bare) < len(words) or medium_kind(title) is not None))
