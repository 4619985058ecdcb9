"""(møter) A meeting called, changed, held or cancelled: each is news for those who may see the plan, in the same transaction."""

from sqlalchemy.orm import Session

from portal.rules.access import Actor
from portal.rules.plan import Draft
from portal.store import plan_notices, plan_parts
from portal.store.plan_held import written_in


def call(session: Session, actor: Actor, reference: str, draft: Draft, *, key: str) -> str:
    """(innkalle) Call a meeting, tell of it and give its id. The same press twice is one meeting and one notice.

    Raises NotThere, NoConsent, KeyReused.
    """
    row = written_in(session, actor, reference)
    known = {part.id for part in plan_parts.all_of(session, row.id)}
    meeting = plan_parts.add(session, actor, reference, draft, key=key)
    if meeting not in known:
        plan_notices.news(session, row)
    return meeting


def change(
    session: Session, actor: Actor, reference: str, meeting: str, draft: Draft, *, based_on: int
) -> None:
    """Another time or place, cancelled, or held with its minutes. What changes nothing is told to nobody.

    Raises NotThere, NoConsent, Conflict.
    """
    row = written_in(session, actor, reference)
    plan_parts.change(session, actor, reference, meeting, draft, based_on=based_on)
    stands = next(one for one in plan_parts.all_of(session, row.id) if one.id == meeting)
    if stands.version > based_on:
        plan_notices.news(session, row)
