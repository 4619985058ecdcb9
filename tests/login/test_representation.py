"""Whom the provider says somebody acts for (row 57): believed when it is whole, else one acts as oneself."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from pydantic import ValidationError
from sqlalchemy import delete, select, update

from portal.login.client_file import IdPortenTable
from portal.login.discovery import Discovery
from portal.login.refusals import LoginRefused
from portal.login.representation import Wanted, acts_for, question
from portal.rules.register_answers import Relation
from portal.rules.representation import MAY_BE_GIVEN, Basis
from portal.store import people, representation, sessions
from portal.store.tables.events import EventRow
from portal.store.tables.people import PersonRow
from portal.store.tables.representation import GrantRow
from tests.dev_idporten.steps import HOST, IntoTheApp
from tests.login.steps import MARTE, Door, csrf

INGOLF, KONSTANSE = "02923824203", "03916711882"
LIVING = "02123824201"
HEALTH = {"owner": "kommune", "role": "helseOgOmsorg"}
TAX = {"owner": "kommune", "role": "skattOgAvgift"}
WANTED = Wanted(MARTE, ("kommune:helseOgOmsorg",), synthetic_people=True)
START = "/namsos/innlogging/fullmakt"
CASES, PLAN = "/namsos/nb/saker", "/namsos/nb/plan"


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


def test_a_whole_answer_names_the_other_and_what_the_role_gives() -> None:
    """ID-porten writes names in capitals; people do not."""
    names = ("Usikker Billettluke", "Livsglad Husbåt")
    told = Relation(MARTE, INGOLF, Basis.REGISTER, MAY_BE_GIVEN, *names)
    assert acts_for([answer()], WANTED) == told
    assert acts_for([answer(permissions=[TAX, HEALTH])], WANTED) == told


def test_a_role_that_gives_nothing_here_is_not_acted_on() -> None:
    """Law 4.1: nothing personal under a mandate in money matters, also where the login file asks for it."""
    asked = replace(WANTED, roles=("kommune:skattOgAvgift", "kommune:helseOgOmsorg"))
    with pytest.raises(LoginRefused) as refused:
        acts_for([answer(permissions=[TAX])], asked)
    assert refused.value.reason == "fullmakt-role"
    assert acts_for([answer(permissions=[TAX, HEALTH])], asked).scopes == MAY_BE_GIVEN


def test_57_a_role_that_was_not_asked_for_gives_nothing() -> None:
    """Also one that would have given something where it was asked for."""
    with pytest.raises(LoginRefused) as refused:
        acts_for([answer()], replace(WANTED, roles=("kommune:skattOgAvgift",)))
    assert refused.value.reason == "fullmakt-role"


@pytest.mark.parametrize("name", [None, "", 7, "A\u202eB", "a" * 201], ids=repr)
def test_somebody_without_a_name_is_nobody_to_act_for(name: object) -> None:
    """Every page must tell for whom one acts."""
    with pytest.raises(LoginRefused) as refused:
        acts_for([answer(authorizer={"name": name, "pid": INGOLF})], WANTED)
    assert refused.value.reason == "fullmakt-name"


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
    told = acts_for([answer(authorizer={"name": "LIVSGLAD", "pid": LIVING})], real)
    assert told.person == LIVING


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
    with door.app.extensions["database"].transaction() as session:
        session.execute(delete(GrantRow))
        session.execute(update(PersonRow).values(protected_at=None))
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


def test_the_page_of_whom_one_acts_for_leads_to_the_choice(inside: Door) -> None:
    assert f'href="{START}"' in shown_as(inside)


def test_one_logs_in_as_oneself_first(door: Door) -> None:
    answered = door.client.get(START)
    assert answered.status_code == 303
    assert answered.location == f"/namsos/innlogging/inn?next={START}"


def test_the_session_acts_for_the_other_under_a_new_secret(inside: Door) -> None:
    before, old = inside.session_rows()[0], inside.session_cookie()
    inside.clock.now += timedelta(minutes=5)
    assert choose(inside, [answer()]).location == PLAN
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


def grants_of(door: Door) -> list[GrantRow]:
    """Every grant there is."""
    with door.app.extensions["database"].transaction() as session:
        return list(session.scalars(select(GrantRow).order_by(GrantRow.offered_at)))


def happened(door: Door, about: str) -> list[tuple[str, str, str]]:
    """The events with this person as their subject: what, by whom, for whom."""
    with door.app.extensions["database"].transaction() as session:
        rows = session.scalars(select(EventRow).filter_by(subject=about).order_by(EventRow.number))
        return [(row.code, row.actor_id, row.acting_for) for row in rows]


def shown_as(door: Door) -> str:
    """What the top of a page says of who is who."""
    return door.client.get("/namsos/nb/pa-vegne-av").text


def test_the_answer_is_a_grant_of_this_login_with_its_events(inside: Door) -> None:
    marte, ingolf = person(inside, MARTE), person(inside, INGOLF)
    choose(inside, [answer()])
    (grant,) = grants_of(inside)
    assert (grant.holder, grant.person, grant.basis) == (marte, ingolf, "register")
    assert grant.checked_at == inside.clock.now
    assert happened(inside, ingolf)[-2:] == [
        ("grant.registered", "fullmakt", ""),
        ("acting.begun", marte, ""),
    ]
    assert "handler for Usikker Billettluke" in shown_as(inside)


def test_the_same_choice_again_is_the_same_grant(inside: Door) -> None:
    choose(inside, [answer()])
    choose(inside, [answer()])
    assert len(grants_of(inside)) == 1


def test_oneself_ends_it_with_its_event(inside: Door) -> None:
    marte, ingolf = person(inside, MARTE), person(inside, INGOLF)
    choose(inside, [answer()])
    choose(inside, [])
    assert happened(inside, ingolf)[-1] == ("acting.ended", marte, ingolf)
    assert "og handler for" not in shown_as(inside)


def test_a_bent_answer_ends_it_with_its_event(inside: Door) -> None:
    ingolf = person(inside, INGOLF)
    choose(inside, [answer()])
    choose(inside, MANY)
    assert happened(inside, ingolf)[-1][0] == "acting.ended"


def test_from_one_to_another_is_an_end_and_a_beginning(inside: Door) -> None:
    marte, ingolf = person(inside, MARTE), person(inside, INGOLF)
    konstanse = person(inside, KONSTANSE)
    choose(inside, [answer()])
    choose(inside, [answer(authorizer={"name": "KONSTANSE", "pid": KONSTANSE})])
    assert happened(inside, ingolf)[-1] == ("acting.ended", marte, ingolf)
    assert happened(inside, konstanse)[-1] == ("acting.begun", marte, "")
    assert acting_for(inside) == [konstanse]


def test_57_what_was_taken_back_here_is_not_given_back_by_the_provider(inside: Door) -> None:
    ingolf = person(inside, INGOLF)
    choose(inside, [answer()])
    with inside.app.extensions["database"].transaction() as session:
        session.execute(
            update(GrantRow).values(
                ended_at=inside.clock.now, ended_by_kind="citizen", ended_by=ingolf
            )
        )
    page = choose(inside, [answer()])
    assert page.status_code == 400
    assert "Du handler bare for deg selv" in page.text
    assert acting_for(inside) == [None]


@pytest.mark.parametrize("which", [MARTE, INGOLF])
def test_57_nobody_acts_for_or_by_a_protected_address(inside: Door, which: str) -> None:
    hidden = person(inside, which)
    with inside.app.extensions["database"].transaction() as session:
        protect = update(PersonRow).where(PersonRow.id == hidden)
        session.execute(protect.values(protected_at=inside.clock.now))
    assert choose(inside, [answer()]).status_code == 400
    assert acting_for(inside) == [None]
    assert grants_of(inside) == []


def test_57_the_next_login_does_not_rest_on_what_the_provider_said_in_this_one(
    inside: Door,
) -> None:
    """REGISTER counts for as long as a login; the next one has to choose anew."""
    choose(inside, [answer()])
    (grant,) = grants_of(inside)
    ids = {"holder": str(grant.holder), "person": grant.person}
    for minutes, counts in ((119, True), (121, False)):
        inside.clock.now = grant.checked_at + timedelta(minutes=minutes)
        with inside.app.extensions["database"].transaction() as session:
            found = representation.acting(session, grant.municipality, *ids.values())
        assert (found is not None) is counts


def test_what_was_begun_as_oneself_is_not_carried_across(inside: Door) -> None:
    with inside.client.session_transaction() as kept:
        kept["something"] = "begun as oneself"
    choose(inside, [answer()], "/namsos/nb/koordinator/om-deg")
    with inside.client.session_transaction() as kept:
        assert "something" not in kept


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
    assert grants_of(inside) == []
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
    assert START not in shown_as(inside) or slug != "namsos"
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
    assert browser.get(back.location.removeprefix(HOST)).location == PLAN
    assert "handler for Ingolf Aasen" in browser.get(PLAN).text
    namsos = shared_app.extensions["profiles"]["namsos"].number
    with shared_app.extensions["database"].transaction() as session:
        ingolf = people.find_or_begin(session, namsos, INGOLF).id
    door = Door(shared_app, browser, None, None)  # type: ignore[arg-type]
    assert ingolf in acting_for(door)
