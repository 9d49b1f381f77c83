"""In: a line of text, a size and a width. Out: lines that fit, for drawings (SVG does not break lines by itself)."""

from __future__ import annotations

# Mean advance in em of Noto Naskh Arabic and Vazirmatn in running text (measured in Chromium on news sentences:
# 0.37 to 0.42 a character), split by width of letter; a little generous, so that lines never run over.
WIDE = frozenset("سشصض")
NARROW = frozenset("اأإآٱرزدذ،؛.,:!'|il")
ADVANCE = {"wide": 0.74, "narrow": 0.3, "space": 0.27, "arabic": 0.44, "other": 0.53}


def width_of(text: str, size: float) -> float:
    """About how wide a text prints, in the units of `size`."""
    return size * sum(_advance(character) for character in text)


def _advance(character: str) -> float:
    if character == " ":
        return ADVANCE["space"]
    if character in WIDE:
        return ADVANCE["wide"]
    if character in NARROW:
        return ADVANCE["narrow"]
    if "\u064b" <= character <= "\u065f" or character in "\u200c\u200d\u200e\u200f":
        return 0.0
    return ADVANCE["arabic"] if "\u0600" <= character <= "\u06ff" else ADVANCE["other"]


def wrap(text: str, size: float, width: float, most: int) -> tuple[str, ...]:
    """At most so many lines no wider than `width`; the last one ends in an ellipsis when words are left."""
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < most:
        line, words = _line(words, size, width)
        lines.append(line)
    if words and lines:
        lines[-1] = _with_ellipsis(lines[-1], size, width)
    return tuple(lines)


def _line(words: list[str], size: float, width: float) -> tuple[str, list[str]]:
    taken = 1
    while taken < len(words) and width_of(" ".join(words[: taken + 1]), size) <= width:
        taken += 1
    line = " ".join(words[:taken])
    return (line if width_of(line, size) <= width else _with_ellipsis(line, size, width)), words[taken:]


def _with_ellipsis(line: str, size: float, width: float) -> str:
    room = width - width_of("…", size)
    while line and width_of(line, size) > room:
        line = line[:-1] if " " not in line else line.rsplit(" ", 1)[0]
    return line.rstrip("،,؛;:. ") + "…"
