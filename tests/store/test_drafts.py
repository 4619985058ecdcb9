"""Drafts: kept as typed, one for each person, shown to nobody else, gone when sent, deleted or too old."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.store import drafts
from portal.store.coordinator_request import JOURNEY
from portal.store.crypto import SealBroken
from portal.store.tables.request import DraftRow
from tests.databases import KEYRING
from tests.store.citizens import BIRGER, JON, KEY, OTHER_KEY, citizen, draft_of, save, send
from tests.store.people import VIK, at_once, change, contents, count, happened
from tests.store.test_secrecy import bytes_of, spellings


@pytest.fixture
def marte(database):
    return citizen(database)


def forget(database, actor) -> bool:
    with database.transaction() as session:
        return drafts.forget(session, actor, JOURNEY)


def test_what_is_typed_is_kept_page_by_page(database, marte, clock):
    save(database, marte, "hvem", whom="self", wants="dove")
    clock.now += timedelta(minutes=5)
    save(database, marte, "deg", name="  Kari\x00 ", phone="")
    draft = draft_of(database, marte)
    assert draft.answers == {
        "hvem": {"whom": "self", "wants": "dove"},
        "deg": {"name": "  Kari\x00 ", "phone": ""},
    }
    assert (draft.key, draft.saved_at) == (KEY, clock.now)
    assert draft.kept_until == clock.now + timedelta(days=30)


def test_the_version_counts_changes_and_not_presses(database, marte):
    versions = [
        save(database, marte, "hvem", whom=whom).version for whom in ("self", "self", "other")
    ]
    assert versions == [1, 1, 2]


def test_two_tabs_are_one_draft_with_the_first_ones_key(database, marte):
    save(database, marte, "hvem", KEY, whom="self")
    assert save(database, marte, "deg", OTHER_KEY, name="Kari").key == KEY
    assert count(database, DraftRow) == 1
    assert draft_of(database, marte).answers == {"hvem": {"whom": "self"}, "deg": {"name": "Kari"}}


def test_two_first_pages_at_once_are_one_draft_and_both_are_kept(database, marte):
    pages = [("hvem", KEY), ("deg", OTHER_KEY)]
    at_once(2, lambda n: save(database, marte, *pages[n], typed=pages[n][0]))
    assert count(database, DraftRow) == 1
    assert draft_of(database, marte).answers == {
        "hvem": {"typed": "hvem"},
        "deg": {"typed": "deg"},
    }


def test_a_draft_is_its_owners_alone(database, marte):
    save(database, marte, whom="self")
    for other in (citizen(database, BIRGER), citizen(database, municipality=VIK)):
        assert draft_of(database, other) is None
        assert not forget(database, other)
        save(database, other, whom="other")
    assert draft_of(database, marte).answers == {"hvem": {"whom": "self"}}


@pytest.mark.parametrize("days", [0, 29, 31])
def test_a_draft_is_kept_for_thirty_days(database, marte, clock, days):
    save(database, marte, whom="self")
    clock.now += timedelta(days=days)
    assert (draft_of(database, marte) is not None) is (days < 30)


def test_typing_again_after_thirty_days_begins_anew(database, marte, clock):
    save(database, marte, "deg", name="Kari")
    clock.now += timedelta(days=31)
    assert save(database, marte, "hvem", OTHER_KEY, whom="self").key == OTHER_KEY
    assert draft_of(database, marte).answers == {"hvem": {"whom": "self"}}
    assert count(database, DraftRow) == 1


def test_a_deleted_draft_is_gone(database, marte):
    save(database, marte, whom="self")
    assert forget(database, marte)
    assert draft_of(database, marte) is None
    assert not forget(database, marte)
    assert count(database, DraftRow) == 0


def test_only_some_pages_can_be_kept(database, marte):
    for step in ("hvem", "personen", "deg"):
        save(database, marte, step, typed=step)
    with database.transaction() as session:
        drafts.keep_only(session, marte, JOURNEY, ("hvem", "deg"))
    assert draft_of(database, marte).answers.keys() == {"hvem", "deg"}


def test_a_page_whose_key_has_been_sent_is_not_saved_again(database, marte):
    save(database, marte, whom="self")
    send(database, marte)
    before = contents(database)
    assert save(database, marte, "deg", name="Kari") is None
    assert contents(database) == before
    assert save(database, marte, "hvem", OTHER_KEY, whom="self") is not None
    assert save(database, marte, "deg", KEY, name="from a tab of the one that was sent") is None
    assert draft_of(database, marte).answers == {"hvem": {"whom": "self"}}


def test_each_reading_and_each_change_is_an_event(database, marte):
    save(database, marte, whom="self")
    draft_of(database, marte)
    with database.transaction() as session:
        drafts.save(
            session,
            marte.id,
            marte.municipality,
            JOURNEY,
            step="deg",
            values={"name": "Kari"},
            key=KEY,
            late=True,
        )
    forget(database, marte)
    draft_of(database, marte)
    assert happened(database) == [
        "draft.saved",
        "draft.read",
        "draft.saved-late",
        "draft.forgotten",
    ]


def test_the_mark_on_a_page_is_the_persons_own(database, marte):
    other = citizen(database, BIRGER)
    marks = {drafts.mark_of(KEYRING, person) for person in (marte.id, other.id)}
    assert len(marks) == 2
    assert not any(marte.id in mark or other.id in mark for mark in marks)
    assert drafts.mark_of(KEYRING, marte.id) in marks


def test_no_file_of_the_database_holds_what_was_typed(database, marte, tmp_path):
    secrets = ("Kanari Utkast", "kanarifugl@namsos.example", "+4799999953")
    save(database, marte, "deg", name=secrets[0], email=secrets[1], phone=secrets[2])
    found = bytes_of(database, tmp_path)
    assert marte.id.encode() in found, "the search does not see what is there"
    for secret in secrets:
        assert not [spelling for spelling in spellings(secret) if spelling in found], secret


def test_a_draft_moved_to_another_person_does_not_open(database, marte):
    other = citizen(database, BIRGER)
    save(database, marte, whom="self")
    save(database, other, whom="other")
    change(
        database,
        "UPDATE drafts SET answers = (SELECT answers FROM drafts WHERE owner = :one)"
        " WHERE owner = :other",
        one=marte.id,
        other=other.id,
    )
    with pytest.raises(SealBroken):
        draft_of(database, other)


def test_what_is_typed_for_one_is_never_anothers(database, marte):
    """One's own draft, and one for each of those one acts for: saved, read and deleted apart."""
    modes = [replace(marte, acting_for=citizen(database, one).id) for one in (BIRGER, JON)]
    save(database, marte, whom="self")
    for number, mode in enumerate(modes):
        with database.transaction() as session:
            drafts.save(
                session, mode.id, mode.municipality, JOURNEY, step="hvem",
                values={"wants": str(number)}, key=OTHER_KEY, acting_for=mode.acting_for,
            )  # fmt: skip
    with database.transaction() as session:
        assert drafts.waiting(session, marte, JOURNEY) == {mode.acting_for for mode in modes}
    assert forget(database, modes[0])
    found = [draft_of(database, one) for one in (marte, *modes)]
    assert [one and one.answers["hvem"] for one in found] == [
        {"whom": "self"}, None, {"wants": "1"},
    ]  # fmt: skip


def test_the_mark_tells_for_whom_a_page_was_made(marte):
    marks = {drafts.mark_of(KEYRING, marte.id, one) for one in (None, "birger", "jon")}
    assert len(marks) == 3
