"""Acting for somebody: it is given, taken, used, seen from the other side, and taken back while the other has the page open."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, expect

from portal import daily, demo
from portal.app import create_app
from portal.config import Settings
from portal.rules.case import OSLO
from tests.browser.acting import (
    ACTING,
    GIVER,
    GOAL,
    HELPER,
    IMPORTANT,
    OWN_MEASURE,
    PLAN_PARTS,
    accepts,
    acts,
    bar,
    gives,
    has_own_plan,
    knows_nothing_of_the_plan,
    lines_of,
    somebody_else,
    takes_back,
    who_is_who,
)
from tests.browser.citizens import comes_in, fills_in, holds, somebody_new, types
from tests.browser.given import called, has_childs_plan
from tests.browser.given import gives as given_to
from tests.browser.live_site import Site, served
from tests.browser.plans import PLAN, has_plan, reference_of
from tests.browser.steps import Person, a_second_tab, given, logs_out, then, when
from tests.browser.ways import BY_HAND, KEYBOARD, NARROW, SMALL_PHONE, WAYS
from tests.conftest import Clock

ASK = "/namsos/{sprak}/koordinator/hvem"
SECRET = "Hemmelighet"
OWN_PAGES = ("pa-vegne-av", "plan", "koordinator/deg")
YOUNG, MOTHER = "Ask Prøve", "Hanna Hjelper"  # as the steps of `given` call who acts


@pytest.fixture
def two(how: str, language: str, open_context: Callable[..., BrowserContext], site: Site) -> Any:
    """Two people, each in a browser of their own."""
    return [
        Person(open_context(**WAYS[how]).new_page(), site, language, keyboard=how == KEYBOARD)
        for _one in range(2)
    ]


def says_who_is_who(helper: Person) -> None:
    for words in who_is_who(helper):
        expect(bar(helper)).to_contain_text(words)


@pytest.mark.parametrize(("how", "language"), [(BY_HAND, "nb"), (NARROW, "nn")])
def test_from_the_giving_to_the_taking_back_in_mid_session(two):
    person, helper = two
    citizen = has_own_plan(given(person))
    somebody_else(given(helper))
    code = gives(when(person), "goals")
    accepts(when(helper), code)
    then(helper).sees("Du har tatt imot fullmakten.").scrolls_no_way_but_down()
    expect(bar(helper)).to_have_count(0)

    acts(when(helper))
    then(helper).reads_heading("Planen til %(name)s", name=GIVER).scrolls_no_way_but_down()
    says_who_is_who(helper)
    then(helper).sees(GOAL).does_not_see(OWN_MEASURE).does_not_see(IMPORTANT)

    reference = reference_of(citizen)
    when(person).stands_at(f"{PLAN}/{reference}/samtykke").follows(
        "Se det %(name)s ser", name=HELPER
    )
    then(person).reads_heading("Dette ser %(name)s", name=HELPER).scrolls_no_way_but_down()
    shown, real = (
        lines_of(person.page.locator(".preview")),
        lines_of(helper.page.locator("main")),
    )
    begins = real.index(shown[0])
    assert real[begins : begins + len(shown)] == shown, "the same words, and no others between them"
    assert real[begins + len(shown)] == helper.say("Planen"), "only the ways on come after them"

    takes_back(when(person))
    then(person).sees("Det er avsluttet, og gjelder ikke lenger.")
    when(helper).follows(GOAL)
    then(helper).sees(
        "Du kan ikke handle for %(name)s lenger. Nå handler du for deg selv.", name=GIVER
    )
    then(knows_nothing_of_the_plan(helper)).reads_heading("Du handler nå for deg selv")
    then(helper).scrolls_no_way_but_down()
    when(helper).goes_back()
    then(knows_nothing_of_the_plan(helper)).reads_heading("Vi finner ikke siden")
    when(helper).stands_at(ACTING)
    then(helper).sees("Du kan ikke handle for noen her.").does_not_see(GIVER)


@pytest.mark.parametrize(("how", "language"), [(KEYBOARD, "en")])
def test_giving_and_taking_by_keyboard_alone(two):
    person, helper = two
    has_own_plan(given(person))
    somebody_else(given(helper))
    when(person).stands_at(f"{ACTING}/gi").presses("Gå videre")
    then(person).has_focus_on("error-summary")
    when(person).follows("Velg minst én ting personen skal kunne gjøre.")
    expect(person.page.locator("[name=scopes]").first).to_be_focused()
    code = gives(when(person), scopes=("see-plan", "write-plan"))
    when(helper).stands_at(f"{ACTING}/kode").writes("code", "AAAA-BBBB-CCCC").presses("Gå videre")
    then(helper).has_focus_on("error-summary")
    accepts(when(helper), code).presses("Handle for %(name)s", name=GIVER)
    then(helper).sees(GOAL).sees(OWN_MEASURE).sees(IMPORTANT)
    says_who_is_who(helper)
    when(helper).presses("Handle for deg selv")
    then(helper).sees("Nå handler du for deg selv.").does_not_see(GOAL)
    expect(bar(helper)).to_have_count(0)


@pytest.mark.parametrize(("how", "language"), [(BY_HAND, "nb")])
def test_a_quiet_end_tells_the_other_no_more_than_that_it_is_over(two):
    person, helper = two
    has_own_plan(given(person))
    somebody_else(given(helper))
    accepts(given(helper), gives(person))
    acts(given(helper))
    takes_back(when(person), quietly=True)
    then(person).sees("Det er avsluttet. Vi har ikke sendt beskjed til den andre.")
    person.site.deliver()
    when(helper).follows(GOAL)
    then(helper).sees("Du kan ikke handle for Kari Prøve lenger. Nå handler du for deg selv.")
    then(knows_nothing_of_the_plan(helper)).does_not_see("vsluttet").does_not_see("takket")
    for page in ("pa-vegne-av", "innsyn"):
        when(helper).stands_at(f"/namsos/{{sprak}}/{page}")
        then(knows_nothing_of_the_plan(helper)).does_not_see("vsluttet")


# The sixteenth birthday


@pytest.fixture
def days(tmp_path: Path, migrated_database: Path, published_files: Path) -> Iterator[Site]:
    """A site with nobody in it, whose clock the test moves."""
    (tmp_path / "static").symlink_to(published_files)
    (tmp_path / "portal.sqlite").write_bytes(migrated_database.read_bytes())

    def make(settings: Settings) -> Flask:
        app = create_app(settings, Clock())
        demo.enrol_employees(app)
        return app

    with served(tmp_path, make) as running:
        yield running


def it_is(site: Site, day: date, hour: int = 12, minute: int = 0) -> None:
    """In Norway; the work of the day is done."""
    site.app.extensions["clock"].now = datetime.combine(day, time(hour, minute), OSLO)
    assert daily.run(site.app).wrong == []


def test_a_parent_acts_until_midnight_before_the_sixteenth_birthday(days, open_context):
    young, mother = (
        Person(open_context(viewport=SMALL_PHONE).new_page(), days) for _one in range(2)
    )
    birthday = date.today() + timedelta(days=2)
    it_is(days, birthday - timedelta(days=60))
    parent = somebody_new(days)
    child = has_childs_plan(parent, YOUNG, birthday.replace(year=birthday.year - 16), *PLAN_PARTS)

    comes_in(when(young), child).stands_at(f"{ACTING}/meg")
    then(young).sees("Fra den dagen bestemmer du selv").does_not_see("Gi noen fullmakt")
    comes_in(when(mother), parent).stands_at(ACTING)
    then(mother).sees("Fra den dagen kan du ikke handle for Ask Prøve uten fullmakt.")

    it_is(given(days), birthday - timedelta(days=1), 23, 50)
    acts(comes_in(when(mother), parent), YOUNG)
    then(mother).sees(GOAL)
    expect(bar(mother)).to_contain_text(f"Du er innlogget som {MOTHER} og handler for {YOUNG}")
    it_is(given(days), birthday, 0, 5)
    when(mother).follows(GOAL)
    then(mother).sees("Du kan ikke handle for Ask Prøve lenger.").scrolls_no_way_but_down()
    then(knows_nothing_of_the_plan(mother)).stands_at(ACTING)
    then(mother).sees("Ask Prøve har fylt 16 år.").does_not_see("Handle for Ask Prøve")

    comes_in(when(young), child).stands_at(f"{ACTING}/meg")
    then(young).sees("Nå bestemmer du selv").scrolls_no_way_but_down()
    code = gives(when(young), "goals", to=MOTHER, own_name=YOUNG)
    accepts(when(mother), code, YOUNG)
    acts(when(mother), YOUNG)
    then(mother).sees(GOAL).does_not_see(OWN_MEASURE).does_not_see(IMPORTANT)
    expect(bar(mother)).to_contain_text("fordi du har fått fullmakt her")


# Two people on one machine


@pytest.mark.parametrize(("how", "leaves"), [(BY_HAND, "logs out"), (NARROW, "is gone")])
def test_the_next_at_the_machine_meets_nothing_of_who_acted_there(how, leaves, site, open_context):
    person = Person(open_context(**WAYS[how]).new_page(), site)
    giver, helper, other = (
        has_plan(site, *PLAN_PARTS),
        called(site, HELPER),
        called(site, "Berit Annen"),
    )
    given_to(giver, helper, to=HELPER)
    acts(comes_in(given(person), helper))
    when(person).follows(GOAL).stands_at(ASK)
    fills_in(when(person), wants="plan")
    left_open = a_second_tab(person).stands_at(ASK.replace("hvem", "deg"))
    for tab in (person, left_open):
        types(then(tab).sees(GIVER), name=SECRET, reach="sms")

    if leaves == "logs out":
        logs_out(when(person))
    comes_in(given(person), other)
    for page in OWN_PAGES:
        meets_nothing_of_the_one_before(when(person).stands_at(f"/namsos/{{sprak}}/{page}"))
    for _page in range(len(OWN_PAGES) + 6):
        meets_nothing_of_the_one_before(when(person).goes_back())
    when(left_open).presses("Lagre og gå videre")
    then(left_open).reads_heading("Noen andre har logget inn i denne nettleseren")
    meets_nothing_of_the_one_before(then(left_open))

    acts(comes_in(given(person), helper)).stands_at(ASK)
    then(person).sees(GIVER)
    holds(person, wants="plan")


def meets_nothing_of_the_one_before(person: Person) -> None:
    page = person.page.content()
    assert [words for words in (GIVER, HELPER, GOAL, OWN_MEASURE, SECRET) if words in page] == []
    expect(bar(person)).to_have_count(0)
