"""How long one is logged in: said in time, put off by one press, over at the right moment. Rows 47 to 50, 55 and 56."""

import re
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from flask import Flask, make_response, render_template_string, request
from flask.typing import ResponseReturnValue
from sqlalchemy import delete, select

from portal.forms.base import PortalForm
from portal.forms.fields import TextField
from portal.headers import Cache
from portal.login import sessions
from portal.pages.access import requires
from portal.rules.access import Permission, Role
from portal.rules.session import ABSOLUTE, IDLE, LATE, is_alive, is_late
from portal.store import logouts
from portal.store.tables.staff import LatePostRow, PendingLoginRow
from tests.conftest import NOW
from tests.login.provider import ISSUER
from tests.login.steps import CITIZEN_START, DESK, Door, citizen_in, csrf, enrol, logged_in
from tests.test_query_counts import heard

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
OWN, FORM = "/namsos/nb/tid", "/namsos/nb/tid-skjema"
ASK, STAY = "/namsos/innlogging/tid", "/namsos/innlogging/bli"
JSON = {"Accept": "application/json"}
SECRET = "Kanariord i teksten"
BIRGER = "30865512704"
PAGE = """{% extends "layout.html" %}{% block title %}Prøve{% endblock %}
{% block main %}<h1>Prøve</h1>{% endblock %}"""


class Words(PortalForm):
    text = TextField("Hva vil du si?")


@requires(Permission.LIST_OWN_CASES, cache=Cache.PERSONAL)
def own_page() -> str:
    return render_template_string(PAGE)


@requires(Permission.LIST_OWN_CASES, cache=Cache.PERSONAL)
def own_form() -> str:
    return render_template_string('{% extends "question.html" %}', form=Words(), heading="Skriv")


@requires(Permission.LIST_OWN_CASES, cache=Cache.PERSONAL)
def act_for() -> ResponseReturnValue:
    answer = make_response("")
    sessions.renew(request, answer, acting_for="somebody")
    return answer


@pytest.fixture(scope="module", autouse=True)
def own_pages(shared_app: Flask) -> None:
    base = "/<profile:kommune>/<language:sprak>/tid"
    shared_app.add_url_rule(base, "test.time", own_page)
    shared_app.add_url_rule(base + "-skjema", "test.words", own_form, methods=["GET", "POST"])
    shared_app.add_url_rule(base + "-for", "test.act-for", act_for)


@pytest.fixture
def citizen(door: Door) -> Door:
    """Marte, logged in by the provider a moment ago."""
    with door.app.extensions["database"].transaction() as session:
        session.execute(delete(LatePostRow))
    door.for_citizens().log_in()
    return door


def ask(door: Door, page: str = OWN) -> tuple[int, dict[str, object]]:
    answer = door.client.get(ASK, query_string={"next": page})
    return answer.status_code, answer.get_json()


def stay(door: Door, token: str | None = None, page: str = OWN, **headers: str) -> Any:
    token = csrf(door.client.get(page)) if token is None else token
    address = f"{STAY}?next={page}"
    return door.client.post(address, data={"csrf_token": token}, headers=JSON | headers)


# The rule: 30 minutes without a page, 120 in all

ALIVE = {
    "just begun": (timedelta(), timedelta(), True),
    "29.59 without a page": (40 * MINUTE, IDLE - SECOND, True),
    "30 without a page": (40 * MINUTE, IDLE, False),
    "119.59 in all": (ABSOLUTE - SECOND, MINUTE, True),
    "120 in all": (ABSOLUTE, MINUTE, False),
    "the clock set back to before it began": (-SECOND, -SECOND, False),
    "the clock set back, but not so far": (MINUTE, -MINUTE, True),
    "the clock set a year on": (timedelta(days=365), timedelta(days=365), False),
}


@pytest.mark.parametrize("what", ALIVE)
def test_a_session_ends_by_the_clock(what: str) -> None:
    """55: (since it began, since the last page, whether it lives)."""
    begun, seen, alive = ALIVE[what]
    assert is_alive(NOW - begun, NOW - seen, NOW) is alive


LATENESS = {
    "it lives": (10 * MINUTE, MINUTE, False),
    "just over": (40 * MINUTE, IDLE, True),
    "a day after": (40 * MINUTE + LATE, IDLE + LATE, True),
    "a day and a second after": (40 * MINUTE + LATE, IDLE + LATE + SECOND, False),
    "two hours are over, a page was seen": (ABSOLUTE, MINUTE, True),
    "a day after the two hours": (ABSOLUTE + LATE, LATE, True),
    "a day and a second after the two hours": (ABSOLUTE + LATE + SECOND, LATE, False),
    "the clock set back": (-SECOND, -SECOND, False),
}


@pytest.mark.parametrize("what", LATENESS)
def test_for_a_day_after_the_end_a_post_is_late(what: str) -> None:
    begun, seen, late = LATENESS[what]
    assert is_late(NOW - begun, NOW - seen, NOW) is late


# How long it lasts is said, and asked without making it last longer


@pytest.mark.parametrize(
    ("pages", "seconds", "of"),
    [((), 1800, "idle"), ((10,), 1800, "idle"), ((25, 25, 25, 20), 1500, "whole")],
    ids=str,
)
def test_the_page_is_told_how_long_is_left(
    citizen: Door, pages: tuple[int, ...], seconds: int, of: str
) -> None:
    """After 95 minutes of pages the two hours are what is left."""
    for minutes in pages:
        citizen.clock.now += minutes * MINUTE
        citizen.client.get(OWN)
    assert ask(citizen) == (200, {"seconds": seconds, "of": of})
    page = citizen.client.get(OWN).text
    assert f'data-seconds="{seconds}"' in page and f'data-of="{of}"' in page


def test_asking_does_not_put_the_end_off(citizen: Door) -> None:
    for left in (1200, 600):
        citizen.clock.now += 10 * MINUTE
        assert ask(citizen) == (200, {"seconds": left, "of": "idle"})
    citizen.clock.now += 10 * MINUTE
    assert ask(citizen) == (401, {"seconds": 0, "kept": True})
    assert citizen.client.get(OWN).status_code == 303
    citizen.clock.now += LATE + SECOND
    assert ask(citizen) == (401, {"seconds": 0, "kept": False})


def test_one_press_puts_the_end_off(citizen: Door) -> None:
    citizen.clock.now += 29 * MINUTE
    token = csrf(citizen.app.test_client().get("/namsos/nb/koordinator/ring-meg"))
    assert stay(citizen, token).status_code == 401, "not with the token of another browser"
    assert ask(citizen) == (200, {"seconds": 60, "of": "idle"})
    page = citizen.client.get("/namsos/nb/koordinator/ring-meg")
    answer = stay(citizen, csrf(page))
    assert answer.status_code == 200
    assert answer.get_json() == {
        "seconds": 1800,
        "of": "idle",
        "said": "Du er innlogget til klokka 13.02 hvis du ikke gjør noe.",
    }
    assert ask(citizen) == (200, {"seconds": 1800, "of": "idle"})


def test_no_press_makes_it_more_than_two_hours(citizen: Door) -> None:
    for _ in range(5):
        citizen.clock.now += 23 * MINUTE
        answer = stay(citizen)
    said = "Du er innlogget til klokka 14.03. Da må du logge inn på nytt."
    assert answer.get_json() == {"seconds": 300, "of": "whole", "said": said}
    citizen.clock.now += 5 * MINUTE
    assert stay(citizen, "any").status_code == 401
    assert ask(citizen)[0] == 401


def test_without_script_the_press_shows_the_page_again(citizen: Door) -> None:
    token = csrf(citizen.client.get(OWN))
    citizen.clock.now += 20 * MINUTE
    for wanted, leads_to in ((OWN, OWN), ("//evil.example", "/namsos/nb/saker")):
        answer = citizen.client.post(
            STAY, query_string={"next": wanted}, data={"csrf_token": token}
        )
        assert (answer.status_code, answer.location) == (303, leads_to)
    assert ask(citizen) == (200, {"seconds": 1800, "of": "idle"})


def test_a_press_of_another_site_puts_nothing_off(citizen: Door) -> None:
    citizen.clock.now += 20 * MINUTE
    citizen.client.post(STAY, data={"csrf_token": "forged"})
    assert ask(citizen) == (200, {"seconds": 600, "of": "idle"})


def test_each_door_has_its_own_time(citizen: Door) -> None:
    """Whoever is both an employee and a citizen is told about the page that is asked about."""
    citizen.clock.now += 20 * MINUTE
    lead = enrol(citizen.app, "namsos-leder", Role.LEAD)
    as_staff = logged_in(citizen.app, lead).get_cookie("ansatt").value
    assert ask(citizen, DESK) == (401, {"seconds": 0, "kept": False})
    citizen.client.set_cookie("ansatt", as_staff)
    assert ask(citizen, DESK) == (200, {"seconds": 1800, "of": "idle"})
    assert ask(citizen) == (200, {"seconds": 600, "of": "idle"})
    assert stay(citizen, csrf(citizen.client.get(DESK)), DESK).get_json()["seconds"] == 1800
    assert ask(citizen)[1]["seconds"] == 600


@pytest.mark.parametrize("change", ["logged out", "another municipality", "the clock set back"])
def test_when_it_has_ended_the_answer_is_no(citizen: Door, change: str) -> None:
    if change == "logged out":
        data = {"csrf_token": csrf(citizen.client.get(OWN))}
        citizen.client.post("/namsos/innlogging/ut", data=data)
    if change == "another municipality":
        answer = citizen.client.get("/vik/innlogging/tid?next=/vik/nn/tid")
        assert answer.status_code == 401
        return
    if change == "the clock set back":
        citizen.clock.now -= MINUTE
    assert ask(citizen) == (401, {"seconds": 0, "kept": False})


def test_after_a_logout_at_the_provider_what_is_typed_would_be_kept(citizen: Door) -> None:
    with citizen.app.extensions["database"].transaction() as session:
        logouts.end_provider_session(
            session, municipality="5007", kind="citizen", issuer=ISSUER, sid="session-there"
        )
    assert ask(citizen) == (401, {"seconds": 0, "kept": True})


def test_the_answer_is_kept_by_nobody(citizen: Door) -> None:
    assert citizen.client.get(ASK).headers["Cache-Control"] == "no-store"


# What the page says


def test_a_personal_page_says_until_when_one_is_logged_in(citizen: Door) -> None:
    page = citizen.client.get(OWN).text
    assert "Du er innlogget til klokka 12.33 hvis du ikke gjør noe." in page
    assert re.search(r'<button[^>]*type="submit">Bli innlogget lenger</button>', page)
    assert "js/session" in page


def test_near_the_two_hours_it_offers_no_press_that_would_not_help(citizen: Door) -> None:
    for _ in range(4):
        citizen.clock.now += 24 * MINUTE
        page = citizen.client.get(OWN).text
    assert "Du er innlogget til klokka 14.03. Da må du logge inn på nytt." in page
    assert "Bli innlogget lenger" not in page


def test_a_page_with_a_form_has_no_press_that_would_load_it_anew(citizen: Door) -> None:
    """What was typed would be gone; with a script the dialog asks in time."""
    page = citizen.client.get(FORM).text
    assert "Bli innlogget lenger" not in page
    assert 'form="form" formaction="/namsos/nb/tid-skjema?igjen=ja" formnovalidate' in page


def test_the_desk_says_it_too(door: Door) -> None:
    door.log_in()
    page = door.client.get(DESK).text
    assert "Du er innlogget til klokka 12.33 hvis du ikke gjør noe." in page
    assert "js/session" in page and 'action="/namsos/innlogging/bli?next=/namsos/nb/ansatt"' in page


def test_public_pages_and_errors_say_nothing_of_it(citizen: Door) -> None:
    for path in ("/namsos/nb/", "/namsos/nb/koordinator/ring-meg", "/namsos/nb/finnes-ikke"):
        page = citizen.client.get(path).text
        assert "js/session" not in page and "innlogget til" not in page, path


DOORS = {
    f"{OWN}": CITIZEN_START,
    DESK: "/namsos/innlogging/for-ansatte",
    "//evil.example": CITIZEN_START,
    "/vik/nn/saker": CITIZEN_START,
}


@pytest.mark.parametrize("wanted", DOORS)
def test_when_time_is_up_the_page_leads_to_the_right_door(door: Door, wanted: str) -> None:
    page = door.client.get("/namsos/innlogging/tiden-er-ute", query_string={"next": wanted}).text
    way = DOORS[wanted] + (f"?next={wanted}" if wanted in (OWN, DESK) else "")
    joint = "&amp;" if "?" in way else "?"
    assert f'href="{way}">Logg inn og fortsett</a>' in page
    assert f'href="{way}{joint}ny=ja">Logg inn som en annen</a>' in page
    assert ("Uten innlogging" in page) is (wanted != DESK)
    assert "evil" not in page and "lagret" not in page


def test_the_page_speaks_the_language_one_came_from(door: Door) -> None:
    page = door.client.get("/namsos/innlogging/tiden-er-ute?next=/namsos/nn/saker").text
    assert '<html lang="nn"' in page


# Secrets, tabs and people


def test_a_cookie_planted_before_the_login_opens_nothing_after(door: Door) -> None:
    """47: at the citizens' door as at the employees'."""
    door.for_citizens()
    door.client.set_cookie("innbygger", "planted")
    door.log_in()
    assert door.session_cookie() != "planted"
    thief = door.app.test_client()
    thief.set_cookie("innbygger", "planted")
    assert thief.get(OWN).status_code == 303


def test_the_secret_is_new_when_whom_one_acts_for_changes(citizen: Door) -> None:
    """47: the same session, with all it had, behind a new secret."""
    citizen.clock.now += 10 * MINUTE
    old = citizen.session_cookie()
    citizen.client.get("/namsos/nb/tid-for")
    assert citizen.session_cookie() != old
    [row] = citizen.session_rows()
    assert (row.acting_for, row.provider_session) == ("somebody", "session-there")
    assert row.created_at == NOW and row.ended_at is None
    assert citizen.client.get(OWN).status_code == 200
    thief = citizen.app.test_client()
    thief.set_cookie("innbygger", old)
    assert thief.get(OWN).status_code == 303


def test_a_session_that_has_ended_is_not_renewed(citizen: Door) -> None:
    with citizen.app.test_request_context(OWN, headers={"Cookie": "innbygger=unknown"}):
        citizen.app.preprocess_request()
        assert sessions.renew(request, make_response("")) is False
    with citizen.app.test_request_context(OWN):
        assert sessions.renew(request, make_response("")) is False


@pytest.mark.parametrize("order", [*permutations(range(3))], ids=str)
def test_several_tabs_all_end_logged_in(door: Door, order: tuple[int, ...]) -> None:
    """48: whichever comes back first."""
    door.for_citizens()
    begun = [(door.begin(f"{OWN}?fane={n}"), door.provider.nonce) for n in range(3)]
    for tab in order:
        asked, door.provider.nonce = begun[tab]
        answer = door.come_back(asked)
        assert (answer.status_code, answer.location) == (303, f"{OWN}?fane={tab}")
        assert door.client.get(OWN).status_code == 200
    assert [row.ended_at is None for row in door.session_rows()].count(True) == 1


def test_a_browser_has_five_logins_under_way_and_the_oldest_goes(door: Door) -> None:
    """49: and another browser's are left alone."""
    door.for_citizens()
    mine, other = door.client, door.app.test_client()
    door.client = other
    of_other, nonce = door.begin(), door.provider.nonce
    door.client, begun = mine, []
    for _ in range(7):
        door.clock.now += SECOND
        begun.append((door.begin(), door.provider.nonce))
    with door.app.extensions["database"].transaction() as session:
        assert len(session.scalars(select(PendingLoginRow)).all()) == 5 + 1
    for (asked, door.provider.nonce), let_in in zip(begun, [False] * 2 + [True] * 5, strict=True):
        assert (door.come_back(asked).status_code == 303) is let_in
    door.client, door.provider.nonce = other, nonce
    assert door.come_back(of_other).status_code == 303


def test_the_second_person_gets_nothing_of_the_first(citizen: Door) -> None:
    """50: the session ends, and what was typed waits for the one who wrote it."""
    token, first = csrf(citizen.client.get(FORM)), citizen.session_cookie()
    citizen.clock.now += 31 * MINUTE
    late = citizen.client.post(FORM, data={"csrf_token": token, "text": SECRET})
    assert late.location == f"/namsos/innlogging/tiden-er-ute?next={FORM}&lagret=ja"
    citizen.for_citizens(BIRGER).log_in(FORM)
    page = citizen.client.get(FORM)
    assert page.status_code == 200 and SECRET not in page.text
    assert "Det er ikke sendt." not in page.text
    citizen.client.post(FORM, data={"csrf_token": csrf(page), "text": "Birgers"})
    citizen.for_citizens().log_in(FORM)
    page = citizen.client.get(FORM).text
    assert SECRET in page and "Det er ikke sendt." in page
    assert all(row.ended_at for row in citizen.session_rows()[:2])
    thief = citizen.app.test_client()
    thief.set_cookie("innbygger", first)
    assert thief.get(OWN).status_code == 303


def test_what_is_typed_where_a_session_ended_waits_for_the_same_person(citizen: Door) -> None:
    """54, 55: a citizen's page without a draft. Logging in again is one press, and nothing is sent by it."""
    token = csrf(citizen.client.get(FORM))
    citizen.clock.now += 31 * MINUTE
    answer = citizen.client.post(FORM, data={"csrf_token": token, "text": SECRET})
    again = re.search(
        r'href="([^"]+)">Logg inn og fortsett', citizen.client.get(answer.location).text
    )
    assert again[1] == f"{CITIZEN_START}?next={FORM}"
    assert citizen.log_in(FORM).location == FORM
    assert f'value="{SECRET}"' in citizen.client.get(FORM).text


PERSONAL = [OWN, FORM, DESK, ASK, "/namsos/innlogging/tiden-er-ute", "/namsos/innlogging/sikrere"]


@pytest.mark.parametrize("path", PERSONAL)
def test_no_page_of_one_who_is_logged_in_is_stored(citizen: Door, path: str) -> None:
    """56."""
    lead = logged_in(citizen.app, enrol(citizen.app, "namsos-leder", Role.LEAD))
    citizen.client.set_cookie("ansatt", lead.get_cookie("ansatt").value)
    answer = citizen.client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_page_asks_the_database_once_for_what_was_typed(citizen: Door) -> None:
    """Constant, and one more than before."""
    client, _person = citizen_in(citizen.app)
    with heard(citizen.app.extensions["database"]) as statements:
        client.get(OWN)
    assert len([one for one, _bound in statements if "late_posts" in one]) == 1
