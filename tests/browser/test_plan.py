"""«Planen min» on a phone: the person reads and takes part, the coordinator answers, a participant answers by a link."""

from playwright.sync_api import expect

from portal.demo_life import goal, measure, own, shared, text
from portal.demo_life import person as helper
from portal.rules.plan import Measure, Sector, Topic
from tests.browser import checks
from tests.browser.citizens import Citizen, fills_in
from tests.browser.employees import is_at_work
from tests.browser.plans import (
    DESK,
    PLAN,
    has_plan,
    is_asked_by_link,
    is_invited,
    opens_plan,
    part_of,
    reference_of,
    the_desk_writes,
)
from tests.browser.steps import Person, given, then, when
from tests.browser.ways import SMALL_PHONE, walked_in

STEPS = (
    text(Topic.IMPORTANT, "Å slippe å fortelle alt på nytt."),
    helper("nav", "Rune Eksempel Dahl", "Veileder", "Nav", Sector.NAV, 311, "rune@nav.example"),
    goal("work", "Jeg vil tilbake i jobb."),
    measure("course", "Finne et sted å prøve seg", "nav", Measure.ASKED, under="work", due=20),
    measure("late", "Samtaler om arbeid", "nav", Measure.YES, under="work", due=-6),
    own("walk", "Gå en tur hver morgen", under="work"),
    shared("nav", "goals", "measures"),
)


def has(person: Person, *steps) -> Citizen:
    """Somebody new, logged in, at their plan."""
    citizen = has_plan(person.site, *(steps or STEPS))
    opens_plan(person, citizen)
    return citizen


@walked_in("nb", "nn", "en")
def test_a_person_reads_the_plan_at_a_glance(person, language):
    has(person)
    given(person).reads_heading("Planen min").sees("Å slippe å fortelle alt på nytt.")
    then(person).sees("Gå en tur hver morgen").sees("Finne et sted å prøve seg")
    then(person).sees("Dette har stoppet litt opp").sees("Jonas Eik")
    then(person).scrolls_no_way_but_down()
    when(person).follows("Samtaler om arbeid")
    then(person).reads_heading("Samtaler om arbeid").scrolls_no_way_but_down()


@walked_in("nb")
def test_a_person_writes_a_goal_in_own_words(person, language):
    citizen = has(person)
    when(person).follows("Skriv et mål").presses("Lagre målet")
    then(person).sees("Skriv hva du vil.").has_focus_on("error-summary")
    fills_in(when(person), button="Lagre målet", text="Jeg vil danse på lørdager.")
    then(person).sees("Det er lagret.").sees("Jeg vil danse på lørdager.")
    then(person).scrolls_no_way_but_down()
    assert part_of(citizen, "Jeg vil danse på lørdager.").by == citizen.actor.id


@walked_in("nb")
def test_a_person_proposes_a_measure(person, language):
    citizen = has(person)
    when(person).follows("Foreslå et tiltak")
    nobody = person.page.locator("[name=responsible]").last.get_attribute("value")
    fills_in(
        when(person), button="Lagre tiltaket", what="Fast dag på kjøkkenet", responsible=nobody
    )
    then(person).sees("Det er lagret.").sees("Fast dag på kjøkkenet").sees("Foreslått")
    assert part_of(citizen, "Fast dag på kjøkkenet").code == Measure.PROPOSED


@walked_in("nb")
def test_a_person_marks_the_own_as_done_and_undoes_it(person, language):
    citizen = has(person)
    when(person).follows("Gå en tur hver morgen").presses("Marker som gjort")
    then(person).sees("Gå en tur hver morgen").sees("Gjort")
    assert part_of(citizen, "Gå en tur hver morgen").code == Measure.DONE
    person.stands_at(f"{PLAN}/{reference_of(citizen)}/endringer")
    when(person).presses("Angre")
    then(person).sees("Det er gjort om. Slik var det før.")
    assert part_of(citizen, "Gå en tur hver morgen").code == Measure.UNDER_WAY


@walked_in("nb")
def test_what_is_taken_away_can_be_put_back(person, language):
    citizen = has(person)
    when(person).follows("Gå en tur hver morgen").presses("Ta bort tiltaket")
    then(person).sees("Det er tatt bort.")
    assert part_of(citizen, "Gå en tur hver morgen").removed
    part = part_of(citizen, "Gå en tur hver morgen").id
    person.stands_at(f"{PLAN}/{reference_of(citizen)}/tiltak/{part}")
    person.page.get_by_role("button", name="Angre").or_(
        person.page.get_by_role("button", name="Sett det inn igjen")
    ).first.click()
    then(person).sees("Det er gjort om. Slik var det før.")
    assert not part_of(citizen, "Gå en tur hver morgen").removed


@walked_in("nb")
def test_a_person_comments_what_a_service_does(person, language):
    citizen = has(person)
    when(person).follows("Finne et sted å prøve seg").follows("Skriv en kommentar")
    fills_in(when(person), button="Lagre kommentaren", text="Kan det være på formiddagen?")
    then(person).sees("Kan det være på formiddagen?")
    assert part_of(citizen, "Kan det være på formiddagen?").by_kind == "citizen"


def test_two_who_write_at_once_overwrite_nothing(visitor):
    """The second sees both versions, and what was typed is still in the field."""
    person = visitor("nb", viewport=SMALL_PHONE)
    citizen = has(person)
    when(person).follows("Jeg vil tilbake i jobb.").follows("Endre målet")
    the_desk_writes(citizen, "Jeg vil tilbake i jobb.", words={"text": "Jobb én dag i uka."})
    fills_in(when(person), button="Lagre målet", text="Jobb to dager i uka.")
    then(person).sees("Jobb én dag i uka.")
    expect(person.page.locator("[name=text]")).to_have_value("Jobb to dager i uka.")
    assert part_of(citizen, "Jobb én dag i uka.").version == 2
    when(person).presses("Lagre målet")
    then(person).sees("Det er lagret.")
    assert part_of(citizen, "Jobb to dager i uka.").version == 3


def test_the_change_of_the_desk_is_one_press_away(visitor):
    person = visitor("nb", viewport=SMALL_PHONE)
    citizen = has(person)
    the_desk_writes(citizen, "Finne et sted å prøve seg", code=Measure.YES)
    when(person).stands_at(f"{PLAN}/{reference_of(citizen)}").follows("Hva er endret?")
    then(person).sees("Finne et sted å prøve seg").sees("Jonas Eik").scrolls_no_way_but_down()


@walked_in("nb")
def test_a_person_answers_the_invitation(person, language):
    citizen = is_invited(person.site)
    opens_plan(given(person), citizen, "/invitasjon")
    when(person).chooses("answer", "plan").presses("Send svaret")
    then(person).is_at(f"{PLAN}/{reference_of(citizen)}/samtykke").sees(
        "Du har sagt ja til planen."
    )
    then(person).scrolls_no_way_but_down()


def test_the_coordinator_answers_a_measure_in_two_presses(visitor):
    person = visitor("nb")
    citizen = has_plan(person.site, *STEPS)
    part = part_of(citizen, "Samtaler om arbeid")
    is_at_work(person).stands_at(f"{DESK}/plan/{reference_of(citizen)}")
    line = person.page.locator(f"#del-{part.id}")
    when(person).does(line.get_by_role("link", name="Gjort"), "Enter")
    when(person).does(person.page.locator("main form button[type=submit]").last, "Enter")
    then(person).sees("Samtaler om arbeid")
    after = part_of(citizen, "Samtaler om arbeid")
    assert (after.code, after.version) == (Measure.DONE, part.version + 1)


@walked_in("nb")
def test_a_participant_without_an_account_answers_one_measure(person, language):
    citizen = has_plan(person.site, *STEPS)
    token, code = is_asked_by_link(citizen, "Finne et sted å prøve seg")
    given(person).stands_at(f"/namsos/{{sprak}}/svar/{token}").does_not_see("Finne et sted")
    fills_in(when(person), button="Åpne", code=code)
    then(person).sees("Finne et sted å prøve seg").does_not_see("Gå en tur hver morgen")
    then(person).does_not_see("Samtaler om arbeid").scrolls_no_way_but_down()
    fills_in(when(person), button="Send svaret", answer="done")
    then(person).sees("Takk, svaret er lagret").scrolls_no_way_but_down()
    assert part_of(citizen, "Finne et sted å prøve seg").code == Measure.DONE


def test_the_plan_is_whole_for_who_hears_it(visitor):
    """The accessibility tree: one heading of the first level, mine and theirs as lists, and whom to call."""
    person = visitor("nb")
    has(person)
    headings = [each.inner_text() for each in person.page.get_by_role("heading").all()]
    assert headings[0] == "Planen min"
    assert {"Mitt", "Deres", "Målene mine"} <= set(headings)
    mine = person.page.locator("#mitt").get_by_role("listitem")
    assert mine.filter(has_text="Gå en tur hver morgen").count() == 1
    assert not checks.problems(person.page, {"axe": checks.EVERYWHERE["axe"]})
