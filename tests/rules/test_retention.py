"""How long each kind of data is kept, by the day."""

from datetime import date, timedelta

import pytest

from portal.rules.retention import TABLE, Data, From, is_to_go, last_day, newest_that_goes

SINCE = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("data", "since", "last"),
    [
        (Data.DRAFT, SINCE, date(2026, 12, 21)),
        (Data.LATE_POST, SINCE, date(2026, 11, 22)),
        (Data.UNCONFIRMED, SINCE, date(2026, 12, 21)),
        (Data.OFFER, SINCE, date(2026, 12, 5)),
        (Data.GRANT, SINCE, date(2031, 11, 21)),
        (Data.GRANT, date(2028, 2, 29), date(2033, 2, 28)),
        (Data.SENT, SINCE, date(2027, 2, 19)),
        (Data.PRIVACY_REQUEST, SINCE, date(2031, 11, 21)),
        (Data.CASE, SINCE, None),
        (Data.PLAN, SINCE, None),
        (Data.ASSESSMENT, SINCE, None),
        (Data.EVENT, SINCE, None),
    ],
)
def test_the_last_day_it_is_kept(data: Data, since: date, last: date | None) -> None:
    assert last_day(data, since) == last
    if last:
        assert not is_to_go(data, since, last)
        assert is_to_go(data, since, last + timedelta(days=1))
    else:
        assert not is_to_go(data, since, date(2126, 11, 21))


@pytest.mark.parametrize(
    ("data", "decided", "last"),
    [
        (Data.GRANT, 120, date(2036, 11, 21)),
        (Data.PRIVACY_REQUEST, 36, date(2029, 11, 21)),
        (Data.SENT, 30, date(2026, 12, 21)),
    ],
)
def test_a_municipality_may_decide_what_the_law_leaves_open(data, decided, last) -> None:
    own = {data: decided}
    assert last_day(data, SINCE, own) == last
    assert not is_to_go(data, SINCE, last, own)
    assert is_to_go(data, SINCE, last + timedelta(days=1), own)
    assert (
        SINCE <= newest_that_goes(data, last + timedelta(days=1), own) <= SINCE + timedelta(days=1)
    )


@pytest.mark.parametrize(
    ("data", "decided"), [(Data.GRANT, 35), (Data.SENT, 366), (Data.DRAFT, 60), (Data.CASE, 60)]
)
def test_and_nothing_else(data, decided) -> None:
    with pytest.raises(ValueError, match="not a municipality's to decide"):
        last_day(data, SINCE, {data: decided})


def test_every_kind_says_how_long_and_why() -> None:
    assert set(TABLE) == set(Data)
    for data, row in TABLE.items():
        assert (row.days is None and row.months is None) == (row.since is From.NEVER), data
        assert row.law[-2:] in {" C", " M", " I", "/I", "/M"}, row.law


@pytest.mark.parametrize("data", [one for one in Data if TABLE[one].since is not From.NEVER])
def test_who_looks_many_up_at_once_misses_none(data: Data) -> None:
    for today in (SINCE + timedelta(days=n) for n in range(1500)):
        newest = newest_that_goes(data, today)
        assert not is_to_go(data, newest + timedelta(days=1), today), today


def test_what_the_archive_decides_has_no_newest() -> None:
    with pytest.raises(ValueError, match="archive"):
        newest_that_goes(Data.CASE, SINCE)
