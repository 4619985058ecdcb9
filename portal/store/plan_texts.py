"""A text of a plan by its topic: begun, or changed from the version that was read."""

from sqlalchemy.orm import Session

from portal.rules.access import Actor
from portal.rules.plan import Draft, Kind, Topic
from portal.store import plan_parts
from portal.store.plan_held import written_in


def write(
    session: Session,
    actor: Actor,
    reference: str,
    topic: Topic,
    text: str,
    *,
    based_on: int,
    key: str,
) -> None:
    """Write the text about a topic. `based_on` is the version it was made from, 0 when there was none.

    Two who begin the same text at once do not overwrite each other: the second gets Conflict.
    Raises NotThere, NoConsent, Conflict, KeyReused.
    """
    row = written_in(session, actor, reference)
    draft = Draft(kind=Kind.TEXT, code=topic.value, words={"text": text})
    there = plan_parts.living_of(session, row.id).text(topic)
    if there is None:
        plan_parts.add(session, actor, reference, draft, key=key)
    else:
        plan_parts.change(session, actor, reference, there.id, draft, based_on=based_on)
