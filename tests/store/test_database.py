"""The database is opened as durability asks for it, migrated to exactly the tables that the code knows, and time is UTC."""

from __future__ import annotations

import errno
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, inspect, select
from sqlalchemy.exc import DBAPIError, StatementError

from crisis.domain.errors import OutcomeUnknown, StorageFull
from crisis.store.append_only import TABLES
from crisis.store.base import canonical, image, metadata
from crisis.store.database import Database, UnsafeSqlite, is_busy, refusal, safe_sqlite
from crisis.store.people import people, tokens
from crisis.store.schema import MIGRATIONS, migrate, newest
from crisis.store.unit_of_work import Work
from tests.store.acts import AT, note, token

ROOT = Path(__file__).resolve().parents[2]

WANTED = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


@pytest.mark.covers("A")
@pytest.mark.parametrize("engine", ["writer", "reader"])
@pytest.mark.parametrize("pragma", WANTED)
def test_sqlite_is_opened_as_durability_asks(tmp_path: Path, engine: str, pragma: str) -> None:
    database = Database(f"sqlite:///{tmp_path / 'crisis.db'}")
    with getattr(database, engine).connect() as conn:
        assert conn.exec_driver_sql(f"PRAGMA {pragma}").scalar() == WANTED[pragma]
    database.close()


@pytest.mark.covers("A")
@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), True),
        ((4, 0, 0), True),
    ],
)
def test_an_sqlite_that_may_lose_commits_is_not_opened(
    tmp_path: Path, version: tuple[int, int, int], safe: bool
) -> None:
    assert safe_sqlite(version) is safe
    url = f"sqlite:///{tmp_path / 'crisis.db'}"
    if safe:
        Database(url, sqlite_version=version).close()
        return
    with pytest.raises(UnsafeSqlite, match=".".join(map(str, version))):
        Database(url, sqlite_version=version)


def test_the_sqlite_that_is_here_passes_the_gate(tmp_path: Path) -> None:
    Database(f"sqlite:///{tmp_path / 'crisis.db'}").close()


def test_a_reader_does_not_keep_a_writer_waiting(work: Work) -> None:
    note(work, "before")
    with work.reading() as conn:
        before = conn.execute(select(metadata.tables["events"])).all()
        note(work, "while somebody reads")
        if work.database.embedded:
            assert conn.execute(select(metadata.tables["events"])).all() == before
    with work.reading() as conn:
        assert len(conn.execute(select(metadata.tables["events"])).all()) == 2


# --- the schema ------------------------------------------------------------------------------------------------


def opened(url: str) -> Database:
    database = Database(url)
    migrate(database)
    return database


def test_an_empty_database_gets_every_table_and_its_triggers(url: str) -> None:
    database = opened(url)
    with database.reader.connect() as conn:
        assert set(inspect(conn).get_table_names()) == {*metadata.tables, "alembic_version"}
        found = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if not database.embedded:
            found = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        names = set(conn.exec_driver_sql(found).scalars())
    verbs = ("no_update", "no_delete") if database.embedded else ("append_only",)
    assert names == {f"{table}_{verb}" for table in TABLES for verb in verbs}
    database.close()


def test_the_migrated_schema_is_that_of_the_code(url: str) -> None:
    database = opened(url)
    with database.reader.connect() as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
        conn.exec_driver_sql("ALTER TABLE tokens ADD COLUMN colour VARCHAR(7)")
        assert [change[0] for change in compare_metadata(context, metadata)] == ["remove_column"]
    database.close()


def test_a_start_on_the_present_schema_looks_for_the_newest_version_and_an_older_one_is_upgraded(url: str) -> None:
    versions = ScriptDirectory(str(MIGRATIONS))
    assert newest() == versions.get_current_head()
    database = Database(url)
    with database.writer.connect() as conn:
        conn.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        conn.commit()
    migrate(database)
    with database.reader.connect() as conn:
        assert conn.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all() == [newest()]
        assert set(inspect(conn).get_table_names()) >= set(metadata.tables)
    database.close()


def test_migrating_again_changes_nothing_and_keeps_what_is_there(url: str) -> None:
    database = opened(url)
    work = Work(database)
    note(work, "kept")
    migrate(database)
    with work.reading() as conn:
        assert len(conn.execute(select(metadata.tables["events"])).all()) == 1
        assert len(conn.exec_driver_sql("SELECT version_num FROM alembic_version").all()) == 1
    work.close()


MIGRATE = "import sys; from crisis.store.schema import migrate; from crisis.store.database import Database; migrate(Database(sys.argv[1]))"


def test_processes_that_start_at_once_may_all_migrate(url: str) -> None:
    starting = [subprocess.Popen([sys.executable, "-c", MIGRATE, url], cwd=ROOT) for _ in range(2)]
    assert [process.wait() for process in starting] == [0, 0]
    database = Database(url)
    with database.reader.connect() as conn:
        assert len(conn.exec_driver_sql("SELECT version_num FROM alembic_version").all()) == 1
    database.close()


def test_a_new_file_that_another_process_is_writing_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "crisis.db"
    other = sqlite.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE early (a)")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite.OperationalError, match="locked"):
        sqlite.connect(file, timeout=30).execute("PRAGMA journal_mode=WAL")  # SQLite itself does not wait
    ending = threading.Timer(0.2, other.execute, ("COMMIT",))
    ending.start()
    database = Database(f"sqlite:///{file}")
    with database.reader.connect() as conn:
        assert conn.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    ending.join()
    other.close()
    database.close()


def test_no_table_is_without_a_primary_key_and_no_text_key_without_a_limit() -> None:
    for table in metadata.tables.values():
        assert table.primary_key.columns, table.name
        assert not [c for c in table.constraints if isinstance(c, CheckConstraint)]


# --- values ----------------------------------------------------------------------------------------------------


def test_a_time_without_a_zone_is_not_stored(work: Work) -> None:
    naive = datetime(2026, 3, 2, 9, 30)  # noqa: DTZ001
    with pytest.raises(StatementError, match="without a zone"), work.database.writer.begin() as conn:
        conn.execute(tokens.insert().values(name="x", scope="read", secret_hash="x", created_at=naive, expires_at=AT))


def test_a_time_comes_back_in_utc_wherever_it_was_said(work: Work) -> None:
    shanghai = datetime(2026, 3, 2, 9, 30, 0, 123456, tzinfo=timezone(timedelta(hours=8)))
    with work.database.writer.begin() as conn:
        conn.execute(
            tokens.insert().values(name="x", scope="read", secret_hash="x", created_at=shanghai, expires_at=AT)
        )
    with work.reading() as conn:
        found = conn.execute(select(tokens.c.created_at)).scalar_one()
    assert (found, found.tzinfo) == (datetime(2026, 3, 2, 1, 30, 0, 123456, tzinfo=UTC), UTC)


def test_equal_values_have_equal_bytes() -> None:
    assert canonical({"b": 1, "a": [AT, "车"]}) == canonical({"a": [AT.astimezone(), "车"], "b": 1})
    with pytest.raises(TypeError):
        canonical({"a": {1, 2}})


def test_the_image_of_a_row_leaves_secrets_and_persons_out(work: Work) -> None:
    row = token(work, "shop")
    assert set(image(tokens, row)) == {c.name for c in tokens.columns} - {"secret_hash"}
    assert people.c.password_hash.info == {"class": "secret"}


def failed(words: str, *, cut: bool = False) -> DBAPIError:
    return DBAPIError("INSERT", {}, Exception(words), connection_invalidated=cut)


@pytest.mark.parametrize(
    ("failure", "meaning"),
    [
        (failed("database or disk is full"), StorageFull),
        (failed("could not extend file: No space left on device"), StorageFull),
        (OSError(errno.ENOSPC, "No space left on device"), StorageFull),
        (OSError(errno.EACCES, "Permission denied"), type(None)),
        (failed("disk I/O error"), OutcomeUnknown),
        (failed("server closed the connection unexpectedly"), OutcomeUnknown),
        (failed("anything", cut=True), OutcomeUnknown),
        (failed("syntax error"), type(None)),
        (ValueError("disk is full"), type(None)),
    ],
)
def test_a_failure_of_the_store_has_a_meaning_for_people_or_is_a_defect(failure: Exception, meaning: type) -> None:
    assert type(refusal(failure)) is meaning


@pytest.mark.parametrize(
    ("words", "busy"), [("deadlock detected", True), ("database is locked", True), ("disk is full", False)]
)
def test_only_a_collision_is_run_again(words: str, busy: bool) -> None:
    assert is_busy(failed(words)) is busy
