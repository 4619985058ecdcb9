"""A calendar file with days to remember (iCalendar, RFC 5545).

Calendars are shared and shown on locked screens, so no title says anything about a person or a case.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event


@dataclass(frozen=True)
class Day:
    """A whole day to remember. The same `id` fetched again replaces the entry, also when the day has moved."""

    id: str
    on: date
    title: str


def calendar_file(days: Iterable[Day], *, address: str, now: datetime) -> bytes:
    """The file. `address` is where to read more, after login; `now` is when it was made (aware)."""
    calendar = Calendar()
    calendar.add("prodid", "-//Planen min//NO")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    for day in days:
        event = Event()
        event.add("uid", f"{day.id}@planen-min")
        event.add("dtstamp", now)
        event.add("dtstart", day.on)
        event.add("dtend", day.on + timedelta(days=1))
        event.add("summary", day.title)
        event.add("url", address)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    file: bytes = calendar.to_ical()
    return file
