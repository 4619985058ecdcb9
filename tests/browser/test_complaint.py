"""Something is wrong: from the guide to a letter or a receipt, and what the desk does seen by the one who complained."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.rules.representation import Scope
from portal.store.tables.case import CaseRow
from portal.store.tables.outbox import OutboxRow
from tests.browser import checks
from tests.browser.acting import bar
from tests.browser.citizens import (
    BIRGER,
    NORA,
    comes_in,
    fills_in,
    holds,
    is_let_in,
    known,
    somebody_new,
    the_clock_ends_the_session,
    types,
)
from tests.browser.complaints import (
    ABOUT,
    CHECK,
    COMPLAINT,
    CONCERNS,
    REASONS,
    RECEIVED,
    WORDS,
    WRITTEN,
    YOU,
    goes_through_the_guide,
    has_complained,
    is_writing,
    sends,
    step,
    writes_elsewhere,
    written,
)
from tests.browser.employees import is_at_work, opens
from tests.browser.given import GIVER, HELPER, acting_for, acts, called, gives
from tests.browser.state import OFFICER
from tests.browser.states_complaint import DATED
from tests.browser.steps import (
    a_second_tab,
    given,
    logs_out,
    presses_twice,
    reference_on,
    then,
    when,
)
from tests.browser.ways import BY_HAND, WAYS, walked_in

HAPPENED = "Jeg ringte i september, og ingen svarte."
SECRET = "Hemmelighet"


# Without login


@walked_in("nb", "nn", "en")
def test_without_login_the_guide_ends_in_a_letter_to_sign_and_post(person, language):
    goes_through_the_guide(given(person), **DATED)
    then(person).reads_heading("Du kan klage").has_focus_on_heading().scrolls_no_way_but_down()
    then(person).sees("Det er gratis.").sees("74 21 71 00")

    when(person).presses("Skriv et brev du kan sende i posten")
    then(person).reads_heading("Skriv et brev").scrolls_no_way_but_down()
    when(person).presses("Lag brevet")
    then(person).has_focus_on("error-summary")
    when(person).writes("about", CONCERNS).writes("happened", HAPPENED)
    when(person).writes("name", "Kari Prøve").presses("Lag brevet")
    then(person).reads_heading("Brevet er klart").has_focus_on_heading().scrolls_no_way_but_down()
    then(person).sees("Klage").sees(CONCERNS).sees(HAPPENED).sees("Postboks 333 Sentrum")
    then(person).sees("Skriv under på brevet.")

    with person.page.expect_download() as saved:
        when(person).presses("Last ned som PDF")
    assert Path(saved.value.path()).read_bytes().startswith(b"%PDF-")
    when(person).presses("Endre")
    then(person).reads_heading("Skriv et brev")
    assert person.page.locator("[name=happened]").input_value() == HAPPENED
    assert person.page.context.cookies() == []
    assert "?" not in person.page.url


# With login


@walked_in("nb", "nn", "en")
def test_from_the_guide_through_the_login_to_the_receipt_and_on(person, language):
    nora = known(person.site, NORA)
    is_writing(nora)
    goes_through_the_guide(given(person), **DATED)
    when(person).presses("Logg inn og skriv det her")
    then(person).reads_heading("Logg inn for å skrive og sende").scrolls_no_way_but_down()
    when(person).follows("Logg inn og fortsett")
    is_let_in(when(person), NORA)
    then(person).is_at(step("gjelder")).scrolls_no_way_but_down()
    when(person).presses("Lagre og gå videre")
    then(person).has_focus_on("error-summary")
    assert checks.errors_reach_their_field(person.page) == []
    fills_in(when(person), **ABOUT)

    then(person).is_at(step("deg")).scrolls_no_way_but_down()
    assert person.page.locator("[name=about_name]").count() == 0, "it is about the person"
    fills_in(when(person), name="Nora Prøve", phone="22 22 22 22")
    then(person).is_at(CHECK).sees(CONCERNS).sees("Nora Prøve")
    then(person).sees("Innloggingen din gjelder som underskrift.")
    when(person).follows_to("/hva-skjedde")
    then(person).is_at(step("hva-skjedde")).scrolls_no_way_but_down()
    fills_in(when(person), happened=HAPPENED, button="Lagre")
    then(person).is_at(CHECK).sees(HAPPENED)

    reference = sends(person)
    then(person).sees(CONCERNS).sees(HAPPENED).sees("74 21 71 00")
    when(person).follows("Følg saken")
    then(person).is_at(f"/namsos/{{sprak}}/saker/{reference}/klagen").sees(reference)
    then(person).sees(CONCERNS).sees(HAPPENED).scrolls_no_way_but_down()
    then(person.stands_at("/namsos/{sprak}/saker")).sees(reference).scrolls_no_way_but_down()

    logs_out(when(person))
    when(person).goes_back()
    then(person).does_not_see(CONCERNS).does_not_see(reference)


# The session ends


PAGES = {
    "gjelder": ({}, {"concerns": SECRET}, "Lagre og gå videre"),
    "deg": ({"gjelder": ABOUT}, {"name": SECRET}, "Lagre og gå videre"),
    "hva-skjedde": (WRITTEN, {"happened": SECRET}, "Lagre"),
}


@pytest.mark.parametrize("page", PAGES)
def test_what_is_typed_when_the_session_ends_waits_for_the_same_person_alone(page, visitor, site):
    before, typed, button = PAGES[page]
    person, nora = visitor("nb"), known(site, NORA)
    is_writing(nora, **before)
    is_writing(known(site, BIRGER))
    comes_in(given(person), nora).stands_at(COMPLAINT).stands_at(step(page))
    types(when(person), **typed)
    the_clock_ends_the_session(nora)
    when(person).presses(button)

    is_let_in(then(person), BIRGER)
    then(person).sees("Logget inn").does_not_see(SECRET)
    for place in (step(page), CHECK, COMPLAINT):
        then(person.stands_at(place)).does_not_see(SECRET).does_not_see("Du har et utkast")
        assert SECRET not in person.page.content()
    logs_out(when(person))

    is_let_in(given(person).stands_at(step(page)), NORA)
    then(person).is_at(step(page))
    holds(person, **typed)


def test_send_pressed_after_the_session_ended_sends_nothing_until_it_is_pressed_again(
    visitor, site
):
    person, nora = visitor("nb"), known(site, NORA)
    is_writing(nora, **WRITTEN)
    before = nora.cases()
    comes_in(given(person), nora).stands_at(CHECK)
    the_clock_ends_the_session(nora)
    when(person).presses("Send klagen")
    is_let_in(then(person), NORA)
    then(person).is_at(CHECK).sees(CONCERNS)
    assert nora.cases() == before
    assert {sends(person)} == set(nora.cases()) - set(before)


# Sent once


@pytest.fixture
def ready(visitor, site):
    """Somebody at «Se over», and who it is."""
    person, citizen = visitor("nb"), somebody_new(site)
    is_writing(citizen, **WRITTEN)
    return comes_in(person, citizen).stands_at(CHECK), citizen


def has_one_case(citizen) -> str:
    """The only one, told to the unit once, with no draft left."""
    (reference,) = citizen.cases()
    assert citizen.messages_to_the_unit(reference, "desk-new") == 1
    assert written(citizen) is None
    return reference


def reads_receipt_of(person, reference):
    then(person).is_at(f"/namsos/{{sprak}}/saker/{reference}/klagen/kvittering")
    assert reference_on(person) == reference


def test_a_second_press_before_the_answer_has_come_is_one_case(ready):
    person, citizen = ready
    presses_twice(when(person), "Send klagen")
    then(person).reads_heading(RECEIVED)
    reads_receipt_of(person, has_one_case(citizen))


def test_two_tabs_and_the_back_button_are_one_case(ready):
    person, citizen = ready
    other = a_second_tab(person).stands_at(CHECK)
    reference = sends(person)
    assert has_one_case(citizen) == reference
    when(person).goes_back()
    reads_receipt_of(person, reference)
    when(other).presses("Send klagen")
    reads_receipt_of(other, reference)
    for page in ("gjelder", "deg", "hva-skjedde"):
        reads_receipt_of(when(other).stands_at(step(page)), reference)
    assert has_one_case(citizen) == reference


def test_what_was_changed_in_another_tab_is_shown_before_it_is_sent(ready):
    person, citizen = ready
    writes_elsewhere(citizen, deg=YOU | {"name": "Kari Annet"})
    when(person).presses("Send klagen")
    then(person).is_at(CHECK).sees("Svarene er endret siden du så på dem").sees("Kari Annet")
    assert citizen.cases() == []
    assert sends(person) == has_one_case(citizen)


# On behalf of somebody


@walked_in("nb", "nn")
def test_a_helper_complains_for_somebody_who_follows_it_themself(person, language, open_context):
    site = person.site
    giver, helper = called(site, GIVER), called(site, HELPER)
    gives(giver, helper, scopes=[Scope.COMPLAIN])
    acts(given(person), helper, giver).stands_at(COMPLAINT)
    then(person).scrolls_no_way_but_down()
    assert GIVER in bar(person).inner_text()
    when(person).stands_at(step("gjelder"))
    fills_in(when(person), **ABOUT)
    then(person).is_at(step("deg"))
    assert person.page.locator("[name=about_name]").count() == 0
    assert GIVER in bar(person).inner_text()
    fills_in(when(person), name=HELPER)
    then(person).is_at(CHECK).sees("Du sender dette på vegne av %(name)s", name=GIVER)
    reference = sends(person)
    own = f"/namsos/{{sprak}}/saker/{reference}/klagen"
    then(person.stands_at(own)).sees(CONCERNS).sees("Gjelder %(name)s.", name=GIVER)

    themself = type(person)(open_context(**WAYS[BY_HAND]).new_page(), site, language)
    comes_in(when(themself), giver).stands_at(own)
    then(themself).sees(CONCERNS).scrolls_no_way_but_down()
    then(comes_in(person, helper).stands_at(own)).reads_heading("Vi finner ikke siden")
    assert helper.cases() == [reference]


def test_a_helper_without_the_right_to_complain_finds_no_page_for_it(visitor, site):
    person, giver, helper = visitor("nb"), called(site, GIVER), called(site, HELPER)
    gives(giver, helper, scopes=[Scope.FOLLOW_CASES, Scope.ASK])
    is_writing(giver, gjelder={"concerns": SECRET})
    acts(given(person), helper, giver)
    for place in (step("gjelder"), CHECK, COMPLAINT):
        then(person.stands_at(place)).does_not_see(SECRET)
        then(person).reads_heading("Du kan ikke gjøre dette for %(name)s", name=GIVER)
    assert written(acting_for(helper, giver)) is None


# The desk, and the one who complained


def test_the_desk_brings_it_to_those_who_decide_and_the_person_sees_each_step(visitor, site):
    citizen, person, officer = somebody_new(site), visitor("nn"), visitor("nb")
    reference = has_complained(citizen, said=replace(WORDS, language="nn"))
    own, at_desk = (
        f"/namsos/{{sprak}}/saker/{reference}/klagen",
        f"/namsos/{{sprak}}/ansatt/sak/{reference}",
    )
    comes_in(given(person), citizen)
    opens(is_at_work(given(officer), OFFICER), reference)
    then(officer).reads_heading(f"Klage {reference}").sees(CONCERNS).sees("Mottatt")
    when(officer).presses("Jeg tar den")

    when(officer).follows("Stå fast ved svaret").writes("text", REASONS)
    when(officer).presses("Se over svaret")
    then(officer).reads_heading("Se over før du sender").sees(REASONS)
    assert REASONS not in then(person.stands_at(own)).page.content(), "not before it is sent"
    when(officer).presses("Send svaret")
    then(officer).is_at(at_desk).sees("Send alle papirene til Statsforvalteren nå")
    then(person.stands_at(own)).sees("Kommunen sto fast ved svaret sitt").sees(REASONS)

    when(officer).follows("Send papirene").chooses("way", "own").presses("Send")
    then(officer).is_at(at_desk).does_not_see("Send alle papirene til Statsforvalteren nå")
    then(person.stands_at(own)).sees("Klagen ble sendt til dem som skal avgjøre den")
    then(person).scrolls_no_way_but_down()

    when(officer).follows("Skriv inn avgjørelsen").chooses("outcome", "upheld")
    when(officer).writes("on", f"{date.today():%d.%m.%Y}").presses("Se over svaret")
    when(officer).presses("Send svaret")
    then(person.stands_at(own)).sees("Klagen ble avgjort")
    site.deliver()
    with citizen.transaction() as db:
        told = db.scalars(select(OutboxRow.template).join(CaseRow).filter_by(reference=reference))
        assert "case-news" in set(told)
