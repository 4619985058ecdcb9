"""The authorization code flow: out to the provider and back. The only user of Authlib."""

from dataclasses import dataclass
from typing import Any

import requests

from portal.login.discovery import TIMEOUT, Discovery, Metadata
from portal.login.providers import Provider
from portal.login.refusals import LoginRefused, ProviderAway
from portal.rules.levels import Level, enough

LONGEST_STATE = 200
LONGEST_CODE = 4000


@dataclass(frozen=True)
class Secrets:
    """What ties an answer to the question: each used once."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Answer:
    """What came back in the address. `error` is the provider's code, never shown."""

    state: str
    code: str | None
    error: str | None
    issuer: str | None


def address_to_provider(
    provider: Provider,
    metadata: Metadata,
    *,
    back: str,
    secrets: Secrets,
    level: Level,
    language: str,
) -> str:
    """Where the browser goes to log in, with PKCE S256, state and nonce."""
    with client(provider, back) as session:
        address, _state = session.create_authorization_url(
            metadata.authorization_endpoint,
            state=secrets.state,
            code_verifier=secrets.verifier,
            nonce=secrets.nonce,
            acr_values=" ".join(asked_for(provider, level)),
            ui_locales=language,
        )
    return str(address)


def asked_for(provider: Provider, level: Level) -> list[str]:
    """The provider's own words for a login that is at least this sure."""
    return [word for word, is_to_us in provider.levels.items() if enough(is_to_us, level)]


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
        raise LoginRefused("cancelled" if answer.error == "access_denied" else "error")
    if not answer.code:
        raise LoginRefused("code")
    return answer.code


def tokens_for(
    code: str,
    provider: Provider,
    metadata: Metadata,
    discovery: Discovery,
    *,
    back: str,
    verifier: str,
) -> dict[str, Any]:
    """Trade the code for tokens. Redirects are not followed: they would carry the code away."""
    from authlib.integrations.base_client import OAuthError

    with client(provider, back) as session:
        discovery.prepare(session, provider)
        try:
            answer = session.fetch_token(
                metadata.token_endpoint,
                grant_type="authorization_code",
                code=code,
                code_verifier=verifier,
                allow_redirects=False,
            )
        except OAuthError as error:
            raise LoginRefused("code-refused") from error
        except (requests.RequestException, ValueError, TypeError, KeyError) as error:
            raise ProviderAway from error
    return dict(answer)


def client(provider: Provider, back: str) -> Any:
    """Authlib's client for one provider, made anew for each login."""
    from authlib.integrations.requests_client import OAuth2Session

    return OAuth2Session(
        provider.client_id,
        provider.secret or None,
        scope=provider.scope,
        redirect_uri=back,
        code_challenge_method="S256",
        default_timeout=TIMEOUT,
    )
