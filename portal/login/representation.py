"""(fullmakt, vergemål) Whom the provider says somebody acts for: the question and its answer (RFC 9396).

ID-porten's `idporten:fullmakt`, a pilot whose form may change: everything about it stands here. The
answer is believed when it is whole, about the person who is logged in, and in a role we asked for.
Anything less and the person acts as themself. What each role gives here stands in `ROLES`.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from portal.login.refusals import LoginRefused
from portal.rules.national_number import is_synthetic
from portal.rules.register_answers import Relation, readable_name
from portal.rules.representation import MAY_BE_GIVEN, Basis, Scope

TYPE = "idporten:fullmakt"
SOURCE = "fullmakt"
ROLES: Mapping[str, frozenset[Scope]] = MappingProxyType({"kommune:helseOgOmsorg": MAY_BE_GIVEN})
"""What a role gives here, as "owner:role" in the guardianship register's words. One that is not in the table gives nothing: no
personal matters under a mandate in money matters (vergemålsloven §§ 31–33: C; the codes: I)."""
NATIONAL_NUMBER = re.compile(r"[0-9]{11}")


@dataclass(frozen=True)
class Wanted:
    """What an answer is held against.

    `representative` is the number of the person who is logged in; `roles` are those we asked for, as
    "owner:role"; `synthetic_people` tells whether the house takes invented people and no others.
    """

    representative: str | None
    roles: tuple[str, ...]
    synthetic_people: bool


def question(roles: tuple[str, ...]) -> dict[str, str]:
    """The parameter that asks whom to act for. The person may choose somebody who has given any of the roles."""
    names = [role.partition(":")[2] for role in roles]
    asked = [{"type": TYPE, "permission_roles": names}]
    return {"authorization_details": json.dumps(asked, separators=(",", ":"))}


def acts_for(details: object, wanted: Wanted) -> Relation | None:
    """Whom the person acts for, and in what; None for somebody who chose to act as themself.

    `details` is the claim `authorization_details`. Raises LoginRefused when the answer is not one to act on.
    """
    if details == []:
        return None
    if not isinstance(details, list) or len(details) != 1:
        raise LoginRefused("fullmakt-one")
    (answer,) = details
    if not isinstance(answer, dict) or answer.get("type") != TYPE:
        raise LoginRefused("fullmakt-type")
    representative = number_in(answer, "authorized_representative")
    if representative is None or representative != wanted.representative:
        raise LoginRefused("fullmakt-representative")
    authorizer = number_in(answer, "authorizer")
    if authorizer is None or authorizer == representative:
        raise LoginRefused("fullmakt-authorizer")
    if is_synthetic(authorizer) != wanted.synthetic_people:
        raise LoginRefused("fullmakt-authorizer")
    return relation(answer, wanted, representative, authorizer)


def relation(
    answer: dict[str, Any], wanted: Wanted, representative: str, authorizer: str
) -> Relation:
    """What the answer gives. Raises LoginRefused when that is nothing here, or there is no name to tell who is who by."""
    roles = given(answer) & set(wanted.roles)
    scopes = frozenset().union(*(ROLES.get(role, frozenset()) for role in roles))
    if not scopes:
        raise LoginRefused("fullmakt-role")
    name = readable_name(answer["authorizer"].get("name"))
    if name is None:
        raise LoginRefused("fullmakt-name")
    own_name = readable_name(answer["authorized_representative"].get("name"))
    return Relation(representative, authorizer, Basis.REGISTER, scopes, name, own_name)


def number_in(answer: dict[str, Any], who: str) -> str | None:
    """The national number of one of the two, None when it is none."""
    person = answer.get(who)
    number = person.get("pid") if isinstance(person, dict) else None
    is_number = isinstance(number, str) and NATIONAL_NUMBER.fullmatch(number)
    return number if is_number else None


def given(answer: dict[str, Any]) -> set[str]:
    """The roles that were given, as "owner:role". Raises LoginRefused when they are no list of roles."""
    permissions = answer.get("permissions")
    if not isinstance(permissions, list):
        raise LoginRefused("fullmakt-role")
    roles = set()
    for one in permissions:
        owner, role = (one.get("owner"), one.get("role")) if isinstance(one, dict) else (None, None)
        if not isinstance(owner, str) or not isinstance(role, str):
            raise LoginRefused("fullmakt-role")
        roles.add(f"{owner}:{role}")
    return roles
