"""Words of two passages that stand in the same place in; out: are they the same, spelled otherwise, or another name?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from masdar.text.change_kinds import is_denial
from masdar.text.fold import fold
from masdar.text.tokens import stems
from masdar.text.word_changes import Token

_SEATS = str.maketrans("ؤئ", "ءء")  # شؤون، شئون
_THAT_NOT, _LEST = "انلا", "الا"  # «أن لا» and «ألا»
_SOUNDS = str.maketrans("جغقڨڤپطصثظضذ", "ككككفبتسسززز")  # مايدوغوري، مايدوجوري
_VOWELS = str.maketrans("", "", "اويى")  # سنغافورة، سينغافورة
_LEAST_SOUND = 6
"""Letters: shorter names that differ by such a one are two (جاسم، قاسم; سالم، سليم)."""

_LONGEST_NAME = 4
"""Words: where more went, a sentence was told anew."""

_THE = "ال"
_OR = frozenset(("ام", "او"))  # «أم لا» denies nothing
_ATTACHED = ("ب", "ل")
_NO_DENIAL = ("زال", "سيما", "شك", "بد")


def spelled(words: Sequence[Token]) -> str:
    """Letter for letter, without what two houses write in two ways: the seat of a hamza, two words in one."""
    folded = "".join(word.key if word.number else _folded(word.text) for word in words)
    return folded.replace(_THAT_NOT, _LEST)


@lru_cache(maxsize=65_536)
def _folded(word: str) -> str:
    return fold(word.translate(_SEATS), loose=True)


def is_one_sound(old: Sequence[Token], new: Sequence[Token]) -> bool:
    """One foreign name in two spellings?"""
    before, after = spelled(old), spelled(new)
    sounds = {each.translate(_SOUNDS).translate(_VOWELS) for each in (before, after)}
    return len(sounds) == 1 and min(len(before), len(after)) >= _LEAST_SOUND


def is_other_name(old: Sequence[Token], new: Sequence[Token]) -> bool:
    """Not the same name with a part more («عبدالعزيز آل سعود»)."""
    before, after = spelled(old), spelled(new)
    is_part = before in after or after in before or _share_a_word(old, new)
    return not is_part and max(len(old), len(new)) <= _LONGEST_NAME


def is_epithet(old: Sequence[Token], new: Sequence[Token]) -> bool:
    """«الملك المفدى» for «الملك سلمان»: one of the two has the article, and is perhaps no name."""
    return old[0].text.startswith(_THE) != new[0].text.startswith(_THE)


def is_denied_on_one_side(old: Sequence[Token], new: Sequence[Token]) -> bool:
    """Does a "not" stand before the same words on one side, or a verb of denying for another one («نفى»، «أكد»)?"""
    denied = [[at for at in range(len(side)) if _denies(side, at)] for side in (old, new)]
    if bool(denied[0]) == bool(denied[1]):
        return False
    if len(old) == len(new) == 1:
        return True
    rest = [
        [word for at, word in enumerate(side) if at not in held] for side, held in zip((old, new), denied, strict=True)
    ]
    return rest == [[], []] or _share_a_word(*rest)


def _denies(words: Sequence[Token], at: int) -> bool:
    """«أم لا», «لا سيما», «لا يزال» deny nothing."""
    before, behind = (words[place].key if 0 <= place < len(words) else "" for place in (at - 1, at + 1))
    if before in _OR or behind.endswith(_NO_DENIAL):
        return False
    bare = words[at].key.removeprefix("و").removeprefix("ف")
    return is_denial(words[at]) or (bare[:1] in _ATTACHED and is_denial(replace(words[at], key=bare[1:])))


def _share_a_word(old: Sequence[Token], new: Sequence[Token]) -> bool:
    """One of the same stem, whatever a future or a preposition puts before it (ستبقى، تبقى)."""
    before, after = ({stem for word in side for stem in stems(word.text)} for side in (old, new))
    return any(one.endswith(other) or other.endswith(one) for one in before for other in after)
