"""The letter one signs and posts: whose it is, where it goes, every word in it, and a PDF that can be read aloud."""

import dataclasses
import io
from collections.abc import Iterator
from datetime import date

import pikepdf
import pytest
from flask import Flask, g
from flask_babel import Babel

from portal.complaint_letter import HEADINGS, Letter, To, Typed, letter_of, to_of
from portal.complaint_paper import WRITABLE, complaint_paper
from portal.config import ROOT
from portal.profiles import load_profiles
from portal.rules.complaint_answers import Answers, By, Data, Kin, Matter, Trouble, Who, Wrong
from portal.rules.complaint_bodies import Body
from portal.rules.complaint_guide import path_for
from portal.rules.complaint_path import Kind
from portal.rules.complaint_who import line_of
from tests.tagged_pdf import problems_of, text_of

DAY = date(2026, 11, 24)
PROFILES = load_profiles(ROOT / "portal" / "municipalities")
NAMSOS = PROFILES["namsos"]
HERE = To(("Brukerkontoret", "Namsos kommune"), ("Postboks 333 Sentrum", "7801 Namsos"))
SENDER = ("Navn", "Adresse", "Telefon")


@pytest.fixture(autouse=True)
def words_at_hand() -> Iterator[None]:
    app = Flask("letters")
    app.config.update(
        BABEL_DEFAULT_LOCALE="nb", BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "translations")
    )
    Babel(app)
    with app.test_request_context():
        g.language = "nb"
        yield


def made(answers: Answers | None = None, to: To = HERE, **said: str) -> Letter:
    found = path_for(answers or Answers(wrong=Wrong.REFUSED, by=By.MUNICIPAL), DAY)
    typed = Typed(said={"about": "Jeg fikk ikke plan.", **said}, name="Kari Testesen")
    return letter_of(found, typed, to, line_of(found, DAY).bring)


def pdf(letter: Letter, language: str = "nb") -> bytes:
    found = complaint_paper(NAMSOS, language, letter, DAY)
    assert found is not None
    return found


ONE_OF_EACH = {
    Kind.COMPLAINT: Answers(wrong=Wrong.REFUSED, by=By.MUNICIPAL, matter=Matter.PLAN),
    Kind.SUPERVISION: Answers(wrong=Wrong.BADLY_DONE, by=By.MUNICIPAL),
    Kind.ENQUIRY: Answers(wrong=Wrong.BADLY_DONE, by=By.NAV_MUNICIPAL),
    Kind.COORDINATOR_CHANGE: Answers(wrong=Wrong.COORDINATOR, trouble=Trouble.WANTS_OTHER),
    Kind.PERSONAL_DATA: Answers(wrong=Wrong.OWN_DATA, data=Data.ACCESS, by=By.MUNICIPAL),
    Kind.REMINDER: Answers(wrong=Wrong.TOO_LONG, by=By.MUNICIPAL),
    Kind.ALERT: Answers(wrong=Wrong.HARM, by=By.HOSPITAL),
    Kind.QUESTION: Answers(wrong=Wrong.SCHOOL),
}


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_is_called_what_it_is_and_can_be_read_aloud(kind: Kind) -> None:
    answers = ONE_OF_EACH[kind]
    assert path_for(answers, DAY).main.kind is kind
    letter = made(answers)
    assert letter.heading == HEADINGS[kind]
    data = pdf(letter)
    assert problems_of(data) == []
    text = text_of(data)
    assert letter.heading in text and " ".join(letter.opening) in text
    assert "Underskrift:" in text and "Sted og dato:" in text and "Vedlegg:" in text
    with pikepdf.open(io.BytesIO(data)) as file:
        assert str(file.Root.Lang) == "nb"
        assert str(file.docinfo["/Title"]) == letter.heading
        assert "Kari" not in str(dict(file.docinfo)) and "/Author" not in file.docinfo


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (Answers(wrong=Wrong.NO_ANSWER), "Jeg klager på at det ikke har kommet noe svar."),
        (
            Answers.of({"wrong": "refused", "answer": "dated"}, date(2026, 11, 3)),
            "Jeg klager på svaret som kom 3. november 2026.",
        ),
        (
            Answers.of({"wrong": "refused", "answer": "undated"}),
            "Jeg klager på et svar jeg har fått.",
        ),
        (Answers(), "Er dette feil sted, ber jeg dere sende det videre."),
    ],
)
def test_a_complaint_says_which_answer_it_is_about(answers: Answers, sentence: str) -> None:
    assert sentence in made(answers).opening


@pytest.mark.parametrize(
    ("who", "kin", "labels", "enclosed"),
    [
        (Who.SELF, Kin.UNKNOWN, SENDER, 0),
        (Who.UNKNOWN, Kin.UNKNOWN, SENDER, 0),
        (Who.PARENT, Kin.UNKNOWN, (*SENDER, "På vegne av"), 0),
        (Who.ATTORNEY, Kin.UNKNOWN, (*SENDER, "På vegne av"), 1),
        (Who.GUARDIAN, Kin.UNKNOWN, (*SENDER, "På vegne av"), 1),
        (Who.LAWYER, Kin.UNKNOWN, (*SENDER, "På vegne av"), 0),
        (Who.KIN, Kin.CAN_DECIDE, (*SENDER, "På vegne av"), 1),
        (Who.KIN, Kin.OWN_RIGHTS, SENDER, 0),
        (Who.KIN_OF_DECEASED, Kin.UNKNOWN, (*SENDER, "Det gjelder"), 0),
        (Who.PROFESSIONAL, Kin.UNKNOWN, (*SENDER, "Det gjelder"), 0),
    ],
)
def test_who_acts_for_another_has_a_line_for_the_other_and_what_to_enclose(
    who: Who, kin: Kin, labels: tuple[str, ...], enclosed: int
) -> None:
    letter = made(
        Answers(wrong=Wrong.REFUSED, by=By.MUNICIPAL, matter=Matter.PLAN, who=who, kin=kin)
    )
    assert tuple(line.label for line in letter.sender) == labels
    assert [line.text for line in letter.sender][3:] in ([], [""])
    assert len(letter.enclosures) == enclosed


@pytest.mark.parametrize("slug", PROFILES)
@pytest.mark.parametrize("body", [Body.COORDINATING_UNIT, Body.NAV_OFFICE, Body.HOSPITAL])
def test_an_address_is_the_municipalitys_own_or_none(slug: str, body: Body) -> None:
    profile = PROFILES[slug]
    to = to_of(profile, body, "Den andre", "Enheten")
    unit = profile.unit
    own = unit.post or ((unit.visit,) if unit.visit else None)
    if body is Body.COORDINATING_UNIT:
        assert (to.names, to.address) == (("Enheten", profile.name), own)
    else:
        assert (to.names, to.address) == (("Den andre",), None)
        assert to.passes_on == (own and ("Enheten", profile.name, *own))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Æ, Ø og Å. Čáhci, ŋuolla, đ, ŧ, ž.", "Æ, Ø og Å. Čáhci, ŋuolla, đ, ŧ, ž."),
        ("#set text(red) $x$ *nei* \\", "#set text(red) $x$ *nei* \\"),
        ("Вітаю", "Вітаю"),
        # What runs to the left is painted from the left: its letters come out backwards.
        ("مرحبا", "ابحرم"),
        ("שלום", "םולש"),
    ],
)
def test_every_word_stands_in_the_file(typed: str, read: str) -> None:
    data = pdf(made(happened=typed))
    assert problems_of(data) == []
    assert read in text_of(data)


def test_a_long_story_goes_over_more_pages_and_none_of_it_is_lost() -> None:
    story = " ".join(f"Dag {number} skjedde det samme igjen." for number in range(1, 170))[:5000]
    data = pdf(made(happened=story))
    with pikepdf.open(io.BytesIO(data)) as file:
        assert len(file.pages) >= 2
    read = text_of(data)
    assert [number for number in range(1, 146) if f"Dag {number} skjedde" not in read] == []
    assert problems_of(data) == []


def test_the_fonts_have_every_sign_it_promises() -> None:
    text = "".join(chr(sign) for sign in sorted(WRITABLE))
    assert problems_of(pdf(made(happened=text))) == []


@pytest.mark.parametrize("sign", ["😀", "አ", "ہ"])
def test_a_sign_no_font_has_makes_no_file_rather_than_another_word(sign: str) -> None:
    assert complaint_paper(NAMSOS, "nb", made(happened=f"Hei {sign}"), DAY) is None


def test_marks_of_direction_are_no_hindrance() -> None:
    assert "Hei" in text_of(pdf(made(happened="\u200fHei\u200e")))


def test_an_invented_municipality_and_a_demonstration_say_that_it_must_not_be_posted() -> None:
    invented = dataclasses.replace(NAMSOS, invented=True)
    for profile, demo, words in (
        (invented, False, "Kommunen er oppdiktet. Ikke send dette arket."),
        (NAMSOS, True, "Dette er en demonstrasjon. Ikke send dette arket."),
    ):
        data = complaint_paper(profile, "nb", made(), DAY, demo=demo)
        assert data is not None and words in text_of(data)
