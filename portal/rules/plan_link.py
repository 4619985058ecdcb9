"""(engangslenke) How a participant without an account answers one measure: by a mailed link with a code, and nothing else.

Who is asked, how long a link is alive and what an answer makes of the measure. Today and now are always arguments.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from portal.rules.plan import ME, Draft, Kind, Measure, Part

LIVES = timedelta(days=14)
"""As long as one who was asked may wait before it is said that nobody has answered (`plan_lateness`)."""
OPENED = timedelta(minutes=30)
"""How long a right code lets a browser in, counted from the last page."""
MOST_TRIES = 5
"""So many wrong codes end a link: one in 200 000 to guess it."""


class Answer(StrEnum):
    """What a participant may say."""

    YES = "yes"
    NEW_DATE = "new-date"
    DONE = "done"
    NOT_OURS = "not-ours"


class Obstacle(StrEnum):
    """Why nobody can be asked about a measure by a link."""

    NOBODY = "nobody"
    DONE = "done"
    NO_EMAIL = "no-email"
    NOT_SHARED = "not-shared"


class State(StrEnum):
    """Where a link stands. DEAD: the sharing was ended, or somebody else answers for the measure now."""

    OPEN = "open"
    ANSWERED = "answered"
    EXPIRED = "expired"
    TRIED = "tried"
    ENDED = "ended"
    DEAD = "dead"


@dataclass(frozen=True)
class Facts:
    """What is known of a link. `reachable`: it still leads to a measure that its participant may be asked about."""

    ends_at: datetime
    tries: int
    answered: bool
    ended: bool
    reachable: bool


def obstacle(measure: Part, participant: Part | None, *, shared: bool) -> Obstacle | None:
    """(kan spørres) Why the one who answers for a measure cannot be asked by a link; None when they can.

    Nothing goes to anybody the person does not share measures with (IP-forskriften § 9, the consent to
    share).
    """
    if measure.responsible in (None, ME) or participant is None or participant.removed:
        return Obstacle.NOBODY
    if measure.code == Measure.DONE:
        return Obstacle.DONE
    if not participant.says("email"):
        return Obstacle.NO_EMAIL
    return None if shared else Obstacle.NOT_SHARED


def leads_somewhere(measure: Part | None, participant: str, *, shared: bool) -> bool:
    """Whether a link to a measure still leads to it: consent withdrawn or somebody else responsible, and it is dead at once."""
    if measure is None or measure.removed or measure.kind is not Kind.MEASURE:
        return False
    return measure.responsible == participant and shared


def state_of(link: Facts, now: datetime) -> State:
    """Where a link stands. What ended it for good goes before that it was answered."""
    if link.tries >= MOST_TRIES:
        return State.TRIED
    if link.ended:
        return State.ENDED
    if not link.reachable:
        return State.DEAD
    if link.ends_at <= now:
        return State.EXPIRED
    return State.ANSWERED if link.answered else State.OPEN


def is_alive(link: Facts, now: datetime) -> bool:
    """Whether the link opens. One answer, changeable until the link ends."""
    return state_of(link, now) in {State.OPEN, State.ANSWERED}


def asked(measure: Part) -> Draft:
    """The measure once its participant has been asked: a proposal, or what somebody said no to, waits for an answer."""
    if measure.code in {Measure.PROPOSED, Measure.NO}:
        return replace(draft_of(measure), code=Measure.ASKED.value)
    return draft_of(measure)


def answered(measure: Part, answer: Answer, *, on: date | None, reason: str = "") -> Draft:
    """(svaret) What an answer makes of the measure. A reason stands with a no only; without a new date the old one stands."""
    under_way = measure.code == Measure.UNDER_WAY
    accepted = Measure.UNDER_WAY if under_way else Measure.YES
    codes = {Answer.DONE: Measure.DONE, Answer.NOT_OURS: Measure.NO}
    words = {word: text for word, text in measure.words.items() if word != "reason"}
    if answer is Answer.NOT_OURS:
        words["reason"] = reason
    dated = answer in {Answer.YES, Answer.NEW_DATE}
    return replace(
        draft_of(measure),
        words=words,
        code=codes.get(answer, accepted).value,
        due_on=(on if dated else None) or measure.due_on,
    )


def draft_of(part: Part) -> Draft:
    """What a part holds, without who wrote it and when."""
    return Draft(
        kind=part.kind,
        words=part.words,
        code=part.code,
        parent=part.parent,
        responsible=part.responsible,
        due_on=part.due_on,
    )


def mobile(phone: str) -> str | None:
    """(mobilnummer) A Norwegian number that takes text messages, as «+47…», else None.

    Eight digits, the first a 4 or a 9 (the Norwegian numbering plan for mobile services).
    """
    digits = re.sub(r"[\s().-]", "", phone)
    found = re.fullmatch(r"(?:\+47|0047)?([49][0-9]{7})", digits)
    return f"+47{found[1]}" if found else None
