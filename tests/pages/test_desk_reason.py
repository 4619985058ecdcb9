"""«Hvorfor åpner du dette?» at the desk: the question, what is closed, the second person, and relatives."""

import secrets
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, update

from portal.rules.access import Actor, Role
from portal.store.tables.people import PersonRow
from portal.store.tables.representation import OpeningRow, RelationRow
from tests.conftest import NOW
from tests.login.conftest import shared_app  # noqa: F401
from tests.pages.desk_room import Room

LEAD = Actor("staff", "l", "9902", Role.LEAD)
WORDS = "Kanarigrunn: personen ligger på legevakta"
NUMBERS = iter(range(100, 199))


@pytest.fixture(scope="module")
def whole_room(shared_app: Flask) -> Room:  # noqa: F811
    shared_app.extensions["clock"].now = NOW
    return Room.of(shared_app)


@pytest.fixture
def room(whole_room: Room) -> Room:
    with whole_room.app.extensions["database"].transaction() as session:
        for table in (OpeningRow, RelationRow):
            session.execute(delete(table))
    return whole_room


def taken(room: Room, by: str = "colleague") -> str:
    """A case of somebody known that a colleague has."""
    reference = room.send(next(NUMBERS), name="Kanari Solvik")
    room.post(by, f"/sak/{reference}/tatt")
    return reference


def protect(room: Room, reference: str) -> None:
    asker = room.row(reference).asker
    with room.app.extensions["database"].transaction() as session:
        session.execute(update(PersonRow).where(PersonRow.id == asker).values(protected_at=NOW))


def asks_why(answer: Any, reference: str) -> bool:
    return f"/hvorfor/sak/{reference}" in answer.headers.get("Location", "")


def test_the_question_says_why_it_is_asked_and_shows_nothing(room: Room) -> None:
    reference = taken(room)
    page = room.get("officer", f"/sak/{reference}", follow_redirects=True).text
    for said in (
        "Hvorfor åpner du saken?",
        f"Sak {reference}",
        "Caro Kolle har ansvaret nå.",
        "Grunnen gjelder i åtte timer.",
        "Personen ser hvem som har åpnet og hvorfor",
        "Gjelder dette en nær slektning av deg?",
    ):
        assert said in page, said
    assert "Kanari" not in page


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({}, "Velg hva grunnen er."),
        ({"reason": "gossip"}, "Velg ett av svarene i lista."),
        ({"reason": "other"}, "Skriv kort hvorfor du må åpne dette."),
    ],
)
def test_what_is_not_said_is_asked_again(room: Room, form: dict[str, str], message: str) -> None:
    reference = taken(room)
    answer = room.say_why("officer", reference, **({"reason": ""} | form))
    assert answer.status_code == 422
    assert message in answer.text and "<title>Feil: " in answer.text
    assert asks_why(room.get("officer", f"/sak/{reference}"), reference)


def test_the_reason_leads_to_where_one_was_going(room: Room) -> None:
    reference = taken(room)
    asked = room.get("officer", f"/sak/{reference}/svar")
    assert asks_why(asked, reference)
    page = room.staff["officer"].get(asked.headers["Location"])
    onward = f"/storby/nb/ansatt/sak/{reference}/svar"
    assert f'name="to" value="{onward}"' in page.text
    answer = room.say_why("officer", reference, to=onward)
    assert answer.headers["Location"] == onward
    assert "Grunnen er lagret" in room.get("officer", f"/sak/{reference}").text
    again = room.staff["officer"].get(asked.headers["Location"])
    assert again.headers["Location"] == onward, "what is open is not asked for again"


@pytest.mark.parametrize(
    "elsewhere", ["https://a.example/", "//a.example", "/storby/nb/ansatt", "/namsos/nb/saker", ""]
)
def test_it_leads_nowhere_else(room: Room, elsewhere: str) -> None:
    reference = taken(room)
    answer = room.say_why("officer", reference, to=elsewhere)
    assert answer.headers["Location"] == f"/storby/nb/ansatt/sak/{reference}"


def test_what_was_typed_when_the_hours_ran_out_is_given_back(room: Room) -> None:
    reference = taken(room)
    text = "Kanarimelding som tok lang tid å skrive"
    answer = room.post("officer", f"/sak/{reference}/melding", text=text, key="k" * 22)
    assert asks_why(answer, reference)
    onward = f"/storby/nb/ansatt/sak/{reference}/melding"
    assert answer.headers["Location"].endswith(f"?til={onward}")
    room.say_why("officer", reference, to=onward)
    assert text in room.staff["officer"].get(onward).text


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("north", "/hvorfor/sak/{}"),
        ("neighbour", "/hvorfor/sak/{}"),
        ("officer", "/hvorfor/plan/{}"),
        ("officer", "/hvorfor/noe/{}"),
        ("north", "/slektning/sak/{}"),
        ("officer", "/slektning/noe/{}"),
    ],
)
def test_what_is_not_theirs_to_ask_for_is_the_404(room: Room, who: str, path: str) -> None:
    nothing = room.get(who, "/sak/AAAA-BBBB-CCCC")
    answer = room.get(who, path.format(taken(room)))
    assert (answer.status_code, answer.data) == (404, nothing.data)


def test_the_desk_asks_in_nynorsk_too(room: Room) -> None:
    reference = taken(room)
    answer = room.staff["officer"].get(f"/storby/nn/ansatt/sak/{reference}")
    assert "/storby/nn/ansatt/hvorfor/" in answer.headers["Location"]
    assert room.staff["officer"].get(answer.headers["Location"]).status_code == 200


def break_glass(room: Room, who: str = "officer") -> str:
    """Somebody opens a protected person's case. Gives the reference."""
    reference = taken(room)
    protect(room, reference)
    room.say_why(who, reference, reason="fault", words=WORDS)
    return reference


def test_what_is_closed_is_asked_for_in_words(room: Room) -> None:
    reference = taken(room)
    protect(room, reference)
    page = room.get("officer", f"/sak/{reference}", follow_redirects=True).text
    assert "Denne er lukket for deg" in page and "adresse som er beskyttet" in page
    answer = room.say_why("officer", reference)
    assert answer.status_code == 422 and "Skriv hvorfor du må se dette nå." in answer.text
    room.say_why("officer", reference, words=WORDS)
    assert room.get("officer", f"/sak/{reference}").status_code == 200


def test_the_second_person_is_told_looks_and_says_what_was_wrong(room: Room) -> None:
    reference = break_glass(room)
    assert "Se over 1 åpning" in room.get("lead").text
    assert "Se over 1 åpning" not in room.get("officer").text
    page = room.get("lead", "/apninger").text
    assert reference in page and "Ola Saks åpnet" in page and WORDS in page
    assert "Kanari Solvik" not in page
    one = opening_id(room)
    form = {"finding": "wrong", "key": secrets.token_urlsafe(16)}
    answer = room.post("lead", f"/apninger/{one}", **form)
    assert answer.status_code == 422 and "Skriv hva som var galt." in answer.text
    answer = room.post("lead", f"/apninger/{one}", **form, wrong="Ingen grunn")
    assert answer.status_code == 303
    page = room.get("lead", "/apninger").text
    assert "Dette var galt: Ingen grunn" in page and "Liv Leder så over" in page
    assert "Se over 1 åpning" not in room.get("lead").text


def test_what_the_only_lead_opened_is_the_administrators_to_look_over(room: Room) -> None:
    break_glass(room, "lead")
    assert "Se over 1 åpning" not in room.get("lead").text
    assert "Se over 1 åpning" in room.get("administrator").text
    page = room.get("administrator", "/apninger").text
    assert "Er det ingen annen leder, gjør administratoren det." in page and WORDS in page
    seen = {"finding": "right", "key": secrets.token_urlsafe(16)}
    assert room.post("administrator", f"/apninger/{opening_id(room)}", **seen).status_code == 303


@pytest.mark.parametrize("who", ["officer", "colleague", "reader", "administrator", "neighbour"])
def test_nobody_else_is_the_second_person(room: Room, who: str) -> None:
    break_glass(room)
    one = opening_id(room)
    form = {"finding": "right", "key": "k" * 22}
    assert room.get(who, f"/apninger/{one}").status_code == 404
    assert room.post(who, f"/apninger/{one}", **form).status_code == 404


def test_two_working_days_after_it_stands_in_red(room: Room) -> None:
    """NOW is a Saturday in the tests' calendar: on the Wednesday it has waited too long."""
    break_glass(room)
    clock = room.app.extensions["clock"]
    try:
        assert "har ventet i mer enn to virkedager" not in room.get("lead").text
        clock.now = NOW.replace(day=NOW.day + 4)
        late = Room.of(room.app)
        assert "1 åpning har ventet i mer enn to virkedager" in late.get("lead").text
        assert "Har ventet i mer enn to virkedager" in late.get("lead", "/apninger").text
    finally:
        clock.now = NOW
        room.staff.update(Room.of(room.app).staff)


def opening_id(room: Room) -> str:
    with room.app.extensions["database"].transaction() as session:
        return str(session.query(OpeningRow.id).scalar())


def declare(room: Room, who: str, reference: str, **form: str) -> Any:
    sent = {"sure": "y", "key": secrets.token_urlsafe(16)} | form
    return room.post(who, f"/slektning/sak/{reference}", **sent)


def test_a_relatives_case_is_for_others(room: Room) -> None:
    reference = taken(room, by="officer")
    assert declare(room, "officer", reference, sure="").status_code == 422
    assert declare(room, "officer", reference).status_code == 303
    assert "Det er lagret" in room.get("officer", "/mine-relasjoner").text
    assert asks_why(room.get("officer", f"/sak/{reference}"), reference)
    room.say_why("officer", reference, words=WORDS)
    assert room.get("officer", f"/sak/{reference}").status_code == 200
    room.post("officer", f"/sak/{reference}/avsluttet")
    assert "Be lederen la en annen gjøre det." in room.get("officer").text
    assert room.row(reference).status == "taken"


def test_a_lead_says_it_of_an_employee_and_takes_it_away(room: Room) -> None:
    reference = taken(room, by="officer")
    assert declare(room, "lead", reference).status_code == 422, "of whom?"
    assert declare(room, "lead", reference, person="o").status_code == 303
    page = room.get("lead", "/mine-relasjoner").text
    assert "Ola Saks" in page and reference in page and "Kanari" not in page
    with room.app.extensions["database"].transaction() as session:
        relation = str(session.query(RelationRow.id).scalar())
    assert room.post("officer", f"/mine-relasjoner/{relation}/avslutt").status_code == 404
    assert room.post("lead", f"/mine-relasjoner/{relation}/avslutt").status_code == 303
    assert room.get("officer", f"/sak/{reference}").status_code == 200


def test_of_who_only_asked_to_be_called_it_cannot_be_said(room: Room) -> None:
    answer = declare(room, "officer", room.ask(next(NUMBERS)))
    assert answer.status_code == 422 and "Vi vet ikke hvem saken gjelder." in answer.text
