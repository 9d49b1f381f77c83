"""In: the word lists of saying (data/statements_*). Out: the same, folded, inflected and ready to look up."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Literal

from masdar.text.fold import fold

CueForm = Literal["verb", "participle", "noun"]
Gender = Literal["m", "f", ""]


@dataclass(frozen=True, slots=True)
class Cue:
    """One word form of saying: what may follow it, and whom it agrees with. `linked`: written with و or ف."""

    form: CueForm
    takes: frozenset[str]
    gender: Gender
    plural: bool
    linked: bool
    past: bool
    base: str


@dataclass(frozen=True, slots=True)
class Words:
    """The word lists of statements_words.toml, folded."""

    clause: frozenset[str]
    predicates: frozenset[str]
    again: frozenset[str]
    according: frozenset[str]
    according_not: frozenset[str]
    own: frozenset[str]
    own_of: frozenset[str]
    negations: frozenset[str]
    wishes: frozenset[str]
    impersonal: frozenset[str]
    back: frozenset[str]
    before_subject: frozenset[str]
    relatives: frozenset[str]
    not_subject: frozenset[str]
    adverbs: frozenset[str]
    dates: frozenset[str]
    date_more: frozenset[str]
    outside: frozenset[str]
    platforms: frozenset[str]
    occasions: frozenset[str]
    media: frozenset[str]
    outlets: frozenset[str]
    medium_before: frozenset[str]
    medium_after: frozenset[str]
    named: frozenset[str]
    heads: frozenset[str]
    adjectives: frozenset[str]
    documents: frozenset[str]
    document_verbs: frozenset[str]
    nouns: frozenset[str]
    relays: frozenset[str]
    no_by: frozenset[str]
    bare_openers: frozenset[str]
    never: frozenset[str]
    doubtful: frozenset[str]
    not_names: frozenset[str]
    objects: frozenset[str]
    openers: frozenset[str]
    styles: frozenset[str]
    issued: frozenset[str]
    bodies: frozenset[str]
    organs: frozenset[str]
    groups: frozenset[str]
    people: frozenset[str]
    several: frozenset[str]
    acts: frozenset[str]
    manners: frozenset[str]
    names_l: frozenset[str]
    before_verb: frozenset[str]
    before_noun: frozenset[str]
    attached: frozenset[str]
    obtained: frozenset[str]
    titles: frozenset[str]
    aside: frozenset[str]
    masculine: frozenset[str]
    not_plural: frozenset[str]
    goes_on: frozenset[str]
    anaphors: frozenset[str]
    countries: frozenset[str]
    of_somebody: frozenset[str]
    near: frozenset[str]
    titled: frozenset[str]
    human: frozenset[str]
    phrases: frozenset[str]
    selves: frozenset[str]
    half_names: frozenset[str]
    with_by: frozenset[str]
    needs_object: frozenset[str]
    sayings: frozenset[str]
    posted: frozenset[str]
    no_present: frozenset[str]
    leads: frozenset[str]
    names_m: frozenset[str]
    no_acts: frozenset[str]
    according_to: frozenset[str]
    names_w: frozenset[str]
    described: frozenset[str]
    name_stops: frozenset[str]
    roles: frozenset[str]
    called: frozenset[str]
    common: frozenset[str]

    @property
    def skipped(self) -> frozenset[str]:
        """What may stand between a verb and its subject."""
        return _joined(self.adverbs, self.again, self.dates, self.not_names)

    @property
    def no_verbs(self) -> frozenset[str]:
        """What begins a sentence and is no verb."""
        return _joined(self.heads, self.not_subject, self.adverbs, self.medium_before, self.openers)


@functools.cache
def _joined(*lists: frozenset[str]) -> frozenset[str]:
    return frozenset().union(*lists)


def _data(name: str) -> str:
    return resources.files("masdar.read").joinpath("data", name).read_text(encoding="utf-8")


@functools.cache
def words() -> Words:
    """The lists, read once."""
    lists = tomllib.loads(_data("statements_words.toml"))
    return Words(**{name: frozenset(fold(word) for word in entries) for name, entries in lists.items()})


@functools.cache
def singulars() -> dict[str, str]:
    """Folded plural → singular of words that head a speaker's name."""
    rows = (row.split() for row in _data("statements_plurals.txt").splitlines() if row and not row.startswith("#"))
    return {fold(plural): fold(singular) for plural, singular in rows}


@functools.cache
def cues() -> dict[str, Cue]:
    """Every form of every verb of saying, by its folded spelling. The first verb of the file to claim a form has it."""
    table: dict[str, Cue] = {}
    for row in _data("statements_verbs.txt").splitlines():
        if row.strip() and not row.startswith("#"):
            past, present, participle, takes = (column.strip() for column in row.split("|"))
            _inflect(table, fold(past), fold(present), fold(participle), frozenset(takes.split()))
    for noun in words().nouns:
        _nouns(table, noun)
    _put(table, "بالقول", Cue("noun", frozenset(("clause", "colon")), "", False, True, True, "قول"))
    for spelling in words().never:
        table.pop(spelling, None)
    return table


def _inflect(table: dict[str, Cue], past: str, present: str, participle: str, takes: frozenset[str]) -> None:
    if past != "-":
        for spelling, gender, plural in _past_forms(past):
            _enter(table, spelling, Cue("verb", takes, gender, plural, False, True, past))
        if past in words().of_somebody:
            _with_object(table, past, takes)
    if present != "-":
        for spelling, gender, plural in _present_forms(present):
            _enter(table, spelling, Cue("verb", takes, gender, plural, False, False, past))
            _put(table, "ل" + spelling, Cue("verb", takes, gender, plural, True, True, past))  # ليقول: and then said
            if past in words().of_somebody and not plural:
                _with_pronouns(table, spelling, Cue("verb", takes, gender, False, False, False, past))  # يصفها
    if participle != "-":
        for ending, gender, plural in (("ا", "m", False), ("ه", "f", False), ("ين", "", True), ("تين", "f", True)):
            _enter(table, participle + ending, Cue("participle", takes, gender, plural, False, True, past))


def _with_object(table: dict[str, Cue], past: str, takes: frozenset[str]) -> None:
    """وصفته، اتهمها، طالبتهم: whom it is said of is part of the verb."""
    stem = past[:-1] + "ا" if past[-1] in "ياى" else past
    bare = past[:-1] if past[-1] in "ياى" else past
    for spelling, gender in ((stem, "m"), (bare + "ت", "f")):
        _with_pronouns(table, spelling, Cue("verb", takes, gender, False, False, True, past))  # type: ignore[arg-type]
    if bare == past:
        _with_pronouns(table, bare + "و", Cue("verb", takes, "m", True, False, True, past))  # أبلغوه


def _with_pronouns(table: dict[str, Cue], spelling: str, cue: Cue) -> None:
    for end in ("ه", "ها", "هم", "هما"):
        _enter(table, spelling + end, cue)


def _past_forms(past: str) -> tuple[tuple[str, Gender, bool], ...]:
    stem = past[:-1] if past[-1] in "ياى" and past[-2:] != "يا" else past  # نفى → نفت، نفوا; دعا → دعت، دعوا
    return (
        (past, "m", False),
        (stem + "ت", "f", False),
        (stem + "وا", "m", True),
        (past + "ا", "m", True),
        (stem + "تا", "f", True),
    )


def _present_forms(present: str) -> tuple[tuple[str, Gender, bool], ...]:
    rest = present[1:]
    stem = rest[:-1] if rest[-1] in "يوا" else rest
    return (
        ("ي" + rest, "m", False),
        ("ت" + rest, "f", False),
        ("ي" + stem + "ون", "m", True),
        ("ي" + rest + "ان", "m", True),
        ("ت" + rest + "ان", "f", True),
    )


def _nouns(table: dict[str, Cue], noun: str) -> None:
    for ending, gender, plural in (("ه", "m", False), ("ها", "f", False), ("هم", "", True)):
        for before in ("", "ب", "ل"):
            takes = frozenset(("clause", "colon") if before == "ب" else ("clause",))
            cue = Cue("noun", takes, gender, plural, False, True, noun)  # type: ignore[arg-type]
            _enter(table, before + noun + ending, cue)


def _enter(table: dict[str, Cue], spelling: str, cue: Cue) -> None:
    _put(table, spelling, cue)
    linked = Cue(cue.form, cue.takes, cue.gender, cue.plural, True, cue.past, cue.base)
    _put(table, "و" + spelling, linked)
    _put(table, "ف" + spelling, linked)


def _put(table: dict[str, Cue], spelling: str, cue: Cue) -> None:
    held = table.get(spelling)
    if held is None:
        table[spelling] = cue
    elif held.base != cue.base and held.form == cue.form:
        takes = held.takes | cue.takes  # two verbs with one spelling: whatever either takes
        table[spelling] = Cue(held.form, takes, held.gender, held.plural, held.linked, held.past, held.base)
