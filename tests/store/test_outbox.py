"""The outbox: each message once, none lost with its worker, several to one unit as one, a person when all else fails."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from portal.rules.delivery import PAUSES
from portal.store import case, events, outbox, outbox_tasks
from portal.store.tables.outbox import OutboxRow
from tests.store.people import (
    COLLEAGUE,
    KARI,
    LEAD,
    NAMSOS,
    NEIGHBOUR,
    OFFICER,
    OLA,
    OTHER_UNIT,
    READER,
    ask,
    count,
    enrol,
    happened,
)

LEASE = timedelta(minutes=10)


def put(
    database,
    recipient="+4799999901",
    coalesce=None,
    case_id=None,
    municipality=NAMSOS,
    channel="sms",
    person=None,
):
    with database.transaction() as session:
        return outbox.put(
            session,
            municipality=municipality,
            channel=channel,
            template="case-answered",
            recipient=recipient,
            language="nn",
            case_id=case_id,
            coalesce=coalesce,
            person=person,
        )


def claim(database, limit=5):
    with database.transaction() as session:
        return outbox.claim(session, database.clock(), LEASE, limit=limit)


def sent(database, message, **how):
    with database.transaction() as session:
        outbox.sent(session, message.id, **how)


def failed(database, message, reason="unreachable", **how):
    with database.transaction() as session:
        return outbox.failed(session, message.id, reason, database.clock(), **how)


def tasks(database, actor=LEAD):
    with database.transaction() as session:
        return outbox_tasks.tasks(session, actor)


def test_a_message_says_what_is_needed_to_send_it(database):
    receipt = ask(database, unit_email=None)
    row_id = put(database, case_id=receipt.case_id)
    (message,) = claim(database)
    assert message == outbox.Message(
        id=row_id,
        message_id=f"<{row_id}@planen-min>",
        municipality=NAMSOS,
        channel="sms",
        template="case-answered",
        recipient="+4799999901",
        language="nn",
        case_reference=receipt.reference,
        unit=receipt.unit,
        attempts=1,
        coalesced=1,
    )


def test_a_claimed_message_is_nobody_elses_and_a_sent_one_never_comes_back(database, clock):
    put(database)
    (message,) = claim(database)
    assert claim(database) == []
    sent(database, message)
    clock.now += timedelta(days=30)
    assert claim(database) == []
    assert happened(database) == ["delivery.sent"]


def test_saying_sent_twice_changes_nothing(database):
    put(database)
    (message,) = claim(database)
    sent(database, message)
    sent(database, message)
    assert happened(database) == ["delivery.sent"]


def test_the_oldest_come_first_and_no_more_than_asked(database, clock):
    ids = []
    for _ in range(4):
        ids.append(put(database))
        clock.now += timedelta(minutes=1)
    assert [message.id for message in claim(database, limit=3)] == ids[:3]
    assert [message.id for message in claim(database, limit=3)] == ids[3:]


def test_four_workers_send_each_message_once(database):
    ids = {put(database, recipient=f"+47{90_000_000 + number}") for number in range(60)}

    def work(_):
        mine = []
        while found := claim(database, limit=2):
            for message in found:
                mine.append(message.id)
                sent(database, message)
        return mine

    with ThreadPoolExecutor(4) as pool:
        handled = [one for mine in pool.map(work, range(4)) for one in mine]
    assert len(handled) == len(set(handled)) == 60
    assert set(handled) == ids
    assert count(database, OutboxRow, state="sent") == 60
    with database.transaction() as session:
        assert events.verify(session, NAMSOS) == []


def test_what_a_dead_worker_held_is_taken_again_with_the_same_message_id(database, clock):
    put(database)
    (lost,) = claim(database)
    clock.now += LEASE - timedelta(seconds=1)
    assert claim(database) == []
    clock.now += timedelta(seconds=1)
    (again,) = claim(database)
    assert again.message_id == lost.message_id
    assert again.attempts == 2


def test_several_to_one_unit_travel_as_one(database, clock):
    for _ in range(3):
        put(database, coalesce="unit:ke")
        clock.now += timedelta(seconds=1)
    other = put(database, coalesce="unit:annen")
    neighbour = put(database, coalesce="unit:ke", municipality=NEIGHBOUR.municipality)
    alone = put(database)
    found = claim(database)
    assert [message.coalesced for message in found] == [3, 1, 1, 1]
    assert {message.id for message in found[1:]} == {other, neighbour, alone}
    sent(database, found[0])
    assert count(database, OutboxRow, state="sent") == 3
    assert happened(database) == ["delivery.sent"] * 3


def test_the_group_of_a_dead_worker_keeps_its_message_id(database, clock):
    put(database, coalesce="unit:ke")
    clock.now += timedelta(seconds=1)
    put(database, coalesce="unit:ke")
    (lost,) = claim(database)
    clock.now += LEASE
    put(database, coalesce="unit:ke")
    (again,) = claim(database)
    assert (again.message_id, again.coalesced) == (lost.message_id, 3)


def test_what_comes_while_the_group_waits_for_its_next_try_waits_with_it(database, clock):
    put(database, coalesce="unit:ke")
    (message,) = claim(database)
    next_try = failed(database, message)
    clock.now += timedelta(minutes=1)
    put(database, coalesce="unit:ke")
    assert claim(database) == []
    clock.now = next_try
    (again,) = claim(database)
    assert (again.id, again.coalesced, again.attempts) == (message.id, 2, 2)


def test_four_workers_never_split_a_group(database):
    for _ in range(30):
        put(database, coalesce="unit:ke")
    with ThreadPoolExecutor(4) as pool:
        found = [one for some in pool.map(lambda _: claim(database), range(4)) for one in some]
    assert [message.coalesced for message in found] == [30]


def test_a_failing_message_is_tried_with_growing_pauses_and_then_a_person_takes_over(
    database, clock
):
    receipt = ask(database, unit_email=None)
    row_id = put(database, case_id=receipt.case_id)
    for pause in PAUSES:
        (message,) = claim(database)
        assert failed(database, message) == clock.now + pause
        clock.now += pause - timedelta(seconds=1)
        assert claim(database) == []
        clock.now += timedelta(seconds=1)
    assert tasks(database) == []
    (message,) = claim(database)
    assert failed(database, message) is None
    assert claim(database) == []
    (task,) = tasks(database)
    assert task == outbox_tasks.Task(
        id=row_id,
        case_reference=receipt.reference,
        plan_reference=None,
        unit="ke",
        channel="sms",
        template="case-answered",
        reason="unreachable",
        since=clock.now,
        mine=True,
    )
    assert happened(database) == ["call.asked", "delivery.failed", "case.listed"]


def test_a_refusal_nothing_can_change_is_a_task_at_once(database):
    put(database)
    (message,) = claim(database)
    assert failed(database, message, "bad-address", final=True) is None
    assert [task.reason for task in tasks(database)] == ["bad-address"]


def test_a_group_that_cannot_be_sent_is_a_task_each(database):
    for _ in range(2):
        put(database, coalesce="unit:ke")
    (message,) = claim(database)
    failed(database, message, "bad-address", final=True)
    assert len(tasks(database)) == 2


def test_without_a_receiver_it_is_a_task_at_once(database):
    put(database, recipient="")
    assert claim(database) == []
    assert [task.reason for task in tasks(database)] == ["no-recipient"]


PERSON = "9" * 32


@pytest.mark.parametrize("channel", ["sms", "email"])
def test_a_message_to_a_citizen_waits_for_the_register_to_say_where_to(database, channel):
    put(database, recipient="", channel=channel, person=PERSON)
    (message,) = claim(database)
    assert (message.person, message.channel, message.recipient) == (PERSON, channel, "")


@pytest.mark.parametrize("channel", ["call", "letter"])
def test_a_citizen_who_wants_a_call_or_a_letter_is_a_task_at_once(database, channel):
    put(database, recipient="", channel=channel, person=PERSON)
    assert claim(database) == []
    assert [(task.channel, task.reason) for task in tasks(database)] == [(channel, "no-recipient")]


def test_a_message_to_nobody_in_particular_names_no_person(database):
    put(database)
    assert claim(database)[0].person is None


def test_the_channel_that_was_used_is_remembered(database):
    receipt = ask(database, unit_email=None)
    put(database, case_id=receipt.case_id, person=PERSON)
    (message,) = claim(database)
    sent(database, message, channel="email")
    with database.transaction() as session:
        (delivery,) = case.read(session, LEAD, receipt.reference).deliveries
        assert (delivery.channel, delivery.state) == ("email", "sent")


def test_the_desk_is_told_to_write_a_letter_when_the_person_is_reserved(database):
    put(database, person=PERSON)
    (message,) = claim(database)
    failed(database, message, "reserved", final=True, channel="letter")
    assert [(task.channel, task.reason) for task in tasks(database)] == [("letter", "reserved")]


def test_a_try_that_will_be_repeated_keeps_the_channel(database, clock):
    put(database, person=PERSON)
    (message,) = claim(database)
    clock.now = failed(database, message, "register", channel="letter")
    assert claim(database)[0].channel == "sms"


def test_a_message_that_came_through_after_all_is_no_task(database, clock):
    put(database)
    (slow,) = claim(database)
    clock.now += LEASE
    (fast,) = claim(database)
    sent(database, fast)
    failed(database, slow, "unreachable", final=True)
    assert tasks(database) == []


@pytest.mark.parametrize(
    ("actor", "sees"),
    [(LEAD, 2), (OFFICER, 1), (READER, 1), (OTHER_UNIT, 1), (NEIGHBOUR, 0)],
    ids=["lead", "officer", "reader", "other unit", "other municipality"],
)
def test_a_task_is_for_those_who_may_read_its_case(database, actor, sees):
    for key, wish, unit in (("a", KARI, "ke"), ("b", OLA, "annen")):
        receipt = ask(database, key, wish, unit=unit, unit_email=None)
        put(database, recipient="", case_id=receipt.case_id)
    assert len(tasks(database, actor)) == sees


def test_a_person_who_has_called_ends_the_task(database):
    enrol(database)
    receipt = ask(database, unit_email=None)
    put(database, recipient="", case_id=receipt.case_id)
    (task,) = tasks(database)
    for actor, ends in ((NEIGHBOUR, False), (OTHER_UNIT, False), (READER, False), (OFFICER, True)):
        with database.transaction() as session:
            assert outbox_tasks.done(session, actor, task.id) is ends
    with database.transaction() as session:
        assert outbox_tasks.done(session, COLLEAGUE, task.id) is False
        assert outbox_tasks.done(session, COLLEAGUE, "no such task") is False
        view = case.read(session, OFFICER, receipt.reference)
    assert tasks(database) == []
    assert [delivery.state for delivery in view.deliveries] == ["handled"]
    assert happened(database)[-2:] == ["delivery.handled", "case.read"]
