"""SvarUt by its published interface, through a real line to a double that misbehaves: sent at least once, never lost, the same id each time."""

import hashlib
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from portal import worker_package
from portal.deliver import NotDelivered, svarut
from portal.deliver.packages import Packages
from portal.rules.complaint_out import Way
from portal.rules.delivery import PAUSES
from portal.store import outbox, outbox_tasks
from portal.store.tables.outbox import OutboxRow
from tests import svarut_double
from tests.conftest import Clock, settings_for
from tests.deliver.packages import WORDS_TO_MARTE, Out, package
from tests.store.people import OFFICER, VIK
from tests.svarut_double import ACCOUNT, Behaviour, SvarUt

TAKES_IT = [Behaviour.LATE, Behaviour.CUT, Behaviour.NONSENSE]


@pytest.fixture
def double(clock: Clock) -> Iterator[SvarUt]:
    with svarut_double.svarut(clock) as running:
        yield running


@pytest.fixture
def channel(double: SvarUt, tmp_path: Path, clock: Clock) -> Packages:
    return Packages(settings_for(tmp_path, **double.settings(tmp_path)), clock)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who does not answer costs the test a third of a second, and not sixteen minutes."""
    monkeypatch.setattr(svarut, "SEND_SECONDS", 0.3)


@pytest.fixture
def out(at_work: Flask, double: SvarUt, tmp_path: Path) -> Out:
    return Out(at_work, settings_for(tmp_path, **double.settings(tmp_path)))


def refused(channel: Packages, **changes: object) -> str:
    with pytest.raises(NotDelivered) as refusal:
        channel.deliver(package(**changes), Way.SVARUT)
    return refusal.value.reason


def test_what_svarut_gets_is_what_its_interface_asks_for(channel: Packages, double: SvarUt) -> None:
    receipt = channel.deliver(package(), Way.SVARUT)
    (one,) = double.taken
    assert (receipt.id, one.account) == (one.id, ACCOUNT)
    assert one.said["eksternReferanse"] == "a1" * 16
    assert one.said["mottaker"]["digitalId"] == "999999999"
    assert one.said["taushetsbelagtPost"] is True
    assert "Kanari" not in one.said["tittel"]
    assert list(one.files.items()) == [(file.name, file.content) for file in package().files]
    assert double.calls == ["POST"], "nothing is asked before the first try"


def test_one_token_serves_until_it_ends(channel: Packages, double: SvarUt, clock: Clock) -> None:
    for number in range(3):
        channel.deliver(package(id=f"{number:032}"), Way.SVARUT)
    assert len(double.assertions) == 1
    clock.now += timedelta(seconds=double.lives)
    channel.deliver(package(id="9" * 32), Way.SVARUT)
    assert len(double.assertions) == 2
    assert len(double.taken) == 4


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        (Behaviour.BAD, "not-taken"),
        (Behaviour.UNKNOWN_TOKEN, "not-let-in"),
        (Behaviour.NO_PRIVILEGE, "not-let-in"),
        (Behaviour.BROKEN, "later"),
        (Behaviour.AWAY, "later"),
        (Behaviour.HANG, "unreachable"),
        (Behaviour.LATE, "unreachable"),
        (Behaviour.CUT, "unreachable"),
        (Behaviour.NONSENSE, "unreadable"),
    ],
)
def test_every_way_it_can_go_wrong_has_its_reason(
    channel: Packages, double: SvarUt, impatient: None, behaviour: Behaviour, reason: str
) -> None:
    double.lies = behaviour
    assert refused(channel) == reason


def test_nothing_is_sent_from_another_municipalitys_account(
    channel: Packages, double: SvarUt
) -> None:
    assert refused(channel, municipality=VIK) == "no-channel"
    assert (double.taken, double.calls) == ([], [])
    assert channel.configured(VIK) == frozenset()


def test_maskinporten_away_is_a_reason_of_its_own(channel: Packages, double: SvarUt) -> None:
    double.maskinporten_away = True
    assert refused(channel) == "not-let-in"
    assert double.calls == []


def test_the_papers_go_and_the_receipt_stays(out: Out, double: SvarUt) -> None:
    row = out.sent_on()
    assert out.work() == 1
    (one,) = double.has(row)
    kept = out.row(row)
    assert (kept.state, kept.receipt) == ("sent", one.id)
    assert list(one.files) == ["01-folgebrev.pdf", "02-klagen.pdf", "04-vurderingen.pdf"]
    lines = "".join(
        f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in one.files.items()
    )
    assert kept.content_hash == hashlib.sha256(lines.encode()).digest()
    assert out.work() == 0


@pytest.mark.parametrize("behaviour", TAKES_IT, ids=lambda one: one.name)
def test_what_svarut_took_without_telling_us_is_not_sent_again(
    out: Out, double: SvarUt, clock: Clock, impatient: None, behaviour: Behaviour
) -> None:
    row, double.lies = out.sent_on(), behaviour
    assert out.work() == 0
    assert out.row(row).state == "pending"
    double.lies = Behaviour.TAKE
    clock.now += PAUSES[0]
    assert out.work() == 1
    assert [one.id for one in double.has(row)] == [out.row(row).receipt]
    assert double.calls == ["POST", "GET"]


def test_two_answers_to_one_call_are_one(out: Out, double: SvarUt) -> None:
    row, double.lies = out.sent_on(), Behaviour.TWICE
    assert out.work() == 1
    assert [one.id for one in double.has(row)] == [out.row(row).receipt]


def test_a_crash_between_sending_and_marking_gives_no_second_consignment(
    out: Out, double: SvarUt, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = out.sent_on()
    with monkeypatch.context() as crash:
        crash.setattr(outbox, "sent", lambda *_, **__: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            out.work()
    assert out.work() == 0, "another worker waits for the lease"
    clock.now += timedelta(minutes=25)
    assert out.work() == 1
    assert [one.id for one in double.has(row)] == [out.row(row).receipt]


@pytest.mark.parametrize("behaviour", [Behaviour.AWAY, Behaviour.HANG], ids=lambda one: one.name)
def test_svarut_that_stays_down_ends_as_a_task_for_a_person(
    out: Out, double: SvarUt, clock: Clock, impatient: None, behaviour: Behaviour
) -> None:
    row, double.lies = out.sent_on(), behaviour
    for pause in PAUSES:
        assert out.work() == 0
        assert out.row(row).state == "pending"
        clock.now += pause
    out.work()
    assert out.row(row).state == "desk"
    (task,) = out.do(outbox_tasks.tasks, OFFICER)
    assert (task.case_reference, task.channel) == (out.reference, "svarut")
    assert double.has(row) == []


def test_a_package_svarut_will_never_take_is_a_task_at_once(out: Out, double: SvarUt) -> None:
    row, double.lies = out.sent_on(), Behaviour.BAD
    out.work()
    assert (out.row(row).state, out.row(row).reason) == ("desk", "not-taken")


def test_another_content_is_another_row_and_never_the_same_id(
    out: Out, double: SvarUt, clock: Clock
) -> None:
    row, double.lies = out.sent_on(), Behaviour.AWAY
    out.work()
    with out.database.transaction() as session:
        session.execute(
            update(OutboxRow).where(OutboxRow.id == row).values(content_hash=b"\x00" * 32)
        )
    double.lies = Behaviour.TAKE
    clock.now += PAUSES[0]
    assert out.work() == 1
    first, second = out.out
    assert (first.id, first.state, first.reason) == (row, "handled", "changed")
    assert second.state == "sent"
    assert double.has(row) == []
    assert len(double.has(second.id)) == 1


def test_a_message_never_waits_behind_a_package(
    out: Out, double: SvarUt, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    monkeypatch.setattr(
        worker_package, "deliver", lambda message, app: order.append(message.channel) or 1
    )
    monkeypatch.setattr(
        "portal.worker.deliver", lambda message, app: order.append(message.channel) or 1
    )
    out.sent_on()
    with out.database.transaction() as session:
        outbox.put(
            session, municipality="5007", channel="email", template="desk-new",
            recipient="ke@namsos.example", language="nb", case_id=None,
        )  # fmt: skip
    out.work()
    assert order == ["email", "svarut"]


def test_nothing_of_the_papers_or_of_the_keys_is_logged(
    out: Out, double: SvarUt, caplog: pytest.LogCaptureFixture, impatient: None
) -> None:
    caplog.set_level(logging.DEBUG)
    out.sent_on()
    for double.lies in (Behaviour.BAD, Behaviour.TAKE):
        out.work()
    for secret in ("Kanari", WORDS_TO_MARTE, svarut_double.PASSWORD, "token-1"):
        assert secret not in caplog.text
