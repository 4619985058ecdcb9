"""A calendar file with days to remember (iCalendar, RFC 5545).

Calendars are shared and shown on locked screens, so no title says anything about a person or a case.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event


@dataclass(frozen=True)
class Day:
    """A whole day to remember. The same `id` fetched again replaces the entry, also when the day has moved."""

    id: str
    on: date
    title: str


@dataclass(frozen=True)
class Appointment:
    """Something at a time of day (aware). How long it takes is not known, so nothing is said of its end."""

    id: str
    at: datetime
    title: str


def calendar_file(entries: Iterable[Day | Appointment], *, address: str, now: datetime) -> bytes:
    """The file. `address` is where to read more, after login; `now` is when it was made (aware)."""
    calendar = Calendar()
    calendar.add("prodid", "-//Planen min//NO")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    for entry in entries:
        event = Event()
        event.add("uid", f"{entry.id}@planen-min")
        event.add("dtstamp", now)
        if isinstance(entry, Appointment):
            event.add("dtstart", entry.at.astimezone(UTC))
        else:
            event.add("dtstart", entry.on)
            event.add("dtend", entry.on + timedelta(days=1))
            event.add("transp", "TRANSPARENT")
        event.add("summary", entry.title)
        event.add("url", address)
        calendar.add_component(event)
    file: bytes = calendar.to_ical()
    return file
