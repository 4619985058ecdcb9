"""Citizens of one municipality: found by a keyed hash of the national number, which is itself sealed."""

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.store.crypto import Keyring, lookup, new_id, seal, unseal
from portal.store.db import insert_into, keyring_of, now
from portal.store.tables.people import PersonRow


@dataclass(frozen=True)
class Person:
    """A citizen as pages need one. `name` is the person's own word, None until it is given; `protected` the address is."""

    id: str
    municipality: str
    name: str | None
    protected: bool = False


def number_hash(keyring: Keyring, municipality: str, number: str) -> bytes:
    """What a person is found by. The same number has another hash in another municipality."""
    return lookup(keyring, "people.number", f"{municipality}\n{number}")


def find_or_begin(session: Session, municipality: str, number: str) -> Person:
    """The person with this national number (11 digits), new or known: the answer does not tell which."""
    keyring, person_id = keyring_of(session), new_id()
    wanted = number_hash(keyring, municipality, number)
    row = {
        "id": person_id,
        "municipality": municipality,
        "number_hash": wanted,
        "number": seal(keyring, "people.number", person_id, number),
        "name": None,
        "created_at": now(session),
        "seen_at": None,
    }
    session.execute(insert_into(session, PersonRow).values(row).on_conflict_do_nothing())
    found = session.scalars(
        select(PersonRow).where(
            PersonRow.municipality == municipality, PersonRow.number_hash == wanted
        )
    ).one()
    return person_from(session, found)


def seen(session: Session, person_id: str) -> None:
    """Keep that the person has just logged in."""
    session.execute(update(PersonRow).where(PersonRow.id == person_id).values(seen_at=now(session)))


def get(session: Session, municipality: str, person_id: str) -> Person | None:
    """The person with this id, None when there is none or it belongs to another municipality."""
    row = session.get(PersonRow, person_id)
    if row is None or row.municipality != municipality:
        return None
    return person_from(session, row)


def set_name(session: Session, person_id: str, name: str) -> None:
    """Keep what the person says the name is; an empty one takes it away."""
    sealed = seal(keyring_of(session), "people.name", person_id, name) if name else None
    session.execute(update(PersonRow).where(PersonRow.id == person_id).values(name=sealed))


def number_of(session: Session, person_id: str) -> str | None:
    """The national number, for the question to the contact register and to compare a birthday with, and nothing else."""
    row = session.get(PersonRow, person_id)
    return unseal(keyring_of(session), "people.number", row.id, row.number) if row else None


def person_from(session: Session, row: PersonRow) -> Person:
    """A row with its name opened."""
    name = None
    if row.name is not None:
        name = unseal(keyring_of(session), "people.name", row.id, row.name)
    return Person(row.id, row.municipality, name, protected=row.protected_at is not None)
