"""In: nothing. Out: the site over an archive of invented reports, asked without a server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from masdar.serve import SiteSettings, site
from masdar.store import Store, open_store

from .invented import NOW, fill


@pytest.fixture(scope="session")
def archive() -> Iterator[Store]:
    with open_store("sqlite://") as store:
        fill(store)
        yield store


@pytest.fixture(scope="session")
def settings() -> SiteSettings:
    return SiteSettings(base_url="https://news.example", demo=True, contact="desk@news.example")


@pytest.fixture
def client(archive: Store, settings: SiteSettings) -> TestClient:
    return TestClient(site(archive, settings, lambda: NOW), raise_server_exceptions=False, follow_redirects=False)
