"""The demo's mailbox: messages become files here, newest first, and go nowhere else."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from portal.deliver import mailbox
from portal.deliver.words import Words
from tests.deliver.conftest import message

NOW = datetime(2026, 11, 21, 11, 3, tzinfo=UTC)
WORDS = Words("Én ny henvendelse venter", "Logg inn for å se:\nhttp://127.0.0.1/ansatt", "nb")
SMS = Words("", "Du har fått svar fra Vik kommune.", "nn")


def test_what_is_kept_is_read_back_whole(tmp_path: Path) -> None:
    mailbox.keep(message(), WORDS, tmp_path, NOW)
    (kept,) = mailbox.newest_first(tmp_path)
    assert kept == mailbox.Kept(
        id="a1" * 16,
        channel="email",
        recipient="enheten@namsos.example",
        subject="Én ny henvendelse venter",
        body="Logg inn for å se:\nhttp://127.0.0.1/ansatt",
        language="nb",
        sent_at=NOW,
        to_citizen=False,
    )


def test_the_newest_stands_first_and_a_double_takes_no_second_place(tmp_path: Path) -> None:
    for number, each in enumerate(("b" * 32, "c" * 32, "b" * 32)):
        mailbox.keep(message(id=each), WORDS, tmp_path, NOW + timedelta(minutes=number))
    assert [kept.id for kept in mailbox.newest_first(tmp_path)] == ["b" * 32, "c" * 32]


def test_a_text_message_is_kept_with_its_number(tmp_path: Path) -> None:
    mailbox.keep(message(channel="sms", recipient="+4700000000"), SMS, tmp_path, NOW)
    kept = mailbox.find(tmp_path, "a1" * 16)
    assert kept is not None
    assert (kept.channel, kept.recipient, kept.subject) == ("sms", "+4700000000", "")
    assert kept.body == "Du har fått svar fra Vik kommune."


def test_what_goes_to_a_citizen_is_told_from_what_goes_to_a_unit(tmp_path: Path) -> None:
    for template, to_citizen in (("case-news", True), ("desk-due", False)):
        mailbox.keep(message(template=template), WORDS, tmp_path, NOW)
        (kept,) = mailbox.newest_first(tmp_path)
        assert kept.to_citizen is to_citizen


def test_an_empty_mailbox_and_an_unknown_message(tmp_path: Path) -> None:
    assert mailbox.newest_first(tmp_path) == []
    assert mailbox.find(tmp_path, "a1" * 16) is None


def test_only_the_owner_of_the_house_can_open_the_folder(tmp_path: Path) -> None:
    mailbox.keep(message(), WORDS, tmp_path, NOW)
    assert (tmp_path / "mailbox").stat().st_mode & 0o077 == 0


def test_a_receiver_with_line_breaks_adds_no_header(tmp_path: Path) -> None:
    mailbox.keep(message(recipient="a@b.example\r\nX-Evil: 1"), WORDS, tmp_path, NOW)
    (kept,) = mailbox.newest_first(tmp_path)
    assert kept.recipient == "a@b.example X-Evil: 1"
    assert b"\nX-Evil" not in (tmp_path / "mailbox" / f"{kept.id}.eml").read_bytes()
