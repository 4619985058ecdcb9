"""Asking with login: as the person, the parent, the neighbour and the school; sent once, and nothing typed is lost."""

import re

import pytest
from playwright.sync_api import expect

from portal.dev_idporten.citizens import NUMBERS
from tests.browser import checks
from tests.browser.citizens import (
    BIRGER,
    HILDE,
    JON,
    NORA,
    WHO,
    YOU,
    comes_in,
    fills_in,
    has_begun,
    holds,
    is_let_in,
    known,
    somebody_new,
    types,
)
from tests.browser.steps import given, reference_on, then, when
from tests.browser.ways import walked_each_way, walked_in

WAYS_TO_ASK = "/namsos/{sprak}/koordinator"
BEGIN = "/namsos/{sprak}/koordinator/begynn"
CHECK = "/namsos/{sprak}/koordinator/se-over"
FORBIDDEN_WORD = "Hemmelighet"
OTHER = {"whom": "other", "wants": "unsure"}
PERSON = {"about_name": "Per Prøve", "about_phone": "22 22 22 23"}


def step(name: str, kommune: str = "namsos") -> str:
    return f"/{kommune}/{{sprak}}/koordinator/{name}"


def begins(person, who):
    """From the ways to ask, through the login, to the first page."""
    has_no_draft(person, who)
    given(person).stands_at(WAYS_TO_ASK)
    when(person).follows("Logg inn og spør")
    is_let_in(when(person), who)
    then(person).is_at(step("hvem")).reads_heading("Hvem gjelder det, og hva ønsker du?")
    return then(person).scrolls_no_way_but_down()


def has_no_draft(person, who):
    has_begun(known(person.site, who))


def sends(person):
    """From «Se over» to the receipt. Gives the reference."""
    then(person).is_at(CHECK).reads_heading("Se over før du sender").scrolls_no_way_but_down()
    when(person).presses("Send")
    then(person).reads_heading("Kommunen har fått det du sendte").scrolls_no_way_but_down()
    reference = reference_on(person)
    then(person).is_at(f"/namsos/{{sprak}}/saker/{reference}/kvittering").sees("74 21 71 00")
    return reference


# The journeys


@walked_in("nb", "nn", "en")
def test_a_person_asks_for_themself_and_follows_the_case(person, language):
    begins(person, NORA)
    fills_in(when(person), whom="self", wants="both")
    then(person).is_at(step("deg")).reads_heading("Om deg").scrolls_no_way_but_down()
    fills_in(when(person), name="Nora Prøve", reach="sms", phone="22 22 22 22")

    then(person).is_at(CHECK).sees("Nora Prøve")
    when(person).follows_to("/egne-ord")
    then(person).is_at(step("egne-ord")).scrolls_no_way_but_down()
    fills_in(when(person), own_words="Jeg mister oversikten.", button="Lagre")
    then(person).is_at(CHECK).sees("Jeg mister oversikten.")

    when(person).follows_to("/deg#name")
    then(person).is_at(step("deg") + "#name")
    fills_in(when(person), name="Nora Liv Prøve")
    then(person).is_at(CHECK).sees("Nora Liv Prøve")

    reference = sends(person)
    when(person).follows("Følg saken")
    then(person).is_at(f"/namsos/{{sprak}}/saker/{reference}").sees("Jeg mister oversikten.")
    then(person).sees("Kommunen har fått henvendelsen. Ingen har åpnet den ennå.")
    then(person).scrolls_no_way_but_down()

    when(person).presses("Logg ut")
    then(person).is_at("/namsos/{sprak}/")
    when(person).goes_back()
    then(person).does_not_see("Nora Liv Prøve").does_not_see(reference)


@walked_each_way("nb", "nn", "en")
def test_a_parent_asks_for_a_child_and_is_told_what_happens_first(person, language):
    begins(person, JON)
    fills_in(when(person), whom="child", wants="coordinator")
    then(person).is_at(step("personens-onske")).scrolls_no_way_but_down()
    fills_in(when(person), age="under-16")
    then(person).is_at(step("personen")).reads_heading("Om barnet")
    assert person.page.locator("[name=about_phone]").count() == 0
    fills_in(when(person), about_name="Eline Prøve")
    fills_in(when(person), name="Jon Prøve", reach="call", phone="22 22 22 22")
    then(person).is_at(CHECK).sees("Eline Prøve").sees("Du ser ikke saken etterpå")

    reference = sends(person)
    then(person).sees("Du ser ikke mer om saken etterpå")
    then(person).sees(
        "Er barnet under 16 år, kan kommunen bekrefte at du har foreldreansvar. "
        "Da finner du saken under «Mine saker»."
    )
    when(person).follows("Mine saker")
    then(person).is_at("/namsos/{sprak}/saker").does_not_see(reference)


@walked_each_way("nn", "en", "nb")
def test_a_neighbour_asks_and_the_person_says_yes(person, language, visitor):
    begins(person, BIRGER)
    fills_in(when(person), **OTHER)
    fills_in(when(person), knows="yes")
    then(person).is_at(step("personen")).reads_heading("Om personen").scrolls_no_way_but_down()
    fills_in(when(person), **PERSON, relation="friend", about_number=NUMBERS["innbygger-sara"])
    fills_in(when(person), name="Birger Prøve", reach="letter", address="Prøveveien 1")
    reference = sends(person)
    case = f"/namsos/{{sprak}}/saker/{reference}"
    then(person).sees("Du ser ikke mer om saken etterpå")
    then(person.stands_at(case)).reads_heading("Vi finner ikke siden")

    asked_for = visitor(language)
    is_let_in(given(asked_for).stands_at(case), "innbygger-sara")
    then(asked_for).is_at(case).sees("Birger Prøve").does_not_see("Prøveveien")
    when(asked_for).follows("Svar ja eller nei")
    then(asked_for).is_at(f"{case}/bekreft").reads_heading("Ønsker du dette?")
    when(asked_for).chooses("answer", "yes").presses("Send svaret")
    then(asked_for).is_at(case).sees("Takk. Kommunen går videre med saken.")


@walked_each_way("nb", "en", "nn")
def test_a_school_tells_of_a_coordinator_already_agreed(person, language):
    begins(person, HILDE)
    fills_in(when(person), whom="service", wants="agreed")
    fills_in(when(person), knows="yes")
    fills_in(when(person), **PERSON)
    then(person).is_at(step("tjenesten")).reads_heading("Om tjenesten").scrolls_no_way_but_down()
    types(when(person), service="school", workplace="Prøve skole", agreed_name="Koordi Prøve")
    when(person).writes("agreed_phone", "22 22 22 24").writes("agreed_from", "32.1.2027")
    when(person).presses("Lagre og gå videre")
    then(person).has_focus_on("error-summary")
    assert checks.errors_reach_their_field(person.page) == []

    fills_in(when(person), agreed_from="1.2.2027")
    fills_in(when(person), name="Hilde Prøve", reach="email", email="hilde@example.com")
    then(person).is_at(CHECK).sees("Koordi Prøve")
    sends(person)
    then(person).sees("Det er fordi kommunen har taushetsplikt, også overfor andre tjenester.")


@walked_each_way("nb", "nn", "en")
def test_who_is_not_sure_that_the_person_wants_it_leaves_no_name(person, language):
    citizen = somebody_new(person.site)
    has_begun(citizen, hvem=OTHER, personens_onske={"knows": "yes"}, personen=PERSON)
    comes_in(given(person), citizen).stands_at(step("personens-onske"))
    fills_in(when(person), knows="unsure")
    then(person).is_at(step("snakk-med-oss")).reads_heading("Snakk med oss først")
    then(person).sees("74 21 71 00").scrolls_no_way_but_down()
    assert person.page.locator("main form").count() == 0
    assert citizen.typed("personen") == {}


# Nothing typed is lost


@walked_in("nb")
def test_a_slip_is_told_at_the_very_field_and_takes_nothing_away(person, language):
    comes_in(given(person), somebody_new(person.site)).stands_at(step("hvem"))
    when(person).chooses("whom", "self").presses("Lagre og gå videre")
    then(person).is_at(step("hvem")).has_focus_on("error-summary")
    assert checks.errors_reach_their_field(person.page) == []
    fills_in(when(person), wants="plan")

    fills_in(when(person), name="Kari Prøve", reach="sms")
    then(person).has_focus_on("error-summary")
    holds(then(person), name="Kari Prøve", reach="sms")
    assert checks.errors_reach_their_field(person.page) == []
    fills_in(when(person), phone="22 22 22 22")
    then(person).is_at(CHECK).sees("Kari Prøve")


@walked_in("nb")
def test_a_half_filled_page_keeps_words_and_choices_in_another_language(person, language):
    citizen = somebody_new(person.site)
    has_begun(citizen, hvem=OTHER, personens_onske={"knows": "yes"})
    comes_in(given(person), citizen).stands_at(step("personen"))
    types(when(person), about_name="Per Prøve", relation="sibling").presses("English")
    person.language = "en"
    then(person).is_at(step("personen")).reads_heading("Om personen")
    holds(then(person), about_name="Per Prøve", relation="sibling")
    assert person.page.locator("#error-summary").count() == 0
    fills_in(when(person), about_phone="22 22 22 23")
    when(person).presses("Nynorsk")
    person.language = "nn"
    then(person).is_at(step("deg"))
    assert citizen.typed("personen")["relation"] == "sibling"


@walked_each_way("nb", "nn", "en")
def test_a_draft_waits_for_the_person_and_goes_when_told_to(person, language):
    citizen = somebody_new(person.site)
    has_begun(citizen, hvem=WHO)
    comes_in(given(person), citizen).stands_at("/namsos/{sprak}/saker")
    when(person).follows("Fortsett der du slapp")
    then(person).is_at(BEGIN).reads_heading("Du har et utkast").scrolls_no_way_but_down()
    when(person).follows("Fortsett der du slapp")
    then(person).is_at(step("deg"))

    types(when(person), name=FORBIDDEN_WORD)
    when(person).presses("Lagre og gå videre")
    then(person).has_focus_on("error-summary")
    when(person).stands_at(BEGIN).presses("Slett utkastet")
    then(person).is_at(BEGIN).reads_heading("Utkastet er slettet")
    when(person).follows("Begynn på nytt")
    then(person).is_at(step("hvem"))
    assert person.page.locator("input:checked").count() == 0
    assert citizen.draft() is None
    when(person).goes_back().goes_back()
    then(person).does_not_see(FORBIDDEN_WORD)


# Sent once


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
    page, answered = person.page, []
    page.locator("#submit").scroll_into_view_if_needed()
    box = page.locator("#submit").bounding_box()

    def presses():
        page.mouse.click(box["x"] + 10, box["y"] + 10)

    page.route(
        "**/se-over", lambda route: answered.append(route.fetch(max_redirects=0).status), times=1
    )
    presses()
    for _moment in range(500):
        if not answered:
            page.wait_for_timeout(10)
    assert answered == [303]
    reference = has_one_case(citizen)
    presses()
    reads_receipt_of(person, reference)
    assert has_one_case(citizen) == reference


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
