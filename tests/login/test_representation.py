"""Whom the provider says somebody acts for (row 57): believed when it is whole, else one acts as oneself."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from pydantic import ValidationError

from portal.login.client_file import IdPortenTable
from portal.login.discovery import Discovery
from portal.login.refusals import LoginRefused
from portal.login.representation import Wanted, acts_for, question
from portal.store import people, sessions
from tests.dev_idporten.steps import HOST, IntoTheApp
from tests.login.steps import MARTE, Door, csrf

INGOLF, KONSTANSE = "02923824203", "03916711882"
LIVING = "02123824201"
HEALTH = {"owner": "kommune", "role": "helseOgOmsorg"}
TAX = {"owner": "kommune", "role": "skattOgAvgift"}
WANTED = Wanted(MARTE, ("kommune:helseOgOmsorg",), synthetic_people=True)
START = "/namsos/innlogging/fullmakt"
CASES = "/namsos/nb/saker"


def answer(**changes: Any) -> dict[str, Any]:
    """ID-porten's own sample (docs.digdir.no, fullmaktspålogging), with our people and role."""
    whole = {
        "type": "idporten:fullmakt",
        "authorizer": {"name": "USIKKER BILLETTLUKE", "pid": INGOLF},
        "authorized_representative": {"name": "LIVSGLAD HUSBÅT", "pid": MARTE},
        "permissions": [HEALTH],
    } | changes
    return {name: value for name, value in whole.items() if value is not None}


def test_the_question_is_the_one_the_standard_asks() -> None:
    """RFC 9396, 2; ID-porten wants the role without its owner."""
    asked = question(("kommune:helseOgOmsorg", "kommune:skattOgAvgift"))
    assert json.loads(asked["authorization_details"]) == [
        {"type": "idporten:fullmakt", "permission_roles": ["helseOgOmsorg", "skattOgAvgift"]}
    ]


def test_a_whole_answer_names_the_other() -> None:
    assert acts_for([answer()], WANTED) == INGOLF
    assert acts_for([answer(permissions=[TAX, HEALTH])], WANTED) == INGOLF


def test_an_empty_answer_is_somebody_who_acts_as_themself() -> None:
    assert acts_for([], WANTED) is None


MANY = [answer(), answer(authorizer={"pid": KONSTANSE})]
BENT = {
    "details missing": (None, "one"),
    "no list": (answer(), "one"),
    "a text": ("idporten:fullmakt", "one"),
    "more than one to act for": (MANY, "one"),
    "no object": (["idporten:fullmakt"], "type"),
    "another type": ([answer(type="ansattporten:altinn")], "type"),
    "no type": ([answer(type=None)], "type"),
    "no representative": ([answer(authorized_representative=None)], "representative"),
    "a representative that is a text": (
        [answer(authorized_representative=MARTE)],
        "representative",
    ),
    "another representative": (
        [answer(authorized_representative={"pid": KONSTANSE})],
        "representative",
    ),
    "nobody to act for": ([answer(authorizer=None)], "authorizer"),
    "nobody with a number": ([answer(authorizer={"name": "INGOLF"})], "authorizer"),
    "a number that is a number": ([answer(authorizer={"pid": int(KONSTANSE)})], "authorizer"),
    "a number with more behind it": ([answer(authorizer={"pid": f"{INGOLF}\n"})], "authorizer"),
    "other digits": ([answer(authorizer={"pid": "٠٢٩٢٣٨٢٤٢٠٣"})], "authorizer"),
    "a list of people": ([answer(authorizer=[{"pid": INGOLF}])], "authorizer"),
    "oneself": ([answer(authorizer={"pid": MARTE})], "authorizer"),
    "a living person where all are invented": ([answer(authorizer={"pid": LIVING})], "authorizer"),
    "a role not asked for": ([answer(permissions=[TAX])], "role"),
    "the role of another owner": (
        [answer(permissions=[{"owner": "nav", "role": "helseOgOmsorg"}])],
        "role",
    ),
    "a role in another spelling": (
        [answer(permissions=[{"owner": "kommune", "role": "helseogomsorg"}])],
        "role",
    ),
    "no role": ([answer(permissions=[])], "role"),
    "roles missing": ([answer(permissions=None)], "role"),
    "roles that are none": ([answer(permissions=["kommune:helseOgOmsorg"])], "role"),
    "one role that is none": ([answer(permissions=[HEALTH, {"owner": "kommune"}])], "role"),
    "a role that is a list": (
        [answer(permissions=[{"owner": "kommune", "role": ["helseOgOmsorg"]}])],
        "role",
    ),
    "roles as an object": ([answer(permissions=HEALTH)], "role"),
}


@pytest.mark.parametrize(("details", "reason"), BENT.values(), ids=BENT.keys())
def test_57_a_bent_answer_is_not_acted_on(details: object, reason: str) -> None:
    with pytest.raises(LoginRefused) as refused:
        acts_for(details, WANTED)
    assert refused.value.reason == f"fullmakt-{reason}"


def test_57_nobody_without_a_number_acts_for_another() -> None:
    with pytest.raises(LoginRefused):
        acts_for(
            [answer(authorized_representative={"pid": None})], replace(WANTED, representative=None)
        )


def test_57_an_invented_person_in_production_is_nobody_to_act_for() -> None:
    real = replace(WANTED, synthetic_people=False)
    with pytest.raises(LoginRefused):
        acts_for([answer()], real)
    assert acts_for([answer(authorizer={"pid": LIVING})], real) == LIVING


def test_the_roles_of_a_client_stand_with_their_owner() -> None:
    client = {"provider": "idporten", "client_id": "c", "key_file": "k.pem", "kid": "k"}
    kept = IdPortenTable(**client, representation=["kommune:helseOgOmsorg"]).representation
    assert kept == ["kommune:helseOgOmsorg"]
    for role in ("helseOgOmsorg", ":helseOgOmsorg", "kommune:", "kommune: helseOgOmsorg"):
        with pytest.raises(ValidationError):
            IdPortenTable(**client, representation=[role])


@pytest.fixture
def inside(door: Door) -> Door:
    """Marte is logged in, and about to choose whom to act for."""
    door.for_citizens().log_in()
    door.start = START
    return door


def choose(door: Door, details: object, next_path: str | None = CASES) -> Any:
    """The way out to the provider and back with this answer."""
    door.provider.bend_claims = lambda claims: claims | {"authorization_details": details}
    return door.come_back(door.begin(next_path))


def acting_for(door: Door) -> list[str | None]:
    """Whom the sessions of this browser act for."""
    return [row.acting_for for row in door.session_rows() if row.ended_at is None]


def person(door: Door, number: str) -> str:
    """The id of a person of Namsos."""
    namsos = door.app.extensions["profiles"]["namsos"].number
    with door.app.extensions["database"].transaction() as session:
        return people.find_or_begin(session, namsos, number).id


def test_the_provider_is_asked_whom_one_acts_for(inside: Door) -> None:
    asked = json.loads(inside.begin()["authorization_details"])
    assert asked == [{"type": "idporten:fullmakt", "permission_roles": ["helseOgOmsorg"]}]


def test_an_ordinary_login_does_not_ask(door: Door) -> None:
    assert "authorization_details" not in door.for_citizens().begin()


def test_one_logs_in_as_oneself_first(door: Door) -> None:
    answered = door.client.get(START)
    assert answered.status_code == 303
    assert answered.location == f"/namsos/innlogging/inn?next={START}"


def test_the_session_acts_for_the_other_under_a_new_secret(inside: Door) -> None:
    before, old = inside.session_rows()[0], inside.session_cookie()
    inside.clock.now += timedelta(minutes=5)
    assert choose(inside, [answer()]).location == CASES
    assert inside.session_cookie() != old
    (row,) = inside.session_rows()
    assert row.token_hash != before.token_hash
    assert (row.person, row.acting_for) == (person(inside, MARTE), person(inside, INGOLF))
    assert (row.level, row.created_at) == (before.level, before.created_at), "it lasts as before"
    inside.client.set_cookie("innbygger", old)
    assert inside.client.get(CASES).status_code == 303, "the old secret opens nothing"


def test_one_may_act_as_oneself_after_all(inside: Door) -> None:
    choose(inside, [answer()])
    assert choose(inside, []).location == CASES
    assert acting_for(inside) == [None]


@pytest.mark.parametrize("details", [None, MANY, [answer(permissions=[TAX])]], ids=str)
def test_57_after_a_bent_answer_one_acts_as_oneself(inside: Door, details: object) -> None:
    choose(inside, [answer()])
    page = choose(inside, details)
    assert page.status_code == 400
    assert "Du handler bare for deg selv" in page.text
    assert "Du er fortsatt innlogget som deg selv" in page.text
    assert acting_for(inside) == [None], "what was chosen before is over too"
    assert inside.client.get(CASES).status_code == 200


def test_57_an_ordinary_login_that_names_another_is_not_acted_on(door: Door) -> None:
    door.for_citizens()
    choose(door, [answer()])
    assert acting_for(door) == [None]


def test_57_another_person_at_the_provider_does_not_take_the_session_over(inside: Door) -> None:
    inside.provider.number = KONSTANSE
    page = choose(inside, [answer(authorized_representative={"pid": KONSTANSE})])
    assert page.status_code == 400
    (row,) = inside.session_rows()
    assert (row.person, row.acting_for) == (person(inside, MARTE), None)


def test_57_a_session_that_has_ended_acts_for_nobody(inside: Door) -> None:
    asked = inside.begin(CASES)
    with inside.app.extensions["database"].transaction() as session:
        sessions.end(session, inside.session_cookie())
    inside.provider.bend_claims = lambda claims: claims | {"authorization_details": [answer()]}
    page = inside.come_back(asked)
    assert page.status_code == 400
    assert "Du er ikke innlogget lenger" in page.text
    assert inside.client.get(CASES).status_code == 303


def test_57_a_new_login_ends_what_was_chosen(inside: Door) -> None:
    """A relation that has ended is asked for anew, and not carried over from one login to the next."""
    choose(inside, [answer()])
    inside.start = "/namsos/innlogging/inn"
    inside.log_in()
    assert acting_for(inside) == [None]


def test_who_changes_their_mind_is_still_inside(inside: Door) -> None:
    asked = inside.begin(CASES)
    page = inside.come_back(asked, code=None, error="access_denied")
    assert "Du er fortsatt innlogget som deg selv" in page.text
    assert inside.client.get(CASES).status_code == 200


@pytest.mark.parametrize("slug", ["namsos", "vik"])
def test_where_the_provider_knows_of_no_relations_there_is_no_such_page(
    inside: Door, slug: str
) -> None:
    providers = inside.app.extensions["providers"]
    kept = providers[slug, "citizen"]
    providers[slug, "citizen"] = replace(kept, representation=())
    assert inside.client.get(f"/{slug}/innlogging/fullmakt").status_code == 404
    providers[slug, "citizen"] = kept


def test_the_whole_way_through_the_stand_in(shared_app: Flask) -> None:
    """Torunn is Ingolf's guardian: she logs in, and then chooses him."""
    shared_app.extensions["discovery"] = Discovery(IntoTheApp(shared_app))
    browser: Any = shared_app.test_client()

    def press(path: str, page: Any, **pressed: str) -> Any:
        return browser.post(path, data={"csrf_token": csrf(page), **pressed})

    path = browser.get("/namsos/innlogging/inn").location.removeprefix(HOST)
    back = press(path, browser.get(path), person="innbygger-torunn")
    browser.get(back.location.removeprefix(HOST))
    path = browser.get(START).location.removeprefix(HOST)
    whom = press(path, browser.get(path), person="innbygger-torunn")
    assert "Ingolf Aasen" in whom.text
    assert "Konstanse" not in whom.text, "she has given another role only"
    back = press(path, whom, for_whom="innbygger-ingolf")
    assert browser.get(back.location.removeprefix(HOST)).location == CASES
    namsos = shared_app.extensions["profiles"]["namsos"].number
    with shared_app.extensions["database"].transaction() as session:
        ingolf = people.find_or_begin(session, namsos, INGOLF).id
    door = Door(shared_app, browser, None, None)  # type: ignore[arg-type]
    assert ingolf in acting_for(door)
