"""A page of a plan asks the database as often after ten years, with 200 measures and 40 participants, as in a small plan."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from portal.rules.plan import Kind
from portal.store import plan, plan_parts
from tests.conftest import NOW
from tests.login.conftest import shared_app  # noqa: F401
from tests.many_parts import Years
from tests.plan_world import World
from tests.test_plan_matrix import DESK, NOT_FOR, OWN, address, routes
from tests.test_query_counts import heard

READS_ALL = re.compile(
    r"SCAN (plans|plan_parts|plan_versions|plan_readers|plan_consents|plan_messages|plan_links"
    r"|plan_follow_ups|events|outbox|people)\b"
)
MANY = re.compile(r"\(\?(, \?)*\)")
pytestmark = pytest.mark.timeout(600)  # ten years of pages are drawn, on any machine
SMALL, BIG = ("real", "person"), ("own", "stranger")


LIST = ("coordinator", "/storby/nb/ansatt/planer")


@pytest.fixture(scope="module")
def young(shared_app: Flask) -> World:  # noqa: F811
    """Two small plans that were read some days ago: what is new since then is asked about."""
    world, clock = World.of(shared_app), shared_app.extensions["clock"]
    clock.now = NOW - timedelta(days=3)
    for name, whose in (SMALL, BIG):
        with world.transaction() as session:
            for actor in (world.citizen(whose), world.coordinator):
                assert plan.read(session, actor, world.plans[name])
    clock.now = NOW
    return world


@pytest.fixture(scope="module")
def listed_before(young: World) -> list[str]:
    return shapes(asked(young, *LIST))


@pytest.fixture(scope="module")
def world(young: World, listed_before: list[str]) -> World:
    """The stranger's plan has lived for ten years."""
    Years(young, *BIG).lay()
    return young


def pages(world: World, name: str, whose: str) -> Iterator[tuple[str, str, str]]:
    """(endpoint, who looks, address) of every page of a plan, the lists of plans too."""
    for permissions, who in ((OWN, whose), (DESK, "coordinator")):
        for rule, method in routes(world.app, permissions):
            if method == "GET" and ("person", rule.endpoint) not in NOT_FOR:
                yield rule.endpoint, who, address(world, rule, world.plans[name], world.parts[name])


def asked(world: World, who: str, path: str) -> list[tuple[str, Any]]:
    """The statements one visit sends."""
    with heard(world.app.extensions["database"]) as statements:
        answer = world.browsers[who].get(path)
    assert answer.status_code in {200, 303}, path
    return statements


def shapes(statements: list[tuple[str, Any]]) -> list[str]:
    """The statements, whatever the number of values in a list."""
    return [MANY.sub("(?)", statement) for statement, _bound in statements]


def test_every_page_asks_as_often_of_a_plan_of_ten_years(world: World) -> None:
    small, big = list(pages(world, *SMALL)), list(pages(world, *BIG))
    assert len(small) == len(big) > 40
    for (endpoint, who, path), (_same, other, there) in zip(small, big, strict=True):
        few, many = shapes(asked(world, who, path)), shapes(asked(world, other, there))
        assert 3 < len(few) < 60, endpoint
        assert many == few, endpoint


def test_the_list_of_plans_asks_as_often_after_ten_years(
    world: World, listed_before: list[str]
) -> None:
    assert shapes(asked(world, *LIST)) == listed_before


def test_no_page_reads_a_whole_table(world: World) -> None:
    """What SQLite means to do, without ever having counted its rows: each table through an index."""
    seen: set[str] = set()
    for endpoint, who, path in pages(world, *BIG):
        for statement, bound in asked(world, who, path):
            if not statement.startswith("SELECT") or statement in seen:
                continue
            seen.add(statement)
            with world.app.extensions["database"].engine.connect() as connection:
                steps_of = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", bound)
                steps = [row[3] for row in steps_of]
            assert not [one for one in steps if READS_ALL.match(one)], (endpoint, steps, statement)


def test_a_question_for_each_measure_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mistake this file is for: something asked anew for each part."""
    part = plan_parts._part

    def curious(session: Any, row: Any) -> Any:
        if row.kind == Kind.MEASURE:
            session.connection().exec_driver_sql("SELECT 1")
        return part(session, row)

    monkeypatch.setattr(plan_parts, "_part", curious)
    few, many = (
        len(asked(world, who, f"/storby/nb/plan/{world.plans[name]}")) for name, who in (SMALL, BIG)
    )
    assert many > few + 100
