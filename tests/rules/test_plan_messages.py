"""Who waits for an answer, and until when: five working days, counted on a calendar by hand."""

from datetime import UTC, date, datetime

import pytest

from portal.rules.plan import Status
from portal.rules.plan_messages import Owed, may_write, owed

CHRISTMAS = frozenset({date(2026, 12, 25), date(2026, 12, 26), date(2027, 1, 1)})


def at(day: int, month: int = 11, hour: int = 12, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "today", "expected"),
    [
        ([], date(2026, 11, 21), None),
        # Monday the 16th: the fifth working day is Monday the 23rd, and the day itself is in time.
        ([("citizen", at(16))], date(2026, 11, 23), Owed(date(2026, 11, 23), late=False)),
        ([("citizen", at(16))], date(2026, 11, 24), Owed(date(2026, 11, 23), late=True)),
        # Saturday counts as no day: from Monday to Friday.
        ([("citizen", at(21))], date(2026, 11, 21), Owed(date(2026, 11, 27), late=False)),
        ([("citizen", at(16)), ("staff", at(17))], date(2026, 11, 30), None),
        ([("staff", at(16))], date(2026, 11, 30), None),
        # Writing once more moves nothing; an answer in between does.
        (
            [("citizen", at(16)), ("citizen", at(20))],
            date(2026, 11, 20),
            Owed(date(2026, 11, 23), late=False),
        ),
        (
            [("citizen", at(16)), ("staff", at(17)), ("citizen", at(18))],
            date(2026, 11, 20),
            Owed(date(2026, 11, 25), late=False),
        ),
        # Wednesday 23 December: 24, 28, 29, 30 and 31 are working days, 25 and 26 are not.
        (
            [("citizen", at(23, 12))],
            date(2026, 12, 24),
            Owed(date(2026, 12, 31), late=False),
        ),
        # Half past eleven in the evening in Oslo is the same day there, though the next one is near in UTC.
        (
            [("citizen", datetime(2026, 11, 15, 23, 30, tzinfo=UTC))],
            date(2026, 11, 20),
            Owed(date(2026, 11, 23), late=False),
        ),
    ],
)
def test_the_first_message_without_an_answer_is_answered_in_five_working_days(
    written, today, expected
):
    assert owed(written, today, CHRISTMAS) == expected


def test_one_can_write_wherever_somebody_coordinates():
    assert [status.value for status in Status if not may_write(status)] == ["ended"]
