"""Pages made to take time or memory are read, or refused with the reason, in bounded time and memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import timedelta

import pytest

from hostile_pages import READ, REFUSED, page
from masdar.model import Reading, Rejected
from masdar.read import read_page
from masdar.read.lint import lint
from reading_laws import ASKED, page_of

# Of the processor. The slowest takes 3 on a machine of 2026; what grows with the square of its length takes minutes.
SECONDS = 12
# Beyond what Python and the word lists take: about 30 times the largest page that is read.
MEGABYTES = 400
HEAVY = (
    "9.9 MB, one text",
    "55,000 nested links",
    "499,000 letters in 5,000 paragraphs",
    "2,500 tags of 480 attributes",
    "a million attributes, a quoted > first",
    "an attribute of 9.8 MB",
    "an address of 9.6 MB",
    "JSON-LD, an array of 5 MB",
    "25,000 links",
)
MEASURED = """
import resource, sys
from hostile_pages import READ, REFUSED, page
from masdar.read import read_page
from reading_laws import page_of
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
read_page(page_of(page()))
made = page_of(READ[sys.argv[1]]() if sys.argv[1] in READ else REFUSED[sys.argv[1]][1]())
before = peak()
read_page(made)
print(peak() - before)
"""


@pytest.mark.slow
@pytest.mark.parametrize("name", READ)
def test_a_hostile_page_is_read_in_bounded_time(name: str) -> None:
    made = page_of(READ[name]())
    began = time.process_time()
    reading = read_page(made)
    if isinstance(reading, Reading):
        lint(made, reading, ASKED + timedelta(days=1))
    assert time.process_time() - began < SECONDS


@pytest.mark.slow
@pytest.mark.parametrize("name", REFUSED)
def test_a_page_too_large_to_read_is_refused_with_its_reason(name: str) -> None:
    reason, make = REFUSED[name]
    made = page_of(make())
    began = time.process_time()
    reading = read_page(made)
    assert time.process_time() - began < SECONDS
    assert isinstance(reading, Rejected)
    assert reading.reason == reason


@pytest.mark.slow
@pytest.mark.parametrize("name", HEAVY)
def test_a_hostile_page_takes_bounded_memory(name: str) -> None:
    paths = os.pathsep.join(path for path in sys.path if path)
    run = subprocess.run(
        [sys.executable, "-c", MEASURED, name],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": paths},
    )
    assert int(run.stdout) < MEGABYTES


@pytest.mark.slow
@pytest.mark.parametrize("name", ["9,800 tables", "a million attributes", "55,000 br", "JSON-LD 10,000 deep"])
def test_what_is_added_to_a_report_hides_nothing_of_it(name: str) -> None:
    plain, attacked = read_page(page_of(page())), read_page(page_of(READ[name]()))
    assert isinstance(plain, Reading)
    assert isinstance(attacked, Reading)
    assert attacked.article.title == plain.article.title
    assert set(plain.article.paragraphs) <= set(attacked.article.paragraphs)
