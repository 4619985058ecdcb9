"""From the outbox to the receiver, on both engines and through a real mail server that misbehaves."""

import logging
from contextlib import AbstractContextManager
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask

from portal import worker
from portal.config import Mode
from portal.deliver import email, mailbox
from portal.rules.access import Actor, Role
from portal.rules.case import CallWish
from portal.rules.delivery import PAUSES
from portal.store import case, coordinator, outbox, outbox_tasks
from portal.store.db import Database, DatabaseAway
from tests.conftest import Clock
from tests.deliver.conftest import NAMSOS, put, said_by_the_house, states, without_envelope
from tests.smtp_double import Behaviour, MailServer

UNIT = "brukerkontoret"
LEAD = Actor(kind="staff", id="5" * 32, municipality=NAMSOS, role=Role.LEAD)


def test_what_waits_is_sent_once(at_work: Flask, post: MailServer) -> None:
    put(at_work)
    assert worker.work_once(at_work) == 1
    assert worker.work_once(at_work) == 0
    assert len(post.letters) == 1
    assert states(at_work) == [("sent", None)]


def test_many_to_one_desk_become_one_mail(at_work: Flask, post: MailServer) -> None:
    for _ in range(12):
        put(at_work, coalesce="unit:brukerkontoret")
    assert worker.work_once(at_work) == 1
    (letter,) = post.letters
    assert letter["Subject"] == "12 nye henvendelser venter"
    assert states(at_work) == [("sent", None)] * 12


def test_more_than_one_handful_is_sent_in_one_round(at_work: Flask, post: MailServer) -> None:
    for number in range(12):
        put(at_work, coalesce=f"unit:{number}")
    assert worker.work_once(at_work) == 12
    assert len(set(post.message_ids)) == 12


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        (Behaviour.REFUSE, "refused"),
        (Behaviour.BUSY, "later"),
        (Behaviour.DROP, "unreachable"),
    ],
)
def test_mail_that_never_gets_through_ends_as_a_task_for_a_person(
    at_work: Flask, post: MailServer, clock: Clock, behaviour: Behaviour, reason: str
) -> None:
    put(at_work)
    post.behaviour = behaviour
    for pause in PAUSES:
        assert worker.work_once(at_work) == 0
        assert states(at_work) == [("pending", reason)]
        clock.now += pause
    assert worker.work_once(at_work) == 0
    assert states(at_work) == [("desk", reason)]
    assert post.conversations == len(PAUSES) + 1
    assert len(set(post.message_ids)) <= 1
    with at_work.extensions["database"].transaction() as session:
        (task,) = outbox_tasks.tasks(session, LEAD)
    assert (task.channel, task.reason) == ("email", reason)


def test_a_silent_server_is_left_and_tried_again(
    at_work: Flask, post: MailServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(at_work)
    post.behaviour = Behaviour.HANG
    with monkeypatch.context() as impatient:
        impatient.setattr(email, "TIMEOUT_SECONDS", 0.3)
        assert worker.work_once(at_work) == 0
    assert states(at_work) == [("pending", "unreachable")]
    post.behaviour = Behaviour.ACCEPT
    assert worker.work_once(at_work) == 0
    clock.now += PAUSES[0]
    assert worker.work_once(at_work) == 1


def test_greylisted_mail_gets_through_the_second_time(
    at_work: Flask, post: MailServer, clock: Clock
) -> None:
    put(at_work)
    post.behaviour = Behaviour.GREYLIST
    assert worker.work_once(at_work) == 0
    clock.now += PAUSES[0] - timedelta(seconds=1)
    assert worker.work_once(at_work) == 0
    assert post.conversations == 1
    clock.now += timedelta(seconds=1)
    assert worker.work_once(at_work) == 1
    assert states(at_work) == [("sent", None)]


def test_a_line_cut_after_the_text_gives_a_double_with_the_same_message_id(
    at_work: Flask, post: MailServer, clock: Clock
) -> None:
    sent_id = put(at_work)
    post.behaviour = Behaviour.DROP
    worker.work_once(at_work)
    post.behaviour = Behaviour.ACCEPT
    clock.now += PAUSES[0]
    assert worker.work_once(at_work) == 1
    assert post.message_ids == [f"<{sent_id}@planen-min>"] * 2


def test_a_text_message_without_a_gateway_is_a_task_at_once(
    at_work: Flask, post: MailServer
) -> None:
    put(at_work, channel="sms", template="case-answered", recipient="+4700000000")
    assert worker.work_once(at_work) == 0
    assert states(at_work) == [("desk", "no-channel")]
    assert post.conversations == 0


@pytest.mark.parametrize("changes", [{"channel": "pigeon"}, {"recipient": "not an address"}])
def test_what_no_later_try_can_change_is_a_task_at_once(
    at_work: Flask, changes: dict[str, str]
) -> None:
    put(at_work, **changes)
    worker.work_once(at_work)
    assert [state for state, _ in states(at_work)] == ["desk"]


def test_in_demo_nothing_leaves_whatever_the_settings_say(
    at_work: Flask, post: MailServer, tmp_path: Path
) -> None:
    settings = at_work.extensions["settings"].model_copy(update={"mode": Mode.DEMO})
    at_work.extensions["settings"] = settings
    put(at_work)
    put(at_work, channel="sms", template="case-answered", recipient="+4700000000")
    assert worker.work_once(at_work) == 2
    assert post.conversations == 0
    assert {kept.channel for kept in mailbox.newest_first(tmp_path)} == {"email", "sms"}


def test_a_message_of_ours_that_fails_does_not_hold_up_the_others(
    at_work: Flask, post: MailServer
) -> None:
    put(at_work, template="no-such-text")
    put(at_work)
    assert worker.work_once(at_work) == 1
    assert sorted(states(at_work)) == [("pending", "no-words"), ("sent", None)]


def test_the_database_is_free_while_a_message_is_on_its_way(
    at_work: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite a transaction held open here would lock everybody else out."""
    written = []

    def slow(*_: object) -> None:
        put(at_work, coalesce="written meanwhile", channel="sms")
        written.append(True)

    monkeypatch.setattr(email, "send", slow)
    put(at_work)
    assert worker.work_once(at_work) == 1
    assert written == [True]


# Killed between "the server took it" and "written down": sent again, never lost.


class Killed(BaseException):
    """What a kill looks like from inside."""


def killed(*_: object, **__: object) -> None:
    raise Killed


def die_before_marking(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(outbox, "sent", killed)
        worker.work_once(app)


def test_killed_before_marking_it_is_sent_again_after_the_lease(
    at_work: Flask, post: MailServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent_id = put(at_work)
    die_before_marking(at_work, monkeypatch)
    assert worker.work_once(at_work) == 0
    clock.now += worker.LEASE
    assert worker.work_once(at_work) == 1
    assert post.message_ids == [f"<{sent_id}@planen-min>"] * 2
    assert states(at_work) == [("sent", None)]


def killed_while_sending_it_still_arrives(
    app: Flask, post: MailServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> bool:
    put(app)
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(email, "hand_over", killed)
        worker.work_once(app)
    clock.now += worker.LEASE
    worker.work_once(app)
    return len(post.letters) == 1


def test_killed_while_sending_it_still_arrives(
    at_work: Flask, post: MailServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert killed_while_sending_it_still_arrives(at_work, post, clock, monkeypatch)


def test_a_worker_that_marks_first_would_be_caught(
    at_work: Flask, post: MailServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted bug: written down as sent, and then lost."""

    def marks_first(message: outbox.Message, app: Flask) -> bool:
        with app.extensions["database"].transaction() as session:
            outbox.sent(session, message.id)
        return worker.try_to_send(message, app)[0] is None

    monkeypatch.setattr(worker, "deliver", marks_first)
    assert not killed_while_sending_it_still_arrives(at_work, post, clock, monkeypatch)


# The loop.


class Stop:
    """Counts the pauses in place of waiting, and stops after a few rounds."""

    def __init__(self, rounds: int) -> None:
        self.rounds = rounds
        self.pauses: list[float] = []

    def is_set(self) -> bool:
        return len(self.pauses) >= self.rounds

    def wait(self, seconds: float) -> bool:
        self.pauses.append(seconds)
        return self.is_set()


class AwayTwice:
    """A database that is away, and away again, and then there."""

    def __init__(self, real: Database) -> None:
        self.real = real
        self.asked = 0

    def transaction(self) -> AbstractContextManager[object]:
        self.asked += 1
        if self.asked <= 2:
            raise DatabaseAway
        return self.real.transaction()


def test_with_the_database_away_the_loop_waits_longer_and_goes_on(
    at_work: Flask, post: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    put(at_work)
    at_work.extensions["database"] = AwayTwice(at_work.extensions["database"])
    stop = Stop(rounds=3)
    worker.run(at_work, stop)
    assert stop.pauses == [
        worker.PAUSE_WHEN_AWAY_SECONDS,
        worker.PAUSE_WHEN_AWAY_SECONDS,
        worker.PAUSE_SECONDS,
    ]
    assert caplog.text.count("the database is away; the outbox waits") == 2
    assert len(post.letters) == 1


def test_a_fault_nobody_foresaw_does_not_end_the_loop(
    at_work: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fault(*_: object) -> None:
        raise ValueError("Kanari Fuglesen")

    monkeypatch.setattr(outbox, "claim", fault)
    stop = Stop(rounds=2)
    worker.run(at_work, stop)
    assert len(stop.pauses) == 2
    assert "ValueError" in caplog.text
    assert "Kanari" not in caplog.text


# Nothing about a person outside the letter's own envelope.

NAME, PHONE, NOTE = "Kanari Fuglesen", "+4700012345", "Kanarinotat om helsa"
CANARIES = ("kanari", "fuglesen", "4700012345", "00012345", "00 01 23 45", "helsa")


def ask_and_answer(app: Flask) -> None:
    wish = CallWish(
        name=NAME,
        phone=PHONE,
        when="any",
        language="nb",
        interpreter=True,
        interpreter_language="kanarisk",
        about="other",
        relation="parent",
        district=None,
        entry=None,
    )
    database: Database = app.extensions["database"]
    with database.transaction() as session:
        receipt = coordinator.ask_for_call(
            session,
            municipality=NAMSOS,
            unit=UNIT,
            key="k" * 32,
            wish=wish,
            local_day=date(2026, 11, 21),
            unit_email="enheten@namsos.example",
        )
    with database.transaction() as session:
        case.note_outcome(session, LEAD, receipt.reference, "appointment", NOTE, tell=True)


@pytest.mark.parametrize("mode", [Mode.TEST, Mode.DEMO])
@pytest.mark.parametrize("behaviour", [Behaviour.ACCEPT, Behaviour.REFUSE])
def test_a_canary_is_never_seen_outside(
    at_work: Flask,
    post: MailServer,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
    mode: Mode,
    behaviour: Behaviour,
) -> None:
    caplog.set_level(logging.DEBUG)
    at_work.extensions["settings"] = at_work.extensions["settings"].model_copy(
        update={"mode": mode}
    )
    post.behaviour = behaviour
    ask_and_answer(at_work)
    worker.work_once(at_work)
    log = said_by_the_house(caplog)
    seen = [log, *(letter.as_string() for letter in post.letters)]
    seen += [letter.get_content() for letter in post.letters]
    kept = mailbox.newest_first(tmp_path)
    seen += [f"{each.subject} {each.body} {each.channel} {each.language}" for each in kept]
    seen += [without_envelope(file) for file in (tmp_path / "mailbox").glob("*")]
    assert log
    assert bool(kept) is (mode is Mode.DEMO)
    assert bool(post.conversations) is (mode is Mode.TEST)
    assert [canary for canary in CANARIES for words in seen if canary in words.casefold()] == []
    assert "enheten@" not in log


def test_the_search_for_canaries_can_find_one(
    at_work: Flask, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted bug: a log line with the receiver in it."""
    caplog.set_level(logging.DEBUG)
    put(at_work, recipient="kanari@namsos.example")
    original = worker.try_to_send

    def talkative(message: outbox.Message, app: Flask) -> tuple[str | None, str]:
        worker.log.info("to %s", message.recipient)
        return original(message, app)

    monkeypatch.setattr(worker, "try_to_send", talkative)
    worker.work_once(at_work)
    assert any(canary in said_by_the_house(caplog).casefold() for canary in CANARIES)


def test_a_fault_names_its_place_and_not_its_words(
    at_work: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fault(*_: object) -> None:
        raise RuntimeError("kanari@namsos.example")

    monkeypatch.setattr(email, "send", fault)
    put(at_work)
    assert worker.work_once(at_work) == 0
    assert states(at_work) == [("pending", "fault")]
    assert "RuntimeError at " in caplog.text
    assert "kanari" not in caplog.text
