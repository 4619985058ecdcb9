"""(rolle og enhet) What an employee's role is here, and in which unit."""

from collections.abc import Iterable

from portal.rules.access import Role
from portal.rules.municipality import Profile

STRONGEST = (Role.LEAD, Role.OFFICER, Role.ADMINISTRATOR, Role.READER)
"""Who may do most for people, first: what counts for an employee who has several roles."""
EVERY_UNIT = frozenset({Role.LEAD, Role.ADMINISTRATOR})


def strongest(held: Iterable[tuple[Role, str | None]]) -> tuple[Role, str | None]:
    """The (role, unit) that counts when somebody has several; of two alike the first."""
    return min(held, key=lambda one: STRONGEST.index(one[0]))


class WrongPlace(ValueError):
    """A unit that does not fit. Says what to write instead."""


def place_of(profile: Profile, role: Role, unit: str | None) -> str | None:
    """The unit of somebody with this role: the coordinating one when none is named, None for every.

    Raises WrongPlace.
    """
    if role in EVERY_UNIT:
        if unit is not None:
            raise WrongPlace(f"a {role.value} sees every unit: leave the unit out")
        return None
    if unit is None:
        return profile.unit.code
    if unit not in profile.units:
        raise WrongPlace(f"there is no unit “{unit}”: use one of {', '.join(profile.units)}")
    return unit
