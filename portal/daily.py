"""`python3 -m portal daily`: all dated work of one day, for each municipality.

It can run as often as one likes, in several processes at once, and a day that was missed is caught up: what is done is not
done twice. What fails in one municipality is said and does not stop the others. Nothing printed is about a person.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from flask import Flask

from portal import registers_daily
from portal.anchoring import vouches_here
from portal.public_holidays import holidays_around
from portal.rules.case import OSLO, local_day
from portal.rules.municipality import Profile
from portal.store import (
    case_dates,
    events,
    grants_daily,
    grants_near,
    openings_seen,
    outbox,
    plan_follow_up,
    plan_notices,
    receiver_tests,
    retention,
    rotation,
)
from portal.store.daily_pages import Day, Part
from portal.store.db import Database
from portal.worker_parts import now_of, place_of

Step = Callable[[Any, Day, str], Part]

# In this order: what is to go goes before anybody is reminded of it, a birthday is told before the end it brings, and a test is
# late before the next is sent.
STEPS: dict[str, Step] = {
    "texts removed after 30 days without a yes": retention.unconfirmed_texts,
    "drafts removed after 30 days": retention.old_drafts,
    "offers nobody accepted, removed": retention.old_offers,
    "grants removed five years after they ended": retention.old_grants,
    "addresses of messages sent three months ago": retention.old_addresses,
    "words of requests answered five years ago": retention.old_privacy_requests,
    "reminders before the date": case_dates.warn,
    "dates that have passed": case_dates.overdue,
    "cases nobody has opened": case_dates.not_opened,
    "second notices to citizens": case_dates.second_notices,
    "second notices about plans": plan_notices.second_notices,
    "what nobody follows up in plans": plan_follow_up.follow_up,
    "offers to act that nobody took in 14 days": grants_daily.lapsed,
    "givers asked to renew": grants_daily.renewals,
    "birthdays that change who may act": grants_daily.birthdays,
    "ends told to those who act": grants_daily.endings,
    "openings no second person has looked at": openings_seen.tell_of_unseen,
    "what registers said a year ago, ended": grants_near.unasked,
    "test messages nobody has pressed for": receiver_tests.escalate,
    "test messages sent": receiver_tests.send,
}
NOT_BEFORE = time(6)
LOOK_AGAIN_SECONDS = 600.0

log = logging.getLogger("portal.daily")


class NotYet(Exception):
    """The day has not come: only invented people can live ahead of time."""


@dataclass
class Done:
    """What a run did: `counts` by kind and municipality, and what went `wrong`, in sentences without personal data."""

    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """One line for each kind, then what went wrong."""
        told = []
        for kind, where in self.counts.items():
            some = ", ".join(f"{slug} {count}" for slug, count in where.items() if count)
            told.append(f"{kind}: {sum(where.values())}" + (f" ({some})" if some else ""))
        return told + [f"WRONG {sentence}" for sentence in self.wrong]


def run(app: Flask, on: date | None = None) -> Done:
    """Do the work of a day, today when none is given. Raises NotYet for a day to come, outside the demo and the tests."""
    today = local_day(now_of(app))
    on = on or today
    if on > today and not app.extensions["settings"].accepts.stand_in_login:
        raise NotYet
    done = Done()
    with database_on(app, on, today) as database:
        for profile in app.extensions["profiles"].values():
            day = Day(profile, on, holidays_around(on))
            do_municipality(database, day, done)
            if app.extensions.get("register") is not None:
                ask_register(app, database, day, done)
    clean(app.extensions["database"], done)
    for profile in app.extensions["profiles"].values():
        verify(app.extensions["database"], profile, done, vouches_here(app.extensions["settings"]))
    return done


def do_municipality(database: Database, day: Day, done: Done) -> None:
    """Every step; one that fails is said, and the next is tried."""
    for kind, step in STEPS.items():
        with saying(done, f"{day.profile.slug}: {kind}"):
            done.counts.setdefault(kind, {})[day.profile.slug] = through(database, step, day)


def ask_register(app: Flask, database: Database, day: Day, done: Done) -> None:
    """What a register says of children near a birthday: calls go out, so it is no step inside a transaction."""
    with saying(done, f"{day.profile.slug}: {registers_daily.KIND}"):
        asked = registers_daily.ask_anew(app, database, day)
        done.counts.setdefault(registers_daily.KIND, {})[day.profile.slug] = asked


def through(database: Database, step: Step, day: Day) -> int:
    """One step, page by page, a transaction each. How many were acted on."""
    count, after = 0, ""
    while True:
        with database.transaction() as session:
            part = step(session, day, after)
        count += part.done
        if part.last is None:
            return count
        after = part.last


def clean(database: Database, done: Done) -> None:
    """What belongs to no municipality: spent sessions and counts, and new keys for old."""
    with saying(done, "spent sessions and counts"), database.transaction() as session:
        retention.spent(session)
    with saying(done, "values sealed anew"):
        resealed = 0
        while moved := reseal(database):
            resealed += moved
        done.counts["values sealed anew"] = {"in all": resealed}


def reseal(database: Database) -> int:
    """One round of the rotation."""
    with database.transaction() as session:
        return rotation.reseal(session)


def verify(
    database: Database,
    profile: Profile,
    done: Done,
    vouches: events.Vouches = events.nobody_vouches,
) -> None:
    """Look the chain of events through, a part at a time so that others can write meanwhile."""
    with saying(done, f"{profile.slug}: chain of events"):
        place: events.Place | None
        with database.transaction() as session:
            found, place = events.beginning(session, profile.number, vouches)
        done.wrong += [f"{profile.slug}: {sentence}" for sentence in found]
        while place is not None:
            with database.transaction() as session:
                found, place = events.verify_part(session, profile.number, place)
            done.wrong += [f"{profile.slug}: {sentence}" for sentence in found]


@contextmanager
def saying(done: Done, what: str) -> Iterator[None]:
    """Note a failure and go on. What an error says may hold personal data; its kind and place cannot."""
    try:
        yield
    except Exception as error:
        done.wrong.append(f"{what}: {type(error).__name__} at {place_of(error)}")


@contextmanager
def database_on(app: Flask, on: date, today: date) -> Iterator[Database]:
    """The database; for a day to come one whose clock stands at noon of it, and what it lays out leaves at once."""
    settings, own = app.extensions["settings"], app.extensions["database"]
    if on <= today:
        yield own
        return
    noon = datetime.combine(on, time(12), tzinfo=OSLO).astimezone(UTC)
    ahead = Database(settings.database_url, settings.keyring, clock=lambda: noon)
    try:
        yield ahead
        with own.transaction() as session:
            outbox.hurry(session, noon)
    finally:
        ahead.dispose()


def run_each_day(app: Flask, stop: threading.Event) -> None:
    """Do each day's work once the morning has come, until `stop` is set. No fault ends the loop."""
    last: date | None = None
    while not stop.is_set():
        last = run_when_due(app, last)
        stop.wait(LOOK_AGAIN_SECONDS)


def run_when_due(app: Flask, last: date | None) -> date | None:
    """The work of today, unless it is night or done already. Gives the day it was last done."""
    moment = now_of(app).astimezone(OSLO)
    if moment.date() == last or moment.time() < NOT_BEFORE:
        return last
    try:
        for line in run(app).lines():
            log.log(logging.ERROR if line.startswith("WRONG") else logging.INFO, line)
    except Exception as error:  # the loop must outlive a fault nobody foresaw
        log.error("the daily work failed: %s at %s", type(error).__name__, place_of(error))
        return last
    return moment.date()
