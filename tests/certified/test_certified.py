"""Login and logout at an independent, certified provider: nobody who wrote it has seen our code."""

import pytest

from portal.rules.levels import Level
from tests.certified.steps import (
    BACK,
    BIRGER,
    CASES,
    HIGH,
    MARTE,
    OUT,
    SUBSTANTIAL,
    VISITOR,
    Meeting,
)

FJORDVIK_REQUEST, FJORDVIK_CASES = "/fjordvik/nb/koordinator/hvem", "/fjordvik/nb/saker"
PHONE = "tel:"
RELOAD_PAUSE = 31


def test_a_person_logs_in(meeting: Meeting) -> None:
    meeting.log_in()
    session = meeting.session()
    assert (session.person, session.level) == (meeting.id_of(MARTE), Level.HIGH)
    asked = meeting.provider.seen()["questions"][-1]
    assert asked["acr_values"] == HIGH
    assert asked["ui_locales"] == "nb"
    assert asked["code_challenge_method"] == "S256"


def test_a_token_with_a_chain_of_certificates_in_its_header_is_taken(meeting: Meeting) -> None:
    meeting.log_in()
    header = meeting.provider.seen()["tokens"][-1]
    assert len(header["x5c"]) == 2
    assert 1000 < len(str(header)) < 8000


def test_our_assertions_are_for_the_issuer_alone_and_never_the_same_twice(meeting: Meeting) -> None:
    meeting.log_in()
    meeting.another().log_in(BIRGER)
    accepted = meeting.provider.seen()["assertions"][-4:]
    assert [each["at"] for each in accepted] == ["/par", "/token", "/par", "/token"]
    assert {each["claims"]["aud"] for each in accepted} == {meeting.provider.issuer}
    assert {each["header"]["kid"] for each in accepted} == {"municipality-2026"}
    assert len({each["claims"]["jti"] for each in accepted}) == 4
    assert all(each["claims"]["exp"] - each["claims"]["iat"] <= 60 for each in accepted)


def test_whoever_has_logged_in_at_the_provider_is_not_asked_again(meeting: Meeting) -> None:
    meeting.log_in()
    meeting.lose_portal()
    assert not meeting.is_inside()
    assert meeting.open(CASES).path == CASES
    assert meeting.open(FJORDVIK_CASES).path == FJORDVIK_CASES


def test_a_surer_login_is_asked_for_only_where_it_is_needed(meeting: Meeting) -> None:
    meeting.log_in(MARTE, FJORDVIK_REQUEST, SUBSTANTIAL)
    assert meeting.provider.seen()["questions"][-1]["acr_values"] == f"{SUBSTANTIAL} {HIGH}"
    why = meeting.open(FJORDVIK_CASES)
    assert (why.path, why.status) == ("/fjordvik/innlogging/sikrere", 200)
    chooser = meeting.ask(why.link("/innlogging/inn"))
    assert meeting.choose(chooser, level=HIGH).path == FJORDVIK_CASES
    assert meeting.session("fjordvik").level is Level.HIGH
    assert meeting.is_inside(FJORDVIK_REQUEST)


def test_a_cancelled_login_is_told_calmly(meeting: Meeting) -> None:
    page = meeting.browser.send(meeting.ask(), cancel="yes")
    assert page.status == 400
    assert "Du avbrøt innloggingen" in page.text
    assert PHONE in page.text
    assert not meeting.is_inside()


def test_somebody_without_a_norwegian_number_is_told_another_way(meeting: Meeting) -> None:
    page = meeting.choose(meeting.ask(), VISITOR)
    assert page.status == 403
    assert PHONE in page.text
    assert not meeting.is_inside()


@pytest.mark.parametrize("last_first", [False, True])
def test_two_tabs_both_end_logged_in(meeting: Meeting, last_first: bool) -> None:
    one = meeting.choose(meeting.ask(), before=BACK)
    other = meeting.open(CASES, before=BACK)
    tabs = [other, one] if last_first else [one, other]
    ends = [meeting.browser.open(tab.address) for tab in tabs]
    assert [(end.path, end.status) for end in ends] == [(CASES, 200)] * 2
    assert meeting.is_inside()


def test_an_answer_played_again_opens_nothing(meeting: Meeting) -> None:
    answer = meeting.choose(meeting.ask(), before=BACK)
    thief = meeting.another()
    thief.ask()  # with a login of the thief's own under way
    assert thief.browser.open(answer.address).status == 400
    assert meeting.browser.open(answer.address).path == CASES
    assert meeting.browser.open(answer.address).path == CASES  # «Tilbake» is no alarm
    assert thief.browser.open(answer.address).status == 400
    assert not thief.is_inside()


def test_a_code_put_into_anothers_login_is_refused(meeting: Meeting) -> None:
    thief = meeting.another()
    stolen = meeting.choose(meeting.ask(), before=BACK)
    own = thief.choose(thief.ask(), BIRGER, before=BACK)
    mixed = own.address.replace(own.parameter("code"), stolen.parameter("code"))
    assert thief.browser.open(mixed).status == 400
    assert not thief.is_inside()


def test_the_next_person_at_the_machine_logs_in_as_oneself(meeting: Meeting) -> None:
    meeting.log_in(MARTE)
    chooser = meeting.ask(f"/namsos/innlogging/inn?ny=ja&next={CASES}")
    leaving = meeting.choose(chooser, BIRGER)
    page = meeting.browser.send(leaving)  # the provider first logs out whoever was there
    assert (page.path, page.status) == (CASES, 200)
    assert meeting.session().person == meeting.id_of(BIRGER)


@pytest.mark.parametrize("authorizer", [MARTE, ""])
def test_one_acts_for_whom_one_chose_at_the_provider(meeting: Meeting, authorizer: str) -> None:
    meeting.log_in(BIRGER)
    cookies = meeting.browser.session.cookies.get_dict()
    chooser = meeting.ask(f"/namsos/innlogging/fullmakt?next={CASES}")
    onwards = "/namsos/nb/plan" if authorizer else CASES
    assert meeting.choose(chooser, authorizer).path == onwards
    session = meeting.session()
    assert session.person == meeting.id_of(BIRGER)
    assert session.acting_for == (meeting.id_of(authorizer) if authorizer else None)
    assert meeting.browser.session.cookies.get_dict() != cookies


def test_a_new_key_between_two_logins_is_found(meeting: Meeting) -> None:
    meeting.log_in()
    meeting.provider.change_key("second")
    meeting.wait(RELOAD_PAUSE)
    meeting.another().log_in(BIRGER)


def test_a_new_key_between_login_and_token_is_found(meeting: Meeting) -> None:
    meeting.log_in()
    other = meeting.another()
    answer = other.choose(other.ask(), BIRGER, before=BACK)
    meeting.provider.change_key("third")
    meeting.wait(RELOAD_PAUSE)
    assert other.browser.open(answer.address).path == CASES


def test_logged_out_here_is_logged_out_there(meeting: Meeting) -> None:
    leaving = meeting.browser.send(meeting.log_in(), OUT)
    assert not meeting.is_inside()  # before the provider has been told anything
    asked = meeting.browser.send(leaving, meeting.provider.issuer)
    back = meeting.browser.send(asked, logout="yes")
    assert (back.path, back.status) == ("/namsos/innlogging/ute", 200)
    assert "og av ID-porten" in back.text
    assert meeting.is_asked(meeting.open(CASES))


def test_logged_out_elsewhere_is_logged_out_here_at_once(meeting: Meeting) -> None:
    other = meeting.another()
    meeting.log_in()
    other.log_in(BIRGER)
    elsewhere = meeting.browser.open(meeting.provider.issuer + "/logout")
    meeting.browser.send(elsewhere, logout="yes")
    assert meeting.provider.seen()["logouts"][-1] == {"client": "citizens-of-namsos", "taken": True}
    assert not meeting.is_inside()
    assert other.is_inside()


def test_a_provider_that_stops_midway_stops_the_login_and_nothing_else(meeting: Meeting) -> None:
    inside = meeting.another()
    inside.log_in(BIRGER)
    answer = meeting.choose(meeting.ask(), before=BACK)
    meeting.provider.stop()
    page = meeting.browser.open(answer.address)
    assert page.status == 502
    assert PHONE in page.text
    assert meeting.open(CASES).status == 502
    assert meeting.open("/namsos/nb/").status == 200
    assert inside.is_inside()
    meeting.provider.start()
    meeting.log_in()
