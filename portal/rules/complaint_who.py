"""(hvem kan klage) Who may complain, who has something to bring, and whom the desk decides about. Nobody is turned away.

What comes from somebody who may not complain is received and marked, and the desk decides with guidance (veiledningsplikt,
forvaltningsloven § 11). `LINES` is the one table: the first line that fits counts. Ages are birthdays of the person it is about.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.rules.complaint_answers import Kin, Who
from portal.rules.complaint_guide import Found
from portal.rules.complaint_path import Code, Kind
from portal.rules.deadlines import Law
from portal.rules.representation import Basis, birthday


class Standing(StrEnum):
    """(kan klage; kan med noe å vise fram; tas imot, og enheten avgjør)."""

    MAY = "may"
    MAY_WITH = "may-with"
    DESK_DECIDES = "desk-decides"


class Bring(StrEnum):
    """What to bring: (skriftlig fullmakt, mandat som verge eller fremtidsfullmektig)."""

    POWER_OF_ATTORNEY = "power-of-attorney"
    MANDATE = "mandate"


class Guide(StrEnum):
    """What is told to the one who sends it, and to the desk.

    (forelderen kan også klage, barnet avgjør selv om noe, barnet kan holde noe tilbake, be om verge, Statsforvalteren veileder,
    tilsyn kan alle pårørende be om, innsyn i journalen, fullmakt hjelper, vi bekrefter ikke at noen er kjent, pasient- og brukerombudet).
    """

    PARENT_TOO = "parent-too"
    CHILD_DECIDES = "child-decides"
    CHILD_KEEPS_BACK = "child-keeps-back"
    GUARDIAN = "guardian"
    COUNTY_GOVERNOR = "county-governor"
    SUPERVISION = "supervision"
    JOURNAL = "journal"
    POWER_OF_ATTORNEY = "power-of-attorney"
    NOTHING_CONFIRMED = "nothing-confirmed"
    OMBUD = "ombud"


TWELVE, FIFTEEN, SIXTEEN, EIGHTEEN = 12, 15, 16, 18

RIGHTS = frozenset({Kind.COMPLAINT, Kind.PERSONAL_DATA})
"""What rests on a person's own right. Personal data as a complaint: the articles name the person, not who acts for them (I)."""

WATCH = frozenset({Kind.SUPERVISION, Kind.ALERT})
"""§§ 7-4 and 7-6: to ask somebody to look into it."""

PLAIN = frozenset({Kind.ENQUIRY, Kind.COORDINATOR_CHANGE, Kind.REMINDER, Kind.QUESTION})
"""What anybody may ask an office about (forvaltningsloven § 11)."""


@dataclass(frozen=True)
class Line:
    """Who may what by which law. None is any. From the first birthday, until the day before the second."""

    who: frozenset[Who]
    standing: Standing
    law: str
    mark: str
    kinds: frozenset[Kind] = RIGHTS
    laws: frozenset[Law] | None = None
    kin: frozenset[Kin] | None = None
    from_age: int = 0
    until_age: int | None = None
    bring: Bring | None = None
    guide: tuple[Guide, ...] = ()

    def fits(self, who: Who, age: int, kind: Kind, law: Law, kin: Kin) -> bool:
        """Whether this is the line for it."""
        old_enough = self.from_age <= age and (self.until_age is None or age < self.until_age)
        of_law = self.laws is None or law in self.laws
        of_kin = self.kin is None or kin in self.kin
        return who in self.who and kind in self.kinds and old_enough and of_law and of_kin


SELF, PARENT = frozenset({Who.SELF, Who.CHILD}), frozenset({Who.PARENT, Who.PARENT_OLDER})
"""The person's and the parent's two answers are the same line of the law at two ages: the birthday tells them apart."""

NEXT_OF_KIN = frozenset({Who.KIN, Who.PARENT_OLDER, Who.PARENT})
HEALTH, NAV = frozenset({Law.HEALTH}), frozenset({Law.NAV})
CHILD_WELFARE = frozenset({Law.CHILD_WELFARE})
NOT_HEALTH = NAV | CHILD_WELFARE
MAY, MAY_WITH, DECIDES = Standing.MAY, Standing.MAY_WITH, Standing.DESK_DECIDES
PBRL, FVL = "pasient- og brukerrettighetsloven", "forvaltningsloven"
FOR_KIN = (Guide.SUPERVISION, Guide.OMBUD)

LINES: tuple[Line, ...] = (
    # Anybody may ask an office, and nobody is told whether somebody is known there.
    Line(SELF | PARENT, MAY, f"{FVL} § 11", "C/I", PLAIN),
    Line(
        frozenset(Who), MAY, f"{FVL} §§ 11 og 13, helsepersonelloven § 21", "C/I", PLAIN,
        guide=(Guide.NOTHING_CONFIRMED,),
    ),
    # Supervision: the person, who acts for them, and all next of kin, whatever the person can decide.
    Line(
        SELF | NEXT_OF_KIN | {Who.GUARDIAN, Who.ATTORNEY, Who.LAWYER, Who.KIN_OF_DECEASED},
        MAY, f"{PBRL} §§ 7-4 og 7-6", "C", WATCH,
    ),
    Line(
        frozenset({Who.PROFESSIONAL, Who.UNKNOWN}), DECIDES, f"{PBRL} § 7-4", "I", WATCH,
        guide=(Guide.COUNTY_GOVERNOR, Guide.NOTHING_CONFIRMED),
    ),
    # The person.
    Line(SELF, MAY, f"{PBRL} §§ 4-3 og 7-2", "C", laws=HEALTH, from_age=SIXTEEN),
    Line(
        SELF, DECIDES, f"{PBRL} §§ 4-3, 6-5 og 7-2", "C", laws=HEALTH, from_age=TWELVE,
        until_age=SIXTEEN, guide=(Guide.CHILD_DECIDES, Guide.PARENT_TOO, Guide.OMBUD),
    ),
    Line(
        SELF, DECIDES, f"{PBRL} §§ 4-4, 6-5 og 7-2", "C", laws=HEALTH, until_age=TWELVE,
        guide=(Guide.PARENT_TOO, Guide.OMBUD),
    ),
    Line(SELF, MAY, "barnevernsloven § 12-3", "C", laws=CHILD_WELFARE, from_age=FIFTEEN),
    Line(
        SELF, DECIDES, "barnevernsloven § 12-3", "C", laws=CHILD_WELFARE, until_age=FIFTEEN,
        guide=(Guide.PARENT_TOO,),
    ),
    Line(SELF, MAY, f"{FVL} § 28", "C", laws=NAV, from_age=EIGHTEEN),
    Line(
        SELF, MAY, f"{FVL} § 28, vergemålsloven", "C/M", laws=NAV, from_age=SIXTEEN,
        until_age=EIGHTEEN, guide=(Guide.PARENT_TOO,),
    ),
    Line(
        SELF, DECIDES, f"{FVL} § 28, vergemålsloven", "C/M", laws=NAV, until_age=SIXTEEN,
        guide=(Guide.PARENT_TOO,),
    ),
    # Parents.
    Line(PARENT, MAY, f"{PBRL} §§ 4-4 og 7-2", "C", laws=HEALTH, until_age=TWELVE),
    Line(
        PARENT, MAY, f"{PBRL} §§ 3-4, 4-3, 4-4 og 7-2", "C", laws=HEALTH, from_age=TWELVE,
        until_age=SIXTEEN, guide=(Guide.CHILD_KEEPS_BACK,),
    ),
    Line(
        PARENT, MAY_WITH, f"{PBRL} §§ 3-4, 4-3 og 7-2", "C", laws=HEALTH, from_age=SIXTEEN,
        until_age=EIGHTEEN, bring=Bring.POWER_OF_ATTORNEY, guide=FOR_KIN,
    ),
    Line(PARENT, MAY, "barnevernsloven § 12-3", "C", laws=CHILD_WELFARE, until_age=EIGHTEEN),
    Line(PARENT, MAY, f"{FVL} § 28, vergemålsloven", "C/M", laws=NAV, until_age=EIGHTEEN),
    # Who acts for another.
    Line(
        frozenset({Who.LAWYER}), MAY, f"{FVL} § 12", "C", guide=(Guide.NOTHING_CONFIRMED,),
    ),
    Line(
        frozenset({Who.ATTORNEY}), MAY_WITH, f"{PBRL} § 7-2, {FVL} § 12", "C",
        bring=Bring.POWER_OF_ATTORNEY,
    ),
    Line(
        frozenset({Who.GUARDIAN}), MAY_WITH, "vergemålsloven §§ 20–22, 31–33, 78–84", "C",
        bring=Bring.MANDATE,
    ),
    # Next of kin, also parents of somebody over eighteen.
    Line(
        NEXT_OF_KIN, MAY, f"{PBRL} § 7-2 andre ledd", "C", laws=HEALTH,
        kin=frozenset({Kin.OWN_RIGHTS}),
    ),
    Line(
        NEXT_OF_KIN, DECIDES, f"{FVL} § 28", "I", laws=NOT_HEALTH,
        kin=frozenset({Kin.OWN_RIGHTS}), guide=(Guide.POWER_OF_ATTORNEY,),
    ),
    Line(
        NEXT_OF_KIN, MAY_WITH, f"{PBRL} § 7-2", "C", laws=HEALTH,
        kin=frozenset({Kin.CAN_DECIDE}), bring=Bring.POWER_OF_ATTORNEY, guide=FOR_KIN,
    ),
    Line(
        NEXT_OF_KIN, DECIDES, f"{PBRL} §§ 7-2 og 7-4", "X", laws=HEALTH,
        kin=frozenset({Kin.CANNOT_DECIDE}),
        guide=(Guide.GUARDIAN, Guide.COUNTY_GOVERNOR, *FOR_KIN),
    ),
    Line(
        NEXT_OF_KIN, DECIDES, f"{PBRL} §§ 7-2 og 7-4", "I", laws=HEALTH,
        guide=(Guide.POWER_OF_ATTORNEY, Guide.GUARDIAN, *FOR_KIN),
    ),
    Line(
        NEXT_OF_KIN, MAY_WITH, f"{FVL} §§ 12 og 28", "C", laws=NOT_HEALTH,
        kin=frozenset({Kin.CAN_DECIDE}), bring=Bring.POWER_OF_ATTORNEY,
    ),
    Line(
        NEXT_OF_KIN, DECIDES, f"{FVL} §§ 12 og 28", "I", laws=NOT_HEALTH,
        guide=(Guide.POWER_OF_ATTORNEY, Guide.GUARDIAN),
    ),
    Line(
        frozenset({Who.KIN_OF_DECEASED}), DECIDES, f"{PBRL} §§ 5-1 og 7-4", "C/I",
        guide=(Guide.SUPERVISION, Guide.JOURNAL, Guide.OMBUD),
    ),
    # Whoever it is: received, and the desk decides.
    Line(
        frozenset(Who), DECIDES, f"{FVL} § 11", "I",
        guide=(Guide.POWER_OF_ATTORNEY, Guide.NOTHING_CONFIRMED, Guide.OMBUD),
    ),
)  # fmt: skip

JOURNAL_OF_DECEASED = Line(frozenset({Who.KIN_OF_DECEASED}), MAY, f"{PBRL} § 5-1", "C", laws=HEALTH)
"""Sight of the journal of somebody who has died: the next of kin's own, so that they complain when it is refused."""

WEAKEST = (Standing.DESK_DECIDES, Standing.MAY_WITH, Standing.MAY)
ASSUMED = {Who.CHILD: TWELVE, Who.PARENT: TWELVE}
"""The age where no birthday is known: the answer says between which birthdays, and the youngest counts; the others are adult."""


def line_for(
    who: Who,
    kind: Kind,
    law: Law | None,
    today: date,
    *,
    born: date | None = None,
    kin: Kin = Kin.UNKNOWN,
    journal: bool = False,
) -> Line:
    """(hvem kan klage) What holds for this person on that day: always a line, never a no.

    `born` is the birthday of the person it is about, None when it is not known. `journal`: it is about sight of the journal
    (row h2). Without a known law the weakest of the three counts, so that nobody is promised what they may not have.
    """
    if journal and who is Who.KIN_OF_DECEASED and kind is Kind.COMPLAINT:
        return JOURNAL_OF_DECEASED
    age = years_old(born, today) if born else ASSUMED.get(who, EIGHTEEN)
    laws = (law,) if law else tuple(Law)
    found = [_first(who, age, kind, each, kin) for each in laws]
    return min(found, key=lambda line: WEAKEST.index(line.standing))


def _first(who: Who, age: int, kind: Kind, law: Law, kin: Kin) -> Line:
    return next(line for line in LINES if line.fits(who, age, kind, law, kin))


def line_of(found: Found, today: date, born: date | None = None) -> Line:
    """What holds for the one who answered the guide."""
    return line_for(
        found.answers.who,
        found.main.kind,
        found.main.law,
        today,
        born=born,
        kin=found.answers.kin,
        journal=found.main.code is Code.H2,
    )


WHO_BY_BASIS: dict[Basis, Who] = {
    Basis.GIVEN: Who.ATTORNEY,
    Basis.PAPER: Who.ATTORNEY,
    Basis.REGISTER: Who.ATTORNEY,
    Basis.PARENT: Who.PARENT,
    Basis.CARER: Who.PARENT,
    Basis.YOUNG: Who.PARENT_OLDER,
    Basis.GUARDIAN: Who.GUARDIAN,
    Basis.LASTING: Who.GUARDIAN,
    Basis.KIN: Who.KIN,
}
"""Who somebody is that acts for another here, by what their right to act rests on."""


def standing_when(line: Line, *, shown: bool) -> Standing:
    """The standing once it is known whether what is to be brought is shown: on paper, or as a right to complain that is in force."""
    return Standing.MAY if shown and line.standing is Standing.MAY_WITH else line.standing


def years_old(born: date, today: date) -> int:
    """(alder) Whole years; who is not born yet is none."""
    years = max(today.year - born.year, 0)
    return years if today >= birthday(born, years) else max(years - 1, 0)
