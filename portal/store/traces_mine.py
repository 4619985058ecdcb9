"""What is somebody's, of all that events can be about: the cases and the plan, drafts, grants both ways, requests about own data."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
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
    called = [*_called(session, municipality, person), Thing("person", person)]
    own = [one.id for one in called if one.kind in {"case", "plan", "person"}]
    opened = select(OpeningRow.id).filter_by(closed=True, **here).where(OpeningRow.object.in_(own))
    nameless = {
        "draft": select(DraftRow.id).filter_by(**here).where(_typed_for(person)),
        "assessment": select(AssessmentRow.id).filter_by(person=person, **here),
        "grant": select(GrantRow.id).filter_by(person=person, **here),
        "relation": select(RelationRow.id).filter_by(person=person, **here),
        "opening": opened,
    }
    found = [
        Thing(kind, one) for kind, wanted in nameless.items() for one in session.scalars(wanted)
    ]
    held = session.scalars(select(GrantRow.id).filter_by(holder=person, **here))
    return Mine(municipality, person, {one.id: one for one in [*called, *found]}, frozenset(held))


def _called(session: Session, municipality: str, person: str) -> list[Thing]:
    """Those with a reference."""
    mine = {"municipality": municipality, "person": person}
    wanted = {
        "case": select(CaseRow.id, CaseRow.reference)
        .join(CaseReaderRow, CaseReaderRow.case_id == CaseRow.id)
        .filter(CaseReaderRow.person == person, CaseReaderRow.role == SELF)
        .where(CaseRow.municipality == municipality),
        "plan": select(PlanRow.id, PlanRow.reference).filter_by(**mine),
        "privacy": select(PrivacyRequestRow.id, PrivacyRequestRow.reference).filter_by(**mine),
    }
    return [Thing(kind, *row) for kind, asked in wanted.items() for row in session.execute(asked)]


def _typed_for(person: str) -> ColumnElement[bool]:
    """What somebody types for themself, and what others type for them."""
    own = and_(DraftRow.owner == person, DraftRow.acting_for == "")
    return or_(own, DraftRow.acting_for == person)
