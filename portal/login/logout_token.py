"""Utlogging et annet sted: whether a logout token is what it says (OpenID Connect Back-Channel Logout 1.0, § 2.6).

Stricter than the specification where it leaves a choice: the type must be named, the session must
be named, the event stands alone, and nothing is older or lives longer than ten minutes. ID-porten's
sample carries a `sub` that looks like a national number: it is neither read nor logged.
"""

import base64
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.login.providers import Provider
from portal.login.refusals import LoginRefused
from portal.login.tokens import LEEWAY, LONGEST_LIFE, signed_claims, text, whole_seconds

EVENTS: dict[str, object] = {"http://schemas.openid.net/event/backchannel-logout": {}}
TYPES = ("logout+jwt",)


@dataclass(frozen=True)
class Logout:
    """A session that has ended at a provider. `token_id` names the token that says so."""

    provider: Provider
    session: str
    token_id: str


def logout_from(
    token: str,
    providers: Iterable[Provider],
    *,
    now: datetime,
    key_of: Callable[[Provider, str], Any],
) -> Logout:
    """Read and check a logout token meant for one of these clients.

    Raises LoginRefused with the name of the first thing that is wrong, and ProviderAway when the
    provider's keys cannot be read.
    """
    provider = addressee(token, providers)
    claims = signed_claims(token, lambda key_id: key_of(provider, key_id), TYPES)
    if claims.get("iss") != provider.issuer:
        raise LoginRefused("iss")
    if claims.get("aud") not in (provider.client_id, [provider.client_id]):
        raise LoginRefused("aud")
    check_times(claims, int(now.timestamp()))
    if claims.get("events") != EVENTS:
        raise LoginRefused("events")
    if "nonce" in claims:
        raise LoginRefused("nonce")
    return Logout(provider, text(claims, "sid"), text(claims, "jti"))


def addressee(token: str, providers: Iterable[Provider]) -> Provider:
    """Whose client the token says that it is for: it decides which keys must have signed it.

    Nothing is believed yet; the same words are read again once the signature holds.
    """
    try:
        payload = token.split(".")[1].encode("ascii")
        claims = json.loads(base64.urlsafe_b64decode(payload + b"=" * (-len(payload) % 4)))
        named = claims["iss"], claims["aud"]
    except (ValueError, IndexError, KeyError, TypeError, RecursionError):
        raise LoginRefused("token") from None
    for provider in providers:
        if named in (
            (provider.issuer, provider.client_id),
            (provider.issuer, [provider.client_id]),
        ):
            return provider
    raise LoginRefused("aud")


def check_times(claims: dict[str, Any], now: int) -> None:
    """Made just now; its own end, when it names one, is near and has not come."""
    issued = whole_seconds(claims, "iat")
    if issued - LEEWAY > now or now - issued > LONGEST_LIFE:
        raise LoginRefused("iat")
    if "exp" not in claims:
        return
    expires = whole_seconds(claims, "exp")
    if expires + LEEWAY <= now:
        raise LoginRefused("expired")
    if not 0 < expires - issued <= LONGEST_LIFE:
        raise LoginRefused("life")
