"""What the public guide was told, taken into the complaint of somebody who has logged in."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from portal.rules.access import Actor
from portal.rules.complaint_steps import GUIDE, answers_of, codes_of
from portal.store import drafts
from portal.store.complaint_send import JOURNEY
from portal.store.drafts import Draft


def keep(session: Session, actor: Actor, codes: Mapping[str, str], *, key: str) -> Draft | None:
    """Keep the codes in the actor's draft, in place of those before; what is no code of ours is left out.

    `key` is for a draft that is begun with them.
    """
    return drafts.save(
        session,
        actor.id,
        actor.municipality,
        JOURNEY,
        step=GUIDE,
        values=codes_of(answers_of(codes)),
        key=key,
        acting_for=actor.acting_for,
    )
