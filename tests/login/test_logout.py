"""Out by a press: here first, then at the provider. Numbers are rows of the attack list."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import requests
from sqlalchemy import select, update

from portal.login.discovery import Discovery
from portal.rules.access import Role
from portal.store.tables.events import EventRow
from portal.store.tables.staff import SessionRow
from tests.login.provider import ISSUER
from tests.login.steps import DESK, MARTE, Door, csrf, enrol

OUT = "/namsos/innlogging/ut"
LAST = "/namsos/innlogging/ute"
CASES = "/namsos/nb/saker"
CLEARED = '"cache", "storage"'
PROVIDERS_LOGOUT = ISSUER + "/logout"


@pytest.fixture
def door(door: Door) -> Door:
    """A browser at the citizens' door of a provider that has a logout of its own."""
    has_logout(door)
    return door.for_citizens()


def has_logout(door: Door, address: object = PROVIDERS_LOGOUT) -> None:
    door.provider.bend_metadata = lambda known: {**known, "end_session_endpoint": address}


def presses(door: Door, page: str = CASES, out: str = OUT) -> Any:
    """«Logg ut» on a page."""
    token = csrf(door.client.get(page))
    seen_from = {"Referer": "http://127.0.0.1:8000" + page}
    return door.client.post(out, data={"csrf_token": token}, headers=seen_from)


def goes_on(door: Door, page: str = CASES) -> Any:
    """«Logg ut» on a page, and the page that follows."""
    answer = presses(door, page)
    assert answer.status_code == 303, answer.status_code
    return door.client.get(answer.location)


def fields(answer: Any) -> dict[str, str]:
    """What the form to the provider carries."""
    form = re.search(r'<form[^>]*action="http.*?</form>', answer.text, re.S)[0]
    return dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))


def is_inside(door: Door, page: str = CASES) -> bool:
    return door.client.get(page).status_code == 200


def test_a_press_ends_it_here_and_leads_on_to_the_provider(door: Door) -> None:
    door.log_in()
    token = door.session_cookie()
    pressed = presses(door)
    assert (pressed.status_code, pressed.location) == (303, LAST)
    assert pressed.headers["Clear-Site-Data"] == CLEARED
    assert door.session_cookie() is None
    answer = door.client.get(LAST)
    assert f'<form method="post" action="{PROVIDERS_LOGOUT}" data-leave>' in answer.text
    assert "Logg ut av innloggingstjenesten også" in answer.text
    sent = fields(answer)
    assert sent.keys() == {"client_id", "post_logout_redirect_uri", "state", "ui_locales"}
    assert sent["client_id"] == "innbygger-namsos"
    assert sent["post_logout_redirect_uri"] == "http://127.0.0.1:8000" + LAST
    assert sent["ui_locales"] == "nb"
    assert re.fullmatch(r"[\x21-\x7e]{43}", sent["state"])
    assert answer.headers["Clear-Site-Data"] == CLEARED
    assert MARTE not in answer.text and "session-there" not in answer.text
    door.client.set_cookie("innbygger", token)
    assert not is_inside(door)


@pytest.mark.parametrize("kind", ["staff", "citizen"])
def test_who_is_not_let_in_can_log_out_at_the_provider(door: Door, kind: str) -> None:
    """Digdir's list of tests, the addition to no. 6. By a press: they may want to be logged in elsewhere."""
    if kind == "staff":
        employee(door)
        door.provider.subject = "namsos-ikke"
    else:
        door.provider.number = None
    refused = door.log_in()
    assert refused.status_code == 403 and f'href="{LAST}"' in refused.text
    answer = door.client.get(LAST)
    assert "Du kan fortsatt være innlogget i innloggingstjenesten." in answer.text
    assert "data-leave" not in answer.text
    assert fields(answer)["client_id"] == (
        "ansatt-namsos" if kind == "staff" else "innbygger-namsos"
    )
    state = fields(answer)["state"]
    page = door.client.get(LAST, query_string={"state": state})
    assert "Du er logget ut av Planen min og av innloggingstjenesten." in page.text


def test_the_way_out_is_sent_by_a_script_of_ours(door: Door) -> None:
    door.log_in()
    script = re.search(r'src="(/static/js/leave\.[0-9a-f]+\.js)"', goes_on(door).text)[1]
    with door.client.get(script, headers={"Accept-Encoding": "identity"}) as answer:
        assert "form[data-leave]" in answer.text and "submit()" in answer.text


def test_the_way_back_is_believed_once(door: Door) -> None:
    door.log_in()
    state = fields(goes_on(door))["state"]
    page = door.client.get(LAST, query_string={"state": state})
    assert "Du er logget ut av Planen min og av innloggingstjenesten." in page.text
    assert page.headers["Clear-Site-Data"] == CLEARED
    again = door.client.get(LAST, query_string={"state": state})
    assert "Du er ikke logget inn" in again.text
    assert "Clear-Site-Data" not in again.headers


STATES = {
    "none": [],
    "empty": [""],
    "wrong": ["w" * 43],
    "endless": ["w" * 4000],
    "other letters": ["æøå"],
    "twice": ["STATE", "STATE"],
    "another with it": ["STATE", "x"],
}


@pytest.mark.parametrize("what", STATES)
def test_51_a_way_back_with_another_state_claims_nothing_and_changes_nothing(
    door: Door, what: str
) -> None:
    """51: OpenID's own tests rp-init-logout-no-state and -other-state."""
    door.log_in()
    state = fields(goes_on(door))["state"]
    bent = [state if one == "STATE" else one for one in STATES[what]]
    page = door.client.get(LAST, query_string={"state": bent})
    assert page.status_code == 200
    assert "Du er logget ut av Planen min." in page.text
    assert "Du kan fortsatt være innlogget i innloggingstjenesten." in page.text
    assert "og av innloggingstjenesten." not in page.text
    assert "data-leave" not in page.text, "sent by itself it might go round for ever"
    assert fields(page)["state"] == state
    true = door.client.get(LAST, query_string={"state": state})
    assert "og av innloggingstjenesten." in true.text


def test_51_a_state_of_one_browser_is_nothing_in_another(door: Door) -> None:
    door.log_in()
    state = fields(goes_on(door))["state"]
    door.client = door.app.test_client()
    page = door.client.get(LAST, query_string={"state": state})
    assert "Du er ikke logget inn" in page.text


def test_51_a_link_to_the_last_page_logs_nobody_out(door: Door) -> None:
    door.log_in()
    for address in (LAST, LAST + "?state=x"):
        answer = door.client.get(address)
        assert (answer.status_code, answer.location) == (303, "/namsos/nb/")
        assert "Clear-Site-Data" not in answer.headers
    assert is_inside(door)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_51_a_picture_or_a_link_logs_nobody_out(door: Door, method: str) -> None:
    door.log_in()
    assert door.client.open(OUT, method=method).status_code == 405
    assert is_inside(door)


@pytest.mark.parametrize("data", [{}, {"csrf_token": ""}, {"csrf_token": "forged"}])
def test_51_another_site_logs_nobody_out(door: Door, data: dict[str, str]) -> None:
    door.log_in()
    answer = door.client.post(OUT, data=data)
    assert (answer.status_code, answer.location) == (303, CASES)
    assert is_inside(door)


def test_a_press_on_an_old_page_when_nobody_is_inside_leads_to_no_login(door: Door) -> None:
    """Loading the page after «Logg ut» anew must not let the person in again in silence."""
    door.log_in()
    presses(door)
    answer = door.client.post(OUT, data={"csrf_token": "of the page before"})
    assert (answer.status_code, answer.location) == (303, LAST)


NO_WAY_ON = {
    "it has no logout": lambda door: has_logout(door, None),
    "its logout is elsewhere": lambda door: has_logout(door, "http://127.0.0.1:9/logout"),
    "it is away": lambda door: setattr(door.provider, "down", requests.ConnectionError()),
}


@pytest.mark.parametrize("what", NO_WAY_ON)
def test_local_logout_is_whole_without_the_provider(door: Door, what: str) -> None:
    door.log_in()
    token = door.session_cookie()
    page = csrf(door.client.get(CASES))
    NO_WAY_ON[what](door)
    door.app.extensions["discovery"] = Discovery(door.provider)
    asked = len(door.provider.asked)
    answer = door.client.post(OUT, data={"csrf_token": page})
    assert (answer.status_code, answer.location) == (303, LAST)
    assert answer.headers["Clear-Site-Data"] == CLEARED
    assert len(door.provider.asked) == asked, "the press waits for nobody"
    last = door.client.get(LAST)
    assert "Du er logget ut av Planen min." in last.text
    assert "Lukk alle vinduene i nettleseren hvis andre bruker denne maskinen." in last.text
    assert 'action="http' not in last.text
    door.client.set_cookie("innbygger", token)
    assert not is_inside(door)


def both_inside(door: Door, first: str) -> list[str]:
    """A citizen and an employee in one browser, one after the other. Their pages, the first one's first."""
    enrol(door.app, "namsos-leder", Role.LEAD)
    doors = {"citizen": door.for_citizens, "staff": lambda: employee(door)}
    for kind in sorted(doors, key=lambda kind: kind != first):
        doors[kind]()
        door.log_in()
        door.clock.now += timedelta(minutes=1)
    return [CASES, DESK]


def employee(door: Door) -> None:
    door.start, door.cookie = "/namsos/innlogging/for-ansatte", "ansatt"
    door.provider.client_id, door.provider.number = "ansatt-namsos", None
    door.provider.subject = "namsos-leder"


@pytest.mark.parametrize(
    ("first", "client"), [("citizen", "ansatt-namsos"), ("staff", "innbygger-namsos")]
)
def test_both_sessions_of_a_browser_end_and_the_latest_leads_on(
    door: Door, first: str, client: str
) -> None:
    pages = both_inside(door, first)
    assert [is_inside(door, page) for page in pages] == [True, True]
    answer = goes_on(door)
    assert fields(answer)["client_id"] == client
    assert [is_inside(door, page) for page in pages] == [False, False]


def test_a_login_of_another_municipality_leads_on_with_its_own_client(door: Door) -> None:
    door.start, door.provider.client_id = "/vik/innlogging/inn", "innbygger-vik"
    asked = door.begin()
    door.client.get(
        "/vik/innlogging/retur",
        query_string={"code": "c", "state": asked["state"], "iss": ISSUER},
    )
    token = csrf(door.client.get("/vik/nb/saker"))
    door.client.post(OUT, data={"csrf_token": token})
    sent = fields(door.client.get(LAST))
    assert sent["client_id"] == "innbygger-vik"
    assert sent["post_logout_redirect_uri"] == "http://127.0.0.1:8000/vik/innlogging/ute"


def test_the_pages_speak_the_language_of_the_page_that_was_left(door: Door) -> None:
    door.log_in()
    answer = goes_on(door, "/namsos/nn/saker")
    assert '<html lang="nn"' in answer.text
    assert fields(answer)["ui_locales"] == "nn"
    last = door.client.get(LAST, query_string={"state": fields(answer)["state"]})
    assert '<html lang="nn"' in last.text


SERVICES = {
    "idporten": ("post", "Logg ut av ID-porten også", "og av ID-porten."),
    "ansattporten": ("post", "Logg ut av Ansattporten også", "og av Ansattporten."),
    "entra": ("get", "Logg ut av jobbkontoen også", "og av jobbkontoen."),
    "stand-in": ("post", "Logg ut av innloggingstjenesten også", "og av innloggingstjenesten."),
}


@pytest.mark.parametrize("service", SERVICES)
def test_each_service_by_its_own_name(door: Door, service: str) -> None:
    method, button, said = SERVICES[service]
    providers = door.app.extensions["providers"]
    own = providers["namsos", "citizen"]
    providers["namsos", "citizen"] = replace(own, service=service)
    try:
        door.log_in()
        answer = goes_on(door)
        assert f'<form method="{method}" action="{PROVIDERS_LOGOUT}"' in answer.text
        assert button in answer.text
        last = door.client.get(LAST, query_string={"state": fields(answer)["state"]})
        assert said in last.text
        assert ("ID-porten" in answer.text + last.text) == (service == "idporten")
    finally:
        providers["namsos", "citizen"] = own


def test_logout_is_one_event_and_twice_is_once(door: Door) -> None:
    door.log_in()
    token = csrf(door.client.get(CASES))
    for _ in range(2):
        door.client.post(OUT, data={"csrf_token": token})
    with door.app.extensions["database"].transaction() as session:
        codes = list(session.scalars(select(EventRow.code).order_by(EventRow.number)))
    assert codes[-2:] != ["citizen.logged-out", "citizen.logged-out"]
    assert codes[-1] == "citizen.logged-out"


@pytest.mark.parametrize(("minutes", "leads_on"), [(31, True), (119, True), (120, False)])
def test_after_our_time_is_up_the_providers_may_not_be(
    door: Door, minutes: int, leads_on: bool
) -> None:
    """On a shared machine its session would let the next one in; after two hours it has none."""
    door.log_in()
    token = csrf(door.client.get(CASES))
    door.clock.now += timedelta(minutes=minutes)
    door.client.post(OUT, data={"csrf_token": token})
    assert (PROVIDERS_LOGOUT in door.client.get(LAST).text) == leads_on


def test_47_the_secret_of_an_ended_session_opens_nothing(door: Door) -> None:
    door.log_in()
    token = door.session_cookie()
    presses(door)
    thief = door.app.test_client()
    thief.set_cookie("innbygger", token)
    assert thief.get(CASES).status_code == 303


def test_a_login_at_a_provider_that_has_been_replaced_leads_nowhere(door: Door) -> None:
    """The municipality changed its provider while somebody was logged in."""
    door.log_in()
    with door.app.extensions["database"].transaction() as session:
        session.execute(update(SessionRow).values(issuer="https://before.example"))
    assert presses(door).status_code == 303
    page = door.client.get(LAST)
    assert "Du er logget ut av Planen min." in page.text
    assert PROVIDERS_LOGOUT not in page.text
