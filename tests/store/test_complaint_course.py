"""What the desk does with a complaint: each step once, in its turn, whole, with its event and a notice to the person."""

import contextlib
import itertools
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.rules.complaint_answers import Who
from portal.rules.complaint_course import Outcome, State
from portal.store import case, complaint, complaint_course, privacy_effects
from portal.store.case_held import NotAllowed, NotThere, TooLate
from portal.store.complaint_course import Incomplete, Said
from portal.store.openings import ReasonNeeded
from portal.store.tables.case import CaseRow
from portal.store.tables.complaint import ComplaintRow
from portal.store.tables.outbox import OutboxRow
from tests.durability.checks import Planted, failing_write
from tests.store import citizens, days
from tests.store.citizens import OTHER_KEY, citizen
from tests.store.complaints import MAIL, SUPERVISION, WORDS, send
from tests.store.people import (
    COLLEAGUE,
    LEAD,
    NEIGHBOUR,
    OFFICER,
    OTHER_UNIT,
    READER,
    TODAY,
    contents,
    count,
    enrol,
    happened,
)

KEYS = itertools.count(1)
TEXT = Said(text="Kanarigrunn: vi har sett på det du skrev.")
UPHELD = Said(text="Medhold.", on=date(2026, 12, 1), outcome=Outcome.UPHELD)
SENT_BACK = Said(on=date(2026, 12, 1), outcome=Outcome.SENT_BACK)


class Desk:
    """One complaint of Marte's, and Siri who has taken it."""

    def __init__(self, database, clock) -> None:
        enrol(database)
        self.database, self.clock = database, clock
        self.marte = citizen(database)
        self.reference = send(database, self.marte).reference
        self.do(case.take, OFFICER, self.reference)

    def do(self, what, *args, **kwargs):
        with self.database.transaction() as session:
            return what(session, *args, **kwargs)

    def step(self, state: str, said: Said = TEXT, who=OFFICER, key: str = "", reference: str = ""):
        self.clock.now += timedelta(minutes=1)
        return self.do(
            complaint_course.step, who, reference or self.reference, State(state),
            key=key or f"{next(KEYS):022}", said=said,
        )  # fmt: skip

    def move(self, unit: str = "annen", who=OFFICER, key: str = ""):
        key = key or f"{next(KEYS):022}"
        return self.do(complaint_course.move, who, self.reference, unit, key=key, mail=MAIL)

    @property
    def case(self) -> CaseRow:
        with self.database.transaction() as session:
            return session.scalars(select(CaseRow).filter_by(reference=self.reference)).one()

    @property
    def state(self) -> str:
        wanted = select(ComplaintRow.state).filter_by(case_id=self.case.id)
        with self.database.transaction() as session:
            return session.scalars(wanted).one()


@pytest.fixture
def desk(database, clock) -> Desk:
    return Desk(database, clock)


# The status of the case behind it: owed until all papers are sent (forvaltningsloven § 33).
COURSES = {
    "yes": [("reconsidering", TEXT, "taken"), ("changed-fully", TEXT, "answered")],
    "no": [("kept", TEXT, "taken"), ("forwarded", Said(), "answered"), ("decided-elsewhere", UPHELD, "answered")],
    "partly": [("changed-partly", TEXT, "taken"), ("forwarded", Said(), "answered")],
    "better after all": [("kept", TEXT, "taken"), ("forwarded", Said(), "answered"), ("changed-fully", TEXT, "answered")],
    "elsewhere": [("sent-on", TEXT, "answered"), ("decided-elsewhere", UPHELD, "answered")],
    "back by phone": [("withdrawn", Said(), "closed")],
}  # fmt: skip
WRITTEN = {
    "reconsidering": "complaint.reconsidering", "changed-fully": "complaint.changed",
    "changed-partly": "complaint.changed-in-part", "kept": "complaint.kept",
    "forwarded": "complaint.forwarded", "decided-elsewhere": "complaint.decided",
    "sent-on": "complaint.sent-on", "withdrawn": "complaint.withdrawn",
}  # fmt: skip


@pytest.mark.parametrize("name", COURSES)
def test_each_step_has_its_event_its_status_and_a_notice(desk: Desk, name: str) -> None:
    for state, said, status in COURSES[name]:
        told = count(desk.database, OutboxRow, template="case-news")
        assert desk.step(state, said)
        assert (desk.state, desk.case.status) == (state, status)
        assert happened(desk.database)[-2:] == [WRITTEN[state], "case.told"]
        assert count(desk.database, OutboxRow, template="case-news") == told + 1
    seen = desk.do(complaint.read, desk.marte, desk.reference)
    assert [one.kind for one in seen.steps] == [state for state, *_ in COURSES[name]]
    assert [one.text for one in seen.steps] == [said.text for _, said, _ in COURSES[name]]


def test_what_is_no_complaint_is_answered(desk: Desk) -> None:
    other = send(desk.database, desk.marte, WORDS, SUPERVISION, key=OTHER_KEY).reference
    with pytest.raises(TooLate):
        desk.step("kept", reference=other)
    assert desk.step("answered", reference=other)
    assert happened(desk.database)[-2:] == ["complaint.answered", "case.told"]


@pytest.mark.parametrize(
    ("before", "state"),
    [((), "forwarded"), ((), "decided-elsewhere"), (("changed-fully",), "kept"), (("withdrawn",), "kept")],
)  # fmt: skip
def test_a_step_out_of_its_turn_writes_nothing(desk: Desk, before, state: str) -> None:
    for one in before:
        desk.step(one)
    whole = contents(desk.database)
    with pytest.raises(TooLate):
        desk.step(state, UPHELD)
    assert contents(desk.database) == whole


@pytest.mark.parametrize(
    ("state", "said", "names"),
    [
        ("changed-fully", Said(), ("text",)),
        ("changed-partly", Said(), ("text",)),
        ("kept", Said(), ("text",)),
        ("sent-on", Said(), ("text",)),
        ("decided-elsewhere", TEXT, ("on", "outcome")),
    ],
)
def test_what_must_be_told_is_asked_for(desk: Desk, state, said, names) -> None:
    with pytest.raises(Incomplete) as missing:
        desk.step(state, said)
    assert missing.value.names == names


def test_one_press_is_one_step(desk: Desk) -> None:
    assert desk.step("kept", key="p" * 22)
    before = contents(desk.database)
    assert not desk.step("kept", key="p" * 22)
    assert contents(desk.database) == before


def test_set_aside_it_comes_back_and_a_month_begins_the_day_it_came(desk: Desk) -> None:
    for state, said in (("kept", TEXT), ("forwarded", Said()), ("decided-elsewhere", SENT_BACK)):
        desk.step(state, said)
    with pytest.raises(TooLate):
        desk.do(complaint_course.close, OFFICER, desk.reference)
    assert desk.step("reconsidering", Said(on=date(2026, 12, 3)))
    assert (desk.case.status, desk.case.due_on) == ("taken", date(2027, 1, 3))


def test_upheld_does_not_come_back_and_is_closed_by_a_press(desk: Desk) -> None:
    for state, said in (("kept", TEXT), ("forwarded", Said()), ("decided-elsewhere", UPHELD)):
        desk.step(state, said)
    with pytest.raises(TooLate):
        desk.step("reconsidering")
    for _ in range(2):
        desk.do(complaint_course.close, OFFICER, desk.reference)
    assert desk.case.status == "closed"
    assert happened(desk.database).count("case.closed") == 1


class TestMoving:
    def test_the_wrong_office_gives_it_on_and_the_clock_goes_on(self, desk: Desk) -> None:
        due = desk.case.due_on
        assert desk.move()
        moved = desk.case
        assert (moved.unit, moved.taken_by, moved.status) == ("annen", None, "opened")
        assert (moved.received_on, moved.due_on) == (TODAY, due)
        assert happened(desk.database)[-2:] == ["complaint.moved", "case.told"]
        assert count(desk.database, OutboxRow, template="desk-new", case_id=moved.id) == 2
        with pytest.raises(NotThere):
            desk.step("kept")
        desk.do(case.take, OTHER_UNIT, desk.reference)
        assert desk.step("kept", who=OTHER_UNIT)

    def test_to_where_it_is_changes_nothing_and_after_an_answer_it_is_too_late(self, desk) -> None:
        assert not desk.move("ke")
        desk.step("kept")
        with pytest.raises(TooLate):
            desk.move()


@pytest.mark.parametrize(
    ("who", "raised"),
    [
        (READER, NotAllowed),
        (OTHER_UNIT, NotThere),
        (NEIGHBOUR, NotThere),
        (COLLEAGUE, ReasonNeeded),
        (LEAD, ReasonNeeded),
    ],
    ids=lambda value: getattr(value, "id", None),
)
def test_who_may_not_changes_nothing(desk: Desk, who, raised) -> None:
    before = contents(desk.database)
    for press in (lambda: desk.step("kept", who=who), lambda: desk.move(who=who)):
        with pytest.raises(raised):
            press()
    assert contents(desk.database) == before


def test_a_request_is_no_complaint(desk: Desk) -> None:
    asked = citizens.send(desk.database, desk.marte, key=OTHER_KEY).reference
    desk.do(case.take, OFFICER, asked)
    with pytest.raises(NotThere):
        desk.step("kept", reference=asked)
    assert desk.do(complaint_course.read, OFFICER, asked) is None


def test_the_desk_reads_all_of_it_with_an_event(desk: Desk) -> None:
    seen = desk.do(complaint_course.read, OFFICER, desk.reference)
    assert seen.words.concerns == WORDS.concerns and seen.words.who == Who.SELF
    assert (seen.path, seen.law, seen.complaint_due) == ("a", "health", date(2026, 12, 21))
    assert set(seen.next) >= {State.RECONSIDERING, State.KEPT, State.SENT_ON}
    assert happened(desk.database)[-1] == "case.read"
    assert (seen.office, seen.told_on) == ("municipal-health", TODAY)
    assert desk.do(complaint_course.read, OTHER_UNIT, desk.reference) is None


@pytest.mark.parametrize(("reads", "told_again"), [(True, 0), (False, 1)])
def test_who_has_read_it_is_not_told_a_second_time(desk: Desk, reads, told_again) -> None:
    desk.step("kept")
    days.send_mail(desk.database)
    desk.clock.now += timedelta(hours=1)
    if reads:
        desk.do(complaint.read, desk.marte, desk.reference)
    desk.clock.now += timedelta(days=8)
    assert days.do(desk.database, "again", TODAY + timedelta(days=8)) == told_again


def test_the_desk_is_kept_out_while_the_use_is_restricted(desk: Desk) -> None:
    desk.do(privacy_effects.restrict, LEAD, desk.marte.id)
    for press in (
        lambda: desk.do(complaint_course.read, OFFICER, desk.reference),
        lambda: desk.step("kept"),
    ):
        with pytest.raises(ReasonNeeded):
            press()
    assert desk.do(complaint.read, desk.marte, desk.reference)


PRESSES = {
    "step": lambda s, ref: complaint_course.step(
        s, OFFICER, ref, State.KEPT, key="p" * 22, said=TEXT
    ),
    "withdrawn": lambda s, ref: complaint_course.step(
        s, OFFICER, ref, State.WITHDRAWN, key="p" * 22
    ),
    "move": lambda s, ref: complaint_course.move(s, OFFICER, ref, "annen", key="p" * 22, mail=MAIL),
}


@pytest.mark.parametrize("name", PRESSES)
def test_a_failing_write_leaves_nothing(desk: Desk, name: str) -> None:
    before = contents(desk.database)
    for number in range(1, 40):
        with failing_write(desk.database, number) as struck, contextlib.suppress(Planted):
            desk.do(PRESSES[name], desk.reference)
        if not struck:
            break
        assert contents(desk.database) == before, (
            f"something is left after write {number}: {struck}"
        )
    assert number > 6
    assert contents(desk.database) != before
