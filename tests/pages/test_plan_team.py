"""Who helps, and whom to call: on the page, on a small card and among the contacts; honest about who is away."""

import io
from datetime import date, timedelta

import pikepdf
import pytest

from portal.rules.plan import ME, Kind, Measure, Sector
from tests.conftest import NOW
from tests.pages.plan_town import PlanTown
from tests.tagged_pdf import problems_of, text_of
from tests.test_contact_file import read

TODAY = date(2026, 11, 21)
TEAM, CARD = "/de-som-hjelper", "/hvem-ringer-jeg"


@pytest.fixture
def town(app) -> PlanTown:
    return PlanTown.of(app)


def unit_phone(town: PlanTown) -> str:
    return town.app.extensions["profiles"]["storby"].unit.phone


class TestTeam:
    def test_the_coordinator_stands_first_then_the_services_then_kin(self, town):
        town.helper("Tante Berit", Sector.KIN, role="Tante", organisation="")
        town.helper("Rune Dahl", phone="+4700000311")
        page = town.get("reader", TEAM).text
        places = [page.index(name) for name in ("Ola Saks", "Rune Dahl", "Tante Berit")]
        assert places == sorted(places)
        assert 'href="tel:+4700000311"' in page
        assert "Veileder · Nav Storby · Nav" in page

    def test_what_each_still_answers_for_is_named_and_leads_to_it(self, town):
        rune = town.helper()
        first = town.measure("Finne et sted i jobb", rune)
        town.measure("Er gjort", rune, Measure.DONE)
        town.measure("Sa nei", rune, Measure.NO)
        page = town.get("reader", TEAM).text
        assert "Svarer for ett tiltak:" in page
        assert f"/tiltak/{first}" in page
        assert "Er gjort" not in page
        assert "Sa nei" not in page

    def test_of_many_the_first_are_named_and_the_rest_counted(self, town):
        rune = town.helper()
        for number in range(8):
            town.measure(f"Tiltak {number}", rune)
        page = town.get("reader", TEAM).text
        assert "Svarer for 8 tiltak:" in page
        assert "Se 3 til i planen" in page
        assert sum(f"Tiltak {number}" in page for number in range(8)) == 5

    def test_who_has_no_number_is_said_to_have_none(self, town):
        town.helper()
        assert "Nummeret er ikke lagt inn ennå." in town.get("reader", TEAM).text

    @pytest.mark.parametrize(
        ("who", "said"),
        [
            ("reader", "Du svarer selv for 2 tiltak."),
            ("parent", "Kari Solvik svarer selv for 2 tiltak."),
        ],
    )
    def test_the_person_is_one_of_them(self, town, who, said):
        for what in ("Gå tur", "Ringe"):
            town.write(
                Kind.MEASURE, town.reader, code="under-way", responsible=ME, words={"what": what}
            )
        assert said in town.get(who, TEAM).text

    def test_a_plan_with_nobody_says_who_writes_them_in(self, town):
        assert "Ingen står her ennå." in town.get("reader", TEAM).text


class TestCard:
    def test_coordinator_unit_doctor_and_emergency_with_numbers_to_press(self, town):
        page = town.get("reader", CARD).text
        for number in ("+4700000301", "116117", "113"):
            assert f'href="tel:{number}"' in page
        assert unit_phone(town) in page
        assert "Kari Solvik" not in page.split("<main", 1)[1]

    def test_the_next_meeting_stands_on_it(self, town):
        town.meeting(TODAY + timedelta(days=3))
        town.meeting(TODAY + timedelta(days=30))
        assert "24. november 2026 klokka 12.30, Rådhuset" in town.get("reader", CARD).text
        assert "24 November 2026 " in town.get("reader", CARD, "en").text

    def test_a_meeting_that_has_been_does_not(self, town):
        town.meeting(TODAY - timedelta(days=3))
        assert "Neste møte" not in town.get("reader", CARD).text

    @pytest.mark.parametrize(
        ("cover", "said"),
        [
            ("c", ["Borte til og med 30. november 2026.", "Svarer så lenge", "Caro Kolle"]),
            (None, ["Borte til og med 30. november 2026. Ring enheten under så lenge."]),
        ],
    )
    def test_while_the_coordinator_is_away_it_says_who_answers(self, town, cover, said):
        town.away(date(2026, 11, 30), cover)
        page = town.get("reader", CARD).text
        assert all(words in page for words in said)

    def test_a_vacancy_is_said_and_the_unit_is_whom_to_call(self, town):
        town.change(coordinator=None)
        page = town.get("reader", CARD).text
        assert "Ingen er koordinator akkurat nå. Ring enheten under." in page
        assert unit_phone(town) in page

    def test_a_coordinator_without_a_number_is_said_to_have_none(self, app):
        page = PlanTown.of(app, phone=None).get("reader", CARD).text
        assert "Nummeret er ikke lagt inn ennå. Ring enheten under." in page


class TestShortWay:
    def test_with_one_plan_it_leads_to_the_card(self, town):
        answer = town.browsers["reader"].get("/storby/nb/plan/hvem-ringer-jeg")
        assert (answer.status_code, answer.location) == (303, town.address("reader", CARD))

    def test_with_none_it_leads_to_the_list(self, town):
        answer = town.browsers["stranger"].get("/storby/nb/plan/hvem-ringer-jeg")
        assert (answer.status_code, answer.location) == (303, "/storby/nb/plan")


class TestFiles:
    @pytest.mark.parametrize("language", ["nb", "nn", "en"])
    def test_the_paper_is_one_tagged_a6_page_with_the_numbers(self, town, language):
        town.meeting(TODAY + timedelta(days=3))
        answer = town.get("reader", f"{CARD}.pdf", language)
        assert answer.content_type == "application/pdf"
        assert problems_of(answer.data) == []
        with pikepdf.open(io.BytesIO(answer.data)) as pdf:
            size = [round(float(side) * 25.4 / 72) for side in pdf.pages[0].mediabox]
            assert (len(pdf.pages), size, str(pdf.Root.Lang)) == (1, [0, 0, 105, 148], language)
        told = text_of(answer.data)
        for words in (
            "Ola Saks",
            "+47 00 00 03 01",
            unit_phone(town),
            "116 117",
            "113",
            "Rådhuset",
        ):
            assert words in told
        assert "Solvik" not in told

    def test_long_words_still_fit_on_one_page(self, town):
        town.away(date(2026, 11, 30), "c")
        town.meeting(TODAY, place="Ungdomshelsetjenesten " * 4)
        with pikepdf.open(io.BytesIO(town.get("reader", f"{CARD}.pdf").data)) as pdf:
            assert len(pdf.pages) == 1

    def test_the_contacts_are_the_coordinator_and_the_unit_and_nothing_of_the_person(self, town):
        answer = town.get("reader", f"{CARD}.vcf")
        assert answer.content_type == "text/vcard; charset=utf-8"
        ola, unit = read(answer.data)
        assert (ola["FN"], ola["TEL"], ola["TITLE"]) == (
            "Ola Saks",
            "tel:+4700000301",
            "Koordinator",
        )
        assert unit["TEL"] == "tel:+47" + unit_phone(town).replace(" ", "")
        for canary in ("Solvik", town.reference, "plan/", NUMBER):
            assert canary.encode() not in answer.data

    def test_without_a_coordinator_there_is_only_the_unit(self, town):
        town.change(coordinator=None)
        (unit,) = read(town.get("reader", f"{CARD}.vcf").data)
        assert unit["KIND"] == "org"


NUMBER = "01815512345"


@pytest.mark.parametrize("path", [TEAM, CARD, f"{CARD}.pdf", f"{CARD}.vcf"])
def test_another_s_plan_is_as_one_that_is_not_there(town, path):
    assert town.get("stranger", path).status_code == 404
    before = len(town.codes())
    assert town.get("parent", path).status_code == 200
    assert town.codes()[before:] == ["plan.own-read"]
    assert town.now == NOW
