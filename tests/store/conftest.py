"""A test in, an empty database of each kind out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from masdar.store import Connection, Store, open_store

SCHEMA = f"masdar_test_{os.getpid()}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/news.db"
        return
    given = os.environ.get("MASDAR_TEST_POSTGRES")
    if not given:
        pytest.skip("set MASDAR_TEST_POSTGRES to the address of an empty PostgreSQL database")
    url = make_url(given).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as db:
        db.execute(text(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"))
        db.execute(text(f"CREATE SCHEMA {SCHEMA}"))
        here = url.update_query_dict({"options": f"-csearch_path={SCHEMA}"})
        yield here.render_as_string(hide_password=False)
        db.execute(text(f"DROP SCHEMA {SCHEMA} CASCADE"))
    engine.dispose()


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    with open_store(address) as opened:
        yield opened


@pytest.fixture
def db(store: Store) -> Iterator[Connection]:
    """One writing transaction that lasts as long as the test."""
    with store.writing() as connection:
        yield connection
