"""A request is sent once: double clicks, reloads, lost answers and two tabs are one case with one receipt."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.citizens import WHO, YOU, comes_in, fills_in, has_begun, somebody_new
from tests.browser.steps import given, presses_twice, reference_on, then, when

BEGIN = "/namsos/{sprak}/koordinator/begynn"
CHECK = "/namsos/{sprak}/koordinator/se-over"


def step(name: str) -> str:
    return f"/namsos/{{sprak}}/koordinator/{name}"


@pytest.fixture
def ready(visitor, site):
    """Somebody at «Se over», and who it is."""
    person, citizen = visitor("nb"), somebody_new(site)
    has_begun(citizen, hvem=WHO, deg=YOU)
    return comes_in(person, citizen).stands_at(CHECK), citizen


def has_one_case(citizen) -> str:
    """The only one, told to the unit once, with no draft left."""
    (reference,) = citizen.cases()
    assert citizen.messages_to_the_unit(reference, "desk-new") == 1
    assert citizen.draft() is None
    return reference


def reads_receipt_of(person, reference):
    then(person).is_at(f"/namsos/{{sprak}}/saker/{reference}/kvittering")
    assert reference_on(person) == reference


def test_a_double_click_on_send_is_one_case(ready):
    person, citizen = ready
    when(person).page.locator("#submit").dblclick()
    then(person).reads_heading("Kommunen har fått det du sendte")
    reads_receipt_of(person, has_one_case(citizen))


def test_a_second_press_before_the_answer_has_come_is_one_case(ready):
    person, citizen = ready
    presses_twice(when(person), "Send")
    then(person).reads_heading("Kommunen har fått det du sendte")
    reads_receipt_of(person, has_one_case(citizen))


def test_a_receipt_that_is_lost_on_the_way_is_there_when_the_person_comes_back(ready):
    person, citizen = ready

    def lose_the_answer(route):
        route.fetch(max_redirects=0)
        route.abort()

    person.page.route("**/se-over", lose_the_answer, times=1)
    person.page.locator("#submit").click(no_wait_after=True)
    expect(person.page).to_have_url(re.compile("chrome-error"))
    reference = has_one_case(citizen)
    when(person).stands_at(CHECK)
    reads_receipt_of(person, reference)


def test_a_receipt_survives_reload_and_back_leads_to_it_again(ready):
    person, citizen = ready
    when(person).presses("Send")
    then(person).reads_heading("Kommunen har fått det du sendte")
    reference = has_one_case(citizen)
    person.page.reload()
    reads_receipt_of(person, reference)
    for place in ("se-over", "deg", "hvem"):
        when(person).stands_at(step(place))
        reads_receipt_of(person, reference)
    when(person).stands_at(BEGIN).goes_back().goes_back()
    assert has_one_case(citizen) == reference


def test_back_to_looking_over_after_sending_is_the_receipt(ready):
    person, citizen = ready
    when(person).presses("Send")
    then(person).reads_heading("Kommunen har fått det du sendte")
    when(person).goes_back()
    reads_receipt_of(person, has_one_case(citizen))


def test_two_tabs_are_one_case(ready):
    person, citizen = ready
    first, second = person.page, person.page.context.new_page()
    person.page = second
    given(person).stands_at(CHECK)
    person.page = first
    when(person).presses("Send")
    then(person).reads_heading("Kommunen har fått det du sendte")
    reference = has_one_case(citizen)

    person.page = second
    when(person).presses("Send")
    reads_receipt_of(person, reference)
    assert has_one_case(citizen) == reference


def test_two_tabs_begun_before_there_was_a_draft_are_one_request(visitor, site):
    person, citizen = visitor("nb"), somebody_new(site)
    comes_in(given(person), citizen).stands_at(step("hvem"))
    first, second = person.page, person.page.context.new_page()
    person.page = second
    given(person).stands_at(step("hvem"))
    person.page = first
    fills_in(when(person), **WHO)
    then(person).is_at(step("deg"))
    person.page = second
    fills_in(when(person), whom="self", wants="plan")
    fills_in(when(person), **YOU)
    then(person).is_at(CHECK).sees("Individuell plan: mål og hjelp samlet i én plan")

    person.page = first
    fills_in(when(person), **(YOU | {"name": "Kari Annet"}))
    then(person).is_at(CHECK)
    person.page = second
    when(person).presses("Send")
    then(person).is_at(CHECK).sees("Svarene er endret siden du så på dem").sees("Kari Annet")
    assert citizen.cases() == []
    when(person).presses("Send")
    then(person).reads_heading("Kommunen har fått det du sendte")
    reference = has_one_case(citizen)

    person.page = first
    when(person).presses("Send")
    reads_receipt_of(person, reference)
    assert has_one_case(citizen) == reference


def test_a_draft_begun_anew_in_another_tab_is_not_sent_unseen(ready):
    person, citizen = ready
    has_begun(citizen, hvem=WHO | {"wants": "plan"}, deg=YOU)
    when(person).presses("Send")
    then(person).is_at(CHECK).sees("Svarene er endret siden du så på dem")
    assert citizen.cases() == []
