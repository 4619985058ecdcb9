"""Every route of a plan × method × person or employee × plan, made from the list of addresses itself.

Who sees what stands below as the design says it, not as the access table does. A word of its own in every sealed column tells
when a page shows what it should not; the earlier versions have another. At the end conditions of the table are taken away in
turn, and the matrix must find it.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.pages.access import declaration_of
from portal.rules import access
from portal.rules.access import Permission
from portal.rules.case import local_day
from portal.rules.events import READINGS
from portal.rules.levels import Level
from portal.rules.plan import Kind
from portal.store import plan, plan_held
from portal.store.crypto import unseal
from portal.store.rotation import sealed_columns
from tests.conftest import NOW
from tests.databases import KEYRING
from tests.login.conftest import shared_app  # noqa: F401
from tests.login.steps import csrf
from tests.plan_world import CANARY, EARLIER, LETTER, NAME, NUMBERS, STAFF, World

OWN = {Permission.READ_OWN_PLAN, Permission.CHANGE_OWN_PLAN}
DESK = {Permission.READ_PLAN, Permission.CHANGE_PLAN}
SEES = {
    "real": {"person", "parent", "coordinator", "cover", "lead"},
    "withdrawn": {"parent", "coordinator", "cover", "lead"},
    "absent": set(),
}
READS_CONTENT = {"real": SEES["real"], "withdrawn": {"parent"}, "absent": set()}
PART_OF = {
    "mal": Kind.GOAL,
    "tiltak": Kind.MEASURE,
    "moter": Kind.MEETING,
    "samtykke": Kind.PARTICIPANT,
}
# Who covers for a while gives nobody's plan away, nor the coordinator's number; what a service is asked only the service and the desk change.
NOT_FOR = {
    ("cover", "desk.plan_handover"),
    ("cover", "desk.plan_phone"),
    ("person", "plan.measure_change"),
    ("parent", "plan.measure_change"),
}
MORE = {
    "topic": "behov", "hole": "goals", "transition": "turning-18", "version": 2, "kind": "mal",
    "answer": "gjort", "what": "periode", "slug": "x",
}  # fmt: skip
TYPED = {"text": "Hei", "key": "k" * 22, "based_on": "2", "version": "2", "answer": "no"}


@pytest.fixture(scope="module")
def world(shared_app: Flask) -> World:  # noqa: F811
    return World.of(shared_app)


def routes(app: Flask, permissions: set[Permission]) -> Iterator[tuple[Any, str]]:
    """Every route of one plan with these permissions, with each of its methods."""
    for rule in app.url_map.iter_rules():
        declared = declaration_of(app, rule.endpoint)
        if declared and declared.permission in permissions and "reference" in rule.arguments:
            for method in sorted(rule.methods & {"GET", "POST"}):
                yield rule, method


def address(world: World, rule: Any, reference: str, parts: dict[Kind, str]) -> str:
    path = rule.rule.split("<string:reference>")[1]
    folder = path.split("/")[1] if "/" in path else ""
    values = {"kommune": world.app.extensions["profiles"]["storby"], "sprak": "nb", **MORE}
    values |= {"reference": reference, "part": parts[PART_OF.get(folder, Kind.GOAL)]}
    if "/ny/" in path and folder == "moter":
        values["what"] = "punkt"
    if "/moter/" in path and "/skriv/" in path:
        values["what"] = "referat"
    adapter = world.app.url_map.bind("127.0.0.1:8000")
    named = {name: values[name] for name in rule.arguments}
    return str(adapter.build(rule.endpoint, named))


def visit(world: World, who: str, path: str, method: str, token: str = "") -> Any:
    data = {"csrf_token": token, **TYPED} if method == "POST" else None
    here = path.replace("/storby/", "/fjordvik/") if who.startswith("neighbour") else path
    return world.browsers[who].open(here, method=method, data=data)


def token_of(world: World, who: str) -> str:
    place = "/storby/nb/ansatt" if who in STAFF else "/storby/nb/koordinator/ring-meg"
    page = visit(world, who, place, "GET")
    return csrf(page) if "csrf_token" in page.text else ""


def refused(people: dict[str, Any], name: str) -> list[str]:
    return [who for who in people if who not in SEES[name]]


def leaks(world: World, people: dict[str, Any], permissions: set[Permission]) -> Iterator[str]:
    """The cells that let in somebody they should not, or show or change a plan, as met."""
    for name in SEES:
        for who in refused(people, name):
            token = token_of(world, who)
            for rule, method in routes(world.app, permissions):
                path = address(world, rule, world.plans[name], world.parts[name])
                answer = visit(world, who, path, method, token)
                if answer.status_code != 404:
                    yield f"{who} {method} {path}: {answer.status_code}"
                if shows(answer):
                    yield f"{who} {method} {path} shows {shows(answer)}"
    for plan_id, name in world.plan_ids().items():
        if name in SEES:
            done = world.done_by([who for who in people if who not in SEES[name]], plan_id)
            yield from (f"{who} did {code}" for who, code in done)


def shows(answer: Any) -> list[str]:
    """Which of the words a page, a text or a file of plain values shows."""
    text = answer.text if answer.mimetype != "application/pdf" else ""
    return [word for word in (CANARY, EARLIER, NAME, LETTER) if word in text]


CITIZENS, EMPLOYEES = (NUMBERS, OWN), (STAFF, DESK)


@pytest.mark.parametrize(("people", "permissions"), [CITIZENS, EMPLOYEES], ids=["own", "desk"])
def test_nobody_gets_in_where_they_should_not(world: World, people, permissions) -> None:
    assert list(leaks(world, people, permissions)) == []


def test_there_are_routes_to_walk(world: World) -> None:
    own = {rule.endpoint for rule, _method in routes(world.app, OWN)}
    desk = {rule.endpoint for rule, _method in routes(world.app, DESK)}
    assert len(own) > 30 and len(desk) > 20
    assert {one.split(".")[0] for one in own} == {"plan"}
    assert {one.split(".")[0] for one in desk} == {"desk"}


@pytest.mark.parametrize("who", ["person", "parent", "coordinator", "cover", "lead"])
def test_everyone_gets_in_where_they_should(world: World, who: str) -> None:
    """Each page of the plan in use opens for those it is for, and the plan itself says what is in it."""
    permissions = DESK if who in STAFF else OWN
    for rule, method in routes(world.app, permissions):
        if method == "GET" and (who, rule.endpoint) not in NOT_FOR:
            path = address(world, rule, world.plans["real"], world.parts["real"])
            assert visit(world, who, path, "GET").status_code in {200, 303}, path
    home = "ansatt/plan" if who in STAFF else "plan"
    page = visit(world, who, f"/storby/nb/{home}/{world.plans['real']}", "GET")
    assert CANARY in page.text
    assert NAME in page.text or who == "person", "others are told whose plan it is"


@pytest.mark.parametrize("who", ["person", "coordinator"])
def test_no_view_without_its_event(world: World, who: str) -> None:
    """Whatever shows a word of a plan has written, in the same breath, who read it."""
    real = next(one for one, name in world.plan_ids().items() if name == "real")

    def readings() -> int:
        return sum(code in READINGS for _who, code in world.done_by([who], real))

    seen = 0
    for rule, method in routes(world.app, DESK if who in STAFF else OWN):
        if method == "GET" and (who, rule.endpoint) not in NOT_FOR:
            before, path = (
                readings(),
                address(world, rule, world.plans["real"], world.parts["real"]),
            )
            showed = bool(shows(visit(world, who, path, "GET")))
            seen += showed
            assert readings() > before or not showed, path
    assert seen > 10


def test_without_a_yes_the_desk_sees_that_it_is_so_and_nothing_else(world: World) -> None:
    """The letters are no part of the plan: the person and the coordinator go on writing to each other."""
    reference, parts = world.plans["withdrawn"], world.parts["withdrawn"]
    for who in ("coordinator", "cover", "lead"):
        for rule, method in routes(world.app, DESK):
            if method == "GET":
                answer = visit(world, who, address(world, rule, reference, parts), "GET")
                assert not {CANARY, EARLIER} & set(shows(answer)), (who, rule.rule)
        home = visit(world, who, f"/storby/nb/ansatt/plan/{reference}", "GET")
        assert home.status_code == 200
    mine = visit(world, "parent", f"/storby/nb/plan/{reference}", "GET")
    assert CANARY in mine.text, "what was written stays the person's own to read"


def test_a_part_of_another_plan_is_not_there(world: World) -> None:
    """The stranger has a plan too: with its reference and the parts of another nothing opens and nothing is done."""
    before = world.done_by(["stranger"], next(iter(ids_of(world, "real"))))
    token = token_of(world, "stranger")
    for rule, method in routes(world.app, OWN):
        if "part" in rule.arguments:
            path = address(world, rule, world.plans["own"], world.parts["real"])
            answer = visit(world, "stranger", path, method, token)
            assert answer.status_code in {404, 422} or method == "POST", (method, path)
            assert CANARY not in answer.text, path
    assert world.done_by(["stranger"], next(iter(ids_of(world, "real")))) == before


def ids_of(world: World, name: str) -> list[str]:
    return [plan_id for plan_id, known in world.plan_ids().items() if known == name]


def test_not_yours_is_the_same_bytes_as_not_there(world: World) -> None:
    """Also at the desk, and for a page of a kind that only some plans have."""
    for who, permissions in (("stranger", OWN), ("former", OWN), ("colleague", DESK)):
        for rule, method in routes(world.app, permissions):
            if method == "GET":
                theirs, nothing = (
                    visit(world, who, address(world, rule, reference, world.parts["real"]), method)
                    for reference in (world.plans["real"], "AAAA-BBBB-CCCC")
                )
                said = theirs.data.replace(world.plans["real"].encode(), b"AAAA-BBBB-CCCC")
                assert said == nothing.data, (who, rule.rule)


def test_to_the_login_from_outside(world: World) -> None:
    for permissions, who in (
        (OWN, "nobody"),
        (OWN, "coordinator"),
        (DESK, "nobody"),
        (DESK, "person"),
    ):
        for rule, method in routes(world.app, permissions):
            path = address(world, rule, world.plans["real"], world.parts["real"])
            answer = visit(world, who, path, method)
            assert answer.status_code == 303, (who, path)
            assert "/innlogging/" in answer.headers["Location"], (who, path)


def test_every_page_of_a_plan_is_personal_and_for_a_sure_login(world: World) -> None:
    for permissions, level in ((OWN, Level.HIGH), (DESK, Level.STAFF)):
        for rule, method in routes(world.app, permissions):
            declared = declaration_of(world.app, rule.endpoint)
            assert (declared.cache.value, declared.level) == ("personal", level), (
                rule.rule,
                method,
            )


def test_the_lists_name_the_plans_one_may_see(world: World) -> None:
    """«Min plan» and «Mine personer»: the names of others do not stand there."""
    for who in ("stranger", "former", "neighbour"):
        assert NAME not in visit(world, who, "/storby/nb/plan", "GET").text.replace(
            f"{NAME} {who}", ""
        )
    for who, sees in (("coordinator", True), ("cover", True), ("colleague", False), ("north", False),
                      ("neighbour lead", False)):  # fmt: skip
        page = visit(world, who, "/storby/nb/ansatt/planer", "GET")
        assert (NAME in page.text) is sees, who
    for who in ("reader", "administrator"):
        assert visit(world, who, "/storby/nb/ansatt/planer", "GET").status_code == 404


def test_every_sealed_column_of_a_plan_holds_a_word_to_find(world: World) -> None:
    """Without this a column added later would be walked past."""
    dates = {"plans.born"}
    numbers = {"plans.coordinator_phone": "+4700000913", "plan_readers.contact": "+470000091"}
    with world.transaction() as session:
        for table, column in sealed_columns():
            name = f"{table.name}.{column.name}"
            if table.name.startswith("plan") and name not in dates:
                rows = session.execute(select(table.c.id, column).where(column.is_not(None))).all()
                texts = [told(unseal(KEYRING, name, row_id, value)) for row_id, value in rows]
                wanted = numbers.get(name, "Kanari")
                assert any(wanted in text for text in texts), name


def told(text: str) -> str:
    return "".join(json.loads(text).values()) if text.startswith("{") else text


def test_the_store_does_not_rest_on_the_door(world: World) -> None:
    person = world.citizen("person")
    wrong = [
        replace(person, kind="staff", role=access.Role.OFFICER),
        replace(person, kind="nobody"),
        replace(person, kind="participant"),
        replace(person, municipality="9901"),
        replace(world.coordinator, municipality="9901"),
        replace(world.coordinator, role=access.Role.READER),
        replace(world.coordinator, role=None),
    ]
    for actor in wrong:
        with world.transaction() as session:
            assert plan.read(session, actor, world.plans["real"]) is None, actor
            assert plan.mine(session, actor) == [], actor
            with pytest.raises(plan_held.NotThere):
                plan_held.held(session, actor, world.plans["real"])


@pytest.mark.parametrize(
    ("condition", "people", "permissions"),
    [("is_reader", *CITIZENS), ("coordinates", *EMPLOYEES), ("leads", *EMPLOYEES)],
)
def test_the_matrix_finds_a_condition_that_was_taken_away(
    world: World, condition: str, people, permissions, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = getattr(access, condition)
    bent = {
        permission: [[each for each in way if each is not gone] for way in ways]
        for permission, ways in access.RULES.items()
    }
    monkeypatch.setattr(access, "RULES", bent)
    assert next(leaks(world, people, permissions), None)


def test_the_cover_of_yesterday_and_the_parent_of_yesterday_are_out(world: World) -> None:
    clock, reference = world.app.extensions["clock"], world.plans["real"]
    places = {
        "cover": f"/storby/nb/ansatt/plan/{reference}",
        "parent": f"/storby/nb/plan/{reference}",
    }
    for who, days in (("cover", 2), ("parent", 365)):
        assert visit(world, who, places[who], "GET").status_code == 200
        clock.now = NOW.replace(hour=0) + (local_day(NOW).resolution * days)
        world.log_in()
        try:
            assert visit(world, who, places[who], "GET").status_code == 404
            assert visit(world, "person", places["parent"], "GET").status_code == 200
        finally:
            clock.now = NOW
            world.log_in()
