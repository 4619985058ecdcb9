"""Every state of the pages of a plan: the person's, a parent's, the coordinator's and a participant's."""

from collections.abc import Callable
from typing import Any

from portal.demo_life import goal, measure, shared
from portal.demo_life import person as helper
from portal.rules.plan import Measure, Sector
from tests.browser.citizens import JON, MARTE, NORA, SARA, Citizen, fills_in, known
from tests.browser.plans import (
    DESK,
    has_plan,
    is_asked_by_link,
    is_invited,
    opens_plan,
    part_of,
    reference_of,
    the_desk_writes,
)
from tests.browser.state import LONG_NAME, LONG_WORD, State
from tests.browser.steps import Person

KONSTANSE = "innbygger-konstanse"
WORK, COURSE, WALK = (
    "Jeg vil tilbake i jobb, først én dag i uka.",
    "Finne et sted å prøve seg i jobb",
    "Gå en tur hver morgen",
)
MEETING, NAV = "Første møte med alle", "Rune Eksempel Dahl"
LONG = f"{LONG_WORD}. Jeg mister oversikten.\n\n{LONG_NAME}."
Reach = Callable[[Person], Any]


def of(who: str, path: str = "", about: str = "") -> Reach:
    """One of the demo's people at a page of the plan; `{part}` in the path is the part that says `about`."""

    def reach(person: Person) -> Person:
        citizen = known(person.site, who)
        part = part_of(citizen, about).id if about else ""
        return opens_plan(person, citizen, path.format(part=part))

    return reach


def marte(path: str, about: str = "") -> Reach:
    return of(MARTE, path, about)


def at_desk(path: str, about: str = "") -> Reach:
    """The coordinator at a page of Marte's plan."""

    def reach(person: Person) -> Person:
        citizen = known(person.site, MARTE)
        part = part_of(citizen, about).id if about else ""
        there = f"{DESK}/plan/{reference_of(citizen)}{path.format(part=part)}"
        return person.stands_at(there)

    return reach


def sent(reach: Reach, button: str, **values: str) -> Reach:
    """The page after a press, with what was typed."""
    return lambda person: fills_in(reach(person), button=button, **values)


def new(*steps: Any, path: str = "") -> Reach:
    """Somebody nobody else is, at their plan."""
    return lambda person: opens_plan(person, has_plan(person.site, *steps), path)


def invited(person: Person) -> None:
    opens_plan(person, is_invited(person.site), "/invitasjon")


def not_answered(person: Person) -> None:
    opens_plan(person, is_invited(person.site))


def changed_meanwhile(person: Person) -> None:
    """The form of a goal after the desk has saved another text."""
    citizen = a_plan(person)
    before = part_of(citizen, "Jeg vil synge.")
    opens_plan(person, citizen, f"/mal/{before.id}/endre")
    the_desk_writes(citizen, "Jeg vil synge.", words={"text": LONG})
    fills_in(person, button="Lagre målet", text="Jeg vil synge i kor.")


def a_plan(person: Person) -> Citizen:
    """With one goal, and a measure a participant is asked about."""
    return has_plan(
        person.site,
        helper("nav", LONG_NAME, "Veileder", LONG_WORD, Sector.NAV, 311, "nav@nav.example"),
        goal("sing", "Jeg vil synge."),
        measure("choir", "Finne et kor", "nav", Measure.ASKED, under="sing", due=20),
        shared("nav", "measures"),
    )


def link(person: Person) -> Person:
    token, _code = is_asked_by_link(a_plan(person), "Finne et kor")
    return person.stands_at(f"/namsos/{{sprak}}/svar/{token}")


def link_opened(person: Person) -> Person:
    token, code = is_asked_by_link(a_plan(person), "Finne et kor")
    person.stands_at(f"/namsos/{{sprak}}/svar/{token}")
    return fills_in(person, button="Åpne", code=code)


def taken_away(person: Person) -> None:
    citizen = a_plan(person)
    opens_plan(person, citizen, f"/mal/{part_of(citizen, 'Jeg vil synge.').id}")
    person.presses("Ta bort målet")


PERSONS = [
    State("plan", marte("")),
    State("plan-child", of(JON)),
    State("plan-many", of(NORA), ("nb",)),
    State("plan-late", of(KONSTANSE)),
    State("plan-empty", of("innbygger-olena")),
    State("plan-not-answered", not_answered),
    State("plan-invited", invited, form=True),
    State("plan-goal", marte("/mal/{part}", WORK)),
    State("plan-goal-new", marte("/mal/nytt"), form=True),
    State("plan-goal-errors", sent(marte("/mal/nytt"), "Lagre målet", area=LONG_WORD), form=True),
    State("plan-goal-met", changed_meanwhile, form=True),
    State("plan-goal-gone", taken_away),
    State("plan-measure", marte("/tiltak/{part}", COURSE)),
    State("plan-measure-own", marte("/tiltak/{part}", WALK)),
    State("plan-measure-new", marte("/tiltak/nytt"), form=True),
    State("plan-measure-errors", sent(marte("/tiltak/nytt"), "Lagre tiltaket"), form=True),
    State("plan-text", marte("/tekst/viktigst"), form=True),
    State("plan-comment", marte("/del/{part}/kommenter", WALK), form=True),
    State("plan-changes", marte("/endringer")),
    State("plan-check", of(KONSTANSE, "/mangler")),
    State("plan-transitions", of(SARA, "/overganger")),
    State("plan-consent", marte("/samtykke")),
    State("plan-share", marte("/samtykke/{part}", NAV), form=True),
    State("plan-withdraw", marte("/samtykke/trekk"), form=True),
    State("plan-team", of(JON, "/de-som-hjelper")),
    State("plan-card", marte("/hvem-ringer-jeg")),
    State("plan-meetings", of(SARA, "/moter")),
    State("plan-meeting", marte("/moter/{part}", MEETING)),
    State("plan-point", marte("/moter/{part}/punkt", MEETING), form=True),
    State("plan-messages", marte("/meldinger"), form=True),
    State("plan-take-out", marte("/ta-med")),
    State("plan-print", marte("/utskrift")),
    State("answer-code", link, form=True),
    State("answer-code-wrong", sent(link, "Åpne", code="12"), form=True),
    State("answer-measure", link_opened, form=True),
    State("answer-receipt", sent(link_opened, "Send svaret", answer="done")),
]
AT_DESK = [
    State("desk-plans", lambda person: person.stands_at(f"{DESK}/planer"), ("nb",), staff=True),
    State("desk-plan", at_desk(""), ("nb",), staff=True),
    State("desk-plan-answer", at_desk("/tiltak/{part}/svar/ny-dato", COURSE), ("nb",), staff=True, form=True),
    State("desk-plan-goal-new", at_desk("/ny/mal"), ("nb",), staff=True, form=True),
    State("desk-plan-measure-new", at_desk("/ny/tiltak"), ("nb",), staff=True, form=True),
    State("desk-plan-period", at_desk("/skriv/periode"), ("nb",), staff=True, form=True),
    State("desk-plan-roles", at_desk("/skriv/roller"), ("nb",), staff=True, form=True),
    State("desk-plan-link", at_desk("/tiltak/{part}/spor", COURSE), ("nb",), staff=True),
    State("desk-plan-messages", at_desk("/meldinger"), ("nb",), staff=True, form=True),
    State("desk-plan-meetings", at_desk("/moter"), ("nb",), staff=True),
    State("desk-plan-meeting", at_desk("/moter/{part}", MEETING), ("nb",), staff=True),
    State("desk-plan-call", at_desk("/moter/nytt"), ("nb",), staff=True, form=True),
    State("desk-plan-minutes", at_desk("/moter/{part}/skriv/referat", MEETING), ("nb",), staff=True, form=True),
    State("desk-plan-handover", at_desk("/gi-videre"), ("nb",), staff=True, form=True),
    State("desk-plan-consent", at_desk("/samtykke"), ("nb",), staff=True, form=True),
    State("desk-plan-parent", at_desk("/forelder"), ("nb",), staff=True, form=True),
    State("desk-plan-begin", lambda person: person.stands_at(f"{DESK}/plan/ny"), ("nb",), staff=True, form=True),
]  # fmt: skip
PLANS = PERSONS + AT_DESK
