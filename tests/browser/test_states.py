"""Every page state holds every check: axe in light and dark, 320 px, targets, text, keyboard, errors.

At a push each state is checked in bokmål for what is its own and every third whole, and every sixth of a
citizen's in one other language, nynorsk and English in turn, for what words can break: width, targets and
text size. PORTAL_TEST_ALL checks all of it in every language.
"""

import pytest

from tests.browser import checks
from tests.browser.states import STATES
from tests.conftest import EVERYTHING

WORDS_CAN_BREAK = {name: checks.EVERYWHERE[name] for name in ("320 px", "targets", "large text")}
IN_PIXELS = {
    "front",
    "article-koordinator",
    "call-errors",
    "desk-case",
    "ask-check",
    "case-more-wanted",
}
OF_SHARED_PARTS = {"text spacing", "large text", "motion", "keyboard", "forced colours"}
"""What the parts decide that every page is made of: each third state shows it."""
COLOURS_ASKED: set[str] = set()


def checks_for(number, state, language):
    if language != state.languages[0] and not EVERYTHING:
        return WORDS_CAN_BREAK
    wanted = dict(checks.EVERYWHERE)
    if state.form:
        wanted |= checks.ON_FORMS
    if EVERYTHING or state.name in IN_PIXELS:
        wanted |= checks.WITH_PICTURES
    if EVERYTHING:
        return wanted
    if number % 3:
        wanted = {name: check for name, check in wanted.items() if name not in OF_SHARED_PARTS}
    return without_colours_asked(wanted)


def without_colours_asked(wanted):
    """The contrast of what stood on an earlier page, with the same around it, is not asked again."""
    del wanted["axe in the dark"]
    new = {"colours": lambda page: checks.new_colours(page, COLOURS_ASKED)}
    return wanted | {"axe": checks.axe_but_colours} | new


def languages_of(number, state):
    first, *others = state.languages
    if EVERYTHING or not others:
        return state.languages
    return (first,) if state.staff or number % 6 else (first, others[number // 6 % len(others)])


PLACES = [
    pytest.param(number, state, language, id=f"{state.name}-{language}")
    for number, state in enumerate(STATES)
    for language in languages_of(number, state)
]


@pytest.mark.parametrize(("number", "state", "language"), PLACES)
def test_the_page_works_for_everyone(number, state, language, visitor, request):
    cookies = request.getfixturevalue("staff_cookies") if state.staff else []
    person = visitor(language, cookies)
    state.reach(person)
    missing = person.page.get_by_role("heading", name=person.say("Vi finner ikke siden"))
    assert (missing.count() == 1) == (state.name == "not-found"), "the page that was to be checked"
    found = checks.problems(person.page, checks_for(number, state, language))
    assert not found, in_words(found)


def in_words(found):
    return "\n".join(f"{name}: {words}" for name, every in found.items() for words in every)
