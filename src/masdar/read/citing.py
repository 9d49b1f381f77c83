"""Running text → the media it cites for facts: "ذكرت صحيفة X", "بحسب وكالة X", "قال لوكالة X", "X نقلت عن"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from masdar.read.outlets import Found, NameBook, folded_word
from masdar.read.phrases import pattern, phrases
from masdar.text.tokens import Word, words

_FILE = "credits.toml"
_OPEN, _CLOSE = "\"«“„'‘(", "\"»”'’)"
_SENTENCE_END = re.compile(r"[.؟?!\n…](?=\s|$)")
_CLITICS = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول")
_ADJECTIVE = re.compile(r"^(?!ال)\w{3,}يه?$")
_LATIN = re.compile(r"^[A-Za-z]")
# How many words a citing verb may stand before the name, and after it.
_BEFORE, _AFTER = 7, 3
_MAX_NAME_WORDS = 5


def cited(text: str, book: NameBook) -> Iterator[tuple[int, int, float]]:
    """(start, end, confidence) of each cited name in one paragraph."""
    tokens = words(text)
    folded = [folded_word(token.text) for token in tokens]
    known = book.find(text, tokens, folded)
    taken: set[int] = set()
    for found in known:
        sure = _weigh(text, tokens, folded, found)
        if sure:
            taken.update(range(found.first, found.last))
            yield found.start, found.end, sure
    known_words = {place for found in known for place in range(found.first, found.last)}
    for place in range(len(tokens)):
        name = _unknown_name(text, tokens, folded, place)
        if name and not known_words & set(range(name[0], name[1])):
            yield tokens[name[0]].start, tokens[name[1] - 1].end, 0.7


def _weigh(text: str, tokens: Sequence[Word], folded: Sequence[str], found: Found) -> float:
    """0 when nothing around the name cites it."""
    head = _head_before(folded, found.first)
    quoted = _is_quoted(text, tokens, found.first, found.last)
    addressed = found.clitic.endswith("ل") or (found.first > 0 and folded[found.first - 1] == "ل")
    if found.outlet.kind == "platform":
        return 0.85 if _is_place_of_statement(text, tokens, folded, found) else 0.0
    if found.outlet.kind in ("generic", "official"):
        return 0.0
    if _is_cited_in_english(text, found):
        return 0.85
    if found.outlet.weak and not (head or quoted):
        return 0.0
    if _has_cue(text, tokens, folded, found.first) or _has_verb_after(text, tokens, folded, found.last):
        return 0.9
    if addressed and not found.outlet.weak:
        return 0.85
    return 0.0


def _is_cited_in_english(text: str, found: Found) -> bool:
    """ "told Reuters", "according to the Timana news agency", "Timana reported"; "spa" in small letters is a word."""
    if not (_LATIN.match(text[found.start]) and text[found.start].isupper()):
        return False
    before, after = text[max(0, found.start - 60) : found.start].lower(), text[found.end : found.end + 40].lower()
    if pattern("english_before", _FILE).search(before):
        return not found.outlet.weak or found.outlet.kind == "agency"
    return not found.outlet.weak and bool(pattern("english_after", _FILE).match(after))


def _unknown_name(text: str, tokens: Sequence[Word], folded: Sequence[str], place: int) -> tuple[int, int] | None:
    """First and last word (exclusive) of a medium no list knows: after a head, cited, quoted or a single name."""
    head = _bare(folded[place], phrases("heads", _FILE))
    if head is None or not (_has_cue(text, tokens, folded, place) or folded[place].startswith(("ل", "ول"))):
        return None
    start = place + 1
    while start < len(folded) and folded[start] in phrases("fillers", _FILE) and not _opens_quote(text, tokens[start]):
        start += 1
    if start >= len(tokens) or _SENTENCE_END.search(text, tokens[place].end, tokens[start].start):
        return None
    end = _quoted_end(text, tokens, start)
    if end is not None:
        return start, end
    if head in phrases("loose_heads", _FILE) and not _LATIN.match(tokens[start].text):
        return None
    return (start, _plain_end(tokens, start)) if _may_be_name(folded[start]) else None


def _plain_end(tokens: Sequence[Word], start: int) -> int:
    """A name without quotation marks: one word, or all the Latin ones."""
    end = start + 1
    while (
        end < len(tokens)
        and end - start < _MAX_NAME_WORDS
        and _LATIN.match(tokens[start].text)
        and _LATIN.match(tokens[end].text)
    ):
        end += 1
    return end


def _may_be_name(folded: str) -> bool:
    return (
        folded not in phrases("no_names", _FILE)
        and not _ADJECTIVE.match(folded)
        and len(folded) > 2
        and not folded.isdecimal()
    )


def _quoted_end(text: str, tokens: Sequence[Word], start: int) -> int | None:
    """Where the name in quotation marks (not round brackets) that opens before `start` ends, if soon."""
    if not _opens_quote(text, tokens[start]):
        return None
    for end in range(start + 1, min(len(tokens), start + _MAX_NAME_WORDS) + 1):
        after = text[tokens[end - 1].end : tokens[end - 1].end + 3].lstrip()[:1]
        if after in tuple("\"»”'’"):
            return end
    return None


def _opens_quote(text: str, token: Word) -> bool:
    return text[max(0, token.start - 3) : token.start].rstrip()[-1:] in tuple("\"«“„'‘")


def _is_quoted(text: str, tokens: Sequence[Word], first: int, last: int) -> bool:
    before = text[max(0, tokens[first].start - 3) : tokens[first].start].rstrip()[-1:]
    after = text[tokens[last - 1].end : tokens[last - 1].end + 3].lstrip()[:1]
    return bool(before and after) and before in _OPEN and after in _CLOSE


def _head_before(folded: Sequence[str], first: int) -> str | None:
    for word in reversed(folded[max(0, first - 3) : first]):
        head = _bare(word, phrases("heads", _FILE))
        if head:
            return head
        if word not in phrases("fillers", _FILE):
            return None
    return None


def _has_cue(text: str, tokens: Sequence[Word], folded: Sequence[str], first: int) -> bool:
    """A citing word before the name, in the same sentence."""
    for place in range(first - 1, max(-1, first - 1 - _BEFORE), -1):
        if _SENTENCE_END.search(text, tokens[place].end, tokens[first].start):
            return False
        if _bare(folded[place], phrases("cues", _FILE)):
            return True
    return False


def _has_verb_after(text: str, tokens: Sequence[Word], folded: Sequence[str], last: int) -> bool:
    for place in range(last, min(len(tokens), last + _AFTER)):
        if _SENTENCE_END.search(text, tokens[last - 1].end, tokens[place].start):
            return False
        if _bare(folded[place], phrases("verbs_after", _FILE)):
            return True
    return False


def _is_place_of_statement(text: str, tokens: Sequence[Word], folded: Sequence[str], found: Found) -> bool:
    """ "عبر حسابه في تويتر": somebody spoke there; a platform as the subject of the news is no credit."""
    before = range(max(0, found.first - 10), found.first)
    near = [folded[place] for place in before if not _SENTENCE_END.search(text, tokens[place].end, found.start)]
    after = range(found.last, min(len(tokens), found.last + 5))
    later = [folded[place] for place in after if not _SENTENCE_END.search(text, found.end, tokens[place].start)]
    said = any(_bare(word, phrases("platform_sayings", _FILE)) for word in near + later)
    at = any(word in ("علي", "في", "عبر", "بموقع", "بحسابه") for word in near[-4:]) or found.clitic == "ب"
    return said and at


def _bare(word: str, wanted: frozenset[str]) -> str | None:
    """The wanted word that this one is, with or without a clitic."""
    for clitic in _CLITICS:
        if word.startswith(clitic) and word[len(clitic) :] in wanted:
            return word[len(clitic) :]
    return None
