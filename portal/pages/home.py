"""Front page, the unit's card, privacy, accessibility; and what stands outside municipalities."""

import re

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.headers import Cache
from portal.language import best_language
from portal.pages.access import requires
from portal.pages.login.frame import word_for_readiness
from portal.rules.access import Permission
from portal.rules.municipality import Profile

blueprint = Blueprint("home", __name__)
outside = Blueprint("outside", __name__)

MOST_READ = (
    "koordinator",
    "individuell-plan",
    "slik-gar-det",
    "parorende",
    "uenig",
    "barnekoordinator",
)


@blueprint.get("/")
@requires(Permission.READ_PUBLIC, cache=Cache.PUBLIC)
def front() -> ResponseReturnValue:
    """The two or three things people come for, and who to call."""
    library = current_app.extensions["articles"]
    articles = [library.article(g.language, slug) for slug in MOST_READ]
    return render_template("home/front.html", articles=articles)


@blueprint.get("/hvem-ringer-jeg")
@requires(Permission.READ_PUBLIC, cache=Cache.PUBLIC)
def who_to_call() -> ResponseReturnValue:
    """The card of the coordinating unit."""
    return render_template("home/who_to_call.html")


@blueprint.get("/personvern")
@requires(Permission.READ_PUBLIC, cache=Cache.PUBLIC)
def privacy() -> ResponseReturnValue:
    """What is kept about people, why and how long."""
    return render_template("home/privacy.html")


@blueprint.get("/tilgjengelighet")
@requires(Permission.READ_PUBLIC, cache=Cache.PUBLIC)
def accessibility() -> ResponseReturnValue:
    """The way to the accessibility statement, and how to tell what does not work."""
    return render_template("home/accessibility.html")


@blueprint.get("/andre-sprak/<slug:code>")
@requires(Permission.READ_PUBLIC, cache=Cache.PUBLIC)
def other_language(code: str) -> ResponseReturnValue:
    """The right in short in Polish, Ukrainian, Arabic or Somali."""
    article = current_app.extensions["articles"].other(code)
    if article is None:
        abort(404)
    return render_template("home/other_language.html", article=article)


@outside.get("/")
@requires(Permission.READ_PUBLIC, cache=Cache.PUBLIC)
def choose() -> ResponseReturnValue:
    """Choose the municipality by name, number or postcode; with only one, go straight there."""
    profiles: dict[str, Profile] = current_app.extensions["profiles"]
    if len(profiles) == 1:
        return redirect(url_for("outside.front_of", kommune=next(iter(profiles.values()))), 303)
    asked = request.args.get("kommune", "").strip()[:60]
    found = [profile for profile in profiles.values() if asked and answers_to(profile, asked)]
    if len(found) == 1:
        return redirect(url_for("outside.front_of", kommune=found[0]), 303)
    return render_template(
        "home/choose.html", profiles=sorted(profiles.values(), key=lambda p: p.name), asked=asked
    )


def answers_to(profile: Profile, asked: str) -> bool:
    """Whether what a person typed names this municipality."""
    if re.fullmatch("[0-9]+", asked):
        postcodes = (span for district in profile.districts for span in district.postcodes)
        return asked == profile.number or any(
            len(asked) == 4 and first <= int(asked) <= last for first, last in postcodes
        )
    return asked.casefold() in profile.name.casefold()


@outside.get("/<profile:kommune>/")
@requires(Permission.READ_PUBLIC, cache=Cache.FORM)
def front_of() -> ResponseReturnValue:
    """Go to the front page in the best language for this browser."""
    language = best_language(request.accept_languages, g.profile.languages)
    return redirect(url_for("home.front", kommune=g.profile, sprak=language), 303)


@outside.get("/lever")
@requires(Permission.CHECK_HEALTH, cache=Cache.FORM)
def alive() -> ResponseReturnValue:
    """The process answers; touches nothing."""
    return {"alive": True}


@outside.get("/klar")
@requires(Permission.CHECK_HEALTH, cache=Cache.FORM)
def ready() -> ResponseReturnValue:
    """Database, migration head and keys are in place; 503 when one is not.

    `login` says how well this process knows the login providers. People read and are logged in also
    while one of them is away, so it never makes the site unready.
    """
    state = current_app.extensions["database"].ready()
    return {**state, "login": word_for_readiness()}, 200 if all(state.values()) else 503
