"""«Hva er endret siden sist?»: each change told with what stood there before, who made it, and a way back."""

import itertools
import re
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from portal.rules.access import Actor
from portal.rules.levels import Level
from portal.rules.plan import ME, Draft, Goal, Kind, Measure, Role, Topic
from portal.store import plan_parts, sessions
from portal.store.plan_changes import PAGE_SIZE
from tests.login.conftest import shared_app  # noqa: F401
from tests.login.provider import ISSUER
from tests.pages.plan_house import OFFICER, STORBY, House

CHANGES = "/endringer"
TOKENS = itertools.count(1)


@pytest.fixture
def house(shared_app: Flask) -> House:  # noqa: F811
    return House.of(shared_app)


def person(house: House) -> Actor:
    return Actor("citizen", house.ids["person"], STORBY)


def later(house: House, who: str = "person", **more: int) -> None:
    """Time passes, and they log in again."""
    house.room.app.extensions["clock"].now += timedelta(**more)
    token = f"another-token-{next(TOKENS)}-of-{house.ids[who]}"
    with house.transaction() as session:
        sessions.begin(
            session, kind="citizen", level=Level.HIGH, person=house.ids[who],
            municipality=STORBY, token=token, issuer=ISSUER, provider_session=None,
        )  # fmt: skip
    house.browsers[who].set_cookie("innbygger", token)


def shown(house: House, path: str = CHANGES, who: str = "person") -> str:
    answer = house.get(who, path)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", str(answer.text).split("<main", 1)[1].split("</main>", 1)[0])


def told(house: House, path: str = CHANGES) -> list[str]:
    """Each change as it reads, without its tags."""
    found = re.findall(r'<li> (<p class="change-head">.*?)</li>', shown(house, path))
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", one)).strip() for one in found]


def change(house: House, part_id: str, actor: Actor = OFFICER, **places: Any) -> None:
    """Write a part anew with other words, or in another place."""
    plan_id = house.row().id
    with house.transaction() as session:
        before = plan_parts.living_of(session, plan_id).one(part_id)
        assert before is not None
        kept = {"words": before.words, "code": before.code, "parent": before.parent,
                "responsible": before.responsible, "due_on": before.due_on}  # fmt: skip
        draft = Draft(kind=before.kind, **(kept | places))
        plan_parts.change(session, actor, house.reference, part_id, draft, based_on=before.version)


def remove(house: House, part_id: str, version: int, actor: Actor = OFFICER) -> None:
    with house.transaction() as session:
        plan_parts.remove(session, actor, house.reference, part_id, based_on=version)


class TestInWords:
    def test_nothing_yet(self, house: House) -> None:
        assert "Det er ingenting her ennå." in shown(house)

    def test_added_changed_taken_away_and_brought_back(self, house: House) -> None:
        goal = house.add(Kind.GOAL, Goal.OPEN, actor=person(house), text="Jeg vil på skolen")
        for step in (
            lambda: change(house, goal, words={"text": "Jeg vil på Nes skole"}),
            lambda: change(house, goal, person(house), code=Goal.REACHED),
            lambda: remove(house, goal, 3),
        ):
            later(house, minutes=1)
            step()
        later(house, minutes=1)
        house.post("person", f"/del/{goal}/angre", version="4")
        assert told(house) == [
            "Satt inn igjen Mål: Jeg vil på Nes skole Du · 12.07 Angre – Jeg vil på Nes skole",
            "Tatt bort Mål: Jeg vil på Nes skole Ola Saks, koordinator · 12.06",
            "Endret Mål: Jeg vil på Nes skole Du · 12.05"
            " Slik står det Før: Vi jobber med det Nå: Nådd",
            "Endret Mål: Jeg vil på Nes skole Ola Saks, koordinator · 12.04"
            " Mål Før: Jeg vil på skolen Nå: Jeg vil på Nes skole",
            "Lagt til Mål: Jeg vil på skolen Du · 12.03",
        ]

    def test_a_measure_says_who_when_and_what_for(self, house: House) -> None:
        goal, school = house.add(Kind.GOAL, Goal.OPEN, text="Lære å lese"), house.school()
        measure = house.add(Kind.MEASURE, Measure.PROPOSED, what="Ekstra lærer")
        later(house, minutes=1)
        change(house, measure, responsible=school, due_on=date(2027, 2, 1),
               code=Measure.ASKED, parent=goal)  # fmt: skip
        assert told(house)[0].endswith(
            "Slik står det Før: Foreslått Nå: Spurt"
            " Hvem Før: Ingen har ansvaret ennå Nå: Nes skole: Una Rektor"
            " Når 1. februar 2027 Mål Lære å lese"
        )
        later(house, minutes=1)
        change(house, measure, responsible=school, due_on=None, code=Measure.ASKED, parent=goal)
        assert told(house)[0].endswith("Når Før: 1. februar 2027 Nå: Ingenting")

    def test_dates_and_roles_are_told_in_words(self, house: House) -> None:
        house.add(Kind.PERIOD, **{"from": "2026-01-01", "to": "2027-06-30"})
        house.add(Kind.ROLES, coordinator=Role.APPOINTED, child_coordinator=Role.OFFERED)
        text = " ".join(told(house))
        assert "Fra 1. januar 2026 Til 30. juni 2027" in text
        assert "Koordinator Oppnevnt Barnekoordinator Tilbudt" in text

    def test_what_a_helper_wrote_is_told_with_where_they_are(self, house: House) -> None:
        school = house.school()
        measure = house.add(Kind.MEASURE, Measure.ASKED, what="Lærer", responsible=school)
        later(house, minutes=1)
        plan_row = house.row()
        with house.transaction() as session:
            before = plan_parts.living_of(session, plan_row.id).one(measure)
            assert before is not None
            draft = Draft(
                kind=Kind.MEASURE, code=Measure.YES, words=before.words, responsible=school
            )
            helper = Actor("participant", school, STORBY)
            code = plan_parts.Code.PLAN_PART_CHANGED
            plan_parts.new_version(session, helper, plan_row, before, draft, code)
        assert "Nes skole: Una Rektor · 12.04" in told(house)[0]

    def test_words_of_markup_are_words(self, house: House) -> None:
        house.add(Kind.TEXT, Topic.NEEDS, text="<b>ro</b>")
        assert "&lt;b&gt;ro&lt;/b&gt;" in shown(house)


class TestSinceLast:
    def test_what_is_new_stands_above_what_was_there(self, house: House) -> None:
        house.add(Kind.GOAL, Goal.OPEN, text="Gammelt mål")
        assert "siden du var her" not in shown(house), "nobody has been here before"
        later(house, days=3)
        house.add(Kind.GOAL, Goal.OPEN, text="Nytt mål")
        house.add(Kind.GOAL, Goal.OPEN, actor=person(house), text="Mitt eget")
        page = shown(house)
        assert "Andre har gjort 1 endring siden du var her 21. november 2026." in page
        assert page.index("Nytt mål") < page.index("Før du var her sist") < page.index("Gammelt")
        assert page.index("<h2>24. november 2026</h2>") < page.index("<h2>21. november 2026</h2>")
        assert "1 endring siden sist" in shown(house, "")

    def test_the_visit_of_today_does_not_hide_what_is_new(self, house: House) -> None:
        shown(house)
        later(house, minutes=119)
        house.add(Kind.GOAL, Goal.OPEN, text="Nytt mål")
        shown(house)
        assert "siden du var her" not in shown(house), "the first visit is not over"
        later(house, minutes=2)
        page = shown(house)
        assert "Andre har gjort 1 endring" in page
        later(house, days=1)
        assert "Ingen andre har endret noe siden du var her 21. november 2026." in shown(house)
        assert "siden sist" not in shown(house, "").split("Mer om planen")[0]

    def test_anothers_visit_is_not_mine(self, house: House) -> None:
        house.let_parent(date(2030, 1, 1))
        shown(house, who="parent")
        later(house, days=1)
        assert "siden du var her" not in shown(house)


class TestTheWayBack:
    def test_ones_own_latest_and_no_others(self, house: House) -> None:
        goal = house.add(Kind.GOAL, Goal.OPEN, actor=person(house), text="Først")
        change(house, goal, person(house), words={"text": "Så"})
        house.add(Kind.GOAL, Goal.OPEN, text="Kommunens")
        page = shown(house)
        assert page.count("/angre") == 1
        later(house, days=30)
        assert shown(house).count("/angre") == 1, "however long ago"
        done = house.post("person", f"/del/{goal}/angre?fra=endringer", version="2")
        assert done.location.endswith(CHANGES)
        assert "Nå: Først" in told(house)[0]

    def test_not_when_the_consent_is_withdrawn(self, house: House) -> None:
        house.add(Kind.GOAL, Goal.OPEN, actor=person(house), text="Først")
        house.change(status="withdrawn")
        assert "/angre" not in shown(house)

    def test_on_the_page_of_the_part_the_history_stands(self, house: House) -> None:
        mine = house.add(Kind.MEASURE, Measure.UNDER_WAY, what="Gå tur", responsible=ME)
        later(house, minutes=1)
        change(house, mine, words={"what": "Gå lang tur"})
        page = shown(house, f"/tiltak/{mine}")
        assert "<del>Gå tur</del>" in page and "<ins>Gå lang tur</ins>" in page
        assert "Ola Saks, koordinator" in page


class TestManyChanges:
    def fill(self, house: House, count: int) -> None:
        plan_row = house.row()
        with house.transaction() as session:
            for number in range(count):
                draft = Draft(kind=Kind.GOAL, code=Goal.OPEN, words={"text": f"Mål {number}."})
                plan_parts.first_version(session, OFFICER, plan_row, draft)

    def test_a_page_at_a_time_and_each_once(self, house: House) -> None:
        self.fill(house, 2 * PAGE_SIZE + 1)
        found: list[str] = []
        for side in (1, 2, 3):
            page = shown(house, f"{CHANGES}?side={side}")
            assert ("Eldre endringer" in page) is (side < 3)
            assert ("Det nyeste" in page) is (side > 1)
            found += re.findall(r"Mål \d+\.", " ".join(told(house, f"{CHANGES}?side={side}")))
        assert len(found) == len(set(found)) == 2 * PAGE_SIZE + 1

    @pytest.mark.parametrize("side", ["0", "-1", "x", "1001", "99999", ""])
    def test_a_page_that_is_none(self, house: House, side: str) -> None:
        assert house.get(path=f"{CHANGES}?side={side}").status_code == 404

    @pytest.mark.parametrize("path", [CHANGES, ""])
    def test_the_database_is_asked_as_often(self, house: House, path: str) -> None:
        self.fill(house, 3)
        later(house, days=1)
        shown(house, path)
        with counted(house) as few:
            shown(house, path)
        self.fill(house, 200)
        with counted(house) as many:
            shown(house, path)
        assert len(many) == len(few)


@contextmanager
def counted(house: House) -> Any:
    """Every statement that is sent to the database meanwhile."""
    engine, sent = house.room.app.extensions["database"].engine, []

    def listen(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", listen)


def test_looking_is_an_event_and_changes_nothing(house: House) -> None:
    house.add(Kind.GOAL, Goal.OPEN, text="Jeg vil på skolen")
    before = house.codes()
    shown(house)
    assert house.codes() == before
