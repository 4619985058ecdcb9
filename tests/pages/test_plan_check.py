"""What the plan lacks, what comes with age, and what nobody follows up, as the person meets it: one press asks, twice is once."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.public_holidays import holidays_around
from portal.rules.events import Code
from portal.rules.plan import ME, Draft, Goal, Kind, Measure, Point, Sector, Topic
from portal.rules.plan_transitions import Transition
from portal.store import plan, plan_follow_up, plan_held, plan_parts
from portal.store.daily_pages import Day
from portal.store.tables.plan import PlanFollowUpRow, PlanMessageRow
from tests.login.conftest import shared_app  # noqa: F401
from tests.login.steps import csrf
from tests.pages.plan_house import OFFICER, House, key

CHECK, CHANGES = "/mangler", "/overganger"
CHILD, YOUNG = date(2017, 5, 3), date(2009, 10, 1)
REVIEW = "/mangler/review/be-om"
TODAY = date(2026, 11, 21)


@pytest.fixture
def house(shared_app: Flask) -> House:  # noqa: F811
    return House.of(shared_app)


def parts_of(house: House, kind: Kind) -> list[Any]:
    with house.transaction() as session:
        return plan.read(session, OFFICER, house.reference).plan.of(kind)


def messages(house: House) -> int:
    plan_id = house.row().id
    with house.transaction() as session:
        return len(session.scalars(select(PlanMessageRow).filter_by(plan_id=plan_id)).all())


def put(house: House, part: Any, code: str) -> None:
    """The coordinator changes a part's code."""
    draft = Draft(kind=part.kind, code=code, words=part.words, parent=part.parent)
    with house.transaction() as session:
        row = plan_held.written_in(session, OFFICER, house.reference)
        plan_parts.new_version(session, OFFICER, row, part, draft, Code.PLAN_PART_CHANGED)


def write_everything(house: House) -> None:
    kin = house.add(Kind.PARTICIPANT, Sector.KIN, name="Far")
    school = house.school()
    house.add(Kind.GOAL, Goal.OPEN, text="Sykle")
    for topic in Topic:
        house.add(Kind.TEXT, topic, text="noe")
    house.add(
        Kind.MEASURE, Measure.YES, what="Trene", extent="Hver uke", how="Ute", responsible=school
    )
    house.add(
        Kind.MEASURE, Measure.YES, what="Kjøre", extent="Hver uke", how="Bil", responsible=kin
    )
    house.add(Kind.MEASURE, Measure.UNDER_WAY, what="Gå tur", responsible=ME)
    house.add(Kind.ROLES, coordinator="appointed", contact_doctor="declined")
    words = {"from": "2026-01-01", "to": "2027-12-31"}
    draft = Draft(kind=Kind.PERIOD, words=words, due_on=date(2027, 6, 1))
    with house.transaction() as session:
        plan_parts.add(session, OFFICER, house.reference, draft, key=key())


class TestCheck:
    def test_it_says_what_is_there_and_what_is_not(self, house: House) -> None:
        house.add(Kind.GOAL, Goal.OPEN, text="Sykle")
        house.add(Kind.MEASURE, Measure.YES, what="Kanaritrening", responsible=house.school())
        page = house.get(path=CHECK)
        assert page.status_code == 200
        for words in (
            "Mangler planen min noe?",
            "Loven nevner 10 ting en plan skal ha. 3 av dem er på plass.",
            "Det står ikke hvor ofte eller hvor mye.",
            "Kanaritrening",
            "Det står ikke noe under «Dette trenger jeg».",
            "Det står ikke når planen skal ses på igjen.",
            "Dette er veiledning.",
            "Ikke juridisk rådgivning.",
            "rettigheter/uenig",
        ):
            assert words in page.text, words
        assert "Det står ingen mål i planen." not in page.text
        assert "Slik har barnet" not in page.text

    def test_the_childs_item_for_a_child(self, shared_app: Flask) -> None:  # noqa: F811
        page = House.of(shared_app, born=CHILD).get(path=CHECK).text
        assert "Loven nevner 11 ting" in page
        assert "Hvordan barnet har fått være med" in page

    def test_a_plan_that_has_it_all(self, house: House) -> None:
        write_everything(house)
        page = house.get(path=CHECK).text
        assert "Planen har alle de 10 tingene loven nevner." in page
        assert "Be om det" not in page and "Slik klager du" not in page

    def test_what_the_person_can_write_leads_there(self, house: House) -> None:
        page = house.get(path=CHECK).text
        for path in ("/mal/nytt", "/tekst/behov", "/tekst/ressurser", "/tekst/jeg-bidrar"):
            assert f"/plan/{house.reference}{path}" in page, path
        assert "/tekst/samarbeid" not in page

    def test_before_a_yes_nothing_can_be_asked_for(self, house: House) -> None:
        house.forget_consents()
        page = house.get(path=CHECK)
        assert page.status_code == 200 and "Be om det" not in page.text
        assert house.post("person", REVIEW).status_code == 303
        assert "før det er sagt ja" in house.get(path=CHECK).text
        house.change(status="active")
        assert parts_of(house, Kind.POINT) == []
        assert messages(house) == 0

    def test_who_has_asked_sees_when_and_twice_is_once(self, house: House) -> None:
        for _ in range(2):
            assert house.post("person", REVIEW).status_code == 303
        page = house.get(path=CHECK).text
        assert "Du har bedt om det." in page
        assert "Det er bedt om dette 21. november 2026." in page
        (point,) = parts_of(house, Kind.POINT)
        assert point.says("text") == "Kan vi bli enige om når vi ser på planen igjen?"
        assert (point.by_kind, point.by) == ("citizen", house.ids["person"])
        assert messages(house) == 1

    def test_a_parent_who_asks_for_the_same_asks_once(self, house: House) -> None:
        house.let_parent(date(2030, 1, 1))
        for who in ("person", "parent"):
            house.post(who, REVIEW)
        assert len(parts_of(house, Kind.POINT)) == 1

    def test_another_language_asks_for_the_same(self, house: House) -> None:
        house.post("person", REVIEW)
        token_page = house.get(language="nn", path=CHECK)
        assert token_page.status_code == 200
        path = f"/storby/nn/plan/{house.reference}{REVIEW}"
        house.browsers["person"].post(path, data={"csrf_token": csrf(token_page)})
        assert len(parts_of(house, Kind.POINT)) == 1

    def test_what_has_been_discussed_can_be_asked_for_again(self, house: House) -> None:
        house.post("person", REVIEW)
        put(house, parts_of(house, Kind.POINT)[0], Point.DISCUSSED)
        assert "det er tatt opp på et møte" in house.get(path=CHECK).text
        house.post("person", REVIEW)
        assert {one.code for one in parts_of(house, Kind.POINT)} == {"discussed", "open"}

    def test_what_is_there_by_now_is_not_asked_for(self, house: House) -> None:
        write_everything(house)
        house.post("person", REVIEW)
        assert "Det mangler ikke lenger." in house.get(path=CHECK).text
        assert parts_of(house, Kind.POINT) == []

    @pytest.mark.parametrize("hole", ["x", "goals'--", "GOALS"])
    def test_what_is_no_hole_is_not_there(self, house: House, hole: str) -> None:
        assert house.post("person", f"/mangler/{hole}/be-om").status_code == 404

    def test_a_press_without_a_token_asks_for_nothing(self, house: House) -> None:
        path = f"/storby/nb/plan/{house.reference}{REVIEW}"
        assert house.browsers["person"].post(path).status_code == 303
        assert parts_of(house, Kind.POINT) == []

    def test_long_lists_of_measures_are_cut(self, house: House) -> None:
        school = house.school()
        for number in range(7):
            house.add(Kind.MEASURE, Measure.YES, what=f"Tiltak nr {number}", responsible=school)
        page = house.get(path=CHECK).text
        assert "og 2 tiltak til" in page


class TestTransitions:
    def test_a_seventeen_year_old_is_to_begin_now(self, shared_app: Flask) -> None:  # noqa: F811
        page = House.of(shared_app, born=YOUNG).get(path=CHANGES)
        assert page.status_code == 200
        begin, _later = page.text.split("Skal du flytte?", 1)
        for words in (
            "Det er tid for å begynne", "18 år: tjenester for voksne", "1. oktober 2027",
            "Fra skole til jobb og voksenliv", "Sommeren 2028", "står ikke i noen lov",
        ):  # fmt: skip
            assert words in begin, words
        assert "16 år" not in page.text

    def test_without_a_birthday_it_says_so(self, house: House) -> None:
        page = house.get(path=CHANGES).text
        assert "Vi vet ikke når du er født." in page
        assert "Skal du flytte?" in page

    @pytest.mark.parametrize("which", Transition)
    def test_one_press_takes_it_up_once(self, house: House, which: Transition) -> None:
        for _ in range(2):
            pressed = house.post("person", f"/overganger/{which}/ta-opp")
            assert pressed.status_code == 303 and pressed.location.endswith(CHANGES)
        assert "Det tas opp på neste møte." in house.get(path=CHANGES).text
        (point,) = parts_of(house, Kind.POINT)
        assert point.says("text").startswith("Snakke om")

    def test_what_is_taken_up_is_said_with_its_date(self, house: House) -> None:
        house.post("person", "/overganger/new-home/ta-opp")
        assert "Det ble bedt om 21. november 2026." in house.get(path=CHANGES).text

    def test_what_is_no_transition_is_not_there(self, house: House) -> None:
        assert house.post("person", "/overganger/pension/ta-opp").status_code == 404


@pytest.mark.parametrize("path", [CHECK, CHANGES, REVIEW, "/overganger/sixteen/ta-opp"])
def test_another_persons_plan_is_not_there(house: House, path: str) -> None:
    answer = house.post if path.endswith(("be-om", "ta-opp")) else house.get
    stranger = answer("stranger", path)
    assert stranger.status_code == 404
    assert parts_of(house, Kind.POINT) == []


class TestFollowed:
    def follow_up(self, house: House, on: date) -> None:
        profile = house.room.app.extensions["profiles"]["storby"]
        with house.transaction() as session:
            plan_follow_up.follow_up(session, Day(profile, on, holidays_around(on)))

    def late(self, house: House, **more: str) -> None:
        draft = Draft(
            kind=Kind.MEASURE, code=Measure.YES, words={"what": "Kanaritrening"},
            due_on=TODAY - timedelta(days=2), **more,
        )  # fmt: skip
        with house.transaction() as session:
            plan_parts.add(session, OFFICER, house.reference, draft, key=key())

    def test_the_person_sees_that_it_is_noticed_and_who_was_reminded(self, house: House) -> None:
        self.late(house)
        assert "Vi har lagt merke til dette" not in house.get().text
        self.follow_up(house, TODAY)
        page = house.get().text
        assert "Vi har lagt merke til dette" in page
        assert "Ett tiltak er forsinket." in page
        assert "Koordinatoren er minnet på det 21. november 2026." in page
        assert "Slik klager du" not in page

    def test_when_it_is_the_units_turn_it_says_how_to_complain(self, house: House) -> None:
        self.late(house)
        self.follow_up(house, TODAY)
        plan_id = house.row().id
        with house.transaction() as session:
            rows = update(PlanFollowUpRow).where(PlanFollowUpRow.plan_id == plan_id)
            session.execute(rows.values(step=3))
        page = house.get().text
        assert "er minnet på det 21. november 2026." in page
        assert "Koordinatoren er minnet" not in page
        assert "Slik klager du" in page

    def test_a_measure_that_waits_for_its_owner_is_only_among_what_has_stopped(
        self, house: House
    ) -> None:
        self.late(house, responsible=house.school())
        self.follow_up(house, TODAY)
        page = house.get().text
        assert "Vi har lagt merke til dette" not in page
        assert "Dette har stoppet litt opp" in page
