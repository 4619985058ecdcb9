"""The steps of a login at the stand-in, as the portal and a browser take them."""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from io import BytesIO
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from flask import Flask

from portal.login.keys import kept_key
from tests.login.provider import sign, unpadded
from tests.login.steps import csrf

HOST = "http://127.0.0.1:8000"
ISSUER = f"{HOST}/dev-idporten"
HIGH, SUBSTANTIAL = "idporten-loa-high", "idporten-loa-substantial"
VERIFIER = "v" * 43
CHALLENGE = unpadded(hashlib.sha256(VERIFIER.encode()).digest()).decode()
QUESTION = {
    "response_type": "code",
    "scope": "openid profile",
    "state": "the-state",
    "nonce": "the-nonce",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}
jti = count()


@dataclass
class Visit:
    """One browser at the stand-in, sent there by one client."""

    app: Flask
    client_id: str = "ansatt-namsos"
    browser: Any = field(default=None)

    def __post_init__(self) -> None:
        self.browser = self.browser or self.app.test_client()

    @property
    def question(self) -> dict[str, str]:
        """What an ordinary login asks."""
        slug = self.client_id.partition("-")[2]
        return {**QUESTION, "client_id": self.client_id, "redirect_uri": back_of(slug)}

    def now(self) -> int:
        return int(self.app.extensions["clock"]().timestamp())

    def assertion(self, header: dict[str, Any] | None = None, key: Any = None, **bent: Any) -> str:
        """What the portal shows that it is this client with. A claim of None is left out."""
        own = kept_key(self.app.extensions["settings"].data_dir / "innlogging.pem")
        claims = {"iss": self.client_id, "sub": self.client_id, "aud": ISSUER}
        claims |= {"iat": self.now(), "exp": self.now() + 60, "jti": f"jti-{next(jti)}"} | bent
        kept = {name: value for name, value in claims.items() if value is not None}
        named = {"alg": "RS256", "kid": own.thumbprint()} | (header or {})
        return sign(named, kept, key or own)

    def proof(self, **bent: Any) -> dict[str, str]:
        """The assertion as it stands in a form."""
        kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        return {"client_assertion_type": kind, "client_assertion": self.assertion(**bent)}

    def push(self, **changes: str | None) -> Any:
        """The client leaves its question; a change of None takes a parameter away."""
        form = {**self.question, **self.proof(), **changes}
        return self.post("/par", {n: v for n, v in form.items() if v is not None})

    def post(self, path: str, form: dict[str, Any]) -> Any:
        """What the portal sends itself, without a browser."""
        return self.app.test_client().post(f"/dev-idporten{path}", data=form)

    def address(self, **changes: str | None) -> str:
        """Where the browser is sent with the pushed question."""
        pushed = self.push(**changes).json["request_uri"]
        return f"/dev-idporten/authorize?client_id={self.client_id}&request_uri={pushed}"

    def choose(self, person: str, level: str | None = None, **changes: str | None) -> Any:
        """A press on one of the chooser's buttons."""
        address = self.address(**changes)
        return self.press(address, self.browser.get(address), person=person, level=level)

    def press(self, address: str, page: Any, **fields: str | None) -> Any:
        """A press on a page of the stand-in."""
        form = {"csrf_token": csrf(page)} | {n: v for n, v in fields.items() if v is not None}
        return self.browser.post(address, data=form)

    def code(self, person: str, level: str | None = None, **changes: str | None) -> str:
        """The code the browser comes back with."""
        return answer_in(self.choose(person, level, **changes))["code"]

    def trade(self, code: str, /, **changes: str) -> Any:
        """The code against a token."""
        form = {"grant_type": "authorization_code", "code": code, "code_verifier": VERIFIER}
        form |= {name: self.question[name] for name in ("client_id", "redirect_uri")}
        return self.post("/token", form | self.proof() | changes)

    def claims(self, person: str, level: str | None = None, **changes: str | None) -> Any:
        """What the id_token of a person says."""
        return part(self.trade(self.code(person, level, **changes)).json["id_token"], 1)


def back_of(slug: str) -> str:
    return f"{HOST}/{slug}/innlogging/retur"


def answer_in(answer: Any) -> dict[str, str]:
    """The parameters of a redirect back."""
    assert answer.status_code == 303, answer.status_code
    return {n: v[0] for n, v in parse_qs(urlsplit(answer.location).query).items()}


def part(token: str, number: int) -> dict[str, Any]:
    """The head (0) or the claims (1) of a token, not checked."""
    text = token.split(".")[number]
    read: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return read


class IntoTheApp(requests.adapters.BaseAdapter):
    """The network of a test: what is asked of the provider goes to the app itself."""

    def __init__(self, app: Flask) -> None:
        super().__init__()
        self.client = app.test_client()

    def send(self, request: requests.PreparedRequest, **_: Any) -> requests.Response:
        answer = self.client.open(
            urlsplit(str(request.url)).path,
            method=request.method,
            data=request.body,
            content_type=request.headers.get("Content-Type"),
        )
        made = requests.Response()
        made.status_code, made.raw, made.request = (
            answer.status_code,
            BytesIO(answer.data),
            request,
        )
        made.headers.update(answer.headers)
        made.url = str(request.url)
        return made

    def close(self) -> None:
        pass
