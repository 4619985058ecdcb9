"""What a thief of the database, its write-ahead log or a backup finds: nothing about anybody."""

import base64
import os
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, text

from portal.rules.case import CallWish
from portal.store import case, coordinator, limits, wishes
from portal.store.crypto import SealBroken
from portal.store.db import Database
from portal.store.rotation import reseal, sealed_columns
from portal.store.tables import Base
from tests.databases import KEYRING, server
from tests.store.people import KARI, NAMES, NAMSOS, OFFICER, OLA, ask, change, enrol
from tests.store.test_crypto import ONLY_NEW, ROTATING

SECRET = CallWish(
    name="Kanari Navnesen",
    phone="+4799999943",
    when="any",
    language="other",
    interpreter=True,
    interpreter_language="kanarispråk",
    about="other",
    relation="child",
    district=None,
    entry="kanari-inngang",
)
NOTE = "Kanarinotat om noen"
EMAIL = "kanari@namsos.example"
ADDRESS = "203.0.113.243"
KEY = "kanari-key-0123456789"
EMPLOYEE = NAMES[OFFICER]
PLAIN = "enhet-i-klartekst"


def fill(database):
    """One of everything that is secret, and a unit's code that is not."""
    enrol(database)
    receipt = ask(database, KEY, SECRET, unit_email=EMAIL)
    ask(database, "another key", OLA, unit=PLAIN)
    with database.transaction() as session:
        limits.hit(session, NAMSOS, "ring-meg", ADDRESS, database.clock())
        case.note_outcome(session, OFFICER, receipt.reference, "appointment", NOTE, tell=True)
    return receipt


def spellings(secret: str) -> set[bytes]:
    """The ways a text may lie in a file."""
    plain = secret.encode()
    return {
        plain,
        secret.encode("utf-16-le"),
        plain.hex().encode(),
        base64.b64encode(plain).rstrip(b"=")[:-1],
        repr(plain)[2:-1].encode(),
    }


def bytes_of(database, folder: Path) -> bytes:
    """All the database keeps on disk, and for PostgreSQL also every value it gives out."""
    if database.engine.dialect.name == "sqlite":
        return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())
    found = []
    with database.transaction() as session:
        for table in Base.metadata.sorted_tables:
            rows = session.execute(text(f'SELECT CAST(t AS text) FROM "{table.name}" t')).scalars()
            found += [row.encode() for row in rows]
    if "PORTAL_TEST_DATABASE" not in os.environ:
        found += [path.read_bytes() for path in files_of(database)]
    return b"".join(found)


def files_of(database) -> list[Path]:
    """The files of this database, written out, and the newest of the write-ahead log."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        segment = connection.execute(text("SELECT pg_walfile_name(pg_current_wal_lsn())")).scalar()
        connection.execute(text("CHECKPOINT"))
        oid = connection.execute(
            text("SELECT oid FROM pg_database WHERE datname = current_database()")
        ).scalar_one()
    data = Path(server().split("host=")[1]) / "data"
    log = sorted(path for path in (data / "pg_wal").glob("0*") if path.name <= segment)
    return [*(data / "base" / str(oid)).iterdir(), *log[-2:]]


def test_no_file_of_the_database_holds_a_secret(database, tmp_path):
    fill(database)
    found = bytes_of(database, tmp_path)
    assert PLAIN.encode() in found, "the search does not see what is there"
    secrets = [
        *(SECRET.name, SECRET.phone, SECRET.interpreter_language, SECRET.entry),
        *(NOTE, EMAIL, ADDRESS, KEY, EMPLOYEE),
    ]
    for secret in secrets:
        assert not [spelling for spelling in spellings(secret) if spelling in found], secret


def test_every_text_column_that_could_name_a_person_is_sealed():
    names = {f"{table.name}.{column.name}" for table, column in sealed_columns()}
    assert names >= {
        "wishes.name",
        "wishes.phone",
        "wishes.interpreter_language",
        "wishes.entry",
        "complaints.words",
        "complaint_steps.words",
        "attachments.name",
        "notes.text",
        "outbox.recipient",
        "staff.name",
    }


def test_values_swapped_between_two_rows_are_refused(database):
    one, other = ask(database, "a", KARI), ask(database, "b", OLA)
    with database.transaction() as session:
        swap = select(text("name")).select_from(text("wishes")).where(text("id = :id"))
        mine, theirs = (session.execute(swap, {"id": who.id}).scalar() for who in (one, other))
    change(database, "UPDATE wishes SET name = :name WHERE id = :id", name=theirs, id=one.id)
    change(database, "UPDATE wishes SET name = :name WHERE id = :id", name=mine, id=other.id)
    with pytest.raises(SealBroken), database.transaction() as session:
        case.read(session, OFFICER, one.reference)


def test_values_swapped_between_two_columns_are_refused(database):
    one = ask(database)
    change(database, "UPDATE wishes SET name = phone WHERE id = :id", id=one.id)
    with pytest.raises(SealBroken), database.transaction() as session:
        case.read(session, OFFICER, one.reference)


def test_keys_rotate_while_the_house_is_open_and_the_old_one_can_go(database, database_url):
    receipt = fill(database)
    rotating = Database(database_url, ROTATING, clock=database.clock)
    moved = []
    while not moved or moved[-1]:
        with rotating.transaction() as session:
            moved.append(reseal(session, limit=3))
        if len(moved) == 2:
            ask(rotating, "meanwhile", replace(KARI, phone="+4799999944"))
    assert max(moved) == 3
    afterwards = Database(database_url, ONLY_NEW, clock=database.clock)
    with afterwards.transaction() as session:
        view = case.read(session, OFFICER, receipt.reference)
        assert view.wishes[0].wish == SECRET
        assert [note.text for note in view.notes] == [NOTE]
        assert view.taken_by_name == EMPLOYEE
        assert wishes.of_case(session, receipt.case_id)[0].wish == SECRET
        assert coordinator.is_known(session, NAMSOS, KEY)
    rotating.dispose()
    afterwards.dispose()


def test_rotation_does_not_overwrite_what_somebody_changes_meanwhile(database, database_url):
    """The value read is no longer there when the new one is written: it waits for the next round."""
    fill(database)
    with database.transaction() as session:
        session.info["keyring"] = ROTATING
        real = session.execute

        def stale(statement, *rest):
            found = real(statement, *rest)
            if statement.is_select and "notes" in str(statement):
                real(text("UPDATE notes SET text = :new"), {"new": b"newer"})
            return found

        session.execute = stale
        reseal(session)
        session.execute = real
        assert session.execute(text("SELECT text FROM notes")).scalar() == b"newer"


def test_errors_do_not_show_values(database):
    ask(database)
    with pytest.raises(Exception, match=r"UNIQUE|unique") as error:
        change(
            database,
            "INSERT INTO limits SELECT municipality, 'x', :who, received_at, 1 FROM cases UNION ALL"
            " SELECT municipality, 'x', :who, received_at, 1 FROM cases",
            who=b"Kanari Navnesen",
        )
    assert "Kanari" not in str(error.value)
    assert KEYRING.writing == "k1"
