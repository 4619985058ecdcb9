"""What a lawyer should look at in what registers say of who may act for whom: the tables, and our own choices."""

from collections.abc import Iterable, Iterator

from portal.login.representation import ROLES
from portal.registers.altinn import PACKAGES
from portal.rules.representation import Basis, Scope

CHOICES = (
    (
        "rules/register_answers.py step_for",
        "a register never undoes what an employee or one of the two has decided by hand, and never opens a child to a "
        "parent where the care was taken over: pasient- og brukerrettighetsloven §§ 3-4, 4-4",
        "I",
    ),
    (
        "rules/representation.py in_force",
        "what rests on a register's word counts for as long as a login, whatever its basis",
        "I",
    ),
    (
        "store/grants_sourced.py",
        "whom a person may act for is kept from their first login on, also when the other is unknown here: "
        "the list itself would tell who is known (GDPR art. 5 1 c)",
        "I",
    ),
)


def rows() -> Iterator[tuple[str, str, str]]:
    """Where, what, and how sure we are."""
    yield from CHOICES
    for package, (basis, scopes) in PACKAGES.items():
        yield "registers/altinn.py PACKAGES", given(package, basis, scopes), "I"
    for role, scopes in ROLES.items():
        yield "login/representation.py ROLES", given(role, Basis.REGISTER, scopes), "I"


def given(name: str, basis: Basis, scopes: Iterable[Scope]) -> str:
    """One line of a table in words."""
    return f"{name} ({basis}): {', '.join(sorted(scopes))}"
