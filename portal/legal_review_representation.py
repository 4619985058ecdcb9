"""What a lawyer should look at in who may act for whom, who has seen what, and how long it is kept: (where, what, how sure).

As `legal_review` lists them.
"""

from portal.rules import privacy, retention
from portal.rules.representation import PRIVACY_UNTIL, TABLE, Basis, Row

Line = tuple[str, str, str]

WHERE, REGISTERING = "rules/representation.py TABLE", "rules/registering.py"
DOUBT = "IMXPC"
"""The marks, the least sure first: of two the least sure counts."""

RULES: tuple[Line, ...] = (
    (
        "rules/representation.py scopes_of",
        f"from {PRIVACY_UNTIL} years a parent does not see who has looked: the child is heard with great weight, § 4-4",
        "I",
    ),
    (
        "rules/representation.py birthday",
        "born on 29 February: years are turned on 28 February in other years",
        "I",
    ),
    (
        "rules/representation.py is_fresh",
        "what a register says counts for one login, and is asked again at the next",
        "I",
    ),
    (
        "rules/representation.py in_force",
        "where one of the two has a protected address nobody acts for the other here, as on Helsenorge",
        "P",
    ),
    (
        f"{REGISTERING} Mandate",
        "a guardian's mandate for the economy alone gives nothing here: vergemålsloven §§ 20–22, 31–33",
        "C",
    ),
    (
        f"{REGISTERING} Kin",
        "the nearest next of kin, in this order after whom the person has named: pasient- og brukerrettighetsloven § 1-3 b",
        "C",
    ),
    (
        "store/assessments.py",
        "insight for the nearest next of kin is decided by the service, in writing, for one decision: "
        "pasient- og brukerrettighetsloven § 3-3, helsepersonelloven § 22",
        "C",
    ),
    (
        "store/grants_registered.py",
        "one parent may ask; where parents disagree nothing is changed before the desk has found out: "
        "pasient- og brukerrettighetsloven § 4-4, barnelova §§ 30 ff.",
        "I",
    ),
    (
        "rules/opening.py",
        "an employee has nothing to do with a relative's matter, but by break-glass with a second person: forvaltningsloven § 6",
        "C",
    ),
    (
        "rules/opening.py",
        "a reason holds for some hours, an opening of what is closed for one, and a second person looks within two working days",
        "I",
    ),
    (
        "rules/protected.py",
        "a protected address hides address, the unit's place, map, next of kin and representation everywhere outside the desk",
        "I",
    ),
)


def rows() -> list[Line]:
    """All of them: the tables of law, row by row, and what stands beside them."""
    return [
        *RULES,
        *(line for basis, row in TABLE.items() for line in _basis(basis, row)),
        *(_line("rules/privacy.py TABLE", kind, row.law) for kind, row in privacy.TABLE.items()),
        *(
            _line("rules/privacy.py GROUND_LAW", one, law)
            for one, law in privacy.GROUND_LAW.items()
        ),
        *(
            _line("rules/retention.py TABLE", data, row.law)
            for data, row in retention.TABLE.items()
        ),
        *(
            (
                "rules/retention.py LEFT_OPEN",
                f"{data}: a municipality decides, from {least} to {most} {retention.unit_of(data)}",
                "I",
            )
            for data, (least, most) in retention.LEFT_OPEN.items()
        ),
    ]


def _line(where: str, what: str, law_and_marks: str) -> Line:
    """A row of a table whose law ends with its mark; of two marks the least sure."""
    law, _colon, marks = law_and_marks.rpartition(": ")
    return where, f"{what}: {law}", min(marks.split("/"), key=DOUBT.index)


def _basis(basis: Basis, row: Row) -> list[Line]:
    found = [_line(WHERE, basis, row.law)]
    if row.longest is not None:
        found.append((WHERE, f"{basis}: at most {row.longest} months", "I"))
    return found
