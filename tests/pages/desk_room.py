"""The desk with invented people in it: employees of every role, and cases in two units of Storby."""

import secrets
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import select

from portal.rules.access import Actor, Role
from portal.rules.case import CallWish, local_day
from portal.rules.coordinator_request import Request
from portal.rules.national_number import national_number
from portal.store import coordinator, coordinator_request, people
from portal.store.tables.case import CaseRow
from portal.store.tables.events import EventRow
from tests.login.steps import csrf, enrol, logged_in

NORTH, CENTRE = "forvaltningsenhet-nord", "koordinerende-enhet"


@dataclass
class Room:
    """Browsers of employees, by role; cases are asked for as citizens do."""

    app: Flask
    staff: dict[str, Any]

    @classmethod
    def of(cls, app: Flask) -> "Room":
        people = {
            "reader": enrol(app, "r", Role.READER, "storby", unit=CENTRE, name="Rita Leser"),
            "officer": enrol(app, "o", Role.OFFICER, "storby", unit=CENTRE, name="Ola Saks"),
            "colleague": enrol(app, "c", Role.OFFICER, "storby", unit=CENTRE, name="Caro Kolle"),
            "north": enrol(app, "n", Role.OFFICER, "storby", unit=NORTH, name="Nora Nord"),
            "lead": enrol(app, "l", Role.LEAD, "storby", name="Liv Leder"),
            "administrator": enrol(app, "a", Role.ADMINISTRATOR, "storby", name="Ada Drift"),
            "neighbour": enrol(app, "v", Role.LEAD, "fjordvik", name="Fredrik Fjord"),
        }
        return cls(app, {role: logged_in(app, one) for role, one in people.items()})

    def get(self, who: str, path: str = "", **more: Any) -> Any:
        return self.staff[who].get(address(who, path), **more)

    def post(self, who: str, path: str, /, **data: Any) -> Any:
        """Press a button, with the token of the inbox."""
        token = csrf(self.get(who))
        return self.staff[who].post(address(who, path), data={"csrf_token": token, **data})

    def say_why(self, who: str, reference: str, kind: str = "sak", **said: str) -> Any:
        """Give the reason that is asked before what is not theirs is shown."""
        form = {"reason": "quality", "key": secrets.token_urlsafe(16)} | said
        return self.post(who, f"/hvorfor/{kind}/{reference}", **form)

    def ask(self, number: int, unit: str = CENTRE, **more: Any) -> str:
        """Somebody asks to be called. Gives the reference."""
        wish = {
            "name": f"Oppdiktet {number}",
            "phone": f"+4700000{number:03}",
            "when": "morning",
            "language": "nb",
            "interpreter": False,
            "interpreter_language": None,
            "about": "self",
            "relation": None,
            "district": None,
            "entry": None,
        }
        with self.app.extensions["database"].transaction() as session:
            return coordinator.ask_for_call(
                session,
                municipality="9902",
                unit=unit,
                key=f"key-{number}-{unit}",
                wish=CallWish(**(wish | more)),
                local_day=local_day(self.app.extensions["clock"]()),
                unit_email="post@storby.example",
            ).reference

    def send(self, number: int, unit: str = CENTRE, **more: Any) -> str:
        """Somebody who has logged in asks for a coordinator. Gives the reference."""
        sent: dict[str, Any] = {
            "whom": "self",
            "wants": "both",
            "language": "nb",
            "name": f"Innlogget {number}",
            "reach": "sms",
            "phone": f"+4700001{number:03}",
        }
        with self.app.extensions["database"].transaction() as session:
            asker = people.find_or_begin(session, "9902", national(number)).id
            return coordinator_request.send(
                session,
                Actor("citizen", asker, "9902"),
                draft_key=f"{number:022}",
                request=Request(**(sent | more)),
                unit=unit,
                unit_email="post@storby.example",
                unit_language="nb",
                today=local_day(self.app.extensions["clock"]()),
            ).reference

    def row(self, reference: str) -> CaseRow:
        with self.app.extensions["database"].transaction() as session:
            return session.scalars(select(CaseRow).filter_by(reference=reference)).one()

    def codes(self, reference: str) -> list[str]:
        """What has happened to a case, in order."""
        with self.app.extensions["database"].transaction() as session:
            rows = select(EventRow.code).filter_by(subject=self.row_id(session, reference))
            return list(session.scalars(rows.order_by(EventRow.number)))

    @staticmethod
    def row_id(session: Any, reference: str) -> str:
        return session.scalars(select(CaseRow.id).filter_by(reference=reference)).one()


def national(number: int) -> str:
    """A synthetic national number (80 added to the month) with check digits that agree."""
    found = (national_number(f"018180{last:05}") for last in range(number * 200, 100_000))
    return next(digits for digits in found if digits)


def address(who: str, path: str) -> str:
    return f"/{'fjordvik' if who == 'neighbour' else 'storby'}/nb/ansatt{path}"
