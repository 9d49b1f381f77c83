"""Opening, reading, writing: who sees what, who waits for whom, and what a failure leaves behind."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from masdar.errors import StoreError, StoreOutage
from masdar.model import ArticleId, PageId, SourceId, StoryId
from masdar.store import (
    Connection,
    Store,
    articles,
    migrations,
    open_store,
    pages,
    part_of,
    schedule,
    search,
    sources,
    status,
    stories,
)
from masdar.store.tables import metadata

from .samples import NOW, article, source

pytestmark = pytest.mark.usefixtures("tables_made_anew")


def test_the_migrations_make_the_tables_of_the_program(db: Connection) -> None:
    context = MigrationContext.configure(db, opts={"include_object": lambda *found: found[4] is not None})
    assert compare_metadata(context, metadata) == []


def test_the_programs_newest_migration_is_the_last_one() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    assert ScriptDirectory.from_config(config).get_heads() == [migrations.HEAD]


def test_an_archive_of_an_earlier_release_keeps_its_bands(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/news.db")
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with engine.begin() as db:
        config.attributes["connection"] = db
        command.upgrade(config, "0004")
        db.execute(text("INSERT INTO sources (id, name, saved_at, document, pace_s) VALUES ('s', 's', '', '{}', 1)"))
        for number in (1, 2):
            fields = "id, source_id, key, url, title, direction, excerpt, related, first_seen, versions"
            values = f"{number}, 's', '{number}', '', '', 'rtl', '', 1, '2026-11-01', 1"
            db.execute(text(f"INSERT INTO articles ({fields}) VALUES ({values})"))
        db.execute(text("INSERT INTO bands (band, article_id) VALUES (-7, 1), (9, 1), (-7, 2)"))
        db.execute(text("INSERT INTO quotation_bands (band, article_id, place) VALUES (5, 1, -1)"))
    engine.dispose()
    with open_store(f"sqlite:///{tmp_path}/news.db") as store, store.reading() as db:
        held = db.execute(text("SELECT band, article_id FROM bands ORDER BY band, article_id")).all()
        assert held == [(-7, 1), (-7, 2), (9, 1)]
        assert db.execute(text("SELECT * FROM quotation_bands")).all() == [(5, 1, -1)]


def test_opening_again_keeps_what_is_there(address: str) -> None:
    with open_store(address) as store, store.writing() as db:
        sources.save_source(db, source(), NOW)
    with open_store(address) as store, store.reading() as db:
        assert sources.all_sources(db)[0].source == source()


def test_a_database_of_a_newer_program_is_refused(address: str) -> None:
    with open_store(address) as store, store.writing() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match=r"newer Masdar.*9999"):
        open_store(address)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("news.db", "sqlite:///"),
        ("mysql://localhost/news", "SQLite or PostgreSQL"),
        ("postgresql://nobody@127.0.0.1:1/none", "failed"),
        ("sqlite:////proc/none/news.db", "folder"),
    ],
)
def test_an_address_that_cannot_be_opened_is_explained(address: str, says: str) -> None:
    with pytest.raises(StoreError, match=says):
        open_store(address)


def test_a_file_that_is_no_database_is_explained(tmp_path: Path) -> None:
    Path(tmp_path, "news.db").write_text("not a database " * 100)
    with pytest.raises(StoreError, match="not a database"):
        open_store(f"sqlite:///{tmp_path}/news.db")


def test_what_raises_leaves_nothing(store: Store) -> None:
    def fail_late() -> None:
        with store.writing() as db:
            article(db, 1)
            raise KeyError

    with pytest.raises(KeyError):
        fail_late()
    with store.reading() as db:
        held = status.totals(db)
        assert (held.sources, held.pages, held.articles) == (0, 0, 0)


def test_a_part_that_raises_is_dropped_alone(store: Store) -> None:
    def fail_late(db: Connection) -> None:
        with part_of(db):
            article(db, 2)
            raise KeyError

    with store.writing() as db:
        article(db, 1)
        with pytest.raises(KeyError):
            fail_late(db)
    with store.reading() as db:
        assert len(articles.recent_articles(db, 9)) == 1


def test_a_part_of_a_transaction_that_the_database_gave_up_is_an_outage(store: Store) -> None:
    def lose_it() -> None:
        with store.writing() as db, part_of(db):
            db.exec_driver_sql("ROLLBACK")  # as SQLite does of itself when the disk is full
            raise KeyError

    with pytest.raises(StoreOutage, match="gave the transaction up"):
        lose_it()


def test_nothing_done_while_reading_is_kept(store: Store) -> None:
    with store.reading() as db:
        sources.save_source(db, source(), NOW)
    with store.reading() as db:
        assert sources.all_sources(db) == ()


def test_readers_see_the_last_whole_state_while_another_thread_writes(store: Store) -> None:
    with store.writing() as writer:
        sources.save_source(writer, source(), NOW)
        assert _in_thread(lambda: _count(store)) == 0
    assert _in_thread(lambda: _count(store)) == 1


def test_a_reader_sees_one_moment(store: Store) -> None:
    with store.reading() as reader:
        assert sources.all_sources(reader) == ()
        with store.writing() as writer:
            sources.save_source(writer, source(), NOW)
        assert sources.all_sources(reader) == ()


def test_writers_take_turns(store: Store) -> None:
    def write(number: int) -> None:
        with store.writing() as db:
            sources.save_source(db, source(f"s{number}"), NOW)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _count(store) == 8


def test_writing_inside_writing_is_refused_instead_of_hanging(store: Store) -> None:
    with store.writing(), pytest.raises(StoreError, match="inside"), store.writing():
        pass


def test_a_second_program_that_writes_is_told(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/news.db"
    with open_store(address) as one, open_store(address, wait_s=0.05) as other, one.writing():
        with pytest.raises(StoreError, match="another program is writing"), other.writing():
            pass
        with other.reading() as db:
            assert sources.all_sources(db) == ()


@pytest.mark.slow
def test_a_program_killed_while_writing_leaves_nothing_and_holds_nobody_up(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/news.db"
    script = (
        "import os, signal, sys\n"
        "from masdar.store import open_store, sources\n"
        "from store.samples import NOW, source\n"
        "store = open_store(sys.argv[1])\n"
        "with store.alone():\n"
        "    with store.writing() as db: sources.save_source(db, source('kept'), NOW)\n"
        "    with store.writing() as db:\n"
        "        sources.save_source(db, source('lost'), NOW)\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, address], cwd=Path(__file__).parents[1], check=False)
    assert done.returncode == -signal.SIGKILL
    with open_store(address, wait_s=0.5) as store, store.alone():
        with store.writing() as db:
            sources.save_source(db, source("after"), NOW)
        with store.reading() as db:
            assert [card.source.id for card in sources.all_sources(db)] == ["after", "kept"]


def test_a_second_collector_is_told(address: str) -> None:
    with open_store(address) as one, open_store(address) as other:
        with one.alone():
            assert other.is_driven()
            with pytest.raises(StoreError, match=r"already collecting .*: stop it first"), other.alone():
                pass
            with other.writing() as db:
                sources.save_source(db, source(), NOW)
        assert not other.is_driven()
        with other.alone():
            assert one.is_driven()


@pytest.mark.postgres
def test_a_collector_that_is_cut_off_holds_nobody_up(address: str) -> None:
    with open_store(address) as one, open_store(address) as other:
        if one._engine.dialect.name != "postgresql":
            pytest.skip("SQLite's lock goes with the process: see the killed program above")
        with one.alone():
            with one._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
                db.execute(
                    text("SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory' AND granted")
                )
            with other.alone():
                pass


def test_a_failing_statement_is_told_in_one_line(store: Store) -> None:
    with pytest.raises(StoreError) as told, store.writing() as db:
        db.execute(text("SELECT 1 FROM nowhere"))
    assert "nowhere" in str(told.value)
    assert "\n" not in str(told.value)


def test_a_private_database_is_shared_by_threads_and_gone_when_closed() -> None:
    store = open_store("sqlite://")
    with store.writing() as writer:
        sources.save_source(writer, source(), NOW)
        assert _in_thread(lambda: _count(store)) == 0
    assert _in_thread(lambda: _count(store)) == 1
    folder = Path(store._engine.url.database or "").parent
    assert folder.exists()
    store.close()
    assert not folder.exists()
    with open_store("sqlite://") as another:
        assert _count(another) == 0


@pytest.mark.parametrize("number", [0, -1, 7, 2**63 - 1, 2**63, 10**40])
def test_a_number_that_no_row_has_finds_nothing(db: Connection, number: int) -> None:
    assert articles.get_article(db, ArticleId(number)) is None
    assert articles.recent_articles(db, 9, before=ArticleId(number)) == ()
    assert stories.get_story(db, StoryId(number)) is None
    assert stories.front(db, 9, before=StoryId(number)) == ()
    assert pages.get_page(db, PageId(number)) is None
    assert search.search(db, "جسر", 9, offset=number) == ()


@pytest.mark.parametrize("name", ["", "\0", "\ud800", "'; DROP TABLE articles", "ن" * 9000])
def test_a_name_that_no_row_has_finds_nothing(db: Connection, name: str) -> None:
    assert sources.get_source(db, SourceId(name)) is None
    assert sources.source_card(db, SourceId(name)) is None
    assert sources.source_for(db, f"https://{name}/{name}") is None
    assert schedule.host_signals(db, name) == ()
    assert articles.recent_articles(db, 9, source=SourceId(name)) == ()
    assert articles.recent_articles(db, 9, section=name) == ()
    assert stories.front(db, 9, section=name) == ()
    assert search.search(db, "جسر", 9, source=SourceId(name)) == ()
    assert articles.article_by_url(db, f"https://{name}/{name}") is None


def test_content_version_changes_with_every_write_and_no_read(store: Store) -> None:
    def version() -> str:
        with store.reading() as db:
            return status.content_version(db)

    first = version()
    assert version() == first
    with store.writing():
        pass
    assert version() != first
    with open_store("sqlite://") as another, another.reading() as db:
        assert status.content_version(db).split("-")[0] != first.split("-")[0]


@pytest.mark.slow
def test_importing_the_store_opens_nothing(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", "import masdar.store"], cwd=tmp_path, check=True, capture_output=True)
    assert done.stdout == b""
    assert list(tmp_path.iterdir()) == []


def _count(store: Store) -> int:
    with store.reading() as db:
        return len(sources.all_sources(db))


def _in_thread(ask: object) -> object:
    answers: list[object] = []
    assert callable(ask)
    thread = threading.Thread(target=lambda: answers.append(ask()))
    thread.start()
    thread.join()
    return answers[0]
