"""(samtykke) The person's yes to a plan, and to what is shared with whom: given, withdrawn, never deleted.

The yes to a plan and the yes to share are two things (IP-forskriften §§ 5 and 9).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.rules.access import Actor
from portal.rules.events import Code
from portal.rules.plan import Status
from portal.store import events
from portal.store.crypto import new_id, seal, unseal
from portal.store.db import add, keyring_of, now
from portal.store.plan_held import held
from portal.store.tables.plan import PlanConsentRow, PlanRow


@dataclass(frozen=True)
class Consent:
    """A consent. `participant` None is the one to the plan itself; `sections` are the codes of what is shared.

    `by_paper` is the archive's reference of one signed on paper, None when it was given with a login.
    """

    id: str
    participant: str | None
    sections: tuple[str, ...]
    by_paper: str | None
    given_at: datetime
    withdrawn_at: datetime | None

    @property
    def stands(self) -> bool:
        """Whether it has not been withdrawn."""
        return self.withdrawn_at is None


def of_plan(session: Session, plan_id: str) -> list[Consent]:
    """Every consent of a plan, the oldest first."""
    rows = session.scalars(
        select(PlanConsentRow)
        .where(PlanConsentRow.plan_id == plan_id)
        .order_by(PlanConsentRow.given_at, PlanConsentRow.id)
        .execution_options(populate_existing=True)
    )
    return [_consent(session, row) for row in rows]


def to_plan(session: Session, actor: Actor, reference: str, *, paper: str | None = None) -> None:
    """Say yes to the plan: with the person's (or a parent's) own login, or by the desk with the reference of the paper.

    Twice is once. Raises NotThere.
    """
    if (actor.kind == "staff") != (paper is not None):
        raise ValueError("an employee registers a paper, and nobody else does")
    row = held(session, actor, reference)
    if row.status == Status.ACTIVE:
        return
    consent = _give(session, actor, row, None, (), paper)
    _stand(session, row, Status.ACTIVE)
    events.append_by(session, actor, Code.PLAN_CONSENTED, subject=row.id, touched=consent)


def _give(
    session: Session,
    actor: Actor,
    row: PlanRow,
    participant: str | None,
    sections: tuple[str, ...],
    paper: str | None,
) -> str:
    consent = new_id()
    sealed = seal(keyring_of(session), "plan_consents.paper", consent, paper) if paper else None
    add(
        session,
        PlanConsentRow,
        id=consent,
        plan_id=row.id,
        participant=participant,
        sections=",".join(sections),
        paper=sealed,
        given_at=now(session),
        given_by_kind=actor.kind,
        given_by=actor.id,
    )
    return consent


def _stand(session: Session, row: PlanRow, status: Status) -> None:
    session.execute(
        update(PlanRow)
        .where(PlanRow.id == row.id)
        .values(status=status.value, status_at=now(session))
        .execution_options(synchronize_session=False)
    )
    session.refresh(row)


def _consent(session: Session, row: PlanConsentRow) -> Consent:
    paper = row.paper
    return Consent(
        id=row.id,
        participant=row.participant,
        sections=tuple(filter(None, row.sections.split(","))),
        by_paper=unseal(keyring_of(session), "plan_consents.paper", row.id, paper)
        if paper
        else None,
        given_at=row.given_at,
        withdrawn_at=row.withdrawn_at,
    )
