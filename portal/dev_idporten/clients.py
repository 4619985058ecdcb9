"""Whether a client is the one it says: its signed assertion, checked as strictly as ID-porten does.

RFC 7523 and ID-porten's own rules: our registered key by its id, one audience (the issuer, never the
token endpoint), a minute of life, and each assertion once.
"""

from typing import Any

from flask import request

from portal.dev_idporten.stand_in import StandIn

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LONGEST_LIFE = 60
LEEWAY = 10


def authenticated_client(stand_in: StandIn) -> str | None:
    """The id of the client that sent this request; None when it has not shown who it is."""
    client_id = request.form.get("client_id", "")
    if stand_in.municipality(client_id) is None:
        return None
    if request.form.get("client_assertion_type") != ASSERTION_TYPE:
        return None
    claims = signed_claims(stand_in, request.form.get("client_assertion", ""))
    if claims is None or not is_about(claims, client_id, stand_in.issuer):
        return None
    if not is_fresh(claims, stand_in.now()) or not used_first_time(stand_in, claims.get("jti")):
        return None
    return client_id


def signed_claims(stand_in: StandIn, assertion: str) -> dict[str, Any] | None:
    """The claims, once the portal's own key holds for them."""
    from joserfc import jwt
    from joserfc.errors import JoseError

    try:
        token = jwt.decode(assertion, stand_in.client_key, algorithms=["RS256"])
    except (JoseError, ValueError, TypeError):
        return None
    named = token.header.get("kid") == stand_in.client_key.thumbprint()
    return token.claims if named else None


def is_about(claims: dict[str, Any], client_id: str, issuer: str) -> bool:
    """Whether this client says it about itself, to us and to nobody else."""
    return claims.get("iss") == claims.get("sub") == client_id and claims.get("aud") == issuer


def is_fresh(claims: dict[str, Any], now: int) -> bool:
    """Whether it was made just now and lives a minute at most."""
    issued, expires = claims.get("iat"), claims.get("exp")
    if type(issued) is not int or type(expires) is not int:
        return False
    return abs(now - issued) <= LEEWAY and now < expires <= issued + LONGEST_LIFE


def used_first_time(stand_in: StandIn, jti: object) -> bool:
    """Whether this assertion has not been seen before; it has now."""
    if not isinstance(jti, str) or not jti or jti in stand_in.spent:
        return False
    stand_in.spent.add(jti)
    return True
