"""What a client must show and ask before the stand-in answers its browser (RFC 9126, RFC 7523)."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from joserfc.jwk import RSAKey

from tests.dev_idporten.steps import HIGH, ISSUER, SUBSTANTIAL, Visit, back_of

LEADER = "namsos-leder"
OTHER = RSAKey.generate_key(2048)


def test_a_question_is_kept_for_two_minutes(employee: Visit, shared_app: Flask) -> None:
    pushed = employee.push()
    assert (pushed.status_code, pushed.json["expires_in"]) == (201, 120)
    assert pushed.json["request_uri"].startswith("urn:ietf:params:oauth:request_uri:")
    address, clock = employee.address(), shared_app.extensions["clock"]
    clock.now += timedelta(seconds=119)
    assert employee.browser.get(address).status_code == 200
    clock.now += timedelta(seconds=1)
    assert employee.browser.get(address).status_code == 400


def test_the_name_of_a_question_is_as_short_as_the_standard_wants(shared_app: Flask) -> None:
    """RFC 9101, 5.2: 512 signs, with secrets as long as ours and a wish to act for somebody."""
    longest = max((f"innbygger-{slug}" for slug in shared_app.extensions["profiles"]), key=len)
    details = '[{"type": "idporten:fullmakt", "permission_roles": ["helseOgOmsorg"]}]'
    ours = {"state": "Zx_" * 15, "nonce": "y-W" * 15, "authorization_details": details}
    both = f"{SUBSTANTIAL} {HIGH}"
    pushed = Visit(shared_app, longest).push(**ours, acr_values=both).json["request_uri"]
    assert len(pushed) <= 512


def test_a_question_is_answered_once(employee: Visit) -> None:
    address = employee.address()
    for _ in range(2):  # the page may be loaded again until somebody has chosen
        page = employee.browser.get(address)
    assert employee.press(address, page, person=LEADER).status_code == 303
    used = employee.browser.get(address)
    assert used.status_code == 400
    assert "logg inn på nytt" in used.text


def test_a_question_is_answered_to_the_client_that_asked(employee: Visit) -> None:
    address = employee.address().replace("client_id=ansatt-namsos", "client_id=ansatt-vik")
    assert employee.browser.get(address).status_code == 400


@pytest.mark.parametrize("address", ["made-up", "", "urn:ietf:params:oauth:request_uri:made-up"])
def test_only_what_was_pushed_is_a_question(employee: Visit, address: str) -> None:
    asked = {"client_id": "ansatt-namsos", "request_uri": address}
    answer = employee.browser.get("/dev-idporten/authorize", query_string=asked)
    assert answer.status_code == 400
    assert "Location" not in answer.headers


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "https://evil.example/"},
        {"redirect_uri": back_of("vik")},
        {"response_type": "token"},
        {"code_challenge_method": "plain"},
        {"code_challenge_method": None},
        {"code_challenge": ""},
        {"state": None},
        {"nonce": ""},
        {"acr_values": "selfregistered-email"},
        {"acr_values": ""},
        {"request_uri": "urn:ietf:params:oauth:request_uri:another"},
    ],
    ids=str,
)
def test_a_bent_question_is_refused(employee: Visit, changes: dict[str, str | None]) -> None:
    refused = employee.push(**changes)
    assert (refused.status_code, refused.json) == (400, {"error": "invalid_request"})


@pytest.mark.parametrize(
    "details",
    [
        "",
        "[]",
        "{}",
        "7",
        '[{"type": "idporten:fullmakt"}]',
        '[{"type": "ansattporten:altinn", "permission_roles": ["helseOgOmsorg"]}]',
        '[{"type": "idporten:fullmakt", "permission_roles": []}]',
        '[{"type": "idporten:fullmakt", "permission_roles": "helseOgOmsorg"}]',
        '[{"type": "idporten:fullmakt", "permission_roles": [7]}]',
        '[["type", "idporten:fullmakt"]]',
    ],
)
def test_a_bent_wish_to_act_for_somebody_is_refused(citizen: Visit, details: str) -> None:
    refused = citizen.push(authorization_details=details)
    assert (refused.status_code, refused.json) == (400, {"error": "invalid_authorization_details"})


def test_employees_act_for_nobody(employee: Visit) -> None:
    details = '[{"type": "idporten:fullmakt", "permission_roles": ["helseOgOmsorg"]}]'
    assert employee.push(authorization_details=details).status_code == 400


BENT = {
    "another issuer": {"iss": "ansatt-vik"},
    "no issuer": {"iss": None},
    "another subject": {"sub": "ansatt-vik"},
    "the token endpoint as audience": {"aud": f"{ISSUER}/token"},
    "a list of audiences": {"aud": [ISSUER]},
    "no audience": {"aud": None},
    "no jti": {"jti": None},
    "a jti that is no text": {"jti": 7},
    "no iat": {"iat": None},
    "an iat that is no number": {"iat": "now"},
    "an iat that is true": {"iat": True},
    "no exp": {"exp": None},
    "a key without a name": {"header": {"kid": None}},
    "a key with another name": {"header": {"kid": "another"}},
    "another key": {"key": OTHER},
    "another algorithm": {"header": {"alg": "RS384"}},
}


@pytest.mark.parametrize("bent", BENT.values(), ids=BENT.keys())
@pytest.mark.parametrize("path", ["/par", "/token"])
def test_a_client_must_show_who_it_is(employee: Visit, path: str, bent: dict[str, Any]) -> None:
    form = {**employee.question, "grant_type": "authorization_code", "code": "any"}
    refused = employee.post(path, form | employee.proof(**bent))
    assert (refused.status_code, refused.json) == (401, {"error": "invalid_client"})


@pytest.mark.parametrize(
    ("issued", "life", "status"),
    [(0, 60, 201), (0, 61, 401), (-10, 60, 201), (-11, 60, 401), (10, 60, 201), (11, 60, 401), (-5, 5, 401)],
)  # fmt: skip
def test_an_assertion_is_of_now_and_lives_a_minute(
    employee: Visit, issued: int, life: int, status: int
) -> None:
    at = employee.now() + issued
    form = employee.question | employee.proof(iat=at, exp=at + life)
    assert employee.post("/par", form).status_code == status


def test_an_assertion_works_once_wherever_it_is_shown(employee: Visit) -> None:
    proof, question = employee.proof(), employee.question
    assert employee.post("/par", question | proof).status_code == 201
    assert employee.post("/par", question | proof).status_code == 401
    traded = employee.trade(employee.code(LEADER), **proof)
    assert (traded.status_code, traded.json) == (401, {"error": "invalid_client"})


@pytest.mark.parametrize(
    "changes",
    [
        {"client_assertion": None},
        {"client_assertion": ""},
        {"client_assertion": "a.b.c"},
        {"client_assertion_type": None},
        {"client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"},
        {"client_id": None},
        {"client_id": "ansatt-vik"},
        {"client_id": "ansatt-ukjent"},
        {"client_id": "borger-namsos"},
    ],
    ids=str,
)
def test_no_proof_no_answer(employee: Visit, changes: dict[str, str | None]) -> None:
    assert employee.push(**changes).status_code == 401
    form = {"grant_type": "authorization_code", **employee.question, **employee.proof(), **changes}
    form["code"] = employee.code(LEADER)
    sent = {name: value for name, value in form.items() if value is not None}
    assert employee.post("/token", sent).status_code == 401


def test_a_question_in_the_address_is_none(employee: Visit) -> None:
    answer = employee.browser.get("/dev-idporten/authorize", query_string=employee.question)
    assert answer.status_code == 400
    assert "Location" not in answer.headers
