"""Telling somebody that something is new in who acts for whom, and nothing more: not who, not what."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.rules.contact import ELECTRONIC
from portal.rules.coordinator_request import Reach
from portal.store import outbox
from portal.store.crypto import unseal
from portal.store.db import keyring_of
from portal.store.notices import CHANNELS
from portal.store.tables.plan import PlanReaderRow, PlanRow

NEWS = "grant-news"


def tell(session: Session, municipality: str, person: str) -> None:
    """A notice, or a task for the desk; several that wait for one person travel as one."""
    channel, recipient, language = way_to(session, municipality, person)
    outbox.put(
        session,
        municipality=municipality,
        channel=channel,
        template=NEWS,
        recipient=recipient,
        language=language,
        case_id=None,
        coalesce=f"{NEWS}:{person}",
        person=person,
    )


def way_to(session: Session, municipality: str, person: str) -> tuple[str, str, str]:
    """(channel, recipient, language) as the person asked to be told of news in a plan.

    An e-mail without an address asks the contact register; so does who wants a call or a letter, since no case is there to call about.
    """
    reader = session.scalars(
        select(PlanReaderRow)
        .join(PlanRow, PlanRow.id == PlanReaderRow.plan_id)
        .where(PlanRow.municipality == municipality, PlanReaderRow.person == person)
        .where(PlanReaderRow.reach.is_not(None))
        .order_by(PlanReaderRow.since.desc(), PlanReaderRow.id)
        .limit(1)
    ).one_or_none()
    channel = CHANNELS[Reach(reader.reach)] if reader and reader.reach else "email"
    if reader is None or channel not in ELECTRONIC:
        return "email", "", reader.language if reader else ""
    keyring = keyring_of(session)
    sealed = reader.contact
    contact = unseal(keyring, "plan_readers.contact", reader.id, sealed) if sealed else ""
    return channel, contact, reader.language
