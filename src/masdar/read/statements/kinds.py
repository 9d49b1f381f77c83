"""In: words of a speaker's name. Out: what each is: office, given name, family name, adjective, or another thing."""

from __future__ import annotations

from masdar.read.statements.text import Line
from masdar.read.statements.words import words

_SHORT_WORD = 4  # letters: مها, منى and the like are names


def is_other_thing(form: str) -> bool:
    """After a whole name (سالم العابد): no second office, nothing joined, no more of the name."""
    lists = words()
    is_joined = form[:1] in "ولب" and form not in lists.names_w
    if form[:2] == "ال" or is_joined or form in lists.half_names or not form[0].isalpha():
        return False
    is_person = form in lists.heads and form not in lists.bodies | lists.organs | lists.named
    return not is_person


def leads_on(form: str) -> bool:
    """A noun that another one belongs to: وزير الجسور, معظم السكان"""
    lists = words()
    return form in lists.heads or form in lists.named or form in lists.several


def is_glued(line: Line, index: int) -> bool:
    """The second half of one name: عبد الإله, صلاح الدين, أبو القاسم, آل سهيل"""
    before, form = line.forms[index - 1], line.forms[index]
    lists = words()
    is_name = form in ("الدين", "الله", "الاسلام") and before[:2] != "ال" and before not in lists.heads
    return before in lists.half_names or is_name


def is_family(line: Line, start: int, index: int) -> bool:
    """وزير الجسور سالم | العابد، الشيخ نادر الأحمد | الجابر: a given name or a title stands before it."""
    lists = words()
    if line.forms[index] in lists.titles:
        return line.forms[index - 1] in lists.titles
    if is_common(line.forms[index]):
        return False
    if line.forms[index - 1] in lists.titles and line.forms[index - 1][2:] not in lists.heads:
        return True  # الشيخ | السديس; but الوزير | الحكومة
    while index > start + 1 and is_glued(line, index - 1):
        index -= 1
    return is_given(line, start, index - 1) or (index - 1 > start and is_family(line, start, index - 1))


def is_given(line: Line, start: int, index: int) -> bool:
    """A given name: no office, no article, at the beginning or somewhere after an office or a title."""
    lists = words()
    form, first = line.forms[index], line.forms[start]
    kinds = lists.groups | lists.countries | lists.people | lists.documents | lists.acts | lists.objects
    is_none = form[:2] == "ال" or leads_on(form) or form in kinds
    if is_none:
        return False
    if index == start or form in lists.half_names:
        return True
    if form[:1] in "ولب" and form not in lists.names_l:
        return False
    is_person = first[:2] != "ال" or first in lists.titles or first[2:] in lists.heads or first[:3] == "الم"  # المسعفة
    before = line.forms[index - 1]
    return is_person and before not in lists.heads and before not in lists.named


def is_common(form: str) -> bool:
    """Is this with its article no family name: الحكومة، السكان، المعلمين، الخطوات"""
    lists = words()
    bare = form[2:]
    if form in lists.groups or form in lists.common or form in lists.countries or form in lists.acts:
        return True
    is_kind = leads_on(bare) or bare in lists.bodies or bare in lists.people or bare in lists.acts
    return is_kind or (len(bare) > _SHORT_WORD and bare.endswith(("ات", "ين", "ون", "ه", "ها", "هم")))


def is_action(line: Line, index: int) -> bool:
    """أعلنت وزارة الجسور | تأسيس …: a noun of action that belongs to no noun before it (هيئة تنظيم النقل)."""
    lists = words()
    form, before = line.forms[index], line.forms[index - 1]
    if leads_on(before) or before in ("عام", "عامه", "شؤون", "و") or before[:2] == "لل" or is_purpose(before):
        return False
    is_act = len(form) == 5 and form[0] == "ت" and form[3] == "ي"  # تأسيس
    is_act = is_act or (len(form) > 4 and form[0] == "ا" and form[1] != "ل" and form[-2] == "ا" and form[2] != "ا")
    is_act = is_act or (len(form) == 6 and form[0] == "م" and form[2] == "ا" and form[-1] == "ه")  # محاصرة
    return (is_act and form not in lists.no_acts and form not in lists.heads) or form in lists.acts


def is_purpose(form: str) -> bool:
    """الاتحاد التيماني لكرة | القدم: the noun after ل takes one more."""
    return form[:1] == "ل" and len(form) > 3 and form[:2] != "لل"


def is_adjective(form: str) -> bool:
    lists = words()
    if form in lists.common or form[2:] in lists.heads:
        return form in lists.adjectives
    return form in lists.adjectives or form.endswith(("ي", "يه", "يين", "يون"))
