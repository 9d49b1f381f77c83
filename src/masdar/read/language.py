"""A report's text → its language code: by its letters where they tell, else by py3langid on its beginning."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LETTERS = re.compile(r"[^\W\d_]+")
_ARABIC_SCRIPT = re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]+")
# ISO 639 codes that the identifier keeps apart and our readers do not: Central and Southern Kurdish.
_KURDISH = {"ckb", "sdh", "kmr", "ku"}
# Letters needed before a guess is worth giving, and letters that are enough for a sure one.
_LEAST, _ENOUGH = 25, 1_000
# Codes of languages written in Arabic script; another answer on Arabic script is a miss.
_IN_ARABIC_SCRIPT = {"ar", "fa", "ur", "ps", "ug", "sd", "ku", "az", "arz", "ary", "pnb", "pa", "ks", "mzn", "glk"}
# Letters that a language of the script uses and its neighbours do not (Unicode Standard, 9.2; CLDR exemplars).
_LETTERS_OF = (
    ("ug", "\u06c7\u06c8\u06cb\u06ad"),
    ("ku", "\u06d5\u06ce\u06c6\u0695\u06b5"),
    ("ur", "\u06d2\u06ba\u0679\u0688\u0691\u06be"),
    ("ps", "\u067c\u0689\u0693\u0696\u069a\u06ab\u06bc\u06cd\u06d0"),
)
_PERSIAN = "\u067e\u0686\u0698\u06a9\u06af\u06cc"
_NOT_ARABIC = _PERSIAN + "".join(own for _, own in _LETTERS_OF)
# What Arabic writes and the others hardly do: ة, hamza under alif, and the article before a word.
_ONLY_ARABIC = ("\u0629", "\u0625", " \u0627\u0644", " \u0648\u0627\u0644", " \u0628\u0627\u0644", " \u0644\u0644")
# Shares of the letters: a foreign name brings a few, a language many. Measured on news texts of these languages.
_FEW, _SOME, _MANY = 0.01, 0.02, 0.04


def find_language(text: str, declared: str | None = None) -> str | None:
    """ISO 639 code, or None for too little text. `declared` (html lang) decides only where the text cannot."""
    sample = text[:_ENOUGH]
    letters = _length(_LETTERS, sample)
    stated = (declared or "").strip().lower().replace("_", "-").split("-")[0]
    if letters < _LEAST:
        return stated if re.fullmatch(r"[a-z]{2,3}", stated) else None
    if _length(_ARABIC_SCRIPT, sample) <= letters / 2:
        return _identify(sample)
    by_letters = _of_letters(sample, letters)
    if by_letters is not None:
        return by_letters
    guessed = _identify(sample)
    return {"arz": "ar", "ary": "ar"}.get(guessed, guessed) if guessed in _IN_ARABIC_SCRIPT else "ar"


def _of_letters(sample: str, letters: int) -> str | None:
    """The language of a text in Arabic script whose letters leave no doubt."""
    for code, own in _LETTERS_OF:
        if _count(own, sample) > _SOME * letters:
            return code
    foreign, arabic = _count(_NOT_ARABIC, sample), _count(_ONLY_ARABIC, sample)
    if arabic > _SOME * letters and foreign < _FEW * letters:
        return "ar"
    if _count(_PERSIAN, sample) > _MANY * letters and arabic < _FEW * letters:
        return "fa"
    return None


def _length(runs: re.Pattern[str], text: str) -> int:
    return sum(map(len, runs.findall(text)))


def _count(parts: Iterable[str], text: str) -> int:
    return sum(map(text.count, parts))


def _identify(text: str) -> str:
    import py3langid  # loads a model: not when this module is imported

    code = str(py3langid.classify(text)[0])
    return "ku" if code in _KURDISH else code
