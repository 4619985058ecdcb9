"""What is kept about a person beside cases and plans, when it is closed: every desk address of it × employee × why it is closed.

A reason in words opens it for an hour, and a second person looks at it; a relative's is for others (forvaltningsloven § 6).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from portal.pages.access import declaration_of
from portal.rules.access import Actor, Role
from portal.rules.levels import Level
from portal.rules.privacy import Kind
from portal.rules.registering import Kin, Unclear
from portal.rules.representation import Basis, Scope
from portal.store import (
    assessments,
    grants_registered,
    grants_unclear,
    openings,
    people,
    privacy_requests,
    traces,
)
from portal.store.assessments import NewAssessment, Words
from portal.store.case_mine_changes import UnitMail
from portal.store.crypto import new_id
from portal.store.db import add
from portal.store.grants_registered import Registering
from portal.store.privacy_requests import NewRequest
from portal.store.tables.events import EventRow
from portal.store.tables.people import PersonRow
from portal.store.tables.representation import (
    AssessmentRow,
    GrantRow,
    OpeningRow,
    PrivacyRequestRow,
    RelationRow,
)
from tests.conftest import NOW
from tests.login.conftest import shared_app  # noqa: F401
from tests.login.steps import csrf
from tests.pages.desk_room import Room, national

CANARY = "Kanarifugl"
OFFICER = Actor("staff", "c", "9902", Role.OFFICER, "koordinerende-enhet")
NUMBERS = count(160)
WHY = "Kanarigrunn: ringer fra legevakta"


@dataclass
class House:
    """A person of whom everything the desk can write down is written down."""

    room: Room
    person: str
    values: dict[str, str]

    def addresses(self) -> Iterator[tuple[str, str]]:
        """(method, path) of every address of the desk that leads to what is kept about the person."""
        app = self.room.app
        for rule in app.url_map.iter_rules():
            declared = declaration_of(app, rule.endpoint)
            if declared is None or declared.level is not Level.STAFF:
                continue
            about = "/pa-vegne-av/" in rule.rule or "/ansatt/innsyn/" in rule.rule
            if about and rule.arguments - {"kommune", "sprak"}:
                values = {name: self.values[name] for name in rule.arguments & set(self.values)}
                adapter = app.url_map.bind("127.0.0.1")
                place = {"kommune": app.extensions["profiles"]["storby"], "sprak": "nb"}
                path = str(adapter.build(rule.endpoint, values | place))
                for method in sorted(rule.methods & {"GET", "POST"}):
                    yield method, path

    def visit(self, who: str, method: str, path: str, token: str) -> Any:
        data = {"csrf_token": token, "key": "k" * 22, "reason": "mistake"}
        return self.room.staff[who].open(
            path, method=method, data=data if method == "POST" else None
        )

    def close(self, why: str) -> None:
        with self.room.app.extensions["database"].transaction() as session:
            if why == "relative":
                for staff in ("o", "l"):
                    add(
                        session, RelationRow, id=new_id(), municipality="9902", staff=staff,
                        person=self.person, at=NOW, by="l",
                    )  # fmt: skip
            else:
                closed = update(PersonRow).where(PersonRow.id == self.person)
                session.execute(closed.values(**{f"{why}_at": NOW}))

    def done(self) -> list[tuple[str, str]]:
        """(who, what) of all events of the person by those who look."""
        with self.room.app.extensions["database"].transaction() as session:
            rows = select(EventRow).filter_by(subject=self.person, actor_kind="staff")
            return [
                (row.actor_id, row.code)
                for row in session.scalars(rows.order_by(EventRow.number))
                if row.actor_id in ("o", "l")
            ]


@pytest.fixture
def house(shared_app: Flask) -> House:  # noqa: F811
    shared_app.extensions["clock"].now = NOW
    room = Room.of(shared_app)
    with shared_app.extensions["database"].transaction() as session:
        for table in (PrivacyRequestRow, OpeningRow, RelationRow, GrantRow, AssessmentRow):
            session.execute(delete(table))
        number = next(NUMBERS)
        person = people.find_or_begin(session, "9902", national(number)).id
        grants_registered.register(session, OFFICER, person, PAPER, key=f"p{number:021}")
        assessment = assessments.register(session, OFFICER, person, ASSESSED, key=f"a{number:021}")
        assert assessment
        grants_unclear.note(session, OFFICER, person, Unclear.MANDATE)
        reference = privacy_requests.ask(
            session, Actor("citizen", person, "9902"), NewRequest(Kind.OTHER, CANARY, "nb"),
            key=f"q{number:021}", unit="ke", mail=UnitMail(lambda _code: "ke@storby.example", "nb"),
        )  # fmt: skip
        grant = session.scalars(select(GrantRow.id).filter_by(assessment=None)).one()
        (task,) = grants_unclear.all_open(session, OFFICER, person)
    return House(
        room,
        person,
        {
            "person": person,
            "kind": "fullmakt",
            "grant": grant,
            "assessment": assessment,
            "task": task.id,
            "reference": reference,
        },
    )


PAPER = Registering(
    basis=Basis.PAPER, number=national(191), holder_name=CANARY, person_name=CANARY,
    since=NOW.date(), until=NOW.date().replace(year=2027), evidence=CANARY, language="nb",
    scopes=frozenset({Scope.SEE_PLAN}),
)  # fmt: skip
ASSESSED = NewAssessment(
    words=Words(decision=CANARY, assessed_by=CANARY, why=CANARY, may_do=CANARY, kin=Kin.PARTNER),
    assessed_on=NOW.date(), until=NOW.date().replace(month=12), scopes=frozenset({Scope.SEE_PLAN}),
    number=national(192), holder_name=CANARY, person_name=CANARY, language="nb",
)  # fmt: skip


def leaks(house: House, why: str) -> Iterator[str]:
    for who in ("officer", "lead"):
        token = csrf(house.room.get(who))
        for method, path in house.addresses():
            answer = house.visit(who, method, path, token)
            asked = f"/hvorfor/person/{house.person}" in answer.headers.get("Location", "")
            # Presses without a form of their own are asked again for their token's sake at worst.
            sent_away = answer.status_code in (303, 404) and CANARY not in answer.text
            if not (sent_away if why == "relative" else asked):
                yield f"{who} {method} {path}: {answer.status_code}"
    yield from (f"{who} did {code}" for who, code in house.done())


@pytest.mark.parametrize("why", ["protected", "restricted", "relative"])
def test_nothing_is_shown_and_nothing_done(house: House, why: str) -> None:
    house.close(why)
    assert len(list(house.addresses())) >= 16
    assert list(leaks(house, why)) == []


def test_without_the_door_it_is_found(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.close("protected")
    monkeypatch.setattr(openings, "is_open", lambda *_args: True)
    assert next(leaks(house, "protected"), None)


def test_a_reason_in_words_leads_there_and_a_second_person_looks(house: House) -> None:
    house.close("restricted")
    room = house.room
    asked = room.get("officer", f"/innsyn/{house.values['reference']}")
    page = room.staff["officer"].get(asked.location).text
    assert "Personen har fått stanset bruken" in page and CANARY not in page
    onward = f"/storby/nb/ansatt/innsyn/{house.values['reference']}"
    assert f'name="to" value="{onward}"' in page
    silent = room.say_why("officer", house.person, "person", to=onward)
    assert silent.status_code == 422 and "Skriv hvorfor du må se dette nå." in silent.text
    let_in = room.say_why("officer", house.person, "person", to=onward, words=WHY)
    assert let_in.location == onward
    assert CANARY in room.get("officer", f"/innsyn/{house.values['reference']}").text
    assert CANARY in room.get("officer", f"/pa-vegne-av/person/{house.person}").text
    assert house.done()[0] == ("o", "opening.made")
    seen = room.get("lead", "/apninger").text
    assert "Det som er registrert om en person" in seen and WHY in seen
    assert house.person not in seen and CANARY not in seen
    assert "/hvorfor/person/" in room.get("lead", f"/pa-vegne-av/person/{house.person}").location


def test_the_person_sees_the_reason_beside_what_was_read(house: House) -> None:
    house.close("protected")
    house.room.say_why("officer", house.person, "person", words=WHY)
    house.room.get("officer", f"/pa-vegne-av/person/{house.person}")
    citizen = Actor("citizen", house.person, "9902")
    with house.room.app.extensions["database"].transaction() as session:
        found = traces.read(session, citizen, traces.Wanted())
    assert found is not None
    listed = next(one for one in found.traces if one.code == "grant.listed")
    assert (listed.reason, listed.words) == ("quality", WHY)


def test_a_relative_can_be_said_of_a_person_without_a_case(house: House) -> None:
    room, sure = house.room, {"sure": "y", "key": "s" * 22}
    page = room.get("officer", f"/pa-vegne-av/person/{house.person}").text
    assert f"/slektning/person/{house.person}" in page
    room.post("officer", f"/slektning/person/{house.person}", **sure)
    assert "Det som er registrert om en person" in room.get("officer", "/mine-relasjoner").text
    again = room.get("officer", f"/pa-vegne-av/person/{house.person}")
    assert again.status_code == 303 and "/hvorfor/" not in again.location
    assert house.done() == [("o", "grant.listed"), ("o", "relation.declared")]
