"""(tilgang for ansatte) Whether the employee who logs in is let in at the desk, and as what."""

from typing import Any

from portal.login.employees import strongest
from portal.login.providers import Provider
from portal.login.tokens import Identity
from portal.store import staff
from portal.store.staff import Employee


def employee_behind(
    session: Any, municipality: str, provider: Provider, identity: Identity
) -> Employee | None:
    """The employee who logs in, None for somebody who is not let in.

    Where the municipality's file says what each role of the provider is here, that role decides at
    each login: who has got one is let in, who has lost it loses the access too. Elsewhere our own
    table decides, and nobody comes into it by logging in.
    """
    known = staff.find(session, municipality, identity.issuer, identity.subject)
    if not provider.roles:
        return known
    held = [here for word, here in provider.roles.items() if word in identity.roles]
    if not held:
        if known is not None:
            staff.disable(session, known.id)
        return None
    if identity.name is None:
        return None
    role, unit = strongest(held)
    wanted = staff.new_employee(municipality, identity.name, role, unit)
    return staff.admit(session, wanted, issuer=identity.issuer, subject=identity.subject)
