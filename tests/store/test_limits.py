"""Counts are exact, also when many come at once, and hold nobody's address."""

from datetime import UTC, datetime, timedelta

from portal.store import limits
from portal.store.tables.limits import LimitRow
from tests.store.people import NAMSOS, VIK, at_once, contents, count

HOUR = datetime(2026, 11, 21, 11, tzinfo=UTC)
ADDRESS = "203.0.113.7"


def hit(database, municipality=NAMSOS, name="ring-meg", who=ADDRESS, window=HOUR):
    with database.transaction() as session:
        return limits.hit(session, municipality, name, who, window)


def test_each_hit_counts_one_more(database):
    assert [hit(database) for _ in range(3)] == [1, 2, 3]


def test_other_places_names_people_and_hours_count_apart(database):
    hit(database)
    assert hit(database, municipality=VIK) == 1
    assert hit(database, name="login") == 1
    assert hit(database, who="203.0.113.8") == 1
    assert hit(database, window=HOUR + timedelta(hours=1)) == 1
    assert hit(database) == 2


def test_many_at_once_are_counted_exactly(database):
    seen = at_once(4, lambda _: [hit(database) for _ in range(25)])
    assert sorted(number for some in seen for number in some) == list(range(1, 101))


def test_a_transaction_that_fails_does_not_count(database):
    hit(database)
    try:
        with database.transaction() as session:
            limits.hit(session, NAMSOS, "ring-meg", ADDRESS, HOUR)
            raise RuntimeError
    except RuntimeError:
        pass
    assert hit(database) == 2


def test_nobody_is_kept_by_name(database):
    hit(database)
    assert ADDRESS not in repr(contents(database))


def test_old_counts_are_forgotten(database):
    hit(database)
    hit(database, window=HOUR + timedelta(hours=1))
    with database.transaction() as session:
        limits.forget_before(session, HOUR + timedelta(hours=1))
    assert count(database, LimitRow) == 1
    assert hit(database) == 1
