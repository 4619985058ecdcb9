"""What one test leaves in a browser, the next never meets."""

import pytest

from tests.browser.citizens import comes_in, somebody_new
from tests.browser.steps import Person
from tests.browser.ways import DESKTOP, SMALL_PHONE

STORED = "() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]"
DARK = "() => matchMedia('(prefers-color-scheme: dark)').matches"


@pytest.fixture
def given_back(lender, site):
    """A page somebody has used, and the same page after it was given back."""
    page = lender.lend()
    comes_in(Person(page, site), somebody_new(site)).stands_at("/namsos/{sprak}/saker")
    page.evaluate("() => { localStorage.a = 'secret'; sessionStorage.b = 'secret'; }")
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(SMALL_PHONE)
    page.route("**/rettigheter", lambda route: route.abort())
    page.context.new_page()
    lender.take_back()
    yield page, lender.lend()
    lender.take_back()


def test_nothing_is_left_of_the_one_before(given_back, site):
    before, page = given_back
    assert page is before, "the same browser"
    Person(page, site).stands_at("/namsos/{sprak}/rettigheter").does_not_see("Logget inn")
    assert page.context.cookies() == []
    assert page.evaluate(STORED) == []
    assert not page.evaluate(DARK)
    assert page.viewport_size == DESKTOP
    assert page.context.pages == [page]
    page.go_back()
    assert "Mine saker" not in page.content()


def test_a_browser_whose_clock_was_moved_is_not_used_again(lender, site):
    page = lender.lend()
    Person(page, site).stands_at("/namsos/{sprak}/")
    page.clock.install()
    lender.take_back()
    assert page.is_closed()


def test_two_people_of_a_test_have_nothing_in_common(lender):
    one, other = lender.lend(), lender.lend()
    assert one.context is not other.context
    lender.take_back()
