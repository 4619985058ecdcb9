"""Sikkerhetsnivå: how sure we must be of who somebody is. One table a municipality's lawyer can read.

`idporten-loa-high` for every page that takes or shows words about a person's situation: the level is
the service's own judgement of risk (eforvaltningsforskriften § 4, personvernforordningen art. 32; M).
A municipality may lower a row of `JOURNEYS` in its file, with the date and reference of its decision.
A journey and its receipt are one row, so that nobody is stopped on the way to the receipt.
"""

from collections.abc import Mapping
from enum import StrEnum

from portal.rules.access import Permission


class Level(StrEnum):
    """How sure a login is. Citizens have two levels; employees come in by a door of their own."""

    NONE = "none"
    STAFF = "staff"
    SUBSTANTIAL = "substantial"
    HIGH = "high"


class Journey(StrEnum):
    """A row a municipality may change: (forespørselen med kvittering, saken, planen, på vegne av, innsyn)."""

    COORDINATOR = "coordinator"
    CASE = "case"
    PLAN = "plan"
    REPRESENTATION = "representation"
    PRIVACY = "privacy"


JOURNEYS: dict[Journey, Level] = {
    Journey.COORDINATOR: Level.HIGH,
    Journey.CASE: Level.HIGH,
    Journey.PLAN: Level.HIGH,
    Journey.REPRESENTATION: Level.HIGH,
    Journey.PRIVACY: Level.HIGH,
}

NEEDS: dict[Permission, Level | Journey] = {
    Permission.READ_PUBLIC: Level.NONE,
    Permission.CHECK_HEALTH: Level.NONE,
    Permission.SEE_DEMO_MAILBOX: Level.NONE,
    Permission.ASK_FOR_CALL: Level.NONE,
    Permission.LOG_IN: Level.NONE,
    Permission.LOG_OUT: Level.NONE,
    Permission.LIST_CASES: Level.STAFF,
    Permission.READ_CASE: Level.STAFF,
    Permission.ANSWER_CASE: Level.STAFF,
    Permission.REGISTER_CASE: Level.STAFF,
    Permission.HAND_OVER_CASE: Level.STAFF,
    Permission.ASK_WITH_LOGIN: Journey.COORDINATOR,
    Permission.READ_OWN_RECEIPT: Journey.COORDINATOR,
    Permission.LIST_OWN_CASES: Journey.CASE,
    Permission.READ_OWN_CASE: Journey.CASE,
    Permission.CHANGE_OWN_CASE: Journey.CASE,
    Permission.LIST_OWN_PLANS: Journey.PLAN,
    Permission.READ_OWN_PLAN: Journey.PLAN,
    Permission.CHANGE_OWN_PLAN: Journey.PLAN,
    Permission.BEGIN_PLAN: Level.STAFF,
    Permission.LIST_PLANS: Level.STAFF,
    Permission.READ_PLAN: Level.STAFF,
    Permission.CHANGE_PLAN: Level.STAFF,
    Permission.ANSWER_MEASURE: Level.NONE,
    Permission.LIST_GRANTS: Journey.REPRESENTATION,
    Permission.GIVE_GRANT: Journey.REPRESENTATION,
    Permission.ANSWER_GRANT: Journey.REPRESENTATION,
    Permission.ACT_FOR: Journey.REPRESENTATION,
    Permission.READ_OWN_TRACES: Journey.PRIVACY,
    Permission.TAKE_OUT_OWN_DATA: Journey.PRIVACY,
    Permission.ASK_ABOUT_OWN_DATA: Journey.PRIVACY,
    Permission.REGISTER_GRANT: Level.STAFF,
    Permission.GIVE_REASON: Level.STAFF,
    Permission.SEE_OPENINGS: Level.STAFF,
    Permission.ANSWER_PRIVACY: Level.STAFF,
    # Not a municipality's to lower: the login stands for the signature (pasient- og brukerrettighetsloven § 7-3,
    # forvaltningsloven § 15 a: C/I).
    Permission.COMPLAIN: Level.HIGH,
    Permission.READ_OWN_COMPLAINT: Level.HIGH,
    Permission.CHANGE_OWN_COMPLAINT: Level.HIGH,
    Permission.HANDLE_COMPLAINT: Level.STAFF,
}

SURENESS = (Level.SUBSTANTIAL, Level.HIGH)
"""The levels of citizens, the less sure first."""


def needed(permission: Permission, decided: Mapping[Journey, Level]) -> Level:
    """The level a page needs, after what the municipality has decided (`decided`, often empty).

    Raises KeyError for a permission nobody has put in the table.
    """
    row = NEEDS[permission]
    return decided.get(row, JOURNEYS[row]) if isinstance(row, Journey) else row


def enough(held: Level, wanted: Level) -> bool:
    """Whether a login of one level opens a page of another. High opens what substantial does; staff only staff."""
    if held in SURENESS and wanted in SURENESS:
        return SURENESS.index(held) >= SURENESS.index(wanted)
    return held is wanted
