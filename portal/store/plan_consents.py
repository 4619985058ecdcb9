"""(samtykke) The person's yes to a plan, and to what is shared with whom: given, withdrawn, never deleted.

The yes to a plan and the yes to share are two things (IP-forskriften §§ 5 and 9). A withdrawal stops the sharing and the use;
it erases nothing (pasientjournalloven § 25, arkivlova § 13): given again, the plan is there again.
"""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from portal.rules.access import Actor
from portal.rules.case import local_day
from portal.rules.events import Code
from portal.rules.plan import Kind, Status
from portal.rules.plan_consent import (
    SECTIONS,
    Answer,
    Consent,
    Section,
    may_consent,
    may_hold_back,
    status_after,
)
from portal.store import events, plan_notices
from portal.store.crypto import new_id, seal, unseal
from portal.store.db import add, keyring_of, now
from portal.store.plan_held import NotThere, held, readers_of, role_of, view_of, written_in
from portal.store.tables.plan import PlanConsentRow, PlanLinkRow, PlanPartRow, PlanRow

__all__ = [
    "Consent",
    "NotThere",
    "answer",
    "end_sharing",
    "holds_back",
    "of_plan",
    "share",
    "to_plan",
    "withdraw",
]

SAID = {
    Status.ACTIVE: Code.PLAN_CONSENTED,
    Status.COORDINATOR_ONLY: Code.PLAN_COORDINATOR_ONLY,
    Status.DECLINED: Code.PLAN_DECLINED,
}


def of_plan(session: Session, plan_id: str) -> list[Consent]:
    """Every consent of a plan, the oldest first."""
    rows = session.scalars(
        select(PlanConsentRow)
        .where(PlanConsentRow.plan_id == plan_id)
        .order_by(PlanConsentRow.given_at, PlanConsentRow.id)
        .execution_options(populate_existing=True)
    )
    return [_consent(session, row) for row in rows]


def to_plan(
    session: Session,
    actor: Actor,
    reference: str,
    *,
    paper: str | None = None,
    given_at: datetime | None = None,
) -> None:
    """Say yes to the plan: with the person's (or a parent's) own login, or by the desk with the reference of the paper.

    Twice is once. Raises NotThere.
    """
    answer(session, actor, reference, Answer.PLAN, paper=paper, given_at=given_at)


def answer(
    session: Session,
    actor: Actor,
    reference: str,
    said: Answer,
    *,
    paper: str | None = None,
    given_at: datetime | None = None,
) -> None:
    """(svar på invitasjonen) Yes to a plan, only a coordinator, or no; to change one's mind is a new answer.

    The desk writes down what the person has said elsewhere; a yes needs `paper`, the archive's reference of what was signed,
    and `given_at` is when. The same answer twice is once. Raises NotThere, also for who may not answer.
    """
    if (actor.kind == "staff" and said is Answer.PLAN) != (paper is not None):
        raise ValueError("an employee registers a yes on paper, and nobody else does")
    row = held(session, actor, reference)
    if not _decides(session, actor, row):
        raise NotThere
    status = status_after(row.status, said)
    if status is None:
        raise NotThere
    if status == row.status:
        return
    if row.status == Status.ACTIVE:
        _end_all(session, actor, row)
    touched = row.id
    if status is Status.ACTIVE:
        touched = _give(session, actor, row, None, (), paper, given_at)
    _stand(session, row, status)
    if status in SAID:
        events.append_by(session, actor, SAID[status], subject=row.id, touched=touched)
    _tell_others(session, actor, row)


def withdraw(session: Session, actor: Actor, reference: str) -> None:
    """(trekke samtykket) Take the yes to a plan back: it ends with every sharing and every open link.

    What is written stays for the person; nobody at the desk reads it any more. Twice is once. Raises NotThere.
    """
    row = held(session, actor, reference)
    if not _decides(session, actor, row):
        raise NotThere
    if row.status == Status.ACTIVE:
        answer(session, actor, reference, Answer.NO)


def share(
    session: Session,
    actor: Actor,
    reference: str,
    participant: str,
    sections: Collection[str],
    *,
    paper: str | None = None,
    given_at: datetime | None = None,
) -> None:
    """(dele) Let a participant see these sections, in place of those before; with none it ends.

    A child of 12–15 may take sections away. A parent from whom the child keeps something back shares what they see themself, and
    the rest stays as it was. The desk registers a paper. The same twice is once. Raises NotThere, NoConsent.
    """
    if (actor.kind == "staff") != (paper is not None):
        raise ValueError("an employee registers a paper, and nobody else does")
    row = written_in(session, actor, reference)
    _refuse_stranger(session, row, participant)
    before = _standing(session, row, participant)
    had = set(before.sections.split(",")) if before else set()
    wanted = _within_sight(session, actor, set(sections), had)
    less = set(wanted) <= had and holds_back(session, actor, row)
    if not (less or _decides(session, actor, row)):
        raise NotThere
    if set(wanted) == had and paper is None:
        return
    if before:
        _end(session, actor, row, before)
    if Section.MEASURES not in wanted:
        _end_links(session, actor, row, PlanLinkRow.participant == participant)
    if wanted:
        consent = _give(session, actor, row, participant, wanted, paper, given_at)
        events.append_by(session, actor, Code.PLAN_SHARED, subject=row.id, touched=consent)
    _tell_others(session, actor, row)


def end_sharing(session: Session, actor: Actor, reference: str, participant: str) -> None:
    """(slutte å dele) From now on the participant sees nothing. Twice is once. Raises NotThere.

    The desk may too, when the person says so by phone or in person: to stop must be as easy as to begin.
    """
    row = held(session, actor, reference)
    if not (_decides(session, actor, row) or holds_back(session, actor, row)):
        raise NotThere
    before = _standing(session, row, participant)
    if before is None:
        _refuse_stranger(session, row, participant)
        return
    _end(session, actor, row, before)
    _end_links(session, actor, row, PlanLinkRow.participant == participant)
    _tell_others(session, actor, row)


def _within_sight(
    session: Session, actor: Actor, wanted: set[str], had: set[str]
) -> tuple[str, ...]:
    """What is wanted of what the actor sees, with what was shared of the rest. Raises NotThere for who does not see the team."""
    seen = view_of(session, actor).sections
    if Section.TEAM not in seen:
        raise NotThere
    return tuple(one.value for one in SECTIONS if one in (wanted if one in seen else had))


def _decides(session: Session, actor: Actor, row: PlanRow) -> bool:
    """Whether the actor answers for the person. What the desk writes down, the person has said elsewhere."""
    if actor.kind == "staff":
        return True
    role, born, today = _who(session, actor, row)
    return may_consent(role, born, today)


def holds_back(session: Session, actor: Actor, row: PlanRow) -> bool:
    """Whether the actor is the child of 12–15 whose plan it is, who may share less and keep something back."""
    return actor.kind == "citizen" and may_hold_back(*_who(session, actor, row))


def _who(session: Session, actor: Actor, row: PlanRow) -> tuple[str, date | None, date]:
    """(role, the person's birthday, today) of a reader."""
    born = row.born and unseal(keyring_of(session), "plans.born", row.id, row.born)
    return (
        role_of(session, actor),
        date.fromisoformat(born) if born else None,
        local_day(now(session)),
    )


def _refuse_stranger(session: Session, row: PlanRow, participant: str) -> None:
    """Whoever is no participant of this plan is nobody to share with."""
    there = select(PlanPartRow.id).filter_by(
        plan_id=row.id, id=participant, kind=Kind.PARTICIPANT.value, removed=False
    )
    if session.scalar(there) is None:
        raise NotThere


def _standing(session: Session, row: PlanRow, participant: str) -> PlanConsentRow | None:
    """The one consent to share with a participant that stands; the plan is held, so there is one at most."""
    return session.scalars(
        select(PlanConsentRow)
        .filter_by(plan_id=row.id, participant=participant, withdrawn_at=None)
        .execution_options(populate_existing=True)
    ).one_or_none()


def _end_all(session: Session, actor: Actor, row: PlanRow) -> None:
    """Every consent that stands and every open link."""
    rows = session.scalars(
        select(PlanConsentRow)
        .filter_by(plan_id=row.id, withdrawn_at=None)
        .order_by(PlanConsentRow.participant.is_(None), PlanConsentRow.id)
        .execution_options(populate_existing=True)
    ).all()
    for consent in rows:
        _end(session, actor, row, consent)
    _end_links(session, actor, row)


def _end(session: Session, actor: Actor, row: PlanRow, consent: PlanConsentRow) -> None:
    session.execute(
        update(PlanConsentRow)
        .where(PlanConsentRow.id == consent.id)
        .values(withdrawn_at=now(session), withdrawn_by_kind=actor.kind, withdrawn_by=actor.id)
        .execution_options(synchronize_session=False)
    )
    to_share = consent.participant is not None
    code = Code.PLAN_SHARING_ENDED if to_share else Code.PLAN_CONSENT_WITHDRAWN
    events.append_by(session, actor, code, subject=row.id, touched=consent.id)


def _end_links(session: Session, actor: Actor, row: PlanRow, *which: ColumnElement[bool]) -> None:
    """The links to participants open nothing any more."""
    ended = session.scalars(
        update(PlanLinkRow)
        .where(PlanLinkRow.plan_id == row.id, PlanLinkRow.ended_at.is_(None), *which)
        .values(ended_at=now(session))
        .returning(PlanLinkRow.id)
        .execution_options(synchronize_session=False)
    ).all()
    for link in sorted(ended):
        events.append_by(session, actor, Code.PLAN_LINK_ENDED, subject=row.id, touched=link)


def _tell_others(session: Session, actor: Actor, row: PlanRow) -> None:
    """What one parent answers, or the desk registers, is news to everybody else who may see the plan."""
    if set(readers_of(session, row.id)) - {actor.id}:
        plan_notices.news(session, row, but=actor.id)


def _give(
    session: Session,
    actor: Actor,
    row: PlanRow,
    participant: str | None,
    sections: tuple[str, ...],
    paper: str | None,
    given_at: datetime | None,
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
        given_at=given_at or now(session),
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
        given_by_kind=row.given_by_kind,
        given_by=row.given_by,
        withdrawn_by_kind=row.withdrawn_by_kind,
        withdrawn_by=row.withdrawn_by,
    )
