"""Whole addresses of pages, also outside a request."""

from urllib.parse import urlsplit

from flask import Flask

from portal.rules.municipality import Profile


def desk(profile: Profile, language: str, app: Flask) -> str:
    """The desk, which has nb and nn only."""
    return address(app, "desk.inbox", profile, language if language in {"nb", "nn"} else "nb")


def own_cases(profile: Profile, language: str, app: Flask) -> str:
    """«Mine saker»; the way there is through the login."""
    return address(app, "case.mine", profile, language)


def own_plan(profile: Profile, language: str, app: Flask) -> str:
    """«Planen min»; the way there is through the login."""
    return address(app, "plan.mine", profile, language)


def representation(profile: Profile, language: str, app: Flask) -> str:
    """«På vegne av»: whom one acts for, and who acts for oneself; the way there is through the login."""
    return address(app, "representation.overview", profile, language)


def own_requests(profile: Profile, language: str, app: Flask) -> str:
    """What one has asked about one's own data; the way there is through the login."""
    return address(app, "privacy.mine", profile, language)


def answer_measure(profile: Profile, language: str, app: Flask, token: str) -> str:
    """Where a participant answers one measure; the way there is through a code."""
    return address(app, "answer_measure.ask_code", profile, language, token=token)


def address(app: Flask, endpoint: str, profile: Profile, language: str, **more: str) -> str:
    """The address of a page of a municipality in a language."""
    base = urlsplit(app.extensions["settings"].base_url)
    addresses = app.url_map.bind(base.netloc, url_scheme=base.scheme)
    place = {"kommune": profile, "sprak": language, **more}
    return addresses.build(endpoint, place, force_external=True)
