"""Requests and readers: sealed words, and who may see a case on which day."""

from datetime import date

import pytest
from sqlalchemy import select, update

from portal.rules.coordinator_request import Request
from portal.store import case_readers, notices, requests
from portal.store.crypto import SealBroken, new_id
from portal.store.db import add, now
from portal.store.tables.case import CaseRow
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.people import PersonRow
from portal.store.tables.request import RequestRow
from tests.store.people import NAMSOS, ask, enrol, happened

KARI = Request(
    whom="self",
    wants="both",
    language="nn",
    name="Kanari Prøvesen",
    reach="sms",
    phone="+4799999901",
    own_words="Kanarihjelp trengst",
)


def person(session) -> str:
    """Somebody with a row; the number is not what these tests are about."""
    one = new_id()
    add(
        session,
        PersonRow,
        id=one,
        municipality=NAMSOS,
        number_hash=one.encode(),
        number=b"x",
        created_at=now(session),
    )
    return one


@pytest.fixture
def case_id(database):
    enrol(database)
    return ask(database).case_id


def test_words_come_back_and_are_sealed(database, case_id):
    with database.transaction() as session:
        requests.write(session, case_id, person(session), KARI, now(session))
    with database.transaction() as session:
        assert requests.of_case(session, case_id) == KARI
        assert b"anari" not in session.scalars(select(RequestRow.words)).one()


def test_words_moved_to_another_row_do_not_open(database, case_id):
    with database.transaction() as session:
        requests.write(session, case_id, person(session), KARI, now(session))
        session.execute(update(RequestRow).values(id=new_id()))
    with database.transaction() as session, pytest.raises(SealBroken):
        requests.of_case(session, case_id)


def test_removed_words_are_gone(database, case_id):
    with database.transaction() as session:
        requests.write(session, case_id, person(session), KARI, now(session))
        session.execute(update(RequestRow).values(words=None))
    with database.transaction() as session:
        assert requests.of_case(session, case_id) is None


@pytest.mark.parametrize(
    ("day", "reads"),
    [(date(2026, 11, 30), True), (date(2026, 12, 1), False), (date(2027, 1, 1), False)],
)
def test_a_parent_reads_until_the_day_before_the_birthday(database, case_id, day, reads):
    with database.transaction() as session:
        mother, child = person(session), person(session)
        case_readers.add_reader(session, case_id, mother, "parent", until=date(2026, 12, 1))
        case_readers.add_reader(session, case_id, child, "self")
        case_readers.add_reader(session, case_id, child, "self")
    with database.transaction() as session:
        expected = {child: "self"} | ({mother: "parent"} if reads else {})
        assert case_readers.of_case(session, case_id, day) == expected
        assert bool(case_readers.cases_of(session, mother, day)) is reads


@pytest.mark.parametrize(
    ("changes", "channel", "state"),
    [
        ({}, "sms", "pending"),
        ({"reach": "email", "email": "kari@example.com"}, "email", "pending"),
        ({"reach": "call"}, "call", "desk"),
        ({"reach": "letter", "phone": None, "address": "Ei gate 1"}, "letter", "desk"),
    ],
)
def test_news_go_the_way_the_person_asked(database, case_id, changes, channel, state):
    with database.transaction() as session:
        kari = asked_by(session, case_id, Request(**(KARI.as_words() | changes)))
        case_readers.add_reader(session, case_id, kari, "self")
        notices.news(session, case_id)
    with database.transaction() as session:
        row = session.scalars(select(OutboxRow).filter_by(template="case-news")).one()
        assert (row.channel, row.state, row.person) == (channel, state, kari)
        assert session.get(CaseRow, case_id).news_at == now(session)
    assert happened(database)[-1] == "case.told"


def test_news_about_a_child_go_to_the_parent_as_they_asked_and_to_the_child(database, case_id):
    """The child has said nothing to us: the contact register is asked, or the desk takes over."""
    with database.transaction() as session:
        mother = asked_by(session, case_id, Request(**(KARI.as_words() | {"whom": "child"})))
        child = person(session)
        case_readers.add_reader(session, case_id, mother, "parent", until=date(2030, 1, 1))
        case_readers.add_reader(session, case_id, child, "self")
        notices.news(session, case_id)
    with database.transaction() as session:
        rows = session.scalars(select(OutboxRow).filter_by(template="case-news")).all()
        assert {row.person: row.channel for row in rows} == {mother: "sms", child: "email"}


def test_who_asked_for_another_hears_nothing_of_the_news(database, case_id):
    """Without a reader what is left is the number the first caller gave for themself."""
    with database.transaction() as session:
        asked_by(session, case_id, Request(**(KARI.as_words() | {"whom": "other"})))
        notices.news(session, case_id)
    with database.transaction() as session:
        row = session.scalars(select(OutboxRow).filter_by(template="case-news")).one()
        assert (row.channel, row.person) == ("sms", None)


def asked_by(session, case_id: str, words: Request) -> str:
    """Let somebody have asked with login. Gives who."""
    asker = person(session)
    requests.write(session, case_id, asker, words, now(session))
    session.execute(update(CaseRow).where(CaseRow.id == case_id).values(asker=asker))
    return asker


def test_a_unit_without_an_address_is_told_nothing(database, case_id):
    told = {"municipality": NAMSOS, "unit": "ke", "case_id": case_id, "template": "desk-due"}
    with database.transaction() as session:
        before = len(session.scalars(select(OutboxRow)).all())
        notices.tell_unit(session, **told, email=None, language="nb")
        assert len(session.scalars(select(OutboxRow)).all()) == before
        notices.tell_unit(session, **told, email="ke@namsos.example", language="nb")
        assert len(session.scalars(select(OutboxRow)).all()) == before + 1
