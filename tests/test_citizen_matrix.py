"""Every citizen route × method × person × case, made from the list of addresses itself.

Who sees what stands below as the design says it, not as the access table does. A canary in every
text of the case tells when a page shows what it should not. Those who act for the one it is about do so
by grants of every state: one that counts, one that gives too little, and those that count no more, or not
yet, or elsewhere. At the end each condition of the table is taken away in turn, and the matrix must find it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.pages.access import declaration_of
from portal.rules.access import Actor, Role
from portal.rules.levels import Level
from portal.rules.representation import Basis, Scope
from portal.store import case_messages, case_mine
from portal.store.representation import NewGrant, write
from portal.store.tables.events import EventRow
from portal.store.tables.representation import GrantRow
from tests.acting import act_for
from tests.conftest import NOW
from tests.login.conftest import shared_app  # noqa: F401
from tests.login.steps import citizen_in, csrf, enrol, logged_in
from tests.pages.citizens import CENTRE, FJORDVIK, STORBY, Town
from tests.walking import take_away, telling

CANARY = "Kanarifugl"
# Those who are to be refused come first: a leak is found before the case has been changed.
LAPSED = ("expired", "revoked", "not-yet", "elsewhere", "grown")
HELPERS = (*LAPSED, "narrow", "another's", "helper")
CITIZENS = ("stranger", "asker", "former", *HELPERS, "parent", "reader")
OUTSIDE = ("neighbour", "staff", "nobody")
SEES = {"reader", "parent", "helper"}
TODAY = NOW.date()
FOLLOW = (Scope.FOLLOW_CASES, Scope.ASK)
# What each holds for the reader, other than a grant of a month that gives the right to follow and to ask.
GRANTS: dict[str, dict[str, Any]] = {
    "helper": {},
    "narrow": {"scopes": (Scope.SEE_PLAN,)},
    "another's": {"person": "stranger"},
    "expired": {"until": TODAY},
    "revoked": {"ended_at": NOW},
    "not-yet": {"since": TODAY + timedelta(days=2)},
    "elsewhere": {"municipality": FJORDVIK},
    "grown": {"basis": Basis.PARENT, "born": date(2010, 11, 21), "until": None},
}
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
ABOUT_A_CASE, ABOUT_A_PLAN = "/saker/<", "/plan/<"
WORK = Role.OFFICER
STOP = "representation.stop"
"""Whoever presses it acts for nobody for the rest of the walk; tests/pages/test_acting.py has it."""


@pytest.fixture(scope="module")
def town(shared_app: Flask) -> Town:  # noqa: F811
    shared_app.extensions["clock"].now = NOW
    officer = enrol(shared_app, "o", WORK, "storby", unit=CENTRE, name="Ola Saks")
    town = Town.of(shared_app)
    town.browsers |= {"staff": logged_in(shared_app, officer), "nobody": shared_app.test_client()}
    for number, who in enumerate(HELPERS):
        town.ids[who] = citizen_in(shared_app, "storby", f"1181551234{number}")[1]
        give(town, who, GRANTS[who])
    return town


def give(town: Town, who: str, changes: dict[str, Any]) -> None:
    """A grant from the reader, in the state its name says."""
    grant = {"scopes": FOLLOW, "since": TODAY, "until": TODAY + timedelta(days=30)}
    grant |= {"basis": Basis.GIVEN, "born": None} | changes
    ended, place = grant.pop("ended_at", None), grant.pop("municipality", STORBY)
    whom = town.ids[grant.pop("person", "reader")]
    new = NewGrant(
        person=whom, person_name="Kanari Fuglesang", holder=town.ids[who],
        holder_name=who, language="nb", accepted=True, **grant,
    )  # fmt: skip
    with town.transaction() as session:
        given = write(session, Actor("citizen", whom, place), new)
        session.execute(update(GrantRow).filter_by(id=given).values(ended_at=ended))


@pytest.fixture(autouse=True)
def acting(town: Town) -> None:
    """Every helper has just logged in and chosen to act for the reader, when that could be chosen."""
    act(town)


def act(town: Town) -> None:
    for number, who in enumerate(HELPERS):
        town.browsers[who], town.ids[who] = citizen_in(town.app, "storby", f"1181551234{number}")
        with town.transaction() as session:
            act_for(session, town.ids[who], acted_for(town, who))


def acted_for(town: Town, who: str) -> str:
    return town.ids[GRANTS[who].get("person", "reader")]


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
        if declared is not None and declared.level is Level.HIGH and rule.endpoint != STOP:
            for method in sorted(rule.methods & {"GET", "HEAD", "POST"}):
                yield rule, method


def address(app: Flask, rule: Any, reference: str) -> str:
    values = {"kommune": app.extensions["profiles"]["storby"], "sprak": "nb"}
    step = "gjelder" if "/klage/" in rule.rule else "hvem"
    more = {"reference": reference, "steg": step, "version": 1, "number": 1}
    values |= {name: more.get(name, "x" * 32) for name in rule.arguments - set(values)}
    return str(app.url_map.bind("127.0.0.1:8000").build(rule.endpoint, values))


class Cell(NamedTuple):
    """`which` case it is about: "real", "absent" or ""."""

    rule: str
    path: str
    method: str
    which: str
    who: str


def addresses(app: Flask, cases: dict[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """All of a cell but who. A plan has a matrix of its own."""
    for rule, method in citizen_routes(app):
        if ABOUT_A_PLAN in rule.rule:
            continue
        about = cases if ABOUT_A_CASE in rule.rule else {"": "AAAA-BBBB-CCCC"}
        for which, reference in about.items():
            yield rule.rule, address(app, rule, reference), method, which


def cells(
    app: Flask, cases: dict[str, str], people: Iterable[str] = (*CITIZENS, *OUTSIDE)
) -> Iterator[Cell]:
    """Person by person, those who are to be refused first."""
    for who in people:
        for rule, path, method, which in addresses(app, cases):
            # what else one may do for another has a matrix of its own
            if who not in HELPERS or "/saker" in path:
                yield Cell(rule, path, method, which, who)


def reason(cell: Cell) -> tuple[str, ...]:
    """Those who are refused at an address for the same reason are alike, and so are those who are let in."""
    if cell.who in OUTSIDE:
        return cell.rule, cell.method, "outside"
    if cell.which == "absent":
        return cell.rule, cell.method, "nothing there"
    kinds = {"counts no more": LAPSED, "gives too little": ("narrow", "another's"), "in": SEES}
    kind = next((kind for kind, people in kinds.items() if cell.who in people), "not theirs")
    return cell.rule, cell.method, kind


def visit(town: Town, who: str, path: str, method: str, token: str) -> Any:
    data = {"csrf_token": token, "text": "Hei", "key": "k" * 22} if method == "POST" else None
    return town.browsers[who].open(path, method=method, data=data)


def token_of(town: Town, who: str) -> str:
    return csrf(town.browsers[who].get("/storby/nb/koordinator/ring-meg"))


def leaks(town: Town, cases: dict[str, str], walked: Iterable[Cell]) -> Iterator[str]:
    """The cells that let in somebody they should not, or show or change somebody's case, as met."""
    tokens = {}
    for _rule, path, method, which, who in walked:
        if method == "POST" and who not in tokens:
            tokens[who] = token_of(town, who)
        answer = visit(town, who, path, method, tokens.get(who, ""))
        if answer.status_code not in allowed(who, which):
            yield f"{who} {method} {path}: {answer.status_code}"
        own_words = who == "asker" and "/innsyn/alt" in path  # what one wrote is one's own
        if CANARY.encode() in answer.data and who not in SEES and not own_words:
            yield f"{who} {method} {path} shows {CANARY}"
    for who, code in done_by_others(town, cases["real"]):
        yield f"{who} did {code}"


def allowed(who: str, which: str) -> set[int]:
    """To the login from outside; the 404 for a case that is not yours; else an answer of ours."""
    if who in OUTSIDE:
        return {303}
    if who in LAPSED:  # a press on a page made before the right ended does nothing: 409
        return {404, 409} if which else {200, 303, 404, 409, 422}
    if which == "absent" or (which == "real" and who not in SEES):
        return {404}
    # A picture that is not there is a 404 to its readers as well.
    return {200, 303, 404, 422}


def done_by_others(town: Town, reference: str) -> list[tuple[str, str]]:
    """What people who may not see the case have done with it."""
    others = ("former", "asker", "stranger", "neighbour", "narrow", "another's", *LAPSED)
    names = {town.ids[who]: who for who in others}
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
    helpers = {who: Actor("citizen", town.ids[who], STORBY) for who in HELPERS}
    acting_for = {who: replace(helpers[who], acting_for=reader.id) for who in (*LAPSED, "narrow")}
    wrong = acting_for | {
        "the helper as themself": helpers["helper"],
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
    walked = {cell.path.split("/nb/")[1] for cell in telling(cells(town.app, cases), reason)}
    own = {"", "/kvittering", "/datoer.ics", "/skriv", "/trekk", "/minn-pa", "/bekreft"}
    assert {f"saker/{cases['real']}{path}" for path in own} | {"saker"} <= walked


def test_nobody_gets_in_where_they_should_not(town: Town, cases: dict[str, str]) -> None:
    assert list(leaks(town, cases, telling(cells(town.app, cases), reason))) == []
    assert leaks_below_the_door(town, cases) == []


def test_everyone_gets_in_where_they_should(town: Town, cases: dict[str, str]) -> None:
    for who in SEES:
        shown = town.get(who, f"/{cases['real']}")
        assert shown.status_code == 200
        assert CANARY in shown.text, who
        assert cases["real"] in town.get(who).text
    for who in CITIZENS:
        assert town.get(who).status_code == (404 if who == "narrow" else 200)


def test_a_session_opens_no_other_municipality(town: Town, cases: dict[str, str]) -> None:
    elsewhere = [("reader", "fjordvik"), ("neighbour", "storby"), ("reader", "namsos")]
    walked = [
        (rule, path.replace("/storby/", f"/{other}/"), method, who, other)
        for rule, path, method, _which in addresses(town.app, cases)
        for who, other in elsewhere
    ]
    for _rule, there, method, who, other in telling(walked, lambda cell: (cell[0], cell[2])):
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
        if ABOUT_A_CASE not in rule.rule or method != "GET":
            continue
        theirs, nothing = (
            visit(town, "stranger", address(town.app, rule, reference), method, "")
            for reference in cases.values()
        )
        assert theirs.data.replace(cases["real"].encode(), b"AAAA-BBBB-CCCC") == nothing.data


@pytest.mark.parametrize(
    ("condition", "who"),
    [
        ("is_reader", "stranger"),
        ("citizen_here", "nobody"),
        ("acts_for_them", "another's"),
        ("follows_their_cases", "narrow"),
    ],
)
def test_the_matrix_finds_a_condition_that_was_taken_away(
    town: Town, cases: dict[str, str], condition: str, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line of the access table without one of its conditions is a leak, and is found."""
    take_away(condition, monkeypatch)
    walked = (cell for cell in cells(town.app, cases, [who]) if cell.which)
    assert leaks_below_the_door(town, cases) or next(leaks(town, cases, walked), None)


def test_a_grant_is_over_on_the_day_it_ends(town: Town, cases: dict[str, str]) -> None:
    """The day before, the day itself: the helper's month, and the day that is not yet."""
    before = town.now
    expected = {1: (200, 404), 2: (200, 200), 29: (200, 200), 30: (404, 404)}
    for days, (helper, not_yet) in expected.items():
        town.app.extensions["clock"].now = NOW + timedelta(days=days)
        act(town)
        seen = (town.get(who, f"/{cases['real']}").status_code for who in ("helper", "not-yet"))
        assert tuple(seen) == (helper, not_yet), days
    town.app.extensions["clock"].now = before
    town.log_in()


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
    reference, token = town.ask(**SENT), token_of(town, "asker")
    opened = {
        path
        for _rule, path, method, which in addresses(town.app, {"real": reference})
        if which and visit(town, "asker", path, method, token).status_code != 404
    }
    assert opened == {f"/storby/nb/saker/{reference}/kvittering"}
    assert CANARY not in town.get("asker", f"/{reference}/kvittering").text
    town.app.extensions["clock"].now += timedelta(minutes=29, seconds=30)
    assert town.get("asker", f"/{reference}/kvittering").status_code == 200
    town.app.extensions["clock"].now += timedelta(seconds=30)
    assert town.get("asker", f"/{reference}/kvittering").status_code == 404
