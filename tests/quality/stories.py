"""The text files in texts/ -> stories: titles, paragraphs, and the facts a site may print about them."""

from __future__ import annotations

import html
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .gold import Line

TEXTS = Path(__file__).parent / "texts"
MARKS = {"## ": "heading", "- ": "item", "> ": "quotation"}
TAGS = {"paragraph": "p", "heading": "h3", "quotation": "blockquote"}


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbouring lines that one element prints: a paragraph, a heading, a list, a table."""

    kind: str
    rows: tuple[tuple[str, ...], ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """Each printed line as inline markup."""
        return tuple(inline(cell) for row in self.rows for cell in row)

    @property
    def html(self) -> str:
        if self.kind == "item":
            return "<ul>" + "".join(f"<li>{line}</li>" for line in self.lines) + "</ul>"
        if self.kind == "cell":
            rows = ("".join(f"<td>{inline(cell)}</td>" for cell in row) for row in self.rows)
            return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
        tag = TAGS[self.kind]
        return f"<{tag}>{self.lines[0]}</{tag}>"


@dataclass(frozen=True, slots=True)
class Story:
    id: str
    lang: str
    title: str
    lead: str
    section: str
    place: str
    author: str
    tags: tuple[str, ...]
    facts: tuple[str, ...]
    caption: str
    photo: str
    groups: tuple[Group, ...]

    @property
    def body(self) -> tuple[Line, ...]:
        return tuple(Line(g.kind, plain(cell)) for g in self.groups for row in g.rows for cell in row)


@dataclass(frozen=True, slots=True)
class Phrases:
    """Headlines of small news, readers' names and comments, and the names of the sections by their slug."""

    headlines: list[str]
    names: list[str]
    comments: list[str]
    sections: dict[str, str]


def inline(text: str) -> str:
    """`**bold**` and `[words](address)` as markup."""
    text = html.escape(text, quote=False)
    text = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", text)
    return re.sub(r"\[(.+?)\]\((.+?)\)", r'<a href="\2">\1</a>', text)


def plain(text: str) -> str:
    """The same text without its marks."""
    return re.sub(r"\[(.+?)\]\(.+?\)", r"\1", text.replace("**", ""))


def read_groups(text: str) -> tuple[Group, ...]:
    groups: list[Group] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        mark = next((m for m in MARKS if line.startswith(m)), "")
        kind = "cell" if line.startswith("|") else MARKS.get(mark, "paragraph")
        row = tuple(c.strip() for c in line.strip("|").split("|")) if kind == "cell" else (line[len(mark) :],)
        if groups and kind == groups[-1].kind and kind in ("item", "cell"):
            groups[-1] = Group(kind, (*groups[-1].rows, row))
        else:
            groups.append(Group(kind, (row,)))
    return tuple(groups)


@cache
def read_stories() -> dict[str, Story]:
    stories = {}
    for path in sorted(TEXTS.glob("*.txt")):
        for chunk in re.split(r"^=== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            name, rest = chunk.split("\n", 1)
            head, text = rest.split("\n---\n")
            facts = tomllib.loads(head)
            facts = {"lang": "ar", "facts": (), **facts, "tags": tuple(facts["tags"])}
            facts["facts"] = tuple(facts["facts"])
            stories[name] = Story(id=name, groups=read_groups(text), **facts)
    return stories


@cache
def read_phrases() -> dict[str, Phrases]:
    """By language."""
    facts = tomllib.loads((TEXTS / "phrases.toml").read_text(encoding="utf-8"))
    return {language: Phrases(**phrases) for language, phrases in facts.items()}
