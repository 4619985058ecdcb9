"""A complaint on paper, by visit or by phone: the same case and clock as with login, from the day it came."""

import contextlib
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from portal.rules.answers import AnswerWords
from portal.rules.case import Channel
from portal.rules.complaint import Complaint
from portal.rules.complaint_answers import By
from portal.rules.complaint_path import Code as Path
from portal.store import case, case_answers, complaint_course, complaint_registered
from portal.store.case_held import NotAllowed, NotThere
from portal.store.complaint_registered import KeyReused, Registering
from portal.store.tables.case import CaseRow
from portal.store.tables.complaint import ComplaintRow
from portal.store.tables.outbox import OutboxRow
from tests.durability.checks import Planted, failing_write
from tests.store import citizens
from tests.store.citizens import citizen
from tests.store.complaints import MAIL
from tests.store.people import (
    COLLEAGUE,
    LEAD,
    NEIGHBOUR,
    OFFICER,
    OTHER_UNIT,
    READER,
    at_once,
    contents,
    count,
    enrol,
    happened,
)

KEY = "r" * 22
LETTER = Complaint(
    concerns="Kanaribrev om avlastning",
    name="Kanari Papirsen",
    language="nb",
    who="self",
    address="Prøvegata 1, 7800 Namsos",
)
NEW = Registering(
    complaint=LETTER,
    channel=Channel.LETTER,
    unit="ke",
    received_at=datetime(2026, 11, 2, 11, tzinfo=UTC),
    path=Path.A,
    office=By.MUNICIPAL,
)


class Desk:
    def __init__(self, database) -> None:
        enrol(database)
        self.database = database

    def register(self, new: Registering = NEW, key: str = KEY, who=OFFICER):
        with self.database.transaction() as session:
            return complaint_registered.register(session, who, new, key=key, mail=MAIL)

    def rows(self, reference: str) -> tuple[CaseRow, ComplaintRow]:
        with self.database.transaction() as session:
            case = session.scalars(select(CaseRow).filter_by(reference=reference)).one()
            return case, session.scalars(select(ComplaintRow).filter_by(case_id=case.id)).one()


@pytest.fixture
def desk(database, clock) -> Desk:
    return Desk(database)


def test_the_clock_starts_the_day_it_came(desk: Desk) -> None:
    receipt = desk.register()
    kept, row = desk.rows(receipt.reference)
    # Received on 2 November: a month after it (forvaltningsloven § 11 a).
    assert (kept.received_on, kept.due_on) == (date(2026, 11, 2), date(2026, 12, 2))
    assert (kept.kind, kept.channel, kept.unit, kept.asker) == ("complaint", "letter", "ke", None)
    assert (row.path, row.law, row.office, row.standing) == (
        "a",
        "health",
        "municipal-health",
        "may",
    )
    assert happened(desk.database) == ["complaint.registered"]
    with desk.database.transaction() as session:
        seen = complaint_course.read(session, OFFICER, receipt.reference)
    assert seen is not None and seen.words == LETTER


# By what right: forvaltningsloven § 12 (a written power of attorney), pasient- og brukerrettighetsloven § 7-2.
@pytest.mark.parametrize(
    ("who", "shown", "standing"),
    [
        ("self", False, "may"),
        ("attorney", False, "may-with"),
        ("attorney", True, "may"),
        ("lawyer", False, "may"),
        ("kin", True, "desk-decides"),
        ("unknown", True, "desk-decides"),
    ],
)
def test_what_was_shown_decides_the_standing(desk: Desk, who, shown, standing) -> None:
    new = replace(NEW, complaint=replace(LETTER, who=who), shown=shown)
    assert desk.rows(desk.register(new).reference)[1].standing == standing


def test_the_same_press_is_one_and_other_words_are_refused(desk: Desk) -> None:
    first = desk.register()
    before = contents(desk.database)
    assert desk.register() == first
    assert desk.register(replace(NEW, received_at=datetime(2026, 11, 2, 13, tzinfo=UTC))) == first
    with pytest.raises(KeyReused):
        desk.register(replace(NEW, complaint=replace(LETTER, concerns="Noe annet")))
    assert contents(desk.database) == before


def test_two_presses_at_once_are_one(desk: Desk) -> None:
    receipts = at_once(2, lambda _number: desk.register())
    assert len({one.reference for one in receipts}) == count(desk.database, ComplaintRow) == 1


def test_the_answer_it_is_about_gives_the_day_and_the_last_day(desk: Desk) -> None:
    asked = citizens.send(desk.database, citizen(desk.database)).reference
    words = AnswerWords(text="Du trenger bare én tjeneste nå, og den får du.", language="nb")
    with desk.database.transaction() as session:
        case_answers.give(
            session, OFFICER, asked, kind="refused", words=words, law="health",
            complaint_due=date(2026, 12, 21), key="1" * 22,
        )  # fmt: skip
    _case, row = desk.rows(desk.register(replace(NEW, about=asked)).reference)
    assert (row.told_on, row.complaint_due) == (date(2026, 11, 21), date(2026, 12, 21))
    assert row.about_case == desk_id(desk, asked)


def desk_id(desk: Desk, reference: str) -> str:
    with desk.database.transaction() as session:
        return session.scalars(select(CaseRow.id).filter_by(reference=reference)).one()


def test_an_answer_of_another_unit_is_not_there(desk: Desk) -> None:
    asked = citizens.send(desk.database, citizen(desk.database), unit="annen").reference
    before = contents(desk.database)
    for about in (asked, "AAAA-BBBB-CCCC"):
        with pytest.raises(NotThere):
            desk.register(replace(NEW, about=about))
    assert contents(desk.database) == before


@pytest.mark.parametrize("who", [READER, OTHER_UNIT], ids=["reader", "other unit"])
def test_who_may_not_writes_nothing(desk: Desk, who) -> None:
    before = contents(desk.database)
    with pytest.raises(NotAllowed):
        desk.register(who=who)
    assert contents(desk.database) == before


def test_a_neighbour_has_none_of_it(desk: Desk) -> None:
    reference = desk.register().reference
    with desk.database.transaction() as session:
        assert complaint_course.read(session, NEIGHBOUR, reference) is None


def test_who_wrote_it_in_still_opens_it_when_a_colleague_has_it(desk: Desk) -> None:
    reference = desk.register().reference
    with desk.database.transaction() as session:
        case.take(session, COLLEAGUE, reference)
    with desk.database.transaction() as session:
        assert complaint_course.read(session, OFFICER, reference) is not None


def test_another_unit_than_one_s_own_is_told(desk: Desk) -> None:
    desk.register()
    assert count(desk.database, OutboxRow) == 0
    desk.register(key="s" * 22, who=LEAD)
    assert count(desk.database, OutboxRow, template="desk-new") == 1


def test_by_login_it_is_not_written_in_by_hand(desk: Desk) -> None:
    with pytest.raises(ValueError, match="by hand"):
        desk.register(replace(NEW, channel=Channel.ONLINE))


def test_a_failing_write_leaves_nothing_and_the_key_still_works(desk: Desk) -> None:
    before = contents(desk.database)
    for number in range(1, 40):
        with failing_write(desk.database, number) as struck, contextlib.suppress(Planted):
            desk.register(who=LEAD)
        if not struck:
            break
        assert contents(desk.database) == before, f"left after write {number}: {struck}"
    assert number > 7
    assert count(desk.database, ComplaintRow) == 1
