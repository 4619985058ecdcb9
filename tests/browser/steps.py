"""What a person does and sees, in words, so that a journey reads as a story.

The same steps work with mouse or finger, without script, on a narrow phone and by keyboard only:
a person made with `keyboard=True` never touches anything, but presses Tab, arrows, Space and Enter.
"""

import re
from collections.abc import Callable
from itertools import count
from typing import Any

from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.live_site import Site

NUMBERS = count(2222_0000)
MOST_TABS = 120


def a_phone_number() -> str:
    """A number that no other person in this run has."""
    return f"{next(NUMBERS):08}"


class Person:
    """Somebody at a page. `language` is the one they read; `say` gives the words of the pages in it."""

    def __init__(
        self, page: Page, site: Site, language: str = "nb", *, keyboard: bool = False
    ) -> None:
        self.page = page
        self.site = site
        self.language = language
        self.keyboard = keyboard

    def say(self, sentence: str, **values: object) -> str:
        return self.site.say(self.language, sentence, **values)

    # Given

    def stands_at(self, path: str) -> "Person":
        """`{sprak}` in the path is the person's language."""
        self.page.goto(self.site.base + path.format(sprak=self.language))
        return self

    # When

    def follows(self, sentence: str, **values: object) -> "Person":
        return self.does(
            self.page.get_by_role("link", name=self.say(sentence, **values)).first, "Enter"
        )

    def follows_to(self, end_of_address: str) -> "Person":
        """A link known by where it goes, for words that editors change."""
        return self.does(self.page.locator(f"main a[href$='{end_of_address}']").first, "Enter")

    def presses(self, sentence: str, **values: object) -> "Person":
        return self.does(
            self.page.get_by_role("button", name=self.say(sentence, **values)).first, "Enter"
        )

    def writes(self, field: str, text: str) -> "Person":
        """Into the field with this name."""
        place = self.page.locator(f"[name={field}]")
        if not self.keyboard:
            place.fill(text)
            return self
        self.tabs_to(place)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)
        return self

    def chooses(self, field: str, value: str) -> "Person":
        """One of a group, or a box to tick."""
        choice = self.page.locator(f"[name={field}][value='{value}']")
        if not self.keyboard:
            self.page.locator(f"label[for='{choice.get_attribute('id')}']").click()
        elif choice.get_attribute("type") == "checkbox":
            self.tabs_to(choice)
            self.page.keyboard.press("Space")
        else:
            self.arrows_to(field, choice)
        expect(choice).to_be_checked()
        return self

    def picks(self, field: str, value: str) -> "Person":
        """One of a list that opens."""
        place = self.page.locator(f"select[name={field}]")
        if self.keyboard:
            self.tabs_to(place)
            self.page.keyboard.type(place.locator(f"[value='{value}']").inner_text())
        else:
            place.select_option(value)
        expect(place).to_have_value(value)
        return self

    def goes_back(self) -> "Person":
        self.page.go_back()
        return self

    def does(self, place: Locator, key: str) -> "Person":
        if self.keyboard:
            self.tabs_to(place)
            self.page.keyboard.press(key)
        else:
            place.click()
        self.page.wait_for_load_state()
        return self

    def tabs_to(self, place: Locator) -> None:
        """Press Tab until the focus is there; a place that Tab never reaches fails the test."""
        wanted = place.element_handle()
        for _press in range(MOST_TABS):
            if wanted.evaluate("e => e === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {place}")

    def arrows_to(self, field: str, choice: Locator) -> None:
        """Into the group by Tab, which lands on the one that is chosen, else on the first; then down."""
        chosen = self.page.locator(f"[name={field}]:checked")
        self.tabs_to(chosen if chosen.count() else self.page.locator(f"[name={field}]").first)
        self.page.keyboard.press("Space")
        for _press in range(self.page.locator(f"[name={field}]").count()):
            if choice.is_checked():
                return
            self.page.keyboard.press("ArrowDown")

    # Then

    def is_at(self, path: str) -> "Person":
        wanted = re.escape(self.site.base + path.format(sprak=self.language))
        expect(self.page).to_have_url(re.compile(f"^{wanted}$"))
        expect(self.page.locator("html")).to_have_attribute("lang", self.language)
        return self

    def reads_heading(self, sentence: str, **values: object) -> "Person":
        heading = self.page.get_by_role("heading", level=1)
        expect(heading).to_have_text(self.say(sentence, **values))
        return self

    def sees(self, sentence: str, **values: object) -> "Person":
        expect(self.page.locator("body")).to_contain_text(self.say(sentence, **values))
        return self

    def does_not_see(self, text: str) -> "Person":
        expect(self.page.locator("body")).not_to_contain_text(text)
        return self

    def has_focus_on(self, id_: str) -> "Person":
        expect(self.page.locator(f"[id='{id_}']")).to_be_focused()
        return self

    def has_focus_on_heading(self) -> "Person":
        expect(self.page.get_by_role("heading", level=1)).to_be_focused()
        return self

    def scrolls_no_way_but_down(self) -> "Person":
        width, window = self.page.evaluate(
            "() => [document.scrollingElement.scrollWidth, innerWidth]"
        )
        assert width <= window, f"{self.page.url} is {width} px wide in {window}"
        return self


def given(person: Person) -> Person:
    """The story so far."""
    return person


def when(person: Person) -> Person:
    """What the person does."""
    return person


def then(person: Person) -> Person:
    """What the person meets."""
    return person


def asks_to_be_called(person: Person, **changes: Any) -> Person:
    """Fills in «ring meg» with invented answers and sends it."""
    answers = {"name": "Kari Prøve", "phone": a_phone_number(), "spoken": "norwegian"} | changes
    person.chooses("about", "self").writes("name", answers["name"]).writes(
        "phone", answers["phone"]
    )
    person.chooses("when", "morning").chooses("spoken", answers["spoken"])
    return person.presses("Be oss ringe")


def logs_out(person: Person) -> Person:
    """Out of here and of the login service. Without script the second takes a press of its own."""
    by_hand = person.page.evaluate("matchMedia('(scripting: none)').matches")
    person.presses("Logg ut")
    if by_hand:
        person.presses("Logg ut av innloggingstjenesten også")
    expect(person.page).to_have_url(re.compile(r"/innlogging/ute\?state="))
    expect(person.page.locator("html")).to_have_attribute("lang", person.language)
    return person.sees("Du er logget ut av Planen min og av innloggingstjenesten.")


def a_second_tab(person: Person) -> Person:
    """The same person, in another tab of the same browser."""
    page = person.page.context.new_page()
    return Person(page, person.site, person.language, keyboard=person.keyboard)


def is_sent_on_to(person: Person, press: Callable[[], object]) -> str:
    """Where the answer to a press sends the browser; it never goes there."""
    addresses: list[str] = []

    def stop(route: Route) -> None:
        addresses.append(route.fetch(max_redirects=0).headers["location"])
        route.fulfill(body="stopped here")

    person.page.route("**", stop, times=1)
    press()
    assert len(addresses) == 1, addresses
    return addresses[0]


def presses_twice(person: Person, sentence: str) -> None:
    """The second time before the answer to the first has come: it got lost, or the network is slow."""
    page, answered = person.page, []
    button = page.get_by_role("button", name=person.say(sentence)).first
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box is not None

    def lose_the_answer(route: Route) -> None:
        answered.append(route.fetch(max_redirects=0).status)

    page.route("**", lose_the_answer, times=1)
    page.mouse.click(box["x"] + 10, box["y"] + 10)
    for _moment in range(500):
        if not answered:
            page.wait_for_timeout(10)
    assert answered == [303], f"the first press was answered by {answered}"
    page.mouse.click(box["x"] + 10, box["y"] + 10)
    page.wait_for_load_state()


def reference_on(person: Person) -> str:
    """The reference of the receipt."""
    return person.page.locator(".reference").inner_text()


def opens_case(person: Person, reference: str) -> Person:
    """From the inbox, which shows the most urgent first: a new case may stand on a later page."""
    while person.page.locator(f"main a[href$='/{reference}']").count() == 0:
        with person.page.expect_navigation():
            person.follows("Vis flere saker")
    return person.follows_to(f"/ansatt/sak/{reference}")


def logs_in(person: Person, who: str, kommune: str = "namsos") -> Person:
    """Through the stand-in, as one of the invented employees."""
    person.stands_at(f"/{kommune}/{{sprak}}/ansatt")
    return person.does(person.page.locator(f"button[value='{who}']"), "Enter")
