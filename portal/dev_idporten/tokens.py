"""What the stand-in gives out: codes that work once, and signed tokens without a name."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Any

from flask import Flask, request
from itsdangerous import BadData, URLSafeSerializer

from portal.dev_idporten.citizens import CITIZENS, NUMBERS
from portal.dev_idporten.people import people_of

LEVEL = "idporten-loa-high"
CITIZENS_CLIENT = "innbygger"
KINDS = ("ansatt", CITIZENS_CLIENT)
TOKEN_SECONDS = 120


@dataclass(frozen=True)
class StandIn:
    """What the stand-in is made of."""

    portal: Flask
    issuer: str
    key: Any
    codes: URLSafeSerializer
    used: set[str]

    def now(self) -> int:
        """Seconds by the clock of the house."""
        return int(self.portal.extensions["clock"]().timestamp())

    def municipality(self, client_id: str) -> Any:
        """The municipality whose client this is, None when there is no such client."""
        kind, _, slug = client_id.partition("-")
        return self.portal.extensions["profiles"].get(slug) if kind in KINDS else None

    def people(self, client_id: str) -> dict[str, str]:
        """Who can choose themself at this client's door: subject → what the chooser says."""
        kind, _, slug = client_id.partition("-")
        if kind == CITIZENS_CLIENT:
            today = self.portal.extensions["clock"]().date()
            return {citizen.subject: citizen.described(today) for citizen in CITIZENS}
        return {person.subject: person.described for person in people_of(slug)}


def form_token(stand_in: StandIn, asked: dict[str, str]) -> str:
    """What shows that the choice was made on our page, for this very question."""
    return str(stand_in.codes.dumps({"form": asked["state"]}))


def spent_code(stand_in: StandIn) -> dict[str, Any] | None:
    """What the code stands for, once, to the client that asked and can show the PKCE verifier."""
    try:
        code: dict[str, Any] = stand_in.codes.loads(request.form.get("code", ""))
    except BadData:
        return None
    verifier = request.form.get("code_verifier", "").encode()
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).rstrip(b"=").decode()
    same = all(request.form.get(name) == code[name] for name in ("client_id", "redirect_uri"))
    proven = hmac.compare_digest(challenge, code["code_challenge"])
    if not (same and proven) or stand_in.now() >= code["exp"] or code["jti"] in stand_in.used:
        return None
    stand_in.used.add(code["jti"])
    return code


def signed_token(stand_in: StandIn, code: dict[str, Any]) -> str:
    """An id_token like ID-porten's: no name; for citizens the national number as `pid`."""
    from joserfc import jwt

    now = stand_in.now()
    claims = {
        "iss": stand_in.issuer,
        "aud": code["client_id"],
        "sub": code["sub"],
        "nonce": code["nonce"],
        "acr": LEVEL,
        "amr": ["TestID"],
        "iat": now,
        "auth_time": now,
        "exp": now + TOKEN_SECONDS,
        "jti": secrets.token_urlsafe(16),
        "sid": secrets.token_urlsafe(16),
        "locale": "nb",
    }
    if code["client_id"].startswith(f"{CITIZENS_CLIENT}-"):
        claims["pid"] = NUMBERS[code["sub"]]
    header = {"alg": "RS256", "kid": key_id(stand_in)}
    return jwt.encode(header, claims, stand_in.key, algorithms=["RS256"])


def key_id(stand_in: StandIn) -> str:
    """The key's name: its own thumbprint."""
    return str(stand_in.key.thumbprint())
