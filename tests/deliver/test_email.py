"""E-mail: what is sent, and what each kind of bad mail server is called."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import pytest
from pydantic_settings import BaseSettings

from portal.deliver import NotDelivered, email
from portal.deliver.words import Words
from tests.deliver.conftest import message
from tests.smtp_double import Behaviour, MailServer, free_port

NOW = datetime(2026, 11, 21, 11, 3, tzinfo=UTC)
WORDS = Words("Én ny henvendelse venter", "Logg inn for å se:\nhttp://127.0.0.1/ansatt", "nb")


def send(settings: BaseSettings, words: Words = WORDS, **changes: object) -> None:
    email.send(message(**changes), words, settings, NOW)


def reason(settings: BaseSettings, **changes: object) -> str:
    with pytest.raises(NotDelivered) as refusal:
        send(settings, **changes)
    return refusal.value.reason


def test_it_arrives_whole_with_norwegian_letters(
    mail_settings: BaseSettings, post: MailServer
) -> None:
    send(mail_settings)
    (letter,) = post.letters
    assert letter["Subject"] == "Én ny henvendelse venter"
    assert letter["To"] == "enheten@namsos.example"
    assert letter["From"] == "Planen min <ikke-svar@planen.example>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Content-Language"] == "nb"
    assert parsedate_to_datetime(letter["Date"]) == NOW
    assert letter.get_content().splitlines() == ["Logg inn for å se:", "http://127.0.0.1/ansatt"]
    (envelope,) = post.envelopes
    assert envelope.mail_from == "ikke-svar@planen.example"
    assert envelope.rcpt_tos == ["enheten@namsos.example"]


@pytest.mark.parametrize(
    ("behaviour", "expected"),
    [
        (Behaviour.REFUSE, "refused"),
        (Behaviour.BUSY, "later"),
        (Behaviour.GREYLIST, "later"),
        (Behaviour.DROP, "unreachable"),
    ],
)
def test_a_bad_server_gives_a_reason(
    mail_settings: BaseSettings, post: MailServer, behaviour: Behaviour, expected: str
) -> None:
    post.behaviour = behaviour
    assert reason(mail_settings) == expected


@pytest.mark.usefixtures("impatient")
def test_a_silent_server_is_unreachable(mail_settings: BaseSettings, post: MailServer) -> None:
    post.behaviour = Behaviour.HANG
    assert reason(mail_settings) == "unreachable"


def test_a_server_that_is_down_is_unreachable(mail_settings: BaseSettings) -> None:
    assert reason(mail_settings.model_copy(update={"mail_port": free_port()})) == "unreachable"


def test_without_a_mail_server_there_is_no_channel(mail_settings: BaseSettings) -> None:
    assert reason(mail_settings.model_copy(update={"mail_server": ""})) == "no-channel"


def test_sent_again_it_carries_the_same_message_id(
    mail_settings: BaseSettings, post: MailServer
) -> None:
    post.behaviour = Behaviour.DROP
    assert reason(mail_settings) == "unreachable"
    post.behaviour = Behaviour.ACCEPT
    send(mail_settings, attempts=2)
    assert post.message_ids == [f"<{'a1' * 16}@planen-min>"] * 2


@pytest.mark.parametrize(
    "address",
    [
        "enheten@namsos.example\r\nBcc: alle@namsos.example",
        "enheten@namsos.example\nX-Evil: 1",
        "enheten@namsos.example, alle@namsos.example",
        "Enheten <enheten@namsos.example>",
        "enheten@namsos.example\0",
        "enheten",
        "@namsos.example",
        "",
    ],
)
def test_an_address_that_is_not_one_address_is_never_sent_to(
    mail_settings: BaseSettings, post: MailServer, address: str
) -> None:
    assert reason(mail_settings, recipient=address) == "bad-address"
    assert post.conversations == 0


def test_no_line_break_reaches_a_header(mail_settings: BaseSettings, post: MailServer) -> None:
    send(mail_settings, Words("Hei\r\nBcc: alle@namsos.example", "Hei", "nb"))
    (letter,) = post.letters
    assert letter["Subject"] == "Hei Bcc: alle@namsos.example"
    assert letter["Bcc"] is None
    assert post.envelopes[0].rcpt_tos == ["enheten@namsos.example"]
