"""A citizen's own cases: who sees what, no event no view, and each change whole, once and told."""

import contextlib
import itertools
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import event, select, text, update

from portal.rules.access import Actor
from portal.rules.answers import AnswerWords
from portal.store import (
    case,
    case_answers,
    case_messages,
    case_mine,
    case_readers,
    people,
    requests,
)
from portal.store import case_mine_changes as changes
from portal.store.case_held import NotThere, TooLate
from portal.store.tables.answer import MessageRow
from portal.store.tables.case import CaseRow
from portal.store.tables.events import EventRow
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.request import RequestRow
from tests.durability.checks import Planted, failing_write
from tests.store.citizens import BIRGER, JON, MARTE, OF_CHILD, OF_NEIGHBOUR, OF_SELF, citizen, send
from tests.store.people import NAMSOS, OFFICER, VIK, at_once, contents, count, enrol, happened

MAIL = changes.UnitMail({"ke": "ke@namsos.example"}.get, "nb")
KEYS = itertools.count(1)
REASONS = "Kanarigrunn: vi har sett på det du skrev, og behovet er ikke langvarig nå."


def key() -> str:
    return f"{next(KEYS):022}"


@pytest.fixture
def town(database):
    enrol(database)
    return database


@pytest.fixture
def marte(town) -> Actor:
    return citizen(town, MARTE)


@pytest.fixture
def birger(town) -> Actor:
    return citizen(town, BIRGER)


def do(database, what, *args, **kwargs):
    with database.transaction() as session:
        return what(session, *args, **kwargs)


def let_read(database, case_id: str, person: Actor, role: str = "self", until: date | None = None):
    do(database, case_readers.add_reader, case_id, person.id, role, until)


def answer(database, reference: str, kind: str, **more):
    law, due = more.pop("law", None), more.pop("complaint_due", None)
    said = AnswerWords(text=more.pop("text", REASONS), language="nb", **more)
    return do(
        database, case_answers.give, OFFICER, reference,
        kind=kind, words=said, law=law, complaint_due=due, key=key(),
    )  # fmt: skip


def mails(database, case_id: str) -> list[str]:
    with database.transaction() as session:
        rows = select(OutboxRow.template).filter_by(case_id=case_id)
        return sorted(session.scalars(rows))


class TestWhoSees:
    def test_the_person_sees_what_they_sent(self, town, marte):
        receipt = send(town, marte)
        found = do(town, case_mine.read, marte, receipt.reference)
        assert (found.reference, found.role, found.asked) == (receipt.reference, "self", True)
        assert found.request == OF_SELF
        assert found.facts.due_on == date(2026, 12, 21)
        assert [one.code for one in found.happened] == ["case.requested"]
        assert found.happened[0].mine

    def test_who_asked_for_another_sees_nothing_after_but_the_other_does(self, town, birger, marte):
        receipt = send(town, birger, OF_NEIGHBOUR)
        let_read(town, receipt.case_id, marte)
        assert do(town, case_mine.read, birger, receipt.reference) is None
        assert do(town, case_mine.mine, birger).cases == []
        found = do(town, case_mine.read, marte, receipt.reference)
        assert (found.asked, found.request.name) == (False, OF_NEIGHBOUR.name)
        assert not found.facts.confirmed

    @pytest.mark.parametrize(
        ("until", "sees"),
        [(date(2026, 11, 22), True), (date(2026, 11, 21), False), (date(2026, 11, 20), False)],
    )
    def test_a_parent_sees_it_until_the_birthday(self, town, birger, until, sees):
        """Today is 21 November."""
        receipt = send(town, birger, OF_CHILD)
        let_read(town, receipt.case_id, birger, "parent", until)
        found = do(town, case_mine.read, birger, receipt.reference)
        assert (found is not None) is sees
        assert bool(do(town, case_mine.mine, birger).cases) is sees
        if found:
            assert (found.role, found.asked) == ("parent", True)

    def test_nobody_else_sees_it(self, town, marte, birger):
        receipt = send(town, marte)
        namesake = citizen(town, MARTE, VIK)
        before = happened(town)
        for stranger in (birger, namesake, OFFICER, replace(marte, kind="staff")):
            assert do(town, case_mine.read, stranger, receipt.reference) is None
            assert do(town, case_mine.mine, stranger).cases == []
            assert do(town, case_mine.receipt, stranger, receipt.reference) is None
        assert happened(town) == before

    @pytest.mark.parametrize("reference", ["AAAA-BBBB-CCCC", "", "a\x00b", "x" * 5000, "🙂"])
    def test_what_is_not_there_is_nothing(self, town, marte, reference):
        assert do(town, case_mine.read, marte, reference) is None
        assert do(town, case_mine.receipt, marte, reference) is None
        with pytest.raises(NotThere):
            do(town, changes.remind, marte, reference, mail=MAIL)

    def test_the_desks_own_notes_and_deliveries_are_not_there(self, town, marte):
        receipt = send(town, marte)
        do(town, case.note_outcome, OFFICER, receipt.reference, "appointment", "Kanarinotat", False)
        answer(town, receipt.reference, "coordinator", coordinator_name="Siri",
               coordinator_phone="+4774217100", coordinator_from="2026-12-01")  # fmt: skip
        found = do(town, case_mine.read, marte, receipt.reference)
        assert "Kanarinotat" not in repr(found)
        assert not [one for one in found.happened if "deliver" in one.code or "told" in one.code]


class TestReadingIsAnEvent:
    def test_each_reading_is_one(self, town, marte):
        receipt = send(town, marte)
        before = happened(town)
        for _ in range(2):
            do(town, case_mine.read, marte, receipt.reference)
        do(town, case_mine.receipt, marte, receipt.reference)
        assert happened(town)[len(before) :] == [
            "case.own-read", "case.own-read", "case.receipt-read",
        ]  # fmt: skip

    def test_a_list_is_one_that_names_its_cases(self, town, marte):
        ids = {send(town, marte, key=key()).case_id for _ in range(3)}
        before = count(town, EventRow)
        do(town, case_mine.mine, marte)
        with town.transaction() as session:
            rows = session.scalars(select(EventRow).filter_by(code="case.own-listed")).all()
        assert count(town, EventRow) == before + 1
        assert [(row.actor_id, set(row.object.split(","))) for row in rows] == [(marte.id, ids)]

    def test_an_empty_list_reads_nobody(self, town, marte):
        before = happened(town)
        assert do(town, case_mine.mine, marte) == case_mine.OwnPage([], more=False)
        assert happened(town) == before

    @pytest.mark.parametrize("page", ["mine", "read", "receipt"])
    def test_without_its_event_nothing_is_shown(self, town, marte, monkeypatch, page):
        reference = send(town, marte).reference
        views = {
            "mine": lambda session: case_mine.mine(session, marte),
            "read": lambda session: case_mine.read(session, marte, reference),
            "receipt": lambda session: case_mine.receipt(session, marte, reference),
        }

        def refuse(*_args, **_kwargs):
            raise RuntimeError("no event")

        monkeypatch.setattr(case_mine.events, "append_by", refuse)
        with pytest.raises(RuntimeError):
            do(town, views[page])


class TestTheList:
    def test_the_newest_come_first_a_page_at_a_time(self, town, marte, clock):
        references = []
        for _ in range(case_mine.PAGE_SIZE + 1):
            clock.now += timedelta(minutes=1)
            references.append(send(town, marte, key=key()).reference)
        first = do(town, case_mine.mine, marte)
        second = do(town, case_mine.mine, marte, page=2)
        assert [one.reference for one in first.cases] == references[:0:-1]
        assert (first.more, second.more) == (True, False)
        assert [one.reference for one in second.cases] == references[:1]

    def test_each_line_has_its_own_answers_and_messages(self, town, marte, clock):
        one, other = send(town, marte), send(town, marte, key=key())
        answer(town, one.reference, "more-wanted", text="Kanarispørsmål")
        clock.now += timedelta(minutes=1)
        do(town, changes.write, marte, other.reference, key=key(), text="Hei", mail=MAIL)
        facts = {line.reference: line.facts for line in do(town, case_mine.mine, marte).cases}
        assert [given.kind for given in facts[one.reference].given] == ["more-wanted"]
        assert facts[one.reference].wrote_at is None
        assert facts[other.reference].given == ()
        assert facts[other.reference].wrote_at == clock.now

    @pytest.mark.parametrize("page", ["mine", "read"])
    def test_as_many_queries_for_a_thousand_cases_as_for_ten(self, town, marte, page):
        counts = []
        for wanted in (10, 1000):
            reference = fill(town, marte, wanted)
            view = {
                "mine": lambda session: case_mine.mine(session, marte),
                "read": lambda session, one=reference: case_mine.read(session, marte, one),
            }[page]
            counts.append(statements(town, view))
        assert counts[0] == counts[1] <= 20


def fill(database, actor: Actor, wanted: int) -> str:
    """Until the person has so many cases, each with an answer and a message; the reference of one."""
    receipt = send(database, actor, key=key())
    answer(database, receipt.reference, "more-wanted", text="Hva?")
    do(database, changes.write, actor, receipt.reference, key=key(), text="Hei", mail=MAIL)
    have = count(database, CaseRow)
    with database.transaction() as session:
        row = session.get_one(CaseRow, receipt.case_id)
        kept = {c.name: getattr(row, c.name) for c in CaseRow.__table__.columns}
        kept["received_at"] -= timedelta(days=1)
        for number in range(have, wanted):
            copy = {"id": f"{number:032}", "reference": f"{number:04}-AAAA-BBBB"}
            session.execute(CaseRow.__table__.insert(), kept | copy)
            case_readers.add_reader(session, copy["id"], actor.id, "self")
    return receipt.reference


def statements(database, view) -> int:
    """How many statements a view sends."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        do(database, view)
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    return len(seen)


class TestAnswers:
    def test_an_answer_taken_back_is_told_without_what_it_said(self, town, marte, clock):
        reference = send(town, marte).reference
        given = answer(town, reference, "refused", law="health", complaint_due=date(2026, 12, 21))
        clock.now += timedelta(minutes=5)
        do(town, case_answers.take_back, OFFICER, reference, given.id)
        found = do(town, case_mine.read, marte, reference)
        assert [(one.kind, one.words, one.withdrawn_at) for one in found.answers] == [
            ("refused", None, clock.now)
        ]
        assert "Kanarigrunn" not in repr(found)
        assert found.facts.given == () and found.facts.status == "taken"

    def test_a_refusal_has_its_reasons_and_its_date(self, town, marte):
        reference = send(town, marte).reference
        answer(town, reference, "refused", law="health", complaint_due=date(2026, 12, 21))
        found = do(town, case_mine.read, marte, reference)
        assert found.answers[0].words.text == REASONS
        assert found.facts.final.complaint_due == date(2026, 12, 21)

    def test_a_message_that_did_not_get_through_is_seen(self, town, marte):
        receipt = send(town, marte)
        assert not do(town, case_mine.read, marte, receipt.reference).unheard
        answer(town, receipt.reference, "more-wanted", text="Hva?")
        with town.transaction() as session:
            session.execute(update(OutboxRow).filter_by(template="case-news").values(state="desk"))
        assert do(town, case_mine.read, marte, receipt.reference).unheard

    def test_who_asked_for_a_call_is_not_told_that_a_message_failed(self, town, marte):
        receipt = send(town, marte, replace(OF_SELF, reach="call"))
        answer(town, receipt.reference, "more-wanted", text="Hva?")
        assert not do(town, case_mine.read, marte, receipt.reference).unheard


class TestReceipt:
    @pytest.mark.parametrize(
        ("later", "opens"),
        [(timedelta(0), True), (timedelta(minutes=29, seconds=59), True),
         (timedelta(minutes=30), False), (timedelta(days=1), False)],
    )  # fmt: skip
    def test_who_asked_for_another_has_half_an_hour(self, town, birger, clock, later, opens):
        receipt = send(town, birger, OF_NEIGHBOUR)
        clock.now += later
        found = do(town, case_mine.receipt, birger, receipt.reference)
        assert (found is not None) is opens
        if found:
            assert (found.reference, found.sees_after) == (receipt.reference, False)
            assert found.received_at == receipt.received_at

    def test_who_may_see_the_case_always_has_it(self, town, marte, clock):
        receipt = send(town, marte)
        clock.now += timedelta(days=400)
        assert do(town, case_mine.receipt, marte, receipt.reference).sees_after


class TestWriting:
    def test_a_message_tells_the_unit_and_takes_the_question_away(self, town, marte, clock):
        receipt = send(town, marte)
        answer(town, receipt.reference, "more-wanted", text="Hva?")
        clock.now += timedelta(minutes=1)
        do(town, changes.write, marte, receipt.reference, key=key(), text="Dette", mail=MAIL)
        found = do(town, case_mine.read, marte, receipt.reference)
        assert [one.text for one in found.messages] == ["Dette"]
        assert found.facts.wrote_at == clock.now
        assert "desk-message" in mails(town, receipt.case_id)

    def test_the_same_press_twice_is_one_message(self, town, marte):
        receipt, once = send(town, marte), key()
        for _ in range(2):
            do(town, changes.write, marte, receipt.reference, key=once, text="Hei", mail=MAIL)
        assert count(town, MessageRow) == 1
        assert mails(town, receipt.case_id).count("desk-message") == 1

    def test_the_same_key_with_other_words_is_refused(self, town, marte):
        receipt, once = send(town, marte), key()
        do(town, changes.write, marte, receipt.reference, key=once, text="Hei", mail=MAIL)
        before = contents(town)
        with pytest.raises(changes.KeyReused):
            do(town, changes.write, marte, receipt.reference, key=once, text="Ho", mail=MAIL)
        assert contents(town) == before

    def test_at_once_it_is_still_one(self, town, marte):
        receipt, once = send(town, marte), key()
        at_once(4, lambda _n: do(
            town, changes.write, marte, receipt.reference, key=once, text="Hei", mail=MAIL
        ))  # fmt: skip
        assert count(town, MessageRow) == 1
        assert happened(town).count("case.citizen-wrote") == 1

    def test_nothing_is_written_in_a_closed_case(self, town, marte):
        receipt = send(town, marte)
        do(town, changes.withdraw, marte, receipt.reference, mail=MAIL)
        before = contents(town)
        with pytest.raises(TooLate):
            do(town, changes.write, marte, receipt.reference, key=key(), text="Hei", mail=MAIL)
        assert contents(town) == before

    def test_a_unit_without_an_address_gets_no_mail(self, town, marte):
        receipt, nobody = send(town, marte), changes.UnitMail(lambda _unit: None, "nb")
        do(town, changes.write, marte, receipt.reference, key=key(), text="Hei", mail=nobody)
        assert "desk-message" not in mails(town, receipt.case_id)


class TestWithdrawing:
    def test_it_closes_and_tells_the_unit_once(self, town, marte, clock):
        receipt = send(town, marte)
        for _ in range(2):
            do(town, changes.withdraw, marte, receipt.reference, mail=MAIL)
        with town.transaction() as session:
            row = session.get_one(CaseRow, receipt.case_id)
            assert (row.status, row.outcome, row.closed_at) == ("closed", "withdrawn", clock.now)
        assert happened(town).count("case.withdrawn") == 1
        assert mails(town, receipt.case_id).count("desk-message") == 1

    def test_after_the_answer_it_is_too_late(self, town, marte):
        receipt = send(town, marte)
        answer(town, receipt.reference, "refused", law="nav", complaint_due=date(2026, 12, 14))
        with pytest.raises(TooLate):
            do(town, changes.withdraw, marte, receipt.reference, mail=MAIL)

    def test_who_never_asked_says_no_instead(self, town, birger, marte):
        receipt = send(town, birger, OF_NEIGHBOUR)
        let_read(town, receipt.case_id, marte)
        with pytest.raises(TooLate):
            do(town, changes.withdraw, marte, receipt.reference, mail=MAIL)


class TestReminding:
    def test_only_when_the_month_has_passed_and_then_once_a_week(self, town, marte, clock):
        receipt = send(town, marte)
        with pytest.raises(TooLate):
            do(town, changes.remind, marte, receipt.reference, mail=MAIL)
        clock.now += timedelta(days=31)
        for _ in range(2):
            do(town, changes.remind, marte, receipt.reference, mail=MAIL)
        assert happened(town).count("case.reminded") == 1
        assert mails(town, receipt.case_id).count("desk-reminded") == 1
        with town.transaction() as session:
            assert session.get_one(CaseRow, receipt.case_id).reminded_at == clock.now
        clock.now += timedelta(days=7)
        do(town, changes.remind, marte, receipt.reference, mail=MAIL)
        assert happened(town).count("case.reminded") == 2

    def test_a_preliminary_answer_moves_the_day(self, town, marte, clock):
        receipt = send(town, marte)
        answer(town, receipt.reference, "preliminary", new_date="2027-01-15")
        clock.now += timedelta(days=31)
        with pytest.raises(TooLate):
            do(town, changes.remind, marte, receipt.reference, mail=MAIL)
        clock.now += timedelta(days=30)
        do(town, changes.remind, marte, receipt.reference, mail=MAIL)
        assert happened(town).count("case.reminded") == 1

    def test_two_at_once_are_one(self, town, marte, clock):
        receipt = send(town, marte)
        clock.now += timedelta(days=31)
        at_once(4, lambda _n: do(town, changes.remind, marte, receipt.reference, mail=MAIL))
        assert happened(town).count("case.reminded") == 1


@pytest.fixture
def asked_for(town, birger, marte):
    """Birger has asked for Marte, who can log in."""
    receipt = send(town, birger, OF_NEIGHBOUR)
    let_read(town, receipt.case_id, marte)
    return receipt


def confirm(database, actor: Actor, receipt, yes: bool):
    do(database, changes.confirm, actor, receipt.reference, yes=yes, mail=MAIL)


class TestConfirming:
    def test_yes_makes_it_the_persons_own(self, town, marte, asked_for, clock):
        for _ in range(2):
            confirm(town, marte, asked_for, True)
        with town.transaction() as session:
            row = session.get_one(CaseRow, asked_for.case_id)
            assert (row.confirmed_at, row.confirmed_by) == (clock.now, "login")
        assert happened(town).count("case.confirmed") == 1
        assert do(town, case_mine.read, marte, asked_for.reference).facts.confirmed

    def test_no_closes_it_and_takes_the_text_away(self, town, marte, asked_for):
        for _ in range(2):
            confirm(town, marte, asked_for, False)
        with town.transaction() as session:
            row = session.get_one(CaseRow, asked_for.case_id)
            assert (row.status, row.outcome) == ("closed", "not-wanted")
            assert row.text_removed_at is not None
            assert session.scalars(select(RequestRow.words)).one() is None
            assert requests.of_case(session, asked_for.case_id) is None
        assert happened(town).count("case.not-wanted") == 1
        found = do(town, case_mine.read, marte, asked_for.reference)
        assert (found.request, found.facts.outcome) == (None, "not-wanted")

    @pytest.mark.parametrize("yes", [True, False])
    def test_who_asked_learns_nothing(self, town, birger, marte, asked_for, yes):
        before = do(town, case_mine.receipt, birger, asked_for.reference)
        waiting = count(town, OutboxRow, person=birger.id)
        confirm(town, marte, asked_for, yes)
        assert do(town, case_mine.receipt, birger, asked_for.reference) == before
        assert do(town, case_mine.read, birger, asked_for.reference) is None
        assert count(town, OutboxRow, person=birger.id) == waiting

    @pytest.mark.parametrize("yes", [True, False])
    def test_nobody_else_answers(self, town, birger, asked_for, yes):
        """Neither who asked, nor a parent, nor a stranger."""
        with pytest.raises(NotThere):
            confirm(town, birger, asked_for, yes)
        let_read(town, asked_for.case_id, birger, "parent")
        with pytest.raises(TooLate):
            confirm(town, birger, asked_for, yes)
        with pytest.raises(NotThere):
            confirm(town, citizen(town, JON), asked_for, yes)

    def test_after_one_answer_the_other_is_too_late(self, town, marte, asked_for):
        confirm(town, marte, asked_for, True)
        with pytest.raises(TooLate):
            confirm(town, marte, asked_for, False)

    def test_ones_own_request_needs_no_yes(self, town, marte):
        receipt = send(town, marte)
        for yes in (True, False):
            with pytest.raises(TooLate):
                confirm(town, marte, receipt, yes)


CHANGES = {
    "write": lambda s, who, ref: changes.write(s, who, ref, key="m" * 22, text="Hei", mail=MAIL),
    "withdraw": lambda s, who, ref: changes.withdraw(s, who, ref, mail=MAIL),
    "remind": lambda s, who, ref: changes.remind(s, who, ref, mail=MAIL),
    "yes": lambda s, who, ref: changes.confirm(s, who, ref, yes=True, mail=MAIL),
    "no": lambda s, who, ref: changes.confirm(s, who, ref, yes=False, mail=MAIL),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_failing_write_leaves_nothing(town, marte, birger, clock, name):
    """Whichever write fails, the commit included: all or nothing, and the press still works after."""
    receipt = send(town, birger, OF_NEIGHBOUR) if name in {"yes", "no"} else send(town, marte)
    let_read(town, receipt.case_id, marte)
    clock.now += timedelta(days=31)
    before = contents(town)
    for number in range(1, 40):
        with failing_write(town, number) as struck, contextlib.suppress(Planted):
            do(town, CHANGES[name], marte, receipt.reference)
        if not struck:
            break
        assert contents(town) == before, f"something is left after write {number}: {struck}"
    assert number > 4
    assert contents(town) != before


@pytest.mark.parametrize("name", CHANGES)
def test_nobody_changes_what_is_not_theirs(town, marte, birger, clock, name):
    receipt = send(town, marte)
    let_read(town, receipt.case_id, birger, "parent", date(2026, 11, 21))
    clock.now += timedelta(days=31)
    before = contents(town)
    for other in (birger, citizen(town, MARTE, VIK), OFFICER, replace(marte, kind="staff")):
        before = contents(town)
        with pytest.raises(NotThere):
            do(town, CHANGES[name], other, receipt.reference)
        assert contents(town) == before


def test_the_name_is_read_from_who_asked_and_never_the_number(town, marte, birger):
    receipt = send(town, birger, replace(OF_NEIGHBOUR, about_number=MARTE))
    found = do(town, case_mine.read, marte, receipt.reference)
    assert found is not None, "the number opens the case to the person it is about"
    with town.transaction() as session:
        assert people.number_of(session, marte.id) == MARTE
        assert case_messages.of_case(session, receipt.case_id) == []
        codes = session.execute(
            text("SELECT code FROM events WHERE actor_id = :id"), {"id": marte.id}
        )
        assert set(codes.scalars()) == {"case.own-read"}
    assert NAMSOS in repr(marte)
