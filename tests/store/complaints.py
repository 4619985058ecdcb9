"""Complaints for the tests: what Marte complains of, and the press that sends it."""

from dataclasses import replace
from datetime import date

from portal.public_holidays import holidays_around
from portal.rules.access import Actor
from portal.rules.complaint import Complaint
from portal.rules.complaint_answers import Answer, Answers, By, Matter, Who, Wrong
from portal.rules.representation import Basis, Scope
from portal.store import complaint, drafts, representation
from portal.store.case_mine_changes import UnitMail
from portal.store.complaint import JOURNEY, Receipt
from portal.store.db import Database
from portal.store.representation import NewGrant
from tests.store.citizens import KEY
from tests.store.people import OFFICER, TODAY

MAIL = UnitMail({"ke": "ke@namsos.example", "annen": "annen@namsos.example"}.get, "nb")
REFUSED = Answers(
    wrong=Wrong.REFUSED, by=By.MUNICIPAL, matter=Matter.PLAN, who=Who.SELF,
    answer=Answer.DATED, told_on=TODAY,
)  # fmt: skip
OF_NAV = replace(REFUSED, by=By.NAV_MUNICIPAL)
SUPERVISION = Answers(wrong=Wrong.BADLY_DONE, by=By.MUNICIPAL, who=Who.SELF)
WORDS = Complaint(
    concerns="Kanariklage på svaret om plan",
    name="Kanari Solvik",
    language="nn",
    happened="Kanarihending i fjor",
    wanted="Kanariønske om plan",
    decision="Kanaribrevet frå hausten",
    facts="Kanarivitne Per Fosse",
    phone="+4799999951",
)


def save(database: Database, actor: Actor, key: str = KEY) -> None:
    """Type something of a complaint."""
    with database.transaction() as session:
        drafts.save(
            session, actor.id, actor.municipality, JOURNEY,
            step="hva", values={"concerns": "Kanariutkast"}, key=key, acting_for=actor.acting_for,
        )  # fmt: skip


def send(
    database: Database,
    actor: Actor,
    words: Complaint = WORDS,
    answers: Answers = REFUSED,
    key: str = KEY,
    **changes,
) -> Receipt:
    """Press «Send», in a transaction of its own."""
    asked = {
        "draft_key": key,
        "about_case": None,
        "unit": "ke",
        "mail": MAIL,
        "today": TODAY,
        "holidays": holidays_around(TODAY),
    }
    with database.transaction() as session:
        return complaint.send(session, actor, complaint=words, answers=answers, **(asked | changes))


def let(
    database: Database,
    person: Actor,
    holder: Actor,
    *scopes: Scope,
    basis: Basis = Basis.GUARDIAN,
    born: date | None = None,
) -> str:
    """Give somebody these rights for a person. Gives the grant's id."""
    with database.transaction() as session:
        return representation.write(
            session,
            OFFICER,
            NewGrant(
                person=person.id, person_name="Marte", holder=holder.id, holder_name="Jon",
                basis=basis, scopes=scopes, since=TODAY, until=None, born=born, language="nb",
                accepted=True,
            ),
        )  # fmt: skip
