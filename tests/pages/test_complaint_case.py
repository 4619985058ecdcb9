"""A complaint is a case as well: it stands where cases stand, for the one it belongs to and at the desk."""

import pytest
from flask import Flask

from portal.public_holidays import holidays_around
from portal.rules.access import Actor, Role
from portal.rules.case import local_day
from portal.rules.complaint_answers import Answers, Kin, Who
from portal.rules.complaint_course import State
from portal.store import complaint, complaint_course
from portal.store.complaint_course import Said
from tests.login.steps import enrol, logged_in
from tests.pages.citizens import CENTRE, STORBY, Town
from tests.store.complaints import MAIL, REFUSED, WORDS


class House:
    """Storby with a complaint of the reader's."""

    def __init__(self, app: Flask) -> None:
        self.town = Town.of(app)
        officer = enrol(app, "o", Role.OFFICER, "storby", unit=CENTRE, name="Ola Saks")
        self.desk, self.officer = logged_in(app, officer), officer.actor
        self.reference = self.send(REFUSED)

    def send(self, answers: Answers, key: str = "k" * 22) -> str:
        today = local_day(self.town.now)
        reader = Actor("citizen", self.town.ids["reader"], STORBY)
        with self.town.transaction() as session:
            return complaint.send(
                session, reader, draft_key=key, complaint=WORDS, answers=answers, about_case=None,
                unit=CENTRE, mail=MAIL, today=today, holidays=holidays_around(today),
            ).reference  # fmt: skip


@pytest.fixture
def house(app: Flask) -> House:
    return House(app)


def test_the_one_it_belongs_to_finds_it_among_their_cases_with_what_was_done(house: House) -> None:
    with house.town.transaction() as session:
        complaint_course.step(
            session, house.officer, house.reference, State.KEPT,
            key="p" * 22, said=Said(text="Vi står ved svaret."),
        )  # fmt: skip
    assert house.reference in house.town.get("reader").text
    page = house.town.get("reader", f"/{house.reference}", follow_redirects=True)
    assert page.status_code == 200
    assert "Klagen ble sendt og lagret" in page.text
    assert "Kommunen sto fast ved svaret sitt" in page.text
    receipt = house.town.get("reader", f"/{house.reference}/kvittering", follow_redirects=True)
    assert receipt.status_code == 200 and house.reference in receipt.text
    assert house.town.get("stranger", f"/{house.reference}").status_code == 404


@pytest.mark.parametrize("whose", ["own", "another's"])
def test_the_desk_has_it_among_its_cases(house: House, whose: str) -> None:
    of_another = Answers(who=Who.KIN, kin=Kin.CAN_DECIDE)
    reference = house.reference if whose == "own" else house.send(of_another, "o" * 22)
    assert reference in house.desk.get("/storby/nb/ansatt").text
    page = house.desk.get(f"/storby/nb/ansatt/sak/{reference}")
    assert page.status_code == 200
    assert "Klagen ble sendt og lagret" in page.text
