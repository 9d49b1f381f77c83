"""A text in, the direction it is read in out."""

from __future__ import annotations

import re
from typing import Final

from masdar.model import Direction

# Addresses, mail addresses, handles, hashtags in Latin letters: they are written left to right in any language.
_SKIPPED = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]{1,64}@[\w.-]+|[@#][A-Za-z0-9_]+", re.ASCII)
_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_RTL_WORD = re.compile(f"[{_RTL}][\\w{_RTL}]*")
_WORD = re.compile(r"\w*[^\W\d_]\w*")
# The share of right-to-left words that makes a text right-to-left, as in Closure's `goog.i18n.bidi`: an Arabic
# sentence often holds many Latin names, a Latin one seldom an Arabic name.
_RTL_SHARE: Final = 0.4
# So many characters tell: some three hundred words.
_ENOUGH: Final = 2_000


def direction_of(text: str) -> Direction:
    """By the share of words at its beginning; a text without words is right-to-left, as the site is."""
    plain = _SKIPPED.sub(" ", text[:_ENOUGH])
    others, rtl = _RTL_WORD.subn(" ", plain)
    ltr = len(_WORD.findall(others))
    return "rtl" if rtl >= _RTL_SHARE * (rtl + ltr) else "ltr"
