"""The guide «Er dette noe for meg?»: never a no, nothing kept, nothing in the address."""

from tests.browser.steps import given, then, when
from tests.browser.ways import walked_in


@walked_in("nb", "nn", "en")
def test_a_person_answers_and_learns_what_to_ask_for(person, language):
    given(person).stands_at("/namsos/{sprak}/veiviser")
    when(person).chooses("about", "child").chooses("help", "several").chooses("lasting", "yes")
    when(person).chooses("topics", "disability").chooses("wish", "both")
    when(person).presses("Se hva jeg kan be om")
    then(person).is_at("/namsos/{sprak}/veiviser").reads_heading("Dette kan du be om")
    then(person).has_focus_on_heading().sees("Barnekoordinator").scrolls_no_way_but_down()
    assert person.page.context.cookies() == []

    when(person).follows("Be oss ringe deg")
    then(person).is_at("/namsos/{sprak}/koordinator/ring-meg")


@walked_in("nb", "nn", "en")
def test_a_person_who_answers_nothing_is_not_turned_away(person, language):
    given(person).stands_at("/namsos/{sprak}/veiviser")
    when(person).presses("Se hva jeg kan be om")
    then(person).reads_heading("Dette kan du be om").sees("Be oss ringe deg")
    then(person).sees("74 21 71 00")


@walked_in("nb")
def test_the_answers_follow_when_the_language_is_changed(person, language):
    given(person).stands_at("/namsos/nb/veiviser")
    when(person).chooses("help", "one").presses("Nynorsk")
    person.language = "nn"
    then(person).is_at("/namsos/nn/veiviser")
    assert person.page.locator("[name=help][value=one]").is_checked()
