"""Who coordinates a plan: appointed, handed over and left vacant, by those who may, with the person told."""

from datetime import timedelta

import pytest

from portal.rules.access import Actor
from portal.store import absence, plan, plan_coordinator, staff
from portal.store.plan_coordinator import NoSuchColleague
from portal.store.plan_held import NotThere
from tests.durability.checks import Planted, failing_write
from tests.let_in import let_in
from tests.store.people import (
    COLLEAGUE,
    LEAD,
    NEIGHBOUR,
    OFFICER,
    OTHER_UNIT,
    READER,
    TODAY,
    contents,
    happened,
)
from tests.store.plan_people import begun, laid_out, row_of

PHONE = "+4799999961"


def do(database, what, *args, **more):
    with database.transaction() as session:
        return what(session, *args, **more)


def appoint(database, actor: Actor, reference: str, to: Actor | None, phone: str | None = PHONE):
    do(
        database, plan_coordinator.appoint, actor, reference, to.id if to else None, phone=phone
    )  # fmt: skip


@pytest.fixture
def reference(database) -> str:
    """Marte's plan: Siri has begun it and coordinates it."""
    return begun(database)[1]


def test_the_new_one_has_it_from_today_and_the_old_one_no_more(database, reference, clock):
    clock.now += timedelta(days=3)
    appoint(database, OFFICER, reference, COLLEAGUE)
    assert do(database, plan.read, OFFICER, reference) is None
    seen = do(database, plan.read, COLLEAGUE, reference)
    who = seen.coordinator
    assert (who.name, who.phone, who.since) == ("Tor Prøve", PHONE, TODAY + timedelta(days=3))


def test_the_person_is_told_and_the_event_says_who(database, reference):
    before = len(happened(database))
    appoint(database, OFFICER, reference, COLLEAGUE)
    assert happened(database)[before:] == ["plan.coordinator-changed", "plan.told"]
    assert [row.template for row in laid_out(database)] == ["plan-news"]


def test_a_vacancy_keeps_no_number_and_only_a_lead_fills_it(database, reference):
    appoint(database, OFFICER, reference, None)
    row = row_of(database, reference)
    assert (row.coordinator, row.coordinator_phone, row.coordinator_since) == (None, None, None)
    for actor in (OFFICER, COLLEAGUE):
        with pytest.raises(NotThere):
            appoint(database, actor, reference, actor)
    appoint(database, LEAD, reference, COLLEAGUE)
    assert row_of(database, reference).coordinator == COLLEAGUE.id


def test_to_the_one_who_has_it_nothing_is_changed(database, reference):
    appoint(database, OFFICER, reference, COLLEAGUE)
    before = contents(database)
    appoint(database, COLLEAGUE, reference, COLLEAGUE, phone="+4799999962")
    assert contents(database) == before


@pytest.mark.parametrize("to", [READER, OTHER_UNIT, NEIGHBOUR])
def test_it_goes_to_nobody_who_cannot_see_it(database, reference, to):
    with pytest.raises(NoSuchColleague):
        appoint(database, OFFICER, reference, to)
    assert row_of(database, reference).coordinator == OFFICER.id


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        (OFFICER, True), (LEAD, True), (COLLEAGUE, False), (READER, False), (OTHER_UNIT, False),
        (NEIGHBOUR, False),
    ],
)  # fmt: skip
def test_who_gives_it_away(database, reference, actor, may):
    if may:
        let_in(database, actor, reference)
        names = {one.name for one in do(database, plan_coordinator.receivers, actor, reference)}
        assert names == {"Leda Prøve", "Tor Prøve"}
        appoint(database, actor, reference, COLLEAGUE)
        return
    with pytest.raises(NotThere):
        do(database, plan_coordinator.receivers, actor, reference)
    with pytest.raises(NotThere):
        appoint(database, actor, reference, COLLEAGUE)
    assert row_of(database, reference).coordinator == OFFICER.id


def test_who_covers_for_some_days_does_not_give_it_away(database, reference):
    days = (TODAY, TODAY + timedelta(days=4))
    do(database, absence.set_away, OFFICER, OFFICER.id, days, COLLEAGUE.id)
    assert do(database, plan.read, COLLEAGUE, reference) is not None
    with pytest.raises(NotThere):
        do(database, plan_coordinator.receivers, COLLEAGUE, reference)
    with pytest.raises(NotThere):
        appoint(database, COLLEAGUE, reference, COLLEAGUE)


def test_who_has_left_leaves_a_vacancy_that_is_shown(database, reference):
    do(database, staff.disable, OFFICER.id)
    let_in(database, LEAD, reference)
    seen = do(database, plan.read, LEAD, reference)
    assert seen.coordinator is None
    appoint(database, LEAD, reference, COLLEAGUE)
    assert do(database, plan.read, LEAD, reference).coordinator.name == "Tor Prøve"


def test_a_write_that_fails_leaves_all_as_it_was(database, reference):
    before = contents(database)
    for number in range(1, 4):
        with pytest.raises(Planted), failing_write(database, number):
            appoint(database, OFFICER, reference, COLLEAGUE)
        assert contents(database) == before
