"""What a case (sak) is: what the municipality owes an answer to, however it came in."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")


class Status(StrEnum):
    """How far it has come. It never goes back."""

    RECEIVED = "received"
    OPENED = "opened"
    TAKEN = "taken"
    ANSWERED = "answered"
    CLOSED = "closed"


WAITING = (Status.RECEIVED, Status.OPENED, Status.TAKEN)


class Channel(StrEnum):
    """The way it came in. All ways make the same kind of case with the same clock."""

    CALL_ME = "call-me"
    PHONE = "phone"
    VISIT = "visit"
    LETTER = "letter"
    ONLINE = "online"


class Kind(StrEnum):
    """(henvendelse, klage) What the municipality owes an answer to."""

    REQUEST = "request"
    COMPLAINT = "complaint"


class Outcome(StrEnum):
    """What came of it. Not reached is counted, and the answer is still owed.

    Withdrawn by the person who asked; not wanted by the person somebody else asked for. Vacant: the
    right is granted, and the unit still owes the name of a coordinator.
    """

    APPOINTMENT = "appointment"
    COORDINATOR_APPOINTED = "coordinator-appointed"
    COORDINATOR_VACANT = "coordinator-vacant"
    WANTS_NOTHING = "wants-nothing"
    NOT_REACHED = "not-reached"
    GRANTED_IN_PART = "granted-in-part"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    NOT_WANTED = "not-wanted"


CALL_OUTCOMES = (
    Outcome.APPOINTMENT,
    Outcome.COORDINATOR_APPOINTED,
    Outcome.WANTS_NOTHING,
    Outcome.NOT_REACHED,
)


class When(StrEnum):
    """When it suits to be called: any time, 8–11, 11–13 or 13–15."""

    ANY = "any"
    MORNING = "morning"
    MIDDAY = "midday"
    AFTERNOON = "afternoon"


CALL_LANGUAGES = ("nb", "nn", "en", "other")
ABOUT = ("self", "other")
RELATIONS = (
    "parent",
    "child",
    "partner",
    "sibling",
    "other-family",
    "friend",
    "guardian",
    "professional",
)


@dataclass(frozen=True)
class CallWish:
    """(ring meg) Who asks to be called, on which number (E.164) and how. About somebody else: the relation, nothing more.

    `entry` is the code of a special entry of the municipality, `interpreter_language` what the person wrote.
    """

    name: str
    phone: str
    when: str
    language: str
    interpreter: bool
    interpreter_language: str | None
    about: str
    relation: str | None
    district: str | None
    entry: str | None

    def __post_init__(self) -> None:
        """Refuse codes nobody knows: a page that lets one through is broken, and the desk could not read it."""
        known = (
            self.when in set(When)
            and self.language in CALL_LANGUAGES
            and self.about in ABOUT
            and (self.relation is None or self.relation in RELATIONS)
        )
        if not known:
            raise ValueError("a call wish with an unknown code")

    def as_words(self) -> dict[str, str | bool | None]:
        """All it says, by name: what the fingerprint of a submission is made of."""
        return asdict(self)


def local_day(moment: datetime) -> date:
    """The calendar day in Norway: what a deadline and "twice in a day" count from."""
    return moment.astimezone(OSLO).date()


def midnight(day: date) -> datetime:
    """When a calendar day begins in Norway."""
    return datetime.combine(day, time(), tzinfo=OSLO)


def may_be_taken(status: str) -> bool:
    """Whether somebody can still say «Jeg tar den»."""
    return status in (Status.RECEIVED, Status.OPENED)


def may_be_answered(status: str) -> bool:
    """Whether an outcome can be noted: until the case is closed."""
    return status != Status.CLOSED


def may_be_closed(status: str, outcome: str | None) -> bool:
    """Whether it can be closed: only with an answer, so that nobody's request just disappears.

    Not reached is no answer, and a coordinator not found is half of one: somebody is still owed one.
    """
    owed = (None, Outcome.NOT_REACHED, Outcome.COORDINATOR_VACANT)
    return status != Status.CLOSED and outcome not in owed


def status_after(outcome: str) -> Status:
    """Where an outcome leads: an answer, or still owed one when nobody was reached."""
    return Status.TAKEN if outcome == Outcome.NOT_REACHED else Status.ANSWERED
