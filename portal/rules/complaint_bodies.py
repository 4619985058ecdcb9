"""(instanser) Who receives, decides and oversees, and from when to when: an abolished body never comes out for today.

A body is a code; its names in the languages are the page's. What is the municipality's own is found in the profile, and always
has a unit that receives: a complaint in the wrong place is passed on (forvaltningsloven § 11, forvaltningslovforskriften § 4).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.rules.municipality import Profile, Unit


class Body(StrEnum):
    """Who a complaint can come to: first what is the municipality's own, then the others, last those that are no more.

    (koordinerende enhet, den som avgjorde, tjenesten, kommunen, Nav-kontoret, barnevernstjenesten; Nav-enheten, sykehuset,
    Statsforvalteren, Nav Klageinstans, kontrollkommisjonen, Statens helsetilsyn, Ukom, Nasjonalt klageorgan for helsetjenesten,
    Datatilsynet, Personvernnemnda, Sivilombudet, domstolene, politiet; Fylkesmannen, Helsetilsynet i fylket, Sivilombudsmannen).
    """

    COORDINATING_UNIT = "coordinating-unit"
    DECIDING_OFFICE = "deciding-office"
    SERVICE = "service"
    MUNICIPALITY = "municipality"
    NAV_OFFICE = "nav-office"
    CHILD_WELFARE = "child-welfare"
    NAV_UNIT = "nav-unit"
    HOSPITAL = "hospital"
    COUNTY_GOVERNOR = "county-governor"
    NAV_APPEALS = "nav-appeals"
    CONTROL_COMMISSION = "control-commission"
    BOARD_OF_HEALTH = "board-of-health"
    INVESTIGATION_BOARD = "investigation-board"
    HEALTH_APPEALS = "health-appeals"
    DATA_AUTHORITY = "data-authority"
    PRIVACY_APPEALS = "privacy-appeals"
    PARLIAMENTARY_OMBUD = "parliamentary-ombud"
    COURT = "court"
    POLICE = "police"
    GOVERNOR_TO_2020 = "fylkesmannen"
    HEALTH_BOARD_TO_2011 = "helsetilsynet-i-fylket"
    OMBUD_TO_2021 = "sivilombudsmannen"


MUNICIPAL = frozenset(
    {
        Body.COORDINATING_UNIT,
        Body.DECIDING_OFFICE,
        Body.SERVICE,
        Body.MUNICIPALITY,
        Body.NAV_OFFICE,
        Body.CHILD_WELFARE,
    }
)
"""What is inside the municipality: what comes to the wrong one of these is handed over, and the clock goes on."""

OWN_UNIT = frozenset({Body.DECIDING_OFFICE, Body.SERVICE})
"""Those that are the unit that decided or helped, when one knows which."""


@dataclass(frozen=True)
class Held:
    """That a body holds its task from one day to another, both included; None is without an end. With how sure the days are."""

    body: Body
    since: date | None
    until: date | None
    mark: str

    def on(self, day: date) -> bool:
        """Whether it holds it on that day."""
        begun = self.since is None or self.since <= day
        return begun and (self.until is None or day <= self.until)


SUCCESSIONS: tuple[tuple[Held, ...], ...] = (
    (
        Held(Body.HEALTH_BOARD_TO_2011, None, date(2011, 12, 31), "M"),
        Held(Body.GOVERNOR_TO_2020, date(2012, 1, 1), date(2020, 12, 31), "C"),
        Held(Body.COUNTY_GOVERNOR, date(2021, 1, 1), None, "C"),
    ),
    (
        Held(Body.OMBUD_TO_2021, None, date(2021, 6, 30), "M"),
        Held(Body.PARLIAMENTARY_OMBUD, date(2021, 7, 1), None, "M"),
    ),
)
"""Who came after whom. A body that is in none of these has had its task all the time the table of paths covers."""


def body_on(body: Body, day: date, successions: tuple[tuple[Held, ...], ...] = SUCCESSIONS) -> Body:
    """(instansen den dagen) The body that has this body's task on that day."""
    for line in successions:
        if any(each.body is body for each in line):
            return next(each.body for each in line if each.on(day))
    return body


@dataclass(frozen=True)
class Receiver:
    """The unit of the municipality that receives, and whom it must pass it on to; None when it stays there."""

    unit: Unit
    passes_on_to: Body | None


def receiver(profile: Profile, body: Body, decided_by: str | None = None) -> Receiver:
    """(mottaker) Who in the municipality takes what is meant for this body: always somebody.

    `decided_by` is the code of the unit that decided, as a case or a district says (`municipality.unit_for`). A unit nobody knows,
    and all that is not the municipality's unit, comes to the coordinating unit, which passes it on at once.
    """
    if body in OWN_UNIT:
        return Receiver(profile.units.get(decided_by or "", profile.unit), None)
    stays = body in {Body.COORDINATING_UNIT, Body.MUNICIPALITY}
    return Receiver(profile.unit, None if stays else body)
