"""What is asked of the provider, what may come back, and what is left behind. Numbers are rows of the attack list."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from portal.config import Mode
from portal.login.discovery import Discovery
from portal.rules.levels import Journey, Level
from tests.login.provider import ISSUER
from tests.login.served import as_provider, served
from tests.login.steps import BACK, CITIZEN_START, DESK, MARTE, START, Door

CASES = "/namsos/nb/saker"
REQUEST = "/namsos/nb/koordinator/begynn"
REAL_NUMBER_SHAPE = "01010100000"
"""A month that exists, and check digits that nobody has: no person's number."""
LOOSER = {Journey.COORDINATOR: Level.SUBSTANTIAL}


@pytest.fixture
def citizen(door: Door) -> Door:
    return door.for_citizens()


@pytest.fixture
def looser(citizen: Door, monkeypatch: pytest.MonkeyPatch) -> Door:
    """Namsos has decided that one may ask for a coordinator with a less sure login."""
    profile = citizen.app.extensions["profiles"]["namsos"]
    monkeypatch.setitem(profile.__dict__, "levels", LOOSER)
    return citizen


@pytest.fixture
def in_mode(door: Door) -> Iterator[Any]:
    """The same house in another mode."""
    settings = door.app.extensions["settings"]

    def change(mode: Mode) -> None:
        door.app.extensions["settings"] = settings.model_copy(update={"mode": mode})

    yield change
    door.app.extensions["settings"] = settings


@pytest.mark.parametrize(
    ("wanted", "asked"),
    [
        (REQUEST, "idporten-loa-substantial idporten-loa-high"),
        (CASES, "idporten-loa-high"),
        (None, "idporten-loa-high"),
        ("/namsos/nb/finnes-ikke", "idporten-loa-high"),
        ("/namsos/nb/ansatt", "idporten-loa-high"),
    ],
)
def test_the_level_asked_for_is_that_of_the_page(
    looser: Door, wanted: str | None, asked: str
) -> None:
    """33."""
    assert looser.begin(wanted)["acr_values"] == asked


@pytest.mark.parametrize(
    ("wanted", "acr", "leads_to"),
    [
        (REQUEST, "idporten-loa-substantial", REQUEST),
        (REQUEST, "idporten-loa-high", REQUEST),
        (CASES, "idporten-loa-high", CASES),
        (CASES, "idporten-loa-substantial", f"/namsos/innlogging/sikrere?next={CASES}"),
    ],
)
def test_the_answer_is_held_against_what_was_asked(
    looser: Door, wanted: str, acr: str, leads_to: str
) -> None:
    """33: a login less sure than asked for is no session at all."""
    looser.provider.bend_claims = lambda claims: {**claims, "acr": acr}
    assert looser.log_in(wanted).location == leads_to
    kept = [row.level for row in looser.session_rows()]
    assert kept == ([acr.removeprefix("idporten-loa-")] if leads_to == wanted else [])


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_provider_speaks_the_language_of_the_page(citizen: Door, language: str) -> None:
    assert citizen.begin(f"/namsos/{language}/saker")["ui_locales"] == language


def test_without_a_page_it_speaks_the_browsers_language(citizen: Door) -> None:
    citizen.client.get(CITIZEN_START, headers={"Accept-Language": "en;q=0.9"})
    [asked] = citizen.provider.pushed.values()
    assert asked["ui_locales"] == "en"


def test_a_code_of_another_login_is_refused_by_the_provider(citizen: Door) -> None:
    """3: an attacker puts a victim's code into a login of their own: the verifier does not fit."""
    victims = citizen.provider.code_for(citizen.begin())
    citizen.client = citizen.app.test_client()
    mine = citizen.begin()
    answer = citizen.come_back(mine, code=victims)
    assert answer.status_code == 400
    assert citizen.session_rows() == []
    mine = citizen.begin()
    assert citizen.come_back(mine, code=citizen.provider.code_for(mine)).status_code == 303


def test_a_code_of_another_login_is_refused_here_too(citizen: Door) -> None:
    """3: also where the provider looks at no verifier. The token answers another question."""
    citizen.begin()
    victims_nonce = citizen.provider.nonce
    citizen.client = citizen.app.test_client()
    mine = citizen.begin()
    citizen.provider.nonce = victims_nonce
    assert citizen.come_back(mine).status_code == 400
    assert citizen.session_rows() == []


def test_a_planted_answer_leaves_the_victims_session_alone(citizen: Door) -> None:
    """5: an attacker sends a victim, who is logged in, an answer of the attacker's own login."""
    citizen.log_in()
    mine, victim = citizen.session_cookie(), citizen.client
    citizen.client = citizen.app.test_client()
    planted = citizen.begin()
    citizen.client = victim
    answer = citizen.come_back(planted)
    assert (answer.status_code, answer.location) == (303, CASES)
    assert citizen.session_cookie() == mine
    assert citizen.provider.sent == citizen.provider.sent[:1], "the attacker's code is not traded"
    assert len([row for row in citizen.session_rows() if row.ended_at is None]) == 1


ERRORS = {
    "access_denied": "Du avbrøt innloggingen",
    "login_required": "Innloggingen gikk ikke",
    "temporarily_unavailable": "Innloggingen gikk ikke",
    "server_error": "Innloggingen gikk ikke",
    "<b>made up</b>": "Innloggingen gikk ikke",
}


@pytest.mark.parametrize("code", ERRORS)
def test_an_error_of_the_provider_is_a_calm_page_in_our_words(citizen: Door, code: str) -> None:
    """10: and the state is used up."""
    asked = citizen.begin(CASES)
    answer = citizen.come_back(asked, code=None, error=code, error_description="KANARI")
    assert answer.status_code == 400
    assert ERRORS[code] in answer.text
    assert "KANARI" not in answer.text and "made up" not in answer.text
    assert f'href="{CITIZEN_START}?next={CASES}"' in answer.text
    assert citizen.come_back(asked).status_code == 400
    assert citizen.provider.sent == []


HUGE = {
    "code": {"code": "c" * 20_000},
    "state": {"state": "s" * 100_000},
    "issuer": {"iss": "i" * 20_000},
    "error": {"error": "e" * 20_000, "code": None},
    "many": {"code": ["c"] * 1000},
}


@pytest.mark.parametrize("what", HUGE)
def test_an_endless_answer_is_refused_before_the_provider_is_asked(
    citizen: Door, what: str
) -> None:
    """9."""
    asked = citizen.begin()
    questions = len(citizen.provider.asked)
    assert citizen.come_back(asked, **HUGE[what]).status_code == 400
    assert len(citizen.provider.asked) == questions


@pytest.mark.parametrize("size", [200_000, 2_000_000])
def test_an_endless_token_is_refused(citizen: Door, size: int) -> None:
    """38."""
    citizen.provider.token = lambda: "a" * size
    assert citizen.log_in().status_code in (400, 502)
    assert citizen.session_rows() == []


@pytest.mark.parametrize(
    ("mode", "number", "amr", "let_in"),
    [
        (Mode.TEST, MARTE, ["TestID"], True),
        (Mode.TEST, REAL_NUMBER_SHAPE, ["BankID"], False),
        (Mode.DEMO, REAL_NUMBER_SHAPE, ["TestID"], False),
        (Mode.IDPORTEN_TEST, MARTE, ["TestID"], True),
        (Mode.IDPORTEN_TEST, MARTE, None, True),
        (Mode.IDPORTEN_TEST, REAL_NUMBER_SHAPE, ["TestID"], False),
        (Mode.PRODUCTION, REAL_NUMBER_SHAPE, ["BankID"], True),
        (Mode.PRODUCTION, REAL_NUMBER_SHAPE, None, True),
        (Mode.PRODUCTION, "41" + REAL_NUMBER_SHAPE[2:], ["BankID"], True),
        (Mode.PRODUCTION, REAL_NUMBER_SHAPE, ["TestID"], False),
        (Mode.PRODUCTION, REAL_NUMBER_SHAPE, ["BankID", "TestID"], False),
        (Mode.PRODUCTION, REAL_NUMBER_SHAPE, "TestID", False),
        (Mode.PRODUCTION, MARTE, ["BankID"], False),
        (Mode.PRODUCTION, "0141" + REAL_NUMBER_SHAPE[4:], ["BankID"], False),
        (Mode.PRODUCTION, "4166" + REAL_NUMBER_SHAPE[4:], ["BankID"], False),
        (Mode.PRODUCTION, None, ["TestID"], False),
    ],
)
def test_invented_and_living_people_never_meet(
    citizen: Door, in_mode: Any, caplog: Any, mode: Mode, number: Any, amr: Any, let_in: bool
) -> None:
    """37: production takes no invented person, and nothing else takes a living one. It is an alarm."""
    asked = citizen.for_citizens(number).begin()
    in_mode(mode)
    if amr is not None:
        citizen.provider.bend_claims = lambda claims: {**claims, "amr": amr}
    answer = citizen.come_back(asked)
    assert answer.status_code == (303 if let_in else 400)
    assert bool(citizen.session_rows()) is let_in
    alarms = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert bool(alarms) is not let_in
    assert str(number) not in caplog.text


@pytest.mark.parametrize("number", [None, "", "1485922127x", 14859221271, "1" * 100_000])
def test_nobody_is_made_of_what_is_no_number(citizen: Door, number: object) -> None:
    """35: null, an endless one and the like."""
    citizen.provider.bend_claims = lambda claims: {**claims, "pid": number}
    assert citizen.log_in().status_code == 400
    assert citizen.session_rows() == []


@pytest.mark.parametrize(
    ("auth_time", "let_in"),
    [(0, True), (-9, True), (-10, True), (-11, False), (-1800, False), (None, False), ("0", False)],
)
def test_who_asks_to_log_in_anew_is_not_let_in_by_an_older_login(
    citizen: Door, auth_time: Any, let_in: bool
) -> None:
    """50: on a shared machine the provider may still know the one before."""
    asked = citizen.begin(CASES, ny="ja")
    assert asked["prompt"] == "login"
    then = int(citizen.clock().timestamp())
    made = then + auth_time if isinstance(auth_time, int) else auth_time
    citizen.provider.bend_claims = lambda claims: {**claims, "auth_time": made}
    citizen.clock.now += citizen.seconds(60)
    answer = citizen.come_back(asked)
    assert answer.status_code == (303 if let_in else 400)
    assert bool(citizen.session_rows()) is let_in


def test_otherwise_an_older_login_at_the_provider_is_enough(citizen: Door) -> None:
    asked = citizen.begin()
    assert "prompt" not in asked
    citizen.provider.bend_claims = lambda claims: {**claims, "auth_time": claims["iat"] - 1800}
    assert citizen.come_back(asked).status_code == 303


NAMES = ("name", "given_name", "family_name", "preferred_username", "email")


def test_no_name_is_taken_from_a_citizens_token(citizen: Door) -> None:
    citizen.provider.bend_claims = lambda claims: claims | dict.fromkeys(NAMES, "Kanarifugl")
    assert citizen.log_in(CASES).location == CASES
    assert "Kanarifugl" not in citizen.client.get(CASES).text


def test_the_address_we_give_the_provider_is_our_own_whatever_host_is_claimed(
    citizen: Door,
) -> None:
    """59."""
    citizen.client.get(CITIZEN_START, headers={"Host": "evil.example"})
    [asked] = citizen.provider.pushed.values()
    assert asked["redirect_uri"] == "http://127.0.0.1:8000" + BACK


def test_each_municipality_asks_with_a_client_of_its_own(citizen: Door) -> None:
    """59: and a token for one client is nothing to the other."""
    citizen.client.get("/vik/innlogging/inn")
    [asked] = citizen.provider.pushed.values()
    assert asked["client_id"] == "innbygger-vik"
    assert asked["redirect_uri"].endswith("/vik/innlogging/retur")
    citizen.provider.nonce = asked["nonce"]
    answer = citizen.client.get(
        "/vik/innlogging/retur", query_string={"code": "c", "state": asked["state"], "iss": ISSUER}
    )
    assert answer.status_code == 400, "the provider answered with a token for Namsos"
    assert citizen.session_rows() == []


@pytest.mark.parametrize("which", ["let in", "refused", "unknown state", "back again"])
def test_the_way_back_is_told_to_nobody(citizen: Door, which: str) -> None:
    """60."""
    asked = citizen.begin(CASES)
    if which == "back again":
        citizen.come_back(asked)
    changes = {"refused": {"iss": "http://evil.example"}, "unknown state": {"state": "x"}}
    answer = citizen.come_back(asked, **changes.get(which, {}))
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert asked["state"] not in answer.text + (answer.location or "")


@pytest.mark.parametrize("ends", ["let in", "refused", "cancelled"])
def test_nothing_of_a_login_is_in_the_log(
    citizen: Door, caplog: pytest.LogCaptureFixture, ends: str
) -> None:
    """60: over a real connection, with all that the libraries say when asked to say everything."""
    seen: dict[str, str] = {}
    honest = citizen.provider.signed

    def noted() -> str:
        seen["token"] = honest()
        return seen["token"]

    citizen.provider.token = noted
    with served(as_provider(citizen.provider)) as network, caplog.at_level(logging.DEBUG):
        citizen.app.extensions["discovery"] = Discovery(network)
        asked = citizen.begin(CASES)
        changes: dict[str, dict[str, Any]] = {
            "refused": {"iss": "http://evil.example/KANARI"},
            "cancelled": {"error": "access_denied", "error_description": "KANARI", "code": None},
        }
        citizen.come_back(asked, **{"code": "code-KANARI", **changes.get(ends, {})})
        citizen.client.get(CASES)
    assert bool(citizen.session_rows()) is (ends == "let in")
    assert "POST /dev-idporten/par" in caplog.text, "the connections are in the log"
    said = "\n".join([caplog.text, *(str(record.args) for record in caplog.records)])
    canaries = ["KANARI", MARTE, asked["client_assertion"], *seen.values()]
    canaries += [asked[name] for name in ("state", "nonce", "code_challenge")]
    canaries += [form["code_verifier"][0] for form in citizen.provider.sent]
    canaries += [cookie for cookie in [citizen.session_cookie()] if cookie]
    assert not [canary for canary in canaries if canary in said]


def test_the_right_door_of_an_employee_is_not_a_citizens(door: Door) -> None:
    """58: a login that began at one door cannot end at the other, whoever the provider names."""
    asked = door.begin()
    door.for_citizens()
    assert door.come_back(asked).status_code == 400, "a token for the citizens' client"
    assert door.session_rows() == []
    assert door.client.get(START).status_code == 303
    assert door.client.get(DESK).status_code == 303
