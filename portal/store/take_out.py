"""(innsyn etter personvernforordningen art. 15 og 20) Everything that is stored about somebody, table by table.

What comes along is told by `take_out_kept.KEPT`. One question to each table, however much there is.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from portal.rules.access import Actor, Permission, Target, may
from portal.rules.coordinator_request import Whom
from portal.rules.events import Code
from portal.rules.plan_consent import SECTIONS
from portal.rules.representation import Held, Scope
from portal.store import events, representation, staff
from portal.store.crypto import unseal
from portal.store.db import keyring_of
from portal.store.tables.answer import CaseReaderRow
from portal.store.tables.case import CaseRow
from portal.store.tables.complaint import ComplaintRow
from portal.store.tables.plan import PlanRow
from portal.store.tables.request import DraftRow, RequestRow
from portal.store.take_out_kept import KEPT, About, Kept, only_if

YOU, EMPLOYEE, ACTS_FOR_YOU, PARTICIPANT, HOUSE, ANOTHER = (
    "you", "employee", "acts-for-you", "participant", "house", "another",
)  # fmt: skip


CERTAIN = frozenset({"staff", "citizen"})
"""Kinds that are told by the table and not by a column."""


class Form(StrEnum):
    """In which form it is taken out."""

    PAGE = "page"
    PDF = "pdf"
    JSON = "json"


@dataclass(frozen=True)
class Who:
    """Who did something. `name` is an employee's or of one who acts for the person, None for others and when unknown."""

    kind: str
    name: str | None = None


@dataclass(frozen=True)
class Everything:
    """All of it: rows by table, each row values by name, in the order they were made. `left_out` are codes of what is not here."""

    person: str
    own: bool
    tables: dict[str, list[dict[str, Any]]]
    left_out: tuple[str, ...] = ()


ORDER = ("number", "at", "asked_at", "sent_at", "written_at", "added_at", "put_at", "offered_at",
         "begun_at", "given_at", "made_at", "since", "received_at", "created_at", "asked_at")  # fmt: skip


def take_out(session: Session, actor: Actor, form: Form) -> Everything | None:
    """All of it, of the actor or of the one acted for, with the event; None when it is not the actor's to take out."""
    held = representation.held(session, actor)
    target = Target(
        actor.municipality,
        person=actor.acting_for,
        scopes=held.scopes if held else frozenset(),
    )
    if not may(actor, Permission.TAKE_OUT_OWN_DATA, target):
        return None
    person = actor.acting_for or actor.id
    about, left_out = about_whom(session, actor, person, held)
    events.append_by(session, actor, Code.PERSON_TAKEN_OUT, subject=person, touched=form.value)
    rows = {kept.name: _rows(session, kept, about) for kept in KEPT}
    names = _names(session, about, rows)
    tables = {
        kept.name: [_values(session, kept, row, about, names) for row in rows[kept.name]]
        for kept in KEPT
    }
    return Everything(person, about.own, tables, left_out)


def about_whom(
    session: Session, actor: Actor, person: str, held: Held | None
) -> tuple[About, tuple[str, ...]]:
    """What is about the person, and the codes of what one who acts for them does not get to see."""
    own = actor.acting_for is None
    sees_plan = own or (
        held is not None and Scope.SEE_PLAN in held.scopes and held.sections >= frozenset(SECTIONS)
    )
    sees_cases = own or (held is not None and Scope.FOLLOW_CASES in held.scopes)
    cases = _cases(session, person, actor.municipality) if sees_cases else frozenset()
    started = frozenset(
        session.scalars(
            select(CaseRow.id).where(
                CaseRow.municipality == actor.municipality, CaseRow.asker == person, only_if(own)
            )
        )
    )
    plans = select(PlanRow.id).filter_by(municipality=actor.municipality, person=person)
    drafts = select(DraftRow.id).filter_by(municipality=actor.municipality, owner=person)
    about = About(
        person=person,
        municipality=actor.municipality,
        own=own,
        asker=actor.id,
        cases=cases,
        started=started - cases,
        plans=frozenset(session.scalars(plans)) if sees_plan else frozenset(),
        drafts=frozenset(session.scalars(drafts.filter_by(acting_for=""))) if own else frozenset(),
    )
    lacks = {"cases": sees_cases, "plan": sees_plan, "own": own}
    return about, tuple(what for what, there in lacks.items() if not there)


def _cases(session: Session, person: str, municipality: str) -> frozenset[str]:
    """The cases about the person: asked for themself, confirmed by them, or sent on their behalf."""
    reads = select(CaseReaderRow.case_id).filter_by(person=person, role="self")
    kinds = (RequestRow, ComplaintRow)
    sent = [CaseRow.id.in_(select(row.case_id).filter_by(acting_for=person)) for row in kinds]
    for_others = [
        CaseRow.id.not_in(select(row.case_id).where(row.acting_for.is_not(None))) for row in kinds
    ]
    asked = and_(CaseRow.asker == person, CaseRow.whom == Whom.SELF.value, *for_others)
    return frozenset(
        session.scalars(
            select(CaseRow.id).where(
                CaseRow.municipality == municipality,
                or_(CaseRow.id.in_(reads), *sent, asked),
            )
        )
    )


def _rows(session: Session, kept: Kept, about: About) -> list[Any]:
    """The rows about the person, in the order they were made."""
    found = session.scalars(
        select(kept.row).where(kept.about(about)).execution_options(populate_existing=True)
    )
    moment = next((name for name in ORDER if name in kept.table.columns), "created_at")
    key = "id" if "id" in kept.table.columns else moment
    return sorted(found, key=lambda row: (getattr(row, moment), str(getattr(row, key))))


def _names(
    session: Session, about: About, rows: Mapping[str, list[Any]]
) -> dict[tuple[str, str], str]:
    """The names of the employees, and of those who act for the person, by kind and id."""
    employees = {
        getattr(row, column)
        for kept in KEPT
        for _kind, column in kept.by.values()
        for row in rows[kept.name]
    }
    names = {("staff", one): name for one, name in staff.names_of(session, employees).items()}
    return names | (representation.holder_names(session, about.person) if about.own else {})


def _values(
    session: Session,
    kept: Kept,
    row: Any,
    about: About,
    names: Mapping[tuple[str, str], str],
) -> dict[str, Any]:
    """The values of a row by name, opened. What is empty is left out."""
    less = kept.less(row, about)
    values: dict[str, Any] = {}
    for name in kept.columns:
        value = getattr(row, name)
        if value is None or value == "" or name in less:
            continue
        column = kept.table.columns[name]
        if column.info.get("sealed"):
            value = _opened(session, kept, row, about, name)
        if name in kept.words:
            value = {
                word: said
                for word, said in value.items()
                if said not in (None, "") and f"{name}.{word}" not in less
            }
        values[name] = value
    for name, (kind, column_name) in kept.by.items():
        one = getattr(row, column_name)
        if one:
            values[name] = _who(kind if kind in CERTAIN else getattr(row, kind), one, about, names)
    return values


def _opened(session: Session, kept: Kept, row: Any, about: About, name: str) -> Any:
    """The words of a sealed column, without what in them is somebody else's."""
    sealed = f"{kept.table.name}.{name}"
    text = unseal(keyring_of(session), sealed, row.id, getattr(row, name))
    return kept.veiled(json.loads(text) if name in kept.words else text, row, about)


def _who(kind: str, one: str, about: About, names: Mapping[tuple[str, str], str]) -> Who:
    """Who it was, seen from the person."""
    if kind == "staff":
        return Who(EMPLOYEE, names.get((kind, one)))
    if kind == "citizen":
        if one == about.person:
            return Who(YOU)
        name = names.get((kind, one))
        return Who(ACTS_FOR_YOU, name) if name else Who(ANOTHER)
    return Who(
        {"participant": PARTICIPANT, "link": PARTICIPANT, "system": HOUSE}.get(kind, ANOTHER)
    )
