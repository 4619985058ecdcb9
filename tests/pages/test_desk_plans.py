"""«Planer» at the desk: whose plans are shown to whom, what is due in them, and that the look is written down."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.rules.access import Actor, Role
from portal.rules.case import local_day
from portal.rules.plan import Kind, Measure
from portal.store import plan_desk
from portal.store.tables.events import EventRow
from portal.store.tables.plan import PlanRow
from portal.store.tables.staff import StaffRow
from tests.conftest import NOW
from tests.login.conftest import shared_app  # noqa: F401
from tests.pages.desk_plan_room import STORBY, PlanRoom
from tests.pages.desk_room import CENTRE

TODAY = local_day(NOW)
COLLEAGUE = Actor("staff", "c", STORBY, Role.OFFICER, CENTRE)


@pytest.fixture
def room(shared_app: Flask) -> PlanRoom:  # noqa: F811
    """No plans from the tests before: a list is a list of all there are."""
    with shared_app.extensions["database"].transaction() as session:
        session.execute(PlanRow.__table__.update().values(status="ended"))
    return PlanRoom.fresh(shared_app)


def shown(room: PlanRoom, who: str, query: str = "") -> set[str]:
    page = room.get(who, f"/planer{query}")
    assert page.status_code == 200
    return set(re.findall(r"/plan/([0-9A-Z-]{14})\"", page.text))


def test_each_sees_their_own_and_a_lead_everybodys(room: PlanRoom) -> None:
    mine, others = room.plan(), room.plan(by=COLLEAGUE)
    assert shown(room, "officer") == {mine} and shown(room, "colleague") == {others}
    assert shown(room, "lead") == set()
    assert shown(room, "lead", "?vis=alle") == {mine, others}
    assert shown(room, "lead", f"?vis=alle&enhet={CENTRE}") == {mine, others}
    assert shown(room, "lead", "?vis=alle&enhet=forvaltningsenhet-nord") == set()
    assert shown(room, "neighbour", "?vis=alle") == set()
    assert "Du er ikke koordinator for noen nå." in room.get("north", "/planer").text


@pytest.mark.parametrize(
    ("who", "query", "status"),
    [
        ("reader", "", 404), ("administrator", "", 404), ("officer", "", 200), ("lead", "", 200),
        ("officer", "?vis=alle", 404), ("officer", "?vis=ledige", 404), ("lead", "?vis=ledige", 200),
        ("officer", f"?enhet={CENTRE}", 404), ("lead", "?vis=alle&enhet=finnes-ikke", 404),
        ("lead", "?vis=noe", 404), ("officer", "?side=0", 404), ("officer", "?side=x", 404),
        ("officer", "?side=99999", 404), ("officer", "?side=2", 200),
    ],
)  # fmt: skip
def test_who_may_ask_for_what(room: PlanRoom, who: str, query: str, status: int) -> None:
    assert room.get(who, f"/planer{query}").status_code == status


def test_only_those_who_have_plans_are_shown_the_way(room: PlanRoom) -> None:
    for who in ("officer", "lead", "reader", "administrator"):
        assert ("/ansatt/planer" in room.get(who).text) is (who in {"officer", "lead"}), who


def test_what_is_due_is_said_in_words(room: PlanRoom) -> None:
    reference = room.plan("Kanari Fugl")
    yesterday, later = TODAY - timedelta(days=1), TODAY + timedelta(days=12)
    room.measure(reference, due_on=yesterday)
    room.measure(reference, code=Measure.PROPOSED, responsible=None)
    room.write(reference, Kind.PERIOD, words={"from": "2026-01-01"}, due_on=yesterday)
    room.write(reference, Kind.MEETING, code="called", words={"title": "Møte"}, due_on=later)
    page = room.get("officer", "/planer").text
    for words in (
        "Kanari Fugl", "1 tiltak er forsinket.", "1 forslag fra personen venter på svar.",
        "Planen skulle vært gått gjennom 20. november 2026.", "Neste møte er 3. desember 2026.",
    ):  # fmt: skip
        assert words in page, words


def test_where_nothing_waits_it_says_so(room: PlanRoom) -> None:
    room.plan()
    asked = room.plan(yes=False)
    page = room.get("officer", "/planer").text
    assert "Ingenting venter nå." in page and asked in page
    assert "Personen er spurt og har ikke svart." in page


def test_a_vacancy_is_said_and_a_cover_named(room: PlanRoom) -> None:
    reference, left = room.plan(), room.plan(by=COLLEAGUE)
    with room.transaction() as session:
        session.get(StaffRow, "c").disabled_at = NOW
        days = {"away_from": TODAY, "away_until": TODAY, "covered_by": "l"}
        session.execute(StaffRow.__table__.update().filter_by(id="o").values(days))
    assert shown(room, "lead") == {reference}
    page = room.get("lead", "/planer").text
    assert "Koordinator: Ola Saks" in page and "Dekkes av Liv Leder" in page
    assert shown(room, "lead", "?vis=ledige") == {left}
    assert "Ingen koordinator" in room.get("lead", "/planer?vis=ledige").text


def test_the_look_is_one_event_that_names_those_shown(room: PlanRoom) -> None:
    references = {room.plan(), room.plan()}
    room.plan(by=COLLEAGUE)
    ids = {room.plan_row(one).id for one in references}
    with room.transaction() as session:
        before = len(session.scalars(select(EventRow)).all())
    room.get("officer", "/planer")
    with room.transaction() as session:
        after = session.scalars(select(EventRow).order_by(EventRow.number)).all()[before:]
    assert [row.code for row in after] == ["plan.listed"]
    assert set(after[0].object.split(",")) == ids


def test_more_plans_than_a_page_holds(room: PlanRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_desk, "PAGE_SIZE", 2)
    references = {room.plan() for _ in range(3)}
    first = shown(room, "officer")
    assert len(first) == 2 and "Vis flere planer" in room.get("officer", "/planer").text
    assert first | shown(room, "officer", "?side=2") == references
    assert "Vis flere planer" not in room.get("officer", "/planer?side=2").text
