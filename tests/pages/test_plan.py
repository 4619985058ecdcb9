"""«Planen min»: what stands on the page, in which list, and who sees it."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from portal.rules.plan import ME, Draft, Goal, Kind, Measure, Sector, Topic
from portal.store import plan_parts
from portal.store.tables.plan import PlanRow
from tests.conftest import NOW
from tests.login.conftest import shared_app  # noqa: F401
from tests.pages.plan_house import OFFICER, House, key

TODAY = date(2026, 11, 21)


@pytest.fixture
def house(shared_app: Flask) -> House:  # noqa: F811
    return House.of(shared_app)


def dated(house: House, due: date, code: str = Measure.UNDER_WAY, **more: Any) -> str:
    """A measure with a date."""
    words = {"what": more.pop("what", "Samtale hver uke")}
    draft = Draft(kind=Kind.MEASURE, code=code, words=words, due_on=due, **more)
    with house.transaction() as session:
        return plan_parts.add(session, OFFICER, house.reference, draft, key=key())


def page(house: House, path: str = "", who: str = "person") -> str:
    answer = house.get(who, path)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", str(answer.text))


def section(shown: str, name: str) -> str:
    """The part of the page with this id."""
    return shown.split(f'id="{name}"', 1)[1].split("</section>", 1)[0]


class TestAtAGlance:
    def test_an_empty_plan_says_what_to_do_first(self, house: House) -> None:
        shown = page(house)
        assert "<h2>Begynn her</h2>" in shown and "Skriv det viktigste" in shown
        assert "Det står ingen mål her ennå." in shown and "Skriv et mål" in shown
        assert "gir ikke i seg selv rett" not in shown, "there is no measure to say it about"

    def test_what_matters_and_whom_to_call_stand_before_all_else(self, house: House) -> None:
        house.add(Kind.TEXT, Topic.IMPORTANT, text="Å få sove")
        house.add(Kind.GOAL, Goal.OPEN, text="Jeg vil på skolen")
        shown = page(house)
        places = ["<h1>Planen min</h1>", "Å få sove", 'href="tel:+4774217100"', "Mitt</h2>", "Jeg vil på skolen"]  # fmt: skip
        found = [shown.index("<h1>")] + [
            shown.index(place, shown.index("<h1>")) for place in places[1:]
        ]
        assert found == sorted(found)
        assert shown.count("<h2>Koordinator</h2>") == 1
        assert "+47 74 21 71 00" in shown

    def test_mine_and_theirs_are_two_lists(self, house: House) -> None:
        school = house.school()
        house.add(Kind.MEASURE, Measure.UNDER_WAY, what="Gå tur", responsible=ME)
        house.add(Kind.MEASURE, Measure.YES, what="Ekstra lærer", responsible=school)
        house.add(Kind.MEASURE, Measure.PROPOSED, what="Avlastning")
        shown = page(house)
        mine, theirs = section(shown, "mitt"), section(shown, "deres")
        assert "Gå tur" in mine and "Gå tur" not in theirs
        assert "Ekstra lærer" in theirs and "Ekstra lærer" not in mine
        assert "<h3>Nes skole: Una Rektor</h3>" in theirs
        nobody, known = theirs.index("Ingen har ansvaret ennå"), theirs.index("Nes skole")
        assert nobody < theirs.index("Avlastning") < known
        assert shown.count("gir ikke i seg selv rett til tjenesten") == 1
        assert "<table" not in shown

    def test_a_goal_has_its_steps_and_measures_under_it(self, house: House) -> None:
        goal = house.add(Kind.GOAL, Goal.OPEN, text="Jeg vil på skolen", area="Skole")
        step = house.add(Kind.GOAL, Goal.OPEN, text="Stå opp", parent=goal)
        house.add(Kind.MEASURE, Measure.UNDER_WAY, what="Vekkerklokke", parent=step, responsible=ME)
        house.add(Kind.MEASURE, Measure.PROPOSED, what="Noe for seg selv")
        goals = section(page(house), "mal")
        order = ["Jeg vil på skolen", "Stå opp", "Vekkerklokke", "Uten mål", "Noe for seg selv"]
        assert [goals.index(one) for one in order] == sorted(goals.index(one) for one in order)
        assert re.search(r"<h3[^>]*><a[^>]*>Jeg vil på skolen", goals)
        assert re.search(r"<h4[^>]*><a[^>]*>Stå opp", goals)

    @pytest.mark.parametrize(
        ("due", "code", "said"),
        [
            (TODAY - timedelta(days=1), Measure.UNDER_WAY, "Skulle vært ferdig 20. november 2026."),
            (TODAY, Measure.UNDER_WAY, None),
            (TODAY - timedelta(days=1), Measure.DONE, None),
        ],
    )
    def test_what_is_late_is_said_kindly(
        self, house: House, due: date, code: str, said: str | None
    ) -> None:
        dated(house, due, code, responsible=house.school())
        shown = page(house)
        assert ("Dette har stoppet litt opp" in shown) is (said is not None)
        assert said is None or said in shown

    def test_what_nobody_answers_shows_after_a_fortnight(self, house: House) -> None:
        house.add(Kind.MEASURE, Measure.ASKED, what="Fysioterapi", responsible=house.school())
        assert "Ingen har svart ennå." not in page(house)
        with house.transaction() as session:
            session.execute(
                plan_parts.PlanPartRow.__table__.update().values(at=NOW - timedelta(days=15))
            )
        assert "Ingen har svart ennå." in page(house)

    @pytest.mark.parametrize(
        ("review", "said"),
        [
            (date(2026, 11, 20), "Planen skulle vært gått gjennom 20. november 2026."),
            (date(2026, 11, 21), "Neste gjennomgang er 21. november 2026."),
            (None, "Det er ikke bestemt ennå."),
        ],
    )
    def test_the_next_review(self, house: House, review: date | None, said: str) -> None:
        words = {"from": "2026-01-01", "to": "2027-06-30"}
        draft = Draft(kind=Kind.PERIOD, words=words, due_on=review)
        with house.transaction() as session:
            plan_parts.add(session, OFFICER, house.reference, draft, key=key())
        shown = page(house)
        assert said in shown
        assert "Planen gjelder fra 1. januar 2026 til 30. juni 2027." in shown

    def test_the_texts_of_others_are_shown_and_ones_own_can_be_written(self, house: House) -> None:
        house.add(Kind.TEXT, Topic.COOPERATION, text="Skolen og legen snakker sammen")
        about = section(page(house), "om-meg")
        assert "Skolen og legen snakker sammen" in about
        assert "/tekst/behov" in about and "/tekst/samarbeid" not in about
        assert "Slik har barnet fått være med" not in about
        assert "Skolen og legen" in page(house, "/tekst/samarbeid")

    def test_a_child_is_asked_how_it_took_part(self, shared_app: Flask) -> None:  # noqa: F811
        for born, asked in ((date(2008, 11, 22), True), (date(2008, 11, 21), False)):
            house = House.of(shared_app, born=born)
            assert ("Slik har barnet fått være med" in page(house)) is asked


class TestALongPlan:
    def test_two_hundred_measures_are_folded_and_each_is_there(self, house: House) -> None:
        helpers = [house.school(f"Hjelper {number}") for number in range(4)]
        goal = house.add(Kind.GOAL, Goal.OPEN, text="Alt")
        with house.transaction() as session:
            row = session.query(PlanRow).filter_by(reference=house.reference).one()
            for number in range(200):
                draft = Draft(
                    kind=Kind.MEASURE, code=Measure.YES, parent=goal,
                    words={"what": f"Tiltak nummer {number}."}, responsible=helpers[number % 4],
                )  # fmt: skip
                plan_parts.first_version(session, OFFICER, row, draft)
        answer = house.get()
        theirs = section(answer.text, "deres")
        assert all(f"Tiltak nummer {number}." in theirs for number in range(200))
        assert theirs.count("<summary>50 tiltak") == 4
        assert "200 tiltak" in section(answer.text, "mal")
        assert len(answer.data) < 70_000
        on_its_own = house.get(path=f"/mal/{goal}")
        assert all(f"Tiltak nummer {number}." in on_its_own.text for number in range(200))

    @pytest.mark.parametrize(("count", "folded"), [(8, False), (9, True)])
    def test_a_list_of_more_than_eight_is_folded(
        self, house: House, count: int, folded: bool
    ) -> None:
        for number in range(count):
            house.add(Kind.MEASURE, Measure.UNDER_WAY, what=f"Ting {number}", responsible=ME)
        assert (f"Vis {count - 5} til" in section(page(house), "mitt")) is folded


class TestWhoSees:
    def test_a_parent_reads_whose_it_is(self, house: House) -> None:
        house.let_parent(TODAY + timedelta(days=100))
        house.add(Kind.MEASURE, Measure.UNDER_WAY, what="Gå tur", responsible=ME)
        shown = page(house, who="parent")
        assert "<h1>Planen til Kanari Fuglesang</h1>" in shown
        assert "Dette er planen til Kanari Fuglesang." in shown
        assert "Det Kanari Fuglesang gjør selv" in shown and "Mitt</h2>" not in shown

    def test_a_stranger_cannot_tell_a_plan_from_none(self, house: House) -> None:
        goal = house.add(Kind.GOAL, Goal.OPEN, text="Kanarimål")
        measure = house.add(Kind.MEASURE, Measure.PROPOSED, what="Kanaritiltak")
        nothing = house.browsers["stranger"].get("/storby/nb/plan/AAAA-BBBB-CCCC")
        assert nothing.status_code == 404
        for path in ("", f"/mal/{goal}", f"/mal/{goal}/endre", "/mal/nytt", f"/tiltak/{measure}",
                     "/tiltak/nytt", "/tekst/behov", f"/del/{goal}/kommenter", "/endringer"):  # fmt: skip
            refused = house.get("stranger", path)
            assert (refused.status_code, refused.data) == (404, nothing.data), path

    def test_a_part_of_another_plan_is_not_there(
        self,
        house: House,
        shared_app: Flask,  # noqa: F811
    ) -> None:
        other = House.of(shared_app)
        goal = other.add(Kind.GOAL, Goal.OPEN, text="En annens")
        assert other.get(path=f"/mal/{goal}").status_code == 200
        mine = House.of(shared_app)
        for path in (f"/mal/{goal}", f"/mal/{goal}/endre", f"/tiltak/{goal}", "/tekst/annet"):
            assert mine.get(path=path).status_code == 404, path
        assert mine.post("person", f"/del/{goal}/ta-bort", version="1").status_code == 404
        assert mine.post("person", f"/del/{goal}/angre", version="1").status_code == 404


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("invited", "Ingenting blir skrevet før du har svart."),
        ("coordinator-only", "Du kan ombestemme deg når du vil."),
        ("declined", "Du kan ombestemme deg når du vil."),
        ("withdrawn", "Det som står her, er ikke slettet."),
        ("ended", "Du kan fortsatt lese den."),
    ],
)
def test_where_no_consent_stands_the_page_is_calm_and_nothing_can_be_written(
    house: House, status: str, said: str
) -> None:
    goal = house.add(Kind.GOAL, Goal.OPEN, text="Jeg vil på skolen")
    house.change(status=status)
    shown = page(house)
    assert said in shown and "+47 74 21 71 00" in shown
    for path in ("", f"/mal/{goal}"):
        main = page(house, path).split("<main", 1)[1].split("</main>", 1)[0]
        assert "Skriv et mål" not in main and "Endre målet" not in main
        assert "Jeg vil på skolen" in main
    refused = house.get(path="/mal/nytt")
    assert refused.status_code == 303
    assert "Det kan ikke skrives i planen" in page(house)


def test_a_helper_from_the_family_is_called_by_name(house: House) -> None:
    aunt = house.add(Kind.PARTICIPANT, Sector.KIN, name="Tante Sol", role="Tante")
    house.add(Kind.MEASURE, Measure.YES, what="Følge til lege", responsible=aunt)
    theirs = section(page(house), "deres")
    assert "<h3>Tante Sol</h3>" in theirs and "Tante · Pårørende" in theirs
