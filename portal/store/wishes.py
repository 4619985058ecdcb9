"""Wishes to be called: how they are sealed, opened and answered with a receipt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.rules.case import CallWish
from portal.store.crypto import Keyring, new_id, seal, unseal
from portal.store.db import add, keyring_of
from portal.store.tables.case import CaseRow, WishRow


@dataclass(frozen=True)
class Receipt:
    """What the person gets. `id` is what the receipt is found by again.

    The time and the hours are those of this very wish, never of another one in the same case:
    whoever types somebody else's number learns nothing about what that person asked.
    """

    id: str
    case_id: str
    reference: str
    received_at: datetime
    when: str
    unit: str
    repeated: bool


@dataclass(frozen=True)
class AskedWish:
    """A wish and when it was asked."""

    wish: CallWish
    asked_at: datetime


RECEIPT = (
    select(WishRow.id, CaseRow.id, CaseRow.reference, WishRow.asked_at, WishRow.when, CaseRow.unit)
    .join(CaseRow, WishRow.case_id == CaseRow.id)
    .where(WishRow.id == bindparam("wish_id"), CaseRow.municipality == bindparam("municipality"))
)


def write(session: Session, case_id: str, wish: CallWish, asked_at: datetime) -> str:
    """Keep a wish under a case. Gives its id."""
    wish_id = new_id()
    keyring = keyring_of(session)
    add(
        session,
        WishRow,
        id=wish_id,
        case_id=case_id,
        asked_at=asked_at,
        name=_closed(keyring, "name", wish_id, wish.name),
        phone=_closed(keyring, "phone", wish_id, wish.phone),
        interpreter_language=_closed(
            keyring, "interpreter_language", wish_id, wish.interpreter_language
        ),
        entry=_closed(keyring, "entry", wish_id, wish.entry),
        when=wish.when,
        language=wish.language,
        interpreter=wish.interpreter,
        about=wish.about,
        relation=wish.relation,
        district=wish.district,
    )
    return wish_id


def of_case(session: Session, case_id: str) -> list[AskedWish]:
    """All wishes of a case, oldest first."""
    rows: Sequence[WishRow] = session.scalars(
        select(WishRow).where(WishRow.case_id == case_id).order_by(WishRow.asked_at, WishRow.id)
    ).all()
    return [AskedWish(_read(keyring_of(session), row), row.asked_at) for row in rows]


def receipt(
    session: Session, municipality: str, wish_id: str, *, repeated: bool = False
) -> Receipt | None:
    """The receipt of one wish, or None when this municipality has no such wish."""
    found = session.execute(
        RECEIPT, {"wish_id": wish_id, "municipality": municipality}
    ).one_or_none()
    return Receipt(*found, repeated=repeated) if found else None


def _closed(keyring: Keyring, column: str, row_id: str, text: str | None) -> bytes | None:
    return None if text is None else seal(keyring, f"wishes.{column}", row_id, text)


def _opened(keyring: Keyring, column: str, row_id: str, value: bytes | None) -> str | None:
    return None if value is None else unseal(keyring, f"wishes.{column}", row_id, value)


def _read(keyring: Keyring, row: WishRow) -> CallWish:
    return CallWish(
        name=_opened(keyring, "name", row.id, row.name) or "",
        phone=_opened(keyring, "phone", row.id, row.phone) or "",
        when=row.when,
        language=row.language,
        interpreter=row.interpreter,
        interpreter_language=_opened(
            keyring, "interpreter_language", row.id, row.interpreter_language
        ),
        about=row.about,
        relation=row.relation,
        district=row.district,
        entry=_opened(keyring, "entry", row.id, row.entry),
    )
