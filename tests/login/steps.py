"""The steps of a login as a person and a provider take them."""

import re
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from sqlalchemy import select

from portal.login.discovery import Discovery
from portal.rules.access import Role
from portal.rules.levels import Level
from portal.store import people, sessions, staff
from portal.store.staff import Employee
from portal.store.tables.staff import SessionRow
from tests.login.provider import ISSUER, FakeProvider

START = "/namsos/innlogging/for-ansatte"
CITIZEN_START = "/namsos/innlogging/inn"
MARTE = "14859221271"
BACK = "/namsos/innlogging/retur"
DESK = "/namsos/nb/ansatt"
TOKENS = count(1)


def enrol(app: Flask, subject: str, role: Role, slug: str = "namsos", **more: Any) -> Employee:
    """Give somebody access in a municipality, found by `subject` at the provider."""
    number = app.extensions["profiles"][slug].number
    name = more.get("name", subject.replace("-", " ").title())
    employee = Employee(subject, number, name, role, more.get("unit"))
    with app.extensions["database"].transaction() as session:
        staff.enrol(session, employee, issuer=ISSUER, subject=subject)
    return employee


@dataclass
class Door:
    """One browser in front of a login of Namsos: the employees', or the citizens' when told so."""

    app: Flask
    client: Any
    clock: Any
    provider: FakeProvider
    start: str = START
    cookie: str = "ansatt"

    @classmethod
    def of(cls, app: Flask, clock: Any) -> "Door":
        provider = FakeProvider(clock)
        app.extensions["discovery"] = Discovery(provider)
        enrol(app, "namsos-saksbehandler", Role.OFFICER, unit="koordinerende-enhet")
        return cls(app, app.test_client(), clock, provider)

    def for_citizens(self, number: object = MARTE) -> "Door":
        """The same browser at the citizens' door, with this person at the provider."""
        self.start, self.cookie = CITIZEN_START, "innbygger"
        self.provider.client_id = "innbygger-namsos"
        self.provider.subject, self.provider.number = f"pairwise-{number}", number
        return self

    def begin(self, next_path: str | None = None, **more: str) -> dict[str, str]:
        """Press «Logg inn». Gives what the provider is asked, wherever it was told."""
        answer = self.client.get(
            self.start, query_string=({"next": next_path} if next_path else {}) | more
        )
        assert answer.status_code == 303, answer.status_code
        asked = {k: v[0] for k, v in parse_qs(urlsplit(answer.location).query).items()}
        if "request_uri" in asked:
            asked = self.provider.pushed[asked["request_uri"]]
        self.provider.nonce = asked["nonce"]
        return asked

    def come_back(self, asked: dict[str, str], **changes: Any) -> Any:
        """The provider sends the browser back; a change of None takes a parameter away."""
        parameters: dict[str, Any] = {"code": "c", "state": asked["state"], "iss": ISSUER}
        parameters |= changes
        kept = {name: value for name, value in parameters.items() if value is not None}
        return self.client.get(BACK, query_string=kept)

    def log_in(self, next_path: str | None = None) -> Any:
        """The whole way."""
        return self.come_back(self.begin(next_path))

    def session_rows(self) -> list[SessionRow]:
        with self.app.extensions["database"].transaction() as session:
            return list(session.scalars(select(SessionRow).order_by(SessionRow.created_at)))

    def session_cookie(self) -> str | None:
        found = self.client.get_cookie(self.cookie)
        return found.value if found else None

    @staticmethod
    def seconds(number: int) -> timedelta:
        return timedelta(seconds=number)


def logged_in(app: Flask, employee: Employee) -> Any:
    """A browser with a session of this employee, without walking the whole way to the provider."""
    client, token = app.test_client(), f"token-of-{employee.id}-{next(TOKENS)}"
    with app.extensions["database"].transaction() as session:
        sessions.begin(
            session,
            kind="staff",
            level=Level.STAFF,
            person=employee.id,
            municipality=employee.municipality,
            token=token,
            issuer=ISSUER,
            provider_session=None,
        )
    client.set_cookie("ansatt", token)
    return client


def citizen_in(
    app: Flask,
    slug: str = "namsos",
    number: str = MARTE,
    name: str | None = None,
    level: Level = Level.HIGH,
) -> tuple[Any, str]:
    """A browser with a session of this citizen, and the person's id, without the way to the provider."""
    client, municipality = app.test_client(), app.extensions["profiles"][slug].number
    token = f"token-of-{number}-{next(TOKENS)}"
    with app.extensions["database"].transaction() as session:
        person = people.find_or_begin(session, municipality, number)
        if name is not None:
            people.set_name(session, person.id, name)
        sessions.begin(
            session,
            kind="citizen",
            level=level,
            person=person.id,
            municipality=municipality,
            token=token,
            issuer=ISSUER,
            provider_session=None,
        )
    client.set_cookie("innbygger", token)
    return client, person.id


def csrf(page: Any) -> str:
    """The token of the first form on a page."""
    return re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
