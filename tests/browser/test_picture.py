"""A photo of a letter in a real browser: chosen, seen, taken away, and a calm word when it is too large."""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser import checks
from tests.browser.citizens import WHO, YOU, comes_in, has_begun, somebody_new
from tests.browser.steps import given, then, when
from tests.browser.ways import walked_in

CHECK = "/namsos/{sprak}/koordinator/se-over"
HERE = "/namsos/{sprak}/koordinator/bilde"
ADDED = "Bildet er lagt ved. Du kan legge ved flere, eller gå tilbake og se over."
TOO_LARGE = 11 * 1024 * 1024


def letter() -> dict[str, object]:
    """A photo as large as phones take them."""
    file = io.BytesIO()
    Image.effect_noise((2400, 1800), 8).convert("RGB").save(file, "JPEG")
    return {"name": "IMG_0001.JPG", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def is_the_picture(answer):
    return answer.request.resource_type == "image" and "/koordinator/bilde/" in answer.url


def chooses(person, file):
    """The dialog of the system is not the page's; the field is reached as all others."""
    field = person.page.locator("[name=picture]")
    if person.keyboard:
        person.tabs_to(field)
    field.set_input_files(file)
    return person.presses("Legg ved bildet")


@pytest.fixture
def citizen(site):
    one = somebody_new(site)
    has_begun(one, hvem=WHO, deg=YOU)
    return one


@walked_in("nb", "nn", "en")
def test_a_photo_goes_along_and_is_taken_away(person, citizen):
    comes_in(person, citizen)
    given(person).stands_at(CHECK)
    when(person).follows_to("/koordinator/bilde")
    then(person).is_at(HERE).reads_heading("Bilde av et brev").scrolls_no_way_but_down()
    with person.page.expect_response(is_the_picture) as shown:
        chooses(when(person), letter())
        then(person).is_at(HERE).sees(ADDED)
        person.page.locator(".pictures img").scroll_into_view_if_needed()
    assert Image.open(io.BytesIO(shown.value.body())).size == (2000, 1500)
    then(person).scrolls_no_way_but_down()

    when(person).presses("Ta bort")
    then(person).is_at(HERE).sees("Bildet er tatt bort.")
    expect(person.page.locator(".pictures")).to_have_count(0)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_one_that_is_too_large_is_told_and_the_draft_stays(visitor, citizen, script, tmp_path):
    person = comes_in(visitor(java_script_enabled=script), citizen)
    given(person).stands_at(HERE)
    large = tmp_path / "brev.jpg"
    large.write_bytes(bytes(TOO_LARGE))
    chooses(when(person), large)
    then(person).sees("Bildet er for stort. Velg et bilde på høyst 10 MB.")
    chooses(when(person), letter())
    then(person).is_at(HERE).sees(ADDED)


def test_the_page_works_for_everyone(visitor, citizen):
    person = comes_in(visitor(), citizen)
    given(person).stands_at(HERE)
    assert not checks.problems(person.page, checks.EVERYWHERE)
    chooses(when(person), letter())
    then(person).sees(ADDED)
    assert not checks.problems(person.page, checks.EVERYWHERE)
    person.page.goto(person.page.url)
    when(person).presses("Legg ved bildet")
    then(person).sees("Velg et bilde først.")
    assert not checks.problems(person.page, checks.EVERYWHERE | checks.ON_FORMS)
