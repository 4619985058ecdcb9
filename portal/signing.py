"""Our signed word to another service that it is we who ask (RFC 7523, JWT for client authentication)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal.store.crypto import new_id

SECONDS = 60
ALGORITHMS = ["RS256", "PS256"]


def signed(key: Any, header: Mapping[str, str], claims: Mapping[str, str], now: datetime) -> str:
    """The claims as a JWT: one use (`jti`), a minute's life, no claim too many.

    `key` is joserfc's private RSAKey; `header` names it to the service, as {"kid": "…"}. In RS256
    where the header does not ask for PS256.
    """
    from joserfc import jwt

    issued = int(now.timestamp())
    times = {"iat": issued, "exp": issued + SECONDS, "jti": new_id()}
    whole = {"alg": "RS256", **header}
    return jwt.encode(whole, {**claims, **times}, key, algorithms=ALGORITHMS)
