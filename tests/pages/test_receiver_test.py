"""The month's test message at the desk: the unit presses, the lead sees where nobody has; how far a case has come."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, text

from portal.public_holidays import holidays_around
from portal.store import outbox, receiver_tests
from portal.store.daily_pages import Day
from portal.store.tables.answer import ReceiverTestRow
from portal.store.tables.events import EventRow
from portal.store.tables.outbox import OutboxRow
from tests.conftest import NOW
from tests.login.conftest import shared_app  # noqa: F401
from tests.pages.desk_room import CENTRE, NORTH, Room

QUESTION = "Får dere meldingene?"
BUTTON = "Vi får meldingene"
WHERE = "Enheter som ikke har svart på prøvemeldingen"
SENT = date(2026, 11, 2)


@pytest.fixture
def room(shared_app: Flask) -> Room:  # noqa: F811
    shared_app.extensions["clock"].now = NOW
    with shared_app.extensions["database"].transaction() as session:
        session.execute(text("DELETE FROM sessions"))
        session.execute(delete(ReceiverTestRow))
    return Room.of(shared_app)


def send(room: Room, slug: str = "storby") -> dict[str, str]:
    """Send the month's tests. Gives unit → id."""
    day = Day(room.app.extensions["profiles"][slug], SENT, holidays_around(SENT))
    with room.app.extensions["database"].transaction() as session:
        receiver_tests.send(session, day)
        rows = session.scalars(select(ReceiverTestRow).filter_by(municipality=day.municipality))
        return {row.unit: row.id for row in rows}


def presses(room: Room) -> int:
    with room.app.extensions["database"].transaction() as session:
        return len(session.scalars(select(EventRow).filter_by(code="receiver-test.pressed")).all())


@pytest.mark.parametrize(
    ("who", "asked", "button", "told"),
    [
        ("officer", True, True, False),
        ("north", True, True, False),
        ("reader", False, False, False),
        ("lead", False, False, True),
        ("administrator", False, False, True),
    ],
)
def test_who_is_asked_and_who_is_told(
    room: Room, who: str, asked: bool, button: bool, told: bool
) -> None:
    assert QUESTION not in room.get(who).text and WHERE not in room.get(who).text
    tests = send(room)
    page = room.get(who).text
    assert (QUESTION in page, BUTTON in page, WHERE in page) == (asked, button, told)
    own = NORTH if who == "north" else CENTRE
    assert (f"/prove/{tests[own]}" in page) is button


def test_the_lead_of_a_municipality_with_one_unit_presses(room: Room) -> None:
    test_id = send(room, "fjordvik")["koordinerende-enhet"]
    page = room.get("neighbour").text
    assert QUESTION in page and WHERE not in page
    assert room.post("neighbour", f"/prove/{test_id}").status_code == 303
    assert QUESTION not in room.get("neighbour").text


def test_a_press_thanks_and_is_not_asked_for_again(room: Room) -> None:
    test_id, before = send(room)[CENTRE], presses(room)
    assert room.post("officer", f"/prove/{test_id}").status_code == 303
    page = room.get("officer").text
    assert "Takk. Da vet vi at dere får meldingene." in page and QUESTION not in page
    assert room.post("colleague", f"/prove/{test_id}").status_code == 303
    assert presses(room) == before + 1
    assert "Koordinerende enhet, sendt" not in listed(room.get("lead").text)


def listed(page: str) -> str:
    """The part of the inbox that tells where nobody has pressed."""
    return page.partition(WHERE)[2].partition("</ul>")[0]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("officer", 303), ("lead", 303), ("reader", 404), ("administrator", 404), ("north", 404),
        ("neighbour", 404),
    ],
)  # fmt: skip
def test_whose_press_counts(room: Room, who: str, status: int) -> None:
    test_id, before = send(room)[CENTRE], presses(room)
    assert room.post(who, f"/prove/{test_id}").status_code == status
    assert presses(room) == before + (status == 303)


def test_without_a_token_nothing_is_pressed(room: Room) -> None:
    test_id, before = send(room)[CENTRE], presses(room)
    answer = room.staff["officer"].post(f"/storby/nb/ansatt/prove/{test_id}")
    assert (answer.status_code, presses(room)) == (303, before)


def test_what_is_not_there_is_a_404(room: Room) -> None:
    assert room.post("officer", "/prove/nothing").status_code == 404


def test_a_late_test_says_that_somebody_else_was_told(room: Room) -> None:
    send(room)
    late = SENT + timedelta(days=10)
    day = Day(room.app.extensions["profiles"]["storby"], late, holidays_around(late))
    room.app.extensions["clock"].now = NOW - timedelta(days=19)
    with room.app.extensions["database"].transaction() as session:
        session.execute(text("UPDATE receiver_tests SET sent_at = '2026-11-02 05:00:00'"))
        assert receiver_tests.escalate(session, day).done == 5
    room.app.extensions["clock"].now = NOW
    assert "en annen i kommunen fått beskjed" in room.get("officer").text


class TestHowFarACaseHasCome:
    """The same four steps as the citizen sees."""

    def steps(self, room: Room, reference: str) -> list[str]:
        page = room.get("officer", f"/sak/{reference}").text
        part = page.partition("Hvor langt saken har kommet")[2].partition("</ol>")[0]
        found = []
        for row in part.split("<li")[1:]:
            words = row.partition('timeline-text">')[2].partition("</p>")[0]
            found.append(words + ("?" if "Ikke ennå" in row else ""))
            assert ("is-waiting" in row) == ("Ikke ennå" in row) == ("<time" not in row)
        return found

    def test_from_stored_to_given(self, room: Room) -> None:
        reference = room.ask(7001)
        stored, told = "Lagret hos kommunen", "Enheten har fått beskjed"
        opened, given = "Åpnet av et menneske", "Gitt til en som skal følge opp"
        assert self.steps(room, reference) == [stored, f"{told}?", f"{opened}?", f"{given}?"]
        self.mail_leaves(room)
        assert self.steps(room, reference) == [stored, told, f"{opened}?", f"{given}?"]
        room.post("officer", f"/sak/{reference}/apnet")
        assert self.steps(room, reference) == [stored, told, opened, f"{given}?"]
        room.post("officer", f"/sak/{reference}/tatt")
        assert self.steps(room, reference) == [stored, told, opened, given]

    def test_opened_before_the_message_left_it_is_not_said_to_be_coming(self, room: Room) -> None:
        reference = room.ask(7002)
        room.post("officer", f"/sak/{reference}/tatt")
        assert [step.endswith("?") for step in self.steps(room, reference)] == [False] * 3

    @staticmethod
    def mail_leaves(room: Room) -> Any:
        with room.app.extensions["database"].transaction() as session:
            for row_id in session.scalars(select(OutboxRow.id).filter_by(state="pending")).all():
                outbox.sent(session, row_id)
