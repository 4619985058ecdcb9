"""The demo's mailbox: every channel ends here, as .eml files on this machine and nowhere else."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from portal.deliver.words import Words, is_to_citizen, is_to_participant
from portal.store.outbox import Message

SHOWN = 200


@dataclass(frozen=True)
class Kept:
    """One message as the mailbox page shows it."""

    id: str
    channel: str
    recipient: str
    subject: str
    body: str
    language: str
    sent_at: datetime
    to_citizen: bool
    to_participant: bool = False


def keep(message: Message, words: Words, data_dir: Path, now: datetime) -> None:
    """Write the message as a file. Sent again, it takes the place of the first."""
    letter = EmailMessage(policy=SMTP)
    letter["X-Channel"] = message.channel
    letter["X-To"] = receiver_of(message)
    letter["X-Recipient"] = " ".join(message.recipient.split())
    letter["Subject"] = " ".join(words.subject.split())
    letter["Date"] = format_datetime(now)
    letter["Message-ID"] = message.message_id
    letter.set_content(words.body)
    letter["Content-Language"] = words.language
    folder = folder_of(data_dir)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = folder / f"{message.id}.part"
    unfinished.write_bytes(letter.as_bytes())
    unfinished.replace(folder / f"{message.id}.eml")


def newest_first(data_dir: Path) -> list[Kept]:
    """What has been sent, the newest first, at most 200."""
    return sorted(read_all(data_dir), key=lambda each: each.sent_at, reverse=True)[:SHOWN]


def find(data_dir: Path, message_id: str) -> Kept | None:
    """One message by its id, None when it is not there."""
    return next((each for each in read_all(data_dir) if each.id == message_id), None)


def read_all(data_dir: Path) -> Iterator[Kept]:
    """Every message in the folder, in no order."""
    for file in folder_of(data_dir).glob("*.eml"):
        yield read(file)


def read(file: Path) -> Kept:
    """One file as the page shows it."""
    letter = message_from_bytes(file.read_bytes(), EmailMessage, policy=SMTP)
    return Kept(
        id=file.stem,
        channel=str(letter["X-Channel"]),
        recipient=str(letter["X-Recipient"]),
        subject=str(letter["Subject"]),
        body="\n".join(str(letter.get_content()).strip().splitlines()),
        language=str(letter["Content-Language"]),
        sent_at=letter["Date"].datetime,
        to_citizen=str(letter["X-To"]) == "citizen",
        to_participant=str(letter["X-To"]) == "participant",
    )


def receiver_of(message: Message) -> str:
    """What kind of receiver a message is to."""
    if is_to_citizen(message):
        return "citizen"
    return "participant" if is_to_participant(message) else "unit"


def folder_of(data_dir: Path) -> Path:
    """Where the files are."""
    return data_dir / "mailbox"
