"""The stand-in for the provider: enough to log in through, and nothing a real one would let pass."""

from datetime import timedelta
from typing import Any

import html5lib
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from flask import Flask
from joserfc import jws, jwt
from joserfc.jwk import RSAKey

from portal.config import Mode
from portal.demo import seed
from portal.dev_idporten import create_stand_in
from portal.dev_idporten.people import PEOPLE, people_of
from portal.login.discovery import Discovery
from tests.dev_idporten.steps import (
    CHALLENGE,
    HIGH,
    HOST,
    ISSUER,
    IntoTheApp,
    Visit,
    answer_in,
    back_of,
    part,
)
from tests.login.steps import csrf

LEADER = "namsos-leder"


def test_it_says_what_it_is(employee: Visit) -> None:
    said = employee.browser.get("/dev-idporten/.well-known/openid-configuration").json
    assert said["issuer"] == ISSUER
    for name in ("pushed_authorization_request", "token", "end_session", "authorization"):
        assert said[f"{name}_endpoint"].startswith(f"{ISSUER}/")
    assert said["require_pushed_authorization_requests"] is True
    assert said["authorization_response_iss_parameter_supported"] is True
    assert said["token_endpoint_auth_methods_supported"] == ["private_key_jwt"]
    assert said["acr_values_supported"] == ["idporten-loa-substantial", "idporten-loa-high"]
    assert said["authorization_details_types_supported"] == ["idporten:fullmakt"]
    key = employee.browser.get("/dev-idporten/jwks").json["keys"][0]
    assert (key["kty"], key["alg"], key["use"]) == ("RSA", "RS256", "sig")
    assert not {"d", "p", "q"} & set(key)


def test_the_chooser_is_a_whole_page_that_says_it_is_no_login_provider(employee: Visit) -> None:
    page = employee.browser.get(employee.address())
    assert page.status_code == 200
    parser = html5lib.HTMLParser()
    parser.parse(page.data, transport_encoding="utf-8")
    assert parser.errors == []
    assert "Det er ikke ID-porten" in page.text and "Ingen av personene finnes" in page.text
    assert "noindex" in page.text and "<script" not in page.text
    for person in PEOPLE:
        assert (person.name in page.text) == (person.municipality == "namsos")
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_every_municipality_has_someone_in_every_role(shared_app: Flask) -> None:
    for slug in shared_app.extensions["profiles"]:
        work = {person.work for person in people_of(slug)}
        assert work == {"leder", "saksbehandler", "leser", "administrator", "ikke ansatt her"}


def test_the_token_is_signed_and_holds_no_name(employee: Visit) -> None:
    body = employee.trade(employee.code(LEADER)).json
    key = RSAKey.import_key(employee.browser.get("/dev-idporten/jwks").json["keys"][0])
    registry = jws.JWSRegistry(algorithms=["RS256"])
    registry.max_header_length = 16_000
    claims = jwt.decode(body["id_token"], key, registry=registry).claims
    assert (claims["sub"], claims["nonce"]) == (LEADER, "the-nonce")
    assert (claims["aud"], claims["acr"], claims["amr"]) == ("ansatt-namsos", HIGH, ["TestID"])
    assert claims["auth_time"] == claims["iat"] == claims["exp"] - 120
    assert "Solveig" not in str(claims)
    assert not {"name", "given_name", "family_name", "email", "at_hash"} & set(claims)


def test_the_head_of_a_token_carries_the_certificate_of_the_key(employee: Visit) -> None:
    token = employee.trade(employee.code(LEADER)).json["id_token"]
    assert 1000 < len(token.split(".")[0]) < 2000, "as long as ID-porten's samples, about 1 300"
    head = part(token, 0)
    made = x509.load_pem_x509_certificate(
        b"-----BEGIN CERTIFICATE-----\n%b\n-----END CERTIFICATE-----\n" % head["x5c"][0].encode()
    )
    published = RSAKey.import_key(employee.browser.get("/dev-idporten/jwks").json["keys"][0])
    own = made.public_key()
    assert own.public_numbers() == published.public_key.public_numbers()
    own.verify(
        made.signature, made.tbs_certificate_bytes, PKCS1v15(), made.signature_hash_algorithm
    )
    again = part(employee.trade(employee.code(LEADER)).json["id_token"], 0)
    assert again["x5c"] == head["x5c"]


def test_the_language_asked_for_is_told(employee: Visit) -> None:
    assert employee.claims(LEADER)["locale"] == "nb"
    assert employee.claims(LEADER, ui_locales="de nn en")["locale"] == "nn"


def test_a_code_works_once(employee: Visit) -> None:
    code = employee.code(LEADER)
    assert employee.trade(code).status_code == 200
    again = employee.trade(code)
    assert (again.status_code, again.json) == (400, {"error": "invalid_grant"})


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": "w" * 43},
        {"code_verifier": ""},
        {"redirect_uri": back_of("namsos") + "/"},
        {"code": "made-up"},
        {"grant_type": "refresh_token"},
    ],
    ids=str,
)
def test_a_code_is_worth_nothing_in_other_words(employee: Visit, changes: dict[str, str]) -> None:
    assert employee.trade(employee.code(LEADER), **changes).status_code == 400


def test_a_code_is_worth_nothing_to_another_client(employee: Visit, shared_app: Flask) -> None:
    other = Visit(shared_app, "ansatt-vik")
    refused = other.trade(employee.code(LEADER), redirect_uri=back_of("namsos"))
    assert (refused.status_code, refused.json) == (400, {"error": "invalid_grant"})


def test_a_pushed_question_is_no_code(employee: Visit) -> None:
    pushed = employee.push().json["request_uri"].rpartition(":")[2]
    assert employee.trade(pushed).status_code == 400


def test_a_code_lives_a_minute(employee: Visit, shared_app: Flask) -> None:
    clock, code = shared_app.extensions["clock"], employee.code(LEADER)
    clock.now += timedelta(seconds=60)
    assert employee.trade(code).status_code == 400


def test_nobody_can_choose_a_person_of_another_municipality(employee: Visit) -> None:
    assert employee.choose("vik-leder").status_code == 400


def test_a_choice_made_on_another_page_is_no_choice(employee: Visit) -> None:
    address = employee.address()
    answer = employee.browser.post(address, data={"person": LEADER})
    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_a_choice_lives_ten_minutes(employee: Visit, shared_app: Flask) -> None:
    address = employee.address()
    page = employee.browser.get(address)
    shared_app.extensions["clock"].now += timedelta(minutes=9, seconds=59)
    assert employee.press(address, page, person=LEADER).status_code == 303
    shared_app.extensions["clock"].now += timedelta(seconds=1)
    assert employee.press(address, page, person=LEADER).status_code == 400


def test_a_second_press_leaves_nobody_with_an_error(employee: Visit) -> None:
    address = employee.address()
    page = employee.browser.get(address)
    for _ in range(2):
        back = answer_in(employee.press(address, page, person=LEADER))
        assert back["state"] == "the-state"
    assert employee.trade(back["code"]).status_code == 200


def test_one_can_change_ones_mind(employee: Visit) -> None:
    back = answer_in(employee.choose(""))
    assert back == {"error": "access_denied", "state": "the-state", "iss": ISSUER}


@pytest.mark.parametrize("path", ["jwks", "authorize", "token", "par", "logout", ""])
def test_only_this_machine_is_let_in(employee: Visit, path: str) -> None:
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    for method in ("GET", "POST"):
        answer = employee.browser.open(
            f"/dev-idporten/{path}", method=method, environ_overrides=elsewhere
        )
        assert (answer.status_code, answer.data) == (403, b"")


@pytest.mark.parametrize("mode", [Mode.IDPORTEN_TEST, Mode.PRODUCTION])
def test_it_refuses_to_exist_where_real_people_log_in(shared_app: Flask, mode: Mode) -> None:
    pretended = Flask("other")
    settings = shared_app.extensions["settings"].model_copy(update={"mode": mode})
    pretended.extensions["settings"] = settings
    with pytest.raises(RuntimeError, match="demo and test modes only"):
        create_stand_in(pretended)
    with pytest.raises(RuntimeError, match="demo and test modes only"):
        seed(pretended)


def test_the_whole_way_through_the_stand_in(shared_app: Flask) -> None:
    """The login and the stand-in meet as they do in the demo, over the app itself."""
    seed(shared_app)
    shared_app.extensions["discovery"] = Discovery(IntoTheApp(shared_app))
    browser = shared_app.test_client()
    to_provider = browser.get("/storby/innlogging/for-ansatte?next=/storby/nb/ansatt").location
    path = to_provider.removeprefix(HOST)
    page = browser.get(path)
    assert "Haugland-Christophersen" in page.text
    form = {"person": "storby-leder", "csrf_token": csrf(page)}
    back = browser.post(path, data=form).location
    inside = browser.get(back.removeprefix(HOST))
    assert inside.location == "/storby/nb/ansatt"
    assert "Haugland-Christophersen" in browser.get("/storby/nb/ansatt").text


def test_the_challenge_of_these_tests_is_the_verifiers(employee: Visit) -> None:
    """RFC 7636, appendix B: 43 signs without padding."""
    assert len(CHALLENGE) == 43 and "=" not in CHALLENGE


def test_nothing_is_stored_so_that_several_processes_are_one_provider(shared_app: Flask) -> None:
    other = create_stand_in(shared_app).test_client()
    visit = Visit(shared_app)
    page: Any = other.get(visit.address().removeprefix("/dev-idporten"))
    back = other.post("/authorize", data={"person": LEADER, "csrf_token": csrf(page)})
    assert visit.trade(answer_in(back)["code"]).status_code == 200
