"""Browser profiles lent to one test after another.

A new profile is a new process with cold caches: a fifth of a second of the machine, for each person of each test. One that
comes back is emptied of what a person leaves: cookies, what pages have stored, the history, the pages that were opened
beside. One whose clock was moved does not come back.
"""

from contextlib import suppress
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page

from tests.browser.ways import DESKTOP

PLAIN = {"viewport", "java_script_enabled"}
"""What profiles are kept apart by; one that wishes for more is made for its test alone."""
AS_IT_CAME = {
    "media": "null",
    "color_scheme": "light",
    "reduced_motion": "no-preference",
    "forced_colors": "none",
}
CLOCK_MOVED = "() => '__pwClock' in window"
FORGET = "() => { sessionStorage.clear(); localStorage.clear(); }"
LONGEST_WAIT = 15_000  # milliseconds


def opened(browser: Browser, **options: Any) -> BrowserContext:
    """A new profile with nothing remembered."""
    options = {"viewport": DESKTOP, "locale": "nb-NO"} | options
    context = browser.new_context(**options)
    context.set_default_timeout(LONGEST_WAIT)
    return context


class Lender:
    """Lends pages of a browser, and takes them back after each test. They wait at the address `empty`."""

    def __init__(self, browser: Browser, empty: str) -> None:
        self.browser = browser
        self.empty = empty
        self.free: dict[str, list[Page]] = {}
        self.out: list[tuple[str | None, Any, Page]] = []

    def lend(self, **options: Any) -> Page:
        """A page of a profile of which nobody else has anything."""
        kind = None if set(options) - PLAIN else repr(sorted(options.items()))
        kept = self.free.get(kind) if kind else None
        page = kept.pop() if kept else opened(self.browser, **options).new_page()
        self.out.append((kind, options.get("viewport", DESKTOP), page))
        return page

    def take_back(self) -> None:
        """All that is out; what cannot be emptied is closed."""
        for kind, size, page in self.out:
            if kind and emptied(page, self.empty, size):
                self.free.setdefault(kind, []).append(page)
            else:
                page.context.close()
        self.out = []


def emptied(page: Page, empty: str, size: Any) -> bool:
    """Whether the next may have it: nothing of the one before is left."""
    with suppress(Error):
        context = page.context
        if page.is_closed() or page.evaluate(CLOCK_MOVED):
            return False
        for other in context.pages:
            if other != page:
                other.close()
        page.unroute_all()
        page.evaluate(FORGET)
        page.emulate_media(**AS_IT_CAME)
        if page.viewport_size != size:
            page.set_viewport_size(size)
        page.goto(empty)
        context.clear_cookies()
        session = context.new_cdp_session(page)
        session.send("Page.resetNavigationHistory")
        session.detach()
        return True
    return False
