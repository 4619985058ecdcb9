"""Invented citizens of Namsos and what they ask: the few steps the tests of drafts and requests begin with."""

from dataclasses import replace

from portal.rules.access import Actor
from portal.rules.coordinator_request import Request
from portal.store import coordinator_request, drafts, people
from portal.store.coordinator_request import JOURNEY, Receipt
from portal.store.db import Database
from tests.store.people import NAMSOS, TODAY

MARTE, BIRGER, JON = "14859221271", "30865512704", "22888513136"
KEY, OTHER_KEY = "k" * 22, "o" * 22
OF_SELF = Request(
    whom="self",
    wants="both",
    language="nn",
    name="Kanari Solvik",
    reach="sms",
    phone="+4799999951",
    own_words="Kanariord om noko vanskeleg",
)
OF_NEIGHBOUR = replace(
    OF_SELF,
    whom="other",
    name="Birger Nabosen",
    about_name="Kanari Gjelder",
    about_phone="+4799999952",
    relation="friend",
)
OF_CHILD = replace(
    OF_SELF, whom="child", child_age="under-16", about_name="Kanari Barn", name="Jon Farsen"
)


def citizen(database: Database, number: str = MARTE, municipality: str = NAMSOS) -> Actor:
    """A citizen who has logged in, as pages know one."""
    with database.transaction() as session:
        return Actor(
            "citizen", people.find_or_begin(session, municipality, number).id, municipality
        )


def save(database: Database, actor: Actor, step: str = "hvem", key: str = KEY, **values: str):
    """Type something on one page."""
    with database.transaction() as session:
        return drafts.save(
            session, actor.id, actor.municipality, JOURNEY, step=step, values=values, key=key
        )


def draft_of(database: Database, actor: Actor) -> drafts.Draft | None:
    with database.transaction() as session:
        return drafts.of(session, actor, JOURNEY)


def send(
    database: Database, actor: Actor, request: Request = OF_SELF, key: str = KEY, **changes
) -> Receipt:
    """Press «Send», in a transaction of its own."""
    asked = {
        "draft_key": key,
        "unit": "ke",
        "unit_email": "ke@namsos.example",
        "unit_language": "nb",
        "today": TODAY,
    }
    with database.transaction() as session:
        return coordinator_request.send(session, actor, request=request, **(asked | changes))
