"""Who did something to somebody's things, as that person may know it: name and place at work, name and role, or «systemet»."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.rules.access import Actor
from portal.store import people, representation
from portal.store.crypto import unseal
from portal.store.db import keyring_of
from portal.store.plan_parts import PART_WORDS
from portal.store.tables.answer import CaseReaderRow
from portal.store.tables.case import CaseRow
from portal.store.tables.plan import PlanPartRow
from portal.store.tables.staff import StaffRow
from portal.store.traces_mine import Mine


@dataclass(frozen=True)
class Somebody:
    """Who did it. `kind`: "viewer" (who reads this), "person", "holder", "parent", "asker", "citizen", "staff", "participant",
    "system" or "nobody". `name` None is not known, or not for others. `at` is the code of a unit, or an organisation's name.
    """

    kind: str
    name: str | None = None
    role: str | None = None
    at: str | None = None


def of(
    session: Session, mine: Mine, viewer: Actor, wanted: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], Somebody]:
    """Everybody in a page of events, by kind and id."""
    asked = set(wanted)

    def ids(kind: str) -> set[str]:
        return {one for of_kind, one in asked if of_kind == kind}

    found = {
        (kind, one): Somebody(kind if kind in {"staff", "participant", "system"} else "nobody")
        for kind, one in asked
    }
    found |= _staff(session, mine, ids("staff"))
    found |= _participants(session, mine, ids("participant"))
    found |= _citizens(session, mine, viewer, ids("citizen"))
    return found


def _staff(session: Session, mine: Mine, ids: set[str]) -> dict[tuple[str, str], Somebody]:
    """Also those who no longer work here. Where is not told to who has a protected address: it says where they live."""
    if not ids:
        return {}
    hidden = representation.is_protected(session, {mine.person})
    keyring = keyring_of(session)
    rows = session.scalars(select(StaffRow).where(StaffRow.id.in_(ids)))
    return {
        ("staff", row.id): Somebody(
            "staff",
            unseal(keyring, "staff.name", row.id, row.name),
            row.role,
            None if hidden else row.unit,
        )
        for row in rows
    }


def _participants(session: Session, mine: Mine, ids: set[str]) -> dict[tuple[str, str], Somebody]:
    """Those who take part in the person's own plan, as they stand there now."""
    if not ids:
        return {}
    rows = session.scalars(
        select(PlanPartRow).where(PlanPartRow.id.in_(ids), PlanPartRow.plan_id.in_(mine.ids))
    )
    found = {}
    for row in rows:
        words = json.loads(unseal(keyring_of(session), PART_WORDS, row.id, row.words))
        found["participant", row.id] = Somebody(
            "participant",
            words.get("name") or None,
            words.get("role") or None,
            words.get("organisation") or None,
        )
    return found


def _citizens(
    session: Session, mine: Mine, viewer: Actor, ids: set[str]
) -> dict[tuple[str, str], Somebody]:
    """The viewer, the person, those who act or have acted for the person; else only what they are to the case.

    Who has a protected address is not named to others.
    """
    if not ids:
        return {}
    names = representation.holder_names(session, mine.person)
    kinds = _to_the_cases(session, mine, ids)
    found = {}
    for one in ids:
        key = ("citizen", one)
        if one == viewer.id:
            found[key] = Somebody("viewer")
        elif one == mine.person:
            known = people.get(session, mine.municipality, one)
            found[key] = Somebody("person", known.name if known else None)
        elif key in names:
            hidden = representation.is_protected(session, {one})
            found[key] = Somebody("holder", None if hidden else names[key])
        else:
            found[key] = Somebody(kinds.get(one, "citizen"))
    return found


def _to_the_cases(session: Session, mine: Mine, ids: set[str]) -> dict[str, str]:
    """Who asked, and which parents follow, in the person's cases."""
    askers = session.scalars(
        select(CaseRow.asker).where(CaseRow.id.in_(mine.ids), CaseRow.asker.in_(ids))
    )
    parents = session.scalars(
        select(CaseReaderRow.person).where(
            CaseReaderRow.case_id.in_(mine.ids),
            CaseReaderRow.person.in_(ids),
            CaseReaderRow.role == "parent",
        )
    )
    return {one: "asker" for one in askers if one} | dict.fromkeys(parents, "parent")
