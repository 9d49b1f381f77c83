"""In: the speakers of an article in the order they are named. Out: whom a short name or an elided subject means."""

from __future__ import annotations

from dataclasses import dataclass, replace

from masdar.read.statements.text import MARKS, Line
from masdar.read.statements.words import singulars, words

# An article quotes few people; a page that names thousands is not one.
_MOST = 200
_LONGEST_DESCRIPTION = 4  # «المسؤول الدبلوماسي السهلاني نفسه»; more words rather name somebody else

_RECENT = 9
_COUNTERPARTS = frozenset(("ونظيره", "ونظيرته", "ونظيرها", "وزميله", "وزميلته", "وزميلها"))
_LEAST_NAMED = 2  # words: a person, and not «المدير» alone
_LONGEST_SINGULAR = 5  # letters: ياسين


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker named so far: `name` as printed, its folded words, and what verbs agree with it."""

    name: str
    keys: frozenset[str]
    first: str
    gender: str
    plural: bool
    organ: bool
    joined: bool = False  # several names: سالم العابد وهند السلوان
    pair: bool = False  # surely two: الوزير سالم العابد ونظيره التيماني نادر الزيدان


class Speakers:
    """The speakers of one article, latest last."""

    def __init__(self) -> None:
        self._known: list[Speaker] = []

    def meet(
        self,
        line: Line,
        span: tuple[int, int],
        name: str,
        gender: str,
        plural: bool,
        aside: bool = False,
        other: bool = False,
    ) -> Speaker:
        """Take note of a printed speaker; returns it under the fullest name that it has borne so far.

        One who speaks `aside`, inside the words of another, does not take over the sentences after it. `other`: it is
        not the one who spoke last.
        """
        forms = line.forms[span[0] : span[1]]
        if forms and forms[0][:1] == "ل" and name[:1] != "ل":
            forms = ("ال" + forms[0][2:] if forms[0][:2] == "لل" else forms[0][1:], *forms[1:])  # لوزارة الجسور
        keys = _keys(forms)
        first = _bare(forms[0]) if forms else ""
        same = self._same(keys, first, forms) or self._described(forms) or self._nicknamed(forms)
        meant = None if same or other else self._meant_by(forms, gender, line.forms[span[1] : span[1] + 1])
        same = same or meant
        many = plural or first in singulars() or is_people(first)
        if same is None:
            joined = any(form[:1] == "و" and form not in words().names_w for form in forms[1:])
            pair = any(form in _COUNTERPARTS for form in forms)
            speaker = Speaker(name, keys, first, gender, many, _is_organ(forms), joined, pair)
        else:
            fuller = same.name if meant or len(same.keys) >= len(keys) else name
            many = same.plural or plural
            speaker = replace(same, name=fuller, keys=same.keys | keys, gender=gender or same.gender, plural=many)
        self._note(speaker, aside)
        return speaker

    def knows(self, line: Line, span: tuple[int, int]) -> bool:
        """Has the speaker printed there been met, under this name or a fuller one?"""
        forms = line.forms[span[0] : span[1]]
        return self._same(_keys(forms), _bare(forms[0]) if forms else "", forms) is not None

    def knows_more(self, line: Line, span: tuple[int, int]) -> bool:
        """Has the speaker printed there been met under more than that one word?"""
        forms = line.forms[span[0] : span[1]]
        same = self._same(_keys(forms), _bare(forms[0]) if forms else "", forms)
        return same is not None and (len(same.keys) > 1 or len(forms) > 1)

    def elided(self, gender: str, plural: bool) -> Speaker | None:
        """Whom a verb without a subject means: the latest speaker that agrees with it."""
        recent = self._known[:-_RECENT:-1]
        if plural:
            several = [speaker for speaker in recent if speaker.plural]
            people = [speaker for speaker in several if is_people(speaker.first)]
            joined = [speaker for speaker in recent if speaker.joined]
            latest = people or several or joined or (recent if not gender else [])
            return latest[0] if latest else None
        for speaker in recent:
            if agrees(speaker, gender):
                return speaker
        return recent[0] if recent and (not gender or len(recent) == 1) else None

    def repeat(self, speaker: Speaker) -> None:
        """That speaker has spoken again: the next elided subject is most likely theirs."""
        self._note(speaker)

    def _note(self, speaker: Speaker, aside: bool = False) -> None:
        self._known = [known for known in self._known if known.keys != speaker.keys][-_MOST:]
        self._known.insert(len(self._known) - (aside and bool(self._known)), speaker)

    def _described(self, forms: tuple[str, ...]) -> Speaker | None:
        """المصدر: whoever was last described and not named (مسؤول أمني، متحدث باسم الوزارة)."""
        if forms[:1] != ("المصدر",):
            return None
        kinds = words().described
        found = (known for known in reversed(self._known) if known.first in kinds and known.name[:2] != "ال")
        return next(found, None)

    def _nicknamed(self, forms: tuple[str, ...]) -> Speaker | None:
        """رئيس حزب “الحمامة” after سالم العابد، رئيس حزب العدل: what stands in marks only names the party."""
        marks = [i for i, form in enumerate(forms) if form in MARKS]
        if len(marks) < 2 or not self._known or marks[0] < 2:
            return None
        last, keys = self._known[-1], _keys((*forms[: marks[0]], *forms[marks[1] + 1 :]))
        return last if len(keys) > 1 and keys <= last.keys and not last.organ else None

    def _meant_by(self, forms: tuple[str, ...], gender: str, follows: tuple[str, ...]) -> Speaker | None:
        """المسؤول الحكومي، المتحدث ذاته: a description without a name means the person who spoke last."""
        lists = words()
        if forms and forms[0] in ("صاحب", "صاحبه", "مؤلف", "مؤلفه") and any(form in MARKS for form in forms):
            return self._known[-1] if self._known and not self._known[-1].organ else None  # صاحب كتاب «…»
        if forms[:2] == ("رئيس", "الدبلوماسيه") and self._known:
            return self._known[-1] if {"وزير", "خارجيه"} <= self._known[-1].keys else None
        told = len(forms) > 1 and forms[1][:1] == "ل"  # المصرح لمنارة
        bare = told or all(form[:2] == "ال" for form in forms[: _LONGEST_DESCRIPTION + 1])
        bare = bare and len(forms) <= _LONGEST_DESCRIPTION
        if not forms or not self._known or not bare:
            return None
        last = self._known[-1]
        is_same = bool(follows) and follows[0] in lists.selves
        if is_same and forms[0] == "المصدر":
            last = next((known for known in self._known[:-_RECENT:-1] if agrees(known, gender)), last)
        is_body = last.first in lists.bodies or last.first in lists.media or last.plural
        if not is_same and (forms[0] not in lists.anaphors or is_body or _is_nameless(last)):
            return None
        role = _bare(forms[0])
        if forms[0] in lists.roles and role not in last.keys and last.keys & lists.heads:
            return None  # الوزير is not المدير سالم العابد
        return last if agrees(last, gender) else None

    def _same(self, keys: frozenset[str], first: str, forms: tuple[str, ...]) -> Speaker | None:
        if len(forms) == 1 and forms[0] in words().styles:
            return next((known for known in reversed(self._known) if known.gender != "f"), None)
        if not keys:
            return None
        singular = singulars().get(first, first)
        for known in reversed(self._known):
            if known.pair and keys < known.keys:
                continue  # كيري is not both of them
            if _is_organ(forms) != known.organ and first != known.first:
                continue  # الكرملين is not the spokesman of the Kremlin
            if keys <= known.keys or ((len(known.keys) > 1 or len(keys) > 3) and known.keys <= keys):
                return known
            if len(keys) == 1 and forms[0][:2] == "ال" and singulars().get(known.first, known.first) == singular:
                return known
        return None


def _is_nameless(speaker: Speaker) -> bool:
    """المدير alone; but بوحسين is a name."""
    return len(speaker.keys) < _LEAST_NAMED and (speaker.name[:2] == "ال" or speaker.first in words().heads)


def _is_organ(forms: tuple[str, ...]) -> bool:
    """Does the name head an organisation or a state, and not a person?"""
    lists = words()
    first = _bare(forms[0]) if forms else ""
    return first in lists.bodies or first in lists.organs or (bool(forms) and forms[0] in lists.countries)


def agrees(speaker: Speaker, gender: str) -> bool:
    """Can a verb of that gender mean the speaker?"""
    return not gender or not speaker.gender or speaker.gender == gender


def _keys(forms: tuple[str, ...]) -> frozenset[str]:
    skip = words().medium_before | {"و", "ال", "بن", "ل", "ب"}
    named = [form for form in forms if form not in words().titles]
    return frozenset(_bare(form) for form in named or forms if form[0].isalnum() and form not in skip)


def _bare(form: str) -> str:
    if form[:3] == "وال" and len(form) > 5:
        return form[3:]
    return form[2:] if form[:2] == "ال" and len(form) > 3 else form


def is_people(form: str) -> bool:
    """Does the word, without its article, mean several people (سكان، مسؤولون)?"""
    lists = words()
    if form in lists.people:
        return True
    if form in lists.not_plural:
        return False  # ماكرون
    if form.endswith(("ون", "ين")) and len(form) > _LONGEST_SINGULAR:
        return form.endswith("ون") or form[:-2] in lists.heads or form in lists.heads or form[:1] == "م"
    return form.endswith(("ان", "تان")) and (form[:-2] in lists.heads or form[:-3] + "ه" in lists.heads)


def guess_gender(first: str) -> str:
    """The gender of a name's first word by its look: ة and known feminine bodies; else unknown."""
    lists = words()
    if not first.endswith("ه") or len(first) <= 3 or first in lists.names_m:
        return ""
    return "f" if first[:2] == "ال" or first in lists.heads | lists.bodies | lists.organs | lists.named else ""
