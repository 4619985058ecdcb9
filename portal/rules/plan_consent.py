"""(samtykke) Who says yes to a plan, what follows from the answer, and what is shared with whom.

No plan is made without a yes from the person or somebody entitled to give it (IP-forskriften § 5). The yes to a plan and the
yes to share some of it are two things (§ 9).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from portal.rules.confirming import sixteenth_birthday
from portal.rules.deadlines import months_after
from portal.rules.plan import Status

MONTHS_UNTIL_12 = 12 * 12


class Answer(StrEnum):
    """What the person says to the invitation."""

    PLAN = "plan"
    COORDINATOR = "coordinator"
    NO = "no"


class Section(StrEnum):
    """What can be shared with a participant, each by itself."""

    GOALS = "goals"
    MEASURES = "measures"
    TEXTS = "texts"
    TEAM = "team"
    MEETINGS = "meetings"


SECTIONS = tuple(Section)


@dataclass(frozen=True)
class Consent:
    """A consent. `participant` None is the one to the plan itself; `sections` are the codes of what is shared.

    `by_paper` is the archive's reference of one signed on paper, None when it was given with a login. `given_by` and
    `withdrawn_by` are ids, of a citizen or of an employee as their `…_kind` says.
    """

    id: str
    participant: str | None
    sections: tuple[str, ...]
    by_paper: str | None
    given_at: datetime
    withdrawn_at: datetime | None
    given_by_kind: str = "citizen"
    given_by: str = ""
    withdrawn_by_kind: str | None = None
    withdrawn_by: str | None = None

    @property
    def stands(self) -> bool:
        """Whether it has not been withdrawn."""
        return self.withdrawn_at is None


def status_after(status: str, answer: Answer) -> Status | None:
    """(svar på invitasjonen) Where the plan stands after an answer; None when nothing can be answered any more.

    Everybody may change their mind, both ways and as often as they like. A no to a plan in use takes the consent back.
    """
    if status == Status.ENDED:
        return None
    if answer is Answer.PLAN:
        return Status.ACTIVE
    if answer is Answer.COORDINATOR:
        return Status.COORDINATOR_ONLY
    return Status.WITHDRAWN if status in {Status.ACTIVE, Status.WITHDRAWN} else Status.DECLINED


def may_consent(role: str, born: date | None, today: date) -> bool:
    """(samtykkekompetanse) Whether this reader says yes and no for the plan: "self" or "parent", and nobody else.

    From 16 the young person alone (pasient- og brukerrettighetsloven § 4-3), before that a parent (§ 4-4; one parent is
    enough here, a disagreement is for people to settle: C/I). Without a birthday the plan is an adult's; a parent who may
    still read has been let in until the 16th birthday, so the child is younger.
    """
    if role not in {"self", "parent"}:
        return False
    if born is None:
        return True
    return (role == "self") is (today >= sixteenth_birthday(born))


def may_hold_back(role: str, born: date | None, today: date) -> bool:
    """(barn 12–15 år) Whether this reader may share less, but not more: the child itself, from 12 until 16.

    A child of 12 is heard with great weight, and may keep back what it has reasons to keep back
    (pasient- og brukerrettighetsloven §§ 3-4, 4-3, 4-4: C). That this holds for each participant's view is our reading: C/I.
    """
    if role != "self" or born is None:
        return False
    return months_after(born, MONTHS_UNTIL_12) <= today < sixteenth_birthday(born)


def content_open_to_desk(status: str) -> bool:
    """Whether an employee may read what the plan says. After a no or a withdrawal: only that it is so, and whom to call."""
    return status in {Status.INVITED, Status.ACTIVE}


def standing(consents: Iterable[Consent], participant: str | None = None) -> Consent | None:
    """The consent that stands: to the plan itself, or to share with this participant."""
    return next((one for one in consents if one.stands and one.participant == participant), None)


def shares(consents: Iterable[Consent], participant: str, section: str) -> bool:
    """Whether this part of the plan is shared with this participant now."""
    found = standing(consents, participant)
    return found is not None and section in found.sections
