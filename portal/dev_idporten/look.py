"""How the stand-in's pages look: like the demonstration, and not like ID-porten."""

from typing import Any

from flask import make_response, render_template
from flask.typing import ResponseReturnValue

from portal.dev_idporten.stand_in import StandIn


def look_of(stand_in: StandIn, municipality: Any = None) -> str:
    """The style sheet of a municipality, of the first one when there is none to think of."""
    some = municipality or next(iter(stand_in.portal.extensions["profiles"].values()))
    return f"/static/{stand_in.portal.extensions['static'][f'css/{some.theme}.css']}"


def problem(stand_in: StandIn) -> ResponseReturnValue:
    """A question or a choice that is bent, used or too old. Nobody is sent anywhere from here."""
    return make_response(render_template("problem.html", look=look_of(stand_in)), 400)
