"""In: a stretch where an object follows the subject with no word between. Out: where the subject ends."""

from __future__ import annotations

from masdar.read.statements.bounds import has_pronoun
from masdar.read.statements.kinds import (
    is_action,
    is_adjective,
    is_family,
    is_given,
    is_glued,
    is_other_thing,
    is_purpose,
    leads_on,
)
from masdar.read.statements.mediums import COMMAS, past_quoted
from masdar.read.statements.names import LONGEST_APPOSITION, LONGEST_NAME, Range, next_comma, speaker_in
from masdar.read.statements.text import MARKS, Line
from masdar.read.statements.words import words

# أحد نواب المجلس, كبير مستشاري الوزير: a head belongs to these
_ONE_OF = frozenset(("احد", "احدي", "كبير", "كبيره", "ابرز", "اول", "اخر", "بعض", "عدد", "ثاني", "ثالث"))


def subject_of(line: Line, first: int, after: int) -> Range | None:
    """The subject where an object follows with no word between: the first noun with what must belong to it.

    طالب الجيش الإسرائيلي السكان: after a noun with the article only adjectives belong to the name; after one
    without it the next noun with the article does, once.
    """
    whole = speaker_in(line, first, after)
    if whole is None:
        return None
    start, end = whole
    comma = next_comma(line, start, end)
    lists = words()
    defined = named = False
    heads = 0
    after_marks = start
    several = line.forms[start] in lists.several and line.forms[start + 1 : start + 2] == ("من",)
    for index in range(start + 2 * several, min(comma, start + LONGEST_NAME)):
        form = line.forms[index]
        if form in MARKS and index >= after_marks and (index == start or _leads_to_name(line, start, index)):
            after_marks = min(past_quoted(line, index, comma), comma)  # تنظيم «لواء الجبل»
            defined = True
        if index < after_marks:
            continue
        glued = index > start and is_glued(line, index)
        has_article = not glued and (form[:2] == "ال" or (form[:3] == "وال" and heads > 0)) and form != "ال"
        if form[:2] == "لل" and line.forms[start].removeprefix("ال") in lists.heads:
            continue  # المتحدث الإعلامي للدفاع المدني
        if index > start and _is_next(line, start, index, defined, named):
            return (start, index)
        named = has_article and index > start and is_family(line, start, index)
        is_whole = defined and not named and not is_purpose(line.forms[index - 1])
        if index > start and _ends_subject(form, has_article, is_whole):
            return (start, index)
        if (has_article and not is_adjective(form)) or (index == start and not leads_on(form)):
            defined = True
        is_kind = index == start + 1 and line.forms[start] in _ONE_OF and form[:2] != "ال"
        if form in lists.heads or is_kind or (index == start and form in lists.several):
            heads += 1
            defined = False
    closed = end + 1 if end < len(line.forms) and line.forms[end] in COMMAS else end
    if comma < end and _is_title(line, comma + 1, closed):
        comma = next_comma(line, comma + 1, end)
    return (start, comma)


def _is_next(line: Line, start: int, index: int, defined: bool, named: bool) -> bool:
    """Does another thing begin at `index`, that cannot belong to the name? `named`: a family name stands before it."""
    lists = words()
    form, before, first = line.forms[index], line.forms[index - 1], line.forms[start]
    if form in lists.attached or form in lists.posted or _is_own_thing(line, index):
        return True
    if form[:1] == "و" and form not in lists.names_w:
        return form[1:] in lists.human  # هاجم سالم وسخر من …
    is_one = first not in _ONE_OF and is_given(line, start, start)
    if index == start + 1 and is_one and form in lists.heads and form not in lists.bodies:
        return True  # استقبل سالم | وزير الجسور
    is_body = first.removeprefix("ال") in lists.bodies | lists.organs
    is_many = is_body or first in lists.several or first in lists.groups
    if is_many and before[:2] == "ال" and form in lists.heads:
        return True  # دول الجوار | وزير الجسور
    if is_body and first[:2] == "ال" and index == start + 1 and leads_on(form):
        return True  # واتهمت الجماعة | حركة العدل
    if is_body and defined and form in lists.named and before[:2] != "لل":
        return True  # وزارة النقل | مشروع قانون
    is_occasion = form in lists.occasions and form[:2] != "ال" and not leads_on(before)
    if index > start + 1 and (is_occasion or is_action(line, index)):
        return True
    return named and is_other_thing(form)  # استقبل سالم العابد | وفد نوران


def _is_own_thing(line: Line, index: int) -> bool:
    """أكد الوزير تفهمه …; but مدير أعماله, رئيس وزرائه belong to the name."""
    return line.forms[index - 1] not in words().heads and line.forms[index][:1] != "ب" and has_pronoun(line, index)


def _leads_to_name(line: Line, start: int, index: int) -> bool:
    """تنظيم «…», «س» و«ص»"""
    before = line.forms[index - 1]
    return _names(before) or (before == "و" and line.forms[start] in MARKS)


def _names(form: str) -> bool:
    lists = words()
    return form in lists.named or form in lists.heads or form in lists.media


def _ends_subject(form: str, has_article: bool, defined: bool) -> bool:
    lists = words()
    if (
        (form in lists.not_subject and form != "لدي")
        or form in lists.relatives
        or form in lists.objects
        or form in MARKS
    ):
        return True
    if has_article:
        return defined and not is_adjective(form) and form[:1] != "و"
    suffixed = len(form) > 4 and form.endswith(("هما", "ها", "هم")) and form not in lists.heads
    return suffixed or form[:2] == "لل"


def _is_title(line: Line, first: int, after: int) -> bool:
    """Does a name go on after a comma: a person after the office, or the office after the person?"""
    form = line.forms[first] if first < after else "ال"
    lists = words()
    if form in lists.heads or form.removeprefix("ال") in lists.heads:
        return True
    return form[:2] != "ال" and next_comma(line, first, min(after, first + LONGEST_APPOSITION)) < min(
        after, first + LONGEST_APPOSITION
    )
