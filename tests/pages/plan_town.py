"""A plan in an invented Storby, with a browser for each who may see it: what the pages of a plan are tested with."""

import itertools
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from portal.rules.access import Actor, Role
from portal.rules.case import local_day
from portal.rules.plan import Draft, Kind, Measure, Sector
from portal.store import plan, plan_consents, plan_parts
from portal.store.tables.events import EventRow
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.plan import PlanRow
from portal.store.tables.staff import StaffRow
from tests.acting import act_for
from tests.login.steps import citizen_in, csrf, enrol, logged_in
from tests.pages.citizens import CENTRE, NUMBERS, STORBY

PHONE = "+4700000301"
PRESSES = itertools.count(1)


@dataclass
class PlanTown:
    """Browsers by who they are; `reference` is the plan of the reader, Ola Saks coordinates it."""

    app: Flask
    browsers: dict[str, Any] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    reference: str = ""

    @classmethod
    def of(cls, app: Flask, *, phone: str | None = PHONE) -> "PlanTown":
        town = cls(app)
        enrol(app, "o", Role.OFFICER, "storby", unit=CENTRE, name="Ola Saks")
        enrol(app, "c", Role.OFFICER, "storby", unit=CENTRE, name="Caro Kolle")
        town.log_in()
        with town.transaction() as session:
            town.reference = plan.begin(
                session, town.officer,
                person=town.ids["reader"], name="Kari Solvik", unit=CENTRE, language="nb", phone=phone,
            )  # fmt: skip
            plan_consents.to_plan(session, town.reader, town.reference)
            plan.add_reader(
                session, town.officer, town.reference,
                person=town.ids["parent"], name="Mor Solvik", language="nb",
                until=local_day(town.now) + timedelta(days=400),
            )  # fmt: skip
        return town

    def log_in(self) -> None:
        """Everyone gets a fresh session, as after some time away."""
        for who in ("reader", "parent", "stranger"):
            self.browsers[who], self.ids[who] = citizen_in(self.app, "storby", NUMBERS[who])
        with self.transaction() as session:
            act_for(session, self.ids["parent"], self.ids["reader"])
        for who, subject, name in (("officer", "o", "Ola Saks"), ("colleague", "c", "Caro Kolle")):
            employee = enrol(self.app, subject, Role.OFFICER, "storby", unit=CENTRE, name=name)
            self.browsers[who] = logged_in(self.app, employee)

    @property
    def officer(self) -> Actor:
        return Actor("staff", "o", STORBY, Role.OFFICER, CENTRE)

    @property
    def reader(self) -> Actor:
        return Actor("citizen", self.ids["reader"], STORBY)

    @property
    def now(self) -> Any:
        return self.app.extensions["clock"]()

    def transaction(self) -> Any:
        return self.app.extensions["database"].transaction()

    def address(self, who: str, path: str, language: str = "nb") -> str:
        desk = "/ansatt" if who in {"officer", "colleague"} else ""
        return f"/storby/{language}{desk}/plan/{self.reference}{path}"

    def get(self, who: str, path: str = "", language: str = "nb", **more: Any) -> Any:
        return self.browsers[who].get(self.address(who, path, language), **more)

    def post(self, who: str, path: str, form: str | None = None, **data: Any) -> Any:
        """Press a button with the token of the page's own session; `form` is the page it stands on."""
        token = csrf(self.get(who, path if form is None else form))
        data = {"csrf_token": token, "key": f"{next(PRESSES):022}", **data}
        return self.browsers[who].post(self.address(who, path), data=data)

    def write(self, kind: Kind, by: Actor | None = None, **more: Any) -> str:
        """A part of the plan; the coordinator's, unless told otherwise."""
        draft = Draft(kind=kind, **more)
        with self.transaction() as session:
            key = f"{next(PRESSES):022}"
            return plan_parts.add(session, by or self.officer, self.reference, draft, key=key)

    def helper(self, name: str = "Rune Dahl", sector: str = Sector.NAV, **words: str) -> str:
        said = {"name": name, "role": "Veileder", "organisation": "Nav Storby"} | words
        return self.write(Kind.PARTICIPANT, code=sector, words=said)

    def measure(self, what: str, who: str | None, code: str = Measure.YES) -> str:
        return self.write(Kind.MEASURE, code=code, responsible=who, words={"what": what})

    def meeting(self, day: date, **words: str) -> str:
        said = {"title": "Møte om vinteren", "at": "12:30", "place": "Rådhuset"} | words
        return self.write(Kind.MEETING, code="called", due_on=day, words=said)

    def plan(self) -> Any:
        """All living parts, as they stand."""
        with self.transaction() as session:
            row = session.scalars(select(PlanRow).filter_by(reference=self.reference)).one()
            return plan_parts.living_of(session, row.id)

    def change(self, **values: Any) -> None:
        """Put the plan in a state behind the house's back."""
        with self.transaction() as session:
            session.execute(update(PlanRow).values(**values))

    def away(self, until: date, covered_by: str | None) -> None:
        today = local_day(self.now)
        with self.transaction() as session:
            session.execute(
                update(StaffRow)
                .where(StaffRow.id == "o")
                .values(away_from=today, away_until=until, covered_by=covered_by)
            )

    def codes(self) -> list[str]:
        """What has happened, in order."""
        with self.transaction() as session:
            return list(session.scalars(select(EventRow.code).order_by(EventRow.number)))

    def mails(self) -> list[str]:
        """The templates of what has been laid out."""
        with self.transaction() as session:
            return list(session.scalars(select(OutboxRow.template).order_by(OutboxRow.put_at)))
