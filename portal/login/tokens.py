"""Whether an id_token is what it says: signature, issuer, audience, time, nonce and level.

Stricter than the library on purpose (OpenID Connect Core 3.1.3.7, RFC 8725): RS256 only, one
audience, ten seconds of leeway, a life and an age of at most ten minutes, an exact list of
levels. Headers up to 16 kB are read, because ID-porten's carry a certificate chain.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.login.providers import Provider
from portal.login.refusals import LoginRefused
from portal.rules.levels import Level, enough

LEEWAY = 10
LONGEST_LIFE = 600
LONGEST_TOKEN = 64_000
LONGEST_HEADER = 16_000
LONGEST_TEXT = 255
NATIONAL_NUMBER = re.compile(r"[0-9]{11}")


@dataclass(frozen=True)
class Identity:
    """Who the provider says this is: its own stable subject, and its session there.

    `number` is a citizen's national number; None when the provider gave none, and for employees.
    `level` is how sure the login was.
    """

    issuer: str
    subject: str
    level: Level
    provider_session: str | None
    number: str | None = None


def identity_from(
    token: object,
    access_token: object,
    *,
    provider: Provider,
    nonce: str,
    asked: Level,
    now: datetime,
    key_of: Callable[[str], Any],
) -> Identity:
    """Read and check an id_token. `key_of` gives the provider's key of an id; `asked` is the level we asked for.

    Raises LoginRefused with the name of the first thing that is wrong.
    """
    claims = signed_claims(token, key_of)
    check_parties(claims, provider)
    check_times(claims, int(now.timestamp()))
    if not hmac.compare_digest(text(claims, "nonce").encode(), nonce.encode()):
        raise LoginRefused("nonce")
    level = provider.levels.get(text(claims, "acr"))
    if level is None:
        raise LoginRefused("acr")
    if not enough(level, asked):
        raise LoginRefused("acr-lower")
    if "at_hash" in claims and text(claims, "at_hash") != half_hash(str(access_token)):
        raise LoginRefused("at_hash")
    session = text(claims, "sid") if "sid" in claims else None
    number = national_number(claims) if provider.kind == "citizen" else None
    return Identity(provider.issuer, text(claims, "sub"), level, session, number)


def signed_claims(
    token: object, key_of: Callable[[str], Any], types: tuple[str, ...] = ("JWT",)
) -> dict[str, Any]:
    """The claims, once the signature holds. `types` are the values the `typ` header may have.

    A token without the header is taken for a plain JWT (RFC 8725, 3.11). Raises LoginRefused.
    """
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jws import JWSRegistry

    class LongHeader(JWSRegistry):
        max_header_length = LONGEST_HEADER

    if not isinstance(token, str) or not 0 < len(token) <= LONGEST_TOKEN:
        raise LoginRefused("token-size")

    def key_for(signed: Any) -> Any:
        header = signed.headers()
        if header.get("typ", "JWT") not in types:
            raise LoginRefused("typ")
        if not isinstance(header.get("kid"), str):
            raise LoginRefused("kid")
        return key_of(header["kid"])

    registry = LongHeader(algorithms=["RS256"], strict_check_header=False)
    try:
        return jwt.decode(token, key_for, algorithms=["RS256"], registry=registry).claims
    except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise LoginRefused("signature") from error


def check_parties(claims: dict[str, Any], provider: Provider) -> None:
    """From this provider, to this client and nobody else."""
    if claims.get("iss") != provider.issuer:
        raise LoginRefused("iss")
    if claims.get("aud") not in (provider.client_id, [provider.client_id]):
        raise LoginRefused("aud")
    if claims.get("azp", provider.client_id) != provider.client_id:
        raise LoginRefused("azp")


def check_times(claims: dict[str, Any], now: int) -> None:
    """Made just now, and neither over nor meant to live long."""
    issued, expires = whole_seconds(claims, "iat"), whole_seconds(claims, "exp")
    if expires + LEEWAY <= now:
        raise LoginRefused("expired")
    if issued - LEEWAY > now or now - issued > LONGEST_LIFE:
        raise LoginRefused("iat")
    if not 0 < expires - issued <= LONGEST_LIFE:
        raise LoginRefused("life")
    if "nbf" in claims and whole_seconds(claims, "nbf") - LEEWAY > now:
        raise LoginRefused("nbf")


def whole_seconds(claims: dict[str, Any], name: str) -> int:
    """A claim that must be a whole number (True is not one)."""
    value = claims.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise LoginRefused(name)
    return value


def text(claims: dict[str, Any], name: str) -> str:
    """A claim that must be a short text of visible characters."""
    value = claims.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_TEXT:
        raise LoginRefused(name)
    if not value.isprintable():
        raise LoginRefused(name)
    return value


def national_number(claims: dict[str, Any]) -> str | None:
    """(fødselsnummer, d-nummer) The `pid` claim, None when there is none.

    Eleven digits and no more is asked of it: from 2032 check digits and dates follow other rules,
    and nothing is read out of the number.
    """
    if "pid" not in claims:
        return None
    number = text(claims, "pid")
    if not NATIONAL_NUMBER.fullmatch(number):
        raise LoginRefused("pid")
    return number


def half_hash(access_token: str) -> str:
    """`at_hash` of an access token (OpenID Connect Core 3.1.3.6, RS256)."""
    half = hashlib.sha256(access_token.encode()).digest()[:16]
    return base64.urlsafe_b64encode(half).rstrip(b"=").decode()
