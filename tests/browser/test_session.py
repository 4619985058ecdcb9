"""The session ends while somebody types, and two people share a machine: nothing is lost, and nothing is shown to the other."""

import pytest

from tests.browser.citizens import (
    BIRGER,
    NORA,
    WHO,
    YOU,
    comes_in,
    fills_in,
    has_asked,
    has_begun,
    holds,
    is_let_in,
    known,
    somebody_new,
    the_clock_ends_the_session,
    types,
)
from tests.browser.employees import LEAD, SECOND_OFFICER, is_at_work, opens, the_clock_ends_the_work
from tests.browser.steps import given, logs_out, reference_on, then, when
from tests.browser.ways import walked_in

SECRET = "Hemmelighet"
OTHER = {"whom": "other", "wants": "unsure"}
SERVICE = {"whom": "service", "wants": "agreed"}
PERSON = {"about_name": "Per Prøve", "about_phone": "22 22 22 23"}
KNOWS = {"knows": "yes"}
OWN = {"hvem": WHO, "deg": YOU}
ANOTHERS = {"hvem": OTHER, "personens_onske": KNOWS}
WORK = {"service": "gp", "workplace": SECRET, "agreed_name": SECRET, "agreed_phone": "22 22 22 24"}

# The page, what is answered before it, what is typed on it when the clock ends the session, and its button.
PAGES = {
    "hvem": ({}, {"whom": "child", "wants": "unsure"}, "Lagre og gå videre"),
    "personens-onske": ({"hvem": OTHER}, KNOWS, "Lagre og gå videre"),
    "personen": (ANOTHERS, {"about_name": SECRET, "relation": "friend"}, "Lagre og gå videre"),
    "tjenesten": (
        {"hvem": SERVICE, "personens_onske": KNOWS, "personen": PERSON},
        WORK,
        "Lagre og gå videre",
    ),
    "deg": ({"hvem": WHO}, {"name": SECRET, "reach": "email"}, "Lagre og gå videre"),
    "egne-ord": (OWN, {"own_words": SECRET}, "Lagre"),
    "onske": (OWN, {"wished_coordinator": SECRET}, "Lagre"),
    "i-dag": (OWN, {"help_today": SECRET}, "Lagre"),
    "hjelp-fra": (OWN, {"helpers": SECRET}, "Lagre"),
    "tolk": (OWN, {"interpreter": "y", "spoken": SECRET}, "Lagre"),
}


def step(name):
    return f"/vik/{{sprak}}/koordinator/{name}"


@pytest.mark.parametrize("page", PAGES)
def test_what_is_typed_when_the_session_ends_waits_for_the_same_person_alone(page, visitor, site):
    before, typed, button = PAGES[page]
    person, nora = visitor("nb"), known(site, NORA, "vik")
    has_begun(nora, **before)
    has_begun(known(site, BIRGER, "vik"))
    comes_in(given(person), nora).stands_at(step(page))
    types(when(person), **typed)
    the_clock_ends_the_session(nora)
    when(person).presses(button)

    is_let_in(then(person), BIRGER)
    then(person).sees("Logget inn").does_not_see(SECRET)
    for place in (page, "hvem", "begynn"):
        then(person.stands_at(step(place))).does_not_see(SECRET).does_not_see("Du har et utkast")
        assert person.page.locator("input:checked").count() == 0
        assert SECRET not in person.page.content()
    logs_out(when(person))

    is_let_in(given(person).stands_at(step(page)), NORA)
    then(person).is_at(step(page))
    holds(person, **typed)


def test_send_pressed_after_the_session_ended_sends_nothing_until_it_is_pressed_again(
    visitor, site
):
    person, nora = visitor("nb"), known(site, NORA, "vik")
    has_begun(nora, **OWN)
    sent_before = nora.cases()
    comes_in(given(person), nora).stands_at(step("se-over"))
    the_clock_ends_the_session(nora)
    when(person).presses("Send")
    is_let_in(then(person), NORA)
    then(person).is_at(step("se-over")).sees("Kari Prøve")
    assert nora.cases() == sent_before
    when(person).presses("Send")
    then(person).reads_heading("Kommunen har fått det du sendte")
    assert {reference_on(person)} == set(nora.cases()) - set(sent_before)


@walked_in("nb", "nn", "en")
def test_a_message_typed_when_the_session_ended_is_kept_and_not_sent(person, language):
    nora = known(person.site, NORA, "vik")
    reference = has_asked(nora)
    case = f"/vik/{{sprak}}/saker/{reference}"
    comes_in(given(person), nora).stands_at(f"{case}/skriv")
    when(person).writes("text", SECRET)
    the_clock_ends_the_session(nora)
    when(person).presses("Send meldingen")
    is_let_in(then(person), NORA)
    then(person).is_at(f"{case}/skriv").sees("Dette skrev du før du ble logget ut")
    holds(person, text=SECRET)
    then(person.stands_at(case)).sees("Det er ikke skrevet noe her ennå.")
    when(person).stands_at(f"{case}/skriv").presses("Send meldingen")
    then(person).is_at(case).sees("Meldingen er sendt. Kommunen har fått beskjed.").sees(SECRET)


@walked_in("nb", "nn")
def test_an_answer_typed_at_the_desk_when_the_session_ended_waits_for_the_employee(
    person, language
):
    reference = has_asked(somebody_new(person.site))
    answer = f"/namsos/{{sprak}}/ansatt/sak/{reference}/svar/forelopig-svar"
    opens(is_at_work(given(person), SECOND_OFFICER), reference, "/svar/forelopig-svar")
    when(person).chooses("spoken", language).writes("text", SECRET)
    the_clock_ends_the_work(person.site, SECOND_OFFICER)
    when(person).presses("Send svaret")
    then(person).reads_heading("Logg inn på nytt for å fortsette").does_not_see(SECRET)
    then(person).sees("Det du skrev, er lagret. Det er ikke sendt.").scrolls_no_way_but_down()

    when(person).follows("Logg inn som en annen")
    is_let_in(when(person), LEAD)
    then(person).is_at(answer)
    holds(person, text="")
    logs_out(when(person))

    is_let_in(opens(when(person), reference, "/svar/forelopig-svar"), SECOND_OFFICER)
    then(person).is_at(answer).sees("Dette skrev du før du ble logget ut")
    holds(person, text=SECRET)
    then(opens(person, reference)).does_not_see(SECRET)


# Two people on one machine


@walked_in("nb", "nn", "en")
def test_another_person_logs_in_where_the_session_of_the_one_before_ended(person, language):
    nora = known(person.site, NORA, "vik")
    case = f"/vik/{{sprak}}/saker/{has_asked(nora)}"
    comes_in(given(person), nora).stands_at(case).stands_at(f"{case}/skriv")
    when(person).writes("text", SECRET)
    the_clock_ends_the_session(nora)
    when(person).presses("Send meldingen").follows("Logg inn som en annen")
    is_let_in(when(person), BIRGER)
    then(person).reads_heading("Vi finner ikke siden").does_not_see(SECRET)
    then(person.stands_at("/vik/{sprak}/saker")).reads_heading("Mine saker").sees("Logget inn")
    then(person).does_not_see("Kari Prøve").does_not_see(case.rpartition("/")[2])
    for _page in range(5):
        then(person.goes_back()).does_not_see(SECRET).does_not_see("Kari Prøve")
    then(person).is_at(case).reads_heading("Vi finner ikke siden")


@walked_in("nb", "nn", "en")
def test_an_open_page_of_the_one_before_saves_and_shows_nothing(person, language):
    before, now = somebody_new(person.site), somebody_new(person.site)
    has_begun(before, **OWN)
    has_begun(now, hvem={"whom": "self", "wants": "plan"})
    comes_in(given(person), before).stands_at("/namsos/{sprak}/koordinator/egne-ord")
    when(person).writes("own_words", SECRET)
    comes_in(person, now)
    when(person).presses("Lagre")
    then(person).reads_heading("Noen andre har logget inn i denne nettleseren")
    then(person).does_not_see(SECRET).does_not_see("Kari Prøve").scrolls_no_way_but_down()
    assert SECRET not in person.page.content()
    assert now.draft().answers == {"hvem": {"whom": "self", "wants": "plan"}}
    assert before.typed("egne-ord") == {}

    when(person).follows("Gå til mine egne sider")
    then(person).is_at("/namsos/{sprak}/pa-vegne-av").does_not_see("Kari Prøve")


def test_send_in_an_open_page_of_the_one_before_sends_nothing(visitor, site):
    person, before, now = visitor("nb"), somebody_new(site), somebody_new(site)
    has_begun(before, **OWN)
    has_begun(now, **OWN)
    comes_in(given(person), before).stands_at("/namsos/{sprak}/koordinator/se-over")
    comes_in(person, now)
    when(person).presses("Send")
    then(person).reads_heading("Noen andre har logget inn i denne nettleseren")
    assert (before.cases(), now.cases()) == ([], [])
    assert before.typed("deg") == now.typed("deg") == YOU


def test_the_case_of_the_one_before_is_not_there_for_the_next(visitor, site):
    person, before, now = visitor("nb"), somebody_new(site), somebody_new(site)
    reference = has_asked(before, days_ago=40)
    case = f"/namsos/{{sprak}}/saker/{reference}"
    for path, button in (
        ("", "Minn kommunen på saken"),
        ("/trekk", "Trekk henvendelsen"),
        ("/skriv", "Send meldingen"),
    ):
        comes_in(given(person), before).stands_at(case + path)
        if path == "/skriv":
            person.writes("text", SECRET)
        comes_in(person, now)
        when(person).presses(button)
        then(person).reads_heading("Noen andre har logget inn i denne nettleseren")
        then(person).does_not_see(SECRET).does_not_see(reference)
    comes_in(person, before).stands_at(case)
    then(person).sees("Det er ikke skrevet noe her ennå.").does_not_see(SECRET)
    then(person).does_not_see("Henvendelsen ble trukket").does_not_see("minnet på saken")


BEHIND = {
    "a page of the request": "koordinator/deg",
    "looking over": "koordinator/se-over",
    "the draft": "koordinator/begynn",
    "my cases": "saker",
    "a case": "saker/{reference}",
    "the receipt": "saker/{reference}/kvittering",
}


@pytest.mark.parametrize("where", BEHIND)
@pytest.mark.parametrize("ends", ["by a press", "by a press, without script", "by the clock"])
def test_the_back_button_after_the_session_has_ended_shows_nothing(where, ends, visitor, site):
    person = visitor("nb", java_script_enabled="without" not in ends)
    citizen = somebody_new(site)
    reference = has_asked(citizen)
    has_begun(citizen, **OWN)
    path = "/namsos/nb/" + BEHIND[where].format(reference=reference)
    # Twice: the cookies are then those that a page kept by the browser would be asked for with.
    comes_in(given(person), citizen).stands_at(path).stands_at(path)
    then(person).sees("Logget inn")
    if "press" in ends:
        logs_out(when(person))
    else:
        the_clock_ends_the_session(citizen)
        when(person).stands_at("/namsos/{sprak}/")
    then(person).does_not_see("Logget inn")
    when(person).goes_back()
    if "without" in ends:  # the page with the way on to the login service
        then(person).reads_heading("Du er ikke logget inn").goes_back()
    then(person).sees("Velg en oppdiktet person")
    for secret in ("Kari Prøve", reference, "Jeg mister oversikten", "Du har et utkast"):
        then(person).does_not_see(secret)


def test_logging_in_leads_back_to_the_page_that_was_asked_for(visitor, site):
    person, nora = visitor("nn"), known(site, NORA, "vik")
    case = f"/vik/{{sprak}}/saker/{has_asked(nora)}"
    is_let_in(given(person).stands_at(case), NORA)
    then(person).is_at(case)
    is_let_in(given(visitor("nb")).stands_at(case), BIRGER).reads_heading("Vi finner ikke siden")


def test_half_a_page_is_kept_when_the_person_goes_on_elsewhere(visitor, site):
    """What is typed is kept by a press that goes on, whole or not: also when the page then says what is wrong."""
    person, citizen = visitor("nb"), somebody_new(site)
    has_begun(citizen, hvem=WHO)
    comes_in(given(person), citizen).stands_at("/namsos/{sprak}/koordinator/deg")
    fills_in(when(person), name="Kari Prøve", reach="sms")
    then(person).has_focus_on("error-summary")
    person.stands_at("/namsos/{sprak}/koordinator/deg")
    holds(person, name="Kari Prøve", reach="sms")
