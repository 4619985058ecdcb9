"""The stand-in as a small Flask app of its own: discovery, keys, a person chooser, tokens.

It exists in demo and test only and answers only the machine it runs on. Codes are signed and
not stored, and the key lies beside the demo's data, so several processes are one provider.
"""

import secrets
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
from itsdangerous import URLSafeSerializer

from portal.dev_idporten.tokens import (
    CITIZENS_CLIENT,
    LEVEL,
    TOKEN_SECONDS,
    StandIn,
    form_token,
    key_id,
    signed_token,
    spent_code,
)
from portal.login.keys import kept_key

CODE_SECONDS = 60
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
ASKED = ("client_id", "redirect_uri", "state", "nonce", "code_challenge")


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
    add_token(app, stand_in)
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
    """The chooser: who to be in this demonstration."""

    @app.get("/authorize")
    def choose() -> ResponseReturnValue:
        municipality, asked = checked_question(stand_in)
        look = stand_in.portal.extensions["static"][f"css/{municipality.theme}.css"]
        return render_template(
            "choose.html",
            municipality=municipality,
            people=stand_in.people(asked["client_id"]),
            shown="innbyggersidene"
            if asked["client_id"].startswith(CITIZENS_CLIENT)
            else "ansattsidene",
            look=f"/static/{look}",
            token=form_token(stand_in, asked),
        )

    @app.post("/authorize")
    def chosen() -> ResponseReturnValue:
        _municipality, asked = checked_question(stand_in)
        if request.form.get("csrf_token") != form_token(stand_in, asked):
            abort(400)
        answer = {"state": asked["state"], "iss": stand_in.issuer}
        subject = request.form.get("person", "")
        if subject == "":
            answer["error"] = "access_denied"
        elif subject in stand_in.people(asked["client_id"]):
            times = {"exp": stand_in.now() + CODE_SECONDS, "jti": secrets.token_urlsafe(16)}
            answer["code"] = str(stand_in.codes.dumps({**asked, **times, "sub": subject}))
        else:
            abort(400)
        return redirect(f"{asked['redirect_uri']}?{urlencode(answer)}", 303)


def add_token(app: Flask, stand_in: StandIn) -> None:
    """The trade of a code for a token, once."""

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
