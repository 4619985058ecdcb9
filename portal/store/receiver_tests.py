"""(prøvemelding) The month's test message to each unit: tried, not believed, that somebody gets what is sent there."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, exists, select, update
from sqlalchemy.orm import Session, aliased

from portal.rules.access import Actor, Permission, Target, may
from portal.rules.case import local_day
from portal.rules.events import Code
from portal.rules.follow_up import month_of, receiver_test_due, unpressed_in_time
from portal.rules.municipality import fallback_of
from portal.store import events, notices
from portal.store.crypto import new_id
from portal.store.daily_pages import Day, Part, note
from portal.store.db import insert_into, now
from portal.store.tables.answer import ReceiverTestRow


@dataclass(frozen=True)
class Unpressed:
    """A unit's test message that nobody has pressed for yet. `late`: the fallback receiver has been told."""

    id: str
    unit: str
    sent_at: datetime
    late: bool


def send(session: Session, day: Day, _after: str = "") -> Part:
    """Send this month's test to each unit with an address, once."""
    if not receiver_test_due(day.on, day.holidays):
        return Part(0, None)
    made = [
        test_id
        for unit in sorted(day.profile.units)
        if day.profile.units[unit].email and (test_id := _begin(session, day, unit))
    ]
    for test_id in made:
        note(session, day, Code.RECEIVER_TEST_SENT, test_id)
    return Part(len(made), None)


def escalate(session: Session, day: Day, _after: str = "") -> Part:
    """Tell the fallback receiver of the tests nobody has pressed for in the municipality's number of working days."""
    rows = session.scalars(
        _unpressed(day.municipality)
        .where(ReceiverTestRow.escalated_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    days = day.profile.open_within_days
    late = [
        row for row in rows if unpressed_in_time(local_day(row.sent_at), day.on, days, day.holidays)
    ]
    for row in late:
        _change(session, row.id, escalated_at=now(session))
        _mail(session, day, row.unit, "desk-test-unpressed", fallback_of(day.profile))
    for row in late:
        note(session, day, Code.RECEIVER_TEST_UNPRESSED, row.id)
    return Part(len(late), None)


def unpressed(session: Session, actor: Actor) -> list[Unpressed]:
    """The latest test of each unit this actor may read, where nobody has pressed. It says nothing about any person."""
    later = aliased(ReceiverTestRow)
    newer = exists().where(
        later.municipality == ReceiverTestRow.municipality,
        later.unit == ReceiverTestRow.unit,
        later.month > ReceiverTestRow.month,
    )
    return [
        Unpressed(row.id, row.unit, row.sent_at, row.escalated_at is not None)
        for row in session.scalars(_unpressed(actor.municipality).where(~newer))
        if may(actor, Permission.READ_CASE, Target(row.municipality, row.unit))
    ]


def press(session: Session, actor: Actor, test_id: str) -> bool:
    """«Vi får meldingene». False when the test is not there or not this actor's; pressing twice is once."""
    row = session.scalars(
        select(ReceiverTestRow)
        .filter_by(id=test_id, municipality=actor.municipality)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None or not may(actor, Permission.ANSWER_CASE, Target(row.municipality, row.unit)):
        return False
    if row.pressed_at is None:
        _change(session, row.id, pressed_at=now(session), pressed_by=actor.id)
        code = Code.RECEIVER_TEST_PRESSED
        events.append_by(session, actor, code, subject=row.id, touched=row.id)
    return True


def _unpressed(municipality: str) -> Select[ReceiverTestRow]:
    return (
        select(ReceiverTestRow)
        .where(ReceiverTestRow.municipality == municipality, ReceiverTestRow.pressed_at.is_(None))
        .order_by(ReceiverTestRow.unit, ReceiverTestRow.month)
    )


def _begin(session: Session, day: Day, unit: str) -> str | None:
    """The month's test of a unit and its message; None when it has had it."""
    row = {
        "id": new_id(),
        "municipality": day.municipality,
        "unit": unit,
        "month": month_of(day.on),
        "sent_at": now(session),
    }
    made = session.scalar(
        insert_into(session, ReceiverTestRow)
        .values(row)
        .on_conflict_do_nothing(index_elements=["municipality", "unit", "month"])
        .returning(ReceiverTestRow.id)
    )
    if made is not None:
        _mail(session, day, unit, "desk-test", day.profile.units[unit].email)
    return made


def _mail(session: Session, day: Day, unit: str, template: str, email: str | None) -> None:
    notices.tell_unit(
        session,
        municipality=day.municipality,
        unit=unit,
        case_id=None,
        template=template,
        email=email,
        language=day.language,
    )


def _change(session: Session, test_id: str, **values: object) -> None:
    session.execute(
        update(ReceiverTestRow)
        .where(ReceiverTestRow.id == test_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
