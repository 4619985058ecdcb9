"""How our client shows a provider that it is itself (RFC 7523, and ID-porten's own rules)."""

import base64
import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from joserfc.jwk import RSAKey

from portal.login.client_assertion import assertion
from portal.login.discovery import Metadata
from portal.login.keys import ClientKey
from portal.login.providers import Provider
from tests.conftest import NOW
from tests.login.provider import ISSUER
from tests.login.steps import Door

KEY = RSAKey.generate_key(2048)
OTHER = RSAKey.generate_key(2048)
OURS = Provider(
    "citizen",
    "https://idporten.no",
    "0f3c8a1e",
    "https://login.idporten.no",
    {},
    ClientKey(KEY, {"kid": "namsos-2026"}),
)
METADATA = Metadata("https://a.example", "https://idporten.no/token", "https://k.example", True)


def opened(token: str, key: RSAKey = KEY) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a JWS in RS256, read by hand. Raises InvalidSignature."""
    head, claims, mark = (
        base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in token.split(".")
    )
    signed = token.rpartition(".")[0].encode()
    key.public_key.verify(mark, signed, padding.PKCS1v15(), hashes.SHA256())
    return json.loads(head), json.loads(claims)


def test_it_says_what_id_porten_wants_and_no_more() -> None:
    header, claims = opened(assertion(OURS, METADATA, NOW))
    assert header == {"alg": "RS256", "kid": "namsos-2026", "typ": "JWT"}
    assert set(claims) == {"iss", "sub", "aud", "iat", "exp", "jti"}
    assert (claims["iss"], claims["sub"]) == ("0f3c8a1e", "0f3c8a1e")
    assert claims["aud"] == "https://idporten.no", "the issuer, as one text and not a list"
    issued = datetime.fromisoformat("2026-11-21T11:03:00+00:00").timestamp()
    assert (claims["iat"], claims["exp"]) == (issued, issued + 60)


def test_each_is_used_once() -> None:
    marks = {opened(assertion(OURS, METADATA, NOW))[1]["jti"] for _ in range(100)}
    assert len(marks) == 100
    assert min(len(mark) for mark in marks) >= 22, "128 bits or more"


def test_another_provider_may_want_its_token_address() -> None:
    entra = replace(OURS, assertion_audience="token")
    assert opened(assertion(entra, METADATA, NOW))[1]["aud"] == "https://idporten.no/token"


def test_it_holds_against_our_key_alone() -> None:
    with pytest.raises(InvalidSignature):
        opened(assertion(OURS, METADATA, NOW), OTHER)


def test_a_client_without_a_key_signs_nothing() -> None:
    with pytest.raises(ValueError, match="without a key"):
        assertion(replace(OURS, key=None), METADATA, NOW)


@pytest.fixture
def called(door: Door) -> list[dict[str, str]]:
    """What the provider was sent in a login: the question, then the code."""
    door.clock.now += timedelta(seconds=5)
    door.log_in()
    traded = {name: values[0] for name, values in door.provider.sent[-1].items()}
    return [*door.provider.pushed.values(), traded]


def test_both_calls_of_a_login_carry_one_of_their_own(
    door: Door, called: list[dict[str, str]]
) -> None:
    key = door.app.extensions["providers"]["namsos", "staff"].key
    seen = set()
    for form in called:
        assert form["client_id"] == "ansatt-namsos"
        kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        assert form["client_assertion_type"] == kind
        header, claims = opened(form["client_assertion"], key.key)
        assert header["kid"] == key.header["kid"]
        assert (claims["iss"], claims["aud"]) == ("ansatt-namsos", ISSUER)
        assert claims["iat"] == int(door.clock().timestamp())
        seen.add(claims["jti"])
    assert len(called) == len(seen) == 2


def test_no_shared_secret_is_sent(door: Door, called: list[dict[str, str]]) -> None:
    assert not [form for form in called if "client_secret" in form]
    assert door.provider.authorizations == [None] * len(door.provider.authorizations)
