"""The question goes from us to the provider, and not through the browser (RFC 9126).

Numbers are rows of the attack list.
"""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from tests.login.provider import ISSUER
from tests.login.steps import CITIZEN_START, DESK, START, Door
from tests.login.test_client_assertion import opened

REQUEST_URI = "urn:ietf:params:oauth:request_uri:0"


def browser_sees(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 303
    assert answer.location.startswith(ISSUER + "/authorize?")
    return parse_qs(urlsplit(answer.location).query)


def without_par(door: Door) -> None:
    name = "pushed_authorization_request_endpoint"
    door.provider.bend_metadata = lambda document: {
        key: value for key, value in document.items() if key != name
    }


def test_the_browser_carries_nothing_that_could_be_changed(door: Door) -> None:
    """34: the level and all else is agreed between us and the provider."""
    seen = browser_sees(door.client.get(START))
    assert seen == {"client_id": ["ansatt-namsos"], "request_uri": [REQUEST_URI]}


def test_the_whole_question_is_pushed(door: Door) -> None:
    asked = door.begin()
    assert asked["response_type"] == "code"
    assert asked["response_mode"] == "query"
    assert asked["code_challenge_method"] == "S256"
    assert asked["scope"] == "openid profile"
    assert asked["acr_values"] == "idporten-loa-high"
    assert {"state", "nonce", "code_challenge", "redirect_uri", "client_id"} <= set(asked)
    assert "request_uri" not in asked
    door.come_back(asked)
    assert door.session_rows()


def test_every_question_is_pushed_anew(door: Door) -> None:
    first, second = door.begin(), door.begin()
    assert not {first[name] for name in ("state", "nonce", "code_challenge")} & set(second.values())


def test_a_provider_that_does_not_offer_it_gets_the_question_by_the_browser(door: Door) -> None:
    without_par(door)
    seen = browser_sees(door.client.get(START))
    assert "/par" not in door.provider.asked
    assert not {"request_uri", "client_assertion"} & set(seen)
    assert {"state", "nonce", "code_challenge", "redirect_uri"} <= set(seen)
    assert door.log_in().location == DESK
    form = door.provider.sent[-1]
    key = door.app.extensions["providers"]["namsos", "staff"].key
    assert opened(form["client_assertion"][0], key.key)[1]["aud"] == ISSUER


@pytest.mark.parametrize("acr", ["idporten-loa-low", "idporten-loa-substantial"])
def test_a_level_lowered_on_the_way_lets_nobody_in(door: Door, acr: str) -> None:
    """34: also without PAR. What we asked is kept here, and the answer is held against that."""
    without_par(door)
    door.for_citizens()
    asked = door.begin()
    door.provider.bend_claims = lambda claims: {**claims, "acr": acr}
    door.come_back(asked)
    assert door.session_rows() == []


REFUSED = {
    "invalid_client": (401, {"error": "invalid_client", "error_description": "KANARI <b>"}),
    "invalid_request": (400, {"error": "invalid_request", "error_description": "KANARI <b>"}),
    "unknown": (400, {"error": "KANARI"}),
    "too many": (429, {}),
    "list": (400, ["KANARI"]),
    "page": (403, "<html>KANARI"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_question_that_is_refused_can_be_asked_again(
    door: Door, what: str, caplog: pytest.LogCaptureFixture
) -> None:
    """45."""
    status, body = REFUSED[what]
    door.provider.par_status, door.provider.bend_par = status, lambda _: body
    answer = door.for_citizens().client.get(CITIZEN_START)
    assert answer.status_code == 400
    assert "Innloggingen gikk ikke. Prøv igjen" in answer.text
    assert f'href="{CITIZEN_START}"' in answer.text
    assert "KANARI" not in answer.text + caplog.text
    assert f"par-{what if what.startswith('invalid') else 'unknown'}" in caplog.text


NONSENSE = {
    "redirect": (307, {"request_uri": REQUEST_URI}),
    "broken": (500, {"error": "server_error"}),
    "page": (201, "<html>"),
    "list": (201, [REQUEST_URI]),
    "no name": (201, {"expires_in": 120}),
    "a number": (201, {"request_uri": 7}),
    "empty": (201, {"request_uri": ""}),
    "line break": (201, {"request_uri": "urn:x\r\nSet-Cookie: a=b"}),
    "endless": (201, {"request_uri": "u" * 501}),
    "other letters": (201, {"request_uri": "urn:å"}),
    "deep": (201, "[" * 100_000),
}


@pytest.mark.parametrize("what", NONSENSE)
def test_an_answer_that_is_none_is_a_provider_that_is_away(door: Door, what: str) -> None:
    """41, 45: and a redirect is not followed with the question in hand."""
    status, body = NONSENSE[what]
    door.provider.par_status, door.provider.bend_par = status, lambda _: body
    door.provider.headers = {"Location": ISSUER + "/elsewhere"}
    answer = door.client.get(START)
    assert answer.status_code == 502
    assert "svarer ikke akkurat nå" in answer.text
    assert "/elsewhere" not in door.provider.asked


def test_a_pushed_question_that_went_stale_at_the_provider_can_be_asked_again(door: Door) -> None:
    """45: the provider sends the person back with an error, and the state is used up."""
    asked = door.begin()
    answer = door.come_back(asked, code=None, error="invalid_request_uri")
    assert answer.status_code == 400
    assert "Prøv igjen" in answer.text
    assert door.provider.sent == []


def test_a_provider_that_goes_silent_before_the_question_leaves_a_calm_page(door: Door) -> None:
    """40."""
    door.begin()
    door.provider.down, door.provider.down_at = requests.ReadTimeout(), "/par"
    assert door.client.get(START).status_code == 502
    assert door.client.get("/namsos/nb/hvem-ringer-jeg").status_code == 200
