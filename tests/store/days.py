"""A day in an invented Namsos, and the few things that tests of the dated work look at."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

from sqlalchemy import select, update

from portal.config import ROOT
from portal.profiles import load_profiles
from portal.public_holidays import holidays_around
from portal.rules.case import OSLO
from portal.store import case_dates, daily_pages, outbox, receiver_tests, retention
from portal.store.daily_pages import Day
from portal.store.tables.case import CaseRow
from portal.store.tables.events import EventRow
from portal.store.tables.outbox import OutboxRow

REAL = load_profiles(ROOT / "portal" / "municipalities")["namsos"]
KE = replace(REAL.unit, code="ke", email="ke@namsos.example")
PROFILE = replace(REAL, unit=KE, units={"ke": KE}, fallback_email="reserve@namsos.example")
STEPS = {
    "texts": retention.unconfirmed_texts,
    "drafts": retention.old_drafts,
    "warn": case_dates.warn,
    "overdue": case_dates.overdue,
    "not-opened": case_dates.not_opened,
    "again": case_dates.second_notices,
    "unpressed": receiver_tests.escalate,
    "test": receiver_tests.send,
}


def morning(on: date) -> datetime:
    """Six o'clock in Oslo."""
    return datetime.combine(on, time(6), tzinfo=OSLO).astimezone(UTC)


def day(on: date, **changes) -> Day:
    """That day in Namsos; `changes` are the profile's."""
    return Day(replace(PROFILE, **changes), on, holidays_around(on))


def do(database, step: str, on: date, **changes) -> int:
    """Do one kind of work for a day, all its pages. How many were acted on."""
    done, after = 0, ""
    while after is not None:
        with database.transaction() as session:
            part = STEPS[step](session, day(on, **changes), after)
        done, after = done + part.done, part.last
    return done


def small_pages(monkeypatch, size: int = 2) -> None:
    """Two cases a page, so that a handful is several pages."""
    for module in (daily_pages, retention):
        monkeypatch.setattr(module, "PAGE", size)


def case_row(database, reference: str) -> CaseRow:
    with database.transaction() as session:
        return session.scalars(select(CaseRow).filter_by(reference=reference)).one()


def set_case(database, reference: str, **values) -> None:
    """Put a case in a state behind the house's back."""
    with database.transaction() as session:
        session.execute(update(CaseRow).where(CaseRow.reference == reference).values(**values))


def mail(database, *templates: str) -> list[tuple[str, str]]:
    """(template, receiver) of what has been laid out, those templates only, in order."""
    with database.transaction() as session:
        rows = session.scalars(
            select(OutboxRow)
            .where(OutboxRow.template.in_(templates))
            .order_by(OutboxRow.put_at, OutboxRow.template)
        ).all()
        keyring = session.info["keyring"]
        return [
            (row.template, outbox.unseal(keyring, outbox.RECIPIENT, row.id, row.recipient))
            for row in rows
        ]


def send_mail(database) -> None:
    """The worker has been there."""
    with database.transaction() as session:
        for row_id in session.scalars(select(OutboxRow.id).filter_by(state="pending")).all():
            outbox.sent(session, row_id)


def by_daily(database, code: str) -> list[tuple[str, str]]:
    """(subject, object) of the events of one code that the daily work wrote."""
    with database.transaction() as session:
        rows = session.scalars(
            select(EventRow).filter_by(code=code, actor_kind="system", actor_id="daily")
        )
        return [(row.subject, row.object) for row in rows]
