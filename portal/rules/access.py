"""Who may do what: one table a lawyer can read.

Each line of `RULES` names a permission and the ways to have it. A way is a list of conditions
that must all hold. A permission that is not in the table is held by nobody.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from portal.rules.representation import Scope


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
    LIST_GRANTS = "list-grants"
    GIVE_GRANT = "give-grant"
    ANSWER_GRANT = "answer-grant"
    ACT_FOR = "act-for"
    READ_OWN_TRACES = "read-own-traces"
    TAKE_OUT_OWN_DATA = "take-out-own-data"
    ASK_ABOUT_OWN_DATA = "ask-about-own-data"
    REGISTER_GRANT = "register-grant"
    GIVE_REASON = "give-reason"
    SEE_OPENINGS = "see-openings"
    ANSWER_PRIVACY = "answer-privacy"
    COMPLAIN = "complain"
    READ_OWN_COMPLAINT = "read-own-complaint"
    CHANGE_OWN_COMPLAINT = "change-own-complaint"
    HANDLE_COMPLAINT = "handle-complaint"


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
    its `readers`, the employee it was `taken_by`, the plan's `coordinators` (also who covers today),
    the `person` it is about, and the `scopes` of what the actor may do for that person today.
    """

    municipality: str
    unit: str | None = None
    readers: frozenset[str] | None = None
    taken_by: str | None = None
    coordinators: frozenset[str] | None = None
    person: str | None = None
    scopes: frozenset[Scope] | None = None


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


def administers(actor: Actor, _target: Target) -> bool:
    """Who gives people access to the desk, and has no cases."""
    return actor.role is Role.ADMINISTRATOR


def citizen_here(actor: Actor, target: Target) -> bool:
    """Somebody logged in as themself in this municipality."""
    return actor.kind == "citizen" and actor.municipality == target.municipality


def is_reader(actor: Actor, target: Target) -> bool:
    """The person a case or a plan is about, or a parent whose responsibility the desk has confirmed."""
    return target.readers is None or actor.id in target.readers


def for_oneself(actor: Actor, _target: Target) -> bool:
    """Not while one acts for somebody else."""
    return actor.acting_for is None


def acts_for_them(actor: Actor, target: Target) -> bool:
    """Has chosen to act for the very person it is about."""
    return actor.acting_for is not None and target.person in (None, actor.acting_for)


def granted(scope: Scope) -> Condition:
    """Holds this for the person acted for: `rules/representation.py` tells by what right, and until when."""

    def holds(_actor: Actor, target: Target) -> bool:
        return target.scopes is None or scope in target.scopes

    return holds


sees_their_plan = granted(Scope.SEE_PLAN)
writes_their_plan = granted(Scope.WRITE_PLAN)
follows_their_cases = granted(Scope.FOLLOW_CASES)
asks_for_them = granted(Scope.ASK)
complains_for_them = granted(Scope.COMPLAIN)
minds_their_privacy = granted(Scope.PRIVACY)


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
    Permission.ASK_WITH_LOGIN: [
        [citizen_here, for_oneself],
        [citizen_here, acts_for_them, asks_for_them],
    ],
    Permission.READ_OWN_RECEIPT: [
        [citizen_here, for_oneself, is_reader],
        [citizen_here, acts_for_them, asks_for_them],
    ],
    Permission.LIST_OWN_CASES: [
        [citizen_here, for_oneself],
        [citizen_here, acts_for_them, follows_their_cases],
    ],
    Permission.READ_OWN_CASE: [
        [citizen_here, for_oneself, is_reader],
        [citizen_here, acts_for_them, follows_their_cases],
    ],
    Permission.CHANGE_OWN_CASE: [
        [citizen_here, for_oneself, is_reader],
        [citizen_here, acts_for_them, follows_their_cases, asks_for_them],
    ],
    Permission.LIST_OWN_PLANS: [
        [citizen_here, for_oneself],
        [citizen_here, acts_for_them, sees_their_plan],
    ],
    Permission.READ_OWN_PLAN: [
        [citizen_here, for_oneself, is_reader],
        [citizen_here, acts_for_them, sees_their_plan],
    ],
    Permission.CHANGE_OWN_PLAN: [
        [citizen_here, for_oneself, is_reader],
        [citizen_here, acts_for_them, sees_their_plan, writes_their_plan],
    ],
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
    Permission.LIST_GRANTS: [[citizen_here]],
    Permission.GIVE_GRANT: [[citizen_here, for_oneself]],
    Permission.ANSWER_GRANT: [[citizen_here, for_oneself]],
    Permission.ACT_FOR: [[citizen_here]],
    Permission.READ_OWN_TRACES: [
        [citizen_here, for_oneself],
        [citizen_here, acts_for_them, minds_their_privacy],
    ],
    Permission.TAKE_OUT_OWN_DATA: [
        [citizen_here, for_oneself],
        [citizen_here, acts_for_them, minds_their_privacy],
    ],
    Permission.ASK_ABOUT_OWN_DATA: [
        [citizen_here, for_oneself],
        [citizen_here, acts_for_them, minds_their_privacy],
    ],
    Permission.REGISTER_GRANT: [[own_municipality, answers]],
    Permission.GIVE_REASON: [[own_municipality, reads]],
    # A lead; where no other lead is, an administrator: rules/opening.is_second tells who, of each opening.
    Permission.SEE_OPENINGS: [[own_municipality, leads], [own_municipality, administers]],
    Permission.ANSWER_PRIVACY: [[own_municipality, answers]],
    Permission.COMPLAIN: [
        [citizen_here, for_oneself],
        [citizen_here, acts_for_them, complains_for_them],
    ],
    Permission.READ_OWN_COMPLAINT: [
        [citizen_here, for_oneself, is_reader],
        [citizen_here, acts_for_them, complains_for_them],
    ],
    Permission.CHANGE_OWN_COMPLAINT: [
        [citizen_here, for_oneself, is_reader],
        [citizen_here, acts_for_them, complains_for_them],
    ],
    Permission.HANDLE_COMPLAINT: [[own_municipality, own_unit, answers]],
}


def may(actor: Actor, permission: Permission, target: Target) -> bool:
    """Whether the actor holds the permission over the target: one whole way is enough."""
    ways = RULES.get(permission, [])
    return any(all(condition(actor, target) for condition in way) for way in ways)


def sees_every_unit(actor: Actor) -> bool:
    """From lead and up all units of the own municipality are seen."""
    return actor.role in {Role.LEAD, Role.ADMINISTRATOR}
