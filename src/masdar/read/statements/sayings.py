"""In: one sentence of a line. Out: every place where somebody is said to have said something, ends included."""

from __future__ import annotations

from dataclasses import replace

from masdar.read.statements.bounds import has_tanween
from masdar.read.statements.cues import Saying, verb_saying
from masdar.read.statements.mediums import COMMAS
from masdar.read.statements.names import Range
from masdar.read.statements.openings import is_named
from masdar.read.statements.others import according_saying, as_said, colon_saying, document_saying, relay_saying
from masdar.read.statements.text import Line
from masdar.read.statements.words import Cue, Words, cues, words

_LONGEST_EXPRESSING = 8
_UNNAMED = (("الكشف",), ("كشف",), ("ذكر",), ("نشر",), ("الافصاح",))  # طلب عدم كشف اسمه
_LEAST_LINKED = 4  # letters: و + a verb
# A clause of so many words is a text without full stops; a bound keeps the time linear.
_LONGEST_CLAUSE = 400
# ما ذكر في الوسائل: what was mentioned, and by nobody that is named
_PASSIVE_AFTER_MA = frozenset(("ذكر", "طلب", "كتب", "وصف", "نشر", "ورد"))


def sayings_of(line: Line, sentence: Range) -> tuple[Saying, ...]:
    """All sayings of one sentence, in order, each with the end of its content."""
    found: list[Saying] = []
    taken = sentence[0]
    for index in range(*sentence):
        if index < taken or line.inside[index] >= 0:
            continue
        saying = _saying_at(line, sentence, index, tuple(found[-1:]))
        if saying is not None:
            found.append(saying)
            taken = _taken(saying)
    first = colon_saying(line, sentence)
    if first and (not found or found[0].cue[0] > line.token_at(line.fragments[line.inside[first[0].cue[1] + 1]].end)):
        found = first + found
    return tuple(_with_end(line, sentence, found, number) for number in range(len(found)))


def _taken(saying: Saying) -> int:
    return max(saying.cue[1], saying.words_from if not saying.before else saying.cue[1])


def _saying_at(line: Line, sentence: Range, index: int, last: tuple[Saying, ...]) -> Saying | None:
    form = line.forms[index]
    lists = words()
    if form in lists.according or (form == "علي" and line.forms[index + 1 : index + 2] == ("حد",)):
        return according_saying(line, sentence, index, bool(last))
    if form in words().relays:
        return relay_saying(line, sentence, index)
    if form in lists.document_verbs and line.forms[index + 1 : index + 2] in (("في",), ("ضمن",), ("فيه",), ("فيها",)):
        return document_saying(line, sentence, index)
    if form in ("كما", "مثلما") and index > sentence[0] and line.forms[index - 1] in COMMAS:
        return as_said(line, sentence, index)
    cue = cues().get(form)
    if cue is None or _is_denied(line, sentence, index, cue, lists):
        return None
    return verb_saying(line, sentence, index, cue)


def _is_denied(line: Line, sentence: Range, index: int, cue: Cue, lists: Words) -> bool:
    """A saying that did not happen, was only wished for, or has nobody behind it; and بين in its sense "between"."""
    before = line.forms[index - 1] if index > sentence[0] else ""
    if cue.form == "verb" and (has_tanween(line, index) or (cue.past and _is_passive(line, index))):
        return True  # قدم تعهدًا، ذُكر أن
    if is_named(line, index, cue) or (cue.form == "verb" and line.raw(index, index + 1).endswith("ة")):
        return True  # دعاة
    if cue.form == "participle" and before[:1].isdigit():
        return True  # 41 متهما
    if before in lists.negations or (not cue.past and _is_wished(line, sentence, index, lists)):
        return True
    if cue.form == "verb" and cue.past and not cue.linked and _is_noun_there(line, sentence, index, lists):
        return True
    follows = line.forms[index + 1 : index + 2]
    after_ma = before in ("ما", "وما", "لما", "بما", "مما", "فيما")
    if after_ma and follows in (("به",), ("بها",), ("فيه",)):
        return True  # ما صرحت به الوزيرة يؤكد …
    if cue.base == "طلب" and follows == ("عدم",) and line.forms[index + 2 : index + 3] in _UNNAMED:
        return True
    if after_ma and (cue.base in _PASSIVE_AFTER_MA or cue.base in lists.of_somebody):
        return True
    if follows in (("عنه",), ("عنها",), ("عنهم",)) and cue.form == "verb":
        return True  # أعلن عنها في مؤتمر
    if line.forms[index] in lists.impersonal and (follows and follows[0] in lists.clause):
        return True
    if cue.base == "وجه" and (not follows or follows[0] not in lists.not_names):
        return True
    if cue.base == "عبر" and line.forms[index].endswith("عبر") and not _expresses(line, sentence, index, lists):
        return True
    if cue.base == "ابرز" and before in ("من", "ومن", "هي", "هو", "عن", "في"):
        return True  # من أبرز ما …
    if cue.base == "قدر" and not cue.past:
        return True  # يقدر عددهم بالمئات
    if cue.base == "طالب" and _is_student(line, sentence, index):
        return True
    if cue.base == "شدد" and cue.form == "participle" and before.endswith("ه") and cue.gender == "f":
        return True  # إجراءات أمنية مشددة
    if line.forms[index] in lists.impersonal and follows and follows[0] in lists.objects:
        return True  # يتوقع ارتفاع الحرارة
    if line.forms[index] in ("بين", "وبين", "فبين"):
        sure = "ّ" in line.raw(index, index + 1) or (follows and follows[0] in lists.clause)
        return not sure and not (index == sentence[0] and _shows(line, sentence, index, lists))
    return before in ("عدم", "ما", "مما") and cue.form == "verb" and before != "ما"


def _is_passive(line: Line, index: int) -> bool:
    """ذُكر, وأُعلن: nobody is named who said it."""
    raw = line.raw(index, index + 1)
    return "ُ" in raw[1 : 2 + (raw[0] in "وف" and len(raw) > _LEAST_LINKED)]


def _is_wished(line: Line, sentence: Range, index: int, lists: Words) -> bool:
    """يريد أن يقول; but قبل أن يضيف happened."""
    before = line.forms[index - 2] if index - 2 >= sentence[0] else ""
    return line.forms[index - 1] in lists.wishes and index > sentence[0] and before not in ("قبل", "بعد")


def _is_student(line: Line, sentence: Range, index: int) -> bool:
    """أستاذ وطالب جامعي: within a clause, with an adjective of origin behind it"""
    form = line.forms[index].removeprefix("و")
    follows = line.forms[index + 1] if index + 1 < sentence[1] else ""
    is_within = index > sentence[0] and line.forms[index - 1] not in COMMAS
    return (
        form == "طالب" and is_within and follows[:2] != "ال" and follows.endswith("ي") and len(follows) > _LEAST_LINKED
    )


def _shows(line: Line, sentence: Range, index: int, lists: Words) -> bool:
    """وبين المهندس العابد أن: between two things there would be an «and»."""
    following = line.forms[index + 1 : min(sentence[1], index + 2 * _LONGEST_EXPRESSING)]
    end = next((i for i, form in enumerate(following) if form in lists.clause), 0)
    return end > 0 and not any(form[:1] == "و" for form in following[:end])


def _expresses(line: Line, sentence: Range, index: int, lists: Words) -> bool:
    """عبر الحزب عن …, and not عبر منصة …"""
    following = line.forms[index + 1 : min(sentence[1], index + _LONGEST_EXPRESSING)]
    if not following or following[0] in lists.platforms or following[0] in lists.media or "عن" not in following:
        return False
    return not any(form in COMMAS for form in following[: following.index("عن")])


def _is_noun_there(line: Line, sentence: Range, index: int, lists: Words) -> bool:
    """A noun spelled like a past verb: أن تعهد البلدية …، بعد كشف الخلل; but سبق أن أعلن، إلى أن قال."""
    before = line.forms[index - 1] if index > sentence[0] else ""
    if before in ("ان", "بان", "فان", "لان"):
        return (line.forms[index - 2] if index - 1 > sentence[0] else "") not in lists.before_verb
    return before in lists.before_noun


def _with_end(line: Line, sentence: Range, found: list[Saying], number: int) -> Saying:
    """The saying with the end of its content: the next cue, the reporter's voice after a comma, or the full stop."""
    saying = found[number]
    if saying.before:
        return _after_last(saying, found[number - 1]) if number else saying
    later = {other.cue[0]: other for other in found[number + 1 :][:8]}
    lists = words()
    at = saying.words_from + 1
    limit = min(sentence[1], at + _LONGEST_CLAUSE)
    while at < limit:
        if line.inside[at] < 0 and line.forms[at - 1] in COMMAS and line.forms[at] in lists.back:
            break
        other = later.get(at)
        if other is not None and _cuts(line, at, other):
            at = _conjunction_start(line, saying.words_from + 1, at)
            break
        at += 1
    while at > saying.words_from + 1 and (line.forms[at - 1] in COMMAS or line.forms[at - 1] in ".؛"):
        at -= 1
    return replace(saying, words_after=at)


def _after_last(saying: Saying, last: Saying) -> Saying:
    """A second «بحسب …» in one sentence attributes what stands after the first."""
    if not last.before or last.head.speaker is None:
        return saying
    after = last.head.speaker[1] if last.head.speaker[1] < saying.words_after else last.cue[1]
    return replace(saying, words_from=max(saying.words_from, min(after, saying.words_after)))


def _cuts(line: Line, at: int, other: Saying) -> bool:
    cue = cues().get(line.forms[at])
    if cue is None:
        return True
    return cue.form == "participle" or cue.linked or other.elided == "verb" or line.forms[at - 1] in COMMAS


def _conjunction_start(line: Line, first: int, at: int) -> int:
    """Back over «، لكنه» and the like to the comma that parts the two voices."""
    for step in range(1, 4):
        if at - step > first and line.forms[at - step] in COMMAS:
            return at - step
    return at
