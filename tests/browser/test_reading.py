"""Reading: rights → search → article, and what one reads with nothing but a slow phone."""

import pytest

from tests.browser.steps import given, then, when
from tests.browser.ways import PHONE, walked_in

SEARCHED = {"nb": "koordinatør", "nn": "koordinator", "en": "coordinator"}


@walked_in("nb", "nn", "en")
def test_a_person_reads_about_rights_searches_and_reads_an_article(person, language):
    given(person).stands_at("/namsos/{sprak}/")
    when(person).follows_to("/rettigheter")
    then(person).is_at("/namsos/{sprak}/rettigheter").reads_heading("Rettigheter")
    then(person).scrolls_no_way_but_down()

    when(person).writes("q", SEARCHED[language]).presses("Søk")
    then(person).is_at(f"/namsos/{{sprak}}/sok?q={SEARCHED[language].replace('ø', '%C3%B8')}")

    when(person).follows_to("/rettigheter/koordinator")
    then(person).is_at("/namsos/{sprak}/rettigheter/koordinator")
    then(person).sees("74 21 71 00").scrolls_no_way_but_down()


@walked_in("nb", "nn", "en")
def test_a_person_finds_nothing_and_is_led_on(person, language):
    given(person).stands_at("/namsos/{sprak}/sok")
    when(person).writes("q", "xyzzy").presses("Søk")
    then(person).sees("Vi fant ikke noe på «%(query)s»", query="xyzzy")
    when(person).follows("Be oss ringe deg")
    then(person).is_at("/namsos/{sprak}/koordinator/ring-meg")


@walked_in("nb")
def test_a_person_changes_language_and_stays_on_the_page(person, language):
    given(person).stands_at("/vik/nb/rettigheter/samtykke")
    when(person).follows("Nynorsk")
    person.language = "nn"
    then(person).is_at("/vik/nn/rettigheter/samtykke")


@pytest.mark.parametrize("script", [True, False])
def test_the_menu_opens_on_a_phone_with_and_without_script(visitor, script):
    person = visitor(viewport=PHONE, java_script_enabled=script)
    given(person).stands_at("/namsos/{sprak}/")
    when(person).presses("Meny").follows("Er dette noe for meg?")
    then(person).is_at("/namsos/{sprak}/veiviser")


def test_an_article_is_shared_as_a_link_and_printed_only_where_script_can(visitor):
    with_script = given(visitor()).stands_at("/namsos/nb/rettigheter/koordinator")
    tools = with_script.page.locator("[data-tools]")
    assert tools.get_by_role("button", name="Del siden").is_visible()
    assert tools.get_by_role("button", name="Skriv ut").is_visible()
    without = given(visitor(java_script_enabled=False)).stands_at(
        "/namsos/nb/rettigheter/koordinator"
    )
    assert not without.page.locator("[data-tools]").is_visible()
