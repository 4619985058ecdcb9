"""(svar) The five answers of the desk: given once, told at once, and taken back within ten minutes.

Each answer, what it changes in the case, its event and the citizen's notice are one transaction.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.rules.access import Actor
from portal.rules.answers import (
    EVENTS,
    FINAL,
    AnswerKind,
    AnswerWords,
    can_take_back,
    is_open_to_answers,
    lacking,
    offered,
    outcome_of,
)
from portal.rules.case import Status
from portal.rules.events import Code
from portal.store import events, notices, staff, wishes
from portal.store.case_held import NotThere, TooLate, change, give_to, held
from portal.store.crypto import new_id, seal, unseal
from portal.store.db import add, keyring_of, now
from portal.store.tables.answer import AnswerRow
from portal.store.tables.case import CaseRow

WORDS = "answers.words"
MOMENTS = {"outcome_at", "answered_at", "preliminary_at", "overdue_at"}
# What tells that nothing has happened to the case since the answer.
MARKS = {"status", "outcome", "outcome_at", "due_on", "preliminary_at"}


class NotConfirmed(Exception):
    """Somebody else asked, and the person it is about has not said yes: only an offer of contact is open."""


class Incomplete(Exception):
    """The answer lacks what the law wants in it. `names` are those of `rules.answers.lacking`."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__("the answer lacks " + ", ".join(names))
        self.names = names


@dataclass(frozen=True)
class Answer:
    """An answer as pages show it. `by_name` is None for an employee no longer known."""

    id: str
    kind: str
    made_at: datetime
    by_name: str | None
    language: str
    law: str | None
    complaint_due: date | None
    words: AnswerWords
    withdrawn_at: datetime | None
    can_take_back: bool


def give(
    session: Session,
    actor: Actor,
    reference: str,
    *,
    kind: str,
    words: AnswerWords,
    law: str | None = None,
    complaint_due: date | None = None,
    key: str,
) -> Answer | None:
    """Answer a case and tell the citizen that there is news. None when this key was sent before: nothing is written.

    Raises NotThere, NotAllowed, TooLate, NotConfirmed, or Incomplete. A case nobody has taken becomes the actor's. What decides a
    complaint is a step of its own: TooLate here.
    """
    kind = AnswerKind(kind)
    if gaps := lacking(kind, words, law, complaint_due):
        raise Incomplete(gaps)
    case = held(session, actor, reference)
    if not staff.first_press(session, actor.id, key):
        return None
    if kind not in offered(case.status, case.outcome, case.kind):
        raise TooLate
    if not may_be_answered_now(session, case):
        raise NotConfirmed
    if case.taken_by is None:
        give_to(session, actor, case)
    answer = _write(session, actor, case, kind, words, law, complaint_due)
    events.append_by(session, actor, EVENTS[kind], subject=case.id, touched=answer.id)
    notices.news(session, case.id)
    return _read(session, case, answer, staff.names_of(session, [actor.id]))


def take_back(session: Session, actor: Actor, reference: str, answer_id: str) -> None:
    """Undo a slip: the case goes back, and the citizen is told that the answer was taken back. Twice is once.

    Raises NotThere, NotAllowed, or TooLate: ten minutes have gone, or the case has come further.
    """
    case = held(session, actor, reference)
    answer = session.scalars(
        select(AnswerRow)
        .filter_by(id=answer_id, case_id=case.id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if answer is None:
        raise NotThere
    if answer.withdrawn_at is not None:
        return
    if not _can_take_back(session, case, answer):
        raise TooLate
    before = json.loads(answer.before)["before"]
    if before:
        change(session, case, **{name: _value(name, text) for name, text in before.items()})
    session.execute(
        update(AnswerRow)
        .where(AnswerRow.id == answer.id)
        .values(withdrawn_at=now(session))
        .execution_options(synchronize_session=False)
    )
    session.refresh(answer)
    code = Code.CASE_ANSWER_TAKEN_BACK
    events.append_by(session, actor, code, subject=case.id, touched=answer.id)
    notices.news(session, case.id)


def of_case(session: Session, case_id: str) -> list[Answer]:
    """All answers of a case, oldest first, those taken back too. The caller has written that it is read."""
    case = session.get_one(CaseRow, case_id)
    rows = session.scalars(
        select(AnswerRow).filter_by(case_id=case_id).order_by(AnswerRow.made_at, AnswerRow.id)
    ).all()
    names = staff.names_of(session, (row.made_by for row in rows))
    return [_read(session, case, row, names) for row in rows]


def may_be_answered_now(session: Session, case: CaseRow) -> bool:
    """Whether the five answers are open: the person themself asked, or it is confirmed."""
    about_self = case.whom is None and all(
        one.wish.about == "self" for one in wishes.of_case(session, case.id)
    )
    confirmed = case.confirmed_at is not None
    return is_open_to_answers(case.whom, confirmed=confirmed, about_self=about_self)


def _write(
    session: Session,
    actor: Actor,
    case: CaseRow,
    kind: AnswerKind,
    words: AnswerWords,
    law: str | None,
    complaint_due: date | None,
) -> AnswerRow:
    """Change the case as the answer says, and keep the answer with what the case goes back to."""
    answer_id, moment = new_id(), now(session)
    after = _effect(case, kind, words, moment)
    before = {name: getattr(case, name) for name in after}
    if after:
        change(session, case, **after)
    said = json.dumps(words.as_words(), ensure_ascii=False)
    add(
        session,
        AnswerRow,
        id=answer_id,
        case_id=case.id,
        kind=kind,
        made_at=moment,
        made_by=actor.id,
        language=words.language,
        law=law,
        complaint_due=complaint_due,
        words=seal(keyring_of(session), WORDS, answer_id, said),
        before=json.dumps({"before": _plain(before), "after": _plain(after)}),
    )
    return session.get_one(AnswerRow, answer_id)


def _effect(
    case: CaseRow, kind: AnswerKind, words: AnswerWords, moment: datetime
) -> dict[str, Any]:
    """What the answer changes in the case. A new date makes the reminders start anew."""
    new_date: dict[str, Any] = {}
    if words.new_date:
        new_date = {"due_on": date.fromisoformat(words.new_date), "warned": 0, "overdue_at": None}
    if kind is AnswerKind.PRELIMINARY:
        return {"preliminary_at": moment, **new_date}
    if kind in FINAL:
        return {
            "status": Status.ANSWERED.value,
            "outcome": str(outcome_of(kind, words)),
            "outcome_at": moment,
            "answered_at": case.answered_at or moment,
            **(new_date if words.vacant else {}),
        }
    return {}


def _can_take_back(session: Session, case: CaseRow, answer: AnswerRow) -> bool:
    """Within the ten minutes, and only while the case still stands as the answer left it."""
    left = json.loads(answer.before)["after"]
    untouched = all(
        getattr(case, name) == _value(name, text) for name, text in left.items() if name in MARKS
    )
    in_time = can_take_back(answer.made_at, answer.withdrawn_at, now(session))
    return in_time and untouched and case.status != Status.CLOSED


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Dates and moments as text, so that they can be kept as JSON."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }


def _value(name: str, kept: Any) -> Any:
    """What `_plain` made into text, as it was."""
    if kept is None:
        return None
    if name in MOMENTS:
        return datetime.fromisoformat(kept)
    return date.fromisoformat(kept) if name == "due_on" else kept


def _read(session: Session, case: CaseRow, row: AnswerRow, names: dict[str, str]) -> Answer:
    said = json.loads(unseal(keyring_of(session), WORDS, row.id, row.words))
    return Answer(
        id=row.id,
        kind=row.kind,
        made_at=row.made_at,
        by_name=names.get(row.made_by),
        language=row.language,
        law=row.law,
        complaint_due=row.complaint_due,
        words=AnswerWords.of(said),
        withdrawn_at=row.withdrawn_at,
        can_take_back=_can_take_back(session, case, row),
    )
