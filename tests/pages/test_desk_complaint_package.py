"""The papers of a complaint at the desk: what they are, one encrypted file, and that fetching it leaves an event."""

import io
import re
from typing import Any

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import select, text, update

from portal.public_holidays import holidays_around
from portal.rules.access import Actor
from portal.rules.case import local_day
from portal.rules.complaint_out import Way
from portal.store import complaint, complaint_out, people
from portal.store.tables.case import CaseRow
from portal.store.tables.complaint import ComplaintRow
from portal.store.tables.outbox import OutboxRow
from tests.conftest import NOW
from tests.deliver.packages import enclose
from tests.login.conftest import shared_app  # noqa: F401
from tests.login.steps import csrf
from tests.pages.desk_room import CENTRE, Room, national
from tests.store.complaints import MAIL, REFUSED, WORDS

PASSPHRASE = re.compile(r"\b(?:[0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}\b")


@pytest.fixture
def room(shared_app: Flask) -> Room:  # noqa: F811
    shared_app.extensions["clock"].now = NOW
    with shared_app.extensions["database"].transaction() as session:
        session.execute(text("DELETE FROM sessions"))
    return Room.of(shared_app)


def send(room: Room, number: int, state: str = "forwarded") -> str:
    """Somebody complains, and the unit has come so far. Gives the reference."""
    today = local_day(NOW)
    with room.app.extensions["database"].transaction() as session:
        asker = people.find_or_begin(session, "9902", national(number)).id
        receipt = complaint.send(
            session, Actor("citizen", asker, "9902"), draft_key=f"{number:022}", complaint=WORDS,
            answers=REFUSED, about_case=None, unit=CENTRE, mail=MAIL, today=today,
            holidays=holidays_around(today),
        )  # fmt: skip
        session.execute(
            update(ComplaintRow).where(ComplaintRow.case_id == receipt.case_id).values(state=state)
        )
    return receipt.reference


def fetch(room: Room, reference: str, who: str = "officer", **said: str) -> Any:
    """Look at the list, and press with the passphrase that stands there."""
    shown = room.get(who, f"/sak/{reference}/klage/pakke")
    form = {"csrf_token": csrf(shown), "passphrase": PASSPHRASE.findall(shown.text)[0]} | said
    where = shown.request.path
    return form["passphrase"], room.staff[who].post(where, data=form)


def test_the_file_opens_with_the_passphrase_and_with_nothing_else(room: Room) -> None:
    reference = send(room, 200)
    passphrase, answer = fetch(room, reference)
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="klage-{reference}.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert b"Kanari" not in answer.data
    for wrong in ("", passphrase.lower()):
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(io.BytesIO(answer.data), password=wrong)
    with pikepdf.open(io.BytesIO(answer.data), password=passphrase) as pdf:
        assert (pdf.encryption.R, pdf.encryption.bits) == (6, 256)
        assert pdf.encryption.stream_method == pdf.encryption.file_method
        assert pdf.encryption.stream_method.name == "aesv3"
        assert pdf.Root.MarkInfo.Marked, "the cover letter is tagged still"
        enclosed = {name: pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments}
    assert list(enclosed) == ["02-klagen.pdf"]
    assert enclosed["02-klagen.pdf"].startswith(b"%PDF")


def test_each_time_the_papers_are_opened_there_is_an_event(room: Room) -> None:
    reference = send(room, 201)
    fetch(room, reference)
    assert room.codes(reference).count("complaint.package-read") == 2


def test_the_passphrase_is_another_each_time_and_kept_nowhere(room: Room) -> None:
    reference = send(room, 202)
    first, _ = fetch(room, reference)
    second, _ = fetch(room, reference)
    assert first != second


@pytest.mark.parametrize("weak", ["", "0000", "passord"])
def test_a_passphrase_that_is_not_ours_locks_nothing(room: Room, weak: str) -> None:
    reference = send(room, 210 + len(weak))
    _, answer = fetch(room, reference, passphrase=weak)
    assert (answer.status_code, answer.data[:4] == b"%PDF") == (303, False)


def test_a_file_nobody_has_looked_through_holds_the_papers_back(room: Room) -> None:
    reference = send(room, 220)
    enclose(room.app.extensions["database"], reference, state="waiting")
    shown = room.get("officer", f"/sak/{reference}/klage/pakke")
    assert "Én fil venter på kontroll." in shown.text
    assert not PASSPHRASE.search(shown.text)
    whole = {"csrf_token": csrf(room.get("officer")), "passphrase": "-".join(["ABCD"] * 6)}
    assert room.staff["officer"].post(shown.request.path, data=whole).status_code == 303


@pytest.mark.parametrize("who", ["reader", "north", "neighbour"])
def test_who_may_not_handle_it_gets_what_is_not_there(room: Room, who: str) -> None:
    reference = send(room, {"reader": 230, "north": 231, "neighbour": 232}[who])
    refused = room.get(who, f"/sak/{reference}/klage/pakke")
    assert refused.status_code in {403, 404}
    assert "Kanari" not in refused.text
    assert "complaint.package-read" not in room.codes(reference)


def test_the_task_is_done_when_somebody_says_that_the_papers_are_delivered(room: Room) -> None:
    reference = send(room, 240)
    database = room.app.extensions["database"]
    with database.transaction() as session:
        found = session.scalars(select(CaseRow).filter_by(reference=reference)).one()
        its_id = complaint_out._lay_out(session, found, complaint_out.PACKAGE, Way.DOWNLOAD)
    assert "Vi har levert papirene" in room.get("officer", f"/sak/{reference}/klage/pakke").text
    for _ in range(2):
        done = room.post("officer", f"/sak/{reference}/klage/pakke/levert")
        assert done.status_code == 303
    with database.transaction() as session:
        assert session.get_one(OutboxRow, its_id).state == "handled"
    assert room.codes(reference).count("delivery.handled") == 1
    assert "Vi har levert papirene" not in room.get("officer", f"/sak/{reference}/klage/pakke").text
