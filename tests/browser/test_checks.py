"""The checks can fail: each bad page is flagged by the checks that should, and by no other."""

import tomllib
from pathlib import Path

import pytest

from tests.browser import checks

BAD = Path(__file__).parent / "bad"
GOOD = (BAD / "good.html").read_text()
CHANGES = tomllib.loads((BAD / "changes.toml").read_text())

SLOW = {"axe", "axe in the dark", "keyboard", "errors", "forced colours", "focus in pixels"}


def test_the_good_page_passes_every_check(blank_page):
    blank_page.set_content(GOOD)
    assert checks.problems(blank_page, checks.ALL) == {}


@pytest.mark.parametrize("name", CHANGES)
def test_a_bad_page_is_flagged(blank_page, name):
    change = CHANGES[name]
    assert GOOD.count(change["old"]) == 1
    blank_page.set_content(GOOD.replace(change["old"], change["new"]))
    asked = {
        k: check for k, check in checks.ALL.items() if k in change["flagged_by"] or k not in SLOW
    }
    assert set(checks.problems(blank_page, asked)) == set(change["flagged_by"])


def test_every_check_has_a_bad_page():
    assert {check for change in CHANGES.values() for check in change["flagged_by"]} == set(
        checks.ALL
    )


def test_colours_are_asked_again_when_anything_around_the_words_is_new(blank_page):
    def colours(html):
        blank_page.set_content(html)
        return set(blank_page.evaluate(checks.COLOURS))

    plain = colours("<main><p>Ord</p><ul class=a><li>Ord</li></ul></main>")
    assert (
        colours("<main><ul class=a><li>Andre</li><li>ord</li></ul><p id=x>Ord</p></main>") == plain
    )
    for new in (
        "<main><p class=b>Ord</p></main>",
        "<main class=b><p>Ord</p></main>",
        "<main><p><b>Ord</b></p></main>",
        "<main><p data-color=b>Ord</p></main>",
        "<main><button disabled>Ord</button></main>",
        "<main><textarea></textarea></main>",
    ):
        assert not colours(new) <= plain, new
