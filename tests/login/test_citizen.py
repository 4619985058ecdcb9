"""The way in and out for citizens. Numbers are rows of the attack list."""

import logging
import re
from datetime import timedelta
from typing import Any

import pytest
import requests
from flask import Flask, abort, g, render_template_string, request
from sqlalchemy import delete, select

from portal.headers import Cache
from portal.login import sessions
from portal.pages.access import declaration_of, requires
from portal.rules.access import Actor, Permission, Role
from portal.rules.levels import Level
from portal.store import people
from portal.store.sessions import SessionRow
from portal.store.tables.events import EventRow
from portal.store.tables.people import PersonRow
from tests.login.provider import ISSUER
from tests.login.steps import (
    CITIZEN_START,
    DESK,
    MARTE,
    START,
    Door,
    citizen_in,
    csrf,
    enrol,
    logged_in,
)
from tests.test_routes import address

BIRGER = "30865512704"
OWN = "/namsos/nb/prove"
OUT = "/namsos/innlogging/ut"
TIME_UP = "/namsos/innlogging/tiden-er-ute"
PAGE = """{% extends "layout.html" %}{% block title %}Prøve{% endblock %}
{% block main %}<h1>Prøve</h1><p>{{ said }}</p>{% endblock %}"""
kept_late: list[tuple[str, str]] = []


def keep(owner: Actor) -> bool:
    """What a journey does with a post that comes late."""
    kept_late.append((owner.id, request.form["words"]))
    return True


@requires(Permission.LIST_OWN_CASES, cache=Cache.PERSONAL, late=keep)
def own_page() -> str:
    return render_template_string(PAGE, said=request.form.get("words", ""))


@requires(Permission.LIST_OWN_CASES, cache=Cache.PERSONAL)
def only_a_press() -> str:
    sessions.leave_notice(request, "well-done")
    return render_template_string(PAGE, said=g.actor.id)


@requires(Permission.LIST_OWN_CASES, cache=Cache.PERSONAL)
def told() -> str:
    return render_template_string(PAGE, said=sessions.take_notice(request) or "nothing")


@requires(Permission.LIST_OWN_CASES, cache=Cache.PERSONAL)
def absent() -> str:
    abort(404)


@pytest.fixture(scope="module", autouse=True)
def own_pages(shared_app: Flask) -> None:
    """Personal pages of our own, so that the door is tested and not what lies behind it."""
    base = "/<profile:kommune>/<language:sprak>/prove"
    shared_app.add_url_rule(base, "test.own", own_page, methods=["GET", "POST"])
    shared_app.add_url_rule(base + "/trykk", "test.press", only_a_press, methods=["POST"])
    shared_app.add_url_rule(base + "/beskjed", "test.told", told)
    shared_app.add_url_rule(base + "/borte", "test.absent", absent)


@pytest.fixture
def citizen(door: Door) -> Door:
    """Marte in a browser that has never been here."""
    kept_late.clear()
    with door.app.extensions["database"].transaction() as session:
        session.execute(delete(PersonRow))
    return door.for_citizens()


def person_rows(door: Door) -> list[PersonRow]:
    with door.app.extensions["database"].transaction() as session:
        return list(session.scalars(select(PersonRow)))


def person_of(door: Door, number: str = MARTE) -> str:
    with door.app.extensions["database"].transaction() as session:
        return people.find_or_begin(session, "5007", number).id


def post(door: Door, words: str, token: str, path: str = OWN) -> Any:
    return door.client.post(path, data={"words": words, "csrf_token": token})


def test_a_citizen_comes_to_the_page_they_were_going_to(citizen: Door) -> None:
    first = citizen.client.get(OWN)
    assert (first.status_code, first.location) == (303, f"{CITIZEN_START}?next={OWN}")
    answer = citizen.log_in(OWN)
    assert (answer.status_code, answer.location) == (303, OWN)
    page = citizen.client.get(OWN)
    assert page.status_code == 200
    assert "Logget inn" in page.text and "Logg ut" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    [row] = citizen.session_rows()
    assert (row.kind, row.municipality, row.person) == ("citizen", "5007", person_of(citizen))


def test_asking_with_login_is_the_first_of_the_equal_ways(citizen: Door) -> None:
    """The public page links to the request itself; the guard of the request sends on to the login."""
    ways = re.findall(r'<h2><a href="([^"]+)">', citizen.client.get("/namsos/nb/koordinator").text)
    base = "/namsos/nb/koordinator"
    assert ways == [f"{base}/begynn", f"{base}/ring-meg", f"{base}/pa-papir"]
    answer = citizen.client.get(ways[0])
    assert answer.location == f"{CITIZEN_START}?next={ways[0]}"
    assert citizen.log_in(ways[0]).location == ways[0]


def test_a_citizen_who_was_going_nowhere_comes_to_their_cases(citizen: Door) -> None:
    assert citizen.log_in().location == "/namsos/nb/saker"
    page = citizen.client.get("/namsos/nb/saker")
    assert '<a href="/namsos/nb/saker" aria-current="page">Mine saker</a>' in page.text


def test_going_back_after_login_leads_inside_and_not_to_an_alarm(citizen: Door) -> None:
    """7: the state is used up, the person is logged in."""
    asked = citizen.begin()
    citizen.come_back(asked)
    again = citizen.come_back(asked)
    assert (again.status_code, again.location) == (303, "/namsos/nb/saker")
    assert len(citizen.provider.sent) == 1


def test_the_question_asks_for_the_highest_level_and_nothing_less(citizen: Door) -> None:
    asked = citizen.begin("/namsos/nn/prove")
    assert asked["client_id"] == "innbygger-namsos"
    assert asked["acr_values"] == "idporten-loa-high"
    assert asked["scope"] == "openid profile"
    assert asked["ui_locales"] == "nn"


def test_login_and_logout_are_events_of_the_person(citizen: Door) -> None:
    citizen.log_in()
    citizen.client.post(OUT, data={"csrf_token": csrf(citizen.client.get(OWN))})
    mine = EventRow.actor_id == person_of(citizen)
    with citizen.app.extensions["database"].transaction() as session:
        rows = session.scalars(select(EventRow).where(mine).order_by(EventRow.number)).all()
    assert [(row.code, row.actor_kind) for row in rows[-2:]] == [
        ("citizen.logged-in", "citizen"),
        ("citizen.logged-out", "citizen"),
    ]


NUMBERS = {
    "synthetic": "14859221271",
    "D-number": "49829721456",
    "check digit of 2032": "05890164007",
    "date that no rule of today knows": "99999999999",
}


@pytest.mark.parametrize("what", NUMBERS)
def test_every_series_of_numbers_is_let_in(citizen: Door, what: str) -> None:
    """36: only the format is looked at."""
    citizen.provider.number = NUMBERS[what]
    assert citizen.log_in(OWN).location == OWN
    assert citizen.client.get(OWN).status_code == 200
    [row] = citizen.session_rows()
    with citizen.app.extensions["database"].transaction() as session:
        assert people.number_of(session, row.person) == NUMBERS[what]


BAD_NUMBERS = [
    *("", " ", "1485922127", "148592212710", "14859221271 ", "14859221271\n", "1485922127x"),
    *("١٤٨٥٩٢٢١٢٧١", "-4859221271", 14859221271, True, ["14859221271"], {"pid": "14859221271"}),
]


@pytest.mark.parametrize("number", BAD_NUMBERS, ids=repr)
def test_what_is_not_eleven_digits_is_no_number(citizen: Door, number: object) -> None:
    """35."""
    citizen.provider.number = number
    assert citizen.log_in().status_code == 400
    assert citizen.session_rows() == [] and citizen.session_cookie() is None
    assert person_rows(citizen) == []


def test_without_a_number_there_is_a_page_that_explains_and_other_ways(citizen: Door) -> None:
    """35: somebody without a Norwegian number has the same rights, and no account is made."""
    citizen.provider.number = None
    answer = citizen.log_in(OWN)
    assert answer.status_code == 403
    assert "fødselsnummer eller d-nummer" in answer.text
    assert 'href="tel:+4774217100"' in answer.text
    assert 'href="/namsos/nb/koordinator/ring-meg"' in answer.text
    assert 'href="/namsos/nb/koordinator/pa-papir"' in answer.text
    assert citizen.session_rows() == [] and citizen.session_cookie() is None
    assert person_rows(citizen) == [], "nobody is made out of a subject or a name"


def test_the_number_stands_in_no_log_address_or_cookie(citizen: Door, caplog: Any) -> None:
    with caplog.at_level(logging.DEBUG):
        asked = citizen.begin(OWN)
        answer = citizen.come_back(asked)
        page = citizen.client.get(OWN)
        citizen.provider.number = "1485922127x"
        refused = citizen.log_in()
    seen = [caplog.text, str(asked), str(answer.headers), page.text, str(page.headers)]
    assert not [text for text in [*seen, refused.text] if "1485922127" in text]


def test_an_employees_token_is_nothing_at_the_citizens_door(citizen: Door) -> None:
    """26: also when it comes from the same provider, for the same person, with a number."""
    citizen.provider.client_id = "ansatt-namsos"
    assert citizen.log_in().status_code == 400
    assert citizen.session_rows() == []


def test_a_citizens_token_is_nothing_at_the_employees_door(door: Door) -> None:
    door.provider.client_id, door.provider.number = "innbygger-namsos", MARTE
    assert door.log_in().status_code == 400
    assert door.session_rows() == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("aud", "innbygger-vik"),
        ("acr", "high"),
        ("nonce", "another"),
    ],
)
def test_a_bent_token_lets_no_citizen_in(citizen: Door, name: str, value: str) -> None:
    citizen.provider.bend_claims = lambda claims: {**claims, name: value}
    assert citizen.log_in().status_code == 400
    assert citizen.session_rows() == []


def test_a_login_less_sure_than_asked_for_is_offered_a_surer_one(citizen: Door) -> None:
    """33: nobody is let in by it, and the page they were going to is not forgotten."""
    citizen.provider.bend_claims = lambda claims: {**claims, "acr": "idporten-loa-substantial"}
    answer = citizen.log_in(OWN)
    assert answer.status_code == 303
    assert answer.location == f"/namsos/innlogging/sikrere?next={OWN}"
    assert citizen.session_rows() == [] and citizen.session_cookie() is None


def test_an_employee_with_a_number_gets_no_row_as_a_citizen(door: Door) -> None:
    known = {row.id for row in person_rows(door)}
    for number in ("22888513136", "not a number"):
        door.provider.number = number
        assert door.log_in().location == DESK
    assert {row.id for row in person_rows(door)} == known


def test_each_cookie_opens_its_own_door_only(citizen: Door) -> None:
    citizen.log_in()
    officer = enrol(citizen.app, "namsos-leder", Role.LEAD)
    as_staff = logged_in(citizen.app, officer).get_cookie("ansatt").value
    other = citizen.app.test_client()
    other.set_cookie("innbygger", as_staff)
    other.set_cookie("ansatt", citizen.session_cookie())
    assert other.get(OWN).location.startswith(CITIZEN_START)
    assert other.get(DESK).location.startswith(START)


def test_the_cookie_of_another_municipality_opens_nothing(citizen: Door) -> None:
    citizen.log_in()
    answer = citizen.client.get("/vik/nn/prove")
    assert answer.location == "/vik/innlogging/inn?next=/vik/nn/prove"


def test_the_same_person_has_one_row_for_all_logins(citizen: Door) -> None:
    citizen.log_in()
    citizen.log_in()
    assert len({row.person for row in citizen.session_rows()}) == 1


def test_two_people_on_one_machine_never_meet(citizen: Door) -> None:
    """50: the second login ends the first one's session and takes its tokens away."""
    citizen.log_in()
    marte = person_of(citizen)
    with citizen.app.extensions["database"].transaction() as session:
        people.set_name(session, marte, "Marte Kanarifugl")
    page = citizen.client.get(OWN)
    assert "Marte Kanarifugl" in page.text
    with citizen.client.session_transaction() as form_session:
        form_session["receipt"] = {"id": "marte"}
    first, first_token = citizen.session_cookie(), csrf(page)
    citizen.for_citizens(BIRGER).log_in()
    assert "Kanarifugl" not in citizen.client.get(OWN).text
    with citizen.client.session_transaction() as form_session:
        assert "receipt" not in form_session
    citizen.client.post(OUT, data={"csrf_token": first_token})
    assert citizen.client.get(OWN).status_code == 200, "a form of the first one is not the second's"
    citizen.client.set_cookie("innbygger", first)
    assert citizen.client.get(OWN).status_code == 303


def test_the_same_person_again_keeps_the_forms_that_are_open(citizen: Door) -> None:
    citizen.log_in()
    token = csrf(citizen.client.get(OWN))
    citizen.clock.now += timedelta(minutes=31)
    citizen.log_in()
    answer = citizen.client.post(OUT, data={"csrf_token": token})
    assert "Clear-Site-Data" in answer.headers, "the press did not count"


def test_logout_ends_it_all_in_this_browser(citizen: Door) -> None:
    citizen.log_in()
    token, page = citizen.session_cookie(), citizen.client.get(OWN)
    with citizen.client.session_transaction() as form_session:
        form_session["receipt"] = {"id": "marte"}
    answer = citizen.client.post(
        OUT,
        data={"csrf_token": csrf(page)},
        headers={"Referer": "http://127.0.0.1:8000/namsos/nn/prove"},
    )
    assert (answer.status_code, answer.location) == (303, "/namsos/innlogging/ute")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert citizen.session_cookie() is None
    with citizen.client.session_transaction() as form_session:
        assert form_session.keys() == {"left"}, "what tells the way on, and nothing of the person"
    citizen.client.set_cookie("innbygger", token)
    assert citizen.client.get(OWN).status_code == 303


def test_logout_needs_the_token_of_the_page(citizen: Door) -> None:
    """51."""
    citizen.log_in()
    citizen.client.post(OUT)
    citizen.client.post(OUT, data={"csrf_token": "forged"})
    assert citizen.client.get(OWN).status_code == 200


def test_whoever_is_both_is_logged_out_as_both(citizen: Door) -> None:
    citizen.log_in()
    as_staff = logged_in(citizen.app, enrol(citizen.app, "namsos-leder", Role.LEAD))
    citizen.client.set_cookie("ansatt", as_staff.get_cookie("ansatt").value)
    assert citizen.client.get(DESK).status_code == 200
    citizen.client.post(OUT, data={"csrf_token": csrf(citizen.client.get(DESK))})
    assert all(row.ended_at for row in citizen.session_rows())


MINUTE, DAY = timedelta(minutes=1), timedelta(hours=24)


@pytest.mark.parametrize(
    ("after", "kept"),
    [
        (29 * MINUTE, False),
        (30 * MINUTE, True),
        (DAY, True),
        (DAY + 30 * MINUTE, True),
        (DAY + 30 * MINUTE + timedelta(seconds=1), False),
        (-MINUTE, False),
    ],
    ids=str,
)
def test_what_was_typed_before_time_was_up_is_kept_for_a_day(
    citizen: Door, after: timedelta, kept: bool
) -> None:
    """A session ends 30 minutes after the last page; a day later the text is nobody's."""
    citizen.log_in()
    token = csrf(citizen.client.get(OWN))
    citizen.clock.now += after
    answer = post(citizen, "min tekst", token)
    assert kept_late == ([(person_of(citizen), "min tekst")] if kept else [])
    if after == 29 * MINUTE:
        assert "min tekst" in answer.text
    else:
        said = "ja" if kept else "nei"
        assert (answer.status_code, answer.location) == (303, f"{TIME_UP}?next={OWN}&lagret={said}")


def test_a_session_that_lasted_its_two_hours_is_late_as_well(citizen: Door) -> None:
    citizen.log_in()
    for _ in range(5):
        token = csrf(citizen.client.get(OWN))
        citizen.clock.now += 24 * MINUTE
    assert post(citizen, "min tekst", token).status_code == 303
    assert kept_late == [(person_of(citizen), "min tekst")]
    citizen.clock.now += DAY
    post(citizen, "et døgn etter", token)
    citizen.clock.now += timedelta(seconds=1)
    post(citizen, "for sent", token)
    assert [words for _, words in kept_late] == ["min tekst", "et døgn etter"]


def late_after(citizen: Door, change: Any, path: str = OWN) -> Any:
    """Log in, have the time run out, let something happen, then post."""
    citizen.log_in()
    token = csrf(citizen.client.get(OWN))
    citizen.clock.now += 31 * MINUTE
    changed = change(token)
    return post(citizen, "min tekst", changed or token, path)


def test_nothing_is_kept_after_logout(citizen: Door) -> None:
    """Also when the cookie is still there, and when time was up before the press."""

    def log_out(token: str) -> None:
        cookie = citizen.session_cookie()
        citizen.client.post(OUT, data={"csrf_token": token})
        citizen.client.set_cookie("innbygger", cookie)
        with citizen.client.session_transaction() as form_session:
            form_session.update(kept)

    citizen.log_in()
    csrf(citizen.client.get(OWN))
    with citizen.client.session_transaction() as form_session:
        kept = dict(form_session)
    assert late_after(citizen, log_out).status_code == 303
    assert kept_late == []


def test_nothing_is_kept_for_the_first_when_a_second_is_inside(citizen: Door) -> None:
    def second_comes(_token: str) -> None:
        citizen.for_citizens(BIRGER).log_in()

    assert "min tekst" in late_after(citizen, second_comes).text, "it goes on as Birger's own post"
    assert kept_late == []


def test_nothing_is_kept_for_the_first_when_the_second_has_left(citizen: Door) -> None:
    def second_comes_and_goes(_token: str) -> str:
        citizen.for_citizens(BIRGER).log_in()
        token = csrf(citizen.client.get(OWN))
        citizen.client.post(OUT, data={"csrf_token": token})
        return token

    assert late_after(citizen, second_comes_and_goes).status_code == 303
    assert kept_late == []


def test_nothing_is_kept_in_another_municipality(citizen: Door) -> None:
    answer = late_after(citizen, lambda _token: None, "/vik/nn/prove")
    assert answer.location == "/vik/innlogging/tiden-er-ute?next=/vik/nn/prove&lagret=nei"
    assert kept_late == []


@pytest.mark.parametrize("token", ["forged", "", " "])
def test_nothing_is_kept_that_another_site_sends(citizen: Door, token: str) -> None:
    late_after(citizen, lambda _token: token or "-")
    assert kept_late == []


def test_nothing_is_kept_of_a_session_that_is_not_a_citizens(citizen: Door) -> None:
    as_staff = logged_in(citizen.app, enrol(citizen.app, "namsos-leder", Role.LEAD))
    cookie = as_staff.get_cookie("ansatt").value
    late_after(citizen, lambda _token: citizen.client.set_cookie("innbygger", cookie))
    assert kept_late == []


BEFORE = "http://127.0.0.1:8000/namsos/nb/prove?vis=mine"


@pytest.mark.parametrize(
    ("before", "leads_to"),
    [
        (None, "/namsos/nb/saker"),
        (BEFORE, OWN),
        ("http://127.0.0.1:8000/namsos/nb/prove/trykk", "/namsos/nb/saker"),
        ("http://127.0.0.1:8000/vik/nn/prove", "/namsos/nb/saker"),
        ("https://evil.example/namsos/nb/prove", "/namsos/nb/saker"),
        ("http://127.0.0.1:8000//evil.example", "/namsos/nb/saker"),
    ],
)
def test_a_press_leads_back_to_the_page_it_was_on(
    citizen: Door, before: str | None, leads_to: str
) -> None:
    """A press has no page of its own: it is the page before, when that is one of ours."""
    headers = {"Referer": before} if before else {}
    answer = citizen.client.post(OWN + "/trykk", headers=headers)
    assert (answer.status_code, answer.location) == (303, f"{TIME_UP}?next={leads_to}")


def test_htmx_is_sent_to_the_login_as_a_whole_page(citizen: Door) -> None:
    answer = citizen.client.post(OWN, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers.get("Location")) == (204, None)
    assert answer.headers["HX-Redirect"] == f"{TIME_UP}?next={OWN}"
    answer = citizen.client.get(OWN, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers.get("Location")) == (204, None)
    assert answer.headers["HX-Redirect"] == f"{CITIZEN_START}?next={OWN}"


def test_every_personal_address_gives_the_same_303(citizen: Door) -> None:
    high = [
        rule
        for rule in citizen.app.url_map.iter_rules()
        if declaration_of(citizen.app, rule.endpoint).level is Level.HIGH
    ]
    assert len(high) >= 4
    for rule in high:
        declared = declaration_of(citizen.app, rule.endpoint)
        assert declared.cache is Cache.PERSONAL, rule.rule
        path = address(citizen.app, rule)
        for method in rule.methods & {"GET", "POST"}:
            answer = citizen.client.open(path, method=method)
            assert answer.status_code == 303, path
            assert answer.location.startswith(CITIZEN_START if method == "GET" else TIME_UP), path


LONG = "Anne-Margrethe Konstanse Wilhelmine Bjørnstad-Ramirez Christoffersen"


@pytest.mark.parametrize(
    ("name", "shown"),
    [(None, "Logget inn<"), ("<b>Marte</b>", "&lt;b&gt;Marte"), (LONG, f"Oppgitt navn: {LONG}")],
)
def test_personal_pages_say_who_is_inside(citizen: Door, name: str | None, shown: str) -> None:
    client, _person = citizen_in(citizen.app, name=name)
    assert shown in client.get(OWN).text


def test_public_pages_and_errors_know_nobody(citizen: Door) -> None:
    client, _person = citizen_in(citizen.app, name="Marte Kanarifugl")
    stranger = citizen.app.test_client()
    for path in ("/namsos/nb/", "/namsos/nb/koordinator", "/namsos/nb/finnes-ikke"):
        assert client.get(path).data == stranger.get(path).data, path
    assert client.get(OWN + "/borte").data == stranger.get("/namsos/nb/finnes-ikke").data


def test_a_notice_is_said_once_to_the_one_it_is_for(citizen: Door) -> None:
    client, person = citizen_in(citizen.app)
    other, _ = citizen_in(citizen.app, number=BIRGER)
    assert person in client.post(OWN + "/trykk").text
    assert "nothing" in other.get(OWN + "/beskjed").text
    client.head(OWN + "/beskjed")
    assert "well-done" in client.get(OWN + "/beskjed").text
    assert "nothing" in client.get(OWN + "/beskjed").text


def test_a_login_that_stops_can_be_tried_again_or_done_without(citizen: Door) -> None:
    answer = citizen.come_back(citizen.begin(OWN), error="access_denied", code=None)
    assert "Du avbrøt innloggingen" in answer.text
    assert f'href="{CITIZEN_START}?next={OWN}"' in answer.text
    assert 'href="/namsos/nb/koordinator/ring-meg"' in answer.text
    assert START not in answer.text


def test_a_provider_that_is_down_leaves_the_other_ways(citizen: Door) -> None:
    """44."""
    citizen.log_in()
    citizen.app.extensions.pop("discovery")
    broken = Door.of(citizen.app, citizen.clock)
    broken.provider.down = requests.ConnectionError()
    answer = broken.for_citizens().client.get(CITIZEN_START)
    assert answer.status_code == 502
    assert 'href="/namsos/nb/koordinator/ring-meg"' in answer.text
    assert citizen.client.get(OWN).status_code == 200


def test_a_way_back_nobody_asked_for_offers_both_doors(citizen: Door) -> None:
    answer = citizen.come_back({"state": "unknown"})
    assert answer.status_code == 400
    assert f'href="{CITIZEN_START}"' in answer.text and f'href="{START}"' in answer.text


def test_where_no_login_is_set_up_the_page_says_so(citizen: Door) -> None:
    providers = citizen.app.extensions["providers"]
    there = providers.pop(("namsos", "citizen"))
    try:
        answer = citizen.client.get(CITIZEN_START)
    finally:
        providers["namsos", "citizen"] = there
    assert answer.status_code == 503
    assert "Innlogging er ikke satt opp ennå" in answer.text
    assert 'href="/namsos/nb/koordinator/ring-meg"' in answer.text


def test_a_session_kept_by_hand_is_a_session(citizen: Door) -> None:
    client, person = citizen_in(citizen.app, slug="vik", number=BIRGER)
    assert client.get("/vik/nn/prove").status_code == 200
    with citizen.app.extensions["database"].transaction() as session:
        [row] = session.scalars(select(SessionRow))
    assert (row.person, row.municipality, row.issuer) == (person, "4639", ISSUER)
