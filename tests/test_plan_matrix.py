"""Every route of a plan × method × person or employee × plan, made from the list of addresses itself.

Who sees what stands below as the design says it, not as the access table does. A word of its own in every sealed column tells
when a page shows what it should not; the earlier versions have another. At the end conditions of the table are taken away in
turn, and the matrix must find it.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import pytest
from flask import Flask
from sqlalchemy import select

from portal.pages.access import declaration_of
from portal.rules import access, representation
from portal.rules.access import Permission
from portal.rules.case import local_day
from portal.rules.events import READINGS
from portal.rules.levels import Level
from portal.rules.plan import Kind
from portal.rules.plan_consent import SECTIONS, Section
from portal.rules.representation import Basis, Scope
from portal.store import plan, plan_held
from portal.store.crypto import unseal
from portal.store.rotation import sealed_columns
from portal.store.tables.plan import PlanPartRow, PlanVersionRow
from tests.conftest import NOW
from tests.databases import KEYRING
from tests.login.conftest import shared_app  # noqa: F401
from tests.login.steps import csrf
from tests.not_there import differences
from tests.plan_world import (
    ACTING,
    CANARY,
    CONTACT,
    EARLIER,
    GRANTS,
    LETTER,
    NAME,
    NUMBERS,
    SEE_SOME,
    SHARED,
    STAFF,
    World,
)
from tests.walking import take_away, telling

OWN = {Permission.READ_OWN_PLAN, Permission.CHANGE_OWN_PLAN}
DESK = {Permission.READ_PLAN, Permission.CHANGE_PLAN}
SEES = {
    "real": {"person", "parent", "coordinator", "cover", "lead", *SEE_SOME},
    "withdrawn": {"former", "coordinator", "cover", "lead"},
    "second": {"coordinator", "cover", "lead"},  # whose it is acts for somebody else
    "absent": set(),
}
READS_ONLY = {"see-only"}
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
    *((who, "plan.measure_change") for who in ("person", "parent", "whole", "young parent")),
    # Only a child of 12–15 keeps something back, and only the person sees with the eyes of others (a parent those of services).
    *((who, "plan.keep_back") for who in ("person", "parent", "whole", "young parent")),
    ("whole", "plan.preview"),
    # What is shared is for who decides.
    ("whole", "plan.share_form"),
}
# Why each is refused the real plan, where it is not that the plan is another's.
WHY = {
    "counts no more": {"expired", "not yet", "not accepted", "revoked", "protected", "birthday"}
    | {"no birthday"},
    "gives too little": {"other scopes", "acts as themself"},
    "elsewhere": {"neighbour", "neighbour helper", "neighbour lead"},
    "role": {"reader", "administrator"},
}
MORE = {
    "topic": "behov", "hole": "goals", "transition": "turning-18", "version": 2, "kind": "mal",
    "answer": "gjort", "what": "periode", "slug": "x",
}  # fmt: skip
TYPED = {"text": "Hei", "key": "k" * 22, "based_on": "2", "version": "2", "answer": "no"}


@pytest.fixture(scope="module")
def world(shared_app: Flask) -> World:  # noqa: F811
    return World.of(shared_app)


class Cell(NamedTuple):
    """A plan by its name, who comes to which of its addresses, and how."""

    plan: str
    who: str
    endpoint: str
    method: str
    rule: Any


def routes(app: Flask, permissions: set[Permission]) -> Iterator[tuple[Any, str]]:
    """Every route of one plan with these permissions, with each of its methods: all that only look come first."""
    for method in ("GET", "POST"):
        for rule in app.url_map.iter_rules():
            declared, one_plan = declaration_of(app, rule.endpoint), "reference" in rule.arguments
            if (
                declared
                and declared.permission in permissions
                and one_plan
                and method in rule.methods
            ):
                yield rule, method


def is_for(path: str, kind: str) -> bool:
    """Whether an address is about parts of this kind."""
    folder = path.split("<string:reference>/")[1].split("/")[0]
    return PART_OF.get(folder, Kind.GOAL).value == kind


def address(world: World, rule: Any, reference: str, parts: dict[Kind, str]) -> str:
    path = rule.rule.split("<string:reference>")[1]
    folder = path.split("/")[1] if "/" in path else ""
    values = {"kommune": world.app.extensions["profiles"]["storby"], "sprak": "nb", **MORE}
    values |= {"reference": reference, "part": parts[PART_OF.get(folder, Kind.GOAL)]}
    values["who"], values["id"] = parts[Kind.PARTICIPANT], world.messages["real"]
    if "/ny/" in path and folder == "moter":
        values["what"] = "punkt"
    if "/moter/" in path and "/skriv/" in path:
        values["what"] = "referat"
    adapter = world.app.url_map.bind("127.0.0.1:8000")
    named = {name: values[name] for name in rule.arguments}
    return str(adapter.build(rule.endpoint, named))


def visit(world: World, who: str, path: str, method: str, hidden: Any = None) -> Any:
    data = {**(hidden or {}), **TYPED} if method == "POST" else None
    here = path.replace("/storby/", "/fjordvik/") if who.startswith("neighbour") else path
    return world.browsers[who].open(here, method=method, data=data)


def hidden_in(world: World, who: str) -> dict[str, str]:
    """What every form of theirs carries: the token, and for whom the page was made."""
    place = "/storby/nb/ansatt" if who in STAFF else "/storby/nb/pa-vegne-av"
    page = visit(world, who, place, "GET")
    made_for = re.search(r'name="acts_for" value="([^"]+)"', page.text)
    token = {"csrf_token": csrf(page)} if "csrf_token" in page.text else {}
    return token | ({"acts_for": made_for[1]} if made_for else {})


def refused(people: dict[str, Any], name: str) -> list[str]:
    return [who for who in people if who not in SEES[name]]


def cells(world: World, people: Any, permissions: set[Permission]) -> Iterator[Cell]:
    """Those who are to be refused, plan by plan and person by person: all that only look come first."""
    for name in SEES:
        for who in refused(people, name):
            for rule, method in routes(world.app, permissions):
                yield Cell(name, who, rule.endpoint, method, rule)


def reason(cell: Cell) -> tuple[str, ...]:
    """Those who are refused at an address for the same reason are alike; whichever plan it is that is not theirs."""
    kind = "another plan"
    if cell.plan == "real":
        kind = next((kind for kind, people in WHY.items() if cell.who in people), "not theirs")
    elif (cell.plan, cell.who) == ("second", "whole"):
        kind = "one's own while acting for another"
    return cell.endpoint, cell.rule.rule, cell.method, kind


def leaks(world: World, people: Any, walked: list[Cell]) -> Iterator[str]:
    """The cells that let in somebody they should not, or show or change a plan, as met."""
    before = done_unseen(world, people)
    # Whoever may act no more is told so once, on the first page, with the name they know.
    hidden = {who: hidden_in(world, who) for who in sorted({cell.who for cell in walked})}
    for name, who, _endpoint, method, rule in walked:
        path = address(world, rule, world.plans[name], world.parts[name])
        answer = visit(world, who, path, method, hidden[who])
        if answer.status_code != 404:
            yield f"{who} {method} {path}: {answer.status_code}"
        if shows(answer):
            yield f"{who} {method} {path} shows {shows(answer)}"
    yield from writes(world, [who for who in people if who in READS_ONLY])
    for plan_id, done in done_unseen(world, people).items():
        yield from (f"{who} did {code}" for who, code in (done - before[plan_id]).elements())


def done_unseen(world: World, people: Any) -> dict[str, Counter[tuple[str, str]]]:
    """What those of the people who should not see a plan have done with it, by the plan."""
    return {
        plan_id: Counter(world.done_by(refused(people, name), plan_id))
        for plan_id, name in world.plan_ids().items()
        if name in SEES
    }


def writes(world: World, people: list[str]) -> Iterator[str]:
    """The pages that let somebody write who only reads."""
    for who in people:
        hidden = hidden_in(world, who)
        for rule, method in routes(world.app, {Permission.CHANGE_OWN_PLAN}):
            path = address(world, rule, world.plans["real"], world.parts["real"])
            answer = visit(world, who, path, method, hidden)
            if answer.status_code != 404:
                yield f"{who} {method} {path}: {answer.status_code}"


def shows(answer: Any) -> list[str]:
    """Which of the words a page, a text or a file of plain values shows."""
    text = answer.text if answer.mimetype != "application/pdf" else ""
    return [word for word in (CANARY, EARLIER, NAME, LETTER) if word in text]


CITIZENS, EMPLOYEES = (NUMBERS | ACTING, OWN), (STAFF, DESK)


@pytest.mark.parametrize(("people", "permissions"), [CITIZENS, EMPLOYEES], ids=["own", "desk"])
def test_nobody_gets_in_where_they_should_not(world: World, people, permissions) -> None:
    walked = telling(cells(world, people, permissions), reason)
    assert list(leaks(world, people, walked)) == []


def test_there_are_routes_to_walk(world: World) -> None:
    own = {rule.endpoint for rule, _method in routes(world.app, OWN)}
    desk = {rule.endpoint for rule, _method in routes(world.app, DESK)}
    assert len(own) > 30 and len(desk) > 20
    assert {one.split(".")[0] for one in own} == {"plan"}
    assert {one.split(".")[0] for one in desk} == {"desk"}


LET_IN = {"own": ("person", "parent", "whole", "young parent"), "desk": ("coordinator", "cover", "lead")}  # fmt: skip


@pytest.mark.parametrize("side", LET_IN)
def test_everyone_gets_in_where_they_should(world: World, side: str) -> None:
    """Each page of the plan in use opens for those it is for, and whatever shows a word of it has written, in the same breath, who read it."""
    real, seen = ids_of(world, "real")[0], 0
    walked = [
        Cell("real", who, rule.endpoint, method, rule)
        for who in LET_IN[side]
        for rule, method in routes(world.app, DESK if side == "desk" else OWN)
        if method == "GET" and (who, rule.endpoint) not in NOT_FOR
    ]
    for _plan, who, _endpoint, _method, rule in telling(walked, lambda cell: cell.rule.rule):
        before = readings(world, who, real)
        path = address(world, rule, world.plans["real"], world.parts["real"])
        answer = visit(world, who, path, "GET")
        assert answer.status_code in {200, 303}, (who, path)
        seen += bool(shows(answer))
        assert readings(world, who, real) > before or not shows(answer), (who, path)
    assert seen > 10


def readings(world: World, who: str, plan_id: str) -> int:
    return sum(code in READINGS for _who, code in world.done_by([who], plan_id))


@pytest.mark.parametrize("who", [*LET_IN["own"], *LET_IN["desk"]])
def test_the_plan_itself_says_what_is_in_it(world: World, who: str) -> None:
    home = "ansatt/plan" if who in STAFF else "plan"
    page = visit(world, who, f"/storby/nb/{home}/{world.plans['real']}", "GET")
    assert CANARY in page.text
    assert NAME in page.text or who == "person", "others are told whose plan it is"


def test_without_a_yes_the_desk_sees_that_it_is_so_and_nothing_else(world: World) -> None:
    """The letters are no part of the plan: the person and the coordinator go on writing to each other."""
    reference, parts = world.plans["withdrawn"], world.parts["withdrawn"]
    walked = [
        Cell("withdrawn", who, rule.endpoint, method, rule)
        for who in LET_IN["desk"]
        for rule, method in routes(world.app, DESK)
        if method == "GET"
    ]
    for _plan, who, _endpoint, _method, rule in telling(walked, lambda cell: cell.rule.rule):
        answer = visit(world, who, address(world, rule, reference, parts), "GET")
        assert not {CANARY, EARLIER} & set(shows(answer)), (who, rule.rule)
    for who in LET_IN["desk"]:
        home = visit(world, who, f"/storby/nb/ansatt/plan/{reference}", "GET")
        assert home.status_code == 200
    mine = visit(world, "former", f"/storby/nb/plan/{reference}", "GET")
    assert CANARY in mine.text, "what was written stays the person's own to read"


def test_a_part_of_another_plan_is_not_there(world: World) -> None:
    """The stranger has a plan too: with its reference and the parts of another nothing opens and nothing is done."""
    before = world.done_by(["stranger"], next(iter(ids_of(world, "real"))))
    hidden = hidden_in(world, "stranger")
    for rule, method in routes(world.app, OWN):
        if "part" in rule.arguments:
            path = address(world, rule, world.plans["own"], world.parts["real"])
            answer = visit(world, "stranger", path, method, hidden)
            assert answer.status_code in {404, 422} or method == "POST", (method, path)
            assert CANARY not in answer.text, path
    assert world.done_by(["stranger"], next(iter(ids_of(world, "real")))) == before


def ids_of(world: World, name: str) -> list[str]:
    return [plan_id for plan_id, known in world.plan_ids().items() if known == name]


def test_not_yours_is_not_there_in_bytes_headers_and_statements(world: World) -> None:
    """Also at the desk, and for a page of a kind that only some plans have."""
    refused_ones = {"former": OWN, "birthday": OWN, "other scopes": OWN, "colleague": DESK}
    hidden = {who: hidden_in(world, who) for who in refused_ones}
    walked = [
        Cell("real", who, rule.endpoint, method, rule)
        for who, permissions in refused_ones.items()
        for rule, method in routes(world.app, permissions)
    ]
    found = []
    for _plan, who, endpoint, method, rule in telling(walked, lambda cell: (cell.rule.rule, cell.method)):  # fmt: skip
        places = tuple(
            address(world, rule, reference, world.parts["real"])
            for reference in (world.plans["real"], "AAAA-BBBB-CCCC")
        )
        data = {**hidden[who], **TYPED} if method == "POST" else None
        differing = differences(world.app, world.browsers[who], method, places, data)
        found += [f"{who} {method} {endpoint}: {one}" for one in differing]
    assert found == []


def test_to_the_login_from_outside(world: World) -> None:
    outside = {"nobody": OWN | DESK, "coordinator": OWN, "person": DESK}
    walked = [
        Cell("real", who, rule.endpoint, method, rule)
        for who, permissions in outside.items()
        for rule, method in routes(world.app, permissions)
    ]
    for _plan, who, _endpoint, method, rule in telling(walked, lambda cell: (cell.rule.rule, cell.method)):  # fmt: skip
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
    for who in ("stranger", "former", "neighbour", "expired", "protected", "acts as themself"):
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
    [
        ("is_reader", {"stranger"}, OWN),
        ("for_oneself", {"whole"}, OWN),
        ("acts_for_them", {"whole"}, OWN),
        ("sees_their_plan", {"other scopes"}, OWN),
        ("writes_their_plan", {"see-only"}, OWN),
        ("coordinates", {"colleague"}, DESK),
        ("leads", {"administrator"}, DESK),
    ],
)
def test_the_matrix_finds_a_condition_that_was_taken_away(
    world: World, condition: str, people, permissions, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_away(condition, monkeypatch)
    if people <= READS_ONLY:
        assert next(writes(world, list(people)), None)
    else:
        only = {"for_oneself": "second", "acts_for_them": "withdrawn"}.get(condition, "real")
        walked = [cell for cell in cells(world, people, permissions) if cell.plan == only]
        assert next(leaks(world, people, walked), None)


@pytest.mark.parametrize(
    "who", ["expired", "not yet", "not accepted", "protected", "birthday", "no birthday"]
)
def test_the_matrix_finds_a_grant_that_counts_when_it_should_not(
    world: World, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(representation, "in_force", lambda *_grant, **_more: True)
    world.act()
    walked = [cell for cell in cells(world, {who}, OWN) if cell.plan == "real"]
    assert next(leaks(world, {who}, walked), None)


def test_the_matrix_finds_a_basis_that_gives_too_much_or_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = f"/storby/nb/plan/{world.plans['real']}"
    for basis, who in ((Basis.GIVEN, "whole"), (Basis.PARENT, "young parent")):
        row = representation.TABLE[basis]
        assert visit(world, who, place, "GET").status_code == 200
        for scopes in (frozenset[Scope](), row.scopes - {Scope.SEE_PLAN}):
            table = {**representation.TABLE, basis: replace(row, scopes=scopes)}
            monkeypatch.setattr(representation, "TABLE", table)
            assert visit(world, who, place, "GET").status_code == 404
        table = {one: held for one, held in table.items() if one is not basis}
        monkeypatch.setattr(representation, "TABLE", table)
        assert visit(world, who, place, "GET").status_code == 404
        monkeypatch.undo()
        world.act()  # what is over is over: nobody goes on by themself


# What somebody who sees one section may meet, by the word in each kind of part, as the law's data minimising has it: the period
# and whose plan it is stand everywhere, and who answers for a measure is named without how to reach them.
MAY_MEET = {
    Section.GOALS: {"goal", "evaluation", "comment"},
    Section.MEASURES: {"measure", "participant"},
    Section.TEXTS: {"text"},
    Section.TEAM: {"participant", "roles", CONTACT},
    Section.MEETINGS: {"meeting", "point"},
}
EVERY_WORD = {*(kind.value for kind in Kind), CONTACT, SHARED, LETTER}
NEVER_ON_SCREEN = {"period"}  # its words are dates


def met(world: World, who: str) -> tuple[set[str], set[str]]:
    """The words somebody meets on all pages and in all files of the real plan, and the names of others than the person."""
    words, names = set(), set()
    for rule, method in routes(world.app, OWN):
        if method == "GET" and not rule.endpoint.endswith("pdf"):
            path = address(world, rule, world.plans["real"], world.parts["real"])
            text = visit(world, who, path, "GET").text
            words |= {
                one for one in EVERY_WORD for bird in (CANARY, EARLIER) if f"{bird} {one}" in text
            }
            words |= {LETTER} if LETTER in text else set()
            others = {"former", "parent", *GRANTS} - {who}
            names |= {one for one in others if f"{NAME} {one}" in text}
    return words, names


@pytest.mark.parametrize("section", SECTIONS)
def test_who_sees_one_section_meets_nothing_of_the_others(world: World, section: Section) -> None:
    world.sees("narrow", [section])
    words, names = met(world, "narrow")
    assert words == MAY_MEET[section]
    assert not names, "who else may act for the person is no part of it"


def test_who_sees_all_of_it_meets_every_word(world: World) -> None:
    """Without this the test above could look where nothing stands. What is shared with whom is for who decides it."""
    words, _names = met(world, "whole")
    assert words == EVERY_WORD - NEVER_ON_SCREEN - {SHARED}


def test_a_parent_does_not_meet_what_the_child_keeps_back(world: World) -> None:
    words, _names = met(world, "kept")
    assert words == EVERY_WORD - NEVER_ON_SCREEN - {"text", "meeting", "point", LETTER}
    page = visit(world, "kept", f"/storby/nb/plan/{world.plans['real']}", "GET").text
    assert "Noe er holdt tilbake" in page


def test_who_sees_one_section_writes_in_no_other(world: World) -> None:
    world.sees("narrow", [Section.TEXTS])
    hidden = hidden_in(world, "narrow")
    walked = [
        (rule.rule, kind.value, part, rule)
        for rule, method in routes(world.app, {Permission.CHANGE_OWN_PLAN})
        for kind, part in world.parts["real"].items()
        if method == "POST" and (kind is Kind.GOAL or "part" in rule.arguments)
    ]
    # Each form is sent with the kind of part it is for, and with one of another kind.
    for _path, _kind, part, rule in telling(walked, lambda cell: (cell[0], is_for(*cell[:2]))):
        parts = dict.fromkeys(world.parts["real"], part)
        path = address(world, rule, world.plans["real"], parts)
        visit(world, "narrow", path, "POST", hidden)
    with world.transaction() as session:
        wrote = session.scalars(
            select(PlanPartRow.kind)
            .join(PlanVersionRow, PlanVersionRow.part_id == PlanPartRow.id)
            .where(PlanVersionRow.by == world.ids["narrow"])
        ).all()
    assert set(wrote) == {Kind.TEXT}


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
