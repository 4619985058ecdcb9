"""What the access table is to compare a citizen with, for a case: its readers, and for who acts for another what they hold."""

from sqlalchemy.orm import Session

from portal.rules.access import Actor, Target
from portal.rules.case import local_day
from portal.rules.representation import Scope
from portal.store import case_readers, representation
from portal.store.db import now
from portal.store.tables.case import CaseRow

NOBODY = "nobody"
"""In place of the person of a case that nobody has been found to own: no one is acted for by that name."""


def target_of(session: Session, actor: Actor, case: CaseRow) -> Target:
    """The case's readers; for who acts, whether it is the case of the one they act for."""
    roles = case_readers.of_case(session, case.id, local_day(now(session)))
    about = roles.get(actor.acting_for or "") == case_readers.SELF
    return Target(
        case.municipality,
        readers=frozenset(roles),
        person=actor.acting_for if about else NOBODY,
        scopes=scopes(session, actor),
    )


def not_there(actor: Actor) -> CaseRow:
    """A case nobody has, to ask the same about: what is not there takes the same statements as what is not one's own."""
    return CaseRow(id=NOBODY, municipality=actor.municipality)


def scopes(session: Session, actor: Actor) -> frozenset[Scope]:
    """What the actor holds now for the one acted for."""
    given = representation.held(session, actor)
    return given.scopes if given else frozenset()


def here(session: Session, actor: Actor) -> Target:
    """For pages that are not about one case: the list, and asking."""
    return Target(actor.municipality, person=actor.acting_for, scopes=scopes(session, actor))
