"""The answers in a case as the citizen gets them: those that were taken back without what they said."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.rules.answers import AnswerKind, AnswerWords
from portal.rules.case_story import Given
from portal.store import staff
from portal.store.case_answers import WORDS
from portal.store.crypto import unseal
from portal.store.db import keyring_of
from portal.store.tables.answer import AnswerRow


@dataclass(frozen=True)
class OwnAnswer:
    """An answer. `words` is None once it is taken back: what does not hold is not read out."""

    id: str
    kind: str
    made_at: datetime
    by_name: str | None
    language: str
    law: str | None
    complaint_due: date | None
    words: AnswerWords | None
    withdrawn_at: datetime | None


def of_cases(session: Session, case_ids: Sequence[str]) -> dict[str, list[OwnAnswer]]:
    """The answers of these cases, oldest first."""
    rows = session.scalars(
        select(AnswerRow)
        .where(AnswerRow.case_id.in_(case_ids))
        .order_by(AnswerRow.made_at, AnswerRow.id)
    ).all()
    names = staff.names_of(session, (row.made_by for row in rows))
    found: dict[str, list[OwnAnswer]] = defaultdict(list)
    for row in rows:
        found[row.case_id].append(_answer(session, row, names.get(row.made_by)))
    return found


def _answer(session: Session, row: AnswerRow, by_name: str | None) -> OwnAnswer:
    words = None
    if row.withdrawn_at is None:
        text = unseal(keyring_of(session), WORDS, row.id, row.words)
        words = AnswerWords.of(json.loads(text))
    return OwnAnswer(
        id=row.id,
        kind=row.kind,
        made_at=row.made_at,
        by_name=by_name,
        language=row.language,
        law=row.law,
        complaint_due=row.complaint_due,
        words=words,
        withdrawn_at=row.withdrawn_at,
    )


def given(answer: OwnAnswer) -> Given:
    """An answer as plain values for its story."""
    words = answer.words
    begins = words.coordinator_from if words else None
    return Given(
        kind=AnswerKind(answer.kind),
        at=answer.made_at,
        coordinator_from=date.fromisoformat(begins) if begins else None,
        complaint_due=answer.complaint_due,
    )
