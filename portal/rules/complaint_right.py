"""(klagerett) What a person must be told together with a refusal: where a complaint goes and who can help.

Forvaltningsloven § 27 and pasient- og brukerrettighetsloven §§ 7-2, 7-3, 7-5: the complaint goes to
the office that decided, and on to the County Governor when that office does not change its answer.
The health and social services ombud helps in health and care cases, not in those of Nav or child
welfare (§§ 8-1, 8-3); there the office itself must guide (forvaltningsloven § 11).
"""

from dataclasses import dataclass
from datetime import date

from portal.rules.deadlines import Concerns, Law, rule_set
from portal.rules.municipality import Profile, Text


@dataclass(frozen=True)
class ComplaintRight:
    """The facts of it. None = the municipality has not given it; see `missing`.

    `weeks` and `basis` are those of the rule that held on the day of the answer. `address` is where
    to send or bring the complaint. `ombud` is None where that office cannot help.
    """

    law: Law
    weeks: int
    basis: str
    unit: Text
    address: tuple[str, ...] | None
    phone: str | None
    decided_by: Text
    ombud: Text | None
    ombud_phone: str | None
    ombud_url: str | None

    @property
    def missing(self) -> tuple[str, ...]:
        """What is not there, and without which nobody may be refused: "address", "phone"."""
        needed = {"address": self.address, "phone": self.phone}
        return tuple(name for name, value in needed.items() if not value)


def complaint_right(profile: Profile, unit: str, law: str, told_on: date) -> ComplaintRight:
    """The right to complain about an answer of this unit, by the rules of the day it was told.

    What the unit lacks of its own it has from the coordinating unit. Raises NoRule for a day before
    the law's first day.
    """
    by = Law(law)
    rule = rule_set(Concerns.COMPLAINT, by, told_on)
    own, main = profile.units.get(unit, profile.unit), profile.unit
    helps = by is Law.HEALTH
    return ComplaintRight(
        law=by,
        weeks=rule.weeks,
        basis=rule.basis,
        unit=own.name,
        address=address_of(own.post, own.visit) or address_of(main.post, main.visit),
        phone=own.phone or main.phone,
        decided_by=profile.national.complaint_body,
        ombud=profile.national.ombud_name if helps else None,
        ombud_phone=profile.national.ombud_phone if helps else None,
        ombud_url=profile.national.ombud_url if helps else None,
    )


def address_of(post: tuple[str, ...] | None, visit: str | None) -> tuple[str, ...] | None:
    """Where a letter can be sent, else where it can be brought."""
    return post or ((visit,) if visit else None)
