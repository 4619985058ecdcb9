"""The stand-in for the provider: enough to log in through, and nothing a real one would let pass."""

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlsplit

import html5lib
import pytest
import requests
from flask import Flask
from joserfc import jwt
from joserfc.jwk import RSAKey

from portal.config import Mode
from portal.demo import seed
from portal.dev_idporten import create_stand_in
from portal.dev_idporten.people import PEOPLE, people_of
from portal.login.discovery import Discovery
from tests.login.steps import csrf

BACK = "http://127.0.0.1:8000/namsos/innlogging/retur"
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode()[:43]
QUESTION = {
    "client_id": "ansatt-namsos",
    "redirect_uri": BACK,
    "response_type": "code",
    "scope": "openid profile",
    "state": "the-state",
    "nonce": "the-nonce",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


@pytest.fixture
def stand_in(shared_app: Flask) -> Any:
    return create_stand_in(shared_app).test_client()


def choose(stand_in: Any, person: str) -> Any:
    token = csrf(stand_in.get("/authorize", query_string=QUESTION))
    form = {"person": person, "csrf_token": token}
    return stand_in.post("/authorize", query_string=QUESTION, data=form)


def code_for(stand_in: Any, person: str = "namsos-leder") -> str:
    return parse_qs(urlsplit(choose(stand_in, person).location).query)["code"][0]


def trade(stand_in: Any, spent: str, **changes: str) -> Any:
    form = {
        "grant_type": "authorization_code",
        "code": spent,
        "client_id": "ansatt-namsos",
        "redirect_uri": BACK,
        "code_verifier": VERIFIER,
    }
    return stand_in.post("/token", data=form | changes)


def test_it_says_what_it_is(stand_in: Any) -> None:
    said = stand_in.get("/.well-known/openid-configuration").json
    assert said["issuer"] == "http://127.0.0.1:8000/dev-idporten"
    assert said["authorization_response_iss_parameter_supported"] is True
    key = stand_in.get("/jwks").json["keys"][0]
    assert (key["kty"], key["alg"], key["use"]) == ("RSA", "RS256", "sig")
    assert "d" not in key and "p" not in key


def test_the_chooser_is_a_whole_page_that_says_it_is_no_login_provider(stand_in: Any) -> None:
    page = stand_in.get("/authorize", query_string=QUESTION)
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


def test_the_token_holds_no_name(stand_in: Any) -> None:
    body = trade(stand_in, code_for(stand_in)).json
    key = RSAKey.import_key(stand_in.get("/jwks").json["keys"][0])
    token = jwt.decode(body["id_token"], key, algorithms=["RS256"])
    assert token.claims["sub"] == "namsos-leder"
    assert token.claims["nonce"] == "the-nonce"
    assert token.claims["aud"] == "ansatt-namsos"
    assert "Solveig" not in str(token.claims)
    assert not {"name", "given_name", "family_name", "email"} & set(token.claims)


def test_a_code_works_once(stand_in: Any) -> None:
    code = code_for(stand_in)
    assert trade(stand_in, code).status_code == 200
    assert trade(stand_in, code).status_code == 400


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": "w" * 43},
        {"code_verifier": ""},
        {"client_id": "ansatt-vik"},
        {"redirect_uri": BACK + "/"},
        {"code": "made-up"},
    ],
    ids=str,
)
def test_a_code_is_worth_nothing_to_others(stand_in: Any, changes: dict[str, str]) -> None:
    assert trade(stand_in, code_for(stand_in), **changes).status_code == 400


def test_a_code_lives_a_minute(stand_in: Any, shared_app: Flask) -> None:
    code = code_for(stand_in)
    clock = shared_app.extensions["clock"]
    before = clock.now
    clock.now = before.replace(minute=before.minute + 1)
    assert trade(stand_in, code).status_code == 400
    clock.now = before


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "ansatt-ukjent"},
        {"client_id": "borger-namsos"},
        {"redirect_uri": "https://evil.example/"},
        {"redirect_uri": "http://127.0.0.1:8000/vik/innlogging/retur"},
        {"response_type": "token"},
        {"code_challenge_method": "plain"},
        {"code_challenge": ""},
        {"state": ""},
        {"nonce": ""},
    ],
    ids=str,
)
def test_a_bent_question_gets_no_answer_and_no_redirect(stand_in: Any, changes: Any) -> None:
    answer = stand_in.get("/authorize", query_string=QUESTION | changes)
    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_nobody_can_choose_a_person_of_another_municipality(stand_in: Any) -> None:
    assert choose(stand_in, "vik-leder").status_code == 400


def test_a_choice_made_on_another_page_is_no_choice(stand_in: Any) -> None:
    form = {"person": "namsos-leder"}
    assert stand_in.post("/authorize", query_string=QUESTION, data=form).status_code == 400


def test_one_can_change_ones_mind(stand_in: Any) -> None:
    answer = choose(stand_in, "")
    assert "error=access_denied" in answer.location and "state=the-state" in answer.location


def test_only_this_machine_is_let_in(stand_in: Any) -> None:
    answer = stand_in.get("/jwks", environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
    assert answer.status_code == 403


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
    path = to_provider.removeprefix("http://127.0.0.1:8000")
    page = browser.get(path)
    assert "Haugland-Christophersen" in page.text
    form = {"person": "storby-leder", "csrf_token": csrf(page)}
    back = browser.post(path, data=form).location
    inside = browser.get(back.removeprefix("http://127.0.0.1:8000"))
    assert inside.location == "/storby/nb/ansatt"
    assert "Haugland-Christophersen" in browser.get("/storby/nb/ansatt").text


class IntoTheApp(requests.adapters.BaseAdapter):
    """The network of this test: what is asked of the provider goes to the app itself."""

    def __init__(self, app: Flask) -> None:
        super().__init__()
        self.client = app.test_client()

    def send(self, request: requests.PreparedRequest, **_: Any) -> requests.Response:
        answer = self.client.open(
            urlsplit(str(request.url)).path,
            method=request.method,
            data=request.body,
            content_type=request.headers.get("Content-Type"),
        )
        made = requests.Response()
        made.status_code, made._content, made.request = answer.status_code, answer.data, request
        made.url = str(request.url)
        return made

    def close(self) -> None:
        pass
