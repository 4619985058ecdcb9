"""What of a complaint leaves the house: laid out with the step that sends it, or when it came in, and told how far it is."""

import contextlib
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.rules.complaint_answers import By
from portal.rules.complaint_course import State
from portal.rules.complaint_out import Way, ways_for
from portal.rules.delivery import PAUSES
from portal.store import complaint, complaint_out, complaint_papers, outbox_tasks
from portal.store.case_held import NotAllowed, NotThere, TooLate
from portal.store.db import Database
from portal.store.tables.complaint import ComplaintRow, ComplaintStepRow
from portal.store.tables.request import AttachmentRow
from tests.conftest import Clock, settings_for
from tests.deliver.packages import WORDS_TO_MARTE, Out, enclose
from tests.durability.checks import Planted, failing_write
from tests.store.citizens import OTHER_KEY
from tests.store.complaints import MAIL, REFUSED, send
from tests.store.people import COLLEAGUE, NEIGHBOUR, OFFICER, OTHER_UNIT, READER, contents, happened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    there = tmp_path / "arkivet"
    there.mkdir()
    return there


@pytest.fixture
def out(at_work: Flask, tmp_path: Path, folder: Path) -> Out:
    return Out(at_work, settings_for(tmp_path, archive_dir=folder), Way.ARCHIVE)


def put(out: Out, actor=OFFICER, channel: Way = Way.ARCHIVE) -> str:
    return out.do(complaint_out.put, actor, out.reference, channel)


def forwarded(out: Out, state: State = State.FORWARDED) -> None:
    """Behind the house's back: as far as that."""
    with out.database.transaction() as session:
        session.execute(update(ComplaintRow).values(state=state.value))


@pytest.mark.parametrize(
    ("configured", "governor", "ways"),
    [
        ((), True, (Way.DOWNLOAD,)),
        ((Way.ARCHIVE,), True, (Way.DOWNLOAD, Way.ARCHIVE)),
        ((Way.ARCHIVE, Way.SVARUT), True, (Way.DOWNLOAD, Way.SVARUT, Way.ARCHIVE)),
        ((Way.ARCHIVE, Way.SVARUT), False, (Way.DOWNLOAD, Way.ARCHIVE)),
    ],
)
def test_the_ways_that_are_open(
    configured: tuple[Way, ...], governor: bool, ways: tuple[Way, ...]
) -> None:
    assert ways_for(configured, to_governor=governor) == ways


def test_the_step_knows_what_carries_it(out: Out) -> None:
    row = out.sent_on()
    with out.database.transaction() as session:
        carried = dict(
            session.execute(select(ComplaintStepRow.kind, ComplaintStepRow.outbox_id)).all()
        )
    assert carried == {"kept": None, "forwarded": row}
    assert [(one.id, one.template, one.channel, one.state) for one in out.out] == [
        (row, "complaint-package", "archive", "pending")
    ]


@pytest.mark.parametrize(
    ("actor", "raises"),
    [(READER, NotAllowed), (OTHER_UNIT, NotThere), (NEIGHBOUR, NotThere), (COLLEAGUE, None)],
)
def test_only_those_who_handle_it_send_it(
    out: Out, actor: object, raises: type[Exception] | None
) -> None:
    forwarded(out)
    if raises is None:
        assert put(out, actor)
        return
    with pytest.raises(raises):
        put(out, actor)
    assert out.out == []


@pytest.mark.parametrize("state", sorted(set(State) - {State.FORWARDED, State.SENT_ON}))
def test_a_complaint_that_is_on_its_way_to_nobody_is_not_packed(out: Out, state: State) -> None:
    forwarded(out, state)
    with pytest.raises(TooLate):
        put(out)


@pytest.mark.parametrize(
    ("answers", "state", "may"),
    [
        (REFUSED, State.FORWARDED, True),
        (REFUSED, State.SENT_ON, False),
        (replace(REFUSED, by=By.NAV_STATE), State.FORWARDED, False),
    ],
    ids=["to the governor", "to somebody else", "Nav decides"],
)
def test_svarut_is_for_what_the_county_governor_decides(
    out: Out, answers: object, state: State, may: bool
) -> None:
    out.reference = send(out.database, out.marte, answers=answers, key=OTHER_KEY).reference
    forwarded(out, state)
    if may:
        assert put(out, channel=Way.SVARUT)
        return
    with pytest.raises(NotAllowed):
        put(out, channel=Way.SVARUT)


def test_what_is_to_be_downloaded_is_a_task_until_somebody_says_it_is_delivered(out: Out) -> None:
    forwarded(out)
    put(out, channel=Way.DOWNLOAD)
    assert [one.channel for one in out.do(outbox_tasks.tasks, OFFICER)] == ["download"]
    assert out.do(complaint_out.delivered, OFFICER, out.reference) is True
    assert out.do(complaint_out.delivered, OFFICER, out.reference) is False
    assert out.do(outbox_tasks.tasks, OFFICER) == []
    assert happened(out.database).count("delivery.handled") == 1


def test_the_archive_has_it_and_no_number_is_made_up(out: Out, folder: Path) -> None:
    row = out.sent_on()
    assert out.work() == 1
    assert [(one.state, one.receipt) for one in out.out] == [("sent", None)]
    assert (folder / "5007" / row / "04-vurderingen.pdf").exists()
    assert happened(out.database)[-1] == "delivery.sent"


def test_an_archive_that_is_away_gets_it_when_it_is_back(
    out: Out, folder: Path, clock: Clock
) -> None:
    row = out.sent_on()
    folder.rmdir()
    folder.write_text("the share is not mounted")
    assert out.work() == 0
    assert (out.row(row).state, out.row(row).reason) == ("pending", "unreachable")
    folder.unlink()
    clock.now += PAUSES[0]
    assert out.work() == 1


def test_a_file_nobody_has_looked_through_holds_all_of_it_back(
    out: Out, folder: Path, clock: Clock
) -> None:
    row = out.sent_on()
    waits = enclose(out.database, out.reference, state="waiting")
    assert out.work() == 0
    assert (out.row(row).state, out.row(row).reason) == ("pending", "later")
    assert list(folder.iterdir()) == []
    with out.database.transaction() as session:
        session.execute(update(AttachmentRow).where(AttachmentRow.id == waits).values(state="kept"))
    clock.now += PAUSES[0]
    assert out.work() == 1
    assert (folder / "5007" / row / "05-vedlegg-1.pdf").exists()


def test_what_is_taken_back_meanwhile_is_not_sent(out: Out, folder: Path) -> None:
    row = out.sent_on()
    out.do(complaint.withdraw, out.marte, out.reference, mail=MAIL)
    out.mute()
    assert out.work() == 0
    assert (out.row(row).state, out.row(row).reason) == ("handled", "gone")
    assert list(folder.iterdir()) == []


def test_what_is_done_later_is_not_in_a_package_that_was_laid_out_before(
    out: Out, clock: Clock
) -> None:
    row = out.sent_on()
    clock.now += PAUSES[0]
    added = {"key": "a" * 22, "text": "Kanaritillegg", "mail": MAIL}
    out.do(complaint.add, out.marte, out.reference, **added)
    papers = out.do(complaint_papers.of_row, row)
    assert [one.text for one in papers.steps] == [WORDS_TO_MARTE, None]


def test_reading_all_papers_is_an_event_and_only_for_those_who_handle_it(out: Out) -> None:
    assert out.do(complaint_papers.read, OFFICER, out.reference)
    assert happened(out.database)[-1] == "complaint.package-read"
    for actor, raises in ((READER, NotAllowed), (OTHER_UNIT, NotThere), (NEIGHBOUR, NotThere)):
        with pytest.raises(raises):
            out.do(complaint_papers.read, actor, out.reference)
    assert happened(out.database).count("complaint.package-read") == 1


def test_a_failing_statement_leaves_nothing(out: Out) -> None:
    forwarded(out)
    before = contents(out.database)
    for number in range(1, 9):
        with failing_write(out.database, number) as struck, contextlib.suppress(Planted):
            put(out)
        if not struck:
            break
        assert contents(out.database) == before, f"something is left after {struck}"
    assert number == 4, "the row, the step, the commit"
    assert contents(out.database) != before


class TestWhatComesIn:
    """With an archive every complaint is laid out for it in the transaction that keeps it."""

    @pytest.fixture
    def archiving(self, out: Out) -> Out:
        url, keys = out.database.url, out.database.keyring
        out.database = Database(url, keys, clock=out.clock, archives=True)
        out.app.extensions["database"] = out.database
        yield out
        out.database.dispose()

    def test_it_is_laid_in_the_archive_as_what_came_in(self, archiving: Out, folder: Path) -> None:
        archiving.reference = send(archiving.database, archiving.marte, key=OTHER_KEY).reference
        archiving.mute()
        (laid_out,) = archiving.out
        assert (laid_out.template, laid_out.channel, laid_out.state) == (
            "complaint-received", "archive", "pending",
        )  # fmt: skip
        assert archiving.work() == 1
        (registered,) = archiving.out
        assert (registered.state, registered.receipt) == ("sent", None)
        message = (folder / "5007" / laid_out.id / "arkivmelding.xml").read_text()
        assert "Inngående dokument" in message
        assert {one.name for one in (folder / "5007" / laid_out.id).iterdir()} == {
            "01-folgebrev.pdf", "02-klagen.pdf", "arkivmelding.xml",
        }  # fmt: skip

    def test_sent_twice_it_is_laid_out_once(self, archiving: Out) -> None:
        for _ in range(2):
            archiving.reference = send(archiving.database, archiving.marte, key=OTHER_KEY).reference
        assert len(archiving.out) == 1


def test_without_an_archive_nothing_is_laid_out(out: Out) -> None:
    assert out.out == []
