"""Ask with login: each journey from the first page to the receipt, and every answer that cannot be taken."""

import re
from datetime import date

import pytest

from portal.forms.base import UNREADABLE
from portal.pages import coordinator_request_check
from portal.photos import Photo
from portal.rules.coordinator_request import Request
from portal.store import attachments, drafts, people
from portal.store.db import DatabaseAway
from tests.conftest import NOW
from tests.login.conftest import shared_app  # noqa: F401
from tests.pages.request_walk import (
    ABOUT_ANOTHER,
    AS_SERVICE,
    BIRGER,
    PERSON,
    SHORTEST,
    YOU,
    Walker,
    away,
)

SELF_WORDS = {
    "whom": "self", "wants": "both", "name": "Kari Prøve", "reach": "sms", "phone": "+4722222222",
}  # fmt: skip
ABOUT = {"about_name": "Per Prøve", "about_phone": "+4722222223", "about_number": BIRGER}
YOUNG_CHILD = [
    ("hvem", {"whom": "child", "wants": "plan"}),
    ("personens-onske", {"age": "under-16"}),
    ("personen", {"about_name": "Per Prøve"}),
    YOU,
]
TEENAGER = [
    ("hvem", {"whom": "child", "wants": "plan"}),
    ("personens-onske", {"age": "from-16", "knows": "yes"}),
    PERSON,
    YOU,
]
JOURNEYS = {
    "self": (SHORTEST, SELF_WORDS),
    "young child": (
        YOUNG_CHILD,
        SELF_WORDS
        | {
            "whom": "child", "wants": "plan", "child_age": "under-16", "relation": "child",
            "about_name": "Per Prøve",
        },
    ),
    "teenager": (
        TEENAGER,
        SELF_WORDS
        | {"whom": "child", "wants": "plan", "child_age": "from-16", "relation": "child"}
        | ABOUT,
    ),
    "another": (ABOUT_ANOTHER, SELF_WORDS | {"whom": "other", "wants": "unsure"} | ABOUT),
    "service": (
        AS_SERVICE,
        SELF_WORDS
        | ABOUT
        | {
            "whom": "service", "wants": "agreed", "service": "school", "workplace": "Prøve skole",
            "agreed_name": "Koordi Nator", "agreed_phone": "+4722222224",
            "agreed_from": "2026-12-01",
        },
    ),
}  # fmt: skip


@pytest.fixture
def site(shared_app):  # noqa: F811
    shared_app.extensions["clock"].now = NOW
    shared_app.testing = True
    return shared_app


@pytest.fixture
def kari(site) -> Walker:
    return Walker(site)


# Whole journeys


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("journey", JOURNEYS)
def test_a_journey_ends_on_a_receipt_and_says_what_was_said(site, journey, language):
    pages, words = JOURNEYS[journey]
    walker = Walker(site, language=language)
    walker.walk(pages)
    answer = walker.send()
    assert answer.status_code == 303
    receipt = walker.client.get(answer.location)
    (case,) = walker.cases()
    assert receipt.status_code == 200
    assert case.reference in receipt.text
    assert walker.sent() == Request(**words, language=language)
    assert walker.draft() is None


def test_three_pages_at_the_shortest(kari):
    assert kari.get("begynn").location.endswith("/koordinator/hvem")
    kari.fill_in("hvem", whom="self", wants="unsure")
    answer = kari.fill_in(*YOU[:1], **YOU[1])
    assert answer.location.endswith("/koordinator/se-over")
    assert "/kvittering" in kari.send().location


MORE = {
    "egne-ord": {"own_words": "Dette er mine egne ord.\nPå to linjer."},
    "onske": {"wished_coordinator": "Ida på helsestasjonen"},
    "i-dag": {"help_today": "Hjemmesykepleie"},
    "hjelp-fra": {"helpers": "Fastlegen"},
    "tolk": {"interpreter": "y", "spoken": "somali"},
}


def test_all_that_may_be_added_goes_along(kari):
    kari.walk(SHORTEST)
    for step, values in MORE.items():
        assert f'koordinator/{step}"' in kari.get("se-over").text
        assert kari.fill_in(step, **values).location.endswith("/se-over")
    page = kari.get("se-over")
    assert not [step for step in MORE if f'koordinator/{step}"' in page.text]
    for values in MORE.values():
        for value in values.values():
            assert value == "y" or value in page.text
    kari.send()
    words = kari.sent()
    assert (words.own_words, words.helpers) == (MORE["egne-ord"]["own_words"], "Fastlegen")
    assert (words.wished_coordinator, words.help_today) == (
        "Ida på helsestasjonen",
        "Hjemmesykepleie",
    )
    assert (words.interpreter, words.spoken) == (True, "somali")


def test_a_picture_is_a_row_about_oneself_and_nothing_about_another(kari):
    kari.walk(SHORTEST)
    with kari.app.extensions["database"].transaction() as db:
        attachments.add_to_draft(db, kari.actor, Photo(b"a picture", "image/jpeg", 1, 1))
    page = kari.get("se-over").text
    assert "1 lagt ved" in page
    assert page.count('koordinator/bilde"') == 1
    kari.walk(ABOUT_ANOTHER[:3])
    assert 'koordinator/bilde"' not in kari.get("se-over").text


def test_what_was_added_is_taken_away_by_an_empty_answer(kari):
    kari.walk(SHORTEST)
    kari.fill_in("egne-ord", own_words="Noe jeg angrer på")
    kari.fill_in("egne-ord", own_words="")
    kari.send()
    assert kari.sent().own_words is None


@pytest.mark.parametrize("step", ["onske", "i-dag", "hjelp-fra"])
def test_about_another_little_can_be_added(kari, step):
    kari.walk(ABOUT_ANOTHER)
    page = kari.get("se-over").text
    assert 'koordinator/egne-ord"' in page
    assert f'koordinator/{step}"' not in page
    assert kari.get(step).location.endswith("/se-over")


def test_words_typed_for_oneself_do_not_go_with_a_request_about_another(kari):
    kari.walk(SHORTEST)
    kari.fill_in("i-dag", help_today="Min egen hjelp")
    kari.walk(ABOUT_ANOTHER[:3])
    kari.send()
    assert kari.sent().help_today is None


def test_each_answer_can_be_changed_and_leads_back_to_the_check_page(kari):
    kari.walk(SHORTEST)
    links = re.findall(r'href="([^"]+)#(\w+)">Endre', kari.get("se-over").text)
    assert [field for _page, field in links] == ["whom", "wants", "name", "reach", "phone"]
    for page, name in links:
        assert f'id="{name}"' in kari.client.get(page).text
    assert kari.fill_in("hvem", whom="self", wants="plan").location.endswith("/se-over")
    kari.send()
    assert kari.sent().wants == "plan"


def test_the_known_name_is_filled_in_and_the_given_name_is_kept(site):
    walker = Walker(site, name="Marte Før")
    walker.fill_in("hvem", whom="self", wants="plan")
    assert 'value="Marte Før"' in walker.get("deg").text
    walker.fill_in("deg", **(YOU[1] | {"name": "Marte Nå"}))
    walker.send()
    with site.extensions["database"].transaction() as db:
        assert people.get(db, walker.actor.municipality, walker.person).name == "Marte Nå"


def test_the_date_of_the_answer_is_a_month_after(kari):
    kari.walk(SHORTEST)
    kari.send()
    (case,) = kari.cases()
    assert (case.received_on, case.due_on) == (date(2026, 11, 21), date(2026, 12, 21))


# What cannot be taken


ERRORS = [
    ([], "hvem", {"wants": "both"}, "whom", "Velg hvem du spør for."),
    ([], "hvem", {"whom": "self"}, "wants", "Velg hva du ønsker."),
    ([], "hvem", {"whom": "sudo", "wants": "both"}, "whom", "Velg ett av svarene i lista."),
    ([], "hvem", {"whom": "self", "wants": "agreed"}, "wants", "Bare tjenester melder"),
    (ABOUT_ANOTHER[:1], "personens-onske", {}, "knows", "Velg et svar."),
    (YOUNG_CHILD[:1], "personens-onske", {"knows": "yes"}, "age", "Velg hvor gammelt barnet er."),
    (YOUNG_CHILD[:1], "personens-onske", {"age": "from-16"}, "knows", "Velg et svar."),
    (ABOUT_ANOTHER[:2], "personen", {"about_phone": "22222223"}, "about_name", "Skriv navnet."),
    (ABOUT_ANOTHER[:2], "personen", {"about_name": "Per"}, "about_phone", "Skriv telefonnummeret eller"),
    (
        ABOUT_ANOTHER[:2],
        "personen",
        {"about_name": "Per", "about_phone": "22222223", "about_number": "30865512705"},
        "about_number",
        "Skriv fødselsnummeret med 11 siffer",
    ),
    (AS_SERVICE[:3], "tjenesten", AS_SERVICE[3][1] | {"service": ""}, "service", "Velg hvilken tjeneste"),
    (AS_SERVICE[:3], "tjenesten", AS_SERVICE[3][1] | {"workplace": ""}, "workplace", "Skriv hva arbeidsstedet"),
    (AS_SERVICE[:3], "tjenesten", AS_SERVICE[3][1] | {"agreed_name": ""}, "agreed_name", "Skriv navnet på"),
    (AS_SERVICE[:3], "tjenesten", AS_SERVICE[3][1] | {"agreed_phone": ""}, "agreed_phone", "Skriv telefonnummeret til"),
    (AS_SERVICE[:3], "tjenesten", AS_SERVICE[3][1] | {"agreed_from": "31.2.2027"}, "agreed_from", "Skriv datoen med dag"),
    (SHORTEST[:1], "deg", YOU[1] | {"name": ""}, "name", "Skriv navnet ditt."),
    (SHORTEST[:1], "deg", YOU[1] | {"name": "x" * 101}, "name", "Skriv kortere"),
    (SHORTEST[:1], "deg", YOU[1] | {"name": "Ka\x00ri"}, "name", UNREADABLE),
    (SHORTEST[:1], "deg", YOU[1] | {"name": "Ka\u202eri"}, "name", UNREADABLE),
    (SHORTEST[:1], "deg", YOU[1] | {"reach": ""}, "reach", "Velg hvordan vi skal si fra"),
    (SHORTEST[:1], "deg", YOU[1] | {"phone": ""}, "phone", "Skriv telefonnummeret ditt"),
    (SHORTEST[:1], "deg", YOU[1] | {"phone": "12"}, "phone", "Skriv et telefonnummer med 8 siffer"),
    (SHORTEST[:1], "deg", YOU[1] | {"reach": "call", "phone": ""}, "phone", "Skriv telefonnummeret ditt"),
    (SHORTEST[:1], "deg", YOU[1] | {"reach": "email"}, "email", "Skriv e-postadressen din"),
    (SHORTEST[:1], "deg", YOU[1] | {"reach": "email", "email": "kari@"}, "email", "Skriv en hel e-postadresse"),
    (SHORTEST[:1], "deg", YOU[1] | {"email": "a b@c.no"}, "email", "Skriv en hel e-postadresse"),
    (SHORTEST[:1], "deg", YOU[1] | {"reach": "letter"}, "address", "Skriv postadressen din"),
    (SHORTEST, "egne-ord", {"own_words": "x" * 2001}, "own_words", "Skriv kortere"),
    (SHORTEST, "onske", {"wished_coordinator": "x" * 501}, "wished_coordinator", "Skriv kortere"),
    (SHORTEST, "tolk", {"interpreter": "y"}, "spoken", "Skriv hvilket språk"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "step", "values", "name", "said"),
    ERRORS,
    ids=[f"{step}-{name}-{n}" for n, (_b, step, _v, name, _s) in enumerate(ERRORS)],
)
def test_an_answer_that_cannot_be_taken_is_told_at_its_field_and_kept(
    kari, before, step, values, name, said
):
    kari.walk(before)
    answer = kari.fill_in(step, **values)
    assert answer.status_code == 422
    assert f'href="#{name}"' in answer.text
    assert said in answer.text
    assert "<title>Feil: " in answer.text
    assert kari.typed(step) == values
    assert kari.get("se-over").status_code == 303
    assert kari.cases() == []


@pytest.mark.parametrize(
    ("reach", "values"),
    [
        ("call", {"phone": "22222222"}),
        ("email", {"email": "kari.prove+test@eksempel.example"}),
        ("letter", {"address": "Prøvegata 1, 0099 Prøvestad"}),
    ],
)
def test_each_way_of_being_told_needs_its_own_field_only(kari, reach, values):
    kari.walk(SHORTEST[:1])
    kari.fill_in("deg", name="Kari", reach=reach, **values)
    kari.send()
    words = kari.sent()
    assert words.reach == reach
    assert sum(value is not None for value in (words.phone, words.email, words.address)) == 1


def test_a_direction_mark_that_an_arabic_name_needs_is_kept(kari):
    kari.walk(SHORTEST[:1])
    kari.fill_in("deg", **(YOU[1] | {"name": "علي\u200f"}))
    kari.send()
    assert kari.sent().name == "علي\u200f"


# Nobody is named who does not know or does not want it


@pytest.mark.parametrize("whom", ["child", "other", "service"])
@pytest.mark.parametrize("knows", ["no", "unsure"])
def test_the_form_stops_and_takes_no_name(kari, whom, knows):
    kari.fill_in("hvem", whom=whom, wants="coordinator")
    assert 'name="about_name"' not in kari.get("personens-onske").text
    more = {"age": "from-16"} if whom == "child" else {}
    answer = kari.fill_in("personens-onske", knows=knows, **more)
    assert answer.location.endswith("/snakk-med-oss")
    page = kari.client.get(answer.location)
    assert 'href="tel:+4774217100"' in page.text
    assert "/koordinator/ring-meg" in page.text
    assert "<form" not in page.text.split("<main")[1].split("</main>")[0]
    assert kari.get("personen").location.endswith("/personens-onske")
    assert kari.get("se-over").location.endswith("/personens-onske")


def test_what_was_said_about_the_person_is_gone_when_it_turns_out_they_do_not_want_it(kari):
    kari.walk(ABOUT_ANOTHER)
    kari.fill_in("egne-ord", own_words="Noe om naboen")
    open_in_a_tab = kari.open("personen")
    kari.fill_in("personens-onske", knows="no")
    assert kari.draft().answers.keys() == {"hvem", "deg"}
    assert kari.post("personen", open_in_a_tab, **PERSON[1]).status_code == 303
    assert kari.draft().answers.keys() == {"hvem", "deg"}


def test_the_form_does_not_tell_whether_a_number_is_known(site):
    pages = []
    for number in (BIRGER, Walker(site, number="20910956060").number):
        walker = Walker(site)
        walker.walk(ABOUT_ANOTHER[:2])
        answer = walker.fill_in("personen", **(PERSON[1] | {"about_number": number}))
        pages.append((answer.status_code, answer.location, answer.data))
    assert pages[0] == pages[1]


# Who may see what, and what is written down


def test_not_logged_in_each_page_leads_to_the_login_and_back(site):
    browser = site.test_client()
    for step in ("begynn", "hvem", "deg", "egne-ord", "se-over", "snakk-med-oss"):
        answer = browser.get(f"/namsos/nb/koordinator/{step}")
        assert answer.status_code == 303
        assert f"next=/namsos/nb/koordinator/{step}" in answer.location.replace("%2F", "/")


def test_a_draft_is_shown_to_its_owner_alone(site, kari):
    kari.fill_in("hvem", whom="child", wants="plan")
    other = Walker(site)
    assert "checked" not in other.get("hvem").text
    assert other.get("personens-onske").location.endswith("/hvem")
    assert Walker(site, "storby", number=kari.number).draft() is None


def test_each_page_that_shows_a_draft_is_one_event(kari):
    kari.walk(SHORTEST)
    for step in ("hvem", "deg", "egne-ord", "se-over", "begynn"):
        before = kari.happened("draft.read")
        assert kari.get(step).status_code == 200
        assert kari.happened("draft.read") == before + 1


def test_nothing_typed_is_in_an_address_or_a_cookie(kari):
    kari.walk(ABOUT_ANOTHER)
    answer = kari.send()
    assert "Per" not in answer.location
    kept = kari.client.get_cookie("skjema")
    for typed in ("Per", "Kari", BIRGER, "2222"):
        assert typed not in kept.value


def test_a_case_that_waits_already_is_told_of_and_stops_nothing(kari):
    kari.walk(SHORTEST)
    kari.send()
    kari.get("begynn")
    kari.walk(SHORTEST)
    (case,) = kari.cases()
    assert f"/saker/{case.reference}" in kari.get("se-over").text
    assert kari.send().status_code == 303
    assert len(kari.cases()) == 2


# Districts


@pytest.mark.parametrize(
    ("postcode", "unit"),
    [
        ("0003", "forvaltningsenhet-nord"),
        ("0088", "forvaltningsenhet-sor"),
        ("", "koordinerende-enhet"),
    ],
)
def test_storby_asks_for_the_postcode_and_finds_the_unit(site, postcode, unit):
    walker = Walker(site, "storby")
    walker.walk(SHORTEST[:1])
    assert 'name="postcode"' in walker.get("deg").text
    walker.fill_in("deg", **YOU[1], postcode=postcode)
    walker.send()
    assert [case.unit for case in walker.cases()] == [unit]


def test_a_postcode_outside_the_municipality_is_told(site):
    walker = Walker(site, "storby")
    walker.walk(SHORTEST[:1])
    answer = walker.fill_in("deg", **YOU[1], postcode="9999")
    assert answer.status_code == 422
    assert 'href="#postcode"' in answer.text


def test_elsewhere_no_postcode_is_asked_for(kari):
    kari.walk(SHORTEST[:1])
    assert 'name="postcode"' not in kari.get("deg").text


# The database is away


def test_the_text_is_still_there_when_nothing_can_be_saved(kari, monkeypatch):
    page = kari.open("hvem")
    monkeypatch.setattr(drafts, "save", away)
    answer = kari.post("hvem", page, whom="other", wants="plan")
    assert answer.status_code == 503
    assert "Svarene er ikke lagret" in answer.text
    assert re.search(r'value="other" checked', answer.text)


@pytest.mark.parametrize(
    ("at_commit", "said"), [(False, "Ingenting er sendt"), (True, "Vi vet ikke om det kom fram")]
)
def test_the_answers_are_still_there_when_nothing_can_be_sent(kari, monkeypatch, at_commit, said):
    def gone(*_args, **_kwargs):
        raise DatabaseAway(at_commit=at_commit)

    kari.walk(SHORTEST)
    page = kari.open("se-over")
    with monkeypatch.context() as broken:
        broken.setattr(coordinator_request_check.coordinator_request, "send", gone)
        answer = kari.post("se-over", page)
    assert answer.status_code == 503
    assert said in answer.text
    assert "Kari Prøve" in answer.text
    assert kari.cases() == []
    assert kari.post("se-over", page).status_code == 303
    assert len(kari.cases()) == 1
