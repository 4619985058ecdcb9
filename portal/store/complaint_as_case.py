"""What a complaint shares with every case: who has it, what was answered and written, what has happened.

Whether somebody may see it is the caller's question.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal.rules.access import Actor
from portal.rules.case_story import Facts
from portal.store import case_delivery, case_messages, case_mine, case_mine_answers, events
from portal.store.case_messages import Message
from portal.store.case_mine import Happened
from portal.store.case_mine_answers import OwnAnswer
from portal.store.tables.case import CaseRow


@dataclass(frozen=True)
class AsCase:
    """`facts` are those of the case's story; `unheard`: a message to the citizen did not get through."""

    reference: str
    facts: Facts
    told_at: datetime | None
    opened_at: datetime | None
    taken_at: datetime | None
    reminded_at: datetime | None
    text_removed_at: datetime | None
    unheard: bool
    answers: list[OwnAnswer]
    messages: list[Message]
    happened: list[Happened]


def as_case(session: Session, actor: Actor, case: CaseRow) -> AsCase:
    """All of it, as it stands."""
    answers = case_mine_answers.of_cases(session, [case.id])[case.id]
    messages = case_messages.of_case(session, case.id)
    wrote = [one.at for one in messages if one.by_kind == "citizen"]
    return AsCase(
        reference=case.reference,
        facts=case_mine.facts_of(case, answers, max(wrote, default=None)),
        told_at=case_delivery.told_at(session, case.id),
        opened_at=case.opened_at,
        taken_at=case.taken_at,
        reminded_at=case.reminded_at,
        text_removed_at=case.text_removed_at,
        unheard=case_mine.unheard(session, case.id),
        answers=answers,
        messages=messages,
        happened=case_mine.happened(actor, events.about(session, case.municipality, case.id)),
    )
