"""«Mine saker»: where each case stands, what comes next, and what a person can do about it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal import demo_requests
from portal.store import case
from tests.browser import checks
from tests.browser.citizens import (
    ASKED,
    Citizen,
    comes_in,
    has_asked,
    is_set,
    somebody_new,
)
from tests.browser.states_citizen import IN_PART, MORE_WANTED, PRELIMINARY, VACANT, about, wrote
from tests.browser.steps import given, presses_twice, then, when
from tests.browser.ways import walked_in

MINE = "/namsos/{sprak}/saker"
FOR_ANOTHER = replace(ASKED, whom="other", about_name="Per Prøve", about_phone="+4722222223")


def case_at(reference, path=""):
    return f"{MINE}/{reference}{path}"


def has(person, *steps, **more) -> tuple[Citizen, str]:
    """Somebody new, logged in, with a case after these steps of the desk."""
    citizen = somebody_new(person.site)
    reference = has_asked(citizen, *steps, **more)
    comes_in(given(person), citizen)
    return citizen, reference


@walked_in("nb", "nn", "en")
def test_a_person_finds_the_case_and_reads_where_it_stands(person, language):
    _citizen, reference = has(person, case.take, demo_requests.appointed, days_ago=20)
    given(person).stands_at("/namsos/{sprak}/saker").reads_heading("Mine saker")
    then(person).sees("Koordinator er klar").scrolls_no_way_but_down()
    when(person).follows_to(reference)
    then(person).is_at(case_at(reference)).reads_heading("Ønske om koordinator og individuell plan")
    then(person).sees("Torill Eksempel Haugen").sees("Ingenting. Du trenger ikke å gjøre noe nå.")
    then(person).sees("Åpnet av et menneske").scrolls_no_way_but_down()
    when(person).follows("Se kvitteringen")
    then(person).is_at(case_at(reference, "/kvittering")).scrolls_no_way_but_down()


STANDS = {
    "taken": ([case.take], "Noen i kommunen har fått ansvaret for å følge opp henvendelsen."),
    "more wanted": (
        [MORE_WANTED],
        "Kommunen har spurt deg om noe. Du kan svare i saken, eller ringe.",
    ),
    "preliminary": ([PRELIMINARY], "Svaret tar lengre tid. Dette er grunnen:"),
    "no coordinator yet": (
        [VACANT],
        "Kommunen har sagt ja, men har ikke funnet en koordinator ennå.",
    ),
    "in part": ([IN_PART], "Dette sier kommunen nei til, og hvorfor"),
    "refused": ([demo_requests.refused], "Slik kan du klage"),
    "a letter from the desk": ([wrote], "Fra kommunen"),
}


@pytest.mark.parametrize("stand", STANDS)
def test_a_case_says_what_has_come_of_it(stand, visitor):
    steps, sentence = STANDS[stand]
    person = visitor("nb")
    _citizen, reference = has(person, *steps, days_ago=2)
    then(person.stands_at(case_at(reference))).sees(sentence)
    assert "0 uker" not in person.page.content()


@walked_in("nb")
def test_a_month_passes_and_one_press_reminds_the_municipality(person, language):
    citizen, reference = has(person, case.take, days_ago=40)
    given(person).stands_at(case_at(reference)).sees("Det har gått mer enn en måned")
    when(person).presses("Minn kommunen på saken")
    then(person).is_at(case_at(reference)).sees("Kommunen er minnet på saken.")
    assert person.page.get_by_role("button", name="Minn kommunen på saken").count() == 0
    assert citizen.messages_to_the_unit(reference, "desk-reminded") == 1

    given(person).stands_at(case_at(reference)).sees("Hører du ikke noe på en uke")
    then(person).scrolls_no_way_but_down()
    eight_days_ago = person.site.app.extensions["clock"]() - timedelta(days=8)
    is_set(citizen, reference, reminded_at=eight_days_ago)
    when(person).stands_at(case_at(reference)).presses("Minn kommunen på saken")
    then(person).sees("Kommunen er minnet på saken.")
    assert citizen.messages_to_the_unit(reference, "desk-reminded") == 2


def test_two_presses_remind_once(visitor):
    person = visitor("nb")
    citizen, reference = has(person, days_ago=40)
    presses_twice(given(person).stands_at(case_at(reference)), "Minn kommunen på saken")
    then(person).sees("Kommunen ble minnet på saken")
    assert citizen.messages_to_the_unit(reference, "desk-reminded") == 1


@walked_in("nb", "nn", "en")
def test_a_person_answers_what_the_municipality_asked(person, language):
    citizen, reference = has(person, MORE_WANTED)
    given(person).stands_at(case_at(reference))
    when(person).follows("Svar kommunen")
    then(person).is_at(case_at(reference, "/skriv")).sees("Jeg mister oversikten over hvem")
    when(person).presses("Send meldingen")
    then(person).has_focus_on("error-summary")
    assert checks.errors_reach_their_field(person.page) == []

    when(person).writes("text", "Legen min heter Prøve.").presses("Send meldingen")
    then(person).is_at(case_at(reference)).sees("Meldingen er sendt. Kommunen har fått beskjed.")
    then(person).sees("Legen min heter Prøve.").sees("Fra deg").scrolls_no_way_but_down()
    then(person).sees("Ingenting. Du trenger ikke å gjøre noe nå.")
    assert citizen.messages_to_the_unit(reference, "desk-message") == 1


def test_a_message_pressed_twice_is_one(visitor):
    person = visitor("nb")
    citizen, reference = has(person)
    given(person).stands_at(case_at(reference, "/skriv")).writes("text", "En gang.")
    presses_twice(when(person), "Send meldingen")
    then(person).is_at(case_at(reference)).sees("En gang.")
    assert citizen.messages_to_the_unit(reference, "desk-message") == 1
    assert person.page.get_by_text("En gang.").count() == 1


def test_a_half_written_message_follows_into_another_language(visitor):
    person = visitor("nb")
    _citizen, reference = has(person)
    given(person).stands_at(case_at(reference, "/skriv")).writes("text", "Halvveis.")
    when(person).presses("English")
    person.language = "en"
    then(person).is_at(case_at(reference, "/skriv"))
    assert person.page.locator("[name=text]").input_value() == "Halvveis."


@walked_in("nb", "nn", "en")
def test_a_person_withdraws_and_reads_that_it_is_over(person, language):
    citizen, reference = has(person)
    given(person).stands_at(case_at(reference))
    when(person).follows("Trekk henvendelsen")
    then(person).is_at(case_at(reference, "/trekk")).sees(
        "Du mister ingen rettigheter. Du kan spørre på nytt når du vil."
    )
    when(person).follows("Tilbake til saken")
    then(person).is_at(case_at(reference)).does_not_see(
        person.say("Henvendelsen er trukket. Kommunen gjør ikke noe mer.")
    )

    when(person).follows("Trekk henvendelsen").presses("Trekk henvendelsen")
    then(person).is_at(case_at(reference)).sees(
        "Henvendelsen er trukket. Kommunen har fått beskjed."
    )
    then(person).sees("Saken er avsluttet. Ring kommunen, eller spør på nytt, hvis det er noe mer.")
    assert person.page.locator("a[href$='/trekk'], a[href$='/skriv']").count() == 0
    assert citizen.messages_to_the_unit(reference, "desk-message") == 1
    when(person).stands_at(case_at(reference, "/trekk"))
    then(person).is_at(case_at(reference))


@walked_in("nb", "nn", "en")
def test_who_does_not_want_it_says_no_and_what_was_written_is_gone(person, language):
    citizen = somebody_new(person.site)
    asker = somebody_new(person.site)
    reference = has_asked(asker, said=replace(about(citizen), own_words="Skrevet om deg."))
    comes_in(given(person), citizen).stands_at(MINE).sees("Si fra om du ønsker dette.")
    when(person).follows_to(reference)
    then(person).is_at(case_at(reference)).sees("Hvem som har spurt for deg").sees("Kari Prøve")
    when(person).follows("Svar ja eller nei").presses("Send svaret")
    then(person).has_focus_on("error-summary")
    assert checks.errors_reach_their_field(person.page) == []
    when(person).chooses("answer", "no").presses("Send svaret")
    then(person).is_at(case_at(reference)).sees(
        "Svaret er lagret. Det som var skrevet om deg, er slettet."
    )
    then(person).does_not_see("Skrevet om deg.").does_not_see("Kari Prøve")
    then(person).sees("Svaret var nei takk. Kommunen gjør ikke noe mer.")


def test_who_asked_for_another_opens_the_receipt_for_half_an_hour_and_nothing_more(visitor):
    person = visitor("nb")
    asker, reference = has(person, said=FOR_ANOTHER)
    then(person.stands_at(case_at(reference, "/kvittering"))).sees(reference)
    then(person.stands_at(case_at(reference))).reads_heading("Vi finner ikke siden")
    then(person.stands_at(MINE)).does_not_see(reference)
    half_an_hour = timedelta(minutes=31)
    is_set(asker, reference, received_at=person.site.app.extensions["clock"]() - half_an_hour)
    then(person.stands_at(case_at(reference, "/kvittering"))).reads_heading("Vi finner ikke siden")


def test_the_dates_are_a_file_for_the_calendar(visitor):
    person = visitor("nb")
    _citizen, reference = has(person, demo_requests.refused)
    given(person).stands_at(case_at(reference))
    with person.page.expect_download() as download:
        person.page.get_by_role("link", name="Legg datoene i kalenderen din").click()
    file = download.value.path().read_text()
    assert "BEGIN:VEVENT" in file
    assert "Frist – se Planen min" in file
    assert "oordinator" not in file


def test_a_printed_case_holds_the_answer_and_leaves_the_buttons_out(visitor):
    person = visitor("nb")
    _citizen, reference = has(person, demo_requests.refused)
    given(person).stands_at(case_at(reference)).page.emulate_media(media="print")
    assert person.page.get_by_text("Slik kan du klage").is_visible()
    assert person.page.get_by_text(reference).first.is_visible()
    assert not person.page.get_by_role("button", name="Logg ut").is_visible()
    assert not person.page.get_by_role("link", name="Skriv til kommunen").is_visible()
