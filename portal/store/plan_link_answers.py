"""(svare på lenken) A participant opens a link with its code, sees that one measure, and answers.

A wrong code and a link that is unknown, ended, too old or of another municipality are answered alike: None, or Gone.
"""

import hmac
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.rules.access import Actor
from portal.rules.case import OSLO, local_day
from portal.rules.events import Code
from portal.rules.plan import Draft, Kind, Part
from portal.rules.plan_link import MOST_TRIES, Answer, answered, draft_of, is_alive
from portal.store import events, notices, plan_notices, plan_parts, protected
from portal.store.case_mine_changes import UnitMail
from portal.store.crypto import unseal
from portal.store.db import keyring_of, now
from portal.store.plan_held import Conflict
from portal.store.plan_link_held import HeldLink, change, code_hash, token_hash, with_facts
from portal.store.tables.plan import PlanLinkRow, PlanRow

__all__ = ["Conflict", "Given", "Gone", "SeenMeasure", "answer", "seen", "try_code"]

ANSWERED, STOPPED = "desk-measure-answered", "desk-link-stopped"


class Gone(Exception):
    """The link does not lead to this measure any more."""


@dataclass(frozen=True)
class SeenMeasure:
    """All that a participant sees: one measure, and whose plan it is in. `answered_at` is their latest answer.

    `protected`: the person's address is, so that no place is shown.
    """

    unit: str
    person_name: str
    what: str
    extent: str
    how: str
    due_on: date | None
    code: str
    version: int
    answered_at: datetime | None
    until: datetime
    protected: bool = False


@dataclass(frozen=True)
class Given:
    """What a participant says. `on` is a date with a yes, `reason` goes with a no, `comment` with any answer."""

    answer: Answer
    on: date | None = None
    reason: str = ""
    comment: str = ""


def try_code(
    session: Session, municipality: str, token: str, code: str, *, mail: UnitMail
) -> str | None:
    """The link's id when the code is right. A wrong one is counted; the fifth ends the link, and the unit is told."""
    link = _held(session, municipality, token)
    keyring = keyring_of(session)
    given = code_hash(keyring, link.row.id if link else "", code)
    right = hmac.compare_digest(given, link.row.code_hash if link else bytes(len(given)))
    if link is None or right:
        return link.row.id if link else None
    tries = link.row.tries + 1
    if tries < MOST_TRIES:
        change(session, link.row, tries=tries)
        return None
    change(session, link.row, tries=tries, ended_at=now(session))
    nobody = Actor("nobody", "", municipality)
    plan = link.plan.id
    events.append_by(session, nobody, Code.PLAN_LINK_ENDED, subject=plan, touched=link.row.id)
    _tell_unit(session, link.plan, STOPPED, mail)
    return None


def seen(session: Session, municipality: str, token: str, link_id: str) -> SeenMeasure | None:
    """The measure, for a browser that has given the code, with the event that it was read."""
    link = _held(session, municipality, token)
    if link is None or link.row.id != link_id or link.measure is None:
        return None
    plan, row, measure = link.plan, link.row, link.measure
    events.append_by(
        session, link.participant, Code.PLAN_LINK_READ, subject=plan.id, touched=row.id
    )
    return SeenMeasure(
        unit=plan.unit,
        person_name=unseal(keyring_of(session), "plans.person_name", plan.id, plan.person_name),
        what=measure.says("what"),
        extent=measure.says("extent"),
        how=measure.says("how"),
        due_on=measure.due_on,
        code=measure.code,
        version=measure.version,
        answered_at=row.answered_at,
        until=row.ends_at,
        protected=protected.is_protected(session, plan.person),
    )


def answer(
    session: Session,
    municipality: str,
    token: str,
    link_id: str,
    given: Given,
    *,
    based_on: int,
    mail: UnitMail,
) -> None:
    """Keep the answer as the participant's version of the measure, and tell the unit and the person. Twice is once.

    Raises Gone, and Conflict when somebody has changed the measure since it was shown.
    """
    link = _held(session, municipality, token)
    if link is None or link.row.id != link_id or link.measure is None:
        raise Gone
    before, who = link.measure, link.participant
    draft = answered(before, given.answer, on=given.on, reason=given.reason)
    changed = draft != draft_of(before)
    if changed and before.version != based_on:
        raise Conflict(before)
    if changed:
        plan_parts.new_version(session, who, link.plan, before, draft, Code.PLAN_PART_CHANGED)
    commented = _comment(session, link, before, given.comment)
    if changed or commented or link.row.answered_at is None:
        _note(session, link, mail)


def _held(session: Session, municipality: str, token: str) -> HeldLink | None:
    """The link that opens, with its plan held until the commit; None for every link that does not."""
    wanted = token_hash(keyring_of(session), token)
    by_token = select(PlanLinkRow).filter_by(token_hash=wanted)
    there = session.scalars(by_token).one_or_none()
    if there is None:
        return None
    plan = session.scalars(
        select(PlanRow)
        .filter_by(id=there.plan_id, municipality=municipality)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if plan is None:
        return None
    row = session.scalars(by_token.execution_options(populate_existing=True)).one()
    link = with_facts(session, row, plan)
    return link if is_alive(link.facts, now(session)) else None


def _comment(session: Session, link: HeldLink, measure: Part, text: str) -> bool:
    """Write a comment to the measure, unless the participant's latest there says the same. Whether it was written."""
    own = [
        part
        for part in link.parts.under(measure.id, Kind.COMMENT)
        if (part.by_kind, part.by) == (link.participant.kind, link.participant.id)
    ]
    if not text or (own and own[-1].says("text") == text):
        return False
    draft = Draft(kind=Kind.COMMENT, parent=measure.id, words={"text": text})
    plan_parts.first_version(session, link.participant, link.plan, draft)
    return True


def _note(session: Session, link: HeldLink, mail: UnitMail) -> None:
    """The answer is dated; the unit is told, and those who may see the plan once a day at most."""
    moment, plan = now(session), link.plan
    change(session, link.row, answered_at=moment)
    _tell_unit(session, plan, ANSWERED, mail)
    today = datetime.combine(local_day(moment), time(), tzinfo=OSLO)
    if not plan_notices.told_since(plan, today):
        plan_notices.news(session, plan)
    code, who = Code.PLAN_LINK_ANSWERED, link.participant
    events.append_by(session, who, code, subject=plan.id, touched=link.row.id)


def _tell_unit(session: Session, plan: PlanRow, template: str, mail: UnitMail) -> None:
    notices.tell_unit(
        session,
        municipality=plan.municipality,
        unit=plan.unit,
        case_id=None,
        plan_id=plan.id,
        template=template,
        email=mail.address(plan.unit),
        language=mail.language,
    )
