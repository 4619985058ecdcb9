"""«Gi planen videre»: to whom, what goes with it, once, and that the person is told."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.rules.case import local_day
from portal.rules.plan import Kind, Measure
from portal.store import plan
from portal.store.tables.staff import StaffRow
from tests.conftest import NOW
from tests.login.conftest import shared_app  # noqa: F401
from tests.pages.desk_plan_room import ROLES, SEE_IT, PlanRoom, key

TODAY = local_day(NOW)


@pytest.fixture
def room(shared_app: Flask) -> PlanRoom:  # noqa: F811
    return PlanRoom.fresh(shared_app)


def give(room: PlanRoom, reference: str, to: str = "c", who: str = "officer", **more: str) -> Any:
    form = {"to": to, "phone": "21 00 00 01", "key": key()} | more
    return room.post(who, f"/plan/{reference}/gi-videre", **form)


def shown_to_person(room: PlanRoom, reference: str) -> plan.SeenPlan:
    person = room.person(reference)
    with room.transaction() as session:
        seen = plan.read(session, person, reference)
    assert seen is not None
    return seen


def test_the_new_coordinator_finds_it_among_their_own(room: PlanRoom) -> None:
    reference = room.plan("Kanari Fugl")
    page = room.get("officer", f"/plan/{reference}/gi-videre").text
    assert "Caro Kolle" in page and "Liv Leder" in page and "Du er koordinator nå." in page
    assert "Nora Nord" not in page and "Rita Leser" not in page
    answer = give(room, reference)
    assert answer.status_code == 303 and answer.location.endswith("/ansatt/planer")
    after = room.get("officer", "/planer").text
    assert "Planen har fått en ny koordinator" in after and reference not in after
    assert reference in room.get("colleague", "/planer").text
    assert room.get("officer", f"/plan/{reference}").status_code == 404
    coordinator = shown_to_person(room, reference).coordinator
    assert coordinator and (coordinator.name, coordinator.phone) == ("Caro Kolle", "+4721000001")
    assert room.told(reference) == 1


def test_what_goes_with_it_is_listed(room: PlanRoom) -> None:
    reference = room.plan()
    helper = room.helper(reference, name="Rune Dahl")
    room.measure(reference, "Kanari åpent", responsible=helper, due_on=date(2026, 11, 1))
    room.measure(reference, "Kanari ferdig", code=Measure.DONE)
    for title, days in (("Kanarimøte", 9), ("Gammelt møte", -9)):
        due = TODAY + timedelta(days=days)
        room.write(reference, Kind.MEETING, code="called", words={"title": title}, due_on=due)
    page = room.get("officer", f"/plan/{reference}/gi-videre").text
    for words in ("Kanari åpent", "Rune Dahl", "Forsinket", "Kanarimøte", "Ingen meldinger venter"):
        assert words in page, words
    assert "Kanari ferdig" not in page and "Gammelt møte" not in page


@pytest.mark.parametrize("who", ROLES)
def test_only_who_coordinates_it_or_leads(room: PlanRoom, who: str) -> None:
    reference = room.plan()
    if who == "lead":
        room.say_why("lead", reference, "plan")
    allowed = who in SEE_IT
    assert room.get(who, f"/plan/{reference}/gi-videre").status_code == (200 if allowed else 404)
    assert give(room, reference, who=who).status_code == (303 if allowed else 404)
    assert room.plan_row(reference).coordinator == ("c" if allowed else "o")


@pytest.mark.parametrize("to", ["r", "n", "v", "a", "o", "nobody", "", "o' OR 1=1"])
def test_it_goes_to_nobody_else(room: PlanRoom, to: str) -> None:
    reference = room.plan()
    answer = give(room, reference, to)
    assert answer.status_code == 422 and 'href="#to"' in answer.text
    assert "21 00 00 01" in answer.text
    assert room.plan_row(reference).coordinator == "o"


def test_a_vacancy_is_told_as_it_is_and_filled_by_a_lead(room: PlanRoom) -> None:
    reference = room.plan()
    assert give(room, reference, "ingen").status_code == 303
    assert "uten koordinator" in room.get("officer", "/planer").text
    assert shown_to_person(room, reference).coordinator is None
    page = room.get("lead", f"/plan/{reference}/gi-videre").text
    assert "Ingen er koordinator nå." in page and "Ola Saks" in page
    assert give(room, reference, "c", "lead").status_code == 303
    assert room.plan_row(reference).coordinator == "c"


def test_sent_twice_it_is_given_once(room: PlanRoom) -> None:
    reference, same = room.plan(), key()
    room.say_why("lead", reference, "plan")
    assert give(room, reference, who="lead", key=same).status_code == 303
    assert give(room, reference, "o", "lead").status_code == 303
    assert give(room, reference, who="lead", key=same).status_code in {303, 422}
    assert room.plan_row(reference).coordinator == "o"
    assert room.happened(reference).count("plan.coordinator-changed") == 2


def test_who_covers_changes_the_plan_but_does_not_give_it_away(room: PlanRoom) -> None:
    reference = room.plan()
    part = room.measure(reference)
    with room.transaction() as session:
        row = session.scalars(select(StaffRow).filter_by(id="o")).one()
        row.away_from, row.away_until, row.covered_by = TODAY, TODAY, "c"
    page = room.get("colleague", f"/plan/{reference}").text
    assert "Dekkes av Caro Kolle" in page and "/gi-videre" not in page
    assert "/gi-videre" in room.get("officer", f"/plan/{reference}").text
    done = room.post(
        "colleague", f"/plan/{reference}/tiltak/{part}/svar/gjort", based_on="1", key=key()
    )
    assert done.status_code == 303 and room.part(reference, part).code == Measure.DONE
    assert give(room, reference, "c", "colleague").status_code == 404
    room.app.extensions["clock"].now = NOW + timedelta(days=1)
    later = PlanRoom(**vars(PlanRoom.of(room.app)))
    assert later.get("colleague", f"/plan/{reference}").status_code == 404


@pytest.mark.parametrize("who", ROLES)
def test_the_number_to_call_is_changed_by_who_coordinates_or_leads(
    room: PlanRoom, who: str
) -> None:
    reference = room.plan()
    if who == "lead":
        room.say_why("lead", reference, "plan")
    allowed = who in SEE_IT
    path = f"/plan/{reference}/telefon"
    assert room.get(who, path).status_code == (200 if allowed else 404)
    assert room.post(who, path, phone="12", key=key()).status_code == (422 if allowed else 404)
    answer = room.post(who, path, phone="21 00 00 02", key=key())
    assert answer.status_code == (303 if allowed else 404)
    coordinator = shown_to_person(room, reference).coordinator
    assert coordinator and coordinator.phone == ("+4721000002" if allowed else None)
    assert room.told(reference) == (1 if allowed else 0)
    if allowed:
        room.post(who, path, phone="+47 21 00 00 02", key=key())
        assert room.happened(reference).count("plan.coordinator-changed") == 1
        assert "Personen ringer koordinatoren på" in room.get(who, f"/plan/{reference}").text
        room.post(who, path, phone="", key=key())
        assert room.plan_row(reference).coordinator_phone is None


def test_a_vacancy_has_no_number_to_change(room: PlanRoom) -> None:
    reference = room.plan()
    give(room, reference, "ingen")
    assert room.get("lead", f"/plan/{reference}/telefon").status_code == 404
    assert "Endre nummeret" not in room.get("lead", f"/plan/{reference}").text
