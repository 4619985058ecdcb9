"""(hvor saken står) What a citizen is told about a case: where it stands, what comes next and when, what is asked of them.

Plain values in, codes and dates out. The page has the words.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from portal.rules.answers import FINAL, AnswerKind
from portal.rules.case import WAITING, Outcome, Status

REMIND_AGAIN_AFTER = timedelta(days=7)
RECEIPT_FOR_ASKER = timedelta(minutes=30)


class Stand(StrEnum):
    """Where it stands now."""

    UNCONFIRMED = "unconfirmed"
    RECEIVED = "received"
    OPENED = "opened"
    TAKEN = "taken"
    MORE_WANTED = "more-wanted"
    PRELIMINARY = "preliminary"
    APPOINTMENT = "appointment"
    COORDINATOR = "coordinator-appointed"
    VACANT = "coordinator-vacant"
    IN_PART = "granted-in-part"
    REFUSED = "refused"
    WANTS_NOTHING = "wants-nothing"
    WITHDRAWN = "withdrawn"
    NOT_WANTED = "not-wanted"
    CLOSED = "closed"


class Next(StrEnum):
    """What comes next; most have a date."""

    CONFIRM_FIRST = "confirm-first"
    ANSWER_WITHIN_MONTH = "answer-within-month"
    MONTH_PASSED = "month-passed"
    ANSWER_BY_NEW_DATE = "answer-by-new-date"
    NEW_DATE_PASSED = "new-date-passed"
    COORDINATOR_STARTS = "coordinator-starts"
    NEWS_BY = "news-by"
    NEWS_LATE = "news-late"
    MAY_COMPLAIN = "may-complain"
    NOTHING = "nothing"


class Asked(StrEnum):
    """What is asked of the one who reads."""

    CONFIRM = "confirm"
    MORE = "more"
    NOTHING = "nothing"


class Reminder(StrEnum):
    """Whether the municipality can be reminded by a press."""

    NOT_YET = "not-yet"
    NOW = "now"
    DONE = "done"


class Mark(StrEnum):
    """The days worth keeping in a calendar."""

    ANSWER = "answer"
    NEWS = "news"
    COORDINATOR = "coordinator"
    COMPLAINT = "complaint"


@dataclass(frozen=True)
class Given:
    """An answer that stands: taken-back ones are left out."""

    kind: str
    at: datetime
    coordinator_from: date | None = None
    complaint_due: date | None = None


@dataclass(frozen=True)
class Facts:
    """What the story is made of. `due_on` is the month, or the new date once one is given.

    `confirmed` is also true where nobody needs to confirm. `wrote_at` is when a citizen last wrote in the case.
    """

    status: str
    outcome: str | None
    due_on: date
    confirmed: bool = True
    given: tuple[Given, ...] = ()
    wrote_at: datetime | None = None
    reminded_on: date | None = None

    @property
    def waiting(self) -> bool:
        """Whether an answer is still owed."""
        return self.status in WAITING

    @property
    def owed(self) -> bool:
        """Whether something is owed by `due_on`: an answer, or news of a coordinator not yet found."""
        vacant = self.status == Status.ANSWERED and self.outcome == Outcome.COORDINATOR_VACANT
        return self.waiting or vacant

    @property
    def final(self) -> Given | None:
        """The latest answer that settles something."""
        return next((one for one in reversed(self.given) if one.kind in FINAL), None)

    @property
    def preliminary(self) -> bool:
        """Whether a reason and a new date have been given."""
        return any(one.kind == AnswerKind.PRELIMINARY for one in self.given)


@dataclass(frozen=True)
class Story:
    """What is told."""

    stand: Stand
    next: Next
    next_on: date | None
    asked: Asked
    reminder: Reminder
    closed: bool


def story(facts: Facts, today: date) -> Story:
    """(saken akkurat nå) All of it, for one day."""
    next_, next_on = what_next(facts, today)
    return Story(
        stand=where(facts),
        next=next_,
        next_on=next_on,
        asked=what_is_asked(facts),
        reminder=reminder(facts, today),
        closed=facts.status == Status.CLOSED,
    )


def where(facts: Facts) -> Stand:
    """(hvor saken står nå) An answer goes before the steps inside the municipality."""
    if unconfirmed(facts):
        return Stand.UNCONFIRMED
    if facts.waiting:
        if more_wanted(facts):
            return Stand.MORE_WANTED
        return Stand.PRELIMINARY if facts.preliminary else Stand(facts.status)
    return Stand(facts.outcome) if facts.outcome in set(Stand) else Stand.CLOSED


def what_next(facts: Facts, today: date) -> tuple[Next, date | None]:
    """(hva som skjer, og når) Forvaltningsloven § 11 a for the month; the date is never called too late for the citizen."""
    if unconfirmed(facts):
        return Next.CONFIRM_FIRST, None
    passed = today > facts.due_on
    if facts.waiting and facts.preliminary:
        return (Next.NEW_DATE_PASSED if passed else Next.ANSWER_BY_NEW_DATE), facts.due_on
    if facts.waiting:
        return (Next.MONTH_PASSED if passed else Next.ANSWER_WITHIN_MONTH), facts.due_on
    if facts.owed:
        return (Next.NEWS_LATE if passed else Next.NEWS_BY), facts.due_on
    return after_the_answer(facts)


def after_the_answer(facts: Facts) -> tuple[Next, date | None]:
    """What an answer leads to: a complaint for who was refused, the coordinator's first day for who was not."""
    final, outcome = facts.final, facts.outcome
    if outcome in {Outcome.REFUSED, Outcome.GRANTED_IN_PART}:
        return Next.MAY_COMPLAIN, final.complaint_due if final else None
    if outcome == Outcome.COORDINATOR_APPOINTED:
        return Next.COORDINATOR_STARTS, final.coordinator_from if final else None
    return Next.NOTHING, None


def what_is_asked(facts: Facts) -> Asked:
    """(hva du blir bedt om) Nothing, most of the time, and then that is said."""
    if unconfirmed(facts):
        return Asked.CONFIRM
    return Asked.MORE if facts.waiting and more_wanted(facts) else Asked.NOTHING


def reminder(facts: Facts, today: date) -> Reminder:
    """(purring) One press once the month, or the new date, has passed without an answer; again after seven days.

    Forvaltningsloven § 11 a: a written reminder is also what Sivilombudet wants to see.
    """
    if unconfirmed(facts) or not facts.owed or today <= facts.due_on:
        return Reminder.NOT_YET
    reminded = facts.reminded_on
    # A reminder of the month says nothing about the new date that was given after it.
    if reminded and reminded > facts.due_on and today < reminded + REMIND_AGAIN_AFTER:
        return Reminder.DONE
    return Reminder.NOW


def dates(facts: Facts, today: date) -> list[tuple[Mark, date]]:
    """(husk-datoer) The days still to come, each once, the nearest first."""
    final = None if facts.waiting or unconfirmed(facts) else facts.final
    found: dict[Mark, date | None] = {
        Mark.ANSWER: facts.due_on if facts.waiting and not unconfirmed(facts) else None,
        Mark.NEWS: facts.due_on if facts.owed and not facts.waiting else None,
        Mark.COORDINATOR: final.coordinator_from if final else None,
        Mark.COMPLAINT: final.complaint_due if final else None,
    }
    ahead = [(mark, day) for mark, day in found.items() if day is not None and day >= today]
    return sorted(ahead, key=lambda one: one[1])


def unconfirmed(facts: Facts) -> bool:
    """(ikke bekreftet) Somebody asked for this person, who has not said yes: only a contact can come of it."""
    return not facts.confirmed and facts.status != Status.CLOSED


def more_wanted(facts: Facts) -> bool:
    """(flere opplysninger) Asked for, and nobody has written since."""
    wanted = [one.at for one in facts.given if one.kind == AnswerKind.MORE_WANTED]
    return bool(wanted) and (facts.wrote_at is None or facts.wrote_at < max(wanted))


def may_write(status: str) -> bool:
    """Whether more can be written in it: until it is closed."""
    return status != Status.CLOSED


def may_withdraw(facts: Facts) -> bool:
    """(trekke henvendelsen) While the answer is still owed. Who never asked says no instead."""
    return facts.waiting and not unconfirmed(facts)
