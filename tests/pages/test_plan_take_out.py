"""«Ta med deg planen»: four forms of the same plan, for whoever may see it and nobody else, each with its event."""

import io
import json
from dataclasses import dataclass
from typing import Any

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import select

from portal.rules.access import Actor, Role
from portal.store import plan, plan_consents
from portal.store.tables.events import EventRow
from portal.store.tables.plan import PlanRow
from tests.fhir.schema import faults_of
from tests.login.steps import citizen_in, enrol
from tests.plan_whole import drafts, write
from tests.tagged_pdf import problems_of, text_of

MARTE, OTHER = "14859221271", "05815512349"
FORMS = {
    "planen.pdf": ("pdf", "application/pdf", "inline"),
    "utskrift": ("print", "text/html; charset=utf-8", None),
    "planen.txt": ("text", "text/plain; charset=utf-8", "inline"),
    "planen.json": ("fhir", "application/fhir+json; charset=utf-8", "attachment"),
}


@dataclass
class Home:
    """Marte's browser, a stranger's, and the plan."""

    app: Flask
    marte: Any
    stranger: Any
    reference: str

    def get(self, page: str, language: str = "nb", browser: Any = None) -> Any:
        address = f"/namsos/{language}/plan/{self.reference}/{page}"
        return (browser or self.marte).get(address)

    def events(self) -> list[tuple[str, str]]:
        with self.app.extensions["database"].transaction() as session:
            subject = session.scalar(select(PlanRow.id).filter_by(reference=self.reference))
            wanted = select(EventRow.code, EventRow.object).filter_by(subject=subject)
            found = session.execute(wanted.order_by(EventRow.number)).all()
        return [(code, thing) for code, thing in found]


@pytest.fixture
def home(app: Flask) -> Home:
    officer = enrol(app, "siri", Role.OFFICER, name="Siri Koordinator", unit="brukerkontoret")
    marte, person = citizen_in(app, "namsos", MARTE)
    stranger, _id = citizen_in(app, "namsos", OTHER)
    with app.extensions["database"].transaction() as session:
        reference = plan.begin(
            session,
            officer.actor,
            person=person,
            name="Marte Eksempel Lund",
            unit="brukerkontoret",
            language="nb",
            phone="+4700000301",
        )
        plan_consents.to_plan(session, Actor("citizen", person, "5007"), reference)
        write(session, officer.actor, reference)
    return Home(app, marte, stranger, reference)


def test_the_page_leads_to_every_form(home: Home) -> None:
    page = home.get("ta-med")
    assert page.status_code == 200
    for form in FORMS:
        assert f'href="/namsos/nb/plan/{home.reference}/{form}"' in page.text


@pytest.mark.parametrize("form", FORMS)
def test_each_is_kept_nowhere_and_named_by_the_reference_alone(home: Home, form: str) -> None:
    _code, media_type, shown = FORMS[form]
    answer = home.get(form)
    assert answer.status_code == 200
    assert answer.content_type == media_type
    assert answer.headers["Cache-Control"] == "no-store"
    if shown:
        ending = form.split(".")[1]
        wanted = f'{shown}; filename="planen-{home.reference}.{ending}"'
        assert answer.headers["Content-Disposition"] == wanted


@pytest.mark.parametrize("form", FORMS)
def test_taking_it_out_is_an_event_that_says_in_which_form(home: Home, form: str) -> None:
    home.get("ta-med")
    before = len(home.events())
    home.get(form)
    new = home.events()[before:]
    assert [code for code, _object in new] == ["plan.own-read", "plan.taken-out"]
    assert new[1][1] == FORMS[form][0]


@pytest.mark.parametrize("form", ["ta-med", *FORMS])
def test_what_is_not_yours_is_as_what_is_not_there(home: Home, form: str) -> None:
    before = home.events()
    foreign = home.get(form, browser=home.stranger)
    nothing = home.stranger.get(f"/namsos/nb/plan/AAAA-BBBB-CCCC/{form}")
    assert foreign.status_code == nothing.status_code == 404
    assert foreign.data == nothing.data
    assert home.events() == before


def test_the_same_words_stand_in_the_pdf_the_print_and_the_text(home: Home) -> None:
    pdf = text_of(home.get("planen.pdf").data)
    page = home.get("utskrift").text
    text = " ".join(home.get("planen.txt").text.split())
    for draft in drafts().values():
        said = draft.words.get("what") or draft.words.get("title") or ""
        assert said in pdf
        assert said in page
        assert said in text
    assert problems_of(home.get("planen.pdf").data) == []


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_pdf_is_in_the_language_of_the_page(home: Home, language: str) -> None:
    data = home.get("planen.pdf", language).data
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert str(pdf.Root.Lang) == language


def test_the_file_is_r4_and_names_the_plan(home: Home) -> None:
    whole = json.loads(home.get("planen.json").data)
    assert faults_of(whole) == []
    assert whole["identifier"]["value"] == home.reference


def test_what_people_wrote_is_marked_where_the_page_is_in_another_language(home: Home) -> None:
    assert '<span lang="nb">Jeg vil tilbake i jobb.</span>' in home.get("utskrift", "en").text
    assert '<span lang="nb">' not in home.get("utskrift").text
