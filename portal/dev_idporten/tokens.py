"""What the stand-in gives out: a token for a code that works once, without a name in it."""

import base64
import hashlib
import hmac
import secrets
from typing import Any

from flask import Flask, jsonify, make_response, request
from flask.typing import ResponseReturnValue

from portal.dev_idporten.certificate import x5c_of
from portal.dev_idporten.citizens import CITIZENS, NUMBERS
from portal.dev_idporten.clients import authenticated_client
from portal.dev_idporten.question import POWER_OF_ATTORNEY
from portal.dev_idporten.stand_in import StandIn, is_citizens

TOKEN_SECONDS = 120


def add_token(app: Flask, stand_in: StandIn) -> None:
    """The trade of a code for a token, once."""

    @app.post("/token")
    def token() -> ResponseReturnValue:
        client_id = authenticated_client(stand_in)
        if client_id is None:
            return make_response(jsonify(error="invalid_client"), 401)
        if request.form.get("grant_type") != "authorization_code":
            return make_response(jsonify(error="unsupported_grant_type"), 400)
        code = spent_code(stand_in, client_id)
        if code is None:
            return make_response(jsonify(error="invalid_grant"), 400)
        details = {} if code["roles"] is None else {"authorization_details": details_of(code)}
        return jsonify(
            access_token=secrets.token_urlsafe(16),
            token_type="Bearer",  # noqa: S106 - the name of a kind, not a secret
            expires_in=TOKEN_SECONDS,
            scope="openid profile",
            id_token=signed(stand_in, {**claims_of(stand_in, code), **details}),
            **details,
        )


def spent_code(stand_in: StandIn, client_id: str) -> dict[str, Any] | None:
    """What the code stands for, once, to the client that asked and can show the PKCE verifier."""
    code = stand_in.noted("code", request.form.get("code", ""))
    if code is None or code["client_id"] != client_id or code["jti"] in stand_in.spent:
        return None
    verifier = request.form.get("code_verifier", "").encode()
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).rstrip(b"=").decode()
    proven = hmac.compare_digest(challenge, code["code_challenge"])
    if not proven or request.form.get("redirect_uri") != code["redirect_uri"]:
        return None
    stand_in.spent.add(code["jti"])
    return code


def claims_of(stand_in: StandIn, code: dict[str, Any]) -> dict[str, Any]:
    """What an id_token like ID-porten's says: no name; for citizens the national number, if any."""
    now = stand_in.now()
    claims = {
        "iss": stand_in.issuer,
        "aud": code["client_id"],
        "sub": code["subject"],
        "nonce": code["nonce"],
        "acr": code["level"],
        "amr": ["TestID"],
        "iat": now,
        "auth_time": code["at"],
        "exp": now + TOKEN_SECONDS,
        "jti": secrets.token_urlsafe(16),
        "sid": code["sid"],
        "locale": code["language"],
    }
    if is_citizens(code["client_id"]) and code["subject"] in NUMBERS:
        claims["pid"] = NUMBERS[code["subject"]]
    return claims


def details_of(code: dict[str, Any]) -> list[dict[str, Any]]:
    """(fullmakt) Whom somebody acts for, as ID-porten tells it; empty for somebody who acts as themself.

    The only place where ID-porten gives names. The portal does not read them.
    """
    if "for_whom" not in code:
        return []
    return [
        {
            "type": POWER_OF_ATTORNEY,
            "authorizer": named(code["for_whom"]),
            "authorized_representative": named(code["subject"]),
            "permissions": code["permissions"],
        }
    ]


def named(subject: str) -> dict[str, str | None]:
    """Name and number of one of the citizens."""
    citizen = next(one for one in CITIZENS if one.subject == subject)
    return {"name": citizen.name.upper(), "pid": citizen.number}


def signed(stand_in: StandIn, claims: dict[str, Any], kind: str | None = None) -> str:
    """A token with our key's id and certificate in its head, as ID-porten's have. `kind` is its `typ`."""
    from joserfc import jwt

    header = {"alg": "RS256", "kid": key_id(stand_in), "x5c": x5c_of(stand_in.key)}
    if kind is not None:
        header["typ"] = kind
    return jwt.encode(header, claims, stand_in.key, algorithms=["RS256"], registry=long_header())


def long_header() -> Any:
    """A registry that takes a certificate in the head; the library's own stops at 512 bytes."""
    from joserfc.jws import JWSRegistry

    registry = JWSRegistry(algorithms=["RS256"])
    registry.max_header_length = 16_000
    return registry


def key_id(stand_in: StandIn) -> str:
    """The key's name: its own thumbprint."""
    return str(stand_in.key.thumbprint())
