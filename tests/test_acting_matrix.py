"""Every page a citizen has × method × everyone who acts for one person, by grants of every state.

What each of them may see is written below from the law's table of roles and from what the pages are for, not from the access table.
A word of its own in everything about the person tells when a page shows what it should not; what is refused does nothing.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import pytest
from flask import Flask

from portal.pages.access import declaration_of
from portal.rules import representation
from portal.rules.levels import Level
from portal.rules.representation import Scope
from tests.acting_world import (
    ASKED,
    CASE,
    COMPLAINT,
    DRAFT,
    LOOKED,
    NUMBER,
    OVER,
    PLAN,
    STATES,
    WORDS,
    House,
)
from tests.conftest import EVERYTHING
from tests.login.conftest import shared_app  # noqa: F401
from tests.login.steps import csrf
from tests.not_there import asked, differences
from tests.walking import take_away, telling

SEE, WRITE, FOLLOW, ASK, PRIVACY, COMPLAIN = (
    Scope.SEE_PLAN, Scope.WRITE_PLAN, Scope.FOLLOW_CASES, Scope.ASK, Scope.PRIVACY, Scope.COMPLAIN,
)  # fmt: skip
NOBODY = None
# What one must hold for the person, by the address: the first that fits. NOBODY who acts for another.
NEEDS: list[tuple[str, set[Scope] | None]] = [
    (r"GET /saker/<>/kvittering", {FOLLOW, ASK}),
    (r"GET /saker(/<>(/datoer\.ics|/bilde/<>)?)?", {FOLLOW}),
    (r"\w+ /saker/<>/(skriv|trekk|minn-pa|bekreft)", {FOLLOW, ASK}),
    (r"GET /saker/<>/klagen(/kvittering|\.pdf|/fil/<>)?", {COMPLAIN}),
    (r"\w+ /saker/<>/klagen/(legg-til|trekk)", {COMPLAIN}),
    (r"\w+ /klage(/.*)?", {COMPLAIN}),
    (r"\w+ /koordinator/.*", {ASK}),
    (r"GET /plan/<>/(mal|tiltak|moter)/<>", {SEE}),
    (
        r"GET /plan/<>/(hvem-ringer-jeg.*|planen\..*|utskrift|ta-med|de-som-hjelper|endringer)",
        {SEE},
    ),
    (
        r"GET /plan/<>/(mangler|moter(/datoer\.ics)?|overganger|samtykke|slik-ser/<>)",
        {SEE},
    ),
    (r"GET /plan(/<>|/hvem-ringer-jeg)?", {SEE}),
    (r"\w+ /plan/<>/.*", {SEE, WRITE}),
    (r"\w+ /innsyn(/.*)?", {PRIVACY}),
    (r"GET /pa-vegne-av(/meg)?", set()),
    (
        r"\w+ /pa-vegne-av/.*",
        NOBODY,
    ),  # giving, accepting, ending and changing are one's own, and so is another's grant
]
# What one meets of the person's, by what one holds. Insight shows nobody what they could not see on its own page.
MEETS = {FOLLOW: {CASE}, COMPLAIN: {COMPLAINT}, SEE: {PLAN}, PRIVACY: {ASKED, NUMBER, LOOKED}}
BY_INSIGHT = {FOLLOW: {CASE}, COMPLAIN: {COMPLAINT}, SEE: {PLAN}}
STOP = "representation.stop"
"""Whoever presses it acts for nobody for the rest of the walk; tests/pages/test_acting.py has it."""
TYPED = {"text": "Hei", "key": "k" * 22, "based_on": "1", "version": "1", "answer": "no", "code": "AAAA-AAAA-AAAA"}  # fmt: skip
ABSENT = {"reference": "AAAA-BBBB-CCCC", "grant": "0" * 32, "number": "999999"}


class Cell(NamedTuple):
    """`path` is the address with the person's own things in it, `pattern` the same with <> for each."""

    pattern: str
    path: str
    method: str
    who: str


@pytest.fixture(scope="module")
def house(shared_app: Flask) -> House:  # noqa: F811
    return House.of(shared_app)


def cells(house: House, people: Iterable[str] = STATES) -> Iterator[Cell]:
    for rule, method in citizen_routes(house.town.app):
        pattern = re.sub("<[^>]+>", "<>", rule.rule.split("<language:sprak>")[1])
        for who in people:
            yield Cell(pattern, address(house, rule), method, who)


def citizen_routes(app: Flask) -> Iterator[tuple[Any, str]]:
    """All that only look come first, so that nothing has been changed by then."""
    for method in ("GET", "POST"):
        for rule in app.url_map.iter_rules():
            declared = declaration_of(app, rule.endpoint)
            here = declared and declared.level is Level.HIGH and method in rule.methods
            if here and rule.endpoint != STOP:
                yield rule, method


def address(house: House, rule: Any, things: dict[str, str] | None = None) -> str:
    """Of the person's own things, or of others told instead."""
    folder = rule.rule.split("<language:sprak>/")[1].split("/")[0]
    words = {"saker": "case", "plan": "plan", "innsyn": "privacy"}
    words |= {"saker": "complaint"} if "/klagen" in rule.rule else {}
    step = "gjelder" if folder == "klage" else "hvem"
    values: dict[str, Any] = {
        "kommune": house.town.app.extensions["profiles"]["storby"], "sprak": "nb", "steg": step,
        "part": house.things["part"], "who": "hjelper", "topic": "behov", "hole": "goals",
        "transition": "turning-18", "id": "x" * 32, "kind": "annet",
        "grant": house.grants["parent"], "number": house.things["number"],
        "reference": house.things[words.get(folder, "case")],
    } | (things or {})  # fmt: skip
    if "number" in rule.arguments:
        values["number"] = int(values["number"])
    named = {name: values[name] for name in rule.arguments}
    return str(house.town.app.url_map.bind("127.0.0.1:8000").build(rule.endpoint, named))


def needs(cell: Cell) -> set[Scope] | None:
    said = f"{cell.method} {cell.pattern}"
    return next(held for pattern, held in NEEDS if re.fullmatch(pattern, said))


def may(cell: Cell) -> bool:
    """Whether the design opens this address for this one, while they act for the person."""
    wanted = needs(cell)
    return cell.who not in OVER and wanted is not None and wanted <= STATES[cell.who].may


def reason(cell: Cell) -> tuple[object, ...]:
    """Those who are refused at an address for the same reason are alike, and so are those who are let in."""
    kind = "in" if may(cell) else "over" if cell.who in OVER else "gives too little"
    missing = tuple(sorted((needs(cell) or set()) - STATES[cell.who].may)) if kind != "over" else ()
    return cell.pattern, cell.method, kind, missing[:1]


def hidden_in(house: House, who: str) -> dict[str, str]:
    """What every form of theirs carries. Whoever may act no more is told so here, once, with the name they know."""
    page = house.town.browsers[who].get("/storby/nb/pa-vegne-av/meg")
    if who in OVER or who not in STATES:
        page = house.town.browsers[who].get("/storby/nb/pa-vegne-av/kode")
    made_for = re.search(r'name="acts_for" value="([^"]+)"', page.text)
    found = {"csrf_token": csrf(page)} if "csrf_token" in page.text else {}
    return found | ({"acts_for": made_for[1]} if made_for else {})


def leaks(house: House, walked: Iterable[Cell]) -> Iterator[str]:
    """The cells that let in somebody they should not, keep out somebody they should let in, show or do too much, as met."""
    tokens: dict[str, dict[str, str]] = {}
    for cell in walked:
        _pattern, path, method, who = cell
        if method == "POST" and may(cell):
            continue  # what is written is what the tests of each page are about
        if who not in tokens:
            tokens[who] = hidden_in(house, who)
        before = house.done_by(who)
        data = {**tokens[who], **TYPED} if method == "POST" else None
        answer = house.town.browsers[who].open(path, method=method, data=data)
        said = f"{who} {method} {path}"
        if answer.status_code not in expected(cell):
            yield f"{said}: {answer.status_code}"
        yield from (f"{said} shows {word}" for word in shows(answer) - meets(cell))
        if answer.status_code == 404 and not may(cell) and house.done_by(who) != before:
            yield f"{said} has done something"


def expected(cell: Cell) -> set[int]:
    """The 404 for what one may not; for who acts for nobody any more, their own pages."""
    if may(cell):
        return {200, 303, 404} if is_perhaps_nothing(cell) else {200, 303}
    if cell.who in OVER and not about_a_thing(cell):
        return {200, 303, 404, 422}
    return {404}


def is_perhaps_nothing(cell: Cell) -> bool:
    """Pages of a picture, of a part of another kind, of a section that was not given, and what only a child keeps back."""
    of_some = re.search(r"/plan/<>/.*<>|/bilde|/fil|datoer|/behold", cell.pattern)
    return bool(of_some) or (cell.who == "narrow" and "/plan/" in cell.pattern)


def about_a_thing(cell: Cell) -> bool:
    """A step and a picture of what one asks for oneself, and a kind of question, are no things of the person's."""
    return "<>" in cell.pattern and not re.match(
        r"/koordinator/|/klage/|/innsyn/spor/", cell.pattern
    )


def meets(cell: Cell) -> set[str]:
    """The words of the person's that may stand on this page."""
    if not may(cell):
        return set()
    held = needs(cell) or set()
    words = set().union(*(MEETS.get(scope, set()) for scope in held))
    if PRIVACY in held:
        words |= set().union(*(BY_INSIGHT.get(scope, set()) for scope in STATES[cell.who].may))
    return words


def shows(answer: Any) -> set[str]:
    """In the page, or in a header."""
    text = answer.text if answer.mimetype != "application/pdf" else ""
    return {word for word in WORDS if word in text or word in str(answer.headers)}


PART = 4


@pytest.mark.parametrize("part", range(PART))
def test_who_acts_meets_what_they_may_and_nothing_more(house: House, part: int) -> None:
    walked = [cell for cell in telling(cells(house), reason) if EVERYTHING or not is_walked(cell)]
    assert list(leaks(house, walked[part::PART])) == []


def is_walked(cell: Cell) -> bool:
    """Who is let in to the pages of a plan, and to which of its words, is for the plan's own matrix."""
    return may(cell) and "/plan/<>/" in cell.pattern


def test_every_address_says_what_it_needs(house: House) -> None:
    for cell in cells(house, ["whole"]):
        needs(cell)
    assert len({cell.pattern for cell in cells(house, ["whole"])}) > 70


def test_the_person_meets_every_word(house: House) -> None:
    """Without this the walk could look where nothing stands; and of those who act, only who may see all of it."""
    everything = set(WORDS) - {DRAFT}
    only = {ASKED, NUMBER, LOOKED}
    for who, words in (("reader", set(WORDS)), ("whole", everything), ("only privacy", only)):
        met: set[str] = set()
        for page in ("/innsyn", "/innsyn/alt", "/innsyn/mine-henvendelser"):
            answer = house.town.browsers[who].get(f"/storby/nb{page}")
            assert answer.status_code == 200
            met |= shows(answer)
        assert met | {LOOKED} == words, who


@pytest.mark.parametrize(
    ("condition", "who", "pattern"),
    [
        ("acts_for_them", "of another", "/saker/<>"),
        ("asks_for_them", "only privacy", "/koordinator/begynn"),
        ("minds_their_privacy", "only ask", "/innsyn/alt"),
        ("sees_their_plan", "only ask", "/plan/<>"),
        ("follows_their_cases", "only ask", "/saker/<>"),
        ("complains_for_them", "only follow-cases", "/saker/<>/klagen"),
        ("for_oneself", "only ask", "/pa-vegne-av/gi"),
    ],
)
def test_the_matrix_finds_a_condition_that_was_taken_away(
    house: House, condition: str, who: str, pattern: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_away(condition, monkeypatch)
    walked = [cell for cell in cells(house, [who]) if cell.pattern == pattern]
    assert next(leaks(house, walked), None)


# One that was taken back is not even fetched: nothing that a rule says lets it in.
@pytest.mark.parametrize(
    "who", [who for who in OVER if who not in {"elsewhere", "of another", "revoked"}]
)
def test_the_matrix_finds_a_grant_that_counts_when_it_should_not(
    house: House, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(representation, "in_force", lambda *_grant, **_more: True)
    house.act([who])
    walked = [cell for cell in cells(house, [who]) if cell.pattern == "/saker/<>"]
    found = next(leaks(house, walked), None)
    monkeypatch.undo()
    house.act([who])
    assert found


# Who asks for what is not theirs: somebody else, and who acts for somebody else.
@pytest.mark.parametrize("who", ["stranger", "of another", "only notices", "expired"])
def test_not_yours_is_not_there_in_bytes_headers_and_statements(house: House, who: str) -> None:
    hidden = hidden_in(house, who)
    walked = [
        (rule.rule, method, who, rule)
        for rule, method in citizen_routes(house.town.app)
        if rule.arguments & {"reference", "grant", "number"}
    ]
    found = []
    for number, (path, method, _who, rule) in enumerate(telling(walked, lambda cell: cell[:2])):
        if number % 2 != len(who) % 2:
            continue
        places = (address(house, rule), address(house, rule, ABSENT))
        data = {**hidden, **TYPED} if method == "POST" else None
        browser = house.town.browsers[who]
        for difference in differences(house.town.app, browser, method, places, data):
            found.append(f"{who} {method} {path}: {difference}")
    assert found == []


def test_a_code_of_somebody_elses_is_a_code_that_is_not_there(house: House) -> None:
    """One's own, one that was taken back, and one that never was: told alike, with the same asked of the database."""
    codes = house.codes()
    browser = house.town.browsers["stranger"]
    data = hidden_in(house, "stranger")
    place = "/storby/nb/pa-vegne-av/kode"
    said = {
        name: asked(house.town.app, browser, "POST", place, {**data, "code": code})
        for name, code in codes.items()
    }
    for name, code in codes.items():  # what one typed stays in its field
        assert code.encode() in said[name]["bytes"]
        said[name]["bytes"] = said[name]["bytes"].replace(code.encode(), b"")
    assert said["one's own"]["status"] == 422
    assert said["one's own"] == said["never was"]
    assert said["taken back"] == said["never was"]


def test_the_difference_is_found(house: House) -> None:
    """What is one's own is not as what is not there: the comparing tells bytes and statements apart."""
    places = tuple(f"/storby/nb/saker/{one}" for one in (house.things["case"], "AAAA-BBBB-CCCC"))
    browser = house.town.browsers["reader"]
    found = differences(house.town.app, browser, "GET", places, None)
    assert {"status", "bytes", "statements"} <= set(found)
