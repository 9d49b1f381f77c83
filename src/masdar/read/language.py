"""A report's text → its language code, by script and py3langid."""

from __future__ import annotations

import re

_LETTER = re.compile(r"[^\W\d_]")
_ARABIC_SCRIPT = re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
# ISO 639 codes that the identifier keeps apart and our readers do not: Central and Southern Kurdish.
_KURDISH = {"ckb", "sdh", "kmr", "ku"}
# Letters needed before a guess is worth giving, and letters that are enough for a sure one.
_LEAST, _ENOUGH = 25, 1_000
# Codes of languages written in Arabic script; another answer on Arabic script is a miss.
_IN_ARABIC_SCRIPT = {"ar", "fa", "ur", "ps", "ug", "sd", "ku", "az", "arz", "ary", "pnb", "pa", "ks", "mzn", "glk"}


def find_language(text: str, declared: str | None = None) -> str | None:
    """ISO 639 code, or None for too little text. `declared` (html lang) decides only where the text cannot."""
    sample = text[:_ENOUGH]
    letters = len(_LETTER.findall(sample))
    stated = (declared or "").strip().lower().replace("_", "-").split("-")[0]
    if letters < _LEAST:
        return stated if re.fullmatch(r"[a-z]{2,3}", stated) else None
    guessed = _identify(sample)
    if len(_ARABIC_SCRIPT.findall(sample)) > letters / 2 and guessed not in _IN_ARABIC_SCRIPT:
        return "ar"
    return {"arz": "ar", "ary": "ar"}.get(guessed, guessed)


def _identify(text: str) -> str:
    import py3langid  # loads a model: not when this module is imported

    code = str(py3langid.classify(text)[0])
    return "ku" if code in _KURDISH else code
