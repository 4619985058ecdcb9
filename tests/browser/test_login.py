"""In through the login service and out again: at the level the page takes, back where one was going, with nothing typed lost."""

import pytest
from playwright.sync_api import expect

from tests.browser.citizens import (
    BIRGER,
    MARTE,
    NEVER_HIGH,
    NO_NUMBER,
    SARA,
    WHO,
    YOU,
    fills_in,
    has_asked,
    has_begun,
    holds,
    is_let_in,
    known,
)
from tests.browser.employees import SECOND_OFFICER, opens
from tests.browser.state import OFFICER
from tests.browser.steps import (
    a_second_tab,
    given,
    is_sent_on_to,
    logs_out,
    reference_on,
    then,
    when,
)
from tests.browser.ways import walked_in

TEXT = "Jeg mister oversikten"
WAYS_TO_ASK = "/{kommune}/{{sprak}}/koordinator"
FIRST = "/{kommune}/{{sprak}}/koordinator/hvem"
CASE = "/{kommune}/{{sprak}}/saker/{reference}"
NAMSOS_PHONE = "74 21 71 00"
CHOOSER, OTHER_SERVICE = "Velg en oppdiktet person", "/dev-idporten/"
SUBSTANTIAL = "idporten-loa-substantial"
CANCELS = ""


def wants_to_ask(person, kommune="namsos"):
    """From the ways to ask to the door of the login service."""
    given(person).stands_at(WAYS_TO_ASK.format(kommune=kommune))
    return when(person).follows("Logg inn og spør")


def case_of(person, who, kommune="namsos"):
    """The address of a case this person of the demo has sent."""
    reference = has_asked(known(person.site, who, kommune))
    return CASE.format(kommune=kommune, reference=reference)


def is_outside(person):
    """A personal page leads to the login, and nobody is inside."""
    then(person).stands_at("/namsos/{sprak}/saker")
    expect(person.page.get_by_role("heading", level=1)).to_have_text(CHOOSER)


# In


@walked_in("nb", "nn", "en")
def test_who_cancels_is_told_so_and_comes_in_by_trying_again(person, language):
    case = case_of(person, MARTE)
    has_begun(known(person.site, MARTE))
    is_let_in(wants_to_ask(person), CANCELS)
    then(person).reads_heading("Du avbrøt innloggingen").sees(NAMSOS_PHONE)
    then(person).sees("Du er ikke logget inn. Ingenting er endret.").scrolls_no_way_but_down()
    when(person).follows("Logg inn på nytt")
    is_let_in(when(person), MARTE)
    then(person).is_at(FIRST.format(kommune="namsos"))
    then(person).reads_heading("Hvem gjelder det, og hva ønsker du?")
    when(person).follows("Mine saker").follows_to(case.rpartition("/")[2])
    then(person).is_at(case).sees("Jeg mister oversikten.")


@walked_in("nn", "en", "nb")
def test_who_has_no_national_number_is_shown_the_ways_without(person, language):
    is_let_in(wants_to_ask(person), NO_NUMBER)
    then(person).reads_heading(
        "Du kan ikke logge inn her uten norsk fødselsnummer eller d-nummer"
    ).sees(NAMSOS_PHONE).scrolls_no_way_but_down()
    expect(
        person.page.get_by_role("link", name=person.say("Skriv ut et ark (PDF)"))
    ).to_be_visible()
    when(person).follows("Be oss ringe deg")
    then(person).is_at("/namsos/{sprak}/koordinator/ring-meg")
    is_outside(person)


@walked_in("en", "nb", "nn")
def test_who_never_comes_in_surely_is_told_why_and_can_be_called(person, language):
    is_let_in(wants_to_ask(person), NEVER_HIGH)
    for _login in range(2):
        then(person).reads_heading("Logg inn på en sikrere måte").sees(NAMSOS_PHONE)
        then(person).scrolls_no_way_but_down()
        when(person).follows("Logg inn sikrere")
        is_let_in(when(person), NEVER_HIGH)
    when(person).follows("Be oss ringe deg")
    then(person).is_at("/namsos/{sprak}/koordinator/ring-meg")
    is_outside(person)


@walked_in("nb", "nn")
def test_an_employee_comes_in_at_the_page_that_was_asked_for(person, language):
    reference = has_asked(known(person.site, MARTE))
    desk = f"/namsos/{{sprak}}/ansatt/sak/{reference}"
    is_let_in(opens(given(person), reference), "namsos-ikke")
    then(person).reads_heading("Du har ikke tilgang til ansattsidene").does_not_see(reference)
    again = person.page.get_by_role("link", name=person.say("Logg inn på nytt"))
    # A provider that knows the browser lets the same person pass in silence unless asked anew.
    expect(again).to_have_attribute("href", "/namsos/innlogging/for-ansatte?ny=ja")
    is_let_in(opens(when(person), reference), OFFICER)
    then(person).is_at(desk).sees("Jeg mister oversikten.")


def test_a_login_begun_in_one_browser_lets_nobody_in_at_another(visitor):
    begun, other = visitor("nb"), visitor("nb")
    wants_to_ask(begun)
    address = is_sent_on_to(begun, lambda: is_let_in(begun, MARTE))
    when(other).page.goto(address)
    then(other).reads_heading("Innloggingen gikk ikke. Prøv igjen")
    is_outside(other)


def test_two_tabs_at_the_login_both_end_inside(visitor):
    one = wants_to_ask(visitor("nb"))
    two = wants_to_ask(a_second_tab(one))
    for tab in (one, two):
        is_let_in(when(tab), SARA)
        then(tab).is_at(FIRST.format(kommune="namsos")).sees("Logget inn")
    then(one.stands_at("/namsos/{sprak}/saker")).reads_heading("Mine saker")


# Surer, in the middle of it


@walked_in("nb", "nn", "en")
def test_fjordvik_asks_at_the_middle_level_and_its_cases_take_a_surer_login(person, language):
    has_begun(known(person.site, MARTE, "fjordvik"))
    is_let_in(wants_to_ask(person, "fjordvik").picks("level", SUBSTANTIAL), MARTE)
    then(person).is_at(FIRST.format(kommune="fjordvik"))
    fills_in(when(person), **WHO)
    fills_in(when(person), **YOU)
    when(person).presses("Send")
    then(person).reads_heading("Kommunen har fått det du sendte")
    reference = reference_on(person)
    case = CASE.format(kommune="fjordvik", reference=reference)
    then(person).is_at(f"{case}/kvittering")

    when(person).follows("Følg saken")
    then(person).reads_heading("Logg inn på en sikrere måte").does_not_see(reference)
    then(person).sees("Logg inn sikrere").scrolls_no_way_but_down()
    when(person).follows("Logg inn sikrere")
    is_let_in(then(person), MARTE)
    then(person).is_at(case).sees("Kommunen har fått henvendelsen. Ingen har åpnet den ennå.")


@walked_in("nb", "en", "nn")
def test_a_message_sent_with_a_login_not_sure_enough_is_kept_and_sent_after(person, language):
    case = case_of(person, MARTE, "fjordvik")
    has_begun(known(person.site, MARTE, "fjordvik"))
    is_let_in(given(person).stands_at(f"{case}/skriv"), MARTE)
    then(person).is_at(f"{case}/skriv").writes("text", TEXT)
    other = comes_in_less_surely(a_second_tab(person), MARTE)
    then(other).is_at(FIRST.format(kommune="fjordvik")).sees("Logget inn")

    when(person).presses("Send meldingen")
    then(person).reads_heading("Logg inn på en sikrere måte").does_not_see(TEXT)
    then(person).sees("Det du skrev, er lagret. Det er ikke sendt.").scrolls_no_way_but_down()
    when(person).follows("Logg inn sikrere")
    is_let_in(when(person), MARTE)
    then(person).is_at(f"{case}/skriv")
    holds(person, text=TEXT)
    when(person).presses("Send meldingen")
    then(person).is_at(case).sees("Meldingen er sendt. Kommunen har fått beskjed.").sees(TEXT)


def test_a_message_of_the_one_before_is_not_kept_for_who_came_in_less_surely(visitor):
    person = visitor("nb")
    case = case_of(person, MARTE, "fjordvik")
    has_begun(known(person.site, BIRGER, "fjordvik"))
    is_let_in(given(person).stands_at(f"{case}/skriv"), MARTE)
    then(person).is_at(f"{case}/skriv").writes("text", TEXT)
    comes_in_less_surely(a_second_tab(person), BIRGER)
    when(person).presses("Send meldingen")
    then(person).sees("Det du skrev, er ikke lagret og ikke sendt.").does_not_see(TEXT)
    when(person).follows("Logg inn sikrere")
    is_let_in(when(person), BIRGER)
    then(person).reads_heading("Vi finner ikke siden").does_not_see(TEXT)


def comes_in_less_surely(tab, who):
    """To ask in Fjordvik, by the address of the login that a bookmark may hold."""
    begin = f"/fjordvik/{tab.language}/koordinator/begynn"
    given(tab).stands_at(f"/fjordvik/innlogging/inn?next={begin}").picks("level", SUBSTANTIAL)
    return is_let_in(tab, who)


# Out


@walked_in("nb", "nn", "en")
def test_who_logs_out_is_out_at_the_login_service_too_and_back_shows_nothing(person, language):
    case = case_of(person, MARTE)
    is_let_in(given(person).stands_at(case), MARTE)
    then(person).is_at(case).stands_at(f"{case}/kvittering")
    logs_out(when(person))
    for _page in range(3):
        person.goes_back()
        for secret in ("Kari Prøve", "Logget inn", case.rpartition("/")[2]):
            then(person).does_not_see(secret)
    person.page.goto(person.site.base + OTHER_SERVICE)
    expect(person.page.get_by_role("heading", level=1)).to_have_text("Ingen er logget inn")


ELSEWHERE = {
    "by word and frame": ("Logg ut av alle tjenester", {}),
    "by frame alone": ("Logg ut bare gjennom nettleseren", {}),
    "without script": ("Logg ut av alle tjenester", {"java_script_enabled": False}),
}


@pytest.mark.parametrize("how", ELSEWHERE)
def test_a_message_half_written_when_one_logs_out_elsewhere_waits_for_its_owner(how, visitor):
    button, options = ELSEWHERE[how]
    person = visitor("nb", **options)
    case = case_of(person, SARA)
    is_let_in(given(person).stands_at(f"{case}/skriv"), SARA)
    then(person).is_at(f"{case}/skriv").writes("text", TEXT)
    logs_out_elsewhere(a_second_tab(person), button)

    when(person).presses("Send meldingen")
    then(person).reads_heading("Logg inn på nytt for å fortsette").does_not_see(TEXT)
    then(person).sees("Det du skrev, er lagret. Det er ikke sendt.").sees(NAMSOS_PHONE)
    when(person).follows("Logg inn som en annen")
    is_let_in(when(person), BIRGER)
    then(person).reads_heading("Vi finner ikke siden").does_not_see(TEXT)
    logs_out(when(person.stands_at("/namsos/{sprak}/saker")))

    is_let_in(when(person).stands_at(f"{case}/skriv"), SARA)
    then(person).is_at(f"{case}/skriv")
    holds(person, text=TEXT)
    then(person.stands_at(case)).sees("Det er ikke skrevet noe her ennå.")


def test_who_has_logged_out_elsewhere_meets_the_login_at_the_next_page(visitor):
    person = visitor("nb")
    case = case_of(person, SARA)
    is_let_in(given(person).stands_at(case), SARA)
    logs_out_elsewhere(a_second_tab(then(person).is_at(case)), "Logg ut av alle tjenester")
    when(person).follows("Mine saker")
    then(person).sees(CHOOSER).does_not_see("Kari Prøve")
    when(person).goes_back()
    then(person).does_not_see("Kari Prøve")


def logs_out_elsewhere(tab, button):
    """As from another service: out of all that this login opened."""
    tab.page.goto(tab.site.base + OTHER_SERVICE)
    tab.page.get_by_role("button", name=button).click()
    expect(tab.page.get_by_role("heading", level=1)).to_have_text("Du er logget ut")
    tab.page.wait_for_load_state()


def test_the_desk_logs_out_at_the_login_service_too(visitor):
    person = visitor("nb")
    reference = has_asked(known(person.site, MARTE))
    is_let_in(opens(given(person), reference), SECOND_OFFICER)
    then(person).sees("Kari Prøve")
    logs_out(when(person))
    for _page in range(3):
        person.goes_back()
        then(person).does_not_see("Kari Prøve").does_not_see("Ida Sørli, ")
    person.page.goto(person.site.base + OTHER_SERVICE)
    expect(person.page.get_by_role("heading", level=1)).to_have_text("Ingen er logget inn")
