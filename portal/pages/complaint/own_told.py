"""What there is to tell of a complaint, in words: what comes next, the ways on, by what right, and what was done."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import g

from portal.complaint_labels import AFTER, OUTCOMES
from portal.forms.case import DELIVERY
from portal.language import date_in_words
from portal.language import gettext as _
from portal.pages.case import words as of_cases
from portal.pages.case.one import answer_rows
from portal.pages.complaint import own_words as words
from portal.pages.complaint.words import GUIDES
from portal.pages.complaint.words_bodies import BODIES
from portal.rules import case_story
from portal.rules.case import local_day
from portal.rules.complaint_answers import Who
from portal.rules.complaint_bodies import Body
from portal.rules.complaint_course import (
    OWED,
    TOLD,
    Outcome,
    Tell,
    WayOn,
    clock,
    forward_now,
    may_withdraw,
    ombud_until,
    ways_on,
)
from portal.rules.complaint_out import Way
from portal.rules.complaint_path import Code, Kind
from portal.rules.complaint_table import row_on
from portal.rules.complaint_who import Standing, line_for
from portal.rules.deadlines import Law
from portal.rules.delivery_state import steps
from portal.store.complaint import OwnComplaint
from portal.store.complaint_kept import STANDING, Step
from portal.store.complaint_out import PACKAGE, Out

SENT, HANDLED = "sent", "handled"


@dataclass(frozen=True)
class Told:
    """Something that happened. `facts` are sentences of ours, `said` what somebody wrote, `lang` when in another language."""

    text: Any
    at: datetime
    who: Any = None
    facts: tuple[str, ...] = ()
    said: str | None = None
    lang: str | None = None


def stands(own: OwnComplaint) -> str:
    """Where it stands now: the first that is told of the state."""
    return said(own, TOLD[own.facts.state][0])


def tells(own: OwnComplaint) -> list[str]:
    """What else there is to know in this state, beside what has a date."""
    _first, *others = TOLD[own.facts.state]
    return [said(own, tell) for tell in others if tell is not Tell.ANSWER_BY]


def said(own: OwnComplaint, tell: Tell) -> str:
    """Its sentence, with the one who decides."""
    decides = decider(own)
    body = BODIES[decides] if decides else words.THOSE_WHO_DECIDE
    return str(tell_said(own, tell)) % {"body": body}


def tell_said(own: OwnComplaint, tell: Tell) -> Any:
    """Its sentence. What the County Governor has decided cannot be complained of again, unless it was sent back."""
    if tell is not Tell.FINAL:
        return words.TELLS[tell]
    if outcome_of(own) is Outcome.SENT_BACK:
        return words.BACK_HERE
    settled = own.kind is Kind.COMPLAINT and decider(own) is Body.COUNTY_GOVERNOR
    return words.CANNOT_COMPLAIN_AGAIN if settled else words.TELLS[tell]


def decider(own: OwnComplaint) -> Body | None:
    """Who decides what the municipality does not change, by the table of the day it was sent; None when nobody knows yet."""
    return row_on(Code(own.path), local_day(own.received_at)).decider


def outcome_of(own: OwnComplaint) -> Outcome | None:
    """What the one who decided came to, last."""
    return next((one.outcome for one in reversed(own.steps) if one.outcome), None)


def next_said(own: OwnComplaint, day: date) -> str | None:
    """What comes next, with the date while an answer is owed; None when there is nothing to wait for."""
    state = own.facts.state
    if state in OWED:
        told = case_story.story(own.case.facts, day)
        return of_cases.next_words(told, told.next_on is not None and told.next_on < day)
    if forward_now(state) and clock(own.facts, day).passed:
        return str(words.NOT_FORWARDED)
    return str(AFTER[state]) if state in AFTER and not forward_now(state) else None


def ways(own: OwnComplaint, day: date) -> list[str]:
    """What one can do now, beside the reminder, which is a button."""
    found = [way for way in ways_on(own.facts, day) if way is not WayOn.REMIND]
    decided = own.facts.decided_on
    until = date_in_words(ombud_until(decided)) if decided else ""
    return [str(words.WAYS_ON[way]) % {"date": until} for way in found]


def standing(own: OwnComplaint) -> list[str]:
    """By what right it was sent, and what helps: for the one who sent it, until the desk has found out or it is answered."""
    code = Standing(own.standing)
    found = any(step.kind == STANDING for step in own.steps) or not may_withdraw(own.facts.state)
    if not own.sent or own.words is None or code is Standing.MAY or found:
        return []
    line = line_for(
        Who(own.words.who),
        own.kind,
        Law(own.law) if own.law else None,
        local_day(own.received_at),
        journal=own.path == Code.H2,
    )
    return [str(words.STANDINGS[code]), *(str(GUIDES[guide]) for guide in line.guide)]


def delivery(own: OwnComplaint) -> list[tuple[Any, datetime | None]]:
    """How far it has come inside the municipality and out of it; what is still to come stands last."""
    case = own.case
    way = steps(own.received_at, case.told_at, case.opened_at, case.taken_at)
    inside = [(DELIVERY[step.code], step.at) for step in way]
    left = [(left_said(out), sent_at(out)) for out in own.left if is_told(out)]
    return sorted([*inside, *left], key=lambda step: step[1] is None)


def is_told(out: Out) -> bool:
    """Whether it is the one that counts: what did not go by itself was handled by the desk, in another row or by hand."""
    return out.state != HANDLED or out.channel == Way.DOWNLOAD


def left_said(out: Out) -> Any:
    """What left, in words."""
    if out.template == PACKAGE:
        return words.LEFT[PACKAGE] if sent_at(out) else words.TO_LEAVE
    if out.receipt:
        return str(words.IN_ARCHIVE) % {"number": out.receipt}
    return words.LEFT[out.template]


def sent_at(out: Out) -> datetime | None:
    """When it had left; None while it is still to. What somebody at the desk sends has left when they have said so."""
    return out.ended_at if out.state in {SENT, HANDLED} else None


def history(own: OwnComplaint) -> list[Told]:
    """What has happened, newest first. A step is told with its words, and an answer from the answer itself."""
    told_as_steps = {words.CODES[step.kind] for step in own.steps}
    rows = [step_told(own, step) for step in own.steps]
    rows += [
        Told(words.happened(one.code, own.kind), one.at, of_cases.YOU if one.mine else None)
        for one in own.case.happened
        if one.code not in told_as_steps
    ]
    for answer in own.case.answers:
        rows += [Told(**row) for row in answer_rows(answer)]  # type: ignore[arg-type]
    return sorted(rows, key=lambda row: row.at)[::-1]


def step_told(own: OwnComplaint, step: Step) -> Told:
    """What was done, what was decided and when, and the words that came with it."""
    outcome = OUTCOMES[step.outcome] if step.outcome else None
    facts = (
        _("Resultat: %(outcome)s.", outcome=outcome) if outcome else None,
        _("Det ble avgjort %(date)s.", date=date_in_words(step.on))
        if outcome and step.on
        else None,
    )
    mine = step.by_kind == "citizen" and step.by == g.actor.id
    return Told(
        words.happened(words.CODES[step.kind], own.kind),
        step.at,
        of_cases.YOU if mine else None,
        tuple(fact for fact in facts if fact),
        step.text,
    )
