"""What is somebody's, of all that events can be about: the cases and the plan, drafts, grants both ways, requests about own data."""

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.store.case_readers import SELF
from portal.store.tables.answer import CaseReaderRow
from portal.store.tables.case import CaseRow
from portal.store.tables.plan import PlanRow
from portal.store.tables.representation import (
    AssessmentRow,
    GrantRow,
    OpeningRow,
    PrivacyRequestRow,
    RelationRow,
)
from portal.store.tables.request import DraftRow


@dataclass(frozen=True)
class Thing:
    """Something of somebody's. `kind`: "person", "case", "plan", "draft", "grant", "assessment", "relation", "opening" or "privacy".

    `reference` is what people call it by, None for what has none.
    """

    kind: str
    id: str
    reference: str | None = None


@dataclass(frozen=True)
class Mine:
    """All that is one person's in a municipality. `held` are the grants by which they act for others."""

    municipality: str
    person: str
    things: dict[str, Thing]
    held: frozenset[str]

    @property
    def ids(self) -> list[str]:
        """What events are looked for by."""
        return sorted(self.things)

    def among(self, subject: str, touched: str) -> tuple[Thing, ...]:
        """Those of the ids in an event that are this person's, the person aside; another's are never told."""
        named = dict.fromkeys([subject, *touched.split(",")])
        found = (self.things[one] for one in named if one in self.things)
        return tuple(one for one in found if one.kind != "person")


def of(session: Session, municipality: str, person: str) -> Mine:
    """All that is this person's. A case they asked about for another is the other's."""
    here = {"municipality": municipality}
    cases = session.execute(
        select(CaseRow.id, CaseRow.reference)
        .join(CaseReaderRow, CaseReaderRow.case_id == CaseRow.id)
        .filter(CaseReaderRow.person == person, CaseReaderRow.role == SELF)
        .where(CaseRow.municipality == municipality)
    ).all()
    plans = session.execute(
        select(PlanRow.id, PlanRow.reference).filter_by(person=person, **here)
    ).all()
    asked = session.execute(
        select(PrivacyRequestRow.id, PrivacyRequestRow.reference).filter_by(person=person, **here)
    ).all()
    drafts = session.scalars(
        select(DraftRow.id)
        .filter_by(**here)
        .where(
            or_(
                (DraftRow.owner == person) & (DraftRow.acting_for == ""),
                DraftRow.acting_for == person,
            )
        )
    ).all()
    assessments = session.scalars(select(AssessmentRow.id).filter_by(person=person, **here)).all()
    given = session.scalars(select(GrantRow.id).filter_by(person=person, **here)).all()
    held = session.scalars(select(GrantRow.id).filter_by(holder=person, **here)).all()
    relations = session.scalars(select(RelationRow.id).filter_by(person=person, **here)).all()
    own = [row.id for row in (*cases, *plans)]
    looked_at = session.scalars(
        select(OpeningRow.id)
        .filter_by(closed=True, **here)
        .where(OpeningRow.object.in_([*own, person]))
    ).all()
    things = [
        Thing("person", person),
        *(Thing("case", *row) for row in cases),
        *(Thing("plan", *row) for row in plans),
        *(Thing("privacy", *row) for row in asked),
        *(Thing("draft", one) for one in drafts),
        *(Thing("assessment", one) for one in assessments),
        *(Thing("grant", one) for one in given),
        *(Thing("relation", one) for one in relations),
        *(Thing("opening", one) for one in looked_at),
    ]
    return Mine(municipality, person, {one.id: one for one in things}, frozenset(held))
