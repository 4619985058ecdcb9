"""The ways people use the pages, and which of them a journey is walked in."""

from typing import Any

import pytest

from tests.conftest import EVERYTHING

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 800}
SMALL_PHONE = {"width": 320, "height": 640}
KEYBOARD, BY_HAND = "by keyboard", "with script"
NARROW = "without script at 320 px"
WAYS: dict[str, dict[str, Any]] = {
    KEYBOARD: {"viewport": DESKTOP},
    NARROW: {"viewport": SMALL_PHONE, "java_script_enabled": False},
    BY_HAND: {"viewport": DESKTOP},
    "without script": {"viewport": PHONE, "java_script_enabled": False},
    "at 320 px": {"viewport": SMALL_PHONE},
}


def walked_in(*languages: str) -> pytest.MarkDecorator:
    """A journey with script by keyboard alone and without script on the smallest phone, the languages going round.

    In a third language also by hand; with --all every way in every language.
    """
    walks = [
        (way, language)
        for place, way in enumerate(WAYS)
        for language in languages
        if EVERYTHING
        or (place < max(2, len(languages)) and language == languages[place % len(languages)])
    ]
    return pytest.mark.parametrize(("way", "language"), walks)
