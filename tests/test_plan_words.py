"""The plan in words: everything that is written is there, in the order of the regulation, and what is missing is said."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from flask_babel import Babel

from portal.config import ROOT
from portal.plan_document import Document, Said, Section, as_text
from portal.plan_words import document
from portal.rules.plan import Draft, Kind, Plan
from portal.store.plan import SeenPlan
from tests.plan_whole import NAMSOS, TODAY, drafts, parts, seen

# IP-forskriften § 9, as headings.
ORDER = [
    "Det viktigste for meg nå",
    "Målene mine",
    "Mitt",
    "Deres",
    "De som hjelper",
    "Ansvar for planen",
    "Dette får jeg til, og dette hjelper meg",
    "Dette trenger jeg",
    "Dette bidrar jeg med",
    "Dette bidrar tjenestene med",
    "Dette bidrar pårørende med",
    "Roller som er tilbudt",
    "Når går vi gjennom planen?",
    "Samtykke",
    "Annet samarbeid som trengs",
    "Slik har barnet fått være med",
    "Møter",
]


@pytest.fixture(scope="module", autouse=True)
def words_at_hand() -> Iterator[None]:
    app = Flask("plan words")
    app.config.update(
        BABEL_DEFAULT_LOCALE="nb", BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "translations")
    )
    Babel(app)
    with app.app_context():
        yield


def told(plan: SeenPlan) -> Document:
    return document(plan, NAMSOS.unit, TODAY, "nb")


def section(plan: SeenPlan, heading: str) -> Section:
    return next(each for each in told(plan).sections if each.heading.text == heading)


def headings(sections: tuple[Section, ...]) -> list[str]:
    return [each.heading.text for each in sections]


def test_sections_stand_in_the_order_of_the_regulation() -> None:
    assert headings(told(seen()).sections) == ORDER


def test_everything_anybody_wrote_is_there() -> None:
    folded = "".join(as_text(told(seen())).split())
    for draft in drafts().values():
        if draft.kind in {Kind.ROLES, Kind.PERIOD}:
            continue  # codes and dates: in words below
        for said in draft.words.values():
            assert "".join(said.split()) in folded


def test_sub_goals_stand_after_theirs_and_measures_under_their_goal() -> None:
    goals = section(seen(), "Målene mine")
    assert headings(goals.below) == [
        "Jeg vil tilbake i jobb.",
        "Prøve meg på lageret.",
        "Synge i kor.",
        "Uten mål",
    ]
    assert [each.title.text for each in goals.below[0].entries] == [
        "Finne et sted å prøve seg",
        "Gå en tur hver morgen",
    ]
    assert [each.title.text for each in goals.below[1].entries] == ["Lære å sykle"]


def test_a_measure_says_who_by_when_where_it_stands_and_that_it_is_late() -> None:
    course = section(seen(), "Målene mine").below[0].entries[0]
    assert {row.label: row.said.text for row in course.rows} == {
        "Hvor ofte eller hvor mye": "To dager i uka",
        "Hvordan": "Nav avtaler med arbeidsgiveren",
        "Hvem": "Rune Eksempel Dahl, Nav",
        "Når": "Innen 2. november 2026",
        "Hvordan det går": "Har sagt ja",
        "Merk": "Forsinket",
        "Begrunnelse": "Det er bestilt.",
        "Kommentar fra Marte Eksempel Lund": "Helst nær hjemme.\nEller med buss.",
    }


def test_mine_and_theirs_are_two_lists() -> None:
    def titles(heading: str) -> set[str]:
        table = section(seen(), heading).table
        assert table is not None
        return {line[0].text for line in table.lines}

    mine, theirs = titles("Mitt"), titles("Deres")
    assert mine == {"Gå en tur hver morgen", "Søke om TT-kort"}
    assert theirs == {
        "Finne et sted å prøve seg",
        "Støttekontakt",
        "Skyss",
        "Lære å sykle",
        "Ringe skolen",
    }


def test_a_parent_reads_whose_plan_it_is() -> None:
    read = told(seen(role="parent"))
    assert read.title.text == "Planen til Marte Eksempel Lund"
    assert read.sections[2].heading.text == "Det Marte Eksempel Lund gjør selv"


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("Roller som er tilbudt", {"Koordinator: Oppnevnt", "Barnekoordinator: Ikke aktuelt", "Kontaktlege: Tilbudt", "Navnet på kontaktlegen: Ola Eksempel Lege"}),
        ("Når går vi gjennom planen?", {"Fra: 1. oktober 2026", "Til: 30. september 2027", "Neste gjennomgang: 15. januar 2027"}),
        ("Ansvar for planen", {"Ansvarlig for planen: Brukerkontoret", "Koordinator: Siri Koordinator", "Telefon til koordinatoren: +47 00 00 03 01", "Koordinator siden: 5. oktober 2026", "Telefon til enheten: 74 21 71 00"}),
    ],
)  # fmt: skip
def test_facts_in_words(heading: str, said: set[str]) -> None:
    rows = section(seen(), heading).rows
    assert {f"{row.label}: {row.said.text}" for row in rows} == said


def test_consents_say_to_what_when_on_paper_and_that_they_are_withdrawn() -> None:
    table = section(seen(), "Samtykke").table
    assert table is not None
    assert [[cell.text for cell in line] for line in table.lines] == [
        ["Å ha en plan", "Hele planen", "5. oktober 2026, på papir: 2026/17", ""],
        [
            "Å dele med Rune Eksempel Dahl, Nav",
            "Målene, Tiltakene",
            "5. oktober 2026",
            "8. oktober 2026",
        ],
    ]


def test_a_vacancy_names_the_unit_and_no_empty_field() -> None:
    vacant = section(seen(coordinator=None), "Ansvar for planen")
    assert vacant.paragraphs == (Said("Ingen er koordinator akkurat nå. Enheten svarer så lenge."),)
    assert [row.label for row in vacant.rows] == ["Ansvarlig for planen", "Telefon til enheten"]


def test_an_empty_plan_says_everywhere_that_nothing_is_written() -> None:
    empty = seen({}, consents=(), coordinator=None)
    assert headings(told(empty).sections) == [each for each in ORDER if "barnet" not in each]
    for each in told(empty).sections:
        assert each.paragraphs, each.heading.text


@pytest.mark.parametrize(
    ("born", "wanted"),
    [(date(2008, 11, 23), True), (date(2008, 11, 22), False), (None, False)],
)
def test_the_childs_section_is_there_until_18(born: date | None, wanted: bool) -> None:
    without = {name: draft for name, draft in drafts().items() if name != "child"}
    found = headings(told(seen(without, born=born)).sections)
    assert ("Slik har barnet fått være med" in found) is wanted


def test_goals_that_hang_on_each_other_are_told_once() -> None:
    made = parts()
    knot = [
        replace(part, parent=made["trial"].id) if name == "work" else part
        for name, part in made.items()
    ]
    told_goals = headings(section(seen(plan=Plan(tuple(knot))), "Målene mine").below)
    assert sorted(told_goals) == sorted(
        [
            "Jeg vil tilbake i jobb.",
            "Prøve meg på lageret.",
            "Synge i kor.",
            "Uten mål",
        ]
    )


def test_plain_text_is_wrapped_and_keeps_long_words_whole() -> None:
    address = "https://" + "x" * 90 + ".example"
    plan = seen({"important": Draft(kind=Kind.TEXT, code="important", words={"text": f"Se {address} her. " + "ord " * 60})})  # fmt: skip
    lines = as_text(told(plan)).splitlines()
    assert address in lines
    assert all(len(line) <= 72 for line in lines if line != address)


def test_plain_text_marks_headings_and_lists() -> None:
    text = as_text(told(seen()))
    assert text.startswith("Planen min\n==========\n")
    assert "\n\n\nMålene mine\n-----------\n" in text
    assert "\n\n- Finne et sted å prøve seg\n  Hvor ofte eller hvor mye: To dager i uka\n" in text
    assert text.endswith("\n")
    assert "Trukket tilbake: \n" not in text, "a label without anything"
