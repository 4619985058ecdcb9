"""What is written in a case: sealed, in order, with its event; what the desk writes is news."""

import pytest
from sqlalchemy import select, text

from portal.rules.access import Actor
from portal.store import case_messages, people
from portal.store.crypto import SealBroken
from portal.store.tables.answer import MessageRow
from portal.store.tables.case import CaseRow
from portal.store.tables.outbox import OutboxRow
from tests.store.citizens import citizen, send
from tests.store.people import NAMES, OFFICER, count, enrol, happened
from tests.store.test_secrecy import bytes_of, spellings

CANARY = "Kanarimelding om noe vanskelig"


@pytest.fixture
def marte(database) -> Actor:
    enrol(database)
    return citizen(database)


def write(database, actor: Actor, case_id: str, words: str) -> str:
    with database.transaction() as session:
        return case_messages.write(session, actor, case_id, words)


def read(database, case_id: str) -> list[case_messages.Message]:
    with database.transaction() as session:
        return case_messages.of_case(session, case_id)


def test_both_sides_are_read_in_the_order_they_wrote(database, clock, marte):
    case_id = send(database, marte).case_id
    for minute, (actor, words) in enumerate(
        [(marte, "Først"), (OFFICER, "Så"), (marte, "Til slutt")]
    ):
        clock.now = clock.now.replace(minute=30 + minute)
        write(database, actor, case_id, words)
    found = read(database, case_id)
    assert [one.text for one in found] == ["Først", "Så", "Til slutt"]
    assert [one.by_kind for one in found] == ["citizen", "staff", "citizen"]
    assert [one.by for one in found] == [marte.id, OFFICER.id, marte.id]
    assert found[1].by_name == NAMES[OFFICER]
    assert found[2].at == clock.now


def test_a_citizen_is_named_by_what_they_have_said(database, marte):
    case_id = send(database, marte).case_id
    write(database, marte, case_id, "Hei")
    with database.transaction() as session:
        people.set_name(session, marte.id, "")
    assert read(database, case_id)[0].by_name is None
    with database.transaction() as session:
        people.set_name(session, marte.id, "Marte Solvik")
    assert read(database, case_id)[0].by_name == "Marte Solvik"


@pytest.mark.parametrize(
    ("who", "codes", "told"),
    [
        ("citizen", ["case.citizen-wrote"], []),
        ("staff", ["case.told", "case.desk-wrote"], ["case-news"]),
    ],
)
def test_each_message_has_its_event_and_the_desks_is_news(database, marte, who, codes, told):
    case_id = send(database, marte).case_id
    before = happened(database)
    message = write(database, marte if who == "citizen" else OFFICER, case_id, CANARY)
    assert happened(database)[len(before) :] == codes
    with database.transaction() as session:
        templates = select(OutboxRow.template).where(OutboxRow.template == "case-news")
        assert list(session.scalars(templates)) == told
        assert bool(session.get_one(CaseRow, case_id).news_at) is bool(told)
        last = session.execute(text("SELECT subject, object FROM events ORDER BY number DESC"))
        assert tuple(last.first()) == (case_id, message)


def test_another_case_is_another_conversation(database, marte):
    one, other = send(database, marte), send(database, marte, key="x" * 22)
    write(database, marte, one.case_id, "Hei")
    assert read(database, other.case_id) == []


def test_the_text_is_sealed_to_its_row(database, marte):
    case_id = send(database, marte).case_id
    first, second = (write(database, marte, case_id, CANARY) for _ in range(2))
    with database.transaction() as session:
        kept = session.get_one(MessageRow, first).text
        assert b"Kanari" not in kept
        session.get_one(MessageRow, second).text = kept
    with pytest.raises(SealBroken):
        read(database, case_id)


def test_without_its_event_nothing_is_written(database, marte, monkeypatch):
    case_id = send(database, marte).case_id

    def refuse(*_args, **_kwargs):
        raise RuntimeError("no event")

    monkeypatch.setattr(case_messages.events, "append_by", refuse)
    with pytest.raises(RuntimeError):
        write(database, marte, case_id, "Hei")
    assert count(database, MessageRow) == 0


def test_no_file_of_the_database_holds_what_was_written(database, marte, tmp_path):
    case_id = send(database, marte).case_id
    write(database, marte, case_id, CANARY)
    found = bytes_of(database, tmp_path)
    assert case_id.encode() in found, "the search does not see what is there"
    assert not [one for one in spellings(CANARY) if one in found]
