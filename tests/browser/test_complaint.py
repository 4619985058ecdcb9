"""Something is wrong: from the guide to a letter or a receipt, and what the desk does seen by the one who complained."""

from pathlib import Path

from tests.browser.complaints import CONCERNS, goes_through_the_guide
from tests.browser.states_complaint import DATED
from tests.browser.steps import given, then, when
from tests.browser.ways import walked_in

HAPPENED = "Jeg ringte i september, og ingen svarte."


# Without login


@walked_in("nb", "nn", "en")
def test_without_login_the_guide_ends_in_a_letter_to_sign_and_post(person, language):
    goes_through_the_guide(given(person), **DATED)
    then(person).reads_heading("Du kan klage").has_focus_on_heading().scrolls_no_way_but_down()
    then(person).sees("Det er gratis.").sees("74 21 71 00")

    when(person).presses("Skriv et brev du kan sende i posten")
    then(person).reads_heading("Skriv et brev").scrolls_no_way_but_down()
    when(person).presses("Lag brevet")
    then(person).has_focus_on("error-summary")
    when(person).writes("about", CONCERNS).writes("happened", HAPPENED)
    when(person).writes("name", "Kari Prøve").presses("Lag brevet")
    then(person).reads_heading("Brevet er klart").has_focus_on_heading().scrolls_no_way_but_down()
    then(person).sees("Klage").sees(CONCERNS).sees(HAPPENED).sees("Postboks 333 Sentrum")
    then(person).sees("Skriv under på brevet.")

    with person.page.expect_download() as saved:
        when(person).presses("Last ned som PDF")
    assert Path(saved.value.path()).read_bytes().startswith(b"%PDF-")
    when(person).presses("Endre")
    then(person).reads_heading("Skriv et brev")
    assert person.page.locator("[name=happened]").input_value() == HAPPENED
    assert person.page.context.cookies() == []
    assert "?" not in person.page.url
