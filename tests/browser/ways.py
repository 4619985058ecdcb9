"""The ways people use the pages, and which of them a journey is walked in."""

from typing import Any

import pytest

from tests.conftest import EVERYTHING

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 800}
SMALL_PHONE = {"width": 320, "height": 640}
KEYBOARD = "by keyboard"
WAYS: dict[str, dict[str, Any]] = {
    "with script": {"viewport": DESKTOP},
    "without script": {"viewport": PHONE, "java_script_enabled": False},
    "at 320 px": {"viewport": SMALL_PHONE},
    KEYBOARD: {"viewport": DESKTOP},
}
OTHER_LANGUAGES_WALK = {"nn": "without script", "en": "at 320 px"}


def walked_in(*languages: str) -> pytest.MarkDecorator:
    """A journey in the first language every way, in the others one way each; all with --all."""
    walks = [
        (way, language)
        for language in languages
        for way in WAYS
        if EVERYTHING or language == languages[0] or OTHER_LANGUAGES_WALK[language] == way
    ]
    return pytest.mark.parametrize(("way", "language"), walks)


def walked_each_way(*languages: str) -> pytest.MarkDecorator:
    """A journey every way once, the languages going round; all with --all."""
    walks = [
        (way, language)
        for place, way in enumerate(WAYS)
        for language in languages
        if EVERYTHING or language == languages[place % len(languages)]
    ]
    return pytest.mark.parametrize(("way", "language"), walks)
