"""What a lawyer should look at in the rules of the plan: (where, what, how sure), as `legal_review` lists them."""

from portal.rules import plan_check, plan_follow_up, plan_lateness
from portal.rules.plan_transitions import RULES as TRANSITIONS
from portal.rules.plan_transitions import Rule, Transition

Row = tuple[str, str, str]

LATENESS, CHECK = "rules/plan_lateness.py attention", "rules/plan_check.py check"
FOLLOW_UP, TRANSITION = "rules/plan_follow_up.py", "rules/plan_transitions.py"

RULES: tuple[Row, ...] = (
    (
        LATENESS,
        f"a measure is unanswered {plan_lateness.ANSWER_WITHIN.days} days after it was asked",
        plan_lateness.MARK,
    ),
    (LATENESS, "a measure is late from the day after its date; no date finishes it", "I"),
    (CHECK, f"the ten items and the child's: {plan_check.BASIS}", plan_check.MARK),
    (
        CHECK,
        "what counts as being there: something is written, whether or not it is good enough; a measure somebody answers for "
        "is also their contribution",
        plan_check.MARK_OF_FULFILMENT,
    ),
    (
        f"{FOLLOW_UP} message_answer_by",
        f"a message is answered within {plan_follow_up.ANSWER_MESSAGE_WITHIN} working days",
        plan_follow_up.MARK,
    ),
    (
        f"{FOLLOW_UP} next_step",
        f"{plan_follow_up.BETWEEN_STEPS} working days from the owner to the coordinator and from there to the unit, "
        "none of them in July",
        plan_follow_up.MARK,
    ),
    (f"{FOLLOW_UP} ladder", "the person's own late measure is never told to the unit", "I"),
    (
        f"{FOLLOW_UP} ladder",
        "where nobody coordinates, the unit answers: helse- og omsorgstjenesteloven § 7-3",
        "C",
    ),
    (
        f"{TRANSITION} birthday",
        "born on 29 February: years are turned on 28 February in other years",
        "I",
    ),
)


def rows() -> list[Row]:
    """All of them, two for each transition: the day, and how long before it one should begin."""
    return [*RULES, *(row for each in TRANSITIONS.items() for row in _transition(*each))]


def _transition(transition: Transition, rule: Rule) -> tuple[Row, Row]:
    begin = f"{transition}: begin {rule.lead_months} months before"
    return (
        (TRANSITION, f"{transition}: {rule.basis}", rule.mark),
        (TRANSITION, begin, rule.lead_mark),
    )
