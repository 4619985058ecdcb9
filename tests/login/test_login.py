"""The way in and out for employees. Numbers are rows of the attack list."""

import re
from datetime import timedelta

import pytest
import requests
from sqlalchemy import select

from portal.login.next_page import safe_next
from portal.rules.access import Role
from portal.store import staff
from portal.store.tables.events import EventRow
from portal.store.tables.staff import PendingLoginRow
from tests.login.provider import ISSUER
from tests.login.steps import BACK, DESK, START, Door, csrf, enrol, logged_in


def test_an_employee_comes_to_the_desk(door: Door) -> None:
    answer = door.log_in()
    assert (answer.status_code, answer.location) == (303, DESK)
    assert door.client.get(DESK).status_code == 200


def test_the_question_to_the_provider_is_whole(door: Door) -> None:
    asked = door.begin()
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", asked["code_challenge"])
    assert asked["acr_values"] == "idporten-loa-high"
    assert asked["client_id"] == "ansatt-namsos"
    assert asked["redirect_uri"] == "http://127.0.0.1:8000" + BACK
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    door.come_back(asked)
    verifier = door.provider.sent[-1]["code_verifier"][0]
    assert 43 <= len(verifier) <= 128
    assert verifier not in str(asked)


def test_the_cookie_is_closed_to_scripts_and_says_nothing(door: Door) -> None:
    header = next(
        value
        for value in door.log_in().headers.getlist("Set-Cookie")
        if value.startswith("ansatt=")
    )
    assert "HttpOnly" in header and "SameSite=Lax" in header and "Path=/" in header
    row = door.session_rows()[0]
    assert door.session_cookie().encode() not in row.token_hash
    assert len(row.token_hash) == 32


def test_over_https_the_cookies_are_host_cookies(shared_app) -> None:
    settings = shared_app.extensions["settings"].model_copy(
        update={"base_url": "https://planen.example"}
    )
    assert settings.cookie_name("ansatt") == "__Host-ansatt"
    assert settings.secure_cookies


def test_unknown_subject_gets_a_calm_page_and_no_session(door: Door) -> None:
    door.provider.subject = "namsos-ikke"
    answer = door.log_in()
    assert answer.status_code == 403
    assert "Du har ikke tilgang" in answer.text
    assert door.session_rows() == []


def test_the_same_subject_in_another_municipality_is_unknown(door: Door) -> None:
    """59: an employee of Vik is nobody in Namsos."""
    enrol(door.app, "vik-leder", Role.LEAD, "vik")
    door.provider.subject = "vik-leder"
    assert door.log_in().status_code == 403


def test_login_and_logout_are_events(door: Door) -> None:
    door.log_in()
    page = door.client.get(DESK)
    door.client.post("/namsos/innlogging/ut", data={"csrf_token": csrf(page)})
    with door.app.extensions["database"].transaction() as session:
        rows = list(session.scalars(select(EventRow).order_by(EventRow.number)))
    assert [(row.code, row.actor_id) for row in rows[-2:]] == [
        ("staff.logged-in", "namsos-saksbehandler"),
        ("staff.logged-out", "namsos-saksbehandler"),
    ]


BAD_WAYS_BACK = {
    "1 other issuer in the answer": {"iss": "http://127.0.0.1:8000/other"},
    "2 no issuer although it is promised": {"iss": None},
    "6 no state": {"state": None},
    "6 empty state": {"state": ""},
    "6 wrong state": {"state": "wrong"},
    "6 state twice": {"state": ["STATE", "STATE"]},
    "8 no code": {"code": None},
    "8 empty code": {"code": ""},
    "9 endless code": {"code": "c" * 3900 * 2},
    "9 endless state": {"state": "s" * 300},
    "11 error without state": {"error": "<b>x</b>", "state": None, "code": None},
    "12 error and code": {"error": "server_error"},
}


@pytest.mark.parametrize("what", BAD_WAYS_BACK)
def test_bent_way_back_is_refused_before_the_provider_is_asked(door: Door, what: str) -> None:
    asked = door.begin()
    changes = dict(BAD_WAYS_BACK[what])
    if isinstance(changes.get("state"), list):
        changes["state"] = [asked["state"], asked["state"]]
    answer = door.come_back(asked, **changes)
    assert answer.status_code == 400
    assert "Innloggingen gikk ikke" in answer.text
    assert "&lt;b&gt;" not in answer.text and "<b>" not in answer.text
    assert door.provider.sent == []
    assert door.session_rows() == []


def test_cancelled_login_says_so(door: Door) -> None:
    """10: and the state is used up."""
    asked = door.begin()
    answer = door.come_back(asked, error="access_denied", code=None)
    assert "Du avbrøt innloggingen" in answer.text
    assert door.come_back(asked).status_code == 400


def test_nothing_of_the_provider_is_echoed(door: Door) -> None:
    asked = door.begin()
    answer = door.come_back(asked, error="x", error_description="KANARI <script>", code=None)
    assert "KANARI" not in answer.text


def test_the_way_back_in_another_browser_is_unknown_and_harms_nobody(door: Door) -> None:
    """4, 5: the state belongs to the browser that began."""
    asked = door.begin()
    nonce, mine, door.client = door.provider.nonce, door.client, door.app.test_client()
    assert door.come_back(asked).status_code == 400
    door.begin()
    assert door.come_back(asked).status_code == 400, "also when it has begun a login of its own"
    door.provider.nonce = nonce
    assert door.provider.sent == []
    door.client = mine
    assert door.come_back(asked).status_code == 303


def test_going_back_after_login_leads_to_the_desk_and_not_to_an_alarm(door: Door) -> None:
    """7: the state is used up, the person is logged in."""
    asked = door.begin()
    door.come_back(asked)
    again = door.come_back(asked)
    assert (again.status_code, again.location) == (303, DESK)
    assert len(door.provider.sent) == 1
    assert len(door.session_rows()) == 1


def test_a_state_of_one_municipality_is_nothing_in_another(door: Door) -> None:
    """59."""
    asked = door.begin()
    answer = door.client.get(
        "/vik/innlogging/retur", query_string={"code": "c", "state": asked["state"], "iss": ISSUER}
    )
    assert answer.status_code == 400
    assert door.provider.sent == []


def test_a_login_under_way_for_more_than_ten_minutes_begins_again(door: Door) -> None:
    asked = door.begin()
    door.clock.now += timedelta(minutes=10)
    assert door.come_back(asked).status_code == 400


def test_two_tabs_both_end_logged_in(door: Door) -> None:
    """48."""
    first, first_nonce = door.begin(), door.provider.nonce
    second = door.begin()
    assert door.come_back(second).status_code == 303
    door.provider.nonce = first_nonce
    assert door.come_back(first).status_code == 303
    assert door.client.get(DESK).status_code == 200


def test_a_browser_has_at_most_five_logins_under_way(door: Door) -> None:
    """49: the oldest goes, the newest works."""
    all_asked = []
    for _ in range(8):
        door.clock.now += timedelta(seconds=1)
        all_asked.append(door.begin())
    with door.app.extensions["database"].transaction() as session:
        assert len(session.scalars(select(PendingLoginRow)).all()) == 5
    assert door.come_back(all_asked[-1]).status_code == 303
    assert door.come_back(all_asked[0], code="c").location == DESK


def test_the_session_id_is_new_at_login(door: Door) -> None:
    """47: a cookie planted before the login opens nothing afterwards."""
    door.client.set_cookie("ansatt", "planted")
    door.log_in()
    assert door.session_cookie() != "planted"
    thief = door.app.test_client()
    thief.set_cookie("ansatt", "planted")
    assert thief.get(DESK).status_code == 303


def test_the_second_person_in_a_browser_ends_the_first_ones_session(door: Door) -> None:
    """50."""
    door.log_in()
    first = door.session_cookie()
    enrol(door.app, "namsos-leder", Role.LEAD)
    door.provider.subject = "namsos-leder"
    door.log_in()
    old = door.app.test_client()
    old.set_cookie("ansatt", first)
    assert old.get(DESK).status_code == 303
    assert "Namsos Leder" in door.client.get(DESK).text


@pytest.mark.parametrize(
    ("minutes", "pause", "inside"),
    [
        (29, 29, True),
        (30, 30, False),
        (31, 31, False),
        (119, 20, True),
        (120, 20, False),
    ],
)
def test_a_session_ends_by_the_clock(door: Door, minutes: int, pause: int, inside: bool) -> None:
    """55: 30 minutes without a page, 120 in all. A page is opened every `pause` minutes."""
    door.log_in()
    for passed in range(pause, minutes, pause):
        door.clock.now += timedelta(minutes=pause)
        assert door.client.get(DESK).status_code == 200, passed
    door.clock.now += timedelta(minutes=minutes % pause or pause)
    assert door.client.get(DESK).status_code == (200 if inside else 303)


def test_a_clock_set_back_ends_the_session(door: Door) -> None:
    door.log_in()
    door.clock.now -= timedelta(minutes=1)
    assert door.client.get(DESK).status_code == 303


def test_the_cookie_of_another_municipality_opens_nothing(door: Door) -> None:
    door.log_in()
    answer = door.client.get("/vik/nn/ansatt")
    assert answer.status_code == 303
    assert answer.location.startswith("/vik/innlogging/for-ansatte")


def test_lost_access_bites_at_the_next_request(door: Door) -> None:
    door.log_in()
    assert door.client.get(DESK).status_code == 200
    with door.app.extensions["database"].transaction() as session:
        staff.disable(session, "namsos-saksbehandler")
    assert door.client.get(DESK).status_code == 303
    with door.app.extensions["database"].transaction() as session:
        session.get(staff.StaffRow, "namsos-saksbehandler").disabled_at = None


def test_a_changed_role_bites_at_the_next_request(door: Door) -> None:
    door.log_in()
    register = DESK + "/registrer"
    assert door.client.get(register).status_code == 200
    enrol(door.app, "namsos-saksbehandler", Role.READER, unit="koordinerende-enhet")
    assert door.client.get(register).status_code == 404


@pytest.mark.parametrize("cookie", ["", "x", "æøå", "a" * 5000, "null", "../..", "\ud800"])
def test_a_made_up_cookie_is_no_session(door: Door, cookie: str) -> None:
    header = f"ansatt={cookie}".encode("utf-8", "surrogatepass").decode("latin-1")
    assert door.client.get(DESK, headers={"Cookie": header}).status_code == 303


def test_logout_ends_the_session_and_clears_the_browser(door: Door) -> None:
    door.log_in()
    token = door.session_cookie()
    page = door.client.get(DESK)
    answer = door.client.post(
        "/namsos/innlogging/ut",
        data={"csrf_token": csrf(page)},
        headers={"Referer": "http://127.0.0.1:8000/namsos/nn/ansatt"},
    )
    assert (answer.status_code, answer.location) == (303, "/namsos/innlogging/ute")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert '<html lang="nn"' in door.client.get(answer.location).text
    assert door.session_cookie() is None
    door.client.set_cookie("ansatt", token)
    assert door.client.get(DESK).status_code == 303


def test_logout_needs_the_token_of_the_page(door: Door) -> None:
    """51: nobody is logged out by another site."""
    door.log_in()
    assert door.client.get("/namsos/innlogging/ut").status_code in {404, 405}
    door.client.post("/namsos/innlogging/ut")
    door.client.post("/namsos/innlogging/ut", data={"csrf_token": "forged"})
    assert door.client.get(DESK).status_code == 200


def test_pages_of_the_desk_are_never_stored(door: Door) -> None:
    """56."""
    door.log_in()
    assert door.client.get(DESK).headers["Cache-Control"] == "no-store"
    assert door.client.get(DESK).headers["Referrer-Policy"] == "same-origin"


def test_htmx_is_sent_to_the_login_as_a_whole_page(door: Door) -> None:
    answer = door.client.get(DESK, headers={"HX-Request": "true"})
    assert "Location" not in answer.headers
    assert answer.headers["HX-Redirect"].startswith(START)


def test_after_login_one_is_where_one_was_going(door: Door) -> None:
    wanted = DESK + "/registrer"
    begun = door.client.get(wanted)
    assert begun.location == f"{START}?next={wanted}"
    assert door.log_in(wanted).location == wanted


@pytest.mark.parametrize("wanted", ["/namsos/nn/ansatt", "/namsos/nn/ansatt/oppgaver"])
def test_the_provider_speaks_the_language_of_the_page(door: Door, wanted: str) -> None:
    assert door.begin(wanted)["ui_locales"] == "nn"


FOREIGN = [
    "//evil.example",
    "/\\evil.example",
    "\\evil.example",
    "https://evil.example/namsos/nb/ansatt",
    "javascript:alert(1)",
    "/namsos/%0d%0aSet-Cookie:x",
    "/namsos/\r\nX: y",
    "/namsos//evil.example",
    "/namsos/..//evil.example",
    "/namsos/../vik/nn/ansatt",
    "/namsos@evil.example",
    "/namsos.evil.example",
    "/vik/nn/ansatt",
    "/namsos",
    "/",
    "",
    " /namsos/nb/ansatt",
    "/namsos/nb/ansatt\n",
    "/namsos/nb/ansatt?next=https://evil.example",
    "/namsos/" + "a" * 400,
]


@pytest.mark.parametrize("wanted", FOREIGN)
def test_login_never_leads_anywhere_else(door: Door, wanted: str) -> None:
    """46."""
    assert safe_next(wanted, "namsos") is None
    assert door.log_in(wanted).location == DESK


@pytest.mark.parametrize(
    "wanted",
    [
        "/namsos/nb/ansatt",
        "/namsos/nb/ansatt?vis=mine&side=2",
        "/namsos/nn/ansatt/sak/A1B2-C3D4-E5F6",
    ],
)
def test_our_own_pages_are_led_to(wanted: str) -> None:
    assert safe_next(wanted, "namsos") == wanted


AWAY = {
    "no answer": lambda provider: setattr(provider, "down", requests.ConnectionError()),
    "too slow": lambda provider: setattr(provider, "down", requests.ReadTimeout()),
    "43 other issuer": lambda provider: bend(provider, issuer="http://127.0.0.1:8000/other"),
    "43 address of a list": lambda provider: bend(provider, token_endpoint=["x"]),
    "43 other scheme": lambda provider: bend(provider, jwks_uri="ftp://127.0.0.1/jwks"),
    "a list": lambda provider: setattr(provider, "bend_metadata", lambda _: [1]),
    "a page": lambda provider: setattr(provider, "bend_metadata", lambda _: "<html>"),
}


def bend(provider, **changes) -> None:
    provider.bend_metadata = lambda document: {**document, **changes}


@pytest.mark.parametrize("what", AWAY)
def test_provider_away_gives_a_calm_page(door: Door, what: str) -> None:
    """43, 44: and public pages go on."""
    AWAY[what](door.provider)
    answer = door.client.get(START)
    assert answer.status_code == 502
    assert "svarer ikke" in answer.text
    assert door.client.get("/namsos/nb/hvem-ringer-jeg").status_code == 200


TOKEN_ANSWERS = {
    "40 unavailable": (503, lambda body: "busy", 502),
    "40 broken": (500, lambda body: body, 502),
    "40 a page": (200, lambda body: "<html>", 502),
    "40 a list": (200, lambda body: ["x"], 502),
    "40 refused": (
        400,
        lambda body: {"error": "invalid_grant", "error_description": "KANARI"},
        400,
    ),
    "41 redirect with the code": (307, lambda body: "", 502),
}


@pytest.mark.parametrize("what", TOKEN_ANSWERS)
def test_token_answer_of_no_use_gives_a_calm_page(door: Door, what: str) -> None:
    status, body, expected = TOKEN_ANSWERS[what]
    door.provider.status, door.provider.bend_answer = status, body
    door.provider.headers = {"Location": ISSUER + "/elsewhere"}
    answer = door.log_in()
    assert answer.status_code == expected
    assert "KANARI" not in answer.text
    assert "/elsewhere" not in door.provider.asked
    assert door.session_rows() == []


def test_metadata_is_used_while_the_provider_is_down_and_signed_in_people_go_on(door: Door) -> None:
    """44: the copy lives a day, and a stale one is better than none."""
    door.log_in()
    door.provider.down, door.provider.down_at = requests.ConnectionError(), "/.well-known"
    assert door.client.get(DESK).status_code == 200
    door.clock.now += timedelta(hours=25)
    assert door.client.get(START).status_code == 303


def test_a_session_kept_by_hand_is_a_session(door: Door) -> None:
    """The short cut other tests take opens the same door as the long way."""
    client = logged_in(door.app, enrol(door.app, "namsos-leder", Role.LEAD))
    assert client.get(DESK).status_code == 200
