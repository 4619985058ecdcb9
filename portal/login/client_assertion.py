"""How we show a provider that it is our client that asks: `private_key_jwt`, our own.

The library's own is refused by ID-porten: it is meant for the token endpoint, lives an hour, and
its `client_id` is not in the body beside it.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from portal.login.discovery import Metadata
from portal.login.providers import Provider
from portal.signing import signed

TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
METHOD = "private_key_jwt"
AuthMethod = Callable[[Any, str, str, Any, str | None], tuple[str, Any, str]]


def assertion(provider: Provider, metadata: Metadata, now: datetime) -> str:
    """Our signed word for one call: `aud` is the issuer as one string, where not registered otherwise.

    The provider must have a key.
    """
    if provider.key is None:
        raise ValueError("a client without a key signs nothing")
    to_token = provider.assertion_audience == "token"
    claims = {
        "iss": provider.client_id,
        "sub": provider.client_id,
        "aud": metadata.token_endpoint if to_token else provider.issuer,
    }
    return signed(provider.key.key, provider.key.header, claims, now)


def auth_method(provider: Provider, metadata: Metadata, now: datetime) -> AuthMethod:
    """The library's hook that adds who we are to a body."""
    from authlib.common.urls import add_params_to_qs

    def add(
        _client: Any, _method: str, uri: str, headers: Any, body: str | None
    ) -> tuple[str, Any, str]:
        fields = {
            "client_id": provider.client_id,
            "client_assertion_type": TYPE,
            "client_assertion": assertion(provider, metadata, now),
        }
        whole = str(add_params_to_qs(body or "", list(fields.items())))
        headers["Content-Length"] = str(len(whole))
        return uri, headers, whole

    return add
