"""Make pictures of every page state: `.venv/bin/python tools/pictures.py [part of a state's name …]`.

They land in `pictures/` (not kept in git): 360 and 1280 px wide, in each language, some also dark
and as printed. `--readme` makes the small ones of the README instead.
"""

import argparse
import io
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.chromium import chromium  # noqa: E402
from tests.browser.live_site import Site, running_site  # noqa: E402
from tests.browser.states import OFFICER, STATES, State  # noqa: E402
from tests.browser.steps import Person, logs_in  # noqa: E402

PICTURES = ROOT / "pictures"
README_PICTURES = ROOT / "docs" / "pictures"
WIDTHS = (360, 1280)
HEIGHT = 780
DARK = {
    "front",
    "article-koordinator",
    "call",
    "call-errors",
    "receipt",
    "other-ar",
    "desk-inbox",
    "desk-case",
}
PRINTED = {"front", "article-koordinator", "receipt", "who-to-call-storby"}
README = {
    "front": "front",
    "call": "call-me",
    "case-coordinator": "my-case",
    "plan": "my-plan",
    "wrong-complaint": "can-complain",
    "desk-case": "desk",
}
COLOURS = 64


def main() -> None:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readme", action="store_true", help="those of the README, nothing else")
    parser.add_argument("--languages", default="nb,nn,en", help="default: all three")
    parser.add_argument("names", nargs="*", help="only states whose name holds one of these")
    chosen = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        running_site(Path(folder)) as site,
        chromium() as browser,
    ):
        cookies = cookies_of_staff(browser, site)
        if chosen.readme:
            make_readme_pictures(browser, site, cookies)
            return
        for state in STATES:
            if not chosen.names or any(name in state.name for name in chosen.names):
                for language in set(state.languages) & set(chosen.languages.split(",")):
                    take(browser, site, cookies, state, language)


def cookies_of_staff(browser: Browser, site: Site) -> list[Any]:
    """The cookies of somebody logged in at the desk."""
    context = browser.new_context()
    logs_in(Person(context.new_page(), site), OFFICER)
    cookies: list[Any] = context.cookies()
    context.close()
    return cookies


def at_state(
    browser: Browser, site: Site, cookies: list[Any], state: State, language: str, **look: Any
) -> Iterator[Page]:
    """The page in that state; closed afterwards."""
    context = browser.new_context(viewport={"width": 1280, "height": HEIGHT}, **look)
    context.add_cookies(cookies if state.staff else [])
    person = Person(context.new_page(), site, language)
    state.reach(person)
    yield person.page
    context.close()


def take(browser: Browser, site: Site, cookies: list[Any], state: State, language: str) -> None:
    """All pictures of one state in one language."""
    for page in at_state(browser, site, cookies, state, language, reduced_motion="reduce"):
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            shoot(page, f"{state.name}-{language}-{width}")
            if state.name in DARK:
                page.emulate_media(color_scheme="dark")
                shoot(page, f"{state.name}-{language}-{width}-dark")
                page.emulate_media(color_scheme="light")
        if state.name in PRINTED:
            page.emulate_media(media="print")
            page.set_viewport_size({"width": 720, "height": HEIGHT})
            shoot(page, f"{state.name}-{language}-print")


def shoot(page: Page, name: str) -> None:
    """The whole page, from the top."""
    PICTURES.mkdir(exist_ok=True)
    page.evaluate("() => scrollTo(0, 0)")
    page.screenshot(
        path=PICTURES / f"{name}.png", full_page=True, animations="disabled", caret="hide"
    )


def make_readme_pictures(browser: Browser, site: Site, cookies: list[Any]) -> None:
    """A phone’s worth of pixels each, few colours, small files."""
    README_PICTURES.mkdir(parents=True, exist_ok=True)
    states = {state.name: state for state in STATES}
    for name, file in README.items():
        for page in at_state(browser, site, cookies, states[name], "nb", reduced_motion="reduce"):
            page.set_viewport_size({"width": 360, "height": HEIGHT})
            page.evaluate("() => scrollTo(0, 0)")
            shot = Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide")))
            few = shot.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
            few.save(README_PICTURES / f"{file}.png", optimize=True)


if __name__ == "__main__":
    main()
