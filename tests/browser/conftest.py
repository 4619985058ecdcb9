"""A real site and a real browser for the tests of this folder, once per worker."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.chromium import chromium
from tests.browser.lent import Lender, opened
from tests.browser.live_site import Site, running_site
from tests.browser.served import EMPTY, serves_beside
from tests.browser.states import OFFICER
from tests.browser.steps import Person, logs_in
from tests.browser.ways import KEYBOARD, WAYS


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
        serves_beside(running.app)
        yield running


@pytest.fixture
def open_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """New browser profiles, each with nothing remembered."""
    contexts = []

    def open_one(**options: Any) -> BrowserContext:
        contexts.append(opened(browser, **options))
        return contexts[-1]

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def lender(browser: Browser, site: Site) -> Lender:
    return Lender(browser, site.base + EMPTY)


@pytest.fixture
def lend(lender: Lender) -> Iterator[Callable[..., Page]]:
    """Pages of profiles that were emptied after another test."""
    yield lender.lend
    lender.take_back()


@pytest.fixture
def blank_page(open_context: Callable[..., BrowserContext]) -> Page:
    """A page of no site, for the checks themselves."""
    return open_context().new_page()


@pytest.fixture
def person(way: str, language: str, lend: Callable[..., Page], site: Site) -> Person:
    """Somebody who reads `language` and uses the pages in this `way`."""
    return Person(lend(**WAYS[way]), site, language, keyboard=way == KEYBOARD)


@pytest.fixture(scope="session")
def staff_cookies(browser: Browser, site: Site) -> list[Any]:
    """The cookies of an officer of Namsos who is logged in."""
    context = browser.new_context()
    logs_in(Person(context.new_page(), site), OFFICER)
    cookies = context.cookies()
    context.close()
    return cookies


@pytest.fixture
def visitor(lend: Callable[..., Page], site: Site) -> Callable[..., Person]:
    """A person whose browser remembers nothing, with what the browser should be like."""

    def visit(language: str = "nb", cookies: list[Any] | None = None, **options: Any) -> Person:
        page = lend(**options)
        page.context.add_cookies(cookies or [])
        return Person(page, site, language)

    return visit
