"""Work in a process of its own: it gives its answer, or ends in time with a reason."""

from __future__ import annotations

import os
import time

import pytest

from masdar.config import load_config
from masdar.errors import CannotCheck, CannotFetch
from masdar.work.apart import apart

pytestmark = pytest.mark.slow


def test_the_answer_comes_back() -> None:
    assert apart(len, ("خبر",), 60) == 3


def test_what_takes_too_long_is_ended() -> None:
    began = time.monotonic()
    with pytest.raises(CannotCheck, match="longer than 0 seconds"):
        apart(time.sleep, (600,), 0.2)
    assert time.monotonic() - began < 30


@pytest.mark.parametrize("work", [os._exit, os.listdir])
def test_what_dies_or_breaks_is_told_as_such(work: object) -> None:
    with pytest.raises(CannotCheck, match="broke off"):
        apart(work, (3 if work is os._exit else "/no/such/folder",), 60)  # type: ignore[arg-type]


def _refuses(reason: str) -> None:
    raise CannotFetch("https://a.example/: it says no", reason)


def test_a_trouble_keeps_its_code() -> None:
    with pytest.raises(CannotCheck, match="it says no") as caught:
        apart(_refuses, ("robots",), 60)
    assert caught.value.reason == "robots"


def test_a_trouble_with_a_reason_keeps_its_reason() -> None:
    with pytest.raises(CannotCheck, match="MASDAR_PORT is 'eighty'"):
        apart(load_config, ({"MASDAR_PORT": "eighty"},), 60)
