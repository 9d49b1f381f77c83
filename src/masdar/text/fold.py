"""A text as published in, the form for comparing and searching out. Stored text is never replaced by it.

The rules are the table "Folding" of docs/arabic.md: compose first, then fold, because a combining hamza
(U+0654) survives folding letter by letter.
"""

from __future__ import annotations

import re
import unicodedata

# Unicode ranges of marks that carry no letter: Quranic signs, tashkil, small signs.
_MARKS = (*range(0x0610, 0x061B), *range(0x064B, 0x0660), 0x0670, *range(0x06D6, 0x06DD), *range(0x06DF, 0x06E5))
_MORE_MARKS = (0x06E7, 0x06E8, *range(0x06EA, 0x06EE), *range(0x08D3, 0x08E2), *range(0x08E3, 0x0900))
# Hamza above, hamza below and madda: they must first be composed with their letter.
_HAMZAS = frozenset((0x0653, 0x0654, 0x0655))
# Tatweel, soft hyphen, zero-width characters, bidi controls (UAX #9), variation selectors, byte order mark.
_INVISIBLE = (0x0640, 0x00AD, 0x034F, 0x061C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F))
_MORE_INVISIBLE = (*range(0x2060, 0x2070), *range(0xFE00, 0xFE10), 0xFEFF)

_DROPPED = frozenset((*_MARKS, *_MORE_MARKS, *_INVISIBLE, *_MORE_INVISIBLE))
_DROP_EARLY: dict[int, int | None] = dict.fromkeys(_DROPPED - _HAMZAS, None)

_DIGITS: dict[int, int | None] = {first + value: 0x30 + value for first in (0x0660, 0x06F0) for value in range(10)}
_LETTERS: dict[int, int | None] = {
    ord(letter): ord(folded)
    for folded, letters in (
        ("ا", "أإآٱٲٳٵ"),
        ("ه", "ةہۀۃھەۂ"),
        ("ي", "ىیےېۍ"),
        ("ك", "کگڪ"),
    )
    for letter in letters
}
_FOLD: dict[int, int | None] = {**dict.fromkeys(_DROPPED, None), **_DIGITS, **_LETTERS}
# What Arabic news is written in, of which each character folds by itself; a longer text of only these folds faster.
_USUAL = "\x00-\x7f\u0621-\u0652\u0660-\u0669\u0671\u067e\u0686\u0698\u06a9\u06af\u06cc،؛؟«»“”‘’–—"
_UNUSUAL = re.compile(f"[^{_USUAL}]")
_USUAL_FOLDS = [
    (chr(code), "" if folded is None else chr(folded))
    for code, folded in _FOLD.items()
    if not _UNUSUAL.match(chr(code))
]
_LONG = 100  # characters; a shorter text is folded before all of these are looked for in it
_LOOSE: dict[int, int | None] = {ord("ؤ"): ord("و"), ord("ئ"): ord("ي"), ord("ۓ"): ord("ي"), ord("ٶ"): ord("و")}


def digits(text: str) -> str:
    """The same text, as long as before, with Arabic-Indic and Persian digits as 0-9."""
    return text.translate(_DIGITS)


def unmarked(text: str) -> str:
    """The same letters without tashkil, tatweel and invisible characters."""
    return text.translate(_DROP_EARLY)


def fold(text: str, *, loose: bool = False) -> str:
    """Letters that writers of Arabic interchange become one; marks and invisible characters go; case goes.

    Folding twice gives the same as once. `loose` also reads ؤ as و and ئ as ي. The length may change.
    """
    if text.isascii():
        return text.lower()
    folded = _fold_usual(text) if len(text) > _LONG and not _UNUSUAL.search(text) else _fold_any(text)
    return folded.translate(_LOOSE) if loose else folded


def _fold_usual(text: str) -> str:
    for written, folded in _USUAL_FOLDS:
        text = text.replace(written, folded)
    return text.lower()


def _fold_any(text: str) -> str:
    folded = _fold_once(text)
    while not unicodedata.is_normalized("NFKC", folded) or folded.casefold() != folded:
        again = _fold_once(folded)
        if again == folded:  # a few letters (ǰ, ΐ) compose again what folding case takes apart
            break
        folded = again
    return folded


def _fold_once(text: str) -> str:
    composed = unicodedata.normalize("NFKC", unmarked(text))
    return unicodedata.normalize("NFKC", composed.casefold()).translate(_FOLD)
