"""A real site and a real browser for the tests of this folder, once per worker."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.chromium import chromium
from tests.browser.live_site import Site, running_site
from tests.browser.states import OFFICER
from tests.browser.steps import Person, logs_in
from tests.browser.ways import DESKTOP, KEYBOARD, WAYS


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    shared = tmp_path_factory.getbasetemp().parent / f"told-{run}" if run else None
    if shared:
        shared.mkdir(exist_ok=True)
    with running_site(tmp_path_factory.mktemp("site"), shared) as running:
        yield running


@pytest.fixture
def open_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """New browser profiles, each with nothing remembered."""
    opened = []

    def open_one(**options: Any) -> BrowserContext:
        options = {"viewport": DESKTOP, "locale": "nb-NO"} | options
        opened.append(browser.new_context(**options))
        opened[-1].set_default_timeout(15_000)
        return opened[-1]

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def blank_page(open_context: Callable[..., BrowserContext]) -> Page:
    """A page of no site, for the checks themselves."""
    return open_context().new_page()


@pytest.fixture
def person(
    way: str, language: str, open_context: Callable[..., BrowserContext], site: Site
) -> Person:
    """Somebody who reads `language` and uses the pages in this `way`."""
    page = open_context(**WAYS[way]).new_page()
    return Person(page, site, language, keyboard=way == KEYBOARD)


@pytest.fixture(scope="session")
def staff_cookies(browser: Browser, site: Site) -> list[Any]:
    """The cookies of an officer of Namsos who is logged in."""
    context = browser.new_context()
    logs_in(Person(context.new_page(), site), OFFICER)
    cookies = context.cookies()
    context.close()
    return cookies


@pytest.fixture
def visitor(open_context: Callable[..., BrowserContext], site: Site) -> Callable[..., Person]:
    """A person in a fresh profile, with what the browser should be like."""

    def visit(language: str = "nb", cookies: list[Any] | None = None, **options: Any) -> Person:
        context = open_context(**options)
        context.add_cookies(cookies or [])
        return Person(context.new_page(), site, language)

    return visit
