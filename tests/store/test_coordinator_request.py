"""Sending a request: one key is one case and one receipt; who sees it; who is told; nothing in clear."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.photos import Photo
from portal.rules.coordinator_request import Request
from portal.store import attachments, case_readers, coordinator_request, outbox, people, requests
from portal.store.tables.answer import CaseReaderRow
from portal.store.tables.case import CaseRow
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.people import PersonRow
from portal.store.tables.request import AttachmentRow, DraftRow, RequestRow
from tests.databases import KEYRING
from tests.store.citizens import (
    BIRGER,
    JON,
    KEY,
    MARTE,
    OF_CHILD,
    OF_NEIGHBOUR,
    OF_SELF,
    OTHER_KEY,
    citizen,
    draft_of,
    save,
    send,
)
from tests.store.people import NAMSOS, TODAY, VIK, at_once, contents, count, happened
from tests.store.test_secrecy import bytes_of, spellings


@pytest.fixture
def marte(database):
    return citizen(database)


def case_of(database, receipt) -> CaseRow:
    with database.transaction() as session:
        return session.get_one(CaseRow, receipt.case_id)


def readers(database, receipt) -> dict[str, str]:
    with database.transaction() as session:
        return case_readers.of_case(session, receipt.case_id, TODAY)


def messages(database) -> list[tuple[str, str, str | None]]:
    """(channel, template, person) of all that is to leave, the citizen's first."""
    with database.transaction() as session:
        rows = select(OutboxRow.channel, OutboxRow.template, OutboxRow.person)
        return sorted(tuple(row) for row in session.execute(rows.order_by(OutboxRow.template)))


def test_a_request_becomes_a_case_with_its_words_its_reader_its_event_and_its_message(
    database, marte
):
    save(database, marte, whom="self")
    receipt = send(database, marte)
    case = case_of(database, receipt)
    assert (case.reference, case.received_at) == (receipt.reference, database.clock())
    assert (case.channel, case.status, case.unit) == ("online", "received", "ke")
    assert (case.whom, case.wants, case.language) == ("self", "both", "nn")
    assert (case.asker, case.received_on, case.due_on) == (marte.id, TODAY, date(2026, 12, 21))
    assert receipt.sees_after
    assert readers(database, receipt) == {marte.id: "self"}
    assert messages(database) == [("email", "desk-new", None)]
    assert happened(database) == ["draft.saved", "case.requested"]
    with database.transaction() as session:
        assert requests.of_case(session, receipt.case_id) == OF_SELF
        assert people.get(session, NAMSOS, marte.id).name == OF_SELF.name


def test_the_draft_is_gone_when_it_is_sent(database, marte):
    save(database, marte, whom="self")
    send(database, marte)
    assert draft_of(database, marte) is None
    assert count(database, DraftRow) == 0


def test_another_draft_begun_since_is_left(database, marte):
    send(database, marte)
    save(database, marte, "hvem", OTHER_KEY, whom="other")
    send(database, marte)
    assert draft_of(database, marte).answers == {"hvem": {"whom": "other"}}


def test_the_same_key_and_content_give_the_same_receipt_and_write_nothing(database, marte, clock):
    first = send(database, marte)
    before = contents(database)
    clock.now += timedelta(hours=2)
    assert send(database, marte, today=TODAY + timedelta(days=1)) == first
    assert contents(database) == before


CHANGES = [
    {"wants": "plan"},
    {"name": "En annen"},
    {"reach": "call"},
    {"phone": "+4799999959"},
    {"own_words": None},
    {"interpreter": True},
    {"language": "nb"},
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: next(iter(change)))
def test_the_same_key_with_other_content_is_refused_and_writes_nothing(database, marte, change):
    send(database, marte)
    before = contents(database)
    with pytest.raises(coordinator_request.KeyReused):
        send(database, marte, replace(OF_SELF, **change))
    assert contents(database) == before


def test_a_key_belongs_to_one_person_in_one_municipality(database, marte):
    others = [citizen(database, BIRGER), citizen(database, municipality=VIK)]
    cases = {send(database, who).case_id for who in (marte, *others)}
    assert len(cases) == 3


def test_one_key_from_many_at_once_is_one_case(database, marte):
    save(database, marte, whom="self")
    receipts = at_once(6, lambda _number: send(database, marte))
    assert len(set(receipts)) == 1
    assert (count(database, CaseRow), count(database, RequestRow), count(database, OutboxRow)) == (
        1,
        1,
        1,
    )
    assert happened(database).count("case.requested") == 1


@pytest.mark.parametrize(
    "request_", [OF_NEIGHBOUR, OF_CHILD, replace(OF_NEIGHBOUR, whom="service")]
)
def test_who_asks_for_another_only_starts(database, marte, request_):
    receipt = send(database, marte, request_)
    assert not receipt.sees_after
    assert readers(database, receipt) == {}
    assert case_of(database, receipt).confirmed_at is None


@pytest.mark.parametrize("known_before", [True, False])
def test_the_person_it_is_about_sees_it_when_the_number_is_given(database, marte, known_before):
    if known_before:
        citizen(database, BIRGER)
    receipt = send(database, marte, replace(OF_NEIGHBOUR, about_number=BIRGER))
    birger = citizen(database, BIRGER)
    assert readers(database, receipt) == {birger.id: "self"}
    assert messages(database)[1] == ("sms", "case-asked-about-you", birger.id)
    assert count(database, PersonRow) == 2


@pytest.mark.parametrize(
    ("request_", "told"),
    [
        (OF_NEIGHBOUR, ("sms", "case-asked-about-you", None)),
        (replace(OF_NEIGHBOUR, about_phone=None), ("letter", "case-asked-about-you", None)),
        (replace(OF_CHILD, child_age="from-16"), ("letter", "case-asked-about-you", None)),
        (OF_CHILD, None),
        (OF_SELF, None),
    ],
    ids=["phone", "no phone", "teenager", "child", "oneself"],
)
def test_the_person_somebody_asked_for_is_told(database, marte, request_, told):
    send(database, marte, request_)
    assert [one for one in messages(database) if one[1] != "desk-new"] == ([told] if told else [])


def test_without_a_phone_it_is_a_task_for_the_desk_at_once(database, marte):
    send(database, marte, replace(OF_NEIGHBOUR, about_phone=None))
    assert count(database, OutboxRow, channel="letter", state=outbox.DESK) == 1


def test_a_unit_without_an_address_gets_no_message(database, marte):
    send(database, marte, unit_email=None)
    assert messages(database) == []


@pytest.mark.parametrize(("request_", "moved"), [(OF_SELF, 1), (OF_NEIGHBOUR, 0)])
def test_pictures_go_with_what_is_about_oneself_and_with_nothing_else(
    database, marte, request_, moved
):
    save(database, marte, whom="self")
    with database.transaction() as session:
        attachments.add_to_draft(session, marte, Photo(b"a picture", "image/jpeg", 1, 1))
    receipt = send(database, marte, request_)
    assert count(database, AttachmentRow, case_id=receipt.case_id) == moved
    assert count(database, AttachmentRow) == moved


def test_a_sent_key_leads_to_its_case_for_its_owner_alone(database, marte):
    receipt = send(database, marte)
    birger = citizen(database, BIRGER)
    with database.transaction() as session:
        assert coordinator_request.sent_with(session, marte, KEY) == receipt.reference
        assert coordinator_request.sent_with(session, marte, OTHER_KEY) is None
        assert coordinator_request.sent_with(session, birger, KEY) is None


def test_the_latest_request_is_just_sent_for_half_an_hour(database, marte, clock):
    send(database, marte)
    clock.now += timedelta(minutes=1)
    latest = send(database, marte, key=OTHER_KEY)
    for minutes, found in [(0, latest.reference), (29, latest.reference), (1, None)]:
        clock.now += timedelta(minutes=minutes)
        with database.transaction() as session:
            assert coordinator_request.just_sent(session, marte) == found
            assert coordinator_request.just_sent(session, citizen_of_vik(session)) is None


def citizen_of_vik(session):
    return coordinator_request.Actor("citizen", people.find_or_begin(session, VIK, MARTE).id, VIK)


def test_a_case_that_waits_is_told_of_with_an_event(database, marte):
    receipt = send(database, marte)
    with database.transaction() as session:
        assert coordinator_request.waiting(session, marte, TODAY) == receipt.reference
    assert happened(database)[-1] == "case.own-listed"
    with database.transaction() as session:
        session.get_one(CaseRow, receipt.case_id).status = "answered"
    before = contents(database)
    with database.transaction() as session:
        assert coordinator_request.waiting(session, marte, TODAY) is None
    assert contents(database) == before


def test_a_childs_case_is_not_the_parents_own(database):
    jon = citizen(database, JON)
    receipt = send(database, jon, OF_CHILD)
    with database.transaction() as session:
        until = TODAY + timedelta(days=900)
        case_readers.add_reader(session, receipt.case_id, jon.id, case_readers.PARENT, until)
        assert coordinator_request.waiting(session, jon, TODAY) is None


def test_no_file_of_the_database_holds_what_was_sent(database, marte, tmp_path):
    request = replace(
        OF_NEIGHBOUR,
        email="kanari@namsos.example",
        address="Kanarigata 1",
        about_address="Kanariveien 2",
        about_number=BIRGER,
        wished_coordinator="Kanariønske",
        spoken="kanarispråk",
    )
    receipt = send(database, marte, request, key="kanari-key-01234567890")
    found = bytes_of(database, tmp_path)
    assert receipt.reference.encode() in found, "the search does not see what is there"
    plain = {"whom", "wants", "language", "reach", "relation"}
    secrets = [
        value
        for name, value in request.as_words().items()
        if isinstance(value, str) and name not in plain
    ]
    for secret in [*secrets, MARTE, "kanari-key-01234567890"]:
        assert not [spelling for spelling in spellings(secret) if spelling in found], secret
    assert KEYRING.writing.encode() in found


def test_a_request_that_cannot_be_read_back_is_never_kept(database, marte):
    with pytest.raises(ValueError, match="unknown code"):
        send(database, marte, Request.of({**OF_SELF.as_words(), "reach": "dove"}))


def test_a_person_is_found_by_the_number_in_the_own_municipality_only(database, marte):
    send(database, marte, replace(OF_NEIGHBOUR, about_number=BIRGER))
    with database.transaction() as session:
        people_there = session.scalars(
            select(PersonRow.municipality).join(CaseReaderRow, CaseReaderRow.person == PersonRow.id)
        ).all()
    assert people_there == [NAMSOS]
