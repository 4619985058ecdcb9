"""What each day says to those who act for others: once, to the right one, on a fixed day."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, update

from portal.rules.representation import Basis, Scope
from portal.store import grants_answered, grants_changed, grants_daily, grants_given, representation
from portal.store.grants_given import Giving
from portal.store.representation import NewGrant
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.people import PersonRow
from tests.store.citizens import JON, MARTE, citizen
from tests.store.days import day, morning
from tests.store.people import OFFICER, at_once, contents, happened

STEPS = (
    grants_daily.lapsed,
    grants_daily.renewals,
    grants_daily.birthdays,
    grants_daily.endings,
)
SINCE, UNTIL = date(2026, 1, 1), date(2026, 12, 31)
BORN = date(2010, 3, 31)  # 16 on 31 March 2026; three months before is 31 December 2025
GIVING = Giving(
    name="Jon",
    own_name="Marte",
    scopes=frozenset({Scope.SEE_PLAN}),
    sections=frozenset(),
    since=SINCE,
    until=UNTIL,
    language="nb",
    number=JON,
)


class Place:
    def __init__(self, database):
        self.database = database
        self.marte, self.jon = citizen(database, MARTE), citizen(database, JON)

    def live(self, on):
        """Six o'clock that day: the dated work of those who act. How many were acted on, by kind."""
        self.database.clock.now = morning(on)
        return [self.step(step, on) for step in STEPS]

    def step(self, step, on):
        with self.database.transaction() as session:
            return step(session, day(on)).done

    def told(self):
        """How many notices there are to Marte, who is acted for, and to Jon."""
        with self.database.transaction() as session:
            rows = session.execute(select(OutboxRow.person, OutboxRow.template))
            to = Counter(person for person, template in rows if template == "grant-news")
        return to[self.marte.id], to[self.jon.id]

    def registered(self, basis, **changes):
        """What the desk has written down."""
        made = {
            "person": self.marte.id, "person_name": "Marte", "holder": self.jon.id, "holder_name": "Jon",
            "basis": basis, "scopes": set(Scope), "since": SINCE, "until": None, "language": "nb",
            "accepted": True,
        }  # fmt: skip
        with self.database.transaction() as session:
            return representation.write(session, OFFICER, NewGrant(**(made | changes)))

    def offered(self, giving=GIVING, key="k" * 22):
        with self.database.transaction() as session:
            return grants_given.offer(session, self.marte, giving, key=key)

    def given(self):
        return self.registered(Basis.GIVEN, until=UNTIL)


@pytest.fixture
def place(database, clock):
    clock.now = morning(date(2025, 6, 1))
    return Place(database)


class TestRenewal:
    # The end is 31 December: thirty days before is 1 December, and the last day it counts is the 30th.
    @pytest.mark.parametrize(
        ("on", "asked"),
        [
            (date(2026, 11, 30), 0),
            (date(2026, 12, 1), 1),
            (date(2026, 12, 30), 1),
            (date(2026, 12, 31), 0),
        ],
    )
    def test_the_giver_is_asked_in_the_last_thirty_days(self, place, on, asked):
        place.given()
        assert place.live(on)[1] == asked
        assert place.told()[0] == asked

    def test_once_and_the_one_who_acts_is_told_in_the_last_week(self, place):
        place.given()
        done = {on: place.live(date(2026, 12, on)) for on in range(1, 32)}
        assert {on for on, counts in done.items() if counts[1]} == {1}
        assert {on for on, counts in done.items() if counts[3]} == {24}
        assert place.told() == (1, 1)
        assert happened(place.database) == ["grant.renewal-asked", "grant.warned"]

    def test_a_day_that_was_missed_is_caught_up(self, place):
        place.given()
        assert place.live(date(2026, 12, 28))[1:] == [1, 0, 1]

    def test_not_when_a_longer_one_is_offered_already(self, place):
        grant = place.given()
        place.database.clock.now = morning(date(2026, 11, 30))
        place.offered(replace(GIVING, number=None, like=grant, until=date(2027, 12, 31)))
        assert place.live(date(2026, 12, 1))[1] == 0

    @pytest.mark.parametrize("what", ["ended", "protected", "paper", "offer"])
    def test_not_what_has_ended_is_closed_or_is_not_theirs_to_give(self, place, what):
        if what == "paper":
            place.registered(Basis.PAPER, until=UNTIL)
        elif what == "offer":
            place.database.clock.now = morning(date(2026, 12, 1))
            place.offered()
        else:
            grant = place.given()
        before = place.told()
        if what == "ended":
            with place.database.transaction() as session:
                grants_changed.end(session, place.marte, grant, quietly=True)
        if what == "protected":
            moment = place.database.clock()
            with place.database.transaction() as session:
                session.execute(
                    update(PersonRow).filter_by(id=place.jon.id).values(protected_at=moment)
                )
        assert place.live(date(2026, 12, 2))[1] == 0
        assert place.told() == before


class TestBirthdays:
    @pytest.mark.parametrize(
        ("on", "told"),
        [
            (date(2025, 12, 30), 0),
            (date(2025, 12, 31), 1),
            (date(2026, 3, 30), 1),
            (date(2026, 3, 31), 0),
        ],
    )
    @pytest.mark.parametrize("basis", [Basis.PARENT, Basis.CARER])
    def test_both_are_told_three_months_before_sixteen(self, place, basis, on, told):
        place.registered(basis, born=BORN)
        assert place.live(on)[2] == told
        assert place.told() == (told, told)

    def test_each_birthday_once_and_the_end_a_week_before(self, place):
        place.registered(Basis.PARENT, born=BORN)
        days = [date(2021, 12, 31), date(2022, 1, 1), date(2022, 3, 31), date(2025, 12, 31)]
        days += [date(2026, 1, 1), date(2026, 3, 24), date(2026, 3, 25), date(2026, 3, 31)]
        done = {on: place.live(on) for on in days}
        assert {on for on, counts in done.items() if counts[2]} == {days[0], days[3]}
        assert {on for on, counts in done.items() if counts[3]} == {date(2026, 3, 24)}
        assert place.told() == (2, 3)

    def test_told_late_the_end_is_not_told_twice(self, place):
        place.registered(Basis.PARENT, born=BORN)
        assert place.live(date(2026, 3, 28))[2:] == [1, 0]

    def test_eighteen_for_what_the_desk_gave_at_sixteen(self, place):
        place.registered(Basis.YOUNG, born=date(2008, 3, 31), until=date(2026, 4, 15))
        assert place.live(date(2025, 12, 31))[2] == 1

    def test_not_without_a_birthday(self, place):
        place.registered(Basis.PARENT)
        assert place.live(date(2026, 1, 1)) == [0, 0, 0, 0]


class TestOffers:
    def test_nobody_took_it_in_fourteen_days(self, place):
        place.database.clock.now = morning(date(2026, 11, 1))
        grant = place.offered(replace(GIVING, number=None))
        assert place.live(date(2026, 11, 14))[0] == 0
        assert place.live(date(2026, 11, 16))[0] == 1
        assert place.live(date(2026, 11, 17))[0] == 0
        with place.database.transaction() as session:
            (seen,) = grants_given.mine(session, place.marte)
        assert (seen.grant.id, seen.state) == (grant, "lapsed")

    def test_one_that_was_taken_stays(self, place):
        place.database.clock.now = morning(date(2026, 11, 1))
        grant = place.offered()
        with place.database.transaction() as session:
            grants_answered.accept(session, place.jon, grant, by_code=False)
        assert place.live(date(2026, 11, 20))[0] == 0


def test_of_two_at_once_each_thing_is_said_once(place):
    place.given()
    place.registered(Basis.PARENT, born=date(2011, 1, 31))
    place.database.clock.now = morning(date(2026, 12, 28))
    done = at_once(2, lambda _n: [place.step(step, date(2026, 12, 28)) for step in STEPS])
    assert [sum(counts) for counts in zip(*done, strict=True)] == [0, 1, 1, 1]
    before = contents(place.database)
    assert place.live(date(2026, 12, 28)) == [0, 0, 0, 0]
    assert contents(place.database) == before


def test_more_than_a_page_is_said_to_all(place, monkeypatch):
    monkeypatch.setattr(grants_daily.daily_pages, "PAGE", 2)
    for _one in range(5):
        place.registered(Basis.GUARDIAN, until=UNTIL)
    on, done, after = date(2026, 12, 24), 0, ""
    while after is not None:
        with place.database.transaction() as session:
            part = grants_daily.endings(session, day(on), after)
        done, after = done + part.done, part.last
    assert done == 5
