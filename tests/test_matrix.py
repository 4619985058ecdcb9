"""Every staff route × method × employee × object, made from the list of addresses itself.

Who sees what stands below as the design's roles say it, not as the access table does. A canary in
each person's name tells when a page shows what it should not. At the end every line of the table
is opened to all in turn, and the matrix must find it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from flask import Flask
from sqlalchemy import update

from portal.pages.access import declaration_of
from portal.public_holidays import holidays_around
from portal.rules.access import Actor, Permission, Role
from portal.rules.answers import AnswerWords
from portal.rules.case import local_day
from portal.rules.levels import Level
from portal.store import case_answers, complaint, people
from portal.store.tables.staff import StaffRow
from tests.conftest import NOW
from tests.login.conftest import shared_app  # noqa: F401
from tests.login.steps import csrf
from tests.not_there import differences
from tests.pages.desk_room import CENTRE, NORTH, Room, address, national
from tests.store.complaints import MAIL, REFUSED, WORDS
from tests.walking import take_away, telling

SEES = {
    "reader": {CENTRE},
    "officer": {CENTRE},
    "north": {NORTH},
    "lead": {CENTRE, NORTH},
    "administrator": {CENTRE, NORTH},
    "neighbour": set(),
}
ACTS = {"officer", "north", "lead", "neighbour"}
NEEDS_ACTING = {Permission.ANSWER_CASE, Permission.REGISTER_CASE, Permission.HAND_OVER_CASE}
NEEDS_ACTING |= {Permission.BEGIN_PLAN, Permission.LIST_PLANS, Permission.READ_PLAN, Permission.CHANGE_PLAN}  # fmt: skip
NEEDS_ACTING |= {Permission.REGISTER_GRANT, Permission.ANSWER_PRIVACY, Permission.HANDLE_COMPLAINT}
NEEDS_TO_LOOK_OVER = {Permission.SEE_OPENINGS}
LOOKS_OVER = {"lead", "administrator", "neighbour"}
"""A reader and a technical administrator neither answer nor write down, nor read a plan, an opening or what somebody asks about their data."""
CANARY = {CENTRE: "Kanarifugl Sentrum", NORTH: "Kanarifugl Nord"}


class Cell(NamedTuple):
    """`path` is the address under /ansatt, `unit` that of the object, or ""."""

    rule: str
    path: str
    method: str
    unit: str
    who: str
    permission: Permission


class Cases(dict[str, str]):
    """Unit → reference of its case; `answers` gives the answer of each. `complaints`: unit → reference of its complaint."""

    answers: dict[str, str]
    complaints: dict[str, str]

    def at(self, path: str) -> dict[str, str]:
        """Those an address is about."""
        return self.complaints if "<string:reference>/klage/" in path else self


@pytest.fixture(scope="module")
def room(shared_app: Flask) -> Room:  # noqa: F811
    shared_app.extensions["clock"].now = NOW
    return Room.of(shared_app)


@pytest.fixture(scope="module")
def cases(room: Room) -> Cases:
    """Unit → reference of a case with a canary for a name; and one that does not exist."""
    real = {unit: room.ask(900 + n, unit, name=CANARY[unit]) for n, unit in enumerate(CANARY)}
    found = Cases(real | {"absent": "AAAA-BBBB-CCCC"})
    found.answers = {reference: answered(room, reference) for reference in real.values()}
    complaints = {unit: complained(room, 480 + n, unit) for n, unit in enumerate(CANARY)}
    found.complaints = complaints | {"absent": found["absent"]}
    return found


def complained(room: Room, number: int, unit: str) -> str:
    """A complaint nobody has taken, of somebody with the canary's name. Gives its reference."""
    today = local_day(NOW)
    with room.app.extensions["database"].transaction() as session:
        person = people.find_or_begin(session, "9902", national(number)).id
        return complaint.send(
            session, Actor("citizen", person, "9902"), draft_key=f"{number:022}",
            complaint=replace(WORDS, name=CANARY[unit]), answers=REFUSED, about_case=None,
            unit=unit, mail=MAIL, today=today, holidays=holidays_around(today),
        ).reference  # fmt: skip


def answered(room: Room, reference: str) -> str:
    """An answer too old to be taken back, so that every press on it finds it unchanged. Gives its id."""
    clock = room.app.extensions["clock"]
    clock.now = NOW - timedelta(hours=1)
    lead = Actor("staff", "l", "9902", Role.LEAD)
    said = AnswerWords(text="Kanariord i svaret", language="nb")
    with room.app.extensions["database"].transaction() as session:
        given = case_answers.give(
            session, lead, reference, kind="more-wanted", words=said, key=reference
        )
    clock.now = NOW
    return given.id


def staff_routes(app: Flask) -> Iterator[tuple[Any, str, Permission]]:
    """Every staff route with each of its methods and what it has declared."""
    for rule in app.url_map.iter_rules():
        declared = declaration_of(app, rule.endpoint)
        if declared is not None and declared.level is Level.STAFF:
            for method in sorted(rule.methods & {"GET", "POST"}):
                yield rule, method, declared.permission


def filled(path: str, reference: str, answers: dict[str, str]) -> str:
    """The address of an object: a case, a kind of answer, an answer of that case; other ids lead nowhere."""
    of_case = "<string:reference>" in path
    values = {"reference": reference, "kind": "avslag", "version": "1", "steg": "star-fast"}
    values["id"] = answers.get(reference, "nothing") if of_case else "nothing"
    return re.sub(r"<(?:[^:>]+:)?(\w+)>", lambda found: values.get(found[1], "nothing"), path)


def cells(app: Flask, cases: Cases) -> Iterator[Cell]:
    for rule, method, permission in staff_routes(app):
        path = rule.rule.partition("/ansatt")[2]
        objects = cases.at(path).items() if "<" in path else [("", "")]
        for unit, reference in objects:
            here = filled(path, reference, cases.answers)
            for who in SEES:
                yield Cell(rule.rule, here, method, unit, who, permission)


def reason(cell: Cell) -> tuple[str, str, str]:
    """Those who are refused at an address for the same reason are alike, and so are those who are let in."""
    if cell.unit == "absent" or cell.who == "neighbour":
        return cell.rule, cell.method, "nothing there in their municipality"
    if cell.unit and cell.unit not in SEES[cell.who]:
        return cell.rule, cell.method, "another unit"
    return cell.rule, cell.method, "in" if may_enter(cell) else "role"


def leaks(room: Room, walked: Iterable[Cell]) -> Iterator[str]:
    """The cells that let in somebody they should not, or show somebody's canary, as they are met."""
    tokens = {who: csrf(room.get(who)) for who in SEES}
    for cell in walked:
        _rule, path, method, _unit, who, _permission = cell
        answer = room.staff[who].open(
            f"/{'fjordvik' if who == 'neighbour' else 'storby'}/nb/ansatt{path}",
            method=method,
            data={"csrf_token": tokens[who]} if method == "POST" else None,
        )
        let_in = answer.status_code != 404
        if let_in and not may_enter(cell):
            yield f"{who} {method} {path}: {answer.status_code}"
        shown = answer.text if answer.mimetype == "text/html" else ""
        for there, name in CANARY.items():
            if name in shown and there not in SEES[who]:
                yield f"{who} {method} {path} shows {name}"


def may_enter(cell: Cell) -> bool:
    """What the design says: one's own unit or, from lead, all; and acting is for two roles."""
    if cell.unit and cell.unit not in SEES[cell.who]:
        return False
    if cell.permission in NEEDS_TO_LOOK_OVER:
        return cell.who in LOOKS_OVER
    return cell.permission not in NEEDS_ACTING or cell.who in ACTS


def test_nobody_gets_in_where_they_should_not(room: Room, cases: Cases) -> None:
    assert list(leaks(room, telling(cells(room.app, cases), reason))) == []


def test_each_address_has_somebody_who_is_refused(room: Room, cases: Cases) -> None:
    """The walk of a push: each way in that is about something, or is for two roles, is tried by those it is not for."""
    refused = {cell.rule for cell in telling(cells(room.app, cases), reason) if not may_enter(cell)}
    for rule, _method, permission in staff_routes(room.app):
        assert rule.rule in refused or ("<" not in without_place(rule) and permission not in NEEDS_ACTING)  # fmt: skip


def without_place(rule: Any) -> str:
    return str(rule.rule.partition("/ansatt")[2])


def test_not_yours_is_not_there_in_bytes_headers_and_statements(room: Room, cases: Cases) -> None:
    """A case of another unit, and of another municipality."""
    tokens = {who: {"csrf_token": csrf(room.get(who))} for who in ("officer", "neighbour")}
    others = {("officer", NORTH), ("neighbour", CENTRE)}
    walked = [
        cell
        for cell in cells(room.app, cases)
        if "/sak/<string:reference>" in cell.rule and (cell.who, cell.unit) in others
    ]
    found = []
    for rule, path, method, unit, who, _permission in telling(walked, lambda cell: (cell.rule, cell.method)):  # fmt: skip
        here = address(who, path)
        places = (here, here.replace(cases.at(rule)[unit], cases["absent"]))
        data = tokens[who] if method == "POST" else None
        differing = differences(room.app, room.staff[who], method, places, data)
        found += [f"{who} {method} {rule}: {one}" for one in differing]
    assert found == []


def test_everyone_gets_in_where_they_should(room: Room, cases: Cases) -> None:
    """The lead has answered the cases, and so has them: the others say why they open them."""
    for who, units in SEES.items():
        assert room.get(who).status_code == 200
        for unit in units:
            if who != "lead":
                room.say_why(who, cases[unit])
            page = room.get(who, f"/sak/{cases[unit]}")
            assert CANARY[unit] in page.text, who


def test_a_session_opens_no_other_municipality(room: Room) -> None:
    elsewhere = [("lead", "fjordvik"), ("neighbour", "storby"), ("officer", "namsos")]
    walked = [
        (rule.rule, method, who, other)
        for rule, method, _permission in staff_routes(room.app)
        for who, other in elsewhere
    ]
    for rule, method, who, other in telling(walked, lambda cell: cell[:2]):
        path = filled(rule.partition("/ansatt")[2], "x", {})
        address = f"/{other}/nb/ansatt{path}"
        answer = room.staff[who].open(address, method=method)
        assert answer.status_code == 303, address
        assert "/innlogging/" in answer.headers["Location"]


@pytest.mark.parametrize(("condition", "met"), [("own_unit", "another unit"), ("answers", "role")])
def test_the_matrix_finds_a_condition_that_was_taken_away(
    room: Room, cases: Cases, condition: str, met: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line of the access table without one of its conditions is a leak, and is found."""
    take_away(condition, monkeypatch)
    walked = [cell for cell in telling(cells(room.app, cases), reason) if reason(cell)[2] == met]
    assert next(leaks(room, walked), None)


def test_a_disabled_employee_is_out_at_once(room: Room) -> None:
    with room.app.extensions["database"].transaction() as session:
        session.execute(update(StaffRow).where(StaffRow.unit == NORTH).values(disabled_at=NOW))
    try:
        assert room.get("north").status_code == 303
    finally:
        with room.app.extensions["database"].transaction() as session:
            session.execute(update(StaffRow).values(disabled_at=None))
