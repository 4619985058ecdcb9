"""(ta med planen) A plan that leaves the house in the hands of whoever may see it, with an event that says in which form."""

from enum import StrEnum

from sqlalchemy.orm import Session

from portal.rules.access import Actor
from portal.rules.events import Code
from portal.store import events, plan
from portal.store.plan import SeenPlan


class Form(StrEnum):
    """In which form a plan is taken along."""

    PDF = "pdf"
    PRINT = "print"
    TEXT = "text"
    FHIR = "fhir"


def take_out(session: Session, actor: Actor, reference: str, form: Form) -> SeenPlan | None:
    """All of a plan, with the events that it was read and taken along; None when it is not there or not the actor's."""
    seen = plan.read(session, actor, reference)
    if seen is not None:
        events.append_by(session, actor, Code.PLAN_TAKEN_OUT, subject=seen.id, touched=form.value)
    return seen
