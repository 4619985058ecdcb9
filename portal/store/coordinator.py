"""«Ring meg»: somebody without a login asks to be called."""

from datetime import date, datetime
from functools import cache

from sqlalchemy import Insert, select
from sqlalchemy.orm import Session

from portal.rules.case import WAITING, CallWish, Channel, Status
from portal.rules.deadlines import answer_due
from portal.rules.events import Code
from portal.store import events, outbox, submissions, wishes
from portal.store.crypto import lookup, new_id, new_reference
from portal.store.db import dialect_of, insert_into, keyring_of, now
from portal.store.submissions import KeyReused
from portal.store.tables.case import SAME_DAY_AND_STILL_WAITING, CaseRow
from portal.store.wishes import Receipt

__all__ = ["CallWish", "KeyReused", "Receipt", "ask_for_call", "is_known", "receipt"]

ANONYMOUS = "anonymous"
TRIES_TO_JOIN = 5


def ask_for_call(
    session: Session,
    *,
    municipality: str,
    unit: str,
    key: str,
    wish: CallWish,
    local_day: date,
    unit_email: str | None,
    unit_language: str = "nb",
) -> Receipt:
    """Keep the wish, its case, its event and the unit's e-mail, all or nothing.

    The same key and content give the same receipt (`repeated`); the same key with other content raises KeyReused.
    The same number to the same unit on the same day, while the case waits, is the same case.
    """
    begun = submissions.begin(session, municipality, ANONYMOUS, key, wish.as_words())
    if begun.wish_id:
        return _receipt(session, municipality, begun.wish_id, repeated=True)
    asked_at = now(session)
    case_id, is_new = _case_for(session, municipality, unit, wish.phone, local_day, asked_at)
    wish_id = wishes.write(session, case_id, wish, asked_at)
    submissions.finish(session, begun.id, wish_id)
    if unit_email:
        _tell_unit(session, municipality, unit, case_id, unit_email, unit_language)
    events.append(
        session,
        municipality=municipality,
        code=Code.CALL_ASKED if is_new else Code.CALL_ASKED_AGAIN,
        actor_kind="nobody",
        subject=case_id,
        object=wish_id,
        at=asked_at,
    )
    return _receipt(session, municipality, wish_id)


def receipt(session: Session, municipality: str, receipt_id: str) -> Receipt | None:
    """A receipt by its `id`, read by the browser that asked: an event like any other reading."""
    found = wishes.receipt(session, municipality, receipt_id)
    if found:
        events.append(
            session,
            municipality=municipality,
            code=Code.CALL_RECEIPT_READ,
            actor_kind="nobody",
            subject=found.case_id,
            object=found.id,
            at=now(session),
        )
    return found


def is_known(session: Session, municipality: str, key: str) -> bool:
    """Whether this key has been sent before: a repeated press never meets a limit."""
    return submissions.is_known(session, municipality, ANONYMOUS, key)


def _tell_unit(
    session: Session, municipality: str, unit: str, case_id: str, email: str, language: str
) -> None:
    """An e-mail without content; several that wait travel as one."""
    outbox.put(
        session,
        municipality=municipality,
        channel="email",
        template="desk-new",
        recipient=email,
        language=language,
        case_id=case_id,
        coalesce=f"unit:{unit}",
    )


def _receipt(
    session: Session, municipality: str, wish_id: str, *, repeated: bool = False
) -> Receipt:
    found = wishes.receipt(session, municipality, wish_id, repeated=repeated)
    if found is None:
        raise LookupError("a submission without its wish")
    return found


def _case_for(
    session: Session, municipality: str, unit: str, phone: str, day: date, asked_at: datetime
) -> tuple[str, bool]:
    """The waiting case of this number today, or a new one; the unique index decides between two at once.

    The case found is held until the commit, so that it cannot be answered between finding and adding to it.
    If it was answered just before, the insert is tried again.
    """
    same = {
        "municipality": municipality,
        "unit": unit,
        "phone_hash": lookup(keyring_of(session), "cases.phone", phone),
        "received_on": day,
    }
    for _ in range(TRIES_TO_JOIN):
        made = session.execute(
            _new_case(dialect_of(session)),
            {
                **same,
                "id": new_id(),
                "reference": new_reference(),
                "channel": Channel.CALL_ME.value,
                "status": Status.RECEIVED.value,
                "received_at": asked_at,
                "due_on": answer_due(day),
                "not_reached": 0,
            },
        ).scalar()
        if made:
            return made, True
        found = session.scalar(
            select(CaseRow.id)
            .filter_by(**same, channel=Channel.CALL_ME)
            .where(CaseRow.status.in_(WAITING))
            .with_for_update()
        )
        if found:
            return found, False
    raise LookupError("the case of this number changes faster than it can be found")


@cache
def _new_case(dialect: str) -> Insert:
    """A case, unless one of the same number already waits."""
    same = ["municipality", "unit", "phone_hash", "received_on"]
    return (
        insert_into(dialect, CaseRow)
        .on_conflict_do_nothing(index_elements=same, index_where=SAME_DAY_AND_STILL_WAITING)
        .returning(CaseRow.id)
    )
