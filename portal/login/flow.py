"""The authorization code flow: out to the provider and back. The only user of Authlib."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import requests

from portal.login import client_assertion
from portal.login.discovery import Discovery, Metadata
from portal.login.providers import Provider
from portal.login.refusals import LoginRefused, ProviderAway, known
from portal.rules.levels import Level, enough

LONGEST_STATE = 200
LONGEST_CODE = 4000
LONGEST_REQUEST_URI = 500
NONSENSE = (ValueError, TypeError, KeyError, OverflowError, RecursionError)
"""What the library raises on a token answer that is none."""


@dataclass(frozen=True)
class Secrets:
    """What ties an answer to the question: each used once."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Question:
    """What we ask of the provider: how sure, in which language, where to send the person back.

    `fresh`: the person has to log in anew. `more`: parameters of one kind of login alone.
    """

    secrets: Secrets
    level: Level
    language: str
    back: str
    fresh: bool = False
    more: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Place:
    """The provider a login goes through: its addresses, and how we call it now."""

    provider: Provider
    metadata: Metadata
    discovery: Discovery
    now: datetime


@dataclass(frozen=True)
class Answer:
    """What came back in the address. `error` is the provider's code, never shown."""

    state: str
    code: str | None
    error: str | None
    issuer: str | None


def address_to_provider(place: Place, question: Question) -> str:
    """Where the browser goes to log in, with PKCE S256, state and nonce.

    A provider that takes the question from us directly (RFC 9126) gets it so: nobody can then change
    it in the browser. Raises LoginRefused when it will not have the question, ProviderAway.
    """
    provider, endpoint = place.provider, place.metadata.authorization_endpoint
    asked = {
        **question.more,
        "nonce": question.secrets.nonce,
        "response_mode": "query",
        "ui_locales": question.language,
    }
    asked |= level_question(provider, question.level)
    if question.fresh:
        asked["prompt"] = "login"
    with client(place, question.back) as session:
        address, _state = session.create_authorization_url(
            endpoint,
            state=question.secrets.state,
            code_verifier=question.secrets.verifier,
            **asked,
        )
        if place.metadata.par_endpoint is None:
            return str(address)
        pushed = push(session, place.metadata.par_endpoint, str(address))
    named = {"client_id": provider.client_id, "request_uri": pushed}
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(named)}"


def push(session: Any, endpoint: str, address: str) -> str:
    """Hand the parameters of an address to the provider; the name it gave them."""
    fields = dict(parse_qsl(urlsplit(address).query))
    del fields["client_id"]  # who we are adds it
    who_we_are = session.client_auth(session.token_endpoint_auth_method)
    try:
        answer = session.post(endpoint, data=fields, auth=who_we_are, withhold_token=True)
    except requests.RequestException as error:
        raise ProviderAway from error
    said = object_in(answer)
    if 400 <= answer.status_code < 500:
        raise LoginRefused("par-" + known(said.get("error")))
    name = said.get("request_uri")
    if answer.status_code not in (200, 201) or not isinstance(name, str):
        raise ProviderAway
    if not (0 < len(name) <= LONGEST_REQUEST_URI and name.isascii() and name.isprintable()):
        raise ProviderAway
    return name


def object_in(answer: requests.Response) -> dict[str, Any]:
    """The JSON object of an answer, empty when it is something else."""
    try:
        document = answer.json()
    except NONSENSE:
        return {}
    return document if isinstance(document, dict) else {}


def level_question(provider: Provider, level: Level) -> dict[str, str]:
    """How a login that is at least this sure is asked for, in the provider's own words."""
    words = [word for word, is_to_us in provider.levels.items() if enough(is_to_us, level)]
    match provider.level_claim:
        case None:
            return {}
        case "acrs":
            needed = {"essential": True, "value": words[0]}  # Entra reads one
            return {"claims": json.dumps({"id_token": {"acrs": needed}})}
        case _:
            return {"acr_values": " ".join(words)}


def answer_in(parameters: dict[str, list[str]]) -> Answer:
    """Read the callback's parameters: each at most once, and short. Raises LoginRefused."""
    limits = {"state": LONGEST_STATE, "code": LONGEST_CODE, "iss": 255, "error": 100}
    found: dict[str, str | None] = {}
    for name, limit in limits.items():
        values = parameters.get(name, [])
        if len(values) > 1 or any(len(value) > limit for value in values):
            raise LoginRefused(name)
        found[name] = values[0] if values else None
    if not found["state"]:
        raise LoginRefused("state")
    return Answer(found["state"], found["code"], found["error"], found["iss"])


def check_answer(answer: Answer, provider: Provider, metadata: Metadata) -> str:
    """The code, once the answer comes from the provider that was asked (RFC 9207)."""
    if answer.issuer is None and metadata.names_itself:
        raise LoginRefused("no-iss")
    if answer.issuer not in (None, provider.issuer):
        raise LoginRefused("other-iss")
    if answer.error is not None:
        cancelled = answer.error == "access_denied"
        raise LoginRefused("cancelled" if cancelled else "error-" + known(answer.error))
    if not answer.code:
        raise LoginRefused("code")
    return answer.code


def tokens_for(code: str, place: Place, *, back: str, verifier: str) -> dict[str, Any]:
    """Trade the code for tokens. Raises LoginRefused when the code is not taken, ProviderAway."""
    from authlib.integrations.base_client import OAuthError

    with client(place, back) as session:
        try:
            answer = session.fetch_token(
                place.metadata.token_endpoint,
                grant_type="authorization_code",
                code=code,
                code_verifier=verifier,
            )
        except OAuthError as error:
            raise LoginRefused("code-" + known(error.error)) from None
        except (requests.RequestException, *NONSENSE) as error:
            raise ProviderAway from error
    return dict(answer)


def client(place: Place, back: str) -> Any:
    """Authlib's client for one provider, made anew for each login, over our own line to it."""
    from authlib.integrations.requests_client import OAuth2Session

    provider = place.provider
    session = OAuth2Session(
        provider.client_id,
        provider.secret or None,
        scope=provider.scope,
        redirect_uri=back,
        code_challenge_method="S256",
        token_endpoint_auth_method=client_assertion.METHOD if provider.key else None,
    )
    session.register_client_auth_method(
        (
            client_assertion.METHOD,
            client_assertion.auth_method(provider, place.metadata, place.now),
        )
    )
    place.discovery.lines.prepare(session, provider)
    return session
