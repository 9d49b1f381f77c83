"""In: the invented articles. Out: how well find_statements reads them: precision, recall, speaker, medium, and misses.

One to one and within one kind: direct words must overlap by 0.7 of their union, reported ones are known by their cue,
a name is right at a token F1 of one half (the rules that labelled real articles are scored by).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from masdar.model import Span, Statement
from masdar.read.statements import find_statements
from masdar.text.fold import fold

from .gold import GoldArticle, GoldStatement

_SHARE = 0.7
_SAME_NAME = 0.5


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts over articles; the shares are of what was found, labelled or matched."""

    found: int
    labelled: int
    matched: int
    speakers: int
    media: int

    @property
    def precision(self) -> float:
        return self.matched / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.matched / self.labelled if self.labelled else 1.0

    @property
    def speaker(self) -> float:
        return self.speakers / self.matched if self.matched else 1.0

    @property
    def medium(self) -> float:
        return self.media / self.matched if self.matched else 1.0


@dataclass(frozen=True, slots=True)
class Result:
    """One article: which found statement is which labelled one, and the two remainders."""

    article: GoldArticle
    pairs: tuple[tuple[Statement, GoldStatement], ...]
    extra: tuple[Statement, ...]
    missed: tuple[GoldStatement, ...]


def measure(article: GoldArticle) -> Result:
    """Read one article and match what was found with what was labelled."""
    found = list(find_statements(article.paragraphs))
    pairs: list[tuple[Statement, GoldStatement]] = []
    missed: list[GoldStatement] = []
    for gold in article.statements:
        best = max(found, key=lambda statement: _likeness(statement, gold), default=None)
        if best is None or not _likeness(best, gold):
            missed.append(gold)
        else:
            found.remove(best)
            pairs.append((best, gold))
    extra = (statement for statement in found if not _rest_of_direct(statement, article))
    return Result(article, tuple(pairs), tuple(extra), tuple(missed))


def summarise(results: list[Result], kind: str) -> Figures:
    """The figures of one kind of statement over all articles."""
    pairs = [pair for result in results for pair in result.pairs if pair[1].kind == kind]
    extra = sum(statement.kind == kind for result in results for statement in result.extra)
    missed = sum(gold.kind == kind for result in results for gold in result.missed)
    speakers = sum(is_same_speaker(*pair) for pair in pairs)
    media = sum(is_same_medium(*pair) for pair in pairs)
    return Figures(len(pairs) + extra, len(pairs) + missed, len(pairs), speakers, media)


def tell(result: Result) -> list[str]:
    """What differs, one line each."""
    name = result.article.name
    lines = [f"{name}: missed {gold.kind} {_words(gold, result.article)!r} ({gold.speaker})" for gold in result.missed]
    lines += [f"{name}: extra {item.kind} {item.cue} {item.words} ({item.resolved_speaker})" for item in result.extra]
    for item, gold in result.pairs:
        if not is_same_speaker(item, gold):
            who = f"{item.resolved_speaker}, not {gold.speaker}"
            lines.append(f"{name}: speaker of {item.cue} {item.words[0][:40]!r}: {who}")
        if not is_same_medium(item, gold):
            lines.append(f"{name}: medium of {item.cue} {item.words[0][:40]!r}: {item.medium}, not {gold.medium}")
    return lines


def is_same_speaker(item: Statement, gold: GoldStatement) -> bool:
    names = (item.resolved_speaker or "", item.speaker or "")
    return _name_f1(names[0] or names[1], gold.speaker) >= _SAME_NAME


def is_same_medium(item: Statement, gold: GoldStatement) -> bool:
    if not item.medium or not gold.medium:
        return not item.medium and not gold.medium
    found, wanted = set(_tokens(item.medium)), set(_tokens(gold.medium))
    return found <= wanted or wanted <= found or _name_f1(item.medium, gold.medium) >= _SAME_NAME


def _likeness(item: Statement, gold: GoldStatement) -> float:
    if item.kind != gold.kind:
        return 0.0
    if gold.kind == "reported":
        return float(_overlap(_cue(item), gold.cue))
    a, b = _characters(item.content), _characters(gold.content)
    share = len(a & b) / len(a | b)
    return share if share >= _SHARE else 0.0


def _rest_of_direct(item: Statement, article: GoldArticle) -> bool:
    """The clause around words in marks, told once more as reported, is no fault."""
    direct = (gold for gold in article.statements if gold.kind == "direct")
    return item.kind == "reported" and any(_overlap(_cue(item), gold.cue) for gold in direct)


def _cue(item: Statement) -> Span | None:
    span = item.evidence.span
    return Span(span.paragraph, span.start, span.start + len(item.cue)) if span else None


def _overlap(a: Span | None, b: Span) -> bool:
    return a is not None and a.paragraph == b.paragraph and a.start < b.end and b.start < a.end


def _characters(spans: tuple[Span, ...]) -> set[tuple[int, int]]:
    return {(span.paragraph, at) for span in spans for at in range(span.start, span.end)}


def _tokens(text: str) -> list[str]:
    words = "".join(character if character.isalnum() else " " for character in fold(text)).split()
    return [word[2:] if word.startswith("ال") and len(word) > len("الXX") else word for word in words]


def _name_f1(a: str, b: str) -> float:
    mine, theirs = Counter(_tokens(a)), Counter(_tokens(b))
    common = (mine & theirs).total()
    return 2 * common / (mine.total() + theirs.total()) if common else 0.0


def _words(gold: GoldStatement, article: GoldArticle) -> str:
    span = gold.content[0] if gold.content else gold.cue
    return article.paragraphs[span.paragraph][span.start : span.start + 60]
