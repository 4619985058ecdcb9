"""A letter for somebody who is not digital: that it was made is an event, the letter itself is never kept."""

from sqlalchemy.orm import Session

from portal.rules.access import Actor
from portal.rules.events import Code
from portal.store import events
from portal.store.case_held import NotThere, held
from portal.store.tables.answer import AnswerRow


def made(session: Session, actor: Actor, reference: str, answer_id: str | None = None) -> None:
    """Write that a letter is made, with an answer or only asking the person to make contact.

    Raises NotThere or NotAllowed, also for an answer that is another case's or has been taken back.
    """
    case = held(session, actor, reference)
    answer = session.get(AnswerRow, answer_id) if answer_id else None
    if answer_id and (
        answer is None or answer.case_id != case.id or answer.withdrawn_at is not None
    ):
        raise NotThere
    touched = answer_id or case.id
    events.append_by(session, actor, Code.CASE_LETTER_MADE, subject=case.id, touched=touched)
