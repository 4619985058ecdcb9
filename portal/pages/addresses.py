"""Addresses: `/<kommune>/<språk>/…`. Municipality and language are read here and nowhere else."""

from typing import Any

from flask import Flask, abort, current_app, g, request, url_for
from markupsafe import Markup
from werkzeug.routing import BaseConverter

from portal.language import LANGUAGES, NAMES
from portal.pages.unplaced import shown_unit
from portal.rules.municipality import Profile, Text
from portal.rules.municipality import words as words_of


def teach(app: Flask) -> None:
    """Teach the app its addresses, and the templates to write them."""
    profiles: dict[str, Profile] = app.extensions["profiles"]

    class ProfileConverter(BaseConverter):
        """`<profile:kommune>`: the slug of a municipality we have; anything else is a 404."""

        regex = "|".join(profiles)

        def to_python(self, value: str) -> Profile:
            return profiles[value]

        def to_url(self, value: Profile) -> str:
            return value.slug

    app.url_map.converters["profile"] = ProfileConverter
    app.url_map.converters["slug"] = SlugConverter
    app.url_value_preprocessor(take_place)
    app.context_processor(words_for_templates)
    app.jinja_env.globals.update(
        url=url, here=here, static=static, words=words, shown_unit=shown_unit
    )


class SlugConverter(BaseConverter):
    """Small letters, digits and hyphens: our own article names."""

    regex = r"[a-z0-9]+(?:-[a-z0-9]+)*"


def take_place(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Move municipality and language from the address into `g`; views get neither."""
    values = values or {}
    if any("\0" in value for value in values.values() if isinstance(value, str)):
        abort(404)  # PostgreSQL cannot even be asked about it
    g.profile = values.pop("kommune", None)
    g.language = values.pop("sprak", None) or (g.profile.languages[0] if g.profile else "nb")


def words_for_templates() -> dict[str, Any]:
    """What every template may use without asking."""
    settings = current_app.extensions["settings"]
    return {
        "profile": g.get("profile"),
        "language": g.get("language", "nb"),
        "languages": {code: NAMES[code] for code in offered_languages()},
        "staff": g.get("staff"),
        "demo": settings.accepts.stand_in_login,
    }


def offered_languages() -> tuple[str, ...]:
    """The municipality's languages, its own first one first."""
    profile = g.get("profile")
    return profile.languages if profile else LANGUAGES


def url(endpoint: str, **values: Any) -> str:
    """The address of a page in this municipality and language."""
    profile = g.get("profile")
    if profile is None:
        return url_for(endpoint, **values)
    if takes_language(endpoint):
        values = {"sprak": g.language, **values}
    return url_for(endpoint, kommune=profile, **values)


def takes_language(endpoint: str) -> bool:
    """Whether the address of an endpoint has a language in it."""
    known: dict[str, bool] = current_app.extensions.setdefault("takes-language", {})
    if endpoint not in known:
        rules = current_app.url_map.iter_rules(endpoint)
        known[endpoint] = any("sprak" in rule.arguments for rule in rules)
    return known[endpoint]


def here(language: str) -> str | None:
    """The same page in another language; None when it has none, or is no page but an error."""
    if g.get("is_error") or request.endpoint is None or not takes_language(request.endpoint):
        return None
    return url(request.endpoint, **{**(request.view_args or {}), "sprak": language})


def static(name: str) -> str:
    """The hashed address of a static file; an unknown name is a programming error."""
    return f"/static/{current_app.extensions['static'][name]}"


def words(text: Text) -> Markup:
    """A profile's text in the page's language; marked when it only exists in another one."""
    said, language = words_of(text, g.language)
    if language == g.language:
        return Markup.escape(said)
    return Markup('<span lang="{}">{}</span>').format(language, said)
