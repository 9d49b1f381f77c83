"""A source's display policy and what a publisher says about a page in; how much of the text may be shown out. Pure.

docs/decisions/0008-opt-outs.md gives the reasons.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from masdar.model import Policy, Signal

# Most first.
_ORDER: tuple[Policy, ...] = ("full", "excerpt", "headline")
# Nothing but a link may be shown; no copy may be ("nocache" is Bing's word for "noarchive").
_NO_TEXT = frozenset({"noindex", "nosnippet"})
_NO_COPY = frozenset({"noarchive", "nocache"})


@dataclass(frozen=True, slots=True)
class Display:
    """How much of an article may be shown: the policy, and the most characters of an excerpt (None: no limit said)."""

    policy: Policy
    most_chars: int | None = None


def display_of(policy: Policy, signals: Iterable[Signal]) -> Display:
    """The least of what the source's policy and each of the signals allow.

    "noindex", "nosnippet", "max-snippet: 0" and Content-Signal's "search=no" leave the headline; "noarchive" no more
    than an excerpt; "max-snippet" an excerpt of so many characters. What speaks of mining and training says nothing
    about display.
    """
    allowed, most = policy, None
    for signal in signals:
        snippet = _snippet(signal)
        if signal.name in _NO_TEXT or (signal.name, signal.value) == ("search", "no") or snippet == 0:
            allowed = _least(allowed, "headline")
        elif signal.name in _NO_COPY:
            allowed = _least(allowed, "excerpt")
        elif snippet is not None:
            allowed, most = _least(allowed, "excerpt"), min(snippet, most or snippet)
    return Display(allowed, most if allowed == "excerpt" else None)


def _least(one: Policy, other: Policy) -> Policy:
    return max(one, other, key=_ORDER.index)


def _snippet(signal: Signal) -> int | None:
    """The characters that "max-snippet" allows; None when it sets no limit (-1) or is no number."""
    if signal.name != "max-snippet" or not signal.value.isascii() or not signal.value.isdigit():
        return None
    return int(signal.value[:9])
