"""Ten years of a plan, laid into the tables in bulk: 200 measures, 40 participants, and all that was said about them."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select, update

from portal.rules.case import local_day
from portal.rules.plan import Goal, Kind, Measure, Meeting, Point, Progress, Sector
from portal.store.crypto import new_id, seal
from portal.store.tables.events import ChainRow, EventRow
from portal.store.tables.plan import (
    PlanConsentRow,
    PlanFollowUpRow,
    PlanMessageRow,
    PlanPartRow,
    PlanRow,
    PlanVersionRow,
)
from tests.databases import KEYRING
from tests.plan_world import STORBY, World

YEARS = 10
PARTICIPANTS, GOALS, MEASURES, MEETINGS = 40, 20, 200, 40
COMMENTS, EVALUATIONS, MESSAGES, READINGS = 100, 60, 300, 3000
VERSIONS = 12
LATE = 20
CODES = list(Measure)


class Years:
    """The rows of one plan."""

    def __init__(self, world: World, name: str, whose: str) -> None:
        self.world, self.person = world, world.ids[whose]
        self.desk = world.ids["coordinator"]
        reference = world.plans[name]
        with world.transaction() as session:
            self.plan = session.scalars(select(PlanRow.id).filter_by(reference=reference)).one()
        self.now = world.app.extensions["clock"]()
        self.parts: list[dict[str, Any]] = []

    def part(self, kind: Kind, number: int, of: int, code: str = "", **more: Any) -> str:
        """A part that was begun some time in those years."""
        begun = self.now - timedelta(days=1 + (of - number) * 365 * YEARS / (of + 1))
        part = {
            "id": new_id(), "plan_id": self.plan, "kind": kind.value, "version": VERSIONS,
            "code": str(code), "parent": None, "responsible": None, "due_on": None,
            "words": {"text": f"Ord {number}"}, "at": begun + timedelta(hours=VERSIONS),
            "by_kind": "staff" if number % 2 else "citizen",
            "by": self.desk if number % 2 else self.person,
            "begun_at": begun, "begun_by_kind": "staff", "removed": number % 17 == 16,
        } | more  # fmt: skip
        self.parts.append(part)
        return str(part["id"])

    def live(self) -> None:
        """What those years held."""
        participants = [
            self.part(Kind.PARTICIPANT, n, PARTICIPANTS, list(Sector)[n % 8],
                      words={"name": f"Hjelper {n}", "role": "Rolle"}, removed=False)
            for n in range(PARTICIPANTS)
        ]  # fmt: skip
        goals = [
            self.part(Kind.GOAL, n, GOALS, list(Goal)[n % 3], removed=False) for n in range(GOALS)
        ]
        meetings = [
            self.part(Kind.MEETING, n, MEETINGS, Meeting.HELD if n < MEETINGS - 2 else Meeting.CALLED,
                      words={"title": f"Møte {n}", "at": "12:00", "minutes": "Referat"},
                      due_on=self.day(n - MEETINGS + 3), removed=False)
            for n in range(MEETINGS)
        ]  # fmt: skip
        for n in range(MEASURES):
            code = CODES[n % len(CODES)]
            self.part(Kind.MEASURE, n, MEASURES, code, words={"what": f"Tiltak {n}", "extent": "Ofte"},
                      parent=goals[n % GOALS], responsible=participants[n % PARTICIPANTS],
                      due_on=self.day(n % 60 - 30), removed=False)  # fmt: skip
        for n in range(COMMENTS):
            self.part(Kind.COMMENT, n, COMMENTS, parent=goals[n % GOALS])
        for n in range(EVALUATIONS):
            self.part(Kind.EVALUATION, n, EVALUATIONS, Progress.SAME, parent=goals[n % GOALS])
        for n in range(MEETINGS):
            self.part(Kind.POINT, n, MEETINGS, Point.OPEN, parent=meetings[n])
        self.participants = participants

    def day(self, days_on: int) -> Any:
        return local_day(self.now) + timedelta(days=days_on)

    def versions(self) -> Iterator[dict[str, Any]]:
        """Every version of every part."""
        left_out = {"kind", "begun_at", "begun_by_kind"}
        for part in self.parts:
            for version in range(1, VERSIONS + 1):
                row = {name: value for name, value in part.items() if name not in left_out}
                yield row | {
                    "id": new_id(), "part_id": part["id"], "version": version,
                    "at": part["begun_at"] + timedelta(hours=version),
                    "removed": part["removed"] and version == VERSIONS,
                }  # fmt: skip

    def messages(self) -> Iterator[dict[str, Any]]:
        for n in range(MESSAGES):
            staff = n % 2
            yield {
                "id": (row_id := new_id()), "plan_id": self.plan,
                "by_kind": "staff" if staff else "citizen",
                "by": self.desk if staff else self.person,
                "at": self.now - timedelta(days=(MESSAGES - n) * 12),
                "text": seal(KEYRING, "plan_messages.text", row_id, f"Melding {n}"),
            }  # fmt: skip

    def consents(self) -> Iterator[dict[str, Any]]:
        for participant in self.participants:
            yield {
                "id": new_id(), "plan_id": self.plan, "participant": participant,
                "sections": "goals,measures", "paper": None, "given_at": self.now,
                "given_by_kind": "citizen", "given_by": self.person, "withdrawn_at": None,
                "withdrawn_by_kind": None, "withdrawn_by": None,
            }  # fmt: skip

    def follow_ups(self) -> Iterator[dict[str, Any]]:
        late = [part for part in self.parts if part["kind"] == Kind.MEASURE][:LATE]
        for part in late:
            yield {
                "id": new_id(), "plan_id": self.plan, "cause": "measure-late", "object": part["id"],
                "since": self.day(-40), "step": 1, "noticed_at": self.now, "stepped_at": self.now,
                "settled_at": None,
            }  # fmt: skip

    def readings(self, last: int) -> Iterator[dict[str, Any]]:
        for n in range(READINGS):
            staff = n % 2
            yield {
                "municipality": STORBY, "number": last + n + 1,
                "code": "plan.read" if staff else "plan.own-read",
                "actor_kind": "staff" if staff else "citizen",
                "actor_id": self.desk if staff else self.person, "acting_for": "",
                "subject": self.plan, "object": "messages" if n % 3 else self.plan,
                "at": self.now - timedelta(days=(READINGS - n)), "previous": "", "hash": "",
            }  # fmt: skip

    def lay(self) -> None:
        """All of it, in one transaction."""
        self.live()
        with self.world.transaction() as session:
            last = session.scalars(select(ChainRow.number).filter_by(municipality=STORBY)).one()
            for table, rows in (
                (PlanPartRow, [sealed(part, "plan_parts.words") for part in self.parts]),
                (PlanVersionRow, [sealed(row, "plan_versions.words") for row in self.versions()]),
                (PlanMessageRow, list(self.messages())),
                (PlanConsentRow, list(self.consents())),
                (PlanFollowUpRow, list(self.follow_ups())),
                (EventRow, list(self.readings(last))),
            ):
                session.execute(insert(table.__table__), rows)
            session.execute(
                update(ChainRow)
                .where(ChainRow.municipality == STORBY)
                .values(number=last + READINGS)
            )


def sealed(row: dict[str, Any], column: str) -> dict[str, Any]:
    return row | {"words": seal(KEYRING, column, row["id"], json.dumps(row["words"]))}
