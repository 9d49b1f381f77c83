"""In: one sentence of a line. Out: the verbs of saying in it, as token positions with speaker and content."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from masdar.read.statements.bounds import disagrees, has_pronoun, has_tanween, is_office, pluperfect_subject
from masdar.read.statements.fronted import as_for, before_verb, has_object
from masdar.read.statements.kinds import leads_on
from masdar.read.statements.mediums import COMMAS, medium_in
from masdar.read.statements.names import Head, Range, is_all, read_head, skip_adverbs, speaker_in, stretch_in
from masdar.read.statements.openings import REACH, Opening, is_name, opening_of
from masdar.read.statements.subjects import subject_of
from masdar.read.statements.text import MARKS, Line
from masdar.read.statements.words import Cue, words

# What أن may follow when it belongs to the noun before it: حرصه على أن …
_PREPOSITIONS = frozenset(("الي", "علي", "عن", "من"))

_LEAST_WENT_ON = 5  # words in marks: fewer are rather what one goes on with
_WITHOUT_OBJECT = frozenset(("اشار", "لفت", "نوه", "المح", "لمح", "خلص"))  # … إلى: what is before it is the subject


@dataclass(frozen=True, slots=True)
class Saying:
    """A cue with its surroundings. `words_from` is the first token of the content (its particle counted in),
    `words_after` the one after it. `opened_by`: how the content opens; the surer the sign, the surer the statement."""

    cue: Range
    head: Head
    words_from: int
    words_after: int
    opened_by: Literal["clause", "colon", "quote", "phrase", "thing", "according", "own"]
    gender: Literal["m", "f", ""]
    plural: bool
    elided: Literal["", "verb", "participle"] = ""
    via: Range | None = None
    before: bool = False
    linked: bool = True


def verb_saying(line: Line, sentence: Range, index: int, cue: Cue) -> Saying | None:
    opening = opening_of(line, sentence, index, cue)
    special = _pluperfect(line, sentence, index, cue, opening) or _asked_of(line, sentence, index, cue, opening)
    if special is not None:
        return special
    if opening is None:
        return (
            postposed(line, sentence, index, cue)
            or _thing(line, sentence, index, cue)
            or _bare(line, sentence, index, cue)
        )
    at, opened_by = opening
    if opened_by == "quote" and cue.base == "واصل" and line.fragments[line.inside[at]].words < _LEAST_WENT_ON:
        return None  # الدولة تواصل نهج «…»
    if opened_by == "phrase" and cue.base in ("اخبر", "ابلغ") and not _is_told(line, at):
        return None  # أبلغ الشرطة بأمره
    if opened_by == "phrase" and at == index + 1:
        behind = postposed(line, sentence, index, cue)
        if behind is not None:
            return behind  # «…»، أفادت بلدية نوران
    if opened_by != "colon" and _is_thing(line, index, at, cue):
        thing = _thing(line, sentence, index, cue)
        if thing is not None:
            return thing
    head_after = at - 1 if line.forms[at - 1] in MARKS and line.inside[at] >= 0 else at
    head = read_head(line, index + 1, head_after)
    takes_object = cue.base not in _WITHOUT_OBJECT and cue.takes & (
        {"by", "to", "for", "on", "of"} if opened_by == "phrase" else {"thing", "by"}
    )
    if takes_object and opened_by in ("phrase", "quote") and head.speaker is not None:
        head = replace(head, speaker=_not_object(line, sentence, index, cue, at))
    elif cue.base in words().of_somebody and opened_by == "clause" and head.speaker is not None:
        head = replace(head, speaker=_not_object(line, sentence, index, cue, at))  # أبلغ الوزير السكان بأن
    elif cue.form == "verb" and head.speaker is not None and _is_object(line, head.speaker, cue):
        head = replace(head, speaker=None)  # وأخبر المحكمة أن …
    return _spoken(line, sentence, index, cue, head, at, opened_by)


def _is_told(line: Line, at: int) -> bool:
    """بأن …، ب«…»"""
    return line.forms[at] in words().clause or (line.forms[at + 1 : at + 2] != () and line.forms[at + 1] in MARKS)


def _is_object(line: Line, speaker: Range, cue: Cue) -> bool:
    """Verbs like قال have no object: what follows is the subject, whatever its ending (قال بنيامين).

    A plural verb has its subject before it: يقول السكان إنهم …، ويتهمون الشركة ب…
    """
    return cue.plural or (cue.takes != {"clause", "colon"} and disagrees(line, speaker, cue))


def _not_object(line: Line, sentence: Range, index: int, cue: Cue, at: int) -> Range | None:
    """The speaker of a verb that is followed by whom it addresses: اتهم فلان الشركة ب…، أن الوزارة طالبت المديرين ب…"""
    front = before_verb(line, sentence[0], index) if not cue.linked and cue.form == "verb" else None
    told_of = line.forms[index - 1] in words().relatives and index > sentence[0]
    if front is not None and (told_of or _is_sure_front(line, sentence, front, cue)):
        return front
    subject = subject_of(line, index + 1, at)
    is_none = subject is None or cue.plural or disagrees(line, subject, cue)
    return None if is_none or _is_called(line, sentence, index, at, subject, cue) else subject


def _may_be_both(line: Line, subject: Range) -> bool:
    """اتهم سالم العابد ب…: a man with his family name, or one man and another."""
    first = line.forms[subject[0]]
    return subject[1] - subject[0] > 1 and first[:2] != "ال" and not leads_on(first)


def _is_called(line: Line, sentence: Range, index: int, at: int, subject: Range | None, cue: Cue) -> bool:
    """…، ودعا السكان إلى الصبر: whom the speaker of the clause before calls upon, with nobody else beside them."""
    lists = words()
    form = line.forms[subject[0]] if subject is not None else ""
    between = line.forms[subject[1] : at] if subject is not None else ("",)
    is_alone = all(form in MARKS or form in COMMAS or form in lists.clause or form == "ب" for form in between)
    if cue.base in lists.of_somebody and is_alone and subject and has_pronoun(line, subject[0]):
        return True  # واتهم زملاءه بالتآمر
    if cue.base in lists.needs_object and is_alone and subject and not has_object(line.forms[index]):
        return not _may_be_both(line, subject)  # كما اتهم حزب العدل بأنه …
    if cue.base not in lists.of_somebody or not cue.linked or form[:2] != "ال":
        return False
    is_within = index > sentence[0] + 1
    kinds = lists.groups | lists.common
    return form in lists.called or (is_within and form in kinds)


def _is_sure_front(line: Line, sentence: Range, front: Range, cue: Cue) -> bool:
    """Is the noun before the verb its subject: after أن, an office, or at the head of a headline in the present?"""
    lists = words()
    before = line.forms[front[0] - 1] if front[0] > sentence[0] else ""
    if before in lists.clause or before in lists.before_subject:
        return True
    return (is_office(line, front) and before not in lists.medium_before) or (not before and not cue.past)


def _pluperfect(line: Line, sentence: Range, index: int, cue: Cue, opening: Opening | None) -> Saying | None:
    """وكانت الوزارة قد دعت السكان إلى …: what follows the verb is its object."""
    front = pluperfect_subject(line, sentence[0], index) if cue.form == "verb" and not cue.linked else None
    if front is None or (opening is None and ("thing" not in cue.takes or index + 2 >= sentence[1])):
        return None
    at, opened_by = opening or (index + 1, "thing")
    head = replace(read_head(line, index + 1, at), speaker=front)
    return _spoken(line, sentence, index, cue, head, at, opened_by)


def _asked_of(line: Line, sentence: Range, index: int, cue: Cue, opening: Opening | None) -> Saying | None:
    """طلب فلان من السكان أن …: who is asked stands between the speaker and the words."""
    if "from" not in cue.takes:
        return None
    at, opened_by = opening or (_clause_end(line, sentence, index + 1), "thing")
    asked = next((i for i in range(index + 1, at) if line.forms[i] == "من" and line.inside[i] < 0), None)
    if asked is None or any(line.forms[i] in COMMAS for i in range(index + 1, asked)):
        return None
    if any(line.forms[i] in COMMAS for i in range(asked, at)):
        opened_by = "thing"  # a later أن is another sentence's
    head = Head(speaker_in(line, index + 1, asked), None, None)
    return _spoken(line, sentence, index, cue, head, asked if opened_by == "thing" else at, opened_by)


def _spoken(line: Line, sentence: Range, index: int, cue: Cue, head: Head, at: int, opened_by: str) -> Saying | None:
    """The saying with its subject: after the verb, else before it, else left out."""
    elided: Literal["", "verb", "participle"] = ""
    if cue.form != "verb" and head.speaker is not None and cue.form == "participle":
        head = replace(head, speaker=None)
    if head.speaker is not None and head.speaker[0] > index + 2 and cue.form == "verb" and not cue.linked:
        front = before_verb(line, sentence[0], index)
        if front is not None and front[0] > sentence[0] and line.forms[front[0] - 1] in words().clause:
            head = replace(head, speaker=front)  # إن العابد قال خلال لقائه المدير
    if head.speaker is None or line.forms[index][:1] == "ف":
        head = replace(head, speaker=as_for(line, sentence[0], index) or head.speaker)
    if head.speaker is None:
        front = before_verb(line, sentence[0], index) if cue.form == "verb" and not cue.linked else None
        if front is not None and (opened_by != "phrase" or _fits(line, front, cue)):
            medium = head.medium or medium_in(line, front[1], index)
            head = replace(head, speaker=front, medium=medium)
        else:
            elided = "verb" if cue.form == "verb" else "participle"
    if elided == "verb" and opened_by in ("phrase", "thing") and not _can_be_elided(line, sentence, index, cue):
        return None
    opened = opened_by if opened_by in ("clause", "colon", "quote", "thing") else "phrase"
    cue_at = (index, index + 1)
    gender = cue.gender or _gender_before(line, sentence, index, cue)
    return Saying(cue_at, head, at, at, opened, gender, cue.plural, elided, linked=cue.linked)  # type: ignore[arg-type]


def _gender_before(line: Line, sentence: Range, index: int, cue: Cue) -> Literal["m", "f", ""]:
    """وختمت بالقول، مكتفية بالقول: the word before shows whom it means."""
    before = line.forms[index - 1] if index > sentence[0] and cue.form == "noun" else ""
    if len(before) < 3 or before[0] == "ا":
        return ""
    return "f" if before.endswith(("ت", "ه")) else "m"


def _fits(line: Line, front: Range, cue: Cue) -> bool:
    first = line.forms[front[0]]
    return not (cue.plural and not first.endswith(("ون", "ين")) and first[:1] == "م" and first not in words().heads)


def _can_be_elided(line: Line, sentence: Range, index: int, cue: Cue) -> bool:
    """A verb with neither subject nor أن is believed only at the head of a clause."""
    before = line.forms[index - 1] if index > sentence[0] else "،"
    if before in words().relatives and has_object(line.forms[index]):
        return True  # القوانين التي وصفها ب«…»
    return cue.linked or before in COMMAS or before in words().before_subject or before in words().openers


def _is_thing(line: Line, index: int, at: int, cue: Cue) -> bool:
    """أكد الوزير حرصه على أن …: the أن belongs to a word before it, and the verb can take a bare noun."""
    if "thing" not in cue.takes or line.inside[at] >= 0:
        return False
    subject = subject_of(line, index + 1, at)
    if subject is None:
        return at > index + 1 and line.forms[at] not in words().clause and line.forms[at - 1] not in COMMAS
    rest = at
    while rest > subject[1] and line.forms[rest - 1] in COMMAS:
        rest -= 1
    tail = [i for i in range(subject[1], rest) if line.forms[i] not in COMMAS]
    whole = stretch_in(line, index + 1, at)
    left = whole is not None and whole[1] > subject[1]
    return left and bool(tail) and line.forms[at - 1] not in COMMAS and line.forms[at] in _PREPOSITIONS


def _thing(line: Line, sentence: Range, index: int, cue: Cue) -> Saying | None:
    """A bare noun phrase as content: نفى الوزير صحة الخبر. Its beginning is where the subject ends."""
    if "thing" not in cue.takes or index + 1 >= sentence[1]:
        return None
    end = _clause_end(line, sentence, index + 1)
    first = skip_adverbs(line, index + 1, end)
    front = before_verb(line, sentence[0], index) if cue.form == "verb" and not cue.linked else None
    if cue.form == "participle" or _starts_with_object(line, first):
        head = replace(read_head(line, index + 1, first), speaker=None)
        at = first
    elif front is not None and _is_sure_front(line, sentence, front, cue):
        if cue.base == "كشف" and not is_office(line, front):
            return None  # وقائع الأرض كشفت زيف …
        head = replace(read_head(line, index + 1, first), speaker=front)
        at = first
    else:
        subject = subject_of(line, index + 1, end) if not cue.plural else None
        if subject is None or (cue.base == "كشف" and not is_office(line, subject)):
            return None
        head = replace(read_head(line, index + 1, min(end, subject[1] + 4)), speaker=subject)
        at = _past_dates(line, subject[1], end)
    if at >= end or (cue.form == "participle" and line.forms[at][:2] == "ال" and not _is_after_comma(line, index)):
        return None
    return _spoken(line, sentence, index, cue, head, at, "thing")


def _bare(line: Line, sentence: Range, index: int, cue: Cue) -> Saying | None:
    """…، مضيفا لو كانت …: a participle after a comma, and the words at once."""
    wanted = cue.form == "participle" and "clause" in cue.takes and _is_after_comma(line, index)
    if not wanted or index + 3 >= sentence[1] or line.forms[index + 1] not in words().bare_openers:
        return None
    return _spoken(line, sentence, index, cue, Head(None, None, None), index + 1, "thing")


def _is_after_comma(line: Line, index: int) -> bool:
    return index > 0 and line.forms[index - 1] in COMMAS


def _starts_with_object(line: Line, index: int) -> bool:
    """لتنفي صحة الخبر، نفى ما نشرته …: nothing there that could be a speaker."""
    lists = words()
    if index >= len(line.forms):
        return False
    form = line.forms[index]
    if is_all(line, index):
        return False
    return form in lists.not_subject or form in lists.objects or has_tanween(line, index) or has_pronoun(line, index)


def _past_dates(line: Line, index: int, end: int) -> int:
    """The first token after commas, dates and names set between commas."""
    lists = words()
    while index < end and (line.forms[index] in COMMAS or line.forms[index] in lists.dates):
        index += 1
    return index


def _clause_end(line: Line, sentence: Range, index: int) -> int:
    end = index
    while end < sentence[1] and line.forms[end] not in ".؛" and end - index < REACH:
        end += 1
    return end


def postposed(line: Line, sentence: Range, index: int, cue: Cue) -> Saying | None:
    """«…»، قال فلان: the quotation stands before the verb."""
    if cue.form != "verb" or not cue.takes & {"clause", "colon"}:
        return None
    at = index - 1
    while at > sentence[0] and (line.forms[at] in COMMAS or line.forms[at] in ("كما", "هكذا", "بهذا")):
        at -= 1
    if at < 1 or line.forms[at] not in MARKS or line.inside[at - 1] < 0 or is_name(line, line.inside[at - 1]):
        return None
    fragment = line.fragments[line.inside[at - 1]]
    first = max(sentence[0], line.token_at(fragment.start))
    end = index + 1
    while end < sentence[1] and line.forms[end] not in COMMAS and line.forms[end] not in ".؛":
        end += 1
    head = read_head(line, index + 1, end)
    elided: Literal["", "verb"] = "" if head.speaker else "verb"
    return Saying((index, index + 1), head, first, at, "quote", cue.gender, cue.plural, elided, before=True)
