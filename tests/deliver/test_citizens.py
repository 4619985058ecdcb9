"""Messages to citizens: the register asked just before, both engines, a real mail server, nothing said outside."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal import worker
from portal.config import Mode
from portal.deliver import contact_register, mailbox
from portal.rules.access import Actor, Role
from portal.rules.delivery import PAUSES
from portal.store import outbox_tasks, people
from portal.store.outbox_tasks import Task
from portal.store.tables.outbox import OutboxRow
from tests import krr_double
from tests.conftest import Clock
from tests.deliver.conftest import NAMSOS, put, said_by_the_house, states, without_envelope
from tests.krr_double import Behaviour, Register
from tests.smtp_double import Behaviour as MailBehaviour
from tests.smtp_double import MailServer

LEAD = Actor(kind="staff", id="5" * 32, municipality=NAMSOS, role=Role.LEAD)
STATED = "kanari@example.org"


@pytest.fixture
def register(clock: Clock) -> Iterator[Register]:
    with krr_double.contact_register(clock) as running:
        yield running


@pytest.fixture
def asking(at_work: Flask, register: Register) -> Flask:
    """A house that asks the register."""
    change(at_work, **register.settings())
    return at_work


def change(app: Flask, **settings: object) -> None:
    """As if the house had been started with these settings."""
    old = app.extensions["settings"]
    app.extensions["settings"] = type(old)(**(old.model_dump() | settings))


def tell(app: Flask, number: str | None = krr_double.FRESH, **changes: object) -> str:
    """Lay out news for the citizen with this number, who wants it by e-mail unless told otherwise."""
    with app.extensions["database"].transaction() as session:
        person = people.find_or_begin(session, NAMSOS, number).id if number else "0" * 32
    values = {"template": "case-news", "channel": "email", "recipient": STATED, "person": person}
    return put(app, **(values | changes))


def went(app: Flask) -> tuple[str, str, str | None]:
    """(channel, state, reason) of the one message there is."""
    with app.extensions["database"].transaction() as session:
        (row,) = session.scalars(select(OutboxRow))
        return row.channel, row.state, row.reason


def tasks(app: Flask) -> list[Task]:
    with app.extensions["database"].transaction() as session:
        return outbox_tasks.tasks(session, LEAD)


def test_without_a_register_it_goes_where_the_person_said(at_work: Flask, post: MailServer) -> None:
    tell(at_work)
    assert worker.work_once(at_work) == 1
    (letter,) = post.letters
    assert letter["To"] == STATED
    assert letter["Subject"] == "Ny beskjed fra Namsos kommune"
    assert "http://127.0.0.1:8000/namsos/nb/saker" in letter.get_content()
    assert went(at_work) == ("email", "sent", None)


@pytest.mark.parametrize(
    ("number", "to"),
    [
        (krr_double.FRESH, "register-01@example.no"),
        (krr_double.NYNORSK, "register-07@example.no"),
        (krr_double.DELETED, STATED),
        (krr_double.UNKNOWN, STATED),
        # A house without a gateway passes over the fresh mobile number.
        (krr_double.STALE_MAIL, STATED),
        (krr_double.NO_DATES, STATED),
        (krr_double.STALE_ALL, STATED),
        (None, STATED),
    ],
)
def test_an_e_mail_goes_to_the_register_s_fresh_address_else_to_the_stated_one(
    asking: Flask, post: MailServer, register: Register, number: str | None, to: str
) -> None:
    tell(asking, number)
    assert worker.work_once(asking) == 1
    assert [letter["To"] for letter in post.letters] == [to]
    assert register.asked == ([[number]] if number else [])
    assert went(asking) == ("email", "sent", None)


def test_a_house_without_a_gateway_sends_the_e_mail_the_register_has_and_says_so(
    asking: Flask, post: MailServer
) -> None:
    tell(asking, channel="sms", recipient="+4700000009")
    assert worker.work_once(asking) == 1
    assert [letter["To"] for letter in post.letters] == ["register-01@example.no"]
    assert went(asking) == ("email", "sent", None)


def test_nothing_said_is_enough_when_the_register_knows(asking: Flask, post: MailServer) -> None:
    tell(asking, krr_double.NYNORSK, recipient="", language="")
    assert worker.work_once(asking) == 1
    (letter,) = post.letters
    assert letter["To"] == "register-07@example.no"
    assert letter["Content-Language"] == "nn"


def test_the_language_of_the_page_goes_before_the_register_s(
    asking: Flask, post: MailServer
) -> None:
    tell(asking, krr_double.NYNORSK, language="en")
    worker.work_once(asking)
    assert [letter["Content-Language"] for letter in post.letters] == ["en"]


@pytest.mark.parametrize(
    ("number", "changes", "expected"),
    [
        (krr_double.RESERVED, {}, ("letter", "reserved")),
        (
            krr_double.RESERVED,
            {"channel": "sms", "recipient": "+4700000009"},
            ("letter", "reserved"),
        ),
        (krr_double.DELETED, {"recipient": ""}, ("email", "no-channel")),
        (krr_double.STALE_ALL, {"recipient": ""}, ("email", "no-channel")),
        (
            krr_double.UNKNOWN,
            {"channel": "sms", "recipient": "+4700000009"},
            ("sms", "no-channel"),
        ),
        (None, {"recipient": ""}, ("email", "no-channel")),
    ],
)
def test_who_cannot_be_told_electronically_is_a_task_at_once(
    asking: Flask,
    post: MailServer,
    number: str | None,
    changes: dict[str, str],
    expected: tuple[str, str],
) -> None:
    tell(asking, number, **changes)
    assert worker.work_once(asking) == 0
    assert [(task.channel, task.reason) for task in tasks(asking)] == [expected]
    assert post.conversations == 0


def test_an_address_of_the_register_that_is_no_address_is_a_task(
    asking: Flask, post: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = {"kontaktinformasjon": {"epostadresse": "kari@example.no, ola@example.no"}}
    one = krr_double.person(krr_double.FRESH, **bad)
    monkeypatch.setitem(krr_double.PEOPLE, krr_double.FRESH, one)
    tell(asking)
    worker.work_once(asking)
    assert [task.reason for task in tasks(asking)] == ["bad-address"]
    assert post.conversations == 0


def test_while_the_register_is_away_the_message_waits_and_nothing_goes_to_old_data(
    asking: Flask, post: MailServer, register: Register, clock: Clock
) -> None:
    tell(asking)
    for behaviour in (Behaviour.FAIL, Behaviour.NONSENSE, Behaviour.LEFT_OUT):
        register.behaviour = behaviour
        assert worker.work_once(asking) == 0
        assert states(asking) == [("pending", "register")]
        clock.now += timedelta(hours=2)
    assert post.conversations == 0
    register.behaviour = Behaviour.ANSWER
    assert worker.work_once(asking) == 1
    assert [letter["To"] for letter in post.letters] == ["register-01@example.no"]


@pytest.mark.usefixtures("impatient")
def test_a_silent_register_is_left_and_the_message_tried_again(
    asking: Flask, post: MailServer, register: Register
) -> None:
    register.behaviour = Behaviour.SILENT
    tell(asking)
    assert worker.work_once(asking) == 0
    assert states(asking) == [("pending", "register")]
    assert post.conversations == 0


def test_a_register_that_stays_away_ends_in_a_task_for_a_person(
    asking: Flask, post: MailServer, register: Register, clock: Clock
) -> None:
    register.maskinporten_away = True
    tell(asking)
    for pause in PAUSES:
        assert worker.work_once(asking) == 0
        clock.now += pause
    worker.work_once(asking)
    assert [task.reason for task in tasks(asking)] == ["register"]
    assert post.conversations == 0


def test_a_message_tried_again_is_looked_up_again(
    asking: Flask, post: MailServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who reserves between two tries is not sent to."""
    post.behaviour = MailBehaviour.BUSY
    tell(asking)
    worker.work_once(asking)
    assert states(asking) == [("pending", "later")]
    now_reserved = krr_double.person(krr_double.FRESH, reservasjon="JA")
    monkeypatch.setitem(krr_double.PEOPLE, krr_double.FRESH, now_reserved)
    post.behaviour = MailBehaviour.ACCEPT
    clock.now += PAUSES[0]
    worker.work_once(asking)
    assert [task.reason for task in tasks(asking)] == ["reserved"]
    assert post.letters == []


def test_a_message_to_a_unit_asks_nobody(
    asking: Flask, post: MailServer, register: Register
) -> None:
    put(asking)
    assert worker.work_once(asking) == 1
    assert register.asked == []
    assert register.assertions == []


def test_one_token_serves_a_round_of_messages(asking: Flask, register: Register) -> None:
    for number in (krr_double.FRESH, krr_double.NYNORSK, krr_double.DELETED):
        tell(asking, number)
    assert worker.work_once(asking) == 3
    assert len(register.assertions) == 1


def test_the_database_is_free_while_the_register_is_asked(
    asking: Flask, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite a transaction held open here would lock everybody else out."""
    written = []
    original = contact_register.post

    def slow(address: str, **what: object) -> object:
        put(asking, recipient="")
        written.append(address)
        return original(address, **what)

    monkeypatch.setattr(contact_register, "post", slow)
    tell(asking)
    assert worker.work_once(asking) == 1
    assert len(written) == 2


def test_the_demonstration_asks_nobody_and_keeps_what_it_would_have_sent(
    asking: Flask, post: MailServer, register: Register, tmp_path: Path
) -> None:
    change(asking, mode=Mode.DEMO)
    tell(asking)
    tell(asking, channel="sms", recipient="+4700000009")
    put(asking, channel="letter", template="case-news", recipient="Storgata 1")
    assert worker.work_once(asking) == 2
    kept = mailbox.newest_first(tmp_path)
    assert {(each.channel, each.recipient) for each in kept} == {
        ("email", STATED),
        ("sms", "+4700000009"),
    }
    assert [(task.channel, task.reason) for task in tasks(asking)] == [("letter", "no-channel")]
    assert register.asked == []
    assert post.conversations == 0


# Nothing about a person outside the envelope.

CANARIES = ("kanari", "fuglesen", krr_double.FRESH, "register-01", "+4700000101", "4700000101")


@pytest.mark.parametrize(
    ("mode", "mail", "behaviour"),
    [
        (Mode.TEST, MailBehaviour.ACCEPT, Behaviour.ANSWER),
        (Mode.TEST, MailBehaviour.REFUSE, Behaviour.ANSWER),
        (Mode.TEST, MailBehaviour.ACCEPT, Behaviour.NONSENSE),
        (Mode.TEST, MailBehaviour.ACCEPT, Behaviour.FAIL),
        (Mode.DEMO, MailBehaviour.ACCEPT, Behaviour.ANSWER),
    ],
)
def test_a_canary_is_never_seen_outside_the_envelope(
    asking: Flask,
    post: MailServer,
    register: Register,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
    mode: Mode,
    mail: MailBehaviour,
    behaviour: Behaviour,
) -> None:
    caplog.set_level(logging.DEBUG)
    change(asking, mode=mode)
    post.behaviour, register.behaviour = mail, behaviour
    lay_out_canaries(asking)
    worker.work_once(asking)
    assert outside(caplog, post, tmp_path) == []
    assert bool(post.conversations) is (mode is Mode.TEST and behaviour is Behaviour.ANSWER)
    assert bool(mailbox.newest_first(tmp_path)) is (mode is Mode.DEMO)


def lay_out_canaries(app: Flask) -> None:
    for template in ("case-news", "case-news-again", "case-asked-about-you", "case-answered"):
        tell(app, template=template)
    with app.extensions["database"].transaction() as session:
        person = people.find_or_begin(session, NAMSOS, krr_double.FRESH).id
        people.set_name(session, person, "Kanari Fuglesen")


def outside(caplog: pytest.LogCaptureFixture, post: MailServer, folder: Path) -> list[str]:
    """The canaries in log, bodies and headers, but for the line that says whom a letter is to."""
    seen = [said_by_the_house(caplog)]
    assert seen[0]
    for letter in post.letters:
        seen.append(letter.get_content())
        seen += [f"{name}: {value}" for name, value in letter.items() if name != "To"]
    kept = (folder / "mailbox").glob("*")
    seen += [without_envelope(file) for file in kept]
    return [canary for canary in CANARIES for words in seen if canary in words.casefold()]


def test_the_search_for_canaries_can_find_one(
    asking: Flask,
    post: MailServer,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The planted bug: the question to the register in the log."""
    caplog.set_level(logging.DEBUG)
    original = contact_register.post

    def talkative(address: str, **what: object) -> object:
        worker.log.info("asked %s", what)
        return original(address, **what)

    monkeypatch.setattr(contact_register, "post", talkative)
    lay_out_canaries(asking)
    worker.work_once(asking)
    assert krr_double.FRESH in outside(caplog, post, tmp_path)


def test_a_fault_while_looking_up_names_its_place_and_not_its_words(
    asking: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fault(*_: object) -> None:
        raise RuntimeError(krr_double.FRESH)

    monkeypatch.setattr(contact_register, "people_in", fault)
    tell(asking)
    assert worker.work_once(asking) == 0
    assert states(asking) == [("pending", "fault")]
    assert krr_double.FRESH not in caplog.text
