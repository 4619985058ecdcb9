"""Asking with login: as the person, the parent, the neighbour and the school; nothing typed is lost."""

from portal.dev_idporten.citizens import NUMBERS
from tests.browser import checks
from tests.browser.citizens import (
    BIRGER,
    HILDE,
    JON,
    NORA,
    WHO,
    comes_in,
    fills_in,
    has_begun,
    holds,
    is_let_in,
    known,
    somebody_new,
    types,
)
from tests.browser.steps import given, logs_out, reference_on, then, when
from tests.browser.ways import walked_in

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

    logs_out(when(person))
    when(person).goes_back()
    then(person).does_not_see("Nora Liv Prøve").does_not_see(reference)


@walked_in("nb", "nn", "en")
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


@walked_in("nn", "en", "nb")
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


@walked_in("nb", "en", "nn")
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


@walked_in("nb", "nn", "en")
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


@walked_in("nb", "nn", "en")
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
