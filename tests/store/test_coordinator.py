"""Asking to be called: one key is one receipt, one number in a day is one case."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event

from portal.rules.case import Status
from portal.store import case, coordinator
from portal.store.tables.case import CaseRow, WishRow
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.submission import SubmissionRow
from tests.store.people import (
    KARI,
    NAMSOS,
    OFFICER,
    OLA,
    TODAY,
    VIK,
    ask,
    at_once,
    change,
    contents,
    count,
    enrol,
    happened,
)


def test_a_wish_becomes_a_case_an_event_and_a_message(database):
    receipt = ask(database)
    assert receipt.received_at == database.clock()
    assert (receipt.when, receipt.unit, receipt.repeated) == ("morning", "ke", False)
    assert count(database, CaseRow, status=Status.RECEIVED) == 1
    assert count(database, OutboxRow, channel="email", template="desk-new") == 1
    assert happened(database) == ["call.asked"]


def test_the_same_key_and_content_give_the_same_receipt_and_write_nothing(database, clock):
    first = ask(database)
    before = contents(database)
    clock.now += timedelta(hours=2)
    assert ask(database) == replace(first, repeated=True)
    assert contents(database) == before


@pytest.mark.parametrize(
    "other",
    [
        {"name": "Kari Prøve"},
        {"phone": "+4799999909"},
        {"when": "any"},
        {"language": "en"},
        {"interpreter": True},
        {"interpreter_language": "somali"},
        {"about": "other"},
        {"relation": "child"},
        {"district": "nord"},
        {"entry": "psykisk-helse"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_the_same_key_with_other_content_is_refused_and_writes_nothing(database, other):
    ask(database)
    before = contents(database)
    with pytest.raises(coordinator.KeyReused):
        ask(database, wish=replace(KARI, **other))
    assert contents(database) == before


def test_a_key_belongs_to_one_municipality(database):
    assert ask(database).case_id != ask(database, municipality=VIK).case_id


def test_a_key_is_known_once_it_is_sent(database):
    with database.transaction() as session:
        assert not coordinator.is_known(session, NAMSOS, "k" * 32)
    ask(database)
    with database.transaction() as session:
        assert coordinator.is_known(session, NAMSOS, "k" * 32)
        assert not coordinator.is_known(session, VIK, "k" * 32)


def test_the_same_number_twice_in_a_day_is_the_same_case(database):
    first, second = ask(database, "a"), ask(database, "b", replace(KARI, when="any"))
    assert first.case_id == second.case_id
    assert first.reference == second.reference
    assert not second.repeated
    assert (count(database, CaseRow), count(database, WishRow)) == (1, 2)
    assert happened(database) == ["call.asked", "call.asked-again"]


@pytest.mark.parametrize(
    ("wish", "changes"),
    [
        (OLA, {}),
        (KARI, {"local_day": TODAY + timedelta(days=1)}),
        (KARI, {"municipality": VIK}),
        (KARI, {"unit": "annen"}),
    ],
    ids=["another number", "another day", "another municipality", "another unit"],
)
def test_it_is_another_case(database, wish, changes):
    assert ask(database, "a").case_id != ask(database, "b", wish, **changes).case_id


def test_an_answered_case_takes_no_more_wishes_for_nobody_would_see_them(database):
    enrol(database)
    first = ask(database, "a")
    with database.transaction() as session:
        case.note_outcome(session, OFFICER, first.reference, "appointment", "", tell=False)
    assert ask(database, "b").case_id != first.case_id


def test_the_same_number_from_many_at_once_is_one_case(database):
    receipts = at_once(8, lambda number: ask(database, f"key-{number}"))
    assert len({receipt.case_id for receipt in receipts}) == 1
    assert (count(database, CaseRow), count(database, WishRow)) == (1, 8)
    assert sorted(happened(database)) == ["call.asked"] + ["call.asked-again"] * 7


def test_a_receipt_tells_nothing_about_an_earlier_wish_from_the_same_number(database, clock):
    ask(database, "a")
    clock.now += timedelta(hours=1)
    stranger = ask(database, "b", replace(KARI, name="En annen", when="afternoon"))
    assert (stranger.received_at, stranger.when) == (clock.now, "afternoon")
    clock.now += timedelta(hours=1)
    ask(database, "c", replace(KARI, when="midday"))
    with database.transaction() as session:
        assert coordinator.receipt(session, NAMSOS, stranger.id) == stranger


def test_reading_a_receipt_is_an_event_and_needs_the_right_municipality(database):
    receipt = ask(database)
    with database.transaction() as session:
        assert coordinator.receipt(session, NAMSOS, receipt.id) == receipt
        assert coordinator.receipt(session, VIK, receipt.id) is None
        assert coordinator.receipt(session, NAMSOS, receipt.case_id) is None
    assert happened(database) == ["call.asked", "call.receipt-read"]
    assert happened(database, VIK) == []


def test_an_answer_is_due_the_same_day_of_the_next_month(database):
    january = ask(database, local_day=TODAY.replace(year=2027, month=1, day=31))
    with database.transaction() as session:
        assert session.get(CaseRow, january.case_id).due_on.isoformat() == "2027-02-28"


def test_a_unit_without_an_address_gets_no_message(database):
    ask(database, unit_email=None)
    assert count(database, OutboxRow) == 0


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_case_answered_between_finding_and_joining_gives_a_new_case(database):
    """The insert meets the waiting case; before it is held, somebody answers it (SQLite has one writer at a time)."""
    first = ask(database, "a")
    answered = []

    def answer_it(_connection, _cursor, statement, *_rest):
        if statement.startswith("INSERT INTO cases") and not answered:
            answered.append(first.case_id)
            change(database, "UPDATE cases SET status = 'answered' WHERE id = :id", id=answered[0])

    event.listen(database.engine, "after_cursor_execute", answer_it)
    second = ask(database, "b")
    assert answered
    assert second.case_id != first.case_id


def test_keys_are_kept_as_keyed_hashes(database):
    ask(database, "a-key-nobody-may-read")
    assert count(database, SubmissionRow) == 1
    assert "a-key-nobody-may-read" not in repr(contents(database))
