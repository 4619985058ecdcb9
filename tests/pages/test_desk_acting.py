"""What the desk is told of those who act for others: whom to call about what, whom a letter is to, and that a child keeps something back."""

from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, update

from portal import letters
from portal.letters import Letter
from portal.rules.access import Actor
from portal.rules.coordinator_request import Request
from portal.rules.privacy import Kind, Outcome
from portal.rules.representation import Basis, Scope
from portal.store import (
    coordinator_request,
    grant_notices,
    outbox,
    people,
    privacy_answers,
    privacy_requests,
    representation,
)
from portal.store.case_mine_changes import UnitMail
from portal.store.privacy_answers import Given
from portal.store.privacy_requests import NewRequest
from portal.store.representation import NewGrant
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.people import PersonRow
from portal.store.tables.representation import GrantRow
from tests.conftest import NOW
from tests.login.conftest import shared_app  # noqa: F401
from tests.pages.desk_plan_room import OFFICER, PlanRoom
from tests.pages.desk_room import national

NUMBERS, KEYS = count(400), count(1)
PERSON, HELPER = "Kanari Personsen", "Kanari Helpersen"
GRANT = NewGrant(
    person="", person_name=PERSON, holder="", holder_name=HELPER, basis=Basis.GIVEN,
    scopes=frozenset({Scope.ASK, Scope.FOLLOW_CASES}), since=NOW.date(),
    until=NOW.date().replace(year=2027), language="nb", accepted=True,
)  # fmt: skip
SENT = Request(
    whom="self", wants="both", language="nb", name=HELPER, reach="letter",
    address="Helpersens vei 1", about_name=PERSON, basis="given",
)  # fmt: skip
KEPT_BACK = "Barnet holder noe i planen tilbake fra en forelder."


@pytest.fixture
def room(shared_app: Flask) -> PlanRoom:  # noqa: F811
    return PlanRoom.fresh(shared_app)


def somebody(room: PlanRoom) -> str:
    with room.transaction() as session:
        return people.find_or_begin(session, "9902", national(next(NUMBERS))).id


def write(room: PlanRoom, person: str, holder: str, **more: Any) -> str:
    with room.transaction() as session:
        new = replace(GRANT, person=person, holder=holder, **more)
        return representation.write(session, OFFICER, new)


def change(room: PlanRoom, grant: str, **values: Any) -> None:
    with room.transaction() as session:
        session.execute(update(GrantRow).where(GrantRow.id == grant).values(**values))


def test_that_a_child_keeps_something_back_is_told_and_neither_what_nor_from_whom(
    room: PlanRoom,
) -> None:
    reference = room.plan("Kanari Barn")
    parent = {"basis": Basis.PARENT, "scopes": frozenset(Scope), "until": None}
    born = NOW.date().replace(year=2013)
    grant = write(room, room.person(reference).id, somebody(room), born=born, **parent)

    def page(path: str = "") -> str:
        return str(room.get("officer", f"/plan/{reference}{path}").text)

    before = page()
    change(room, grant, kept_back="texts")
    after = page()
    assert KEPT_BACK not in before and KEPT_BACK in after and KEPT_BACK in page("/meldinger")
    assert after.count(HELPER) == before.count(HELPER)
    change(room, grant, ended_at=NOW)
    assert KEPT_BACK not in page()


def sent_on_behalf(room: PlanRoom) -> tuple[str, str]:
    """(the case, the grant it was sent by)."""
    person, holder = somebody(room), somebody(room)
    grant = write(room, person, holder)
    with room.transaction() as session:
        receipt = coordinator_request.send(
            session, Actor("citizen", holder, "9902", acting_for=person),
            draft_key=f"{next(KEYS):022}", request=SENT, unit="koordinerende-enhet",
            unit_email="post@storby.example", unit_language="nb", today=NOW.date(),
        )  # fmt: skip
    return receipt.reference, grant


def letter_to(room: PlanRoom, reference: str, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    made: list[Letter] = []

    def keep(_profile: Any, _language: str, letter: Letter, **_more: Any) -> bytes:
        made.append(letter)
        return b"%PDF-"

    monkeypatch.setattr(letters, "letter", keep)
    assert room.get("officer", f"/sak/{reference}/brev").status_code == 200
    return made[0].receiver


@pytest.mark.parametrize(
    "after", [{"ended_at": NOW}, {"until": NOW.date()}, {"scopes": "ask"}, {"scopes": "see-plan"}]
)
def test_a_letter_goes_to_who_sent_it_only_while_they_may_follow_the_persons_cases(
    room: PlanRoom, monkeypatch: pytest.MonkeyPatch, after: dict[str, Any]
) -> None:
    reference, grant = sent_on_behalf(room)
    warning = "kan ikke lenger følge sakene til personen"
    assert letter_to(room, reference, monkeypatch) == (HELPER, "Helpersens vei 1")
    assert warning not in room.get("officer", f"/sak/{reference}").text
    change(room, grant, **after)
    assert letter_to(room, reference, monkeypatch) == (PERSON,)
    assert warning in room.get("officer", f"/sak/{reference}").text


@pytest.fixture
def untold(room: PlanRoom) -> tuple[str, str]:
    """A person, and the reference of what they asked: neither message could be sent."""
    person = somebody(room)
    write(room, person, somebody(room))
    mail = UnitMail(lambda _code: None, "nb")
    with room.transaction() as session:
        session.execute(delete(OutboxRow).where(OutboxRow.municipality == "9902"))
        citizen, asked = Actor("citizen", person, "9902"), NewRequest(Kind.OTHER, "Hva?", "nb")
        reference = privacy_requests.ask(
            session, citizen, asked, key=f"{next(KEYS):022}", unit="x", mail=mail
        )
        given = Given(Outcome.GRANTED, None, "Svaret")
        privacy_answers.answer(session, OFFICER, reference, given, key=f"{next(KEYS):022}")
        grant_notices.tell(session, "9902", person)
        session.execute(update(OutboxRow).values(state=outbox.DESK, ended_at=NOW))
    return person, reference


def test_a_task_says_whom_to_call_about_what(room: PlanRoom, untold: tuple[str, str]) -> None:
    person, reference = untold
    page = room.get("officer", "/oppgaver").text
    assert page.count(f"Ring eller skriv til {PERSON}.") == 2
    assert f"/pa-vegne-av/person/{person}" in page and f"/innsyn/{reference}" in page
    assert "hvem som kan handle for hvem" in page and "svar på spørsmålet" in page
    shown = room.get("reader", "/oppgaver").text
    assert PERSON not in shown and person not in shown


def test_a_closed_person_is_not_named_in_the_list(room: PlanRoom, untold: tuple[str, str]) -> None:
    with room.transaction() as session:
        closed = update(PersonRow).where(PersonRow.id == untold[0])
        session.execute(closed.values(protected_at=NOW))
    page = room.get("officer", "/oppgaver").text
    assert PERSON not in page and "Navnet står ikke i lista." in page
    link = room.get("officer", f"/pa-vegne-av/person/{untold[0]}")
    assert "/hvorfor/person/" in link.location
