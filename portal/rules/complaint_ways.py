"""(veiene) Which rows of the table of paths the answers lead to, the main one first.

Where the answers do not decide it, the main one is FIND: a complaint to the municipality, which must guide and pass it on
(forvaltningsloven § 11, forvaltningslovforskriften § 4; that an unsure message counts as a complaint is the house's own rule: I).
"""

from portal.rules.complaint_answers import Answers, By, Data, Matter, Trouble, Who, Wrong
from portal.rules.complaint_path import Code
from portal.rules.deadlines import Law

HEALTH_LAW = frozenset({By.MUNICIPAL, By.HOSPITAL})
NAV = frozenset({By.NAV_MUNICIPAL, By.NAV_STATE, By.NAV})
LAW_OF = {
    **dict.fromkeys(HEALTH_LAW, Law.HEALTH),
    **dict.fromkeys(NAV, Law.NAV),
    By.CHILD_WELFARE: Law.CHILD_WELFARE,
}
"""The law a decision rests on, by who made it. School, others and «vet ikke» are not here: then nobody knows yet."""

ABOUT_A_DECISION = frozenset({Wrong.NO_ANSWER, Wrong.REFUSED})
Codes = tuple[Code, ...]
FIND, A, B, C1, C2, C3 = Code.FIND, Code.A, Code.B, Code.C1, Code.C2, Code.C3
D, D2, E1, E2, E3, E4 = Code.D, Code.D2, Code.E1, Code.E2, Code.E3, Code.E4
F, F2, G, H1, H2, H3, I, J = (  # noqa: E741
    Code.F, Code.F2, Code.G, Code.H1, Code.H2, Code.H3, Code.I, Code.J,
)  # fmt: skip


def ways(
    municipal: Codes, hospital: Codes, nav: tuple[Codes, Codes, Codes],
    child_welfare: Codes, school: Codes, unknown: Codes,
) -> dict[By, Codes]:  # fmt: skip
    """One line of the tables below. `nav`: its municipal part, its state part, and not known which."""
    return {
        By.MUNICIPAL: municipal,
        By.HOSPITAL: hospital,
        By.NAV_MUNICIPAL: nav[0],
        By.NAV_STATE: nav[1],
        By.NAV: nav[2],
        By.CHILD_WELFARE: child_welfare,
        By.SCHOOL: school,
        By.OTHER: unknown,
        By.UNKNOWN: unknown,
    }


NAV_COMPLAINT = ((E1,), (E2,), (E1, E2))

# The first is the main row, the others stand beside it. In the order of `ways`: municipal health, hospital, Nav, child welfare,
# school, and another or «vet ikke».
BY_WRONG: dict[Wrong, dict[By, Codes]] = {
    Wrong.PLAN_LACKS: ways((B,), (F,), NAV_COMPLAINT, (E4,), (B, J), (FIND, B)),
    Wrong.NOT_RECEIVED: ways(
        (C1, C2), (F, C2), ((E1, E3), (E2, E3), (E1, E2, E3)), (E4,), (J,), (FIND, C1)
    ),
    Wrong.BADLY_DONE: ways((C2,), (C2,), ((E3,), (E3,), (E3,)), (FIND,), (J,), (FIND, C2)),
    Wrong.HARM: ways(
        (C3, C2), (C3, C2), ((FIND, C3), (FIND, C3), (FIND, C3)), (FIND, C3), (FIND, C3),
        (C3, C2, FIND),
    ),
    Wrong.TOO_LONG: ways(
        (G, A, C2), (G, F, C2), ((G, E1), (G, E2), (G, E1, E2)), (G, E4), (G, J), (G, FIND)
    ),
    Wrong.SCHOOL: dict.fromkeys(By, (J,)),
    Wrong.OTHER: ways((FIND, A, C2), (FIND, F, C2), ((FIND, E1, E3), (FIND, E2, E3),
                      (FIND, E1, E2, E3)), (FIND, E4), (FIND, J), (FIND,)),
    Wrong.UNKNOWN: ways((FIND, A, C2), (FIND, F, C2), ((FIND, E1, E3), (FIND, E2, E3),
                        (FIND, E1, E2, E3)), (FIND, E4), (FIND, J), (FIND,)),
}  # fmt: skip
BY_MATTER: dict[Matter, dict[By, Codes]] = {
    Matter.PLAN: ways((A,), (F,), NAV_COMPLAINT, (E4,), (FIND, J), (FIND, A)),
    # Only health law gives a coordinator, so that the law is known even when nobody knows who said no.
    Matter.COORDINATOR: ways((A,), (F,), NAV_COMPLAINT, (E4,), (A, J), (A,)),
    Matter.HELP: ways((D,), (F,), NAV_COMPLAINT, (E4,), (FIND, J), (D,)),
    Matter.ABROAD: ways((D2,), (D2,), NAV_COMPLAINT, (E4,), (FIND, J), (D2,)),
    Matter.COERCION: ways((D, F2), (F2,), NAV_COMPLAINT, (E4,), (FIND, J), (F2,)),
    Matter.UNKNOWN: ways((FIND, A, D), (F,), NAV_COMPLAINT, (E4,), (FIND, J), (FIND, A)),
}
BY_TROUBLE: dict[Trouble, Codes] = {
    Trouble.WANTS_OTHER: (I,),
    Trouble.NOT_DONE: (A, I),
    Trouble.CARELESS: (C2, I),
    Trouble.NONE_NAMED: (A,),
    Trouble.UNKNOWN: (FIND, I, A, C2),
}
BY_DATA: dict[Data, Codes] = {
    Data.ACCESS: (H1,),
    Data.JOURNAL: (H2,),
    Data.SNOOPING: (H3,),
    Data.UNKNOWN: (FIND, H1, H2, H3),
}
OUTSIDE_HEALTH = frozenset({*NAV, By.CHILD_WELFARE, By.SCHOOL, By.OTHER})
RULES_OF_HEALTH = frozenset({H2, H3})
OF_HEALTH = frozenset({A, B, C1, C2, C3, D, D2, F, F2, H2, H3})


def codes_for(answers: Answers) -> Codes:
    """(radene) The rows the answers lead to, the main one first. Says nothing of who asks, but for the next of kin of a deceased."""
    found = codes_by_matter(answers)
    if answers.who is Who.KIN_OF_DECEASED:
        return for_a_deceased(found)
    # § 7-4: next of kin may always ask for supervision, whoever may complain.
    kin_too = answers.who in {Who.KIN, Who.PARENT_OLDER} and found[0] in OF_HEALTH
    return unique((*found, C2)) if kin_too else found


def codes_by_matter(answers: Answers) -> Codes:
    """What went wrong, and who did it."""
    match answers.wrong:
        case Wrong.NO_ANSWER:
            return unique((*BY_MATTER[answers.matter][answers.by], G))
        case Wrong.REFUSED:
            return BY_MATTER[answers.matter][answers.by]
        case Wrong.COORDINATOR:
            return of_the_hospital(BY_TROUBLE[answers.trouble], answers.by)
        case Wrong.OWN_DATA:
            return by_data(answers.data, answers.by)
        case _:
            return BY_WRONG[answers.wrong][answers.by]


def of_the_hospital(codes: Codes, by: By) -> Codes:
    """A hospital has a coordinator of its own (spesialisthelsetjenesteloven § 2-5 a): then the complaint is one about the hospital."""
    return tuple(F if by is By.HOSPITAL and code is A else code for code in codes)


def by_data(data: Data, by: By) -> Codes:
    """The journal and its secrecy are rules of health; elsewhere the municipality finds the right place."""
    found = BY_DATA[data]
    if by in OUTSIDE_HEALTH and found[0] in RULES_OF_HEALTH:
        return (FIND, H1, *found)
    return found


def for_a_deceased(codes: Codes) -> Codes:
    """(pårørende til en som er død) Supervision and sight of the journal, where it is about health; the rest stands beside."""
    main = codes[0]
    if main is FIND:
        return unique((*codes, C2, H2))
    if main in OF_HEALTH - {C2, C3, H2, H3}:
        return unique((C2, H2, *codes))
    return unique((*codes, C2, H2)) if main in OF_HEALTH else codes


def unique(codes: Codes) -> Codes:
    """Each once, in order."""
    return tuple(dict.fromkeys(codes))
