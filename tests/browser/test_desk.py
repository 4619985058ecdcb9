"""The desk: log in through the stand-in, take a case, note what was agreed, log out."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.states import CALL, OFFICER
from tests.browser.steps import (
    asks_to_be_called,
    given,
    logs_in,
    logs_out,
    opens_case,
    reference_on,
    then,
    when,
)
from tests.browser.ways import walked_in


@pytest.fixture
def asked(visitor):
    """The reference of a call request that somebody has just sent."""
    person = visitor()
    asks_to_be_called(person.stands_at(CALL), name="Ola Prøve")
    return reference_on(person)


@walked_in("nb", "nn")
def test_an_employee_takes_a_case_notes_the_outcome_and_leaves_nothing_behind(
    person, language, asked
):
    given(person)
    logs_in(person, OFFICER)
    then(person).is_at("/namsos/{sprak}/ansatt").reads_heading("Innboks").scrolls_no_way_but_down()

    opens_case(when(person), asked)
    then(person).sees("Ola Prøve").sees("Jeg tar den").scrolls_no_way_but_down()
    when(person).presses("Jeg tar den")
    then(person).sees("Du har tatt saken. Ring når det passer personen.")

    when(person).follows("Skriv hva dere ble enige om").chooses("outcome", "appointment")
    when(person).writes("note", "Møte på torsdag.").presses("Lagre resultatet")
    then(person).sees("Svaret er notert. Personen får en melding om det.")
    when(person).presses("Avslutt saken")
    then(person).sees("Saken er avsluttet.")

    logs_out(when(person))
    when(person).goes_back()
    then(person).does_not_see("Ola Prøve").does_not_see(asked)


@walked_in("nb", "nn")
def test_an_employee_registers_a_call(person, language):
    given(person)
    logs_in(person, OFFICER)
    when(person).follows("Registrer en henvendelse").presses("Registrer saken")
    then(person).has_focus_on("error-summary")
    when(person).chooses("channel", "phone").writes("name", "Per Prøve").chooses("about", "self")
    when(person).presses("Registrer saken")
    then(person).sees("Henvendelsen er registrert som en sak.").sees("Per Prøve")


def test_looking_at_a_case_does_not_open_it(visitor, asked):
    person = visitor()
    logs_in(person, OFFICER)
    person.stands_at(f"/namsos/nb/ansatt/sak/{asked}").stands_at(f"/namsos/nb/ansatt/sak/{asked}")
    then(person).sees("Marker som åpnet")
    when(person).presses("Marker som åpnet")
    then(person).sees("Saken er markert som åpnet.")


def test_a_case_of_another_municipality_is_not_there(visitor, asked):
    person = visitor()
    logs_in(person, "vik-saksbehandler", "vik")
    person.stands_at(f"/vik/nb/ansatt/sak/{asked}")
    then(person).does_not_see("Ola Prøve")
    assert person.page.locator("h1").inner_text() == "Vi finner ikke siden"


def test_a_filter_swaps_the_list_alone_moves_the_focus_and_leaves_nothing_stored(visitor):
    person = visitor()
    page = person.page
    problems = []
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    given(person)
    logs_in(person, OFFICER)
    page.evaluate("() => { window.samePage = true }")

    when(person).follows("Mine saker")
    expect(page.locator("#cases h2")).to_have_text("Mine saker")
    expect(page.locator("#cases h2")).to_be_focused()
    expect(page).to_have_url(re.compile(r"vis=mine"))
    assert page.evaluate("() => window.samePage"), "the whole page was loaded anew"
    assert page.evaluate("() => localStorage.length + sessionStorage.length") == 0
    assert not problems

    when(person).goes_back()
    expect(page.locator("#cases h2")).to_have_text("Åpne saker")
    then(person).reads_heading("Innboks")
