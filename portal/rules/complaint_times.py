"""(klagefristen) By when to send what was found, and why nothing is too late.

Counted only from a dated answer; otherwise one can complain now. A late complaint is received and may be heard (forvaltningsloven
§ 31); in health cases the weeks count from when the person knew enough (pasient- og brukerrettighetsloven § 7-5).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.rules.complaint_path import Row, Time
from portal.rules.deadlines import (
    Deadline,
    Law,
    NoRule,
    complaint_deadline,
    days_left,
    months_after,
)

HEARD_WITHIN_MONTHS = 12


class Say(StrEnum):
    """What is said of time: (innen en dato, du kan klage nå, fristen står i brevet, ingen frist)."""

    BY_DATE = "by-date"
    NOW = "now"
    IN_LETTER = "in-letter"
    NO_TIME = "no-time"


class Late(StrEnum):
    """Why it is received all the same: (fra du visste nok, kan behandles likevel, kan alltid endre til det bedre)."""

    FROM_KNOWLEDGE = "from-knowledge"
    MAY_BE_HEARD = "may-be-heard"
    MAY_CHANGE_ANYWAY = "may-change-anyway"


class Note(StrEnum):
    """What else to know of the time: (be om mer tid, be om begrunnelse, vi vet ikke hvilken lov)."""

    MORE_TIME = "more-time"
    ASK_FOR_REASONS = "ask-for-reasons"
    LAW_NOT_KNOWN = "law-not-known"


LATE_LAW: dict[Late, str] = {
    Late.FROM_KNOWLEDGE: "pasient- og brukerrettighetsloven § 7-5: C/P",
    Late.MAY_BE_HEARD: "forvaltningsloven § 31: C",
    Late.MAY_CHANGE_ANYWAY: "forvaltningsloven § 35: C",
}
NOTE_LAW: dict[Note, str] = {
    Note.MORE_TIME: "forvaltningsloven § 29: C",
    Note.ASK_FOR_REASONS: "forvaltningsloven § 29: C",
    Note.LAW_NOT_KNOWN: "both times are said, the shortest first: I",
}


@dataclass(frozen=True)
class Times:
    """What is said of the time on one day.

    `deadlines` is one for each length there may be, the shortest first: to be sure, send by the first. `late` is the reasons why it
    is received after that day, empty when it has not passed. `left` is the days to the shortest, negative when it has passed.
    """

    say: Say
    deadlines: tuple[Deadline, ...] = ()
    late: tuple[Late, ...] = ()
    notes: tuple[Note, ...] = ()
    left: int | None = None


def times_for(row: Row, told_on: date | None, today: date, holidays: frozenset[date]) -> Times:
    """(frist) By when to send it. `told_on` is the day of a dated answer, `holidays` those around that day.

    When the law is not known both times are said, three weeks and four: to say only four could cost a right by
    forvaltningsloven § 29, and to say only three would hide a week by pasient- og brukerrettighetsloven § 7-5. An answer dated
    in the future, or before there was such a law, is no day to count from.
    """
    if row.time is Time.IN_LETTER:
        return Times(Say.IN_LETTER)
    if row.time is Time.NONE:
        return Times(Say.NO_TIME)
    laws = (row.law,) if row.law else tuple(Law)
    unsure = () if row.law else (Note.LAW_NOT_KNOWN,)
    found = lengths(laws, told_on, holidays) if told_on and told_on <= today else ()
    if not found or told_on is None:
        return Times(Say.NOW, notes=unsure)
    left = days_left(found[0].due, today)
    late = why_received(laws, told_on, today) if left < 0 else ()
    return Times(Say.BY_DATE, found, late, (*unsure, *notes_for(laws, late)), left)


def lengths(
    laws: tuple[Law, ...], told_on: date, holidays: frozenset[date]
) -> tuple[Deadline, ...]:
    """One deadline for each number of weeks, the shortest first."""
    by_weeks: dict[int, Deadline] = {}
    for law in laws:
        try:
            each = complaint_deadline(told_on, law, holidays)
        except NoRule:
            continue
        by_weeks.setdefault(each.weeks, each)
    return tuple(by_weeks[weeks] for weeks in sorted(by_weeks))


def why_received(laws: tuple[Law, ...], told_on: date, today: date) -> tuple[Late, ...]:
    """(etter fristen) Never too late: heard for a year when there is reason to (§ 31), and after that the office may still change
    its answer for the better (§ 35).
    """
    year = months_after(told_on, HEARD_WITHIN_MONTHS)
    reasons = [Late.FROM_KNOWLEDGE] if Law.HEALTH in laws else []
    return (*reasons, Late.MAY_BE_HEARD if today <= year else Late.MAY_CHANGE_ANYWAY)


def notes_for(laws: tuple[Law, ...], late: tuple[Late, ...]) -> tuple[Note, ...]:
    """More time is asked for before it is out; reasons not given begin the weeks anew, outside health law."""
    if late:
        return ()
    return (Note.MORE_TIME,) if laws == (Law.HEALTH,) else (Note.MORE_TIME, Note.ASK_FOR_REASONS)


class Way(StrEnum):
    """How it is sent: (på papir, elektronisk)."""

    PAPER = "paper"
    ELECTRONIC = "electronic"


class InTime(StrEnum):
    """What must have happened by the last day: (postlagt, kommet fram, sendt)."""

    POSTED = "posted"
    ARRIVED = "arrived"
    SENT = "sent"


@dataclass(frozen=True)
class InTimeRule:
    """(avbrutt frist) When a complaint sent this way is in time. No `valid_from`: adopted, not in use."""

    way: Way
    done: InTime
    basis: str
    mark: str
    valid_from: date | None
    valid_to: date | None = None


FIRST_DAY = date(2010, 1, 1)
IN_TIME: tuple[InTimeRule, ...] = (
    InTimeRule(Way.PAPER, InTime.POSTED, "forvaltningsloven § 30", "C", FIRST_DAY),
    InTimeRule(Way.ELECTRONIC, InTime.ARRIVED, "eForvaltningsforskriften § 11", "C", FIRST_DAY),
    InTimeRule(Way.PAPER, InTime.SENT, "forvaltningsloven 2025 §§ 63–66", "C", None),
    InTimeRule(Way.ELECTRONIC, InTime.SENT, "forvaltningsloven 2025 §§ 63–66", "C", None),
)


def in_time(way: Way, day: date, rules: tuple[InTimeRule, ...] = IN_TIME) -> InTimeRule:
    """(i tide) What must have happened by the last day, by the rule of that day. Raises NoRule when none holds."""
    for rule in rules:
        begun = rule.valid_from is not None and rule.valid_from <= day
        if rule.way is way and begun and (rule.valid_to is None or day <= rule.valid_to):
            return rule
    raise NoRule(f"no rule for being in time on {way} on {day}")
