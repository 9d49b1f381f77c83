"""In: a clause with a verb of saying. Out: the subject that stands before its verb (مصادر مطلعة … قالت)."""

from __future__ import annotations

from masdar.read.statements.mediums import COMMAS
from masdar.read.statements.names import LONGEST_APPOSITION, LONGEST_NAME, Range, next_comma, speaker_in, stretch_in
from masdar.read.statements.subjects import subject_of
from masdar.read.statements.text import Line
from masdar.read.statements.verbal import is_human
from masdar.read.statements.words import cues, words

_LONGEST_PERSON = 4
_LONGEST_FRONT = 16
_LONGEST_RELATIVE = 3  # tokens of «التي ما انفكت»: more are a clause of its own
# «سالم العابد، رئيس بلدية نوران وعضو …، قال»
_LONGEST_APPOSED = 24


def before_verb(line: Line, first: int, verb: int) -> Range | None:
    """A subject that stands before its verb (مصادر مطلعة … قالت): the clause's first words, if they can be a name."""
    lists = words()
    if line.forms[verb + 1 : verb + 2] in (("فيه",), ("فيها",)) and (author := _author(line, first, verb)) is not None:
        return author
    lead = line.forms[first : first + 3]
    if first + 2 < verb and lead[0] == "من" and lead[1] in lists.aside and lead[2] in COMMAS:
        first += 3  # من جهته، سالم العابد، رئيس البلدية، أوضح
    apposed = apposed_subject(line, first, verb)
    if apposed is not None:
        return apposed
    end = verb
    while end > first and line.forms[end - 1] in ("قد", "كان", "كانت", "كانوا", "ايضا"):
        end -= 1
    if end > first and line.forms[end - 1] in COMMAS and (end < verb or _closes_relative(line, first, end - 1)):
        end -= 1  # مدير المكتب، كان قد أعلن
    start = end
    while start > first and verb - start < _LONGEST_FRONT and not _opens_clause(line, start - 1):
        start -= 1
    while start < verb and (line.forms[start] in lists.before_subject or line.forms[start] in COMMAS):
        start += 1
    relative = next((i for i in range(start, end) if line.forms[i] in lists.relatives), None)
    if relative is not None and end - relative == 1 and has_object(line.forms[verb]):
        return None  # القوانين التي وصفها …
    if relative is not None:
        is_aside = end - relative > _LONGEST_RELATIVE and _is_adverbial(line.forms[start])
        if is_aside or _is_other_gender(line, first, relative, verb):
            return None
        return _antecedent(line, first, relative)  # وبالنسبة للقرار الذي صدر عن الاجتماع قال
    if start >= end or any(line.forms[i] in lists.not_subject for i in range(start, min(end, start + 2))):
        return None
    if line.forms[start] in cues() or line.forms[start].endswith("وا") or _is_adverbial(line.forms[start]):
        return None
    if is_human(line.forms[start]):
        return subject_of(line, start + 1, end)  # نشر حساب على إكس صورة قال إنها …
    if end - start == 1 and line.forms[start] in lists.posted:
        return None  # صورة قالت إنها
    whole = stretch_in(line, start, end)
    return speaker_in(line, start, end) if whole is not None and _is_short_enough(line, whole) else None


def _closes_relative(line: Line, first: int, comma: int) -> bool:
    """أن الجمعية التي حضرت بصفة مراقب، أعلنت: the comma only ends what is told of the subject."""
    lowest = max(first, comma - _LONGEST_FRONT)
    opened = next((i for i in range(comma - 1, lowest, -1) if _opens_clause(line, i)), lowest)
    return line.forms[opened] in words().clause and any(form in words().relatives for form in line.forms[opened:comma])


def _author(line: Line, first: int, verb: int) -> Range | None:
    """نشرت الصحيفة مقالا للكاتب فلان أشار فيه إلى …: whose article it is."""
    start = next(
        (i for i in range(verb - 1, max(first, verb - _LONGEST_APPOSED), -1) if line.forms[i][:2] == "لل"), None
    )
    return (start, verb) if start is not None and verb - start <= LONGEST_APPOSITION else None


def as_for(line: Line, first: int, verb: int) -> Range | None:
    """أما رئيس البلدية فيؤكد: whom a verb with ف after «أما» means."""
    if line.forms[verb][:1] != "ف" or verb - first < 2 or verb - first > _LONGEST_APPOSED:
        return None
    return speaker_in(line, first + 1, verb) if line.forms[first] in ("اما", "واما") else None


def apposed_subject(line: Line, first: int, verb: int) -> Range | None:
    """سالم العابد، رئيس البلدية، قال إن: a short name, its office between commas, and then the verb."""
    lists = words()
    if verb - first < 4 or verb - first > _LONGEST_APPOSED or line.forms[verb - 1] not in COMMAS:
        return None
    comma = next_comma(line, first, verb)
    if comma - first > LONGEST_APPOSITION or comma + 1 >= verb - 1 or line.inside[first] >= 0:
        return None
    office = line.forms[comma + 1]
    if office not in lists.heads and office.removeprefix("ال") not in lists.heads and office not in lists.relatives:
        return None
    name = line.forms[first:comma]
    if any(form in cues() or form in lists.not_subject or form in lists.skipped or form == ":" for form in name):
        return None
    if not name or name[0] in lists.before_subject or name[0] in lists.medium_before:
        return None
    return (first, comma if office in lists.relatives else verb - 1)


def _is_other_gender(line: Line, first: int, relative: int, verb: int) -> bool:
    """المنظمات التي قال: the words tell of them, and somebody else says it."""
    cue = cues().get(line.forms[verb])
    found = _antecedent(line, first, relative)
    if cue is None or cue.gender != "m" or cue.plural or found is None or verb - relative > 1:
        return False
    return line.forms[relative] == "التي"


def has_object(form: str) -> bool:
    """وصفها, اتهمهم: of whom it is said is part of the verb (but اتهم ends so by itself)."""
    cue = cues().get(form)
    if cue is None or cue.base not in words().of_somebody:
        return False
    ends = ("ه", "ها", "همهم") if cue.base.endswith("هم") else ("ه", "ها", "هم")
    return form.endswith(ends)


def _is_adverbial(form: str) -> bool:
    """وعن الموعد، بالإضافة إلى، اليوم: what stands before a verb and is no subject."""
    lists = words()
    bare = form[1:] if form[:1] == "و" else form
    joined = form.startswith(("بال", "وبال", "لل", "ولل", "كال", "وكال")) and form not in lists.heads
    return joined or bare in lists.skipped or bare in lists.not_subject or bare in lists.medium_before


def _antecedent(line: Line, first: int, relative: int) -> Range | None:
    """الشركة التي قالت …: the noun just before the relative word."""
    end = relative
    while end > first and line.forms[end - 1] in COMMAS:
        end -= 1
    if end < relative and (headed := _headed_before(line, first, end)) is not None:
        return headed
    start = end
    while start > first and end - start < LONGEST_APPOSITION and not _opens_clause(line, start - 1):
        if line.forms[start - 1] in words().medium_before or line.forms[start - 1] in cues():
            break
        start -= 1
    verb = next((i for i in range(end - 1, start, -1) if line.forms[i].endswith("وا")), start - 1)
    start = verb + 1  # أوقف جنود | سالم الذي أعلن
    while start < end and line.forms[start] in words().according | words().before_subject:
        start += 1  # وفق القائد الذي أوضح
    return (start, end) if end > start else None


def _headed_before(line: Line, first: int, end: int) -> Range | None:
    """البيان الصادر عن فلان قبل أيام، والذي أكد أن: after a comma it goes back to the last document or office."""
    lists = words()
    found: int | None = None
    for start in range(end - 1, max(first, end - LONGEST_NAME) - 1, -1):
        form = line.forms[start]
        if form in COMMAS or form in cues() or line.inside[start] >= 0:
            break
        bare = form.removeprefix("ال").removeprefix("ل")
        if form in lists.documents or form in lists.heads or bare in lists.heads:
            found = start
            if start > first and line.forms[start - 1] not in lists.heads | lists.not_subject:
                break  # after «عن …» rather a noun before it is meant
    return speaker_in(line, found, end) if found is not None else None


def _is_short_enough(line: Line, found: Range) -> bool:
    """A bare subject before its verb has few words, unless an office begins it."""
    heads = words().heads
    near = line.forms[found[0] : found[0] + _LONGEST_PERSON]
    is_headed = any(form in heads or (form[2:] in heads and form[:2] == "ال") for form in near)
    return found[1] - found[0] <= (12 if is_headed else 5)


def _opens_clause(line: Line, index: int) -> bool:
    form = line.forms[index]
    if line.inside[index] >= 0:
        return False
    return form in COMMAS or form in ":؛)-–—/." or form in words().clause or form == "فان"
