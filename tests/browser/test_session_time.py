"""The login is about to end: the person is told in time, stays with one press, and loses nothing typed."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from portal.store.db import now
from portal.store.tables.staff import SessionRow
from tests.browser.citizens import (
    JON,
    comes_in,
    has_asked,
    has_minutes_left,
    holds,
    is_let_in,
    known,
    somebody_new,
)
from tests.browser.steps import given, then, when

TEXT = "Jeg mister oversikten"
SOON, OVER = "Du blir snart logget ut", "Tiden er ute"
STAY = "Du er innlogget til klokka"


def dialog(person):
    return person.page.locator("#session[open]")


def is_told(person, heading):
    expect(dialog(person).get_by_role("heading", name=person.say(heading))).to_be_visible()
    expect(person.page).to_have_title(re.compile(f"^{person.say(heading)} – "))


@pytest.fixture
def writer(visitor, site):
    """Somebody in the middle of a message, with half a minute on the page's clock gone."""
    person, citizen = visitor("nb"), somebody_new(site)
    reference = has_asked(citizen)
    person.page.clock.install()
    comes_in(given(person), citizen).stands_at(f"/namsos/nb/saker/{reference}/skriv")
    person.writes("text", TEXT)
    return person, citizen, f"/namsos/nb/saker/{reference}"


def test_a_person_is_warned_and_stays_with_one_press(writer):
    person, citizen, _case = writer
    has_minutes_left(citizen, idle=4)
    person.page.clock.fast_forward("25:01")
    is_told(then(person), SOON)
    then(person).sees("Du blir logget ut om %(count)s minutter.", count=4)
    expect(person.page.get_by_role("button", name="Bli innlogget", exact=True)).to_be_focused()
    when(person).page.keyboard.press("Enter")
    expect(dialog(person)).to_have_count(0)
    expect(person.page).to_have_title(re.compile("^Skriv til kommunen"))
    expect(person.page.locator("[name=text]")).to_be_focused()
    holds(then(person), text=TEXT)
    when(person).presses("Send meldingen")
    then(person).sees("Meldingen er sendt.")


def test_the_minutes_that_are_left_are_said_as_they_pass(writer):
    person, citizen, _case = writer
    has_minutes_left(citizen, idle=3)
    person.page.clock.fast_forward("25:01")
    said = dialog(person).get_by_role("status")
    expect(said).to_have_text("Du blir logget ut om 3 minutter.")
    has_minutes_left(citizen, idle=1.9)
    person.page.clock.fast_forward("01:01")
    expect(said).to_have_text("Du blir logget ut om 2 minutter.")
    has_minutes_left(citizen, idle=0.9)
    person.page.clock.fast_forward("01:01")
    expect(said).to_have_text("Du blir logget ut om ett minutt.")
    has_minutes_left(citizen, idle=-0.1)
    person.page.clock.fast_forward("01:01")
    expect(said).to_have_text("Du er logget ut.")
    is_told(then(person), OVER)


def test_nothing_is_said_to_who_has_gone_on_in_another_tab(writer):
    person, _citizen, _case = writer
    with person.page.expect_response("**/innlogging/tid?**"):
        person.page.clock.fast_forward("25:01")
    person.page.clock.fast_forward("00:30")
    expect(dialog(person)).to_have_count(0)


def test_the_warning_goes_when_another_tab_stays_on(writer):
    person, citizen, _case = writer
    has_minutes_left(citizen, idle=4)
    person.page.clock.fast_forward("25:01")
    is_told(then(person), SOON)
    has_minutes_left(citizen, idle=30)
    person.page.clock.fast_forward("01:00")
    expect(dialog(person)).to_have_count(0)


def test_after_two_hours_what_is_typed_is_put_aside_and_waits(visitor, site):
    person, jon = visitor("nb"), known(site, JON, "vik")
    case = f"/vik/nb/saker/{has_asked(jon)}"
    person.page.clock.install()
    comes_in(given(person), jon).stands_at(f"{case}/skriv").writes("text", TEXT)
    has_minutes_left(jon, whole=4)
    person.page.clock.fast_forward("25:01")
    is_told(then(person), SOON)
    expect(person.page.get_by_role("button", name="Bli innlogget", exact=True)).to_have_count(0)
    when(person).presses("Fortsett litt til")
    expect(dialog(person)).to_have_count(0)
    has_minutes_left(jon, whole=1)
    person.page.clock.fast_forward("03:01")
    is_told(then(person), SOON)
    when(person).presses("Lagre det jeg har skrevet, og logg inn igjen")
    then(person).reads_heading("Logg inn på nytt for å fortsette")
    then(person).sees("Det du skrev, er lagret. Det er ikke sendt.")
    is_let_in(when(person), JON)
    then(person).is_at(f"{case}/skriv")
    holds(then(person), text=TEXT)


def test_when_time_is_up_the_page_is_covered_until_somebody_chooses(writer):
    person, citizen, case = writer
    has_minutes_left(citizen, idle=-1)
    person.page.clock.fast_forward("31:00")
    is_told(then(person), OVER)
    expect(person.page.locator("#session-heading")).to_be_focused()
    for _press in range(2):
        when(person).page.keyboard.press("Escape")
    is_told(then(person), OVER)
    assert person.page.url.endswith(f"{case}/skriv"), "nobody is sent anywhere without a press"
    tree = person.page.context.new_cdp_session(person.page).send("Accessibility.getFullAXTree")
    heard = {one.get("name", {}).get("value") for one in tree["nodes"] if not one["ignored"]}
    assert OVER in heard and not heard & {TEXT, "Skriv til kommunen", "Send meldingen"}
    cover = person.page.evaluate(
        "getComputedStyle(document.getElementById('session'), '::backdrop').backgroundColor"
    )
    assert re.fullmatch(r"rgb\(\d+, \d+, \d+\)", cover), f"{cover} lets the page shine through"


def test_who_logged_out_in_another_tab_is_told_so(writer, site):
    person, _citizen, _case = writer
    other = person.page.context.new_page()
    other.goto(f"{site.base}/namsos/nb/saker")
    other.get_by_role("button", name="Logg ut").first.click()
    other.wait_for_url("**/innlogging/ute**")
    person.page.bring_to_front()
    person.page.clock.fast_forward("25:01")
    is_told(then(person), "Du er logget ut")
    assert dialog(person).get_by_role("button").count() == 0, "nothing could be kept"


def test_who_was_logged_out_at_the_login_service_can_keep_what_is_typed(writer):
    person, citizen, case = writer
    with citizen.transaction() as db:
        db.execute(
            update(SessionRow)
            .filter_by(person=citizen.actor.id)
            .values(ended_at=now(db), ended_elsewhere=True)
        )
    person.page.clock.fast_forward("25:01")
    is_told(then(person), "Du er logget ut")
    when(person).presses("Lagre det jeg har skrevet, og logg inn igjen")
    then(person).sees("Det du skrev, er lagret. Det er ikke sendt.")
    comes_in(given(person), citizen).stands_at(f"{case}/skriv")
    holds(then(person), text=TEXT)


@pytest.mark.parametrize("width", [320, 1280])
def test_without_script_the_words_warn_and_a_press_stays(width, visitor, site):
    person = visitor("nb", java_script_enabled=False, viewport={"width": width, "height": 700})
    citizen = somebody_new(site)
    reference = has_asked(citizen)
    comes_in(given(person), citizen)
    has_minutes_left(citizen, idle=4, whole=100)
    when(person).stands_at(f"/namsos/nb/saker/{reference}")
    then(person).sees(STAY).scrolls_no_way_but_down()
    when(person).presses("Bli innlogget lenger")
    then(person).is_at(f"/namsos/nb/saker/{reference}").sees(STAY)
    when(person).stands_at(f"/namsos/nb/saker/{reference}/skriv")
    expect(person.page.get_by_role("button", name="Bli innlogget lenger")).to_have_count(0)
