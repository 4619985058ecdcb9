"""A request with login under a double press and under every fault, and the bugs the checks must catch.

Each press is one transaction: the key, the case, its words, who may see it, the end of the draft, messages, event.
"""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace

import pytest
from sqlalchemy.exc import SQLAlchemyError

from portal.rules.access import Actor
from portal.store import coordinator_request, events
from portal.store.coordinator_request import Receipt
from portal.store.crypto import new_id
from portal.store.db import Database
from portal.store.tables import Base
from portal.store.tables.case import CaseRow
from portal.store.tables.events import EventRow
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.request import DraftRow, RequestRow
from tests.durability.checks import VERBS, Planted, failing_write, refusing
from tests.durability.test_submits import plant_commit_before
from tests.store.citizens import BIRGER, OF_NEIGHBOUR, citizen, save, send
from tests.store.people import NAMSOS, contents, count

Send = Callable[[Database, Actor, str], Receipt]
KEYS = 100
# About a neighbour whose number is given: this writes to the most tables.
REQUEST = replace(OF_NEIGHBOUR, about_number=BIRGER)


def press(database: Database, actor: Actor, key: str) -> Receipt:
    """«Send», the way the page does it."""
    return send(database, actor, REQUEST, key)


def a_draft(database: Database, actor: Actor, key: str) -> None:
    """Something typed, with the key that will send it."""
    save(database, actor, "hvem", key, whom="other")


def check_one_case_per_key(database: Database, press: Send, keys: int = KEYS) -> None:
    """Each key is pressed twice at once, by a thread each: one case, one event, its messages, one receipt."""
    actor = citizen(database)
    pressed = [f"key-{number}" for number in range(keys) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        receipts = list(pool.map(lambda key: (key, press(database, actor, key)), pressed))
    assert len(set(receipts)) == keys, "two receipts for one press"
    assert Counter(key for key, _receipt in set(receipts)).most_common(1)[0][1] == 1
    assert count(database, CaseRow) == count(database, RequestRow) == keys, "cases"
    assert count(database, OutboxRow, template="case-asked-about-you") == keys, "messages"
    assert count(database, EventRow, code="case.requested") == keys, "events"
    with database.transaction() as session:
        assert events.verify(session, NAMSOS) == []


def check_all_or_nothing(database: Database, press: Send) -> list[str]:
    """The n-th write fails, for every n: nothing is left, the draft is there, the key still works."""
    actor, struck_all = citizen(database), []
    for number in range(1, 100):
        key = f"fault-{number}"
        a_draft(database, actor, key)
        before = contents(database)
        with failing_write(database, number) as struck, suppress(Planted):
            press(database, actor, key)
        if not struck:
            return struck_all
        struck_all += struck
        assert contents(database) == before, f"something is left after write {number}: {struck}"
        press(database, actor, key)
        assert count(database, DraftRow) == 0, "the draft is still there"
    raise AssertionError("a press with a hundred writes")


def check_triggers(database: Database, press: Send) -> set[str]:
    """The database itself refuses a write, table by table: nothing is left, and the key still works."""
    actor, refused = citizen(database), set()
    for table in Base.metadata.sorted_tables:
        for verb in (*VERBS, "DELETE"):
            key = f"{verb}-{table.name}"
            a_draft(database, actor, key)
            before = contents(database)
            with refusing(database, table.name, verb), suppress(SQLAlchemyError):
                press(database, actor, key)
                continue
            refused.add(f"{table.name}-{verb}")
            assert contents(database) == before, f"something is left when {verb} {table} fails"
            press(database, actor, key)
    return refused


def test_each_key_pressed_twice_at_once_is_one_case(database):
    check_one_case_per_key(database, press)


def test_a_failing_write_leaves_nothing_and_the_key_still_works(database):
    struck = check_all_or_nothing(database, press)
    # key, case, words, name, pictures, draft, person, reader, two messages, key again, event, chain, commit
    assert len(struck) >= 13
    assert struck[-1] == "COMMIT"


def test_a_write_the_database_refuses_leaves_nothing_and_the_key_still_works(database):
    assert check_triggers(database, press) >= {
        "submissions-INSERT", "submissions-UPDATE", "cases-INSERT", "requests-INSERT",
        "people-UPDATE", "drafts-DELETE", "case_readers-INSERT", "outbox-INSERT",
        "events-INSERT", "chains-UPDATE",
    }  # fmt: skip


class TestPlantedBugs:
    """A check that does not find these finds nothing."""

    def test_looking_first_and_inserting_after(self, database):
        looked = threading.Barrier(2)

        def look_first(database, actor, key):
            with database.transaction() as session:
                known = coordinator_request.sent_with(session, actor, key)
            with suppress(threading.BrokenBarrierError):
                looked.wait(2)
            return press(database, actor, key if known else new_id())

        with pytest.raises(AssertionError, match="two receipts"):
            check_one_case_per_key(database, look_first, 1)

    def test_two_transactions(self, database, monkeypatch):
        plant_commit_before(monkeypatch, coordinator_request.notices, "tell_unit")
        with pytest.raises(AssertionError, match="something is left after write"):
            check_all_or_nothing(database, press)

    def test_taking_the_draft_away_before_the_case_is_kept(self, database, monkeypatch):
        plant_commit_before(monkeypatch, coordinator_request.case_readers, "add_reader")
        with pytest.raises(AssertionError, match="something is left when"):
            check_triggers(database, press)

    def test_leaving_the_draft(self, database, monkeypatch):
        monkeypatch.setattr(coordinator_request.drafts, "remove", lambda *_args: None)
        with pytest.raises(AssertionError, match="the draft is still there"):
            check_all_or_nothing(database, press)
