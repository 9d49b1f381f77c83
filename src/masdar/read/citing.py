"""Running text → the media it cites for facts: "ذكرت صحيفة X", "بحسب وكالة X", "قال لوكالة X", "X نقلت عن"."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from itertools import compress

from masdar.read.marks import MOST_NAME_WORDS, OPEN, breaks, gap, is_quoted, opens_quote, quoted_end
from masdar.read.outlets import Found, Line, NameBook, line_of
from masdar.read.phrases import pattern, phrases

_FILE = "credits.toml"
_SENTENCE_END = re.compile(r"[.؟?!\n…](?=\s|$)")
_CLITICS = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "فل")
# Pronouns on a verb or noun ("نشرتها", "حديثه").
_PRONOUNS = ("", "ها", "ه", "هم", "هما")
_ARTICLE = re.compile("^(?:[وفبك]?ال|و?لل)")
_ADJECTIVE = re.compile(r"^(?!ال)\w{3,}يه?$")
# "الروسية", "الرسمي": what stands between a medium's name and its verb.
_NATIONAL = re.compile(r"ال\w+(?:يه|ي|يتين|يتان)$")
_LATIN = re.compile(r"[A-Za-z]")
# How many words a cue may stand before a known name, an unknown one, "لـ" and a name; how many a verb after a name.
_REACH, _REACH_UNKNOWN, _REACH_TOLD, _AFTER = 7, 3, 20, 3
_REACH_ACCOUNT = 6  # words from "account" to the platform it is on, its owner and adjectives between
_SAYINGS = ("verbs", "according")
_CUES = (*_SAYINGS, "occasions")

Name = tuple[int, int, float]
"""First word and last (exclusive) of a name, and how sure it is."""


def cited(text: str, book: NameBook) -> Iterator[tuple[int, int, float]]:
    """(start, end, confidence) of each cited name in one paragraph."""
    line = line_of(text)
    known = book.find(line)
    taken: set[int] = set()
    last = -1
    for found in known:
        sure = _weigh(line, found) or (0.85 if _is_joined(line, found, last) else 0.0)
        if sure:
            last = found.last
            taken.update(range(found.first, found.last))
            yield found.start, found.end, sure
    taken.update(place for found in known if not found.outlet.weak for place in range(found.first, found.last))
    for first, end, sure in _unknown_names(line):
        if not taken & set(range(first, end)):
            taken.update(range(first, end))
            yield _without_clitic(line, first), line.spans[end - 1][1], sure


@functools.lru_cache(maxsize=65_536)
def _head_in(folded: str) -> str | None:
    """The head that a folded word is, clitics left out."""
    return _bare(folded, phrases("heads", _FILE))


# ---------------------------------------------------------------- known names


def _weigh(line: Line, found: Found) -> float:
    """0 when nothing around the name cites it."""
    if found.outlet.kind == "platform":
        return 0.85 if _is_place_of_statement(line, found) else 0.0
    if found.outlet.kind in ("generic", "official"):
        return 0.0
    if _is_cited_in_english(line.text, found):
        return 0.85
    head = _head_before(line, found.first)
    bare = head is None and _head_in(line.folded[found.first]) is None
    if bare and (_is_in_brackets(line.text, found) or (found.outlet.weak and not is_quoted(line, found))):
        return 0.0
    start = found.first if head is None else head
    if found.outlet.weak and head is not None and _is_common(line, found, head):
        return 0.0
    if _is_part_of(line, start):
        return 0.0
    # An agency announces what others do; a paper or a channel that announces something without "that", its own affairs.
    more = ("self_verbs",) if found.outlet.kind == "agency" else ()
    cue = _has_cue(line, start, found.last, _REACH, (*_CUES, *more))
    if cue or _has_verb_after(line, found.last, ("verbs", *more)):
        return 0.9
    return 0.85 if _is_told_to(line, start, found.clitic, _REACH_TOLD) else 0.0


def _is_common(line: Line, found: Found, head: int) -> bool:
    """ "موقع الحدث", "شبكة المستقبل": after a head of many meanings a common word without marks names no medium."""
    loose = _head_in(line.folded[head]) in phrases("loose_heads", _FILE)
    return loose and line.folded[found.first] in phrases("no_names", _FILE) and not is_quoted(line, found)


def _is_joined(line: Line, found: Found, last: int) -> bool:
    """ "رويترز وفرانس برس": the second of two names."""
    after = found.first == last and found.clitic.startswith("و")
    apart = found.first == last + 1 and last > 0 and line.folded[last] == "و"
    sure = not found.outlet.weak or is_quoted(line, found)
    return (after or apart) and sure and found.outlet.kind in ("agency", "outlet")


def _is_cited_in_english(text: str, found: Found) -> bool:
    """ "told Reuters", "according to the Timana news agency", "Timana reported"; "spa" in small letters is a word."""
    if not (_LATIN.match(text[found.start]) and text[found.start].isupper()):
        return False
    before, after = text[max(0, found.start - 60) : found.start].lower(), text[found.end : found.end + 40].lower()
    if pattern("english_before", _FILE).search(before):
        return not found.outlet.weak or found.outlet.kind == "agency"
    return not found.outlet.weak and bool(pattern("english_after", _FILE).match(after))


def _is_in_brackets(text: str, found: Found) -> bool:
    """ "(رويترز)" signs a text or a picture."""
    return text[: found.start].rstrip()[-1:] in tuple("([") and text[found.end :].lstrip()[:1] in tuple(")]")


def _head_before(line: Line, first: int) -> int | None:
    """Where the generic word before a name stands ("وكالة", "صحيفة")."""
    for place in range(first - 1, max(-1, first - 4), -1):
        if _head_in(line.folded[place]):
            return place
        if line.folded[place] not in phrases("fillers", _FILE):
            return None
    return None


def _is_part_of(line: Line, start: int) -> bool:
    """ "رئيس تحرير صحيفة X", "مقر قناة X": somebody or something of the medium, not the medium."""
    return start > 0 and _bare(line.folded[start - 1], phrases("parts_of_media", _FILE)) is not None


# ---------------------------------------------------------------- cues


@functools.lru_cache(maxsize=65_536)
def _cue_kind(word: str) -> str:
    """Which list of cues has the word, whatever clitic and pronoun it carries; "" when none."""
    for pronoun in _PRONOUNS:
        if not word.endswith(pronoun) or len(word) - len(pronoun) < 2:
            continue
        stem = word[: len(word) - len(pronoun)]
        for base in (stem, stem[:-1] + "ه") if pronoun and stem.endswith("ت") else (stem,):
            for kind in ("according", "verbs", "self_verbs", "occasions"):
                if _bare(base, phrases(kind, _FILE)):
                    return kind
            if _bare(_ARTICLE.sub("", base), phrases("occasions", _FILE)):
                return "occasions"
    return ""


def is_cue(word: str) -> bool:
    """Whether a folded word is a verb or a preposition of citing."""
    return _cue_kind(word) in ("verbs", "self_verbs", "according")


def _has_cue(line: Line, start: int, last: int, reach: int, kinds: tuple[str, ...] = _CUES) -> bool:
    """A citing word of these kinds before the name (or its head), in the same sentence."""
    for place in range(start - 1, max(-1, start - 1 - reach), -1):
        if _ends_between(line, place, start) or line.folded[place] in phrases("that", _FILE):
            return False
        kind = _cue_kind(line.folded[place])
        if kind and _is_said(line, place, start, kind):
            return False
        if kind in kinds or (kind == "self_verbs" and _has_that(line, last)):
            return True
        if line.folded[place] in ("عن", "وعن") and start - place <= 2 and _is_taken_from(line, place):
            return True
    return False


def _is_said(line: Line, cue: int, start: int, kind: str) -> bool:
    """Do words begin behind the cue («قال: "لبيتم نداء الوطن"») that do not end before the name?"""
    between = line.text[line.spans[cue][1] : line.spans[start][0]]
    between = between[:-1] if between[-1:] in tuple(OPEN) else between  # the name's own marks
    if ":" in between:
        return True
    is_open = between.count("«") > between.count("»") or between.count('"') % 2 == 1
    # Marks behind a head are those of a longer name (صحيفة "لندن إيفنينج ستاندرد").
    opening = (place for place in range(cue + 1, start) if opens_quote(line, place))
    return is_open and kind != "occasions" and any(_head_in(line.folded[place - 1]) is None for place in opening)


def _is_taken_from(line: Line, place: int) -> bool:
    """ "عن" after a word of taking over ("نقلا عن"), or at the head of a sentence; not "تخلى عن"."""
    near = range(max(0, place - 4), place)
    taking = any(_bare(line.folded[before], phrases("takings", _FILE)) for before in near)
    return taking or place == 0 or bool(_SENTENCE_END.search(line.text[: line.spans[place][0]].rstrip()[-1:] + " "))


def _has_that(line: Line, last: int) -> bool:
    """ "أعلنت وكالة X أن …" cites; "أعلنت قناة X إغلاق …" is about the channel."""
    return any(word in phrases("that", _FILE) for word in line.folded[last : last + 5])


def _has_verb_after(line: Line, last: int, kinds: tuple[str, ...] = ("verbs",)) -> bool:
    for place in range(last, min(len(line.folded), last + _AFTER)):
        if _ends_between(line, last - 1, place):
            return False
        word = line.folded[place]
        kind = _cue_kind(word)
        if word == "نقلا" or kind in kinds or (kind == "self_verbs" and _has_that(line, place + 1)):
            return True
        if not (_NATIONAL.match(word) or word in phrases("before_verbs", _FILE)):
            return False
    return False


def _is_told_to(line: Line, start: int, clitic: str, reach: int) -> bool:
    """ "قال … لرويترز", "في حديث مع قناة X": somebody spoke to the medium."""
    before = line.folded[start - 1] if start else ""
    carried = clitic.endswith("ل") or line.folded[start].startswith(("ل", "ول"))
    if not (carried or before in ("ل", "مع", "الي", "علي", "عبر")):
        return False
    for place in range(start - 1, max(-1, start - 1 - reach), -1):
        if _ends_between(line, place, start):
            return False
        if _cue_kind(line.folded[place]) in ("verbs", "self_verbs", "occasions"):
            return True
    return False


def _ends_between(line: Line, one: int, other: int) -> bool:
    return bool(_SENTENCE_END.search(line.text, line.spans[one][1], line.spans[other][0]))


# ---------------------------------------------------------------- unknown names


def _unknown_names(line: Line) -> Iterator[Name]:
    """Media that no list knows: after a head and cited, in quotation marks or plain; or told something, in quotes."""
    for place in compress(range(len(line.folded)), map(_may_open, line.folded)):
        head = _head_in(line.folded[place])
        name = _after_head(line, place, head) if head else _told_in_quotes(line, place)
        if name:
            yield *name, 0.7


@functools.lru_cache(maxsize=65_536)
def _may_open(folded: str) -> bool:
    return folded == "ل" or _head_in(folded) is not None


def _without_clitic(line: Line, first: int) -> int:
    """Where the name begins: "لوكالة أنباء X" without its first letter."""
    head = _head_in(line.folded[first])
    return line.spans[first][1] - len(head) if head else line.spans[first][0]


def _after_head(line: Line, place: int, head: str) -> tuple[int, int] | None:
    start = place + 1
    while start < len(line.folded) and line.folded[start] in phrases("fillers", _FILE) and not opens_quote(line, start):
        start += 1
    if start >= len(line.folded) or _ends_between(line, place, start) or _is_part_of(line, place):
        return None
    first, end, marked = _name_at(line, start)
    if end == first or not phrases("no_media", _FILE).isdisjoint(line.folded[first:end]):
        return None
    if _is_account_at(line, place):
        return None
    loose = head in phrases("loose_heads", _FILE)
    if not marked and (loose or not _may_be_name(line.folded[first])) and not _is_latin(line, first):
        return None
    # "وكالة" alone is more often an authority; the agency's name has "أنباء" beside it, marks around it or a verb.
    bare_agency = head == "وكاله" and not marked and start == place + 1 and not _is_of_news(line, end)
    if bare_agency and not _has_cue(line, place, end, 1, _SAYINGS):
        return None
    cited = _has_cue(line, place, end, _REACH_UNKNOWN, _SAYINGS) or _is_told_to(line, place, "", _REACH_TOLD)
    published = _is_published_in(line, place) or (not loose and _has_cue(line, place, end, 1))
    # "وكالة أنباء X" is a name as a whole, where no list has a shorter one.
    whole = head == "وكاله" and not marked and start == place + 2
    found = cited or published or (not loose and _has_verb_after(line, end))
    return (place if whole else first, end) if found else None


def _is_account_at(line: Line, place: int) -> bool:
    """ "على الحساب الرسمي للوزارة في منصة «منبر»": the platform is where the account's owner spoke, and no source."""
    if _head_in(line.folded[place]) not in phrases("platform_heads", _FILE):
        return False
    near = range(max(0, place - _REACH_ACCOUNT), place)
    words = (line.folded[at] for at in near if not _ends_between(line, at, place))
    return any(_bare(word, phrases("accounts", _FILE)) for word in words)


def _is_of_news(line: Line, end: int) -> bool:
    return end < len(line.folded) and line.folded[end] in phrases("fillers", _FILE)


def _name_at(line: Line, start: int) -> tuple[int, int, bool]:
    """The name that begins here: in marks (a word may stand before them: 'قناة خبر "هابر"'), or plain."""
    for first in (start, start + 1):
        end = quoted_end(line, first) if first < len(line.folded) else None
        if end is not None and (first == start or gap(line, first).strip() in OPEN):
            return first, end, True
    return start, plain_end(line, start), False


def _is_latin(line: Line, place: int) -> bool:
    return bool(_LATIN.match(line.text, line.spans[place][0]))


def plain_end(line: Line, start: int) -> int:
    """A name without marks: one word, all the Latin ones, or as many as names of media are known to have."""
    end = start + 1
    latin = bool(_is_latin(line, start))
    while end < len(line.folded) and end - start < MOST_NAME_WORDS and not breaks(line, end):
        word = line.folded[end]
        follows = word in phrases("name_ends", _FILE) or line.folded[end - 1] in phrases("name_starts", _FILE)
        if not (_is_latin(line, end) if latin else follows):
            break
        end += 1
    return end


def _may_be_name(folded: str) -> bool:
    if folded in phrases("name_starts", _FILE):
        return True
    return (
        folded not in phrases("no_names", _FILE)
        and not _ADJECTIVE.match(folded)
        and not _cue_kind(folded)
        and len(folded) > 2
        and not folded.isdecimal()
    )


def _told_in_quotes(line: Line, place: int) -> tuple[int, int] | None:
    """'صرح … لـ"الضفاف" أن', 'في حديث لـ"الضفاف"': the name between the marks."""
    if place + 1 >= len(line.folded) or not opens_quote(line, place + 1):
        return None
    end = quoted_end(line, place + 1)
    if end is None or end - place > 4 or _ends_between(line, place, place + 1):
        return None
    near = [_cue_kind(word) for word in line.folded[max(0, place - 3) : place]]
    declared = any(_bare(word, phrases("declarings", _FILE)) for word in line.folded[max(0, place - 4) : place])
    talk = (declared or "occasions" in near) and _is_told_to(line, place, "ل", 4)
    says = end < len(line.folded) and (line.folded[end] in phrases("that", _FILE) or ":" in gap(line, end))
    return (place + 1, end) if talk or (says and _is_told_to(line, place, "ل", _REACH)) else None


def _is_published_in(line: Line, place: int) -> bool:
    """ "في مقال نشر في صحيفة X", "المنشور بصحيفة X"."""
    before = line.folded[place - 1] if place else ""
    if not (before in ("في", "علي", "عبر", "من", "ب") or line.folded[place].startswith("ب")):
        return False
    near = range(max(0, place - _REACH), place)
    return any(_cue_kind(line.folded[at]) and not _ends_between(line, at, place) for at in near)


# ---------------------------------------------------------------- platforms


def _is_place_of_statement(line: Line, found: Found) -> bool:
    """ "عبر حسابه في تويتر": somebody spoke there; a platform as the subject of the news is no credit."""
    before = range(max(0, found.first - 10), found.first)
    near = [line.folded[place] for place in before if not _ends_between(line, place, found.first)]
    after = range(found.last, min(len(line.folded), found.last + 5))
    later = [line.folded[place] for place in after if not _ends_between(line, found.last - 1, place)]
    said = any(_bare(word, phrases("platform_sayings", _FILE)) for word in near + later)
    at = any(word in ("علي", "في", "عبر", "بموقع", "بحسابه") for word in near[-4:]) or found.clitic == "ب"
    own = any(_bare(word, phrases("accounts", _FILE)) for word in near[-4:])
    subject = any(_bare(word, phrases("account_news", _FILE)) for word in near)
    return at and not subject and (said or (own and any(word in ("عبر", "علي", "خلال") for word in near[-6:])))


@functools.lru_cache(maxsize=65_536)
def _bare(word: str, wanted: frozenset[str]) -> str | None:
    """The wanted word that this one is, with or without a clitic."""
    for clitic in _CLITICS:
        if word.startswith(clitic) and word[len(clitic) :] in wanted:
            return word[len(clitic) :]
    return None
