"""In: labelled statements, or any text files. Out: what the scorer needs of find_statements, and its speed.

Used by a scorer as a function:  --predict bench.statements:predict  (text in, list of statements with offsets out)
Speed:  python bench/statements.py TEXT_FILE...
It takes turns with a trivial reader that only cuts out what stands in marks: the ratio holds on a busy machine too.
"""

from __future__ import annotations

import argparse
import re
import time
from pathlib import Path

from masdar.model import Span, Statement
from masdar.read.statements import find_statements
from masdar.text.fold import fold

_MARKED = re.compile(r"[«“\"](.{8,800}?)[»”\"]")


def predict(text: str) -> list[dict[str, object]]:
    """The statements of a text whose paragraphs are its lines, as offsets into the text."""
    paragraphs = tuple(text.split("\n"))
    starts = [0]
    for paragraph in paragraphs:
        starts.append(starts[-1] + len(paragraph) + 1)
    return [_as_guess(statement, starts) for statement in find_statements(paragraphs)]


def _as_guess(statement: Statement, starts: list[int]) -> dict[str, object]:
    def place(span: Span) -> tuple[int, int]:
        return starts[span.paragraph] + span.start, starts[span.paragraph] + span.end

    cue = place(statement.evidence.span)[0] if statement.evidence.span else None
    return {
        "kind": statement.kind,
        "content": [place(span) for span in statement.content],
        "cue": (cue, cue + len(statement.cue)) if cue is not None else None,
        "speaker": statement.resolved_speaker or statement.speaker,
        "medium": statement.medium,
    }


def main() -> None:
    """Print articles a second over the files given, each read `--times` times."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("files", nargs="+", type=Path)
    options.add_argument("--times", type=int, default=20)
    given = options.parse_args()
    texts = [tuple(path.read_text(encoding="utf-8").split("\n")) for path in given.files]
    find_statements(texts[0])  # the word lists are read once
    spent = trivial = 0.0  # of this process alone: other work on the machine does not count
    found = 0
    for _ in range(given.times):
        for text in texts:
            began = time.process_time()
            found += len(find_statements(text))
            turn = time.process_time()
            in_marks(text)
            spent += turn - began
            trivial += time.process_time() - turn
    rate = len(texts) * given.times / spent
    print(f"{rate:.0f} articles/s, {found // given.times} statements in {len(texts)} articles, one core")
    baseline = len(texts) * given.times / trivial
    print(f"a trivial reader of marks: {baseline:.0f} articles/s, {spent / trivial:.0f} times less work")


def in_marks(paragraphs: tuple[str, ...]) -> list[str]:
    """The baseline: everything in marks, folded, with no idea of who said it."""
    return [fold(words) for text in paragraphs for words in _MARKED.findall(text)]


if __name__ == "__main__":
    main()
