"""A login provider on loopback that says what ID-porten's documentation says, bent case by case.

It checks a pushed question (RFC 9126) and our signed word (RFC 7523) as the real one says it does.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from email.utils import format_datetime
from functools import cache
from typing import Any

from flask import Flask, Response, jsonify, redirect, request
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from werkzeug.serving import WSGIRequestHandler, make_server

CLIENT, KID = "0f3c8a1e-5d2b", "namsos-2026"
BACK = "http://127.0.0.1:8000/namsos/innlogging/retur"


@cache
def registered_key() -> RSAKey:
    """The key the municipality has registered."""
    return RSAKey.generate_key(2048, {"kid": KID})


@cache
def own_key() -> RSAKey:
    """What the provider signs with."""
    return RSAKey.generate_key(2048, {"kid": "theirs"})


class Provider:
    """`bend` changes the description before it is sent; `late` holds every answer back."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.base = ""
        self.bend: Callable[[dict[str, Any]], object] = lambda document: document
        self.keys: object = {"keys": [{**own_key().as_dict(private=False), "use": "sig"}]}
        self.status = 200
        self.away_to: str | None = None
        self.age: str | None = None
        self.date: str | None = None
        self.pushed: list[dict[str, str]] = []
        self.refuses: tuple[int, object] | None = None
        self.client, self.back = CLIENT, BACK
        self.followed = 0

    def description(self) -> Response:
        """GET /.well-known/openid-configuration."""
        if self.away_to:
            return redirect(self.base + self.away_to, 302)
        answer = jsonify(self.bend(self.document()))
        answer.status_code = self.status
        return answer

    def document(self) -> dict[str, Any]:
        """As ID-porten's own, by its documentation."""
        return {
            "issuer": self.base,
            "authorization_endpoint": self.base + "/authorize",
            "token_endpoint": self.base + "/token",
            "jwks_uri": self.base + "/jwks",
            "pushed_authorization_request_endpoint": self.base + "/par",
            "end_session_endpoint": self.base + "/logout",
            "response_types_supported": ["code"],
            "response_modes_supported": ["query", "form_post"],
            "code_challenge_methods_supported": ["S256"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
            "acr_values_supported": [
                "idporten-loa-substantial",
                "idporten-loa-high",
                "selfregistered-email",
            ],
            "authorization_response_iss_parameter_supported": True,
            "frontchannel_logout_supported": True,
            "frontchannel_logout_session_supported": True,
            "backchannel_logout_supported": True,
            "backchannel_logout_session_supported": True,
        }

    def jwks(self) -> Response:
        """GET /jwks."""
        return jsonify(self.keys)

    def elsewhere(self) -> Response:
        """Where nobody should come."""
        self.followed += 1
        return jsonify(self.document())

    def par(self) -> Response:
        """POST /par: 201 for a question that could be asked, else the fault."""
        form = request.form.to_dict()
        self.pushed.append(form)
        if self.refuses is not None:
            status, body = self.refuses
            return body if isinstance(body, Response) else fault(status, body)
        error = self.fault_of(form)
        if error:
            return fault(401 if error == "invalid_client" else 400, {"error": error})
        answer = jsonify(request_uri="urn:ietf:params:oauth:request_uri:secret", expires_in=120)
        answer.status_code = 201
        return answer

    def fault_of(self, form: dict[str, str]) -> str | None:
        """The first thing that is wrong with a pushed question."""
        try:
            word = jwt.decode(form["client_assertion"], registered_key(), algorithms=["RS256"])
        except (JoseError, ValueError, KeyError):
            return "invalid_client"
        claims, now = word.claims, self.clock().timestamp()
        proven = {
            "kid": word.header.get("kid") == KID,
            "who": form.get("client_id") == claims.get("iss") == claims.get("sub") == self.client,
            "aud": claims.get("aud") == self.base,
            "exp": now < claims.get("exp", 0) <= claims.get("iat", 0) + 60,
            "jti": bool(claims.get("jti")),
        }
        if not all(proven.values()):
            return "invalid_client"
        whole = form.get("code_challenge_method") == "S256" and form.get("state")
        return None if whole and form.get("redirect_uri") == self.back else "invalid_request"

    def aged(self, answer: Response) -> Response:
        """How long the answer lay in a cache on the way."""
        if self.age is not None:
            answer.headers["Age"] = self.age
        return answer


def fault(status: int, body: object) -> Response:
    answer = jsonify(body)
    answer.status_code = status
    return answer


@contextmanager
def login_provider(clock: Callable[[], datetime]) -> Iterator[Provider]:
    provider = Provider(clock)
    app = Flask("provider")
    rules = {
        "/.well-known/openid-configuration": provider.description,
        "/jwks": provider.jwks,
        "/par": provider.par,
        "/elsewhere": provider.elsewhere,
    }
    for rule, view in rules.items():
        app.add_url_rule(rule, rule, view, methods=["POST" if rule == "/par" else "GET"])
    app.after_request(provider.aged)

    class Handler(WSGIRequestHandler):
        def log(self, *_: object) -> None:
            """Say nothing: the log belongs to what is tested."""

        def date_time_string(self, *_: object) -> str:
            """The `Date` of every answer: the provider's own clock."""
            return provider.date or format_datetime(provider.clock(), usegmt=True)

    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Handler)
    provider.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
