"""Files with a complaint: their names, those that wait until somebody has looked for harm in them, and what is then told."""

import pytest

from portal.files import PDF, SafeFile
from portal.rules.access import Actor
from portal.rules.representation import Scope
from portal.store import attachments, events, quarantine
from portal.store.attachments import State
from portal.store.complaint import JOURNEY
from portal.store.db import Database
from portal.store.tables.events import EventRow
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.request import AttachmentRow
from tests.clamd_double import HARM
from tests.durability.checks import Planted, failing_write
from tests.store import complaints
from tests.store.citizens import BIRGER, JON, MARTE, citizen
from tests.store.people import (
    LEAD,
    NAMSOS,
    NEIGHBOUR,
    OFFICER,
    OTHER_UNIT,
    READER,
    at_once,
    contents,
    count,
    enrol,
)

NAME = "Kanarivedtak frå NAV.pdf"
LETTER = SafeFile(b"%PDF-1.7 kanaribrev", PDF, "pdf")
HARMFUL = SafeFile(b"%PDF-1.7 " + HARM, PDF, "pdf")


class House:
    """Marte has begun a complaint."""

    def __init__(self, database: Database) -> None:
        enrol(database)
        self.database, self.marte = database, citizen(database, MARTE)
        complaints.save(database, self.marte)

    def attach(self, file: SafeFile = LETTER, state: State = State.KEPT) -> str:
        with self.database.transaction() as session:
            return attachments.add_to_draft(
                session, self.marte, file, journey=JOURNEY, name=NAME, state=state,
                checked=state is State.KEPT,
            )  # fmt: skip

    def read(self, actor: Actor, one: str, reference: str | None = None):
        with self.database.transaction() as session:
            return attachments.read(session, actor, one, reference=reference)

    def settle(self, one: str, *, harmful: bool) -> bool:
        with self.database.transaction() as session:
            return quarantine.settle(session, one, harmful=harmful)

    def listed(self, case_id: str) -> list[attachments.Picture]:
        with self.database.transaction() as session:
            return attachments.of_case(session, case_id)


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


def test_a_file_is_listed_with_its_name_and_opened_under_it(house: House) -> None:
    one = house.attach()
    with house.database.transaction() as session:
        (line,) = attachments.of_draft(session, house.marte, JOURNEY)
    assert (line.name, line.media_type, line.state) == (NAME, PDF, State.KEPT)
    assert (line.size, line.digest) == (len(LETTER.content), LETTER.digest)
    opened = house.read(house.marte, one)
    assert (opened.content, opened.media_type, opened.name) == (LETTER.content, PDF, NAME)


def test_neither_name_nor_content_lies_in_the_clear(house: House) -> None:
    house.attach()
    everything = repr(contents(house.database)).lower()
    assert "kanarivedtak" not in everything and "kanaribrev" not in everything


# Who opens what is sent, by its state. The law lets a relative see the complaint; what may do harm they wait for too.
@pytest.mark.parametrize(
    ("state", "open_to"),
    [
        (State.KEPT, {"marte", "jon", "officer", "reader", "lead"}),
        (State.WAITING, {"marte"}),
        (State.REFUSED, set()),
    ],
    ids=["kept", "waiting", "refused"],
)
def test_who_opens_a_file_that_was_sent(house: House, state: State, open_to: set[str]) -> None:
    jon, birger = citizen(house.database, JON), citizen(house.database, BIRGER)
    complaints.let(house.database, house.marte, jon, Scope.COMPLAIN)
    one = house.attach(state=State.KEPT if state is State.KEPT else State.WAITING)
    sent = complaints.send(house.database, house.marte)
    if state is State.REFUSED:
        house.settle(one, harmful=True)
    actors = {
        "marte": house.marte,
        "jon": Actor("citizen", jon.id, NAMSOS, acting_for=house.marte.id),
        "jon himself": jon,
        "birger": birger,
        "officer": OFFICER,
        "reader": READER,
        "lead": LEAD,
        "other unit": OTHER_UNIT,
        "neighbour": NEIGHBOUR,
    }
    found = {who for who, one_of in actors.items() if house.read(one_of, one, sent.reference)}
    assert found == open_to
    assert count(house.database, EventRow, code="case.picture-read") == len(open_to)


def test_who_may_follow_cases_but_not_complain_opens_no_file_of_a_complaint(house: House) -> None:
    jon = citizen(house.database, JON)
    complaints.let(house.database, house.marte, jon, Scope.FOLLOW_CASES)
    one = house.attach()
    sent = complaints.send(house.database, house.marte)
    acting = Actor("citizen", jon.id, NAMSOS, acting_for=house.marte.id)
    assert house.read(acting, one, sent.reference) is None


def test_what_waits_is_not_lost_when_it_is_sent_and_is_kept_once_it_is_checked(house: House):
    one = house.attach(state=State.WAITING)
    sent = complaints.send(house.database, house.marte)
    with house.database.transaction() as session:
        assert [one.state for one in attachments.of_case(session, sent.case_id)] == [State.WAITING]
        assert quarantine.waiting(session) == [one]
        assert quarantine.content(session, one) == LETTER.content
    assert house.settle(one, harmful=False)
    with house.database.transaction() as session:
        (line,) = attachments.of_case(session, sent.case_id)
        assert quarantine.waiting(session) == [] and quarantine.content(session, one) is None
        row = session.get(AttachmentRow, one)
        assert row.checked_at == house.database.clock()
        assert events.verify(session, NAMSOS) == []
    assert (line.state, line.size) == (State.KEPT, len(LETTER.content))
    assert told(house) == 0, "there is nothing to tell of a file that is as it should be"


def told(house: House) -> int:
    return count(house.database, OutboxRow, template="case-news")


def test_what_was_harmful_is_gone_and_who_sent_it_is_told_once(house: House) -> None:
    one = house.attach(HARMFUL, State.WAITING)
    sent = complaints.send(house.database, house.marte)
    answers = at_once(3, lambda _number: house.settle(one, harmful=True))
    assert sorted(answers) == [False, False, True]
    (line,) = house.listed(sent.case_id)
    assert (line.state, line.size, line.name) == (State.REFUSED, 0, NAME)
    assert line.digest == HARMFUL.digest, "what it was can still be told from the list"
    assert count(house.database, EventRow, code="complaint.file-checked", object=one) == 1
    assert told(house) == 1


def test_a_file_of_a_draft_is_settled_without_a_message(house: House) -> None:
    one = house.attach(HARMFUL, State.WAITING)
    assert house.settle(one, harmful=True)
    assert told(house) == 0
    with house.database.transaction() as session:
        assert attachments.remove(session, house.marte, one)


def test_a_write_that_fails_settles_nothing(house: House) -> None:
    one = house.attach(HARMFUL, State.WAITING)
    sent = complaints.send(house.database, house.marte)
    before = contents(house.database)
    for number in range(1, 30):
        try:
            with failing_write(house.database, number) as struck:
                house.settle(one, harmful=True)
        except Planted:
            assert contents(house.database) == before, struck
        else:
            break
    assert number > 4, "the file, the event, the message and the commit"
    assert house.listed(sent.case_id)[0].state is State.REFUSED
