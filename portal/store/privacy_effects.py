"""(virkningen av et svar) What an answer about somebody's own data carries out, in the transaction of the answer (GDPR art. 16–21).

Nothing here decides: an employee has answered, and `carry_out` does what the answer says. What the archive's duty keeps is kept,
and named (`Effect.kept`). Those who have been given the data are told of it by a person: a task at the desk, without content.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from portal.rules.access import Actor
from portal.rules.events import Code
from portal.rules.privacy import Kind, Outcome
from portal.rules.retention import TABLE, Data, From
from portal.store import drafts, events, outbox, people
from portal.store.crypto import seal
from portal.store.db import keyring_of, now
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.people import PersonRow
from portal.store.tables.plan import PlanConsentRow, PlanLinkRow, PlanReaderRow, PlanRow
from portal.store.tables.representation import GrantRow, PrivacyRequestRow
from portal.store.tables.request import DraftRow
from portal.store.tables.staff import LatePostRow

TOLD = "plan-receivers-told"
"""The task to tell those who have been given what is now corrected, restricted or deleted."""

ARCHIVE = tuple(data for data, row in TABLE.items() if row.since is From.NEVER)


@dataclass(frozen=True)
class Effect:
    """What came of it: how many of each kind are gone, which kinds the archive keeps, how many plans have receivers to tell."""

    gone: dict[Data, int] = field(default_factory=dict)
    kept: tuple[Data, ...] = ()
    tasks: int = 0


@dataclass(frozen=True, kw_only=True)
class Correction:
    """(retting) What is put right; None is left as it is. `contact` is where news of the plan goes, on the person's own way."""

    name: str | None = None
    born: date | None = None
    contact: str | None = None


def carry_out(
    session: Session, actor: Actor, request: PrivacyRequestRow, outcome: Outcome
) -> Effect:
    """Do what a yes, whole or in part, says. A no, and what was taken back, does nothing.

    A yes to correcting is done with `correct`, by what the person has said; here those who have the data are told.
    """
    if outcome not in {Outcome.GRANTED, Outcome.PARTLY}:
        return Effect()
    kind = Kind(request.kind)
    if kind in {Kind.RESTRICT, Kind.OBJECT}:
        return restrict(session, actor, request.person)
    if kind is Kind.DELETE:
        return forget(session, actor, request.person)
    if kind is Kind.CORRECT:
        return Effect(tasks=tell_receivers(session, actor, request.person))
    return Effect()


def restrict(session: Session, actor: Actor, person: str) -> Effect:
    """(begrense) From now on the data are only kept: the desk is let in for a reason, and nothing is sent or let go of by itself.

    Deadlines run on: they are the municipality's duty and not a use of the data.
    """
    _write(session, PersonRow, person, restricted_at=now(session))
    events.append_by(session, actor, Code.PERSON_RESTRICTED, subject=person)
    return Effect(tasks=tell_receivers(session, actor, person))


def lift(session: Session, actor: Actor, person: str, language: str) -> None:
    """(oppheve) The data may be used again. The person is told before (art. 18 no. 3): the message is laid out here."""
    outbox.put(
        session,
        municipality=actor.municipality,
        channel="email",
        template="privacy-news",
        recipient="",
        language=language,
        case_id=None,
        person=person,
    )
    _write(session, PersonRow, person, restricted_at=None)
    events.append_by(session, actor, Code.PERSON_NOT_RESTRICTED, subject=person)


def correct(session: Session, actor: Actor, person: str, right: Correction) -> Effect:
    """(rette) Put right what is structured, with an event of what kind it was. What was sent in stays as it was sent.

    What stands in a plan is put right there, as a new version: the earlier one is kept.
    """
    if right.name:
        people.set_name(session, person, right.name)
        _corrected(session, actor, person, "name")
    if right.born:
        _in_plans(session, actor, person, PlanRow, "born", right.born.isoformat())
        _corrected(session, actor, person, "born")
    if right.contact:
        _in_plans(session, actor, person, PlanReaderRow, "contact", right.contact)
        _corrected(session, actor, person, "contact")
    return Effect(tasks=tell_receivers(session, actor, person))


def forget(session: Session, actor: Actor, person: str) -> Effect:
    """(slette) Take away what is not archive: what was never sent, offers nobody accepted, where messages go and went."""
    gone = {
        Data.DRAFT: _drafts(session, actor, person),
        Data.LATE_POST: _deleted(session, LatePostRow, LatePostRow.owner == person),
        Data.OFFER: _deleted(
            session,
            GrantRow,
            or_(GrantRow.person == person, GrantRow.holder == person),
            GrantRow.accepted_at.is_(None),
        ),
        Data.SENT: _addresses(session, actor, person),
    }
    changed = update(PlanReaderRow).where(PlanReaderRow.person == person)
    session.execute(
        changed.values(reach=None, contact=None).execution_options(synchronize_session=False)
    )
    events.append_by(session, actor, Code.PERSON_CORRECTED, subject=person, touched="deleted")
    told = tell_receivers(session, actor, person)
    return Effect({data: count for data, count in gone.items() if count}, ARCHIVE, told)


def tell_receivers(session: Session, actor: Actor, person: str) -> int:
    """(underrette mottakere, art. 19) A task for each plan of the person's that somebody has been given something of. How many."""
    shared = select(PlanConsentRow.plan_id).where(
        PlanConsentRow.participant.is_not(None), PlanConsentRow.withdrawn_at.is_(None)
    )
    linked = select(PlanLinkRow.plan_id).where(
        PlanLinkRow.ended_at.is_(None), PlanLinkRow.ends_at > now(session)
    )
    plans = session.scalars(
        select(PlanRow)
        .filter_by(municipality=actor.municipality, person=person)
        .where(or_(PlanRow.id.in_(shared), PlanRow.id.in_(linked)))
    ).all()
    for plan in plans:
        outbox.put(
            session,
            municipality=plan.municipality,
            channel="call",
            template=TOLD,
            recipient="",
            language=plan.language,
            case_id=None,
            plan_id=plan.id,
        )
    return len(plans)


def _corrected(session: Session, actor: Actor, person: str, what: str) -> None:
    events.append_by(session, actor, Code.PERSON_CORRECTED, subject=person, touched=what)


def _in_plans(
    session: Session, actor: Actor, person: str, table: Any, column: str, text: str
) -> None:
    """Seal a value anew in every row about the person in this municipality's plans."""
    own = select(PlanRow.id).filter_by(municipality=actor.municipality, person=person)
    whose = PlanRow.id.in_(own) if table is PlanRow else PlanReaderRow.plan_id.in_(own)
    for row_id in session.scalars(select(table.id).where(whose, table.person == person)).all():
        name = f"{table.__tablename__}.{column}"
        _write(session, table, row_id, **{column: seal(keyring_of(session), name, row_id, text)})


def _drafts(session: Session, actor: Actor, person: str) -> int:
    """The person's drafts, and the pictures in them."""
    own = select(DraftRow.id).filter_by(municipality=actor.municipality, owner=person)
    found = session.scalars(own).all()
    for draft in found:
        drafts.remove(session, draft)
        events.append_by(session, actor, Code.DRAFT_FORGOTTEN, subject=draft, touched=draft)
    return len(found)


def _addresses(session: Session, actor: Actor, person: str) -> int:
    """Where messages to the person went. That they were sent, and when, stays."""
    found = session.scalars(
        select(OutboxRow.id)
        .filter_by(municipality=actor.municipality, person=person)
        .where(OutboxRow.state.in_((outbox.SENT, outbox.HANDLED)))
    ).all()
    for row_id in found:
        empty = seal(keyring_of(session), outbox.RECIPIENT, row_id, "")
        _write(session, OutboxRow, row_id, recipient=empty)
    return len(found)


def _deleted(session: Session, table: Any, *where: Any) -> int:
    """Delete, and say how many."""
    gone = delete(table).where(*where).returning(table.id)
    return len(session.execute(gone.execution_options(synchronize_session=False)).all())


def _write(session: Session, table: Any, row_id: str, **values: object) -> None:
    session.execute(
        update(table)
        .where(table.id == row_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    row = session.identity_map.get(session.identity_key(table, row_id))
    if row is not None:
        session.refresh(row)
