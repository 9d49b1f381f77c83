"""What SQLite and PostgreSQL do differently, and nothing else: transactions, upserts, the search index."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TypeVar

from sqlalchemy import ColumnElement, Connection, Engine, Select, Table, event, select, text, true
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from masdar.errors import StoreError

# Any constant will do, as long as every Masdar uses the same: "masd" in ASCII.
_MIGRATION_LOCK = 0x6D617364
# The same beside a number of the schema: two archives in one database each have their driver.
_DRIVER_LOCK = f"{_MIGRATION_LOCK}, hashtext(coalesce(current_schema(), ''))"
# SQLite allows 32,766 values in one statement, PostgreSQL's wire protocol 65,535; this is far below both.
_AT_ONCE = 500
# SQLite's 2 MB of page cache and a checkpoint each 4 MB make saving wait for the disk (bench/database.py).
_CACHE_KIB = 32 * 1024
_CHECKPOINT_PAGES = 4000

# Primary result codes (sqlite.org/rescode.html) that are nobody's data's fault.
_SQLITE_OUTAGES = frozenset(
    {
        sqlite3.SQLITE_PERM, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_NOTADB,
    }
)  # fmt: skip
# Classes of SQLSTATE: connection, transaction state and rollback, resources, operator, system, internal error. A limit
# of the program (54) is the fault of what was to be saved.
_POSTGRESQL_OUTAGES = frozenset({"08", "25", "40", "53", "55", "57", "58", "XX"})

T = TypeVar("T")


# ---------------------------------------------------------------- transactions


def prepare(engine: Engine, wait_s: float) -> None:
    """Set every connection up as this database needs it."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _connect(connection: DBAPIConnection, _record: object) -> None:
        assert isinstance(connection, sqlite3.Connection)
        connection.isolation_level = None  # we say BEGIN ourselves
        connection.execute(f"PRAGMA busy_timeout = {int(wait_s * 1000)}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")

    @event.listens_for(engine, "begin")
    def _begin(db: Connection) -> None:
        db.exec_driver_sql("BEGIN IMMEDIATE" if db.get_execution_options().get("writes") else "BEGIN")


@contextmanager
def write_transaction(db: Connection) -> Iterator[None]:
    """A transaction that may write: on SQLite it takes the write lock at once instead of failing half way."""
    db.execution_options(writes=True)
    with db.begin():
        yield


def see_one_moment(db: Connection) -> None:
    """Let all queries to come see the database as the first one does (SQLite in WAL: always so)."""
    if db.dialect.name == "postgresql":
        db.execution_options(isolation_level="REPEATABLE READ")


def one_migrates(db: Connection) -> None:
    """Let one program at a time past this point (SQLite: the write lock already does)."""
    if db.dialect.name == "postgresql":
        db.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})


def is_busy(error: SQLAlchemyError) -> bool:
    """Whether the database refused because somebody else holds its write lock."""
    return isinstance(error, DBAPIError) and "database is locked" in str(error.orig)


def is_outage(error: SQLAlchemyError) -> bool:
    """Whether the database as a whole failed, whatever was asked of it: no connection, no room, not allowed."""
    if not isinstance(error, DBAPIError):
        return isinstance(error, PoolTimeoutError)
    if isinstance(error.orig, sqlite3.Error):
        return getattr(error.orig, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF in _SQLITE_OUTAGES
    state = getattr(error.orig, "sqlstate", None)
    if error.connection_invalidated or state is None:  # the driver itself speaks: of its connection, or of a value
        return error.connection_invalidated or isinstance(error, OperationalError)
    return state[:2] in _POSTGRESQL_OUTAGES


def wipe_deleted(engine: Engine) -> None:
    """Rewrite the database so that its files hold no deleted rows, words of the search index included."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
            db.execute(text("VACUUM"))
        return
    with closing(engine.raw_connection()) as connection:
        cursor = connection.cursor()
        cursor.execute("INSERT INTO search_words (search_words) VALUES ('optimize')")
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        is_held, *_ = cursor.fetchone() or (True,)
        if is_held:
            raise StoreError(f"{engine.url.database} was being read all the time: what was deleted is wiped later")


def hold_alone(held: ExitStack, engine: Engine) -> None:
    """Be the only one that drives this database until `held` closes (or dies); StoreError when another already does.

    SQLite: a lock on a file beside it. PostgreSQL: an advisory lock of a connection that does nothing else.
    """
    if engine.dialect.name == "sqlite":
        is_ours = _hold_file(held, _lock_file(engine))
    else:
        db = held.enter_context(engine.connect().execution_options(isolation_level="AUTOCOMMIT"))
        db.detach()  # so that closing it ends its session, and with it the lock
        is_ours = bool(db.execute(text(f"SELECT pg_try_advisory_lock({_DRIVER_LOCK})")).scalar())
    if not is_ours:
        where = engine.url.render_as_string()
        raise StoreError(f"another Masdar is already collecting into this archive ({where}): stop it first")


def is_held_alone(engine: Engine) -> bool:
    """Whether some process holds what `hold_alone` gives. Asking disturbs nobody."""
    if engine.dialect.name == "sqlite":
        return _is_file_held(_lock_file(engine))
    held = text(
        "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND granted "
        "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
        f"AND (classid, objid) IN (SELECT a::oid, b::oid FROM (VALUES ({_DRIVER_LOCK})) AS ours (a, b)))"
    )
    with engine.connect() as db:
        return bool(db.execute(held).scalar())


def _lock_file(engine: Engine) -> Path:
    return Path(f"{engine.url.database}.lock")


def _hold_file(held: ExitStack, path: Path) -> bool:
    """Keep an exclusive lock on a file until `held` closes; False when another process has it."""
    import fcntl

    file = held.enter_context(path.open("a"))
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _is_file_held(path: Path) -> bool:
    """Asking takes the lock for an instant, shared with other askers."""
    import fcntl

    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


# ---------------------------------------------------------------- upserts


def upsert(db: Connection, table: Table, key: Sequence[str], **row: object) -> None:
    """Insert the row, or write its other columns over the row with the same key."""
    db.execute(_upsert(db.dialect.name, table, tuple(key), tuple(row), None), row)


def count_up(db: Connection, table: Table, key: Sequence[str], column: str, **row: object) -> None:
    """Insert the row, or add its `column` to that of the row with the same key and write its others over it."""
    db.execute(_upsert(db.dialect.name, table, tuple(key), tuple(row), column), row)


@cache  # the driver does this for every answer, and building a statement costs more than executing it
def _upsert(
    dialect: str, table: Table, key: tuple[str, ...], names: tuple[str, ...], adding: str | None
) -> postgresql.Insert | sqlite.Insert:
    insert = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    rest: dict[str, ColumnElement[object]] = {name: insert.excluded[name] for name in names if name not in key}
    if adding is not None:
        rest[adding] = table.c[adding] + insert.excluded[adding]
    return insert.on_conflict_do_update(index_elements=key, set_=rest)


def insert_new(db: Connection, table: Table, rows: Sequence[dict[str, object]]) -> None:
    """Insert the rows that meet no row with the same key."""
    if not rows:
        return
    if db.dialect.name == "postgresql":
        db.execute(postgresql.insert(table).on_conflict_do_nothing(), rows)
    else:
        db.execute(sqlite.insert(table).on_conflict_do_nothing(), rows)


# ---------------------------------------------------------------- the first few of each


def with_first(db: Connection, each: Table, first: Select[int], of: Table) -> Select[int, int]:
    """Numbers of `each` row with those of the `of` rows that `first` finds for it (correlated, ordered, limited)."""
    if db.dialect.name == "sqlite":
        return select(each.c.id, of.c.id).select_from(each.join(of, of.c.id.in_(first)))
    found = first.lateral()
    return select(each.c.id, of.c.id).select_from(each.join(found, true()).join(of, of.c.id == found.c.id))


# ---------------------------------------------------------------- limits and sizes


def portions(items: Iterable[T]) -> Iterator[list[T]]:
    """The items in lists short enough to be the values of one statement."""
    rest = iter(items)
    while portion := list(islice(rest, _AT_ONCE)):
        yield portion


def newest_of_bands(db: Connection, bands: Sequence[int], most: int) -> list[tuple[int, int]]:
    """Each of the bands with the articles of highest number that have it, no more than so many."""
    query = _NEWEST_SQLITE if db.dialect.name == "sqlite" else _NEWEST_POSTGRESQL
    return [(band, id) for band, id in db.execute(query, {"bands": json.dumps(bands), "most": most})]


# The limit is one more step down the index for each band, however many articles have it.
_NEWEST_SQLITE = text(
    "SELECT bands.band, bands.article_id FROM json_each(:bands) AS own CROSS JOIN bands "
    "ON bands.band = own.value AND bands.article_id > coalesce((SELECT newer.article_id FROM bands AS newer "
    "WHERE newer.band = own.value ORDER BY newer.article_id DESC LIMIT 1 OFFSET :most), 0)"
)
_NEWEST_POSTGRESQL = text(
    "SELECT held.* FROM json_array_elements_text(CAST(:bands AS json)) AS own CROSS JOIN LATERAL (SELECT band, "
    "article_id FROM bands WHERE band = CAST(own.value AS bigint) ORDER BY article_id DESC LIMIT :most) AS held"
)


def can_be_number(id: int) -> bool:
    """Whether a row can have that number: both databases count to 2^63 - 1 and refuse to look for more."""
    return 0 < id < 2**63


def database_bytes(db: Connection) -> int:
    """How much room the database takes (SQLite: without its write-ahead log)."""
    if db.dialect.name == "sqlite":
        size = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    else:
        size = "SELECT pg_database_size(current_database())"
    return int(db.execute(text(size)).scalar_one())


def faults(db: Connection) -> tuple[str, ...]:
    """What the database finds damaged in itself, the first few (PostgreSQL checks its pages as it reads them: nothing).

    SQLite reads its whole file for this: about a second for each gigabyte.
    """
    if db.dialect.name != "sqlite":
        return ()
    found = [str(line) for line in db.execute(text("PRAGMA quick_check(5)")).scalars()]
    return () if found == ["ok"] else tuple(found)


# ---------------------------------------------------------------- search


@dataclass(frozen=True, slots=True)
class IndexedWords:
    """The words of one article as the index holds them: folded, and folded and stemmed."""

    title: tuple[str, ...]
    body: tuple[str, ...]
    title_stems: tuple[str, ...]
    body_stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing all hits must have: this run of folded words, or else (when given) this run of stems."""

    words: tuple[str, ...]
    stems: tuple[str, ...] = ()


def index_words(db: Connection, article: int, words: IndexedWords) -> None:
    """Make an article that is not in the index findable by these words."""
    if db.dialect.name == "sqlite":
        statement = (
            "INSERT INTO search_words (rowid, title, body, title_stems, body_stems) "
            "VALUES (:article, :title, :body, :title_stems, :body_stems)"
        )
        values: dict[str, object] = {
            "title": " ".join(words.title),
            "body": " ".join(words.body),
            "title_stems": " ".join(words.title_stems),
            "body_stems": " ".join(words.body_stems),
        }
    else:
        statement = "INSERT INTO search_words (article_id, words) VALUES (:article, CAST(:words AS tsvector))"
        values = {"words": _vector(words)}
    db.execute(text(statement), {"article": article, **values})


def forget_words(db: Connection, article: int) -> None:
    """Make the article impossible to find."""
    column = "rowid" if db.dialect.name == "sqlite" else "article_id"
    db.execute(text(f"DELETE FROM search_words WHERE {column} = :article"), {"article": article})


def matching(db: Connection, clauses: Sequence[Clause], limit: int, offset: int, source: str | None) -> tuple[int, ...]:
    """Numbers of the articles that have all clauses, best first."""
    rows = db.execute(
        text(f"{_FIND[db.dialect.name]} ORDER BY goodness DESC, id DESC LIMIT :limit OFFSET :offset"),
        {"query": _query(db, clauses), "source": source, "limit": limit, "offset": offset},
    )
    return tuple(row.id for row in rows)


def count_matching(db: Connection, clauses: Sequence[Clause], source: str | None) -> int:
    """How many articles have all clauses."""
    statement = text(f"SELECT count(*) FROM ({_FIND[db.dialect.name]}) AS found")
    return int(db.execute(statement, {"query": _query(db, clauses), "source": source}).scalar_one())


# Words as printed (folded) weigh more than stems, the title more than the body: 8, 4, 2, 1. PostgreSQL lists the
# same weights from D (stems of the body) up to A (words of the title).
_FIND = {
    "sqlite": (
        "SELECT articles.id AS id, -bm25(search_words, 8.0, 4.0, 2.0, 1.0) AS goodness "
        "FROM search_words JOIN articles ON articles.id = search_words.rowid "
        "WHERE search_words MATCH :query AND (:source IS NULL OR articles.source_id = :source)"
    ),
    "postgresql": (
        "SELECT articles.id AS id, "
        "ts_rank('{0.125, 0.25, 0.5, 1.0}', search_words.words, CAST(:query AS tsquery)) AS goodness "
        "FROM search_words JOIN articles ON articles.id = search_words.article_id "
        "WHERE search_words.words @@ CAST(:query AS tsquery) "
        "AND (CAST(:source AS text) IS NULL OR articles.source_id = :source)"
    ),
}


def _query(db: Connection, clauses: Sequence[Clause]) -> str:
    if db.dialect.name == "sqlite":
        return " AND ".join(f"({_fts(clause)})" for clause in clauses)
    return " & ".join(f"({_tsquery(clause)})" for clause in clauses)


def _fts(clause: Clause) -> str:
    exact = "{title body} : " + _fts_phrase(clause.words)
    return f"{exact} OR {{title_stems body_stems}} : {_fts_phrase(clause.stems)}" if clause.stems else exact


def _fts_phrase(words: tuple[str, ...]) -> str:
    return '"' + " ".join(words).replace('"', '""') + '"'


def _tsquery(clause: Clause) -> str:
    exact = " <-> ".join(_lexeme("=", word) for word in clause.words)
    stems = " <-> ".join(_lexeme("~", stem) for stem in clause.stems)
    return f"({exact}) | ({stems})" if stems else exact


def _lexeme(mark: str, word: str) -> str:
    """Folded words and stems live in one vector, told apart by their first character."""
    quoted = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{mark}{quoted}'"


def _vector(words: IndexedWords) -> str:
    gap = len(words.title) + 1  # so that no phrase runs from the title into the body
    stem_gap = len(words.title_stems) + 1
    return " ".join(
        _entries("=", words.title, 0, "A")
        + _entries("=", words.body, gap, "B")
        + _entries("~", words.title_stems, 0, "C")
        + _entries("~", words.body_stems, stem_gap, "D")
    )


def _entries(mark: str, words: tuple[str, ...], before: int, weight: str) -> list[str]:
    return [f"{_lexeme(mark, word)}:{before + at}{weight}" for at, word in enumerate(words, start=1)]
