"""The access table, person by person. Expected values are the design's roles, not the table's."""

import pytest

from portal.rules.access import NOBODY, RULES, Actor, Permission, Role, Target, may

NAMSOS, VIK = "5007", "4639"
NORTH = Target(NAMSOS, "nord")


def staff(role, unit="nord", municipality=NAMSOS):
    return Actor(kind="staff", id="1", municipality=municipality, role=role, unit=unit)


READS = [Permission.READ_CASE]
ACTS = [Permission.ANSWER_CASE, Permission.REGISTER_CASE]


@pytest.mark.parametrize("permission", READS + ACTS)
@pytest.mark.parametrize(
    ("actor", "may_read", "may_act"),
    [
        (NOBODY, False, False),
        (Actor("citizen", "1", NAMSOS), False, False),
        (Actor("citizen", "1", NAMSOS, Role.LEAD), False, False),
        (staff(Role.READER), True, False),
        (staff(Role.OFFICER), True, True),
        (staff(Role.LEAD, None), True, True),
        (staff(Role.LEAD, "sor"), True, True),
        (staff(Role.ADMINISTRATOR, None), True, False),
        (staff(Role.READER, "sor"), False, False),
        (staff(Role.OFFICER, "sor"), False, False),
        (staff(Role.OFFICER, municipality=VIK), False, False),
        (staff(Role.LEAD, None, VIK), False, False),
        (Actor("staff", "1", NAMSOS, None, "nord"), False, False),
    ],
)
def test_who_may_read_and_act_on_a_case_of_the_north_unit(permission, actor, may_read, may_act):
    assert may(actor, permission, NORTH) is (may_read if permission in READS else may_act)


def test_everybody_reads_public_pages():
    assert may(NOBODY, Permission.READ_PUBLIC, NORTH)


def test_every_permission_has_its_line():
    assert set(RULES) == set(Permission)


def test_a_permission_without_a_line_is_held_by_nobody(monkeypatch):
    monkeypatch.delitem(RULES, Permission.READ_PUBLIC)
    assert not may(NOBODY, Permission.READ_PUBLIC, NORTH)


CITIZENS = [Permission.ASK_WITH_LOGIN, Permission.LIST_OWN_CASES]
OWN = [Permission.READ_OWN_CASE, Permission.CHANGE_OWN_CASE]


@pytest.mark.parametrize("permission", CITIZENS + OWN)
@pytest.mark.parametrize(
    ("actor", "here"),
    [
        (Actor("citizen", "kari", NAMSOS), True),
        (Actor("citizen", "kari", VIK), False),
        (NOBODY, False),
        (staff(Role.LEAD, None), False),
        (Actor("system", "daily", NAMSOS), False),
    ],
)
def test_the_citizens_pages_are_for_citizens_of_the_place(permission, actor, here):
    assert may(actor, permission, Target(NAMSOS)) is here


@pytest.mark.parametrize("permission", OWN)
@pytest.mark.parametrize(
    ("readers", "opens"),
    [({"kari"}, True), ({"kari", "mor"}, True), ({"mor"}, False), (set(), False)],
)
def test_a_case_opens_for_its_readers_only(permission, readers, opens):
    target = Target(NAMSOS, "nord", readers=frozenset(readers))
    assert may(Actor("citizen", "kari", NAMSOS), permission, target) is opens


@pytest.mark.parametrize(
    ("actor", "taken_by", "gives"),
    [
        (staff(Role.OFFICER), "1", True),
        (staff(Role.OFFICER), None, True),
        (staff(Role.OFFICER), "2", False),
        (staff(Role.LEAD, None), "2", True),
        (staff(Role.READER), "1", False),
        (staff(Role.ADMINISTRATOR, None), "2", False),
        (staff(Role.OFFICER, "sor"), "1", False),
    ],
)
def test_who_has_a_case_gives_it_on_and_a_lead_any(actor, taken_by, gives):
    target = Target(NAMSOS, "nord", taken_by=taken_by)
    assert may(actor, Permission.HAND_OVER_CASE, target) is gives
