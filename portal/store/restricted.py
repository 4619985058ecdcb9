"""(begrenset behandling, art. 18) Which cases and plans are about somebody whose data are restricted: nothing is done to them by itself."""

from sqlalchemy import ColumnElement, select

from portal.store.case_readers import SELF
from portal.store.tables.answer import CaseReaderRow
from portal.store.tables.case import CaseRow
from portal.store.tables.people import PersonRow
from portal.store.tables.plan import PlanRow

RESTRICTED = select(PersonRow.id).where(PersonRow.restricted_at.is_not(None))


def not_restricted_case() -> ColumnElement[bool]:
    """Cases about nobody whose data are restricted."""
    held = select(CaseReaderRow.case_id).where(
        CaseReaderRow.case_id == CaseRow.id,
        CaseReaderRow.role == SELF,
        CaseReaderRow.person.in_(RESTRICTED),
    )
    return ~held.exists()


def not_restricted_plan() -> ColumnElement[bool]:
    """Plans about nobody whose data are restricted."""
    return PlanRow.person.not_in(RESTRICTED)
