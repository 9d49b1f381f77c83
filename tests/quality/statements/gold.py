"""In: the invented articles beside this file. Out: their paragraphs, and the statements a person found in them.

An article begins with «= name»; every line after it is a paragraph (the headline first), and every line after «> » a
statement in text order: kind | cue | speaker | medium | words (first … last, fragments parted by //). A reported
statement is known by its cue alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from masdar.model import Span

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class GoldStatement:
    """What a person labelled: `cue` and `content` as places in the paragraphs, names in full."""

    kind: str
    cue: Span
    content: tuple[Span, ...]
    speaker: str
    medium: str | None


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An invented article with its statements."""

    name: str
    paragraphs: tuple[str, ...]
    statements: tuple[GoldStatement, ...]


@cache
def articles() -> tuple[GoldArticle, ...]:
    """All articles of all files."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(_HERE.glob("*.txt")))
    return tuple(_article(block) for text in texts for block in text.split("\n= ") if block.strip())


def _article(block: str) -> GoldArticle:
    name, *lines = block.removeprefix("= ").strip().split("\n")
    paragraphs = tuple(line for line in lines if line and not line.startswith("> "))
    found: list[GoldStatement] = []
    for line in lines:
        if line.startswith("> "):
            found.append(_statement(line, paragraphs, found[-1].cue if found else Span(0, 0, 0)))
    return GoldArticle(name, paragraphs, tuple(found))


def _statement(line: str, paragraphs: tuple[str, ...], after: Span) -> GoldStatement:
    columns = [column.strip() for column in line.removeprefix("> ").split("|")]
    kind, cue, speaker, medium, content, *_ = [*columns, "", "", ""]
    place = _find(cue, paragraphs, after)
    fragments = content.split(" // ") if content else []
    spans = tuple(_content(fragment, paragraphs, place) for fragment in fragments)
    return GoldStatement(kind, place, spans, speaker, medium or None)


def _find(words: str, paragraphs: tuple[str, ...], after: Span) -> Span:
    """The first place of the whole words after another place."""
    for number in range(after.paragraph, len(paragraphs)):
        text, start = paragraphs[number], after.end - 1 if number == after.paragraph else -1
        while (start := text.find(words, start + 1)) >= 0:
            around = text[start - 1 : start] + text[start + len(words) : start + len(words) + 1]
            if words == ":" or not any(character.isalnum() for character in around):
                return Span(number, start, start + len(words))
    raise ValueError(f"{words!r} does not stand after {after} in {paragraphs[0]!r}")


def _content(fragment: str, paragraphs: tuple[str, ...], cue: Span) -> Span:
    """The fragment nearest to its cue, given by its first and last words."""
    first, _, last = (part.strip() for part in fragment.partition("…"))
    for number in (cue.paragraph, *range(cue.paragraph + 1, len(paragraphs))):
        start = paragraphs[number].find(first)
        end = paragraphs[number].find(last, start + len(first)) if start >= 0 and last else start
        if start >= 0 and end >= 0:
            return Span(number, start, end + len(last or first))
    raise ValueError(f"{fragment!r} does not stand in {paragraphs[0]!r}")
