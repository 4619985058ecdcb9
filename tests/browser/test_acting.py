"""Acting for somebody: it is given, taken, used, seen from the other side, and taken back while the other has the page open."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.acting import (
    ACTING,
    GIVER,
    GOAL,
    HELPER,
    IMPORTANT,
    OWN_MEASURE,
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
from tests.browser.live_site import Site
from tests.browser.plans import PLAN, reference_of
from tests.browser.steps import Person, given, then, when
from tests.browser.ways import DESKTOP, KEYBOARD, SMALL_PHONE

HOW: dict[str, dict[str, Any]] = {
    "with script": {"viewport": DESKTOP},
    "without script at 320 px": {"viewport": SMALL_PHONE, "java_script_enabled": False},
    KEYBOARD: {"viewport": DESKTOP},
}


@pytest.fixture
def two(how: str, language: str, open_context: Callable[..., BrowserContext], site: Site) -> Any:
    """Two people, each in a browser of their own."""
    return [
        Person(open_context(**HOW[how]).new_page(), site, language, keyboard=how == KEYBOARD)
        for _one in range(2)
    ]


def says_who_is_who(helper: Person) -> None:
    for words in who_is_who(helper):
        expect(bar(helper)).to_contain_text(words)


@pytest.mark.parametrize(
    ("how", "language"), [("with script", "nb"), ("without script at 320 px", "nn")]
)
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


@pytest.mark.parametrize(("how", "language"), [("with script", "nb")])
def test_a_quiet_end_tells_the_other_no_more_than_that_it_is_over(two):
    person, helper = two
    has_own_plan(given(person))
    somebody_else(given(helper))
    accepts(given(helper), gives(person))
    acts(given(helper))
    takes_back(when(person), quietly=True)
    then(person).sees("Det er avsluttet. Vi har ikke sendt beskjed til den andre.")
    person.site.deliver()
    when(helper).follows("Samtykke og deling")
    then(helper).sees("Du kan ikke handle for Kari Prøve lenger. Nå handler du for deg selv.")
    then(knows_nothing_of_the_plan(helper)).does_not_see("vsluttet").does_not_see("takket")
    for page in ("pa-vegne-av", "innsyn"):
        when(helper).stands_at(f"/namsos/{{sprak}}/{page}")
        then(knows_nothing_of_the_plan(helper)).does_not_see("vsluttet")
