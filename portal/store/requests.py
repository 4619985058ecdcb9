"""Requests with login: how their words are sealed and opened again."""

import json
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.rules.coordinator_request import Request
from portal.store.crypto import new_id, seal, unseal
from portal.store.db import add, keyring_of
from portal.store.tables.request import RequestRow

WORDS = "requests.words"


def write(
    session: Session,
    case_id: str,
    asker: str,
    request: Request,
    at: datetime,
    *,
    acting_for: str | None = None,
) -> str:
    """Keep what was sent, under its case. Gives its id. `acting_for` is the person it was sent on behalf of."""
    request_id = new_id()
    words = json.dumps(request.as_words(), ensure_ascii=False)
    add(
        session,
        RequestRow,
        id=request_id,
        case_id=case_id,
        asker=asker,
        words=seal(keyring_of(session), WORDS, request_id, words),
        acting_for=acting_for,
        basis=request.basis if acting_for else None,
        sent_at=at,
    )
    return request_id


def of_case(session: Session, case_id: str) -> Request | None:
    """The request a case began with; None when it began otherwise, or the text has been removed."""
    row = session.scalars(select(RequestRow).filter_by(case_id=case_id)).one_or_none()
    if row is None or row.words is None:
        return None
    return Request.of(json.loads(unseal(keyring_of(session), WORDS, row.id, row.words)))


def basis_of(session: Session, case_id: str) -> str | None:
    """By what right the request of a case was sent on behalf of another; None when it was not. Opens no words."""
    return session.scalar(select(RequestRow.basis).filter_by(case_id=case_id))
