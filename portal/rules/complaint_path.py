"""(klageveier) What a path for something that is wrong consists of: what it is, where it goes, who decides and in which form.

The rows themselves are dated data, see `complaint_table`.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.rules.complaint_bodies import Body
from portal.rules.deadlines import Law


class Code(StrEnum):
    """The rows, named as in the table of the law. FIND is «send it, we find the right place»."""

    A = "a"
    B = "b"
    C1 = "c1"
    C2 = "c2"
    C3 = "c3"
    D = "d"
    D2 = "d2"
    E1 = "e1"
    E2 = "e2"
    E3 = "e3"
    E4 = "e4"
    F = "f"
    F2 = "f2"
    G = "g"
    H1 = "h1"
    H2 = "h2"
    H3 = "h3"
    I = "i"  # noqa: E741 (the letter is the row's name)
    J = "j"
    FIND = "find"


class Kind(StrEnum):
    """What it is: (klage, anmodning om tilsyn, henvendelse, bytte koordinator, personopplysninger, purring, varsel, spørsmål)."""

    COMPLAINT = "complaint"
    SUPERVISION = "supervision"
    ENQUIRY = "enquiry"
    COORDINATOR_CHANGE = "coordinator-change"
    PERSONAL_DATA = "personal-data"
    REMINDER = "reminder"
    ALERT = "alert"
    QUESTION = "municipal-question"


class Form(StrEnum):
    """What the law asks of the form: (skriftlig, underskrevet, nevner avgjørelsen og endringen, fritt, hva/når/hvem, deres skjema, se brevet)."""

    WRITTEN = "written"
    SIGNED = "signed"
    NAMES_DECISION = "names-decision"
    FREE = "free"
    WHAT_WHEN_WHO = "what-when-who"
    THEIR_FORM = "their-form"
    IN_LETTER = "in-letter"


class Time(StrEnum):
    """Whether there is a time for it: counted in weeks by its law, none, or in the decision letter only."""

    COUNTED = "counted"
    NONE = "none"
    IN_LETTER = "in-letter"


class Ombud(StrEnum):
    """Whether the health and social services ombud helps (pasient- og brukerrettighetsloven §§ 8-1, 8-3)."""

    YES = "yes"
    IF_HEALTH = "if-health"
    NO = "no"


class Helper(StrEnum):
    """Who can help to complain: (kontoret selv, pasient- og brukerombudet, det samme hvis det gjelder helse, Statsforvalteren,
    pasientorganisasjoner, fri rettshjelp). Free of charge, all of them.
    """

    OFFICE = "office"
    OMBUD = "ombud"
    OMBUD_IF_HEALTH = "ombud-if-health"
    COUNTY_GOVERNOR = "county-governor"
    PATIENT_ORGANISATION = "patient-organisation"
    LEGAL_AID = "legal-aid"


class Also(StrEnum):
    """What else there is to know, or to do, on this path."""

    CORRECTION_FIRST = "correction-first"
    ENQUIRY_FIRST = "enquiry-first"
    INTERIM_HELP = "interim-help"
    NO_APPEAL = "no-appeal"
    REMIND_BEFORE_OMBUD = "remind-before-ombud"
    COMPLAIN_IF_UNMET = "complain-if-unmet"
    COMPLAIN_IF_NOT_DONE = "complain-if-not-done"
    SUPERVISION_IF_CARELESS = "supervision-if-careless"
    ANSWER_WITHIN_MONTH = "answer-within-month"
    DATA_AUTHORITY_TOO = "data-authority-too"
    POLICE_IF_CRIME = "police-if-crime"
    WISH_HAS_WEIGHT = "wish-has-weight"
    SCHOOL_HAS_OWN_WAYS = "school-has-own-ways"
    PASSED_ON = "passed-on"


@dataclass(frozen=True)
class Row:
    """A path. `law` is None where no weeks are counted, or where nobody knows yet which law it is (FIND).

    `recipient` gets it, `decider` decides what the recipient does not change, `after` are the ways on. `mark` is how sure the row
    is: as many as it has parts, the least sure counts; `since_mark` how sure its days are. Both days are included.
    """

    code: Code
    kind: Kind
    law: Law | None
    basis: str
    mark: str
    recipient: Body
    decider: Body | None = None
    after: tuple[Body, ...] = ()
    form: tuple[Form, ...] = (Form.FREE,)
    time: Time = Time.NONE
    ombud: Ombud = Ombud.YES
    also: tuple[Also, ...] = ()
    valid_from: date | None = None
    since_mark: str = ""
    valid_to: date | None = None

    def holds(self, day: date) -> bool:
        """Whether this version is in use on that day."""
        begun = self.valid_from is not None and self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)

    @property
    def names(self) -> tuple[Body, ...]:
        """Every body a page may name for it."""
        return tuple(each for each in (self.recipient, self.decider, *self.after) if each)


BY_OMBUD = {
    Ombud.YES: (Helper.OMBUD,),
    Ombud.IF_HEALTH: (Helper.OMBUD_IF_HEALTH,),
    Ombud.NO: (),
}


def helpers(row: Row) -> tuple[Helper, ...]:
    """(hvem kan hjelpe) The office itself must guide (forvaltningsloven § 11: C), the ombud where it can (§§ 8-1, 8-3: C), the rest
    as authorities say (P).
    """
    organisation = () if row.ombud is Ombud.NO else (Helper.PATIENT_ORGANISATION,)
    return (
        Helper.OFFICE,
        *BY_OMBUD[row.ombud],
        Helper.COUNTY_GOVERNOR,
        *organisation,
        Helper.LEGAL_AID,
    )
