"""(foreldre, verge, fullmakt) Who may act for whom among the invented citizens, and in what.

`MANDATES` is what the stand-in for ID-porten offers: `owner` is the service owner and `role` the task, in the words of the
guardianship register; those who have given one of the roles the service asks for. `RELATIONS` is what the town's own
register says: parents of children, and guardians.
"""

from dataclasses import dataclass
from datetime import date

from portal.dev_idporten.citizens import CITIZENS, Citizen
from portal.rules.register_answers import Relation
from portal.rules.representation import ALL, MAY_BE_GIVEN, Basis


@dataclass(frozen=True)
class Mandate:
    """`representative` may act for `authorizer` in these roles, as (owner, role)."""

    representative: str
    authorizer: str
    roles: tuple[tuple[str, str], ...]


HEALTH, TAX, WORK = ("kommune", "helseOgOmsorg"), ("kommune", "skattOgAvgift"), ("nav", "arbeid")

MANDATES = (
    Mandate("innbygger-torunn", "innbygger-ingolf", (HEALTH, TAX)),
    Mandate("innbygger-torunn", "innbygger-konstanse", (TAX, WORK)),
    Mandate("innbygger-birger", "innbygger-ingolf", (TAX,)),
)

BY_SUBJECT = {citizen.subject: citizen for citizen in CITIZENS}
CHILDREN = {
    "11841753919": ("Eline Myrvold", date(2017, 4, 11), ("innbygger-jon", "innbygger-maria")),
}
"""Children who do not log in themselves: number → name, birthday, parents. Their parents are citizens of the town."""
PARENTS_OF = {"innbygger-ask": ("innbygger-hilde",), "innbygger-sara": ("innbygger-tor",)}
"""Parents of those who do log in: Ask is between 12 and 16 and may keep something back, Sara is over 16 and decides herself."""


def parent(subject: str, number: str, name: str, born: date) -> Relation:
    """That somebody has parental responsibility for a child."""
    holder = BY_SUBJECT[subject]
    return Relation(str(holder.number), number, Basis.PARENT, ALL, name, holder.name, born)


def guardian(mandate: Mandate) -> Relation:
    """That somebody is guardian in matters of health and care."""
    holder, person = BY_SUBJECT[mandate.representative], BY_SUBJECT[mandate.authorizer]
    return Relation(
        str(holder.number),
        str(person.number),
        Basis.GUARDIAN,
        MAY_BE_GIVEN,
        person.name,
        holder.name,
    )


RELATIONS = (
    *(
        parent(subject, number, name, born)
        for number, (name, born, parents) in CHILDREN.items()
        for subject in parents
    ),
    *(
        parent(
            subject, str(BY_SUBJECT[child].number), BY_SUBJECT[child].name, BY_SUBJECT[child].born
        )
        for child, parents in PARENTS_OF.items()
        for subject in parents
    ),
    *(guardian(one) for one in MANDATES if HEALTH in one.roles),
)
PROTECTED = frozenset(str(citizen.number) for citizen in CITIZENS if citizen.protected)


def may_act_for(
    representative: str, roles: list[str]
) -> list[tuple[Citizen, list[dict[str, str]]]]:
    """Whom somebody may act for in one of these roles, with what the answer says of it."""
    found = []
    for mandate in MANDATES:
        given = [{"owner": o, "role": r} for o, r in mandate.roles if r in roles]
        if mandate.representative == representative and given:
            found.append((BY_SUBJECT[mandate.authorizer], given))
    return found
