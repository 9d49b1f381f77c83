"""In: one sentence of a line. Out: sayings with no verb of saying of their own (بحسب, نقلت … عن, جاء في, a colon)."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from masdar.read.statements.cues import Saying
from masdar.read.statements.mediums import COMMAS, medium_from, medium_in
from masdar.read.statements.names import LONGEST_NAME, Head, Range, read_head, speaker_in
from masdar.read.statements.openings import opening_of
from masdar.read.statements.subjects import subject_of
from masdar.read.statements.text import MARKS, Line
from masdar.read.statements.words import Cue, cues, words

# «الوزيرة فلانة: …» has few words before the colon.
_LONGEST_BEFORE_COLON = 8
_LONGEST_HEADLINE = 30
_LONGEST_BEHIND = 3
_LONGEST_AS_SAID = 14
_LONGEST_OUTLET = 8
_OF_HIM = frozenset(("عنه", "عنها", "عنهم"))


def relay_saying(line: Line, sentence: Range, index: int) -> Saying | None:
    """نقلت وكالة س عن ص أن …: ص speaks, س relays."""
    end = min(sentence[1], index + LONGEST_NAME)
    to = "الي" if line.forms[index].removeprefix("و") in ("نسب", "نسبت") else "عن"  # نسبت وكالة س إلى ص قوله
    about = next((i for i in range(index + 1, end) if line.forms[i] == to and line.inside[i] < 0), None)
    if to != "عن" and not any(form in words().own for form in line.forms[index:end]):
        return None
    cue = Cue("verb", frozenset(("clause", "colon")), "", False, True, True, "نقل")
    if about is None and line.forms[index + 1 : index + 2]:
        behind = next(
            (i for i in range(index + 1, min(end, index + _LONGEST_OUTLET)) if line.forms[i] in _OF_HIM), None
        )
        if behind is not None and to == "عن":
            return _passed_on_of(line, sentence, index, behind, cue)
    if about is None:
        return _passed_on(line, sentence, index, cue)
    opening = opening_of(line, sentence, about, cue)
    if opening is None:
        return None
    speaker = read_head(line, about + 1, opening[0])
    while speaker.speaker and _is_no_part(line, speaker.speaker[1] - 1):
        last = speaker.speaker[1] - 1
        speaker = replace(speaker, speaker=(speaker.speaker[0], last) if last > speaker.speaker[0] else None)
    if speaker.speaker is None:
        return None
    via = speaker_in(line, index + 1, about)
    return Saying((index, index + 1), speaker, opening[0], opening[0], "clause", "", False, via=via)


def _is_no_part(line: Line, index: int) -> bool:
    """… عن سالم العابد | قوله «"""
    return line.forms[index] in words().own or (line.forms[index] in MARKS and line.forms[index - 1] in words().own)


def _passed_on_of(line: Line, sentence: Range, index: int, behind: int, cue: Cue) -> Saying | None:
    """ونقلت الوكالة عنه قوله إن …: the last speaker goes on, the outlet relays."""
    opening = opening_of(line, sentence, behind, cue)
    if opening is None:
        return None
    form = line.forms[behind]
    gender: Literal["m", "f", ""] = "f" if form.endswith("ها") else "m"
    head = Head(None, None, None)
    via = speaker_in(line, index + 1, behind)
    many = form.endswith("هم")
    return Saying((index, index + 1), head, opening[0], opening[0], "clause", gender, many, "verb", via=via)


def _passed_on(line: Line, sentence: Range, index: int, cue: Cue) -> Saying | None:
    """نقلت وكالة س أن …: with nobody behind it the outlet speaks."""
    opening = opening_of(line, sentence, index, cue)
    if opening is None or line.forms[index + 1].removeprefix("ال") not in words().media:
        return None
    head = read_head(line, index + 1, opening[0])
    return Saying((index, index + 1), head, opening[0], opening[0], "clause", "", False) if head.speaker else None


def document_saying(line: Line, sentence: Range, index: int) -> Saying | None:
    """جاء في البيان أن …"""
    cue = Cue("verb", frozenset(("clause", "colon")), "", False, True, True, "جاء")
    opening = opening_of(line, sentence, index + 1, cue)
    joined = line.forms[index + 1] not in ("في", "ضمن")
    start = index + 2
    if opening is None or start >= sentence[1] or not (joined or _is_document(line, start, opening[0])):
        return None
    speaker = None if joined else (start, _noun_end(line, start, opening[0]))
    head = Head(speaker, None, None)
    return Saying((index, index + 2), head, opening[0], opening[0], "clause", "", False, "verb" if joined else "")


def _is_document(line: Line, first: int, after: int) -> bool:
    """البيان، مقدمة الكتاب، نص الحكم"""
    return any(line.forms[i] in words().documents for i in range(first, min(first + 3, after)))


def _noun_end(line: Line, first: int, after: int) -> int:
    end = first
    while end < after and line.forms[end] not in COMMAS and line.forms[end] not in words().adverbs:
        end += 1
    return max(end, first + 1)


def according_saying(line: Line, sentence: Range, index: int, has_saying: bool) -> Saying | None:
    """بحسب، وفقا ل، على حد قوله: they come after what they attribute, or open the sentence."""
    lists = words()
    follows = line.forms[index + 1] if index + 1 < sentence[1] else ""
    as_put_by = index + 2 if line.forms[index] == "علي" else index + 1  # على حد قول فلان
    has_speaker = _has_own_speaker(line, as_put_by, sentence[1])
    if not has_speaker and (line.forms[index] == "علي" or follows in lists.own):
        return _own(line, sentence, index)
    start, cue_after = _according_speaker(line, as_put_by - 1, sentence[1])
    if start >= sentence[1] or not _names_speaker(line, start, sentence[1]):
        return None
    if _has_own_speaker(line, start, sentence[1]):
        start = cue_after = start + 1
    end = start
    while end < sentence[1] and end - start < LONGEST_NAME and not _ends_according(line, end):
        end += 1
    front = index - sentence[0] <= 1 or (index - sentence[0] <= 2 and line.forms[index - 1] in ("و", "لانه", "انه"))
    front = front or _leads(line, end, sentence[1])
    head = read_head(line, start, end)
    if head.speaker is None and line.forms[start][:1] == "ل":
        head = Head((start, end), None, None)  # وفقا للوكالة
    head = _document_as_medium(line, head)
    if head.speaker is None or any(form in lists.clause for form in line.forms[slice(*head.speaker)]):
        return None
    at = _quotation_behind(line, end, sentence[1])
    via = head.speaker if has_saying and not front and at is None else None
    if not front:
        after = index if at is None else at
        return Saying((index, cue_after), head, sentence[0], after, "according", "", False, via=via, before=True)
    if (
        head.speaker[1] - head.speaker[0] > 3
        and not _leads(line, end, sentence[1])
        and (end >= sentence[1] or line.forms[end] not in COMMAS)
    ):
        head = replace(head, speaker=subject_of(line, start, end))
    at = head.speaker[1] if head.speaker else end
    if line.forms[end : end + 1] and line.forms[end] in COMMAS:
        at = end + 1
    return Saying((index, cue_after), head, at, at, "according", "", False) if at < sentence[1] else None


def _has_own_speaker(line: Line, index: int, after: int) -> bool:
    """قول شهود عيان، تقدير عدد من الخبراء; but not تقديرات رسمية"""
    if index + 1 >= after or line.forms[index].removeprefix("ل") not in words().own_of:
        return False
    form = line.forms[index + 1]
    return form[0].isalpha() and not form.endswith(("يه", "ات")) and form not in words().not_subject


def _leads(line: Line, end: int, after: int) -> bool:
    """…، وبحسب المصادر، فإن …: what was said comes after, wherever the cue stands."""
    behind = line.forms[end : min(end + 2, after)]
    return bool(behind) and "فان" in (behind[0], behind[-1] if behind[0] in COMMAS else "")


def as_said(line: Line, sentence: Range, index: int) -> Saying | None:
    """…، كما أعلنت الوزارة: like «حسبما», when nothing but the speaker follows the verb."""
    cue = cues().get(line.forms[index + 1]) if index + 1 < sentence[1] else None
    if cue is None or cue.form != "verb" or cue.linked or opening_of(line, sentence, index + 1, cue) is not None:
        return None
    limit = min(sentence[1], index + _LONGEST_AS_SAID)
    end = next((i for i in range(index + 2, limit) if line.forms[i] in ".؛؟!"), limit)
    head = read_head(line, index + 2, end)
    if head.speaker is None or (end == limit and limit < sentence[1]):
        return None
    return Saying((index, index + 2), head, sentence[0], index, "according", "", False, before=True)


def _quotation_behind(line: Line, end: int, after: int) -> int | None:
    """يعكس، بحسب المدير، «…»: after the words that begin in marks just behind the speaker, if they do."""
    at = next((i for i in range(end, min(after - 1, end + _LONGEST_BEHIND)) if line.forms[i] in MARKS), None)
    if at is None or end >= after or line.forms[end] not in COMMAS or line.inside[at + 1] < 0:
        return None
    fragment = line.fragments[line.inside[at + 1]]
    return line.token_at(fragment.end) if fragment.words > _LONGEST_BEHIND else None


def _according_speaker(line: Line, index: int, end: int) -> tuple[int, int]:
    """Where the speaker begins after بحسب (past «ما ذكرته» and the like), and where the cue ends."""
    at = index + 1
    verb = line.forms[index].endswith("ما") and line.forms[index] not in ("وفقا",)
    if at < end and line.forms[at] in ("ما", "لما"):
        if line.forms[at + 1 : at + 2] in (("هو",), ("هي",), ("يلي",), ("تم",)):
            return end, end
        at += 1
        verb = True
    if verb and at < end:
        at += 1
        if at < end and line.forms[at] in ("عنه", "عنها", "عنهم", "به", "بها", "عن", "اليه", "اليها", "فيه", "فيها"):
            at += 1
    return at, at


def _names_speaker(line: Line, start: int, end: int) -> bool:
    lists = words()
    form = line.forms[start]
    pair = form + " " + (line.forms[start + 1] if start + 1 < end else "")
    bare = form[1:] if form[:1] == "ل" else form
    return form not in lists.according_not and bare not in lists.according_not and pair not in lists.according_not


def _ends_according(line: Line, index: int) -> bool:
    form = line.forms[index]
    return line.inside[index] < 0 and (form in COMMAS or form in ".:؛!؟" or form == "فان" or form in ("وذلك", "فقد"))


def _document_as_medium(line: Line, head: Head) -> Head:
    """وفقا لبيان صادر عن الوزارة: the ministry speaks, the document is where."""
    if head.speaker is None:
        return head
    start, end = head.speaker
    first = line.forms[start].removeprefix("ل")
    if first not in words().issued:
        return head
    for index in range(start + 1, end - 1):
        if line.forms[index] in ("عن", "ل", "من"):
            last = index - 1 if line.forms[index - 1] in ("صادر", "صدر") else index
            return replace(head, speaker=(index + 1, end), medium=(start, last))
        if (
            line.forms[index][:1] == "ل"
            and len(line.forms[index]) > 4
            and line.forms[index] not in words().medium_after
        ):
            return replace(head, speaker=(index, end), medium=(start, index))
    return head


def _own(line: Line, sentence: Range, index: int) -> Saying | None:
    """«…» على حد قوله with no other verb: the quotation just before is the speaker's last named."""
    lists = words()
    at = index + 1 if line.forms[index] != "علي" else index + 2
    if at >= sentence[1] or line.forms[at] not in lists.own:
        return None
    form = line.forms[at]
    gender: Literal["m", "f"] = "f" if form.endswith("ها") else "m"
    nothing = Head(None, None, None)
    return Saying((index, at + 1), nothing, sentence[0], index, "own", gender, form.endswith("هم"), "verb", before=True)


def colon_saying(line: Line, sentence: Range) -> list[Saying]:
    """فلان: «…»: a name, a colon and a quotation, with no verb."""
    first, after = sentence
    colon = next((i for i in range(first, min(after, first + _LONGEST_BEFORE_COLON + 1)) if line.forms[i] == ":"), None)
    if colon is None or colon == first or colon + 2 >= after or line.forms[colon + 1] not in MARKS:
        return []
    number = line.inside[colon + 2]
    while first < colon and not line.forms[first][0].isalnum():
        first += 1  # ▪️
    medium = medium_in(line, first, colon)
    end = next((i for i in range(first, colon) if medium_from(line, i, colon) is not None), colon) if medium else colon
    forms = line.forms[first:end]
    if number < 0 or line.fragments[number].words < 3 or any(i in words().not_subject or i in MARKS for i in forms):
        return []
    if not forms:
        return []
    head = Head((first, end), medium, None)
    return [Saying((colon, colon + 1), head, colon, colon, "quote", "", False)]


def headline_name(line: Line, longest: int = _LONGEST_HEADLINE) -> Range | None:
    """The name before the colon of a headline (العابد: الجسر آمن), without marks around it."""
    if len(line.forms) > longest or (longest == _LONGEST_HEADLINE and line.forms[-1] in ".؟!"):
        return None
    after = min(len(line.forms), _LONGEST_BEFORE_COLON)
    colon = next((i for i in range(after) if line.forms[i] == ":" and line.inside[i] < 0), None)
    if colon is None or colon + 2 >= len(line.forms):
        return None
    first, end = 0, colon
    if line.forms[first] in MARKS and line.forms[end - 1] in MARKS:
        first, end = first + 1, end - 1
    is_name = first < end and not any(form in words().not_subject or form in MARKS for form in line.forms[first:end])
    return (first, end) if is_name else None
