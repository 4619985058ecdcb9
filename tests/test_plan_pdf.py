"""The plan on paper: readable aloud, whole, in order, never cut off, and nothing anybody writes is markup."""

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest
from flask import Flask, g
from flask_babel import Babel

from portal import paper_parts, plan_paper
from portal.config import ROOT
from portal.plan_words import document
from portal.profiles import load_profiles
from portal.rules.municipality import Profile
from portal.rules.plan import Draft, Kind
from portal.store.plan import SeenPlan
from tests.plan_whole import HOSTILE, NAMSOS, TODAY, drafts, helper, measure, seen, text
from tests.tagged_pdf import elements, problems_of, text_of, text_places
from tests.test_plan_words import ORDER

FJORDVIK = load_profiles(ROOT / "portal" / "municipalities")["fjordvik"]
MILLIMETRE = 72 / 25.4


@pytest.fixture(scope="module", autouse=True)
def words_at_hand() -> Iterator[None]:
    app = Flask("plan paper")
    app.config.update(
        BABEL_DEFAULT_LOCALE="nb", BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "translations")
    )
    Babel(app)
    with app.app_context():
        yield


def printed(
    plan: SeenPlan | None = None,
    language: str = "nb",
    *,
    spoken: str | None = None,
    profile: Profile = NAMSOS,
    demo: bool = False,
) -> bytes:
    g.language = language
    plan = plan or seen()
    return plan_paper.plan_paper(
        profile,
        document(plan, profile.unit, TODAY, language),
        language=language,
        spoken=spoken or language,
        reference=plan.reference,
        day=TODAY,
        demo=demo,
    )


def roles(data: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [str(each.S)[1:] for each in elements(pdf.Root.StructTreeRoot)]


def in_language(data: bytes, language: str) -> int:
    """How many pieces are marked as this language."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        marked = [str(each.get("/Lang", "")) for each in elements(pdf.Root.StructTreeRoot)]
        for page in pdf.pages:
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "BDC" and isinstance(operands[-1], pikepdf.Dictionary):
                    marked.append(str(operands[-1].get("/Lang", "")))
    return marked.count(language)


def places(data: bytes) -> list[tuple[float, float]]:
    """Where text begins on every page, in millimetres from the lower left corner."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [
            (x / MILLIMETRE, y / MILLIMETRE) for page in pdf.pages for x, y in text_places(page)
        ]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize(
    "plan", [seen(), seen({}, consents=(), coordinator=None), seen(role="parent")]
)
def test_it_can_be_read_aloud_in_the_language_of_the_page(plan: SeenPlan, language: str) -> None:
    data = printed(plan, language)
    assert problems_of(data) == []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert str(pdf.Root.Lang) == language
        with pdf.open_metadata() as metadata:
            title = metadata["dc:title"]
    assert title
    assert text_of(data).startswith(title)


def test_the_sections_come_in_order() -> None:
    words = text_of(printed())
    found = [words.index(heading) for heading in ORDER]
    assert found == sorted(found)


def test_headings_lists_and_tables_are_told_as_such() -> None:
    found = roles(printed())
    assert found.count("H1") == 1
    assert found.count("H2") == len(ORDER)
    goals = [one for one in drafts().values() if one.kind is Kind.GOAL]
    # Goals, «Uten mål», the meeting, and «Til neste møte».
    assert found.count("H3") == len(goals) + 3
    # Mine, theirs, the team, the consents; each with a row of headers.
    assert found.count("Table") == 4
    assert found.count("TH") == 4 * 4
    measures = [one for one in drafts().values() if one.kind in {Kind.MEASURE, Kind.POINT}]
    assert found.count("LI") == len(measures)


def test_every_page_says_which_it_is_and_whose_reference() -> None:
    many = {
        str(number): measure("asked", f"Tiltak nummer {number} " + "mye tekst " * 20)
        for number in range(200)
    }
    data = printed(seen(many))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        count = len(pdf.pages)
    words = text_of(data)
    assert count > 20
    assert problems_of(data) == []
    assert all(f"Tiltak nummer {number} " in words for number in range(200))
    assert all(f"Side {page} av {count}" in words for page in range(1, count + 1))
    assert words.count("Referanse: ABCD-EFGH-JKMN") == count + 1


def test_long_names_and_endless_words_stay_on_the_paper() -> None:
    long = "Koordinerende enhet for habilitering, rehabilitering og helhetlige tjenester "
    wanted = {
        "a": helper("nav", long, long, long),
        "b": text("important", "a" * 300),
        "c": measure("asked", "b" * 200, responsible="a"),
        "d": Draft(kind=Kind.GOAL, code="open", words={"text": long * 3}),
    }
    data = printed(seen(wanted, person_name=long))
    assert problems_of(data) == []
    assert all(10 <= x <= 200 and 5 <= y <= 292 for x, y in places(data))
    rows = {y for _x, y in places(data)}
    short = {
        y
        for _x, y in places(
            printed(seen({**wanted, "b": text("important", "a")}, person_name=long))
        )
    }
    assert len(rows) >= len(short) + 2, "the endless word stands on one line"


@pytest.mark.parametrize(
    "hostile", [HOSTILE, '#read("plan.typ")', "= Tittel", "$x^2$ *a* _b_", "</P>"]
)
def test_what_somebody_writes_is_never_markup(hostile: str) -> None:
    wanted = {"a": text("important", hostile), "b": measure("asked", hostile)}
    plain = {"a": text("important", "x"), "b": measure("asked", "x")}
    data = printed(seen(wanted, consents=()))
    assert roles(data) == roles(printed(seen(plain, consents=())))
    assert problems_of(data) == []


def test_what_people_wrote_is_marked_with_its_language() -> None:
    same, other = printed(language="en", spoken="en"), printed(language="en", spoken="nn")
    assert in_language(same, "nn") == 0
    assert in_language(other, "nn") > 20


def test_a_demonstration_cannot_be_mistaken_for_a_plan() -> None:
    assert "ikke en plan fra kommunen" in text_of(printed(demo=True))
    assert "demonstrasjon" not in text_of(printed())
    assert "Kommunen er oppdiktet." in text_of(printed(profile=FJORDVIK))


def test_plans_are_not_kept_in_memory() -> None:
    """They are about a person: nothing in the modules remembers what it has made."""
    for module in (paper_parts, plan_paper):
        kept: list[Any] = [
            name for name, value in vars(module).items() if hasattr(value, "cache_info")
        ]
        assert kept == []
