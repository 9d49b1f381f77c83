"""A test in, an empty database of each kind out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, delete, insert, inspect, select, text
from sqlalchemy.engine import URL, make_url

from masdar.store import Connection, Store, open_store
from masdar.store.tables import counters

SCHEMA = f"masdar_test_{os.getpid()}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def kind(request: pytest.FixtureRequest) -> str:
    """The kind of the database."""
    return str(request.param)


@pytest.fixture(scope="session")
def server() -> Iterator[URL]:
    """The PostgreSQL database that the tests were given; when several processes test side by side, one of each's own
    beside it, since who drives and who migrates is locked by database."""
    given = os.environ.get("MASDAR_TEST_POSTGRES")
    if not given:
        pytest.skip("set MASDAR_TEST_POSTGRES to the address of an empty PostgreSQL database")
    url = make_url(given).set(drivername="postgresql+psycopg")
    if "PYTEST_XDIST_WORKER" not in os.environ:
        yield url
        return
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as db:
        db.execute(text(f"CREATE DATABASE {SCHEMA}"))
    engine.dispose()
    yield url.set(database=SCHEMA)
    with engine.connect() as db:
        db.execute(text(f"DROP DATABASE {SCHEMA} WITH (FORCE)"))
    engine.dispose()


@contextmanager
def a_schema(server: URL, name: str) -> Iterator[tuple[Engine, str]]:
    """A schema of that name, as long as the block lasts, and its address."""
    here = server.update_query_dict({"options": f"-csearch_path={name}"})
    engine = create_engine(here, isolation_level="AUTOCOMMIT")
    with engine.connect() as db:
        db.execute(text(f"DROP SCHEMA IF EXISTS {name} CASCADE"))
        db.execute(text(f"CREATE SCHEMA {name}"))
        yield engine, here.render_as_string(hide_password=False)
        db.execute(text(f"DROP SCHEMA {name} CASCADE"))
    engine.dispose()


@pytest.fixture
def address(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database without tables."""
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path}/news.db"
        return
    with a_schema(request.getfixturevalue("server"), SCHEMA) as (_, here):
        yield here


@pytest.fixture(scope="session")
def with_tables(server: URL) -> Iterator[tuple[Engine, str]]:
    """A PostgreSQL database brought up to this release once: that takes longer than most tests."""
    with a_schema(server, f"{SCHEMA}_ready") as (engine, here):
        open_store(here).close()
        yield engine, here


@pytest.fixture
def store(kind: str, request: pytest.FixtureRequest) -> Iterator[Store]:
    """A store that holds nothing."""
    if kind == "sqlite":
        with open_store("sqlite://") as opened:
            yield opened
        return
    engine, here = request.getfixturevalue("with_tables")
    with engine.connect() as db:
        first = db.execute(select(counters)).all()
        tables = [name for name in inspect(db).get_table_names() if name not in ("alembic_version", "counters")]
    with open_store(here) as opened:
        yield opened
    with engine.connect() as db:
        db.execute(text(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY"))
        db.execute(delete(counters))
        db.execute(insert(counters), [row._asdict() for row in first])


@pytest.fixture
def db(store: Store) -> Iterator[Connection]:
    """One writing transaction that lasts as long as the test."""
    with store.writing() as connection:
        yield connection
