"""In: a reading and its page's sentences. Out: claims that nothing supports, posts not linked, disclaimers, digits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from masdar.model import Credit, Finding, Reading, Statement
from masdar.read.lint.evidence import evidence_of, in_sentence, line_of
from masdar.read.lint.page import PageText
from masdar.read.lint.rules import found
from masdar.read.lint.words import platform_hosts, says

_DIGITS = re.compile(r"\d+")


def source_faults(reading: Reading, text: PageText) -> Iterator[Finding]:
    yield from _first_published(reading, text)
    yield from _posts_not_linked(reading, text)
    yield from _disclaimers(reading, text)
    yield from _digits(reading)


def _first_published(reading: Reading, text: PageText) -> Iterator[Finding]:
    rule = "first-published-unsupported"
    older = "\n".join(_primary_media(reading.statements))
    case = "older" if older else ""
    for sentence in text.sentences:
        if says("first", sentence.text) and _is_of_report(reading, sentence.text):
            severity = None if older else "warning"
            yield found(rule, severity, in_sentence(rule, sentence), case, sentence=sentence.text, older=older)  # type: ignore[arg-type]


def _is_of_report(reading: Reading, sentence: str) -> bool:
    """It speaks of this text, and not of a picture, a weapon or a book: by a noun for a text, or as a credit."""
    return says("reports", sentence) or any(credit.evidence.context == sentence for credit in _taken(reading))


def _taken(reading: Reading) -> list[Credit]:
    return [credit for credit in reading.credits if credit.kind == "text_from"]


def _primary_media(statements: tuple[Statement, ...]) -> list[str]:
    """Who said something where, for statements that the text itself places in a medium."""
    said = (
        f"{statement.resolved_speaker} ({statement.medium})"
        for statement in statements
        if statement.medium and statement.resolved_speaker
    )
    return list(dict.fromkeys(said))


def _posts_not_linked(reading: Reading, text: PageText) -> Iterator[Finding]:
    """What "activists" or nobody pass around is no post that could be linked."""
    told: set[tuple[str, tuple[str, ...]]] = set()
    for statement in reading.statements:
        medium = statement.medium or ""
        hosts = platform_hosts(medium)
        speaker = statement.resolved_speaker or statement.speaker or ""
        if not hosts or not speaker or (speaker, hosts) in told or says("crowds", speaker):
            continue
        if any(map(text.links_to, hosts)):
            continue
        told.add((speaker, hosts))
        said = {"speaker": speaker, "medium": medium, "hosts": ", ".join(hosts)}
        yield found("source-not-linked", None, statement.evidence, **said)


def _disclaimers(reading: Reading, text: PageText) -> Iterator[Finding]:
    """Of a page that takes its text from others. What a site says of comments and opinions at large is no fault."""
    rule = "disclaimer-instead-of-source"
    for sentence in text.sentences if _taken(reading) else ():
        if says("disclaimers", sentence.text) and not says("general", sentence.text):
            yield found(rule, None, in_sentence(rule, sentence), sentence=sentence.text)


def _digits(reading: Reading) -> Iterator[Finding]:
    """The attribution prints two kinds of digits, or other ones than the report. (The original's title is its own.)"""
    credits = [each for each in reading.credits if each.evidence.field == "attribution" or each.fetched is not None]
    lines = [line_of(credit, reading.article) for credit in credits]
    own = frozenset(lines)
    body = _digit_kinds("".join(each for each in reading.article.paragraphs if each not in own))
    for credit, line in zip(credits, lines, strict=True):
        own_words = line.replace(credit.title, "") if credit.title else line
        kinds = _digit_kinds(own_words)
        mixed = len(kinds) > 1
        if mixed or (len(body) == 1 and len(kinds) == 1 and kinds != body):
            case = "two" if mixed else ""
            rule = "mixed-digits"
            digits = _DIGITS.search(own_words)
            evidence = evidence_of(rule, digits[0] if digits else line, "attribution", line)
            yield found(rule, None, evidence, case, sentence=line)
            return


def _digit_kinds(text: str) -> frozenset[str]:
    return frozenset("latin" if character.isascii() else "arabic" for character in text if character.isdecimal())
