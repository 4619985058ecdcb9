"""The desk answers, and the person it is about reads it at once, in the language of their own page."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select, update

from portal.rules.case import local_day
from portal.store import case
from portal.store.tables.answer import AnswerRow
from portal.store.tables.case import CaseRow
from tests.browser import checks
from tests.browser.citizens import ASKED, comes_in, has_asked, holds, somebody_new
from tests.browser.employees import is_at_work, opens, transaction
from tests.browser.state import OFFICER
from tests.browser.states_desk import REASONS, REFUSED
from tests.browser.steps import given, logs_in, opens_case, then, when
from tests.browser.ways import walked_in

LOOK_OVER = "Slik står det hos personen. Svaret er ikke sendt ennå."
OWN_CASE = "/namsos/{sprak}/saker/"
MONTHS = {
    "nb": "januar februar mars april mai juni juli august september oktober november desember",
    "en": "January February March April May June July August September October November December",
}


def in_words(day, language):
    """A date as people read it, written here anew."""
    month = MONTHS["en" if language == "en" else "nb"].split()[day.month - 1]
    return f"{day.day}{'' if language == 'en' else '.'} {month} {day.year}"


def as_typed(day):
    return f"{day:%d.%m.%Y}"


def today_of(site):
    return local_day(site.app.extensions["clock"]())


@pytest.fixture
def asked(site):
    """A citizen who has asked just now, who reads English pages, and the reference."""
    citizen = somebody_new(site)
    return citizen, has_asked(citizen, case.take, said=replace(ASKED, language="en"))


@pytest.fixture
def reads(visitor, asked):
    """The citizen at their case, in their own browser, in a language."""
    citizen, reference = asked

    def read(language="en"):
        reader = comes_in(visitor(language), citizen)
        return reader.stands_at(OWN_CASE + reference)

    return read


def says_what_is_wrong(person):
    """The errors are heard first, each at its field; the focus is back on them afterwards."""
    then(person).has_focus_on("error-summary")
    assert checks.errors_reach_their_field(person.page) == []


def written_in(person, text, language):
    """What the municipality wrote, with its language when the page has another."""
    place = person.page.locator("main p", has_text=text).first
    expect(place).to_be_visible()
    marked = place.evaluate("e => e.closest('[lang]').lang")
    assert marked == language, f"«{text}» is marked {marked}, written in {language}"


@walked_in("nb", "nn")
def test_the_desk_asks_for_more_beginning_with_a_text_block(person, language, asked, reads):
    _citizen, reference = asked
    given(person)
    logs_in(person, OFFICER)
    then(person).is_at("/namsos/{sprak}/ansatt")
    opens_case(when(person), reference)
    when(person).follows("Be om å få vite mer")
    then(person).reads_heading("Be om å få vite mer").scrolls_no_way_but_down()
    holds(person, spoken="en")

    when(person).does(person.page.locator("summary").first, "Enter")
    when(person).does(person.page.locator("[name=block][value=more-needs]"), "Enter")
    expect(person.page.locator("[name=text]")).to_have_value(re.compile("…"))
    then(person).scrolls_no_way_but_down()
    when(person).presses("Send svaret")
    says_what_is_wrong(person)

    when(person).writes("text", "What does an ordinary day look like?").presses("Send svaret")
    then(person).sees("Svaret er sendt. Det kan tas tilbake i ti minutter.")
    then(person).scrolls_no_way_but_down()

    citizen = reads("nb")
    then(citizen).sees("Enheten trenger å vite mer før den kan svare:")
    written_in(citizen, "What does an ordinary day look like?", "en")


@walked_in("nb", "nn")
def test_a_preliminary_answer_says_why_and_moves_the_date(person, language, asked, reads):
    _citizen, reference = asked
    later = today_of(person.site) + timedelta(days=45)
    given(opens(is_at_work(person), reference, "/svar/forelopig-svar"))
    when(person).chooses("spoken", language).writes("text", "Vi venter på svar fra sykehuset.")
    when(person).writes("new_date", as_typed(today_of(person.site))).presses("Send svaret")
    says_what_is_wrong(person)
    holds(person, text="Vi venter på svar fra sykehuset.", spoken=language)

    when(person).writes("new_date", as_typed(later)).presses("Send svaret")
    then(person).sees("Svaret er sendt. Det kan tas tilbake i ti minutter.")
    then(person).sees(in_words(later, language)).scrolls_no_way_but_down()

    citizen = reads("en")
    then(citizen).sees("Kommunen skal svare senest %(date)s.", date=in_words(later, "en"))
    written_in(citizen, "Vi venter på svar fra sykehuset.", language)


@walked_in("nb", "nn")
def test_a_coordinator_is_appointed_with_the_wish_in_sight(person, language, site, visitor):
    citizen = somebody_new(site)
    said = replace(ASKED, wished_coordinator="Ergoterapeuten, hvis det går")
    reference = has_asked(citizen, case.take, said=said)
    given(opens(is_at_work(person), reference)).follows("Svar om koordinator")
    then(person).sees("Personen ønsker denne koordinatoren").sees("Ergoterapeuten, hvis det går")
    when(person).chooses("found", "yes").presses("Send svaret")
    says_what_is_wrong(person)

    when(person).writes("name", "Torill Prøve").writes("role", "Ergoterapeut")
    when(person).writes("phone", "22 22 22 25").writes("deputy_name", "Per Prøve")
    when(person).presses("Send svaret")
    then(person).sees("Svaret er sendt. Det kan tas tilbake i ti minutter.").sees("Torill Prøve")
    then(person).scrolls_no_way_but_down()

    reader = comes_in(visitor("nn"), citizen).stands_at(OWN_CASE + reference)
    for words in ("Torill Prøve", "Ergoterapeut", "22 22 22 25", "Per Prøve"):
        then(reader).sees(words)
    then(reader).sees("Kommunen har oppnevnt en koordinator")


@walked_in("nb", "nn")
def test_the_vacancy_is_honest(person, language, asked, reads):
    _citizen, reference = asked
    later = today_of(person.site) + timedelta(days=30)
    given(opens(is_at_work(person), reference, "/svar/koordinator"))
    when(person).chooses("found", "no").presses("Send svaret")
    says_what_is_wrong(person)
    when(person).writes("next_news", as_typed(later)).presses("Send svaret")
    then(person).sees("Svaret er sendt. Det kan tas tilbake i ti minutter.")
    then(person).sees("Ny beskjed innen").scrolls_no_way_but_down()
    assert person.page.get_by_role("button", name=person.say("Avslutt saken")).count() == 0

    citizen = reads("en")
    then(citizen).sees("Kommunen har sagt ja, men har ikke funnet en koordinator ennå")
    then(citizen).sees("Enheten gir beskjed igjen senest %(date)s.", date=in_words(later, "en"))
    then(citizen).sees("74 21 71 00")


def complains_until(person):
    """The last day to complain, as the page in bokmål says it."""
    said = re.search(r"Send klagen senest (.+? \d{4})\.", person.page.locator("main").inner_text())
    assert said, "no last day to complain"
    return said[1]


@walked_in("nb", "nn")
def test_a_yes_and_a_no_are_looked_over_before_they_are_sent(person, language, site, visitor):
    citizen = somebody_new(site)
    reference = has_asked(citizen, case.take)
    given(opens(is_at_work(person), reference)).follows("Si ja til noe og nei til noe")
    when(person).chooses("law", "nav").writes("granted", "Du får en koordinator.")
    when(person).writes("text", "Nei.").presses("Se over svaret")
    says_what_is_wrong(person)
    holds(person, granted="Du får en koordinator.", text="Nei.", law="nav")

    when(person).writes("text", REASONS).presses("Se over svaret")
    then(person).reads_heading("Se over før du sender").sees(LOOK_OVER)
    then(person).sees(REASONS).sees("Postboks 333 Sentrum").scrolls_no_way_but_down()
    when(person).presses("Endre svaret")
    then(person).reads_heading("Si ja til noe og nei til noe")
    holds(person, granted="Du får en koordinator.", text=REASONS, law="nav")
    when(person).presses("Se over svaret")
    then(person).reads_heading("Se over før du sender")
    promised = complains_until(person)
    when(person).presses("Send svaret")
    then(person).sees("Svaret er sendt. Det kan tas tilbake i ti minutter.")

    reader = comes_in(visitor("nb"), citizen).stands_at(OWN_CASE + reference)
    then(reader).sees("Dette sier kommunen ja til").sees("Du får en koordinator.").sees(REASONS)
    then(reader).sees("Fristen er 3 uker fra du fikk vite om svaret.")
    assert complains_until(reader) == promised


@walked_in("nb", "nn")
def test_a_refusal_reaches_the_person_with_the_right_to_complain(person, language, asked, reads):
    _citizen, reference = asked
    given(opens(is_at_work(person), reference)).follows("Gi avslag")
    when(person).presses("Se over svaret")
    says_what_is_wrong(person)
    when(person).chooses("spoken", language).chooses("law", "health").writes("text", REASONS)
    when(person).presses("Se over svaret")
    then(person).sees(LOOK_OVER).scrolls_no_way_but_down()
    written_in(person, REASONS, language)
    written_in(person, "Statsforvalteren", "en")
    when(person).presses("Send svaret")
    then(person).sees("Svaret er sendt. Det kan tas tilbake i ti minutter.")

    citizen = reads("en")
    then(citizen).sees("Kommunen har sagt nei").sees("Slik kan du klage")
    then(citizen).sees("Hvem kan hjelpe deg?").sees("Postboks 333 Sentrum")
    written_in(citizen, REASONS, language)


@walked_in("nb", "nn")
def test_a_slip_is_taken_back_within_ten_minutes(person, language, asked, reads):
    _citizen, reference = asked
    given(opens(is_at_work(person), reference, "/svar/be-om-mer"))
    when(person).writes("text", "Sendt til feil person").presses("Send svaret")
    then(person).sees("Svaret er sendt. Det kan tas tilbake i ti minutter.")
    when(person).presses("Ta svaret tilbake")
    then(person).sees("Svaret er tatt tilbake. Personen ser at det er gjort.")
    then(person).sees("Be om å få vite mer").scrolls_no_way_but_down()

    citizen = reads("nb")
    then(citizen).sees("Svaret ble sendt ved en feil og tatt tilbake")
    then(citizen).does_not_see("Sendt til feil person")


def test_after_ten_minutes_the_answer_stands(visitor, asked):
    _citizen, reference = asked
    person = opens(is_at_work(visitor("nb")), reference, "/svar/be-om-mer")
    when(person).writes("text", "Hva heter legen din?").presses("Send svaret")
    then(person).sees("Svaret er sendt. Det kan tas tilbake i ti minutter.")
    with transaction(person.site) as db:
        eleven_ago = person.site.app.extensions["clock"]() - timedelta(minutes=11)
        this = select(CaseRow.id).filter_by(reference=reference).scalar_subquery()
        db.execute(update(AnswerRow).where(AnswerRow.case_id == this).values(made_at=eleven_ago))
    when(person).presses("Ta svaret tilbake")
    then(person).sees("Svaret kan ikke tas tilbake nå. Skriv et nytt svar i stedet.")
    assert person.page.get_by_role("button", name="Ta svaret tilbake").count() == 0


def test_a_double_click_answers_once(visitor, asked, reads):
    _citizen, reference = asked
    person = opens(is_at_work(visitor("nb")), reference, "/svar/be-om-mer")
    when(person).writes("text", "Hva heter legen din?")
    person.page.get_by_role("button", name="Send svaret").dblclick()
    then(person).sees("Lag brev (PDF)")
    citizen = reads("nb")
    expect(citizen.page.get_by_text("Hva heter legen din?")).to_have_count(1)


def test_another_language_of_the_desk_keeps_what_is_typed(visitor, asked):
    _citizen, reference = asked
    person = opens(is_at_work(visitor("nb")), reference, "/svar/avslag")
    when(person).chooses("law", "child-welfare").writes("text", "Halvferdig").presses("Nynorsk")
    person.language = "nn"
    then(person).is_at(f"/namsos/{{sprak}}/ansatt/sak/{reference}/svar/avslag")
    holds(person, law="child-welfare", text="Halvferdig")


def test_a_refusal_becomes_a_letter(visitor, site):
    reference = has_asked(somebody_new(site), REFUSED)
    person = opens(is_at_work(visitor("nb")), reference)
    letter = person.page.get_by_role("link", name="Lag brev (PDF)")
    made = person.page.request.get(site.base + letter.get_attribute("href"))
    assert made.headers["content-type"] == "application/pdf"
    assert made.body().startswith(b"%PDF")
    assert reference in made.headers["content-disposition"]
    then(person.stands_at(person.page.url.removeprefix(site.base))).sees("Et brev ble laget")
