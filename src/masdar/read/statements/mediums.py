"""In: the words around a verb of saying. Out: where it was said: platform, occasion, or the outlet it was given to."""

from __future__ import annotations

from masdar.read.statements.text import MARKS, Line
from masdar.read.statements.words import cues, words

Range = tuple[int, int]  # token numbers, the second exclusive

COMMAS = frozenset("،,")
_BEFORE_NAME = frozenset(("ل", "لـ", "(", *MARKS))
# A medium in words: «حوار مع قناة …» and the like.
_LONGEST_MEDIUM = 7
_LEAST_TALK = 5  # tokens of «في حديث مع فلان،»


def medium_in(line: Line, first: int, after: int) -> Range | None:
    """Where it was said: a platform if one is named, else the occasion or the outlet the words were given to."""
    found: list[Range] = []
    index = first
    while index < after:
        medium = medium_from(line, index, after)
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
    while start < medium[1] - 1 and (line.forms[start] in words().medium_before or line.forms[start] in _BEFORE_NAME):
        start += 1
    if line.forms[start - 1] == "(" and line.forms[medium[1] - 1] == ")":
        return (start, medium[1] - 1)
    opened, closed = line.forms[start - 1] in MARKS, line.forms[medium[1] - 1] in MARKS
    is_bare = start > medium[0] and opened and closed and start < medium[1] - 1
    return (start, medium[1] - 1 if is_bare else medium[1])


def medium_from(line: Line, index: int, after: int) -> Range | None:
    """The medium whose preposition is token `index` (the preposition counted in), if one begins there."""
    lists = words()
    form = line.forms[index]
    follows = line.forms[index + 1] if index + 1 < after else ""
    if form in lists.medium_before:
        ordinal = index + 2 < after and follows in ("اول", "اخر", "احدث") and line.forms[index + 2] in lists.occasions
        if ordinal:
            return (index, _occasion_end(line, index + 2, after))  # في أول خطاب له
        if follows in MARKS and index + 2 < after and line.forms[index + 2] in lists.platforms:
            return (index, past_quoted(line, index + 1, after))  # عبر «تويتر»
        if follows in lists.platforms:
            return (index, _platform_end(line, index + 1, after))
        if follows in lists.occasions:
            return (index, _occasion_end(line, index + 1, after))
        if follows in lists.media and form in ("عبر", "علي"):
            return (index, _platform_end(line, index + 1, after))
        return None
    if form in ("ل", "لـ") and follows == "(":
        closed = next((i for i in range(index + 2, min(after, index + _LONGEST_MEDIUM)) if line.forms[i] == ")"), None)
        return (index, closed + 1) if closed is not None else None  # لـ(المنارة)
    if form == "ل" and (follows in MARKS or follows in lists.media or follows[:2] == "ال"):
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
        end = past_quoted(line, end, after)
    elif end < after and line.forms[end] == "(" and ")" in line.forms[end : min(after, end + _LONGEST_MEDIUM)]:
        end += line.forms[end:after].index(")") + 1
    elif end < after and _goes_on_name(line, index, end):
        end += 1
    if end + 1 < after and line.forms[end] in lists.medium_before and line.forms[end + 1] in lists.platforms:
        return _platform_end(line, end + 1, after)
    if end < after and line.forms[end] in ("نت", "نيوز", "انجليزيه", "عربيه", "الاخباريه"):
        end += 1
    return min(end, after)


def _goes_on_name(line: Line, index: int, end: int) -> bool:
    """منصة إكس, قناة المرسى; but not للصحيفة …: that one is a whole name already."""
    is_whole = line.forms[index].startswith(("لل", "ال")) or line.forms[end] in words().medium_before
    return not is_whole and line.forms[end][0].isalnum() and not _stops_medium(line, end)


def _occasion_end(line: Line, index: int, after: int) -> int:
    lists = words()
    end = index + 1
    while end < after and line.forms[end] in lists.medium_after:
        end += 1
    if end == index + 1 and line.forms[index][:2] != "ال":  # محكمة العدل الدولية
        while end < after and line.forms[end][:2] == "ال" and not _stops_medium(line, end):
            end += 1
    if end < after and _given_to(line.forms[end]):
        return _outlet_end(line, end, after)
    if end < after and line.forms[end] in ("مع", "الي", "ل", "عبر", "علي"):
        if end + 1 < after and line.forms[end + 1] in lists.media:
            return _outlet_end(line, end + 1, after)
        limit = min(after, index + _LONGEST_MEDIUM)
        least = end + 2
        while end < limit and not _stops_medium(line, end):
            if end > least and (line.forms[end] in lists.heads or line.forms[end] in lists.titles):
                break  # … مع وكالة منارة | وزير الجسور
            end = past_quoted(line, end, after) if line.forms[end] in MARKS else end + 1
    return min(end, after)


def _outlet_end(line: Line, index: int, after: int) -> int:
    """لصحيفة المنارة الدولية | سالم العابد: the name with its adjectives."""
    end = _platform_end(line, index, after)
    while end < after and line.forms[end][:2] == "ال" and line.forms[end].endswith(("ي", "يه")):
        if line.forms[end][2:] in words().heads:
            break
        end += 1
    return end


def met_with(line: Line, first: int, cue: int) -> Range | None:
    """وفي حديث مع الباحث، فلان، قال: whom the talk was with, when its comma stands right before the verb."""
    if cue - first < _LEAST_TALK or line.forms[cue - 1] not in COMMAS:
        return None
    for at in range(first + 1, min(cue - 2, first + _LONGEST_MEDIUM)):
        is_talk = line.forms[at].removeprefix("و") in words().occasions
        if is_talk and line.forms[at + 1] == "مع" and line.forms[at - 1].removeprefix("و") in words().medium_before:
            return (at + 2, cue - 1)
    return None


def past_quoted(line: Line, index: int, after: int) -> int:
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
