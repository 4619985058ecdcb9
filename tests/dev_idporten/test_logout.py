"""Logout at the stand-in, and how it lets the portal know."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from joserfc import jws, jwt
from joserfc.jwk import RSAKey

from portal.dev_idporten.logout import over_http
from portal.login.discovery import Discovery
from tests.dev_idporten.steps import HOST, ISSUER, IntoTheApp, Visit, part
from tests.login.steps import csrf

HERE = "/dev-idporten/"
LOGOUT = "/dev-idporten/logout"
MARTE, LEADER = "innbygger-marte", "namsos-leder"
OUT = {"client_id": "innbygger-namsos", "post_logout_redirect_uri": f"{HOST}/namsos/innlogging/ute"}


@pytest.fixture
def told(shared_app: Flask) -> Any:
    """What the portal is told beside the browser: (address, logout token)."""
    heard: list[tuple[str, str]] = []

    def post(address: str, form: dict[str, str]) -> int:
        heard.append((address, form["logout_token"]))
        return 200

    shared_app.extensions["stand_in_post"] = post
    yield heard
    del shared_app.extensions["stand_in_post"]


def logged_in(visit: Visit, person: str, client_id: str) -> str:
    """The same browser logs in at another client; the session there."""
    other = Visit(visit.app, client_id, visit.browser)
    sid: str = other.claims(person)["sid"]
    return sid


def test_a_person_has_one_session_for_all_clients_of_a_kind(citizen: Visit) -> None:
    marte = citizen.claims(MARTE)["sid"]
    assert logged_in(citizen, MARTE, "innbygger-vik") == marte
    jon = logged_in(citizen, "innbygger-jon", "innbygger-namsos")
    leader = logged_in(citizen, LEADER, "ansatt-namsos")
    assert len({marte, jon, leader}) == 3
    page = citizen.browser.get(HERE).text
    for words in (
        "Marte Solvik",
        "Jon Arne Myrvold",
        "Solveig Nordfjell",
        "Vik kommune, innbyggersidene",
    ):
        assert words in page


def test_another_browser_is_another_session(citizen: Visit, shared_app: Flask) -> None:
    other = Visit(shared_app, "innbygger-namsos")
    assert citizen.claims(MARTE)["sid"] != other.claims(MARTE)["sid"]


def test_a_session_lasts_two_hours(citizen: Visit, shared_app: Flask) -> None:
    marte = citizen.claims(MARTE)["sid"]
    shared_app.extensions["clock"].now += timedelta(minutes=119)
    assert citizen.claims(MARTE)["sid"] == marte
    shared_app.extensions["clock"].now += timedelta(minutes=1)
    assert citizen.claims(MARTE)["sid"] != marte


def test_the_cookie_is_for_the_stand_in_alone(citizen: Visit) -> None:
    cookie = citizen.choose(MARTE).headers["Set-Cookie"]
    assert cookie.startswith("dev-idporten=")
    assert "Path=/dev-idporten" in cookie and "HttpOnly" in cookie and "SameSite=Lax" in cookie


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_service_logs_out(citizen: Visit, told: Any, method: str) -> None:
    sid = citizen.claims(MARTE)["sid"]
    logged_in(citizen, MARTE, "innbygger-vik")
    logged_in(citizen, LEADER, "ansatt-namsos")
    where = "query_string" if method == "GET" else "data"
    answer = citizen.browser.open(LOGOUT, method=method, **{where: OUT | {"state": "a b"}})
    assert answer.status_code == 303
    assert answer.location == f"{HOST}/namsos/innlogging/ute?state=a+b"
    assert [address for address, _token in told] == [
        f"{HOST}/namsos/innlogging/ut/varsel",
        f"{HOST}/vik/innlogging/ut/varsel",
    ]
    assert {part(token, 1)["sid"] for _address, token in told} == {sid}
    page = citizen.browser.get(HERE).text
    assert "Marte Solvik" not in page and "Solveig Nordfjell" in page


def test_a_logout_token_is_as_the_standard_wants(citizen: Visit, told: Any) -> None:
    """OpenID Connect Back-Channel Logout 1.0, 2.4, and ID-porten's own sample for `sub`."""
    sid = citizen.claims(MARTE)["sid"]
    citizen.browser.post(LOGOUT, data=OUT)
    ((_address, token),) = told
    assert part(token, 0)["typ"] == "logout+jwt"
    key = RSAKey.import_key(citizen.browser.get("/dev-idporten/jwks").json["keys"][0])
    registry = jws.JWSRegistry(algorithms=["RS256"])
    registry.max_header_length = 16_000
    claims = jwt.decode(token, key, registry=registry).claims
    assert (claims["iss"], claims["aud"], claims["sid"]) == (ISSUER, "innbygger-namsos", sid)
    assert claims["events"] == {"http://schemas.openid.net/event/backchannel-logout": {}}
    assert claims["exp"] == claims["iat"] + 120
    assert claims["sub"] == "14859221271" and claims["jti"]
    assert "nonce" not in claims


def test_a_token_of_ours_may_tell_whose_logout_it_is(citizen: Visit, told: Any) -> None:
    hint = citizen.trade(citizen.code(MARTE)).json["id_token"]
    back = {"post_logout_redirect_uri": OUT["post_logout_redirect_uri"]}
    assert citizen.browser.post(LOGOUT, data=back | {"id_token_hint": hint}).status_code == 303
    assert len(told) == 1


@pytest.mark.parametrize(
    "bent",
    [
        {"client_id": "innbygger-ukjent"},
        {"client_id": ""},
        {"client_id": "innbygger-vik"},
        {"post_logout_redirect_uri": "https://evil.example/"},
        {"post_logout_redirect_uri": f"{HOST}/namsos/innlogging/retur"},
        {"id_token_hint": "a.b.c"},
    ],
    ids=str,
)
def test_nobody_is_sent_to_an_address_that_is_not_ours(
    citizen: Visit, told: Any, bent: dict[str, str]
) -> None:
    citizen.claims(MARTE)
    answer = citizen.browser.post(LOGOUT, data=OUT | bent)
    assert answer.status_code == 400
    assert "Location" not in answer.headers
    assert told == []
    assert "Marte Solvik" in citizen.browser.get(HERE).text


def test_a_token_for_one_client_is_no_logout_of_another(citizen: Visit, told: Any) -> None:
    hint = citizen.trade(citizen.code(MARTE)).json["id_token"]
    other = {"client_id": "innbygger-vik", "id_token_hint": hint}
    assert citizen.browser.post(LOGOUT, data=other).status_code == 400


def test_without_an_address_the_page_says_that_one_is_out(citizen: Visit, told: Any) -> None:
    citizen.claims(MARTE)
    page = citizen.browser.post(LOGOUT, data={"client_id": "innbygger-namsos"})
    assert (
        "Du er logget ut" in page.text
        and "Namsos kommune, innbyggersidene: har tatt imot" in page.text
    )


def test_whoever_is_not_logged_in_comes_back_too(citizen: Visit, told: Any) -> None:
    """ID-porten shows an error here; in a demonstration that would only be a dead end."""
    assert citizen.browser.post(LOGOUT, data=OUT).location == OUT["post_logout_redirect_uri"]
    assert told == []


def test_out_of_all_services_tells_each_of_them_twice(citizen: Visit, told: Any) -> None:
    sid = citizen.claims(MARTE)["sid"]
    logged_in(citizen, "vik-leder", "ansatt-vik")
    page = citizen.press(HERE, citizen.browser.get(HERE), way="both")
    assert len(told) == 2
    frames = re.findall(r'<iframe hidden src="([^"]+)"', page.text)
    assert [urlsplit(frame).path for frame in frames] == [
        "/namsos/innlogging/ut/ramme",
        "/vik/innlogging/ut/ramme",
    ]
    asked = parse_qs(urlsplit(frames[0].replace("&amp;", "&")).query)
    assert asked == {"iss": [ISSUER], "sid": [sid]}
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    assert "Ingen er logget inn" in citizen.browser.get(HERE).text


def test_one_may_let_the_frames_alone_tell(citizen: Visit, told: Any) -> None:
    citizen.claims(MARTE)
    page = citizen.press(HERE, citizen.browser.get(HERE), way="frames")
    assert told == []
    assert page.text.count("<iframe") == 1


def test_a_press_on_another_page_logs_nobody_out(citizen: Visit, told: Any) -> None:
    citizen.claims(MARTE)
    assert citizen.browser.post(HERE, data={"way": "both"}).status_code == 400
    assert told == []


def test_a_portal_that_does_not_answer_is_no_error() -> None:
    assert over_http("http://127.0.0.1:9/namsos/innlogging/ut/varsel", {"logout_token": "t"}) == 0


@pytest.mark.parametrize("way", ["both", "frames"])
def test_the_portal_believes_it(shared_app: Flask, way: str) -> None:
    """In at the portal, out at the stand-in as from another service, and out at the portal."""
    shared_app.extensions["discovery"] = Discovery(IntoTheApp(shared_app))
    shared_app.extensions["stand_in_post"] = lambda address, form: (
        shared_app.test_client().post(urlsplit(address).path, data=form).status_code
    )
    browser = shared_app.test_client()
    path = browser.get("/namsos/innlogging/inn").location.removeprefix(HOST)
    form = {"person": MARTE, "csrf_token": csrf(browser.get(path))}
    browser.get(browser.post(path, data=form).location.removeprefix(HOST))
    assert browser.get("/namsos/nb/saker").status_code == 200
    page = browser.post(HERE, data={"way": way, "csrf_token": csrf(browser.get(HERE))})
    if way == "both":
        assert "har tatt imot" in page.text
    else:
        (frame,) = re.findall(r'<iframe hidden src="([^"]+)"', page.text)
        address = urlsplit(frame.replace("&amp;", "&"))
        answer = shared_app.test_client().get(f"{address.path}?{address.query}")
        assert answer.status_code == 200
    assert browser.get("/namsos/nb/saker").status_code == 303
    del shared_app.extensions["stand_in_post"]
