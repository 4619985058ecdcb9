"""E-mail over SMTP, through the municipality's own mail server, to units and to citizens.

Encryption is used whenever the server offers it, and then its certificate must fit.
"""

import re
import smtplib
import ssl
from contextlib import suppress
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from portal.config import Settings
from portal.deliver import NotDelivered
from portal.deliver.words import Words
from portal.store.outbox import Message

TIMEOUT_SECONDS = 15.0
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


def send(message: Message, words: Words, settings: Settings, now: datetime) -> None:
    """Hand one message to the mail server. Returns only when the server has taken it.

    Raises NotDelivered with a reason otherwise. Sent again, it carries the same Message-ID.
    """
    if not settings.mail_server:
        raise NotDelivered("no-channel")
    letter = compose(message, words, settings.mail_from, now)
    try:
        hand_over(letter, settings)
    except smtplib.SMTPRecipientsRefused as error:
        raise NotDelivered(reason_of(max(code for code, _ in error.recipients.values()))) from None
    except smtplib.SMTPResponseException as error:
        raise NotDelivered(reason_of(error.smtp_code)) from None
    except ssl.SSLError:
        raise NotDelivered("tls") from None
    except (smtplib.SMTPException, OSError):
        raise NotDelivered("unreachable") from None


def compose(message: Message, words: Words, sender: str, now: datetime) -> EmailMessage:
    """The letter as it goes out. Line breaks cannot reach a header: addresses are whole or refused."""
    if not ADDRESS.fullmatch(message.recipient):
        raise NotDelivered("bad-address")
    letter = EmailMessage(policy=SMTP)
    letter["From"] = sender
    letter["To"] = message.recipient
    letter["Subject"] = " ".join(words.subject.split())
    letter["Date"] = format_datetime(now)
    letter["Message-ID"] = message.message_id
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(words.body)
    letter["Content-Language"] = words.language
    return letter


def hand_over(letter: EmailMessage, settings: Settings) -> None:
    """One conversation with the mail server. What happens after its "taken" cannot undo it."""
    server = smtplib.SMTP(settings.mail_server, settings.mail_port, timeout=TIMEOUT_SECONDS)
    try:
        server.ehlo_or_helo_if_needed()
        if server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
        server.send_message(letter, from_addr=parseaddr(letter["From"])[1])
        with suppress(smtplib.SMTPException, OSError):
            server.quit()
    finally:
        server.close()


def reason_of(code: int) -> str:
    """What an SMTP answer means to us: 5xx is a no, everything else "come back"."""
    return "refused" if code >= 500 else "later"
