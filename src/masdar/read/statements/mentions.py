"""In: the lines of an article. Out: where a speaker with a short name was named in full before, without speaking."""

from __future__ import annotations

from bisect import bisect_left

from masdar.read.statements.bounds import is_office
from masdar.read.statements.kinds import is_common
from masdar.read.statements.mediums import COMMAS
from masdar.read.statements.names import Range
from masdar.read.statements.subjects import subject_of
from masdar.read.statements.text import MARKS, Line
from masdar.read.statements.verbal import is_human
from masdar.read.statements.words import cues, words

Place = tuple[int, int]  # line, token

# An apposition (…، المدير الفني لفريق …،) has at most so many words, a given name one is sure before the family name.
_LONGEST_APPOSITION = 10
_LONGEST_OFFICE = 8
_LONGEST_NAME = 4
_CONSTRUCT = 2
_GIVEN_NAMES = 1
_MENTIONS = 4  # the headline has the family name alone, the lead the whole
# «معالي وزير الجسور الأستاذ سالم بن خالد العابد»
_LONGEST_TITLE = 12


class Mentions:
    """Where each word of an article stands."""

    def __init__(self, lines: tuple[Line, ...]) -> None:
        self._lines = lines
        self._places: dict[str, list[Place]] = {}

    def _read(self) -> None:
        for number, line in enumerate(self._lines):
            for token, form in enumerate(line.forms):
                self._places.setdefault(form, []).append((number, token))

    def full_name(self, line: Line, span: Range) -> tuple[Line, Range] | None:
        """The full name of a speaker printed with one word: الوزارة → وزارة الجسور, العابد → سالم العابد."""
        inner = [i for i in range(*span) if line.forms[i] not in MARKS]
        if len(inner) != 1:
            return self._named(line, span) if inner and _is_person(line, span) else None
        form, here = line.forms[inner[0]], (line.number, inner[0])
        lists = words()
        if form in lists.styles:
            return self._titled(here)
        if form[:2] == "ال" and form[2:] in lists.heads:
            return self._office(form[2:], here)
        is_none = form in lists.heads or form in lists.countries or form in lists.organs or is_common(form)
        return None if is_none else self._person(form, here)

    def _named(self, line: Line, span: Range) -> tuple[Line, Range] | None:
        """وزير الخارجية → وزير الخارجية سالم العابد: the office, printed before with a name behind it."""
        forms = line.forms[span[0] : span[1]]
        for number, token in self._before(forms[0], (line.number, span[0]))[:_MENTIONS]:
            where, after = self._lines[number], token + len(forms)
            if where.forms[token:after] == forms and after < len(where.forms) and _is_given_name(where.forms[after]):
                found = subject_of(where, token, _reach(where, token, len(forms) + _LONGEST_NAME))
                if found is not None and found[0] == token and found[1] > after + 1:
                    return where, (token, min(found[1], after + _LONGEST_NAME))
        if len(forms) == _CONSTRUCT and forms[1].endswith(("ي", "يه")) and forms[0][:2] == "ال":
            return self._of_country(forms[0][2:], forms[1], (line.number, span[0]))
        return None

    def _of_country(self, role: str, origin: str, here: Place) -> tuple[Line, Range] | None:
        """الوزير السهلاني → وزير الجسور السهلاني سالم العابد"""
        for number, token in self._before(role, here)[:_MENTIONS]:
            line = self._lines[number]
            end = next((i for i in range(token + 1, min(token + 5, len(line.forms))) if line.forms[i] == origin), None)
            if end is not None and end + 1 < len(line.forms) and _is_given_name(line.forms[end + 1]):
                found = subject_of(line, token, _reach(line, token, end - token + 1 + _LONGEST_NAME))
                if found is not None and found[0] == token and found[1] > end + 1:
                    return line, found
        return None

    def _titled(self, here: Place) -> tuple[Line, Range] | None:
        """معاليه, سموه: the first office or title that was named."""
        lists = words()
        for number, line in enumerate(self._lines[: here[0] + 1]):
            if number == 0 and number < here[0] and line.forms and line.forms[-1] not in ".!؟»":
                continue  # a headline has no room for names
            after = here[1] if number == here[0] else len(line.forms)
            for token in range(after):
                if line.forms[token] in lists.titles or line.forms[token] in lists.heads:
                    return line, (token, self._title_end(line, token))
        return None

    def _title_end(self, line: Line, token: int) -> int:
        found = subject_of(line, token, _reach(line, token, _LONGEST_TITLE))
        return found[1] if found is not None and found[0] == token else token + 1

    def _before(self, form: str, here: Place) -> list[Place]:
        if not self._places:  # most articles never ask
            self._read()
        places = self._places.get(form, [])
        return places[: bisect_left(places, here)]

    def _office(self, form: str, here: Place) -> tuple[Line, Range] | None:
        """The one office of that kind named before; with two different ones nobody can tell."""
        before = self._before(form, here)
        following = {self._form((number, token + 1)) for number, token in before[:9]}
        if len(following) != 1:
            return None
        number, token = before[0]
        line = self._lines[number]
        found = subject_of(line, token, _reach(line, token, _LONGEST_OFFICE))
        return (line, found) if found is not None and found[0] == token and found[1] > token + 1 else None

    def _person(self, form: str, here: Place) -> tuple[Line, Range] | None:
        """The first mention that says more, with the given names and the office before it or after a comma."""
        found = (self._person_at(place) for place in self._before(form, here)[:_MENTIONS])
        return next((person for person in found if person is not None), None)

    def _person_at(self, place: Place) -> tuple[Line, Range] | None:
        line, token = self._lines[place[0]], place[1]
        office = _titles_before(line, token)
        if office < token:
            return line, (office, token + 1)
        start = _given_names_before(line, token)
        if start == token:
            return None
        office = _office_before(line, start)
        return (line, (office, token + 1)) if office < start else (line, (start, _apposition_end(line, token + 1)))

    def _form(self, place: Place) -> str:
        forms = self._lines[place[0]].forms
        return forms[place[1]] if place[1] < len(forms) else ""


def _reach(line: Line, token: int, longest: int) -> int:
    """Where a name that begins at `token` ends at the latest: at a stop, a verb, or an office after a given name."""
    lists = words()
    named = False
    for index in range(token + 1, min(len(line.forms), token + longest)):
        form, before = line.forms[index], line.forms[index - 1]
        if (
            form in ".؟!:؛"
            or (index > token + 1 and _is_present(form))
            or (index > token + 1 and (is_human(form) or form in cues()))
        ):
            return index
        is_head = form in lists.heads
        if named and is_head and before not in lists.heads:
            return index
        named = named or (index > token + 1 and not is_head and form[:2] != "ال" and before not in lists.heads)
    return min(len(line.forms), token + longest)


def _is_present(form: str) -> bool:
    """يفضح, سيستبدل: verbs by their look"""
    is_future = form[:2] in ("سي", "ست") and len(form) > _LONGEST_NAME
    return (form[:1] == "ي" or is_future) and len(form) > 3 and form not in words().no_present


def _is_person(line: Line, span: Range) -> bool:
    lists = words()
    first = line.forms[span[0]].removeprefix("ال")
    return is_office(line, span) and first not in lists.bodies and first not in lists.organs


def _given_names_before(line: Line, token: int) -> int:
    """Where the given name begins, with every «بن»; one given name is sure, more are not."""
    start = token
    while start > 1 and line.forms[start - 1] == "بن" and token - start < _LONGEST_OFFICE:
        start -= 2
    while start > 0 and token - start < _GIVEN_NAMES and _is_given_name(line.forms[start - 1]):
        start -= 1
    if start < token and start > 1 and _is_given_name(line.forms[start - 1]) and _opens_name(line, start - 2):
        start -= 1  # دافع خوسيه مانويل | العابد
    while start > 1 and line.forms[start - 1] == "بن" and token - start < _LONGEST_OFFICE:
        start -= 2
    if start > 1 and line.forms[start - 2] == "عبد":
        return start - 2  # عبد الإله
    return start - 1 if start > 0 and line.forms[start - 1] == "عبد" else start


def _opens_name(line: Line, index: int) -> bool:
    """After this word a name begins: a verb, a comma, a title."""
    form = line.forms[index]
    return is_human(form) or form in cues() or form in COMMAS or form in words().titles or form in ".:"


def _titles_before(line: Line, token: int) -> int:
    """Where the office begins that stands right before a name (وزير الجسور الأستاذ سالم بن خالد | العابد)."""
    lists = words()
    best = token
    for index in range(token - 1, max(-1, token - 1 - _LONGEST_TITLE), -1):
        form = line.forms[index]
        if form in COMMAS or form in cues() or form in lists.not_subject or form in lists.adverbs or form in ".:()":
            return best
        if form in MARKS or form in lists.clause:
            return best
        if form[:1] == "و" and form[:3] != "وال" and form not in lists.names_w and form[1:] not in lists.heads:
            return best  # ونظيره التيماني نادر | الزيدان
        if form in lists.titles:
            best = index
        elif form in lists.heads or (form[2:] in lists.heads and form[:2] == "ال"):
            while index > 0 and (line.forms[index - 1] in lists.heads or line.forms[index - 1] in lists.titles):
                index -= 1
            return index
    return best


def _is_given_name(form: str) -> bool:
    lists = words()
    if (
        form in cues()
        or is_human(form)
        or form in lists.not_subject
        or form in lists.medium_before
        or form in lists.before_subject
    ):
        return False
    if form.endswith("ت") and (form[0] == "ا" or form[:-1] in lists.human):
        return False  # أنهت هند السلوان
    is_noun = form[:2] == "ال" or form[:3] in ("بال", "وال", "كال") or form[:2] == "لل" or form in lists.heads
    return form[0].isalpha() and len(form) > 2 and not is_noun


def _office_before(line: Line, start: int) -> int:
    """Where the office begins that stands before the name and a comma (وزيرة الجسور السهلانية، هند …), else `start`."""
    forms = line.forms
    if start < 2 or forms[start - 1] not in COMMAS:
        return start
    for index in range(start - 2, max(-1, start - 2 - _LONGEST_OFFICE), -1):
        if forms[index] in COMMAS or forms[index] in cues() or forms[index] in words().not_subject:
            return start
        if forms[index] in words().heads:
            while index > 0 and forms[index - 1] in words().heads:
                index -= 1
            return index
    return start


def _apposition_end(line: Line, index: int) -> int:
    forms = line.forms
    if (
        index + 1 >= len(forms)
        or forms[index] not in COMMAS
        or forms[index + 1].removeprefix("ال") not in words().heads
    ):
        return index
    limit = min(len(forms), index + 1 + _LONGEST_APPOSITION)
    end = next((i for i in range(index + 1, limit) if forms[i] in COMMAS), None)
    return index if end is None else end
