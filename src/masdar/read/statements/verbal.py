"""In: a sentence whose main verb is none of saying. Out: its verb and its subject (جددت س التزامها، مؤكدة …)."""

from __future__ import annotations

from masdar.read.statements.bounds import has_pronoun, pluperfect_subject
from masdar.read.statements.names import Range
from masdar.read.statements.subjects import subject_of
from masdar.read.statements.text import Line
from masdar.read.statements.words import words

# «وفي هذا السياق، …» has few words before its comma, «وفي مداخلته خلال الندوة التي نظمتها الجامعة، …» more.
_SHORTEST_LEAD = 5
_LONGEST_LEAD = 30
_LEAST_WITH_BY = 3  # letters
_LONGEST_HAD = 16
_IN_TURN = frozenset(("بدوره", "بدورها", "بدورهم", "وبدوره", "وبدورها", "وبدورهم"))
_LONGEST_DATELINE = 10


def verbal_subject(line: Line, sentence: Range, after: int) -> tuple[int, Range] | None:
    """The verb that begins the sentence and the subject after it, among the tokens before `after`."""
    lists = words()
    first = _past_dateline(line, sentence, after)
    if first + 2 < after and line.forms[first] == "من" and line.forms[first + 1] in lists.aside:
        first += 2 + (line.forms[first + 2] in "،,")  # من جهته نوه …
    first = _past_lead(line, first, after)
    had = next((i for i in range(first + 2, min(first + _LONGEST_HAD, after - 1)) if line.forms[i] == "قد"), None)
    if had is not None and (been := pluperfect_subject(line, first, had + 1)) is not None:
        return had + 1, been  # وكان سالم العابد قد زار …
    while first < after and (line.forms[first] in lists.before_subject or line.forms[first] in _IN_TURN):
        first += 1
    if after - first < 3:
        return None
    verb = line.forms[first]
    is_none = verb in lists.no_verbs or verb.removeprefix("و") in lists.no_verbs
    is_none = is_none and not (verb == "وعقب" and "علي" in line.forms[first : min(after, first + _SHORTEST_LEAD)])
    if (verb[:2] == "ال" and not is_human(verb)) or is_none or line.inside[first] >= 0:
        return None
    found = subject_behind(line, first, after)
    return None if found is None else (first, found)


def subject_behind(line: Line, verb: int, after: int) -> Range | None:
    """The subject after a verb of doing, before its object and what stands with ب."""
    lists = words()
    found = subject_of(line, verb + 1, after)
    if found is None or is_receiver(line.forms[found[0]]):
        return None
    if _with_by(line, found[0]) and (found[0] > verb + 1 or _takes_by(line.forms[verb])):
        return None
    is_whole = line.forms[found[0]][:2] == "ال" or line.forms[found[0]] in lists.styles
    least = found[0] + (1 if is_whole else 2)
    end = next((i for i in range(least, found[1]) if has_pronoun(line, i) or _with_by(line, i)), found[1])
    return (found[0], end)


def _past_lead(line: Line, first: int, after: int) -> int:
    """After «وفي هذا السياق،», or after a longer phrase when a verb of doing stands behind its comma."""
    lead = line.forms[first] if first < after else ""
    if lead.removeprefix("و") == "كما" or lead in _IN_TURN:
        limit = _SHORTEST_LEAD
    elif lead in words().medium_before or lead.removeprefix("و") in words().leads:
        limit = _LONGEST_LEAD
    else:
        return first
    for at in range(first, min(first + limit, after - 1)):
        if line.forms[at] in "،," and (at < first + _SHORTEST_LEAD or is_human(line.forms[at + 1])):
            return at + 1
    return first


def _with_by(line: Line, index: int) -> bool:
    """رحب الأمين بالخطة، أشاد العابد بمواقف …"""
    form = line.forms[index]
    return form[:1] == "ب" and len(form) > _LEAST_WITH_BY and form not in words().no_by


def _takes_by(verb: str) -> bool:
    """رحب بالخطة; but زار بابلو العابد"""
    bare = verb.removeprefix("و")
    return bare in words().with_by or bare.removesuffix("ت") in words().with_by or bare not in words().human


def is_receiver(form: str) -> bool:
    """نوه لوجود …: a noun after ل is no subject"""
    lists = words()
    return form[:1] == "ل" and len(form) > _LEAST_WITH_BY and form not in lists.names_l and form not in lists.heads


def _past_dateline(line: Line, sentence: Range, after: int) -> int:
    """سالم العابد- المنارة- نوران: the sentence begins after the colon."""
    lead = line.forms[sentence[0] : min(after, sentence[0] + _LONGEST_DATELINE)]
    is_dateline = ":" in lead and any(form in "-–—" for form in lead[: lead.index(":")])
    return sentence[0] + lead.index(":") + 1 if is_dateline else sentence[0]


def is_human(verb: str) -> bool:
    """Something only people do (زار، استقبل): its subject may speak in the next sentence."""
    lists = words()
    forms = {verb, verb.removeprefix("و"), verb.removeprefix("ف"), verb[1:] if verb[:1] in "يت" else verb}
    stems = {form[:-1] for form in forms if form.endswith("ت")}
    return bool((forms | stems | {stem + end for stem in stems for end in "يا"}) & lists.human)  # روت, شكت


def verb_gender(verb: str) -> str:
    """The gender a verb shows by its look: زارت, تزور are feminine."""
    bare = verb[1:] if verb[:1] in "وف" and len(verb) > 4 else verb
    if bare in words().human:
        return "m"  # ترأس, تفقد
    return "f" if bare.endswith("ت") or bare[:1] == "ت" else "m"
