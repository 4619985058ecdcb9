"""Answering at the desk: each form keeps the text, a refusal goes out whole or not at all, and once."""

import io
import itertools
import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import select, text

from portal.store import case_answers
from portal.store.tables.answer import AnswerRow, CaseReaderRow
from portal.store.tables.case import CaseRow
from portal.store.tables.events import EventRow
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.request import RequestRow
from tests.conftest import NOW
from tests.login.conftest import shared_app  # noqa: F401
from tests.pages.desk_room import CENTRE, NORTH, Room, national
from tests.tagged_pdf import problems_of

NUMBERS = itertools.count(1)
REASONS = (
    "Vi har snakket med deg og lest det du skrev. Du trenger bare én tjeneste nå, og den får du."
)
OWN = {"text": REASONS, "spoken": "nb"}
FORMS: dict[str, dict[str, str]] = {
    "be-om-mer": {"text": "Hvem hjelper deg i dag?", "spoken": "nb"},
    "forelopig-svar": OWN | {"new_date": "14.01.2027"},
    "koordinator": {
        "spoken": "nb",
        "found": "yes",
        "name": "Koro Dinator",
        "role": "Ergoterapeut",
        "phone": "74 21 71 00",
        "first_day": "01.12.2026",
        "deputy_name": "Vika Rius",
        "deputy_phone": "74 21 71 01",
    },
    "delvis": OWN | {"granted": "Du får en koordinator.", "law": "health"},
    "avslag": OWN | {"law": "health"},
}
VACANT = {"spoken": "nb", "found": "no", "next_news": "20.12.2026", "text": "Vi leter."}
CODES = {
    "be-om-mer": "case.more-wanted",
    "forelopig-svar": "case.preliminary",
    "koordinator": "case.coordinator",
    "delvis": "case.in-part",
    "avslag": "case.refused",
}


@pytest.fixture
def room(shared_app: Flask) -> Room:  # noqa: F811
    shared_app.extensions["clock"].now = NOW
    with shared_app.extensions["database"].transaction() as session:
        session.execute(text("DELETE FROM sessions"))
    return Room.of(shared_app)


def asked(room: Room, unit: str = CENTRE, **more: Any) -> str:
    return room.send(next(NUMBERS), unit, **more)


def asked_for_another(room: Room, whom: str = "other", **more: Any) -> str:
    about = {"about_name": "Gjelda Personen", "about_phone": "+4700009999"}
    return asked(room, whom=whom, **(about | more))


def key() -> str:
    return f"{next(NUMBERS):022}"


def answer(room: Room, reference: str, slug: str, who: str = "officer", **changes: str) -> Any:
    """Fill in a form and press its button; a refusal is looked over and then sent."""
    form = FORMS[slug] | {"key": key()} | changes
    path = f"/sak/{reference}/svar/{slug}"
    page = room.post(who, path, **form)
    if page.status_code == 200 and "Se over før du sender" in page.text:
        return room.post(who, path, **form, seen_due=seen_due(page))
    return page


def seen_due(page: Any) -> str:
    return re.search(r'name="seen_due" value="([^"]+)"', page.text)[1]


def answers(room: Room, reference: str) -> list[case_answers.Answer]:
    with room.app.extensions["database"].transaction() as session:
        return case_answers.of_case(session, room.row_id(session, reference))


def told(room: Room, reference: str) -> list[str]:
    """The messages to the citizen about a case."""
    with room.app.extensions["database"].transaction() as session:
        rows = select(OutboxRow.template).where(
            OutboxRow.case_id == room.row_id(session, reference),
            OutboxRow.template != "desk-new",
        )
        return list(session.scalars(rows))


# What the case shows.


def test_the_case_shows_what_was_asked(room: Room) -> None:
    reference = asked(
        room,
        name="Kari Spørsen",
        reach="email",
        email="kari@post.example",
        own_words="Egne ord\nom hverdagen",
        wished_coordinator="Helst Siri",
        help_today="Hjemmesykepleie",
        helpers="Fastlegen",
        interpreter=True,
        spoken="somali",
    )
    page = room.get("officer", f"/sak/{reference}").text
    wanted = ["På nett", "Kari Spørsen", "Koordinator og individuell plan", "kari@post.example"]
    wanted += ["Egne ord<br>om hverdagen", "Helst Siri", "Hjemmesykepleie", "Fastlegen", "somali"]
    for words in [*wanted, "Personen det gjelder", "Ja, ønsker tolk", "Spør for seg selv"]:
        assert words in page, words


def test_the_inbox_shows_codes_in_words_and_no_person(room: Room) -> None:
    reference = asked(room, name="Kanari Fugl", own_words="Kanariord")
    page = room.get("officer", "?vis=apne").text
    assert reference in page and "Spør for seg selv" in page
    assert "Kanari" not in page


def test_a_national_number_is_never_shown(room: Room) -> None:
    number = national(400)
    reference = asked_for_another(room, about_number=number)
    page = room.get("officer", f"/sak/{reference}").text
    assert "Gjelda Personen" in page
    assert number not in page


@pytest.mark.parametrize("slug", FORMS)
def test_looking_is_one_event_each(room: Room, slug: str) -> None:
    reference = asked(room)
    room.get("officer", f"/sak/{reference}/svar/{slug}")
    room.get("officer", f"/sak/{reference}")
    assert room.codes(reference).count("case.read") == 2


# Sending.


@pytest.mark.parametrize("slug", FORMS)
def test_an_answer_is_kept_and_told_at_once(room: Room, slug: str) -> None:
    reference = asked(room)
    sent = answer(room, reference, slug)
    assert (sent.status_code, sent.location) == (303, f"/storby/nb/ansatt/sak/{reference}")
    assert [one.by_name for one in answers(room, reference)] == ["Ola Saks"]
    assert CODES[slug] in room.codes(reference)
    assert told(room, reference) == ["case-news"]
    page = room.get("officer", f"/sak/{reference}").text
    assert "Svaret er sendt" in page and "Ta svaret tilbake" in page
    assert FORMS[slug].get("text", "Koro Dinator") in page


def test_the_coordinator_is_whom_to_call(room: Room) -> None:
    reference = asked(room)
    answer(room, reference, "koordinator")
    said = answers(room, reference)[0].words
    assert (said.coordinator_name, said.coordinator_role) == ("Koro Dinator", "Ergoterapeut")
    assert (said.coordinator_from, said.deputy_name) == ("2026-12-01", "Vika Rius")
    page = room.get("officer", f"/sak/{reference}").text
    assert "tel:+4774217100" in page and "1. desember 2026" in page
    row = room.row(reference)
    assert (row.status, row.outcome) == ("answered", "coordinator-appointed")


def test_a_vacancy_is_said_as_it_is(room: Room) -> None:
    reference = asked(room)
    page = room.post("officer", f"/sak/{reference}/svar/koordinator", key=key(), **VACANT)
    assert page.status_code == 303
    shown = room.get("officer", f"/sak/{reference}").text
    for words in ["har ikke funnet en koordinator ennå", "00 00 00 10", "20. desember 2026"]:
        assert words in shown, words
    assert "Ny beskjed innen" in shown
    row = room.row(reference)
    assert (row.outcome, row.due_on) == ("coordinator-vacant", date(2026, 12, 20))
    room.post("officer", f"/sak/{reference}/avsluttet")
    assert room.row(reference).status == "answered", "somebody is still owed a name"


def test_a_vacancy_names_nobody_even_when_a_name_was_typed(room: Room) -> None:
    reference = asked(room)
    typed = FORMS["koordinator"] | VACANT | {"key": key()}
    room.post("officer", f"/sak/{reference}/svar/koordinator", **typed)
    said = answers(room, reference)[0].words
    assert said.vacant and said.coordinator_name is None


def test_the_wish_is_shown_where_the_coordinator_is_named(room: Room) -> None:
    reference = asked(room, wished_coordinator="Helst Siri fra før")
    assert "Helst Siri fra før" in room.get("officer", f"/sak/{reference}/svar/koordinator").text


def test_a_preliminary_answer_moves_the_date(room: Room) -> None:
    reference = asked(room)
    answer(room, reference, "forelopig-svar")
    row = room.row(reference)
    assert (row.due_on, row.status) == (date(2027, 1, 14), "taken")
    assert row.preliminary_at is not None and row.answered_at is None


@pytest.mark.parametrize("slug", FORMS)
def test_sent_twice_is_one_answer(room: Room, slug: str) -> None:
    reference, one_key = asked(room), key()
    for _ in range(2):
        sent = answer(room, reference, slug, key=one_key)
        assert sent.status_code == 303
    assert len(answers(room, reference)) == 1
    assert told(room, reference) == ["case-news"]


# A refusal.


def test_a_refusal_is_looked_over_as_the_citizen_will_read_it(room: Room) -> None:
    reference = asked(room)
    path, form = f"/sak/{reference}/svar/avslag", FORMS["avslag"] | {"key": key()}
    page = room.post("officer", path, **form)
    assert page.status_code == 200 and answers(room, reference) == []
    for words in [
        REASONS,
        "21. desember 2026",
        "4 uker",
        "Postboks 0",
        "0099 Storby",
        "Statsforvalteren",
        "pasient- og brukerombudet",
        "pasient- og brukerrettighetsloven § 7-5",
    ]:
        assert words in page.text, words
    changed = room.post("officer", path, **form, edit="y", seen_due=seen_due(page))
    assert changed.status_code == 200 and REASONS in changed.text
    assert answers(room, reference) == []


def test_the_citizen_reads_it_in_the_language_of_the_page(room: Room) -> None:
    reference = asked(room, language="en")
    form = FORMS["avslag"] | {"key": key()}
    page = room.post("officer", f"/sak/{reference}/svar/avslag", **form).text
    shown = page[page.index('<div class="panel stack" lang="en">') :]
    assert "21 December 2026" in shown
    assert f'<p lang="nb">{REASONS}' in shown


# The test dates of the law's own rules: told on, law, last day to complain.
DATES = [
    ("2026-11-24", "health", "2026-12-22"),
    ("2026-11-26", "health", "2026-12-24"),
    ("2026-11-27", "health", "2026-12-28"),
    ("2026-12-11", "nav", "2027-01-04"),
    ("2026-12-11", "child-welfare", "2027-01-04"),
    ("2027-02-25", "health", "2027-03-30"),
    ("2027-04-19", "health", "2027-05-18"),
    ("2027-04-03", "health", "2027-05-03"),
    ("2026-11-21", "health", "2026-12-21"),
]


@pytest.mark.parametrize(("told_on", "law", "last"), DATES)
@pytest.mark.parametrize("slug", ["avslag", "delvis"])
def test_the_last_day_to_complain(room: Room, slug: str, told_on: str, law: str, last: str) -> None:
    room.app.extensions["clock"].now = datetime.fromisoformat(f"{told_on}T11:00:00+00:00")
    room.staff = Room.of(room.app).staff
    reference = asked(room)
    answer(room, reference, slug, law=law)
    assert str(answers(room, reference)[0].complaint_due) == last


def test_the_ombud_helps_in_health_cases_only(room: Room) -> None:
    reference = asked(room)
    shown = {}
    for law in ("health", "nav", "child-welfare"):
        form = FORMS["avslag"] | {"key": key(), "law": law}
        page = room.post("officer", f"/sak/{reference}/svar/avslag", **form).text
        shown[law] = page[page.index("Slik kan du klage") : page.index('class="questions"')]
    assert {law: "ombudet" in words for law, words in shown.items()} == {
        "health": True,
        "nav": False,
        "child-welfare": False,
    }


def test_a_date_that_changed_at_midnight_is_shown_again(room: Room) -> None:
    reference = asked(room)
    path, form = f"/sak/{reference}/svar/avslag", FORMS["avslag"] | {"key": key()}
    page = room.post("officer", path, **form)
    room.app.extensions["clock"].now = NOW + timedelta(days=3)
    room.staff = Room.of(room.app).staff
    again = room.post("officer", path, **form, seen_due=seen_due(page))
    assert (seen_due(page), seen_due(again)) == ("2026-12-21", "2026-12-22")
    assert answers(room, reference) == []
    room.post("officer", path, **form, seen_due=seen_due(again))
    assert str(answers(room, reference)[0].complaint_due) == "2026-12-22"


WITHOUT = [
    ("avslag", "text", "", "Skriv hvorfor dere sier nei."),
    ("avslag", "text", "Nei.", "Skriv mer"),
    ("avslag", "text", REASONS + " …", "«…»"),
    ("avslag", "law", "", "Velg hvilken lov"),
    ("avslag", "law", "ukjent", "Velg ett av svarene"),
    ("avslag", "text", "x" * 6001, "Skriv kortere"),
    ("avslag", "text", REASONS + "\x00", "�"),
    ("delvis", "granted", "", "Skriv hva dere sier ja til."),
    ("delvis", "granted", "Dette: …", "«…»"),
    ("delvis", "text", "", "Skriv hva dere sier nei til"),
    ("delvis", "law", "", "Velg hvilken lov"),
    ("be-om-mer", "text", "", "Skriv hva dere trenger å vite."),
    ("be-om-mer", "text", "Vi lurer på …", "«…»"),
    ("be-om-mer", "spoken", "", "Velg hvilket språk"),
    ("be-om-mer", "spoken", "se", "Velg ett av svarene"),
    ("forelopig-svar", "text", "", "Skriv hvorfor svaret tar lengre tid."),
    ("forelopig-svar", "new_date", "", "Skriv når personen skal ha svar."),
    ("forelopig-svar", "new_date", "31.02.2027", "Skriv datoen med dag"),
    ("forelopig-svar", "new_date", "21.11.2026", "Skriv en dag fram i tid"),
    ("forelopig-svar", "new_date", "20.11.2026", "Skriv en dag fram i tid"),
    ("forelopig-svar", "new_date", "23.11.2027", "Skriv en dag fram i tid"),
    ("koordinator", "found", "", "Velg om dere har funnet"),
    ("koordinator", "name", "", "Skriv hva koordinatoren heter."),
    ("koordinator", "role", "", "Skriv hva koordinatoren jobber som."),
    ("koordinator", "phone", "", "Skriv telefonnummeret til koordinatoren."),
    ("koordinator", "phone", "12", "Skriv et telefonnummer"),
    ("koordinator", "deputy_phone", "hei", "Skriv et telefonnummer"),
    ("koordinator", "first_day", "", "Skriv fra hvilken dag"),
    ("koordinator", "first_day", "i går", "Skriv datoen med dag"),
    ("koordinator", "first_day", "01.12.2029", "Skriv en dag innen ett år."),
]


@pytest.mark.parametrize(("slug", "field", "value", "message"), WITHOUT)
def test_what_lacks_something_is_not_sent(
    room: Room, slug: str, field: str, value: str, message: str
) -> None:
    reference = asked(room)
    typed = {"spoken": "nb", "text": REASONS} | FORMS[slug]
    page = answer(room, reference, slug, **(typed | {field: value}))
    assert page.status_code == 422
    assert message in page.text and "Feil: " in page.text
    if field != "text":
        assert typed["text"] in page.text, "typed text is kept"
    assert answers(room, reference) == [] and told(room, reference) == []


def test_a_vacancy_needs_a_date(room: Room) -> None:
    reference = asked(room)
    for day in ("", "21.11.2026", "hei"):
        form = VACANT | {"next_news": day, "key": key()}
        page = room.post("officer", f"/sak/{reference}/svar/koordinator", **form)
        assert page.status_code == 422, day
    assert answers(room, reference) == []


def test_a_missing_fact_stops_a_refusal_and_says_which(room: Room) -> None:
    """The unit has lost its address and number, and so has the coordinating one."""
    profile = room.app.extensions["profiles"]["storby"]
    bare = replace_unit(profile, phone=None, post=None, visit=None)
    room.app.extensions["profiles"]["storby"] = bare
    reference = asked(room)
    try:
        page = room.get("officer", f"/sak/{reference}/svar/avslag").text
        sent = answer(room, reference, "avslag")
        other = answer(room, reference, "be-om-mer")
    finally:
        room.app.extensions["profiles"]["storby"] = profile
    for words in ("kan ikke sendes ennå", "Adressen til enheten", "Telefonnummeret til enheten"):
        assert words in page and words in sent.text, words
    assert sent.status_code == 422 and other.status_code == 303
    assert [one.kind for one in answers(room, reference)] == ["more-wanted"]


def replace_unit(profile: Any, **changes: Any) -> Any:
    unit = replace(profile.unit, **changes)
    return replace(profile, unit=unit, units={**profile.units, unit.code: unit})


# Text blocks and languages.


def boxed(page: Any) -> str:
    """What stands in the box for the text."""
    return re.search(r"<textarea[^>]*>(.*?)</textarea>", page.text, re.DOTALL)[1].strip()


def test_a_text_block_begins_the_text_in_the_citizens_language(room: Room) -> None:
    reference = asked(room, language="nn")
    path = f"/sak/{reference}/svar/be-om-mer"
    codes = re.findall(r'name="block" value="([a-z-]+)"', room.get("officer", path).text)
    assert len(codes) >= 3
    for code in codes:
        begun = room.post("officer", path, block=code, key=key(), spoken="nn")
        assert begun.status_code == 200 and len(boxed(begun)) > 40, code
        assert re.search(r'value="nn" checked', begun.text)
    assert room.post("officer", path, block="finnes-ikke", key=key()).status_code == 404
    assert answers(room, reference) == []


def test_a_text_block_comes_after_what_is_typed(room: Room) -> None:
    reference = asked(room)
    typed = {"key": key(), "spoken": "nb", "law": "nav", "text": REASONS}
    path = f"/sak/{reference}/svar/avslag"
    code = re.search(r'name="block" value="([a-z-]+)"', room.get("officer", path).text)[1]
    page = room.post("officer", path, **(typed | {"block": code}))
    assert boxed(page).startswith(REASONS) and len(boxed(page)) > len(REASONS) + 20
    assert re.search(r'value="nav" checked', page.text)


def test_an_english_block_for_an_english_reader(room: Room) -> None:
    reference = asked(room, language="en")
    path = f"/sak/{reference}/svar/be-om-mer"
    page = room.post("officer", path, block="more-needs", key=key(), spoken="en")
    assert boxed(page).startswith("Thank you")


def test_the_language_switch_keeps_the_text(room: Room) -> None:
    reference = asked(room)
    form = FORMS["avslag"] | {"key": key(), "show": "nn"}
    page = room.post("officer", f"/sak/{reference}/svar/avslag", **form)
    assert page.status_code == 200 and REASONS in page.text
    assert answers(room, reference) == []


def test_the_language_switch_on_the_check_page_sends_nothing(room: Room) -> None:
    reference = asked(room)
    path, form = f"/sak/{reference}/svar/avslag", FORMS["avslag"] | {"key": key()}
    due = seen_due(room.post("officer", path, **form))
    page = room.post("officer", path, **form, seen_due=due, show="nn")
    assert page.status_code == 200 and seen_due(page) == due
    assert answers(room, reference) == []


def test_a_missing_token_shows_the_form_again_with_the_text(room: Room) -> None:
    reference = asked(room)
    page = room.staff["officer"].post(
        f"/storby/nb/ansatt/sak/{reference}/svar/avslag",
        data=FORMS["avslag"] | {"key": key(), "seen_due": "2026-12-21"},
    )
    assert page.status_code == 422 and REASONS in page.text
    assert answers(room, reference) == []


# Taking back.


def test_a_slip_is_taken_back_within_ten_minutes(room: Room) -> None:
    reference = asked(room)
    answer(room, reference, "avslag")
    one = answers(room, reference)[0]
    clock = room.app.extensions["clock"]
    clock.now = NOW + timedelta(minutes=9, seconds=59)
    back = room.post("officer", f"/sak/{reference}/svar/{one.id}/tilbake")
    assert back.status_code == 303
    page = room.get("officer", f"/sak/{reference}").text
    assert "Svaret er tatt tilbake" in page and REASONS not in page
    assert "sendt ved en feil" in page
    assert (room.row(reference).status, room.row(reference).outcome) == ("taken", None)
    assert told(room, reference) == ["case-news", "case-news"]
    room.post("officer", f"/sak/{reference}/svar/{one.id}/tilbake")
    assert room.codes(reference).count("case.answer-taken-back") == 1


def test_after_ten_minutes_the_answer_stands(room: Room) -> None:
    reference = asked(room)
    answer(room, reference, "avslag")
    one = answers(room, reference)[0]
    room.app.extensions["clock"].now = NOW + timedelta(minutes=10)
    assert "Ta svaret tilbake" not in room.get("officer", f"/sak/{reference}").text
    room.post("officer", f"/sak/{reference}/svar/{one.id}/tilbake")
    assert "kan ikke tas tilbake" in room.get("officer", f"/sak/{reference}").text
    assert room.row(reference).outcome == "refused"


def test_another_cases_answer_is_not_taken_back_here(room: Room) -> None:
    here, there = asked(room), asked(room)
    answer(room, there, "avslag")
    one = answers(room, there)[0]
    assert room.post("officer", f"/sak/{here}/svar/{one.id}/tilbake").status_code == 404
    assert room.get("officer", f"/sak/{here}/brev/{one.id}").status_code == 404
    assert room.row(there).outcome == "refused"


# Who may.


@pytest.mark.parametrize("who", ["reader", "administrator", "north", "neighbour"])
@pytest.mark.parametrize("slug", FORMS)
def test_nobody_else_answers(room: Room, who: str, slug: str) -> None:
    reference = asked(room)
    assert room.get(who, f"/sak/{reference}/svar/{slug}").status_code == 404
    assert answer(room, reference, slug, who).status_code == 404
    assert answers(room, reference) == []


def test_a_reader_sees_the_answers_and_no_way_to_give_one(room: Room) -> None:
    reference = asked(room)
    answer(room, reference, "delvis")
    room.say_why("reader", reference)
    page = room.get("reader", f"/sak/{reference}").text
    assert REASONS in page
    assert "Ta svaret tilbake" not in page and "/svar/" not in page and "/brev/" not in page


def test_an_unknown_kind_is_the_404(room: Room) -> None:
    reference = asked(room)
    assert room.get("officer", f"/sak/{reference}/svar/ukjent").status_code == 404
    assert room.post("officer", f"/sak/{reference}/svar/ukjent").status_code == 404


def test_a_decided_case_gets_only_another_decision(room: Room) -> None:
    reference = asked(room)
    answer(room, reference, "avslag")
    page = room.get("officer", f"/sak/{reference}").text
    assert "/svar/koordinator" in page and "/svar/forelopig-svar" not in page
    assert room.get("officer", f"/sak/{reference}/svar/forelopig-svar").status_code == 303
    answer(room, reference, "forelopig-svar")
    assert [one.kind for one in answers(room, reference)] == ["refused"]
    answer(room, reference, "koordinator")
    assert room.row(reference).outcome == "coordinator-appointed"


def test_who_called_about_themself_can_get_an_answer_too(room: Room) -> None:
    mine = room.ask(next(NUMBERS))
    theirs = room.ask(next(NUMBERS), about="other", relation="parent")
    assert answer(room, mine, "avslag").status_code == 303
    assert room.row(mine).outcome == "refused"
    assert "/svar/avslag" not in room.get("officer", f"/sak/{theirs}").text
    answer(room, theirs, "avslag")
    assert answers(room, theirs) == []


def test_a_call_outcome_is_noted_on_a_request_too(room: Room) -> None:
    reference = asked(room)
    form = {"outcome": "appointment", "key": key(), "tell": "y"}
    assert room.post("officer", f"/sak/{reference}/svar", **form).status_code == 303
    assert told(room, reference) == ["case-news"]
    assert "Vi har avtalt et møte" in room.get("officer", f"/sak/{reference}").text


# Letters.


def pdf_text(page: Any) -> str:
    assert page.mimetype == "application/pdf", page.status_code
    assert problems_of(page.data) == []
    with pikepdf.open(io.BytesIO(page.data)) as pdf:
        return str(pdf.docinfo.get("/Title", "")) + str(pdf.Root.Lang)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("slug", [*FORMS, "ledig"])
def test_an_answer_can_be_a_letter(room: Room, slug: str, language: str) -> None:
    reference = asked(room, language=language, reach="letter", address="Oppdiktet vei 3")
    if slug == "ledig":
        room.post("officer", f"/sak/{reference}/svar/koordinator", key=key(), **VACANT)
    else:
        answer(room, reference, slug)
    one = answers(room, reference)[0]
    page = room.get("officer", f"/sak/{reference}/brev/{one.id}")
    assert pdf_text(page).endswith(language)
    assert page.headers["Cache-Control"] == "no-store"
    assert reference in page.headers["Content-Disposition"]
    assert room.codes(reference)[-2:] == ["case.letter-made", "case.read"]


def test_the_task_to_send_a_letter_leads_to_it(room: Room) -> None:
    reference = asked(room, reach="letter", address="Oppdiktet vei 3")
    answer(room, reference, "avslag")
    assert f"/sak/{reference}/brev" in room.get("officer", "/oppgaver").text
    assert room.get("officer", f"/sak/{reference}/brev").mimetype == "application/pdf"


def test_a_taken_back_answer_is_no_letter(room: Room) -> None:
    reference = asked(room)
    answer(room, reference, "avslag")
    one = answers(room, reference)[0]
    room.post("officer", f"/sak/{reference}/svar/{one.id}/tilbake")
    assert room.get("officer", f"/sak/{reference}/brev/{one.id}").status_code == 404
    assert room.get("officer", f"/sak/{reference}/brev").mimetype == "application/pdf"


@pytest.mark.parametrize("who", ["reader", "administrator", "north", "neighbour"])
def test_who_may_not_act_makes_no_letter(room: Room, who: str) -> None:
    reference = asked(room)
    answer(room, reference, "avslag")
    one = answers(room, reference)[0]
    assert room.get(who, f"/sak/{reference}/brev").status_code == 404
    assert room.get(who, f"/sak/{reference}/brev/{one.id}").status_code == 404
    assert "case.letter-made" not in room.codes(reference)


# Somebody else asked.


def test_an_unconfirmed_case_leads_only_to_an_offer_of_contact(room: Room) -> None:
    for whom in ("other", "child", "service"):
        reference = asked_for_another(room, whom)
        page = room.get("officer", f"/sak/{reference}").text
        assert "Spør personen først" in page and "/svar/avslag" not in page
        for slug in FORMS:
            assert room.get("officer", f"/sak/{reference}/svar/{slug}").status_code == 303
            assert answer(room, reference, slug).status_code == 303
        assert "må spørres" in room.get("officer", f"/sak/{reference}").text
        assert answers(room, reference) == []
        form = {"outcome": "not-reached", "key": key()}
        assert room.post("officer", f"/sak/{reference}/svar", **form).status_code == 303
        assert room.row(reference).not_reached == 1


@pytest.mark.parametrize("how", ["phone", "visit", "letter"])
def test_a_yes_opens_the_case(room: Room, how: str) -> None:
    reference = asked_for_another(room)
    sent = room.post("officer", f"/sak/{reference}/spurt", how=how, wants="yes", key=key())
    assert sent.status_code == 303
    assert room.row(reference).confirmed_by == how
    page = room.get("officer", f"/sak/{reference}").text
    assert "sier ja" in page and "Ingen innbygger kan se saken ennå" in page
    assert answer(room, reference, "koordinator").status_code == 303
    assert room.row(reference).outcome == "coordinator-appointed"


def test_with_a_national_number_the_person_sees_the_case(room: Room) -> None:
    reference, number = asked_for_another(room), national(401)
    spaced = f"{number[:6]} {number[6:]}"
    form = {"how": "visit", "wants": "yes", "number": spaced, "key": key()}
    assert room.post("officer", f"/sak/{reference}/spurt", **form).status_code == 303
    page = room.get("officer", f"/sak/{reference}").text
    assert "Personen det gjelder" in page and number not in page
    assert [row.role for row in readers(room, reference)] == ["self"]


def test_the_desks_number_goes_before_the_askers(room: Room) -> None:
    reference = asked_for_another(room, about_number=national(402))
    before = readers(room, reference)[0].person
    form = {"how": "visit", "wants": "yes", "number": national(403), "key": key()}
    room.post("officer", f"/sak/{reference}/spurt", **form)
    (reader,) = readers(room, reference)
    assert reader.person != before


def test_the_asker_does_not_become_the_reader(room: Room) -> None:
    number = next(NUMBERS)
    reference = room.send(number, whom="other", about_name="Gjelda Personen")
    form = {"how": "visit", "wants": "yes", "number": national(number), "key": key()}
    page = room.post("officer", f"/sak/{reference}/spurt", **form)
    assert page.status_code == 422 and "nummeret til den som spurte" in page.text
    assert readers(room, reference) == [] and room.row(reference).confirmed_at is None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"how": ""}, "Velg hvordan personen er spurt."),
        ({"wants": ""}, "Velg hva personen sier."),
        ({"how": "login"}, "Velg ett av svarene"),
        ({"number": "12345678901"}, "Skriv fødselsnummeret med 11 siffer."),
        ({"number": "hei"}, "Skriv fødselsnummeret med 11 siffer."),
    ],
)
def test_what_is_not_said_is_asked_again(room: Room, changes: dict[str, str], message: str) -> None:
    reference = asked_for_another(room)
    form = {"how": "phone", "wants": "yes", "number": "", "key": key()} | changes
    page = room.post("officer", f"/sak/{reference}/spurt", **form)
    assert page.status_code == 422 and message in page.text
    assert room.row(reference).confirmed_at is None


def test_a_no_ends_the_case_and_takes_the_text_away(room: Room) -> None:
    reference = asked_for_another(room, own_words="Kanariord om naboen")
    form = {"how": "phone", "wants": "no", "key": key()}
    room.post("officer", f"/sak/{reference}/spurt", **form)
    row = room.row(reference)
    assert (row.status, row.outcome, row.confirmed_at) == ("closed", "not-wanted", None)
    assert row.text_removed_at is not None and row.closed_at is not None
    page = room.get("officer", f"/sak/{reference}").text
    assert "Teksten er slettet" in page
    for words in ("Kanariord", "Gjelda", "Innlogget"):
        assert words not in page
    assert room.codes(reference).count("case.not-wanted") == 1
    assert told(room, reference) == ["case-asked-about-you"], "the asker is told nothing"
    with room.app.extensions["database"].transaction() as session:
        kept = select(RequestRow.words).filter_by(case_id=room.row_id(session, reference))
        assert session.scalars(kept).all() == [None]


def test_asked_twice_is_once(room: Room) -> None:
    reference = asked_for_another(room)
    form = {"how": "phone", "wants": "yes", "key": key()}
    for _ in range(2):
        assert room.post("officer", f"/sak/{reference}/spurt", **form).status_code == 303
    room.post("officer", f"/sak/{reference}/spurt", **(form | {"wants": "no", "key": key()}))
    assert room.codes(reference).count("case.confirmed") == 1
    assert room.row(reference).status != "closed"


@pytest.mark.parametrize("who", ["reader", "administrator", "north", "neighbour"])
@pytest.mark.parametrize("path", ["spurt", "foreldreansvar"])
def test_nobody_else_confirms(room: Room, who: str, path: str) -> None:
    reference = asked_for_another(room, "child", child_age="under-16")
    form = {"how": "visit", "wants": "yes", "born": "1.1.2020", "key": key()}
    assert room.get(who, f"/sak/{reference}/{path}").status_code == 404
    assert room.post(who, f"/sak/{reference}/{path}", **form).status_code == 404
    assert room.post(who, f"/sak/{reference}/{path}").status_code == 404
    assert room.row(reference).confirmed_at is None


def test_the_letter_to_somebody_asked_for_says_nothing(room: Room) -> None:
    reference = asked_for_another(room, about_address="Oppdiktet vei 4")
    page = room.get("officer", f"/sak/{reference}/brev")
    assert pdf_text(page).startswith("Vi vil gjerne snakke med deg")
    with pytest.raises(AssertionError):
        pdf_text(room.get("officer", f"/sak/{reference}/brev/nothing"))


# A parent.


def test_a_parent_sees_the_case_until_the_child_is_16(room: Room) -> None:
    reference = asked_for_another(room, "child", child_age="under-16")
    assert "Bekreft foreldreansvar" in room.get("officer", f"/sak/{reference}").text
    form = {"how": "register", "born": "22.11.2010", "key": key()}
    assert room.post("officer", f"/sak/{reference}/foreldreansvar", **form).status_code == 303
    (reader,) = readers(room, reference)
    assert (reader.role, reader.until) == ("parent", date(2026, 11, 22))
    assert reader.person == room.row(reference).asker
    assert "22. november 2026" in room.get("officer", f"/sak/{reference}").text
    assert answer(room, reference, "koordinator").status_code == 303
    assert room.row(reference).outcome == "coordinator-appointed"


@pytest.mark.parametrize(
    ("born", "message"),
    [
        ("21.11.2010", "Barnet er 16 år eller eldre."),
        ("1.1.1990", "Barnet er 16 år eller eldre."),
        ("22.11.2026", "Barnet er 16 år eller eldre."),
        ("", "Skriv når barnet er født."),
        ("30.2.2015", "Skriv datoen med dag"),
    ],
)
def test_who_is_16_is_asked_and_not_the_parent(room: Room, born: str, message: str) -> None:
    reference = asked_for_another(room, "child", child_age="under-16")
    form = {"how": "register", "born": born, "key": key()}
    page = room.post("officer", f"/sak/{reference}/foreldreansvar", **form)
    assert page.status_code == 422 and message in page.text
    assert readers(room, reference) == [] and room.row(reference).confirmed_at is None


@pytest.mark.parametrize(
    ("whom", "age"), [("other", None), ("service", None), ("child", "from-16"), ("self", None)]
)
def test_only_a_child_under_16_has_a_parent_here(room: Room, whom: str, age: str | None) -> None:
    reference = asked_for_another(room, whom, child_age=age)
    assert "/foreldreansvar" not in room.get("officer", f"/sak/{reference}").text
    assert room.get("officer", f"/sak/{reference}/foreldreansvar").status_code == 303
    if whom != "child":
        form = {"how": "register", "born": "1.1.2020", "key": key()}
        room.post("officer", f"/sak/{reference}/foreldreansvar", **form)
        assert room.row(reference).confirmed_at is None


def readers(room: Room, reference: str) -> list[CaseReaderRow]:
    with room.app.extensions["database"].transaction() as session:
        rows = select(CaseReaderRow).filter_by(case_id=room.row_id(session, reference))
        return list(session.scalars(rows))


def test_no_event_holds_a_word_of_it(room: Room) -> None:
    reference = asked(room, own_words="Kanariord")
    answer(room, reference, "avslag")
    with room.app.extensions["database"].transaction() as session:
        kept = " ".join(str(vars(row)) for row in session.scalars(select(EventRow)))
        sealed = session.scalars(
            select(AnswerRow.words).join(CaseRow).where(CaseRow.reference == reference)
        ).one()
    assert "Kanariord" not in kept and "tjeneste nå" not in kept
    assert b"tjeneste" not in sealed


def test_a_north_officer_answers_in_the_north(room: Room) -> None:
    reference = asked(room, NORTH)
    assert answer(room, reference, "avslag", "north").status_code == 303
    assert "Postboks 11" in room.get("north", f"/sak/{reference}").text
