"""A database address in, an open and up-to-date Store out: who may read, who may write, and when."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, inspect, text, update
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError, StatementError

from masdar.errors import StoreError, StoreOutage
from masdar.store import dialect
from masdar.store.migrations import HEAD
from masdar.store.tables import counters

_CONTENT_CHANGED = update(counters).where(counters.c.name == "content").values(number=counters.c.number + 1)


class Store:
    """The archive's database. Many may read at once; one at a time writes (SQLite: of all processes).

    Reading sees one moment of the database from its first query on, whatever is written meanwhile.
    """

    def __init__(self, engine: Engine, cleanup: ExitStack) -> None:
        self._engine = engine
        self._cleanup = cleanup
        self._writing = threading.Lock()
        self._writer: int | None = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to ask with; nothing done through it is kept."""
        with _in_our_words(self._engine), self._engine.connect() as db:
            dialect.see_one_moment(db)
            yield db
            db.rollback()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: kept as a whole when the block ends, dropped as a whole when it raises.

        Waits for another thread's transaction, and some seconds for another program's, then raises StoreError.
        """
        if self._writer == threading.get_ident():
            raise StoreError("writing() was called inside writing(): pass the connection along instead")
        with self._writing, _in_our_words(self._engine), self._engine.connect() as db:
            self._writer = threading.get_ident()
            try:
                with dialect.write_transaction(db):
                    yield db
                    db.execute(_CONTENT_CHANGED)
            finally:
                self._writer = None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Held by a driver that collects: a second one on the same archive, on any machine, gets StoreError at once.

        So a host's pace holds over all processes. Short writes by other programs (`masdar source add`) stay possible.
        """
        with ExitStack() as held:
            with _in_our_words(self._engine):
                dialect.hold_alone(held, self._engine)
            yield

    def wipe_deleted(self) -> None:
        """Leave nothing of deleted rows in the database's files (PostgreSQL: as far as a VACUUM does). Costs as much
        as writing the whole database once; others go on reading. StoreError when they do so without end."""
        with self._writing, _in_our_words(self._engine):
            dialect.wipe_deleted(self._engine)

    def is_driven(self) -> bool:
        """Whether a driver is at work on this archive now."""
        with _in_our_words(self._engine):
            return dialect.is_held_alone(self._engine)

    def close(self) -> None:
        """Give back all connections; a database in memory is gone."""
        self._engine.dispose()
        self._cleanup.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@contextmanager
def part_of(db: Connection) -> Iterator[None]:
    """A part of a transaction: what raises in it drops the part alone. StoreOutage when the database as a whole
    failed: then nothing of the transaction may be kept."""
    try:
        with db.begin_nested(), _in_our_words(db.engine):
            yield
    except SQLAlchemyError as error:  # the part could not be dropped: with no room left, SQLite ends the transaction
        raise StoreOutage(f"the database {db.engine.url.render_as_string()} gave the transaction up") from error


def open_store(url: str, *, wait_s: float = 10.0) -> Store:
    """The store at a database address, its tables brought up to this release.

    `sqlite:///news.db`, `postgresql://user@host/name`, or `sqlite://` for a private one that is gone when closed.
    `wait_s`: how long a write waits for another program that is writing. Raises StoreError.
    """
    cleanup = ExitStack()
    try:
        engine = _engine(_address(url, cleanup), wait_s)
        cleanup.callback(engine.dispose)
        with _in_our_words(engine):
            _bring_up_to_date(engine)
    except BaseException:
        cleanup.close()
        raise
    return Store(engine, cleanup)


def _address(url: str, cleanup: ExitStack) -> URL:
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise StoreError(f"{url!r} is no database address: use sqlite:///news.db or postgresql://…") from error
    if address.get_backend_name() == "postgresql":
        return address.set(drivername="postgresql+psycopg")
    if address.get_backend_name() != "sqlite":
        raise StoreError(f"Masdar keeps its data in SQLite or PostgreSQL, not in {address.get_backend_name()}")
    if address.database in (None, "", ":memory:"):
        # SQLite's shared memory databases block readers while somebody writes; a file of its own behaves like the
        # real thing.
        folder = tempfile.mkdtemp(prefix="masdar-")
        cleanup.callback(shutil.rmtree, folder, ignore_errors=True)
        return address.set(database=str(Path(folder, "memory.db")))
    path = Path(str(address.database))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"cannot make the folder {path.parent} for the database: {error.strerror}") from error
    return address


def _engine(address: URL, wait_s: float) -> Engine:
    try:
        engine = create_engine(address, pool_size=8, max_overflow=64)
    except ImportError as error:
        raise StoreError("PostgreSQL needs its driver: pip install 'masdar[postgres]'") from error
    dialect.prepare(engine, wait_s)
    return engine


def _bring_up_to_date(engine: Engine) -> None:
    with engine.connect() as db:
        if _release(db) == HEAD:
            return
        db.rollback()
        with dialect.write_transaction(db):
            dialect.one_migrates(db)
            if _release(db) != HEAD:
                _migrate(db)


def _release(db: Connection) -> str | None:
    """The number of the newest migration that this database has had; None for an empty one."""
    if not inspect(db).has_table("alembic_version"):
        return None
    return db.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _migrate(db: Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = db
    release = _release(db)
    try:
        if release is not None:
            ScriptDirectory.from_config(config).get_revision(release)
        command.upgrade(config, "head")
    except CommandError as error:
        raise StoreError(
            f"the database {db.engine.url.render_as_string()} was made by a newer Masdar (its tables are at step "
            f"{release}, this program knows up to {HEAD}): install the newer version, or use another database"
        ) from error


@contextmanager
def _in_our_words(engine: Engine) -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        where = engine.url.render_as_string()
        cause = error.orig if isinstance(error, StatementError) else error
        if dialect.is_busy(error):
            raise StoreOutage(f"another program is writing to {where}: wait for it to finish, or stop it") from error
        first_line = next(iter(str(cause).splitlines()), type(cause).__name__)
        kind = StoreOutage if dialect.is_outage(error) else StoreError
        raise kind(f"the database {where} failed: {first_line}") from error
