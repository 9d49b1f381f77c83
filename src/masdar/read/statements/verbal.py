"""In: a sentence whose main verb is none of saying. Out: its verb and its subject (جددت س التزامها، مؤكدة …)."""

from __future__ import annotations

from masdar.read.statements.bounds import has_pronoun
from masdar.read.statements.names import Range, subject_of
from masdar.read.statements.text import Line
from masdar.read.statements.words import words

# «وفي هذا السياق، …» has few words before its comma.
_LONGEST_LEAD = 5
_LONGEST_DATELINE = 10


def verbal_subject(line: Line, sentence: Range, after: int) -> tuple[int, Range] | None:
    """The verb that begins the sentence and the subject after it, among the tokens before `after`."""
    lists = words()
    first = _past_dateline(line, sentence, after)
    comma = next((i for i in range(first, min(first + _LONGEST_LEAD, after)) if line.forms[i] in "،,"), None)
    if comma is not None and (_leads(line.forms[first])):
        first = comma + 1
    while first < after and line.forms[first] in lists.before_subject:
        first += 1
    if after - first < 3:
        return None
    verb = line.forms[first]
    is_none = verb in lists.no_verbs or verb.removeprefix("و") in lists.no_verbs
    is_none = is_none and not (verb == "وعقب" and "علي" in line.forms[first : min(after, first + _LONGEST_LEAD)])
    if verb[:2] == "ال" or is_none or line.inside[first] >= 0:
        return None
    found = subject_of(line, first + 1, after)
    if found is None or _with_by(line, found[0]):
        return None
    least = found[0] + (1 if line.forms[found[0]][:2] == "ال" else 2)
    end = next((i for i in range(least, found[1]) if has_pronoun(line, i) or _with_by(line, i)), found[1])
    return first, (found[0], end)


def _leads(form: str) -> bool:
    """وفي هذا السياق، / بدوره،"""
    lists = words()
    return form in lists.medium_before or form.removeprefix("و") in ("كما", "بدوره", "بدورها", "بدورهم")


def _with_by(line: Line, index: int) -> bool:
    """رحب الأمين بالخطة، بإقرار …"""
    form = line.forms[index]
    lists = words()
    return form[:3] == "بال" or (form[:1] == "ب" and form[1:] in lists.acts | lists.objects)


def _past_dateline(line: Line, sentence: Range, after: int) -> int:
    """سالم العابد- المنارة- نوران: the sentence begins after the colon."""
    lead = line.forms[sentence[0] : min(after, sentence[0] + _LONGEST_DATELINE)]
    is_dateline = ":" in lead and any(form in "-–—" for form in lead[: lead.index(":")])
    return sentence[0] + lead.index(":") + 1 if is_dateline else sentence[0]


def is_human(verb: str) -> bool:
    """Something only people do (زار، استقبل): its subject may speak in the next sentence."""
    lists = words()
    forms = {verb, verb.removeprefix("و"), verb.removeprefix("ف")}
    return bool((forms | {form.removesuffix("ت") for form in forms}) & lists.human)


def verb_gender(verb: str) -> str:
    """The gender a verb shows by its look: زارت, تزور are feminine."""
    bare = verb[1:] if verb[:1] in "وف" and len(verb) > 4 else verb
    return "f" if bare.endswith("ت") or bare[:1] == "ت" else "m"
