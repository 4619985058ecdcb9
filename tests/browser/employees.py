"""Invented employees of a running site, at their desk or away from it."""

from contextlib import AbstractContextManager
from datetime import date, timedelta
from itertools import count
from typing import Any

from sqlalchemy import update

from portal.dev_idporten.people import PEOPLE
from portal.login.providers import stand_in_issuer
from portal.public_holidays import holidays_around
from portal.rules.levels import Level
from portal.rules.session import IDLE
from portal.store import receiver_tests, sessions, staff
from portal.store.daily_pages import Day
from portal.store.db import now
from portal.store.tables.staff import SessionRow, StaffRow
from tests.browser.citizens import TOKENS
from tests.browser.live_site import Site
from tests.browser.state import OFFICER
from tests.browser.steps import Person

SECOND_OFFICER, LEAD, READER = "namsos-saksbehandler-to", "namsos-leder", "namsos-leser"
MONTHS = count()
CASE = "/{kommune}/{{sprak}}/ansatt/sak/{reference}"


def transaction(site: Site) -> AbstractContextManager[Any]:
    return site.app.extensions["database"].transaction()


def employee(site: Site, who: str) -> staff.Employee:
    """One of the stand-in's people, as the desk knows them."""
    slug = kommune_of(who)
    number = site.app.extensions["profiles"][slug].number
    issuer = stand_in_issuer(site.app.extensions["settings"])
    with transaction(site) as db:
        found = staff.find(db, number, issuer, who)
    assert found is not None, who
    return found


def kommune_of(who: str) -> str:
    return next(one.municipality for one in PEOPLE if one.subject == who)


def is_at_work(person: Person, who: str = OFFICER) -> Person:
    """Logged in a moment ago, in this browser alone."""
    one = employee(person.site, who)
    token = f"token-{next(TOKENS)}-of-{who}"
    with transaction(person.site) as db:
        sessions.begin(
            db,
            kind="staff",
            level=Level.STAFF,
            person=one.id,
            municipality=one.municipality,
            token=token,
            issuer="test",
            provider_session=None,
        )
    name = person.site.app.extensions["settings"].cookie_name("ansatt")
    person.page.context.add_cookies([{"name": name, "value": token, "url": person.site.base}])
    return person


def the_clock_ends_the_work(site: Site, who: str) -> None:
    """As after half an hour without a page, for every browser this employee is in."""
    one = employee(site, who).id
    with transaction(site) as db:
        earlier = now(db) - IDLE - timedelta(minutes=1)
        rows = update(SessionRow).filter_by(person=one, kind="staff", ended_at=None)
        db.execute(rows.values(seen_at=earlier, created_at=earlier))


def opens(person: Person, reference: str, path: str = "", kommune: str = "namsos") -> Person:
    """A page of a case at the desk, by its address."""
    return person.stands_at(CASE.format(kommune=kommune, reference=reference) + path)


def is_away(
    site: Site, who: str, first: date | None, last: date | None, cover: str | None = None
) -> None:
    """Absent from one day to another, both with; None and None is at work again."""
    absent, covered_by = employee(site, who).id, employee(site, cover).id if cover else None
    with transaction(site) as db:
        rows = update(StaffRow).filter_by(id=absent)
        db.execute(rows.values(away_from=first, away_until=last, covered_by=covered_by))


def the_test_message_is_sent(site: Site, kommune: str = "namsos") -> None:
    """Of a month that nothing else in this run has had, to each unit with an address."""
    month = next(MONTHS)
    on = date(2027 + month // 12, month % 12 + 1, 10)
    day = Day(site.app.extensions["profiles"][kommune], on, holidays_around(on))
    with transaction(site) as db:
        assert receiver_tests.send(db, day).done, f"no unit of {kommune} has an address"
