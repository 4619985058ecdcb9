"""One transaction is all or nothing, and a database that is away is said to be away within seconds."""

import os
import socket
import sqlite3
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import SQLAlchemyError

from portal.store import db
from portal.store.db import Database, DatabaseAway
from portal.store.tables.case import CaseRow
from tests.databases import KEYRING
from tests.store.people import ask, change, count

SOON = 3.5


def test_what_raises_leaves_nothing(database):
    with pytest.raises(RuntimeError), database.transaction() as session:
        session.execute(text("DELETE FROM alembic_version"))
        raise RuntimeError
    assert database.ready()["migrated"]


def test_the_settings_that_keep_a_commit_are_checked(database, engine):
    found = database.unsafe_settings()
    if engine == "sqlite":
        assert found == []
    elif "PORTAL_TEST_DATABASE" in os.environ:
        assert set(found) <= {"fsync", "full_page_writes"}
    else:
        assert found == ["fsync"]  # our own test server runs without, for speed: it must be seen


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("pragma", "expected"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 5000)],
)
def test_each_sqlite_connection_is_set_up(database, pragma, expected):
    with database.transaction() as session:
        assert session.execute(text(f"PRAGMA {pragma}")).scalar() == expected


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_an_unsafe_sqlite_setting_is_seen(database):
    def weaken(connection, _record, _proxy):
        connection.execute("PRAGMA synchronous=NORMAL")

    event.listen(database.engine, "checkout", weaken)
    assert database.unsafe_settings() == ["synchronous"]


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("statement_timeout", "5s"),
        ("lock_timeout", "3s"),
        ("idle_in_transaction_session_timeout", "30s"),
        ("synchronous_commit", "on"),
        ("timezone", "UTC"),
    ],
)
def test_each_postgresql_session_is_set_up(database, setting, expected):
    with database.transaction() as session:
        assert session.execute(text(f"SHOW {setting}")).scalar() == expected


def test_a_fresh_database_is_ready(database):
    assert database.ready() == {"database": True, "migrated": True, "keys": True}


def test_an_empty_database_is_not_ready(empty_url, clock):
    empty = Database(empty_url, KEYRING, clock=clock)
    assert empty.ready() == {"database": True, "migrated": False, "keys": True}
    empty.dispose()


def test_an_older_database_is_not_ready(database):
    change(database, "UPDATE alembic_version SET version_num = '0000'")
    assert not database.ready()["migrated"]


def away(url, clock):
    """Seconds until DatabaseAway; also asks whether it is ready."""
    gone = Database(url, KEYRING, clock=clock)
    assert gone.ready()["database"] is False
    start = time.monotonic()
    with pytest.raises(DatabaseAway) as said, gone.transaction():
        pass
    assert not said.value.at_commit
    gone.dispose()
    return time.monotonic() - start


def test_a_folder_that_is_not_there_is_away(tmp_path, clock):
    assert away(f"sqlite:///{tmp_path}/nowhere/portal.sqlite", clock) < SOON


def test_a_file_that_is_no_database_is_away(tmp_path, clock):
    Path(tmp_path, "portal.sqlite").write_text("This is a letter. " * 100)
    gone = Database(f"sqlite:///{tmp_path}/portal.sqlite", KEYRING, clock=clock)
    with pytest.raises((DatabaseAway, SQLAlchemyError)), gone.transaction() as session:
        session.execute(text("SELECT 1 FROM cases"))
    assert gone.ready()["database"] is False
    gone.dispose()


def test_a_closed_port_is_away(clock):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        assert away(f"postgresql+psycopg://nobody@127.0.0.1:{port}/portal", clock) < SOON


def test_a_server_that_never_answers_is_away(clock):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]
        assert away(f"postgresql+psycopg://nobody@127.0.0.1:{port}/portal", clock) < SOON


def test_a_pool_with_no_connection_left_is_away(database_url, clock, monkeypatch):
    monkeypatch.setattr(db, "POOL_SIZE", 1)
    monkeypatch.setattr(db, "POOL_WAIT_SECONDS", 0.1)
    monkeypatch.setattr(db, "SQLITE_BUSY_MS", 100)
    small = Database(database_url, KEYRING, clock=clock)
    with small.transaction(), pytest.raises(DatabaseAway), small.transaction():
        pass
    assert small.ready()["database"]
    small.dispose()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_file_another_process_writes_to_for_long_is_away_and_then_there_again(
    database_url, clock, monkeypatch
):
    monkeypatch.setattr(db, "SQLITE_BUSY_MS", 100)
    waiting = Database(database_url, KEYRING, clock=clock)
    other = sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseAway):
        ask(waiting)
    other.execute("ROLLBACK")
    other.close()
    assert not ask(waiting).repeated
    waiting.dispose()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_two_processes_never_read_both_and_then_both_want_to_write(
    database_url, clock, monkeypatch
):
    """The write lock is taken at BEGIN: otherwise the second of two readers who write fails at once."""
    monkeypatch.setattr(db, "SQLITE_BUSY_MS", 100)
    one, other = (Database(database_url, KEYRING, clock=clock) for _ in range(2))
    with one.transaction() as session:
        session.execute(text("SELECT count(*) FROM cases"))
        with pytest.raises(DatabaseAway), other.transaction():
            pass
    one.dispose()
    other.dispose()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_full_disk_is_away_and_keeps_what_was_there(database):
    first = ask(database, "a")
    with pytest.raises(DatabaseAway), database.transaction() as session:
        pages = session.execute(text("PRAGMA page_count")).scalar()
        session.execute(text(f"PRAGMA max_page_count = {pages}"))
        for number in range(500):
            session.execute(
                text("INSERT INTO limits VALUES ('5007', :name, zeroblob(3000), '2026-01-01', 1)"),
                {"name": str(number)},
            )
    database.dispose()
    assert count(database, CaseRow, id=first.case_id) == 1
    assert not ask(database, "b").repeated


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_row_somebody_holds_too_long_is_away(database, monkeypatch):
    monkeypatch.setitem(db.POSTGRES_SESSION, "lock_timeout", "100ms")
    impatient = Database(database.url, KEYRING, clock=database.clock)
    ask(database)
    with database.transaction() as session:
        session.execute(text("SELECT 1 FROM chains FOR UPDATE"))
        with pytest.raises(DatabaseAway):
            ask(impatient, "another")
    impatient.dispose()
    assert count(database, CaseRow) == 1


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_server_that_throws_us_out_is_away_and_the_next_press_works(database):
    ask(database, "a")
    with pytest.raises(DatabaseAway), database.transaction() as session:
        session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    assert not ask(database, "b").repeated


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_commit_nobody_heard_the_answer_to_says_so(database):
    """The line is cut in the very commit: it may have happened; the same key will tell."""
    dialect = database.engine.dialect

    def cut(connection):
        connection.commit()
        connection.pgconn.finish()
        connection.execute("SELECT 1")

    dialect.do_commit = cut
    with pytest.raises(DatabaseAway) as said:
        ask(database)
    del dialect.do_commit
    assert said.value.at_commit
    assert ask(database).repeated


def test_a_mistake_of_ours_is_not_called_away(database):
    with pytest.raises(SQLAlchemyError), database.transaction() as session:
        session.execute(text("SELECT * FROM no_such_table"))


def test_threads_wait_their_turn(database):
    """More threads than connections: all get through."""
    numbers = []

    def one(number):
        ask(database, f"key-{number}", unit=f"enhet-{number}")
        numbers.append(number)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == list(range(30))
