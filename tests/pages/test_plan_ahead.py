"""«Slik blir det»: what is shown before a choice is saved is what the other sees after it, to the letter, and nothing is written."""

import re
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.rules.plan_consent import Section
from portal.rules.representation import Scope
from portal.store.tables.events import EventRow
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.plan import PlanConsentRow, PlanRow
from portal.store.tables.representation import GrantRow
from tests.conftest import NOW
from tests.login.conftest import shared_app  # noqa: F401
from tests.login.steps import csrf
from tests.pages.plan_house import House, key
from tests.pages.test_plan_preview import UNTIL, filled, helper, main, preview, words_in

HTMX = {"HX-Request": "true"}
BEFORE = "Her kan du se hvordan det blir"


@pytest.fixture
def house(shared_app: Flask) -> House:  # noqa: F811
    return filled(House.of(shared_app))


def part(page: Any) -> tuple[str, str]:
    """(the sentence that is read out, what is shown) of the part htmx swaps in."""
    said, looked = page.text.split("</p>", 1)
    assert "<main" not in page.text and 'hx-swap-oob="innerHTML"' in said
    return re.sub("<[^>]*>", "", said).strip(), looked.strip()


class Sharing:
    """The form of what one who takes part may see."""

    def __init__(self, house: House) -> None:
        self.house, self.who = house, house.ids["school"]
        self.address = f"/storby/nb/plan/{house.reference}/samtykke/{self.who}"

    def answers(self, sections: Any) -> dict[str, Any]:
        return {"sections": list(sections)}


class Changing:
    """The form that changes a grant of the goals and the measures."""

    def __init__(self, house: House) -> None:
        self.house, self.who = house, helper(house, GIVEN, (Scope.SEE_PLAN, Scope.FOLLOW_CASES))
        self.address = f"/storby/nb/pa-vegne-av/{self.who}/endre"

    def answers(self, sections: Any) -> dict[str, Any]:
        last = UNTIL - timedelta(days=1)
        return {
            "key": key(),
            "scopes": ["see-plan", "follow-cases"] if sections else ["follow-cases"],
            "which": "parts",
            "sections": list(sections),
            "last_day": f"{last:%d.%m.%Y}",
        }


GIVEN = (Section.GOALS, Section.MEASURES)
FIRST = {"share": (), "change a grant": ("goals", "measures")}
FORMS = {"share": Sharing, "change a grant": Changing}
CHOICES = [(), ("goals",), ("measures",), ("goals", "measures")]


def post(form: Any, sections: Any, headers: Any = None, by: str = "person", **more: Any) -> Any:
    browser = form.house.browsers[by]
    if headers:  # a part is no whole page, and is not checked as one
        bare = FlaskClient(form.house.room.app, form.house.room.app.response_class)
        bare.set_cookie("innbygger", browser.get_cookie("innbygger").value)
        browser = bare
    data = {"csrf_token": csrf(browser.get("/storby/nb/saker")), **form.answers(sections), **more}
    return browser.post(form.address, data=data, headers=headers)


def ahead(form: Any, sections: Any) -> tuple[str, str]:
    return part(post(form, sections, headers=HTMX, preview="y"))


@pytest.mark.parametrize("which", FORMS)
@pytest.mark.parametrize("sections", CHOICES, ids=["nothing", "goals", "measures", "both"])
def test_what_is_shown_ahead_is_what_is_seen_after(house: House, which: str, sections: Any) -> None:
    form = FORMS[which](house)
    said, looked = ahead(form, sections)
    changes = sections and sections != FIRST[which]
    assert looked and (not changes or looked not in preview(house, form.who).text)
    assert post(form, sections).status_code == 303
    assert looked in preview(house, form.who).text
    names = [{"goals": "Målene", "measures": "Tiltakene"}[one] for one in sections]
    assert said.endswith(
        f"får se dette av planen: {', '.join(names)}." if names else "noe av planen."
    )


@pytest.mark.parametrize("sections", CHOICES[1:], ids=["goals", "measures", "both"])
def test_the_helpers_own_page_has_the_same_words(house: House, sections: Any) -> None:
    form = Changing(house)
    _said, looked = ahead(form, sections)
    post(form, sections)
    theirs = main(house.get("stranger")).split("</h1>")[1].split('<nav class="plan-more"')[0]
    to_reader = {one for one in words_in(theirs) if one.startswith(("Du ser", "Du kan lese"))}
    assert "Fugle" in looked and words_in(theirs) - to_reader <= words_in(looked)


def test_what_is_added_is_said_to_wait_for_a_yes(house: House) -> None:
    form = Changing(house)
    said, looked = ahead(form, ["goals", "texts"])
    assert said.endswith("Det du legger til, gjelder ikke før Nabo Hjelpsom har sagt ja.")
    assert "Fugletekst" in looked and "Fugletiltak" not in looked
    post(form, ["goals", "texts"])
    assert looked not in preview(house, form.who).text
    with house.transaction() as session:
        offer = GrantRow.__table__.update().filter_by(holder=house.ids["stranger"])
        session.execute(offer.values(accepted_at=NOW))
    assert looked in preview(house, form.who).text


def test_what_else_the_other_holds_is_counted(house: House) -> None:
    helper(house, [Section.TEXTS])
    _said, looked = ahead(Changing(house), ["goals"])
    assert "Fugletekst" in looked and "Fuglemål" in looked and "Fugletiltak" not in looked


@pytest.mark.parametrize("which", FORMS)
def test_without_script_a_button_shows_the_same_and_keeps_the_choices(
    house: House, which: str
) -> None:
    form = FORMS[which](house)
    page = post(form, ["goals"], preview="y")
    assert page.status_code == 200
    _said, looked = ahead(form, ["goals"])
    assert looked in page.text and BEFORE not in page.text
    assert re.findall(r'value="(\w+)" checked', page.text.split('name="sections"', 1)[1]) == [
        "goals"
    ]
    first = house.browsers["person"].get(form.address)
    assert BEFORE in first.text and 'class="preview' not in first.text
    assert "Vis hvordan det blir" in first.text


@pytest.mark.parametrize("which", FORMS)
def test_to_look_writes_nothing_but_that_the_plan_was_read(house: House, which: str) -> None:
    form = FORMS[which](house)

    def kept() -> list[Any]:
        with house.transaction() as session:
            tables = (PlanConsentRow, GrantRow, OutboxRow)
            return [session.execute(select(one.__table__)).all() for one in tables]

    before, codes = kept(), Counter(happened(house))
    ahead(form, ["goals"])
    assert kept() == before
    assert Counter(happened(house)) - codes == Counter(READ[which])


READ = {"share": ["plan.own-read"], "change a grant": ["grant.read", "plan.own-read"]}


def happened(house: House) -> list[str]:
    with house.transaction() as session:
        wanted = select(EventRow.code).filter_by(actor_id=house.ids["person"])
        return [code for code in session.scalars(wanted) if not code.startswith("case.")]


def test_answers_that_do_not_hold_together_show_nothing(house: House) -> None:
    form = Changing(house)
    said, looked = part(post(form, ["goals"], headers=HTMX, preview="y", last_day="30. feb"))
    assert (said, looked) == ("Svar på det som mangler, så ser du hvordan det blir.", "")
    page = post(form, ["goals"], preview="y", last_day="30. feb")
    assert page.status_code == 422 and "Skriv datoen" in page.text and "Fuglemål" not in page.text


def test_who_has_no_plan_is_told_so(house: House) -> None:
    form = Changing(house)
    with house.transaction() as session:
        other = PlanRow.__table__.update().filter_by(reference=house.reference)
        session.execute(other.values(person=house.ids["parent"]))
    said, looked = ahead(form, ["goals"])
    assert said.startswith("Du har ingen plan her ennå") and not looked


def test_who_may_not_see_with_anothers_eyes_may_not_see_ahead(house: House) -> None:
    """A parent from whom something is kept back, and a stranger."""
    form = Sharing(house)
    assert post(form, ["goals"], by="stranger", preview="y").status_code == 404
    assert post(Changing(house), ["goals"], by="parent", preview="y").status_code == 404
