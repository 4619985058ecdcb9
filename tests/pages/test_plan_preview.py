"""«Se det hjelperen ser», and what a child keeps back: the pages, and that a preview is what the other one sees."""

import re
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.rules.access import Actor
from portal.rules.case import local_day
from portal.rules.plan import Goal, Kind, Measure, Topic
from portal.rules.plan_consent import SECTIONS, Section
from portal.rules.representation import Basis, Scope
from portal.store import plan_consents, representation
from portal.store.representation import NewGrant
from portal.store.tables.events import EventRow
from tests.acting import act_for
from tests.conftest import NOW
from tests.login.conftest import shared_app  # noqa: F401
from tests.pages.plan_house import NAMES, OFFICER, STORBY, House

TODAY = local_day(NOW)
UNTIL = TODAY + timedelta(days=365)
TEENAGER = date(TODAY.year - 13, 1, 1)
WORDS = ("Fuglemål", "Fugletiltak", "Fugletekst", "Fuglelærer", "Fuglemøte")


@pytest.fixture
def house(shared_app: Flask) -> House:  # noqa: F811
    return filled(House.of(shared_app, born=TEENAGER))


def filled(house: House) -> House:
    goal = house.add(Kind.GOAL, Goal.OPEN, text="Fuglemål")
    school = house.school("Fuglelærer")
    house.add(Kind.MEASURE, Measure.YES, what="Fugletiltak", parent=goal, responsible=school)
    house.add(Kind.TEXT, Topic.COOPERATION, text="Fugletekst")
    house.add(Kind.MEETING, "called", title="Fuglemøte")
    house.ids["school"] = school
    return house


def helper(house: House, sections: Any = SECTIONS, scopes: Any = (Scope.SEE_PLAN,)) -> str:
    """The stranger may act for the person, and does; gives the grant."""
    person, holder = house.ids["person"], house.ids["stranger"]
    new = NewGrant(
        person=person, person_name="Ada", holder=holder, holder_name="Nabo Hjelpsom",
        basis=Basis.GIVEN, scopes=scopes, sections=sections, since=TODAY, until=UNTIL,
        language="nb", accepted=True,
    )  # fmt: skip
    with house.transaction() as session:
        grant = representation.write(session, Actor("citizen", person, STORBY), new)
        act_for(session, holder, person)
    return grant


def preview(house: House, who: str, by: str = "person") -> Any:
    return house.get(by, f"/slik-ser/{who}")


def main(page: Any) -> str:
    return str(page.text.split("<main", 1)[1].split("</main>")[0])


def shown(page: Any) -> set[str]:
    return {word for word in WORDS if word in main(page)}


@pytest.mark.parametrize("section", SECTIONS)
def test_a_helper_is_seen_as_what_they_see(house: House, section: Section) -> None:
    grant = helper(house, [section])
    theirs = shown(house.get("stranger", "")) | shown(house.get("stranger", "/utskrift"))
    assert shown(preview(house, grant)) == theirs
    assert theirs, "each section has a word to look for"


def test_all_of_it_as_the_helpers_own_page_has_it(house: House) -> None:
    """Word for word, but for what leads on and what is said to the reader themself."""
    looked = main(preview(house, helper(house))).split('class="preview')[1].split("Alt sammen")[0]
    own = main(house.get("stranger", "")).split("</h1>")[1].split('<nav class="plan-more"')[0]
    assert words_in(own) <= words_in(looked) | {"Du ser", "Du kan lese, men ikke skrive her."}
    assert words_in(looked) - words_in(own) <= {f"Planen til {NAMES['person']}"}


def words_in(html: str) -> set[str]:
    texts = (re.sub(r"\s+", " ", one).strip() for one in re.split(r"<[^>]*>", html))
    return {one for one in texts if one and not one.startswith(("stack-lg", '">'))}


def test_nothing_in_it_can_be_pressed_and_it_says_what_it_is(house: House) -> None:
    page = main(preview(house, helper(house, scopes=(Scope.SEE_PLAN, Scope.WRITE_PLAN))))
    looked = page.split('class="preview')[1].split('<nav class="plan-more"')[0]
    assert "<a " not in looked and "<button" not in looked and "<form" not in looked
    assert "Dette er en forhåndsvisning" in page and "kan også skrive her" in page


def test_a_participant_is_shown_what_is_shared_and_what_a_link_shows(house: House) -> None:
    school = house.ids["school"]
    assert "ser ikke noe av planen" in main(preview(house, school))
    with house.transaction() as session:
        plan_consents.share(session, OFFICER, house.reference, school, ("measures",), paper="1")
    page = preview(house, school)
    assert shown(page) == {"Fugletiltak", "Fuglelærer"}
    assert "Lenke på e-post" in main(page)


def test_only_the_person_sees_with_a_helpers_eyes(house: House) -> None:
    grant = helper(house)
    house.let_parent(UNTIL)
    assert preview(house, grant).status_code == 200
    for who, there in (("parent", grant), ("stranger", grant), ("stranger", house.ids["school"])):
        assert preview(house, there, who).status_code == 404
    assert preview(house, house.ids["school"], "parent").status_code == 200
    assert preview(house, "0" * 32).status_code == 404


def test_to_look_is_the_persons_own_reading_and_nobody_elses(house: House) -> None:
    grant = helper(house)

    def read_by() -> Counter[str]:
        plan_id = house.row().id
        with house.transaction() as session:
            rows = select(EventRow.actor_id).where(
                EventRow.subject == plan_id, EventRow.code == "plan.own-read"
            )
            return Counter(session.scalars(rows))

    before = read_by()
    preview(house, grant)
    assert read_by() - before == Counter({house.ids["person"]: 1})


class TestKeepingBack:
    def test_the_child_ticks_and_the_parent_is_told_only_that_something_is(self, house) -> None:
        house.let_parent(UNTIL)
        (name,) = set(re.findall(r'name="(from_[0-9a-f]+)"', house.get("person", KEEP).text))
        assert house.post("person", KEEP, **{name: ["goals", "texts"]}).status_code == 303
        page = house.get("parent", "")
        assert "Noe er holdt tilbake" in page.text
        assert shown(page) == {"Fugletiltak", "Fuglelærer"}
        assert "plan.messages" not in page.text and "/meldinger" not in page.text
        assert house.get("parent", "/meldinger").status_code == 404
        house.post("person", KEEP, **{name: []})
        page = house.get("parent", "")
        assert "Noe er holdt tilbake" not in page.text and "Fuglemål" in page.text

    def test_a_parent_and_a_grown_up_do_not_get_the_page(self, house, shared_app) -> None:  # noqa: F811
        house.let_parent(UNTIL)
        assert house.get("parent", KEEP).status_code == 404
        grown = House.of(shared_app, born=date(1990, 1, 1))
        assert grown.get("person", KEEP).status_code == 404


KEEP = "/samtykke/behold"


@pytest.mark.parametrize("ending", ["planen.txt", "utskrift", "planen.json"])
def test_what_is_taken_along_is_what_is_seen(house: House, ending: str) -> None:
    helper(house, [Section.GOALS])
    assert {word for word in WORDS if word in house.get("stranger", f"/{ending}").text} == {
        "Fuglemål"
    }
