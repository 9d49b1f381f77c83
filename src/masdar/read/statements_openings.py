"""In: a cue in a line. Out: where what was said begins: at أن / إن, a colon, a quotation, or the verb's preposition."""

from __future__ import annotations

from masdar.read.statements_text import Line
from masdar.read.statements_words import Cue, Words, cues, words

Opening = tuple[int, str]  # the first token of the content; "clause", "colon", "quote" or "phrase"

# How far the words may stand from their verb: the longest head in the labels has 31 tokens.
REACH = 45
# A name in marks is short; longer than this it is a quotation.
_LONGEST_QUOTED_NAME = 6
# A person or outlet in marks: name, father's name, family, or «بي بي سي».
_LONGEST_MARKED_SPEAKER = 4
_NEAR = 8  # tokens between such a name and أن / إن
_PREPOSITIONS = {"الي": "to", "علي": "on", "عن": "about", "من": "of"}


# Before أن these make it a time or a condition, and nothing that was said.
_TIMES = frozenset(("قبل", "بعد", "منذ", "دون", "حتي", "لحين"))


def opening_of(line: Line, sentence: tuple[int, int], index: int, cue: Cue) -> Opening | None:
    """Where the content begins: at أن / إن, a colon, a quotation, or the verb's own preposition."""
    lists = words()
    phrase: int | None = None
    at = index + 1
    end = min(sentence[1], index + REACH)
    while at < end:
        number = line.inside[at]
        if number >= 0:
            if not is_name(line, number) and not _names_speaker(line, number, end, lists):
                return _earlier(phrase, (at, "quote")) if cue.takes & {"clause", "colon", "by", "on"} else None
            at = max(at + 1, line.token_at(line.fragments[number].end))
            continue
        sure = _sure_opening(line, index, at, cue, lists)
        if sure is not None:
            return (sure[0], "clause") if sure[1] == "preposed" else _earlier(phrase, sure)
        if phrase is None and _opens_phrase(line, index, at, cue):
            phrase = at
        if at > index + 1 and stops_head(line, at, lists):
            break
        at += 1
    return (phrase, "phrase") if phrase is not None else None


def _names_speaker(line: Line, number: int, end: int, lists: Words) -> bool:
    """قال الباحث «فلان الفلاني» إن …: a few words in marks with the real opening just after them."""
    fragment = line.fragments[number]
    first, at = line.token_at(fragment.start), line.token_at(fragment.end) + 1
    if fragment.words > _LONGEST_MARKED_SPEAKER or (first >= 2 and line.forms[first - 2] in (":", *lists.clause)):
        return False
    for index in range(at, min(end, at + _NEAR)):
        if line.forms[index] in lists.clause or line.forms[index] == ":":
            return True
        if line.forms[index] in cues() or line.inside[index] >= 0 or line.forms[index] in "،,.":
            return False
    return False


def _earlier(phrase: int | None, other: tuple[int, str]) -> tuple[int, str]:
    return (phrase, "phrase") if phrase is not None and phrase < other[0] - 1 else other


def _sure_opening(line: Line, index: int, at: int, cue: Cue, lists: Words) -> tuple[int, str] | None:
    form = line.forms[at]
    if form == ":" and cue.takes & {"clause", "colon"}:
        return (at, "colon")
    if form not in lists.clause:
        return None
    before = line.forms[at - 1] if at > index + 1 else ""
    if before in _PREPOSITIONS:
        wanted = _PREPOSITIONS[before] in cue.takes or "toclause" in cue.takes
        return (at - 1, "preposed") if wanted else None
    if before in _TIMES:
        return None
    return (at, "clause") if "clause" in cue.takes else None


def _opens_phrase(line: Line, index: int, at: int, cue: Cue) -> bool:
    form = line.forms[at]
    kind = _PREPOSITIONS.get(form)
    if kind is not None:
        follows = line.forms[at + 1] if at + 1 < len(line.forms) else ""
        lists = words()
        is_medium = kind == "on" and (follows in lists.platforms or follows in lists.outside)
        return kind in cue.takes and not is_medium
    if "by" in cue.takes and (form == "ب" or (form[:1] == "ب" and len(form) > 3 and form not in words().no_by)):
        return not _is_apposed(line, at)
    return "for" in cue.takes and at == index + 1 and (form == "ل" or (form[:1] == "ل" and len(form) > 3))


def _is_apposed(line: Line, at: int) -> bool:
    """A name between commas (رئيس التعاونية، برهان الزيدان، …) that only begins with the letter ب."""
    if line.forms[at - 1] not in "،,":
        return False
    return any(line.forms[i] in "،," for i in range(at + 1, min(at + _LONGEST_MARKED_SPEAKER + 2, len(line.forms))))


def stops_head(line: Line, at: int, lists: Words) -> bool:
    form = line.forms[at]
    if form in lists.again or form in lists.relays:
        return False
    cue = cues().get(form)
    if cue is None:
        return form in lists.according
    follows = line.forms[at + 1 : at + 2]
    if cue.form == "noun" or follows == ("عدم",):
        return False
    if cue.form == "verb" and (form[:2] == "ال" or line.forms[at - 1] in ("ما", "لم", "بين")):
        return False
    return form not in lists.doubtful


def is_name(line: Line, number: int) -> bool:
    """Is this fragment a name, title or term in marks, no matter who speaks?"""
    fragment = line.fragments[number]
    if fragment.words > _LONGEST_QUOTED_NAME or fragment.runs_on or fragment.goes_on:
        return False
    if fragment.words < 2:
        return True
    lists = words()
    first = line.token_at(fragment.start)
    before = line.forms[first - 2] if first >= 2 else ""
    if before in lists.named or (before[1:] in lists.named and before[:1] in "ولب"):
        return True
    inner = [form for form in line.forms[first : line.token_at(fragment.end)] if form[0].isalnum()]
    if before in ("ل", "وال") or all(form.isascii() for form in inner):
        return len(inner) <= 4
    is_free = before in lists.clause or before in (":", "ب", "علي") or before in cues()
    return not is_free and len(inner) <= 3 and all(form[:2] == "ال" for form in inner)
