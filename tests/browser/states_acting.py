"""Every state of «På vegne av»: giving, taking, acting with the bar on top, and the plan seen with another's eyes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from portal.demo_life import measure, meeting, period
from portal.demo_lives import MARTE as MARTES_LIFE
from portal.forms.base import new_key
from portal.rules.plan import Measure, Meeting
from portal.rules.plan_consent import Section
from portal.rules.representation import Basis, Scope
from portal.store import drafts, grants_changed
from portal.store.coordinator_request import JOURNEY
from tests.browser.citizens import (
    ASKED,
    HILDE,
    Citizen,
    comes_in,
    fills_in,
    has_asked,
    somebody_new,
)
from tests.browser.given import (
    GIVER,
    HELPER,
    acting_for,
    acts,
    called,
    code_of,
    gives,
    has_childs_plan,
    is_called,
    offers,
)
from tests.browser.plans import PLAN, has_plan, opens_plan, reference_of, today
from tests.browser.state import LONG_NAME, State
from tests.browser.states_plan import marte, of, sent
from tests.browser.steps import Person

ACTING = "/namsos/{sprak}/pa-vegne-av"
FIRST = "/namsos/{sprak}/koordinator/hvem"
ASK = "innbygger-ask"
NEXT, AHEAD = "Gå videre", "Vis hvordan det blir"
NAV, DOCTOR = "Rune Eksempel Dahl", "Leif Eksempel Bakke"
PARTS = frozenset({Section.GOALS, Section.MEASURES, Section.MEETINGS})
SEES = frozenset({Scope.SEE_PLAN})
Reach = Callable[[Person], Any]


def new(path: str, who: str | None = None) -> Reach:
    """Somebody whom nobody has given anything, at a page of «På vegne av»."""

    def reach(person: Person) -> Person:
        citizen = called(person.site, who) if who else somebody_new(person.site)
        return comes_in(person, citizen).stands_at(ACTING + path)

    return reach


def years_old(citizen: Citizen, years: int, days_left: int) -> date:
    """A birthday that comes in so many days."""
    comes = today(citizen) + timedelta(days=days_left)
    return date(comes.year - years, comes.month, min(comes.day, 28))


# Giving


def mine_many(person: Person) -> None:
    """One of each: offered, used by somebody with a long name, soon over, and over; what is over is unfolded."""
    site, giver = person.site, called(person.site, GIVER)
    offers(giver, "Mormor", scopes=SEES, sections=PARTS)
    gives(giver, called(site, LONG_NAME), LONG_NAME, used=True)
    gives(giver, called(site, HELPER), HELPER, days_ago=345)
    over = gives(giver, called(site, "Nils Nabo"), "Nils Nabo", days_ago=30, scopes=SEES)
    with giver.transaction() as db:
        grants_changed.end(db, giver.actor, over)
    comes_in(person, giver).stands_at(f"{ACTING}/meg")
    person.page.locator("main summary").last.click()


def young(path: str) -> Reach:
    """Somebody with a plan who is 16 in a month, with a parent who acts for them until then."""

    def reach(person: Person) -> Person:
        parent = called(person.site, HELPER)
        child = has_childs_plan(parent, GIVER, years_old(parent, 16, 28))
        return comes_in(person, child).stands_at(ACTING + path)

    return reach


def filled(person: Person) -> Person:
    """The form with long names, at «Se over»."""
    new("/gi")(person).writes("own_name", LONG_NAME).writes("name", LONG_NAME)
    for scope in (Scope.SEE_PLAN, Scope.FOLLOW_CASES, Scope.ASK, Scope.NOTICES):
        person.chooses("scopes", scope.value)
    person.chooses("which", "parts").chooses("sections", "goals").chooses("sections", "meetings")
    person.chooses("how_long", "12").chooses("reach", "code")
    return person.presses(NEXT)


def given_to(path: str, **more: Any) -> Reach:
    """The giver at a page of what they have given to somebody with a long name."""

    def reach(person: Person) -> Person:
        giver = called(person.site, GIVER)
        grant = gives(giver, called(person.site, LONG_NAME), LONG_NAME, **more)
        return comes_in(person, giver).stands_at(ACTING + path.format(grant=grant))

    return reach


def ahead(person: Person) -> None:
    """What somebody with a long name will see when less is given, before it is saved."""
    giver = rich(person)
    grant = gives(giver, called(person.site, LONG_NAME), LONG_NAME, sections=PARTS)
    comes_in(person, giver).stands_at(f"{ACTING}/{grant}/endre")
    person.page.locator("label[for=sections]").click()
    person.presses(AHEAD)


def laid_down(person: Person) -> None:
    """The one who acts asks to stop."""
    holder = called(person.site, HELPER)
    grant = gives(called(person.site, LONG_NAME), holder)
    comes_in(person, holder).stands_at(f"{ACTING}/{grant}/avslutt")


def offered(person: Person) -> Person:
    """A code that was handed over leads to its offer."""
    giver = called(person.site, LONG_NAME)
    code = code_of(giver, offers(giver, HELPER))
    new("/kode")(person)
    return fills_in(person, button=NEXT, code=code)


GIVING = [
    State("acting-mine-none", new("/meg")),
    State("acting-mine", mine_many),
    State("acting-mine-young", young("/meg")),
    State("acting-cannot-give", young("/gi"), ("nb",)),
    State("acting-give", new("/gi"), form=True),
    State("acting-give-errors", sent(new("/gi"), NEXT, last_day="i morgen", how_long="date"), form=True),
    State("acting-give-check", filled),
    State("acting-code-shown", sent(filled, "Send tilbudet")),
    State("acting-code-wrong", sent(new("/kode"), NEXT, code="ABCD"), form=True),
    State("acting-offer-errors", sent(offered, "Send svaret"), form=True),
    State("acting-change-errors", sent(given_to("/{grant}/endre", sections=PARTS), "Lagre endringen", last_day="1.1.2020"), form=True),
    State("acting-change-ahead", ahead),
    State("acting-renew", given_to("/gi?fra={grant}", days_ago=345), ("nb",), form=True),
    State("acting-end", given_to("/{grant}/avslutt"), form=True),
    State("acting-lay-down", laid_down, ("nb",)),
]  # fmt: skip


# Acting


def family(person: Person) -> None:
    """A child with dates who is 12 soon, somebody with a long name and an answer that waits, something typed, an offer."""
    site, holder = person.site, called(person.site, HELPER)
    born = years_old(holder, 12, 20)
    has_childs_plan(
        holder, "Eline Prøve", born,
        measure("swim", "Svømme", None, Measure.PROPOSED, due=-3),
        meeting("next", "Møte", 16, "12:30", "Rådhuset", Meeting.CALLED),
        period(-9, 200, 90),
    )  # fmt: skip
    giver = called(site, LONG_NAME)
    gives(giver, holder)
    has_asked(giver, days_ago=3)
    with holder.transaction() as db:
        drafts.save(
            db, holder.actor.id, holder.actor.municipality, JOURNEY, acting_for=giver.actor.id,
            step="hvem", values={"wants": "plan"}, key=new_key(),
        )  # fmt: skip
    offers(called(site, "Nils Nabo"), HELPER, holder)
    comes_in(person, holder).stands_at(ACTING)
    person.page.locator("main summary").click()


def acting(path: str, *, helper: str = HELPER, whom: str = GIVER, **more: Any) -> Reach:
    """Somebody who acts for another, at a page."""

    def reach(person: Person) -> Person:
        holder, giver = called(person.site, helper), called(person.site, whom)
        gives(giver, holder, helper, **more)
        return acts(person, holder, giver).stands_at(path)

    return reach


def in_plan(path: str, *, helper: str = HELPER, whom: str = GIVER, **more: Any) -> Reach:
    """The same, with a plan."""

    def reach(person: Person) -> Person:
        holder, giver = called(person.site, helper), is_called(rich(person), whom)
        gives(giver, holder, helper, **more)
        acts(person, holder, giver)
        return person.stands_at(f"{PLAN}/{reference_of(acting_for(holder, giver))}{path}")

    return reach


def rich(person: Person) -> Citizen:
    """Somebody with a plan with something of everything in it."""
    return has_plan(person.site, *MARTES_LIFE[0].steps, *MARTES_LIFE[1].steps)


def in_case(path: str | None) -> Reach:
    """A case the helper sent for the other, or all cases."""

    def reach(person: Person) -> Person:
        holder, giver = called(person.site, HELPER), called(person.site, LONG_NAME)
        gives(giver, holder)
        said = replace(ASKED, name=HELPER, about_name=LONG_NAME, basis=Basis.GIVEN.value)
        reference = has_asked(acting_for(holder, giver), days_ago=1, said=said)
        acts(person, holder, giver)
        one = f"/{reference}{path}" if path is not None else ""
        return person.stands_at(f"/namsos/{{sprak}}/saker{one}")

    return reach


def taken_back(person: Person) -> None:
    """In the middle of it, the right is over."""
    holder, giver = called(person.site, HELPER), called(person.site, LONG_NAME)
    grant = gives(giver, holder)
    acts(person, holder, giver)
    with giver.transaction() as db:
        grants_changed.end(db, giver.actor, grant)
    person.stands_at(ACTING)


def wrong_mode(person: Person) -> None:
    """A page that was opened for oneself is sent while one acts for another."""
    holder, giver = called(person.site, HELPER), called(person.site, LONG_NAME)
    gives(giver, holder)
    comes_in(person, holder).stands_at(FIRST)
    person.chooses("whom", "self").chooses("wants", "both")
    acts(person, holder, giver).presses("Lagre og gå videre")


BAR = [
    State("acting-none", new("")),
    State("acting-family", family),
    State("acting-plan", in_plan("", sections=PARTS, scopes=SEES)),
    State("acting-plan-long", in_plan("/mal/nytt", helper=LONG_NAME, whom=LONG_NAME), form=True),
    State("acting-cases", in_case(None), ("nb",)),
    State("acting-case", in_case("")),
    State("acting-receipt", in_case("/kvittering")),
    State("acting-ask", acting(FIRST, whom=LONG_NAME), form=True),
    State("acting-not-given", acting(FIRST, whom=LONG_NAME, scopes=SEES)),
    State("acting-over", taken_back),
    State("acting-wrong-mode", wrong_mode),
    State("acting-mine-closed", acting(f"{ACTING}/meg"), ("nb",)),
]


# With another's eyes


def seen_by(**more: Any) -> Reach:
    """The person looks at what somebody with a long name sees."""

    def reach(person: Person) -> Person:
        giver = rich(person)
        grant = gives(giver, called(person.site, LONG_NAME), LONG_NAME, **more)
        opens_plan(person, giver, f"/slik-ser/{grant}")
        return person

    return reach


EYES = [
    State("preview-helper", seen_by(sections=PARTS)),
    State("preview-service", marte("/slik-ser/{part}", NAV)),
    State("preview-nothing", marte("/slik-ser/{part}", DOCTOR)),
    State("preview-share-ahead", sent(marte("/samtykke/{part}", NAV), AHEAD), form=True),
    State("plan-keep-back", of(ASK, "/samtykke/behold"), form=True),
    State("plan-consent-child", of(ASK, "/samtykke")),
    State("plan-kept-back", of(HILDE)),
]
ACTS = GIVING + BAR + EYES
