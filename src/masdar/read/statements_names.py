"""In: the words between a verb of saying and what was said. Out: where the speaker, the medium and the date stand."""

from __future__ import annotations

from dataclasses import dataclass

from masdar.read.statements_bounds import object_from
from masdar.read.statements_text import MARKS, Line
from masdar.read.statements_words import cues, words

Range = tuple[int, int]  # token numbers, the second exclusive

COMMAS = frozenset("،,")
# Longer than any title with a name that the labels hold (17 words), so a run-away is cut off.
LONGEST_NAME = 30
# Names after a comma (السفير في هولندا، فلان بن فلان، …) have few words.
_LONGEST_APPOSITION = 6
# A medium in words: «حوار مع قناة …» and the like.
_LONGEST_MEDIUM = 7
_LONGEST_DATE = 6


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
    lists = words()
    index = _skip_adverbs(line, first, after)
    start = index
    while index < after and index - start < LONGEST_NAME:
        if line.inside[index] < 0 and _name_is_over(line, index, after):
            break
        index += 1
    end = start if start < after and line.forms[start] in lists.objects else index
    while end > start and (line.forms[end - 1] in COMMAS or line.forms[end - 1] in "-–—("):
        end -= 1
    return (start, end) if end > start and any(form[0].isalpha() for form in line.forms[start:end]) else None


def _skip_adverbs(line: Line, index: int, after: int) -> int:
    """Past the dates, media and adverbs that stand between the verb and its subject."""
    lists = words()
    while index < after:
        form = line.forms[index]
        if (medium := _medium_from(line, index, after)) is not None:
            index = medium[1]
        elif form in COMMAS or form in lists.skipped or form[:2] == "لل" or _is_day_number(line, index):
            index += 1
        elif _is_outside(line, index, after):
            index = _next_comma(line, index, after)
        else:
            break
    return index


def _is_day_number(line: Line, index: int) -> bool:
    return line.forms[index][0].isdigit() and index > 0 and line.forms[index - 1] in words().dates


def _name_is_over(line: Line, index: int, after: int) -> bool:
    lists = words()
    form = line.forms[index]
    if form in COMMAS:
        follows = line.forms[index + 1] if index + 1 < after else ""
        return not follows or follows in lists.adverbs or _is_outside(line, index + 1, after)
    if form in ":؛" or form in lists.adverbs or form in lists.again or form in lists.relatives:
        return True
    return _is_outside(line, index, after) or _medium_from(line, index, after) is not None


def _is_outside(line: Line, index: int, after: int) -> bool:
    """Does «في وقت سابق», «على هامش …» begin here?"""
    lists = words()
    form = line.forms[index]
    follows = line.forms[index + 1] if index + 1 < after else ""
    if form in lists.medium_before:
        return follows in lists.outside or follows in lists.dates
    return form[:1] == "و" and form[1:] in lists.medium_before and follows in lists.outside


def _next_comma(line: Line, index: int, after: int) -> int:
    while index < after and line.forms[index] not in COMMAS:
        index += 1
    return index


def subject_of(line: Line, first: int, after: int) -> Range | None:
    """The subject where an object follows with no word between: the first noun with what must belong to it.

    طالب الجيش الإسرائيلي السكان: after a noun with the article only adjectives belong to the name; after one
    without it the next noun with the article does, once.
    """
    whole = speaker_in(line, first, after)
    if whole is None:
        return None
    start, end = whole
    comma = _next_comma(line, start, end)
    lists = words()
    defined = False
    heads = 0
    for index in range(start, min(comma, start + LONGEST_NAME)):
        form = line.forms[index]
        has_article = form[:2] == "ال" or (form[:3] == "وال" and heads > 0)
        if index > start and _ends_subject(form, has_article, defined and not _is_purpose(line.forms[index - 1])):
            return (start, index)
        if (has_article and not _is_adjective(form)) or (index == start and form not in lists.heads):
            defined = True
        if form in lists.heads:
            heads += 1
            defined = False
    closed = end + 1 if end < len(line.forms) and line.forms[end] in COMMAS else end
    if comma < end and _is_title(line, comma + 1, closed):
        comma = _next_comma(line, comma + 1, end)
    return (start, comma)


def _is_purpose(form: str) -> bool:
    """الاتحاد التيماني لكرة | القدم: the noun after ل takes one more."""
    return form[:1] == "ل" and len(form) > 3 and form[:2] != "لل"


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
        return defined and not _is_adjective(form) and form[:1] != "و"
    suffixed = len(form) > 4 and form.endswith(("هما", "ها", "هم")) and form not in lists.heads
    return suffixed or form[:2] == "لل"


def _is_adjective(form: str) -> bool:
    return form in words().adjectives or form.endswith(("ي", "يه", "يين", "يون"))


def _is_title(line: Line, first: int, after: int) -> bool:
    """Does a name go on after a comma: a person after the office, or the office after the person?"""
    form = line.forms[first] if first < after else "ال"
    lists = words()
    if form in lists.heads or form.removeprefix("ال") in lists.heads:
        return True
    return form[:2] != "ال" and _next_comma(line, first, min(after, first + _LONGEST_APPOSITION)) < min(
        after, first + _LONGEST_APPOSITION
    )


def before_verb(line: Line, first: int, verb: int) -> Range | None:
    """A subject that stands before its verb (مصادر مطلعة … قالت): the clause's first words, if they can be a name."""
    lists = words()
    start = verb
    while start > first and verb - start < 12 and not _opens_clause(line, start - 1):
        start -= 1
    while start < verb and (line.forms[start] in lists.before_subject or line.forms[start] in COMMAS):
        start += 1
    end = verb
    while end > start and line.forms[end - 1] in ("قد", "كان", "كانت", "كانوا", "ايضا"):
        end -= 1
    relative = next((i for i in range(start, end) if line.forms[i] in lists.relatives), None)
    if relative is not None:
        return _antecedent(line, first, relative)
    if start >= end or any(line.forms[i] in lists.not_subject for i in range(start, min(end, start + 2))):
        return None
    if line.forms[start] in cues() or line.forms[start].endswith("وا") or line.forms[start] in lists.adverbs:
        return None
    whole = stretch_in(line, start, end)
    return speaker_in(line, start, end) if whole is not None and _is_short_enough(line, whole) else None


def _antecedent(line: Line, first: int, relative: int) -> Range | None:
    """الشركة التي قالت …: the noun just before the relative word."""
    end = relative
    while end > first and line.forms[end - 1] in COMMAS:
        end -= 1
    start = end
    while start > first and end - start < _LONGEST_APPOSITION and not _opens_clause(line, start - 1):
        if line.forms[start - 1] in words().medium_before or line.forms[start - 1] in cues():
            break
        start -= 1
    return (start, end) if end > start else None


def _is_short_enough(line: Line, found: Range) -> bool:
    """A bare subject before its verb has few words, unless an office begins it."""
    first = line.forms[found[0]]
    heads = words().heads
    is_headed = first in heads or (first[2:] in heads and first[:2] == "ال")
    return found[1] - found[0] <= (12 if is_headed else 5)


def _opens_clause(line: Line, index: int) -> bool:
    form = line.forms[index]
    if line.inside[index] >= 0:
        return False
    return form in COMMAS or form in ":؛)-–—" or form in words().clause


# ---------------------------------------------------------------- medium


def medium_in(line: Line, first: int, after: int) -> Range | None:
    """Where it was said: a platform if one is named, else the occasion or the outlet the words were given to."""
    found: list[Range] = []
    index = first
    while index < after:
        medium = _medium_from(line, index, after)
        if medium is None:
            index += 1
        else:
            found.append(_without_before(line, medium))
            index = max(medium[1], index + 1)
    lists = words()
    for start, end in found:
        inner = next((i for i in range(start, end) if line.forms[i] in ("منصه", "تطبيق")), None)
        if inner is not None:
            return (inner, end)
    platform = next((span for span in found if line.forms[span[0]] in lists.platforms), None)
    return platform or (found[0] if found else None)


def _without_before(line: Line, medium: Range) -> Range:
    start = medium[0]
    while start < medium[1] - 1 and (line.forms[start] in words().medium_before or line.forms[start] in ("ل", *MARKS)):
        start += 1
    opened, closed = line.forms[start - 1] in MARKS, line.forms[medium[1] - 1] in MARKS
    is_bare = start > medium[0] and opened and closed and start < medium[1] - 1
    return (start, medium[1] - 1 if is_bare else medium[1])


def _medium_from(line: Line, index: int, after: int) -> Range | None:
    """The medium whose preposition is token `index` (the preposition counted in), if one begins there."""
    lists = words()
    form = line.forms[index]
    follows = line.forms[index + 1] if index + 1 < after else ""
    if form in lists.medium_before:
        if follows in lists.platforms:
            return (index, _platform_end(line, index + 1, after))
        if follows in lists.occasions:
            return (index, _occasion_end(line, index + 1, after))
        if follows in lists.media and form in ("عبر", "علي"):
            return (index, _platform_end(line, index + 1, after))
        return None
    if form == "ل" and (follows in MARKS or follows in lists.media):
        return (index, _platform_end(line, index + 1 if follows in lists.media else index, after))
    if form[:1] == "ل" and _given_to(form):
        return (index, _platform_end(line, index, after))
    return None


def _given_to(form: str) -> bool:
    """لقناة، للصحيفة، للجزيرة"""
    lists = words()
    bare = form[1:]
    if form[:2] == "لل":
        bare = "ال" + form[2:]
    return bare in lists.media or bare in lists.outlets


def _platform_end(line: Line, index: int, after: int) -> int:
    """After the platform's or outlet's own name: quoted, or the next word, and once more (حسابه عبر منصة …)."""
    lists = words()
    end = index + 1
    if end < after and line.forms[end] in MARKS:
        end = _past_quoted(line, end, after)
    elif end < after and _goes_on_name(line, index, end):
        end += 1
    if end + 1 < after and line.forms[end] in lists.medium_before and line.forms[end + 1] in lists.platforms:
        return _platform_end(line, end + 1, after)
    if end < after and line.forms[end] in ("نت", "نيوز", "انجليزيه", "عربيه", "الاخباريه"):
        end += 1
    return min(end, after)


def _goes_on_name(line: Line, index: int, end: int) -> bool:
    """منصة إكس, قناة المرسى; but not للصحيفة …: that one is a whole name already."""
    is_whole = line.forms[index].startswith(("لل", "ال"))
    return not is_whole and line.forms[end][0].isalnum() and not _stops_medium(line, end)


def _occasion_end(line: Line, index: int, after: int) -> int:
    lists = words()
    end = index + 1
    while end < after and line.forms[end] in lists.medium_after:
        end += 1
    if end == index + 1 and line.forms[index][:2] != "ال":  # محكمة العدل الدولية
        while end < after and line.forms[end][:2] == "ال" and not _stops_medium(line, end):
            end += 1
    if end < after and (
        line.forms[end] == "مع" or _given_to(line.forms[end]) or line.forms[end] in ("ل", "عبر", "علي")
    ):
        limit = min(after, index + _LONGEST_MEDIUM)
        while end < limit and not _stops_medium(line, end):
            end = _past_quoted(line, end, after) if line.forms[end] in MARKS else end + 1
    return min(end, after)


def _past_quoted(line: Line, index: int, after: int) -> int:
    """After the closing mark of the quotation that opens at `index`."""
    end = index + 1
    while end < after and line.inside[end] >= 0:
        end += 1
    return min(end + 1, after) if end < after and line.forms[end] in MARKS else end


def _stops_medium(line: Line, index: int) -> bool:
    lists = words()
    form = line.forms[index]
    if line.inside[index] >= 0:
        return False
    return form in COMMAS or form in ":؛()" or form in lists.clause or _is_adverb(form) or form in cues()


def _is_adverb(form: str) -> bool:
    return form in words().dates or (form in words().adverbs and form != "عبر")


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
