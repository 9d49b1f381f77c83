"""A report beside the text it is measured by: passage by passage what it kept, changed, left out and added."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from masdar.model.evidence import Span
from masdar.model.ids import ArticleId

PassageVerdict = Literal["same", "changed", "left out", "added"]


@dataclass(frozen=True, slots=True)
class ComparedPassage:
    """A passage of the base (`there`) and what answers it in the report (`here`); one of them is None where the report
    left it out or added it. `there_differs` and `here_differs` are the words that the other side has not."""

    verdict: PassageVerdict
    there: Span | None = None
    here: Span | None = None
    there_differs: tuple[Span, ...] = ()
    here_differs: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """`article` against `base`: the issuer's own page ("primary") or, where we hold none, the earliest text of the
    story ("earliest"). `passages` go in the base's order, what was added stands where the report has it. `kept` is the
    share (0..1) of the base's words that the report has."""

    article: ArticleId
    base: ArticleId
    base_is: Literal["primary", "earliest"]
    passages: tuple[ComparedPassage, ...]
    kept: float
