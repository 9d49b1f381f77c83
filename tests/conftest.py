"""Fixtures that several rooms share: the sample newsroom, worked through once, and a browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from browsing import chromium
from masdar import app as wiring
from masdar.app import Demo


@pytest.fixture(scope="session")
def worked_demo() -> Iterator[Demo]:
    """The demo's desk after its three simulated days (some seconds of work, on any free port)."""
    with wiring.open_demo(0) as demo:
        wiring.work_through(demo)
        yield demo


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser
