"""The receipt is the promise: keyed submits under a double press and under every fault, and the bugs they must catch."""

import contextlib
import threading

import pytest

from portal.store import coordinator
from portal.store.crypto import new_id
from portal.store.tables.submission import SubmissionRow
from tests.conftest import EVERYTHING
from tests.durability.checks import (
    Planted,
    check_all_or_nothing,
    check_one_case_per_key,
    check_triggers,
    send,
    send_in,
    wish_number,
)
from tests.store.people import NAMSOS, count

KEYS = 1000 if EVERYTHING else 300


def test_each_of_many_keys_sent_three_times_at_once_is_one_case(database):
    check_one_case_per_key(database, send, KEYS)
    assert count(database, SubmissionRow) == KEYS


def test_a_failing_write_leaves_nothing_and_the_key_still_works(database):
    # count, key, case, wish, key again, message, chain begun, event, chain; the last is the commit
    assert check_all_or_nothing(database, send) >= 9


def test_a_write_the_database_refuses_leaves_nothing_and_the_key_still_works(database):
    refused = check_triggers(database, send)
    assert refused >= {
        "limits-INSERT", "submissions-INSERT", "submissions-UPDATE", "cases-INSERT",
        "wishes-INSERT", "outbox-INSERT", "events-INSERT", "chains-UPDATE",
    }  # fmt: skip


def test_a_connection_that_stopped_in_the_commit_is_not_used_again(database, monkeypatch):
    dialect = database.engine.dialect

    def stop(_connection):
        raise Planted("in the commit, and not by the database")

    with monkeypatch.context() as stopping:
        stopping.setattr(dialect, "do_commit", stop)
        with pytest.raises(Planted):
            send(database, "key", wish_number(1))
    assert not send(database, "key", wish_number(1)).repeated


class TestPlantedBugs:
    """A check that does not find these finds nothing."""

    def test_looking_first_and_inserting_after(self, database, monkeypatch):
        looked = threading.Barrier(3)

        def look_first(database, key, wish):
            with database.transaction() as session:
                known = coordinator.is_known(session, NAMSOS, key)
            if not known:
                with contextlib.suppress(threading.BrokenBarrierError):
                    looked.wait(2)
            return send(database, key if known else new_id(), wish)

        with pytest.raises(AssertionError, match=r"first twice|two receipts"):
            check_one_case_per_key(database, look_first, 1)

    def test_ignoring_the_key(self, database):
        def ignore_key(database, _key, wish):
            return send(database, new_id(), wish)

        with pytest.raises(AssertionError, match=r"first twice|two receipts"):
            check_one_case_per_key(database, ignore_key, 5)

    def test_answering_before_the_commit(self, database):
        died = []

        def answer_first(database, key, wish):
            try:
                with database.transaction() as session:
                    receipt = send_in(session, key, wish)
                    if key == "key-3" and not died:
                        died.append(key)
                        raise Planted("the worker died after it had answered")
            except Planted:
                pass
            return receipt

        with pytest.raises(AssertionError, match=r"first twice|two receipts"):
            check_one_case_per_key(database, answer_first, 5)

    def test_three_transactions(self, database, monkeypatch):
        plant_commit_before(monkeypatch, coordinator.outbox, "put")
        plant_commit_before(monkeypatch, coordinator.events, "append")
        check_one_case_per_key(database, send, 5)
        with pytest.raises(AssertionError, match="something is left after write"):
            check_all_or_nothing(database, send)
        with pytest.raises(AssertionError, match="something is left when"):
            check_triggers(database, send)

    def test_remembering_the_key_apart_from_the_case(self, database, monkeypatch):
        plant_commit_before(monkeypatch, coordinator.submissions, "finish")
        with pytest.raises(AssertionError, match="something is left after write"):
            check_all_or_nothing(database, send)

    def test_going_on_without_the_event(self, database, monkeypatch):
        real = coordinator.events.append

        def shrug(session, **fields):
            try:
                real(session, **fields)
            except Planted:
                return

        monkeypatch.setattr(coordinator.events, "append", shrug)
        with pytest.raises(AssertionError, match="something is left after write"):
            check_all_or_nothing(database, send)


def plant_commit_before(monkeypatch, module, name):
    """Let a function commit what is there before it begins."""
    real = getattr(module, name)

    def commit_first(session, *args, **kwargs):
        session.commit()
        return real(session, *args, **kwargs)

    monkeypatch.setattr(module, name, commit_first)
