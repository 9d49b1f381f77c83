"""In: a stretch that begins with a speaker's name. Out: where the name ends: at an object, a manner, a receiver."""

from __future__ import annotations

from masdar.read.statements.text import MARKS, Line
from masdar.read.statements.words import Cue, cues, words
from masdar.text.fold import fold

Range = tuple[int, int]  # token numbers, the second exclusive

_COMMAS = frozenset("،,")
_MEANWHILE = frozenset(("حين", "بينما", "فيما", "حيث", "لكن"))
_TANWEEN = "ً"
_LEAST_WITH_PRONOUN = 4  # letters: رفضه and longer; shorter ones are rather names (طه)
# «وكانت حاكمة المصرف، نجلاء …، قد أعلنت»: office, name and commas between the two verbs.
_LONGEST_BETWEEN = 16
_LONGEST_SINGULAR = 5  # letters: ياسين, الحسين


def object_from(line: Line, start: int, end: int) -> int:
    """Where within the tokens the object or the manner begins, else `end`.

    An organisation with the article (الوزارة) bears no name after it, only adjectives: a noun without the article is
    the object. So is a noun of action that no office or body goes before (هيئة تنظيم النقل | فتح باب التسجيل), and a
    group of people after a body (وزارة الجسور | سكان المدينة). «ضاحكاً» says how it was said.
    """
    lists = words()
    first = line.forms[start] if start < end else ""
    is_body = first in lists.bodies or (first[:2] == "ال" and first[2:] in lists.bodies)
    bare = is_body and first[:2] == "ال"
    brackets = 0
    for index in range(start + 1, end):
        form = line.forms[index]
        brackets += (form == "(") - (form == ")")
        if line.inside[index] >= 0 or form in MARKS or brackets > 0:
            continue  # (35 عاماً)
        if has_tanween(line, index) or form in lists.manners:
            return index
        if is_body and has_pronoun(line, index) and form[:1] not in "ولبك" and line.forms[index - 1] not in lists.heads:
            return index  # جددت الأمانة العامة للحزب | دعمها …
        if form in _COMMAS or form in lists.not_subject:
            bare = is_body = False
        if form in lists.acts and line.forms[index - 1] not in lists.heads and not _takes_more(line.forms[index - 1]):
            return index
        if (bare and _is_indefinite(form)) or (is_body and _is_party(line, start, index)):
            return index
        bare = bare and not _takes_more(form)
    return end


def _takes_more(form: str) -> bool:
    """A noun with و ب ل before it and no article: the next one can belong to it (بإمارة منطقة …، وشهود عيان)."""
    return form[:1] in "ولب" and len(form) > 3 and form[1:3] != "ال" and form[:2] != "لل"


def _is_party(line: Line, start: int, index: int) -> bool:
    """Whom a body asks: people (سكان), or another body after its own full name (غرفة تجارة نوران | الحكومة)."""
    lists = words()
    form, before = line.forms[index], line.forms[index - 1]
    if before in lists.heads:
        return False  # اتحاد السائقين، مجلس الجامعة
    is_other = index > start + 2 and form[:2] == "ال" and form[2:] in lists.bodies and before[:2] != "ال"
    return form in lists.groups or is_other


def has_tanween(line: Line, index: int) -> bool:
    """Is the accusative of an indefinite noun printed (نمواً، مازحًا)? No name and no subject has it."""
    return _TANWEEN in line.raw(index, index + 1)[-2:]


def is_office(line: Line, speaker: Range) -> bool:
    """Does an office or a title begin the name (المدير، وزارة الجسور، أحد نواب …)?"""
    lists = words()
    forms = [line.forms[i].removeprefix("ال") for i in range(speaker[0], min(speaker[0] + 2, speaker[1]))]
    if not forms:
        return False
    return forms[0] in lists.heads or line.forms[speaker[0]] in lists.titles or (forms[0] == "احد" and len(forms) > 1)


def has_pronoun(line: Line, index: int) -> bool:
    """أعلن رفضه، تؤكد استعدادها: what is somebody's own is no speaker, unless it is a person (والده)."""
    lists = words()
    form, raw = line.forms[index], line.raw(index, index + 1)
    if form in lists.styles or form[:2] == "ال" or len(form) < _LEAST_WITH_PRONOUN:
        return False
    bare = next((form.removesuffix(end) for end in ("ها", "هم", "ه") if raw.endswith(end)), "")
    return bool(bare) and not {bare, bare.removesuffix("ت") + "ه"} & lists.heads


def _is_indefinite(form: str) -> bool:
    return form[0].isalpha() and not form.isascii() and form[:2] != "ال" and form[:1] not in "ولب" and len(form) > 2


def receiver_in(line: Line, speaker: Range) -> tuple[Range, Range] | None:
    """The speaker without the outlet it was said to at the end (رئيس الجمعية، فلان، | لمنارة بلس), and that outlet.

    A name that begins with the letter ل is told by the list of such names, and by standing beside its office.
    """
    start, end = speaker
    commas = [i for i in range(start, end) if line.forms[i] in _COMMAS and line.inside[i] < 0]
    if not commas or commas[-1] + 1 >= end or commas[0] == start:
        return None
    comma = commas[-1]
    form = line.forms[comma + 1]
    if form[:1] != "ل" or len(form) < 4 or form in words().heads or form in words().names_l:
        return None
    office = line.forms[start].removeprefix("ال") in words().heads or line.forms[start][:2] == "ال"
    if form[:2] != "لل" and office and len(commas) < 2:
        return None
    return (start, comma), (comma + 1, end)


def is_told_to(line: Line, speaker: Range, cue: int) -> bool:
    """وأضاف لمنارة نيوز أن: a verb that goes on seldom has its subject printed, and never one with ل."""
    lists = words()
    form, said = line.forms[speaker[0]], cues().get(line.forms[cue])
    is_name = form in lists.names_l or form in lists.heads or form[:2] == "لل" or len(form) < _LEAST_WITH_PRONOUN
    return said is not None and said.base in lists.goes_on and form[:1] == "ل" and not is_name


def without_to(text: str) -> str:
    """The receiver's own name: للجريدة → الجريدة, لمنارة بلس → منارة بلس."""
    return "ال" + text[2:] if text.startswith("لل") else text[1:]


def _has_cue(line: Line, first: int, after: int, titled: bool) -> bool:
    """Anything that begins another clause; after an office a comma begins the name (رئيس الحكومة، فلان)."""
    lists = words()
    stops = lists.relatives | lists.before_subject | (frozenset() if titled else _COMMAS)
    return any(line.forms[i] in cues() or line.forms[i] in stops for i in range(first, after))


def disagrees(line: Line, speaker: Range, cue: Cue) -> bool:
    """Is what follows the verb surely its object: by gender (واتهمت الجيش)، or as a plural in the accusative?"""
    lists = words()
    form = line.forms[speaker[0]]
    bare = form.removeprefix("ال")
    if len(bare) > _LONGEST_SINGULAR and form.endswith("ين") and form not in lists.not_plural:
        return True
    if form in ("ابا", "اخا") or (form in lists.groups and form.endswith("ي") and bare != "اهالي"):
        return True  # سائقي, موظفي: the accusative of a plural
    if cue.gender == "f" and not cue.plural:
        return (
            bare in lists.masculine
            or (form != bare and bare in lists.heads and bare + "ه" in lists.heads)
            or (cue.linked and bare in lists.people and "for" in cue.takes)
        )  # وتدعو الأهالي
    is_feminine = bare in lists.bodies and bare.endswith("ه") and form not in lists.styles
    is_feminine = is_feminine or (
        bare.endswith("ات") and len(bare) > 3 and form not in lists.not_plural | lists.several
    )
    return cue.gender == "m" and not cue.plural and is_feminine


def _without_date(line: Line, start: int, end: int) -> int:
    """وكان التلفزيون، السبت، | أفاد"""
    while end > start + 1 and (line.forms[end - 1] in _COMMAS or line.forms[end - 1] in words().dates):
        end -= 1
    return end


def pluperfect_subject(line: Line, first: int, verb: int) -> Range | None:
    """The subject between كان and قد of a pluperfect: وكانت وزارة الجسور قد دعت …"""
    if verb - 1 <= first:
        return None
    certain = line.forms[verb - 1] in ("قد", "وقد")
    lowest = max(first, verb - _LONGEST_BETWEEN)
    forms = ("كان", "وكان", "كانت", "وكانت", "كانوا", "وكانوا", "فكان", "فكانت")
    was = next((i for i in range(verb - 2, lowest - 1, -1) if line.forms[i] in forms and line.inside[i] < 0), None)
    leads = was is not None and (was == first or line.forms[was - 1] in _COMMAS or line.forms[was - 1] in _MEANWHILE)
    if was is None:
        return None
    start, end = was + 1, verb - 1 if certain else _without_date(line, was + 1, verb)
    if not certain and (not leads or _has_cue(line, start, end, is_office(line, (start, end)))):
        return None
    while end > start and (line.forms[end - 1] in _COMMAS or line.forms[end - 1] in words().dates):
        end -= 1
    if start >= end or line.forms[start] in words().not_subject or line.forms[start] in _COMMAS:
        return None
    return (start, end)


def without_clitic(text: str) -> str:
    """لوزارة الصحة → وزارة الصحة، للوزارة → الوزارة (only words that are known to have had the preposition)."""
    lists = words()
    first = text.split(" ", 1)[0]
    if first.startswith("لل"):
        return "ال" + text[2:]
    return (
        text[1:] if first.startswith("ل") and len(first) > 3 and fold(first[1:]) in lists.heads | lists.media else text
    )
