"""Who may do what: one table a lawyer can read.

Each line of `RULES` names a permission and the ways to have it. A way is a list of conditions
that must all hold. A permission that is not in the table is held by nobody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """Everything a page can ask for. Each route declares exactly one."""

    READ_PUBLIC = "read-public"
    CHECK_HEALTH = "check-health"
    SEE_DEMO_MAILBOX = "see-demo-mailbox"
    ASK_FOR_CALL = "ask-for-call"
    LOG_IN = "log-in"
    LOG_OUT = "log-out"
    LIST_CASES = "list-cases"
    READ_CASE = "read-case"
    ANSWER_CASE = "answer-case"
    REGISTER_CASE = "register-case"
    HAND_OVER_CASE = "hand-over-case"
    ASK_WITH_LOGIN = "ask-with-login"
    READ_OWN_RECEIPT = "read-own-receipt"
    LIST_OWN_CASES = "list-own-cases"
    READ_OWN_CASE = "read-own-case"
    CHANGE_OWN_CASE = "change-own-case"
    LIST_OWN_PLANS = "list-own-plans"
    READ_OWN_PLAN = "read-own-plan"
    CHANGE_OWN_PLAN = "change-own-plan"
    BEGIN_PLAN = "begin-plan"
    LIST_PLANS = "list-plans"
    READ_PLAN = "read-plan"
    CHANGE_PLAN = "change-plan"
    ANSWER_MEASURE = "answer-measure"


class Role(StrEnum):
    """Desk roles: (leser, saksbehandler, leder, administrator)."""

    READER = "reader"
    OFFICER = "officer"
    LEAD = "lead"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Actor:
    """Somebody who does something. `unit` is None for those who see every unit."""

    kind: str
    id: str
    municipality: str
    role: Role | None = None
    unit: str | None = None
    acting_for: str | None = None


@dataclass(frozen=True)
class Target:
    """What it is done to: a case or a plan of a municipality's unit.

    None says that it is not known yet, as at the door of a page: the `unit`, the citizens who are
    its `readers`, the employee it was `taken_by`, the plan's `coordinators` (also who covers today).
    """

    municipality: str
    unit: str | None = None
    readers: frozenset[str] | None = None
    taken_by: str | None = None
    coordinators: frozenset[str] | None = None


NOBODY = Actor(kind="nobody", id="", municipality="")

Condition = Callable[[Actor, Target], bool]


def anyone(_actor: Actor, _target: Target) -> bool:
    """Open to all, logged in or not."""
    return True


def own_municipality(actor: Actor, target: Target) -> bool:
    """Staff of this municipality, never of the neighbour's."""
    return actor.kind == "staff" and actor.municipality == target.municipality


def own_unit(actor: Actor, target: Target) -> bool:
    """Below lead one sees only one's own unit."""
    return sees_every_unit(actor) or target.unit is None or actor.unit == target.unit


def reads(actor: Actor, _target: Target) -> bool:
    """Every desk role may read."""
    return actor.role is not None


def answers(actor: Actor, _target: Target) -> bool:
    """Case officers and leads answer; a reader and a technical administrator do not."""
    return actor.role in {Role.OFFICER, Role.LEAD}


def holds_it_or_leads(actor: Actor, target: Target) -> bool:
    """Who has the case may give it to a colleague; what another has, only a lead."""
    return target.taken_by in (None, actor.id) or actor.role is Role.LEAD


def coordinates(actor: Actor, target: Target) -> bool:
    """The plan's coordinator, and whoever covers for them today."""
    return target.coordinators is None or actor.id in target.coordinators


def leads(actor: Actor, _target: Target) -> bool:
    """The unit's lead, who answers for the coordinators."""
    return actor.role is Role.LEAD


def citizen_here(actor: Actor, target: Target) -> bool:
    """Somebody logged in as themself in this municipality."""
    return actor.kind == "citizen" and actor.municipality == target.municipality


def is_reader(actor: Actor, target: Target) -> bool:
    """The person a case or a plan is about, or a parent whose responsibility the desk has confirmed."""
    return target.readers is None or actor.id in target.readers


RULES: dict[Permission, list[list[Condition]]] = {
    Permission.READ_PUBLIC: [[anyone]],
    Permission.CHECK_HEALTH: [[anyone]],
    Permission.SEE_DEMO_MAILBOX: [[anyone]],
    Permission.ASK_FOR_CALL: [[anyone]],
    Permission.LOG_IN: [[anyone]],
    Permission.LOG_OUT: [[anyone]],
    Permission.LIST_CASES: [[own_municipality, reads]],
    Permission.READ_CASE: [[own_municipality, own_unit, reads]],
    Permission.ANSWER_CASE: [[own_municipality, own_unit, answers]],
    Permission.REGISTER_CASE: [[own_municipality, own_unit, answers]],
    Permission.HAND_OVER_CASE: [[own_municipality, own_unit, answers, holds_it_or_leads]],
    Permission.ASK_WITH_LOGIN: [[citizen_here]],
    Permission.READ_OWN_RECEIPT: [[citizen_here, is_reader]],
    Permission.LIST_OWN_CASES: [[citizen_here]],
    Permission.READ_OWN_CASE: [[citizen_here, is_reader]],
    Permission.CHANGE_OWN_CASE: [[citizen_here, is_reader]],
    Permission.LIST_OWN_PLANS: [[citizen_here]],
    Permission.READ_OWN_PLAN: [[citizen_here, is_reader]],
    Permission.CHANGE_OWN_PLAN: [[citizen_here, is_reader]],
    Permission.BEGIN_PLAN: [[own_municipality, own_unit, answers]],
    Permission.LIST_PLANS: [[own_municipality, answers]],
    Permission.READ_PLAN: [
        [own_municipality, answers, coordinates],
        [own_municipality, leads],
    ],
    Permission.CHANGE_PLAN: [
        [own_municipality, answers, coordinates],
        [own_municipality, leads],
    ],
    Permission.ANSWER_MEASURE: [[anyone]],
}


def may(actor: Actor, permission: Permission, target: Target) -> bool:
    """Whether the actor holds the permission over the target: one whole way is enough."""
    ways = RULES.get(permission, [])
    return any(all(condition(actor, target) for condition in way) for way in ways)


def sees_every_unit(actor: Actor) -> bool:
    """From lead and up all units of the own municipality are seen."""
    return actor.role in {Role.LEAD, Role.ADMINISTRATOR}
