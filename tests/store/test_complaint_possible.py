"""«Kan dette være en klage?»: flagged once, listed for those it concerns, and a yes makes a complaint received when it was written."""

import contextlib
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.rules.answers import AnswerWords
from portal.rules.complaint_course import State
from portal.rules.complaint_path import Code as Path
from portal.rules.representation import Scope
from portal.store import (
    case,
    case_answers,
    case_messages,
    complaint,
    complaint_course,
    complaint_possible,
    complaint_taken_in,
    plan_consents,
    plan_messages,
)
from portal.store.case_held import NotAllowed, NotThere, TooLate
from portal.store.complaint_course import Said
from portal.store.complaint_taken_in import Wordless
from portal.store.openings import ReasonNeeded
from portal.store.tables.case import CaseRow
from portal.store.tables.complaint import ComplaintRow, PossibleComplaintRow
from tests.acting import acting
from tests.durability.checks import Planted, failing_write
from tests.store import citizens
from tests.store.citizens import BIRGER, citizen
from tests.store.complaints import MAIL, SUPERVISION, WORDS, let, send
from tests.store.people import (
    COLLEAGUE,
    LEAD,
    NEIGHBOUR,
    OFFICER,
    OTHER_UNIT,
    READER,
    TODAY,
    ask,
    contents,
    count,
    enrol,
    happened,
)
from tests.store.plan_people import begun

UNHAPPY = "Kanariord: eg er ikkje einig i svaret"


class Desk:
    """A request of Marte's at the desk of Siri's unit."""

    def __init__(self, database, clock) -> None:
        enrol(database)
        self.database, self.clock = database, clock
        self.marte = citizen(database)
        self.reference = citizens.send(database, self.marte).reference

    def do(self, what, *args, **kwargs):
        with self.database.transaction() as session:
            return what(session, *args, **kwargs)

    def case(self, reference: str = "") -> CaseRow:
        with self.database.transaction() as session:
            wanted = select(CaseRow).filter_by(reference=reference or self.reference)
            return session.scalars(wanted).one()

    def complaint(self, reference: str) -> ComplaintRow:
        with self.database.transaction() as session:
            wanted = select(ComplaintRow).join(CaseRow, CaseRow.id == ComplaintRow.case_id)
            return session.scalars(wanted.where(CaseRow.reference == reference)).one()

    def written(self, who=None, text: str = UNHAPPY) -> str:
        """A message in the case."""
        return self.do(case_messages.write, who or self.marte, self.case().id, text)

    def flag(self, *args, who=OFFICER) -> str:
        return self.do(complaint_possible.flag, who, self.reference, *args)

    def yes(self, possible: str, path: Path = Path.A, who=OFFICER, **more) -> str:
        return self.do(complaint_taken_in.is_complaint, who, possible, path, mail=MAIL, **more)

    def no(self, possible: str, who=OFFICER) -> None:
        self.do(complaint_taken_in.is_not, who, possible)

    def listed(self, who=OFFICER) -> list[str]:
        return [one.id for one in self.do(complaint_possible.listed, who)]


@pytest.fixture
def desk(database, clock) -> Desk:
    return Desk(database, clock)


def test_flagged_twice_is_once_and_the_month_is_from_the_day_it_was_written(desk: Desk) -> None:
    message = desk.written()
    desk.clock.now += timedelta(days=20)
    first = desk.flag(message)
    before = contents(desk.database)
    assert desk.flag(message) == first
    assert contents(desk.database) == before
    assert happened(desk.database)[-1] == "complaint.suspected"
    (one,) = desk.do(complaint_possible.listed, OFFICER)
    # Written on 21 November: a month after it (forvaltningsloven § 11 a), whenever somebody saw it.
    assert (one.reference, one.due_on, one.kind) == (desk.reference, date(2026, 12, 21), "message")
    assert desk.do(complaint_possible.waiting, OFFICER) == (1, date(2026, 12, 21))
    assert happened(desk.database)[-1] == "case.listed"


def test_a_yes_makes_a_complaint_that_was_received_when_it_was_written(desk: Desk) -> None:
    message = desk.written()
    at = desk.clock.now
    desk.clock.now += timedelta(days=40)
    possible = desk.flag(message)
    reference = desk.yes(possible)
    case, row = desk.case(reference), desk.complaint(reference)
    assert (case.kind, case.unit, case.received_at, case.due_on) == (
        "complaint", "ke", at, date(2026, 12, 21),
    )  # fmt: skip
    assert (row.path, row.law, row.standing, row.about_case) == (
        "a", "health", "may", desk.case().id,
    )  # fmt: skip
    mine = desk.do(complaint.read, desk.marte, reference)
    assert mine is not None and mine.words is not None and mine.sent
    assert (mine.words.concerns, mine.words.who) == (UNHAPPY, "self")
    assert mine.about == desk.reference
    assert desk.listed() == []
    assert happened(desk.database)[-4:-1] == [
        "complaint.registered", "complaint.became", "case.told",
    ]  # fmt: skip


def test_a_yes_pressed_twice_is_one_complaint(desk: Desk) -> None:
    possible = desk.flag(desk.written())
    reference = desk.yes(possible)
    before = contents(desk.database)
    assert desk.yes(possible) == reference
    assert contents(desk.database) == before
    with pytest.raises(TooLate):
        desk.no(possible)


def test_a_no_is_an_event_and_can_be_made_a_yes(desk: Desk) -> None:
    possible = desk.flag(desk.written())
    for _ in range(2):
        desk.no(possible)
    assert happened(desk.database).count("complaint.not-one") == 1
    assert desk.listed() == [] and count(desk.database, ComplaintRow) == 0
    seen = desk.do(complaint_possible.read, OFFICER, possible)
    assert (seen.outcome, seen.text, seen.complaint) == ("not-one", UNHAPPY, None)
    assert happened(desk.database)[-1] == "case.read"
    assert desk.yes(possible)


def test_the_day_of_the_answer_complained_of_comes_along(desk: Desk) -> None:
    desk.do(
        case_answers.give, OFFICER, desk.reference, kind="refused",
        words=AnswerWords(text="Du trenger bare én tjeneste nå, og den får du.", language="nb"), key="1" * 22,
        law="health", complaint_due=date(2026, 12, 21),
    )  # fmt: skip
    row = desk.complaint(desk.yes(desk.flag(desk.written())))
    assert (row.told_on, row.complaint_due) == (TODAY, date(2026, 12, 21))


def test_a_whole_case_is_one_by_what_was_asked(desk: Desk) -> None:
    row = desk.complaint(desk.yes(desk.flag(), Path.FIND))
    assert (row.path, row.office, row.asker) == ("find", "unknown", desk.marte.id)
    with pytest.raises(TooLate):
        again = send(desk.database, desk.marte, key=citizens.OTHER_KEY).reference
        desk.do(complaint_possible.flag, OFFICER, again)


def test_of_a_wish_to_be_called_the_desk_writes_what_it_is_about(desk: Desk) -> None:
    wish = ask(desk.database)
    possible = desk.do(complaint_possible.flag, OFFICER, wish.reference)
    with pytest.raises(Wordless):
        desk.yes(possible)
    reference = desk.yes(possible, concerns="Ringte og var uenig i svaret")
    case, row = desk.case(reference), desk.complaint(reference)
    assert (case.channel, case.asker, row.standing) == ("phone", None, "desk-decides")


def test_what_a_holder_wrote_is_the_person_s_complaint_by_their_right(desk: Desk) -> None:
    birger = citizen(desk.database, BIRGER)
    let(desk.database, desk.marte, birger, Scope.COMPLAIN, Scope.FOLLOW_CASES, Scope.ASK)
    row = desk.complaint(
        reference := desk.yes(desk.flag(desk.written(acting(birger, desk.marte.id))))
    )
    assert (row.asker, row.acting_for, row.basis, row.standing) == (
        birger.id, desk.marte.id, "guardian", "may",
    )  # fmt: skip
    assert desk.do(complaint.read, desk.marte, reference)
    assert desk.do(complaint.read, birger, reference) is None
    assert desk.do(complaint.read, acting(birger, desk.marte.id), reference)


class TestPlanMessages:
    @pytest.fixture
    def plan(self, database, clock) -> tuple[Desk, str, str]:
        marte, reference = begun(database)
        desk = Desk.__new__(Desk)
        desk.database, desk.clock, desk.marte = database, clock, marte
        message = desk.do(
            plan_messages.write, marte, reference, key="m" * 22, text=UNHAPPY, mail=MAIL
        )
        return desk, reference, message

    def test_it_is_the_person_s_complaint(self, plan) -> None:
        desk, reference, message = plan
        possible = desk.do(complaint_possible.flag_in_plan, OFFICER, reference, message)
        assert desk.listed() == desk.listed(LEAD) == [possible]
        assert desk.listed(COLLEAGUE) == desk.listed(READER) == []
        made = desk.yes(possible, Path.B)
        mine = desk.do(complaint.read, desk.marte, made)
        assert (mine.words.concerns, mine.path, mine.about) == (UNHAPPY, "b", None)

    def test_a_colleague_cannot_flag_read_or_answer_it(self, plan) -> None:
        desk, reference, message = plan
        with pytest.raises(NotThere):
            desk.do(complaint_possible.flag_in_plan, COLLEAGUE, reference, message)
        possible = desk.do(complaint_possible.flag_in_plan, OFFICER, reference, message)
        assert desk.do(complaint_possible.read, COLLEAGUE, possible) is None
        with pytest.raises(NotThere):
            desk.yes(possible, who=COLLEAGUE)

    def test_after_the_consent_is_taken_back_its_words_are_the_person_s(self, plan) -> None:
        desk, reference, message = plan
        possible = desk.do(complaint_possible.flag_in_plan, OFFICER, reference, message)
        desk.clock.now += timedelta(minutes=1)
        desk.do(plan_consents.withdraw, desk.marte, reference)
        assert desk.do(complaint_possible.read, OFFICER, possible).text is None
        with pytest.raises(Wordless):
            desk.yes(possible)


@pytest.mark.parametrize(
    ("who", "raised"),
    [(READER, NotAllowed), (OTHER_UNIT, NotThere), (NEIGHBOUR, NotThere)],
    ids=["reader", "other unit", "neighbour"],
)
def test_who_may_not_changes_nothing(desk: Desk, who, raised) -> None:
    message = desk.written()
    possible = desk.flag(message)
    before = contents(desk.database)
    presses = (
        lambda: desk.flag(message, who=who),
        lambda: desk.flag(who=who),
        lambda: desk.yes(possible, who=who),
        lambda: desk.no(possible, who=who),
    )
    for press in presses:
        with pytest.raises(raised):
            press()
    assert contents(desk.database) == before
    if who is not READER:
        assert desk.listed(who) == []
        assert desk.do(complaint_possible.read, who, possible) is None


def test_only_what_a_citizen_wrote_in_this_very_case_is_flagged(desk: Desk) -> None:
    ours = desk.do(case_messages.write, OFFICER, desk.case().id, "Vi ringer deg")
    for message in (ours, "f" * 32):
        with pytest.raises(NotThere):
            desk.flag(message)
    assert count(desk.database, PossibleComplaintRow) == 0


class TestBecoming:
    @pytest.fixture
    def asked(self, desk: Desk) -> str:
        """Marte has asked for supervision."""
        return send(desk.database, desk.marte, WORDS, SUPERVISION, key=citizens.OTHER_KEY).reference

    def become(self, desk: Desk, reference: str, key: str = "b" * 22, who=OFFICER) -> bool:
        return desk.do(complaint_taken_in.become, who, reference, Path.C1, key=key)

    def test_the_clock_is_the_same_and_it_is_owed_as_a_complaint(self, desk: Desk, asked) -> None:
        due = desk.case(asked).due_on
        assert self.become(desk, asked)
        row = desk.complaint(asked)
        assert (row.path, row.state, row.law, row.standing) == ("c1", "received", "health", "may")
        assert desk.case(asked).due_on == due
        assert happened(desk.database)[-2:] == ["complaint.became", "case.told"]
        assert not self.become(desk, asked)
        with pytest.raises(TooLate):
            self.become(desk, asked, "c" * 22)

    def test_what_is_taken_back_stays_so(self, desk: Desk, asked: str) -> None:
        desk.do(case.take, OFFICER, asked)
        desk.do(complaint.withdraw, desk.marte, asked, mail=MAIL)
        with pytest.raises(TooLate):
            self.become(desk, asked)

    def test_what_was_answered_is_opened_again(self, desk: Desk, asked: str) -> None:
        said = Said(text="Vi har sett på det.")
        desk.do(complaint_course.step, OFFICER, asked, State.ANSWERED, key="s" * 22, said=said)
        desk.do(complaint_course.close, OFFICER, asked)
        self.become(desk, asked)
        assert (desk.case(asked).status, desk.case(asked).closed_at) == ("taken", None)
        assert desk.complaint(asked).state == "received"

    def test_only_a_row_that_is_a_complaint(self, desk: Desk, asked: str) -> None:
        before = contents(desk.database)
        with pytest.raises(ValueError, match="not a row"):
            desk.do(complaint_taken_in.become, OFFICER, asked, Path.C2, key="b" * 22)
        assert contents(desk.database) == before

    @pytest.mark.parametrize(("who", "raised"), [(READER, NotAllowed), (OTHER_UNIT, NotThere)])
    def test_who_may(self, desk: Desk, asked: str, who, raised) -> None:
        with pytest.raises(raised):
            self.become(desk, asked, who=who)


def test_another_who_has_the_case_is_asked_why(desk: Desk) -> None:
    possible = desk.flag(desk.written())
    desk.do(case.take, OFFICER, desk.reference)
    for press in (
        lambda: desk.yes(possible, who=COLLEAGUE),
        lambda: desk.do(complaint_possible.read, COLLEAGUE, possible),
    ):
        with pytest.raises(ReasonNeeded):
            press()


PRESSES = {
    "flag": lambda desk: desk.flag(desk.message),
    "yes": lambda desk: desk.yes(desk.possible),
    "no": lambda desk: desk.no(desk.possible),
    "become": lambda desk: desk.do(
        complaint_taken_in.become, OFFICER, desk.asked, Path.C1, key="b" * 22
    ),
}


@pytest.mark.parametrize("name", PRESSES)
def test_a_failing_write_leaves_nothing(desk: Desk, name: str) -> None:
    desk.message = desk.written(text="Enda eit ord")
    desk.possible = desk.flag(desk.written())
    desk.asked = send(
        desk.database, desk.marte, WORDS, SUPERVISION, key=citizens.OTHER_KEY
    ).reference
    before = contents(desk.database)
    for number in range(1, 60):
        with failing_write(desk.database, number) as struck, contextlib.suppress(Planted):
            PRESSES[name](desk)
        if not struck:
            break
        assert contents(desk.database) == before, f"left after write {number}: {struck}"
    assert number > 4
    assert contents(desk.database) != before
