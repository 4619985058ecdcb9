"""The desk: who sees what, who may do what, and that every press does it once."""

import itertools
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from portal.store import outbox
from portal.store.tables.case import CaseRow, NoteRow
from portal.store.tables.outbox import OutboxRow
from tests.conftest import NOW
from tests.login.conftest import shared_app  # noqa: F401
from tests.login.steps import csrf
from tests.pages.desk_room import CENTRE, NORTH, Room

ROLES = ("reader", "officer", "lead", "administrator", "north", "neighbour")
NUMBERS = itertools.count(1)


@pytest.fixture
def room(shared_app: Flask) -> Room:  # noqa: F811
    shared_app.extensions["clock"].now = NOW
    with shared_app.extensions["database"].transaction() as session:
        session.execute(text("DELETE FROM sessions"))
    return Room.of(shared_app)


def ask(room: Room, unit: str = CENTRE, **more: Any) -> str:
    return room.ask(next(NUMBERS), unit, **more)


SEES = {
    "reader": {CENTRE},
    "officer": {CENTRE},
    "north": {NORTH},
    "lead": {CENTRE, NORTH},
    "administrator": {CENTRE, NORTH},
    "neighbour": set(),
}


OPENS = {"administrator": 303}
"""Who works with no inbox is asked why."""


@pytest.mark.parametrize("who", ROLES)
def test_each_sees_the_cases_of_its_own(room: Room, who: str) -> None:
    cases = {CENTRE: ask(room), NORTH: ask(room, NORTH)}
    everything = listed(room, who)
    for unit, reference in cases.items():
        assert (reference in everything) == (unit in SEES[who]), unit
        page = room.get(who, f"/sak/{reference}")
        assert page.status_code == (OPENS.get(who, 200) if unit in SEES[who] else 404), unit


def test_what_is_not_yours_is_the_same_page_as_what_does_not_exist(room: Room) -> None:
    theirs = room.get("neighbour", f"/sak/{ask(room)}")
    nothing = room.get("neighbour", "/sak/AAAA-BBBB-CCCC")
    assert theirs.status_code == nothing.status_code == 404
    assert theirs.data == nothing.data


def test_the_list_shows_no_person(room: Room) -> None:
    ask(room, name="Kanari Fugl")
    assert "Kanari" not in room.get("officer").text


ACTS = {"reader": False, "administrator": False, "north": False, "neighbour": False}
ACTS |= {"officer": True, "lead": True}
PRESSES = {"apnet": "opened", "tatt": "taken"}


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("press", PRESSES)
def test_only_officer_and_lead_press_the_buttons(room: Room, who: str, press: str) -> None:
    reference = ask(room)
    answer = room.post(who, f"/sak/{reference}/{press}")
    assert answer.status_code == (303 if ACTS[who] else 404)
    assert room.row(reference).status == (PRESSES[press] if ACTS[who] else "received")


@pytest.mark.parametrize("who", ROLES)
def test_only_officer_and_lead_note_an_answer(room: Room, who: str) -> None:
    reference = ask(room)
    form = {"outcome": "appointment", "key": key(), "tell": "y"}
    answer = room.post(who, f"/sak/{reference}/svar", **form)
    assert answer.status_code == (303 if ACTS[who] else 404)
    assert room.row(reference).outcome == ("appointment" if ACTS[who] else None)
    assert room.get(who, f"/sak/{reference}/svar").status_code == (200 if ACTS[who] else 404)


@pytest.mark.parametrize("who", ROLES)
def test_only_officer_and_lead_register(room: Room, who: str) -> None:
    allowed = ACTS[who] or who in {"north", "neighbour"}
    assert room.get(who, "/registrer").status_code == (200 if allowed else 404)
    before = cases(room)
    form = letter(unit=CENTRE)
    assert room.post(who, "/registrer", **form).status_code == (303 if allowed else 404)
    assert cases(room) == before + (1 if allowed else 0)


@pytest.mark.parametrize("who", ["reader", "administrator"])
def test_who_may_only_read_sees_no_buttons(room: Room, who: str) -> None:
    reference = ask(room)
    page = room.get(who, f"/sak/{reference}").text + listed(room, who)
    assert "Jeg tar den" not in page and "Marker som åpnet" not in page and "/svar" not in page
    assert "Jeg tar den" in room.get("officer", f"/sak/{reference}").text
    assert f"/sak/{reference}/tatt" in listed(room, "officer")


def listed(room: Room, who: str, query: str = "?vis=apne") -> str:
    """All pages of a list, one after the other."""
    pages = [room.get(who, query).text]
    while "Vis flere saker" in pages[-1]:
        pages.append(room.get(who, f"{query}&side={len(pages) + 1}").text)
    return "".join(pages)


def test_opened_is_a_press_and_never_a_look(room: Room) -> None:
    reference = ask(room)
    for method in ("GET", "HEAD", "GET"):
        room.staff["officer"].open(f"/storby/nb/ansatt/sak/{reference}", method=method)
    room.get("officer")
    assert room.row(reference).status == "received"
    room.post("officer", f"/sak/{reference}/apnet")
    assert room.row(reference).status == "opened"
    for press in ("apnet", "tatt", "avsluttet"):
        assert room.get("officer", f"/sak/{reference}/{press}").status_code in {404, 405}


def test_every_look_is_an_event(room: Room) -> None:
    reference = ask(room)
    room.get("officer", f"/sak/{reference}")
    room.staff["officer"].head(f"/storby/nb/ansatt/sak/{reference}")
    assert room.codes(reference).count("case.read") == 2
    assert room.codes(reference)[0] == "call.asked"


def test_the_case_says_who_to_call_and_how(room: Room) -> None:
    reference = ask(
        room,
        name="Halima Yusuf",
        language="other",
        interpreter=True,
        interpreter_language="somali",
        about="other",
        relation="parent",
        district="nord",
    )
    page = room.get("officer", f"/sak/{reference}").text
    wanted = ["Halima Yusuf", "somali", "Ja, ønsker tolk", "Mellom klokka 8 og 11"]
    for words in (*wanted, "Spør for moren eller faren sin", 'href="tel:+47', "Bydel:"):
        assert words in page, words


def test_of_two_who_take_a_case_the_second_is_told_kindly(room: Room) -> None:
    reference = ask(room)
    room.post("officer", f"/sak/{reference}/tatt")
    assert "Du har tatt saken" in room.get("officer", f"/sak/{reference}").text
    answer = room.post("colleague", f"/sak/{reference}/tatt")
    assert answer.status_code == 303
    page = room.get("colleague", f"/sak/{reference}", follow_redirects=True).text
    assert "Ola Saks har ansvaret nå" in page
    assert "rakk å ta saken før deg" in page
    assert room.row(reference).taken_by == "o"


def test_the_word_about_a_press_is_said_once(room: Room) -> None:
    """A look without a body does not use it up, and no cookie or address carries it."""
    reference = ask(room)
    answer = room.post("officer", f"/sak/{reference}/apnet")
    assert answer.location.endswith(f"/sak/{reference}")
    assert not any("notice" in value for value in answer.headers.getlist("Set-Cookie"))
    said = "Saken er markert som åpnet."
    room.staff["officer"].head(answer.location)
    assert said in room.get("officer", f"/sak/{reference}").text
    assert said not in room.get("officer", f"/sak/{reference}").text


@pytest.mark.parametrize("press", ["apnet", "tatt", "avsluttet"])
def test_a_press_without_the_token_changes_nothing(room: Room, press: str) -> None:
    reference = ask(room)
    answer = room.staff["officer"].post(f"/storby/nb/ansatt/sak/{reference}/{press}")
    assert answer.status_code == 303
    assert "Trykk en gang til" in room.get("officer", f"/sak/{reference}").text
    assert room.row(reference).status == "received"


@pytest.mark.parametrize("press", ["apnet", "tatt"])
def test_a_press_twice_is_once(room: Room, press: str) -> None:
    reference = ask(room)
    for _ in range(2):
        room.post("officer", f"/sak/{reference}/{press}")
    codes = [code for code in room.codes(reference) if code in {"case.opened", "case.taken"}]
    assert len(codes) == 1


def test_an_answer_sent_twice_is_one_answer_and_one_message(room: Room) -> None:
    reference, form = ask(room), {"outcome": "appointment", "note": "Tirsdag.", "tell": "y"}
    form["key"] = key()
    for _ in range(3):
        assert room.post("officer", f"/sak/{reference}/svar", **form).status_code == 303
    assert room.codes(reference).count("case.answered") == 1
    assert count(room, NoteRow, reference) == 1
    assert messages(room, reference) == ["case-answered"]
    assert "Personen får en melding" in room.get("officer", f"/sak/{reference}").text


def test_without_the_tick_nobody_is_told(room: Room) -> None:
    reference = ask(room)
    room.post("officer", f"/sak/{reference}/svar", outcome="wants-nothing", key=key())
    assert messages(room, reference) == []
    assert room.row(reference).status == "answered"


def test_not_reached_is_counted_and_the_case_stays_open(room: Room) -> None:
    reference = ask(room)
    for _ in range(2):
        form = {"outcome": "not-reached", "key": key(), "tell": "y"}
        room.post("officer", f"/sak/{reference}/svar", **form)
    assert room.row(reference).not_reached == 2
    assert messages(room, reference) == []
    assert "Forsøk uten svar" in room.get("officer", f"/sak/{reference}").text
    room.post("officer", f"/sak/{reference}/avsluttet")
    assert room.row(reference).status == "taken", "nobody has answered this person"


def test_a_case_is_closed_only_with_an_answer(room: Room) -> None:
    reference = ask(room)
    room.post("officer", f"/sak/{reference}/avsluttet")
    assert "før du avslutter" in room.get("officer", f"/sak/{reference}").text
    room.post("officer", f"/sak/{reference}/svar", outcome="appointment", key=key())
    room.post("officer", f"/sak/{reference}/avsluttet")
    assert room.row(reference).status == "closed"
    assert reference in room.get("officer", "?vis=avsluttede").text
    assert reference not in listed(room, "officer", "?vis=mine")
    assert room.get("officer", f"/sak/{reference}/svar").status_code == 404
    room.post("officer", f"/sak/{reference}/svar", outcome="appointment", key=key())
    assert "Ingenting ble endret" in room.get("officer", f"/sak/{reference}").text


def test_the_days_are_counted_from_the_day_it_came(room: Room) -> None:
    """21 November and one month is 21 December: 30 days. One day over is said in words."""
    reference = ask(room)
    clock = room.app.extensions["clock"]
    assert "30 dager igjen" in room.get("officer", f"/sak/{reference}").text
    with_later_session(room, clock, timedelta(days=1))
    page = room.get("officer", f"/sak/{reference}").text
    assert "i går" in page and "29 dager igjen" in page
    with_later_session(room, clock, timedelta(days=30))
    assert "gikk ut for 1 dag siden" in room.get("officer", f"/sak/{reference}").text


def with_later_session(room: Room, clock: Any, days: timedelta) -> None:
    """Days later the session is over, and the person logs in again."""
    clock.now += days
    room.staff = Room.of(room.app).staff


@pytest.mark.parametrize(
    "query",
    [
        "?vis=alle",
        "?vis=",
        "?enhet=ukjent",
        "?side=0",
        "?side=-1",
        "?side=x",
        "?side=99999",
        "?side=²",
    ],
)
def test_an_unknown_list_is_the_404(room: Room, query: str) -> None:
    assert room.get("officer", query).status_code == 404


def test_a_lead_chooses_between_units(room: Room) -> None:
    here, there = ask(room), ask(room, NORTH)
    page = listed(room, "lead", f"?enhet={NORTH}&vis=apne")
    assert there in page and here not in page
    assert "Hvilken enhet" not in room.get("officer").text


def test_mine_are_mine(room: Room) -> None:
    mine, theirs = ask(room), ask(room)
    room.post("officer", f"/sak/{mine}/tatt")
    room.post("colleague", f"/sak/{theirs}/tatt")
    page = listed(room, "officer", "?vis=mine")
    assert mine in page and theirs not in page


def test_htmx_gets_the_part_the_page_includes(room: Room) -> None:
    ask(room)
    whole = room.get("officer", "?vis=mine").text
    bare = FlaskClient(room.app, room.app.response_class)
    bare.set_cookie("ansatt", room.staff["officer"].get_cookie("ansatt").value)
    part = bare.get("/storby/nb/ansatt?vis=mine", headers={"HX-Request": "true"})
    assert "HX-Request" in part.headers["Vary"]
    assert "<html" not in part.text
    assert part.text.strip() in whole


def test_english_leads_to_the_municipalitys_own_language(room: Room) -> None:
    answer = room.staff["officer"].get("/storby/en/ansatt/registrer")
    assert (answer.status_code, answer.location) == (303, "/storby/nb/ansatt/registrer")
    assert room.staff["officer"].get("/storby/nn/ansatt/registrer").status_code == 200


def test_messages_that_did_not_get_through_are_tasks(room: Room) -> None:
    reference = ask(room)
    room.post("officer", f"/sak/{reference}/svar", outcome="appointment", key=key(), tell="y")
    with room.app.extensions["database"].transaction() as session:
        row = session.scalars(
            select(OutboxRow)
            .join(CaseRow, CaseRow.id == OutboxRow.case_id)
            .where(CaseRow.reference == reference, OutboxRow.channel == "sms")
        ).one()
        outbox.failed(session, row.id, "refused", NOW, final=True)
    assert "Noen venter på en telefon eller et brev" in room.get("officer").text
    assert reference in room.get("officer", "/oppgaver").text
    assert reference not in room.get("north", "/oppgaver").text
    done = f"/oppgaver/{row.id}/gjort"
    assert done not in room.get("reader", "/oppgaver").text
    assert room.post("reader", done).status_code == 404
    assert room.post("north", done).status_code == 404
    assert room.post("officer", done).status_code == 303
    assert "Oppgaven er tatt bort" in room.get("officer", "/oppgaver").text
    assert room.post("officer", done).status_code == 404


def test_a_registered_letter_counts_from_the_day_it_came(room: Room) -> None:
    answer = room.post("officer", "/registrer", **letter(day="14.11.2026", note="Ligger i mappa."))
    reference = answer.location.rsplit("/", 1)[1]
    row = room.row(reference)
    assert (str(row.received_on), str(row.due_on)) == ("2026-11-14", "2026-12-14")
    assert (row.channel, row.unit) == ("letter", CENTRE)
    page = room.get("officer", f"/sak/{reference}").text
    assert "Ligger i mappa." in page and "Henvendelsen er registrert" in page


def test_registered_twice_is_one_case(room: Room) -> None:
    """Also when the second press comes a while after the first."""
    form, before = letter(), cases(room)
    first = room.post("officer", "/registrer", **form)
    room.app.extensions["clock"].now += timedelta(minutes=5)
    assert room.post("officer", "/registrer", **form).location == first.location
    assert cases(room) == before + 1
    changed = room.post("officer", "/registrer", **(form | {"name": "En annen"}))
    assert changed.status_code == 422
    assert "allerede registrert" in changed.text and "En annen" in changed.text
    assert cases(room) == before + 1


def test_without_a_phone_the_answer_is_a_task(room: Room) -> None:
    answer = room.post("officer", "/registrer", **letter(phone=""))
    reference = answer.location.rsplit("/", 1)[1]
    room.post("officer", f"/sak/{reference}/svar", outcome="appointment", key=key(), tell="y")
    assert reference in room.get("officer", "/oppgaver").text


def test_a_lead_chooses_the_unit_of_a_registered_case(room: Room) -> None:
    assert "Hvilken enhet skal ha saken?" in room.get("lead", "/registrer").text
    assert "Hvilken enhet skal ha saken?" not in room.get("officer", "/registrer").text
    assert room.post("lead", "/registrer", **letter()).status_code == 422
    answer = room.post("lead", "/registrer", **letter(unit=NORTH))
    assert room.row(answer.location.rsplit("/", 1)[1]).unit == NORTH
    assert room.post("lead", "/registrer", **letter(unit="ukjent")).status_code == 422


def test_an_officer_cannot_register_for_another_unit(room: Room) -> None:
    answer = room.post("officer", "/registrer", **letter(unit=NORTH))
    assert room.row(answer.location.rsplit("/", 1)[1]).unit == CENTRE


LETTER = {
    "channel": "letter",
    "name": "Sigrid Brev",
    "phone": "74 21 71 00",
    "about": "self",
    "when": "any",
    "spoken": "nb",
}


def letter(**changes: str) -> dict[str, str]:
    return LETTER | {"key": key()} | changes


def key() -> str:
    """22 signs, new each time."""
    return f"{next(NUMBERS):022}"


TYPED = "Skrevet tekst"
WRONG = {
    "NUL": "a\x00b",
    "bidi override": "a\u202eb",
    "too long": "x" * 2001,
    "escape": "a\x1b[31m",
}
BAD_FIELDS = [
    *[("/registrer", field, value) for field in ("name", "note") for value in WRONG.values()],
    *[("/svar", "note", value) for value in WRONG.values()],
    *[("/registrer", field, "ukjent") for field in ("channel", "about", "when", "spoken")],
    *[("/registrer", field, "") for field in ("channel", "about", "when", "spoken", "name")],
    *[("/registrer", "phone", value) for value in ("1", "hei", "9" * 40, "+47\u202e74217100")],
    *[("/registrer", "day", value) for value in ("31.02.2026", "i går", "22.11.2026", "1.1.2020")],
    ("/registrer", "spoken", "other"),
    ("/registrer", "key", "short"),
    ("/registrer", "key", ""),
    ("/svar", "outcome", "ukjent"),
    ("/svar", "outcome", ""),
    ("/svar", "key", ""),
]


@pytest.mark.parametrize(("path", "field", "value"), BAD_FIELDS, ids=lambda value: repr(value)[:30])
def test_what_cannot_be_kept_is_asked_for_again(
    room: Room, path: str, field: str, value: str
) -> None:
    reference = ask(room)
    form = letter(note=TYPED) if path == "/registrer" else answer_form(note=TYPED)
    where = path if path == "/registrer" else f"/sak/{reference}{path}"
    before = cases(room)
    answer = room.post("officer", where, **(form | {field: value}))
    assert answer.status_code == 422
    assert cases(room) == before and room.row(reference).outcome is None
    assert "Feil: " in answer.text or field == "key"
    if field != "note":
        assert TYPED in answer.text
    elif len(value) < 100:
        assert "a\ufffd" in answer.text


def test_a_lone_surrogate_is_asked_for_again(room: Room) -> None:
    """It cannot be typed in a browser, but it can be sent."""
    token = csrf(room.get("officer"))
    fields = "&".join(f"{name}={value}" for name, value in letter(phone="74217100").items())
    body = f"csrf_token={token}&{fields}&note=a%ED%A0%80b".replace(" ", "+")
    answer = room.staff["officer"].post(
        "/storby/nb/ansatt/registrer", data=body, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code in {422, 400}


def test_a_missing_token_shows_the_form_again_with_the_text(room: Room) -> None:
    answer = room.staff["officer"].post("/storby/nb/ansatt/registrer", data=letter(note=TYPED))
    assert answer.status_code == 422
    assert TYPED in answer.text


def test_the_language_switch_keeps_what_is_typed_and_saves_nothing(room: Room) -> None:
    before = cases(room)
    token = csrf(room.get("officer"))
    answer = room.staff["officer"].post(
        "/storby/nn/ansatt/registrer",
        data={"csrf_token": token, "show": "nn", "note": TYPED, "name": "Uferdig"},
    )
    assert answer.status_code == 200
    assert TYPED in answer.text and "Uferdig" in answer.text and 'lang="nn"' in answer.text
    assert cases(room) == before


def test_markup_is_shown_as_typed(room: Room) -> None:
    reference = ask(room, name="<b>Kari</b>")
    form = answer_form(note='<script>alert("x")</script>\n{{ 7*7 }}')
    room.post("officer", f"/sak/{reference}/svar", **form)
    page = room.get("officer", f"/sak/{reference}").text
    assert "&lt;b&gt;Kari" in page and "<b>Kari" not in page
    assert "&lt;script&gt;" in page and "{{ 7*7 }}" in page and "<br>" in page


def test_looking_changes_nothing_but_events_and_sessions(room: Room) -> None:
    reference = ask(room)
    before = contents(room)
    for path in ("", "?vis=mine", f"/sak/{reference}", f"/sak/{reference}/svar", "/registrer"):
        assert room.get("officer", path).status_code == 200
        room.staff["officer"].head(f"/storby/nb/ansatt{path}")
    room.get("officer", "/oppgaver")
    assert contents(room) == before


def contents(room: Room) -> dict[str, list[Any]]:
    tables = ("cases", "wishes", "notes", "outbox", "staff", "presses", "submissions")
    with room.app.extensions["database"].transaction() as session:
        return {
            table: [tuple(row) for row in session.execute(text(f"SELECT * FROM {table}"))]
            for table in tables
        }


def answer_form(**changes: str) -> dict[str, str]:
    return {"outcome": "appointment", "key": key(), "note": ""} | changes


def cases(room: Room) -> int:
    with room.app.extensions["database"].transaction() as session:
        return session.scalar(select(func.count()).select_from(CaseRow))


def count(room: Room, table: Any, reference: str) -> int:
    with room.app.extensions["database"].transaction() as session:
        rows = select(func.count()).select_from(table).join(CaseRow, CaseRow.id == table.case_id)
        return session.scalar(rows.where(CaseRow.reference == reference))


def messages(room: Room, reference: str) -> list[str]:
    """The templates of the messages to the person about a case."""
    with room.app.extensions["database"].transaction() as session:
        rows = select(OutboxRow.template).join(CaseRow, CaseRow.id == OutboxRow.case_id)
        found = rows.where(CaseRow.reference == reference, OutboxRow.channel == "sms")
        return list(session.scalars(found))
