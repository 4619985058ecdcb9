"""What a client asks: pushed beforehand (RFC 9126), and what of it we would answer."""

import json
from typing import Any

from flask import Flask, jsonify, make_response, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from portal.dev_idporten.clients import authenticated_client
from portal.dev_idporten.stand_in import HIGH, LEVELS, StandIn, is_citizens

REQUEST_URI = "urn:ietf:params:oauth:request_uri:"
PUSHED_SECONDS = 120
NEEDED = ("redirect_uri", "state", "nonce", "code_challenge")
FIXED = {"response_type": "code", "code_challenge_method": "S256"}
POWER_OF_ATTORNEY = "idporten:fullmakt"
LANGUAGES = ("nb", "nn", "en", "se")
PACKED = ("client_id", "state", "nonce", "code_challenge", "language", "roles")

Question = dict[str, Any]


class Refused(Exception):
    """A question we would not answer. `code` is the error of the standard."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def add_push(app: Flask, stand_in: StandIn) -> None:
    """Where a client leaves its question before the browser comes."""

    @app.post("/par")
    def par() -> ResponseReturnValue:
        client_id = authenticated_client(stand_in)
        if client_id is None:
            return make_response(jsonify(error="invalid_client"), 401)
        try:
            question = question_in(stand_in, client_id, request.form)
        except Refused as refusal:
            return make_response(jsonify(error=refusal.code), 400)
        note = stand_in.note("pushed", packed(question), seconds=PUSHED_SECONDS)
        return make_response(
            jsonify(request_uri=REQUEST_URI + note, expires_in=PUSHED_SECONDS), 201
        )


def pushed_question(stand_in: StandIn) -> Question:
    """The question this browser was sent with; not one that has been answered. Raises Refused."""
    address = request.args.get("request_uri", "")
    note = stand_in.noted("pushed", address.removeprefix(REQUEST_URI))
    if note is None or note["jti"] in stand_in.spent:
        raise Refused("invalid_request_uri")
    question = unpacked(stand_in, note)
    if question["client_id"] != request.args.get("client_id"):
        raise Refused("invalid_request")
    return question


def packed(question: Question) -> dict[str, Any]:
    """A question without what can be told from the rest: a `request_uri` has 512 signs at most (RFC 9101)."""
    levels = [LEVELS.index(level) for level in question["levels"]]
    return {"q": [*(question[name] for name in PACKED), levels]}


def unpacked(stand_in: StandIn, note: dict[str, Any]) -> Question:
    """The question of a note."""
    *values, levels = note["q"]
    question = dict(zip(PACKED, values, strict=True))
    return {
        **question,
        "levels": [LEVELS[number] for number in levels],
        "redirect_uri": way_back(stand_in, question["client_id"]),
        "jti": note["jti"],
    }


def way_back(stand_in: StandIn, client_id: str) -> str:
    """The one address a client may have the browser sent to after a login."""
    return f"{stand_in.home}/{stand_in.municipality(client_id).slug}/innlogging/retur"


def question_in(stand_in: StandIn, client_id: str, form: MultiDict[str, str]) -> Question:
    """The part of a question we answer by. Raises Refused."""
    if stand_in.municipality(client_id) is None or "request_uri" in form:
        raise Refused("invalid_request")
    question = {name: form.get(name, "") for name in NEEDED}
    if not all(question.values()) or any(form.get(name) != FIXED[name] for name in FIXED):
        raise Refused("invalid_request")
    if question["redirect_uri"] != way_back(stand_in, client_id):
        raise Refused("invalid_request")
    return {
        **question,
        "client_id": client_id,
        "levels": levels_in(form),
        "language": language_in(form),
        "roles": roles_in(client_id, form),
    }


def levels_in(form: MultiDict[str, str]) -> list[str]:
    """The levels that may be answered, the one preferred first; the high one when none is named."""
    asked = form.get("acr_values", HIGH).split()
    levels = [level for level in asked if level in LEVELS]
    if not levels:
        raise Refused("invalid_request")
    return levels


def language_in(form: MultiDict[str, str]) -> str:
    """The first language asked for that ID-porten has."""
    asked = form.get("ui_locales", "").split()
    return next((language for language in asked if language in LANGUAGES), "nb")


def roles_in(client_id: str, form: MultiDict[str, str]) -> list[str] | None:
    """(fullmaktspålogging) The roles somebody may act for another in; None in an ordinary login."""
    if "authorization_details" not in form:
        return None
    try:
        (asked,) = json.loads(form["authorization_details"])
        roles = asked["permission_roles"]
        known = asked["type"] == POWER_OF_ATTORNEY and is_citizens(client_id)
    except (ValueError, TypeError, KeyError) as error:
        raise Refused("invalid_authorization_details") from error
    if not known or not isinstance(roles, list) or not roles:
        raise Refused("invalid_authorization_details")
    if not all(isinstance(role, str) for role in roles):
        raise Refused("invalid_authorization_details")
    return roles
