"""Citizens on both engines: one number is one person in one municipality, and neither can be read."""

import pytest
from sqlalchemy import func, select

from portal.store import people
from portal.store.crypto import SealBroken
from portal.store.tables.people import PersonRow
from tests.store.people import NAMSOS, VIK, at_once, change
from tests.store.test_secrecy import bytes_of, spellings

NUMBER, OTHER = "14859221271", "30865512704"
NAME = "Kanarine Oppgittsen"


def find(database, number=NUMBER, municipality=NAMSOS):
    with database.transaction() as session:
        return people.find_or_begin(session, municipality, number)


def test_the_same_number_twice_is_one_person(database):
    assert find(database) == find(database)
    with database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(PersonRow)) == 1


def test_eight_logins_at_once_are_one_person(database):
    assert len({person.id for person in at_once(8, lambda _number: find(database))}) == 1


def test_another_number_or_municipality_is_another_person(database):
    here, there = find(database), find(database, municipality=VIK)
    assert len({here.id, there.id, find(database, OTHER).id}) == 3
    with database.transaction() as session:
        assert people.get(session, NAMSOS, here.id) == here
        assert people.get(session, VIK, here.id) is None
        assert people.get(session, NAMSOS, "nobody") is None
        hashes = list(session.scalars(select(PersonRow.number_hash)))
    assert len(set(hashes)) == 3, "the same number can be recognised across municipalities"


def test_the_name_is_what_the_person_says(database):
    person = find(database)
    assert person.name is None
    for said, kept in [(NAME, NAME), ("Ny Navnesen", "Ny Navnesen"), ("", None)]:
        with database.transaction() as session:
            people.set_name(session, person.id, said)
        assert find(database).name == kept


def test_the_number_opens_for_the_contact_register(database):
    person = find(database)
    with database.transaction() as session:
        assert people.number_of(session, person.id) == NUMBER
        assert people.number_of(session, "nobody") is None


def test_only_a_login_is_kept_as_seen(database):
    """Somebody another has asked for has a row too, and has not been here."""
    person = find(database)
    with database.transaction() as session:
        assert session.get(PersonRow, person.id).seen_at is None
        people.seen(session, person.id)
    with database.transaction() as session:
        assert session.get(PersonRow, person.id).seen_at == database.clock()


def test_no_file_of_the_database_holds_number_or_name(database, tmp_path):
    person = find(database)
    with database.transaction() as session:
        people.set_name(session, person.id, NAME)
    found = bytes_of(database, tmp_path)
    assert person.id.encode() in found, "the search does not see what is there"
    for secret in (NUMBER, NAME):
        assert not [spelling for spelling in spellings(secret) if spelling in found], secret


def test_a_number_moved_to_another_person_does_not_open(database):
    mine, other = find(database), find(database, OTHER)
    change(
        database,
        "UPDATE people SET number = (SELECT number FROM people WHERE id = :other) WHERE id = :mine",
        mine=mine.id,
        other=other.id,
    )
    with pytest.raises(SealBroken), database.transaction() as session:
        people.number_of(session, mine.id)
