"""A person with a protected address: nothing outside the desk tells where they live or who their family is.

Every address of the person's own pages is asked, made from the list of addresses itself. The words that must not stand there are
the offices' street and district of an invented Storby, and a word in the name of a next of kin and in the place of a meeting.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.pages.access import declaration_of
from portal.rules.access import Actor, Role
from portal.rules.levels import Level
from portal.rules.plan import Draft, Goal, Kind, Measure, Meeting, Sector
from portal.rules.protected import Reason
from portal.store import outbox, plan_notices, plan_parts, protected
from portal.store.tables.plan import PlanRow
from tests.let_in import give_reason
from tests.login.conftest import shared_app  # noqa: F401
from tests.login.steps import citizen_in
from tests.pages.desk_room import NORTH, national
from tests.pages.plan_house import OFFICER, House, key
from tests.pages.test_answer_measure import Asked
from tests.tagged_pdf import text_of

LEAD = Actor("staff", "l", "9902", Role.LEAD)
STREET, DISTRICT, KIN = "Liksomplassen", "bydel Nord", "Anariskilt"
CANARIES = (STREET, "Postboks", DISTRICT, KIN)
EVERYTHING_STORED = "/innsyn/alt"
"""What is stored about the person is theirs to see, all of it (GDPR article 15)."""


def protect(app: Flask, person: str) -> None:
    with app.extensions["database"].transaction() as session:
        assert protected.protect(session, LEAD, person, Reason.REGISTER)


@pytest.fixture
def house(shared_app: Flask) -> House:  # noqa: F811
    """A plan in the district's unit, with a mother who helps, and a meeting at her house."""
    house = House.of(shared_app)
    mother = house.add(Kind.PARTICIPANT, Sector.KIN, name=f"{KIN} Mor", phone="90000123")
    goal = house.add(Kind.GOAL, Goal.OPEN, text="Komme i gang")
    house.measure = house.add(
        Kind.MEASURE, Measure.ASKED, what="Gå tur", parent=goal, responsible=mother
    )
    meeting = {"title": "Møte", "place": f"{KIN}huset", "at": "12:00"}
    draft = Draft(kind=Kind.MEETING, code=Meeting.CALLED, words=meeting, due_on=date(2026, 12, 1))
    with house.transaction() as session:
        house.meeting = plan_parts.add(session, OFFICER, house.reference, draft, key=key())
    house.goal, house.mother = goal, mother
    house.change(unit=NORTH)
    return house


def addresses(house: House) -> Iterator[str]:
    """Every page, paper and file of a plan that its person may ask for, for parts that are there."""
    values = {
        "reference": house.reference, "topic": "needs", "who": house.mother,
    }  # fmt: skip
    parts = (house.measure, house.goal, house.meeting, house.mother)
    for rule in house.room.app.url_map.iter_rules():
        declared = declaration_of(house.room.app, rule.endpoint)
        own = declared is not None and declared.level is Level.HIGH
        if own and "GET" in rule.methods and EVERYTHING_STORED not in rule.rule:
            for part in parts if "<string:part>" in rule.rule else parts[:1]:
                path = rule.rule.replace("<profile:kommune>/<language:sprak>", "storby/nb")
                here = values | {"part": part}
                yield re.sub(r"<(?:\w+:)?(\w+)>", lambda found: here.get(found[1], "x"), path)  # noqa: B023


def said(answer: Any) -> str:
    """All that an answer says, in a file of any kind."""
    if answer.mimetype == "application/pdf":
        return text_of(answer.data)
    return answer.get_data(as_text=True) if answer.status_code == 200 else ""


def leaks(house: House) -> dict[str, list[str]]:
    """Canary → the addresses that show it."""
    found: dict[str, list[str]] = {canary: [] for canary in CANARIES}
    for path in addresses(house):
        text = said(house.browsers["person"].get(path))
        for canary in CANARIES:
            if canary in text:
                found[canary].append(path)
    return found


def test_no_page_paper_or_file_tells_where_somebody_lives_or_who_the_family_is(
    house: House,
) -> None:
    before = leaks(house)
    for canary in CANARIES:
        assert before[canary], f"{canary} is nowhere: the test would find nothing"
    for kind in (".pdf", ".vcf", ".txt", ".json"):
        assert any(path.endswith(kind) for paths in before.values() for path in paths), kind
    protect(house.room.app, house.ids["person"])
    assert leaks(house) == {canary: [] for canary in CANARIES}


def test_what_is_not_hidden_is_still_there(house: House) -> None:
    protect(house.room.app, house.ids["person"])
    page = house.get()
    assert page.status_code == 200 and "Komme i gang" in page.text and "Gå tur" in page.text
    card = house.get(path="/hvem-ringer-jeg").text
    assert "Ola Saks" in card and "1. desember 2026" in card


def test_the_coordinator_still_sees_who_helps(house: House) -> None:
    """The desk works with the plan; who may open it, and why, is asked there."""
    protect(house.room.app, house.ids["person"])
    with house.transaction() as session:
        give_reason(session, OFFICER, house.reference)
    page = house.room.get("officer", f"/plan/{house.reference}")
    assert KIN in page.text


def test_a_mailed_link_tells_of_no_place(shared_app: Flask) -> None:  # noqa: F811
    asked = Asked(shared_app)
    with asked.transaction() as session:
        session.scalars(select(PlanRow).filter_by(reference=asked.reference)).one().unit = NORTH
    assert DISTRICT in asked.open().text
    protect(shared_app, asked.person.id)
    page = asked.get("/tiltak")
    assert page.status_code == 200 and "Finne en arbeidsplass" in page.text
    assert DISTRICT not in page.text and STREET not in page.text


def test_a_case_and_its_letter_tell_of_no_place(house: House) -> None:
    app, number = house.room.app, 170
    reference = house.room.send(number, NORTH)
    browser, person = citizen_in(app, "storby", national(number))
    paths = [f"/storby/nb/saker/{reference}{end}" for end in ("", "/kvittering", "/datoer.ics")]
    letter = f"/sak/{reference}/brev"
    assert DISTRICT in said(browser.get(paths[0]))
    assert DISTRICT in said(house.room.get("north", letter))
    protect(app, person)
    with house.transaction() as session:
        give_reason(session, Actor("staff", "n", "9902", Role.OFFICER, NORTH), reference)
    for text in [
        *(said(browser.get(path)) for path in paths),
        said(house.room.get("north", letter)),
    ]:
        assert text and DISTRICT not in text and "Tullegata" not in text and STREET not in text


def test_a_message_on_its_way_names_no_unit(house: House) -> None:
    with house.transaction() as session:
        row = session.scalars(select(PlanRow).filter_by(reference=house.reference)).one()
        plan_notices.news(session, row)
    protect(house.room.app, house.ids["person"])
    with house.transaction() as session:
        moment = house.room.app.extensions["clock"]()
        sent = outbox.claim(session, moment, timedelta(minutes=1), limit=50)
    assert [one.unit for one in sent if one.plan_reference == house.reference] == [None]
