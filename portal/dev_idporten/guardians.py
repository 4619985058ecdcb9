"""(verge, fullmakt) Who may act for whom among the invented citizens, and in what.

`owner` is the service owner and `role` the task, in the words of the guardianship register. ID-porten
offers those who have given one of the roles the service asks for.
"""

from dataclasses import dataclass

from portal.dev_idporten.citizens import CITIZENS, Citizen


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


def may_act_for(
    representative: str, roles: list[str]
) -> list[tuple[Citizen, list[dict[str, str]]]]:
    """Whom somebody may act for in one of these roles, with what the answer says of it."""
    by_subject = {citizen.subject: citizen for citizen in CITIZENS}
    found = []
    for mandate in MANDATES:
        given = [{"owner": o, "role": r} for o, r in mandate.roles if r in roles]
        if mandate.representative == representative and given:
            found.append((by_subject[mandate.authorizer], given))
    return found
