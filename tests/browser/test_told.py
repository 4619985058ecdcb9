"""The citizen is told: a message that says nothing about anybody lands in the demo's mailbox."""

import pytest

from tests.browser.states import CALL, OFFICER
from tests.browser.steps import (
    a_phone_number,
    asks_to_be_called,
    given,
    logs_in,
    reference_on,
    then,
    when,
)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_unit_hears_of_the_request_and_the_person_of_the_answer(visitor, site, language):
    citizen, number = visitor(language), a_phone_number()
    given(citizen).stands_at(CALL)
    spoken = "english" if language == "en" else "norwegian"
    asks_to_be_called(citizen, phone=number, spoken=spoken)
    reference = reference_on(citizen)

    employee = visitor("nb")
    logs_in(employee, OFFICER)
    when(employee).stands_at(f"/namsos/nb/ansatt/sak/{reference}").presses("Jeg tar den")
    when(employee).follows("Skriv hva dere ble enige om").chooses(
        "outcome", "coordinator-appointed"
    )
    when(employee).writes("note", "Hemmelig notat.").presses("Lagre resultatet")
    site.deliver()

    citizen.language = "nb"
    then(citizen).stands_at("/demo/postkasse").sees(number)
    letter = citizen.page.locator("li", has_text=number)
    assert letter.locator("[lang]").first.get_attribute("lang") == (
        "en" if language == "en" else language
    )
    for secret in ("Kari", "Hemmelig", reference):
        then(citizen).does_not_see(secret)
