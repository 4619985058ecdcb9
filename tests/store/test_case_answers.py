"""An answer is given once, told at once, whole or not at all; and a slip is undone within ten minutes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.rules.answers import AnswerWords
from portal.rules.coordinator_request import Request
from portal.store import case, case_answers, case_confirm, case_readers, events, people
from portal.store.case_answers import Incomplete, NotConfirmed
from portal.store.case_held import NotAllowed, NotThere, TooLate
from portal.store.openings import ReasonNeeded
from portal.store.tables.answer import AnswerRow, CaseReaderRow
from portal.store.tables.case import CaseRow
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.people import PersonRow
from tests.durability.checks import Planted, failing_write
from tests.let_in import let_in
from tests.store.citizens import BIRGER, MARTE, OF_CHILD, OF_NEIGHBOUR, OF_SELF, citizen, send
from tests.store.people import (
    COLLEAGUE,
    KARI,
    LEAD,
    NAMES,
    NAMSOS,
    NEIGHBOUR,
    OFFICER,
    OTHER_UNIT,
    READER,
    ask,
    at_once,
    contents,
    count,
    enrol,
    happened,
)

REASONS = AnswerWords(
    text="Kanarigrunn: du trenger bare én tjeneste nå, og den får du.", language="nb"
)
WORDS = {
    "more-wanted": AnswerWords(text="Hvem hjelper deg?", language="nb"),
    "preliminary": replace(REASONS, new_date="2027-01-14"),
    "coordinator": AnswerWords(
        text="", language="nn", coordinator_name="Kanari Koordinator",
        coordinator_phone="+47 74 21 71 00", coordinator_from="2026-12-01",
    ),
    "in-part": replace(REASONS, granted="En koordinator."),
    "refused": REASONS,
}  # fmt: skip
VACANT = AnswerWords(text="", language="nb", vacant=True, new_date="2026-12-20")
COMPLAINT = {"law": "health", "complaint_due": date(2026, 12, 21)}


@pytest.fixture
def desk(database):
    enrol(database)
    return database


def sent(database, request: Request = OF_SELF, key: str = "k" * 22) -> str:
    return send(database, citizen(database), request, key).reference


def do(database, what, actor, *args, **kwargs):
    with database.transaction() as session:
        return what(session, actor, *args, **kwargs)


def give(database, reference, kind="refused", actor=OFFICER, key="1" * 22, **more):
    told = COMPLAINT if kind in ("refused", "in-part") else {}
    given = {"kind": kind, "words": WORDS[kind], "key": key, **told, **more}
    return do(database, case_answers.give, actor, reference, **given)


def row(database, reference) -> CaseRow:
    with database.transaction() as session:
        return session.scalars(select(CaseRow).filter_by(reference=reference)).one()


def answers(database, reference):
    with database.transaction() as session:
        case_id = session.scalar(select(CaseRow.id).filter_by(reference=reference))
        return case_answers.of_case(session, case_id)


class TestGiving:
    @pytest.mark.parametrize(
        ("kind", "code", "changes"),
        [
            ("more-wanted", "case.more-wanted", {"status": "taken", "outcome": None}),
            (
                "preliminary",
                "case.preliminary",
                {"status": "taken", "outcome": None, "due_on": date(2027, 1, 14)},
            ),
            (
                "coordinator",
                "case.coordinator",
                {"status": "answered", "outcome": "coordinator-appointed"},
            ),
            ("in-part", "case.in-part", {"status": "answered", "outcome": "granted-in-part"}),
            ("refused", "case.refused", {"status": "answered", "outcome": "refused"}),
        ],
    )
    def test_each_answer_is_kept_told_and_an_event(self, desk, clock, kind, code, changes):
        reference = sent(desk)
        given = give(desk, reference, kind)
        (kept,) = answers(desk, reference)
        assert kept == given
        assert (kept.kind, kept.words, kept.by_name) == (kind, WORDS[kind], NAMES[OFFICER])
        assert (kept.language, kept.made_at) == (WORDS[kind].language, clock.now)
        found = row(desk, reference)
        assert {name: getattr(found, name) for name in changes} == changes
        assert found.taken_by == OFFICER.id and found.news_at == clock.now
        assert happened(desk)[-3:] == ["case.taken", code, "case.told"]
        assert count(desk, OutboxRow, template="case-news") == 1
        with desk.transaction() as session:
            assert events.verify(session, NAMSOS) == []

    def test_the_first_real_answer_is_the_one_that_counts(self, desk, clock):
        reference = sent(desk)
        give(desk, reference, "preliminary", key="1" * 22)
        assert row(desk, reference).answered_at is None
        assert row(desk, reference).preliminary_at == clock.now
        first = clock.now
        give(desk, reference, "refused", key="2" * 22)
        clock.now += timedelta(days=1)
        give(desk, reference, "coordinator", key="3" * 22)
        found = row(desk, reference)
        assert (found.answered_at, found.outcome_at) == (first, clock.now)

    def test_a_vacancy_owes_news_by_its_date(self, desk):
        reference = sent(desk)
        give(desk, reference, "coordinator", words=VACANT)
        found = row(desk, reference)
        assert (found.outcome, found.due_on) == ("coordinator-vacant", date(2026, 12, 20))
        with pytest.raises(TooLate):
            do(desk, case.close, OFFICER, reference)

    def test_a_new_date_makes_the_reminders_start_anew(self, desk, clock):
        reference = sent(desk)
        with desk.transaction() as session:
            found = session.scalars(select(CaseRow)).one()
            found.warned, found.overdue_at = 2, clock.now
        give(desk, reference, "preliminary")
        assert (row(desk, reference).warned, row(desk, reference).overdue_at) == (0, None)

    def test_a_colleagues_case_stays_the_colleagues(self, desk):
        reference = sent(desk)
        do(desk, case.take, COLLEAGUE, reference)
        with pytest.raises(ReasonNeeded):
            give(desk, reference)
        let_in(desk, OFFICER, reference)
        give(desk, reference)
        assert row(desk, reference).taken_by == COLLEAGUE.id

    def test_the_same_key_twice_is_one_answer(self, desk):
        reference = sent(desk)
        give(desk, reference)
        before = contents(desk)
        assert give(desk, reference) is None
        assert contents(desk) == before

    @pytest.mark.parametrize(
        ("actor", "refused"),
        [
            (READER, NotAllowed),
            (OTHER_UNIT, NotThere),
            (NEIGHBOUR, NotThere),
            (LEAD, None),
            (COLLEAGUE, None),
        ],
        ids=["reader", "other unit", "other municipality", "lead", "colleague"],
    )
    def test_who_may(self, desk, actor, refused):
        reference = sent(desk)
        if refused is None:
            assert give(desk, reference, actor=actor)
            return
        before = contents(desk)
        with pytest.raises(refused):
            give(desk, reference, actor=actor)
        assert contents(desk) == before

    @pytest.mark.parametrize(
        ("kind", "more", "missing"),
        [
            ("refused", {"law": None}, ("law",)),
            ("refused", {"complaint_due": None}, ("complaint_due",)),
            ("refused", {"words": AnswerWords(text="Nei.", language="nb")}, ("text",)),
            ("in-part", {"words": REASONS}, ("granted",)),
            ("preliminary", {"words": REASONS}, ("new_date",)),
        ],
    )
    def test_what_lacks_something_is_refused(self, desk, kind, more, missing):
        reference = sent(desk)
        before = contents(desk)
        with pytest.raises(Incomplete) as why:
            give(desk, reference, kind, **more)
        assert why.value.names == missing
        assert contents(desk) == before

    def test_a_closed_case_gets_no_answer(self, desk):
        reference = sent(desk)
        give(desk, reference)
        do(desk, case.close, OFFICER, reference)
        with pytest.raises(TooLate):
            give(desk, reference, "coordinator", key="2" * 22)

    def test_of_two_at_once_with_the_same_key_one_is_kept(self, desk):
        reference = sent(desk)
        at_once(2, lambda _n: give(desk, reference))
        assert count(desk, AnswerRow) == 1
        assert happened(desk).count("case.refused") == 1

    def test_of_two_officers_at_once_the_second_says_why_first(self, desk):
        """The first has the case from then on; the second may change what was decided, with a reason."""
        reference = sent(desk)
        what = [("refused", OFFICER), ("coordinator", COLLEAGUE)]
        done = at_once(2, lambda n: give(desk, reference, what[n][0], actor=what[n][1]))
        asked = [n for n, one in enumerate(done) if isinstance(one, ReasonNeeded)]
        assert (len(asked), count(desk, AnswerRow)) == (1, 1)
        kind, second = what[asked[0]]
        let_in(desk, second, reference)
        give(desk, reference, kind, actor=second)
        outcome = {"refused": "refused", "coordinator": "coordinator-appointed"}[kind]
        assert row(desk, reference).outcome == outcome
        assert (count(desk, AnswerRow), happened(desk).count("case.taken")) == (2, 1)

    @pytest.mark.parametrize("kind", WORDS)
    def test_a_failing_write_leaves_nothing(self, desk, kind):
        reference = sent(desk)
        for number in range(1, 40):
            before = contents(desk)
            with failing_write(desk, number) as struck:
                try:
                    give(desk, reference, kind)
                except Planted:
                    assert contents(desk) == before, struck
            if not struck:
                assert number > 6
                return
        raise AssertionError("an answer with forty writes")

    def test_the_words_are_sealed(self, desk):
        reference = sent(desk)
        give(desk, reference)
        give(desk, reference, "coordinator", key="2" * 22)
        kept = repr(contents(desk))
        assert "Kanari" not in kept and "74 21 71 00" not in kept


class TestTakingBack:
    @pytest.mark.parametrize("kind", WORDS)
    def test_the_case_goes_back_to_what_it_was(self, desk, clock, kind):
        reference = sent(desk)
        do(desk, case.take, OFFICER, reference)
        before = vars(row(desk, reference))
        given = give(desk, reference, kind)
        clock.now += timedelta(minutes=9)
        do(desk, case_answers.take_back, OFFICER, reference, given.id)
        after = vars(row(desk, reference))
        skipped = {"_sa_instance_state", "news_at"}
        assert {k: v for k, v in after.items() if k not in skipped} == {
            k: v for k, v in before.items() if k not in skipped
        }
        (kept,) = answers(desk, reference)
        assert (kept.withdrawn_at, kept.can_take_back) == (clock.now, False)
        assert happened(desk)[-2:] == ["case.answer-taken-back", "case.told"]

    def test_twice_is_once(self, desk):
        reference = sent(desk)
        given = give(desk, reference)
        do(desk, case_answers.take_back, OFFICER, reference, given.id)
        before = contents(desk)
        do(desk, case_answers.take_back, OFFICER, reference, given.id)
        assert contents(desk) == before

    def test_after_ten_minutes_it_stands(self, desk, clock):
        reference = sent(desk)
        given = give(desk, reference)
        assert answers(desk, reference)[0].can_take_back
        clock.now += timedelta(minutes=10)
        before = contents(desk)
        with pytest.raises(TooLate):
            do(desk, case_answers.take_back, OFFICER, reference, given.id)
        assert contents(desk) == before
        assert not answers(desk, reference)[0].can_take_back

    def test_what_has_come_further_is_not_undone(self, desk, clock):
        reference = sent(desk)
        first = give(desk, reference)
        clock.now += timedelta(minutes=1)
        second = give(desk, reference, "coordinator", key="2" * 22)
        with pytest.raises(TooLate):
            do(desk, case_answers.take_back, OFFICER, reference, first.id)
        do(desk, case_answers.take_back, OFFICER, reference, second.id)
        assert row(desk, reference).outcome == "refused"
        do(desk, case_answers.take_back, OFFICER, reference, first.id)
        assert (row(desk, reference).outcome, row(desk, reference).answered_at) == (None, None)

    def test_a_closed_case_is_not_opened_by_it(self, desk):
        reference = sent(desk)
        given = give(desk, reference)
        do(desk, case.close, OFFICER, reference)
        with pytest.raises(TooLate):
            do(desk, case_answers.take_back, OFFICER, reference, given.id)
        assert row(desk, reference).status == "closed"

    def test_another_cases_answer_is_not_there(self, desk):
        here, there = sent(desk), sent(desk, key="o" * 22)
        given = give(desk, there)
        with pytest.raises(NotThere):
            do(desk, case_answers.take_back, OFFICER, here, given.id)
        with pytest.raises(NotAllowed):
            do(desk, case_answers.take_back, READER, there, given.id)

    def test_a_failing_write_leaves_nothing(self, desk):
        reference = sent(desk)
        given = give(desk, reference)
        for number in range(1, 40):
            before = contents(desk)
            with failing_write(desk, number) as struck:
                try:
                    do(desk, case_answers.take_back, OFFICER, reference, given.id)
                except Planted:
                    assert contents(desk) == before, struck
            if not struck:
                assert number > 4
                return


class TestConfirming:
    @pytest.mark.parametrize("request_", [OF_NEIGHBOUR, OF_CHILD], ids=["other", "child"])
    @pytest.mark.parametrize("kind", WORDS)
    def test_before_the_yes_there_is_no_answer(self, desk, request_, kind):
        reference = sent(desk, request_)
        before = contents(desk)
        with pytest.raises(NotConfirmed):
            give(desk, reference, kind)
        assert contents(desk) == before

    def test_a_call_outcome_can_be_noted_all_the_same(self, desk):
        reference = sent(desk, OF_NEIGHBOUR)
        do(desk, case.note_outcome, OFFICER, reference, "not-reached", "", False)
        assert row(desk, reference).not_reached == 1

    def test_a_message_before_the_yes_says_nothing_and_goes_to_nobody_who_asked(self, desk):
        reference = sent(desk, OF_NEIGHBOUR)
        do(desk, case.note_outcome, OFFICER, reference, "appointment", "", True)
        with desk.transaction() as session:
            rows = session.scalars(select(OutboxRow).where(OutboxRow.template != "desk-new"))
            told = sorted((row.template, row.channel, row.state) for row in rows)
        assert told == [
            ("case-asked-about-you", "letter", "desk"),
            ("case-asked-about-you", "sms", "pending"),
        ]

    def test_who_called_for_another_gets_no_answer_about_them(self, desk):
        wish = replace(KARI, about="other", relation="friend")
        reference = ask(desk, wish=wish).reference
        with pytest.raises(NotConfirmed):
            give(desk, reference)

    def test_a_yes_with_a_number_lets_the_person_read(self, desk):
        reference = sent(desk, OF_NEIGHBOUR)
        asked = {"how": "visit", "wants": True, "number": BIRGER, "key": "a" * 22}
        assert do(desk, case_confirm.asked, OFFICER, reference, **asked)
        with desk.transaction() as session:
            person = people.find_or_begin(session, NAMSOS, BIRGER).id
            case_id = row_id(session, reference)
            assert case_readers.of_case(session, case_id, date(2026, 11, 21)) == {person: "self"}
        assert give(desk, reference)
        assert not do(desk, case_confirm.asked, OFFICER, reference, **asked)

    def test_the_asker_is_never_the_person(self, desk):
        reference = sent(desk, OF_NEIGHBOUR)
        before = contents(desk)
        with pytest.raises(case_confirm.AskersOwnNumber):
            do(
                desk, case_confirm.asked, OFFICER, reference,
                how="phone", wants=True, number=MARTE, key="a" * 22,
            )  # fmt: skip
        assert contents(desk) == before

    def test_a_no_takes_the_words_away(self, desk):
        """And the number and phone that somebody else gave: the person never asked to be known here."""
        reference = sent(desk, replace(OF_NEIGHBOUR, about_number=BIRGER))
        asked = {"how": "phone", "wants": False, "number": None, "key": "a" * 22}
        do(desk, case_confirm.asked, OFFICER, reference, **asked)
        view = do(desk, case.read, OFFICER, reference)
        assert (view.status, view.outcome, view.asked.request) == ("closed", "not-wanted", None)
        assert count(desk, CaseReaderRow) == 0
        with desk.transaction() as session:
            people_left = session.scalars(select(PersonRow.id)).all()
            told = session.scalars(select(OutboxRow).filter_by(template="case-asked-about-you"))
            assert [row.state for row in told] == ["handled"]
        assert people_left == [row(desk, reference).asker]
        again = asked | {"wants": True, "key": "b" * 22}
        with pytest.raises(TooLate):
            do(desk, case_confirm.asked, OFFICER, reference, **again)

    @pytest.mark.parametrize(
        ("born", "until"), [(date(2010, 11, 22), date(2026, 11, 22)), (date(2010, 11, 21), None)]
    )
    def test_a_parent_reads_until_the_child_is_16(self, desk, born, until):
        reference = sent(desk, OF_CHILD)
        seen = {"how": "register", "born": born, "key": "a" * 22}
        if until is None:
            with pytest.raises(case_confirm.NotAChild):
                do(desk, case_confirm.parent, OFFICER, reference, **seen)
            assert count(desk, CaseReaderRow) == 0
            return
        do(desk, case_confirm.parent, OFFICER, reference, **seen)
        with desk.transaction() as session:
            (reader,) = session.scalars(select(CaseReaderRow)).all()
        assert (reader.role, reader.until) == ("parent", until)
        assert str(born) not in repr(contents(desk))
        assert happened(desk)[-1] == "case.parent-confirmed"
        assert give(desk, reference)
        with desk.transaction() as session:
            told = session.scalars(select(OutboxRow).filter_by(template="case-news")).one()
        assert (told.channel, told.state, told.person) == ("sms", "pending", reader.person)

    @pytest.mark.parametrize("request_", [OF_SELF, OF_NEIGHBOUR], ids=["self", "other"])
    def test_nobody_elses_parent_is_asked_for(self, desk, request_):
        reference = sent(desk, request_)
        with pytest.raises(TooLate):
            do(
                desk, case_confirm.parent, OFFICER, reference,
                how="register", born=date(2020, 1, 1), key="a" * 22,
            )  # fmt: skip

    @pytest.mark.parametrize("actor", [READER, OTHER_UNIT, NEIGHBOUR])
    def test_who_may_not_act_confirms_nothing(self, desk, actor):
        reference = sent(desk, OF_CHILD)
        before = contents(desk)
        asked = {"how": "phone", "wants": False, "number": None, "key": "a" * 22}
        parent = {"how": "register", "born": date(2020, 1, 1), "key": "a" * 22}
        with pytest.raises((NotThere, NotAllowed)):
            do(desk, case_confirm.asked, actor, reference, **asked)
        with pytest.raises((NotThere, NotAllowed)):
            do(desk, case_confirm.parent, actor, reference, **parent)
        assert contents(desk) == before


def row_id(session, reference) -> str:
    return session.scalar(select(CaseRow.id).filter_by(reference=reference))
