"""One case and one receipt, nothing typed lost, nothing shown to the next person: whatever the browser and the clock do."""

import re
from datetime import timedelta

import pytest

from portal.rules.session import ABSOLUTE, IDLE, LATE
from portal.store import drafts
from tests.conftest import NOW
from tests.login.conftest import shared_app  # noqa: F401
from tests.pages.request_walk import (
    ABOUT_ANOTHER,
    AS_SERVICE,
    PERSON,
    SHORTEST,
    YOU,
    Walker,
    away,
    hidden_in,
)

OTHER_PHONE = {"name": "Kari Prøve", "reach": "sms", "phone": "22 22 22 29"}
# Each page, what must be done before it, and something typed on it that is not yet an answer.
HALF_TYPED = [
    ("hvem", [], {"whom": "child"}),
    ("personens-onske", ABOUT_ANOTHER[:1], {"knows": "dove"}),
    ("personen", ABOUT_ANOTHER[:2], {"about_name": "Per Kanari", "about_phone": "12"}),
    ("tjenesten", AS_SERVICE[:3], {"workplace": "Kanari skole", "agreed_from": "i går"}),
    ("deg", SHORTEST[:1], {"name": "Kari Kanari", "email": "kari@"}),
    ("egne-ord", SHORTEST, {"own_words": "Kanariord " + "x" * 2000}),
    ("onske", SHORTEST, {"wished_coordinator": "Kanariønske " + "x" * 500}),
    ("i-dag", SHORTEST, {"help_today": "Kanarihjelp " + "x" * 2000}),
    ("hjelp-fra", SHORTEST, {"helpers": "Kanarilegen " + "x" * 2000}),
    ("tolk", SHORTEST, {"interpreter": "y"}),
]
STEPS = pytest.mark.parametrize(
    ("step", "before", "typed"), HALF_TYPED, ids=[step for step, *_rest in HALF_TYPED]
)


@pytest.fixture
def site(shared_app):  # noqa: F811
    shared_app.extensions["clock"].now = NOW
    return shared_app


@pytest.fixture
def kari(site) -> Walker:
    return Walker(site)


@pytest.fixture
def clock(site):
    return site.extensions["clock"]


def is_shown(page, typed: dict[str, str]) -> bool:
    """Whether what was typed stands in the fields again. A code nobody knows has no field to stand in."""
    marks = {"child": 'value="child" checked', "y": 'value="y" checked', "dove": ""}
    return all(marks.get(value, value) in page.text for value in typed.values())


# One case, one receipt


def test_a_double_click_is_one_case_and_one_receipt(kari):
    kari.walk(SHORTEST)
    page = kari.open("se-over")
    answers = [kari.post("se-over", page) for _ in range(3)]
    assert {(answer.status_code, answer.location) for answer in answers} == {
        (303, answers[0].location)
    }
    assert len(kari.cases()) == 1


def test_beyond_what_anybody_sends_in_a_day_the_draft_waits(kari, clock, monkeypatch):
    monkeypatch.setattr("portal.pages.coordinator_request_check.REQUESTS_A_DAY", 1)
    for _ in range(2):
        clock.now += timedelta(minutes=31)
        kari.log_in()
        kari.walk(SHORTEST)
        answer = kari.send()
    assert answer.status_code == 429
    assert "Du har sendt mange henvendelser i dag." in answer.text
    assert (len(kari.cases()), kari.typed("deg")["name"]) == (1, "Kari Prøve")
    clock.now += timedelta(days=1)
    kari.log_in()
    assert kari.send().status_code == 303


def test_a_lost_response_leads_to_the_receipt_from_any_page(kari):
    kari.walk(SHORTEST)
    in_another_tab, page = kari.open("deg"), kari.open("se-over")
    receipt = kari.post("se-over", page).location
    kari.client.delete_cookie("skjema")  # the answer that set it never arrived
    for step in ("hvem", "deg", "se-over", "egne-ord", "personen"):
        assert kari.get(step).location == receipt, step
    assert kari.post("deg", in_another_tab, **OTHER_PHONE).location != receipt  # no token
    assert len(kari.cases()) == 1


def test_back_and_forward_after_sending_lead_to_the_receipt(kari):
    kari.walk(SHORTEST)
    old_page = kari.open("deg")
    receipt = kari.send().location
    for step in ("se-over", "deg", "hvem"):
        assert kari.get(step).location == receipt
    assert kari.post("deg", old_page, **OTHER_PHONE).location == receipt
    assert kari.draft() is None
    assert len(kari.cases()) == 1


def test_an_old_page_still_leads_to_its_receipt_when_a_new_request_is_begun(kari):
    kari.walk(SHORTEST)
    old_page, old_check = kari.open("deg"), kari.open("se-over")
    receipt = kari.post("se-over", old_check).location
    assert kari.get("begynn").location.endswith("/hvem")
    kari.fill_in("hvem", whom="other", wants="plan")
    assert kari.post("deg", old_page, **OTHER_PHONE).location == receipt
    assert kari.post("se-over", old_check).location == receipt
    assert kari.draft().answers == {"hvem": {"whom": "other", "wants": "plan"}}


def test_after_half_an_hour_the_pages_begin_anew(kari, clock):
    kari.walk(SHORTEST)
    kari.send()
    clock.now += timedelta(minutes=31)
    kari.log_in()
    assert kari.get("hvem").status_code == 200
    assert kari.get("deg").location.endswith("/hvem")


def test_two_tabs_from_the_first_page_are_one_draft(kari):
    one, other = kari.open("hvem"), kari.open("hvem")
    assert one["key"] != other["key"]
    kari.post("hvem", one, whom="self", wants="plan")
    kari.post("hvem", other, whom="self", wants="both")
    kari.walk(SHORTEST[1:])
    kari.send()
    assert len(kari.cases()) == 1
    assert kari.sent().wants == "both"


def test_what_was_changed_in_another_tab_is_looked_over_before_it_is_sent(kari):
    kari.walk(SHORTEST)
    looked_over = kari.open("se-over")
    kari.fill_in("deg", **OTHER_PHONE)
    answer = kari.post("se-over", looked_over)
    assert answer.status_code == 422
    assert "Svarene er endret siden du så på dem" in answer.text
    assert "22 22 22 29" in answer.text
    assert kari.cases() == []
    kari.send()
    assert kari.sent().phone == "+4722222229"


def test_a_reload_of_a_sent_page_changes_nothing(kari):
    page = kari.open("hvem")
    answers = [kari.post("hvem", page, whom="self", wants="plan") for _ in range(2)]
    assert answers[0].location == answers[1].location
    assert kari.draft().version == 1


def test_no_page_before_its_turn(kari):
    for step in ("deg", "personens-onske", "personen", "tjenesten", "egne-ord", "se-over"):
        assert kari.get(step).location.endswith("/hvem"), step
    kari.fill_in("hvem", whom="other", wants="plan")
    for step in ("deg", "personen", "egne-ord", "se-over"):
        assert kari.get(step).location.endswith("/personens-onske"), step


def test_a_page_typed_out_of_turn_is_kept_and_leads_to_the_first_open_one(kari):
    page = kari.open("hvem")
    assert kari.post("deg", page, **YOU[1]).location.endswith("/hvem")
    assert kari.typed("deg") == YOU[1]


def test_sending_out_of_turn_sends_nothing(kari):
    page = kari.open("hvem")
    assert kari.post("se-over", page, version="0").location.endswith("/hvem")
    kari.fill_in("hvem", whom="self", wants="plan")
    assert kari.post("se-over", page, version="1").location.endswith("/deg")
    assert kari.cases() == []


# Go on where you left, or delete it


def test_go_on_where_you_left(site, kari, clock):
    kari.walk(SHORTEST[:1])
    clock.now += timedelta(days=3)
    again = Walker(site, number=kari.number)
    page = again.get("begynn")
    assert "Fortsett der du slapp" in page.text
    assert "21. november 2026 klokka 12.03" in page.text
    assert "21. desember 2026" in page.text
    assert 'href="/namsos/nb/koordinator/deg"' in page.text


def test_a_draft_is_deleted_by_a_press(kari):
    kari.walk(SHORTEST)
    token = token_of_deletion(kari.get("begynn"))
    answer = kari.client.post(kari.address("slett-utkastet"), data={"csrf_token": token})
    page = kari.client.get(answer.location)
    assert "Utkastet er slettet" in page.text
    assert kari.draft() is None
    assert kari.get("begynn").location.endswith("/hvem")
    again = kari.client.post(kari.address("slett-utkastet"), data={"csrf_token": token})
    assert again.status_code == 303


def test_a_press_without_the_pages_token_deletes_nothing(kari):
    kari.walk(SHORTEST)
    kari.client.post(kari.address("slett-utkastet"))
    assert kari.draft() is not None


def token_of_deletion(page) -> str:
    """The token of «Slett utkastet»."""
    form = page.text.split('slett-utkastet"')[1]
    return re.search(r'name="csrf_token" value="([^"]+)"', form)[1]


# Nothing typed is lost


@STEPS
def test_the_language_switch_keeps_what_is_typed_on_each_page(kari, step, before, typed):
    kari.walk(before)
    answer = kari.post(step, kari.open(step), "nn", show="nn", **typed)
    assert answer.status_code == 200
    assert '<html lang="nn"' in answer.text
    assert is_shown(answer, typed)
    assert "<title>Feil" not in answer.text
    assert kari.typed(step) == typed


@STEPS
def test_what_is_typed_is_kept_although_it_is_no_answer_yet(kari, step, before, typed):
    kari.walk(before)
    answer = kari.fill_in(step, **typed)
    assert answer.status_code == 422
    assert is_shown(answer, typed)
    assert is_shown(kari.get(step), typed)


@STEPS
@pytest.mark.parametrize("token", ["", "bent"])
def test_a_page_without_its_token_is_shown_again_with_the_text_and_not_saved(
    kari, step, before, typed, token
):
    kari.walk(before)
    kept = kari.typed(step)
    answer = kari.post(step, {**kari.open(step), "csrf_token": token}, **typed)
    assert answer.status_code == 422
    assert "Siden hadde stått åpen lenge" in answer.text
    assert is_shown(answer, typed)
    assert kari.typed(step) == kept


@pytest.mark.parametrize("missing", ["key", "whose"])
def test_a_page_without_key_or_mark_is_shown_again_and_can_then_be_sent(kari, missing):
    kari.fill_in("hvem", whom="self", wants="both")
    answer = kari.post("hvem", kari.open("hvem") | {missing: ""}, whom="self", wants="plan")
    assert answer.status_code == 422
    assert 'value="plan" checked' in answer.text
    assert kari.typed("hvem")["wants"] == "both"
    assert kari.post("hvem", hidden_in(answer), whom="self", wants="plan").status_code == 303
    assert kari.typed("hvem")["wants"] == "plan"


def test_a_check_page_without_its_token_sends_nothing(kari):
    kari.walk(SHORTEST)
    answer = kari.post("se-over", kari.open("se-over") | {"csrf_token": ""})
    assert answer.status_code == 422
    assert "Kari Prøve" in answer.text
    assert kari.cases() == []
    assert kari.send().status_code == 303


def test_the_language_of_the_check_page_can_be_switched(kari):
    kari.walk(SHORTEST)
    answer = kari.post("se-over", kari.open("se-over"), "en", show="en")
    assert answer.location.endswith("/en/koordinator/se-over")
    assert kari.cases() == []


# The session ends in the middle


@STEPS
@pytest.mark.parametrize("later", [IDLE, IDLE + LATE - timedelta(minutes=1)])
def test_what_is_typed_when_the_session_has_ended_is_there_after_the_login(
    site, kari, clock, step, before, typed, later
):
    kari.walk(before)
    page = kari.open(step)
    clock.now += later
    answer = kari.post(step, page, **typed)
    assert answer.status_code == 303
    assert answer.location.startswith("/namsos/innlogging/tiden-er-ute?")
    assert answer.location.endswith(f"koordinator/{step}&lagret=ja")
    again = Walker(site, number=kari.number)
    assert is_shown(again.get(step), typed)
    assert kari.typed(step) == typed
    assert kari.happened("draft.saved-late") == 1


def test_the_longest_session_ends_too(site, kari, clock):
    page = kari.open("hvem")
    for _ in range(int(ABSOLUTE / timedelta(minutes=20))):
        clock.now += timedelta(minutes=20)
        kari.get("hvem")
    kari.post("hvem", page, whom="self", wants="plan")
    assert Walker(site, number=kari.number).typed("hvem") == {"whom": "self", "wants": "plan"}


def test_after_more_than_a_day_nothing_is_saved(kari, clock):
    page = kari.open("hvem")
    clock.now += IDLE + LATE + timedelta(minutes=1)
    assert kari.post("hvem", page, whom="self", wants="plan").status_code == 303
    assert kari.draft() is None


def test_a_late_page_that_has_been_sent_before_is_not_saved_again(kari, clock):
    kari.walk(SHORTEST)
    page = kari.open("deg")
    kari.send()
    clock.now += IDLE
    kari.post("deg", page, **OTHER_PHONE)
    assert kari.draft() is None


@pytest.mark.parametrize("bent", [{"csrf_token": ""}, {"whose": ""}, {"whose": "x"}, {"key": ""}])
def test_a_late_page_that_is_not_ours_is_not_saved(kari, clock, bent):
    page = kari.open("hvem")
    clock.now += IDLE
    assert kari.post("hvem", page | bent, whom="self", wants="plan").status_code == 303
    assert kari.draft() is None


def test_late_words_about_a_person_who_does_not_want_it_are_not_saved(kari, clock):
    kari.walk(ABOUT_ANOTHER[:2])
    page = kari.open("personen")
    kari.fill_in("personens-onske", knows="no")
    clock.now += IDLE
    kari.post("personen", page, **PERSON[1])
    assert kari.draft().answers.keys() == {"hvem"}


def test_a_check_page_sent_late_sends_nothing_until_the_person_is_back(site, kari, clock):
    kari.walk(SHORTEST)
    page = kari.open("se-over")
    clock.now += IDLE
    assert kari.post("se-over", page).location.endswith("?next=/namsos/nb/koordinator/se-over")
    assert kari.cases() == []
    kari.log_in()
    assert kari.send().status_code == 303
    assert len(kari.cases()) == 1


def test_the_database_away_when_it_is_late_shows_the_text(kari, clock, monkeypatch):
    page = kari.open("hvem")
    clock.now += IDLE
    monkeypatch.setattr(drafts, "save", away)
    answer = kari.post("egne-ord", page, own_words="Noe jeg har skrevet")
    assert answer.status_code == 503
    assert "Noe jeg har skrevet" in answer.text


# Two people on one machine


@STEPS
def test_the_next_person_neither_sees_nor_gets_what_was_typed(site, kari, step, before, typed):
    kari.walk(before)
    page, kept = kari.open(step), kari.typed(step)
    neighbour = Walker(site)
    neighbour.log_in(kari.client)  # the same browser, and even the same form token
    for more in ({}, {"show": "nn"}, {"csrf_token": ""}):
        answer = kari.client.post(kari.address(step), data={**page, **typed, **more})
        assert answer.status_code == 409
        assert "Noen andre har logget inn i denne nettleseren" in answer.text
        assert "anari" not in answer.text
        assert "checked" not in answer.text
    assert neighbour.draft() is None
    assert kari.typed(step) == kept


def test_the_next_person_cannot_send_the_first_ones_request(site, kari):
    kari.walk(SHORTEST)
    page = kari.open("se-over")
    neighbour = Walker(site)
    neighbour.log_in(kari.client)
    answer = kari.post("se-over", page)
    assert answer.status_code == 409
    assert "Kari Prøve" not in answer.text
    assert kari.cases() == neighbour.cases() == []


def test_the_next_person_is_not_led_to_the_first_ones_receipt(site, kari):
    kari.walk(SHORTEST)
    page = kari.open("se-over")
    receipt = kari.post("se-over", page).location
    neighbour = Walker(site)
    neighbour.log_in(kari.client)
    assert kari.get("hvem").status_code == 200
    assert kari.client.get(receipt).status_code == 404


def test_a_late_page_is_saved_for_nobody_when_another_has_logged_in_since(site, kari, clock):
    page = kari.open("hvem")
    clock.now += IDLE
    neighbour = Walker(site)
    neighbour.log_in(kari.client)
    assert kari.post("hvem", page, whom="self", wants="plan").status_code == 409
    assert kari.draft() is neighbour.draft() is None


def test_a_late_page_of_another_is_not_saved_as_the_last_ones(site, kari, clock):
    page = kari.open("hvem")
    neighbour = Walker(site)
    neighbour.log_in(kari.client)
    clock.now += IDLE
    assert kari.post("hvem", page, whom="self", wants="plan").status_code == 303
    assert kari.draft() is neighbour.draft() is None


def test_after_a_press_on_log_out_nothing_is_saved(site, kari):
    page = kari.open("hvem")
    kari.client.post("/namsos/innlogging/ut", data={"csrf_token": page["csrf_token"]})
    late = kari.post("hvem", page, whom="self", wants="plan")
    assert late.location.endswith("/tiden-er-ute?next=/namsos/nb/koordinator/hvem&lagret=nei")
    assert kari.draft() is None
