"""A provider that answers what the test tells it to: well behaved until bent."""

import base64
import hashlib
import hmac
import io
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import requests
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, utils
from joserfc.jwk import RSAKey

ISSUER = "http://127.0.0.1:8000/dev-idporten"
KEY = RSAKey.generate_key(2048, {"kid": "first"})
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "first"})


def answer(status: int, body: object, headers: dict[str, str] | None = None) -> requests.Response:
    made = requests.Response()
    made.status_code = status
    text = body if isinstance(body, str) else json.dumps(body)
    made.raw = io.BytesIO(text.encode())
    made.headers.update({"Content-Type": "application/json"} | (headers or {}))
    return made


def sign(header: dict[str, Any], claims: object, key: Any = KEY) -> str:
    """A compact JWS of anything: made by hand, because a library would refuse what we want wrong."""
    payload = claims if isinstance(claims, bytes) else json.dumps(claims).encode()
    signed = b".".join(unpadded(part) for part in (json.dumps(header).encode(), payload))
    match header["alg"]:
        case "HS256":
            mark = hmac.digest(key, signed, "sha256")
        case "ES256":
            pair = utils.decode_dss_signature(key.sign(signed, ec.ECDSA(hashes.SHA256())))
            mark = b"".join(number.to_bytes(32) for number in pair)
        case "RS384":
            mark = key.private_key.sign(signed, padding.PKCS1v15(), hashes.SHA384())
        case _:
            mark = key.private_key.sign(signed, padding.PKCS1v15(), hashes.SHA256())
    return b".".join((signed, unpadded(mark))).decode()


def unpadded(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


class FakeProvider(requests.adapters.BaseAdapter):
    """Stands where the provider would be on the network. Change `claims`, `header`, `bend_…`."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self.clock = clock
        self.keys = [KEY]
        self.subject = "namsos-saksbehandler"
        self.nonce = ""
        self.client_id = "ansatt-namsos"
        self.number: object = None
        self.bend_claims: Callable[[dict[str, Any]], object] = lambda claims: claims
        self.bend_header: Callable[[dict[str, Any]], dict[str, Any]] = lambda header: header
        self.bend_answer: Callable[[dict[str, Any]], object] = lambda body: body
        self.bend_metadata: Callable[[dict[str, Any]], object] = lambda body: body
        self.signing_key: Any = KEY
        self.token: Callable[[], object] = self.signed
        self.status = 200
        self.headers: dict[str, str] = {}
        self.down: Exception | None = None
        self.down_at = ""
        self.asked: list[str] = []
        self.authorizations: list[str | None] = []
        self.sent: list[dict[str, list[str]]] = []
        self.pushed: dict[str, dict[str, str]] = {}
        self.codes: dict[str, str] = {}
        self.par_status = 201
        self.bend_par: Callable[[dict[str, Any]], object] = lambda body: body

    def signed(self) -> str:
        now = int(self.clock().timestamp())
        claims = {
            "iss": ISSUER,
            "aud": self.client_id,
            "sub": self.subject,
            "nonce": self.nonce,
            "acr": "idporten-loa-high",
            "iat": now,
            "exp": now + 120,
            "sid": "session-there",
        }
        if self.number is not None:
            claims["pid"] = self.number
        header = self.bend_header({"alg": "RS256", "kid": "first"})
        return sign(header, self.bend_claims(claims), self.signing_key)

    def send(self, request: requests.PreparedRequest, **_: Any) -> requests.Response:
        path = urlsplit(str(request.url)).path.removeprefix("/dev-idporten")
        self.asked.append(path)
        self.authorizations.append(request.headers.get("Authorization"))
        if self.down is not None and path.startswith(self.down_at):
            raise self.down
        if path == "/.well-known/openid-configuration":
            return self._finish(answer(200, self.bend_metadata(self.metadata())), request)
        if path == "/jwks":
            return self._finish(answer(200, {"keys": [public(key) for key in self.keys]}), request)
        if path == "/par":
            return self._finish(self.push(request), request)
        self.sent.append(parse_qs(str(request.body)))
        if self.breaks_pkce(self.sent[-1]):
            refusal = {"error": "invalid_grant", "error_description": "KANARI"}
            return self._finish(answer(400, refusal), request)
        body = {"access_token": "at", "token_type": "Bearer", "id_token": self.token()}
        return self._finish(answer(self.status, self.bend_answer(body), self.headers), request)

    def push(self, request: requests.PreparedRequest) -> requests.Response:
        """Keep a question (RFC 9126) under a name that says nothing."""
        name = f"urn:ietf:params:oauth:request_uri:{len(self.pushed)}"
        self.pushed[name] = dict(parse_qsl(str(request.body), keep_blank_values=True))
        body = self.bend_par({"request_uri": name, "expires_in": 120})
        return answer(self.par_status, body, self.headers)

    def code_for(self, asked: dict[str, str]) -> str:
        """A code that only whoever holds the verifier of this question can use (RFC 7636)."""
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked["code_challenge"]
        return code

    def breaks_pkce(self, sent: dict[str, list[str]]) -> bool:
        """Whether the verifier is another question's. A code made by nobody fits everybody."""
        verifier = sent.get("code_verifier", [""])[0]
        challenge = unpadded(hashlib.sha256(verifier.encode()).digest()).decode()
        return self.codes.get(sent.get("code", [""])[0], challenge) != challenge

    def _finish(self, made: requests.Response, request: requests.PreparedRequest) -> Any:
        made.request, made.url = request, str(request.url)
        return made

    def metadata(self) -> dict[str, Any]:
        return {
            "issuer": ISSUER,
            "authorization_endpoint": ISSUER + "/authorize",
            "token_endpoint": ISSUER + "/token",
            "jwks_uri": ISSUER + "/jwks",
            "pushed_authorization_request_endpoint": ISSUER + "/par",
            "authorization_response_iss_parameter_supported": True,
            "id_token_signing_alg_values_supported": ["none", "HS256", "RS256"],
        }

    def close(self) -> None:
        pass


def public(key: Any) -> dict[str, Any]:
    return {**key.as_dict(private=False), "use": "sig", "alg": "RS256"}
