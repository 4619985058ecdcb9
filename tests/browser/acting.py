"""Acting for somebody, step by step: a grant is given by a code, taken, used, looked at from the other side, and taken back."""

from datetime import date

from playwright.sync_api import Locator, expect

from portal.demo_life import goal, own, person, text
from portal.rules.plan import Sector, Topic
from tests.browser.citizens import Citizen, comes_in, fills_in, somebody_new
from tests.browser.plans import has_plan
from tests.browser.steps import Person

ACTING = "/namsos/{sprak}/pa-vegne-av"
GIVER, HELPER = "Kari Prøve", "Jon Eksempel"
IMPORTANT, GOAL, OWN_MEASURE = (
    "Å slippe å fortelle alt på nytt.",
    "Jeg vil tilbake i jobb.",
    "Gå en tur hver morgen",
)
PLAN_PARTS = (
    text(Topic.IMPORTANT, IMPORTANT),
    person("nav", "Rune Eksempel Dahl", "Veileder", "Nav", Sector.NAV, 311, "rune@nav.example"),
    goal("work", GOAL),
    own("walk", OWN_MEASURE, under="work"),
)
LAST_DAY = date(date.today().year + 1, 1, 31)
SAID_DAY = {
    "nb": f"31. januar {LAST_DAY.year}",
    "nn": f"31. januar {LAST_DAY.year}",
    "en": f"31 January {LAST_DAY.year}",
}


def has_own_plan(person: Person) -> Citizen:
    """Somebody new, logged in, with a plan: a text, a goal, a measure, and who helps."""
    citizen = has_plan(person.site, *PLAN_PARTS)
    comes_in(person, citizen)
    return citizen


def somebody_else(person: Person) -> Citizen:
    """Somebody new, logged in with a login of their own."""
    citizen = somebody_new(person.site)
    comes_in(person, citizen)
    return citizen


def gives(
    giver: Person,
    *sections: str,
    scopes: tuple[str, ...] = ("see-plan",),
    to: str = HELPER,
    own_name: str = GIVER,
) -> str:
    """To somebody who is to get a code; gives the code, which is on the receipt once."""
    giver.stands_at(f"{ACTING}/meg").follows("Gi noen fullmakt")
    giver.reads_heading("Gi noen fullmakt til å handle for deg")
    if giver.page.locator("[name=own_name]").count():
        giver.writes("own_name", own_name)
    giver.writes("name", to)
    for scope in scopes:
        giver.chooses("scopes", scope)
    giver.chooses("which", "parts" if sections else "whole")
    for section in sections:
        giver.chooses("sections", section)
    giver.chooses("how_long", "date").writes("last_day", f"31.01.{LAST_DAY.year}")
    giver.chooses("reach", "code").presses("Gå videre")
    giver.reads_heading("Se over før du sender").sees(SAID_DAY[giver.language])
    giver.presses("Send tilbudet").reads_heading("Gi koden til den andre")
    return giver.page.locator(".reference").inner_text()


def accepts(helper: Person, code: str, giver: str = GIVER) -> Person:
    """With the code that was handed over, after reading what it is."""
    helper.stands_at(ACTING).follows("Jeg har fått en kode").writes("code", code)
    helper.presses("Gå videre").reads_heading("%(name)s vil gi deg fullmakt", name=giver)
    helper.sees(SAID_DAY[helper.language])
    if helper.page.locator("[name=own_name]").count():
        helper.writes("own_name", HELPER)
    return fills_in(helper, button="Send svaret", answer="yes")


def acts(helper: Person, name: str = GIVER) -> Person:
    """By a press; it leads to what is given."""
    return helper.stands_at(ACTING).presses("Handle for %(name)s", name=name)


def bar(helper: Person) -> Locator:
    """Who is who, as a place of its own for who hears the page."""
    return helper.page.get_by_role("region", name=helper.say("På vegne av"))


def who_is_who(helper: Person) -> list[str]:
    """What the bar says of a grant by these steps: who is logged in, for whom, why and until when."""
    return [HELPER, GIVER, helper.say("du har fått fullmakt her"), SAID_DAY[helper.language]]


def takes_back(giver: Person, *, quietly: bool = False) -> Person:
    """In two presses; the other may be told or not."""
    giver.stands_at(f"{ACTING}/meg").follows("Avslutt")
    giver.reads_heading("Vil du avslutte fullmakten til %(name)s?", name=HELPER)
    if quietly:
        giver.chooses("quietly", "y")
    return giver.presses("Avslutt nå")


def lines_of(place: Locator) -> list[str]:
    """The words that are seen, a line for each."""
    return [line.strip() for line in place.inner_text().splitlines() if line.strip()]


def knows_nothing_of_the_plan(helper: Person) -> Person:
    """Not a word of it, seen or hidden."""
    for words in (IMPORTANT, GOAL, OWN_MEASURE):
        assert words not in helper.page.content(), words
    expect(bar(helper)).to_have_count(0)
    return helper
