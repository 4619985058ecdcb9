"""What people ask about their own data: once with a key, answered by a person who did not do it, told without content."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.rules.access import Actor
from portal.rules.events import Code
from portal.rules.privacy import Ground, Kind, Outcome
from portal.store import events, people, privacy_answers, privacy_requests
from portal.store.case_mine_changes import UnitMail
from portal.store.openings import ReasonNeeded
from portal.store.privacy_answers import Given
from portal.store.privacy_effects import Correction
from portal.store.privacy_requests import KeyReused, NewRequest, NotThere, TooLate
from portal.store.tables.events import EventRow
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.people import PersonRow
from portal.store.tables.representation import PrivacyRequestRow, RelationRow
from tests.let_in import let_in
from tests.store.citizens import BIRGER, KEY, OTHER_KEY, citizen, send
from tests.store.people import (
    COLLEAGUE,
    LEAD,
    NEIGHBOUR,
    OFFICER,
    READER,
    at_once,
    contents,
    count,
    enrol,
    happened,
)

MAIL = UnitMail(lambda _code: "ke@namsos.example", "nb")
CORRECT = NewRequest(Kind.CORRECT, "Kanariord: datoen er feil", "nn")
YES = Given(Outcome.GRANTED, None, "Kanarisvar: det er rettet.")


@pytest.fixture
def house(database):
    enrol(database)
    return database


def ask(house, actor: Actor, new: NewRequest = CORRECT, key: str = KEY) -> str:
    with house.transaction() as session:
        return privacy_requests.ask(session, actor, new, key=key, unit="ke", mail=MAIL)


def answer(house, actor: Actor, reference: str, given: Given = YES, key: str = "a" * 22) -> None:
    with house.transaction() as session:
        privacy_answers.answer(session, actor, reference, given, key=key)


def mine(house, actor: Actor):
    with house.transaction() as session:
        return privacy_requests.mine(session, actor)


def looked_at(house, marte: Actor, staff: Actor = OFFICER) -> int:
    """Somebody at work has read Marte's case; the number of that event."""
    reference = send(house, marte, key="c" * 22).reference
    with house.transaction() as session:
        from portal.store.tables.case import CaseRow

        case = session.scalars(select(CaseRow.id).filter_by(reference=reference)).one()
        events.append_by(session, staff, Code.CASE_READ, subject=case, touched=case)
        return session.scalars(select(EventRow.number).filter_by(code="case.read")).one()


def test_asked_once_and_due_in_a_month(house):
    marte = citizen(house)
    reference = ask(house, marte)
    assert ask(house, marte) == reference
    (one,) = mine(house, marte)
    assert (one.reference, one.kind, one.words) == (reference, Kind.CORRECT, CORRECT.words)
    assert one.due_on.isoformat() == "2026-12-21" and one.outcome is None
    assert happened(house).count("privacy.asked") == 1
    assert count(house, OutboxRow, template="desk-privacy") == 1


def test_the_same_key_with_other_words_is_refused_and_writes_nothing(house):
    marte = citizen(house)
    ask(house, marte)
    before = contents(house)
    with pytest.raises(KeyReused):
        ask(house, marte, replace(CORRECT, words="Noe annet"))
    assert contents(house) == before


def test_eight_presses_at_once_are_one_request(house):
    marte = citizen(house)
    given = at_once(8, lambda _n: ask(house, marte))
    assert len(set(given)) == 1 and count(house, PrivacyRequestRow) == 1


def test_what_is_written_is_sealed(house):
    ask(house, citizen(house))
    assert "Kanariord" not in repr(contents(house))


def test_why_is_about_an_event_of_ones_own(house):
    marte, birger = citizen(house), citizen(house, BIRGER)
    number = looked_at(house, marte)
    why = NewRequest(Kind.WHY, "", "nb", number)
    for actor, wrong in (
        (birger, why),
        (marte, replace(why, event=10**9)),
        (marte, replace(why, event=None)),
        (marte, replace(CORRECT, event=number)),
    ):
        with pytest.raises(NotThere):
            ask(house, actor, wrong)
    ask(house, marte, why)
    (one,) = mine(house, marte)
    assert one.trace.number == number and one.trace.who.name == "Siri Prøve"


def test_a_correction_must_say_what_is_wrong(house):
    with pytest.raises(ValueError, match="words"):
        ask(house, citizen(house), replace(CORRECT, words=""))


def test_the_answer_is_read_by_who_asked_and_told_without_content(house):
    marte = citizen(house)
    reference = ask(house, marte)
    answer(house, OFFICER, reference)
    (one,) = mine(house, marte)
    assert (one.outcome, one.ground, one.answer) == (Outcome.GRANTED, None, YES.text)
    with house.transaction() as session:
        told = session.scalars(select(OutboxRow).filter_by(template="privacy-news")).one()
        assert (told.person, told.channel, told.language) == (marte.id, "email", "nn")
    assert "Kanarisvar" not in repr(contents(house))
    assert happened(house).count("privacy.answered") == 1


def test_deletion_where_the_archive_wins_is_answered_with_the_ground(house):
    marte = citizen(house)
    reference = ask(house, marte, NewRequest(Kind.DELETE, "", "nb"))
    refused = Given(Outcome.REFUSED, Ground.ARCHIVE, "Saken må tas vare på.")
    with pytest.raises(ValueError, match="ground"):
        answer(house, OFFICER, reference, replace(refused, ground=None))
    answer(house, OFFICER, reference, refused, key="b" * 22)
    (one,) = mine(house, marte)
    assert (one.outcome, one.ground) == (Outcome.REFUSED, Ground.ARCHIVE)


def test_answered_once_by_the_first(house):
    marte = citizen(house)
    reference = ask(house, marte)
    answer(house, OFFICER, reference)
    answer(house, OFFICER, reference)
    with pytest.raises(TooLate):
        answer(house, COLLEAGUE, reference, key="b" * 22)
    assert happened(house).count("privacy.answered") == 1


def test_nobody_answers_about_what_they_did_themself(house):
    marte = citizen(house)
    reference = ask(house, marte, NewRequest(Kind.WHY, "", "nb", looked_at(house, marte)))
    with pytest.raises(privacy_answers.OwnLook):
        answer(house, OFFICER, reference)
    with house.transaction() as session:
        assert privacy_answers.read(session, OFFICER, reference).mine
        assert not privacy_answers.read(session, COLLEAGUE, reference).mine
    answer(house, COLLEAGUE, reference)


@pytest.mark.parametrize(
    "actor",
    [READER, NEIGHBOUR, Actor("system", "worker", "5007"), Actor("citizen", "x", "5007")],
    ids=["reader", "neighbour", "system", "citizen"],
)
def test_no_machine_and_nobody_without_the_right_answers(house, actor):
    reference = ask(house, citizen(house))
    with pytest.raises(NotThere):
        answer(house, actor, reference)
    with house.transaction() as session:
        assert privacy_answers.read(session, actor, reference) is None
        assert privacy_answers.waiting(session, actor).lines == []


def test_a_relatives_request_is_anothers_to_handle(house):
    marte = citizen(house)
    reference = ask(house, marte)
    with house.transaction() as session:
        session.add(
            RelationRow(
                id="r" * 32, municipality="5007", staff=OFFICER.id, person=marte.id,
                at=house.clock(), by=OFFICER.id, ended_at=None,
            )
        )  # fmt: skip
    with house.transaction() as session:
        assert privacy_answers.waiting(session, OFFICER).lines == []
        assert privacy_answers.read(session, OFFICER, reference) is None
        assert len(privacy_answers.waiting(session, LEAD).lines) == 1
    with pytest.raises(NotThere):
        answer(house, OFFICER, reference)


def test_taken_back_before_it_is_answered_and_not_after(house):
    marte = citizen(house)
    first, second = ask(house, marte), ask(house, marte, key=OTHER_KEY)
    for _ in range(2):
        with house.transaction() as session:
            privacy_requests.withdraw(session, marte, first)
    with pytest.raises(TooLate):
        answer(house, OFFICER, first)
    answer(house, OFFICER, second, key="b" * 22)
    with house.transaction() as session, pytest.raises(TooLate):
        privacy_requests.withdraw(session, marte, second)
    birger = citizen(house, BIRGER)
    with house.transaction() as session, pytest.raises(NotThere):
        privacy_requests.withdraw(session, birger, second)


def test_the_list_is_by_date_due_and_reading_it_is_told_to_the_person(house, clock):
    marte, birger = citizen(house), citizen(house, BIRGER)
    first = ask(house, marte)
    clock.now += timedelta(days=2)
    second = ask(house, birger)
    with house.transaction() as session:
        waits = privacy_answers.waiting(session, OFFICER).lines
    assert [one.reference for one in waits] == [first, second]
    answer(house, OFFICER, first)
    with house.transaction() as session:
        assert [one.reference for one in privacy_answers.waiting(session, OFFICER).lines] == [
            second
        ]
        done = privacy_answers.waiting(session, OFFICER, answered=True).lines
        assert [one.reference for one in done] == [first]
    from tests.store.test_traces import codes

    assert {"privacy.listed", "privacy.answered"} <= set(codes(house, marte))


def person_of(house, actor: Actor) -> PersonRow:
    with house.transaction() as session:
        return session.get_one(PersonRow, actor.id)


@pytest.mark.parametrize(
    ("kind", "outcome", "ground", "restricted"),
    [
        (Kind.RESTRICT, Outcome.GRANTED, None, True),
        (Kind.OBJECT, Outcome.PARTLY, Ground.TASK, True),
        (Kind.RESTRICT, Outcome.REFUSED, Ground.NOT_MET, False),
        (Kind.OTHER, Outcome.GRANTED, None, False),
    ],
)
def test_a_yes_is_carried_out_in_the_same_press_and_a_no_is_not(
    house, kind, outcome, ground, restricted
):
    marte = citizen(house)
    reference = ask(house, marte, NewRequest(kind, "Kanariord", "nb"))
    answer(house, OFFICER, reference, Given(outcome, ground, "Slik er det."))
    assert (person_of(house, marte).restricted_at is not None) == restricted


def test_a_restriction_is_lifted_and_the_person_told_of_it(house):
    marte = citizen(house)
    other = ask(house, marte, key=OTHER_KEY)
    reference = ask(house, marte, NewRequest(Kind.RESTRICT, "", "nb"))
    answer(house, OFFICER, reference, Given(Outcome.GRANTED, None, "Ja."))
    with house.transaction() as session, pytest.raises(ReasonNeeded):
        privacy_answers.lift(session, OFFICER, reference)
    let_in(house, OFFICER, marte.id)
    with house.transaction() as session, pytest.raises(NotThere):
        privacy_answers.lift(session, OFFICER, other)
    for _ in range(2):
        with house.transaction() as session:
            privacy_answers.lift(session, OFFICER, reference)
    assert person_of(house, marte).restricted_at is None
    assert happened(house).count("person.not-restricted") == 1
    assert count(house, OutboxRow, template="privacy-news") == 2


def test_a_correction_puts_right_what_is_written_with_the_yes(house):
    marte = citizen(house)
    reference = ask(house, marte)
    answer(house, OFFICER, reference, replace(YES, right=Correction(name="Marta Solvik")))
    with house.transaction() as session:
        assert people.get(session, "5007", marte.id).name == "Marta Solvik"
    assert "person.corrected" in happened(house)
