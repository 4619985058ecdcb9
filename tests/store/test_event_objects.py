"""What events touch: written with the event, and found for the events there were before there was such an index."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text

from portal.rules.access import Actor
from portal.rules.events import Code, Event
from portal.rules.traces import touched_by
from portal.store import events, migrate
from portal.store.db import make_engine
from portal.store.tables.events import EventObjectRow
from tests.store.people import NAMSOS, OFFICER

A, B, C = "a" * 32, "b" * 32, "c" * 32
AT = datetime(2026, 11, 21, 11, 3, tzinfo=UTC)
BEFORE = [
    Event(NAMSOS, 1, "case.listed", "staff", "o", "", "", f"{A},{B}", AT),
    Event(NAMSOS, 2, "case.read", "staff", "o", "", A, A, AT),
    Event(NAMSOS, 3, "plan.taken-out", "citizen", C, B, A, "pdf", AT),
    Event(NAMSOS, 4, "citizen.logged-in", "citizen", C, "", "", "", AT),
]
MANY = [Event(NAMSOS, n, "case.read", "citizen", "x", A, C, C, AT) for n in range(5, 1105)]


@pytest.fixture
def engine_of(empty_url):
    engine = make_engine(empty_url)
    yield engine
    engine.dispose()


def test_the_events_there_were_are_found_as_those_that_come(empty_url, engine_of):
    migrate.upgrade(empty_url, "0006")
    columns = "municipality, number, code, actor_kind, actor_id, acting_for, subject, object, at"
    marks = ", ".join(f":{name}" for name in columns.split(", "))
    with engine_of.begin() as connection:
        at = AT.replace(tzinfo=None) if "sqlite" in empty_url else AT
        connection.execute(
            text(f"INSERT INTO events ({columns}, previous, hash) VALUES ({marks}, 'p', 'h')"),
            [{**vars(event), "at": at} for event in BEFORE + MANY],
        )
    migrate.upgrade(empty_url)
    with engine_of.connect() as connection:
        found = set(connection.execute(text("SELECT number, object FROM event_objects")).all())
    assert found == {(one.number, each) for one in BEFORE + MANY for each in touched_by(one)}
    assert {row for row in found if row[0] < 5} == {(1, A), (1, B), (3, B), (4, C)}


def test_an_event_and_what_it_touches_are_one_transaction(database, monkeypatch):
    monkeypatch.setattr(events.event_objects, "note", broken)
    with pytest.raises(RuntimeError), database.transaction() as session:
        events.append_by(session, OFFICER, Code.CASE_LISTED, touched=f"{A},{B}")
    with database.transaction() as session:
        assert events.about(session, NAMSOS, "") == []


def test_the_same_id_named_twice_is_one_row(database):
    with database.transaction() as session:
        holder = Actor("citizen", C, NAMSOS, acting_for=B)
        events.append_by(session, holder, Code.CASE_OWN_LISTED, touched=f"{A},{B},{A}")
        assert sorted(session.scalars(select(EventObjectRow.object))) == [A, B]


def broken(_session, _event) -> None:
    raise RuntimeError("no")
