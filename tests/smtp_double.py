"""A real mail server on loopback that behaves badly on request."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from enum import StrEnum

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Behaviour(StrEnum):
    ACCEPT = "accept"
    REFUSE = "refuse for good (550)"
    BUSY = "not now (421)"
    GREYLIST = "come back later (450), once for each message"
    HANG = "silent at the receiver's address"
    DROP = "takes the message, then cuts the line before saying so"


class MailServer:
    """What has arrived stands in `letters`, also what the sender never heard was taken."""

    def __init__(self) -> None:
        self.behaviour = Behaviour.ACCEPT
        self.letters: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        self.conversations = 0
        self.greeted: set[str] = set()
        self.port = free_port()

    @property
    def message_ids(self) -> list[str]:
        return [letter["Message-ID"] for letter in self.letters]

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.conversations += 1
        match self.behaviour:
            case Behaviour.REFUSE:
                return "550 5.1.1 no such mailbox"
            case Behaviour.BUSY:
                return "421 4.3.2 closing"
            case Behaviour.GREYLIST if address not in self.greeted:
                self.greeted.add(address)
                return "450 4.2.0 greylisted"
            case Behaviour.HANG:
                await asyncio.Event().wait()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        self.envelopes.append(envelope)
        self.letters.append(message_from_bytes(envelope.content, policy=default))
        if self.behaviour is Behaviour.DROP:
            server.transport.abort()
        return "250 taken"


def free_port() -> int:
    """A port of loopback nobody listens on; also what a mail server that is down looks like."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def mail_server() -> Iterator[MailServer]:
    server = MailServer()
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()
