"""In: a cue in a line. Out: where what was said begins: at أن / إن, a colon, a quotation, or the verb's preposition."""

from __future__ import annotations

from masdar.read.statements.text import MARKS, Line
from masdar.read.statements.words import Cue, Words, cues, words

Opening = tuple[int, str]  # the first token of the content; "clause", "colon", "quote" or "phrase"

# How far the words may stand from their verb: the longest head in the labels has 31 tokens.
REACH = 45
_NEAR_REACH = 12
# A name in marks is short; longer than this it is a quotation.
_LONGEST_QUOTED_NAME = 6
# A person or outlet in marks: name, father's name, family, or «بي بي سي».
_LONGEST_MARKED_SPEAKER = 4
_LONGEST_TERM = 3
_LONGEST_BRACKET = 6
_CONSTRUCT = 2  # إعلان النخيل
_SHORT = 3  # letters of a word with ب: بحل after the one who is asked; right after the verb rather a name
_NEAR = 8  # tokens between such a name and أن / إن
_PREPOSITIONS = {"الي": "to", "علي": "on", "عن": "about", "من": "of"}


# Before أن these make it a time or a condition, and nothing that was said.
_TIMES = frozenset(("قبل", "بعد", "منذ", "دون", "حتي", "لحين", "بمجرد", "بدون", "قبيل", "بعيد", "رغم", "بشرط", "خشيه"))


def opening_of(line: Line, sentence: tuple[int, int], index: int, cue: Cue) -> Opening | None:
    """Where the content begins: at أن / إن, a colon, a quotation, or the verb's own preposition."""
    lists = words()
    phrase: int | None = None
    at = index + 1
    end = min(sentence[1], index + (_NEAR_REACH if cue.base in lists.near else REACH))
    relative = aside = False  # قال الوزير الذي كان يرد على الأسئلة إن …
    while at < end:
        form = line.forms[at]
        relative = (relative or form in lists.relatives) and form not in "،,"
        aside = relative and (aside or form in cues())
        number = line.inside[at]
        if number >= 0:
            if not is_name(line, number) and not _names_speaker(line, number, end, lists):
                if "quoted" in cue.takes and line.fragments[number].words <= _LONGEST_TERM:
                    return None
                opens = bool(cue.takes & {"colon", "by", "on", "about", "quoted"})
                opens = opens or ("clause" in cue.takes and _is_clause(line, number))
                return _earlier(phrase, (at, "quote")) if opens else None
            at = max(at + 1, line.token_at(line.fragments[number].end))
            continue
        sure = _sure_opening(line, index, at, cue, lists)
        if sure is not None:
            return (sure[0], "clause") if sure[1] == "preposed" else _earlier(phrase, sure)
        if phrase is None and not aside and _opens_phrase(line, index, at, cue):
            phrase = at
        if at > index + 1 and form in lists.according and _is_aside(line, index, at, end):
            at = _past_aside(line, at, end)  # قال، بحسب ما نقلت الوكالة، إن …
            continue
        shielded = (relative and cues().get(form, cue).form == "verb") or _is_said_there(line, at)
        if at > index + 1 and not shielded and stops_head(line, at, lists):
            break
        at += 1
    if phrase is None and cue.base == "قال" and (bare := _bare_speech(line, index, end)) is not None:
        return (bare, "clause")
    if phrase is None and "for" in cue.takes:
        phrase = _purpose(line, index + 2, at)
    return (phrase, "phrase") if phrase is not None else None


def _is_said_there(line: Line, at: int) -> bool:
    """قالت في بيان أعلنت فيه بدء العمل «…»: the second verb describes the medium."""
    return line.forms[at - 1] in words().occasions and line.forms[at + 1 : at + 2] in (("فيه",), ("فيها",))


def _bare_speech(line: Line, index: int, end: int) -> int | None:
    """قالت العابد لقد أجرينا …: «لقد» begins a sentence, so what was said has neither mark nor particle."""
    return next((at for at in range(index + 1, min(end, index + _NEAR)) if line.forms[at] in ("لقد", "اننا")), None)


def _is_aside(line: Line, index: int, at: int, end: int) -> bool:
    """قال العابد بحسب الوكالة إن: between commas, or with the particle soon behind it."""
    if line.forms[at - 1] in (*"،,-–", line.forms[index + 1]):
        return True
    near = line.forms[at + 1 : min(end, at + _NEAR)]
    opens = next((i for i, form in enumerate(near) if form in words().clause), None)
    return opens is not None and not any(form in cues() or form in "،,:" for form in near[:opens])


def _past_aside(line: Line, at: int, end: int) -> int:
    """After «بحسب ما نقلت الوكالة،»: the next comma, or where the words begin."""
    at += 1
    while at < end and line.forms[at] not in "،,:-–" and line.forms[at] not in words().clause and line.inside[at] < 0:
        at += 1
    return at


def _purpose(line: Line, first: int, after: int) -> int | None:
    """دعا المدير السكان لأخذ الحيطة: what they are called to stands with ل after those who are called."""
    lists = words()
    called = False
    for at in range(first, after):
        form = line.forms[at]
        called = called or line.forms[at - 1] in lists.groups or line.forms[at - 1].endswith(("ين", "ات"))
        if called and form[:1] == "ل" and len(form) > 3 and form[:2] != "لل" and form not in lists.names_l:
            return at
    return None


def _is_clause(line: Line, number: int) -> bool:
    """تعتبر المنطقة «ملاذا آمنا»: after a verb that takes only أن, a few words in marks are no quotation."""
    fragment = line.fragments[number]
    first = line.token_at(fragment.start)
    before = line.forms[first - 2] if first >= 2 else ""
    return fragment.words > _LONGEST_TERM or before in words().clause or line.forms[first] in words().clause


def _names_speaker(line: Line, number: int, end: int, lists: Words) -> bool:
    """قال الباحث «فلان الفلاني» إن …: a few words in marks with the real opening just after them."""
    fragment = line.fragments[number]
    first, at = line.token_at(fragment.start), line.token_at(fragment.end) + 1
    if fragment.words > _LONGEST_MARKED_SPEAKER or (first >= 2 and line.forms[first - 2] in (":", *lists.clause)):
        return False
    if first >= 2 and line.forms[first - 2] in cues() and _is_subject(line, first, at, end, lists):
        return True
    follows = line.inside[at + 2] if at + 2 < end and line.forms[at] == "و" and line.forms[at + 1] in MARKS else -1
    if follows > number:
        return _names_speaker(line, follows, end, lists)  # أعلنت «س» و«ص» عن
    if first >= 3 and line.forms[first - 3] in MARKS and line.forms[first - 2] == "و":
        return line.forms[at : at + 1] == ("عن",)
    for index in range(at, min(end, at + _NEAR)):
        if line.forms[index] in lists.clause or line.forms[index] == ":":
            return True
        if line.forms[index] in lists.dates or (index == at and line.forms[index] in "،,"):
            continue  # المتحدث، المقدم «نادر الزيدان»، السبت، أن
        if line.forms[index - 1] in lists.dates and line.forms[index] in "،,":
            continue
        if line.forms[index] in cues() or line.inside[index] >= 0 or line.forms[index] in "،,.":
            return False
    return False


def _is_subject(line: Line, first: int, after: int, end: int, lists: Words) -> bool:
    """وتواصل «أخبار الوادي» نشر …, أعلنت «فنادق الواحة»، وهي شركة …، عن شراكة: a name in marks after the verb."""
    follows = line.forms[after] if after < len(line.forms) else "."
    inner = [form for form in line.forms[first : after - 1] if form[0].isalnum()]
    if follows[:2] == "ال" or (_is_noun_phrase(inner) and _is_plain_noun(follows, lists)):
        return True
    cue = cues()[line.forms[first - 2]]
    if follows not in "،," or "about" not in cue.takes:
        return False
    return any(line.forms[i] == "عن" and line.forms[i - 1] in "،,)" for i in range(after + 1, end))


def _is_plain_noun(form: str, lists: Words) -> bool:
    return form[0].isalpha() and form not in cues() and form not in lists.no_verbs and form[:1] not in "وف"


def _earlier(phrase: int | None, other: tuple[int, str]) -> tuple[int, str]:
    return (phrase, "phrase") if phrase is not None and phrase < other[0] - 1 else other


def _sure_opening(line: Line, index: int, at: int, cue: Cue, lists: Words) -> tuple[int, str] | None:
    form = line.forms[at]
    if form == ":" and cue.takes & {"clause", "colon"}:
        return None if _in_brackets(line, index, at) else (at, "colon")
    if form not in lists.clause or line.forms[at + 1 : at + 2] == ("كي",):
        return None  # بان كي مون
    before = line.forms[at - 1] if at > index + 1 else ""
    if before in _PREPOSITIONS:
        wanted = _PREPOSITIONS[before] in cue.takes or "toclause" in cue.takes
        return (at - 1, "preposed") if wanted else None
    if before in _TIMES or (cue.base == "رد" and form[:3] != "بان"):
        return None
    return (at, "clause") if "clause" in cue.takes else None


def _in_brackets(line: Line, first: int, at: int) -> bool:
    """(المؤشر: ن ر)"""
    before = line.forms[max(first, at - _LONGEST_BRACKET) : at]
    return "(" in before and ")" not in before[before.index("(") :]


def _opens_phrase(line: Line, index: int, at: int, cue: Cue) -> bool:
    form = line.forms[at]
    kind = _PREPOSITIONS.get(form)
    if kind is not None:
        follows = line.forms[at + 1] if at + 1 < len(line.forms) else ""
        lists = words()
        is_medium = kind == "on" and (follows in lists.platforms or follows in lists.outside)
        return kind in cue.takes and not is_medium
    least = _SHORT if at > index + _CONSTRUCT else _SHORT + 1  # بحل
    if "by" in cue.takes and (form == "ب" or (form[:1] == "ب" and len(form) >= least and form not in words().no_by)):
        return not _is_apposed(line, at)
    joined = form[:1] == "ل" and len(form) > 3 and form not in words().heads
    return "for" in cue.takes and at == index + 1 and (form == "ل" or joined)


def _is_apposed(line: Line, at: int) -> bool:
    """A name between commas (رئيس التعاونية، برهان الزيدان، …) that only begins with the letter ب."""
    if line.forms[at - 1] not in "،,":
        return False
    return any(line.forms[i] in "،," for i in range(at + 1, min(at + _LONGEST_MARKED_SPEAKER + 2, len(line.forms))))


def stops_head(line: Line, at: int, lists: Words) -> bool:
    form = line.forms[at]
    if form in lists.again or form in lists.relays:
        return False
    cue = cues().get(form)
    if cue is None:
        return form in lists.according
    if is_named(line, at, cue):
        return False
    follows = line.forms[at + 1 : at + 2]
    if cue.form == "noun" or follows == ("عدم",):
        return False
    if cue.form == "verb" and (form[:2] == "ال" or line.forms[at - 1] in ("ما", "لم", "بين", "عدم", "دون")):
        return False
    return form not in lists.doubtful


def is_named(line: Line, at: int, cue: Cue) -> bool:
    """شاهد يدعى فلان: not يدعي, to claim"""
    return cue.base == "ادعي" and not cue.past and line.raw(at, at + 1).endswith("ى")


def is_name(line: Line, number: int) -> bool:
    """Is this fragment a name, title or term in marks, no matter who speaks?"""
    fragment = line.fragments[number]
    if _is_title(line, number) or _is_list(line, number):
        return True
    if fragment.words > _LONGEST_QUOTED_NAME or fragment.runs_on or fragment.goes_on:
        return False
    if fragment.words < 2:
        return True
    return _looks_like_name(line, number) or _is_listed(line, number)


def _is_list(line: Line, number: int) -> bool:
    """«نوران، الربوة، تل السرو»: names one after the other."""
    fragment = line.fragments[number]
    text = line.text[fragment.start : fragment.end].replace(",", "،")
    parts = text.split("،")
    return len(parts) > _LONGEST_TERM and all(len(part.split()) < _LONGEST_TERM for part in parts)


def _is_title(line: Line, number: int) -> bool:
    """ندوة بعنوان «…»، تحت شعار: «…», however long"""
    first = line.token_at(line.fragments[number].start)
    before = line.forms[max(0, first - 3) : max(0, first - 1)]
    return bool(before) and (before[-1] in words().titled or (before[-1] == ":" and before[0] in words().titled))


def _looks_like_name(line: Line, number: int) -> bool:
    lists = words()
    fragment = line.fragments[number]
    first = line.token_at(fragment.start)
    before = line.forms[first - 2] if first >= 2 else ""
    if _is_kind_of_name(before, lists) or (
        before in ("ب", "بـ") and first >= 3 and line.forms[first - 3] in lists.named
    ):
        return True  # ما يعرف ب«…»
    inner = [form for form in line.forms[first : line.token_at(fragment.end)] if form[0].isalnum()]
    if before in ("ل", "وال") or all(form.isascii() for form in inner):
        return len(inner) <= 4
    is_free = before in lists.clause or before in lists.predicates or before in (":", "ب", "علي") or before in cues()
    if not is_free and _names_thing(line, first, before, inner):
        return True
    if len(inner) > _LONGEST_TERM:
        return not is_free and inner[0] in lists.named and inner[1] in lists.named  # «ملعب مدينة نوران الرياضية»
    is_head = before in lists.heads and before not in lists.people
    if inner[0].isdecimal() or (is_head and inner[-1][:2] == "ال" and inner[0] not in cues()):
        return True  # «18 عاما», قائد «لواء الجبل»
    after = line.token_at(fragment.end) + 1
    is_followed = after < len(line.forms) and line.forms[after][0].isalpha() and line.forms[after] not in lists.back
    if is_free and not (is_followed and before in lists.clause):
        return False
    if len(inner) == _CONSTRUCT and not _is_verb(inner[0]) and (before == "مع" or _is_apposition(line, first, after)):
        return True  # البنك التشاركي، «أمانة بنك»، …
    if is_followed and line.forms[after][:2] == "ال" and len(inner) == _CONSTRUCT and not _is_verb(inner[0]):
        return True  # من «منظومة رعد» السهلانية
    return _is_noun_phrase(inner)


def _names_thing(line: Line, first: int, before: str, inner: list[str]) -> bool:
    """الشركة السهلانية «رتاج بحر», الرحلة «ن ر - 671», في «اتفاقية الجسور الصغرى»: within a clause, with no verb"""
    if not inner or len(inner) > _LONGEST_TERM or _is_verb(inner[0]):
        return False
    if inner[0] in words().named and len(inner) > 1 and all(form[:2] == "ال" for form in inner[1:]):
        return True
    after = line.token_at(line.fragments[line.inside[first]].end) + 1
    is_set_off = before.endswith(("ي", "يه")) and after < len(line.forms) and line.forms[after] in "،,"
    is_numbered = any(form.isdecimal() for form in inner)
    if before[:2] != "ال" or any(form[:2] == "ال" for form in inner) or not (is_set_off or is_numbered):
        return False
    for at in range(first - 2, max(-1, first - REACH), -1):
        if line.forms[at] in words().clause or line.forms[at] in cues():
            return line.forms[at] in words().clause
    return False


def _is_apposition(line: Line, first: int, after: int) -> bool:
    return first >= 3 and line.forms[first - 2] in "،," and after < len(line.forms) and line.forms[after] in "،,"


def _is_noun_phrase(inner: list[str]) -> bool:
    """الشرق والغرب، إعلان النخيل: nouns that name, with no verb and nothing said of them."""
    if not inner:
        return False
    if all(form[:2] == "ال" or form[:1] == "و" for form in inner) and inner[0][:2] == "ال":
        return True
    return len(inner) == _CONSTRUCT and inner[1][:2] == "ال" and inner[0][:1] not in "بلكوف" and not _is_verb(inner[0])


def _is_verb(form: str) -> bool:
    return form[:1] in "يت" or form.endswith("ت") or form in cues() or form in words().before_subject


def _is_kind_of_name(before: str, lists: Words) -> bool:
    """عملية «…»، وبرنامج «…»، روايته «…»"""
    if before in lists.named or (before[1:] in lists.named and before[:1] in "ولب"):
        return True
    if before in lists.occasions:
        return False  # في كلمته «…»
    bare = next((before.removesuffix(end) for end in ("تها", "ته", "ها", "ه") if before.endswith(end)), "")
    return bare in lists.named or (before[len(bare) :][:1] == "ت" and bare + "ه" in lists.named)


def _is_listed(line: Line, number: int) -> bool:
    """A later one of a list of names in marks: «النقل» …، و«التعدين» …، و«شركات البناء الحديث»."""
    if number < 1 or line.fragments[number].words > _LONGEST_TERM:
        return False
    first = line.token_at(line.fragments[number].start)
    joined = first >= 4 and line.forms[first - 2] == "و" and line.forms[first - 3] in MARKS
    before = (number - 1,) if joined else (number - 1, number - 2)
    return before[-1] >= 0 and all(_is_term(line, i) for i in before)


def _is_term(line: Line, number: int) -> bool:
    fragment = line.fragments[number]
    if fragment.words < 2:
        near = line.fragments[max(0, number - 1)].words < 2 and number > 0  # «س» و«ص» مع «…»
        return near or line.forms[line.token_at(fragment.start)][:2] == "ال"
    return fragment.words <= _LONGEST_TERM and _looks_like_name(line, number)
