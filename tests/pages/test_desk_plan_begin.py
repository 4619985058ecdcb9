"""The desk begins a plan: from a case or by national number; lets parents in; notes what has been said on paper."""

import itertools
import re
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from portal.rules.answers import AnswerWords
from portal.rules.national_number import national_number
from portal.rules.plan import Kind
from portal.store import case_answers, plan
from portal.store.crypto import unseal
from portal.store.db import DatabaseAway
from portal.store.tables.events import EventRow
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.plan import PlanReaderRow, PlanRow
from portal.store.tables.staff import StaffRow
from tests.acting import act_for
from tests.conftest import NOW
from tests.login.conftest import shared_app  # noqa: F401
from tests.login.steps import citizen_in
from tests.pages.desk_room import CENTRE, NORTH, Room, national
from tests.pages.plan_house import OFFICER, House, key

NUMBERS = itertools.count(50)
NEW = "/plan/ny"
CHILD = "04.03.2017"


@pytest.fixture
def room(shared_app: Flask) -> Room:  # noqa: F811
    shared_app.extensions["clock"].now = NOW
    with shared_app.extensions["database"].transaction() as session:
        session.execute(text("DELETE FROM sessions"))
        away = {"away_from": None, "away_until": None, "covered_by": None}
        session.execute(StaffRow.__table__.update().values(away))
    return Room.of(shared_app)


@pytest.fixture
def house(shared_app: Flask) -> House:  # noqa: F811
    return House.of(shared_app)


def begin(room: Room, who: str = "officer", **typed: str) -> Any:
    """Fill in the form; without more for somebody new."""
    ordinary = {
        "number": national(next(NUMBERS)), "name": "Kanari Planesen", "born": "", "phone": "",
        "language": "nn", "reach": "register", "contact_phone": "", "email": "",
    }  # fmt: skip
    return room.post(who, NEW, **(ordinary | typed))


def plans(room: Room, **having: Any) -> list[PlanRow]:
    with room.app.extensions["database"].transaction() as session:
        return list(session.scalars(select(PlanRow).filter_by(**having)))


def plan_at(room: Room, answer: Any) -> PlanRow:
    reference = re.search(r"/plan/([0-9A-Z-]{14})", answer.location)[1]
    return plans(room, reference=reference)[0]


def readers(room: Room, plan_id: str) -> list[PlanReaderRow]:
    with room.app.extensions["database"].transaction() as session:
        found = select(PlanReaderRow).filter_by(plan_id=plan_id).order_by(PlanReaderRow.role)
        return list(session.scalars(found))


def opened(room: Room, column: str, row: Any, name: str) -> str:
    with room.app.extensions["database"].transaction() as session:
        return unseal(session.info["keyring"], column, row.id, getattr(row, name))


def told(room: Room, plan_id: str) -> list[tuple[str, str, str]]:
    """(template, channel, language) of what has been laid out about a plan."""
    with room.app.extensions["database"].transaction() as session:
        rows = session.scalars(select(OutboxRow).filter_by(plan_id=plan_id))
        return [(row.template, row.channel, row.language) for row in rows]


def granted(room: Room, **request: Any) -> str:
    """A case of somebody with login, answered with a coordinator."""
    reference = room.send(next(NUMBERS), **request)
    with room.app.extensions["database"].transaction() as session:
        case_answers.give(
            session, OFFICER, reference,
            kind="coordinator", key=key(), law=None, complaint_due=None,
            words=AnswerWords(
                text="Du får en koordinator.", language="nb", coordinator_name="Ola Saks",
                coordinator_role="Koordinator", coordinator_phone="+4774217100",
                coordinator_from="2026-11-23",
            ),
        )  # fmt: skip
    return reference


class TestByNationalNumber:
    def test_the_person_is_invited_and_told_and_nothing_is_written(self, room: Room) -> None:
        number = national(next(NUMBERS))
        page = room.get("officer", NEW)
        assert page.status_code == 200 and "Sett i gang en plan" in page.text
        answer = begin(
            room, number=number, reach="sms", contact_phone="40 00 00 01", phone="74217100",
            born="01.01.1980",
        )  # fmt: skip
        assert answer.status_code == 303
        row = plan_at(room, answer)
        assert (row.status, row.coordinator, row.unit, row.language) == (
            "invited", "o", CENTRE, "nn",
        )  # fmt: skip
        assert opened(room, "plans.person_name", row, "person_name") == "Kanari Planesen"
        assert opened(room, "plans.coordinator_phone", row, "coordinator_phone") == "+4774217100"
        assert opened(room, "plans.born", row, "born") == "1980-01-01"
        (reader,) = readers(room, row.id)
        assert (reader.role, reader.reach, reader.language) == ("self", "sms", "nn")
        assert opened(room, "plan_readers.contact", reader, "contact") == "+4740000001"
        assert told(room, row.id) == [("plan-news", "sms", "nn")]
        assert (
            "Personen får beskjed og blir spurt"
            in room.get("officer", f"/plan/{row.reference}").text
        )
        browser, person = citizen_in(room.app, "storby", number)
        assert person == row.person
        asked = browser.get(f"/storby/nb/plan/{row.reference}/invitasjon")
        assert asked.status_code == 200 and "Vil du ha en individuell plan?" in asked.text

    def test_the_answer_does_not_tell_whether_the_number_was_known(self, room: Room) -> None:
        known, unknown = national(next(NUMBERS)), national(next(NUMBERS))
        citizen_in(room.app, "storby", known, "Kjent Person")
        pages = []
        for number in (known, unknown):
            answer = begin(room, number=number)
            assert answer.status_code == 303
            page = room.get("officer", answer.location.partition("/ansatt")[2]).text
            pages.append(re.sub(r"[0-9A-Z-]{14}|value=\"[^\"]*\"", "…", page))
        assert "Kjent Person" not in pages[0]
        assert pages[0] == pages[1]

    def test_sent_twice_it_is_one_plan(self, room: Room) -> None:
        number = national(next(NUMBERS))
        first, second = begin(room, number=number), begin(room, number=number)
        assert first.location == second.location
        assert len(told(room, plan_at(room, first).id)) == 1

    def test_somebody_elses_plan_is_not_taken_over_and_the_question_is_written_down(
        self, room: Room
    ) -> None:
        number = national(next(NUMBERS))
        row = plan_at(room, begin(room, number=number))
        answer = begin(room, "colleague", number=number)
        assert answer.status_code == 303 and answer.location.endswith("/ansatt/planer")
        assert row.reference not in answer.location
        assert "en annen er koordinator" in room.get("colleague", "/planer").text
        assert plans(room, person=row.person)[0].coordinator == "o"
        with room.app.extensions["database"].transaction() as session:
            asked = select(EventRow).filter_by(code="plan.listed", actor_id="c", subject=row.id)
            assert session.scalars(asked).one().object == row.id

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"number": "12345678901"}, "Skriv fødselsnummeret med 11 siffer."),
            ({"number": ""}, "Skriv fødselsnummeret med 11 siffer."),
            ({"name": ""}, "Skriv navnet til personen."),
            ({"born": "31.02.2017"}, "Skriv datoen med dag, måned og år"),
            ({"born": "22.11.2026"}, "Skriv en dag som ikke ligger fram i tid."),
            ({"born": "02.01.1980"}, "Datoen stemmer ikke med fødselsnummeret."),
            ({"phone": "12"}, "Skriv et telefonnummer"),
            ({"language": "se"}, "Velg ett av svarene i lista."),
            ({"reach": ""}, "Velg hvordan personen skal få beskjed."),
            ({"reach": "sms"}, "Skriv telefonnummeret, eller velg en annen måte."),
            ({"reach": "email"}, "Skriv e-postadressen, eller velg en annen måte."),
            ({"reach": "email", "email": "ikke en adresse"}, "Skriv en hel e-postadresse"),
        ],
    )
    def test_a_slip_is_told_and_begins_nothing(
        self, room: Room, typed: dict[str, str], said: str
    ) -> None:
        before = len(plans(room))
        page = begin(room, **typed)
        assert page.status_code == 422 and said in page.text
        assert len(plans(room)) == before

    @pytest.mark.parametrize(
        ("who", "allowed"),
        [
            ("officer", True),
            ("north", True),
            ("lead", True),
            ("reader", False),
            ("administrator", False),
        ],
    )
    def test_who_answers_cases_begins_plans(self, room: Room, who: str, allowed: bool) -> None:
        before = len(plans(room))
        unit = {"unit": NORTH} if who == "lead" else {}
        assert room.get(who, NEW).status_code == (200 if allowed else 404)
        answer = begin(room, who, **unit)
        assert answer.status_code == (303 if allowed else 404)
        assert len(plans(room)) == before + allowed
        if allowed:
            wanted = {"officer": CENTRE, "north": NORTH, "lead": NORTH}[who]
            assert plan_at(room, answer).unit == wanted

    def test_when_the_database_is_away_what_is_typed_stays(
        self, room: Room, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def away(*_args: Any, **_more: Any) -> None:
            raise DatabaseAway

        with monkeypatch.context() as patched:
            patched.setattr(plan, "begin", away)
            page = begin(room, name="Kanarinavn Typed")
        assert page.status_code == 503 and "Ingenting er lagret" in page.text
        assert "Kanarinavn Typed" in page.text


class TestFromACase:
    def test_the_case_says_whose_it_is_and_leads_to_it(self, room: Room) -> None:
        reference = granted(room, name="Innlogget Kanarisen", reach="sms", phone="+4740000077")
        page = room.get("officer", f"/sak/{reference}").text
        assert f"/plan/ny?sak={reference}" in page
        form = room.get("officer", f"{NEW}?sak={reference}")
        assert form.status_code == 200 and "Fødselsnummeret" not in form.text
        assert 'value="Innlogget Kanarisen"' in form.text and "+4740000077" in form.text
        answer = begin(room, number="", case=reference, name="Innlogget Kanarisen")
        row = plan_at(room, answer)
        case = room.row(reference)
        assert (row.case_id, row.person, row.unit) == (case.id, case.asker, case.unit)
        page = room.get("officer", f"/sak/{reference}").text
        assert f"/ansatt/plan/{row.reference}" in page and "plan/ny?sak" not in page

    def test_the_citizen_finds_the_plan_from_the_case(self, shared_app: Flask) -> None:  # noqa: F811
        house = House.of(shared_app, yes=False)
        number = next(NUMBERS)
        reference = house.room.send(number)
        browser, _person = citizen_in(shared_app, "storby", national(number), "Kanari Case")
        assert "Se planen" not in browser.get(f"/storby/nb/saker/{reference}").text
        row = plan_at(house.room, begin(house.room, number="", case=reference))
        assert (
            f"/storby/nb/plan/{row.reference}" in browser.get(f"/storby/nb/saker/{reference}").text
        )

    def test_a_call_has_nobody_with_a_login_so_the_number_is_asked(self, room: Room) -> None:
        reference = room.ask(next(NUMBERS))
        form = room.get("officer", f"{NEW}?sak={reference}").text
        assert "Fødselsnummeret til personen" in form and "Oppdiktet" in form
        row = plan_at(room, begin(room, case=reference))
        assert row.case_id == room.row(reference).id

    def test_a_birthday_that_is_not_the_persons_is_told(self, room: Room) -> None:
        reference = granted(room)
        page = begin(room, number="", case=reference, born="02.01.1980")
        assert page.status_code == 422 and "Datoen stemmer ikke med fødselsnummeret." in page.text
        assert begin(room, number="", case=reference, born="01.01.1980").status_code == 303

    def test_before_an_answer_there_is_no_way_to_a_plan(self, room: Room) -> None:
        reference = room.send(next(NUMBERS))
        assert "plan/ny" not in room.get("officer", f"/sak/{reference}").text

    def test_a_case_of_somebody_who_has_not_been_asked_begins_nothing(self, room: Room) -> None:
        reference = room.send(
            next(NUMBERS), whom="other", about_name="Kanari Gjelder", relation="friend"
        )
        assert room.get("officer", f"{NEW}?sak={reference}").status_code == 404
        assert begin(room, case=reference).status_code == 404

    @pytest.mark.parametrize("who", ["north", "reader", "administrator", "neighbour"])
    def test_another_units_case_begins_nothing(self, room: Room, who: str) -> None:
        reference = granted(room)
        before = len(plans(room))
        assert room.get(who, f"{NEW}?sak={reference}").status_code == 404
        assert begin(room, who, case=reference).status_code in {404, 422}
        assert len(plans(room)) == before

    @pytest.mark.parametrize("sak", ["finnes-ikke", "AAAA-AAAA-AAAA", "%00", "' OR 1=1"])
    def test_no_such_case(self, room: Room, sak: str) -> None:
        assert room.get("officer", f"{NEW}?sak={sak}").status_code == 404

    def test_a_parent_confirmed_in_the_case_sees_the_plan_too(self, room: Room) -> None:
        reference = room.send(
            next(NUMBERS), whom="child", child_age="under-16", about_name="Kanari Barn"
        )
        confirmed = room.post(
            "officer", f"/sak/{reference}/foreldreansvar", how="register", born=CHILD, key=key()
        )
        assert confirmed.status_code == 303
        row = plan_at(room, begin(room, case=reference, name="Kanari Barn"))
        found = {reader.role: reader for reader in readers(room, row.id)}
        assert found["parent"].person == room.row(reference).asker
        assert found["parent"].until == date(2033, 3, 4) and found["self"].person == row.person


class TestParents:
    def child(self, room: Room) -> PlanRow:
        answer = begin(room, born="01.01.2017", number=child_number())
        assert answer.location.endswith("/forelder")
        return plan_at(room, answer)

    def add(self, room: Room, row: PlanRow, who: str = "officer", **typed: str) -> Any:
        ordinary = {
            "number": national(next(NUMBERS)), "name": "Mor Planesen", "how": "register",
            "language": "nb", "reach": "register", "contact_phone": "", "email": "",
        }  # fmt: skip
        return room.post(who, f"/plan/{row.reference}/forelder", **(ordinary | typed))

    def test_a_parent_sees_it_until_the_16th_birthday(self, room: Room) -> None:
        row, number = self.child(room), national(next(NUMBERS))
        page = room.get("officer", f"/plan/{row.reference}/forelder").text
        assert "Når er barnet født?" not in page
        for _twice in range(2):
            answer = self.add(room, row, number=number, reach="email", email="mor@eksempel.no")
            assert answer.status_code == 303
        page = room.get("officer", f"/plan/{row.reference}/forelder").text
        assert "Mor Planesen (forelder, fram til 1. januar 2033)" in page
        parents = [one for one in readers(room, row.id) if one.role == "parent"]
        assert [(one.until, one.reach) for one in parents] == [(date(2033, 1, 1), "email")]
        with room.app.extensions["database"].transaction() as session:
            added = select(EventRow).filter_by(code="plan.reader-added", subject=row.id)
            assert session.scalars(added).one().object == f"{parents[0].person},register"
        browser, mother = citizen_in(room.app, "storby", number)
        assert browser.get(f"/storby/nb/plan/{row.reference}").status_code == 404
        with room.app.extensions["database"].transaction() as session:
            act_for(session, mother, row.person)
        assert browser.get(f"/storby/nb/plan/{row.reference}").status_code == 200

    def test_where_the_birthday_is_not_known_it_is_asked_and_kept(self, room: Room) -> None:
        row = plan_at(room, begin(room, number=born_on(date(2010, 11, 22))))
        assert "Når er barnet født?" in room.get("officer", f"/plan/{row.reference}/forelder").text
        assert self.add(room, row, born="").status_code == 422
        other = self.add(room, row, born="23.11.2010")
        assert other.status_code == 422 and "Datoen stemmer ikke med fødselsnummeret." in other.text
        old = plan_at(room, begin(room, number=born_on(date(2010, 11, 21))))
        grown = self.add(room, old, born="21.11.2010")
        assert grown.status_code == 422 and "Barnet er 16 år eller eldre." in grown.text
        assert self.add(room, row, born="22.11.2010").status_code == 303
        assert opened(room, "plans.born", plans(room, id=row.id)[0], "born") == "2010-11-22"

    def test_a_grown_person_has_no_parents_here(self, room: Room) -> None:
        row = plan_at(room, begin(room, born="01.01.1980"))
        page = room.get("officer", f"/plan/{row.reference}/forelder")
        assert page.status_code == 303
        assert self.add(room, row).status_code == 303
        assert (
            "bestemmer selv hvem som ser planen"
            in room.get("officer", f"/plan/{row.reference}").text
        )
        assert [one.role for one in readers(room, row.id)] == ["self"]

    def test_the_childs_own_number_is_no_parents(self, room: Room) -> None:
        number = child_number()
        row = plan_at(room, begin(room, born="01.01.2017", number=number))
        page = self.add(room, row, number=number)
        assert page.status_code == 422 and "Dette er nummeret til barnet." in page.text

    @pytest.mark.parametrize("who", ["colleague", "north", "reader", "administrator", "neighbour"])
    def test_only_who_coordinates_lets_parents_in(self, room: Room, who: str) -> None:
        row = self.child(room)
        assert room.get(who, f"/plan/{row.reference}/forelder").status_code == 404
        assert self.add(room, row, who).status_code == 404
        assert [one.role for one in readers(room, row.id)] == ["self"]


class TestOnPaper:
    def note(self, house: House, who: str = "officer", **typed: str) -> Any:
        ordinary = {"answer": "plan", "paper": "26/1234-5", "day": ""}
        return house.room.post(who, f"/plan/{house.reference}/samtykke", **(ordinary | typed))

    def test_a_yes_with_the_archives_reference_and_its_day(self, house: House) -> None:
        house.forget_consents()
        page = house.room.get("officer", f"/plan/{house.reference}/samtykke").text
        assert "Noter hva personen har svart" in page and "Venter på svar fra personen" in page
        assert self.note(house, day="02.11.2026").status_code == 303
        assert house.row().status == "active"
        told_to = house.get(path="/samtykke").text
        assert "på papir 2. november 2026" in told_to and "26/1234-5" in told_to
        assert ("plan-news", "email", "nb") in told(house.room, house.row().id)

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"paper": ""}, "Skriv referansen til papiret i arkivet."),
            ({"answer": ""}, "Velg hva personen har svart."),
            ({"answer": "kanskje"}, "Velg ett av svarene i lista."),
            ({"day": "22.11.2026"}, "Skriv en dag som ikke ligger fram i tid."),
            ({"day": "31.02.2026"}, "Skriv datoen med dag, måned og år"),
        ],
    )
    def test_a_slip_is_told_and_changes_nothing(
        self, house: House, typed: dict[str, str], said: str
    ) -> None:
        house.forget_consents()
        page = self.note(house, **typed)
        assert page.status_code == 422 and said in page.text
        assert house.row().status == "invited"

    def test_a_withdrawal_needs_no_paper(self, house: House) -> None:
        page = house.room.get("officer", f"/plan/{house.reference}/samtykke").text
        assert 'value="plan"' not in page and "Referansen i arkivet" not in page
        assert "kan ingen i kommunen lenger lese" in page
        assert self.note(house, answer="no", paper="").status_code == 303
        assert house.row().status == "withdrawn"

    def test_what_is_shared_on_paper(self, house: House) -> None:
        school = house.school()
        path = f"/plan/{house.reference}/samtykke"
        assert f"{path}/{school}" in house.room.get("officer", path).text
        assert "Hva får Una Rektor se?" in house.room.get("officer", f"{path}/{school}").text
        without = house.room.post("officer", f"{path}/{school}", sections=["goals"])
        assert without.status_code == 422 and "Skriv referansen" in without.text
        sent = {"sections": ["goals", "team"], "paper": "26/7", "day": "02.11.2026"}
        assert house.room.post("officer", f"{path}/{school}", **sent).status_code == 303
        assert "Målene, De som hjelper" in house.room.get("officer", path).text
        told_to = house.get(path="/samtykke").text
        assert "Una Rektor fikk se: Målene, De som hjelper. Samtykket er på papir" in told_to
        assert house.room.post("officer", f"{path}/{school}").status_code == 303
        assert "Får ikke se noe" in house.room.get("officer", path).text

    def test_with_whom_takes_no_part_nothing_is_shared(self, house: House) -> None:
        goal = house.add(Kind.GOAL, "open", text="Et mål")
        for part in (goal, "0" * 32):
            path = f"/plan/{house.reference}/samtykke/{part}"
            assert house.room.get("officer", path).status_code == 404
            sent = {"sections": ["goals"], "paper": "26/7"}
            assert house.room.post("officer", path, **sent).status_code == 404

    @pytest.mark.parametrize("who", ["colleague", "north", "reader", "administrator", "neighbour"])
    def test_only_who_coordinates_notes_answers(self, house: House, who: str) -> None:
        path = f"/plan/{house.reference}/samtykke"
        school = house.school()
        for address in (path, f"{path}/{school}"):
            assert house.room.get(who, address).status_code == 404
        assert self.note(house, who, answer="no").status_code == 404
        assert (
            house.room.post(who, f"{path}/{school}", sections=["goals"], paper="1").status_code
            == 404
        )
        assert house.row().status == "active"


def born_on(day: date) -> str:
    """A synthetic number (80 added to the month) of somebody born then, with check digits that agree."""
    first = f"{day:%d}{day.month + 80}{day:%y}"
    found = (national_number(f"{first}{last:05}") for last in range(next(NUMBERS) * 150, 100_000))
    return next(digits for digits in found if digits)


def child_number() -> str:
    return born_on(date(2017, 1, 1))
