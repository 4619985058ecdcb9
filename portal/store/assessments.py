"""(manglende beslutningskompetanse) Assessments of one concrete decision, and the insight the nearest next of kin then has.

Written down by the service alone, case by case, reasoned and for a time (pasient- og brukerrettighetsloven §§ 3-3, 4-3;
helsepersonelloven § 22). Nobody declares it of another, or of themself: no citizen reaches this.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.rules.access import Actor, Permission, Target, may
from portal.rules.case import local_day
from portal.rules.events import Code
from portal.rules.registering import Kin
from portal.rules.representation import INSIGHT, Basis, Scope
from portal.store import events, grant_notices, grants_registered, openings, people, staff
from portal.store.crypto import new_id, seal, unseal
from portal.store.db import add, keyring_of, now
from portal.store.grants_registered import NotThere, Registering
from portal.store.tables.people import PersonRow
from portal.store.tables.representation import AssessmentRow, GrantRow

WORDS = "assessments.words"


@dataclass(frozen=True, kw_only=True)
class Words:
    """What an assessment says. `not_told` is why the person is not told now, empty when they are."""

    decision: str
    assessed_by: str
    why: str
    may_do: str
    kin: Kin
    not_told: str = ""


@dataclass(frozen=True, kw_only=True)
class NewAssessment:
    """An assessment to write down, and the next of kin it lets know. `until` is the first day it no longer counts.

    `scopes` is some of `representation.INSIGHT`: to be told, to see the plan, to follow the case.
    """

    words: Words
    assessed_on: date
    until: date
    scopes: frozenset[Scope]
    number: str
    holder_name: str
    person_name: str
    language: str


@dataclass(frozen=True)
class Assessment:
    """An assessment as it is read. `grant` is the next of kin's: the two end together. `last` is the last day it counts."""

    id: str
    person: str
    words: Words
    assessed_on: date
    until: date
    at: datetime
    by_name: str | None
    ended_at: datetime | None
    grant: str | None

    @property
    def last(self) -> date:
        """The last day it counts."""
        return self.until - timedelta(days=1)


def register(
    session: Session, actor: Actor, person: str, new: NewAssessment, *, key: str
) -> str | None:
    """Write the assessment down with the next of kin's grant; gives its id, None when this key was sent before.

    Raises NotThere, and what `grants_registered.write_down` and `openings.let_in_person` raise: then nothing is written.
    """
    row = session.scalars(
        select(PersonRow.id).filter_by(id=person, municipality=actor.municipality).with_for_update()
    ).one_or_none()
    if row is None or not may(actor, Permission.REGISTER_GRANT, Target(actor.municipality)):
        raise NotThere
    openings.let_in_person(session, actor, person)
    if not staff.first_press(session, actor.id, key):
        return None
    assessment = _write(session, actor, person, new)
    grants_registered.write_down(session, actor, person, _insight(session, assessment, new))
    if not new.words.not_told:
        grant_notices.tell(session, actor.municipality, person)
    holder = people.find_or_begin(session, actor.municipality, new.number).id
    grant_notices.tell(session, actor.municipality, holder)
    events.append_by(session, actor, Code.ASSESSMENT_REGISTERED, subject=person, touched=assessment)
    return assessment


def read(session: Session, actor: Actor, assessment: str) -> Assessment:
    """What it says, with the event that it was read. Raises NotThere, OwnRelative and ReasonNeeded."""
    row = _found(session, actor, assessment)
    openings.let_in_person(session, actor, row.person)
    events.append_by(session, actor, Code.GRANT_READ, subject=row.person, touched=row.id)
    words = json.loads(unseal(keyring_of(session), WORDS, row.id, row.words))
    return Assessment(
        id=row.id,
        person=row.person,
        words=Words(**{**words, "kin": Kin(words["kin"])}),
        assessed_on=row.assessed_on,
        until=row.until,
        at=row.at,
        by_name=staff.names_of(session, [row.by]).get(row.by),
        ended_at=row.ended_at,
        grant=session.scalar(select(GrantRow.id).filter_by(assessment=row.id)),
    )


def _write(session: Session, actor: Actor, person: str, new: NewAssessment) -> str:
    row_id = new_id()
    words = json.dumps(asdict(new.words), ensure_ascii=False)
    add(
        session,
        AssessmentRow,
        id=row_id,
        municipality=actor.municipality,
        person=person,
        words=seal(keyring_of(session), WORDS, row_id, words),
        assessed_on=new.assessed_on,
        until=new.until,
        at=now(session),
        by=actor.id,
    )
    return row_id


def _insight(session: Session, assessment: str, new: NewAssessment) -> Registering:
    """The grant it gives: from today, never more than insight. Who is told is decided by the assessment."""
    return Registering(
        basis=Basis.KIN,
        number=new.number,
        holder_name=new.holder_name,
        person_name=new.person_name,
        scopes=new.scopes & INSIGHT,
        since=local_day(now(session)),
        until=new.until,
        evidence=assessment,
        assessment=assessment,
        language=new.language,
        quietly=True,
    )


def _found(session: Session, actor: Actor, assessment: str) -> AssessmentRow:
    row = session.scalars(
        select(AssessmentRow)
        .filter_by(id=assessment, municipality=actor.municipality)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None or not may(actor, Permission.REGISTER_GRANT, Target(actor.municipality)):
        raise NotThere
    return row
