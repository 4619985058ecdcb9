"""What is late and what nobody has answered: the day before, the day itself and the day after."""

from datetime import UTC, date, datetime

import pytest

from portal.rules.plan import Kind, Measure, Part
from portal.rules.plan_lateness import Attention, attention, order

TODAY = date(2026, 11, 21)
YESTERDAY, TOMORROW = date(2026, 11, 20), date(2026, 11, 22)
LATE, NOT_ANSWERED = Attention.LATE, Attention.NOT_ANSWERED
WRITTEN_TODAY = datetime(2026, 11, 21, 9, tzinfo=UTC)


def measure(code, due_on=None, at=WRITTEN_TODAY, **more):
    values = {"id": "m", "kind": Kind.MEASURE, "version": 1, "by_kind": "staff", "by": "x"}
    values |= {"begun_at": at, "begun_by_kind": "staff", "words": {"what": "noe"}}
    return Part(code=code, due_on=due_on, at=at, **(values | more))


@pytest.mark.parametrize(
    ("code", "due_on", "seen"),
    [
        (Measure.UNDER_WAY, TOMORROW, None),
        (Measure.UNDER_WAY, TODAY, None),  # the day itself is in time
        (Measure.UNDER_WAY, YESTERDAY, LATE),
        (Measure.UNDER_WAY, None, None),  # without a date nothing is late
        (Measure.YES, YESTERDAY, LATE),
        (Measure.ASKED, YESTERDAY, LATE),
        (Measure.PROPOSED, YESTERDAY, LATE),
        (Measure.DONE, YESTERDAY, None),
        (Measure.NO, YESTERDAY, None),
    ],
)
def test_late_from_the_day_after_its_date(code, due_on, seen):
    assert attention(measure(code, due_on), TODAY) is seen


@pytest.mark.parametrize(
    ("code", "at", "seen"),
    [
        (Measure.ASKED, datetime(2026, 11, 8, 9, tzinfo=UTC), None),  # 13 days ago
        (Measure.ASKED, datetime(2026, 11, 7, 9, tzinfo=UTC), None),  # 14
        (Measure.ASKED, datetime(2026, 11, 6, 22, tzinfo=UTC), NOT_ANSWERED),  # 15
        (Measure.ASKED, datetime(2026, 11, 6, 23, 30, tzinfo=UTC), None),  # the 7th in Norway
        (Measure.PROPOSED, datetime(2026, 11, 6, 9, tzinfo=UTC), NOT_ANSWERED),
        (Measure.YES, datetime(2025, 1, 1, tzinfo=UTC), None),
        (Measure.NO, datetime(2025, 1, 1, tzinfo=UTC), None),
        (Measure.UNDER_WAY, datetime(2025, 1, 1, tzinfo=UTC), None),
        (Measure.DONE, datetime(2025, 1, 1, tzinfo=UTC), None),
    ],
)
def test_unanswered_when_more_than_fourteen_days_have_gone(code, at, seen):
    assert attention(measure(code, TOMORROW, at), TODAY) is seen


def test_only_a_living_measure_is_late():
    assert attention(measure(Measure.YES, YESTERDAY, removed=True), TODAY) is None
    assert attention(measure("called", YESTERDAY, kind=Kind.MEETING), TODAY) is None


def test_that_a_date_has_passed_finishes_nothing():
    part = measure(Measure.YES, YESTERDAY)
    attention(part, date(2036, 1, 1))
    assert part.code == Measure.YES


def test_order_late_unanswered_by_date_settled():
    long_ago = datetime(2026, 10, 1, tzinfo=UTC)
    parts = [
        measure(Measure.DONE, date(2026, 1, 1), id="done"),
        measure(Measure.YES, None, id="no date"),
        measure(Measure.NO, YESTERDAY, id="no"),
        measure(Measure.YES, date(2026, 12, 1), id="december"),
        measure(Measure.ASKED, TODAY, long_ago, id="unanswered"),
        measure(Measure.YES, YESTERDAY, id="late"),
        measure(Measure.YES, TODAY, id="today"),
        measure(Measure.YES, date(2026, 11, 1), id="later"),
    ]
    shown = [part.id for part in order(parts, TODAY)]
    assert shown == ["later", "late", "unanswered", "today", "december", "no date", "done", "no"]
