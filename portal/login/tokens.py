"""Whether an id_token is what it says: signature, issuer, audience, time, nonce and level.

Stricter than the library on purpose (OpenID Connect Core 3.1.3.7, RFC 8725): RS256 only, one
audience, ten seconds of leeway, an age of at most ten minutes, an exact list of levels. Headers up
to 16 kB are read, because ID-porten's carry a certificate chain. A citizen's name is never read: it
is asked. `amr` opens nothing: it can only keep a made-up person out.
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
from portal.rules.national_number import is_synthetic

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
    `level` is how sure the login was. `name` and `roles` are what an employer says of an employee.
    `authorization_details` is what it says of whom a citizen acts for, not yet looked at.
    """

    issuer: str
    subject: str
    level: Level
    provider_session: str | None
    number: str | None = None
    name: str | None = None
    roles: tuple[str, ...] = ()
    authorization_details: object = None


@dataclass(frozen=True)
class Expected:
    """What an id_token is held against.

    `level` is what we asked for, `synthetic_people` whether the house takes invented people and no
    others. `asked_at` is given when the person had to log in anew: an older login is no answer.
    """

    provider: Provider
    nonce: str
    level: Level
    synthetic_people: bool
    asked_at: datetime | None = None


def identity_from(
    token: object,
    access_token: object,
    expected: Expected,
    now: datetime,
    key_of: Callable[[str], Any],
) -> Identity:
    """Read and check an id_token. `key_of` gives the provider's key of an id.

    Raises LoginRefused with the name of the first thing that is wrong.
    """
    provider = expected.provider
    claims = signed_claims(token, key_of)
    check_parties(claims, provider)
    check_times(claims, int(now.timestamp()), provider.longest_life)
    if not hmac.compare_digest(text(claims, "nonce").encode(), expected.nonce.encode()):
        raise LoginRefused("nonce")
    if expected.asked_at is not None:
        check_fresh(claims, int(expected.asked_at.timestamp()))
    level = level_of(claims, provider)
    if not enough(level, expected.level):
        raise LoginRefused("acr-lower")
    if "at_hash" in claims and text(claims, "at_hash") != half_hash(str(access_token)):
        raise LoginRefused("at_hash")
    if "jti" in claims:
        text(claims, "jti")
    session = text(claims, "sid") if "sid" in claims else None
    subject = ":".join(text(claims, name) for name in provider.subject)
    is_citizen = provider.kind == "citizen"
    number = national_number(claims) if is_citizen or "pid" in provider.subject else None
    check_people(claims, number, expected.synthetic_people)
    if is_citizen:
        details = claims.get("authorization_details")
        return Identity(
            provider.issuer, subject, level, session, number, authorization_details=details
        )
    name, roles = name_of(claims), roles_of(claims)
    return Identity(provider.issuer, subject, level, session, name=name, roles=roles)


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
    if provider.tenant is not None and claims.get("tid") != provider.tenant:
        raise LoginRefused("tenant")


def check_times(claims: dict[str, Any], now: int, longest_life: int = LONGEST_LIFE) -> None:
    """Made just now, and neither over nor meant to live longer than its provider's do."""
    issued, expires = whole_seconds(claims, "iat"), whole_seconds(claims, "exp")
    if expires + LEEWAY <= now:
        raise LoginRefused("expired")
    if issued - LEEWAY > now or now - issued > LONGEST_LIFE:
        raise LoginRefused("iat")
    if not 0 < expires - issued <= longest_life:
        raise LoginRefused("life")
    if "nbf" in claims and whole_seconds(claims, "nbf") - LEEWAY > now:
        raise LoginRefused("nbf")


def check_fresh(claims: dict[str, Any], asked_at: int) -> None:
    """The person logged in after we asked: on a shared machine nobody is let in by who sat there before."""
    if whole_seconds(claims, "auth_time") + LEEWAY < asked_at:
        raise LoginRefused("not-fresh")


def level_of(claims: dict[str, Any], provider: Provider) -> Level:
    """How sure the login was, by the provider's exact list of words."""
    claim = provider.level_claim
    if claim is None:
        return Level.STAFF
    found = claims.get(claim) if claim == "acrs" else [text(claims, claim)]
    for word in found if isinstance(found, list) else []:
        if isinstance(word, str) and word in provider.levels:
            return provider.levels[word]
    raise LoginRefused(claim)


def check_people(claims: dict[str, Any], number: str | None, synthetic_people: bool) -> None:
    """Invented people only where the house is tried out, and never where it is in use.

    Raises LoginRefused "test-person" or "real-person".
    """
    methods = claims.get("amr")
    if isinstance(methods, str):
        methods = [methods]
    test_login = isinstance(methods, list) and "TestID" in methods
    invented = number is not None and is_synthetic(number)
    if not synthetic_people and (test_login or invented):
        raise LoginRefused("test-person")
    if synthetic_people and number is not None and not invented:
        raise LoginRefused("real-person")


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


def name_of(claims: dict[str, Any]) -> str | None:
    """An employee's name as the employer writes it, None when there is none to use."""
    name = claims.get("name")
    usable = isinstance(name, str) and 0 < len(name) <= LONGEST_TEXT and name.isprintable()
    return name if usable else None


def roles_of(claims: dict[str, Any]) -> tuple[str, ...]:
    """The roles an employer has given an employee; whatever is no text is left out."""
    roles = claims.get("roles")
    return tuple(one for one in roles if isinstance(one, str)) if isinstance(roles, list) else ()


def half_hash(access_token: str) -> str:
    """`at_hash` of an access token (OpenID Connect Core 3.1.3.6, RS256)."""
    half = hashlib.sha256(access_token.encode()).digest()[:16]
    return base64.urlsafe_b64encode(half).rstrip(b"=").decode()
