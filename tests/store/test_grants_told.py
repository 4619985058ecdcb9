"""(få varsler) Who acts for somebody is told of what is new where the grant says so: in the plan, and in cases."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from portal.rules.representation import Scope
from portal.store import notices, plan_notices
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.people import PersonRow
from portal.store.tables.representation import GrantRow
from tests.store.citizens import send
from tests.store.people import TODAY
from tests.store.plan_people import begun, row_of, with_helper

PLAN = {Scope.SEE_PLAN, Scope.NOTICES}
CASES = {Scope.FOLLOW_CASES, Scope.NOTICES}


@pytest.fixture
def made(database):
    """(database, the person, the plan's reference)"""
    return database, *begun(database)


def told(database, template) -> Counter:
    with database.transaction() as session:
        return Counter(session.scalars(select(OutboxRow.person).filter_by(template=template)))


def news_in_plan(database, reference, **more) -> Counter:
    row = row_of(database, reference)
    with database.transaction() as session:
        plan_notices.news(session, session.merge(row), **more)
    return told(database, "plan-news")


@pytest.mark.parametrize(
    ("scopes", "is_told"),
    [
        (PLAN, 1),
        ({Scope.SEE_PLAN}, 0),
        ({Scope.NOTICES}, 0),
        (CASES, 0),
    ],
)
def test_of_news_in_the_plan(made, scopes, is_told):
    database, marte, reference = made
    helper = with_helper(database, reference, scopes)
    found = news_in_plan(database, reference)
    assert (found[marte.id], found[helper.id]) == (1, is_told)


@pytest.mark.parametrize(("scopes", "is_told"), [(CASES, 1), ({Scope.FOLLOW_CASES}, 0), (PLAN, 0)])
def test_of_news_in_a_case(made, scopes, is_told):
    database, marte, reference = made
    helper = with_helper(database, reference, scopes)
    case_id = send(database, marte).case_id
    with database.transaction() as session:
        notices.news(session, case_id)
    found = told(database, "case-news")
    assert (found[marte.id], found[helper.id]) == (1, is_told)


def test_not_of_what_one_did_oneself(made):
    database, marte, reference = made
    helper = with_helper(database, reference, PLAN)
    found = news_in_plan(database, reference, but=helper.id)
    assert (found[marte.id], found[helper.id]) == (1, 0)


@pytest.mark.parametrize("why", ["ended", "over", "not-accepted", "protected"])
def test_not_when_it_no_longer_counts(made, clock, why):
    database, _marte, reference = made
    helper = with_helper(database, reference, PLAN)
    changes = {
        "ended": {"ended_at": clock.now},
        "over": {"until": TODAY},
        "not-accepted": {"accepted_at": None},
        "protected": {},
    }[why]
    with database.transaction() as session:
        if changes:
            session.execute(update(GrantRow).values(**changes))
        else:
            session.execute(
                update(PersonRow).filter_by(id=helper.id).values(protected_at=clock.now)
            )
    assert news_in_plan(database, reference)[helper.id] == 0


def test_not_before_it_begins(made, clock):
    database, _marte, reference = made
    helper = with_helper(database, reference, PLAN, since=TODAY + timedelta(days=1))
    assert news_in_plan(database, reference)[helper.id] == 0
    clock.now += timedelta(days=1)
    assert news_in_plan(database, reference)[helper.id] == 1
