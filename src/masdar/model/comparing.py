"""A report beside the text it is measured by: passage by passage what it kept, changed, left out and added."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from masdar.model.evidence import Span
from masdar.model.ids import ArticleId

PassageVerdict = Literal["same", "changed", "reworded", "left out", "unclear", "added", "aside"]
DriftKind = Literal["number", "name", "date", "denial", "words"]
BaseKind = Literal["primary", "earliest"]


@dataclass(frozen=True, slots=True)
class PassageChange:
    """Words of the base (`there`) and those that stand in their place in the report (`here`); either may be missing.
    `what`: both sides have a number, a name or a day and it is another one; a "not" came or went; else just "words"."""

    what: DriftKind
    there: tuple[Span, ...] = ()
    here: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class ComparedPassage:
    """Sentence-sized passages of the base (`there`) and what answers them in the report (`here`): one each as a rule,
    more where sentences were split or merged, none on one side where nothing answers.

    Verdicts: `same`: word for word but for spelling and marks; `changed`: mostly its words; `reworded`: in other words;
    `left out` and `added`: no passage of the other text answers it; `unclear`: one may, in words too different to tell
    (`near` is the likeliest); `aside`: datelines, credits and standing text that are not counted.
    """

    verdict: PassageVerdict
    there: tuple[Span, ...] = ()
    here: tuple[Span, ...] = ()
    changes: tuple[PassageChange, ...] = ()
    near: Span | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """`article` against `base`: the issuer's own page ("primary") or, where we hold none, the earliest text of the
    story that we saw ("earliest"). `passages` go in the base's order, what the report alone has stands after what it
    follows there; each passage of either text is in exactly one of them. `kept` is the share (0..1) of the base's words
    that the report has in the passages that answer."""

    article: ArticleId
    base: ArticleId
    base_is: BaseKind
    passages: tuple[ComparedPassage, ...]
    kept: float

    def count(self, *verdicts: PassageVerdict) -> int:
        """How many passages of the base, or of the report where only it has them, got one of these verdicts."""
        return sum(len(each.there) or len(each.here) for each in self.passages if each.verdict in verdicts)

    def changes(self, what: DriftKind) -> tuple[PassageChange, ...]:
        """All changes of a kind, in order."""
        return tuple(change for each in self.passages for change in each.changes if change.what == what)
