"""Bokmål, nynorsk and English: read from the address; dates and numbers in words.

Bokmål is the source text and needs no catalogue.
"""

from datetime import date, datetime
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.support import Translations
from flask import Flask, g
from flask_babel import Babel, LazyString
from markupsafe import Markup, escape
from werkzeug.datastructures import LanguageAccept
from werkzeug.routing import BaseConverter

LANGUAGES = ("nb", "nn", "en")
NAMES = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}
FOLDER = Path(__file__).resolve().parent.parent / "translations"
OSLO = ZoneInfo("Europe/Oslo")
MONTHS = {
    "nb": "januar februar mars april mai juni juli august september oktober november desember",
    "nn": "januar februar mars april mai juni juli august september oktober november desember",
    "en": "January February March April May June July August September October November December",
}


class LanguageConverter(BaseConverter):
    """`<language:sprak>` in an address: one of the three, anything else is a 404."""

    regex = "|".join(LANGUAGES)


def current_language() -> str:
    """The language of the page being made."""
    return str(g.get("language", "nb"))


def best_language(wanted: LanguageAccept, offered: tuple[str, ...]) -> str:
    """The best of the offered languages for this browser; the first one when none fits.

    "no" in a browser means Norwegian of either kind: the municipality's own first form.
    """
    for code, _quality in wanted:
        short = code.lower().split("-")[0]
        if short in offered:
            return short
        if short == "no":
            return next((own for own in offered if own in {"nb", "nn"}), offered[0])
    return offered[0]


def local(moment: datetime) -> datetime:
    """A moment as the clock on the wall in Norway shows it."""
    return moment.astimezone(OSLO)


def date_in_words(day: date | datetime) -> str:
    """«21. november 2026», or «21 November 2026» in English."""
    if isinstance(day, datetime):
        day = local(day).date()
    language = current_language()
    month = MONTHS[language].split()[day.month - 1]
    return f"{day.day}{'' if language == 'en' else '.'} {month} {day.year}"


def time_in_words(moment: datetime) -> str:
    """«12.03», or «12:03» in English."""
    return local(moment).strftime("%H:%M" if current_language() == "en" else "%H.%M")


def datetime_in_words(moment: datetime) -> str:
    """«21. november 2026 klokka 12.03», or «21 November 2026 at 12:03»."""
    joint = {"nb": "klokka", "nn": "klokka", "en": "at"}[current_language()]
    return f"{date_in_words(moment)} {joint} {time_in_words(moment)}"


def phone_address(number: str) -> str:
    """Where a press on the number leads; a short number such as 116 117 keeps its form."""
    dialled = number.replace(" ", "")
    return f"tel:+47{dialled}" if len(dialled) == 8 and dialled.isdecimal() else f"tel:{dialled}"


def phone_link(number: str) -> Markup:
    """A phone number that can be pressed; spaces stay for the eye and go for the phone."""
    address = escape(phone_address(number))
    return Markup('<a class="phone" href="{}">{}</a>').format(address, escape(number))


def speak(app: Flask) -> None:
    """Wire translations and filters into the app."""
    app.config["BABEL_DEFAULT_LOCALE"] = "nb"
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Europe/Oslo"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(app.config["TRANSLATIONS"])
    Babel(app, locale_selector=current_language)
    app.url_map.converters["language"] = LanguageConverter
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: catalogue().gettext(text),
        lambda one, many, count: catalogue().ngettext(one, many, count),
        newstyle=True,
    )
    app.jinja_env.filters.update(
        date=date_in_words,
        time=time_in_words,
        datetime=datetime_in_words,
        phone_link=phone_link,
        phone_address=phone_address,
    )


def catalogue() -> NullTranslations:
    """The sentences of this page's language; bokmål is the source and has none."""
    return read_catalogue(current_language())


@cache
def read_catalogue(language: str) -> NullTranslations:
    """A catalogue as it stood when the process first needed it."""
    return Translations.load(str(FOLDER), [language])


def gettext(sentence: str, **values: object) -> str:
    """A sentence in the language of the page.

    flask-babel's own finds the language anew for each sentence, which costs a form page a third
    of its time. It stays where there is no page: messages and paper, with `force_locale`.
    """
    said = catalogue().gettext(sentence)
    return said % values if values else said


def lazy_gettext(sentence: str) -> Any:
    """A sentence that is looked up when it is shown, for labels and choices made at the start."""
    return LazyString(gettext, sentence)
