"""In: the sayings of an article in order. Out: who each means: as printed, and under the fullest name of the same one.

A model of the discourse: the agents named so far (speakers.py) with gender, number and names, latest last; whoever
spoke or acted in the sentence being read; and where a name stands in full (mentions.py).
"""

from __future__ import annotations

from bisect import bisect_left

from masdar.model import Statement
from masdar.read.statements.bounds import is_office, without_clitic, without_to
from masdar.read.statements.cues import Saying
from masdar.read.statements.fronted import apposed_subject, has_object
from masdar.read.statements.mediums import COMMAS, met_with
from masdar.read.statements.mentions import Mentions
from masdar.read.statements.names import Range
from masdar.read.statements.others import headline_name
from masdar.read.statements.speakers import Speaker, Speakers, agrees, guess_gender, is_people
from masdar.read.statements.subjects import subject_of
from masdar.read.statements.text import Line
from masdar.read.statements.verbal import is_human, is_receiver, subject_behind, verb_gender, verbal_subject
from masdar.read.statements.words import cues, words
from masdar.text.fold import fold

_SENTENCES_BACK = 4  # how far the one who acts may be from the first verb without a subject
_WHEN = frozenset(("عندما", "حين", "حينما", "لما", "اذ", "حيث", "التي"))
_FAR = 20
_BACK = frozenset(("حيث", "اذ"))
_CLAUSES = frozenset(("فيما", "بينما", "كما", "حين", "وفيما", "وبينما"))  # …، فيما نشرت الوزارة صورا، موضحة أن


class Resolver:
    """Whom the sayings of one article mean, asked in the order of the text."""

    def __init__(self, lines: tuple[Line, ...]) -> None:
        self._lines = lines
        self._speakers = Speakers()
        self._mentions = Mentions(lines)
        self._here: list[Speaker] = []  # who has spoken in the sentence being read
        self._at: tuple[int, Range] | None = None  # that sentence

    def knows(self, line: Line, span: Range) -> bool:
        """Has the speaker printed there been met?"""
        return self._speakers.knows(line, span)

    def speaker_of(
        self, line: Line, sentence: Range, saying: Saying, last: Statement | None
    ) -> tuple[str | None, str | None]:
        """The speaker as printed, if printed, and resolved. `last`: the statement before this one."""
        if self._at != (line.number, sentence):
            self._at, self._here = (line.number, sentence), []
        if saying.head.speaker is not None:
            return self._printed(line, sentence, saying, last)
        return None, self._elided(line, sentence, saying, last)

    # ------------------------------------------------------------ a printed speaker

    def _printed(
        self, line: Line, sentence: Range, saying: Saying, last: Statement | None
    ) -> tuple[str | None, str | None]:
        span = saying.head.speaker or (0, 0)
        span = self._without_place(line, span)
        raw = line.raw(*span)
        printed = without_clitic(raw)
        if printed == raw and line.forms[saying.cue[0]] in words().according_to and is_receiver(line.forms[span[0]]):
            printed = without_to(raw)  # وفقا لسالم العابد
        gender = saying.gender or guess_gender(line.forms[span[0]])
        if not self._speakers.knows_more(line, span) and (named := self._mentions.full_name(line, span)) is not None:
            self._speakers.meet(*named, without_clitic(named[0].raw(*named[1])), gender, saying.plural)
        aside = not saying.linked and not saying.before and _is_said_by_another(line, sentence, saying, last)
        other = _is_in_turn(line, sentence, saying)
        if not self._speakers.knows(line, span) and (short := self._before_comma(line, span)) is not None:
            span = short
        speaker = self._speakers.meet(line, span, printed, gender, saying.plural, aside, other)
        inside = aside and line.forms[saying.cue[0] - 1] not in _BACK
        self._here.insert(len(self._here) - (inside and bool(self._here)), speaker)
        return printed, speaker.name

    def _without_place(self, line: Line, span: Range) -> Range:
        """قال العابد | من الميناء: after one word only a name met before ends there (and not أشخاص من نوران)."""
        name = (span[0], span[0] + 1)
        if span[1] - span[0] < 3 or line.forms[name[1]] not in words().medium_before | {"عن", "الي", "مع"}:
            return span
        if is_office(line, name) or line.forms[span[0]] in words().several:
            return span
        return name if self._speakers.knows(line, name) or self._mentions.full_name(line, name) else span

    def _before_comma(self, line: Line, span: Range) -> Range | None:
        """العابد، الذي …: the name before the comma, when that is known."""
        comma = next((i for i in range(span[0] + 1, span[1]) if line.forms[i] in COMMAS), None)
        if comma is None or comma > span[0] + 2 or is_office(line, span):
            return None
        return (span[0], comma) if self._speakers.knows(line, (span[0], comma)) else None

    # ------------------------------------------------------------ an elided one

    def _elided(self, line: Line, sentence: Range, saying: Saying, last: Statement | None) -> str | None:
        place = self._acting(line, sentence, saying, last)
        if place is None:
            known = self._speaking(saying) or self._speakers.elided(saying.gender, saying.plural)
            if known is not None:
                self._here.append(known)
                self._speakers.repeat(known)
                return known.name
            place = self._subject_before(line, sentence, saying) or self._in_headline() or _own(line, sentence, saying)
        if place is None:
            return None
        where, span = place
        printed = without_clitic(where.raw(*span))
        speaker = self._speakers.meet(where, span, printed, saying.gender, saying.plural)
        self._here.append(speaker)
        return speaker.name

    def _speaking(self, saying: Saying) -> Speaker | None:
        """قالت س …، مؤكدة …: a participle goes back to whoever spoke last in its sentence."""
        if saying.elided != "participle" or saying.plural:
            return None
        return next((speaker for speaker in reversed(self._here) if agrees(speaker, saying.gender)), None)

    def _acting(self, line: Line, sentence: Range, saying: Saying, last: Statement | None) -> tuple[Line, Range] | None:
        """Whoever does something in the clause or the sentence before, when that is no saying."""
        if saying.elided == "verb" and not saying.linked:
            met = met_with(line, sentence[0], saying.cue[0])
            if met is not None:
                return line, met
        subject = _whose_words(line, sentence, saying) or self._subject_of_sentence(line, sentence, saying, last)
        if subject is not None:
            return line, subject
        return self._who_acted(line, sentence, saying, last)

    def _who_acted(
        self, line: Line, sentence: Range, saying: Saying, last: Statement | None
    ) -> tuple[Line, Range] | None:
        """وزار سالم المصنع. وقال …: the one who did something in the sentence before, when no one spoke in it."""
        cue = cues().get(line.forms[saying.cue[0]])
        if saying.elided != "verb" or saying.cue[0] > sentence[0] or cue is None or cue.base in words().goes_on:
            return None
        where, before = self._sentence_before(line, sentence)
        if before is None or _is_within(last, where, before):
            return None
        found = verbal_subject(where, before, before[1])
        if found is None or not is_human(where.forms[found[0]]) or verb_gender(where.forms[found[0]]) != saying.gender:
            return None
        return where, found[1]

    def _subject_before(self, line: Line, sentence: Range, saying: Saying) -> tuple[Line, Range] | None:
        """The subject of one of the sentences before, for a verb without one when nobody has spoken yet."""
        where, before = self._sentence_before(line, sentence)
        for step in range(_SENTENCES_BACK):
            if before is None:
                return None
            found = verbal_subject(where, before, before[1])
            if found is not None and verb_gender(where.forms[found[0]]) == saying.gender:
                is_sure = is_office(where, found[1]) or is_human(where.forms[found[0]])
                is_sure = is_sure and not saying.plural
                if is_sure or (not step and where.forms[found[0]] not in cues()):
                    return where, found[1]
            where, before = self._sentence_before(where, before)
        return None

    def _in_headline(self) -> tuple[Line, Range] | None:
        """العابد: الجسر آمن: the name before the colon of the headline, when the text names nobody."""
        line = next((line for line in self._lines if line.forms), None)
        name = headline_name(line, len(line.forms)) if line is not None else None
        return (line, name) if line is not None and name is not None else None

    def _sentence_before(self, line: Line, sentence: Range) -> tuple[Line, Range | None]:
        number = bisect_left(line.sentences, sentence)
        if number > 0:
            return line, line.sentences[number - 1]
        previous = next((self._lines[i] for i in range(line.number - 1, -1, -1) if self._lines[i].sentences), None)
        return (line, None) if previous is None else (previous, previous.sentences[-1])

    def _subject_of_sentence(self, line: Line, sentence: Range, saying: Saying, last: Statement | None) -> Range | None:
        """The subject of a clause whose verb is none of saying (جددت س التزامها، مؤكدة …)."""
        if saying.plural and saying.elided == "participle":
            speaks = self._here and self._here[-1].plural  # أجمع عدد من السكان على …، مؤكدين أن
            return None if speaks else _people_before(line, sentence, saying, last)
        first = sentence[0]
        if _is_within(last, line, sentence):
            first = _clause_after(line, last, saying)
        if first < 0 or not (saying.elided == "participle" or _is_new(line, saying)):
            return None
        fronted = _fronted(line, first, saying.cue[0])
        if fronted is not None and saying.elided == "participle":
            return fronted
        found = verbal_subject(line, (first, sentence[1]), saying.cue[0])
        if found is None or not is_human(line.forms[found[0]]):
            found = _last_deed(line, first, saying) or found
        is_sure = found is not None and _is_sure_subject(line, found, saying)
        if found is None or (not is_sure and (saying.elided == "verb" or first > sentence[0])):
            return None
        if has_object(line.forms[saying.cue[0]]) and _is_alone(line, found[1][1], saying.cue[0]):
            return None  # وهاجم سالم العابد، واتهمه ب…
        disagrees = saying.gender == "m" and guess_gender(line.forms[found[1][0]]) == "f"
        return None if disagrees and not saying.plural else found[1]


def _last_deed(line: Line, first: int, saying: Saying) -> tuple[int, Range] | None:
    """نشرت حسابات صورة في نوران، وقالت إن: the last thing that was done in the sentence, and by whom."""
    for index in range(saying.cue[0] - 2, max(first, saying.cue[0] - _FAR), -1):
        form = line.forms[index]
        if line.inside[index] >= 0 or not is_human(form) or verb_gender(form) != saying.gender:
            continue
        lists = words()
        if line.forms[index - 1] in lists.medium_before or lists.relatives & {line.forms[index - 1]}:
            return None
        if any(form in lists.clause for form in line.forms[first:index]):
            return None  # ذكر أن البلاد تشهد …، وأوضح
        subject = subject_behind(line, index, saying.cue[0])
        return (index, subject) if subject is not None and subject[0] == index + 1 else None
    return None


def _own(line: Line, sentence: Range, saying: Saying) -> tuple[Line, Range] | None:
    """The subject of the same sentence, when nobody else is known."""
    found = verbal_subject(line, sentence, saying.cue[0]) if saying.cue[0] > sentence[0] else None
    if found is None or saying.plural or verb_gender(line.forms[found[0]]) != saying.gender:
        return None
    return (line, found[1]) if is_office(line, found[1]) or is_human(line.forms[found[0]]) else None


def _fronted(line: Line, first: int, after: int) -> Range | None:
    """سالم العابد، رئيس البلدية، تحدث عن الجسر، مشددا على …"""
    if line.forms[first + 1 : first + 2] == () or is_human(line.forms[first]):
        return None
    verb = next((i for i in range(first + 4, min(after, first + _FAR)) if is_human(line.forms[i])), None)
    return apposed_subject(line, first, verb) if verb is not None else None


def _is_alone(line: Line, end: int, cue: int) -> bool:
    """Does nothing but a comma stand between the noun that ends there and the verb?"""
    return all(form in COMMAS for form in line.forms[end:cue])


def _whose_words(line: Line, sentence: Range, saying: Saying) -> Range | None:
    """تصريحات سالم العابد، عندما قال: whose words were named before a verb that tells them."""
    at = saying.cue[0]
    if saying.elided != "verb" or saying.linked or line.forms[at - 1] not in _WHEN:
        return None
    lists = words()
    for index in range(at - 2, max(sentence[0], at - _FAR) - 1, -1):
        form = line.forms[index]
        if form in lists.sayings or (form[:1] in "بلو" and form[1:] in lists.sayings):
            return subject_of(line, index + 1, at - 1)
    return None


def _clause_after(line: Line, last: Statement | None, saying: Saying) -> int:
    """Where another clause begins after the statement before (…، فيما نشرت الوزارة صورا، موضحة), or -1."""
    span = last.evidence.span if last is not None else None
    lowest = line.token_at(span.end) if span is not None else 0
    for at in range(saying.cue[0] - 1, lowest, -1):
        if line.forms[at] in _CLAUSES and line.forms[at - 1] in COMMAS and line.inside[at] < 0:
            return at + 1
    return -1


def _people_before(line: Line, sentence: Range, saying: Saying, last: Statement | None) -> Range | None:
    """أبدى عدد من السكان استياءهم، مشيرين إلى …: the people named in the sentence since the last statement."""
    span = last.evidence.span if last is not None else None
    begin = span.end if span is not None and span.paragraph == line.number else 0
    for index in range(saying.cue[0] - 1, sentence[0] - 1, -1):
        if line.starts[index] < begin:
            return None
        form = line.forms[index].removeprefix("ال")
        ends = ("ون", "ين") if line.forms[index] != form else ("ون",)
        is_subject = form in words().people or (form.endswith(ends) and is_people(form))
        if is_subject and line.inside[index] < 0 and form.lstrip("وفس")[:1] not in "يت":
            while index > sentence[0] and line.forms[index][:2] == "ال" and line.forms[index - 1][:2] == "ال":
                index -= 1  # الطلبة الغاضبون
            found = subject_of(line, index, saying.cue[0])
            several = 2 * (line.forms[index - 1] == "من" and index - 2 >= sentence[0])  # عدد من السكان
            return (found[0] - several, found[1]) if found is not None else None
    return None


def _is_in_turn(line: Line, sentence: Range, saying: Saying) -> bool:
    """من جانبه قال المسؤول …: another than the last speaker."""
    lists = words()
    before = line.forms[max(sentence[0], saying.cue[0] - 3) : saying.cue[0]]
    behind = line.forms[saying.cue[1] : saying.words_from]
    is_side = any(form in lists.aside and form[0] == "ج" for form in (*before, *behind))
    return is_side or any(form.removeprefix("و") in ("بدوره", "بدورها", "بدورهم") for form in before)


def _is_said_by_another(line: Line, sentence: Range, saying: Saying, last: Statement | None) -> bool:
    """Does the cue stand inside the words of the statement before (قال فلان إن الوزارة أعلنت أن …)?"""
    at = saying.cue[0]
    if at <= sentence[0] + 2 or line.forms[at - 1] in COMMAS or last is None:
        return False
    if not _is_within(last, line, sentence) or fold(last.cue).split()[0] in words().according:
        return False
    return line.forms[at - 1] in _BACK or last.content[-1].end >= line.starts[at]


def _is_within(statement: Statement | None, line: Line, sentence: Range) -> bool:
    span = statement.evidence.span if statement is not None else None
    return span is not None and span.paragraph == line.number and span.start >= line.starts[sentence[0]]


def _is_new(line: Line, saying: Saying) -> bool:
    """Does the verb begin a clause of its own after another verb's: وصل الوزير …، وقال …? وأضاف goes back further."""
    cue = cues().get(line.forms[saying.cue[0]])
    before = line.forms[saying.cue[0] - 1]
    describes = not saying.linked and before[:2] != "ال" and before not in COMMAS  # عثروا على رجال قالوا إنهم …
    inside = line.forms[saying.cue[1] : saying.cue[1] + 1] in (("فيه",), ("فيها",))  # كتب … كتابا، ذكر فيه أن
    is_linked = saying.elided == "verb" and (saying.linked or before == "حيث" or describes or inside)
    return is_linked and cue is not None and cue.base not in words().goes_on


def _is_sure_subject(line: Line, found: tuple[int, Range], saying: Saying) -> bool:
    verb, subject = found
    if saying.plural:
        return line.forms[subject[0]].endswith("ون")
    is_sure = is_office(line, subject) or is_human(line.forms[verb])
    return is_sure and verb_gender(line.forms[verb]) == saying.gender
