"""(hvem har sett) What of all that happens is shown to the person it is about: who has read and changed, in one list.

The right to see it: personvernforordningen art. 15, pasientjournalloven §§ 22 and 22 a (C).
"""

import re
from datetime import datetime, timedelta
from enum import StrEnum

from portal.rules.events import READINGS, Code, Event

ID = re.compile(r"[0-9a-f]{32}")


class What(StrEnum):
    """(hva) To read, or to change something."""

    ANYTHING = "anything"
    READ = "read"
    CHANGED = "changed"


class Who(StrEnum):
    """(hvem) Those who may have done it, as one chooses among them."""

    ANYBODY = "anybody"
    STAFF = "staff"
    CITIZENS = "citizens"
    PARTICIPANTS = "participants"
    SYSTEM = "system"


KINDS: dict[Who, frozenset[str]] = {
    Who.STAFF: frozenset({"staff"}),
    Who.CITIZENS: frozenset({"citizen"}),
    Who.PARTICIPANTS: frozenset({"participant"}),
    Who.SYSTEM: frozenset({"system", "nobody", "anonymous"}),
}
"""The kinds of actors behind a choice."""

LEFT_OUT: dict[Code, str] = {
    Code.RECEIVER_TEST_SENT: "about a unit and no person",
    Code.RECEIVER_TEST_PRESSED: "about a unit and no person",
    Code.RECEIVER_TEST_UNPRESSED: "about a unit and no person",
    Code.STAFF_ADMITTED: "about an employee",
    Code.STAFF_REMOVED: "about an employee",
    Code.STAFF_AWAY: "about an employee",
    Code.STAFF_LOGGED_IN: "about an employee",
    Code.STAFF_LOGGED_OUT: "about an employee",
    Code.STAFF_LOGGED_OUT_ELSEWHERE: "about an employee",
    Code.EVENTS_SEALED: "about the chain and no person",
}
"""What is not shown, and why not. Every other event is."""

OF_THE_HOLDER = frozenset(
    {
        Code.GRANT_OFFERED,
        Code.GRANT_REGISTERED,
        Code.GRANT_ACCEPTED,
        Code.GRANT_DECLINED,
        Code.GRANT_CHECKED,
        Code.GRANT_LISTED,
        Code.GRANT_READ,
    }
)
"""What somebody who acts for another is shown of a grant: it holds their name too. Readings only by employees and by themself.

Not that it ended or was narrowed: the person may take it back quietly, and a child keep something back.
"""


def touched_by(event: Event) -> frozenset[str]:
    """The ids an event touches beside its subject: what it names, whom it was done for, and who logged in or out."""
    named = [*event.object.split(","), event.acting_for]
    if not event.subject and not event.object:
        named.append(event.actor_id)
    return frozenset(one for one in named if ID.fullmatch(one)) - {event.subject}


def is_reading(code: str) -> bool:
    """Whether somebody read, and changed nothing."""
    return code in READINGS


def codes_of(what: What) -> frozenset[Code]:
    """The events that are shown for a choice."""
    shown = frozenset(Code) - frozenset(LEFT_OUT)
    if what is What.READ:
        return shown & READINGS
    return shown - READINGS if what is What.CHANGED else shown


def since(now: datetime, days: int | None) -> datetime | None:
    """From when on, for the last so many days; None for all."""
    return now - timedelta(days=days) if days else None
