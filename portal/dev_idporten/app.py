"""The stand-in as a small Flask app of its own: what it says about itself, its pages and its tokens.

It exists in demo and test only and answers only the machine it runs on. The key lies beside the
demo's data, so several processes are one provider.
"""

from flask import Flask, Response, jsonify, request
from flask.typing import ResponseReturnValue

from portal.dev_idporten.chooser import add_chooser
from portal.dev_idporten.logout import add_logout
from portal.dev_idporten.question import LANGUAGES, POWER_OF_ATTORNEY, add_push
from portal.dev_idporten.stand_in import LEVELS, StandIn
from portal.dev_idporten.tokens import add_token, key_id
from portal.login.keys import kept_key
from portal.login.providers import STAND_IN_KEY, stand_in_issuer

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; "
    "frame-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def create_stand_in(portal: Flask) -> Flask:
    """The stand-in beside this portal. Refuses to exist where real people log in."""
    settings = portal.extensions["settings"]
    if not settings.accepts.stand_in_login:
        raise RuntimeError("the stand-in login runs in the demo and test modes only")
    stand_in = StandIn(
        portal,
        stand_in_issuer(settings),
        kept_key(settings.data_dir / "dev-idporten.pem"),
        kept_key(settings.data_dir / STAND_IN_KEY),
        settings.session_secret.get_secret_value(),
    )
    app = Flask("portal.dev_idporten", static_folder=None)
    app.before_request(only_this_machine)
    app.after_request(with_headers)
    for add in (add_metadata, add_push, add_chooser, add_token, add_logout):
        add(app, stand_in)
    return app


def only_this_machine() -> ResponseReturnValue | None:
    """Nobody else may be let in by a stand-in."""
    known = request.remote_addr in {"127.0.0.1", "::1"}
    return None if known else Response(status=403)


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
            pushed_authorization_request_endpoint=stand_in.issuer + "/par",
            require_pushed_authorization_requests=True,
            token_endpoint=stand_in.issuer + "/token",
            end_session_endpoint=stand_in.issuer + "/logout",
            jwks_uri=stand_in.issuer + "/jwks",
            response_types_supported=["code"],
            grant_types_supported=["authorization_code"],
            scopes_supported=["openid", "profile"],
            subject_types_supported=["pairwise"],
            id_token_signing_alg_values_supported=["RS256"],
            code_challenge_methods_supported=["S256"],
            token_endpoint_auth_methods_supported=["private_key_jwt"],
            token_endpoint_auth_signing_alg_values_supported=["RS256"],
            acr_values_supported=LEVELS,
            ui_locales_supported=LANGUAGES,
            authorization_details_types_supported=[POWER_OF_ATTORNEY],
            authorization_response_iss_parameter_supported=True,
            frontchannel_logout_supported=True,
            frontchannel_logout_session_supported=True,
            backchannel_logout_supported=True,
            backchannel_logout_session_supported=True,
        )

    @app.get("/jwks")
    def jwks() -> ResponseReturnValue:
        public = stand_in.key.as_dict(private=False)
        return jsonify(keys=[{**public, "kid": key_id(stand_in), "use": "sig", "alg": "RS256"}])
