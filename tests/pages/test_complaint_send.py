"""A complaint with login: from the first page to the receipt, what cannot be taken, and the guide's answers on their way in."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update

from portal.forms.base import UNREADABLE
from portal.pages.complaint import check as check_page
from portal.photos import Photo
from portal.rules.access import Actor, Role
from portal.rules.complaint import Complaint
from portal.rules.representation import Scope
from portal.rules.session import IDLE
from portal.store import attachments, drafts, staff
from portal.store.complaint import JOURNEY
from portal.store.db import DatabaseAway
from portal.store.tables.answer import AnswerRow
from portal.store.tables.staff import PendingLoginRow
from tests.acting import act_for
from tests.conftest import NOW
from tests.login.conftest import shared_app  # noqa: F401
from tests.login.steps import Door
from tests.pages.complaint_walk import SHORTEST, ComplaintWalker
from tests.pages.request_walk import away
from tests.store import citizens, test_case_answers
from tests.store.citizens import citizen
from tests.store.complaints import let
from tests.store.people import enrol

MORE = {
    "hva-skjedde": {"happened": "De kom ikke.\nTo ganger."},
    "hva-du-vil": {"wanted": "Hjelp hver uke"},
    "svaret": {"decision": "Brevet fra november"},
    "mer-a-vite": {"facts": "Per Prøve var der"},
}
REFUSED = {
    "wrong": "refused", "by": "municipal-health", "matter": "plan", "who": "self",
    "answer": "dated", "told_on": "2.11.2026",
}  # fmt: skip
KEPT = REFUSED | {"told_on": "2026-11-02"}


@pytest.fixture
def site(shared_app):  # noqa: F811
    shared_app.extensions["clock"].now = NOW
    shared_app.testing = True
    return shared_app


@pytest.fixture
def kari(site) -> ComplaintWalker:
    return ComplaintWalker(site)


# Whole journeys


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_two_pages_at_the_shortest(site, language):
    kari = ComplaintWalker(site, language=language)
    assert "/klage/gjelder" in kari.get("").text
    kari.walk(SHORTEST)
    answer = kari.send()
    assert answer.status_code == 303
    (case,) = kari.cases()
    assert answer.location.endswith(f"/saker/{case.reference}/klagen/kvittering")
    assert kari.client.get(answer.location).status_code == 200
    assert kari.sent() == Complaint(
        concerns="Svaret om avlastning", name="Kari Prøve", language=language, who="self"
    )
    assert (kari.rows()[0].path, kari.rows()[0].standing) == ("find", "may")
    assert kari.draft() is None


def test_all_that_may_be_added_goes_along_and_an_empty_answer_takes_it_away(kari):
    kari.walk(SHORTEST)
    for step, values in MORE.items():
        assert f'klage/{step}"' in kari.get("se-over").text
        assert kari.fill_in(step, **values).location.endswith("/se-over")
    page = kari.get("se-over").text
    assert not [step for step in MORE if f'klage/{step}"' in page]
    kari.fill_in("mer-a-vite", facts="")
    kari.send()
    said = kari.sent()
    assert (said.happened, said.wanted, said.decision, said.facts) == (
        "De kom ikke.\nTo ganger.", "Hjelp hver uke", "Brevet fra november", None,
    )  # fmt: skip


def test_files_are_counted_where_one_looks_over(kari):
    kari.walk(SHORTEST)
    assert 'klage/filer"' in kari.get("se-over").text
    with kari.app.extensions["database"].transaction() as db:
        attachments.add_to_draft(
            db, kari.actor, Photo(b"a picture", "image/jpeg", 1, 1), journey=JOURNEY
        )
    assert "1 lagt ved" in kari.get("se-over").text


def test_after_it_is_sent_each_page_leads_to_the_receipt_until_one_begins_anew(kari):
    kari.walk(SHORTEST)
    receipt = kari.send().location
    for step in ("gjelder", "deg", "hva-skjedde", "se-over"):
        assert kari.get(step).location == receipt
    kari.get("")
    assert kari.get("gjelder").status_code == 200


# What cannot be taken

ERRORS = [
    ([], "gjelder", {"concerns": ""}, "concerns", "Skriv hva det gjelder."),
    ([], "gjelder", {"concerns": " \n "}, "concerns", "Skriv hva det gjelder."),
    ([], "gjelder", {"concerns": "x" * 10_001}, "concerns", "Skriv kortere"),
    ([], "gjelder", {"concerns": "Sva\x00ret"}, "concerns", UNREADABLE),
    ([], "gjelder", {"concerns": "Sva\u202eret"}, "concerns", UNREADABLE),
    (SHORTEST[:1], "deg", {"name": ""}, "name", "Skriv navnet ditt."),
    (SHORTEST[:1], "deg", {"name": "Kari", "calls": "y"}, "phone", "Skriv telefonnummeret ditt"),
    (SHORTEST[:1], "deg", {"name": "Kari", "phone": "12"}, "phone", "Skriv et telefonnummer med 8"),
    (SHORTEST, "svaret", {"decision": "x" * 201}, "decision", "Skriv kortere"),
]


@pytest.mark.parametrize(
    ("before", "step", "values", "name", "said"),
    ERRORS,
    ids=[f"{number}-{line[1]}-{line[3]}" for number, line in enumerate(ERRORS)],
)
def test_what_cannot_be_taken_is_told_at_its_field_and_kept(kari, before, step, values, name, said):
    kari.walk(before)
    answer = kari.fill_in(step, **values)
    assert answer.status_code == 422
    assert f'href="#{name}"' in answer.text
    assert said in answer.text
    assert kari.typed(step) == values
    assert kari.get("se-over").status_code == 303
    assert kari.cases() == []


def test_ten_thousand_signs_are_taken(kari):
    kari.fill_in("gjelder", concerns="ø" * 10_000)
    kari.walk(SHORTEST[1:])
    kari.send()
    assert kari.sent().concerns == "ø" * 10_000


def test_a_page_that_is_not_reached_leads_to_the_first_open_one(kari):
    for step in ("deg", "hva-skjedde", "se-over"):
        assert kari.get(step).location.endswith("/klage/gjelder")
    kari.walk(SHORTEST[:1])
    for step in ("mer-a-vite", "se-over"):
        assert kari.get(step).location.endswith("/klage/deg")


# Once, and as it was looked over


def test_a_double_press_is_one_complaint_with_one_receipt(kari):
    kari.walk(SHORTEST)
    page = kari.open("se-over")
    first, second = kari.post("se-over", page), kari.post("se-over", page)
    assert first.location == second.location
    assert len(kari.cases()) == 1
    assert kari.post("gjelder", page, concerns="Noe nytt").location == first.location
    assert kari.draft() is None


def test_what_was_changed_in_another_tab_is_looked_over_again(kari):
    kari.walk(SHORTEST)
    page = kari.open("se-over")
    kari.fill_in("gjelder", concerns="Noe annet")
    answer = kari.post("se-over", page)
    assert answer.status_code == 422
    assert "Svarene er endret siden du så på dem" in answer.text
    assert "Noe annet" in answer.text
    assert kari.cases() == []


def test_twenty_a_day_and_the_draft_stays(kari, monkeypatch):
    monkeypatch.setattr(check_page, "COMPLAINTS_A_DAY", 0)
    kari.walk(SHORTEST)
    assert kari.send().status_code == 429
    assert kari.cases() == []
    assert kari.draft() is not None


def test_the_text_is_still_there_when_nothing_can_be_saved(kari, monkeypatch):
    page = kari.open("gjelder")
    monkeypatch.setattr(drafts, "save", away)
    answer = kari.post("gjelder", page, concerns="Det jeg skrev")
    assert answer.status_code == 503
    assert "Det jeg skrev" in answer.text


@pytest.mark.parametrize(
    ("at_commit", "said"), [(False, "Ingenting er sendt"), (True, "Vi vet ikke om det kom fram")]
)
def test_when_it_cannot_be_sent_it_can_be_sent_again(kari, monkeypatch, at_commit, said):
    def gone(*_args, **_kwargs):
        raise DatabaseAway(at_commit=at_commit)

    kari.walk(SHORTEST)
    page = kari.open("se-over")
    with monkeypatch.context() as broken:
        broken.setattr(check_page.complaint, "send", gone)
        answer = kari.post("se-over", page)
    assert (answer.status_code, said in answer.text) == (503, True)
    assert kari.cases() == []
    assert kari.post("se-over", page).status_code == 303
    assert len(kari.cases()) == 1


def test_when_the_time_is_out_what_was_typed_is_kept_for_its_owner(site, kari):
    page = kari.open("gjelder")
    site.extensions["clock"].now = NOW + IDLE + timedelta(minutes=1)
    answer = kari.post("gjelder", page, concerns="Skrevet før tiden var ute")
    assert "tiden-er-ute" in answer.location
    assert "lagret=ja" in answer.location
    kari.log_in()
    assert "Skrevet før tiden var ute" in kari.get("gjelder").text


def test_another_who_logs_in_meanwhile_gets_nothing_of_it(site, kari):
    page = kari.open("gjelder")
    other = ComplaintWalker(site)
    other.log_in(kari.client)
    answer = kari.post("gjelder", page, concerns="Bare Karis")
    assert answer.status_code == 409
    assert "Bare Karis" not in answer.text
    assert other.draft() is None


# An answer of one's own case


@pytest.fixture
def refused(site, kari) -> str:
    """The reference of a case of Kari's, with a no to both coordinator and plan."""
    database = site.extensions["database"]
    enrol(database)
    reference = citizens.send(database, kari.actor).reference
    test_case_answers.give(database, reference, key=kari.person[:22])
    return reference


def test_who_comes_from_a_case_finds_its_answer_chosen(kari, refused):
    link = f"/namsos/nb/klage/gjelder?sak={refused}"
    assert link in kari.client.get(f"/namsos/nb/saker/{refused}").text
    page = kari.client.get(link).text
    assert "Svaret om koordinator og plan 21. november 2026" in page
    assert f'value="{refused}" checked' in page
    kari.fill_in("gjelder", concerns="Jeg trenger begge deler", about_case=refused)
    kari.walk(SHORTEST[1:])
    page = kari.get("se-over").text
    assert "Svaret om koordinator og plan 21. november 2026" in page
    assert "mandag 21. desember 2026" in page
    assert "/klage/svaret" not in page
    kari.send()
    (row,) = kari.rows()
    (about,) = (one.id for one in kari.cases() if one.reference == refused)
    assert (row.about_case, row.path, row.office) == (about, "a", "municipal-health")
    assert row.complaint_due == date(2026, 12, 21)


def test_the_unit_that_has_the_case_gets_the_complaint_about_its_answer(site):
    kari = ComplaintWalker(site, "storby")
    database, unit = site.extensions["database"], "forvaltningsenhet-nord"
    reference = citizens.send(database, kari.actor, unit=unit).reference
    officer = Actor("staff", "9" * 32, kari.actor.municipality, Role.OFFICER, unit)
    with database.transaction() as db:
        staff.enrol(
            db,
            staff.Employee(officer.id, officer.municipality, "Ada Prøve", Role.OFFICER, unit),
            issuer="https://login.example",
            subject=officer.id,
        )
    test_case_answers.give(database, reference, actor=officer, key=kari.person[:22])
    kari.walk([("gjelder", {"concerns": "Nei", "about_case": reference}), SHORTEST[1]])
    page = kari.get("se-over").text
    assert "Forvaltningsenheten i bydel Nord i kommunen får det du sender." in page
    kari.send()
    (sent,) = (one for one in kari.cases() if one.kind == "complaint")
    assert sent.unit == unit


def test_it_may_be_about_another_answer(kari, refused):
    assert 'name="about_case"' in kari.get("gjelder").text
    kari.fill_in("gjelder", concerns="Noe annet", about_case="another")
    kari.walk(SHORTEST[1:])
    assert "/klage/svaret" in kari.get("se-over").text
    kari.send()
    assert (kari.rows()[0].about_case, kari.rows()[0].path) == (None, "find")


def test_anothers_case_can_neither_be_seen_nor_chosen(site, refused):
    other = ComplaintWalker(site)
    assert "about_case" not in other.client.get(f"/namsos/nb/klage/gjelder?sak={refused}").text
    answer = other.fill_in("gjelder", concerns="Noe", about_case=refused)
    assert (answer.status_code, "Velg ett av svarene i lista." in answer.text) == (422, True)
    other.walk(SHORTEST)
    other.send()
    assert other.rows()[0].about_case is None


def test_an_answer_that_was_taken_back_is_asked_for_again(site, kari, refused):
    kari.walk([("gjelder", {"concerns": "Nei", "about_case": refused}), SHORTEST[1]])
    page = kari.open("se-over")
    (case,) = (one.id for one in kari.cases() if one.reference == refused)
    with site.extensions["database"].transaction() as db:
        db.execute(update(AnswerRow).filter_by(case_id=case).values(kind="more-wanted"))
    assert kari.post("se-over", page).location.endswith("/klage/gjelder")
    assert kari.get("se-over").location.endswith("/klage/gjelder")
    assert kari.rows() == []


# About another, and on behalf of another


def test_about_another_there_is_a_receipt_and_no_case_to_follow(kari):
    kari.walk(SHORTEST[:1])
    kari.fill_in("deg", name="Kari Prøve", about_name="Per Prøve")
    page = kari.get("se-over").text
    assert "Du ser ikke saken etterpå" in page
    assert "Send det du har. Det blir tatt imot, og du får hjelp videre." in page
    receipt = kari.send().location
    assert kari.client.get(receipt).status_code == 200
    assert kari.rows()[0].standing == "desk-decides"
    (case,) = kari.cases()
    assert kari.client.get(f"/namsos/nb/saker/{case.reference}/klagen").status_code == 404


def acting_for_marte(site, kari: ComplaintWalker, *scopes: Scope) -> str:
    """Kari acts for Marte with these rights. Gives Marte's id."""
    database = site.extensions["database"]
    marte = citizen(database)
    let(database, marte, kari.actor, *scopes)
    with database.transaction() as db:
        act_for(db, kari.person, marte.id)
    return marte.id


def test_on_behalf_of_another_it_is_that_persons(site, kari):
    person = acting_for_marte(site, kari, Scope.COMPLAIN, Scope.FOLLOW_CASES)
    kari.fill_in("gjelder", concerns="Svaret om avlastning")
    assert 'name="about_name"' not in kari.get("deg").text
    kari.fill_in("deg", name="Kari Prøve")
    assert "Du sender dette på vegne av Marte" in kari.get("se-over").text
    assert kari.client.get(kari.send().location).status_code == 200
    (row,) = kari.rows()
    assert (row.acting_for, row.basis, row.standing) == (person, "guardian", "may")
    assert kari.sent().about_name == "Marte"


def test_without_the_right_to_complain_it_is_said_and_nothing_is_begun(site, kari):
    acting_for_marte(site, kari, Scope.FOLLOW_CASES)
    for step in ("", "gjelder", "se-over"):
        assert kari.get(step).status_code == 404
    assert kari.guide(**REFUSED).location.endswith("/klage")
    with site.extensions["database"].transaction() as db:
        act_for(db, kari.person, None)
    assert kari.draft() is None


# The guide's answers


def test_logged_in_the_guides_answers_are_kept_and_lead_on(kari):
    answer = kari.guide(**REFUSED, kin="own-rights", data="<script>", question="")
    assert answer.location.endswith("/klage/gjelder")
    assert kari.typed("guide") == KEPT
    kari.walk(SHORTEST)
    page = kari.get("se-over").text
    assert "mandag 30. november 2026" in page
    assert "Send klagen" in page
    kari.send()
    (row,) = kari.rows()
    assert (row.path, row.told_on, row.standing) == ("a", date(2026, 11, 2), "may")


def test_what_it_is_called_follows_the_guide(kari):
    kari.walk(SHORTEST)
    answer = kari.guide(wrong="badly-done", by="municipal-health", who="self")
    assert answer.location.endswith("/klage/se-over")
    page = kari.get("se-over").text
    assert "Anmodning om tilsyn" in page
    assert "Send klagen" not in page


@pytest.mark.parametrize("site_of_page", ["cross-site", "same-site"])
def test_what_another_site_posts_is_not_taken(kari, site_of_page):
    answer = kari.client.post(
        kari.address("fra-veiviseren"), data=REFUSED, headers={"Sec-Fetch-Site": site_of_page}
    )
    assert answer.location.endswith("/klage")
    assert kari.draft() is None
    assert kari.client.get_cookie("innlogging") is None


@pytest.fixture
def door(site) -> Door:
    return Door.of(site, site.extensions["clock"]).for_citizens()


def marte_of(site, door: Door) -> ComplaintWalker:
    """Who has logged in at this door."""
    walker = ComplaintWalker(site, number=str(door.provider.number))
    walker.client = door.client
    return walker


def through_login(door: Door) -> str:
    """Press the link of the page before the login, and log in. Gives where one comes."""
    asked = door.begin("/namsos/nb/klage/gjelder")
    return door.come_back(asked).location


def test_the_codes_go_along_through_the_login_and_never_in_an_address(site, door):
    answer = door.client.post("/namsos/nb/klage/fra-veiviseren", data=REFUSED)
    assert answer.location == "/namsos/nb/klage/logg-inn"
    assert "next=/namsos/nb/klage/gjelder" in door.client.get(answer.location).text.replace(
        "%2F", "/"
    )
    asked = door.begin("/namsos/nb/klage/gjelder")
    assert "refused" not in str(asked)
    there = door.come_back(asked).location
    assert there.endswith("/klage/gjelder")
    assert "refused" not in there
    assert marte_of(site, door).typed("guide") == KEPT


def test_the_codes_go_with_one_login_in_one_browser(site, door):
    door.client.post("/namsos/nb/klage/fra-veiviseren", data=REFUSED)
    through_login(door)
    with site.extensions["database"].transaction() as db:
        carrying = select(func.count()).select_from(PendingLoginRow)
        assert db.scalar(carrying.where(PendingLoginRow.carried.is_not(None))) == 0
    door.for_citizens("20910956060")
    through_login(door)
    assert marte_of(site, door).draft() is None


@pytest.mark.parametrize("page", ["/namsos/nb/saker", None])
def test_a_login_for_something_else_brings_no_codes(site, door, page):
    door.for_citizens("30865512704")
    door.client.post("/namsos/nb/klage/fra-veiviseren", data=REFUSED)
    door.come_back(door.begin(page))
    assert marte_of(site, door).draft() is None


def test_after_ten_minutes_the_codes_are_gone(site, door):
    door.for_citizens("25844798605")
    door.client.post("/namsos/nb/klage/fra-veiviseren", data=REFUSED)
    site.extensions["clock"].now = NOW + timedelta(minutes=11)
    through_login(door)
    assert marte_of(site, door).draft() is None
