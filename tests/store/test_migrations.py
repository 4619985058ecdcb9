"""Migrations: up and down with data on both engines, and what they make is what the models say."""

import re
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    Boolean,
    Connection,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    func,
    inspect,
    select,
    text,
)
from sqlalchemy.exc import OperationalError

from portal.store import migrate
from portal.store.db import make_engine
from portal.store.tables import Base

MOMENT = datetime(2026, 11, 21, 11, 3, tzinfo=UTC)
ROWS = 3
ROOT = Path(__file__).parents[2]


def revisions() -> list[str]:
    """All revisions, oldest first."""
    script = ScriptDirectory(str(migrate.FOLDER))
    return [revision.revision for revision in script.walk_revisions()][::-1]


@pytest.fixture
def engine_of(empty_url):
    engine = make_engine(empty_url)
    yield engine
    engine.dispose()


def made_up(column, number: int) -> object:
    """A value that fits the column: three rows have three of each, and row n points at row n."""
    match column.type:
        case Boolean():
            return bool(number % 2)
        case Integer():
            return number
        case DateTime():
            return MOMENT.replace(minute=number)
        case Date():
            return date(2026, 11, number)
        case LargeBinary():
            return bytes([number]) * 8
    return f"{number}"


def fill(connection: Connection) -> dict[str, int]:
    """Put rows in every table there is, whatever revision it is; how many each has."""
    metadata = MetaData()
    metadata.reflect(connection)
    for table in metadata.sorted_tables:
        if table.name != "alembic_version":
            fill_table(connection, table)
    return counts(connection, metadata)


def fill_table(connection: Connection, table: Table) -> None:
    there = connection.execute(select(func.count()).select_from(table)).scalar_one()
    for number in range(there + 1, ROWS + 1):
        row = {column.name: made_up(column, number) for column in table.columns}
        connection.execute(table.insert(), row)


def counts(connection: Connection, metadata: MetaData) -> dict[str, int]:
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in metadata.sorted_tables
        if table.name != "alembic_version"
    }


def tables(engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_the_head_is_written_down():
    script = ScriptDirectory(str(migrate.FOLDER))
    assert script.get_heads() == [migrate.head()]


def test_revisions_are_numbered_without_gaps():
    assert revisions() == [f"{number:04}" for number in range(1, len(revisions()) + 1)]
    names = sorted(path.name for path in (migrate.FOLDER / "versions").glob("*.py"))
    assert all(re.fullmatch(r"\d{4}_[a-z_]+\.py", name) for name in names)
    assert [name[:4] for name in names] == revisions()


def test_the_migrations_make_what_the_models_say(empty_url, engine_of):
    migrate.upgrade(empty_url)
    with engine_of.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_check_sees_a_column_too_few(empty_url, engine_of):
    migrate.upgrade(empty_url)
    with engine_of.begin() as connection:
        connection.execute(text("ALTER TABLE cases DROP COLUMN outcome_at"))
    with engine_of.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) != []


def test_the_index_that_keeps_one_case_a_day_is_there(empty_url, engine_of):
    """Alembic does not compare the condition of a partial index."""
    migrate.upgrade(empty_url)
    indexes = {index["name"]: index for index in inspect(engine_of).get_indexes("cases")}
    index = indexes["uq_cases_same_phone_same_day"]
    assert index["unique"]
    condition = str(index["dialect_options"][f"{engine_of.dialect.name}_where"])
    for word in ("channel", "call-me", "status", "received", "opened", "taken"):
        assert word in condition
    assert "answered" not in condition


def test_every_revision_goes_up_and_down_with_data_in_every_table(empty_url, engine_of):
    before = {"base": set()}
    filled: dict[str, int] = {}
    for revision in revisions():
        migrate.upgrade(empty_url, revision)
        before[revision] = tables(engine_of)
        with engine_of.begin() as connection:
            held = filled
            filled = fill(connection)
            assert filled == dict.fromkeys(before[revision], ROWS)
            assert held.items() <= filled.items(), "a step up lost rows"
    for revision in ["base", *revisions()[:-1]][::-1]:
        migrate.downgrade(empty_url, revision)
        assert tables(engine_of) == before[revision]
        with engine_of.begin() as connection:
            metadata = MetaData()
            metadata.reflect(connection)
            assert counts(connection, metadata) == dict.fromkeys(before[revision], ROWS)
    migrate.upgrade(empty_url)
    assert tables(engine_of) == before[migrate.head()]


def test_coming_up_twice_changes_nothing(empty_url, engine_of):
    migrate.upgrade(empty_url)
    with engine_of.begin() as connection:
        filled = fill(connection)
    migrate.upgrade(empty_url)
    with engine_of.begin() as connection:
        assert fill(connection) == filled


def test_three_processes_that_come_up_at_once_take_turns(empty_url, engine_of):
    order = "import sys; from portal.store import migrate; migrate.upgrade(sys.argv[1])"
    processes = [
        subprocess.Popen([sys.executable, "-c", order, empty_url], cwd=ROOT) for _ in range(3)
    ]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    assert tables(engine_of) == {table.name for table in Base.metadata.sorted_tables}


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_process_waits_while_another_migrates(empty_url, engine_of):
    order = "import sys; from portal.store import migrate; migrate.upgrade(sys.argv[1])"
    waiting = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    with engine_of.connect() as first:
        first.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": migrate.ONE_AT_A_TIME})
        second = subprocess.Popen([sys.executable, "-c", order, empty_url], cwd=ROOT)
        while not first.execute(waiting).scalar():
            assert second.poll() is None, "it did not wait"
        assert tables(engine_of) == set()
    assert second.wait(60) == 0
    assert tables(engine_of) == {table.name for table in Base.metadata.sorted_tables}


def test_a_step_that_fails_leaves_no_half_step(empty_url, engine_of, monkeypatch):
    """The tables of the step are made and then something goes wrong: none of them is there."""
    migrate.upgrade(empty_url, revisions()[0])
    there = tables(engine_of)

    def fail(*_args, **_kwargs):
        raise RuntimeError("planted")

    monkeypatch.setattr("alembic.runtime.migration.HeadMaintainer.update_to_step", fail)
    with pytest.raises(RuntimeError, match="planted"):
        migrate.upgrade(empty_url)
    assert tables(engine_of) == there


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_reader_is_never_stood_in_the_way_of(empty_url, engine_of):
    """New columns need a lock that a reader may hold: the way up gives way within seconds, whole, and goes next time."""
    first = revisions()[0]
    migrate.upgrade(empty_url, first)
    there = tables(engine_of)
    with engine_of.connect() as reader:
        reader.execute(text("SELECT count(*) FROM cases"))
        if engine_of.dialect.name == "postgresql":
            with pytest.raises(OperationalError):
                migrate.upgrade(empty_url)
            assert tables(engine_of) == there
    migrate.upgrade(empty_url)
    assert tables(engine_of) == {table.name for table in Base.metadata.sorted_tables}
