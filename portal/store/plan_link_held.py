"""What the desk and a participant share about a link to one measure: its secrets, and whether it leads anywhere.

Neither the link's secret nor its code is stored. Both are keyed hashes of the id of the message that carries them, so that
the one who sends the message can make them again, and who only has the database cannot.
"""

import base64
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.rules.access import Actor
from portal.rules.plan import Kind, Part, Plan, Status
from portal.rules.plan_consent import Section, shares
from portal.rules.plan_link import Facts, leads_somewhere
from portal.store import plan_consents, plan_parts
from portal.store.crypto import Keyring, lookup
from portal.store.tables.plan import PlanLinkRow, PlanRow

DIGITS = 6


@dataclass(frozen=True)
class HeldLink:
    """A link with what it leads to. `measure` is None when the part is not there any more."""

    row: PlanLinkRow
    plan: PlanRow
    parts: Plan
    measure: Part | None
    facts: Facts

    @property
    def participant(self) -> Actor:
        """Who writes through the link."""
        return Actor("participant", self.row.participant, self.plan.municipality)


def token_of(keyring: Keyring, message_id: str) -> str:
    """The secret in the address: 256 bits, as 43 signs of base64url. `message_id` is the e-mail's, and the link's own id."""
    secret = lookup(keyring, "plan_links.token", message_id)
    return base64.urlsafe_b64encode(secret).decode().rstrip("=")


def code_of(keyring: Keyring, message_id: str) -> str:
    """Six digits. `message_id` is the text message's; where the code is read out, the link's own id."""
    number = int.from_bytes(lookup(keyring, "plan_links.code", message_id)[:8], "big")
    return f"{number % 10**DIGITS:0{DIGITS}}"


def token_hash(keyring: Keyring, token: str) -> bytes:
    """What a link is found by."""
    return lookup(keyring, "plan_links.token-hash", token)


def code_hash(keyring: Keyring, link_id: str, code: str) -> bytes:
    """What a typed code is compared with."""
    return lookup(keyring, "plan_links.code-hash", f"{link_id}:{code}")


def with_facts(session: Session, row: PlanLinkRow, plan: PlanRow) -> HeldLink:
    """A link, and how it stands now."""
    parts = plan_parts.living_of(session, plan.id)
    measure = parts.one(row.measure)
    return HeldLink(row, plan, parts, measure, facts_of(session, row, plan, parts))


def facts_of(session: Session, row: PlanLinkRow, plan: PlanRow, parts: Plan) -> Facts:
    """How a link stands, for the rules."""
    shared = shared_with(session, plan, parts, row.participant)
    return Facts(
        ends_at=row.ends_at,
        tries=row.tries,
        answered=row.answered_at is not None,
        ended=row.ended_at is not None,
        reachable=leads_somewhere(parts.one(row.measure), row.participant, shared=shared),
    )


def shared_with(session: Session, plan: PlanRow, parts: Plan, participant: str) -> bool:
    """Whether the person lets this participant, who still takes part, see measures: and the plan itself is in use."""
    there = parts.one(participant)
    if plan.status != Status.ACTIVE or there is None or there.kind is not Kind.PARTICIPANT:
        return False
    return shares(plan_consents.of_plan(session, plan.id), participant, Section.MEASURES)


def change(session: Session, row: PlanLinkRow, **values: object) -> None:
    """Write something about a link. Whoever does holds its plan."""
    session.execute(
        update(PlanLinkRow)
        .where(PlanLinkRow.id == row.id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    session.refresh(row)


def links_of(session: Session, plan_id: str, measure: str) -> list[PlanLinkRow]:
    """The links to a measure: the one that has not been ended, then the newest first."""
    return list(
        session.scalars(
            select(PlanLinkRow)
            .filter_by(plan_id=plan_id, measure=measure)
            .order_by(PlanLinkRow.ended_at.is_not(None), PlanLinkRow.made_at.desc(), PlanLinkRow.id)
            .execution_options(populate_existing=True)
        )
    )
