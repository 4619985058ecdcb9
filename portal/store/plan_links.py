"""(spørre en deltaker) The desk asks the participant who answers for a measure, by a mailed link with a code.

At most one link to a measure is open: a new one ends the one before. The e-mail is the link, so the link's id is the
e-mail's. The code goes another way: as a text message, or read out on the phone.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.rules.access import Actor
from portal.rules.events import Code
from portal.rules.plan import Kind, Part, Plan
from portal.rules.plan_link import LIVES, Obstacle, State, asked, mobile, obstacle, state_of
from portal.store import events, outbox, plan_parts
from portal.store.db import add, keyring_of, now
from portal.store.plan_held import NoConsent, NotThere, visible, written_in
from portal.store.plan_link_held import (
    change,
    code_hash,
    code_of,
    facts_of,
    links_of,
    shared_with,
    token_hash,
    token_of,
)
from portal.store.tables.events import EventRow
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.plan import PlanLinkRow, PlanRow

__all__ = [
    "LINK",
    "TEXT_MESSAGE",
    "CannotAsk",
    "Link",
    "Made",
    "NoConsent",
    "NotThere",
    "end",
    "latest",
    "make",
    "why_not",
]

LINK, TEXT_MESSAGE = "measure-asked", "measure-code"


class CannotAsk(Exception):
    """Nobody can be asked about this measure now. `why` says why."""

    def __init__(self, why: Obstacle) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True)
class Made:
    """A new link. `by_sms`: the code is on its way; else it is read out to the participant."""

    id: str
    token: str
    code: str
    by_sms: bool


@dataclass(frozen=True)
class Link:
    """A link as the desk sees it.

    `mail` and `sms` are the states of its messages (outbox), None where there is none. `code` is there when it is read out
    on the phone and the link still opens.
    """

    state: State
    made_at: datetime
    ends_at: datetime
    opened_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    mail: str | None
    sms: str | None
    code: str | None


def why_not(session: Session, actor: Actor, reference: str, measure_id: str) -> Obstacle | None:
    """Why nobody can be asked about a measure, None when somebody can. Raises NotThere."""
    plan, parts, measure = _measure(session, visible(session, actor, reference), measure_id)
    return _obstacle(session, plan, parts, measure)


def make(
    session: Session,
    actor: Actor,
    reference: str,
    measure_id: str,
    *,
    language: str,
    by_sms: bool = True,
) -> Made:
    """Ask the participant who answers for the measure: the link by e-mail, and the code as a text message where there is
    a mobile number and `by_sms` is set. A proposal is then asked about.

    Raises NotThere, NoConsent, CannotAsk.
    """
    plan, parts, measure = _measure(session, written_in(session, actor, reference), measure_id)
    if (why := _obstacle(session, plan, parts, measure)) is not None:
        raise CannotAsk(why)
    participant = parts.one(measure.responsible)
    if actor.kind != "staff" or participant is None:
        raise NotThere
    _end_open(session, actor, plan, measure.id)
    number = mobile(participant.says("phone")) if by_sms else None
    sms = _lay_out(session, plan, "sms", TEXT_MESSAGE, number, language) if number else None
    link = _lay_out(session, plan, "email", LINK, participant.says("email"), language)
    made = _keep(session, actor, plan, measure, participant, link, sms)
    draft = asked(measure)
    if draft.code != measure.code:
        plan_parts.new_version(session, actor, plan, measure, draft, Code.PLAN_PART_CHANGED)
    events.append_by(session, actor, Code.PLAN_LINK_MADE, subject=plan.id, touched=link)
    return made


def end(session: Session, actor: Actor, reference: str, measure_id: str) -> None:
    """End the open link to a measure. Twice is once. Raises NotThere, NoConsent."""
    plan, _parts, measure = _measure(session, written_in(session, actor, reference), measure_id)
    _end_open(session, actor, plan, measure.id)


def latest(session: Session, actor: Actor, reference: str, measure_id: str) -> Link | None:
    """The newest link to a measure, None when nobody has been asked by one. Raises NotThere."""
    plan, parts, measure = _measure(session, visible(session, actor, reference), measure_id)
    rows = links_of(session, plan.id, measure.id)
    return _link(session, rows[0], plan, parts) if rows else None


def _measure(session: Session, plan: PlanRow | None, measure_id: str) -> tuple[PlanRow, Plan, Part]:
    if plan is None:
        raise NotThere
    parts = plan_parts.living_of(session, plan.id)
    measure = parts.one(measure_id)
    if measure is None or measure.kind is not Kind.MEASURE:
        raise NotThere
    return plan, parts, measure


def _obstacle(session: Session, plan: PlanRow, parts: Plan, measure: Part) -> Obstacle | None:
    who = measure.responsible or ""
    shared = shared_with(session, plan, parts, who)
    return obstacle(measure, parts.one(who), shared=shared)


def _end_open(session: Session, actor: Actor, plan: PlanRow, measure_id: str) -> None:
    for row in links_of(session, plan.id, measure_id):
        if row.ended_at is None:
            change(session, row, ended_at=now(session))
            events.append_by(session, actor, Code.PLAN_LINK_ENDED, subject=plan.id, touched=row.id)


def _lay_out(
    session: Session, plan: PlanRow, channel: str, template: str, to: str, language: str
) -> str:
    return outbox.put(
        session,
        municipality=plan.municipality,
        channel=channel,
        template=template,
        recipient=to,
        language=language,
        case_id=None,
        plan_id=plan.id,
    )


def _keep(
    session: Session,
    actor: Actor,
    plan: PlanRow,
    measure: Part,
    participant: Part,
    link: str,
    sms: str | None,
) -> Made:
    keyring, moment = keyring_of(session), now(session)
    made = Made(link, token_of(keyring, link), code_of(keyring, sms or link), sms is not None)
    add(
        session,
        PlanLinkRow,
        id=link,
        plan_id=plan.id,
        measure=measure.id,
        participant=participant.id,
        token_hash=token_hash(keyring, made.token),
        code_hash=code_hash(keyring, link, made.code),
        made_at=moment,
        made_by=actor.id,
        ends_at=moment + LIVES,
        tries=0,
    )
    return made


def _link(session: Session, row: PlanLinkRow, plan: PlanRow, parts: Plan) -> Link:
    keyring = keyring_of(session)
    mails = _messages(session, row)
    own_code = code_of(keyring, row.id)
    read_out = code_hash(keyring, row.id, own_code) == row.code_hash
    state = state_of(facts_of(session, row, plan, parts), now(session))
    is_open = state in {State.OPEN, State.ANSWERED}
    return Link(
        state=state,
        made_at=row.made_at,
        ends_at=row.ends_at,
        opened_at=_opened_at(session, row, plan),
        answered_at=row.answered_at,
        ended_at=row.ended_at,
        mail=mails.get(LINK),
        sms=mails.get(TEXT_MESSAGE),
        code=own_code if read_out and is_open else None,
    )


def _messages(session: Session, row: PlanLinkRow) -> dict[str, str]:
    """Template → state of the messages that carry this link and its code."""
    found = session.execute(
        select(OutboxRow.id, OutboxRow.template, OutboxRow.state).where(
            OutboxRow.plan_id == row.plan_id,
            OutboxRow.template.in_((LINK, TEXT_MESSAGE)),
            OutboxRow.put_at == row.made_at,
        )
    )
    return {
        template: state for message, template, state in found if _carries(session, row, message)
    }


def _carries(session: Session, row: PlanLinkRow, message: str) -> bool:
    """Whether the link came in this message, or its code did."""
    keyring = keyring_of(session)
    code = code_hash(keyring, row.id, code_of(keyring, message))
    return message == row.id or code == row.code_hash


def _opened_at(session: Session, row: PlanLinkRow, plan: PlanRow) -> datetime | None:
    """When the measure was first shown through the link: an event, never a mark."""
    return session.scalar(
        select(func.min(EventRow.at)).where(
            EventRow.municipality == plan.municipality,
            EventRow.subject == plan.id,
            EventRow.code == Code.PLAN_LINK_READ.value,
            EventRow.object == row.id,
        )
    )
