"""The form on paper: one page, readable aloud, with the municipality's own facts and nothing made up."""

import dataclasses
import io
import json
from collections.abc import Callable, Iterator
from datetime import date

import pikepdf
import pytest
import typst
from flask import Flask
from flask_babel import Babel
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Name

from portal import paper, paper_parts
from portal.config import ROOT
from portal.profiles import load_profiles
from portal.rules.municipality import Profile
from tests.conftest import EVERYTHING
from tests.tagged_pdf import elements, languages_of, problems_of, text_of, text_places

DAY = date(2026, 11, 21)
PROFILES = load_profiles(ROOT / "portal" / "municipalities")
EVERY_SHEET = [
    (slug, language, demo)
    for slug in PROFILES
    for language in ("nb", "nn", "en")
    for demo in (False, True)
]


@pytest.fixture(scope="module", autouse=True)
def words_at_hand() -> Iterator[None]:
    app = Flask("paper")
    app.config.update(
        BABEL_DEFAULT_LOCALE="nb", BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "translations")
    )
    Babel(app)
    with app.app_context():
        yield


def sheet(profile: Profile | str = "namsos", language: str = "nb", **options: bool) -> bytes:
    chosen = PROFILES[profile] if isinstance(profile, str) else profile
    return paper.call_form(chosen, language, DAY, **options)


def pages(data: bytes) -> int:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.pages)


def text_is_inside(data: bytes) -> bool:
    """All text starts at least a centimetre inside the edges, which printers can print."""
    centimetre = 72 / 2.54
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            width, height = (float(side) for side in page.mediabox[2:])
            places = list(text_places(page))
            if not all(
                centimetre <= x <= width - centimetre and centimetre <= y <= height - centimetre
                for x, y in places
            ):
                return False
    return bool(places)


def with_unit(profile: Profile, **changes: object) -> Profile:
    return dataclasses.replace(profile, unit=dataclasses.replace(profile.unit, **changes))


@pytest.mark.parametrize(("slug", "language", "demo"), EVERY_SHEET)
def test_every_sheet_is_one_page_that_can_be_read_aloud(
    slug: str, language: str, demo: bool
) -> None:
    data = sheet(slug, language, demo=demo)
    assert problems_of(data) == []
    assert pages(data) == 1
    assert text_is_inside(data)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert str(pdf.Root.Lang) == language


def test_it_is_an_a4_page() -> None:
    with pikepdf.open(io.BytesIO(sheet())) as pdf:
        width, height = (float(side) / 72 * 25.4 for side in pdf.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (210, 297)


def test_it_says_where_to_send_it_and_whom_to_call() -> None:
    text = text_of(sheet("namsos"))
    for fact in (
        "Namsos kommune",
        "Brukerkontoret",
        "Postboks 333 Sentrum",
        "7801 Namsos",
        "Abel Meyers gate 10",
        "74 21 71 00",
    ):
        assert fact in text


def test_a_fact_that_is_not_given_is_said_to_be_missing() -> None:
    bare = with_unit(PROFILES["namsos"], phone=None, visit=None, post=None)
    text = text_of(sheet(bare))
    assert "Postadresse Adressen har kommunen ikke oppgitt her ennå. Du kan levere arket" in text
    assert "Besøksadresse Den har kommunen ikke oppgitt her ennå." in text
    assert "Telefon Nummeret har kommunen ikke oppgitt her ennå." in text


def test_it_says_the_right_and_that_nobody_needs_to_apply() -> None:
    """Pasient- og brukerrettighetsloven §§ 2-5 and 2-5 b; reporting a need takes no form."""
    text = text_of(sheet())
    assert "rett til en koordinator, også uten en plan" in text
    assert "rett til en individuell plan hvis du ønsker det selv" in text
    assert "Du trenger ikke å søke." in text


def test_it_asks_for_nothing_about_health_and_says_so() -> None:
    text = text_of(sheet())
    assert "Vent med å fortelle om helsen din til vi ringer." in text
    assert "Du trenger ikke å skrive hvem den andre er." in text


def test_districts_are_asked_for_only_where_there_are_any() -> None:
    assert "Hvilken bydel bor du i? Nord Øst Sør Vet ikke" in text_of(sheet("storby"))
    assert "bydel" not in text_of(sheet("namsos"))


def test_a_demonstration_cannot_be_mistaken_for_the_real_sheet() -> None:
    assert "ikke kommunens eget ark" in text_of(sheet("namsos", demo=True))
    assert "demonstrasjon" not in text_of(sheet("namsos"))
    assert "oppdiktet" in text_of(sheet("storby"))


def test_words_in_another_language_are_marked_as_such() -> None:
    """A screen reader changes its voice for them."""
    only_nynorsk = with_unit(PROFILES["namsos"], name={"nn": "Koordinerande eining"})
    with pikepdf.open(io.BytesIO(sheet(only_nynorsk))) as pdf:
        assert "nn" in languages_of(pdf.pages[0])
    with pikepdf.open(io.BytesIO(sheet())) as pdf:
        assert "nn" not in languages_of(pdf.pages[0])


@pytest.mark.parametrize(
    "hostile", ['#read("call_form.typ")', "*fet* _skrå_ $x^2$", "= Tittel", "</P>"]
)
def test_what_a_municipality_writes_is_never_markup(hostile: str) -> None:
    changed = with_unit(PROFILES["namsos"], name={"nb": hostile})
    assert hostile in text_of(sheet(changed))


@settings(max_examples=100 if EVERYTHING else 10, deadline=None)
@given(st.text(min_size=1, max_size=60))
def test_any_unicode_in_a_name_still_gives_a_page(name: str) -> None:
    changed = with_unit(PROFILES["namsos"], name={"nb": name})
    assert pages(sheet(dataclasses.replace(changed, name=name))) == 1


def test_names_far_longer_than_any_we_know_still_fit() -> None:
    long = "Koordinerende enhet for habilitering, rehabilitering og helhetlige tjenester "
    changed = with_unit(
        PROFILES["storby"],
        name={"nb": long},
        visit=long,
        post=(long, "Postboks 1234 Sentrum", "1234 Nordre Søndre Østre Vestre Sentrum"),
        hours={"nb": "Mandag til fredag klokka 9 til 15, torsdag til klokka 18"},
    )
    for language in ("nb", "nn", "en"):
        data = sheet(changed, language, demo=True)
        assert pages(data) == 1
        assert text_is_inside(data)


def test_more_than_fits_goes_on_a_second_page_and_is_never_cut_off() -> None:
    changed = with_unit(PROFILES["storby"], visit="Rådhusplassen 1 " * 120)
    data = sheet(changed)
    assert pages(data) == 2
    assert text_is_inside(data)
    assert text_of(data).count("Rådhusplassen") == 120


def test_a_sign_the_font_lacks_becomes_a_question_mark_and_the_rest_stays() -> None:
    assert paper_parts.printable("Kautokeino 🏔 Guovdageaidnu\n\tČáhppesnjunni") == (
        "Kautokeino ? Guovdageaidnu Čáhppesnjunni"
    )
    assert paper_parts.printable("A\u030ase") == "Åse"


def test_the_fonts_hold_every_sign_they_are_said_to_hold() -> None:
    """The unit's name is in semibold, its address in regular: both weights print each sign."""
    content = captured(PROFILES["namsos"])
    signs = " ".join(chr(code) for code in sorted(paper_parts.PRINTABLE))
    content["unit"]["text"] = content["contact"][0]["lines"][0]["text"] = signs
    assert paper.typeset(json.dumps(content), DAY).startswith(b"%PDF")


def test_a_sign_outside_them_would_have_stopped_the_sheet() -> None:
    content = captured(PROFILES["namsos"])
    content["unit"]["text"] = "🏔"
    with pytest.raises(RuntimeError):
        paper.typeset(json.dumps(content), DAY)


def test_the_same_day_gives_the_same_bytes_and_work_is_done_once() -> None:
    paper.typeset.cache_clear()
    first = sheet()
    assert sheet() is first
    paper.typeset.cache_clear()
    assert sheet() == first
    assert paper.call_form(PROFILES["namsos"], "nb", date(2026, 11, 22)) != first


def captured(profile: Profile) -> dict:
    """What the sheet is made from."""
    kept: list[str] = []
    original = paper.typeset
    paper.typeset = lambda data, today: kept.append(data) or b""  # type: ignore[assignment]
    try:
        sheet(profile)
    finally:
        paper.typeset = original
    return json.loads(kept[0])


# A checker that cannot fail shows nothing: each harm done to a good sheet must be seen.


def without(name: str) -> Callable[[pikepdf.Pdf], None]:
    def harm(pdf: pikepdf.Pdf) -> None:
        del pdf.Root[name]

    return harm


def without_claim(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        del metadata["pdfuaid:part"]


def without_parents(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.StructTreeRoot["/ParentTree"]


def with_a_skipped_heading(pdf: pikepdf.Pdf) -> None:
    first = next(e for e in elements(pdf.Root.StructTreeRoot) if e.S == Name.H2)
    first.S = Name.H3


def with_two_main_headings(pdf: pikepdf.Pdf) -> None:
    first = next(e for e in elements(pdf.Root.StructTreeRoot) if e.S == Name.H2)
    first.S = Name.H1


def with_a_paragraph_out_of_the_tree(pdf: pikepdf.Pdf) -> None:
    next(e for e in elements(pdf.Root.StructTreeRoot) if e.S == Name.P).K = pikepdf.Array()


def with_loose_text(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0]
    font = next(iter(page.resources.Font))
    page.contents_add(pdf.make_stream(f"BT {font} 9 Tf <0001> Tj ET".encode()))


def with_loose_drawing(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(pdf.make_stream(b"0 0 9 9 re f"))


def without_letters(pdf: pikepdf.Pdf) -> None:
    del next(iter(pdf.pages[0].resources.Font.values()))["/ToUnicode"]


def without_font_file(pdf: pikepdf.Pdf) -> None:
    described = next(iter(pdf.pages[0].resources.Font.values())).DescendantFonts[0].FontDescriptor
    del described["/FontFile3"]


@pytest.mark.parametrize(
    ("harm", "expected"),
    [
        (without("/MarkInfo"), "not marked as tagged"),
        (without("/Lang"), "no language"),
        (without("/ViewerPreferences"), "shows the file name in place of the title"),
        (without("/Metadata"), "no metadata"),
        (without("/StructTreeRoot"), "no structure tree with a parent tree"),
        (without_claim, "does not call itself PDF/UA-1"),
        (without_parents, "no structure tree with a parent tree"),
        (with_a_skipped_heading, "heading 1 is followed by 3"),
        (with_two_main_headings, "does not begin with its one main heading"),
        (with_a_paragraph_out_of_the_tree, "content outside the structure"),
        (with_loose_text, "text outside tags and artifacts"),
        (with_loose_drawing, "drawing outside tags and artifacts"),
        (without_letters, "a font whose letters mean nothing"),
        (without_font_file, "a font that is not embedded"),
    ],
)
def test_the_checker_sees_each_harm(harm: Callable[[pikepdf.Pdf], None], expected: str) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(sheet())) as pdf:
        harm(pdf)
        pdf.save(out)
    assert any(problem.startswith(expected) for problem in problems_of(out.getvalue()))


def test_the_checker_refuses_a_file_without_tags() -> None:
    plain = typst.compile(
        b"#set document(title: [Ring])\n= Ring meg\nHei", format="pdf", pdf_tags=False
    )
    problems = problems_of(plain)
    for expected in (
        "not marked as tagged",
        "no structure tree with a parent tree",
        "text outside tags and artifacts",
        "does not call itself PDF/UA-1",
    ):
        assert expected in problems
