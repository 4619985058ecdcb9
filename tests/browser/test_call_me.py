"""«Ring meg»: from the front page to the receipt, and back from every slip."""

import re

from tests.browser import checks
from tests.browser.states import CALL
from tests.browser.steps import a_phone_number, asks_to_be_called, given, reference_on, then, when
from tests.browser.ways import walked_in

REFERENCE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}")


@walked_in("nb", "nn", "en")
def test_a_person_asks_to_be_called_and_gets_a_receipt(person, language):
    given(person).stands_at("/namsos/{sprak}/")
    when(person).follows("Be oss ringe deg")
    then(person).is_at(CALL).reads_heading("Be oss ringe deg").scrolls_no_way_but_down()
    assert person.page.locator("a[href$='/koordinator/ring-meg']").count() == 0, (
        "would empty the form"
    )

    when(person)
    asks_to_be_called(person)
    then(person).is_at(CALL + "/kvittering").reads_heading("Vi ringer deg")
    then(person).sees("Vi prøver å ringe deg en hverdag mellom klokka 8 og 11.")
    then(person).sees("74 21 71 00").does_not_see("Kari Prøve").scrolls_no_way_but_down()
    assert REFERENCE.fullmatch(reference_on(person))


@walked_in("nb", "nn", "en")
def test_a_person_forgets_the_number_is_told_and_loses_nothing(person, language):
    given(person).stands_at(CALL)
    when(person)
    asks_to_be_called(person, phone="")
    then(person).is_at(CALL).has_focus_on("error-summary")
    assert checks.errors_reach_their_field(person.page) == []

    given(person).has_focus_on("phone")
    when(person).writes("phone", "12").presses("Be oss ringe")
    then(person).is_at(CALL).has_focus_on("error-summary")

    when(person).writes("phone", a_phone_number()).presses("Be oss ringe")
    then(person).is_at(CALL + "/kvittering")


@walked_in("nb")
def test_a_person_changes_language_halfway_and_keeps_what_is_written(person, language):
    given(person).stands_at(CALL)
    when(person).writes("name", "Kari Prøve").chooses("when", "midday").presses("English")
    person.language = "en"
    then(person).is_at(CALL)
    assert person.page.locator("[name=name]").input_value() == "Kari Prøve"
    assert person.page.locator("[name=when][value=midday]").is_checked()


@walked_in("nb")
def test_enter_in_a_field_sends_the_form_and_never_changes_the_language(person, language):
    given(person).stands_at(CALL)
    when(person).writes("name", "Kari Prøve")
    with person.page.expect_navigation():
        person.page.locator("[name=name]").press("Enter")
    then(person).is_at(CALL).has_focus_on("error-summary")
    assert person.page.locator("[name=name]").input_value() == "Kari Prøve"


@walked_in("nb")
def test_a_person_in_storby_is_led_to_the_right_unit_by_postcode(person, language):
    given(person).stands_at("/storby/{sprak}/koordinator/ring-meg")
    when(person).writes("postcode", "9999")
    asks_to_be_called(person)
    then(person).has_focus_on("error-summary")
    assert checks.errors_reach_their_field(person.page) == []


def test_the_field_with_an_error_says_so_to_a_screen_reader(visitor):
    person = given(visitor()).stands_at(CALL)
    when(person).writes("name", "Kari").presses("Be oss ringe")
    spoken = checks.accessibility_tree(person.page)
    by_name = {one["name"]: one for one in spoken.values()}
    phone = by_name["Hvilket telefonnummer skal vi ringe?"]
    assert phone["description"].startswith("Feil: Skriv telefonnummeret ditt")
    assert (phone["invalid"], phone["required"]) == ("true", "true")
    about = by_name["Hvem gjelder det?"]
    assert about["role"] == "radiogroup"
    assert about["description"].startswith("Feil: Velg hvem det gjelder.")
    assert (about["invalid"], about["required"]) == ("true", "true")
    assert by_name["Hva heter du?"]["invalid"] == "false"


def test_the_back_button_after_the_receipt_makes_no_second_case(visitor):
    person = given(visitor()).stands_at(CALL)
    number = a_phone_number()
    asks_to_be_called(person, phone=number)
    first = reference_on(person)
    when(person).goes_back()
    asks_to_be_called(person.stands_at(CALL), phone=number)
    assert reference_on(person) == first
