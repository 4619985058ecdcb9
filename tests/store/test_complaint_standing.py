"""Who may complain: the desk decides, who may follows it, who may not is guided in writing, and nothing is turned away."""

import contextlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from portal.rules.case import Channel
from portal.rules.complaint_answers import Answers, By, Kin, Who, Wrong
from portal.rules.complaint_course import State
from portal.rules.complaint_path import Code as Path
from portal.store import (
    case,
    case_readers,
    complaint,
    complaint_course,
    complaint_registered,
    complaint_standing,
)
from portal.store.case_held import NotAllowed, NotThere, TooLate
from portal.store.complaint_registered import Registering
from portal.store.complaint_standing import Decision, Textless
from portal.store.openings import ReasonNeeded
from portal.store.tables.answer import CaseReaderRow
from portal.store.tables.case import CaseRow
from portal.store.tables.complaint import ComplaintRow
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.people import PersonRow
from tests.durability.checks import Planted, failing_write
from tests.store.citizens import JON, citizen
from tests.store.complaints import MAIL, WORDS, send
from tests.store.people import (
    COLLEAGUE,
    NEIGHBOUR,
    OFFICER,
    OTHER_UNIT,
    READER,
    contents,
    count,
    enrol,
    happened,
)

GUIDE = "Kanariråd: du kan be om tilsyn."
OF_KIN = Answers(wrong=Wrong.REFUSED, by=By.MUNICIPAL, who=Who.KIN, kin=Kin.CAN_DECIDE)


class Desk:
    """What Jon sent about his sister, and Siri who has taken it."""

    def __init__(self, database) -> None:
        enrol(database)
        self.database = database
        self.jon = citizen(database, JON)
        words = replace(WORDS, about_name="Kanari Søster")
        self.reference = send(database, self.jon, words, OF_KIN).reference
        self.do(case.take, OFFICER, self.reference)

    def do(self, what, *args, **kwargs):
        with self.database.transaction() as session:
            return what(session, *args, **kwargs)

    def decide(self, decision=Decision.MAY, *, key: str = "d" * 22, who=OFFICER, **more) -> bool:
        return self.do(complaint_standing.decide, who, self.reference, decision, key=key, **more)

    @property
    def row(self) -> ComplaintRow:
        with self.database.transaction() as session:
            wanted = select(ComplaintRow).join(CaseRow, CaseRow.id == ComplaintRow.case_id)
            return session.scalars(wanted.where(CaseRow.reference == self.reference)).one()

    def roles(self) -> list[str]:
        wanted = select(CaseReaderRow.role).filter_by(case_id=self.row.case_id)
        with self.database.transaction() as session:
            return list(session.scalars(wanted))


@pytest.fixture
def desk(database, clock) -> Desk:
    return Desk(database)


def test_who_may_follows_it_from_now_on(desk: Desk) -> None:
    assert desk.row.standing == "may-with"
    assert desk.do(complaint.read, desk.jon, desk.reference) is None
    assert desk.decide()
    assert (desk.row.standing, desk.roles()) == ("may", ["sender"])
    assert happened(desk.database)[-2:] == ["complaint.standing", "case.told"]
    seen = desk.do(complaint.read, desk.jon, desk.reference)
    assert seen is not None and seen.sent
    assert [(one.kind, one.text) for one in seen.steps] == [("standing", None)]


def test_who_may_not_is_guided_and_it_stays_received(desk: Desk) -> None:
    assert desk.decide(Decision.GUIDED, text=GUIDE)
    assert (desk.row.standing, desk.row.state, desk.roles()) == ("may-with", "received", [])
    assert desk.do(complaint.read, desk.jon, desk.reference) is None
    seen = desk.do(complaint_course.read, OFFICER, desk.reference)
    assert [(one.kind, one.text) for one in seen.steps] == [("standing", GUIDE)]
    # Nobody reads it with login: a letter is the way, and somebody at the desk is to send it.
    assert count(desk.database, OutboxRow, template="case-news", channel="letter") == 1
    assert desk.decide(key="e" * 22), "what was found can be found anew"


def test_guiding_is_done_in_words(desk: Desk) -> None:
    before = contents(desk.database)
    with pytest.raises(Textless):
        desk.decide(Decision.GUIDED)
    assert contents(desk.database) == before


def test_the_same_press_is_one_and_what_is_decided_is_not_asked(desk: Desk) -> None:
    desk.decide()
    before = contents(desk.database)
    assert not desk.decide()
    with pytest.raises(TooLate):
        desk.decide(key="e" * 22)
    assert contents(desk.database) == before


def test_what_is_taken_back_or_ended_is_not_asked(desk: Desk) -> None:
    desk.do(complaint_course.step, OFFICER, desk.reference, State.WITHDRAWN, key="w" * 22)
    with pytest.raises(TooLate):
        desk.decide()


def test_who_wrote_on_paper_reads_it_by_the_number_they_gave(desk: Desk) -> None:
    new = Registering(
        complaint=replace(WORDS, who="unknown"), channel=Channel.LETTER, unit="ke",
        received_at=datetime(2026, 11, 2, 11, tzinfo=UTC), path=Path.FIND, office=By.UNKNOWN,
    )  # fmt: skip
    desk.reference = desk.do(
        complaint_registered.register, OFFICER, new, key="r" * 22, mail=MAIL
    ).reference
    desk.decide(number=JON)
    assert desk.do(complaint.read, desk.jon, desk.reference) is not None


def test_of_somebody_with_a_protected_address_the_sender_reads_nothing(desk: Desk) -> None:
    desk.decide()
    sister = citizen(desk.database).id
    desk.do(case_readers.add_reader, desk.row.case_id, sister, case_readers.SELF)
    assert desk.do(complaint.read, desk.jon, desk.reference) is not None
    at = desk.row.sent_at
    with desk.database.transaction() as session:
        session.get_one(PersonRow, sister).protected_at = at
    assert desk.do(complaint.read, desk.jon, desk.reference) is None


@pytest.mark.parametrize(
    ("who", "raised"),
    [(READER, NotAllowed), (OTHER_UNIT, NotThere), (NEIGHBOUR, NotThere), (COLLEAGUE, ReasonNeeded)],
    ids=["reader", "other unit", "neighbour", "colleague"],
)  # fmt: skip
def test_who_may_not_decides_nothing(desk: Desk, who, raised) -> None:
    before = contents(desk.database)
    with pytest.raises(raised):
        desk.decide(who=who)
    assert contents(desk.database) == before


@pytest.mark.parametrize("decision", Decision)
def test_a_failing_write_leaves_nothing(desk: Desk, decision: Decision) -> None:
    before = contents(desk.database)
    for number in range(1, 40):
        with failing_write(desk.database, number) as struck, contextlib.suppress(Planted):
            desk.decide(decision, text=GUIDE)
        if not struck:
            break
        assert contents(desk.database) == before, f"left after write {number}: {struck}"
    assert number > 5
    assert contents(desk.database) != before
