"""In: labelled statements, or any text files. Out: what the scorer needs of find_statements, and its speed.

Used by a scorer as a function:  --predict bench.statements:predict  (text in, list of statements with offsets out)
Speed:  python bench/statements.py TEXT_FILE...
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from masdar.model import Span, Statement
from masdar.read.statements import find_statements


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
    began = time.process_time()
    found = sum(len(find_statements(text)) for _ in range(given.times) for text in texts)
    spent = time.process_time() - began  # of this process alone: other work on the machine does not count
    rate = len(texts) * given.times / spent
    print(f"{rate:.0f} articles/s, {found // given.times} statements in {len(texts)} articles, one core")


if __name__ == "__main__":
    main()
