"""People at the desk: cases change hands, somebody is away, the person is asked first, and the post is tried."""

from datetime import date, timedelta

import pytest

from portal.rules.national_number import national_number
from portal.store import case
from tests.browser import checks
from tests.browser.citizens import citizen_of, comes_in, has_asked, holds, somebody_new
from tests.browser.employees import (
    LEAD,
    READER,
    SECOND_OFFICER,
    is_at_work,
    is_away,
    opens,
    the_test_message_is_sent,
)
from tests.browser.state import OFFICER
from tests.browser.states_desk import FOR_CHILD, FOR_OTHER
from tests.browser.steps import given, logs_in, opens_case, then, when
from tests.browser.ways import walked_in

INBOX = "/namsos/{sprak}/ansatt"
MINE = INBOX + "?vis=mine"
OWN_CASES = "/namsos/{sprak}/saker"
SAID_NO = "Det er notert at personen sier nei. Teksten er slettet, og saken er avsluttet."
SECOND, FIRST, LEADS = "Ida Sørli", "Jonas Eik", "Solveig Nordfjell"
NUMBERS = (n for n in (f"0188{rest:07}" for rest in range(10_000_000)) if national_number(n))


def says_what_is_wrong(person):
    then(person).has_focus_on("error-summary")
    assert checks.errors_reach_their_field(person.page) == []


def chooses_person(person, field, name):
    """By the name that stands there."""
    choice = person.page.locator(f"[name={field}]").and_(person.page.get_by_label(name))
    return person.chooses(field, choice.get_attribute("value"))


def has(person, reference):
    """Whether the list shows the case, on whichever of its pages."""
    while person.page.locator(f"main a[href$='/{reference}']").count() == 0:
        if person.page.get_by_role("link", name=person.say("Vis flere saker")).count() == 0:
            return False
        with person.page.expect_navigation():
            person.follows("Vis flere saker")
    return True


@walked_in("nb", "nn")
def test_a_case_is_given_to_a_colleague(person, language, site, visitor):
    reference = has_asked(somebody_new(site), case.take)
    given(opens(is_at_work(person), reference)).follows("Gi saken til en kollega")
    then(person).sees("Du har saken nå.").scrolls_no_way_but_down()
    when(person).presses("Gi saken videre")
    says_what_is_wrong(person)
    chooses_person(when(person), "to", SECOND).presses("Gi saken videre")
    then(person).sees("Saken er gitt videre. Kollegaen ser den blant sine egne.")
    then(person).scrolls_no_way_but_down()
    assert person.page.get_by_role("link", name=person.say("Gi saken til en kollega")).count() == 0

    colleague = is_at_work(visitor(language), SECOND_OFFICER).stands_at(MINE)
    assert has(colleague, reference)
    then(opens(colleague, reference)).sees("Du har den").sees("Saken ble gitt til en kollega")


def test_a_lead_gives_away_what_another_has(visitor, site):
    reference = has_asked(somebody_new(site), case.take)
    person = opens(is_at_work(visitor("nb"), LEAD), reference)
    given(person).sees("Hvorfor åpner du saken?").scrolls_no_way_but_down()
    when(person).presses("Lagre grunnen og åpne")
    says_what_is_wrong(person)
    when(person).chooses("reason", "handover").presses("Lagre grunnen og åpne")
    then(person).sees("Grunnen er lagret.").follows("Gi saken til en kollega").sees(
        f"{FIRST} har saken nå."
    )
    chooses_person(when(person), "to", LEADS).presses("Gi saken videre")
    then(person).sees("Du har den")


@pytest.fixture
def all_at_work(site):
    """Nobody is away afterwards, however the test ends."""
    yield
    is_away(site, SECOND_OFFICER, None, None)
    is_away(site, LEAD, None, None)


@walked_in("nb", "nn")
def test_who_covers_sees_the_cases_of_the_one_who_is_away(
    person, language, site, visitor, all_at_work
):
    reference = has_asked(somebody_new(site), case.take)
    giver = opens(is_at_work(visitor("nb")), reference, "/gi-videre")
    chooses_person(giver, "to", SECOND).presses("Gi saken videre")

    given(is_at_work(person, LEAD).stands_at(INBOX)).follows("Fravær")
    when(person).presses("Lagre fraværet")
    says_what_is_wrong(person)
    chooses_person(when(person), "person", SECOND)
    when(person).writes("first", f"{date.today():%d.%m.%Y}")
    when(person).writes("last", f"{date.today() - timedelta(days=1):%d.%m.%Y}")
    chooses_person(when(person), "cover", LEADS).presses("Lagre fraværet")
    says_what_is_wrong(person)
    when(person).writes("last", f"{date.today() + timedelta(days=5):%d.%m.%Y}")
    when(person).presses("Lagre fraværet")
    then(person).sees("Fraværet er lagret.").sees("Dekkes av %(name)s.", name=LEADS)
    then(person).scrolls_no_way_but_down()

    assert has(person.stands_at(MINE), reference)
    then(opens(person, reference)).sees("Dekkes av %(name)s", name=LEADS)
    giver.stands_at(INBOX.format(sprak="nb") + f"/sak/{reference}")
    then(giver).sees("%(name)s har ansvaret nå.", name=SECOND)

    when(person.stands_at(INBOX + "/fravaer")).presses("Avslutt fraværet")
    then(person).sees("Fraværet er tatt bort.").sees("Ingen er borte.")
    assert not has(person.stands_at(MINE), reference)


@walked_in("nb", "nn")
def test_the_person_somebody_asked_for_is_asked_and_says_yes(person, language, site, visitor):
    asker, number = somebody_new(site), next(NUMBERS)
    reference = has_asked(asker, said=FOR_OTHER)
    given(person)
    logs_in(person, OFFICER)
    then(person).is_at(INBOX)
    opens_case(when(person), reference)
    then(person).sees("Spør personen først").does_not_see(person.say("Gi avslag"))
    when(person).follows("Noter hva personen svarte").presses("Lagre svaret")
    says_what_is_wrong(person)
    when(person).chooses("how", "phone").chooses("wants", "yes").writes("number", "12345678901")
    when(person).presses("Lagre svaret")
    says_what_is_wrong(person)
    holds(person, how="phone", wants="yes")
    when(person).writes("number", number).presses("Lagre svaret")
    then(person).sees("Det er notert at personen er spurt og sier ja.").sees("Gi avslag")
    then(person).does_not_see(number).scrolls_no_way_but_down()

    about = comes_in(visitor("en"), citizen_of(site, number)).stands_at(OWN_CASES)
    when(about).follows_to(reference)
    then(about).sees("Hvem som har spurt for deg").sees("Kari Prøve")
    nobody = comes_in(visitor("nb"), asker).stands_at(f"{OWN_CASES}/{reference}")
    then(nobody).reads_heading("Vi finner ikke siden")


@walked_in("nb", "nn")
def test_a_no_takes_the_text_away_and_ends_the_case(person, language, site):
    reference = has_asked(somebody_new(site), said=FOR_OTHER)
    given(opens(is_at_work(person), reference)).sees("Jeg mister oversikten.")
    when(person).follows("Noter hva personen svarte").chooses("how", "visit").chooses("wants", "no")
    when(person).presses("Lagre svaret")
    then(person).sees(SAID_NO).sees("Personen det gjelder, sa nei")
    then(person).does_not_see("Jeg mister oversikten.").does_not_see("Ola Prøve")
    then(person).does_not_see(person.say("Gi et svar")).scrolls_no_way_but_down()


@walked_in("nb", "nn")
def test_a_parent_sees_the_case_of_a_child_when_the_desk_has_confirmed_it(
    person, language, site, visitor
):
    parent = somebody_new(site)
    reference = has_asked(parent, said=FOR_CHILD)
    given(opens(is_at_work(person), reference))
    when(person).follows("Bekreft foreldreansvar for et barn under 16 år")
    when(person).chooses("how", "register").writes("born", "1.1.2005").presses("Bekreft")
    says_what_is_wrong(person)
    then(person).sees(
        "Barnet er 16 år eller eldre. Da må dere spørre den unge. Det er den unge som kan se saken, ikke forelderen."
    )
    when(person).writes("born", f"1.1.{date.today().year - 9}").presses("Bekreft")
    then(person).sees("Foreldreansvaret er bekreftet. Forelderen kan se saken.")
    then(person).sees("Forelderen som spurte").sees("Gi et svar").scrolls_no_way_but_down()

    reader = comes_in(visitor("nb"), parent).stands_at(OWN_CASES)
    when(reader).follows_to(reference)
    then(reader).sees("For barnet ditt.")


@walked_in("nb", "nn")
def test_the_desk_and_a_citizen_write_to_each_other(person, language, site, visitor):
    citizen = somebody_new(site)
    reference = has_asked(citizen, case.take)
    given(opens(is_at_work(person), reference)).follows("Skriv en melding")
    when(person).presses("Send meldingen")
    says_what_is_wrong(person)
    when(person).writes("text", "Passer det at vi ringer i morgen?").presses("Send meldingen")
    then(person).sees("Meldingen er lagret. Personen får beskjed om at det er noe nytt.")
    then(person).sees("Passer det at vi ringer i morgen?").scrolls_no_way_but_down()

    reader = comes_in(visitor("en"), citizen).stands_at(f"{OWN_CASES}/{reference}")
    then(reader).sees("Passer det at vi ringer i morgen?")
    when(reader).follows("Skriv til kommunen").writes("text", "Etter klokka ti.")
    when(reader).presses("Send meldingen")
    then(opens(person, reference)).sees("Etter klokka ti.").scrolls_no_way_but_down()


@walked_in("nb", "nn")
def test_the_months_test_message_is_pressed_for(person, language, site, visitor):
    the_test_message_is_sent(site)
    waiting = is_at_work(visitor("nb"), LEAD).stands_at(INBOX)
    then(waiting).sees("Får dere meldingene?")
    given(is_at_work(person).stands_at(INBOX)).scrolls_no_way_but_down()
    when(person).presses("Vi får meldingene")
    then(person).is_at(INBOX).does_not_see(person.say("Får dere meldingene?"))
    then(person).sees("Takk. Da vet vi at dere får meldingene.")
    when(waiting).presses("Vi får meldingene")
    then(waiting).reads_heading("Innboks").does_not_see("Får dere meldingene?")


def test_who_only_reads_can_press_nothing(visitor, site):
    reference = has_asked(somebody_new(site), said=FOR_OTHER)
    the_test_message_is_sent(site)
    person = opens(is_at_work(visitor("nb"), READER), reference)
    then(person).reads_heading(f"Sak {reference}").sees("Jeg mister oversikten.")
    for words in ("Jeg tar den", "Spør personen først", "Gi et svar", "Vi får meldingene"):
        then(person).does_not_see(words)
    then(person.stands_at(INBOX)).does_not_see("Vi får meldingene")
    for path in ("/svar/avslag", "/spurt", "/gi-videre", "/melding"):
        then(opens(person, reference, path)).reads_heading("Vi finner ikke siden")
