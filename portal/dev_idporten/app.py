"""The stand-in as a small Flask app of its own: discovery, keys, a person chooser, tokens.

It exists in demo and test only and answers only the machine it runs on. Codes are signed and
not stored, and the key lies beside the demo's data, so several processes are one provider.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import (
    Flask,
    Response,
    abort,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue
from itsdangerous import BadData, URLSafeSerializer

from portal.dev_idporten.key import kept_key
from portal.dev_idporten.people import people_of

LEVEL = "idporten-loa-high"
CODE_SECONDS = 60
TOKEN_SECONDS = 120
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
ASKED = ("client_id", "redirect_uri", "state", "nonce", "code_challenge")


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
        return self.portal.extensions["profiles"].get(slug) if kind == "ansatt" else None


def create_stand_in(portal: Flask) -> Flask:
    """The stand-in beside this portal. Refuses to exist where real people log in."""
    settings = portal.extensions["settings"]
    if not settings.accepts.stand_in_login:
        raise RuntimeError("the stand-in login runs in the demo and test modes only")
    secret = settings.session_secret.get_secret_value()
    stand_in = StandIn(
        portal,
        settings.base_url + "/dev-idporten",
        kept_key(settings.data_dir / "dev-idporten.pem"),
        URLSafeSerializer(secret, salt="dev-idporten-code"),
        set(),
    )
    app = Flask("portal.dev_idporten", static_folder=None)
    app.before_request(only_this_machine)
    app.after_request(with_headers)
    add_metadata(app, stand_in)
    add_login(app, stand_in)
    return app


def only_this_machine() -> None:
    """Nobody else may be let in by a stand-in."""
    if request.remote_addr not in {"127.0.0.1", "::1"}:
        abort(403)


def with_headers(answer: Response) -> Response:
    """The stand-in's own headers on every answer."""
    answer.headers.update(HEADERS)
    return answer


def add_metadata(app: Flask, stand_in: StandIn) -> None:
    """What the provider says about itself."""

    @app.get("/.well-known/openid-configuration")
    def discovery() -> ResponseReturnValue:
        return jsonify(
            issuer=stand_in.issuer,
            authorization_endpoint=stand_in.issuer + "/authorize",
            token_endpoint=stand_in.issuer + "/token",
            jwks_uri=stand_in.issuer + "/jwks",
            response_types_supported=["code"],
            subject_types_supported=["pairwise"],
            id_token_signing_alg_values_supported=["RS256"],
            code_challenge_methods_supported=["S256"],
            acr_values_supported=[LEVEL],
            authorization_response_iss_parameter_supported=True,
        )

    @app.get("/jwks")
    def jwks() -> ResponseReturnValue:
        public = stand_in.key.as_dict(private=False)
        return jsonify(keys=[{**public, "kid": key_id(stand_in), "use": "sig", "alg": "RS256"}])


def add_login(app: Flask, stand_in: StandIn) -> None:
    """The chooser, and the trade of a code for a token."""

    @app.get("/authorize")
    def choose() -> ResponseReturnValue:
        municipality, asked = checked_question(stand_in)
        people = people_of(municipality.slug)
        look = stand_in.portal.extensions["static"][f"css/{municipality.theme}.css"]
        return render_template(
            "choose.html",
            municipality=municipality,
            people=people,
            look=f"/static/{look}",
            token=form_token(stand_in, asked),
        )

    @app.post("/authorize")
    def chosen() -> ResponseReturnValue:
        municipality, asked = checked_question(stand_in)
        if request.form.get("csrf_token") != form_token(stand_in, asked):
            abort(400)
        answer = {"state": asked["state"], "iss": stand_in.issuer}
        subject = request.form.get("person", "")
        if subject == "":
            answer["error"] = "access_denied"
        elif subject in {person.subject for person in people_of(municipality.slug)}:
            times = {"exp": stand_in.now() + CODE_SECONDS, "jti": secrets.token_urlsafe(16)}
            answer["code"] = str(stand_in.codes.dumps({**asked, **times, "sub": subject}))
        else:
            abort(400)
        return redirect(f"{asked['redirect_uri']}?{urlencode(answer)}", 303)

    @app.post("/token")
    def token() -> ResponseReturnValue:
        code = spent_code(stand_in)
        if code is None:
            return make_response(jsonify(error="invalid_grant"), 400)
        return jsonify(
            access_token=secrets.token_urlsafe(16),
            token_type="Bearer",  # noqa: S106 - the name of a kind, not a secret
            expires_in=TOKEN_SECONDS,
            id_token=signed_token(stand_in, code),
        )


def checked_question(stand_in: StandIn) -> tuple[Any, dict[str, str]]:
    """The municipality and the parameters of a login we would answer; anything else is a 400."""
    asked = {name: request.args.get(name, "") for name in ASKED}
    municipality = stand_in.municipality(asked["client_id"])
    if municipality is None or not all(asked.values()):
        abort(400)
    home = stand_in.issuer.removesuffix("/dev-idporten")
    fixed = {"response_type": "code", "code_challenge_method": "S256"}
    if asked["redirect_uri"] != f"{home}/{municipality.slug}/innlogging/retur" or any(
        request.args.get(name) != value for name, value in fixed.items()
    ):
        abort(400)
    return municipality, asked


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
    """An id_token like ID-porten's: no name, and nothing that can be read as one."""
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
    header = {"alg": "RS256", "kid": key_id(stand_in)}
    return jwt.encode(header, claims, stand_in.key, algorithms=["RS256"])


def key_id(stand_in: StandIn) -> str:
    """The key's name: its own thumbprint."""
    return str(stand_in.key.thumbprint())
