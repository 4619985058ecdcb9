"""Every bent id_token is refused: a calm page, no cookie, no session row.

The numbers are rows of the attack list the login is built against.
"""

import base64
import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc.jwk import RSAKey

from tests.login.provider import ISSUER, KEY, OTHER_KEY, FakeProvider, public
from tests.login.steps import Door

Bend = Callable[[FakeProvider], None]


def claim(name: str, value: object) -> Bend:
    def bend(provider: FakeProvider) -> None:
        provider.bend_claims = lambda claims: {**claims, name: value}

    return bend


def without(name: str) -> Bend:
    def bend(provider: FakeProvider) -> None:
        provider.bend_claims = lambda claims: {k: v for k, v in claims.items() if k != name}

    return bend


def later(name: str, seconds: float) -> Bend:
    """The claim moved by so many seconds from what it honestly would be."""

    def bend(provider: FakeProvider) -> None:
        provider.bend_claims = lambda claims: {**claims, name: claims[name] + seconds}

    return bend


def old(seconds: int) -> Bend:
    def bend(provider: FakeProvider) -> None:
        provider.bend_claims = lambda claims: {
            **claims,
            "iat": claims["iat"] - seconds - 120,
            "exp": claims["exp"] - seconds - 120,
        }

    return bend


def header(name: str, value: object) -> Bend:
    def bend(provider: FakeProvider) -> None:
        provider.bend_header = lambda made: {**made, name: value}

    return bend


def token(value: object) -> Bend:
    def bend(provider: FakeProvider) -> None:
        provider.token = lambda: value

    return bend


def unsigned(provider: FakeProvider) -> None:
    honest = provider.signed

    def made() -> str:
        _head, payload, _mark = honest().split(".")
        head = base64.urlsafe_b64encode(b'{"alg":"none","kid":"first"}').decode().rstrip("=")
        return f"{head}.{payload}."

    provider.token = made


def tampered(provider: FakeProvider) -> None:
    honest = provider.signed

    def made() -> str:
        head, payload, mark = honest().split(".")
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        forged = json.dumps({**claims, "sub": "namsos-leder"}).encode()
        return f"{head}.{base64.urlsafe_b64encode(forged).decode().rstrip('=')}.{mark}"

    provider.token = made


def with_key(algorithm: str, key: Any) -> Bend:
    def bend(provider: FakeProvider) -> None:
        provider.signing_key = key
        provider.bend_header = lambda made: {**made, "alg": algorithm}

    return bend


def own_key_in_header(provider: FakeProvider) -> None:
    stranger = RSAKey.generate_key(2048)
    provider.signing_key = stranger
    provider.bend_header = lambda made: {**made, "jwk": stranger.as_dict(private=False)}


def no_key_id(provider: FakeProvider) -> None:
    provider.bend_header = lambda made: {"alg": "RS256"}


def not_an_object(provider: FakeProvider) -> None:
    provider.bend_claims = lambda claims: [claims]


def not_json(provider: FakeProvider) -> None:
    provider.bend_claims = lambda claims: b'{"iss": NaN, "exp": Infinity, {{{'


def no_token(provider: FakeProvider) -> None:
    provider.bend_answer = lambda body: {"access_token": "at", "token_type": "Bearer"}


PUBLIC_AS_SECRET = KEY.as_pem(private=False)
EC_KEY = ec.generate_private_key(ec.SECP256R1())

BAD: dict[str, Bend] = {
    "13, 14 unsigned although the metadata lists none": unsigned,
    "15 HS256 with the public key as secret": with_key("HS256", PUBLIC_AS_SECRET),
    "16 another key": with_key("RS256", OTHER_KEY),
    "16 claims changed after signing": tampered,
    "17 RS384": with_key("RS384", KEY),
    "17 ES256": with_key("ES256", EC_KEY),
    "18 brings its own key": own_key_in_header,
    "19 unknown crit": header("crit", ["exp"]),
    "22 unknown key id": header("kid", "never-published"),
    "24 no key id": no_key_id,
    "24 key id is not a text": header("kid", ["first"]),
    "25 other issuer": claim("iss", "http://127.0.0.1:8000/other"),
    "25 issuer with a slash": claim("iss", ISSUER + "/"),
    "25 no issuer": without("iss"),
    "26 other audience": claim("aud", "ansatt-vik"),
    "26 no audience": without("aud"),
    "26 empty audience": claim("aud", []),
    "26 one audience too many": claim("aud", ["ansatt-namsos", "ansatt-vik"]),
    "27 other audience, our azp": claim("aud", ["ansatt-vik"]),
    "27 other azp": claim("azp", "ansatt-vik"),
    "28 ran out 60 seconds ago": old(60),
    "28 ran out 300 seconds ago": old(300),
    "28 no expiry": without("exp"),
    "29 made in the future": later("iat", 60),
    "29 lives for years": later("exp", 10**8),
    "29 iat missing": without("iat"),
    "29 iat is true": claim("iat", True),
    "29 iat is a text": claim("iat", "now"),
    "29 exp is not a number": claim("exp", float("nan")),
    "29 exp without end": claim("exp", float("inf")),
    "29 not before tomorrow": claim("nbf", 1_900_000_000),
    "30 no nonce": without("nonce"),
    "30 other nonce": claim("nonce", "another"),
    "30 nonce is null": claim("nonce", None),
    "31 wrong at_hash": claim("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"),
    "32 no subject": without("sub"),
    "32 subject is a number": claim("sub", 5),
    "32 empty subject": claim("sub", ""),
    "32 subject with a line break": claim("sub", "namsos-saksbehandler\n"),
    "32 endless subject": claim("sub", "x" * 100_000),
    "33 lower level": claim("acr", "idporten-loa-substantial"),
    "33 no level": without("acr"),
    "33 list of levels": claim("acr", ["idporten-loa-high"]),
    "33 look-alike level": claim("acr", "idporten-loa-high "),
    "33 other scheme's level": claim("acr", "eidas-loa-high"),
    "38 no id_token": no_token,
    "38 empty id_token": token(""),
    "38 id_token is a list": token(["x"]),
    "38 encrypted id_token": token("a.b.c.d.e"),
    "38 two hundred thousand signs": token("a" * 200_000),
    "38 twice as long as any that is honest": claim("padding", "x" * 60_000),
    "38 claims are not an object": not_an_object,
    "38 claims are not JSON": not_json,
    "39 a logout token": header("typ", "logout+jwt"),
    "39 an access token": header("typ", "at+jwt"),
}


@pytest.mark.parametrize("what", BAD)
def test_bent_token_is_refused(door: Door, what: str) -> None:
    BAD[what](door.provider)
    answer = door.log_in()
    assert answer.status_code == 400, what
    assert "Innloggingen gikk ikke" in answer.text
    assert door.session_rows() == []
    assert door.session_cookie() is None


def test_the_honest_token_opens_the_door(door: Door) -> None:
    """Without this, a door that is always shut would pass the table above."""
    assert door.log_in().status_code == 303
    assert len(door.session_rows()) == 1


@pytest.mark.parametrize("length", [1_000, 8_000])
def test_long_certificate_chain_in_the_header_is_read(door: Door, length: int) -> None:
    """20: the provider's own tokens carry x5c; refusing them would shut everybody out."""
    header("x5c", ["A" * length])(door.provider)
    assert door.log_in().status_code == 303


def test_right_at_hash_is_accepted(door: Door) -> None:
    """OpenID Connect Core 3.1.3.6: the left half of SHA-256 of the access token."""
    half = hashlib.sha256(b"at").digest()[:16]
    claim("at_hash", base64.urlsafe_b64encode(half).decode().rstrip("="))(door.provider)
    assert door.log_in().status_code == 303


def test_key_published_meanwhile_is_fetched_once(door: Door) -> None:
    """21, 22: a new key id is looked for, but at most every 30 seconds."""
    assert door.log_in().status_code == 303
    fresh = RSAKey.generate_key(2048, {"kid": "second"})
    door.provider.signing_key = fresh
    door.provider.bend_header = lambda made: {**made, "kid": "second"}
    door.provider.asked.clear()
    assert door.log_in().status_code == 400
    assert "/jwks" not in door.provider.asked
    door.provider.keys.append(fresh)
    door.clock.now += door.seconds(31)
    assert door.log_in().status_code == 303
    assert door.provider.asked.count("/jwks") == 1


def test_unknown_keys_cannot_make_us_flood_the_provider(door: Door) -> None:
    header("kid", "never-published")(door.provider)
    for _ in range(5):
        assert door.log_in().status_code == 400
    assert door.provider.asked.count("/jwks") == 1


def test_same_key_id_with_a_new_key_is_read_anew(door: Door) -> None:
    """23: the keys are read once more, and whoever was on the way in notices nothing."""
    assert door.log_in().status_code == 303
    door.provider.keys, door.provider.signing_key = [OTHER_KEY], OTHER_KEY
    door.clock.now += door.seconds(31)
    door.provider.asked.clear()
    assert door.log_in().status_code == 303
    assert door.provider.asked.count("/jwks") == 1


def test_a_key_nobody_has_published_is_looked_for_once(door: Door) -> None:
    """16, 23: and the answer is still no, the next time without looking."""
    assert door.log_in().status_code == 303
    door.provider.signing_key = OTHER_KEY
    door.clock.now += door.seconds(31)
    door.provider.asked.clear()
    for _ in range(3):
        assert door.log_in().status_code == 400
    assert door.provider.asked.count("/jwks") == 1


def test_keys_that_are_not_for_rsa_signatures_are_never_used(door: Door) -> None:
    from portal.login.discovery import signing_keys

    listed: list[object] = [
        {**public(KEY), "use": "enc"},
        {"kty": "oct", "k": "c2VjcmV0", "kid": "first"},
        "nonsense",
        {"kty": "RSA", "kid": "broken", "n": "!", "e": 5},
        {"kty": "RSA", "kid": "half"},
    ]
    assert signing_keys({"keys": listed}) == {}
    assert signing_keys({"keys": "nonsense"}) == {}
    assert set(signing_keys({"keys": [*listed, public(KEY)]})) == {"first"}
