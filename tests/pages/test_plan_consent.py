"""«Samtykke og deling»: what stands, what is shared with whom, a withdrawal with its consequences, and the canary at the desk."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from portal.rules.access import Actor
from portal.rules.plan import Kind
from portal.rules.plan_consent import Answer
from portal.store import plan_consents, plan_parts
from portal.store.db import DatabaseAway
from tests.login.conftest import shared_app  # noqa: F401
from tests.pages.plan_house import OFFICER, STORBY, House

PAGE, WITHDRAW = "/samtykke", "/samtykke/trekk"
CANARY = "Kanarihvisken"
CHILD, TWELVE, GROWN = date(2014, 11, 22), date(2014, 11, 21), date(2010, 11, 21)
UNTIL = date(2030, 11, 21)


@pytest.fixture
def house(shared_app: Flask) -> House:  # noqa: F811
    return House.of(shared_app)


def person(house: House, who: str = "person") -> Actor:
    return Actor("citizen", house.ids[who], STORBY)


def share(house: House, participant: str, *sections: str, who: str = "person") -> Any:
    return house.post(who, f"{PAGE}/{participant}", sections=list(sections))


def sees(house: House, who: str = "person") -> list[str]:
    """What stands under «Hvem ser hva?»."""
    return re.findall(r"<p>(Får (?:ikke )?se[^<]*)</p>", house.get(who, PAGE).text)


class TestTheConsentToThePlan:
    def test_it_says_since_when_and_given_how(self, house: House) -> None:
        page = house.get(path=PAGE).text
        assert "Samtykket ble gitt på papir 21. november 2026." in page
        assert "med referanse 26/1." in page
        house.forget_consents()
        house.answer(person(house))
        assert "Samtykket ble gitt med innlogging 21. november 2026." in house.get(path=PAGE).text

    def test_what_a_withdrawal_means_stands_before_the_press(self, house: House) -> None:
        page = house.get(path=WITHDRAW)
        assert page.status_code == 200
        for words in (
            "kan ikke lenger lese det som står i planen",
            "All deling med andre tar slutt.",
            "Det som er skrevet, blir ikke slettet.",
            "Saken i kommunen blir heller ikke slettet.",
            "Du kan si ja igjen når du vil.",
        ):
            assert words in page.text, words
        assert house.row().status == "active", "looking withdraws nothing"

    def test_withdrawn_and_given_again(self, house: House) -> None:
        house.fill(CANARY)
        pressed = house.post("person", WITHDRAW)
        assert pressed.status_code == 303 and pressed.location.endswith(PAGE)
        page = house.get(path=PAGE).text
        assert "Samtykket er trukket. Nå kan ingen i kommunen lese" in page
        assert "Samtykket til planen ble trukket." in page and "Endre svaret" in page
        assert house.row().status == "withdrawn"
        assert house.post("person", "/invitasjon", answer="plan").status_code == 303
        assert house.row().status == "active"
        assert f"{CANARY}mål" in house.room.get("officer", f"/plan/{house.reference}").text

    def test_withdrawn_twice_is_once(self, house: House) -> None:
        for _twice in range(2):
            assert house.post("person", WITHDRAW).status_code == 303
        assert house.codes().count("plan.consent-withdrawn") == 1
        assert house.get(path=WITHDRAW).status_code == 303

    def test_a_stranger_withdraws_nothing(self, house: House) -> None:
        for path in (PAGE, WITHDRAW):
            assert house.get("stranger", path).status_code == 404
        assert house.post("stranger", WITHDRAW).status_code == 404
        assert house.row().status == "active"

    def test_when_the_database_is_away_it_says_that_nothing_happened(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def away(*_args: Any) -> None:
            raise DatabaseAway

        school = house.school()
        with monkeypatch.context() as patched:
            patched.setattr(plan_consents, "withdraw", away)
            patched.setattr(plan_consents, "share", away)
            for page in (house.post("person", WITHDRAW), share(house, school, "team")):
                assert page.status_code == 503 and "Ingenting er lagret" in page.text
        assert 'value="team" checked' in page.text


class TestTheDeskAfterAWithdrawal:
    """A word in every part of the plan is on no page of the desk."""

    def pages(self, house: House) -> dict[str, str]:
        """Every page of the desk that names a plan, and the lists: as the coordinator and as the lead."""
        plan_id = house.row().id
        with house.transaction() as session:
            parts = plan_parts.all_of(session, plan_id)
        found = {}
        for rule in house.room.app.url_map.iter_rules():
            path = rule.rule.partition("/ansatt")[2]
            if not rule.endpoint.startswith("desk.plan") or "GET" not in rule.methods:
                continue
            path = path.replace("<string:reference>", house.reference)
            names = re.findall(r"<[^>]*>", path)
            for part in parts if names else parts[:1]:
                address = path
                for name in names:
                    address = address.replace(name, part.id)
                for who in ("officer", "lead"):
                    found[f"{who} {address}"] = house.room.get(who, address).text
        return found

    def test_the_canary_is_there_while_the_yes_stands(self, house: House) -> None:
        house.fill(CANARY)
        assert [path for path, page in self.pages(house).items() if CANARY in page]

    @pytest.mark.parametrize("answer", ["no", "coordinator"])
    def test_and_nowhere_after_it(self, house: House, answer: str) -> None:
        house.fill(CANARY)
        with house.transaction() as session:
            plan_consents.answer(session, person(house), house.reference, Answer(answer))
        shown = self.pages(house)
        assert len(shown) >= 4
        assert [path for path, page in shown.items() if CANARY in page] == []

    def test_the_desk_still_sees_that_it_is_so_and_whom_to_call(self, house: House) -> None:
        house.fill(CANARY)
        house.post("person", WITHDRAW)
        page = house.room.get("officer", f"/plan/{house.reference}")
        assert page.status_code == 200
        assert "Samtykket er trukket" in page.text and "Kanari Fuglesang" in page.text

    def test_what_is_written_to_each_other_after_it_is_read_as_before(self, house: House) -> None:
        house.write(person(house), f"{CANARY} før")
        house.post("person", WITHDRAW)
        house.room.app.extensions["clock"].now += timedelta(minutes=1)
        house.write(person(house), "Takk for nå")
        path = f"/plan/{house.reference}/meldinger"
        page = house.room.get("officer", path).text
        assert "Takk for nå" in page and CANARY not in page
        assert f"{CANARY} før" in house.get(path="/meldinger").text
        house.answer(person(house))
        assert f"{CANARY} før" in house.room.get("officer", path).text


class TestSharing:
    def test_the_boxes_are_what_the_participant_sees(self, house: House) -> None:
        school = house.school()
        assert sees(house) == ["Får ikke se noe."]
        page = house.get(path=f"{PAGE}/{school}")
        assert "Del planen med Una Rektor" in page.text and "fra Nes skole" in page.text
        assert page.text.count('name="sections"') == 5 and "checked" not in page.text
        answer = share(house, school, "measures", "goals")
        assert answer.status_code == 303 and answer.location.endswith(PAGE)
        assert sees(house) == ["Får se: Målene, Tiltakene."]
        page = house.get(path=f"{PAGE}/{school}").text
        assert re.findall(r'value="(\w+)" checked', page) == ["goals", "measures"]

    def test_each_participant_by_themself_and_dated(self, house: House) -> None:
        school, nav = house.school(), house.school("Per Veileder")
        share(house, school, "goals")
        share(house, nav, "meetings")
        share(house, school)
        assert sorted(sees(house)) == ["Får ikke se noe.", "Får se: Møter."]
        story = re.findall(r'class="timeline-text">([^<]*)<', house.get(path=PAGE).text)
        assert sorted(story) == [
            "Kommunen spurte om en individuell plan.",
            "Per Veileder fikk se: Møter.",
            "Samtykke til planen på papir. Arkivreferanse 26/1.",
            "Slutt på deling med Una Rektor: Målene.",
            "Una Rektor fikk se: Målene.",
        ]

    def test_one_press_ends_it(self, house: House) -> None:
        school = house.school()
        share(house, school, "goals", "texts")
        for _twice in range(2):
            assert house.post("person", f"{PAGE}/{school}/slutt").status_code == 303
        page = house.get(path=PAGE).text
        assert "Du deler ikke lenger noe med denne personen." in page
        assert "Får ikke se noe." in page
        assert house.codes().count("plan.sharing-ended") == 1

    def test_who_was_taken_away_is_still_there_to_end(self, house: House) -> None:
        school = house.school()
        share(house, school, "goals")
        with house.transaction() as session:
            plan_parts.remove(session, OFFICER, house.reference, school, based_on=1)
        page = house.get(path=PAGE).text
        assert "Er ikke med i planen lenger." in page and "Slutt å dele" in page
        assert house.get(path=f"{PAGE}/{school}").status_code == 404
        assert house.post("person", f"{PAGE}/{school}/slutt").status_code == 303
        assert "Una Rektor</h3>" not in house.get(path=PAGE).text

    @pytest.mark.parametrize("sections", [["goals", "everything"], ["<script>"], [""]])
    def test_a_code_that_is_not_on_the_page_is_refused(
        self, house: House, sections: list[str]
    ) -> None:
        school = house.school()
        page = share(house, school, *sections)
        assert page.status_code == 422 and "Velg blant svarene i lista." in page.text
        assert sees(house) == ["Får ikke se noe."]

    def test_with_whom_is_no_participant_of_this_plan_nothing_is_shared(
        self,
        house: House,
        shared_app: Flask,  # noqa: F811
    ) -> None:
        strangers, goal = house.school(), house.add(Kind.GOAL, "open", text="Et mål")
        mine = House.of(shared_app)
        for path in (strangers, goal, "0" * 32, "trekk-ikke"):
            assert mine.get(path=f"{PAGE}/{path}").status_code == 404
            assert share(mine, path, "goals").status_code == 404
            assert mine.post("person", f"{PAGE}/{path}/slutt").status_code == 404
        own_goal = mine.add(Kind.GOAL, "open", text="Mitt mål")
        assert share(mine, own_goal, "goals").status_code == 404

    def test_a_plan_without_a_yes_is_shared_with_nobody(self, house: House) -> None:
        school = house.school()
        house.post("person", WITHDRAW)
        assert house.get(path=f"{PAGE}/{school}").status_code == 404
        assert share(house, school, "goals").status_code == 404
        assert "Hvem ser hva?" not in house.get(path=PAGE).text

    def test_nobody_else_shares_it(self, house: House) -> None:
        school = house.school()
        assert house.get("stranger", f"{PAGE}/{school}").status_code == 404
        assert share(house, school, "goals", who="stranger").status_code == 404
        assert sees(house) == ["Får ikke se noe."]


class TestChildren:
    @pytest.mark.parametrize(("born", "holds_back"), [(CHILD, False), (TWELVE, True)])
    def test_from_12_a_child_shares_less_than_the_parent_has_said(
        self,
        shared_app: Flask,  # noqa: F811
        born: date,
        holds_back: bool,
    ) -> None:
        house = House.of(shared_app, born=born)
        house.let_parent(UNTIL)
        school = house.school()
        assert share(house, school, "goals", "texts", who="parent").status_code == 303
        page = house.get(path=f"{PAGE}/{school}")
        assert page.status_code == (200 if holds_back else 404)
        assert ("Du er fylt 12 år." in house.get(path=PAGE).text) is holds_back
        if holds_back:
            assert page.text.count('name="sections"') == 2
            assert share(house, school, "goals", "team").status_code == 422
        assert share(house, school, "goals").status_code == (303 if holds_back else 404)
        assert sees(house, "parent") == [
            "Får se: Målene." if holds_back else "Får se: Målene, Tekstene i planen."
        ]
        assert house.get(path=WITHDRAW).status_code == 303
        assert house.post("person", WITHDRAW).status_code == 404

    def test_from_16_the_young_one_decides_and_the_parent_is_out(
        self,
        shared_app: Flask,  # noqa: F811
    ) -> None:
        house = House.of(shared_app, born=GROWN)
        house.let_parent(UNTIL)
        school = house.school()
        assert house.get("parent", PAGE).status_code == 404
        assert share(house, school, "goals", who="parent").status_code == 404
        assert house.post("parent", WITHDRAW).status_code == 404
        assert share(house, school, "goals").status_code == 303
