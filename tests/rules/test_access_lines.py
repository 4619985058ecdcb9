"""Every line of the access table: who may, of those below, to what. Without any line or condition of it the answer is another.

What is expected is written from the law's table of roles (who acts for another does so within what was given) and from the desk's
roles: a reader reads, a case officer and a lead answer, an administrator keeps the house; below lead one's own unit; one's own
municipality always.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from portal.rules import access
from portal.rules.access import NOBODY, Actor, Permission, Role, Target, may
from portal.rules.representation import Scope

HERE, THERE = "9902", "9901"
ME, THEM = Actor("citizen", "me", HERE), Actor("citizen", "me", HERE, acting_for="them")
OFFICER = Actor("staff", "o", HERE, Role.OFFICER, "u")
LEAD = Actor("staff", "l", HERE, Role.LEAD)
PEOPLE = {
    "nobody": NOBODY,
    "the machine": Actor("system", "daily", HERE),
    "me": ME,
    "me elsewhere": replace(ME, municipality=THERE),
    "for them": THEM,
    "for them elsewhere": replace(THEM, municipality=THERE),
    "a citizen called lead": replace(ME, id="l", role=Role.LEAD),
    "officer": OFFICER,
    "officer of another unit": replace(OFFICER, unit="v"),
    "officer elsewhere": replace(OFFICER, municipality=THERE),
    "another officer": replace(OFFICER, id="p"),
    "reader": replace(OFFICER, role=Role.READER),
    "reader of another unit": replace(OFFICER, id="q", role=Role.READER, unit="v"),
    "lead": LEAD,
    "lead elsewhere": replace(LEAD, municipality=THERE),
    "administrator": replace(LEAD, id="a", role=Role.ADMINISTRATOR),
    "administrator elsewhere": Actor("staff", "a", THERE, Role.ADMINISTRATOR),
    "employee without a role": replace(OFFICER, role=None),
}
"""The officer and the reader have taken the case and coordinate the plan; the others have not."""


def thing(reader: str, *scopes: Scope) -> Target:
    """Of the unit u, about `reader`. `scopes` is what I hold today for the one I act for."""
    return Target(
        HERE, "u", readers=frozenset({reader}), taken_by="o", coordinators=frozenset({"o"}),
        person=reader, scopes=frozenset(scopes),
    )  # fmt: skip


THEIRS = {
    "nothing": (),
    **{scope.value: (scope,) for scope in Scope},
    "see and write": (Scope.SEE_PLAN, Scope.WRITE_PLAN),
    "follow and ask": (Scope.FOLLOW_CASES, Scope.ASK),
    "everything": tuple(Scope),
}
THINGS = {
    "mine": thing("me"),
    "a stranger's": thing("x"),
    "a stranger's, with what I hold for them": thing("x", *Scope),
    **{f"theirs, with {name}": thing("them", *scopes) for name, scopes in THEIRS.items()},
}
ALL, PLACE = set(PEOPLE), set(THINGS)
ROLES_HERE = {"officer", "officer of another unit", "another officer", "reader"}
ROLES_HERE |= {"reader of another unit", "lead", "administrator"}
WHO_READ = {"officer", "another officer", "reader", "lead", "administrator"}
ANSWER_HERE = {"officer", "officer of another unit", "another officer", "lead"}
ANSWER_IN_UNIT = {"officer", "another officer", "lead"}
CITIZENS = {"me", "a citizen called lead"}
Cells = set[tuple[str, str]]


def every(people: set[str]) -> Cells:
    """These people, to everything of the municipality."""
    return {(who, name) for who in people for name in PLACE}


def within(*needed: Scope) -> Cells:
    """Who acts for them, where all of these were given."""
    enough = {name for name, given in THEIRS.items() if set(needed) <= set(given)}
    return {("for them", f"theirs, with {name}") for name in enough}


MINE: Cells = {("me", "mine")}
CAN: dict[Permission, Cells] = {
    Permission.READ_PUBLIC: every(ALL),
    Permission.CHECK_HEALTH: every(ALL),
    Permission.SEE_DEMO_MAILBOX: every(ALL),
    Permission.ASK_FOR_CALL: every(ALL),
    Permission.LOG_IN: every(ALL),
    Permission.LOG_OUT: every(ALL),
    Permission.ANSWER_MEASURE: every(ALL),  # by the link in a letter, which is checked there
    # The desk.
    Permission.LIST_CASES: every(ROLES_HERE),
    Permission.READ_CASE: every(WHO_READ),
    Permission.ANSWER_CASE: every(ANSWER_IN_UNIT),
    Permission.REGISTER_CASE: every(ANSWER_IN_UNIT),
    Permission.HAND_OVER_CASE: every({"officer", "lead"}),
    Permission.BEGIN_PLAN: every(ANSWER_IN_UNIT),
    Permission.LIST_PLANS: every(ANSWER_HERE),
    Permission.READ_PLAN: every({"officer", "officer of another unit", "lead"}),
    Permission.CHANGE_PLAN: every({"officer", "officer of another unit", "lead"}),
    Permission.REGISTER_GRANT: every(ANSWER_HERE),
    Permission.GIVE_REASON: every(ROLES_HERE),
    Permission.SEE_OPENINGS: every({"lead", "administrator"}),
    Permission.ANSWER_PRIVACY: every(ANSWER_HERE),
    Permission.HANDLE_COMPLAINT: every(ANSWER_IN_UNIT),  # the office that decided (pbrl § 7-2)
    # What is mine, and what is theirs within what was given.
    Permission.ASK_WITH_LOGIN: every(CITIZENS) | within(Scope.ASK),
    Permission.READ_OWN_RECEIPT: MINE | within(Scope.ASK),
    Permission.LIST_OWN_CASES: every(CITIZENS) | within(Scope.FOLLOW_CASES),
    Permission.READ_OWN_CASE: MINE | within(Scope.FOLLOW_CASES),
    Permission.CHANGE_OWN_CASE: MINE | within(Scope.FOLLOW_CASES, Scope.ASK),
    Permission.LIST_OWN_PLANS: every(CITIZENS) | within(Scope.SEE_PLAN),
    Permission.READ_OWN_PLAN: MINE | within(Scope.SEE_PLAN),
    Permission.CHANGE_OWN_PLAN: MINE | within(Scope.SEE_PLAN, Scope.WRITE_PLAN),
    Permission.READ_OWN_TRACES: every(CITIZENS) | within(Scope.PRIVACY),
    Permission.TAKE_OUT_OWN_DATA: every(CITIZENS) | within(Scope.PRIVACY),
    Permission.ASK_ABOUT_OWN_DATA: every(CITIZENS) | within(Scope.PRIVACY),
    # The person, and who may complain for them within what was given (law § 3.4, § 4.1).
    Permission.COMPLAIN: every(CITIZENS) | within(Scope.COMPLAIN),
    Permission.READ_OWN_COMPLAINT: MINE | within(Scope.COMPLAIN),
    Permission.CHANGE_OWN_COMPLAINT: MINE | within(Scope.COMPLAIN),
    # Who acts for whom: one's own, also while acting; nobody gives on what is another's to give.
    Permission.LIST_GRANTS: every(CITIZENS | {"for them"}),
    Permission.ACT_FOR: every(CITIZENS | {"for them"}),
    Permission.GIVE_GRANT: every(CITIZENS),
    Permission.ANSWER_GRANT: every(CITIZENS),
}


def can(permission: Permission) -> Cells:
    return {
        (who, name)
        for who, actor in PEOPLE.items()
        for name, target in THINGS.items()
        if may(actor, permission, target)
    }


def bent(permission: Permission) -> Iterator[list[list[access.Condition]]]:
    """The ways to a permission without one of them, and without one condition of one of them.

    `anyone` alone in a way says what an empty way says, so it goes with its way.
    """
    ways = access.RULES[permission]
    for n, way in enumerate(ways):
        yield [*ways[:n], *ways[n + 1 :]]
        if way != [access.anyone]:
            yield from ([*ways[:n], [*way[:m], *way[m + 1 :]], *ways[n + 1 :]] for m in range(len(way)))  # fmt: skip


def test_every_permission_stands_in_both_tables() -> None:
    assert set(CAN) == set(access.RULES) == set(Permission)


@pytest.mark.parametrize("permission", Permission)
def test_the_table_says_what_the_law_says_and_every_line_of_it_counts(
    permission: Permission, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert can(permission) == CAN[permission]
    for ways in bent(permission):
        monkeypatch.setitem(access.RULES, permission, ways)
        assert can(permission) != CAN[permission], ways
        monkeypatch.undo()
