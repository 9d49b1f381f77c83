"""A text in; out: the numbers in it, written in digits of any form or in words, with their places and values."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files

from masdar.text.fold import digits, fold
from masdar.text.tokens import Word, words

_DIGITS = re.compile(r"[0-9]+(?:[.,٫٬'’][0-9]+)*")
# The part before the whole, as agencies type what is to look right from right to left: 5ر2, and 5.2 with a mark of
# direction beside the point, are 2.5.
_TURN = r"(?:ر|\u200f?[.,٫]\u200f|\u200f[.,٫])"
_TURNED = re.compile(rf"(?<![0-9.\u200f])([0-9]+){_TURN}([0-9]+)(?!\u200f?[.,/ر]?\u200f?[0-9])")
_DECIMAL_MARK = re.compile("[.,٫]")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:[.,٬'’][0-9]{3})+")
# "and", "so", then "in", "for", "like", then the article: what may stand before a word of a number.
_BEGINNINGS = ("", "ال", "ب", "ل", "ك", "بال", "كال", "لل")
_TEEN, _PER_CENT = 10, 100
# English writes "three hundred and five" and "twenty-five"; an Arabic "and" is no word of its own but before digits.
_AND, _BARE_AND, _LINKS = "and", "و", ("", "-")
_AFTER_DIGITS = ")"  # «(15) مليون»


@dataclass(frozen=True, slots=True)
class Number:
    """`text[start:end]` states it. `value` is canonical: "12", "2.5", "3." for the third, "100+" for hundreds, "%" for
    per cent written as one word."""

    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """Folded words with what they stand for."""

    units: Mapping[str, Decimal]
    only_joined: Mapping[str, Decimal]
    scales: Mapping[str, Decimal]
    fractions: Mapping[str, Decimal]
    vague: Mapping[str, str]
    ordinals: Mapping[str, str]
    never: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Term:
    """A word of a number; `joined`: "and" stands before it, `defined`: the article does."""

    start: int
    end: int
    kind: str
    value: Decimal
    joined: bool = False
    vague: str = ""
    defined: bool = False


@dataclass(slots=True)
class _Sum:
    """A number while its words pass by: what is complete, what waits for a scale, the last word."""

    total: Decimal = Decimal(0)
    waiting: Decimal | None = None
    last: _Term | None = None
    scale: Decimal = Decimal(1)

    def takes(self, term: _Term) -> bool:
        """Whether the word goes on with the number."""
        last = self.last
        if last is None or term.kind in ("vague", "ordinal"):
            return last is None
        if last.kind == "ordinal":
            return term.kind == "unit" and (term.value == _TEEN if not term.joined else term.defined and _is_ten(term))
        if term.kind == "scale":
            is_more = last.kind != "scale" or last.value < term.value
            return term.value < self.scale if term.joined else is_more
        if term.kind == "fraction":
            return term.joined and last.kind == "scale"
        if term.kind == "digits":
            is_said = last.kind == "scale" and not (last.vague and self.value == last.value)
            return term.joined and is_said and term.value < last.value
        if last.kind in ("digits", "vague"):
            return False
        is_teen = term.value == _TEEN and last.kind in ("unit", "only") and last.value < _TEEN
        is_english = last.value >= _TEEN * 2 and term.value < _TEEN and not term.joined
        return (term.joined or is_teen or is_english) and not (term.kind == "only" and last.kind == "unit")

    def add(self, term: _Term) -> None:
        if term.kind == "scale" and self.waiting is None and self.total and not term.joined:
            pass  # "a million and a half of a million": the last word says nothing new
        elif term.kind == "scale":
            if term.joined:
                self._close()
            self.waiting = (Decimal(1) if self.waiting is None else self.waiting) * term.value
            self.scale = term.value
            if term.value > 100:
                self._close()
        elif term.kind == "fraction":
            if self.last is not None:
                self._close()
                self.total += term.value * self.scale
            else:
                self.waiting = term.value
        else:
            self.waiting = (self.waiting or Decimal(0)) + term.value
        self.last = term

    def _close(self) -> None:
        self.total += self.waiting or 0
        self.waiting = None

    @property
    def value(self) -> Decimal:
        return self.total + (self.waiting or 0)


def _is_ten(term: _Term) -> bool:
    return _TEEN < term.value < _PER_CENT and term.value % _TEEN == 0


def numbers(text: str) -> tuple[Number, ...]:
    """In order of place. One value have "خمسة عشر" and "15", "15 ألفاً" and "15,000", "الرابع عشر" and "الـ14"."""
    found: list[Number] = []
    run: list[_Term] = []
    total = _Sum()
    for term in _terms(text):
        between = text[run[-1].end : term.start].strip().lower() if run else ""
        if between == _AND or (between == _BARE_AND and term.kind == "digits"):
            between, term = "", replace(term, joined=True)
        elif between == _AFTER_DIGITS and run[-1].kind == "digits" and term.kind == "scale":
            between = ""
        if run and (between not in _LINKS or not total.takes(term)):
            found += _number(run, total)
            run, total = [], _Sum()
        run.append(term)
        total.add(term)
    return (*found, *_number(run, total))


def _number(run: Sequence[_Term], total: _Sum) -> tuple[Number, ...]:
    if not run or all(term.kind in ("only", "fraction") for term in run):
        return ()
    told = run[0].vague if len(run) == 1 or run[0].kind != "ordinal" else ""
    return (Number(run[0].start, run[0].end if told else run[-1].end, told or _canonical(total.value)),)


def _canonical(value: Decimal) -> str:
    written = format(value, "f")
    return written.rstrip("0").rstrip(".") if "." in written else written


def _terms(text: str) -> Iterator[_Term]:
    plain = digits(text)
    at = 0
    for word in words(text):
        if word.start < at:
            continue
        turned = _TURNED.match(plain, word.start)
        held = _DIGITS.match(plain, word.start)
        if turned:
            at = turned.end()
            yield _Term(turned.start(), at, "digits", Decimal(".".join(reversed(turned.groups()))))
        elif held and (held.end() >= word.end):
            at = held.end()
            yield _Term(held.start(), at, "digits", _read_digits(held.group()))
        elif (term := _term(word)) is not None:
            yield term


def _read_digits(written: str) -> Decimal:
    if _THOUSANDS.fullmatch(written):
        return Decimal(re.sub(r"\D", "", written))
    parts = re.split(r"\D", written)
    if len(parts) == 2 and _DECIMAL_MARK.search(written):
        return Decimal(".".join(parts))
    return Decimal("".join(parts))


def _term(word: Word) -> _Term | None:
    found = _read_word(word.text)
    return None if found is None else replace(found, start=word.start, end=word.end)


@lru_cache(maxsize=65_536)  # about the different words of a few thousand reports; most are no numbers
def _read_word(word: str) -> _Term | None:
    folded = fold(word, loose=True)
    found = _read_folded(folded)
    if found is None and folded[:1] in ("و", "ف"):
        found = _read_folded(folded[1:], joined=True)
    return found


def _read_folded(folded: str, *, joined: bool = False) -> _Term | None:
    """As if it stood at the beginning of a text."""
    lexicon = _lexicon()
    if folded in lexicon.never:
        return None
    kinds = (("unit", lexicon.units), ("only", lexicon.only_joined), ("scale", lexicon.scales),
             ("fraction", lexicon.fractions))  # fmt: skip
    for beginning in _BEGINNINGS:
        if not folded.startswith(beginning):
            continue
        rest = folded[len(beginning) :]
        article = "ال" if beginning.endswith("ال") or beginning == "لل" else ""
        if beginning == "بال" and lexicon.scales.get(rest) == _PER_CENT:
            return _Term(0, 0, "vague", Decimal(0), joined, "%")
        for kind, held in kinds:
            if rest in held:
                return _Term(0, 0, kind, held[rest], joined, lexicon.vague.get(rest, ""), bool(article))
        if vague := lexicon.vague.get(rest):
            return _Term(0, 0, "vague", Decimal(0), joined, vague)
        if ordinal := lexicon.ordinals.get(article + rest):
            return _Term(0, 0, "ordinal", Decimal(ordinal.removesuffix(".")), joined, ordinal)
    return None


@cache
def _lexicon() -> _Lexicon:
    held = tomllib.loads(files("masdar.text").joinpath("data/numbers.toml").read_text(encoding="utf-8"))

    def values(name: str) -> dict[str, Decimal]:
        return {fold(each, loose=True): Decimal(value) for value, listed in held[name].items() for each in listed}

    def marks(name: str) -> dict[str, str]:
        return {fold(each, loose=True): value for value, listed in held[name].items() for each in listed}

    return _Lexicon(
        values("units"), values("only_joined"), values("scales"), values("fractions"), marks("vague"),
        marks("ordinals"), frozenset(fold(word, loose=True) for word in held["never"]["words"]),
    )  # fmt: skip
