"""A contact register and a Maskinporten on loopback, after their published interfaces, that misbehave on request.

The token endpoint checks the assertion as the real one says it does; the register refuses what the real one refuses.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any
from urllib.parse import parse_qs

from cryptography.hazmat.primitives import serialization
from flask import Flask, Response, jsonify, redirect, request
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from werkzeug.serving import WSGIRequestHandler, make_server

CLIENT, KID = "5f0c8a1e-client", "planen-2026"
SCOPE = "krr:global/kontaktinformasjon.read"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
# Invented people: the month is 80 too high, as in all of the tax agency's synthetic numbers.
FRESH, RESERVED, DELETED, UNKNOWN = "01810000101", "02820000202", "03830000303", "04840000404"
STALE_MAIL, STALE_ALL, NYNORSK, NO_DATES = (
    "05850000505",
    "06860000606",
    "07870000707",
    "08880000808",
)


class Behaviour(StrEnum):
    ANSWER = "as published"
    FAIL = "500, whatever it says"
    SILENT = "takes the question and never answers"
    NO_JSON = "a page of HTML with status 200"
    NONSENSE = "JSON that says something else"
    STRANGE_CODE = "a reservation that is neither JA nor NEI"
    STRANGE_DATE = "a date nobody can read"
    LEFT_OUT = "the person is not in the answer"
    ELSEWHERE = "a redirect"
    FORGETFUL = "401: the token is not known any more"


@cache
def client_key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": KID})


def pem() -> str:
    shape = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return client_key().private_key.private_bytes(serialization.Encoding.PEM, *shape).decode()


def person(number: str, **changes: object) -> dict[str, Any]:
    """An active person with fresh addresses, as the register writes one."""
    known = {
        "epostadresse": f"register-{number[:2]}@example.no",
        "epostadresse_oppdatert": "2024-01-20T10:44:39+01",
        "epostadresse_sist_verifisert": "2026-07-31T23:19:02+02",
        "mobiltelefonnummer": f"+470000{number[-4:]}",
        "mobiltelefonnummer_oppdatert": "2026-08-05T10:45:15.768Z",
        "mobiltelefonnummer_sist_verifisert": "2026-08-05T10:45:15.768Z",
    }
    return {
        "personidentifikator": number,
        "reservasjon": "NEI",
        "status": "AKTIV",
        "varslingsstatus": "KAN_VARSLES",
        "kontaktinformasjon": known | changes.pop("kontaktinformasjon", {}),
        "spraak": "nb",
        "spraak_oppdatert": "2023-01-01T00:00:00+01",
    } | changes


def without_address(number: str, status: str, reserved: str = "NEI") -> dict[str, Any]:
    return {
        "personidentifikator": number,
        "reservasjon": reserved,
        "status": status,
        "varslingsstatus": "KAN_IKKE_VARSLES",
    }


STALE = "2025-01-20T10:44:39+01"
STALE_MAIL_DATES = {"epostadresse_oppdatert": STALE, "epostadresse_sist_verifisert": STALE}
STALE_MOBILE_DATES = {
    "mobiltelefonnummer_oppdatert": STALE,
    "mobiltelefonnummer_sist_verifisert": STALE,
}
UNREADABLE = {"epostadresse": "a@example.no", "epostadresse_oppdatert": "i fjor"}
NO_MAIL_DATES = {"epostadresse_oppdatert": None, "epostadresse_sist_verifisert": None}
PEOPLE = {
    FRESH: person(FRESH),
    RESERVED: person(RESERVED, reservasjon="JA", varslingsstatus="KAN_IKKE_VARSLES"),
    DELETED: without_address(DELETED, "SLETTET"),
    STALE_MAIL: person(STALE_MAIL, kontaktinformasjon=STALE_MAIL_DATES),
    STALE_ALL: person(
        STALE_ALL,
        varslingsstatus="KAN_IKKE_VARSLES",
        kontaktinformasjon=STALE_MAIL_DATES | STALE_MOBILE_DATES,
    ),
    NYNORSK: person(NYNORSK, spraak="nn"),
    NO_DATES: person(NO_DATES, kontaktinformasjon=NO_MAIL_DATES),
}


class Register:
    """What it has been asked stands in `asked` and `assertions`; `refusals` says why it said no."""

    scope = SCOPE

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.base = ""
        self.behaviour = Behaviour.ANSWER
        self.maskinporten_away = False
        self.lives = 119
        self.asked: list[list[str]] = []
        self.assertions: list[dict[str, Any]] = []
        self.refusals: list[str] = []
        self.followed = 0
        self.tokens: dict[str, datetime] = {}
        self.closing = threading.Event()

    @property
    def issuer(self) -> str:
        return self.base + "/"

    def settings(self) -> dict[str, str]:
        """What an installation sets to use it."""
        return {
            "contact_register_url": self.base,
            "maskinporten_issuer": self.issuer,
            "maskinporten_client_id": CLIENT,
            "maskinporten_kid": KID,
            "maskinporten_key": pem(),
        }

    def token(self) -> Response:
        """POST /token (RFC 7523). Any fault is `invalid_grant`."""
        if self.maskinporten_away:
            return Response(status=503)
        form = {
            name: values[0] for name, values in parse_qs(request.get_data(as_text=True)).items()
        }
        fault = self.fault_of(form)
        if fault:
            self.refusals.append(fault)
            return fault_answer(400, "invalid_grant")
        value = f"token-{len(self.tokens) + 1}"
        self.tokens[value] = self.clock() + timedelta(seconds=self.lives)
        return jsonify(
            access_token=value, token_type="Bearer", expires_in=self.lives, scope=self.scope
        )

    def fault_of(self, form: dict[str, str]) -> str | None:
        """The first thing that is wrong with a grant."""
        if request.mimetype != "application/x-www-form-urlencoded" or set(form) != {
            "grant_type",
            "assertion",
        }:
            return "form"
        if form["grant_type"] != GRANT:
            return "grant_type"
        try:
            word = jwt.decode(form["assertion"], client_key(), algorithms=["RS256"])
        except (JoseError, ValueError):
            return "signature"
        claims, now = word.claims, int(self.clock().timestamp())
        used = {each["jti"] for each in self.assertions}
        wrong = {
            "kid": word.header.get("kid") != KID,
            "claims": not set(claims) <= {"aud", "iss", "scope", "iat", "exp", "jti"},
            "aud": claims.get("aud") != self.issuer,
            "iss": claims.get("iss") != CLIENT,
            "scope": claims.get("scope") != self.scope,
            "iat": abs(claims.get("iat", 0) - now) > 10,
            "exp": not now < claims.get("exp", 0) <= claims.get("iat", 0) + 120,
            "jti": claims.get("jti") in used,
        }
        self.assertions.append(claims)
        return next((name for name, is_wrong in wrong.items() if is_wrong), None)

    def people(self) -> Response:
        """POST /rest/v2/personer."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if self.tokens.get(token, self.clock()) <= self.clock():
            self.refusals.append("token")
            return fault_answer(401, "invalid_token")
        body = request.get_json(silent=True)
        numbers = body.get("personidentifikatorer") if isinstance(body, dict) else None
        if not isinstance(numbers, list) or set(body) != {"personidentifikatorer"}:
            return fault_answer(400, "body")
        if not 1 <= len(numbers) <= 1000:
            return fault_answer(400, "1-1000")
        self.asked.append(numbers)
        return self.answer(
            [PEOPLE.get(n) or without_address(n, "IKKE_REGISTRERT") for n in numbers]
        )

    def answer(self, found: list[dict[str, Any]]) -> Response:
        """As published, or as the test wants it."""
        if self.behaviour is Behaviour.SILENT:
            self.closing.wait(30)
        instead: dict[Behaviour, Callable[[], Any]] = {
            Behaviour.FAIL: lambda: (jsonify(personer=found), 500),
            Behaviour.FORGETFUL: lambda: fault_answer(401, "invalid_token"),
            Behaviour.NO_JSON: lambda: Response("<!doctype html><h1>Vedlikehold</h1>"),
            Behaviour.NONSENSE: lambda: jsonify(personer={"navn": "Kanari"}),
            Behaviour.STRANGE_CODE: lambda: jsonify(
                personer=[each | {"reservasjon": "KANSKJE"} for each in found]
            ),
            Behaviour.STRANGE_DATE: lambda: jsonify(
                personer=[each | {"kontaktinformasjon": UNREADABLE} for each in found]
            ),
            Behaviour.LEFT_OUT: lambda: jsonify(personer=found[1:]),
            Behaviour.ELSEWHERE: lambda: redirect(self.base + "/elsewhere", 307),
        }
        return instead.get(self.behaviour, lambda: jsonify(personer=found))()

    def elsewhere(self) -> Response:
        """Where nobody should come."""
        self.followed += 1
        return jsonify(personer=list(PEOPLE.values()))


def fault_answer(status: int, error: str) -> Response:
    answer = jsonify(error=error)
    answer.status_code = status
    return answer


class Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """Say nothing: the log belongs to what is tested."""


@contextmanager
def contact_register(clock: Callable[[], datetime]) -> Iterator[Register]:
    register = Register(clock)
    app = Flask("register")
    app.add_url_rule("/token", "token", register.token, methods=["POST"])
    app.add_url_rule("/rest/v2/personer", "people", register.people, methods=["POST"])
    app.add_url_rule("/elsewhere", "elsewhere", register.elsewhere, methods=["GET", "POST"])
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    register.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield register
    finally:
        register.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
