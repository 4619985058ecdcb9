"""The desk's own people: who gives a case to whom, who is away, who writes to the citizen, and which cases are shown."""

import itertools
import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from portal.photos import Photo
from portal.rules.access import Actor
from portal.store import attachments, case_messages
from portal.store.crypto import new_id, seal
from portal.store.db import add, keyring_of
from portal.store.tables.answer import MessageRow
from portal.store.tables.events import EventRow
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.request import DraftRow
from portal.store.tables.staff import StaffRow
from tests.conftest import NOW
from tests.login.conftest import shared_app  # noqa: F401
from tests.login.steps import csrf
from tests.pages.desk_room import CENTRE, NORTH, Room

ROLES = ("reader", "officer", "colleague", "north", "lead", "administrator", "neighbour")
NUMBERS = itertools.count(300)
KEYS = itertools.count(1)
TYPED = "Kanarimelding om noe «viktig»\nog en linje til"


@pytest.fixture
def room(shared_app: Flask) -> Room:  # noqa: F811
    shared_app.extensions["clock"].now = NOW
    with shared_app.extensions["database"].transaction() as session:
        session.execute(text("DELETE FROM sessions"))
        away = {"away_from": None, "away_until": None, "covered_by": None}
        session.execute(StaffRow.__table__.update().values(away))
    return Room.of(shared_app)


def key() -> str:
    return f"p{next(KEYS):021}"


def ask(room: Room, unit: str = CENTRE, **more: Any) -> str:
    return room.ask(next(NUMBERS), unit, **more)


def send(room: Room, unit: str = CENTRE, **more: Any) -> str:
    return room.send(next(NUMBERS), unit, **more)


def taken(room: Room, who: str = "officer") -> str:
    reference = ask(room)
    assert room.post(who, f"/sak/{reference}/tatt").status_code == 303
    return reference


def give(room: Room, who: str, reference: str, to: str = "c", **more: str) -> Any:
    return room.post(who, f"/sak/{reference}/gi-videre", **({"to": to, "key": key()} | more))


def listed(room: Room, who: str, show: str) -> set[str]:
    page = room.get(who, f"?vis={show}").text
    return set(re.findall(r"/sak/([0-9A-Z-]{14})\"", page))


def one_event(room: Room, code: str) -> list[EventRow]:
    with room.app.extensions["database"].transaction() as session:
        return list(session.scalars(select(EventRow).filter_by(code=code)))


class TestHandingOver:
    def test_the_colleague_sees_it_among_their_own(self, room: Room) -> None:
        reference = taken(room)
        page = room.get("officer", f"/sak/{reference}/gi-videre")
        assert "Caro Kolle" in page.text and "Liv Leder" in page.text
        assert "Rita Leser" not in page.text and "Nora Nord" not in page.text
        assert "Du har saken nå" in page.text
        answer = give(room, "officer", reference)
        assert answer.status_code == 303 and answer.location.endswith("/nb/ansatt")
        assert "Saken er gitt videre" in room.get("officer").text
        assert reference in listed(room, "colleague", "mine")
        assert reference not in listed(room, "officer", "mine")
        assert "case.handed-over" in room.codes(reference)
        assert "Saken ble gitt til en kollega" in room.get("colleague", f"/sak/{reference}").text

    @pytest.mark.parametrize("who", ROLES)
    def test_only_who_has_it_or_a_lead_gives_it_away(self, room: Room, who: str) -> None:
        reference = taken(room)
        allowed = who in {"officer", "lead"}
        if who == "lead":
            room.say_why(who, reference, reason="handover")
        form = room.get(who, f"/sak/{reference}/gi-videre")
        assert form.status_code == (200 if allowed else 404)
        assert give(room, who, reference).status_code == (303 if allowed else 404)
        assert room.row(reference).taken_by == ("c" if allowed else "o")

    def test_the_link_is_there_for_who_may(self, room: Room) -> None:
        reference = taken(room)
        for who in ("lead", "colleague", "reader", "administrator"):
            room.say_why(who, reference)
        shown = {
            who: "/gi-videre" in room.get(who, f"/sak/{reference}").text
            for who in ("officer", "lead", "colleague", "reader", "administrator")
        }
        assert shown == {
            "officer": True, "lead": True, "colleague": False, "reader": False, "administrator": False,
        }  # fmt: skip

    @pytest.mark.parametrize("to", ["r", "n", "v", "a", "nobody", "", "o' OR 1=1"])
    def test_it_goes_to_nobody_else(self, room: Room, to: str) -> None:
        reference = taken(room)
        answer = give(room, "officer", reference, to)
        assert answer.status_code == 422 and "Velg" in answer.text
        assert room.row(reference).taken_by == "o"

    def test_sent_twice_it_is_given_once(self, room: Room) -> None:
        reference, same = taken(room), key()
        assert give(room, "officer", reference, key=same).status_code == 303
        before = room.codes(reference).count("case.handed-over")
        room.say_why("lead", reference, reason="handover")
        give(room, "lead", reference, "o")
        assert give(room, "officer", reference, key=same).status_code == 303
        assert room.row(reference).taken_by == "o"
        assert room.codes(reference).count("case.handed-over") == before + 1

    def test_a_closed_case_is_given_to_nobody(self, room: Room) -> None:
        reference = taken(room)
        room.post("officer", f"/sak/{reference}/svar", outcome="wants-nothing", key=key())
        room.post("officer", f"/sak/{reference}/avsluttet")
        assert room.get("officer", f"/sak/{reference}/gi-videre").status_code == 404
        assert give(room, "officer", reference).status_code == 404

    def test_who_is_away_is_marked_with_until_when(self, room: Room) -> None:
        reference = taken(room)
        tell(room, "colleague", first="21.11.2026", last="3.12.2026")
        page = room.get("officer", f"/sak/{reference}/gi-videre").text
        assert "Caro Kolle (borte til og med 3. desember 2026)" in page

    def test_alone_in_the_unit_one_is_told_so(self, room: Room) -> None:
        reference = ask(room, NORTH)
        with room.app.extensions["database"].transaction() as session:
            session.get(StaffRow, "l").disabled_at = NOW
        try:
            assert room.get("north", f"/sak/{reference}/gi-videre").status_code == 303
            assert give(room, "north", reference).status_code == 303
            assert "ingen andre i enheten" in room.get("north", f"/sak/{reference}").text
        finally:
            with room.app.extensions["database"].transaction() as session:
                session.get(StaffRow, "l").disabled_at = None


def tell(room: Room, who: str, **form: str) -> Any:
    """Tell of an absence; without more, one's own of today with nobody to cover."""
    ordinary = {"first": "21.11.2026", "last": "21.11.2026", "cover": "ingen", "key": key()}
    return room.post(who, "/fravaer", **(ordinary | form))


class TestAbsence:
    def test_the_cover_sees_the_cases_and_everyone_sees_who_covers(self, room: Room) -> None:
        reference = taken(room)
        answer = tell(room, "officer", last="27.11.2026", cover="c")
        assert answer.status_code == 303 and answer.location.endswith("/fravaer")
        page = room.get("officer", "/fravaer").text
        assert "Fraværet er lagret" in page
        assert "Borte fra 21. november 2026 til og med 27. november 2026." in page
        assert "Dekkes av Caro Kolle." in page
        assert reference in listed(room, "colleague", "mine")
        room.say_why("lead", reference)
        for path in ("?vis=apne", f"/sak/{reference}"):
            seen = room.get("lead", path).text
            assert "Dekkes av Caro Kolle" in seen and "Ola Saks har den" in seen
        assert [row.object for row in one_event(room, "staff.away")][-1] == "c"

    def test_back_again_the_cases_are_ones_own_alone(self, room: Room) -> None:
        reference = taken(room)
        tell(room, "officer", last="27.11.2026", cover="c")
        assert room.post("officer", "/fravaer/o/slutt").status_code == 303
        assert reference not in listed(room, "colleague", "mine")
        room.say_why("lead", reference)
        page = room.get("lead", f"/sak/{reference}").text
        assert "Ola Saks har den" in page and "Dekkes av" not in page
        assert room.post("officer", "/fravaer/o/slutt").status_code == 303

    def test_after_the_last_day_it_is_over_by_itself(self, room: Room) -> None:
        reference = taken(room)
        tell(room, "officer", cover="c")
        assert reference in listed(room, "colleague", "mine")
        room.app.extensions["clock"].now = NOW + timedelta(days=1)
        room = Room.of(room.app)
        assert reference not in listed(room, "colleague", "mine")
        assert "Ingen er borte" in room.get("officer", "/fravaer").text

    def test_a_lead_sets_others_absence(self, room: Room) -> None:
        page = room.get("lead", "/fravaer").text
        assert "Hvem er borte?" in page and "Nora Nord" in page
        assert tell(room, "lead", person="n", cover="l").status_code == 303
        page = room.get("lead", "/fravaer").text
        assert "Dekkes av Liv Leder." in page
        assert room.post("lead", "/fravaer/n/slutt").status_code == 303

    @pytest.mark.parametrize("who", ROLES)
    def test_who_has_no_cases_is_never_away(self, room: Room, who: str) -> None:
        acts = who not in {"reader", "administrator"}
        assert room.get(who, "/fravaer").status_code == (200 if acts else 404)
        assert ("/ansatt/fravaer" in room.get(who).text) is acts
        assert room.post(who, "/fravaer/o/slutt").status_code == (
            303 if who in {"officer", "lead"} else 404
        )

    def test_an_officer_cannot_set_anothers_absence(self, room: Room) -> None:
        assert "Hvem er borte?" not in room.get("officer", "/fravaer").text
        tell(room, "officer", person="c")
        with room.app.extensions["database"].transaction() as session:
            assert session.get(StaffRow, "c").away_from is None
            assert session.get(StaffRow, "o").away_from is not None

    @pytest.mark.parametrize(
        ("form", "message"),
        [
            ({"first": ""}, "Skriv den første dagen."),
            ({"last": ""}, "Skriv den siste dagen."),
            ({"first": "31.2.2026"}, "Skriv datoen med dag, måned og år"),
            ({"last": "i morgen"}, "Skriv datoen med dag, måned og år"),
            ({"last": "20.11.2026"}, "Siste dag kan ikke være før den første."),
            ({"first": "1.11.2026", "last": "20.11.2026"}, "som er i dag eller senere"),
            ({"last": "1.1.2028"}, "høyst ett år"),
            ({"cover": ""}, "Velg hvem som dekker sakene."),
            ({"cover": "o"}, "Velg"),
            ({"cover": "n"}, "Velg"),
            ({"cover": "r"}, "Velg"),
        ],
    )
    def test_each_error_says_what_to_do_and_keeps_the_rest(self, room, form, message) -> None:
        answer = tell(room, "officer", **({"first": "22.11.2026", "last": "23.11.2026"} | form))
        assert answer.status_code == 422 and message in answer.text
        for name, typed in ({"first": "22.11.2026"} | form).items():
            if name in {"first", "last"}:
                assert f'value="{typed}"' in answer.text
        with room.app.extensions["database"].transaction() as session:
            assert session.get(StaffRow, "o").away_from is None

    def test_who_is_away_then_cannot_cover(self, room: Room) -> None:
        tell(room, "colleague", first="25.11.2026", last="26.11.2026")
        answer = tell(room, "officer", last="25.11.2026", cover="c")
        assert answer.status_code == 422 and "selv borte da" in answer.text
        assert tell(room, "officer", last="24.11.2026", cover="c").status_code == 303

    def test_a_lead_cannot_let_one_cover_what_that_one_does_not_see(self, room: Room) -> None:
        answer = tell(room, "lead", person="n", cover="c")
        assert answer.status_code == 422 and "ser ikke disse sakene" in answer.text

    def test_sent_twice_it_is_one_event(self, room: Room) -> None:
        before, same = len(one_event(room, "staff.away")), key()
        tell(room, "officer", key=same)
        tell(room, "officer", key=same)
        assert len(one_event(room, "staff.away")) == before + 1

    def test_the_language_switch_keeps_what_is_typed(self, room: Room) -> None:
        token = csrf(room.get("officer"))
        answer = room.staff["officer"].post(
            "/storby/nn/ansatt/fravaer",
            data={"csrf_token": token, "show": "nn", "first": "24.12.2026"},
        )
        assert answer.status_code == 200 and 'value="24.12.2026"' in answer.text


def messages(room: Room, reference: str) -> list[case_messages.Message]:
    case_id = room.row(reference).id
    with room.app.extensions["database"].transaction() as session:
        return case_messages.of_case(session, case_id)


def write(room: Room, who: str, reference: str, **form: str) -> Any:
    return room.post(who, f"/sak/{reference}/melding", **({"text": TYPED, "key": key()} | form))


class TestMessages:
    def test_the_citizen_is_told_at_once_and_not_what(self, room: Room) -> None:
        reference = send(room)
        answer = write(room, "officer", reference)
        assert answer.status_code == 303 and answer.location.endswith(f"/sak/{reference}")
        page = room.get("officer", f"/sak/{reference}").text
        assert "Meldingen er lagret" in page and "Kanarimelding om noe «viktig»" in page
        assert "og en linje til" in page and "Ola Saks" in page
        (kept,) = messages(room, reference)
        assert (kept.by_kind, kept.by, kept.text) == ("staff", "o", TYPED)
        assert "case.desk-wrote" in room.codes(reference)
        case_id = room.row(reference).id
        with room.app.extensions["database"].transaction() as session:
            rows = session.scalars(
                select(OutboxRow).filter_by(case_id=case_id, template="case-news")
            ).all()
        assert len(rows) == 1

    def test_what_the_citizen_wrote_is_shown(self, room: Room) -> None:
        reference = send(room)
        row = room.row(reference)
        with room.app.extensions["database"].transaction() as session:
            message_id = new_id()
            add(
                session, MessageRow, id=message_id, case_id=row.id, by_kind="citizen", by=row.asker,
                at=NOW, text=seal(keyring_of(session), "messages.text", message_id, "<b>Hei</b> dere"),
            )  # fmt: skip
        page = room.get("reader", f"/sak/{reference}").text
        assert "Skrevet i saken" in page and "&lt;b&gt;Hei&lt;/b&gt; dere" in page
        assert "&lt;b&gt;Hei" in room.get("officer", f"/sak/{reference}/melding").text

    @pytest.mark.parametrize("who", ROLES)
    def test_only_who_answers_in_the_unit_writes(self, room: Room, who: str) -> None:
        reference = send(room)
        allowed = who in {"officer", "colleague", "lead"}
        assert room.get(who, f"/sak/{reference}/melding").status_code == (200 if allowed else 404)
        assert write(room, who, reference).status_code == (303 if allowed else 404)
        assert len(messages(room, reference)) == allowed
        shown = "Skriv en melding" in room.get(who, f"/sak/{reference}").text
        assert shown is allowed

    def test_where_no_citizen_could_read_it_nothing_is_written(self, room: Room) -> None:
        called, for_another = ask(room), send(room, whom="other", about_name="Kanari Annen")
        for reference in (called, for_another):
            assert "Skriv en melding" not in room.get("officer", f"/sak/{reference}").text
            assert room.get("officer", f"/sak/{reference}/melding").status_code == 404
            assert write(room, "officer", reference).status_code == 404
            assert messages(room, reference) == []

    @pytest.mark.parametrize(
        ("typed", "message"),
        [("", "Skriv meldingen."), ("x" * 4001, "Skriv kortere"), ("a\x00b", "kan ikke lese")],
    )
    def test_each_error_keeps_the_text(self, room: Room, typed: str, message: str) -> None:
        reference = send(room)
        answer = write(room, "officer", reference, text=typed)
        assert answer.status_code == 422 and message in answer.text
        assert typed.replace("\x00", "\ufffd") in answer.text
        assert messages(room, reference) == []

    def test_sent_twice_it_is_one(self, room: Room) -> None:
        reference, same = send(room), key()
        write(room, "officer", reference, key=same)
        write(room, "officer", reference, key=same)
        assert len(messages(room, reference)) == 1

    def test_a_missing_token_shows_the_text_again(self, room: Room) -> None:
        reference = send(room)
        answer = room.staff["officer"].post(
            f"/storby/nb/ansatt/sak/{reference}/melding", data={"text": TYPED, "key": key()}
        )
        assert answer.status_code == 422 and "Kanarimelding" in answer.text
        assert messages(room, reference) == []

    def test_a_closed_case_gets_no_message(self, room: Room) -> None:
        reference = send(room)
        room.post("officer", f"/sak/{reference}/tatt")
        with room.app.extensions["database"].transaction() as session:
            session.execute(
                text("UPDATE cases SET status = 'closed' WHERE reference = :r"), {"r": reference}
            )
        assert write(room, "officer", reference).status_code == 404


class TestLists:
    def test_each_list_holds_its_own(self, room: Room) -> None:
        new, opened, mine, other = (
            ask(room),
            ask(room),
            taken(room),
            send(room, whom="other", about_name="Kanari Annen"),
        )
        room.post("officer", f"/sak/{opened}/apnet")
        answered = taken(room)
        room.post("officer", f"/sak/{answered}/svar", outcome="appointment", key=key())
        all_of_them = {new, opened, mine, other, answered}
        holds = {
            "apne": all_of_them,
            "venter": {new, opened, mine, other},
            "ledige": {new, opened, other},
            "bekreftes": {other},
            "mine": {mine, answered},
            "avsluttede": set(),
        }
        for show, expected in holds.items():
            assert everything(room, "officer", show) & all_of_them == expected, show

    def test_a_list_is_its_own_part_for_htmx(self, room: Room) -> None:
        send(room, whom="other", about_name="Kanari Annen")
        whole = room.get("officer", "?vis=bekreftes").text
        bare = FlaskClient(room.app, room.app.response_class)
        bare.set_cookie("ansatt", room.staff["officer"].get_cookie("ansatt").value)
        part = bare.get("/storby/nb/ansatt?vis=bekreftes", headers={"HX-Request": "true"}).text
        assert "<html" not in part and part.strip() in whole
        assert "Personen må spørres" in part and "Kanari" not in part

    def test_an_unknown_list_is_not_there(self, room: Room) -> None:
        assert room.get("officer", "?vis=free").status_code == 404


def everything(room: Room, who: str, show: str) -> set[str]:
    """The references on all pages of a list."""
    found: set[str] = set()
    for number in range(1, 40):
        page = listed(room, who, f"{show}&side={number}")
        if not page:
            break
        found |= page
    return found


class TestPictures:
    @pytest.fixture
    def pictured(self, room: Room) -> tuple[str, str]:
        """A case with one picture: (reference, id of the picture)."""
        reference = send(room)
        row, draft = room.row(reference), new_id()
        asker = Actor("citizen", row.asker, "9902")
        with room.app.extensions["database"].transaction() as session:
            add(
                session, DraftRow, id=draft, municipality="9902", owner=asker.id, journey="request",
                key=key(), answers=seal(keyring_of(session), "drafts.answers", draft, "{}"),
                created_at=NOW, saved_at=NOW,
            )  # fmt: skip
            photo = Photo(b"\xff\xd8\xffkanari", "image/jpeg", 1, 1)
            picture = attachments.add_to_draft(session, asker, photo)
            attachments.move_to_case(session, draft, row.id)
            session.execute(text("DELETE FROM drafts WHERE id = :id"), {"id": draft})
        return reference, picture

    @pytest.mark.parametrize("who", ROLES)
    def test_who_sees_the_case_opens_its_pictures(self, room: Room, pictured, who: str) -> None:
        reference, picture = pictured
        sees = who not in {"north", "neighbour"}
        if who == "administrator":
            room.say_why(who, reference)
        before = len(one_event(room, "case.picture-read"))
        answer = room.get(who, f"/sak/{reference}/bilde/{picture}")
        assert answer.status_code == (200 if sees else 404)
        assert (answer.data == b"\xff\xd8\xffkanari") is sees
        assert len(one_event(room, "case.picture-read")) == before + sees
        if sees:
            page = room.get(who, f"/sak/{reference}").text
            assert f"/sak/{reference}/bilde/{picture}" in page and "Se bilde 1" in page
            assert len(one_event(room, "case.picture-read")) == before + 1, "a link opens nothing"

    def test_it_can_run_nothing_and_is_kept_nowhere(self, room: Room, pictured) -> None:
        reference, picture = pictured
        answer = room.get("officer", f"/sak/{reference}/bilde/{picture}")
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["Content-Disposition"] == 'inline; filename="bilde.jpg"'
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        policy = answer.headers.get_all("Content-Security-Policy")
        assert policy == ["default-src 'none'; sandbox; frame-ancestors 'none'"]

    def test_under_another_case_it_is_not_there(self, room: Room, pictured) -> None:
        _reference, picture = pictured
        answer = room.get("officer", f"/sak/{send(room)}/bilde/{picture}")
        assert answer.status_code == 404
        assert answer.data == room.get("officer", "/sak/x/bilde/x").data
