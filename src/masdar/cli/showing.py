"""Values in, lines on the screen out: tables, JSON, progress bars. Arabic is printed in logical order."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from masdar.model import Rejected, Tongue
from masdar.serve import wording
from masdar.work.desk import Progress as Tell
from masdar.work.desk import Stage, Tally

_WIDE = 100_000  # characters: more than any row has


# What turns the direction of all that follows it on a line (UAX #9: embeddings, overrides, isolates), and what breaks
# the line. Names and quotations come from strangers' pages.
_TURNING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_BREAKING = dict.fromkeys((0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029), " ")


def one_line(text: str) -> str:
    """The text as one line that is read as it is written: for people, who cannot see what is left out."""
    return text.translate(_TURNING | _BREAKING)


def count_of(number: int, thing: str) -> str:
    """ "1 article", "2 articles"."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def no_article(where: str, rejected: Rejected, language: Tongue = "en") -> str:
    """Why a page is no article: in words, then the code and the detail that a bug report needs."""
    code = ": ".join(filter(None, (rejected.reason, rejected.detail)))
    known = f"reason.{rejected.reason}" in wording.entries(language)
    told = f"{wording.say(language, f'reason.{rejected.reason}')} ({code})" if known else code
    return f"{where}: {wording.say(language, 'lint.no_article')} {told}"


def say(line: str) -> None:
    """One line for people, on the error output, so that the standard output holds results only."""
    print(line, file=sys.stderr, flush=True)


def print_json(value: object) -> None:
    """One JSON document, Arabic unescaped."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=_instant))


def _instant(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A plain table on the standard output. Into a file or a pipe nothing of it is cut or broken over lines."""
    table = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    Console(width=None if sys.stdout.isatty() else _WIDE).print(table)


def print_tally(tally: Tally) -> None:
    """What a pass did, most frequent first."""
    for outcome, count in tally.counts.most_common():
        say(f"  {count:>7}  {outcome}")


@contextmanager
def progress_bars() -> Iterator[Tell]:
    """A bar for each stage on the error output; a function that moves them."""
    columns = (
        SpinnerColumn(), TextColumn("{task.description:<8}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=False) as bars:
        tasks = {}

        def tell(stage: Stage, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total or None)
            bars.update(tasks[stage], completed=done, total=total or None)

        yield tell
