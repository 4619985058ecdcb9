"""Every citizen route × method × person × case, made from the list of addresses itself.

Who sees what stands below as the design says it, not as the access table does. A canary in every
text of the case tells when a page shows what it should not. At the end each condition of the table
is taken away in turn, and the matrix must find it.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.pages.access import declaration_of
from portal.rules import access
from portal.rules.access import Actor, Role
from portal.rules.levels import Level
from portal.store import case_messages, case_mine
from portal.store.tables.events import EventRow
from tests.conftest import NOW
from tests.login.conftest import shared_app  # noqa: F401
from tests.login.steps import csrf, enrol, logged_in
from tests.pages.citizens import CENTRE, FJORDVIK, STORBY, Town

CANARY = "Kanarifugl"
# Those who are to be refused come first: a leak is found before the case has been changed.
CITIZENS = ("stranger", "asker", "former", "parent", "reader")
OUTSIDE = ("neighbour", "staff", "nobody")
SEES = {"reader", "parent"}
SENT = {
    "whom": "other",
    "name": f"{CANARY} Spørger",
    "about_name": f"{CANARY} Gjelder",
    "about_phone": "+4799999988",
    "own_words": f"{CANARY} med egne ord",
    "help_today": f"{CANARY} i dag",
    "helpers": f"{CANARY} hjelper",
    "workplace": f"{CANARY} arbeidssted",
}
WORK = Role.OFFICER


@pytest.fixture(scope="module")
def town(shared_app: Flask) -> Town:  # noqa: F811
    shared_app.extensions["clock"].now = NOW
    officer = enrol(shared_app, "o", WORK, "storby", unit=CENTRE, name="Ola Saks")
    town = Town.of(shared_app)
    town.browsers |= {"staff": logged_in(shared_app, officer), "nobody": shared_app.test_client()}
    return town


@pytest.fixture(scope="module")
def cases(town: Town) -> dict[str, str]:
    """A case with a canary in every text, started by another yesterday; and one that does not exist."""
    real = town.ask(**SENT)
    case_id = town.row(real).id
    reader = Actor("citizen", town.ids["reader"], STORBY)
    with town.transaction() as session:
        case_messages.write(session, reader, case_id, f"{CANARY} skriver")
    town.change(real, confirmed_at=NOW, confirmed_by="phone")
    town.answer(real, "more-wanted", f"{CANARY} spør")
    town.days_later(1)
    town.browsers["staff"] = logged_in(town.app, enrol(town.app, "o", WORK, "storby", unit=CENTRE))
    return {"real": real, "absent": "AAAA-BBBB-CCCC"}


def citizen_routes(app: Flask) -> Iterator[tuple[Any, str]]:
    """Every citizen route with each of its methods."""
    for rule in app.url_map.iter_rules():
        declared = declaration_of(app, rule.endpoint)
        if declared is not None and declared.level is Level.HIGH:
            for method in sorted(rule.methods & {"GET", "HEAD", "POST"}):
                yield rule, method


def address(app: Flask, rule: Any, reference: str) -> str:
    values = {"kommune": app.extensions["profiles"]["storby"], "sprak": "nb"}
    more = {"reference": reference, "steg": "hvem", "version": 1}
    values |= {name: more.get(name, "x" * 32) for name in rule.arguments - set(values)}
    return str(app.url_map.bind("127.0.0.1:8000").build(rule.endpoint, values))


def cells(app: Flask, cases: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """(address, method, which case it is about: "real", "absent" or "")."""
    for rule, method in citizen_routes(app):
        about = cases if "reference" in rule.arguments else {"": ""}
        for which, reference in about.items():
            yield address(app, rule, reference), method, which


def visit(town: Town, who: str, path: str, method: str, token: str) -> Any:
    data = {"csrf_token": token, "text": "Hei", "key": "k" * 22} if method == "POST" else None
    return town.browsers[who].open(path, method=method, data=data)


def token_of(town: Town, who: str) -> str:
    return csrf(town.browsers[who].get("/storby/nb/koordinator/ring-meg"))


def leaks(town: Town, cases: dict[str, str]) -> Iterator[str]:
    """The cells that let in somebody they should not, or show or change somebody's case, as met."""
    for who in (*CITIZENS, *OUTSIDE):
        token = token_of(town, who)
        for path, method, which in cells(town.app, cases):
            answer = visit(town, who, path, method, token)
            if answer.status_code not in allowed(who, which):
                yield f"{who} {method} {path}: {answer.status_code}"
            if CANARY in answer.text and who not in SEES:
                yield f"{who} {method} {path} shows {CANARY}"
    for who, code in done_by_others(town, cases["real"]):
        yield f"{who} did {code}"


def allowed(who: str, which: str) -> set[int]:
    """To the login from outside; the 404 for a case that is not yours; else an answer of ours."""
    if who in OUTSIDE:
        return {303}
    if which == "absent" or (which == "real" and who not in SEES):
        return {404}
    # A picture that is not there is a 404 to its readers as well.
    return {200, 303, 404, 422}


def done_by_others(town: Town, reference: str) -> list[tuple[str, str]]:
    """What people who may not see the case have done with it."""
    names = {town.ids[who]: who for who in ("former", "asker", "stranger", "neighbour")}
    case_id = town.row(reference).id
    with town.transaction() as session:
        rows = session.execute(
            select(EventRow.actor_id, EventRow.code).where(
                EventRow.subject == case_id,
                EventRow.actor_id.in_(names),
                EventRow.code != "case.requested",
            )
        ).all()
    return [(names[actor], code) for actor, code in rows]


def leaks_below_the_door(town: Town, cases: dict[str, str]) -> list[str]:
    """The door of a page lets in citizens of the place alone; the store must not rest on that."""
    reader = Actor("citizen", town.ids["reader"], STORBY)
    wrong = {
        "staff with the reader's id": replace(reader, kind="staff", role=WORK),
        "nobody with the reader's id": replace(reader, kind="nobody"),
        "the reader elsewhere": replace(reader, municipality=FJORDVIK),
    }
    found = []
    for name, actor in wrong.items():
        with town.transaction() as session:
            views = {
                "read": case_mine.read(session, actor, cases["real"]),
                "receipt": case_mine.receipt(session, actor, cases["real"]),
                "mine": case_mine.mine(session, actor).cases,
            }
        found += [f"{name}: {view}" for view, shown in views.items() if shown]
    return found


def test_there_are_routes_to_walk(town: Town, cases: dict[str, str]) -> None:
    walked = {path.split("/nb/")[1] for path, _method, _which in cells(town.app, cases)}
    own = {"", "/kvittering", "/datoer.ics", "/skriv", "/trekk", "/minn-pa", "/bekreft"}
    assert {f"saker/{cases['real']}{path}" for path in own} | {"saker"} <= walked


def test_nobody_gets_in_where_they_should_not(town: Town, cases: dict[str, str]) -> None:
    assert list(leaks(town, cases)) == []
    assert leaks_below_the_door(town, cases) == []


def test_everyone_gets_in_where_they_should(town: Town, cases: dict[str, str]) -> None:
    for who in SEES:
        shown = town.get(who, f"/{cases['real']}")
        assert shown.status_code == 200
        assert CANARY in shown.text, who
        assert cases["real"] in town.get(who).text
    for who in CITIZENS:
        assert town.get(who).status_code == 200


def test_a_session_opens_no_other_municipality(town: Town, cases: dict[str, str]) -> None:
    for path, method, _which in cells(town.app, cases):
        for who, other in [("reader", "fjordvik"), ("neighbour", "storby"), ("reader", "namsos")]:
            there = path.replace("/storby/", f"/{other}/")
            answer = town.browsers[who].open(there, method=method)
            assert answer.status_code == 303, (who, there)
            assert f"/{other}/innlogging/" in answer.headers["Location"]


def test_every_citizen_page_is_personal(town: Town) -> None:
    for rule, method in citizen_routes(town.app):
        declared = declaration_of(town.app, rule.endpoint)
        assert declared.cache.value == "personal", (rule.rule, method)


def test_what_is_not_yours_is_the_same_bytes_as_what_is_not_there(
    town: Town, cases: dict[str, str]
) -> None:
    for rule, method in citizen_routes(town.app):
        if "reference" not in rule.arguments or method != "GET":
            continue
        theirs, nothing = (
            visit(town, "stranger", address(town.app, rule, reference), method, "")
            for reference in cases.values()
        )
        assert theirs.data.replace(cases["real"].encode(), b"AAAA-BBBB-CCCC") == nothing.data


@pytest.mark.parametrize("condition", ["is_reader", "citizen_here"])
def test_the_matrix_finds_a_condition_that_was_taken_away(
    town: Town, cases: dict[str, str], condition: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line of the access table without one of its conditions is a leak, and is found."""
    gone = getattr(access, condition)
    bent = {
        permission: [[each for each in way if each is not gone] for way in ways]
        for permission, ways in access.RULES.items()
    }
    monkeypatch.setattr(access, "RULES", bent)
    assert leaks_below_the_door(town, cases) or next(leaks(town, cases), None)


def test_a_reader_whose_last_day_has_come_is_out_at_once(town: Town, cases: dict[str, str]) -> None:
    assert town.get("parent", f"/{cases['real']}").status_code == 200
    before = town.now
    town.days_later(400)
    try:
        assert town.get("parent", f"/{cases['real']}").status_code == 404
        assert town.get("reader", f"/{cases['real']}").status_code == 200
    finally:
        town.app.extensions["clock"].now = before
        town.log_in()


def test_the_asker_has_the_receipt_for_half_an_hour_and_nothing_else(town: Town) -> None:
    reference = town.ask(**SENT)
    opened = {
        path
        for path, method, which in cells(town.app, {"real": reference})
        if which and visit(town, "asker", path, method, token_of(town, "asker")).status_code != 404
    }
    assert opened == {f"/storby/nb/saker/{reference}/kvittering"}
    assert CANARY not in town.get("asker", f"/{reference}/kvittering").text
    town.app.extensions["clock"].now += timedelta(minutes=29, seconds=30)
    assert town.get("asker", f"/{reference}/kvittering").status_code == 200
    town.app.extensions["clock"].now += timedelta(seconds=30)
    assert town.get("asker", f"/{reference}/kvittering").status_code == 404
