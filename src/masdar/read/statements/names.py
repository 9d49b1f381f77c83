"""In: the words between a verb of saying and what was said. Out: where the speaker, the medium and the date stand."""

from __future__ import annotations

from dataclasses import dataclass

from masdar.read.statements.bounds import has_pronoun, object_from
from masdar.read.statements.kinds import is_adjective, is_given, leads_on
from masdar.read.statements.mediums import COMMAS, medium_from, medium_in
from masdar.read.statements.text import Line
from masdar.read.statements.words import cues, words

Range = tuple[int, int]  # token numbers, the second exclusive

# Longer than any title with a name that the labels hold (17 words), so a run-away is cut off.
LONGEST_NAME = 30
# Names after a comma (السفير في هولندا، فلان بن فلان، …) have few words.
LONGEST_APPOSITION = 6
_LONGEST_DATE = 6
_ADDRESSING = frozenset(("مخاطبا", "مخاطبه", "مخاطبين", "متوجها", "متوجهه"))
_PLACES = frozenset(("في", "من", "الي", "عن", "مع", "امام"))
_SHORT_WORD = 4  # letters: مها, منى and the like are names


@dataclass(frozen=True, slots=True)
class Head:
    """What stands around the verb: token ranges, None where nothing is printed."""

    speaker: Range | None
    medium: Range | None
    date: Range | None


def read_head(line: Line, first: int, after: int) -> Head:
    """Speaker, medium and date among tokens `first` to `after`."""
    return Head(speaker_in(line, first, after), medium_in(line, first, after), date_in(line, first, after))


# ---------------------------------------------------------------- speaker


def speaker_in(line: Line, first: int, after: int) -> Range | None:
    """The name with its titles: everything up to an adverb, a date, a medium, an object, a manner of saying."""
    whole = stretch_in(line, first, after)
    return None if whole is None else (whole[0], _past_name(line, whole[0], object_from(line, *whole)))


def _past_name(line: Line, start: int, end: int) -> int:
    while end > start + 1 and line.forms[end - 1] in COMMAS:
        end -= 1
    return end


def stretch_in(line: Line, first: int, after: int) -> Range | None:
    """The name and the object that may stand after it with no word between."""
    index = skip_adverbs(line, first, after)
    start = index
    while index < after and index - start < LONGEST_NAME:
        if line.inside[index] < 0 and (_name_is_over(line, index, after) or _leaves_person(line, start, index)):
            break
        index += 1
    is_none = start < after and (
        (_is_no_name(line.forms[start]) and not is_all(line, start) and line.forms[start + 1 : start + 2] != ("الله",))
        or (start > first and line.forms[start][:3] == "بال")
    )
    is_none = is_none or (start < after and _is_placed(line.forms[start]))
    is_none = is_none or (start < after and line.forms[start][:1] == "ل" and has_pronoun(line, start))  # أكد لضيوفه
    end = start if is_none else index
    while end > start and (line.forms[end - 1] in COMMAS or line.forms[end - 1] in "-–—(.؟!"):
        end -= 1
    return (
        (start, end)
        if end > start and any(form.isalpha() and len(form) > 1 for form in line.forms[start:end])
        else None
    )


def _leaves_person(line: Line, start: int, index: int) -> bool:
    """قال سالم العابد | للسكان, | من الميناء: nothing belongs to a person's own name so; an office goes on."""
    form = line.forms[index]
    if index == start or (form[:2] != "لل" and (form not in _PLACES or index < start + 2)):
        return False  # أشخاص من نوران
    return not any(_heads_name(line.forms[i]) for i in range(start, index)) and is_given(line, start, start)


def _heads_name(form: str) -> bool:
    lists = words()
    bare = form.removeprefix("ال")
    is_kind = bare in lists.people or bare in lists.organs or bare in lists.bodies or bare in lists.documents
    return leads_on(form) or leads_on(bare) or is_kind


def is_all(line: Line, index: int) -> bool:
    """كل القيادات, جميع المشاركين"""
    follows = line.forms[index + 1] if index + 1 < len(line.forms) else ""
    is_several = follows[:2] == "ال" and follows.endswith(("ات", "ين", "ون"))
    return line.forms[index] in ("كل", "جميع", "كافه", "معظم") and is_several


def _is_placed(form: str) -> bool:
    """قال … بمجلس النواب: where, and not who"""
    lists = words()
    return form == "(" or (form[:1] == "ب" and form not in lists.no_by and leads_on(form[1:]))


def _is_no_name(form: str) -> bool:
    """What is announced or how it is said, where a subject could stand: أعلن بدء …، قال مازحا"""
    lists = words()
    cue = cues().get(form)
    return form in lists.objects | lists.acts | lists.manners or (cue is not None and cue.form == "participle")


def skip_adverbs(line: Line, index: int, after: int) -> int:
    """Past the dates, media and adverbs that stand between the verb and its subject."""
    lists = words()
    while index < after:
        form = line.forms[index]
        if (medium := medium_from(line, index, after)) is not None:
            index = _past_attached(line, medium[1], after)
        elif form in COMMAS and index + 1 < after and line.forms[index + 1] in lists.medium_before | lists.according:
            index = next_comma(line, index + 1, after)  # أكد، في كلمة له، أن …
        elif form in lists.phrases:
            index = _past_phrase(line, index, after)
        elif form in ("بهذا", "بهذه") and line.forms[index + 1 : index + 2] and line.forms[index + 1][:2] == "ال":
            index += 2  # بهذا الخصوص
        elif form in _ADDRESSING:
            return after  # مخاطبا النواب
        elif form[:2] == "لل" and line.forms[index + 1 : index + 2] and _only_describes(line, index + 1, after):
            index += 2  # وأضاف للشبكة الإعلامية أن
        elif form in COMMAS or form in lists.skipped or form[:2] == "لل" or _is_day_number(line, index):
            index += 1
        elif _is_outside(line, index, after):
            pointed = line.forms[index + 1] in ("هذا", "هذه", "ذات", "نفس")  # في هذا الصدد | فلان
            index = min(index + 3, after) if pointed else next_comma(line, index, after)
        elif form in lists.medium_before:
            index = _past_phrase(line, index, after)
        else:
            break
    return index


def _only_describes(line: Line, index: int, after: int) -> bool:
    """An adjective with the words just behind it, so it is no subject."""
    is_last = index + 1 >= after or line.forms[index + 1] in words().clause or line.forms[index + 1] in ":،,"
    return line.forms[index][:2] == "ال" and is_adjective(line.forms[index]) and is_last


def _past_attached(line: Line, index: int, after: int) -> int:
    """After what is said of a medium: في بيان نشرته الوزارة أمس، …, أمام الجلسة الافتتاحية المنعقدة بالميناء"""
    lists = words()
    if index < after and line.forms[index] in lists.attached:
        return _next_office(line, index + 2, after)
    while index < after and line.forms[index - 1][:2] in ("ال", "لل") and line.forms[index][:2] == "ال":
        if line.forms[index][2:] in lists.heads or not line.forms[index].endswith(("ه", "ي")):
            break
        index += 1
    return index + 1 if index < after and line.forms[index][:3] == "بال" else index


def _next_office(line: Line, first: int, after: int) -> int:
    """The next comma, or the office that the verb's subject may be: عقده أمس في نوران | وزير الجسور"""
    lists = words()
    for index in range(first, after):
        form, before = line.forms[index], line.forms[index - 1]
        is_free = before not in lists.medium_before and before not in lists.attached and before not in lists.heads
        if form in COMMAS or (is_free and form in lists.heads and form not in lists.bodies):
            return index
    return after


def _past_phrase(line: Line, index: int, after: int) -> int:
    """No name begins with a preposition: go on to the next office (قال من الميناء المدير …), if one comes at all."""
    lists = words()
    if index + 1 < after and line.forms[index + 1] in lists.aside:
        return index + 2
    for at in range(index + 2, after):
        form = line.forms[at]
        is_whole = line.forms[at - 1][:2] == "ال" or form[:2] == "ال"  # in دول مجلس … the office is part of a phrase
        if (form in lists.heads or form.removeprefix("ال") in lists.heads) and is_whole:
            return at
        if form in COMMAS:
            return at
    return after


def _is_day_number(line: Line, index: int) -> bool:
    return line.forms[index][0].isdigit() and index > 0 and line.forms[index - 1] in words().dates


def _name_is_over(line: Line, index: int, after: int) -> bool:
    lists = words()
    form = line.forms[index]
    if form in COMMAS or form in "-–—":
        follows = line.forms[index + 1] if index + 1 < after else ""
        is_manner = follows[:1] == "م" and follows.endswith("ا") and len(follows) > _SHORT_WORD  # ، مفضلا …
        is_over = follows in lists.adverbs or follows in lists.medium_before or follows in lists.according
        return not follows or is_manner or is_over
    if (
        form in ":؛"
        or form == "ل"
        or (form in lists.clause and line.forms[index + 1 : index + 2] != ("كي",))
        or form in lists.adverbs
        or form in lists.again
        or form in lists.relatives
        or form in lists.obtained
        or form in lists.name_stops
        or form in lists.according
        or (form == "من" and line.forms[index + 1 : index + 2] and line.forms[index + 1] in lists.aside)
    ):
        return True
    return _is_outside(line, index, after) or medium_from(line, index, after) is not None


def _is_outside(line: Line, index: int, after: int) -> bool:
    """Does «في وقت سابق», «على هامش …» begin here?"""
    lists = words()
    form = line.forms[index]
    follows = line.forms[index + 1] if index + 1 < after else ""
    if form in lists.medium_before:
        return follows in lists.outside or follows in lists.dates
    return form[:1] == "و" and form[1:] in lists.medium_before and follows in lists.outside


def next_comma(line: Line, index: int, after: int) -> int:
    while index < after and line.forms[index] not in COMMAS:
        index += 1
    return index


# ---------------------------------------------------------------- date


def date_in(line: Line, first: int, after: int) -> Range | None:
    """A date or time word beside the verb (الاثنين، مساء أمس، الشهر الماضي)."""
    lists = words()
    for index in range(first, after):
        if line.inside[index] < 0 and line.forms[index] in lists.dates and _begins_date(line, index):
            end = index + 1
            while end < after and end - index < _LONGEST_DATE and _goes_on_date(line, end):
                end += 1
            return (index, end)
    return None


def _begins_date(line: Line, index: int) -> bool:
    follows = line.forms[index + 1 : index + 2]
    return line.forms[index] not in words().date_more or bool(follows and follows[0] in words().date_more)


def _goes_on_date(line: Line, index: int) -> bool:
    form = line.forms[index]
    return form in words().dates or form[0].isdigit()
