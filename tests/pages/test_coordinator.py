"""«Ring meg»: from an empty form to a receipt that holds, and every way it can go wrong."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from portal.forms.base import UNREADABLE
from portal.pages.coordinator import CALLS_AN_HOUR
from portal.store.db import DatabaseAway

PATH = "/namsos/nb/koordinator/ring-meg"
ANSWERS = {
    "about": "self",
    "name": "Kari Prøve",
    "phone": "22 22 22 22",
    "when": "morning",
    "spoken": "norwegian",
}


def hidden(page: str, name: str) -> str:
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)[1]


def technical(client, path=PATH) -> dict[str, str]:
    """The token and the one-time key of a fresh form."""
    page = client.get(path).text
    return {name: hidden(page, name) for name in ("csrf_token", "key")}


def ask(client, path=PATH, **changes):
    return client.post(path, data={**technical(client, path), **ANSWERS, **changes})


def count(app, table: str) -> int:
    with app.extensions["database"].engine.connect() as connection:
        return connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()


def written(app) -> tuple[int, ...]:
    return tuple(count(app, table) for table in ("cases", "events", "outbox"))


def test_asking_ends_on_a_receipt_with_reference_time_and_what_comes(client):
    answer = ask(client)
    assert answer.status_code == 303
    page = client.get(answer.headers["Location"]).text
    assert re.search(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", page)
    assert "21. november 2026 klokka 12.03" in page
    assert "mellom klokka 8 og 11" in page
    assert "Kari" not in page


def test_each_empty_form_has_its_own_token_and_key_and_is_else_the_same(app):
    pages, secrets = [], []
    for _ in range(3):
        browser = app.test_client()
        page = browser.get(PATH).text
        own = [hidden(page, "csrf_token"), hidden(page, "key")]
        assert ask(browser).status_code == 303
        secrets += own
        pages.append(page.replace(own[0], "").replace(own[1], ""))
    assert len(set(secrets)) == 6
    assert len(set(pages)) == 1


def test_the_case_its_event_and_its_message_are_stored_together(app, client):
    before = written(app)
    ask(client)
    cases, events, messages = written(app)
    assert (cases, events) == (before[0] + 1, before[1] + 1)
    assert messages == before[2] + 1  # Namsos has an e-mail address on its page


@pytest.mark.parametrize("name", ["name", "phone", "when", "about", "spoken"])
def test_an_empty_answer_is_told_at_its_field_and_the_rest_is_kept(app, client, name):
    answer = ask(client, **{name: ""})
    assert answer.status_code == 422
    assert f'href="#{name}"' in answer.text
    assert "<title>Feil: " in answer.text
    if name != "name":
        assert 'value="Kari Prøve"' in answer.text
    assert count(app, "cases") == 0


BAD_TEXT = [
    ("x" * 101, "Skriv kortere"),
    ("Ka\x00ri", UNREADABLE),
    ("Ka\u202eri", UNREADABLE),
    ("Ka\u2066ri", UNREADABLE),
]


@pytest.mark.parametrize(("typed", "said"), BAD_TEXT)
def test_text_we_cannot_store_is_refused_and_kept(app, client, typed, said):
    answer = ask(client, name=typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert "22 22 22 22" in answer.text
    assert count(app, "cases") == 0


def test_a_lone_surrogate_is_refused(client):
    data = {**technical(client), **ANSWERS}
    body = "&".join(f"{k}={v}" for k, v in data.items() if k != "name") + "&name=%ED%A0%80x"
    answer = client.post(
        PATH, data=body.replace(" ", "+").encode(), content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 422


@pytest.mark.parametrize("mark", ["\u200e", "\u200f"])
def test_direction_marks_that_arabic_names_need_are_kept(client, mark):
    assert ask(client, name=f"علي{mark}").status_code == 303


@pytest.mark.parametrize("number", ["12", "abc", "123456789012345678", "22 22 22 2x2", "++47"])
def test_what_cannot_be_a_phone_number_is_told(client, number):
    answer = ask(client, phone=number)
    assert answer.status_code == 422
    assert "Skriv et telefonnummer med 8 siffer" in answer.text


@pytest.mark.parametrize(
    "number", ["22222222", "+47 22 22 22 22", "0047 22222222", "+46 8 123 456"]
)
def test_norwegian_and_foreign_numbers_are_taken(client, number):
    assert ask(client, phone=number).status_code == 303


@pytest.mark.parametrize("name", ["about", "when", "spoken"])
def test_an_unknown_code_is_refused_kindly(client, name):
    answer = ask(client, **{name: "sudo"})
    assert answer.status_code == 422
    assert "Velg ett av svarene i lista." in answer.text


def test_a_body_of_one_megabyte_is_413_on_our_own_page(client):
    answer = client.post(PATH, data={"name": "x" * 1_000_000})
    assert answer.status_code == 413
    assert "Ingenting er sendt" in answer.text


def test_a_missing_token_shows_the_form_again_with_the_text(app, client):
    answer = client.post(PATH, data={**ANSWERS, "key": "A" * 22})
    assert answer.status_code == 422
    assert "Siden hadde stått åpen lenge" in answer.text
    assert "Kari Prøve" in answer.text
    assert count(app, "cases") == 0


@pytest.mark.parametrize("key", ["", "short", "<script>", "A" * 500])
def test_a_bent_key_gives_a_new_one_and_writes_nothing(app, client, key):
    answer = ask(client, key=key)
    assert answer.status_code == 422
    assert len(hidden(answer.text, "key")) == 22
    assert count(app, "cases") == 0


def test_the_same_key_and_answers_give_the_same_receipt(app, client):
    data = {**technical(client), **ANSWERS}
    pages = [client.get(client.post(PATH, data=data).headers["Location"]).data for _ in range(2)]
    assert pages[0] == pages[1]
    assert count(app, "cases") == 1


def test_the_same_key_with_other_answers_writes_nothing_and_can_be_sent_anew(app, client):
    data = {**technical(client), **ANSWERS}
    client.post(PATH, data=data)
    before = written(app)
    answer = client.post(PATH, data={**data, "name": "Ola Prøve", "phone": "22 22 22 23"})
    assert answer.status_code == 422
    assert "Du har allerede bedt oss ringe" in answer.text
    assert written(app) == before
    again = {**data, "name": "Ola Prøve", "phone": "22 22 22 23", "key": hidden(answer.text, "key")}
    assert client.post(PATH, data=again).status_code == 303
    assert count(app, "cases") == 2


def test_the_same_phone_twice_in_a_day_is_the_same_case(app, client, clock):
    references = []
    for written_as in ("22 22 22 22", "+4722222222"):
        page = client.get(ask(client, phone=written_as).headers["Location"]).text
        references.append(re.search(r"\w{4}-\w{4}-\w{4}", page)[0])
    assert references[0] == references[1]
    assert count(app, "cases") == 1
    clock.now += timedelta(days=1)
    ask(client)
    assert count(app, "cases") == 2


def test_after_sixty_in_an_hour_the_phone_number_helps_and_the_text_is_kept(app, client, clock):
    sent = {**technical(client), **ANSWERS}
    client.post(PATH, data=sent)
    for number in range(CALLS_AN_HOUR - 1):
        assert ask(client, phone=f"2233{number:04}").status_code == 303
    answer = ask(client, phone="22 44 44 44")
    assert answer.status_code == 429
    assert "22 44 44 44" in answer.text
    assert 'href="tel:+4774217100"' in answer.text
    assert "captcha" not in answer.text.casefold()
    assert client.post(PATH, data=sent).status_code == 303, (
        "a request already keyed is never limited"
    )
    clock.now += timedelta(hours=1)
    assert ask(client, phone="22 44 44 44").status_code == 303


def test_the_database_away_is_503_with_the_text_still_there(app, client, monkeypatch):
    data = {**technical(client), **ANSWERS}

    def away(*_args, **_kwargs):
        raise DatabaseAway

    monkeypatch.setattr(app.extensions["database"], "transaction", away)
    answer = client.post(PATH, data=data)
    assert answer.status_code == 503
    assert "Ingenting er sendt" in answer.text
    assert "Kari Prøve" in answer.text
    assert client.get("/namsos/nb/rettigheter/koordinator").status_code == 200


def test_the_language_switch_shows_the_same_page_with_what_is_typed(app, client):
    answer = client.post("/namsos/nn/koordinator/ring-meg", data={**ANSWERS, "show": "nn"})
    assert answer.status_code == 200
    assert 'lang="nn"' in answer.text
    assert "Kari Prøve" in answer.text
    assert count(app, "cases") == 0


def test_the_receipt_is_for_this_browser_and_for_half_an_hour(app, client, clock):
    receipt = ask(client).headers["Location"]
    assert client.get(receipt).status_code == 200
    assert app.test_client().get(receipt).status_code == 303
    clock.now += timedelta(minutes=29)
    assert client.get(receipt).status_code == 200
    clock.now += timedelta(minutes=2)
    assert client.get(receipt).status_code == 303


def test_a_receipt_of_another_municipality_does_not_open(client):
    ask(client)
    assert client.get("/vik/nn/koordinator/ring-meg/kvittering").status_code == 303


def test_nothing_about_the_person_is_asked_for_or_kept_in_the_cookie(client):
    ask(client, about="child")
    cookie = client.get_cookie("skjema").value
    assert "Kari" not in cookie
    assert "2222" not in cookie


def test_storby_asks_for_postcode_and_receiver_and_finds_the_unit(app, client):
    path = "/storby/nb/koordinator/ring-meg"
    page = client.get(path).text
    assert 'name="postcode"' in page
    assert 'name="entry"' in page
    profile = app.extensions["profiles"]["storby"]
    postcode = f"{profile.districts[-1].postcodes[0][0]:04}"
    assert ask(client, path, postcode=postcode, entry="").status_code == 303
    with app.extensions["database"].engine.connect() as connection:
        unit = connection.execute(text("SELECT unit FROM cases")).scalar_one()
    assert unit == profile.districts[-1].unit


def test_a_postcode_outside_the_municipality_is_told(client):
    answer = ask(client, "/storby/nb/koordinator/ring-meg", postcode="9999", entry="")
    assert answer.status_code == 422
    assert 'href="#postcode"' in answer.text


def test_another_language_must_be_named(client):
    answer = ask(client, spoken="other")
    assert answer.status_code == 422
    assert 'href="#which_language"' in answer.text


@pytest.mark.parametrize("kommune", ["namsos", "vik", "iveland", "fjordvik", "storby"])
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_paper_is_a_pdf_for_everyone(client, kommune, language):
    answer = client.get(f"/{kommune}/{language}/koordinator/pa-papir")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")
