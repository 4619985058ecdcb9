"""A complaint with login under a double press and under every fault: one transaction holds all of it."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace

import pytest
from sqlalchemy.exc import SQLAlchemyError

from portal.photos import Photo
from portal.rules.access import Actor
from portal.store import attachments, complaint_send, events
from portal.store.db import Database
from portal.store.tables import Base
from portal.store.tables.case import CaseRow
from portal.store.tables.complaint import ComplaintRow
from portal.store.tables.events import EventRow
from portal.store.tables.request import AttachmentRow, DraftRow
from tests.durability.checks import VERBS, Planted, failing_write, refusing
from tests.durability.test_submits import plant_commit_before
from tests.store import citizens
from tests.store.citizens import citizen
from tests.store.complaints import JOURNEY, save, send
from tests.store.people import NAMSOS, contents, count

KEYS = 30
PICTURE = Photo(b"a picture", "image/jpeg", 1, 1)


def a_draft(database: Database, actor: Actor, key: str) -> None:
    """Something typed with a picture, and the key that will send it."""
    save(database, actor, key)
    with database.transaction() as session:
        attachments.add_to_draft(session, actor, PICTURE, journey=JOURNEY)


def press(database: Database, actor: Actor, key: str, about: str) -> complaint_send.Receipt:
    """«Send», about an answer of one's own case: this writes to the most tables."""
    return send(database, actor, key=key, about_case=about)


def beginning(database: Database) -> tuple[Actor, str]:
    """A citizen, and the case the complaint is about."""
    actor = citizen(database)
    return actor, citizens.send(database, actor, key="the-request").reference


def check_all_or_nothing(database: Database) -> list[str]:
    """The n-th write fails, for every n: nothing is left, the draft is there, the key still works."""
    (actor, about), struck_all = beginning(database), []
    for number in range(1, 100):
        key = f"fault-{number}"
        a_draft(database, actor, key)
        before = contents(database)
        with failing_write(database, number) as struck, suppress(Planted):
            press(database, actor, key, about)
        if not struck:
            return struck_all
        struck_all += struck
        assert contents(database) == before, f"something is left after write {number}: {struck}"
        receipt = press(database, actor, key, about)
        assert count(database, DraftRow) == 0, "the draft is still there"
        assert count(database, AttachmentRow, case_id=receipt.case_id) == 1, "no picture"
    raise AssertionError("a press with a hundred writes")


def check_triggers(database: Database) -> set[str]:
    """The database itself refuses a write, table by table: nothing is left, and the key still works."""
    (actor, about), refused = beginning(database), set()
    for table in Base.metadata.sorted_tables:
        for verb in (*VERBS, "DELETE"):
            key = f"{verb}-{table.name}"
            a_draft(database, actor, key)
            before = contents(database)
            with refusing(database, table.name, verb), suppress(SQLAlchemyError):
                press(database, actor, key, about)
                continue
            refused.add(f"{table.name}-{verb}")
            assert contents(database) == before, f"something is left when {verb} {table} fails"
            press(database, actor, key, about)
    return refused


def test_each_key_pressed_twice_at_once_is_one_complaint(database: Database) -> None:
    actor, about = beginning(database)
    pressed = [f"key-{number}" for number in range(KEYS) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        receipts = list(pool.map(lambda key: press(database, actor, key, about), pressed))
    assert len(set(receipts)) == KEYS, "two receipts for one press"
    assert count(database, CaseRow, kind="complaint") == count(database, ComplaintRow) == KEYS
    assert count(database, EventRow, code="complaint.sent") == KEYS
    with database.transaction() as session:
        assert events.verify(session, NAMSOS) == []


def test_a_failing_write_leaves_nothing_and_the_key_still_works(database: Database) -> None:
    struck = check_all_or_nothing(database)
    # key, case, complaint, name, pictures, pictures left, draft, reader, key again, message, event, its index, chain, commit
    assert len(struck) >= 13
    assert struck[-1] == "COMMIT"


def test_a_write_the_database_refuses_leaves_nothing_and_the_key_still_works(
    database: Database,
) -> None:
    assert check_triggers(database) >= {
        "submissions-INSERT", "submissions-UPDATE", "cases-INSERT", "complaints-INSERT",
        "people-UPDATE", "attachments-UPDATE", "drafts-DELETE", "case_readers-INSERT",
        "outbox-INSERT", "events-INSERT", "chains-UPDATE",
    }  # fmt: skip


class TestPlantedBugs:
    """A check that does not find these finds nothing."""

    def test_two_transactions(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        plant_commit_before(monkeypatch, complaint_send.events, "append_by")
        with pytest.raises(AssertionError, match="something is left after write"):
            check_all_or_nothing(database)

    def test_taking_the_draft_away_before_it_is_kept(
        self, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        plant_commit_before(monkeypatch, complaint_send.case_readers, "add_reader")
        with pytest.raises(AssertionError, match="something is left when"):
            check_triggers(database)

    def test_leaving_the_draft(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(complaint_send.drafts, "remove", lambda *_args: None)
        with pytest.raises(AssertionError, match="the draft is still there"):
            check_all_or_nothing(database)


def test_the_words_differ_the_key_does_not(database: Database) -> None:
    actor, about = beginning(database)
    press(database, actor, "key", about)
    with pytest.raises(complaint_send.submissions.KeyReused):
        send(database, replace(actor), key="key", about_case=None)
