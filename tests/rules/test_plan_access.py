"""The lines of the access table for plans: who may, of those below; without any line or condition of it the answer is another."""

from dataclasses import replace

import pytest

from portal.rules import access
from portal.rules.access import Actor, Permission, Role, Target, may
from portal.rules.representation import Scope

# What a lawyer would say of each permission: who may, of those below, with what they hold.
HERE, THERE = "9902", "9901"
ME, THEM = Actor("citizen", "me", HERE), Actor("citizen", "me", HERE, acting_for="them")
OFFICER = Actor("staff", "o", HERE, Role.OFFICER, "u")
PEOPLE = {
    "me": ME,
    "me elsewhere": replace(ME, municipality=THERE),
    "for them": THEM,
    "for them elsewhere": replace(THEM, municipality=THERE),
    "officer": OFFICER,
    "officer of another unit": replace(OFFICER, unit="v"),
    "officer elsewhere": replace(OFFICER, municipality=THERE),
    "another officer": replace(OFFICER, id="p"),
    "reader": replace(OFFICER, role=Role.READER),
    "lead": replace(OFFICER, id="l", role=Role.LEAD, unit=None),
    "lead elsewhere": replace(OFFICER, id="l", role=Role.LEAD, unit=None, municipality=THERE),
    "reader who coordinates": replace(OFFICER, role=Role.READER),
}


def target(reader: str, person: str, *scopes: Scope) -> Target:
    return Target(
        HERE,
        "u",
        frozenset({reader}),
        None,
        frozenset({"o"}),
        person=person,
        scopes=frozenset(scopes),
    )


PLANS = {
    "mine": target("me", "me"),
    "a stranger's": target("x", "x"),
    "theirs, to see": target("them", "them", Scope.SEE_PLAN),
    "theirs, to write in": target("them", "them", Scope.SEE_PLAN, Scope.WRITE_PLAN),
    "theirs, to write but not see": target("them", "them", Scope.WRITE_PLAN),
    "theirs, for other things": target("them", "them", Scope.ASK),
    "a stranger's, with what I hold for them": target("x", "x", Scope.SEE_PLAN, Scope.WRITE_PLAN),
}
CAN = {
    Permission.LIST_OWN_PLANS: {
        *(("me", name) for name in PLANS),
        *(("for them", name) for name in ("theirs, to see", "theirs, to write in")),
    },
    Permission.READ_OWN_PLAN: {
        ("me", "mine"),
        *(("for them", name) for name in ("theirs, to see", "theirs, to write in")),
    },
    Permission.CHANGE_OWN_PLAN: {("me", "mine"), ("for them", "theirs, to write in")},
    Permission.READ_PLAN: {
        (who, name) for who in ("officer", "officer of another unit", "lead") for name in PLANS
    },
    Permission.CHANGE_PLAN: {
        (who, name) for who in ("officer", "officer of another unit", "lead") for name in PLANS
    },
}


def can(permission: Permission) -> set[tuple[str, str]]:
    return {
        (who, name)
        for who, actor in PEOPLE.items()
        for name, plan_there in PLANS.items()
        if may(actor, permission, plan_there)
    }


@pytest.mark.parametrize("permission", CAN)
def test_the_table_says_what_the_law_says_and_every_line_of_it_counts(
    permission: Permission, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert can(permission) == CAN[permission]
    ways = access.RULES[permission]
    fewer = [[*ways[:n], *ways[n + 1 :]] for n in range(len(ways))]
    fewer += [
        [*ways[:n], [*way[:m], *way[m + 1 :]], *ways[n + 1 :]]
        for n, way in enumerate(ways)
        for m in range(len(way))
    ]
    for bent in fewer:
        monkeypatch.setattr(access, "RULES", {**access.RULES, permission: bent})
        assert can(permission) != CAN[permission], bent
