"""A calendar file: read back by an independent reader of the format, one entry for each day."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar

from portal.calendar_file import Appointment, Day, calendar_file

NOW = datetime(2026, 11, 21, 11, 3, tzinfo=UTC)
HOME = "http://127.0.0.1:8000/storby/nb/saker"
LONG = "Æ" * 90


def entries(*days: Day | Appointment) -> list[object]:
    file = calendar_file(days, address=HOME, now=NOW)
    assert max(len(line) for line in file.split(b"\r\n")) <= 75, "RFC 5545 section 3.1"
    calendar = Calendar.from_ical(file)
    assert (str(calendar["VERSION"]), bool(calendar["PRODID"])) == ("2.0", True)
    return list(calendar.walk("VEVENT"))


def test_each_day_is_a_whole_day_of_its_own():
    first, second = entries(
        Day("A-1", date(2026, 12, 31), "Svarfrist – se Planen min"),
        Day("A-2", date(2028, 2, 28), LONG),
    )
    assert (first["DTSTART"].dt, first["DTEND"].dt) == (date(2026, 12, 31), date(2027, 1, 1))
    assert (second["DTSTART"].dt, second["DTEND"].dt) == (date(2028, 2, 28), date(2028, 2, 29))
    assert str(second["SUMMARY"]) == LONG
    assert [str(one["UID"]) for one in (first, second)] == ["A-1@planen-min", "A-2@planen-min"]
    assert {one["DTSTAMP"].dt for one in (first, second)} == {NOW}
    assert {str(one["URL"]) for one in (first, second)} == {HOME}


def test_an_appointment_is_at_its_moment_wherever_the_calendar_is():
    oslo = datetime(2026, 7, 1, 9, 30, tzinfo=ZoneInfo("Europe/Oslo"))
    [entry] = entries(Appointment("M-1", oslo, "Planen min"))
    assert entry["DTSTART"].dt == datetime(2026, 7, 1, 7, 30, tzinfo=UTC)
    assert "DTEND" not in entry
    assert "TRANSP" not in entry
    assert str(entry["UID"]) == "M-1@planen-min"


def test_a_title_cannot_break_out_of_its_line():
    [entry] = entries(Day("A-1", date(2026, 12, 31), "a\r\nATTENDEE:mailto:x@y.example"))
    assert "ATTENDEE" not in entry
