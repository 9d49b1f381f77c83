"""Everything that may be done to a crawler's memory, at once, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from newspaper import Newspaper

# Endless bodies fill every connection's share at once.
TRAPS = (
    "endless",
    "endless",
    "endless",
    "endless",
    "bomb",
    "drip",
    "headers",
    "many_headers",
    "fat_headers",
    "continue",
    "garbage",
    "silent",
    "loop",
)
MOST_MB = 150  # the goal of the issue; a bare interpreter with the fetcher loaded takes a third of it
CHILD = """
import sys
from datetime import UTC, datetime
from masdar.collect.answers import Refusal, Request
from masdar.collect.fetch import Fetcher

port, *traps = sys.argv[1:]
urls = [f"http://{trap}{number}.localhost:{port}/{trap}" for number, trap in enumerate(8 * traps)]
with Fetcher("Masdar/test", lambda: datetime.now(UTC), ("*.localhost",), timeout_s=3.0) as fetcher:
    for asked in fetcher.fetch_all(Request(url, pace_s=0) for url in urls):
        print(asked.answer.reason if isinstance(asked.answer, Refusal) else "page")
# Not getrusage: its high-water mark is handed on from the process that started this one (Linux, execve).
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from Linux's /proc")
def test_no_set_of_traps_takes_much_memory() -> None:
    with Newspaper() as paper:
        done = subprocess.run(
            [sys.executable, "-c", CHILD, str(paper.port), *TRAPS],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
    *reasons, peak_kb = done.stdout.split()
    assert len(reasons) == 8 * len(TRAPS)
    assert "page" not in reasons
    assert int(peak_kb) / 1024 < MOST_MB
