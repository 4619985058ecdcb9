"""How a complaint that did not come with login gets its case: found in what was written, written in by hand, and decided about."""

import itertools
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from portal.public_holidays import holidays_around
from portal.rules.access import Actor
from portal.rules.case import local_day
from portal.rules.complaint_answers import Answers, By, Kin, Who, Wrong
from portal.store import case_messages, complaint, people
from portal.store.tables.complaint import ComplaintRow, PossibleComplaintRow
from tests.conftest import NOW
from tests.login.conftest import shared_app  # noqa: F401
from tests.pages.desk_room import CENTRE, Room, national
from tests.store.complaints import MAIL, SUPERVISION, WORDS
from tests.tagged_pdf import text_of

NUMBERS, KEYS = itertools.count(430), itertools.count(1)
UNHAPPY = "Kanarimelding: eg er ikkje einig i svaret"
PAPER = {
    "channel": "letter",
    "on": "02.11.2026",
    "name": "Kanari Papirsen",
    "concerns": "Kanaribrev om avlastning",
    "who": "self",
    "address": "Prøvegata 1\n0001 Storby",
    "spoken": "nb",
    "office": "municipal-health",
    "path": "a",
}
OF_KIN = Answers(wrong=Wrong.REFUSED, by=By.MUNICIPAL, who=Who.KIN, kin=Kin.CANNOT_DECIDE)


@pytest.fixture
def room(shared_app: Flask) -> Room:  # noqa: F811
    shared_app.extensions["clock"].now = NOW
    with shared_app.extensions["database"].transaction() as session:
        session.execute(text("DELETE FROM sessions"))
    return Room.of(shared_app)


def key() -> str:
    return f"i{next(KEYS):021}"


def asked_with_message(room: Room) -> tuple[str, str]:
    """(the case, a message its person wrote)."""
    number = next(NUMBERS)
    reference = room.send(number)
    with room.app.extensions["database"].transaction() as session:
        marte = Actor("citizen", people.find_or_begin(session, "9902", national(number)).id, "9902")
        case_id = room.row_id(session, reference)
        return reference, case_messages.write(session, marte, case_id, UNHAPPY)


def sent(room: Room, answers: Answers) -> str:
    """A complaint, or what is none, with login."""
    today = local_day(NOW)
    with room.app.extensions["database"].transaction() as session:
        who = people.find_or_begin(session, "9902", national(next(NUMBERS)))
        return complaint.send(
            session, Actor("citizen", who.id, "9902"), draft_key=key(), complaint=WORDS,
            answers=answers, about_case=None, unit=CENTRE, mail=MAIL, today=today,
            holidays=holidays_around(today),
        ).reference  # fmt: skip


def flag(room: Room, reference: str, message: str, who: str = "officer") -> Any:
    return room.post(who, f"/sak/{reference}/mulig-klage/{message}")


def place(answer: Any) -> str:
    """Where a press leads, after the desk's own address."""
    assert answer.status_code == 303
    return answer.headers["Location"].partition("/ansatt")[2]


def reference_in(answer: Any) -> str:
    return place(answer).removeprefix("/sak/")


def row(room: Room, reference: str) -> ComplaintRow:
    with room.app.extensions["database"].transaction() as session:
        wanted = select(ComplaintRow).filter_by(case_id=room.row_id(session, reference))
        return session.scalars(wanted).one()


def words_in(answer: Any) -> str:
    """The text of a letter."""
    assert answer.mimetype == "application/pdf"
    return " ".join(text_of(answer.data).split())


class TestPossible:
    def test_a_message_is_flagged_asked_about_and_becomes_a_complaint(self, room: Room) -> None:
        reference, message = asked_with_message(room)
        page = room.get("officer", f"/sak/{reference}").text
        assert f"/sak/{reference}/mulig-klage/{message}" in page
        at = place(flag(room, reference, message))
        asked = room.get("officer", at).text
        assert UNHAPPY in asked and "Er det en klage, skal den ha svar innen" in asked
        listed = room.get("officer", "/mulig-klage").text
        assert reference in listed and at in listed and UNHAPPY not in listed
        assert "Noe kan være en klage" in room.get("officer", "/oppgaver").text
        made = reference_in(room.post("officer", at, answer="complaint", path="a"))
        shown = room.get("officer", f"/sak/{made}").text
        assert UNHAPPY in shown and "Dette er nå en klage." in shown
        assert reference_in(room.post("officer", at, answer="complaint", path="a")) == made
        assert place(room.get("officer", at)) == f"/sak/{made}"
        assert at not in room.get("officer", "/mulig-klage").text
        assert "Kommunen ser på dette som en klage" in room.get("officer", f"/sak/{reference}").text

    def test_a_no_is_noted_and_asked_again_it_may_be_a_yes(self, room: Room) -> None:
        reference, message = asked_with_message(room)
        at = place(flag(room, reference, message))
        assert place(room.post("officer", at, answer="not-one")) == "/mulig-klage"
        assert room.codes(reference)[-1] == "complaint.not-one"
        assert place(flag(room, reference, message)) == at
        assert "Det kan endres" in room.get("officer", at).text
        assert row(room, reference_in(room.post("officer", at, answer="complaint"))).path == "find"

    def test_a_wish_to_be_called_has_no_words_so_the_desk_writes_them(self, room: Room) -> None:
        reference = room.ask(next(NUMBERS))
        at = place(room.post("officer", f"/sak/{reference}/mulig-klage"))
        without = room.post("officer", at, answer="complaint", path="d")
        assert without.status_code == 422
        assert "Skriv hva klagen gjelder." in without.text
        assert re.search(r'value="d"[^>]* checked|checked[^>]* value="d"', without.text)
        made = room.post("officer", at, answer="complaint", path="d", concerns="Kanarisamtale")
        assert "Kanarisamtale" in room.get("officer", place(made)).text

    def test_nothing_chosen_is_asked_for(self, room: Room) -> None:
        at = place(flag(room, *asked_with_message(room)))
        answer = room.post("officer", at)
        assert answer.status_code == 422
        assert "Velg om dette er en klage." in answer.text

    @pytest.mark.parametrize("who", ["reader", "north", "neighbour", "administrator"])
    def test_who_may_not_finds_nothing(self, room: Room, who: str) -> None:
        reference, message = asked_with_message(room)
        assert flag(room, reference, message, who).status_code in {403, 404}
        with room.app.extensions["database"].transaction() as session:
            there = select(PossibleComplaintRow.id).filter_by(object=message)
            assert session.scalar(there) is None
        at = place(flag(room, reference, message))
        assert room.get(who, at).status_code in {403, 404}
        assert room.post(who, at, answer="not-one").status_code in {403, 404}
        if who in {"north", "neighbour"}:
            assert reference not in room.get(who, "/mulig-klage").text

    def test_a_message_of_another_case_is_not_there(self, room: Room) -> None:
        other, _message = asked_with_message(room)
        _reference, message = asked_with_message(room)
        assert flag(room, other, message).status_code == 404


class TestRegistering:
    def test_one_on_paper_gets_a_case_its_month_and_a_letter(self, room: Room) -> None:
        pressed, form = key(), room.get("officer", "/ny-klage").text
        assert "Registrer klagen" in form
        reference = reference_in(room.post("officer", "/ny-klage", key=pressed, **PAPER))
        shown = room.get("officer", f"/sak/{reference}").text
        assert "Kanaribrev om avlastning" in shown and "2. desember 2026" in shown
        assert "Klagen er registrert." in shown
        again = room.post("officer", "/ny-klage", key=pressed, **PAPER)
        assert reference_in(again) == reference
        letter = words_in(room.get("officer", f"/sak/{reference}/brev"))
        assert "Kanari Papirsen" in letter and "Prøvegata 1" in letter and reference in letter
        assert "Vi fikk dette fra deg 2. november 2026." in letter
        assert "Kanaribrev" not in letter

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"on": "22.11.2027"}, "Skriv en dag som ikke ligger fram i tid."),
            ({"on": "31.11.2026"}, "Skriv datoen med dag, måned og år"),
            ({"name": ""}, "Skriv navnet på den som klager."),
            ({"concerns": " "}, "Skriv hva klagen gjelder."),
            ({"about": "AAAA-BBBB-CCCC"}, "Vi finner ikke saken."),
            ({"path": "tull"}, "Velg ett av svarene i lista."),
        ],
    )
    def test_what_is_wrong_is_said_and_the_rest_is_kept(self, room: Room, wrong, said) -> None:
        answer = room.post("officer", "/ny-klage", **(PAPER | {"key": key()} | wrong))
        assert answer.status_code == 422
        assert said in answer.text and "Feil:" in answer.text
        assert "Prøvegata 1" in answer.text

    def test_other_words_with_the_same_key_are_not_lost(self, room: Room) -> None:
        pressed = key()
        room.post("officer", "/ny-klage", key=pressed, **PAPER)
        other = room.post(
            "officer", "/ny-klage", key=pressed, **(PAPER | {"concerns": "Noko anna"})
        )
        assert other.status_code == 422
        assert "Klagen er allerede registrert" in other.text and "Noko anna" in other.text

    @pytest.mark.parametrize("who", ["reader", "administrator"])
    def test_who_only_reads_registers_nothing(self, room: Room, who: str) -> None:
        assert room.get(who, "/ny-klage").status_code in {403, 404}
        assert room.post(who, "/ny-klage", key=key(), **PAPER).status_code in {403, 404}


class TestStanding:
    def test_the_law_is_shown_with_where_it_is_disputed(self, room: Room) -> None:
        reference = sent(room, OF_KIN)
        page = room.get("officer", f"/sak/{reference}").text
        assert f"/sak/{reference}/klage/hvem" in page
        asked = room.get("officer", f"/sak/{reference}/klage/hvem").text
        assert "Den det gjelder, kan ikke avgjøre selv" in asked
        assert "Det er uenighet om dette." in asked and "§ 7-2" in asked
        assert "Fødselsnummer" not in asked, "who has logged in is known"

    def test_who_may_follows_it(self, room: Room) -> None:
        reference = sent(room, OF_KIN)
        pressed = key()
        for _ in range(2):
            at = room.post("officer", f"/sak/{reference}/klage/hvem", decision="may", key=pressed)
            assert reference_in(at) == reference
        assert row(room, reference).standing == "may"
        shown = room.get("officer", f"/sak/{reference}").text
        assert "Den som sendte klagen" in shown and "/klage/hvem" not in shown
        assert room.codes(reference).count("complaint.standing") == 1

    def test_who_may_not_is_guided_in_words_and_by_letter(self, room: Room) -> None:
        reference = sent(room, OF_KIN)
        wordless = room.post(
            "officer", f"/sak/{reference}/klage/hvem", decision="guided", key=key()
        )
        assert wordless.status_code == 422 and "Skriv veiledningen." in wordless.text
        room.post(
            "officer", f"/sak/{reference}/klage/hvem",
            decision="guided", key=key(), text="Kanariråd: du kan be om tilsyn.",
        )  # fmt: skip
        assert row(room, reference).state == "received"
        letter = words_in(room.get("officer", f"/sak/{reference}/brev"))
        assert "Kanariråd: du kan be om tilsyn." in letter and WORDS.name in letter

    @pytest.mark.parametrize("who", ["reader", "north", "neighbour"])
    def test_who_may_not_decides_nothing(self, room: Room, who: str) -> None:
        at = f"/sak/{sent(room, OF_KIN)}/klage/hvem"
        assert room.get(who, at).status_code in {403, 404}
        assert room.post(who, at, decision="may", key=key()).status_code in {403, 404}


def test_what_was_sent_as_something_else_is_made_a_complaint(room: Room) -> None:
    reference = sent(room, SUPERVISION)
    assert f"/sak/{reference}/klage/er-klage" in room.get("officer", f"/sak/{reference}").text
    pressed = key()
    for _ in range(2):
        at = f"/sak/{reference}/klage/er-klage"
        assert reference_in(room.post("officer", at, path="c1", key=pressed)) == reference
    assert row(room, reference).path == "c1"
    assert "er-klage" not in room.get("officer", f"/sak/{reference}").text
    other = room.post("officer", at, path="c2", key=key())
    assert other.status_code == 422
