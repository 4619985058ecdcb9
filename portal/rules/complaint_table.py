"""(beslutningstabellen) The paths of `complaint_path` as dated data: a row has one version for each text of the law.

None is in use outside its days, and what is adopted without a start date is never in use yet. The text read is the law as of
2 May 2026, with what was then adopted for later that year. When the new forvaltningslov (20 June 2025 no. 81) has a start date:
write it in its rows, and end the rows before them the day before. Bodies are named as today; `row_on` gives the day's own.
"""

from dataclasses import replace
from datetime import date

from portal.rules.complaint_bodies import Body, body_on
from portal.rules.complaint_path import Also, Code, Form, Kind, Ombud, Row, Time
from portal.rules.deadlines import Law, NoRule

NAV_FROM = date(2010, 1, 1)
HEALTH_FROM = date(2012, 1, 1)
JOURNAL_FROM = date(2015, 1, 1)
HEALTH_APPEALS_FROM = date(2016, 1, 1)
PRIVACY_FROM = date(2018, 7, 20)
ALERT_FROM = date(2019, 7, 1)
OLD_PLAN_TO, PLAN_FROM = date(2022, 7, 31), date(2022, 8, 1)
OLD_CHILD_WELFARE_TO, CHILD_WELFARE_FROM = date(2022, 12, 31), date(2023, 1, 1)
OLD_SECRECY_TO, SECRECY_FROM = date(2026, 6, 30), date(2026, 7, 1)

PBRL = "pasient- og brukerrettighetsloven"
OLD_PLAN_LAW = "forskrift 16. desember 2011 nr. 1256"
NEW_LAW = "forvaltningsloven 2025 §§ 63–66"
SIGNED = (Form.WRITTEN, Form.SIGNED)
NAMED = (*SIGNED, Form.NAMES_DECISION)
AFTER_A_COMPLAINT = (Body.PARLIAMENTARY_OMBUD, Body.COURT)


def health(code: Code, basis: str, recipient: Body, *, mark: str = "C") -> Row:
    """(klage i helsesaker) § 7-2: to the one that decided, then the County Governor. § 7-3: written and signed."""
    return Row(
        code=code,
        kind=Kind.COMPLAINT,
        law=Law.HEALTH,
        basis=basis,
        mark=mark,
        recipient=recipient,
        decider=Body.COUNTY_GOVERNOR,
        after=AFTER_A_COMPLAINT,
        form=SIGNED,
        time=Time.COUNTED,
        valid_from=HEALTH_FROM,
        since_mark="P",
    )


def general(code: Code, law: Law, basis: str, recipient: Body) -> Row:
    """(klage etter forvaltningsloven) Names the decision and the change wanted, § 32. No help from the ombud of health."""
    return Row(
        code=code,
        kind=Kind.COMPLAINT,
        law=law,
        basis=basis,
        mark="C",
        recipient=recipient,
        decider=Body.COUNTY_GOVERNOR,
        after=AFTER_A_COMPLAINT,
        form=NAMED,
        time=Time.COUNTED,
        ombud=Ombud.NO,
        valid_from=NAV_FROM,
        since_mark="M",
    )


def former(row: Row, basis: str, since: date, until: date) -> Row:
    """The version before: its text is not read again, so it is from memory."""
    return replace(row, basis=basis, mark="M", valid_from=since, since_mark="M", valid_to=until)


def adopted(row: Row, basis: str) -> Row:
    """The version to come, without a start date."""
    return replace(row, basis=basis, valid_from=None, since_mark="")


# a  refused, or not answered: plan, coordinator, child coordinator
A = replace(
    health(Code.A, f"{PBRL} §§ 2-5, 2-5 b, 2-5 c og 7-2", Body.DECIDING_OFFICE),
    valid_from=PLAN_FROM,
    since_mark="C",
)
# b  the plan lacks what it must hold
B = replace(
    health(
        Code.B,
        f"{PBRL} §§ 2-5 og 7-2, IP-forskriften §§ 9 og 11",
        Body.DECIDING_OFFICE,
        mark="C/I",
    ),
    also=(Also.CORRECTION_FIRST,),
    valid_from=PLAN_FROM,
    since_mark="C",
)
# c1  help one has a right to and does not get
C1 = health(Code.C1, f"{PBRL} §§ 2-1 a og 7-2", Body.SERVICE)
# c2  help badly carried out, unsafe or rude: straight to the County Governor, or ask the service first
C2 = Row(
    code=Code.C2,
    kind=Kind.SUPERVISION,
    law=None,
    basis=f"{PBRL} § 7-4, helse- og omsorgstjenesteloven § 4-2 a",
    mark="C",
    recipient=Body.COUNTY_GOVERNOR,
    decider=Body.COUNTY_GOVERNOR,
    form=(Form.FREE, Form.WHAT_WHEN_WHO),
    also=(Also.ENQUIRY_FIRST, Also.NO_APPEAL),
    valid_from=HEALTH_FROM,
    since_mark="M",
)
# c3  an unexpected death, or a very serious injury
C3 = Row(
    code=Code.C3,
    kind=Kind.ALERT,
    law=None,
    basis=f"{PBRL} § 7-6",
    mark="C",
    recipient=Body.BOARD_OF_HEALTH,
    decider=Body.BOARD_OF_HEALTH,
    after=(Body.INVESTIGATION_BOARD,),
    form=(Form.THEIR_FORM,),
    valid_from=ALERT_FROM,
    since_mark="M",
)
# d  another decision on health and care
D = health(Code.D, f"{PBRL} §§ 2-7 og 7-2", Body.DECIDING_OFFICE)
# d2  the cost of care abroad: a way of its own, told in the letter
D2 = Row(
    code=Code.D2,
    kind=Kind.COMPLAINT,
    law=None,
    basis=f"{PBRL} § 2-4 a",
    mark="C",
    recipient=Body.HEALTH_APPEALS,
    decider=Body.HEALTH_APPEALS,
    form=(Form.IN_LETTER,),
    time=Time.IN_LETTER,
    valid_from=HEALTH_APPEALS_FROM,
    since_mark="M",
)
# e1  the municipal part of Nav: plan, social aid, the qualification programme
E1_LAW = "sosialtjenesteloven §§ 28, 33 og 47"
E1 = replace(
    general(Code.E1, Law.NAV, f"{E1_LAW}, forvaltningsloven kapittel VI", Body.NAV_OFFICE),
    also=(Also.INTERIM_HELP,),
)
# e2  the state part of Nav
E2_LAW = "NAV-loven § 15, IP-forskriften § 11"
E2 = replace(
    general(Code.E2, Law.NAV, f"{E2_LAW}, forvaltningsloven kapittel VI", Body.NAV_UNIT),
    mark="C/M",
    decider=Body.NAV_APPEALS,
    after=(),
    valid_from=PLAN_FROM,
    since_mark="C",
)
# e3  how Nav behaves, without a decision
E3 = Row(
    code=Code.E3,
    kind=Kind.ENQUIRY,
    law=None,
    basis="forvaltningsloven § 11",
    mark="P/I",
    recipient=Body.NAV_OFFICE,
    after=(Body.PARLIAMENTARY_OMBUD,),
    ombud=Ombud.NO,
    valid_from=NAV_FROM,
    since_mark="M",
)
# e4  child welfare
E4_LAW = "barnevernsloven §§ 12-9 og 15-9"
E4 = replace(
    general(
        Code.E4,
        Law.CHILD_WELFARE,
        f"{E4_LAW}, forvaltningsloven kapittel VI",
        Body.CHILD_WELFARE,
    ),
    valid_from=CHILD_WELFARE_FROM,
)
# f  the hospital: plan, coordinator, the right to treatment
F = health(Code.F, f"{PBRL} § 7-2, spesialisthelsetjenesteloven §§ 2-5 og 2-5 a", Body.HOSPITAL)
# f2  coercion in mental health care
F2 = Row(
    code=Code.F2,
    kind=Kind.COMPLAINT,
    law=None,
    basis="psykisk helsevernloven",
    mark="M",
    recipient=Body.CONTROL_COMMISSION,
    decider=Body.CONTROL_COMMISSION,
    after=(Body.COURT,),
    form=(Form.IN_LETTER,),
    time=Time.IN_LETTER,
    valid_from=HEALTH_FROM,
    since_mark="M",
)
# g  it takes too long
G = Row(
    code=Code.G,
    kind=Kind.REMINDER,
    law=None,
    basis="forvaltningsloven § 11 a",
    mark="C/P",
    recipient=Body.DECIDING_OFFICE,
    after=(Body.PARLIAMENTARY_OMBUD,),
    form=(Form.WRITTEN,),
    ombud=Ombud.IF_HEALTH,
    also=(Also.REMIND_BEFORE_OMBUD, Also.COMPLAIN_IF_UNMET),
    valid_from=NAV_FROM,
    since_mark="M",
)
# h1  personal data: see, correct, restrict
H1 = Row(
    code=Code.H1,
    kind=Kind.PERSONAL_DATA,
    law=None,
    basis="personvernforordningen art. 12, 15–18 og 77",
    mark="C/P",
    recipient=Body.MUNICIPALITY,
    decider=Body.DATA_AUTHORITY,
    after=(Body.PRIVACY_APPEALS, Body.COURT),
    ombud=Ombud.IF_HEALTH,
    also=(Also.ANSWER_WITHIN_MONTH,),
    valid_from=PRIVACY_FROM,
    since_mark="M",
)
# h2  not allowed to see the journal
H2 = health(Code.H2, f"{PBRL} §§ 5-1 og 7-2", Body.SERVICE)
# h3  somebody read or told what they should not
H3 = Row(
    code=Code.H3,
    kind=Kind.SUPERVISION,
    law=None,
    basis=f"{PBRL} § 7-4, helsepersonelloven kapittel 5, pasientjournalloven § 16",
    mark="C/P",
    recipient=Body.COUNTY_GOVERNOR,
    decider=Body.COUNTY_GOVERNOR,
    after=(Body.DATA_AUTHORITY, Body.POLICE),
    also=(Also.DATA_AUTHORITY_TOO, Also.POLICE_IF_CRIME, Also.NO_APPEAL),
    valid_from=SECRECY_FROM,
    since_mark="C",
)
# i  unhappy with the coordinator, or wants another
I = Row(  # noqa: E741
    code=Code.I,
    kind=Kind.COORDINATOR_CHANGE,
    law=None,
    basis="helse- og omsorgstjenesteloven § 7-3",
    mark="C/P",
    recipient=Body.COORDINATING_UNIT,
    also=(Also.WISH_HAS_WEIGHT, Also.COMPLAIN_IF_NOT_DONE, Also.SUPERVISION_IF_CARELESS),
    valid_from=HEALTH_FROM,
    since_mark="M",
)
# j  school or kindergarten does not take part
J = Row(
    code=Code.J,
    kind=Kind.QUESTION,
    law=None,
    basis="IP-forskriften § 7",
    mark="I",
    recipient=Body.COORDINATING_UNIT,
    decider=Body.MUNICIPALITY,
    ombud=Ombud.NO,
    also=(Also.SCHOOL_HAS_OWN_WAYS,),
    valid_from=PLAN_FROM,
    since_mark="C",
)
# find  nobody knows yet: a complaint to the municipality, which must pass it on
FIND = Row(
    code=Code.FIND,
    kind=Kind.COMPLAINT,
    law=None,
    basis="forvaltningsloven § 11, forvaltningslovforskriften § 4",
    mark="I",
    recipient=Body.COORDINATING_UNIT,
    form=SIGNED,
    time=Time.COUNTED,
    ombud=Ombud.IF_HEALTH,
    also=(Also.PASSED_ON,),
    valid_from=NAV_FROM,
    since_mark="M",
)

TODAY = (A, B, C1, C2, C3, D, D2, E1, E2, E3, E4, F, F2, G, H1, H2, H3, I, J, FIND)
BEFORE = (
    former(A, f"{PBRL} §§ 2-5 og 7-2", HEALTH_FROM, OLD_PLAN_TO),
    former(B, f"{PBRL} §§ 2-5 og 7-2, {OLD_PLAN_LAW}", HEALTH_FROM, OLD_PLAN_TO),
    former(E2, "NAV-loven § 15, forvaltningsloven kapittel VI", NAV_FROM, OLD_PLAN_TO),
    former(
        E4,
        "barnevernloven 1992 § 3-2 a, forvaltningsloven kapittel VI",
        NAV_FROM,
        OLD_CHILD_WELFARE_TO,
    ),
    former(
        H3,
        f"{PBRL} § 7-4, helsepersonelloven §§ 21 og 21 a, pasientjournalloven § 16",
        JOURNAL_FROM,
        OLD_SECRECY_TO,
    ),
    former(J, OLD_PLAN_LAW, HEALTH_FROM, OLD_PLAN_TO),
)
TO_COME = (
    adopted(E1, f"{E1_LAW}, {NEW_LAW}"),
    adopted(E2, f"{E2_LAW}, {NEW_LAW}"),
    adopted(E4, f"{E4_LAW}, {NEW_LAW}"),
    adopted(replace(G, mark="C"), "forvaltningsloven 2025 § 17"),
)
TABLE: tuple[Row, ...] = (*TODAY, *BEFORE, *TO_COME)


def row_on(code: Code, day: date, table: tuple[Row, ...] = TABLE) -> Row:
    """(raden den dagen) The row as it is on that day, with the bodies of that day.

    Every row is there from 2020 on. Raises NoRule for a day before its first.
    """
    for row in table:
        if row.code is code and row.holds(day):
            return replace(
                row,
                recipient=body_on(row.recipient, day),
                decider=body_on(row.decider, day) if row.decider else None,
                after=tuple(body_on(each, day) for each in row.after),
            )
    raise NoRule(f"no row {code} on {day}")
