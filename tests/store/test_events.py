"""Events: codes and ids only, one chain for each municipality, and no way to change it unseen."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select, text, update

from portal.store import events
from portal.store.crypto import Keyring
from portal.store.db import Database
from portal.store.tables.events import ChainRow, EventRow
from tests.databases import COLUMN_KEY
from tests.store.people import NAMSOS, VIK, at_once, change, count
from tests.store.test_crypto import NEW_KEY

AT = datetime(2026, 11, 21, 11, 3, tzinfo=UTC)


def write(database, code="case.read", municipality=NAMSOS, **changes):
    with database.transaction() as session:
        fields = {"actor_kind": "staff", "actor_id": "siri", "subject": "case1", "object": "case1"}
        events.append(session, municipality=municipality, code=code, at=AT, **(fields | changes))


def wrong(database, municipality=NAMSOS):
    with database.transaction() as session:
        return events.verify(session, municipality)


@pytest.fixture
def chain(database):
    for number in range(1, 6):
        write(database, object=f"case{number}")
    assert wrong(database) == []
    return database


def test_an_empty_chain_is_whole(database):
    assert wrong(database) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("code", "case.listed"),
        ("actor_kind", "system"),
        ("actor_id", "tor"),
        ("acting_for", "kari"),
        ("subject", "case9"),
        ("object", "case9"),
        ("at", datetime(2026, 11, 21, 11, 4, tzinfo=UTC)),
        ("previous", "f" * 64),
        ("hash", "f" * 64),
    ],
)
def test_a_changed_column_is_found(chain, column, value):
    with chain.transaction() as session:
        session.execute(update(EventRow).where(EventRow.number == 3).values({column: value}))
    assert wrong(chain)


@pytest.mark.parametrize(
    "tampering",
    [
        ["DELETE FROM events WHERE number = 1"],
        ["DELETE FROM events WHERE number = 3"],
        ["DELETE FROM events WHERE number = 5"],
        [
            "DELETE FROM events WHERE number = 3",
            "UPDATE events SET number = 3 WHERE number = 4",
            "UPDATE events SET number = 4 WHERE number = 5",
            "UPDATE chains SET number = 4",
        ],
        [
            "UPDATE events SET number = 99 WHERE number = 2",
            "UPDATE events SET number = 2 WHERE number = 3",
            "UPDATE events SET number = 3 WHERE number = 99",
        ],
        ["UPDATE events SET number = number + 1 WHERE number = 5", "UPDATE chains SET number = 6"],
        [
            "INSERT INTO events SELECT municipality, 6, code, actor_kind, actor_id, acting_for,"
            " subject, object, at, hash, hash FROM events WHERE number = 5"
        ],
        ["UPDATE chains SET number = 4"],
        ["DELETE FROM chains"],
        ["DELETE FROM events"],
    ],
    ids=[
        "first dropped", "middle dropped", "tail cut", "dropped and renumbered", "swapped",
        "moved", "inserted", "end moved", "end dropped", "all dropped",
    ],
)  # fmt: skip
def test_dropping_swapping_and_inserting_is_found(chain, tampering):
    for statement in tampering:
        change(chain, statement)
    assert wrong(chain)


def test_who_rewrites_the_chain_without_the_key_is_found(chain, database_url):
    forger = Database(database_url, Keyring.parse(f"k1:{COLUMN_KEY}", NEW_KEY), clock=chain.clock)
    change(chain, "DELETE FROM events WHERE number > 2")
    change(
        chain,
        "UPDATE chains SET number = 2, hash = (SELECT hash FROM events WHERE number = 2)",
    )
    for number in range(3, 6):
        write(forger, object=f"forged{number}")
    forger.dispose()
    assert wrong(chain) == [f"event {number} was changed" for number in (3, 4, 5)]


def test_it_says_which_event_is_missing(chain):
    change(chain, "DELETE FROM events WHERE number = 3")
    assert wrong(chain) == [
        "event 3 is missing or out of place: found 4",
        "event 4 does not follow the one before it",
    ]


def test_events_of_an_older_copy_grafted_onto_a_newer_one_are_found(chain):
    """All rows are the house's own, whole and numbered; only what they follow is another history."""
    with chain.transaction() as session:
        old = session.scalars(select(EventRow).where(EventRow.number > 3)).all()
        kept = [{c.name: getattr(row, c.name) for c in EventRow.__table__.columns} for row in old]
        end = session.get(ChainRow, NAMSOS).hash
    change(chain, "DELETE FROM events WHERE number > 2")
    change(chain, "UPDATE chains SET number = 2, hash = (SELECT hash FROM events WHERE number = 2)")
    write(chain, object="another")
    with chain.transaction() as session:
        session.execute(insert(EventRow), kept)
    change(chain, "UPDATE chains SET number = 5, hash = :end", end=end)
    assert wrong(chain) == ["event 4 does not follow the one before it"]


def test_each_municipality_has_its_own_chain(database):
    write(database)
    write(database, municipality=VIK)
    change(database, "UPDATE events SET actor_id = 'tor' WHERE municipality = :vik", vik=VIK)
    assert wrong(database) == []
    assert wrong(database, VIK) == ["event 1 was changed"]


def test_many_at_once_make_one_whole_chain(database):
    assert at_once(8, lambda _: [write(database) for _ in range(10)] and None) == [None] * 8
    assert count(database, EventRow) == 80
    assert wrong(database) == []


@pytest.mark.parametrize(
    "words",
    [
        {"code": "case.gossip"},
        {"actor_id": "Siri Prøve"},
        {"object": "ringte, men fikk ikke svar"},
        {"object": "a,,b"},
        {"acting_for": "+47 99 99 99 01"},
        {"actor_kind": "staff\n"},
    ],
    ids=str,
)
def test_words_are_refused_and_nothing_is_written(database, words):
    with pytest.raises(ValueError, match="event"):
        write(database, **words)
    assert count(database, EventRow) == 0


def test_a_failed_transaction_leaves_no_gap(database):
    write(database)
    with pytest.raises(RuntimeError), database.transaction() as session:
        events.append(session, municipality=NAMSOS, code="case.read", actor_kind="staff", at=AT)
        raise RuntimeError
    write(database)
    assert wrong(database) == []
    with database.transaction() as session:
        assert session.execute(text("SELECT max(number) FROM events")).scalar() == 2


def test_the_timeline_of_a_subject_is_in_order_and_its_own(database):
    write(database, "call.asked", subject="case1")
    write(database, "call.asked", subject="case2")
    write(database, "case.opened", subject="case1")
    write(database, "case.opened", subject="case1", municipality=VIK)
    with database.transaction() as session:
        found = events.about(session, NAMSOS, "case1")
    assert [event.code for event in found] == ["call.asked", "case.opened"]
    assert {event.at for event in found} == {AT}


def in_parts(database, limit):
    """Look the chain through, a transaction for each part."""
    found, place = [], events.BEGINNING
    while place is not None:
        with database.transaction() as session:
            wrong, place = events.verify_part(session, NAMSOS, place, limit=limit)
        found += wrong
    return found


@pytest.mark.parametrize("limit", [1, 2, 5, 100])
def test_in_parts_the_same_is_found_as_in_one(chain, limit):
    assert in_parts(chain, limit) == []
    change(chain, "UPDATE events SET object = 'case9' WHERE number IN (2, 5)")
    change(chain, "DELETE FROM events WHERE number = 3")
    assert in_parts(chain, limit) == wrong(chain) != []


def test_between_the_parts_others_may_write(chain):
    with chain.transaction() as session:
        found, place = events.verify_part(session, NAMSOS, events.BEGINNING, limit=3)
    write(chain)
    while place is not None:
        with chain.transaction() as session:
            more, place = events.verify_part(session, NAMSOS, place, limit=3)
        found += more
    assert found == []


def test_what_is_cut_off_at_the_end_is_found_in_parts(chain):
    change(chain, "DELETE FROM events WHERE number = 5")
    assert in_parts(chain, 2)
